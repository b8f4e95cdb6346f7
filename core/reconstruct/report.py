"""What a reconstruction says beside its patients: what could not be met, and by how much."""

import numpy as np

from ..errors import Finding, Place, PlaceKind, Severity
from ..patients import PatientData
from .fit import fit_quality
from .inputs import ArmInput
from .problem import Path, Problem


def findings_of(
    arm: ArmInput, problem: Problem, path: Path, patients: PatientData
) -> tuple[Finding, ...]:
    """Return every contradiction between trace, table and totals, and what is not known.

    Places count the entries of ``arm.risk_table`` from 0 and carry no arm id.
    """
    found = _rising(arm)
    found += _missed_numbers(arm, problem, patients)
    if problem.n_events is not None and patients.n_events != problem.n_events:
        found.append(_missed_total(problem, path, patients))
    found += _not_identified(problem)
    return tuple(found)


def _rising(arm: ArmInput) -> list[Finding]:
    """Name every number at risk above the one before it."""
    table = arm.risk_table
    if table is None:
        return []
    found = []
    for column in np.flatnonzero(np.diff(table.n_at_risk) > 0).tolist():
        found.append(
            Finding(
                "R1",
                Severity.WARNING,
                f"At risk rises from {table.n_at_risk[column]} ({table.time[column]:g}) to "
                f"{table.n_at_risk[column + 1]} ({table.time[column + 1]:g}); the larger number is "
                "not used. Check for a typing or row mix-up; where patients entered late this "
                "method does not apply.",
                Place(PlaceKind.RISK_CELL, index=column + 1),
            )
        )
    return found


def _missed_numbers(arm: ArmInput, problem: Problem, patients: PatientData) -> list[Finding]:
    """Name every printed number at risk the patients do not give back."""
    table = arm.risk_table
    if table is None:
        return []
    fit = fit_quality(patients, arm, counts_leavers=problem.counts_leavers)
    difference = fit.risk_table_difference
    found = []
    for column in np.flatnonzero(difference).tolist():
        printed = int(table.n_at_risk[column])
        fits = printed + int(difference[column])
        found.append(
            Finding(
                "R18",
                Severity.WARNING,
                f"At {table.time[column]:g} the table says {printed}, but curve and other numbers "
                f"allow {fits} at the nearest: check this number and the curve before it.",
                Place(PlaceKind.RISK_CELL, index=column),
            )
        )
    return found


def _missed_total(problem: Problem, path: Path, patients: PatientData) -> Finding:
    """Say by how much the printed total cannot be met, and which total would fit."""
    assert problem.n_events is not None
    off = problem.n_events - patients.n_events
    word = "more" if off > 0 else "fewer"
    with_table = " and the numbers at risk" if problem.entries.time.size else ""
    return Finding(
        "R15",
        Severity.WARNING,
        f"{problem.n_events} events are reported, {abs(off)} {word} than the curve{with_table} "
        f"allow within the reading noise; {patients.n_events} would fit. The curve is kept: check "
        "the total, the arm size and the trace.",
        Place(PlaceKind.ARM),
    )


def _not_identified(problem: Problem) -> list[Finding]:
    """Say where the course of censoring rests on the curve alone."""
    if problem.entries.time.size or problem.marks is not None:
        return []
    if problem.n_events is None:
        message = (
            "Without numbers at risk or a total of events the number of events and the intervals "
            "are uncertain; type either if the paper gives it."
        )
    else:
        message = (
            "Without numbers at risk the course of censoring is taken from the total of events and "
            "the curve; type the numbers at risk if the figure has them."
        )
    return [Finding("R16", Severity.WARNING, message, Place(PlaceKind.ARM))]
