"""Taking a proposal over into the document."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.analysis import analyse
from core.digitize.accept import Part, accepted
from core.digitize.vector.read import read_drawing
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


def test_exact_traces_reach_the_analysis_as_exact(proposal):
    document = accepted(Document(), proposal)
    assert document.arms[0].trace_kind is TraceKind.EXACT
    result = analyse(document).arms[0]
    assert result.reading.survival_noise < 2e-5
    assert result.reconstruction.patients.n == 70
