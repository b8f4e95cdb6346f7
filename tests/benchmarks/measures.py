"""How far a reconstruction is from the truth, defined as the stored corpus' scorer does."""

import numpy as np

from core.errors import InputError
from core.patients import PatientData
from core.reconstruct.fit import survival_curve
from core.survival.kernels import count_two_arms, cox_efron


def log_hr(arms):
    """Return the log hazard ratio of the second arm over the first, NaN where there is none."""
    try:
        return cox_efron(count_two_arms(arms[1], arms[0])).log_hr
    except InputError:
        return float("nan")


def area(truth: PatientData, rebuilt: PatientData) -> float:
    """Return the area between the curves up to the last true follow-up, over its length."""
    end = float(truth.time[-1])
    first, second = survival_curve(truth), survival_curve(rebuilt)
    edges = np.unique(np.concatenate(([0.0], first.time, second.time)))
    edges = edges[edges <= end]
    gap = np.abs(first.at(edges) - second.at(edges))
    return float(gap[:-1] @ np.diff(edges) / end) if end > 0 else 0.0


def measure(truth, rebuilt):
    """Return the errors of one trial: log HR, area and events of the worse arm."""
    return {
        "log_hr": abs(log_hr(rebuilt) - log_hr(truth)),
        "area": max(area(*pair) for pair in zip(truth, rebuilt, strict=True)),
        "events": max(abs(a.n_events - b.n_events) for a, b in zip(truth, rebuilt, strict=True)),
    }


def summary(values, digits=4):
    """Return "median / 95th percentile / largest"."""
    known = np.asarray(values, dtype=float)
    known = known[np.isfinite(known)]
    if known.size == 0:
        return "-"
    numbers = (np.median(known), np.percentile(known, 95), known.max())
    return " / ".join(f"{number:.{digits}f}" for number in numbers)
