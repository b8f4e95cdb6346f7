"""A height clicked twice with time between is that of a tread: no drop lies below it there."""

import numpy as np
import pytest
from trials import any_trial, arm_input

from core.curve import ReadingKind
from core.reconstruct.estimator import reconstruct_kmtrace, set_up
from core.reconstruct.fit import survival_curve
from core.reconstruct.inputs import ArmInput
from core.reconstruct.points import reading_of_points

PIXEL = 1 / 430


def test_a_height_clicked_again_later_is_a_tread():
    time = np.array([0.0, 2.0, 4.0, 4.02, 6.0, 8.0, 9.0])
    level = np.array([1.0, 1.0, 0.97, 0.97, 0.9, 0.9, 0.8])
    reading = reading_of_points(
        time, level, ReadingKind.CLICKS, pixel_time=0.03, pixel_survival=PIXEL
    )
    drops = set_up(ArmInput(reading, n=30)).drops
    assert drops.level.tolist() == pytest.approx([0.97, 0.9, 0.8])
    assert drops.is_tread is not None
    assert drops.is_tread.tolist() == [False, True, False]


@pytest.mark.parametrize("seed", [931073, 931170])
def test_no_curve_falls_below_a_tread(seed):
    trial = any_trial(seed)
    for arm in (0, 1):
        given = arm_input(trial, arm, "staircase", "R", seed)
        problem = set_up(given)
        drops, clock = problem.drops, problem.clock
        assert drops.is_tread is not None
        assert clock is not None
        made = survival_curve(reconstruct_kmtrace(given).patients)
        gap = (drops.level - made.at(drops.time * clock.unit))[drops.is_tread]
        assert np.all(gap < 8 * PIXEL)
