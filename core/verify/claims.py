"""What the checks of printed numbers find; the claims themselves are `core.model.claims`."""

from dataclasses import dataclass
from enum import Enum

from ..model.claims import Claim, ClaimKind

__all__ = ["CheckState", "Claim", "ClaimKind", "TextCheck"]


class CheckState(Enum):
    """What a check of printed numbers finds."""

    CONSISTENT = "consistent"
    NOT_REPRODUCIBLE = "not_reproducible"
    IMPOSSIBLE = "impossible"
    NOT_COMPARABLE = "not_comparable"


@dataclass(frozen=True, slots=True)
class TextCheck:
    """One check of claims against each other or against arithmetic.

    ``claims`` are indices into the list checked, ``arithmetic`` the calculation
    written out with its rounding intervals, ``would_fit`` the smallest change
    that makes it fit ("" where none is known), ``cause`` its short name for
    ordering ("arms swapped", "one-sided P", ...).
    """

    id: str
    state: CheckState
    claims: tuple[int, ...]
    sentence: str
    arithmetic: str
    would_fit: str = ""
    cause: str = ""
