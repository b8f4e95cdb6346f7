"""How fit quality is measured, worked by hand."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from core.curve import CurveReading, ReadingKind
from core.patients import PatientData
from core.reconstruct.fit import area_between, fit_quality, points_outside, survival_curve
from core.reconstruct.inputs import ArmInput, RiskTable


def patients(*pairs):
    time, event = zip(*pairs, strict=True)
    return PatientData(np.array(time, dtype=float), np.array(event, dtype=bool))


FOUR = patients((1, 1), (2, 0), (3, 1), (5, 0))


def arm(**known):
    reading = CurveReading(
        np.array([0.0, 1, 3]), np.array([1, 0.75, 0.5]), ReadingKind.EXACT, 0.0, 0.0, 10.0
    )
    return ArmInput(reading, **known)


def test_the_curve_is_the_product_limit_estimate():
    curve = survival_curve(FOUR)
    assert_array_equal(curve.time, [1, 3])
    assert_allclose(curve.survival, [3 / 4, 3 / 4 * 1 / 2])
    assert curve.end == 5


def test_an_empty_arm_has_the_curve_that_stays_at_one():
    empty = PatientData(np.zeros(0), np.zeros(0, dtype=bool))
    assert survival_curve(empty).at([0, 9]).tolist() == [1, 1]


def test_gap_and_area_by_hand():
    fit = fit_quality(FOUR, arm())
    assert fit.max_gap == pytest.approx(0.125)
    assert fit.max_gap_time == 3
    assert fit.area == pytest.approx(0.125 * 7 / 10)
    assert fit.n_events_difference is None
    assert fit.risk_table_difference.size == 0


def test_differences_are_reconstructed_minus_printed():
    table = RiskTable(np.array([0.0, 2, 4]), np.array([4, 2, 1]))
    fit = fit_quality(FOUR, arm(risk_table=table, n_events=3))
    assert_array_equal(fit.risk_table_difference, [0, 1, 0])
    assert fit.n_events_difference == -1


def test_the_area_of_a_curve_with_itself_is_zero():
    curve = survival_curve(FOUR)
    assert area_between(curve, curve, until=5) == 0
    assert area_between(curve, curve, until=0) == 0


def test_points_on_a_drop_are_on_the_curve():
    reading = CurveReading(
        np.array([0.0, 1, 1, 3]), np.array([1, 1, 0.8, 0.2]), ReadingKind.CLICKS, 0.0, 0.0, 5.0
    )
    assert points_outside(FOUR, reading, limit=0.1).tolist() == [3]
