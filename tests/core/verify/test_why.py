"""Planted mistakes are named first, and only causes that help are offered."""

import math
from dataclasses import replace

import pytest

from core.analysis import analyse, explain
from core.model.document import Axis, Document, Model, ReportedKind, ReportedValue
from core.results import Verdict
from core.verify.why import CANDIDATES

HR, P, MEDIAN = ReportedKind.HAZARD_RATIO, ReportedKind.P_VALUE, ReportedKind.MEDIAN


@pytest.fixture
def study(two_arms):
    """A document whose report agrees with its figure, medians and ratio read off it."""
    _, document = two_arms
    analysis = analyse(document)
    pair = analysis.pairs[0]
    medians = {arm.arm_id: arm.estimates.median.value for arm in analysis.arms}
    ratio = pair.hazard_ratio
    return replace(
        document,
        reported=(
            ReportedValue(
                "hr",
                HR,
                f"{ratio.value:.2f}",
                ci=f"{ratio.ci_low:.2f}-{ratio.ci_high:.2f}",
                arm_id="b",
            ),
            ReportedValue("p", P, f"{pair.log_rank.p_value:.2g}", arm_id="b"),
            ReportedValue("ma", MEDIAN, f"{medians['a']:.1f}", arm_id="a"),
            ReportedValue("mb", MEDIAN, f"{medians['b']:.1f}", arm_id="b"),
        ),
    )


def reasons(document, value_id, start=""):
    analysis = analyse(document)
    row = next(
        c for c in analysis.comparisons if c.reported_id == value_id and c.measure.startswith(start)
    )
    return row, explain(analysis, row)


def reported(document, value_id):
    return next(value for value in document.reported if value.id == value_id)


def changed(document, value_id, **fields):
    return document.with_reported(replace(reported(document, value_id), **fields))


def with_time_ticks(document, factor):
    points = tuple(
        replace(p, value=f"{float(p.value) * factor:g}") if p.axis is Axis.TIME else p
        for p in document.calibration.axis_points
    )
    return replace(document, calibration=replace(document.calibration, axis_points=points))


def test_the_study_itself_agrees_and_nothing_is_explained(study):
    analysis = analyse(study)
    assert {c.verdict for c in analysis.comparisons} == {Verdict.AGREES}
    assert all(explain(analysis, row) == () for row in analysis.comparisons)


def test_arms_swapped_in_the_report(study):
    inverse = f"{1 / float(reported(study, 'hr').text):.2f}"
    row, found = reasons(changed(study, "hr", text=inverse, ci=""), "hr")
    assert row.verdict is Verdict.DIFFERS
    assert found[0].title == "Arm order"
    assert found[0].verdict is Verdict.AGREES
    assert found[0].place.key == "hr"


def test_medians_exchanged(study):
    a, b = (reported(study, i).text for i in ("ma", "mb"))
    document = changed(changed(study, "ma", text=b), "mb", text=a)
    _, found = reasons(document, "ma")
    assert found[0].title == "Arm order"


def test_a_close_value_is_explained_by_no_exchange_of_arms_or_units(study):
    value = float(reported(study, "mb").text)
    for step in range(1, 60):
        for sign in (1, -1):
            document = changed(study, "mb", text=f"{value * (1 + sign * 0.01 * step):.2f}")
            row, found = reasons(document, "mb")
            if row.verdict is Verdict.CLOSE:
                assert not {reason.title for reason in found} & {"Arm order", "Unit"}
                return
    pytest.fail("no value of the median is close")


def test_weeks_read_as_months(study):
    weeks = 365.25 / 12 / 7
    document = study
    for value_id in ("ma", "mb"):
        text = f"{float(reported(study, value_id).text) * weeks:.1f}"
        document = changed(document, value_id, text=text)
    row, found = reasons(document, "ma")
    assert row.verdict is Verdict.DIFFERS
    assert found[0].title == "Unit"
    assert "weeks" in found[0].sentence
    assert found[0].sentence.startswith("Both medians")


def test_a_stretched_time_axis(study):
    table = tuple(f"{float(t):g}" for t in study.risk_times)
    document = replace(with_time_ticks(study, 40 / 36), risk_times=table)
    row, found = reasons(document, "ma")
    assert row.verdict is not Verdict.AGREES
    assert found[0].title == "Axis"
    assert "40" in found[0].sentence
    assert "36" in found[0].sentence
    assert document.calibration.axis_points[found[0].place.index].value == "40"


def test_one_wrong_tick_of_three(study):
    index = max(i for i, p in enumerate(study.calibration.axis_points) if p.axis is Axis.TIME)
    point = replace(study.calibration.axis_points[index], value="30")
    document = replace(study, calibration=study.calibration.with_point_replaced(index, point))
    row, found = reasons(document, "mb")
    assert row.verdict is not Verdict.AGREES
    assert found[0].title == "Axis"


def test_one_sided_p(study):
    half = f"{float(reported(study, 'p').text) / 4.5:.3g}"
    document = changed(study, "p", text=half)
    row, found = reasons(document, "p")
    assert row.verdict is not Verdict.AGREES
    assert "Sides" in [reason.title for reason in found]


def test_a_shifted_row_of_the_risk_table(study):
    arm = study.arm("b")
    shifted = replace(arm, at_risk=(*arm.at_risk[:1], *arm.at_risk[2:], "0"))
    document = study.with_arm_replaced(shifted)
    document = changed(document, "hr", ci="")
    analysis = analyse(document)
    rows = [c for c in analysis.comparisons if c.reported_id in ("hr", "p")]
    worse = [c for c in rows if c.verdict is not Verdict.AGREES]
    assert any(
        reason.title == "Risk table" for row in worse for reason in explain(analysis, row)
    ) or any(c.state.value == "not reproducible" for c in analysis.checks)


@pytest.mark.parametrize("text", ["0.35", "0.45", "0.55", "0.80", "0.95", "1.30"])
def test_a_wrong_report_is_no_reason_to_doubt_a_table_that_fits_its_curves(study, text):
    analysis = analyse(study)
    for arm in analysis.arms:
        assert not arm.reconstruction.fit.risk_table_difference.any()
    _, found = reasons(changed(study, "hr", text=text, ci=""), "hr")
    assert "Risk table" not in [reason.title for reason in found]


def test_an_adjusted_ratio_informs_only(study):
    document = changed(study, "hr", text="0.30", ci="", model=Model.ADJUSTED)
    row, found = reasons(document, "hr")
    assert row.verdict is Verdict.NOT_COMPARABLE
    model = next(reason for reason in found if reason.title == "Model")
    assert model.verdict is None
    assert "adjusted" in model.sentence


def test_another_confidence_level(study):
    ratio = analyse(study).pairs[0].hazard_ratio
    z = 2.5758
    limits = [math.exp(ratio.log_hr + sign * z * ratio.se) for sign in (-1, 1)]
    document = changed(study, "hr", ci=f"{limits[0]:.3f}-{limits[1]:.3f}")
    row, found = reasons(document, "hr", "Width")
    assert row.verdict is Verdict.DIFFERS
    assert found[0].title == "Level"
    assert "99 %" in found[0].sentence


def test_a_small_slip_of_the_trace(study):
    arm = study.arm("a")
    result = analyse(study).arm("a")
    near = {i for i, s in enumerate(result.survival) if abs(s - 0.5) < 0.1}
    slipped = arm.with_points_moved(frozenset(near), 9.0, 0.0)
    row, found = reasons(study.with_arm_replaced(slipped), "ma")
    assert row.verdict is not Verdict.AGREES
    assert found[0].title == "Your trace"
    assert found[0].place.arm_id == "a"


def test_the_number_of_patients_differs(study):
    document = study.with_reported(ReportedValue("n", ReportedKind.N, "152", arm_id="a"))
    row, found = reasons(document, "n")
    assert row.verdict is Verdict.DIFFERS
    assert "150" in found[0].sentence
    assert "152" in found[0].sentence


def test_nothing_helps_a_ratio_no_single_digit_explains(study):
    row, found = reasons(changed(study, "hr", text="0.1", ci=""), "hr")
    assert row.verdict is Verdict.DIFFERS
    assert [one.title for one in found if one.title != "Digit"] == []
    row, found = reasons(changed(study, "hr", text="11", ci=""), "hr")
    assert row.verdict is Verdict.DIFFERS
    assert found == ()


def test_every_offered_reason_improves_the_verdict(study):
    rank = {Verdict.DIFFERS: 0, Verdict.NOT_COMPARABLE: 0, Verdict.CLOSE: 1, Verdict.AGREES: 2}
    for text in ("0.55", "0.80", "0.95", "1.30"):
        row, found = reasons(changed(study, "hr", text=text, ci=""), "hr")
        for reason in found:
            assert reason.verdict is not None
            assert rank[reason.verdict] > rank[row.verdict]
            assert reason.sentence.endswith((".", "?"))


def test_the_candidates_are_the_catalogue():
    names = [name for name, _ in CANDIDATES]
    assert names[:3] == ["trace", "axis", "unit"]
    assert len(names) >= 12


@pytest.mark.parametrize("kind", list(ReportedKind))
def test_a_value_without_any_arm_has_no_reason(kind):
    document = Document(reported=(ReportedValue("x", kind, "0.5", time="12"),))
    analysis = analyse(document)
    assert [explain(analysis, row) for row in analysis.comparisons] == [()] * len(
        analysis.comparisons
    )


@pytest.mark.parametrize("text", ["0", "−3", "1e-300"])
def test_a_median_no_factor_can_reach_is_no_question_of_units(study, text):
    _, found = reasons(changed(study, "ma", text=text), "ma")
    assert all(reason.title != "Unit" for reason in found)


def test_a_recomputed_median_of_zero_is_no_question_of_units(study):
    analysis = analyse(study)
    row = next(row for row in analysis.comparisons if row.reported_id == "ma")
    explain(analysis, replace(row, value=0.0, verdict=Verdict.DIFFERS))


def test_a_row_one_column_too_far_left_is_named_for_the_events_it_loses(study):
    arm = study.arms[0]
    moved = replace(arm, at_risk=(arm.at_risk[0], *arm.at_risk[2:], ""), n_events="")
    analysis = analyse(study)
    events = next(one for one in analysis.arms if one.arm_id == arm.id).estimates.n_events
    document = study.with_arm_replaced(moved).with_reported(
        ReportedValue("events", ReportedKind.N_EVENTS, str(events), arm_id=arm.id)
    )
    row, found = reasons(document, "events")
    assert row.verdict is Verdict.DIFFERS
    assert found[0].title == "Risk table"
    assert "one column right" in found[0].sentence


def test_one_mistyped_digit_is_offered_last(study):
    text = reported(study, "mb").text
    wrong = f"{(int(text[0]) + 4) % 10 or 9}{text[1:]}"
    row, found = reasons(changed(study, "mb", text=wrong), "mb")
    assert row.verdict is Verdict.DIFFERS
    assert found[-1].title == "Digit" or found[0].title == "Digit"
    digit = next(one for one in found if one.title == "Digit")
    assert digit.verdict is Verdict.AGREES
    assert digit.sentence.startswith("One digit: ")
    assert digit.place.key == "mb"
