"""One event more or fewer for a censoring beside it, where the trace allows it.

A price on events jumps over totals, since one more event is seldom worth the
same everywhere. Between two such paths single exchanges close the gap: the
number at risk at table times stays, the height after the drop moves by one
patient.
"""

from dataclasses import replace

import numpy as np

from ..arrays import IntArray
from .solve import Path, Problem
from .timeline import JUMP, TABLE

# More exchanges than this are no rounding but a contradiction.
MOST_EXCHANGES = 12
# How many of the exchanges that bend the path least are looked at closely.
CLOSE_LOOKS = 8


def exchanges(problem: Problem, path: Path, surplus: int) -> list[Path]:
    """Return paths with one event fewer (``surplus`` > 0) or more, the least bent first."""
    line = path.line
    events, censored = _candidates(problem, path, surplus)
    if events.shape[0] == 0:
        return []
    out = np.cumsum(events + censored, axis=1)
    before = problem.n - out + events
    is_possible = np.all(before >= events, axis=1) & (before[:, -1] >= 0)
    height = np.cumprod(1.0 - events / np.maximum(before, 1), axis=1)
    off = np.where(line.kind == JUMP, (height - line.level) / line.sigma, 0.0)
    cost = np.where(is_possible, np.minimum(off**2, 50.0).sum(axis=1), np.inf)
    order = np.argsort(cost, kind="stable")[:CLOSE_LOOKS]
    return [
        replace(path, n_events=events[row], n_censored=censored[row], height=height[row])
        for row in order
        if np.isfinite(cost[row])
    ]


def _candidates(problem: Problem, path: Path, surplus: int) -> tuple[IntArray, IntArray]:
    """Return events and censorings of every single exchange, shape (n_exchanges, n_stations)."""
    line, step = path.line, -1 if surplus > 0 else 1
    block = np.cumsum(line.kind == TABLE) - (line.kind == TABLE)
    jumps = line.kind == JUMP
    can = jumps & (path.n_events + step >= np.maximum(line.min_events, 0))
    if step > 0:
        can &= path.height > 0
    rows = np.flatnonzero(can)
    gaps = [_gaps_for(int(row), path, block, step) for row in rows]
    pairs = np.array([(row, gap) for row, found in zip(rows, gaps, strict=True) for gap in found])
    if pairs.size == 0:
        none = np.zeros((0, line.kind.size), dtype=np.intp)
        return none, none
    events = np.repeat(path.n_events[None, :], len(pairs), axis=0)
    censored = np.repeat(path.n_censored[None, :], len(pairs), axis=0)
    each = np.arange(len(pairs))
    events[each, pairs[:, 0]] += step
    with_gap = pairs[:, 1] >= 0
    censored[each[with_gap], pairs[with_gap, 1]] -= step
    return events, censored


def _gaps_for(row: int, path: Path, block: IntArray, step: int) -> list[int]:
    """Return the gaps that give or take the patient: nearest before and after, -1 at the end."""
    line = path.line
    usable = (block == block[row]) & (path.expectation.spread > 0)
    if step > 0:
        usable = usable & (path.n_censored > 0)
    where = np.flatnonzero(usable)
    cut = int(np.searchsorted(where, row, side="right"))
    found = [int(one) for one in (*where[max(cut - 1, 0) : cut], *where[cut : cut + 1])]
    if block[row] == block[-1] and line.kind[-1] != TABLE and path.n_left > (1 if step > 0 else 0):
        found.append(-1)
    return found
