"""Guyot's algorithm: by hand, its decisions one by one, invariants and hostile input."""

import time as clock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from trials import arm_input, make_trial

from core.curve import CurveReading, ReadingKind
from core.errors import InputError
from core.patients import PatientData, number_at_risk
from core.reconstruct.guyot import reconstruct_guyot
from core.reconstruct.inputs import ArmInput, RiskTable


def reading(time, survival, end=None):
    return CurveReading(
        np.array(time, dtype=float),
        np.array(survival, dtype=float),
        ReadingKind.CLICKS,
        0.0,
        0.0,
        float(time[-1]) if end is None else end,
    )


def guyot(curve, *, table=None, n=None, events=None, plateau=False):
    risk_table = None
    if table is not None:
        risk_table = RiskTable(np.array(table[0], dtype=float), np.array(table[1]))
    arm = ArmInput(curve, n=n, risk_table=risk_table, n_events=events)
    return reconstruct_guyot(arm, plateau_at_table_times=plateau)


def codes(result):
    return [finding.code for finding in result.findings]


def test_without_censoring_every_patient_comes_back():
    # Four patients, events at 1, 2, 3, 4: heights 3/4, 1/2, 1/4, 0.
    result = guyot(reading([0, 1, 2, 3, 4], [1, 0.75, 0.5, 0.25, 0]), n=4)
    assert_array_equal(result.patients.time, [1, 2, 3, 4])
    assert result.patients.event.all()
    assert result.fit.max_gap == pytest.approx(0)
    assert codes(result) == ["G8"]


def test_one_censored_between_two_table_times_sits_in_its_cell():
    # Ten patients; one event at 1 (9/10); then 9 - 1 censored = 8 at 4; event at 5: 0.9 * 7/8.
    curve = reading([0, 1, 2, 5, 6], [1, 0.9, 0.9, 0.7875, 0.7875])
    result = guyot(curve, table=([0, 4], [10, 8]))
    assert result.patients.n_events == 2
    assert_array_equal(result.patients.time[result.patients.event], [1, 5])
    # c = 10 * 0.7875 - 8 = 0 (rounded), raised to 1 by the loop: at 0 + 1 * (5 - 0) / 2 = 2.5,
    # in the cell from 2 to 5, whose middle is 3.5; the seven left leave at 6.
    assert_allclose(result.patients.time[~result.patients.event], [3.5] + [6] * 7)


def test_halves_round_to_even():
    # 2 * (1 - 0.75) = 0.5 rounds to 0; 2 * (1 - 0.25) = 1.5 rounds to 2.
    result = guyot(reading([0, 1, 2], [1, 0.75, 0.25]), n=2)
    assert_array_equal(result.patients.time, [2, 2])


def test_a_censoring_on_an_edge_belongs_to_the_earlier_cell():
    # Ten at risk at 0, eight at 3, flat: two censored at 1 and 2, exactly on edges.
    curve = reading([0, 1, 2, 3, 4], [1, 1, 1, 1, 0.5])
    result = guyot(curve, table=([0, 3], [10, 8]))
    censored = result.patients.time[~result.patients.event]
    assert_allclose(censored[:2], [0.5, 1.5])


def test_a_plateau_point_puts_the_table_number_at_its_own_time():
    # Three events at 1; at 2 six of ten are left (one censored before). At that rate, one in the
    # time from 0 to 1, two leave after 2, one of them before 3: 5 * (1 - 0.5) rounds to 2 events.
    curve = reading([0, 1, 3, 4], [1, 0.7, 0.35, 0.35])
    table = ([0, 2], [10, 6])
    with_point = guyot(curve, table=table, plateau=True)
    assert_array_equal(number_at_risk(with_point.patients, [0, 2]), [10, 6])
    assert_array_equal(with_point.patients.time[with_point.patients.event], [1, 1, 1, 3, 3])
    assert_array_equal(with_point.fit.risk_table_difference, [0, 0])
    published = guyot(curve, table=table)
    assert number_at_risk(published.patients, [3])[0] == 6


def test_an_unreachable_number_is_lowered_and_named():
    # At 2 half of ten are dead, yet the table says eight are at risk.
    curve = reading([0, 1, 2, 3], [1, 0.5, 0.5, 0.25])
    result = guyot(curve, table=([0, 2], [10, 8]))
    finding = next(finding for finding in result.findings if finding.code == "G6")
    assert finding.place is not None
    assert finding.place.index == 1
    assert "At 2 the table says 8, the reconstruction gives 5." in finding.message


def test_the_total_moves_only_the_last_interval():
    curve = reading([0, 1, 2, 3, 4, 5], [1, 0.9, 0.9, 0.6, 0.3, 0.3])
    free = guyot(curve, table=([0, 2], [10, 9]))
    fixed = guyot(curve, table=([0, 2], [10, 9]), events=5)
    early = free.patients.time[free.patients.event] < 2
    assert early.sum() == (fixed.patients.time[fixed.patients.event] < 2).sum() == 1
    assert free.patients.n_events == 7
    assert fixed.fit.n_events_difference == fixed.patients.n_events - 5
    assert fixed.patients.n_events < free.patients.n_events


def test_a_missed_total_is_said():
    curve = reading([0, 1, 2, 3], [1, 0.5, 0.5, 0.25])
    result = guyot(curve, table=([0, 2], [10, 5]), events=3)
    assert "G7" in codes(result)
    assert result.patients.n_events == 5


def test_the_total_can_be_left_unused():
    curve = reading([0, 1, 2], [1, 0.5, 0.25])
    arm = ArmInput(curve, n=8, n_events=3)
    result = reconstruct_guyot(arm, plateau_at_table_times=False, use_total_events=False)
    assert result.patients.n_events == 6
    assert result.fit.n_events_difference == 3


def test_a_single_point_after_the_last_table_time_is_noted():
    curve = reading([0, 1, 5], [1, 0.8, 0.4])
    result = guyot(curve, table=([0, 4], [10, 8]))
    assert "G4" in codes(result)


def test_a_table_time_without_points_is_left_out_and_named():
    curve = reading([0, 1, 2, 9, 10], [1, 0.8, 0.6, 0.4, 0.2])
    result = guyot(curve, table=([0, 4, 6], [10, 6, 5]))
    left_out = [finding.place.index for finding in result.findings if finding.code == "G12"]
    assert left_out == [1]


def test_nothing_is_said_of_a_table_time_where_nobody_is_left():
    curve = reading([0, 1, 2, 9, 10], [1, 0.8, 0.6, 0.4, 0.2])
    result = guyot(curve, table=([0, 8, 12], [10, 6, 0]))
    assert "G12" not in codes(result)


def test_neither_n_nor_a_number_at_zero_says_what_to_type():
    curve = reading([0, 1], [1, 0.5])
    for table in (None, ([3.0], [5])):
        with pytest.raises(InputError, match="type the arm size n"):
            guyot(curve, table=table)
    with pytest.raises(InputError, match="no patients"):
        guyot(curve, n=0)


HOSTILE = {
    "only the start": ([0], [1], None, 5, None),
    "no event": ([0, 5], [1, 1], ([0, 2], [4, 2]), None, 0),
    "one patient": ([0, 3], [1, 0], None, 1, 1),
    "everybody at once": ([0, 3, 3], [1, 1, 0], ([0, 2], [5, 5]), None, 5),
    "duplicate times": ([0, 1, 1, 1, 2, 2], [1, 1, 0.8, 0.6, 0.6, 0.5], ([0, 1], [9, 9]), None, 4),
    "all at time 0": ([0, 0, 0], [1, 0.5, 0.2], ([0], [9]), None, 3),
    "past the last table time": ([0, 1, 50], [1, 0.5, 0.1], ([0, 2], [9, 4]), None, None),
    "table past the curve": ([0, 1, 2], [1, 0.5, 0.1], ([0, 1, 9], [9, 4, 3]), None, 6),
    "rising table": ([0, 1, 2, 3], [1, 0.9, 0.8, 0.7], ([0, 1, 2], [9, 12, 15]), None, 4),
    "zero too early": (
        [0, 1, 2, 3],
        [1, 0.9, 0.8, 0.1],
        ([0, 1, 2], [9, 0, 0]),
        None,
        4,
    ),
    "fewer patients than events": ([0, 1, 2], [1, 0.5, 0.4], None, 3, 40),
    "survival 0 and on": ([0, 1, 2, 3, 4], [1, 0.5, 0, 0, 0], ([0, 1, 3], [6, 6, 2]), None, 2),
    "flat at the top then 0": ([0, 9, 9], [1, 1, 0], ([0, 3, 6, 9], [3, 3, 3, 3]), None, 1),
}


@pytest.mark.parametrize("plateau", [False, True])
@pytest.mark.parametrize("name", HOSTILE)
def test_input_that_breaks_other_programs_gives_n_patients(name, plateau):
    time, survival, table, n, events = HOSTILE[name]
    result = guyot(reading(time, survival), table=table, n=n, events=events, plateau=plateau)
    assert result.patients.n == (n if table is None else table[1][0])
    assert np.all(result.patients.time <= time[-1])


@st.composite
def arms(draw):
    """A simulated arm with its exact curve and table, sometimes disturbed."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n = draw(st.integers(1, 80))
    raw = np.ceil(rng.exponential(10, n) * draw(st.sampled_from([1, 4, 20])))
    patients = PatientData(raw, rng.random(n) < draw(st.floats(0, 1)))
    times, counts = np.unique(patients.time[patients.event], return_counts=True)
    survival = np.cumprod(1 - counts / number_at_risk(patients, times))
    end = float(patients.time[-1])
    curve = reading([0, *times, end], [1, *survival, [1, *survival][-1]])
    grid = np.linspace(0, end, draw(st.integers(1, 8)), endpoint=False)
    table = number_at_risk(patients, grid)
    if draw(st.booleans()):
        table = np.maximum(table + rng.integers(-3, 4, table.size), [1] + [0] * (table.size - 1))
    events = draw(st.sampled_from([None, patients.n_events]))
    return ArmInput(curve, risk_table=RiskTable(grid, table), n_events=events)


@settings(deadline=None, max_examples=150)
@given(arms(), st.booleans())
def test_patients_add_up_and_every_unmet_number_is_named(arm, plateau):
    result = reconstruct_guyot(arm, plateau_at_table_times=plateau)
    assert result.patients.n == arm.risk_table.n_at_risk[0]
    assert np.all(result.patients.time >= 0)
    assert np.all(result.patients.time <= arm.reading.time[-1])
    named = {f.place.index for f in result.findings if f.code == "G6"}
    assert named == set(np.flatnonzero(result.fit.risk_table_difference))
    if arm.n_events is not None:
        assert (result.patients.n_events != arm.n_events) == ("G7" in codes(result))


@settings(deadline=None, max_examples=60)
@given(arms(), st.sampled_from([0.25, 2.0, 1024.0]))
def test_another_time_unit_only_scales_the_times(arm, factor):
    """Powers of two, so that not even a rounding differs."""
    scaled = ArmInput(
        reading(arm.reading.time * factor, arm.reading.survival),
        risk_table=RiskTable(arm.risk_table.time * factor, arm.risk_table.n_at_risk),
        n_events=arm.n_events,
    )
    first = reconstruct_guyot(arm, plateau_at_table_times=False).patients
    second = reconstruct_guyot(scaled, plateau_at_table_times=False).patients
    assert_array_equal(first.time * factor, second.time)
    assert_array_equal(first.event, second.event)


def fastest_ms(run, repeats=5):
    seconds = []
    for _ in range(repeats):
        start = clock.process_time()
        run()
        seconds.append(clock.process_time() - start)
    return 1000 * min(seconds)


@pytest.mark.parametrize(("n_points", "limit_ms"), [(60, 5), (4000, 30)])
def test_it_follows_the_pointer(n_points, limit_ms):
    rng = np.random.default_rng(1)
    time = np.append(0.0, np.sort(rng.uniform(0, 40, n_points - 1)))
    curve = reading(time, np.exp(-time / 25))
    grid = np.arange(0, 40, 5.0)
    numbers = (1000 * np.exp(-grid / 25) * (1 - grid / 60)).astype(int)
    arm = ArmInput(curve, risk_table=RiskTable(grid, numbers))
    assert fastest_ms(lambda: reconstruct_guyot(arm, plateau_at_table_times=True)) < limit_ms


def test_a_last_interval_of_one_point_meets_a_smaller_total():
    reading = CurveReading(
        np.array([0.0, 2.46, 9.65]),
        np.array([1.0, 0.72, 0.05]),
        ReadingKind.CLICKS,
        0.05,
        0.003,
        9.65,
    )
    table = RiskTable(np.array([8.0, 11.8, 13.2]), np.array([27, 20, 18]))
    arm = ArmInput(reading, n=30, risk_table=table, n_events=11)
    result = reconstruct_guyot(arm, plateau_at_table_times=False)
    assert result.patients.n == 30


def test_leavers_beyond_the_arm_size_are_named_where_they_are_left_out():
    cut = 0
    for seed in range(12):
        trial = make_trial(seed)
        for arm in (0, 1):
            result = reconstruct_guyot(
                arm_input(trial, arm, "exact", "R", seed), plateau_at_table_times=False
            )
            assert result.patients.n == trial.arms[arm].n
            cut += "G13" in codes(result)
    assert cut > 0
