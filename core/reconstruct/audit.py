"""Which typed number the rest contradicts: one cell, a shifted row, swapped rows, the arm size."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..curve import ReadingKind
from ..errors import Finding, InputError, Place, PlaceKind, Severity
from .estimator import set_up
from .inputs import ArmInput, RiskTable
from .problem import Path, Problem, without_entry
from .solve import solve

# How much better the rest must fit together without a cell to name it, and than the next best;
# fitted on simulated trials so that a right table is suspected in one arm of fifty at most.
CELL_GAIN = {ReadingKind.EXACT: 20.0, ReadingKind.PIXELS: 30.0, ReadingKind.CLICKS: 14.0}
CELL_LEAD = 5.0
# A traced picture errs in stretches (a dense row of marks, a neighbour's line), so that what
# still misfits without the cell tells how far the misfit can be trusted at all.
REST_SHARE = {ReadingKind.EXACT: 0.0, ReadingKind.PIXELS: 0.25, ReadingKind.CLICKS: 0.0}
# The same for rows swapped between arms, and for a row shifted by a column. One to the left
# puts fewer at risk, so that fewer have their event at once: that alone looks more plausible
# the worse a crowded curve is read, and counts only beyond this share of what still misfits.
SWAP_GAIN = 16.0
# Rows of crowded curves, which misfit by hundreds, must gain this share of that at least.
SWAP_SHARE = 0.06
SHIFT_GAIN = 16.0
LEFT_SHARE = 0.5
# Arm sizes tried against the first drops of an exact curve; heights must tell whole patients
# apart by this share, and so many drops in a row must fit.
CLEAR_SHARE = 0.05
FIRST_DROPS = 6
FITTING_DROPS = 4


@dataclass(frozen=True, slots=True)
class Suspect:
    """A number that does not fit: its column, what is printed, what would fit, the gain."""

    column: int
    printed: int
    fits: int
    gain: float


def _indistinct(printed: int) -> float:
    """Return how far off a number may be and still say nothing: two patients, or 2 % of them."""
    return max(2.0, 0.02 * printed)


def audit_table(arm: ArmInput, *, counts_leavers: bool = True) -> tuple[Finding, ...]:
    """Name the table number without which everything else fits together far better.

    Decodes again leaving out one entry at a time. At most one cell is named.

    Raises
    ------
    InputError
        Where the arm's size is not known.
    """
    suspect = find_suspect(arm, counts_leavers=counts_leavers)
    if suspect is None or abs(suspect.printed - suspect.fits) <= _indistinct(suspect.printed):
        return ()
    assert arm.risk_table is not None
    at = arm.risk_table.time[suspect.column]
    message = (
        f"At {at:g} the table says {suspect.printed}; curve and other numbers speak for about "
        f"{suspect.fits}. Check this number against the figure."
    )
    place = Place(PlaceKind.RISK_CELL, index=suspect.column)
    return (Finding("R7", Severity.WARNING, message, place),)


def find_suspect(arm: ArmInput, *, counts_leavers: bool = True) -> Suspect | None:
    """Return the entry whose absence helps most, if it helps enough; None otherwise.

    Raises
    ------
    InputError
        Where the arm's size is not known.
    """
    if arm.risk_table is None:
        return None
    problem = set_up(arm, counts_leavers=counts_leavers)
    n_entries = problem.entries.time.size
    if n_entries < 2:
        return None
    whole = misfit(problem, solve(problem))
    enough = CELL_GAIN[problem.kind]
    if whole < enough:
        return None
    paths = [solve(_unlevelled(arm, problem, entry)) for entry in range(n_entries)]
    gains = np.array([whole - misfit(problem, path) for path in paths])
    order = np.argsort(-gains)
    best = int(order[0])
    enough += REST_SHARE[problem.kind] * (whole - float(gains[best]))
    if gains[best] < enough or gains[best] - gains[order[1]] < CELL_LEAD:
        return None
    column = int(problem.entries.column[best])
    at = float(problem.entries.time[best])
    return Suspect(
        column,
        int(arm.risk_table.n_at_risk[column]),
        _at_risk(paths[best], at, counts_leavers),
        float(gains[best]),
    )


def misfit(problem: Problem, path: Path) -> float:
    """Return how badly a path fits: its score with every patient missed counted."""
    return path.score + 2.0 * float(np.maximum(path.missed, 0).sum())


def check_rows(arms: Sequence[ArmInput], names: Sequence[str] = ()) -> tuple[Finding, ...]:
    """Say which two arms' rows of the table fit better the other way round.

    The arms' own sizes, where typed apart from the table, go with the rows.
    Without ``names`` the arms are counted from 1.
    """
    found = []
    called = list(names) or [f"arm {index + 1}" for index in range(len(arms))]
    for first in range(len(arms)):
        for second in range(first + 1, len(arms)):
            one, other = arms[first], arms[second]
            if one.risk_table is None or other.risk_table is None:
                continue
            now = _misfit_of(one) + _misfit_of(other)
            then = _misfit_of(_with_row_of(one, other)) + _misfit_of(_with_row_of(other, one))
            if now - then > max(SWAP_GAIN, SWAP_SHARE * then):
                message = (
                    f"The numbers at risk of {called[first]} and {called[second]} fit the curves "
                    "far better the other way round. Do the rows match the arms? Swap them if not."
                )
                found.append(Finding("R9", Severity.WARNING, message, Place(PlaceKind.ARM)))
    return tuple(found)


def check_shift(arm: ArmInput) -> tuple[Finding, ...]:
    """Say when a row of the table fits the curve far better one column to either side."""
    table = arm.risk_table
    if table is None or table.time.size < 4:
        return ()
    now = _misfit_of(arm)
    for step, word in ((1, "right"), (-1, "left")):
        moved = _shifted(arm, table, step)
        if moved is None:
            continue
        then = _misfit_of(moved)
        if now - then > SHIFT_GAIN + (LEFT_SHARE * then if step < 0 else 0.0):
            message = (
                f"The row of numbers at risk fits the curve far better one column to the {word}. "
                "Check which time each number stands under."
            )
            return (Finding("R7", Severity.WARNING, message, Place(PlaceKind.ARM)),)
    return ()


def check_arm_size(arm: ArmInput) -> tuple[Finding, ...]:
    """Say when an exactly read curve cannot come from the arm size given.

    Until somebody is censored every height is a whole number of n-ths; the
    first drops of a vector figure show which n that can be.

    Raises
    ------
    InputError
        Where the arm's size is not known.
    """
    problem = set_up(arm)
    drops = problem.drops
    if problem.kind is not ReadingKind.EXACT or drops.time.size < 3:
        return ()
    level, sigma = drops.level[:FIRST_DROPS], float(drops.sigma[0])
    largest = int(min(2 * problem.n + 50, CLEAR_SHARE / max(sigma, 1e-12)))
    sizes = np.arange(1, max(largest, problem.n) + 1)
    fits = np.abs(level[:, None] * sizes - np.rint(level[:, None] * sizes)) <= 2.0 * sigma * sizes
    fits &= np.rint((1.0 - level[:, None]) * sizes) >= 1
    leading = np.cumprod(fits, axis=0).sum(axis=0)
    best = int(np.argmax(np.where(sizes <= largest, leading, 0)))
    size = int(sizes[best])
    is_near = abs(size - problem.n) <= max(3, round(0.05 * problem.n))
    if problem.n > largest or leading[best] < FITTING_DROPS or is_near:
        return ()
    if leading[problem.n - 1] >= 2:
        return ()
    message = (
        f"The first {leading[best]} drops of the curve fit {size} patients, not {problem.n}. "
        "Check the arm size."
    )
    return (Finding("R4", Severity.WARNING, message, Place(PlaceKind.ARM)),)


def _unlevelled(arm: ArmInput, problem: Problem, entry: int) -> Problem:
    """Return the problem without an entry, the numbers after it as printed again."""
    assert arm.risk_table is not None
    left = without_entry(problem, entry)
    printed = arm.risk_table.n_at_risk[left.entries.column]
    number = np.minimum.accumulate(np.minimum(printed, problem.n))
    return replace(left, entries=replace(left.entries, number=number))


def _at_risk(path: Path, at: float, counts_leavers: bool) -> int:
    line = path.line
    gone = np.cumsum(path.n_censored + path.n_events)
    passed = np.searchsorted(line.time, at, side="left" if counts_leavers else "right")
    now = int(gone[passed - 1]) if passed else 0
    if passed < line.time.size:
        begin = float(line.time[passed - 1]) if passed else 0.0
        width = float(line.time[passed]) - begin
        share = (at - begin) / width if width > 0 else 0.0
        now += round(share * int(path.n_censored[passed]))
    return path.n_start - now


def _misfit_of(arm: ArmInput) -> float:
    try:
        problem = set_up(arm)
    except InputError:
        return np.inf
    return misfit(problem, solve(problem))


def _with_row_of(arm: ArmInput, other: ArmInput) -> ArmInput:
    return replace(arm, risk_table=other.risk_table, n=other.n)


def _shifted(arm: ArmInput, table: RiskTable, step: int) -> ArmInput | None:
    """Return the arm with its numbers moved by a column, the arm size where it was."""
    number = table.n_at_risk
    if step > 0:
        moved, time = number[1:-1], table.time[2:]
    else:
        moved, time = number[2:], table.time[1:-1]
    n = arm.n if arm.n is not None else int(number[0])
    if moved.size == 0 or np.any(moved > n):
        return None
    return replace(
        arm,
        n=n,
        risk_table=RiskTable(np.append(0.0, time), np.append(n, moved)),
    )
