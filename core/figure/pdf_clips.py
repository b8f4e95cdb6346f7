"""Clips of the objects of a PDF page."""

import ctypes
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .drawing import Box
from .seen import shared

_MOST_CLIPS, _MOST_SEGMENTS = 8, 60  # of one object that are looked at; the rest only hide more

Matrix = NDArray[np.float64]


def clip_box(raw: Any, item: Any, to_screen: Matrix, around: Box) -> Box:
    """Return the box on the screen within which an object of a page can be seen.

    Parameters
    ----------
    raw : module
        `pypdfium2.raw`.
    item
        Handle of the object.
    to_screen : ndarray, shape (3, 3)
        From the space of what holds the object.
    around : left, top, right, bottom
        Within which its holder is seen.
    """
    clip = raw.FPDFPageObj_GetClipPath(item)
    n_paths = raw.FPDFClipPath_CountPaths(clip) if clip else 0
    box = around
    for index in range(max(n_paths - _MOST_CLIPS, 0), n_paths):
        places = _corners(raw, clip, index)
        if places is not None:
            placed = places @ to_screen[:2, :2].T + to_screen[:2, 2]
            (left, top), (right, bottom) = placed.min(axis=0), placed.max(axis=0)
            box = shared(box, (float(left), float(top), float(right), float(bottom)))
    return box


def _corners(raw: Any, clip: Any, index: int) -> NDArray[np.float64] | None:
    """The corners of one clip path, also of its curves; None where it has none or too many."""
    n_segments = raw.FPDFClipPath_CountPathSegments(clip, index)
    if not 0 < n_segments <= _MOST_SEGMENTS:
        return None
    x, y = ctypes.c_float(), ctypes.c_float()
    places = []
    for segment in range(n_segments):
        raw.FPDFPathSegment_GetPoint(raw.FPDFClipPath_GetPathSegment(clip, index, segment), x, y)
        places.append((x.value, y.value))
    return np.array(places)
