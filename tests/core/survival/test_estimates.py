"""The numbers of record against R, against lifelines from a cold start, and what has no number."""

import subprocess
import sys
from dataclasses import astuple
from math import exp, inf, log, sqrt
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from core.errors import InputError
from core.model.document import IntervalKind, MedianRule
from core.patients import PatientData
from core.survival.estimates import (
    estimate_arm,
    hazard_ratio,
    landmark,
    log_rank,
    restricted_mean,
)
from core.survival.kernels import count_two_arms, cox_efron, log_rank_2
from tests.core.survival.r_numbers import (
    Estimate,
    arms,
    compared,
    curves,
    estimates,
    hazard_ratios,
)

LOG_HR_TOLERANCE = 2e-5
R_TOLERANCE = 1e-9


def patients(*rows: tuple[float, int]) -> PatientData:
    time, event = zip(*rows, strict=True)
    return PatientData(np.array(time), np.array(event, dtype=bool))


def simulated(seed: int, n: int, mean: float) -> PatientData:
    rng = np.random.default_rng(seed)
    event, end = rng.exponential(mean, n), rng.uniform(5, 40, n)
    return PatientData(np.round(np.minimum(event, end), 1), event <= end)


# --- against R ----------------------------------------------------------------------------------


MEDIANS = [row for row in estimates("median") if row.setting != "plain"]


@pytest.mark.parametrize("row", MEDIANS, ids=str)
def test_median_and_its_limits_equal_r(row: Estimate):
    median = estimate_arm(
        arms(row.data)[row.arm],
        interval_kind=IntervalKind(row.setting),
        median_rule=MedianRule.MIDPOINT,
    ).median
    assert (median.value, median.ci_low, median.ci_high) == (row.value, row.low, row.high)


@pytest.mark.parametrize("row", hazard_ratios("efron"), ids=str)
def test_hazard_ratio_equals_r(row: Estimate):
    ratio = hazard_ratio(*compared(row))
    assert_allclose(ratio.log_hr, log(row.value), rtol=0, atol=LOG_HR_TOLERANCE)
    assert_allclose(ratio.se, row.se, rtol=0, atol=LOG_HR_TOLERANCE)
    assert_allclose([ratio.ci_low, ratio.ci_high], [row.low, row.high], rtol=1e-4)


@pytest.mark.parametrize("row", estimates("logrank"), ids=str)
def test_log_rank_equals_r_for_two_and_three_arms(row: Estimate):
    test = log_rank(*arms(row.data).values())
    assert f"df{test.dof}" == row.setting
    assert_allclose([test.chi2, test.p_value], [row.stat, row.p], rtol=R_TOLERANCE)


@pytest.mark.parametrize("row", estimates("rmean_to_last"), ids=str)
def test_restricted_mean_and_its_error_equal_r(row: Estimate):
    arm = arms(row.data)[row.arm]
    mean = restricted_mean(arm, float(arm.time[-1]))
    assert_allclose([mean.value, mean.se], [row.value, row.se], rtol=R_TOLERANCE)


@pytest.mark.parametrize("key", curves(), ids="-".join)
def test_curve_and_landmarks_equal_r(key: tuple[str, str]):
    arm, rows = arms(key[0])[key[1]], curves()[key]
    curve = estimate_arm(arm).curve
    assert_allclose(
        curve.at([row.time for row in rows]), [row.surv for row in rows], rtol=0, atol=R_TOLERANCE
    )
    for row in [row for row in rows if row.surv > 0][:: max(1, len(rows) // 8)]:
        found = landmark(arm, row.time, interval_kind=IntervalKind.LOG)
        assert_allclose(
            [found.survival, found.ci_low, found.ci_high],
            [row.surv, row.low_log, row.high_log],
            rtol=0,
            atol=R_TOLERANCE,
        )
        assert found.n_at_risk == row.n_risk


# --- against lifelines by its own front door ----------------------------------------------------


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("seed", range(4))
def test_the_warm_start_ends_where_lifelines_ends_alone(seed: int):
    import pandas as pd
    from lifelines import CoxPHFitter

    arm, reference = simulated(seed, 80, 10), simulated(seed + 100, 60, 14)
    frame = pd.DataFrame(
        {
            "t": np.concatenate((arm.time, reference.time)),
            "e": np.concatenate((arm.event, reference.event)),
            "x": np.repeat([1.0, 0.0], [arm.n, reference.n]),
        }
    )
    alone = CoxPHFitter().fit(
        frame, "t", "e", fit_options={"precision": 1e-12, "r_precision": 1e-15}
    )
    ratio = hazard_ratio(arm, reference)
    assert_allclose(ratio.log_hr, alone.params_["x"], atol=1e-6)
    assert_allclose(ratio.se, alone.standard_errors_["x"], atol=1e-6)


@pytest.mark.parametrize("seed", range(20))
def test_kernels_and_lifelines_agree(seed: int):
    arm, reference = simulated(seed, 30 + 7 * seed, 9), simulated(seed + 50, 120, 14)
    counts = count_two_arms(arm, reference)
    ratio, fit = hazard_ratio(arm, reference), cox_efron(counts)
    assert_allclose([ratio.log_hr, ratio.se], [fit.log_hr, fit.se], atol=1e-8)
    assert_allclose(log_rank(arm, reference).chi2, log_rank_2(counts).chi2, rtol=R_TOLERANCE)


# --- conventions --------------------------------------------------------------------------------


FLAT = patients((1, 1), (2, 1), (3, 0), (5, 1), (6, 0))  # 4/5, 3/5, then 3/10
LEVEL = patients((1, 1), (2, 1), (3, 0), (6, 1))  # 3/4, 1/2 until 6


def test_the_first_rule_takes_the_start_of_a_level_half_and_keeps_both():
    first = estimate_arm(LEVEL, median_rule=MedianRule.FIRST).median
    assert (first.value, first.first, first.midpoint, first.level_until) == (2, 2, 4, 6)
    assert estimate_arm(LEVEL, median_rule=MedianRule.MIDPOINT).median.value == 4


def test_a_median_the_curve_steps_across_has_no_level():
    median = estimate_arm(FLAT).median
    assert (median.value, median.midpoint, median.level_until) == (5, 5, None)


def test_a_median_not_reached_is_infinite():
    median = estimate_arm(patients((1, 1), (4, 0), (5, 0), (6, 0))).median
    assert (median.value, median.ci_high) == (inf, inf)


def test_median_follow_up_is_that_of_the_censorings():
    arms_estimates = estimate_arm(patients((1, 1), (2, 0), (3, 1), (4, 0), (6, 0)))
    # Reversed: 2 with 4 followed gives 3/4, 4 with 2 followed gives 3/8.
    assert arms_estimates.follow_up.value == 4
    assert (arms_estimates.n, arms_estimates.n_events, arms_estimates.n_censored) == (5, 2, 3)
    assert arms_estimates.last_time == 6


def test_log_log_limits_of_a_landmark_by_formula():
    found = landmark(patients(*((float(t), 1) for t in range(1, 11))), 3, conf_level=0.9)
    survival, variance = 0.7, 1 / 90 + 1 / 72 + 1 / 56
    factor = exp(1.6448536269514722 * sqrt(variance) / log(survival))
    assert_allclose([found.ci_low, found.ci_high], [survival ** (1 / factor), survival**factor])
    assert found.n_at_risk == 8


def test_before_the_first_event_all_survive():
    found = landmark(FLAT, 0.5)
    assert (found.survival, found.ci_low, found.ci_high, found.n_at_risk) == (1, 1, 1, 5)


def test_survival_after_the_last_event_of_all_is_zero():
    found = landmark(patients((1, 1), (2, 1)), 9)
    assert (found.survival, found.ci_low, found.ci_high, found.n_at_risk) == (0, 0, 0, 0)


def test_restricted_mean_by_hand():
    # Area 1 to time 2, then 1/2 to time 3; one event of two with 1/2 still to come.
    mean = restricted_mean(patients((2, 1), (4, 0)), 3)
    assert mean.value == pytest.approx(2.5)
    assert mean.se == pytest.approx(sqrt(0.5**2 / 2))


def test_restricted_mean_goes_on_after_everybody_had_the_event():
    assert restricted_mean(patients((2, 1), (4, 1)), 10).value == pytest.approx(3)


def test_confidence_level_widens_the_interval():
    arm, reference = simulated(1, 50, 8), simulated(2, 50, 14)
    narrow, wide = (hazard_ratio(arm, reference, conf_level=level) for level in (0.9, 0.99))
    assert wide.ci_low < narrow.ci_low < narrow.value < narrow.ci_high < wide.ci_high
    assert narrow.ci_high == pytest.approx(exp(narrow.log_hr + 1.6448536269514722 * narrow.se))


def test_numpy_keeps_its_error_state():
    before = np.geterr()
    estimate_arm(simulated(3, 20, 8))
    assert np.geterr() == before


# --- what has no number -------------------------------------------------------------------------


EMPTY = PatientData(np.array([]), np.array([], dtype=bool))


@pytest.mark.parametrize(
    ("compute", "code"),
    [
        (lambda: estimate_arm(EMPTY), "S1"),
        (lambda: hazard_ratio(EMPTY, FLAT), "S1"),
        (lambda: log_rank(FLAT, EMPTY), "S1"),
        (lambda: hazard_ratio(FLAT, patients((9, 0), (8, 0))), "S2"),
        (lambda: hazard_ratio(patients((9, 0), (8, 0)), FLAT), "S2"),
        (lambda: log_rank(patients((9, 0)), patients((8, 0))), "S3"),
        (lambda: log_rank(patients((2, 1)), patients((2, 1))), "S3"),
        (lambda: log_rank(patients((1, 0)), patients((2, 1), (3, 0))), "S3"),
        (lambda: landmark(FLAT, 7), "S4"),
        (lambda: landmark(FLAT, -1), "S4"),
        (lambda: landmark(FLAT, float("nan")), "S4"),
        (lambda: restricted_mean(FLAT, 7), "S4"),
        (lambda: restricted_mean(FLAT, 0), "S4"),
    ],
)
def test_what_cannot_be_computed_is_refused_in_a_sentence(compute, code: str):  # type: ignore[no-untyped-def]
    with pytest.raises(InputError) as caught:
        compute()
    assert caught.value.code == code
    assert caught.value.message.endswith(".")


def test_an_arm_without_events_still_has_estimates_and_a_test():
    quiet = patients((4, 0), (9, 0), (8, 0))
    assert estimate_arm(quiet).median.value == inf
    assert estimate_arm(quiet).curve.time.size == 0
    assert 0 < log_rank(quiet, FLAT).p_value < 1


def test_an_arm_gone_before_the_first_event_has_no_part_in_the_test():
    gone = patients((0.5, 0), (0.7, 0))
    other = patients((2, 1), (3, 1), (4, 1), (9, 0))
    with_it, without = log_rank(FLAT, other, gone), log_rank(FLAT, other)
    assert (with_it.dof, with_it.chi2) == (1, pytest.approx(without.chi2))


small_arm = st.lists(
    st.tuples(st.sampled_from([0.0, 1.0, 2.0, 2.5, 7.0]), st.integers(0, 1)),
    min_size=1,
    max_size=5,
)


@settings(max_examples=60)
@given(small_arm, small_arm)
def test_arms_of_one_to_five_patients_give_numbers_or_a_sentence(
    rows: list[tuple[float, int]], other: list[tuple[float, int]]
):
    arm, reference = patients(*rows), patients(*other)
    found = estimate_arm(arm)
    assert not np.isnan([found.median.value, found.median.ci_low, found.median.ci_high]).any()
    assert found.median.ci_low <= found.median.value <= found.median.ci_high
    for compute in (hazard_ratio, log_rank):
        code, values = _numbers_or_code(lambda compute=compute: compute(arm, reference))
        assert code in ("", "S2", "S3")
        assert np.isfinite(values).all()


def _numbers_or_code(compute) -> tuple[str, list[float]]:  # type: ignore[no-untyped-def]
    try:
        result = compute()
    except InputError as error:
        return error.code, []
    return "", [value for value in astuple(result) if isinstance(value, float)]


def test_threads_that_need_lifelines_at_the_same_moment_all_get_it() -> None:
    code = """
import threading
import numpy as np
from core.patients import PatientData
from core.survival import estimates

time = np.arange(1.0, 30.0)
arms = [PatientData(time * k, np.arange(29) % 3 > 0) for k in (1, 1.5, 2)]
works = (
    lambda: estimates.log_rank(*arms),
    lambda: estimates.hazard_ratio(*arms[:2], conf_level=0.95),
    lambda: estimates.estimate_arm(arms[0], conf_level=0.95),
)
failed = []

def run(work):
    try:
        work()
    except Exception as error:
        failed.append(error)

threads = [threading.Thread(target=run, args=(work,)) for work in 2 * works]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
raise SystemExit(repr(failed) if failed else 0)
"""
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
