from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from core.errors import Finding, Place, PlaceKind, Severity
from core.model.document import Document
from core.results import Analysis, Check, CheckState
from gui.results_pane import ResultsPane, counts


def finding(severity, kind=PlaceKind.ARM):
    return Finding("R1", severity, "At risk rises.", Place(kind))


def check(state):
    return Check("T5", state, "Title", "Sentence.", "1 = 1")


@pytest.fixture
def pane(qtbot):
    made = ResultsPane()
    qtbot.addWidget(made)
    for key in ("comparison", "at_risk", "checks"):
        made.add(key, key, QLabel(key), QWidget() if key == "at_risk" else None)
    return made


def test_findings_are_counted_before_checks_passed():
    passed = (check(CheckState.CONSISTENT), check(CheckState.CONSISTENT))
    assert counts(Analysis(Document(), checks=passed))["checks"] == ("2", False)
    open_one = Analysis(Document(), checks=passed, findings=(finding(Severity.WARNING),))
    assert counts(open_one)["checks"] == ("1", True)
    failed = Analysis(Document(), checks=(*passed, check(CheckState.IMPOSSIBLE)))
    assert counts(failed)["checks"] == ("1", True)
    two = replace(open_one, findings=2 * open_one.findings)
    assert counts(two, 1)["checks"] == ("1", True)


def test_notes_and_fixed_things_are_not_findings():
    quiet = (finding(Severity.NOTE), finding(Severity.FIXED))
    assert counts(Analysis(Document(), findings=quiet))["checks"] == ("", False)


def test_risk_table_findings_count_at_their_tab_too():
    cell = finding(Severity.BLOCK, PlaceKind.RISK_CELL)
    shown = counts(Analysis(Document(), findings=(cell, finding(Severity.WARNING))))
    assert shown == {"at_risk": ("1", True), "checks": ("2", True)}


def test_a_tab_shows_its_panel_and_says_so(pane, qtbot):
    with qtbot.waitSignal(pane.current_changed) as told:
        pane.show_tab("checks")
    assert told.args == ["checks"]
    assert pane.current == "checks"


def test_the_legend_stands_beside_the_ledger_only(pane):
    pane.set_narrow(False)
    pane.show_tab("comparison")
    assert not pane._legend.isHidden()
    pane.show_tab("checks")
    assert pane._legend.isHidden()


def test_below_1200_the_badge_stands_in_for_the_legend(pane):
    pane.show_badge("agree", "Consistent")
    pane.set_narrow(True)
    assert not pane.badge.isHidden()
    assert pane._legend.isHidden()
    assert pane.badge.text == "Consistent"


def test_a_corner_is_seen_with_its_tab_only(pane):
    corner = pane._corners["at_risk"]
    pane.show_tab("comparison")
    assert corner.isHidden()
    pane.show_tab("at_risk")
    assert not corner.isHidden()


def test_a_number_makes_its_tab_wider_and_is_spoken(pane):
    pane.show_counts(Analysis(Document()))
    bare = pane.tabs.tabSizeHint(2).width()
    pane.show_counts(Analysis(Document(), findings=(finding(Severity.WARNING),)))
    assert pane.tabs.number(2) == ("1", True)
    assert pane.tabs.tabSizeHint(2).width() > bare
    assert pane.tabs.accessibleTabName(2) == "checks 1"


@pytest.mark.parametrize("is_narrow", [True, False])
def test_no_tab_is_narrower_than_its_words(pane, is_narrow, qtbot):
    pane.set_narrow(is_narrow)
    pane.resize(900, 200)
    pane.show()
    for index in range(pane.tabs.count()):
        rect, wished = pane.tabs.tabRect(index), pane.tabs.tabSizeHint(index)
        assert (rect.width(), rect.height()) == (wished.width(), wished.height())
    pane.hide()


def test_a_badge_without_words_takes_no_room(pane):
    assert pane.badge.sizeHint().width() == 0
    pane.show_badge("agree", "Consistent")
    assert pane.badge.sizeHint().width() > 0
