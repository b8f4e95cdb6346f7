"""Habits of further drawing programs: simplified paths, hidden arms, rounded corners."""

import numpy as np
import pytest

from core.digitize.vector.curves import is_staircase
from tests.core.digitize.vector.test_producers import (
    BLUE,
    BOTTOM,
    LEFT,
    RED,
    RIGHT,
    TOP,
    arm_in,
    axes,
    curves,
    path,
    picture,
    read,
    x,
)

GREEN, ORANGE = "#00aa00", "#ff8800"


def test_a_curve_whose_small_steps_a_program_has_merged_is_still_a_staircase():
    leaning = [(0, 0), (60, 0), (60.1, 9), (120, 9), (120, 20), (200, 20)]
    assert is_staircase(np.array(leaning, dtype=float))


def test_a_smooth_curve_of_many_points_is_no_staircase():
    across = np.arange(0, 400, 0.5)
    assert not is_staircase(np.column_stack([across, 0.2 * across]))


def test_arms_without_an_event_are_found_under_the_top_of_the_frame():
    frame = f'<rect x="{LEFT}" y="{TOP}" width="{RIGHT - LEFT}" height="{BOTTOM - TOP}" '
    level = "".join(path([(LEFT, TOP), (x(24), TOP)], colour) for colour in (GREEN, ORANGE))
    found = read(picture(axes(), frame + 'fill="none" stroke="#000"/>', curves(), level))
    assert [arm.colour for arm in found.arms[2:]] == [(0, 170, 0), (255, 136, 0)]
    assert all(arm.reading.steps().time.size == 0 for arm in found.arms[2:])


@pytest.mark.parametrize("colour", [BLUE, RED])
def test_a_grid_line_at_the_top_is_no_arm(colour):
    grid = "".join(path([(LEFT, y), (RIGHT, y)], "#dddddd") for y in (TOP, 200.0, BOTTOM))
    found = read(picture(axes(), grid, curves()))
    assert len(found.arms) == 2
    assert arm_in(found, colour).reading.steps().time.size == 3
