"""Numbers of a list whose unit or mark stands at another one: "18.4 vs 12.1 months"."""

import re
from collections.abc import Iterator
from typing import Final

from .lexicon import NOT_REACHED, NUMBER, UNIT, VERSUS, led_by, printed
from .number import Number, interval_at

_NONE: Final = re.compile(NOT_REACHED, re.IGNORECASE)
_LISTED: Final = rf"(?<![\w.,])(?P<value>{NUMBER})(?:\s*[(\[][^()\[\]]*[)\]])?\s*,\s+"
# "in the A group, 11.2" with its own "in the B group" behind it
_BEHIND: Final = re.compile(
    rf"\s+(?:in|with|for|among)\s+[^.;,()\d]{{2,60}}?(?:,|,?\s+(?:and|{VERSUS}))\s+(?:and\s+)?(?P<value>\d+\.\d+)"
    r"(?=\s+(?:in|with|for|among)\s)",
    re.IGNORECASE,
)


_AFTER: Final = re.compile(
    rf"\s*(?:{VERSUS})\s*(?P<value>{NUMBER}|{NOT_REACHED})(?![\w%.]|\s*(?:%|{UNIT}))", re.IGNORECASE
)
_BEFORE: Final = re.compile(
    rf"(?<![\w.,])(?P<value>{NUMBER}|{NOT_REACHED})"
    rf"(?P<ci>\s*[(\[][^()\[\]]*[)\]])?\s*(?:{VERSUS}|\band\b|,\s*and\b|\bbzw\.?"
    r"|\bund\b|\bet\b|\by\b)\s*$",
    re.IGNORECASE,
)


def unmarked(text: str, found: list[Number]) -> Iterator[Number]:
    """Yield the numbers of a list whose mark stands at another: "18.4 vs 12.1 months".

    Parameters
    ----------
    text : str
        A sentence.
    found : list of Number
        Those printed with their own mark, and grown by the caller while this goes on.
    """
    for number in found:
        if number.kind not in ("percent", "time") or number.not_reached:
            continue
        after = _AFTER.match(text, number.end)
        behind = [after] if after else []
        for item in (*behind, *_listed_behind(text, number.end)):
            if not _overlaps(found, item.start("value")):
                yield _like(number, item["value"], item.start("value"), text)
        before = led_by(_BEFORE, text, number.start)
        if before and not _overlaps(found, before.start("value")):
            yield _like(number, before["value"], before.start("value"), text)
            for item in _listed_before(text, before.start("value")):
                yield _like(number, item["value"], item.start(), text)


def _listed_behind(text: str, at: int) -> Iterator["re.Match[str]"]:
    """Yield the values of "10.3 months in the A group, 11.2 in the B group, and 14.1 in the"."""
    item = _BEHIND.match(text, at)
    while item is not None:
        yield item
        item = _BEHIND.match(text, item.end())


def _listed_before(text: str, at: int) -> list["re.Match[str]"]:
    """Return the further numbers of a list that ends here: "8.3, 6.9, and 4.2 months"."""
    lead = re.search(rf"(?:{_LISTED.replace('?P<value>', '?:')})+$", text[:at])
    return [] if lead is None else list(re.compile(_LISTED).finditer(text, lead.start(), at))


def _overlaps(found: list[Number], at: int) -> bool:
    return any(number.start <= at < number.end for number in found)


def _like(number: Number, value: str, start: int, text: str) -> Number:
    low, high, level, end = interval_at(text, start + len(value), bare=True)
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
