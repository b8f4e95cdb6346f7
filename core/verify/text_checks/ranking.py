"""The order of checks: the explanation that accounts for most comes first."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from ..claims import CheckState, TextCheck
from .ledger import ARMS_SWAPPED, CI_LEVEL, DIGIT, ONE_SIDED, OTHER_TEST, TIME_UNIT

_STATES: Final = (
    CheckState.IMPOSSIBLE,
    CheckState.NOT_REPRODUCIBLE,
    CheckState.NOT_COMPARABLE,
    CheckState.CONSISTENT,
)
_CAUSES: Final = (ARMS_SWAPPED, TIME_UNIT, CI_LEVEL, ONE_SIDED, DIGIT, OTHER_TEST)


def ranked(checks: Iterable[TextCheck]) -> tuple[TextCheck, ...]:
    """Return the checks, what does not fit first and the named cause before the unnamed."""
    return tuple(sorted(_merged(checks), key=_rank))


def _merged(checks: Iterable[TextCheck]) -> Iterable[TextCheck]:
    """Return one check where the same numbers stand in several places."""
    found: dict[tuple[str, CheckState, str], TextCheck] = {}
    for check in checks:
        key = (check.id, check.state, check.arithmetic)
        known = found.get(key)
        claims = check.claims if known is None else (*known.claims, *check.claims)
        found[key] = replace(known or check, claims=tuple(dict.fromkeys(claims)))
    return found.values()


def _rank(check: TextCheck) -> tuple[int, int, int]:
    if check.state not in _STATES[:2]:
        return _STATES.index(check.state), 0, int(check.id[1:])
    named = _CAUSES.index(check.cause) if check.cause in _CAUSES else len(_CAUSES)
    # A second printing of the same number says more than any calculation.
    repeated = check.id in ("T12", "T13") and check.cause in _CAUSES
    inside = check.id in ("T1", "T2", "T10") and check.state is CheckState.IMPOSSIBLE
    first = -2 if repeated else -1 if inside and check.cause else named
    return 0, first, int(check.id[1:])
