"""T5 to T10, T12, T13: percents, sums, wholes, ranges, units and repeated numbers."""

from dataclasses import replace

import pytest

from core.verify.claims import CheckState, Claim, ClaimKind
from core.verify.text_checks import check_claims, is_flag


def response(arm, value, *, endpoint="ORR", **fields):
    return Claim(ClaimKind.RESPONSE, endpoint, arm, value=value, **fields)


def size(arm, n, **fields):
    return Claim(ClaimKind.N, arm=arm, n=str(n), **fields)


def flags(check_id, *claims):
    return [c for c in check_claims(claims) if c.id == check_id and is_flag(c)]


def the_flag(check_id, *claims):
    found = flags(check_id, *claims)
    assert len(found) == 1, [check.sentence for check in found]
    return found[0]


# --- T5 -----------------------------------------------------------------------------------------


def test_every_true_percent_of_every_count_is_possible():
    for n in (7, 46, 239):
        for x in range(n + 1):
            claims = [response("A", f"{100 * x / n:.1f}", n=str(n))]
            assert not flags("T5", *claims), (x, n)


def test_no_whole_number_gives_the_percent():
    check = the_flag("T5", response("A", "33.4", n="484"))
    assert check.state is CheckState.IMPOSSIBLE
    assert "161/484" in check.arithmetic
    assert "162/484" in check.arithmetic
    assert "n = 485" in check.would_fit


def test_two_arms_that_fit_when_exchanged():
    claims = [response("A", "13.0", n="57"), response("B", "14.0", n="54")]
    found = flags("T5", *claims)
    assert [check.cause for check in found] == ["arms swapped"] * 2
    assert "7/54" in found[0].would_fit


def test_the_n_of_the_arm_is_assumed_and_so_never_impossible():
    check = the_flag("T5", size("A", 46), response("A", "44", x="20"))
    assert check.state is CheckState.NOT_REPRODUCIBLE


def test_an_n_printed_elsewhere_for_the_arm_is_offered_first():
    claims = [
        size("A", 46),
        size("A", 43, population="treated"),
        response("A", "21", n="46"),
    ]
    assert "n = 43" in the_flag("T5", *claims).would_fit.split(";")[0]


def test_cut_off_instead_of_rounded():
    assert the_flag("T5", response("A", "10.8", n="46")).cause == "cut off instead of rounded"


def test_a_mistyped_percent_of_a_known_count():
    check = the_flag("T5", response("A", "47.3", x="19", n="46"))
    assert check.cause == "mistyped digit"
    assert "41.3 %" in check.would_fit


def test_more_than_all():
    assert the_flag("T5", response("A", "90", x="50", n="46")).state is CheckState.IMPOSSIBLE


# --- T6, T7 -------------------------------------------------------------------------------------


def test_the_method_of_an_interval_is_named():
    claim = response("A", "41.3", n="46", ci_low="28.3", ci_high="55.7")
    check = next(c for c in check_claims([claim]) if c.id == "T6")
    assert check.state is CheckState.CONSISTENT
    assert "Wilson" in check.sentence


def test_one_count_has_one_interval():
    claims = [
        response("A", "26.7", n="45", ci_low="16.0", ci_high="41.0"),
        response("A", "26.7", n="45", ci_low="13.0", ci_high="40.1", population="treated"),
    ]
    found = flags("T6", *claims)
    assert len(found) == 2
    assert any(set(check.claims) == {0, 1} for check in found)


def arms_and_p(p, test=""):
    return [
        response("A", "10.9", x="5", n="46"),
        response("B", "2.2", x="1", n="45"),
        Claim(ClaimKind.P_VALUE, "ORR", "A", "B", p_operator="=", p_value=p, p_test=test),
    ]


def test_a_test_that_reproduces_p_is_enough_where_none_is_named():
    assert not flags("T7", *arms_and_p("0.083"))  # likelihood ratio 0.0830


def test_another_test_than_named_is_flagged():
    check = the_flag("T7", *arms_and_p("0.083", "Fisher's exact test"))
    assert "likelihood ratio" in check.would_fit
    assert not flags("T7", *arms_and_p("0.20", "Fisher's exact test"))  # Fisher 0.203


def test_no_test_gives_this_p():
    assert the_flag("T7", *arms_and_p("0.70")).cause in ("", "mistyped digit")


def test_bare_chi_squared_may_be_with_or_without_correction():
    assert not flags("T7", *arms_and_p("0.097", "chi-squared"))
    assert not flags("T7", *arms_and_p("0.22", "chi-squared test"))


# --- T8 -----------------------------------------------------------------------------------------


def test_arms_add_up_to_the_total():
    assert not flags("T8", size("A", 46), size("B", 45), size("total", 91))
    check = the_flag("T8", size("A", 64), size("B", 45), size("total", 91))
    assert check.state is CheckState.IMPOSSIBLE
    assert "46 instead of 64" in check.would_fit


def test_a_missing_arm_is_not_impossible():
    check = the_flag("T8", size("A", 46), size("B", 25), size("total", 91))
    assert check.state is CheckState.NOT_REPRODUCIBLE


def test_rows_of_a_table_add_up_through_their_percents():
    rows = [
        response("A", value, endpoint=f"{i} lines", n="46", group="lines")
        for i, value in enumerate(("28", "41", "24", "9"))
    ]
    check = the_flag("T8", size("A", 46), *rows)
    assert "13 + 19 + 11 + 4 = 47" in check.arithmetic
    assert not flags("T8", size("A", 46), *rows[:2], replace(rows[2], value="22"), rows[3])


def test_a_row_repeated_in_the_text_counts_once():
    rows = [
        response("A", "", endpoint=name, x=x, group="g") for name, x in (("p", "30"), ("q", "16"))
    ]
    assert not flags("T8", size("A", 46), *rows, replace(rows[1], place="text"))


def test_responses_are_the_sum_of_their_parts():
    rows = [
        response("A", "", endpoint="complete response", x="1"),
        response("A", "", endpoint="partial response", x="4"),
    ]
    assert not flags("T8", size("A", 46), *rows, response("A", "10.9", x="5"))
    assert flags("T8", size("A", 46), *rows, response("A", "13.0", x="6"))


def test_more_events_than_patients():
    event = Claim(ClaimKind.EVENTS, "OS", "A", x="50")
    assert the_flag("T8", size("A", 46), event).state is CheckState.IMPOSSIBLE


# --- T9, T10 ------------------------------------------------------------------------------------


def rate(value, arm="AI", population="", **fields):
    return Claim(
        ClaimKind.LANDMARK,
        "DFS",
        arm,
        population=population,
        value=value,
        time="10",
        time_unit="years",
        **fields,
    )


def test_a_whole_below_all_its_parts():
    parts = [rate("81.5", population="postmenopausal"), rate("90.0", "OFS + AI", "premenopausal")]
    check = the_flag("T9", rate("80.1"), *parts)
    assert check.state is CheckState.NOT_REPRODUCIBLE
    assert "[81.45, 90.05]" in check.arithmetic
    assert not flags("T9", rate("82.4"), *parts)


def test_parts_are_found_where_their_n_adds_up():
    sizes = [
        size("total", 100),
        size("total", 60, population="stage II"),
        size("total", 40, population="stage III"),
    ]
    parts = [rate("70", population="stage II"), rate("50", population="stage III")]
    assert flags("T9", *sizes, rate("75"), *parts)
    assert not flags("T9", *sizes, rate("62"), *parts)


def test_an_arm_of_one_subgroup_alone_is_no_partition():
    assert not flags("T9", rate("80.1"), rate("90.0", population="premenopausal"))


def test_counts_of_the_whole_outside_their_parts_are_impossible():
    parts = [
        response("A", "40", population="men", n="50"),
        response("A", "60", population="women", n="50"),
    ]
    check = the_flag("T9", response("A", "70", n="100"), *parts)
    assert check.state is CheckState.IMPOSSIBLE


def test_a_median_outside_its_range_or_interval():
    claim = Claim(ClaimKind.MEDIAN, "BMI", "A", value="23.4", range_low="27.7", range_high="35.4")
    check = the_flag("T10", claim)
    assert check.state is CheckState.IMPOSSIBLE
    assert "22.7 instead of 27.7" in check.would_fit
    inside = replace(claim, range_low="17.7", ci_low="22.0", ci_high="")
    assert not flags("T10", inside)


def test_two_rates_in_each_others_intervals():
    claims = [
        rate("60.0", "A", ci_low="70.1", ci_high="79.0"),
        rate("75.0", "B", ci_low="55.0", ci_high="64.9"),
    ]
    assert {check.cause for check in flags("T10", *claims)} == {"arms swapped"}


# --- T12, T13 -----------------------------------------------------------------------------------


def follow_up(value, unit, place=""):
    return Claim(ClaimKind.FOLLOW_UP, "follow-up", "total", value=value, unit=unit, place=place)


def test_one_time_in_two_units():
    assert not flags("T12", follow_up("72", "weeks"), follow_up("16.6", "months"))
    check = the_flag("T12", follow_up("72", "weeks"), follow_up("16.9", "months"))
    assert "16.559" in check.arithmetic
    assert "30-day months" in check.would_fit


def test_the_same_figure_in_another_unit_is_a_slip_of_the_unit():
    median = Claim(ClaimKind.MEDIAN, "PFS", "A", value="7.3", unit="months")
    check = the_flag("T12", median, replace(median, unit="weeks"))
    assert check.cause == "weeks for months"


@pytest.mark.parametrize(
    ("second", "cause"), [("12.3", "mistyped digit"), ("13.2", "mistyped digit"), ("44.1", "")]
)
def test_one_number_with_two_values(second, cause):
    median = Claim(ClaimKind.MEDIAN, "PFS", "A", value="12.4", unit="months")
    if second == "13.2":
        median = replace(median, value="12.3")
    assert the_flag("T13", median, replace(median, value=second)).cause == cause


def test_another_precision_is_no_other_value():
    assert not flags("T13", response("A", "61.1"), response("A", "61"))


def test_the_other_arms_number_is_recognised():
    table = [response("A", "7.4", place="table"), response("B", "6.7", place="table")]
    check = the_flag("T13", *table, response("B", "7.4", place="text"))
    assert check.cause == "arms swapped"


def test_a_ratio_turned_with_its_arms_is_the_same_ratio():
    ratio = Claim(ClaimKind.HAZARD_RATIO, "OS", "A", "B", value="0.50")
    assert not flags("T13", ratio, replace(ratio, arm="B", comparator="A", value="2.00"))
    assert flags("T13", ratio, replace(ratio, arm="B", comparator="A"))


def test_one_result_for_two_endpoints():
    ratio = Claim(
        ClaimKind.HAZARD_RATIO, "DRFS", "A", "B", value="0.65", ci_low="0.50", ci_high="0.85"
    )
    check = the_flag("T13", ratio, replace(ratio, endpoint="DFS", population="postmenopausal"))
    assert check.cause == "same result for two endpoints"


def test_each_number_that_would_make_a_sum_fit_is_offered_once():
    sizes = [Claim(ClaimKind.N, arm=arm, n=n) for arm, n in (("A", "119"), ("B", "216"))]
    check = the_flag("T8", Claim(ClaimKind.N, arm="total", n="235"), *sizes)
    assert check.would_fit == "116 instead of 216; or 335 instead of 235"


def test_another_n_is_offered_once_however_it_was_found():
    size = Claim(ClaimKind.N, arm="A", n="293")
    check = the_flag("T5", response("A", "58", x="170", n="273"), size)
    assert check.would_fit.count("293 instead of 273") == 1
