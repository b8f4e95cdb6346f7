"""Numbers among the words of a figure: axis labels and counts, with their places."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ...figure.ocr import Word

_LOOKALIKE = str.maketrans(
    {"O": "0", "o": "0", "l": "1", "I": "1", "|": "1", "S": "5", "B": "8", "Z": "2", "·": "."}
)
_LETTERS = str.maketrans({"G": "6", "b": "6", "g": "9", "q": "9", "A": "4", "T": "7", "D": "0"})
_MISREAD = {
    "0": "68",
    "1": "7",
    "3": "58",
    "4": "9",
    "5": "36",
    "6": "058",
    "7": "1",
    "8": "36",
    "9": "4",
}
_NUMBER = re.compile(r"^[-−]?(\d+([.,]\d+)?|[.,]\d+)%?$")
_THOUSANDS = re.compile(r"^\d{1,3}(,\d{3})+$")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number printed somewhere, with other values it may be a misreading of.

    ``values`` starts with the literal reading. Box and centre in pixels.
    """

    values: tuple[float, ...]
    text: str
    confidence: float
    x0: float
    y0: float
    x1: float
    y1: float
    upright: bool = True

    @property
    def x(self) -> float:
        """Return the horizontal centre."""
        return (self.x0 + self.x1) / 2

    @property
    def y(self) -> float:
        """Return the vertical centre."""
        return (self.y0 + self.y1) / 2

    @property
    def height(self) -> float:
        """Return the height of the line of text."""
        return self.y1 - self.y0 if self.upright else self.x1 - self.x0


def numerals(words: Iterable[Word], *, guess: bool = False) -> list[Numeral]:
    """Return every number among these words; a word of several numbers gives several.

    With ``guess``, values follow that differ by one digit small print is misread for.
    """
    found = []
    for word in words:
        for start, stop in _pieces(word.text):
            text = word.text[start:stop]
            values = guessed_values(text) if guess else possible_values(text)
            if values:
                found.append(_cut(word, start, stop, values))
    return found


def possible_values(text: str) -> tuple[float, ...]:
    """Return the values this text may stand for, likeliest first; none if it is no number."""
    cleaned = text.strip().rstrip(":;,'-–—_+").strip()
    if not any(char.isdigit() for char in cleaned) and cleaned not in ("O", "o", "l", "I", "|"):
        return ()
    cleaned = re.sub(r" +%$", "%", cleaned).translate(_LOOKALIKE).replace("−", "-")
    if _THOUSANDS.match(cleaned):
        return (float(cleaned.replace(",", "")),)
    if not _NUMBER.match(cleaned):
        return ()
    bare = cleaned.rstrip("%").replace(",", ".")
    values = [float(bare)]
    if re.match(r"^0\d+$", bare):
        values.insert(0, float(f"0.{bare[1:]}"))  # nobody writes 08 for 8: a lost point
    elif re.match(r"^\d\d$", bare) and bare[0] == "1":
        values.append(float(f"{bare[0]}.{bare[1:]}"))
    if re.match(r"^\d\.\d\d?1$", bare):
        values.append(float(bare[:-1]))  # the tick beside the label was read as a 1
    if cleaned.endswith("%"):
        values = values[:1]
    return tuple(values)


def guessed_values(text: str) -> tuple[float, ...]:
    """Return what a small number may be, letters taken for digits and each digit misread."""
    values = list(possible_values(text))
    digits = text.translate(_LOOKALIKE).translate(_LETTERS)
    if not re.fullmatch(r"\d{1,3}", digits):
        return tuple(values)
    guesses = [digits]
    for k, digit in enumerate(digits):
        guesses += [digits[:k] + other + digits[k + 1 :] for other in _MISREAD.get(digit, "")]
    values += [float(guess) for guess in guesses if float(guess) not in values]
    return tuple(values)


def _pieces(text: str) -> list[tuple[int, int]]:
    """Return the parts between blanks; a percent sign belongs to the number before it."""
    return [match.span() for match in re.finditer(r"[\d.,]+ +%(?=\s|$)|\S+", text)]


def _cut(word: Word, start: int, stop: int, values: tuple[float, ...]) -> Numeral:
    """Return the part of a word's box that holds these characters."""
    text = word.text[start:stop]
    x0, y0, x1, y1 = word.x0, word.y0, word.x1, word.y1
    if (start, stop) != (len(word.text) - len(word.text.lstrip()), len(word.text.rstrip())):
        places = word.char_x
        half = _pitch(word) / 2
        low, high = min(places[start], places[stop - 1]), max(places[start], places[stop - 1])
        if word.upright:
            x0, x1 = low - half, high + half
        else:
            y0, y1 = low - half, high + half
    return Numeral(values, text, word.confidence, x0, y0, x1, y1, word.upright)


def _pitch(word: Word) -> float:
    length = word.x1 - word.x0 if word.upright else word.y1 - word.y0
    return length / max(len(word.text), 1)
