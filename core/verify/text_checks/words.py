"""T4 in words: "longer with A than with B" against the hazard ratio and the medians beside it."""

import re
from collections.abc import Iterator
from itertools import combinations
from typing import Final

from ..claims import CheckState, ClaimKind, TextCheck
from .ledger import ARMS_SWAPPED, Entry, Ledger, check, days_per
from .printed import Printed

_BETTER: Final = r"longer|improved|prolonged|better|superior|extended|greater"
_WORSE: Final = r"shorter|worse|poorer|inferior|reduced\s+survival"
_WHERE: Final = (
    r"(?:\s+(?!than\b|with\b|in\b|for\b)\w+){0,3}?\s+(?:with|in|for|among|on|after|under)\s+"
    r"(?:the\s+|patients\s+(?:receiving|on|in\s+the)\s+)?"
)
_DOES: Final = (
    r"(?:\s+(?:group|arm))?\s+(?:\w+ly\s+)?(?:improved|prolonged|extended|lengthened"
    r"|reduced\s+the\s+(?:risk|hazard))\b"
)
# Nothing is claimed where the sentence denies it, or speaks of several kinds of patients.
_DENIED: Final = re.compile(
    r"\b(?:not|no|neither|nor|without|failed|similar|comparable|non-?inferior\w*|although|but|however"
    r"|whereas|while|despite|subgroup\w*)\b",
    re.IGNORECASE,
)


def check_words(ledger: Ledger) -> Iterator[TextCheck]:
    """T4: the arm a sentence calls better has the lower hazard and the longer median."""
    for entry in ledger.of(ClaimKind.HAZARD_RATIO):
        if entry.arm and entry.comparator:
            yield from _ratio(entry)
    for first, second in combinations(ledger.of(ClaimKind.MEDIAN), 2):
        same = (first.endpoint, first.population) == (second.endpoint, second.population)
        if same and first.claim.sentence and first.claim.sentence == second.claim.sentence:
            yield from _medians(first, second)


def favoured(sentence: str, arms: tuple[str, str]) -> int | None:
    """Return which of two arms a sentence calls better, None where it does not say so clearly.

    Parameters
    ----------
    sentence : str
        As printed.
    arms : tuple of str
        Both names, in any case.
    """
    if not all(arms) or _DENIED.search(sentence):
        return None
    told = set()
    for index, arm in enumerate(arms):
        name = r"[\s-]+".join(map(re.escape, re.split(r"[\s-]+", arm)))
        if re.search(rf"\b(?:{_BETTER}){_WHERE}{name}\b", sentence, re.IGNORECASE):
            told.add(index)
        if re.search(rf"\b{name}{_DOES}", sentence, re.IGNORECASE):
            told.add(index)
        if re.search(rf"\b(?:{_WORSE}){_WHERE}{name}\b", sentence, re.IGNORECASE):
            told.add(1 - index)
    return told.pop() if len(told) == 1 else None


def _ratio(entry: Entry) -> Iterator[TextCheck]:
    best = favoured(entry.claim.sentence, (entry.arm, entry.comparator))
    if best is None or entry.low is None or entry.high is None or entry.value is None:
        return
    names = (entry.claim.arm, entry.claim.comparator)
    shown = (
        f"HR {entry.value.text} ({entry.low.text} to {entry.high.text}), {names[0]} over {names[1]}"
    )
    if not (entry.high.high < 1 if best == 1 else entry.low.low > 1):
        return
    sentence = (
        f"{entry.name}: the sentence calls {names[best]} better, the ratio {names[1 - best]}."
    )
    repair = (ARMS_SWAPPED, f"1/{entry.value.text} = {1 / entry.value.value:.2f} would agree")
    yield check("T4", CheckState.NOT_REPRODUCIBLE, [entry], sentence, shown, repair)


def _medians(first: Entry, second: Entry) -> Iterator[TextCheck]:
    best = favoured(first.claim.sentence, (first.arm, second.arm))
    values = [_days(first), _days(second)]
    if best is None or values[0] is None or values[1] is None or first.arm == second.arm:
        return
    if not values[best].high < values[1 - best].low:  # type: ignore[union-attr]
        return
    names = (first.claim.arm, second.claim.arm)
    shown = ", ".join(f"{e.claim.arm} {e.claim.value} {e.claim.unit}" for e in (first, second))
    sentence = (
        f"{first.name}: the sentence calls {names[best]} better, the medians {names[1 - best]}."
    )
    fit = f"fits with {first.claim.value} and {second.claim.value} exchanged"
    state = CheckState.NOT_REPRODUCIBLE
    yield check("T4", state, [first, second], sentence, shown, (ARMS_SWAPPED, fit))


def _days(entry: Entry) -> Printed | None:
    return None if entry.value is None else entry.value.times(days_per(entry.claim.unit))
