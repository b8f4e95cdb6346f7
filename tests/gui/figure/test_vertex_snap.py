"""Snapping to the corners a vector figure is drawn with."""

import numpy as np
import pytest

from core.figure.drawing import Drawing, Stroke
from core.model.document import PixelPoint
from gui.figure.snap import Snapper
from gui.figure.vertex_snap import Vertices

# Two treads and the drop between them, in points; at 144 dots an inch a point is 2 pixels.
STAIRS = np.array([[10.0, 20.0], [50.13, 20.0], [50.13, 37.77], [90.0, 37.77]])


def drawing(*points, curved=False):
    strokes = tuple(Stroke(p, (0, 0, 0), None, 1.0, (), 0, curved=curved) for p in points)
    return Drawing(100.0, 80.0, strokes, ())


def vertices():
    return Vertices(drawing(STAIRS), 144.0)


@pytest.mark.parametrize(("dx", "dy"), [(2, 2), (-3, 1), (1, -2), (0, 3)])
def test_a_click_near_a_corner_goes_to_the_corner_of_the_file(dx, dy):
    at = PixelPoint(2 * 50.13 + dx, 2 * 37.77 + dy)
    assert vertices().place(at, figure_px=1.0) == pytest.approx((100.26, 75.54), abs=1e-9)


def test_on_a_tread_only_the_height_changes():
    assert vertices().place(PixelPoint(60.0, 43.0), figure_px=1.0) == (60.0, 40.0)


def test_on_a_drop_only_the_time_changes():
    place = vertices().place(PixelPoint(102.0, 57.0), figure_px=1.0)
    assert place == pytest.approx((100.26, 57.0), abs=1e-9)


def test_out_of_reach_nothing_snaps_and_zooming_in_shortens_the_reach():
    assert vertices().place(PixelPoint(60.0, 60.0), figure_px=1.0) is None
    assert vertices().place(PixelPoint(60.0, 43.0), figure_px=0.25) is None


def test_rounded_shapes_have_no_corners():
    round_ones = Vertices(drawing(STAIRS, curved=True), 144.0)
    assert round_ones.place(PixelPoint(100.0, 75.0), figure_px=1.0) is None


def test_a_drawing_without_lines_never_snaps():
    assert Vertices(drawing(), 144.0).place(PixelPoint(5.0, 5.0), figure_px=1.0) is None


def test_the_lines_of_the_file_go_before_the_ink_of_its_rendering():
    pixels = np.full((160, 200, 3), 255, dtype=np.uint8)
    pixels[40:43, 20:101] = 0  # the rendered tread is a pixel low
    snapper = Snapper()
    snapper.set_pixels(pixels)
    snapper.set_lines(vertices())
    assert snapper.place(PixelPoint(60.0, 42.0), (), figure_px=1.0) == (60.0, 40.0)
    snapper.set_pixels(pixels)
    assert snapper.place(PixelPoint(60.0, 42.0), (), figure_px=1.0).y == pytest.approx(41.5)
