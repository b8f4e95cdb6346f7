from threading import Event

import pytest

from core.model.document import Arm, Document
from core.results import Analysis
from gui.live_analysis import LiveAnalysis


class Desk:
    """An analysis that can be made to wait or to fail."""

    def __init__(self) -> None:
        self.started, self.go = Event(), Event()
        self.go.set()
        self.seen: list[str] = []
        self.stopped: list[str] = []
        self.error: Exception | None = None

    def __call__(self, document, should_stop):
        self.seen.append(document.title)
        self.started.set()
        while not (self.go.wait(0.005) or should_stop()):
            pass
        if should_stop():
            self.stopped.append(document.title)
        if self.error:
            raise self.error
        return Analysis(document)


@pytest.fixture
def desk():
    return Desk()


@pytest.fixture
def live(qapp, desk):
    made = LiveAnalysis(analyse=desk)
    yield made
    desk.go.set()
    made.shutdown()


def test_only_the_newest_request_is_answered(live, desk, qtbot):
    answers = []
    live.ready.connect(lambda analysis: answers.append(analysis.document.title))
    for title in "xyz":
        live.request(Document(title=title))
    qtbot.waitUntil(lambda: bool(answers))
    assert answers == ["z"] == desk.seen
    assert live.latest.document.title == "z"


def test_a_result_overtaken_while_it_was_computed_is_thrown_away(live, desk, qtbot):
    answers = []
    live.ready.connect(lambda analysis: answers.append(analysis.document.title))
    desk.go.clear()
    live.request(Document(title="old"))
    qtbot.waitUntil(desk.started.is_set)
    live.request(Document(title="new"))
    desk.go.set()
    qtbot.waitUntil(lambda: bool(answers))
    assert answers == ["new"]
    assert desk.stopped == ["old"]


def test_numbers_are_stale_from_the_request_to_the_answer(live, qtbot):
    told = []
    live.stale_changed.connect(told.append)
    with qtbot.waitSignal(live.ready):
        live.request(Document(arms=(Arm("a", "A"),)))
        assert live.is_stale
    assert told == [True, False]
    assert not live.is_stale


def test_after_a_failure_the_old_numbers_stay_and_stay_stale(live, desk, qtbot):
    with qtbot.waitSignal(live.ready):
        live.request(Document(title="good"))
    desk.error = ZeroDivisionError("no")
    with qtbot.waitSignal(live.failed) as blocker:
        live.request(Document(title="bad"))
    assert blocker.args == [desk.error]
    assert live.latest.document.title == "good"
    assert live.is_stale


def test_after_shutdown_nothing_is_computed_or_told(live, desk, qtbot):
    live.shutdown()
    live.request(Document(title="late"))
    live.warm_up()
    assert not live.is_stale
    assert desk.seen == []


def test_shutdown_does_not_deliver_what_was_under_way(live, desk, qtbot):
    answers = []
    live.ready.connect(answers.append)
    desk.go.clear()
    live.request(Document())
    qtbot.waitUntil(desk.started.is_set)
    live.shutdown()
    qtbot.wait(1)
    assert answers == []


def test_results_arrive_on_the_gui_thread(live, qtbot, qapp):
    from PySide6.QtCore import QThread

    threads = []
    live.ready.connect(lambda _analysis: threads.append(QThread.currentThread()))
    with qtbot.waitSignal(live.ready):
        live.request(Document())
    assert threads == [qapp.thread()]


def test_longer_work_is_handed_over_when_done(live, qtbot):
    results = []
    live.submit(lambda: 6 * 7, results.append)
    qtbot.waitUntil(lambda: bool(results))
    assert results == [42]


def test_longer_work_that_fails_is_told(live, qtbot):
    with qtbot.waitSignal(live.failed) as blocker:
        live.submit(lambda: 1 / 0, pytest.fail)
    assert isinstance(blocker.args[0], ZeroDivisionError)
