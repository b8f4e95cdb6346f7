"""Messages that stand beside their cause: a strip above the canvas, never a dialog."""

import re
from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QSizePolicy, QWidget

from core.errors import InputError
from gui import images, theme

# A sentence ends where a capital follows; "S 0.96. Add" does, "0.96 at" does not.
_SENTENCE_END = re.compile(r"(?<=[.?!:])\s+(?=[A-Z])")


class Verb(NamedTuple):
    """A button of a message: what it says and what it does, or what it lets choose from."""

    words: str
    act: Callable[[], None] | None
    choices: tuple["Verb", ...] = ()


def split_message(message: str) -> tuple[str, str]:
    """Return the first sentence, to be set bold, and the rest."""
    parts = _SENTENCE_END.split(message.strip(), maxsplit=1)
    return parts[0], parts[1] if len(parts) > 1 else ""


def as_input_error(error: Exception) -> InputError:
    """Return what can be shown for any failure: the sentence itself, or that it is our fault."""
    if isinstance(error, InputError):
        return error
    detail = f"{type(error).__name__}: {error}".strip(": ")
    return InputError(
        "Something went wrong inside the program. Your document is unchanged; save it, and "
        f"please report this: {detail[:160]}",
        code="X1",
    )


class MessageStrip(QFrame):
    """One message at a time: first sentence bold, the rest, its code, verbs and a cross.

    Signals
    -------
    closed()
        The message was dismissed.
    """

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name, self._tone = "warning", "differ"
        self._icon, self._words, self._code = QLabel(), QLabel(), QLabel()
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.RichText)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._verbs = QHBoxLayout()
        self._verbs.setSpacing(theme.px(8))
        self._buttons: list[QPushButton] = []
        self._close = QPushButton()
        self._close.setProperty("kind", "flat")
        self._close.setAccessibleName("Close this message")
        self._close.setToolTip("Close this message (Esc)")
        self._close.setFixedWidth(theme.px(28))
        self._close.clicked.connect(self.dismiss)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(16), theme.px(6), theme.px(8), theme.px(6))
        row.setSpacing(theme.px(10))
        for part in (self._icon, self._words, self._code):
            row.addWidget(part, 1 if part is self._words else 0)
        row.addLayout(self._verbs)
        row.addWidget(self._close)
        self._message = ""
        self._shorter: tuple[str, ...] = ()
        theme.changed.connect(self._dress)
        self.hide()

    @property
    def message(self) -> str:
        """The whole message shown, empty when hidden."""
        return self._message

    @property
    def code(self) -> str:
        """The small print beside it."""
        return self._code.text()

    def show_error(self, error: InputError, *verbs: Verb) -> None:
        """Show what went wrong, with buttons that lead on."""
        self._close.setVisible(True)
        self._show(error.message, error.code, "warning", "differ", verbs)

    def show_note(
        self, message: str, *verbs: Verb, closable: bool = True, shorter: tuple[str, ...] = ()
    ) -> None:
        """Show something that was done or may be undone, in amber.

        Without the cross where one of the verbs must answer. Of the ``shorter``
        ways to say it the first that fits on one line is shown, if there are any.
        """
        self._close.setVisible(closable)
        self._show(message, "", "proposed", "amber", verbs, shorter)

    def dismiss(self) -> None:
        """Take the message away."""
        if self._message:
            self._message = ""
            self.hide()
            self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def _show(
        self,
        message: str,
        code: str,
        icon_name: str,
        tone: str,
        verbs: tuple[Verb, ...],
        shorter: tuple[str, ...] = (),
    ) -> None:
        self._shorter = shorter
        self._message, self._icon_name, self._tone = message, icon_name, tone
        self._code.setText(code)
        self._code.setVisible(bool(code))
        self._set_verbs(verbs)
        self._dress()
        self.setAccessibleName(message)
        self.setToolTip(message if shorter else "")
        self.show()
        self._fit()

    def _set_verbs(self, verbs: tuple[Verb, ...]) -> None:
        for old in self._buttons:
            self._verbs.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._buttons.clear()
        for verb in verbs:
            button = QPushButton(verb.words)
            if self._tone == "amber":
                button.setProperty("kind", "flat" if self._buttons else "filled")
            if verb.act is not None:
                button.clicked.connect(self.dismiss)
                button.clicked.connect(lambda _on=False, act=verb.act: act())
            if verb.choices:
                button.setMenu(self._menu(verb.choices, button))
            self._verbs.addWidget(button)
            self._buttons.append(button)

    def _menu(self, choices: tuple[Verb, ...], button: QPushButton) -> QMenu:
        menu = QMenu(button)
        for choice in choices:
            action = menu.addAction(choice.words, self.dismiss)
            if choice.act is not None:
                action.triggered.connect(lambda _on=False, act=choice.act: act())
        return menu

    def _dress(self) -> None:
        ink, ground = theme.token(self._tone), theme.token(f"{self._tone}bg")
        self.setStyleSheet(
            f"MessageStrip {{ background: {ground.name()}; border: none;"
            f" border-bottom: 1px solid {theme.token('border').name()}; }}"
            f" QLabel, QPushButton[kind='flat'] {{ color: {ink.name()}; }}"
            f" QPushButton[kind='filled'] {{ background: {ink.name()}; color: {ground.name()};"
            f" border-color: {ink.name()}; }}"
        )
        self._icon.setPixmap(images.pixmap(self._icon_name, theme.px(18), ink))
        self._close.setIcon(images.icon("close", tone=self._tone))
        self._code.setFont(theme.font("secondary"))
        self._say(self._message)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say it as fully as fits."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Say the longest version that takes one line, where there are shorter ones."""
        if not self._shorter or not self._message:
            return
        layout = self.layout()
        assert layout is not None
        layout.activate()
        metrics = QFontMetrics(theme.font("strong"))
        ways = (self._message, *self._shorter)
        room = self._words.width()
        fits = (way for way in ways if metrics.horizontalAdvance(f"{way}  ") <= room)
        self._say(next(fits, ways[-1]))

    def _say(self, words: str) -> None:
        first, rest = (_escaped(part) for part in split_message(words))
        self._words.setText(f"<span style='font-weight:600'>{first}</span>&ensp;{rest}")


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
