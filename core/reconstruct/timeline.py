"""The stations a reconstruction passes in time order: drops, table times, the end."""

from dataclasses import dataclass

import numpy as np

from ..arrays import FloatArray, IntArray
from .drops import SEVERAL_EVENTS, Drops

JUMP, TABLE, END = 0, 1, 2


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


def lay_out(
    drops: Drops,
    entries: Entries,
    n: int,
    *,
    counts_leavers: bool = True,
    moved: dict[int, float] | None = None,
) -> Timeline:
    """Put drops, table entries and the end in time order.

    ``counts_leavers`` says that a number at risk counts those who leave at
    its very time. ``moved`` gives drops another time than was read.
    """
    falls = _falls(drops, entries, n, counts_leavers, moved or {})
    time, start, level, sigma, least, index = falls
    since = start if drops.since is None else _since(drops.since[index], time, start, entries)
    station = _middle(drops, since, time, index)
    n_drops, n_entries = time.size, entries.time.size
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
    falling = np.append(1.0, with_others(level, blank, 0.0)[is_jump])
    return Timeline(
        kind=kind,
        time=all_time[order],
        start=with_others(start, entries.time, drops.end),
        finish=with_others(time, entries.time, drops.end),
        level=falling[passed],
        sigma=with_others(sigma, blank + 1.0, 1.0),
        before=falling[passed - is_jump],
        min_events=with_others(least, blank, 0.0),
        number=np.concatenate((np.full(n_drops, -1), entries.number, [-1]))[order],
        drop=np.concatenate((index, np.full(n_entries + 1, -1)))[order],
        end=drops.end,
        since=None if drops.since is None else with_others(since, entries.time, drops.end),
    )


def _falls(
    drops: Drops, entries: Entries, n: int, counts_leavers: bool, moved: dict[int, float]
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray, FloatArray, IntArray]:
    """Return time, start, height, sigma, fewest events and number of each fall or piece of one."""
    time, start = drops.time.copy(), drops.start.copy()
    for drop, at in moved.items():
        time[drop] = start[drop] = at
    if counts_leavers:
        # Events of a stretch that ends at a table time lie before it.
        at_table = (time > start) & np.isin(time, entries.time)
        time = np.where(at_table, np.nextafter(time, -np.inf), time)
    cut = _cut_stretches(time, start, drops.level, drops.sigma, entries, n)
    if cut is not None:
        return cut
    least = drops.is_certain.astype(float)
    return time, start, drops.level, drops.sigma, least, np.arange(time.size)


def _middle(drops: Drops, since: FloatArray, time: FloatArray, index: IntArray) -> FloatArray:
    """Return the mean time of the events of each fall.

    Who is censored between the first and the last of them leaves as often before as
    after it: so the number at risk at the station is the mean of theirs. Evenly spread
    from ``since`` on they end at ``time``, those between points taken along a curve and
    before a cut at a table time half a spacing earlier.
    """
    if drops.since is not None or drops.expected is None:
        return np.maximum.accumulate((since + time) / 2.0) if time.size else time
    at_end = 0.5 / np.maximum(drops.expected[index], 1.0)
    share = 0.5 - np.where(index >= 0, at_end, 0.0)
    return np.maximum.accumulate(time - share * (time - since)) if time.size else time


def _since(since: FloatArray, time: FloatArray, start: FloatArray, entries: Entries) -> FloatArray:
    """Return since when the events of each fall may lie: not before the last table time."""
    latest = _latest_entry(entries, time)
    at_table = (start >= time) & np.isin(time, entries.time)
    return np.asarray(np.where(at_table, time, np.clip(since, latest, time)))


def _cut_stretches(
    time: FloatArray,
    start: FloatArray,
    level: FloatArray,
    sigma: FloatArray,
    entries: Entries,
    n: int,
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray, FloatArray, IntArray] | None:
    """Cut a stretch with several events where a table time lies inside it."""
    if time.size == 0 or entries.time.size == 0 or not np.any(time > start):
        return None
    k = np.minimum(np.searchsorted(time, entries.time, side="left"), time.size - 1)
    inside = (start[k] < entries.time) & (entries.time < time[k])
    before = np.append(1.0, level)[k]
    inside &= n * (before - level[k]) > SEVERAL_EVENTS
    if not np.any(inside):
        np.maximum(start, _latest_entry(entries, time), out=start)
        return None
    k, at, before = k[inside], entries.time[inside], before[inside]
    fall = before - level[k]
    height = before - fall * (at - start[k]) / (time[k] - start[k])
    spread = sigma[k] + 0.3 * fall
    # Every piece of a stretch begins where the one before it ends.
    new_start = np.maximum(start, _latest_entry(entries, time))
    piece_start = start[k].copy()
    same = np.append(False, k[1:] == k[:-1])
    piece_start[same] = at[np.flatnonzero(same) - 1]
    just_before = np.nextafter(at, -np.inf)
    return (
        np.insert(time, k, just_before),
        np.insert(new_start, k, piece_start),
        np.insert(level, k, height),
        np.insert(sigma, k, spread),
        np.insert(np.zeros(time.size), k, 0.0),
        np.insert(np.arange(time.size), k, -1),
    )


def _latest_entry(entries: Entries, time: FloatArray) -> FloatArray:
    """Return the last table time before each of these times, 0 where there is none."""
    latest = np.searchsorted(entries.time, time, side="left")
    return np.append(0.0, entries.time)[latest]
