"""The stations a reconstruction passes in time order: drops, table times, the end."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ..arrays import FloatArray, IntArray
from .drops import SEVERAL_EVENTS, Drops

JUMP, TABLE, END = 0, 1, 2
# A fall of so many patients between points along a curve has an event on one side of a table time.
ONE_EVENT = 0.6
# Standard deviation of the height where a stretch is cut, beyond that of its end, per its fall.
CUT_DOUBT = 0.3


@dataclass(frozen=True, slots=True, eq=False)
class Entries:
    """Numbers at risk that bind the path, after time 0 and up to the end of follow-up.

    Attributes
    ----------
    time, number : ndarray, shape (n_entries,)
    n_censored : ndarray of int or None
        Censored so far, where printed.
    column : ndarray of int
        Position in ``ArmInput.risk_table``.
    """

    time: FloatArray
    number: IntArray
    n_censored: IntArray | None
    column: IntArray

    def without(self, entry: int) -> "Entries":
        """Return the entries but one."""
        keep = np.arange(self.time.size) != entry
        censored = None if self.n_censored is None else self.n_censored[keep]
        return Entries(self.time[keep], self.number[keep], censored, self.column[keep])


class Move(NamedTuple):
    """Another time ``at`` for the end of a fall, ``whole`` for all of its events."""

    at: float
    whole: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Timeline:
    """Stations in order, each with the gap before it.

    Attributes
    ----------
    kind : ndarray of int8, shape (n_stations,)
    time : ndarray
        When the station is: in the middle of its events.
    start, finish : ndarray
        Where the stretch of its events begins and when the last of them is.
    level, sigma : ndarray
        Height read after it and its standard deviation; the height so far at other stations.
    before : ndarray
        Height read before it: that of the gap.
    min_events : ndarray
    number : ndarray of int
        Number at risk at table stations, -1 elsewhere.
    drop : ndarray of int
        Which drop, -1 at other stations and where a stretch was cut at a table time.
    since : ndarray or None
        Since when the events of a fall may lie where points were taken along the curve.
    """

    kind: IntArray
    time: FloatArray
    start: FloatArray
    finish: FloatArray
    level: FloatArray
    sigma: FloatArray
    before: FloatArray
    min_events: FloatArray
    number: IntArray
    drop: IntArray
    end: float
    since: FloatArray | None = None

    @property
    def duration(self) -> FloatArray:
        """Length of the gap before each station."""
        return np.maximum(np.diff(np.append(0.0, self.time)), 0.0)


class Pieces(NamedTuple):
    """Falls, or pieces of those cut at table times, in order.

    ``time`` is when the last event is, ``start`` and ``since`` where the others begin, as
    in `Drops`; ``least`` the fewest events; ``drop`` its number, -1 before a cut.
    """

    time: FloatArray
    start: FloatArray
    since: FloatArray
    level: FloatArray
    sigma: FloatArray
    least: FloatArray
    drop: IntArray


def lay_out(
    drops: Drops,
    entries: Entries,
    n: int,
    *,
    counts_leavers: bool = True,
    moved: dict[int, Move] | None = None,
) -> Timeline:
    """Put drops, table entries and the end in time order.

    ``counts_leavers`` says that a number at risk counts those who leave at
    its very time. ``moved`` gives drops another time than was read.
    """
    falls = _pieces(drops, entries, n, counts_leavers, moved or {})
    station = _middle(falls, drops)
    n_drops, n_entries = falls.time.size, entries.time.size
    all_time = np.concatenate((station, entries.time, [drops.end]))
    rank = np.repeat([1, 0 if counts_leavers else 2, 3], [n_drops, n_entries, 1])
    order = np.lexsort((rank, all_time))
    order = np.append(order[order != n_drops + n_entries], n_drops + n_entries)
    kind = np.repeat(np.array([JUMP, TABLE, END]), [n_drops, n_entries, 1])[order]

    def with_others(of_drops: FloatArray, of_entries: FloatArray, at_end: float) -> FloatArray:
        return np.concatenate((of_drops, of_entries, [at_end]))[order]

    blank = np.zeros(n_entries)
    is_jump = kind == JUMP
    passed = np.cumsum(is_jump)
    falling = np.append(1.0, with_others(falls.level, blank, 0.0)[is_jump])
    return Timeline(
        kind=kind,
        time=all_time[order],
        start=with_others(falls.start, entries.time, drops.end),
        finish=with_others(falls.time, entries.time, drops.end),
        level=falling[passed],
        sigma=with_others(falls.sigma, blank + 1.0, 1.0),
        before=falling[passed - is_jump],
        min_events=with_others(falls.least, blank, 0.0),
        number=np.concatenate((np.full(n_drops, -1), entries.number, [-1]))[order],
        drop=np.concatenate((falls.drop, np.full(n_entries + 1, -1)))[order],
        end=drops.end,
        since=None if drops.since is None else with_others(falls.since, entries.time, drops.end),
    )


def _pieces(
    drops: Drops, entries: Entries, n: int, counts_leavers: bool, moved: dict[int, Move]
) -> Pieces:
    """Return the falls in order, cut where numbers at risk stand inside them."""
    time, start = drops.time.copy(), drops.start.copy()
    since = start if drops.since is None else np.minimum(drops.since, time)
    for drop, (at, whole) in moved.items():
        is_point = start[drop] >= time[drop]
        time[drop] = at
        start[drop] = at if whole or is_point else min(start[drop], at)
        since[drop] = at if whole else min(since[drop], at)
    if counts_leavers:
        # Events of a stretch that ends at a table time lie before it.
        at_table = (time > start) & np.isin(time, entries.time)
        time = np.where(at_table, np.nextafter(time, -np.inf), time)
    least = drops.is_certain.astype(float)
    falls = Pieces(time, start, since, drops.level, drops.sigma, least, np.arange(time.size))
    if time.size == 0 or entries.time.size == 0 or not np.any(time > since):
        return falls
    # One event may lie anywhere between points along the curve, but is at the foot of its drop.
    return _cut(falls, entries, (SEVERAL_EVENTS if drops.since is None else ONE_EVENT) / n)


def _cut(falls: Pieces, entries: Entries, least_fall: float) -> Pieces:
    """Cut falls of more than ``least_fall`` where a table time lies inside them.

    Height is taken to fall straight inside; what is left begins at the table time.
    """
    time, level = falls.time, falls.level
    latest = _latest_entry(entries, time)
    at_table = (falls.start >= time) & np.isin(time, entries.time)
    start = np.maximum(falls.start, latest)
    since = np.where(at_table, time, np.maximum(falls.since, latest))
    k = np.minimum(np.searchsorted(time, entries.time, side="left"), time.size - 1)
    fall = np.append(1.0, level)[k] - level[k]
    inside = (falls.since[k] < entries.time) & (entries.time < time[k]) & (fall > least_fall)
    k, at, fall = k[inside], entries.time[inside], fall[inside]
    begin = falls.since[k]
    height = level[k] + fall * (time[k] - at) / (time[k] - begin)
    least = falls.least.copy()
    least[k] = 0.0
    # Every piece begins where the one before it ends.
    again = np.flatnonzero(np.append(False, k[1:] == k[:-1])) if k.size else k
    begin[again] = at[again - 1]
    return Pieces(
        time=np.insert(time, k, np.nextafter(at, -np.inf)),
        start=np.insert(start, k, begin),
        since=np.insert(since, k, begin),
        level=np.insert(level, k, height),
        sigma=np.insert(falls.sigma, k, falls.sigma[k] + CUT_DOUBT * fall),
        least=np.insert(least, k, 0.0),
        drop=np.insert(falls.drop, k, -1),
    )


def _middle(falls: Pieces, drops: Drops) -> FloatArray:
    """Return the mean time of the events of each fall.

    Who is censored between the first and the last of them leaves as often before as
    after it: so the number at risk at the station is the mean of theirs. Evenly spread
    from ``since`` on they end at ``time``, those between points taken along a curve and
    before a cut at a table time half a spacing earlier.
    """
    share = np.full(falls.time.size, 0.5)
    if drops.since is None and drops.expected is not None:
        at_end = 0.5 / np.maximum(drops.expected[falls.drop], 1.0)
        share -= np.where(falls.drop >= 0, at_end, 0.0)
    middle = falls.time - share * (falls.time - falls.since)
    return np.maximum.accumulate(middle) if middle.size else middle


def _latest_entry(entries: Entries, time: FloatArray) -> FloatArray:
    """Return the last table time before each of these times, 0 where there is none."""
    latest = np.searchsorted(entries.time, time, side="left")
    return np.append(0.0, entries.time)[latest]
