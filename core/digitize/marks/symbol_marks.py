"""Which curve each shape stands on, as its censor marks."""

from collections.abc import Sequence

import numpy as np

from ...arrays import FloatArray, IntArray
from ..curves.following import Traced
from ..curves.path import Path
from .crowds import Row, with_hidden, with_more
from .finder import Marks
from .symbol_kinds import Kind
from .symbols import Symbols

FEWEST_SYMBOLS = 2
_NEAR_PX, _NEAR_SHARE = 1.5, 0.2
_LEAST_EXTENT, _BESIDE_LINE = 1.5, 0.8


def symbols_on(everyone: Sequence[Traced]) -> list[Marks]:
    """Return the marks of each curve that are shapes, each shape on the curve it is nearest to.

    Parameters
    ----------
    everyone : sequence of Traced
    """
    found = owners_of(everyone)
    return [_marks(traced, which) for traced, which in zip(everyone, found, strict=True)]


def owners_of(everyone: Sequence[Traced]) -> list[IntArray]:
    """Return for each curve which shapes of its ink stand on it rather than on another."""
    groups: dict[int, tuple[Symbols, list[int]]] = {}
    for k, traced in enumerate(everyone):
        symbols = traced.layer.symbols
        if symbols is not None:
            groups.setdefault(id(symbols.x), (symbols, []))[1].append(k)
    found: list[IntArray] = [np.empty(0, dtype=np.intp) for _ in everyone]
    for symbols, own in groups.values():
        gaps = np.stack([_gaps(everyone[k], symbols) for k in own])
        nearest = np.argmin(gaps, axis=0)
        high = np.array([kind.inside.shape[0] for kind in symbols.kinds])[symbols.which]
        close = gaps.min(axis=0) <= _NEAR_PX + _NEAR_SHARE * high
        for place, k in enumerate(own):
            found[k] = np.flatnonzero(close & (nearest == place))
    return found


def _gaps(traced: Traced, symbols: Symbols) -> FloatArray:
    """Return how far above or below a curve each shape stands; infinite beyond its ends."""
    path = traced.path
    column = np.floor(symbols.x).astype(int) - path.first
    inside = (column >= -2) & (column < path.length + 2)
    column = np.clip(column, 0, path.length - 1)
    low, high = path.enter[column], path.leave[column] + 1
    gap = np.maximum(np.maximum(low - symbols.y, symbols.y - high), 0)
    return np.where(inside, gap, np.inf)


def _marks(traced: Traced, which: IntArray) -> Marks:
    symbols = traced.layer.symbols
    if symbols is None or which.size == 0:
        return Marks(np.empty(0), np.empty(0), np.empty(0))
    own = which[np.argsort(symbols.x[which], kind="stable")]
    kinds = tuple(symbols.kinds[k] for k in symbols.which[own].tolist())
    height = max(max(kind.anchor, kind.inside.shape[0] - kind.anchor) for kind in kinds)
    path = traced.path
    half = float(np.median([kind.inside.any(axis=0).sum() for kind in kinds])) / 2
    cover = np.zeros(symbols.erased.shape[1])
    cover[path.columns] = symbols.erased[path.leave, path.columns]
    x, sure = with_hidden(symbols.x[own], symbols.sure[own], half, cover)
    x, sure = with_more(x, sure, *_rows(symbols, kinds, path))
    column = np.clip(np.floor(x).astype(int) - path.first, 0, path.length - 1)
    seen = np.clip(np.searchsorted(symbols.x[own], x), 0, own.size - 1)
    is_seen = np.isin(x, symbols.x[own])
    y = np.where(is_seen, symbols.y[own][seen], path.leave[column] + 0.5)
    return Marks(x, y, sure, float(height), kinds)


def _rows(symbols: Symbols, kinds: Sequence[Kind], path: Path) -> tuple[list[Row], float]:
    """Return the rows beside the line that the usual shape covers, and half its extent."""
    import cv2

    kind = max(set(kinds), key=kinds.count)
    side = int(np.ceil(kind.line)) + 1
    inside = kind.inside.astype(np.uint8)
    opened = cv2.morphologyEx(inside, cv2.MORPH_OPEN, np.ones((side, side), np.uint8))
    extents = (opened if opened.any() else inside).sum(axis=1).astype(float)
    offsets = np.arange(extents.size) + 0.5 - kind.anchor
    height, width = symbols.filled.shape
    falls = np.zeros(width)
    falls[path.columns[path.leave > path.enter]] = 1
    near = np.convolve(falls, np.ones(2 * int(np.ceil(kind.line / 2)) + 1), "same") > 0
    rows = []
    for offset, extent in zip(offsets.tolist(), extents.tolist(), strict=True):
        if extent < _LEAST_EXTENT or abs(offset) < kind.line / 2 + _BESIDE_LINE:
            continue
        at = np.clip(np.floor(path.leave + 0.5 + offset).astype(int), 0, height - 1)
        known, cover = np.zeros(width), np.zeros(width)
        known[path.columns] = ~near[path.columns]
        cover[path.columns] = symbols.filled[at, path.columns]
        rows.append(Row(known, cover, extent))
    return rows, float(extents.max()) / 2
