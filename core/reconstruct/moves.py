"""How the paths of the decoder move on: patients leave in a gap, have the event at a drop.

Compiled with numba (see `decoder`). Arrays over states have the shape (n_classes,
number at risk). Plain loops throughout, since they compile several times faster
than array expressions.
"""

import numpy as np

from .columns import (
    AHEAD,
    EXPECTED,
    LEVEL,
    MIN_EVENTS,
    NUMBER,
    PRICE,
    REACH,
    SIGMA,
    SPREAD,
    TRACK_AT,
    TRACK_WEIGHT,
    VISIBLE,
)
from .costs import FAR, drop_cost, gap_cost
from .jit import part

# Width of the classes of height, and from which noise on heights tell no classes apart.
CLASS_SIGMAS = 1.0
WIDE = 0.05
# Each patient a table number is missed by.
MISS_COST = 5.0
# So few live states that any number of censorings is tried.
FEW_STATES = 40


@part
def clear(cost, low, high):  # type: ignore[no-untyped-def]
    """Forget every path between these numbers at risk."""
    for b in range(cost.shape[0]):
        for n in range(low, high + 1):
            cost[b, n] = np.inf


@part
def floors(cost, low, high, ahead, apart, floor):  # type: ignore[no-untyped-def]
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
def cut(cost, low, high, ahead, prune, apart, floor):  # type: ignore[no-untyped-def]
    """Forget paths too expensive to win; return the range still alive."""
    floors(cost, low, high, ahead, apart, floor)
    new_low, new_high = high, low
    for b in range(cost.shape[0]):
        for n in range(low, high + 1):
            if cost[b, n] > floor[b] + prune:
                cost[b, n] = np.inf
            elif cost[b, n] < np.inf:
                new_low, new_high = min(new_low, n), max(new_high, n)
    return new_low, new_high


@part
def leave_for_entry(cost, height, low, high, row, dearest, new_cost, new_height, moved):  # type: ignore[no-untyped-def]
    """Move every path to the table number, or stay with the most there are; return where."""
    target = int(row[NUMBER])
    found = False
    clear(new_cost, min(low, target), max(high, target))
    for b in range(cost.shape[0]):
        for n in range(max(low, target), high + 1):
            value = cost[b, n]
            if value < np.inf:
                value += gap_cost(n - target, row)
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
def only_class(cost, n, b):  # type: ignore[no-untyped-def]
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
def leave(cost, height, low, high, row, prune, floor, fee, new_cost, new_height, moved):  # type: ignore[no-untyped-def]
    """Let patients be censored in a gap; return the lowest number at risk reached."""
    most = _widest(cost, low, high, row)
    fee[0] = 0.0
    cheapest = np.inf
    for out in range(most + 1):
        if row[SPREAD] > 0.0:
            fee[out] = gap_cost(out, row)
        cheapest = min(cheapest, fee[out])
    new_low = max(low - most, 0)
    clear(new_cost, new_low, high)
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
def fall(cost, height, low, high, row, shift, prune, apart, floor, new_cost, new_height, fell):  # type: ignore[no-untyped-def]
    """Let patients have the event at a jump; return the new range, empty where none can."""
    n_classes = cost.shape[0]
    reach = int(row[REACH]) + (2 if row[PRICE] != 0.0 else 0)
    clear(new_cost, _lowest_after(cost, height, low, high, row), high)
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
                value += drop_cost(now, after, out, residual, row)
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
def stay(cost, height, low, high, apart, new_cost, new_height, fell):  # type: ignore[no-untyped-def]
    """Pass a jump nobody is left for."""
    for b in range(cost.shape[0]):
        for n in range(low, high + 1):
            new_cost[b, n], new_height[b, n] = cost[b, n] + 2.0 * FAR, height[b, n]
            fell[b, n] = 0 if apart else b
