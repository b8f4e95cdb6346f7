"""The axis points on the figure: a diamond at each tick, its value on a pill beyond the plot."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QPainter, QPen

from core.model.document import Axis
from gui.figure.drawing import TickDrawing
from gui.figure.mapping import Mapping
from gui.figure.painting import (
    DARK,
    PAPER,
    RING_RADIUS,
    TICK_COLOURS,
    faded,
    far_point,
    kept_inside,
    paint_marker,
    paint_pill,
    pill_size,
)
from gui.figure.snap import Pixels, is_ink
from gui.figure.steps import flat_pen

DIAMOND_RADIUS = 4.5
# How far a pill moves out, in which steps, to leave a title or a legend to be read.
STEP, FURTHEST = 4.0, 96.0
_KEPT = 4
_Key = tuple[tuple[TickDrawing, ...], Mapping, float, float]


class TickPills:
    """Where the pills of one figure lie; worked out once for each view of it."""

    def __init__(self) -> None:
        self._pixels: Pixels | None = None
        self._known: dict[_Key, dict[int, QRectF]] = {}

    def set_pixels(self, pixels: Pixels | None) -> None:
        """Lie beside what another figure prints."""
        self._pixels = pixels
        self._known.clear()

    def rects(
        self, ticks: tuple[TickDrawing, ...], mapping: Mapping, view: QSizeF
    ) -> dict[int, QRectF]:
        """Return the pills that have room by the index of their tick, the first to give room last.

        The selected tick comes first, then those in doubt or proposed.
        """
        key = ticks, mapping, view.width(), view.height()
        if key not in self._known:
            while len(self._known) >= _KEPT:
                self._known.pop(next(iter(self._known)))
            self._known[key] = self._placed(ticks, mapping, view)
        return self._known[key]

    def index_at(
        self, place: QPointF, ticks: tuple[TickDrawing, ...], mapping: Mapping, view: QSizeF
    ) -> int | None:
        """Return the tick whose pill is at this place of the view."""
        shown = self.rects(ticks, mapping, view).items()
        return next((index for index, rect in shown if rect.contains(place)), None)

    def paint(
        self, painter: QPainter, ticks: tuple[TickDrawing, ...], mapping: Mapping, view: QSizeF
    ) -> None:
        """Paint the diamonds, then the words of those that have room."""
        for tick in ticks:
            _paint_diamond(painter, tick, mapping)
        for index, rect in self.rects(ticks, mapping, view).items():
            tick = ticks[index]
            line, fill, words, icon = TICK_COLOURS[tick.state]
            painter.setPen(flat_pen(faded(line, 0.27), 1))
            painter.drawLine(far_point(tick, mapping), _near_edge(tick, rect))
            paint_pill(painter, tick.text, rect, fill=fill, words=words, edge=line, icon=icon)

    def _placed(
        self, ticks: tuple[TickDrawing, ...], mapping: Mapping, view: QSizeF
    ) -> dict[int, QRectF]:
        order = sorted(
            range(len(ticks)), key=lambda i: (not ticks[i].is_selected, ticks[i].state == "set")
        )
        rects = [self._clear(ticks[index], mapping, view) for index in order]
        return {order[place]: rects[place] for place in with_room(rects)}

    def _clear(self, tick: TickDrawing, mapping: Mapping, view: QSizeF) -> QRectF:
        """Return the place of a pill moved out until it hides nothing printed, or unmoved."""
        first = _place(tick, mapping, view)
        rect, moved = first, 0.0
        while moved <= FURTHEST and QRectF(QPointF(), view).contains(rect):
            if not self._hides_ink(rect, mapping):
                return rect
            moved += STEP
            rect = first.translated(*((0, -moved) if tick.axis is Axis.TIME else (moved, 0)))
        return first

    def _hides_ink(self, rect: QRectF, mapping: Mapping) -> bool:
        if self._pixels is None:
            return False
        start = mapping.to_figure(rect.left(), rect.top())
        end = mapping.to_figure(rect.right(), rect.bottom())
        rows = slice(max(int(start.y), 0), max(int(end.y) + 1, 0))
        under = self._pixels[rows, max(int(start.x), 0) : max(int(end.x) + 1, 0)]
        return bool(under.size and is_ink(under).any())


def with_room(rects: Sequence[QRectF]) -> list[int]:
    """Return which rectangles can be shown without one lying on another, the first ones first."""
    shown: list[int] = []
    for index, rect in enumerate(rects):
        if not any(rect.intersects(rects[other]) for other in shown):
            shown.append(index)
    return shown


def _paint_diamond(painter: QPainter, tick: TickDrawing, mapping: Mapping) -> None:
    at = QPointF(*mapping.to_screen(tick.at))
    if tick.is_selected:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(PAPER, 5))
        painter.drawEllipse(at, RING_RADIUS + 1, RING_RADIUS + 1)
        painter.setPen(QPen(DARK, 1.6))
        painter.drawEllipse(at, RING_RADIUS + 1, RING_RADIUS + 1)
    line = TICK_COLOURS[tick.state][0]
    paint_marker(painter, "diamond", at, DIAMOND_RADIUS / 1.2, QPen(line, 1.3), PAPER)


def _place(tick: TickDrawing, mapping: Mapping, view: QSizeF) -> QRectF:
    """Return the place of a tick's words: beyond its far end, on its hairline, in the view."""
    size = pill_size(tick.text, icon=TICK_COLOURS[tick.state][3])
    far = far_point(tick, mapping)
    if tick.axis is Axis.TIME:
        rect = QRectF(QPointF(far.x() - size.width() / 2, far.y() - size.height()), size)
        inside = kept_inside(rect, view)
        return QRectF(QPointF(rect.left(), inside.top()), size)
    rect = QRectF(QPointF(far.x(), far.y() - size.height() / 2), size)
    inside = kept_inside(rect, view)
    return QRectF(QPointF(inside.left(), rect.top()), size)


def _near_edge(tick: TickDrawing, rect: QRectF) -> QPointF:
    middle = rect.center()
    if tick.axis is Axis.TIME:
        return QPointF(middle.x(), rect.bottom())
    return QPointF(rect.left(), middle.y())
