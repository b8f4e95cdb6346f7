"""Thick lines seen at half their resolution: their marks are large, and comparing costs less."""

from dataclasses import replace

import numpy as np

from ..axes.box import Mask
from ..curves.path import Path
from ..page import Map


def halved_path(path: Path) -> Path:
    """Return a path in pixels twice as large."""
    first = path.first // 2
    pairs = path.columns // 2 - first
    opens = np.flatnonzero(np.diff(pairs, prepend=-1))
    closes = np.append(opens[1:], path.length) - 1
    return replace(path, first=first, enter=path.enter[opens] // 2, leave=path.leave[closes] // 2)


def halved_map(values: Map | Mask) -> Map:
    """Return the mean of each two by two pixels; a last odd row or column is taken twice.

    Parameters
    ----------
    values : ndarray, shape (height, width)

    Returns
    -------
    ndarray of float32, shape (ceil(height / 2), ceil(width / 2))
    """
    height, width = values.shape
    even = np.pad(values.astype(np.float32), ((0, height % 2), (0, width % 2)), mode="edge")
    quarter = np.float32(0.25)
    return np.asarray(
        (even[::2, ::2] + even[1::2, ::2] + even[::2, 1::2] + even[1::2, 1::2]) * quarter
    )
