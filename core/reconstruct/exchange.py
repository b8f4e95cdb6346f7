"""One event more or fewer for a censoring beside it, where the trace allows it.

A price on events jumps over totals, since one more event is seldom worth the
same everywhere. Between two such paths single exchanges close the gap: the
number at risk at table times stays, the height after the drop moves by one
patient.
"""

from dataclasses import replace

import numpy as np

from ..arrays import FloatArray, IntArray
from .solve import Path, Problem
from .timeline import JUMP, TABLE

# More exchanges than this are no rounding but a contradiction.
MOST_EXCHANGES = 40
# How many of the exchanges that bend the path least are looked at closely.
CLOSE_LOOKS = 8


def exchanges(problem: Problem, path: Path, surplus: int) -> list[Path]:
    """Return paths with one event fewer (``surplus`` > 0) or more, the least bent first."""
    step = -1 if surplus > 0 else 1
    pairs = _pairs(path, step)
    if pairs.shape[0] == 0:
        return []
    order = np.argsort(_cost(problem, path, pairs, step), kind="stable")[:CLOSE_LOOKS]
    made = (_exchange(problem, path, int(row), int(gap), step) for row, gap in pairs[order])
    return [one for one in made if one is not None]


def _pairs(path: Path, step: int) -> IntArray:
    """Return drops and the gaps that give or take the patient, shape (n_exchanges, 2).

    The gap is the nearest before or after in the same block between table
    times, or -1: one of those who reach the end.
    """
    line = path.line
    n_stations = line.kind.size
    block = np.cumsum(line.kind == TABLE) - (line.kind == TABLE)
    can = (line.kind == JUMP) & (path.n_events + step >= np.maximum(line.min_events, 0))
    usable = path.expectation.spread > 0
    if step > 0:
        can &= path.height > 0
        usable = usable & (path.n_censored > 0)
    rows, each = np.flatnonzero(can), np.arange(n_stations)
    before = np.maximum.accumulate(np.where(usable, each, -1))[rows]
    after = np.where(usable, each, n_stations)[::-1]
    after = np.append(np.minimum.accumulate(after)[::-1], n_stations)[rows + 1]
    found = []
    for gap in (before, after):
        here = (gap >= 0) & (gap < n_stations)
        here &= block[np.clip(gap, 0, n_stations - 1)] == block[rows]
        found.append(np.column_stack((rows[here], gap[here])))
    if line.kind[-1] != TABLE and path.n_left > (1 if step > 0 else 0):
        late = rows[block[rows] == block[-1]]
        found.append(np.column_stack((late, np.full(late.size, -1))))
    return np.concatenate(found).astype(np.intp)


def _cost(problem: Problem, path: Path, pairs: IntArray, step: int) -> FloatArray:
    """Return how far each exchange bends the heights after it, a sum of squares."""
    line = path.line
    row, gap = pairs.T
    weight = np.where(line.kind == JUMP, line.sigma**-2.0, 0.0)
    squares, products = weight * path.height**2, weight * path.height * line.level
    squares, products = np.cumsum(squares[::-1])[::-1], np.cumsum(products[::-1])[::-1]
    before = problem.n - np.cumsum(path.n_events + path.n_censored) + path.n_events
    n, events = np.maximum(before[row], 1), path.n_events[row]
    more = np.where((gap >= 0) & (gap <= row), step, 0)
    factor = 1.0 - (events + step) / np.maximum(n + more, 1)
    factor = factor / np.maximum(1.0 - events / n, 1e-9)
    return np.asarray((factor**2 - 1.0) * squares[row] - 2.0 * (factor - 1.0) * products[row])


def _exchange(problem: Problem, path: Path, row: int, gap: int, step: int) -> Path | None:
    events, censored = path.n_events.copy(), path.n_censored.copy()
    events[row] += step
    if gap >= 0:
        censored[gap] -= step
    before = problem.n - np.cumsum(events + censored) + events
    if np.any(before < events) or before[-1] < 0:
        return None
    height = np.asarray(np.cumprod(1.0 - events / np.maximum(before, 1)), dtype=np.float64)
    return replace(path, n_events=events, n_censored=censored, height=height)
