"""Pieces of text that may name an arm, taken out of the words of a figure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...figure.ocr import Word
from .sizes import sized_name

_FIRST_EAST_ASIAN = "\u2e80"
_LINE_WITH_MARK = re.compile(r"^(?:[-–—_=~]+(?:\w[-–—_=~]+)?|[0oOA]\s?[–—]+)(?=\s*\w)")
_PASSED_OVER = 1.5  # letters
_BLANK, _SIGNS = 4.6, 4.0  # letters between two names
_SIGN_CHARS = "-–—−_=+~.·•*|"
_WORDS_NO_NAME = re.compile(
    r"at risk|number|months|years|weeks|days|surviv|probab|hazard|p\s*[=<]|95|ratio|log-?rank"
    r"|median|time|censor|patients|proportion|events|follow|incidence|\d{4}|^n\s*(\(.*\))?\s*=",
    re.IGNORECASE,
)
_SIZE = re.compile(r"\b[nN]\s*[=:]\s*\d")
_LEAST_READ, _SURELY_READ = 0.55, 0.9
_LIKE_A_WORD = re.compile(r"[A-Za-z](?=[a-z]*[aeiouy])[a-z]{2}|[AEIOU][a-z]{2}")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A name that may stand beside a sample, with its box."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float


def phrases(words: Sequence[Word]) -> list[Phrase]:
    """Return the names among the words; entries run together are taken apart."""
    found = []
    for word in words:
        if not word.upright or not is_text(word) or len(word.char_x) != len(word.text):
            continue
        letters = [k for k, char in enumerate(word.text) if not _is_sample_char(word.text, k)]
        if not letters:
            continue
        x = np.array(word.char_x)[letters]
        pitch = float(np.median(np.diff(x))) if len(letters) > 1 else word.x1 - word.x0
        # Signs read between two words are a sample sooner than a wide blank is a new name.
        signs = np.diff(letters) > 2
        wide = np.flatnonzero(np.diff(x) > np.where(signs, _SIGNS, _BLANK) * pitch).tolist()
        breaks = wide if len(letters) > 2 else []
        starts = [letters[0], *(letters[k + 1] for k in breaks)]
        stops = [*(letters[k] for k in breaks), letters[-1]]
        for start, stop in zip(starts, stops, strict=True):
            found.append(_phrase(word, start, stop, pitch))
    return [phrase for phrase in found if re.search(r"[A-Za-z]", phrase.text)]


def names_in(words: Sequence[Word]) -> list[Phrase]:
    """Return the phrases that may name an arm."""
    return [phrase for phrase in phrases(words) if not tells_no_name(phrase.text)]


def tells_no_name(text: str) -> bool:
    """Return whether a text speaks of results or the table: no name of an arm."""
    return _WORDS_NO_NAME.search(sized_name(text).name) is not None


def is_text(word: Word) -> bool:
    """Return whether a word was read, and no crowd of marks as letters of doubt: HHH, COO, WAA."""
    doubted = word.confidence < _SURELY_READ and _LIKE_A_WORD.search(word.text) is None
    return word.confidence >= _LEAST_READ and not doubted


def _is_sample_char(text: str, index: int) -> bool:
    """Return whether a character is blank, or a line sample read as a sign."""
    char = text[index]
    if char.isspace():
        return True
    if any(size.start() <= index < size.end() for size in _SIZE.finditer(text)):
        return False
    marked = _LINE_WITH_MARK.match(text)
    if marked is not None and index < marked.end():
        return True
    if (char.isalnum() and not _is_stroke_sign(char)) or char in "()%<>≥≤/&":
        return False
    first, last = index, index
    while first > 0 and _is_sign(text[first - 1]):
        first -= 1
    while last + 1 < len(text) and _is_sign(text[last + 1]):
        last += 1
    before = all(_is_sign(c) or c == " " for c in text[:index])
    apart = text[max(first - 1, 0)] == " " and text[min(last + 1, len(text) - 1)] == " "
    return before or apart


def _is_sign(char: str) -> bool:
    """Return whether a character may be a piece of a line sample."""
    return char in _SIGN_CHARS or _is_stroke_sign(char)


def _is_stroke_sign(char: str) -> bool:
    """Return whether the text reader saw strokes as a sign of another script."""
    return char >= _FIRST_EAST_ASIAN


def _phrase(word: Word, start: int, stop: int, pitch: float) -> Phrase:
    begins = word.char_x[start] - 0.7 * pitch
    # A sample the text reader passed over lies in the word's box, before its first letter.
    x0 = word.x0 if start == 0 and begins - word.x0 < _PASSED_OVER * pitch else begins
    x1 = word.x1 if stop == len(word.text) - 1 else word.char_x[stop] + 0.7 * pitch
    return Phrase(word.text[start : stop + 1].strip(), x0, word.y0, x1, word.y1)
