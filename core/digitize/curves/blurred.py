"""The inks of a blurred picture (JPEG, scan, enlarged): its pixels share no pure colours."""

from dataclasses import replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from ...arrays import FloatArray, IntArray
from ..axes.box import Mask, PlotBox
from ..page import Map, Page
from .colours import CHROMA, LEAST_COLUMNS, LEAST_CORE, Core, InkClass, describe, find_classes
from .tints import crowds_of, lab_on

_HUE_SIGMA = 9.0
_HUE_NEAR = 24.0
_HUE_SHARE = 0.06
_HUE_APART = 35.0
_HUE_CLEAR = 2.5
_WASHED_OUT = 7.0
_STRENGTHS = np.arange(0.2, 1.31, 0.05)
_DARK, _PALE, _VALLEY = 0.8, 0.7, 0.4
_NEAR_PALE, _PALE_COLUMNS = 0.1, 0.3
_ONE_HUE, _IN_TURNS = 25.0, 0.5  # degrees; share of the columns


def classes_of(
    page: Page, box: PlotBox, background: Map, core: Core, *, blurred: bool
) -> list[InkClass]:
    """Return the pure colours of thin ink in the plot, of a sharp picture or a blurred one."""
    if not blurred:
        return find_classes(page, box, background, core)
    lab = lab_on(core.rgb, box.background)
    by_hue, by_crowd = _by_hue(box, core, lab), _by_crowd(box, core, lab)
    classes = by_crowd if _n_coloured(by_crowd) >= _n_coloured(by_hue) else by_hue
    if len(classes) == 1 and not _n_coloured(classes):
        classes += _paler(core, classes[0], box)
    return classes


def _paler(core: Core, dark: InkClass, box: PlotBox) -> list[InkClass]:
    """Return the grey beside a black where the core of ink is of two strengths, far apart."""
    ray = (dark.rgb - box.background).astype(np.float32)
    strength = core.vector @ ray / max(float(ray @ ray), 1.0)
    counts, _ = np.histogram(strength, bins=_STRENGTHS)
    smooth = np.convolve(counts, [0.25, 0.5, 0.25], mode="same")
    top = int(np.argmax(np.where(_STRENGTHS[:-1] > _DARK, smooth, 0)))
    pale = int(np.argmax(np.where(_STRENGTHS[1:] < _PALE, smooth, 0)))
    valley = float(smooth[pale : top + 1].min())
    if valley > _VALLEY * min(smooth[pale], smooth[top]) or not smooth[pale]:
        return []
    near = np.abs(strength - (_STRENGTHS[pale] + _STRENGTHS[pale + 1]) / 2) < _NEAR_PALE
    found = _pure_end(core.rgb, core.vector, core.columns, near, box.width)
    return [found] if found is not None and found.columns > _PALE_COLUMNS else []


def _n_coloured(classes: list[InkClass]) -> int:
    return sum(ink.is_coloured for ink in classes)


def _by_crowd(box: PlotBox, core: Core, lab: Map) -> list[InkClass]:
    """Return one class a crowd of tints: colours of like hue, one of them duller."""
    tint = lab[:, 1:]
    crowd, likely = _joined(tint, core.columns, *crowds_of(tint))
    classes = []
    for k, share in enumerate(likely):
        found = _pure_end(core.rgb, core.vector, core.columns, crowd == k, box.width)
        if found is not None and found.columns > LEAST_COLUMNS:
            chroma = float(np.hypot(*np.median(tint[crowd == k], axis=0)))
            classes.append(replace(found, tinted=chroma > _WASHED_OUT, likely=share))
    return classes


def _joined(
    tint: Map, columns: IntArray, crowd: IntArray, likely: list[Map]
) -> tuple[IntArray, list[Map]]:
    """Join crowds of one hue that take turns along the plot: one line, here and there thinned."""
    middle = [np.median(tint[crowd == k], axis=0) for k in range(len(likely))]
    for k, j in combinations(range(len(likely)), 2):
        turn = np.degrees(np.arctan2(*middle[k]) - np.arctan2(*middle[j]))
        ours, theirs = (np.unique(columns[crowd == one]) for one in (k, j))
        least = min(ours.size, theirs.size)
        both = np.intersect1d(ours, theirs).size
        if not least or abs((turn + 180) % 360 - 180) > _ONE_HUE or both > _IN_TURNS * least:
            continue
        crowd = np.where(crowd == k, j, crowd)
        likely[j] = likely[k] + likely[j]
    return crowd, likely


def _by_hue(box: PlotBox, core: Core, lab: Map) -> list[InkClass]:
    """Return one class a hue, and one for the greys: blur mixes colours along their rays."""
    from scipy.ndimage import gaussian_filter1d

    columns = core.columns
    chroma = np.hypot(lab[:, 1], lab[:, 2])
    hue = np.degrees(np.arctan2(lab[:, 2], lab[:, 1])) % 360
    classes = []
    tinted = chroma > _WASHED_OUT
    counts = np.bincount(hue[tinted].astype(int) % 360, weights=chroma[tinted], minlength=360)
    smooth = gaussian_filter1d(counts, _HUE_SIGMA, mode="wrap")
    for peak in _hue_peaks(smooth):
        near = tinted & (np.abs((hue - peak + 180) % 360 - 180) < _HUE_NEAR)
        found = _pure_end(core.rgb, core.vector, columns, near, box.width)
        if found is not None and found.columns > LEAST_COLUMNS:
            classes.append(replace(found, tinted=True))
    limit = 0.8 * CHROMA if not classes else _WASHED_OUT
    grey = (chroma < limit) & (lab[:, 0] < 62)
    found = _pure_end(core.rgb, core.vector, columns, grey, box.width)
    if found is not None and found.columns > LEAST_COLUMNS:
        classes.append(found)
    return classes


def _hue_peaks(smooth: FloatArray) -> list[int]:
    """Return the hues of the strong peaks, strongest first, well apart."""
    if smooth.max() <= 0:
        return []
    peaks: list[int] = []
    for hue in np.argsort(-smooth):
        if smooth[hue] < max(_HUE_SHARE * smooth.max(), _HUE_CLEAR * float(np.median(smooth))):
            break
        if smooth[hue] < max(smooth[hue - 1], smooth[(hue + 1) % 360]):
            continue
        if all(abs((hue - other + 180) % 360 - 180) >= _HUE_APART for other in peaks):
            peaks.append(int(hue))
    return peaks


def _pure_end(
    rgb: Map, vector: Map, columns: NDArray[np.intp], near: Mask, width: int
) -> InkClass | None:
    """Return the class whose pure colour is the median of the farthest third of these pixels."""
    if near.sum() <= LEAST_CORE:
        return None
    size = np.sqrt((vector[near] ** 2).sum(axis=1))
    far = size >= np.quantile(size, 0.7)
    pure = np.median(rgb[near][far], axis=0).astype(float)
    return describe(pure, columns[near], width, int(near.sum()))
