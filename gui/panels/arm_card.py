"""One arm as a card: swatch, name, n, events, median."""

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from core.model.document import Arm
from core.results import ArmResult
from gui import theme
from gui.panels.widgets import CommitEdit, ElidedLabel, Swatch, dimmed, label
from gui.panels.words import first_sentence

# As many digits as trials have patients.
_WIDEST = "88888"
# Looks like text until it is used.
_INLINE = """
QLineEdit { background: transparent; border: 1px solid transparent; padding: 0 2px; min-height: 0; }
QLineEdit:hover { background: palette(alternate-base); border-color: palette(dark); }
QLineEdit:focus { background: palette(base); border: 2px solid palette(accent); padding: 0 1px; }
"""


class ArmCard(QWidget):
    """One arm. The active one is a white card, the others lie flat.

    Signals
    -------
    activated()
    edited(str, dict)
        What the undo step is called, and the fields of the arm that changed.
    menu_requested(QPoint)
    reference_confirmed()
        The guess that this arm is the reference was confirmed.
    """

    activated = Signal()
    edited = Signal(str, dict)
    menu_requested = Signal(QPoint)
    reference_confirmed = Signal()

    def __init__(self, arm_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.arm_id = arm_id
        self._arm = Arm(arm_id, "")
        self._is_active = False
        self._is_compact = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._swatch = Swatch(0)
        # Names of arms of one trial differ in their last words, as in a dose.
        self._name = ElidedLabel("strong", mode=Qt.TextElideMode.ElideMiddle)
        self._number = label("", "secondary")
        self._reference = label("ref.", "secondary")
        self._reference.setToolTip("Hazard ratios are over this arm")
        self._reference.hide()
        self.reference_chip = QPushButton("ref.?")
        self.reference_chip.setAccessibleName("Confirm that this arm is the reference")
        self.reference_chip.setToolTip(
            "Hazard ratios are over this arm until you choose. Click to confirm it, or make "
            "another arm the reference in its menu."
        )
        self.reference_chip.setFont(theme.font("pill"))
        self.reference_chip.clicked.connect(self.reference_confirmed)
        self.reference_chip.hide()
        theme.changed.connect(self._dress_chip)
        self._dress_chip()
        self.name_edit = CommitEdit()
        self.name_edit.setAccessibleName("Arm name")
        self.name_edit.hide()
        self.name_edit.editingFinished.connect(self._end_rename)
        self.name_edit.committed.connect(self._on_renamed)
        self.n_edit = _count_edit("n, patients in the arm as printed")
        self.events_edit = _count_edit("Total events of the arm as printed")
        self.n_edit.committed.connect(lambda text: self._commit("n", "arm size", text))
        self.events_edit.committed.connect(lambda text: self._commit("n_events", "events", text))
        for edit in (self.name_edit, self.n_edit, self.events_edit):
            # The card itself takes no letters: those are the window's shortcuts again.
            edit.returnPressed.connect(self.setFocus)
        self._median = label("", "secondary")
        self._median.setWordWrap(True)
        self._lay_out()

    def show_arm(self, arm: Arm, index: int, is_reference: bool, *, is_guess: bool = False) -> None:
        """Show what was entered for this arm; a guessed reference asks."""
        self._arm = arm
        self._swatch.show_arm(index)
        self._name.setText(arm.name)
        self._name.setToolTip(arm.name)
        self._number.setText(str(index + 1))
        self._reference.setVisible(is_reference and not is_guess)
        self.reference_chip.setVisible(is_reference and is_guess)
        self.name_edit.show_text(arm.name)
        self.n_edit.show_text(arm.n)
        self.events_edit.show_text(arm.n_events)

    def set_brief_name(self, words: str) -> None:
        """Set what tells this arm from the others, for where the name has no room."""
        self._name.set_shorter(words)

    def show_result(self, result: ArmResult | None, median: str, is_stale: bool) -> None:
        """Show what was computed for this arm, and its median as the table says it."""
        estimates = result.estimates if result else None
        self.n_edit.setPlaceholderText(str(estimates.n) if estimates else "–")
        self.events_edit.setPlaceholderText(str(estimates.n_events) if estimates else "–")
        self._median.setText(_result_words(result, median) if self._arm.trace else "not traced")
        self._median.setToolTip(result.message if result and self._arm.trace else "")
        colour = dimmed(theme.token("text2"), is_stale)
        self._median.setStyleSheet(f"color: rgba{colour.getRgb()}")
        self.setAccessibleName(
            f"Arm {self._arm.name}, n {self._arm.n or 'not typed'}, "
            f"events {self._arm.n_events or 'not typed'}, {self._median.text()}"
            f"{'' if self._reference.isHidden() else ', reference'}"
        )

    @property
    def median_text(self) -> str:
        """The last line of the card."""
        return self._median.text()

    @property
    def name_width(self) -> int:
        """Room the name has, in pixels."""
        return self._name.width()

    @property
    def is_active(self) -> bool:
        """Whether tools act on this arm."""
        return self._is_active

    def set_active(self, is_active: bool) -> None:
        """Show the card raised or flat."""
        self._is_active = is_active
        self._show_counts()
        self.setAccessibleDescription("active arm" if is_active else "")
        self.update()

    def set_compact(self, is_compact: bool) -> None:
        """Leave out n and events of the arms that are not active."""
        self._is_compact = is_compact
        layout, side = self.layout(), 3 if is_compact else 6
        assert layout is not None
        layout.setContentsMargins(8, side, 8, side)
        self._show_counts()

    def rename(self) -> None:
        """Edit the name in place."""
        self._name.hide()
        self._number.hide()
        self.name_edit.show()
        self.name_edit.selectAll()
        self.name_edit.setFocus()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.activated.emit()
        self.setFocus()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.rename()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.activated.emit()
        self.menu_requested.emit(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.activated.emit()
        elif event.key() == Qt.Key.Key_Escape and not self.hasFocus():
            self.setFocus()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        radius = theme.px(8)
        if self._is_active:
            painter.setPen(QPen(theme.token("border"), 1))
            painter.setBrush(theme.token("surface"))
            painter.drawRoundedRect(rect.adjusted(-0.5, -0.5, 0.5, 0.5), radius, radius)
        if self.hasFocus():
            painter.setPen(QPen(theme.token("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect, radius, radius)
        painter.end()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._swatch)
        top.addWidget(self._name, 1)
        top.addWidget(self.name_edit, 1)
        top.addWidget(self._number)
        self._counts = QWidget()
        counts = QHBoxLayout(self._counts)
        counts.setContentsMargins(0, 0, 0, 0)
        counts.setSpacing(4)
        for text, edit in (("n", self.n_edit), ("events", self.events_edit)):
            counts.addWidget(label(text, "secondary"))
            counts.addWidget(edit)
            counts.addSpacing(4)
        counts.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 6)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self._counts)
        # Not beside the name, which would be cut short for it.
        foot = QHBoxLayout()
        foot.setSpacing(4)
        foot.addWidget(self._median, 1)
        foot.addWidget(self._reference)
        foot.addWidget(self.reference_chip)
        column.addLayout(foot)

    def _dress_chip(self) -> None:
        ink, ground, line = (theme.token(n).name() for n in ("amber", "amberbg", "amberline"))
        self.reference_chip.setStyleSheet(
            f"QPushButton {{ background: {ground}; color: {ink}; border: 1px solid {line};"
            f" border-radius: {theme.px(8)}px; padding: 0 {theme.px(6)}px;"
            f" min-height: {theme.px(15)}px; }}"
            f"QPushButton:focus {{ border: 2px solid {theme.token('accent').name()}; }}"
        )

    def _show_counts(self) -> None:
        self._counts.setVisible(self._is_active or not self._is_compact)

    def _commit(self, field: str, what: str, text: str) -> None:
        self.edited.emit(f"Type {what} of {self._arm.name}", {field: text.strip()})

    def _on_renamed(self, text: str) -> None:
        if text.strip():
            self.edited.emit(f"Rename arm {self._arm.name}", {"name": text.strip()})
        self.name_edit.show_text(self._arm.name)

    def _end_rename(self) -> None:
        self.name_edit.hide()
        self._name.show()
        self._number.show()


def _result_words(result: ArmResult | None, median: str) -> str:
    """The median, or what is missing for one."""
    if result is None:
        return "…"
    return f"median {median}" if median else first_sentence(result.message)[0]


def _count_edit(name: str) -> CommitEdit:
    """A field that looks like text until it is used."""
    edit = CommitEdit()
    edit.setAccessibleName(name)
    edit.setToolTip(name)
    font = theme.font("secondary")
    edit.setFixedWidth(QFontMetrics(font).horizontalAdvance(_WIDEST) + theme.px(10))
    edit.setFont(font)
    edit.setStyleSheet(_INLINE)
    return edit
