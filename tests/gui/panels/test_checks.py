from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from core.errors import Finding, Place, PlaceKind, Severity
from core.results import Check, CheckState
from gui.panels.checks import CODE, SAYS, SHOW, STATE, ChecksPanel

CELL = Place(PlaceKind.RISK_CELL, "b", 3)
FINDINGS = (
    Finding("T1", Severity.FIXED, "3 points were levelled. The clicks are kept."),
    Finding("R1", Severity.WARNING, "At risk rises. Retype the cell.", CELL),
)
CHECKS = (
    Check("F1", CheckState.CONSISTENT, "Ticks fit", "Residual 0.3 px.", "0.3 ≤ 2"),
    Check("T3", CheckState.IMPOSSIBLE, "Interval too narrow", "SE 0.05.", "least 0.09"),
)


@pytest.fixture
def panel(session, live, analysis, qtbot):
    live.latest = replace(analysis, findings=FINDINGS, checks=CHECKS)
    made = ChecksPanel(session, live)
    qtbot.addWidget(made)
    made.resize(1024, 220)
    made.show()
    return made


def column(panel, number):
    return [panel.model.index(row, number).data() for row in range(panel.model.rowCount())]


def test_the_model_keeps_the_rules_of_qt(panel, qtmodeltester):
    qtmodeltester.check(panel.model)


def test_what_needs_attention_stands_on_top_each_with_a_word(panel):
    assert column(panel, STATE) == ["Impossible", "Check this", "Put right", "Consistent"]
    assert column(panel, CODE) == ["T3", "R1", "T1", "F1"]


def test_sentences_stand_in_full(panel):
    assert column(panel, SAYS)[1] == "At risk rises. Retype the cell."


def test_a_click_leads_to_the_place(panel, qtbot):
    index = panel.model.index(1, SAYS)
    at = panel.view.visualRect(index).center()
    with qtbot.waitSignal(panel.place_requested) as asked:
        qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert asked.args == [CELL]


def test_enter_leads_to_the_place_too(panel, qtbot):
    panel.view.setCurrentIndex(panel.model.index(1, SHOW))
    panel.view.setFocus()
    with qtbot.waitSignal(panel.place_requested) as asked:
        qtbot.keyClick(panel.view, Qt.Key.Key_Return)
    assert asked.args == [CELL]


def test_a_line_without_a_place_leads_nowhere(panel, qtbot):
    panel.view.setCurrentIndex(panel.model.index(0, SHOW))
    with qtbot.assertNotEmitted(panel.place_requested):
        qtbot.keyClick(panel.view, Qt.Key.Key_Return)


def test_the_calculation_of_the_current_check_shows_below(panel):
    panel.view.setCurrentIndex(panel.model.index(0, SAYS))
    assert panel._detail.isVisible()
    assert panel._detail.text() == "least 0.09"


def test_without_an_analysis_it_says_when_checks_appear(empty_session, live, qtbot):
    live.latest = None
    made = ChecksPanel(empty_session, live)
    qtbot.addWidget(made)
    made.show()
    assert made._empty.isVisible()
