"""Simulated two-arm trials and the ways their figures are read, for measuring reconstructions.

Nothing here is taken from any real or stored case: every trial follows from its seed.
"""

from dataclasses import dataclass

import numpy as np

from core.curve import CurveReading, ReadingKind
from core.patients import PatientData, number_at_risk
from core.reconstruct.inputs import ArmInput, RiskTable
from core.reconstruct.points import reading_of_points

SIZES = (20, 50, 100, 200, 500, 1000)
WIDTH_PX, HEIGHT_PX = 620, 430
# Units in which times are recorded, in months.
DAY = 12 / 365.25
GRAINS = {"day": DAY, "week": 7 * DAY, "month": 1.0}


@dataclass(frozen=True)
class Trial:
    """Two arms with the truth and the axis their figure would have."""

    arms: tuple[PatientData, PatientData]
    axis_end: float
    risk_times: np.ndarray


def make_trial(seed: int, n: int | None = None, grain: str | None = None) -> Trial:
    """Return a trial: events exponential, Weibull or with cures, accrual or fixed follow-up.

    One in six has coarse times (weeks or months), as older data sets have.
    """
    rng = np.random.default_rng([seed, 20240])
    if n is None:
        n = int(rng.choice(SIZES))
    if grain is None:
        grain = str(rng.choice(["day", "week", "month"], p=[5 / 6, 1 / 12, 1 / 12]))
    median = rng.uniform(6, 24)
    log_hr = np.log(rng.uniform(0.5, 1.1))
    shape = rng.choice([1.0, rng.uniform(0.7, 1.7)])
    cured = rng.choice([0.0, rng.uniform(0.15, 0.5)], p=[0.7, 0.3])
    accrual, follow = rng.uniform(6, 30), rng.uniform(3, 24)
    fixed = rng.choice([0.0, float(rng.choice([12, 24, 36]))], p=[0.8, 0.2])
    drop_out = rng.uniform(0, 0.015)
    n_arms = n + rng.integers(-n // 20 - 1, n // 20 + 2, 2)
    arms = []
    for arm, size in enumerate(n_arms):
        hazard = rng.exponential(1.0, size) / np.exp(log_hr * arm)
        event = median * (hazard / np.log(2)) ** (1 / shape)
        event[rng.random(size) < cured] = np.inf
        leave = np.full(size, fixed) if fixed else follow + accrual * rng.random(size)
        leave = np.minimum(leave, rng.exponential(1 / max(drop_out, 1e-9), size))
        unit = GRAINS[grain]
        event_time, leave_time = np.ceil(event / unit) * unit, np.ceil(leave / unit) * unit
        arms.append(PatientData(np.minimum(event_time, leave_time), event_time <= leave_time))
    return _with_axis((arms[0], arms[1]))


# Trials unlike the usual: how many patients an arm has and how they leave.
VARIED = (
    "complete",
    "immature",
    "delayed",
    "two to one",
    "early drop-out",
    "fixed follow-up",
    "heavy censoring",
    "crossing",
    "long plateau",
    "steady intake",
)
SIZES_OF = {
    "complete": (10, 200),
    "immature": (300, 4000),
    "heavy censoring": (12, 60),
    "steady intake": (100, 1500),
}


def any_trial(seed: int) -> Trial:
    """Return a usual trial for even seeds, one of another kind for odd ones."""
    if seed % 2 == 0:
        return make_trial(seed)
    return make_varied_trial(seed, VARIED[seed // 2 % len(VARIED)])


def make_varied_trial(seed: int, kind: str) -> Trial:
    """Return a trial of one of the kinds in ``VARIED``; times as by `make_trial`."""
    rng = np.random.default_rng([seed, 51])
    low, high = SIZES_OF.get(kind, (30, 700))
    n = round(float(np.exp(rng.uniform(np.log(low), np.log(high)))))
    grain = str(rng.choice(["day", "week", "month"], p=[5 / 6, 1 / 12, 1 / 12]))
    unit = GRAINS[grain]
    ratio = 0.5 if kind == "two to one" else 1.0
    arms = []
    log_hr = rng.normal(-0.3, 0.35)
    median, accrual, follow = rng.uniform(6, 24), rng.uniform(6, 30), rng.uniform(3, 24)
    switch = rng.uniform(0.2, 0.8) * median
    for arm, size in enumerate((max(round(n * ratio), 8), n)):
        event = _event_times(kind, rng, size, median, log_hr * arm, switch)
        leave = _leaving_times(kind, rng, size, median, accrual, follow)
        event_time, leave_time = np.ceil(event / unit) * unit, np.ceil(leave / unit) * unit
        arms.append(PatientData(np.minimum(event_time, leave_time), event_time <= leave_time))
    return _with_axis((arms[0], arms[1]), columns=int(rng.integers(4, 11)))


def _event_times(
    kind: str, rng: np.random.Generator, size: int, median: float, log_hr: float, switch: float
) -> np.ndarray:
    """Return when patients would have the event; hazards change at ``switch`` for some kinds."""
    hazard = rng.exponential(1.0, size) * median / np.log(2)
    if kind == "immature":
        hazard *= 8.0
    if kind in ("delayed", "crossing"):
        before, after = (0.0, log_hr) if kind == "delayed" else (-log_hr, 2.0 * log_hr)
        early = switch * np.exp(before)
        return np.where(
            hazard < early, hazard / np.exp(before), switch + (hazard - early) / np.exp(after)
        )
    event = np.asarray(hazard / np.exp(log_hr))
    if kind == "long plateau":
        event = np.where(rng.random(size) < 0.4, np.inf, event / 2.0)
    return event


def _leaving_times(
    kind: str, rng: np.random.Generator, size: int, median: float, accrual: float, follow: float
) -> np.ndarray:
    """Return when patients would leave without the event."""
    if kind == "complete":
        late = rng.random(size) < 0.07
        return np.where(late, rng.uniform(0.3, 3.0, size) * median, 50.0 * median)
    if kind == "fixed follow-up":
        return np.full(size, follow + 6.0)
    if kind == "heavy censoring":
        return rng.exponential(0.8 * median, size)
    if kind == "steady intake":
        return accrual * 1.5 * rng.random(size)
    staggered = follow + accrual * rng.random(size)
    if kind == "early drop-out":
        early = rng.random(size) < 0.35
        return np.where(early, rng.uniform(0.0, 0.3, size) * median, staggered)
    return np.minimum(staggered, rng.exponential(200.0, size))


def _with_axis(arms: tuple[PatientData, PatientData], columns: int = 9) -> Trial:
    longest = max(float(arm.time[-1]) for arm in arms)
    steps = (0.5, 1, 2, 3, 4, 6, 12, 24, 60, 120, 600)
    if columns == 9:
        steps = (0.5, 1, 2, 3, 6, 12, 24, 60, 120, 600)
    step = next(s for s in steps if longest / s <= columns)
    ticks = np.arange(0, longest + step, step)
    return Trial(arms, float(ticks[-1]) * 1.03, ticks)


def steps_of(patients: PatientData) -> tuple[np.ndarray, np.ndarray]:
    """Return event times and survival just after each."""
    time, count = np.unique(patients.time[patients.event], return_counts=True)
    return time, np.cumprod(1 - count / number_at_risk(patients, time))


def survival_at(patients: PatientData, time: np.ndarray) -> np.ndarray:
    """Return the true survival at these times."""
    steps, level = steps_of(patients)
    return np.append(1.0, level)[np.searchsorted(steps, time, side="right")]


def read_exact(patients: PatientData, trial: Trial, rng: np.random.Generator) -> CurveReading:
    """Return every drop at the precision of a vector figure, 0.01 points of 330."""
    time, level = steps_of(patients)
    grid = 1 / 33000
    level = np.rint(level / grid) * grid
    time = np.concatenate(([0.0], time, [patients.time[-1]]))
    level = np.concatenate(([1.0], level, level[-1:] if level.size else [1.0]))
    level = np.minimum.accumulate(level)
    return CurveReading(time, level, ReadingKind.EXACT, 0.0, 0.4 * grid, float(time[-1]))


def read_pixels(patients: PatientData, trial: Trial, rng: np.random.Generator) -> CurveReading:
    """Return one reading a column, rounded to rows that start anywhere in a pixel."""
    pixel_time, pixel_level = trial.axis_end / WIDTH_PX, 1 / HEIGHT_PX
    columns = (np.arange(WIDTH_PX) + rng.random()) * pixel_time
    columns = columns[columns <= patients.time[-1]]
    shift = rng.uniform(-0.3, 0.3)
    rows = np.rint(survival_at(patients, columns) / pixel_level + shift)
    level = np.clip(rows * pixel_level, 0, 1)
    return reading_of_points(
        np.append(0.0, columns),
        np.append(1.0, level),
        ReadingKind.PIXELS,
        pixel_time=pixel_time,
        pixel_survival=pixel_level,
    )


def read_clicks(patients: PatientData, trial: Trial, rng: np.random.Generator) -> CurveReading:
    """Return 30 to 60 clicks: both corners of every drop where they are few, else along it."""
    time, level = steps_of(patients)
    end = float(patients.time[-1])
    most = int(rng.integers(30, 61))
    above_end = level[-1:] if level.size else np.ones(1)
    if 2 * time.size + 2 <= most:
        above = np.append(1.0, level)[:-1]
        x = np.concatenate(([0.0], np.repeat(time, 2), [end]))
        y = np.concatenate(([1.0], np.column_stack((above, level)).ravel(), above_end))
    elif rng.random() < 0.5:
        chosen = np.unique(np.linspace(0, time.size - 1, most).round().astype(int))
        x = np.concatenate(([0.0], time[chosen], [end]))
        y = np.concatenate(([1.0], level[chosen], level[-1:]))
    else:
        fine = np.linspace(0, end, 4000)
        fine_level = survival_at(patients, fine)
        length = np.cumsum(np.hypot(np.diff(fine) / trial.axis_end, np.diff(fine_level)))
        length = np.append(0.0, length)
        goal = (np.arange(most) + rng.uniform(-0.3, 0.3, most)) / (most - 1) * length[-1]
        x = np.sort(np.interp(np.clip(goal, 0, length[-1]), length, fine))
        y = survival_at(patients, x)
    return _clicked(x, y, trial, rng)


def read_staircase(patients: PatientData, trial: Trial, rng: np.random.Generator) -> CurveReading:
    """Return 30 to 60 clicks: every corner where drops are few, else evenly along the line.

    The line is that of a pen, drops included: a click may lie halfway down one of them.
    """
    time, level = steps_of(patients)
    most = int(rng.integers(30, 61))
    x = np.concatenate(([0.0], np.repeat(time, 2), [patients.time[-1]]))
    y = np.repeat(np.append(1.0, level), 2)
    if x.size > most:
        length = np.cumsum(np.hypot(np.diff(x) / trial.axis_end, np.diff(y)))
        length = np.append(0.0, length)
        goal = (np.arange(most) + rng.uniform(-0.3, 0.3, most)) / (most - 1) * length[-1]
        goal = np.sort(np.clip(goal, 0, length[-1]))
        x, y = np.interp(goal, length, x), np.interp(goal, length, y)
    return _clicked(x, y, trial, rng)


def _clicked(x: np.ndarray, y: np.ndarray, trial: Trial, rng: np.random.Generator) -> CurveReading:
    """Return the reading of a hand that hits these points to a pixel."""
    pixel_time, pixel_level = trial.axis_end / WIDTH_PX, 1 / HEIGHT_PX
    x = np.rint(x / pixel_time + rng.normal(0, 1, x.size)) * pixel_time
    y = np.rint(y / pixel_level + rng.normal(0, 1, y.size)) * pixel_level
    return reading_of_points(
        x, y, ReadingKind.CLICKS, pixel_time=pixel_time, pixel_survival=pixel_level
    )


READERS = {
    "exact": read_exact,
    "pixel": read_pixels,
    "click": read_clicks,
    "staircase": read_staircase,
}


def marks_of(
    patients: PatientData, trial: Trial, quality: str, rng: np.random.Generator
) -> np.ndarray:
    """Return visible censor marks: on one day, pixel or within 2 pixels they are one."""
    time = np.unique(patients.time[~patients.event])
    pixel = trial.axis_end / WIDTH_PX
    if quality == "exact":
        return time
    if quality == "pixel":
        return np.unique(np.rint(time / pixel)) * pixel
    kept: list[float] = []
    for at in time:
        if not kept or at - kept[-1] > 2 * pixel:
            kept.append(float(at))
    return np.rint(np.array(kept) / pixel + rng.normal(0, 1, len(kept))) * pixel


def arm_input(trial: Trial, arm: int, quality: str, info: str, seed: int) -> ArmInput:
    """Return what is known of an arm: ``info`` holds R (table), D (events), M (marks)."""
    patients = trial.arms[arm]
    rng = np.random.default_rng([seed, arm, 7])
    reading = READERS[quality](patients, trial, rng)
    marks = marks_of(patients, trial, quality, rng)
    table = RiskTable(trial.risk_times, number_at_risk(patients, trial.risk_times))
    return ArmInput(
        reading,
        n=patients.n,
        risk_table=table if "R" in info else None,
        n_events=patients.n_events if "D" in info else None,
        censor_time=marks if "M" in info else None,
    )
