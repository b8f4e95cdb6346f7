"""What the automatic reading proposes, kept apart from the document until a person accepts it."""

from collections.abc import Callable
from threading import Event

from PySide6.QtCore import QObject, Signal

from core.digitize.accept import Part, accepted
from core.digitize.proposal import FigureProposal
from core.errors import InputError
from core.figure.open import OpenedFigure
from core.model.document import Document
from gui.background import Background
from gui.errors import as_input_error
from gui.session import Session

READING = "Reading the figure"


class Proposals(QObject):
    """Reads the open figure off the GUI thread and holds what was found.

    Signals
    -------
    changed(FigureProposal or None)
        A proposal came, was taken over or dropped.
    progress(float, str)
        Share done (0 to 1) and the stage, while a figure is read.
    busy_changed(str)
        What is being done; empty when idle.
    failed(InputError)
        The figure could not be read; the sentence says what to do by hand.
    """

    changed = Signal(object)
    progress = Signal(float, str)
    busy_changed = Signal(str)
    failed = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._background = Background(self)
        self._background.busy_changed.connect(self.busy_changed)
        self._stop = Event()
        self._proposal: FigureProposal | None = None
        self._left: Part = Part(0)

    @property
    def proposal(self) -> FigureProposal | None:
        """What waits to be accepted."""
        return self._proposal

    @property
    def left(self) -> Part:
        """The parts not accepted yet."""
        return self._left

    @property
    def is_reading(self) -> bool:
        """Whether a figure is being read."""
        return self._background.is_busy

    def read(self, opened: OpenedFigure, *, panel: int = 0) -> None:
        """Read a figure in place of any reading under way."""
        self.cancel()
        self.drop()
        stop = self._stop = Event()

        def done(proposal: FigureProposal | None) -> None:
            if proposal is not None and not stop.is_set():
                self._show(proposal, _parts_of(proposal))

        def failed(error: Exception) -> None:
            if not stop.is_set():
                self.failed.emit(as_input_error(error))

        self._background.run(
            READING,
            lambda: _read(opened, panel, stop, self.progress.emit),
            done=done,
            failed=failed,
        )

    def cancel(self) -> None:
        """Give up the reading under way; nothing changes."""
        self._stop.set()

    def accept(self, parts: Part = Part.ALL) -> None:
        """Take these parts over into the document as one undo step."""
        if self._proposal is None:
            return
        parts &= self._left
        try:
            after = accepted(self._session.document, self._proposal, parts)
        except InputError as error:
            self.failed.emit(error)
            return
        self._session.apply("Accept what was read", after)
        self._activate_first_arm(after)
        left = self._left & ~parts
        self._show(self._proposal if left else None, left)

    def drop(self) -> None:
        """Forget what was proposed."""
        if self._proposal is not None:
            self._show(None, Part(0))

    def shutdown(self) -> None:
        """Stop the reading and the worker."""
        self.cancel()
        self._background.shutdown()

    def _activate_first_arm(self, document: Document) -> None:
        ids = [arm.id for arm in document.arms]
        if ids and self._session.active_arm_id not in ids:
            self._session.activate_arm(ids[0])

    def _show(self, proposal: FigureProposal | None, left: Part) -> None:
        self._proposal, self._left = proposal, left
        self.changed.emit(proposal)


def words_of(proposal: FigureProposal) -> str:
    """Return a sentence that counts what was found, for the strip above the canvas."""
    found = [_count(len(proposal.axes.marks), "axis value"), _count(len(proposal.arms), "curve")]
    n_marks = sum(len(arm.censor_marks) for arm in proposal.arms)
    rows = [arm.risk_row for arm in proposal.arms if arm.risk_row is not None]
    n_cells = sum(bool(cell.text) for row in rows for cell in row.cells)
    if n_marks:
        found.append(_count(n_marks, "censor mark"))
    if n_cells:
        found.append(_count(n_cells, "number", "numbers") + " at risk")
    if proposal.printed:
        found.append(_count(len(proposal.printed), "printed result"))
    words = f"{', '.join(found)} proposed."
    if proposal.doubts:
        n = len(proposal.doubts)
        words += f" {_count(n, 'doubtful place')}: PageDown shows {'it' if n == 1 else 'them'}."
    return words


def _count(n: int, one: str, many: str = "") -> str:
    return f"{n} {one if n == 1 else many or one + 's'}"


def _parts_of(proposal: FigureProposal) -> Part:
    parts = Part.AXES | Part.ARMS
    if proposal.risk_times:
        parts |= Part.RISK_TABLE
    if proposal.printed:
        parts |= Part.REPORTED
    return parts


def _read(
    opened: OpenedFigure, panel: int, stop: Event, progress: Callable[[float, str], None]
) -> FigureProposal | None:
    from core.digitize.pipeline import Stopped
    from core.digitize.propose import propose

    if stop.is_set():
        return None
    try:
        return propose(opened, panel=panel, should_stop=stop.is_set, progress=progress)
    except Stopped:
        return None
