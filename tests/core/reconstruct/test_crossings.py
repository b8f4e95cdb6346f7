"""Pictures in which one row of pixels is worth several patients."""

import numpy as np
import pytest
from trials import HEIGHT_PX, arm_input, make_varied_trial, survival_at

from core.reconstruct.estimator import reconstruct_kmtrace

SEEDS = range(41000, 41015)


@pytest.fixture(scope="module")
def pairs():
    """Return true and reconstructed patients of large arms with few events."""
    made = []
    for seed in SEEDS:
        trial = make_varied_trial(seed, "immature")
        result = reconstruct_kmtrace(arm_input(trial, 1, "pixel", "R", seed))
        made.append((trial.arms[1], result.patients))
    return made


def test_a_curve_that_crosses_rows_slowly_is_neither_above_nor_below_the_true_one(pairs):
    share = np.linspace(0.0, 1.0, 50)[1:-1]
    off = [
        survival_at(made, share * true.time[-1]) - survival_at(true, share * true.time[-1])
        for true, made in pairs
    ]
    # Rows of a reading begin up to .3 of a row off, so one alone may be that much off.
    assert abs(np.mean(off)) * HEIGHT_PX < 0.11
