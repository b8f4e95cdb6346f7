"""The figure against itself: each check sees its own planted mistake and nothing else."""

from dataclasses import replace

import pytest

from core.analysis import analyse
from core.errors import PlaceKind
from core.model.document import Axis, ReportedKind, ReportedValue, TraceKind
from core.results import Badge, CheckState

CONSISTENT, BAD = CheckState.CONSISTENT, CheckState.NOT_REPRODUCIBLE


def failing(document):
    return {
        check.title: check
        for check in analyse(document).checks
        if check.state in (CheckState.NOT_REPRODUCIBLE, CheckState.IMPOSSIBLE)
    }


def titles(document):
    return {check.title for check in analyse(document).checks}


def test_a_sound_figure_passes_every_check(two_arms):
    _, document = two_arms
    assert failing(document) == {}
    assert {
        "Ticks of the time axis",
        "Start of A",
        "At risk against the curve of A",
        "At risk of A given back",
        "Reconstructed curve of A against its trace",
        "End of the curve of A",
        "Smallest drop of A",
    } <= titles(document)


def test_every_check_writes_its_calculation(two_arms):
    for check in analyse(two_arms[1]).checks:
        assert check.sentence.endswith(".")
        assert check.arithmetic.endswith(".")


def test_a_tick_that_does_not_fit_is_found(two_arms):
    _, document = two_arms
    points = document.calibration.axis_points
    index = [i for i, p in enumerate(points) if p.axis is Axis.TIME][1]
    moved = replace(points[index], at=points[index].at._replace(x=points[index].at.x + 12))
    bad = replace(document, calibration=document.calibration.with_point_replaced(index, moved))
    check = failing(bad)["Ticks of the time axis"]
    assert check.id == "F1"
    assert check.place.kind is PlaceKind.AXIS_POINT


def test_two_ticks_cannot_be_checked(two_arms):
    _, document = two_arms
    points = document.calibration.axis_points
    index = [i for i, p in enumerate(points) if p.axis is Axis.TIME][1]
    bad = replace(document, calibration=document.calibration.without_point(index))
    check = next(c for c in analyse(bad).checks if c.title == "Ticks of the time axis")
    assert check.state is CheckState.NOT_COMPARABLE
    assert "one more tick" in check.sentence


def test_a_curve_that_starts_below_one_is_found(two_arms):
    _, document = two_arms
    arm = document.arm("a")
    lower = arm.with_points_moved(frozenset(range(len(arm.trace))), 0.0, 8.0)
    assert "Start of A" in failing(document.with_arm_replaced(lower))


def test_a_followed_line_may_fall_at_once(two_arms):
    _, document = two_arms
    arm = document.arm("a")
    lower = arm.with_points_moved(frozenset(range(len(arm.trace))), 0.0, 8.0)
    followed = replace(lower, trace_kind=TraceKind.PIXELS)
    assert "Start of A" not in failing(document.with_arm_replaced(followed))


def test_more_patients_than_the_curve_allows_are_found(two_arms):
    _, document = two_arms
    arm = document.arm("a")
    more = arm.with_risk_cell(2, str(int(arm.at_risk[1]) - 1))
    found = failing(document.with_arm_replaced(more))
    check = found["At risk against the curve of A"]
    assert check.place.kind is PlaceKind.RISK_CELL
    assert (check.place.arm_id, check.place.index) == ("a", 2)
    assert ">" in check.arithmetic


def test_a_row_shifted_by_one_column_is_found(two_arms):
    _, document = two_arms
    arm = document.arm("a")
    shifted = replace(arm, at_risk=(arm.at_risk[0], *arm.at_risk[:-1]))
    assert failing(document.with_arm_replaced(shifted))


def test_a_total_of_events_the_curve_does_not_give_is_found(two_arms):
    _, document = two_arms
    n_events = analyse(document).arm("a").estimates.n_events
    good = replace(document.arm("a"), n_events=str(n_events))
    assert "Total events of A" not in failing(document.with_arm_replaced(good))
    wrong = replace(document.arm("a"), n_events=str(n_events + 15))
    assert failing(document.with_arm_replaced(wrong))["Total events of A"].id == "F6"


def test_more_marks_than_censored_patients_are_found(two_arms):
    figure, document = two_arms
    arm = document.arm("a")
    n_censored = analyse(document).arm("a").estimates.n_censored
    marks = tuple(figure.pixel(20 + 0.1 * k, 0.3) for k in range(n_censored + 30))
    bad = document.with_arm_replaced(replace(arm, censor_marks=marks))
    assert "Censor marks of A" in failing(bad)


def test_a_curve_that_ends_before_its_table_is_found(two_arms):
    figure, document = two_arms
    arm = document.arm("a")
    kept = tuple(p for p in arm.trace if p.x < figure.pixel(20, 0).x)
    found = failing(document.with_arm_replaced(replace(arm, trace=kept)))
    assert "End of the curve of A" in found


def test_an_interval_narrower_than_the_events_allow_is_found(two_arms):
    _, document = two_arms
    wide = ReportedValue("r", ReportedKind.HAZARD_RATIO, "0.70", ci="0.54-0.91", arm_id="b")
    narrow = replace(wide, ci="0.66-0.74")
    title = "Width of the reported interval against the events"
    assert title not in failing(document.with_reported(wide))
    check = failing(document.with_reported(narrow))[title]
    assert check.id == "T3"
    assert "sqrt(1/" in check.arithmetic


@pytest.mark.parametrize("planted", [False, True])
def test_agreement_is_amber_at_best_when_the_figure_contradicts_itself(two_arms, planted):
    _, document = two_arms
    ratio = analyse(document).pairs[0].hazard_ratio.value
    document = document.with_reported(
        ReportedValue("r", ReportedKind.HAZARD_RATIO, f"{ratio:.2f}", arm_id="b")
    )
    if planted:
        points = document.calibration.axis_points
        index = [i for i, p in enumerate(points) if p.axis is Axis.TIME][1]
        moved = replace(points[index], at=points[index].at._replace(x=points[index].at.x + 12))
        calibration = document.calibration.with_point_replaced(index, moved)
        document = replace(document, calibration=calibration)
    analysis = analyse(document)
    assert analysis.badge is (Badge.NOTES if planted else Badge.CONSISTENT)
    assert analysis.badge_sentence.endswith(".")


def test_one_difference_makes_the_badge(two_arms):
    _, document = two_arms
    wrong = ReportedValue("r", ReportedKind.HAZARD_RATIO, "0.30", arm_id="b")
    analysis = analyse(document.with_reported(wrong))
    assert analysis.badge is Badge.INCONSISTENT
    assert "Hazard ratio" in analysis.badge_sentence
