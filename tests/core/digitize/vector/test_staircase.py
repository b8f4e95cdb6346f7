"""Staircases whose treads and drops lean a little are set straight; other lines are left alone."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from core.digitize.vector.staircase import is_staircase, straightened

CORNERS = np.array(
    [(0, 0), (20, 0), (20, 9), (31, 9), (31, 12), (50, 12), (50, 30), (66, 30), (66, 41), (90, 41)],
    dtype=float,
)


@pytest.mark.parametrize("seed", range(5))
def test_corners_a_little_off_give_a_staircase_as_far_off_as_it_says(seed):
    off = np.random.default_rng(seed).uniform(-0.03, 0.03, CORNERS.shape)
    line, lean = straightened(CORNERS + off)
    assert is_staircase(line)
    assert_allclose(line, CORNERS, atol=0.03)
    assert 0.003 < lean < 0.03


def test_drops_that_all_lean_one_way_end_where_they_fall_to():
    early = CORNERS.copy()
    early[1:-1:2, 0] -= 0.06
    line, _ = straightened(early)
    assert_allclose(line[1:-1, 0], CORNERS[1:-1, 0], atol=1e-9)


def test_a_line_that_falls_on_its_way_is_no_staircase():
    across = np.linspace(0, 200, 400)
    assert straightened(np.column_stack([across, 0.2 * across])) is None


def test_an_axis_that_goes_out_along_its_ticks_and_back_is_none():
    comb = [at for x in range(0, 90, 10) for at in ((x, 0), (x, 5), (x + 0.05, 0))]
    assert straightened(np.array(comb, dtype=float)) is None
