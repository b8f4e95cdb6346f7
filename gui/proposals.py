"""What the automatic reading proposes, kept apart from the document until a person accepts it."""

from collections.abc import Callable
from dataclasses import replace
from threading import Event

from PySide6.QtCore import QObject, Signal

from core.digitize.accept import Part, accepted, with_curve
from core.digitize.proposal import FigureProposal
from core.errors import InputError
from core.figure.ocr import Word
from core.figure.open import OpenedFigure
from core.model.document import Document
from gui.axes import transform_of
from gui.background import Background
from gui.errors import as_input_error
from gui.other_figure import is_of_other_plot, on_other_figure
from gui.reader import Follower, FollowingJob, ReadingJob
from gui.reading_process import ReadingProcess
from gui.session import Session

READING = "Reading the figure"
FOLLOWING = "Following the curve"


class Proposals(QObject):
    """Reads the open figure off the GUI thread and holds what was found.

    Signals
    -------
    changed(FigureProposal or None)
        A proposal came, was taken over in part or whole, or dropped.
    reading_changed(FigureProposal or None)
        The figure was read, or another figure came: what the Auto tool can follow.
    progress(float, str)
        Share done (0 to 1) and the stage, while a figure is read.
    busy_changed(str)
        What is being done; empty when idle.
    failed(InputError)
        The figure could not be read; the sentence says what to do by hand.
    taken()
        All that was proposed was accepted.
    put_aside()
        What was accepted takes the place of what was read off another panel.
    """

    changed = Signal(object)
    reading_changed = Signal(object)
    progress = Signal(float, str)
    busy_changed = Signal(str)
    failed = Signal(object)
    taken = Signal()
    put_aside = Signal()

    def __init__(
        self, session: Session, reader: ReadingProcess, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._reader = session, reader
        self._background = Background(self)
        self._background.busy_changed.connect(self.busy_changed)
        self._follower = Follower()
        self._stop = Event()
        self._reading: FigureProposal | None = None
        self._proposal: FigureProposal | None = None
        self._left: Part = Part(0)
        self._arms_left: frozenset[int] = frozenset()
        self._arm_ids: dict[int, str] = {}
        self._read_of: OpenedFigure | None = None
        self._again: str | None = None

    @property
    def reading(self) -> FigureProposal | None:
        """What was read off the figure shown, whatever became of it."""
        return self._reading

    @property
    def proposal(self) -> FigureProposal | None:
        """What waits to be accepted."""
        return self._proposal

    @property
    def left(self) -> Part:
        """The parts not accepted yet."""
        return self._left

    @property
    def arms_left(self) -> frozenset[int]:
        """The curves not accepted yet, by their number in the proposal."""
        return self._arms_left

    @property
    def is_reading(self) -> bool:
        """Whether a figure is being read."""
        return self._background.is_busy

    def read(
        self, opened: OpenedFigure, *, panel: int = 0, done: Callable[[], None] | None = None
    ) -> None:
        """Read a figure in place of any reading under way, where its regions let it look.

        ``done`` is called with the reading there, instead of proposing all of it.
        """
        known = self._known_words(opened)
        self.forget()
        stop = self._stop = Event()
        job = ReadingJob(opened, self._session.document.regions, panel=panel, words=known)

        def deliver(proposal: FigureProposal | None) -> None:
            if proposal is None or stop.is_set():
                return
            self._reading, self._read_of = proposal, opened
            self.reading_changed.emit(proposal)
            if done is not None:
                done()
            else:
                self._show(proposal, _parts_of(proposal), _all_arms(proposal))

        def failed(error: Exception) -> None:
            if not stop.is_set():
                self.failed.emit(as_input_error(error))

        self._background.run(
            READING,
            lambda: self._reader.read(job, stop.is_set, self.progress.emit),
            done=deliver,
            failed=failed,
        )

    def follow(self, job: FollowingJob, *, again: str | None = None) -> None:
        """Trace one curve and propose just that one.

        ``again`` is the arm it belongs to whatever was traced there before.
        """
        stop = self._stop = Event()
        if self._reading is not None:
            job = replace(job, words=self._reading.words)

        def done(found: FigureProposal) -> None:
            if stop.is_set():
                return
            if self._reading is not None:
                found = replace(self._reading, arms=(*self._reading.arms, *found.arms))
            self._reading = found
            self.reading_changed.emit(found)
            self.offer_curve(len(found.arms) - 1, again=again)

        def failed(error: Exception) -> None:
            if not stop.is_set():
                self.failed.emit(as_input_error(error))

        self._background.run(
            FOLLOWING, lambda: self._follower.follow(job), done=done, failed=failed
        )

    def cancel(self) -> None:
        """Give up the reading under way; nothing changes."""
        self._stop.set()

    def forget(self) -> None:
        """Another figure comes: nothing that was read of the last one holds."""
        self.cancel()
        self.drop()
        self._follower.forget()
        self._arm_ids = {}
        if self._reading is not None:
            self._reading = None
            self.reading_changed.emit(None)

    def offer_curve(self, index: int, *, again: str | None = None) -> None:
        """Propose one curve of the reading, for the arm ``again`` if any.

        Its axes come with it where the document has none.
        """
        if self._reading is not None:
            self._again = again
            has_axes = transform_of(self._session.document.calibration) is not None
            parts = Part.ARMS if has_axes else Part.ARMS | Part.AXES
            self._show(self._reading, parts, frozenset({index}))

    def take_curve(self, index: int) -> None:
        """Take one proposed curve over; the rest of the proposal stays."""
        if self._proposal is not None and index in self._arms_left:
            self._take((index,), Part(0))

    def accept(self, parts: Part = Part.ALL) -> None:
        """Take these parts over into the document as one undo step."""
        parts &= self._left
        if self._proposal is None or not parts:
            return
        arms = tuple(sorted(self._arms_left)) if Part.ARMS in parts else ()
        self._take(arms, parts & ~Part.ARMS)

    def drop(self) -> None:
        """Forget what was proposed."""
        if self._proposal is not None:
            self._show(None, Part(0), frozenset())

    def shutdown(self) -> None:
        """Stop the reading and the worker."""
        self.cancel()
        self._background.shutdown()

    def _take(self, arms: tuple[int, ...], parts: Part) -> None:
        """Take over some curves and other parts as one undo step."""
        proposal = self._proposal
        assert proposal is not None
        document, again = self._session.document, self._again
        is_other = Part.AXES in parts and is_of_other_plot(document, proposal.plot)
        if is_other:
            document = on_other_figure(document, document.figure)
        before = _without_trace(document, again)
        try:
            after, arm_ids = _taken(
                before, proposal, arms, self._known_ids(document), again or self._target
            )
            after = accepted(after, proposal, parts, arm_ids=arm_ids)
            if Part.AXES in parts:
                after = _with_endpoint(after, proposal)
        except InputError as error:
            self.failed.emit(error)
            return
        self._arm_ids = arm_ids
        self._session.apply(_step_words(proposal, arms, parts), after)
        self._activate(arm_ids[arms[0]] if len(arms) == 1 else None)
        arms_left = self._arms_left.difference(arms)
        left = self._left & ~parts & ~(Part(0) if arms_left else Part.ARMS)
        self._show(proposal if left else None, left, arms_left if left else frozenset())
        if is_other:
            self.put_aside.emit()
        if not left:
            self.taken.emit()

    @property
    def _target(self) -> str | None:
        return self._session.active_arm_id

    def _known_words(self, opened: OpenedFigure) -> tuple[Word, ...] | None:
        """Return the words of a figure that was read before: regions do not change them."""
        if self._reading is None or self._read_of is not opened:
            return None
        return self._reading.words or None

    def _known_ids(self, document: Document) -> dict[int, str]:
        """Return which arm each curve has become, of those still in the document."""
        present = {arm.id for arm in document.arms}
        return {index: arm_id for index, arm_id in self._arm_ids.items() if arm_id in present}

    def _activate(self, arm_id: str | None) -> None:
        ids = [arm.id for arm in self._session.document.arms]
        if arm_id is None and self._session.active_arm_id not in ids:
            arm_id = ids[0] if ids else None
        if arm_id in ids:
            self._session.activate_arm(arm_id)

    def _show(self, proposal: FigureProposal | None, left: Part, arms_left: frozenset[int]) -> None:
        self._proposal, self._left, self._arms_left = proposal, left, arms_left
        if proposal is None:
            self._again = None
        self.changed.emit(proposal)


def _without_trace(document: Document, arm_id: str | None) -> Document:
    """Return the document with this arm empty, so that a curve proposed for it goes there."""
    if arm_id is None or arm_id not in {arm.id for arm in document.arms}:
        return document
    return document.with_arm_replaced(replace(document.arm(arm_id), trace=(), censor_marks=()))


def _taken(
    document: Document,
    proposal: FigureProposal,
    arms: tuple[int, ...],
    arm_ids: dict[int, str],
    active_id: str | None,
) -> tuple[Document, dict[int, str]]:
    """Return the document with these curves, all at once where none was taken before."""
    if len(arms) == len(proposal.arms) and not arm_ids:
        document = accepted(document, proposal, Part.ARMS)
        return document, {index: arm.id for index, arm in enumerate(document.arms)}
    arm_ids = dict(arm_ids)
    for index in arms:
        document, arm_ids[index] = with_curve(document, proposal, index, active_id)
    return document, arm_ids


def _with_endpoint(document: Document, proposal: FigureProposal) -> Document:
    """Return the document with the endpoint that the figure names, where none is said yet."""
    from core.verify.endpoint import endpoint_named  # its grammar takes long to compile

    if document.endpoint:
        return document
    words = " ".join(word.text for word in proposal.words)
    return replace(document, endpoint=endpoint_named(proposal.axes.survival_title, words))


def _step_words(proposal: FigureProposal, arms: tuple[int, ...], parts: Part) -> str:
    if len(arms) == 1 and not parts:
        return f"Accept the curve {proposal.arms[arms[0]].name}".rstrip()
    return "Accept what was read"


def _all_arms(proposal: FigureProposal) -> frozenset[int]:
    return frozenset(range(len(proposal.arms)))


def _parts_of(proposal: FigureProposal) -> Part:
    parts = Part.AXES | Part.ARMS
    if proposal.risk_times:
        parts |= Part.RISK_TABLE
    if proposal.printed:
        parts |= Part.REPORTED
    return parts
