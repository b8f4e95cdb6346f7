"""A frame round one widget that shows when the keyboard brought the focus there."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui import theme

FOCUS_RING = 2
KEYBOARD_REASONS = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class FocusFrame(QWidget):
    """Holds a widget that takes its focus, on the bench, with a ring where that helps."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._framed: QWidget | None = None
        self._shows_ring = False

    def frame(self, widget: QWidget) -> None:
        """Lay the widget out inside the ring."""
        self._framed = widget
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[FOCUS_RING] * 4)
        layout.addWidget(widget)
        self.setFocusProxy(widget)
        widget.installEventFilter(self)

    def on_focus_lost(self) -> None:
        """The widget is no longer typed into."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFocusEvent) and watched is self._framed:
            self._shows_ring = event.gotFocus() and event.reason() in KEYBOARD_REASONS
            if event.lostFocus():
                self.on_focus_lost()
            self.update()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.token("bench"))
        if self._shows_ring:
            painter.setPen(QPen(theme.token("accent"), 2 * FOCUS_RING))
            painter.drawRect(self.rect())
