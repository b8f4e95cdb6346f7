"""What is offered over the figure: amber proposals, the curve that would be followed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.model.document import Document, PixelPoint
from gui.figure.pointer import HitKind, Pointer
from gui.figure.proposal_layer import Candidate, ProposalShapes
from gui.figure.scenery import Scenery
from gui.figure.shapes import nearest_on_path
from gui.figure.tool import Focus, Sink, Tool

if TYPE_CHECKING:
    from gui.figure.figure_view import FigureView

# A curve this many screen pixels from the pointer is the one meant.
REACH = 9.0


class Offer(QObject):
    """What waits for an answer on one figure view.

    Signals
    -------
    answered(bool)
        Enter accepts what is proposed, Esc drops it.
    curve_taken(int)
        This proposed curve alone is accepted, by a click with Select.
    curve_picked(int, PixelPoint)
        The Auto tool was clicked on this curve; -1 where none is near.
    """

    answered = Signal(bool)
    curve_taken = Signal(int)
    curve_picked = Signal(int, object)

    def __init__(self, view: "FigureView", scenery: Scenery) -> None:
        super().__init__(view)
        self._view, self._scenery = view, scenery
        self._doubt = -1
        self._followable: tuple[Candidate, ...] = ()
        self._near: Candidate | None = None
        self._awaited_on: Document | None = None
        self._shown_on: Document | None = None

    @property
    def shapes(self) -> ProposalShapes | None:
        """What waits to be accepted."""
        return self._scenery.proposal

    @property
    def near(self) -> Candidate | None:
        """The curve a click would take."""
        return self._near

    @property
    def is_at_hand(self) -> bool:
        """Whether something waits, and nothing was edited since it was asked for or shown."""
        is_untouched = self._view.session.document is self._shown_on
        return self.shapes is not None and (is_untouched or self._view.tool == "auto")

    @property
    def takes_keys(self) -> bool:
        """Whether Enter and Esc answer what waits; else they belong to the tool in hand."""
        view = self._view
        is_placing = view.active_tool.is_busy or (
            view.mouse.crosshair is not None and view.tool != "auto"
        )
        return self.is_at_hand and not is_placing

    def hint(self) -> str:
        """Return what the keys do to what waits; empty where they belong to the tool."""
        if self.shapes is None or not self.takes_keys:
            return ""
        if any(doubt.at is not None for doubt in self.shapes.doubts):
            return "Amber is proposed: Enter accepts, Esc drops, PageDown shows doubtful places."
        return "Amber is proposed: Enter accepts it, Esc drops it. Select takes one curve."

    def expect(self) -> None:
        """Remember what a proposal under way is about: edits from here on keep the keys."""
        self._awaited_on = self._view.session.document

    def show(self, shapes: ProposalShapes | None) -> None:
        """Show what is proposed over the figure, or nothing more."""
        if shapes is not None:
            self._shown_on = self._awaited_on or self._view.session.document
            self._awaited_on = None
        self._scenery.proposal, self._doubt = shapes, -1
        self._mark(None)
        self._view.canvas.overlay.invalidate(under=False)
        self._view.refresh()

    def let_follow(self, candidates: Sequence[Candidate]) -> None:
        """Set the curves the Auto tool can follow."""
        self._followable = tuple(candidates)
        self._mark(None)

    def show_doubt(self, step: int) -> bool:
        """Go to the next doubtful place of the proposal; False where there is none."""
        doubts = self.shapes.doubts if self.shapes is not None else ()
        places = [doubt for doubt in doubts if doubt.at is not None]
        if not places:
            return False
        self._doubt = (self._doubt + step) % len(places) if self._doubt >= 0 else 0
        doubt = places[self._doubt]
        if doubt.at is not None:
            self._view.bring_into_view(doubt.at)
        self._view.hint_changed.emit(f"{doubt.number}. {doubt.message}")
        return True

    def hover(self, pointer: Pointer) -> None:
        """Mark the curve a click here would take."""
        near = self._curve_at(pointer)
        if near is not self._near:
            self._mark(near)

    def leave(self) -> None:
        """Mark nothing: the pointer is elsewhere."""
        if self._near is not None:
            self._mark(None)

    def pick(self, pointer: Pointer) -> None:
        """Tell which curve the Auto tool was clicked on."""
        found = self._curve_at(pointer)
        self.curve_picked.emit(-1 if found is None else found.index, pointer.under)

    def take(self, pointer: Pointer) -> bool:
        """Take the proposed curve under a click with Select; False where there is none."""
        found = None if self._view.tool != "select" else self._curve_at(pointer)
        if found is not None:
            self.curve_taken.emit(found.index)
        return found is not None

    def _curve_at(self, pointer: Pointer) -> Candidate | None:
        candidates: Sequence[Candidate] = ()
        if self._view.tool == "auto":
            candidates = self._followable
        elif self._view.tool == "select" and pointer.hit.kind is HitKind.NOTHING:
            candidates = () if self.shapes is None else self.shapes.curves
        return nearest(candidates, pointer.under, REACH * pointer.figure_px)

    def _mark(self, near: Candidate | None) -> None:
        self._near = near
        self._scenery.near = None if near is None else near.path
        self._view.canvas.overlay.invalidate(under=False)


class AutoTool(Tool):
    """Follows the curve that is clicked."""

    name = "auto"

    def __init__(self, sink: Sink, focus: Focus, offer: Offer) -> None:
        super().__init__(sink, focus)
        self._offer = offer

    def hint(self) -> str:
        """Return one line about what to do next."""
        return "Auto: click a curve to follow it; the one that would be followed turns amber."

    def release(self, pointer: Pointer) -> None:
        """Ask for the curve that was clicked."""
        super().release(pointer)
        self._offer.pick(pointer)


def nearest(candidates: Sequence[Candidate], at: PixelPoint, reach: float) -> Candidate | None:
    """Return the curve that runs nearest to a place, within reach in figure pixels."""
    best, best_gap = None, reach
    for candidate in candidates:
        _, gap = nearest_on_path(candidate.path, at)
        if gap <= best_gap:
            best, best_gap = candidate, gap
    return best
