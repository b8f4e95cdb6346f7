"""Hazard ratios and P values of a sentence, in every way journals print them."""

import re
from collections.abc import Iterator
from typing import Final

from .lexicon import NUMBER, RATIO, SHORT, UNIT, VERSUS, printed
from .number import BOUNDS, LEVEL, Number, interval_at, level_of, limit_of

_IS: Final = (
    r"[\s,:=(\[]*(?:was|were|is|of|at|for\s+[^\W\d]\w*|betrug|war|lag\s+bei"
    r"|(?:était|est|a\s+été|fue|es)(?:\s+de)?|de|von|は|が)?[\s,:=(\[]*"
)
_RATIO: Final = re.compile(
    rf"{RATIO}(?:\s*[(\[]\s*(?:[as]?HR|[^()\[\]\d]{{2,40}})\s*[)\]])?"
    rf"(?:\s+(?:for|of|in|für|pour|para|de|versus|vs\.?|v|over|relative\s+to|compared\s+(?:with|to))\s+(?:[^\d.;:=()]|(?<=\bvs)\.|(?<=[A-Za-z])\d+|\d+(?:\.\d+)?[\s-]?(?:mg|months?|weeks?|years?|days?|cycles?|Gy)\b){{1,60}}?|[\s,:(\[]+[A-Za-z][\w+/-]*(?:\s[\w+/-]+){{0,3}}?\s+(?:vs\.?|versus|v)\s+[A-Za-z][\w+/-]*(?:\s[\w+/-]+){{0,3}}?[)\]]?(?=[\s,:=]+\d))?{_IS}"
    rf"(?:[\[(]?{LEVEL}[\])]?[\s:,=)\]]*)?(?<![A-Za-z])(?=\d*\.\d|\d+\s*(?:[,;:()\[\].]|$|to\b|for\b|in\b|with\b|and\b|P\b))(?P<value>{NUMBER})(?![\s-]*(?:%|mg\b|Gy\b|µg\b))(?!\.?\d)",
    re.IGNORECASE,
)
_RISK: Final = (
    r"(?:relative\s+)?(?:risk|hazard|rate)\s+(?:of|for)\s+(?:(?:disease\s+)?progression|death|"
    r"recurrence|relapse|mortality)(?:,?\s+(?:or|and)\s+death)?"
)
_REDUCED_BY: Final = re.compile(
    rf"\b(?:reduc|decreas|lower)\w*\s+(?:in\s+)?(?:the\s+)?{_RISK}\s+by\s+(?P<value>{NUMBER})\s*(?:%|percent)",
    re.IGNORECASE,
)
_REDUCTION_IN: Final = re.compile(
    rf"(?P<value>{NUMBER})\s*(?:%|percent)\s+(?:relative\s+)?(?:reduction|decrease|lower)\s*"
    rf"(?:in\s+)?(?:the\s+)?{_RISK}",
    re.IGNORECASE,
)
_P: Final = re.compile(
    r"(?<![A-Za-z])P(?P<word>[\s-]*(?:values?|Wert)|値)?(?P<asked>\s+for\s+[\w-]+|[_-]interaction)?\s*"
    r"(?:(?P<operator><=|>=|[=<>≤≥])\s*|(?(word)(?:(?:of|was|is|von|betrug|:|は)\s*)?(?P<than>less\s+than\s+)?(?=0?\.\d))"
    r"|(?<=valor de P)\s*(?:de|fue\s+de|:)\s*(?=0?[.,]\d))"
    rf"(?P<value>{NUMBER})",
    re.IGNORECASE,
)
# A P of another question: whether the effect differs, or is no worse by a margin.
_OTHER_QUESTION: Final = r"(?:non-?\s?inferiority|equivalence|interaction|heterogeneity|trend)"
_ASKS_ELSE: Final = re.compile(
    rf"[^.;,()]{{0,24}}\bfor\s+(?:the\s+)?(?:test\s+of\s+)?{_OTHER_QUESTION}", re.IGNORECASE
)
_ASKED_ELSE: Final = re.compile(rf"{_OTHER_QUESTION}[\s,:(\[]*(?:test\s*)?$", re.IGNORECASE)
_TEST: Final = re.compile(
    r"log[\s-]*rank|Fisher(?:'s)?(?:\s+exact)?|chi[\s-]*squared?|Wald|Wilcoxon|Cox", re.IGNORECASE
)
_TEST_WORDS: Final = re.compile(
    r"stratified|log[\s-]*rank|(?:one|two|1|2)[\s-]sided|for superiority|nominal", re.IGNORECASE
)
_BARE_RATIO: Final = re.compile(
    rf"(?P<mark>[(\[]|\b(?:and|was|were|is|versus|vs|et(?:\s+de)?|und|y(?:\s+de)?|bei|{'|'.join(SHORT)})\b|[,;:=])\s*(?P<value>[0-9]?\.\d+)(?!\d|\s*%)\s*[,;(\[]*\s*(?:{LEVEL}[\s,:;=]*)?{BOUNDS}"
)
# "71 (14%; 0.85, 0.61-1.20)"
_SHARE_LEAD: Final = re.compile(r"\d\s[(\[][\d.]+\s*%$")
# "(9.6 [7.4-11.9] vs 5.4 [3.8-7.0] months)"
_TIMES_BEHIND: Final = re.compile(
    rf"\s*[)\]]?\s*{VERSUS}\s*{NUMBER}\s*(?:[(\[][^()\[\]]*[)\]])?\s*{UNIT}", re.IGNORECASE
)
_FURTHER: Final = re.compile(
    r"\s+for\s+(?:[^\d.;:()]|(?<=\bvs)\.){2,90}?,?\s+(?:and\s+)?(?P<value>\d?\.\d+)(?=\s+for\s)(?!\s*%)"
)
_COMMAED: Final = re.compile(
    r"\s*[,;]\s*(?P<low>\d*\.\d+)\s*(?:-|to)\s*(?P<high>\d*\.\d+)(?=\s*[;,)\]]|\s*$)"
)


def _is_of_effect(text: str, match: "re.Match[str]") -> bool:
    """Whether a P says how sure the difference is, not whether it differs between groups."""
    asked = re.search(_OTHER_QUESTION, match["asked"] or "", re.IGNORECASE)
    before = _ASKED_ELSE.search(text[max(0, match.start() - 30) : match.start()])
    return not (asked or before or _ASKS_ELSE.match(text, match.end()))


def _p_after(text: str, at: int) -> tuple[str, str, str, int]:
    """Return operator, value and test of a P that follows at once."""
    match = _P.search(text, at, min(len(text), at + 60))
    if match is None or not _is_of_effect(text, match):
        return "", "", "", at
    if re.search(r"[A-Za-z]{3}|\d", _TEST_WORDS.sub("", text[at : match.start()])):
        return "", "", "", at
    around = text[at : match.end() + 28]
    return _operator(match), printed(match["value"]), _test_in(around), match.end()


def _operator(match: "re.Match[str]") -> str:
    """Return the sign of a P, that of "P-value of 0.03" where words stand for it."""
    return str(match["operator"] or ("<" if match["than"] else "="))


def _test_in(text: str) -> str:
    match = _TEST.search(text)
    return "" if match is None else re.sub(r"[\s-]+", "-", match.group().lower())


def ratios(text: str) -> Iterator[Number]:
    """Yield ratios printed with their name."""
    for match in _RATIO.finditer(text):
        low, high, level, end = interval_at(text, match.end(), bare=True)
        low, high, end = (low, high, end) if low else _commaed(text, match)
        operator, p, test, end = _p_after(text, end)
        stated = level_of(match)
        yield Number(
            "ratio",
            match.start(),
            end,
            printed(match["value"]),
            low=low,
            high=high,
            level=float(printed(stated)) if stated and not low else level,
            p_operator=operator,
            p_value=p,
            p_test=test,
        )


def listed_ratios(text: str) -> Iterator[Number]:
    """A later ratio that only its endpoint names: "HR was 0.61 for PFS and 0.83 for OS"."""
    for match in _RATIO.finditer(text):
        end = interval_at(text, match.end(), bare=True)[3]
        further = _FURTHER.match(text, end)
        while further is not None:
            yield Number("ratio", further.start("value"), further.end(), printed(further["value"]))
            further = _FURTHER.match(text, further.end())


def _commaed(text: str, ratio: "re.Match[str]") -> tuple[str, str, int]:
    """Return limits that follow a ratio after a comma only: "HR 0.54, 0.43-0.68"."""
    match = _COMMAED.match(text, ratio.end())
    if match is not None:
        low, high = printed(match["low"]), printed(match["high"])
        if float(low) <= float(printed(ratio["value"])) <= float(high):
            return low, high, match.end()
    return "", "", ratio.end()


def bare_ratios(text: str) -> Iterator[Number]:
    """A later ratio printed without its name: ``(0.85, 0.60-1.20; p=0.35)``."""
    for match in _BARE_RATIO.finditer(text):
        low, high = limit_of(match["low"]), limit_of(match["high"])
        if "." not in low + high or "NR" in (low, high):
            continue
        if not float(low) < float(match["value"]) < float(high):
            continue
        if _TIMES_BEHIND.match(text, match.end()):
            continue
        is_beside = match["mark"] == ";" and _SHARE_LEAD.search(text[: match.start()])
        is_named = is_beside or re.search(RATIO, text[: match.start()], re.I)
        if match["mark"] not in ("(", "[") and not is_named:
            continue
        operator, p, test, end = _p_after(text, match.end())
        level = level_of(match)
        yield Number(
            "ratio",
            match.start("value"),
            end,
            printed(match["value"]),
            low=low,
            high=high,
            level=float(printed(level)) if level else 95.0,
            p_operator=operator,
            p_value=p,
            p_test=test,
        )


def reductions(text: str) -> Iterator[Number]:
    """A ratio told as a reduction: "reduced the risk of death by 28%" is 0.72.

    Nothing where the sentence prints that ratio too.
    """
    shown = {printed(match["value"]) for match in _RATIO.finditer(text)}
    for pattern in (_REDUCED_BY, _REDUCTION_IN):
        for match in pattern.finditer(text):
            percent = printed(match["value"])
            decimals = 2 + len(percent.partition(".")[2])
            value = f"{1 - float(percent) / 100:.{decimals}f}"
            if not any(float(one) == float(value) or _rounds_to(one, value) for one in shown):
                yield Number("ratio", match.start(), match.end(), value)


def _rounds_to(exact: str, rounded: str) -> bool:
    decimals = len(rounded.partition(".")[2])
    return abs(float(exact) - float(rounded)) <= 0.5000001 * 10.0**-decimals


def tests(text: str) -> Iterator[Number]:
    """Yield every P that says how sure a difference is."""
    for match in _P.finditer(text):
        if not _is_of_effect(text, match):
            continue
        around = text[max(0, match.start() - 24) : match.end() + 28]
        yield Number(
            "p",
            match.start(),
            match.end(),
            p_operator=_operator(match),
            p_value=printed(match["value"]),
            p_test=_test_in(around),
        )
