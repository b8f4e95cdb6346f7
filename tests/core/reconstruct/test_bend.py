"""No path leaves the trace while one that keeps to it can be found."""

import numpy as np
import pytest
from trials import any_trial, arm_input

from core.reconstruct.bend import bend, is_on_trace
from core.reconstruct.estimator import set_up, set_up_arms
from core.reconstruct.run import LEFT_TRACE
from core.reconstruct.solve import STRAINED, solve
from core.reconstruct.total import BEND_LIMITS, meet_totals


def given(seed, arm, quality, info):
    return arm_input(any_trial(seed), arm, quality, info, seed)


def test_an_exact_curve_is_kept_however_unlikely_its_censoring():
    problems = set_up_arms([given(931069, arm, "exact", "ND") for arm in (0, 1)])
    assert is_on_trace(problems[1], solve(problems[1]), LEFT_TRACE)


def test_a_total_is_met_on_the_trace():
    problem = set_up(given(931119, 0, "pixel", "RDM"))
    met = meet_totals(problem, solve(problem))
    assert met.total == problem.n_events
    assert is_on_trace(problem, met, BEND_LIMITS[-1])


def test_a_height_within_a_drop_is_on_the_trace():
    problem = set_up(given(931073, 0, "staircase", "R"))
    path = solve(problem)
    is_read = path.line.drop >= 0
    assert np.all(bend(problem, path) <= path.bend)
    assert np.any(bend(problem, path)[is_read] < path.bend[is_read])


@pytest.mark.parametrize(("seed", "arm", "quality"), [(971038, 0, "click"), (931155, 1, "pixel")])
def test_a_drop_beside_a_table_time_changes_side_however_late_the_trace_is_strained(
    seed, arm, quality
):
    problem = set_up(given(seed, arm, quality, "R"))
    assert is_on_trace(problem, solve(problem), STRAINED)
