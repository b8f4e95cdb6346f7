"""Names of arms told by the place they stand in, whatever the words: "the usual care group"."""

import re
from collections.abc import Iterator
from typing import Final

from .lexicon import ENDPOINT, VERSUS

_PART: Final = r"[^\W_][\w/]*(?:[-+&][\w]+)*(?:'s)?"
_WORDS: Final = rf"{_PART}(?:\s(?:\+|plus|and|with|of|in)\s{_PART}|\s{_PART}){{0,4}}?"
_GROUPED: Final = re.compile(
    rf"\b(?:[Ii]n\s+(?:the\s+)?|[Tt]he\s+|[Ee]ither\s+)(?!the\b)(?P<name>{_WORDS})[\s-]+(?:group"
    rf"|arm)\b"
)
_LISTED: Final = re.compile(
    rf"\b(?:in|for|to|of|between)\s+the\s+(?P<name>{_WORDS})\s+(?:and|versus|vs\.?"
    rf"|or)\s+(?:the\s+)?"
    rf"(?P<other>{_WORDS})[\s-]+(?:groups|arms)\b"
)
_LISTED_MORE: Final = re.compile(
    rf"\b(?:in|for|to|of|between)\s+the\s+(?P<names>{_PART}(?:,\s+{_PART})+,?\s+(?:and|or)\s+{_PART})[\s-]+"
    r"(?:groups|arms)\b"
)
# After a value, "with X": an arm where the sentence gives another value with another X.
_VALUED: Final = re.compile(
    r"(?:\b(?:months?|mo|years?|weeks?|days?|reached|NR|NE)|%|[)\]])\s+"
    r"(?:with|for|after|following|on|under|(?:among|in|for)\s+(?:the\s+)?(?:\d+\s+)?(?:those|patients|women|men|participants)\s+"
    r"(?:who\s+(?:were\s+)?)?(?:receiving|received|given|treated\s+with|assigned\s+to(?:\s+receive)?))\s+"
    rf"(?:the\s+)?(?:addition\s+of\s+)?(?P<name>{_WORDS})(?:\s+(?:arm|group))?"
    r"(?=\s*(?:[,;.:(\[)•●▪‣]|$|\b(?:to|and|versus|vs|v|than|compared|as|at|against|was|were)\b))"
)
# "longer with A (median, 62.1 weeks; ...) than with B (median, 26.0 weeks)"
_BRACKETED: Final = re.compile(
    rf"\b(?:with|for|after|on)\s+(?:the\s+)?(?P<name>{_WORDS})\s*[(\[]\s*(?:median\b|HR\b|\d)"
)
_SIZED: Final = re.compile(
    r"(?:\b(?:to|allocated|assigned|received?|Interventions?)\s+(?:receive\s+)?(?:either\s+)?|\bor\s+|\band\s+|[,:;(]\s*)(?:the\s+)?"
    rf"(?P<name>(?!(?:to|or|and)\b){_PART}(?:\s(?!(?:to|or|and)\b)(?:\+|{_PART})){{0,5}}?)(?:\s*[(\[]|,|:)\s*(?:[Nn]\s*=\s*\d|\d[\d,]*\s+(?:patients|participants|women|men)[)\]])"
)
_COUNTED: Final = re.compile(
    rf"(?:[:;,]\s+|\band\s+)(?P<name>{_PART}(?:\s(?:\+|plus)\s{_PART}|\s{_PART})?)\s+\d+\s*/\s*\d+"
)
_ASSIGNED: Final = re.compile(
    rf"\d\s+(?:\w+\s+){{0,4}}?to\s+(?:receive\s+)?(?:the\s+)?(?P<name>{_WORDS})"
    r"(?=\s*(?:[,;.()\[]|$|and\s+\d|or\b))"
)
_ASSIGNED_TO: Final = re.compile(
    rf"\b(?:assigned|allocated|randomi[sz]ed)\s+to\s+(?:receive\s+)?(?:the\s+)?(?P<name>{_WORDS})"
    r"(?=\s*(?:[,;.:(\[)]|$|\b(?:was|were|had|and|versus|vs|than|compared|as|at|or|who)\b))"
)
# "between the A (10.4 months; ...) and B (9.8 months; ...) groups"
_BETWEEN: Final = re.compile(
    rf"\bbetween\s+(?:the\s+)?(?P<name>{_WORDS})\s*\([^()]*\)\s+and\s+(?:the\s+)?(?P<other>{_WORDS})\s*\("
)
_OPPOSED: Final = re.compile(
    rf"\b(?:between|comparing|compared|longer\s+with|shorter\s+with|higher\s+with|lower\s+with)\s+"
    rf"(?P<name>{_PART}(?:\s(?:\+|plus)\s{_PART}|\s{_PART})?)\s+"
    rf"(?:and|with|than\s+(?:with|for)|versus|vs\.?)\s+(?P<other>{_PART}(?:\s(?:\+"
    rf"|plus)\s{_PART})?)\b"
)
_LED: Final = re.compile(
    rf"\b(?:Compared\s+(?:with|to)|Relative\s+to|Versus)\s+(?:the\s+)?(?P<other>{_WORDS})(?:\s*\([^()]*\))?,\s+(?:the\s+)?(?P<name>{_WORDS})(?:\s*\([^()]*\))?\s+"
    r"(?:was|were|had|has|led|leads|did|made|makes|may|probably|showed|improves|reduces|significantly|reduced|improved|prolonged|resulted|increased|decreased)\b"
)
_DOES: Final = re.compile(
    rf"(?P<name>(?!\w+ly\s){_PART}(?:\s(?:\+|plus|in\s+combination\s+with)\s{_PART}(?:\stherapy|\schemotherapy|\scare)?|(?-i:\schemotherapy|\sradiotherapy|\stherapy))?)(?:\s+treatment)?"
    r"\s+(?:(?:\w+ly|may|can|did\s+not|also|has|have|was\s+shown\s+to)\s+)*"
    r"(?:improve[ds]?|prolong(?:ed|s)?|extend(?:ed|s)?|lengthen(?:ed|s)?|delay(?:ed|s)?|increase[ds]?|reduce[ds]?"
    r"|lower(?:ed|s)?|decrease[ds]?|cuts?|halve[ds])\b"
    r"(?:[^.]|\.(?=\d)|(?<=[vVP])\.)*?(?<!\d )\b(?:over|versus|vs\.?|compared\s+(?:with|to)"
    r"|relative\s+to|than)\s+"
    rf"(?P<other>{_WORDS}(?=\s*(?:[,;.(]|$))|{_PART}(?:\s(?:\+|plus)\s{_PART})?(?:\salone)?)"
)
_ENUMERATED: Final = re.compile(
    r"\b(?:[Aa]rms|[Gg]roups|ARMS|bras|groupes|brazos|grupos|Armen?"
    r"|Gruppen)\s+(?P<names>[A-Z1-9](?:\s*,\s*[A-Z1-9])*,?\s*(?:and|or|&|et|und|y|vs\.?|versus)\s+"
    r"[A-Z1-9])\b"
)
# "B versus A: HR 0.75"
_LETTERS_OPPOSED: Final = re.compile(
    rf"(?<![\w-])(?P<one>[A-D])(?:\s+{VERSUS}\s*|:|/)(?P<two>[A-D])(?![\w-])"
)
_LETTERED: Final = re.compile(
    r"\b(?:[Aa]rm|[Gg]roup|[Bb]ras|[Gg]roupe|[Bb]razo|[Gg]rupo|Gruppe)\s+(?P<name>[A-Z1-9]|I{2,3}|IV|[A-Z][1-9])\b"
)
_SENTENCE: Final = re.compile(r"(?:\([^()]*\)|\[[^\[\]]*\]|[^.;]|[.;](?=\S))+")
# "the accelerated-fractionation radiotherapy (AFX) arm"
_DEFINED: Final = re.compile(
    rf"\b(?:[Tt]he|[Ii]n|[Tt]o|[Ww]ith|[Aa]nd|[Vv]ersus|vs\.?)\s+(?:the\s+)?(?P<name>{_WORDS})\s+"
    r"\((?P<short>[A-Z][\w+/&-]{0,11})(?:;[^()]*)?\)[\s-]+(?:group|arm|regimen|cohort)\b"
)
# "durvalumab (D) + CRT"
_ABBREVIATED: Final = re.compile(
    rf"(?P<name>{_PART})\s*\((?P<short>[A-Z]\w{{0,5}})\)\s*(?P<plus>\+|plus)\s*(?P<rest>{_PART}(?:\s(?:\+|plus)\s{_PART})*)"
)
# "198 DOAC users and 254 warfarin users"
_USERS: Final = re.compile(
    rf"(?<![\w.,/])\d[\d,]*\s+(?:\([^()]*\)\s+)?(?P<name>{_PART}(?:\s(?:\+|plus)\s{_PART})?)\s+(?:users|recipients)\b"
)
_FOREIGN_WORD: Final = r"[^\W\d_][\w+-]*"
# "622 recibieron quimioterapia y 618 cirugía sola"
_GIVEN: Final = r"(?:recibieron|erhielten|ont\s+reçu|received|underwent)"
_ARTICLE: Final = r"(?:(?:le|la|les|el|los|las|the|un|une|an?)\s+)?"
_SHORT: Final = rf"{_FOREIGN_WORD}(?:\s(?:\+\s|plus\s)?{_FOREIGN_WORD}){{0,2}}?"
_SHARED: Final = re.compile(
    rf"\d\s+(?:{_FOREIGN_WORD}\s)?{_GIVEN}\s+{_ARTICLE}(?P<name>{_SHORT})\s+(?:y|und|et|and)\s+\d[\d.,]*\s+"
    rf"(?:{_GIVEN}\s+)?{_ARTICLE}(?P<other>{_SHORT})(?=\s*(?:[,;.:(]|$|\bas\b))"
)
# "in der dosisdichten Gruppe"
_DECLINED: Final = re.compile(r"\b[Ii]n\s+der\s+(?P<name>[^\W\d_]{4,}e)n\s+(?:Therapieg|G)ruppe\b")
_FOREIGN: Final = (
    re.compile(r"\b(?P<name>[A-ZÄÖÜ][\w+-]*?)-?(?:Arm|Gruppe|arm|gruppe)(?:es?|n|s)?\b(?<!alarm)"),
    re.compile(
        rf"\b(?:bras|groupe)\s+(?:(?:de|du|sous)\s+|d')?"
        rf"(?P<name>{_FOREIGN_WORD}(?:\s(?:\+|plus)\s{_FOREIGN_WORD})?(?:\sseule?)?)"
    ),
    re.compile(
        rf"\b(?:grupo|brazo|rama)\s+(?:(?:de|del|con)\s+)?"
        rf"(?P<name>{_FOREIGN_WORD}(?:\s(?:\+|más)\s{_FOREIGN_WORD})?(?:\s(?:sol[oa]|en\smonoterapia))?)"
    ),
)
# "unter A lag ... bei 19,4 Monaten, unter B bei 13,6", "sous A contre ... sous B"
_FOREIGN_VALUED: Final = (
    re.compile(
        r"\b(?:[Uu]nter|[Mm]it)\s+(?P<name>[A-ZÄÖÜ][\w-]+(?:\s(?:\+|plus)\s[A-ZÄÖÜ][\w-]+)?)"
        r"(?=\s*(?:[,;.:(]|$|\b(?:lag|betrug|bei|war|und|versus|vs|gegenüber|höher|länger)\b))"
    ),
    re.compile(
        rf"\b(?:sous|avec|après)\s+(?:le\s+|la\s+|l'|du\s+)?(?P<name>{_FOREIGN_WORD}(?:\s(?:(?:\+|plus)\s)?{_FOREIGN_WORD}){{0,2}}?(?:\sseule?)?)"
        r"(?=\s*(?:[,;.:(]|$|\b(?:contre|versus|vs|et)\b))"
    ),
    re.compile(
        rf"\b(?:con|tras)\s+(?:el\s+|la\s+)?(?P<name>{_FOREIGN_WORD}(?:\s(?:(?:\+|más)\s)?{_FOREIGN_WORD}){{0,2}}?(?:\ssol[oa])?)"
        r"(?=\s*(?:[,;.:(]|$|\b(?:frente|versus|vs|y)\b))"
    ),
)
_JAPANESE: Final = re.compile(
    # the word group follows; hiragana joins words and ends a name
    r"(?P<name>\b[A-Z]|[ァ-ヶー一-龥々A-Za-z0-9+/-]*[ァ-ヶー一-龥々+][A-Z]?|[A-Z][A-Za-z0-9+/-]+)群"
)
_CONTROL: Final = re.compile(r"^(?:kontroll?e?|contr[oô]le?|témoin|placebo)$", re.IGNORECASE)
_words = re.compile(r"\S+").findall
_NO_NAME: Final = frozenset(
    _words(
        "two both three four each other same all either these those respective latter former first "
        "second third entire whole study trial age risk patient patients treatment-assigned larger "
        "smaller reference corresponding randomized randomised overall combined parallel"
        " cooperative "
        "working steering general total intention-to-treat itt per-protocol safety high-risk"
        " low-risk "
        "premenopausal postmenopausal subgroup young younger older elderly every any one research "
        "ont sont était étaient été wurde wurden war waren fue fueron "
        "treatment a an single different various such performance cancer oncology international"
        " collaborative "
        "trialists experts this that therapy median a p sein un una chaque de la une lo su cada im "
        "study-drug 両 各 全 他 本 同 二 三 dem der den einem einer"
    )
)
_STOPS: Final = re.compile(
    r"\b(?:patients?|women|men|were|was|had|has|median|months?|years?|weeks?|follow|survival|rate|"
    r"respectively|compared|versus|vs|than|who|which|the|that|is|are|ratio|interval(?!\s+(?:debulking|surgery|cytoreduc))|population|"
    r"disease|died|deaths?|events?|occurred|reported|received|study|trial|subgroup|analysis|ratios|rates|medians|hazards?|probabilit(?:y|ies)|Patient\w*|Monat\w*|Jahr\w*|Überleben|Konfidenzintervall|Erkrankung|Tumor\w*|Ansprechen)\b",
    re.IGNORECASE,
)
_DURATION: Final = re.compile(r"\d+-(?:month|week|year|day|cycle|dose|fraction)s?", re.IGNORECASE)
# "A 24 mg once daily": how it is given is no part of a name
_HOW: Final = re.compile(
    r"\s+(?:once|twice|thrice|every|orally|intravenously|subcutaneously|daily|weekly|monthly|BID|QD|PO|IV)\b.*$",
    re.IGNORECASE,
)
_DIGITS_ONLY: Final = re.compile(r"^[\d.,/%\s-]+$")


def role_names(text: str) -> Iterator[tuple[str, str]]:
    """Yield (as written, the name) of arms told by their place in a text of one line.

    A name is told by the word group or arm behind it (before it in French and
    Spanish), by standing behind a value beside another one in the same
    sentence, and by "between X and Y".
    """
    for match in _overlapping(_GROUPED, text):
        if "versus" not in match["name"] and is_name(match["name"]):
            yield match["name"], match["name"]
    yield from _in_pairs(text, (_LISTED, _BETWEEN, _OPPOSED, _LED, _DOES))
    for match in _LISTED_MORE.finditer(text):
        names = re.split(r",\s+(?:and\s+|or\s+)?|\s+(?:and|or)\s+", match["names"])
        yield from ((name, name) for name in names if is_name(name))
    beside = (_VALUED, *_FOREIGN_VALUED, _SIZED, _BRACKETED, _COUNTED)
    for pattern in (*beside, _ASSIGNED, _ASSIGNED_TO, _USERS):
        yield from _several(text, pattern)
    yield from _by_short_form(text)
    yield from _foreign_names(text)
    for match in _LETTERED.finditer(text):
        yield match.group(), f"arm {match['name']}"
    for match in _JAPANESE.finditer(text):
        name = match["name"]
        if len(name) == 1:
            yield match.group(), f"arm {name}"
        elif is_name(name):
            yield name, name


def _in_pairs(text: str, patterns: "tuple[re.Pattern[str], ...]") -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        for match in pattern.finditer(text):
            if is_name(match["name"]) and is_name(match["other"]):
                yield match["name"], match["name"]
                yield match["other"], match["other"]


def _by_short_form(text: str) -> Iterator[tuple[str, str]]:
    """Yield arms whose short form stands in a bracket: "the long words (SHORT) arm"."""
    for match in _DEFINED.finditer(text):
        if is_name(match["short"]) and is_name(match["name"]):
            yield match["name"], match["short"]
            yield match["short"], match["short"]
    for match in _ABBREVIATED.finditer(text):
        short = f"{match['short']} {match['plus']} {match['rest']}"
        yield match.group(), short
        yield short, short
        yield f"{match['name']} {match['plus']} {match['rest']}", short


def _foreign_names(text: str) -> Iterator[tuple[str, str]]:
    for pattern in _FOREIGN:
        for match in pattern.finditer(text):
            if is_name(match["name"]) and len(match["name"]) > 2:
                name = match["name"]
                is_control = _CONTROL.match(name) and name.casefold() != "placebo"
                is_word = pattern is _FOREIGN[0] and "-" not in match.group()
                written = match.group() if is_word else name
                yield written, "control" if is_control else written
    yield from _in_pairs(text, (_SHARED,))
    for match in _DECLINED.finditer(text):
        if is_name(match["name"]):
            yield f"{match['name']}n", match["name"]


def _overlapping(pattern: "re.Pattern[str]", text: str) -> "Iterator[re.Match[str]]":
    """Yield the matches of a pattern, those within a match too that is no name itself."""
    at = 0
    while match := pattern.search(text, at):
        yield match
        at = match.end() if is_name(match["name"]) else match.start() + 1


def enumerated(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield (name, start, end) of arms listed by letter: "arms A, B, and C"."""
    for match in _LETTERS_OPPOSED.finditer(text):
        yield from ((f"arm {match[one]}", *match.span(one)) for one in ("one", "two"))
    for match in _ENUMERATED.finditer(text):
        for letter in re.finditer(r"[A-Z1-9]\b", match["names"]):
            at = match.start("names") + letter.start()
            yield f"arm {letter.group()}", at, at + 1


def _several(text: str, pattern: "re.Pattern[str]") -> Iterator[tuple[str, str]]:
    """Yield names that stand in one place twice or more in a sentence, each another."""
    for sentence in _SENTENCE.finditer(text):
        names = [m["name"] for m in _overlapping(pattern, sentence.group()) if is_name(m["name"])]
        if len(set(names)) > 1:
            yield from ((name, name) for name in map(_without_group, names))


def _without_group(name: str) -> str:
    name = re.sub(r"(?:[\s-]+(?:group|arm)|群)$", "", name, flags=re.IGNORECASE)
    return _HOW.sub("", name)


def is_name(name: str) -> bool:
    """Whether words can name an arm: no patients, times, endpoints, counts."""
    if ENDPOINT.search(name):
        return False
    words = name.casefold().split()
    if _DURATION.fullmatch(name) or re.fullmatch("[A-Z]", name):
        return True
    return (
        bool(words)
        and (
            words[0] not in _NO_NAME
            or (words[0] in ("combined", "single", "total") and len(words) > 1)
        )
        and name.casefold() not in _NO_NAME
        and not _STOPS.search(name)
        and not _DIGITS_ONLY.match(name)
    )
