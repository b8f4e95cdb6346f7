"""How "Reported vs recomputed" is painted and moved about in."""

from PySide6.QtCore import QAbstractItemModel, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from core.results import Comparison
from gui import chip, images, theme
from gui.panels.ledger_columns import (
    LEAST_LIMIT,
    column_widths,
    extra_at,
    in_two_lines,
    measure_that_fits,
    value_font,
)
from gui.panels.ledger_model import (
    AGREEMENT,
    EXTRA_ROLE,
    LIMIT,
    MEASURE,
    RECOMPUTED,
    REPORTED,
    ROW_ROLE,
    LedgerModel,
    can_ask_why,
)
from gui.panels.tables import Index, RowTable, cell_room
from gui.panels.widgets import GUTTER, STALE_ALPHA
from gui.panels.words import marked

_WHY = "Why?"


class LedgerView(RowTable):
    """The table; typing anywhere in a row types its reported value.

    Signals
    -------
    why_requested(int)
    accept_requested(int)
        Enter on a row whose reported value is proposed.
    """

    why_requested = Signal(int)
    accept_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Reported vs recomputed", 34, parent)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setMouseTracking(True)
        self.setItemDelegate(LedgerDelegate(self))
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideRight)
        self.is_stale = False
        self.asked_row = -1
        self.delete_pressed.connect(self._clear_current)
        self.enter_pressed.connect(self._enter_current)

    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        if model is not None:
            model.modelReset.connect(self._share_out)
            model.dataChanged.connect(self._share_out)

    def set_dense(self, is_dense: bool) -> None:
        """Give rows less height."""
        self.verticalHeader().setDefaultSectionSize(theme.px(28 if is_dense else 34))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_out()

    def _share_out(self) -> None:
        """Give the columns their widths, anew when the numbers need more or less."""
        model, width = self.model(), self.viewport().width()
        if not isinstance(model, LedgerModel):
            return
        widths = column_widths(model, width)
        model.set_brief(widths[LIMIT] < theme.px(LEAST_LIMIT + GUTTER))
        for column, wide in enumerate(widths):
            self.setColumnWidth(column, wide)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        is_typing = event.text().isprintable() and event.text().strip() != ""
        if (is_typing or event.key() == Qt.Key.Key_F2) and index.isValid():
            self.setCurrentIndex(index.siblingAtColumn(REPORTED))
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if self._is_on_why(index, event.position().toPoint()):
            self.why_requested.emit(index.row())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        at = event.position().toPoint()
        is_link = self._is_on_why(self.indexAt(at), at)
        shape = Qt.CursorShape.PointingHandCursor if is_link else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)

    def why_rect(self, row: int) -> QRect:
        """Return where the Why? link of a row is."""
        rect = self.visualRect(self.model().index(row, LIMIT))
        return _why_rect(rect)

    def _is_on_why(self, index: Index, at: QPoint) -> bool:
        if not index.isValid() or index.column() != LIMIT:
            return False
        return can_ask_why(index.data(ROW_ROLE)) and self.why_rect(index.row()).contains(at)

    def _clear_current(self) -> None:
        index = self.currentIndex().siblingAtColumn(REPORTED)
        model = self.model()
        if isinstance(model, LedgerModel) and index.isValid() and model.is_editable(index.row()):
            model.setData(index, "")

    def _enter_current(self) -> None:
        index = self.currentIndex()
        row = index.data(ROW_ROLE)
        if not isinstance(row, Comparison):
            return
        if index.column() in (AGREEMENT, LIMIT) and can_ask_why(row):
            self.why_requested.emit(index.row())
        elif row.proposed:
            self.accept_requested.emit(index.row())
        else:
            there = index.siblingAtColumn(REPORTED)
            self.setCurrentIndex(there)
            self.edit(there)


class LedgerDelegate(QStyledItemDelegate):
    """Paints values and intervals in columns, chips, and the Why? link."""

    def __init__(self, view: LedgerView) -> None:
        super().__init__(view)
        self._view = view

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> QLineEdit:
        editor = QLineEdit(parent)
        editor.setPlaceholderText("0.72 (0.58–0.89)")
        editor.setAccessibleName(f"Reported {index.data(ROW_ROLE).measure}")
        editor.setStyleSheet("min-height: 0; padding: 0 4px;")
        return editor

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        editor.setGeometry(option.rect.adjusted(0, 2, -theme.px(6), -2))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(ROW_ROLE)
        assert isinstance(row, Comparison)
        is_asked = index.row() == self._view.asked_row
        painter.save()
        if is_asked:
            painter.fillRect(option.rect, theme.token("sel"))
        room = cell_room(option, index)
        self._paint_rule(painter, option.rect, index)
        if self._view.is_stale and index.column() > REPORTED:
            painter.setOpacity(STALE_ALPHA)
        column = index.column()
        if column == MEASURE:
            role = "strong" if is_asked else "body"
            _words(painter, room, measure_that_fits(row, room.width(), role), "text", role)
        elif column == REPORTED:
            self._paint_reported(painter, room, index, row)
        elif column == RECOMPUTED:
            extra = str(index.data(EXTRA_ROLE))
            _value(painter, room, row.recomputed or "–", extra, QFont.Weight.DemiBold)
        elif column == AGREEMENT:
            self._paint_chip(painter, room, row)
        elif column == LIMIT:
            self._paint_limit(painter, option.rect, room, row, is_asked)
        else:
            _words(painter, room, row.difference or "–", "text2", "body")
        painter.setOpacity(1.0)
        self._paint_focus(painter, option.rect, index)
        painter.restore()

    def _paint_rule(self, painter: QPainter, rect: QRect, index: Index) -> None:
        if index.row() < index.model().rowCount() - 1:
            painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.token("border"))

    def _paint_reported(
        self, painter: QPainter, room: QRect, index: Index, row: Comparison
    ) -> None:
        if row.proposed:
            words = marked(row.reported, row.doubt)
            _fill(painter, _value_rect(room, words, row.reported_interval), "amberbg")
            _value(painter, room, words, row.reported_interval, 500, "amber")
        elif row.reported:
            _value(painter, room, row.reported, row.reported_interval, 500)
        elif self._view.model().flags(index) & Qt.ItemFlag.ItemIsEditable:
            blank = QRectF(room.left() - 6, room.center().y() - 11, theme.px(76), 22)
            _fill(painter, blank, "raised")

    def _paint_chip(self, painter: QPainter, room: QRect, row: Comparison) -> None:
        if row.verdict is None:
            return
        state, word = chip.verdict_chip(row.verdict)
        is_dense = room.height() < theme.px(32)
        size = chip.chip_size(word, dense=is_dense)
        at = QPointF(room.left(), room.center().y() - size.height() / 2 + 0.5)
        chip.paint_chip(painter, at, state, word, dense=is_dense)

    def _paint_limit(
        self, painter: QPainter, rect: QRect, room: QRect, row: Comparison, is_asked: bool
    ) -> None:
        if can_ask_why(row):
            link = _why_rect(rect)
            _words(painter, link, _WHY, "accent", "strong")
            side = theme.px(12)
            name = "chevron-down" if is_asked else "chevron-right"
            at = QPointF(link.right() - side, link.center().y() - side / 2 + 1)
            painter.drawPixmap(at, images.pixmap(name, side, theme.token("accent")))
            room = room.adjusted(link.right() + theme.px(10) - room.left(), 0, 0, 0)
        if room.width() < theme.px(LEAST_LIMIT):
            return
        painter.setFont(theme.font("secondary"))
        painter.setPen(theme.token("text2"))
        words = in_two_lines(row.limit, QFontMetrics(painter.font()), room.size())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, words)

    def _paint_focus(self, painter: QPainter, rect: QRect, index: Index) -> None:
        if index == self._view.currentIndex() and self._view.hasFocus():
            painter.setPen(QPen(theme.token("accent"), 2))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.drawRoundedRect(QRectF(rect).adjusted(1, 2, -2, -3), 4, 4)


def _why_rect(rect: QRect) -> QRect:
    width = QFontMetrics(theme.font("strong")).horizontalAdvance(_WHY) + theme.px(18)
    return QRect(rect.left() + theme.px(6), rect.top(), width, rect.height())


def _value_rect(room: QRect, value: str, extra: str) -> QRectF:
    metrics = QFontMetrics(value_font(500))
    width = metrics.horizontalAdvance(value)
    if extra:
        width = extra_at(metrics, value) + QFontMetrics(theme.font("body")).horizontalAdvance(extra)
    height = theme.px(22)
    return QRectF(room.left() - 6, room.center().y() - height / 2 + 1, width + 12, height)


def _value(
    painter: QPainter, room: QRect, value: str, extra: str, weight: int, ink: str = ""
) -> None:
    """A value and, at a fixed offset, its interval."""
    font = value_font(weight)
    painter.setFont(font)
    painter.setPen(theme.token(ink or "text"))
    elided = QFontMetrics(font).elidedText(value, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, elided)
    if extra:
        rest = room.adjusted(extra_at(QFontMetrics(font), value), 0, 0, 0)
        _words(painter, rest, extra, ink or "text2", "body")


def _words(painter: QPainter, room: QRect, text: str, ink: str, role: str) -> None:
    font = theme.font(role)
    painter.setFont(font)
    painter.setPen(theme.token(ink))
    words = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, words)


def _fill(painter: QPainter, rect: QRectF, tone: str) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.token(tone))
    painter.drawRoundedRect(rect, theme.px(4), theme.px(4))
