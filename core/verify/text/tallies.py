"""Counts of patients that no other rule has read: "occurred in 276 patients and 345 patients".

Every whole number of a clause that says what befell patients is a count of
them, unless something else is printed at it; whose it is follows the rules
for any other value.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from ..claims import Claim, ClaimKind
from .counts import claim_at
from .lexicon import NUMBER_WORD, UNIT, VERSUS, count, printed
from .number import Number
from .outcomes import clause_at, outcomes_in
from .scene import Scene
from .shares import NOT_OUTCOME
from .totals import ENROLLED, PEOPLE
from .whose import labelled_by, own_arm

_NUMBER: Final = rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d{{1,5}}|{NUMBER_WORD})"
_EVENTS: Final = r"(?:events?|deaths?|relapses|recurrences|cases)"
_NO_TALLY: Final = (
    rf"(?![\w/%]|[.,]\d|\s*(?:%|{UNIT}|mg|Gy|g\b|to\s+\d|cycles?|fractions?|doses?|centers?"
    r"|centres?|sites?|trials?|studies|countries|hospitals|times|per\b))"
)
_LED_OFF: Final = re.compile(
    r"(?:\bof(?:\s+the)?|\b(?:day|grade|stage|type|arm|phase|week|month|year))\s+$", re.IGNORECASE
)
_TALLY: Final = re.compile(
    rf"(?<![\w.,/%=<>-])(?P<x>{_NUMBER}){_NO_TALLY}(?:\s+(?:of\s+the\s+|[\w-]+\s+)?(?:{PEOPLE}|{_EVENTS})\b)?"
    rf"(?:\s+(?:among|of|out\s+of)\s+(?:the\s+)?(?P<n>{_NUMBER})(?![\w%]|[.,]\d)(?:\s+{PEOPLE}\b)?)?"
    r"(?:\s*[(\[]\s*(?P<value>\d+(?:\.\d+)?)\s*%\s*[)\]])?",
    re.IGNORECASE,
)
_HAPPENS: Final = re.compile(
    r"\b(?:died|deaths?|events?|occurred|relapsed|recurred|progressed|developed|recorded|reported|observed|"
    r"had\s+(?:had\s+)?an?)\b",
    re.IGNORECASE,
)
_JOINED: Final = re.compile(
    rf"[\s,]*(?:(?:in|among)\s+)?(?:and|{VERSUS})\s*(?:(?:in|among)\s+)?", re.IGNORECASE
)
_SHARING: Final = re.compile(rf"\b{ENROLLED}\b", re.IGNORECASE)
_OCCURRED_IN: Final = re.compile(
    r"(?:\s+[\w-]+){1,5}?\s+(?:had\s+)?(?:occurred|developed|(?:was|were)\s+(?:reported|observed|recorded))\s+"
    r"(?:in|among|with)\s+(?:the\s+)?"
)
_SHARE: Final = re.compile(
    rf"(?:\s+(?:users|initiators|recipients|{PEOPLE}))?\s*[(\[](?P<value>\d+(?:\.\d+)?)\s*%[)\]]",
    re.IGNORECASE,
)
_TWO: Final = 2


def tallies_of(scene: Scene, told: Iterable[tuple[int, int]]) -> Iterator[Claim]:
    """Yield events that nothing else has told, none where their arm is not said.

    Parameters
    ----------
    scene : Scene
    told : iterable of (int, int)
        Stretches of the sentence that other claims stand for.
    """
    text = scene.text
    if not _HAPPENS.search(text) or NOT_OUTCOME.search(text):
        return
    taken = [
        *told,
        *((one.start, one.end) for one in scene.numbers),
        *((one.start, one.end) for one in scene.sizes),
        *((one.start, one.end) for one in scene.mentions),
    ]
    free = [
        match
        for match in _TALLY.finditer(text)
        if not any(start < match.end("x") and match.start() < end for start, end in taken)
        and not _LED_OFF.search(text[: match.start()])
    ]
    done = 0
    for index, match in enumerate(free):
        if index < done or not count(match["x"]):
            continue
        run = [match]
        if index + 1 < len(free) and _JOINED.fullmatch(text, match.end(), free[index + 1].start()):
            run.append(free[index + 1])
        done = index + len(run)
        yield from _of_run(scene, run)


def _of_run(scene: Scene, run: "list[re.Match[str]]") -> Iterator[Claim]:
    endpoint = _endpoint(scene, run[0], run[-1])
    if not endpoint:
        return
    if len(run) == _TWO:
        order = scene.arms_before(run[0].start())
        order = order if len(order) == _TWO else scene.last_order(_TWO)
        arms = order if len(order) == _TWO else []
    else:
        arms = [_arm(scene, run[0])]
    for match, arm in zip(run, arms, strict=False):
        if arm:
            value, end = _share_behind(scene, match)
            yield claim_at(
                scene,
                ClaimKind.EVENTS,
                match.start("x"),
                end,
                endpoint=endpoint,
                arm=arm,
                x=count(match["x"]),
                n=count(match["n"] or ""),
                value=value,
                population=scene.population_at(match.start()),
                confidence=0.7,
            )


def _endpoint(scene: Scene, first: "re.Match[str]", last: "re.Match[str]") -> str:
    """Return what befell the patients of a count: the event said before it, else behind it."""
    start, end = clause_at(scene.text, first.start())
    clause = scene.text[start:end]
    if _SHARING.search(clause):
        return ""
    found = sorted((at, name) for at, name in outcomes_in(scene.text) if start <= at < end)
    before = [name for at, name in found if at < first.start()]
    after = [name for at, name in found if at >= first.start()]
    chosen = before[-1:] or after[:1]
    return chosen[0] if chosen else ""


def _arm(scene: Scene, match: "re.Match[str]") -> str:
    number = Number("count", match.start("x"), match.end())
    return (
        own_arm(scene, number)
        or labelled_by(scene, match.start())
        or _at_once(scene, match)
        or _befallen(scene, match)
    )


def _share_behind(scene: Scene, match: "re.Match[str]") -> tuple[str, int]:
    """Return the percent at a count, or that of "412 A users (3.6%)", and the end of both."""
    if match["value"]:
        return printed(match["value"]), match.end()
    after = next((one for one in scene.mentions if one.start >= match.end("x")), None)
    is_next = after is not None and not scene.text[match.end("x") : after.start].strip()
    share = _SHARE.match(scene.text, after.end) if after and is_next else None
    return (printed(share["value"]), share.end()) if share else ("", match.end())


def _befallen(scene: Scene, match: "re.Match[str]") -> str:
    """Return the arm of "310 hospitalizations occurred among A initiators"."""
    after = next((one for one in scene.mentions if one.start >= match.end("x")), None)
    lead = scene.text[match.end("x") : after.start] if after else ""
    return after.name if after and _OCCURRED_IN.fullmatch(lead) else ""


def _at_once(scene: Scene, match: "re.Match[str]") -> str:
    """Return the arm of "61 A patients"."""
    after = next((one for one in scene.mentions if one.start >= match.end("x")), None)
    is_next = after is not None and not scene.text[match.end("x") : after.start].strip()
    return after.name if after and is_next else ""
