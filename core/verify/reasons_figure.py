"""Causes in what was read off the figure: trace, axis, numbers at risk, tail."""

import math
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Final

import numpy as np

from ..errors import InputError, Place, PlaceKind
from ..model.document import Arm, Axis, AxisPoint, Calibration, Document, ReportedKind
from ..numbers import parse_number
from ..patients import PatientData
from ..results import Analysis, ArmResult, CheckState, Comparison, Reason, Verdict
from .checks import TICK_PX
from .pair_rows import p_factor, verdict_on_ratio
from .question import Question, better
from .reported import read_reported
from .tolerances import P_FACTOR
from .wording import number, p_value, short_unit

IN_TIME: Final = (ReportedKind.MEDIAN, ReportedKind.RMST, ReportedKind.FOLLOW_UP)
FAILED: Final = (CheckState.NOT_REPRODUCIBLE, CheckState.IMPOSSIBLE)
# A person misses a corner by this much; a whole curve, drawn with a thick line, by less.
NEAR_PX: Final = (1.0, 2.0, 3.0)
WHOLE_PX: Final = (1.0, 1.5)
NEAR_HALF: Final = 0.1  # heights that decide where a curve crosses one half
LARGEST_SCALE: Final = math.log(1.6)  # beyond it another unit is likelier
SAME_RATIO: Final = 0.03  # medians off by one factor agree on it this well


def trace(question: Question) -> Iterator[Reason]:
    """Moving the trace a little removes the disagreement."""
    if question.row.kind in (ReportedKind.MEDIAN, ReportedKind.LANDMARK):
        yield from _near_trace(question)
    elif question.is_pair:
        yield from _whole_trace(question)


def _near_trace(question: Question) -> Iterator[Reason]:
    arm = next(iter(question.arms()), None)
    result = question.analysis.arm(arm.id) if arm else None
    if arm is None or result is None or result.traced is None or not result.time.size:
        return
    rows = _deciding_points(question, result)
    if not rows:
        return
    for px in NEAR_PX:
        for dx, dy in ((0.0, px), (0.0, -px), (px, 0.0), (-px, 0.0)):
            moved = arm.with_points_moved(frozenset(rows), dx, dy)
            after = question.after(question.document.with_arm_replaced(moved))
            if after is None or not question.helps(after.verdict):
                continue
            what = f"Moving {'a point' if len(rows) == 1 else f'{len(rows)} points'} there by"
            change = (
                f"changes {_subject(question)} from {question.row.recomputed} to {after.recomputed}"
                if after.recomputed != question.row.recomputed
                else "is enough"
            )
            direction = _direction(dx, dy)
            sentence = f"{what} {px:g} px {direction} {change}. Look at the trace of {arm.name}."
            place = Place(PlaceKind.POINT, arm.id, rows[0])
            found = question.reason("Your trace", sentence, after, place)
            if found is not None:
                yield found
            return


def _direction(dx: float, dy: float) -> str:
    if dy:
        return "down" if dy > 0 else "up"
    return "right" if dx > 0 else "left"


def _subject(question: Question) -> str:
    kind = question.row.kind
    if kind is ReportedKind.MEDIAN:
        return "this median"
    return "this survival" if kind is ReportedKind.LANDMARK else "it"


def _deciding_points(question: Question, result: ArmResult) -> list[int]:
    """Return the traced points that decide a median or a survival."""
    if question.row.kind is ReportedKind.MEDIAN:
        distance = np.abs(result.survival - 0.5)
        near = np.flatnonzero(distance <= NEAR_HALF)
        order = near[np.argsort(distance[near])]
        return [int(row) for row in order[:4]]
    time = question.row.time
    if time is None:
        return []
    before = np.flatnonzero(result.time <= time)
    after = np.flatnonzero(result.time > time)
    rows = [int(before[np.argmax(result.time[before])])] if before.size else []
    return rows + ([int(after[np.argmin(result.time[after])])] if after.size else [])


def _whole_trace(question: Question) -> Iterator[Reason]:
    """A curve followed along the rim of a thick line moves as a whole."""
    for px in WHOLE_PX:
        for arm in question.arms()[:2]:
            for dy in (px, -px):
                indices = frozenset(range(len(arm.trace)))
                moved = arm.with_points_moved(indices, 0.0, dy)
                after = question.after(question.document.with_arm_replaced(moved))
                sentence = (
                    f"Moving the whole trace of {arm.name} by {px:g} px {_direction(0.0, dy)} "
                    f"gives {after.recomputed if after else ''}. Compare the trace with the line."
                )
                place = Place(PlaceKind.ARM, arm.id)
                found = question.reason("Your trace", sentence, after, place)
                if found is not None:
                    yield found
                    return


def axis(question: Question) -> Iterator[Reason]:
    """One tick is wrong, or the time scale as a whole."""
    yield from _worst_tick(question)
    if question.row.kind in IN_TIME:
        yield from _time_scale(question)


def _worst_tick(question: Question) -> Iterator[Reason]:
    calibration, residuals = question.document.calibration, question.analysis.axis_residual_px
    points = calibration.axis_points
    for which in Axis:
        rows = [i for i, point in enumerate(points) if point.axis is which]
        if len(rows) < 3 or len(residuals) != len(points):
            continue
        worst = max(rows, key=lambda row: abs(residuals[row]))
        if abs(residuals[worst]) < TICK_PX / 2:
            continue
        after: Comparison | None = None
        suspect = worst
        for row in sorted(rows, key=lambda row: -abs(residuals[row])):
            without = replace(question.document, calibration=calibration.without_point(row))
            after = question.after(without)
            suspect = row
            if after is not None and after.verdict is Verdict.AGREES:
                break
        label = points[suspect].value.strip()
        sentence = (
            f"Without tick {label} of the {which.value} axis, {abs(residuals[suspect]):.0f} px off "
            f"the others, this is {after.recomputed if after else ''}. Check that tick."
        )
        place = Place(PlaceKind.AXIS_POINT, index=suspect)
        found = question.reason("Axis", sentence, after, place)
        if found is not None:
            yield found


def _time_scale(question: Question) -> Iterator[Reason]:
    """Every time is off by one factor, and a tick printed otherwise would give it."""
    ratios = _time_ratios(question)
    if not ratios:
        return
    factor = math.exp(sum(math.log(ratio) for ratio in ratios) / len(ratios))
    if (
        not 0.01 <= abs(math.log(factor)) <= LARGEST_SCALE
        or max(ratios) / min(ratios) > 1 + SAME_RATIO
    ):
        return
    tick = _last_tick(question.document.calibration)
    if tick is None:
        return
    index, point, value = tick
    printed = value / factor
    nice = round(printed)
    is_tick = len(ratios) == 1 and abs(printed - nice) <= 0.02 * printed
    if len(ratios) < 2 and not is_tick:
        return
    text = f"{nice}" if abs(printed - nice) <= 0.02 * printed else f"{printed:.4g}"
    scaled = _scaled(question.document, float(text) / value)
    change = 100 * (factor - 1)
    who = {1: "This", 2: "Both"}.get(len(ratios), "All")
    what = "time is" if len(ratios) == 1 else "times are"
    sentence = (
        f"{who} {what} {abs(change):.1f} % {'longer' if change > 0 else 'shorter'} than reported. "
        f"The time scale may be off: check whether the tick set as {point.value.strip()} is "
        f"printed as {text}."
    )
    place = Place(PlaceKind.AXIS_POINT, index=index)
    found = question.try_document("Axis", sentence, scaled, place)
    if found is not None:
        yield found


def _time_ratios(question: Question) -> list[float]:
    """Return recomputed over reported of every time that is reported."""
    return [
        row.value / shown
        for row in question.analysis.comparisons
        if row.kind is question.row.kind and row.value and math.isfinite(row.value)
        for shown in [reported_number(question, row)]
        if shown
    ]


def reported_number(question: Question, row: Comparison) -> float | None:
    """Return the reported number of a row in the axis unit, None where there is none."""
    values, _ = read_reported(question.document)
    found = next((value for value in values if value.source.id == row.reported_id), None)
    if found is None or found.value is None or found.value.not_reached or found.value.value <= 0:
        return None
    return found.value.value


def _last_tick(calibration: Calibration) -> tuple[int, AxisPoint, float] | None:
    ticks = []
    for index, point in enumerate(calibration.axis_points):
        if point.axis is Axis.TIME and point.value.strip():
            try:
                ticks.append((index, point, parse_number(point.value)))
            except InputError:
                continue
    ticks = [tick for tick in ticks if tick[2] > 0]
    return max(ticks, key=lambda tick: tick[2]) if ticks else None


def _scaled(document: Document, factor: float) -> Document:
    """Return the document with every time tick multiplied; the table stays as printed."""
    points = []
    for point in document.calibration.axis_points:
        if point.axis is Axis.TIME and point.value.strip():
            with suppress(InputError):
                point = replace(point, value=repr(round(parse_number(point.value) * factor, 9)))
        points.append(point)
    calibration = replace(document.calibration, axis_points=tuple(points))
    return replace(document, calibration=calibration)


def risk_table(question: Question) -> Iterator[Reason]:
    """A row of the risk table is shifted, exchanged or has one wrong cell."""
    if question.row.kind in (ReportedKind.MEDIAN, ReportedKind.LANDMARK, ReportedKind.N):
        return
    # Analysed anew like its variants: what a refined analysis found besides is in none of them.
    n_bad = _mismatches(question.analyse(question.document))
    if not n_bad:  # a report that disagrees is no reason to doubt a table that fits its curves
        return
    best: Reason | None = None
    for sentence, document, place in _table_variants(question):
        changed = question.analyse(document)
        after, left = question.same_row(changed.comparisons), _mismatches(changed)
        goes = f"That removes {n_bad - left} of {n_bad} contradictions with the curve."
        found = question.reason("Risk table", f"{sentence} {goes}", after, place)
        if found is not None and left < n_bad:
            best = better(best, found)
    if best is not None:
        yield best


def _mismatches(analysis: Analysis) -> int:
    """Count what curve and table contradict each other in: numbers not given back, checks."""
    missed = sum(
        int(np.count_nonzero(np.abs(arm.reconstruction.fit.risk_table_difference) > 1))
        for arm in analysis.arms
        if arm.reconstruction is not None
    )
    return missed + sum(check.state in FAILED for check in analysis.checks)


def _table_variants(question: Question) -> Iterator[tuple[str, Document, Place]]:
    document, arms = question.document, question.arms()[:2]
    for arm in arms:
        place = Place(PlaceKind.RISK_CELL, arm.id, 1)
        for way, cells in _shifted(arm):
            yield (
                f"Row “{arm.name}”: shifting it one column {way} changes the result.",
                document.with_arm_replaced(replace(arm, at_risk=cells)),
                place,
            )
        yield from _without_cells(question, arm)
    if len(arms) == 2 and all(arm.at_risk for arm in arms):
        first, second = arms
        swapped = document.with_arm_replaced(replace(first, at_risk=second.at_risk))
        swapped = swapped.with_arm_replaced(replace(second, at_risk=first.at_risk))
        yield (
            f"Exchanging the rows of {first.name} and {second.name} changes the result.",
            swapped,
            Place(PlaceKind.RISK_CELL, first.id, 0),
        )


def _shifted(arm: Arm) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield a row one column to the left and right, its first cell kept or moved too."""
    cells = arm.at_risk
    if len(cells) < 3:
        return
    yield "left", (cells[0], *cells[2:], "")
    yield "right", (cells[0], "", *cells[1:-1])
    if arm.n and arm.n != cells[0]:
        yield "right", (arm.n, *cells[:-1])


def _without_cells(question: Question, arm: Arm) -> Iterator[tuple[str, Document, Place]]:
    """Leave out single cells that some finding already points at."""
    columns = {
        finding.place.index
        for finding in question.analysis.findings
        if finding.place is not None
        and finding.place.kind is PlaceKind.RISK_CELL
        and finding.place.arm_id == arm.id
        and finding.place.index
    }
    for column in sorted(column for column in columns if column is not None):
        if column >= len(arm.at_risk) or not arm.at_risk[column].strip():
            continue
        times = question.document.risk_times
        when = times[column].strip() if column < len(times) else "?"
        sentence = (
            f"Row “{arm.name}”: without the {arm.at_risk[column].strip()} at {when} the result "
            "changes."
        )
        blank = question.document.with_arm_replaced(arm.with_risk_cell(column, ""))
        yield sentence, blank, Place(PlaceKind.RISK_CELL, arm.id, column)


def tail(question: Question) -> Iterator[Reason]:
    """The last interval, where few are left, decides the result."""
    if not question.is_pair or question.row.arm_id is None:
        return
    patients = patients_of(question, question.row.arm_id)
    reference = patients_of(question, question.row.comparator_id)
    if patients is None or reference is None:
        return
    for time in _table_times(question)[:2]:
        left = int(np.sum(patients.time > time) + np.sum(reference.time > time))
        shown, verdict = _judge_cut(question, _until(patients, time), _until(reference, time))
        if verdict is None or not question.helps(verdict):
            continue
        unit = short_unit(question.document.calibration.time_unit)
        sentence = (
            f"Following patients to {number(time)}{f' {unit}' if unit else ''} only "
            f"({left} were left) gives {shown}. The end of the curves weighs heavily here."
        )
        yield Reason("Tail", sentence, shown, verdict, Place(PlaceKind.RISK_TIME))
        return


def _judge_cut(
    question: Question, patients: PatientData, reference: PatientData
) -> tuple[str, Verdict | None]:
    from ..survival.kernels import count_two_arms, cox_efron, log_rank_2

    printed = question.reported.value
    assert printed is not None
    counts = count_two_arms(patients, reference)
    try:
        if question.row.kind is ReportedKind.HAZARD_RATIO:
            fit = cox_efron(counts)
            value = math.exp(fit.log_hr)
            return number(value, 2), verdict_on_ratio(value, fit.se, printed)
        from scipy.special import chdtrc

        p = float(chdtrc(1, log_rank_2(counts).chi2))
        return p_value(p), P_FACTOR.judge(p_factor(p, question.reported))
    except InputError:
        return "", None


def patients_of(question: Question, arm_id: str | None) -> PatientData | None:
    """Return the reconstructed patients of an arm."""
    result = question.analysis.arm(arm_id) if arm_id else None
    return result.reconstruction.patients if result and result.reconstruction else None


def _until(patients: PatientData, time: float) -> PatientData:
    """Return the patients as if follow-up had ended at a time."""
    return PatientData(np.minimum(patients.time, time), patients.event & (patients.time <= time))


def _table_times(question: Question) -> list[float]:
    """Return table times with patients left, latest first; times of drops without a table."""
    times: set[float] = set()
    for arm in question.arms()[:2]:
        result = question.analysis.arm(arm.id)
        table = result.arm_input.risk_table if result and result.arm_input else None
        if table is not None:
            times |= {float(t) for t, n in zip(table.time, table.n_at_risk, strict=True) if n and t}
    return sorted(times, reverse=True)
