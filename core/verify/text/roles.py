"""Names of arms told by the place they stand in, whatever the words: "the usual care group"."""

import re
from collections.abc import Iterator
from typing import Final

from .abroad import FOREIGN_VALUED, foreign_names, is_abroad
from .contrast import PHRASE
from .lexicon import DRUG, NOT_AN_ARM, VERSUS
from .names import is_name, names_in_pairs, names_in_parallel, overlapping

_PART: Final = r"[^\W_][\w/]*(?:[-+&][\w]+)*(?:'s)?"
WORDS: Final = rf"{_PART}(?:\s(?:\+|plus|and|with|of|in)\s{_PART}|\s{_PART}){{0,4}}?"
STOP_AT: Final = (
    r"(?=\s*(?:[,;.:(\[)]|$"
    r"|\b(?:to|and|versus|vs|v|than|compared|as|at|against|was|were|had|who|died|in|or)\b))"
)
TAKING: Final = (
    r"(?:(?:that|which|who)\s+)?(?:were\s+|was\s+|had\s+(?:\w+ly\s+)?(?:been\s+)?)?(?:randomly\s+|\w+ly\s+)?"
    r"(?:receiving|received|receive|given|treated\s+with|taking|took|undergoing|underwent|got|(?:assigned|allocated|randomi[sz]ed)\s+(?:to\s+)?(?:receive\s+|undergo\s+)?)"
)
_GROUPED: Final = re.compile(
    rf"\b(?:[Ii]n\s+(?:the\s+)?|[Tt]he\s+|[Ee]ither\s+)(?!the\b)(?P<name>{WORDS})[\s-]+(?:group"
    rf"|arm)\b"
)
_LISTED: Final = re.compile(
    rf"\b(?:in|for|to|of|between)\s+the\s+(?P<name>{WORDS})\s+(?:and|versus|vs\.?"
    rf"|or)\s+(?:the\s+)?"
    rf"(?P<other>{WORDS})[\s-]+(?:groups|arms)\b"
)
_LISTED_MORE: Final = re.compile(
    rf"\b(?:in|for|to|of|between)\s+the\s+(?P<names>{_PART}(?:,\s+{_PART})+,?\s+(?:and|or)\s+{_PART})[\s-]+"
    r"(?:groups|arms)\b"
)
# After a value, "with X": an arm where the sentence gives another value with another X.
_VALUED: Final = re.compile(
    r"(?:\b(?:months?|mo|years?|weeks?|days?|reached|NR|NE)|%|[)\]])\s+"
    r"(?:(?:among|in|for|of)\s+(?:the\s+)?(?:\d+\s+)?(?:those|patients|women|men|participants|people|adults"
    r"|children|recipients|infants|group|arm)\s+"
    rf"{TAKING}|(?:(?:among|in|for)\s+recipients\s+of|with|for|after|following|on|under)\s+)\s*"
    rf"(?:the\s+)?(?:addition\s+of\s+)?(?P<name>{WORDS})(?:\s+(?:arm|group))?"
    r"(?=\s*(?:[,;.:(\[)•●▪‣]|$|\b(?:to|and|versus|vs|v|than|compared|as|at|against|was|were)\b))"
)
_SIZED: Final = re.compile(
    r"(?:\b(?:to|allocated|assigned|received?|(?:[Pp]atients|[Ww]omen|[Mm]en|[Pp]articipants)\s+(?:had|underwent)|erhielten|recibieron|reçu|Interventions?|entre|zwischen)\s+(?:receive\s+)?(?:either\s+)?|\b(?:or|and|y|und|et|oder|ou|vs\.?|versus)\s+|:\s+|[,;(]\s*)(?:\d+\s+(?=eine|une|una))?(?:(?:the|une?|una|eine[rn]?|an?)\s+)?"
    rf"(?P<name>(?!(?:to|or|and)\b){_PART}(?:\s(?!(?:to|or|and)\b)(?:\+|{_PART})){{0,5}}?)(?:\s*[(\[]|,|:|(?=\s[Nn]\s*=))\s*(?:[Nn]\s*=\s*\d|\d[\d,]*\s+(?:patients|participants|women|men)[)\]])"
)
_COUNTED: Final = re.compile(
    rf"(?:[:;,]\s+|\band\s+)(?P<name>{_PART}(?:\s(?:\+|plus)\s{_PART}|\s{_PART})?)\s+\d+\s*/\s*\d+"
)
_ASSIGNED: Final = re.compile(
    rf"\d\s+(?:\w+\s+){{0,4}}?to\s+(?:(?:receive|continue|undergo|start|have|take|get)\s+)?(?:the\s+)?(?P<name>{WORDS})"
    r"(?=\s*(?:[,;.()\[]|$|and\s+\d|or\b))"
)
# "between the A (10.4 months; ...) and B (9.8 months; ...) groups"
_BETWEEN: Final = re.compile(
    rf"\bbetween\s+(?:the\s+)?(?P<name>{WORDS})\s*\([^()]*\)\s+and\s+(?:the\s+)?(?P<other>{WORDS})\s*\("
)
_OPPOSED: Final = re.compile(
    r"\b(?:between|comparing|compared|(?:benefit|advantage|superiority|improvement)\s+(?:with|of|for)"
    rf"|(?:longer|shorter|higher|lower|better|worse)\s+with)\s+(?P<name>{PHRASE})\s+"
    rf"(?:and|with|over|than\s+(?:with|for)|versus|vs\.?)\s+(?P<other>{PHRASE})"
)
_LED: Final = re.compile(
    rf"\b(?:Compared\s+(?:with|to)|Relative\s+to|Versus)\s+(?:the\s+)?(?P<other>{WORDS})(?:\s*\([^()]*\))?,\s+(?:the\s+)?(?P<name>{WORDS})(?:\s*\([^()]*\))?\s+"
    r"(?:was|were|had|has|led|leads|did|made|makes|may|probably|showed|improves|reduces|significantly|reduced|improved|prolonged|resulted|increased|decreased)\b"
)
_DOES: Final = re.compile(
    rf"(?P<name>(?!\w+ly\s){_PART}(?:\s(?:\+|plus|in\s+combination\s+with)\s{_PART}(?:\stherapy|\schemotherapy|\scare)?|(?-i:\schemotherapy|\sradiotherapy|\stherapy|\salone|\smonotherapy))?)(?:\s+treatment)?"
    r"\s+(?:(?:\w+ly|may|can|did\s+not|also|has|have|was\s+shown\s+to)\s+)*"
    r"(?:improve[ds]?|prolong(?:ed|s)?|extend(?:ed|s)?|lengthen(?:ed|s)?|delay(?:ed|s)?|increase[ds]?|reduce[ds]?"
    r"|lower(?:ed|s)?|decrease[ds]?|cuts?|halve[ds])\b"
    r"(?:[^.]|\.(?=\d)|(?<=[vVP])\.)*?(?<!\d )\b(?:over|versus|vs\.?|compared\s+(?:with|to)"
    r"|relative\s+to|than)\s+"
    rf"(?P<other>{WORDS}(?=\s*(?:[,;.(]|$|in\s+(?:the|patients|women|men|all)\b))|{_PART}(?:\s(?:\+|plus)\s{_PART})?(?:\salone)?)"
)
# "138 underwent open resection and 133 laparoscopic resection"
_SHARED: Final = re.compile(
    rf"\d\s+(?:{_PART}\s)?(?:had\s+)?(?:received|underwent|undergone)\s+(?:the\s+|an?\s+)?(?P<name>{WORDS}),?\s+and\s+\d[\d,]*\s+"
    rf"(?:received\s+|underwent\s+)?(?:the\s+|an?\s+)?(?P<other>{_PART}(?:\s(?:\+\s|plus\s)?(?!with\b){_PART}){{0,3}}?)(?=\swith\b|\s*(?:[,;.(]|$))"
)
# "Hazard ratio for death, triplet v control, 0.60 (...); doublet v control, 0.61"
_RATIO_OF: Final = re.compile(
    rf"(?:\b(?:ratios?|HRs?)(?:\s+for\s+[a-z\s]{{3,30}}?)?[,:(]\s*|[;)]\s*(?:and\s+)?)(?P<name>{_PART}(?:\s{_PART}){{0,3}}?)\s+{VERSUS}\s*"
    rf"(?P<other>{_PART}(?:\s{_PART}){{0,3}}?)\s*[,:)]\s*(?:HR\s*)?\d?\.\d"
)
# without one of these no sentence says what something does
_COMPARES: Final = re.compile(
    r"\b(?:improve|prolong|extend|lengthen|delay|increase|reduce|lower|decrease|cut|halve)(?:e?[ds])?\b",
    re.IGNORECASE,
)
_ENUMERATED: Final = re.compile(
    r"\b(?:[Aa]rms|[Aa]rm(?=\s+[A-D]\s+(?:and|or)\s+[A-D]\b)|[Gg]roups|ARMS|bras|groupes|brazos|grupos|Armen?"
    r"|Gruppen)\s+(?P<names>[A-Z1-9](?:\s*,\s*[A-Z1-9])*,?\s*(?:and|or|&|et|und|y|vs\.?|versus)\s+"
    r"[A-Z1-9])\b"
)
# "B versus A: HR 0.75"
_LETTERS_OPPOSED: Final = re.compile(
    rf"(?<![\w-])(?P<one>[A-D])(?:\s+{VERSUS}\s*|:|/)(?P<two>[A-D])(?![\w-])"
)
_LETTERED: Final = re.compile(
    r"\b(?:[Aa]rm|[Gg]roup|[Bb]ras|[Gg]roupe|[Bb]razo|[Gg]rupo|Gruppe)\s+(?P<name>[A-Z1-9]|I{2,3}|IV|[A-Z][1-9])\b(?!\s(?:mois|semaines|meses|semanas|Monate|Wochen|months|weeks)\b)"
)
# "the accelerated-fractionation radiotherapy (AFX) arm"
_DEFINED: Final = re.compile(
    rf"\b(?:[Tt]he|[Ii]n|[Tt]o|[Ww]ith|[Aa]nd|[Vv]ersus|vs\.?)\s+(?:the\s+)?(?P<name>{WORDS})\s+"
    r"\((?P<short>[A-Z][\w+/&-]{0,11})(?:;[^()]*)?\)[\s-]+(?:group|arm|regimen|cohort)\b"
)
_SHORT_PLUS: Final = re.compile(r"\([A-Z]\w{0,5}\)\s*(?:\+|plus)")
# "durvalumab (D) + CRT"
_ABBREVIATED: Final = re.compile(
    rf"(?P<name>{_PART})\s*\((?P<short>[A-Z]\w{{0,5}})\)\s*(?P<plus>\+|plus)\s*(?P<rest>{_PART}(?:\s(?:\+|plus)\s{_PART})*)"
)
# "standard of care plus zoledronic acid and docetaxel (n=593)"
_OWN: Final = rf"(?!(?:to|or|and|in|receive|received)\b)(?!\d){_PART}"
_SUM_SIZED: Final = re.compile(
    rf"(?:\b(?:to|or|receive|received)|[,;:])\s+(?P<name>{_OWN}(?:\s{_OWN}){{0,4}}?\s(?:\+|plus|with)\s{_OWN}(?:\s{_OWN}){{0,2}}?,?\s(?:and|plus)\s"
    rf"{_OWN}(?:\s{_OWN}){{0,2}}?)\s*[(\[](?:[Nn]\s*=\s*)?\d[\d,]*(?:\s+\w+)?[)\]]"
)
# "six cycles of CHOP-14 (first group, n=540)"
_CALLED: Final = re.compile(
    rf"(?:\b(?:to|or|and|with|received?)\s+|[,;:]\s+)(?:the\s+)?(?P<name>{WORDS})\s*\((?:the\s+)?"
    r"(?P<short>(?:first|second|third|fourth)\s(?:group|arm)|[\w-]+(?=[\s-](?:group|arm)\b))(?:[\s-](?:group|arm))?\s*[,;:)]"
)
# "the dose-escalated arm (DE)"
_ARM_SHORT: Final = re.compile(
    rf"\bthe\s+(?P<name>{WORDS})[\s-]+(?:group|arm)\s*\((?P<short>[A-Z][A-Z+-]{{1,6}})\)"
)
# "Velcara (zanolutinib) plus rituximab"
_BRANDED: Final = re.compile(
    rf"(?P<name>\b[A-Z][\w-]{{3,}})\s*\((?P<generic>{DRUG}|[a-z]{{6,}}(?:-[a-z]{{4}})?)\)(?P<rest>\s+(?:\+|plus|added\s+to|in\s+combination\s+with)\s+{_PART}(?:\s(?:\+|plus)\s{_PART}|\stherapy|\scare)*)?"
)
# "84% (A) and 76% (B)"
_VALUE_LETTER: Final = re.compile(
    r"(?:%|\d|months?|mo|years?|weeks?)\s*\((?:arm\s+)?(?P<name>[A-D])\)"
)
# "198 DOAC users and 254 warfarin users"
_USERS: Final = re.compile(
    rf"(?<![\w.,/])\d[\d,]*\s+(?:\([^()]*\)\s+)?(?P<name>{_PART}(?:\s(?:\+|plus)\s{_PART})?)\s+(?:users|recipients)\b"
)


def role_names(text: str) -> Iterator[tuple[str, str]]:
    """Yield (as written, the name) of arms told by their place in a text of one line.

    A name is told by the word group or arm behind it (before it in French and
    Spanish), by standing behind a value beside another one in the same
    sentence, and by "between X and Y".
    """
    for match in overlapping(_GROUPED, text):
        if "versus" not in match["name"] and is_name(match["name"]):
            yield match["name"], match["name"]
    yield from names_in_pairs(text, (_LISTED, _BETWEEN, _OPPOSED, _LED, _RATIO_OF, _SHARED))
    for match in _LISTED_MORE.finditer(text):
        names = re.split(r",\s+(?:and\s+|or\s+)?|\s+(?:and|or)\s+", match["names"])
        yield from ((name, name) for name in names if is_name(name))
    yield from names_in_parallel(text, _COUNTED, across=True)
    foreign = FOREIGN_VALUED if is_abroad(text) else ()
    beside = (_VALUED, *foreign, _SIZED)
    for pattern in (*beside, _ASSIGNED, _USERS):
        yield from names_in_parallel(text, pattern)
    for match in _SUM_SIZED.finditer(text):
        if is_name(match["name"]):
            yield match["name"], match["name"]
    yield from _by_short_form(text)
    yield from foreign_names(text)
    for match in _LETTERED.finditer(text):
        yield match.group(), f"arm {match['name']}"


def doing_names(text: str) -> list[str]:
    """Return both names of "A improved survival ... compared with B", none where nothing does."""
    found = names_in_pairs(text, (_DOES,)) if _COMPARES.search(text) else ()
    return list(dict.fromkeys(name for name, _ in found))


def _by_short_form(text: str) -> Iterator[tuple[str, str]]:
    """Yield arms whose short form stands in a bracket: "the long words (SHORT) arm"."""
    for match in _DEFINED.finditer(text):
        if is_name(match["short"]) and is_name(match["name"]):
            yield match["name"], match["short"]
            yield match["short"], match["short"]
    for match in _CALLED.finditer(text):
        is_ordinal = " " in match["short"]
        if is_name(match["name"]) and (is_ordinal or is_name(match["short"])):
            yield match["short"], match["name"] if is_ordinal else match["short"]
            yield match["name"], match["name"] if is_ordinal else match["short"]
    for match in _ARM_SHORT.finditer(text):
        initials = "".join(part[0] for part in re.split(r"[\s-]+", match["name"])).upper()
        is_own = match["short"] == initials or match["short"] not in NOT_AN_ARM
        if is_name(match["name"]) and is_own:
            yield match["short"], match["name"]
            yield match["name"], match["name"]
    for match in _BRANDED.finditer(text):
        rest = match["rest"] or ""
        for way in (match.group(), match["generic"] + rest, match["name"] + rest):
            yield way, match["name"] + rest
    for match in _ABBREVIATED.finditer(text) if _SHORT_PLUS.search(text) else ():
        short = f"{match['short']} {match['plus']} {match['rest']}"
        yield match.group(), short
        yield short, short
        yield f"{match['name']} {match['plus']} {match['rest']}", short


def enumerated(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield (name, start, end) of arms listed by letter: "arms A, B, and C"."""
    for match in _LETTERS_OPPOSED.finditer(text):
        yield from ((f"arm {match[one]}", *match.span(one)) for one in ("one", "two"))
    letters = [*_VALUE_LETTER.finditer(text)]
    if len({match["name"] for match in letters}) > 1:
        yield from ((f"arm {match['name']}", *match.span("name")) for match in letters)
    for match in _ENUMERATED.finditer(text):
        for letter in re.finditer(r"[A-Z1-9]\b", match["names"]):
            at = match.start("names") + letter.start()
            yield f"arm {letter.group()}", at, at + 1
