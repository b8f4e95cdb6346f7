"""From points of a file (time and survival) to a reading, with its noise where that is not said."""

import numpy as np
from numpy.typing import ArrayLike

from ..arrays import FloatArray, IntArray
from ..curve import CurveReading, ReadingKind
from ..errors import InputError

# Standard deviation in pixels of one reading.
NOISE_PX = {ReadingKind.EXACT: 0.4, ReadingKind.PIXELS: 12**-0.5, ReadingKind.CLICKS: 1.0}
# Usual size of the plot area of a figure, where nothing else is known.
USUAL_WIDTH_PX = 620.0
USUAL_HEIGHT_PX = 430.0
MOST_DECIMALS = 12


def reading_of_points(
    time: ArrayLike,
    survival: ArrayLike,
    kind: ReadingKind,
    *,
    pixel_time: float | None = None,
    pixel_survival: float | None = None,
) -> CurveReading:
    """Return the reading these points are, in the order they were taken.

    Sorts by time, holds what rises at the level before it, adds (0, 1); the
    points as given stay beside it for engines that weigh them.

    Parameters
    ----------
    time, survival : array_like, shape (n_points,)
        Fractions; heights outside 0 to 1 are taken as 0 or 1.
    kind : ReadingKind
    pixel_time, pixel_survival : float or None
        Size of a pixel in data units; None estimates it from the points: their
        lattice for pixels and clicks, their last decimal for exact ones.

    Raises
    ------
    InputError
        Without points, or where one is not a number.
    """
    times = np.asarray(time, dtype=float)
    heights = np.asarray(survival, dtype=float)
    if times.size == 0 or times.shape != heights.shape:
        raise InputError("There are no points: give at least one time with its survival.")
    if not (np.all(np.isfinite(times)) and np.all(np.isfinite(heights))):
        raise InputError("A point is not a number: check the columns time and survival.")
    times, heights = np.maximum(times, 0.0), np.clip(heights, 0.0, 1.0)
    if pixel_time is None:
        pixel_time = _pixel_of(times, kind, USUAL_WIDTH_PX)
    if pixel_survival is None:
        pixel_survival = _pixel_of(heights, kind, USUAL_HEIGHT_PX)
    order = np.lexsort((-heights, times)) if kind is ReadingKind.EXACT else _by_time(times)
    sorted_time, sorted_heights = times[order], heights[order]
    if sorted_time[0] > 0:
        sorted_time = np.append(0.0, sorted_time)
        sorted_heights = np.append(1.0, sorted_heights)
    sorted_heights[0] = 1.0
    time_noise = 0.0 if kind is ReadingKind.EXACT else NOISE_PX[kind] * pixel_time
    return CurveReading(
        time=sorted_time,
        survival=np.minimum.accumulate(sorted_heights),
        kind=kind,
        time_noise=time_noise,
        survival_noise=NOISE_PX[kind] * pixel_survival,
        end=float(sorted_time[-1]),
        raw_time=times,
        raw_survival=heights,
    )


def _by_time(times: FloatArray) -> IntArray:
    return np.argsort(times, kind="stable")


def _pixel_of(values: FloatArray, kind: ReadingKind, usual: float) -> float:
    """Return the spacing the values come in, as far as they show it."""
    if kind is ReadingKind.EXACT:
        return _last_decimal(values)
    spacing = np.diff(np.unique(np.round(values, 9)))
    spacing = spacing[spacing > 1e-6 * max(float(np.ptp(values)), 1e-300)]
    span = float(np.max(values)) if values.size else 1.0
    if spacing.size < 3:
        return span / usual
    smallest = float(spacing.min())
    multiples = spacing / smallest
    on_lattice = np.mean(np.abs(multiples - np.rint(multiples)) < 0.02 * multiples)
    return smallest if on_lattice > 0.9 else min(smallest, span / usual)


def _last_decimal(values: FloatArray) -> float:
    """Return the unit of the last decimal these values are printed with."""
    for decimals in range(MOST_DECIMALS):
        scaled = values * 10.0**decimals
        if np.all(np.abs(scaled - np.rint(scaled)) < 1e-4 * np.maximum(np.abs(scaled), 1.0) * 1e-4):
            return float(10.0**-decimals)
    return float(10.0**-MOST_DECIMALS)
