"""Tick marks beside the axis labels: the labels say which value, the ticks say where."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ...arrays import FloatArray
from ..curves.snapping import snap_shift
from ..page import Map, Page
from .labels import Label, LabelLine

Mask = NDArray[np.bool_]

_CONTRAST = 0.12
_SAME_PX = 0.6
_OFF_PX = 1.0
_TOGETHER_PX = 0.7
_LEAST_SHARE = 0.6
_REACH = 6.0  # text heights between a label and its tick
_OFF_CENTRE = 0.2
_LABEL_INK, _LINE_ROWS = 0.35, 0.85


@dataclass(frozen=True, eq=False)
class AxisFit:
    """The line of one axis: pixel = offset + slope * value, and what it rests on.

    Attributes
    ----------
    value, place : ndarray, shape (n_ticks,)
        Values and pixels used (ticks, grid lines or label centres).
    across : float
        Where along the other axis the ticks begin (the axis line), or NaN.
    source : str
        "ticks", "grid" or "labels".
    residual : ndarray, shape (n_ticks,)
        Pixels, place minus line.
    """

    value: FloatArray
    place: FloatArray
    offset: float
    slope: float
    across: float
    source: str

    @property
    def residual(self) -> FloatArray:
        """Return place minus line, in pixels."""
        return self.place - (self.offset + self.slope * self.value)

    def unsnapped(self, page: Page) -> "AxisFit":
        """Return this axis with the renderer's rounding to whole pixels taken off."""
        if self.source != "ticks" or page.turn:
            return self
        shift = snap_shift(self.place, page.zoom)
        return replace(self, place=self.place - shift, offset=self.offset - shift)

    def at(self, value: float) -> float:
        """Return the pixel of a value."""
        return self.offset + self.slope * value

    def value_at(self, place: float) -> float:
        """Return the value at a pixel."""
        return (place - self.offset) / self.slope


def fit_ticks(page: Page, labels: LabelLine, other: LabelLine, *, horizontal: bool) -> AxisFit:
    """Return the axis through its ticks, else its grid lines, else its label centres.

    Parameters
    ----------
    labels : LabelLine
        Of this axis; ``horizontal`` says whether it is the time axis.
    other : LabelLine
        Of the other axis; tells where the plot lies.
    """
    dark = page.dark if horizontal else page.dark.T
    start, text = _label_edge(page, labels, horizontal=horizontal)
    step = -1 if horizontal else 1
    reach = int(_REACH * text)
    rows = [start + step * k for k in range(reach)]
    limit = dark.shape[0]
    rows = [row for row in rows if 0 <= row < limit]
    tolerance = min(max(4.0, 0.45 * text), 0.35 * labels.spacing)
    width = max(4.0, 0.3 * text)
    found = _tick_rows(dark[rows], labels, tolerance, width)
    fit = _best_band(found, labels, rows, _TOGETHER_PX * max(page.zoom, 1.0))
    if fit is not None and (horizontal or _is_centred(fit, labels, text)):
        return fit
    grid = _grid(dark, labels, other, tolerance)
    return grid if grid is not None else _by_labels(labels)


def _is_centred(fit: AxisFit, labels: LabelLine, text: float) -> bool:
    """Return whether ticks lie at the middle of their labels, not at the rings of percent signs."""
    off = [place - labels.at(value) for value, place in zip(fit.value, fit.place, strict=True)]
    return bool(abs(float(np.median(off))) < _OFF_CENTRE * text)


def _label_edge(page: Page, labels: LabelLine, *, horizontal: bool) -> tuple[int, float]:
    """Return the row next to the labels' ink towards the plot, and the height of the text."""
    edges, heights = [], []
    for label in labels.labels:
        low, high = tight_extent(page, label, across=horizontal)
        edges.append(low if horizontal else high)
        heights.append(label.numeral.height)
    text = float(np.median(heights)) / 1.3
    edge = np.median(edges)
    return (int(np.floor(edge)) - 1, text) if horizontal else (int(np.ceil(edge)) + 1, text)


def tight_extent(page: Page, label: Label, *, across: bool) -> tuple[float, float]:
    """Return where the ink of a label begins and ends, without the tick its box contains.

    ``across`` asks for rows (time axis); else columns.
    """
    box = label.numeral
    x0, x1 = max(int(box.x0), 0), min(int(np.ceil(box.x1)), page.width)
    y0, y1 = max(int(box.y0), 0), min(int(np.ceil(box.y1)), page.height)
    cut = page.dark[y0:y1, x0:x1]
    if cut.size == 0:
        return (box.y0, box.y1) if across else (box.x0, box.x1)
    profile = cut.max(axis=1) if across else cut.max(axis=0)
    ink = profile > np.min(cut) + _LABEL_INK * (np.max(cut) - np.min(cut))
    first = y0 if across else x0
    if across:
        return _grown(ink, first, len(ink) // 2)
    inked = cut > np.min(cut) + _LABEL_INK * (np.max(cut) - np.min(cut))
    return _without_end_tick(inked, first, 0.35 * box.height)


def _grown(ink: Mask, first: int, middle: int) -> tuple[float, float]:
    """Grow from the middle over ink until a blank row."""
    if not ink[middle]:
        inked = np.flatnonzero(ink)
        if inked.size == 0:
            return first, first + len(ink)
        middle = int(inked[np.argmin(np.abs(inked - middle))])
    low = high = middle
    while low > 0 and ink[low - 1]:
        low -= 1
    while high < len(ink) - 1 and ink[high + 1]:
        high += 1
    return first + low, first + high + 1


def _without_end_tick(label: Mask, first: int, short: float) -> tuple[float, float]:
    """Drop the last piece of a label's ink where it is a tick: apart, and flat or the axis."""
    ink = np.asarray(label.any(axis=0))
    inked = np.flatnonzero(ink)
    if inked.size == 0:
        return first, first + len(ink)
    high = int(inked[-1])
    gaps = np.flatnonzero(np.diff(inked) > 1)
    if gaps.size:
        start = int(inked[gaps[-1] + 1])
        rows = np.count_nonzero(label[:, start:].any(axis=1))
        is_flat = rows <= max(short / 2, 3)
        # The line of the axis runs from end to end; the last ring of a percent sign does not.
        is_line = high >= len(ink) - 2 and rows >= _LINE_ROWS * len(label)
        if (is_line or is_flat) and high - start + 1 <= max(short, 3):
            high = int(inked[gaps[-1]])
    return first + int(inked[0]), first + high + 1


def _tick_rows(rows: Map, labels: LabelLine, tolerance: float, width: float) -> FloatArray:
    """Return the centre of the one narrow dark run near each label, NaN where there is none.

    ``rows`` has shape (n_rows, length of the axis), what is returned (n_rows, n_labels).
    """
    places = np.full((len(rows), len(labels.labels)), np.nan)
    for index, label in enumerate(labels.labels):
        centre = labels.at(label.value)
        low, high = int(centre - tolerance - 2), int(np.ceil(centre + tolerance)) + 3
        low, high = max(low, 0), min(high, rows.shape[1])
        if high - low < 4:
            continue
        cuts = rows[:, low:high].astype(float)
        quarter = cuts.shape[1] // 4
        above = cuts - np.partition(cuts, quarter, axis=1)[:, quarter, None]
        for row in np.flatnonzero(above.max(axis=1) >= _CONTRAST):
            places[row, index] = _run_centre(above[row], width) + low
    return places


def _run_centre(above: FloatArray, width: float) -> float:
    """Return the centroid of the only dark run of a row; NaN if there is not one narrow run."""
    inked = above > max(0.3 * above.max(), 0.05)
    first, last = int(np.argmax(inked)), len(above) - 1 - int(np.argmax(inked[::-1]))
    if first == 0 or last == len(above) - 1 or last - first + 1 > width + 1:
        return np.nan
    if not inked[first : last + 1].all():
        return np.nan
    weight = np.clip(above[max(first - 1, 0) : last + 2], 0, None)
    where = np.arange(max(first - 1, 0), max(first - 1, 0) + weight.size) + 0.5
    return float((weight * where).sum() / weight.sum())


def _best_band(
    found: FloatArray, labels: LabelLine, rows: list[int], together: float
) -> AxisFit | None:
    """Return the axis through the consecutive rows that agree on most ticks."""
    if found.size == 0:
        return None
    n_labels = len(labels.labels)
    best: tuple[float, AxisFit] | None = None
    start = 0
    for stop in range(1, len(rows) + 1):
        same = stop < len(rows) and _agree(found[start], found[stop], n_labels)
        if same:
            continue
        if stop - start >= 2:
            fit = _through(found[start:stop], labels, rows[start], rows[stop - 1], together)
            if fit is not None:
                score = fit.value.size - 0.05 * start / max(len(rows), 1)
                if best is None or score > best[0]:
                    best = (score, fit)
        start = stop
    return None if best is None else best[1]


def _agree(one: FloatArray, other: FloatArray, n_labels: int) -> bool:
    both = np.isfinite(one) & np.isfinite(other)
    if both.sum() < max(2, _LEAST_SHARE * n_labels):
        return False
    return bool(np.mean(np.abs(one[both] - other[both]) < _SAME_PX) > 0.8)


def _through(
    band: FloatArray, labels: LabelLine, first: int, last: int, together: float = 0.0
) -> AxisFit | None:
    """Return the axis through the ticks on one line; through all that lie within ``together``."""
    enough = np.isfinite(band).sum(axis=0) >= max(1, 0.5 * len(band))
    value = np.array([label.value for label in labels.labels])[enough]
    if value.size < max(2, _LEAST_SHARE * len(labels.labels)):
        return None
    place = np.array([np.nanmedian(column) for column in band[:, enough].T])
    kept = np.ones(value.size, dtype=bool)
    slope, offset = labels.slope, labels.offset
    for _ in range(3):
        slope, offset = _robust_line(value[kept], place[kept])
        off = np.abs(place - offset - slope * value)
        kept = off <= max(_OFF_PX, 0.0)
        if kept.sum() < max(2, _LEAST_SHARE * len(labels.labels)):
            return None
    # Ticks set by hand are uneven: without the last one the axis would be drawn on askew.
    if np.abs(place - np.polyval(np.polyfit(value, place, 1), value)).max() <= together:
        kept[:] = True
    slope, offset = np.polyfit(value[kept], place[kept], 1)
    if abs(slope / labels.slope - 1) > 0.05:
        return None
    return AxisFit(value[kept], place[kept], float(offset), float(slope), float(last), "ticks")


def _robust_line(value: FloatArray, place: FloatArray) -> tuple[float, float]:
    """Return slope and offset by medians of pairs (Theil and Sen)."""
    i, j = np.triu_indices(value.size, 1)
    apart = value[i] != value[j]
    slopes = (place[j] - place[i])[apart] / (value[j] - value[i])[apart]
    slope = float(np.median(slopes))
    return slope, float(np.median(place - slope * value))


def _grid(dark: Map, labels: LabelLine, other: LabelLine, tolerance: float) -> AxisFit | None:
    """Return the axis through grid lines: the median darkness over the plot."""
    places = sorted(label.place for label in other.labels)
    low, high = max(int(places[0]), 0), min(int(places[-1]), dark.shape[0])
    if high - low < 20:
        return None
    profile = np.median(dark[low:high:2], axis=0)
    row = _tick_rows(np.asarray(profile * 3, dtype=np.float32)[None], labels, tolerance, 5.0)
    fit = _through(row, labels, low, low)
    if fit is None:
        return None
    return AxisFit(fit.value, fit.place, fit.offset, fit.slope, float("nan"), "grid")


def _by_labels(labels: LabelLine) -> AxisFit:
    value = np.array([label.value for label in labels.labels])
    place = np.array([label.place for label in labels.labels])
    return AxisFit(value, place, labels.offset, labels.slope, float("nan"), "labels")
