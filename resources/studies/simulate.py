"""Simulated patients whose estimates round to the values that a paper reports.

Event times start as a power of uniform draws and are then moved, a few patients at a
time, wherever that brings the estimates nearer to the reported values.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import exp, inf

import numpy as np

from core.arrays import FloatArray
from core.errors import InputError
from core.numbers import PrintedNumber, parse_printed
from core.patients import PatientData
from core.survival.kernels import count_two_arms, cox_efron, km_curve, log_rank_2, median_time

_Z95 = 1.959964
_INSIDE = 0.95  # how far from the middle of the rounding interval is near enough, in half units
_COOLING = 0.9995


@dataclass(frozen=True, slots=True)
class Goal:
    """One reported value: of one arm, or of an arm over a reference (their indices)."""

    measure: str  # "median", "rate", "hr", "low", "high", "p"
    arms: tuple[int, ...]
    printed: str
    time: float = 0.0


@dataclass(frozen=True, slots=True)
class Start:
    """What an arm's patients are drawn from.

    ``share`` have the event by ``span``, at times ``span`` x uniform^(1/``shape``);
    follow-up is uniform from ``followed[0]`` to ``followed[1]``.
    """

    n: int
    share: float
    span: float
    shape: float
    followed: tuple[float, float]


@dataclass(slots=True)
class _Arm:
    event_at: FloatArray
    followed: FloatArray

    def patients(self) -> PatientData:
        return PatientData(np.minimum(self.event_at, self.followed), self.event_at <= self.followed)


def simulate(
    starts: tuple[Start, ...], goals: tuple[Goal, ...], *, seed: int, n_steps: int = 30_000
) -> list[PatientData]:
    """Return patients for each arm that meet the goals.

    Raises
    ------
    ValueError
        When the goals are not met after ``n_steps``.
    """
    random = np.random.default_rng(seed)
    arms = [_draw(start, random) for start in starts]
    patients = [arm.patients() for arm in arms]
    loss, heat = _loss(patients, goals), 1.0
    for _ in range(n_steps):
        if loss == 0.0:
            return patients
        index = int(random.integers(len(arms)))
        moved = _moved(arms[index], starts[index], random)
        tried = [*patients[:index], moved.patients(), *patients[index + 1 :]]
        after = _loss(tried, goals)
        if after < loss or random.random() < exp(-(after - loss) / max(heat * loss, 1e-9) * 50):
            arms[index], patients, loss = moved, tried, after
        heat *= _COOLING
    raise ValueError(f"not reached: {[(goal, value(goal, patients)) for goal in goals]}")


def value(goal: Goal, patients: list[PatientData]) -> float:
    """Return the estimate that a goal is about."""
    own = [patients[index] for index in goal.arms]
    if goal.measure == "median":
        curve = km_curve(own[0])
        return median_time(curve.time, curve.survival).first
    if goal.measure == "rate":
        curve = km_curve(own[0])
        at = int(np.searchsorted(curve.time, goal.time, side="right"))
        return 100.0 * float(np.append(1.0, curve.survival)[at])
    counts = count_two_arms(own[0], own[1])
    if goal.measure == "p":
        from scipy.special import chdtrc

        return float(chdtrc(1, log_rank_2(counts).chi2))
    fit = cox_efron(counts)
    sign = {"hr": 0.0, "low": -1.0, "high": 1.0}[goal.measure]
    return exp(fit.log_hr + sign * _Z95 * fit.se)


def is_met(goal: Goal, patients: list[PatientData]) -> bool:
    """Whether the estimate would be printed as the paper prints it."""
    printed = parse_printed(goal.printed)
    return abs(value(goal, patients) - printed.value) <= printed.half_unit


@lru_cache(maxsize=64)
def _parsed(text: str) -> PrintedNumber:
    return parse_printed(text)


def _loss(patients: list[PatientData], goals: tuple[Goal, ...]) -> float:
    total = 0.0
    for goal in goals:
        printed = _parsed(goal.printed)
        try:
            gap = abs(value(goal, patients) - printed.value) / printed.half_unit
        except InputError:
            return inf
        total += min(max(gap - _INSIDE, 0.0), 1e3) ** 2 if gap < inf else 1e6
    return total


def _draw(start: Start, random: np.random.Generator) -> _Arm:
    uniform = random.uniform(size=start.n)
    event_at = start.span * (uniform / start.share) ** (1 / start.shape)
    return _Arm(event_at, random.uniform(*start.followed, start.n))


def _moved(arm: _Arm, start: Start, random: np.random.Generator) -> _Arm:
    """Return the arm with the times of a few patients stretched by a common factor."""
    n_moved = int(min(start.n, 1 + random.geometric(0.3) * max(1, start.n // 100)))
    who = random.choice(start.n, n_moved, replace=False)
    event_at, followed = arm.event_at.copy(), arm.followed.copy()
    if random.random() < 0.8:
        event_at[who] *= exp(random.normal(0, 0.3))
    else:
        low, high = start.followed
        followed[who] = random.uniform(low, high, n_moved)
    return _Arm(event_at, followed)
