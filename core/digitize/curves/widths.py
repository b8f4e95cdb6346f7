"""How thick the lines are, and the ticks that stick out of a traced one."""

import numpy as np

from ...arrays import BoolArray, IntArray
from ..axes.box import Mask
from ..page import Map
from .ink import line_width
from .path import Path

_LIKE_KEY = 0.25
_ACROSS, _LEAST_INK = 12, 0.08
_MARK_SIZE, _TICK_WIDTH = 18, 1.6
_GUIDE_INK = 0.35
_FAINT, _DOT_GAP = 0.2, 2.0


def common_widths(maps: list[Map], key_widths: tuple[float, ...]) -> list[float]:
    """Return a thickness for each map: the larger of two, the median of more; keys if thinner."""
    if not maps:
        return []
    widths = [line_width(ink) for ink in maps]
    shared = max(widths) if len(widths) == 2 else float(np.median(widths))
    key = float(np.median(key_widths)) if key_widths else np.inf
    if key < 0.75 * shared and key >= 1:
        shared = key
    # Where lines touch, thin pieces of mixed ink pretend a thin line; a legend knows better.
    least = 0.0 if abs(key / shared - 1) < _LIKE_KEY else 0.4
    return [shared if least < width / shared < 1.7 else width for width in widths]


def joined_dots(ink: Map, width: float) -> Map:
    """Return an ink map with the gaps between dots of one level filled, and faint dots full."""
    import cv2

    dots = ink[ink > _FAINT]
    if dots.size == 0:
        return ink
    full = np.clip(ink / max(float(np.quantile(dots, 0.8)), _FAINT), 0, 1).astype(np.float32)
    reach = 2 * round(_DOT_GAP * width + 1) + 1
    level = cv2.morphologyEx(full, cv2.MORPH_CLOSE, np.ones((1, reach), np.uint8))
    upright = cv2.morphologyEx(full, cv2.MORPH_CLOSE, np.ones((reach, 1), np.uint8))
    return np.asarray(np.maximum(level, upright))


def width_along(path: Path, ink: Map) -> float:
    """Return the thickness of the line where the path is level: ink across it, marks apart."""
    level = (path.enter == path.leave) & (path.enter == np.roll(path.enter, 1))
    level &= path.leave == np.roll(path.leave, -1)
    if not level.any():
        return 0.0
    reach = np.arange(-_ACROSS, _ACROSS + 1)
    rows = np.clip(path.enter[level][:, None] + reach, 0, ink.shape[0] - 1)
    cut = ink[rows, path.columns[level][:, None]]
    inked = cut > _LEAST_INK
    below = np.cumprod(inked[:, _ACROSS:], axis=1)
    above = np.cumprod(inked[:, _ACROSS::-1], axis=1)
    total = (cut[:, _ACROSS:] * below).sum(axis=1) + (cut[:, _ACROSS::-1] * above).sum(axis=1)
    return float(np.quantile(total - cut[:, _ACROSS], 0.15))


def mark_pieces(ink: Map, band: Mask, path: Path, width: float) -> Mask:
    """Return the ticks that stick out of a traced line on both sides: its marks."""
    import cv2

    inked = (ink > _GUIDE_INK).astype(np.uint8)
    _, names, stats, centres = cv2.connectedComponentsWithStats(inked, connectivity=8)
    beside = cv2.dilate(band.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    touching = np.zeros(len(stats), dtype=bool)
    touching[np.unique(names[beside & (inked > 0)])] = True
    tall = stats[:, cv2.CC_STAT_HEIGHT]
    is_tick = touching & (tall > width) & (tall <= 3 * width + _MARK_SIZE)
    is_tick &= stats[:, cv2.CC_STAT_WIDTH] <= _TICK_WIDTH * width + 2
    is_tick[0] = False
    column = np.clip(centres[:, 0].round().astype(int) - path.first, 0, path.length - 1)
    below = centres[:, 1] > path.leave[column]
    sides = [np.unique(column[is_tick & side]) for side in (below, ~below)]
    paired = [_near_any(column, side, width / 2 + 1.5) for side in sides]
    is_tick &= paired[0] & paired[1]
    return np.asarray(is_tick[names])


def _near_any(values: IntArray, places: IntArray, reach: float) -> BoolArray:
    """Return which values lie within ``reach`` of one of these sorted places."""
    if places.size == 0:
        return np.zeros(values.shape, dtype=bool)
    after = np.clip(np.searchsorted(places, values), 0, places.size - 1)
    before = np.maximum(after - 1, 0)
    gap = np.minimum(np.abs(places[after] - values), np.abs(places[before] - values))
    return np.asarray(gap <= reach)
