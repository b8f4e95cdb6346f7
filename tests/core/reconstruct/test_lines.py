"""Clicks one below the other are one drop; clicks along a dense curve are many."""

import numpy as np
import pytest
from trials import any_trial, arm_input

from core.reconstruct.clicks import _lowest_of_lines
from core.reconstruct.estimator import reconstruct_kmtrace


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
