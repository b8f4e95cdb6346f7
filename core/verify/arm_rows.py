"""Rows about one arm: median, survival at a time, sizes, events, means, follow-up."""

import math
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from ..curve import ReadingKind
from ..model.document import MedianRule, ReportedKind
from ..patients import number_at_risk
from ..results import ArmResult, Comparison, Verdict
from . import tolerances
from .evidence import Evidence
from .median_band import HALF, Crossing, LevelStretch, crossing, level_stretch
from .reported import Reported
from .row import NOTHING, Judgement, blank_row, judged, unjudged
from .tolerances import READING_PX
from .wording import (
    NOT_REACHED,
    interval,
    limit,
    number,
    reconstruction_words,
    short_unit,
    signed,
)

NO_TRACE: Final = "Not traced yet."
SPARSE_SHARE: Final = 0.7  # fewer drops than this share of the events are too few to show each
LEVEL_HEIGHT: Final = 0.005  # beside the reading, from one half: what is called level there


def height_band(evidence: Evidence, arm: ArmResult, time: float) -> float:
    """Return how far 1.5 pixels and one patient move survival near a time, a fraction."""
    return READING_PX * evidence.survival_per_px + one_step(arm, time)


def one_step(arm: ArmResult, time: float) -> float:
    """Return the drop one patient makes at a time: S over the number at risk."""
    if arm.traced is None or arm.reconstruction is None or not math.isfinite(time):
        return 0.0
    at_risk = int(number_at_risk(arm.reconstruction.patients, [time])[0])
    return float(arm.traced.before(time)) / at_risk if at_risk else 0.0


def is_sparse(arm: ArmResult) -> bool:
    """Whether single traced drops hold several events, so that treads need not be level."""
    if arm.reading is None or arm.traced is None or arm.estimates is None:
        return False
    by_hand = arm.reading.kind is ReadingKind.CLICKS
    return by_hand and arm.traced.time.size < SPARSE_SHARE * arm.estimates.n_events


@dataclass(frozen=True, slots=True, eq=False)
class _Median:
    """What the median row is made of."""

    value: float
    found: Crossing
    stretch: LevelStretch | None
    step: float
    band_low: float
    band_high: float


def _median_of(evidence: Evidence, arm: ArmResult) -> _Median:
    assert arm.traced is not None
    crosses = crossing(arm.traced, 0.0).low
    near = crosses if math.isfinite(crosses) else _reaches_within(evidence, arm, 1)
    found = crossing(arm.traced, height_band(evidence, arm, near), is_sparse=is_sparse(arm))
    if math.isinf(crosses):
        close = _reaches_within(evidence, arm, 2)
        found = replace(found, low=near, high=math.inf, close_low=close, close_high=math.inf)
    value = arm.estimates.median.value if arm.estimates else crosses
    # Level is what a reader sees so; where a patient is worth more, that belongs to the band.
    seen = READING_PX * evidence.survival_per_px + min(one_step(arm, near), LEVEL_HEIGHT)
    as_read = crossing(arm.traced, seen)
    stretch = level_stretch(as_read, arm.traced, READING_PX * evidence.time_per_px)
    low, high = (stretch.start, stretch.end) if stretch else (found.low, found.high)
    error = READING_PX * evidence.time_per_px if stretch is None else 0.0
    return _Median(
        value=value,
        found=found,
        stretch=stretch,
        step=one_step(arm, near),
        band_low=min(value, max(low - error, 0.0)),
        band_high=max(value, high + error) if stretch is None else high,
    )


def _reaches_within(evidence: Evidence, arm: ArmResult, n_bands: int) -> float:
    """Return when a curve that stays above one half is first within bands of it, else ``inf``.

    Each time has its own band: where few are left at the end one patient moves the
    curve far, which says nothing of the times before.
    """
    assert arm.traced is not None
    made = arm.reconstruction
    if made is None or not made.patients.n:
        return crossing(arm.traced, n_bands * READING_PX * evidence.survival_per_px).low
    times = np.unique(made.patients.time)
    step = arm.traced.before(times) / number_at_risk(made.patients, times)
    band = n_bands * (READING_PX * evidence.survival_per_px + step)
    within = arm.traced.at(times) <= HALF + band + tolerances.ROUNDING
    return float(times[within.argmax()]) if within.any() else math.inf


def median_row(evidence: Evidence, arm_id: str, reported: Reported | None) -> Comparison:
    """Compare a median, with the band within which the figure cannot tell it."""
    unit = short_unit(evidence.document.calibration.time_unit)
    measure = f"Median {evidence.name(arm_id)}" + (f", {unit}" if unit else "")
    row = blank_row(ReportedKind.MEDIAN, measure, reported, arm_id)
    arm = evidence.arm(arm_id)
    if arm is None or arm.traced is None:
        return judged(row, unjudged(arm.message if arm else NO_TRACE, reported), reported)
    median = _median_of(evidence, arm)
    decimals = max(1, _decimals(reported))
    row = replace(
        _median_shown(row, arm, median, decimals),
        convention=_median_convention(evidence, arm),
        value=median.value,
        band_low=median.band_low,
        band_high=median.band_high,
    )
    if reported is None or reported.value is None:
        return judged(
            replace(row, limit=_stretch_words(median, unit)), _stretch(median, unit), reported
        )
    row = replace(row, difference=_median_difference(median, reported, decimals))
    return judged(row, _judge_median(evidence, arm, median, reported, unit), reported)


def _decimals(reported: Reported | None) -> int:
    return reported.value.decimals if reported and reported.value else 0


def _median_shown(row: Comparison, arm: ArmResult, median: _Median, decimals: int) -> Comparison:
    if median.stretch is not None:
        shown = interval(median.stretch.start, median.stretch.end, decimals, "  ").strip()
        nearly = "nearly flat" if median.stretch.nearly else "flat"
        row = replace(row, recomputed=shown, band=f"{nearly} at 0.5")
    else:
        row = replace(
            row,
            recomputed=limit_or_words(median.value, decimals),
            band=interval(median.band_low, median.band_high, decimals, "[]"),
        )
    if arm.estimates is None:
        return row
    own = arm.estimates.median
    return replace(row, interval=interval(own.ci_low, own.ci_high, decimals))


def limit_or_words(value: float, decimals: int) -> str:
    """Return a median, in words where it is not reached."""
    return NOT_REACHED if math.isinf(value) else number(value, decimals)


def _median_convention(evidence: Evidence, arm: ArmResult) -> str:
    settings = evidence.document.settings
    rule = (
        "first time survival is at or below 0.5; R prints the middle of a stretch level at 0.5"
        if settings.median_rule is MedianRule.FIRST
        else "first time survival is at or below 0.5, or the middle of a stretch level at 0.5"
    )
    rebuilt = f"Kaplan-Meier of the {reconstruction_words(settings)}"
    source = rebuilt if arm.estimates else "Read off the trace"
    level = f"{100 * settings.conf_level:g} % {settings.interval_kind.value} interval"
    return f"{source}; {rule}" + (f"; {level}." if arm.estimates else ".")


def _stretch_words(median: _Median, unit: str) -> str:
    if median.stretch is None:
        return ""
    how = "nearly level" if median.stretch.nearly else "level"
    start, end = number(median.stretch.start, 1), number(median.stretch.end, 1)
    after = f" {unit}" if unit else ""
    return (
        f"The curve is {how} at 0.5 from {start} to {end}{after}: "
        "the median can lie anywhere there."
    )


def _stretch(median: _Median, unit: str) -> Judgement:
    return Judgement(None, _stretch_words(median, unit)) if median.stretch else NOTHING


def _median_difference(median: _Median, reported: Reported, decimals: int) -> str:
    printed = reported.value
    assert printed is not None
    if printed.not_reached or math.isinf(median.value):
        return "" if printed.not_reached != math.isinf(median.value) else "0"
    if median.stretch is None:
        return signed(median.value - printed.value, decimals)
    if median.stretch.start <= printed.value <= median.stretch.end:
        return "inside"
    ends = (median.stretch.start, median.stretch.end)
    return signed(min((end - printed.value for end in ends), key=abs), decimals)


def _judge_median(
    evidence: Evidence, arm: ArmResult, median: _Median, reported: Reported, unit: str
) -> Judgement:
    printed = reported.value
    assert printed is not None
    assert arm.traced is not None
    if printed.not_reached:
        return _judge_not_reached(arm, median)
    time_error = READING_PX * evidence.time_per_px
    plain, double = printed.half_unit + time_error, printed.half_unit + 2 * time_error
    after = f" {unit}" if unit else ""
    off = abs(median.value - printed.value)
    if min(median.found.distance(printed.value), off) <= plain + tolerances.ROUNDING:
        verdict = Verdict.AGREES
    elif min(median.found.distance(printed.value, close=True), off) <= double + tolerances.ROUNDING:
        verdict = Verdict.CLOSE
    else:
        verdict = Verdict.DIFFERS
    too_flat = _level_within_one_step(arm, median)
    if too_flat and verdict is not Verdict.AGREES:
        sentence = (
            f"The curve is level within one patient of 0.5 for {number(too_flat, 1)}{after}; "
            "the figure cannot tell this median."
        )
        return Judgement(
            Verdict.NOT_COMPARABLE, sentence, _median_arithmetic(median, plain, double)
        )
    words = _stretch_words(median, unit) or (
        f"Agrees where the curve ± {100 * median.found.band:.1f} points crosses 0.5 within "
        f"{number(plain, 2)}{after} of the reported value, close within twice that."
    )
    return Judgement(verdict, words, _median_arithmetic(median, plain, double))


def _median_arithmetic(median: _Median, plain: float, double: float) -> str:
    found = median.found
    return (
        f"δS + step = {found.band:.4f} (step {median.step:.4f}): the trace crosses 0.5 between "
        f"{limit(found.low, 2)} and {limit(found.high, 2)}, with twice the band between "
        f"{limit(found.close_low, 2)} and {limit(found.close_high, 2)}; "
        f"h + δT = {plain:.3f}, h + 2 δT = {double:.3f}."
    )


def _level_within_one_step(arm: ArmResult, median: _Median) -> float:
    """Return how long the curve is within one patient of 0.5, 0 if not long."""
    assert arm.traced is not None
    if median.step <= 0:
        return 0.0
    within = crossing(arm.traced, median.step)
    # The step of the last patients reaches one half from anywhere: no earlier than found.
    low = max(within.low, median.found.low)
    length = min(within.high, arm.traced.end) - min(low, arm.traced.end)
    return length if length > tolerances.LEVEL_SHARE * arm.traced.end > 0 else 0.0


def _judge_not_reached(arm: ArmResult, median: _Median) -> Judgement:
    assert arm.traced is not None
    lowest = float(arm.traced.survival.min(initial=1.0))
    limit_at = HALF - median.found.band
    verdict = Verdict.AGREES if lowest >= limit_at - tolerances.ROUNDING else Verdict.DIFFERS
    arithmetic = f"Lowest traced survival {lowest:.4f}; 0.5 − (δS + step) = {limit_at:.4f}."
    return Judgement(verdict, "Agrees while the curve stays above 0.5 less the band.", arithmetic)


# Survival at a time


def landmark_row(evidence: Evidence, arm_id: str, reported: Reported) -> Comparison:
    """Compare survival at a time."""
    unit = short_unit(evidence.document.calibration.time_unit)
    arm = evidence.arm(arm_id)
    when = "?" if reported.time is None else number(reported.time)
    measure = f"Survival {evidence.name(arm_id)} at {when}" + (f" {unit}" if unit else "")
    row = blank_row(ReportedKind.LANDMARK, measure, reported, arm_id)
    problem = _landmark_problem(evidence, arm, reported.time)
    if problem or arm is None or arm.traced is None or reported.time is None:
        return judged(row, unjudged(problem, reported), reported)
    estimate = evidence.landmark(arm_id, reported.time)
    survival = estimate.survival if estimate else float(arm.traced.at(reported.time))
    band = height_band(evidence, arm, reported.time)
    time_error = READING_PX * evidence.time_per_px
    early, late = max(reported.time - time_error, 0.0), reported.time + time_error
    top = max(survival, float(arm.traced.at(early)))
    bottom = min(survival, float(arm.traced.at(late)))
    decimals = max(1, _decimals(reported) - 2)
    row = replace(
        row,
        recomputed=f"{number(100 * survival, decimals)} %",
        band=interval(100 * max(bottom - band, 0), 100 * min(top + band, 1), decimals, "[]"),
        convention="Kaplan-Meier estimate at that time; events at the time itself count.",
        value=survival,
        band_low=max(bottom - band, 0.0),
        band_high=min(top + band, 1.0),
    )
    if estimate is not None:
        shown = interval(100 * estimate.ci_low, 100 * estimate.ci_high, decimals)
        row = replace(row, interval=shown)
    if reported.value is None:
        return judged(row, NOTHING, reported)
    printed = reported.value
    row = replace(row, difference=f"{signed(100 * (survival - printed.value), decimals)} points")
    distance = max(printed.value - top, bottom - printed.value, 0.0)
    tolerance = tolerances.BAND.scaled(band + printed.half_unit)
    step = one_step(arm, reported.time)
    arithmetic = (
        f"Curve between {bottom:.4f} and {top:.4f} within δT = {time_error:.3f} of that time; "
        f"reported {printed.value:.4f} is {distance:.4f} away; δS {band - step:.4f} + step "
        f"{step:.4f} + h {printed.half_unit:.4f} = {tolerance.agrees:.4f}, close up to twice that."
    )
    words = f"Agrees up to {100 * tolerance.agrees:.1f} points, close up to twice that."
    return judged(row, Judgement(tolerance.judge(distance), words, arithmetic), reported)


def _landmark_problem(evidence: Evidence, arm: ArmResult | None, time: float | None) -> str:
    if time is None:
        return "Type the time this survival belongs to."
    if arm is None or arm.traced is None:
        return arm.message if arm else NO_TRACE
    if time > arm.traced.end + READING_PX * evidence.time_per_px:
        end = number(arm.traced.end)
        return f"The trace ends at {end}, before {number(time)}. Trace the curve to its end."
    return ""
