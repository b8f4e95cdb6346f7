"""Clicks beside any line are told from those on one, on paper, tint and noise alike."""

import numpy as np
import pytest

from core.digitize.by_hand.off_ink import points_off_ink
from core.model.document import PixelPoint

ON, OFF = PixelPoint(150.0, 100.0), PixelPoint(150.0, 160.0)


@pytest.fixture
def pixels():
    made = np.full((300, 400, 3), 255, np.uint8)
    made[99:101, 50:350] = (0, 90, 180)
    return made


def test_a_point_on_the_line_passes_and_one_on_the_paper_does_not(pixels):
    assert points_off_ink(pixels, (ON, OFF, ON)) == (1,)


def test_a_click_some_pixels_beside_the_line_passes(pixels):
    assert points_off_ink(pixels, (PixelPoint(150.0, 103.5), PixelPoint(150.0, 112.0))) == (1,)


def test_the_inside_of_a_tinted_band_is_no_line(pixels):
    pixels[120:220] = (200, 220, 245)
    assert points_off_ink(pixels, (OFF,)) == (0,)
    assert points_off_ink(pixels, (ON,)) == ()


def test_a_yellow_line_is_a_line(pixels):
    pixels[99:101, 50:350] = (255, 255, 0)
    assert points_off_ink(pixels, (ON,)) == ()


def test_a_faint_grid_line_is_none(pixels):
    pixels[159:161] = 225
    assert points_off_ink(pixels, (OFF,)) == (0,)


def test_a_point_outside_the_figure_is_off_the_ink(pixels):
    assert points_off_ink(pixels, (PixelPoint(-20.0, 50.0), PixelPoint(900.0, 900.0))) == (0, 1)


def test_the_reach_grows_with_the_figure():
    large = np.full((2000, 3000, 3), 255, np.uint8)
    large[1000] = 0
    assert points_off_ink(large, (PixelPoint(500.0, 1014.0), PixelPoint(500.0, 1060.0))) == (1,)
