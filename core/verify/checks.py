"""Checks of the figure against itself: axes, curve, numbers at risk, reconstruction.

The letters are those of the catalogue of checks; they see what headline
agreement cannot, such as an axis in weeks that leaves the hazard ratio as it is.
"""

import math
from collections.abc import Iterator
from typing import Final

import numpy as np

from ..arrays import FloatArray, IntArray
from ..errors import InputError, Place, PlaceKind
from ..model.document import Axis, ReportedKind
from ..numbers import parse_number
from ..patients import number_at_risk
from ..reconstruct.fit import survival_curve
from ..reconstruct.inputs import ArmInput
from ..results import ArmResult, Check, CheckState
from . import tolerances
from .evidence import Evidence
from .reported import read_reported
from .reported_checks import check_reported
from .tolerances import READING_PX
from .wording import number, short_unit

CONSISTENT: Final = CheckState.CONSISTENT
NOT_REPRODUCIBLE: Final = CheckState.NOT_REPRODUCIBLE
IMPOSSIBLE: Final = CheckState.IMPOSSIBLE
NOT_COMPARABLE: Final = CheckState.NOT_COMPARABLE

TICK_PX: Final = 2.5  # 2.5 standard deviations of a click
GAP_PX: Final = 5.0  # largest gap between trace and reconstruction, beside one patient
RISK_MISS: Final = 2  # patients a reconstructed number at risk may be off,
RISK_MISS_SHARE: Final = 0.03  # or this share of it
COARSE_SHARE: Final = 0.02  # of a number at risk, for a curve read at few points
APART_PX: Final = 5.0  # nearer drops can be one, clicked at its middle and its bottom
CLEAR_DROP_PX: Final = 5.0  # a hand drifts by less along a level stretch


def check_figure(evidence: Evidence) -> tuple[Check, ...]:
    """Return the checks of the axes and of every arm, in the order of the catalogue."""
    checks = [*_tick_checks(evidence)]
    for arm in evidence.arms:
        if arm.reading is not None and arm.traced is not None:
            checks.extend(_arm_checks(evidence, arm))
    checks.extend(_interval_events(evidence))
    checks.extend(check_reported(evidence.document))
    return tuple(checks)


def _arm_checks(evidence: Evidence, arm: ArmResult) -> Iterator[Check]:
    name, unit = evidence.name(arm.arm_id), short_unit(evidence.document.calibration.time_unit)
    yield _start_check(evidence, arm, name)
    yield from _falling_check(evidence, arm, name)
    yield from _feasible_check(evidence, arm, name, unit)
    yield from _table_check(evidence, arm, name, unit)
    yield from _events_check(evidence, arm, name)
    yield from _gap_check(evidence, arm, name, unit)
    yield from _mark_check(evidence, arm, name)
    yield from _end_check(evidence, arm, name, unit)
    yield from _step_check(evidence, arm, name, unit)


def _tick_checks(evidence: Evidence) -> Iterator[Check]:
    """(i) The residual of each tick where an axis has three or more."""
    points = evidence.document.calibration.axis_points
    if len(evidence.residuals_px) != len(points):
        return
    for axis in Axis:
        rows = [i for i, point in enumerate(points) if point.axis is axis and point.value.strip()]
        title = f"Ticks of the {axis.value} axis"
        if len(rows) < 3:
            sentence = "Two ticks fit any line. Add one more tick to check the scale."
            yield Check("F1", NOT_COMPARABLE, title, sentence, f"{len(rows)} ticks set.")
            continue
        worst = max(rows, key=lambda row: abs(evidence.residuals_px[row]))
        size = abs(evidence.residuals_px[worst])
        listed = ", ".join(
            f"{points[row].value.strip()}: {number(evidence.residuals_px[row], 1)} px"
            for row in rows
        )
        good = size <= TICK_PX
        sentence = (
            f"All {len(rows)} ticks fit one scale within {size:.1f} px."
            if good
            else f"Tick {points[worst].value.strip()} lies {size:.0f} px off the scale of the "
            "others. Check its value, or mark the axis as not linear."
        )
        place = Place(PlaceKind.AXIS_POINT, index=worst)
        state = CONSISTENT if good else NOT_REPRODUCIBLE
        arithmetic = f"Residuals {listed}; limit {TICK_PX} px."
        yield Check("F1", state, title, sentence, arithmetic, place)


def _start_check(evidence: Evidence, arm: ArmResult, name: str) -> Check:
    """(ii) Survival at time 0 within a click's error of 100 %."""
    title = f"Start of {name}"
    limit = TICK_PX * evidence.survival_per_px
    early = np.flatnonzero(arm.time <= READING_PX * evidence.time_per_px)
    place = Place(PlaceKind.ARM, arm.arm_id)
    if not early.size:
        sentence = "The trace has no point at time 0; the curve is taken to start at 100 %."
        return Check("F2", NOT_COMPARABLE, title, sentence, "", place)
    highest = float(arm.survival[early].max())
    off = abs(highest - 1.0)
    off_px = off / evidence.survival_per_px
    arithmetic = f"S(0) = {highest:.4f}; {TICK_PX} px = {limit:.4f}; off by {off_px:.1f} px."
    if off <= limit + tolerances.ROUNDING:
        return Check("F2", CONSISTENT, title, "The curve starts at 100 %.", arithmetic, place)
    sentence = (
        f"The curve of {name} starts at {100 * highest:.1f} %. Check the survival ticks, "
        "or add the start of the curve."
    )
    return Check("F2", NOT_REPRODUCIBLE, title, sentence, arithmetic, place)


def _falling_check(evidence: Evidence, arm: ArmResult, name: str) -> Iterator[Check]:
    """Numbers at risk start at the arm's size and never rise."""
    table = arm.arm_input.risk_table if arm.arm_input else None
    if table is None or arm.arm_input is None or arm.arm_input.n is None:
        return
    title = f"Numbers at risk of {name} fall"
    counts = [int(count) for count in table.n_at_risk]
    rises = [row for row in range(1, len(counts)) if counts[row] > counts[row - 1]]
    listed = " ≥ ".join(map(str, counts))
    if table.time[0] > 0 or counts[0] == arm.arm_input.n:
        start = f"n = {arm.arm_input.n}"
        if not rises:
            yield Check("F3", CONSISTENT, title, "They never rise.", f"{start}; {listed}.")
            return
    place = _cell(evidence, arm, float(table.time[rises[0]] if rises else table.time[0]))
    what = (
        f"They rise from {counts[rises[0] - 1]} to {counts[rises[0]]} at "
        f"{number(table.time[rises[0]])}. Retype the cell, or check that rows are not mixed up."
        if rises
        else f"The row starts with {counts[0]}, the arm has {arm.arm_input.n} patients."
    )
    arithmetic = f"n = {arm.arm_input.n}; " + ", ".join(map(str, counts)) + "."
    yield Check("F3", NOT_REPRODUCIBLE, title, what, arithmetic, place)


def _feasible_check(evidence: Evidence, arm: ArmResult, name: str, unit: str) -> Iterator[Check]:
    """(iii) n(next) <= n S(next)/S + 1: nobody comes back."""
    table = arm.arm_input.risk_table if arm.arm_input else None
    if table is None or table.time.size < 2 or arm.traced is None:
        return
    title = f"At risk against the curve of {name}"
    slack = READING_PX * evidence.survival_per_px
    shift = READING_PX * evidence.time_per_px
    before = arm.traced.at(table.time + shift)
    early = arm.traced.before(np.maximum(table.time - shift, 0.0))
    used = table.time <= arm.traced.end + shift
    worst, line = 0.0, "Every number at risk is within what the curve allows."
    index, arithmetic = None, ""
    for row in range(table.time.size - 1):
        if not used[row + 1] or before[row] <= slack:
            continue
        n, after = int(table.n_at_risk[row]), int(table.n_at_risk[row + 1])
        ratio = min((early[row + 1] + slack) / max(before[row] - slack, 1e-9), 1.0)
        excess = after - (n * ratio + 1 + COARSE_SHARE * after)
        if excess > max(worst, tolerances.ROUNDING):
            worst, index = excess, row + 1
            times = f"{number(table.time[row])} and {number(table.time[row + 1])}"
            line = (
                f"Between {times}{f' {unit}' if unit else ''} the table of {name} keeps "
                f"{math.ceil(excess)} more patient{'s' * (math.ceil(excess) != 1)} than the curve "
                "allows. Check these two cells and the curve between them."
            )
            most = n * ratio + 1
            arithmetic = f"{after} > {n} × {ratio:.4f} + 1 = {most:.1f} by more than 2 %."
    place = None if index is None else _cell(evidence, arm, float(table.time[index]))
    state = CONSISTENT if index is None else NOT_REPRODUCIBLE
    rule = arithmetic or "n(next) ≤ n × S(next)/S + 1 in every interval, 1.5 px allowed."
    yield Check("F4", state, title, line, rule, place)


def _cell(evidence: Evidence, arm: ArmResult, time: float) -> Place:
    """Return the document's risk-table cell of a table time."""
    for column, text in enumerate(evidence.document.risk_times):
        try:
            if text.strip() and parse_number(text) == time:
                return Place(PlaceKind.RISK_CELL, arm.arm_id, column)
        except InputError:
            continue
    return Place(PlaceKind.ARM, arm.arm_id)


def _table_check(evidence: Evidence, arm: ArmResult, name: str, unit: str) -> Iterator[Check]:
    """(iv) Reconstructed numbers at risk against the printed ones."""
    table = arm.arm_input.risk_table if arm.arm_input else None
    if table is None or arm.reconstruction is None:
        return
    title = f"At risk of {name} given back"
    counts_leavers = evidence.document.settings.has_leavers_at_risk
    rebuilt = number_at_risk(arm.reconstruction.patients, table.time, counts_leavers=counts_leavers)
    off = rebuilt - table.n_at_risk
    allowed = np.maximum(RISK_MISS, RISK_MISS_SHARE * table.n_at_risk)
    worst = int(np.argmax(np.abs(off) / allowed))
    listed = ", ".join(
        f"{number(t)}: {n} ({m})"
        for t, n, m in zip(table.time, table.n_at_risk, rebuilt, strict=True)
    )
    arithmetic = f"Printed (reconstructed) at {listed}; limit max({RISK_MISS}, 3 %)."
    place = Place(PlaceKind.ARM, arm.arm_id)
    if abs(off[worst]) <= allowed[worst]:
        most = int(np.abs(off).max())
        sentence = (
            "Every number at risk is given back."
            if not most
            else f"Numbers at risk are given back within {most} patient{'s' * (most != 1)}."
        )
        yield Check("F8", CONSISTENT, title, sentence, arithmetic, place)
        return
    after = f" {unit}" if unit else ""
    sentence = (
        f"At {number(table.time[worst])}{after} the table of {name} says "
        f"{table.n_at_risk[worst]}, the reconstruction gives {rebuilt[worst]}. Check that cell "
        "and the curve around it."
    )
    yield Check("F8", NOT_REPRODUCIBLE, title, sentence, arithmetic, place)


def _events_check(evidence: Evidence, arm: ArmResult, name: str) -> Iterator[Check]:
    """(v) Events implied by curve and table against the printed total."""
    printed = arm.arm_input.n_events if arm.arm_input else None
    if printed is None or arm.arm_input is None or arm.arm_input.risk_table is None:
        return
    count = evidence.events_without_total(arm.arm_id)
    if count is None:
        return
    limits = tolerances.events(printed)
    off = abs(count - printed)
    title = f"Total events of {name}"
    arithmetic = f"|{count} − {printed}| = {off}; limit max(4, 6 %) = {limits.close:.1f}."
    place = Place(PlaceKind.ARM, arm.arm_id, key="n_events")
    if off <= limits.close + tolerances.ROUNDING:
        sentence = f"Curve and table give {count} events, {printed} are printed."
        yield Check("F6", CONSISTENT, title, sentence, arithmetic, place)
        return
    sentence = (
        f"Curve and table of {name} give {count} events, {printed} are printed. Check that total, "
        "and that no row of the table is shifted by a column."
    )
    yield Check("F6", NOT_REPRODUCIBLE, title, sentence, arithmetic, place)


def _gap_check(evidence: Evidence, arm: ArmResult, name: str, unit: str) -> Iterator[Check]:
    """(vi) Largest vertical gap between the reconstructed curve and the points read."""
    if arm.reconstruction is None or arm.reading is None:
        return
    patients, reading = arm.reconstruction.patients, arm.reading
    curve, slack = survival_curve(patients), READING_PX * evidence.time_per_px
    top = curve.before(np.maximum(reading.time - slack, 0.0))
    bottom = curve.at(reading.time + slack)
    gap = np.maximum(np.maximum(reading.survival - top, bottom - reading.survival), 0.0)
    step = reading.survival / np.maximum(number_at_risk(patients, reading.time), 1)
    limit = GAP_PX * evidence.survival_per_px + step
    worst = int(np.argmax(gap - limit))
    title = f"Reconstructed curve of {name} against its trace"
    after = f" {unit}" if unit else ""
    where = f"{number(reading.time[worst], 1)}{after}"
    arithmetic = (
        f"Gap {gap[worst]:.4f} at {where}, 1.5 px allowed in time; 5 px "
        f"{limit[worst] - step[worst]:.4f} + one patient {step[worst]:.4f} = {limit[worst]:.4f}."
    )
    place = Place(PlaceKind.ARM, arm.arm_id)
    if gap[worst] <= limit[worst] + tolerances.ROUNDING:
        sentence = f"They differ by {100 * gap.max():.1f} points at most at the traced points."
        yield Check("F8", CONSISTENT, title, sentence, arithmetic, place)
        return
    sentence = (
        f"They part by {100 * gap[worst]:.1f} points at {where}. The numbers at risk and the "
        "curve cannot both be met there; check both."
    )
    yield Check("F8", NOT_REPRODUCIBLE, title, sentence, arithmetic, place)


def _mark_check(evidence: Evidence, arm: ArmResult, name: str) -> Iterator[Check]:
    """(vii) Censor marks counted against censorings implied: a mark hides none."""
    marks = arm.arm_input.censor_time if arm.arm_input else None
    if marks is None or not marks.size or arm.reconstruction is None:
        return
    implied, seen = arm.reconstruction.patients.n_censored, int(marks.size)
    title = f"Censor marks of {name}"
    arithmetic = f"{seen} marks, {implied} censored in the reconstruction."
    place = Place(PlaceKind.ARM, arm.arm_id)
    if seen <= implied:
        sentence = f"{seen} marks for {implied} censored patients; marks can cover each other."
        yield Check("F7", CONSISTENT, title, sentence, arithmetic, place)
        return
    sentence = (
        f"{seen} censor marks but only {implied} censored patients. Check the marks, "
        "the total of events and the last numbers at risk."
    )
    yield Check("F7", NOT_REPRODUCIBLE, title, sentence, arithmetic, place)


def _end_check(evidence: Evidence, arm: ArmResult, name: str, unit: str) -> Iterator[Check]:
    """(viii) The end of the curve against the last number at risk."""
    table = arm.arm_input.risk_table if arm.arm_input else None
    if table is None or arm.traced is None:
        return
    followed = np.flatnonzero(table.n_at_risk > 0)
    if not followed.size:
        return
    last = float(table.time[followed[-1]])
    n_last = int(table.n_at_risk[followed[-1]])
    after = f" {unit}" if unit else ""
    title = f"End of the curve of {name}"
    arithmetic = (
        f"Trace to {number(arm.traced.end, 2)}; last number above 0: {n_last} at {number(last)}."
    )
    place = Place(PlaceKind.ARM, arm.arm_id)
    alive = float(arm.traced.at(arm.traced.end)) > READING_PX * evidence.survival_per_px
    if arm.traced.end >= last - 2 * READING_PX * evidence.time_per_px or not alive:
        sentence = f"The curve reaches the last number at risk ({number(last)}{after})."
        yield Check("F9", CONSISTENT, title, sentence, arithmetic, place)
        return
    sentence = (
        f"The curve ends at {number(arm.traced.end, 1)}{after}; {n_last} "
        f"patient{'s are' if n_last != 1 else ' is'} listed at {number(last)}. "
        "Trace it to its end, or check the table times."
    )
    yield Check("F9", NOT_REPRODUCIBLE, title, sentence, arithmetic, place)


def _step_check(evidence: Evidence, arm: ArmResult, name: str, unit: str) -> Iterator[Check]:
    """(x) A visible drop is at least one of the patients printed before it."""
    if arm.arm_input is None or arm.traced is None or not arm.traced.time.size:
        return
    most = _most_at_risk(arm.arm_input, arm.traced.time)
    if most is None:
        return
    steps = arm.traced
    top = steps.before(steps.time)
    drop = top - steps.survival
    least = top / np.maximum(most, 1)
    slack = READING_PX * evidence.survival_per_px
    clear = drop > CLEAR_DROP_PX * evidence.survival_per_px
    alone = np.diff(steps.time, prepend=-np.inf, append=np.inf) > APART_PX * evidence.time_per_px
    short = np.flatnonzero(clear & alone[:-1] & alone[1:] & (drop < least - 2 * slack))
    title = f"Smallest drop of {name}"
    place = Place(PlaceKind.ARM, arm.arm_id)
    if not short.size:
        row = int(np.argmin(drop / np.maximum(least, 1e-9)))
        arithmetic = f"Smallest drop {drop[row]:.4f} where one patient is {least[row]:.4f}."
        sentence = "No clear drop is smaller than one patient."
        yield Check("F4", CONSISTENT, title, sentence, arithmetic, place)
        return
    row = int(short[np.argmax((least - drop)[short])])
    after = f" {unit}" if unit else ""
    sentence = (
        f"A drop of {drop[row]:.3f} at {number(steps.time[row], 1)}{after} is less than one of "
        f"{most[row]} patients ({least[row]:.3f}). Remove that point, or check the numbers at risk."
    )
    arithmetic = (
        f"{drop[row]:.4f} < {least[row]:.4f} − 3 px ({2 * slack:.4f}); "
        f"{short.size} such drop{'s' * (short.size != 1)}."
    )
    yield Check("F4", NOT_REPRODUCIBLE, title, sentence, arithmetic, place)


def _most_at_risk(known: ArmInput, time: FloatArray) -> IntArray | None:
    """Return the last printed number at risk before each time: nobody joins later."""
    if known.risk_table is None:
        return None if known.n is None else np.full(time.size, known.n, dtype=np.intp)
    table = known.risk_table
    row = np.searchsorted(table.time, time, side="left") - 1
    size = known.n if known.n is not None else int(table.n_at_risk[0])
    return np.asarray(np.where(row >= 0, table.n_at_risk[np.maximum(row, 0)], size), dtype=np.intp)


def _interval_events(evidence: Evidence) -> Iterator[Check]:
    """(ix) Events implied by the reported interval: at least 1/d1 + 1/d0 of variance."""
    values, _ = read_reported(evidence.document)
    names = {arm.id for arm in evidence.document.arms}
    for value in values:
        if value.source.kind is not ReportedKind.HAZARD_RATIO or not value.has_interval:
            continue
        assert value.low is not None
        assert value.high is not None
        reference = evidence.document.reference_arm
        other = value.source.comparator_id or (reference.id if reference else None)
        rest = [arm_id for arm_id in names if arm_id != other]
        arm_id = value.source.arm_id or (rest[0] if len(rest) == 1 else None)
        counts = [_event_count(evidence, one) for one in (arm_id, other)]
        if value.low.low <= 0 or any(not count for count in counts):
            continue
        yield _interval_check(value.low.low, value.high.high, value.level, counts, value.source.id)


def _event_count(evidence: Evidence, arm_id: str | None) -> int | None:
    arm = evidence.arm(arm_id)
    if arm is None or arm.reconstruction is None or arm.arm_input is None:
        return None
    return arm.arm_input.n_events or arm.reconstruction.patients.n_events


def _interval_check(
    low: float, high: float, level: float, counts: list[int | None], reported_id: str
) -> Check:
    from scipy.special import ndtri

    d1, d0 = (int(count or 0) for count in counts)
    widest = math.log(high / low) / (2 * float(ndtri(0.5 + level / 2)))
    least = math.sqrt(1 / d1 + 1 / d0)
    title = "Width of the reported interval against the events"
    arithmetic = (
        f"SE at most ln({high:.4g}/{low:.4g})/{2 * float(ndtri(0.5 + level / 2)):.3f} = "
        f"{widest:.4f}; {d1} and {d0} events allow no less than "
        f"sqrt(1/{d1} + 1/{d0}) = {least:.4f}."
    )
    place = Place(PlaceKind.REPORTED, key=reported_id)
    if widest >= 0.9 * least:
        implied = f"{4 / widest**2:.0f}"
        sentence = f"The interval is as wide as about {implied} events or fewer make it."
        return Check("T3", CONSISTENT, title, sentence, arithmetic, place)
    sentence = (
        f"The interval is narrower than {d1 + d0} events allow. Check its limits, its level and "
        "the events."
    )
    return Check("T3", NOT_REPRODUCIBLE, title, sentence, arithmetic, place)
