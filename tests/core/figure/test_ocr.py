"""Where text is looked for, and at which size; the reader itself is not asked here."""

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
