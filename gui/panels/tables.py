"""What the tables of the panels share: their view, delegate and roles."""

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from gui import theme
from gui.panels.widgets import GUTTER

Index = QModelIndex | QPersistentModelIndex
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_PAD = 6


class RowTable(QTableView):
    """A table without a grid, selected by whole rows.

    Signals
    -------
    delete_pressed()
    enter_pressed()
        Enter or Return while no editor is open.
    """

    delete_pressed = Signal()
    enter_pressed = Signal()

    def __init__(self, name: str, row_height: int = 26, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        rows = self.verticalHeader()
        rows.setVisible(False)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(1)
        rows.setDefaultSectionSize(theme.px(row_height))
        head = self.horizontalHeader()
        head.setFont(theme.font("head"))
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        head.setMinimumSectionSize(theme.px(24))
        edge = theme.px(GUTTER)
        head.setStyleSheet(
            f"QHeaderView::section {{ padding: 0 {theme.px(_PAD)}px; }}"
            f"QHeaderView::section:first {{ padding-left: {edge}px; }}"
            f"QHeaderView::section:last {{ padding-right: {edge}px; }}"
        )

    def lie_flat(self) -> None:
        """Take the colour of the dock instead of that of a table."""
        self.setStyleSheet("QTableView, QHeaderView::section { background: palette(window); }")

    @property
    def height_wished(self) -> int:
        """Height at which every row is seen whole."""
        head = self.horizontalHeader()
        return head.sizeHint().height() + self.verticalHeader().length()

    def set_widths(self, *widths: int) -> None:
        """Set design widths of the columns; 0 takes what is left."""
        head = self.horizontalHeader()
        for column, width in enumerate(widths):
            mode = QHeaderView.ResizeMode.Fixed if width else QHeaderView.ResizeMode.Stretch
            head.setSectionResizeMode(column, mode)
            if width:
                head.resizeSection(column, theme.px(width))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_editing = self.state() == QAbstractItemView.State.EditingState
        if not is_editing and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.delete_pressed.emit()
        elif not is_editing and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.enter_pressed.emit()
        else:
            super().keyPressEvent(event)


class RowDelegate(QStyledItemDelegate):
    """Paints rows flat: tinted and strong where selected, an accent edge where focused."""

    def __init__(self, parent: QTableView) -> None:
        super().__init__(parent)
        self._view = parent

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        self.initStyleOption(option, index)
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        ground = index.data(Qt.ItemDataRole.BackgroundRole)
        if is_selected and not isinstance(ground, QColor):
            ground = theme.token("accentbg")
        if isinstance(ground, QColor):
            painter.fillRect(option.rect, ground)
        painter.save()
        font = QFont(option.font)
        if is_selected:
            font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        ink = index.data(Qt.ItemDataRole.ForegroundRole)
        painter.setPen(ink if isinstance(ink, QColor) else theme.token("text"))
        room = cell_room(option, index)
        words = painter.fontMetrics().elidedText(
            option.text, Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, option.displayAlignment, words)
        if is_selected and self._view.hasFocus() and index == self._view.currentIndex():
            painter.setPen(theme.token("accent"))
            painter.drawRect(option.rect.adjusted(0, 0, -1, -1))
        painter.restore()


def cell_flags(index: Index, *, is_editable: bool) -> Qt.ItemFlag:
    """Return the flags of an enabled, selectable cell; none outside the model."""
    if not index.isValid():
        return Qt.ItemFlag.NoItemFlags
    plain = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
    return plain | Qt.ItemFlag.ItemIsEditable if is_editable else plain


def cell_room(option: QStyleOptionViewItem, index: Index) -> QRect:
    """Return where the words of a cell go: the outer columns keep the gutter of the panel."""
    is_first, is_last = index.column() == 0, index.column() == index.model().columnCount() - 1
    left, right = (theme.px(GUTTER if outer else _PAD) for outer in (is_first, is_last))
    return option.rect.adjusted(left, 0, -right, 0)


def top_left(model: QAbstractItemModel) -> QModelIndex:
    """Return the first index of a model."""
    return model.index(0, 0)


def bottom_right(model: QAbstractItemModel) -> QModelIndex:
    """Return the last index of a model."""
    return model.index(model.rowCount() - 1, model.columnCount() - 1)
