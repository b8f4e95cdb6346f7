"""Time from a moved point to all numbers, two arms of 1,000: python tests/benchmarks/analysis.py.

Prints the median and the 95th percentile over 200 moves, in milliseconds. The
window adds its debounce and drawing to that.
"""

import os
import sys
import time
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np

from core.analysis import analyse
from core.model.document import (
    Arm,
    Axis,
    AxisPoint,
    Calibration,
    Document,
    Engine,
    PixelPoint,
    ReportedKind,
    ReportedValue,
    Settings,
)

N_PATIENTS = 1000
N_POINTS = 120
N_MOVES = 200
RISK_TIMES = (0, 6, 12, 18, 24, 30, 36)


def pixel(at: float, survival: float) -> PixelPoint:
    """Return the place of a curve point on a figure of 760 x 520 pixels."""
    return PixelPoint(50 + 20 * at, 20 + 500 * (1 - survival))


def make_arm(arm_id: str, scale: float, rng: np.random.Generator) -> Arm:
    """Return an arm of simulated patients with its curve at 120 points."""
    event_time = rng.exponential(scale, N_PATIENTS)
    leave = rng.uniform(12, 36, N_PATIENTS)
    followed, event = np.minimum(event_time, leave), event_time <= leave
    grid = np.linspace(0, followed.max(), N_POINTS)
    order = np.argsort(followed)
    factors = np.where(event[order], 1 - 1 / np.arange(N_PATIENTS, 0, -1), 1.0)
    survival = np.append(1.0, np.cumprod(factors))
    heights = survival[np.searchsorted(followed[order], grid, side="right")]
    trace = tuple(pixel(t, s) for t, s in zip(grid, heights, strict=True))
    row = tuple(str(int((followed >= t).sum())) for t in RISK_TIMES)
    return Arm(arm_id, arm_id, trace, at_risk=row, n_events=str(int(event.sum())))


def make_document(engine: Engine) -> Document:
    """Return two arms with axes, table and the usual reported values."""
    rng = np.random.default_rng(1)
    axes = [AxisPoint(Axis.TIME, pixel(t, 0), str(t)) for t in (0, 18, 36)]
    axes += [AxisPoint(Axis.SURVIVAL, pixel(0, s), str(s)) for s in (0, 0.5, 1)]
    kinds = (
        ReportedValue("r1", ReportedKind.HAZARD_RATIO, "0.70", ci="0.62-0.79", arm_id="b"),
        ReportedValue("r2", ReportedKind.P_VALUE, "<0.001", arm_id="b"),
        ReportedValue("r3", ReportedKind.MEDIAN, "14.1", arm_id="b"),
        ReportedValue("r4", ReportedKind.LANDMARK, "56 %", arm_id="b", time="12"),
        ReportedValue("r5", ReportedKind.N_EVENTS, "700", arm_id="b"),
    )
    return Document(
        calibration=Calibration(tuple(axes), time_unit="months"),
        arms=(make_arm("a", 14.0, rng), make_arm("b", 20.0, rng)),
        risk_times=tuple(map(str, RISK_TIMES)),
        reported=kinds,
        settings=Settings(engine=engine),
    )


def measure(engine: Engine) -> None:
    """Print p50 and p95 of the analysis after one point was moved."""
    document = make_document(engine)
    analyse(document)
    rng = np.random.default_rng(2)
    seconds = []
    for _ in range(N_MOVES):
        arm = document.arms[int(rng.integers(2))]
        index = int(rng.integers(1, N_POINTS))
        at = arm.trace[index]
        moved = PixelPoint(at.x, at.y + rng.uniform(-0.4, 0.4))
        document = document.with_arm_replaced(arm.with_point_moved(index, moved))
        start = time.perf_counter()
        analyse(replace(document))
        seconds.append(time.perf_counter() - start)
    p50, p95 = 1000 * np.percentile(seconds, [50, 95])
    print(f"{engine.value}: p50 {p50:.1f} ms, p95 {p95:.1f} ms, worst {1000 * max(seconds):.1f} ms")


if __name__ == "__main__":
    for engine in Engine:
        measure(engine)
