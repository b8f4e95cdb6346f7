"""The fast numbers are those of record."""

import numpy as np
import pytest

from core.errors import InputError
from core.model.document import IntervalKind, MedianRule
from core.patients import PatientData
from core.survival.estimates import (
    estimate_arm,
    hazard_ratio,
    landmark,
    log_rank,
    two_arms_at_once,
)
from tests.same_numbers import assert_same_numbers


def _arm(rng, n, scale):
    event, leave = rng.exponential(scale, n).round(1) + 0.1, rng.uniform(5, 30, n).round(1)
    return PatientData(np.minimum(event, leave), event <= leave)


@pytest.mark.parametrize("seed", range(12))
def test_they_equal_lifelines(seed):
    rng = np.random.default_rng(seed)
    arm, reference = _arm(rng, 20 + 40 * seed, 9.0), _arm(rng, 30 + 40 * seed, 14.0)
    ratio, test = two_arms_at_once(arm, reference, conf_level=0.9)
    slow = hazard_ratio(arm, reference, conf_level=0.9)
    assert ratio.log_hr == pytest.approx(slow.log_hr, abs=1e-9)
    assert (ratio.ci_low, ratio.ci_high) == pytest.approx((slow.ci_low, slow.ci_high), rel=1e-9)
    assert ratio.se == pytest.approx(slow.se, rel=1e-9)
    record = log_rank(arm, reference)
    assert test.chi2 == pytest.approx(record.chi2, rel=1e-9)
    assert test.p_value == pytest.approx(record.p_value, rel=1e-9)


def test_what_cannot_be_estimated_is_said_as_ever():
    flat = PatientData(np.array([5.0, 6.0]), np.array([False, False]))
    falling = PatientData(np.array([1.0, 2.0]), np.array([True, True]))
    with pytest.raises(InputError, match="cannot be estimated"):
        two_arms_at_once(flat, falling)


@pytest.mark.parametrize("kind", IntervalKind)
@pytest.mark.parametrize("rule", MedianRule)
@pytest.mark.parametrize("seed", range(4))
def test_the_numbers_of_one_arm_equal_those_of_record(seed, rule, kind):
    arm = _arm(np.random.default_rng(seed), 15 + 60 * seed, 9.0)
    choices = {"conf_level": 0.9, "interval_kind": kind, "median_rule": rule}
    quick, record = (estimate_arm(arm, **choices, at_once=at_once) for at_once in (True, False))
    assert_same_numbers(quick.median, record.median)
    assert_same_numbers(quick.follow_up, record.follow_up)
    np.testing.assert_allclose(quick.curve.survival, record.curve.survival, atol=1e-12)
    del choices["median_rule"]
    for time in (0.0, 4.0, arm.time[-1]):
        assert_same_numbers(
            landmark(arm, time, **choices, at_once=True), landmark(arm, time, **choices)
        )


def test_the_landmark_of_a_curve_that_ended_at_zero_is_that_of_record():
    arm = PatientData(np.array([1.0, 2.0, 3.0]), np.array([True, False, True]))
    assert_same_numbers(landmark(arm, 3.0, at_once=True), landmark(arm, 3.0))
