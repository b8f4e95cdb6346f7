"""A planted mistake in the table is named, and nothing where there is none."""

from dataclasses import replace

import numpy as np
import pytest
from figure_reports import true_document
from trials import arm_input, make_trial

from core import stages
from core.analysis import analyse
from core.reconstruct.audit import audit_table, check_arm_size, check_rows, check_shift
from core.reconstruct.inputs import RiskTable

CROWDED = 310017  # about 500 patients an arm


def arms_of(seed, quality="exact", n=200):
    trial = make_trial(seed, n, "day")
    return [arm_input(trial, arm, quality, "R", seed) for arm in (0, 1)]


def with_numbers(arm, numbers):
    return replace(arm, risk_table=RiskTable(arm.risk_table.time, np.asarray(numbers)))


def clicked_arms(seed):
    """Return the arms of a trial whose every drop was clicked, crowded where there are many."""
    document, _ = true_document(seed)
    arms = analyse(document).arms
    return [stages.known_of(arm.arm_input, document.settings.use_total_events) for arm in arms]


def test_a_mistyped_number_is_named_with_what_fits():
    right = 0
    for seed in range(8):
        arm = arms_of(seed)[0]
        numbers = arm.risk_table.n_at_risk.copy()
        true = int(numbers[2])
        numbers[2] = max(true - 25, 0)
        findings = audit_table(with_numbers(arm, numbers))
        right += bool(findings) and findings[0].place.index == 2
    assert right >= 6


def test_a_right_table_is_left_alone():
    named = sum(bool(audit_table(arm)) for seed in range(10) for arm in arms_of(seed))
    assert named <= 1


def test_rows_of_two_arms_exchanged_are_noticed():
    noticed, false = 0, 0
    for seed in range(6):
        one, other = arms_of(seed)
        false += bool(check_rows([one, other]))
        exchanged = [
            replace(one, risk_table=other.risk_table, n=other.n),
            replace(other, risk_table=one.risk_table, n=one.n),
        ]
        noticed += bool(check_rows(exchanged))
    assert noticed >= 5
    assert false == 0


def test_a_row_one_column_off_is_noticed():
    noticed, false = 0, 0
    for seed in range(6):
        arm = arms_of(seed)[0]
        numbers = arm.risk_table.n_at_risk
        false += bool(check_shift(arm))
        noticed += bool(check_shift(with_numbers(arm, [numbers[0], *numbers[2:], 0])))
    assert noticed >= 4
    assert false == 0


def test_a_right_row_under_a_crowded_curve_is_not_called_shifted():
    assert not any(check_shift(arm) for arm in clicked_arms(CROWDED))


def test_a_row_one_column_too_late_under_a_crowded_curve_is_noticed():
    arm = clicked_arms(CROWDED)[0]
    numbers = arm.risk_table.n_at_risk
    late = with_numbers(arm, [numbers[0], numbers[0], *numbers[1:-1]])
    assert "to the left" in check_shift(late)[0].message


def test_an_arm_size_the_curve_contradicts_is_noticed():
    arms = [arm for seed in range(6) for arm in arms_of(seed, n=50)]
    assert not any(check_arm_size(arm) for arm in arms)
    wrong = [replace(arm, n=arm.n + 13, risk_table=None) for arm in arms]
    assert any(check_arm_size(arm) for arm in wrong)


@pytest.mark.parametrize("seed", [1, 31, 39])
def test_a_stretch_of_a_picture_read_too_high_makes_no_right_number_suspect(seed):
    trial = make_trial(seed, 400, "day")
    arm = arm_input(trial, 0, "pixel", "R", seed)
    reading, times = arm.reading, arm.risk_table.time
    before = reading.survival[reading.time <= times[-4]].min()
    raised = np.minimum(reading.survival + 4.5 * reading.survival_noise, before)
    stretch = (reading.time > times[-4]) & (reading.time < times[-3])
    survival = np.where(stretch, raised, reading.survival)
    assert np.abs(survival - reading.survival).max() > 3 * reading.survival_noise
    assert audit_table(replace(arm, reading=replace(reading, survival=survival))) == ()
