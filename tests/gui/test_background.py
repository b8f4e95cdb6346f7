from threading import Event, current_thread, main_thread

import pytest
from PySide6.QtCore import QCoreApplication

from gui.background import Background


@pytest.fixture
def background(qapp):
    made = Background()
    yield made
    made.shutdown()


def test_work_is_done_elsewhere_and_delivered_here(background, qtbot):
    threads, results = [], []

    def work():
        threads.append(current_thread())
        return 7

    background.run("Working", work, done=results.append, failed=pytest.fail)
    qtbot.waitUntil(lambda: bool(results))
    assert results == [7]
    assert threads[0] is not main_thread()


def test_a_failure_is_handed_over(background, qtbot):
    errors = []
    background.run("Working", lambda: 1 / 0, done=pytest.fail, failed=errors.append)
    qtbot.waitUntil(lambda: bool(errors))
    assert isinstance(errors[0], ZeroDivisionError)


def test_what_is_under_way_is_said_and_ends(background, qtbot):
    words = []
    background.busy_changed.connect(words.append)
    for name in ("one", "two"):
        background.run(name, lambda: None, done=lambda _: None, failed=pytest.fail)
    assert background.is_busy
    qtbot.waitUntil(lambda: not background.is_busy)
    assert words[-1] == ""
    assert words[:2] == ["one", "two"]


def test_after_shutdown_nothing_is_delivered(background, qtbot):
    results, started, go = [], Event(), Event()

    def work():
        started.set()
        go.wait(5)

    background.run("Working", work, done=results.append, failed=results.append)
    qtbot.waitUntil(started.is_set)
    go.set()
    background.shutdown()
    background.run("Late", lambda: 1, done=results.append, failed=results.append)
    QCoreApplication.processEvents()
    assert results == []
