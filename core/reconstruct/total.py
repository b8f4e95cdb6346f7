"""Meeting a printed total of events without leaving the trace.

A price on every event shifts which of the nearly equal paths is cheapest. A
path is only taken where it stays within the noise of the reading; where two
paths, one with too many and one with too few events, pass through the same
number at risk, the first part of one continues with the rest of the other.
"""

from dataclasses import replace

import numpy as np

from ..arrays import BoolArray, FloatArray, IntArray
from .ending import with_last_events
from .exchange import MOST_EXCHANGES, exchanges
from .solve import Path, Problem, run
from .timeline import TABLE

ROUNDS = 10
FIRST_STEP = 0.5
# A path may lie this many standard deviations from a height, or little farther than without total.
BEND_LIMIT = 3.0
BEND_SLACK = 0.5
# As the decoder has it: how much farther above the path a click may lie within a drop.
ON_DROP_BEND = 12.0
# Further decodings with prices that change along the curve.
UNEVEN = 6
# A table number missed weighs like so many events.
MISS_WEIGHT = 3
# Paths nearest to the total, on either side, tried as parts of one.
PARTS = 6
# A drop at the very end has at most so many times the events of the last few drops.
LATE_FACTOR = 1.5
LATE_DROPS = 5


def meet_totals(problem: Problem, path: Path, *, rounds: int = ROUNDS, fast: bool = False) -> Path:
    """Return a path that meets the printed totals, else the nearest that keeps to the trace."""
    path = with_last_events(problem, path)
    group, target = _targets(problem, path)
    if target.size == 0 or not np.any(_surplus(path, group, target)):
        return path
    allowed = np.maximum(BEND_LIMIT, _bend(problem, path) + BEND_SLACK)
    found = [path]
    price = np.zeros(target.size)
    low, high = np.full(target.size, -np.inf), np.full(target.size, np.inf)
    over, under = np.zeros(target.size), np.zeros(target.size)
    step = np.full(target.size, FIRST_STEP)
    latest = path
    for _ in range(rounds):
        surplus = _surplus(latest, group, target)
        if not np.any(surplus):
            if _stays(problem, latest, allowed) and latest.missed.sum() <= path.missed.sum():
                break
            # The total is met where it may not be: as good as gone too far.
            surplus = -np.sign(_surplus(path, group, target))
        low, over = np.where(surplus > 0, (price, surplus), (low, over))
        high, under = np.where(surplus < 0, (price, -surplus), (high, under))
        share = np.clip(over / np.maximum(over + under, 1e-9), 0.15, 0.85)
        price = _next_price(price, low, high, share, step, surplus)
        step = 2.0 * step
        prices = np.where(group >= 0, price[np.maximum(group, 0)], 0.0)
        latest = run(problem, path.line, path.expectation, prices, allowed, fast=fast)
        latest = with_last_events(problem, latest)
        found.append(latest)
    least = int(path.missed.sum())
    kept = [one for one in found if int(one.missed.sum()) <= least]
    kept = [one for one in kept if _stays(problem, one, allowed)] or [path]
    best = min(kept, key=lambda one: _distance(one, group, target))
    if target.size == 1 and _distance(best, group, target):
        met = _closed(problem, kept, found, int(target[0]), allowed)
        if met is None and not fast:
            found += _unevenly_priced(problem, path, price, allowed)
            kept += [
                one
                for one in found[-UNEVEN:]
                if int(one.missed.sum()) <= least and _stays(problem, one, allowed)
            ]
            met = _closed(problem, kept, found, int(target[0]), allowed)
        return met or best
    return best


def _unevenly_priced(
    problem: Problem, path: Path, price: FloatArray, allowed: FloatArray
) -> list[Path]:
    """Return paths at prices that differ along the curve: they have totals in between."""
    place = np.linspace(0.0, np.pi, path.line.kind.size)
    waves = [np.cos((k // 2 + 1) * place) * (1 if k % 2 else -1) for k in range(UNEVEN)]
    base = float(price[0])
    size = max(abs(base), FIRST_STEP)
    paths = [run(problem, path.line, path.expectation, base + size * w, allowed) for w in waves]
    return [with_last_events(problem, one) for one in paths]


def _closed(
    problem: Problem, kept: list[Path], found: list[Path], target: int, allowed: FloatArray
) -> Path | None:
    """Return a path of the total put together from, or by exchanges in, those found."""
    spliced = _spliced(problem, found, target, allowed)
    if spliced is not None:
        return spliced
    now = _nearest_exchanged(problem, kept, target, allowed)
    return now or _at_the_end(problem, kept[0], target)


def _nearest_exchanged(
    problem: Problem, kept: list[Path], target: int, allowed: FloatArray
) -> Path | None:
    fewest = min(int(one.missed.sum()) for one in kept)
    start = [one for one in kept if one.missed.sum() == fewest]
    tried: set[int] = set()
    # What is nearest needs the fewest exchanges.
    for path in sorted(start, key=lambda one: abs(one.total - target)):
        if path.total not in tried:
            tried.add(path.total)
            now = _exchanged(problem, path, target, allowed)
            if now is not None:
                return now
    return None


def _exchanged(problem: Problem, path: Path, target: int, allowed: FloatArray) -> Path | None:
    """Return the path brought to the total one patient at a time, None where it cannot."""
    if abs(path.total - target) > MOST_EXCHANGES:
        return None
    now = path
    while now.total != target:
        tries = exchanges(problem, now, now.total - target)
        limit = np.maximum(allowed, now.bend + BEND_SLACK)
        near = [one for one in tries if np.all(one.bend <= limit)]
        step = next((one for one in near if _stays(problem, one, allowed)), None)
        if step is None:
            return None
        now = step
    return now


def _at_the_end(problem: Problem, path: Path, target: int) -> Path | None:
    """Return the path with the missing events at the very end, where a drop would not show.

    Only about as many as the drops before it have: else the total contradicts the curve.
    """
    missing = target - path.total
    usual = path.n_events[path.n_events > 0][-LATE_DROPS:]
    if not problem.drops.hides_last_drop or usual.size == 0 or path.n_last_events:
        return None
    if not 1 < missing <= LATE_FACTOR * usual.max() or missing >= path.n_left:
        return None
    return replace(path, n_last_events=missing)


def _targets(problem: Problem, path: Path) -> tuple[IntArray, IntArray]:
    """Return which total each station counts towards (-1: none) and the totals."""
    line = path.line
    block = np.cumsum(line.kind == TABLE)
    entries = problem.entries
    if entries.n_censored is None or entries.time.size == 0 or np.any(path.missed):
        if problem.n_events is None:
            return np.full(line.kind.size, -1), np.zeros(0, dtype=np.intp)
        return np.zeros(line.kind.size, dtype=np.intp), np.array([problem.n_events])
    left = np.append(problem.n, entries.number)
    total = -np.diff(left) - np.diff(np.append(0, entries.n_censored))
    group = block.astype(np.intp)
    if problem.n_events is not None:
        total = np.append(total, problem.n_events - total.sum())
    else:
        group = np.where(group == total.size, -1, group)
    return group, np.maximum(total, 0)


def _surplus(path: Path, group: IntArray, target: IntArray) -> IntArray:
    used = group >= 0
    count = np.bincount(group[used], weights=path.n_events[used], minlength=target.size)
    count = count.astype(np.intp)
    if group[-1] >= 0:
        count[group[-1]] += path.n_last_events
    return np.asarray(count - target)


def _distance(path: Path, group: IntArray, target: IntArray) -> int:
    off = int(np.abs(_surplus(path, group, target)).sum())
    return off + MISS_WEIGHT * int(np.maximum(path.missed, 0).sum())


def _next_price(
    price: FloatArray,
    low: FloatArray,
    high: FloatArray,
    share: FloatArray,
    step: FloatArray,
    surplus: IntArray,
) -> FloatArray:
    """Interpolate where the total is bracketed, else go on in the direction needed."""
    bracketed = np.isfinite(low) & np.isfinite(high)
    begin, end = np.where(bracketed, low, 0.0), np.where(bracketed, high, 0.0)
    outward = price + np.sign(surplus) * step
    inside = begin + share * (end - begin)
    return np.where(surplus == 0, price, np.where(bracketed, inside, outward))


def _bend(problem: Problem, path: Path) -> FloatArray:
    """Return how far the path lies from each height, 0 where a click may lie within its drop."""
    line = path.line
    if problem.drops.on_drop <= 0:
        return path.bend
    left = _left_after(path)
    whole = np.append(1.0, path.height[:-1])
    last = path.height * (left + 1) / np.maximum(left, 1)
    top = np.where(line.start < line.time, np.minimum(last, whole), whole)
    within = (line.level < top) & (line.level > path.height) & (line.drop >= 0)
    return np.where(within, np.maximum(path.bend - ON_DROP_BEND, 0.0), path.bend)


def _stays(problem: Problem, path: Path, allowed: FloatArray) -> bool:
    return bool(np.all(_bend(problem, path) <= allowed))


def _spliced(problem: Problem, found: list[Path], target: int, allowed: FloatArray) -> Path | None:
    """Return a path of the total made of two found ones that meet, if one stays on the trace."""
    above = sorted((one for one in found if one.total > target), key=lambda one: one.total)[:PARTS]
    below = sorted((one for one in found if one.total < target), key=lambda one: -one.total)[:PARTS]
    best: Path | None = None
    worst = np.inf
    for more in above:
        for less in below:
            for first, second in ((more, less), (less, more)):
                for at in np.flatnonzero(_meeting(first, second, target)):
                    joined = _join(problem, first, second, int(at))
                    if joined.missed.sum() > found[0].missed.sum():
                        continue
                    bend = float(np.max(_bend(problem, joined) / allowed))
                    if bend <= 1.0 and bend < worst:
                        best, worst = joined, bend
    return best


def _left_after(path: Path) -> IntArray:
    return np.asarray(path.n_start - np.cumsum(path.n_events + path.n_censored))


def _meeting(first: Path, second: Path, target: int) -> BoolArray:
    """Return the stations after which the paths agree and one goes on to the target."""
    so_far = np.cumsum(first.n_events)
    rest = second.n_events.sum() - np.cumsum(second.n_events) + second.n_last_events
    same = _left_after(first) == _left_after(second)
    return np.asarray(same & (so_far + rest == target))


def _join(problem: Problem, first: Path, second: Path, at: int) -> Path:
    later = np.arange(first.n_events.size) > at
    n_events = np.where(later, second.n_events, first.n_events)
    n_censored = np.where(later, second.n_censored, first.n_censored)
    before = problem.n - np.cumsum(n_events + n_censored) + n_events
    kept = 1.0 - n_events / np.maximum(before, 1)
    return replace(
        first,
        n_events=n_events,
        n_censored=n_censored,
        height=np.cumprod(kept),
        missed=np.where(later, second.missed, first.missed),
        n_last_events=second.n_last_events,
    )
