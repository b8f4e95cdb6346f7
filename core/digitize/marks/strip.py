"""The ink along a curve, cut out around every place where some sticks out of its line."""

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from ...arrays import BoolArray, FloatArray, IntArray
from ..curves.path import Path
from ..page import Map

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


@dataclass(frozen=True, eq=False)
class Beside:
    """The ink straight above and below every place of a curve, and the maps it was taken from.

    Attributes
    ----------
    column, row : ndarray of int, shape (n,)
    offset : ndarray, shape (n,)
        How far the line's middle lies below the row's.
    ink : ndarray, shape (n, 2 * reach + 1)
        From the top down, 0 where something hides it.
    visible, seen : ndarray, shape (height, width)
        What marks are drawn in, as far as it is seen, and 0 where something hides the place.
    """

    column: IntArray
    row: IntArray
    offset: FloatArray
    ink: Map
    visible: Map
    seen: Map

    @property
    def reach(self) -> int:
        """Return how far the ink goes up and down."""
        return int(self.ink.shape[1] - 1) // 2


def look_beside(path: Path, middle: FloatArray, ink: Map, seen: Map, reach: int) -> Beside:
    """Return the ink beside a path.

    Parameters
    ----------
    path : Path
    middle : ndarray, shape (n_columns,)
        Row of the line's middle in each column of the path.
    ink, seen : ndarray, shape (height, width)
        What marks are drawn in, and 0 where the line itself or something else hides it.
    reach : int
        How far to look, pixels.
    """
    # The faintest ink slows sums down a lot.
    visible = np.where(ink > _FAINTEST, ink, np.float32(0)) * seen
    column, exact = _places(path, middle)
    row = np.floor(exact + 0.25).astype(np.intp)
    inside = (row >= 0) & (row < ink.shape[0])
    column, row, exact = column[inside], row[inside], exact[inside]
    padded = np.pad(visible, ((reach, reach), (0, 0)))
    beside = padded[row[:, None] + np.arange(2 * reach + 1), column[:, None]]
    return Beside(column, row, exact - row, beside, visible, seen)


def cut_strip(beside: Beside, reach: int) -> Strip | None:
    """Return the cut-outs along a path; None where nothing sticks out.

    Parameters
    ----------
    beside : Beside
    reach : int
        Half the side of the cut-outs, pixels.
    """
    active = _active(beside, reach)
    if not active.any():
        return None
    column, row = beside.column[active], beside.row[active]
    side = 2 * reach + 1

    def cut(values: Map) -> Map:
        padded = np.pad(values, reach)
        return np.ascontiguousarray(sliding_window_view(padded, (side, side))[row, column])

    return Strip(column, row, beside.offset[active], cut(beside.visible), cut(beside.seen))


def _places(path: Path, middle: FloatArray) -> tuple[IntArray, FloatArray]:
    """Return each column with its row after the drop, and the row before where it drops."""
    drops = np.flatnonzero(path.leave > path.enter)
    before = np.where(drops > 0, middle[np.maximum(drops - 1, 0)], path.enter[drops])
    column = np.concatenate([path.columns, path.columns[drops]])
    row = np.concatenate([middle, before])
    order = np.argsort(column, kind="stable")
    return column[order].astype(np.intp), row[order]


def _active(beside: Beside, reach: int) -> BoolArray:
    """Return which places have ink of their own column beside them, or near them."""
    near = beside.ink[:, max(beside.reach - reach, 0) : beside.reach + reach + 1]
    inked = (near > _INKED).sum(axis=1) >= 2
    columns = np.zeros(beside.visible.shape[1] + 1, dtype=bool)
    columns[beside.column[inked]] = True
    around = min(reach, _MOST_BESIDE)
    spread = np.convolve(columns, np.ones(2 * around + 1), mode="same") > 0
    return np.asarray(spread[beside.column])
