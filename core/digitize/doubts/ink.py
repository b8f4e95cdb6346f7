"""Doubts about ink in a curve's colour that no curve, mark or guide line explains."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ...arrays import BoolArray
from ..axes.box import Mask
from ..curves.reading import CurveRead
from ..proposal import Doubt
from .doubt import doubt_about

if TYPE_CHECKING:
    from ..pipeline import Reading

_GUIDE_INK = 0.35
_UNEXPLAINED = 0.10
_DASH = 21  # columns over which a dotted limit counts as there
_BOTH_SIDES = 0.6
_MARK_PX = 18
_ON_CURVE = 0.3
_GUIDE_SHARE = 0.1


def ink_doubts(reading: "Reading") -> list[Doubt]:
    """Ink in a curve's colour that no curve or mark explains."""
    columns, rows = unexplained(reading)
    share = float(columns.mean())
    if share <= _UNEXPLAINED:
        return []
    where = np.flatnonzero(columns)
    low, high = np.quantile(where, [0.1, 0.9])
    text = (
        f"Ink in the colour of a curve is left over in {100 * share:.0f} % of the plot's width: "
        "a curve may be missing or on the wrong line there."
    )
    box = (float(low), float(rows[0]), float(high), float(rows[1]))
    return [doubt_about(reading, "D7", text, min(0.3 + share, 0.8), box)]


def unexplained(reading: "Reading") -> tuple[BoolArray, tuple[float, float]]:
    """Return the columns with unexplained ink, and the rows (figure way up) it spans."""
    scene = reading.scene
    explained = scene.masked.copy()
    if reading.leaders.size:
        explained |= reading.leaders[::-1] if scene.rising else reading.leaders
    for curve, marks in zip(reading.curves, reading.marks, strict=True):
        width = curve.traced.width
        explained |= curve.traced.path.band(scene.shape, width / 2 + 2)
        reach = int(np.ceil(max(marks.height, 4) + width / 2 + 2))
        for x, y in zip(marks.x.astype(int), marks.y.astype(int), strict=True):
            rows = slice(max(y - reach, 0), y + reach + 1)
            explained[rows, max(x - reach, 0) : x + reach + 1] = True
    columns = np.zeros(scene.shape[1], dtype=bool)
    spans = [scene.shape[0] / 2]
    for layer in {id(c.traced.layer): c.traced.layer for c in reading.curves}.values():
        own = [c for c in reading.curves if c.traced.layer is layer]
        left: Mask = (layer.map > 0.5) & ~explained
        left = _without_marks(left, own, scene.shape)
        left &= ~_guides(left, scene.start)
        if _are_limits(left, own):
            continue
        width = own[0].traced.width
        per_column = left.sum(axis=0)
        columns |= per_column >= max(1.0, 0.6 * width)
        spans += np.flatnonzero(left.any(axis=1)).tolist()
    low, high = float(min(spans)), float(max(spans))
    if scene.rising:
        low, high = scene.shape[0] - high, scene.shape[0] - low
    return columns, (low, high)


def _without_marks(left: Mask, curves: Sequence[CurveRead], shape: tuple[int, int]) -> Mask:
    """Drop pieces that sit on a curve along most of their length: crowds of marks."""
    import cv2

    width = max(curve.traced.width for curve in curves)
    near = np.zeros(shape, dtype=bool)
    for curve in curves:
        near |= curve.traced.path.band(shape, curve.traced.width / 2 + 4)
    _, names, stats, _ = cv2.connectedComponentsWithStats(left.astype(np.uint8), connectivity=8)
    tall = stats[:, cv2.CC_STAT_HEIGHT] > 3 * width + _MARK_PX
    near &= left
    pieces = np.unique(names[near].astype(np.int64) * shape[1] + np.nonzero(near)[1])
    touching = np.bincount(pieces // shape[1], minlength=len(stats))
    is_mark = ~tall & (touching >= _ON_CURVE * stats[:, cv2.CC_STAT_WIDTH])
    is_mark[0] = False
    return np.asarray(left & ~is_mark[names])


def _guides(left: Mask, start: tuple[float, float]) -> Mask:
    """Return straight lines from an axis: guides at the median, or a landmark."""
    guides = np.zeros_like(left)
    height, width = left.shape
    first = int(max(start[0], 0)) + 2
    edge = slice(first, first + max(int(0.05 * width), 10))
    rows = left[:, edge].mean(axis=1) > _GUIDE_INK
    rows[: int(max(start[1], 0)) + 6] = False
    for row in np.flatnonzero(rows):
        if left[row, first:].mean() > _GUIDE_SHARE:
            guides[max(row - 2, 0) : row + 3] = True
    columns = left[int(0.85 * height) : int(0.95 * height)].mean(axis=0) > _GUIDE_INK
    for column in np.flatnonzero(columns):
        guides[:, max(column - 2, 0) : column + 3] = True
    return guides


def _are_limits(left: Mask, curves: Sequence[CurveRead]) -> bool:
    """Return whether ink is left over above and below every curve: confidence limits."""
    rows = np.arange(left.shape[0])[:, None]
    for curve in curves:
        path = curve.traced.path
        cut = left[:, path.first : path.first + path.length]
        beside = [
            cut & (rows < path.enter[None, :] - 2),
            cut & (rows > path.leave[None, :] + 2),
        ]
        seen = [np.convolve(side.any(axis=0), np.ones(_DASH), "same") > 0 for side in beside]
        if path.length < _DASH or float(np.mean(seen[0] & seen[1])) < _BOTH_SIDES:
            return False
    return bool(curves)
