"""All hazard ratios of a study beside each other on a logarithmic axis."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.model.claims import Claim
from core.results import Analysis
from core.verify.forest import AXIS_TITLE, ForestRow, axis_range, forest_rows, ticks_between
from gui import theme
from gui.panels.widgets import GUTTER

EMPTY = "No hazard ratio yet: paste the paper's text, or trace two arms."
_ROW, _AXIS, _SQUARE = 26, 46, 4
_NUMBERS, _LEAST_PLOT = 120, 120
_INDENT = 20


class ForestPlot(QWidget):
    """One line a ratio: what it is about, its interval, its numbers.

    Signals
    -------
    claims_chosen(tuple)
        Places in the ledger of the ratio that was clicked.
    """

    claims_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[ForestRow, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
        self.setAccessibleName("Forest plot of hazard ratios")
        theme.changed.connect(self.update)

    @property
    def rows(self) -> tuple[ForestRow, ...]:
        """What is shown."""
        return self._rows

    def show_ratios(
        self,
        claims: Sequence[Claim],
        analysis: Analysis | None,
        others: Sequence[Analysis] = (),
    ) -> None:
        """Show the ratios of a ledger and those recomputed from the figures of the study."""
        rows = forest_rows(claims, analysis, others)
        if rows == self._rows:
            return
        self._rows = rows
        words = "; ".join(f"{row.label} {row.text}, {row.note}" for row in rows)
        self.setAccessibleDescription(words or EMPTY)
        self.setMinimumHeight(theme.px(len(rows) * _ROW + _AXIS + 16))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(360), theme.px(len(self._rows) * _ROW + _AXIS + 16))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = (int(event.position().y()) - theme.px(8)) // theme.px(_ROW)
        if 0 <= row < len(self._rows) and self._rows[row].claims:
            self.claims_chosen.emit(self._rows[row].claims)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._rows:
            self._paint_plot(painter)
        else:
            painter.setPen(theme.token("text2"))
            painter.setFont(theme.font("secondary"))
            room = self.rect().adjusted(theme.px(GUTTER), theme.px(12), -theme.px(GUTTER), 0)
            painter.drawText(room, int(Qt.TextFlag.TextWordWrap), EMPTY)
        painter.end()

    def _columns(self) -> tuple[QRect, QRect, QRect]:
        """Return the room of labels, plot and numbers."""
        side, numbers = theme.px(GUTTER), theme.px(_NUMBERS)
        whole = self.rect().adjusted(side, theme.px(8), -side, 0)
        plot = max(int((whole.width() - numbers) * 0.38), theme.px(_LEAST_PLOT))
        words = QRect(whole.left(), whole.top(), whole.width() - numbers - plot, whole.height())
        middle = QRect(words.right() + 1, whole.top(), plot - theme.px(16), whole.height())
        right = QRect(whole.right() + 1 - numbers, whole.top(), numbers, whole.height())
        return words, middle, right

    def _paint_plot(self, painter: QPainter) -> None:
        words, plot, numbers = self._columns()
        ends = axis_range(self._rows)
        row_height = theme.px(_ROW)
        self._paint_axis(painter, plot, ends)
        for index, row in enumerate(self._rows):
            top = plot.top() + index * row_height
            at = [QRect(r.left(), top, r.width(), row_height) for r in (words, plot, numbers)]
            _paint_words(painter, at[0], row)
            _paint_interval(painter, at[1], row, ends)
            painter.setFont(theme.font("strong" if row.arm is not None else "body"))
            painter.setPen(theme.token("text"))
            painter.drawText(at[2], Qt.AlignmentFlag.AlignVCenter, row.text)

    def _paint_axis(self, painter: QPainter, plot: QRect, ends: tuple[float, float]) -> None:
        bottom = plot.top() + len(self._rows) * theme.px(_ROW)
        painter.setFont(theme.font("pill"))
        metrics = QFontMetrics(theme.font("pill"))
        for tick in ticks_between(*ends):
            x = _x_of(tick, plot, ends)
            colour = theme.token("field" if tick == 1 else "border")
            painter.setPen(QPen(colour, 1, Qt.PenStyle.SolidLine))
            painter.drawLine(QPointF(x, plot.top()), QPointF(x, bottom + theme.px(4)))
            label = f"{tick:g}"
            at = QPointF(x - metrics.horizontalAdvance(label) / 2, bottom + theme.px(18))
            painter.setPen(theme.token("text2"))
            painter.drawText(at, label)
        self._paint_title(painter, plot, bottom)

    def _paint_title(self, painter: QPainter, plot: QRect, bottom: int) -> None:
        """Say below the axis what it is, in the middle of it as far as that stays in sight."""
        words = AXIS_TITLE
        metrics = QFontMetrics(painter.font())
        if metrics.horizontalAdvance(words) > self.width() - 2 * theme.px(GUTTER):
            words = words.partition(";")[0]
        width = metrics.horizontalAdvance(words)
        most = self.width() - theme.px(GUTTER) - width
        left = max(min(plot.center().x() - width // 2, most), theme.px(GUTTER))
        painter.drawText(QPointF(left, bottom + theme.px(38)), words)


def _x_of(value: float, plot: QRect, ends: tuple[float, float]) -> float:
    low, high = (math.log(end) for end in ends)
    share = (math.log(value) - low) / (high - low)
    return plot.left() + min(max(share, 0.0), 1.0) * plot.width()


def _paint_words(painter: QPainter, room: QRect, row: ForestRow) -> None:
    font, quiet = theme.font("strong" if row.arm is not None else "body"), theme.font("secondary")
    note = QFontMetrics(quiet).horizontalAdvance(row.note) + theme.px(8)
    gap = theme.px(12)
    metrics = QFontMetrics(font)
    elide = Qt.TextElideMode.ElideRight
    if row.is_paired:
        room = room.adjusted(theme.px(_INDENT), 0, 0, 0)
    label = "" if row.is_paired else row.label
    words = metrics.elidedText(label, elide, room.width() - note - gap)
    painter.setFont(font)
    painter.setPen(theme.token("text"))
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, words)
    taken = metrics.horizontalAdvance(words) + theme.px(8) if words else 0
    painter.setFont(quiet)
    painter.setPen(theme.token("text2"))
    painter.drawText(room.adjusted(taken, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, row.note)


def _paint_interval(
    painter: QPainter, room: QRect, row: ForestRow, ends: tuple[float, float]
) -> None:
    ink: QColor = theme.token("text") if row.arm is None else theme.arm_style(row.arm).swatch
    middle = room.center().y() + 0.5
    painter.setPen(QPen(ink, 1.6))
    if row.low is not None or row.high is not None:
        left = _x_of(row.low or ends[0], room, ends)
        right = _x_of(row.high or ends[1], room, ends)
        painter.drawLine(QPointF(left, middle), QPointF(right, middle))
    side = theme.px(_SQUARE)
    at = QPointF(_x_of(row.value, room, ends), middle)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    if row.arm is None:
        painter.drawRect(QRectF(at.x() - side, at.y() - side, 2 * side, 2 * side))
    else:
        far = side * 1.5
        corners = [QPointF(far, 0), QPointF(0, far), QPointF(-far, 0), QPointF(0, -far)]
        painter.drawPolygon([at + corner for corner in corners])
