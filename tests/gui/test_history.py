"""Undo and redo of whole documents."""

import gc
from itertools import pairwise

import pytest

from core.model.document import Document
from gui.history import LIMIT, History
from gui.session import Session


@pytest.fixture
def shown():
    return []


@pytest.fixture
def history(qapp, shown):
    return History(shown.append)


def _titled(*names):
    return [Document(title=name) for name in names]


def test_undo_and_redo_walk_the_documents(history, shown):
    a, b, c = _titled("a", "b", "c")
    history.push("one", a, b)
    history.push("two", b, c)
    history.undo()
    history.undo()
    history.redo()
    assert shown == [b, c, b, a, b]
    assert (history.undo_text(), history.redo_text()) == ("one", "two")


def test_steps_with_one_key_are_one_step(history, shown):
    a, b, c = _titled("a", "b", "c")
    history.push("nudge", a, b, "key")
    history.push("nudge", b, c, "key")
    assert history.count() == 1
    history.undo()
    assert shown[-1] is a


def test_merged_steps_that_end_where_they_began_vanish(history):
    a, b = _titled("a", "b")
    history.push("nudge", a, b, "key")
    history.push("nudge", b, a, "key")
    assert history.count() == 0


def test_a_new_step_forgets_what_was_undone(history):
    a, b, c = _titled("a", "b", "c")
    history.push("one", a, b)
    history.undo()
    history.push("two", a, c)
    assert [history.text(i) for i in range(history.count())] == ["two"]
    assert not history.can_redo()


def test_saved_is_where_it_was_saved(history, qtbot):
    a, b, c = _titled("a", "b", "c")
    history.push("one", a, b)
    history.mark_clean()
    history.push("two", b, c)
    assert not history.is_clean()
    with qtbot.waitSignal(history.clean_changed, check_params_cb=lambda clean: clean):
        history.undo()
    history.undo()
    history.push("three", a, c)
    history.undo()
    assert not history.is_clean()


def test_a_saved_step_is_not_merged_into(history):
    a, b, c = _titled("a", "b", "c")
    history.push("nudge", a, b, "key")
    history.mark_clean()
    history.push("nudge", b, c, "key")
    assert history.count() == 2


def test_the_oldest_steps_are_forgotten(history):
    documents = _titled(*map(str, range(LIMIT + 6)))
    for before, after in pairwise(documents):
        history.push("step", before, after)
    assert history.count() == LIMIT
    assert history.index() == LIMIT


def test_a_session_with_edits_can_be_collected(qapp):
    for _ in range(20):
        session = Session()
        session.document_changed.connect(lambda _d, s=session: s)
        for name in "abc":
            session.apply("Rename", Document(title=name))
        del session
        gc.collect()
