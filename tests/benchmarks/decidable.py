"""Which planted mistakes the printed numbers can tell from a right report at all.

Written without the checks' own code: a mistake is beyond telling where unrounded numbers
exist that a right report would print just so, or where it is smaller than the chance its
own report allows.
"""

from collections.abc import Sequence
from math import erfc, log, sqrt

import numpy as np

from core.verify.claims import Claim, ClaimKind
from core.verify.text_checks.two_by_two import TESTS, p_value

Z_95 = 1.959964
STEPS = 81  # of each of ln HR and its standard error inside what rounding allows


def is_decidable(old: Sequence[Claim], new: Sequence[Claim], touched: set[int]) -> bool:
    """Whether a right report could not look like this one.

    Parameters
    ----------
    old, new : sequence of Claim
        The report as it was and with the mistake.
    touched : set of int
        The claims that were changed.
    """
    return any(_tells(old[index], new[index], new) for index in touched)


def _tells(old: Claim, new: Claim, claims: Sequence[Claim]) -> bool:
    if new.kind is ClaimKind.MEDIAN and new.unit == old.unit:
        return _beyond_chance(old, new)
    if new.kind is ClaimKind.HAZARD_RATIO and new.arm != old.arm:
        return _apart(old)
    if new.kind is ClaimKind.HAZARD_RATIO:
        return not _can_be_printed(new)
    if new.kind is ClaimKind.P_VALUE:
        return not _has_a_test(new, claims)
    return True


def _beyond_chance(old: Claim, new: Claim) -> bool:
    """Whether a median moved by more than twice its standard error on the log scale."""
    if not (old.ci_low and old.ci_high and float(old.ci_low) > 0):
        return False
    moved = float(new.value) or 1e-9
    width = log(float(old.ci_high) / float(old.ci_low))
    return abs(log(moved / float(old.value))) > 0.5 * width


def _apart(claim: Claim) -> bool:
    """Whether the ratio differs from 1 by half its standard error: turned round by a whole one."""
    error = log(float(claim.ci_high) / float(claim.ci_low)) / (2 * Z_95)
    return abs(log(float(claim.value))) > 0.5 * error


def _can_be_printed(claim: Claim) -> bool:
    """Whether some ln HR and standard error print this ratio, its 95 % limits and its Wald P."""
    half = 0.005
    ends = [max(float(text), half) for text in (claim.value, claim.ci_low, claim.ci_high)]
    value = np.log(np.linspace(max(ends[0] - half, 1e-6), ends[0] + half, STEPS))
    if ends[2] <= ends[1]:
        return False
    middle = log(ends[2] / ends[1]) / (2 * Z_95)
    errors = np.linspace(0.5 * middle, 1.5 * middle, 20 * STEPS)
    grid, error = np.meshgrid(value, errors)
    fits = _prints(np.exp(grid - Z_95 * error), ends[1]) & _prints(
        np.exp(grid + Z_95 * error), ends[2]
    )
    return any(
        _prints_p(erfc(abs(log_hr) / se / sqrt(2)), claim)
        for log_hr, se in zip(grid[fits], error[fits], strict=True)
    )


def _prints(values: np.ndarray, printed: float) -> np.ndarray:
    return np.abs(values - printed) <= 0.005


def _prints_p(p: float, claim: Claim) -> bool:
    if claim.p_operator == "<":
        return p < float(claim.p_value)
    return abs(p - float(claim.p_value)) <= 0.5 * 10.0 ** -len(claim.p_value.partition(".")[2])


def _has_a_test(claim: Claim, claims: Sequence[Claim]) -> bool:
    """Whether one of the tests that journals use, or the one named, prints this P."""
    rows = [
        other
        for other in claims
        if other.kind is ClaimKind.RESPONSE and other.endpoint == claim.endpoint and other.x
    ]
    if len(rows) < 2:
        return False
    table = (int(rows[0].x), int(rows[0].n), int(rows[1].x), int(rows[1].n))
    tests: Sequence[str] = [claim.p_test] if claim.p_test in TESTS else list(TESTS)
    found = [p_value(test, table) for test in tests]
    return any(p is not None and _prints_p(p, claim) for p in found)
