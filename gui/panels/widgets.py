"""What the panels share: their base, small labels, buttons, the swatch, the message strip."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from core.errors import Finding, Severity
from core.model.document import Document
from core.results import Analysis
from gui import images, theme
from gui.panels.words import first_sentence
from gui.session import Session

GUTTER = 16
STALE_ALPHA = 0.6
_STRIP_NARROW = 440
_PILL = """
QPushButton { border: 1px solid palette(dark); border-radius: %(radius)dpx; padding: 0 %(pad)dpx;
    min-height: %(height)dpx; }
QPushButton:checked { background: palette(highlight); border-color: palette(accent);
    color: palette(accent); }
QPushButton:focus { border: 2px solid palette(accent); }
"""


class Live(Protocol):
    """What panels ask of the live analysis."""

    @property
    def ready(self) -> SignalInstance: ...
    @property
    def stale_changed(self) -> SignalInstance: ...
    @property
    def latest(self) -> Analysis | None: ...
    def ask(
        self,
        topic: str,
        work: Callable[[Callable[[], bool]], Any],
        on_done: Callable[[Any], None],
    ) -> None: ...
    def forget(self, topic: str) -> None: ...


class Panel(QWidget):
    """A panel shows the session's document and the latest analysis of it.

    Signals
    -------
    place_requested(Place)
        The person wants to see where something is.
    """

    place_requested = Signal(object)

    def __init__(self, session: Session, live: Live, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.live = live
        self.is_stale = False
        self.is_offered = False

    def follow(self) -> None:
        """Show what is there and follow every change; the last line of a constructor."""
        self.session.document_changed.connect(self.show_document)
        self.live.ready.connect(self.show_analysis)
        self.live.stale_changed.connect(self._on_stale_changed)
        theme.changed.connect(self.show_theme)
        self.show_document(self.session.document)
        if self.live.latest is not None:
            self.show_analysis(self.live.latest)

    @property
    def analysis(self) -> Analysis | None:
        """The newest analysis; it may belong to an earlier document."""
        return self.live.latest

    def start_over(self) -> None:
        """Another project comes: forget what was said, asked or chosen of the last one."""

    def show_document(self, document: Document) -> None:
        """Take over a committed document."""

    def show_analysis(self, analysis: Analysis) -> None:
        """Take over new results."""

    def show_stale(self) -> None:
        """Dim what was computed, or stop dimming it."""
        self.update()

    def show_theme(self) -> None:
        """Take over another colour scheme."""
        self.update()

    def show_offered(self, is_offered: bool) -> None:
        """Say that curves wait to be accepted, where nothing else is there yet."""
        if is_offered != self.is_offered:
            self.is_offered = is_offered
            self.show_document(self.session.document)

    def _on_stale_changed(self, is_stale: bool) -> None:
        self.is_stale = is_stale
        self.show_stale()


def lie_on_surface(widget: QWidget) -> None:
    """Give a panel the ground of tables instead of that of the window."""
    widget.setBackgroundRole(QPalette.ColorRole.Base)
    widget.setAutoFillBackground(True)


def dimmed(colour: QColor, is_stale: bool) -> QColor:
    """Return the colour at 60 % where it belongs to numbers that are not current."""
    if is_stale:
        colour.setAlphaF(STALE_ALPHA * colour.alphaF())
    return colour


def label(text: str, role: str, parent: QWidget | None = None) -> QLabel:
    """Return a label with the font and colour of a role."""
    made = QLabel(text, parent)
    theme.set_role(made, role)
    return made


def button(text: str, kind: str = "plain", icon: str = "") -> QPushButton:
    """Return a push button: filled, plain, flat or link."""
    made = QPushButton(text)
    made.setProperty("kind", kind)
    made.setAutoDefault(False)
    if icon:
        tone = {"filled": "onaccent", "link": "accent"}.get(kind, "text2")
        made.setIcon(images.icon(icon, 16, tone))
    return made


def pill_button(text: str, tip: str) -> QPushButton:
    """Return a rounded button that is on or off; ``tip`` is its accessible name too."""
    made = button(text)
    made.setCheckable(True)
    made.setToolTip(tip)
    made.setAccessibleName(tip)
    height = theme.px(22)
    made.setStyleSheet(_PILL % {"radius": height // 2, "pad": theme.px(10), "height": height})
    return made


def icon_button(name: str, tip: str) -> QPushButton:
    """Return a small flat button with an icon; ``tip`` is its accessible name too."""
    made = button("", "flat", name)
    made.setFixedSize(theme.px(28), theme.px(28))
    made.setStyleSheet("padding: 0")
    made.setToolTip(tip)
    made.setAccessibleName(tip)
    return made


class ElidedLabel(QLabel):
    """A label that says less, or ends in an ellipsis, where it is too narrow.

    The tooltip has the whole.
    """

    def __init__(
        self,
        role: str,
        parent: QWidget | None = None,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        super().__init__(parent)
        self._mode = mode
        self._shorter = ""
        theme.set_role(self, role)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def set_shorter(self, words: str) -> None:
        """Say this where the whole has no room."""
        self._shorter = words
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self.font())
        room = self.contentsRect()
        words = fitting(self.text(), self._shorter, self.fontMetrics(), room.width(), self._mode)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, words)
        painter.end()


def fitting(
    text: str,
    shorter: str,
    metrics: QFontMetrics,
    width: int,
    mode: Qt.TextElideMode = Qt.TextElideMode.ElideMiddle,
) -> str:
    """Return the text, what is shorter of it after an ellipsis, or what has room of the text."""
    brief = f"… {shorter}"
    fits = metrics.horizontalAdvance(text) <= width
    if not fits and shorter and shorter != text and metrics.horizontalAdvance(brief) <= width:
        return brief
    return metrics.elidedText(text, mode, width)


class Swatch(QWidget):
    """The line of an arm with its dash and marker."""

    def __init__(self, index: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._index = index
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_arm(self, index: int) -> None:
        """Show the swatch of another arm."""
        self._index = index
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(30), theme.px(14))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        images.draw_swatch(painter, self.rect().toRectF(), theme.arm_style(self._index))
        painter.end()


class CommitEdit(QLineEdit):
    """A line edit that speaks once, when a changed text is done; Escape restores it.

    Signals
    -------
    committed(str)
    """

    committed = Signal(str)

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._kept = text
        self.editingFinished.connect(self._on_finished)

    def show_text(self, text: str) -> None:
        """Show a text from outside, unless the person is typing."""
        if self.hasFocus() and self.text() != self._kept:
            return
        self._kept = text
        if self.text() != text:
            self.setText(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text() != self._kept:
            self.setText(self._kept)
            return
        super().keyPressEvent(event)

    def _on_finished(self) -> None:
        if self.text() != self._kept:
            self._kept = self.text()
            self.committed.emit(self._kept)


class MessageStrip(QFrame):
    """One finding in full: icon, first sentence strong, id in small print, verbs at the end.

    It hides itself where there is nothing to say. ``is_narrow`` is for docks: the verbs
    always stand below the sentence.
    """

    def __init__(self, parent: QWidget | None = None, *, is_narrow: bool = False) -> None:
        super().__init__(parent)
        self._is_narrow = is_narrow
        self._is_brief = False
        self._icon = QLabel(self)
        self._text = QLabel(self)
        self._text.setWordWrap(True)
        self._text.setMinimumWidth(theme.px(170))
        self._text.setTextFormat(Qt.TextFormat.RichText)
        self._code = label("", "secondary", self)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        self._verbs: list[QPushButton] = []
        self._says = QHBoxLayout()
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._says.setSpacing(8)
        self._says.addWidget(self._icon)
        self._says.addWidget(self._text, 1)
        self._buttons.addWidget(self._code)
        self._row.setContentsMargins(12, 8, 8, 8)
        self._row.setSpacing(8)
        self._row.addLayout(self._says, 1)
        self._row.addLayout(self._buttons)
        theme.changed.connect(self._dress)
        self._tone = "differ"
        self._turn(is_narrow)
        self.hide()

    @property
    def text(self) -> str:
        """The sentence shown, without marks."""
        return self.accessibleName() if not self.isHidden() else ""

    def show_finding(
        self, finding: Finding | None, verbs: Mapping[str, Callable[[], object]]
    ) -> None:
        """Show a finding with its verbs, or nothing."""
        if finding is None:
            self.hide()
            return
        is_open = finding.severity in (Severity.WARNING, Severity.BLOCK)
        self.show_message(finding.message, verbs, finding.code, "differ" if is_open else "close")

    def show_message(
        self,
        message: str,
        verbs: Mapping[str, Callable[[], object]],
        code: str = "",
        tone: str = "close",
    ) -> None:
        """Show a sentence; ``tone`` is differ, close or amber."""
        self._tone = tone
        self._code.setText(code)
        self.setAccessibleName(message)
        self._say()
        self._show_verbs(verbs)
        self._dress()
        self.show()

    def set_brief(self, is_brief: bool) -> None:
        """Say the first sentence only, the rest in the tooltip, where there is little room."""
        if is_brief != self._is_brief:
            self._is_brief = is_brief
            self._say()

    def _say(self) -> None:
        head, tail = first_sentence(self.accessibleName())
        self.setToolTip(tail if self._is_brief else "")
        rest = "" if self._is_brief else f"&nbsp; {_escaped(tail)}"
        self._text.setText(f"<b>{_escaped(head)}</b>{rest}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._turn(self._is_narrow or self.width() < theme.px(_STRIP_NARROW))
        super().resizeEvent(event)

    def _turn(self, is_narrow: bool) -> None:
        ways = QBoxLayout.Direction
        self._row.setDirection(ways.TopToBottom if is_narrow else ways.LeftToRight)
        flags = Qt.AlignmentFlag
        self._says.setAlignment(self._icon, flags.AlignTop if is_narrow else flags.AlignVCenter)

    def verbs(self) -> list[QPushButton]:
        """Return the buttons shown, in order."""
        return list(self._verbs)

    def _show_verbs(self, verbs: Mapping[str, Callable[[], object]]) -> None:
        for old in self._verbs:
            self._buttons.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._verbs = [button(text) for text in verbs]
        for made, act in zip(self._verbs, verbs.values(), strict=True):
            made.clicked.connect(lambda _checked=False, act=act: act())
            self._buttons.addWidget(made)

    def _dress(self) -> None:
        ink, ground = theme.token(self._tone), theme.token(f"{self._tone}bg")
        names = {"differ": "warning", "amber": "proposed"}
        self._icon.setPixmap(images.pixmap(names.get(self._tone, "help"), theme.px(16), ink))
        self.setStyleSheet(
            f"MessageStrip {{ background: {ground.name()}; border-radius: {theme.px(6)}px; }}"
            f"MessageStrip QLabel {{ color: {ink.name()}; }}"
        )


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
