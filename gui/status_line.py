"""The status bar: what to do now, when it was saved, whether the numbers are live."""

from datetime import datetime

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QStatusBar, QWidget

from gui import theme

EMPTY_HINT = "Everything stays on this computer."


class StatusLine(QStatusBar):
    """One line of help on the left, two facts on the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self.setFixedHeight(theme.px(28))
        self._hint, self._saved, self._live = QLabel(), QLabel(), QLabel()
        self._hint.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._dot = Dot()
        self._note = ""
        self._words = EMPTY_HINT
        for label in (self._hint, self._saved, self._live):
            theme.set_role(label, "secondary")
        self._hint.setContentsMargins(theme.px(12), 0, 0, 0)
        self._live.setContentsMargins(0, 0, theme.px(12), 0)
        self.addWidget(self._hint, 1)
        for part in (self._saved, self._dot, self._live):
            self.addPermanentWidget(part)
        self.show_live("")
        self.show_hint(EMPTY_HINT)

    @property
    def hint(self) -> str:
        """What the left end says."""
        return self._hint.text()

    def show_hint(self, words: str) -> None:
        """Say what to do now; it takes the place of a note."""
        self._words, self._note = words, ""
        self._hint.setText(words)

    def show_note(self, words: str) -> None:
        """Say what has just happened, until the next hint."""
        self._note = words
        self._hint.setText(words or self._words)

    def show_saved(self, moment: datetime | None) -> None:
        """Show when the project was saved."""
        self._saved.setText(f"Saved {moment:%H:%M}" if moment else "")

    def show_modified(self, is_modified: bool) -> None:
        """Say that the newest changes are not saved."""
        if is_modified:
            self._saved.setText("Not saved")

    def show_live(self, state: str) -> None:
        """Show live, updating, failed, or nothing."""
        words = {"live": "Live", "updating": "Updating", "failed": "Not updated"}
        self._live.setText(words.get(state, ""))
        self._dot.show_tone({"live": "accent", "updating": "field", "failed": "differline"}, state)


class Dot(QWidget):
    """A small disc."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone = ""
        self.setFixedSize(QSize(theme.px(16), theme.px(16)))
        theme.changed.connect(self.update)

    def show_tone(self, tones: dict[str, str], state: str) -> None:
        """Take the tone of a state; none hides the disc."""
        self._tone = tones.get(state, "")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._tone:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.token(self._tone))
        side = theme.px(8)
        painter.drawEllipse(self.width() - side - 2, (self.height() - side) // 2, side, side)
        painter.end()
