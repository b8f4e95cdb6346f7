"""Sizes of arms and numbers of events in a sentence."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from .claims import Claim, ClaimKind
from .text_lexicon import NUMBER, NUMBER_WORD, count
from .text_scene import Scene

PEOPLE: Final = r"(?:patients?|women|men|participants?|subjects?|cases|people|adults|children)"
_ENROLLED: Final = (
    r"(?:randomi[sz]ed|enrolled|assigned|included|registered|recruited|analy[sz]ed|allocated)"
)
_TOTALS: Final = (
    re.compile(
        rf"\btotal\s+of\s+(?P<n>{NUMBER}|{NUMBER_WORD})\s+(?:[\w-]+\s+){{0,3}}?{PEOPLE}", re.I
    ),
    re.compile(
        rf"(?<![\w.,/])(?P<n>{NUMBER})\s+(?:[\w-]+\s+){{0,3}}?{PEOPLE}\s+(?:were|was)\s+"
        rf"(?:\w+\s+){{0,2}}?{_ENROLLED}(?!\s+to)",
        re.IGNORECASE,
    ),
)
_AMONG: Final = re.compile(
    rf"\bAmong\s+(?:these|the|all)\s+{PEOPLE},?\s+(?P<n>{NUMBER})\s+had\s+"
    r"(?P<what>[\w+/-]+(?:\s[\w+/-]+){0,3}?)\s+(?:disease|tumou?rs?|cancers?|status)",
    re.IGNORECASE,
)
_LABEL_SIZE: Final = re.compile(rf"\s*:\s*(?P<n>{NUMBER})(?![\w.,]*\s*(?:%|months|years))")
_GROUP_SIZE: Final = re.compile(
    rf"^\W*(?P<what>[A-Z][a-z]+[\w-]*)\s+{PEOPLE}\s*:\s*(?P<n>{NUMBER})(?!\s*[%-])"
)
_SIZE_LEAD: Final = re.compile(
    r"^\s*(?:arm|group|patients|treatment|therapy)?\s*[(\[;,:]?\s*$", re.I
)
_SET_LEAD: Final = re.compile(rf"(?:cohort|population|{PEOPLE}|samples?|set)\s*[(\[]\s*$", re.I)
_ASSIGNED: Final = re.compile(
    rf"(?<!of )(?<!of the )(?<!of all )(?<![\w.,/])(?P<n>{NUMBER})\s+(?:{PEOPLE}\s+)?(?:were\s+)?"
    r"(?:randomly\s+)?(?:(?:assigned|allocated|randomi[sz]ed)\s+)?(?:to\s+(?:receive\s+)?|in\s+the\s+)"
    r"(?:the\s+|either\s+)?$",
    re.IGNORECASE,
)
_ASSIGNING: Final = re.compile(rf"\b{_ENROLLED}\b", re.IGNORECASE)
_HAPPENED: Final = re.compile(
    r"\b(?:events?|deaths?|died|discontinu\w+|withdr\w+|experienced|had|progress(?:ed|ions?)|"
    r"censored|respon\w+|treated|crossed)\b",
    re.IGNORECASE,
)
_EVENTS: Final = re.compile(
    rf"(?<![\w.,/-])(?P<x>{NUMBER})\s+(?:(?:[A-Z]+|primary|disease|progression|survival)\s+)?"
    r"(?:events|deaths|relapses|recurrences)\b",
    re.IGNORECASE,
)
_EVENTS_IN: Final = re.compile(
    rf"(?<![\w.,/-])(?P<x>{NUMBER})\s*(?:\([^()]*%\)\s*)?(?:in|with|for)\s+(?:the\s+)?$",
    re.IGNORECASE,
)


def claim_at(scene: Scene, kind: ClaimKind, start: int, end: int, **fields: object) -> Claim:
    """Return a claim standing at this stretch of the sentence."""
    claim = Claim(kind, span=(start, end), sentence=scene.text)
    return replace(claim, **fields)  # type: ignore[arg-type]


def sizes_of(scene: Scene) -> Iterator[Claim]:
    """Yield the sizes of arms, subgroups and the trial."""
    text = scene.text
    totals = {
        match.span("n"): match["n"] for pattern in _TOTALS for match in pattern.finditer(text)
    }
    for span, n in totals.items():
        yield _size(scene, *span, "total", count(n), "")
    among = _AMONG.search(text)
    if among:
        yield _size(scene, *among.span("n"), "total", count(among["n"]), among["what"])
    group = _GROUP_SIZE.match(text)
    if group and not scene.endpoints:
        yield _size(scene, *group.span("n"), "total", count(group["n"]), group["what"].lower())
    yield from _labelled_sizes(scene)
    yield from _bracketed_sizes(scene)
    yield from _assigned_sizes(scene)


def _size(scene: Scene, start: int, end: int, arm: str, n: str, population: str) -> Claim:
    return claim_at(scene, ClaimKind.N, start, end, arm=arm, n=n, population=population)


def _labelled_sizes(scene: Scene) -> Iterator[Claim]:
    if scene.endpoints:
        return
    for one in scene.mentions:
        match = _LABEL_SIZE.match(scene.text, one.end)
        if match and "." not in match["n"] and int(count(match["n"]) or 0) > 4:
            start, end = match.span("n")
            population = scene.population_at(start)
            yield _size(scene, start, end, one.name, count(match["n"]), population)


def _bracketed_sizes(scene: Scene) -> Iterator[Claim]:
    for size in scene.sizes:
        before = [one for one in scene.mentions if one.end <= size.start]
        lead = scene.text[: size.start]
        population = scene.population_at(size.start)
        if before and _SIZE_LEAD.match(scene.text[before[-1].end : size.start]):
            if population.startswith("ref."):
                continue
            yield _size(scene, size.start, size.end, before[-1].name, size.n, population)
        elif _SET_LEAD.search(lead):
            yield _size(scene, size.start, size.end, "total", size.n, population)


def _assigned_sizes(scene: Scene) -> Iterator[Claim]:
    if not _ASSIGNING.search(scene.text) or _HAPPENED.search(scene.text):
        return
    for one in scene.mentions:
        match = _ASSIGNED.search(scene.text, 0, one.start)
        if match and match.end() == one.start and count(match["n"]):
            sized = any(size.start - one.end < 14 for size in scene.sizes if size.start > one.end)
            arm = "total" if sized else one.name
            yield _size(scene, *match.span("n"), arm, count(match["n"]), "")


def events_of(scene: Scene) -> Iterator[Claim]:
    """Yield events or deaths, of the trial or of an arm."""
    if not _EVENTS.search(scene.text):
        return
    named = set[int]()
    for one in scene.mentions:
        match = _EVENTS_IN.search(scene.text, 0, one.start) or next(
            (
                m
                for m in _EVENTS.finditer(scene.text, 0, one.start)
                if re.fullmatch(
                    r"\s*(?:in|with|for|on)\s+(?:the\s+)?", scene.text[m.end() : one.start]
                )
            ),
            None,
        )
        if match and count(match["x"]):
            named.add(match.start("x"))
            yield _event(scene, match, one.name)
    for match in _EVENTS.finditer(scene.text):
        lead = scene.text[: match.start()]
        if match.start("x") not in named and re.search(
            r"\b(?:total\s+of|after|were|overall,?)\s*$", lead, re.I
        ):
            yield _event(scene, match, "total")


def _event(scene: Scene, match: "re.Match[str]", arm: str) -> Claim:
    start, end = match.span("x")
    endpoint = "OS" if "death" in match.group().lower() else scene.endpoint_at(start)
    return claim_at(
        scene,
        ClaimKind.EVENTS,
        start,
        end,
        endpoint=endpoint,
        arm=arm,
        x=count(match["x"]),
        population=scene.population_at(start),
        confidence=0.8,
    )
