"""When a value is for: the time of a percentage, the horizon of a restricted mean."""

import re
from collections.abc import Sequence
from typing import Final

from .lexicon import UNIT, VERSUS, led_by, printed, unit_name
from .named import ArmMention

_SPELT_TIMES: Final = {
    word: number
    for words in (
        "one two three four five six seven eight nine ten twelve",
        "ein zwei drei vier fünf sechs sieben acht neun zehn zwölf",
        "un deux trois quatre cinq six sept huit neuf dix douze",
        "un dos tres cuatro cinco seis siete ocho nueve diez doce",
    )
    for word, number in zip(words.split(), (*range(1, 11), 12), strict=True)
}
_WHEN: Final = re.compile(
    rf"(?<![A-Za-z0-9_.])(?<!\d,)(?P<time>\d+(?:[.,]\d+)?|{'|'.join(_SPELT_TIMES)})"
    rf"(?:[\s-]+|(?<=\d))(?P<unit>{UNIT})",
    re.IGNORECASE,
)
_AT_DAY: Final = re.compile(
    r"\b(?:at|by|on|to|through)\s+(?P<unit>day|week|month|year)\s+(?P<time>\d+)(?![\d.%])",
    re.IGNORECASE,
)
_HORIZON: Final = re.compile(
    rf"(?:\b(?:at|to|through|until|over|within|horizon\s+of)\s+(?:the\s+first\s+)?|=\s?|restricted\s+mean[^.;()\d]{{0,40}}\()(?<![\d.])(?P<time>\d+(?:\.\d+)?)"
    rf"[\s-](?P<unit>{UNIT})(?<=\w)(?!\s*[)\]]?\s*(?:{VERSUS}|to\b))"
    rf"|(?<![\d.])(?P<lead>\d+(?:\.\d+)?)-(?P<its>{UNIT})\s+(?:restricted|RMST)",
    re.IGNORECASE,
)
_TIME_LIST: Final = re.compile(
    rf"(?P<times>(?:\d+|{'|'.join(_SPELT_TIMES)})(?:\.\d+)?(?:\s*-\s*(?:year|month|week|day|yr|mo)s?)?(?:\s*-)?(?:\s*,\s*\d+(?:\.\d+)?(?:\s*-)?)*\s*,?\s*(?:and|&|und|et|y)\s+"
    rf"\d+(?:\.\d+)?)[\s-]*(?P<unit>{UNIT})",
    re.IGNORECASE,
)
_SPELT_OR_DIGITS: Final = re.compile(
    rf"\d+(?:\.\d+)?|\b(?:{'|'.join(_SPELT_TIMES)})\b", re.IGNORECASE
)
# With a fraction it is a value more often than the time of one.
_AT_LEAD: Final = re.compile(r"\b(?:at|after|by|nach|à|a\s+los)\s+$", re.IGNORECASE)
# A time that is a value itself: "the figures were 13.9 months and 57%".
_GIVEN: Final = re.compile(r"\b(?:was|were|is|vs\.?|v|versus)\s*$", re.IGNORECASE)


def horizon(text: str) -> tuple[str, str, tuple[int, int]]:
    """Return the time restricted means go up to, and where it stands."""
    match = _HORIZON.search(text)
    if match is None:
        return "", "", (-1, -1)
    time, unit = match["time"] or match["lead"], match["unit"] or match["its"]
    return printed(time), unit_name(unit), match.span()


def times_for(text: str, at: int, how_many: int) -> tuple[tuple[str, str], ...]:
    """Return the times a list of as many percentages is for: "at 2 and 4 years"."""
    for match in reversed(list(_TIME_LIST.finditer(text, 0, at))):
        times = _SPELT_OR_DIGITS.findall(match["times"])
        if len(times) == how_many and not _WHEN.search(text, match.end(), at):
            return tuple((_digits(time), unit_name(match["unit"])) for time in times)
    return ()


def time_for(text: str, at: int, mentions: Sequence[ArmMention]) -> tuple[str, str]:
    """Return the time a survival percentage belongs to."""
    before = [
        match
        for match in _WHEN.finditer(text, 0, at)
        if not led_by(_GIVEN, text, match.start())
        and (
            "." not in match["time"]
            or led_by(_AT_LEAD, text, match.start())
            or "-" in match.group()
        )
        and not any(one.start <= match.start() < one.end for one in mentions)
        and not re.search(
            r"(?:follow|m[ée]dian|recul|suivi|seguimiento|beobachtung|observation)[^\d,;]*$",
            text[: match.start()],
        )
    ]
    if before:
        return _digits(before[-1]["time"]), unit_name(before[-1]["unit"])
    day = list(_AT_DAY.finditer(text, 0, at))
    if day:
        return printed(day[-1]["time"]), unit_name(day[-1]["unit"])
    after = re.search(
        rf"\b(?:at|after|nach|à|a)\s+(?:the\s+)?(?P<time>\d+(?:[.,]\d+)?|{'|'.join(_SPELT_TIMES)})[\s-]*(?P<unit>{UNIT})",
        text[at:],
        re.IGNORECASE,
    )
    if after is None:
        return "", ""
    return _digits(after["time"]), unit_name(after["unit"])


def _digits(time: str) -> str:
    return str(_SPELT_TIMES.get(time.casefold(), "")) or printed(time)
