"""One decoding: a timeline under one expectation, with what is sought."""

from dataclasses import dataclass

import numpy as np

from ..arrays import FloatArray, IntArray
from ..curve import ReadingKind
from .bend import is_on_trace
from .censoring import Expectation
from .columns import EVENTS, LIMIT, REACH, TRACK_WEIGHT
from .problem import Path, Problem
from .stations import limit_of_cuts, station_table
from .timeline import JUMP, Timeline

# Paths so much dearer than the cheapest are dropped: usually, in small arms, for a quick look.
PRUNE = 15.0
PRUNE_SMALL = 70.0
PRUNE_FAST = 10.0
# Before a number at risk is taken to be missed, or the trace left by so many standard
# deviations; so many events more or fewer are tried at each drop then. In large arms a patient
# more or less is seldom missed, and trying takes half a second.
PRUNE_WIDE = 150.0
REACH_WIDE = 4.0
LEFT_TRACE = 4.0
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
        stations[:, REACH] = np.maximum(stations[:, REACH], REACH_WIDE)
    if price or sought is not None:
        is_cut = (line.drop < 0) & (line.kind == JUMP)
        of_cuts = np.inf if freely else np.minimum(limit, limit_of_cuts(line, limit))
        stations[:, LIMIT] = np.where(is_cut, of_cuts, limit)
    if sought is not None:
        stations[:, EVENTS] = sought.so_far
    known = (problem, line, expectation, stations, price, sought)
    path = _decoded(*known, _usual_prune(problem, sought, fast=fast), 1 if fast else N_CLASSES)
    if fast or problem.n > LARGE_ARM or not _is_strained(problem, path, sought):
        return path
    stations[:, REACH] = np.maximum(stations[:, REACH], REACH_WIDE)
    wider = _decoded(*known, PRUNE_WIDE, N_CLASSES)
    return min((path, wider), key=lambda one: (int(one.missed.sum()), one.score))


def _usual_prune(problem: Problem, sought: Sought | None, *, fast: bool) -> float:
    """Return how much dearer than the cheapest a path is that is forgotten."""
    if sought is not None:
        return PRUNE_FAST
    if problem.n <= SMALL_ARM and problem.kind is not ReadingKind.EXACT:
        return PRUNE_SMALL
    return PRUNE_FAST if fast else PRUNE


def _is_strained(problem: Problem, path: Path, sought: Sought | None) -> bool:
    """Return whether the path misses a number at risk, or leaves the trace unasked."""
    if np.any(path.missed):
        return True
    # Where events are sought their limits are kept, and what leaves the trace is not taken.
    return sought is None and not is_on_trace(problem, path, LEFT_TRACE)


def _decoded(
    problem: Problem,
    line: Timeline,
    expectation: Expectation,
    stations: FloatArray,
    price: float,
    sought: Sought | None,
    prune: float,
    n_classes: int,
) -> Path:
    """Return the path the decoder finds."""
    from .decoder import decode

    shifts, total, most_last, last_cost = np.zeros(0, dtype=np.int64), -1, 0, 0.0
    if sought is not None:
        shifts, total = sought.shifts, sought.total
        most_last, last_cost = sought.most_last, sought.last_cost
        n_classes = 2 * sought.reach + 1
    elif not _tells_classes(problem):
        n_classes = 1
    known = (problem.n, line.kind.astype(np.int64), stations, shifts)
    n_censored, n_events, missed, n_last, cost = decode(
        *known, prune, n_classes, total, most_last, last_cost
    )
    score = float(cost) - price * float(np.sum(n_events))
    score += MISS_SCORE * float(np.sum(missed > 0))
    height = _heights(problem.n, n_censored, n_events)
    return Path(
        problem.n, line, expectation, n_censored, n_events, height, missed, score, int(n_last)
    )


def _heights(n: int, n_censored: IntArray, n_events: IntArray) -> FloatArray:
    """Return the product-limit estimate after each station."""
    before = n - np.cumsum(n_censored + n_events) + n_events
    return np.asarray(np.cumprod(1.0 - n_events / np.maximum(before, 1)), dtype=np.float64)


def _tells_classes(problem: Problem) -> bool:
    """Return whether paths at different heights are kept apart per number at risk.

    Where one patient is worth more than the noise, a path that is cheapest so
    far may lie too high or low for what follows.
    """
    return problem.kind is not ReadingKind.EXACT and problem.n <= CLASSES_UP_TO
