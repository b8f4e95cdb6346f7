"""Mappings, readouts and drawings as values."""

from dataclasses import replace

import numpy as np
import pytest

from core.curve import CurveReading, ReadingKind
from core.model.document import Arm, Axis, AxisPoint, Calibration, Document, PixelPoint
from core.results import Analysis, ArmResult
from gui.axes import transform_of
from gui.figure.drawing import Look, Overlays, tick_text
from gui.figure.mapping import Frame, Mapping
from gui.figure.readout import readout
from gui.figure.shapes import Shapes

CALIBRATION = Calibration(
    (
        AxisPoint(Axis.TIME, PixelPoint(100, 300), "0"),
        AxisPoint(Axis.TIME, PixelPoint(500, 300), "40"),
        AxisPoint(Axis.SURVIVAL, PixelPoint(100, 300), "0"),
        AxisPoint(Axis.SURVIVAL, PixelPoint(100, 100), "1"),
    ),
    time_unit="months",
)
ARMS = (Arm("a", "A", (PixelPoint(150, 150),)), Arm("b", "B", (PixelPoint(160, 200),)))


def result_of(arm: Arm) -> ArmResult:
    reading = CurveReading(np.array([0.0, 5]), np.array([1.0, 0.75]), ReadingKind.CLICKS, 0, 0, 5.0)
    empty = np.array([])
    return ArmResult(arm.id, empty, empty, empty.astype(bool), reading, reading.steps())


def drawn(overlays, shapes, analysis, *, active="a", stale=False):
    return overlays.drawing(
        shapes, analysis, Look(), active_id=active, selected=frozenset(), is_stale=stale
    )


def test_zooming_keeps_the_place_under_the_pointer():
    mapping = Mapping(2.0, 30.0, 40.0)
    zoomed = mapping.zoomed(3.0, 50.0, 60.0)
    assert zoomed.to_figure(50, 60) == pytest.approx(mapping.to_figure(50, 60))
    assert zoomed.zoom == 6


def test_at_the_largest_zoom_zooming_further_moves_nothing():
    frame = Frame(600, 400, 800, 600)
    largest = frame.zoomed(frame.fitted(), 1e6, 10, 10)
    again = frame.zoomed(largest, 2, 700, 500)
    assert (again.left, again.top) == pytest.approx((largest.left, largest.top))


def test_the_figure_cannot_be_lost_from_view():
    frame = Frame(600, 400, 800, 600)
    far = frame.limited(Mapping(1.0, 5000.0, -5000.0))
    assert far.to_figure(400, 300) == pytest.approx((600, 0))


def test_to_screen_and_back_is_the_same_place():
    mapping = Mapping(0.37, -12.5, 81.0)
    at = PixelPoint(123.25, 77.5)
    assert mapping.to_figure(*mapping.to_screen(at)) == pytest.approx(at)
    assert mapping.array_to_screen(np.array([at]))[0] == pytest.approx(mapping.to_screen(at))


@pytest.mark.parametrize(
    ("axis", "value", "unit", "words"),
    [
        (Axis.TIME, "24", "months", "24 mo"),
        (Axis.TIME, "0", "months", "0"),
        (Axis.TIME, "1,5", "years", "1,5 yr"),
        (Axis.TIME, "24", "", "24"),
        (Axis.TIME, "", "", "?"),
        (Axis.SURVIVAL, "100", "months", "100"),
    ],
)
def test_pills_say_the_value_as_typed_with_its_unit(axis, value, unit, words):
    assert tick_text(AxisPoint(axis, PixelPoint(0, 0), value), unit) == words


def test_the_readout_has_the_decimals_a_pixel_is_worth_and_a_true_minus():
    words = readout(PixelPoint(90, 310), transform_of(CALIBRATION), "months")
    assert words.short == "t −1.0   S −0.050"
    words = readout(PixelPoint(100, 300.01), transform_of(CALIBRATION), "months")
    assert words.short == "t 0.0   S 0.000"


def test_without_axes_the_readout_is_in_pixels():
    assert readout(PixelPoint(12.4, 99.6), None, "").spoken == "x 12 px, y 100"


def test_hairlines_end_where_the_axes_end():
    shapes = Shapes()
    shapes.show(Document(calibration=CALIBRATION))
    ticks = drawn(Overlays(), shapes, None).ticks
    assert [tuple(np.round(tick.far, 6)) for tick in ticks] == [
        (100, 100),
        (500, 100),
        (500, 300),
        (500, 100),
    ]


def test_the_active_arm_is_drawn_last():
    shapes, overlays = Shapes(), Overlays()
    shapes.show(Document(calibration=CALIBRATION, arms=ARMS))
    assert [arm.shape.arm.id for arm in drawn(overlays, shapes, None).arms] == ["b", "a"]
    assert [a.shape.arm.id for a in drawn(overlays, shapes, None, active="b").arms] == ["a", "b"]


def test_moving_a_point_of_the_active_arm_leaves_the_layer_below_alone():
    shapes, overlays = Shapes(), Overlays()
    document = Document(calibration=CALIBRATION, arms=ARMS)
    shapes.show(document)
    other = result_of(ARMS[1])
    first = drawn(overlays, shapes, Analysis(document, (result_of(ARMS[0]), other)))
    document = document.with_arm_replaced(ARMS[0].with_point_moved(0, PixelPoint(155, 150)))
    shapes.show(document)
    second = drawn(overlays, shapes, Analysis(document, (result_of(document.arms[0]), other)))
    assert second.under == first.under
    assert second.arms[-1].shape is not first.arms[-1].shape
    changed = replace(CALIBRATION, time_unit="weeks")
    shapes.show(document.with_calibration(changed))
    assert drawn(overlays, shapes, None).under != second.under
