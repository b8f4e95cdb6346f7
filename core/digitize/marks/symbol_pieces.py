"""Pieces of ink wider and higher than lines are, in which shapes on lines are looked for."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..axes.box import Mask
from ..curves.ink import line_width
from ..page import Map

LARGEST = 30  # pixels
LEAST_ASPECT = 0.8
LEAST_FILLED = 0.45
MARGIN = 3
THICKER = 1.3
BEYOND_LINE = 1.5
_SMALLEST = 4
_OPENING = 4
_INKED = 0.5
_LEAST_THIN, _THICKEST = 0.3, 9.0
_SMALLEST_HOLE, _FEWEST_HOLES = 3, 4


@dataclass(frozen=True, eq=False)
class Piece:
    """A piece of ink wider and higher than lines are: one shape, or several that touch.

    Attributes
    ----------
    x0, y0, x1, y1 : int
        Its box, one past the last.
    mask : ndarray of bool, shape (y1 - y0, x1 - x0)
        Its pixels, holes filled.
    """

    x0: int
    y0: int
    x1: int
    y1: int
    mask: Mask

    @property
    def size(self) -> tuple[int, int]:
        """Return height and width."""
        return self.y1 - self.y0, self.x1 - self.x0

    @property
    def window(self) -> tuple[slice, slice]:
        """Return the rows and columns of its box."""
        return slice(self.y0, self.y1), slice(self.x0, self.x1)


def pieces_of(ink: Map) -> tuple[list[Piece], float]:
    """Return the pieces of ink thicker than lines, holes filled, and the thickness of lines."""
    import cv2

    filled = without_holes(ink > _INKED)
    thick = _opened(filled, _OPENING, 1) & _opened(filled, 1, _OPENING)
    thin = np.where(thick > 0, np.float32(0), ink)
    is_left = (thin > _INKED).any(axis=0).mean() > _LEAST_THIN
    line = line_width(thin if is_left else ink)
    side = round(THICKER * min(line, _THICKEST)) + 2
    if side > _OPENING:
        thick = _opened(filled, side, 1) & _opened(filled, 1, side)
    block = max(round(min(line, _THICKEST)) + 1, 2)
    _, names, stats, _ = cv2.connectedComponentsWithStats(
        _opened(thick, block, block), connectivity=8
    )
    pieces = []
    for name in range(1, len(stats)):
        x0, y0, w, h = (int(v) for v in stats[name, :4])
        if min(w, h) >= max(_SMALLEST, line + BEYOND_LINE):
            mask = names[y0 : y0 + h, x0 : x0 + w] == name
            pieces.append(Piece(x0, y0, x0 + w, y0 + h, np.asarray(mask)))
    return pieces, line


def rings_of(ink: Map, line: float, pieces: Sequence[Piece]) -> list[Piece]:
    """Return the shapes whose whole inside is one hole, of the sizes that most holes have.

    In a crowd those on top show whole, though none stands alone. Those that do are among
    ``pieces`` already.
    """
    import cv2

    blank = np.pad(ink <= _INKED, 1, constant_values=True).astype(np.uint8)
    _, names, stats, _ = cv2.connectedComponentsWithStats(blank, connectivity=4)
    stats[names[0, 0]] = 0
    size = stats[:, [cv2.CC_STAT_HEIGHT, cv2.CC_STAT_WIDTH]]
    fits = (size.max(axis=1) <= LARGEST) & (size.min(axis=1) >= LEAST_ASPECT * size.max(axis=1))
    fits &= size.min(axis=1) >= max(_SMALLEST_HOLE, line)
    fits &= stats[:, cv2.CC_STAT_AREA] >= LEAST_FILLED * size.prod(axis=1)
    found: list[Piece] = []
    near = (np.abs(size[:, None] - size[None]).max(axis=2) == 0) & fits & fits[:, None]
    for name in np.flatnonzero(fits & (near.sum(axis=1) >= _FEWEST_HOLES)).tolist():
        x0, y0, w, h = (int(v) for v in stats[name, :4])
        hole = names[y0 : y0 + h, x0 : x0 + w] == name
        ring = _ringed(ink, x0 - 1, y0 - 1, np.asarray(hole))
        if not any(_is_in(ring, piece) for piece in pieces):
            found.append(ring)
    return found


def _is_in(ring: Piece, piece: Piece) -> bool:
    """Return whether a ring is about the whole of a piece."""
    starts = max(abs(ring.x0 - piece.x0), abs(ring.y0 - piece.y0))
    return max(starts, abs(ring.x1 - piece.x1), abs(ring.y1 - piece.y1)) <= MARGIN


def _ringed(ink: Map, x0: int, y0: int, hole: Mask) -> Piece:
    """Return a hole with the outline around it, as thick as it is on its thinnest side."""
    import cv2

    high, wide = hole.shape
    sides = []
    for outwards in (
        ink[max(y0 - MARGIN, 0) : y0, x0 + wide // 2][::-1],
        ink[y0 + high : y0 + high + MARGIN, x0 + wide // 2],
        ink[y0 + high // 2, max(x0 - MARGIN, 0) : x0][::-1],
        ink[y0 + high // 2, x0 + wide : x0 + wide + MARGIN],
    ):
        blank = outwards <= _INKED
        sides.append(int(np.argmax(blank)) if blank.any() else MARGIN)
    edge = max(min(sides), 1)
    box = (x0 - edge, y0 - edge, x0 + wide + edge, y0 + high + edge)
    grown = np.pad(hole, edge).astype(np.uint8)
    mask = cv2.dilate(grown, np.ones((3, 3), np.uint8), iterations=edge) > 0
    return Piece(*box, np.asarray(mask))


def _opened(mask: NDArray[np.uint8], high: int, wide: int) -> NDArray[np.uint8]:
    """Return what is at least so high and wide; anchors at both ends keep it in place."""
    import cv2

    block = np.ones((high, wide), np.uint8)
    inner = cv2.erode(mask, block, anchor=(0, 0), borderValue=0)
    return np.asarray(cv2.dilate(inner, block, anchor=(wide - 1, high - 1)))


def without_holes(inked: Mask) -> NDArray[np.uint8]:
    """Return the ink with the small holes in it; what is blank up to the edge is none."""
    import cv2

    blank = np.pad(~inked, 1, constant_values=True).astype(np.uint8)
    _, names, stats, _ = cv2.connectedComponentsWithStats(blank, connectivity=4)
    small = (stats[:, cv2.CC_STAT_WIDTH] <= LARGEST) & (stats[:, cv2.CC_STAT_HEIGHT] <= LARGEST)
    small[[0, names[0, 0]]] = False
    return np.asarray((inked | small[names[1:-1, 1:-1]]).astype(np.uint8))
