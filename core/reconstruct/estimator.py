"""The program's own reconstruction: all that is known about an arm, met together."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ..arrays import FloatArray
from ..curve import ReadingKind
from ..errors import InputError, Place, PlaceKind
from .censoring import read_marks
from .clock import Clock
from .family import weigh
from .fit import fit_quality
from .inputs import ArmInput, Reconstruction
from .lattice import lattice_of
from .prepare import prepare
from .problem import Problem
from .report import findings_of
from .solve import solve
from .timeline import Entries
from .total import meet_totals
from .write import write_patients

METHOD = "KMTrace"
# So many drops of one arm show the unit of its times, if there is one to see.
ENOUGH_TIMES = 40
# Spacings that differ by no more than this share are one.
SAME_SPACING = 0.01


def reconstruct_kmtrace(arm: ArmInput, *, counts_leavers: bool = True) -> Reconstruction:
    """Reconstruct the patients of one arm from everything known about it.

    Parameters
    ----------
    arm : ArmInput
    counts_leavers : bool
        Numbers at risk count those who leave at that very time, as tables
        under figures usually do.

    Raises
    ------
    InputError
        When neither an arm size nor a number at time 0 is known, or it is 0.
    """
    return reconstruct_arms([arm], counts_leavers=counts_leavers)[0]


def reconstruct_arms(
    arms: Sequence[ArmInput], *, counts_leavers: bool = True, at_once: bool = False
) -> list[Reconstruction]:
    """Reconstruct the arms of one trial, which share their course of accrual.

    Parameters
    ----------
    arms : sequence of ArmInput
    counts_leavers : bool
        As for `reconstruct_kmtrace`.
    at_once : bool
        For a window that follows the pointer: see `solve`.

    Returns
    -------
    list of Reconstruction
        One an arm, in their order.

    Raises
    ------
    InputError
        When the size of an arm is not known, or it is 0.
    """
    problems = set_up_arms(arms, counts_leavers=counts_leavers)
    return [
        _finish(arm, problem, at_once=at_once) for arm, problem in zip(arms, problems, strict=True)
    ]


def warm_up() -> None:
    """Compile what will be needed, so that the first reconstruction does not pause."""
    from ..curve import CurveReading

    reading = CurveReading(
        np.array([0.0, 1.0, 2.0]), np.array([1.0, 0.5, 0.25]), ReadingKind.PIXELS, 0.1, 0.01, 3.0
    )
    reconstruct_kmtrace(ArmInput(reading, n=4))


def set_up_arms(arms: Sequence[ArmInput], *, counts_leavers: bool = True) -> list[Problem]:
    """Return the problems of the arms of one trial, which share what its figure shows of all.

    That is the unit in which times were recorded and, without numbers at risk,
    the course of censoring. InputError where an arm's size is not known.
    """
    problems = [set_up(arm, counts_leavers=counts_leavers) for arm in arms]
    lattice = _common_lattice(arms, problems)
    if lattice > 0:
        problems = [
            set_up(arm, counts_leavers=counts_leavers, lattice=lattice)
            if own == 0 or 1e-9 < abs(own / lattice - 1.0) <= SAME_SPACING
            else problem
            for arm, problem, own in zip(arms, problems, _lattices(problems), strict=True)
        ]
    return share_family(problems)


def _lattices(problems: Sequence[Problem]) -> list[float]:
    """Return the spacing of each arm's recorded times in the figure's unit, 0 for none."""
    return [
        problem.drops.lattice * (1.0 if problem.clock is None else problem.clock.unit)
        for problem in problems
    ]


def _common_lattice(arms: Sequence[ArmInput], problems: Sequence[Problem]) -> float:
    """Return the spacing of recorded times one arm shows, or all together; 0 for none.

    Of spacings that differ by their noise only it is the mean, so that patients of
    different arms who had their event on one day have it at one time.
    """
    units = [1.0 if problem.clock is None else problem.clock.unit for problem in problems]
    pairs = list(zip(problems, units, strict=True))
    found = np.array([lattice for lattice in _lattices(problems) if lattice > 0])
    if found.size:
        least = float(found.min())
        return float(np.mean(found[found - least <= SAME_SPACING * least]))
    noise = max((arm.reading.time_noise for arm in arms), default=0.0)
    if noise <= 0:
        return 0.0
    times = [_recorded_times(problem) * unit for problem, unit in pairs]
    if max(one.size for one in times) >= ENOUGH_TIMES:
        return 0.0
    entries = problems[0].entries.time * units[0]
    return lattice_of(np.sort(np.concatenate(times)), noise, entries)


def _recorded_times(problem: Problem) -> FloatArray:
    """Return when patients are seen to leave: falls clear of the noise, and censor marks."""
    falls = problem.drops.clear_times()
    return falls if problem.marks is None else np.concatenate((falls, problem.marks.time))


def set_up(arm: ArmInput, *, counts_leavers: bool = True, lattice: float = 0.0) -> Problem:
    """Return the problem this arm poses; InputError where its size is not known.

    ``lattice`` is the spacing of recorded times that other arms show, 0 for none.
    """
    n = arm_size(arm)
    clock = Clock.of(arm)
    arm = clock.inward(arm)
    drops = prepare(arm, n, lattice / clock.unit)
    entries = _entries(arm, drops.end, n)
    marks = read_marks(arm.censor_time, drops, arm.reading.kind, entries.time)
    family = None
    if entries.time.size == 0 and marks is None:
        family = weigh(drops, arm.reading.kind, n, arm.n_events)
    return Problem(
        n=n,
        kind=arm.reading.kind,
        drops=drops,
        entries=entries,
        n_events=arm.n_events,
        marks=marks,
        family=family,
        counts_leavers=counts_leavers,
        clock=clock,
        is_rounded=arm.reading.kind is ReadingKind.PIXELS,
    )


def share_family(problems: Sequence[Problem]) -> list[Problem]:
    """Let the arms without numbers at risk weigh the courses of censoring together."""
    members = [problem for problem in problems if problem.family is not None]
    if len(members) < 2:
        return list(problems)
    total = np.sum([problem.family.log_weight for problem in members if problem.family], axis=0)
    return [
        replace(problem, family=replace(problem.family, log_weight=total))
        if problem.family is not None
        else problem
        for problem in problems
    ]


def arm_size(arm: ArmInput) -> int:
    """Return the number of patients at time 0; InputError where it is missing or 0."""
    table = arm.risk_table
    n = arm.n
    if table is not None and table.time.size and table.time[0] <= 0:
        n = int(table.n_at_risk[0])
    if n is None:
        raise InputError(
            "The number of patients at time 0 is missing: type the arm size n, "
            "or the numbers at risk beginning at time 0.",
            code="R3",
            place=Place(PlaceKind.ARM),
        )
    if n < 1:
        raise InputError(
            "An arm of no patients cannot be reconstructed: type the arm size n.",
            code="R17",
            place=Place(PlaceKind.ARM),
        )
    return n


def _entries(arm: ArmInput, end: float, n: int) -> Entries:
    """Return the table numbers that bind: after 0, within follow-up, before the first zero."""
    table = arm.risk_table
    if table is None:
        return Entries(np.zeros(0), np.zeros(0, dtype=np.intp), None, np.zeros(0, dtype=np.intp))
    use = (table.time > 0) & (table.time <= end) & (table.n_at_risk > 0)
    column = np.flatnonzero(use)
    number = np.minimum.accumulate(np.minimum(table.n_at_risk[column], n))
    censored = None if table.n_censored is None else table.n_censored[column]
    return Entries(table.time[column], number, censored, column)


def _finish(arm: ArmInput, problem: Problem, *, at_once: bool) -> Reconstruction:
    path = meet_totals(problem, solve(problem, at_once=at_once))
    patients = write_patients(path, problem.n, problem.marks)
    if problem.clock is not None:
        patients = problem.clock.outward(patients, problem.drops.lattice)
    findings = findings_of(arm, problem, path, patients)
    fit = fit_quality(patients, arm, counts_leavers=problem.counts_leavers)
    return Reconstruction(patients, METHOD, fit, findings)
