"""What befell patients where no endpoint is named: deaths, their causes, composites, any event."""

import re
from bisect import bisect_left
from functools import lru_cache
from typing import Final

from .lexicon import ENDPOINT, endpoint_of, led_by

_DEATH: Final = (
    r"\bdied\b|\bdeaths?\b|Gesamtmortalität|\bTodesf(?:all|älle)|\bSterberisiko|\bmortality\b|\bmortalidad\b|\bmortalité\b|\b(?:Mortalität|Sterblichkeit)\b"
    r"|\bTod\b|\b(?:ver)?st[ao]rben\b|décéd|décès|fallec|muert|\bmurieron\b|\bmurió\b|\bgestorben\b|死亡"
)
_OUTCOMES: Final = (
    (
        "PFS",
        r"progression\s+ou\s+(?:de\s+)?décès|progresión\s+o\s+(?:de\s+)?muerte|Progression\s+oder\s+Tod",
    ),
    ("DFS", r"récidive\s+ou\s+(?:de\s+)?décès|reca[ií]da\s+o\s+muerte|Rezidiv\s+oder\s+Tod"),
    (
        "primary outcome",
        r"critère\s+(?:de\s+jugement\s+)?principal|objetivo\s+(?:primario|principal)|primäre[rn]?\s+(?:kombinierte[rn]?\s+)?Endpunkt"
        r"|(?:evento|variable)\s+principal",
    ),
    (
        "PFS",
        r"progression\s+or\s+death|(?:progressed|progression)(?:\s+events?)?\s+or\s+(?:had\s+)?died",
    ),
    (
        "DFS",
        r"(?:recurrence|relapse)\s+or\s+death|(?:recurred|relapsed)\s+or\s+(?:the\s+patients?\s+)?(?:had\s+)?died",
    ),
    ("OS", _DEATH),
    (
        "primary outcome",
        r"\bprimary[\s-]+(?:[\w-]+\s+){0,3}?(?:outcomes?|end[\s-]?points?|composite)(?:\s+events?)?(?=\s*(?:\([^)]*\)\s*)?,?[\w\s,-]{0,60}?"
        r"\b(?:occurred|was\s+(?:reported|observed)|events?)|\s+events?\b)",
    ),
    ("composite outcome", r"\bcomposite\s+of\b"),
    ("RFS", r"\b(?:recurrences?|relapses?|relapsed|recurred)\b"),
    ("PFS", r"\bprogressed\b|\bhad\s+(?:disease\s+)?progression\b"),
)
# "died from cardiovascular causes", "deaths due to infection"
_OF_CAUSE: Final = re.compile(
    r"(?:\s+events?)?\s+(?:from|of|due\s+to|because\s+of|caused\s+by|attributed\s+to|related\s+to)\s+(?:the\s+)?"
    r"(?!(?:any|all|every|whatever|patients?|study|these|those|\d)\b)(?P<cause>[A-Za-z][\w-]*)",
    re.IGNORECASE,
)
# "cardiovascular death", "transplant-related mortality"
_SORT: Final = re.compile(
    r"\b(?P<sort>cardiovascular|CV|cardiac|coronary|vascular|renal|kidney|liver|hepatic|respiratory|infectious|toxic"
    r"|sudden(?:\s+cardiac)?|non-?\s?relapse|(?:[\w]+\s+)?(?:cancer|disease)(?:[\s-]specific)?|[\w]+-(?:related|specific|associated)"
    r"|non-?(?:cardiovascular|cancer|CV))\s+$",
    re.IGNORECASE,
)
_OF_FOREIGN: Final = re.compile(r"\s+(?P<cause>cardiovascul\w+|tóxic\w+|toxique\w*)", re.I)
_WITH_DISEASE: Final = frozenset({"progression", "recurrence", "relapse", "progressed", "relapsed"})
# Death among other events: "end-stage kidney disease, or death", "death or graft loss"
_LISTED: Final = re.compile(
    r"(?P<other>[\w-]+)(?:\s*\([^()]*\))?,?\s+or\s+(?:(?:from|any|all[\s-]cause|[\w-]+)\s+){0,2}?death\b"
    r"|\bdeath\b(?:\s+from\s+(?:any\s+|[\w-]+\s+(?:or\s+[\w-]+\s+)?)causes?)?(?:,\s+[\w\s,-]{3,80}?)?,?\s+(?:or|and/or)\s+"
    r"(?P<late>(?!death|mortality)[\w-]+)",
    re.IGNORECASE,
)
_EVENT_NOUN: Final = (
    r"(?:progression|thrombosis|bleeding|stroke|infarction|hospitali[sz]ations?|failure|fractures?|rejection"
    r"|embolism|revasculari[sz]ation|amputation|infections?)"
)
_EVENT_BEHIND: Final = re.compile(
    rf"[\s)\]]*\bfor\s+(?:the\s+|an?\s+)?(?P<what>(?:[a-z-]+\s+){{0,3}}?(?:{_EVENT_NOUN}|(?:atherosclerotic|coronary|heart|cardiovascular|kidney|liver)\s+disease))"
    r"(?=\s*(?:[,;.()]|$|\b(?:and|in|among)\b))",
    re.IGNORECASE,
)
_EVENT_END: Final = re.compile(
    r"(?:^|,|;|[.:]\s|\band|\bor|\bbut|\bin|\bof|\b[Tt]he)\s+(?P<what>(?:(?!(?:and|or|but|of|in|the|for)\b)[\w-]+\s+){0,3}?"
    rf"{_EVENT_NOUN})\s+$",
    re.IGNORECASE,
)
_STRUCTURE: Final = re.compile(r"[()\[\];]")
# "Der primäre Endpunkt aus Tod und Herzinfarkt trat bei ... auf": the deaths are part of it
_MADE_OF: Final = re.compile(
    r"(?:(?:primäre[rn]?|(?P<whole>kombinierte[rn]?|zusammengesetzte[rn]?))\s+(?:\w+\s+){0,2}?Endpunkt"
    r"|critère\s+(?:de\s+jugement\s+)?(?:principal|primaire)|(?:objetivo|desenlace|variable|evento)\s+(?:primari[oa]|principal)"
    r"|\bprimary[\s-]+(?:\w+\s+)?(?:outcome|end[\s-]?point)|(?:一次|主要)(?:複合)?(?:エンドポイント|評価項目)(?=[^。]*?発生))"
    r"[^.;。\d]{0,160}?(?=\btrat(?:en)?\b|\bereignete|\bwurde|\bsurven|\boccurred\b|\bse\s+(?:produjo|presentó)|\bocurrió"
    r"|\bhad\s+occurred|発生)",
    re.IGNORECASE,
)
# A word of each way above: the way itself takes long to look for.
_MAY_BE_MADE: Final = re.compile(
    r"primary|Endpunkt|critère|objetivo|desenlace|variable|evento|一次|主要", re.IGNORECASE
)
_PRIMARY: Final = re.compile(r"\bprimary\b", re.IGNORECASE)
_EVENTS_OCCUR: Final = re.compile(
    r"\s+events?\s+(?:had\s+)?(?:occurred|(?:was|were)\s+(?:reported|observed|seen|recorded))"
)
_ITS_EVENTS: Final = re.compile(rf"(?:\s*\([^()]*\))?{_EVENTS_OCCUR.pattern}")
_NUMBERED: Final = re.compile(r"\d\s+$")
_NOT_BEFORE: Final = re.compile(r"\b(?:for|risk\s+of|hazard\s+of|ratio\s+of)\s+$")
# "Recurrent VTE occurred in 71", "the risk of stroke was lower"
_WHAT: Final = (
    r"(?P<what>(?!(?:the|an?|this|these|that|it|which|who|primary|first|events?|outcomes?)\b)"
    r"[A-Za-z][\w/-]*(?:\s+(?:of\s+|or\s+|and\s+)?(?:non)?[A-Za-z][\w/-]*){0,4}?)"
)
_HAPPENED: Final = re.compile(
    rf"(?:^|[;:.]\s+|,\s+(?:and|but|while|whereas)\s+|\b[Tt]he\s+|\b[Aa]n?\s+|\d\s+){_WHAT}(?:\s*\([^()]*\))?\s+(?:within\s+\d+\s+\w+\s+|by\s+\d+\s+\w+\s+|events?\s+)?"
    r"(?:had\s+)?(?:occurred|developed|(?:was|were)\s+(?:reported|observed|seen|recorded|documented))\s+(?:in|among|less|more)\b"
)
# "and graft loss in 34 (3.3%) and 28 (2.8%)"
_FURTHER: Final = re.compile(rf"(?:,\s+and|,|;)\s+{_WHAT}\s+in\s+(?=\d)")
_AT_RISK: Final = re.compile(
    rf"\b(?:[Rr]isks?|[Rr]ates?|[Ii]ncidences?|[Hh]azards?)\s+(?:of|for)\s+(?:an?\s+|the\s+)?{_WHAT}\s*"
    r"(?=\s(?:was|were|is|by|among|in|with|at|compared|than|decreased|fell|did)\b|[,(;.])"
)
_NO_EVENT: Final = re.compile(
    r"surviv|respon|occur|progress|recurrence|relapse|death|died|mortality|follow|patient|women|men|group|arm|treatment|therapy|outcome"
    r"|end\s?point|disease$|adverse|grade|events?$|difference|improvement|benefit|months?|years?|median|rates?$",
    re.IGNORECASE,
)
_AT_RISK_OF: Final = re.compile(
    r"\b(?:for|risk\s+of|hazard\s+of|rate\s+of)\s+(?P<what>(?:(?:disease|cancer|tumou?r)\s+)?(?:progression|recurrence|relapse)"
    r"(?:[,\w\s-]{0,30}?\bor\s+death)?|(?:all[\s-]?cause\s+)?(?:death|mortality)(?!\s+or))",
    re.IGNORECASE,
)


@lru_cache(64)
def outcomes_in(text: str) -> tuple[tuple[int, str], ...]:
    """Return (place, endpoint) of every word for an event: "died", "recurrence or death".

    Deaths of one cause and deaths among other events are no overall survival:
    they go by their own words. Events nothing else names come last.
    """
    taken = _composites(text)
    for name, pattern in _OUTCOMES:
        for match in re.finditer(pattern, text, re.IGNORECASE):
            at = match.start()
            if any(a <= at < b for a, b, _ in taken):
                continue
            own = _of_cause(text, match) if name == "OS" else name
            # what a ratio or risk is for has its end there, and what ends in it is no other event
            taken.append((at, match.end(), "" if _NOT_BEFORE.search(text[:at]) else own))
    taken += [
        (match.start(), match.end(), endpoint_of(match).replace("survival", "OS"))
        for match in (ENDPOINT.finditer(text) if _EVENTS_OCCUR.search(text) else ())
        if _ITS_EVENTS.match(text, match.end()) and not _NUMBERED.search(text[: match.start()])
    ]
    return (*((start, name) for start, _, name in taken if name), *_others(text))


def _of_cause(text: str, match: "re.Match[str]") -> str:
    """Return OS for a word of death, or the cause and death where one is said."""
    sort = _SORT.search(text[: match.start()])
    if sort:
        return f"{sort['sort'].lower()} death"
    cause = _OF_CAUSE.match(text, match.end()) or _OF_FOREIGN.match(text, match.end())
    return f"{cause['cause'].lower()} death" if cause else "OS"


def _composites(text: str) -> list[tuple[int, int, str]]:
    """Return where death is one of several events, and the name of the whole."""
    found = [
        (match.start(), match.end(), "composite outcome" if match["whole"] else "primary outcome")
        for match in (_MADE_OF.finditer(text) if _MAY_BE_MADE.search(text) else ())
    ]
    for match in _LISTED.finditer(text) if "death" in text.casefold() else ():
        if any(start <= match.start() < end for start, end, _ in found):
            continue
        other = (match["other"] or match["late"]).casefold()
        if other in _WITH_DISEASE or (other == "disease" and "progress" in match.group()):
            continue
        name = "primary outcome" if _PRIMARY.search(text[: match.start()]) else "composite outcome"
        found.append((match.start(), match.end(), name))
    return found


def _others(text: str) -> list[tuple[int, str]]:
    """Return events that only their verb or the word risk tells, by their own words."""
    return [
        (match.start("what"), re.sub(r"\s+", " ", match["what"]).lower())
        for pattern in (_HAPPENED, _FURTHER, _AT_RISK)
        for match in pattern.finditer(text)
        if not _NO_EVENT.search(match["what"])
    ]


def clause_at(text: str, at: int) -> tuple[int, int]:
    """Return the stretch between the semicolons outside brackets around a place."""
    ends = _clause_ends(text)
    index = bisect_left(ends, at)
    start = ends[index - 1] + 1 if index else 0
    return start, ends[index] if index < len(ends) else len(text)


@lru_cache(64)
def _clause_ends(text: str) -> tuple[int, ...]:
    """Return the places of the semicolons that stand in no bracket."""
    depth = 0
    found = []
    for match in _STRUCTURE.finditer(text):
        depth += (match.group() in "([") - (match.group() in ")]")
        if match.group() == ";" and depth <= 0:
            found.append(match.start())
    return tuple(found)


def opening_bracket(text: str, at: int) -> int:
    """Return where the outermost round bracket around a place opens, 0 where none does."""
    return next((start for start, end in _brackets(text) if start < at <= end), 0)


@lru_cache(64)
def _brackets(text: str) -> tuple[tuple[int, int], ...]:
    """Return where the outermost round brackets open and close."""
    depth = opened = 0
    found = []
    for match in _STRUCTURE.finditer(text):
        if match.group() == "(":
            opened = match.start() if depth == 0 else opened
            depth += 1
        elif match.group() == ")" and depth:
            depth -= 1
            found += [(opened, match.start())] if depth == 0 else []
    return (*found, (opened, len(text))) if depth else tuple(found)


def event_before(text: str, at: int) -> str:
    """Return the event a bracket opens behind: "stent thrombosis (HR 1.10 ...)", "" for none."""
    match = led_by(_EVENT_END, text, at)
    if match is None or text[: match.start()].rstrip().endswith(("free", "free from")):
        return ""
    if any(match.start() <= place < at for place, _ in outcomes_in(text)):
        return ""
    return re.sub(r"\s+", " ", match["what"]).lower()


def event_behind(text: str, at: int) -> str:
    """Return the event a ratio is said to be for behind it: "0.76 (...) for stroke"."""
    match = _EVENT_BEHIND.match(text, at)
    return "" if match is None else re.sub(r"\s+", " ", match["what"]).lower()


def risk_in(text: str) -> str:
    """Return the endpoint of "hazard ratio for death", "risk of progression or death"."""
    match = _AT_RISK_OF.search(text)
    if match is None:
        return ""
    what = match["what"].lower()
    if "progression" in what:
        return "PFS"
    if "recurrence" in what or "relapse" in what:
        return "DFS" if "death" in what else "RFS"
    cause = _OF_CAUSE.match(text, match.end())
    return f"{cause['cause'].lower()} death" if cause else "OS"
