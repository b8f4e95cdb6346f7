"""The arms of one figure were recorded in one unit of time."""

from dataclasses import replace

import numpy as np
import pytest

from core.curve import ReadingKind
from core.patients import PatientData, number_at_risk
from core.reconstruct.estimator import reconstruct_arms
from core.reconstruct.inputs import ArmInput, RiskTable
from core.reconstruct.lattice import lies_on
from core.reconstruct.points import reading_of_points

PIXEL = 0.04
TABLE = np.array([0.0, 6.0, 12.0, 18.0])
MANY = PatientData(np.arange(1.0, 21.0), np.arange(20) % 5 != 4)
FEW = PatientData(np.array([3.0, 4.0, 8.0, 9.0, 14.0, 15.0, 19.0, 20.0]), np.arange(8) % 2 == 0)


def read(patients):
    """Return an arm read one height a column."""
    steps, count = np.unique(patients.time[patients.event], return_counts=True)
    level = np.append(1.0, np.cumprod(1 - count / number_at_risk(patients, steps)))
    at = np.append(0.0, (np.arange(600) + 0.37) * PIXEL)
    at = at[at <= patients.time[-1]]
    reading = reading_of_points(
        at,
        np.rint(level[np.searchsorted(steps, at, side="right")] * 430) / 430,
        ReadingKind.PIXELS,
        pixel_time=PIXEL,
        pixel_survival=1 / 430,
    )
    table = RiskTable(TABLE, number_at_risk(patients, TABLE))
    return ArmInput(reading, risk_table=table, end=float(patients.time[-1]))


@pytest.mark.parametrize("turn", [1, -1])
def test_an_arm_with_few_drops_takes_the_months_of_the_other(turn):
    arms = [read(MANY), read(FEW)][::turn]
    few = reconstruct_arms(arms)[::turn][1].patients
    assert np.array_equal(few.time[few.event][:4], FEW.time[FEW.event])


def test_alone_it_has_only_the_columns():
    alone = reconstruct_arms([read(FEW)])[0].patients
    assert not np.array_equal(alone.time[alone.event][:4], FEW.time[FEW.event])
    np.testing.assert_allclose(alone.time[alone.event][:4], FEW.time[FEW.event], atol=PIXEL)


def test_censor_marks_tell_the_months_too():
    known = PatientData(np.arange(1.0, 21.0), np.arange(20) % 4 == 1)
    marks = (np.floor(known.time[~known.event] / PIXEL) + 0.5) * PIXEL
    bare, marked = (
        reconstruct_arms([arm])[0].patients
        for arm in (read(known), replace(read(known), censor_time=marks))
    )
    assert not np.array_equal(bare.time[bare.event][:5], known.time[known.event])
    assert np.array_equal(marked.time[marked.event][:5], known.time[known.event])


def test_falls_of_an_arm_lie_on_coarse_months_though_one_was_clicked_a_little_off():
    clicked = np.array([3.99, 7.99, 11.98, 12.05])
    assert lies_on(clicked, 1.0, 0.02)
    assert not lies_on(clicked + np.array([0.0, 0.2, 0.0, 0.1]), 1.0, 0.02)


def test_ties_between_the_arms_stay_ties():
    first, second = (made.patients for made in reconstruct_arms([read(MANY), read(FEW)]))
    shared = np.intersect1d(first.time[first.event], second.time[second.event])
    true = np.intersect1d(MANY.time[MANY.event], FEW.time[FEW.event])
    assert np.isin(true, shared).all()


def test_ties_stay_ties_where_each_arm_shows_the_unit_for_itself_without_a_table():
    other = PatientData(np.arange(1.0, 23.0), np.arange(22) % 4 != 1)
    arms = [replace(read(one), risk_table=None, n=one.n) for one in (MANY, other)]
    first, second = (made.patients for made in reconstruct_arms(arms))
    shared = np.intersect1d(first.time[first.event], second.time[second.event])
    assert shared.size == np.intersect1d(MANY.time[MANY.event], other.time[other.event]).size


def test_follow_up_read_off_the_figure_ends_at_a_recorded_time():
    arms = [replace(read(one), end=None) for one in (MANY, FEW)]
    for made, known in zip(reconstruct_arms(arms), (MANY, FEW), strict=True):
        assert made.patients.time[-1] == known.time[-1]
