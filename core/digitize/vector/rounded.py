"""Filled outlines of a pen with round ends and corners, given the square ones of a mitred pen."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

_STRAIGHT = 0.02  # of its length, by so much a level or upright edge may lean
_CUSP = 0.35  # radians an outline turns back where two round corners meet
_SAME_RADIUS = 0.03  # of it, by so much both sides of a quarter turn may differ
_FEWEST, _MOST = 8, 40_000  # corners of an outline with a round one
_MOSTLY = 0.3  # of its length that is level or upright at least

Points = NDArray[np.float64]


def squared(points: Points) -> Points | None:
    """Return an outline with its round corners made square; None for other shapes.

    A pen with round ends and joins leaves an outline of level and upright edges
    with quarter circles between them, and half circles at the ends. Where two
    corners are nearer than half the pen, their arcs meet in a cusp. Round ends
    become square ones through their middles.

    Parameters
    ----------
    points : ndarray, shape (n, 2)
        Corners in order, its curves flattened; the first may be repeated at the end.
    """
    points = points[np.append(True, np.abs(np.diff(points, axis=0)).max(axis=1) > 1e-6)]
    if len(points) > 1 and np.abs(points[0] - points[-1]).max() <= 1e-6:
        points = points[:-1]
    if not _FEWEST <= len(points) <= _MOST:
        return None
    moves = np.roll(points, -1, axis=0) - points
    sizes = np.abs(moves)
    is_straight = sizes.min(axis=1) <= _STRAIGHT * sizes.max(axis=1)
    way = sizes.sum(axis=1)
    if is_straight.sum() < 2 or way[is_straight].sum() < _MOSTLY * way.sum():
        return None
    start = int(np.flatnonzero(is_straight)[0])
    points, is_straight = np.roll(points, -start, axis=0), np.roll(is_straight, -start)
    edges = np.flatnonzero(is_straight).tolist()
    ring = np.concatenate([points, points[:1]])
    runs = [ring[one + 1 : other + 1] for one, other in pairwise([*edges, len(points)])]
    is_level = [bool(sizes[(one + start) % len(points)].argmax() == 0) for one in edges]
    radius = _radius(runs, [*is_level, is_level[0]])
    if radius is None:
        return None
    return _outline(runs, is_level, radius)


def _radius(runs: list[Points], is_level: list[bool]) -> float | None:
    """Half the width of the pen: as large are its quarter and half circles."""
    found = []
    for run, before, after in zip(runs, is_level, is_level[1:], strict=False):
        across, upward = np.abs(run[-1] - run[0])
        if len(run) > 2 and before != after and not _cusps(run).size:
            if abs(across - upward) <= _SAME_RADIUS * max(across, upward):
                found.append((across + upward) / 2)
        elif len(run) > 2 and before == after and not _cusps(run).size:
            found.append(max(across, upward) / 2)
    return float(np.median(found)) if found else None


def _cusps(run: Points) -> NDArray[np.intp]:
    """The places in a round run where its arcs meet, turning the other way."""
    angle = np.unwrap(np.arctan2(*np.diff(run, axis=0).T[::-1]))
    turns = np.diff(angle)
    way = np.sign(np.median(turns)) if turns.size else 0.0
    return np.asarray(np.flatnonzero(-way * turns > _CUSP) + 1)


def _outline(runs: list[Points], is_level: list[bool], radius: float) -> Points | None:
    corners: list[Points] = []
    for index, run in enumerate(runs):
        before, after = is_level[index], is_level[(index + 1) % len(is_level)]
        if len(run) == 1:
            corners.append(run)
            continue
        cusps = _cusps(run).tolist()
        if not cusps and before == after:
            corners.append(run[[0, -1]])
            continue
        bends = [0, *cusps, len(run) - 1]
        arcs = [run[one : other + 1] for one, other in pairwise(bends) if other > one + 2]
        if not arcs:
            return None
        corners.append(_square(run, arcs, (before, after), radius))
    return np.concatenate(corners)


def _square(run: Points, arcs: list[Points], edges: tuple[bool, bool], radius: float) -> Points:
    """Square corners for the arcs between an edge and the next, level ones told by ``edges``."""
    bent = [_corner(arc, radius) for arc in arcs]
    found: list[Points] = []
    for end, at, is_level in ((run[0], 0, edges[0]), (run[-1], -1, edges[1])):
        # An edge that an arc goes on smoothly has a side of its square; others meet it inside.
        off = abs(float(bent[at][0][int(is_level)] - end[int(is_level)]))
        if off <= _SAME_RADIUS * radius:
            bent[at][0][int(is_level)] = end[int(is_level)]
            found.append(np.empty((0, 2)))
        else:
            corner = bent[at][0].copy()
            corner[int(is_level)] = end[int(is_level)]
            found.append(corner[None])
    line = [bent[0][0][None]]
    for (one, starts_level), (other, _) in pairwise(bent):
        line.append(np.array([[one[0], other[1]] if starts_level else [other[0], one[1]]]))
        line.append(other[None])
    return np.vstack([found[0], *line, found[1]])


def _corner(arc: Points, radius: float) -> tuple[Points, bool]:
    """The square corner in place of an arc, from its centre outwards; whether it starts level."""
    chord = arc[-1] - arc[0]
    half = float(np.hypot(*chord)) / 2
    middle = (arc[0] + arc[-1]) / 2
    bulge = arc[len(arc) // 2] - middle
    inwards = -bulge / max(float(np.hypot(*bulge)), 1e-12)
    centre = middle + inwards * np.sqrt(max(radius**2 - half**2, 0.0))
    side = np.sign(arc[len(arc) // 2] - centre)
    first, last = arc[0] - centre, arc[-1] - centre
    turn = float(first[0] * last[1] - first[1] * last[0])
    return np.asarray(centre + radius * side), bool(-side[0] * side[1] * turn > 0)
