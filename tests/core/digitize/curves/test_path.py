"""The path of one curve, and what is made of it."""

import numpy as np

from core.digitize.curves.path import COLOUR, SOLID, track
from core.digitize.curves.snapping import snap_shift
from core.digitize.curves.steps import read_steps


def staircase(shape=(60, 80), thick=2):
    ink = np.zeros(shape, dtype=np.float32)
    ink[10 : 10 + thick, 5:31] = 1
    ink[10:41, 29:31] = 1
    ink[39:41, 29:70] = 1
    return ink


NOTHING = np.zeros((60, 80), dtype=bool)


def test_the_path_follows_a_step_to_its_end():
    path = track(staircase(), NOTHING, NOTHING, width=2, costs=COLOUR, start=(5, 11))
    assert abs(int(path.enter[0]) - 10.5) <= 1
    assert abs(int(path.leave[-1]) - 39.5) <= 1
    assert path.first + path.length == 70


def test_a_hidden_stretch_does_not_end_the_path():
    ink, covered = staircase(), NOTHING.copy()
    ink[:, 45:55] = 0
    covered[:, 45:55] = True
    path = track(ink, covered, NOTHING, width=2, costs=SOLID, start=(5, 11))
    assert path.first + path.length == 70
    assert 0.1 < path.hidden < 0.25


def test_a_solid_path_ends_at_a_real_gap():
    ink = staircase()
    ink[:, 45:55] = 0
    path = track(ink, NOTHING, NOTHING, width=2, costs=SOLID, start=(5, 11))
    assert path.first + path.length <= 46


def test_a_blank_region_has_no_path():
    blank = np.zeros((60, 80), dtype=np.float32)
    assert track(blank, NOTHING, NOTHING, width=2, costs=COLOUR, start=(5, 11)) is None


def test_steps_have_sub_pixel_heights_and_one_drop():
    ink = staircase()
    path = track(ink, NOTHING, NOTHING, width=2, costs=COLOUR, start=(5, 11))
    steps = read_steps(path, ink, np.zeros_like(ink), 2.0)
    assert np.allclose(steps.height, [11.0, 40.0], atol=0.05)
    assert abs(steps.left[1] - 30.0) < 0.05


def test_lines_on_pixel_middles_are_moved_back_half_a_pixel():
    assert snap_shift([3.5, 10.5, 17.51]) == 0.5
    assert snap_shift([3.0, 10.0, 17.0]) == 0.0
    assert snap_shift([3.1, 10.4, 17.8]) == 0.0


def test_the_edge_that_shows_beside_a_covering_line_tells_where_the_path_runs():
    ink, covered = np.zeros((60, 80), dtype=np.float32), NOTHING.copy()
    ink[10:18, 5:40] = ink[10:28, 32:40] = ink[20:28, 40:75] = 1
    covered[12:40, 15:40] = covered[22:40, 40:65] = True
    ink[covered] = 0
    path = track(ink, covered, NOTHING, width=8, costs=COLOUR, start=(5, 14))
    fell = path.first + int(np.argmax(path.leave - path.enter))
    assert abs(fell - 36) <= 3
