"""The shapes censor marks are drawn in, as small pictures centred on the curve."""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from ...arrays import BoolArray, ByteArray, FloatArray
from ..page import Map

_FINE = 4  # sub-pixels a side
# Of a pixel, by which a mark's centre lies right of a pixel's middle, and below it.
PHASES = ((0.0, 0.0), (0.5, 0.0), (0.0, 0.5), (0.5, 0.5))
# More of them, to tell shapes by.
_BETWEEN = tuple(
    (x, y) for y in (0.0, 0.25, 0.5) for x in (0.0, 0.25, 0.5, 0.75) if (x, y) not in PHASES
)
_ALL_PHASES = (*PHASES, *_BETWEEN)
STROKES = (1.2, 2.2, 3.5, 5.0)
_MOST_STROKE = 0.75  # of a mark's size
_BAR_PX = 0.8
_UNEVEN, _UNEVEN_PX = 0.7, 2.0  # of its shorter side; lines and marks are put on pixels apart


@dataclass(frozen=True, eq=False)
class Template:
    """One shape of mark.

    Attributes
    ----------
    name : str
    pictures : ndarray of float32, shape (n, 2 * reach + 1, 2 * reach + 1)
        Ink of the mark, 0 to 1, its centre on the curve: in each of ``PHASES``, then
        in others between.
    half_width : float
        Half the extent along the curve, pixels.
    top, base : float
        Rows over which it extends, from the curve, downwards positive.
    stroke : float
        Thickness of what it is drawn with, 0 where it is full.
    """

    name: str
    pictures: Map
    half_width: float
    top: float
    base: float
    stroke: float = 0.0

    @property
    def reach(self) -> int:
        """Return how far the pictures go from their centre."""
        return int(self.pictures.shape[1] - 1) // 2


@dataclass(frozen=True)
class Extents:
    """How far marks are seen to go from the middle of the line, each list most usual first."""

    up: tuple[float, ...]
    down: tuple[float, ...]
    lift_up: float = 0.0
    lift_down: float = 0.0
    stroke: float = 0.0
    usual_stroke: float = 0.0
    slant: float = 0.0  # pixels to the right for each up


def bank(extents: Extents, reach: int, line_width: float) -> tuple[Template, ...]:
    """Return every shape of these extents, up to ``reach`` pixels from the line.

    Of a plus whose bar is no thicker than the line only the tick is seen.
    """
    shapes: list[Template] = []
    for up in (*extents.up, 0.0):
        for down in (*extents.down, 0.0):
            shapes += _ticks(up, down, extents, reach)
            if extents.slant and up and down:
                shapes += _slanted(up, down, extents, reach)
    for size in _round_sizes(extents, reach):
        shapes += _of_size(size, reach)
    return tuple(s for s in shapes if s.name != "plus" or s.stroke > line_width + _BAR_PX)


def _round_sizes(extents: Extents, reach: int) -> list[float]:
    """Return the sizes of shapes that go as far up as down, about those seen."""
    usual = [*extents.up, *extents.down]
    both = [
        (up + down) / 2 for up in extents.up for down in extents.down if abs(up - down) < _UNEVEN_PX
    ]
    sizes: set[float] = set()
    for most in both or usual:
        sizes |= {round(2 * most) / 2 + change for change in (-0.5, 0.0, 0.5)}
    return sorted(size for size in sizes if 1.5 < size < reach - 0.5)


def _ticks(up: float, down: float, extents: Extents, reach: int) -> list[Template]:
    """Return vertical strokes from ``up`` to ``down`` pixels off the line."""
    if max(up, down) == 0 or max(up, down) > reach - 0.5:
        return []
    if up and down and abs(up - down) > max(_UNEVEN * min(up, down), _UNEVEN_PX):
        return []
    first = {0.0: "tick down"} if not up else {}
    name = first.get(up, "tick" if down else "tick up")
    top, base = -up, down
    if not down and extents.lift_up:
        name, base = "lifted", -extents.lift_up
    elif not up and extents.lift_down:
        name, top = "lowered", extents.lift_down
    strokes = {round(extents.stroke, 1)} if extents.stroke else set(STROKES[:3])
    return [_tick(name, stroke, round(top, 1), round(base, 1), reach) for stroke in strokes]


@lru_cache(maxsize=64)
def _tick(name: str, stroke: float, top: float, base: float, reach: int) -> Template:
    side = _side(reach)
    inside = np.outer((side >= top) & (side <= base), np.abs(side) <= stroke / 2)
    return Template(name, _pictures(inside), stroke / 2, top, base, stroke)


def _slanted(up: float, down: float, extents: Extents, reach: int) -> list[Template]:
    """Return strokes from lower left to upper right, or the other way."""
    x, y = _grid(reach)
    stroke, far = extents.stroke, abs(extents.slant) * max(up, down)
    if max(up, down, far) > reach - 0.5:
        return []
    inside = (y >= -up) & (y <= down) & (np.abs(x + extents.slant * y) <= stroke / 2)
    return [Template("slash", _pictures(np.asarray(inside)), far + stroke / 2, -up, down, stroke)]


# A size takes a megabyte; a figure asks for a dozen, the next one mostly for others.
@lru_cache(maxsize=48)
def _of_size(size: float, reach: int) -> tuple[Template, ...]:
    """Return every shape that reaches this far up, down and aside."""
    near = min(reach, int(np.ceil(size)) + 2)  # beyond it the pictures are blank
    shapes = [
        one
        for stroke in STROKES
        if stroke <= max(_MOST_STROKE * size, STROKES[0])
        for one in _stroked(size, stroke, near)
    ]
    return tuple(_widened(one, reach - near) for one in (*shapes, *_filled(size, near)))


def _widened(template: Template, by: int) -> Template:
    """Return a template with a blank border of so many pixels more."""
    border = ((0, 0), (by, by), (by, by))
    return replace(template, pictures=np.pad(template.pictures, border))


def _side(reach: int) -> FloatArray:
    return np.asarray((np.arange((2 * reach + 1) * _FINE) + 0.5) / _FINE - reach - 0.5)


def _pictures(inside: BoolArray) -> Map:
    """Return a shape, given in the middle of a fine grid, at every phase."""
    fine = inside.astype(np.uint8)
    rows = {down: _fours(_moved(fine, down)) for down in {down for _, down in _ALL_PHASES}}
    sums = [_fours(_moved(rows[down].T, right)).T for right, down in _ALL_PHASES]
    return np.stack(sums).astype(np.float32) / np.float32(_FINE**2)


def _moved(fine: ByteArray, by: float) -> ByteArray:
    """Return rows moved down by a part of a pixel; the last ones are blank."""
    return np.roll(fine, round(by * _FINE), axis=0)


def _fours(fine: ByteArray) -> ByteArray:
    """Return the sums of each pixel's rows: 16 at most once both ways are summed."""
    return np.asarray(fine[0::4] + fine[1::4] + fine[2::4] + fine[3::4])


def _grid(reach: int) -> tuple[Map, Map]:
    side = _side(reach).astype(np.float32)
    x, y = np.meshgrid(side, side, indexing="xy")
    return x, y


def _stroked(size: float, stroke: float, reach: int) -> list[Template]:
    """Return crosses and outlines."""
    half, inner = stroke / 2, size - stroke
    slant = half * np.sqrt(2)
    x, y = _grid(reach)
    across, far = np.maximum(np.abs(x), np.abs(y)), np.hypot(x, y)
    box = across <= size
    shapes = {
        "plus": box & ((np.abs(x) <= half) | (np.abs(y) <= half)),
        "cross": box & ((np.abs(x - y) <= slant) | (np.abs(x + y) <= slant)),
    }
    if inner > 0.8:
        shapes["circle"] = (far <= size) & (far >= inner)
        shapes["square"] = box & (across >= inner)
        shapes["diamond"] = _diamond(x, y, size) & ~_diamond(x, y, size - 1.41 * stroke)
        for way, name in ((1, "triangle"), (-1, "triangle down")):
            hole = _triangle(x, y, size - 1.8 * stroke, way)
            shapes[name] = _triangle(x, y, size, way) & ~hole
    return [
        Template(name, _pictures(inside), size, -size, size, stroke)
        for name, inside in shapes.items()
    ]


def _filled(size: float, reach: int) -> list[Template]:
    x, y = _grid(reach)
    shapes = {
        "disc": np.hypot(x, y) <= size,
        "full square": np.maximum(np.abs(x), np.abs(y)) <= size,
        "full diamond": _diamond(x, y, size),
        "full triangle": _triangle(x, y, size, 1),
        "full triangle down": _triangle(x, y, size, -1),
    }
    return [
        Template(name, _pictures(np.asarray(inside)), size, -size, size)
        for name, inside in shapes.items()
    ]


def _diamond(x: Map, y: Map, size: float) -> BoolArray:
    return np.asarray(np.abs(x) + np.abs(y) <= size)


def _triangle(x: Map, y: Map, size: float, way: int) -> BoolArray:
    """Return a triangle that points up (1) or down (-1), as high as wide."""
    down = way * y
    return np.asarray((down <= size) & (np.abs(x) <= (down + size) / 2))
