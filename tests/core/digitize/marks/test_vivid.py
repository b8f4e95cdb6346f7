"""Marks in a fuller shade than the line below them, as where bands are drawn over lines."""

import numpy as np
import pytest

from core.digitize.marks.vivid import fuller_shade, strokes_of

VIVID = np.array([188, 60, 41], dtype=np.uint8)
DULL = np.array([132, 75, 83], dtype=np.uint8)
BAND = np.array([165, 172, 188], dtype=np.uint8)
OTHER = np.array([0, 114, 181], dtype=np.uint8)
COLUMNS = [20, 35, 52, 54, 80, 110]


def picture(strokes: np.ndarray) -> np.ndarray:
    rgb = np.tile(BAND, (60, 140, 1))
    rgb[29:31] = DULL
    for x in COLUMNS:
        rgb[22:38, x] = strokes
    return rgb


def near() -> np.ndarray:
    rows = np.zeros((60, 140), dtype=bool)
    rows[20:40] = True
    return rows


def test_strokes_of_a_line_drawn_below_a_band_show_its_colour_undimmed():
    rgb = picture(VIVID)
    shade = fuller_shade(rgb, near(), DULL.astype(float), [OTHER.astype(float)])
    assert np.abs(shade - VIVID).max() <= 2
    ink = strokes_of(rgb, shade)
    assert np.flatnonzero(ink[24] > 0.9).tolist() == COLUMNS
    assert ink[29, 60:75].max() == ink[5].max() == 0


@pytest.mark.parametrize("strokes", [DULL, OTHER, np.array([120, 120, 120], dtype=np.uint8)])
def test_strokes_in_the_line_s_own_colour_in_another_s_or_in_grey_are_no_fuller_shade(strokes):
    assert fuller_shade(picture(strokes), near(), DULL.astype(float), [OTHER.astype(float)]) is None


def test_a_pixel_half_covered_by_a_stroke_counts_half():
    rgb = picture(VIVID)
    rgb[22:28, 100] = (VIVID.astype(int) + BAND) // 2
    assert strokes_of(rgb, VIVID.astype(float))[24, 100] == pytest.approx(0.5, abs=0.02)
