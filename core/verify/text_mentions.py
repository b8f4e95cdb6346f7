"""The numbers of one sentence with what is printed at them: intervals, counts, P."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from .text_lexicon import (
    CI_WORD,
    NOT_REACHED,
    NUMBER,
    NUMBER_WORD,
    RATIO,
    UNIT,
    VAGUE,
    VERSUS,
    count,
    printed,
    unit_name,
)

_BOUND: Final = rf"(?:{NUMBER}|{NOT_REACHED}|-|—)"
_BETWEEN: Final = r"(?:\s*(?:-|;|,|～)\s*|\s+(?:to|bis|à|a|and)\s+)"
_BOUNDS: Final = (
    rf"(?P<low>{_BOUND})\s*%?(?:\s*{UNIT})?{_BETWEEN}(?P<high>{_BOUND})\s*%?\s*(?:{UNIT})?"
)
_LEVEL: Final = (
    rf"(?:(?P<level>\d{{2}}(?:[.,]\d+)?)\s*-?\s*%\s*-?\s*{CI_WORD}(?:\s*\[?[CK]I\]?)?"
    rf"|{CI_WORD}\s*(?:à|de|del|al)?\s*(?P<level_after>\d{{2}}(?:[.,]\d+)?)\s*%)"
)
_STATED: Final = re.compile(
    rf"[\s,;:(\[]*{_LEVEL}(?:\s*\([A-Z]{{2}}\))?\s*[\s:;=,(\[は]*{_BOUNDS}\s*[)\]]?", re.IGNORECASE
)
_BARE: Final = re.compile(rf"\s*[(\[]\s*{_BOUNDS}\s*[)\],;]", re.IGNORECASE)
_IS: Final = r"[\s,:=(\[]*(?:was|were|is|of|at|for\s+\w+|betrug|war|était|fue|は)?[\s,:=(\[]*"
_RATIO: Final = re.compile(
    rf"{RATIO}(?:\s*[(\[]\s*[as]?HR\s*[)\]])?"
    rf"(?:\s+(?:for|of|in)\s+[^\d.;:=()]{{2,60}}?)?{_IS}"
    rf"(?:[\[(]?{_LEVEL}[\])]?[\s:,=)\]]*)?(?P<value>{NUMBER})(?!\s*%)",
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
DIFFERENCE: Final = re.compile(
    r"\b(?:difference|Differenz|différence|diferencia|gain|improvement|benefit)\b"
    r"[^.;()\d%]{0,30}[,:(\[\s]*$|\b(?:reduc\w+|increas\w+|improv\w+|lower\w*)[^.;()\d%]{0,40}\bby\s+$",
    re.IGNORECASE,
)
_P: Final = re.compile(
    r"(?<![A-Za-z])P(?:[\s-]*(?:values?|Wert))?(?P<asked>\s+for\s+[\w-]+|[_-]interaction)?\s*(?P<operator><=|>=|[=<>≤≥])\s*"
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
_SIZE: Final = re.compile(rf"\b[Nn]\s*=\s*(?P<n>{NUMBER})")
_PERCENT: Final = re.compile(
    rf"(?<![A-Za-z0-9_.,-])(?P<value>{NUMBER})\s*(?:%|percent\b|Prozent\b|pour\s+cent|por\s+ciento)"
    rf"(?!\s*-?\s*(?:{CI_WORD}|or\s+(?:more|less|greater)|power))",
    re.IGNORECASE,
)
_TIME: Final = re.compile(
    rf"(?<![A-Za-z0-9_.,/-])(?P<value>{NUMBER})\s*(?P<unit>{UNIT})"
    r"(?!\s*(?:old|or\s+(?:longer|more)|of\s+age)|['’])",
    re.IGNORECASE,
)
# "19.1 (16.6-21.7) months" and "29.4/24.7 mo"
_TIME_LATE: Final = re.compile(
    rf"(?<![A-Za-z0-9_.,/-])(?P<value>{NUMBER})(?P<ci>\s*[(\[]\s*{_BOUNDS}\s*[)\]])\s*(?P<unit>{UNIT})(?![A-Za-z])",
    re.IGNORECASE,
)
_TIME_PAIR: Final = re.compile(
    rf"(?<![A-Za-z0-9_.,/-])(?P<value>\d+\.\d+)\s*/\s*(?P<other>\d+\.\d+)\s*(?P<unit>{UNIT})",
    re.IGNORECASE,
)
_NONE: Final = re.compile(NOT_REACHED, re.IGNORECASE)
_FRACTION: Final = re.compile(
    r"(?<![\w/.])(?P<x>\d{1,5})\s*(?P<mark>/|\b(?:of|out of|von|sur|de)\b)\s*(?P<n>\d{1,5})"
    r"(?![\d/%])"
)
# "178 (59.1%) of 301" and "142 of 308 patients (46.1%)"
_SPLIT_FRACTION: Final = re.compile(
    rf"(?<![\w/.,])(?P<x>\d{{1,5}})\s*\((?P<value>{NUMBER})\s*%\)\s*(?:of|/)\s*(?:the\s+)?(?P<n>\d{{1,5}})\b"
)
_LATE_PERCENT: Final = re.compile(
    rf"\s*(?:patients?|participants?|women|men|cases)?\s*[(\[]\s*(?P<value>{NUMBER})\s*%", re.I
)
_FRACTION_END: Final = re.compile(r"\s*(?:patients?|women|men|cases)?\s*[)\]]", re.IGNORECASE)
_BARE_RATIO: Final = re.compile(
    rf"(?P<mark>[(\[]|\b(?:and|was|were|is|versus|vs|et|und|y)\b|[,;])\s*(?P<value>[0-9]?\.\d+)(?!\s*%)\s*[,;(\[]*\s*(?:{_LEVEL}[\s,:;=]*)?{_BOUNDS}"
)
_COMMAED: Final = re.compile(
    r"\s*[,;]\s*(?P<low>\d*\.\d+)\s*(?:-|to)\s*(?P<high>\d*\.\d+)(?=\s*[;,)\]]|\s*$)"
)
_CI_BEFORE: Final = re.compile(
    rf"{CI_WORD}\s*(?:à|de|del|al)?[\s,:;=(\[]*(?:{NUMBER}\s*%\s*(?:-|to|,|bis|à)\s*)?$",
    re.IGNORECASE,
)
_CASES: Final = re.compile(
    r"[(\[]\s*(?P<x>\d+)\s+(?:cases|patients|events|deaths|Patienten|Ereignisse)\s*[)\]]", re.I
)
_X_OF_N: Final = re.compile(
    rf"\b(?P<x>{NUMBER_WORD}|\d+)\s+(?:(?:patients?|women|men|cases)\s+)?"
    rf"(?:of|out\s+of|von|sur|de)\s+(?:the\s+|all\s+)?(?P<n>\d+)\b(?!\s*%|\.\d)",
    re.IGNORECASE,
)
_JOINED: Final = re.compile(
    rf"^\s*(?:(?:{UNIT}|%|percent)\s*)?(?:{VERSUS}|(?:,\s*)?(?:\band\b|\bor\b)|,|/|\bund\b|\bet\b(?:\s+de\b)?|\by\b(?:\s+(?:el|del|la|de))?|と)\s*$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a sentence.

    ``kind`` is "ratio", "p", "percent", "time" or "x_of_n"; ``end`` is past its
    interval, counts and P.
    """

    kind: str
    start: int
    end: int
    value: str = ""
    unit: str = ""
    low: str = ""
    high: str = ""
    level: float = 95.0
    not_reached: bool = False
    p_operator: str = ""
    p_value: str = ""
    p_test: str = ""
    x: str = ""
    n: str = ""


@dataclass(frozen=True, slots=True)
class Size:
    """An ``n = 46``, with what stands before its bracket left to the reader."""

    start: int
    end: int
    n: str


def numbers(text: str) -> list[Number]:
    """Return the numbers of a sentence in order; none lies within another's company."""
    taken: list[tuple[int, int]] = []
    found: list[Number] = []
    readers = (
        *(_ratios, _bare_ratios, _reductions, _tests, _split_fractions, _fractions),
        *(_late_percents, _percents, _late_times, _not_reached, _times, _counted),
    )
    for reader in readers:
        for number in reader(text):
            if not any(start < number.end and number.start < end for start, end in taken):
                found.append(number)
                taken.append((number.start, number.end))
    found.extend(_unmarked(text, found))
    return sorted(found, key=lambda number: number.start)


def sizes(text: str) -> list[Size]:
    """Return every ``n = 46`` of a sentence."""
    return [
        Size(match.start(), match.end(), count(match["n"]) or printed(match["n"]))
        for match in _SIZE.finditer(text)
    ]


def _interval(text: str, at: int, *, bare: bool) -> tuple[str, str, float, int]:
    match = _STATED.match(text, at) or (_BARE.match(text, at) if bare else None)
    if match is None:
        return "", "", 95.0, at
    level = _level_of(match)
    low, high = (_limit(match[name]) for name in ("low", "high"))
    return low, high, float(printed(level)) if level else 95.0, match.end()


def _level_of(match: "re.Match[str]") -> str:
    groups = match.groupdict()
    return groups.get("level") or groups.get("level_after") or ""


def _limit(text: str) -> str:
    if _NONE.fullmatch(text) or text in ("-", "—"):
        return "NR"
    return printed(text)


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
    return match["operator"], printed(match["value"]), _test_in(around), match.end()


def _test_in(text: str) -> str:
    match = _TEST.search(text)
    return "" if match is None else re.sub(r"[\s-]+", "-", match.group().lower())


def _ratios(text: str) -> Iterator[Number]:
    for match in _RATIO.finditer(text):
        low, high, level, end = _interval(text, match.end(), bare=True)
        low, high, end = (low, high, end) if low else _commaed(text, match)
        operator, p, test, end = _p_after(text, end)
        stated = _level_of(match)
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


def _commaed(text: str, ratio: "re.Match[str]") -> tuple[str, str, int]:
    """Return limits that follow a ratio after a comma only: "HR 0.54, 0.43-0.68"."""
    match = _COMMAED.match(text, ratio.end())
    if match is not None:
        low, high = printed(match["low"]), printed(match["high"])
        if float(low) <= float(printed(ratio["value"])) <= float(high):
            return low, high, match.end()
    return "", "", ratio.end()


def _bare_ratios(text: str) -> Iterator[Number]:
    """A later ratio printed without its name: ``(0.85, 0.60-1.20; p=0.35)``."""
    for match in _BARE_RATIO.finditer(text):
        low, high = _limit(match["low"]), _limit(match["high"])
        if "." not in low + high or "NR" in (low, high):
            continue
        if not float(low) < float(match["value"]) < float(high):
            continue
        if match["mark"] not in ("(", "[") and not re.search(RATIO, text[: match.start()], re.I):
            continue
        operator, p, test, end = _p_after(text, match.end())
        level = _level_of(match)
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


def _reductions(text: str) -> Iterator[Number]:
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


def _tests(text: str) -> Iterator[Number]:
    for match in _P.finditer(text):
        if not _is_of_effect(text, match):
            continue
        around = text[max(0, match.start() - 24) : match.end() + 28]
        yield Number(
            "p",
            match.start(),
            match.end(),
            p_operator=match["operator"],
            p_value=printed(match["value"]),
            p_test=_test_in(around),
        )


def _split_fractions(text: str) -> Iterator[Number]:
    """``178 (59.1%) of 301``: the percent stands between the counts."""
    for match in _SPLIT_FRACTION.finditer(text):
        yield Number(
            "percent",
            match.start(),
            match.end(),
            printed(match["value"]),
            x=match["x"],
            n=match["n"],
        )


def _fractions(text: str) -> Iterator[Number]:
    """``74% (17/23)``, ``(31%, 14/45)``, ``17/23 (74%)``."""
    for match in _FRACTION.finditer(text):
        before = re.search(rf"(?P<value>{NUMBER})\s*%\s*[,;(\[]?\s*$", text[: match.start()])
        after = re.match(rf"\s*[)\]]?\s*[(\[,;]\s*(?P<value>{NUMBER})\s*%", text[match.end() :])
        start, end = match.start(), match.end()
        value = ""
        if before:
            value, start = printed(before["value"]), before.start("value")
        elif after:
            value, end = printed(after["value"]), match.end() + after.end()
        closing = _FRACTION_END.match(text, end)
        if closing and before and re.search(r"[(\[]\s*$", text[: match.start()]):
            end = closing.end()
        low, high, level, end = _interval(text, end, bare=False)
        kind = "percent" if value else "x_of_n"
        plausible = match["mark"] == "/" and 12 < int(match["n"]) >= int(match["x"])
        if value or plausible:
            yield Number(
                kind, start, end, value, low=low, high=high, level=level, x=match["x"], n=match["n"]
            )


def _percents(text: str) -> Iterator[Number]:
    for match in _PERCENT.finditer(text):
        lead = text[: match.start()]
        if VAGUE.search(lead) or _CI_BEFORE.search(lead) or DIFFERENCE.search(lead):
            continue
        low, high, level, end = _interval(text, match.end(), bare=True)
        cases = _CASES.match(
            text, match.end() + len(text[match.end() :]) - len(text[match.end() :].lstrip())
        )
        x = ""
        if cases:
            x, end = cases["x"], max(end, cases.end())
        yield Number(
            "percent",
            match.start(),
            end,
            printed(match["value"]),
            low=low,
            high=high,
            level=level,
            x=x,
        )


def _late_times(text: str) -> Iterator[Number]:
    """Values whose unit stands behind their interval, or behind another value."""
    for match in _TIME_LATE.finditer(text):
        low, high, level, _ = _interval(text, match.start("ci"), bare=True)
        unit = unit_name(match["unit"])
        value = printed(match["value"])
        yield Number(
            "time", match.start(), match.end(), value, unit, low=low, high=high, level=level
        )
    for match in _TIME_PAIR.finditer(text):
        unit = unit_name(match["unit"])
        for name, end in (("value", match.end("value")), ("other", match.end())):
            yield Number("time", match.start(name), end, printed(match[name]), unit)


def _times(text: str) -> Iterator[Number]:
    for match in _TIME.finditer(text):
        if VAGUE.search(text[: match.start()]):
            continue
        low, high, level, end = _interval(text, match.end(), bare=True)
        yield Number(
            "time",
            match.start(),
            end,
            printed(match["value"]),
            unit_name(match["unit"]),
            low=low,
            high=high,
            level=level,
        )


def _not_reached(text: str) -> Iterator[Number]:
    for match in _NONE.finditer(text):
        if re.search(r"[\d.](?:\s*(?:-|to))?\s*$", text[: match.start()]):
            continue
        low, high, level, end = _interval(text, match.end(), bare=True)
        yield Number("time", match.start(), end, low=low, high=high, level=level, not_reached=True)


def _counted(text: str) -> Iterator[Number]:
    for match in _X_OF_N.finditer(text):
        x, n = count(match["x"]), count(match["n"])
        if x and n and int(x) <= int(n):
            yield Number("x_of_n", match.start(), match.end(), x=x, n=n)


def _late_percents(text: str) -> Iterator[Number]:
    """``142 of 308 patients (46.1%)``."""
    for match in _X_OF_N.finditer(text):
        x, n = count(match["x"]), count(match["n"])
        percent = _LATE_PERCENT.match(text, match.end())
        if x and n and int(x) <= int(n) and percent:
            end = percent.end()
            value = printed(percent["value"])
            yield Number("percent", match.start(), end, value, x=x, n=n)


def _unmarked(text: str, found: list[Number]) -> Iterator[Number]:
    """Numbers of a list whose mark stands at another: ``18.4 vs 12.1 months``."""
    for number in found:
        if number.kind not in ("percent", "time") or number.not_reached:
            continue
        after = re.match(
            rf"\s*(?:{VERSUS})\s*(?P<value>{NUMBER}|{NOT_REACHED})(?![\w%.]|\s*(?:%|{UNIT}))",
            text[number.end :],
            re.IGNORECASE,
        )
        if after and not _overlaps(found, number.end + after.start("value")):
            yield _like(number, after["value"], number.end + after.start("value"), text)
        before = re.search(
            rf"(?<![\w.,])(?P<value>{NUMBER}|{NOT_REACHED})"
            rf"(?P<ci>\s*[(\[][^()\[\]]*[)\]])?\s*(?:{VERSUS}|\band\b|,\s*and\b)\s*$",
            text[: number.start],
            re.IGNORECASE,
        )
        if before and not _overlaps(found, before.start("value")):
            yield _like(number, before["value"], before.start("value"), text)
            for item in _listed_before(text, before.start("value")):
                yield replace(_like(number, item.group(), item.start(), text), end=item.end())


def _listed_before(text: str, at: int) -> list["re.Match[str]"]:
    """Return the further numbers of a list that ends here: "8.3, 6.9, and 4.2 months"."""
    lead = re.search(rf"(?:(?<![\w.,]){NUMBER}\s*,\s+)+$", text[:at])
    return [] if lead is None else list(re.compile(NUMBER).finditer(text, lead.start(), at))


def _overlaps(found: list[Number], at: int) -> bool:
    return any(number.start <= at < number.end for number in found)


def _like(number: Number, value: str, start: int, text: str) -> Number:
    low, high, level, end = _interval(text, start + len(value), bare=True)
    none = bool(_NONE.fullmatch(value))
    return Number(
        number.kind,
        start,
        end,
        "" if none else printed(value),
        "" if none and number.kind != "time" else number.unit,
        low=low,
        high=high,
        level=level,
        not_reached=none,
    )


def interval_after(text: str, at: int) -> tuple[str, str, float, int]:
    """Return the bracketed interval that stands at this place, empty where none does."""
    return _interval(text, at, bare=True)


def joined(text: str) -> bool:
    """Whether this stretch between two numbers only joins them into a list."""
    return bool(_JOINED.match(text))
