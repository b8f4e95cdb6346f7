"""Where the shapes of known kinds stand in pieces of ink, one taken off after another.

Those on top show whole. What they hide says nothing of those below.
"""

from collections.abc import Sequence

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from ...arrays import BoolArray, FloatArray, IntArray
from ..axes.box import Mask
from ..page import Map
from .symbol_kinds import Kind
from .symbol_pieces import Piece

_LEAST_SHOWN = 0.18
_LEAST_OWN, _LEAST_OF_WHITE, _SHARPNESS = 0.72, 0.8, 1.5
_MOST_STRAY = 0.22
_LEAST_HOLLOW = 0.3
_LEAST_SIDE, _LEAST_CORE, _LEAST_PART = 0.55, 0.93, 0.2
_EDGE = 0.15
_MOST = 80  # in one piece
_TAKEN = 0.3
_FAINTEST = 0.02
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
    ink = np.where(ink > _FAINTEST, ink, np.float32(0))  # the faintest slows sums down a lot
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
    layers = [_Layer(kind) for kind in kinds]
    border = max(layer.reach for layer in layers)
    known = np.pad(np.ones_like(near), border)
    padded = np.pad(near, border)
    for layer in layers:
        inside = _middles(near.shape, piece, layer.kind, (top, left))
        layer.start(padded, known, border, inside)
    found: list[tuple[int, float, float, float]] = []
    while len(found) < _MOST:
        j = int(np.argmax([layer.best for layer in layers]))
        if layers[j].best <= 0:
            break
        row, column, shown = layers[j].take()
        kind = kinds[j]
        x = left + column + (kind.picture.shape[1] % 2) / 2
        y = top + row - kind.picture.shape[0] // 2 + kind.anchor
        found.append((j, float(x), float(y), shown))
        for layer in layers:
            layer.again(row, column, layers[j].reach)
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
    """How well one kind fits at every place of a piece.

    Its pictures are cut to what is inked of them, about the same middle: most of a window
    is margin.
    """

    def __init__(self, kind: Kind) -> None:
        import cv2

        self.kind = kind
        grown = cv2.dilate(kind.inside.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
        ring = (grown & ~kind.inside).astype(np.float32)
        line = np.abs(np.arange(kind.inside.shape[0]) + 0.5 - kind.anchor) < kind.line / 2 + 1
        ring[line] = 0
        parts = _sides(kind.picture) if kind.fill != "white" else []
        least = [_LEAST_SIDE * kind.own] * len(parts)
        if kind.fill == "full":
            core = cv2.erode(kind.inside.astype(np.uint8), np.ones((3, 3), np.uint8))
            parts.append(core.astype(np.float32))
            least.append(_LEAST_CORE * float(kind.picture[core > 0].mean()) if core.any() else 0.0)
        self._least_of_part: Map = np.array(least, dtype=np.float32)
        self.reach = _reach(kind.inside)
        self._ring = _about_middle(ring, self.reach + 1)
        self._pictures = np.stack(
            [_about_middle(one, self.reach) for one in (kind.picture, kind.blank, *parts)]
        )
        self._flat: Map = self._pictures.reshape(len(self._pictures), -1).T
        self._sums = self._flat.sum(axis=0)
        hides = kind.inside if kind.fill != "hollow" else kind.picture > _TAKEN
        self._hides = _about_middle(hides.astype(np.float32), self.reach) > 0
        self._least = _LEAST_HOLLOW if kind.fill == "hollow" else _LEAST_SHOWN
        # Half an outline that is there says more than a whole one with gaps.
        self._sharpness = 1 if kind.fill == "full" else _SHARPNESS
        self._least_own = _LEAST_OF_WHITE if kind.fill == "white" else _LEAST_OWN

    @property
    def best(self) -> float:
        return float(self._value.max(initial=0))

    def start(self, ink: Map, known: Map, border: int, inside: Mask) -> None:
        """Weigh a piece given with a blank border, at the places where a middle may lie."""
        self._ink, self._known, self._border = ink, known, border
        own = slice(border, ink.shape[0] - border), slice(border, ink.shape[1] - border)
        self._edge = _correlated(ink, self._ring)[own] / max(float(self._ring.sum()), 1.0)
        whole = _correlated(ink, self._pictures[0])[own] / self._sums[0] / self.kind.own
        self._value = np.zeros(inside.shape, np.float32)
        self._shown = np.zeros(inside.shape, np.float32)
        self._weigh(*np.nonzero(inside & (whole >= self._least_own)))
        # What others hide is ink too: where too little is inked none can show enough.
        self._inside = inside & (whole >= self._least_own * self._least)

    def take(self) -> tuple[int, int, float]:
        """Lay the best one; what it hides is no longer known."""
        row, column = np.unravel_index(int(np.argmax(self._value)), self._value.shape)
        shown = float(self._shown[row, column])
        top, left = int(row) + self._border - self.reach, int(column) + self._border - self.reach
        side = 2 * self.reach + 1
        self._known[top : top + side, left : left + side][self._hides] = 0
        return int(row), int(column), shown

    def again(self, row: int, column: int, reach: int) -> None:
        """Weigh anew around a place, so far as one laid there reaches."""
        far = reach + self.reach
        top, left = max(row - far, 0), max(column - far, 0)
        near = self._inside[top : row + far + 1, left : column + far + 1]
        rows, columns = np.nonzero(near)
        self._weigh(rows + top, columns + left)

    def _weigh(self, row: IntArray, column: IntArray) -> None:
        """Weigh anew at these places."""
        known = self._cut(self._known, row, column)
        shown = known @ self._flat[:, 0] / self._sums[0]
        self._value[row, column] = 0
        self._shown[row, column] = shown
        left = np.flatnonzero(shown >= self._least)
        row, column, shown, known = row[left], column[left], shown[left], known[left]
        ink = self._cut(self._ink, row, column) * known
        seen = np.asarray(ink @ self._flat, dtype=np.float32)
        known = np.asarray(known @ self._flat, dtype=np.float32)
        own = seen[:, 0] / np.maximum(known[:, 0], 1e-3) / self.kind.own
        stray = seen[:, 1] / np.maximum(known[:, 1], 1.0) - self.kind.stray
        fits = (own >= self._least_own) & _all_parts(
            seen[:, 2:], known[:, 2:], self._least_of_part, self._sums[2:]
        )
        if self.kind.fill == "white":
            fits &= stray <= _MOST_STRAY
        value = shown * np.minimum(own, 1) ** self._sharpness - np.maximum(stray, 0)
        value = np.maximum(value + _EDGE * (1 - self._edge[row, column]), 1e-3)
        self._value[row, column] = np.where(fits, value, 0)

    def _cut(self, values: Map, row: IntArray, column: IntArray) -> Map:
        """Return the windows about these places, each laid out flat."""
        side, off = 2 * self.reach + 1, self._border - self.reach
        windows = sliding_window_view(values, (side, side))
        return windows[row + off, column + off].reshape(row.size, side * side)


def _all_parts(seen: Map, known: Map, least: Map, sums: Map) -> BoolArray:
    """Return where each side of a shape shows, and all of a full one, as far as known.

    Lines and other outlines pretend one or two sides of a shape that none drew.
    """
    fits = (seen / np.maximum(known, 1e-3) >= least) | (known < _LEAST_PART * sums)
    return np.asarray(fits.all(axis=1))


def _reach(inked: Mask) -> int:
    """Return how far ink goes from the middle of a window."""
    middle = np.array(inked.shape) // 2
    return int(np.abs(np.argwhere(inked) - middle).max())


def _about_middle(picture: Map, reach: int) -> Map:
    """Return so much of a window about its middle, blank beyond its edges."""
    high, wide = picture.shape
    padded = np.pad(picture, reach)
    rows, columns = (slice(n // 2, n // 2 + 2 * reach + 1) for n in (high, wide))
    return np.ascontiguousarray(padded[rows, columns])


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
