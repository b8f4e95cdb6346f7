"""Enter and Esc answer what is proposed, unless the person is at work by hand."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gui.figure.proposal_layer import ProposalShapes

NOTHING_MUCH = ProposalShapes((), np.zeros((0, 2)), (), (), ())


@pytest.fixture
def answers(view, traced) -> list[bool]:
    found: list[bool] = []
    view.offer.answered.connect(found.append)
    return found


def press(view, key) -> None:
    QTest.keyClick(view.canvas, key)


def edit(session) -> None:
    session.apply("Name the figure", replace(session.document, title="By hand"))


def test_enter_accepts_and_escape_drops_what_came_to_an_untouched_figure(view, answers):
    view.offer.expect()
    view.offer.show(NOTHING_MUCH)
    press(view, Qt.Key.Key_Return)
    press(view, Qt.Key.Key_Escape)
    assert answers == [True, False]


def test_a_proposal_that_comes_after_an_edit_leaves_the_keys_to_the_tool(view, session, answers):
    view.offer.expect()
    edit(session)
    view.offer.show(NOTHING_MUCH)
    view.set_tool("trace")
    press(view, Qt.Key.Key_Return)
    press(view, Qt.Key.Key_Escape)
    assert answers == []
    assert view.tool == "select"
    assert view.has_proposal


def test_an_edit_while_a_proposal_waits_takes_the_keys_from_it(view, session, answers):
    view.offer.show(NOTHING_MUCH)
    assert view.offer.is_at_hand
    edit(session)
    press(view, Qt.Key.Key_Return)
    assert answers == []
    session.undo_stack.undo()
    press(view, Qt.Key.Key_Return)
    assert answers == [True]


def test_the_auto_tool_keeps_enter_for_what_it_proposes(view, session, answers):
    view.offer.expect()
    edit(session)
    view.set_tool("auto")
    view.offer.show(NOTHING_MUCH)
    press(view, Qt.Key.Key_Return)
    assert answers == [True]


def test_a_crosshair_put_by_arrows_is_placed_by_enter(view, answers):
    view.offer.show(NOTHING_MUCH)
    view.set_tool("axes")
    press(view, Qt.Key.Key_Right)
    press(view, Qt.Key.Key_Return)
    assert answers == []
    assert view.active_tool.name == "axes"
