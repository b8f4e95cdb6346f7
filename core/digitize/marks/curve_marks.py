"""The censor marks of all curves of a plot: in which ink each curve's may be drawn."""

from collections.abc import Sequence

import numpy as np

from ...arrays import FloatArray
from ..axes.box import Mask
from ..curves.colours import InkClass
from ..curves.following import Traced
from ..curves.ink import covered_by
from ..curves.scene import Scene
from ..page import Map, Pixels, strongest
from ..page import length as length_of
from .finder import Marks, Sought, find_marks
from .line import own_width
from .symbol_marks import FEWEST_SYMBOLS, symbols_on
from .vivid import fuller_shade, is_near, strokes_of

_BLACK_L = 45.0
_NEARLY_BLACK = 80.0
_FULL = 0.95
_WIDEST_STROKE = 5  # pixels
_SPREAD, _SPREAD_SHARE = 14.0, 0.10
_CLEAR = 130.0  # brightest channel above which a line is not taken for black
_BESIDE = 0.6
_APART_LAB = 25.0
_NEAR_LINE = 10  # pixels off the line in which marks show their shade
_OVER, _TRACE = 0.3, 0.1  # ink on another curve that is seen there; of which less is none
_DARK_FROM, _DARK_SPAN = 0.50, 0.25


def marks_of_all(
    scene: Scene, everyone: Sequence[Traced], rgb: Pixels | None, *, enlarged: bool = False
) -> list[Marks]:
    """Return the marks of each curve.

    Parameters
    ----------
    scene : Scene
    everyone : sequence of Traced
    rgb : ndarray of uint8, shape (height, width, 3), or None
        The region's pixels, as they stand in the figure.
    enlarged : bool
        Whether the region is shown at twice the figure's resolution.
    """
    shapes = symbols_on(everyone)
    rest = [k for k, one in enumerate(shapes) if one.x.size < FEWEST_SYMBOLS]
    sought = [_sought(scene, everyone[k], everyone, rgb) for k in rest]
    found = find_marks(sought, enlarged=enlarged)
    marks = list(shapes)
    for k, one in zip(rest, found, strict=True):
        marks[k] = one
    return marks


def marks_of(
    scene: Scene, traced: Traced, rgb: Pixels | None = None, *, enlarged: bool = False
) -> Marks:
    """Return the marks of one curve traced alone."""
    return marks_of_all(scene, [traced], rgb, enlarged=enlarged)[0]


def _sought(scene: Scene, traced: Traced, everyone: Sequence[Traced], rgb: Pixels | None) -> Sought:
    if rgb is not None and scene.rising:
        rgb = np.ascontiguousarray(rgb[::-1])
    is_coloured = traced.layer.ink.is_coloured
    # Black beside a black curve is that curve's: its marks are no other curve's.
    none = not _is_black(traced.layer.ink) and any(_is_black(o.layer.ink) for o in everyone)
    black = [
        la.raw for la in scene.layers if not none and _is_black(la.ink) and la is not traced.layer
    ]
    dark = strongest(black) if black and is_coloured else None
    own, shade = traced.layer.raw, None
    if rgb is not None and is_coloured:
        mixed = _along(traced, rgb)
        own = np.maximum.reduce([own, _fuller(scene, *mixed), _thin_strokes(scene, *mixed)])
        shade = _fuller_shade(scene, traced, everyone, rgb)
        own = own if shade is None else np.maximum(own, strokes_of(rgb, shade))
        if traced.layer.ink.rgb.max() > _CLEAR and not none:
            dark = _dark(rgb) if dark is None else np.maximum(dark, _dark(rgb))
    if dark is not None:
        dark = np.where(scene.text, np.float32(0), dark)
    ink = np.asarray(strongest([own, *black]), dtype=np.float32)
    blocked = _blocked(scene, traced, everyone, ink, shade)
    return Sought(traced.path, ink, traced.width, blocked, dark)


def _fuller_shade(
    scene: Scene, traced: Traced, everyone: Sequence[Traced], rgb: Pixels
) -> FloatArray | None:
    """Return the shade of strokes on a line that is a fuller one of its colour; None without."""
    near = traced.path.band(scene.shape, _NEAR_LINE) & ~scene.text
    others = [other.layer.ink.rgb for other in everyone if other is not traced]
    return fuller_shade(rgb, near, traced.layer.ink.rgb, others)


def _blocked(
    scene: Scene,
    traced: Traced,
    everyone: Sequence[Traced],
    ink: Map,
    shade: FloatArray | None,
) -> Mask:
    """Return what hides marks: frame, text, the other curves; not where this ink lies on them."""
    blocked: Mask = scene.masked.copy()
    for other in everyone:
        if other is not traced:
            width = own_width(other.path, other.layer.raw, other.width)
            band = other.path.band(scene.shape, width / 2 + _BESIDE)
            if _told_apart(traced, other):
                band &= (ink < _OVER) & (other.layer.raw > _TRACE)
            blocked |= band
    rivals = [
        la.map
        for la in scene.layers
        if la.ink.is_coloured and not _is_black(la.ink) and la is not traced.layer
        if shade is None or not is_near(la.ink.rgb, shade)
    ]
    return np.asarray(blocked | covered_by(rivals, ink))


def _told_apart(one: Traced, other: Traced) -> bool:
    """Whether two curves have inks of their own: what lies in one's ink is none of the other's."""
    apart = np.linalg.norm(one.layer.ink.lab - other.layer.ink.lab)
    return one.layer is not other.layer and bool(apart > _APART_LAB)


def _is_black(ink: InkClass) -> bool:
    """Whether marks of this ink are black; a thin one on a line takes some of the line's colour."""
    if ink.is_coloured:
        return bool(ink.rgb.max() < _NEARLY_BLACK)
    return bool(ink.lab[0] < _BLACK_L)


def _fuller(scene: Scene, along: Map, off: Map, length: float) -> Map:
    """Return the ink of a thin line's colour where it is stronger than the line itself.

    Marks are often fuller than the line they sit on, whose edges are mixed with paper.
    """
    fuller: Map = np.where((along > _FULL * length) & ~scene.text, _like(along, off), 0)
    return fuller


def _thin_strokes(scene: Scene, along: Map, off: Map, length: float) -> Map:
    """Return how much of each pixel thin upright strokes of a line's colour cover.

    A stroke that falls between two columns is pale in both; the ink maps ask for a
    colour nearer to the line's. What is wider, a band or a grid's field, is left out.
    """
    import cv2

    share = np.clip(along / length, 0, 1) * _like(along, off)
    share = np.where(scene.text, 0, share).astype(np.float32)
    across = np.ones((1, _WIDEST_STROKE), np.uint8)
    return np.asarray(cv2.morphologyEx(share, cv2.MORPH_TOPHAT, across))


def _along(traced: Traced, rgb: Pixels) -> tuple[Map, Map, float]:
    """Return how far each pixel lies from paper towards the line's colour and off that way."""
    pixels = rgb.astype(np.float32)
    paper = np.median(pixels[::7, ::7].reshape(-1, 3), axis=0)
    ray = traced.layer.ink.rgb.astype(np.float32) - paper
    length = max(float(np.linalg.norm(ray)), 1.0)
    vector = pixels - paper
    along = vector @ (ray / length)
    off = np.sqrt(np.maximum(length_of(vector) ** 2 - along**2, 0))
    return along, off, length


def _like(along: Map, off: Map) -> Map:
    """Return how like the line's colour, mixed with paper, each pixel is, 0 to 1."""
    spread = _SPREAD + _SPREAD_SHARE * np.maximum(along, 0)
    return np.asarray(np.exp(-0.5 * (off / spread) ** 2), dtype=np.float32)


def _dark(rgb: Pixels) -> Map:
    """Return how black each pixel is."""
    red, green, blue = (rgb[..., k] for k in range(3))
    darkness = 1 - np.maximum(np.maximum(red, green), blue).astype(np.float32) / 255
    return np.asarray(np.clip((darkness - _DARK_FROM) / _DARK_SPAN, 0, 1), dtype=np.float32)
