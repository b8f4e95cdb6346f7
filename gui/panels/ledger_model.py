"""The rows of "Reported vs recomputed" as a table model whose reported column is typed in."""

import re
from dataclasses import replace

from PySide6.QtCore import QAbstractTableModel, QObject, Qt, Signal

from core.model.document import Document, Engine, ReportedValue
from core.results import Analysis, Comparison, Verdict
from core.verify.draw_rows import BY_PIXELS, is_drawn
from gui.panels.tables import LEFT, Index, bottom_right, cell_flags, top_left
from gui.panels.words import KIND_NAMES, marked

MEASURE, REPORTED, RECOMPUTED, DIFFERENCE, AGREEMENT, LIMIT = range(6)
HEADS = ("Measure", "Reported", "Recomputed", "Difference", "Agreement", "Limit and reason")
ROW_ROLE = int(Qt.ItemDataRole.UserRole) + 1
EXTRA_ROLE = ROW_ROLE + 1
_BRACKETS = re.compile(r"^(?P<value>[^\(\[]+?)\s*[,;]?\s*[\(\[](?P<ci>.*?)[\)\]]?\s*$")
_TWO_PARTS = re.compile(
    r"^(?P<value>[<>=≤≥]?\s*[\d.,·]+?)[,;]?\s+(?P<ci>(?:\d+\s*%\s*CI\s*)?[\d.,·]+\s*(?:[-–—−;]|to)\s*[\d.,·]+)$",
    re.IGNORECASE,
)


def asked_first(rows: tuple[Comparison, ...], document: Document) -> tuple[Comparison, ...]:
    """Return the rows with those last that compare two arms nobody asked to be compared.

    Papers report arms against the reference; with six arms the other pairs are ten of fifteen.
    """
    reference = document.reference_arm

    def is_aside(row: Comparison) -> bool:
        is_pair = row.arm_id is not None and row.comparator_id is not None
        ids = (row.arm_id, row.comparator_id)
        return is_pair and reference is not None and reference.id not in ids and not row.reported_id

    return tuple(sorted(rows, key=is_aside))


class LedgerModel(QAbstractTableModel):
    """One row a comparison.

    Signals
    -------
    reported_typed(int, str)
        Row and text typed into the reported column.
    """

    reported_typed = Signal(int, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Comparison, ...] = ()
        self._document = Document()
        self._is_drawing = False
        self._is_brief = False

    def set_brief(self, is_brief: bool) -> None:
        """Name the last column for the link alone, where its words have no room."""
        if is_brief != self._is_brief:
            self._is_brief = is_brief
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, LIMIT, LIMIT)

    @property
    def rows(self) -> tuple[Comparison, ...]:
        """The comparisons shown."""
        return self._rows

    def show_rows(
        self, rows: tuple[Comparison, ...], document: Document, *, is_drawing: bool = False
    ) -> None:
        """Show comparisons made for, or nearly for, this document.

        While ``is_drawing`` the reading bands are marked: those of the draws will follow.
        """
        self._document = document
        self._is_drawing = is_drawing
        rows = asked_first(rows, document)
        if len(rows) != len(self._rows):
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()
        elif rows:
            self._rows = rows
            self.dataChanged.emit(top_left(self), bottom_right(self))

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(HEADS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return "Why" if section == LIMIT and self._is_brief else HEADS[section]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return LEFT
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], index.column()
        if role == ROW_ROLE:
            return row
        if role == EXTRA_ROLE:
            return self._extra(row)
        if role == Qt.ItemDataRole.DisplayRole:
            return _texts(row)[column]
        if role == Qt.ItemDataRole.EditRole:
            return self._as_typed(row) if column == REPORTED else _texts(row)[column]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{HEADS[column]}: {_texts(row)[column] or 'empty'}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(row, column) or None
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        is_reported = index.isValid() and index.column() == REPORTED
        return cell_flags(index, is_editable=is_reported and self.is_editable(index.row()))

    def is_editable(self, row: int) -> bool:
        """Whether a value can be typed: not where a row above holds the same one."""
        known = self._rows[row].reported_id
        if self._rows[row].chosen:
            return False
        return known is None or all(above.reported_id != known for above in self._rows[:row])

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        text = " ".join(str(value).split())
        if role != Qt.ItemDataRole.EditRole or text == self._as_typed(self._rows[index.row()]):
            return False
        self.reported_typed.emit(index.row(), text)
        return True

    def _extra(self, row: Comparison) -> str:
        """Return what stands beside the recomputed value: interval, band, or that it follows."""
        waits = "…" if self._is_drawing and is_drawn(row) else ""
        return " ".join(filter(None, (row.interval, row.band, waits)))

    def _tip(self, row: Comparison, column: int) -> str:
        words = _tip(row, column)
        if column != RECOMPUTED or not is_drawn(row):
            return words
        band = row.band_words or (BY_PIXELS if row.band else "")
        if self._is_drawing:
            band = f"{band} Draws of patients are being made to tell how far the figure is open."
        return "\n".join(filter(None, (words, band.strip())))

    def _as_typed(self, row: Comparison) -> str:
        value = reported_of(self._document, row)
        if value is None:
            return ""
        return f"{value.text} ({value.ci})" if value.ci else value.text


def awaits_draws(analysis: Analysis) -> bool:
    """Whether reading bands from draws will still follow."""
    return not analysis.is_refined and analysis.document.settings.engine is Engine.KMTRACE


def reported_of(document: Document, row: Comparison) -> ReportedValue | None:
    """Return the reported value a row is about, None where there is none."""
    return next((value for value in document.reported if value.id == row.reported_id), None)


def with_typed(document: Document, row: Comparison, text: str) -> Document:
    """Return the document with a reported value as typed beside a recomputed one.

    Empty text removes the value.
    """
    value = reported_of(document, row)
    if not text:
        return document if value is None else document.without_reported(value.id)
    if value is None:
        value = ReportedValue(
            document.new_reported_id(),
            row.kind,
            "",
            arm_id=row.arm_id,
            comparator_id=row.comparator_id,
            time="" if row.time is None else f"{row.time:g}",
        )
    number, ci = split_typed(text)
    return document.with_reported(replace(value, text=number, ci=ci).accepted())


def split_typed(text: str) -> tuple[str, str]:
    """Split "0.72 (0.58–0.89)" into the value and its interval."""
    match = _BRACKETS.match(text) or _TWO_PARTS.match(text)
    return (match["value"].strip(), match["ci"].strip()) if match else (text.strip(), "")


def can_ask_why(row: Comparison) -> bool:
    """Whether a row offers "Why?": what is not in agreement, and what is level at one half."""
    is_level = "flat" in f"{row.recomputed} {row.band} {row.limit}"
    return row.verdict in (Verdict.CLOSE, Verdict.DIFFERS) or (
        row.verdict is Verdict.AGREES and is_level
    )


def question(row: Comparison, arm_name: str) -> str:
    """Return the heading of the Why? panel."""
    name = KIND_NAMES[row.kind].removeprefix("Log-rank ")
    thing = name if name == "P" else name[0].lower() + name[1:]
    if thing == "survival at":
        thing = f"survival at {row.time:g}" if row.time is not None else "survival"
    is_pair = row.comparator_id is not None or not arm_name
    subject = thing if is_pair else f"{arm_name} {thing}"
    if row.verdict is Verdict.DIFFERS:
        return f"Why does the {subject} differ?"
    return f"Why is the {subject} {'only close' if row.verdict is Verdict.CLOSE else 'uncertain'}?"


def _texts(row: Comparison) -> tuple[str, ...]:
    verdict = "" if row.verdict is None else row.verdict.value.capitalize()
    return (
        row.measure,
        " ".join(filter(None, (marked(row.reported, row.doubt), row.reported_interval))),
        " ".join(filter(None, (row.recomputed, row.interval, row.band))),
        row.difference,
        verdict,
        row.limit,
    )


def _tip(row: Comparison, column: int) -> str:
    if column in (MEASURE, RECOMPUTED):
        return row.convention
    if column in (DIFFERENCE, AGREEMENT):
        return row.arithmetic
    if column == LIMIT:
        return "\n".join(filter(None, (row.limit, row.arithmetic)))
    if row.doubt:
        return f"{row.doubt} Enter accepts it"
    return "Proposed: Enter accepts it" if row.proposed else "Type what the paper prints"
