"""Without numbers at risk the curve itself says how censoring ran."""

import numpy as np
from trials import arm_input, make_varied_trial

from core.patients import number_at_risk
from core.reconstruct.estimator import reconstruct_kmtrace


def reconstructed(seed):
    """Return the second arm of a trial that loses many early: the truth, what is made of it."""
    trial = make_varied_trial(seed, "early drop-out")
    return trial.arms[1], reconstruct_kmtrace(arm_input(trial, 1, "pixel", "ND", seed))


def test_patients_lost_early_have_left_early():
    truth, made = reconstructed(9)
    third = np.array([truth.time[-1] / 3])
    off = number_at_risk(made.patients, third) - number_at_risk(truth, third)
    assert abs(int(off[0])) <= 0.01 * truth.n


def test_the_curve_of_an_arm_that_lost_many_early_is_kept_to_its_end():
    _, made = reconstructed(910089)
    assert made.fit.area < 0.003
