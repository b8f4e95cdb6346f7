"""The data sets and the numbers R computed from them, as plain Python values."""

import csv
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from math import inf
from pathlib import Path

from core.patients import PatientData

FOLDER = Path(__file__).resolve().parents[2] / "reference"


@dataclass(frozen=True)
class Estimate:
    """One row of R's estimates; what R leaves open is ``inf``."""

    data: str
    what: str
    arm: str
    setting: str
    value: float
    low: float
    high: float
    se: float
    stat: float
    p: float

    def __str__(self) -> str:
        return "-".join(text for text in (self.data, self.what, self.arm, self.setting) if text)


@dataclass(frozen=True)
class CurveRow:
    time: float
    n_risk: int
    n_event: int
    n_censor: int
    surv: float
    std_err: float
    low_log: float
    high_log: float


def _number(text: str) -> float:
    return inf if text in ("NA", "Inf") else float(text)


@cache
def arms(data: str) -> dict[str, PatientData]:
    """Return the arms of a data set by name."""
    columns: dict[str, tuple[list[float], list[bool]]] = defaultdict(lambda: ([], []))
    with (FOLDER / f"{data}.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            columns[row["arm"]][0].append(float(row["time"]))
            columns[row["arm"]][1].append(row["event"] == "1")
    return {name: PatientData(*column) for name, column in columns.items()}


def estimates(what: str) -> list[Estimate]:
    """Return R's estimates of one kind."""
    with (FOLDER / "r_survival_estimates.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["what"] == what]
    texts = ("data", "what", "arm", "setting")
    return [
        Estimate(**{key: text if key in texts else _number(text) for key, text in row.items()})
        for row in rows
    ]


def hazard_ratios(setting: str) -> list[Estimate]:
    """Return R's hazard ratios of two-arm data; three arms were fitted in one model there."""
    return [
        row for row in estimates("cox_hr") if row.setting == setting and len(arms(row.data)) == 2
    ]


def compared(row: Estimate) -> tuple[PatientData, PatientData]:
    """Return the arm and the reference arm of a hazard ratio."""
    arm, reference = row.arm.split(" vs ")
    return arms(row.data)[arm], arms(row.data)[reference]


@cache
def curves() -> dict[tuple[str, str], list[CurveRow]]:
    """Return R's curves by data set and arm, one row for each distinct time."""
    found: dict[tuple[str, str], list[CurveRow]] = defaultdict(list)
    with (FOLDER / "r_survival_curves.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            counts = (int(row[key]) for key in ("n_risk", "n_event", "n_censor"))
            reals = (_number(row[key]) for key in ("surv", "std_err", "low_log", "high_log"))
            found[row["data"], row["arm"]].append(CurveRow(_number(row["time"]), *counts, *reals))
    return dict(found)
