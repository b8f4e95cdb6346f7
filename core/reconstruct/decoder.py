"""The most plausible whole-number path of the number at risk along a curve.

Compiled with numba, which is imported only when this module is; import it
inside functions. A path visits stations in time order. Before each station
lies a gap in which patients may be censored; at a jump station patients have
the event; at a table station the number at risk is known. For every number at
risk the cheapest path to it is kept, with that path's own Kaplan-Meier height,
so heights are absolute and errors do not pile up.
"""

import numpy as np
from numba import njit

JUMP, TABLE, END = 0, 1, 2
# Columns of the station table.
LEVEL, SIGMA, MIN_EVENTS, TIE_COST, TRACK_WEIGHT, TRACK_AT = range(6)
EXPECTED, SPREAD, VISIBLE, NUMBER, ON_DROP, REACH, LIMIT = range(6, 13)
N_COLUMNS = 13
# Residuals beyond this half square cost only logarithmically more.
FAR = 12.0
# A path that may not leave the trace and does.
WALL = 60.0
# Each patient a table number is missed by.
MISS_COST = 5.0
# A click may lie so much farther above the path where that falls past it at once.
ON_DROP_BEND = 12.0
# A visible censor mark nobody stands on.
UNUSED_MARK = 4.0
# So few live states that any number of censorings is tried.
FEW_STATES = 40


@njit(cache=True, nogil=True)
def _gap_cost(n_censored, expected, spread, visible):  # type: ignore[no-untyped-def]
    z = (n_censored - visible - expected) / spread
    cost = 2.0 * np.log(1.0 + z * z / 3.0)
    if n_censored < visible:
        cost += UNUSED_MARK * (visible - n_censored)
    return cost


@njit(cache=True, nogil=True)
def _data_cost(residual):  # type: ignore[no-untyped-def]
    half = 0.5 * residual * residual
    if half > FAR:
        return FAR + FAR * np.log(half / FAR)
    return half


@njit(cache=True, nogil=True)
def _bin_of(residual, n_bins):  # type: ignore[no-untyped-def]
    if n_bins == 1:
        return 0
    half = n_bins // 2
    return int(min(max(np.rint(residual), -half), half)) + half


@njit(cache=True, nogil=True)
def _leave_for_entry(cost, low, high, target, row, miss_cost):  # type: ignore[no-untyped-def]
    """Move every path to the table number, or stay with the most there are.

    Returns the number at risk afterwards and per bin the number before and the cost.
    """
    n_bins = cost.shape[1]
    source = np.full(n_bins, -1)
    value = np.full(n_bins, np.inf)
    for n in range(max(low, target), high + 1):
        for b in range(n_bins):
            if cost[n, b] < np.inf:
                now = cost[n, b] + _gap_cost(n - target, row[EXPECTED], row[SPREAD], row[VISIBLE])
                if now < value[b]:
                    value[b], source[b] = now, n
    if value.min() < np.inf:
        return target, source, value
    most = high
    while cost[most].min() == np.inf:
        most -= 1
    for b in range(n_bins):
        source[b], value[b] = most, cost[most, b] + miss_cost * (target - most)
    return most, source, value


@njit(cache=True, nogil=True)
def _leave(cost, height, low, high, row, prune, new_cost, new_height, left_out):  # type: ignore[no-untyped-def]
    """Let patients be censored in a gap; return the new range and the lowest cost."""
    n_bins = cost.shape[1]
    expected, spread, visible = row[EXPECTED], row[SPREAD], row[VISIBLE]
    n_live = 0
    for n in range(low, high + 1):
        for b in range(n_bins):
            if cost[n, b] < np.inf:
                n_live += 1
                break
    most = high
    if spread <= 0.0:
        most = 0
    elif n_live > FEW_STATES:
        most = min(high, int(visible + expected + 8.0 * spread + 12.0))
    price = np.zeros(most + 1)
    if spread > 0.0:
        for out in range(most + 1):
            price[out] = _gap_cost(out, expected, spread, visible)
    cheapest = price.min()
    new_low = max(low - most, 0)
    for n in range(new_low, high + 1):
        for b in range(n_bins):
            new_cost[n, b] = np.inf
    floor = np.inf
    for n in range(low, high + 1):
        for b in range(n_bins):
            if cost[n, b] + cheapest < floor:
                floor = cost[n, b] + cheapest
    for n in range(low, high + 1):
        for b in range(n_bins):
            base = cost[n, b]
            if base + cheapest > floor + prune:
                continue
            for out in range(min(most, n) + 1):
                value = base + price[out]
                if value > floor + prune:
                    if out > visible + expected:
                        break
                    continue
                if value < new_cost[n - out, b]:
                    new_cost[n - out, b] = value
                    new_height[n - out, b] = height[n, b]
                    left_out[n - out, b] = out
    return new_low, high


@njit(cache=True, nogil=True)
def _fall(cost, height, low, high, row, price, prune, new_cost, new_height, fell, came):  # type: ignore[no-untyped-def]
    """Let patients have the event at a jump; return the new range."""
    n_bins = cost.shape[1]
    level, sigma = row[LEVEL], row[SIGMA]
    reach = int(row[REACH])
    if price != 0.0:
        reach += 2
    new_low, new_high = high + 1, -1
    # No path falls below this: only that much has to be cleared.
    lowest = 0
    if level > 0.0:
        highest = level
        for n in range(low, high + 1):
            for b in range(n_bins):
                if cost[n, b] < np.inf:
                    highest = max(highest, height[n, b])
        least = low * level / highest - reach - row[MIN_EVENTS] - 4.0
        lowest = max(int(least), 0)
    for n in range(lowest, high + 1):
        for b in range(n_bins):
            new_cost[n, b] = np.inf
    floor = np.inf
    for n in range(low, high + 1):
        for b in range(n_bins):
            if cost[n, b] == np.inf:
                continue
            now = height[n, b]
            first = last = n
            if level > 0.0:
                wanted = 0 if now <= 0.0 else int(np.floor(n * (1.0 - level / now)))
                first = max(wanted - reach, int(row[MIN_EVENTS]))
                last = min(max(wanted + 1 + reach, first), n)
            for out in range(first, last + 1):
                after = now * (1.0 - out / n) if n > 0 else now
                residual = (after - level) / sigma
                data = _data_cost(residual)
                if abs(residual) > row[LIMIT]:
                    data += WALL
                within = after < level < now and residual >= -row[LIMIT] - ON_DROP_BEND
                if row[ON_DROP] != 0.0 and within:
                    # In a stretch only the last event is at the height's time.
                    top = now if row[ON_DROP] > 0.0 else now * (1.0 - (out - 1) / n)
                    if level < top:
                        size = (top - after) / sigma
                        data = min(data, abs(row[ON_DROP]) + np.log(1.0 + size))
                off = n - out - row[TRACK_AT]
                value = cost[n, b] + data + 0.5 * row[TRACK_WEIGHT] * off * off + price * out
                if out > 1:
                    value += row[TIE_COST] * (out - 1)
                if value > floor + prune:
                    continue
                k = _bin_of(residual, n_bins)
                left = n - out
                if value < new_cost[left, k]:
                    new_cost[left, k] = value
                    new_height[left, k] = after
                    fell[left, k] = out
                    came[left, k] = b
                    floor = min(floor, value)
                    new_low, new_high = min(new_low, left), max(new_high, left)
    if floor == np.inf:
        # Nobody is left for another event: stay.
        for n in range(low, high + 1):
            for b in range(n_bins):
                new_cost[n, b] = cost[n, b] + 2.0 * FAR
                new_height[n, b] = height[n, b]
                fell[n, b] = 0
                came[n, b] = b
        return low, high
    return new_low, new_high


@njit(cache=True, nogil=True)
def _cut(cost, low, high, prune):  # type: ignore[no-untyped-def]
    """Forget paths too expensive to win; return the range still alive."""
    floor = np.inf
    for n in range(low, high + 1):
        for b in range(cost.shape[1]):
            floor = min(floor, cost[n, b])
    new_low, new_high = high, low
    for n in range(low, high + 1):
        for b in range(cost.shape[1]):
            if cost[n, b] > floor + prune:
                cost[n, b] = np.inf
            elif cost[n, b] < np.inf:
                new_low, new_high = min(new_low, n), max(new_high, n)
    return new_low, new_high


@njit(cache=True, nogil=True)
def _stored(store, start, values, low, high):  # type: ignore[no-untyped-def]
    """Append these rows to a store, growing it; return the store."""
    n_bins = values.shape[1]
    end = start + (high - low + 1) * n_bins
    if end > store.size:
        larger = np.zeros(max(2 * store.size, end), dtype=store.dtype)
        larger[:start] = store[:start]
        store = larger
    position = start
    for n in range(low, high + 1):
        for b in range(n_bins):
            store[position] = values[n, b]
            position += 1
    return store


@njit(cache=True, nogil=True)
def decode(n_start, kinds, stations, event_price, prune, n_bins):  # type: ignore[no-untyped-def]
    """Return (n_censored, n_events, height, missed, cost) of the cheapest path.

    ``kinds`` and the rows of ``stations`` describe the stations in order,
    ``event_price`` is added per event at each. ``n_censored[i]`` left in the
    gap before station i, ``n_events[i]`` at it, ``height[i]`` is the survival
    after it, ``missed[i]`` how many patients too few a table station found.
    Of the paths to one number at risk the cheapest in each of ``n_bins`` (odd)
    classes of distance from the last height is kept.
    """
    n_stations = kinds.size
    shape = (n_start + 1, n_bins)
    cost, height = np.full(shape, np.inf), np.zeros(shape)
    next_cost, next_height = np.full(shape, np.inf), np.zeros(shape)
    moved, came = np.zeros(shape, dtype=np.int32), np.zeros(shape, dtype=np.int8)
    gaps = np.zeros(1 << 14, dtype=np.int32)
    falls = np.zeros(1 << 14, dtype=np.int32)
    bins = np.zeros(1 << 14, dtype=np.int8)
    # Per station: where its rows begin in the stores and at which number, gap then jump.
    begin = np.zeros((n_stations + 1, 2), dtype=np.int64)
    lows = np.zeros((n_stations, 2), dtype=np.int64)
    missed = np.zeros(n_stations, dtype=np.int64)
    middle = n_bins // 2
    # No price may make it worth while to miss a table number.
    dearest = np.abs(event_price).max() if event_price.size else 0.0
    cost[n_start, middle], height[n_start, middle] = 0.0, 1.0
    low = high = n_start
    for i in range(n_stations):
        row = stations[i]
        if kinds[i] == TABLE:
            target = int(row[NUMBER])
            miss_cost = MISS_COST + 3.0 * dearest
            left, source, value = _leave_for_entry(cost, low, high, target, row, miss_cost)
            missed[i] = target - left
            kept = np.zeros(n_bins)
            for b in range(n_bins):
                if source[b] >= 0:
                    kept[b] = height[source[b], b]
                moved[left, b] = max(source[b] - left, 0)
            cost[low : high + 1] = np.inf
            cost[left], height[left] = value, kept
            low = high = left
        else:
            low, high = _leave(cost, height, low, high, row, prune, next_cost, next_height, moved)
            cost, next_cost = next_cost, cost
            height, next_height = next_height, height
            low, high = _cut(cost, low, high, prune)
        lows[i, 0] = low
        gaps = _stored(gaps, begin[i, 0], moved, low, high)
        begin[i + 1, 0] = begin[i, 0] + (high - low + 1) * n_bins
        begin[i + 1, 1] = begin[i, 1]
        if kinds[i] != JUMP:
            continue
        low, high = _fall(
            cost,
            height,
            low,
            high,
            row,
            event_price[i],
            prune,
            next_cost,
            next_height,
            moved,
            came,
        )
        cost, next_cost = next_cost, cost
        height, next_height = next_height, height
        low, high = _cut(cost, low, high, prune)
        lows[i, 1] = low
        falls = _stored(falls, begin[i, 1], moved, low, high)
        bins = _stored(bins, begin[i, 1], came, low, high)
        begin[i + 1, 1] = begin[i, 1] + (high - low + 1) * n_bins
    # Somebody has to reach the end of a curve above 0.
    best_n, best_bin, best = low, middle, np.inf
    for n in range(low, high + 1):
        for b in range(n_bins):
            value = cost[n, b]
            if n == 0 and height[n, b] > 0.0:
                value += FAR
            if value < best:
                best_n, best_bin, best = n, b, value
    return _traced_back(
        n_start, kinds, gaps, falls, bins, begin, lows, missed, best_n, best_bin, best, n_bins
    )


@njit(cache=True, nogil=True)
def _traced_back(  # type: ignore[no-untyped-def]
    n_start, kinds, gaps, falls, bins, begin, lows, missed, n, b, best, n_bins
):
    n_stations = kinds.size
    n_censored = np.zeros(n_stations, dtype=np.int64)
    n_events = np.zeros(n_stations, dtype=np.int64)
    for i in range(n_stations - 1, -1, -1):
        if kinds[i] == JUMP:
            at = begin[i, 1] + (n - lows[i, 1]) * n_bins + b
            n_events[i] = falls[at]
            n += n_events[i]
            b = bins[at]
        n_censored[i] = gaps[begin[i, 0] + (n - lows[i, 0]) * n_bins + b]
        n += n_censored[i]
    heights = np.ones(n_stations)
    left, now = n_start, 1.0
    for i in range(n_stations):
        left -= n_censored[i]
        if n_events[i] > 0:
            now *= 1.0 - n_events[i] / left
            left -= n_events[i]
        heights[i] = now
    return n_censored, n_events, heights, missed, best
