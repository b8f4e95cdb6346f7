"""What lies on the canvas: the figure, the overlays, and the small things that move.

The figure and the overlays are kept as they were painted until something
changes, so that a moving pointer repaints only what it covers.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPixmap, QTransform
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from gui.figure.painting import (
    ACCENT,
    DARK,
    PAPER,
    PILL_DARK,
    faded,
    paint_pill,
    pill_size,
)
from gui.figure.steps import flat_pen

Pixels = NDArray[np.uint8]
# From this zoom on every figure pixel is shown as a square.
NEAREST_FROM = 2.0
DIM = QColor(0, 0, 0, 26)
SHADOW = QColor(0, 0, 0, 18)
SHADOW_PX = 3
CROSS_NEAR, CROSS_FAR = 7.0, 17.0
CURSOR_RADIUS = 4.6
FLASH_RADIUS = 16.0


class FigureItem(QGraphicsItem):
    """The figure, smooth when smaller than its pixels, square pixels when larger."""

    def __init__(self) -> None:
        super().__init__()
        self.size = QSizeF()
        self.is_dimmed = False
        self._pixels: Pixels | None = None
        self._levels: list[QImage] = []
        self._cache: _Kept = _Kept()

    def set_pixels(self, pixels: Pixels | None) -> None:
        """Show these pixels, shape (height, width, 3)."""
        self.prepareGeometryChange()
        # The image uses the memory of the pixels, so they are kept.
        self._pixels = None if pixels is None else np.ascontiguousarray(pixels)
        self._levels = [] if self._pixels is None else _halvings(to_image(self._pixels))
        self.size = QSizeF(self._levels[0].size()) if self._levels else QSizeF()
        self.invalidate()

    def invalidate(self) -> None:
        """Paint anew next time."""
        self._cache.forget()
        self.update()

    @property
    def image(self) -> QImage | None:
        """The figure at full size."""
        return self._levels[0] if self._levels else None

    def boundingRect(self) -> QRectF:
        """Return the figure with room for its shadow, at any zoom that is used."""
        margin = 8 * SHADOW_PX
        return QRectF(QPointF(), self.size).adjusted(-margin, -margin, margin, margin)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        """Paint the figure as kept, or anew when the view changed."""
        if not self._levels or widget is None:
            return
        transform = painter.worldTransform()
        self._cache.paint(
            painter, widget, transform, lambda kept: self._render(kept, transform, widget)
        )

    def _render(self, painter: QPainter, transform: QTransform, widget: QWidget) -> None:
        place = transform.mapRect(QRectF(QPointF(), self.size))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(SHADOW)
        for grow in range(1, SHADOW_PX + 1):
            painter.drawRoundedRect(place.adjusted(-grow, -grow, grow, grow), grow, grow)
        zoom = transform.m11() * widget.devicePixelRatioF()
        level = min(max(int(np.floor(np.log2(max(1 / zoom, 1)))), 0), len(self._levels) - 1)
        is_smooth = zoom < NEAREST_FROM
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, is_smooth)
        image = self._levels[level]
        seen = QRectF(widget.rect()).intersected(place)
        source = transform.inverted()[0].mapRect(seen)
        x_scale = image.width() / self.size.width()
        y_scale = image.height() / self.size.height()
        source = QRectF(
            source.x() * x_scale,
            source.y() * y_scale,
            source.width() * x_scale,
            source.height() * y_scale,
        )
        painter.drawImage(seen, image, source)
        if self.is_dimmed:
            painter.fillRect(seen, DIM)


class OverlayItem(QGraphicsItem):
    """Everything drawn over the figure, in screen pixels: two layers, kept apart.

    The lower one changes seldom while the upper one follows a dragged point.
    """

    def __init__(
        self, draw_under: Callable[[QPainter], None], draw_over: Callable[[QPainter], None]
    ) -> None:
        super().__init__()
        self._layers = ((_Kept(), draw_under), (_Kept(), draw_over))
        self._rect = QRectF()

    def resize(self, size: QSizeF) -> None:
        """Cover the whole view."""
        self.prepareGeometryChange()
        self._rect = QRectF(QPointF(), size)
        self.invalidate()

    def invalidate(self, *, under: bool = True) -> None:
        """Paint anew next time, the lower layer too or not."""
        for kept, _ in self._layers[0 if under else 1 :]:
            kept.forget()
        self.update()

    def boundingRect(self) -> QRectF:
        """Return the view."""
        return self._rect

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        """Paint the layers as kept, or anew when something changed."""
        if widget is not None:
            for kept, draw in self._layers:
                kept.paint(painter, widget, QTransform(), draw)


class Sprite(QGraphicsItem):
    """A small thing at a place of the view, in screen pixels."""

    def __init__(self) -> None:
        super().__init__()
        self._rect = QRectF()
        self.hide()

    def boundingRect(self) -> QRectF:
        """Return the room it needs round its place."""
        return self._rect

    def _resize(self, rect: QRectF) -> None:
        if rect != self._rect:
            self.prepareGeometryChange()
            self._rect = rect


class CursorSprite(Sprite):
    """Four arms with a gap and a ring that is filled when snapped."""

    def __init__(self) -> None:
        super().__init__()
        self._colour = QColor(ACCENT)
        self._is_filled = False
        reach = CROSS_FAR + 2
        self._resize(QRectF(-reach, -reach, 2 * reach, 2 * reach))

    def show_as(self, colour: QColor, *, is_filled: bool) -> None:
        """Set the colour of the ring and whether it is filled."""
        if colour != self._colour or is_filled != self._is_filled:
            self._colour, self._is_filled = colour, is_filled
            self.update()

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        """Paint dark arms in light edges and the ring."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for pen in (flat_pen(faded(PAPER, 0.85), 3), flat_pen(DARK, 1.2)):
            painter.setPen(pen)
            for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
                near = QPointF(dx * CROSS_NEAR, dy * CROSS_NEAR)
                painter.drawLine(near, QPointF(dx * CROSS_FAR, dy * CROSS_FAR))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(faded(PAPER, 0.85), 3))
        painter.drawEllipse(QPointF(), CURSOR_RADIUS, CURSOR_RADIUS)
        painter.setPen(QPen(DARK if self._is_filled else self._colour, 1.3))
        painter.setBrush(self._colour if self._is_filled else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QPointF(), CURSOR_RADIUS, CURSOR_RADIUS)


class PillSprite(Sprite):
    """The words beside the cursor, light on dark."""

    def __init__(self) -> None:
        super().__init__()
        self._text = ""

    @property
    def text(self) -> str:
        """What it says."""
        return self._text

    def say(self, text: str) -> QSizeF:
        """Set the words; return the pill's size."""
        if text != self._text:
            self._text = text
            self._resize(QRectF(QPointF(), pill_size(text)))
            self.update()
        return self._rect.size()

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        """Paint the pill."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_pill(painter, self._text, self._rect, fill=PILL_DARK, words=PAPER)


class SegmentSprite(Sprite):
    """One straight piece of the rubber band."""

    def __init__(self) -> None:
        super().__init__()
        self._end = QPointF()
        self._colour = QColor(ACCENT)

    def stretch(self, start: QPointF, end: QPointF, colour: QColor) -> None:
        """Reach from one place of the view to another."""
        self.setPos(start)
        self._end, self._colour = end - start, colour
        self._resize(QRectF(QPointF(), self._end).normalized().adjusted(-3, -3, 3, 3))
        self.update()

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        """Paint the dashes on their casing."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for pen in (flat_pen(faded(PAPER, 0.75), 2.6), flat_pen(self._colour, 1.8, (5, 3))):
            painter.setPen(pen)
            painter.drawLine(QPointF(), self._end)


class BoxSprite(Sprite):
    """The box of a selection."""

    def span(self, start: QPointF, end: QPointF) -> None:
        """Reach from one corner to the other."""
        self._resize(QRectF(start, end).normalized().adjusted(-2, -2, 2, 2))
        self.update()

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        """Paint the box."""
        painter.setPen(QPen(ACCENT, 1.5))
        painter.setBrush(faded(ACCENT, 0.05))
        painter.drawRect(self._rect.adjusted(2, 2, -2, -2))


class RingSprite(Sprite):
    """A ring: the ghost of a point to insert, or the flash round a shown point."""

    def __init__(self, radius: float) -> None:
        super().__init__()
        self._radius = radius
        self.colour = QColor(ACCENT)
        reach = radius + 4
        self._resize(QRectF(-reach, -reach, 2 * reach, 2 * reach))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        """Paint the ring in a light edge."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for pen in (QPen(PAPER, 4), QPen(self.colour, 1.8)):
            painter.setPen(pen)
            painter.drawEllipse(QPointF(), self._radius, self._radius)


class _Kept:
    """What was painted last, good as long as view and content stay."""

    def __init__(self) -> None:
        self._pixmap: QPixmap | None = None
        self._key: tuple[QTransform, int, int, float] | None = None

    def forget(self) -> None:
        """Paint anew next time."""
        self._key = None

    def paint(
        self,
        painter: QPainter,
        widget: QWidget,
        transform: QTransform,
        render: Callable[[QPainter], None],
    ) -> None:
        """Copy what is kept to the widget, rendering it first where needed."""
        ratio = widget.devicePixelRatioF()
        key = (QTransform(transform), widget.width(), widget.height(), ratio)
        if self._key is None or self._key != key:
            self._pixmap = self._fresh(widget, ratio)
            kept = QPainter(self._pixmap)
            render(kept)
            kept.end()
            self._key = key
        assert self._pixmap is not None
        painter.save()
        painter.resetTransform()
        painter.drawPixmap(QPointF(), self._pixmap)
        painter.restore()

    def _fresh(self, widget: QWidget, ratio: float) -> QPixmap:
        size = widget.size() * ratio
        pixmap = self._pixmap
        if pixmap is None or pixmap.size() != size or pixmap.devicePixelRatio() != ratio:
            pixmap = QPixmap(size)
            pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        return pixmap


def to_image(pixels: Pixels) -> QImage:
    """Return contiguous pixels of shape (height, width, 3) as an image that shares their memory."""
    height, width = pixels.shape[:2]
    return QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888)


def _halvings(image: QImage) -> list[QImage]:
    """Return the image and its halves, so that a small view costs little and loses no line."""
    levels = [image]
    while min(levels[-1].width(), levels[-1].height()) > 256:
        half = levels[-1].size() / 2
        levels.append(
            levels[-1].scaled(
                half,
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        )
    return levels
