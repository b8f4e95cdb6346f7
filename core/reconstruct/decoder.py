"""The most plausible whole-number path of the number at risk along a curve.

Compiled with numba, which is imported only when this module is; import it
inside functions. A path visits stations in time order. Before each station
lies a gap in which patients may be censored; at a jump station patients have
the event; at a table station the number at risk is known. For every number at
risk the cheapest path to it is kept, with that path's own Kaplan-Meier height,
so heights are absolute and errors do not pile up. Paths may be kept apart in
classes: by their height, as the cheapest so far need not suit what follows, or
by their events so far, then a total can be met exactly.

Arrays over states have the shape (n_classes, number at risk). Plain loops
throughout, since they compile several times faster than array expressions.
"""

import math

import numpy as np

from .jit import compiled, part

JUMP, TABLE, END = 0, 1, 2
# Columns of the station table: height read and its noise, the fewest events, what each event
# beyond the first costs, how closely the number at risk follows the expected and that number,
LEVEL, SIGMA, MIN_EVENTS, TIE_COST, TRACK_WEIGHT, TRACK_AT = range(6)
# of the gap before it: expected hidden censorings, their spread, the visible; the number at risk,
EXPECTED, SPREAD, VISIBLE, NUMBER = range(6, 10)
# cost where the height lies within the drop (negative: within the last event's part of it),
# events tried beyond those wanted, sigmas allowed, price of each event, events sought so far,
ON_DROP, REACH, LIMIT, PRICE, EVENTS = range(10, 15)
# the lowest height of use, the number at risk ahead, whether heights are those of rows.
LOWEST, AHEAD, IS_ROUNDED = range(15, 18)
N_COLUMNS = 18
# Residuals beyond this half square cost only logarithmically more.
FAR = 12.0
# Heights rounded to rows cost little within half a row and much beyond: from about so many sigmas.
EDGE_OF_ROW = 1.2
# Width of the classes of height, and from which noise on heights tell no classes apart.
CLASS_SIGMAS = 1.0
WIDE = 0.05
# Each patient a table number is missed by.
MISS_COST = 5.0
# A visible censor mark nobody stands on.
UNUSED_MARK = 4.0
# So few live states that any number of censorings is tried.
FEW_STATES = 40


@part
def _gap_cost(n_censored, row):  # type: ignore[no-untyped-def]
    z = (n_censored - row[VISIBLE] - row[EXPECTED]) / row[SPREAD]
    cost = 2.0 * np.log(1.0 + z * z / 3.0)
    if n_censored < row[VISIBLE]:
        cost += UNUSED_MARK * (row[VISIBLE] - n_censored)
    return cost


@part
def _drop_cost(before, after, out, residual, row):  # type: ignore[no-untyped-def]
    """Return what a drop of ``out`` events costs against the height read."""
    half = 0.5 * residual * residual
    if row[IS_ROUNDED] > 0.0:
        half = 0.5 * half + 0.5 * (residual / EDGE_OF_ROW) ** 4
    cost = half if half <= FAR else FAR + FAR * np.log(half / FAR)
    if abs(residual) > row[LIMIT]:
        cost = np.inf
    kind = row[ON_DROP]
    if kind != 0.0 and after < row[LEVEL] < before and after >= row[LOWEST]:
        # In a stretch only the last event is at the height's time.
        top = before if kind > 0.0 else after + (before - after) / max(out, 1)
        if row[LEVEL] < top:
            cost = min(cost, abs(kind) + np.log(1.0 + (top - after) / row[SIGMA]))
    if out > 1:
        cost += row[TIE_COST] * (out - 1)
    return cost + row[PRICE] * out


@part
def _floors(cost, low, high, ahead, apart, floor):  # type: ignore[no-untyped-def]
    """Write the lowest cost of each class, or of all where they are not pruned apart.

    Of paths that can still meet the number at risk ``ahead``, where there are any.
    """
    least = np.inf
    for b in range(cost.shape[0]):
        floor[b], any_way = np.inf, np.inf
        for n in range(low, high + 1):
            any_way = min(any_way, cost[b, n])
            if n >= ahead:
                floor[b] = min(floor[b], cost[b, n])
        if floor[b] == np.inf:
            floor[b] = any_way
        least = min(least, floor[b])
    if not apart:
        for b in range(cost.shape[0]):
            floor[b] = least


@part
def _cut(cost, low, high, ahead, prune, apart, floor):  # type: ignore[no-untyped-def]
    """Forget paths too expensive to win; return the range still alive."""
    _floors(cost, low, high, ahead, apart, floor)
    new_low, new_high = high, low
    for b in range(cost.shape[0]):
        for n in range(low, high + 1):
            if cost[b, n] > floor[b] + prune:
                cost[b, n] = np.inf
            elif cost[b, n] < np.inf:
                new_low, new_high = min(new_low, n), max(new_high, n)
    return new_low, new_high


@part
def _clear(cost, low, high):  # type: ignore[no-untyped-def]
    for b in range(cost.shape[0]):
        for n in range(low, high + 1):
            cost[b, n] = np.inf


@part
def _leave_for_entry(cost, height, low, high, row, dearest, new_cost, new_height, moved):  # type: ignore[no-untyped-def]
    """Move every path to the table number, or stay with the most there are; return where."""
    target = int(row[NUMBER])
    found = False
    _clear(new_cost, min(low, target), max(high, target))
    for b in range(cost.shape[0]):
        for n in range(max(low, target), high + 1):
            value = cost[b, n]
            if value < np.inf:
                value += _gap_cost(n - target, row)
                if value < new_cost[b, target]:
                    new_cost[b, target], new_height[b, target] = value, height[b, n]
                    moved[b, target] = n - target
                    found = True
    if found:
        return target
    most = low
    for b in range(cost.shape[0]):
        for n in range(low, high + 1):
            if cost[b, n] < np.inf and n > most:
                most = n
    # No price may make it worth while to miss a table number.
    for b in range(cost.shape[0]):
        new_cost[b, most] = cost[b, most] + (MISS_COST + 3.0 * dearest) * (target - most)
        new_height[b, most] = height[b, most]
        moved[b, most] = 0
    return most


@part
def _only_class(cost, n, b):  # type: ignore[no-untyped-def]
    """Keep the paths of one class at this number at risk, if there are any."""
    if 0 <= b < cost.shape[0] and cost[b, n] < np.inf:
        for other in range(cost.shape[0]):
            if other != b:
                cost[other, n] = np.inf


@part
def _widest(cost, low, high, row):  # type: ignore[no-untyped-def]
    """Return the most censorings to try in a gap: all of few states, else the plausible."""
    if row[SPREAD] <= 0.0:
        return 0
    n_live = 0
    for n in range(low, high + 1):
        for b in range(cost.shape[0]):
            if cost[b, n] < np.inf:
                n_live += 1
                break
    if n_live <= FEW_STATES:
        return high
    return min(high, int(row[VISIBLE] + row[EXPECTED] + 8.0 * row[SPREAD] + 12.0))


@part
def _leave(cost, height, low, high, row, prune, floor, fee, new_cost, new_height, moved):  # type: ignore[no-untyped-def]
    """Let patients be censored in a gap; return the lowest number at risk reached."""
    most = _widest(cost, low, high, row)
    fee[0] = 0.0
    cheapest = np.inf
    for out in range(most + 1):
        if row[SPREAD] > 0.0:
            fee[out] = _gap_cost(out, row)
        cheapest = min(cheapest, fee[out])
    new_low = max(low - most, 0)
    _clear(new_cost, new_low, high)
    usual = row[VISIBLE] + row[EXPECTED]
    for b in range(cost.shape[0]):
        ceiling = floor[b] + cheapest + prune
        for n in range(low, high + 1):
            base = cost[b, n]
            if base + cheapest > ceiling or base == np.inf:
                continue
            for out in range(min(most, n) + 1):
                value = base + fee[out]
                if value > ceiling:
                    if out > usual:
                        break
                elif value < new_cost[b, n - out]:
                    new_cost[b, n - out], new_height[b, n - out] = value, height[b, n]
                    moved[b, n - out] = out
    return new_low


@part
def _lowest_after(cost, height, low, high, row):  # type: ignore[no-untyped-def]
    """Return a number at risk no path falls below at this jump."""
    if row[LEVEL] <= 0.0:
        return 0
    highest = row[LEVEL]
    for b in range(cost.shape[0]):
        for n in range(low, high + 1):
            if cost[b, n] < np.inf and height[b, n] > highest:
                highest = height[b, n]
    return max(int(low * row[LEVEL] / highest - row[REACH] - row[MIN_EVENTS] - 6.0), 0)


@part
def _wanted(n, height, row):  # type: ignore[no-untyped-def]
    """Return how many whole events lead to the height read or just above it."""
    if height <= 0.0:
        return 0
    return int(np.floor(n * (1.0 - row[LEVEL] / height)))


@part
def _events_to_try(n, height, reach, row):  # type: ignore[no-untyped-def]
    """Return the fewest and the most events to try: around those the height asks for."""
    if row[LEVEL] <= 0.0:
        return n, n
    wanted = _wanted(n, height, row)
    first = max(wanted - reach, int(row[MIN_EVENTS]))
    return first, min(max(wanted + 1 + reach, first), n)


@part
def _class_after(b, out, residual, sigma, n_classes, shift, apart):  # type: ignore[no-untyped-def]
    """Return the class of a path after a jump; by its events so far it may lie outside all.

    By height it is how far the path lies from the height read, where that tells anything.
    """
    if apart:
        return b + out - shift
    if n_classes == 1 or sigma >= WIDE:
        return b
    k = int(np.floor(residual / CLASS_SIGMAS + 0.5 * n_classes))
    return min(max(k, 0), n_classes - 1)


@part
def _fall(cost, height, low, high, row, shift, prune, apart, floor, new_cost, new_height, fell):  # type: ignore[no-untyped-def]
    """Let patients have the event at a jump; return the new range, empty where none can."""
    n_classes = cost.shape[0]
    reach = int(row[REACH]) + (2 if row[PRICE] != 0.0 else 0)
    _clear(new_cost, _lowest_after(cost, height, low, high, row), high)
    least = np.inf
    for b in range(n_classes):
        floor[b] = np.inf
    new_low, new_high = high + 1, -1
    for b in range(n_classes):
        for n in range(low, high + 1):
            if cost[b, n] == np.inf:
                continue
            now = height[b, n]
            first, last = _events_to_try(n, now, reach, row)
            for out in range(first, last + 1):
                left = n - out
                after = now * left / n if n > 0 else now
                residual = (after - row[LEVEL]) / row[SIGMA]
                k = _class_after(b, out, residual, row[SIGMA], n_classes, shift, apart)
                if k < 0 or k >= n_classes:
                    continue
                off = left - row[TRACK_AT]
                value = cost[b, n] + 0.5 * row[TRACK_WEIGHT] * off * off
                value += _drop_cost(now, after, out, residual, row)
                if value > (floor[k] if apart else least) + prune:
                    continue
                if value < new_cost[k, left]:
                    new_cost[k, left], new_height[k, left] = value, after
                    fell[k, left] = out if apart else out * n_classes + b
                    if left >= row[AHEAD]:
                        floor[k], least = min(floor[k], value), min(least, value)
                    new_low, new_high = min(new_low, left), max(new_high, left)
    return new_low, new_high


@part
def _stay(cost, height, low, high, apart, new_cost, new_height, fell):  # type: ignore[no-untyped-def]
    """Pass a jump nobody is left for."""
    for b in range(cost.shape[0]):
        for n in range(low, high + 1):
            new_cost[b, n], new_height[b, n] = cost[b, n] + 2.0 * FAR, height[b, n]
            fell[b, n] = 0 if apart else b


@part
def _pass_gap(  # type: ignore[no-untyped-def]
    kind, cost, height, low, high, row, so_far, dearest, prune, apart, floor, fee, made
):
    """Pass the gap before a station; return the range of numbers at risk alive after it.

    ``made`` are the costs, heights and patients gone to be written.
    """
    new_cost, new_height, moved = made
    if kind == TABLE:
        at = _leave_for_entry(cost, height, low, high, row, dearest, new_cost, new_height, moved)
        if row[EVENTS] >= 0.0:
            _only_class(new_cost, at, int(row[EVENTS]) - so_far)
        return at, at
    _floors(cost, low, high, row[AHEAD], apart, floor)
    low = _leave(cost, height, low, high, row, prune, floor, fee, new_cost, new_height, moved)
    return _cut(new_cost, low, high, row[AHEAD], prune, apart, floor)


@part
def _pass_jump(cost, height, low, high, row, shift, prune, apart, floor, made):  # type: ignore[no-untyped-def]
    """Pass a jump; return the range alive after it and by how many events the classes moved."""
    new_cost, new_height, fell = made
    new_low, new_high = _fall(
        cost, height, low, high, row, shift, prune, apart, floor, new_cost, new_height, fell
    )
    if new_high < 0:
        _stay(cost, height, low, high, apart, new_cost, new_height, fell)
        new_low, new_high, shift = low, high, 0
    low, high = _cut(new_cost, new_low, new_high, row[AHEAD], prune, apart, floor)
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
    _clear(cost, 0, n_start)
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
