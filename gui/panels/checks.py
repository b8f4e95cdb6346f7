"""Findings and checks in one list, the gravest first; a click leads to the place."""

from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QObject, QPointF, QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStackedLayout,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from core.errors import Place, Severity
from core.results import Analysis, CheckState
from gui import chip, images, theme
from gui.panels.tables import LEFT, Index, RowTable, cell_flags, cell_room
from gui.panels.widgets import GUTTER, STALE_ALPHA, ElidedLabel, Live, Panel, label, lie_on_surface
from gui.panels.words import first_sentence
from gui.session import Session

EMPTY = "No checks yet. They appear as soon as the axes and one arm are there."
STATE, SAYS, CODE, SHOW = range(4)
ENTRY_ROLE = int(Qt.ItemDataRole.UserRole) + 1
# weight in the list, state of the chip, word
_SEVERITIES = {
    Severity.BLOCK: (0, "warning", "Blocked"),
    Severity.WARNING: (2, "warning", "Check this"),
    Severity.FIXED: (5, "close", "Put right"),
    Severity.NOTE: (6, "close", "Note"),
}
_CHECKS = {
    CheckState.IMPOSSIBLE: (1, "differ", "Impossible"),
    CheckState.NOT_REPRODUCIBLE: (3, "differ", "Not reproducible"),
    CheckState.NOT_COMPARABLE: (4, "unknown", "Not comparable"),
    CheckState.CONSISTENT: (7, "agree", "Consistent"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list; ``detail`` is the calculation where there is one."""

    weight: int
    state: str
    word: str
    strong: str
    rest: str
    code: str
    place: Place | None
    detail: str = ""


def entries_of(analysis: Analysis) -> tuple[Entry, ...]:
    """Return findings and checks, what needs attention first."""
    entries = []
    for finding in analysis.findings:
        strong, rest = first_sentence(finding.message)
        look = _SEVERITIES[finding.severity]
        entries.append(Entry(*look, strong, rest, finding.code, finding.place))
    for check in analysis.checks:
        says = " ".join(filter(None, (check.sentence, check.would_fit)))
        look = _CHECKS[check.state]
        entries.append(Entry(*look, check.title, says, check.id, check.place, check.arithmetic))
    return tuple(sorted(entries, key=lambda entry: entry.weight))


class ChecksModel(QAbstractTableModel):
    """Rows of state, sentence, id, and whether there is a place to show."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[Entry, ...] = ()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What is listed."""
        return self._entries

    def show_entries(self, entries: tuple[Entry, ...]) -> None:
        """List these."""
        if entries != self._entries:
            self.beginResetModel()
            self._entries = entries
            self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._entries)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else 4

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return ("State", "What and where", "Id", "")[section]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return LEFT
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        entry = self._entries[index.row()]
        if role == ENTRY_ROLE:
            return entry
        if role == Qt.ItemDataRole.DisplayRole:
            says = f"{entry.strong} {entry.rest}".strip()
            return (entry.word, says, entry.code, "Show" if entry.place else "")[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(filter(None, (f"{entry.strong} {entry.rest}", entry.detail)))
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        return cell_flags(index, is_editable=False)


class ChecksPanel(Panel):
    """Lists what was checked; what needs attention stands on top."""

    def __init__(self, session: Session, live: Live, parent: QWidget | None = None) -> None:
        super().__init__(session, live, parent)
        self.setAccessibleName("Checks")
        lie_on_surface(self)
        self.model = ChecksModel(self)
        self.view = RowTable("Checks and findings", 34)
        self.view.setModel(self.model)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.delegate = ChecksDelegate(self.view)
        self.view.setItemDelegate(self.delegate)
        self.view.set_widths(176, 0, 56, 76)
        self.view.horizontalHeader().setSectionResizeMode(SAYS, QHeaderView.ResizeMode.Stretch)
        self._empty = label(EMPTY, "secondary")
        self._empty.setContentsMargins(GUTTER, 12, GUTTER, 12)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._detail = ElidedLabel("secondary")
        self._detail.setContentsMargins(GUTTER, 4, GUTTER, 6)
        self._stack = QStackedLayout()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.view)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._stack, 1)
        column.addWidget(self._detail)
        self.view.clicked.connect(lambda index: self._lead_to(index.row()))
        self.view.enter_pressed.connect(lambda: self._lead_to(self.view.currentIndex().row()))
        self.view.selectionModel().currentChanged.connect(lambda now, _old: self._show_detail(now))
        self.follow()

    def show_analysis(self, analysis: Analysis) -> None:
        self.model.show_entries(entries_of(analysis))
        self._stack.setCurrentIndex(1 if self.model.entries else 0)
        self._show_detail(self.view.currentIndex())

    def show_stale(self) -> None:
        self.delegate.is_stale = self.is_stale
        self.view.viewport().update()

    def show_theme(self) -> None:
        self.view.viewport().update()

    def _lead_to(self, row: int) -> None:
        if 0 <= row < len(self.model.entries):
            place = self.model.entries[row].place
            if place is not None:
                self.place_requested.emit(place)

    def _show_detail(self, index: Index) -> None:
        entry = index.data(ENTRY_ROLE)
        words = entry.detail if isinstance(entry, Entry) else ""
        self._detail.setText(words)
        self._detail.setToolTip(words)
        self._detail.setVisible(bool(words))


class ChecksDelegate(QStyledItemDelegate):
    """Paints a chip with its word, the sentence, the id in small print, a chevron."""

    def __init__(self, view: RowTable) -> None:
        super().__init__(view)
        self._view = view
        self.is_stale = False

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry = index.data(ENTRY_ROLE)
        assert isinstance(entry, Entry)
        painter.save()
        is_current = index.row() == self._view.currentIndex().row() and self._view.hasFocus()
        if is_current:
            painter.fillRect(option.rect, theme.token("sel"))
        if index.row() < index.model().rowCount() - 1:
            line = QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1)
            painter.fillRect(line, theme.token("border"))
        painter.setOpacity(STALE_ALPHA if self.is_stale else 1.0)
        paint_column = (_paint_state, _paint_words, _paint_code, _paint_show)[index.column()]
        paint_column(painter, cell_room(option, index), entry)
        if is_current and index.column() == STATE:
            painter.setOpacity(1.0)
            painter.setPen(QPen(theme.token("accent"), 3))
            painter.drawLine(option.rect.topLeft(), option.rect.bottomLeft())
        painter.restore()


def _paint_state(painter: QPainter, room: QRect, entry: Entry) -> None:
    top = room.center().y() - chip.chip_size(entry.word).height() / 2
    chip.paint_chip(painter, QPointF(room.left(), top), entry.state, entry.word)


def _paint_words(painter: QPainter, room: QRect, entry: Entry) -> None:
    taken = _paint_text(painter, room, entry.strong, "strong", "text")
    rest = room.adjusted(taken + theme.px(8), 0, 0, 0)
    if entry.rest and rest.width() > theme.px(40):
        _paint_text(painter, rest, entry.rest, "body", "text2")


def _paint_code(painter: QPainter, room: QRect, entry: Entry) -> None:
    _paint_text(painter, room, entry.code, "secondary", "text2")


def _paint_show(painter: QPainter, room: QRect, entry: Entry) -> None:
    if entry.place is None:
        return
    _paint_text(painter, room, "Show", "strong", "accent")
    side = theme.px(12)
    at = QPointF(room.right() - side, room.center().y() - side / 2 + 1)
    painter.drawPixmap(at, images.pixmap("chevron-right", side, theme.token("accent")))


def _paint_text(painter: QPainter, room: QRect, text: str, role: str, ink: str) -> int:
    font = theme.font(role)
    painter.setFont(font)
    painter.setPen(theme.token(ink))
    metrics = QFontMetrics(font)
    words = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, words)
    return metrics.horizontalAdvance(words)
