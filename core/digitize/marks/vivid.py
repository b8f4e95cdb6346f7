"""Marks in a fuller shade than their line: bands are drawn over lines, and marks over both."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ...arrays import BoolArray, FloatArray
from ..axes.box import Mask
from ..page import Map, Pixels, lab_of

_WIDEST = 9  # pixels of strokes that touch
_STROKE = 60.0  # levels off what lies left and right
_LEVELS = 8  # of a channel, taken as one shade
_FEWEST, _LEAST_SHARE = 15, 0.3  # pixels of one shade
_OTHER_SHADE = 30.0  # levels; nearer ones are the line's own or another's
_SAME_HUE = np.radians(30)
_LEAST_CHROMA = 8.0
_SPREAD = 25.0


def fuller_shade(
    rgb: Pixels, near: Mask, own: FloatArray, others: Sequence[FloatArray]
) -> FloatArray | None:
    """Return the usual colour of thin strokes on a line, where it is a fuller shade of its hue.

    Parameters
    ----------
    rgb : ndarray of uint8, shape (height, width, 3)
    near : ndarray of bool, shape (height, width)
        Pixels about the line.
    own : ndarray, shape (3,)
        Colour of the line.
    others : sequence of ndarray, shape (3,)
        Colours of other lines.

    Returns
    -------
    ndarray, shape (3,), or None
        None where strokes are few, or have the colour of a line.
    """
    apart = np.abs(rgb.astype(np.int16) - _around(rgb)).max(axis=2)
    shade = _usual(rgb[near & (apart > _STROKE)])
    if shade is None or not _is_fuller(shade, own):
        return None
    return None if any(is_near(one, shade) for one in (own, *others)) else shade


def is_near(one: FloatArray, shade: FloatArray) -> bool:
    """Return whether two colours are hard to tell apart."""
    return bool(np.abs(shade - one).max() < _OTHER_SHADE)


def strokes_of(rgb: Pixels, shade: FloatArray) -> Map:
    """Return the share of each pixel that thin upright strokes of a shade cover, 0 to 1.

    Parameters
    ----------
    rgb : ndarray of uint8, shape (height, width, 3)
    shade : ndarray, shape (3,)

    Returns
    -------
    ndarray of float32, shape (height, width)
        How far each pixel lies from what is around it towards the shade, and no way else.
    """
    around = _around(rgb)
    ray = shade.astype(np.float32) - around
    off = rgb.astype(np.float32) - around
    length = np.maximum((ray**2).sum(axis=2), 1)
    share = np.clip((off * ray).sum(axis=2) / length, 0, 1)
    aside = ((off - share[..., None] * ray) ** 2).sum(axis=2)
    return np.asarray(share * np.exp(-0.5 * aside / _SPREAD**2), dtype=np.float32)


def _around(rgb: Pixels) -> Pixels:
    """Return the picture without thin upright strokes."""
    import cv2

    across = np.ones((1, _WIDEST), np.uint8)
    filled = cv2.morphologyEx(rgb, cv2.MORPH_CLOSE, across)
    return np.asarray(cv2.morphologyEx(filled, cv2.MORPH_OPEN, across))


def _usual(colours: NDArray[np.uint8]) -> FloatArray | None:
    """Return the shade that most of these pixels have; None where none is usual."""
    if len(colours) < _FEWEST:
        return None
    coarse = colours.astype(np.intp) // _LEVELS
    key = (coarse[:, 0] * 256 + coarse[:, 1]) * 256 + coarse[:, 2]
    names, counts = np.unique(key, return_counts=True)
    best = key == names[np.argmax(counts)]
    middle = np.median(colours[best], axis=0)
    alike: BoolArray = np.abs(colours - middle).max(axis=1) < _LEVELS
    if alike.sum() < max(_FEWEST, _LEAST_SHARE * len(colours)):
        return None
    return np.asarray(np.median(colours[alike], axis=0), dtype=float)


def _is_fuller(shade: FloatArray, own: FloatArray) -> bool:
    """Return whether a shade has a line's hue and more of it."""
    lab = lab_of(np.array([[shade, own]]).astype(np.uint8))[0].astype(float)
    chroma = np.hypot(lab[:, 1], lab[:, 2])
    hue = np.arctan2(lab[:, 2], lab[:, 1])
    turn = abs((hue[0] - hue[1] + np.pi) % (2 * np.pi) - np.pi)
    return bool(chroma[0] > chroma[1] > _LEAST_CHROMA and turn < _SAME_HUE)
