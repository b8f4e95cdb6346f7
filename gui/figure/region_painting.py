"""Paints the regions of the figure: a box with its word, handles on the selected one."""

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QBrush, QPainter, QPen

from core.model.document import PixelPoint
from core.model.region import Region, RegionKind
from gui.figure.mapping import Mapping
from gui.figure.painting import ACCENT, PAPER, faded, kept_inside, paint_pill, pill_size
from gui.figure.region_tool import WORDS

HANDLE = 7.0


def paint_regions(
    painter: QPainter,
    regions: tuple[Region, ...],
    mapping: Mapping,
    view: QSizeF,
    *,
    selected: int | None,
) -> None:
    """Paint every region, in screen pixels."""
    for index, region in enumerate(regions):
        rect = QRectF(
            QPointF(*mapping.to_screen(PixelPoint(region.left, region.top))),
            QPointF(*mapping.to_screen(PixelPoint(region.right, region.bottom))),
        )
        _paint_box(painter, rect, region.kind)
        _paint_word(painter, rect, WORDS[region.kind], view)
        if index == selected:
            _paint_handles(painter, rect)


def _paint_box(painter: QPainter, rect: QRectF, kind: RegionKind) -> None:
    painter.setPen(QPen(faded(PAPER, 0.75), 3.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(rect)
    painter.setPen(QPen(ACCENT, 1.5))
    painter.setBrush(faded(ACCENT, 0.05))
    painter.drawRect(rect)
    if kind is RegionKind.KEEP_OUT:
        painter.fillRect(rect, QBrush(faded(ACCENT, 0.35), Qt.BrushStyle.BDiagPattern))


def _paint_word(painter: QPainter, rect: QRectF, word: str, view: QSizeF) -> None:
    size = pill_size(word)
    place = QRectF(rect.topLeft() + QPointF(0, -size.height() - 3), size)
    paint_pill(painter, word, kept_inside(place, view), fill=PAPER, words=ACCENT, edge=ACCENT)


def _paint_handles(painter: QPainter, rect: QRectF) -> None:
    painter.setPen(QPen(ACCENT, 1.5))
    painter.setBrush(PAPER)
    middle = rect.center()
    for x in (rect.left(), middle.x(), rect.right()):
        for y in (rect.top(), middle.y(), rect.bottom()):
            if QPointF(x, y) != middle:
                painter.drawRect(QRectF(x - HANDLE / 2, y - HANDLE / 2, HANDLE, HANDLE))
