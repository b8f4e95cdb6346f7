"""What is proposed, drawn in amber over the figure until a person decides."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from core.arrays import FloatArray
from core.digitize.accept import Part
from core.digitize.proposal import Doubt, FigureProposal
from gui import theme
from gui.axes import transform_of
from gui.figure.drawing import Look, TickDrawing, tick_drawings
from gui.figure.mapping import Mapping
from gui.figure.painting import paint_grid
from gui.figure.shapes import as_array, trace_path
from gui.figure.steps import flat_pen, path_of
from gui.figure.tick_pills import TickPills

BRIGHT = QColor("#FFC83D")
BROWN = QColor("#8A5A00")
CELL_LINE, CELL_DOUBT = QColor("#B27600"), QColor("#C45A10")
DOUBT_RADIUS = 9.5
MARK_HALF = 5.0


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A curve as it was read: its number in the reading and its path, shape (n, 2)."""

    index: int
    path: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class ProposalShapes:
    """A proposal in figure pixels: curves, censor marks, axis values, doubts."""

    curves: tuple[Candidate, ...]
    marks: FloatArray
    ticks: tuple[TickDrawing, ...]
    cells: tuple[tuple[QRectF, bool], ...]
    doubts: tuple[Doubt, ...]


def shapes_of(
    proposal: FigureProposal | None, left: Part, arms_left: frozenset[int]
) -> ProposalShapes | None:
    """Return what of a proposal is still to be decided, ready to draw; None if nothing is."""
    if proposal is None or not left:
        return None
    arms = [arm for index, arm in enumerate(proposal.arms) if index in arms_left]
    curves = tuple(curve for curve in curves_of(proposal) if curve.index in arms_left)
    marks = as_array([mark.at for arm in arms for mark in arm.censor_marks])
    axes = proposal.axes.calibration()
    ticks = tick_drawings(axes, transform_of(axes), Look()) if Part.AXES in left else ()
    rows = [arm.risk_row for arm in proposal.arms if arm.risk_row is not None]
    cells = [cell for row in rows for cell in row.cells] if Part.RISK_TABLE in left else []
    boxes = tuple(
        (
            QRectF(QPointF(c.box.x0, c.box.y0), QPointF(c.box.x1, c.box.y1)),
            c.possible and c.confidence >= 0.5,
        )
        for c in cells
        if c.text
    )
    return ProposalShapes(curves, marks, ticks, boxes, _doubts_left(proposal, left, arms_left))


def curves_of(proposal: FigureProposal) -> tuple[Candidate, ...]:
    """Return every curve of a reading."""
    transform = transform_of(proposal.axes.calibration())
    return tuple(
        Candidate(index, trace_path(as_array(arm.trace), transform))
        for index, arm in enumerate(proposal.arms)
    )


def _doubts_left(
    proposal: FigureProposal, left: Part, arms_left: frozenset[int]
) -> tuple[Doubt, ...]:
    """Return the doubts about curves still to be decided, and those about the rest of it."""
    return tuple(
        doubt
        for doubt in proposal.doubts
        if (doubt.arm in arms_left if doubt.arm is not None else bool(left & ~Part.ARMS))
    )


def paint_near(painter: QPainter, path: FloatArray, mapping: Mapping) -> None:
    """Paint the curve that a click would follow."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    drawn = path_of(path, mapping)
    for pen in (flat_pen(BROWN, 5.4), flat_pen(BRIGHT, 3.4)):
        painter.setPen(pen)
        painter.drawPath(drawn)


def paint_proposal(
    painter: QPainter, shapes: ProposalShapes, mapping: Mapping, view: QSizeF, pills: TickPills
) -> None:
    """Paint proposed curves, marks, axis values, table cells and numbered doubts."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    paint_grid(painter, shapes.ticks, mapping)
    for curve in shapes.curves:
        path = path_of(curve.path, mapping)
        for pen in (flat_pen(BROWN, 3.8), flat_pen(BRIGHT, 2.2, (7, 3))):
            painter.setPen(pen)
            painter.drawPath(path)
    painter.setPen(flat_pen(BROWN, 1.6))
    for x, y in mapping.array_to_screen(shapes.marks):
        painter.drawLine(QPointF(x, y - MARK_HALF), QPointF(x, y + MARK_HALF))
    _paint_cells(painter, shapes, mapping)
    pills.paint(painter, shapes.ticks, mapping, view)
    for doubt in shapes.doubts:
        if doubt.at is not None:
            _paint_doubt(painter, QPointF(*mapping.to_screen(doubt.at)), doubt.number, view)


def _paint_cells(painter: QPainter, shapes: ProposalShapes, mapping: Mapping) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for box, is_sure in shapes.cells:
        corners = mapping.array_to_screen(
            np.array([[box.left(), box.top()], [box.right(), box.bottom()]])
        )
        painter.setPen(QPen(CELL_LINE if is_sure else CELL_DOUBT, 1 if is_sure else 2))
        painter.drawRoundedRect(QRectF(QPointF(*corners[0]), QPointF(*corners[1])), 2, 2)


def _paint_doubt(painter: QPainter, at: QPointF, number: int, view: QSizeF) -> None:
    middle = at + QPointF(22, -22)
    middle.setX(min(max(middle.x(), DOUBT_RADIUS), view.width() - DOUBT_RADIUS))
    middle.setY(min(max(middle.y(), DOUBT_RADIUS), view.height() - DOUBT_RADIUS))
    painter.setPen(QPen(BROWN, 1.2))
    painter.drawLine(at, middle)
    painter.setBrush(BRIGHT)
    painter.drawEllipse(middle, DOUBT_RADIUS, DOUBT_RADIUS)
    painter.setFont(theme.font("pill"))
    painter.setPen(QColor("#1A1D21"))
    box = QRectF(middle - QPointF(DOUBT_RADIUS, DOUBT_RADIUS), QSizeF(*[2 * DOUBT_RADIUS] * 2))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(number))
