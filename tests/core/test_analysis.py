"""From a document to every number; what is missing or odd becomes a sentence."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.analysis import NO_AXES, NO_POINTS, NO_SIZE, Stopped, analyse
from core.errors import PlaceKind, Severity
from core.model.document import (
    Arm,
    Axis,
    AxisPoint,
    Calibration,
    Document,
    Engine,
    PixelPoint,
    ReportedKind,
    ReportedValue,
    Settings,
)
from core.results import Badge, Verdict
from tests.same_numbers import assert_same_numbers


def codes(analysis):
    return {finding.code for finding in analysis.findings}


def row(analysis, kind, arm_id=None):
    return next(
        c for c in analysis.comparisons if c.kind is kind and (arm_id is None or c.arm_id == arm_id)
    )


def test_an_empty_document_has_an_empty_analysis():
    analysis = analyse(Document())
    assert analysis.arms == ()
    assert analysis.comparisons == ()
    assert analysis.badge is Badge.NOT_ENOUGH
    assert analysis.badge_sentence


def test_two_arms_give_all_numbers(two_arms):
    _, document = two_arms
    analysis = analyse(document)
    assert not [f for f in analysis.findings if f.severity is Severity.BLOCK]
    (pair,) = analysis.pairs
    assert (pair.arm_id, pair.reference_id) == ("b", "a")
    assert pair.hazard_ratio.value < 1
    assert 0 < pair.log_rank.p_value < 1
    for arm in analysis.arms:
        assert arm.estimates.n == 150
        assert arm.message == ""


def test_the_reference_arm_turns_the_ratio_round(two_arms):
    _, document = two_arms
    forward = analyse(document).pairs[0]
    back = analyse(replace(document, reference_arm_id="b")).pairs[0]
    assert (back.arm_id, back.reference_id) == ("a", "b")
    assert back.hazard_ratio.value == pytest.approx(1 / forward.hazard_ratio.value, rel=1e-6)
    assert back.log_rank.p_value == pytest.approx(forward.log_rank.p_value, rel=1e-9)


def test_three_arms_are_each_compared_with_the_reference(two_arms):
    _, document = two_arms
    third = replace(document.arms[0], id="c", name="Third")
    analysis = analyse(document.with_arm(third))
    assert [(p.arm_id, p.reference_id) for p in analysis.pairs] == [("b", "a"), ("c", "a")]
    assert analysis.log_rank_all.dof == 2
    assert analysis.pairs[1].hazard_ratio.value == pytest.approx(1.0)


def test_without_axes_the_arm_says_so_and_nothing_else_fails(two_arms):
    _, document = two_arms
    analysis = analyse(replace(document, calibration=Calibration()))
    assert {arm.message for arm in analysis.arms} == {NO_AXES}
    assert analysis.findings == ()


def test_a_wrong_axis_is_one_finding_with_its_place(two_arms, figure):
    _, document = two_arms
    points = [AxisPoint(Axis.TIME, figure.pixel(t, 0), "12") for t in (0, 12)]
    points += [AxisPoint(Axis.SURVIVAL, figure.pixel(0, s), str(s)) for s in (0, 1)]
    analysis = analyse(replace(document, calibration=Calibration(tuple(points))))
    assert codes(analysis) == {"C2"}
    assert analysis.findings[0].place.kind is PlaceKind.AXIS_POINT


def test_an_arm_without_points_leaves_the_other_its_numbers(two_arms):
    _, document = two_arms
    empty = replace(document.arm("b"), trace=())
    analysis = analyse(document.with_arm_replaced(empty))
    assert analysis.arm("b").message == NO_POINTS
    assert analysis.arm("a").estimates.n == 150
    assert analysis.pairs[0].hazard_ratio is None
    assert analysis.pairs[0].message == NO_POINTS


def test_without_sizes_medians_are_there_and_the_rest_says_what_to_type(two_arms):
    _, document = two_arms
    arms = tuple(replace(arm, at_risk=(), n="") for arm in document.arms)
    with_table = row(analyse(document), ReportedKind.MEDIAN, "a")
    analysis = analyse(replace(document, arms=arms))
    assert {arm.message for arm in analysis.arms} == {NO_SIZE}
    without = row(analysis, ReportedKind.MEDIAN, "a")
    assert without.value == pytest.approx(with_table.value, rel=0.02)
    assert row(analysis, ReportedKind.HAZARD_RATIO).limit == NO_SIZE


def test_one_arm_invites_a_second(two_arms):
    _, document = two_arms
    analysis = analyse(document.without_arm("b"))
    assert "second arm" in row(analysis, ReportedKind.HAZARD_RATIO).limit


def test_a_stopped_analysis_says_so(two_arms):
    _, document = two_arms
    for n_polls in range(6):
        answers = iter([False] * n_polls + [True] * 100)
        with pytest.raises(Stopped):
            analyse(document, lambda answers=answers: next(answers))


def test_moving_a_point_of_one_arm_keeps_the_work_of_the_other(two_arms):
    _, document = two_arms
    before = analyse(document)
    arm = document.arm("a")
    moved = arm.with_point_moved(9, PixelPoint(arm.trace[9].x, arm.trace[9].y + 1))
    after = analyse(document.with_arm_replaced(moved))
    assert after.arm("b").reconstruction is before.arm("b").reconstruction
    assert after.arm("a").reconstruction is not before.arm("a").reconstruction


def test_moving_a_point_and_back_gives_identical_numbers(two_arms):
    _, document = two_arms
    first = analyse(document)
    arm = document.arm("a")
    moved = arm.with_points_moved(frozenset(range(5)), 3, 4)
    analyse(document.with_arm_replaced(moved))
    assert_same_numbers(analyse(document).comparisons, first.comparisons)


@pytest.mark.parametrize("factor", [7 / 30.4375, 12.0])
def test_scaling_time_scales_medians_only(two_arms, factor):
    _, document = two_arms
    points = tuple(
        replace(p, value=str(float(p.value) * factor)) if p.axis is Axis.TIME else p
        for p in document.calibration.axis_points
    )
    times = tuple(str(float(t) * factor) for t in document.risk_times)
    scaled = replace(
        document, calibration=replace(document.calibration, axis_points=points), risk_times=times
    )
    one, two = analyse(document), analyse(scaled)
    ratio = one.pairs[0].hazard_ratio.value
    assert two.pairs[0].hazard_ratio.value == pytest.approx(ratio, rel=1e-6)
    for arm_id in "ab":
        median = row(one, ReportedKind.MEDIAN, arm_id).value
        assert row(two, ReportedKind.MEDIAN, arm_id).value == pytest.approx(median * factor)


def test_the_order_of_arms_changes_nothing(two_arms):
    _, document = two_arms
    document = replace(document, reference_arm_id="a")
    turned = replace(document, arms=document.arms[::-1])
    assert_same_numbers(analyse(turned).pairs, analyse(document).pairs)


# The inputs that crash other programs


def steps(n=12, last=30.0, end=0.2):
    return [(last * k / n, 1 - (1 - end) * k / n) for k in range(n + 1)]


RISK_TIMES = (0, 6, 12, 18, 24)
ROW = (100, 84, 60, 40, 25)


def test_a_first_point_that_is_not_the_start_is_completed(figure):
    arm = figure.arm("a", steps()[1:], at_risk=ROW)
    analysis = analyse(figure.document([arm], RISK_TIMES))
    reading = analysis.arm("a").reading
    assert (reading.time[0], reading.survival[0]) == (0, 1)
    assert analysis.arm("a").estimates.n == 100


def test_duplicate_times_and_points_are_read(figure):
    points = [(0, 1), (5, 1), (5, 0.8), (5, 0.8), (5, 0.7), (9, 0.7), (9, 0.5), (20, 0.3)]
    analysis = analyse(figure.document([figure.arm("a", points, at_risk=ROW)], RISK_TIMES))
    assert analysis.arm("a").estimates.n == 100
    assert analysis.arm("a").time.size == len(points)


def test_percent_axes_are_read(figure, two_arms):
    _, document = two_arms
    points = tuple(
        replace(p, value=f"{100 * float(p.value):g}") if p.axis is Axis.SURVIVAL else p
        for p in document.calibration.axis_points
    )
    percent = replace(document, calibration=replace(document.calibration, axis_points=points))
    assert "C6" in codes(analyse(percent))
    assert_same_numbers(analyse(percent).pairs, analyse(document).pairs)


def test_a_curve_past_the_last_table_time(figure):
    arm = figure.arm("a", steps(), at_risk=(100, 84))
    analysis = analyse(figure.document([arm], (0, 6)))
    assert analysis.arm("a").estimates.n == 100


def test_a_table_time_without_clicks(figure):
    points = [(0, 1), (1, 0.9), (20, 0.5), (30, 0.2)]
    analysis = analyse(figure.document([figure.arm("a", points, at_risk=ROW)], RISK_TIMES))
    assert analysis.arm("a").estimates.n == 100


def test_arms_of_five(figure):
    table = (5, 4, 3, 2, 1)
    arms = [figure.arm(i, steps(5), at_risk=table) for i in "ab"]
    analysis = analyse(figure.document(arms, RISK_TIMES))
    assert [arm.estimates.n for arm in analysis.arms] == [5, 5]


def test_no_event_in_an_arm(figure):
    flat = figure.arm("b", [(0, 1), (30, 1)], at_risk=(100, 90, 80, 70, 60))
    other = figure.arm("a", steps(), at_risk=ROW)
    analysis = analyse(figure.document([other, flat], RISK_TIMES))
    (pair,) = analysis.pairs
    assert pair.hazard_ratio is None
    assert pair.message.endswith(".")
    assert pair.log_rank.p_value < 0.01
    assert analysis.arm("b").estimates.median.value == math.inf
    assert row(analysis, ReportedKind.MEDIAN, "b").recomputed == "not reached"


def test_thousands_of_points(figure):
    points = [(36 * k / 5000, 1 - 0.9 * k / 5000) for k in range(5001)]
    analysis = analyse(figure.document([figure.arm("a", points, at_risk=ROW)], RISK_TIMES))
    assert analysis.arm("a").time.size == 5001
    assert analysis.arm("a").estimates.n == 100


def test_a_rising_table_is_a_warning_at_its_cell(figure):
    arm = figure.arm("a", steps(), at_risk=(100, 84, 60, 65, 25))
    analysis = analyse(figure.document([arm], RISK_TIMES))
    (finding,) = [f for f in analysis.findings if f.code == "R1"]
    assert finding.severity is Severity.WARNING
    assert (finding.place.arm_id, finding.place.index) == ("a", 3)
    assert "60 to 65" in finding.message
    assert analysis.arm("a").estimates.n == 100


def test_more_events_than_patients_is_refused_for_that_number_only(figure):
    arm = figure.arm("a", steps(), n="80", n_events="87")
    analysis = analyse(figure.document([arm]))
    (finding,) = [f for f in analysis.findings if f.code == "R15"]
    assert "87 events in 80 patients" in finding.message
    assert analysis.arm("a").estimates.n == 80


def test_fewer_events_than_drops_is_refused_for_that_number_only(figure):
    arm = figure.arm("a", steps(), n="80", n_events="5")
    analysis = analyse(figure.document([arm]))
    assert any(f.code == "R15" and "12 drops" in f.message for f in analysis.findings)
    assert analysis.arm("a").arm_input.n_events is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("12,5", "R2"),
        ("nan", "V12"),
        ("−3", "R2"),
        ("l2", "V12"),
        ("–", "R2"),
        ("84 (3)", "R10"),
        ("9" * 10_000, "V19"),
        ("9999999", "R17"),
    ],
)
def test_a_bad_cell_is_left_out_and_named(figure, text, code):
    arm = figure.arm("a", steps(), at_risk=(100, text, 60, 40, 25))
    analysis = analyse(figure.document([arm], RISK_TIMES))
    (finding,) = [f for f in analysis.findings if f.code == code]
    assert finding.severity is Severity.BLOCK
    assert (finding.place.kind, finding.place.index) == (PlaceKind.RISK_CELL, 1)
    assert finding.message.endswith(".")
    assert list(analysis.arm("a").arm_input.risk_table.n_at_risk) == [100, 60, 40, 25]
    assert analysis.document.arms[0].at_risk[1] == text


def test_decimal_commas_and_full_width_digits_are_read(figure):
    arm = figure.arm("a", steps(), at_risk=("1,000", "８４０", "600 ", "400", "250"))
    analysis = analyse(figure.document([arm], ("0", "6,0", "12,0", "18·0", "24")))
    assert list(analysis.arm("a").arm_input.risk_table.time) == [0, 6, 12, 18, 24]
    assert analysis.arm("a").estimates.n == 1000


def test_a_blank_cell_is_no_finding(figure):
    arm = figure.arm("a", steps(), at_risk=(100, "", 60, "", 25))
    analysis = analyse(figure.document([arm], RISK_TIMES))
    assert not [f for f in analysis.findings if f.code.startswith("R")]
    assert analysis.arm("a").arm_input.risk_table.n_at_risk.tolist() == [100, 60, 25]


def test_a_repeated_table_time_is_refused_for_that_column_only(figure):
    arm = figure.arm("a", steps(), at_risk=ROW)
    analysis = analyse(figure.document([arm], (0, 6, 6, 18, 24)))
    (finding,) = [f for f in analysis.findings if f.code == "R5"]
    assert (finding.place.kind, finding.place.index) == (PlaceKind.RISK_TIME, 2)
    assert analysis.arm("a").arm_input.risk_table.n_at_risk.tolist() == [100, 84, 40, 25]


def test_nobody_at_risk_before_the_last_drop_is_refused_for_that_cell(figure):
    arm = figure.arm("a", steps(), at_risk=(100, 84, 60, 40, 0))
    analysis = analyse(figure.document([arm], RISK_TIMES))
    (finding,) = [f for f in analysis.findings if f.code == "R14"]
    assert finding.place.index == 4
    assert analysis.arm("a").arm_input.risk_table.n_at_risk.tolist() == [100, 84, 60, 40]


def test_two_sizes_that_disagree_are_named(figure):
    arm = figure.arm("a", steps(), n="150", at_risk=ROW)
    analysis = analyse(figure.document([arm], RISK_TIMES))
    assert any(
        f.code == "R4" and "100" in f.message and "150" in f.message for f in analysis.findings
    )
    assert analysis.arm("a").estimates.n == 100


def test_a_table_past_the_axis_is_a_warning(figure):
    arm = figure.arm("a", steps(), at_risk=ROW)
    analysis = analyse(figure.document([arm], (0, 26, 52, 78, 104)))
    assert "R8" in codes(analysis)


def test_points_that_are_no_number_are_left_out(figure):
    arm = figure.arm("a", steps(), at_risk=ROW)
    arm = replace(arm, trace=(*arm.trace, PixelPoint(math.nan, 3.0), PixelPoint(math.inf, 1.0)))
    analysis = analyse(figure.document([arm], RISK_TIMES))
    assert analysis.arm("a").estimates.n == 100
    assert analysis.arm("a").held[-1]


def test_the_other_arm_keeps_its_numbers_when_one_cannot_be_read(figure):
    good = figure.arm("a", steps(), at_risk=ROW)
    bad = figure.arm("b", steps(), n="0")
    analysis = analyse(figure.document([good, bad], RISK_TIMES))
    assert analysis.arm("a").estimates.n == 100
    assert analysis.arm("b").message.endswith(".")
    assert analysis.arm("b").estimates is None


TEXTS = st.sampled_from(
    [
        "",
        "0",
        "5",
        "100",
        "84",
        "40",
        "1e400",
        "nan",
        "–",
        "-3",
        "3.5",
        "1,234",
        "x",
        "７",
        "200000",
    ]
)


@settings(max_examples=60)
@given(
    points=st.lists(st.tuples(st.floats(-5, 50), st.floats(-0.2, 1.2)), max_size=8),
    cells=st.lists(TEXTS, max_size=6),
    times=st.lists(TEXTS, max_size=6),
    n=TEXTS,
    n_events=TEXTS,
    value=TEXTS,
    ci=TEXTS,
    engine=st.sampled_from(Engine),
)
def test_no_document_makes_it_fail(points, cells, times, n, n_events, value, ci, engine):
    calibration = Calibration(
        (
            AxisPoint(Axis.TIME, PixelPoint(50, 520), "0"),
            AxisPoint(Axis.TIME, PixelPoint(770, 520), "36"),
            AxisPoint(Axis.SURVIVAL, PixelPoint(50, 520), "0"),
            AxisPoint(Axis.SURVIVAL, PixelPoint(50, 20), "1"),
        )
    )
    trace = tuple(PixelPoint(50 + 20 * t, 20 + 500 * (1 - s)) for t, s in points)
    arms = (
        Arm("a", "A", trace, n=n, n_events=n_events, at_risk=tuple(cells)),
        Arm("b", "B", trace[::-1], n="20", censored=tuple(cells)),
    )
    document = Document(
        calibration=calibration,
        arms=arms,
        risk_times=tuple(times),
        settings=Settings(engine=engine),
    )
    for kind in ReportedKind:
        document = document.with_reported(
            ReportedValue(kind.value, kind, value, ci=ci, arm_id="a", time="12")
        )
    analysis = analyse(document)
    assert len(analysis.arms) == 2
    for comparison in analysis.comparisons:
        assert comparison.verdict is None or isinstance(comparison.verdict, Verdict)
        assert "nan" not in comparison.recomputed


# A real figure


@pytest.mark.parametrize("engine", Engine)
def test_confirm_gives_the_reported_hazard_ratio_and_p(confirm, engine):
    """Clicks and printed table of the CONFIRM figure, by either engine as it is set at first."""
    document = replace(confirm, settings=Settings(engine=engine))
    (pair,) = analyse(document).pairs
    assert abs(pair.hazard_ratio.value - 0.80) <= 0.02
    assert 0.003 <= pair.log_rank.p_value <= 0.012


def test_confirm_says_why_its_median_is_uncertain(confirm):
    analysis = analyse(confirm)
    level = row(analysis, ReportedKind.MEDIAN, "a")
    assert "flat at 0.5" in level.band
    assert level.band_low == pytest.approx(6.0, abs=0.3)
    assert level.band_high == pytest.approx(8.1, abs=0.2)
    assert level.verdict in (Verdict.AGREES, Verdict.CLOSE)
    assert "level at 0.5" in level.limit
    other = row(analysis, ReportedKind.MEDIAN, "b")
    assert other.verdict is Verdict.AGREES
    assert other.band_low < 5.6 < other.band_high
    assert np.isfinite(other.value)


def test_one_thing_about_one_cell_is_told_once(figure):
    arm = figure.arm("a", steps(), at_risk=(100, 84, 60, 65, 25))
    for engine in Engine:
        document = replace(figure.document([arm], RISK_TIMES), settings=Settings(engine=engine))
        rises = [f for f in analyse(document).findings if f.code == "R1"]
        assert len(rises) == 1
