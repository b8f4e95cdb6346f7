"""One decoding: a timeline under one expectation, with what is sought."""

from dataclasses import dataclass

import numpy as np

from ..arrays import FloatArray, IntArray
from ..curve import ReadingKind
from .censoring import Expectation
from .columns import EVENTS, LIMIT, REACH, TRACK_WEIGHT
from .problem import Path, Problem
from .stations import limit_of_cuts, station_table
from .timeline import JUMP, Timeline

# Paths so much dearer than the cheapest are dropped: usually, in small arms, for a quick look.
PRUNE = 15.0
PRUNE_SMALL = 70.0
PRUNE_FAST = 10.0
# Before a number at risk is taken to be missed; so many events more or fewer are tried then.
# In large arms a patient more or less is seldom missed, and trying takes half a second.
PRUNE_NUMBERS = 150.0
REACH_NUMBERS = 4.0
LARGE_ARM = 2000
SMALL_ARM = 60
# Up to so many patients one is worth more than the noise; classes of height are kept then.
CLASSES_UP_TO = 400
N_CLASSES = 5
# How closely a path keeps to the expected number at risk where none that does meets a total.
FREELY = 0.01
# For comparing hypotheses: each number at risk that is missed.
MISS_SCORE = 10.0


@dataclass(frozen=True, slots=True, eq=False)
class Sought:
    """Events a decoding must have.

    Attributes
    ----------
    total : int
        Of the whole arm, -1 where it is not known.
    so_far : ndarray of int, shape (n_stations,)
        Up to each table station, -1 where that is not known.
    shifts : ndarray of int, shape (n_stations,)
        Roughly expected at each jump.
    reach : int
        How many more or fewer than ``shifts`` a path may have so far.
    most_last : int
        That may lie at the very end unseen.
    last_cost : float
        What each of them costs.
    """

    total: int
    so_far: IntArray
    shifts: IntArray
    reach: int
    most_last: int = 0
    last_cost: float = 0.0


def run(
    problem: Problem,
    line: Timeline,
    expectation: Expectation,
    *,
    price: float = 0.0,
    limit: FloatArray | float = np.inf,
    freely: bool = False,
    sought: Sought | None = None,
    fast: bool = False,
) -> Path:
    """Decode one timeline under one expectation.

    ``price`` is added for every event, ``limit`` is how many standard
    deviations a path may lie from each height. ``freely`` lets it stray from the
    expected number at risk and pass cut stretches at any height. ``fast`` keeps
    one path per number at risk and drops the less plausible early.
    """
    stations = station_table(problem, line, expectation, price, limit)
    if freely:
        stations[:, TRACK_WEIGHT] *= FREELY
        stations[:, REACH] = np.maximum(stations[:, REACH], REACH_NUMBERS)
    if price or sought is not None:
        is_cut = (line.drop < 0) & (line.kind == JUMP)
        of_cuts = np.inf if freely else np.minimum(limit, limit_of_cuts(line, limit))
        stations[:, LIMIT] = np.where(is_cut, of_cuts, limit)
    if sought is not None:
        stations[:, EVENTS] = sought.so_far
    n_censored, n_events, missed, n_last, cost = _decoded(
        problem, line, stations, sought, fast=fast
    )
    score = float(cost) - price * float(np.sum(n_events))
    score += MISS_SCORE * float(np.sum(missed > 0))
    height = _heights(problem.n, n_censored, n_events)
    return Path(
        problem.n, line, expectation, n_censored, n_events, height, missed, score, int(n_last)
    )


def _decoded(
    problem: Problem, line: Timeline, stations: FloatArray, sought: Sought | None, *, fast: bool
) -> tuple[IntArray, IntArray, IntArray, int, float]:
    """Return what the decoder finds, with more paths kept where a number at risk is missed."""
    from .decoder import decode

    small = problem.n <= SMALL_ARM and problem.kind is not ReadingKind.EXACT
    prune = PRUNE_SMALL if small else PRUNE_FAST if fast else PRUNE
    shifts, total, most_last, last_cost = np.zeros(0, dtype=np.int64), -1, 0, 0.0
    classes = 1 if fast else _n_classes(problem)
    if sought is not None:
        shifts, total = sought.shifts, sought.total
        most_last, last_cost = sought.most_last, sought.last_cost
        classes, prune = 2 * sought.reach + 1, PRUNE_FAST
    known = (problem.n, line.kind.astype(np.int64), stations, shifts)
    found: tuple[IntArray, IntArray, IntArray, int, float]
    found = decode(*known, prune, classes, total, most_last, last_cost)
    if np.any(found[2]) and prune < PRUNE_NUMBERS and problem.n <= LARGE_ARM and not fast:
        stations[:, REACH] = np.maximum(stations[:, REACH], REACH_NUMBERS)
        wider = decode(*known, PRUNE_NUMBERS, classes, total, most_last, last_cost)
        found = min((found, wider), key=lambda one: int(np.abs(one[2]).sum()))
    return found


def _heights(n: int, n_censored: IntArray, n_events: IntArray) -> FloatArray:
    """Return the product-limit estimate after each station."""
    before = n - np.cumsum(n_censored + n_events) + n_events
    return np.asarray(np.cumprod(1.0 - n_events / np.maximum(before, 1)), dtype=np.float64)


def _n_classes(problem: Problem) -> int:
    """Return how many paths at different heights are kept apart per number at risk.

    Where one patient is worth more than the noise, a path that is cheapest so
    far may lie too high or low for what follows.
    """
    is_noisy = problem.kind is not ReadingKind.EXACT
    return N_CLASSES if is_noisy and problem.n <= CLASSES_UP_TO else 1
