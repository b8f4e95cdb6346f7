"""How many patients are expected to leave in each gap, from the best source there is."""

import numpy as np

from ..arrays import FloatArray
from .censoring import Expectation, expect_by_family, expect_by_marks, expect_by_table
from .family import average_course
from .problem import Problem
from .timeline import JUMP, Timeline


def expect(problem: Problem, line: Timeline, *, none_before_end: bool = False) -> Expectation:
    """Return the censorings expected from the best source there is: table, marks, the family.

    Parameters
    ----------
    problem : Problem
    line : Timeline
        Of that problem; its gaps are those of the result.
    none_before_end : bool
        After the last number at risk nobody leaves before the end.
    """
    if problem.entries.time.size:
        return expect_by_table(
            line,
            problem.n,
            problem.marks,
            problem.entries,
            n_events=problem.n_events,
            none_before_end=none_before_end,
        )
    if problem.marks is not None:
        return expect_by_marks(line, problem.n, problem.marks, _hidden_factor(problem, line))
    assert problem.family is not None, "without table and marks the family is weighed"
    left = average_course(
        problem.family,
        problem.family.log_weight,
        problem.drops,
        problem.n,
        problem.n_events,
        line.time,
    )
    return expect_by_family(line, problem.n, left)


def _hidden_factor(problem: Problem, line: Timeline) -> float:
    """Return how many times the crowding's hidden patients fit the printed total of events."""
    assert problem.marks is not None
    if problem.n_events is None:
        return 1.0
    fall = np.where(line.kind == JUMP, line.before - line.level, 0.0)
    low, high = 0.0, 1.0
    for _ in range(8):
        if _expected_events(problem, line, fall, high) <= problem.n_events:
            break
        low, high = high, 2.0 * high
    for _ in range(30):
        factor = (low + high) / 2.0
        if _expected_events(problem, line, fall, factor) > problem.n_events:
            low = factor
        else:
            high = factor
    return (low + high) / 2.0


def _expected_events(problem: Problem, line: Timeline, fall: FloatArray, factor: float) -> float:
    assert problem.marks is not None
    return float(expect_by_marks(line, problem.n, problem.marks, factor).x @ fall)
