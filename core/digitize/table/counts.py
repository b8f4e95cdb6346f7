"""Counts printed in a figure: at risk and, in brackets, censored, out of the words read."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ...figure.ocr import Word

_COUNT = r"\d{1,3}(?:[.,'’·]\d{3})+|\d[\d,]*"
_CELL = re.compile(rf"({_COUNT})?\s*(?:[\(\[]\s*({_COUNT}|\d{{1,2}}(?: \d{{3}})+)\s*[\)\]])?")
_LOOKALIKE = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1", "|": "1", "S": "5", "B": "8"})
_THOUSANDS_GAP = 0.45  # of the height of the text's box, between a thousand and its hundreds
_LOST_AT_ONCE = 0.3  # of the patients, from the first column to the second
_CUT_COUNT = 0.8  # how sure a count is that a label was taken off


@dataclass(frozen=True, slots=True)
class Cell:
    """A count at a place: ``n`` at risk and, in brackets, ``censored``; -1 where absent."""

    n: int
    censored: int
    x: float
    confidence: float
    x0: float
    y0: float
    x1: float
    y1: float
    text: str = ""

    @property
    def y(self) -> float:
        """Return the vertical centre."""
        return (self.y0 + self.y1) / 2


def word_cells(word: Word) -> list[Cell]:
    """Return the counts in one word, several where the reader ran cells together."""
    if not word.upright:
        return []
    text = _cleaned(word.text)
    cells = []
    for match in _CELL.finditer(text):
        if not match.group().strip() or (match.group(1) is None and match.group(2) is None):
            continue
        before = text[: match.start()].rstrip()
        if before and before[-1] in ".-–/" and match.group(1):
            continue
        cells.append(_cell(word, match, text))
    return cells


def _cleaned(text: str) -> str:
    """Read look-alike letters as digits, but only in pieces that are all look-alikes."""
    pieces = re.split(r"(\s+|[()\[\]])", text.replace("（", "(").replace("）", ")"))
    return "".join(
        piece.translate(_LOOKALIKE) if re.fullmatch(r"[\dOolI|SB,]+", piece) else piece
        for piece in pieces
    )


def _cell(word: Word, match: re.Match[str], text: str) -> Cell:
    n, censored = match.group(1), match.group(2)
    start, stop = match.start(), match.start() + len(match.group().rstrip())
    x0, x1 = word.x0, word.x1
    if stop - start < len(text.strip()):
        half = (word.x1 - word.x0) / max(len(text), 1) / 2
        x0, x1 = word.char_x[start] - half, word.char_x[stop - 1] + half
    return Cell(
        _count(n),
        _count(censored),
        (x0 + x1) / 2,
        word.confidence,
        x0,
        word.y0,
        x1,
        word.y1,
        text[start:stop],
    )


def _count(text: str | None) -> int:
    return int(re.sub(r"\D", "", text)) if text else -1


def with_thousands(cells: Sequence[Cell]) -> list[Cell]:
    """Return the cells with thousands joined to the three digits that follow them after a blank.

    Counts fall along a row, so three digits never follow fewer in the next column.
    """
    joined: list[Cell] = []
    for cell in sorted(cells, key=lambda c: c.x0):
        head = next((c for c in reversed(joined) if _is_head(c, cell)), None)
        if head is None:
            joined.append(cell)
            continue
        joined.remove(head)
        joined.append(
            replace(
                cell,
                n=1000 * head.n + cell.n,
                x=(head.x0 + cell.x1) / 2,
                x0=head.x0,
                confidence=min(head.confidence, cell.confidence),
                text=head.text.strip() + cell.text.strip(),
            )
        )
    return joined


def _is_head(head: Cell, cell: Cell) -> bool:
    height = cell.y1 - cell.y0
    return (
        head.censored < 0
        and re.fullmatch(r"[1-9]\d?", head.text.strip()) is not None
        and re.match(r"\d{3}(?!\d)", cell.text.strip()) is not None
        and abs(head.y - cell.y) < 0.3 * height
        and -0.2 * height < cell.x0 - head.x1 < _THOUSANDS_GAP * height
    )


def without_label(placed: Sequence[Cell | None]) -> list[Cell | None]:
    """Take a row's short label ("1", the I of "Stage I") off the first count it was read with.

    Without it the count goes on falling as in the rest of the row; with it most
    patients would be lost before the second column.
    """
    where = [k for k, cell in enumerate(placed) if cell is not None and cell.n >= 0]
    if len(where) < 3:
        return list(placed)
    first, second = placed[where[0]], placed[where[1]]
    assert first is not None
    assert second is not None
    digits, bare = str(first.n), first.text.strip()
    if len(digits) < 2 or digits[1] == "0" or not bare[1:].strip().isdigit():
        return list(placed)
    rest = int(digits[1:])
    if not second.n <= rest or second.n > _LOST_AT_ONCE * first.n:
        return list(placed)
    pitch = (first.x1 - first.x0) / max(len(bare), 1)
    x0 = first.x1 - pitch * len(digits[1:])
    shorter = replace(
        first, n=rest, x0=x0, x=(x0 + first.x1) / 2, text=digits[1:], confidence=_CUT_COUNT
    )
    return [shorter if k == where[0] else cell for k, cell in enumerate(placed)]
