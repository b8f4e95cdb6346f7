"""No result hangs on the unit of time, and given times come back as given."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose
from trials import arm_input, make_trial

from core.reconstruct.clock import Clock
from core.reconstruct.estimator import reconstruct_arms, reconstruct_kmtrace
from core.reconstruct.inputs import RiskTable
from core.survival.kernels import count_two_arms, cox_efron


def scaled(arm, factor):
    reading, table = arm.reading, arm.risk_table
    raw = None if reading.raw_time is None else reading.raw_time * factor
    return replace(
        arm,
        reading=replace(
            reading,
            time=reading.time * factor,
            time_noise=reading.time_noise * factor,
            end=reading.end * factor,
            raw_time=raw,
        ),
        risk_table=None if table is None else RiskTable(table.time * factor, table.n_at_risk),
        censor_time=None if arm.censor_time is None else arm.censor_time * factor,
    )


def log_hr(arms):
    one, two = (result.patients for result in reconstruct_arms(arms))
    return cox_efron(count_two_arms(two, one)).log_hr


@pytest.mark.parametrize("factor", [12.0, 7 / 30.4375, 365.25 / 12, 1 / 3])
@pytest.mark.parametrize("info", ["R", "RD", "RDM", "N"])
@pytest.mark.parametrize("quality", ["exact", "pixel", "click"])
def test_scaling_time_changes_no_hazard_ratio(quality, info, factor):
    for seed in (7000, 7002, 7006):
        trial = make_trial(seed)
        arms = [arm_input(trial, arm, quality, info, seed) for arm in (0, 1)]
        again = log_hr([scaled(arm, factor) for arm in arms])
        assert again == pytest.approx(log_hr(arms), abs=1e-6)


@pytest.mark.parametrize("quality", ["exact", "pixel", "click"])
def test_arms_with_numbers_at_risk_are_reconstructed_the_same_alone(quality):
    trial = make_trial(11, 100)
    arms = [arm_input(trial, arm, quality, "R", 11) for arm in (0, 1)]
    for arm, together in zip(arms, reconstruct_arms(arms), strict=True):
        alone = reconstruct_kmtrace(arm).patients
        np.testing.assert_array_equal(alone.time, together.patients.time)
        np.testing.assert_array_equal(alone.event, together.patients.event)


def test_given_times_come_back_as_given_and_others_off_them():
    trial = make_trial(5, 50, "day")
    arm = arm_input(trial, 0, "exact", "R", 5)
    clock, result = Clock.of(arm), reconstruct_kmtrace(arm)
    events = result.patients.time[result.patients.event]
    assert np.isin(events, arm.reading.time).all()
    made = result.patients.time[~np.isin(result.patients.time, clock.given)]
    assert made.size
    nearest = np.abs(made[:, None] - clock.given[None, :]).min(axis=1)
    assert nearest.min() > 0
    assert_allclose(clock.count(clock.given), clock.counted)


@pytest.mark.parametrize("quality", ["pixel", "click"])
def test_numbers_at_risk_hold_where_times_a_hair_apart_count_as_one(quality):
    for seed in range(7000, 7012):
        trial = make_trial(seed)
        for arm in (0, 1):
            given = arm_input(trial, arm, quality, "R", seed)
            time, table = reconstruct_kmtrace(given).patients.time, given.risk_table.time
            hair = 1e-7 * time.max()
            at_risk = [(time >= at).sum() for at in table]
            assert at_risk == [(time >= at - hair).sum() for at in table]
