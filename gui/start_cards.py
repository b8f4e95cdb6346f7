"""The cards of the start page: samples, recent projects, work left behind by an earlier run."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from gui import images, theme
from gui.chip import Chip
from gui.recovery import Recovered
from gui.settings import Recent


class Card(QAbstractButton):
    """A white card that opens something."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(1, 1, 1, theme.px(12))
        self._column.setSpacing(theme.px(2))
        self._has_picture = False

    def add_thumbnail(self, picture: QPixmap | None) -> None:
        """Show a picture on top, or the sign of a file."""
        self._has_picture = True
        self._column.addWidget(Thumbnail(picture))
        line = QFrame()
        line.setProperty("kind", "line")
        self._column.addWidget(line)

    def add_words(self, title: str, detail: str) -> None:
        """Add a strong line and a quiet one."""
        strong = ElidedLabel(title, "strong")
        quiet = ElidedLabel(detail, "secondary")
        side = theme.px(14 if self._has_picture else 16)
        holder = QVBoxLayout()
        holder.setContentsMargins(side, theme.px(10 if self._has_picture else 12), side, 0)
        holder.setSpacing(theme.px(2))
        holder.addWidget(strong)
        holder.addWidget(quiet)
        self._column.addLayout(holder)

    def add_chip(self, state: str, words: str) -> None:
        """Add a badge; without a state its place stays empty."""
        row = QHBoxLayout()
        row.setContentsMargins(theme.px(14), theme.px(6), theme.px(8), 0)
        chip = Chip(state or "unknown", words or "Not checked")
        row.addWidget(chip)
        row.addStretch(1)
        self._column.addLayout(row)

    def sizeHint(self) -> QSize:
        return self._column.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge, width = ("accent", 2.0) if self.hasFocus() else ("border", 1.0)
        if self.underMouse() and not self.hasFocus() and self.isEnabled():
            edge = "field"
        painter.setPen(QPen(theme.token(edge), width))
        painter.setBrush(theme.token("surface"))
        inset = width / 2
        rect = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(rect, theme.px(8), theme.px(8))
        painter.end()


class MissingCard(Card):
    """A recent project whose file is gone."""

    def __init__(self, entry: Recent, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.add_thumbnail(None)
        self.add_words(Path(entry.path).name, "File not found")
        self.locate = QPushButton("Locate…")
        self.locate.setAccessibleName(f"Locate {Path(entry.path).name}")
        self.setToolTip(entry.path)
        row = QHBoxLayout()
        row.setContentsMargins(theme.px(14), theme.px(4), theme.px(8), 0)
        row.addWidget(self.locate)
        row.addStretch(1)
        self._column.addLayout(row)
        for label in self.findChildren(ElidedLabel):
            label.set_tone("text2")


class RecoveredRow(QFrame):
    """Work of an earlier run that was never saved.

    Signals
    -------
    discarded()
        The person clicked Discard twice.
    """

    discarded = Signal()

    def __init__(self, item: Recovered, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        name = Path(item.note.path).name or item.note.title or "Unnamed figure"
        words = QVBoxLayout()
        words.setSpacing(theme.px(2))
        words.addWidget(ElidedLabel(name, "strong"))
        words.addWidget(
            ElidedLabel(f"Last change kept {spoken_day(item.note.written)}", "secondary")
        )
        self.open_copy = QPushButton("Open recovered copy")
        self.open_saved = QPushButton("Open last saved version")
        if not item.note.path or not Path(item.note.path).is_file():
            self.open_saved.hide()
        self._discard = QPushButton("Discard")
        self._discard.setProperty("kind", "flat")
        self._discard.clicked.connect(self._on_discard)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(16), theme.px(10), theme.px(12), theme.px(10))
        row.setSpacing(theme.px(8))
        row.addLayout(words, 1)
        for button in (self.open_copy, self.open_saved, self._discard):
            row.addWidget(button)
        self._is_sure = False

    def _on_discard(self) -> None:
        if self._is_sure:
            self.discarded.emit()
        self._is_sure = True
        self._discard.setText("Really discard?")


class Thumbnail(QWidget):
    """The top of a card: a picture that keeps its shape, dimmed in the dark."""

    def __init__(self, picture: QPixmap | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = picture
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFixedHeight(theme.px(116))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        whole = QRectF(self.rect())
        clip = QPainterPath()
        radius = theme.px(7)
        clip.addRoundedRect(whole.adjusted(0, 0, 0, 2 * radius), radius, radius)
        painter.setClipPath(clip)
        if self._picture is None:
            painter.fillRect(whole, theme.token("raised"))
            side = theme.px(28)
            sign = images.pixmap("file", side, theme.token("text3"))
            painter.drawPixmap(whole.center() - QPointF(side / 2, side / 2), sign)
        else:
            painter.fillRect(whole, QColor("white"))
            painter.drawPixmap(_inside(self._picture.size(), whole), self._picture, QRectF())
            if theme.scheme() == "dark":
                painter.fillRect(whole, QColor(0, 0, 0, 26))
        painter.end()


class ElidedLabel(QLabel):
    """One line that ends in an ellipsis where it does not fit."""

    def __init__(self, text: str, role: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole = text
        theme.set_role(self, role)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setMinimumWidth(theme.px(40))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setText(text)

    def set_tone(self, name: str) -> None:
        """Colour the words with a token."""
        self.setStyleSheet(f"color: {theme.token(name).name()}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        metrics = QFontMetrics(self.font())
        self.setText(metrics.elidedText(self._whole, Qt.TextElideMode.ElideRight, self.width()))
        super().resizeEvent(event)


def spoken_day(moment: str, today: Callable[[], date] = date.today) -> str:
    """Return "Today 14:02", "Yesterday", "18 November" or "18 November 2024"."""
    try:
        then = datetime.fromisoformat(moment)
    except ValueError:
        return ""
    now = today()
    if then.date() == now:
        return f"Today {then:%H:%M}"
    if then.date() == now - timedelta(days=1):
        return "Yesterday"
    day = f"{then.day} {_MONTHS[then.month - 1]}"
    return day if then.year == now.year else f"{day} {then.year}"


_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def _inside(size: QSize, whole: QRectF) -> QRectF:
    room = whole.adjusted(4, 4, -4, -4)
    fitted = size.toSizeF().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
    return QRectF(room.center() - QPointF(fitted.width() / 2, fitted.height() / 2), fitted)
