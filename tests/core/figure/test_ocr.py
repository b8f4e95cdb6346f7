"""Where text is looked for, at which size, and which way it runs."""

from types import SimpleNamespace

import numpy as np
import pytest

from core.figure import ocr


class _Engine:
    """Finds one line of text over the right half of any page, and says "36" of it."""

    def __init__(self) -> None:
        self.searched: tuple[int, ...] = ()

    def detect_and_crop(
        self, page: ocr.Pixels, _operations: object
    ) -> tuple[None, SimpleNamespace]:
        height, width = self.searched = page.shape[:2]
        left, right, top, bottom = 0.5 * width, width - 1, 0.25 * height, 0.75 * height
        quad = [(left, top), (right, top), (right, bottom), (left, bottom)]
        return None, SimpleNamespace(boxes=[quad])

    def recognize_txt(self, crops: list[ocr.Pixels]) -> SimpleNamespace:
        n = len(crops)
        return SimpleNamespace(txts=("36",) * n, scores=(0.9,) * n, word_results=None)


@pytest.mark.parametrize("width", [1000, 7000])
def test_a_word_lies_where_it_is_in_the_picture_however_large_that_is(
    monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    engine = _Engine()
    monkeypatch.setattr(ocr, "_engine", lambda: engine)
    (word,) = ocr.read_words(np.full((800, width, 3), 255, np.uint8))
    assert max(engine.searched) <= 2600
    assert word.text == "36"
    assert word.x == pytest.approx(0.75 * width, abs=0.01 * width)
    assert word.y == pytest.approx(400, abs=8)


@pytest.mark.parametrize("size", [9, 12])
def test_numbers_that_run_upwards_beside_an_axis_keep_their_points(size: int) -> None:
    ticks = ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]
    pixels = _with_labels_running_upwards(ticks, size)
    words = [word for word in ocr.read_words(pixels) if word.x < 0.12 * pixels.shape[1]]
    read = [word.text for word in sorted(words, key=lambda word: -word.y)]
    assert read == ticks
    assert not any(word.upright for word in words)


def _with_labels_running_upwards(ticks: list[str], size: int) -> ocr.Pixels:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5, 4), dpi=130)
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    axes.set_yticks([float(tick) for tick in ticks], ticks, rotation=90, va="center", size=size)
    axes.set_ylim(-0.04, 1.04)
    canvas.draw()
    return np.array(canvas.buffer_rgba())[..., :3].copy()
