"""Which arm the others are compared with, as far as the names tell."""

import re
from collections.abc import Sequence
from typing import Final

# Names that trials give to the arm the others are compared with, the plainest first.
_NAMED: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(placebo|sham|control|no (treatment|therapy|intervention)|untreated|observation|"
        r"(best )?supportive care|BSC|usual care|standard|watchful waiting|comparator)\b",
        r"^(no|non|without|never)\b|^non[a-z]",
        r"\b(alone|only)\b",
        r"\b(chemotherapy|conventional|surgery|radiotherapy|physician'?s'? choice)\b",
    )
)
_DOSE: Final = re.compile(
    r"(\d+(?:\.\d+)?)\s*(mg|[µμ]g|mcg|g|Gy|IU|U)\b(?:\s*/\s*(?:kg|m2|m²|d|day))?", re.IGNORECASE
)
_JOINTS: Final = re.compile(r"\s*(?:\+|&|/|,|\bplus\b|\band\b|\bwith\b)\s*", re.IGNORECASE)


def reference_of(names: Sequence[str]) -> int | None:
    """Return which of these arms is the reference; None where the names do not tell.

    It is the one arm named as a control; among doses of one drug the lowest; and
    the treatment to which all other arms add something.

    Parameters
    ----------
    names : sequence of str
    """
    if len(names) < 2:
        return None
    for pattern in _NAMED:
        named = [index for index, name in enumerate(names) if pattern.search(name)]
        if len(named) == 1:
            return named[0]
    lowest = _lowest_dose(names)
    return _backbone(names) if lowest is None else lowest


def _lowest_dose(names: Sequence[str]) -> int | None:
    found = [_DOSE.search(name) for name in names]
    bare = {" ".join(_DOSE.sub(" ", name).lower().split()) for name in names}
    units = {match[2].lower() for match in found if match}
    if not all(found) or len(bare) != 1 or len(units) != 1:
        return None
    doses = [float(match[1]) for match in found if match]
    return doses.index(min(doses)) if doses.count(min(doses)) == 1 else None


def _backbone(names: Sequence[str]) -> int | None:
    parts = [
        frozenset(part for part in _JOINTS.split(name.lower().strip()) if part) for name in names
    ]
    for index, own in enumerate(parts):
        others = [other for k, other in enumerate(parts) if k != index]
        if own and all(own < other for other in others):
            return index
    return None
