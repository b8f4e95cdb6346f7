"""The ledger as a table: what is proposed stands amber on top, what is accepted below."""

from collections.abc import Sequence
from dataclasses import replace
from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QItemSelectionModel, QObject, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QWidget

from core.model.claims import Claim, ClaimKind
from core.verify import claim_words
from gui import theme
from gui.panels.tables import Index, RowDelegate, RowTable, cell_flags
from gui.panels.words import marked

_SHARES = (0.17, 0.14, 0.21, 0.13, 0.16, 0.11)


class Column(IntEnum):
    """The columns of the ledger."""

    PLACE = 0
    ENDPOINT = 1
    ARM = 2
    KIND = 3
    VALUE = 4
    INTERVAL = 5
    P_VALUE = 6


_HEADS = ("Place", "Endpoint", "Arm", "Kind", "Value", "CI", "P")


class ClaimsModel(QAbstractTableModel):
    """Proposed claims, then those of the ledger.

    Signals
    -------
    claim_edited(int, Claim)
        The place in the ledger and the claim as it shall be.
    """

    claim_edited = Signal(int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._proposed: tuple[Claim, ...] = ()
        self._claims: tuple[Claim, ...] = ()

    @property
    def proposed(self) -> tuple[Claim, ...]:
        """Claims that wait to be accepted."""
        return self._proposed

    def show_claims(self, proposed: Sequence[Claim], claims: tuple[Claim, ...]) -> None:
        """List these."""
        self.beginResetModel()
        self._proposed, self._claims = tuple(proposed), claims
        self.endResetModel()

    def claim(self, row: int) -> Claim:
        """Return the claim of a row."""
        n_proposed = len(self._proposed)
        return self._proposed[row] if row < n_proposed else self._claims[row - n_proposed]

    def is_proposed(self, row: int) -> bool:
        """Whether the claim of this row waits to be accepted."""
        return row < len(self._proposed)

    def row_of(self, index: int) -> int:
        """Return the row of a claim of the ledger."""
        return len(self._proposed) + index

    def index_of(self, row: int) -> int:
        """Return where in the ledger the claim of a row stands."""
        return row - len(self._proposed)

    def rowCount(self, parent: Index | None = None) -> int:
        is_inner = parent is not None and parent.isValid()
        return 0 if is_inner else len(self._proposed) + len(self._claims)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _HEADS[section]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        claim, column = self.claim(index.row()), Column(index.column())
        is_proposed = self.is_proposed(index.row())
        if role == Qt.ItemDataRole.DisplayRole:
            words = _cell(claim, column)
            return marked(words, claim.doubt) if column is Column.PLACE else words
        if role == Qt.ItemDataRole.EditRole:
            return _editable(claim, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return claim.doubt or claim.sentence or claim_words.spoken(claim)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            state = "Doubtful: " if claim.doubt else "Proposed: " if is_proposed else ""
            return state + (_cell(claim, column) or "nothing")
        if role == Qt.ItemDataRole.BackgroundRole and is_proposed:
            return theme.token("amberbg")
        if role == Qt.ItemDataRole.ForegroundRole:
            quiet = column in (Column.PLACE, Column.INTERVAL)
            return theme.token("amber" if is_proposed else "text2" if quiet else "text")
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        claim, column = self.claim(index.row()), Column(index.column())
        after = _edited(claim, column, str(value))
        if after == claim:
            return False
        self.claim_edited.emit(self.index_of(index.row()), after)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or self.is_proposed(index.row()):
            return cell_flags(index, is_editable=False)
        text = _editable(self.claim(index.row()), Column(index.column()))
        return cell_flags(index, is_editable=text is not None)


class ClaimsTable(RowTable):
    """The view of the ledger; its columns share the width there is."""

    def __init__(self, model: ClaimsModel, parent: QWidget | None = None) -> None:
        super().__init__("Claims of the paper", 26, parent)
        self.setModel(model)
        self.setItemDelegate(RowDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        head = self.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def highlight(self, rows: Sequence[int]) -> None:
        """Select these rows and bring the first into view."""
        flags = QItemSelectionModel.SelectionFlag
        model, selection = self.model(), self.selectionModel()
        selection.clearSelection()
        if not rows:
            return
        selection.setCurrentIndex(model.index(rows[0], 0), flags.NoUpdate)
        for row in rows:
            selection.select(model.index(row, 0), flags.Select | flags.Rows)
        self.scrollTo(model.index(rows[0], 0), QAbstractItemView.ScrollHint.PositionAtCenter)

    def selected_rows(self) -> tuple[int, ...]:
        """Return the rows selected, in order."""
        return tuple(sorted(index.row() for index in self.selectionModel().selectedRows()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width = self.viewport().width()
        widths = [int(share * width) for share in _SHARES]
        for column, wide in enumerate((*widths, width - sum(widths))):
            self.setColumnWidth(column, wide)


def _cell(claim: Claim, column: Column) -> str:
    return {
        Column.PLACE: claim.place,
        Column.ENDPOINT: claim.endpoint,
        Column.ARM: claim_words.about(claim),
        Column.KIND: claim_words.KINDS[claim.kind],
        Column.VALUE: "" if claim.kind is ClaimKind.P_VALUE else claim_words.value(claim),
        Column.INTERVAL: claim_words.interval(claim),
        Column.P_VALUE: claim_words.p_value(claim),
    }[column]


def _editable(claim: Claim, column: Column) -> str | None:
    """Return what is typed over in a cell, None where it is not typed."""
    if column is Column.VALUE:
        return claim_words.plain_value(claim)
    texts = {Column.PLACE: claim.place, Column.ENDPOINT: claim.endpoint, Column.ARM: claim.arm}
    return {**texts, Column.P_VALUE: claim.p_value}.get(column)


def _edited(claim: Claim, column: Column, text: str) -> Claim:
    text = text.strip()
    if text == _editable(claim, column) or _editable(claim, column) is None:
        return claim
    if column is Column.PLACE:
        return replace(claim, place=text)
    if column is Column.ENDPOINT:
        return replace(claim, endpoint=text)
    if column is Column.ARM:
        return replace(claim, arm=text)
    if column is Column.P_VALUE:
        operator = text[0] if text[:1] in ("<", ">") else "="
        return replace(claim, p_operator=operator, p_value=text.lstrip("<>= "))
    return claim_words.with_value(claim, text)
