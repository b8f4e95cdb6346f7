"""F1: a short text about the step at hand, beside the figure."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gui import images, theme
from gui.help_texts import HELP

_WIDTH = 420
_GAP = 16


class HelpCard(QFrame):
    """A card over the window that says how a step is done; Esc or F1 closes it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._room = parent
        self.setObjectName("help_card")
        self.setProperty("kind", "card")
        self.setAutoFillBackground(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.key = ""
        self._before: QWidget | None = None
        self._title = QLabel()
        self._lines = QGridLayout()
        self._lines.setColumnStretch(1, 1)
        self._lines.setHorizontalSpacing(theme.px(8))
        self._lines.setVerticalSpacing(theme.px(4))
        theme.set_role(self._title, "question")
        close = QPushButton()
        close.setProperty("kind", "flat")
        close.setIcon(images.icon("close"))
        close.setAccessibleName("Close the help")
        close.setToolTip("Close (Esc)")
        close.setFixedWidth(theme.px(28))
        close.clicked.connect(self.close_card)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(part) for part in (16, 12, 12, 16)])
        column.setSpacing(theme.px(8))
        column.addLayout(head)
        column.addLayout(self._lines)
        self.setFixedWidth(theme.px(_WIDTH))
        parent.installEventFilter(self)
        self.hide()

    @property
    def words(self) -> str:
        """What it says."""
        return " ".join(HELP[self.key][1]) if self.key else ""

    def toggle(self, key: str, over: QWidget) -> None:
        """Show the help of a step over a part of the window, or close it if it shows that."""
        if self.isVisible() and self.key == key:
            self.close_card()
            return
        if not self.isVisible():
            self._before = self.window().focusWidget()
        self.key = key
        title, lines = HELP[key]
        self._title.setText(title)
        self._show_lines(lines)
        self.setAccessibleName(f"Help: {title}. {' '.join(lines)}")
        self._place(over)
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close_card(self) -> None:
        """Close and give the focus back."""
        if self.isVisible():
            self.hide()
            before, self._before = self._before, None
            if before is not None and before.isVisible():
                before.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_card()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay inside the window."""
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self._keep_inside()
        return super().eventFilter(watched, event)

    def _show_lines(self, lines: tuple[str, ...]) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for row, line in enumerate(lines):
            dot, words = QLabel("•"), QLabel(line)
            words.setWordWrap(True)
            self._lines.addWidget(dot, row, 0, Qt.AlignmentFlag.AlignTop)
            self._lines.addWidget(words, row, 1)

    def _place(self, over: QWidget) -> None:
        """Lie in the upper right corner of a part of the window: curves leave that free."""
        layout = self.layout()
        assert layout is not None
        height = layout.totalHeightForWidth(self.width())
        self.resize(self.width(), height)
        corner = over.mapTo(self._room, over.rect().topRight())
        gap = theme.px(_GAP)
        self.move(corner.x() - self.width() - gap, corner.y() + gap)
        self._keep_inside()

    def _keep_inside(self) -> None:
        room = self._room.rect()
        x = min(max(self.x(), 0), max(room.width() - self.width(), 0))
        y = min(max(self.y(), 0), max(room.height() - self.height(), 0))
        self.move(x, y)
