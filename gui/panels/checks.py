"""Findings and checks in one list, the gravest first; a click leads to the place."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStackedLayout,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from core.results import Analysis
from gui import chip, images, theme
from gui.panels.checks_model import ENTRY_ROLE, MORE, SAYS, STATE, ChecksModel, Entry, entries_of
from gui.panels.tables import Index, RowTable, cell_room
from gui.panels.widgets import GUTTER, STALE_ALPHA, ElidedLabel, Live, Panel, label, lie_on_surface
from gui.session import Session

if TYPE_CHECKING:
    from core.causes import Cause

EMPTY = "No checks yet. They appear as soon as the axes and one arm are there."
TOPIC = "causes"
_MORE_WIDTH = 148
_INDENT = 18
# What these keys make of a heading; None is the other way than it is.
OPENS = {Qt.Key.Key_Right: True, Qt.Key.Key_Left: False, Qt.Key.Key_Space: None}


class ChecksPanel(Panel):
    """Lists what was checked; what needs attention stands on top, one line for each cause.

    Signals
    -------
    grouped()
        Other lines have come to stand under a heading.
    """

    grouped = Signal()

    def __init__(self, session: Session, live: Live, parent: QWidget | None = None) -> None:
        super().__init__(session, live, parent)
        self.setAccessibleName("Checks")
        lie_on_surface(self)
        self._causes: tuple[Cause, ...] = ()
        self.model = ChecksModel(self)
        self.view = ChecksTable("Checks and findings", 34)
        self.view.setModel(self.model)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.delegate = ChecksDelegate(self.view)
        self.view.setItemDelegate(self.delegate)
        self.view.set_widths(176, 0, _MORE_WIDTH, 56, 76)
        self.view.horizontalHeader().setSectionResizeMode(SAYS, QHeaderView.ResizeMode.Stretch)
        self._lay_out()
        self.view.clicked.connect(self._on_clicked)
        self.view.enter_pressed.connect(lambda: self._lead_to(self.view.currentIndex().row()))
        self.view.opened.connect(lambda is_open: self._toggle(self.view.currentIndex(), is_open))
        self.view.selectionModel().currentChanged.connect(lambda now, _old: self._show_detail(now))
        self.follow()

    @property
    def n_grouped(self) -> int:
        """How many lines stand under another one."""
        return self.model.n_grouped

    def start_over(self) -> None:
        self._causes = ()
        self.live.forget(TOPIC)
        self.model.start_over()
        self._stack.setCurrentIndex(0)
        self._show_detail(self.view.currentIndex())

    def show_analysis(self, analysis: Analysis) -> None:
        if self._causes:
            from core.causes import grouped_again

            self._causes = grouped_again(self._causes, analysis)
        self._show_entries(analysis)
        if analysis.is_refined:
            self.live.ask(TOPIC, partial(_causes_of, analysis), partial(self._on_causes, analysis))

    def show_stale(self) -> None:
        if self.is_stale:
            self.live.forget(TOPIC)
        self.delegate.is_stale = self.is_stale
        self.view.viewport().update()

    def show_theme(self) -> None:
        self.view.viewport().update()

    def _lay_out(self) -> None:
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

    def _on_causes(self, analysis: Analysis, causes: tuple["Cause", ...]) -> None:
        if analysis is self.analysis:
            self._causes = causes
            self._show_entries(analysis)

    def _show_entries(self, analysis: Analysis) -> None:
        n_before, row = self.n_grouped, self.view.currentIndex().row()
        self.model.show_entries(entries_of(analysis, self._causes))
        self.view.setColumnHidden(MORE, not self.n_grouped)
        self._stack.setCurrentIndex(1 if self.model.entries else 0)
        if row >= 0 and not self.view.currentIndex().isValid():
            self._go_to(row)
        self._show_detail(self.view.currentIndex())
        if self.n_grouped != n_before:
            self.grouped.emit()

    def _on_clicked(self, index: Index) -> None:
        entry = index.data(ENTRY_ROLE)
        if index.column() == MORE and isinstance(entry, Entry) and entry.followers:
            self._toggle(index)
        else:
            self._lead_to(index.row())

    def _toggle(self, index: Index, is_open: bool | None = None) -> None:
        self._go_to(self.model.toggle(index.row(), is_open=is_open))

    def _go_to(self, row: int) -> None:
        self.view.setCurrentIndex(self.model.index(min(row, self.model.rowCount() - 1), SAYS))

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


def _causes_of(analysis: Analysis, should_stop: Callable[[], bool]) -> tuple["Cause", ...]:
    """Try which findings have one cause; for the worker, it takes a while."""
    from core.causes import causes_of

    return causes_of(analysis, should_stop)


class ChecksTable(RowTable):
    """Right opens a heading, Left closes it, Space does either.

    Signals
    -------
    opened(object)
        Whether the current row is to be open; None for the other way than it is.
    """

    opened = Signal(object)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in OPENS and not event.modifiers():
            self.opened.emit(OPENS[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)


class ChecksDelegate(QStyledItemDelegate):
    """Paints a chip with its word, the sentence, how much it explains, the id, a chevron."""

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
        elif entry.is_follower:
            painter.fillRect(option.rect, theme.token("raised"))
        if index.row() < index.model().rowCount() - 1:
            line = QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1)
            painter.fillRect(line, theme.token("border"))
        painter.setOpacity(STALE_ALPHA if self.is_stale else 1.0)
        painters = (_paint_state, _paint_words, _paint_more, _paint_code, _paint_show)
        painters[index.column()](painter, cell_room(option, index), entry)
        if is_current and index.column() == STATE:
            painter.setOpacity(1.0)
            painter.setPen(QPen(theme.token("accent"), 3))
            painter.drawLine(option.rect.topLeft(), option.rect.bottomLeft())
        painter.restore()


def _paint_state(painter: QPainter, room: QRect, entry: Entry) -> None:
    top = room.center().y() - chip.chip_size(entry.word).height() / 2
    left = room.left() + (theme.px(_INDENT) if entry.is_follower else 0)
    chip.paint_chip(painter, QPointF(left, top), entry.state, entry.word)


def _paint_words(painter: QPainter, room: QRect, entry: Entry) -> None:
    if entry.is_follower:
        room = room.adjusted(theme.px(_INDENT), 0, 0, 0)
    taken = _paint_text(painter, room, entry.strong, "strong", "text")
    rest = room.adjusted(taken + theme.px(8), 0, 0, 0)
    if entry.rest and rest.width() > theme.px(40):
        _paint_text(painter, rest, entry.rest, "body", "text2")


def _paint_more(painter: QPainter, room: QRect, entry: Entry) -> None:
    if entry.followers:
        name = "chevron-down" if entry.is_open else "chevron-right"
        _paint_link(painter, room, entry.more, name)


def _paint_code(painter: QPainter, room: QRect, entry: Entry) -> None:
    _paint_text(painter, room, entry.code, "secondary", "text2")


def _paint_show(painter: QPainter, room: QRect, entry: Entry) -> None:
    if entry.place is not None:
        _paint_link(painter, room, "Show", "chevron-right")


def _paint_link(painter: QPainter, room: QRect, text: str, icon: str) -> None:
    _paint_text(painter, room, text, "strong", "accent")
    side = theme.px(12)
    at = QPointF(room.right() - side, room.center().y() - side / 2 + 1)
    painter.drawPixmap(at, images.pixmap(icon, side, theme.token("accent")))


def _paint_text(painter: QPainter, room: QRect, text: str, role: str, ink: str) -> int:
    font = theme.font(role)
    painter.setFont(font)
    painter.setPen(theme.token(ink))
    metrics = QFontMetrics(font)
    words = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, words)
    return metrics.horizontalAdvance(words)
