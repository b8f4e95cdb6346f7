"""Lines that a file fills instead of stroking, whatever outline its program makes of them."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from core.digitize.vector.lines import lines_in
from core.digitize.vector.outlines import line_of_shape
from core.figure.drawing import Stroke

STAIRS = np.array([(0, 0), (9, 0), (9, 2), (9.4, 2), (9.4, 2.3), (20, 2.3), (20, 8), (26, 8)])
BOX = (-1.0, -5.0, 300.0, 60.0)


def mitred(line, pen):
    """The outline with square corners on both sides of a staircase going right and down."""
    moves = np.diff(line, axis=0)
    moves /= np.abs(moves).max(axis=1)[:, None]
    beside = np.column_stack([moves[:, 1], -moves[:, 0]]) * pen / 2
    corners = np.vstack([beside[:1], beside[:-1] + beside[1:], beside[-1:]])
    return np.vstack([line + corners, (line - corners)[::-1]])


def pivoted(line, pen):
    """The same as a browser draws it: the inside of every turn goes through the corner itself."""
    half, sides = pen / 2, ([], [])
    moves = np.diff(line, axis=0)
    moves /= np.abs(moves).max(axis=1)[:, None]
    beside = np.column_stack([moves[:, 1], -moves[:, 0]]) * half
    for side, sign in zip(sides, (1, -1), strict=True):
        side.append(line[0] + sign * beside[0])
        for k in range(1, len(line) - 1):
            turns_right = moves[k - 1, 0] > 0
            if turns_right == (sign > 0):
                side.append(line[k] + sign * (beside[k - 1] + beside[k]))
            else:
                side += [line[k] + sign * beside[k - 1], line[k], line[k] + sign * beside[k]]
        side.append(line[-1] + sign * beside[-1])
    return np.vstack([*sides[0], *sides[1][::-1]])


@pytest.mark.parametrize("outline", [mitred, pivoted])
@pytest.mark.parametrize("pen", [0.4, 1.0])
def test_the_outline_of_a_staircase_gives_its_corners(outline, pen):
    found, width = line_of_shape(outline(STAIRS, pen))
    assert_allclose(found, STAIRS, atol=1e-9)
    assert width == pytest.approx(pen, abs=1e-3)


def test_a_rising_staircase_is_read_as_a_falling_one():
    found, _ = line_of_shape(pivoted(STAIRS, 1.0) * (1, -1))
    assert_allclose(found, STAIRS * (1, -1), atol=1e-9)


def test_a_dash_that_begins_just_before_a_corner_keeps_its_beginning():
    late = np.vstack([[8.8, 0.0], STAIRS[1:]])
    found, _ = line_of_shape(pivoted(late, 1.0))
    assert_allclose(found, late, atol=1e-9)


def test_a_filled_shape_that_is_no_line_is_none():
    assert (
        line_of_shape(np.array([(0, 0), (30, 0), (30, 30), (60, 30), (60, 60), (0, 60.0)])) is None
    )


def filled(left, top, right, bottom):
    corners = np.array([(left, top), (right, top), (right, bottom), (left, bottom)])
    return Stroke(corners, None, (0, 0, 0), 0.0, (), 1, True)


def test_a_piece_shorter_than_the_pen_is_wide_goes_the_way_of_the_line():
    dashes = [filled(0, -0.5, 40, 0.5), filled(39.5, 0.0, 40.5, 0.6), filled(40, 2.1, 80, 3.1)]
    (line,) = lines_in(tuple(dashes), BOX)
    assert_allclose(line.points, [(0, 0), (40, 0), (40, 2.6), (80, 2.6)], atol=1e-9)


def test_a_gap_between_two_drops_hides_a_tread_between_them():
    first = Stroke(np.array([(0, 0), (9, 0), (9, 4.0)]), None, None, 1.0, (), 1)
    second = Stroke(np.array([(10, 5), (10, 9), (30, 9.0)]), None, None, 1.0, (), 2)
    drawn = [Stroke(s.points, (0, 0, 0), None, 1.0, (), s.group) for s in (first, second)]
    (line,) = lines_in(tuple(drawn), BOX)
    assert_allclose(line.points[1:5], [(9, 0), (9, 4.5), (10, 4.5), (10, 9)], atol=1e-9)


def test_of_more_pieces_than_any_curve_has_only_lines_drawn_whole_are_read():
    whole = np.column_stack([np.repeat(np.arange(10.0), 2)[1:], np.repeat(np.arange(10.0), 2)[:-1]])
    pieces = [np.array([(k % 200, 10.0), (k % 200 + 0.5, 10.0)]) for k in range(30_001)]
    drawn = [Stroke(one, (0, 0, 0), None, 1.0, (), k) for k, one in enumerate([whole, *pieces])]
    (line,) = lines_in(tuple(drawn), BOX)
    assert line.sources == {0}
