"""Checks that tell of one fault: a test named wrongly touches every P of its table."""

from collections.abc import Sequence

from ..claims import Claim, TextCheck
from .ledger import OTHER_TEST


def families(
    checks: Sequence[TextCheck], claims: Sequence[Claim]
) -> tuple[tuple[TextCheck, ...], ...]:
    """Return the flags in groups, each of one likely fault, in the order of their first.

    Two flags belong together where they share a claim and the cause, or where one check
    finds one cause twice in one place for one set of patients; a test other than the one
    named is one fault of the whole paper.

    Parameters
    ----------
    checks : sequence of TextCheck
        Those that do not fit.
    claims : sequence of Claim
        What the checks index.
    """
    groups: list[list[TextCheck]] = []
    for check in checks:
        home = next((g for g in groups if any(_is_one(check, one, claims) for one in g)), None)
        if home is None:
            groups.append([check])
        else:
            home.append(check)
    return tuple(map(tuple, groups))


def _is_one(first: TextCheck, second: TextCheck, claims: Sequence[Claim]) -> bool:
    if first.cause != second.cause:
        return False
    if set(first.claims) & set(second.claims) and (first.cause or first.id == second.id):
        return True
    if first.id != second.id:
        return False
    places, others = ({claims[i].place for i in one.claims} for one in (first, second))
    who, whom = ({claims[i].population for i in one.claims} for one in (first, second))
    if first.cause == OTHER_TEST:
        return bool(places & others)
    if not first.cause:
        return bool(who & whom - {""}) and bool(places & others)
    arms = ({claims[i].arm for i in one.claims} for one in (first, second))
    same_arm = bool(set.intersection(*arms))
    return bool(places & others) and who == whom and (same_arm or who != {""})
