"""The head of a pasted table: which column is of which arm, and which holds which measure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from ..claims import Claim, ClaimKind
from .cells import Measure, endpoint_in, is_value, measures_in
from .grid import Cell
from .lexicon import NUMBER, UNIT, count
from .named import Arms

SIZE: Final = re.compile(rf"\s*[,(\[]?\s*[Nn]\s*=\s*(?P<n>{NUMBER})\s*[)\]]?")
_ARM_HEAD: Final = re.compile(
    r"^(?:(?:study\s+|treatment\s+)?arms?|groups?|treatments?(?:\s+(?:arms?|groups?))?|regimens?"
    r"|therapy|Behandlung|bras|groupe|grupo|brazo)$",
    re.I,
)
_OTHER: Final = re.compile(
    r"\b(?:subgroup|endpoint|end\s+point|outcome|variable|measure|interaction|parameter|effect|comparison|difference|estimate)\b",
    re.I,
)
_TAIL: Final = re.compile(r"\s*(?:group|arm|群)\s*$", re.IGNORECASE)
_UNITS: Final = re.compile(
    r"[\s,;-]*\b(?:no|n|number|events?|patients?|pts)\.?(?:\s*/\s*(?:n|no|patients|total)\.?)?"
    r"(?:\s*\(\s*%\s*\)|\s*,\s*%)?\s*$|\s*\(?%\)?\s*$",
    re.IGNORECASE,
)
_IN_BRACKET: Final = re.compile(r"\s[(\[](?P<name>[^\W\d][^()\[\]\d%]+)[)\]]\s*$")
_NO_ARM: Final = re.compile(
    rf"^(?:{UNIT}|n|no\.?|SD|SE|IQR|range|events?|patients?|(?-i:[A-Z]{{2,5}}))$|\bCI\b|interval",
    re.IGNORECASE,
)
_GOING_ON: Final = re.compile(r"(?:\+|/|-|\b(?:plus|and|with|or|of|versus|vs\.?))$", re.IGNORECASE)


@dataclass(slots=True)
class Table:
    """A table while it is read: its columns, and the endpoint of the section."""

    heads: list[Cell]
    arms: dict[int, str] = field(default_factory=dict)
    measures: dict[int, tuple[Measure, ...]] = field(default_factory=dict)
    endpoint: str = ""
    arm_column: int = -1
    named: list[str] = field(default_factory=list)
    group: str = ""
    of_column: dict[int, str] = field(default_factory=dict)

    @property
    def is_down(self) -> bool:
        """Whether each row is an arm."""
        return self.arm_column >= 0

    def column(self, cell: Cell, index: int, *, is_spaced: bool) -> int:
        """Return the column of a cell: by its count, or by where it stands in its line."""
        if not is_spaced:
            return index
        if not cell.at:
            return 0
        return min(range(1, len(self.heads)), key=lambda i: _apart(self.heads[i], cell), default=0)


def goes_on(head: list[Cell], row: list[Cell]) -> bool:
    """Whether a row still belongs to the head: no label and no values."""
    cells = [cell for cell in row[1:] if cell.text]
    is_under = not row[0].text and cells and len(cells) < sum(1 for c in head[1:] if c.text)
    sizes = all(SIZE.fullmatch(cell.text) for cell in cells) and not (is_under and cells[0].at)
    is_labelled = bool(row[0].text) and bool(head[0].text)
    return (
        bool(cells) and not is_labelled and not any(is_value(c.text) for c in cells) and not sizes
    )


def _parts(heads: list[list[Cell]], table: Table, *, is_spaced: bool) -> dict[int, list[Cell]]:
    """Return the cells of the head over each column, from the top; one may span several."""
    parts: dict[int, list[Cell]] = {}
    for row in heads:
        is_deepest = row is heads[-1]
        last: Cell | None = None
        width = max(len(table.heads), len(row))
        placed = {
            table.column(cell, i, is_spaced=is_spaced): cell
            for i, cell in enumerate(row[1:], 1)
            if cell.text
        }
        for index in range(1, width):
            cell = placed.get(index)
            spans = last is not None and not is_deepest and not is_spaced
            if cell is None and spans and index < len(table.heads) and table.heads[index].text:
                cell = last
            if cell is not None:
                parts.setdefault(index, []).append(cell)
                last = cell
    return {i: _whole(cells) for i, cells in parts.items()} if is_spaced else parts


def _whole(cells: list[Cell]) -> list[Cell]:
    """Join the lines of a head that go on: in lower case, in a bracket, behind a plus."""
    joined = [cells[0]]
    for cell in cells[1:]:
        above = next(one for one in reversed(joined) if not SIZE.fullmatch(one.text))
        is_rest = not SIZE.fullmatch(cell.text) and (
            cell.text[:1].islower() or cell.text[:1] in "([" or _GOING_ON.search(above.text)
        )
        is_rest = is_rest and (cell.text[:1] in "([" or not measures_in(cell.text))
        if is_rest:
            at = joined.index(above)
            joined[at] = replace(above, text=f"{above.text} {cell.text}")
        else:
            joined.append(cell)
    return joined


def read_heads(
    table: Table, heads: list[list[Cell]], arms: Arms, *, is_spaced: bool
) -> Iterator[Claim]:
    """Tell arms from measures in the head of a table; yield the sizes printed there."""
    parts = _parts(heads, table, is_spaced=is_spaced)
    if _ARM_HEAD.match(table.heads[0].text):
        table.arm_column = 0
    for index, cells in parts.items():
        if table.arm_column < 0 and any(_ARM_HEAD.match(cell.text) for cell in cells):
            table.arm_column = index
    sized: set[int] = set()
    for index, cells in parts.items():
        if index == table.arm_column:
            continue
        upper = next((endpoint_in(cell.text) for cell in cells if endpoint_in(cell.text)), "")
        names = []
        for cell in cells:
            if cell.text and endpoint_in(cell.text) and len(cells) > 1 and not _said(cell.text):
                table.of_column[index] = endpoint_in(cell.text)
                continue
            measures = () if SIZE.search(cell.text) else measures_in(cell.text, upper)
            if measures:
                named = arms.mentions(cell.text)
                arm = named[0].name if named else _arm_in(cell.text)
                table.measures[index] = tuple(replace(one, arm=arm) for one in measures)
            elif cell.text and not table.is_down and not _OTHER.search(cell.text):
                names.append(cell)
        if names:
            table.arms[index] = arm_name(names[0].text, arms)
            for cell in names:
                if cell.start not in sized:
                    sized.add(cell.start)
                    yield from size_claims(cell, table.arms[index])


def _said(head: str) -> bool:
    """Whether a cell of the head says more than an endpoint: a measure or a size."""
    return bool(measures_in(head) or SIZE.search(head))


def size_claims(cell: Cell, arm: str) -> Iterator[Claim]:
    size = SIZE.search(cell.text)
    if size and arm:
        start = cell.start + size.start("n")
        span = (start, start + len(size["n"]))
        yield Claim(ClaimKind.N, arm=arm, n=count(size["n"]), span=span, sentence=cell.text)


def _arm_in(head: str) -> str:
    """Return what stands behind the comma of "Events/patients, placebo", or in its bracket."""
    bracket = _IN_BRACKET.search(head)
    if bracket and not _NO_ARM.search(bracket["name"]):
        return _TAIL.sub("", bracket["name"]).strip()
    _, comma, name = head.rpartition(",")
    return _TAIL.sub("", name).strip() if comma and not re.search(r"\d|%|CI", name) else ""


def arm_name(head: str, arms: Arms) -> str:
    bare = SIZE.sub("", head).strip(" ,;:")
    bare = _TAIL.sub("", _UNITS.sub("", bare).strip(" ,;:")).strip()
    named = arms.mentions(bare)
    if len(named) == 1 and named[0].end - named[0].start == len(bare):
        return named[0].name
    return bare


def _apart(head: Cell, cell: Cell) -> tuple[int, float]:
    """Return how far a cell stands from below a head."""
    gap = max(0, cell.at - head.stop, head.at - cell.stop)
    return gap, abs(head.at + head.stop - cell.at - cell.stop) / 2
