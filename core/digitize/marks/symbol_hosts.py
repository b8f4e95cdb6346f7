"""On the lines of which ink shapes stand: black ones may stand on coloured lines."""

from collections.abc import Sequence

import numpy as np

from ...arrays import BoolArray, FloatArray, IntArray
from ..page import Map
from .symbol_kinds import Kind

_BESIDE = 4  # pixels to either side of a shape
_FRINGE = 1
_ROWS = 2
_LEAST_INK = 1.0
_FEWEST = 3


def hosts_of(
    x: FloatArray, y: FloatArray, kinds: Sequence[Kind], inks: Sequence[Map], own: int
) -> IntArray:
    """Return for each shape the ink whose line goes on beside it.

    Parameters
    ----------
    x, y : ndarray, shape (n,)
        Middles of shapes, pixels.
    kinds : sequence of Kind
        The kind of each.
    inks : sequence of ndarray, shape (height, width)
    own : int
        The ink of the shapes themselves.

    Returns
    -------
    ndarray of int, shape (n,)
        Places in ``inks``; all of them ``own`` unless most of those that stand alone stand
        on lines of other ink.
    """
    half = np.array([kind.inside.shape[1] for kind in kinds]) / 2 + _FRINGE
    beside = np.array([[_beside(ink, *at) for ink in inks] for at in zip(x, y, half, strict=True)])
    others = np.delete(beside, own, axis=1).max(axis=1, initial=0)
    told = np.maximum(others, beside[:, own]) > _LEAST_INK
    alone = told & _alone(x, y, 2 * half + _FRINGE)
    clear = alone if alone.sum() >= _FEWEST else told
    if not clear.any() or np.mean(others[clear] > beside[clear, own]) <= 0.5:
        return np.full(x.size, own, dtype=np.intp)
    beside[:, own] = 0
    hosts = np.argmax(beside, axis=1).astype(np.intp)
    known = np.flatnonzero(beside.max(axis=1) > _LEAST_INK)
    apart = np.abs(x[:, None] - x[known]) + np.abs(y[:, None] - y[known])
    return np.asarray(hosts[known[np.argmin(apart, axis=1)]])


def _beside(ink: Map, x: float, y: float, half: float) -> float:
    """Return the ink left and right of a shape, about its line, which falls all along."""
    left, right = int(x - half), int(np.ceil(x + half))
    above = slice(max(int(y - half), 0), int(y) + _ROWS + 1)
    below = slice(max(int(y) - _ROWS, 0), int(y + half) + 1)
    before = ink[above, max(left - _BESIDE, 0) : max(left, 0)]
    return float(before.sum() + ink[below, right : right + _BESIDE].sum())


def _alone(x: FloatArray, y: FloatArray, size: FloatArray) -> BoolArray:
    gap = np.maximum(np.abs(x[:, None] - x), np.abs(y[:, None] - y))
    np.fill_diagonal(gap, np.inf)
    return np.asarray(gap.min(axis=1) > size)
