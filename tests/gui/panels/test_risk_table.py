from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit

from core.errors import Finding, Place, PlaceKind, Severity
from core.model.document import Arm, Document
from gui.panels.risk_model import DIFFERS_ROLE, FINDING_ROLE, IS_STALE_ROLE, ROW_ROLE, RowKind
from gui.panels.risk_table import RiskTablePanel

TIMES, TYPED_A, REBUILT_A, TYPED_B, REBUILT_B = range(5)


@pytest.fixture
def panel(session, live, qtbot):
    made = RiskTablePanel(session, live)
    qtbot.addWidget(made)
    made.resize(1200, 240)
    made.show()
    return made


@pytest.fixture
def blank(empty_session, qtbot, live):
    live.latest = None
    arms = (Arm("a", "Active"), Arm("b", "Control"))
    empty_session.replace_all(Document(arms=arms))
    made = RiskTablePanel(empty_session, live)
    qtbot.addWidget(made)
    made.show()
    return made


def cell(panel, row, column):
    return panel.model.index(row, column).data()


def type_into(panel, qtbot, text, key):
    """Type as a person does: the first letter opens the editor."""
    panel.view.setFocus()
    qtbot.keyClicks(panel.view, text[0])
    editor = panel.view.viewport().findChildren(QLineEdit)[-1]  # an earlier one may be going
    qtbot.keyClicks(editor, text[1:])
    qtbot.keyClick(editor, key)


def test_the_model_keeps_the_rules_of_qt(panel, qtmodeltester):
    qtmodeltester.check(panel.model)


def test_rows_are_times_then_typed_and_rebuilt_numbers_of_each_arm(panel):
    kinds = [(row.arm_id, row.kind) for row in panel.model.rows]
    assert kinds == [
        ("", RowKind.TIMES),
        ("a", RowKind.TYPED),
        ("a", RowKind.RECONSTRUCTED),
        ("b", RowKind.TYPED),
        ("b", RowKind.RECONSTRUCTED),
    ]
    assert [cell(panel, row, 3) for row in range(5)] == ["12", "118", "118", "83", "83"]


def test_a_number_typed_is_one_step_and_tab_goes_to_the_next_time(panel, session, qtbot):
    panel.view.setCurrentIndex(panel.model.index(TYPED_B, 3))
    type_into(panel, qtbot, "158", Qt.Key.Key_Tab)
    assert session.document.arm("b").at_risk[3] == "158"
    assert session.undo_stack.count() == 1
    here = panel.view.currentIndex()
    assert (here.row(), here.column()) == (TYPED_B, 4)


def test_enter_goes_to_the_same_time_of_the_next_arm(panel, session, qtbot):
    panel.view.setCurrentIndex(panel.model.index(TYPED_A, 3))
    type_into(panel, qtbot, "119", Qt.Key.Key_Return)
    assert session.document.arm("a").at_risk[3] == "119"
    here = panel.view.currentIndex()
    assert (here.row(), here.column()) == (TYPED_B, 3)


def test_text_that_is_no_number_stays_in_its_cell(panel, session, qtbot):
    panel.view.setCurrentIndex(panel.model.index(TYPED_A, 1))
    type_into(panel, qtbot, "2O3?", Qt.Key.Key_Return)
    assert session.document.arm("a").at_risk[1] == "2O3?"
    assert cell(panel, TYPED_A, 1) == "2O3?"


def test_rebuilt_numbers_cannot_be_typed_over(panel):
    flags = panel.model.flags(panel.model.index(REBUILT_A, 1))
    assert not flags & Qt.ItemFlag.ItemIsEditable


def test_a_rebuilt_number_that_differs_from_the_typed_one_stands_out(panel, session):
    index = panel.model.index(REBUILT_A, 1)
    assert not index.data(DIFFERS_ROLE)
    arm = session.document.arm("a").with_risk_cell(1, "204")
    session.apply("Type", session.document.with_arm_replaced(arm))
    assert panel.model.index(REBUILT_A, 1).data(DIFFERS_ROLE)


def test_stale_numbers_stay_and_are_marked(panel, live):
    live.stale_changed.emit(True)
    index = panel.model.index(REBUILT_A, 1)
    assert (index.data(), index.data(IS_STALE_ROLE)) == ("203", True)


def test_times_fill_from_every_and_up_to(blank, qtbot):
    qtbot.keyClicks(blank.every, "6")
    qtbot.keyClick(blank.every, Qt.Key.Key_Return)
    assert blank.session.document.risk_times == ()
    qtbot.keyClicks(blank.up_to, "24")
    qtbot.keyClick(blank.up_to, Qt.Key.Key_Return)
    assert blank.session.document.risk_times == ("0", "6", "12", "18", "24")


def test_a_step_of_nothing_is_refused_with_a_sentence(blank, qtbot):
    blank.every.setText("0")
    blank.up_to.setText("24")
    blank.fill_times()
    assert blank.session.document.risk_times == ()
    assert "step above 0" in blank.message.text


def test_the_empty_last_column_takes_one_more_time(panel, session, qtbot):
    last = panel.model.columnCount() - 1
    panel.view.setCurrentIndex(panel.model.index(TIMES, last))
    type_into(panel, qtbot, "40", Qt.Key.Key_Tab)
    assert session.document.risk_times[-1] == "40"
    assert panel.model.columnCount() == last + 2


def test_a_block_is_pasted_with_ctrl_v_as_one_step(blank, qtbot):
    QGuiApplication.clipboard().setText("Months\t0\t6\nControl\t306\t178\nActive\t310\t203\n")
    blank.view.setFocus()
    qtbot.keyClick(blank.view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    document = blank.session.document
    assert document.risk_times == ("0", "6")
    assert document.arm("a").at_risk == ("310", "203")
    assert document.arm("b").at_risk == ("306", "178")
    assert blank.session.undo_stack.count() == 1


def test_a_row_is_pasted_from_the_current_cell_on(panel, session):
    panel.view.setCurrentIndex(panel.model.index(TYPED_B, 8))
    panel.paste("9 4")
    assert session.document.arm("b").at_risk[7:] == ("16", "9", "4")


def test_brackets_open_the_censored_row_and_can_be_left_out(blank, qtbot):
    blank.paste("0 6\nActive 310 (0) 203 (12)")
    assert RowKind.CENSORED in {row.kind for row in blank.model.rows}
    assert blank.session.document.arm("a").censored == ("0", "12")
    qtbot.mouseClick(blank.message.verbs()[0], Qt.MouseButton.LeftButton)
    assert blank.session.document.arm("a").censored == ()
    assert blank.session.document.arm("a").at_risk == ("310", "203")


def test_pasting_text_without_numbers_says_what_to_copy(panel, session):
    panel.paste("hello")
    assert session.undo_stack.count() == 0
    assert "Copy a row" in panel.message.text


def test_delete_clears_the_selected_cells_as_one_step(panel, session, qtbot):
    panel.view.setCurrentIndex(panel.model.index(TYPED_A, 9))
    panel.view.selectionModel().select(
        panel.model.index(TYPED_B, 9), panel.view.selectionModel().SelectionFlag.Select
    )
    panel.view.setFocus()
    qtbot.keyClick(panel.view, Qt.Key.Key_Delete)
    assert len(session.document.arm("a").at_risk) == 9
    assert len(session.document.arm("b").at_risk) == 9
    assert session.undo_stack.count() == 1


def test_copy_gives_tabs_between_cells(panel, qtbot):
    panel.view.selectRow(TYPED_B)
    panel.view.setFocus()
    qtbot.keyClick(panel.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().split("\t")[:3] == ["306", "178", "112"]


@pytest.fixture
def rising():
    place = Place(PlaceKind.RISK_CELL, "b", 3)
    return Finding("R1", Severity.WARNING, "At risk rises from 112 to 158. Retype it.", place)


def test_a_finding_marks_its_cell_and_stands_once_below(panel, live, analysis, rising, qtbot):
    live.deliver(replace(analysis, findings=(rising,)))
    assert panel.model.index(TYPED_B, 3).data(FINDING_ROLE) is rising
    assert panel.message.text == rising.message
    qtbot.mouseClick(panel.message.verbs()[0], Qt.MouseButton.LeftButton)
    here = panel.view.currentIndex()
    assert (here.row(), here.column()) == (TYPED_B, 3)


def test_the_figure_can_be_asked_to_show_the_cell(panel, live, analysis, rising, qtbot):
    live.deliver(replace(analysis, findings=(rising,)))
    with qtbot.waitSignal(panel.place_requested) as asked:
        qtbot.mouseClick(panel.message.verbs()[1], Qt.MouseButton.LeftButton)
    assert asked.args == [rising.place]


def test_the_message_goes_when_the_finding_is_gone(panel, live, analysis, rising):
    live.deliver(replace(analysis, findings=(rising,)))
    live.deliver(analysis)
    assert panel.message.isHidden()


def test_tab_leaves_the_table_after_its_last_cell(panel, qtbot):
    last = panel.model.index(TYPED_B, panel.model.columnCount() - 1)
    panel.view.setFocus()
    panel.view.setCurrentIndex(last)
    assert not panel.view.move_on(columns=1)


def test_cells_speak_arm_row_and_time(panel):
    text = panel.model.index(TYPED_B, 3).data(Qt.ItemDataRole.AccessibleTextRole)
    assert text == "Control, typed at 12: 83"


def test_rows_know_what_tells_their_arm_apart(panel, session):
    named = zip(session.document.arms, ("Drug 500 mg", "Drug 250 mg"), strict=True)
    document = session.document
    for arm, name in named:
        document = document.with_arm_replaced(replace(arm, name=name))
    session.apply("Rename", document)
    rows = [panel.model.index(row, 0).data(ROW_ROLE) for row in range(panel.model.rowCount())]
    assert {row.brief for row in rows if row.arm_id} == {"500 mg", "250 mg"}


def test_tab_goes_from_the_last_time_to_the_next_arm_and_adds_no_column(panel, session, qtbot):
    n_times = len(session.document.risk_times)
    panel.view.setCurrentIndex(panel.model.index(TYPED_A, n_times - 1))
    type_into(panel, qtbot, "7", Qt.Key.Key_Tab)
    here = panel.view.currentIndex()
    assert (here.row(), here.column()) == (TYPED_B, 0)
    type_into(panel, qtbot, "44", Qt.Key.Key_Tab)
    assert len(session.document.risk_times) == n_times
    assert session.document.arms[0].at_risk[-1] == "7"
    assert session.document.arms[1].at_risk[0] == "44"


def test_numbers_may_be_typed_before_their_times(blank, empty_session, qtbot):
    blank.view.setCurrentIndex(blank.model.index(1, 0))
    for text in ("40", "30", "20"):
        type_into(blank, qtbot, text, Qt.Key.Key_Tab)
    assert empty_session.document.arms[0].at_risk[:3] == ("40", "30", "20")


def test_tab_in_the_times_goes_on_to_a_further_one(panel, session, qtbot):
    n_times = len(session.document.risk_times)
    panel.view.setCurrentIndex(panel.model.index(TIMES, n_times - 1))
    assert panel.view.move_on(columns=1)
    assert panel.view.currentIndex().column() == n_times
