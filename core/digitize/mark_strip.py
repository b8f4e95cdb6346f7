"""The ink along a curve, cut out around every place where some sticks out of its line."""

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from ..arrays import BoolArray, FloatArray, IntArray
from .page import Map
from .path import Path

_INKED = 0.35
_FAINTEST = 0.02
_MOST_BESIDE = 8


@dataclass(frozen=True, eq=False)
class Strip:
    """Cut-outs along a curve, from left to right.

    Attributes
    ----------
    column, row : ndarray of int, shape (n,)
        Middle of each cut-out.
    offset : ndarray, shape (n,)
        How far the line's middle lies below it, at most half a pixel or so.
    ink, seen : ndarray, shape (n, side, side)
        ``seen`` is 0 where something hides the place.
    """

    column: IntArray
    row: IntArray
    offset: FloatArray
    ink: Map
    seen: Map

    @property
    def reach(self) -> int:
        """Return how far the cut-outs go."""
        return int(self.ink.shape[1] - 1) // 2

    def within(self, reach: int) -> "Strip":
        """Return smaller cut-outs."""
        cut = slice(self.reach - reach, self.reach + reach + 1)
        ink, seen = self.ink[:, cut, cut], self.seen[:, cut, cut]
        return Strip(
            self.column,
            self.row,
            self.offset,
            np.ascontiguousarray(ink),
            np.ascontiguousarray(seen),
        )


def cut_strip(path: Path, middle: FloatArray, ink: Map, seen: Map, reach: int) -> Strip | None:
    """Return the cut-outs along a path; None where nothing sticks out.

    Parameters
    ----------
    path : Path
    middle : ndarray, shape (n_columns,)
        Row of the line's middle in each column of the path.
    ink, seen : ndarray, shape (height, width)
        What marks are drawn in, and 0 where the line itself or something else hides it.
    reach : int
        Half the side of the cut-outs, pixels.
    """
    visible = np.where(ink > _FAINTEST, ink, 0) * seen  # the faintest slow sums down a lot
    column, exact = _places(path, middle)
    row = np.floor(exact + 0.25).astype(np.intp)
    inside = (row >= 0) & (row < ink.shape[0])
    column, row, exact = column[inside], row[inside], exact[inside]
    active = _active(visible, column, row, reach)
    if not active.any():
        return None
    column, row, exact = column[active], row[active], exact[active]
    side = 2 * reach + 1

    def cut(values: Map) -> Map:
        padded = np.pad(values, reach)
        return np.ascontiguousarray(sliding_window_view(padded, (side, side))[row, column])

    return Strip(column, row, exact - row, cut(visible), cut(seen))


def _places(path: Path, middle: FloatArray) -> tuple[IntArray, FloatArray]:
    """Return each column with its row after the drop, and the row before where it drops."""
    drops = np.flatnonzero(path.leave > path.enter)
    before = np.where(drops > 0, middle[np.maximum(drops - 1, 0)], path.enter[drops])
    column = np.concatenate([path.columns, path.columns[drops]])
    row = np.concatenate([middle, before])
    order = np.argsort(column, kind="stable")
    return column[order].astype(np.intp), row[order]


def _active(visible: Map, column: IntArray, row: IntArray, reach: int) -> BoolArray:
    """Return which places have ink of their own column beside them, or near them."""
    rows = row[:, None] + np.arange(-reach, reach + 1)[None, :]
    rows = np.clip(rows, 0, visible.shape[0] - 1)
    inked = (visible[rows, column[:, None]] > _INKED).sum(axis=1) >= 2
    columns = np.zeros(visible.shape[1] + 1, dtype=bool)
    columns[column[inked]] = True
    beside = min(reach, _MOST_BESIDE)
    spread = np.convolve(columns, np.ones(2 * beside + 1), mode="same") > 0
    return np.asarray(spread[column])
