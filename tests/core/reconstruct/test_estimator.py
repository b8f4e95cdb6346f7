"""The program's own reconstruction: exact where that is possible, honest where it is not."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from trials import arm_input, make_trial

from core.curve import CurveReading, ReadingKind
from core.errors import InputError
from core.patients import PatientData, number_at_risk
from core.reconstruct.estimator import reconstruct_arms, reconstruct_kmtrace
from core.reconstruct.fit import points_outside
from core.reconstruct.inputs import ArmInput, RiskTable
from core.reconstruct.points import reading_of_points


def exact_arm(patients, **known):
    times, count = np.unique(patients.time[patients.event], return_counts=True)
    level = np.cumprod(1 - count / number_at_risk(patients, times))
    end = float(patients.time[-1])
    reading = CurveReading(
        np.concatenate(([0.0], times, [end])),
        np.concatenate(([1.0], level, [np.append(1.0, level)[-1]])),
        ReadingKind.EXACT,
        0.0,
        1e-7,
        end,
    )
    return ArmInput(reading, **known)


def table_of(patients, *times):
    at = np.array(times, dtype=float)
    return RiskTable(at, number_at_risk(patients, at))


def patients(*pairs):
    time, event = zip(*pairs, strict=True)
    return PatientData(np.array(time, dtype=float), np.array(event, dtype=bool))


SEVEN = patients((1, 1), (2, 0), (3, 1), (4, 1), (5, 0), (6, 1), (8, 0))


def test_seven_patients_come_back_from_curve_table_and_marks():
    arm = exact_arm(
        SEVEN,
        risk_table=table_of(SEVEN, 0, 3, 6),
        censor_time=np.array([2.0, 5.0, 8.0]),
    )
    result = reconstruct_kmtrace(arm)
    assert_allclose(result.patients.time, SEVEN.time)
    assert_array_equal(result.patients.event, SEVEN.event)
    assert result.findings == ()
    assert result.fit.max_gap < 1e-6


def test_jump_heights_alone_tell_events_and_numbers_at_risk():
    """1 - 6/7 is one of seven; 1 - 4/5 one of five: somebody left in between."""
    result = reconstruct_kmtrace(exact_arm(SEVEN, n=7))
    assert_array_equal(result.patients.time[result.patients.event], [1, 3, 4, 6])
    assert_array_equal(number_at_risk(result.patients, [1, 3, 4, 6]), [7, 5, 4, 2])


def test_a_number_counted_after_the_leavers_can_be_said():
    after = RiskTable(np.array([0.0, 3.0, 6.0]), np.array([7, 4, 1]))
    result = reconstruct_kmtrace(exact_arm(SEVEN, risk_table=after), counts_leavers=False)
    assert_array_equal(result.patients.time[result.patients.event], [1, 3, 4, 6])
    left = result.patients.n - np.searchsorted(result.patients.time, [3.0, 6.0], side="right")
    assert_array_equal(left, [4, 1])


def test_cumulative_censored_counts_are_met():
    trial = make_trial(11, 200, "day")
    truth = trial.arms[0]
    given = arm_input(trial, 0, "pixel", "R", 11)
    at = given.risk_table.time
    left = np.array([np.count_nonzero((truth.time < t) & ~truth.event) for t in at])
    table = RiskTable(at, given.risk_table.n_at_risk, left)
    patients_ = reconstruct_kmtrace(ArmInput(given.reading, risk_table=table)).patients
    got = [np.count_nonzero((patients_.time < t) & ~patients_.event) for t in at]
    alive = given.risk_table.n_at_risk > 0
    assert np.abs(np.array(got) - left)[alive].max() <= 1


@pytest.mark.parametrize("quality", ["exact", "pixel", "click"])
@pytest.mark.parametrize("info", ["N", "ND", "R", "RD", "NM", "RDM"])
def test_everybody_is_written_and_the_table_met_or_named(quality, info):
    for seed in range(6):
        trial = make_trial(seed)
        for arm in (0, 1):
            given = arm_input(trial, arm, quality, info, seed)
            result = reconstruct_kmtrace(given)
            assert result.patients.n == trial.arms[arm].n
            named = {f.place.index for f in result.findings if f.code == "R18"}
            assert named == set(np.flatnonzero(result.fit.risk_table_difference))
            is_named = any(finding.code == "R15" for finding in result.findings)
            assert is_named == (result.fit.n_events_difference not in (None, 0))


def test_exact_coordinates_with_a_table_give_every_event():
    for seed in range(20, 32):
        trial = make_trial(seed, 100, "day")
        given = [arm_input(trial, arm, "exact", "R", seed) for arm in (0, 1)]
        for result, truth in zip(reconstruct_arms(given), trial.arms, strict=True):
            assert_allclose(result.patients.time[result.patients.event], truth.time[truth.event])


def test_a_total_that_fits_is_met_and_the_curve_is_not_bent():
    met = 0
    for seed in range(40, 60):
        trial = make_trial(seed, 200)
        given = arm_input(trial, 0, "pixel", "RD", seed)
        result = reconstruct_kmtrace(given)
        met += result.fit.n_events_difference == 0
        pixel = given.reading.survival_noise * np.sqrt(12)
        outside = points_outside(result.patients, given.reading, limit=2.5 * pixel)
        assert outside.size <= 0.01 * given.reading.time.size
    assert met >= 18


def test_an_impossible_total_is_named_with_what_would_fit_and_the_curve_kept():
    trial = make_trial(70, 200, "day")
    free = reconstruct_kmtrace(arm_input(trial, 0, "pixel", "R", 70))
    given = arm_input(trial, 0, "pixel", "RD", 70)
    wrong = ArmInput(
        given.reading, risk_table=given.risk_table, n_events=free.patients.n_events + 25
    )
    result = reconstruct_kmtrace(wrong)
    sentence = next(f.message for f in result.findings if f.code == "R15")
    assert f"{result.patients.n_events} would fit" in sentence
    assert result.fit.area < free.fit.area + 0.002


def test_a_rising_table_is_a_warning_not_a_refusal():
    rising = RiskTable(np.array([0.0, 3.0, 6.0]), np.array([7, 4, 6]))
    result = reconstruct_kmtrace(exact_arm(SEVEN, risk_table=rising))
    finding = next(f for f in result.findings if f.code == "R1")
    assert finding.place.index == 2
    assert "4 (3) to 6 (6)" in finding.message


def test_monthly_times_read_from_pixels_become_whole_months_again():
    trial = make_trial(3, 100, "month")
    result = reconstruct_kmtrace(arm_input(trial, 0, "pixel", "R", 3))
    events = result.patients.time[result.patients.event]
    assert_allclose(events, np.rint(events), atol=1e-9)


def test_a_drop_clicked_top_first_is_one_drop():
    """The top was clicked a pixel after the bottom in time; the tread before it stays."""
    reading = reading_of_points(
        [0, 5.1, 5.0, 9.1, 9.0, 12],
        [1, 1, 0.75, 0.75, 0.5, 0.5],
        ReadingKind.CLICKS,
        pixel_time=0.1,
        pixel_survival=0.002,
    )
    result = reconstruct_kmtrace(ArmInput(reading, n=4))
    assert_allclose(result.patients.time[result.patients.event], [5.05, 9.05])


def test_clicks_far_apart_hold_several_events_spread_between_them():
    reading = reading_of_points(
        [0, 10, 20, 30],
        [1, 0.8, 0.6, 0.4],
        ReadingKind.CLICKS,
        pixel_time=0.05,
        pixel_survival=0.002,
    )
    result = reconstruct_kmtrace(ArmInput(reading, n=100, n_events=60))
    events = result.patients.time[result.patients.event]
    assert events.size == 60
    assert np.count_nonzero(events <= 10) == pytest.approx(20, abs=1)
    assert np.diff(events).max() < 2


def test_the_last_drop_to_zero_that_columns_hide_is_found_by_the_total():
    time = np.arange(0, 10, 0.05)
    level = np.select([time < 2, time < 5], [1, 0.5], 0.25)
    reading = reading_of_points(
        time, level, ReadingKind.PIXELS, pixel_time=0.05, pixel_survival=0.005
    )
    four = reconstruct_kmtrace(ArmInput(reading, n=4, n_events=4))
    assert four.patients.event[-1]
    assert four.patients.n_events == 4
    three = reconstruct_kmtrace(
        ArmInput(
            reading, n=4, risk_table=RiskTable(np.array([0.0, 9]), np.array([4, 1])), n_events=2
        )
    )
    assert not three.patients.event[-1]


def test_arms_without_size_say_what_to_type():
    reading = reading_of_points([0, 1], [1, 0.5], ReadingKind.EXACT)
    with pytest.raises(InputError, match="type the arm size n"):
        reconstruct_kmtrace(ArmInput(reading))
    with pytest.raises(InputError, match="no patients"):
        reconstruct_kmtrace(ArmInput(reading, n=0))


def test_the_same_input_gives_the_same_patients():
    trial = make_trial(5, 200)
    given = [arm_input(trial, arm, "click", "RDM", 5) for arm in (0, 1)]
    for one, other in zip(reconstruct_arms(given), reconstruct_arms(given), strict=True):
        assert_array_equal(one.patients.time, other.patients.time)
        assert_array_equal(one.patients.event, other.patients.event)


KINDS = st.sampled_from(list(ReadingKind))


@st.composite
def hostile_arms(draw):
    """Any never-rising points with any numbers beside them."""
    size = draw(st.integers(1, 12))
    steps = st.lists(st.floats(0, 5), min_size=size, max_size=size)
    time = np.append(0.0, np.cumsum(draw(steps)))
    falls = draw(st.lists(st.floats(0, 0.5), min_size=size, max_size=size))
    level = np.append(1.0, np.cumprod(1 - np.array(falls)))
    if draw(st.booleans()):
        level[-1] = 0.0
    n = draw(st.integers(1, 60))
    noise = draw(st.sampled_from([0.0, 1e-6, 0.003]))
    reading = CurveReading(time, level, draw(KINDS), 10 * noise, noise, float(time[-1]))
    columns = draw(st.integers(0, 5))
    numbers = draw(st.lists(st.integers(0, 70), min_size=columns, max_size=columns))
    table = RiskTable(np.arange(1, columns + 1) * 2.0, np.array(numbers, dtype=int))
    marks = draw(st.none() | st.lists(st.floats(0, 60), max_size=6).map(np.array))
    return ArmInput(
        reading,
        n=n,
        risk_table=table if columns else None,
        n_events=draw(st.none() | st.integers(0, 80)),
        end=draw(st.none() | st.floats(0, 80)),
        censor_time=marks,
    )


@settings(deadline=None, max_examples=200)
@given(hostile_arms())
def test_nothing_crashes_it_and_everybody_is_written(arm):
    result = reconstruct_kmtrace(arm)
    assert result.patients.n == arm.n
    named = {finding.code for finding in result.findings}
    assert bool(np.any(result.fit.risk_table_difference)) == ("R18" in named)
    if arm.n_events is not None:
        assert (result.patients.n_events != arm.n_events) == ("R15" in named)


def test_a_true_total_is_met_within_the_noise_of_clicks():
    missed = 0
    for seed in range(80, 110):
        trial = make_trial(seed, 200)
        given = arm_input(trial, seed % 2, "click", "RD", seed)
        missed += reconstruct_kmtrace(given).fit.n_events_difference != 0
    assert missed <= 2


def test_at_once_leaves_drops_on_the_side_on_which_they_were_read():
    # Two events, read a little late; the table says that they were before 10.2.
    reading = CurveReading(
        np.array([0.0, 5.0, 10.3, 20.0]),
        np.array([1.0, 0.95, 0.85, 0.8]),
        ReadingKind.PIXELS,
        0.2,
        0.001,
        24.0,
    )
    table = RiskTable(np.array([0.0, 10.2, 20.1]), np.array([20, 17, 16]))
    arm = ArmInput(reading, n=20, risk_table=table)
    (patient,) = reconstruct_arms([arm])
    (quick,) = reconstruct_arms([arm], at_once=True)
    before = [np.sum(one.patients.time[one.patients.event] < 10.2) for one in (patient, quick)]
    assert before == [3, 1]
