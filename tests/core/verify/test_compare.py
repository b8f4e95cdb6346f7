"""The table of tolerances, worked by hand: HR, width, P, medians, survival, counts, means."""

import math
from dataclasses import replace

import numpy as np
import pytest

from core.analysis import analyse
from core.curve import StepCurve
from core.model.document import Document, MedianRule, Model, ReportedKind, ReportedValue
from core.results import (
    HazardRatio,
    LandmarkEstimate,
    LogRank,
    PairEstimates,
    RestrictedMean,
    Verdict,
)
from core.verify import tolerances
from core.verify.compare import compare
from core.verify.evidence import Evidence
from core.verify.median_band import crossing, level_stretch
from core.verify.wording import median_words

A, C, D, N = Verdict.AGREES, Verdict.CLOSE, Verdict.DIFFERS, Verdict.NOT_COMPARABLE


def hazard(value, se):
    log_hr = math.log(value)
    return HazardRatio(
        value, math.exp(log_hr - 1.96 * se), math.exp(log_hr + 1.96 * se), log_hr, se
    )


def evidence_of(document, **parts):
    """The evidence of an analysis with some of its numbers chosen by the test."""
    analysis = analyse(document)
    pair = PairEstimates("b", "a", hazard(0.75, 0.1), LogRank(7.0, 1, 0.008))
    given = {
        "document": document,
        "arms": analysis.arms,
        "pairs": analysis.pairs,
        "time_per_px": 0.05,
        "survival_per_px": 0.002,
        "last_tick": 36.0,
        "residuals_px": analysis.axis_residual_px,
        "pair": lambda arm, other: replace(pair, arm_id=arm, reference_id=other),
        "landmark": lambda arm, time: None,
        "restricted_mean": lambda arm, time: None,
        "events_without_total": lambda arm: 100,
        "log_rank_all": lambda: None,
    }
    return Evidence(**{**given, **parts})


def only(document, value, **parts):
    """The row of one reported value."""
    evidence = evidence_of(replace(document, reported=(value,)), **parts)
    rows, _ = compare(evidence)
    return next(r for r in rows if r.reported_id == value.id)


def value(kind, text, **fields):
    return ReportedValue("r1", kind, text, **{"arm_id": "b", **fields})


HR, P, MEDIAN = ReportedKind.HAZARD_RATIO, ReportedKind.P_VALUE, ReportedKind.MEDIAN


# Recomputed 0.75, SE 0.10. Reported 0.73: h = ln(0.73/0.725) = 0.00687, agrees up to 0.03187,
# |ln(0.75/0.73)| = 0.02703. Reported 0.72: limit 0.03197, distance 0.04082, close up to 0.05697.
# Reported 0.70: limit 0.05717, distance 0.06899.
@pytest.mark.parametrize(
    ("text", "verdict"), [("0.75", A), ("0.73", A), ("0.72", C), ("0.70", D), ("0.7", A)]
)
def test_hazard_ratio_is_judged_in_standard_errors_plus_half_a_digit(two_arms, text, verdict):
    assert only(two_arms[1], value(HR, text)).verdict is verdict


def test_the_calculation_is_written_out(two_arms):
    row = only(two_arms[1], value(HR, "0.72", ci="0.58–0.89"))
    assert row.measure == "Hazard ratio, B v A"
    assert row.reported == "0.72"
    assert row.reported_interval == "(0.58–0.89)"
    assert row.recomputed == "0.75"
    assert row.interval == "(0.62–0.91)"
    assert row.difference == "+4.2 %"
    assert "0.0408" in row.arithmetic
    assert "0.0320" in row.arithmetic
    assert "3.2 %" in row.limit
    assert "Efron" in row.convention
    assert "unstratified" in row.convention
    assert "B over A" in row.convention
    assert "no total of events given" in row.convention


def test_limits_printed_with_unlike_decimals_are_shown_with_all_of_them(two_arms):
    row = only(two_arms[1], value(HR, "0.75", ci="0.6-0.95"))
    assert row.reported_interval == "(0.60–0.95)"


def test_a_ratio_the_other_way_round_is_compared_that_way(two_arms):
    document = replace(two_arms[1], reported=(value(HR, "1.40", arm_id="a", comparator_id="b"),))
    analysis = analyse(document)
    row = next(r for r in analysis.comparisons if r.kind is HR)
    ratio = analysis.pairs[0].hazard_ratio.value
    assert (row.arm_id, row.comparator_id) == ("a", "b")
    assert row.value == pytest.approx(1 / ratio, rel=1e-6)


# SE 0.10 at 95 %: ln width 0.39199. 0.58–0.89: ln(0.89/0.58) = 0.42819, ratio 0.9155.
# 0.60–0.92: 0.42744 -> 0.917. 0.55–0.95: 0.54654 -> 0.717. 0.57–0.92: 0.47873 -> 0.8188.
@pytest.mark.parametrize(
    ("ci", "level", "verdict"),
    [
        ("0.58-0.89", "95", A),
        ("0.57-0.92", "95", C),
        ("0.55-0.95", "95", D),
        ("0.55-0.95", "99", A),
    ],
)
def test_interval_widths_are_compared_at_their_level(two_arms, ci, level, verdict):
    reported = value(HR, "0.73", ci=ci, conf_level=level)
    rows, _ = compare(evidence_of(replace(two_arms[1], reported=(reported,))))
    (row,) = [r for r in rows if r.measure.startswith("Width")]
    assert row.verdict is verdict


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("0.008", A),
        ("0.004", A),
        ("0.016", A),
        ("0.0039", C),
        ("0.002", C),
        ("0.033", D),
        ("<0.05", A),
        ("<0.005", A),
        ("<0.003", C),
        ("<0.001", D),
        (">0.05", D),
        (">0.001", A),
        ("P = .008", A),
        ("0,008", A),
    ],
)
def test_p_is_judged_by_its_factor(two_arms, text, verdict):
    assert only(two_arms[1], value(P, text)).verdict is verdict


def test_crossing_five_percent_alone_is_no_disagreement(two_arms):
    for found, is_said in ((0.054, True), (0.044, False)):
        pair = PairEstimates("b", "a", hazard(0.8, 0.1), LogRank(3.7, 1, found))
        row = only(two_arms[1], value(P, "0.046"), pair=lambda a, b, pair=pair: pair)
        assert row.verdict is A
        assert ("other side of 0.05" in row.limit) is is_said


def test_a_one_sided_p_is_compared_with_half(two_arms):
    row = only(two_arms[1], value(P, "0.004", one_sided=True))
    assert row.verdict is A
    assert row.recomputed == "0.0040"
    assert "one-sided" in row.convention


def test_p_of_zero_is_read_as_an_inequality(two_arms):
    pair = PairEstimates("b", "a", hazard(0.5, 0.1), LogRank(40.0, 1, 2.5e-10))
    assert only(two_arms[1], value(P, "0.000"), pair=lambda a, b: pair).verdict is A


@pytest.mark.parametrize("model", [Model.ADJUSTED, Model.STRATIFIED])
def test_another_model_is_labelled_and_never_differs(two_arms, model):
    near = only(two_arms[1], value(HR, "0.75", model=model))
    assert near.verdict is A
    assert near.limit.startswith("± model")
    far = only(two_arms[1], value(HR, "0.60", model=model))
    assert far.verdict is N
    assert model.value in far.limit


def without_table(document, **fields):
    return replace(
        document,
        arms=tuple(replace(arm, at_risk=(), n="150", **fields) for arm in document.arms),
    )


def test_neither_table_nor_events_means_no_verdict_on_hr_and_p(two_arms):
    bare = without_table(two_arms[1])
    for reported in (value(HR, "0.75"), value(P, "0.008")):
        row = only(bare, reported)
        assert row.verdict is N
        assert row.recomputed
        assert "neither numbers at risk nor total events" in row.limit


def test_few_events_mean_no_verdict(figure):
    risk = (0, 6, 12, 18)
    points = [(0, 1)] + [(2 * k, 1 - 0.01 * k) for k in range(1, 8)]
    arms = [figure.arm(i, points, at_risk=(100, 95, 90, 80), n_events="7") for i in "ab"]
    row = only(figure.document(arms, risk), value(HR, "0.75"))
    assert row.verdict is N
    assert "7 events" in row.limit or "8 events" in row.limit


def test_few_steps_without_a_total_mean_no_verdict(figure):
    points = [(0, 1)] + [(3 * k, 1 - 0.08 * k) for k in range(1, 9)]
    row_texts = (200, 160, 125, 90, 60)
    arms = [figure.arm(i, points, at_risk=row_texts) for i in "ab"]
    document = figure.document(arms, (0, 6, 12, 18, 24))
    row = only(document, value(HR, "0.75"))
    assert row.verdict is N
    assert "8 steps" in row.limit


def test_a_ratio_that_cannot_be_estimated_is_not_comparable(two_arms):
    pair = PairEstimates("b", "a", None, LogRank(7.0, 1, 0.008), "All 31 events are in Control.")
    row = only(two_arms[1], value(HR, "0.75"), pair=lambda a, b: pair)
    assert row.verdict is N
    assert row.limit == "All 31 events are in Control."


# Medians. One arm of 100, steps of 0.1 every 2 months from 0.95: S is 0.55 from 8, 0.45 from 10.
# δS = 1.5 x 0.002 = 0.003, δT = 1.5 x 0.05 = 0.075.


@pytest.fixture
def slope(figure):
    points = [(0, 1)] + [(2 * k, 1.05 - 0.1 * (k + 1)) for k in range(1, 10)]
    arm = figure.arm("b", points, n="100", n_events="95")
    return figure.document([arm])


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("10", A),
        ("10.0", A),
        ("10.1", A),  # 0.05 + 0.075 = 0.125
        ("10.2", C),  # 0.05 + 0.150 = 0.200
        ("10.3", D),
        ("9.9", A),
        ("8.0", D),
        ("10.4", D),
        ("not reached", D),
        ("NR", D),
    ],
)
def test_a_median_agrees_within_the_reading(slope, text, verdict):
    assert only(slope, value(MEDIAN, text)).verdict is verdict


def test_a_median_in_weeks_is_compared_in_months(slope):
    row = only(slope, value(MEDIAN, "43.5", unit="weeks"))
    assert row.verdict is A


def test_not_reached_agrees_while_the_curve_stays_up(figure):
    high = figure.arm("b", [(0, 1), (5, 0.8), (20, 0.6), (30, 0.6)], n="100", n_events="40")
    document = figure.document([high])
    assert only(document, value(MEDIAN, "NR")).verdict is A
    assert only(document, value(MEDIAN, "NR")).recomputed == "not reached"
    assert only(document, value(MEDIAN, "24.0")).verdict is D


def test_one_patient_left_at_the_end_says_nothing_of_the_times_before(figure):
    # 59 leave at 20: the last one's event would take the curve from 0.6 to 0 at 30, not earlier
    points = [(0, 1), *((0.4 * k, 1 - 0.01 * k) for k in range(1, 41)), (30, 0.6)]
    arm = figure.arm("b", points, n="100", n_events="40", at_risk=("100", "60", "1"))
    document = figure.document([arm], risk_times=("0", "18", "29"))
    row = only(document, value(MEDIAN, "NR"))
    assert row.verdict is A
    assert row.band_low > 18
    assert only(document, value(MEDIAN, "5.0")).verdict is D


def test_just_below_one_half_may_still_be_not_reached(figure):
    # one patient of about 50 left makes a step of 0.01; 0.499 is within the band
    low = figure.arm("b", [(0, 1), (5, 0.8), (20, 0.499), (30, 0.499)], n="100", n_events="50")
    assert only(figure.document([low]), value(MEDIAN, "NR")).verdict is A


def test_a_level_stretch_at_one_half_is_shown_as_the_band(figure):
    points = [(0.12 * k, 1 - 0.01 * k) for k in range(51)]
    points += [(8 + 0.3 * k, 0.5 - 0.01 * k) for k in range(1, 41)]
    arm = figure.arm("b", points, n="100", n_events="90")
    row = only(figure.document([arm]), value(MEDIAN, "7.2"))
    # δS and half a point, 0.008: 0.50 is reached at 6.0, 0.49 at 8.3
    assert row.recomputed == "6.0–8.3"
    assert row.band == "flat at 0.5"
    assert row.difference == "inside"
    assert row.verdict is A
    assert (row.band_low, row.band_high) == pytest.approx((6.0, 8.3))


def test_a_curve_a_patient_away_from_one_half_is_not_called_level(figure):
    arm = figure.arm("b", [(0, 1), (5, 0.56), (16, 0.44), (30, 0.3)], n="10")
    row = only(figure.document([arm]), value(MEDIAN, "16"))
    assert row.recomputed == "16.0"
    assert "flat" not in row.band
    assert row.band_low < 16 < row.band_high


def test_a_curve_level_for_long_cannot_tell_its_median(figure):
    points = [(0, 1), (3, 0.75), (6, 0.5), (28, 0.4), (30, 0.3)]
    arm = figure.arm("b", points, n="100", n_events="70")
    document = figure.document([arm])
    assert only(document, value(MEDIAN, "3.5")).verdict is N
    assert only(document, value(MEDIAN, "20")).verdict is A


def test_medians_have_rows_without_being_reported(two_arms):
    rows, _ = compare(evidence_of(two_arms[1]))
    medians = [r for r in rows if r.kind is MEDIAN]
    assert [r.arm_id for r in medians] == ["a", "b"]
    assert all(r.verdict is None and r.recomputed and r.band for r in medians)
    assert [r.verdict for r in rows if r.kind in (HR, P)] == [None, None]


def test_both_median_rules_are_named(two_arms):
    document = two_arms[1]
    first = analyse(document).comparisons[-1].convention
    settings = replace(document.settings, median_rule=MedianRule.MIDPOINT)
    middle = analyse(replace(document, settings=settings)).comparisons[-1].convention
    assert "R prints the middle" in first
    assert "or the middle" in middle


def test_where_a_curve_crosses_one_half():
    curve = StepCurve(np.array([2.0, 4.0, 6.0]), np.array([0.6, 0.505, 0.4]), 8.0)
    found = crossing(curve, 0.004)
    assert (found.low, found.high) == (6.0, 6.0)
    assert (found.close_low, found.close_high) == (4.0, 6.0)
    assert found.distance(5.0) == 1.0
    assert found.distance(5.0, close=True) == 0.0
    assert level_stretch(found, curve, 0.1).nearly


def test_a_slope_is_no_level_stretch():
    time = np.arange(1.0, 40.0)
    curve = StepCurve(time, 1 - 0.02 * time, 40.0)
    assert level_stretch(crossing(curve, 0.05), curve, 0.1) is None


# Survival at a time: S(12) of the slope is 0.35 with 35 of 100 left: step 0.01, δS 0.003.


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("35 %", A),
        ("35", A),
        ("0.35", A),
        ("36.3 %", A),
        ("36.4 %", C),
        ("38.0", D),
        ("33.5 %", C),
        ("34 %", A),
    ],
)
def test_survival_agrees_within_pixels_and_one_patient(slope, text, verdict):
    estimate = LandmarkEstimate(13.0, 0.35, 0.26, 0.44, 35)
    row = only(
        slope,
        value(ReportedKind.LANDMARK, text, time="13"),
        landmark=lambda arm, time: estimate,
    )
    assert row.verdict is verdict


def test_survival_without_its_time_asks_for_it(slope):
    row = only(slope, value(ReportedKind.LANDMARK, "35 %"))
    assert row.verdict is N
    assert "time" in row.limit


def test_survival_beyond_the_curve_is_not_comparable(slope):
    row = only(slope, value(ReportedKind.LANDMARK, "35 %", time="34"))
    assert row.verdict is N
    assert "ends at 18" in row.limit


# Counts: 100 events found. max(2, 3 %) and max(4, 6 %).


@pytest.mark.parametrize(
    ("text", "verdict"), [("100", A), ("103", A), ("104", C), ("106", C), ("107", D), ("94", D)]
)
def test_events_agree_within_three_percent(two_arms, text, verdict):
    assert only(two_arms[1], value(ReportedKind.N_EVENTS, text)).verdict is verdict


def test_small_counts_agree_within_two(two_arms):
    for text, verdict in (("20", A), ("18", A), ("24", C), ("25", D)):
        row = only(
            two_arms[1],
            value(ReportedKind.N_EVENTS, text),
            events_without_total=lambda arm: 20,
        )
        assert row.verdict is verdict


def test_patients_agree_only_when_equal(two_arms):
    assert only(two_arms[1], value(ReportedKind.N, "150")).verdict is A
    assert only(two_arms[1], value(ReportedKind.N, "151")).verdict is D
    total = value(ReportedKind.N, "300", arm_id=None)
    assert only(two_arms[1], total).verdict is A


@pytest.mark.parametrize(("text", "verdict"), [("10.1", A), ("10.2", C), ("10.4", D)])
def test_restricted_means_agree_within_percents(two_arms, text, verdict):
    row = only(
        two_arms[1],
        value(ReportedKind.RMST, text, time="12"),
        restricted_mean=lambda arm, time: RestrictedMean(time, 10.0, 0.2),
    )
    assert row.verdict is verdict
    assert row.interval == "(9.61–10.39)"


def test_a_value_that_cannot_be_read_keeps_its_text_and_says_why(two_arms):
    row = only(two_arms[1], value(HR, "o.75"))
    assert row.reported == "o.75"
    assert row.verdict is N
    assert "not a number" in row.limit


@pytest.mark.parametrize(
    ("reported", "code"),
    [
        (value(HR, "0.72", ci="0.80-0.89"), "V6"),
        (value(HR, "0.72", ci="0.89-0.80"), "V6"),
        (value(HR, "0.72", ci="0.40-0.95"), "V7"),
        (value(HR, "-0.72"), "V8"),
        (value(HR, "72"), "V8"),
        (value(P, "1.2"), "V11"),
        (value(P, "0.00"), "V11"),
        (value(MEDIAN, "1e400"), "V19"),
        (value(ReportedKind.LANDMARK, "120 %", time="12"), "V14"),
    ],
)
def test_odd_reported_values_are_findings_at_the_value(two_arms, reported, code):
    _, findings = compare(evidence_of(replace(two_arms[1], reported=(reported,))))
    (finding,) = [f for f in findings if f.code == code]
    assert finding.place.key == "r1"
    assert finding.message[-1] in ".?"


def test_a_rounded_ratio_within_its_rounded_interval_is_not_odd(two_arms):
    for text, ci in (("0.80", "0.68-0.94"), ("0.61", "0.38-0.99"), ("0.5", "0.3-0.9")):
        reported = value(HR, text, ci=ci)
        assert compare(evidence_of(replace(two_arms[1], reported=(reported,))))[1] == ()


def test_proposed_values_are_shown_but_do_not_count(two_arms):
    wrong = value(HR, "0.20", proposed=True)
    analysis = analyse(replace(two_arms[1], reported=(wrong,)))
    row = next(r for r in analysis.comparisons if r.reported_id == "r1")
    assert row.proposed
    assert row.verdict is D
    assert "accepted" in analysis.badge_sentence


def test_every_threshold_stands_in_the_table():
    measures = {rule.measure for rule in tolerances.TABLE}
    assert {"Hazard ratio", "Median", "P", "Events", "Patients", "Survival at a time"} <= measures


def test_no_arms_no_rows():
    assert analyse(Document()).comparisons == ()


def test_few_clicks_leave_the_median_anywhere_on_the_line_between_them(figure):
    # 100 patients, six clicks: the drop from 0.55 at 8 to 0.45 at 12 holds ten of them
    points = [(0, 1), (2, 0.85), (4, 0.7), (8, 0.55), (12, 0.45), (20, 0.2)]
    document = figure.document([figure.arm("b", points, n="100", n_events="80")])
    for text, verdict in (("12.0", A), ("10.1", A), ("8.5", D), ("13.0", D)):
        assert only(document, value(MEDIAN, text)).verdict is verdict


@pytest.mark.parametrize("kind", [MEDIAN, ReportedKind.RMST, ReportedKind.FOLLOW_UP])
def test_a_time_before_zero_cannot_be_reported(two_arms, kind):
    row = only(two_arms[1], value(kind, "−3", time="12"))
    assert row.verdict is N
    assert "before 0" in row.limit


@pytest.mark.parametrize(("level", "interval"), [(0.95, "(9.61–10.39)"), (0.99, "(9.48–10.52)")])
def test_a_restricted_mean_has_an_interval_at_the_level_of_the_document(two_arms, level, interval):
    _, document = two_arms
    document = replace(document, settings=replace(document.settings, conf_level=level))
    row = only(
        document,
        value(ReportedKind.RMST, "10", time="12"),
        restricted_mean=lambda arm, time: RestrictedMean(time, 10.0, 0.2),
    )
    assert row.interval == interval
    assert f"{100 * level:g} % interval" in row.convention


def test_the_median_is_told_everywhere_as_the_table_tells_it(two_arms):
    analysis = analyse(two_arms[1])
    for arm in analysis.document.arms:
        row = next(r for r in analysis.comparisons if r.kind is MEDIAN and r.arm_id == arm.id)
        assert median_words(analysis, arm.id).startswith(row.recomputed)
    assert median_words(analysis, "no such arm") == ""


def test_a_one_sided_p_without_a_ratio_has_the_side_of_fewer_events(two_arms):
    pairs = {
        ("b", "a"): PairEstimates("b", "a", None, LogRank(7.0, 1, 0.008)),
        ("a", "b"): PairEstimates("a", "b", None, LogRank(7.0, 1, 0.008)),
    }
    shown = [
        only(
            two_arms[1],
            value(P, "0.004", one_sided=True, arm_id=arm, comparator_id=other),
            pair=lambda one, two: pairs[one, two],
        ).value
        for arm, other in pairs
    ]
    assert sorted(shown) == pytest.approx([0.004, 0.996])


def test_a_one_sided_p_over_three_arms_has_no_side(two_arms):
    document = two_arms[1]
    third = replace(document.arms[0], id="c", name="Third")
    document = replace(document, arms=(*document.arms, third))
    printed = value(P, "0.004", one_sided=True, arm_id=None)
    row = only(document, printed, log_rank_all=lambda: LogRank(9.0, 2, 0.011))
    assert row.verdict is N
    assert row.value is None
    assert "two arms" in row.limit


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"conf_level": "5"}, "level"),
        ({"conf_level": "950"}, "level"),
        ({"conf_level": "0"}, "level"),
        ({"unit": "fortnights"}, "unit"),
    ],
)
def test_an_implausible_level_or_unknown_unit_is_found_and_not_used(two_arms, fields, word):
    printed = value(MEDIAN, "12.0", ci="10.0-14.0", **fields)
    document = replace(two_arms[1], reported=(printed,))
    rows, findings = compare(evidence_of(document))
    (finding,) = [f for f in findings if f.place and f.place.key == printed.id]
    assert word in finding.message
    row = next(r for r in rows if r.reported_id == printed.id)
    assert row.verdict is (N if "unit" in fields else row.verdict)


@pytest.mark.parametrize("level", ["95", "99.5", "0.95", "90", "97.5 %", "80"])
def test_a_level_journals_print_is_no_finding(two_arms, level):
    printed = value(MEDIAN, "12.0", ci="10.0-14.0", conf_level=level)
    _, findings = compare(evidence_of(replace(two_arms[1], reported=(printed,))))
    assert not findings
