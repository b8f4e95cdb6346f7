"""The decoder's table of stations: what a path pays for at each of them."""

import numpy as np

from ..arrays import FloatArray
from ..curve import ReadingKind
from . import columns as c
from .bend import may_lie_within
from .censoring import Expectation
from .problem import Problem
from .timeline import JUMP, TABLE, Timeline

# Events tried beyond the number the heights ask for.
MOST_REACH = 1.0
# A path that falls past a click within a drop stays so near what is read after it.
FARTHEST_SIGMAS = 3.5
# How far the number at risk strays from the expected course: patients squared, and a share
# of what its scatter between two table times is if each leaves by chance, squared again.
STRAY = 0.3
STRAY_SHARE = 0.1
TRACK_WITH_MARKS = 0.02
MOST_TIE_COST = 5.0
SLOPE_REACH = 3


def station_table(
    problem: Problem,
    line: Timeline,
    expectation: Expectation,
    price: float,
    limit: FloatArray | float,
) -> FloatArray:
    """Return the decoder's table of stations."""
    stations = np.zeros((line.time.size, c.N_COLUMNS))
    stations[:, c.LEVEL] = line.level
    stations[:, c.SIGMA] = line.sigma
    stations[:, c.MIN_EVENTS] = line.min_events
    stations[:, c.TIE_COST] = _tie_cost(problem, line, expectation.x)
    stations[:, c.TRACK_WEIGHT] = _track_weight(problem, line, expectation)
    stations[:, c.TRACK_AT] = expectation.x * line.level
    stations[:, c.EXPECTED] = expectation.expected
    stations[:, c.SPREAD] = expectation.spread
    stations[:, c.VISIBLE] = expectation.visible
    stations[:, c.NUMBER] = line.number
    noise_events = np.ceil(line.sigma * expectation.x)
    is_cut = (line.drop < 0) & (line.kind == JUMP)
    on_drop = np.where(line.start < line.finish, -1.0, 1.0) * problem.drops.on_drop
    # Whoever clicks the end of a line clicks its height there, not a drop somewhere above it.
    is_end = (line.time >= line.end) & (not problem.drops.ends_on_drop)
    stations[:, c.ON_DROP] = np.where(is_end | ~may_lie_within(problem, line), 0.0, on_drop)
    usual = np.clip(noise_events, 1, MOST_REACH)
    stations[:, c.REACH] = np.where(is_cut, np.clip(3.0 * noise_events, 1, 60), usual)
    stations[:, c.LIMIT] = limit
    stations[:, c.PRICE] = price
    stations[:, c.EVENTS] = -1.0
    stations[:, c.AHEAD] = np.maximum.accumulate(np.maximum(line.number, 0)[::-1])[::-1]
    stations[:, c.IS_ROUNDED] = problem.is_rounded
    stations[:, c.LOWEST] = _lowest(line, np.minimum(limit, FARTHEST_SIGMAS))
    return stations


def _lowest(line: Timeline, limit: FloatArray | float) -> FloatArray:
    """Return below which height a path cannot be for what is read later: curves never rise."""
    rows = (line.kind == JUMP) & (line.drop >= 0)
    least = np.where(rows, line.level - limit * line.sigma, -np.inf)
    later = np.append(least[1:], -np.inf)
    return np.asarray(np.maximum.accumulate(later[::-1])[::-1])


def limit_of_cuts(line: Timeline, limit: FloatArray | float) -> FloatArray:
    """Return how far a path may lie where a stretch was cut: not below what follows it."""
    rows = np.flatnonzero(line.kind == JUMP)
    allowed = np.full(line.kind.size, np.inf)
    if rows.size:
        after = np.append(rows[1:], rows[-1])
        room = line.level[rows] - line.level[after]
        room += (np.minimum(limit, FARTHEST_SIGMAS) * line.sigma)[after]
        allowed[rows] = room / line.sigma[rows]
    return allowed


def _tie_cost(problem: Problem, line: Timeline, x: FloatArray) -> FloatArray:
    """Return what a second event in one time grain costs: much where events are sparse."""
    rows = np.flatnonzero(line.kind == JUMP)
    cost = np.zeros(line.time.size)
    if rows.size == 0:
        return cost
    position = np.arange(rows.size)
    early = np.maximum(position - SLOPE_REACH, 0)
    late = np.minimum(position + SLOPE_REACH, rows.size - 1)
    time, level = line.finish[rows], line.level[rows]
    began = np.append(0.0, time)[early]
    height = np.append(1.0, level)[early]
    length = np.maximum(time[late] - began, 1e-300)
    fall = np.maximum(height - level[late], 0.0)
    grain = np.maximum(problem.drops.grain, time - line.start[rows])
    expected = np.maximum(x[rows] * fall / length * grain, 1e-9)
    cost[rows] = np.clip(np.log(2.0 / expected), 0.0, MOST_TIE_COST)
    return cost


def _track_weight(problem: Problem, line: Timeline, expectation: Expectation) -> FloatArray | float:
    """Return what a patient squared off the expected number at risk costs at each station.

    Little in the middle between two table times, where it is known least.
    """
    if problem.kind is ReadingKind.EXACT:
        return 0.0
    if problem.marks is not None:
        return TRACK_WITH_MARKS
    block = np.cumsum(line.kind == TABLE) - (line.kind == TABLE)
    per_block = np.bincount(block, weights=expectation.expected)
    begun = np.append(0.0, np.cumsum(per_block))[:-1]
    gone = np.cumsum(expectation.expected) - begun[block]
    share = np.clip(gone / np.maximum(per_block[block], 1e-9), 0.0, 1.0)
    scatter = per_block[block] * share * (1.0 - share)
    # Where a stretch is cut the height is hardly known, and with it the number expected.
    is_cut = (line.drop < 0) & (line.kind == JUMP)
    of_height = np.where(is_cut, (expectation.x * line.sigma) ** 2, 0.0)
    return np.asarray(1.0 / (STRAY + scatter + STRAY_SHARE * scatter**2 + of_height))
