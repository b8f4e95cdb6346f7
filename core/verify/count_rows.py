"""Rows about counts and means of one arm: sizes, events, restricted mean, follow-up."""

import math
from dataclasses import replace
from statistics import NormalDist
from typing import Final

from ..model.document import ReportedKind
from ..results import Comparison, Verdict
from . import tolerances
from .arm_rows import NO_TRACE, limit_or_words
from .evidence import Evidence
from .reported import Reported
from .row import Judgement, blank_row, judged, unjudged
from .tolerances import Tolerance
from .wording import interval, number, short_unit, signed

NO_SIZE: Final = "Type the arm size or the number at risk at 0."


def size_row(evidence: Evidence, arm_id: str, reported: Reported) -> Comparison:
    """Compare a number of patients."""
    row = blank_row(ReportedKind.N, f"Patients, {evidence.name(arm_id)}", reported, arm_id)
    arm = evidence.arm(arm_id)
    n = arm.arm_input.n if arm and arm.arm_input else None
    if n is None or reported.value is None:
        return judged(row, unjudged(NO_SIZE, reported), reported)
    return _size(row, n, reported, "Number at risk at time 0, else the arm size.")


def _size(row: Comparison, n: int, reported: Reported, convention: str) -> Comparison:
    assert reported.value is not None
    printed = int(reported.value.value)
    verdict = Verdict.AGREES if n == printed else Verdict.DIFFERS
    arithmetic = f"{n} − {printed} = {number(n - printed)}."
    row = replace(
        row,
        recomputed=str(n),
        difference=signed(n - printed, 0),
        convention=convention,
        value=float(n),
    )
    return judged(row, Judgement(verdict, "Agrees only when equal.", arithmetic), reported)


def total_row(evidence: Evidence, reported: Reported) -> Comparison:
    """Compare a count of the whole trial with the sum over its arms."""
    kind = reported.source.kind
    what = "Patients" if kind is ReportedKind.N else "Events"
    row = blank_row(kind, f"{what}, all arms", reported)
    counts = [
        (arm.arm_input.n if arm.arm_input else None)
        if kind is ReportedKind.N
        else evidence.events_without_total(arm.arm_id)
        for arm in evidence.arms
    ]
    known = [count for count in counts if count is not None]
    if not known or len(known) < len(counts) or reported.value is None:
        return judged(row, unjudged("Not every arm has this number yet.", reported), reported)
    if kind is ReportedKind.N:
        return _size(row, sum(known), reported, "Sum of the arm sizes.")
    return _events(evidence, row, sum(known), reported, None)


def events_row(evidence: Evidence, arm_id: str, reported: Reported) -> Comparison:
    """Compare a number of events with what curve and table give without it."""
    row = blank_row(ReportedKind.N_EVENTS, f"Events, {evidence.name(arm_id)}", reported, arm_id)
    count = evidence.events_without_total(arm_id)
    if count is None or reported.value is None:
        arm = evidence.arm(arm_id)
        return judged(row, unjudged(arm.message if arm else NO_TRACE, reported), reported)
    return _events(evidence, row, count, reported, arm_id)


def _events(
    evidence: Evidence, row: Comparison, count: int, reported: Reported, arm_id: str | None
) -> Comparison:
    assert reported.value is not None
    printed = int(reported.value.value)
    tolerance = tolerances.events(printed)
    row = replace(
        row,
        recomputed=str(count),
        difference=signed(count - printed, 0),
        convention="Events in the reconstruction when the reported total is not used.",
        value=float(count),
    )
    arithmetic = (
        f"|{count} − {printed}| = {abs(count - printed)}; agrees up to max(2, 3 %) = "
        f"{tolerance.agrees:.1f}, close up to max(4, 6 %) = {tolerance.close:.1f}."
    )
    words = f"Agrees up to {tolerance.agrees:.0f} events, close up to {tolerance.close:.0f}."
    found = Judgement(tolerance.judge(abs(count - printed)), words, arithmetic)
    asked = [arm for arm in evidence.arms if arm_id in (arm.arm_id, None)]
    if any(arm.arm_input is None or arm.arm_input.risk_table is None for arm in asked):
        sentence = "Without numbers at risk the curve does not tell how many events there were."
        found = Judgement(Verdict.NOT_COMPARABLE, sentence, arithmetic)
    return judged(row, found, reported)


def mean_row(evidence: Evidence, arm_id: str, reported: Reported) -> Comparison:
    """Compare a restricted mean survival time."""
    unit = short_unit(evidence.document.calibration.time_unit)
    horizon = reported.time
    until = "" if horizon is None else f" to {number(horizon)}"
    measure = f"Restricted mean {evidence.name(arm_id)}{until}" + (f", {unit}" if unit else "")
    row = blank_row(ReportedKind.RMST, measure, reported, arm_id)
    estimate = None if horizon is None else evidence.restricted_mean(arm_id, horizon)
    if estimate is None or reported.value is None:
        sentence = (
            "Type the time up to which this mean is restricted."
            if horizon is None
            else "The reconstruction does not reach that time."
        )
        return judged(row, unjudged(sentence, reported), reported)
    level = evidence.document.settings.conf_level
    half = NormalDist().inv_cdf((1 + level) / 2) * estimate.se
    row = replace(
        row,
        interval=interval(estimate.value - half, estimate.value + half, 2),
        convention=(
            "Area under the Kaplan-Meier curve; Greenwood-type standard error; "
            f"{100 * level:g} % interval."
        ),
    )
    return _share_row(row, estimate.value, reported, tolerances.RMST_SHARE, 0.0)


def follow_up_row(evidence: Evidence, arm_id: str, reported: Reported) -> Comparison:
    """Compare a median follow-up (reverse Kaplan-Meier)."""
    unit = short_unit(evidence.document.calibration.time_unit)
    measure = f"Median follow-up {evidence.name(arm_id)}" + (f", {unit}" if unit else "")
    row = blank_row(ReportedKind.FOLLOW_UP, measure, reported, arm_id)
    arm = evidence.arm(arm_id)
    if arm is None or arm.estimates is None or reported.value is None:
        return judged(row, unjudged(arm.message if arm else NO_TRACE, reported), reported)
    value = arm.estimates.follow_up.value
    row = replace(row, convention="Reverse Kaplan-Meier: censorings counted as events.")
    if math.isinf(value) or reported.value.not_reached:
        row = replace(row, recomputed=limit_or_words(value, 1), value=value)
        same = math.isinf(value) and reported.value.not_reached
        verdict = Verdict.AGREES if same else Verdict.NOT_COMPARABLE
        return judged(row, Judgement(verdict, "One of the two is not reached."), reported)
    return _share_row(row, value, reported, tolerances.FOLLOW_UP_SHARE, reported.value.half_unit)


def _share_row(
    row: Comparison, value: float, reported: Reported, share: Tolerance, plus: float
) -> Comparison:
    printed = reported.value
    assert printed is not None
    decimals = max(1, printed.decimals)
    tolerance = share.scaled(abs(printed.value), plus)
    distance = abs(value - printed.value)
    row = replace(
        row,
        recomputed=number(value, decimals),
        difference=signed(value - printed.value, decimals),
        value=value,
    )
    arithmetic = (
        f"|{value:.4g} − {printed.value:.4g}| = {distance:.4g}; agrees up to "
        f"{tolerance.agrees:.4g}, close up to {tolerance.close:.4g}."
    )
    words = f"Agrees up to {100 * share.agrees:g} %, close up to {100 * share.close:g} %."
    return judged(row, Judgement(tolerance.judge(distance), words, arithmetic), reported)
