"""How far marks go from their lines: as they are alike, as far as ink beside lines mostly does."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...arrays import FloatArray, IntArray
from ..curves.path import Path
from ..page import Map
from .strip import Beside
from .templates import Extents

_INKED = 0.3
_OUT_PX = 1.2  # beyond the edge of the line
_CLUMP_GAP = 2
_LEAST_CLEAN = 6
_SIGMA = 0.35
_APART = 1.0
_NEXT_BEST, _NEXT_STROKE = 0.35, 0.5
_LIFTED_PX = 1.6
_STRONG = 0.5
_MOST_MODES = 3
_LEAST_SLANT, _SURELY_SLANTED = 0.25, 0.7


@dataclass(frozen=True, eq=False)
class Sides:
    """How far ink goes off the middle of the line, above or below each place of a strip.

    Attributes
    ----------
    start, end : ndarray, shape (n,)
        Where the first run of ink begins and ends, pixels; 0 where there is none.
    mass, most : ndarray, shape (n,)
        Ink in that run, and the strongest of it.
    """

    start: FloatArray
    end: FloatArray
    mass: FloatArray
    most: FloatArray


def sides_of(beside: Beside, farthest: float) -> tuple[Sides, Sides]:
    """Return how far ink goes above and below the line, if it begins no farther than this."""
    middle = beside.reach
    up, down = beside.ink[:, middle::-1], beside.ink[:, middle:]
    return _runs(up, beside.offset, farthest), _runs(down, -beside.offset, farthest)


def _runs(ink: Map, offset: FloatArray, farthest: float) -> Sides:
    """Return the first run of ink of each row of pixels that lead away from the line."""
    inked = ink > _INKED
    first = np.argmax(inked, axis=1)
    any_ink = inked.any(axis=1) & (first <= farthest)
    place = np.arange(ink.shape[1])
    ended = ~inked & (place > first[:, None])
    stop = np.where(ended.any(axis=1), np.argmax(ended, axis=1), ink.shape[1])
    own = (place >= first[:, None]) & (place < stop[:, None])
    tail = np.take_along_axis(ink, np.minimum(stop, ink.shape[1] - 1)[:, None], 1)[:, 0]
    tail = np.where(stop < ink.shape[1], tail, 0)
    mass = (ink * own).sum(axis=1) + tail
    most = np.maximum((ink * own).max(axis=1), 1e-6)
    start = first - 0.5 + offset
    end = start + mass / most
    return Sides(*(np.where(any_ink, values, 0) for values in (start, end, mass, most)))


@dataclass(frozen=True)
class Clump:
    """A run of columns with ink beside the line: its columns, first and one past the last.

    ``slant`` is by how much the ink above lies right of that below, for each pixel between.
    """

    first: int
    stop: int
    up: float
    down: float
    lift_up: float
    lift_down: float
    stroke: float
    slant: float = 0.0


def clumps_of(beside: Beside, path: Path, width: float, widest: int) -> list[Clump]:
    """Return the clumps of ink clear of drops; those at drops too if there are few others.

    Parameters
    ----------
    beside : Beside
    path : Path
    width : float
        Thickness of the line, pixels.
    widest : int
        Pixels along the line above which a clump is more than a mark.
    """
    up, down = sides_of(beside, widest / 2)
    out = np.maximum(up.end, down.end) > width / 2 + _OUT_PX
    columns = np.unique(beside.column[out])
    if columns.size == 0:
        return []
    first, stop = _groups(columns, max(_CLUMP_GAP, width))
    wider = _in_two(columns, (first, stop), width + 2 * _OUT_PX + 1)
    first, stop = np.append(first, wider[0]), np.append(stop, wider[1])
    fits = stop - first <= widest
    drops = path.columns[path.leave > path.enter]
    near = np.searchsorted(drops, stop + width / 2 + 1, side="right")
    clear = near == np.searchsorted(drops, first - width / 2 - 2)
    keep = fits & clear if (fits & clear).sum() >= _LEAST_CLEAN else fits
    pairs = zip(first[keep].tolist(), stop[keep].tolist(), strict=True)
    return [_clump(beside.column, up, down, width, a, b) for a, b in pairs]


def _groups(columns: IntArray, gap: float) -> tuple[IntArray, IntArray]:
    """Return runs of columns, first and one past the last, with more than a gap between them."""
    breaks = np.flatnonzero(np.diff(columns) > gap)
    first = columns[np.concatenate([[0], breaks + 1])]
    return first, columns[np.concatenate([breaks, [columns.size - 1]])] + 1


def _in_two(
    columns: IntArray, clumps: tuple[IntArray, IntArray], gap: float
) -> tuple[IntArray, IntArray]:
    """Return pairs of clumps that may be one mark, whose middle the line hides, as of a cross."""
    first, stop = _groups(columns, gap)
    n_own = np.searchsorted(clumps[0], stop) - np.searchsorted(clumps[0], first)
    return first[n_own == 2], stop[n_own == 2]


def _clump(column: IntArray, up: Sides, down: Sides, width: float, first: int, stop: int) -> Clump:
    low, high = np.searchsorted(column, [first, stop]).tolist()
    own = slice(low, high)
    ends = [_end(side, own, width) for side in (up, down)]
    mass = float(up.mass[own].sum() + down.mass[own].sum())
    length = sum(end - lift for end, lift in ends)
    stroke = mass / length if length > 0 else 0.0
    slant = _slant(column[own], up.mass[own], down.mass[own], sum(map(sum, ends)) / 2)
    return Clump(first, stop, ends[0][0], ends[1][0], ends[0][1], ends[1][1], stroke, slant)


def _slant(column: IntArray, up: FloatArray, down: FloatArray, apart: float) -> float:
    """Return how far ink above lies right of that below, in parts of how far they are apart."""
    if min(up.sum(), down.sum()) <= 0:
        return 0.0
    return float(column @ up / up.sum() - column @ down / down.sum()) / max(apart, 1.0)


def _end(side: Sides, own: slice, width: float) -> tuple[float, float]:
    """Return how far the strongest columns of a clump go, and where their ink begins."""
    end, most = side.end[own], side.most[own]
    strong = most >= _STRONG * most.max(initial=0)
    if not strong.any() or end.max(initial=0) < width / 2 + _OUT_PX:
        return 0.0, 0.0
    return float(end[strong].max()), float(side.start[own][strong].min())


def extents_of(everyone: Sequence[tuple[Sequence[Clump], float]]) -> Extents:
    """Return the usual extents of all clumps, given with the thickness of their line."""
    clumps = [(clump, width) for own, width in everyone for clump in own]
    up = _usual(np.array([c.up for c, _ in clumps if c.up]))
    down = _usual(np.array([c.down for c, _ in clumps if c.down]))
    lift_up = [c.lift_up - w / 2 for c, w in clumps if c.up]
    lift_down = [c.lift_down - w / 2 for c, w in clumps if c.down]
    half = float(np.median([w for _, w in clumps])) / 2 if clumps else 0.0
    gap_up = float(np.median(lift_up)) if lift_up else 0.0
    gap_down = float(np.median(lift_down)) if lift_down else 0.0
    strokes = _usual(np.array([c.stroke for c, _ in clumps if c.stroke]), _NEXT_STROKE)
    return Extents(
        up,
        down,
        half + gap_up if gap_up > _LIFTED_PX else 0.0,
        half + gap_down if gap_down > _LIFTED_PX else 0.0,
        min(strokes, default=0.0),  # where marks touch, clumps look thicker
        strokes[0] if strokes else 0.0,
        _usual_slant([c.slant for c, _ in clumps if c.up and c.down]),
    )


def _usual_slant(values: Sequence[float]) -> float:
    """Return how most marks are slanted, 0 where few are."""
    usual = float(np.median(values)) if len(values) else 0.0
    if abs(usual) < _LEAST_SLANT:
        return 0.0
    alike = np.abs(np.array(values) - usual) < _LEAST_SLANT
    return usual if alike.mean() > _SURELY_SLANTED else 0.0


def _usual(values: FloatArray, next_best: float = _NEXT_BEST) -> tuple[float, ...]:
    """Return the values about which most lie, most usual first."""
    if values.size == 0:
        return ()
    grid = np.arange(0.5, values.max() + 1, 0.1)
    density = np.exp(-0.5 * ((grid[:, None] - values) / _SIGMA) ** 2).sum(axis=1)
    found: list[float] = []
    best = float(density.max())
    while len(found) < _MOST_MODES and density.max() >= next_best * best:
        peak = float(grid[int(np.argmax(density))])
        found.append(peak)
        density[np.abs(grid - peak) <= _APART] = 0
    return tuple(found)
