"""How long the estimates take: run ``python tests/benchmarks/estimates.py``.

Prints median and 95th percentile in milliseconds at several arm sizes. Every
repetition estimates patients not seen before, as after a moved point.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

os.environ.setdefault("OMP_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np

from core.digitize.axes.transform import fit_axes
from core.digitize.by_hand.trace import read_trace
from core.model.document import Axis, AxisPoint, Calibration, PixelPoint
from core.patients import PatientData
from core.survival.estimates import (
    estimate_arm,
    hazard_ratio,
    landmark,
    log_rank,
    restricted_mean,
)
from core.survival.kernels import (
    count_two_arms,
    cox_breslow,
    cox_efron,
    km_curve,
    log_rank_2,
    median_time,
    peto_peto,
)

SIZES = (100, 500, 1000)
REPEATS = 40
Arms = tuple[PatientData, PatientData]


def simulated(rng: np.random.Generator, n: int, mean: float) -> PatientData:
    """Return an arm of exponential survival with follow-up between 5 and 40, to a tenth."""
    event, end = rng.exponential(mean, n), rng.uniform(5, 40, n)
    return PatientData(np.round(np.minimum(event, end), 1), event <= end)


def full_update(arms: Arms) -> None:
    """Compute every number that two arms have in the window."""
    for arm in arms:
        estimate_arm(arm)
        landmark(arm, 5.0)
        restricted_mean(arm, 5.0)
    hazard_ratio(*arms)
    log_rank(*arms)


def preview(arms: Arms) -> None:
    """Compute what may follow the pointer, without lifelines."""
    counts = count_two_arms(*arms)
    cox_efron(counts)
    log_rank_2(counts)
    for arm in arms:
        curve = km_curve(arm)
        median_time(curve.time, curve.survival)


TIMED: dict[str, Callable[[Arms], object]] = {
    "full update, two arms": full_update,
    "estimate_arm": lambda arms: estimate_arm(arms[0]),
    "hazard_ratio": lambda arms: hazard_ratio(*arms),
    "log_rank": lambda arms: log_rank(*arms),
    "restricted_mean": lambda arms: restricted_mean(arms[0], 5.0),
    "preview, two arms": preview,
    "cox_efron": lambda arms: cox_efron(count_two_arms(*arms)),
    "cox_breslow": lambda arms: cox_breslow(count_two_arms(*arms)),
    "log_rank_2": lambda arms: log_rank_2(count_two_arms(*arms)),
    "peto_peto": lambda arms: peto_peto(count_two_arms(*arms)),
    "km_curve": lambda arms: km_curve(arms[0]),
}


def durations_ms(function: Callable[[Arms], object], inputs: list[Arms]) -> list[float]:
    """Return how long the function takes on each input, the first left out as warm-up."""
    found = []
    for arms in inputs:
        start = perf_counter()
        function(arms)
        found.append(1000 * (perf_counter() - start))
    return found[1:]


def trace_ms(n_points: int) -> list[float]:
    """Return how long reading a trace of this many points takes."""
    axes = fit_axes(
        Calibration(
            (
                AxisPoint(Axis.TIME, PixelPoint(100, 500), "0"),
                AxisPoint(Axis.TIME, PixelPoint(700, 500), "60"),
                AxisPoint(Axis.SURVIVAL, PixelPoint(100, 500), "0"),
                AxisPoint(Axis.SURVIVAL, PixelPoint(100, 100), "1"),
            )
        )
    )
    rng = np.random.default_rng(1)
    found = []
    for _ in range(REPEATS):
        x = np.sort(rng.uniform(100, 700, n_points))
        y = np.linspace(100, 480, n_points) + rng.normal(0, 1, n_points)
        trace = [PixelPoint(*point) for point in zip(x.tolist(), y.tolist(), strict=True)]
        start = perf_counter()
        read_trace(trace, axes)
        found.append(1000 * (perf_counter() - start))
    return found


def main() -> None:
    """Print the table."""
    print(f"{'milliseconds, p50 / p95':26}", *(f"{f'n = {n} an arm':>18}" for n in SIZES))
    rng = np.random.default_rng(0)
    for name, function in TIMED.items():
        cells = []
        for n in SIZES:
            inputs = [(simulated(rng, n, 12), simulated(rng, n, 15)) for _ in range(REPEATS + 1)]
            middle, high = np.percentile(durations_ms(function, inputs), [50, 95])
            cells.append(f"{f'{middle:.2f} / {high:.2f}':>18}")
        print(f"{name:26}", *cells)
    middle, high = np.percentile(trace_ms(5000), [50, 95])
    print(f"read_trace, 5,000 points: {middle:.2f} / {high:.2f}")


if __name__ == "__main__":
    main()
