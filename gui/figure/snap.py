"""Moves a click onto the ink of the figure; no Qt."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from core.arrays import BoolArray, FloatArray
from core.model.document import PixelPoint

Pixels = NDArray[np.uint8]
Colour = tuple[float, float, float]

SNAP_REACH = 4.0
# A snap never reaches further than this in the figure, however far it is zoomed out.
MAX_REACH_PX = 10.0
# How far from white (sum over three channels) or from grey a pixel must be to be ink.
INK_DARKNESS = 150
INK_CHROMA = 50
# Largest distance in any channel between a pixel and the colour of the arm's own line.
SAME_COLOUR = 70
# A run of ink longer than this is not across a line but along it.
MAX_LINE_PX = 12
# Neighbouring rows or columns looked at, and how many must show a line to place its middle.
LOOK = 8
ENOUGH = 3
MIN_COLOUR_POINTS = 3


class Lines(Protocol):
    """What a figure is drawn with, to snap to."""

    def place(self, at: PixelPoint, *, figure_px: float) -> PixelPoint | None:
        """Return where a click snaps to, None where nothing is within reach."""
        ...


class Snapper:
    """Snaps to one figure; remembers the colour of the arm being traced."""

    def __init__(self) -> None:
        self.is_on = True
        self._pixels: Pixels | None = None
        self._trace: Sequence[PixelPoint] = ()
        self._colour: Colour | None = None
        self._lines: Lines | None = None

    @property
    def pixels(self) -> Pixels | None:
        """The figure snapped to."""
        return self._pixels

    def set_pixels(self, pixels: Pixels | None) -> None:
        """Snap to another figure."""
        self._pixels, self._trace, self._colour = pixels, (), None
        self._lines = None

    def set_lines(self, lines: Lines | None) -> None:
        """Snap to the corners of the lines behind the pixels before the ink itself."""
        self._lines = lines

    def place(
        self,
        at: PixelPoint,
        trace: Sequence[PixelPoint],
        *,
        figure_px: float,
        colour: Colour | None = None,
    ) -> PixelPoint | None:
        """Return where a click snaps to, None where it stays.

        Only ink of ``colour`` counts, else of the colour under the ``trace``.
        """
        if not self.is_on or self._pixels is None:
            return None
        on_line = None if self._lines is None else self._lines.place(at, figure_px=figure_px)
        if on_line is not None:
            return on_line
        if trace is not self._trace:
            self._trace, self._colour = trace, line_colour(self._pixels, trace)
        return snapped(self._pixels, at, figure_px=figure_px, colour=colour or self._colour)


def snapped(
    pixels: Pixels, at: PixelPoint, *, figure_px: float, colour: Colour | None = None
) -> PixelPoint | None:
    """Return the place on the nearest line, None where no ink is within reach.

    The height is the middle of the tread, the time the middle of the riser,
    each only where there is one. ``colour`` keeps to ink of that colour.
    """
    reach = min(SNAP_REACH * figure_px, MAX_REACH_PX)
    window, left, top = _window(pixels, at, reach + MAX_LINE_PX + LOOK)
    ink = _ink(window, colour)
    nearest = _nearest_ink(ink, at.x - left, at.y - top, max(reach, 0.75))
    if nearest is None:
        return None
    column, row = nearest
    y = _middle(ink, row, column, reach)
    x = _middle(ink.T, column, row, reach)
    snapped_x = left + (column + 0.5 if x is None else x)
    snapped_y = top + (row + 0.5 if y is None else y)
    if x is None and abs(at.x - snapped_x) < 1.0:
        snapped_x = at.x
    if y is None and abs(at.y - snapped_y) < 1.0:
        snapped_y = at.y
    if np.hypot(snapped_x - at.x, snapped_y - at.y) > reach + MAX_LINE_PX / 2:
        return None
    return PixelPoint(float(snapped_x), float(snapped_y))


def line_colour(pixels: Pixels, points: Sequence[PixelPoint]) -> Colour | None:
    """Return the typical colour of the ink under traced points, None while there are few."""
    height, width = pixels.shape[:2]
    found = []
    for point in points[-60:]:
        column, row = int(point.x), int(point.y)
        if 0 <= column < width and 0 <= row < height:
            patch = pixels[max(row - 1, 0) : row + 2, max(column - 1, 0) : column + 2]
            ink = patch[_ink(patch, None)]
            if len(ink):
                found.append(ink[np.argmin(ink.sum(axis=1, dtype=int))])
    if len(found) < MIN_COLOUR_POINTS:
        return None
    red, green, blue = np.median(np.array(found, dtype=float), axis=0)
    return float(red), float(green), float(blue)


def _window(pixels: Pixels, at: PixelPoint, radius: float) -> tuple[Pixels, int, int]:
    left = max(int(at.x - radius), 0)
    top = max(int(at.y - radius), 0)
    right, bottom = max(int(at.x + radius) + 1, 0), max(int(at.y + radius) + 1, 0)
    return pixels[top:bottom, left:right], left, top


def is_ink(window: Pixels) -> BoolArray:
    """Return which pixels are no paper, shape (height, width)."""
    return _ink(window, None)


def _ink(window: Pixels, colour: Colour | None) -> BoolArray:
    values = window.astype(np.int16)
    if colour is not None:
        far: FloatArray = np.abs(values - np.array(colour)).max(axis=-1, initial=0.0)
        return far < SAME_COLOUR
    darkness: NDArray[np.int_] = 255 * 3 - values.sum(axis=-1)
    chroma: NDArray[np.int16] = values.max(axis=-1, initial=0) - values.min(axis=-1, initial=255)
    return (darkness > INK_DARKNESS) | (chroma > INK_CHROMA)


def _nearest_ink(ink: BoolArray, x: float, y: float, reach: float) -> tuple[int, int] | None:
    rows, columns = np.nonzero(ink)
    if not rows.size:
        return None
    distance = np.hypot(
        np.maximum(np.abs(columns + 0.5 - x) - 0.5, 0), np.maximum(np.abs(rows + 0.5 - y) - 0.5, 0)
    )
    best = int(np.argmin(distance))
    if distance[best] > reach:
        return None
    return int(columns[best]), int(rows[best])


def _middle(ink: BoolArray, row: int, column: int, reach: float) -> float | None:
    """Return the middle of a line along the columns near this pixel, None if there is none.

    The line may start here and go right, end here coming from the left, or pass.
    """
    middles: list[float] = []
    for step in sorted(range(-LOOK, LOOK + 1), key=abs):
        place = column + step
        if 0 <= place < ink.shape[1] and len(middles) < 2 * ENOUGH:
            run = _run(ink[:, place], row, int(reach))
            if run is not None and run[1] - run[0] <= MAX_LINE_PX:
                middles.append((run[0] + run[1]) / 2)
    if len(middles) < ENOUGH:
        return None
    return float(np.median(middles))


def _run(line: BoolArray, place: int, reach: int) -> tuple[int, int] | None:
    """Return start and end (exclusive) of the run of ink through or nearest to this place."""
    low, high = max(place - reach, 0), min(place + reach + 1, line.size)
    inked = np.flatnonzero(line[low:high])
    if not inked.size:
        return None
    first = last = low + int(inked[np.argmin(np.abs(inked + low - place))])
    while first > 0 and line[first - 1]:
        first -= 1
    while last + 1 < line.size and line[last + 1]:
        last += 1
    return first, last + 1
