"""Newest document in, newest analysis out, computed off the GUI thread."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from importlib import import_module, util
from threading import Event
from typing import Any

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal

from core.model.document import Document
from core.results import Analysis

# The first request goes to the worker at once, those after it no closer than this.
LEAST_GAP_MS = 50
# The slower second stage waits until nothing was asked for so long.
REFINE_AFTER_MS = 150

Analyse = Callable[[Document, Callable[[], bool]], Analysis]
Refine = Callable[[Analysis, Callable[[], bool]], Analysis]

# Costly to import, so left for the worker: first what the numbers of record need.
_WARM_UP = (
    *("core.survival.estimates", "core.analysis", "core.reconstruct.estimator", "core.refine"),
    *("core.verify.text", "core.verify.text_checks"),
)


class LiveAnalysis(QObject):
    """Keeps the numbers on screen in step with the document.

    Numbers from the fast kernels come first; those of record by lifelines, equal to 1e-9, and
    what takes longer (audit of the table, intervals from draws) follow when nothing else was
    asked for, and are given up when something is.

    Signals
    -------
    ready(Analysis)
        The result for the newest document; a second time, `Analysis.is_refined`, with what
        takes longer.
    failed(Exception)
        The newest document could not be analysed; `latest` stays, stale.
    stale_changed(bool)
        True from a request until its result is there.
    """

    ready = Signal(object)
    failed = Signal(object)
    stale_changed = Signal(bool)
    _finished = Signal(int, object)
    _refined = Signal(int, object)
    _answered = Signal(object, object, object)

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        analyse: Analyse | None = None,
        refine: Refine | None = None,
    ) -> None:
        super().__init__(parent)
        self._analyse = analyse or _analyse
        self._refine = refine or (numbers_of_record if analyse is None else None)
        # What the window adds to an analysis, on the thread that made it.
        self.amend: Callable[[Analysis], Analysis] = lambda analysis: analysis
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="analysis")
        # Apart, so that a new edit never waits for a draw or a question under way.
        self._slow_executor = ThreadPoolExecutor(1, thread_name_prefix="refinement")
        self._topics: dict[str, tuple[ThreadPoolExecutor, Event]] = {}
        self._stop = Event()
        self._revision = 0
        self._document = Document()
        self._latest: Analysis | None = None
        self._is_stale = False
        self._is_shut = False
        self._timer = QTimer(self, singleShot=True)
        self._refine_timer = QTimer(self, singleShot=True)
        self._since_submit = QElapsedTimer()
        self._timer.timeout.connect(self._submit)
        self._refine_timer.timeout.connect(self._submit_refinement)
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._refined.connect(self._deliver_refined, Qt.ConnectionType.QueuedConnection)
        self._answered.connect(self._hand_over, Qt.ConnectionType.QueuedConnection)

    @property
    def latest(self) -> Analysis | None:
        """The newest result there is, None before the first."""
        return self._latest

    @property
    def is_stale(self) -> bool:
        """Whether `latest` is not for the newest document."""
        return self._is_stale

    def request(self, document: Document) -> None:
        """Ask for the analysis of this document in place of any earlier one."""
        if self._is_shut:
            return
        self._stop.set()
        self._refine_timer.stop()
        self._revision += 1
        self._document = document
        self._set_stale(True)
        passed = self._since_submit.elapsed() if self._since_submit.isValid() else LEAST_GAP_MS
        if passed < LEAST_GAP_MS:
            self._timer.start(int(LEAST_GAP_MS - passed))
        else:
            # At once, so that the worker computes while the window paints the edit.
            self._timer.stop()
            self._submit()

    def start_over(self) -> None:
        """Another project comes: the numbers of the last one are no longer the latest."""
        self._stop.set()
        self._timer.stop()
        self._refine_timer.stop()
        self._revision += 1
        self._latest = None
        for topic in self._topics:
            self.forget(topic)
        self._set_stale(False)

    def warm_up(self) -> None:
        """Import and compile on the worker what the first analysis would wait for."""
        if not self._is_shut:
            self._executor.submit(_warm_up, lambda: self._is_shut)

    def ask(
        self,
        topic: str,
        work: Callable[[Callable[[], bool]], Any],
        on_done: Callable[[Any], None],
    ) -> None:
        """Do a longer computation beside the live numbers, then hand its result over here.

        Each topic has a thread of its own. A newer question of a topic takes the place
        of the one before, whose ``work`` is told to stop by the flag it is given.
        """
        if self._is_shut:
            return
        self.forget(topic)
        executor = self._topics[topic][0] if topic in self._topics else None
        executor = executor or ThreadPoolExecutor(1, thread_name_prefix=f"question-{topic}")
        stop = Event()
        self._topics[topic] = (executor, stop)
        future = executor.submit(work, stop.is_set)
        future.add_done_callback(lambda done: self._answered.emit(done, on_done, stop))

    def forget(self, topic: str) -> None:
        """Give up the question of a topic: nobody waits for its answer."""
        if topic in self._topics:
            self._topics[topic][1].set()

    def shutdown(self) -> None:
        """Stop the worker and wait for it; later requests are ignored."""
        self._is_shut = True
        self._timer.stop()
        self._refine_timer.stop()
        self._stop.set()
        self._revision += 1
        for topic in self._topics:
            self.forget(topic)
        asked = [executor for executor, _ in self._topics.values()]
        for executor in (self._executor, self._slow_executor, *asked):
            executor.shutdown(wait=True, cancel_futures=True)

    def _submit(self) -> None:
        self._since_submit.start()
        self._stop = Event()
        revision = self._revision
        future = self._executor.submit(self._analysed, self._document, self._stop.is_set)
        future.add_done_callback(lambda done: self._finished.emit(revision, done))

    def _analysed(self, document: Document, should_stop: Callable[[], bool]) -> Analysis:
        return self.amend(self._analyse(document, should_stop))

    def _deliver(self, revision: int, done: "Future[Analysis]") -> None:
        if self._takes(revision, done):
            assert self._latest is not None
            self._set_stale(False)
            if self._refine is not None and not self._latest.is_refined:
                self._refine_timer.start(REFINE_AFTER_MS)
            self.ready.emit(self._latest)

    def _submit_refinement(self) -> None:
        assert self._refine is not None
        assert self._latest is not None
        revision = self._revision
        future = self._slow_executor.submit(self._refined_of, self._latest, self._stop.is_set)
        future.add_done_callback(lambda done: self._refined.emit(revision, done))

    def _refined_of(self, analysis: Analysis, should_stop: Callable[[], bool]) -> Analysis:
        assert self._refine is not None
        return self.amend(self._refine(analysis, should_stop))

    def _deliver_refined(self, revision: int, done: "Future[Analysis]") -> None:
        if self._takes(revision, done):
            self.ready.emit(self._latest)

    def _takes(self, revision: int, done: "Future[Analysis]") -> bool:
        """Make a result the latest if it is for the newest document; tell what went wrong."""
        if revision != self._revision or done.cancelled():
            return False
        error = done.exception()
        if error is not None:
            self.failed.emit(error)
            return False
        self._latest = done.result()
        return True

    def _hand_over(self, done: "Future[Any]", on_done: Callable[[Any], None], stop: Event) -> None:
        if self._is_shut or done.cancelled() or stop.is_set():
            return
        error = done.exception()
        if error is not None:
            self.failed.emit(error)
        else:
            on_done(done.result())

    def _set_stale(self, is_stale: bool) -> None:
        if is_stale != self._is_stale:
            self._is_stale = is_stale
            self.stale_changed.emit(is_stale)


def _analyse(document: Document, should_stop: Callable[[], bool]) -> Analysis:
    from core.analysis import analyse
    from core.refine import is_quick

    analysis = analyse(document, should_stop, at_once=True)
    return numbers_of_record(analysis, should_stop) if is_quick(analysis) else analysis


def numbers_of_record(analysis: Analysis, should_stop: Callable[[], bool]) -> Analysis:
    """Return the analysis with what takes longer: lifelines, audit of the table, draws."""
    from core.analysis import analyse
    from core.refine import refine

    return refine(analyse(analysis.document, should_stop), should_stop)


def _warm_up(should_stop: Callable[[], bool]) -> None:
    for name in _WARM_UP:
        if should_stop():
            return
        if _is_there(name):
            compile_all = getattr(import_module(name), "warm_up", None)
            if compile_all is not None:
                compile_all()


def _is_there(name: str) -> bool:
    return util.find_spec(name) is not None
