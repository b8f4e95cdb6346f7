"""Snapping on drawn lines whose middle is known."""

import numpy as np
import pytest

from core.model.document import PixelPoint
from gui.figure.snap import line_colour, snapped

BLUE, RED, BLACK = (30, 60, 200), (200, 40, 30), (0, 0, 0)


def step_figure(colour=BLACK, *, thickness=3):
    """A tread at y 50.5 up to x 100.5, a riser, then a tread at y 80.5."""
    pixels = np.full((160, 200, 3), 255, dtype=np.uint8)
    half = thickness // 2
    pixels[50 - half : 51 + half, 20 : 101 + half] = colour
    pixels[50 - half : 81 + half, 100 - half : 101 + half] = colour
    pixels[80 - half : 81 + half, 100 - half : 180] = colour
    return pixels


@pytest.mark.parametrize("thickness", [1, 3, 5])
@pytest.mark.parametrize(("dx", "dy"), [(2, 2), (-3, 1), (1, -2), (0, 3)])
def test_a_click_near_the_bottom_of_a_drop_goes_to_the_corner(thickness, dx, dy):
    at = PixelPoint(100.5 + dx, 80.5 + dy)
    place = snapped(step_figure(thickness=thickness), at, figure_px=1.0)
    assert place == pytest.approx((100.5, 80.5), abs=0.51)


def test_on_a_tread_only_the_height_snaps():
    place = snapped(step_figure(), PixelPoint(60.2, 53), figure_px=1.0)
    assert place == pytest.approx((60.2, 50.5), abs=0.01)


def test_on_a_riser_only_the_time_snaps():
    place = snapped(step_figure(), PixelPoint(102, 65.3), figure_px=1.0)
    assert place == pytest.approx((100.5, 65.3), abs=0.01)


def test_out_of_reach_nothing_snaps():
    assert snapped(step_figure(), PixelPoint(60, 60), figure_px=1.0) is None
    assert snapped(step_figure(), PixelPoint(60, 57), figure_px=0.25) is None


def test_zoomed_out_the_reach_grows_with_the_screen():
    assert snapped(step_figure(), PixelPoint(60, 57), figure_px=2.0) is not None


def test_with_a_colour_the_other_curve_is_left_alone():
    pixels = step_figure(BLUE)
    pixels[54:57, 20:90] = RED
    place = snapped(pixels, PixelPoint(60, 53.2), figure_px=1.0, colour=BLUE)
    assert place == pytest.approx((60, 50.5), abs=0.01)
    place = snapped(pixels, PixelPoint(60, 53.2), figure_px=1.0, colour=RED)
    assert place == pytest.approx((60, 55.5), abs=0.01)


def test_the_colour_of_an_arm_is_that_of_its_line():
    points = [PixelPoint(x, 50.5) for x in (30, 50, 70)]
    assert line_colour(step_figure(BLUE), points) == pytest.approx(BLUE)


def test_few_points_or_points_off_the_line_give_no_colour():
    assert line_colour(step_figure(BLUE), [PixelPoint(30, 50.5)]) is None
    assert line_colour(step_figure(BLUE), [PixelPoint(x, 120) for x in (30, 50, 70)]) is None


@pytest.mark.parametrize("at", [(-5, -5), (0, 0), (199.9, 159.9), (500, 500)])
def test_at_and_beyond_the_edge_nothing_breaks(at):
    assert snapped(step_figure(), PixelPoint(*at), figure_px=1.0) is None
