"""How many marks a crowd holds, where they touch and hide each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np

from ...arrays import BoolArray, FloatArray, IntArray
from .fit import Found
from .strip import Strip
from .templates import Template

_GAP_PX = 1.0  # blank needed to see two marks apart
_AROUND_PX = 60.0
_MOST_RATE = 2.5  # marks per mark's width that a run still tells
_PRIOR = 2.0  # runs by which the rate all along counts
_CROWDED, _HIDDEN = 0.7, 0.3
_BLANK = 0.35
_FEW = 5
_NOISE = (0.2, 1.0)
_NARROW = 2.6
_MARGIN_PX = 2.0
_TIP_PX, _LEAST_EXTENT = 0.7, 1.5
_MOST_INKED = 0.93
_WINDOW_PX = 60
_EDGE = 0.2  # what a run counts too much, being cut where its marks end
_STEP, _MOST_WIDTHS, _MOST_GAPS = 0.05, 30, 120


@dataclass(frozen=True, eq=False)
class Row:
    """How inked a row beside the line is.

    Attributes
    ----------
    known, cover : ndarray, shape (width,)
        Columns in which it is seen, and how much of each is inked.
    extent : float
        Pixels that one mark covers in it.
    """

    known: FloatArray
    cover: FloatArray
    extent: float


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
    x, present = found.x, np.minimum(found.present, 1)
    if x.size == 0:
        return x, present
    half_width = found.template.half_width
    if found.template.name == "plus":  # its bar hides in the line: only the stroke shows
        half_width = found.template.stroke / 2
    if half_width <= _NARROW:
        cover = _narrow_cover(strip, found.template, width)
        return _strokes(x, present, half_width, cover)
    rows = _rows(strip, found.template, line_width, width)
    return with_more(x, present, rows, half_width)


def _narrow_cover(strip: Strip, template: Template, width: int) -> FloatArray:
    """Return the share of a narrow mark's height that is inked in each column."""
    middle = strip.reach
    rows = slice(max(middle + round(template.top) + 1, 0), middle + round(template.base))
    ink, seen = strip.ink[:, rows, middle], strip.seen[:, rows, middle]
    share = ink.sum(axis=1) / np.maximum(seen.sum(axis=1), 1)
    cover = np.zeros(width)
    np.maximum.at(cover, strip.column, np.where(seen.sum(axis=1) >= 1, share, 0))
    return cover


def _strokes(
    x: FloatArray, present: FloatArray, half_width: float, cover: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Fill up narrow marks: a run of one length holds the more the higher the rate around it is."""
    size = 2 * half_width + _GAP_PX
    runs = _runs(x, size + _GAP_PX, cover)
    lengths, noise = _lengths(x, runs, half_width, cover)
    middles = np.array([(x[first] + x[last - 1]) / 2 for first, last in runs])
    counts = _counts(middles, (lengths, noise), np.array([b - a for a, b in runs]), size, x)
    places, sure = [], []
    for (first, last), n in zip(runs, counts.tolist(), strict=True):
        own = x[first:last]
        lone = own.size == n == 1
        own = np.linspace(own[0], own[-1], n) if n > own.size else own
        places += own.tolist()
        share = np.interp(own, x[first:last], present[first:last])
        sure += (share * (1.0 if lone else _CROWDED)).tolist()
    return np.array(places), np.array(sure)


def with_hidden(
    x: FloatArray, present: FloatArray, half_width: float, cover: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return shapes that were seen, and those that others of their run hide, left to right.

    Parameters
    ----------
    x, present : ndarray, shape (n,)
        Their middles, increasing, and how much of each shows, 0 to 1.
    half_width : float
        Half the extent of one along the curve, pixels.
    cover : ndarray, shape (width,)
        1 in the columns that shapes cover, else 0.
    """
    size = 2 * half_width + _GAP_PX
    runs = _runs(x, size + _GAP_PX, cover)
    spans = _lengths(x, runs, half_width, cover)
    middles = np.array([(x[first] + x[last - 1]) / 2 for first, last in runs])
    counts = _counts(middles, spans, np.array([b - a for a, b in runs]), size, x)
    places, sure = [x], [np.where(_alone(x, size), present, _CROWDED * present)]
    for (first, last), n in zip(runs, counts.tolist(), strict=True):
        more = n - (last - first)
        if more > 0:
            own = x[first:last]
            even = np.linspace(own[0], own[-1], more + 2)[1:-1]
            # Farther from those seen they would be seen themselves.
            places.append(own[np.argmin(np.abs(own[:, None] - even), axis=0)])
            sure.append(np.full(more, _HIDDEN))
    order = np.argsort(np.concatenate(places), kind="stable")
    return np.concatenate(places)[order], np.concatenate(sure)[order]


def _alone(x: FloatArray, size: float) -> BoolArray:
    gaps = np.diff(x, prepend=-np.inf, append=np.inf)
    return np.asarray((gaps[:-1] > size) & (gaps[1:] > size))


def _counts(
    middles: FloatArray,
    spans: tuple[FloatArray, float],
    n_seen: IntArray,
    size: float,
    x: FloatArray,
) -> IntArray:
    """Return how many marks each run holds: the rate tells the counts and they the rate."""
    lengths, noise = spans
    near = np.exp(-0.5 * ((middles[:, None] - middles) / _AROUND_PX) ** 2)
    reach = _AROUND_PX * np.sqrt(np.pi / 2)
    room = sum(reach * np.tanh(end / reach) for end in (middles - x[0], x[-1] - middles))
    taken = lengths + size
    usual = lengths.size / max(float(x[-1] - x[0] - taken.sum()), size)
    blank = np.maximum(room - near @ taken, 0)
    rate = (near.sum(axis=1) + _PRIOR) / (blank + _PRIOR / usual)
    rate = np.minimum(rate, _MOST_RATE / size)
    pairs = zip(lengths.tolist(), n_seen.tolist(), rate.tolist(), strict=True)
    counts = np.array([_expected(length, n, r, size, noise) for length, n, r in pairs])
    # Rounded in sum: of many runs with a tenth of a mark too much, one in ten has one more.
    return np.maximum(np.diff(np.round(np.cumsum(counts)), prepend=0), n_seen).astype(np.intp)


def _expected(length: float, n_seen: int, rate: float, size: float, noise: float) -> float:
    """Return how many marks of this size whose centres span a length make one run, on average.

    Notes
    -----
    Marks come at an even rate r. Of n marks whose n - 1 gaps are below their size s
    and add up to the length, the likelihood is r^(n-1) times the volume of such gaps,
    s^(n-1) times the density of a sum of n - 1 uniform numbers at length / s, divided
    by s; of one mark it is that of a length which is but noise.
    """
    if n_seen >= _MOST_GAPS:
        return float(n_seen)
    widths = float(np.clip(length / size, 0, _MOST_WIDTHS - _STEP))
    gaps = np.arange(_MOST_GAPS)
    with np.errstate(divide="ignore"):
        log = np.log(_sums_of_gaps()[:, int(widths / _STEP)] / size) + gaps * np.log(rate * size)
    log[0] = -0.5 * (length / noise) ** 2 - np.log(noise * np.sqrt(2 * np.pi))
    log[: n_seen - 1] = -np.inf
    weight = np.exp(log - log.max())
    stretched = max(length / size / (_MOST_WIDTHS - _STEP), 1.0)
    return float(max(1 + (weight * gaps).sum() / weight.sum() * stretched, n_seen))


@lru_cache(maxsize=1)
def _sums_of_gaps() -> FloatArray:
    """Return the density of sums of 0, 1, 2... uniform numbers, each on a grid."""
    n = round(_MOST_WIDTHS / _STEP)
    one = round(1 / _STEP)
    sums = np.zeros((_MOST_GAPS, n))
    sums[1, :one] = 1.0
    for k in range(2, _MOST_GAPS):
        total = np.concatenate([[0.0], np.cumsum(sums[k - 1])])
        low = np.maximum(np.arange(n) + 1 - one, 0)
        sums[k] = (total[1:] - total[low]) * _STEP
    return sums


def with_more(
    x: FloatArray, present: FloatArray, rows: Sequence[Row], half_width: float
) -> tuple[FloatArray, FloatArray]:
    """Fill up wide marks, by how much of their rows is inked.

    Parameters
    ----------
    x, present : ndarray, shape (n,)
        Middles of those that were seen, increasing, and how sure each is.
    rows : sequence of Row
        None where nothing is to be seen beside the line: then there are no more.
    half_width : float
        Half the extent of one along the curve, pixels.
    """
    if not rows:
        return x, present
    half = half_width + _MARGIN_PX
    edges = [0, *(np.flatnonzero(np.diff(x) > 2 * half) + 1).tolist(), x.size]
    places, sure = [], []
    for first, last in pairwise(edges):
        own = x[first:last]
        low = max(int(own[0] - half), 0)
        high = min(int(np.ceil(own[-1] + half)) + 1, rows[0].cover.size)
        here = _rate(rows, low, high)
        n_more = round(float(here.sum()) - _EDGE) - own.size if own.size > 1 else 0
        if n_more > 0:
            at = (np.arange(n_more) + 0.5) / n_more * here.sum()
            more = low + np.searchsorted(np.cumsum(here), at) + 0.5
            # Farther from those seen they would be seen themselves.
            nearest = own[np.argmin(np.abs(own[:, None] - more), axis=0)]
            own = np.sort(np.concatenate([own, nearest]))
        share = np.interp(own, x[first:last], present[first:last])
        places += own.tolist()
        sure += (share * (1.0 if own.size == 1 else _CROWDED)).tolist()
    return np.array(places), np.array(sure)


def _rows(strip: Strip, template: Template, line_width: float, width: int) -> list[Row]:
    """Return the rows beside the line in which marks are to be seen."""
    offset = np.arange(2 * template.reach + 1) - template.reach
    extent = template.pictures.mean(axis=0).sum(axis=1)
    inner = np.maximum(-template.top, template.base) - _TIP_PX
    usable = (-offset > line_width / 2 + 0.8) & (np.abs(offset) <= inner)
    usable &= extent >= _LEAST_EXTENT
    rows = []
    for k in np.flatnonzero(usable).tolist():
        at = strip.reach + int(offset[k])
        visible = strip.seen[:, at, strip.reach] > 0.5
        cover, known = np.zeros(width), np.ones(width)
        known[strip.column] = 0  # elsewhere nothing sticks out of the line
        known[strip.column[visible]] = 1
        ink = strip.ink[visible, at, strip.reach]
        np.maximum.at(cover, strip.column[visible], np.minimum(ink, 1))
        rows.append(Row(known, cover, float(extent[k])))
    return rows


def _rate(rows: Sequence[Row], low: int, high: int) -> FloatArray:
    """Return the marks per pixel in each of these columns.

    Notes
    -----
    Of marks at the rate r, each with the extent s in a row, the share
    1 - exp(-r s) of the row is inked. Rows count by what they tell of the rate:
    s^2 / (exp(r s) - 1).
    """
    window = np.ones(min(_WINDOW_PX, high - low))
    rates, weights = [], []
    for row in rows:
        n_known = np.convolve(row.known[low:high], window, "same")
        share = np.convolve((row.cover * row.known)[low:high], window, "same")
        share = np.minimum(share / np.maximum(n_known, 1), _MOST_INKED)
        rate = -np.log1p(-share) / row.extent
        told = row.extent**2 / np.expm1(np.maximum(rate * row.extent, 0.1))
        rates.append(rate)
        weights.append(told * np.maximum(n_known, 1e-3))
    return np.asarray(np.average(rates, axis=0, weights=weights))


def _lengths(
    x: FloatArray, runs: list[tuple[int, int]], half_width: float, cover: FloatArray
) -> tuple[FloatArray, float]:
    """Return over which length the centres of each run lie, and the noise of these lengths.

    That is a run's inked length less one mark's.
    """
    inked = []
    margin = half_width + _MARGIN_PX
    for first, last in runs:
        low, high = x[first] - margin, x[last - 1] + margin
        if first:
            low = max(low, (x[first - 1] + x[first]) / 2)
        if last < x.size:
            high = min(high, (x[last - 1] + x[last]) / 2)
        inked.append(float(cover[max(round(low), 0) : round(high)].sum()))
    alone = [ink for ink, (first, last) in zip(inked, runs, strict=True) if last - first == 1]
    one, noise = 2 * half_width, 0.0
    if len(alone) >= _FEW:
        low, one = np.quantile(alone, [0.1, 0.4]).tolist()
        noise = one - low
    spans = x[[last - 1 for _, last in runs]] - x[[first for first, _ in runs]]
    lengths = np.maximum(np.maximum(np.array(inked) - one, spans), 0)
    return lengths, float(np.clip(noise, *_NOISE))


def _runs(x: FloatArray, size: float, cover: FloatArray) -> list[tuple[int, int]]:
    """Return runs of touching marks as index of the first and one past the last."""
    apart = np.diff(x) > size
    for k in np.flatnonzero(~apart).tolist():
        between = cover[int(x[k]) : int(x[k + 1]) + 1]
        apart[k] = between.min(initial=1.0) < _BLANK
    edges = [0, *(np.flatnonzero(apart) + 1).tolist(), x.size]
    return list(pairwise(edges))
