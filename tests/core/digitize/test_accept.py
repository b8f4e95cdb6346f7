"""Taking a proposal over into the document."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.analysis import analyse
from core.digitize.accept import Part, accepted, with_curve
from core.digitize.vector.read import read_drawing
from core.errors import InputError
from core.figure import pdf
from core.model.document import Arm, Document, TraceKind

FIGURE = Path(__file__).resolve().parents[2] / "reference" / "vector" / "r_base.pdf"


@pytest.fixture(scope="module")
def proposal():
    document = pdf.open_pdf(FIGURE.read_bytes(), FIGURE.name)
    drawing = pdf.read_page(document, 0)
    document.close()
    return read_drawing(drawing, dots_per_inch=200)[0]


def test_everything_is_taken_over_at_once(proposal):
    document = accepted(Document(), proposal)
    assert [arm.name for arm in document.arms] == ["Control", "Active"]
    assert document.arm("a").at_risk[0] == "70"
    assert document.risk_times == ("0", "6", "12", "18", "24", "30", "36")
    assert all(point.confidence is None for point in document.calibration.axis_points)


def test_the_arm_named_control_is_the_reference(proposal):
    turned = replace(proposal, arms=proposal.arms[::-1])
    document = accepted(Document(), turned)
    assert document.reference_arm.name == "Control"


def test_axes_alone_leave_the_arms(proposal):
    before = Document(arms=(Arm("x", "Mine"),))
    after = accepted(before, proposal, Part.AXES)
    assert after.arms is before.arms
    assert len(after.calibration.axis_points) == 13


def test_names_and_sizes_a_person_typed_are_kept(proposal):
    before = Document(arms=(Arm("x", "Mine", n="70"), Arm("y", "Yours")))
    after = accepted(before, proposal, Part.AXES | Part.ARMS)
    assert [(arm.id, arm.name, arm.n) for arm in after.arms] == [
        ("x", "Mine", "70"),
        ("y", "Yours", ""),
    ]
    assert after.arm("x").trace == proposal.arms[0].trace


def test_sizes_printed_behind_names_are_taken_over_where_none_is_typed(proposal):
    sized = replace(proposal, arms=tuple(replace(arm, n=52, n_events=9) for arm in proposal.arms))
    before = Document(arms=(Arm("x", "Mine", n="70"), Arm("y", "Yours")))
    after = accepted(before, sized, Part.AXES | Part.ARMS)
    assert [(arm.n, arm.n_events) for arm in after.arms] == [("70", "9"), ("52", "9")]


def test_exact_traces_reach_the_analysis_as_exact(proposal):
    document = accepted(Document(), proposal)
    assert document.arms[0].trace_kind is TraceKind.EXACT
    result = analyse(document).arms[0]
    assert result.reading.survival_noise < 2e-5
    assert result.reconstruction.patients.n == 70


def test_one_curve_goes_into_the_active_arm_where_that_is_empty(proposal):
    before = Document(arms=(Arm("x", "Arm 1"), Arm("y", "Mine")))
    after, arm_id = with_curve(before, proposal, 1, "y")
    assert arm_id == "y"
    assert after.arm("y").trace == proposal.arms[1].trace
    assert after.arm("y").name == "Mine"
    assert after.arm("x") == before.arm("x")


def test_a_curve_taken_over_again_replaces_its_own_arm_only(proposal):
    once, first = with_curve(Document(), proposal, 0)
    both, second = with_curve(once, proposal, 1, first)
    assert [arm.name for arm in both.arms] == ["Control", "Active"]
    moved = replace(both.arm(first), trace=tuple((x, y + 1) for x, y in both.arm(first).trace))
    again, where = with_curve(both.with_arm_replaced(moved), proposal, 0, second)
    assert where == first
    assert again == both


def test_the_table_finds_the_arms_taken_over_in_another_order(proposal):
    document, active = with_curve(Document(), proposal, 1)
    document, control = with_curve(document, proposal, 0)
    document = accepted(document, proposal, Part.RISK_TABLE, arm_ids={0: control, 1: active})
    rows = {arm.name: [cell.text for cell in arm.risk_row.cells] for arm in proposal.arms}
    assert {arm.name: list(arm.at_risk) for arm in document.arms} == rows


def test_a_seventh_curve_is_refused(proposal):
    traced = tuple(Arm(f"a{n}", f"Arm {n}", ((9000, 1), (9999, 2))) for n in range(6))
    with pytest.raises(InputError, match="six arms"):
        with_curve(Document(arms=traced), proposal, 0)
