"""Lines that a file fills instead of stroking: thin rectangles, outlines there and back."""

import numpy as np
from numpy.typing import NDArray

_THIN = 4.0  # points; a filled shape thinner than this may be a line
_LEAST_WIDTH = 0.1
_MITRE = 2.2  # an outline is this much wider at its corners at most

Points = NDArray[np.float64]


def line_of_shape(points: Points) -> tuple[Points, float] | None:
    """Return the line that a filled shape draws, and its width; None for other shapes.

    Parameters
    ----------
    points : ndarray, shape (n, 2)
        Corners in order; the first may be repeated at the end.
    """
    if np.allclose(points[0], points[-1]):
        points = points[:-1]
    low, high = points.min(axis=0), points.max(axis=0)
    across, upward = high - low
    if len(points) == 4 and min(across, upward) <= _THIN:
        x, y = (low + high) / 2
        if across >= upward:
            return np.array([[low[0], y], [high[0], y]]), float(upward)
        return np.array([[x, low[1]], [x, high[1]]]), float(across)
    if len(points) >= 6 and len(points) % 2 == 0:
        return _middle(points)
    return None


def _middle(points: Points) -> tuple[Points, float] | None:
    """The middle of an outline: each point there faces one on the way back.

    The line starts at a short edge, its cap, and the way there and back meet
    opposite; every short edge is tried.
    """
    half = len(points) // 2
    lengths = np.hypot(*(np.roll(points, -1, axis=0) - points).T)
    caps = np.flatnonzero((lengths <= _THIN) & (np.roll(lengths, -half) <= _THIN))
    best: tuple[float, Points, float] | None = None
    for cap in caps[:400]:
        turned = np.roll(points, -(cap + 1), axis=0)
        there, back = turned[:half], turned[half:][::-1]
        gap = np.hypot(*(there - back).T)
        if gap.max() > 1.5 * _THIN or gap.max() > _MITRE * max(gap.min(), _LEAST_WIDTH):
            continue
        if best is None or gap.sum() < best[0]:
            best = float(gap.sum()), (there + back) / 2, float(gap.min())
    return None if best is None else best[1:]
