import os
import time
from dataclasses import replace

import pytest

from core.files.project import load_project
from core.model.document import Document, FigureFile
from gui import recovery
from gui.background import Background
from gui.recovery import Recovery, left_behind
from gui.session import Session

FIGURE = Document(figure=FigureFile("f.png", "0" * 64, b"pixels"), title="Trial")


@pytest.fixture
def session(qapp):
    made = Session()
    made.replace_all(FIGURE)
    return made


@pytest.fixture
def background(qapp):
    made = Background()
    yield made
    made.shutdown()


@pytest.fixture
def keeper(session, background):
    made = Recovery(session, background)
    yield made
    made.close()


def copies():
    return sorted(recovery.folder().glob("*.kmtrace"))


def edited(session, title="Edited"):
    session.apply("Edit", replace(session.document, title=title))


def written(keeper, session, background, qtbot):
    edited(session)
    keeper.write()
    qtbot.waitUntil(lambda: not background.is_busy)


def test_a_change_is_copied_within_a_second_not_at_once(keeper, session, qtbot):
    edited(session)
    assert keeper._timer.isActive()
    assert keeper._timer.interval() <= 1_000
    assert copies() == []
    qtbot.waitUntil(lambda: len(copies()) == 1, timeout=20_000)


def test_a_copy_that_takes_long_is_made_less_often(keeper, session, background, qtbot, monkeypatch):
    monkeypatch.setattr(recovery, "_write", lambda *_: 0.4)
    written(keeper, session, background, qtbot)
    assert keeper._timer.interval() == 2_000


def test_a_copy_under_way_when_the_project_is_saved_does_not_stay(
    keeper, session, background, qtbot, tmp_path
):
    edited(session)
    keeper.write()
    session.mark_saved(tmp_path / "x.kmtrace")
    qtbot.waitUntil(lambda: not background.is_busy)
    assert copies() == []


def test_a_copy_under_way_at_the_end_does_not_stay(keeper, session):
    edited(session)
    keeper.write()
    keeper.close()
    assert copies() == []


def test_further_changes_do_not_put_the_copy_off(keeper, session):
    edited(session)
    timer = keeper._timer.timerId()
    edited(session, "Again")
    assert keeper._timer.timerId() == timer


def test_the_copy_is_the_document(keeper, session, background, qtbot):
    written(keeper, session, background, qtbot)
    assert [load_project(path).title for path in copies()] == ["Edited"]


def test_saving_removes_the_copy(keeper, session, background, qtbot, tmp_path):
    written(keeper, session, background, qtbot)
    session.mark_saved(tmp_path / "x.kmtrace")
    assert copies() == []
    assert not keeper._timer.isActive()


def test_a_normal_end_leaves_nothing(keeper, session, background, qtbot):
    written(keeper, session, background, qtbot)
    keeper.close()
    assert list(recovery.folder().iterdir()) == []


def test_a_running_program_s_copy_is_not_offered(keeper, session, background, qtbot):
    written(keeper, session, background, qtbot)
    assert left_behind() == ()


def crash(keeper):
    """Let go of the lock as the end of a process does, leaving the files."""
    keeper._lock.unlock()
    keeper._lock = None


def test_the_copy_of_a_crashed_program_is_offered_and_can_be_discarded(
    keeper, session, background, qtbot
):
    written(keeper, session, background, qtbot)
    crash(keeper)
    (found,) = left_behind()
    assert found.note.title == "Edited"
    assert load_project(found.file) == session.document
    found.discard()
    assert left_behind() == ()


def test_copies_older_than_a_month_are_dropped(keeper, session, background, qtbot):
    written(keeper, session, background, qtbot)
    crash(keeper)
    long_ago = time.time() - 31 * 86_400
    os.utime(copies()[0], (long_ago, long_ago))
    assert left_behind() == ()
    assert copies() == []


def test_without_a_figure_there_is_nothing_to_keep(keeper, session, background, qtbot):
    session.replace_all(Document())
    edited(session)
    keeper.write()
    assert not background.is_busy


def test_a_damaged_note_is_passed_over(qapp):
    recovery.folder().mkdir(parents=True)
    (recovery.folder() / "x.json").write_text("{")
    assert left_behind() == ()
