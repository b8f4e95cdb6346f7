"""Patients of one arm: a time and an event flag each."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from .arrays import BoolArray, FloatArray, IntArray, read_only


@dataclass(frozen=True, slots=True, eq=False)
class PatientData:
    """Follow-up of the patients of one arm, sorted by time, events before censorings.

    Attributes
    ----------
    time : ndarray, shape (n_patients,)
        Follow-up from randomisation in the figure's unit, not negative.
    event : ndarray of bool, shape (n_patients,)
        True where the endpoint occurred, False where follow-up ended without it.
    """

    time: FloatArray
    event: BoolArray

    def __post_init__(self) -> None:
        time = np.asarray(self.time, dtype=float)
        event = np.asarray(self.event, dtype=bool)
        if time.shape != event.shape or time.ndim != 1:
            raise ValueError("time and event must be sequences of one length")
        if not np.all(np.isfinite(time)) or np.any(time < 0):
            raise ValueError("time must be finite and not negative")
        order = np.lexsort((~event, time))
        object.__setattr__(self, "time", read_only(time[order]))
        object.__setattr__(self, "event", read_only(event[order], dtype=bool))

    @property
    def n(self) -> int:
        """Number of patients."""
        return int(self.time.size)

    @property
    def n_events(self) -> int:
        """Number of patients with the event."""
        return int(self.event.sum())

    @property
    def n_censored(self) -> int:
        """Number of patients followed without the event."""
        return self.n - self.n_events


def number_at_risk(
    patients: PatientData, at: ArrayLike, *, counts_leavers: bool = True
) -> IntArray:
    """Count the patients still followed just before each of these times.

    A patient whose follow-up ends at ``t`` counts at ``t``, whether with the
    event or censored: that is how tables under published figures count, and
    the convention of the product-limit estimate ([1]_, p. 461).

    Parameters
    ----------
    patients : PatientData
    at : array_like, shape (n_times,)
        Times in the same unit, in any order.
    counts_leavers : bool
        False counts only those followed beyond ``t``, as some tables do.

    Returns
    -------
    ndarray of int, shape (n_times,)

    References
    ----------
    .. [1] Kaplan EL, Meier P. Nonparametric estimation from incomplete
       observations. J Am Stat Assoc. 1958;53:457-481.
    """
    side: Literal["left", "right"] = "left" if counts_leavers else "right"
    n_left = np.searchsorted(patients.time, np.asarray(at, dtype=float), side=side)
    return np.asarray(patients.n - n_left, dtype=np.intp)
