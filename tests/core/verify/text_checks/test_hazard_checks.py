"""T1 to T4 and T11: a hazard ratio against its interval, P, events, medians and rates."""

import re
from dataclasses import replace

import pytest

from core.verify.claims import CheckState, Claim, ClaimKind
from core.verify.text_checks import check_claims, is_flag
from core.verify.text_checks.ledger import DIGIT

RATIO = Claim(
    ClaimKind.HAZARD_RATIO,
    "PFS",
    "A",
    "B",
    value="0.61",
    ci_low="0.38",
    ci_high="0.99",
    p_operator="=",
    p_value="0.045",
    p_test="log-rank",
)


def the_check(check_id, *claims):
    found = [check for check in check_claims(claims) if check.id == check_id]
    assert len(found) == 1, [check.sentence for check in found]
    return found[0]


def events(arm, x):
    return Claim(ClaimKind.EVENTS, "PFS", arm, x=str(x))


def median(arm, value, unit="months"):
    return Claim(ClaimKind.MEDIAN, "PFS", arm, value=value, unit=unit)


def rate(arm, value, time="24"):
    return Claim(ClaimKind.LANDMARK, "PFS", arm, value=value, time=time, time_unit="months")


# --- T1 -----------------------------------------------------------------------------------------


def test_the_middle_of_the_interval_is_consistent():
    check = the_check("T1", RATIO)  # √(0.38 × 0.99) = 0.6134
    assert check.state is CheckState.CONSISTENT
    assert "0.613" in check.arithmetic


def test_outside_its_interval_is_impossible():
    check = the_check("T1", replace(RATIO, value="2.61"))
    assert check.state is CheckState.IMPOSSIBLE
    assert check.cause == "mistyped digit"
    assert "0.61 instead of 2.61" in check.would_fit


def test_a_limit_equal_after_rounding_is_possible():
    claim = replace(RATIO, value="0.38", ci_low="0.38", ci_high="0.38", p_value="")
    states = [check.state for check in check_claims([claim])]
    assert CheckState.IMPOSSIBLE not in states


def test_a_ratio_turned_round_beside_its_interval_is_named():
    check = the_check("T1", replace(RATIO, value="1.63"))  # 1 / 0.6134
    assert check.cause == "arms swapped"


def test_a_little_off_the_middle_is_asked_about():
    # √(0.40 × 0.80) = 0.566, with rounding 0.560 to 0.571: below every 0.58
    claim = replace(RATIO, value="0.58", ci_low="0.40", ci_high="0.80", p_value="")
    assert the_check("T1", claim).state is CheckState.NOT_REPRODUCIBLE
    assert the_check("T1", replace(claim, value="0.57")).state is CheckState.CONSISTENT


def test_limits_that_run_downwards_are_impossible():
    check = the_check("T1", replace(RATIO, ci_low="0.99", ci_high="0.38"))
    assert check.state is CheckState.IMPOSSIBLE


# --- T2 -----------------------------------------------------------------------------------------


def test_the_p_of_the_interval_is_consistent():
    # z = ln 0.61 / ((ln 0.99 - ln 0.38) / 3.92) = -2.02, P = 0.043
    assert the_check("T2", RATIO).state is CheckState.CONSISTENT


def test_half_the_p_is_one_sided():
    check = the_check(
        "T2", replace(RATIO, value="0.70", ci_low="0.50", ci_high="0.98", p_value="0.019")
    )
    assert check.state is CheckState.NOT_REPRODUCIBLE
    assert check.cause == "one-sided P"


def test_a_p_said_to_be_one_sided_is_consistent():
    claim = replace(
        RATIO, value="0.70", ci_low="0.50", ci_high="0.98", p_value="0.019", one_sided=True
    )
    assert the_check("T2", claim).state is CheckState.CONSISTENT


def test_the_level_that_would_agree_is_named():
    # SE 0.1225: 99 % limits 0.70 × exp(±0.3156), printed as 95 %; P of z = 2.91 is 0.0036.
    claim = replace(RATIO, value="0.70", ci_low="0.51", ci_high="0.96", p_value="0.0036")
    check = the_check("T2", claim)
    assert check.cause == "another confidence level"
    assert "99" in check.would_fit


def test_an_adjusted_ratio_beside_a_log_rank_p_is_not_comparable():
    check = the_check("T2", replace(RATIO, p_value="0.30", adjusted=True))
    assert check.state is CheckState.NOT_COMPARABLE


def test_a_p_above_one_is_impossible():
    check = the_check("T2", replace(RATIO, p_value="4.045"))
    assert check.state is CheckState.IMPOSSIBLE


# --- T3 -----------------------------------------------------------------------------------------


def test_enough_events_for_the_width():
    # SE 0.2443; √(1/34 + 1/39) = 0.2346
    assert the_check("T3", RATIO, events("A", 34), events("B", 39)).state is CheckState.CONSISTENT


def test_narrower_than_the_events_allow_is_impossible():
    check = the_check("T3", RATIO, events("A", 20), events("B", 25))  # 0.300
    assert check.state is CheckState.IMPOSSIBLE
    assert "√(1/20 + 1/25) = 0.300" in check.arithmetic


def test_only_a_total_gives_four_over_the_total():
    check = the_check("T3", RATIO, events("total", 45))  # √(4/45) = 0.298
    assert check.state is CheckState.IMPOSSIBLE
    assert the_check("T3", RATIO, events("total", 73)).state is CheckState.CONSISTENT


def test_an_adjusted_model_is_never_called_impossible():
    check = the_check("T3", replace(RATIO, adjusted=True), events("A", 20), events("B", 25))
    assert check.state is CheckState.NOT_REPRODUCIBLE


def test_much_wider_than_the_events_give_is_asked_about():
    check = the_check("T3", RATIO, events("A", 80), events("B", 90))
    assert check.state is CheckState.NOT_REPRODUCIBLE


def test_a_negative_z_has_a_true_minus():
    check = the_check("T2", RATIO)
    assert "= −2.02;" in check.arithmetic


def test_what_rates_imply_is_printed_finely_enough_to_show_its_rounding():
    claim = replace(RATIO, p_value="")
    words = the_check("T11", claim, rate("A", "43.12"), rate("B", "33.71")).arithmetic
    low, high = re.search(r"with rounding ([\d.]+) to ([\d.]+)", words).groups()
    assert float(low) < float(high)


# --- T4, T11 ------------------------------------------------------------------------------------


def test_the_lower_hazard_has_the_longer_median():
    check = the_check("T4", RATIO, median("A", "7.3"), median("B", "3.7"))
    assert check.state is CheckState.CONSISTENT


def test_medians_the_other_way_round_suggest_swapped_arms():
    claim = replace(RATIO, ci_low="0.50", ci_high="0.74", p_value="")
    check = the_check("T4", claim, median("A", "3.7"), median("B", "7.3"))
    assert check.state is CheckState.NOT_REPRODUCIBLE
    assert check.cause == "arms swapped"


def test_a_slight_contradiction_is_left_to_chance():
    claim = replace(RATIO, value="0.95", ci_low="0.70", ci_high="1.29", p_value="")
    check = the_check("T4", claim, median("A", "10.1"), median("B", "10.4"))
    assert check.state is CheckState.CONSISTENT


def test_weeks_beside_months_are_named():
    claim = replace(RATIO, ci_low="0.50", ci_high="0.74", p_value="")
    check = the_check("T4", claim, median("A", "7.3", "weeks"), median("B", "3.7"))
    assert check.cause == "weeks for months"


def test_rates_far_from_the_ratio_are_a_note_for_unadjusted_models_only():
    rates = [rate("A", "80.0"), rate("B", "78.0")]  # ln 0.80 / ln 0.78 = 0.90
    claim = replace(RATIO, value="0.50", ci_low="0.42", ci_high="0.60", p_value="")
    assert the_check("T11", claim, *rates).state is CheckState.NOT_REPRODUCIBLE
    adjusted = replace(claim, adjusted=True)
    assert the_check("T11", adjusted, *rates).state is CheckState.NOT_COMPARABLE


@pytest.mark.parametrize("kind", [ClaimKind.MEDIAN, ClaimKind.LANDMARK])
def test_without_arms_nothing_is_compared(kind):
    claim = replace(RATIO, arm="", comparator="")
    other = Claim(kind, "PFS", "A", value="50", time="24", unit="months", time_unit="months")
    assert not [c for c in check_claims([claim, other]) if c.id in ("T4", "T11")]


@pytest.mark.parametrize(
    ("bound", "is_odd"),
    [("0.001", False), ("0.05", False), ("0.025", False), ("0.02", False), ("0.071", True)],
)
def test_a_bound_of_p_is_a_round_number(bound, is_odd):
    claim = Claim(ClaimKind.P_VALUE, "OS", "A", "B", p_operator="<", p_value=bound)
    flags = [check for check in check_claims([claim]) if is_flag(check)]
    assert bool(flags) is is_odd
    assert all(check.cause == DIGIT for check in flags)


@pytest.mark.parametrize(("bound", "is_odd"), [("0.009", True), ("0.005", False), ("0.02", False)])
def test_an_odd_bound_far_above_the_p_it_bounds_is_asked_about(bound, is_odd):
    ratio = replace(RATIO, ci_low="0.50", ci_high="0.74", p_operator="<", p_value=bound)
    flags = [check for check in check_claims([ratio]) if check.id == "T2" and is_flag(check)]
    assert bool(flags) is is_odd
    if is_odd:
        assert flags[0].cause == DIGIT
        assert "0.001 instead of 0.009" in flags[0].would_fit


def test_an_odd_bound_that_p_comes_near_is_left_alone():
    ratio = replace(RATIO, ci_low="0.42", ci_high="0.88", p_operator="<", p_value="0.009")
    assert not [check for check in check_claims([ratio]) if check.id == "T2" and is_flag(check)]
