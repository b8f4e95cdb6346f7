"""The small forms that open on the figure: the value of a tick, the values of a point."""

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from core.errors import InputError
from core.model.document import Axis
from core.numbers import parse_number
from gui import theme
from gui.figure.axes_tool import AxisQuestion

GAP = 14
AXIS_CHOICES: tuple[tuple[str, str, tuple[Axis, ...]], ...] = (
    ("Time", "T", (Axis.TIME,)),
    ("Survival", "S", (Axis.SURVIVAL,)),
    ("Both", "B", (Axis.TIME, Axis.SURVIVAL)),
)


class Form(QFrame):
    """A card at a place of the figure; Enter answers, Escape closes.

    Signals
    -------
    closed()
        Answered or not, the form is gone.
    """

    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self.setAutoFillBackground(True)
        self._place = QPoint()
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(8, 8, 8, 8)
        self._rows.setSpacing(4)
        self._message = QLabel(self)
        self._message.setWordWrap(True)
        theme.set_role(self._message, "secondary")
        self._message.hide()
        self.hide()

    def show_at(self, place: QPoint) -> None:
        """Open beside a place of the parent, inside it."""
        self._place = place
        self._fit()
        self.show()
        self.raise_()

    def close_form(self) -> None:
        """Hide without an answer."""
        if self.isVisible():
            self._put_away()
            self.closed.emit()

    def submit(self) -> bool:
        """Answer if what is typed can be read; return whether the form is done."""
        raise NotImplementedError

    def complain(self, message: str) -> None:
        """Say below the fields why the answer cannot be used."""
        self._message.setText(message)
        self._message.setVisible(bool(message))
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Answer on Enter, close on Escape."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.submit()
        elif event.key() == Qt.Key.Key_Escape:
            self.close_form()
        else:
            super().keyPressEvent(event)

    def _fit(self) -> None:
        """Take the size of what is said, beside the place and whole."""
        self.adjustSize()
        parent = self.parentWidget()
        room = self.rect() if parent is None else parent.rect()
        x = self._place.x() + GAP
        if x + self.width() > room.right():
            x = self._place.x() - GAP - self.width()
        y = min(self._place.y() + GAP, room.bottom() - self.height())
        self.move(max(x, 0), max(y, 0))

    def _put_away(self) -> None:
        """Hide; first without focus, or Qt would hand it on as the Tab key does."""
        field = self.focusWidget()
        if field is not None:
            field.clearFocus()
        self.hide()

    def _field(self, name: str, width: int) -> QLineEdit:
        field = QLineEdit(self)
        field.setAccessibleName(name)
        field.setFixedWidth(theme.px(width))
        field.setFont(theme.font("body"))
        return field


class AxisForm(Form):
    """Asks for the value printed at a tick and which axis it is on.

    T, S and B choose the axis while typing, as do Up and Down.

    Signals
    -------
    answered(AxisQuestion, tuple of Axis, str)
    """

    answered = Signal(object, object, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._question: AxisQuestion | None = None
        chips = QHBoxLayout()
        chips.setSpacing(4)
        self._chips = QButtonGroup(self)
        for number, (words, key, _) in enumerate(AXIS_CHOICES):
            chip = QPushButton(words, self)
            chip.setCheckable(True)
            chip.setFont(theme.font("secondary"))
            chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            chip.setToolTip(f"{words} ({key})")
            chip.setProperty("kind", "chip")
            self._chips.addButton(chip, number)
            chips.addWidget(chip)
        self.value = self._field("Value at this tick", 168)
        self.value.installEventFilter(self)
        self._rows.addLayout(chips)
        self._rows.addWidget(self.value)
        self._rows.addWidget(self._message)
        self._chips.idClicked.connect(lambda _number: self.value.setFocus())
        theme.changed.connect(self._dress)
        self._dress()

    @property
    def axes(self) -> tuple[Axis, ...]:
        """The axes chosen."""
        return AXIS_CHOICES[max(self._chips.checkedId(), 0)][2]

    def choose(self, axes: tuple[Axis, ...]) -> None:
        """Choose the axis, or both."""
        numbers = [number for number, choice in enumerate(AXIS_CHOICES) if choice[2] == axes]
        self._chips.button(numbers[0]).setChecked(True)

    def open(self, question: AxisQuestion, place: QPoint) -> None:
        """Ask at a place of the parent."""
        self._question = question
        self.complain("")
        self.choose((question.axis,))
        self._chips.button(2).setVisible(question.index is None)
        self.value.setText(question.value)
        self.value.setPlaceholderText("Value printed at this tick")
        self.value.selectAll()
        self.show_at(place)
        self.value.setFocus(Qt.FocusReason.PopupFocusReason)

    def submit(self) -> bool:
        """Answer; a value that is no number stays with a sentence below it."""
        text = self.value.text().strip()
        if not text or self._question is None:
            self.close_form()
            return True
        try:
            parse_number(text)
        except InputError as error:
            self.complain(error.message)
            return False
        question, axes = self._question, self.axes
        self._put_away()
        self.answered.emit(question, axes, text)
        self.closed.emit()
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys that choose the axis before the field sees them."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            keys = [key for _, key, _ in AXIS_CHOICES]
            plain = not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
            if event.text().upper() in keys and plain:
                self._check(keys.index(event.text().upper()))
                return True
            if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                self._check((self._chips.checkedId() + step) % len(AXIS_CHOICES))
                return True
        return super().eventFilter(watched, event)

    def _check(self, number: int) -> None:
        if self._chips.button(number).isVisible():
            self._chips.button(number).setChecked(True)

    def _dress(self) -> None:
        names = ("surface", "text2", "border", "accentbg", "accent")
        surface, text, border, chosen, accent = (theme.token(name).name() for name in names)
        self.setStyleSheet(
            f"QPushButton {{ background: {surface}; color: {text}; border: 1px solid {border};"
            " border-radius: 11px; padding: 0 10px; min-height: 20px; }"
            f"QPushButton:checked {{ background: {chosen}; color: {accent};"
            f" border-color: {accent}; }}"
        )


class PointForm(Form):
    """Asks for time and survival of one traced point.

    Signals
    -------
    answered(float, float)
        Time, and survival as a fraction.
    """

    answered = Signal(float, float)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.time = self._field("Time of the point", 72)
        self.survival = self._field("Survival of the point, 0 to 1", 72)
        for words, field in (("t", self.time), ("S", self.survival)):
            row.addWidget(QLabel(words, self))
            row.addWidget(field)
        self._rows.addLayout(row)
        self._rows.addWidget(self._message)

    def open(self, time: str, survival: str, place: QPoint) -> None:
        """Ask at a place of the parent."""
        self.complain("")
        self.time.setText(time)
        self.survival.setText(survival)
        self.show_at(place)
        self.time.setFocus(Qt.FocusReason.PopupFocusReason)
        self.time.selectAll()

    def submit(self) -> bool:
        """Answer; a value that is no number stays with a sentence below it."""
        try:
            values = parse_number(self.time.text()), parse_number(self.survival.text())
        except InputError as error:
            self.complain(error.message)
            return False
        if not 0.0 <= values[1] <= 1.0:
            self.complain("Survival is a fraction: type a number from 0 to 1.")
            return False
        self._put_away()
        self.answered.emit(*values)
        self.closed.emit()
        return True
