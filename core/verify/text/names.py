"""What words can name an arm, and names that stand in one kind of place beside each other."""

import re
from collections.abc import Iterator
from typing import Final

from .lexicon import ENDPOINT

_SENTENCE: Final = re.compile(r"(?:\([^()]*\)|\[[^\[\]]*\]|[^.;]|[.;](?=\S))+")
_words = re.compile(r"\S+").findall
_NO_NAME: Final = frozenset(
    _words(
        "with without alone only it them none for by data "
        "two both three four each other same all either these those respective latter former first "
        "second third entire whole study trial age risk patient patients treatment-assigned larger "
        "smaller reference corresponding randomized randomised overall combined parallel"
        " cooperative "
        "working steering general total intention-to-treat itt per-protocol safety high-risk"
        " low-risk "
        "premenopausal postmenopausal subgroup young younger older elderly every any one research "
        "erhielten entweder recibieron recibir recevoir "
        "ont sont était étaient été wurde wurden war waren fue fueron "
        "treatment a an single different various such performance cancer oncology international"
        " collaborative "
        "trialists experts this that therapy median a p sein un una chaque de la une lo su cada im "
        "study-drug cada quien ceux celles ceux-ci los las quienes pacientes brazo grupo bras "
        "groupe más 両 各 全 他 本 同 二 三 dem der den einem einer"
    )
)
_STOPS: Final = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December|patients?|pts|women|men|children|people|were|was|had|has|median|months?|years?|weeks?|follow|survival|rate|"
    r"respectively|compared|have|neither|either|assigned|allocated|infarction|stroke|bleeding|ha?emorrhage|hospitali[sz]ation|versus|vs|than|who|which|the|that|is|are|ratio|interval(?!\s+(?:debulking|surgery|cytoreduc))|population|"
    r"disease|died|deaths?|events?|occurred|reported|received|study|trial|subgroup|analysis|ratios|rates|medians|hazards?|probabilit(?:y|ies)|supervivencia|survie|mediana|médiane|riesgo|risque|Patient\w*|Monat\w*|Jahr\w*|Überleben|Konfidenzintervall|Erkrankung|Tumor\w*|Ansprechen)\b",
    re.IGNORECASE,
)
_DURATION: Final = re.compile(r"\d+-(?:month|week|year|day|cycle|dose|fraction)s?", re.IGNORECASE)
# Names an arm of reference goes by, where the other arm does not.
CONTROLS: Final = re.compile(
    r"placebo|control|comparator|observation|usual|standard|conventional|deferred|supportive|\balone\b|\bseule?\b"
    r"|\bsol[oa]\b|\ballein\b|monoterapia|対照|標準|単独|プラセボ",
    re.IGNORECASE,
)
# "A 24 mg once daily": how it is given is no part of a name
_HOW: Final = re.compile(
    r"\s+(?:once|twice|thrice|every|orally|intravenously|subcutaneously|daily|weekly|monthly|BID|QD|PO|IV)\b.*$",
    re.IGNORECASE,
)
# "the 4-month regimen", "routine follow-up"
_TIMED: Final = re.compile(
    r"^\d+-(?:month|week|year|day)\s(?=regimen|course|schedule|treatment|\w+apy)"
)
_WATCHED: Final = re.compile(
    r"(?:routine|active|usual|standard|clinical|regular|intensive|minimal)\s(?:clinical\s)?follow-up",
    re.I,
)
# "the 220 given A"
_WHOSE: Final = re.compile(r"^\d[\d,]*\s(?:given|treated\swith|receiving|on|assigned(?:\sto)?)\s")
_AMOUNT: Final = re.compile(
    r"^(?:at\s+least|up\s+to|a\s+total\s+of|any|the\s+addition\s+of)\s+(?:(?:\d+|one|two|three|four|six)\s+)?(?:(?:doses?|cycles?|courses?)\s+)?(?:of\s+)?(?=\w{3})",
    re.IGNORECASE,
)
_DIGITS_ONLY: Final = re.compile(r"^[\d.,/%\s-]+$")


def is_name(name: str) -> bool:
    """Whether words can name an arm: no patients, times, endpoints, counts."""
    if ENDPOINT.search(name):
        return False
    words = name.casefold().split()
    if _DURATION.fullmatch(name) or re.fullmatch("[A-Z]", name) or _WATCHED.fullmatch(name):
        return True
    name = _TIMED.sub("", name)
    return (
        bool(words)
        and (
            words[0] not in _NO_NAME
            or (words[0] in ("combined", "single", "total") and len(words) > 1)
        )
        and name.casefold() not in _NO_NAME
        and not _STOPS.search(name)
        and not _DIGITS_ONLY.match(name)
        and not re.search(r"\d\s+to\s", name)
    )


def names_in_pairs(text: str, patterns: "tuple[re.Pattern[str], ...]") -> Iterator[tuple[str, str]]:
    """Yield both names of a match, as written and as they go by."""
    for pattern in patterns:
        for match in pattern.finditer(text):
            if is_name(match["name"]) and is_name(match["other"]):
                yield match["name"], match["name"]
                yield match["other"], match["other"]


def overlapping(pattern: "re.Pattern[str]", text: str) -> "Iterator[re.Match[str]]":
    """Yield the matches of a pattern, those within a match too that is no name itself."""
    at = 0
    while match := pattern.search(text, at):
        yield match
        at = match.end() if is_name(match["name"]) else match.start() + 1


def names_in_parallel(
    text: str, pattern: "re.Pattern[str]", *, across: bool = False
) -> Iterator[tuple[str, str]]:
    """Yield names in one place twice or more in a sentence, or ``across`` all, each another."""
    stretches = [text] if across else (match.group() for match in _SENTENCE.finditer(text))
    for stretch in stretches:
        names = [m["name"] for m in overlapping(pattern, stretch) if is_name(m["name"])]
        if len(set(names)) > 1:
            yield from ((name, name) for name in map(_without_group, names))


def bare_name(name: str) -> str:
    """Return a name without the words of amount that lead to it: "at least one dose of A"."""
    return _AMOUNT.sub("", name)


def _without_group(name: str) -> str:
    name = _WHOSE.sub("", name)
    name = re.sub(r"(?:[\s-]+(?:group|arm|limb|cohort)|群)$", "", name, flags=re.IGNORECASE)
    return _HOW.sub("", name)
