"""A number of a sentence, and the interval printed at it."""

import re
from dataclasses import dataclass
from typing import Final

from .lexicon import CI_WORD, NOT_REACHED, NUMBER, UNIT, printed

_NONE: Final = r"(?-i:\bN/?[AC]\b|\bNC\b|\binf\b)|∞|n\.\s?[abe]\."
_BOUND: Final = rf"(?:-?{NUMBER}|{NOT_REACHED}|{_NONE}|-|—)"
_BETWEEN: Final = r"(?:\s*(?:-|;|,(?=\s|-?\d*\.\d|[^\d\s])|~)\s*|\s+(?:to|bis|à|a|and)\s+)"
_PERCENT: Final = r"(?:%|percent)?"
BOUNDS: Final = (
    rf"(?P<low>{_BOUND})\s*{_PERCENT}(?:\s*{UNIT})?{_BETWEEN}"
    rf"(?P<high>{_BOUND})\s*{_PERCENT}\s*(?:{UNIT})?"
)
LEVEL: Final = (
    rf"(?:(?P<level>\d{{2}}(?:[.,]\d+)?)\s*-?\s*(?:%|per\s?cent)\s*-?\s*{CI_WORD}(?:\s*[\[{{(]?[CK]I[\]}})]?)?"
    rf"|{CI_WORD}\s*(?:à|de|del|al)?\s*(?P<level_after>\d{{2}}(?:[.,]\d+)?)\s*%)"
)
_STATED: Final = re.compile(
    rf"[\s,;:(\[]*(?:(?:two|one|2|1)[\s-]sided\s+)?(?:{LEVEL}|\b(?:CI|CrI)\b)(?:\s*\((?:\d\d\s*-?\s*%\s*-?\s*)?[A-Z]{{2}}\))?\s*[\s:;=,(\[は]*{BOUNDS}\s*[)\]]?",
    re.IGNORECASE,
)
_BARE: Final = re.compile(rf"\s*[(\[]{{1,2}}\s*{BOUNDS}\s*(?:[)\]]{{1,2}}|[,;])", re.IGNORECASE)


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


def interval_at(text: str, at: int, *, bare: bool) -> tuple[str, str, float, int]:
    """Return the limits, level and end of the interval at this place, a bare one too."""
    match = _STATED.match(text, at) or (_BARE.match(text, at) if bare else None)
    if match is None:
        return "", "", 95.0, at
    level = level_of(match)
    low, high = (limit_of(match[name]) for name in ("low", "high"))
    return low, high, float(printed(level)) if level else 95.0, match.end()


def level_of(match: "re.Match[str]") -> str:
    """Return the level an interval states, "" where it states none."""
    groups = match.groupdict()
    return groups.get("level") or groups.get("level_after") or ""


def limit_of(text: str) -> str:
    """Return a limit with "." as its mark, "NR" where it is not reached."""
    if re.fullmatch(rf"{NOT_REACHED}|{_NONE}|-|—", text, re.IGNORECASE):
        return "NR"
    return printed(text)


def interval_after(text: str, at: int) -> tuple[str, str, float, int]:
    """Return the bracketed interval that stands at this place, empty where none does."""
    return interval_at(text, at, bare=True)
