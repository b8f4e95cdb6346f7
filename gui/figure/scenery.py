"""What the canvas shows over the figure, kept in step with session and analysis."""

from dataclasses import replace

from PySide6.QtCore import QSizeF
from PySide6.QtGui import QPainter

from core.digitize.proposal import Doubt
from gui.figure.drawing import Drawing, Look, Overlays
from gui.figure.mapping import Mapping
from gui.figure.painting import paint_over, paint_under
from gui.figure.proposal_layer import ProposalShapes, paint_proposal
from gui.figure.shapes import Shapes
from gui.live_analysis import LiveAnalysis
from gui.session import Session


class Scenery:
    """Shapes, look and drawing of one figure view."""

    def __init__(self, session: Session, live: LiveAnalysis) -> None:
        self._session = session
        self._live = live
        self._overlays = Overlays()
        self.shapes = Shapes()
        self.drawing = Drawing()
        self.look = Look()
        self.guides = True
        self.proposal: ProposalShapes | None = None
        self._doubt = -1

    def show_proposal(self, shapes: ProposalShapes | None) -> None:
        """Show what is proposed, or nothing more."""
        self.proposal, self._doubt = shapes, -1

    def next_doubt(self, step: int) -> Doubt | None:
        """Return the next doubtful place of the proposal, or with -1 the one before."""
        doubts = () if self.proposal is None else self.proposal.doubts
        places = [doubt for doubt in doubts if doubt.at is not None]
        if not places:
            return None
        self._doubt = (self._doubt + step) % len(places) if self._doubt >= 0 else 0
        return places[self._doubt]

    def renew(
        self, size: QSizeF, *, tool: str, selected_axis_point: int | None, is_stale: bool
    ) -> bool:
        """Draw anew; return whether what lies under the active arm changed too."""
        self.shapes.show(self._session.shown)
        look = replace(
            self.look,
            guides=self.guides and tool == "select",
            selected_axis_point=selected_axis_point if tool == "axes" else None,
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
        paint_under(painter, self.drawing, mapping, view)

    def paint_over(self, painter: QPainter, mapping: Mapping, view: QSizeF) -> None:
        """Paint the active arm, the pills and what is proposed."""
        paint_over(painter, self.drawing, mapping, view)
        if self.proposal is not None and not self.look.is_blinking:
            paint_proposal(painter, self.proposal, mapping, view)
