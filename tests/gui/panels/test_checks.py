from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from core.causes import Cause
from core.errors import Finding, Place, PlaceKind, Severity
from core.results import Check, CheckState
from gui.panels.checks import ChecksPanel
from gui.panels.checks_model import CODE, MORE, SAYS, SHOW, STATE

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


# One cause


def grouped_panel(session, live, analysis, qtbot, monkeypatch):
    flags = (
        Finding("C10", Severity.WARNING, "Tick 22 lies off. Check it.", CELL),
        Finding("R8", Severity.WARNING, "Time 24 is beyond the axis."),
        Finding("R1", Severity.BLOCK, "At risk rises."),
    )
    cause = Cause(flags[0], flags[1:], n_rows=1)
    monkeypatch.setattr("core.causes.causes_of", lambda analysis, should_stop: (cause,))
    live.latest = replace(analysis, findings=flags, checks=CHECKS, is_refined=True)
    made = ChecksPanel(session, live)
    qtbot.addWidget(made)
    made.resize(1024, 300)
    made.show()
    return made


@pytest.fixture
def grouped(session, live, analysis, qtbot, monkeypatch):
    return grouped_panel(session, live, analysis, qtbot, monkeypatch)


def test_findings_with_one_cause_stand_under_it_as_one_line_on_top(grouped, qtmodeltester):
    assert column(grouped, CODE) == ["C10", "T3", "F1"]
    assert column(grouped, MORE) == ["Explains 2 more", "", ""]
    assert grouped.n_grouped == 2
    qtmodeltester.check(grouped.model)


def test_a_click_on_the_count_opens_the_heading_and_closes_it(grouped, qtbot):
    at = grouped.view.visualRect(grouped.model.index(0, MORE)).center()
    viewport = grouped.view.viewport()
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=at)
    assert column(grouped, CODE) == ["C10", "R8", "R1", "T3", "F1"]
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=at)
    assert column(grouped, CODE) == ["C10", "T3", "F1"]


def test_right_opens_a_heading_and_left_closes_it_from_within(grouped, qtbot):
    grouped.view.setCurrentIndex(grouped.model.index(0, SAYS))
    qtbot.keyClick(grouped.view, Qt.Key.Key_Right)
    assert len(grouped.model.entries) == 5
    qtbot.keyClick(grouped.view, Qt.Key.Key_Down)
    qtbot.keyClick(grouped.view, Qt.Key.Key_Left)
    assert len(grouped.model.entries) == 3
    assert grouped.view.currentIndex().row() == 0


def test_what_the_heading_takes_away_is_said_below(grouped):
    grouped.view.setCurrentIndex(grouped.model.index(0, SAYS))
    assert "2 other findings go" in grouped._detail.toolTip()
    assert "1 reported value differs no longer" in grouped._detail.toolTip()


def test_without_groups_there_is_no_column_for_them(panel):
    assert panel.view.isColumnHidden(MORE)


def test_groups_are_kept_while_the_next_numbers_are_computed(grouped, live):
    live.deliver(replace(live.latest, is_refined=False))
    assert grouped.n_grouped == 2
