"""Snaps to the corners and lines that a vector figure is drawn with; no Qt."""

import numpy as np

from core.arrays import FloatArray
from core.figure.drawing import Drawing
from core.model.document import PixelPoint
from gui.figure.snap import MAX_REACH_PX, SNAP_REACH


class Vertices:
    """The corners of a drawing's lines and what runs between them, in figure pixels.

    A click goes to the nearest corner within reach, else onto the nearest
    level or upright line: there only its height or its time changes.
    """

    def __init__(self, drawing: Drawing, dots_per_inch: float) -> None:
        scale = dots_per_inch / 72
        parts = [stroke.points * scale for stroke in drawing.strokes if not stroke.curved]
        empty = np.empty((0, 2))
        corners = np.concatenate(parts) if parts else empty
        self._corners: FloatArray = corners[np.argsort(corners[:, 0], kind="stable")]
        starts = np.concatenate([part[:-1] for part in parts]) if parts else empty
        ends = np.concatenate([part[1:] for part in parts]) if parts else empty
        low, high = np.minimum(starts, ends), np.maximum(starts, ends)
        straight = (high - low).min(axis=1, initial=np.inf) < 0.05
        self._low, self._high = low[straight], high[straight]

    def place(self, at: PixelPoint, *, figure_px: float) -> PixelPoint | None:
        """Return where a click snaps to, None where nothing is within reach."""
        reach = min(SNAP_REACH * figure_px, MAX_REACH_PX)
        return self._corner(at, reach) or self._on_line(at, reach)

    def _corner(self, at: PixelPoint, reach: float) -> PixelPoint | None:
        first, last = np.searchsorted(self._corners[:, 0], (at.x - reach, at.x + reach))
        near = self._corners[first:last]
        if not len(near):
            return None
        gap = np.hypot(near[:, 0] - at.x, near[:, 1] - at.y)
        best = int(np.argmin(gap))
        return PixelPoint(*near[best].tolist()) if gap[best] <= reach else None

    def _on_line(self, at: PixelPoint, reach: float) -> PixelPoint | None:
        place = np.array([at.x, at.y])
        nearest = np.clip(place, self._low, self._high)
        gap = np.hypot(*(nearest - place).T)
        if not gap.size or gap.min() > reach:
            return None
        return PixelPoint(*nearest[int(np.argmin(gap))].tolist())
