"""Checks of the figure against itself: axes, curve, numbers at risk, reconstruction.

The letters are those of the catalogue of checks; they see what headline
agreement cannot, such as an axis in weeks that leaves the hazard ratio as it is.
"""

import math
from collections.abc import Iterator
from typing import Final

import numpy as np

from ..arrays import FloatArray, IntArray
from ..curve import ReadingKind
from ..errors import Place, PlaceKind
from ..model.document import Axis, ReportedKind
from ..patients import number_at_risk
from ..reconstruct.fit import survival_curve
from ..reconstruct.inputs import ArmInput
from ..results import ArmResult, Check, CheckState
from . import tolerances
from .evidence import Evidence
from .reported import read_reported
from .reported_checks import check_reported
from .table_checks import end_check, table_checks
from .tolerances import READING_PX
from .wording import number, short_unit

CONSISTENT: Final = CheckState.CONSISTENT
NOT_REPRODUCIBLE: Final = CheckState.NOT_REPRODUCIBLE
IMPOSSIBLE: Final = CheckState.IMPOSSIBLE
NOT_COMPARABLE: Final = CheckState.NOT_COMPARABLE

TICK_PX: Final = 2.5  # 2.5 standard deviations of a click
GAP_PX: Final = 5.0  # largest gap between trace and reconstruction, beside one patient
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
    yield from table_checks(evidence, arm, name, unit)
    yield from _events_check(evidence, arm, name)
    yield from _gap_check(evidence, arm, name, unit)
    yield from _mark_check(evidence, arm, name)
    yield from end_check(evidence, arm, name, unit)
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
        sentence = f"All {len(rows)} ticks fit one scale within {size:.1f} px."
        if not good:
            sentence = _misfit_words(
                [points[row].value.strip() for row in rows], points[worst].value.strip(), size
            )
        place = Place(PlaceKind.AXIS_POINT, index=worst)
        state = CONSISTENT if good else NOT_REPRODUCIBLE
        arithmetic = f"Residuals {listed}; limit {TICK_PX} px."
        yield Check("F1", state, title, sentence, arithmetic, place)


def _misfit_words(values: list[str], worst: str, size: float) -> str:
    """Say which tick does not fit; of three each could be the one."""
    if len(values) == 3:
        listed = f"{values[0]}, {values[1]} and {values[2]}"
        return (
            f"Ticks {listed} do not lie on one scale, by {size:.0f} px. Check their values, or "
            "mark the axis as not linear."
        )
    return (
        f"Tick {worst} lies {size:.0f} px off the scale of the others. Check its value, or mark "
        "the axis as not linear."
    )


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
    if arm.reading is not None and arm.reading.kind is not ReadingKind.CLICKS:
        # A line that was followed is a list of drops: this one is its first.
        sentence = f"The curve falls to {100 * highest:.1f} % at once."
        return Check("F2", CONSISTENT, title, sentence, arithmetic, place)
    sentence = (
        f"The curve of {name} starts at {100 * highest:.1f} %. Check the survival ticks, "
        "or add the start of the curve."
    )
    return Check("F2", NOT_REPRODUCIBLE, title, sentence, arithmetic, place)


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
