"""Steps as lines on the screen: what of them is seen, and how they are drawn quickly."""

import numpy as np
import pyqtgraph
from PySide6.QtCore import QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from core.arrays import FloatArray
from gui.figure.mapping import Mapping

MANY_VERTICES = 400
# So little backwards is rounding.
BACK_PX = 0.1


def flat_pen(colour: QColor, width: float, dash: tuple[float, ...] = ()) -> QPen:
    """Return a pen for steps: flat caps, mitred joins; dash lengths in pixels."""
    pen = QPen(colour, width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    if dash:
        pen.setDashPattern([length / width for length in dash])
    return pen


def steps_on_screen(points: FloatArray, mapping: Mapping, view: QSizeF) -> FloatArray:
    """Return the vertices to draw, in screen pixels, shape (n, 2)."""
    return merged(mapping.array_to_screen(seen_part(points, mapping, view)))


def paint_steps(painter: QPainter, screen: FloatArray, colour: QColor, width: float) -> None:
    """Paint a solid line along steps.

    Many steps are filled as the ribbon between the path moved to either side: what the pen
    would draw, and several times faster.
    """
    if len(screen) < MANY_VERTICES or (np.diff(screen[:, 0]) < -BACK_PX).any():
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(flat_pen(colour, width))
        painter.drawPath(as_path(screen))
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    # So many steps are a pixel or two each: their edges lie along the pixels' own.
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.drawPath(ribbon(screen, width / 2))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def ribbon(screen: FloatArray, half: float) -> QPainterPath:
    """Return the outline of a line of this half width along steps from left to right.

    Each stretch that only falls or only rises is a piece of its own: its sides do not cross.
    """
    slope = np.sign(np.diff(screen[:, 1]))
    steep = np.flatnonzero(slope)
    ends = steep[1:][slope[steep[1:]] != slope[steep[:-1]]].tolist()
    pieces = [
        _piece(screen[first : last + 1], half)
        for first, last in zip([0, *ends], [*ends, len(screen) - 1], strict=True)
    ]
    outline = np.concatenate(pieces)
    is_joined = np.ones(len(outline), dtype=bool)
    is_joined[np.cumsum([len(piece) for piece in pieces]) - 1] = False
    path = pyqtgraph.functions.arrayToQPath(outline[:, 0], outline[:, 1], connect=is_joined)
    assert isinstance(path, QPainterPath)
    path.setFillRule(Qt.FillRule.WindingFill)
    return path


def _piece(screen: FloatArray, half: float) -> FloatArray:
    """Return the outline of steps that only fall, or only rise, clockwise, with square ends."""
    down = 1.0 if screen[-1, 1] >= screen[0, 1] else -1.0
    upper = np.array([down * half, -half])
    begin, end = np.array([-half, -down * half]), np.array([half, down * half])
    sides = (screen[:1] + begin, screen + upper, screen[-1:] + end, (screen - upper)[::-1])
    return np.concatenate(sides)


def seen_part(points: FloatArray, mapping: Mapping, view: QSizeF) -> FloatArray:
    """Return the part of steps from left to right that the view shows, and a step beyond."""
    x = points[:, 0]
    if len(x) < 100 or x[0] > x[-1]:
        return points
    right = mapping.left + view.width() / mapping.zoom
    first, last = np.searchsorted(x, (mapping.left, right))
    return points[max(first - 3, 0) : last + 3]


def merged(screen: FloatArray) -> FloatArray:
    """Return a polyline without vertices that fall on the same pixel as the one before.

    Only where there are more of them than could be told apart.
    """
    if len(screen) < MANY_VERTICES:
        return screen
    is_new = np.ones(len(screen), dtype=bool)
    is_new[1:-1] = np.any(np.diff(np.round(screen[:-1]), axis=0) != 0, axis=1)
    kept: FloatArray = screen[is_new]
    return kept


def path_of(points: FloatArray, mapping: Mapping) -> QPainterPath:
    """Return a polyline of figure pixels in screen pixels."""
    return as_path(merged(mapping.array_to_screen(points)))


def as_path(screen: FloatArray) -> QPainterPath:
    """Return a polyline as a path; an empty one where there is no line."""
    if len(screen) < 2:
        return QPainterPath()
    path = pyqtgraph.functions.arrayToQPath(screen[:, 0], screen[:, 1])
    assert isinstance(path, QPainterPath)
    return path
