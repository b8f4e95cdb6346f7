"""Ink classes: the pure colours of the plot, each seen against its local background."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..arrays import FloatArray
from .box import Mask, PlotBox
from .page import Map, Page

_INK_LEVELS = 45.0
_PEAK_SHARE = 0.85
_BIN = (10.0, 8.0, 8.0)
_NEAR = 14.0
_LEAST_CORE = 25
_LEAST_COLUMNS = 0.06
_CHROMA = 14.0
_MOST_CLASSES = 10
_BAND_LEVELS = 18.0
_BAND_LIGHTER = 190.0


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
    """

    rgb: FloatArray
    lab: FloatArray
    chroma: float
    n_core: int
    columns: float

    @property
    def is_coloured(self) -> bool:
        """Return whether the colour is not a grey."""
        return self.chroma > _CHROMA


def local_background(page: Page, box: PlotBox) -> Map:
    """Return the background under every pixel: the page, or the band it lies in.

    Returns
    -------
    ndarray, shape (height, width, 3)
    """
    import cv2

    rgb = page.rgb[box.y0 : box.y1, box.x0 : box.x1]
    base = np.broadcast_to(box.background.astype(np.float32), rgb.shape).copy()
    differs = np.abs(rgb.astype(np.float32) - base).max(axis=2) > _BAND_LEVELS
    side = int(max(17, box.width / 50)) | 1
    square = np.ones((side, side), dtype=np.uint8)
    broad = cv2.morphologyEx(differs.astype(np.uint8), cv2.MORPH_OPEN, square) > 0
    if not broad.any():
        return np.asarray(base)
    median = cv2.medianBlur(np.ascontiguousarray(rgb), side).astype(np.float32)
    near = np.sqrt(((median - base) ** 2).sum(axis=2)) < _BAND_LIGHTER
    near &= cv2.dilate(broad.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    base[near] = median[near]
    return np.asarray(base)


def find_classes(page: Page, box: PlotBox, background: Map, hidden: Mask) -> list[InkClass]:
    """Return the pure colours of thin ink in the plot, most ink first.

    ``hidden`` marks text, frame and grid, which are not looked at.
    """
    import cv2

    rgb = page.rgb[box.y0 : box.y1, box.x0 : box.x1].astype(np.float32)
    apart = np.sqrt(((rgb - background) ** 2).sum(axis=2))
    apart[hidden] = 0
    strongest = cv2.dilate(apart, np.ones((3, 3), np.uint8))
    core = (apart > _INK_LEVELS) & (apart >= _PEAK_SHARE * strongest)
    rows, columns = np.nonzero(core)
    lab = page.lab[box.y0 : box.y1, box.x0 : box.x1][core]
    vector = (rgb - background)[core]
    classes: list[InkClass] = []
    left = np.ones(rows.size, dtype=bool)
    while left.sum() > _LEAST_CORE and len(classes) < _MOST_CLASSES:
        pure, near = _next_colour(lab, rgb[core], left, vector)
        if near.sum() > _LEAST_CORE:
            found = _describe(pure, columns[near], box.width, int(near.sum()))
            if found.columns > _LEAST_COLUMNS:
                classes.append(found)
        left &= ~_on_ray(vector, pure - box.background) & ~near
    return classes


def _next_colour(lab: Map, rgb: Map, left: Mask, vector: Map) -> tuple[FloatArray, Mask]:
    """Return the fullest colour left, pushed out to its pure end, and the pixels near it."""
    bins = np.floor(lab[left] / np.array(_BIN)).astype(int)
    keys, counts = np.unique(bins, axis=0, return_counts=True)
    centre = (keys[np.argmax(counts)] + 0.5) * np.array(_BIN)
    indices = np.flatnonzero(left)
    for _ in range(3):
        near = np.sqrt(((lab[left] - centre) ** 2).sum(axis=1)) < _NEAR
        if near.any():
            centre = np.median(lab[left][near], axis=0)
    chosen = np.zeros(left.size, dtype=bool)
    chosen[indices[near]] = True
    if not chosen.any():
        chosen[indices[: _LEAST_CORE // 2]] = True
    pure = np.median(rgb[chosen], axis=0).astype(float)
    return pure, chosen


def _describe(pure: FloatArray, columns: NDArray[np.intp], width: int, n_core: int) -> InkClass:
    import cv2

    one = (pure / 255).astype(np.float32).reshape(1, 1, 3)
    lab = cv2.cvtColor(one, cv2.COLOR_RGB2LAB).reshape(3).astype(float)
    share = np.unique(columns).size / width
    return InkClass(pure, lab, float(np.hypot(lab[1], lab[2])), n_core, float(share))


def _on_ray(vector: Map, ray: FloatArray) -> Mask:
    """Return the pixels that are mixtures of the background and this colour."""
    length = float(np.linalg.norm(ray))
    if length < 1:
        return np.zeros(len(vector), dtype=bool)
    along = vector @ (ray / length)
    residual = np.sqrt(np.maximum((vector**2).sum(axis=1) - along**2, 0))
    limit = np.maximum(9.0, 0.22 * along)
    return np.asarray((along > 0) & (residual < limit) & (along < 1.15 * length))
