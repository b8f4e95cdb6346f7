"""What the canvas shows over the figure, kept in step with session and analysis."""

from dataclasses import replace

from PySide6.QtCore import QSizeF
from PySide6.QtGui import QPainter

from core.arrays import FloatArray
from gui.figure.drawing import Drawing, Look, Overlays, TickDrawing
from gui.figure.mapping import Mapping
from gui.figure.painting import paint_over, paint_under
from gui.figure.proposal_layer import ProposalShapes, paint_near, paint_proposal
from gui.figure.region_painting import paint_regions
from gui.figure.shapes import Shapes
from gui.figure.tick_pills import TickPills
from gui.live_analysis import LiveAnalysis
from gui.session import Session


class Scenery:
    """Shapes, look and drawing of one figure view."""

    def __init__(self, session: Session, live: LiveAnalysis) -> None:
        self._session = session
        self._live = live
        self._overlays = Overlays()
        self.shapes = Shapes()
        self.pills = TickPills()
        self.drawing = Drawing()
        self.look = Look()
        self.guides = True
        self.proposal: ProposalShapes | None = None
        self.near: FloatArray | None = None

    @property
    def ticks(self) -> tuple[TickDrawing, ...]:
        """The axis points that are seen.

        Those that are proposed stand where those that are set would: only one can be read.
        """
        is_covered = self.proposal is not None and bool(self.proposal.ticks)
        return self.drawing.ticks if self.drawing.look.shows_axes and not is_covered else ()

    def renew(
        self,
        size: QSizeF,
        *,
        tool: str,
        selected_axis_point: int | None,
        selected_region: int | None,
        is_stale: bool,
    ) -> bool:
        """Draw anew; return whether what lies under the active arm changed too."""
        self.shapes.show(self._session.shown)
        look = replace(
            self.look,
            guides=self.guides and tool == "select",
            selected_axis_point=selected_axis_point if tool == "axes" else None,
            selected_region=selected_region if tool == "region" else None,
            width=size.width(),
            height=size.height(),
        )
        before = self.drawing
        self.drawing = self._overlays.drawing(
            self.shapes,
            self._live.latest,
            look,
            active_id=self._session.active_arm_id,
            selected=self._session.selection,
            is_stale=is_stale,
        )
        return self.drawing.under != before.under

    def paint_under(self, painter: QPainter, mapping: Mapping, view: QSizeF) -> None:
        """Paint what seldom changes."""
        look = self.drawing.look
        if look.shows_axes:
            regions = self.drawing.regions
            paint_regions(painter, regions, mapping, view, selected=look.selected_region)
        paint_under(painter, self.drawing, mapping, view)

    def paint_over(self, painter: QPainter, mapping: Mapping, view: QSizeF) -> None:
        """Paint the active arm, the pills and what is proposed."""
        paint_over(painter, self.drawing, mapping, view)
        self.pills.paint(painter, self.ticks, mapping, view)
        if self.look.is_blinking:
            return
        if self.proposal is not None:
            paint_proposal(painter, self.proposal, mapping, view, self.pills)
        if self.near is not None:
            paint_near(painter, self.near, mapping)
