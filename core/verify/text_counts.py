"""Sizes of arms and numbers of events in a sentence."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from .claims import Claim, ClaimKind
from .text_lexicon import NUMBER, NUMBER_WORD, count, is_time_to_event
from .text_number import Number
from .text_people import choice_around
from .text_scene import Scene, outcomes_in

PEOPLE: Final = (
    r"(?:Patientinnen\s+und\s+Patienten|patients?|pts?\b\.?|women|men|participants?|recipients?|infants|subjects?|cases|people|adults|children|individuals"
    r"|Patient(?:inn)?en|patientes|pacientes|malades|例)"
)
_ENROLLED: Final = (
    r"(?:randomi[sz](?:ed|iert|ation|és|ées)|aleatoriz\w+|eingeschlossen|inclus"
    r"|inclu(?:id|ye)\w*|enrolled|assigned|included|registered|recruited|analy[sz]ed|analysés|évalués"
    r"|allocated)"
)
_TOTALS: Final = (
    re.compile(
        rf"(?<![\w.,/])(?P<n>{NUMBER})\s+(?:{PEOPLE}\s+)?were\s+(?:included|analy[sz]ed)\s+in\s+the\s+"
        r"(?:\w+\s+){0,2}?(?:analysis|population)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?:we|study|trial|analysis|population|cohort)\s+(?:then\s+|finally\s+|randomly\s+)?"
        rf"(?:enrolled|included|recruited|randomi[sz]ed|comprised|assigned)\s+"
        rf"(?P<n>{NUMBER})\s+(?:[\w-]+\s+){{0,3}}?{PEOPLE}\b",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:Fueron\s+(?:aleatoriz|incluid)\w+|Ont\s+été\s+(?:randomisés|inclus)|"
        rf"On\s+a\s+(?:randomisé|inclus))\s+(?P<n>{NUMBER})\s+{PEOPLE}\b",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?:Parmi\s+les|Von|Entre\s+los|De\s+los|Es\s+wurden)\s+(?P<n>{NUMBER})\s+(?:randomisierten\s+)?"
        rf"{PEOPLE}\b(?=[^.]*(?:randomi|inclu|aleatori|eingeschlossen|erhielten))",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\btotal\s+of\s+(?P<n>{NUMBER}|{NUMBER_WORD})\s+(?:[\w-]+\s+){{0,3}}?{PEOPLE}\b"
        r"(?!\s+(?:\([^()]*\)\s+)?(?:had|have|died|relapsed|progressed|discontinued|experienced|withdrew|crossed|"
        r"responded|were\s+(?:lost|excluded|censored|alive|screened)))",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\bOf\s+(?:the\s+)?(?P<n>{NUMBER})\s+(?:(?:randomi[sz]ed|enrolled|eligible)\s+{PEOPLE}|{PEOPLE}\s+"
        r"(?:who\s+(?:were|underwent)\s+)?(?:randomi[sz]ed|randomi[sz]ation|enrolled)\b)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"^\W*(?P<n>{NUMBER_WORD}|{NUMBER})\s+{PEOPLE}\s+were\s+(?:treated|enrolled|randomi[sz]ed|included)\b(?!\s+(?:to|with|in)\b)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?<![\w.,/])(?P<n>{NUMBER})\s+(?:[\w-]+\s+){{0,3}}?{PEOPLE}\s+(?:\([^()]*\)\s+)?(?:with\s+[^.;,()\d]{{3,60}}?\s+)?(?:were|was)\s+"
        rf"(?:\w+\s+){{0,2}}?{_ENROLLED}(?!\s+to)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?<![\w.,/])(?P<n>{NUMBER})\s+{PEOPLE}\s+(?:ont\s+été\s+|fueron\s+|wurden\s+)?(?:\d:\d(?::\d)?\s+)?"
        rf"(?:randomi[sz](?:iert|és|ées)|analysés|évalués|traités|aleatoriz\w+|inclus|eingeschlossen"
        rf"|underwent\s+randomi[sz]ation)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?:Se\s+aleatoriz\w+|Se\s+incluyeron|Eingeschlossen\s+wurden"
        rf"|Randomisiert\s+wurden)\s+(?:a\s+)?(?P<n>{NUMBER})\s+{PEOPLE}",
        re.I,
    ),
    re.compile(
        rf"(?<![\w.,/])(?P<n>{NUMBER})\s+(?:[\w-]+\s+){{0,3}}?(?:{PEOPLE}\s+)?"
        r"underwent\s+randomi[sz]ation(?!\s+to)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?<![\w.,/])(?P<n>{NUMBER})\s+(?:[\w-]+\s+){{0,3}}?{PEOPLE}\s+(?:with\s+[^.;,()\d]{{3,60}}?\s+)?(?:were\s+)?(?:\w+\s+){{0,2}}?"
        rf"(?:{_ENROLLED}|underwent\s+randomi[sz]ation)(?:,?\s+in\s+a\s+[\d:]+\s+ratio,?)?\s+to\b"
        r"(?=[^.;]*(?:\bn\s*=[^.;]*\bn\s*=|\(\d+\b[^.;%]*\(\d+\b|\bor\b))",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?P<n>{NUMBER})\s*例\s*(?:が|を|は)\s*[^。]*?(?:登録|ランダム|無作為|割り?付|組み?入れ|対象)"
    ),
    re.compile(rf"(?:登録|組み?入れ|対象|割り?付け)[^。\d群]{{0,10}}?(?P<n>{NUMBER})\s*例(?!中)"),
    re.compile(
        rf"\bAmong\s+(?:the\s+)?(?P<n>{NUMBER})\s+(?:[\w-]+\s+)?{PEOPLE}\s+(?:who\s+(?:were|underwent)\s+)?"
        rf"(?:\w+ly\s+)?(?:{_ENROLLED}|randomi[sz]ation)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\bAmong\s+(?:the\s+)?(?P<n>{NUMBER})\s+(?:randomi[sz]ed|treated|eligible|evaluable"
        rf"|enrolled|"
        rf"included)\s+{PEOPLE}",
        re.IGNORECASE,
    ),
)
_OF_WHOLE: Final = re.compile(
    rf"\b(?:Among|Of|From|Von|Parmi|Sur|De)\s+(?:the\s+|a\s+total\s+of\s+|los\s+|les\s+)?(?P<n>{NUMBER})\s+"
    rf"(?:[\w-]+\s+){{0,3}}?{PEOPLE}",
    re.IGNORECASE,
)
_PART_OF: Final = re.compile(
    rf"(?<![\w.,])(?P<n>\d+)\s+(?:\([^()]*%\)\s+)?(?:{PEOPLE}\s+)?(?:[^\W\d]+\s+){{0,4}}$"
)
_GIVEN: Final = re.compile(
    r"\b(?:received|given|treated|underwent|assigned|allocated|randomi[sz]ed|erhielten|reçu"
    r"|recibieron)\b",
    re.IGNORECASE,
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
_BRACKETED: Final = re.compile(rf"\s*(?:arm|group)?\s*[(\[](?P<n>{NUMBER})\s+{PEOPLE}[)\]]", re.I)
# "463 patients were randomised (arm A 232; arm B 231)"
_LISTED_SIZE: Final = re.compile(rf"\s*[:=,]?\s*(?P<n>{NUMBER})(?=\s*[;,)]|\s+and\b)")
_JAPANESE_SIZE: Final = re.compile(rf"\s*群?\s*[(]?\s*(?P<n>{NUMBER})\s*例(?!中)")
_JAPANESE_ASSIGNING: Final = re.compile(r"登録|ランダム|無作為|割り?付|組み?入れ|対象|比較")
_SIZE_LEAD: Final = re.compile(
    r"^\s*(?:arm|group|patients|treatment|therapy|群)?\s*[(\[;,:]?\s*$", re.I
)
_SET_LEAD: Final = re.compile(rf"(?:cohort|population|{PEOPLE}|samples?|set)\s*[(\[]\s*$", re.I)
_ASSIGNED: Final = re.compile(
    rf"(?<!of )(?<!of the )(?<!of all )(?<![\w.,/:])(?P<n>{NUMBER})\s+(?:{PEOPLE}\s+)?(?:were\s+)?"
    r"(?:randomly\s+)?(?:(?:assigned|allocated|randomi[sz]ed)\s+)?(?:to\s+(?:receive\s+)?"
    r"|in\s+the\s+"
    r"|in\s+(?:den|die|das)\s+|al\s+(?:grupo\s+(?:de\s+)?)?|en\s+el\s+(?:grupo\s+(?:de\s+)?)?"
    r"|dans\s+le\s+(?:(?:bras|groupe)\s+)?|im\s+)"
    r"(?:the\s+|either\s+)?$",
    re.IGNORECASE,
)
_ASSIGNING: Final = re.compile(rf"\b{_ENROLLED}\b", re.IGNORECASE)
_EVENTS_OF_N: Final = re.compile(
    r"\b(?:Events|Deaths)\s*/\s*(?:n|N|patients|total)\b[^.]*$", re.IGNORECASE
)
_NOT_OUTCOME: Final = re.compile(
    r"discontinu|withdr|treatment[\s-]related|toxic|adverse|crossed|cross-?over|received|dropped"
    r"|stopped",
    re.IGNORECASE,
)
_OCCURRED: Final = re.compile(
    r"(?:\s+(?:of|for)\s+[\w\s,-]{3,50}?)?(?:\s*\([^()]*\))?\s+(?:(?:had|have)\s+)?(?:been\s+|were\s+)?(?:occurred|recorded|observed|reported"
    r"|documented)\b",
    re.IGNORECASE,
)
_OWN_EVENT: Final = re.compile(r"^[\s)-]*events?\b", re.IGNORECASE)
_HAPPENED: Final = re.compile(
    r"\b(?:events?|deaths?|died|discontinu\w+|withdr\w+|experienced|had|progress(?:ed|ions?)|"
    r"censored|respon\w+|treated|crossed)\b",
    re.IGNORECASE,
)
_EVENTS: Final = re.compile(
    r"(?<![\w.,/-])(?P<x>\d{1,3}(?:,\d{3})+(?!\d)|\d+)\s+(?:(?:[A-Z]+|primary|disease|progression|survival|[\w-]+-free(?:\s+survival)?)\s+)?"
    r"(?:events|deaths|relapses|recurrences|muertes|fallecimientos|décès|Todesfälle|Ereignisse|événements|eventos)\b(?!\s+(?:per|pro|par|por)\b)",
    re.IGNORECASE,
)
_DIED: Final = re.compile(
    rf"(?:(?<=total of )|(?<![\w.,/-])(?<!of )(?<!of the ))(?P<x>{NUMBER})\s+{PEOPLE}\s+(?:"
    rf"\([^()]*%\)\s+)?"
    r"(?:(?:had|have)\s+)?died\b(?!\s+(?:in|with|on)\b)"
    rf"|\b(?:Insgesamt\s+)?(?:verstarben|starben|fallecieron)\s+(?P<late>{NUMBER})\s+{PEOPLE}\b(?!\s*\()",
    re.IGNORECASE,
)
_DEATHS: Final = re.compile(r"death|died|starben|muerte|fallec|décès|Todes", re.IGNORECASE)
_HAD_DIED: Final = re.compile(r"\b(?:had|have)\s+died\b|\bdied\s*(?:$|[(.,;])", re.IGNORECASE)
_PEOPLE_IN: Final = re.compile(
    rf"(?<!of )(?<!of the )(?<![\w.,/-])(?P<x>{NUMBER})\s+(?:{PEOPLE}\s+)?(?:in|with|on"
    rf"|receiving|assigned\s+to)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
# "302 events occurred in 1708 patients in the A group"
_EVENTS_AMONG: Final = re.compile(
    rf"(?<![\w.,/-])(?P<x>{NUMBER})\s+[^\d,;.]{{0,60}}?\b(?:events|deaths)\b[^\d,;.]{{0,20}}\bin\s+{NUMBER}\s+{PEOPLE}\s+"
    r"(?:in|on|assigned\s+to|receiving)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_EVENTS_IN: Final = re.compile(
    rf"(?<![\w.,/-])(?P<x>{NUMBER})\s*(?:\([^()]*%\)\s*)?(?:(?:in|with|for)\s+(?:the\s+|der\s+)?|im\s+"
    r"|en\s+el\s+(?:grupo\s+)?(?:de\s+)?|dans\s+le\s+(?:bras|groupe)\s+(?:de\s+)?)$",
    re.IGNORECASE,
)


def claim_at(scene: Scene, kind: ClaimKind, start: int, end: int, **fields: object) -> Claim:
    """Return a claim standing at this stretch of the sentence."""
    claim = Claim(kind, span=(start, end), sentence=scene.text)
    return replace(claim, **fields)  # type: ignore[arg-type]


def sizes_of(scene: Scene) -> Iterator[Claim]:
    """Yield the sizes of arms, subgroups and the trial, each once."""
    told: set[tuple[int, int]] = set()
    for claim in _all_sizes(scene):
        if claim.span not in told:
            told.add(claim.span)
            yield claim


def _all_sizes(scene: Scene) -> Iterator[Claim]:
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
    yield from _shared_out(scene)


def _shared_out(scene: Scene) -> Iterator[Claim]:
    """Yield "Of 260 patients, 131 received A and 129 received B" where the parts add up."""
    whole = _OF_WHOLE.search(scene.text)
    if whole is None or not _GIVEN.search(scene.text):
        return
    parts: dict[str, re.Match[str]] = {}
    for one in scene.mentions:
        match = _PART_OF.search(scene.text, whole.end(), one.start)
        if match and match.end() == one.start:
            parts.setdefault(one.name, match)
    total = count(whole["n"])
    if len(parts) < 2 or sum(int(part["n"]) for part in parts.values()) != int(total or 0):
        return
    yield _size(scene, *whole.span("n"), "total", total, "")
    for name, part in parts.items():
        yield _size(scene, *part.span("n"), name, part["n"], "")


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
    if _ASSIGNING.search(scene.text) and not _HAPPENED.search(scene.text):
        for one in scene.mentions:
            match = _BRACKETED.match(scene.text, one.end)
            if match and count(match["n"]):
                yield _size(scene, *match.span("n"), one.name, count(match["n"]), "")
    if _ASSIGNING.search(scene.text):
        for one in scene.mentions:
            match = _LISTED_SIZE.match(scene.text, one.end)
            inside = scene.text.rfind("(", 0, one.start) > scene.text.rfind(")", 0, one.start)
            if match and inside and count(match["n"]):
                yield _size(scene, *match.span("n"), one.name, count(match["n"]), "")
    if _JAPANESE_ASSIGNING.search(scene.text):
        for one in scene.mentions:
            match = _JAPANESE_SIZE.match(scene.text, one.end)
            if match and count(match["n"]):
                yield _size(scene, *match.span("n"), one.name, count(match["n"]), "")
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
        else:
            whom = choice_around(scene.text, size.start)
            if whom:
                yield _size(scene, size.start, size.end, "total", size.n, whom)


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
    died = _DIED.search(scene.text)
    if died and not any(one.end <= died.start() for one in scene.mentions):
        yield _event(scene, died, "total")
    if _HAD_DIED.search(scene.text) and not _NOT_OUTCOME.search(scene.text):
        yield from _died_in(scene)
    if not _EVENTS.search(scene.text):
        return
    named = set[int]()
    for one in scene.mentions:
        among = _EVENTS_AMONG.search(scene.text, 0, one.start)
        match = (
            among
            or _EVENTS_IN.search(scene.text, 0, one.start)
            or next(
                (
                    m
                    for m in _EVENTS.finditer(scene.text, 0, one.start)
                    if re.fullmatch(
                        r"\s*(?:in|with|for|on|en\s+el|dans\s+le|im)\s+(?:the\s+|der\s+|(?:grupo|bras|groupe)\s+)?(?:de\s+)?",
                        scene.text[m.end() : one.start],
                    )
                ),
                None,
            )
        )
        if match and count(match["x"]):
            named.add(match.start("x"))
            yield _event(scene, match, one.name)
    for match in _EVENTS.finditer(scene.text):
        lead = scene.text[: match.start()]
        if match.start("x") not in named and re.search(
            r"\b(?:total\s+of|after|were|overall,?|with|by|had|based\s+on|following|reached"
            r"|observed)\s*$|[;(]\s*$",
            lead,
            re.I,
        ):
            yield _event(scene, match, "total")
        elif match.start("x") not in named and _OCCURRED.match(scene.text[match.end() :]):
            at = match.end() + _OCCURRED.match(scene.text[match.end() :]).end()  # type: ignore[union-attr]
            after = next((one for one in scene.mentions if one.start >= at), None)
            is_in = after and re.fullmatch(r"\s*in\s+(?:the\s+)?", scene.text[at : after.start])
            yield _event(scene, match, after.name if after and is_in else "total")


def _died_in(scene: Scene) -> Iterator[Claim]:
    """Yield "199 patients in the A group and 223 in the B group had died"."""
    for one in scene.mentions:
        match = _PEOPLE_IN.search(scene.text, 0, one.start)
        if match and count(match["x"]):
            yield replace(_event(scene, match, one.name), endpoint="OS")


def happened_in(scene: Scene, number: Number) -> str:
    """Return the endpoint whose events a count of patients is, "" where it is none.

    The word nearest before the count in its sentence decides, else the nearest behind.
    """
    text = scene.text
    if _NOT_OUTCOME.search(text):
        return ""
    if _EVENTS_OF_N.search(text[: number.start]):
        return scene.endpoint_at(number.start) or "OS"
    for one in scene.endpoints:
        if _OWN_EVENT.match(text[one.end :]) and is_time_to_event(one.name):
            return one.name
    found = outcomes_in(text)
    before = [one for one in found if one[0] < number.start]
    after = [one for one in found if one[0] >= number.end]
    chosen = before[:1] or after[:1]
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


def _event(scene: Scene, match: "re.Match[str]", arm: str) -> Claim:
    start, end = match.span("late" if match.groupdict().get("late") else "x")
    inside = [one.name for one in scene.endpoints if match.start() <= one.start < match.end()]
    endpoint = inside[0] if inside else scene.endpoint_at(start)
    words = [m.group() for m in _EVENTS.finditer(scene.text)]
    if words and not scene.endpoints and all(_DEATHS.search(word) for word in words):
        endpoint = "OS"
    is_death = _DEATHS.search(match.group())
    endpoint = "OS" if is_death and " or death" not in match.group().lower() else endpoint
    return claim_at(
        scene,
        ClaimKind.EVENTS,
        start,
        end,
        endpoint=endpoint,
        arm=arm,
        x=count(scene.text[start:end]),
        population=scene.population_at(start),
        confidence=0.8,
    )
