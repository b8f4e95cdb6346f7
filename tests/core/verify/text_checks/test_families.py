"""Flags of one fault stand together, flags of different faults apart."""

import pytest

from core.verify.claims import CheckState, Claim, ClaimKind, TextCheck
from core.verify.studies import NAMES, load_study
from core.verify.text_checks import check_claims, is_flag
from core.verify.text_checks.families import families
from core.verify.text_checks.ledger import DIGIT, OTHER_N, OTHER_TEST
from resources import path

CLAIMS = tuple(
    Claim(ClaimKind.RESPONSE, endpoint, arm, population=population, place=place)
    for endpoint, arm, population, place in (
        ("ORR", "A", "", "Table 1"),
        ("CBR", "A", "", "Table 1"),
        ("ORR", "B", "", "Table 1"),
        ("ORR", "A", "Study X", "Table 4"),
        ("ORR", "A", "Study Y", "Table 4"),
    )
)


def flag(check_id, cause, *claims):
    return TextCheck(check_id, CheckState.NOT_REPRODUCIBLE, claims, "x", "y", "", cause)


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        (flag("T5", OTHER_N, 0), flag("T5", OTHER_N, 1), True),  # one arm of one table
        (flag("T5", OTHER_N, 0), flag("T5", OTHER_N, 2), False),  # another arm
        (flag("T5", OTHER_N, 3), flag("T5", OTHER_N, 4), False),  # two studies of one table
        (flag("T5", DIGIT, 0), flag("T8", DIGIT, 0, 1), True),  # one number, two checks
        (flag("T5", DIGIT, 0), flag("T8", OTHER_N, 0, 1), False),  # two causes
        (flag("T7", OTHER_TEST, 0), flag("T7", OTHER_TEST, 2), True),  # one test named
        (flag("T6", "", 0), flag("T6", "", 0, 1), True),
        (flag("T6", "", 0), flag("T6", "", 1), False),
    ],
)
def test_one_fault_is_one_family(first, second, together):
    assert len(families([first, second], CLAIMS)) == (1 if together else 2)


@pytest.mark.parametrize("name", NAMES)
def test_no_flag_is_lost_and_the_order_of_the_first_stays(name):
    claims = load_study(path("studies", f"{name}.json")).claims
    flags = [check for check in check_claims(claims) if is_flag(check)]
    found = families(flags, claims)
    assert sorted(map(id, flags)) == sorted(id(check) for group in found for check in group)
    assert [group[0] for group in found] == [c for c in flags if any(c is g[0] for g in found)]
