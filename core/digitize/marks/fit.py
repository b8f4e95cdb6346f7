"""Where the marks of a known shape lie along a curve.

Marks are laid on the curve one by one, each where it explains most of the ink that
those before have not explained, until none explains enough.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from ...arrays import BoolArray, FloatArray, IntArray
from ..page import Map
from .strip import Strip
from .templates import PHASES, Template

_PRESENT = 0.62
_LEAST_SEEN = 0.22
_LEAST_SEEN_PX = 0.9
_FRESH = 0.12  # of a mark that must be its own
_FRESH_PX = 0.7
_PER_MARK = 0.6
_FIRST_LOOK = 0.6
_LEAST_LONE = 3
_APART_PX = 3.0
_GUARD, _GUARD_SEEN = 0.55, 0.5
_THICKEST = 2.6


@dataclass(frozen=True, eq=False)
class Found:
    """Marks of one shape along a strip.

    Attributes
    ----------
    template : Template
    index : ndarray of int, shape (n_marks,)
        Places of the strip.
    x, present, fresh : ndarray, shape (n_marks,)
        Column of each centre, the share of the mark that is there, and the share no
        mark before explains.
    gain : float
        Ink explained, squared, less a little for every mark.
    """

    template: Template
    index: IntArray
    x: FloatArray
    present: FloatArray
    fresh: FloatArray
    gain: float


def explained(
    strip: Strip, templates: Sequence[Template], which: IntArray, *, n_phases: int | None = None
) -> Map:
    """Return what each shape explains at each of these places, 0 where it is not there.

    Parameters
    ----------
    strip : Strip
    templates : sequence of Template
    which : ndarray of int, shape (n,)
        Places of the strip.
    n_phases : int, optional
        Pictures of each shape to look at; all without.

    Returns
    -------
    ndarray, shape (n, n_templates)
        Squared ink that one mark takes off: sum of ink^2 - (ink - picture)^2 where seen.
    """
    best = np.zeros((len(which), len(templates)), dtype=np.float32)
    for stack in _stacks(tuple(templates), n_phases):
        expected, present = _compared(strip, stack, which)
        value = np.where(present >= _PRESENT, 2 * np.minimum(present, 1.1) - 1, 0) * expected
        best[:, stack.members] = value.reshape(len(which), stack.members.size, -1).max(axis=2)
    return best


@dataclass(frozen=True, eq=False)
class _Stack:
    """Pictures of about one extent, as rows of the pixels that any of them inks.

    Attributes
    ----------
    members : ndarray of int, shape (n_templates,)
    pixels : ndarray of int, shape (n_pixels,)
        Places in a cut-out, laid out flat.
    pictures, squares : ndarray of float32, shape (n_templates * n_phases, n_pixels)
    whole : ndarray of float32, shape (n_templates * n_phases,)
        Energy of each picture.
    """

    members: IntArray
    pixels: IntArray
    pictures: Map
    squares: Map
    whole: Map


@lru_cache(maxsize=8)
def _stacks(templates: tuple[Template, ...], n_phases: int | None) -> tuple[_Stack, ...]:
    """Return pictures, those of like extents together: most of a cut-out is blank."""
    groups: dict[tuple[bool, int], list[int]] = {}
    pictures = [one.pictures[:n_phases] for one in templates]
    for k, one in enumerate(templates):
        height = max(-one.top, one.base, 1.0)
        groups.setdefault((one.half_width < height / 2, int(2 * np.log2(height))), []).append(k)
    return tuple(
        _stack([pictures[k] for k in own], np.array(own, dtype=np.intp)) for own in groups.values()
    )


def _stack(pictures: Sequence[Map], members: IntArray) -> _Stack:
    flat = np.concatenate([one.reshape(len(one), -1) for one in pictures])
    pixels = np.flatnonzero(flat.any(axis=0))
    flat = np.ascontiguousarray(flat[:, pixels])
    squares = flat**2
    return _Stack(members, pixels, flat, squares, squares.sum(axis=1))


def _compared(strip: Strip, stack: _Stack, which: IntArray) -> tuple[Map, Map]:
    """Return the visible energy of each picture at each place, and the share that is there."""
    at = np.ix_(which, stack.pixels)
    expected = strip.seen.reshape(len(strip.seen), -1)[at] @ stack.squares.T
    found = strip.ink.reshape(len(strip.ink), -1)[at] @ stack.pictures.T
    share = found / np.maximum(expected, 1e-6)
    visible = (expected >= _LEAST_SEEN * stack.whole) & (expected >= _LEAST_SEEN_PX)
    return expected, np.where(visible, share, 0.0)


def spread_gain(strip: Strip, templates: Sequence[Template]) -> FloatArray:
    """Return what each shape explains at its best places, one shape's width apart.

    Only those that explain much in a first look are looked at between pixels.
    """
    everywhere = np.arange(strip.column.size)
    gains = _spread(explained(strip, templates, everywhere, n_phases=len(PHASES)), templates)
    near = np.flatnonzero(gains > _FIRST_LOOK * gains.max(initial=0))
    own = [templates[k] for k in near.tolist()]
    if own:
        gains[near] = _spread(explained(strip, own, everywhere), own)
    return gains


def _spread(value: Map, templates: Sequence[Template]) -> FloatArray:
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
    """Lay marks one by one, best first; each must explain ink of its own.

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
    while True:
        pile = max(piles, key=lambda one: one.best)
        if pile.best <= 0:
            return [pile.found() for pile in piles]
        row, column, width = pile.take(claimed, reach)
        for other in piles:
            other.count_again(claimed, reach, row, column, width)


class _Pile:
    """The marks laid on one curve so far."""

    def __init__(self, strip: Strip, template: Template) -> None:
        near = strip.within(_extent(template))
        pictures = _cut(template.pictures[: len(PHASES)], near.reach)
        everywhere = np.arange(len(strip.column))
        expected, present = _compared(near, _stack([pictures], everywhere[:1]), everywhere)
        self._strip, self._template, self._near = strip, template, near
        self._pictures, self._expected, self._present = pictures, expected, present
        self._least = np.maximum(_FRESH * (pictures**2).sum(axis=(1, 2))[None, :], _FRESH_PX)
        self._least = np.minimum(self._least, np.maximum(0.6 * expected, _FRESH_PX))
        self._open = present >= _PRESENT
        places = np.flatnonzero(self._open.any(axis=1))
        guard = _guard(template, strip.reach)
        self._open[places[_runs_on(strip, places, guard)]] = False
        self._value = np.where(self._open, (2 * present - 1) * expected, -np.inf)
        self._value[self._value < self._least] = -np.inf
        self._index: list[int] = []
        self._phase: list[int] = []
        self._fresh: list[float] = []
        self._gain = 0.0
        self.best = float(self._value.max(initial=-np.inf))

    def take(self, claimed: Map, reach: int) -> tuple[int, int, int]:
        """Lay the best mark; return its row and column, and how far others feel it."""
        k, phase = np.unravel_index(int(np.argmax(self._value)), self._value.shape)
        value = float(self._value[k, phase])
        self._gain += value - _PER_MARK
        self._index.append(int(k))
        self._phase.append(int(phase))
        self._fresh.append(value / max(float(self._expected[k, phase]), 1e-6))
        row, column, own = int(self._strip.row[k]), int(self._strip.column[k]), self._near.reach
        above, left = row + reach - own, column + reach - own
        window = claimed[above : above + 2 * own + 1, left : left + 2 * own + 1]
        np.maximum(window, self._pictures[phase], out=window)
        self._value[k] = -np.inf
        self._open[k] = False
        return row, column, own

    def count_again(self, claimed: Map, reach: int, row: int, column: int, width: int) -> None:
        """Count again what marks explain that overlap one just laid."""
        own = self._near.reach
        first, stop = np.searchsorted(
            self._strip.column, [column - own - width, column + own + width + 1]
        ).tolist()
        near = self._open[first:stop].any(axis=1)
        near &= np.abs(self._strip.row[first:stop] - row) <= own + width
        which = first + np.flatnonzero(near)
        if which.size:
            self._value[which] = self._left(which, claimed, reach)
        self.best = float(self._value.max(initial=-np.inf))

    def _left(self, which: IntArray, claimed: Map, reach: int) -> Map:
        strip, own = self._near, self._near.reach
        side = 2 * own + 1
        windows = sliding_window_view(claimed, (side, side))
        taken = windows[strip.row[which] + reach - own, strip.column[which] + reach - own]
        taken = taken[:, None]
        ink, seen = strip.ink[which][:, None], strip.seen[which]
        after = np.maximum(taken, self._pictures[None])
        more = after - taken
        after += taken
        np.subtract(2 * ink, after, out=after)
        after *= more
        value = np.einsum("npij,nij->np", after, seen)
        value[~self._open[which] | (value < self._least[which])] = -np.inf
        return np.asarray(value)

    def found(self) -> Found:
        """Return the marks laid, from left to right."""
        index, phase = np.array(self._index, dtype=np.intp), np.array(self._phase, dtype=np.intp)
        fresh = np.array(self._fresh)
        x = _centres(self._near, self._pictures, index, phase)
        present = self._present[index, phase].astype(float)
        order = np.argsort(x, kind="stable")
        return Found(
            self._template, index[order], x[order], present[order], fresh[order], self._gain
        )


def _extent(template: Template) -> int:
    """Return how far a shape goes in its pictures."""
    inked = np.argwhere(template.pictures.max(axis=0) > 0.02) - template.reach
    return int(np.abs(inked).max(initial=1))


def _cut(pictures: Map, reach: int) -> Map:
    middle = pictures.shape[1] // 2
    cut = slice(middle - reach, middle + reach + 1)
    return np.ascontiguousarray(pictures[:, cut, cut])


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

    template = found.template
    gaps = np.diff(found.x, prepend=-np.inf, append=np.inf)
    apart = 2 * template.half_width + line_width + _APART_PX
    lone = (gaps[:-1] > apart) & (gaps[1:] > apart)
    if lone.sum() < _LEAST_LONE:
        return None
    right = found.x - strip.column[found.index] - 0.5
    pictures = template.pictures.copy()
    known = 0
    for p in range(len(PHASES)):
        places = found.index[lone & (np.abs(right - PHASES[p][0]) <= 0.26)]
        if len(places) < _LEAST_LONE:
            continue
        seen = strip.seen[places].sum(axis=0)
        mean = strip.ink[places].sum(axis=0) / np.maximum(seen, 1)
        near = cv2.dilate(pictures[p], np.ones((3, 3), np.uint8)) > 0.1
        own = np.where(near & (mean > 0.08), mean, 0)
        enough = seen >= max(0.34 * len(places), 2)
        pictures[p] = np.where(enough, own, pictures[p])
        known += 1
    return replace(template, pictures=pictures) if known else None


def _guard(template: Template, reach: int) -> list[tuple[slice, slice]]:
    """Return the windows just beyond both ends of a stroke; other shapes are no part of a line."""
    if template.half_width > _THICKEST:
        return []
    half = int(template.half_width)
    columns = slice(max(reach - half, 0), reach + half + 1)
    windows = []
    top, base = reach + round(template.top) - 2, reach + round(template.base) + 2
    if top - 2 >= 0:
        windows.append((slice(top - 2, top + 1), columns))
    if base + 3 <= 2 * reach + 1:
        windows.append((slice(base, base + 3), columns))
    return windows


def _runs_on(strip: Strip, which: IntArray, guard: list[tuple[slice, slice]]) -> BoolArray:
    """Return where the ink goes on beyond the shape, as that of a longer line does."""
    on = np.zeros(len(which), dtype=bool)
    for rows, columns in guard:
        seen = strip.seen[which, rows, columns]
        ink = strip.ink[which, rows, columns].max(axis=2).min(axis=1)
        on |= (ink > _GUARD) & (seen.mean(axis=(1, 2)) >= _GUARD_SEEN)
    return on


def _centres(strip: Strip, pictures: Map, index: IntArray, phase: IntArray) -> FloatArray:
    """Return the marks' centres along the curve, between columns."""
    picture = pictures[phase]
    ink = (strip.ink[index] * (picture > 0)).sum(axis=1)
    shape = (picture * strip.seen[index]).sum(axis=1)
    side = np.arange(ink.shape[1]) - strip.reach
    right = np.array([right for right, _ in PHASES])[phase]
    middle = strip.column[index] + 0.5 + right
    known = (ink.sum(axis=1) > 1e-6) & (shape.sum(axis=1) > 1e-6)
    ink[~known], shape[~known] = 1.0, 1.0
    shift = (ink @ side) / ink.sum(axis=1) - (shape @ side) / shape.sum(axis=1)
    return np.asarray(middle + np.clip(shift, -0.5, 0.5), dtype=float)
