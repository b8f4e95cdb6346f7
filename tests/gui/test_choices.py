import pytest

from core.model.document import (
    Document,
    Engine,
    FigureFile,
    IntervalKind,
    MedianRule,
    Settings,
)
from gui.actions import make_actions
from gui.choices import NAMES, Choices
from gui.session import Session


@pytest.fixture
def chosen(qapp, qtbot):
    from PySide6.QtWidgets import QWidget

    session, parent = Session(), QWidget()
    qtbot.addWidget(parent)
    acts = make_actions(parent)
    choices = Choices(session, acts, parent)
    session.replace_all(Document(title="x", figure=FigureFile("figure.png", "", b"")))
    yield session, acts, choices
    parent.close()


def checked(acts):
    return {name for name in NAMES if acts[name].isChecked()}


def test_the_menu_shows_what_the_document_says(chosen):
    session, acts, _ = chosen
    assert checked(acts) == {
        "engine_kmtrace",
        "use_total_events",
        "counts_leavers",
        "interval_log_log",
        "median_first",
    }
    assert session.document.settings.engine is Engine.KMTRACE


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [
        ("engine_guyot", "engine", Engine.GUYOT),
        ("engine_plateau", "plateau_at_table_times", True),
        ("use_total_events", "use_total_events", False),
        ("counts_leavers", "counts_leavers", False),
        ("choose_by_reported", "choose_by_reported", True),
        ("interval_log", "interval_kind", IntervalKind.LOG),
        ("median_midpoint", "median_rule", MedianRule.MIDPOINT),
    ],
)
def test_a_choice_is_an_edit_that_can_be_undone(chosen, name, field, value):
    session, acts, _ = chosen
    before, shown = session.document, checked(acts)
    acts[name].trigger()
    assert getattr(session.document.settings, field) == value
    assert session.undo_stack.count() == 1
    session.undo_stack.undo()
    assert session.document == before
    assert checked(acts) == shown


def test_choosing_what_is_chosen_is_no_edit(chosen):
    session, acts, _ = chosen
    acts["engine_kmtrace"].trigger()
    assert session.undo_stack.count() == 0
    assert acts["engine_kmtrace"].isChecked()


def test_going_back_to_the_own_engine_forgets_nothing_else(chosen):
    session, acts, _ = chosen
    acts["engine_plateau"].trigger()
    acts["engine_kmtrace"].trigger()
    assert session.document.settings.engine is Engine.KMTRACE
    assert "engine_plateau" not in checked(acts)


def test_leavers_are_no_choice_where_the_published_algorithm_decides(chosen):
    session, acts, _ = chosen
    figure = FigureFile("figure.png", "", b"")
    settings = Settings(engine=Engine.KMTRACE, counts_leavers=False)
    session.replace_all(Document(figure=figure, settings=settings))
    assert acts["counts_leavers"].isEnabled()
    assert not acts["counts_leavers"].isChecked()
    acts["engine_guyot"].trigger()
    assert not acts["counts_leavers"].isEnabled()
    assert acts["counts_leavers"].isChecked()
    assert session.document.settings.counts_leavers is False
    acts["engine_kmtrace"].trigger()
    assert acts["counts_leavers"].isEnabled()
