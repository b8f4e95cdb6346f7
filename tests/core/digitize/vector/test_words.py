"""Words that a file does not tell are looked for where the figure is, and coded ones read first."""

import numpy as np
import pytest

from core.digitize.vector.read import time_unit
from core.digitize.vector.words import find_labelled_axes
from core.figure.drawing import Drawing, Stroke, Word
from tests.core.digitize.vector.test_spelled import outlined

LEFT, FOOT, STEP = 100.0, 300.0, 60.0
BLACK = (0, 0, 0)


def line(*points, colour=BLACK):
    return Stroke(np.array(points, dtype=float), colour, None, 1.0, (), 0)


def figure_lines():
    """Axes with four ticks each, and a staircase."""
    yield line((LEFT, FOOT - 3 * STEP), (LEFT, FOOT), (LEFT + 3 * STEP, FOOT))
    for k in range(4):
        yield line((LEFT + k * STEP, FOOT), (LEFT + k * STEP, FOOT + 4))
        yield line((LEFT, FOOT - k * STEP), (LEFT - 4, FOOT - k * STEP))
    steps = [(LEFT + 12 * k, FOOT - 180 + 15 * j) for k in range(10) for j in (k, k + 1)]
    yield line(*((x, y) for x, y in steps), colour=(0, 0, 200))


LABELS = [
    *((text, LEFT + k * STEP - 4, FOOT + 16) for k, text in enumerate(("15", "26", "37", "48"))),
    *((f"0.{3 * k}", LEFT - 24, FOOT + 3 - k * STEP) for k in range(4)),
]


def test_running_text_beside_a_figure_hides_none_of_its_labels():
    prose = [
        (text, 700 + 60 * (k % 5), 40 + 12 * (k // 5)) for k in range(450) for text in ("aol",)
    ]
    drawing = outlined([*LABELS, *prose])
    shapes = tuple(
        Stroke(s.points, None, BLACK, 0.0, (), s.group + 100, True) for s in drawing.strokes
    )
    page = Drawing(1100, 1200, (*figure_lines(), *shapes), ())
    _, _, panels = find_labelled_axes(page, None, 72.0)
    assert len(panels) == 1
    assert panels[0].time.value.tolist() == [15, 26, 37, 48]


def test_numbers_printed_plainly_are_taken_as_they_are():
    words = tuple(Word(text, (x, y - 7, x + 5 * len(text), y), 0.0) for text, x, y in LABELS)
    page = Drawing(500, 400, tuple(figure_lines()), words)
    told, dots, panels = find_labelled_axes(page, np.full((400, 500, 3), 255, np.uint8), 72.0)
    assert told.words == words
    assert dots == 72.0
    assert len(panels) == 1


@pytest.mark.parametrize(
    ("title", "unit"),
    [("Monthssincerandomization", "months"), ("Yearsfrom", "years"), ("Daysafter", "days")],
)
def test_a_title_whose_words_run_together_names_its_unit(title, unit):
    words = [Word(text, (x, y - 7, x + 5 * len(text), y), 0.0) for text, x, y in LABELS]
    words.append(Word(title, (LEFT + 40, FOOT + 25, LEFT + 140, FOOT + 32), 0.0))
    page = Drawing(500, 400, tuple(figure_lines()), tuple(words))
    _, _, panels = find_labelled_axes(page, None, 72.0)
    assert time_unit(page, panels[0])[0] == unit
