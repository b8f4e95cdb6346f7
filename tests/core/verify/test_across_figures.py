"""Several figures of one trial: the same patients, overall survival on top."""

from dataclasses import replace

import pytest

from core.analysis import analyse
from core.files.project import load_project
from core.results import CheckState
from core.verify.across_figures import check_across
from resources import path


@pytest.fixture(scope="module")
def figures():
    names = ("toremifene-pfs", "toremifene-os")
    return [load_project(path("studies", f"{name}.kmtrace")) for name in names]


def states(*documents):
    found = {}
    for check in check_across([analyse(document) for document in documents]):
        found.setdefault(check.id, set()).add(check.state)
    return found


def with_arms(document, **fields):
    return replace(document, arms=tuple(replace(arm, **fields) for arm in document.arms))


def test_figures_of_one_trial_are_consistent(figures):
    assert states(*figures) == {name: {CheckState.CONSISTENT} for name in ("F10", "F11", "F12")}


def test_one_figure_has_nothing_to_be_checked_against(figures):
    assert states(figures[0]) == {}


def test_exchanged_figures_put_overall_survival_below(figures):
    free, alive = figures
    found = states(replace(free, endpoint="OS"), replace(alive, endpoint="PFS"))
    assert found["F12"] == {CheckState.NOT_REPRODUCIBLE}
    assert CheckState.NOT_REPRODUCIBLE in found["F11"]


def test_another_number_of_patients_is_named(figures):
    free, alive = figures
    other = with_arms(free, at_risk=(), n="44")
    assert CheckState.NOT_REPRODUCIBLE in states(other, alive)["F10"]


def test_a_time_axis_in_another_unit_is_converted(figures):
    free, alive = figures
    days = replace(alive, calibration=replace(alive.calibration, time_unit="days"))
    assert states(free, days)["F12"] == {CheckState.NOT_REPRODUCIBLE}


def test_arms_of_other_names_are_not_compared(figures):
    free, alive = figures
    assert states(free, with_arms(alive, name="another"))["F10"] == {CheckState.NOT_COMPARABLE}


def test_endpoints_without_an_order_are_compared_in_size_only(figures):
    free, alive = figures
    assert set(states(replace(free, endpoint="TTP"), alive)) == {"F10"}
