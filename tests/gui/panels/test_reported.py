from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox

from core.errors import Finding, Place, PlaceKind, Severity
from core.model.document import Arm, Document, Model, ReportedKind, ReportedValue
from core.verify.endpoint import endpoint_named
from core.verify.text.doubts import TOLD_TWICE
from gui.panels.reported import ENDPOINTS, NOTHING, TOO_LONG, ReportedPanel
from gui.panels.reported_model import CHOICES_ROLE, Column

SENTENCE = "HR 0.72, 95 % CI 0.58–0.89; P = 0.003; median 18.4 vs 12.1 months"

CONTRADICTED = "OS at 2 years was 61% with Control. OS at 2 years was 72% with Control."


@pytest.fixture
def panel(session, live, qtbot):
    made = ReportedPanel(session, live)
    qtbot.addWidget(made)
    made.resize(1100, 300)
    made.show()
    return made


@pytest.fixture
def blank(empty_session, live, qtbot):
    live.latest = None
    arms = (Arm("a", "Control"), Arm("b", "Drug"))
    empty_session.replace_all(Document(arms=arms))
    made = ReportedPanel(empty_session, live)
    qtbot.addWidget(made)
    made.show()
    return made


def cell(panel, row, column):
    return panel.model.index(row, column).data()


def set_cell(panel, row, column, value):
    panel.model.setData(panel.model.index(row, column), value)


def test_the_model_keeps_the_rules_of_qt(panel, qtmodeltester):
    qtmodeltester.check(panel.model)


def test_a_pasted_sentence_becomes_proposals_in_one_step(blank, qtbot):
    QGuiApplication.clipboard().setText(SENTENCE)
    blank.sentence.setFocus()
    qtbot.keyClick(blank.sentence, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    values = blank.session.document.reported
    assert [(v.kind, v.text) for v in values] == [
        (ReportedKind.HAZARD_RATIO, "0.72"),
        (ReportedKind.P_VALUE, "0.003"),
        (ReportedKind.MEDIAN, "18.4"),
        (ReportedKind.MEDIAN, "12.1"),
    ]
    assert all(v.proposed for v in values)
    assert blank.session.undo_stack.count() == 1
    assert "4 values proposed" in blank.message.text


def test_enter_in_the_empty_field_accepts_every_proposal(blank, qtbot):
    blank.read(SENTENCE)
    assert blank.sentence.text() == ""
    qtbot.keyClick(blank.sentence, Qt.Key.Key_Return)
    assert not any(v.proposed for v in blank.session.document.reported)
    assert blank.message.isHidden()


def test_enter_leaves_doubtful_values_for_a_row_at_a_time(blank, qtbot):
    blank.read(f"Median OS was 18.4 months with Drug. {CONTRADICTED}")
    marks = [cell(blank, row, Column.KIND)[0] for row in range(3)]
    assert marks == ["M", "?", "?"]
    assert blank.model.index(1, 0).data(Qt.ItemDataRole.ToolTipRole) == TOLD_TWICE
    qtbot.keyClick(blank.sentence, Qt.Key.Key_Return)
    assert [v.proposed for v in blank.session.document.reported] == [False, True, True]
    assert "2 doubtful values left" in blank.message.text
    assert [verb.text() for verb in blank.message.verbs()] == ["Drop"]
    steps = blank.session.undo_stack.count()
    qtbot.keyClick(blank.sentence, Qt.Key.Key_Return)
    assert blank.session.undo_stack.count() == steps
    blank.table.setCurrentIndex(blank.model.index(1, Column.VALUE))
    qtbot.keyClick(blank.table, Qt.Key.Key_Return)
    assert [v.proposed for v in blank.session.document.reported] == [False, False, True]
    assert cell(blank, 1, Column.KIND) == "Survival at"


def test_what_the_figure_tells_is_no_doubt_of_a_sentence(blank):
    blank.read(SENTENCE)
    assert not any(v.doubt for v in blank.session.document.reported)


def test_enter_on_a_row_accepts_that_proposal_only(blank, qtbot):
    blank.read(SENTENCE)
    blank.table.setFocus()
    blank.table.setCurrentIndex(blank.model.index(1, Column.VALUE))
    qtbot.keyClick(blank.table, Qt.Key.Key_Return)
    assert [v.proposed for v in blank.session.document.reported] == [True, False, True, True]


def test_dropping_proposals_keeps_what_was_accepted(panel, session):
    before = session.document.reported
    panel.read("median follow-up of 23.4 months")
    assert len(session.document.reported) == len(before) + 1
    panel.drop_proposed()
    assert session.document.reported == before


def test_a_sentence_takes_the_place_of_what_the_figure_says_of_no_arm(blank):
    kind = ReportedKind.P_VALUE
    figure = ReportedValue("r1", kind, ".003", proposed=True)
    typed = ReportedValue("r2", kind, ".003")
    other = ReportedValue("r3", kind, "0.04", proposed=True)
    session = blank.session
    session.replace_all(replace(session.document, reported=(figure, typed, other)))
    blank.read(SENTENCE)
    of_kind = [v for v in session.document.reported if v.kind is kind]
    assert [v.text for v in of_kind] == [".003", "0.04", "0.003"]
    assert of_kind[0] == typed
    assert of_kind[2].arm_id is not None


def test_the_same_sentence_twice_adds_nothing(blank):
    blank.read(SENTENCE)
    blank.read(SENTENCE)
    assert len(blank.session.document.reported) == 4


def test_text_without_values_stays_and_says_what_to_do(blank, qtbot):
    blank.sentence.setText("The trial met its endpoint.")
    qtbot.keyClick(blank.sentence, Qt.Key.Key_Return)
    assert blank.sentence.text() == "The trial met its endpoint."
    assert blank.message.text == NOTHING
    assert blank.session.undo_stack.count() == 0


def test_text_fields_are_kept_as_typed(panel, session):
    set_cell(panel, 0, Column.VALUE, "0·79?")
    set_cell(panel, 0, Column.INTERVAL, "0·67 to 0·94")
    value = session.document.reported[0]
    assert (value.text, value.ci) == ("0·79?", "0·67 to 0·94")


def test_arm_model_and_sides_are_chosen(panel, session):
    set_cell(panel, 0, Column.MODEL, Model.STRATIFIED)
    set_cell(panel, 1, Column.SIDES, True)
    set_cell(panel, 2, Column.ARM, "b")
    first, second, third = session.document.reported[:3]
    assert (first.model, second.one_sided, third.arm_id) == (Model.STRATIFIED, True, "b")
    assert cell(panel, 0, Column.MODEL) == "stratified"


def test_choices_name_the_arms_and_the_reference(panel):
    names = [name for name, _ in panel.model.index(0, Column.VERSUS).data(CHOICES_ROLE)]
    assert names == ["Control", "Active", "Control"]


def test_an_edited_proposal_is_accepted(blank):
    blank.read(SENTENCE)
    set_cell(blank, 0, Column.VALUE, "0.73")
    assert not blank.session.document.reported[0].proposed


def test_fields_that_mean_nothing_for_a_kind_are_closed(panel):
    median = panel.model.index(2, Column.VERSUS)
    assert median.data() == ""
    assert not panel.model.flags(median) & Qt.ItemFlag.ItemIsEditable


def test_a_choice_opens_a_list(panel):
    index = panel.model.index(0, Column.MODEL)
    panel.table.setCurrentIndex(index)
    panel.table.edit(index)
    box = panel.table.viewport().findChild(QComboBox)
    assert [box.itemText(i) for i in range(box.count())] == [m.value for m in Model]
    assert box.currentText() == "unadjusted"


def test_an_added_value_is_about_an_arm_and_opens_for_typing(panel, session):
    panel.add_value(ReportedKind.MEDIAN)
    value = session.document.reported[-1]
    assert (value.kind, value.arm_id, value.text) == (ReportedKind.MEDIAN, "a", "")
    assert panel.table.state() == panel.table.State.EditingState


def test_delete_removes_the_selected_values(panel, session, qtbot):
    panel.table.setFocus()
    panel.table.selectRow(1)
    qtbot.keyClick(panel.table, Qt.Key.Key_Delete)
    assert [v.id for v in session.document.reported] == ["r1", "r3", "r4"]


def test_a_finding_about_a_value_stands_above_the_table(panel, live, analysis):
    place = Place(PlaceKind.REPORTED, key="r1")
    finding = Finding("V6", Severity.WARNING, "0.80 is outside 0.82–0.94. Check it.", place)
    live.deliver(replace(analysis, findings=(finding,)))
    assert panel.message.text == finding.message
    tip = panel.model.index(0, Column.VALUE).data(Qt.ItemDataRole.ToolTipRole)
    assert tip == finding.message


def test_the_endpoint_is_chosen_or_typed_and_narrows_what_a_text_proposes(panel, session):
    panel.endpoint.setCurrentIndex(panel.endpoint.findText("OS"))
    panel.endpoint.activated.emit(panel.endpoint.currentIndex())
    assert session.document.endpoint == "OS"
    before = {value.id for value in session.document.reported}
    panel.read(
        "The hazard ratio for progression-free survival was 0.61 (95% CI, 0.50 to 0.80). "
        "The hazard ratio for overall survival was 0.83 (95% CI, 0.70 to 1.01)."
    )
    assert [v.text for v in session.document.reported if v.id not in before] == ["0.83"]
    panel.endpoint.lineEdit().setText("PFS2")
    panel.endpoint.lineEdit().editingFinished.emit()
    assert session.document.endpoint == "PFS2"
    session.undo_stack.undo()
    assert panel.endpoint.currentText() == "OS"


def test_the_endpoints_offered_are_those_that_texts_name():
    assert all(endpoint_named(name) == name for name in ENDPOINTS)


def test_more_than_an_abstract_is_sent_to_the_paper_tab_and_stays_typed(panel, session):
    before = session.document
    text = "The hazard ratio was 0.61. " * 300
    panel.sentence.setText(text)
    panel.read(text)
    assert session.document == before
    assert panel.message.text == TOO_LONG
    assert panel.sentence.text() == text
