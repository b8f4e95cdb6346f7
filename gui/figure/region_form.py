"""The small form that opens beside a box: what it is for."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from core.model.region import RegionKind
from gui import theme
from gui.figure.editors import Form

FIGURE = "figure"
# What it says, its key, the answer.
CHOICES: tuple[tuple[str, str, RegionKind | str], ...] = (
    ("Keep out of the reading", "K", RegionKind.KEEP_OUT),
    ("Look only inside", "L", RegionKind.LOOK_INSIDE),
    ("This is the figure", "F", FIGURE),
)


class RegionForm(Form):
    """Asks what a box is for: a button and a letter for each answer.

    Signals
    -------
    answered(object)
        A `RegionKind`, or `FIGURE`.
    """

    answered = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("What this box is for")
        self.buttons: list[QPushButton] = []
        for words, key, answer in CHOICES:
            button = QPushButton(f"{words}   {key}", self)
            button.setFont(theme.font("body"))
            button.setAutoDefault(True)
            button.clicked.connect(lambda _on=False, answer=answer: self._answer(answer))
            self._rows.addWidget(button)
            self.buttons.append(button)

    def open(self, place: QPoint, *, wants_figure: bool) -> None:
        """Ask at a place of the parent, with the likelier answer first in line for Enter."""
        self.show_at(place)
        likely = self.buttons[-1 if wants_figure else 0]
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
            if event.text().upper() == key and not event.modifiers():
                self._answer(answer)
                return
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is not None:
            focused = next((n for n, b in enumerate(self.buttons) if b.hasFocus()), 0)
            self.buttons[(focused + step) % len(self.buttons)].setFocus()
            return
        super().keyPressEvent(event)

    def _answer(self, answer: RegionKind | str) -> None:
        self._put_away()
        self.answered.emit(answer)
        self.closed.emit()
