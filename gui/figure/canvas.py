"""The view of the figure: zoom, pan and where the pointer is; it knows no document."""

from collections.abc import Callable

import pyqtgraph
from PySide6.QtCore import QEvent, QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QEnterEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QGraphicsItem, QWidget

from core.model.document import PixelPoint
from gui import theme
from gui.figure.items import FigureItem, OverlayItem, Pixels
from gui.figure.mapping import Frame, Mapping

WHEEL_STEP = 1.25
BUTTON_STEP = 1.25
Draw = Callable[[QPainter, Mapping, QSizeF], None]
LEFT = Qt.MouseButton.LeftButton
MIDDLE = Qt.MouseButton.MiddleButton


class Canvas(pyqtgraph.GraphicsView):  # type: ignore[misc]
    """Shows the figure and tells where the pointer acts.

    Signals
    -------
    pressed, moved, released, double_clicked(QPointF, Qt.KeyboardModifier)
        The left button, and the pointer, in screen pixels of the view.
    left()
        The pointer left the view.
    menu_requested(QPointF, QPoint)
        Place in the view and on the screen.
    view_changed()
        Zoom or place changed.
    """

    pressed = Signal(object, object)
    moved = Signal(object, object)
    released = Signal(object, object)
    double_clicked = Signal(object, object)
    left = Signal()
    menu_requested = Signal(object, object)
    view_changed = Signal()

    def __init__(
        self,
        draw_under: Draw,
        draw_over: Draw,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, background=theme.token("bench"))
        self._view_box = pyqtgraph.ViewBox(
            lockAspect=True, invertY=True, enableMouse=False, enableMenu=False, defaultPadding=0
        )
        self.setCentralItem(self._view_box)
        self.figure = FigureItem()
        self._view_box.addItem(self.figure, ignoreBounds=True)
        self.overlay = OverlayItem(
            lambda painter: draw_under(painter, self.mapping, QSizeF(self.size())),
            lambda painter: draw_over(painter, self.mapping, QSizeF(self.size())),
        )
        self.overlay.setZValue(10)
        self.scene().addItem(self.overlay)
        self.mapping = Mapping()
        self.is_space_held = False
        self._is_fitted = True
        self._pan_from: QPointF | None = None
        self._is_pressed = False
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.DefaultContextMenu)
        self.viewport().setMouseTracking(True)

    @property
    def frame(self) -> Frame:
        """Sizes of figure and view."""
        figure = self.figure.size
        return Frame(figure.width(), figure.height(), self.width(), self.height())

    @property
    def is_panning(self) -> bool:
        """Whether the figure is being dragged."""
        return self._pan_from is not None

    @property
    def has_figure(self) -> bool:
        """Whether there are pixels to show."""
        return not self.figure.size.isEmpty()

    def add_sprite(self, sprite: QGraphicsItem) -> None:
        """Put a small thing over everything else."""
        sprite.setZValue(20)
        self.scene().addItem(sprite)

    def set_pixels(self, pixels: Pixels | None) -> None:
        """Show another figure, whole."""
        self.figure.set_pixels(pixels)
        self.fit()

    def follow_theme(self, *, dim: bool) -> None:
        """Take the colours of the scheme; the figure is only ever dimmed."""
        self.setBackground(theme.token("bench"))
        self.figure.is_dimmed = dim
        self.figure.invalidate()
        self.overlay.invalidate()

    def set_mapping(self, mapping: Mapping) -> None:
        """Show this part of the figure."""
        self._is_fitted = False
        self._show(self.frame.limited(mapping))

    def fit(self) -> None:
        """Show the whole figure, also after the window changes its size."""
        self._is_fitted = True
        self._show(self.frame.fitted())

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Zoom at a place of the view, else at its middle."""
        at = QRectF(self.rect()).center() if at is None else at
        self.set_mapping(self.frame.zoomed(self.mapping, factor, at.x(), at.y()))

    def zoom_in(self) -> None:
        """Zoom in at the middle."""
        self.zoom_by(BUTTON_STEP)

    def zoom_out(self) -> None:
        """Zoom out at the middle."""
        self.zoom_by(1 / BUTTON_STEP)

    def actual_size(self) -> None:
        """Show a figure pixel on every screen pixel."""
        self.show_zoom(1.0)

    def show_zoom(self, zoom: float) -> None:
        """Show the figure at this zoom, 1 being a screen pixel to a figure pixel."""
        self.zoom_by(zoom / self.mapping.zoom)

    def centre_on(self, at: PixelPoint, *, min_zoom: float = 0.0) -> None:
        """Bring a figure pixel to the middle."""
        self.set_mapping(self.frame.centred(at, max(self.mapping.zoom, min_zoom)))

    def show_box(self, start: PixelPoint, end: PixelPoint) -> None:
        """Zoom so that the box between two figure pixels fills the view."""
        width, height = abs(end.x - start.x), abs(end.y - start.y)
        if min(width, height) > 0:
            zoom = min(self.width() / width, self.height() / height)
            middle = PixelPoint((start.x + end.x) / 2, (start.y + end.y) / 2)
            self.set_mapping(self.frame.centred(middle, zoom))

    def to_figure(self, place: QPointF) -> PixelPoint:
        """Return the figure pixel at a place of the view."""
        return self.mapping.to_figure(place.x(), place.y())

    def to_view(self, at: PixelPoint) -> QPointF:
        """Return the place in the view of a figure pixel."""
        return QPointF(*self.mapping.to_screen(at))

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Keep the figure fitted, or its middle in the middle."""
        super().resizeEvent(event)
        if not hasattr(self, "overlay"):
            return
        self.overlay.resize(QSizeF(self.size()))
        if self._is_fitted:
            self.fit()
        else:
            self._show(self.frame.limited(self.mapping))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Pan with the middle button or the space bar, else tell."""
        if event.button() is MIDDLE or (event.button() is LEFT and self.is_space_held):
            self._pan_from = event.position()
            self.view_changed.emit()
        elif event.button() is LEFT:
            self._is_pressed = True
            self.pressed.emit(event.position(), event.modifiers())
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pan, or tell where the pointer is."""
        if self._pan_from is not None:
            moved = event.position() - self._pan_from
            self._pan_from = event.position()
            self.set_mapping(self.mapping.moved(moved.x(), moved.y()))
        else:
            self.moved.emit(event.position(), event.modifiers())
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a pan, or tell."""
        if self._pan_from is not None and event.button() in (LEFT, MIDDLE):
            self._pan_from = None
            self.view_changed.emit()
        elif event.button() is LEFT and self._is_pressed:
            self._is_pressed = False
            self.released.emit(event.position(), event.modifiers())
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Tell; a double click with another button is a press."""
        if event.button() is LEFT and not self.is_space_held:
            self._is_pressed = True
            self.double_clicked.emit(event.position(), event.modifiers())
            event.accept()
        else:
            self.mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the pointer; with Shift move sideways."""
        delta = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.set_mapping(self.mapping.moved(delta.y() + delta.x(), 0.0))
        elif delta.y():
            self.zoom_by(WHEEL_STEP ** (delta.y() / 120), event.position())
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Tell that a menu is wanted."""
        self.menu_requested.emit(QPointF(event.pos()), event.globalPos())
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        """Tell that the pointer is gone."""
        self.left.emit()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Nothing to do; keeps the scene out of it."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave keys to the figure view."""
        event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Leave keys to the figure view."""
        event.ignore()

    def viewportEvent(self, event: QEvent) -> bool:
        """Hear of the pointer leaving the viewport."""
        if event.type() is QEvent.Type.Leave:
            self.left.emit()
        return bool(super().viewportEvent(event))

    def _show(self, mapping: Mapping) -> None:
        self.mapping = mapping
        if self.width() > 0 and self.height() > 0:
            rect = QRectF(
                mapping.left,
                mapping.top,
                self.width() / mapping.zoom,
                self.height() / mapping.zoom,
            )
            self._view_box.setRange(rect, padding=0)
        self.overlay.invalidate()
        self.view_changed.emit()
