"""Colours of a blurred picture, told apart by where their pixels crowd in the plane of tints.

Blur and JPEG thin the colour of a line out and leave its darkness: pixels of one line lie along
a ray from grey in the a-b plane of Lab. Several such crowds are separate even where their hues
are near, as red and brown are.
"""

import numpy as np

from ...arrays import FloatArray, IntArray
from ..page import Map, lab_of

_BIN, _BINS = 2.0, 128
_SMOOTH, _WIDE = 1.25, 2.5  # bins
# A crowd is one of its own where the way over to a fuller one is emptier than this share of it.
_SADDLE = 0.7
_LEAST_SHARE = 0.08
_LEAST_CROWD = 0.02
_NO_CROWD = 1e-3
_GREY = 0.05
_LIGHT = 180.0  # levels; darker paper is a colour of its own


def lab_on(rgb: Map, paper: FloatArray) -> Map:
    """Return CIE L*a*b* of sRGB values as if light paper were white: yellow paper tints all ink."""
    if float(paper.min()) < _LIGHT:
        return lab_of(rgb)
    white = rgb * (np.float32(255) / paper.astype(np.float32))
    return lab_of(np.minimum(white, np.float32(255)))


def bins_of(tint: Map) -> IntArray:
    """Return the bin of each tint, shape (..., 2), as one index into the plane."""
    at = np.clip(np.floor(tint / _BIN).astype(np.intp) + _BINS // 2, 0, _BINS - 1)
    return np.asarray(at[..., 0] * _BINS + at[..., 1])


def crowds_of(tint: Map) -> tuple[IntArray, list[Map]]:
    """Return the crowd of each pixel and how likely each tint is of each crowd.

    Parameters
    ----------
    tint : ndarray, shape (n, 2)
        a and b of Lab of pixels in the middle of ink.

    Returns
    -------
    ndarray of int, shape (n,)
        -1 where a pixel is in none.
    list of ndarray, shape (n_bins,)
        For each crowd, its share of the ink of every bin; 1 where there is no ink at all.
    """
    import cv2

    at = bins_of(tint)
    counts = np.bincount(at, minlength=_BINS * _BINS).astype(np.float32)
    plane = cv2.GaussianBlur(counts.reshape(_BINS, _BINS), (0, 0), _SMOOTH).ravel()
    basin = _basins(plane)
    sizes = [float(counts[basin == k].sum()) for k in range(int(basin.max()) + 1)]
    kept = [k for k, size in enumerate(sizes) if size > _LEAST_CROWD * len(tint)]
    number = np.full(len(sizes) + 1, -1, dtype=np.intp)
    number[kept] = np.arange(len(kept))
    basin = number[basin]
    # Black ink is of no class though little of it, such as a tilted axis, makes no crowd.
    grey = int(bins_of(np.zeros(2, dtype=np.float32)))
    if basin[grey] < 0:
        counts[grey] += _GREY * len(tint)

    def spread(values: Map) -> Map:
        return np.asarray(cv2.GaussianBlur(values.reshape(_BINS, _BINS), (0, 0), _WIDE).ravel())

    total = spread(counts) + np.float32(_NO_CROWD)
    likely = [
        (spread(np.where(basin == k, counts, np.float32(0))) + np.float32(_NO_CROWD)) / total
        for k in range(len(kept))
    ]
    return basin[at], likely


def _basins(plane: Map) -> IntArray:
    """Return the peak every bin belongs to, -1 for empty ones; low saddles part peaks."""
    order = np.argsort(-plane, kind="stable")
    order = order[plane[order] > _LEAST_SHARE * 1e-2 * plane.max()]
    root = np.full(plane.size, -1, dtype=np.intp)
    peaks: list[int] = []
    merged: list[int] = []

    def head(k: int) -> int:
        while merged[k] != k:
            k = merged[k]
        return k

    steps = np.array([-_BINS - 1, -_BINS, -_BINS + 1, -1, 1, _BINS - 1, _BINS, _BINS + 1])
    for bin_ in order:
        around = bin_ + steps
        around = around[(around >= 0) & (around < plane.size)]
        heads = sorted({head(int(k)) for k in root[around] if k >= 0})
        if not heads:
            root[bin_] = len(peaks)
            peaks.append(int(bin_))
            merged.append(len(merged))
            continue
        root[bin_] = max(heads, key=lambda k: plane[peaks[k]])
        for k in heads:
            if k != root[bin_] and plane[bin_] > _SADDLE * plane[peaks[k]]:
                merged[k] = int(root[bin_])
    top = np.array([head(k) for k in range(len(peaks))], dtype=np.intp)
    names = np.unique(top)
    return np.where(root >= 0, np.searchsorted(names, top[root]), -1)
