"""Results printed inside the figure: hazard ratio, P value, medians."""

import re
from collections.abc import Sequence

from ..figure.ocr import Word
from ..model.document import ReportedKind
from .proposal import PixelBox, PrintedValue

_NUMBER = r"(?:\d+[.,·]\d+|[.,·]\d+|\d+)"
_CI = rf"({_NUMBER})\s*(?:-|–|—|to|,|;)\s*({_NUMBER})"
_HR = re.compile(
    rf"(?:\bHR\b|hazard\s*ratio)[^0-9.]{{0,25}}(?:\(?\s*95\s*%\s*C[Il1]\)?)?[^0-9.]{{0,6}}({_NUMBER})",
    re.IGNORECASE,
)
_HR_CI = re.compile(rf"(?:C[Il1][^0-9.]{{0,4}}|[(\[]\s*){_CI}")
_P = re.compile(r"\bP\s*(?:value)?[^0-9.<>=]{0,12}([<>=≤]?)\s*((?:0)?[.,·]\d+)", re.IGNORECASE)
_MEDIAN = re.compile(
    rf"median[^0-9]{{0,40}}({_NUMBER})\s*(months?|mo|years?|y|weeks?|wk|days?|d)?\b", re.IGNORECASE
)


def find_printed(words: Sequence[Word]) -> list[PrintedValue]:
    """Return the results printed among these words (figure pixels)."""
    found: list[PrintedValue] = []
    for word in words:
        if not word.upright or word.confidence < 0.6:
            continue
        text = word.text.replace("−", "-")
        box = PixelBox(word.x0, word.y0, word.x1, word.y1)
        found.extend(_in_text(text, box, words, word))
    return found


def _in_text(text: str, box: PixelBox, words: Sequence[Word], word: Word) -> list[PrintedValue]:
    found = []
    ratio = _HR.search(text)
    if ratio:
        interval = _HR_CI.search(text, ratio.end()) or _HR_CI.search(_next_line(words, word))
        ci = f"{_number(interval[1])}-{_number(interval[2])}" if interval else ""
        found.append(
            PrintedValue(
                ReportedKind.HAZARD_RATIO, _number(ratio[1]), ci, None, "", text.strip(), box
            )
        )
    p_value = _P.search(text)
    if p_value:
        sign = p_value[1] if p_value[1] in "<>≤" else ""
        value = sign + _number(p_value[2])
        found.append(PrintedValue(ReportedKind.P_VALUE, value, "", None, "", text.strip(), box))
    for median in _MEDIAN.finditer(text):
        unit = (median[2] or "").lower()
        found.append(
            PrintedValue(ReportedKind.MEDIAN, _number(median[1]), "", None, unit, text.strip(), box)
        )
    return found


def _number(text: str) -> str:
    number = text.replace(",", ".").replace("·", ".")
    return f"0{number}" if number.startswith(".") else number


def _next_line(words: Sequence[Word], word: Word) -> str:
    """Return the text just below a word: where an interval continues."""
    below = [
        w
        for w in words
        if w.upright
        and 0 < w.y - word.y < 2.2 * word.height
        and abs(w.x - word.x) < 8 * word.height
    ]
    return min(below, key=lambda w: w.y).text if below else ""
