"""Pictures are read in a process of their own, so that the window never waits for the interpreter.

Cancelling ends that process, at once and wherever it is; the next reading starts another.
"""

import contextlib
import multiprocessing
import os
import pickle
import signal
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from threading import Lock, Thread
from typing import Any

import numpy as np

from core.digitize.proposal import FigureProposal
from core.digitize.warm_up import warm_up
from core.errors import InputError
from core.figure.ocr import Word
from core.figure.open import OpenedFigure
from core.model.region import Region
from gui.reader import Progress, ReadingJob, read

# How often the asking thread looks whether it should stop.
POLL_S = 0.05
# How much the reader gives way to the window where both want a processor (POSIX).
NICENESS = 5
GONE = (
    "The reading of this figure stopped before it was done. Read it again (Ctrl+R), or set the "
    "axes and trace by hand."
)


@dataclass(frozen=True, slots=True)
class _Task:
    """A reading job but for its pixels, which follow as plain bytes."""

    shape: tuple[int, ...]
    regions: tuple[Region, ...]
    panel: int
    words: tuple[Word, ...] | None


@dataclass(frozen=True, slots=True)
class _Step:
    share: float
    stage: str


@dataclass(frozen=True, slots=True)
class _Refusal:
    message: str
    code: str


@dataclass(frozen=True, slots=True)
class _Fault:
    detail: str


class ReadingFault(RuntimeError):
    """A mistake of the program that showed in the reading process."""


class ReadingProcess:
    """Reads figures one at a time; `close` leaves no process behind."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._is_closed = False
        self._process: BaseProcess | None = None
        self._connection: Connection | None = None

    @property
    def is_running(self) -> bool:
        """Whether there is a process."""
        return self._process is not None and self._process.is_alive()

    def read(
        self, job: ReadingJob, should_stop: Callable[[], bool], progress: Progress
    ) -> FigureProposal | None:
        """Return what the figure says, None where the reading was stopped.

        A vector figure is read on the asking thread: that is quick, and its lines
        would take as long to hand over.

        Raises
        ------
        InputError
            The figure cannot be read, or the process ended by itself.
        """
        if job.opened.drawing is not None:
            return read(job, should_stop, progress)
        with self._lock:
            return self._read(job, should_stop, progress)

    def warm_up(self) -> None:
        """Start the process, so that the first figure need not wait for it; returns at once."""
        Thread(target=self._warm_up, name="start-of-reading", daemon=True).start()

    def close(self) -> None:
        """End the process; a reading under way must have been stopped before."""
        with self._lock:
            self._is_closed = True
            self._end()

    def _warm_up(self) -> None:
        with self._lock:
            if not self._is_closed and self._connection is None:
                # Where it cannot be started the first reading tells so.
                with contextlib.suppress(OSError):
                    self._started()

    def _read(
        self, job: ReadingJob, should_stop: Callable[[], bool], progress: Progress
    ) -> FigureProposal | None:
        if should_stop():
            return None
        try:
            connection = self._started()
            _send(connection, job)
            while not should_stop():
                if connection.poll(POLL_S):
                    answer = connection.recv()
                    if not isinstance(answer, _Step):
                        return _taken(answer)
                    progress(answer.share, answer.stage)
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            self._end()
            raise InputError(GONE, code="D16") from error
        self._end()
        return None

    def _started(self) -> Connection:
        """Return the line to the process, which is started where there is none."""
        if self._connection is None or not self.is_running:
            self._end()
            context = multiprocessing.get_context("spawn")
            ours, theirs = context.Pipe()
            self._process = context.Process(target=_serve, args=(theirs,), daemon=True)
            self._connection = ours
            self._process.start()
            theirs.close()
        return self._connection

    def _end(self) -> None:
        if self._connection is not None:
            self._connection.close()
        if self._process is not None and self._process.pid is not None:
            self._process.kill()
            self._process.join()
            self._process.close()
        self._process = self._connection = None


def _send(connection: Connection, job: ReadingJob) -> None:
    pixels = np.ascontiguousarray(job.opened.pixels)
    connection.send(_Task(pixels.shape, job.regions, job.panel, job.words))
    connection.send_bytes(pixels.reshape(-1).data)


def _taken(answer: Any) -> FigureProposal | None:
    """Return the proposal that was answered, or raise what was answered instead of one."""
    if isinstance(answer, _Refusal):
        raise InputError(answer.message, code=answer.code)
    if isinstance(answer, _Fault):
        raise ReadingFault(answer.detail)
    assert answer is None or isinstance(answer, FigureProposal)
    return answer


# --- in the process


def _serve(connection: Connection) -> None:
    """Get ready, then answer until the other side hangs up."""
    _give_way()
    # What is wrong here goes wrong at the first figure too, and is told there.
    # A figure that is waited for comes first.
    with contextlib.suppress(Exception):
        warm_up(connection.poll)
    # The window gone, or its line closed: there is nobody left to answer.
    with contextlib.suppress(OSError, EOFError):
        while True:
            task: _Task = connection.recv()
            pixels = np.frombuffer(connection.recv_bytes(), np.uint8).reshape(task.shape)
            job = ReadingJob(OpenedFigure(pixels), task.regions, task.panel, task.words)
            connection.send(_answer(job, connection))


def _answer(job: ReadingJob, connection: Connection) -> FigureProposal | _Refusal | _Fault | None:
    def tell(share: float, stage: str) -> None:
        connection.send(_Step(share, stage))

    try:
        return read(job, lambda: False, tell)
    except InputError as error:
        return _Refusal(error.message, error.code)
    except OSError:
        raise
    except Exception as error:  # told in the window, as any fault is
        return _Fault(f"{type(error).__name__}: {error}")


def _give_way() -> None:
    """Leave the processor to the window, and an interrupt of the terminal too."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(AttributeError, OSError):
        os.nice(NICENESS)
