"""From a path of pixels to a step curve with sub-pixel heights and drop times."""

from dataclasses import dataclass

import numpy as np

from ...arrays import BoolArray, FloatArray, IntArray
from ..page import Map
from .path import Path

_WINDOW = 1.2
_SPOILED_INK = 0.25
_LEAST_INK = 0.45
_MERGE_PX = 0.3
_SURELY_SAME = 0.5
_LIKELY_STEP = 0.8
_STROKE_INKED = 0.4
_SNAP_SD = 0.29
_CLEAR_SD = 0.55
_STROKE_SLACK = 1.5
_ROUNDING_PX = 1.2
_FEW_DROPS = 5
_STROKE_INK = 0.35


@dataclass(frozen=True, eq=False)
class Steps:
    """Flat stretches of one curve in pixels of the region, left to right.

    Attributes
    ----------
    left, right : ndarray, shape (n_flats,)
        Where each flat begins and ends, sub-pixel; ``left[k + 1] == right[k]``.
    height : ndarray, shape (n_flats,)
        Row of each flat, sub-pixel, never decreasing (downwards).
    sd : ndarray, shape (n_flats,)
        Noise of each height.
    hidden : ndarray of bool, shape (n_flats,)
        No column of its own: known only between its neighbours.
    drop_sd : ndarray, shape (n_flats,)
        Noise of each ``left``.
    """

    left: FloatArray
    right: FloatArray
    height: FloatArray
    sd: FloatArray
    hidden: BoolArray
    drop_sd: FloatArray


@dataclass(frozen=True, eq=False)
class _Columns:
    """What each column of a path shows: centroid of its ink, or NaN where spoiled."""

    centroid: FloatArray
    own: BoolArray


def read_steps(
    path: Path,
    ink: Map,
    other: Map,
    width: float,
    *,
    blurred: bool = False,
    least_step: float = 0.0,
) -> Steps:
    """Return the steps along a path.

    Parameters
    ----------
    path : Path
    ink, other : ndarray, shape (height, width)
        Soft ink of this curve, and the strongest other ink.
    width : float
        Thickness of the line, pixels.
    blurred : bool
        Neighbouring columns are correlated (JPEG, enlarged picture).
    least_step : float
        Pixels of one patient's event where all are at risk: no drop is smaller. 0 if unknown.
    """
    seen = _columns(path, ink, other, width)
    starts, stops = _flats(path)
    height, sd, hidden = _heights(path, seen, starts, stops, width, blurred=blurred)
    kept, until = _real_flats(height, sd, stops - starts, width, least_step)
    last = starts[kept] - 1
    first = np.append(last[0], stops[until[:-1]] - 1)
    height = _level(height, stops - starts, kept, until)
    sd, hidden = sd[kept], hidden[kept]
    left, drop_sd = _drops(path.first + first, path.first + last, ink, height, width)
    left[0] = path.first
    merge = max(_MERGE_PX, min(_SURELY_SAME * least_step, width + 1.5))
    return _merged(left, float(path.first + path.length), height, sd, hidden, drop_sd, merge)


def with_last_drop(steps: Steps, path: Path, ink: Map, width: float, zero: float) -> Steps:
    """Return the steps with the drop that ends the curve, which no flat follows.

    A path has no reason to go down its last stroke. It is one where ink hangs down
    from the end to the axis (row ``zero``), or far further than it sticks up.
    """
    column, row = path.first + path.length - 1, int(path.leave[-1])
    reach = int(np.ceil(width / 2)) + 1
    low, high = max(column - reach, 0), min(column + reach + 1, ink.shape[1])
    inked = ink[:, low:high].max(axis=1) > _STROKE_INK
    down = _run_length(inked[row + 1 :]) - width / 2
    up = _run_length(inked[row::-1]) - width / 2
    bottom = row + 0.5 + down
    reaches = bottom >= zero - max(3.0, width + 1.5)
    is_long = down >= 3.0 * width + 8 and up < 0.4 * down
    if down < width + 1.5 or up > 0.6 * down or not (reaches or is_long):
        return steps
    height = zero if reaches else bottom
    if height <= steps.height[-1] + 1:
        return steps
    x = float(np.clip(steps.right[-1] - width / 2, steps.left[-1], None))
    return Steps(
        np.append(steps.left, x),
        np.append(steps.right[:-1], [x, x]),
        np.append(steps.height, height),
        np.append(steps.sd, 0.6),
        np.append(steps.hidden, False),
        np.append(steps.drop_sd, max(0.7, width / 3)),
    )


def _run_length(inked: BoolArray) -> int:
    """Return how many entries are true before the first false one."""
    return int(np.argmin(inked)) if not inked.all() else int(inked.size)


def _flats(path: Path) -> tuple[IntArray, IntArray]:
    """Return first and one-past-last column (from 0) of each run of equal rows."""
    moved = path.enter[1:] != path.leave[:-1]
    fell = path.leave[:-1] != path.enter[:-1]
    starts = np.concatenate([[0], np.flatnonzero(moved | fell) + 1])
    return starts, np.append(starts[1:], path.length)


def _columns(path: Path, ink: Map, other: Map, width: float) -> _Columns:
    """Return the centroid of the ink around the path in each column."""
    reach = int(np.ceil(width / 2 + _WINDOW))
    n_rows = 2 * reach + 1
    rows = path.enter[:, None] + np.arange(-reach - 1, reach + 2)[None, :]
    inside = (rows >= 0) & (rows < ink.shape[0])
    rows = np.clip(rows, 0, ink.shape[0] - 1)
    columns = path.columns[:, None]
    values = np.where(inside, ink[rows, columns], 0.0).astype(float)
    others = np.where(inside, other[rows, columns], 0.0)
    window, near = values[:, 1:-1], rows[:, 1:-1] + 0.5
    total = window.sum(axis=1)
    outside = np.maximum(values[:, 0], values[:, -1]) > _SPOILED_INK
    covered = others[:, 1:-1].max(axis=1) > _SPOILED_INK
    wrong = (total < _LEAST_INK * width) | (total > 1.6 * width + 1)
    steep = np.zeros(path.length, dtype=bool)
    for place in np.flatnonzero(path.leave > path.enter):
        span = int(np.ceil(width / 2))
        steep[max(place - span, 0) : place + span + 1] = True
    own = total >= _LEAST_INK * width
    centroid = np.where(total > 0, (window * near).sum(axis=1) / np.maximum(total, 1e-9), np.nan)
    centroid[outside | covered | wrong | steep] = np.nan
    assert n_rows == window.shape[1]
    return _Columns(centroid, own)


def _heights(
    path: Path,
    seen: _Columns,
    starts: IntArray,
    stops: IntArray,
    width: float,
    *,
    blurred: bool,
) -> tuple[FloatArray, FloatArray, BoolArray]:
    height = np.empty(starts.size)
    sd = np.empty(starts.size)
    hidden = np.zeros(starts.size, dtype=bool)
    for flat, (start, stop) in enumerate(zip(starts, stops, strict=True)):
        good = seen.centroid[start:stop]
        good = good[np.isfinite(good)]
        if good.size:
            height[flat] = np.median(good)
            scatter = 1.48 * np.median(np.abs(good - height[flat]))
            scatter = max(scatter, 0.4 if blurred else 0.1)
            n_free = max(good.size / 3, 1) if blurred else good.size
            sd[flat] = np.sqrt(_SNAP_SD**2 + scatter**2 / n_free)
        else:
            height[flat] = path.enter[start] + 0.5
            sd[flat] = 0.6 * width
            hidden[flat] = not seen.own[start:stop].any()
    return height, sd, hidden


def _real_flats(
    height: FloatArray, sd: FloatArray, length: IntArray, width: float, least_step: float
) -> tuple[IntArray, IntArray]:
    """Return first and last index of each group of flats that is one real flat.

    Short flats without a clear column between two clear ones are only the path's
    way down one stroke where together they are no wider than the stroke; along a
    dense staircase they stay, but for those that differ by less than can be told.
    """
    seen = sd < _CLEAR_SD * width
    least = max(_least_drop(height[seen], width), min(_LIKELY_STEP * least_step, width + 1.5))
    seen[0] = seen[-1] = True
    groups: list[tuple[int, int]] = []
    flat = 0
    while flat < height.size:
        if seen[flat]:
            groups.append((flat, flat))
            flat += 1
            continue
        stop = flat
        while not seen[stop]:
            stop += 1
        is_stroke = length[flat:stop].sum() <= width + _STROKE_SLACK
        if not is_stroke:
            groups += _apart(height, groups[-1][1], flat, stop, least)
        flat = stop
    return np.array([a for a, _ in groups]), np.array([b for _, b in groups])


def _level(height: FloatArray, length: IntArray, kept: IntArray, until: IntArray) -> FloatArray:
    """Return the mean height of each group of flats."""
    return np.array(
        [
            np.average(height[a : b + 1], weights=length[a : b + 1])
            for a, b in zip(kept, until, strict=True)
        ]
    )


def _least_drop(height: FloatArray, width: float) -> float:
    """Return the smallest drop to believe where no column is clear, in pixels.

    The drops of a survival curve are never much smaller than its smaller clear ones.
    """
    drops = np.diff(height)
    drops = drops[drops > _ROUNDING_PX]
    if drops.size == 0:
        return _ROUNDING_PX
    if drops.size < _FEW_DROPS:
        return float(np.clip(0.4 * drops.min(), _ROUNDING_PX, width + 1.5))
    return float(np.clip(0.5 * np.quantile(drops, 0.1), _ROUNDING_PX, width + 1.5))


def _apart(
    height: FloatArray, before: int, start: int, stop: int, least: float
) -> list[tuple[int, int]]:
    """Return groups of unclear flats that lie so far below the last clear one and above the next.

    Neighbours that differ by less are one flat.
    """
    groups: list[tuple[int, int]] = []
    for flat in range(start, stop):
        if height[flat] - height[before] < least or height[stop] - height[flat] < least:
            continue
        if groups and height[flat] - height[groups[-1][0]] < least:
            groups[-1] = (groups[-1][0], flat)
        else:
            groups.append((flat, flat))
    return groups


def _drops(
    first: IntArray, last: IntArray, ink: Map, height: FloatArray, width: float
) -> tuple[FloatArray, FloatArray]:
    """Return the time pixel of each drop: the stroke's centroid where it is free.

    ``first`` and ``last`` are the columns between which the path fell.
    """
    left = (first + last) / 2 + 0.5
    sd = np.full(first.size, max(0.7, width / 3))
    half = width / 2
    reach = int(np.ceil(half + _WINDOW))
    for flat in range(1, first.size):
        top = int(np.ceil(height[flat - 1] + half + 0.5))
        base = int(np.floor(height[flat] - half - 0.5))
        low, high = max(first[flat] - reach, 0), min(last[flat] + reach + 1, ink.shape[1])
        if base <= top or high <= low:
            continue
        stroke = ink[top:base, low:high]
        if stroke.sum() < _STROKE_INKED * (base - top) * min(width, high - low):
            continue
        where = np.arange(low, high) + 0.5
        left[flat] = float((stroke.sum(axis=0) * where).sum() / stroke.sum())
        sd[flat] = 0.35
    return left, sd


def _merged(
    left: FloatArray,
    end: float,
    height: FloatArray,
    sd: FloatArray,
    hidden: BoolArray,
    drop_sd: FloatArray,
    merge: float,
) -> Steps:
    """Make heights monotone (pooling neighbours that rise) and merge equal ones."""
    width = np.diff(np.append(left, end)).clip(0.5)
    weight = np.where(hidden, 1e-3, width / sd**2)
    groups: list[list[float]] = []
    for k in range(height.size):
        groups.append([height[k], weight[k], k, k])
        while len(groups) > 1 and groups[-2][0] > groups[-1][0] - merge:
            later, earlier = groups.pop(), groups.pop()
            total = earlier[1] + later[1]
            mean = (earlier[0] * earlier[1] + later[0] * later[1]) / total
            groups.append([mean, total, earlier[2], later[3]])
    first = np.array([int(group[2]) for group in groups])
    best = [int(g[2]) + int(np.argmin(sd[int(g[2]) : int(g[3]) + 1])) for g in groups]
    unseen = np.array([hidden[int(g[2]) : int(g[3]) + 1].all() for g in groups])
    x = np.maximum.accumulate(left[first])
    return Steps(
        x,
        np.append(x[1:], max(end, x[-1])),
        np.array([group[0] for group in groups]),
        sd[best],
        unseen,
        drop_sd[first],
    )
