"""Several events between two readings while patients leave: when they are, what they weigh."""

import numpy as np
import pytest
from trials import arm_input, make_varied_trial

from core.reconstruct.estimator import set_up
from core.reconstruct.fit import survival_curve
from core.reconstruct.solve import solve
from core.reconstruct.timeline import JUMP
from core.reconstruct.write import write_patients

PIXEL = 1 / 430


@pytest.mark.parametrize(
    ("quality", "kind", "seed", "pixels"),
    [("click", "steady intake", 3, 0.3), ("pixel", "immature", 41005, 0.05)],
)
def test_the_patients_written_fall_as_the_path_they_were_written_from(quality, kind, seed, pixels):
    problem = set_up(arm_input(make_varied_trial(seed, kind), 1, quality, "R", seed))
    path = solve(problem)
    line = path.line
    curve = survival_curve(write_patients(path, problem.n, None))
    rows = np.flatnonzero((line.kind == JUMP) & (line.finish < line.end))
    assert np.any(line.finish[rows] > line.start[rows])
    assert np.abs(curve.at(line.finish[rows]) - path.height[rows]).max() < pixels * PIXEL
