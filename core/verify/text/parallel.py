"""Arms told by standing in parallel beside values, where nothing else tells them.

A last resort for texts that call nothing an arm: two names in one kind of
place of one sentence, each with its value; two names opposed to each other;
short forms defined side by side.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from .lexicon import ENDPOINT, UNIT, VERSUS
from .names import is_name

_PART: Final = r"[^\W\d_][\w]*(?:[-+&/][\w]+)*"
_NAME: Final = rf"{_PART}(?:\s(?:\+\s|plus\s|and\s)?{_PART}){{0,3}}?"
_END: Final = (
    r"(?=\s*(?:[,;.:(\[)\]•]|-\s|$|\b(?:to|and|versus|vs|v|than|compared|relative|over|as|at|against|was|were|had"
    r"|have|has|died|did|in|or|who|showed|achieved|experienced|by|after|within|is|are|lived|survived|reached|remained|gained)\b))"
)
_TAKING: Final = (
    r"(?:receiving|received|recipients\s+of|given|took|treated\s+with|allocated(?:\s+to)?|assigned(?:\s+to)?"
    r"|randomi[sz]ed\s+to|taking|who\s+got|got|undergoing|underwent|on)"
)
# "the median OS of IDH-mutant patients was 34.6 months, that of IDH-wildtype patients 14.9"
_KIND_OF: Final = re.compile(
    r"\b(?:of|in|for|among)\s+(?:the\s+)?(?P<name>[A-Z][\w]*(?:[-+][\w]+)+|(?-i:[a-z]+-[a-z]+))\s+"
    r"(?:patients|cases|tumou?rs|carriers)\b"
)
_SLOTS: Final = (
    *(
        re.compile(rf"\b{lead}\s+(?:receive\s+)?(?:the\s+)?(?P<name>{_NAME}){_END}", re.IGNORECASE)
        for lead in (_TAKING, "with", "for", "after", "under")
    ),
    _KIND_OF,
    re.compile(rf"\bamong\s+(?:the\s+)?(?P<name>{_NAME}){_END}", re.IGNORECASE),
    # "20.1 months in statin users vs 13.4 months in nonusers"
    re.compile(
        rf"(?:months?|years?|weeks?|%|[)\]])\s+in\s+(?:the\s+)?(?P<name>{_NAME}){_END}",
        re.IGNORECASE,
    ),
)
_VALUE: Final = rf"(?:\d\s*%|\d\s*{UNIT}|\d\s*/\s*\d+|[%\d]\s*±\s*[\d.]+\s*%?|\d\)|\d\])"
# "8.2 months (ST) versus 10.6 months (ST+B;" and "178/240 [chemo] and 155/243 [IO]"
_BRACKETED: Final = re.compile(
    rf"{_VALUE}\s*[(\[](?P<name>[^\W\d_][\w+/-]*(?:\s(?:\+\s)?[\w+/-]+){{0,3}}?)\s*[)\];,]",
    re.IGNORECASE,
)
# "212 deaths (primary debulking, 104; interval debulking, 108)"
_COUNTED: Final = re.compile(rf"[(;]\s*(?P<name>{_NAME})\s*[,:]?\s+\d+(?=\s*[;,)(\[]|\s+and\b)")
# "1,245 of 8,310 statin users and 2,102 of 10,455 nonusers died"
_OF_COUNTED: Final = re.compile(
    rf"(?<![\w.,])\d[\d,]*\s+of\s+(?:the\s+)?\d[\d,]*\s+(?P<name>{_NAME}){_END}", re.IGNORECASE
)
_TREATED_V: Final = re.compile(
    rf"\b(?:{_TAKING}|with|for)\s+(?P<name>{_NAME})\s+{VERSUS}\s*(?:the\s+)?(?:with\s+|for\s+|those\s+on\s+)?"
    rf"(?P<other>{_NAME}){_END}",
    re.IGNORECASE,
)
_DOES_V: Final = re.compile(
    rf"(?P<name>{_PART}(?:\s(?:\+|plus)\s{_PART})*)\s+(?:significantly\s+)?(?:improves|prolongs|extends|reduces"
    rf"|delays|increases|beats|outperforms)\b[^.;:\d]{{0,80}}?\b{VERSUS}\s*(?P<other>{_NAME}){_END}",
)
# "in 1L NSCLC: A+chemo vs chemo."
_TITLE_V: Final = re.compile(
    rf"(?:^|[.:;(]\s+|\b(?:of|comparing)\s+)(?P<name>{_NAME})\s+{VERSUS}\s*(?P<other>{_NAME})(?=\s*(?:[.:;)]|$|\b(?:in|for|as)\b))"
)
_GOOD: Final = re.compile(r"ferior|superior|similar|equivalent")
_AS_GOOD: Final = re.compile(
    rf"(?P<name>{_PART}(?:\s{_PART}){{0,2}}?)\s+(?:was|is)\s+(?:non-?\s?inferior|superior|inferior|similar|equivalent)\s+to\s+"
    rf"(?P<other>(?:\d+-)?{_NAME})(?=\s*(?:[,;.:(]|\b(?:for|in|with\s+respect|regarding)\b))"
)
# "Patienten, die A erhielten, ... gegenüber 11,4 Monaten unter B"
_GERMAN: Final = re.compile(
    rf"\bdie\s+(?P<name>{_NAME})\s+erhielten\b[^.;]{{0,60}}(?:[^;.]|\.(?=\d)){{0,80}}?\b(?:unter|mit|bei)\s+(?P<other>{_NAME}){_END}"
)
_THAN: Final = re.compile(
    rf"\b{_TAKING}\s+(?P<name>{_NAME}){_END}[^.;]{{0,60}}?\bthan\s+(?:those\s+|patients\s+|women\s+|men\s+)?"
    rf"(?:{_TAKING}\s+|with\s+)(?P<other>{_NAME}){_END}",
    re.IGNORECASE,
)
_SHORT: Final = re.compile(r"\((?P<name>[A-Z][A-Za-z0-9]{0,9}(?:[+/-][A-Za-z0-9]{1,6})*)\)")
_SENTENCE: Final = re.compile(r"(?:[^.]|\.(?=\d)|(?<=\bvs)\.|(?<=\bv)\.)+")
_NEAR: Final = 90
_FEWEST: Final = 2
NO_ARM: Final = re.compile(
    r"^(?:n|no|se|sd|ci|iqr|range|hr|or|rr|itt|p|all|both|death|deaths|progression|recurrence|interaction"
    r"|superiority|noninferiority|age|sex|censoring|men|women|male|female|adjustment|stage|years?|months?"
    r"|weeks?|days?|log-rank|stratified|unstratified|two-sided|one-sided|caution|disease"
    r"|cancer|respect|regard|example|use|time|data|figure|table|follow-up|randomi[sz]ation|enrol+ment)$",
    re.IGNORECASE,
)


def parallel_names(text: str) -> list[str]:
    """Return names that stand in parallel beside values, the first rule that finds two."""
    for rule in (short_forms, _in_brackets, _opposed, _in_slots):
        names = list(dict.fromkeys(rule(text)))
        if len(names) >= _FEWEST:
            return names
    return []


def _is_arm(name: str) -> bool:
    return is_name(name) and not NO_ARM.match(name) and not ENDPOINT.search(name)


def short_forms(text: str) -> Iterator[str]:
    """Yield short forms defined near each other that the text uses again."""
    found = [match for match in _SHORT.finditer(text) if _is_arm(match["name"])]
    for match in found:
        is_beside = any(
            0 < abs(other.start() - match.start()) < _NEAR and other["name"] != match["name"]
            for other in found
        )
        used = re.findall(rf"(?<![\w+-]){re.escape(match['name'])}(?![\w+-])", text)
        if is_beside and len(used) >= _FEWEST:
            yield match["name"]


def _in_brackets(text: str) -> Iterator[str]:
    for sentence in _SENTENCE.finditer(text):
        for pattern in (_BRACKETED, _COUNTED, _OF_COUNTED):
            names = [m["name"] for m in pattern.finditer(sentence.group()) if _is_arm(m["name"])]
            if len(set(names)) >= _FEWEST:
                yield from names


def _opposed(text: str) -> Iterator[str]:
    as_good = (_AS_GOOD,) if _GOOD.search(text) else ()
    for pattern in (_TREATED_V, _DOES_V, _THAN, *as_good, _GERMAN, _TITLE_V):
        for match in pattern.finditer(text):
            if _is_arm(match["name"]) and _is_arm(match["other"]):
                yield match["name"]
                yield match["other"]


def _in_slots(text: str) -> Iterator[str]:
    """Yield names in one kind of place twice or more in a sentence that gives values."""
    told: Counter[str] = Counter()
    for sentence in _SENTENCE.finditer(text):
        body = sentence.group()
        if len(re.findall(_VALUE, body, re.IGNORECASE)) < _FEWEST:
            continue
        for slot in _SLOTS:
            names = [m["name"] for m in slot.finditer(body) if _is_arm(m["name"])]
            if len({name.casefold() for name in names}) >= _FEWEST:
                told.update(names)
    yield from told
