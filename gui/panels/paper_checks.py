"""The checks of a paper's numbers as a list: what does not fit in full, what holds folded."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from core.verify.claims import CheckState, TextCheck
from gui import chip, theme
from gui.panels.widgets import GUTTER
from gui.panels.words import plural

Index = QModelIndex | QPersistentModelIndex
STATES = {
    CheckState.IMPOSSIBLE: ("differ", "Arithmetically impossible"),
    CheckState.NOT_REPRODUCIBLE: ("differ", "Not reproducible"),
    CheckState.NOT_COMPARABLE: ("unknown", "Not comparable"),
    CheckState.CONSISTENT: ("agree", "Consistent"),
}
ENTRY_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_PAD, _LINE_GAP = 8, 2


@dataclass(frozen=True, slots=True)
class Fold:
    """The line that stands for the checks that hold."""

    count: int
    is_open: bool

    @property
    def words(self) -> str:
        """What the line says."""
        verb = "holds" if self.count == 1 else "hold"
        return f"{plural(self.count, 'check')} {verb}. {'Hide' if self.is_open else 'Show'}"


@dataclass(frozen=True, slots=True)
class More:
    """The line that stands for further checks of one fault; ``first`` is the one shown."""

    first: TextCheck
    count: int
    is_open: bool

    @property
    def words(self) -> str:
        """What the line says."""
        cause = f" ({self.first.cause})" if self.first.cause else ""
        likely = f"{plural(self.count, 'more check')}, likely of the same fault{cause}."
        return f"{likely} {'Hide' if self.is_open else 'Show'}"


Entry = TextCheck | Fold | More


class PaperChecksModel(QAbstractListModel):
    """Checks that need attention, one a fault, then a fold over those that hold."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._checks: tuple[TextCheck, ...] = ()
        self._families: tuple[tuple[TextCheck, ...], ...] = ()
        self._entries: tuple[Entry, ...] = ()
        self._is_open = False
        self._opened: set[TextCheck] = set()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What is listed."""
        return self._entries

    def show_checks(
        self, checks: tuple[TextCheck, ...], families: tuple[tuple[TextCheck, ...], ...] = ()
    ) -> None:
        """List these; of each family only the first until its line is opened."""
        self._checks = checks
        self._families = families
        self._rebuild()

    def toggle(self) -> None:
        """Unfold what holds, or fold it again."""
        self._is_open = not self._is_open
        self._rebuild()

    def toggle_more(self, first: TextCheck) -> None:
        """Unfold the further checks of a fault, or fold them again."""
        self._opened ^= {first}
        self._rebuild()

    def _of_family(self, check: TextCheck) -> tuple[Entry, ...]:
        """Return what a flag adds to the list: itself, and the line over its like."""
        family = next((group for group in self._families if check in group), (check,))
        if check is not family[0]:
            return ()
        rest = family[1:]
        if not rest:
            return (check,)
        is_open = check in self._opened
        return (check, More(check, len(rest), is_open), *(rest if is_open else ()))

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        entry = self._entries[index.row()]
        if role == ENTRY_ROLE:
            return entry
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return spoken(entry) if isinstance(entry, TextCheck) else entry.words
        return None

    def _rebuild(self) -> None:
        self.beginResetModel()
        holds = tuple(c for c in self._checks if c.state is CheckState.CONSISTENT)
        others = tuple(c for c in self._checks if c.state is not CheckState.CONSISTENT)
        fold = (Fold(len(holds), self._is_open),) if holds else ()
        listed = tuple(entry for check in others for entry in self._of_family(check))
        self._entries = (*listed, *fold, *(holds if self._is_open else ()))
        self.endResetModel()


class PaperChecksView(QListView):
    """The list; its lines take the height that their sentences need.

    Signals
    -------
    check_chosen(TextCheck)
        A click or Enter on a check.
    """

    check_chosen = Signal(object)

    def __init__(self, model: PaperChecksModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Checks of the paper's numbers")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self._model = model
        self.setModel(model)
        self.setItemDelegate(_Delegate(self))
        self.clicked.connect(self._choose)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def _choose(self, index: Index) -> None:
        entry = index.data(ENTRY_ROLE)
        if isinstance(entry, Fold):
            self._model.toggle()
        elif isinstance(entry, More):
            self._model.toggle_more(entry.first)
        elif isinstance(entry, TextCheck):
            self.check_chosen.emit(entry)


def spoken(check: TextCheck) -> str:
    """Return a check in words."""
    parts = (f"{STATES[check.state][1]}: {check.sentence}", check.arithmetic, remedy(check))
    return "\n".join(part for part in parts if part)


def remedy(check: TextCheck) -> str:
    """Return what would make it fit as a sentence, "" where nothing is known."""
    words = check.would_fit
    if "fit" in words.split(";")[0]:
        return words[0].upper() + words[1:]
    return f"Would fit: {words}" if words else ""


def n_flags(checks: Sequence[TextCheck]) -> int:
    """Return how many checks do not fit."""
    return sum(check.state.is_flag for check in checks)


class _Delegate(QStyledItemDelegate):
    def __init__(self, view: PaperChecksView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        width = self._view.viewport().width()
        room = QRect(0, 0, width, 100_000)
        return QSize(width, _lay_out(None, room, index.data(ENTRY_ROLE)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        is_current = index.row() == self._view.currentIndex().row()
        if is_current:
            painter.fillRect(option.rect, theme.token("sel"))
        bottom = QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1)
        painter.fillRect(bottom, theme.token("border"))
        _lay_out(painter, option.rect, index.data(ENTRY_ROLE))
        if is_current and self._view.hasFocus():
            painter.setPen(QPen(theme.token("accent"), 3))
            painter.drawLine(option.rect.topLeft(), option.rect.bottomLeft())
        painter.restore()


def _lay_out(painter: QPainter | None, rect: QRect, entry: object) -> int:
    """Paint an entry, or only measure it; return the height it takes."""
    side, pad = theme.px(GUTTER), theme.px(_PAD)
    room = rect.adjusted(side, pad, -side, 0)
    if isinstance(entry, Fold | More):
        return int(_write(painter, room, entry.words, "strong", "accent")) + 2 * pad
    assert isinstance(entry, TextCheck)
    state, word = STATES[entry.state]
    size = chip.chip_size(word, dense=True)
    if painter is not None:
        chip.paint_chip(painter, QPointF(room.topLeft()), state, word, dense=True)
        beside = room.adjusted(size.width() + pad, 0, 0, 0)
        beside.setHeight(size.height())
        painter.setFont(theme.font("secondary"))
        painter.setPen(theme.token("text2"))
        painter.drawText(beside, Qt.AlignmentFlag.AlignVCenter, entry.id)
    top = size.height() + theme.px(4)
    lines = (
        (entry.sentence, "strong", "text"),
        (entry.arithmetic, "secondary", "text2"),
        (remedy(entry), "body", "text"),
    )
    for text, role, ink in lines:
        if text:
            top += _write(painter, room.adjusted(0, top, 0, 0), text, role, ink)
            top += theme.px(_LINE_GAP)
    return top + 2 * pad


def _write(painter: QPainter | None, room: QRect, text: str, role: str, ink: str) -> int:
    font = theme.font(role)
    flags = int(Qt.TextFlag.TextWordWrap)
    taken = QFontMetrics(font).boundingRect(room, flags, text)
    if painter is not None:
        painter.setFont(font)
        painter.setPen(theme.token(ink))
        painter.drawText(room, flags, text)
    return taken.height()
