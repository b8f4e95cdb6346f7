"""Censor marks along a curve: what sticks out of the line above or below it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..arrays import FloatArray, IntArray
from .box import Mask
from .mark_shapes import learn_shape, match_shape
from .page import Map
from .path import Path

_INKED = 0.35
_LEAST_SHARE = 0.55
_MOST_SHARE = 1.6
_ONE_WIDTH = 1.6
_GAP_PX = 3.0
_START_PX = 3.0
_BLACK_SHARE = 0.5


@dataclass(frozen=True, eq=False)
class Marks:
    """Marks of one curve in pixels of the region.

    Attributes
    ----------
    x, y : ndarray, shape (n_marks,)
        Centre and the curve's row there.
    confidence : ndarray, shape (n_marks,)
        1 for a mark that stands alone, less in a crowd or where hardly seen.
    height : float
        Usual height above the line, pixels; 0 without marks.
    """

    x: FloatArray
    y: FloatArray
    confidence: FloatArray
    height: float = 0.0


NO_MARKS = Marks(np.empty(0), np.empty(0), np.empty(0))


def find_marks(path: Path, ink: Map, width: float, blocked: Mask, dark: Map | None = None) -> Marks:
    """Return the censor marks along a path.

    Parameters
    ----------
    path : Path
    ink : ndarray, shape (height, width)
        What a mark may be drawn in: the curve's own ink and black.
    width : float
        Thickness of the curve's line, pixels.
    blocked : ndarray of bool, same shape
        Other curves, frame and text.
    dark : ndarray, same shape, optional
        Black ink, where the curve itself is coloured: short black ticks may stay
        within the line.
    """
    outside = _outside_marks(path, ink, width, blocked)
    if dark is None:
        return outside
    inside = _inside_marks(path, dark, width, blocked)
    return inside if inside.x.size > 1.3 * outside.x.size else outside


def _inside_marks(path: Path, dark: Map, width: float, blocked: Mask) -> Marks:
    """Return the black ticks on a coloured line: columns where the line itself turns black."""
    reach = max(int(np.floor(width / 2)), 1)
    rows = path.enter[:, None] + np.arange(-reach, reach + 1)[None, :]
    rows = np.clip(rows, 0, dark.shape[0] - 1)
    columns = path.columns[:, None]
    share = np.where(blocked[rows, columns], 0.0, dark[rows, columns]).mean(axis=1)
    share[: int(np.ceil(_START_PX + width / 2))] = 0
    black = share > _BLACK_SHARE
    edges = np.flatnonzero(np.diff(np.concatenate([[False], black, [False]]).astype(int)))
    groups = list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
    if len(groups) < 2 or max(stop - start for start, stop in groups) > 6 * width + 20:
        return NO_MARKS
    flat = np.where(black, share, 0.0)
    return _as_marks(path, groups, flat, flat, width, width)


def _outside_marks(path: Path, ink: Map, width: float, blocked: Mask) -> Marks:
    reach = int(max(12, 3.5 * width + 8))
    free = np.where(blocked, 0.0, ink)
    upper, lower = _edges(path, width)
    above = _strip(free, path, upper, reach, up=True)
    below = _strip(free, path, lower, reach, up=False)
    above[: int(np.ceil(_START_PX + width / 2))] = 0
    below[: int(np.ceil(_START_PX + width / 2))] = 0
    shape = learn_shape(above, below, width)
    if shape is not None:
        x = match_shape(above, below, shape)
        return _placed(path, np.array(x), np.ones(len(x)), float(reach)) if x else NO_MARKS
    up, down = _run(above), _run(below)
    height = _usual_height(up, down, reach)
    if height < max(1.5, 0.5 * width):
        return NO_MARKS
    both = _two_sided(up, down, height)
    groups = _groups(up, down, height, reach, both=both)
    return _as_marks(path, groups, up, down, height, width)


def _edges(path: Path, width: float) -> tuple[FloatArray, FloatArray]:
    """Return the upper and the lower edge of the line, strokes kept out by a window."""
    half = int(np.ceil(width / 2)) + 1
    enter, leave = path.enter.astype(float), path.leave.astype(float)
    padded_top = np.pad(enter, half, mode="edge")
    padded_low = np.pad(leave, half, mode="edge")
    n = enter.size
    top = np.min([padded_top[k : k + n] for k in range(2 * half + 1)], axis=0)
    low = np.max([padded_low[k : k + n] for k in range(2 * half + 1)], axis=0)
    return top - width / 2, low + width / 2


def _strip(free: Map, path: Path, edge: FloatArray, reach: int, *, up: bool) -> FloatArray:
    """Return the ink outside the edge, shape (n_columns, reach), nearest first."""
    steps = np.arange(1, reach + 1)
    rows = np.round(edge[:, None] + (-steps if up else steps)[None, :]).astype(int)
    inside = (rows >= 0) & (rows < free.shape[0])
    values = free[np.clip(rows, 0, free.shape[0] - 1), path.columns[:, None]]
    return np.where(inside, values, 0.0)


def _run(strip: FloatArray) -> FloatArray:
    """Return the length of consecutive ink from the edge, a small gap allowed at its start."""
    inked = strip > _INKED
    length = np.zeros(len(strip))
    for gap in range(int(_GAP_PX) + 1):
        run = np.cumprod(inked[:, gap:], axis=1).sum(axis=1)
        fresh = (length == 0) & (run > 1)
        length[fresh] = run[fresh] + gap
    return length


def _usual_height(up: FloatArray, down: FloatArray, reach: int) -> float:
    """Return the height of the tick marks: the mode of what sticks out, 0 without any."""
    tall = up[(up >= 2) & (up < reach)]
    if tall.size < 3:
        tall = down[(down >= 2) & (down < reach)]
    if tall.size < 2:
        return 0.0
    return float(np.median(np.sort(tall)[int(0.4 * tall.size) :]))


def _two_sided(up: FloatArray, down: FloatArray, height: float) -> bool:
    marked = (up >= _LEAST_SHARE * height) & (up <= _MOST_SHARE * height + 1.5)
    return bool(marked.any() and np.mean(down[marked] >= 0.5 * height) > 0.5)


def _groups(
    up: FloatArray, down: FloatArray, height: float, reach: int, *, both: bool
) -> list[tuple[int, int]]:
    """Return runs of columns, first and one past last, that carry marks."""
    limit = min(_MOST_SHARE * height + 1.5, reach - 0.5)
    good = (up >= _LEAST_SHARE * height) & (up <= limit)
    if both:
        low = (down >= 0.4 * height) & (down <= limit)
        near = (up >= 0.75 * height) & (up <= 1.25 * height + 1)
        near_low = (down >= 0.75 * height) & (down <= 1.25 * height + 1)
        good = (good & low) | near | near_low
    edges = np.flatnonzero(np.diff(np.concatenate([[False], good, [False]]).astype(int)))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def _as_marks(
    path: Path,
    groups: Sequence[tuple[int, int]],
    up: FloatArray,
    down: FloatArray,
    height: float,
    width: float,
) -> Marks:
    if not groups:
        return NO_MARKS
    sizes = np.array([stop - start for start, stop in groups])
    usual = float(max(np.quantile(sizes, 0.25), 1.0))
    x, sure = [], []
    for (start, stop), size in zip(groups, sizes, strict=True):
        profile = np.maximum(up[start:stop], 0) + np.maximum(down[start:stop], 0)
        if size <= _ONE_WIDTH * usual + 0.5:
            where = np.arange(start, stop) + 0.5
            x.append(float((profile * where).sum() / max(profile.sum(), 1e-9)))
            sure.append(1.0)
            continue
        places = _split(start, stop, usual)
        x.extend(places)
        sure.extend([0.6] * len(places))
    return _placed(path, np.array(x), np.array(sure), height)


def _placed(path: Path, x: FloatArray, sure: FloatArray, height: float) -> Marks:
    """Put marks, by column of the path, on the curve."""
    order = np.argsort(x)
    x, sure = x[order], sure[order]
    column = np.clip(np.floor(x).astype(int), 0, path.length - 1)
    y = (path.enter[column] + path.leave[column]) / 2 + 0.5
    return Marks(x + path.first, y, sure, height)


def _split(start: int, stop: int, usual: float) -> list[float]:
    """Return places spread evenly over a run of touching marks."""
    n_marks = max(round((stop - start - usual) / (usual + 1.5)) + 1, 1)
    if n_marks == 1:
        return [(start + stop) / 2]
    first, last = start + usual / 2, stop - usual / 2
    return list(np.linspace(first, last, n_marks))


def columns_of(marks: Marks) -> IntArray:
    """Return the columns of the marks, rounded down."""
    return np.floor(marks.x).astype(np.intp)
