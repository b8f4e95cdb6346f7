"""The lists Guyot's algorithm works on, and which of its decisions touched a result.

The numbers of the decisions are those of `guyot`; each is a finding's code after ``G``.
"""

from dataclasses import dataclass, field

import numpy as np

from ..errors import Finding, Place, PlaceKind, Severity
from ..patients import PatientData
from .fit import fit_quality
from .inputs import ArmInput

# Rounds of an interval after which the smallest mismatch is kept (decision 5).
MAX_ROUNDS = 500


@dataclass(slots=True)
class Work:
    """The lists of the published algorithm while it runs, one entry per curve point.

    ``first[i]`` is the first point of risk interval i, ``n_table[i]`` its
    number, ``column[i]`` its position in the table from zero, ``anchor[i]``
    the last point with events before it; ``n_events_cut`` and
    ``n_censored_cut`` count whom the arm had no patients for.
    """

    time: list[float]
    survival: list[float]
    first: list[int]
    n_table: list[int]
    column: list[int]
    n_arm: int = 0
    n_censored: list[int] = field(default_factory=list)
    events: list[int] = field(default_factory=list)
    censored: list[int] = field(default_factory=list)
    at_risk: list[int] = field(default_factory=list)
    fitted: list[float] = field(default_factory=list)
    anchor: list[int] = field(default_factory=list)
    unfinished: list[int] = field(default_factory=list)
    negative: bool = False
    n_events_cut: int = 0
    n_censored_cut: int = 0

    def __post_init__(self) -> None:
        n_points, n_intervals = len(self.time), len(self.first)
        self.n_arm = self.n_table[0]
        self.n_censored = [0] * n_intervals
        self.events = [0] * n_points
        self.censored = [0] * n_points
        self.at_risk = [self.n_arm] * (n_points + 1)
        self.fitted = [1.0] * n_points
        self.anchor = [0] * n_intervals


def findings_of(
    work: Work,
    arm: ArmInput,
    table_time: list[float],
    table_index: list[int | None],
    patients: PatientData,
    total: int | None,
) -> tuple[Finding, ...]:
    """Return one finding for every decision that touched the result."""
    found = _intervals_left_out(work, arm, table_time, table_index)
    found += _intervals_unfinished(work, table_time, table_index)
    found += _lonely_last_point(work, table_time, table_index)
    found += _too_many_leavers(work)
    if arm.risk_table is None or len(table_time) == 1:
        message = (
            "Without numbers at risk nobody is taken to leave before the end, which makes the "
            "intervals too narrow; type the numbers at risk if the figure has them."
        )
        found.append(Finding("G8", Severity.WARNING, message, Place(PlaceKind.ARM)))
    found += _missed_numbers(arm, patients)
    if total is not None and patients.n_events != total:
        message = (
            f"The reconstruction has {patients.n_events} events where {total} are reported; "
            "Guyot's algorithm adjusts the last interval only."
        )
        found.append(Finding("G7", Severity.WARNING, message, Place(PlaceKind.ARM)))
    return tuple(found)


def _intervals_left_out(
    work: Work, arm: ArmInput, table_time: list[float], table_index: list[int | None]
) -> list[Finding]:
    """Decision 12: table times without a point up to the next one."""
    found = []
    for column in sorted(set(range(len(table_time))) - set(work.column)):
        index = table_index[column]
        if arm.risk_table is not None and index is not None and not arm.risk_table.n_at_risk[index]:
            continue  # nobody is left: there is nothing to use
        message = (
            f"No point of the curve lies between {table_time[column]:g} and the next table "
            "time, so the number at risk there is not used; add a point there to use it."
        )
        place = Place(PlaceKind.RISK_CELL, index=index)
        found.append(Finding("G12", Severity.NOTE, message, place))
    return found


def _intervals_unfinished(
    work: Work, table_time: list[float], table_index: list[int | None]
) -> list[Finding]:
    """Decision 5: intervals that never come to rest."""
    found = []
    for interval in work.unfinished:
        column = work.column[interval]
        message = (
            f"From {table_time[column]:g} on the algorithm went in circles and was stopped after "
            f"{MAX_ROUNDS} rounds at its smallest mismatch; check the numbers around it."
        )
        place = Place(PlaceKind.RISK_CELL, index=table_index[column])
        found.append(Finding("G5", Severity.WARNING, message, place))
    return found


def _lonely_last_point(
    work: Work, table_time: list[float], table_index: list[int | None]
) -> list[Finding]:
    """Decision 4: a last interval of one point."""
    if len(work.first) < 2 or work.first[-1] != len(work.time) - 1:
        return []
    column = work.column[-1]
    message = (
        f"Only one point lies after {table_time[column]:g}, so nobody is censored "
        "between there and the end."
    )
    place = Place(PlaceKind.RISK_CELL, index=table_index[column])
    return [Finding("G4", Severity.NOTE, message, place)]


def _too_many_leavers(work: Work) -> list[Finding]:
    """Decisions 10 and 13: more leavers than patients, along the curve or in all."""
    found = []
    if work.negative:
        message = (
            "More patients leave than are at risk somewhere along the curve; censorings gave "
            "way. Check the curve against the numbers at risk."
        )
        found.append(Finding("G10", Severity.WARNING, message, Place(PlaceKind.ARM)))
    cut = [
        f"{count} {word}{'s' if count > 1 else ''}"
        for count, word in ((work.n_events_cut, "event"), (work.n_censored_cut, "censoring"))
        if count
    ]
    if cut:
        message = (
            f"{' and '.join(cut)} more than the {work.n_arm} patients of the arm allow were left "
            "out. Check the arm size and the numbers at risk."
        )
        found.append(Finding("G13", Severity.WARNING, message, Place(PlaceKind.ARM)))
    return found


def _missed_numbers(arm: ArmInput, patients: PatientData) -> list[Finding]:
    """Name every printed number at risk the patients do not give back."""
    if arm.risk_table is None:
        return []
    difference = fit_quality(patients, arm).risk_table_difference
    found = []
    for column in np.flatnonzero(difference).tolist():
        printed = int(arm.risk_table.n_at_risk[column])
        found.append(
            Finding(
                "G6",
                Severity.WARNING,
                f"At {arm.risk_table.time[column]:g} the table says {printed}, the reconstruction "
                f"gives {printed + int(difference[column])}.",
                Place(PlaceKind.RISK_CELL, index=column),
            )
        )
    return found
