"""Censor marks along a curve: repeated shapes that stick out of the line or lie on it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..arrays import FloatArray, IntArray
from .box import Mask
from .mark_crowds import with_crowds
from .mark_fit import Found, Strip, cut_strip
from .mark_shapes import find_shape, weigh
from .mark_templates import Template, bank
from .page import Map
from .path import Path

_START_PX = 3.0
_REACH = (12, 40)
_WIDTHS_REACH = 3.5
_DARK_WINS = 1.15
_FRINGE = 0.3


@dataclass(frozen=True, eq=False)
class Marks:
    """Marks of one curve in pixels of the region.

    Attributes
    ----------
    x, y : ndarray, shape (n_marks,)
        Centre and the curve's row there.
    confidence : ndarray, shape (n_marks,)
        Near 1 for a mark that stands alone, less in a crowd or where hardly seen.
    height : float
        How far the marks reach from the middle of the line, pixels; 0 without marks.
    """

    x: FloatArray
    y: FloatArray
    confidence: FloatArray
    height: float = 0.0


NO_MARKS = Marks(np.empty(0), np.empty(0), np.empty(0))


@dataclass(frozen=True, eq=False)
class Sought:
    """Where to look for the marks of one curve.

    Attributes
    ----------
    path : Path
    ink : ndarray, shape (height, width)
        What a mark may be drawn in: the curve's own ink and black.
    width : float
        Thickness of the curve's line, pixels.
    blocked : ndarray of bool, same shape
        Other curves, frame and text.
    dark : ndarray, same shape, or None
        Black ink, where the curve itself is coloured: black marks show on the line.
    """

    path: Path
    ink: Map
    width: float
    blocked: Mask
    dark: Map | None = None


def find_marks(sought: Sequence[Sought]) -> list[Marks]:
    """Return the censor marks along each path; where they may be alike, they are taken as alike."""
    if not sought:
        return []
    reach = int(np.clip(_WIDTHS_REACH * max(o.width for o in sought) + 8, *_REACH))
    strips = [_strips(one, reach) for one in sought]
    # Black marks show on the line itself: they may be smaller than the line is thick.
    line = round(min(one.width for one in sought))
    inks = [next(k for k, o in enumerate(sought) if _same_ink(o, one)) for one in sought]
    beside = _marks_in([s[0] for s in strips], sought, bank(reach, line), inks)
    on_line = _marks_in([s[1] for s in strips], sought, bank(reach, 0), [0] * len(sought))
    marks = []
    for one, own, black, (strip, dark) in zip(sought, beside, on_line, strips, strict=True):
        if black is not None and (own is None or black.gain >= _DARK_WINS * own.gain):
            own, strip = black, dark
        if own is None or strip is None or own.gain <= 0:
            marks.append(NO_MARKS)
        else:
            marks.append(_as_marks(one, own, strip))
    return marks


def _same_ink(one: Sought, other: Sought) -> bool:
    return one.ink is other.ink or np.array_equal(one.ink, other.ink)


def _marks_in(
    strips: Sequence[Strip | None],
    sought: Sequence[Sought],
    templates: Sequence[Template],
    inks: Sequence[int],
) -> list[Found | None]:
    evidence = [
        None if strip is None else weigh(strip, one.path, one.ink.shape, one.width, templates)
        for strip, one in zip(strips, sought, strict=True)
    ]
    return find_shape(evidence, templates, inks)


def _strips(one: Sought, reach: int) -> tuple[Strip | None, Strip | None]:
    """Return what there is beside the line, and on it where black marks may lie on it."""
    rows, line = line_cover(one.path, one.ink, one.width)
    start = one.path.first + int(np.ceil(_START_PX + one.width / 2))

    def cut(ink: Map, seen: Mask) -> Strip | None:
        seen = seen.copy()
        seen[:, :start] = False
        return cut_strip(one.path, rows, ink, seen.astype(np.float32), reach)

    dark = None if one.dark is None else cut(one.dark, ~one.blocked)
    return cut(one.ink, ~one.blocked & ~line), dark


def line_cover(path: Path, ink: Map, width: float) -> tuple[IntArray, Mask]:
    """Return the middle row of the line in each column, and the pixels that are the line itself.

    On each flat the line is what most of its columns share; strokes hide one
    pixel more, as their place between columns is not known.
    """
    drop = np.flatnonzero(np.diff(path.leave)) + 1
    edges = np.concatenate([[0], drop, [path.length]])
    rows = path.leave.astype(np.intp).copy()
    cover = _strokes(path, ink.shape, width)
    reach = int(np.ceil(width / 2 + 2))
    offsets = np.arange(-reach, reach + 1)
    for start, stop in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        row, first = int(path.leave[start]), path.first + start
        at = np.clip(row + offsets, 0, ink.shape[0] - 1)
        columns = np.arange(first, first + stop - start)
        middle = _middle(ink[at[:, None], columns[None, :]], offsets, width)
        rows[start:stop] = row + round(middle)
        own = at[np.abs(offsets - middle) <= width / 2 + _FRINGE]
        cover[own[:, None], columns[None, :]] = True
    return rows, cover


def _middle(values: Map, offsets: IntArray, width: float) -> float:
    """Return where the line lies, by what most columns of a flat share."""
    inked = values[np.abs(offsets) <= 1].max(axis=0) > 0.4
    if not inked.any():
        return 0.0
    near = np.abs(offsets) <= width / 2 + 1
    shared, offsets = _low_quantile(values[near][:, inked], 0.3), offsets[near]
    total = float(shared.sum())
    return float((shared * offsets).sum() / total) if total > 0.3 else 0.0


def _low_quantile(values: Map, share: float) -> Map:
    """Return a quantile of each row (``numpy.quantile`` with less around it)."""
    values = np.sort(values, axis=1)
    place = share * (values.shape[1] - 1)
    low = int(place)
    high = min(low + 1, values.shape[1] - 1)
    return np.asarray(values[:, low] + (values[:, high] - values[:, low]) * (place - low))


def _strokes(path: Path, shape: tuple[int, int], width: float) -> Mask:
    cover = np.zeros(shape, dtype=bool)
    half, above = int(np.ceil((width - 1) / 2 + 0.25)), int(width / 2 + _FRINGE)
    for k in np.flatnonzero(path.leave > path.enter):
        column = path.first + int(k)
        rows = slice(max(int(path.enter[k]) - above, 0), int(path.leave[k]) + above + 1)
        cover[rows, max(column - half, 0) : column + half + 1] = True
    return cover


def _as_marks(one: Sought, found: Found, strip: Strip) -> Marks:
    """Put marks, and those that hide among them, on the curve."""
    path, template = one.path, found.template
    x, sure = with_crowds(strip, found, one.width, one.ink.shape[1])
    column = np.clip(np.floor(x).astype(int) - path.first, 0, path.length - 1)
    y = (path.enter[column] + path.leave[column]) / 2 + 0.5
    return Marks(x, y, sure, max(-template.top, template.base))


def columns_of(marks: Marks) -> IntArray:
    """Return the columns of the marks, rounded down."""
    return np.floor(marks.x).astype(np.intp)
