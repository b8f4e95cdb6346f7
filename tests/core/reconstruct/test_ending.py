"""The last patient's drop to 0, which one height per column cannot show."""

import numpy as np
from trials import any_trial, arm_input, make_varied_trial

from core.curve import ReadingKind
from core.patients import PatientData, number_at_risk
from core.reconstruct.draws import draw_patients
from core.reconstruct.ending import cost_of_last_event
from core.reconstruct.estimator import reconstruct_kmtrace, set_up
from core.reconstruct.inputs import ArmInput, RiskTable
from core.reconstruct.points import reading_of_points
from core.reconstruct.solve import solve


def columns_of(patients, **known):
    """Return an arm read one height a column, up to the last before its end."""
    steps, count = np.unique(patients.time[patients.event], return_counts=True)
    level = np.append(1.0, np.cumprod(1 - count / number_at_risk(patients, steps)))
    at = np.arange(0.0, patients.time[-1], 0.05)
    height = level[np.searchsorted(steps, at, side="right")]
    reading = reading_of_points(
        at, height, ReadingKind.PIXELS, pixel_time=0.05, pixel_survival=1 / 400
    )
    table = RiskTable(np.array([0.0, 5.0]), number_at_risk(patients, np.array([0.0, 5.0])))
    return ArmInput(reading, risk_table=table, end=float(patients.time[-1]), **known)


TIMES = np.array([1.2, 2.1, 3.3, 4.4, 5.2, 6.1, 7.3, 8.2, 9.1, 9.98])


def test_where_all_before_left_by_events_so_does_the_last():
    arm = columns_of(PatientData(TIMES, np.ones(10, dtype=bool)))
    assert reconstruct_kmtrace(arm).patients.n_events == 10


def test_where_the_latest_before_were_censored_so_is_the_last():
    event = np.array([1, 1, 1, 1, 1, 1, 0, 0, 0, 0], dtype=bool)
    arm = columns_of(PatientData(TIMES, event))
    assert reconstruct_kmtrace(arm).patients.n_events == 6


def test_draws_leave_open_what_the_reading_does():
    event = np.array([1, 1, 1, 1, 1, 1, 1, 1, 0, 1], dtype=bool)
    arm = columns_of(PatientData(TIMES, event))
    last = {bool(draw[0].event[-1]) for draw in draw_patients([arm], 30, seed=1)}
    assert last == {True, False}


def test_a_printed_total_settles_it():
    event = np.array([1, 1, 1, 1, 1, 1, 0, 0, 0, 1], dtype=bool)
    arm = columns_of(PatientData(TIMES, event), n_events=7)
    patients = reconstruct_kmtrace(arm).patients
    assert patients.n_events == 7
    assert patients.event[-1]


def test_where_few_left_before_all_stay_to_a_common_end():
    for seed in (5, 25):
        trial = make_varied_trial(seed, "fixed follow-up")
        made = reconstruct_kmtrace(arm_input(trial, 1, "pixel", "R", seed)).patients
        true = trial.arms[1]
        at_end = np.sum(true.time[~true.event] == true.time[-1])
        assert np.sum(made.time[~made.event] == made.time[-1]) >= 0.9 * at_end


def test_where_as_many_left_before_they_go_on_leaving():
    trial = make_varied_trial(5, "steady intake")
    made = reconstruct_kmtrace(arm_input(trial, 1, "pixel", "R", 5)).patients
    assert np.sum(made.time[~made.event] == made.time[-1]) <= 3


def test_an_event_at_the_end_costs_more_where_the_latest_before_were_censored():
    cost = []
    for event in ([1, 1, 1, 1, 1, 1, 0, 0, 0, 0], [1, 1, 1, 0, 0, 0, 1, 1, 1, 1]):
        problem = set_up(columns_of(PatientData(TIMES, np.array(event, dtype=bool))))
        cost.append(cost_of_last_event(problem, solve(problem)))
    assert cost[0] > cost[1]


def test_an_event_at_the_end_costs_more_the_rarer_events_are():
    cost = []
    for count in (3, 12):
        time = np.append(np.linspace(0.5, 9.6, count), np.full(40, 9.98))
        problem = set_up(columns_of(PatientData(time, np.arange(time.size) < count)))
        cost.append(cost_of_last_event(problem, solve(problem)))
    assert cost[0] > cost[1]


def test_clicks_along_a_curve_may_miss_the_drop_that_ends_it():
    event_time = np.cumsum(np.random.default_rng(2).uniform(0.6, 1.6, 12))
    at = np.arange(0.25, event_time[-1] - 0.05, 0.3)
    height = 1.0 - np.searchsorted(event_time, at, side="right") / 12
    reading = reading_of_points(
        np.append(0.0, at),
        np.append(1.0, height),
        ReadingKind.CLICKS,
        pixel_time=0.02,
        pixel_survival=1 / 430,
    )
    made = reconstruct_kmtrace(ArmInput(reading, n=12, n_events=12, end=float(event_time[-1])))
    assert made.patients.n_events == 12
    assert not [finding for finding in made.findings if finding.code == "R15"]


def test_a_trace_of_its_drops_would_show_the_last_one_too():
    level = 1 - np.arange(1, 11) / 11
    time = np.append(np.arange(1.0, 11.0), 10.7)
    reading = reading_of_points(
        time, np.append(level, level[-1]), ReadingKind.PIXELS, pixel_time=0.05, pixel_survival=0.002
    )
    arm = ArmInput(reading, risk_table=RiskTable(np.array([0.0, 5.0]), np.array([11, 7])))
    assert reconstruct_kmtrace(arm).patients.n_events == 10


def test_two_events_at_the_very_end_may_hide_though_each_drop_before_had_one():
    found = reconstruct_kmtrace(arm_input(any_trial(320031), 1, "pixel", "RD", 320031))
    assert found.fit.n_events_difference == 0
