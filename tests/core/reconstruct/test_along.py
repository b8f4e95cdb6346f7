"""Where hands click decides when events are taken to happen."""

import numpy as np
from numpy.testing import assert_allclose

from core.curve import ReadingKind
from core.reconstruct.estimator import reconstruct_kmtrace
from core.reconstruct.inputs import ArmInput, RiskTable
from core.reconstruct.points import reading_of_points

RANDOM = np.random.default_rng(3)
EVENTS = np.cumsum(RANDOM.uniform(0.7, 1.8, 20))
LEVEL = 1.0 - np.arange(1, 21) / 25


def clicked(time, **known):
    """Return the events of 25 patients reconstructed from clicks at these times."""
    time = np.append(0.0, time)
    height = np.append(1.0, LEVEL)[np.searchsorted(EVENTS, time, side="right")]
    reading = reading_of_points(
        time, height, ReadingKind.CLICKS, pixel_time=0.03, pixel_survival=1 / 430
    )
    patients = reconstruct_kmtrace(ArmInput(reading, n=25, **known)).patients
    return patients.time[patients.event]


def test_clicks_at_the_foot_of_drops_are_the_times_of_events():
    assert_allclose(clicked(np.append(EVENTS, 27.0)), EVENTS, atol=0.05)


def test_clicks_along_the_curve_come_after_the_events_between_them():
    time = 0.45 * (np.arange(58) + RANDOM.uniform(0.1, 0.9, 58))
    found = clicked(time)
    assert found.size == EVENTS.size
    assert abs(np.mean(found - EVENTS)) < 0.06
    assert np.all(np.abs(found - EVENTS) < 0.5)


def test_events_between_clicks_stay_on_their_side_of_a_table_time():
    table = RiskTable(np.array([0.0, 13.0]), np.array([25, 25 - np.sum(EVENTS < 13.0)]))
    time = 0.9 * (np.arange(29) + RANDOM.uniform(0.1, 0.9, 29))
    found = clicked(time, risk_table=table)
    assert np.sum(found < 13.0) == np.sum(EVENTS < 13.0)
