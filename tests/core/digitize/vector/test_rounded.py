"""Lines that a pen with round ends and corners has filled."""

from itertools import pairwise

import numpy as np
import pytest
from numpy.testing import assert_allclose

from core.digitize.vector.lines import lines_in
from core.digitize.vector.outlines import line_of_shape
from core.digitize.vector.rounded import squared
from core.figure.drawing import Stroke

PEN = 1.0
PLAIN = np.array([(0, 0), (9, 0), (9, 3), (15, 3), (15, 7), (26.0, 7.0)])


def is_covered(places, line, pen):
    """Whether places are well under a pen with round ends that goes along a line."""
    under = np.zeros(len(places), dtype=bool)
    for start, end in pairwise(line):
        way = end - start
        along = np.clip(((places - start) @ way) / (way @ way), 0, 1)
        away = places - (start + along[:, None] * way)
        under |= np.hypot(*away.T) < pen / 2 - 1e-9
    return under


def outline_of(line, pen=PEN):
    """The edge of what a round pen covers, going round it once; its arcs meet in cusps."""
    return np.vstack([side_of(line, pen), side_of(line[::-1], pen)])


def side_of(line, pen):
    """One side of the line, with the round end behind it."""
    half = pen / 2
    ways = np.diff(line, axis=0)
    ways = ways / np.abs(ways).max(axis=1)[:, None]
    beside = half * np.column_stack([ways[:, 1], -ways[:, 0]])
    found = [line[:1] + beside[0]]
    for corner, before, after in zip(line[1:-1], beside, beside[1:], strict=False):
        turn = np.arctan2(before[0] * after[1] - before[1] * after[0], before @ after)
        is_inside = turn < 0
        found.append(corner[None] + before + after if is_inside else arc(corner, before, turn))
    found.append(arc(line[-1], beside[-1], np.pi))
    places = np.vstack(found)
    return places[~is_covered(places, line, pen)]


def arc(centre, start, turn):
    angles = np.arctan2(start[1], start[0]) + np.linspace(0, turn, 33)
    return centre + np.hypot(*start) * np.column_stack([np.cos(angles), np.sin(angles)])


def test_an_outline_with_round_corners_gives_the_corners_of_its_line():
    line = PLAIN
    shape = squared(outline_of(line))
    found, width = line_of_shape(shape)
    assert_allclose(found, line, atol=5e-3)
    assert width == pytest.approx(PEN, abs=5e-3)


def test_corners_nearer_than_half_the_pen_are_told_by_their_arcs():
    line = np.array([(0, 0), (9, 0), (9, 3), (9.3, 3), (9.3, 3.25), (20, 3.25), (20, 8), (26.0, 8)])
    found, _ = line_of_shape(squared(outline_of(line)))
    assert len(found) == len(line)
    assert_allclose(found, line, atol=1e-2)


def test_a_rounded_stroke_is_read_as_long_as_its_middle_line():
    capsule = outline_of(np.array([(10.0, 20.0), (60.0, 20.0)]))
    stroke = Stroke(capsule, None, (0, 0, 0), 0.0, (), 1, True, True)
    (line,) = lines_in((stroke,), (0.0, 0.0, 300.0, 200.0))
    assert_allclose(line.points, [(10, 20), (60, 20)], atol=1e-6)


def test_a_disc_and_a_letter_are_no_lines():
    angle = np.linspace(0, 2 * np.pi, 33)
    assert squared(np.column_stack([np.cos(angle), np.sin(angle)])) is None
    wave = np.column_stack([np.linspace(0, 9, 40), np.sin(np.linspace(0, 9, 40))])
    assert squared(np.vstack([wave, wave[::-1] + 3])) is None
