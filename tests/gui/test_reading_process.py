"""The process that reads pictures: what it answers, how it ends, and that it always does."""

import multiprocessing
import os
import signal
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from core.errors import InputError
from core.figure.open import OpenedFigure, open_figure
from core.model.document import FigureFile
from gui.reader import ReadingJob
from gui.reading_process import GONE, ReadingProcess

VECTOR = Path(__file__).resolve().parents[1] / "reference" / "vector"


@pytest.fixture(scope="module")
def blank() -> ReadingJob:
    return ReadingJob(OpenedFigure(np.full((60, 90, 3), 255, dtype=np.uint8)))


@pytest.fixture
def reader():
    made = ReadingProcess()
    yield made
    made.close()


def never() -> bool:
    return False


def ignore(_share: float, _stage: str) -> None:
    pass


def stop_after_a_stage(reader: ReadingProcess, job: ReadingJob) -> int:
    """Read until the first stage is told; return how many were."""
    told = []
    answer = reader.read(job, lambda: bool(told), lambda *step: told.append(step))
    assert answer is None
    return len(told)


def test_a_figure_that_cannot_be_read_is_said_in_its_own_sentence(reader, blank):
    told = []
    with pytest.raises(InputError, match=r"^No axis") as said:
        reader.read(blank, never, lambda share, _stage: told.append(share))
    assert said.value.code
    assert told
    assert told == sorted(told)
    assert reader.is_running
    reader.close()
    assert not reader.is_running
    reader.close()


def test_a_process_started_beforehand_reads_as_ever(reader, blank):
    reader.warm_up()
    with pytest.raises(InputError, match=r"^No axis"):
        reader.read(blank, never, ignore)
    assert len(multiprocessing.active_children()) == 1
    reader.warm_up()
    reader.close()
    assert not multiprocessing.active_children()


def test_nothing_is_started_after_the_end(reader):
    reader.close()
    reader.warm_up()
    for thread in threading.enumerate():
        if thread.name == "start-of-reading":
            thread.join(10)
    assert not multiprocessing.active_children()


def test_stopping_ends_the_process(reader, blank):
    assert stop_after_a_stage(reader, blank) == 1
    assert not multiprocessing.active_children()


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal there")
def test_a_process_that_dies_is_said_and_replaced(reader, blank):
    def kill(_share: float, _stage: str) -> None:
        for child in multiprocessing.active_children():
            os.kill(child.pid, signal.SIGKILL)

    with pytest.raises(InputError) as gone:
        reader.read(blank, never, kill)
    assert gone.value.message == GONE
    assert stop_after_a_stage(reader, blank) == 1


def test_what_is_stopped_before_it_began_starts_no_process(reader, blank):
    assert reader.read(blank, lambda: True, ignore) is None
    assert not reader.is_running


def test_a_vector_figure_needs_no_process(reader):
    file = FigureFile("gnuplot.svg", "", (VECTOR / "gnuplot.svg").read_bytes())
    proposal = reader.read(ReadingJob(open_figure(file)), never, ignore)
    assert proposal is not None
    assert len(proposal.arms) == 2
    assert not reader.is_running
