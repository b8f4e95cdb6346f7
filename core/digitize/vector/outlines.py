"""Lines that a file fills instead of stroking, or draws with round corners."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

_THIN = 4.0  # points; a filled shape thinner than this may be a line
_LEAST_WIDTH = 0.1
_SQUARE = 0.004  # points by which the corners of an outline may be off its square
_FLIPS = (np.array([1.0, 1.0]), np.array([1.0, -1.0]))  # falling, rising
_MOST_WIDTHS = 16
_ROUNDED = 3.0  # points a round corner is large at most
_ROUND_PIECE = 0.01  # of its length, by so much a straight piece may lean beside round ones
_FEWEST_CORNERS, _MOST_CORNERS = 6, 40_000  # of an outline that is more than a box
_FEWEST_ROUND = 12
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
    if not _FEWEST_CORNERS <= len(points) <= _MOST_CORNERS:
        return None
    found = _staircase(points)
    middle = _middle(points) if len(points) % 2 == 0 else None
    if found is None or middle is None:
        return found or middle
    return middle if _is_square(middle[0]) and len(middle[0]) > len(found[0]) else found


def sharpened(points: Points) -> Points | None:
    """Return a staircase drawn with small round corners with sharp ones; None for other lines.

    Parameters
    ----------
    points : ndarray, shape (n, 2)
        Corners in order, its curves flattened.
    """
    moves = np.abs(np.diff(points, axis=0))
    is_straight = moves.min(axis=1) <= _ROUND_PIECE * moves.max(axis=1)
    straight = np.flatnonzero(is_straight & (moves.max(axis=1) > 0))
    if len(points) < _FEWEST_ROUND or straight.size < 2:
        return None
    line = [points[0]] if straight[0] == 0 else []
    for before, after in pairwise(straight.tolist()):
        start, end = points[before + 1], points[after]
        if np.abs(end - start).max() > _ROUNDED:
            return None
        levels = [moves[k, 0] > moves[k, 1] for k in (before, after)]
        if levels[0] == levels[1]:
            middle = (start + end) / 2
            bend = [(middle[0], start[1]), (middle[0], end[1])]
            line += bend if levels[0] else [(start[0], middle[1]), (end[0], middle[1])]
        else:
            line.append((end[0], start[1]) if levels[0] else (start[0], end[1]))
    return np.array([*line, points[-1]]) if line and straight[-1] == len(moves) - 1 else None


def _is_square(line: Points) -> bool:
    """Whether a line goes level and upright by turns and never back."""
    moves = np.diff(line, axis=0)
    if np.any((moves.min(axis=0) < -_SQUARE) & (moves.max(axis=0) > _SQUARE)):
        return False
    moves = np.abs(moves)
    turns = moves[:, 0] > moves[:, 1]
    return bool(np.all(moves.min(axis=1) <= _SQUARE) and np.all(turns[1:] != turns[:-1]))


def _staircase(points: Points) -> tuple[Points, float] | None:
    """The line along a staircase whose pen is drawn as an outline, whatever its inner corners.

    With square corners the outline is the staircase moved by half the pen up
    and to the right, and as far down and to the left: the corners that no other
    lies beyond on either side are its corners.
    """
    moves = np.diff(points, axis=0, append=points[:1])
    if np.abs(moves).min(axis=1).max() > _SQUARE:
        return None
    back = (np.roll(moves, 1, axis=0) * np.roll(moves, -1, axis=0)).sum(axis=1) < 0
    lengths = np.abs(moves).max(axis=1)
    # The pen's ends are edges where the outline turns back, unless a corner hides them.
    return _with_width(points, lengths[back]) or _with_width(points, lengths)


def _with_width(points: Points, lengths: Points) -> tuple[Points, float] | None:
    """The longest line that a pen as wide as one of these lengths draws with this outline."""
    fits = lengths[(lengths >= _LEAST_WIDTH) & (lengths <= _THIN)]
    found = [
        (line * flip, width)
        for width in np.unique(np.round(fits, 3))[:_MOST_WIDTHS].tolist()
        for flip in _FLIPS
        if (line := _falling(points * flip, width)) is not None
    ]
    return max(found, key=lambda pair: len(pair[0])) if found else None


def _falling(points: Points, width: float) -> Points | None:
    """Corners of the staircase going right and down whose pen makes an outline; None if none.

    A first or last piece shorter than half the pen is hidden by its neighbour.
    """
    half = np.array([width / 2, -width / 2])
    above = _front(points * (1, -1)) * (1, -1) - half
    below = _front(points * (-1, 1))[::-1] * (-1, 1) + half
    corners = np.concatenate([above, below])
    line = corners[np.argsort(corners.sum(axis=1), kind="stable")]
    if len(line) < 2:
        return None
    start = _end_of(points, line[0], width, first=True)
    end = _end_of(points, line[-1], width, first=False)
    line = np.concatenate([start, line[1:-1], end])
    return line if np.all(np.diff(line, axis=0) >= -_SQUARE) and _is_square(line) else None


def _end_of(points: Points, corner: Points, width: float, *, first: bool) -> Points:
    """The first or last corner with the end of the line before or behind it, if it has its own.

    The pen's cap is the end. Where it lies at the edge of the outline the corner
    is the end itself, moved; nearer than half the pen the cap stands for itself.
    """
    edge = points.min(axis=0) if first else points.max(axis=0)
    end = corner.copy()
    for along in (0, 1):
        cap = points[np.abs(points[:, along] - edge[along]) <= _SQUARE, 1 - along]
        is_cap = abs(float(np.ptp(cap)) - width) <= 2 * _SQUARE
        if is_cap and abs(float(cap.mean()) - corner[1 - along]) <= _SQUARE:
            end[along] = edge[along]
            return end[None]
    moves = np.diff(points, axis=0, append=points[:1])
    caps = (points + moves / 2)[np.abs(np.abs(moves).max(axis=1) - width) <= _SQUARE]
    ahead = (caps - corner) * (-1 if first else 1)
    fits = (ahead.min(axis=1) >= -_SQUARE) & (ahead.min(axis=1) <= _SQUARE)
    fits &= (ahead.max(axis=1) > _SQUARE) & (ahead.max(axis=1) <= width / 2 + _SQUARE)
    if not fits.any():
        return end[None]
    cap = caps[fits][:1]
    return np.concatenate([cap, end[None]] if first else [end[None], cap])


def _front(points: Points) -> Points:
    """The points beyond which no other lies, both ways, from small to large x."""
    kept: list[Points] = []
    highest = -np.inf
    for point in points[np.lexsort((points[:, 1], points[:, 0]))[::-1]]:
        if point[1] > highest + _SQUARE:
            if kept and abs(kept[-1][0] - point[0]) <= _SQUARE:
                kept.pop()
            kept.append(point)
            highest = float(point[1])
    return np.array(kept[::-1])


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
