"""The document as shapes: steps, hits, bands."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from core.curve import StepCurve
from core.model.document import Arm, Axis, AxisPoint, Calibration, Document, PixelPoint
from core.results import ArmResult, CurveBand
from gui.axes import transform_of
from gui.figure.hits import find_hit
from gui.figure.pointer import NO_HIT, HitKind
from gui.figure.shapes import (
    Shapes,
    band_outline,
    curve_path,
    drawn_outline,
    trace_path,
)

CALIBRATION = Calibration(
    (
        AxisPoint(Axis.TIME, PixelPoint(100, 400), "0"),
        AxisPoint(Axis.TIME, PixelPoint(500, 400), "40"),
        AxisPoint(Axis.SURVIVAL, PixelPoint(100, 400), "0"),
        AxisPoint(Axis.SURVIVAL, PixelPoint(100, 200), "1"),
    )
)
ARM = Arm("a", "Control", (PixelPoint(150, 220), PixelPoint(200, 260)))
OTHER = Arm("b", "Drug", (PixelPoint(150, 300),), (PixelPoint(300, 300),))


def shapes_of(*arms: Arm, calibration: Calibration = CALIBRATION) -> Shapes:
    shapes = Shapes()
    shapes.show(Document(calibration=calibration, arms=arms))
    return shapes


def test_without_axes_the_steps_run_from_the_first_corner():
    path = trace_path(np.array([[150.0, 220], [200, 260]]), None)
    assert_allclose(path, [[150, 220], [200, 220], [200, 260]])


def test_with_axes_the_steps_start_at_time_0_and_survival_1():
    path = shapes_of(ARM).arms[0].path
    expected = [[100, 200], [150, 200], [150, 220], [200, 220], [200, 260]]
    assert_allclose(path, expected, atol=1e-9)


def test_points_out_of_order_are_drawn_in_order_of_time():
    path = trace_path(np.array([[200.0, 260], [150, 220]]), None)
    assert_allclose(path[[0, -1]], [[150, 220], [200, 260]])


def test_an_incomplete_calibration_has_no_transform():
    assert transform_of(Calibration(CALIBRATION.axis_points[:3])) is None


def test_untouched_arms_keep_their_arrays():
    shapes = shapes_of(ARM, OTHER)
    kept, changed = shapes.arms
    document = shapes.document
    shapes.show(document.with_arm_replaced(OTHER.with_point_added(PixelPoint(400, 390))))
    assert shapes.arms[0] is kept
    assert shapes.arms[1] is not changed


def test_new_axes_redraw_every_arm():
    shapes = shapes_of(ARM)
    shapes.show(shapes.document.with_calibration(Calibration()))
    assert len(shapes.arms[0].path) == 3


def test_the_curve_is_drawn_to_its_end():
    curve = StepCurve(np.array([10.0]), np.array([0.5]), end=40.0)
    transform = transform_of(CALIBRATION)
    assert_allclose(curve_path(curve, transform), [[100, 200], [200, 200], [200, 300], [500, 300]])


def test_the_reading_band_is_a_pixel_either_way_and_stays_between_0_and_1():
    transform = transform_of(CALIBRATION)
    curve = StepCurve(np.array([10.0]), np.array([0.5]), end=40.0)
    empty = np.array([])
    result = ArmResult("a", empty, empty, empty.astype(bool), traced=curve)
    outline = band_outline(result, transform)
    assert_allclose(outline[0], [101, 200])
    assert_allclose(outline[3], [501, 299])
    assert_allclose(outline[4], [499, 301])


def test_the_band_of_the_draws_lies_round_the_curve_to_its_end():
    transform = transform_of(CALIBRATION)
    band = CurveBand(np.array([0.0, 10.0]), np.array([1.0, 0.45]), np.array([1.0, 0.6]))
    outline = drawn_outline(band, 40.0, transform)
    upper, lower = outline[:4], outline[4:][::-1]
    assert_allclose(upper, [[100, 200], [200, 200], [200, 280], [500, 280]])
    assert_allclose(lower, [[100, 200], [200, 200], [200, 310], [500, 310]])


def hit(shapes, x, y, *, arm_id="a", figure_px=1.0, first=HitKind.POINT):
    at = PixelPoint(x, y)
    return find_hit(shapes, at, arm_id=arm_id, figure_px=figure_px, first=first)


def test_the_nearest_point_within_eight_screen_pixels_is_hit():
    shapes = shapes_of(ARM, OTHER)
    found = hit(shapes, 203, 264)
    assert (found.kind, found.index, found.arm_id) == (HitKind.POINT, 1, "a")
    assert found.distance == pytest.approx(5)
    assert hit(shapes, 203, 264, figure_px=0.5).kind is not HitKind.POINT


def test_the_line_tells_where_a_point_would_go():
    found = hit(shapes_of(ARM), 175, 223)
    assert (found.kind, found.index) == (HitKind.LINE, 1)
    assert found.at == pytest.approx((175, 220))


def test_the_active_arm_goes_before_the_others():
    twin = Arm("b", "Drug", ARM.trace)
    assert hit(shapes_of(ARM, twin), 150, 220, arm_id="b").arm_id == "b"
    assert hit(shapes_of(ARM, twin), 150, 220, arm_id="a").arm_id == "a"


def test_another_arm_is_hit_where_the_active_one_is_not():
    assert hit(shapes_of(ARM, OTHER), 150, 300).arm_id == "b"


def test_axis_points_and_marks_are_hit_and_a_tool_can_put_them_first():
    shapes = shapes_of(OTHER)
    assert hit(shapes, 500, 402).index == 1
    assert hit(shapes, 300, 301, arm_id="b").kind is HitKind.CENSOR_MARK
    near = shapes_of(Arm("a", "x", (PixelPoint(501, 401),)))
    assert hit(near, 500, 400).kind is HitKind.POINT
    assert hit(near, 500, 400, first=HitKind.AXIS_POINT).kind is HitKind.AXIS_POINT


def test_empty_ground_is_no_hit():
    assert hit(shapes_of(ARM, OTHER), 450, 230) is NO_HIT
