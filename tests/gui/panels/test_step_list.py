from dataclasses import replace

import pytest

from core.errors import Finding, Place, PlaceKind, Severity
from core.model.document import Arm, Document
from core.results import Analysis, Verdict
from gui.panels.step_list import StepState, steps_of


def facts(document, analysis=None):
    return {step.key: (step.state, step.fact) for step in steps_of(document, analysis)}


def test_an_empty_document_has_six_empty_steps_that_wait_for_the_first():
    steps = steps_of(Document(), None)
    assert [step.number for step in steps] == [1, 2, 3, 4, 5, 6]
    assert {step.state for step in steps} == {StepState.EMPTY}
    assert steps[5].fact == "waits for step 1"


def test_a_complete_document_says_facts_not_completed(document, analysis):
    rows = facts(document, analysis)
    assert rows["figure"] == (StepState.DONE, "Fig. 2, PFS")
    assert rows["axes"] == (StepState.DONE, "6 ticks, residual 0.3 px")
    assert rows["arms"] == (StepState.DONE, "2 traced")
    assert rows["at_risk"] == (StepState.DONE, "20 cells")
    assert rows["reported"] == (StepState.DONE, "4 values")
    assert rows["check"] == (StepState.FINDING, "1 differs")


def test_two_ticks_an_axis_leave_none_to_check_the_scale(document):
    points = document.calibration.axis_points
    calibration = replace(document.calibration, axis_points=(*points[:2], *points[3:5]))
    state, fact = facts(document.with_calibration(calibration))["axes"]
    assert (state, fact) == (StepState.DONE, "4 ticks, no third to check")


def test_axes_without_a_time_unit_say_so(document):
    calibration = replace(document.calibration, time_unit="")
    assert facts(document.with_calibration(calibration))["axes"][1] == "6 ticks, no time unit"


def test_an_axis_with_one_tick_is_partly_done(document):
    calibration = replace(document.calibration, axis_points=document.calibration.axis_points[:4])
    state, fact = facts(document.with_calibration(calibration))["axes"]
    assert (state, fact) == (StepState.PARTLY, "survival axis needs 1 more")


def test_proposed_ticks_wait_for_a_person(document):
    first = replace(document.calibration.axis_points[0], confidence=0.9)
    calibration = document.calibration.with_point_replaced(0, first)
    state, fact = facts(document.with_calibration(calibration))["axes"]
    assert (state, fact) == (StepState.PROPOSED, "6 ticks proposed")


def test_a_finding_about_a_tick_names_its_value(document, analysis):
    place = Place(PlaceKind.AXIS_POINT, index=1)
    finding = Finding("C10", Severity.WARNING, "Tick 24 does not fit.", place)
    state, fact = facts(document, replace(analysis, findings=(finding,)))["axes"]
    assert (state, fact) == (StepState.FINDING, "tick 24 is doubtful")


@pytest.mark.parametrize("severity", [Severity.NOTE, Severity.FIXED])
def test_notes_and_fixes_leave_a_step_done(document, analysis, severity):
    finding = Finding("T6", severity, "Two points merged.", Place(PlaceKind.ARM, "a"))
    rows = facts(document, replace(analysis, findings=(finding,)))
    assert rows["arms"] == (StepState.DONE, "2 traced")


def test_findings_are_counted_with_the_cells(document, analysis):
    document = document.with_arm_replaced(replace(document.arm("b"), at_risk=("306", "178")))
    place = Place(PlaceKind.RISK_CELL, "b", 1)
    finding = Finding("R1", Severity.WARNING, "At risk rises.", place)
    rows = facts(document, replace(analysis, findings=(finding,)))
    assert rows["at_risk"] == (StepState.FINDING, "12 of 20 cells, 1 finding")


def test_an_arm_without_points_leaves_the_step_half_done(document):
    rows = facts(document.with_arm(Arm("c", "Third")))
    assert rows["arms"] == (StepState.PARTLY, "2 of 3 traced")


def test_checks_count_what_passes_and_what_is_open(document, analysis):
    verdicts = (Verdict.AGREES, Verdict.CLOSE, Verdict.NOT_COMPARABLE)
    rows = tuple(
        replace(row, verdict=verdict)
        for row, verdict in zip(analysis.comparisons, verdicts, strict=False)
    )
    assert facts(document, Analysis(document, comparisons=rows))["check"] == (
        StepState.PARTLY,
        "2 pass, 1 open",
    )
