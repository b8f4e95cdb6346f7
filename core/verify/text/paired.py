"""Two numbers of events in one breath, and what the rules for events share."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from ..claims import Claim, ClaimKind
from .counts import claim_at
from .lexicon import NUMBER, NUMBER_WORD, VERSUS, count, printed
from .outcomes import clause_at, outcomes_in
from .scene import Scene
from .shares import NOT_OUTCOME
from .totals import PEOPLE

EVENTS: Final = re.compile(
    r"(?<![\w.,/-])(?<!grade )(?<!grade \d or )(?<!grades \d and )"
    r"(?P<x>\d{1,3}(?:,\d{3})+(?!\d)|\d+)\s+"
    r"(?:(?:[A-Z]+|primary|disease|progression|survival|[\w-]+-free(?:\s+survival)?)\s+)?"
    r"(?:events|deaths|relapses|recurrences|muertes|fallecimientos|décès|Todesfälle|Ereignisse|événements|eventos)\b(?!\s+(?:per|pro|par|por)\b)",
    re.IGNORECASE,
)
DIED: Final = re.compile(
    r"(?:(?<=total of )|(?<![\w.,/-])(?<!of )(?<!of the )"
    rf"(?<!\d\sand\s)(?<!\w\sand\s)(?<!\d\svs\s)(?<!\d\sv\s))(?P<x>{NUMBER})\s+{PEOPLE}\s+(?:"
    rf"\([^()]*%\)\s+)?"
    r"(?:(?:had|have)\s+)?(?P<progressed>(?:disease\s+)?progress(?:ed|ion)\s+or\s+(?:had\s+)?)?died\b(?!\s+(?:in|with|on)\b)"
    rf"|\b(?:Insgesamt\s+)?(?:verstarben|starben|fallecieron)\s+(?P<late>{NUMBER})\s+{PEOPLE}\b(?!\s*\()",
    re.IGNORECASE,
)
DEATHS: Final = re.compile(r"死亡|death|died|starben|muerte|fallec|décès|Todes", re.IGNORECASE)
SHARE: Final = re.compile(
    rf"\s*(?:(?:deaths|events)\s*|例)?[(\[]\s*(?P<value>{NUMBER})\s*%\s*[)\]]"
)
# "recurrence occurred in 71 and 96 patients, respectively"
_TWO_IN: Final = re.compile(
    rf"\b(?:occurred|developed|reported|observed|seen|died|fallecieron|verstarben|starben)\s+(?:in\s+)?(?P<x>\d+|{NUMBER_WORD})\s+(?:and|y|et|und|bzw\.?|beziehungsweise|{VERSUS})\s*(?P<other>\d+|{NUMBER_WORD})\s+(?:{PEOPLE}|,)",
    re.IGNORECASE,
)
_TWO_COUNTS: Final = re.compile(
    rf"(?<![\w.,/-])(?P<x>\d+)\s+(?:(?:deaths|events)\s+)?(?:[(\[][\d.]+\s*%[)\]]\s*)?(?:and|y|et|und|{VERSUS})\s*(?P<other>\d+)\s+(?:\([\d.]+\s*%\)\s*)?(?:[\w-]+\s+)?(?:events|deaths|décès|muertes|Todesfälle|Ereignisse)\b",
    re.IGNORECASE,
)
_OPPOSED_COUNTS: Final = re.compile(
    rf"\b(?:deaths?|died|events?)\b[^.;()\d]{{0,60}}[(\[:]\s*(?:n\s*=\s*)?(?P<x>\d+)\s*(?:[(\[][\d.]+\s*%[)\]]\s*)?(?:{VERSUS}|and(?=\s+\d+,?\s+respectively))\s*(?P<other>\d+)"
    rf"(?=\s*(?:[(\[][\d.]+\s*%[)\]])?\s*(?:{PEOPLE}\s*)?[;,()\]])|死亡[^。\d]{{0,10}}?(?P<late>\d+)\s*例\s*(?:対|、|,|と|および)\s*(?P<late_other>\d+)\s*例",
    re.IGNORECASE,
)
_NUMBERED: Final = re.compile(
    r"\b(?:deaths?|events?)\b[^.;()\d]{0,40}\b(?:numbered|totall?ed|were|was)\s+(?P<x>\d+)\s+(?:and|v\.?|vs\.?|versus)"
    r"\s+(?P<other>\d+)(?=,?\s+respectively|\s*[;,(]|\.\s|\.?$)",
    re.IGNORECASE,
)
_LISTED: Final = re.compile(
    r"(?:\s+(?:arm|group))?\s*[,:=]?\s*(?P<x>\d+)(?=\s*[;,)]|\s+and\b)", re.IGNORECASE
)


def two_befell(scene: Scene) -> Iterator[Claim]:
    """Yield "recurrence occurred in 71 and 96 patients, respectively"."""
    found = sorted(outcomes_in(scene.text))
    if NOT_OUTCOME.search(scene.text):
        return
    for match in _TWO_IN.finditer(scene.text):
        before = [name for place, name in found if place <= match.start()]
        order = scene.arms_before(match.start())
        order = order if len(order) == 2 else scene.last_order(2)
        if before and len(order) == 2:
            for name, group in zip(order, ("x", "other"), strict=True):
                yield replace(counted(scene, match, group, name), endpoint=before[-1])


def in_pairs(scene: Scene) -> Iterator[Claim]:
    """Yield "28 and 31 deaths, respectively" and "fewer deaths (168 v 202; ...)"."""
    for pattern in (_TWO_COUNTS, _OPPOSED_COUNTS, _NUMBERED):
        for match in pattern.finditer(scene.text):
            order = scene.arms_before(match.start())
            order = order if len(order) == 2 else scene.last_order(2)
            if len(order) == 2:
                late = match.groupdict().get("late")
                groups = ("late", "late_other") if late else ("x", "other")
                for name, group in zip(order, groups, strict=True):
                    yield counted(scene, match, group, name)


def listed_in_bracket(scene: Scene) -> Iterator[Claim]:
    """Yield "212 deaths (primary debulking, 104; interval debulking, 108)"."""
    for one in scene.mentions:
        opened = scene.text.rfind("(", 0, one.start)
        match = _LISTED.match(scene.text, one.end)
        if match is None or opened <= scene.text.rfind(")", 0, one.start):
            continue
        start, end = clause_at(scene.text, one.start)
        told = EVENTS.search(scene.text[:opened]) or DIED.search(scene.text[:opened])
        if (
            told
            and not NOT_OUTCOME.search(scene.text[start:end])
            and "." not in scene.text[opened : one.start]
        ):
            yield counted(scene, match, "x", one.name)


def counted(scene: Scene, match: "re.Match[str]", group: str, arm: str) -> Claim:
    """Return the count of one group of a match as events of an arm."""
    start, end = match.span(group)
    is_death = DEATHS.search(scene.text[: match.end() + 12])
    endpoint = _death_in(scene.text[: match.end()]) if is_death else scene.endpoint_at(start)
    inside = [one.name for one in scene.endpoints if start <= one.start < match.end()]
    endpoint = inside[-1] if inside else endpoint
    share = SHARE.match(scene.text, end)
    return claim_at(
        scene,
        ClaimKind.EVENTS,
        start,
        share.end() if share else end,
        value=printed(share["value"]) if share else "",
        endpoint=endpoint,
        arm=arm,
        x=count(match[group]),
        population=scene.population_at(start),
        confidence=0.8,
    )


def _death_in(text: str) -> str:
    """Return OS, or the death of one cause that the last word of death in a text tells."""
    deaths = [name for _, name in sorted(outcomes_in(text)) if name == "OS" or " death" in name]
    return deaths[-1] if deaths else "OS"
