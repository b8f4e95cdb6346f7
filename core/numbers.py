"""Numbers as journals print and people type them, from text.

Decimal comma, middle dot, grouped thousands, Unicode signs, full-width digits
and footnote marks are read; what could mean two numbers is refused with a
sentence. Blank text is the caller's business.
"""

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from .errors import InputError, Place

_MAX_FIELD: Final = 200
_MAX_PASTE: Final = 1_000_000
_MAX_DIGITS: Final = 40
_MAX_EXPONENT: Final = 30

_SPACES: Final = (
    "\t\r\n\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006"
    "\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
)
_INVISIBLE: Final = (
    "\u00ad\u034f\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c"
    "\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
_DASHES: Final = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_DOTS: Final = "\u00b7\u0387\u2024\u2027\u2219\u22c5\u2e31\uff0e"
_APOSTROPHES: Final = "\u2018\u2019\u02bc\u2032\uff07`"
_FULL_WIDTH: Final = {0xFF10 + digit: str(digit) for digit in range(10)}
_SUPERSCRIPTS: Final = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-", strict=True))
_SYMBOLS: Final = {
    "（": "(",
    "）": ")",
    "，": ",",
    "、": ",",
    "；": ";",
    "％": "%",
    "＜": "<",
    "＞": ">",
    "＝": "=",
    "＋": "+",
    "≦": "≤",
    "≧": "≥",
    "⩽": "≤",
    "⩾": "≥",
    "〜": "-",
    "～": "-",
    "×": "x",
}
_TABLE: Final = str.maketrans(
    {
        **{ord(char): " " for char in _SPACES},
        **{ord(char): None for char in _INVISIBLE},
        **{ord(char): "-" for char in _DASHES},
        **{ord(char): "." for char in _DOTS},
        **{ord(char): "'" for char in _APOSTROPHES},
        **{ord(char): text for char, text in _SYMBOLS.items()},
        **_FULL_WIDTH,
    }
)

_MARKS: Final = "*†‡§¶#‖"
_OPERATORS: Final = {"=": "=", "<": "<", ">": ">", "<=": "<=", ">=": ">=", "≤": "<=", "≥": ">="}
_PREFIX: Final = re.compile(
    r"^(?:p(?:[- ]?values?)?|hr|hazard ratio|n|median)(?=\s*[=:<>≤≥]|\s*-?\.?[0-9])\s*[:=]?\s*",
    re.IGNORECASE,
)
_UNIT: Final = re.compile(
    r"\s*(?:months?|mos?\.?|mths?|weeks?|wks?|years?|yrs?|days?)$", re.IGNORECASE
)
_NOT_REACHED: Final = re.compile(
    r"^\(?(?:n\.?\s?r\.?|n\.?\s?e\.?|n\.?\s?a\.?|n\.?\s?c\.?|n/a|-+|∞"
    r"|not\s+(?:yet\s+)?(?:reached|estimable|evaluable|available|calculable)"
    r"|nicht\s+erreicht|non\s+atteinte?|no\s+alcanzad[ao]|未到達)\)?$",
    re.IGNORECASE,
)
_POWER: Final = re.compile(r"^(?P<mantissa>.+?)\s*(?:x\s*10\s*\^?\s*|e)(?P<power>[+-]?\d+)$", re.I)
_BODY: Final = re.compile(r"^[0-9][0-9.,' ]*$|^[.,][0-9]+$")
_CI_PREFIX: Final = re.compile(
    r"^\s*(?:\d{2}(?:[.,]\d+)?\s*%?\s*-?\s*)?(?:ci|c\.i\.|confidence interval|ki|ic)\s*[:=,]?\s*",
    re.IGNORECASE,
)
_BARE_LEVEL: Final = re.compile(r"^\s*\d{2}(?:\.\d+)?\s*%\s*[:=,]\s*")


@dataclass(frozen=True, slots=True)
class PrintedNumber:
    """A number with the precision it was printed with.

    ``value`` is ``inf`` where the text says "not reached". A percent sign
    divides by 100 (``percent`` remembers it) and shifts ``decimals`` along.
    ``half_unit`` is half a unit of the last printed digit, in units of
    ``value``. ``notes`` say what was dropped.
    """

    value: float
    decimals: int
    half_unit: float
    operator: str = "="
    not_reached: bool = False
    percent: bool = False
    notes: tuple[str, ...] = ()

    @property
    def low(self) -> float:
        """Smallest value that could be printed like this."""
        return -math.inf if self.operator in ("<", "<=") else self.value - self.half_unit

    @property
    def high(self) -> float:
        """Largest value that could be printed like this."""
        return math.inf if self.operator in (">", ">=") else self.value + self.half_unit


def clean(text: str) -> str:
    """Return the text with plain spaces, signs, dots and digits.

    Raises
    ------
    InputError
        V18 for more than a million characters.
    """
    if len(text) > _MAX_PASTE:
        size = f"{len(text):,}".replace(",", " ")
        raise InputError(
            f"That is {size} characters. Paste only the sentence or table with the numbers.",
            code="V18",
        )
    return plain_characters(text).strip()


def plain_characters(text: str) -> str:
    """Return the text with plain spaces, signs, dots and digits, nothing trimmed."""
    return text.translate(_TABLE)


def parse_number(text: str, *, place: Place | None = None) -> float:
    """Return the finite number in this text.

    A percent sign divides by 100.

    Raises
    ------
    InputError
        V2 where a comma could mean thousands or decimals, V12 where this is
        no number, V19 where it has too many digits.
    """
    printed = parse_printed(text, place=place)
    if printed.not_reached or printed.operator != "=":
        raise _not_a_number(text, place)
    return printed.value


def parse_count(text: str, *, place: Place | None = None) -> int:
    """Return the whole number in this text; any grouped thousands are read.

    Raises
    ------
    InputError
        R2 where this is not a whole number of at least 0, R10 where a second
        number stands in brackets, V12 or V19 where it is no number at all.
    """
    body = _PREFIX.sub("", _field(text, place)).rstrip(_MARKS).strip()
    if re.fullmatch(r"[0-9.,' ]+\s*[(\[][0-9.,' ]*[)\]]", body):
        raise InputError(
            f"“{_quote(text)}” holds two numbers. "
            "Keep the first and type the one in brackets into the censored row.",
            code="R10",
            place=place,
        )
    if re.fullmatch(r"[0-9]{1,3}(?:([.,' ])[0-9]{3})(?:\1[0-9]{3})*", body):
        return int(re.sub(r"[^0-9]", "", body))
    if body.startswith("-") or not re.fullmatch(r"[0-9.,' +]+", body):
        if re.fullmatch(r"-+|-\s*[0-9][0-9.,' ]*", body) or "%" in body:
            raise _not_whole(text, place)
        raise _not_a_number(text, place)
    value = _plain(body, text, place)[0]
    if value != math.floor(value):
        raise _not_whole(text, place)
    return int(value)


@lru_cache(maxsize=4096)  # the same cells are read again after every edit
def parse_printed(text: str, *, place: Place | None = None) -> PrintedNumber:
    """Return the number as printed: value, precision, inequality, not reached.

    Takes "0·61", ".045", "0,61", "1.234,5", "P<.001", "0.03*", "41.3 %",
    "NR", "not reached", a lone dash (not reached), "18.4 months".

    Raises
    ------
    InputError
        V2, V12 or V19 as in `parse_number`.
    """
    body, notes = _without_marks(_field(text, place))
    body = _UNIT.sub("", _PREFIX.sub("", body).strip())
    match = re.match(r"^(<=|>=|[<>=≤≥])\s*", body)
    operator = _OPERATORS[match.group(1)] if match else "="
    body = body[match.end() :] if match else body
    if _NOT_REACHED.match(body):
        return PrintedNumber(math.inf, 0, 0.0, not_reached=True, notes=notes)
    percent = body.endswith("%")
    value, decimals = _signed(body.rstrip("% "), text, place)
    if percent:
        value, decimals = value / 100.0, decimals + 2
    return PrintedNumber(
        value, decimals, 0.5 * 10.0**-decimals, operator, percent=percent, notes=notes
    )


def parse_interval(
    text: str, *, place: Place | None = None
) -> tuple[PrintedNumber | None, PrintedNumber | None]:
    """Return both limits of an interval; None for a limit that is not printed.

    Takes "0.58–0.89", "0.58 to 0.89", "(0.58; 0.89)", "[0,58-0,89]",
    "95% CI, 0.58 to 0.89", "12.1 to NR".

    Raises
    ------
    InputError
        V5 where there are not two limits, V6 where they run downwards, and
        those of `parse_printed` for each limit.
    """
    body = _field(text, place)
    body = body.lstrip("([ ").rstrip(")] " + _MARKS)
    body = _BARE_LEVEL.sub("", _CI_PREFIX.sub("", body)).lstrip("([ ").rstrip(")] ")
    parts = _two_parts(body)
    if parts is None:
        raise InputError(
            f"“{_quote(text)}” is not an interval. Type both limits, for example 0.58-0.89.",
            code="V5",
            place=place,
        )
    low, high = (parse_printed(part, place=place) if part.strip() else None for part in parts)
    if low is not None and high is not None and high.percent and not low.percent:
        low = parse_printed(parts[0] + "%", place=place)
    if low is not None and high is not None and low.value > high.value:
        raise InputError(
            f"The interval {_quote(text)} runs downwards. Check the two limits.",
            code="V6",
            place=place,
        )
    return low, high


def _two_parts(body: str) -> tuple[str, str] | None:
    """Split an interval where its separator is; None where that is unclear."""
    for pattern in (r"\s*;\s*", r"\s+(?:to|bis|à|a|and|until|through)\s+", r"\s*-\s*(?=\S*$)"):
        parts = _split(pattern, body)
        if parts is not None:
            return parts
    commas = [part.strip() for part in re.split(r",\s+", body)]
    if len(commas) == 2:
        return commas[0], commas[1]
    if body.count(",") == 1 and body.count(".") == 2:
        left, right = body.split(",")
        return left, right
    return None


def _split(pattern: str, body: str) -> tuple[str, str] | None:
    if "-" not in pattern:
        parts = re.split(pattern, body, flags=re.IGNORECASE)
        return (parts[0], parts[1]) if len(parts) == 2 else None
    match = re.fullmatch(r"(-?[^-]*[^-\s])\s*-\s*(-?\s*[^-]*)|(-+)\s+-\s+(.*)", body)
    if match is None:
        return None
    left, right = (match.group(1), match.group(2)) if match.group(1) else match.group(3, 4)
    return left, right


def _field(text: str, place: Place | None) -> str:
    """Return the cleaned text of one field, refusing what cannot be one."""
    body = clean(text)
    if len(body) > _MAX_FIELD:
        raise _too_many_digits(text, place)
    return body


def _without_marks(body: str) -> tuple[str, tuple[str, ...]]:
    kept = body.rstrip(_MARKS + " ")
    dropped = body[len(kept) :].strip()
    return kept, (f"The mark {dropped} was left out.",) if dropped else ()


def _signed(body: str, text: str, place: Place | None) -> tuple[float, int]:
    """Return value and decimals of a number with sign and power of ten."""
    sign = -1.0 if body.startswith("-") else 1.0
    body = body[1:].strip() if body[:1] in ("-", "+") else body
    power = 0
    match = _POWER.match("".join(_SUPERSCRIPTS.get(char, char) for char in body))
    if match is not None:
        body = match.group("mantissa")
        if len(match.group("power")) > 4 or abs(int(match.group("power"))) > _MAX_EXPONENT:
            raise _too_many_digits(text, place)
        power = int(match.group("power"))
    value, decimals = _plain(body, text, place)
    return sign * value * 10.0**power, decimals - power


def _plain(body: str, text: str, place: Place | None) -> tuple[float, int]:
    """Return value and decimals of digits with separators, without sign."""
    if not _BODY.match(body) or not re.search(r"[0-9]", body):
        raise _not_a_number(text, place)
    if sum(char.isdigit() for char in body) > _MAX_DIGITS:
        raise _too_many_digits(text, place)
    whole, fraction = _whole_and_fraction(body.strip(), text, place)
    if re.search(r"[.,' ]", whole) and not re.fullmatch(
        r"[0-9]{1,3}(?:([.,' ])[0-9]{3})(?:\1[0-9]{3})*", whole
    ):
        raise _not_a_number(text, place)
    digits = re.sub(r"[^0-9]", "", whole) or "0"
    return float(f"{digits}.{fraction or '0'}"), len(fraction)


def _whole_and_fraction(body: str, text: str, place: Place | None) -> tuple[str, str]:
    """Decide which separator is the decimal one."""
    n_points, n_commas = body.count("."), body.count(",")
    if n_points and n_commas:
        cut = max(body.rfind("."), body.rfind(","))
        if body.count(body[cut]) > 1:
            raise _not_a_number(text, place)
        return body[:cut], body[cut + 1 :]
    if n_points > 1 or n_commas > 1:
        return body, ""
    if n_points == 1:
        whole, fraction = body.split(".")
    elif n_commas == 1:
        whole, fraction = body.split(",")
        if len(fraction) == 3 and whole.strip("0") and " " not in body and "'" not in body:
            raise InputError(
                f"“{body}” can mean {whole}.{fraction} or {whole}{fraction}. "
                "Type it with a point, or without the comma.",
                code="V2",
                place=place,
            )
    else:
        whole, fraction = body, ""
    if re.search(r"[^0-9]", fraction):
        raise _not_a_number(text, place)
    return whole, fraction


def _quote(text: str) -> str:
    """Return the text short enough to stand in a sentence."""
    shown = clean(text[: 4 * _MAX_FIELD])
    return shown if len(shown) <= 40 else shown[:39] + "…"


def _not_a_number(text: str, place: Place | None) -> InputError:
    return InputError(
        f"“{_quote(text)}” is not a number this field can use. "
        "Type it in digits, for example 0.72.",
        code="V12",
        place=place,
    )


def _not_whole(text: str, place: Place | None) -> InputError:
    return InputError(
        f"“{_quote(text)}” is not a whole number of at least 0. "
        "Type whole numbers only, or leave the cell empty where none is printed.",
        code="R2",
        place=place,
    )


def _too_many_digits(text: str, place: Place | None) -> InputError:
    return InputError(
        f"“{_quote(text)}” has too many digits. Type the number as it is printed.",
        code="V19",
        place=place,
    )
