"""Many patient sets that agree with everything known, to see how far it leaves them open.

Each draw reads the curve anew within its noise, lets censoring fall
differently within what table, marks or the curve say of it, decodes, meets
the total of events, and puts events anywhere in their stretches and the censored
anywhere in their gaps.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from ..arrays import FloatArray, IntArray
from ..curve import ReadingKind
from ..patients import PatientData
from .censoring import LEAST_SURVIVAL, Expectation, Marks, respread
from .ending import chance_of_last_event, hidden_at_end
from .estimator import set_up_arms
from .expect import expect
from .family import Candidates
from .inputs import ArmInput
from .pool import falling
from .problem import Path, Problem
from .run import run
from .solve import solve
from .timeline import JUMP, TABLE, Timeline, lay_out
from .total import meet_totals
from .write import write_patients

# How unevenly censoring may run inside a stretch between two table times (log scale).
TILT = 0.35
# Error of all heights of a picture together, in standard deviations of one.
COMMON_SHIFT = 0.5
# How far crowded marks may hide more or fewer patients than is expected (log scale).
CROWDING = 0.5
# The curve speaks less clearly for a course of censoring than its likelihood says.
FAMILY_POWER = 0.7
ATTEMPTS = 2


def draw_patients(
    arms: Sequence[ArmInput],
    n_draws: int,
    seed: int = 0,
    *,
    counts_leavers: bool = True,
    should_stop: Callable[[], bool] = lambda: False,
) -> list[tuple[PatientData, ...]]:
    """Draw patient sets of all arms that agree with what is known of them.

    Parameters
    ----------
    arms : sequence of ArmInput
        The arms of one trial: without numbers at risk they share the course of
        censoring of a draw.
    n_draws : int
    seed : int
        The same seed gives the same draws.
    should_stop : callable
        Polled between draws; what is drawn so far is returned.

    Returns
    -------
    list of tuple of PatientData
        One tuple a draw, with the patients of each arm in their order.

    Raises
    ------
    InputError
        Where an arm's size is not known.
    """
    known = [_possible(problem) for problem in set_up_arms(arms, counts_leavers=counts_leavers)]
    rng = np.random.default_rng(seed)
    draws = []
    for _ in range(n_draws):
        if should_stop():
            break
        choice = float(rng.random())
        draws.append(tuple(_draw(problem, path, choice, rng) for problem, path in known))
    return draws


def _possible(problem: Problem) -> tuple[Problem, Path]:
    """Return the problem and its most plausible path.

    Without a total of events that the reconstruction cannot meet either.
    """
    path = solve(problem)
    if problem.n_events is None or meet_totals(problem, path).total == problem.n_events:
        return problem, path
    free = replace(problem, n_events=None)
    return free, solve(free)


def _draw(problem: Problem, path: Path, choice: float, rng: np.random.Generator) -> PatientData:
    """Draw the patients of one arm; ``choice`` in [0, 1) picks the course of censoring.

    A draw that misses the total of events the reconstruction met is drawn anew.
    """
    for _ in range(ATTEMPTS):
        drawn = _attempt(problem, path, choice, rng)
        if problem.n_events is None or drawn.total == problem.n_events:
            break
    chance = chance_of_last_event(problem, drawn)
    if chance > 0:
        drawn = replace(drawn, n_last_events=int(rng.random() < chance))
    elif problem.n_events is None and problem.drops.hides_last_drop and drawn.n_left > 1:
        hidden = int(rng.poisson(hidden_at_end(problem, drawn)))
        drawn = replace(drawn, n_last_events=min(hidden, drawn.n_left))
    patients = write_patients(_moved(drawn, problem, rng), problem.n, problem.marks, rng)
    return (
        patients
        if problem.clock is None
        else problem.clock.outward(patients, problem.drops.lattice)
    )


def _attempt(problem: Problem, path: Path, choice: float, rng: np.random.Generator) -> Path:
    problem = _reread(problem, rng)
    if problem.family is not None:
        problem = replace(problem, family=_picked(problem.family, choice))
    line = lay_out(problem.drops, problem.entries, problem.n, counts_leavers=problem.counts_leavers)
    none_before_end = choice < 1.0 / (1.0 + np.exp(-path.log_odds_of_none))
    expectation = expect(problem, line, none_before_end=none_before_end)
    expectation = _scattered(line, expectation, problem.n, problem.marks, problem.n_events, rng)
    drawn = run(problem, line, expectation, fast=True)
    drawn = replace(drawn, none_before_end=none_before_end)
    return meet_totals(problem, drawn, fast=True)


def _reread(problem: Problem, rng: np.random.Generator) -> Problem:
    """Return the problem with every height read again within its noise."""
    drops = problem.drops
    if problem.kind is ReadingKind.EXACT or drops.level.size == 0:
        return problem
    noise = rng.normal(0.0, 1.0, drops.level.size) * drops.sigma
    if problem.kind is ReadingKind.PIXELS:
        # The rows of a picture begin anywhere in a pixel, for the whole curve.
        noise += rng.normal(0.0, COMMON_SHIFT) * drops.sigma
    level = np.clip(drops.level + noise, 0.0, 1.0)
    level = np.where(drops.level <= 0.0, 0.0, np.maximum(level, 1e-9))
    level, _ = falling(level, np.ones(level.size))
    drops = replace(drops, level=np.minimum(level, 1.0))
    # Read again, heights lie anywhere around those of rows.
    return replace(problem, drops=drops, marks=_remarked(problem, rng), is_rounded=False)


def _remarked(problem: Problem, rng: np.random.Generator) -> Marks | None:
    """Return the marks read again within the noise of their times, none past a table time."""
    marks, slack = problem.marks, problem.drops.slack
    if marks is None or slack <= 0 or problem.drops.lattice > 0:
        return marks
    at = np.clip(marks.time + rng.normal(0.0, slack / 3.0, marks.time.size), 0.0, None)
    at = np.minimum(at, np.nextafter(problem.drops.end, 0.0))
    entries = problem.entries.time
    stays = np.searchsorted(entries, at, "right") == np.searchsorted(entries, marks.time, "right")
    time = np.where(stays, at, marks.time)
    order = np.argsort(time, kind="stable")
    return replace(marks, time=time[order], hidden=marks.hidden[order])


def _picked(family: Candidates, choice: float) -> Candidates:
    """Return the family narrowed to one member, picked by its weight."""
    weight = np.exp(FAMILY_POWER * (family.log_weight - family.log_weight.max()))
    member = int(np.searchsorted(np.cumsum(weight) / weight.sum(), choice, side="right"))
    return family.only(min(member, weight.size - 1))


def _scattered(
    line: Timeline,
    expectation: Expectation,
    n: int,
    marks: Marks | None,
    n_events: int | None,
    rng: np.random.Generator,
) -> Expectation:
    """Return expected censorings spread anew inside each block, its loss of X kept."""
    hidden = expectation.expected
    is_entry = line.kind == TABLE
    block = np.cumsum(is_entry) - is_entry
    n_blocks = int(block[-1]) + 1
    edges = np.concatenate(([0.0], line.time[is_entry], [line.end]))[: n_blocks + 1]
    length = np.maximum(np.diff(edges), 1e-300)
    place = (line.time - edges[:-1][block]) / length[block] - 0.5
    tilt = np.exp(rng.normal(0.0, TILT, n_blocks)[block] * place * 2.0)
    # Nobody knows better than by single patients how many leave in a gap.
    spread = rng.gamma(np.maximum(hidden, 1e-3)) * tilt
    height = np.maximum(line.before, LEAST_SURVIVAL)
    kept = np.bincount(block, weights=hidden / height, minlength=n_blocks)
    now = np.bincount(block, weights=spread / height, minlength=n_blocks)
    drawn = spread * (kept / np.maximum(now, 1e-300))[block]
    drawn = np.where(kept[block] > 0, drawn, 0.0)
    if n_events is None and n_blocks == 1 and marks is not None:
        # Only crowding tells how many the marks hide.
        drawn *= float(np.exp(rng.normal(0.0, CROWDING)))
    if n_events is not None and n_blocks == 1:
        drawn *= _share_for_total(line, drawn / height, expectation.visible / height, n, n_events)
    return respread(line, expectation, drawn, n, marks)


def _share_for_total(
    line: Timeline, hidden: FloatArray, visible: FloatArray, n: int, n_events: int
) -> float:
    """Return how many times the hidden losses of X leave the total of events expected."""
    fall = np.where(line.kind == JUMP, line.before - line.level, 0.0)
    surplus = float((n - np.cumsum(visible)) @ fall) - n_events
    return max(surplus, 0.0) / max(float(np.cumsum(hidden) @ fall), 1e-9)


def _moved(path: Path, problem: Problem, rng: np.random.Generator) -> Path:
    """Return the path with its drops moved within the noise of their times."""
    slack = problem.drops.slack / 3.0
    if slack <= 0 or problem.drops.lattice > 0:
        return path
    line = path.line
    jump = line.kind == JUMP
    shift = np.where(jump, rng.normal(0.0, slack, line.time.size), 0.0)
    entries = np.concatenate(([0.0], problem.entries.time, [line.end]))
    block = np.cumsum(line.kind == TABLE)
    low, high = _bounds(entries, block)
    time = np.where(jump, np.clip(line.time + shift, low, high), line.time)
    time = np.maximum.accumulate(time)
    finish = np.where(jump, np.clip(line.finish + shift, low, high), line.finish)
    finish = np.maximum(finish, time)
    start = np.minimum(line.start, time)
    return replace(path, line=replace(line, time=time, start=start, finish=finish))


def _bounds(entries: FloatArray, block: IntArray) -> tuple[FloatArray, FloatArray]:
    low = entries[:-1][np.minimum(block, entries.size - 2)]
    high = entries[1:][np.minimum(block, entries.size - 2)]
    return low, np.nextafter(high, -np.inf)
