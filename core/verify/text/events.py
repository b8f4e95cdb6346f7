"""Numbers of events in a sentence, of the trial or of an arm, and what counts as one."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from ..claims import Claim, ClaimKind
from .counts import REACH, claim_at
from .lexicon import (
    ENDPOINT,
    NUMBER,
    count,
    endpoint_of,
    printed,
)
from .outcomes import clause_at, outcomes_in
from .paired import DEATHS, DIED, EVENTS, SHARE, counted, in_pairs, listed_in_bracket, two_befell
from .scene import Scene
from .shares import NOT_OUTCOME
from .totals import PEOPLE

_OCCURRED: Final = re.compile(
    r"(?:\s+(?:of|for)\s+[\w\s,-]{3,50}?)?(?:\s*\([^()]*\))?\s+(?:(?:had|have)\s+)?(?:been\s+|were\s+)?(?:occurred|recorded|observed|reported"
    r"|documented)\b",
    re.IGNORECASE,
)
_TOLD: Final = re.compile(
    r"\b(?:occurred|developed|reported|observed|seen|recorded|documented|died)\b", re.IGNORECASE
)
_HAD_A: Final = re.compile(
    r"\b(?:had|have|experienced|developed)\s+(?:had\s+)?an?\s+(?P<what>(?:[\w-]+\s+){0,2}?"
    r"(?:recurrence|relapse|metastasis|stroke|infarction|fracture|rejection|failure|(?:primary|composite|outcome|end[\s-]?point)\s+event)s?)\b",
    re.IGNORECASE,
)
_HAD_DIED: Final = re.compile(
    r"\b(?:had|have)\s+died\b|\bdied\s*(?:$|[(.,;]|(?:from|of)\b)", re.IGNORECASE
)
_PEOPLE_IN: Final = re.compile(
    rf"(?<!of )(?<!of the )(?<![\w.,/-])(?P<x>{NUMBER})\s+(?:{PEOPLE}\s+)?"
    r"(?:(?:had\s+|have\s+)?died\s+)?"
    r"(?:of\s+those\s+)?(?:who\s+(?:were\s+)?)?"
    r"(?:in|with|on|receiving|received|given|got|treated\s+with|undergoing|(?:assigned|allocated|randomi[sz]ed)\s+to)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
# "302 events occurred in 1708 patients in the A group"
_EVENTS_AMONG: Final = re.compile(
    rf"(?<![\w.,/-])(?P<x>{NUMBER})\s+[^\d,;.]{{0,60}}?\b(?:events|deaths)\b[^\d,;.]{{0,20}}\b(?:in|among)\s+(?P<n>{NUMBER})\s+{PEOPLE}\s+"
    r"(?:in|on|assigned\s+to|receiving|given|treated\s+with|allocated(?:\s+to)?)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_EVENTS_IN: Final = re.compile(
    rf"(?<!among\s)(?<!of\s)(?<![\w.,/-])(?P<x>{NUMBER})\s*(?:\([^()]*%\)\s*)?(?:occurred\s+)?(?:(?:in|with|for|on|sous|unter|mit|avec|con|bajo)\s+(?:the\s+|der\s+|l[ea]\s+|el\s+)?|im\s+"
    r"|en\s+el\s+(?:(?:grupo|brazo)\s+)?(?:de\s+)?|dans\s+le\s+(?:bras|groupe)\s+(?:de\s+)?)$",
    re.IGNORECASE,
)

_BEFELL: Final = re.compile(
    rf"(?:\b(?:in|and|versus|vs\.?|v|with)\s+|[(]\s*|,\s+)(?P<x>{NUMBER})\s+(?:\([^()]*%\)\s+)?(?:(?:of\s+the\s+)?{PEOPLE}\s+)?(?:who\s+(?:were\s+)?)?"
    r"(?:(?:assigned|allocated|randomi[sz]ed)\s+to(?:\s+receive)?|on|in|receiving|received|taking|given|treated\s+with)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
# "Of the patients in the A group, 245 had a primary outcome event"
_HAD: Final = re.compile(
    rf"(?:,|\bof\s+whom)\s+(?P<x>{NUMBER})\s+(?:\([^()]*%\)\s+)?(?:{PEOPLE}\s+)?(?:(?:had|experienced|reached|did)\b"
    r"(?=\s+(?:an?\s+|the\s+)?(?:[\w-]+\s+){0,3}?(?:events?|outcomes?|end[\s-]?points?)\b)|died\b)",
    re.IGNORECASE,
)
_DID: Final = re.compile(rf"\s+(?:group|arm)\s+(?P<x>{NUMBER})\s+did\b")
# "Im Arm A (n = 118) verstarben 71 Patienten, im Arm B (n = 121) 88 Patienten."
_STARBEN: Final = re.compile(
    rf"(?:-(?:Gruppe|Arm))?\s*(?:\([^()]*\))?\s*(?:(?:ver)?starben\s+(?P<x>{NUMBER})(?:\s+{PEOPLE}\b|(?=\s*[,.;]))(?!\s*\([\d.,]+\s*%)"
    rf"|(?P<late>{NUMBER})(?:\s+{PEOPLE}\b(?!\s*\()|(?=\s*(?:[.;]|\(HR|$))))",
    re.IGNORECASE,
)
# "死亡は試験群38例、対照群47例"
_DEAD_OF_ARM: Final = re.compile(r"\s*群?\s*(?:では?|に)?\s*(?P<x>\d+)\s*例(?!中)")
# "in the A arm (85 events in 1920 women)"
_EVENTS_IN_BRACKET: Final = re.compile(
    rf"(?:[\s-]+(?:group|arm))?\s*[(\[](?P<x>\d{{1,3}}(?:,\d{{3}})+|\d+)\s+(?P<what>events|deaths|cases)\s+(?:in|of|among)\s+"
    rf"(?P<n>\d{{1,3}}(?:,\d{{3}})+|\d+)\s+{PEOPLE}[)\]]",
    re.IGNORECASE,
)
_LATE_SHARE: Final = re.compile(rf"\s*(?:group|arm)?\s*\(\s*(?P<value>{NUMBER})\s*%")
_EVENT_WORD: Final = re.compile(
    r"\b(?:events?|deaths?|died|relapses|recurrences|muertes|fallecimientos|décès|Todesfälle"
    r"|Ereignisse|événements|eventos)\b|死亡",
    re.IGNORECASE,
)
_TOTAL_LEAD: Final = re.compile(
    r"\b(?:total\s+of|time\s+of|after|were|overall,?|with|by|had|based\s+on|following|reached"
    r"|observed)\s*$|[;(]\s*$",
    re.IGNORECASE,
)
_IN_ARM: Final = re.compile(r"\s*(?:in|on|with|among)\s+(?:the\s+)?")
_TO_ARM: Final = re.compile(
    r"\s*(?:\([^()]*%\)\s*)?(?:[^\W\d]+\s+){0,5}?(?:in|with|for|on|among|en\s+el|dans\s+le|im|sous|unter|avec|con|bajo)\s+"
    r"(?:the\s+|der\s+|(?:grupo|brazo|bras|groupe)\s+)?(?:de\s+)?",
    re.IGNORECASE,
)


def events_of(scene: Scene) -> Iterator[Claim]:
    """Yield events or deaths, of the trial or of an arm."""
    yield from _had_relapsed(scene)
    if _HAD_DIED.search(scene.text) and not _EVENT_WORD.search(scene.text):
        yield from listed_in_bracket(scene)
    died = DIED.search(scene.text)
    if died and not any(one.end <= died.start() for one in scene.mentions):
        endpoint = "PFS" if died["progressed"] else "OS"
        yield replace(_event(scene, died, "total"), endpoint=endpoint)
    if _HAD_DIED.search(scene.text) and not NOT_OUTCOME.search(scene.text):
        yield from _died_in(scene)
    named = set[int]()
    for claim in (
        *_in_brackets(scene),
        *_starben(scene),
        *_befell(scene),
        *_had_event(scene),
        *two_befell(scene),
    ):
        if claim.span[0] not in named:
            named.add(claim.span[0])
            yield claim
    if not _EVENT_WORD.search(scene.text):
        return
    readers = (in_pairs, listed_in_bracket, _by_arm)
    for claim in (one for reader in readers for one in reader(scene)):
        if claim.span[0] not in named:
            named.add(claim.span[0])
            yield claim
    yield from _of_total(scene, named)


def _of_total(scene: Scene, named: set[int]) -> Iterator[Claim]:
    """Yield "after 301 deaths" of the trial, "154 deaths occurred on A" of an arm."""
    for match in EVENTS.finditer(scene.text):
        is_share = any(n.x and n.start <= match.start("x") < n.end for n in scene.numbers)
        if match.start("x") in named or is_share:
            continue
        occurred = _OCCURRED.match(scene.text, match.end())
        after = next((m for m in scene.mentions if occurred and m.start >= occurred.end()), None)
        if occurred and after and _IN_ARM.fullmatch(scene.text, occurred.end(), after.start):
            yield _event(scene, match, after.name)
        elif occurred or _TOTAL_LEAD.search(scene.text[: match.start()]):
            yield _event(scene, match, "total")


def _by_arm(scene: Scene) -> Iterator[Claim]:
    """Yield "118 deaths (39.5%) had occurred in the A group and 147 (49.2%) in the B group"."""
    if not EVENTS.search(scene.text):
        return
    for index, one in enumerate(scene.mentions):
        since = scene.mentions[index - 1].end if index else 0
        match = (
            _EVENTS_AMONG.search(scene.text, max(0, one.start - REACH), one.start)
            or _EVENTS_IN.search(scene.text, max(0, one.start - REACH), one.start)
            or next(
                (
                    m
                    for m in EVENTS.finditer(scene.text, since, one.start)
                    if _TO_ARM.fullmatch(scene.text[m.end() : one.start])
                ),
                None,
            )
        )
        if match and count(match["x"]):
            claim = _event(scene, match, one.name)
            if match.groupdict().get("n"):
                span = (claim.span[0], max(claim.span[1], match.end("n")))
                claim = replace(claim, n=count(match["n"]), span=span)
                claim = _with_share(scene, claim, one.end, "")
            yield claim


def _befell(scene: Scene) -> Iterator[Claim]:
    """Yield "an outcome event occurred in 112 of the patients assigned to A and in 145 ..."."""
    found = outcomes_in(scene.text)
    if not found or NOT_OUTCOME.search(scene.text):
        return
    for one in scene.mentions:
        match = _BEFELL.search(scene.text, max(0, one.start - REACH), one.start)
        since = clause_at(scene.text, one.start)[0]
        before = [name for place, name in sorted(found) if match and since <= place < match.start()]
        if match and before and count(match["x"]) and _TOLD.search(scene.text[: match.end()]):
            yield _with_share(scene, _event(scene, match, one.name), one.end, before[-1])


def _with_share(scene: Scene, claim: Claim, at: int, endpoint: str) -> Claim:
    """Give events their endpoint, and the percent printed behind their arm."""
    share = _LATE_SHARE.match(scene.text, at)
    endpoint = endpoint or claim.endpoint
    if share is None or claim.value:
        return replace(claim, endpoint=endpoint)
    span = (claim.span[0], share.end())
    return replace(claim, endpoint=endpoint, value=printed(share["value"]), span=span)


def _had_relapsed(scene: Scene) -> Iterator[Claim]:
    """Yield "122 patients in the A group and 93 in the B group had had a local recurrence"."""
    had = _HAD_A.search(scene.text)
    if had is None or NOT_OUTCOME.search(scene.text):
        return
    named = ENDPOINT.search(had["what"])
    endpoint = endpoint_of(named) if named else had["what"].lower()
    endpoint = "primary outcome" if endpoint.startswith("primary") else endpoint
    for one in scene.mentions:
        match = _PEOPLE_IN.search(scene.text, max(0, one.start - REACH), one.start)
        if match and match.end() == one.start < had.start() and count(match["x"]):
            yield replace(_event(scene, match, one.name), endpoint=endpoint)


def _starben(scene: Scene) -> Iterator[Claim]:
    """Yield "im Arm A (n = 118) verstarben 71 Patienten, im Arm B (n = 121) 88 Patienten"."""
    if not re.search(r"\b(?:ver)?starben\b", scene.text):
        return
    for one in scene.mentions:
        match = _STARBEN.match(scene.text, one.end)
        if match and count(match["x"] or match["late"]):
            yield replace(_event(scene, match, one.name), endpoint="OS")


def _in_brackets(scene: Scene) -> Iterator[Claim]:
    """Yield "in the A arm (85 events in 1920 women)" and "死亡は試験群38例、対照群47例"."""
    dead = scene.text.find("死亡")
    for one in scene.mentions:
        match = _EVENTS_IN_BRACKET.match(scene.text, one.end)
        if match:
            claim = counted(scene, match, "x", one.name)
            yield replace(claim, n=count(match["n"]), span=(match.start("x"), match.end("n")))
        of_arm = _DEAD_OF_ARM.match(scene.text, one.end) if 0 <= dead < one.start else None
        if of_arm and not any(
            n.start < of_arm.end() and of_arm.start() < n.end for n in scene.numbers
        ):
            yield replace(counted(scene, of_arm, "x", one.name), endpoint="OS")


def _had_event(scene: Scene) -> Iterator[Claim]:
    """Yield "Of the patients in the A group, 245 had a primary outcome event"."""
    found = outcomes_in(scene.text)
    if not found or NOT_OUTCOME.search(scene.text):
        return
    told = [*_HAD.finditer(scene.text)]
    for match in told:
        before = [one for one in scene.mentions if one.end <= match.start()]
        after = [name for place, name in sorted(found) if place >= match.start("x")]
        if before and after and count(match["x"]):
            yield replace(_event(scene, match, before[-1].name), endpoint=after[0])
    for one in scene.mentions:
        match_did = _DID.match(scene.text, one.end)
        if match_did and told:
            yield replace(_event(scene, match_did, one.name), endpoint=found[0][1])


def _died_in(scene: Scene) -> Iterator[Claim]:
    """Yield "199 patients in the A group and 223 in the B group had died"."""
    of_cause = [name for _, name in outcomes_in(scene.text) if name.endswith(" death")]
    for one in scene.mentions:
        match = _PEOPLE_IN.search(scene.text, max(0, one.start - REACH), one.start)
        if match and count(match["x"]):
            name = of_cause[0] if of_cause else "OS"
            yield replace(_event(scene, match, one.name), endpoint=name)


def _event(scene: Scene, match: "re.Match[str]", arm: str) -> Claim:
    start, end = match.span("late" if match.groupdict().get("late") else "x")
    inside = [one.name for one in scene.endpoints if match.start() <= one.start < match.end()]
    endpoint = inside[0] if inside else scene.endpoint_at(start)
    before = [m.group() for m in EVENTS.finditer(scene.text, 0, match.start())]
    if before and DEATHS.search(before[-1]) and not inside:
        endpoint = "OS"
    words = [m.group() for m in EVENTS.finditer(scene.text)]
    if words and not scene.endpoints and all(DEATHS.search(word) for word in words):
        endpoint = "OS"
    is_death = DEATHS.search(match.group())
    endpoint = "OS" if is_death and " or death" not in match.group().lower() else endpoint
    share = SHARE.match(scene.text, end) or SHARE.match(scene.text, match.end())
    return claim_at(
        scene,
        ClaimKind.EVENTS,
        start,
        share.end() if share else end,
        endpoint=endpoint,
        arm=arm,
        x=count(scene.text[start:end]),
        value=printed(share["value"]) if share else "",
        population=scene.population_at(start),
        confidence=0.8,
    )
