"""What is computed from patients: lifelines for the numbers of record, numpy where it has none.

From lifelines: Kaplan-Meier curve and log-log limits, Cox hazard ratio, log-rank
test. Computed here: limits on the log scale, follow-up, restricted mean.
"""

import warnings
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from math import erfc, sqrt
from statistics import NormalDist
from threading import Lock
from typing import Any

import numpy as np

from ..arrays import FloatArray
from ..curve import StepCurve
from ..errors import InputError
from ..model.document import IntervalKind, MedianRule
from ..patients import PatientData, number_at_risk
from ..results import (
    ArmEstimates,
    HazardRatio,
    LandmarkEstimate,
    LogRank,
    MedianEstimate,
    RestrictedMean,
)
from .kernels import (
    KaplanMeier,
    count_two_arms,
    cox_efron,
    km_curve,
    log_rank_2,
    median_time,
)

# Newton steps of lifelines end at 1e-7 on their own, 2e-5 away from R at worst.
COX_OPTIONS = {"precision": 1e-10, "r_precision": 1e-14}
# Arms of one analysis: the newest and those a rapid undo comes back to.
N_CURVES_KEPT = 16
_IMPORTING = Lock()


def warm_up() -> None:
    """Import lifelines, one thread at a time.

    Its modules import each other in a circle: a second thread that asks for one of them
    meanwhile is given a module without its names.
    """
    with _IMPORTING:
        try:
            import_module("lifelines.statistics")
        except RuntimeError:
            # It walks through numpy's names, to which another thread's first use adds some.
            import_module("lifelines.statistics")


@dataclass(frozen=True, slots=True, eq=False)
class _Limits:
    """A survival curve at its event times with its limits, all shape (n_times,)."""

    time: FloatArray
    survival: FloatArray
    low: FloatArray
    high: FloatArray


def estimate_arm(
    patients: PatientData,
    *,
    conf_level: float = 0.95,
    interval_kind: IntervalKind = IntervalKind.LOG_LOG,
    median_rule: MedianRule = MedianRule.FIRST,
    at_once: bool = False,
) -> ArmEstimates:
    """Estimate curve, median survival and median follow-up of one arm.

    ``at_once`` takes the same formulae without lifelines, equal to 1e-9 and much faster: for
    numbers that must follow the pointer, until those of record are there.

    Follow-up is the reverse Kaplan-Meier estimate ([1]_). Median limits are
    where the limits of the curve reach one half ([2]_).

    Raises
    ------
    InputError
        S1 if there are no patients.

    References
    ----------
    .. [1] Schemper M, Smith TL. Control Clin Trials. 1996;17:343-346.
    .. [2] Brookmeyer R, Crowley J. A confidence interval for the median
       survival time. Biometrics. 1982;38:29-41.
    """
    _check_patients(patients)
    limits = _limits(patients, conf_level, interval_kind, at_once=at_once)
    follow_up = km_curve(patients, reverse=True)
    last_time = float(patients.time[-1])
    follow_up_limits = _limits_of(follow_up, conf_level, interval_kind)
    return ArmEstimates(
        n=patients.n,
        n_events=patients.n_events,
        n_censored=patients.n_censored,
        last_time=last_time,
        median=_median(limits, last_time, interval_kind, median_rule),
        follow_up=_median(follow_up_limits, last_time, interval_kind, median_rule),
        curve=StepCurve(limits.time, limits.survival, last_time),
    )


def landmark(
    patients: PatientData,
    time: float,
    *,
    conf_level: float = 0.95,
    interval_kind: IntervalKind = IntervalKind.LOG_LOG,
    at_once: bool = False,
) -> LandmarkEstimate:
    """Estimate survival at one time; ``at_once`` as `estimate_arm`.

    Raises
    ------
    InputError
        S1 if there are no patients, S4 if the time is before 0 or after the last follow-up
        while some are alive.
    """
    _check_patients(patients)
    limits = _limits(patients, conf_level, interval_kind, at_once=at_once)
    row = int(np.searchsorted(limits.time, time, side="right")) - 1
    survival = 1.0 if row < 0 else float(limits.survival[row])
    _check_within(patients, time, survival)
    return LandmarkEstimate(
        time=float(time),
        survival=survival,
        ci_low=1.0 if row < 0 else float(limits.low[row]),
        ci_high=1.0 if row < 0 else float(limits.high[row]),
        n_at_risk=int(number_at_risk(patients, [time])[0]),
    )


def hazard_ratio(
    patients: PatientData, reference: PatientData, *, conf_level: float = 0.95
) -> HazardRatio:
    """Estimate the Cox hazard ratio of an arm over the reference, tied events by Efron.

    lifelines starts from the maximum the fast kernel found, so that it needs
    one step to confirm it in place of a dozen.

    Raises
    ------
    InputError
        S1 if an arm has no patients, S2 if the ratio is 0, infinite or not defined.
    """
    _check_patients(patients, reference)
    start = cox_efron(count_two_arms(patients, reference)).log_hr
    fitter = _fit_cox(patients, reference, start, conf_level)
    low, high = np.exp(fitter.confidence_intervals_.to_numpy()[0])
    log_hr = float(fitter.params_.iloc[0])
    return HazardRatio(
        value=float(np.exp(log_hr)),
        ci_low=float(low),
        ci_high=float(high),
        log_hr=log_hr,
        se=float(fitter.standard_errors_.iloc[0]),
    )


def two_arms_at_once(
    patients: PatientData, reference: PatientData, *, conf_level: float = 0.95
) -> tuple[HazardRatio, LogRank]:
    """Return what `hazard_ratio` and `log_rank` return, from the fast kernels alone.

    Equal to lifelines to 1e-9 and hundred times as fast: for numbers that must
    follow the pointer, until those of record are there.

    Raises
    ------
    InputError
        As `hazard_ratio`.
    """
    _check_patients(patients, reference)
    counts = count_two_arms(patients, reference)
    fit = cox_efron(counts)
    half = NormalDist().inv_cdf(0.5 + conf_level / 2) * fit.se
    low, middle, high = np.exp([fit.log_hr - half, fit.log_hr, fit.log_hr + half])
    test = log_rank_2(counts)
    ratio = HazardRatio(float(middle), float(low), float(high), fit.log_hr, fit.se)
    return ratio, LogRank(test.chi2, 1, erfc(sqrt(test.chi2 / 2)))


def log_rank(*arms: PatientData) -> LogRank:
    """Test equal hazards in two arms or more, unstratified, two-sided.

    An arm that nobody is followed in when the first event occurs has no part
    in the test, as in R.

    Raises
    ------
    InputError
        S1 if an arm has no patients, S3 if no event could have occurred in more than one arm.
    """
    warm_up()
    from lifelines.statistics import multivariate_logrank_test

    _check_patients(*arms)
    compared = _comparable(arms)
    with np.errstate():
        test = multivariate_logrank_test(
            np.concatenate([arm.time for arm in compared]),
            np.repeat(np.arange(len(compared)), [arm.n for arm in compared]),
            np.concatenate([arm.event for arm in compared]),
        )
    return LogRank(float(test.test_statistic), len(compared) - 1, float(test.p_value))


def restricted_mean(patients: PatientData, horizon: float) -> RestrictedMean:
    """Estimate mean survival up to a horizon: the area under the curve.

    Its variance sums, over the events, the squared area still to come times
    Greenwood's term ([1]_, eq. 4.5.3 for the restricted mean).

    Raises
    ------
    InputError
        S1 if there are no patients, S4 if the horizon is not after 0 or lies after the last
        follow-up while some are alive.

    References
    ----------
    .. [1] Klein JP, Moeschberger ML. Survival Analysis. 2nd ed. Springer; 2003.
    """
    _check_patients(patients)
    curve = km_curve(patients)
    survival_end = float(curve.survival[-1]) if curve.time.size else 1.0
    _check_within(patients, horizon, survival_end)
    if horizon == 0:
        message = "A restricted mean needs a time after 0. Type the time it goes up to."
        raise InputError(message, code="S4")
    n_until = int(np.searchsorted(curve.time, horizon, side="right"))
    edges = np.concatenate(([0.0], curve.time[:n_until], [horizon]))
    areas = np.diff(edges) * np.append(1.0, curve.survival[:n_until])
    to_come = np.cumsum(areas[::-1])[::-1][1:]
    n_at_risk = curve.n_at_risk[:n_until].astype(float)
    n_left = n_at_risk - curve.n_events[:n_until]
    # The last event may leave nobody; then nothing is to come either.
    terms = to_come**2 * curve.n_events[:n_until] / (n_at_risk * np.maximum(n_left, 1.0))
    return RestrictedMean(float(horizon), float(areas.sum()), float(np.sqrt(terms.sum())))


def _check_patients(*arms: PatientData) -> None:
    if any(arm.n == 0 for arm in arms):
        raise InputError("The arm has no patients. Type its size or its table.", code="S1")


def _check_within(patients: PatientData, time: float, survival: float) -> None:
    last_time = float(patients.time[-1])
    if not 0 <= time < np.inf:
        raise InputError(f"Time {time:g} is not after 0. Type a later time.", code="S4")
    if time > last_time and survival > 0:
        message = (
            f"Follow-up ends at {last_time:.4g}, before {time:g}, with patients still alive. "
            f"Choose a time up to {last_time:.4g}."
        )
        raise InputError(message, code="S4")


def _limits(
    patients: PatientData, conf_level: float, kind: IntervalKind, *, at_once: bool
) -> _Limits:
    curve = km_curve(patients)
    if at_once or curve.time.size == 0:
        return _limits_of(curve, conf_level, kind)
    time, survival, low, high = _lifelines_curve(patients, conf_level)
    rows = np.searchsorted(time, curve.time)
    if kind is IntervalKind.LOG_LOG:
        return _Limits(curve.time, survival[rows], low[rows], high[rows])
    own = _limits_of(curve, conf_level, kind)
    return _Limits(curve.time, survival[rows], own.low, own.high)


@lru_cache(maxsize=N_CURVES_KEPT)
def _lifelines_curve(
    patients: PatientData, conf_level: float
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Return times, survival, and log-log limits; the same patients are fitted once."""
    warm_up()
    from lifelines import KaplanMeierFitter

    with np.errstate():  # lifelines changes numpy's error state for everybody
        fitter = KaplanMeierFitter(alpha=1 - conf_level)
        fitter.fit(patients.time, patients.event)
        survival = fitter.survival_function_
        limits = fitter.confidence_interval_.to_numpy()
    columns = (survival.index, survival.iloc[:, 0], limits[:, 0], limits[:, 1])
    time, level, low, high = (np.asarray(column, dtype=float) for column in columns)
    return time, level, low, high


def _limits_of(curve: KaplanMeier, conf_level: float, kind: IntervalKind) -> _Limits:
    """Return Greenwood limits of a curve; 0 where survival is 0."""
    z = NormalDist().inv_cdf((1 + conf_level) / 2)
    alive = curve.survival > 0
    survival = np.where(alive, curve.survival, 0.5)
    spread = z * np.sqrt(np.where(alive, curve.log_variance, 0.0))
    if kind is IntervalKind.LOG:
        low, high = survival * np.exp(-spread), np.minimum(survival * np.exp(spread), 1.0)
    else:
        factor = np.exp(spread / np.log(survival))
        low, high = survival ** (1 / factor), survival**factor
    return _Limits(
        curve.time, curve.survival, np.where(alive, low, 0.0), np.where(alive, high, 0.0)
    )


def _median(
    limits: _Limits, last_time: float, kind: IntervalKind, rule: MedianRule
) -> MedianEstimate:
    middle = median_time(limits.time, limits.survival, last_time)
    # Where survival is 0 Greenwood's limits end: the lower one is 0, R leaves the upper one open.
    alive = limits.survival > 0
    return MedianEstimate(
        value=middle.first if rule is MedianRule.FIRST else middle.midpoint,
        ci_low=median_time(limits.time, np.where(alive, limits.low, 0.0)).first,
        ci_high=median_time(limits.time[alive], limits.high[alive]).first,
        interval_kind=kind,
        first=middle.first,
        midpoint=middle.midpoint,
        level_until=middle.level_until,
    )


def _fit_cox(patients: PatientData, reference: PatientData, start: float, conf_level: float) -> Any:
    """Return lifelines' fitted Cox model of the arm against the reference."""
    warm_up()
    import pandas as pd
    from lifelines import CoxPHFitter
    from lifelines.exceptions import ConvergenceError

    is_arm = np.repeat([1.0, 0.0], [patients.n, reference.n])
    frame = pd.DataFrame(
        {
            "time": np.concatenate((patients.time, reference.time)),
            "event": np.concatenate((patients.event, reference.event)),
            "arm": is_arm,
        }
    )
    # lifelines fits in units of the covariate's standard deviation.
    initial = np.array([start * is_arm.std(ddof=1)])
    with warnings.catch_warnings(), np.errstate():
        warnings.simplefilter("ignore")
        try:
            return CoxPHFitter(alpha=1 - conf_level).fit(
                frame, "time", "event", initial_point=initial, fit_options=COX_OPTIONS
            )
        except ConvergenceError as error:
            message = "The hazard ratio cannot be estimated from these patients. Check both traces."
            raise InputError(message, code="S2") from error


def _comparable(arms: tuple[PatientData, ...]) -> list[PatientData]:
    """Return the arms that take part in a log-rank test."""
    time = np.unique(np.concatenate([arm.time[arm.event] for arm in arms]))
    if time.size == 0:
        message = "There are no events, so nothing can be tested. Check the traces."
        raise InputError(message, code="S3")
    compared = [arm for arm in arms if arm.time[-1] >= time[0]]
    at_risk = np.array([number_at_risk(arm, time) for arm in compared])
    events = np.sort(np.concatenate([arm.time[arm.event] for arm in compared]))
    n_events = np.searchsorted(events, time, "right") - np.searchsorted(events, time, "left")
    is_open = (np.count_nonzero(at_risk, axis=0) > 1) & (at_risk.sum(axis=0) > n_events)
    if not np.any(is_open):
        message = (
            "The arms cannot be compared: at no event are patients of two arms followed who "
            "remain free of it. Check the ends of the traces."
        )
        raise InputError(message, code="S3")
    return compared
