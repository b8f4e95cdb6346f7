"""Meeting a printed total of events without leaving the trace.

Paths with different numbers of events so far are kept apart around the course
of the best path, bent evenly towards the total; of those that reach it and
stay within the noise of the reading the most plausible is taken. Where the
total is far a price on every event brings the course near first.
"""

from dataclasses import replace
from itertools import product

import numpy as np

from ..arrays import FloatArray, IntArray
from ..curve import ReadingKind
from .bend import bend, is_on_trace
from .drops import Drops
from .ending import cost_of_last_event, with_last_events
from .expect import expect
from .problem import Path, Problem
from .run import Sought, run
from .solve import solve
from .timeline import TABLE

# A path may lie this many standard deviations from a height, or little farther than without
# total; the later only where no path within the first meets the total. Hands miss corners.
BEND_LIMITS = (3.0, 4.5)
BEND_LIMITS_CLICKS = (3.0, 4.5, 7.0)
BEND_SLACK = 0.5
# Events so near the total that classes reach it; beyond, prices come first.
NEAR = 5
PRICE_ROUNDS = 7
FIRST_PRICE = 0.5
# Classes beyond the distance from the total, and the most there are.
SPARE = 3
MOST_REACH = 24
# A drop at the very end has at most so many times the events of the last few drops.
LATE_FACTOR = 1.5
# But two may always be there by chance.
LEAST_LATE = 2
LATE_DROPS = 5
# Log odds against events at the very end up to which nothing else is tried.
SURE = 1.0


def meet_totals(problem: Problem, path: Path, *, fast: bool = False) -> Path:
    """Return a path that meets the printed totals, or ``path`` where none on the trace does.

    Parameters
    ----------
    problem : Problem
    path : Path
        The most plausible one without regard to the total (`solve`).
    fast : bool
        Try the usual bend only, for draws.
    """
    without, path = path, with_last_events(problem, path)
    total, so_far = _wanted(problem, path)
    if _is_met(path, total, so_far):
        return path if fast else _likelier(problem, without, path, total, so_far)
    found = _met_within(problem, path, total, so_far, fast=fast)
    return _read_otherwise(problem, without, path, fast=fast) if found is None else found


def _met_within(
    problem: Problem, path: Path, total: int, so_far: IntArray, *, fast: bool
) -> Path | None:
    """Return the path that meets the totals within the least limit in which there is one."""
    bent = bend(problem, path) + BEND_SLACK
    sources = _sources(problem, path, fast=fast)
    on_drops = _ending_as_read(problem)
    limits = BEND_LIMITS_CLICKS if problem.kind is ReadingKind.CLICKS else BEND_LIMITS
    for limit in limits[:1] if fast else limits:
        allowed = np.maximum(limit, bent)
        for freely, source in product((False, True), sources):
            # All of few said to be left may not have the event at the end of a curve far above 0.
            ends = problem if source is path else on_drops
            found = _met(ends, source, total, so_far, allowed, freely=freely, fast=fast)
            is_met = _is_met(found, total, so_far) and is_on_trace(problem, found, allowed)
            if is_met and found.missed.sum() <= path.missed.sum():
                return found
    return None


def _read_otherwise(problem: Problem, without: Path, path: Path, *, fast: bool) -> Path:
    """Return what meets the totals where points are read otherwise, or ``path``.

    One reading after the other, before a total is called contradictory.
    """
    drops = problem.drops
    if drops.on_drop > 0 and not drops.ends_on_drop and not fast:
        # A last click may lie somewhere on a last drop.
        return meet_totals(replace(problem, drops=replace(drops, ends_on_drop=True)), without)
    if drops.since is not None and not fast:
        # Points along the curve may lie at the ends of drops after all.
        return _met_with(problem, replace(drops, since=None), path)
    if problem.kind is ReadingKind.CLICKS and not _are_stretches(problem) and not fast:
        # Events may have been passed over between any two clicks.
        return _met_with(problem, replace(drops, start=np.append(0.0, drops.time[:-1])), path)
    if problem.is_rounded:
        # Heights may lie a little farther off than rows allow.
        return meet_totals(replace(problem, is_rounded=False), without, fast=fast)
    return path


def _met_with(problem: Problem, drops: Drops, path: Path) -> Path:
    """Return a path that meets the printed totals with these drops, or ``path``."""
    other = replace(problem, drops=drops)
    found = meet_totals(other, solve(other, at_once=True))
    is_met = _is_met(found, *_wanted(problem, found))
    return found if is_met and found.missed.sum() <= path.missed.sum() else path


def _are_stretches(problem: Problem) -> bool:
    """Return whether every fall may have begun at the one before it."""
    drops = problem.drops
    return bool(np.all(drops.start[1:] <= drops.time[:-1]))


def _ending_as_read(problem: Problem) -> Problem:
    """Return the problem with no event at the very end but those read."""
    return replace(problem, drops=replace(problem.drops, hides_last_drop=False))


def _likelier(problem: Problem, without: Path, path: Path, total: int, so_far: IntArray) -> Path:
    """Return the path, or one with all events on the trace where those at the end are unlikely."""
    cost = path.n_last_events * cost_of_last_event(problem, without)
    if problem.n_events is None or cost <= SURE:
        return path
    allowed = np.maximum(BEND_LIMITS[0], bend(problem, without) + BEND_SLACK)
    on_drops = _ending_as_read(problem)
    found = _met(on_drops, without, total, so_far, allowed, freely=False, fast=False)
    is_met = _is_met(found, total, so_far) and is_on_trace(problem, found, allowed)
    is_met = is_met and found.missed.sum() <= path.missed.sum()
    return found if is_met and found.score < path.score + cost else path


def _met(
    problem: Problem,
    path: Path,
    total: int,
    so_far: IntArray,
    allowed: FloatArray,
    *,
    freely: bool,
    fast: bool,
) -> Path:
    """Return the path nearest to the printed totals of those within ``allowed`` sigmas."""
    near, price = path, 0.0
    if total >= 0 and abs(near.total - total) > NEAR:
        near, price = _priced(problem, path, total, allowed, fast=fast)
    sought = _sought(problem, near, total, so_far)
    known = (problem, path.line, path.expectation)
    found = run(*known, price=price, limit=allowed, freely=freely, sought=sought)
    return replace(found, none_before_end=path.none_before_end)


def _sources(problem: Problem, path: Path, *, fast: bool) -> list[Path]:
    """Return the path, and one under the other hypothesis about the time after the table."""
    if fast or problem.entries.time.size == 0:
        return [path]
    other = not path.none_before_end
    expectation = expect(problem, path.line, none_before_end=other)
    return [path, replace(path, expectation=expectation, none_before_end=other)]


def _wanted(problem: Problem, path: Path) -> tuple[int, IntArray]:
    """Return the total of events and those up to each table station; -1 where not printed."""
    total = -1 if problem.n_events is None else problem.n_events
    so_far = np.full(path.line.kind.size, -1, dtype=np.int64)
    entries = problem.entries
    if entries.n_censored is not None and not np.any(path.missed):
        gone = problem.n - entries.number - entries.n_censored
        is_possible = (gone >= 0) & (np.diff(np.append(0, gone)) >= 0)
        so_far[path.line.kind == TABLE] = np.where(is_possible, gone, -1)
    return total, so_far


def _is_met(path: Path, total: int, so_far: IntArray) -> bool:
    passed = np.cumsum(path.n_events)
    return (total < 0 or path.total == total) and bool(np.all((so_far < 0) | (so_far == passed)))


def _priced(
    problem: Problem, path: Path, total: int, allowed: FloatArray, *, fast: bool
) -> tuple[Path, float]:
    """Return the path nearest to the total at one price for every event, and that price."""
    best, best_price = path, 0.0
    ends: dict[bool, tuple[float, int]] = {path.total > total: (0.0, path.total - total)}
    step = FIRST_PRICE
    price = 0.0
    for _ in range(PRICE_ROUNDS):
        price = _next_price(ends, step)
        step *= 2.0
        latest = run(problem, path.line, path.expectation, price=price, limit=allowed, fast=True)
        surplus = latest.total - total
        ends[surplus > 0] = (price, surplus)
        if abs(surplus) < abs(best.total - total):
            best, best_price = latest, price
        if abs(surplus) <= NEAR:
            break
    return best, best_price


def _next_price(ends: dict[bool, tuple[float, int]], step: float) -> float:
    """Interpolate where the total is bracketed, else go on in the direction needed."""
    if len(ends) < 2:
        (price, surplus) = next(iter(ends.values()))
        return price + float(np.sign(surplus)) * step
    (low, over), (high, under) = ends[True], ends[False]
    share = float(np.clip(over / max(over - under, 1e-9), 0.15, 0.85))
    return low + share * (high - low)


def _sought(problem: Problem, path: Path, total: int, so_far: IntArray) -> Sought:
    """Return what to look for: the events of the path, bent evenly to what is printed."""
    passed = np.cumsum(path.n_events)
    known = np.flatnonzero(so_far >= 0)
    at, off = np.append(0, passed[known]), np.append(0, so_far[known] - passed[known])
    if total >= 0:
        at, off = np.append(at, passed[-1]), np.append(off, total - passed[-1])
    course = np.rint(passed + np.interp(passed, at, off)).astype(np.int64)
    course = np.maximum.accumulate(np.maximum(course, 0))
    reach = int(np.max(np.abs(np.diff(np.append(0, off))))) + SPARE
    shifts = np.diff(np.append(0, course))
    most_last = _most_last(problem, path)
    cost = cost_of_last_event(problem, path) if most_last else 0.0
    return Sought(total, so_far, shifts, min(reach, MOST_REACH), most_last, cost)


def _most_last(problem: Problem, path: Path) -> int:
    """Return how many events may lie at the very end: about as many as the drops before it."""
    usual = path.n_events[path.n_events > 0][-LATE_DROPS:]
    if not problem.drops.hides_last_drop or usual.size == 0:
        return 0
    return max(int(LATE_FACTOR * usual.max()), LEAST_LATE)
