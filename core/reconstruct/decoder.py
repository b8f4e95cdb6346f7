"""The most plausible whole-number path of the number at risk along a curve.

Compiled with numba, which is imported only when this module is; import it
inside functions. A path visits stations in time order. Before each station
lies a gap in which patients may be censored; at a jump station patients have
the event; at a table station the number at risk is known. For every number at
risk the cheapest path to it is kept, with that path's own Kaplan-Meier height,
so heights are absolute and errors do not pile up. Paths may be kept apart in
classes: by their height, as the cheapest so far need not suit what follows, or
by their events so far, then a total can be met exactly.

Each row of what was moved is kept, and the best path traced back from its end.
"""

import math

import numpy as np

from .columns import AHEAD, EVENTS, NUMBER, PRICE
from .costs import FAR
from .jit import compiled, part
from .moves import clear, cut, fall, floors, leave, leave_for_entry, only_class, stay
from .timeline import JUMP, TABLE


@part
def _pass_gap(  # type: ignore[no-untyped-def]
    kind, cost, height, low, high, row, so_far, dearest, prune, apart, floor, fee, made
):
    """Pass the gap before a station; return the range of numbers at risk alive after it.

    ``made`` are the costs, heights and patients gone to be written.
    """
    new_cost, new_height, moved = made
    if kind == TABLE:
        at = leave_for_entry(cost, height, low, high, row, dearest, new_cost, new_height, moved)
        if row[EVENTS] >= 0.0:
            only_class(new_cost, at, int(row[EVENTS]) - so_far)
        return at, at
    floors(cost, low, high, row[AHEAD], apart, floor)
    low = leave(cost, height, low, high, row, prune, floor, fee, new_cost, new_height, moved)
    return cut(new_cost, low, high, row[AHEAD], prune, apart, floor)


@part
def _pass_jump(cost, height, low, high, row, shift, prune, apart, floor, made):  # type: ignore[no-untyped-def]
    """Pass a jump; return the range alive after it and by how many events the classes moved."""
    new_cost, new_height, fell = made
    new_low, new_high = fall(
        cost, height, low, high, row, shift, prune, apart, floor, new_cost, new_height, fell
    )
    if new_high < 0:
        stay(cost, height, low, high, apart, new_cost, new_height, fell)
        new_low, new_high, shift = low, high, 0
    low, high = cut(new_cost, new_low, new_high, row[AHEAD], prune, apart, floor)
    return low, high, shift


@part
def _record(store, used, rows, values, low, high):  # type: ignore[no-untyped-def]
    """Write these columns to the store, class by class, and where; return it and what is used."""
    width = high - low + 1
    needed = used + width * values.shape[0]
    if needed > store.size:
        larger = np.empty(max(2 * store.size, needed), np.int32)
        larger[:used] = store[:used]
        store = larger
    rows[0], rows[1], rows[2] = used, low, width
    for b in range(values.shape[0]):
        for n in range(low, high + 1):
            store[used] = values[b, n]
            used += 1
    return store, used


@part
def _best_end(cost, height, low, high, so_far, total, most_last, last_cost):  # type: ignore[no-untyped-def]
    """Return class, number left, events at the very end and cost of the path to take.

    Of the paths nearest to ``total`` (any, where that is negative) the cheapest.
    """
    best_b, best_n, best_last, best, nearest = 0, low, 0, np.inf, np.inf
    for b in range(cost.shape[0]):
        for n in range(low, high + 1):
            value = cost[b, n]
            if value == np.inf:
                continue
            # Somebody has to reach the end of a curve above 0.
            if n == 0 and height[b, n] > 0.0:
                value += FAR
            last = 0
            off = 0.0
            if total >= 0:
                missing = total - so_far - b
                if 0 < missing <= min(most_last, n) and height[b, n] > 0.0:
                    last, value = missing, value + last_cost * missing + math.lgamma(missing + 1.0)
                off = abs(missing - last)
            if off < nearest or (off == nearest and value < best):
                best_b, best_n, best_last, best, nearest = b, n, last, value, off
    return best_b, best_n, best_last, best


@compiled
def decode(n_start, kinds, stations, shifts, prune, n_classes, total, most_last, last_cost):  # type: ignore[no-untyped-def]
    """Return (n_censored, n_events, missed, n_last, cost) of the cheapest path.

    Parameters
    ----------
    n_start : int
        Patients at time 0.
    kinds : ndarray of int, shape (n_stations,)
    stations : ndarray, shape (n_stations, N_COLUMNS)
    shifts : ndarray of int, shape (n_stations,) or (0,)
        Events expected at each jump: classes count events more or fewer than that
        so far. Empty: classes are of height.
    prune : float
        Paths so much more expensive than the cheapest (of their class, with
        ``shifts``) are forgotten.
    n_classes : int
        Odd. With 1 paths are not kept apart by their events.
    total : int
        Events wanted, -1 for any; the path nearest to it is returned.
    most_last : int
        Events that may happen at the very end unseen.
    last_cost : float
        For each of them.

    Returns
    -------
    n_censored, n_events, missed : ndarray of int, shape (n_stations,)
        Leaving in the gap before each station and at it; patients too few at a table station.
    n_last : int
        Events at the very end.
    cost : float
    """
    n_stations = kinds.size
    apart = shifts.size > 0
    shape = (n_classes, n_start + 1)
    cost, height = np.empty(shape), np.zeros(shape)
    next_cost, next_height = np.empty(shape), np.zeros(shape)
    moved = np.zeros(shape, np.int32)
    floor, fee = np.zeros(n_classes), np.zeros(n_start + 1)
    store, used = np.empty(1 << 15, np.int32), 0
    # Per station: where its rows begin in the store, their first and their number of columns.
    gap_rows, jump_rows = np.zeros((n_stations, 3), np.int64), np.zeros((n_stations, 3), np.int64)
    missed, shift_at = np.zeros(n_stations, np.int64), np.zeros(n_stations, np.int64)
    dearest = np.abs(stations[:, PRICE]).max()
    clear(cost, 0, n_start)
    middle = n_classes // 2
    cost[middle, n_start], height[middle, n_start] = 0.0, 1.0
    low = high = n_start
    so_far = -middle
    for i in range(n_stations):
        row = stations[i]
        made = (next_cost, next_height, moved)
        low, high = _pass_gap(
            kinds[i], cost, height, low, high, row, so_far, dearest, prune, apart, floor, fee, made
        )
        cost, next_cost, height, next_height = next_cost, cost, next_height, height
        if kinds[i] == TABLE:
            missed[i] = int(row[NUMBER]) - low
        store, used = _record(store, used, gap_rows[i], moved, low, high)
        if kinds[i] != JUMP:
            continue
        shift = shifts[i] if apart else 0
        made = (next_cost, next_height, moved)
        low, high, shift_at[i] = _pass_jump(
            cost, height, low, high, row, shift, prune, apart, floor, made
        )
        cost, next_cost, height, next_height = next_cost, cost, next_height, height
        so_far += shift_at[i]
        store, used = _record(store, used, jump_rows[i], moved, low, high)
    b, n, n_last, best = _best_end(cost, height, low, high, so_far, total, most_last, last_cost)
    n_censored, n_events = _traced_back(
        kinds, store, gap_rows, jump_rows, shift_at, b, n, n_classes, apart
    )
    return n_censored, n_events, missed, n_last, best


@part
def _traced_back(kinds, store, gap_rows, jump_rows, shift_at, b, n, n_classes, apart):  # type: ignore[no-untyped-def]
    """Return who left on the way to this class and number at risk, in each gap and at each jump."""
    n_censored, n_events = np.zeros(kinds.size, np.int64), np.zeros(kinds.size, np.int64)
    for i in range(kinds.size - 1, -1, -1):
        if kinds[i] == JUMP:
            out = store[jump_rows[i, 0] + b * jump_rows[i, 2] + n - jump_rows[i, 1]]
            if apart:
                b += shift_at[i] - out
            else:
                b, out = out % n_classes, out // n_classes
            n_events[i] = out
            n += out
        out = store[gap_rows[i, 0] + b * gap_rows[i, 2] + n - gap_rows[i, 1]]
        n_censored[i] = out
        n += out
    return n_censored, n_events
