"""The fast numbers are those of record."""

import numpy as np
import pytest

from core.errors import InputError
from core.patients import PatientData
from core.survival.estimates import hazard_ratio, log_rank, two_arms_at_once


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
