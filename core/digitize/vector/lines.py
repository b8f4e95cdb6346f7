"""Connected lines out of what a file draws piece by piece."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...figure.drawing import Box, Colour, Stroke

_JOIN = 0.06  # points between ends that count as one place
_THIN = 4.0  # a filled shape thinner than this may be a line
_WHOLE = 0.15  # a piece wider than this share of the box is a line by itself, not a dash


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A connected line in one style, points ordered from left to right."""

    points: NDArray[np.float64]
    colour: Colour
    width: float
    dash: tuple[float, ...]


def lines_in(strokes: tuple[Stroke, ...], box: Box) -> list[Line]:
    """Return the connected lines that run inside a plot box.

    Pieces of one colour, width and dash are joined where they touch, where a
    drop between two level pieces is not drawn, and where level pieces are the
    dashes of one line.

    Parameters
    ----------
    strokes : tuple of Stroke
    box : left, top, right, bottom in points
    """
    styles: dict[tuple[Colour, float, tuple[float, ...]], list[NDArray[np.float64]]]
    styles = defaultdict(list)
    for stroke in strokes:
        drawn = _as_line(stroke)
        if drawn is None:
            continue
        points, colour, width = drawn
        shown = _shown(_left_to_right(points), box)
        if len(shown) > 1 and not _is_frame(shown, box):
            styles[colour, round(width, 1), stroke.dash].append(shown)
    found = []
    for (colour, width, dash), pieces in styles.items():
        for points in _join(pieces, _WHOLE * (box[2] - box[0])):
            found.append(Line(points, colour, width, dash))
    return found


def _as_line(stroke: Stroke) -> tuple[NDArray[np.float64], Colour, float] | None:
    """A stroke's line, or the middle of a thin filled shape."""
    if stroke.curved:
        return None
    if stroke.colour is not None:
        is_outline = stroke.closed and stroke.fill is not None
        return None if is_outline else (stroke.points, stroke.colour, stroke.width)
    if stroke.fill is None:
        return None
    points = stroke.points
    if np.allclose(points[0], points[-1]):
        points = points[:-1]
    x0, y0, x1, y1 = stroke.box
    if len(points) == 4 and min(x1 - x0, y1 - y0) <= _THIN:
        level = x1 - x0 >= y1 - y0
        middle = (y0 + y1) / 2 if level else (x0 + x1) / 2
        ends = [[x0, middle], [x1, middle]] if level else [[middle, y0], [middle, y1]]
        return np.array(ends), stroke.fill, min(x1 - x0, y1 - y0)
    if len(points) >= 8 and len(points) % 2 == 0:
        return _middle_of_outline(points, stroke.fill)
    return None


def _middle_of_outline(
    points: NDArray[np.float64], fill: Colour
) -> tuple[NDArray[np.float64], Colour, float] | None:
    """The line whose outline, there and back, this filled shape is."""
    start = int(np.argmin(points[:, 0]))
    for shift in (0, 1, -1):
        turned = np.roll(points, -(start + shift), axis=0)
        half = len(points) // 2
        there, back = turned[:half], turned[half:][::-1]
        gap = np.hypot(*(there - back).T)
        if gap.max() <= 1.5 * _THIN and gap.max() <= 2.2 * max(gap.min(), 0.1):
            return (there + back) / 2, fill, float(np.median(gap))
    return None


def _shown(points: NDArray[np.float64], box: Box) -> NDArray[np.float64]:
    """The part of a line from its first point to where it leaves the plot box for good.

    What a file draws beyond the axes is hidden by the page's clip and not read.
    """
    left, top, right, bottom = box
    slack = 0.03 * max(right - left, bottom - top)
    x, y = points[:, 0], points[:, 1]
    inside = (x >= left - slack) & (x <= right + slack) & (y >= top - slack) & (y <= bottom + slack)
    if inside.all():
        return points
    if not inside[0] or len(points) < 4:
        return points[:0]
    first_out = int(np.argmin(inside))
    kept = points[:first_out]
    is_drop = abs(points[first_out, 0] - kept[-1, 0]) <= _JOIN
    return kept if is_drop else points[:0]


def _is_frame(points: NDArray[np.float64], box: Box) -> bool:
    """Whether a line does nothing but run along the edges of the plot box."""
    left, top, right, bottom = box
    steps = np.abs(np.diff(points, axis=0))
    upright = steps[:, 1] > 0.9 * (bottom - top)
    at = points[:-1, 0][upright]
    return bool(np.any((np.abs(at - left) < 6) | (np.abs(at - right) < 6)))


def _left_to_right(points: NDArray[np.float64]) -> NDArray[np.float64]:
    return points[::-1] if points[-1, 0] < points[0, 0] else points


def _join(pieces: list[NDArray[np.float64]], whole: float) -> list[NDArray[np.float64]]:
    """Chain pieces greedily from the left; each takes the piece that continues it best."""
    pieces = _merge_touching(pieces)
    complete = [piece for piece in pieces if piece[-1, 0] - piece[0, 0] > whole]
    waiting = [piece for piece in pieces if piece[-1, 0] - piece[0, 0] <= whole]
    waiting.sort(key=lambda piece: (piece[0, 0], piece[0, 1]))
    chains: list[list[NDArray[np.float64]]] = []
    for piece in waiting:
        best, best_cost = None, np.inf
        for chain in chains:
            cost = _cost(chain[-1], piece)
            if cost < best_cost:
                best, best_cost = chain, cost
        if best is None:
            chains.append([piece])
        else:
            best.append(piece)
    return complete + [np.concatenate(chain) for chain in chains]


def _merge_touching(pieces: list[NDArray[np.float64]]) -> list[NDArray[np.float64]]:
    """Join pieces whose ends touch, treads to risers, in order from the left."""
    starts: dict[tuple[int, int], list[int]] = defaultdict(list)
    for index, piece in enumerate(pieces):
        starts[_cell(piece[0])].append(index)
    order = sorted(range(len(pieces)), key=lambda i: (pieces[i][0, 0], pieces[i][-1, 0]))
    used = [False] * len(pieces)
    merged = []
    for index in order:
        if used[index]:
            continue
        used[index] = True
        chain = [pieces[index]]
        while (following := _touching(chain[-1][-1], starts, pieces, used)) is not None:
            used[following] = True
            chain.append(pieces[following])
        merged.append(np.concatenate(chain))
    return merged


def _cell(point: NDArray[np.float64]) -> tuple[int, int]:
    return round(float(point[0]) / _JOIN), round(float(point[1]) / _JOIN)


def _touching(
    end: NDArray[np.float64],
    starts: dict[tuple[int, int], list[int]],
    pieces: list[NDArray[np.float64]],
    used: list[bool],
) -> int | None:
    column, row = _cell(end)
    for dx in (0, 1, -1):
        for dy in (0, 1, -1):
            for index in starts.get((column + dx, row + dy), ()):
                if not used[index] and np.abs(pieces[index][0] - end).max() <= _JOIN:
                    return index
    return None


def _cost(before: NDArray[np.float64], piece: NDArray[np.float64]) -> float:
    """Cost of continuing one piece by another; infinite where it cannot be one line."""
    dx, dy = piece[0] - before[-1]
    if abs(dx) <= _JOIN:
        return abs(float(dy)) if abs(dy) < 200 else np.inf
    if dx < 0:
        return np.inf
    if abs(dy) <= _JOIN and dx <= 12:
        return float(dx)
    if dx <= 6 and abs(dy) <= 12:
        return float(10 + dx + abs(dy))
    return np.inf
