"""The line that marks sit on: where it lies, how thick it is, and which pixels it hides."""

from dataclasses import dataclass

import numpy as np

from ...arrays import FloatArray, IntArray
from ..axes.box import Mask
from ..curves.path import Path
from ..page import Map

_FRINGE, _N_FRINGE = 0.3, 4
_SHARED, _SEEN_FRINGE = 0.35, 0.08
_LEAST_DROP = 0.6
_SHORT, _LOW, _NEARER = 3, 0.3, 0.02
_INKED = 0.3
_FAINT = 0.25
_MOST_THICK = 16
_CLEAR_OF_DROPS = 3
_FEWEST = 12
_MODE_SHARE = 0.5
_FAR_THICKER, _SOME = 2.0, 0.03
_LEAST_SUM = 0.6
_MARK_HIGH, _EVEN, _EVEN_SHARE = 3.4, 0.1, 0.75
_LIKE = 0.5


@dataclass(frozen=True, eq=False)
class LineCover:
    """Where a curve's line lies.

    Attributes
    ----------
    middle : ndarray, shape (n_columns,)
        Row of the line's middle in each column of the path, between rows at halves.
    width : float
        Its thickness, pixels.
    sure : ndarray of bool, shape (height, width)
        Pixels that are the line.
    edge : ndarray of bool, same shape
        Pixels that may be: ink there may be the line's, and blank is blank.
    faint : ndarray of float32, same shape
        What is seen of the line beyond its edge where it is blurred, 0 to 1.
    """

    middle: FloatArray
    width: float
    sure: Mask
    edge: Mask
    faint: Map


def line_cover(path: Path, ink: Map, width: float) -> LineCover:
    """Return where the line lies, by what most columns of each flat share.

    Parameters
    ----------
    path : Path
    ink : ndarray, shape (height, width)
    width : float
        Thickness as it was taken for, pixels.
    """
    width = own_width(path, ink, width)
    edges, middles = _flats(path, ink, width)
    sure = np.zeros(ink.shape, dtype=bool)
    edge = np.zeros(ink.shape, dtype=bool)
    middle = np.repeat(middles, np.diff(edges))
    _cover_flats(sure, path.columns, middle, width / 2 + _FRINGE)
    fringe = _fringe(path, ink, middle, width)
    faint = _fringe_beside(fringe, path, ink, middle, width)
    for k, before, after in zip(
        edges[1:-1].tolist(), middles[:-1].tolist(), middles[1:].tolist(), strict=True
    ):
        _cover_drop((sure, edge, faint), path.first + k, (before, after), width, fringe)
    return LineCover(middle, width, sure, edge, faint)


def _flats(path: Path, ink: Map, width: float) -> tuple[IntArray, FloatArray]:
    """Return where flats begin, as places along the path, its length at the end, and their rows.

    A path may change its row within the line; that is no drop.
    """
    changes = np.flatnonzero(np.diff(path.leave)) + 1
    edges = np.concatenate([[0], changes, [path.length]]).astype(np.intp)
    middles = _middles(path, ink, width, edges).tolist()
    starts, rows = [0], [middles[0]]
    for k, middle in enumerate(middles[1:], 1):
        if abs(middle - rows[-1]) >= _LEAST_DROP:
            starts.append(int(edges[k]))
            rows.append(middle)
        elif edges[k + 1] - edges[k] > edges[k] - starts[-1]:
            rows[-1] = middle
    return np.array([*starts, path.length], dtype=np.intp), np.array(rows)


def _fringe(path: Path, ink: Map, middle: FloatArray, width: float) -> FloatArray:
    """Return how much of a line is seen just beyond its edge, each half pixel: blur spreads it."""
    row, beyond = _around(path, middle, width)
    values = ink[np.clip(row, 0, ink.shape[0] - 1), path.columns[:, None]]
    seen = []
    for start in _FRINGE + 0.5 * np.arange(_N_FRINGE):
        near = values[(beyond > start) & (beyond <= start + 0.5)]
        share = float(np.quantile(near, _SHARED)) if near.size >= _FEWEST else 0.0
        seen.append(share if share >= _SEEN_FRINGE else 0.0)
    return np.minimum.accumulate(seen)


def _around(path: Path, middle: FloatArray, width: float) -> tuple[IntArray, FloatArray]:
    """Return the rows around a line, and how far beyond its edge they lie."""
    reach = int(np.ceil(width / 2 + 0.5 * _N_FRINGE + 1))
    row = np.round(middle).astype(np.intp)[:, None] + np.arange(-reach, reach + 1)
    return row, np.abs(row - middle[:, None]) - width / 2


def _fringe_beside(
    fringe: FloatArray, path: Path, ink: Map, middle: FloatArray, width: float
) -> Map:
    faint = np.zeros_like(ink)
    if fringe.any():
        row, beyond = _around(path, middle, width)
        faint[np.clip(row, 0, ink.shape[0] - 1), path.columns[:, None]] = _share(beyond, fringe)
    return faint


def _share(beyond: FloatArray, fringe: FloatArray) -> FloatArray:
    """Return what is seen of a line so far beyond its edge."""
    at = np.ceil((beyond - _FRINGE) / 0.5).astype(np.intp) - 1
    shares = np.append(fringe, 0.0)
    return np.where(at < 0, 0.0, shares[np.clip(at, 0, fringe.size)])


def _cover_flats(sure: Mask, columns: IntArray, middle: FloatArray, half: float) -> None:
    reach = int(np.ceil(half + 0.5))
    row = np.round(middle).astype(np.intp)
    for offset in range(-reach, reach + 1):
        at = row + offset
        own = (np.abs(at - middle) <= half) & (at >= 0) & (at < sure.shape[0])
        sure[at[own], columns[own]] = True


def _cover_drop(
    cover: tuple[Mask, Mask, Map],
    column: int,
    rows: tuple[float, float],
    width: float,
    fringe: FloatArray,
) -> None:
    """Cover a drop, and a pixel more beside it, as its place is not known exactly."""
    sure, edge, faint = cover
    top = max(int(np.ceil(rows[0] - width / 2 - _FRINGE)), 0)
    base = int(rows[1] + width / 2 + _FRINGE) + 1
    inner, outer = int((width - 1) / 2), int(np.ceil((width - 1) / 2 + 0.25))
    sure[top:base, max(column - inner, 0) : column + inner + 1] = True
    edge[top:base, max(column - outer, 0) : column + outer + 1] = True
    if fringe.any():
        beside = np.arange(max(column - outer - 3, 0), min(column + outer + 4, faint.shape[1]))
        share = _share(np.abs(beside - column) - width / 2, fringe)
        part = faint[top:base, beside]
        faint[top:base, beside] = np.maximum(part, share[None, :])


def own_width(path: Path, ink: Map, width: float) -> float:
    """Return the lowest usual thickness of the ink along a path, ``width`` where it says little."""
    flat = np.ones(path.length, dtype=bool)
    for k in np.flatnonzero(path.leave > path.enter).tolist():
        flat[max(k - _CLEAR_OF_DROPS, 0) : k + _CLEAR_OF_DROPS + 1] = False
    if flat.sum() < _FEWEST:
        return width
    sums = _sums_along(path.leave[flat], path.columns[flat], ink)
    columns, sums = path.columns[flat][sums > _LEAST_SUM], sums[sums > _LEAST_SUM]
    if sums.size < _FEWEST:
        return width
    usual = sums[sums <= 1.05 * np.median(sums)]
    counts = np.histogram(usual, np.arange(0.25, _MOST_THICK, 0.25))[0]
    smooth = np.convolve(counts, [0.5, 1.0, 0.5], mode="same")
    first = int(np.flatnonzero(smooth >= _MODE_SHARE * smooth.max())[0])
    while first + 1 < smooth.size and smooth[first + 1] > smooth[first]:
        first += 1
    near = np.abs(sums - (first * 0.25 + 0.375)) < _LIKE
    usual_width = float(max(np.median(sums[near]), 0.7)) if near.any() else width
    alike = float(np.mean(np.abs(sums - width) < _LIKE))
    # Where marks stand all along, most columns are as high as they are; the ends of
    # dashes are lower than their line, and so are bars of marks beyond a drop.
    if usual_width > _FAR_THICKER * width:
        is_bars = usual_width < _MARK_HIGH * width and _is_even(columns, sums, usual_width)
        return usual_width if alike <= _SOME or is_bars else width
    return width if usual_width < width - _LIKE and alike > near.mean() else usual_width


def _is_even(columns: IntArray, sums: FloatArray, width: float) -> bool:
    """Return whether neighbouring columns about this thick are so alike, as no marks are."""
    near = np.abs(sums - width) < _LIKE
    both = near[1:] & near[:-1] & (np.diff(columns) == 1)
    if 2 * both.sum() < len(sums) * _MODE_SHARE:
        return False
    return bool(np.mean(np.abs(np.diff(sums))[both] < _EVEN) > _EVEN_SHARE)


def _sums_along(rows: IntArray, columns: IntArray, ink: Map) -> FloatArray:
    """Return the ink of the vertical run around each of these places."""
    reach = _MOST_THICK
    at = np.clip(rows[:, None] + np.arange(-reach, reach + 1), 0, ink.shape[0] - 1)
    values = ink[at, columns[:, None]]
    inked = values > _INKED
    start = reach + np.argmax(values[:, reach - 1 : reach + 2], axis=1) - 1
    place = np.arange(2 * reach + 1)
    blank_before = np.where(~inked & (place <= start[:, None]), place, -1).max(axis=1)
    blank_after = np.where(~inked & (place >= start[:, None]), place, 2 * reach + 1).min(axis=1)
    own = (place > blank_before[:, None]) & (place < blank_after[:, None])
    return np.asarray((values * own).sum(axis=1), dtype=float)


def without_line(cover: LineCover, ink: Map) -> Map:
    """Return the ink beyond a line without what blur spreads of it."""
    if not cover.faint.any():
        return ink
    # Where blur alone may make ink full nothing is left, rather than 0 / 0.
    left = np.maximum(1 - cover.faint, np.finfo(np.float32).eps)
    return np.asarray(np.clip((ink - cover.faint) / left, 0, 1))


def hidden_by(cover: LineCover, ink: Map) -> Mask:
    """Return the pixels that the line hides, in which ink says nothing of marks."""
    return np.asarray(cover.sure | (cover.edge & (ink > _FAINT)))


def _middles(path: Path, ink: Map, width: float, edges: IntArray) -> FloatArray:
    """Return the rows about which a line so thick explains best what each flat's columns share."""
    reach = int(np.ceil(width / 2 + 1)) + 1
    offsets = np.arange(-reach, reach + 1)
    row = path.leave[edges[:-1]]
    at = np.clip(path.leave[:, None] + offsets, 0, ink.shape[0] - 1)
    values = ink[at, path.columns[:, None]]
    inked = values[:, reach - 1 : reach + 2].max(axis=1) > 0.4
    values = np.where(inked[:, None], values, 1)
    shared = np.minimum.reduceat(values, edges[:-1], axis=0)
    any_ink = np.logical_or.reduceat(inked, edges[:-1])
    for k in np.flatnonzero(np.diff(edges) > _SHORT).tolist():
        own = slice(edges[k], edges[k + 1])
        if any_ink[k]:
            shared[k] = _low_quantile(values[own][inked[own]], _LOW)
    places = np.arange(-1.5, 1.6, 0.1)
    low = np.maximum(offsets - 0.5, places[:, None] - width / 2)
    high = np.minimum(offsets + 0.5, places[:, None] + width / 2)
    line = np.maximum(high - low, 0)
    error = (line**2).sum(axis=1) - 2 * shared @ line.T + _NEARER * np.abs(places)
    return np.where(any_ink, row + places[np.argmin(error, axis=1)], row)


def _low_quantile(values: Map, share: float) -> Map:
    """Return a quantile of each column (``numpy.quantile`` with less around it)."""
    place = share * (len(values) - 1)
    low = int(place)
    high = min(low + 1, len(values) - 1)
    values = np.partition(values, (low, high), axis=0)
    return np.asarray(values[low] + (values[high] - values[low]) * (place - low))
