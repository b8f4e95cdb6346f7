"""Heights read from rows are hardly farther off than half a row."""

import numpy as np
import pytest
from trials import any_trial, arm_input

from core.curve import ReadingKind
from core.patients import PatientData
from core.reconstruct.estimator import reconstruct_kmtrace, set_up
from core.reconstruct.inputs import ArmInput, RiskTable
from core.reconstruct.points import reading_of_points
from core.reconstruct.solve import solve


@pytest.mark.parametrize("seed", [650013, 650089, 650093, 650173])
def test_a_small_arm_with_its_marks_keeps_to_the_rows_it_was_read_from(seed):
    trial = any_trial(seed)
    for arm in (0, 1):
        path = solve(set_up(arm_input(trial, arm, "pixel", "RM", seed)))
        off_px = path.bend * path.line.sigma * 430
        # Half a pixel of rounding, and rows that begin anywhere in a pixel.
        assert off_px.max() < 0.85


def test_the_blurred_edge_of_a_drop_holds_no_event_of_its_own():
    true = PatientData(np.array([2.0, 5.0, 9.0, 14.0] + [20.0] * 16), np.arange(20) < 4)
    time = np.array([0, 1.95, 2.0, 4.97, 5.0, 8.98, 9.0, 13.96, 14.0, 20])
    survival = np.array([1, 0.99, 0.95, 0.93, 0.9, 0.89, 0.85, 0.81, 0.8, 0.8])
    reading = reading_of_points(
        time, survival, ReadingKind.PIXELS, pixel_time=0.05, pixel_survival=0.002
    )
    result = reconstruct_kmtrace(ArmInput(reading, n=20))
    assert result.patients.n_events == true.n_events
    assert result.fit.area < 0.001


def test_a_curve_read_as_0_is_above_it_while_patients_are_still_counted():
    time = np.append(0.0, np.arange(1, 60) * 0.5)
    height = np.clip(1.0 - time / 25.0, 0.0, 1.0)
    reading = reading_of_points(
        time, height, ReadingKind.PIXELS, pixel_time=0.5, pixel_survival=1 / 430
    )
    table = RiskTable(np.array([0.0, 29.0]), np.array([1000, 1]))
    found = reconstruct_kmtrace(ArmInput(reading, n=1000, risk_table=table))
    assert found.fit.risk_table_difference.tolist() == [0, 0]
