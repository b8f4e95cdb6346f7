"""Heights read from rows are hardly farther off than half a row."""

import pytest
from trials import any_trial, arm_input

from core.reconstruct.estimator import set_up
from core.reconstruct.solve import solve


@pytest.mark.parametrize("seed", [650013, 650089, 650093, 650173])
def test_a_small_arm_with_its_marks_keeps_to_the_rows_it_was_read_from(seed):
    trial = any_trial(seed)
    for arm in (0, 1):
        path = solve(set_up(arm_input(trial, arm, "pixel", "RM", seed)))
        off_px = path.bend * path.line.sigma * 430
        # Half a pixel of rounding, and rows that begin anywhere in a pixel.
        assert off_px.max() < 0.85
