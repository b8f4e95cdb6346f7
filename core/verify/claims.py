"""What the checks of printed numbers find; the claims themselves are `core.model.claims`."""

from dataclasses import dataclass

from ..model.claims import Claim, ClaimKind
from ..results import CheckState

__all__ = ["CheckState", "Claim", "ClaimKind", "TextCheck"]


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
