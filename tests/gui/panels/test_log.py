from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from core.results import Analysis
from gui.panels.log import LogPanel, results_line


@pytest.fixture
def panel(session, live, qtbot):
    live.latest = None
    made = LogPanel(session, live)
    qtbot.addWidget(made)
    made.show()
    return made


def edits(panel):
    return [panel.edits.item(row).text()[11:] for row in range(panel.edits.count())]


def edit(session, title):
    session.apply(f"Name {title}", replace(session.document, title=title))


def test_edits_are_listed_in_order(panel, session):
    edit(session, "one")
    edit(session, "two")
    assert edits(panel) == ["Opened", "Name one", "Name two"]
    assert panel.edits.currentRow() == 2


def test_a_row_goes_back_to_its_edit(panel, session, qtbot):
    edit(session, "one")
    edit(session, "two")
    panel.edits.setFocus()
    panel.edits.setCurrentRow(1)
    qtbot.keyClick(panel.edits, Qt.Key.Key_Return)
    assert session.document.title == "one"
    assert edits(panel) == ["Opened", "Name one", "Name two"]


def test_a_new_edit_replaces_what_was_undone(panel, session):
    edit(session, "one")
    edit(session, "two")
    session.undo_stack.undo()
    edit(session, "three")
    assert edits(panel) == ["Opened", "Name one", "Name three"]


def test_edits_made_while_hidden_are_there_when_shown(panel, session):
    panel.hide()
    edit(session, "one")
    panel.show()
    assert edits(panel) == ["Opened", "Name one"]


def test_results_stand_in_one_line(analysis):
    assert results_line(analysis) == (
        "KMTrace reconstruction: HR Active 0.79 (0.67–0.93), P 0.0061, "
        "median Active 7.0–9.4 mo, median Control 6.5 mo"
    )


def test_each_analysis_adds_a_line_unless_nothing_changed(panel, live, analysis):
    live.deliver(analysis)
    live.deliver(analysis)
    live.deliver(replace(analysis, pairs=()))
    live.deliver(Analysis(analysis.document))
    assert panel.results.count() == 2
    line = panel.results.item(1).data(Qt.ItemDataRole.UserRole)
    assert line.startswith("KMTrace reconstruction: median Active")
