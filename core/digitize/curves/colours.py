"""Ink classes: the pure colours of the plot, each seen against its local background."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from ...arrays import FloatArray
from ..axes.box import Mask, PlotBox
from ..page import Map, Page, lab_of, length
from .background import tints_of

_INK_LEVELS = 45.0
_PEAK_SHARE = 0.85
_BIN = (10.0, 8.0, 8.0)
_NEAR = 14.0
LEAST_CORE = 25
LEAST_COLUMNS = 0.06
CHROMA = 14.0
_PEAK_BIN = 4.0
_PEAK_LIMIT = 0.8
_PEAK_COLUMNS = 0.25
_MOST_CLASSES = 10
_TINT_NEAR = 20.0
_SHARP_SHARE = 0.45
_SHADE = 0.75
_SAME_COLOUR = 45.0
_PAPER = 12.0
_KEY_APART, _KEY_NEAR, _KEY_COLUMNS = 36.0, 22.0, 0.1
_LEAST_SHADE, _THIN, _SAME_AMOUNT = 0.5, 2.2, 0.15
_ACROSS, _MOST_ACROSS = 4, 2000
_MIXED_CORE, _MIXED_COLUMNS, _MIXED_ENDS, _MIXED_OFF = 0.35, 0.25, 0.15, 16.0


@dataclass(frozen=True, eq=False)
class Core:
    """The pixels in the middle of ink.

    Attributes
    ----------
    columns, rows : ndarray of int, shape (n,)
    rgb : ndarray, shape (n, 3)
    vector : ndarray, shape (n, 3)
        The way from the background.
    """

    columns: NDArray[np.intp]
    rows: NDArray[np.intp]
    rgb: Map
    vector: Map


@dataclass(frozen=True, eq=False)
class InkClass:
    """One pure colour.

    Attributes
    ----------
    rgb : ndarray, shape (3,)
    chroma : float
        Distance from grey in Lab.
    n_core : int
        Pixels near the pure colour.
    columns : float
        Share of the columns of the region they touch.
    tinted : bool
        A colour washed out by blur, though its chroma is small.
    likely : ndarray, shape (n_bins,), optional
        How likely ink of each tint is of this class, where blurred colours are so told apart.
    """

    rgb: FloatArray
    lab: FloatArray
    chroma: float
    n_core: int
    columns: float
    tinted: bool = False
    likely: Map | None = None

    @property
    def is_coloured(self) -> bool:
        """Return whether the colour is not a grey."""
        return self.tinted or self.chroma > CHROMA


def with_colour(
    classes: list[InkClass], colour: tuple[int, int, int] | None, width: int
) -> tuple[list[InkClass], int | None]:
    """Return the classes and the index of the one of this sRGB colour, a new one if none is near.

    The index is None without a colour. ``width`` is that of the region.
    """
    if colour is None:
        return classes, None
    pure = np.array(colour, dtype=float)
    gaps = [float(np.linalg.norm(ink.rgb - pure)) for ink in classes]
    if gaps and min(gaps) < _SAME_COLOUR:
        return classes, int(np.argmin(gaps))
    return [*classes, describe(pure, np.arange(width), width, width)], len(classes)


def with_key_colours(
    classes: list[InkClass], colours: Sequence[FloatArray], core: Core, box: PlotBox
) -> list[InkClass]:
    """Return the classes and those of legend samples that are like none of them.

    Colours of one direction from the page are taken for shades of one otherwise. A sample
    paler than a class that no other sample has is that class, drawn between two rows of pixels.
    """
    found = list(classes)
    unsampled = [ink for ink in classes if not any(_is_near(ink, colour) for colour in colours)]
    for colour in colours:
        if not found or any(_is_near(ink, colour) for ink in found):
            continue
        near = np.abs(core.rgb - np.float32(colour)).max(axis=1) < _KEY_NEAR
        if near.sum() <= LEAST_CORE:
            continue
        pure = np.median(core.rgb[near], axis=0).astype(float)
        one = describe(pure, core.columns[near], box.width, int(near.sum()))
        if any(is_shade(one, ink, box, least=_LEAST_SHADE) for ink in unsampled):
            continue
        if one.columns > _KEY_COLUMNS and one.is_coloured:
            found.append(one)
    return found


def _is_near(ink: InkClass, colour: FloatArray) -> bool:
    return float(np.linalg.norm(ink.rgb - colour)) < _KEY_APART


def is_blurred(core: Core) -> bool:
    """Return whether ink is smeared (JPEG, enlarged): few core pixels share a colour."""
    values = core.rgb
    if len(values) < 4 * LEAST_CORE:
        return False
    bins, counts = np.unique((values // 9).astype(np.int32), axis=0, return_counts=True)
    top = np.sort(counts)[::-1][:6].sum()
    return bool(top < _SHARP_SHARE * len(values) and len(bins) > 12)


def find_classes(page: Page, box: PlotBox, background: Map, core: Core) -> list[InkClass]:
    """Return the pure colours of thin ink in the plot, most ink first."""
    tints = tints_of(background, box)
    columns, vector, pixels = core.columns, core.vector, core.rgb
    lab = lab_of(pixels)
    classes: list[InkClass] = []
    left = np.ones(columns.size, dtype=bool)
    while left.sum() > LEAST_CORE and len(classes) < _MOST_CLASSES:
        pure, near = _next_colour(lab, pixels, left)
        if near.sum() > LEAST_CORE:
            found = describe(pure, columns[near], box.width, int(near.sum()))
            is_band = any(float(np.linalg.norm(pure - tint)) < _TINT_NEAR for tint in tints)
            if found.columns > LEAST_COLUMNS and not is_band and not _is_paper(found, box):
                classes.append(found)
        ray = _on_ray(vector, pure - box.background)
        ray &= ~_other_peak(vector, pure - box.background, ray, columns, box.width)
        left &= ~ray & ~near
    classes = _without_phases(_unmixed(classes), page, box, background, core)
    return _purest(classes, box) if page.zoom > 1 else classes


def _without_phases(
    classes: list[InkClass], page: Page, box: PlotBox, background: Map, core: Core
) -> list[InkClass]:
    """Drop a paler shade that is a thin line of another class between two rows of pixels.

    Both then hold the same amount of ink across the line; a line of a paler colour holds less.
    """
    kept: list[InkClass] = []
    for one in sorted(classes, key=lambda ink: -float(np.linalg.norm(ink.rgb - box.background))):
        shade = False
        for other in kept:
            if shade or not is_shade(one, other, box, least=_LEAST_SHADE):
                continue
            dark, pale = (
                _ink_across(page, box, background, core, other.rgb, ink) for ink in (other, one)
            )
            shade = dark < _THIN and abs(pale / dark - 1) < _SAME_AMOUNT
        if not shade:
            kept.append(one)
    return [one for one in classes if any(one is other for other in kept)]


def strength_of(one: InkClass, other: InkClass, box: PlotBox) -> float:
    """Return how strong a colour is, 0 to 1 of another it is a mixture of with the page."""
    ray, pure = one.rgb - box.background, other.rgb - box.background
    return float(ray @ pure) / max(float(pure @ pure), 1.0)


def is_shade(one: InkClass, other: InkClass, box: PlotBox, *, least: float = 0.0) -> bool:
    """Return whether a colour is a mixture of another and the page."""
    ray, pure = one.rgb - box.background, other.rgb - box.background
    size = float(np.linalg.norm(pure))
    along = float(ray @ pure) / size
    off = float(np.linalg.norm(ray - along * pure / size))
    return least * size < along < size and off < 0.12 * size


def _ink_across(
    page: Page, box: PlotBox, background: Map, core: Core, pure: FloatArray, ink: InkClass
) -> float:
    """Return the usual amount of a pure colour across the thinner way through pixels of a class."""
    near = np.flatnonzero(np.abs(core.rgb - ink.rgb.astype(np.float32)).max(axis=1) < _NEAR)
    near = near[:: max(near.size // _MOST_ACROSS, 1)]
    if near.size == 0:
        return np.inf
    rgb = page.rgb[box.y0 : box.y1, box.x0 : box.x1].astype(np.float32)
    away = (background - rgb) @ np.float32(box.background - pure)
    share = np.clip(away / np.float32(((box.background - pure) ** 2).sum()), 0, 1)
    reach = np.arange(-_ACROSS, _ACROSS + 1)
    rows, columns = core.rows[near], core.columns[near]
    height, width = share.shape
    down = share[np.clip(rows[:, None] + reach, 0, height - 1), columns[:, None]].sum(axis=1)
    along = share[rows[:, None], np.clip(columns[:, None] + reach, 0, width - 1)].sum(axis=1)
    return float(np.median(np.minimum(down, along)))


def _unmixed(classes: list[InkClass]) -> list[InkClass]:
    """Drop a rare colour that is a mixture of two full ones: where their lines touch."""
    kept = []
    for one in classes:
        fuller = [o for o in classes if o.n_core * _MIXED_CORE > one.n_core]
        pairs = combinations(fuller, 2)
        mixed = one.columns < _MIXED_COLUMNS and any(_lies_between(one, a, b) for a, b in pairs)
        if not mixed:
            kept.append(one)
    return kept


def _lies_between(one: InkClass, a: InkClass, b: InkClass) -> bool:
    """Return whether a colour lies on the way from one colour to another, not near its ends."""
    way = b.rgb - a.rgb
    size = max(float(np.linalg.norm(way)), 1.0)
    along = float((one.rgb - a.rgb) @ way) / size
    off = float(np.linalg.norm(one.rgb - a.rgb - along * way / size))
    return _MIXED_ENDS * size < along < (1 - _MIXED_ENDS) * size and off < _MIXED_OFF


def _is_paper(ink: InkClass, box: PlotBox) -> bool:
    """Return whether a grey is no darker than the plot: paper between bands, a white grid."""
    return not ink.is_coloured and float(ink.rgb.mean()) > float(box.background.mean()) - _PAPER


def _purest(classes: list[InkClass], box: PlotBox) -> list[InkClass]:
    """Drop a class that is a paler shade of another: thin ink of an enlarged picture."""
    kept: list[InkClass] = []
    for one in sorted(classes, key=lambda ink: -float(np.linalg.norm(ink.rgb - box.background))):
        ray = one.rgb - box.background
        shade = False
        for other in kept:
            pure = other.rgb - box.background
            size = float(np.linalg.norm(pure))
            along = float(ray @ pure) / size
            off = float(np.linalg.norm(ray - along * pure / size))
            shade = shade or (along > _SHADE * size and off < 0.15 * size)
        if not shade:
            kept.append(one)
    return [one for one in classes if any(one is other for other in kept)]


def core_of(page: Page, box: PlotBox, background: Map, hidden: Mask) -> Core:
    """Return the pixels in the middle of ink; text, frame and grid are ``hidden``."""
    import cv2

    rgb = page.rgb[box.y0 : box.y1, box.x0 : box.x1].astype(np.float32)
    vector = rgb - background
    apart = length(vector)
    apart[hidden] = 0
    strongest = cv2.dilate(apart, np.ones((3, 3), np.uint8))
    core = (apart > _INK_LEVELS) & (apart >= _PEAK_SHARE * strongest)
    where = np.flatnonzero(core)
    pixels, ways = (np.take(one.reshape(-1, 3), where, axis=0) for one in (rgb, vector))
    return Core(where % core.shape[1], where // core.shape[1], pixels, ways)


def _next_colour(lab: Map, rgb: Map, left: Mask) -> tuple[FloatArray, Mask]:
    """Return the fullest colour left, pushed out to its pure end, and the pixels near it."""
    bins = np.floor(lab[left] / np.array(_BIN)).astype(int)
    lowest, extent = bins.min(axis=0), np.ptp(bins, axis=0) + 1
    fullest = int(np.argmax(np.bincount(np.ravel_multi_index(tuple((bins - lowest).T), extent))))
    centre = (np.array(np.unravel_index(fullest, extent)) + lowest + 0.5) * np.array(_BIN)
    indices = np.flatnonzero(left)
    for _ in range(3):
        near = np.sqrt(((lab[left] - centre) ** 2).sum(axis=1)) < _NEAR
        if near.any():
            centre = np.median(lab[left][near], axis=0)
    chosen = np.zeros(left.size, dtype=bool)
    chosen[indices[near]] = True
    if not chosen.any():
        chosen[indices[: LEAST_CORE // 2]] = True
    pure = np.median(rgb[chosen], axis=0).astype(float)
    return pure, chosen


def describe(pure: FloatArray, columns: NDArray[np.intp], width: int, n_core: int) -> InkClass:
    """Return the class of a pure colour seen in these columns of a region."""
    import cv2

    one = (pure / 255).astype(np.float32).reshape(1, 1, 3)
    lab = cv2.cvtColor(one, cv2.COLOR_RGB2LAB).reshape(3).astype(float)
    share = np.unique(columns).size / width
    return InkClass(pure, lab, float(np.hypot(lab[1], lab[2])), n_core, float(share))


def _other_peak(
    vector: Map, ray: FloatArray, on_ray: Mask, columns: NDArray[np.intp], width: int
) -> Mask:
    """Return pixels of a second sharp colour on one ray: grey beside black, a line in its band."""
    kept = np.zeros(on_ray.size, dtype=bool)
    size = float(np.linalg.norm(ray))
    along = vector @ (ray / max(size, 1.0))
    levels = np.round(along / _PEAK_BIN).astype(int)
    for level in np.unique(levels[on_ray]):
        if not _INK_LEVELS < level * _PEAK_BIN < _PEAK_LIMIT * size:
            continue
        same = on_ray & (np.abs(along - level * _PEAK_BIN) <= _PEAK_BIN)
        beside = on_ray & (np.abs(along - level * _PEAK_BIN) <= 4 * _PEAK_BIN)
        if same.sum() < 0.5 * beside.sum() or same.sum() < 2 * LEAST_CORE:
            continue
        if np.unique(columns[same]).size >= _PEAK_COLUMNS * width:
            kept |= same
    return kept


def _on_ray(vector: Map, ray: FloatArray) -> Mask:
    """Return the pixels that are mixtures of the background and this colour."""
    size = float(np.linalg.norm(ray))
    if size < 1:
        return np.zeros(len(vector), dtype=bool)
    along = vector @ (ray / size)
    residual = np.sqrt(np.maximum((vector**2).sum(axis=1) - along**2, 0))
    limit = np.maximum(9.0, 0.22 * along)
    return np.asarray((along > 0) & (residual < limit) & (along < 1.15 * size))
