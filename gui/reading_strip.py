"""The strip above the canvas while a figure is read and when its proposal waits."""

from PySide6.QtCore import QObject, QTimer

from core.digitize.accept import Part
from core.digitize.proposal import FigureProposal
from core.errors import InputError
from gui.errors import MessageStrip, Verb
from gui.figure.figure_view import FigureView
from gui.figure.proposal_layer import shapes_of
from gui.proposals import Proposals, words_of

# A reading that takes longer than this is worth a line with Cancel.
PATIENCE_MS = 300


class ReadingStrip(QObject):
    """Shows progress, then what was found with its verbs, and answers the figure's keys."""

    def __init__(self, proposals: Proposals, figure: FigureView, strip: MessageStrip) -> None:
        super().__init__(strip)
        self._proposals, self._figure, self._strip = proposals, figure, strip
        self._stage = ""
        self._is_shown = False
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._show_progress)
        proposals.busy_changed.connect(self._on_busy)
        proposals.progress.connect(self._on_progress)
        proposals.changed.connect(self._on_changed)
        proposals.failed.connect(self._on_failed)
        figure.proposal_answered.connect(self._on_answered)

    def forget(self) -> None:
        """Another figure comes: give up the reading and the proposal."""
        self._proposals.cancel()
        self._proposals.drop()
        self._take_away()

    def _on_busy(self, words: str) -> None:
        if words:
            self._stage = words
            self._patience.start()
        else:
            self._patience.stop()
            if self._proposals.proposal is None and self._is_shown:
                self._take_away()

    def _on_progress(self, share: float, stage: str) -> None:
        self._stage = f"Reading the figure: {stage}, {share:.0%} done"
        if self._is_shown and self._proposals.is_reading:
            self._show_progress()

    def _show_progress(self) -> None:
        if self._proposals.is_reading:
            self._is_shown = True
            self._strip.show_note(f"{self._stage}.", Verb("Cancel", self.forget))

    def _on_changed(self, proposal: FigureProposal | None) -> None:
        left = self._proposals.left
        self._figure.show_proposal(shapes_of(proposal, left))
        if proposal is None:
            self._take_away()
            return
        self._patience.stop()
        self._is_shown = True
        verbs = [Verb("Accept all (Enter)", self._proposals.accept)]
        if Part.AXES in left:
            verbs.append(Verb("Axes only", lambda: self._proposals.accept(Part.AXES)))
        if Part.RISK_TABLE in left and Part.ARMS not in left:
            verbs.append(Verb("Table only", lambda: self._proposals.accept(Part.RISK_TABLE)))
        verbs.append(Verb("Drop (Esc)", self._proposals.drop))
        self._strip.show_note(words_of(proposal), *verbs)

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
