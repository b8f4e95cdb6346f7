"""Another part of the page: every point stays on its ink."""

from core.model.document import (
    Arm,
    Axis,
    AxisPoint,
    Calibration,
    Document,
    FigureFile,
    PixelPoint,
)
from core.model.figure_box import on_page, with_box
from core.model.region import Region, RegionKind

DOCUMENT = Document(
    figure=FigureFile("page.pdf", "", b"", dots_per_inch=200.0),
    calibration=Calibration((AxisPoint(Axis.TIME, PixelPoint(120, 300), "0"),)),
    arms=(Arm("a", "Control", (PixelPoint(130, 110),), (PixelPoint(150, 115),)),),
)
BOX = (100.0, 50.0, 500.0, 400.0)


def test_points_move_with_the_corner_of_the_box():
    after = with_box(DOCUMENT, BOX)
    assert after.figure is not None
    assert after.figure.box == BOX
    assert after.calibration.axis_points[0].at == (20, 250)
    assert after.arms[0].trace == ((30, 60),)
    assert after.arms[0].censor_marks == ((50, 65),)


def test_the_whole_page_again_is_the_document_from_before():
    assert with_box(with_box(DOCUMENT, BOX), None) == DOCUMENT


def test_a_box_in_a_box_keeps_points_on_their_ink():
    first = with_box(DOCUMENT, BOX)
    inner = on_page(first, (10.0, 20.0, 200.0, 300.0))
    assert inner == (110.0, 70.0, 300.0, 350.0)
    assert with_box(first, inner) == with_box(DOCUMENT, inner)


def test_a_region_stays_on_its_ink():
    document = Document(
        figure=FigureFile("page.pdf", "", b""),
        regions=(Region(RegionKind.KEEP_OUT, 40, 50, 60, 70),),
    )
    assert with_box(document, (30, 20, 300, 200)).regions[0].box == (10, 30, 30, 50)
