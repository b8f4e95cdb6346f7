"""Counts of patients with their share that are events: "142 of 308 patients (46.1%) died"."""

import re
from typing import Final

from ..claims import Claim, ClaimKind
from .counts import claim_at
from .lexicon import is_time_to_event
from .number import Number
from .outcomes import clause_at, outcomes_in
from .scene import Scene

_EVENTS_OF_N: Final = re.compile(
    r"\b(?:Events?|Deaths?)(?:\s*/\s*(?:n|N|patients|total)\b[^.]*|:\s*(?:[^.:;]|\.(?=\d))*)$",
    re.IGNORECASE,
)
_DEATHS_OF: Final = re.compile(r"\bdeaths(?:\s*/\s*\w+|:)[^.:]*$", re.IGNORECASE)
NOT_OUTCOME: Final = re.compile(
    r"discontinu|withdr|treatment[\s-]related|toxic|adverse|crossed|cross-?over|(?<!who\s)(?<!that\s)(?<!those\s)(?<!patients\s)received|dropped"
    r"|stopped",
    re.IGNORECASE,
)
_OWN_EVENT: Final = re.compile(r"^(?:\s*\([^()]*\))?[\s):,-]*events?\b", re.IGNORECASE)
_IT: Final = re.compile(r"\b(?:it|this|these)\s+(?:had\s+)?occurred\s+in\b", re.IGNORECASE)


def happened_in(scene: Scene, number: Number) -> str:
    """Return the endpoint whose events a count of patients is, "" where it is none.

    The word nearest before the count in its sentence decides, else the nearest behind.
    """
    text = scene.text
    if NOT_OUTCOME.search(text):
        return ""
    if _EVENTS_OF_N.search(text[: number.start]):
        of_death = _DEATHS_OF.search(text[: number.start])
        return "OS" if of_death else scene.endpoint_at(number.start) or "OS"
    for one in scene.endpoints:
        if _OWN_EVENT.match(text[one.end :]) and is_time_to_event(one.name):
            return one.name
    found = outcomes_in(text)
    start, end = clause_at(text, number.start)
    found = tuple(one for one in found if start <= one[0] < end) or found
    if not found and _IT.search(text[start : number.start]):
        return scene.carried.endpoint
    before = [one for one in found if one[0] < number.start]
    after = [one for one in found if one[0] >= number.end]
    chosen = (max(before),) if before else after[:1]
    return chosen[0][1] if chosen else ""


def event_share(scene: Scene, number: Number, endpoint: str, arm: str) -> Claim:
    """Return "142 of 308 patients (46.1%) died" as events of an arm."""
    return claim_at(
        scene,
        ClaimKind.EVENTS,
        number.start,
        number.end,
        endpoint=endpoint,
        arm=arm,
        x=number.x,
        n=number.n,
        value=number.value,
        population=scene.population_at(number.start),
        confidence=0.9 if arm else 0.6,
    )
