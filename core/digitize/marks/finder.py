"""Censor marks along a curve: repeated shapes that stick out of the line or lie on it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ...arrays import FloatArray
from ..axes.box import Mask
from ..curves.path import Path
from ..page import Map
from .coarse import halved_map, halved_path
from .crowds import with_crowds
from .line import LineCover, hidden_by, line_cover, without_line
from .shapes import Around, Seen, around, find_shape
from .strip import look_beside
from .symbol_kinds import Kind

_START_PX = 3.0
_REACH = (12, 40)
_WIDTHS_REACH = 3.5
_DARK_WINS = 1.15
_INKED, _FULL = 0.2, 0.85
_BROAD, _STRETCH, _DIMMED = 3.0, 15, 0.8  # pixels of line thickness; columns
_THICK = 6.0  # pixels of line above which half the resolution shows marks as well
_HALF = 0.5


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
    kinds : tuple of Kind
        The kind of each mark, where they are shapes found before the line was traced.
    """

    x: FloatArray
    y: FloatArray
    confidence: FloatArray
    height: float = 0.0
    kinds: tuple[Kind, ...] = ()


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


def find_marks(sought: Sequence[Sought], *, enlarged: bool = False) -> list[Marks]:
    """Return the censor marks along each path; where they may be alike, they are taken as alike.

    Of a picture ``enlarged`` to twice its size nothing is lost at half the resolution.
    """
    if not sought:
        return []
    if enlarged and max(one.width for one in sought) > _THICK:
        halves = zip(sought, find_marks([_halved(one) for one in sought]), strict=True)
        return [_doubled(one, marks) for one, marks in halves]
    sought = [_full(one) for one in sought]
    lines = [line_cover(one.path, one.ink, one.width) for one in sought]
    reach = int(np.clip(_WIDTHS_REACH * max(line.width for line in lines) + 8, *_REACH))
    inks = [next(k for k, o in enumerate(sought) if _same_ink(o, one)) for one in sought]
    pairs = list(zip(sought, lines, strict=True))
    beside = find_shape([_beside(one, line, reach) for one, line in pairs], inks, _REACH[1])
    # Black marks show on the line itself: they may be smaller than the line is thick.
    on = [_on_line(one, line, reach) for one, line in pairs]
    on_line = find_shape(on, [0] * len(inks), _REACH[1])
    marks = []
    for one, own, black in zip(sought, beside, on_line, strict=True):
        if black is not None and (own is None or black.found.gain >= _DARK_WINS * own.found.gain):
            own = black
        if own is None or own.found.gain <= 0:
            marks.append(NO_MARKS)
        else:
            marks.append(_as_marks(one, own))
    return marks


def _halved(one: Sought) -> Sought:
    """Return a curve in pixels twice as large; what is half hidden is hidden."""
    return Sought(
        halved_path(one.path),
        halved_map(one.ink),
        one.width / 2,
        halved_map(one.blocked) >= _HALF,
        None if one.dark is None else halved_map(one.dark),
    )


def _doubled(one: Sought, marks: Marks) -> Marks:
    """Return marks found in pixels twice as large, on the curve they lie on."""
    x = 2 * marks.x
    return replace(marks, x=x, y=_rows_at(one.path, x), height=2 * marks.height)


def _rows_at(path: Path, x: FloatArray) -> FloatArray:
    """Return the middle of the path's rows in the columns of these places."""
    column = np.clip(np.floor(x).astype(int) - path.first, 0, path.length - 1)
    return np.asarray((path.enter[column] + path.leave[column]) / 2 + 0.5)


def _full(one: Sought) -> Sought:
    """Return a curve whose ink is full where its line is: a pale line's marks are pale too."""
    rows = np.clip(one.path.leave[:, None] + np.arange(-1, 2), 0, one.ink.shape[0] - 1)
    along = one.ink[rows, one.path.columns[:, None]].max(axis=1)
    known = along > _INKED
    level = float(np.median(along[known])) if known.any() else 1.0
    levels = np.full(along.shape, 1.0 if level > _FULL else level, dtype=np.float32)
    if one.width >= _BROAD and known.any():
        # Bands that a line lies below make it paler here and there; a thin one is so between rows.
        near = _level_near(np.where(known, along, level))
        pale, full = np.quantile(near, [0.1, 0.9])
        levels = near if pale < _DIMMED * full else levels
    if levels.min() > _FULL:
        return one
    # Marks at the ends of a line reach beyond it, as pale as there.
    scale = np.interp(np.arange(one.ink.shape[1]), one.path.columns, 1 / levels)
    return replace(one, ink=np.minimum(one.ink * scale.astype(np.float32), np.float32(1)))


def _level_near(along: Map) -> Map:
    """Return the usual ink of a line around each of its columns."""
    from scipy.ndimage import median_filter

    return np.asarray(median_filter(along.astype(np.float32), _STRETCH, mode="nearest"))


def _same_ink(one: Sought, other: Sought) -> bool:
    return one.ink is other.ink or np.array_equal(one.ink, other.ink)


def _beside(one: Sought, line: LineCover, reach: int) -> Around | None:
    """Return what there is beside the line."""
    ink = without_line(line, one.ink)
    return _cut(one, line, ink, ~one.blocked & ~hidden_by(line, ink), reach, line.width)


def _on_line(one: Sought, line: LineCover, reach: int) -> Around | None:
    """Return what there is on the line and beside it, where black marks may lie on it."""
    if one.dark is None:
        return None
    return _cut(one, line, one.dark, ~one.blocked, reach, 0.0)


def _cut(
    one: Sought, line: LineCover, ink: Map, seen: Mask, reach: int, width: float
) -> Around | None:
    far = _REACH[1]
    start = one.path.first + int(np.ceil(_START_PX + line.width / 2))
    seen = seen.copy()
    seen[:, :start] = False
    beside = look_beside(one.path, line.middle, ink, seen.astype(np.float32), far)
    return around(beside, one.path, width, reach)


def _as_marks(one: Sought, seen: Seen) -> Marks:
    """Put marks, and those that hide among them, on the curve."""
    template = seen.found.template
    x, sure = with_crowds(seen.strip, seen.found, seen.width, one.ink.shape[1])
    return Marks(x, _rows_at(one.path, x), sure, max(-template.top, template.base))
