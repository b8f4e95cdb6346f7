"""The stages of an analysis, each remembered by its immutable inputs.

Values in, values out: remembering changes nothing but the time it takes. Arrays
are read-only, so results may be shared.
"""

from functools import lru_cache
from typing import Final

import numpy as np

from .curve import ReadingKind
from .digitize.axes.transform import AxisTransform, fit_axes
from .digitize.by_hand.trace import TracedCurve, read_trace
from .errors import InputError
from .model.document import (
    Arm,
    Calibration,
    Engine,
    IntervalKind,
    MedianRule,
    PixelPoint,
    Settings,
    TraceKind,
)
from .patients import PatientData
from .reconstruct.estimator import reconstruct_arms
from .reconstruct.guyot import reconstruct_guyot
from .reconstruct.inputs import ArmInput, Reconstruction
from .results import (
    ArmEstimates,
    ArmResult,
    HazardRatio,
    LandmarkEstimate,
    LogRank,
    PairEstimates,
    RestrictedMean,
)
from .survival.estimates import (
    estimate_arm,
    hazard_ratio,
    landmark,
    log_rank,
    restricted_mean,
    two_arms_at_once,
)
from .verify.arm_input import ArmReading, read_arm, without_total

# A window works on a few arms; a "Why?" question tries some dozens of variants.
_REMEMBERED: Final = 64


@lru_cache(_REMEMBERED)
def transform_of(calibration: Calibration) -> AxisTransform:
    """Return the fitted axes; InputError as `fit_axes`."""
    return fit_axes(calibration)


@lru_cache(_REMEMBERED)
def _traced(
    trace: tuple[PixelPoint, ...],
    kind: TraceKind,
    noise_px: float,
    calibration: Calibration,
    level: bool,
) -> TracedCurve:
    transform, reading_kind = transform_of(calibration), ReadingKind(kind.value)
    return read_trace(trace, transform, level_rising=level, kind=reading_kind, noise_px=noise_px)


def traced_of(arm: Arm, calibration: Calibration, level: bool) -> TracedCurve:
    """Return what an arm's trace reads."""
    return _traced(arm.trace, arm.trace_kind, arm.trace_noise_px, calibration, level)


@lru_cache(_REMEMBERED)
def arm_reading_of(
    arm: Arm, risk_times: tuple[str, ...], calibration: Calibration, level: bool
) -> ArmReading:
    """Return an arm ready to reconstruct."""
    transform = transform_of(calibration)
    traced = traced_of(arm, calibration, level)
    marks = transform.to_data(arm.censor_marks)[:, 0] if arm.censor_marks else None
    return read_arm(
        arm,
        risk_times,
        traced.reading,
        marks,
        last_tick=transform.time.highest,
        unit=calibration.time_unit,
    )


def reconstruction_of(
    arm: ArmInput,
    settings: Settings,
    together: tuple[ArmInput, ...] = (),
    *,
    at_once: bool = False,
) -> Reconstruction:
    """Return the patients of one arm by the engine chosen; InputError as the engine.

    ``together`` are the arms of the trial that share their course of censoring
    because nothing is printed about it. ``at_once`` as `reconstruct_arms`.
    """
    total = settings.use_total_events
    if settings.engine is Engine.GUYOT:
        return _by_guyot(arm, settings.plateau_at_table_times, total)
    if len(together) > 1:
        # By curve, not by object: a remembered input may have been made anew.
        mine = [index for index, other in enumerate(together) if _same_arm(arm, other)]
        if mine:
            return _by_kmtrace(together, total, settings.counts_leavers, at_once)[mine[0]]
    return _by_kmtrace((arm,), total, settings.counts_leavers, at_once)[0]


def _same_arm(one: ArmInput, other: ArmInput) -> bool:
    if one is other:
        return True
    counts = (one.n, one.n_events) == (other.n, other.n_events)
    curves = one.reading, other.reading
    return counts and all(
        np.array_equal(getattr(curves[0], name), getattr(curves[1], name))
        for name in ("time", "survival")
    )


@lru_cache(_REMEMBERED)
def _by_guyot(arm: ArmInput, plateau: bool, total: bool) -> Reconstruction:
    return reconstruct_guyot(arm, plateau_at_table_times=plateau, use_total_events=total)


@lru_cache(_REMEMBERED)
def _by_kmtrace(
    arms: tuple[ArmInput, ...], total: bool, counts_leavers: bool, at_once: bool
) -> tuple[Reconstruction, ...]:
    used = [known_of(arm, total) for arm in arms]
    return tuple(reconstruct_arms(used, counts_leavers=counts_leavers, at_once=at_once))


@lru_cache(_REMEMBERED)
def known_of(arm: ArmInput, total: bool) -> ArmInput:
    """Return the arm as it is used: with or without its printed total of events."""
    return arm if total else without_total(arm)


def estimates_of(
    patients: PatientData, settings: Settings, *, at_once: bool = False
) -> ArmEstimates:
    """Return what lifelines, or with ``at_once`` the fast formulae, computes from one arm."""
    kind, rule = settings.interval_kind, settings.median_rule
    return _estimates(patients, settings.conf_level, kind, rule, at_once)


@lru_cache(_REMEMBERED)
def _estimates(
    patients: PatientData, conf_level: float, kind: IntervalKind, rule: MedianRule, at_once: bool
) -> ArmEstimates:
    return estimate_arm(
        patients,
        conf_level=conf_level,
        interval_kind=kind,
        median_rule=rule,
        at_once=at_once,
    )


def pair_of(
    arm: ArmResult, reference: ArmResult, conf_level: float, *, at_once: bool = False
) -> PairEstimates:
    """Compare an arm with a reference; what cannot be estimated is a message.

    ``at_once`` takes the fast kernels in place of lifelines.
    """
    if arm.reconstruction is None or reference.reconstruction is None:
        missing = arm if arm.reconstruction is None else reference
        return PairEstimates(arm.arm_id, reference.arm_id, None, None, missing.message)
    patients = arm.reconstruction.patients, reference.reconstruction.patients
    ratio, test, message = two_arms(*patients, conf_level, at_once)
    return PairEstimates(arm.arm_id, reference.arm_id, ratio, test, message)


@lru_cache(_REMEMBERED)
def two_arms(
    patients: PatientData, reference: PatientData, conf_level: float, at_once: bool = False
) -> tuple[HazardRatio | None, LogRank | None, str]:
    """Return hazard ratio and log-rank test of two arms, and why one of them is missing."""
    if at_once:
        try:
            return *two_arms_at_once(patients, reference, conf_level=conf_level), ""
        except InputError:
            pass
    ratio: HazardRatio | None = None
    test: LogRank | None = None
    messages: list[str] = []
    try:
        ratio = hazard_ratio(patients, reference, conf_level=conf_level)
    except InputError as error:
        messages.append(error.message)
    try:
        test = log_rank(patients, reference)
    except InputError as error:
        messages.append(error.message)
    return ratio, test, messages[0] if messages else ""


@lru_cache(_REMEMBERED)
def log_rank_of(*arms: PatientData) -> LogRank | None:
    """Return the test over all arms, None where there is none."""
    try:
        return log_rank(*arms)
    except InputError:
        return None


def landmark_of(
    arm: ArmResult, time: float, settings: Settings, *, at_once: bool = False
) -> LandmarkEstimate | None:
    """Return survival at a time, None without patients; ``at_once`` as `estimates_of`."""
    if arm.reconstruction is None:
        return None
    patients = arm.reconstruction.patients
    return _landmark(patients, time, settings.conf_level, settings.interval_kind, at_once)


@lru_cache(_REMEMBERED)
def _landmark(
    patients: PatientData, time: float, conf_level: float, kind: IntervalKind, at_once: bool
) -> LandmarkEstimate | None:
    try:
        return landmark(patients, time, conf_level=conf_level, interval_kind=kind, at_once=at_once)
    except InputError:
        return None


def restricted_mean_of(arm: ArmResult, horizon: float) -> RestrictedMean | None:
    """Return the restricted mean up to a horizon, None where there is none."""
    return None if arm.reconstruction is None else _mean(arm.reconstruction.patients, horizon)


@lru_cache(_REMEMBERED)
def _mean(patients: PatientData, horizon: float) -> RestrictedMean | None:
    try:
        return restricted_mean(patients, horizon)
    except InputError:
        return None
