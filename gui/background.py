"""Jobs off the GUI thread: one worker, each result delivered back on the GUI thread."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

Result = TypeVar("Result")


class Background(QObject):
    """Runs jobs one after the other.

    Signals
    -------
    busy_changed(str)
        What is being done, in words for the status bar; empty when idle.
    """

    busy_changed = Signal(str)
    _finished = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="files")
        self._waiting: list[str] = []
        self._is_shut = False
        # Queued even when the work was done before anyone could listen: never inside run().
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def is_busy(self) -> bool:
        """Whether a job runs or waits."""
        return bool(self._waiting)

    def run(
        self,
        words: str,
        work: Callable[[], Result],
        *,
        done: Callable[[Result], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Do ``work`` on the worker, then call ``done`` or ``failed`` here."""
        if self._is_shut:
            return
        self._waiting.append(words)
        self.busy_changed.emit(words)
        future = self._executor.submit(work)
        future.add_done_callback(lambda done_job: self._finished.emit(done_job, (done, failed)))

    def shutdown(self) -> None:
        """Finish what runs, drop what waits, deliver nothing more."""
        self._is_shut = True
        self._executor.shutdown(wait=True, cancel_futures=True)
        self._waiting.clear()

    def _deliver(self, job: "Future[Any]", calls: tuple[Any, Any]) -> None:
        if self._is_shut or job.cancelled():
            return
        self._waiting.pop(0)
        self.busy_changed.emit(self._waiting[0] if self._waiting else "")
        done, failed = calls
        error = job.exception()
        if isinstance(error, Exception):
            failed(error)
        else:
            done(job.result())
