"""The things that follow the pointer: cursor, pill, rubber band, box, ghost, flash."""

from PySide6.QtCore import QPointF, QRectF, QSizeF, QTimer
from PySide6.QtGui import QColor

from core.model.document import PixelPoint
from gui.figure.canvas import Canvas
from gui.figure.items import (
    FLASH_RADIUS,
    BoxSprite,
    CursorSprite,
    PillSprite,
    RingSprite,
    SegmentSprite,
)
from gui.figure.painting import MARKER_RADIUS, kept_inside
from gui.figure.tool import Gesture

PILL_ABOVE = 32.0
FLASH_MS = 100


class GestureLayer:
    """Places the sprites of one canvas; figure pixels in, screen pixels out."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self.cursor = CursorSprite()
        self.pill = PillSprite()
        self._band = (SegmentSprite(), SegmentSprite())
        self._box = BoxSprite()
        self._ghost = RingSprite(MARKER_RADIUS + 1.5)
        self._flash = RingSprite(FLASH_RADIUS)
        sprites = (*self._band, self._box, self._ghost, self._flash, self.cursor, self.pill)
        for sprite in sprites:
            canvas.add_sprite(sprite)
        self._flash_timer = QTimer(canvas, singleShot=True, interval=FLASH_MS)
        self._flash_timer.timeout.connect(self._flash.hide)

    def show_cursor(self, at: PixelPoint, words: str, colour: QColor, *, is_snapped: bool) -> None:
        """Show the cursor at a place with its pill above, kept inside the view."""
        place = self._canvas.to_view(at)
        self.cursor.show_as(colour, is_filled=is_snapped)
        self.cursor.setPos(place)
        size = self.pill.say(words)
        corner = place - QPointF(size.width() / 2, PILL_ABOVE + size.height() / 2)
        if corner.y() < 0:
            corner.setY(place.y() + PILL_ABOVE - size.height() / 2)
        rect = kept_inside(QRectF(corner, size), QSizeF(self._canvas.size()))
        self.pill.setPos(rect.topLeft().toPoint())
        self.cursor.show()
        self.pill.show()

    def hide_cursor(self) -> None:
        """Hide cursor and pill."""
        self.cursor.hide()
        self.pill.hide()

    def show_gesture(self, gesture: Gesture, colour: QColor) -> None:
        """Show what the tool asks for."""
        pieces = list(zip(gesture.band, gesture.band[1:], strict=False))
        for number, sprite in enumerate(self._band):
            sprite.setVisible(number < len(pieces))
            if number < len(pieces):
                start, end = (self._canvas.to_view(at) for at in pieces[number])
                sprite.stretch(start, end, colour)
        self._box.setVisible(gesture.box is not None)
        if gesture.box is not None:
            self._box.span(*(self._canvas.to_view(at) for at in gesture.box))
        self._ghost.setVisible(gesture.ghost is not None)
        if gesture.ghost is not None:
            self._ghost.colour = colour
            self._ghost.setPos(self._canvas.to_view(gesture.ghost))

    def flash(self, at: PixelPoint) -> None:
        """Flash a ring once."""
        self._flash.setPos(self._canvas.to_view(at))
        self._flash.show()
        self._flash_timer.start()
