"""Clicks one below the other are one drop; clicks along a dense curve are many."""

import numpy as np
import pytest
from trials import any_trial, arm_input

from core.curve import ReadingKind
from core.reconstruct.clicks import ON_DROP_COST, ON_DROP_COST_CORNERS, _lowest_of_lines
from core.reconstruct.estimator import reconstruct_kmtrace, set_up
from core.reconstruct.inputs import ArmInput
from core.reconstruct.points import reading_of_points


def test_only_the_last_click_of_a_vertical_line_says_where_it_ends():
    when = np.array([1.0, 1.05, 1.1, 4.0, 6.0, 6.02])
    assert _lowest_of_lines(when, 0.2).tolist() == [False, False, True, True, False, True]


def test_a_dense_curve_is_no_line_however_near_its_clicks_are():
    when = np.arange(0, 10, 0.1)
    kept = when[_lowest_of_lines(when, 0.15)]
    assert np.diff(kept).max() <= 2 * 0.15
    assert kept.size >= when.size // 2


@pytest.mark.parametrize("seed", [660078, 660298])
def test_a_late_fall_many_times_the_others_is_one_drop_and_no_stretch(seed):
    arm = arm_input(any_trial(seed), 1, "click", "R", seed)
    assert reconstruct_kmtrace(arm).fit.area < 0.012


def drops_of(time, height, n):
    reading = reading_of_points(
        time, height, ReadingKind.CLICKS, pixel_time=0.03, pixel_survival=1 / 430
    )
    return set_up(ArmInput(reading, n=n)).drops


def test_feet_clicked_close_together_on_a_steep_curve_are_not_tops_and_bottoms():
    time = np.cumsum(np.full(30, 0.08))
    drops = drops_of(time, 1.0 - 0.03 * np.arange(1, 31), 200)
    assert drops.on_drop == ON_DROP_COST


def test_tops_and_bottoms_close_together_are():
    time = np.repeat(np.cumsum(np.full(15, 0.08)), 2)
    level = np.repeat(1.0 - 0.06 * np.arange(16), 2)[1:-1]
    assert drops_of(time, level, 200).on_drop == ON_DROP_COST_CORNERS


def test_a_click_after_several_recorded_times_lets_each_have_its_events():
    month = np.arange(1.0, 25.0)
    clicked = np.delete(month, [11, 12])
    drops = drops_of(clicked, 0.96**clicked, 400)
    assert drops.lattice > 0
    is_stretch = drops.start < drops.time
    assert is_stretch.sum() == 1
    assert is_stretch[11]


def test_a_tall_fall_after_clicks_at_every_single_drop_is_one_too():
    time = np.append(np.cumsum(np.full(20, 1.3)), 33.0)
    level = np.append(1.0 - 0.025 * np.arange(1, 21), 0.2)
    drops = drops_of(time, level, 40)
    assert drops.start[-1] == drops.time[-1]
