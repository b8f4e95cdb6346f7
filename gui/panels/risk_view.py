"""How the risk table looks and is moved about in: view, cells, row heads."""

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from gui import images, theme
from gui.panels.risk_model import (
    DIFFERS_ROLE,
    FINDING_ROLE,
    IS_STALE_ROLE,
    ROW_ROLE,
    RiskRow,
    RowKind,
)
from gui.panels.tables import Index
from gui.panels.widgets import GUTTER, dimmed, fitting

HEIGHTS = {RowKind.TIMES: 30, RowKind.TYPED: 36, RowKind.CENSORED: 32, RowKind.RECONSTRUCTED: 24}
_HEAD_WIDE, _HEAD_NARROW, _CELL_WIDTH = 200, 168, 60
_WIDE = 900
_KEYBOARD_REASONS = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)
_GAP = 2  # on each side: 4 between cells


class RiskTableView(QTableView):
    """A spreadsheet of typed cells.

    Signals
    -------
    paste_requested(str)
    clear_requested()
        Delete or Backspace on selected cells.
    """

    paste_requested = Signal(str)
    clear_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Numbers at risk")
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.horizontalHeader().hide()
        self.setVerticalHeader(RowHead(self))
        self.setItemDelegate(RiskDelegate(self))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(
            triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed
        )

    def lay_out(self) -> None:
        """Give rows their heights and columns an equal share of the width."""
        model = self.model()
        for section in range(model.rowCount()):
            row = model.headerData(section, Qt.Orientation.Vertical, ROW_ROLE)
            self.setRowHeight(section, theme.px(HEIGHTS[row.kind]))
        is_wide = self.width() >= theme.px(_WIDE)
        self.verticalHeader().setFixedWidth(theme.px(_HEAD_WIDE if is_wide else _HEAD_NARROW))
        room = self.width() - self.verticalHeader().width() - theme.px(GUTTER)
        share = room // max(1, model.columnCount())
        for column in range(model.columnCount()):
            self.setColumnWidth(column, max(theme.px(_CELL_WIDTH), min(share, theme.px(120))))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.model() is not None:
            self.lay_out()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Start at the first number at risk where the keyboard brings the focus here."""
        is_new = not self.currentIndex().isValid()
        super().focusInEvent(event)
        first = self._first_number()
        if is_new and first.isValid() and event.reason() in _KEYBOARD_REASONS:
            self.setCurrentIndex(first)

    def _first_number(self) -> QModelIndex:
        model = self.model()
        rows = (model.index(row, 0) for row in range(model.rowCount()))
        typed = (index for index in rows if _row_of(index).kind is RowKind.TYPED)
        return next(typed, QModelIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste_requested.emit(QGuiApplication.clipboard().text())
        elif event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.selected_text())
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.clear_requested.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.move_on(rows=1)
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, is_next: bool) -> bool:
        return self.move_on(columns=1 if is_next else -1) or super().focusNextPrevChild(is_next)

    def move_on(self, *, rows: int = 0, columns: int = 0) -> bool:
        """Go to the next typed cell down or across; past the row's end, to the next row.

        False where there is none.
        """
        model = self.model()
        here = self.currentIndex()
        if not here.isValid():
            here = self._first_number()
        row, column = here.row(), here.column() + columns
        n_columns = self._n_columns_of(here)
        if columns and not 0 <= column < n_columns:
            rows, column = columns, 0 if columns > 0 else n_columns - 1
        row += rows
        while rows and 0 <= row < model.rowCount() and not _row_of(model.index(row, 0)).is_typed:
            row += rows
        there = model.index(row, column)
        if there.isValid():
            self.setCurrentIndex(there)
        return there.isValid()

    def _n_columns_of(self, here: QModelIndex) -> int:
        """How many columns the keys go through: a further one only where times are typed,
        or where numbers come before their times."""
        model = self.model()
        n_columns = model.columnCount()
        is_timed = all(model.index(0, column).data() for column in range(n_columns - 1))
        is_number = here.isValid() and _row_of(here).kind is not RowKind.TIMES
        return n_columns - 1 if n_columns > 1 and is_number and is_timed else n_columns

    def selected_text(self) -> str:
        """Return the selected cells as lines of tabs."""
        cells = {(i.row(), i.column()): str(i.data() or "") for i in self.selectedIndexes()}
        rows = sorted({row for row, _ in cells})
        columns = sorted({column for _, column in cells})
        return "\n".join("\t".join(cells.get((r, c), "") for c in columns) for r in rows)

    def closeEditor(self, editor: QWidget, hint: QStyledItemDelegate.EndEditHint) -> None:
        hints = QStyledItemDelegate.EndEditHint
        super().closeEditor(editor, hints.NoHint)
        steps = {hints.EditNextItem: 1, hints.EditPreviousItem: -1}
        if hint in steps:
            self.move_on(columns=steps[hint])
        elif hint == hints.SubmitModelCache:
            self.move_on(rows=1)
        self.setFocus()


class RiskDelegate(QStyledItemDelegate):
    """Typed cells are raised, what was rebuilt is small print."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self._view = view

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> QLineEdit:
        editor = QLineEdit(parent)
        editor.setAlignment(Qt.AlignmentFlag.AlignCenter)
        editor.setAccessibleName(str(index.data(Qt.ItemDataRole.AccessibleTextRole)))
        editor.setStyleSheet("min-height: 0; padding: 0;")
        return editor

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        editor.setGeometry(_cell_rect(option.rect).toAlignedRect())

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if is_enter and isinstance(editor, QWidget):
                self.commitData.emit(editor)
                self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.SubmitModelCache)
                return True
        return super().eventFilter(editor, event)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = _row_of(index)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _paint_rule(painter, option.rect, row)
        rect = _cell_rect(option.rect)
        finding = index.data(FINDING_ROLE)
        if row.kind in (RowKind.TYPED, RowKind.CENSORED):
            self._paint_ground(painter, rect, index, finding is not None)
        if finding is not None:
            self._paint_warning(painter, rect)
        self._paint_focus(painter, rect, index)
        self._paint_text(painter, option.rect, index, row, finding is not None)
        painter.restore()

    def _paint_ground(self, painter: QPainter, rect: QRectF, index: Index, is_found: bool) -> None:
        is_extra = index.column() == index.model().columnCount() - 1
        if is_extra and not index.data() and not is_found:
            return
        is_selected = self._view.selectionModel().isSelected(index)
        ground = "differbg" if is_found else "accentbg" if is_selected else "raised"
        painter.setBrush(theme.token(ground))
        edge = QPen(theme.token("differline"), 2) if is_found else QPen(Qt.PenStyle.NoPen)
        painter.setPen(edge)
        painter.drawRoundedRect(rect, theme.px(4), theme.px(4))

    def _paint_warning(self, painter: QPainter, rect: QRectF) -> None:
        side = theme.px(14)
        at = QPointF(rect.left() + theme.px(6), rect.center().y() - side / 2)
        painter.drawPixmap(at, images.pixmap("warning", side, theme.token("differ")))

    def _paint_focus(self, painter: QPainter, rect: QRectF, index: Index) -> None:
        if index == self._view.currentIndex() and self._view.hasFocus():
            painter.setPen(QPen(theme.token("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect, theme.px(4), theme.px(4))

    def _paint_text(
        self, painter: QPainter, rect: QRect, index: Index, row: RiskRow, is_found: bool
    ) -> None:
        text, ink, role = str(index.data() or ""), "text", "body"
        if row.kind is RowKind.RECONSTRUCTED:
            differs = bool(index.data(DIFFERS_ROLE))
            ink, role = ("text", "strong") if differs else ("text2", "secondary")
        elif row.kind is RowKind.TIMES:
            ink, role = ("text2", "secondary")
            if index.column() == index.model().columnCount() - 1 and not text:
                text = "+ time"
        colour = theme.token("differ" if is_found else ink)
        is_stale = row.kind is RowKind.RECONSTRUCTED and bool(index.data(IS_STALE_ROLE))
        painter.setPen(dimmed(colour, is_stale))
        painter.setFont(theme.font("strong" if is_found else role))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)


class RowHead(QHeaderView):
    """Left of each row: swatch and name on an arm's first row, the kind of row at the right."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(1)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(_HEAD_WIDE), super().sizeHint().height())

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        row = self.model().headerData(section, Qt.Orientation.Vertical, ROW_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(rect, theme.token("surface"))
        left, right = rect.left() + theme.px(GUTTER), rect.right() - theme.px(GUTTER)
        middle = Qt.AlignmentFlag.AlignVCenter
        _paint_rule(painter, rect.adjusted(theme.px(GUTTER), 0, 0, 0), row)
        if row.kind is RowKind.TIMES:
            painter.setPen(theme.token("text2"))
            painter.setFont(theme.font("head"))
            words = str(self.model().headerData(section, Qt.Orientation.Vertical))
            painter.drawText(QRect(left, rect.top(), right - left, rect.height()), middle, words)
        else:
            word = theme.font("head" if row.kind is RowKind.TYPED else "secondary")
            painter.setFont(word)
            painter.setPen(theme.token("text" if row.kind is RowKind.TYPED else "text2"))
            room = QRect(left, rect.top(), right - left, rect.height())
            painter.drawText(room, middle | Qt.AlignmentFlag.AlignRight, row.kind.value)
            if row.kind is RowKind.TYPED:
                taken = painter.fontMetrics().horizontalAdvance(row.kind.value)
                self._paint_arm(painter, room.adjusted(0, 0, -taken - theme.px(8), 0), row)
        painter.restore()

    def _paint_arm(self, painter: QPainter, room: QRect, row: RiskRow) -> None:
        width, height = theme.px(30), theme.px(14)
        top = room.center().y() - height / 2
        swatch = QRectF(room.left(), top, width, height)
        images.draw_swatch(painter, swatch, theme.arm_style(row.arm_index))
        painter.setFont(theme.font("strong"))
        painter.setPen(theme.token("text"))
        words = room.adjusted(width + theme.px(8), 0, 0, 0)
        name = fitting(row.name, row.brief, painter.fontMetrics(), words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, name)


def _paint_rule(painter: QPainter, rect: QRect, row: RiskRow) -> None:
    """The line above each arm."""
    if row.kind is RowKind.TYPED:
        painter.fillRect(rect.left(), rect.top(), rect.width(), 1, theme.token("border"))


def _cell_rect(rect: QRect) -> QRectF:
    return QRectF(rect).adjusted(_GAP, _GAP + 2, -_GAP, -_GAP)


def _row_of(index: "Index | QModelIndex") -> RiskRow:
    row = index.data(ROW_ROLE)
    assert isinstance(row, RiskRow)
    return row
