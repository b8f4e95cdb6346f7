"""What a curve's line hides of the marks on it: its thickness, its place and its drops."""

import numpy as np
import pytest

from core.digitize.curves.path import Path
from core.digitize.marks.line import LineCover, hidden_by, line_cover, own_width, without_line

WIDTH, HEIGHT = 120, 60


def level(row: int = 30) -> Path:
    rows = np.full(WIDTH, row, dtype=np.intp)
    return Path(0, rows, rows, float(WIDTH), 1.0, 0.0)


def inked(rows: slice, share: float = 1.0) -> np.ndarray:
    ink = np.zeros((HEIGHT, WIDTH), dtype=np.float32)
    ink[rows] = share
    return ink


def with_ticks(ink: np.ndarray, columns) -> np.ndarray:
    for x in columns:
        ink[24:38, x] = 1
    return ink


@pytest.mark.parametrize("thickness", [1, 2, 4, 7])
def test_the_thickness_is_the_line_s_even_where_it_was_taken_for_another(thickness):
    ink = with_ticks(inked(slice(30, 30 + thickness)), range(3, WIDTH, 3))
    assert own_width(level(30 + thickness // 2), ink, 2.5) == pytest.approx(thickness, abs=0.3)


def test_the_faded_ends_of_dashes_are_no_thinner_line():
    ink = inked(slice(28, 32))
    for x in range(0, WIDTH, 8):
        ink[:, x : x + 3] *= 0.4
        ink[:, x + 3] = 0
    assert own_width(level(30), ink, 3.8) == pytest.approx(4, abs=0.3)


def test_shapes_almost_all_along_are_no_thicker_line():
    ink = inked(slice(30, 32))
    ink[27:35, 10:] = 1
    assert own_width(level(30), ink, 1.8) == pytest.approx(2, abs=0.3)


def test_bars_of_marks_beyond_a_drop_are_no_thinner_line():
    ink = inked(slice(27, 33))
    ink[27:33, 100:] = 0
    ink[29:32, 100:] = 1
    assert own_width(level(30), ink, 2.9) == pytest.approx(6, abs=0.3)


def test_the_middle_lies_between_rows_where_the_line_does():
    path, ink = level(30), inked(slice(30, 32))
    assert line_cover(path, ink, 2.0).middle == pytest.approx(np.full(WIDTH, 30.5), abs=0.15)


def test_a_path_that_changes_its_row_within_the_line_makes_no_drop():
    rows = np.full(WIDTH, 30, dtype=np.intp)
    rows[60:] = 31
    path = Path(0, np.concatenate([rows[:1], rows[:-1]]), rows, float(WIDTH), 1.0, 0.0)
    ink = with_ticks(inked(slice(30, 32)), [60])
    cover = line_cover(path, ink, 2.0)
    hidden = hidden_by(cover, ink)
    assert not hidden[25:29, 60].any()
    assert hidden[30:32].all()


def test_blur_beside_a_line_is_no_ink():
    ink = inked(slice(30, 32))
    ink[[29, 32]] = 0.3
    ink = with_ticks(ink, [20, 70])
    beside = without_line(line_cover(level(30), ink, 2.0), ink)
    assert beside[29, 40] < 0.05
    assert beside[29, 20] > 0.9


def test_where_blur_alone_may_make_ink_full_nothing_is_left():
    ink = inked(slice(28, 34))
    faint, none = np.zeros_like(ink), np.zeros(ink.shape, dtype=bool)
    faint[28:30] = 1
    with np.errstate(all="raise"):
        beside = without_line(LineCover(np.full(WIDTH, 30.5), 2.0, none, none, faint), ink)
    assert not beside[28:30].any()
    assert (beside[30:34] == 1).all()
