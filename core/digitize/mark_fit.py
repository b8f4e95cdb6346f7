"""Where the marks of a known shape lie along a curve.

The shape is laid on every column of the curve, and marks are peeled off one by
one, those first that explain most of the ink beside the line.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from ..arrays import BoolArray, FloatArray, IntArray
from .mark_templates import Template, soften
from .page import Map
from .path import Path

_INKED = 0.35
_PRESENT = 0.62
_LEAST_SEEN = 0.22
_LEAST_SEEN_PX = 1.2
_FRESH = 0.40
_PER_MARK = 0.6
_LEAST_LONE = 3
_APART_PX = 3.0
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
    """

    template: Template
    index: IntArray
    x: FloatArray
    present: FloatArray
    gain: float


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


def explained(strip: Strip, templates: Sequence[Template], which: IntArray) -> Map:
    """Return what each shape explains at each of these places, 0 where it is not there.

    Parameters
    ----------
    strip : Strip
    templates : sequence of Template
    which : ndarray of int, shape (n,)
        Places of the strip.

    Returns
    -------
    ndarray, shape (n, n_templates)
        Squared ink that one mark takes off: sum of ink^2 - (ink - picture)^2 where seen.
    """
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


def spread_gain(value: Map, templates: Sequence[Template]) -> FloatArray:
    """Return what each shape explains at its best places, one shape's width apart."""
    from scipy.ndimage import maximum_filter1d

    gains = np.zeros(len(templates))
    for k, template in enumerate(templates):
        own = value[:, k]
        peak = own >= maximum_filter1d(own, 2 * int(template.half_width) + 3)
        gains[k] = np.maximum(own[peak & (own > 0)] - _PER_MARK, 0).sum()
    return gains


def peel(
    strips: Sequence[Strip], shape: tuple[int, int], templates: Sequence[Template]
) -> list[Found]:
    """Take marks off one by one, best first; each must explain ink of its own.

    Curves whose marks are drawn in one ink are peeled together, so that each
    mark goes to the curve it lies on and to no other.

    Parameters
    ----------
    strips : sequence of Strip
        Curves that share their ink, cut equally wide.
    shape : tuple of int
        Height and width of the region.
    templates : sequence of Template
        The shape on each curve.
    """
    reach = strips[0].reach
    claimed = np.zeros((shape[0] + 2 * reach, shape[1] + 2 * reach), np.float32)
    piles = [_Pile(strip, template) for strip, template in zip(strips, templates, strict=True)]
    offers = [(value, pile, k) for pile in piles for value, k in pile.offers()]
    for _, pile, k in sorted(offers, key=lambda offer: -offer[0]):
        pile.take(k, claimed)
    return [pile.found() for pile in piles]


class _Pile:
    """The marks taken off one curve so far."""

    def __init__(self, strip: Strip, template: Template) -> None:
        pictures = template.picture.reshape(1, -1)
        everywhere = np.arange(len(strip.column))
        expected, present = _compared(strip, pictures, everywhere)
        self._strip, self._template = strip, template
        self._expected, self._present = expected[:, 0], present[:, 0]
        self._cover = np.minimum(template.picture * 2.5, 1)
        self._guard = _guard(template, strip.reach)
        self._index: list[int] = []
        self._gain = 0.0

    def offers(self) -> list[tuple[float, int]]:
        """Return what a mark explains at each place where enough of it is there."""
        where = np.flatnonzero(self._present >= _PRESENT)
        value = (2 * self._present[where] - 1) * self._expected[where]
        return list(zip(value.tolist(), where.tolist(), strict=True))

    def take(self, k: int, claimed: Map) -> None:
        """Take the mark at a place, if enough of its ink is not claimed by others."""
        strip, picture = self._strip, self._template.picture
        side = picture.shape[0]
        row, column = int(strip.row[k]), int(strip.column[k])
        window = claimed[row : row + side, column : column + side]
        free = strip.seen[k] * (1 - window)
        fresh = float((free * picture * (2 * strip.ink[k] - picture)).sum())
        if fresh < max(_FRESH * self._expected[k], _PER_MARK) or _runs_on(strip, k, self._guard):
            return
        self._gain += fresh - _PER_MARK
        self._index.append(k)
        np.maximum(window, self._cover, out=window)

    def found(self) -> Found:
        """Return the marks taken, from left to right."""
        strip, present = self._strip, self._present
        index = np.array(self._index, dtype=np.intp)
        index = index[np.argsort(strip.column[index], kind="stable")]
        x = np.array([_centre(strip, self._template, k) for k in index])
        return Found(self._template, index, x, present[index].astype(float), self._gain)


def learned(strip: Strip, found: Found, line_width: float) -> Template | None:
    """Return the shape as those of its marks that stand alone show it on average; None of few.

    Parameters
    ----------
    strip : Strip
    found : Found
    line_width : float
        Thickness of the curve, pixels.
    """
    import cv2

    template, order = found.template, np.argsort(found.x)
    gaps = np.diff(found.x[order], prepend=-np.inf, append=np.inf)
    apart = 2 * template.half_width + line_width + _APART_PX
    places = found.index[order][(gaps[:-1] > apart) & (gaps[1:] > apart)]
    if len(places) < _LEAST_LONE:
        return None
    picture, seen = template.picture, strip.seen[places].sum(axis=0)
    mean = (strip.ink[places] * strip.seen[places]).sum(axis=0) / np.maximum(seen, 1)
    near = cv2.dilate(picture, np.ones((3, 3), np.uint8)) > 0.1
    own = np.where(near & (mean > 0.08), mean, 0)
    known = seen >= max(0.34 * len(places), 2)
    return replace(template, picture=np.asarray(np.where(known, own, picture), np.float32))


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


def _centre(strip: Strip, template: Template, k: int) -> float:
    """Return the mark's centre along the curve, between columns."""
    ink = (strip.ink[k] * strip.seen[k] * (template.picture > 0)).sum(axis=0)
    shape = (template.picture * strip.seen[k]).sum(axis=0)
    side = np.arange(ink.size) - strip.reach
    if ink.sum() < 1e-6 or shape.sum() < 1e-6:
        return float(strip.column[k] + 0.5)
    shift = (ink * side).sum() / ink.sum() - (shape * side).sum() / shape.sum()
    return float(strip.column[k] + 0.5 + np.clip(shift, -1, 1))
