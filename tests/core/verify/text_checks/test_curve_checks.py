"""The numbers of one curve against each other, and all of them against the hazard ratio."""

from math import exp, log

import pytest

from core.verify.claims import CheckState, Claim, ClaimKind
from core.verify.text_checks import check_claims, is_flag
from core.verify.text_checks.ledger import ARMS_SWAPPED, DIGIT, TIME_UNIT

IMPOSSIBLE, NOT_REPRODUCIBLE = CheckState.IMPOSSIBLE, CheckState.NOT_REPRODUCIBLE


def rate(value, time="12", low="", high="", endpoint="PFS", arm="A"):
    return Claim(
        ClaimKind.LANDMARK,
        endpoint,
        arm,
        value=value,
        ci_low=low,
        ci_high=high,
        time=time,
        time_unit="months",
    )


def median(value, unit="months", endpoint="PFS", arm="A", low="", high="", place=""):
    limits = {"ci_low": low, "ci_high": high, "place": place}
    return Claim(ClaimKind.MEDIAN, endpoint, arm, value=value, unit=unit, **limits)


def size(n, arm="A"):
    return Claim(ClaimKind.N, arm=arm, n=n)


def events(x, arm="A"):
    return Claim(ClaimKind.EVENTS, "PFS", arm, x=x)


def ratio(value, low, high, arm="A", other="B"):
    return Claim(ClaimKind.HAZARD_RATIO, "PFS", arm, other, value=value, ci_low=low, ci_high=high)


def flags(*claims):
    return [check for check in check_claims(claims) if is_flag(check)]


def test_survival_that_rises_is_impossible():
    (found,) = flags(rate("41.2"), rate("47.0", "24"))
    assert (found.id, found.state) == ("T10", IMPOSSIBLE)


def test_rates_equal_after_rounding_do_not_rise():
    assert not flags(rate("41"), rate("41.4", "24"))


def test_progression_free_survival_lies_below_overall_survival():
    (found,) = flags(rate("62.0"), rate("58.0", endpoint="OS"))
    assert (found.id, found.state) == ("T10", NOT_REPRODUCIBLE)


def test_a_point_above_overall_survival_is_within_what_censoring_does():
    assert not flags(rate("59.5"), rate("58.0", endpoint="OS"))


def test_before_its_median_a_curve_is_above_one_half():
    (found,) = flags(rate("43.0"), median("14.1"))
    assert (found.id, found.state) == ("T10", NOT_REPRODUCIBLE)
    assert not flags(rate("57.0"), median("14.1"))


@pytest.mark.parametrize("shape", [0.8, 1.0, 1.4])
def test_the_median_of_a_usual_curve_through_a_rate_is_right(shape):
    survival = exp(-log(2) * (12 / 9.6) ** shape)
    assert not flags(size("300"), rate(f"{100 * survival:.1f}"), median("9.6"))


def test_a_digit_of_the_median_far_from_its_rate_is_named():
    (found,) = flags(size("300"), rate("43.0"), median("4.9"))
    assert found.cause == DIGIT


def test_a_median_in_weeks_is_named():
    (found,) = flags(size("300"), rate("43.0"), median("9.9", "weeks"))
    assert found.cause == TIME_UNIT


@pytest.mark.parametrize(
    ("there", "back"),
    [
        (lambda s: log(-log(s)), lambda y: exp(-exp(y))),
        (log, exp),
        (lambda s: s, lambda y: y),
    ],
)
def test_a_rate_is_the_middle_of_its_interval_on_some_usual_scale(there, back):
    low, high = sorted((0.713, 0.824))
    middle = back(0.5 * (there(low) + there(high)))
    assert not flags(rate(f"{100 * middle:.1f}", low="71.3", high="82.4"))
    (found,) = flags(rate(f"{100 * middle - 3:.1f}", low="71.3", high="82.4"))
    assert (found.id, found.state) == ("T10", NOT_REPRODUCIBLE)


def test_two_rates_in_each_others_interval_are_exchanged():
    found = flags(
        rate("52.4", low="50.5", high="66.1", arm="A"),
        rate("58.7", low="44.3", high="59.9", arm="B"),
    )
    assert found
    assert found[0].cause == ARMS_SWAPPED


def test_a_ratio_the_wrong_way_round_is_told_by_its_partners_together():
    # exponential curves with medians 12 and 10: hazard ratio 10/12 = 0.83
    partners = (
        *(size("400", arm) for arm in "AB"),
        events("290", "A"),
        events("312", "B"),
        median("12.0", arm="A"),
        median("10.0", arm="B"),
        rate("50.0", low="44.9", high="54.9", arm="A"),
        rate("43.5", low="38.5", high="48.4", arm="B"),
        rate("25.0", "24", low="20.5", high="29.7", arm="A"),
        rate("18.9", "24", low="14.9", high="23.3", arm="B"),
    )
    assert not flags(ratio("0.83", "0.71", "0.98"), *partners)
    found = flags(ratio("0.83", "0.71", "0.98", "B", "A"), *partners)
    assert found
    assert found[0].cause == ARMS_SWAPPED


def test_an_early_rate_may_lie_on_the_other_side():
    # with wide limits of its own it says little about the whole curve
    early = (
        rate("90.1", "3", low="84.9", high="93.6", arm="A"),
        rate("91.4", "3", low="86.4", high="94.6", arm="B"),
    )
    assert not flags(ratio("0.83", "0.67", "1.03"), *early)


def test_a_result_printed_twice_does_not_speak_twice_against_a_ratio():
    # R, trial of 120 and 118 patients: HR 0.88, medians 8.9 and 9.4 months
    partners = [median(value, arm=arm) for arm, value in (("A", "8.9"), ("B", "10.0"))]
    again = [median(c.value, arm=c.arm, place="abstract") for c in partners]
    claim = ratio("0.88", "0.67", "1.16")
    assert not flags(claim, *partners)
    assert not flags(claim, *partners, *again)


@pytest.mark.parametrize(("value", "is_asked"), [("9.8", False), ("8.4", True), ("11.9", True)])
def test_a_median_lies_well_inside_its_limits(value, is_asked):
    # 100 events: 14 of them between the limits, 7 give or take 2 before the median
    found = flags(median(value, low="8.2", high="12.0"), events("100"))
    assert bool(found) == is_asked
    assert all((check.id, check.cause) == ("T10", DIGIT) for check in found)


def test_few_events_leave_a_median_more_room():
    assert flags(median("8.8", low="8.2", high="12.0"), events("300"))
    assert not flags(median("8.8", low="8.2", high="12.0"), events("30"))
    assert not flags(median("8.4", low="8.2", high="12.0"))  # how many is not known


@pytest.mark.parametrize(
    ("claim", "is_asked"),
    [
        (median("32.3"), False),  # 144 weeks are 33.1 months
        (median("35.0"), True),
        (rate("40.0", "36"), True),
        (median("70", endpoint="disease-free interval"), False),  # before the trial
        (median("35.0", arm="B"), False),  # followed longer
    ],
)
def test_a_curve_does_not_reach_beyond_its_longest_follow_up(claim, is_asked):
    follow_ups = [
        Claim(ClaimKind.FOLLOW_UP, "follow-up", arm, value="70", unit="weeks", range_high=high)
        for arm, high in (("A", "144"), ("B", "160"))
    ]
    assert [check.id for check in flags(claim, *follow_ups)] == ["T10"] * is_asked


@pytest.mark.parametrize(("printed", "is_asked"), [("0.37", False), ("0.20", True)])
def test_medians_imply_a_ratio_only_up_to_the_shape_of_the_curves(printed, is_asked):
    # 12 v 6 months: 0.50 with constant hazards, 0.31 to 0.62 for the usual shapes
    value = float(printed)
    claim = ratio(printed, f"{value * exp(-0.2):.2f}", f"{value * exp(0.2):.2f}")
    found = flags(claim, median("12.00", arm="A"), median("6.00", arm="B"))
    assert bool(found) == is_asked
    assert all("0.31 to 0.62" in check.arithmetic for check in found)


def test_one_result_of_two_endpoints_is_asked_about_once():
    claims = [
        Claim(
            ClaimKind.HAZARD_RATIO,
            endpoint,
            "A",
            "B",
            value="0.34",
            ci_low="0.28",
            ci_high="0.41",
            place=place,
        )
        for endpoint in ("PFS", "OS")
        for place in ("abstract", "Results")
    ]
    assert [check.id for check in flags(*claims)] == ["T13"]


@pytest.mark.parametrize(
    ("pfs", "unit", "cause"),
    [("18.9", "months", None), ("19.4", "months", None), ("28.9", "months", DIGIT)],
)
def test_a_median_that_death_ends_too_is_not_later_than_that_of_survival(pfs, unit, cause):
    found = flags(median(pfs, unit), median("19.0", endpoint="OS"))
    assert [check.cause for check in found] == ([cause] if cause else [])


def test_medians_of_two_units_are_asked_about_by_their_unit():
    found = flags(median("8.9", "months"), median("19.0", "weeks", endpoint="OS"))
    assert TIME_UNIT in [check.cause for check in found]


def test_an_early_rate_without_limits_says_little_of_all_the_events():
    # 17 of 200 events by six months: the ratio of 1.9 they give is no finding against 0.80
    early = (rate("94.5", "6", arm="A"), rate("97.0", "6", arm="B"))
    sizes = (size("200", "A"), size("200", "B"))
    assert not flags(
        ratio("0.80", "0.61", "1.06"), *early, *sizes, events("95"), events("105", "B")
    )
    assert flags(ratio("0.80", "0.70", "0.91"), *early)  # of how many events is not known


def test_a_direction_told_by_events_alone_is_said_to_be():
    sizes = (size("400", "A"), size("400", "B"))
    found = flags(ratio("1.50", "1.23", "1.83"), *sizes, events("160"), events("230", "B"))
    assert [check.id for check in found] == ["T4"]
    assert "together" not in found[0].sentence
    assert "events" in found[0].sentence
