"""How many marks a crowd holds, where they touch and hide each other."""

from itertools import pairwise

import numpy as np

from ..arrays import FloatArray

_GAP_PX = 1.0  # blank needed to see two marks apart
_AROUND_PX = 60.0
_MOST_COVERED = 0.9
_LEAST_PITCH = 0.8
_CROWDED = 0.7
_UNRESOLVED = 0.3  # of a wide mark's size
_BESIDE_PX = 0.8


def with_crowds(
    x: FloatArray, present: FloatArray, half_width: float, cover: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return the marks, those that touching ones hide among them, and how sure each is.

    Marks that come at an even rate touch the oftener the higher the rate is, and
    the share of the line that they cover tells the rate. Given the rate, the mean
    distance of two marks that touch says how many lie within a run of known length.

    Parameters
    ----------
    x : ndarray, shape (n_marks,)
        Centres, increasing.
    present : ndarray, shape (n_marks,)
        Share of each mark that is inked.
    half_width : float
        Half the extent of one mark along the curve, pixels.
    cover : ndarray, shape (n_columns,)
        Inked share of each column, for narrow marks; empty for wide ones.

    Notes
    -----
    Exponential distances, cut at the width s of a mark, have the mean
    1 / rate - s / (exp(rate s) - 1).
    """
    if x.size == 0:
        return x, np.clip(present, 0, 1)
    size = 2 * half_width + _GAP_PX
    runs = _runs(x, size + _GAP_PX)
    lengths = _lengths(x, runs, half_width, cover)
    places, sure = [], []
    for (first, last), length in zip(runs, lengths, strict=True):
        own = x[first:last]
        rate = _rate(x, runs, (float(own[0]) + float(own[-1])) / 2, size)
        if cover.size:
            n = _n_marks(length, own.size, rate, size)
            own = np.linspace(own[0], own[-1], n) if n > own.size else own
        else:
            own = _doubled(own, rate * size * _UNRESOLVED)
        places += own.tolist()
        lone = own.size == last - first == 1
        shares = np.interp(own, x[first:last], np.minimum(present[first:last], 1))
        sure += (shares * (1.0 if lone else _CROWDED)).tolist()
    return np.array(places), np.array(sure)


def _lengths(
    x: FloatArray, runs: list[tuple[int, int]], half_width: float, cover: FloatArray
) -> list[float]:
    """Return over which length the centres of each run lie: its inked length less one mark's."""
    if not cover.size:
        return [float(x[last - 1] - x[first]) for first, last in runs]
    inked = []
    for first, last in runs:
        low, high = int(x[first] - half_width - 2), int(np.ceil(x[last - 1] + half_width + 2))
        inked.append(float(cover[max(low, 0) : high + 1].sum()))
    alone = [ink for ink, (first, last) in zip(inked, runs, strict=True) if last - first == 1]
    one = float(np.quantile(alone, 0.25)) if len(alone) >= 3 else 2 * half_width
    spans = [float(x[last - 1] - x[first]) for first, last in runs]
    return [max(ink - one, span) for ink, span in zip(inked, spans, strict=True)]


def _doubled(own: FloatArray, hidden: float) -> FloatArray:
    """Return wide marks with as many more, close to the first ones, as are likely unresolved."""
    if own.size < 2:
        return own
    share = hidden / max(-np.expm1(-hidden), 1e-6) - 1 if hidden > 1e-3 else 0.0
    n_extra = min(round(own.size * share), own.size)
    twice = own[np.linspace(0, own.size - 1, n_extra).round().astype(int)] if n_extra else own[:0]
    return np.sort(np.concatenate([own, twice + _BESIDE_PX]))


def _runs(x: FloatArray, size: float) -> list[tuple[int, int]]:
    """Return runs of touching marks as index of the first and one past the last."""
    edges = [0, *(np.flatnonzero(np.diff(x) > size) + 1).tolist(), x.size]
    return list(pairwise(edges))


def _rate(x: FloatArray, runs: list[tuple[int, int]], middle: float, size: float) -> float:
    """Return the marks per pixel around a place, by the share of it that they cover."""
    low, high = max(middle - _AROUND_PX, x[0]), min(middle + _AROUND_PX, x[-1])
    covered = 0.0
    for first, last in runs:
        start, stop = x[first] - size / 2, x[last - 1] + size / 2
        covered += max(min(stop, high + size / 2) - max(start, low - size / 2), 0.0)
    share = min(covered / (high - low + size), _MOST_COVERED)
    return float(-np.log1p(-share) / size)


def _n_marks(length: float, n_seen: int, rate: float, size: float) -> int:
    """Return the likely number of marks whose centres span this length."""
    if length < _LEAST_PITCH:
        return n_seen
    pitch = 1 / rate - size / np.expm1(rate * size) if rate * size > 1e-3 else size / 2
    return max(n_seen, 1 + round(length / max(pitch, _LEAST_PITCH)))
