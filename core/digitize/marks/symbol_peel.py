"""Where the shapes of known kinds stand in pieces of ink, one taken off after another.

Those on top show whole. What they hide says nothing of those below.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ...arrays import FloatArray, IntArray
from ..box import Mask
from ..page import Map
from .symbol_kinds import Kind, Piece

_LEAST_SHOWN = 0.18
_LEAST_OWN = 0.8
_MOST_STRAY = 0.22
_LEAST_HOLLOW = 0.3
_LEAST_SIDE, _LEAST_CORE, _LEAST_PART = 0.65, 0.93, 0.2
_EDGE = 0.15
_MOST = 80  # in one piece
_TAKEN = 0.3
_OVER_PX = 2.0

Marks = tuple[IntArray, FloatArray, FloatArray, FloatArray]


def peel_pieces(ink: Map, pieces: Sequence[Piece], kinds: Sequence[Kind]) -> Marks:
    """Return kind, column, line's row and share seen of every shape.

    Parameters
    ----------
    ink : ndarray, shape (height, width)
    pieces : sequence of Piece
    kinds : sequence of Kind
    """
    alone = {int(k): j for j, kind in enumerate(kinds) for k in kind.members}
    found: list[tuple[int, float, float, float]] = []
    which = np.full(ink.shape, -1, dtype=np.int32)
    for k, piece in enumerate(pieces):
        which[piece.window][piece.mask] = k
    for k, piece in enumerate(pieces):
        if k in alone:
            kind = kinds[alone[k]]
            top = (piece.y0 + piece.y1 - kind.picture.shape[0]) // 2
            found.append((alone[k], (piece.x0 + piece.x1) / 2, top + kind.anchor, 1.0))
        else:
            found += _in_piece(ink, which, k, piece, kinds)
    table = np.array(found, dtype=float).reshape(-1, 4)
    return table[:, 0].astype(np.intp), table[:, 1], table[:, 2], table[:, 3]


def _in_piece(
    ink: Map, which: NDArray[np.int32], k: int, piece: Piece, kinds: Sequence[Kind]
) -> list[tuple[int, float, float, float]]:
    """Take shapes off one piece, the one that shows best first; ink of others is none of its."""
    reach = max(max(kind.picture.shape) for kind in kinds)
    high, wide = ink.shape
    top, base = max(piece.y0 - reach, 0), min(piece.y1 + reach, high)
    left, right = max(piece.x0 - reach, 0), min(piece.x1 + reach, wide)
    owner = which[top:base, left:right]
    near = np.where((owner >= 0) & (owner != k), np.float32(0), ink[top:base, left:right])
    known = np.ones_like(near)
    layers = [_Layer(kind) for kind in kinds]
    for layer in layers:
        layer.start(near, known, _middles(near.shape, piece, layer.kind, (top, left)))
    found: list[tuple[int, float, float, float]] = []
    while len(found) < _MOST:
        j = int(np.argmax([layer.best for layer in layers]))
        if layers[j].best <= 0:
            break
        row, column, shown = layers[j].take(known)
        kind = kinds[j]
        x = left + column + (kind.picture.shape[1] % 2) / 2
        y = top + row - kind.picture.shape[0] // 2 + kind.anchor
        found.append((j, float(x), float(y), shown))
        for layer in layers:
            layer.again(near, known, row, column, reach)
    return found


def _middles(shape: tuple[int, ...], piece: Piece, kind: Kind, corner: tuple[int, int]) -> Mask:
    """Return where a shape's middle may lie so that the piece holds all of it."""
    inside = np.zeros(shape, dtype=bool)
    spans = []
    sides = ((piece.y0, piece.y1, 0), (piece.x0, piece.x1, 1))
    for first, stop, axis in sides:
        inked = np.flatnonzero(kind.inside.any(axis=1 - axis))
        half = (inked[-1] - inked[0] + 1) / 2 - _OVER_PX
        middle = (first + stop) / 2
        low, high = min(first + half, middle - 1), max(stop - half, middle + 1)
        spans.append(slice(max(int(low) - corner[axis], 0), int(np.ceil(high)) - corner[axis] + 1))
    inside[spans[0], spans[1]] = True
    return inside


class _Layer:
    """How well one kind fits at every place of a piece."""

    def __init__(self, kind: Kind) -> None:
        import cv2

        self.kind = kind
        self._picture = kind.picture
        self._total = float(kind.picture.sum())
        grown = cv2.dilate(kind.inside.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
        self._ring = (grown & ~kind.inside).astype(np.float32)
        line = np.abs(np.arange(kind.inside.shape[0]) + 0.5 - kind.anchor) < kind.line / 2 + 1
        self._ring[line] = 0
        self._parts = [(side, _LEAST_SIDE * kind.own) for side in _sides(kind.picture)]
        if kind.fill == "full":
            core = cv2.erode(kind.inside.astype(np.uint8), np.ones((3, 3), np.uint8))
            self._parts.append((core.astype(np.float32), _LEAST_CORE))
        self._value = np.zeros((0, 0), np.float32)
        self._shown = self._value

    @property
    def best(self) -> float:
        return float(self._value.max(initial=0))

    def start(self, ink: Map, known: Map, inside: Mask) -> None:
        self._inside = inside
        self._value, self._shown = self._weigh(ink, known)
        self._value[~inside] = 0

    def take(self, known: Map) -> tuple[int, int, float]:
        """Lay the best one; what it hides is no longer known."""
        row, column = np.unravel_index(int(np.argmax(self._value)), self._value.shape)
        shown = float(self._shown[row, column])
        hides = self.kind.inside if self.kind.fill != "hollow" else self._picture > _TAKEN
        high, wide = hides.shape
        top, left = int(row) - high // 2, int(column) - wide // 2
        y0, x0 = max(top, 0), max(left, 0)
        part = known[y0 : top + high, x0 : left + wide]
        part[hides[y0 - top : y0 - top + part.shape[0], x0 - left : x0 - left + part.shape[1]]] = 0
        return int(row), int(column), shown

    def again(self, ink: Map, known: Map, row: int, column: int, reach: int) -> None:
        """Weigh anew around a place."""
        y0, y1 = max(row - reach, 0), min(row + reach + 1, ink.shape[0])
        x0, x1 = max(column - reach, 0), min(column + reach + 1, ink.shape[1])
        a, b = max(y0 - reach, 0), max(x0 - reach, 0)
        value, shown = self._weigh(
            ink[a : y1 + reach, b : x1 + reach], known[a : y1 + reach, b : x1 + reach]
        )
        own = (slice(y0 - a, y1 - a), slice(x0 - b, x1 - b))
        value = np.where(self._inside[y0:y1, x0:x1], value[own], 0)
        self._value[y0:y1, x0:x1] = value
        self._shown[y0:y1, x0:x1] = shown[own]

    def _weigh(self, ink: Map, known: Map) -> tuple[Map, Map]:
        seen = ink * known
        shown = _correlated(known, self._picture)
        own = _correlated(seen, self._picture) / np.maximum(shown, 1e-3) / self.kind.own
        shown = shown / self._total
        blank = _correlated(known, self.kind.blank)
        stray = _correlated(seen, self.kind.blank) / np.maximum(blank, 1.0) - self.kind.stray
        edge = _correlated(ink, self._ring) / max(float(self._ring.sum()), 1.0)
        fits = (shown >= _LEAST_SHOWN) & (own >= _LEAST_OWN)
        if self.kind.fill == "white":
            fits &= stray <= _MOST_STRAY
        elif self.kind.fill == "hollow":
            fits &= shown >= _LEAST_HOLLOW
        if self.kind.fill != "white" and fits.any():
            fits &= self._all_sides(known, seen)
        value = shown * np.minimum(own, 1) - np.maximum(stray, 0) + _EDGE * (1 - edge)
        return np.where(fits, np.maximum(value, 1e-3), 0).astype(np.float32), shown

    def _all_sides(self, known: Map, seen: Map) -> Mask:
        """Return where each side of a shape shows, and all of a full one, as far as known.

        Lines and other outlines pretend one or two sides of a shape that none drew.
        """
        fits = np.ones(known.shape, dtype=bool)
        for part, least in self._parts:
            shown = _correlated(known, part)
            own = _correlated(seen, part) / np.maximum(shown, 1e-3)
            fits &= (own >= least) | (shown < _LEAST_PART * float(part.sum()))
        return fits


def _sides(picture: Map) -> list[Map]:
    """Return the left, right, upper and lower third of a picture."""
    high, wide = picture.shape
    inked = np.argwhere(picture > _TAKEN)
    (top, left), (base, right) = inked.min(axis=0), inked.max(axis=0)
    third_y, third_x = (base - top + 1) // 3, (right - left + 1) // 3
    row, column = np.mgrid[:high, :wide]
    parts = (column < left + third_x, column > right - third_x,
             row < top + third_y, row > base - third_y)  # fmt: skip
    return [np.where(part, picture, np.float32(0)) for part in parts]


def _correlated(values: Map, kernel: Map) -> Map:
    import cv2

    anchor = (kernel.shape[1] // 2, kernel.shape[0] // 2)
    return np.asarray(
        cv2.filter2D(values, cv2.CV_32F, kernel, anchor=anchor, borderType=cv2.BORDER_CONSTANT)
    )
