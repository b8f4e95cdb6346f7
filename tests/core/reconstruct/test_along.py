"""Where hands click decides when events are taken to happen."""

import numpy as np
from numpy.testing import assert_allclose

from core.curve import ReadingKind
from core.reconstruct.estimator import reconstruct_kmtrace, set_up
from core.reconstruct.inputs import ArmInput, RiskTable
from core.reconstruct.points import reading_of_points

EVENTS = np.cumsum(np.random.default_rng(3).uniform(0.7, 1.8, 20))
LEVEL = 1.0 - np.arange(1, 21) / 25


def clicked(time, **known):
    """Return 25 patients reconstructed from clicks at these times."""
    time = np.append(0.0, time)
    height = np.append(1.0, LEVEL)[np.searchsorted(EVENTS, time, side="right")]
    reading = reading_of_points(
        time, height, ReadingKind.CLICKS, pixel_time=0.03, pixel_survival=1 / 430
    )
    return reconstruct_kmtrace(ArmInput(reading, n=25, **known)).patients


def along(step):
    """Return times of clicks about so far apart."""
    count = int(26.0 / step)
    return step * (np.arange(count) + np.random.default_rng(4).uniform(0.1, 0.9, count))


def test_clicks_at_the_foot_of_drops_are_the_times_of_events():
    made = clicked(np.append(EVENTS, 27.0))
    assert_allclose(made.time[made.event], EVENTS, atol=0.05)


def test_a_click_on_the_tread_at_each_table_time_leaves_the_others_at_their_drops():
    at = np.arange(0.0, 27.0, 4.0)
    table = RiskTable(at, np.array([25 - np.sum(time > EVENTS) for time in at]))
    made = clicked(np.sort(np.concatenate((EVENTS, at[1:], [27.0]))), risk_table=table)
    assert_allclose(made.time[made.event], EVENTS, atol=0.05)


def test_clicks_along_the_curve_come_after_the_events_between_them():
    made = clicked(along(0.45))
    off = made.time[made.event] - EVENTS
    assert abs(np.mean(off)) < 0.06
    assert np.all(np.abs(off) < 0.9)


def test_events_between_clicks_stay_on_their_side_of_a_table_time():
    left = int(25 - np.sum(EVENTS < 13.0))
    table = RiskTable(np.array([0.0, 13.0]), np.array([25, left]))
    made = clicked(along(0.9), risk_table=table)
    assert np.sum(made.time >= 13.0) == left


def test_two_clicks_at_the_start_are_a_curve_without_drops():
    reading = reading_of_points(
        np.zeros(2), np.zeros(2), ReadingKind.CLICKS, pixel_time=0.05, pixel_survival=0.002
    )
    made = reconstruct_kmtrace(ArmInput(reading, n=25)).patients
    assert made.time.size == 25


def evenly(time, height, count):
    """Return points so many and evenly spaced along a staircase, in pixels."""
    fine = np.linspace(0.0, 27.0, 4000)
    level = np.append(1.0, height)[np.searchsorted(time, fine, side="right")]
    length = np.append(0.0, np.cumsum(np.hypot(np.diff(fine) / 0.03, np.diff(level) * 430)))
    at = np.interp(np.linspace(0.0, length[-1], count), length, fine)
    return at, np.append(1.0, height)[np.searchsorted(time, at, side="right")]


def drops_of(time, height, n):
    reading = reading_of_points(
        time, height, ReadingKind.CLICKS, pixel_time=0.03, pixel_survival=1 / 430
    )
    return set_up(ArmInput(reading, n=n)).drops


def test_clicks_evenly_along_a_dense_curve_are_not_at_the_ends_of_its_drops():
    event = np.sort(np.random.default_rng(8).uniform(0.0, 27.0, 240))
    level = 1.0 - np.arange(1, 241) / 300
    assert drops_of(*evenly(event, level, 45), 300).since is not None


def test_clicks_at_the_end_of_every_sixth_drop_are_at_the_ends():
    event = np.sort(np.random.default_rng(8).exponential(9.0, 240))
    event = event[event < 27.0]
    level = 1.0 - np.arange(1, event.size + 1) / 300
    assert drops_of(event[::6], level[::6], 300).since is None


def test_evenly_spaced_ends_of_single_drops_are_ends():
    assert drops_of(np.arange(1.0, 21.0), LEVEL, 25).since is None


def test_an_event_between_points_is_on_the_side_of_a_table_time_that_the_number_there_says():
    at = np.arange(0.0, 27.0, 1.0)
    table = RiskTable(at, np.array([25 - np.sum(time > EVENTS) for time in at]))
    made = clicked(along(0.9), risk_table=table)
    before = np.searchsorted(np.sort(made.time[made.event]), at)
    assert before.tolist() == np.searchsorted(EVENTS, at).tolist()


def test_clicks_at_the_ends_of_drops_lower_than_their_noise_show_no_treads():
    rng = np.random.default_rng(5)
    time = np.cumsum(rng.exponential(0.2, 160))
    height = 1.0 - np.arange(1, 161) / 2000
    chosen = np.sort(rng.choice(160, 40, replace=False))
    noise = rng.normal(0.0, 1 / 430, chosen.size)
    drops = drops_of(time[chosen], height[chosen] + noise, 2000)
    assert drops.since is None


def test_clicks_evenly_along_a_curve_of_rare_events_are_not_at_the_ends_of_its_drops():
    event = np.sort(np.random.default_rng(8).uniform(0.0, 27.0, 70))
    level = 1.0 - np.arange(1, 71) / 2000
    assert drops_of(*evenly(event, level, 40), 2000).since is not None


def test_clicks_on_a_curve_of_next_to_no_length_have_no_noise_beyond_all_heights():
    time = np.array([0.0, 1e-290, 2e-290, 3e-290])
    reading = reading_of_points(
        time, 1.0 - np.arange(4) / 5, ReadingKind.CLICKS, pixel_time=1.0, pixel_survival=1 / 430
    )
    assert set_up(ArmInput(reading, n=5)).drops.sigma.max() <= 1.0
