"""Arms told by one treatment that some had and the others had not: "with or without A"."""

import re
from collections.abc import Iterator
from typing import Final

from .lexicon import NUMBER
from .names import is_name
from .roles import STOP_AT, TAKING, WORDS
from .totals import PEOPLE

_OPEN, _CLOSE = r"(?:\s*[(\[](?:[Nn]\s*=\s*)?", rf"(?:\s+{PEOPLE})?[)\]])?"
# "B with (n=304) or without (n=306) A"
OR_WITHOUT: Final = re.compile(
    rf"\bwith{_OPEN}(?P<n>{NUMBER}){_CLOSE}\s*(?:or|and|/|vs\.?|versus)\s*without"
    rf"{_OPEN}(?P<other>{NUMBER}){_CLOSE}\s+(?:the\s+|an?\s+)?"
    rf"(?:addition\s+of\s+)?(?P<name>{WORDS}){STOP_AT}"
)
# "those not receiving A", "patients who did not undergo surgery"
_NOT_TAKING: Final = re.compile(
    r"\b(?:not\s+(?:receiving|given|treated\s+with|taking|undergoing|assigned\s+to(?:\s+receive)?|randomi[sz]ed\s+to(?:\s+receive)?)"
    rf"|who\s+did\s+not\s+(?:receive|undergo|take|get|have))\s+(?:the\s+|an?\s+)?(?P<name>{WORDS}){STOP_AT}"
)
_IT: Final = re.compile(
    r"\bnot\s+(?:receiv\w+|given|treated\s+with|tak\w+|undergo\w*|assigned\s+to(?:\s+receive)?|randomi[sz]ed\s+to(?:\s+receive)?)\s+it\b"
    r"|\bwho\s+did\s+not(?=\s*[,;.()])"
)
# "der Gruppe mit Bestrahlung", "le groupe sans chirurgie"
_GROUP_WITH: Final = re.compile(
    r"\b(?:[Gg]ruppe|[Aa]rm|groupe|bras|grupo|brazo|group|arm)\s+(?:(?P<without>ohne|sans|sin|without)|mit|avec|con|with)\s+"
    r"(?P<name>[^\W\d_][\w-]+(?:\s[^\W\d_][\w-]+){0,2}?)(?=\s*(?:[,;.:()\d]|$|\b(?:bei|lag|war|betrug|und|était|et|contre|fue|y|frente|was|and|had)\b))"
)
_ENDED: Final = (
    rf"(?=\s+(?:{PEOPLE}|group|arm|cohort|contre|frente|versus|vs|et|y|and)\b|\s*[,(;.])"
)
_NEGATED: Final = re.compile(
    rf"(?<![\w-])(?:un|non[\s-]?|no\s)(?P<name>[a-zé]{{6,}}|tratad[oa]s){_ENDED}",
    re.IGNORECASE,
)
_OTHER: Final = re.compile(
    r"\b(?:control|placebo|observation|standard|usual)\b|\balone\b", re.IGNORECASE
)


def without_names(text: str) -> Iterator[tuple[str, str]]:
    """Yield (as written, the name) of what some received and the others did not.

    "Without A" is named only where no word of the text calls the other arm
    something else: control, placebo, B alone.
    """
    for match in OR_WITHOUT.finditer(text):
        name = match["name"]
        if is_name(name):
            yield name, name
            if not _OTHER.search(text):
                yield f"without {name}", f"without {name}"
    for match in _NOT_TAKING.finditer(text):
        name = match["name"]
        if name != "it" and is_name(name) and _is_taken(text, name):
            yield name, name
            yield match.group(), f"without {name}"
    yield from _without_it(text)
    yield from _groups_with(text)


def _groups_with(text: str) -> Iterator[tuple[str, str]]:
    """Yield both arms of "the group with A ... the group without A"."""
    found = [match for match in _GROUP_WITH.finditer(text) if is_name(match["name"])]
    for own in found:
        for other in found:
            last = other["name"].split()[-1]
            if not own["without"] and other["without"] and own["name"].split()[-1] == last:
                yield own["name"], own["name"]
                yield text[other.start("without") : other.end()], f"without {other['name']}"


def negated_names(text: str) -> list[str]:
    """Return both of two words one of which denies the other: "vaccinated", "unvaccinated"."""
    for match in _NEGATED.finditer(text):
        bare = rf"(?<![\w-])(?<!non )(?<!no ){re.escape(match['name'])}{_ENDED}"
        if _are_people(text, match) and re.search(bare, text, re.IGNORECASE):
            return [match["name"], match.group()]
    return []


def _are_people(text: str, match: "re.Match[str]") -> bool:
    """Whether a denied word tells who they are: not "unadjusted", not "no difference"."""
    is_plural = match["name"].endswith("s") and not match.group().casefold().startswith("no ")
    told = rf"{re.escape(match['name'])}\s+(?:{PEOPLE}|group|arm|cohort)\b"
    return is_plural or bool(re.search(told, text, re.IGNORECASE))


def _without_it(text: str) -> Iterator[tuple[str, str]]:
    """Yield what those "not assigned to receive it" had not: the last thing given before."""
    for match in _IT.finditer(text):
        given = [
            *re.finditer(
                rf"\b{TAKING}\s*(?:the\s+|an?\s+)?(?P<name>{WORDS}){STOP_AT}", text[: match.start()]
            )
        ]
        names = [one["name"] for one in given if is_name(one["name"])]
        if names:
            yield names[-1], names[-1]
            yield match.group(), f"without {names[-1]}"


def _is_taken(text: str, name: str) -> bool:
    taken = rf"(?<!not )\b{TAKING}\s*(?:the\s+|an?\s+)?{re.escape(name)}\b"
    return bool(re.search(taken, text))
