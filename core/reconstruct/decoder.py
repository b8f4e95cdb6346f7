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
EXPECTED, SPREAD, VISIBLE, NUMBER, ON_DROP = range(6, 11)
N_COLUMNS = 11
# Residuals beyond this half square cost only logarithmically more.
FAR = 12.0
# Each patient a table number is missed by.
MISS_COST = 5.0
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
def decode(n_start, kinds, stations, event_price, prune):  # type: ignore[no-untyped-def]
    """Return (n_censored, n_events, height, missed, cost) of the cheapest path.

    ``kinds`` and the rows of ``stations`` describe the stations in order,
    ``event_price`` is added per event at each. ``n_censored[i]`` left in the
    gap before station i, ``n_events[i]`` at it, ``height[i]`` is the survival
    after it, ``missed[i]`` how many patients too few a table station found.
    """
    n_stations = kinds.size
    width = n_start + 1
    cost = np.full(width, np.inf)
    height = np.zeros(width)
    next_cost = np.full(width, np.inf)
    next_height = np.zeros(width)
    from_gap = np.zeros(width, dtype=np.int32)
    from_jump = np.zeros(width, dtype=np.int32)
    gap_costs = np.zeros(width)
    store_gap = np.zeros(1 << 14, dtype=np.int32)
    store_jump = np.zeros(1 << 14, dtype=np.int32)
    offset = np.zeros(n_stations + 1, dtype=np.int64)
    gap_low = np.zeros(n_stations, dtype=np.int64)
    jump_low = np.zeros(n_stations, dtype=np.int64)
    jump_offset = np.zeros(n_stations + 1, dtype=np.int64)
    missed = np.zeros(n_stations, dtype=np.int64)
    cost[n_start] = 0.0
    height[n_start] = 1.0
    low, high = n_start, n_start
    for station in range(n_stations):
        kind = kinds[station]
        level, sigma, min_events, tie_cost, track_weight, track_at = stations[station, :6]
        expected, spread, visible, number, on_drop = stations[station, 6:]
        # The gap before the station.
        if kind == TABLE:
            target = int(number)
            best, best_n = np.inf, -1
            for n in range(max(low, target), high + 1):
                if cost[n] == np.inf:
                    continue
                value = cost[n] + _gap_cost(n - target, expected, spread, visible)
                if value < best:
                    best, best_n = value, n
            if best_n < 0:
                # Nobody has that many left: stay with the most there are.
                best_n = high
                while cost[best_n] == np.inf:
                    best_n -= 1
                missed[station] = target - best_n
                target = best_n
                best = cost[best_n] + MISS_COST * missed[station]
            kept_height = height[best_n]
            cost[low : high + 1] = np.inf
            cost[target], height[target] = best, kept_height
            low = high = target
            gap_low[station] = low
            if offset[station] + 1 > store_gap.size:
                store_gap = _grown(store_gap, offset[station] + 1)
            store_gap[offset[station]] = best_n - target
            offset[station + 1] = offset[station] + 1
            jump_low[station] = low
            jump_offset[station + 1] = jump_offset[station]
            continue
        n_live = 0
        for n in range(low, high + 1):
            if cost[n] < np.inf:
                n_live += 1
        most = high
        if spread <= 0.0:
            most = 0
        elif n_live > FEW_STATES:
            most = min(high, int(visible + expected + 8.0 * spread + 12.0))
        for n_out in range(most + 1):
            gap_costs[n_out] = 0.0 if spread <= 0 else _gap_cost(n_out, expected, spread, visible)
        new_low = max(low - most, 0)
        for n in range(new_low, high + 1):
            next_cost[n] = np.inf
        floor = np.inf
        for n in range(high, low - 1, -1):
            if cost[n] == np.inf:
                continue
            for n_out in range(min(most, n) + 1):
                value = cost[n] + gap_costs[n_out]
                if value > floor + prune:
                    if n_out > visible + expected:
                        break
                    continue
                if value < floor:
                    floor = value
                left = n - n_out
                if value < next_cost[left]:
                    next_cost[left] = value
                    next_height[left] = height[n]
                    from_gap[left] = n_out
        while new_low < high and next_cost[new_low] > floor + prune:
            new_low += 1
        while high > new_low and next_cost[high] > floor + prune:
            high -= 1
        low = new_low
        gap_low[station] = low
        end = offset[station] + high - low + 1
        if end > store_gap.size:
            store_gap = _grown(store_gap, end)
        store_gap[offset[station] : end] = from_gap[low : high + 1]
        offset[station + 1] = end
        for n in range(low, high + 1):
            cost[n] = next_cost[n] if next_cost[n] <= floor + prune else np.inf
            height[n] = next_height[n]
        if kind == END:
            jump_low[station] = low
            jump_offset[station + 1] = jump_offset[station]
            continue
        # The jump.
        price = event_price[station]
        reach = 1
        new_low, new_high = high, 0
        for n in range(0, high + 1):
            next_cost[n] = np.inf
        floor = np.inf
        for n in range(low, high + 1):
            if cost[n] == np.inf:
                continue
            if level <= 0.0:
                wanted = n
            elif height[n] <= 0.0:
                wanted = 0
            else:
                wanted = int(np.floor(n * (1.0 - level / height[n])))
            if price != 0.0:
                reach = 3
            first = max(wanted - reach, int(min_events))
            last = min(max(wanted + 1 + reach, first), n)
            if level <= 0.0:
                first = last = n
            for n_out in range(first, last + 1):
                after = height[n] * (1.0 - n_out / n) if n > 0 else height[n]
                left = n - n_out
                data = _data_cost((after - level) / sigma)
                if on_drop > 0.0 and after < level < height[n]:
                    data = min(data, on_drop + np.log(1.0 + (height[n] - after) / sigma))
                value = cost[n] + data
                if n_out > 1:
                    value += tie_cost * (n_out - 1)
                off = left - track_at
                value += 0.5 * track_weight * off * off + price * n_out
                if value < next_cost[left]:
                    next_cost[left] = value
                    next_height[left] = after
                    from_jump[left] = n_out
                    if value < floor:
                        floor = value
                    if left < new_low:
                        new_low = left
                    if left > new_high:
                        new_high = left
        if floor == np.inf:
            # Nobody is left for another event: stay.
            for n in range(low, high + 1):
                next_cost[n] = cost[n] + 2.0 * FAR
                next_height[n] = height[n]
                from_jump[n] = 0
                floor = min(floor, next_cost[n])
            new_low, new_high = low, high
        while new_low < new_high and next_cost[new_low] > floor + prune:
            new_low += 1
        while new_high > new_low and next_cost[new_high] > floor + prune:
            new_high -= 1
        for n in range(min(low, new_low), max(high, new_high) + 1):
            cost[n] = np.inf
        low, high = new_low, new_high
        jump_low[station] = low
        end = jump_offset[station] + high - low + 1
        if end > store_jump.size:
            store_jump = _grown(store_jump, end)
        store_jump[jump_offset[station] : end] = from_jump[low : high + 1]
        jump_offset[station + 1] = end
        for n in range(low, high + 1):
            cost[n] = next_cost[n] if next_cost[n] <= floor + prune else np.inf
            height[n] = next_height[n]
    # Somebody has to reach the end of a curve above 0.
    best_n, best = -1, np.inf
    for n in range(low, high + 1):
        value = cost[n]
        if n == 0 and height[n] > 0.0 and high > 0:
            value += FAR
        if value < best:
            best_n, best = n, value
    n_censored = np.zeros(n_stations, dtype=np.int64)
    n_events = np.zeros(n_stations, dtype=np.int64)
    n = best_n
    for station in range(n_stations - 1, -1, -1):
        if kinds[station] == JUMP:
            n_events[station] = store_jump[jump_offset[station] + n - jump_low[station]]
            n += n_events[station]
        n_censored[station] = store_gap[offset[station] + n - gap_low[station]]
        n += n_censored[station]
    heights = np.zeros(n_stations)
    left, now = n_start, 1.0
    for station in range(n_stations):
        left -= n_censored[station]
        if n_events[station] > 0:
            now *= 1.0 - n_events[station] / left
            left -= n_events[station]
        heights[station] = now
    return n_censored, n_events, heights, missed, best


@njit(cache=True, nogil=True)
def _grown(values, size):  # type: ignore[no-untyped-def]
    larger = np.zeros(max(2 * values.size, size), dtype=values.dtype)
    larger[: values.size] = values
    return larger
