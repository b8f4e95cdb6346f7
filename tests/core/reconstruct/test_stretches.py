"""Several events between two readings while patients leave: when they are, what they weigh."""

import numpy as np
import pytest
from trials import any_trial, arm_input, make_varied_trial

from core.reconstruct.drops import Drops
from core.reconstruct.estimator import reconstruct_kmtrace, set_up
from core.reconstruct.fit import survival_curve
from core.reconstruct.solve import solve
from core.reconstruct.timeline import END, JUMP, TABLE, Entries, Move, lay_out
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


def test_the_end_of_a_stretch_moved_past_a_table_time_leaves_most_events_before_it():
    drops = Drops(
        time=np.array([2.0]),
        level=np.array([0.5]),
        sigma=np.array([0.01]),
        start=np.array([1.0]),
        is_certain=np.zeros(1, dtype=bool),
        end=4.0,
        grain=0.01,
        slack=0.2,
        on_drop=1.0,
    )
    entries = Entries(np.array([2.1]), np.array([40]), None, np.array([0]))
    line = lay_out(drops, entries, 100, moved={0: Move(np.nextafter(2.1, np.inf), whole=False)})
    assert line.kind.tolist() == [JUMP, TABLE, JUMP, END]
    assert line.level[0] == pytest.approx(0.5, abs=1e-6)
    assert line.start[0] == 1.0


def test_all_events_of_a_tall_drop_at_a_table_time_may_lie_after_it():
    # Months: 47 of 344 patients have the event at the very time of a number at risk.
    trial = make_varied_trial(77025, "delayed")
    arm = arm_input(trial, 1, "click", "R", 77025)
    assert not np.any(reconstruct_kmtrace(arm).fit.risk_table_difference)


@pytest.mark.parametrize(("seed", "arm"), [(320162, 1), (320230, 1), (320184, 0)])
def test_right_numbers_at_risk_are_met_though_clicks_lie_off(seed, arm):
    found = reconstruct_kmtrace(arm_input(any_trial(seed), arm, "click", "R", seed))
    assert not np.any(found.fit.risk_table_difference)


@pytest.mark.parametrize(
    ("seed", "arm", "info"), [(320098, 0, "RD"), (310141, 1, "RDM"), (320161, 1, "RDM")]
)
def test_a_right_total_is_met_though_drops_were_passed_over(seed, arm, info):
    found = reconstruct_kmtrace(arm_input(any_trial(seed), arm, "click", info, seed))
    assert found.fit.n_events_difference == 0


def test_events_drawn_lie_anywhere_in_their_stretch_and_the_last_where_it_was_read():
    trial = make_varied_trial(41005, "immature")
    problem = set_up(arm_input(trial, 1, "pixel", "R", 41005))
    path = solve(problem)
    usual = write_patients(path, problem.n, None)
    drawn = write_patients(path, problem.n, None, np.random.default_rng(1))
    assert drawn.n_events == usual.n_events
    shared = np.intersect1d(usual.time[usual.event], drawn.time[drawn.event])
    lasts = path.line.finish[(path.n_events > 0) & (path.line.drop >= 0)]
    assert np.isin(lasts, shared).all()
    assert shared.size < 0.5 * usual.n_events
