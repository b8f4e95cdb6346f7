"""Which lines are staircases, and those whose treads and drops lean set straight."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

LEVEL = 0.02  # points a level stretch may slope over its length
# Programs that simplify paths let pieces lean by a ninth of a pixel of theirs.
_LEAN = 0.125
_SQUARE, _SQUARE_OF_LEANING = 0.95, 0.8  # shares of a staircase's length that is level or upright
_FEWEST = 8  # corners of a leaning one
_BY_DROPS = 0.9  # of its way down that is made by upright pieces

Points = NDArray[np.float64]


def is_staircase(points: Points) -> bool:
    """Return whether at least 95 % of the length is level or upright and time never goes back.

    Where a program has merged small steps, pieces that lean by next to nothing count as well.

    Parameters
    ----------
    points : ndarray, shape (n, 2)
    """
    steps = np.diff(points, axis=0)
    if np.any(steps[:, 0] < -LEVEL) or not np.any(np.abs(steps[:, 1]) > 0.05):
        return False
    length = np.hypot(steps[:, 0], steps[:, 1])
    narrow = np.minimum(np.abs(steps[:, 0]), np.abs(steps[:, 1]))
    square = float(length[narrow <= np.maximum(LEVEL, 2e-3 * length)].sum())
    leaning = float(length[narrow <= _LEAN].sum())
    whole = float(length.sum())
    is_simplified = square >= _SQUARE_OF_LEANING * whole and leaning >= _SQUARE * whole
    return square >= _SQUARE * whole or is_simplified


def straightened(points: Points) -> tuple[Points, float] | None:
    """Return a staircase whose pieces all lean a little, set straight, and by how much they lean.

    Level and upright pieces come by turns; each is put where its middle is. Where
    all drops lean the same way their ends count: some programs write the time
    before a drop as well. None for lines that fall where they go on.

    Parameters
    ----------
    points : ndarray, shape (n, 2)
    """
    if len(points) < _FEWEST:
        return None
    steps = np.diff(points, axis=0)
    sizes = np.abs(steps)
    narrow = sizes.min(axis=1)
    upright = sizes[:, 1] > sizes[:, 0]
    is_straight = narrow <= _LEAN
    length = sizes.sum(axis=1)
    if length[is_straight].sum() < _SQUARE * length.sum():
        return None
    falls = abs(float(steps[upright & is_straight, 1].sum()))
    if not falls or falls < _BY_DROPS * sizes[:, 1].sum():
        return None
    line = _by_turns(points, upright)
    if np.any(np.diff(line[:, 0]) < -_LEAN):
        return None
    line[:, 0] = np.maximum.accumulate(line[:, 0])
    return line, float(np.sqrt(np.mean(narrow[is_straight] ** 2))) / 2


def _by_turns(points: Points, upright: NDArray[np.bool_]) -> Points:
    """The corners between treads and drops, pieces of one direction taken together."""
    first = np.flatnonzero(np.append(True, upright[1:] != upright[:-1]))
    ends = np.append(first, len(upright))
    runs = [points[one : other + 1] for one, other in pairwise(ends.tolist())]
    pairs = list(zip(runs, upright[first].tolist(), strict=True))
    leans = [run[-1, 0] - run[0, 0] for run, falls in pairs if falls]
    later = len(leans) > 1 and min(leans) > 0
    places = [
        (run[-1, 0] if later else run[:, 0].mean()) if falls else run[:, 1].mean()
        for run, falls in pairs
    ]
    line = np.repeat(points[:1], len(places) + 1, axis=0)
    for index, (place, falls) in enumerate(zip(places, upright[first], strict=True)):
        line[index : index + 2, 0 if falls else 1] = place
    line[-1, 1 if upright[-1] else 0] = points[-1, 1 if upright[-1] else 0]
    return line
