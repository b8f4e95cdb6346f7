"""The loupe: figure pixels round the cursor, large, with time and survival below."""

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from core.model.document import PixelPoint
from gui import images, theme
from gui.figure.figure_view import FigureView
from gui.figure.items import DIM
from gui.figure.mapping import Mapping
from gui.figure.painting import DARK, PAPER, faded, paint_drawing
from gui.figure.readout import Readout
from gui.figure.steps import flat_pen
from gui.session import Session

LEAST_ZOOM, MOST_ZOOM = 6.0, 32.0
GAP = 9.0
SPOT_RADIUS = 3.6
GUTTER = 16
HINT = "Arrows move 1 px, with Shift 10"
EMPTY = "Move over the figure or select a point to see its pixels enlarged."


class Magnifier(QWidget):
    """Follows the cursor, or the selected point while it is nudged."""

    def __init__(self, session: Session, view: FigureView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._view = view
        self._shown: PixelPoint | None = None
        self._title = QLabel(self)
        theme.set_role(self._title, "head")
        self._snap = QPushButton(self)
        self._snap.setProperty("kind", "link")
        self._snap.setToolTip("Clicks move to the ink of the figure within 4 px (S)\nHold Alt")
        self._snap.setFont(theme.font("head"))
        self._snap.clicked.connect(view.toggle_snap)
        self._glass = _Glass(view, self)
        self._values = _Values(self)
        self._hint = QLabel(HINT, self)
        theme.set_role(self._hint, "secondary")
        self._lay_out()
        view.cursor_moved.connect(self._on_cursor_moved)
        view.drawing_changed.connect(self._on_drawing_changed)
        view.figure_changed.connect(self._forget)
        view.snap_changed.connect(self._show_snap)
        view.zoom_changed.connect(self._show_zoom)
        theme.changed.connect(self._on_theme_changed)
        self._show_snap(view.is_snapping)
        self._show_zoom(view.zoom)

    @property
    def place(self) -> PixelPoint | None:
        """The figure pixel in the middle."""
        return self._glass.place

    @property
    def text(self) -> str:
        """What the readout says."""
        return self._values.text

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self._snap)
        rows = QVBoxLayout(self)
        gutter = theme.px(GUTTER)
        rows.setContentsMargins(gutter, theme.px(8), gutter, theme.px(8))
        rows.setSpacing(theme.px(6))
        rows.addLayout(head)
        rows.addWidget(self._glass, 1)
        rows.addWidget(self._values)
        rows.addWidget(self._hint)

    def _on_cursor_moved(self, at: PixelPoint | None) -> None:
        if at is None:
            at = self._selected_point()
        if at is not None:
            self._show(at)

    def _on_drawing_changed(self) -> None:
        chosen = self._selected_point()
        if chosen is not None and chosen != self._shown:
            self._show(chosen)
        else:
            self._show_again()
        self._shown = chosen

    def _forget(self) -> None:
        """Another figure comes: the place looked at was on the last one."""
        self._shown = None
        self._glass.look_at(None)
        self._values.show_values(None)

    def _show_again(self) -> None:
        """The same place after axes or overlays changed."""
        place = self._glass.place
        if place is not None:
            self._values.show_values(self._view.readout_at(place))
        self._glass.update()

    def _selected_point(self) -> PixelPoint | None:
        shape = self._view.shapes.arm(self._session.active_arm_id)
        points = self._session.selection
        if shape is None or len(points) != 1 or max(points) >= len(shape.points):
            return None
        return shape.arm.trace[min(points)]

    def _show(self, at: PixelPoint) -> None:
        self._glass.look_at(at)
        self._values.show_values(self._view.readout_at(at))

    def _show_snap(self, is_on: bool) -> None:
        self._snap.setText("Snap on" if is_on else "Snap off")
        self._snap.setIcon(images.icon("snap", 14, "accent" if is_on else "text3"))

    def _show_zoom(self, _zoom: float) -> None:
        self._title.setText(f"Loupe {self._glass.zoom:.0f}×")
        self._glass.update()

    def _on_theme_changed(self) -> None:
        self._show_snap(self._view.is_snapping)
        self.update()


class _Glass(QWidget):
    """The enlarged pixels with what is drawn over them."""

    def __init__(self, view: FigureView, parent: QWidget) -> None:
        super().__init__(parent)
        self._view = view
        self.place: PixelPoint | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setSizePolicy(policy)
        self.setMinimumHeight(theme.px(96))
        self.setAccessibleName("Loupe")

    @property
    def zoom(self) -> float:
        """Screen pixels to a figure pixel: always more than the canvas shows."""
        return float(min(max(LEAST_ZOOM, round(2 * self._view.zoom)), MOST_ZOOM))

    def sizeHint(self) -> QSize:
        """Return the size of the mock-up."""
        return QSize(theme.px(232), theme.px(152))

    def look_at(self, at: PixelPoint | None) -> None:
        """Bring a figure pixel to the middle; without one, say how to get there."""
        self.place = at
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint pixels, overlays, rubber band and crosshair in a rounded frame."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QPainterPath()
        frame.addRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.fillPath(frame, theme.token("surface"))
        painter.setClipPath(frame)
        if self.place is not None and self._view.canvas.has_figure:
            self._paint_figure(painter, self.place)
        else:
            self._paint_hint(painter)
        painter.setClipping(False)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.token("border"), 1))
        painter.drawPath(frame)

    def _paint_hint(self, painter: QPainter) -> None:
        painter.setFont(theme.font("secondary"))
        painter.setPen(theme.token("text2"))
        room = self.rect().adjusted(12, 8, -12, -8)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(room, flags, EMPTY)

    def _paint_figure(self, painter: QPainter, place: PixelPoint) -> None:
        figure = self._view.canvas.figure
        half = PixelPoint(self.width() / 2 / self.zoom, self.height() / 2 / self.zoom)
        mapping = Mapping(self.zoom, place.x - half.x, place.y - half.y)
        seen = QRectF(mapping.left, mapping.top, 2 * half.x, 2 * half.y)
        painter.fillRect(self.rect(), theme.token("bench"))
        source = seen.toAlignedRect().intersected(QRectF(QPointF(), figure.size).toRect())
        if figure.image is not None and not source.isEmpty():
            corner = QPointF(*mapping.to_screen(PixelPoint(source.x(), source.y())))
            target = QRectF(corner, QSizeF(source.size()) * self.zoom)
            painter.drawImage(target, figure.image, QRectF(source))
            if figure.is_dimmed:
                painter.fillRect(target, DIM)
        paint_drawing(painter, self._view.drawing, mapping, QSizeF(self.size()), is_loupe=True)
        self._paint_band(painter, mapping)
        self._paint_cross(painter)

    def _paint_band(self, painter: QPainter, mapping: Mapping) -> None:
        band = [QPointF(*mapping.to_screen(at)) for at in self._view.gesture.band]
        colour = self._view.gesture_colour
        for pen in (flat_pen(faded(PAPER, 0.75), 2.6), flat_pen(colour, 1.8, (5, 3))):
            painter.setPen(pen)
            painter.drawPolyline(band)

    def _paint_cross(self, painter: QPainter) -> None:
        middle = QPointF(self.width() / 2, self.height() / 2)
        reach = max(self.width(), self.height())
        for pen in (flat_pen(faded(PAPER, 0.9), 3), flat_pen(DARK, 1)):
            painter.setPen(pen)
            for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
                along = QPointF(dx, dy)
                painter.drawLine(middle + along * GAP, middle + along * reach)
        painter.setPen(QPen(DARK, 1.3))
        painter.setBrush(self._view.gesture_colour)
        painter.drawEllipse(middle, SPOT_RADIUS, SPOT_RADIUS)


class _Values(QWidget):
    """Time and survival in large digits behind small names."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._readout: Readout | None = None
        metrics = QFontMetricsF(theme.font("question"))
        self.setFixedHeight(round(metrics.height()) + 2)

    @property
    def text(self) -> str:
        """What it says, in words."""
        return "" if self._readout is None else self._readout.spoken

    def show_values(self, values: Readout | None) -> None:
        """Show other values, or none."""
        if values != self._readout:
            self._readout = values
            self.setAccessibleName("" if values is None else values.spoken)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the parts one after the other on one base line."""
        if self._readout is None:
            return
        values = self._readout
        painter = QPainter(self)
        x, base = 0.0, QFontMetricsF(theme.font("question")).ascent() + 1
        for text, role, colour, gap in (
            (values.first, "secondary", "text2", 6),
            (values.first_value, "question", "text", 5),
            (values.unit, "secondary", "text2", 16),
            (values.second, "secondary", "text2", 6),
            (values.second_value, "question", "text", 0),
        ):
            font = theme.font(role)
            painter.setFont(font)
            painter.setPen(theme.token(colour))
            painter.drawText(QPointF(x, base), text)
            x += QFontMetricsF(font).horizontalAdvance(text) + theme.px(gap) if text else 0
