"""One monotone path per curve: dynamic programming over the whole plot.

A path of moves to the right and down from (0, 1). Ink is rewarded, gaps and
strokes without ink cost, pixels hidden by something else are nearly free.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import erf, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...arrays import FloatArray, IntArray
from ..axes.box import Mask
from ..page import Map

_END_TAP = 0.7
_EVEN_TAP = 0.85
_COVERED = 0.01
_MASKED = 0.12
_DOWN_STEP = 0.015
_DOWN_COVERED = 0.08
_START_PER_PX = 0.05
_RIDGE = 0.08
_DOWN_RIDGE = 0.004
_INKED = 0.35
_EDGE, _BARE, _BARE_DOWN, _SOME_COVER = 0.5, 0.3, 0.08, 0.05


@dataclass(frozen=True, slots=True)
class Costs:
    """Prices of one kind of line: a gap per px to the right, a stroke without ink per px down."""

    gap: float
    down_gap: float


COLOUR = Costs(0.5, 0.6)
BROKEN = Costs(0.3, 0.45)
SOLID = Costs(6.0, 4.0)


@dataclass(frozen=True, eq=False)
class Path:
    """A curve as a path over the region's pixels.

    Attributes
    ----------
    first : int
        Column where it starts.
    enter, leave : ndarray of int, shape (n_columns,)
        Row on entering and on leaving each column from ``first`` on; leave >= enter.
    reward : float
        What the path collected, in pixels of full ink.
    own : float
        Share of columns with ink of its own.
    hidden : float
        Share of columns hidden by something else.
    """

    first: int
    enter: IntArray
    leave: IntArray
    reward: float
    own: float
    hidden: float

    @property
    def length(self) -> int:
        """Return the number of columns."""
        return int(self.enter.size)

    @property
    def columns(self) -> IntArray:
        """Return the columns of the path."""
        return np.arange(self.first, self.first + self.length)

    def band(self, shape: tuple[int, int], half: float) -> Mask:
        """Return the pixels within ``half`` of the path."""
        import cv2

        mask = np.zeros(shape, dtype=np.uint8)
        for column, low, high in zip(self.columns, self.enter, self.leave, strict=True):
            mask[low : high + 1, column] = 1
        side = int(np.ceil(half)) * 2 + 1
        return np.asarray(cv2.dilate(mask, np.ones((side, side), np.uint8)) > 0)


def track(
    ink: Map,
    covered: Mask,
    masked: Mask,
    *,
    width: float,
    costs: Costs,
    start: tuple[float, float],
) -> Path | None:
    """Return the best path through one ink map; None where nothing is worth following.

    Parameters
    ----------
    ink : ndarray, shape (height, width)
        Soft ink of this curve, 0 to 1.
    covered, masked : ndarray of bool, same shape
        Hidden by another curve; frame, grid or text.
    width : float
        Thickness of the line in pixels.
    costs : Costs
    start : tuple of float
        Column and row of (0, 1) in the region.
    """
    right, down, on_ink = price_maps(ink, covered, masked, width=width, costs=costs)
    rows, columns = start_window(start, width, ink.shape)
    return run_path(right, down, on_ink, covered | masked, rows, columns, start)


def price_maps(
    ink: Map, covered: Mask, masked: Mask, *, width: float, costs: Costs
) -> tuple[Map, Map, Map]:
    """Return the price of a move to the right, of a move down, and the filtered ink."""
    import cv2

    across = filtered(ink, width, axis=0)
    along = filtered(ink, width, axis=1)
    middle = ridge(ink, width)
    room_across, room_along = across, along
    if covered.any():
        whole = np.where(covered, np.float32(1), ink)
        room_across, room_along = filtered(whole, width, axis=0), filtered(whole, width, axis=1)
    maps = (across, along, room_across, room_along, middle, covered, masked)
    flat = (one.ravel() for one in maps)
    right, down = _compiled(_prices)(*flat, np.float32(costs.gap), np.float32(costs.down_gap))
    # Column by column, as the paths are looked for.
    right, down = (cv2.transpose(one.reshape(ink.shape)) for one in (right, down))
    return right.T, down.T, across


def _prices(
    across: Map,
    along: Map,
    room_across: Map,
    room_along: Map,
    middle: Map,
    covered: Mask,
    masked: Mask,
    gap: np.float32,
    down_gap: np.float32,
) -> tuple[Map, Map]:  # pragma: no cover - compiled
    """Return the two prices of each pixel, all flat; without branches it is far faster.

    ``room`` is ink or cover: where a line partly lies behind another, the edge that shows
    tells where it runs, and no part of it lies over bare paper.
    """
    zero, one, inked = np.float32(0), np.float32(1), np.float32(_INKED)
    flat, middling = np.float32(1 - _RIDGE), np.float32(_RIDGE)
    step, down_ridge = np.float32(_DOWN_STEP), np.float32(_DOWN_RIDGE)
    below, in_frame = np.float32(-_COVERED), np.float32(_MASKED)
    most = np.float32(_DOWN_COVERED)
    edge, bare, some = np.float32(_EDGE), np.float32(_BARE), np.float32(_SOME_COVER)
    bare_down = np.float32(_BARE_DOWN)
    right, down = np.empty(across.size, np.float32), np.empty(across.size, np.float32)
    for i in range(across.size):
        share = (across[i] - inked) / np.float32(0.5)
        share = one if share > one else share
        blank = gap * (one - across[i])
        blank = in_frame if masked[i] else blank
        paper = bare * (one - room_across[i])
        blank = below - edge * across[i] + paper if covered[i] else blank
        full = paper - share * (flat + middling * middle[i])
        full = full if room_across[i] > across[i] + some else full - paper
        right[i] = blank if across[i] < inked else full
        seen = (along[i] - np.float32(0.2)) / np.float32(0.6)
        seen = zero if seen < zero else seen
        seen = one if seen > one else seen
        fall = step + down_gap * (one - seen) + down_ridge * (one - middle[i])
        eased = most if fall > most else fall
        beneath = eased * (one - along[i]) + bare_down * (one - room_along[i])
        eased = beneath if covered[i] else eased
        down[i] = eased if (covered[i] | masked[i]) else fall
    return right, down


def ridge(ink: Map, width: float) -> Map:
    """Return how near the middle of a line each pixel lies, 1 in the middle.

    Along a dense staircase neither rows nor columns tell the middle, the blurred ink does.
    """
    import cv2

    sigma = max(0.5 * width, 0.7)
    blurred = cv2.GaussianBlur(ink, (0, 0), sigma, borderType=cv2.BORDER_CONSTANT)
    peak = erf(width / (2 * sqrt(2) * sigma))
    return np.asarray(np.clip(blurred / peak, 0, 1.15))


def filtered(ink: Map, width: float, *, axis: int) -> Map:
    """Return the ink in a box of the line's thickness with softer ends, at most 1."""
    import cv2

    n_full = max(round(width), 1)
    end, middle = (_END_TAP, n_full) if n_full % 2 else (_EVEN_TAP, n_full - 1)
    taps = np.concatenate([[end], np.ones(middle), [end]])
    kernel = (taps / max(width, 1.0)).astype(np.float32)
    kernel = kernel.reshape(-1, 1) if axis == 0 else kernel.reshape(1, -1)
    summed = cv2.filter2D(ink, cv2.CV_32F, kernel, borderType=cv2.BORDER_CONSTANT)
    return np.asarray(np.minimum(summed, 1.0))


def start_window(
    start: tuple[float, float], width: float, shape: tuple[int, int]
) -> tuple[slice, slice]:
    """Return the rows and columns in which a path may start."""
    column, row = start
    reach = int(np.ceil(width + 2))
    far = int(max(5, 0.015 * shape[1]))
    rows = slice(max(int(row) - reach, 0), min(int(row) + reach + 1, shape[0]))
    columns = slice(max(int(column) - far, 0), min(int(column) + far + 1, shape[1]))
    return rows, columns


def run_path(
    right: Map,
    down: Map,
    on_ink: Map,
    hidden: Mask,
    rows: slice,
    columns: slice,
    start: tuple[float, float],
) -> Path | None:
    """Run the dynamic programming and walk back from the best end."""
    height = right.shape[0]
    if rows.stop <= rows.start or columns.stop <= columns.start:
        return None
    entry = np.full((columns.stop - columns.start, height), -np.inf, dtype=np.float64)
    place = np.arange(columns.start, columns.stop) + 0.5
    entry[:, rows] = -_START_PER_PX * np.abs(place - start[0])[:, None]
    by_column = np.ascontiguousarray(right.T), np.ascontiguousarray(down.T)
    reward, row, column, started, source = _compiled(_solve)(*by_column, entry, columns.start)
    if not np.isfinite(reward) or reward <= 0:
        return None
    first, enter, leave = _walk_back(started, source, columns.start, row, column)
    where = np.arange(first, first + enter.size)
    own = on_ink[leave, where] >= _INKED
    out_of_sight = hidden[leave, where] & ~own
    return Path(first, enter, leave, reward, float(own.mean()), float(out_of_sight.mean()))


@lru_cache(maxsize=2)
def _compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    from numba import njit

    return njit(cache=True)(function)  # type: ignore[no-any-return]


def _solve(
    right: Map, down: Map, entry: FloatArray, first: int
) -> tuple[float, int, int, Mask, NDArray[np.int32]]:  # pragma: no cover - compiled
    """Return the best total and the cell it ends in, where paths start, and whence they fell.

    All maps lie column by column, shape (width, height); ``started`` has the columns
    of ``entry`` only. ``source[column, row]`` is the row of entry from which the path
    left that column at ``row``. Of equal ends the highest one is taken, then the first.
    """
    width, height = right.shape
    n_first = entry.shape[0]
    started = np.zeros((n_first, height), dtype=np.bool_)
    source = np.zeros((width, height), dtype=np.int32)
    after = np.full(height, -np.inf)
    reward, end_row, end_column = -np.inf, 0, 0
    for column in range(first, width):
        local = column - first
        running = -np.inf
        origin = 0
        for row in range(height):
            total = after[row]
            if local < n_first and entry[local, row] > total:
                total = entry[local, row]
                started[local, row] = True
            total -= right[column, row]
            if total > reward or (total == reward and row < end_row):
                reward, end_row, end_column = total, row, column
            running -= down[column, row]
            if total >= running:
                running = total
                origin = row
            after[row] = running
            source[column, row] = origin
    return reward, end_row, end_column, started, source


def _walk_back(
    started: Mask, source: NDArray[np.int32], start: int, row: int, column: int
) -> tuple[int, IntArray, IntArray]:
    enter, leave = [row], [row]
    while column - start >= len(started) or not started[column - start, row]:
        column -= 1
        leave.append(row)
        row = int(source[column, row])
        enter.append(row)
    return column, np.array(enter[::-1]), np.array(leave[::-1])
