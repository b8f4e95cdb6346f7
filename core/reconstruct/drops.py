"""The falls of one curve, and what every kind of reading needs to find them."""

from dataclasses import dataclass

import numpy as np

from ..arrays import BoolArray, FloatArray
from ..curve import CurveReading
from .inputs import RiskTable
from .lattice import lattice_of, lies_on

# Standard deviations of a height from which a fall stands out.
DROP_SIGMAS = 2.5
# A cell with more expected events than this is a stretch of curve, not one drop.
SEVERAL_EVENTS = 1.6
LEAST_SIGMA = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Drops:
    """The falls of one curve in time order.

    Attributes
    ----------
    time : ndarray, shape (n_drops,)
        When the last event of the drop is taken to happen.
    level : ndarray, shape (n_drops,)
        Survival after it as read, never increasing.
    sigma : ndarray, shape (n_drops,)
        Standard deviation of ``level``.
    start : ndarray, shape (n_drops,)
        Where the stretch begins in which its events may lie; ``time`` for one drop.
    is_certain : ndarray of bool, shape (n_drops,)
        At least one event happened here, however small the drop.
    end : float
        Where follow-up ends.
    grain : float
        The steps in which times come (days, weeks, pixels), an estimate.
    slack : float
        How far a drop may lie from where it was read.
    on_drop : float
        What it costs a height to lie within a drop rather than below it; 0 forbids it.
    lattice : float
        Spacing of the lattice the times were moved to, 0 where none is seen.
    ends_on_drop : bool
        The last height, too, may lie within a drop, at the very end.
    hides_last_drop : bool
        Nothing follows a drop at the very end: heights of columns, or taken along the curve,
        do not show it.
    expected : ndarray, shape (n_drops,), or None
        About how many events a fall holds; None where each holds those of one moment.
    since : ndarray, shape (n_drops,), or None
        Where points lie anywhere along the curve: since when each fall may have happened.
    is_tread : ndarray of bool, shape (n_drops,), or None
        The height was read again a while later: it is not within a drop, whatever ``on_drop``.
    """

    time: FloatArray
    level: FloatArray
    sigma: FloatArray
    start: FloatArray
    is_certain: BoolArray
    end: float
    grain: float
    slack: float
    on_drop: float = 0.0
    ends_on_drop: bool = False
    hides_last_drop: bool = False
    lattice: float = 0.0
    since: FloatArray | None = None
    expected: FloatArray | None = None
    is_tread: BoolArray | None = None

    def clear_times(self) -> FloatArray:
        """Return when the falls are that stand out of the noise."""
        fall = -np.diff(np.append(1.0, self.level))
        return self.time[fall > DROP_SIGMAS * self.sigma]

    def before(self, time: FloatArray) -> FloatArray:
        """Return the survival just before these times, straight inside stretches."""
        levels = np.append(1.0, self.level)
        k = np.searchsorted(self.time, time, side="left")
        inside = np.minimum(k, self.time.size - 1) if self.time.size else k
        value = levels[k]
        if self.time.size == 0:
            return value
        begin, finish = self.start[inside], self.time[inside]
        share = (time - begin) / np.where(finish > begin, finish - begin, 1.0)
        within = (k < self.time.size) & (finish > begin) & (share > 0)
        return np.asarray(np.where(within, value + share * (levels[inside + 1] - value), value))


def spacing_of(time: FloatArray, noise: float, entries: FloatArray, known: float) -> float:
    """Return the spacing of these times: that of the other arms where they lie on it."""
    if known > 0 and noise > 0 and time.size and lies_on(time, known, noise):
        return known
    return lattice_of(time, noise, entries)


def x_guess(reading: CurveReading, n: int, table: RiskTable | None, when: FloatArray) -> FloatArray:
    """Return about how many X(t) = n(t) / S(t) are: by the table, else half leave by the end."""
    end = max(reading.end, float(reading.time[-1]), 1e-300)
    use = np.zeros(0, dtype=bool) if table is None else (table.time > 0) & (table.time <= end)
    if table is None or not np.any(use):
        return np.asarray(n * (1.0 - 0.5 * np.minimum(when / end, 1.0)))
    read = np.maximum(np.searchsorted(reading.time, table.time[use], side="left") - 1, 0)
    x = np.append(float(n), table.n_at_risk[use] / np.maximum(reading.survival[read], 0.05))
    return np.interp(when, np.append(0.0, table.time[use]), np.minimum.accumulate(x))
