"""The figure as the reading sees it: straightened, enlarged where small, in grey and Lab."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, reduce

import numpy as np
from numpy.typing import NDArray

from ..arrays import FloatArray

Pixels = NDArray[np.uint8]
Map = NDArray[np.float32]

_SMALL = 700  # narrower figures are doubled before anything but the text reader
_LARGE = 2400  # wider ones are made smaller: lines are thick enough by then
_DARK_PAGE = 90  # level of the page below which the figure is light on dark
_TILT_SEEN = 0.08  # degrees; below this a turn costs more than it gives
_FIRST_SLANTS = (-0.3, -0.15, 0.15, 0.3)
_SEARCH = ((4.0, 0.2), (0.2, 0.04), (0.04, 0.01))
_BLOCKS = 24
_EVEN_LIGHT, _UNEVEN_LIGHT = 6.0, 20.0  # levels
_MOST_BLOCKS, _FLAT = 0.75, 0.5
_GRAINY, _SMOOTHING = 10.0, 1.0
_LEAST_INK, _MOST_INK = 200, 40000
_CLEARLY = 1.05


def length(vectors: Map) -> Map:
    """Return the length of each pixel's three values (three times as fast as a sum over them)."""
    red, green, blue = vectors[..., 0], vectors[..., 1], vectors[..., 2]
    return np.asarray(np.sqrt(red * red + green * green + blue * blue))


def largest(vectors: Map | FloatArray) -> Map:
    """Return the largest size of each pixel's three values."""
    red, green, blue = (np.abs(vectors[..., k]) for k in range(3))
    return np.asarray(np.maximum(np.maximum(red, green), blue))


def strongest(maps: Sequence[Map]) -> Map:
    """Return the largest value at each pixel (several times as fast as a stack of the maps)."""
    return reduce(np.maximum, maps)


def lab_of(rgb: Pixels | Map) -> Map:
    """Return CIE L*a*b* of sRGB values 0 to 255, shape (n, 3) or (height, width, 3)."""
    import cv2

    values = rgb.astype(np.float32).reshape(-1, rgb.shape[-2], 3) / 255
    lab = cv2.cvtColor(values, cv2.COLOR_RGB2LAB)
    return np.asarray(lab).reshape(rgb.shape)


@dataclass(frozen=True, eq=False)
class Page:
    """A working copy of the figure and the way back to its own pixels.

    Attributes
    ----------
    rgb : ndarray of uint8, shape (height, width, 3)
    zoom : float
        Working pixels per figure pixel.
    turn : float
        Degrees by which the figure was turned to stand straight.
    shape_before : tuple of int
        Height and width of the figure.
    straight : ndarray of uint8, shape (*shape_before, 3)
        The figure turned straight, not enlarged.
    inverted : bool
        The figure is light on dark; ``rgb`` and ``straight`` are its negative.
    """

    rgb: Pixels
    zoom: float = 1.0
    turn: float = 0.0
    shape_before: tuple[int, int] = field(default=(0, 0))
    straight: Pixels = field(default_factory=lambda: np.empty((0, 0, 3), dtype=np.uint8))
    inverted: bool = False

    @property
    def height(self) -> int:
        """Return the height in working pixels."""
        return int(self.rgb.shape[0])

    @property
    def width(self) -> int:
        """Return the width in working pixels."""
        return int(self.rgb.shape[1])

    @cached_property
    def dark(self) -> Map:
        """Return the darkness, 0 white to 1 black."""
        weights = np.array([0.299, 0.587, 0.114], dtype=np.float32) / 255
        return np.asarray(1 - self.rgb.astype(np.float32) @ weights, dtype=np.float32)

    def colour(self, rgb: FloatArray) -> tuple[int, int, int]:
        """Return a colour of the working copy as it is in the figure, and the way back."""
        red, green, blue = (round(float(value)) for value in rgb)
        return (255 - red, 255 - green, 255 - blue) if self.inverted else (red, green, blue)

    def to_figure(self, x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return places of the working copy in pixels of the figure."""
        x, y = np.asarray(x, dtype=float) / self.zoom, np.asarray(y, dtype=float) / self.zoom
        return _turned(x, y, self.shape_before, -self.turn)

    def to_work(self, x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return places of the figure in working pixels."""
        x, y = _turned(np.asarray(x, float), np.asarray(y, float), self.shape_before, self.turn)
        return x * self.zoom, y * self.zoom


def make_page(pixels: Pixels) -> Page:
    """Return the working copy of a figure.

    Parameters
    ----------
    pixels : ndarray of uint8, shape (height, width, 3)
    """
    import cv2

    inverted = bool(np.median(pixels[::4, ::4]) < _DARK_PAGE)
    if inverted:
        pixels = 255 - pixels
    turn = find_tilt(pixels)
    rgb = cleaned(pixels)
    shape = (int(pixels.shape[0]), int(pixels.shape[1]))
    if turn:
        rgb = straightened(rgb, turn)
    straight = rgb
    zoom = 2.0 if shape[1] < _SMALL else 1.0 / -(-shape[1] // _LARGE)
    if zoom != 1:
        how = cv2.INTER_CUBIC if zoom > 1 else cv2.INTER_AREA
        rgb = cv2.resize(rgb, None, fx=zoom, fy=zoom, interpolation=how)
    return Page(
        np.ascontiguousarray(rgb), zoom, turn, shape, np.ascontiguousarray(straight), inverted
    )


def cleaned(pixels: Pixels) -> Pixels:
    """Return a photograph or photocopy with even light and less grain; others as they are."""
    light = _light(pixels)
    if light is not None:
        even = pixels * (light.max() / light)[:, :, None]
        pixels = np.clip(even, 0, 255).astype(np.uint8)
    if _grain(pixels) < _GRAINY:
        return pixels
    import cv2

    return np.asarray(cv2.GaussianBlur(pixels, (0, 0), _SMOOTHING))


def _grain(pixels: Pixels) -> float:
    """Return the standard deviation of what is finer than nine pixels, ink apart."""
    import cv2

    green = np.ascontiguousarray(pixels[:, :, 1])
    rough = green.astype(np.float32) - cv2.blur(green, (3, 3))
    return float(1.48 * np.median(np.abs(rough)))


def _light(pixels: Pixels) -> FloatArray | None:
    """Return the light on the paper where it changes smoothly over the picture, else None.

    A surface of the second degree through the medians of blocks, twice without the
    blocks far off; a plot of another colour than the page is no such surface.
    """
    green = pixels[:, :, 1]
    height, width = green.shape
    ys, xs = (np.linspace(0, n - 1, _BLOCKS * 8 + 1)[:-1].astype(int) for n in (height, width))
    cut = green[np.ix_(ys, xs)].reshape(_BLOCKS, 8, _BLOCKS, 8)
    level = np.median(cut, axis=(1, 3)).ravel()
    centre = (np.arange(_BLOCKS) + 0.5) / _BLOCKS - 0.5
    y, x = (one.ravel() for one in np.meshgrid(centre, centre, indexing="ij"))
    terms = np.column_stack([np.ones_like(x), x, y, x * x, x * y, y * y])
    near = np.ones(level.size, dtype=bool)
    for _ in range(3):
        weights = np.linalg.lstsq(terms[near], level[near], rcond=None)[0]
        off = np.abs(level - terms @ weights)
        near = off < max(_EVEN_LIGHT, 2 * float(np.median(off)))
    surface = terms @ weights
    if np.ptp(surface) < _UNEVEN_LIGHT or float(np.mean(off < _EVEN_LIGHT)) < _MOST_BLOCKS:
        return None
    if _flat_share(level) > _FLAT:
        return None
    gy, gx = (np.arange(n) / n - 0.5 for n in (height, width))
    a, b, c, d, e, f = weights
    light = (a + c * gy + f * gy * gy)[:, None] + (b * gx + d * gx * gx)[None, :]
    return np.asarray(np.maximum(light + e * gy[:, None] * gx[None, :], 1.0))


def _flat_share(level: FloatArray) -> float:
    """Return the share of blocks on the two commonest levels: drawn paper has few levels."""
    counts = np.sort(np.bincount(np.round(level).astype(int)))[::-1]
    return float(counts[:2].sum() / level.size)


def straightened(pixels: Pixels, turn: float) -> Pixels:
    """Return the picture turned clockwise by ``turn`` degrees about its centre."""
    import cv2

    height, width = pixels.shape[:2]
    matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), -turn, 1.0)
    fill = tuple(int(value) for value in np.median(pixels[[0, -1]].reshape(-1, 3), axis=0))
    return np.asarray(
        cv2.warpAffine(pixels, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=fill)
    )


def find_tilt(pixels: Pixels) -> float:
    """Return the degrees to turn clockwise so that the axis lines stand straight; 0 if straight.

    Rows and columns of ink are counted along each slant: they are most uneven
    along the axis lines.
    """
    grey = pixels[:, :, 1]
    y, x = np.nonzero(grey < int(np.median(grey[::4, ::4])) - 60)
    if y.size < _LEAST_INK:
        return 0.0
    if y.size > _MOST_INK:
        keep = np.random.default_rng(0).choice(y.size, _MOST_INK, replace=False)
        y, x = y[keep], x[keep]
    straight = _sharpness(x, y, 0.0)
    if all(_sharpness(x, y, slant) < straight for slant in _FIRST_SLANTS):
        return 0.0
    tilt = 0.0
    for reach, step in _SEARCH:
        slants = np.arange(tilt - reach, tilt + reach + step / 2, step)
        tilt = float(slants[int(np.argmax([_sharpness(x, y, slant) for slant in slants]))])
    if abs(tilt) <= _TILT_SEEN or _sharpness(x, y, tilt) < _CLEARLY * straight:
        return 0.0
    return -tilt


def _sharpness(x: NDArray[np.intp], y: NDArray[np.intp], slant: float) -> float:
    angle = np.radians(slant)
    total = 0.0
    for place in (
        y * np.cos(angle) - x * np.sin(angle),
        x * np.cos(angle) + y * np.sin(angle),
    ):
        place = place - place.min()
        low = np.floor(place).astype(np.intp)
        share = place - low
        count = np.bincount(low, 1 - share, low.max() + 2) + np.bincount(low + 1, share)
        total += float((count**2).sum())
    return total


def _turned(
    x: FloatArray, y: FloatArray, shape: tuple[int, int], degrees: float
) -> tuple[FloatArray, FloatArray]:
    if not degrees:
        return x, y
    angle = np.radians(degrees)
    cx, cy = shape[1] / 2, shape[0] / 2
    dx, dy = x - cx, y - cy
    return (
        cx + dx * np.cos(angle) - dy * np.sin(angle),
        cy + dx * np.sin(angle) + dy * np.cos(angle),
    )
