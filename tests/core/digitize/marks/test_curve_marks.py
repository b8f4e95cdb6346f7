"""Marks are looked for in the ink of their curve, however little of a pixel they cover."""

from types import SimpleNamespace

import numpy as np

from core.digitize.marks.curve_marks import _along, _thin_strokes

NAVY = np.array([0, 70, 139])


def covered(share):
    """Return what is found where strokes cover this share of each pixel, on white paper."""
    rgb = np.rint(255 + np.asarray(share)[..., None] * (NAVY - 255)).astype(np.uint8)
    scene = SimpleNamespace(text=np.zeros(rgb.shape[:2], dtype=bool))
    traced = SimpleNamespace(layer=SimpleNamespace(ink=SimpleNamespace(rgb=NAVY)))
    return _thin_strokes(scene, *_along(traced, rgb))


def test_a_stroke_between_two_columns_counts_by_what_it_covers():
    share = np.zeros((20, 30))
    share[5:15, 12], share[5:15, 13] = 0.5, 0.35
    found = covered(share)
    assert np.allclose(found, share, atol=0.02)


def test_a_band_of_the_line_s_colour_is_no_stroke():
    share = np.zeros((20, 30))
    share[:, 6:] = 0.3
    assert covered(share).max() < 0.02
