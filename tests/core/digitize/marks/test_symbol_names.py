"""Names by the shape that legend and curve share; legends whose samples the reader passed over."""

from types import SimpleNamespace

import cv2
import numpy as np

from core.digitize.curves.colours import describe
from core.digitize.legend.phrases import phrases
from core.digitize.marks.finder import Marks
from core.digitize.marks.symbol_names import shape_costs, shape_entries
from core.digitize.marks.symbols import find_symbols
from core.figure.ocr import Word

WIDTH, HEIGHT = 500, 240
ALONE = np.array([30, 70, 110, 150, 190, 240])
NOTHING = np.zeros((HEIGHT, WIDTH), dtype=bool)
BLACK = describe(np.zeros(3), np.arange(WIDTH), WIDTH, 1000)
ROWS = (100, 160)
KEYS = ((400, 30), (400, 55))


def word(text: str, x0: float, y: float, first: float | None = None) -> Word:
    places = np.linspace((first or x0) + 4, x0 + 8 * len(text), len(text))
    return Word(text, 0.99, x0, y - 10, x0 + 8 * len(text) + 4, y + 10, True, tuple(places))


def figure():
    """A page with two marked lines, white below full, and their legend in the same order."""
    ink = np.zeros((HEIGHT, WIDTH), np.uint8)
    for row, inside, key in zip(ROWS, (255, 0), KEYS, strict=True):
        cv2.line(ink, (5, row), (340, row), 255, 2)
        for x, y in (*((x, row) for x in ALONE.tolist()), key):
            cv2.rectangle(ink, (x - 5, y - 5), (x + 5, y + 5), inside, -1)
            cv2.rectangle(ink, (x - 5, y - 5), (x + 5, y + 5), 255, 1)
    rgb = np.repeat(255 - ink[:, :, None], 3, axis=2)
    return ink.astype(np.float32) / 255, SimpleNamespace(rgb=rgb, height=HEIGHT)


def marks_on(symbols, row: int) -> Marks:
    own = np.flatnonzero(np.abs(symbols.y - row) < 3)
    kinds = tuple(symbols.kinds[k] for k in symbols.which[own])
    return Marks(symbols.x[own], symbols.y[own], symbols.sure[own], 5.0, kinds)


def test_names_whose_samples_are_shapes_alone_go_to_the_curves_that_show_them():
    ink, page = figure()
    symbols = find_symbols([BLACK], [ink], NOTHING, NOTHING, NOTHING)[0]
    marks = [marks_on(symbols, row) for row in ROWS]
    words = [word(name, 418, y) for name, (_, y) in zip(("Placebo", "Drug"), KEYS, strict=True)]
    legend = shape_entries(page, words, marks, HEIGHT)
    assert [entry.name for entry in legend] == ["Placebo", "Drug"]
    cost = shape_costs(page, marks, legend)
    assert cost[0, 0] < cost[0, 1]
    assert cost[1, 1] < cost[1, 0]


def test_a_sample_inside_a_word_s_box_is_no_part_of_the_name():
    (phrase,) = phrases([word("Placebo", 300, 50, first=340)])
    assert phrase.x0 > 325
