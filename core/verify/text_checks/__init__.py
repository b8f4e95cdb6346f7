"""T1 to T13: what printed numbers say about each other, without any figure."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

from ..claims import Claim, ClaimKind, TextCheck
from .direction import check_direction, check_landmarks
from .grim import check_percent
from .hazard import check_middle, check_p, check_width
from .ledger import Ledger
from .one_curve import check_curves
from .proportions import check_intervals, check_two_proportions
from .ranking import ranked
from .repeats import check_repeats, check_units
from .sums import check_sums
from .together import check_together
from .wholes import check_inside, check_wholes
from .words import check_words

_CHECKS: Final[tuple[Callable[[Ledger], Iterator[TextCheck]], ...]] = (
    check_middle,
    check_p,
    check_width,
    check_direction,
    check_together,
    check_words,
    check_percent,
    check_intervals,
    check_two_proportions,
    check_sums,
    check_wholes,
    check_inside,
    check_curves,
    check_landmarks,
    check_units,
    check_repeats,
)


def check_claims(
    claims: Sequence[Claim], should_stop: Callable[[], bool] = lambda: False
) -> tuple[TextCheck, ...]:
    """Check the printed numbers of one report against each other and against arithmetic.

    Parameters
    ----------
    claims : sequence of Claim
        All claims of one report; `TextCheck.claims` are indices into it.
    should_stop : callable
        Asked between checks; once true, what was found so far is returned.

    Returns
    -------
    tuple of TextCheck
        What does not fit first, the best explained at the top; then what is not
        comparable, then what holds.
    """
    ledger = Ledger(claims)
    found: list[TextCheck] = []
    for run in _CHECKS:
        if should_stop():
            break
        found.extend(run(ledger))
    return ranked(found)


@lru_cache(8)
def checks_of(claims: tuple[Claim, ...]) -> tuple[TextCheck, ...]:
    """Return the checks of a document's ledger, remembered while it stays the same."""
    return check_claims(claims)


def warm_up() -> None:
    """Import and run once what the first checks of a ledger would wait for."""
    response = Claim(ClaimKind.RESPONSE, "ORR", "A", value="41.3", ci_low="28.3", ci_high="55.7")
    arms = [replace(response, x="19", n="46"), replace(response, arm="B", x="12", n="45")]
    test = Claim(ClaimKind.P_VALUE, "ORR", "A", "B", p_operator="=", p_value="0.14")
    check_claims([*arms, test])


def is_flag(check: TextCheck) -> bool:
    """Whether the check says that something does not fit."""
    return check.state.is_flag
