"""Lines of a text set in cells: by tabs, bars or wide gaps."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_GAP: Final = re.compile(r"\t|\s*\|\s*|[ ]{2,}")
_RULE: Final = re.compile(r"^[\s|:+=-]*$")
_FEWEST_ROWS: Final = 2
_DEEPEST_INDENT: Final = 8


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of a cell and where it begins in the plain text and in its line."""

    text: str
    start: int
    at: int

    @property
    def stop(self) -> int:
        """Its place past its last character."""
        return self.at + len(self.text)


def blocks(text: str) -> Iterator[list[tuple[int, int]]]:
    """Yield stretches of lines that are set in cells."""
    block: list[tuple[int, int]] = []
    lines = [*lines_of(text)]
    is_celled = [bool(cells_of(text, *line)[1:]) for line in lines]
    for index, line in enumerate(lines):
        body = text[slice(*line)].strip()
        is_title = bool(body) and len(body) < 60 and any(is_celled[index + 1 : index + 2])
        is_rest = bool(block) and body[:1].islower() and len(body) < 40 and not body.endswith(".")
        if (
            is_celled[index]
            or is_rest
            or (block and is_title)
            or (block and _RULE.match(body) and body)
        ):
            block.append(line)
        else:
            if len(block) >= _FEWEST_ROWS:
                yield block
            block = []
    if len(block) >= _FEWEST_ROWS:
        yield block


def lines_of(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.split("\n"):
        yield start, start + len(line)
        start += len(line) + 1


def cells_of(text: str, start: int, end: int) -> list[Cell]:
    line = text[start:end]
    if _RULE.match(line):
        return []
    body = line
    offset = 0
    indent = len(line) - len(line.lstrip(" "))
    if line.lstrip().startswith("|"):
        offset = line.index("|") + 1
        body = line[offset:].rstrip().removesuffix("|")
    elif "\t" not in line and 0 < indent <= _DEEPEST_INDENT and "|" not in line:
        offset, body = indent, line[indent:]  # an indented label, no empty cell
    cells, at = [], 0
    gaps = re.compile(r"\t") if "\t" in line else _GAP
    for gap in [*gaps.finditer(body), None]:
        stop = gap.start() if gap else len(body)
        piece = body[at:stop]
        lead = len(piece) - len(piece.lstrip())
        place = offset + at + lead
        is_label = not at and offset == indent and bool(indent)
        cells.append(
            Cell(piece.strip(), start + place, place if piece.strip() and not is_label else 0)
        )
        at = gap.end() if gap else stop
    while cells and not cells[-1].text:
        cells.pop()
    return cells
