"""Marks that are no plain ticks (circles, crosses): learn their shape, then find it again."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from ..arrays import FloatArray

_ACTIVE = 0.8  # pixels of ink beside the line that make a column worth a look
_ALONE_PX = 6
_NARROW = 4.5
_PRESENT = 0.68
_NEW_SHARE = 0.45
_LEAST_LONE = 2
_SAME_SIZE = 2.0


def learn_shape(above: FloatArray, below: FloatArray, width: float) -> FloatArray | None:
    """Return the usual shape of the lone marks; None where they are plain ticks or none.

    Parameters
    ----------
    above, below : ndarray, shape (n_columns, reach)
        Ink outside the line's edges, nearest first.
    width : float
        Thickness of the line, pixels.

    Returns
    -------
    ndarray, shape (n_window, 2 * reach), or None
    """
    strip = _strip(above, below)
    groups = _groups(strip, width)
    lone = [
        (start, stop)
        for k, (start, stop) in enumerate(groups)
        if (k == 0 or start - groups[k - 1][1] >= _ALONE_PX)
        and (k + 1 == len(groups) or groups[k + 1][0] - stop >= _ALONE_PX)
    ]
    if len(lone) < _LEAST_LONE:
        return None
    sizes = np.array([stop - start for start, stop in lone])
    smallest, usual = np.quantile(sizes, [0.15, 0.4])
    if smallest <= _NARROW or usual > 8 * width + 20 or usual - smallest > _SAME_SIZE:
        return None
    chosen = [(a, b) for (a, b), size in zip(lone, sizes, strict=True) if abs(size - usual) <= 1.5]
    if len(chosen) < _LEAST_LONE:
        return None
    half = int(np.ceil(usual / 2)) + 1
    padded = np.pad(strip, ((half, half), (0, 0)))
    windows = [padded[(a + b - 1) // 2 : (a + b - 1) // 2 + 2 * half + 1] for a, b in chosen]
    return np.asarray(np.mean(windows, axis=0))


def match_shape(above: FloatArray, below: FloatArray, shape: FloatArray) -> list[float]:
    """Return the columns where the shape lies; marks that overlap must each add ink."""
    strip = _strip(above, below)
    half = len(shape) // 2
    padded = np.pad(strip, ((half, half), (0, 0)))
    windows = sliding_window_view(padded, len(shape), axis=0).transpose(0, 2, 1)
    total = float(shape.sum())
    shared = np.minimum(windows, shape[None])
    present = shared.sum(axis=(1, 2)) / total
    explained = np.zeros_like(padded)
    found: list[float] = []
    for column in np.argsort(-present):
        if present[column] < _PRESENT:
            break
        if present[column] < present[max(column - 1, 0) : column + 2].max():
            continue
        window = slice(column, column + len(shape))
        fresh = (shared[column] * (1 - explained[window])).sum() / total
        if fresh < _NEW_SHARE:
            continue
        found.append(_centre(present, int(column)))
        explained[window] = np.maximum(explained[window], shape > 0.15)
    return sorted(found)


def _centre(present: FloatArray, column: int) -> float:
    """Return the peak between columns by a parabola."""
    if not 0 < column < len(present) - 1:
        return column + 0.5
    a, b, c = present[column - 1 : column + 2]
    bend = a - 2 * b + c
    return column + 0.5 + (float(np.clip(0.5 * (a - c) / bend, -0.5, 0.5)) if bend < 0 else 0.0)


def _strip(above: FloatArray, below: FloatArray) -> FloatArray:
    return np.hstack([above[:, ::-1], below])


def _groups(strip: FloatArray, width: float) -> list[tuple[int, int]]:
    """Return runs of columns with ink beside the line, gaps as wide as the line bridged."""
    active = strip.sum(axis=1) > _ACTIVE
    edges = np.flatnonzero(np.diff(np.concatenate([[False], active, [False]]).astype(int)))
    groups: list[tuple[int, int]] = []
    for start, stop in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if groups and start - groups[-1][1] <= width + 3:
            groups[-1] = (groups[-1][0], stop)
        else:
            groups.append((start, stop))
    return groups
