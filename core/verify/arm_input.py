"""What is known of one arm, put together: the curve read and the counts printed with it."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from ..arrays import FloatArray
from ..curve import CurveReading
from ..errors import Finding, Place, PlaceKind, Severity
from ..model.document import Arm
from ..reconstruct.inputs import ArmInput, RiskTable
from .risk_table import PrintedCounts, read_counts
from .wording import number

# A drop is surely visible when it is this many standard deviations of a reading tall.
CLEAR_DROP_SD: Final = 3.0
# A time is surely after another when it is this many standard deviations later.
CLEAR_TIME_SD: Final = 3.0
# Table times may pass the last tick by this share before the unit is doubted.
BEYOND_AXIS: Final = 1.05


@dataclass(frozen=True, slots=True, eq=False)
class ArmReading:
    """An arm ready to reconstruct; ``columns`` leads table entries to document columns."""

    arm_input: ArmInput
    columns: tuple[int, ...]
    n_at_zero: int | None
    findings: tuple[Finding, ...]


def read_arm(
    arm: Arm,
    risk_times: tuple[str, ...],
    reading: CurveReading,
    censor_time: FloatArray | None,
    *,
    last_tick: float,
    unit: str = "",
) -> ArmReading:
    """Put together what an arm's texts and its curve say, leaving out what cannot be.

    Parameters
    ----------
    arm : Arm
    risk_times : tuple of str
        Table times as typed.
    reading : CurveReading
    censor_time : ndarray, shape (n_marks,), or None
        Times of visible censor marks.
    last_tick : float
        Largest value set on the time axis.
    unit : str
        Time unit for the sentences.
    """
    counts = read_counts(arm, risk_times, unit)
    findings = [*counts.findings, *_beyond_axis(arm, counts, last_tick, unit)]
    table, columns = _without_early_zeros(arm, counts, reading, unit, findings)
    n_events = _enough_events(arm, counts, reading, findings)
    return ArmReading(
        ArmInput(reading, counts.n, table, n_events, None, censor_time),
        columns,
        counts.n_at_zero,
        tuple(findings),
    )


def _beyond_axis(arm: Arm, counts: PrintedCounts, last_tick: float, unit: str) -> list[Finding]:
    if counts.table is None or not counts.table.time[-1] > BEYOND_AXIS * last_tick > 0:
        return []
    message = (
        f"Table time {number(counts.table.time[-1])} is beyond the time axis "
        f"({number(last_tick)}{f' {unit}' if unit else ''}). Check that both have one unit."
    )
    place = Place(PlaceKind.RISK_TIME, index=counts.columns[-1])
    return [Finding("R8", Severity.WARNING, message, place)]


def _without_early_zeros(
    arm: Arm,
    counts: PrintedCounts,
    reading: CurveReading,
    unit: str,
    findings: list[Finding],
) -> tuple[RiskTable | None, tuple[int, ...]]:
    """Leave out cells that say 0 before the curve drops for the last time."""
    table = counts.table
    steps = reading.steps().time
    if table is None or not steps.size:
        return table, counts.columns
    early = table.time < steps[-1] - CLEAR_TIME_SD * reading.time_noise
    wrong = np.flatnonzero((table.n_at_risk == 0) & early)
    if not wrong.size:
        return table, counts.columns
    after = f" {unit}" if unit else ""
    for row in wrong:
        message = (
            f"0 at risk at {number(table.time[row])}{after} in {arm.name}, but its curve still "
            f"drops at {number(steps[-1])}{after}. Retype the cell; it is not used."
        )
        place = Place(PlaceKind.RISK_CELL, arm.id, counts.columns[row])
        findings.append(Finding("R14", Severity.BLOCK, message, place))
    return _rows(table, counts.columns, np.setdiff1d(np.arange(table.time.size), wrong))


def _rows(
    table: RiskTable, columns: tuple[int, ...], rows: np.ndarray
) -> tuple[RiskTable | None, tuple[int, ...]]:
    if not rows.size:
        return None, ()
    censored = None if table.n_censored is None else table.n_censored[rows]
    kept = RiskTable(table.time[rows], table.n_at_risk[rows], censored)
    return kept, tuple(columns[row] for row in rows)


def _enough_events(
    arm: Arm, counts: PrintedCounts, reading: CurveReading, findings: list[Finding]
) -> int | None:
    """Return the printed total unless the curve shows more drops than that."""
    if counts.n_events is None:
        return None
    steps = reading.steps()
    drops = -np.diff(np.append(1.0, steps.survival))
    n_clear = int(np.count_nonzero(drops > CLEAR_DROP_SD * reading.survival_noise + 1e-9))
    if n_clear <= counts.n_events:
        return counts.n_events
    message = (
        f"The curve of {arm.name} has at least {n_clear} drops, its total says {counts.n_events} "
        "events. Check both; the total is not used."
    )
    place = Place(PlaceKind.ARM, arm.id, key="n_events")
    findings.append(Finding("R15", Severity.BLOCK, message, place))
    return None


def without_total(arm: ArmInput) -> ArmInput:
    """Return the same arm as if no total of events were printed."""
    return replace(arm, n_events=None)
