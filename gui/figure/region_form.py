"""The small form that opens beside a box: what it is for."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from core.model.region import RegionKind
from gui import theme
from gui.figure.editors import Form

FIGURE = "figure"
TEXT = "text"
# What it says, its key, the answer.
CHOICES: tuple[tuple[str, str, RegionKind | str], ...] = (
    ("Keep out of the reading", "K", RegionKind.KEEP_OUT),
    ("Look only inside", "L", RegionKind.LOOK_INSIDE),
    ("This is the figure", "F", FIGURE),
    ("Take its text to the Paper tab", "T", TEXT),
)


class RegionForm(Form):
    """Asks what a box is for: a button and a letter for each answer.

    Signals
    -------
    answered(object)
        A `RegionKind`, `FIGURE` or `TEXT`.
    """

    answered = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("What this box is for")
        self.buttons: list[QPushButton] = []
        self.has_words = False
        for words, key, answer in CHOICES:
            button = QPushButton(f"{words}   {key}", self)
            button.setFont(theme.font("body"))
            button.setAutoDefault(True)
            button.clicked.connect(lambda _on=False, answer=answer: self._answer(answer))
            self._rows.addWidget(button)
            self.buttons.append(button)

    def open(self, place: QPoint, *, wants_figure: bool) -> None:
        """Ask at a place of the parent, with the likelier answer first in line for Enter."""
        self._button_of(TEXT).setVisible(self.has_words)
        self.show_at(place)
        likely = self._button_of(FIGURE if wants_figure else RegionKind.KEEP_OUT)
        for button in self.buttons:
            button.setProperty("kind", "filled" if button is likely else "plain")
            button.style().unpolish(button)
            button.style().polish(button)
        likely.setFocus(Qt.FocusReason.PopupFocusReason)

    def submit(self) -> bool:
        """Answer what has the focus."""
        button = next((button for button in self.buttons if button.hasFocus()), None)
        if button is None:
            return False
        button.click()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Answer on a letter or Enter, go up and down, close on Escape."""
        for _, key, answer in CHOICES:
            is_offered = not self._button_of(answer).isHidden()
            if is_offered and event.text().upper() == key and not event.modifiers():
                self._answer(answer)
                return
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is not None:
            offered = [button for button in self.buttons if not button.isHidden()]
            focused = next((n for n, b in enumerate(offered) if b.hasFocus()), 0)
            offered[(focused + step) % len(offered)].setFocus()
            return
        super().keyPressEvent(event)

    def _button_of(self, answer: RegionKind | str) -> QPushButton:
        return self.buttons[[choice for _, _, choice in CHOICES].index(answer)]

    def _answer(self, answer: RegionKind | str) -> None:
        self._put_away()
        self.answered.emit(answer)
        self.closed.emit()
