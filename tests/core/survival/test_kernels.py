"""The fast kernels: R's numbers, Therneau's algebra, slow definitions and invariants."""

from math import inf, log, log1p, sqrt

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from core.errors import InputError
from core.patients import PatientData
from core.survival.kernels import (
    CoxFit,
    check_estimable,
    count_two_arms,
    cox_breslow,
    cox_efron,
    km_curve,
    log_rank_2,
    median_time,
    peto_peto,
)
from tests.core.survival.r_numbers import (
    Estimate,
    arms,
    compared,
    curves,
    estimates,
    hazard_ratios,
)

R_TOLERANCE = 1e-9


def patients(*rows: tuple[float, int]) -> PatientData:
    time, event = zip(*rows, strict=True)
    return PatientData(np.array(time), np.array(event, dtype=bool))


# Therneau and Grambsch, appendix of "Modeling survival data", and the vignette "validate".
THERNEAU_ARM = patients((1, 1), (1, 0), (6, 1))
THERNEAU_REFERENCE = patients((6, 1), (8, 0), (9, 1))
THERNEAU = count_two_arms(THERNEAU_ARM, THERNEAU_REFERENCE)


def test_breslow_of_therneaus_first_set_is_its_closed_form():
    fit = cox_breslow(THERNEAU)
    assert fit.log_hr == pytest.approx(log((3 + sqrt(33)) / 2), abs=1e-12)
    # At 0 the score is 1 and the information 5/8: Newton's first step is 8/5.
    assert fit.score_chi2 == pytest.approx(8 / 5, abs=1e-12)


def test_efron_of_therneaus_first_set_is_its_algebra():
    fit = cox_efron(THERNEAU)
    assert fit.log_hr == pytest.approx(1.676857485593, abs=1e-11)
    assert fit.log_likelihood_null == pytest.approx(-4.276666119, abs=1e-9)
    assert fit.log_likelihood == pytest.approx(-3.358974840, abs=1e-9)
    assert fit.se**-2 == pytest.approx(0.612631896, abs=1e-9)
    # Score 52/48 with information 83/144.
    assert fit.score_chi2 == pytest.approx((52 / 48) ** 2 / (83 / 144), abs=1e-12)


@pytest.mark.parametrize("row", hazard_ratios("efron"), ids=str)
def test_efron_equals_r(row: Estimate):
    _assert_cox(cox_efron(count_two_arms(*compared(row))), row)


@pytest.mark.parametrize("row", hazard_ratios("breslow"), ids=str)
def test_breslow_equals_r(row: Estimate):
    _assert_cox(cox_breslow(count_two_arms(*compared(row))), row)


def _assert_cox(fit: CoxFit, row: Estimate) -> None:
    assert_allclose(fit.log_hr, log(row.value), rtol=0, atol=R_TOLERANCE)
    assert_allclose(fit.se, row.se, rtol=0, atol=R_TOLERANCE)
    assert_allclose(fit.score_chi2, row.stat, rtol=R_TOLERANCE)


@pytest.mark.parametrize("row", [r for r in estimates("logrank") if r.setting == "df1"], ids=str)
def test_log_rank_equals_r(row: Estimate):
    first, second = arms(row.data).values()
    assert_allclose(log_rank_2(count_two_arms(first, second)).chi2, row.stat, rtol=R_TOLERANCE)


@pytest.mark.parametrize("row", [r for r in estimates("peto_peto") if r.setting == "df1"], ids=str)
def test_peto_peto_equals_r(row: Estimate):
    first, second = arms(row.data).values()
    assert_allclose(peto_peto(count_two_arms(first, second)).chi2, row.stat, rtol=R_TOLERANCE)


@pytest.mark.parametrize("key", curves(), ids="-".join)
def test_curve_equals_r(key: tuple[str, str]):
    rows = [row for row in curves()[key] if row.n_event > 0]
    curve = km_curve(arms(key[0])[key[1]])
    assert_array_equal(curve.time, [row.time for row in rows])
    assert_array_equal(curve.n_at_risk, [row.n_risk for row in rows])
    assert_array_equal(curve.n_events, [row.n_event for row in rows])
    assert_allclose(curve.survival, [row.surv for row in rows], rtol=0, atol=R_TOLERANCE)
    assert_allclose(
        np.sqrt(curve.log_variance), [row.std_err for row in rows], rtol=0, atol=R_TOLERANCE
    )


def test_product_limit_by_hand():
    curve = km_curve(patients((1, 1), (2, 0), (3, 1), (3, 0), (5, 1)))
    assert_array_equal(curve.time, [1, 3, 5])
    assert_array_equal(curve.n_at_risk, [5, 3, 1])
    assert_allclose(curve.survival, [4 / 5, 4 / 5 * 2 / 3, 0])
    assert_allclose(curve.log_variance, [1 / 20, 1 / 20 + 1 / 6, inf])


def test_log_rank_by_hand():
    # Event at 1 with 2 + 2 followed, at 2 with 1 + 2, at 3 with 1 in the reference only.
    test = log_rank_2(count_two_arms(patients((1, 1), (3, 0)), patients((2, 1), (4, 1))))
    assert test.difference == pytest.approx(1 - 1 / 2 - 1 / 3)
    assert test.variance == pytest.approx(1 / 4 + 2 / 9)


def test_reversed_curve_takes_censorings_as_events():
    arm = patients((1, 1), (2, 0), (3, 1), (4, 0))
    assert_array_equal(km_curve(arm, reverse=True).time, [2, 4])
    assert_allclose(km_curve(arm, reverse=True).survival, [2 / 3, 0])


@pytest.mark.parametrize(
    ("survival", "first", "midpoint", "until"),
    [
        ([0.8, 0.6, 0.4], 3, 3, None),
        ([0.8, 0.5, 0.4], 2, 2.5, 3),
        ([0.8, 0.5 + 1e-12, 0.4], 2, 2.5, 3),
        ([0.8, 0.5 - 1e-12, 0.4], 2, 2.5, 3),
        ([0.8, 0.6, 0.5], 3, 3, 7),
        ([0.8, 0.7, 0.6], inf, inf, None),
    ],
)
def test_median_at_exactly_one_half(
    survival: list[float], first: float, midpoint: float, until: float | None
):
    median = median_time(np.array([1.0, 2.0, 3.0]), np.array(survival), 7)
    assert (median.first, median.midpoint, median.level_until) == (first, midpoint, until)


@pytest.mark.parametrize(
    ("arm", "reference", "says"),
    [
        ([(1, 0), (2, 0)], [(1, 1), (3, 1)], "All 2 events are in the reference arm"),
        ([(1, 1), (2, 1)], [(1, 0), (3, 0)], "would be infinite"),
        ([(1, 0)], [(3, 0)], "no events in either arm"),
        # The reference arm's only event comes when the arm has gone.
        ([(1, 1), (2, 1)], [(5, 1), (6, 0)], "While both arms are followed"),
    ],
)
def test_a_ratio_without_a_maximum_is_refused_and_says_why(
    arm: list[tuple[float, int]], reference: list[tuple[float, int]], says: str
):
    with pytest.raises(InputError, match=says) as caught:
        cox_efron(count_two_arms(patients(*arm), patients(*reference)))
    assert caught.value.code == "S2"


def test_all_events_at_one_time_show_no_difference():
    counts = count_two_arms(patients((2, 1), (2, 1), (4, 0)), patients((2, 1), (2, 1), (4, 0)))
    assert cox_efron(counts).log_hr == pytest.approx(0, abs=1e-12)


def test_a_thousandfold_hazard_is_still_found():
    arm = patients(*((time / 100, 1) for time in range(1, 500)), (100, 1))
    reference = patients((0.5, 1), *((90 + time, 1) for time in range(50)))
    counts = count_two_arms(arm, reference)
    assert _score(counts, cox_breslow(counts).log_hr) == pytest.approx(0, abs=1e-9)


def _score(counts, beta: float) -> float:  # type: ignore[no-untyped-def]
    ratio = np.exp(beta)
    n_events = counts.events + counts.reference_events
    share = counts.at_risk * ratio / (counts.at_risk * ratio + counts.reference_at_risk)
    return float(np.sum(counts.events - n_events * share))


def naive_efron(arm: PatientData, reference: PatientData, beta: float) -> float:
    """Return Efron's log partial likelihood, patient by patient from its definition."""
    rows = [(t, e, beta) for t, e in zip(arm.time, arm.event, strict=True)]
    rows += [(t, e, 0.0) for t, e in zip(reference.time, reference.event, strict=True)]
    total = 0.0
    for time in {t for t, e, _ in rows if e}:
        tied = [b for t, e, b in rows if e and t == time]
        at_risk = sum(np.exp(b) for t, _, b in rows if t >= time)
        tied_risk = sum(np.exp(b) for b in tied)
        total += sum(tied)
        total -= sum(log(at_risk - k / len(tied) * tied_risk) for k in range(len(tied)))
    return total


arm_rows = st.lists(
    st.tuples(st.integers(0, 12).map(float), st.sampled_from([0, 1, 1])), min_size=1, max_size=15
)


@given(arm_rows, arm_rows)
def test_efron_is_the_maximum_of_its_definition(
    rows: list[tuple[float, int]], other: list[tuple[float, int]]
):
    arm, reference = patients(*rows), patients(*other)
    counts = count_two_arms(arm, reference)
    assume(_is_estimable(counts))
    fit = cox_efron(counts)
    top = naive_efron(arm, reference, fit.log_hr)
    assert fit.log_likelihood == pytest.approx(top, abs=1e-9)
    for step in (-1e-3, 1e-3):
        assert naive_efron(arm, reference, fit.log_hr + step) <= top + 1e-12


def _is_estimable(counts) -> bool:  # type: ignore[no-untyped-def]
    try:
        check_estimable(counts)
    except InputError:
        return False
    return True


@given(arm_rows, arm_rows)
def test_swapping_arms_inverts_the_ratio_and_keeps_the_tests(
    rows: list[tuple[float, int]], other: list[tuple[float, int]]
):
    there = count_two_arms(patients(*rows), patients(*other))
    back = count_two_arms(patients(*other), patients(*rows))
    assert_allclose(log_rank_2(there).chi2, log_rank_2(back).chi2, atol=1e-9)
    assert_allclose(peto_peto(there).chi2, peto_peto(back).chi2, atol=1e-9)
    assume(_is_estimable(there))
    for fit in (cox_efron, cox_breslow):
        assert_allclose(fit(there).log_hr, -fit(back).log_hr, atol=1e-9)
        assert_allclose(fit(there).se, fit(back).se, rtol=1e-9)


@given(arm_rows, arm_rows, st.floats(0.01, 1000))
def test_a_change_of_unit_changes_times_only(
    rows: list[tuple[float, int]], other: list[tuple[float, int]], unit: float
):
    arm = patients(*rows)
    scaled = patients(*((time * unit, event) for time, event in rows))
    curve, scaled_curve = km_curve(arm), km_curve(scaled)
    assert_array_equal(curve.survival, scaled_curve.survival)
    median = median_time(curve.time, curve.survival)
    scaled_median = median_time(scaled_curve.time, scaled_curve.survival)
    assert_allclose(scaled_median.midpoint, median.midpoint * unit)
    reference = patients(*other)
    scaled_reference = patients(*((time * unit, event) for time, event in other))
    there, back = count_two_arms(arm, reference), count_two_arms(scaled, scaled_reference)
    assert log_rank_2(there).chi2 == log_rank_2(back).chi2


@given(arm_rows)
def test_the_curve_is_the_product_of_its_definition(rows: list[tuple[float, int]]):
    curve = km_curve(patients(*rows))
    for time, survival, variance in zip(
        curve.time, curve.survival, curve.log_variance, strict=True
    ):
        log_survival, greenwood = 0.0, 0.0
        for event_time in sorted({t for t, e in rows if e and t <= time}):
            n = sum(t >= event_time for t, _ in rows)
            d = sum(t == event_time and bool(e) for t, e in rows)
            log_survival += log1p(-d / n) if d < n else -inf
            greenwood += d / (n * (n - d)) if d < n else inf
        assert_allclose(survival, np.exp(log_survival), atol=1e-12)
        assert_allclose(variance, greenwood)
