"""Rows of ticks: short strokes across an axis that share their ends, and lines of a grid."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...figure.drawing import Stroke
from .outlines import line_of_shape
from .rounded import squared

_LENGTH = (1.0, 14.0)  # points a tick is long; longer ones are a grid
_STRAIGHT = 0.05  # points a tick may lean
_SAME = 0.2  # points within which ticks of a row share their ends
_AXIS_LENGTH = 50.0  # points, the shortest line that may be an axis
_PEN = 2.0  # points, the width of a filled axis at most
_MOST_CORNERS = 600  # a line with more is no axis

Segments = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class TickRow:
    """Places of the ticks along the axis, and where they begin and end across it."""

    places: NDArray[np.float64]
    ends: tuple[float, float]

    @property
    def is_long(self) -> bool:
        """Whether these are lines of a grid rather than ticks."""
        return self.ends[1] - self.ends[0] > _LENGTH[1]


def segments_of(strokes: tuple[Stroke, ...]) -> Segments:
    """Return every straight piece that may be a tick, shape (n, 2, 2): start and end points.

    An axis is often one line that goes out along each tick and comes back, and
    some programs fill thin rectangles.
    """
    found = []
    for stroke in strokes:
        if len(stroke.points) > _MOST_CORNERS:
            continue
        if stroke.curved:
            found += _of_round_pen(stroke)
            continue
        points = stroke.points
        if stroke.colour is None or (stroke.closed and stroke.fill is not None):
            shape = line_of_shape(points) if len(points) <= 5 else None
            if shape is None and stroke.colour is None:
                continue
            points = points if shape is None else shape[0]
        found.append(np.stack([points[:-1], points[1:]], axis=1))
    return np.concatenate(found) if found else np.empty((0, 2, 2))


def _of_round_pen(stroke: Stroke) -> list[Segments]:
    """The straight piece that a pen with round ends has filled, if a shape is one."""
    left, top, right, bottom = stroke.box
    if stroke.colour is not None or min(right - left, bottom - top) > _PEN:
        return []
    shape = squared(stroke.points)
    line = line_of_shape(shape) if shape is not None and len(shape) == 4 else None
    return [] if line is None else [line[0][None]]


def tick_rows(segments: Segments, along: int) -> list[TickRow]:
    """Return the rows of strokes across an axis that share both ends.

    Parameters
    ----------
    segments : ndarray, shape (n, 2, 2)
        As `segments_of` returns them.
    along : int
        0 for a horizontal axis, whose ticks are upright, 1 for a vertical one.
    """
    low, high = segments.min(axis=1), segments.max(axis=1)
    across = 1 - along
    lean, length = high[:, along] - low[:, along], high[:, across] - low[:, across]
    kept = (lean <= _STRAIGHT) & (length >= _LENGTH[0])
    place = (low + high)[kept, along] / 2
    ends = np.column_stack([low[kept, across], high[kept, across]])
    rows = []
    for shift in (0.0, 1 / 3, 2 / 3):
        # Thrice, so that ends on a border between two cells, both of them, are together once.
        cells = np.floor(ends / _SAME + shift).astype(np.int64)
        _, owner = np.unique(cells, axis=0, return_inverse=True)
        order = np.argsort(owner.ravel(), kind="stable")
        for members in np.split(order, np.flatnonzero(np.diff(owner.ravel()[order])) + 1):
            places = np.unique(np.round(place[members], 4)) if members.size > 1 else np.empty(0)
            if places.size > 1:
                near, far = ends[members].mean(axis=0)
                rows.append(TickRow(places, (float(near), float(far))))
    return rows


def line_ends(segments: Segments, along: int) -> Segments:
    """Return the ends of lines that run along an axis, and their place across it.

    Parameters
    ----------
    segments : ndarray, shape (n, 2, 2)
        As `segments_of` returns them.
    along : int
        0 for a horizontal axis, 1 for a vertical one.

    Returns
    -------
    ndarray, shape (n, 3)
        Low end, high end, place across; one row a straight piece as long as an axis.
    """
    low, high = segments.min(axis=1), segments.max(axis=1)
    across = 1 - along
    is_line = (high[:, across] - low[:, across] <= _STRAIGHT) & (
        high[:, along] - low[:, along] >= _AXIS_LENGTH
    )
    return np.column_stack([low[is_line, along], high[is_line, along], low[is_line, across]])
