"""Undo the rounding of renderers that put thin lines on whole pixels.

A line of odd width is moved to the middle of a pixel, on average half a pixel to
the right and down; a line of even width is moved to the nearest edge, on average
not at all. Ticks and curves of different width then disagree by half a pixel.
"""

import numpy as np
from numpy.typing import ArrayLike

_NEAR = 0.07
_LEAST = 3
_SHARE = 0.85
_MANY = 6
_ROUGH = 0.1
_MAJORITY = 0.6


def snap_shift(places: ArrayLike, zoom: float = 1.0, near: float = _NEAR) -> float:
    """Return the shift to take off: half a pixel where all places are pixel middles, else 0.

    Parameters
    ----------
    places : array_like, shape (n_places,)
        Sub-pixel centres of lines, working pixels; the first pixel's middle is 0.5.
    zoom : float
        Working pixels per pixel of the picture as it was drawn.
    near : float
        What counts as the middle, in pixels of the picture.

    Returns
    -------
    float
        In working pixels.
    """
    values = np.asarray(places, dtype=float) / zoom
    values = values[np.isfinite(values)]
    if values.size < _LEAST:
        return 0.0
    off = np.abs(values % 1.0 - 0.5)
    clear = float(np.mean(off < near)) >= _SHARE
    likely = values.size >= _MANY and float(np.mean(off < _ROUGH)) >= _MAJORITY
    return 0.5 * zoom if clear or likely else 0.0
