"""The numbers of one sentence with what is printed at them: intervals, counts, P."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from .lexicon import (
    CI_WORD,
    NOT_REACHED,
    NUMBER,
    NUMBER_WORD,
    UNIT,
    VAGUE,
    VERSUS,
    count,
    led_by,
    printed,
    unit_name,
)
from .number import BOUNDS, LEVEL, Number, Size, interval_at, level_of, limit_of
from .ratios import bare_ratios, listed_ratios, ratios, reductions, tests
from .totals import PEOPLE
from .unmarked import unmarked

DIFFERENCE: Final = re.compile(
    r"\b(?:difference|Differenz|différence|diferencia|gain|improvement|(?<!clinical )benefit"
    r"|margin)\b"
    r"[^.;()\d%]{0,30}[,:(\[\s]*$|\b(?:reduc\w+|increas\w+|improv\w+|lower\w*)[^.;()\d%]{0,40}\bby\s+$"
    r"|\b(?:reducción|réduction|Reduktion|Senkung|réduit|sank|gesenkt)\b[^.;()\d%]{0,40}\b(?:del?|um|en)\s+$",
    re.IGNORECASE,
)
_ERROR: Final = re.compile(
    rf"\s*(?:±|\+/-|[(\[]\s*(?:SE|SD|standard\s+error)[\s,:=]*)\s*{NUMBER}\s*%?\s*[)\]]?"
)
_OF_ERROR: Final = re.compile(r"(?:±|\+/-|[(\[]\s*(?:SE|SD|standard\s+error)[\s,:=]*)\s*$")
_CASES_AMONG: Final = re.compile(
    rf"(?<![\d,])(?P<n>\d{{1,3}}(?:,\d{{3}})+|\d+)\s*例中\s*(?P<x>\d{{1,3}}(?:,\d{{3}})+|\d+)\s*例(?:\s*[(]\s*(?P<value>{NUMBER})\s*%\s*[)])?"
)
_WITH_ERROR: Final = re.compile(
    rf"(?<![A-Za-z0-9_.-])(?P<value>{NUMBER})\s*(?:±|\+/-)\s*{NUMBER}\s*%(?!\s*-?\s*{CI_WORD})",
    re.IGNORECASE,
)
_SIZE: Final = re.compile(rf"\b[Nn]\s*=\s*(?P<n>{NUMBER})")
_PERCENT: Final = re.compile(
    rf"(?<![A-Za-z0-9_.-])(?<!\d,)(?P<value>{NUMBER})\s*(?:%|percent\b|Prozent\b|pour\s+cent|por\s+ciento)"
    rf"(?!\s*-?\s*(?:(?:(?:upper|lower|one-sided|two-sided)\s+)*{CI_WORD}|or\s+(?:more|less|greater)|power|per\b|低減|減少|低下|(?:(?:and|or|vs\.?|versus)\s+[\d.]+\s*%\s+)?(?:relative\s+)?(?:risk\s+)?(?:reductions?|decreases?|lower|higher|increases?)\b))",
    re.IGNORECASE,
)
_TIME: Final = re.compile(
    rf"(?<![A-Za-z0-9_./-])(?<!\d,)(?P<value>{NUMBER})\s*(?P<unit>{UNIT})"
    r"(?!\s*(?:old|(?<!for \d\d months )(?<!for \d\d years )or\s+(?:longer|more)|of\s+age)"
    r"|['’](?!\s+(?:median\s+)?follow))",
    re.IGNORECASE,
)
# "19.1 (16.6-21.7) months", "4.7 (interquartile range 3.1-6.4) years" and "29.4/24.7 mo"
_TIME_LATE: Final = re.compile(
    rf"(?<![A-Za-z0-9_./-])(?<!\d,)(?P<value>{NUMBER})(?P<ci>\s*[(\[](?:[^()\[\]%]{{0,30}}|{LEVEL}[\s,:;=]*)"
    rf"{BOUNDS}\s*[)\]])\s*(?P<unit>{UNIT})(?![A-Za-z])",
    re.IGNORECASE,
)
_TIME_PAIR: Final = re.compile(
    rf"(?<![A-Za-z0-9_./-])(?<!\d,)(?P<value>\d+\.\d+)\s*/\s*(?P<other>\d+\.\d+)\s*(?P<unit>{UNIT})",
    re.IGNORECASE,
)
# "Median OS, mo (95% CI)" and the values that follow its colon or its arms
_TIMES_HEAD: Final = re.compile(
    r"\bmedian\b[^.;]{0,80}?[,(:]\s*"
    rf"(?P<unit>{UNIT})(?![\w])\)?(?:[\s,(:]*{LEVEL}\)?)?(?=[^.;\d]{{0,60}}\d)",
    re.IGNORECASE,
)
_HEADED: Final = re.compile(
    rf"(?:[:=]|[^\W\d]|\))\s+(?P<value>{NUMBER})\s*[(\[](?=\s*(?:{LEVEL}[\s,:;=]*)?{BOUNDS}\s*[)\]])",
    re.IGNORECASE,
)
# "7 days (IQR 5-11)"
_SPREAD: Final = re.compile(
    r"\s*[(\[]\s*(?:(?:IQR|interquartile\s+range|range)\b[^()\[\]]*"
    r"|\d[\d.]*\+?\s*(?:-|to)\s*\d[\d.]*\+|\d[\d.]*\+\s*(?:-|to)\s*\d[\d.]*)[)\]]",
    re.IGNORECASE,
)
# "32.6 months-not reached": a limit, no value
_LIMIT_LEAD: Final = re.compile(
    rf"[\d.](?:\s*(?:-|to|bis|à|a|,|;)|\s*{UNIT}\s*(?:-|to|bis|à))?\s*$", re.IGNORECASE
)
_NONE: Final = re.compile(NOT_REACHED, re.IGNORECASE)
# "not reached (NR; 95% CI, 51.3-NR)"
_SHORT_NONE: Final = re.compile(r"\s*[(\[]\s*N[RE](?=\s*[;,)])\s*[)]?")
_FRACTION: Final = re.compile(
    r"(?<![\w/.,])(?P<x>\d{1,5})\s*(?:(?:deaths|events|cases)\s+)?"
    r"(?P<mark>/|\b(?:of|out of|among|von|sur|de)\b)\s*(?P<n>\d{1,5})(?![\d/%])"
)
# "178 (59.1%) of 301" and "142 of 308 patients (46.1%)"
_OF_HUNDRED: Final = re.compile(
    r"(?<![\w.,])(?P<value>\d{1,2})\s+(?:people\s+|patients\s+|women\s+|men\s+)?(?:out\s+of|in|of)\s+(?:every\s+)?100\s+"
    r"(?:people|patients|women|men|participants|adults|children)\b(?!\s*[(\[]\s*\d)",
    re.IGNORECASE,
)
_SPLIT_FRACTION: Final = re.compile(
    rf"(?<![\w/.,])(?P<x>\d{{1,5}})\s*[(\[](?P<value>{NUMBER})\s*%"
    rf"(?P<ci>\s*[;,\[(]\s*(?:{LEVEL}[\s:,]*)?{BOUNDS})?\s*[)\]]{{1,2}}\s*"
    r"(?:of|/|von|sur|de)\s*(?:the\s+)?(?P<n>\d{1,3}(?:,\d{3})+|\d{1,5})\b",
    re.IGNORECASE,
)
_LATE_PERCENT: Final = re.compile(
    rf"\s*(?:(?:evaluable|treated|eligible|assessable)\s+)?(?:{PEOPLE})?\s*[(\[]\s*(?P<value>{NUMBER})\s*%",
    re.IGNORECASE,
)
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_FRACTION_END: Final = re.compile(rf"\s*(?:{PEOPLE})?\s*[)\]]", re.IGNORECASE)
_CI_BEFORE: Final = re.compile(
    rf"{CI_WORD}\s*(?:à|de|del|al)?[\s,:;=(\[]*(?:-?{NUMBER}\s*%\s*(?:-|to|,|bis|à)\s*)?$",
    re.IGNORECASE,
)
_CASES: Final = re.compile(
    r"[(\[]\s*(?P<x>\d+)\s+(?:cases|patients|events|deaths|Patienten|Ereignisse|pacientes|muertes|décès|Todesfälle)\s*[)\]]",
    re.I,
)
# What an end of the words before a percentage says it is not: a share of patients.
_NO_PERCENT: Final = (_OF_ERROR, VAGUE, _CI_BEFORE, DIFFERENCE)
_X_OF_N: Final = re.compile(
    rf"(?<![\w.,])(?P<x>{NUMBER_WORD}|\d{{1,3}}(?:,\d{{3}})+|\d+)\s+(?:(?:patients?|women|men|cases)\s+)?"
    rf"(?:of|out\s+of|von|sur|des?|de\s+l[oa]s|der)\s+(?:the\s+|all\s+)?(?P<n>\d{{1,3}}(?:,\d{{3}})+|\d+)\b(?!\s*%|[.,]\d)",
    re.IGNORECASE,
)
_JOINED: Final = re.compile(
    rf"^\s*(?:(?:{UNIT}|%|percent|patients|participants|women|men)\s*)?(?:{VERSUS}|(?:,\s*)?(?:\band\b(?:\s+in\b)?|\bor\b)|,|/|\bund\b|および|及び|並びに|ならびに|\bbzw\.?|\bbeziehungsweise\b|\bet\b(?:\s+de\b)?|\by\b(?:\s+(?:el|del|la|de))?|と)\s*$",
    re.I,
)


def numbers(text: str) -> list[Number]:
    """Return the numbers of a sentence in order; none lies within another's company."""
    taken: list[tuple[int, int]] = []
    found: list[Number] = []
    readers = (
        *(
            ratios,
            _headed_times,
            bare_ratios,
            listed_ratios,
            reductions,
            tests,
            _of_hundred,
            _split_fractions,
            _fractions,
        ),
        *(
            _of_cases,
            _late_percents,
            _percents_with_error,
            _percents,
            _late_times,
            _not_reached,
            _times,
            _counted,
        ),
    )
    for reader in readers:
        for number in reader(text):
            if not any(start < number.end and number.start < end for start, end in taken):
                found.append(number)
                taken.append((number.start, number.end))
    found.extend(unmarked(text, found))
    return sorted(found, key=lambda number: number.start)


def sizes(text: str) -> list[Size]:
    """Return every ``n = 46`` of a sentence."""
    return [
        Size(match.start(), match.end(), count(match["n"]) or printed(match["n"]))
        for match in _SIZE.finditer(text)
    ]


def _split_fractions(text: str) -> Iterator[Number]:
    """``178 (59.1%) of 301``: the percent stands between the counts."""
    for match in _SPLIT_FRACTION.finditer(text):
        limits = (match["low"], match["high"]) if match["ci"] else ()
        low, high = (limit_of(limit) for limit in limits) if limits else ("", "")
        yield Number(
            "percent",
            match.start(),
            match.end(),
            printed(match["value"]),
            low=low,
            high=high,
            level=float(printed(level_of(match) or "95")),
            x=match["x"],
            n=count(match["n"]),
        )


def _of_hundred(text: str) -> Iterator[Number]:
    """``44 out of 100 people``, as plain words tell a percent."""
    for match in _OF_HUNDRED.finditer(text):
        yield Number("percent", match.start(), match.end(), match["value"])


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
        low, high, level, end = interval_at(text, end, bare=False)
        kind = "percent" if value else "x_of_n"
        is_date = _YEAR.fullmatch(match["n"]) and int(match["x"]) <= 12 and match["mark"] == "/"
        plausible = match["mark"] == "/" and 12 < int(match["n"]) >= int(match["x"]) and not is_date
        if value or plausible:
            yield Number(
                kind, start, end, value, low=low, high=high, level=level, x=match["x"], n=match["n"]
            )


def _percents(text: str) -> Iterator[Number]:
    for match in _PERCENT.finditer(text):
        if any(led_by(one, text, match.start()) for one in _NO_PERCENT):
            continue
        error = _ERROR.match(text, match.end())
        at = error.end() if error else match.end()
        low, high, level, end = interval_at(text, at, bare=True)
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


def _headed_times(text: str) -> Iterator[Number]:
    """Values without a unit below a head with one: "Median OS, mo (95% CI) A: 20.7 (18.2-NE)"."""
    head = _TIMES_HEAD.search(text)
    if head is None:
        return
    unit = unit_name(head["unit"])
    for match in _HEADED.finditer(text, head.end()):
        low, high, level, end = interval_at(text, match.end("value"), bare=True)
        yield Number(
            "time",
            match.start("value"),
            end,
            printed(match["value"]),
            unit,
            low=low,
            high=high,
            level=level,
        )


def _late_times(text: str) -> Iterator[Number]:
    """Values whose unit stands behind their interval, or behind another value."""
    for match in _TIME_LATE.finditer(text):
        low, high, level, _ = interval_at(text, match.start("ci"), bare=True)
        unit = unit_name(match["unit"])
        value = printed(match["value"])
        yield Number(
            "time", match.start(), match.end(), value, unit, low=low, high=high, level=level
        )
    for match in _TIME_PAIR.finditer(text):
        unit = unit_name(match["unit"])
        for name, end in (("value", match.end("value")), ("other", match.end())):
            yield Number("time", match.start(name), end, printed(match[name]), unit)


def _of_cases(text: str) -> Iterator[Number]:
    """``152例中48例(31.6%)``."""
    for match in _CASES_AMONG.finditer(text):
        value = printed(match["value"]) if match["value"] else ""
        kind = "percent" if value else "x_of_n"
        x, n = count(match["x"]), count(match["n"])
        yield Number(kind, match.start(), match.end(), value, x=x, n=n)


def _percents_with_error(text: str) -> Iterator[Number]:
    """``76.5 ± 5.1%``: the mark stands at the error."""
    for match in _WITH_ERROR.finditer(text):
        yield Number("percent", match.start(), match.end(), printed(match["value"]))


def _times(text: str) -> Iterator[Number]:
    for match in _TIME.finditer(text):
        if led_by(VAGUE, text, match.start()):
            continue
        low, high, level, end = interval_at(text, match.end(), bare=True)
        spread = _SPREAD.match(text, end)
        yield Number(
            "time",
            match.start(),
            spread.end() if spread else end,
            printed(match["value"]),
            unit_name(match["unit"]),
            low=low,
            high=high,
            level=level,
        )


def _not_reached(text: str) -> Iterator[Number]:
    for match in _NONE.finditer(text):
        if led_by(_LIMIT_LEAD, text, match.start()):
            continue
        short = _SHORT_NONE.match(text, match.end())
        at = short.end() if short else match.end()
        spread = _SPREAD.match(text, at)
        low, high, level, end = interval_at(text, at, bare=not short)
        end = spread.end() if spread else end
        yield Number("time", match.start(), end, low=low, high=high, level=level, not_reached=True)


@lru_cache(4)
def _parts_of_wholes(text: str) -> tuple[tuple["re.Match[str]", str, str], ...]:
    """Return every "142 of 308" with its counts, the part no larger than the whole."""
    found = ((match, count(match["x"]), count(match["n"])) for match in _X_OF_N.finditer(text))
    return tuple(one for one in found if one[1] and one[2] and int(one[1]) <= int(one[2]))


def _counted(text: str) -> Iterator[Number]:
    for match, x, n in _parts_of_wholes(text):
        yield Number("x_of_n", match.start(), match.end(), x=x, n=n)


def _late_percents(text: str) -> Iterator[Number]:
    """``142 of 308 patients (46.1%)``."""
    for match, x, n in _parts_of_wholes(text):
        percent = _LATE_PERCENT.match(text, match.end())
        if percent:
            end = percent.end()
            value = printed(percent["value"])
            yield Number("percent", match.start(), end, value, x=x, n=n)


def joined(text: str) -> bool:
    """Whether this stretch between two numbers only joins them into a list."""
    return bool(_JOINED.match(text))
