"""T1 to T13: what printed numbers say about each other, without any figure."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from ..claims import CheckState, Claim, TextCheck
from .direction import check_direction, check_landmarks
from .grim import check_percent
from .hazard import check_middle, check_p, check_width
from .ledger import Ledger
from .proportions import check_intervals, check_two_proportions
from .ranking import ranked
from .repeats import check_repeats, check_units
from .sums import check_sums
from .wholes import check_inside, check_wholes

_CHECKS: Final[tuple[Callable[[Ledger], Iterator[TextCheck]], ...]] = (
    check_middle,
    check_p,
    check_width,
    check_direction,
    check_percent,
    check_intervals,
    check_two_proportions,
    check_sums,
    check_wholes,
    check_inside,
    check_landmarks,
    check_units,
    check_repeats,
)


def check_claims(claims: Sequence[Claim]) -> tuple[TextCheck, ...]:
    """Check the printed numbers of one report against each other and against arithmetic.

    Parameters
    ----------
    claims : sequence of Claim
        All claims of one report; `TextCheck.claims` are indices into it.

    Returns
    -------
    tuple of TextCheck
        What does not fit first, the best explained at the top; then what is not
        comparable, then what holds.
    """
    ledger = Ledger(claims)
    return ranked([result for run in _CHECKS for result in run(ledger)])


def is_flag(check: TextCheck) -> bool:
    """Whether the check says that something does not fit."""
    return check.state in (CheckState.IMPOSSIBLE, CheckState.NOT_REPRODUCIBLE)
