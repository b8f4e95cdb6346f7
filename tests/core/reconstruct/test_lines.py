"""Clicks one below the other are one drop; clicks along a dense curve are many."""

import numpy as np

from core.curve import ReadingKind
from core.reconstruct.estimator import reconstruct_kmtrace
from core.reconstruct.inputs import ArmInput, RiskTable
from core.reconstruct.points import reading_of_points
from core.reconstruct.prepare import _lowest_of_lines


def test_only_the_last_click_of_a_vertical_line_says_where_it_ends():
    when = np.array([1.0, 1.05, 1.1, 4.0, 6.0, 6.02])
    assert _lowest_of_lines(when, 0.2).tolist() == [False, False, True, True, False, True]


def test_a_dense_curve_is_no_line_however_near_its_clicks_are():
    when = np.arange(0, 10, 0.1)
    kept = when[_lowest_of_lines(when, 0.15)]
    assert np.diff(kept).max() <= 2 * 0.15
    assert kept.size >= when.size // 2


def test_a_fall_many_times_the_others_is_one_drop_and_no_stretch():
    time = np.append(np.arange(1.0, 21.0), [29.0, 30.0])
    height = np.append(1.0 - 0.02 * np.arange(1, 21), [0.3, 0.3])
    at = np.array([0.0, 10.0, 20.0, 25.0])
    table = RiskTable(at, np.array([50, 35, 12, 4]))
    reading = reading_of_points(
        time, height, ReadingKind.CLICKS, pixel_time=0.05, pixel_survival=1 / 430
    )
    made = reconstruct_kmtrace(ArmInput(reading, n=50, risk_table=table)).patients
    late = made.time[made.event & (made.time > 21.0)]
    assert late.size
    assert np.all(np.abs(late - 29.0) < 0.2)
