"""Results printed inside the figure: hazard ratio, P value, medians."""

import re
from collections.abc import Sequence
from typing import Final

from ..figure.ocr import Word
from ..model.document import ReportedKind
from .proposal import PixelBox, PrintedValue

_NUMBER: Final = r"(?:\d+[.,·]\d+|[.,·]\d+|\d+)"
_CI: Final = rf"({_NUMBER})\s*(?:-|–|—|to|,|;)\s*({_NUMBER})"
_LEVEL: Final = re.compile(r"95\s*%?\s*-?\s*(?:C[Il1]|IC)\b\s*[:,=]?|\b(?:IC|CI)\s*95\s*%", re.I)
_HR: Final = re.compile(
    rf"(?:\ba?HR\b|hazard\s*ratio)[^0-9.]{{0,25}}(?:\(?\s*95\s*%\s*C[Il1]\)?)?[^0-9.]{{0,6}}({_NUMBER})",
    re.IGNORECASE,
)
_HR_CI: Final = re.compile(rf"(?:C[Il1][^0-9.]{{0,4}}|[(\[]\s*){_CI}")
_P: Final = re.compile(
    r"\bP\s*(?:value)?[^0-9.<>=]{0,12}([<>=≤]?)\s*((?:0)?[.,·]\d+)", re.IGNORECASE
)
_UNIT: Final = r"(months?|mos?|years?|yrs?|y|weeks?|wks?|days?|d)\b"
_MEDIAN_WORD: Final = re.compile(r"\bmedian|\bm(?:OS|PFS|DFS|EFS|TTP)\b", re.IGNORECASE)
_MEDIAN: Final = re.compile(
    rf"(?:\bmedian|\bm(?:OS|PFS|DFS|EFS|TTP)\b)[^0-9.]{{0,40}}({_NUMBER})\s*(?:{_UNIT})?"
    rf"(?:\s*[(\[]?\s*{_CI})?",
    re.IGNORECASE,
)
_VALUE: Final = re.compile(rf"({_NUMBER})\s*(?:{_UNIT})?\s*(?:[(\[]\s*{_CI})?", re.IGNORECASE)
_BELOW: Final = 7.0  # text heights over which a heading reaches
_BESIDE: Final = 0.6


def find_printed(words: Sequence[Word], names: Sequence[str] = ()) -> list[PrintedValue]:
    """Return the results printed among these words.

    Parameters
    ----------
    words : sequence of Word
        In figure pixels.
    names : sequence of str
        Of the arms: a median beside or after one of them is that arm's.
    """
    found: list[PrintedValue] = []
    legible = [word for word in words if word.upright and word.confidence >= 0.6]
    for word in legible:
        text = word.text.replace("−", "-")
        found += _comparisons(text, legible, word)
        found += _medians(text, legible, word, names)
    if not any(value.kind is ReportedKind.MEDIAN for value in found):
        found += _medians_under_a_heading(legible, names)
    return found


def _box(word: Word) -> PixelBox:
    return PixelBox(word.x0, word.y0, word.x1, word.y1)


def _comparisons(text: str, words: Sequence[Word], word: Word) -> list[PrintedValue]:
    found = []
    ratio = _HR.search(text)
    if ratio:
        interval = _HR_CI.search(text, ratio.end()) or _HR_CI.search(_next_line(words, word))
        ci = _interval(interval)
        value = _number(ratio[1])
        found.append(
            PrintedValue(ReportedKind.HAZARD_RATIO, value, ci, None, "", text.strip(), _box(word))
        )
    p_value = _P.search(text)
    if p_value:
        sign = p_value[1] if p_value[1] in "<>≤" else ""
        value = sign + _number(p_value[2])
        found.append(
            PrintedValue(ReportedKind.P_VALUE, value, "", None, "", text.strip(), _box(word))
        )
    return found


def _interval(match: re.Match[str] | None, first: int = 1) -> str:
    if match is None or match[first] is None:
        return ""
    return f"{_number(match[first])}-{_number(match[first + 1])}"


def _medians(
    text: str, words: Sequence[Word], word: Word, names: Sequence[str]
) -> list[PrintedValue]:
    found = []
    for match in _MEDIAN.finditer(_LEVEL.sub(" ", text)):
        arm = _arm_of(text, word, words, names)
        found.append(_median(match, arm, text, word))
    return found


def _median(match: re.Match[str], arm: int | None, text: str, word: Word) -> PrintedValue:
    unit = (match[2] or "").lower()
    value, ci = _number(match[1]), _interval(match, 3)
    return PrintedValue(ReportedKind.MEDIAN, value, ci, arm, unit, text.strip(), _box(word))


def _medians_under_a_heading(words: Sequence[Word], names: Sequence[str]) -> list[PrintedValue]:
    """Return the medians of a small table: a heading, and under it a number for each arm."""
    found: list[PrintedValue] = []
    for head in words:
        if not _MEDIAN_WORD.search(head.text) or re.search(r"\d", _LEVEL.sub(" ", head.text)):
            continue
        for word in words:
            under = 0.5 * head.height < word.y - head.y < _BELOW * head.height
            if not under or word.x1 < head.x0 or word.x0 > head.x1:
                continue
            text = _LEVEL.sub(" ", word.text)
            arm = _arm_of(word.text, word, words, names)
            if arm is None:
                continue
            name = names[arm]
            start = text.lower().find(name.lower())
            match = _VALUE.search(text, start + len(name) if start >= 0 else 0)
            if match and all(value.arm != arm for value in found):
                found.append(_median(match, arm, word.text, word))
    return found


def _arm_of(text: str, word: Word, words: Sequence[Word], names: Sequence[str]) -> int | None:
    """Return the one arm named in a text, or else left of it on its line."""
    own = _named(text, names)
    if own or not names:
        return own[0] if len(own) == 1 else None
    beside = [
        other
        for other in words
        if abs(other.y - word.y) < _BESIDE * word.height and other.x0 < word.x0
    ]
    on_line = {arm for other in beside for arm in _named(other.text, names)}
    return on_line.pop() if len(on_line) == 1 else None


def _named(text: str, names: Sequence[str]) -> list[int]:
    """Return the arms a text names; a name within a longer one that is there does not count."""
    low = text.lower()
    held = [k for k, name in enumerate(names) if name and name.lower() in low]
    return [
        k for k in held if not any(k != j and names[k].lower() in names[j].lower() for j in held)
    ]


def _number(text: str) -> str:
    number = text.replace(",", ".").replace("·", ".")
    return f"0{number}" if number.startswith(".") else number


def _next_line(words: Sequence[Word], word: Word) -> str:
    """Return the text just below a word: where an interval continues."""
    below = [
        w
        for w in words
        if 0 < w.y - word.y < 2.2 * word.height and abs(w.x - word.x) < 8 * word.height
    ]
    return min(below, key=lambda w: w.y).text if below else ""
