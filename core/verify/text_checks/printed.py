"""Printed numbers as intervals: every value that rounds, half up or half even, to the text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from ...errors import InputError
from ...numbers import parse_printed

# Float noise only: an interval is closed, so both ways of rounding a half are inside.
_NOISE: Final = 1e-9
_LEADING_ZERO: Final = re.compile(r"0\d")


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed number: its text, value and the closed interval it stands for."""

    text: str
    value: float
    low: float
    high: float
    decimals: int

    def holds(self, value: float) -> bool:
        """Whether this value would be printed like this."""
        noise = _NOISE * max(1.0, abs(self.value))
        return self.low - noise <= value <= self.high + noise

    def meets(self, low: float, high: float) -> bool:
        """Whether some value of this interval lies in [low, high]."""
        noise = _NOISE * max(1.0, abs(self.value))
        return self.low - noise <= high and low <= self.high + noise

    def is_same_print(self, other: "Printed") -> bool:
        """Whether both can be one number: equal where printed alike, else within rounding.

        A number halfway between two prints could be rounded up in one place and
        down in another; that needs an exact half and is not what happens.
        """
        if self.decimals == other.decimals:
            return abs(self.value - other.value) <= _NOISE * max(1.0, abs(self.value))
        return self.meets(other.low, other.high)

    def times(self, factor: float) -> "Printed":
        """Return the same interval in another unit."""
        return Printed(
            self.text, self.value * factor, self.low * factor, self.high * factor, self.decimals
        )

    def __str__(self) -> str:
        places = max(self.decimals, 0) + 1
        return f"{self.text} [{self.low:.{places}f}, {self.high:.{places}f}]"


@lru_cache(maxsize=8192)
def read(text: str) -> Printed | None:
    """Return the printed number, None where nothing finite is printed."""
    if not text.strip():
        return None
    try:
        number = parse_printed(text)
    except InputError:
        return None
    if number.not_reached:
        return None
    if number.operator in ("<", "<="):
        return Printed(text, number.value, 0.0, number.value, number.decimals)
    if number.operator in (">", ">="):
        return Printed(text, number.value, number.value, float("inf"), number.decimals)
    half = number.half_unit
    return Printed(text, number.value, number.value - half, number.value + half, number.decimals)


def read_count(text: str) -> int | None:
    """Return the whole number printed, None where there is none."""
    number = read(text.replace(",", ""))
    if number is None or number.value != int(number.value) or number.value < 0:
        return None
    return int(number.value)


def read_p(operator: str, text: str) -> Printed | None:
    """Return the interval of a printed P value; "<0.001" is (0, 0.001)."""
    number = read(text)
    if number is None or not 0 <= number.value <= 1:
        return None
    if operator in ("<", "<=", "≤"):
        return Printed(f"<{text}", number.value, 0.0, number.value, number.decimals)
    if operator in (">", ">=", "≥"):
        return Printed(f">{text}", number.value, number.value, 1.0, number.decimals)
    low, high = max(number.low, 0.0), min(number.high, 1.0)
    return Printed(text, number.value, low, high, number.decimals)


def digit_variants(text: str) -> Iterator[str]:
    """Yield the text with one digit mistyped, then with two neighbours exchanged.

    What nobody prints, such as 01.4, is left out.
    """
    yield from (new for new in _one_slip_away(text) if not _LEADING_ZERO.match(new))


def _one_slip_away(text: str) -> Iterator[str]:
    for place, char in enumerate(text):
        if char.isdigit():
            for digit in "0123456789":
                if digit != char:
                    yield text[:place] + digit + text[place + 1 :]
    places = [place for place, char in enumerate(text) if char.isdigit()]
    for first, second in pairwise(places):
        if text[first] != text[second]:
            chars = list(text)
            chars[first], chars[second] = chars[second], chars[first]
            yield "".join(chars)


def is_one_slip(left: str, right: str) -> bool:
    """Whether one mistyped digit, or two exchanged, turns one text into the other."""
    return len(left) == len(right) and left != right and right in set(digit_variants(left))
