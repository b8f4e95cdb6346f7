"""The field for a paper's text; what was taken from it stays highlighted."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QTextCursor
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QTextEdit, QWidget

from core.model.claims import Claim
from gui import theme

HINT = "Paste the abstract, the results, a caption or a table of the paper here."


class PaperText(QPlainTextEdit):
    """Plain text only; Tab leaves it."""

    text_entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(HINT)
        self.setAccessibleName("Text of the paper")
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUndoRedoEnabled(True)
        self._taken: tuple[Claim, ...] = ()
        self._chosen: Claim | None = None
        self.textChanged.connect(self.text_entered)

    def append_text(self, text: str) -> None:
        """Add text at the end, as one step that can be undone."""
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.insertText(text)

    def show_taken(self, claims: Sequence[Claim]) -> None:
        """Highlight where these claims stand."""
        self._taken = tuple(claims)
        self._chosen = None
        self.dress()

    def show_claim(self, claim: Claim) -> None:
        """Bring the place of one claim into view."""
        self._chosen = claim if claim in self._taken else None
        self.dress()
        if self._chosen is not None:
            cursor = self.textCursor()
            cursor.setPosition(_in_qt(self.toPlainText(), claim.span[0]))
            self.setTextCursor(cursor)
            self.centerCursor()

    def dress(self) -> None:
        """Paint the highlights in the colours of the theme."""
        text = self.toPlainText()
        selections = []
        for claim in self._taken:
            is_chosen = claim is self._chosen
            ground = theme.token("accentbg" if is_chosen else "amberbg")
            ink = theme.token("accent" if is_chosen else "amber")
            selections.append(self._selection(text, claim, ground, ink))
        self.setExtraSelections(selections)

    def _selection(
        self, text: str, claim: Claim, ground: QColor, ink: QColor
    ) -> QTextEdit.ExtraSelection:
        made = QTextEdit.ExtraSelection()
        cursor = QTextCursor(self.document())
        start, end = (_in_qt(text, at) for at in claim.span)
        last = self.document().characterCount() - 1
        cursor.setPosition(min(start, last))
        cursor.setPosition(min(end, last), QTextCursor.MoveMode.KeepAnchor)
        made.cursor = cursor
        made.format.setBackground(ground)
        made.format.setForeground(ink)
        return made


def _in_qt(text: str, at: int) -> int:
    """Return a place counted in characters as Qt counts it, in halves of UTF-16."""
    return len(text[:at].encode("utf-16-le", "surrogatepass")) // 2
