from dataclasses import replace
from threading import Event

import pytest
from PySide6.QtCore import QCoreApplication

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
    assert answers == ["z"]
    assert "y" not in desk.seen
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
    QCoreApplication.processEvents()
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
    live.ask("sum", lambda _should_stop: 6 * 7, results.append)
    qtbot.waitUntil(lambda: bool(results))
    assert results == [42]


def test_longer_work_that_fails_is_told(live, qtbot):
    with qtbot.waitSignal(live.failed) as blocker:
        live.ask("sum", lambda _should_stop: 1 / 0, pytest.fail)
    assert isinstance(blocker.args[0], ZeroDivisionError)


def test_a_newer_question_stops_the_one_before_and_only_it_is_answered(live, qtbot):
    began, answers = Event(), []

    def wait_for_the_flag(should_stop):
        began.set()
        while not should_stop():
            Event().wait(0.001)
        return "given up"

    live.ask("why", wait_for_the_flag, answers.append)
    assert began.wait(5)
    live.ask("why", lambda _should_stop: "new", answers.append)
    qtbot.waitUntil(lambda: bool(answers))
    assert answers == ["new"]


def test_a_long_question_holds_up_no_other_topic(live, qtbot):
    answers = []

    def wait_for_the_flag(should_stop):
        while not should_stop():
            Event().wait(0.001)

    live.ask("why", wait_for_the_flag, pytest.fail)
    live.ask("text", lambda _should_stop: "read", answers.append)
    qtbot.waitUntil(lambda: bool(answers))
    live.forget("why")
    assert answers == ["read"]


class SecondDesk(Desk):
    """A refinement that can be made to wait."""

    def __call__(self, analysis, should_stop):
        super().__call__(analysis.document, should_stop)
        return replace(analysis, is_refined=True)


@pytest.fixture
def refining(qapp, desk):
    second = SecondDesk()
    made = LiveAnalysis(analyse=desk, refine=second)
    yield made, second
    desk.go.set()
    second.go.set()
    made.shutdown()


def test_what_takes_longer_follows_the_numbers_of_record(refining, qtbot):
    live, _ = refining
    told = []
    live.ready.connect(lambda analysis: told.append((analysis.is_refined, live.is_stale)))
    live.request(Document(title="x"))
    qtbot.waitUntil(lambda: len(told) == 2)
    assert told == [(False, False), (True, False)]
    assert live.latest.is_refined


def test_a_new_request_does_not_wait_for_what_takes_longer(refining, qtbot):
    live, second = refining
    told = []
    live.ready.connect(lambda analysis: told.append((analysis.document.title, analysis.is_refined)))
    second.go.clear()
    live.request(Document(title="old"))
    qtbot.waitUntil(second.started.is_set)
    live.request(Document(title="new"))
    qtbot.waitUntil(lambda: ("new", False) in told)
    qtbot.waitUntil(lambda: second.stopped == ["old"])
    second.go.set()
    qtbot.waitUntil(lambda: ("new", True) in told)
    assert ("old", True) not in told


def test_quick_edits_are_not_refined_one_by_one(refining, qtbot):
    live, second = refining
    for title in "abc":
        with qtbot.waitSignal(live.ready):
            live.request(Document(title=title))
    qtbot.waitUntil(lambda: live.latest.is_refined)
    assert second.seen[-1] == "c"
    assert len(second.seen) < 3


def test_a_failed_refinement_leaves_the_numbers_of_record(refining, qtbot):
    live, second = refining
    second.error = ZeroDivisionError("no")
    with qtbot.waitSignal(live.failed):
        live.request(Document(title="good"))
    assert live.latest.document.title == "good"
    assert not live.is_stale
