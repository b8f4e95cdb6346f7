"""Counts of patients in words put in digits: "Two hundred forty patients"."""

import re
from typing import Final

from .abroad_words import replaced
from .lexicon import NUMBER_WORD, count
from .plain import PlainText
from .totals import PEOPLE

# Words for hundreds and tens only: "three patients" is read where it is counted.
_SPELT: Final = re.compile(
    rf"(?<![\w-])(?<!thousand )(?=\w+[ -]hundred\b|\w+ty\b)(?P<words>{NUMBER_WORD})"
    rf"(?=\s+(?:[a-z-]+\s+){{0,3}}?{PEOPLE})",
    re.IGNORECASE,
)


def in_digits(plain: PlainText) -> PlainText:
    """Return the text with counts of patients in digits, traced to the words they stand for."""
    found = [
        (match.start(), match.end(), count(match["words"])) for match in _SPELT.finditer(plain.text)
    ]
    return replaced(plain, found) if found else plain
