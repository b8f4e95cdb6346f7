"""Paints a `Drawing`: used by the figure view and by the loupe.

Widths and sizes are screen pixels at every zoom. The colours lie on the
figure's paper, so they are the same in the light and the dark scheme.
"""

from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QPainter,
    QPen,
    QPixmap,
    QPolygonF,
)

from core.arrays import BoolArray, FloatArray
from core.model.document import Axis
from gui import images, theme
from gui.figure.drawing import ArmDrawing, Drawing, GuideDrawing, TickDrawing
from gui.figure.mapping import Mapping
from gui.figure.steps import as_path, flat_pen, paint_steps, path_of, steps_on_screen

ACCENT = QColor("#3A4BA3")
PAPER = QColor("#FFFFFF")
DARK = QColor("#1A1D21")
GUIDE = QColor("#6A7280")
PILL_DARK = QColor("#2B3240")
# state of a tick: line, fill, words, icon
TICK_COLOURS = {
    "set": (ACCENT, PAPER, ACCENT, ""),
    "proposed": (QColor("#B27600"), QColor("#FFF1CC"), QColor("#704C00"), "proposed"),
    "doubt": (QColor("#C45A10"), QColor("#FCE9DA"), QColor("#8C3A00"), "differ"),
}
STALE_OPACITY = 0.6
THIN_PX = 8.0
MANY_MARKERS = 40
MARKER_RADIUS = 2.7
SELECTED_RADIUS = 3.4
RING_RADIUS = 7.5
DOUBTFUL_RADIUS = 4.2
MARK_HALF = 5.0


def paint_drawing(
    painter: QPainter, drawing: Drawing, mapping: Mapping, view: QSizeF, *, is_loupe: bool = False
) -> None:
    """Paint everything; the loupe does without band and pills."""
    paint_under(painter, drawing, mapping, view, is_loupe=is_loupe)
    paint_over(painter, drawing, mapping, view, is_loupe=is_loupe)


def paint_under(
    painter: QPainter, drawing: Drawing, mapping: Mapping, view: QSizeF, *, is_loupe: bool = False
) -> None:
    """Paint what lies under the active arm: grid lines and the other arms."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if drawing.look.shows_axes:
        paint_grid(painter, drawing.ticks, mapping)
    for arm in drawing.arms[:-1]:
        _paint_arm(painter, arm, drawing, mapping, view, is_loupe=is_loupe)


def paint_over(
    painter: QPainter, drawing: Drawing, mapping: Mapping, view: QSizeF, *, is_loupe: bool = False
) -> None:
    """Paint the active arm and guides; the axis points are `gui.figure.tick_pills`."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for arm in drawing.arms[-1:]:
        _paint_arm(painter, arm, drawing, mapping, view, is_loupe=is_loupe)
    if drawing.look.shows_axes and not is_loupe:
        for guide in drawing.guides:
            _paint_guide(painter, guide, mapping, view)


def _paint_arm(
    painter: QPainter,
    arm: ArmDrawing,
    drawing: Drawing,
    mapping: Mapping,
    view: QSizeF,
    *,
    is_loupe: bool,
) -> None:
    """Paint one arm in its order: band, trace, core, markers."""
    look = drawing.look
    if (look.trace or look.curve) and not is_loupe:
        _paint_band(painter, arm, mapping)
    if look.trace:
        _paint_trace(painter, arm, mapping, view)
    if look.curve:
        painter.setOpacity(STALE_OPACITY if drawing.is_stale else 1.0)
        _paint_core(painter, arm, mapping, view, alone=not look.trace)
        painter.setOpacity(1.0)
    if look.trace:
        _paint_marks(painter, arm, mapping)
        _paint_corners(painter, arm, mapping, view)


def arm_colour(arm: ArmDrawing) -> QColor:
    """Return the colour of an arm on the figure."""
    return theme.arm_style(arm.style_index).colour


def faded(colour: QColor, share: float) -> QColor:
    """Return a colour with this opacity."""
    made = QColor(colour)
    made.setAlphaF(share)
    return made


def darkened(colour: QColor, share: float) -> QColor:
    """Return a colour with its channels reduced to this share."""
    return QColor.fromRgbF(colour.redF() * share, colour.greenF() * share, colour.blueF() * share)


def paint_marker(
    painter: QPainter, marker: str, at: QPointF, radius: float, edge: QPen, fill: QColor
) -> None:
    """Paint an arm's marker round a place."""
    painter.setPen(edge)
    painter.setBrush(fill)
    painter.drawPath(images.marker_path(marker, radius).translated(at))


def paint_pill(
    painter: QPainter,
    text: str,
    rect: QRectF,
    *,
    fill: QColor,
    words: QColor,
    edge: QColor | None = None,
    icon: str = "",
) -> None:
    """Paint words on a rounded ground; `pill_size` tells the rectangle's size."""
    painter.setPen(QPen(edge, 1) if edge is not None else Qt.PenStyle.NoPen)
    painter.setBrush(fill)
    painter.drawRoundedRect(rect, 4, 4)
    if icon:
        image = images.pixmap(icon, 12, words)
        painter.drawPixmap(QPointF(rect.left() + 5, rect.center().y() - 6), image)
        rect = rect.adjusted(14, 0, 0, 0)
    painter.setFont(theme.font("pill"))
    painter.setPen(words)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)


def pill_size(text: str, *, icon: str = "") -> QSizeF:
    """Return how large a pill for these words is."""
    metrics = QFontMetricsF(theme.font("pill"))
    width = metrics.horizontalAdvance(text) + 12 + (14 if icon else 0)
    return QSizeF(round(width), round(metrics.height()) + 5)


def kept_inside(rect: QRectF, view: QSizeF) -> QRectF:
    """Return the rectangle moved so that it lies in the view."""
    x = min(max(rect.left(), 2.0), view.width() - rect.width() - 2.0)
    y = min(max(rect.top(), 2.0), view.height() - rect.height() - 2.0)
    return QRectF(QPointF(x, y), rect.size())


def paint_grid(painter: QPainter, ticks: tuple[TickDrawing, ...], mapping: Mapping) -> None:
    for tick in ticks:
        painter.setPen(flat_pen(faded(TICK_COLOURS[tick.state][0], 0.27), 1))
        painter.drawLine(_point(mapping.to_screen(tick.at)), far_point(tick, mapping))


def _paint_band(painter: QPainter, arm: ArmDrawing, mapping: Mapping) -> None:
    if arm.band is not None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(faded(arm_colour(arm), 0.13))
        path = path_of(arm.band, mapping)
        path.setFillRule(Qt.FillRule.WindingFill)
        painter.drawPath(path)


def _paint_trace(painter: QPainter, arm: ArmDrawing, mapping: Mapping, view: QSizeF) -> None:
    screen = steps_on_screen(arm.shape.path, mapping, view)
    paint_steps(painter, screen, faded(PAPER, 0.55), 3.4)
    paint_steps(painter, screen, arm_colour(arm), 2.0)


def _paint_core(
    painter: QPainter, arm: ArmDrawing, mapping: Mapping, view: QSizeF, *, alone: bool
) -> None:
    if arm.core is not None:
        screen = steps_on_screen(arm.core, mapping, view)
        if alone:
            paint_steps(painter, screen, faded(PAPER, 0.75), 2.6)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(flat_pen(darkened(arm_colour(arm), 0.4), 0.9))
        painter.drawPath(as_path(screen))


def _paint_marks(painter: QPainter, arm: ArmDrawing, mapping: Mapping) -> None:
    marks = mapping.array_to_screen(arm.shape.marks)
    for pen in (flat_pen(faded(PAPER, 0.75), 3.2), flat_pen(darkened(arm_colour(arm), 0.7), 1.6)):
        painter.setPen(pen)
        for x, y in marks:
            painter.drawLine(QPointF(x, y - MARK_HALF), QPointF(x, y + MARK_HALF))


def _paint_corners(painter: QPainter, arm: ArmDrawing, mapping: Mapping, view: QSizeF) -> None:
    if not len(arm.shape.points):
        return
    style = theme.arm_style(arm.style_index)
    screen = mapping.array_to_screen(arm.shape.points)
    edge = flat_pen(style.colour, 1.3)
    shown = [index for index in thinned(screen, view) if index not in arm.selected]
    _paint_markers(painter, screen[shown], style.marker, edge)
    _paint_doubtful(painter, arm, screen, style.marker)
    for index in arm.selected:
        if index < len(screen):
            _paint_selected(painter, QPointF(*screen[index]), style, edge)


def _paint_doubtful(painter: QPainter, arm: ArmDrawing, screen: FloatArray, marker: str) -> None:
    """Paint points off the ink larger and amber, over those beside them."""
    line, fill = TICK_COLOURS["proposed"][:2]
    for index in arm.doubtful:
        if index < len(screen) and index not in arm.selected:
            at = QPointF(*screen[index])
            paint_marker(painter, marker, at, DOUBTFUL_RADIUS + 2, QPen(PAPER, 2), PAPER)
            paint_marker(painter, marker, at, DOUBTFUL_RADIUS, QPen(line, 1.8), fill)


def _paint_markers(painter: QPainter, places: FloatArray, marker: str, edge: QPen) -> None:
    """Paint small markers; many of them as copies of one, to whole pixels of the screen."""
    if len(places) <= MANY_MARKERS:
        outline = images.marker_path(marker, MARKER_RADIUS)
        painter.setPen(edge)
        painter.setBrush(PAPER)
        for x, y in places:
            painter.drawPath(outline.translated(x, y))
        return
    ratio = painter.device().devicePixelRatioF()
    copy = _marker_copy(marker, edge.color().name(), ratio)
    half = copy.deviceIndependentSize().width() / 2
    for x, y in places - half:
        painter.drawPixmap(QPointF(x, y), copy)


@lru_cache(maxsize=32)
def _marker_copy(marker: str, colour: str, ratio: float) -> QPixmap:
    size = 2 * (MARKER_RADIUS + 2)
    pixmap = QPixmap(QSizeF(size * ratio, size * ratio).toSize())
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    middle = pixmap.deviceIndependentSize().width() / 2
    edge = flat_pen(QColor(colour), 1.3)
    paint_marker(painter, marker, QPointF(middle, middle), MARKER_RADIUS, edge, PAPER)
    painter.end()
    return pixmap


def _paint_selected(painter: QPainter, at: QPointF, style: theme.ArmStyle, edge: QPen) -> None:
    painter.setBrush(PAPER)
    painter.setPen(QPen(PAPER, 6))
    painter.drawEllipse(at, RING_RADIUS, RING_RADIUS)
    painter.setPen(QPen(DARK, 1.6))
    painter.drawEllipse(at, RING_RADIUS, RING_RADIUS)
    paint_marker(painter, style.marker, at, SELECTED_RADIUS, edge, style.colour)


def thinned(screen: FloatArray, view: QSizeF) -> list[int]:
    """Return the markers to draw: in view, and none closer than 8 px to the one before."""
    within = (screen > -THIN_PX) & (screen < np.array([view.width(), view.height()]) + THIN_PX)
    inside: BoolArray = within[:, 0] & within[:, 1]
    # Those in the cell of the one before cannot be far enough from it.
    cell = np.floor(screen / (THIN_PX / 2))
    inside[1:] &= (cell[1:] != cell[:-1]).any(axis=1) | ~inside[:-1]
    candidates = np.flatnonzero(inside)
    shown: list[int] = []
    last_x = last_y = float("-inf")
    for index, (x, y) in zip(candidates.tolist(), screen[candidates].tolist(), strict=True):
        if abs(x - last_x) >= THIN_PX or abs(y - last_y) >= THIN_PX:
            shown.append(index)
            last_x, last_y = x, y
    return shown


def _paint_guide(painter: QPainter, guide: GuideDrawing, mapping: Mapping, view: QSizeF) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(flat_pen(GUIDE, 1, (4, 4)))
    screen = mapping.array_to_screen(guide.path)
    painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in screen]))
    size = pill_size(guide.text)
    foot = QPointF(screen[-1, 0] + 4, screen[-1, 1] - size.height() - 6)
    rect = kept_inside(QRectF(foot, size), view)
    paint_pill(painter, guide.text, rect, fill=PILL_DARK, words=PAPER)


def far_point(tick: TickDrawing, mapping: Mapping) -> QPointF:
    """Return where the hairline of a tick ends: a little beyond the plot."""
    x, y = mapping.to_screen(tick.far)
    return QPointF(x, y - 18) if tick.axis is Axis.TIME else QPointF(x + 11, y)


def _point(place: tuple[float, float]) -> QPointF:
    return QPointF(*place)
