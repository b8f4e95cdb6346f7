"""How well reconstructed patients give back the curve and the numbers that were read."""

import numpy as np

from ..arrays import FloatArray, IntArray
from ..curve import CurveReading, StepCurve
from ..patients import PatientData, number_at_risk
from .inputs import ArmInput, FitQuality


def survival_curve(patients: PatientData) -> StepCurve:
    """Return the Kaplan-Meier curve of these patients.

    Product-limit estimate; its end is the last follow-up. An empty arm gives
    the curve that is 1 everywhere.
    """
    times, n_events = np.unique(patients.time[patients.event], return_counts=True)
    n_left = patients.n - np.searchsorted(patients.time, times, side="left")
    survival = np.asarray(np.cumprod(1.0 - n_events / np.maximum(n_left, 1)), dtype=np.float64)
    end = float(patients.time[-1]) if patients.n else 0.0
    return StepCurve(times, survival, end)


def area_between(first: StepCurve, second: StepCurve, *, until: float) -> float:
    """Return the area between two curves from 0 to ``until`` over its length.

    A fraction: the mean absolute difference of survival; 0 where ``until`` is 0.
    """
    if until <= 0:
        return 0.0
    edges, gap = _gaps(first, second, until)
    widths = np.diff(np.append(edges, until))
    return float(gap @ widths / until)


def fit_quality(patients: PatientData, arm: ArmInput, *, counts_leavers: bool = True) -> FitQuality:
    """Compare reconstructed patients with everything that was read of the arm."""
    reading = arm.reading
    until = max(reading.end, float(reading.time[-1]))
    rebuilt, read = survival_curve(patients), reading.steps()
    edges, gap = _gaps(rebuilt, read, until)
    worst = int(np.argmax(gap))
    return FitQuality(
        max_gap=float(gap[worst]),
        max_gap_time=float(edges[worst]),
        area=area_between(rebuilt, read, until=until),
        risk_table_difference=_risk_table_difference(patients, arm, counts_leavers),
        n_events_difference=None if arm.n_events is None else patients.n_events - arm.n_events,
    )


def points_outside(patients: PatientData, reading: CurveReading, *, limit: float) -> IntArray:
    """Return the indices of readings farther than ``limit`` from the reconstructed curve.

    A reading on a drop lies anywhere between its top and its bottom, and its
    time is uncertain by twice ``reading.time_noise``: the distance is that to
    the nearest height the curve takes within that stretch.
    """
    curve = survival_curve(patients)
    slack = 2.0 * reading.time_noise
    top = curve.before(np.maximum(reading.time - slack, 0.0))
    bottom = curve.at(reading.time + slack)
    distance = np.maximum(reading.survival - top, bottom - reading.survival)
    return np.asarray(np.flatnonzero(distance > limit), dtype=np.intp)


def _gaps(first: StepCurve, second: StepCurve, until: float) -> tuple[FloatArray, FloatArray]:
    """Return where either curve steps (from 0) and their distance from there on."""
    edges = np.unique(np.concatenate(([0.0], first.time, second.time)))
    edges = edges[edges <= until]
    return edges, np.abs(first.at(edges) - second.at(edges))


def _risk_table_difference(patients: PatientData, arm: ArmInput, counts_leavers: bool) -> IntArray:
    if arm.risk_table is None:
        return np.zeros(0, dtype=np.intp)
    at_risk = number_at_risk(patients, arm.risk_table.time, counts_leavers=counts_leavers)
    return np.asarray(at_risk - arm.risk_table.n_at_risk, dtype=np.intp)
