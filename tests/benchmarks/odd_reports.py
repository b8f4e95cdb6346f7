"""Right reports that keep to no one model: what the checks' constants were not found on.

Hazards that are not proportional (log-normal, part cured, changing), arms lost to follow-up
unlike each other, limits on three scales, medians in weeks, three decimals, levels of 90 and 99 %.
"""

from dataclasses import dataclass, replace
from math import exp, isfinite, log, sqrt

import numpy as np
from numpy.typing import NDArray
from text_reports import ARM, CONTROL, WEEKS_PER_MONTH, Report, fixed, print_p

from core.patients import PatientData, number_at_risk
from core.survival.kernels import count_two_arms, cox_efron, km_curve, log_rank_2, median_time
from core.verify.claims import Claim, ClaimKind
from core.verify.text_checks.ratio import quantile, two_sided_p

DAY = 1 / 30.4375
LEAST_EVENTS = 8
TIMES = (6, 18, 36, 48)


@dataclass(frozen=True)
class _Habits:
    """How one report prints."""

    endpoint: str
    scale: str
    unit: str
    decimals: int
    level: float


def simulate_odd_report(random: np.random.Generator) -> Report:
    """Simulate two arms and print what a paper prints of one endpoint, once."""
    while True:
        arms = _two_arms(random)
        if min(arm.n_events for arm in arms) >= LEAST_EVENTS:
            break
    habits = _Habits(
        str(random.choice(["PFS", "OS", "DFS"])),
        str(random.choice(["plain", "log", "log-log"])),
        str(random.choice(["months", "weeks"])),
        int(random.choice([2, 2, 3])),
        float(random.choice([95, 95, 90, 99])),
    )
    sizes = [arm.time.size for arm in arms]
    claims = [
        Claim(ClaimKind.N, arm=name, n=str(n))
        for name, n in ((ARM, sizes[0]), (CONTROL, sizes[1]), ("total", sum(sizes)))
    ]
    for name, patients in zip((ARM, CONTROL), arms, strict=True):
        claims += _of_curve(name, patients, habits, random)
    claims.append(_ratio(arms, habits))
    longest = fixed(max(float(arm.time.max()) for arm in arms), 1)
    middle = fixed(float(np.median(np.concatenate([arm.time for arm in arms]))), 1)
    follow_up = Claim(ClaimKind.FOLLOW_UP, "follow-up", "total", value=middle, unit="months")
    claims.append(replace(follow_up, range_low="0.1", range_high=longest))
    return Report(claims, {})


def _two_arms(random: np.random.Generator) -> list[PatientData]:
    n = int(random.integers(60, 450))
    hr, median = exp(random.normal(-0.2, 0.3)), random.uniform(5, 30)
    follow, accrual = random.uniform(12, 48), random.uniform(6, 36)
    kind = str(random.choice(["log-normal", "cured", "changing", "Weibull"]))
    shape = random.uniform(0.7, 1.7)
    arms = []
    for size, ratio in ((n, hr), (int(n / random.choice([1, 1, 2])), 1.0)):
        event_at = _times(kind, size, median, ratio, shape, random)
        lost = random.exponential(random.choice([80, 400]), size)
        followed = np.minimum(follow + random.uniform(0, accrual, size), lost)
        days = np.ceil(np.minimum(event_at, followed) / DAY)
        arms.append(PatientData(days * DAY, event_at <= followed))
    return arms


def _times(
    kind: str, n: int, median: float, hr: float, shape: float, random: np.random.Generator
) -> NDArray[np.float64]:
    """Return times of the event whose hazards stand about in the ratio ``hr``."""
    if kind == "log-normal":
        return np.asarray(median * np.exp(0.9 * random.normal(size=n)) * hr**-0.9)
    if kind == "cured":
        times = random.weibull(1.1, n) * median / 0.7 / hr
        return np.asarray(np.where(random.random(n) < 0.25, np.inf, times))
    if kind == "changing":
        times = random.exponential(median / log(2) / hr, n)
        return np.where(times > median, median + 1.8 * (times - median), times)
    return np.asarray(random.weibull(shape, n) * median / (log(2) * hr) ** (1 / shape))


def _of_curve(
    name: str, patients: PatientData, habits: _Habits, random: np.random.Generator
) -> list[Claim]:
    """Return events, the median and survival at two times."""
    endpoint, curve = habits.endpoint, km_curve(patients)
    claims = []
    if random.random() < 0.8:
        claims.append(Claim(ClaimKind.EVENTS, endpoint, name, x=str(patients.n_events)))
    lines = [curve.survival, *_limits(curve.survival, np.sqrt(curve.log_variance), habits.scale)]
    medians = [median_time(curve.time, np.minimum.accumulate(line)).first for line in lines]
    factor = WEEKS_PER_MONTH if habits.unit == "weeks" else 1.0
    texts = [fixed(m * factor, 1) if isfinite(m) else "" for m in medians]
    kind, unit = ClaimKind.MEDIAN, habits.unit
    if texts[0]:
        claim = Claim(kind, endpoint, name, value=texts[0], unit=unit)
        claims.append(replace(claim, ci_low=texts[1], ci_high=texts[2]))
    else:
        claims.append(Claim(kind, endpoint, name, unit=unit, not_reached=True))
    for time in sorted(random.choice(TIMES, 2, replace=False)):
        index = int(np.searchsorted(curve.time, time, side="right")) - 1
        if index < 0 or number_at_risk(patients, [time])[0] < LEAST_EVENTS:
            continue
        value, low, high = (fixed(100 * float(line[index]), 1) for line in lines)
        claim = Claim(ClaimKind.LANDMARK, endpoint, name, value=value, time_unit="months")
        claims.append(replace(claim, ci_low=low, ci_high=high, time=str(time)))
    return claims


def _limits(
    survival: NDArray[np.float64], error: NDArray[np.float64], scale: str
) -> list[NDArray[np.float64]]:
    """Return the 95 % limits of survival on one scale, cut at 0 and 1."""
    z = quantile(95.0)
    with np.errstate(all="ignore"):
        if scale == "plain":
            found = [survival * (1 - z * error), survival * (1 + z * error)]
        elif scale == "log":
            found = [survival * np.exp(-z * error), survival * np.exp(z * error)]
        else:
            spread = z * error / np.abs(np.log(survival))
            found = [survival ** np.exp(spread), survival ** np.exp(-spread)]
    return [np.clip(np.nan_to_num(line, nan=0.0), 0.0, 1.0) for line in found]


def _ratio(arms: list[PatientData], habits: _Habits) -> Claim:
    counts = count_two_arms(*arms)
    fit = cox_efron(counts)
    operator, text = print_p(two_sided_p(sqrt(log_rank_2(counts).chi2)))
    half = quantile(habits.level) * fit.se
    value, low, high = (
        fixed(exp(fit.log_hr + side * half), habits.decimals) for side in (0, -1, 1)
    )
    return Claim(
        ClaimKind.HAZARD_RATIO,
        habits.endpoint,
        ARM,
        CONTROL,
        value=value,
        ci_low=low,
        ci_high=high,
        ci_level=habits.level,
        p_operator=operator,
        p_value=text,
        p_test="log-rank",
    )
