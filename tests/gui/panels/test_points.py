from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from core.errors import Finding, Place, PlaceKind, Severity
from core.model.document import Arm, Document, PixelPoint
from gui.panels.points import EMPTY, NO_AXES, NOTE, NUMBER, SURVIVAL, TIME, PointsPanel


@pytest.fixture
def panel(session, live, qtbot):
    made = PointsPanel(session, live)
    qtbot.addWidget(made)
    made.resize(264, 400)
    made.show()
    return made


def cell(panel, row, column):
    return panel.model.index(row, column).data()


def selected_rows(panel):
    return {index.row() for index in panel.table.selectionModel().selectedRows()}


def test_the_model_keeps_the_rules_of_qt(panel, qtmodeltester):
    qtmodeltester.check(panel.model)


def test_points_are_shown_in_data_units(panel, live):
    time, survival = live.latest.arm("a").time[5], live.latest.arm("a").survival[5]
    assert cell(panel, 5, NUMBER) == "6"
    assert float(cell(panel, 5, TIME)) == pytest.approx(time, abs=0.005)
    assert float(cell(panel, 5, SURVIVAL)) == pytest.approx(survival, abs=0.0005)


def test_selection_follows_the_figure(panel, session):
    session.select(frozenset({3, 7}))
    assert selected_rows(panel) == {3, 7}
    session.select(frozenset())
    assert selected_rows(panel) == set()


def test_selection_leads_the_figure(panel, session):
    panel.table.selectRow(4)
    assert session.selection == {4}


def test_the_other_arm_shows_when_it_becomes_active(panel, session):
    session.activate_arm("b")
    assert panel.model.rowCount() == len(session.document.arm("b").trace)


def test_a_preview_moves_the_row_at_once(panel, session):
    arm = session.document.arm("a")
    moved = arm.with_point_moved(5, PixelPoint(arm.trace[5].x + 20, arm.trace[5].y))
    before = float(cell(panel, 5, TIME))
    session.preview(session.document.with_arm_replaced(moved))
    assert float(cell(panel, 5, TIME)) == pytest.approx(before + 1.0)
    session.preview(session.document)
    assert float(cell(panel, 5, TIME)) == before


def test_a_typed_value_moves_the_point_along_one_axis_only(panel, session):
    before = session.document.arm("a").trace[5]
    panel.model.setData(panel.model.index(5, SURVIVAL), "0,5")
    after = session.document.arm("a").trace[5]
    assert float(cell(panel, 5, SURVIVAL)) == 0.5
    assert after.x == pytest.approx(before.x)
    assert session.undo_stack.count() == 1


def test_text_that_is_no_number_changes_nothing_and_is_quoted(panel, session):
    panel.model.setData(panel.model.index(5, TIME), "twelve")
    assert session.undo_stack.count() == 0
    assert "twelve" in panel.message.text


def test_delete_removes_the_point_and_selects_its_neighbour(panel, session, qtbot):
    n = len(session.document.arm("a").trace)
    session.select(frozenset({n - 1}))
    panel.table.setFocus()
    qtbot.keyClick(panel.table, Qt.Key.Key_Delete)
    assert len(session.document.arm("a").trace) == n - 1
    assert session.selection == {n - 2}
    session.undo_stack.undo()
    assert len(session.document.arm("a").trace) == n


def test_notes_say_what_was_levelled_and_where_one_half_is_crossed(panel, live):
    survival = live.latest.arm("a").survival
    first = next(row for row, value in enumerate(survival) if value <= 0.5)
    assert cell(panel, 3, NOTE) == "levelled"
    assert cell(panel, first, NOTE) == "crosses 0.5"


def test_a_finding_about_a_point_is_a_note_with_its_sentence(panel, live, analysis):
    place = Place(PlaceKind.POINT, "a", 8)
    finding = Finding("T2", Severity.WARNING, "Point 9 goes up.", place)
    arm = replace(analysis.arm("a"), findings=(finding,))
    live.deliver(replace(analysis, arms=(arm, analysis.arms[1])))
    assert cell(panel, 8, NOTE) == "rises"
    assert panel.model.index(8, NOTE).data(Qt.ItemDataRole.ToolTipRole) == "Point 9 goes up."


def test_an_empty_arm_says_how_to_begin(panel, session):
    session.replace_all(Document(arms=(Arm("a", "Drug"),)))
    assert panel._empty.text() == EMPTY
    session.replace_all(Document(arms=(Arm("a", "Drug", (PixelPoint(1, 1),)),)))
    assert panel._empty.text() == NO_AXES
