"""Pasted text becomes rows of a risk table; no Qt.

Takes one row or a block, with or without times and arm names, separated by tabs, semicolons,
bars, commas or spaces, down or across, with a second count in brackets.
"""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from core.model.document import Arm, Document
from core.numbers import clean

_COUNT = r"\d{1,3}(?:[,' ]\d{3})+(?!\d)|\d+(?:[.,]\d+)?"
_CELL = re.compile(rf"^(?P<count>{_COUNT})\s*(?:[\(\[]\s*(?P<second>[\d.,' ]*)\s*[\)\]])?$")
_TOKEN = re.compile(r"\d[\d.,']*\s*[\(\[][\d.,' ]*[\)\]]|[^\s]+")
_MISSING = frozenset({"", "-", "--", ".", "NA", "N/A", "na", "n/a"})
_TIME_WORD = re.compile(r"month|week|year|day|time|\bmo\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PastedRow:
    """One row: its label, its cells, and the counts in brackets (empty if none)."""

    label: str
    cells: tuple[str, ...]
    second: tuple[str, ...] = ()

    @property
    def numbers(self) -> list[float]:
        """The cells that are numbers."""
        plain = (re.sub(r"[,' ](?=\d{3}\b)", "", cell) for cell in self.cells)
        return [float(cell.replace(",", ".")) for cell in plain if _is_number(cell)]


@dataclass(frozen=True, slots=True)
class PastedTable:
    """What a pasted text holds; ``times`` is empty where it has no row of times."""

    times: tuple[str, ...] = ()
    rows: tuple[PastedRow, ...] = field(default=())

    @property
    def has_brackets(self) -> bool:
        """Whether any cell carried a second number."""
        return any(row.second for row in self.rows)

    def without_brackets(self) -> "PastedTable":
        """Return the table with the numbers in brackets left out."""
        return replace(self, rows=tuple(replace(row, second=()) for row in self.rows))


def parse_block(text: str) -> PastedTable:
    """Return the rows of a pasted text; InputError V18 where it is far too long."""
    lines = [clean_line for line in text.splitlines() if (clean_line := _cleaned(line)).strip()]
    rows = _with_labels_joined([_row(cells) for cells in _split(lines)])
    rows = _across(rows)
    if rows and _is_times(rows[0], rows[1:]):
        return PastedTable(rows[0].cells, tuple(rows[1:]))
    return PastedTable((), tuple(rows))


def with_pasted(
    document: Document, table: PastedTable, *, arm_id: str | None, column: int
) -> tuple[Document, str]:
    """Return the document with the pasted numbers, and a sentence on what was left out.

    Rows go to the arms their labels name, else in order from ``arm_id``. Without arms, each
    labelled row makes one. Cells start at ``column`` unless the text brings its own times.
    """
    if table.times:
        document, column = replace(document, risk_times=table.times), 0
    if not document.arms:
        document = _with_new_arms(document, table.rows)
    targets = _targets(document.arms, table.rows, arm_id)
    for row, arm in zip(table.rows, targets, strict=True):
        if arm is not None:
            document = document.with_arm_replaced(_filled(document.arm(arm), row, column))
    n_lost = targets.count(None)
    if not n_lost:
        return document, ""
    rows = "1 pasted row has" if n_lost == 1 else f"{n_lost} pasted rows have"
    return document, f"{rows} no arm. Add an arm first, then paste again."


def times_every(step: float, last: float) -> tuple[str, ...]:
    """Return the times 0, step, ... up to and with ``last``, as typed text."""
    if step <= 0 or last < 0 or last / step > 1000:
        return ()
    n = int(last / step + 1e-9)
    return tuple(f"{index * step:.10g}" for index in range(n + 1))


def _cleaned(line: str) -> str:
    """Plain characters, tabs kept; tidy dashes become the plain one."""
    return "\t".join(clean(part) for part in line.split("\t"))


def _split(lines: list[str]) -> list[list[str]]:
    text = "\n".join(lines)
    for mark in ("\t", ";", "|"):
        if mark in text:
            return [_cells(line, mark) for line in lines]
    if "," in text and not re.search(r"\d\s+[\d\(\[]", text):
        return [_cells(line, ",") for line in lines]
    return [_TOKEN.findall(line.replace(", ", " ")) for line in lines]


def _cells(line: str, mark: str) -> list[str]:
    cells = [cell.strip() for cell in line.split(mark)]
    return cells[1:-1] if mark == "|" and line.strip().startswith("|") else cells


def _row(cells: list[str]) -> PastedRow:
    """Everything up to the last word is the label, what follows are the cells."""
    start = 0
    for place, cell in enumerate(cells):
        if not _CELL.match(cell) and cell not in _MISSING:
            start = place + 1
    if start == 0 and len(cells) > 1 and cells[0] == "":
        start = 1
    found = [_CELL.match(cell) for cell in cells[start:]]
    counts = tuple(match["count"].strip() if match else "" for match in found)
    second = tuple((match["second"] or "").strip() if match else "" for match in found)
    label = " ".join(filter(None, cells[:start]))
    return PastedRow(label, counts, second if any(second) else ())


def _with_labels_joined(rows: list[PastedRow]) -> list[PastedRow]:
    """A line of words alone names the line below it, unless that has a name."""
    joined: list[PastedRow] = []
    waiting = ""
    for row in rows:
        if not any(row.cells):
            waiting = row.label
            continue
        joined.append(replace(row, label=row.label or waiting))
        waiting = ""
    return joined


def _across(rows: list[PastedRow]) -> list[PastedRow]:
    """Turn a table that runs down the page."""
    if len(rows) < 2 or any(row.label for row in rows[1:]):
        return rows
    n_columns = len(rows[0].cells)
    if any(len(row.cells) != n_columns for row in rows) or n_columns > len(rows):
        return rows
    first = [row.cells[0] for row in rows]
    runs_down = n_columns == 1 or (_rises(_numbers(first)) and not _rises(rows[0].numbers))
    if not runs_down:
        return rows
    turned = zip(*(row.cells for row in rows), strict=True)
    second = list(zip(*(row.second or ("",) * n_columns for row in rows), strict=True))
    return [
        PastedRow("", tuple(cells), tuple(extra) if any(extra) else ())
        for cells, extra in zip(turned, second, strict=True)
    ]


def _is_times(first: PastedRow, others: Sequence[PastedRow]) -> bool:
    if first.second or not _rises(first.numbers):
        return False
    if others:
        return bool(_TIME_WORD.search(first.label)) or not any(_rises(o.numbers) for o in others)
    return bool(_TIME_WORD.search(first.label)) or first.numbers[0] == 0


def _rises(numbers: list[float]) -> bool:
    return len(numbers) > 1 and all(a < b for a, b in itertools.pairwise(numbers))


def _numbers(cells: Sequence[str]) -> list[float]:
    return PastedRow("", tuple(cells)).numbers


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"\d+(?:[.,]\d+)?", text))


def _with_new_arms(document: Document, rows: Sequence[PastedRow]) -> Document:
    for number, row in enumerate(rows, 1):
        document = document.with_arm(Arm(document.new_arm_id(), row.label or f"Arm {number}"))
    return document


def _targets(
    arms: Sequence[Arm], rows: Sequence[PastedRow], arm_id: str | None
) -> list[str | None]:
    """Which arm each row belongs to."""
    named = [_named(arms, row.label) for row in rows]
    if None not in named and len(set(named)) == len(named):
        return named
    ids = [arm.id for arm in arms]
    start = ids.index(arm_id) if arm_id in ids and len(rows) < len(ids) else 0
    return [ids[start + i] if start + i < len(ids) else None for i in range(len(rows))]


def _named(arms: Sequence[Arm], label: str) -> str | None:
    words = label.casefold().strip(" :")
    for arm in arms:
        if words and words == arm.name.casefold():
            return arm.id
    inside = [arm.id for arm in arms if words and arm.name.casefold() in words]
    return inside[0] if len(inside) == 1 else None


def _filled(arm: Arm, row: PastedRow, column: int) -> Arm:
    for offset, cell in enumerate(row.cells):
        arm = arm.with_risk_cell(column + offset, cell)
    for offset, cell in enumerate(row.second):
        arm = arm.with_risk_cell(column + offset, cell, censored=True)
    return arm
