"""The background under every pixel of the plot: the page, or the band it lies in."""

import numpy as np

from ...arrays import FloatArray
from ..axes.box import PlotBox
from ..page import Map, Page, largest, length

_BAND_LEVELS = 18.0
_BAND_LIGHTER = 190.0
_TINT_LEVELS = 8.0
_TINT_SHARE = 0.002


def local_background(page: Page, box: PlotBox) -> Map:
    """Return the background under every pixel: the page, or the band it lies in.

    Returns
    -------
    ndarray, shape (height, width, 3)
    """
    import cv2

    rgb = page.rgb[box.y0 : box.y1, box.x0 : box.x1]
    base = np.broadcast_to(box.background.astype(np.float32), rgb.shape).copy()
    differs = largest(rgb.astype(np.float32) - base) > _BAND_LEVELS
    side = int(max(17, box.width / 50)) | 1
    square = np.ones((side, side), dtype=np.uint8)
    broad = cv2.morphologyEx(differs.astype(np.uint8), cv2.MORPH_OPEN, square) > 0
    if not broad.any():
        return np.asarray(base)
    median = cv2.medianBlur(np.ascontiguousarray(rgb), side).astype(np.float32)
    near = length(median - base) < _BAND_LIGHTER
    near &= cv2.dilate(broad.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    base[near] = median[near]
    for tint in tints_of(base, box):
        same = largest(rgb.astype(np.float32) - np.float32(tint)) < _TINT_LEVELS
        patch = cv2.morphologyEx(same.astype(np.uint8), cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
        base[(patch > 0) & ~near] = tint
    return np.asarray(base)


def tints_of(background: Map, box: PlotBox) -> list[FloatArray]:
    """Return the colours of the bands: backgrounds, not the page, that fill some of the plot."""
    away = largest(background - np.float32(box.background)) > _BAND_LEVELS / 2
    values = background[away]
    if len(values) < _TINT_SHARE * away.size:
        return []
    levels = np.round(values / 8).astype(np.int32)
    code = levels[:, 0] + 64 * levels[:, 1] + 4096 * levels[:, 2]
    often = np.flatnonzero(np.bincount(code) > _TINT_SHARE * away.size)
    return [np.median(values[code == k], axis=0).astype(float) for k in often]
