"""Documents for the tests of the analysis: a figure of known scale, traced exactly."""

import csv
import json
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

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

CONFIRM = Path(__file__).resolve().parents[3] / "shared" / "figures" / "confirm_pfs"


@dataclass(frozen=True)
class Figure:
    """A figure whose axes are known: pixels per month and for the whole of survival."""

    px_per_time: float = 20.0
    height_px: float = 500.0
    last_time: float = 36.0

    def pixel(self, time, survival):
        return PixelPoint(50 + self.px_per_time * time, 20 + self.height_px * (1 - survival))

    def calibration(self, unit="months"):
        times = (0, self.last_time / 2, self.last_time)
        points = [AxisPoint(Axis.TIME, self.pixel(t, 0), f"{t:g}") for t in times]
        points += [AxisPoint(Axis.SURVIVAL, self.pixel(0, s), f"{s:g}") for s in (0, 0.5, 1)]
        return Calibration(tuple(points), time_unit=unit)

    def trace(self, points):
        return tuple(self.pixel(t, s) for t, s in points)

    def document(self, arms, risk_times=(), reported=(), reference=None):
        return Document(
            calibration=self.calibration(),
            arms=tuple(arms),
            risk_times=tuple(str(t) for t in risk_times),
            reported=tuple(reported),
            reference_arm_id=reference,
            settings=Settings(engine=Engine.GUYOT, plateau_at_table_times=True),
        )

    def arm(self, arm_id, points, **texts):
        texts = {
            k: tuple(map(str, v)) if isinstance(v, list | tuple) else v for k, v in texts.items()
        }
        return Arm(arm_id, texts.pop("name", arm_id.upper()), self.trace(points), **texts)

    def arm_of_patients(self, arm_id, time, event, risk_times, **texts):
        """Return an arm traced exactly along the Kaplan-Meier curve of these patients."""
        time, event = np.asarray(time, float), np.asarray(event, bool)
        points, survival = [(0.0, 1.0)], 1.0
        for t in np.unique(time[event]):
            survival *= 1 - np.sum(event & (time == t)) / np.sum(time >= t)
            points.append((t, survival))
        if time.max() > points[-1][0]:
            points.append((time.max(), survival))
        row = [int(np.sum(time >= t)) for t in risk_times]
        return self.arm(arm_id, points, at_risk=row, **texts)


def reported(value_id, kind, text, **fields):
    return ReportedValue(value_id, ReportedKind(kind), text, **fields)


@pytest.fixture
def figure():
    return Figure()


@pytest.fixture
def make_reported():
    return reported


@pytest.fixture
def two_arms():
    """A trial of two arms of 150 with known patients: (figure, document)."""
    rng = np.random.default_rng(20)
    figure = Figure()
    risk_times = (0, 6, 12, 18, 24, 30, 36)
    arms = []
    for arm_id, scale in (("a", 14.0), ("b", 20.0)):
        event_time = np.ceil(rng.exponential(scale, 150) * 30) / 30
        leave = rng.uniform(18, 36, 150)
        time = np.minimum(event_time, leave)
        arms.append(figure.arm_of_patients(arm_id, time, event_time <= leave, risk_times))
    return figure, figure.document(arms, risk_times)


@pytest.fixture
def confirm():
    """The CONFIRM figure from another person's clicks and the printed table."""
    if not CONFIRM.exists():
        pytest.skip("the shared figures are not here")
    facts = json.loads((CONFIRM / "facts.json").read_text(encoding="utf-8"))
    figure = Figure(px_per_time=1 / 0.04891, height_px=1 / 0.0017583, last_time=48)
    arms = []
    for arm_id, facts_arm, name in zip("ab", facts["arms"], ("500", "250"), strict=True):
        with (CONFIRM / f"clicks_fulvestrant_{name}.csv").open(encoding="utf-8") as file:
            points = [(float(r["x_scaled"]), float(r["y_scaled"])) for r in csv.DictReader(file)]
        arm = figure.arm(arm_id, points, name=facts_arm["name"], at_risk=facts_arm["risk_table"])
        arms.append(arm)
    document = figure.document(arms, facts["x_ticks"], reference="b")
    return replace(
        document,
        reported=(
            reported("r1", "hazard_ratio", "0.80", ci="0.68-0.94", arm_id="a"),
            reported("r2", "p_value", "0.006", arm_id="a"),
            reported("r3", "median", "6.5", arm_id="a"),
            reported("r4", "median", "5.5", arm_id="b"),
        ),
    )
