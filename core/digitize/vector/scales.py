"""Scale of an axis: the straight line through its ticks, or what stands for them."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from .ticks import TickRow

_SNAP = 6.0  # points between a label's centre and the tick it names
_SAME_PLACE = 1e-4  # points, what single precision leaves of a place on a page
_EDGE = 0.3  # points by which letters may stand out of their boxes
_AT_END = 1.2  # points between the end of an axis line and the middle of the label there
_FEWEST_EXACT, _EXACT_LABEL = 4, 0.002  # labels, and points they may be off their line
_ROUNDED = 0.08  # points; ticks further off the line through them were set on whole pixels
_FAR = 60.0  # points between an axis and its labels at most


@dataclass(frozen=True, slots=True, eq=False)
class Scale:
    """Positions and values of one axis with the straight line through them.

    ``value = intercept + slope * position``; positions in points along the
    axis, ``residual`` in points per tick, ``from_ticks`` False where only the
    labels' middles were to be had.
    """

    position: NDArray[np.float64]
    value: NDArray[np.float64]
    intercept: float
    slope: float
    residual: NDArray[np.float64]
    from_ticks: bool
    line: float

    @property
    def is_exact(self) -> bool:
        """Whether it goes through ticks, none of them set on a whole pixel beside its place."""
        return self.from_ticks and bool(np.abs(self.residual).max() < _ROUNDED)

    @property
    def doubt(self) -> float:
        """How far its places may be off, by how far its ticks are off their line, in points."""
        return float(np.sqrt(np.mean(self.residual**2)))

    def shifted(self, by: float) -> "Scale":
        """Return the scale with all its places moved along the axis, in points."""
        return replace(
            self, position=self.position + by, intercept=self.intercept - self.slope * by
        )

    def at(self, position: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the values at these positions; one in the place of a tick is the tick's."""
        value = np.asarray(self.intercept + self.slope * position)
        nearest = np.abs(position[:, None] - self.position[None, :]).argmin(axis=1)
        off = np.abs(value - self.value[nearest]) / abs(self.slope)
        return np.where(off <= _SAME_PLACE, self.value[nearest], value)


def snapped(
    place: NDArray[np.float64],
    value: NDArray[np.float64],
    labels: tuple[float, float],
    rows: list[TickRow],
) -> Scale:
    """Fit through the ticks nearest the labels, or through the labels where there are none.

    Ticks are taken before lines of a grid, and those nearest the labels first.
    What lies within the ``labels``, from their one edge to the other across
    the axis, is a part of their letters.

    Parameters
    ----------
    place, value : ndarray, shape (n_labels,)
        Middles of the labels along the axis in points, and what they say.
    labels : near and far edge of the labels across the axis, in points
    rows : list of TickRow
    """
    middle = (labels[0] + labels[1]) / 2
    best = _fit(place, value, False, middle)
    best_score = (0, 0.0, 0.0)
    for row in rows:
        line = min(row.ends, key=lambda end: abs(end - middle))
        is_letter = labels[0] - _EDGE <= min(row.ends) and max(row.ends) <= labels[1] + _EDGE
        if abs(line - middle) > _FAR or is_letter:
            continue
        ticks = row.places
        nearest = np.abs(place[:, None] - ticks[None, :]).argmin(axis=1)
        near = np.abs(place - ticks[nearest]) < _SNAP
        if near.sum() < 2 or len(np.unique(nearest[near])) < near.sum():
            continue
        if near.sum() < 0.6 * place.size:
            continue
        scale = _fit(ticks[nearest[near]], value[near], True, line)
        score = int(near.sum()), -float(row.is_long), -abs(line - middle)
        if np.abs(scale.residual).max() < 1.0 and score > best_score:
            best, best_score = scale, score
    return best


def between_ends(scale: Scale, lines: NDArray[np.float64]) -> Scale:
    """Take the ends of an axis line for ticks where they stand at labels or whole steps.

    For axes without ticks, or with ticks set on whole pixels.

    Parameters
    ----------
    scale : Scale
    lines : ndarray, shape (n_lines, 3)
        As `ticks.line_ends` returns them.
    """
    labels = np.sort(scale.value)
    step = float(np.min(np.diff(labels), initial=np.inf, where=np.diff(labels) > 0))
    drawn = scale.intercept + scale.slope * lines[:, :2]
    ends = np.rint(drawn / step) * step if np.isfinite(step) else drawn
    if not scale.from_ticks:
        ends = np.clip(ends, labels[0], labels[-1])
    off = (drawn - ends) / scale.slope
    reach = np.ptp(ends, axis=1) >= 0.99 * (labels[-1] - labels[0])
    fits = (np.abs(off).max(axis=1) < _AT_END) & (np.ptp(off, axis=1) < _AT_END / 2) & reach
    if not fits.any():
        return scale
    nearest = np.flatnonzero(fits)[np.abs(lines[fits, 2] - scale.line).argmin()]
    exact = _fit(lines[nearest, :2], ends[nearest], True, float(lines[nearest, 2]))
    position = (scale.value - exact.intercept) / exact.slope
    return replace(exact, position=position, value=scale.value, residual=np.zeros(position.size))


def by_labels(
    scale: Scale, place: NDArray[np.float64], value: NDArray[np.float64], along: int
) -> Scale:
    """Take the step between labels that are set more exactly than ticks on whole pixels.

    Labels under an axis are centred on their places; those beside one stand a
    little off theirs, all by as much.

    Parameters
    ----------
    scale : Scale
        Through the ticks.
    place, value : ndarray, shape (n_labels,)
        Middles of the labels along the axis in points, and what they say.
    along : int
        0 for a horizontal axis, 1 for a vertical one.
    """
    labels = _fit(place, value, True, scale.line)
    off = (labels.intercept + labels.slope * scale.position - scale.value) / labels.slope
    by = float(off.mean())
    rest, best = _spread(off - by), _spread(labels.residual)
    is_drawn_so = best <= _EXACT_LABEL and (not scale.is_exact or _is_on_pixels(scale.position))
    is_better = is_drawn_so or (not scale.is_exact and best < 0.5 * _spread(scale.residual))
    if place.size < _FEWEST_EXACT or not (is_better and _EXACT_LABEL < rest < _AT_END / 2):
        return scale
    exact = labels.shifted(by if along == 1 or abs(by) > _AT_END / 2 else 0.0)
    position = (scale.value - exact.intercept) / exact.slope
    residual = np.full(position.size, best if best > _EXACT_LABEL else 0.0)
    return replace(exact, position=position, value=scale.value, residual=residual)


def _spread(off: NDArray[np.float64]) -> float:
    return float(np.sqrt(np.mean(off**2)))


def _is_on_pixels(places: NDArray[np.float64]) -> bool:
    """Whether ticks stand whole pixels apart, of 72 or 96 to the inch."""
    apart = (places - places[0])[:, None] / np.array([1.0, 0.75])
    return bool(np.any(np.abs(apart - np.rint(apart)).max(axis=0) <= _EXACT_LABEL))


def _fit(
    place: NDArray[np.float64], value: NDArray[np.float64], from_ticks: bool, line: float
) -> Scale:
    slope, intercept = np.polyfit(place, value, 1)
    residual = (intercept + slope * place - value) / slope
    return Scale(place, value, float(intercept), float(slope), residual, from_ticks, line)
