"""Pages with many panels: what stands beside one is not taken for a part of it."""

import numpy as np

from core.digitize.vector.axes import find_axes
from core.digitize.vector.table import find_table, lines_of_words
from core.figure.drawing import Drawing, Stroke, Word


def word(text, x, y):
    return Word(text, (x - 4.0, y - 6.0, x + 4.0, y), 0.0)


def panel(left, top, size=100.0):
    """Strokes and words of axes with ticks at 0, 10, 20 and at 0, 0.5, 1."""
    strokes, words = [], []
    for k in range(3):
        across, down = left + size * k / 2, top + size - size * k / 2
        strokes.append([(across, top + size), (across, top + size + 4)])
        strokes.append([(left - 4, down), (left, down)])
        words += [word(f"{10 * k}", across, top + size + 14), word(f"{k / 2}", left - 12, down + 3)]
    return strokes, words


def drawing(panels, more=()):
    strokes = [points for drawn, _ in panels for points in drawn]
    lines = tuple(
        Stroke(np.array(points, dtype=float), (0, 0, 0), None, 1.0, (), group)
        for group, points in enumerate(strokes)
    )
    words = tuple(word for _, written in panels for word in written)
    return Drawing(4000.0, 4000.0, lines, words + tuple(more))


def test_the_name_of_a_row_of_the_next_panel_ends_a_row():
    cells = [
        word("A", 20, 250),
        *(word(str(n), 100 + 50 * k, 250) for k, n in enumerate((9, 5, 1))),
    ]
    next_panel = [
        word("B", 230, 250),
        *(word(str(n), 350 + 50 * k, 250) for k, n in enumerate((8, 4))),
    ]
    page = drawing([panel(100, 100), panel(350, 100)], cells + next_panel)
    axes = find_axes(page)
    left = min(axes, key=lambda one: one.box[0])
    table = find_table(page, left, axes)
    assert [row.at_risk for row in table.rows] == [(9, 5, 1)]


def test_a_dash_before_numbers_stands_on_their_line():
    dash = Word("--", (0.0, 16.0, 8.0, 17.0), 0.0)
    numbers = [Word("42", (20.0, 13.0, 28.0, 18.6), 0.0), Word("5", (40.0, 13.0, 44.0, 18.9), 0.0)]
    assert [[word.text for word in line] for line in lines_of_words((dash, *numbers))] == [
        ["--", "42", "5"]
    ]


def test_a_page_of_hundreds_of_panels_is_read_in_part():
    panels = [panel(150 * (k % 20) + 50, 150 * (k // 20) + 50) for k in range(100)]
    found = find_axes(drawing(panels))
    assert 1 <= len(found) <= 16
