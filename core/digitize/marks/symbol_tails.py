"""Curves of one ink told apart by the shapes on them: which goes on as which where they meet."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from ...arrays import BoolArray, FloatArray, IntArray
from ..curves.following import Traced
from ..curves.path import Path
from .symbol_marks import owners_of

_TOUCH_PX = 1.0
_FEWEST, _CLEAR, _PURE = 3, 2, 0.75
_BESIDE = 0.6


def untangled(everyone: Sequence[Traced]) -> list[Traced]:
    """Return the curves, their tails exchanged where each goes on with the shapes of the other.

    Parameters
    ----------
    everyone : sequence of Traced
        Those that share their ink share its shapes.
    """
    curves = list(everyone)
    for i in range(len(curves)):
        for j in range(i + 1, len(curves)):
            one, other = curves[i].layer.symbols, curves[j].layer.symbols
            if one is None or other is None or one.x is not other.x or len(one.kinds) < 2:
                continue
            places = _crossings(curves[i], curves[j], curves)
            if places:
                curves[i], curves[j] = _exchanged(curves[i], curves[j], places)
    return curves


def _crossings(one: Traced, other: Traced, everyone: Sequence[Traced]) -> list[int]:
    """Return the columns from which on each of two curves carries the other's shapes."""
    symbols = one.layer.symbols
    assert symbols is not None
    owners = owners_of(everyone)
    own = [next(w for w, t in zip(owners, everyone, strict=True) if t is c) for c in (one, other)]
    counts = [np.bincount(symbols.which[w], minlength=len(symbols.kinds)) for w in own]
    first, second = np.argsort(-(counts[0] + counts[1]), kind="stable")[:2].tolist()
    if (counts[0] + counts[1])[second] < _FEWEST:
        return []
    start, gaps = _gaps(one.path, other.path)
    apart = gaps > max(one.width, other.width) + _TOUCH_PX
    stretches = _runs(apart)
    if len(stretches) < 2:
        return []
    says = np.zeros(len(stretches))
    for sign, which in ((1, own[0]), (-1, own[1])):
        column = np.floor(symbols.x[which]).astype(np.intp) - start
        kind = symbols.which[which]
        value = sign * ((kind == first).astype(float) - (kind == second))
        for k, (low, high) in enumerate(stretches):
            says[k] += value[(column >= low) & (column < high)].sum()
    return _changes(says, stretches, start, gaps)


def _changes(
    says: FloatArray, stretches: list[tuple[int, int]], start: int, gaps: FloatArray
) -> list[int]:
    """Return where what stretches say of whose shapes are whose turns round."""
    known = np.flatnonzero(np.abs(says) >= _CLEAR).tolist()
    if np.abs(says[known]).sum() < _PURE * np.abs(says).sum():
        return []
    places = []
    for before, after in pairwise(known):
        if says[before] * says[after] < 0:
            low, high = stretches[after - 1][1], stretches[after][0]
            places.append(start + low + int(np.argmin(gaps[low:high])))
    return places


def _gaps(one: Path, other: Path) -> tuple[int, FloatArray]:
    """Return the first column two paths share, and how far apart they are from it on."""
    start = max(one.first, other.first)
    stop = min(one.first + one.length, other.first + other.length)
    rows = [(p.enter[start - p.first : stop - p.first], p.leave[start - p.first : stop - p.first])
            for p in (one, other)]  # fmt: skip
    (enter, leave), (enter_other, leave_other) = rows
    gap = np.maximum(enter, enter_other) - np.minimum(leave, leave_other)
    return start, np.maximum(gap, 0).astype(float)


def _runs(inside: BoolArray) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], inside.astype(int), [0]])))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def _exchanged(one: Traced, other: Traced, places: Sequence[int]) -> tuple[Traced, Traced]:
    """Return two curves that change places at these columns."""
    a, b = one.path, other.path
    for column in places:
        a, b = _spliced(a, b, column), _spliced(b, a, column)
    ink = np.maximum(one.ink, other.ink)
    rest = ink.copy()
    rest[a.band((ink.shape[0], ink.shape[1]), one.width / 2 + _BESIDE)] = 0
    return replace(one, path=a, ink=ink), replace(other, path=b, ink=rest)


def _spliced(head: Path, tail: Path, column: int) -> Path:
    """Return one path up to a column and another from there on."""
    n, skip = column - head.first, column - tail.first
    enter = np.concatenate([head.enter[:n], tail.enter[skip:]])
    leave = np.concatenate([head.leave[:n], tail.leave[skip:]])
    # Where the tail begins higher by less than a line, the head ends there.
    level: IntArray = np.minimum.accumulate(enter[::-1])[::-1]
    enter = level
    leave = np.maximum(np.minimum.accumulate(leave[::-1])[::-1], enter)
    if 0 < n < enter.size:
        leave[n - 1] = max(leave[n - 1], enter[n])
    return replace(head, enter=enter, leave=leave)
