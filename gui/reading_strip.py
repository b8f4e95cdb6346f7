"""The strip above the canvas while a figure is read and when its proposal waits."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer

from core.digitize.accept import Part
from core.digitize.proposal import FigureProposal, PixelBox
from core.errors import InputError
from gui.errors import MessageStrip, Verb
from gui.figure.figure_view import FigureView
from gui.figure.places import lead_to_plot
from gui.figure.proposal_layer import curves_of, shapes_of
from gui.proposal_words import shorter_words_of, words_of, words_of_curve
from gui.proposals import Proposals

# A reading that takes longer than this is worth a line with Cancel.
PATIENCE_MS = 300
_WORDS = {
    Part.AXES: "Axes",
    Part.ARMS: "Curves",
    Part.RISK_TABLE: "Table",
    Part.REPORTED: "Results",
}

# What the stages of a reading are to a person.
_STAGES = {"page": "looking for text", "words": "finding the axes"}


class ReadingStrip(QObject):
    """Shows progress, then what was found with its verbs, and answers the figure's keys."""

    def __init__(
        self,
        proposals: Proposals,
        figure: FigureView,
        strip: MessageStrip,
        next_panel: Callable[[], None],
    ) -> None:
        super().__init__(strip)
        self._next_panel = next_panel
        self._proposals, self._figure, self._strip = proposals, figure, strip
        self._stage = ""
        self._is_shown = False
        self._has_keys = False
        self._led_to: PixelBox | None = None
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._show_progress)
        proposals.busy_changed.connect(self._on_busy)
        proposals.progress.connect(self._on_progress)
        proposals.changed.connect(self._on_changed)
        proposals.reading_changed.connect(self._on_reading)
        proposals.failed.connect(self._on_failed)
        figure.offer.answered.connect(self._on_answered)
        figure.offer.curve_taken.connect(proposals.take_curve)
        figure.session.document_changed.connect(self._on_document)
        figure.tool_changed.connect(self._on_document)

    def forget(self) -> None:
        """Another figure comes: give up the reading and the proposal."""
        self._proposals.forget()
        self._led_to = None
        self._take_away()

    def _on_busy(self, words: str) -> None:
        if words:
            self._stage = words
            self._figure.offer.expect()
            self._patience.start()
        else:
            self._patience.stop()
            if self._proposals.proposal is None and self._is_shown:
                self._take_away()

    def _on_progress(self, share: float, stage: str) -> None:
        words = _STAGES.get(stage, stage)
        self._stage = f"Reading the figure: {words}, {share * 100:.0f} % done"
        if self._is_shown and self._proposals.is_reading:
            self._show_progress()

    def _show_progress(self) -> None:
        if self._proposals.is_reading:
            self._is_shown = True
            self._strip.show_note(f"{self._stage}.", Verb("Cancel", self.forget))

    def _on_changed(self, proposal: FigureProposal | None) -> None:
        proposals = self._proposals
        shapes = shapes_of(proposal, proposals.left, proposals.arms_left)
        self._figure.offer.show(shapes)
        if proposal is None:
            self._take_away()
            return
        self._patience.stop()
        self._is_shown = True
        self._show_offer(proposal)
        if proposal.plot != self._led_to:
            self._led_to = proposal.plot
            # Once the strip has taken its room.
            QTimer.singleShot(0, self, partial(lead_to_plot, self._figure, proposal.plot))

    def _on_document(self, _changed: object) -> None:
        """Name the keys only while they answer what waits."""
        proposal = self._proposals.proposal
        is_stated = self._has_keys == self._figure.offer.is_at_hand
        if self._is_shown and proposal is not None and not is_stated:
            self._show_offer(proposal)

    def _show_offer(self, proposal: FigureProposal) -> None:
        self._has_keys = self._figure.offer.is_at_hand
        words, proposals = self._words(proposal), self._proposals
        shorter = shorter_words_of(proposal, proposals.left, proposals.arms_left)
        self._strip.show_note(words, *self._verbs(proposal), closable=False, shorter=shorter)

    def _words(self, proposal: FigureProposal) -> str:
        proposals = self._proposals
        is_one = len(proposals.arms_left) == 1
        if is_one and proposals.left in (Part.ARMS, Part.ARMS | Part.AXES):
            index, has_axes = next(iter(proposals.arms_left)), Part.AXES in proposals.left
            return words_of_curve(proposal, index, with_axes=has_axes)
        words = words_of(proposal, proposals.left, proposals.arms_left)
        n_panels = len(proposal.panels)
        if n_panels > 1:
            words += f" This is panel {proposal.panel + 1} of {n_panels}."
        return words

    def _verbs(self, proposal: FigureProposal) -> list[Verb]:
        proposals = self._proposals
        parts = parts_to_offer(proposals.left)
        words = "Accept all" if len(parts) > 1 else "Accept"
        enter, escape = (" (Enter)", " (Esc)") if self._has_keys else ("", "")
        verbs = [Verb(words + enter, partial(proposals.accept, Part.ALL))]
        if len(parts) > 1:
            choices = tuple(Verb(_WORDS[part], partial(proposals.accept, part)) for part in parts)
            verbs.append(Verb("Accept part", None, choices))
        if len(proposal.panels) > 1:
            verbs.append(Verb("Next panel", self._next_panel))
        verbs.append(Verb("Drop" + escape, proposals.drop))
        return verbs

    def _on_reading(self, reading: FigureProposal | None) -> None:
        self._figure.offer.let_follow(() if reading is None else curves_of(reading))

    def _on_failed(self, error: InputError) -> None:
        self._patience.stop()
        self._is_shown = True
        self._strip.show_note(error.message)

    def _on_answered(self, is_accepted: bool) -> None:
        if is_accepted:
            self._proposals.accept()
        else:
            self._proposals.drop()

    def _take_away(self) -> None:
        if self._is_shown:
            self._is_shown = False
            self._strip.dismiss()


def parts_to_offer(left: Part) -> list[Part]:
    """Return the parts that can be accepted by themselves; table and results need the curves."""
    waits = Part.RISK_TABLE | Part.REPORTED if Part.ARMS in left else Part(0)
    return [part for part in _WORDS if part in left & ~waits]
