"""Survival curves: right-continuous steps that start at (0, 1), and what was read off one."""

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import ArrayLike

from .arrays import FloatArray, read_only


@dataclass(frozen=True, slots=True, eq=False)
class StepCurve:
    """A right-continuous step function that is 1 before its first step.

    Attributes
    ----------
    time : ndarray, shape (n_steps,)
        Strictly increasing, not negative, in the figure's time unit.
    survival : ndarray, shape (n_steps,)
        Fraction just after each time, never increasing.
    end : float
        Last time the curve is drawn to; at least the last step.
    """

    time: FloatArray
    survival: FloatArray
    end: float

    def __post_init__(self) -> None:
        time = read_only(self.time)
        survival = read_only(self.survival)
        if time.shape != survival.shape:
            raise ValueError("time and survival must have one length")
        if not (np.all(np.isfinite(time)) and np.all(np.isfinite(survival))):
            raise ValueError("time and survival must be finite")
        if np.any(np.diff(time) <= 0):
            raise ValueError("time must strictly increase")
        if np.any(np.diff(np.append(1.0, survival)) > 0):
            raise ValueError("survival must never increase")
        if time.size and self.end < time[-1]:
            raise ValueError("end must not come before the last step")
        object.__setattr__(self, "time", time)
        object.__setattr__(self, "survival", survival)

    def at(self, time: ArrayLike) -> FloatArray:
        """Return the survival at each of these times, shape as given."""
        n_drops = np.searchsorted(self.time, np.asarray(time, dtype=float), side="right")
        return np.append(1.0, self.survival)[n_drops]

    def before(self, time: ArrayLike) -> FloatArray:
        """Return the survival just before each of these times, shape as given."""
        n_drops = np.searchsorted(self.time, np.asarray(time, dtype=float), side="left")
        return np.append(1.0, self.survival)[n_drops]


class ReadingKind(Enum):
    """Where coordinates come from, which decides how their noise looks."""

    EXACT = "exact"
    PIXELS = "pixels"
    CLICKS = "clicks"


@dataclass(frozen=True, slots=True, eq=False)
class CurveReading:
    """What was read off one published curve.

    Unlike a `StepCurve` it keeps several heights at one time, because that is
    what clicks at the top and the bottom of a drop give and what the published
    reconstruction takes.

    Attributes
    ----------
    time : ndarray, shape (n_points,)
        Never decreasing, starts at 0, in the figure's time unit.
    survival : ndarray, shape (n_points,)
        Fractions in [0, 1], never increasing, starts at 1.
    kind : ReadingKind
    time_noise, survival_noise : float
        Standard deviation of one reading, in data units; 0 is exact.
    end : float
        Last time the curve is drawn to.
    raw_time, raw_survival : ndarray, shape (n_raw,), or None
        The usable points in the order traced before any was moved or levelled,
        where the reader kept them.
    """

    time: FloatArray
    survival: FloatArray
    kind: ReadingKind
    time_noise: float
    survival_noise: float
    end: float
    raw_time: FloatArray | None = None
    raw_survival: FloatArray | None = None

    def __post_init__(self) -> None:
        time = read_only(self.time)
        survival = read_only(self.survival)
        if time.size == 0 or time.shape != survival.shape:
            raise ValueError("a reading needs as many times as heights, and at least one")
        if not (np.all(np.isfinite(time)) and np.all(np.isfinite(survival))):
            raise ValueError("a reading must be finite")
        if time[0] != 0.0 or survival[0] != 1.0:
            raise ValueError("a reading starts at (0, 1)")
        if np.any(np.diff(time) < 0) or np.any(np.diff(survival) > 0) or survival[-1] < 0:
            raise ValueError("time must not decrease, survival must not increase")
        object.__setattr__(self, "time", time)
        object.__setattr__(self, "survival", survival)
        if self.raw_time is not None and self.raw_survival is not None:
            object.__setattr__(self, "raw_time", read_only(self.raw_time))
            object.__setattr__(self, "raw_survival", read_only(self.raw_survival))

    def steps(self) -> StepCurve:
        """Return the step curve: the lowest height at each time, drops only."""
        last = np.append(self.time[1:] > self.time[:-1], True)
        time, survival = self.time[last], self.survival[last]
        drops = np.diff(np.append(1.0, survival)) < 0
        return StepCurve(time[drops], survival[drops], max(self.end, float(self.time[-1])))
