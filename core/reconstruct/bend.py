"""How far a path lies from the heights that were read."""

import numpy as np

from ..arrays import BoolArray, FloatArray
from .problem import Path, Problem
from .timeline import JUMP, Timeline

# Of heights, which are products of many factors, in sigmas.
ROUNDING = 1e-6


def may_lie_within(problem: Problem, line: Timeline) -> BoolArray:
    """Return which heights may be within their drop: none of a cut, nor one of a tread."""
    may = (line.kind == JUMP) & (line.drop >= 0)
    is_tread = problem.drops.is_tread
    if is_tread is not None and is_tread.size:
        may &= ~is_tread[line.drop]
    return np.asarray(may)


def bend(problem: Problem, path: Path) -> FloatArray:
    """Return how far the path lies from each height in its sigmas, shape (n_stations,).

    0 where a click may lie within its drop.
    """
    line = path.line
    if problem.drops.on_drop <= 0:
        return path.bend
    left = path.n_start - np.cumsum(path.n_events + path.n_censored)
    whole = np.append(1.0, path.height[:-1])
    last = path.height * (left + 1) / np.maximum(left, 1)
    top = np.where(line.start < line.finish, np.minimum(last, whole), whole)
    within = (line.level < top) & (line.level > path.height) & may_lie_within(problem, line)
    return np.where(within, 0.0, path.bend)


def is_on_trace(problem: Problem, path: Path, allowed: FloatArray | float) -> bool:
    """Return whether the path lies within so many sigmas of every height read.

    The decoder passes a height that none of its paths can reach without events. Where a
    stretch was cut no height was read.

    Parameters
    ----------
    problem : Problem
    path : Path
    allowed : float or ndarray, shape (n_stations,)
    """
    is_read = path.line.drop >= 0
    return bool(np.all((bend(problem, path) <= allowed + ROUNDING)[is_read]))
