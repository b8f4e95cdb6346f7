"""The shapes censor marks are drawn in, as small pictures centred on the curve."""

from dataclasses import dataclass
from functools import lru_cache, reduce

import numpy as np

from ..arrays import FloatArray
from .page import Map

_FINE = 4  # sub-pixels a side
_SMALLEST = 2.0


@dataclass(frozen=True, eq=False)
class Template:
    """One shape of mark.

    Attributes
    ----------
    name : str
    picture : ndarray of float32, shape (2 * reach + 1, 2 * reach + 1)
        Ink of the mark, 0 to 1; the centre lies on the curve.
    half_width : float
        Half the extent along the curve, pixels.
    top, base : float
        Rows over which it extends, from the curve, downwards positive.
    """

    name: str
    picture: Map
    half_width: float
    top: float
    base: float

    @property
    def reach(self) -> int:
        """Return how far the picture goes from its centre."""
        return int(self.picture.shape[0] - 1) // 2

    @property
    def key(self) -> tuple[str, float, float, float]:
        """Return what makes two templates the same shape."""
        return self.name, round(self.half_width, 1), round(self.top, 1), round(self.base, 1)


@lru_cache(maxsize=16)
def bank(reach: int, line_width: int) -> tuple[Template, ...]:
    """Return every shape up to ``reach`` pixels from a line of this thickness.

    Parameters
    ----------
    reach : int
        Half the side of each picture.
    line_width : int
        Thickness of the curve, rounded; smaller shapes vanish in it.
    """
    shapes: list[Template] = []
    least = max(line_width / 2 + 1.5, _SMALLEST)
    for size in _sizes(least, float(reach)):
        x, y = _grid(min(int(np.ceil(size)), reach))
        for stroke in _strokes(size):
            shapes += _ticks(reach, size, stroke, line_width)
            shapes += _stroked(x, y, size, stroke, reach)
        shapes += _filled(x, y, size, reach)
    return tuple(shapes)


def _sizes(least: float, most: float) -> FloatArray:
    sizes = [least]
    while sizes[-1] < most - 0.5:
        sizes.append(sizes[-1] + max(0.75, 0.1 * sizes[-1]))
    return np.array([size for size in sizes if size <= most - 0.5])


def _strokes(size: float) -> list[float]:
    return [stroke for stroke in (1.2, 2.2, 3.5, 5.0) if stroke <= max(0.75 * size, 1.2)]


def _side(reach: int) -> FloatArray:
    return np.asarray((np.arange((2 * reach + 1) * _FINE) + 0.5) / _FINE - reach - 0.5)


def _grid(reach: int) -> tuple[Map, Map]:
    side = _side(reach)
    y, x = np.meshgrid(side, side, indexing="ij")
    return x.astype(np.float32), y.astype(np.float32)


def _picture(inside: np.ndarray[tuple[int, int], np.dtype[np.bool_]], reach: int) -> Map:
    """Return the picture of a shape given in the middle of it, as fine as the grid."""
    fine = inside.view(np.uint8)
    rows = reduce(np.add, [fine[k::_FINE] for k in range(_FINE)])
    count = reduce(np.add, [rows[:, k::_FINE] for k in range(_FINE)])
    picture = np.zeros((2 * reach + 1, 2 * reach + 1), dtype=np.float32)
    edge = reach - count.shape[0] // 2
    picture[edge : edge + len(count), edge : edge + len(count)] = count
    return soften(picture / np.float32(_FINE**2))


def soften(values: Map) -> Map:
    """Return values blurred so much that half a pixel of shift matters little."""
    import cv2

    taps = np.array([0.25, 0.5, 0.25], dtype=np.float32)
    return np.asarray(cv2.sepFilter2D(values, -1, taps, taps), dtype=np.float32)


def _ticks(reach: int, size: float, stroke: float, line_width: int) -> list[Template]:
    """Return vertical strokes: across the line, above or below it, touching it or not."""
    half = stroke / 2
    spans = [("tick", -size, size), ("tick up", -size, 0.0), ("tick down", 0.0, size)]
    gap = line_width / 2 + 2
    while gap + 3 <= size and gap <= line_width / 2 + 8:
        spans += [("lifted", -size, -gap), ("lowered", gap, size)]
        gap += 2
    side = _side(reach)
    column = _coarse(np.abs(side) <= half)
    return [
        Template(
            name,
            soften(_coarse((side >= top) & (side <= base))[:, None] * column),
            half,
            top,
            base,
        )
        for name, top, base in spans
    ]


def _coarse(inside: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Map:
    return np.asarray(inside.reshape(-1, _FINE).mean(axis=1, dtype=np.float32))


def _stroked(x: Map, y: Map, size: float, stroke: float, reach: int) -> list[Template]:
    """Return crosses and outlines."""
    half, inner = stroke / 2, size - stroke
    across, far = np.maximum(np.abs(x), np.abs(y)), np.hypot(x, y)
    box = across <= size
    slant = half * np.sqrt(2)
    shapes = [
        ("plus", box & ((np.abs(x) <= half) | (np.abs(y) <= half))),
        ("cross", box & ((np.abs(x - y) <= slant) | (np.abs(x + y) <= slant))),
    ]
    if inner > 0.8:
        shapes += [
            ("circle", (far <= size) & (far >= inner)),
            ("square", box & (across >= inner)),
            ("diamond", _diamond(x, y, size) & ~_diamond(x, y, size - 1.41 * stroke)),
            ("triangle", _triangle(x, y, size, 1) & ~_triangle(x, y, size - 1.8 * stroke, 1)),
            ("triangle", _triangle(x, y, size, -1) & ~_triangle(x, y, size - 1.8 * stroke, -1)),
        ]
    return [Template(name, _picture(inside, reach), size, -size, size) for name, inside in shapes]


def _filled(x: Map, y: Map, size: float, reach: int) -> list[Template]:
    shapes = [
        ("disc", np.hypot(x, y) <= size),
        ("full square", np.maximum(np.abs(x), np.abs(y)) <= size),
        ("full diamond", _diamond(x, y, size)),
        ("full triangle", _triangle(x, y, size, 1)),
        ("full triangle", _triangle(x, y, size, -1)),
    ]
    return [Template(name, _picture(inside, reach), size, -size, size) for name, inside in shapes]


def _diamond(x: Map, y: Map, size: float) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    return np.asarray(np.abs(x) + np.abs(y) <= size)


def _triangle(
    x: Map, y: Map, size: float, way: int
) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    """Return a triangle that points up (1) or down (-1), as high as wide."""
    down = way * y
    return np.asarray((down <= size) & (np.abs(x) <= (down + size) / 2))
