"""Which shape the marks along a curve have, and where each one lies.

Every shape of the bank is laid on every column of the curve. The shape that
explains most of the ink beside the line with the fewest marks wins, and is then
peeled off mark by mark.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from ..arrays import BoolArray, FloatArray, IntArray
from .mark_templates import Template, soften
from .page import Map
from .path import Path

_INKED = 0.35
_PRESENT = 0.62
_LEARN = 0.5
_NARROW = 2.6
_LEAST_SEEN = 0.22
_LEAST_SEEN_PX = 1.2
_FRESH = 0.40
_PER_MARK = 0.6
_CLUMP_INK = 0.8
_LEAST_LONE = 3
_GUARD = 0.55


@dataclass(frozen=True, eq=False)
class Strip:
    """The ink along a curve, cut out around every column where some sticks out.

    Attributes
    ----------
    column : ndarray of int, shape (n,)
        Columns of the path.
    row : ndarray of int, shape (n,)
        The curve's row there.
    ink, seen : ndarray, shape (n, side, side)
        Ink, softened like the pictures; 0 where something hides the place.
    """

    column: IntArray
    row: IntArray
    ink: Map
    seen: Map

    @property
    def reach(self) -> int:
        """Return how far the cut-outs go."""
        return int(self.ink.shape[1] - 1) // 2


@dataclass(frozen=True, eq=False)
class Found:
    """Marks of one shape along a strip.

    Attributes
    ----------
    template : Template
    index : ndarray of int, shape (n_marks,)
        Places of the strip.
    x, present : ndarray, shape (n_marks,)
        Column of each centre, and the share of the mark that is there.
    gain : float
        Ink explained, squared, less a little for every mark.
    cover : ndarray, shape (width of the region,)
        Share of a narrow mark's height that is inked in each column; empty for others.
    """

    template: Template
    index: IntArray
    x: FloatArray
    present: FloatArray
    gain: float
    cover: FloatArray


def cut_strip(path: Path, rows: IntArray, ink: Map, seen: Map, reach: int) -> Strip | None:
    """Return the cut-outs along a path; None where nothing sticks out.

    Parameters
    ----------
    path : Path
    rows : ndarray of int, shape (n_columns,)
        Middle of the line in each column of the path.
    ink, seen : ndarray, shape (height, width)
        What marks are drawn in, and 0 where the line itself or something else hides it.
    reach : int
        Half the side of the cut-outs, pixels.
    """
    visible = ink * seen
    column, row = _places(path, rows)
    inside = (row >= 0) & (row < ink.shape[0])
    column, row = column[inside], row[inside]
    active = _active(visible, column, row, reach)
    if not active.any():
        return None
    column, row = column[active], row[active]
    soft = np.asarray(soften(visible) / np.maximum(soften(seen), 0.2), dtype=np.float32)
    side = 2 * reach + 1

    def cut(values: Map) -> Map:
        padded = np.pad(values, reach)
        return np.ascontiguousarray(sliding_window_view(padded, (side, side))[row, column])

    return Strip(column, row, cut(soft), cut(seen))


def _places(path: Path, rows: IntArray) -> tuple[IntArray, IntArray]:
    """Return each column with its row after the drop, and the row before where it drops."""
    drops = np.flatnonzero(path.leave > path.enter)
    column = np.concatenate([path.columns, path.columns[drops]])
    row = np.concatenate([rows, path.enter[drops]])
    return column.astype(np.intp), row.astype(np.intp)


def _active(visible: Map, column: IntArray, row: IntArray, reach: int) -> BoolArray:
    """Return which places have ink of their own column beside them, or near them."""
    rows = row[:, None] + np.arange(-reach, reach + 1)[None, :]
    rows = np.clip(rows, 0, visible.shape[0] - 1)
    inked = (visible[rows, column[:, None]] > _INKED).sum(axis=1) >= 2
    columns = np.zeros(visible.shape[1] + 1, dtype=bool)
    columns[column[inked]] = True
    beside = min(reach, 8)
    spread = np.convolve(columns, np.ones(2 * beside + 1), mode="same") > 0
    return np.asarray(spread[column])


@dataclass(frozen=True, eq=False)
class Evidence:
    """What each shape of a bank explains along one strip.

    Attributes
    ----------
    strip : Strip
    templates : tuple of Template
    gain : ndarray, shape (n_templates,)
        Ink explained by one mark in each lone clump, in squared ink.
    lone : tuple of (int, int)
        Columns of the lone clumps; with few, ``gain`` comes from all the ink.
    """

    strip: Strip
    templates: tuple[Template, ...]
    gain: FloatArray
    lone: tuple[tuple[int, int], ...]


def weigh(strip: Strip, templates: tuple[Template, ...], line_width: float) -> Evidence:
    """Return how well each shape explains the marks that stand alone.

    Parameters
    ----------
    strip : Strip
    templates : tuple of Template
    line_width : float
        Thickness of the curve, pixels.
    """
    lone = _lone_clumps(strip, line_width)
    which = np.flatnonzero(
        np.isin(
            strip.column,
            np.concatenate([np.arange(a, b) for a, b in lone]) if lone else np.empty(0),
        )
    )
    if len(lone) < _LEAST_LONE:
        which = np.arange(len(strip.column))
    value = _values(strip, templates, which)
    if len(lone) < _LEAST_LONE:
        gain = _spread_gain(value, templates)
    else:
        column = strip.column[which]
        gain = np.sum([value[(column >= a) & (column < b)].max(axis=0) for a, b in lone], axis=0)
    return Evidence(strip, templates, np.asarray(gain, dtype=float), tuple(lone))


def _values(strip: Strip, templates: tuple[Template, ...], which: IntArray) -> Map:
    """Return what each shape explains at each of these places, 0 where it is not there."""
    pictures = np.stack([t.picture.ravel() for t in templates])
    expected, present = _compared(strip, pictures, which)
    return np.where(present >= _PRESENT, 2 * np.minimum(present, 1.1) - 1, 0) * expected


def _compared(strip: Strip, pictures: Map, which: IntArray) -> tuple[Map, Map]:
    """Return the visible energy of each shape at each place, and the share that is there."""
    seen = strip.seen[which].reshape(len(which), -1)
    expected = seen @ (pictures**2).T
    found = (seen * strip.ink[which].reshape(len(which), -1)) @ pictures.T
    share = found / np.maximum(expected, 1e-6)
    whole = (pictures**2).sum(axis=1)
    visible = (expected >= _LEAST_SEEN * whole) & (expected >= _LEAST_SEEN_PX)
    return expected, np.where(visible, share, 0.0)


def _spread_gain(value: Map, templates: tuple[Template, ...]) -> FloatArray:
    """Return what each shape explains at its best places, one shape's width apart."""
    from scipy.ndimage import maximum_filter1d

    gains = np.zeros(len(templates))
    for k, template in enumerate(templates):
        own = value[:, k]
        peak = own >= maximum_filter1d(own, 2 * int(template.half_width) + 3)
        gains[k] = np.maximum(own[peak & (own > 0)] - _PER_MARK, 0).sum()
    return gains


def _lone_clumps(strip: Strip, line_width: float) -> list[tuple[int, int]]:
    """Return the runs of columns, first and one past last, of the commonest size."""
    middle = strip.reach
    mass = (strip.ink[:, :, middle] * strip.seen[:, :, middle]).sum(axis=1)
    columns = np.unique(strip.column[mass > _CLUMP_INK])
    if columns.size == 0:
        return []
    breaks = np.flatnonzero(np.diff(columns) > line_width + 2)
    starts = columns[np.concatenate([[0], breaks + 1])]
    stops = columns[np.concatenate([breaks, [columns.size - 1]])] + 1
    sizes = (stops - starts).astype(float)
    counts = [np.sum((sizes >= size) & (sizes <= 1.3 * size + 1.5)) for size in sizes]
    usual = sizes[int(np.argmax(np.array(counts) * (sizes > 1)))]
    alike = (sizes >= usual) & (sizes <= 1.3 * usual + 1.5)
    return list(zip((starts[alike] - 1).tolist(), (stops[alike] + 1).tolist(), strict=True))


def peel(evidence: Evidence, k: int, shape: tuple[int, int]) -> Found:
    """Return the marks of the bank's shape ``k`` along the strip.

    Parameters
    ----------
    evidence : Evidence
    k : int
    shape : tuple of int
        Height and width of the region.
    """
    strip, template = evidence.strip, evidence.templates[k]
    everything = np.arange(len(strip.column))
    if len(evidence.lone) >= _LEAST_LONE:
        template = _learned(evidence, template)
    expected, present = _compared(strip, template.picture.reshape(1, -1), everything)
    return _peel(strip, shape, template, expected[:, 0], present[:, 0])


def _learned(evidence: Evidence, template: Template) -> Template:
    """Return the shape as the lone marks show it on average, where enough of them agree."""
    import cv2

    strip, picture = evidence.strip, template.picture
    places = []
    for low, high in evidence.lone:
        which = np.flatnonzero((strip.column >= low) & (strip.column < high))
        expected, present = _compared(strip, picture.reshape(1, -1), which)
        value = (2 * np.minimum(present, 1.1) - 1) * expected
        best = int(np.argmax(value))
        if present[best, 0] >= _LEARN:
            places.append(int(which[best]))
    if len(places) < _LEAST_LONE:
        return template
    seen = strip.seen[places].sum(axis=0)
    mean = (strip.ink[places] * strip.seen[places]).sum(axis=0) / np.maximum(seen, 1)
    near = cv2.dilate(picture, np.ones((3, 3), np.uint8)) > 0.1
    learned = np.where(near & (mean > 0.08), mean, 0)
    known = seen >= max(0.34 * len(places), 2)
    return replace(template, picture=np.asarray(np.where(known, learned, picture), np.float32))


def _cover(strip: Strip, template: Template, width: int) -> FloatArray:
    """Return the share of a narrow mark's height that is inked in each column."""
    if template.half_width > _NARROW:
        return np.empty(0)
    middle = strip.reach
    rows = slice(max(middle + round(template.top) + 1, 0), middle + round(template.base))
    ink, seen = strip.ink[:, rows, middle], strip.seen[:, rows, middle]
    share = (ink * seen).sum(axis=1) / np.maximum(seen.sum(axis=1), 1)
    cover = np.zeros(width)
    np.maximum.at(cover, strip.column, np.where(seen.sum(axis=1) >= 1, share, 0))
    return cover


def _peel(
    strip: Strip, shape: tuple[int, int], template: Template, expected: Map, present: Map
) -> Found:
    """Take marks off one by one, best first; each must explain ink of its own."""
    reach = strip.reach
    claimed = np.zeros((shape[0] + 2 * reach, shape[1] + 2 * reach), np.float32)
    picture = template.picture
    cover = np.minimum(picture * 2.5, 1)
    side = 2 * reach + 1
    index: list[int] = []
    gain = 0.0
    guard = _guard(template, reach)
    for k in np.argsort(-(2 * present - 1) * expected, kind="stable"):
        if present[k] < _PRESENT:
            continue
        row, column = int(strip.row[k]), int(strip.column[k])
        window = claimed[row : row + side, column : column + side]
        free = strip.seen[k] * (1 - window)
        fresh = float((free * picture * (2 * strip.ink[k] - picture)).sum())
        if fresh < _FRESH * expected[k] or fresh < _PER_MARK or _runs_on(strip, k, guard):
            continue
        gain += fresh - _PER_MARK
        index.append(int(k))
        np.maximum(window, cover, out=window)
    chosen = np.array(sorted(index, key=lambda k: strip.column[k]), dtype=np.intp)
    x = np.array([_centre(strip, template, present, k) for k in chosen])
    return Found(
        template, chosen, x, present[chosen].astype(float), gain, _cover(strip, template, shape[1])
    )


def _guard(template: Template, reach: int) -> list[tuple[slice, slice]]:
    """Return the windows just beyond both ends of a shape."""
    half = max(round(template.half_width), 0)
    columns = slice(max(reach - half, 0), reach + half + 1)
    windows = []
    top, base = reach + round(template.top) - 2, reach + round(template.base) + 2
    if top - 2 >= 0:
        windows.append((slice(top - 2, top + 1), columns))
    if base + 3 <= 2 * reach + 1:
        windows.append((slice(base, base + 3), columns))
    return windows


def _runs_on(strip: Strip, k: int, guard: list[tuple[slice, slice]]) -> bool:
    """Whether the ink goes on beyond the shape, as that of a longer line does."""
    for window in guard:
        seen = strip.seen[k][window]
        if seen.sum() < 0.5 * seen.size:
            continue
        inked = (strip.ink[k][window] * seen).max(axis=1)
        if inked.min() > _GUARD:
            return True
    return False


def _centre(strip: Strip, template: Template, present: Map, k: int) -> float:
    """Return the mark's centre along the curve, between columns."""
    ink = (strip.ink[k] * strip.seen[k] * (template.picture > 0)).sum(axis=0)
    shape = (template.picture * strip.seen[k]).sum(axis=0)
    side = np.arange(ink.size) - strip.reach
    if ink.sum() < 1e-6 or shape.sum() < 1e-6:
        return float(strip.column[k] + 0.5)
    shift = (ink * side).sum() / ink.sum() - (shape * side).sum() / shape.sum()
    return float(strip.column[k] + 0.5 + np.clip(shift, -1, 1))
