"""What goes when another figure comes, and how that is noticed."""

import pytest

from core.digitize.proposal import PixelBox
from core.model.document import (
    Arm,
    Calibration,
    Document,
    FigureFile,
    PixelPoint,
    ReportedKind,
    ReportedValue,
)
from gui.other_figure import is_of_other_plot, on_other_figure

TRACE = (PixelPoint(100, 50), PixelPoint(180, 90), PixelPoint(205, 120))


@pytest.mark.parametrize(
    ("plot", "is_other"),
    [
        (PixelBox(90, 40, 200, 130), False),
        (PixelBox(90, 340, 200, 430), True),
        (PixelBox(260, 40, 370, 130), True),
        (PixelBox(0, 0, 0, 0), False),
    ],
)
def test_curves_traced_outside_a_plot_are_those_of_another_panel(plot, is_other):
    assert is_of_other_plot(Document(arms=(Arm("a", "Drug", TRACE),)), plot) is is_other


def test_nothing_traced_is_of_no_other_plot():
    assert not is_of_other_plot(Document(arms=(Arm("a", "Drug"),)), PixelBox(90, 340, 200, 430))


def test_of_the_figure_before_only_what_the_paper_reports_stays():
    value = ReportedValue("r1", ReportedKind.MEDIAN, "12.1", arm_id="a")
    document = Document(
        title="study",
        arms=(Arm("a", "Drug", TRACE),),
        risk_times=("0", "6"),
        reference_arm_id="a",
        endpoint="OS",
        reported=(value,),
    )
    after = on_other_figure(document, FigureFile("b.png", "", b""))
    assert (after.arms, after.risk_times, after.endpoint) == ((), (), "")
    assert after.calibration == Calibration()
    assert [(v.text, v.arm_id) for v in after.reported] == [("12.1", None)]
    assert after.title == "study"
