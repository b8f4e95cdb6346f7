"""The chip: an icon and a word on a tinted, rounded ground; it says a state and is no button."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.results import Badge, Verdict
from gui import images, theme

# state: icon, token of ink and (with "bg") of ground
_LOOKS = {
    "agree": ("agree", "agree"),
    "close": ("close-to", "close"),
    "differ": ("differ", "differ"),
    "unknown": ("unknown", "unknown"),
    "proposed": ("proposed", "amber"),
    "warning": ("warning", "differ"),
}
_VERDICTS = {
    Verdict.AGREES: ("agree", "Agrees"),
    Verdict.CLOSE: ("close", "Close"),
    Verdict.DIFFERS: ("differ", "Differs"),
    Verdict.NOT_COMPARABLE: ("unknown", "Not comparable"),
}
_BADGES = {
    Badge.CONSISTENT: "agree",
    Badge.NOTES: "close",
    Badge.INCONSISTENT: "differ",
    Badge.NOT_ENOUGH: "unknown",
}
_ICON, _GAP, _LEFT, _RIGHT = 14, 5, 8, 10


def verdict_chip(verdict: Verdict) -> tuple[str, str]:
    """Return the state and the word of a verdict's chip."""
    return _VERDICTS[verdict]


def badge_state(badge: Badge) -> str:
    """Return the chip state of the overall badge."""
    return _BADGES[badge]


def chip_size(text: str, *, dense: bool = False) -> QSize:
    """Return the size a chip with this word takes."""
    width = QFontMetricsF(theme.font("head")).horizontalAdvance(text)
    frame = theme.px(_ICON) + theme.px(_GAP) + theme.px(_LEFT) + theme.px(_RIGHT)
    return QSize(int(width + 0.99) + frame, theme.px(22 if dense else 24))


def paint_chip(
    painter: QPainter, top_left: QPointF, state: str, text: str, *, dense: bool = False
) -> None:
    """Paint a chip, in a delegate as in a widget."""
    icon_name, tone = _LOOKS[state]
    size = chip_size(text, dense=dense)
    rect = QRectF(top_left.x(), top_left.y(), size.width(), size.height())
    ink = theme.token(tone)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.token(f"{tone}bg"))
    painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
    side = theme.px(_ICON)
    at = QPointF(rect.left() + theme.px(_LEFT), rect.center().y() - side / 2)
    painter.drawPixmap(at, images.pixmap(icon_name, side, ink))
    painter.setPen(ink)
    painter.setFont(theme.font("head"))
    words = rect.adjusted(theme.px(_LEFT) + side + theme.px(_GAP), 0, 0, 0)
    painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, text)
    painter.restore()


class Chip(QWidget):
    """A chip as a widget of its own; nothing is seen of it while it has no word."""

    def __init__(
        self, state: str = "unknown", text: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._state, self._text = state, text
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)
        self.show_state(state, text)

    @property
    def text(self) -> str:
        """The word shown."""
        return self._text

    @property
    def state(self) -> str:
        """The state shown: agree, close, differ, unknown, proposed or warning."""
        return self._state

    def show_state(self, state: str, text: str) -> None:
        """Show another state."""
        self._state, self._text = state, text
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        size = chip_size(self._text)
        return size if self._text else QSize(0, size.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._text:
            return
        painter = QPainter(self)
        paint_chip(painter, QPointF(0, 0), self._state, self._text)
        painter.end()
