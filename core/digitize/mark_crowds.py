"""How many marks a crowd holds, where they touch and hide each other."""

from itertools import pairwise

import numpy as np

from ..arrays import BoolArray, FloatArray, IntArray
from .mark_fit import Found, Strip
from .mark_templates import Template

_GAP_PX = 1.0  # blank needed to see two marks apart
_AROUND_PX = 60.0
_MOST_COVERED = 0.9
_LEAST_PITCH = 0.8
_THIN_PX = 4.0
_ONE_THIN, _ONE_THICK = 0.35, 0.5  # of a mark: less is one mark, drawn a little wider
_CROWDED = 0.7
_NARROW = 2.6
_MARGIN_PX = 2.0
_INKED_ROW = 0.8
_MOST_INKED = 0.93
_WINDOW_PX = 120
_EDGE = 0.2  # what a run counts too much, being cut where its marks end


def with_crowds(
    strip: Strip, found: Found, line_width: float, width: int
) -> tuple[FloatArray, FloatArray]:
    """Return the marks, those that touching ones hide among them, and how sure each is (0 to 1).

    Parameters
    ----------
    strip : Strip
    found : Found
    line_width : float
        Thickness of the curve, pixels.
    width : int
        Width of the region.
    """
    order = np.argsort(found.x)
    x, present = found.x[order], np.minimum(found.present[order], 1)
    if x.size == 0:
        return x, present
    half_width = found.template.half_width
    if found.template.name == "plus":  # its bar hides in the line: only the stroke shows
        half_width = _narrowest(found.template, line_width)[1] / 2
    if half_width <= _NARROW:
        cover = _narrow_cover(strip, found.template, width)
        return _strokes(x, present, half_width, cover)
    return _shapes(x, present, strip, found.template, line_width, width)


def _narrow_cover(strip: Strip, template: Template, width: int) -> FloatArray:
    """Return the share of a narrow mark's height that is inked in each column."""
    middle = strip.reach
    rows = slice(max(middle + round(template.top) + 1, 0), middle + round(template.base))
    ink, seen = strip.ink[:, rows, middle], strip.seen[:, rows, middle]
    share = (ink * seen).sum(axis=1) / np.maximum(seen.sum(axis=1), 1)
    cover = np.zeros(width)
    np.maximum.at(cover, strip.column, np.where(seen.sum(axis=1) >= 1, share, 0))
    return cover


def _strokes(
    x: FloatArray, present: FloatArray, half_width: float, cover: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Fill up narrow marks.

    Marks that come at an even rate touch the oftener the higher the rate is, and
    the share of the line that they cover tells the rate. Given the rate, the mean
    distance of two marks that touch says how many lie within a run of known length.

    Notes
    -----
    Exponential distances, cut at the width s of a mark, have the mean
    1 / rate - s / (exp(rate s) - 1).
    """
    size = 2 * half_width + _GAP_PX
    runs = _runs(x, size + _GAP_PX)
    lengths = _lengths(x, runs, half_width, cover)
    places, sure = [], []
    for (first, last), length in zip(runs, lengths, strict=True):
        own = x[first:last]
        rate = _rate(x, runs, (float(own[0]) + float(own[-1])) / 2, size)
        n = _n_marks(length, own.size, rate, size)
        own = np.linspace(own[0], own[-1], n) if n > own.size else own
        places += own.tolist()
        lone = own.size == last - first == 1
        sure += (np.interp(own, x[first:last], present[first:last])).tolist()
        if not lone:
            sure[-own.size :] = [_CROWDED * share for share in sure[-own.size :]]
    return np.array(places), np.array(sure)


def _shapes(
    x: FloatArray,
    present: FloatArray,
    strip: Strip,
    template: Template,
    line_width: float,
    width: int,
) -> tuple[FloatArray, FloatArray]:
    """Fill up wide marks, by how much of their narrowest rows is inked.

    The tops of circles, the tips of crosses and diamonds cover little of the
    line: of marks at the rate r, each with the extent s in such a row, the share
    1 - exp(-r s) of the row is inked.
    """
    rows, size = _narrowest(template, line_width)
    if rows.size == 0:
        return x, present
    cover, known = _row_cover(strip, template, rows, width)
    half = template.half_width + _MARGIN_PX
    edges = [0, *(np.flatnonzero(np.diff(x) > 2 * half) + 1).tolist(), x.size]
    places, sure = [], []
    for first, last in pairwise(edges):
        own = x[first:last]
        low, high = max(int(own[0] - half), 0), min(int(np.ceil(own[-1] + half)) + 1, width)
        rate = _local_rate(cover[low:high], known[low:high], size)
        n_more = round(float(rate.sum()) - _EDGE) - own.size if own.size > 1 else 0
        if n_more > 0:
            at = (np.arange(n_more) + 0.5) / n_more * rate.sum()
            more = low + np.searchsorted(np.cumsum(rate), at) + 0.5
            own = np.sort(np.concatenate([own, np.clip(more, own[0], own[-1])]))
        share = np.interp(own, x[first:last], present[first:last])
        places += own.tolist()
        sure += (share * (1.0 if own.size == 1 else _CROWDED)).tolist()
    return np.array(places), np.array(sure)


def _narrowest(template: Template, line_width: float) -> tuple[IntArray, float]:
    """Return the rows of the picture in which the shape is narrowest, and its extent there."""
    offset = np.arange(2 * template.reach + 1) - template.reach
    peak = template.picture.max(axis=1)
    usable = (peak > _INKED_ROW * peak.max()) & (np.abs(offset) > line_width / 2 + 0.8)
    if not usable.any():
        return np.empty(0, dtype=np.intp), 1.0
    extent = np.where(usable, template.picture.sum(axis=1) / np.maximum(peak, 1e-6), np.inf)
    rows = np.flatnonzero(extent <= 1.15 * extent.min())
    return rows, float(extent[rows].mean())


def _row_cover(
    strip: Strip, template: Template, rows: IntArray, width: int
) -> tuple[FloatArray, BoolArray]:
    """Return how inked these rows are in each column, and where that is known."""
    peak = template.picture.max(axis=1)[rows]
    ink = np.clip(strip.ink[:, rows, strip.reach] / peak, 0, 1)
    seen = strip.seen[:, rows, strip.reach]
    visible = seen.sum(axis=1) >= 0.5
    share = (ink * seen).sum(axis=1) / np.maximum(seen.sum(axis=1), 1e-6)
    cover, known = np.zeros(width), np.ones(width, dtype=bool)
    known[strip.column] = False  # elsewhere nothing sticks out of the line
    known[strip.column[visible]] = True
    np.maximum.at(cover, strip.column[visible], share[visible])
    return cover, known


def _local_rate(cover: FloatArray, known: BoolArray, size: float) -> FloatArray:
    """Return the marks per pixel around each column."""
    window = np.ones(min(_WINDOW_PX, cover.size))
    n_known = np.convolve(known, window, "same")
    share = np.convolve(cover * known, window, "same") / np.maximum(n_known, 1)
    return np.asarray(-np.log1p(-np.minimum(share, _MOST_INKED)) / size)


def _lengths(
    x: FloatArray, runs: list[tuple[int, int]], half_width: float, cover: FloatArray
) -> list[float]:
    """Return over which length the centres of each run lie: its inked length less one mark's."""
    inked = []
    for first, last in runs:
        low, high = int(x[first] - half_width - 2), int(np.ceil(x[last - 1] + half_width + 2))
        inked.append(float(cover[max(low, 0) : high + 1].sum()))
    alone = [ink for ink, (first, last) in zip(inked, runs, strict=True) if last - first == 1]
    one = float(np.quantile(alone, 0.25)) if len(alone) >= 3 else 2 * half_width
    spans = [float(x[last - 1] - x[first]) for first, last in runs]
    return [max(ink - one, span) for ink, span in zip(inked, spans, strict=True)]


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
    one = (_ONE_THIN if size < _THIN_PX else _ONE_THICK) * size
    if length < max(_LEAST_PITCH, one):
        return n_seen
    pitch = 1 / rate - size / np.expm1(rate * size) if rate * size > 1e-3 else size / 2
    return max(n_seen, 1 + round(length / max(pitch, _LEAST_PITCH)))
