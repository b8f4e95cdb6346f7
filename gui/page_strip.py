"""The pages of a PDF side by side above the figure; thumbnails come when they are seen."""

from collections import OrderedDict

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QImage, QPainter, QPen, QPixmap
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from gui import images, theme
from gui.opened import Pixels

PAPER, SMALL_PAPER = (84, 109), (54, 70)
# A window lower than this leaves the figure more room.
SMALL_BELOW = 720
MARGIN = 6
WORDS_HEIGHT = 18
MOST_KEPT = 400

_Index = QModelIndex | QPersistentModelIndex


class PageModel(QAbstractListModel):
    """One row a page; a thumbnail is asked for when a row is painted without one.

    Signals
    -------
    wanted(int)
        A page is seen whose thumbnail is not there yet.
    """

    wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._n_pages = 0
        self._drawn: OrderedDict[int, QPixmap] = OrderedDict()

    def set_pages(self, n_pages: int) -> None:
        """Start over with another file."""
        self.beginResetModel()
        self._n_pages = n_pages
        self._drawn.clear()
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self._n_pages

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"Page {index.row() + 1}"
        return None

    def thumbnail(self, number: int) -> QPixmap | None:
        """Return what a page looks like, asking for it where it is not known."""
        if number not in self._drawn:
            self.wanted.emit(number)
            return None
        return self._drawn[number]

    def show_drawn(self, number: int, pixels: Pixels) -> None:
        """Keep the thumbnail of a page."""
        height, width = pixels.shape[:2]
        picture = QImage(pixels.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888)
        self._drawn[number] = QPixmap.fromImage(picture)
        if len(self._drawn) > MOST_KEPT:
            self._drawn.popitem(last=False)
        self.dataChanged.emit(self.index(number), self.index(number))


class PageDelegate(QStyledItemDelegate):
    """Paints a page as a sheet with its number; the chosen one has a ring."""

    def __init__(self, model: PageModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self.paper = PAPER

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        width, height = (theme.px(side + 2 * MARGIN) for side in self.paper)
        return QSize(width, height + theme.px(WORDS_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        is_chosen = bool(state & QStyle.StateFlag.State_Selected)
        margin = theme.px(MARGIN)
        words = QRect(area.left(), area.bottom() - theme.px(WORDS_HEIGHT), area.width(), 0)
        words.setBottom(area.bottom())
        room = QRectF(area.adjusted(margin, margin, -margin, -theme.px(WORDS_HEIGHT) - margin))
        picture = self._model.thumbnail(index.row())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        sheet = _fitted(picture, room)
        painter.fillRect(sheet, Qt.GlobalColor.white)
        if picture is not None:
            painter.drawPixmap(sheet, picture, QRectF(picture.rect()))
        edge = theme.token("accent" if is_chosen else "field")
        painter.setPen(QPen(edge, theme.px(2) if is_chosen else 1))
        painter.drawRect(sheet)
        painter.setFont(theme.font("secondary"))
        painter.setPen(theme.token("accent" if is_chosen else "text2"))
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, str(index.row() + 1))
        painter.restore()


class PageStrip(QFrame):
    """Lets a person choose the page that shows the figure.

    Signals
    -------
    chosen(int)
        A page, counted from 0.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = PageModel()
        self._words = QLabel()
        self._close = QPushButton()
        self._close.setProperty("kind", "flat")
        self._close.setAccessibleName("Close the pages")
        self._close.setToolTip("Close the pages; Figure, Page… brings them back")
        self._close.setFixedWidth(theme.px(28))
        self._close.clicked.connect(self.hide)
        self.list = self._make_list()
        self.set_small(False)
        head = QHBoxLayout()
        head.setContentsMargins(theme.px(16), theme.px(4), theme.px(8), 0)
        head.addWidget(self._words, 1)
        head.addWidget(self._close)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.list)
        theme.changed.connect(self._dress)
        self._dress()
        self.hide()

    def offer(self, n_pages: int, page: int) -> None:
        """Show the pages of a file."""
        self.set_small(self.window().height() < theme.px(SMALL_BELOW))
        if self.model.rowCount() != n_pages:
            self.model.set_pages(n_pages)
        self.show()
        self.set_current(page)

    def set_small(self, is_small: bool) -> None:
        """Show small pages where the window is low."""
        self._delegate.paper = SMALL_PAPER if is_small else PAPER
        bar = self.list.horizontalScrollBar().sizeHint().height()
        height = theme.px(self._delegate.paper[1] + 2 * MARGIN + WORDS_HEIGHT)
        self.list.setFixedHeight(height + bar + theme.px(2))
        self.list.scheduleDelayedItemsLayout()

    def set_current(self, page: int) -> None:
        """Mark the page that is shown."""
        index = self.model.index(page)
        if index.isValid():
            self.list.setCurrentIndex(index)
            self.list.scrollTo(index)
            n_pages = self.model.rowCount()
            self._words.setText(
                f"Page {page + 1} of {n_pages}. Choose the page with the figure, "
                "then drag a box round it with Region (M)."
            )

    def clear(self) -> None:
        """Another file comes."""
        self.model.set_pages(0)
        self.hide()

    def _make_list(self) -> QListView:
        made = QListView()
        made.setModel(self.model)
        self._delegate = PageDelegate(self.model, made)
        made.setItemDelegate(self._delegate)
        made.setFlow(QListView.Flow.LeftToRight)
        made.setUniformItemSizes(True)
        made.setHorizontalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        made.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.setFrameShape(QFrame.Shape.NoFrame)
        made.setAccessibleName("Pages")
        made.clicked.connect(lambda index: self.chosen.emit(index.row()))
        made.activated.connect(lambda index: self.chosen.emit(index.row()))
        return made

    def _dress(self) -> None:
        self.setStyleSheet(
            f"PageStrip {{ background: {theme.token('surface').name()}; border: none;"
            f" border-bottom: 1px solid {theme.token('border').name()}; }}"
            f" QListView {{ background: {theme.token('surface').name()}; }}"
        )
        self._close.setIcon(images.icon("close"))
        self.list.viewport().update()


def _fitted(picture: QPixmap | None, room: QRectF) -> QRectF:
    """Return where a page of this shape lies in the middle of its room."""
    size = room.size() if picture is None else QRectF(picture.rect()).size()
    size.scale(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
    sheet = QRectF(room.topLeft(), size)
    sheet.moveCenter(room.center())
    return sheet
