"""Pictures in which one row of pixels is worth several patients."""

import numpy as np
import pytest
from measures import area
from trials import HEIGHT_PX, arm_input, make_varied_trial, survival_at

from core.reconstruct.estimator import reconstruct_kmtrace
from core.reconstruct.guyot import reconstruct_guyot

SEEDS = range(41000, 41015)


@pytest.fixture(scope="module")
def pairs():
    """Return true patients of large arms with few events, ours and Guyot's."""
    made = []
    for seed in SEEDS:
        trial = make_varied_trial(seed, "immature")
        arm = arm_input(trial, 1, "pixel", "R", seed)
        by_guyot = reconstruct_guyot(arm, plateau_at_table_times=False)
        made.append((trial.arms[1], reconstruct_kmtrace(arm).patients, by_guyot.patients))
    return made


def test_a_curve_that_crosses_rows_slowly_is_neither_above_nor_below_the_true_one(pairs):
    share = np.linspace(0.0, 1.0, 50)[1:-1]
    off = [
        survival_at(made, share * true.time[-1]) - survival_at(true, share * true.time[-1])
        for true, made, _ in pairs
    ]
    # Rows of a reading begin up to .3 of a row off, so one alone may be that much off.
    assert abs(np.mean(off)) * HEIGHT_PX < 0.11


def test_such_a_curve_is_on_average_nearer_the_true_one_than_guyots(pairs):
    ours = np.mean([area(true, made) for true, made, _ in pairs])
    assert ours < np.mean([area(true, guyot) for true, _, guyot in pairs])
