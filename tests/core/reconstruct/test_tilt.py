"""Censoring between table times runs as the total of events speaks for."""

import numpy as np
from numpy.testing import assert_allclose
from trials import arm_input, make_varied_trial

from core.curve import ReadingKind
from core.patients import PatientData, number_at_risk
from core.reconstruct.drops import Drops
from core.reconstruct.estimator import reconstruct_kmtrace
from core.reconstruct.inputs import ArmInput, RiskTable
from core.reconstruct.points import reading_of_points
from core.reconstruct.tilt import Stretches, tilted
from core.reconstruct.timeline import TABLE, Entries, lay_out

ENTRIES = Entries(np.array([10.0]), np.array([40]), None, np.array([1]))


def stretches(falls):
    """Return two stretches of 0 to 10 and to 20 with a drop at every unit; only the first loses."""
    time = np.arange(1.0, 20.0)
    time = time[time != 10.0]
    drops = Drops(
        time=time,
        level=1.0 - np.cumsum(falls),
        sigma=np.full(time.size, 1e-3),
        start=time,
        is_certain=np.ones(time.size, dtype=bool),
        end=20.0,
        grain=0.01,
        slack=0.0,
    )
    line = lay_out(drops, ENTRIES, 100)
    block = np.cumsum(line.kind == TABLE) - (line.kind == TABLE)
    nothing = np.zeros(line.time.size)
    height = np.maximum(line.before, 1e-3)
    return Stretches(line, block, line.duration, height, np.array([50.0, 0.0]), nothing)


def test_what_a_stretch_loses_is_kept_under_every_tilt():
    known = stretches(np.full(18, 0.01))
    expected = known.expected(np.array([-5.0, 0.0, 5.0]))
    lost = (expected / known.height)[:, known.block == 0].sum(axis=1)
    assert_allclose(lost, 50.0)
    assert_allclose(expected[:, known.block == 1], 0.0)


def test_a_total_below_the_expected_moves_censoring_to_the_front():
    known = stretches(np.full(18, 0.01))
    middle = np.flatnonzero(known.block == 0).size // 2
    early = []
    for total in (10, 14):
        early.append(tilted(known, 100, total)[:middle].sum())
    assert early[0] > early[1]


def test_events_of_a_trial_with_early_drop_out_are_met_without_contradiction():
    contradicted = 0
    for seed in range(8):
        trial = make_varied_trial(seed, "early drop-out")
        result = reconstruct_kmtrace(arm_input(trial, 1, "pixel", "RD", seed))
        contradicted += "R15" in [finding.code for finding in result.findings]
    assert contradicted <= 1


def test_printed_censored_counts_are_met():
    rng = np.random.default_rng(5)
    time = np.round(rng.exponential(12.0, 150) + 0.05, 2)
    patients = PatientData(time, rng.random(150) < 0.6)
    steps, count = np.unique(patients.time[patients.event], return_counts=True)
    level = np.cumprod(1 - count / number_at_risk(patients, steps))
    reading = reading_of_points(
        np.append(0.0, steps),
        np.append(1.0, np.round(level * 430) / 430),
        ReadingKind.PIXELS,
        pixel_time=0.05,
        pixel_survival=1 / 430,
    )
    at = np.arange(0.0, 25.0, 6.0)
    left = number_at_risk(patients, at)
    censored = np.array([np.sum(patients.time[~patients.event] < t) for t in at])
    result = reconstruct_kmtrace(ArmInput(reading, risk_table=RiskTable(at, left, censored)))
    made = result.patients
    assert [int(np.sum(made.time[~made.event] < t)) for t in at] == censored.tolist()
