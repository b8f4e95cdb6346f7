"""The CONFIRM figure as a person would enter it: ticks clicked, curves clicked, table typed."""

import json
from dataclasses import replace
from pathlib import Path

from core.digitize.axes.transform import fit_axes
from core.figure.raster import read_figure
from core.files.points import load_points
from core.model.document import (
    Arm,
    Axis,
    AxisPoint,
    Calibration,
    Document,
    PixelPoint,
    ReportedKind,
    ReportedValue,
)

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "figures" / "confirm_pfs"
# Centres of printed ticks on figure.png, measured on its pixels.
TIME_TICKS = {4: 181.0, 24: 385.0, 48: 631.0}
SURVIVAL_TICKS = {1.0: 24.0, 0.6: 138.0, 0.2: 253.0}
AXIS_X, AXIS_Y = 139.0, 310.0
CLICKS = {"a": "clicks_fulvestrant_500.csv", "b": "clicks_fulvestrant_250.csv"}


def calibration() -> Calibration:
    time = [AxisPoint(Axis.TIME, PixelPoint(x, AXIS_Y), str(t)) for t, x in TIME_TICKS.items()]
    survival = [
        AxisPoint(Axis.SURVIVAL, PixelPoint(AXIS_X, y), str(s)) for s, y in SURVIVAL_TICKS.items()
    ]
    return Calibration((*time, *survival), time_unit="months")


def document() -> Document:
    """Return the whole figure entered: the clicks are in data units, so they go back to pixels."""
    facts = json.loads((FOLDER / "facts.json").read_text())
    axes = calibration()
    arms = tuple(
        Arm(
            arm_id,
            arm["name"],
            trace=_trace(axes, CLICKS[arm_id]),
            n=str(arm["n"]),
            at_risk=tuple(map(str, arm["risk_table"])),
        )
        for arm_id, arm in zip("ab", facts["arms"], strict=True)
    )
    return Document(
        figure=read_figure(FOLDER / "figure.png"),
        title="CONFIRM",
        endpoint="PFS",
        calibration=axes,
        arms=arms,
        reference_arm_id="b",
        risk_times=tuple(map(str, facts["x_ticks"])),
        reported=_reported(facts["reported"]),
    )


def with_published_algorithm(entered: Document) -> Document:
    """Return the document with Guyot's algorithm as published, no points added to the curve."""
    return replace(entered, settings=replace(entered.settings, plateau_at_table_times=False))


def _trace(axes: Calibration, name: str) -> tuple[PixelPoint, ...]:
    points = load_points(FOLDER / name)
    pixels = fit_axes(axes).to_pixels(points.time, points.survival)
    return tuple(PixelPoint(float(x), float(y)) for x, y in pixels)


def _reported(printed: dict) -> tuple[ReportedValue, ...]:  # type: ignore[type-arg]
    ratio, medians = printed["hazard_ratio"], list(printed["median_months"].values())
    low, high = ratio["ci"]
    return (
        ReportedValue("r1", ReportedKind.MEDIAN, str(medians[0]), arm_id="a"),
        ReportedValue("r2", ReportedKind.MEDIAN, str(medians[1]), arm_id="b"),
        ReportedValue("r3", ReportedKind.HAZARD_RATIO, "0.80", f"{low}-{high}", arm_id="a"),
        ReportedValue("r4", ReportedKind.P_VALUE, str(printed["p_value"]), arm_id="a"),
    )
