"""What a reconstruction is given and what it gives back; shared by every engine."""

from dataclasses import dataclass, field

import numpy as np

from ..arrays import FloatArray, IntArray, read_only
from ..curve import CurveReading
from ..errors import Finding
from ..patients import PatientData


@dataclass(frozen=True, slots=True, eq=False)
class RiskTable:
    """Published numbers at risk of one arm; blank cells are left out.

    Attributes
    ----------
    time : ndarray, shape (n_times,)
        Strictly increasing, in the figure's time unit.
    n_at_risk : ndarray of int, shape (n_times,)
        Followed just before each time, as printed (it may rise: that is checked elsewhere).
    n_censored : ndarray of int, shape (n_times,), or None
        Censored so far, where the table prints it in brackets.
    """

    time: FloatArray
    n_at_risk: IntArray
    n_censored: IntArray | None = None

    def __post_init__(self) -> None:
        time = read_only(self.time)
        n_at_risk = read_only(self.n_at_risk, dtype=np.intp)
        if time.shape != n_at_risk.shape:
            raise ValueError("every table time needs one number at risk")
        if np.any(np.diff(time) <= 0):
            raise ValueError("table times must strictly increase")
        object.__setattr__(self, "time", time)
        object.__setattr__(self, "n_at_risk", n_at_risk)
        if self.n_censored is not None:
            n_censored = read_only(self.n_censored, dtype=np.intp)
            if n_censored.shape != time.shape:
                raise ValueError("every table time needs one censored count")
            object.__setattr__(self, "n_censored", n_censored)


@dataclass(frozen=True, slots=True, eq=False)
class ArmInput:
    """Everything known about one arm: its curve and the numbers printed with it.

    ``n`` is the arm size (the table's number at time 0 where not given apart),
    ``n_events`` the printed total, ``end`` the last follow-up where the paper
    gives it, ``censor_time`` the positions of visible censor marks.
    """

    reading: CurveReading
    n: int | None = None
    risk_table: RiskTable | None = None
    n_events: int | None = None
    end: float | None = None
    censor_time: FloatArray | None = None


@dataclass(frozen=True, slots=True, eq=False)
class FitQuality:
    """How well reconstructed patients give back what was read.

    Attributes
    ----------
    max_gap : float
        Largest vertical distance between reconstructed and read curve, as a fraction.
    max_gap_time : float
        Where it is.
    area : float
        Area between the curves divided by the length of the time axis read.
    risk_table_difference : ndarray of int, shape (n_times,)
        Reconstructed minus printed number at risk.
    n_events_difference : int or None
        Reconstructed minus printed total of events.
    """

    max_gap: float
    max_gap_time: float
    area: float
    risk_table_difference: IntArray
    n_events_difference: int | None


@dataclass(frozen=True, slots=True, eq=False)
class Reconstruction:
    """Patients behind one curve, how they were found and how well they fit."""

    patients: PatientData
    method: str
    fit: FitQuality
    findings: tuple[Finding, ...] = field(default=())
