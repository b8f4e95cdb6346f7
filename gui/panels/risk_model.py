"""The risk table as a table model: times, then per arm what is typed and what was rebuilt."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import Enum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Signal

from core.errors import Finding, InputError, Place, PlaceKind
from core.model.document import Arm, Document
from core.numbers import parse_count, parse_number
from core.patients import PatientData, number_at_risk
from core.results import Analysis
from gui.panels.tables import Index, bottom_right, cell_flags, top_left
from gui.panels.words import brief_names, is_open

ROW_ROLE = int(Qt.ItemDataRole.UserRole) + 1
FINDING_ROLE = ROW_ROLE + 1
IS_STALE_ROLE = ROW_ROLE + 2
DIFFERS_ROLE = ROW_ROLE + 3
MAX_COLUMNS = 400


class RowKind(Enum):
    """What a row of the table holds, with the word beside it."""

    TIMES = "times"
    TYPED = "typed"
    CENSORED = "censored"
    RECONSTRUCTED = "reconstructed"


@dataclass(frozen=True, slots=True)
class RiskRow:
    """One row; ``arm_index`` is the arm's place in the document, -1 for the times.

    ``brief`` is what tells the arm's name from those of the others.
    """

    kind: RowKind
    arm_id: str = ""
    arm_index: int = -1
    name: str = ""
    brief: str = ""

    @property
    def is_typed(self) -> bool:
        """Whether a person types into this row."""
        return self.kind is not RowKind.RECONSTRUCTED


class RiskTableModel(QAbstractTableModel):
    """Cells as typed; the last column is empty, for one more time.

    Signals
    -------
    cells_typed(object)
        Mapping of (row, column) to text: one edit.
    """

    cells_typed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = Document()
        self._rows: tuple[RiskRow, ...] = (RiskRow(RowKind.TIMES),)
        self._n_columns = 1
        self._rebuilt: dict[str, tuple[str, ...]] = {}
        self._findings: dict[tuple[str | None, int], Finding] = {}
        self._is_stale = False

    @property
    def rows(self) -> tuple[RiskRow, ...]:
        """What each row holds."""
        return self._rows

    def show_document(self, document: Document, *, with_censored: bool) -> None:
        """Show the cells of a document."""
        rows = _rows_of(document, with_censored)
        n_columns = min(_n_columns(document) + 1, MAX_COLUMNS)
        if rows != self._rows:
            self.beginResetModel()
            self._document, self._rows, self._n_columns = document, rows, n_columns
            self.endResetModel()
            return
        self._document = document
        self._make_columns(n_columns)
        self._tell_all()

    def _make_columns(self, n_columns: int) -> None:
        """Add columns or take them away at the right, so that what is being typed stays open."""
        here, none = self._n_columns, QModelIndex()
        if n_columns > here:
            self.beginInsertColumns(none, here, n_columns - 1)
            self._n_columns = n_columns
            self.endInsertColumns()
        elif n_columns < here:
            self.beginRemoveColumns(none, n_columns, here - 1)
            self._n_columns = n_columns
            self.endRemoveColumns()

    def show_analysis(self, analysis: Analysis | None, is_stale: bool) -> None:
        """Show what was rebuilt, and the findings on cells."""
        self._is_stale = is_stale
        self._rebuilt = {} if analysis is None else _rebuilt(analysis, self._document)
        self._findings = {} if analysis is None else cell_findings(analysis.findings)
        self._tell_all()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else self._n_columns

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        is_row = orientation == Qt.Orientation.Vertical and section < len(self._rows)
        if is_row and role == ROW_ROLE:
            return self._rows[section]
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if is_row:
            row = self._rows[section]
            return (
                self._time_word() if row.kind is RowKind.TIMES else f"{row.name}, {row.kind.value}"
            )
        return self._cell(RiskRow(RowKind.TIMES), section)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self._cell(row, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            time = self._cell(self._rows[0], column)
            what = f"{row.name}, {row.kind.value} at {time}: " if row.arm_id else "time: "
            return what + (self._cell(row, column) or "empty")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignCenter
        if role == Qt.ItemDataRole.ToolTipRole:
            found = self._finding(row, column)
            return found.message if found else None
        if role == ROW_ROLE:
            return row
        if role == FINDING_ROLE:
            return self._finding(row, column)
        if role == IS_STALE_ROLE:
            return self._is_stale
        if role == DIFFERS_ROLE:
            return row.kind is RowKind.RECONSTRUCTED and self._differs(row, column)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        is_typed = index.isValid() and self._rows[index.row()].is_typed
        return cell_flags(index, is_editable=is_typed)

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        text = str(value).strip()
        row = self._rows[index.row()]
        if role != Qt.ItemDataRole.EditRole or text == self._cell(row, index.column()):
            return False
        self.cells_typed.emit({(index.row(), index.column()): text})
        return True

    def with_cells(self, cells: Mapping[tuple[int, int], str]) -> Document:
        """Return the document with these cells as typed."""
        document = self._document
        for (row, column), text in sorted(cells.items()):
            document = _with_cell(document, self._rows[row], column, text)
        return document

    def row_of(self, place: Place) -> int:
        """Return the row a place is in, -1 if there is none."""
        if place.kind is PlaceKind.RISK_TIME:
            return 0
        typed = (i for i, row in enumerate(self._rows) if row.arm_id and row.arm_id == place.arm_id)
        return next(typed, -1)

    def _cell(self, row: RiskRow, column: int) -> str:
        cells: tuple[str, ...]
        if row.kind is RowKind.TIMES:
            cells = self._document.risk_times
        elif row.kind is RowKind.RECONSTRUCTED:
            cells = self._rebuilt.get(row.arm_id, ())
        else:
            arm = self._document.arm(row.arm_id)
            cells = arm.at_risk if row.kind is RowKind.TYPED else arm.censored
        return cells[column] if column < len(cells) else ""

    def _finding(self, row: RiskRow, column: int) -> Finding | None:
        if row.kind is RowKind.TIMES:
            return self._findings.get((None, column))
        return self._findings.get((row.arm_id, column)) if row.kind is RowKind.TYPED else None

    def _differs(self, row: RiskRow, column: int) -> bool:
        typed = self._cell(replace(row, kind=RowKind.TYPED), column)
        rebuilt = self._cell(row, column)
        try:
            return bool(typed and rebuilt) and parse_count(typed) != int(rebuilt)
        except InputError:
            return False

    def _time_word(self) -> str:
        unit = self._document.calibration.time_unit.strip()
        return unit.capitalize() or "Time"

    def _tell_all(self) -> None:
        self.dataChanged.emit(top_left(self), bottom_right(self))


def cell_findings(findings: tuple[Finding, ...]) -> dict[tuple[str | None, int], Finding]:
    """Return open findings on cells by arm (None: the times) and column, heaviest first."""
    found: dict[tuple[str | None, int], Finding] = {}
    for finding in findings:
        place = finding.place
        if place is None or place.index is None or not is_open(finding):
            continue
        if place.kind is PlaceKind.RISK_CELL:
            found.setdefault((place.arm_id, place.index), finding)
        elif place.kind is PlaceKind.RISK_TIME:
            found.setdefault((None, place.index), finding)
    return found


def _rows_of(document: Document, with_censored: bool) -> tuple[RiskRow, ...]:
    kinds = [RowKind.TYPED, RowKind.CENSORED, RowKind.RECONSTRUCTED]
    if not with_censored:
        kinds.remove(RowKind.CENSORED)
    briefs = brief_names([arm.name for arm in document.arms])
    arms = (
        RiskRow(kind, arm.id, index, arm.name, briefs[index])
        for index, arm in enumerate(document.arms)
        for kind in kinds
    )
    return (RiskRow(RowKind.TIMES), *arms)


def _n_columns(document: Document) -> int:
    lengths = [len(cells) for arm in document.arms for cells in (arm.at_risk, arm.censored)]
    return max([len(document.risk_times), *lengths])


def _with_cell(document: Document, row: RiskRow, column: int, text: str) -> Document:
    if row.kind is RowKind.TIMES:
        times = list(document.risk_times) + [""] * (column + 1 - len(document.risk_times))
        times[column] = text
        return replace(document, risk_times=tuple(_without_tail(times)))
    arm: Arm = document.arm(row.arm_id)
    is_censored = row.kind is RowKind.CENSORED
    arm = arm.with_risk_cell(column, text, censored=is_censored)
    if is_censored:
        return document.with_arm_replaced(replace(arm, censored=_without_tail(arm.censored)))
    return document.with_arm_replaced(replace(arm, at_risk=_without_tail(arm.at_risk)))


def _without_tail(cells: "list[str] | tuple[str, ...]") -> tuple[str, ...]:
    """Blank cells at the end are not cells."""
    n = len(cells)
    while n and not cells[n - 1]:
        n -= 1
    return tuple(cells[:n])


def _rebuilt(analysis: Analysis, document: Document) -> dict[str, tuple[str, ...]]:
    counts: dict[str, tuple[str, ...]] = {}
    for arm in analysis.arms:
        if arm.reconstruction is not None:
            count = _counter(arm.reconstruction.patients, document.settings.has_leavers_at_risk)
            counts[arm.arm_id] = tuple(count(time) for time in document.risk_times)
    return counts


def _counter(patients: PatientData, counts_leavers: bool) -> Callable[[str], str]:
    def count(time: str) -> str:
        try:
            at = [parse_number(time)]
            return str(int(number_at_risk(patients, at, counts_leavers=counts_leavers)[0]))
        except InputError:
            return ""

    return count
