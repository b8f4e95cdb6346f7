"""Censor marks drawn on a curve of known course: which shape they have, where and how many."""

import cv2
import numpy as np
import pytest

from core.digitize.curves.path import Path
from core.digitize.marks.finder import Marks, Sought, find_marks

WIDTH, HEIGHT = 400, 120
ALONE = np.array([20, 55, 90, 130, 175, 230, 290, 350])


def curve(*levels: tuple[int, int]) -> Path:
    """A path that falls to each row at its column, the first at column 0."""
    rows = np.zeros(WIDTH, dtype=np.intp)
    for column, row in levels:
        rows[column:] = row
    enter = np.concatenate([rows[:1], rows[:-1]])
    return Path(0, enter, rows, float(WIDTH), 1.0, 0.0)


def line(path: Path, thickness: int) -> np.ndarray:
    ink = np.zeros((HEIGHT, WIDTH), np.uint8)
    corners = np.column_stack([np.repeat(path.columns, 2), np.ravel([path.enter, path.leave], "F")])
    cv2.polylines(ink, [corners.astype(np.int32)], False, 255, thickness)
    return ink


def stroke(ink: np.ndarray, x: int, y: int) -> None:
    ink[y - 5 : y + 6, x : x + 2] = 255


def ring(ink: np.ndarray, x: int, y: int) -> None:
    cv2.circle(ink, (x, y), 6, 255, 1, cv2.LINE_AA)


def sloped(ink: np.ndarray, x: int, y: int) -> None:
    cv2.line(ink, (x - 4, y - 4), (x + 4, y + 4), 255, 1, cv2.LINE_AA)
    cv2.line(ink, (x - 4, y + 4), (x + 4, y - 4), 255, 1, cv2.LINE_AA)


def slash(ink: np.ndarray, x: int, y: int) -> None:
    cv2.line(ink, (x - 3, y + 6), (x + 3, y - 6), 255, 2)


def square(ink: np.ndarray, x: int, y: int) -> None:
    cv2.rectangle(ink, (x - 4, y - 4), (x + 4, y + 4), 255, -1)


def sought(path: Path, ink: np.ndarray, thickness: int = 2, **more) -> Sought:
    blocked = np.zeros(ink.shape, dtype=bool)
    return Sought(path, (ink / 255).astype(np.float32), float(thickness), blocked, **more)


def drawn(path: Path, columns, shape, thickness: int = 2) -> np.ndarray:
    ink = line(path, thickness)
    for x in columns:
        shape(ink, int(x), int(path.leave[x]))
    return ink


def read(path: Path, columns, shape) -> Marks:
    return find_marks([sought(path, drawn(path, columns, shape))])[0]


@pytest.mark.parametrize("shape", [stroke, ring, sloped, slash])
def test_marks_that_stand_alone_are_all_found_where_they_are(shape):
    marks = read(curve((0, 40), (110, 60), (200, 75)), ALONE, shape)
    assert np.allclose(np.sort(marks.x), ALONE + 0.5, atol=1.0)


@pytest.mark.parametrize("shape", [stroke, ring, sloped])
def test_touching_marks_are_counted_within_a_fifth(shape):
    total = 0
    for seed in range(8):
        columns = np.random.default_rng(seed).integers(200, 360, 24)
        marks = read(curve((0, 40), (160, 60)), [*ALONE[:4], *columns], shape)
        assert np.sum(marks.x < 190) == 4
        total += np.sum(marks.x > 190)
    assert 0.8 * 8 * 24 <= total <= 1.2 * 8 * 24


def test_black_marks_no_higher_than_the_line_are_seen_on_it():
    path = curve((0, 40), (210, 60))
    dark = np.zeros((HEIGHT, WIDTH), np.uint8)
    for x in ALONE:
        row = int(path.leave[x])
        dark[row - 3 : row + 4, x : x + 2] = 255
    ink = line(path, 7)
    (marks,) = find_marks([sought(path, ink, 7, dark=(dark / 255).astype(np.float32))])
    assert np.allclose(np.sort(marks.x), ALONE + 1, atol=1.0)


def test_marks_of_a_thick_line_lie_where_they_were_drawn_in_its_own_pixels():
    path = curve((1, 40), (111, 61), (201, 76))
    ink = line(path, 9)
    for x in ALONE:
        row = int(path.leave[x])
        ink[row - 14 : row + 15, x : x + 4] = 255
    (marks,) = find_marks([sought(path, ink, 9)], enlarged=True)
    order = np.argsort(marks.x)
    assert np.allclose(marks.x[order], ALONE + 2, atol=1.0)
    assert np.array_equal(marks.y[order], path.leave[ALONE] + 0.5)
    assert marks.height == pytest.approx(14.5, abs=1.5)


def test_marks_are_found_on_a_line_that_bands_make_paler_here_and_there():
    path = curve((0, 40), (110, 60), (200, 75))
    ink = line(path, 5)
    for first, share in ((0, 0.5), (60, 0.7), (210, 0.5), (300, 1.0)):
        ink[:, first : first + 90] = np.minimum(ink[:, first : first + 90], int(255 * share))
    for x in ALONE:
        row = int(path.leave[x])
        ink[row - 9 : row + 10, x] = 255
    (marks,) = find_marks([sought(path, ink, 3)])
    assert np.allclose(np.sort(marks.x), ALONE + 0.5, atol=1.0)


def test_thin_marks_on_a_thick_line_are_seen_at_the_figure_s_own_resolution():
    path = curve((1, 40), (111, 61), (201, 76))
    ink = line(path, 9)
    for x in ALONE:
        row = int(path.leave[x])
        ink[row - 8 : row + 9, x] = 255
    (marks,) = find_marks([sought(path, ink, 9)])
    assert np.allclose(np.sort(marks.x), ALONE + 0.5, atol=1.0)


def test_a_mark_in_the_ink_of_both_curves_goes_to_the_one_it_lies_on():
    upper, lower = curve((0, 40)), curve((0, 47))
    ink = np.maximum(drawn(upper, ALONE[::2], ring), drawn(lower, ALONE[1::2], ring))
    both = []
    for path, other in ((upper, lower), (lower, upper)):
        one = sought(path, ink)
        one.blocked[...] = line(other, 3) > 0
        both.append(one)
    for marks, own in zip(find_marks(both), (ALONE[::2], ALONE[1::2]), strict=True):
        assert np.allclose(np.sort(marks.x), own + 0.5, atol=1.0)


def test_a_curve_may_have_marks_of_another_shape_though_few_of_them_stand_alone():
    upper, lower = curve((0, 30)), curve((0, 80))
    crowd = np.random.default_rng(4).integers(60, 380, 60)
    both = [
        sought(upper, drawn(upper, ALONE, stroke)),
        sought(lower, drawn(lower, [20, 40, *crowd], sloped)),
    ]
    ticks, crosses = find_marks(both)
    assert np.allclose(np.sort(ticks.x), ALONE + 0.5, atol=1.0)
    assert 0.7 * 62 <= crosses.x.size <= 1.3 * 62


def test_a_bare_line_has_no_marks():
    path = curve((0, 40), (110, 60), (200, 75))
    (marks,) = find_marks([sought(path, line(path, 2))])
    assert marks.x.size == 0


def test_the_edge_of_a_line_thicker_than_it_was_taken_for_is_no_mark():
    path = curve((0, 40), (110, 60), (200, 75))
    (marks,) = find_marks([sought(path, line(path, 9), 2)])
    assert marks.x.size == 0


def test_a_mark_at_the_end_of_a_pale_line_is_as_pale_beyond_it():
    whole = curve((0, 40), (110, 60), (200, 75))
    path = Path(0, whole.enter[:360], whole.leave[:360], 360.0, 1.0, 0.0)
    columns = [*ALONE, 359]
    ink = drawn(path, columns, square, 3)
    (marks,) = find_marks([sought(path, ink // 3, 3)])
    assert np.allclose(np.sort(marks.x), np.array(columns) + 0.5, atol=1.0)
