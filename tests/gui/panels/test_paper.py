"""The Paper tab: text in, amber proposals, the ledger, its checks and the forest plot."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel

from core.model.claims import Claim, ClaimKind
from core.verify.claims import CheckState, TextCheck
from core.verify.forest import axis_range, forest_rows
from core.verify.studies import load_study
from core.verify.text.doubts import TOLD_TWICE
from core.verify.text_checks import check_claims
from gui import theme
from gui.panels.claims_table import Column
from gui.panels.paper import NOTHING_READ, READING, PaperPanel
from gui.panels.paper_checks import Fold, More, remedy
from resources import path

TEXT = (
    "Median PFS was 7.3 months with TOR120 and 3.7 months with EXE "
    "(HR 0.61, 95% CI 0.38–0.99; P = 0.045)."
)
CONTRADICTED = (
    f"{TEXT} Median OS was 20.1 months with TOR120. Median OS was 25.3 months with TOR120."
)
# 13 of 46 is 28.3 %: a percent that no whole number of 46 gives.
ODD = Claim(ClaimKind.RESPONSE, "CBR", "TOR120", value="30.0", x="13", n="46", place="Table 2")
RATIO = Claim(
    *(ClaimKind.HAZARD_RATIO, "PFS", "TOR120", "EXE"),
    value="0.61",
    ci_low="0.38",
    ci_high="0.99",
)


@pytest.fixture
def panel(session, live, analysis, qtbot):
    live.latest = analysis
    made = PaperPanel(session, live)
    qtbot.addWidget(made)
    made.resize(1024, 300)
    made.show()
    return made


def read(panel, text=TEXT):
    panel.text.setPlainText(text)
    panel.read()


def ledger(session):
    return session.document.claims


def add(session, *claims):
    session.apply("Add", session.document.with_claims(claims))


def test_the_models_keep_the_rules_of_qt(panel, session, qtmodeltester):
    add(session, ODD, RATIO)
    read(panel)
    qtmodeltester.check(panel.model)
    qtmodeltester.check(panel.checks_model)


def test_what_is_read_is_amber_and_not_yet_in_the_ledger(panel, session):
    read(panel)
    kinds = [claim.kind for claim in panel.model.proposed]
    assert kinds.count(ClaimKind.MEDIAN) == 2
    assert kinds.count(ClaimKind.HAZARD_RATIO) == 1
    assert ledger(session) == ()
    index = panel.model.index(0, 0)
    assert index.data(Qt.ItemDataRole.BackgroundRole) == theme.token("amberbg")
    assert index.data(Qt.ItemDataRole.ToolTipRole).startswith("Median PFS was")


def test_typing_is_read_by_itself(panel, qtbot):
    panel.text.setPlainText(TEXT)
    qtbot.waitUntil(lambda: bool(panel.model.proposed))


def test_a_reading_that_takes_its_time_is_said_to_be_under_way(panel, live, qtbot):
    asked = []
    live.ask = lambda _topic, work, done: asked.append((work, done))
    read(panel)
    labels = panel.findChildren(QLabel)
    qtbot.waitUntil(lambda: any(label.text() == READING for label in labels))
    work, done = asked[-1]
    done(work(lambda: False))
    assert all(label.text() != READING for label in labels)
    assert panel.model.proposed


def test_what_was_taken_is_highlighted_in_the_text(panel):
    read(panel, "𝛼 " + TEXT)  # a character that counts twice in Qt
    marked = {made.cursor.selectedText() for made in panel.text.extraSelections()}
    assert {"7.3 months", "3.7 months"} <= marked


def test_all_are_accepted_as_one_step_that_undo_takes_back(panel, session):
    read(panel)
    n_proposed = len(panel.model.proposed)
    panel.place.setText("abstract")
    panel.accept_all()
    assert len(ledger(session)) == n_proposed
    assert {claim.place for claim in ledger(session)} == {"abstract"}
    assert panel.model.proposed == ()
    session.undo_stack.undo()
    assert ledger(session) == ()
    assert panel.model.rowCount() == 0


def test_enter_accepts_one_and_delete_drops_one(panel, session, qtbot):
    read(panel)
    first, second, *rest = panel.model.proposed
    panel.show_side("claims")
    panel.table.highlight([0])
    qtbot.keyClick(panel.table, Qt.Key.Key_Return)
    assert [claim.value for claim in ledger(session)] == [first.value]
    panel.table.highlight([0])
    qtbot.keyClick(panel.table, Qt.Key.Key_Delete)
    assert panel.model.proposed == tuple(rest)
    assert second.value not in [claim.value for claim in ledger(session)]


def shown(panel, row, role=Qt.ItemDataRole.DisplayRole):
    return panel.model.index(row, Column.PLACE).data(role)


def test_doubtful_proposals_bear_a_question_mark_and_say_why(panel):
    read(panel, CONTRADICTED)
    tips = [shown(panel, row, Qt.ItemDataRole.ToolTipRole) for row in range(5)]
    assert [shown(panel, row) for row in range(5)] == ["", "", "", "?", "?"]
    assert [tip == TOLD_TWICE for tip in tips] == [False, False, False, True, True]
    assert "2 doubtful" in panel._note.text()


def test_accepting_all_leaves_the_doubtful_ones_and_says_how_many(panel, session, qtbot):
    read(panel, CONTRADICTED)
    panel._offer.accept.setFocus()
    qtbot.keyClick(panel._offer.accept, Qt.Key.Key_Space)
    assert [claim.endpoint for claim in ledger(session)] == ["PFS"] * 3
    assert [claim.value for claim in panel.model.proposed] == ["20.1", "25.3"]
    assert "2 doubtful values left" in panel._note.text()
    assert not panel._offer.accept.isEnabled()


def test_enter_accepts_doubtful_ones_one_by_one_but_not_together(panel, session, qtbot):
    read(panel, CONTRADICTED)
    panel.accept_all()
    panel.table.highlight([0, 1])
    qtbot.keyClick(panel.table, Qt.Key.Key_Return)
    assert len(panel.model.proposed) == 2
    panel.table.highlight([0])
    qtbot.keyClick(panel.table, Qt.Key.Key_Return)
    qtbot.keyClick(panel.table, Qt.Key.Key_Return)
    assert panel.model.proposed == ()
    assert not any(claim.doubt for claim in ledger(session))
    read(panel, "")
    read(panel, CONTRADICTED)
    assert panel.model.proposed == ()


def test_what_is_in_the_ledger_is_not_proposed_again(panel, session):
    read(panel)
    panel.accept_all()
    read(panel, "")
    read(panel)
    assert panel.model.proposed == ()


def test_delete_takes_an_accepted_claim_out_again(panel, session, qtbot):
    add(session, ODD, RATIO)
    panel.table.highlight([0])
    qtbot.keyClick(panel.table, Qt.Key.Key_Delete)
    assert ledger(session) == (RATIO,)


@pytest.mark.parametrize(
    ("column", "text", "after"),
    [
        (Column.VALUE, " 28.3 ", replace(ODD, value="28.3")),
        (Column.PLACE, "Table 3", replace(ODD, place="Table 3")),
        (Column.P_VALUE, "<0.001", replace(ODD, p_operator="<", p_value="0.001")),
    ],
)
def test_a_claim_is_typed_over_in_its_cell(panel, session, column, text, after):
    add(session, RATIO, ODD)
    assert panel.model.setData(panel.model.index(1, column), text)
    assert ledger(session) == (RATIO, after)


def test_a_text_without_values_says_so(panel):
    read(panel, "The trial was well conducted.")
    assert panel._note.text() == NOTHING_READ


def test_flags_come_first_and_what_holds_is_folded_into_a_count(panel, session):
    add(session, *load_study(path("studies", "altto.json")).claims)
    entries = panel.checks_model.entries
    assert isinstance(entries[-1], Fold)
    states = [entry.state for entry in entries[:-1]]
    assert CheckState.CONSISTENT not in states
    flagged = [state is not CheckState.NOT_COMPARABLE for state in states]
    assert flagged == sorted(flagged, reverse=True)
    held = sum(check.state is CheckState.CONSISTENT for check in panel.checks)
    assert entries[-1].words == f"{held} checks hold. Show"
    panel.checks_view.clicked.emit(panel.checks_model.index(len(entries) - 1))
    assert len(panel.checks_model.entries) == len(entries) + held


def test_the_panel_says_how_many_do_not_fit(panel, session, qtbot):
    with qtbot.waitSignal(panel.flags_changed) as told:
        add(session, ODD)
    assert told.args == [1]
    with qtbot.waitSignal(panel.flags_changed) as told:
        session.undo_stack.undo()
    assert told.args == [0]


def test_the_checks_are_those_of_the_core(panel, session):
    claims = load_study(path("studies", "altto.json")).claims
    add(session, *claims)
    assert panel.checks == check_claims(claims)


def test_a_click_on_a_check_selects_its_claims(panel, session, qtbot):
    add(session, RATIO, ODD)
    read(panel)
    (check,) = [check for check in panel.checks if check.state is not CheckState.CONSISTENT]
    index = panel.checks_model.index(0)
    at = panel.checks_view.visualRect(index).center()
    qtbot.mouseClick(panel.checks_view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    rows = panel.table.selected_rows()
    assert [panel.model.claim(row) for row in rows] == [ledger(session)[i] for i in check.claims]
    assert ODD in [panel.model.claim(row) for row in rows]


def test_every_line_has_room_for_all_its_words(panel, session):
    add(session, *load_study(path("studies", "altto.json")).claims)
    view = panel.checks_view
    wide = view.sizeHintForRow(0)
    view.viewport().resize(200, 200)
    assert view.sizeHintForRow(0) > wide


def test_further_checks_of_one_fault_wait_behind_a_line(panel, session, qtbot):
    cut = replace(ODD, value="28.2")  # 13 of 46 is 28.26 %, 5 of 46 is 10.87 %
    add(session, cut, replace(ODD, endpoint="ORR", value="10.8", x="5"))
    flags = [check for check in panel.checks if check.state.is_flag]
    assert len(flags) == 2
    first, more = panel.checks_model.entries[:2]
    assert first in flags
    assert isinstance(more, More)
    assert more.count == 1
    at = panel.checks_view.visualRect(panel.checks_model.index(1)).center()
    qtbot.mouseClick(panel.checks_view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert panel.checks_model.entries[2] in flags
    assert panel.checks_model.entries[1].is_open


def test_a_check_of_an_older_ledger_is_not_shown(panel, session):
    add(session, ODD)
    stale = (TextCheck("T1", CheckState.IMPOSSIBLE, (7,), "Old.", "1 = 2"),)
    panel._on_checked((RATIO,), stale)
    assert panel.checks != stale


def test_the_remedy_is_a_sentence():
    check = TextCheck("T5", CheckState.IMPOSSIBLE, (0,), "No.", "1", "fits n = 45")
    assert remedy(check) == "Fits n = 45"
    assert remedy(replace(check, would_fit="43 % instead")) == "Would fit: 43 % instead"
    assert remedy(replace(check, would_fit="")) == ""


def test_the_forest_has_the_figures_ratio_and_every_reported_one_once(analysis):
    again = replace(RATIO, ci_low="", ci_high="", place="abstract")
    other = replace(RATIO, endpoint="OS", value="0.60")
    rows = forest_rows((again, RATIO, ODD, other), analysis)
    assert [row.note for row in rows] == ["recomputed", "reported", "reported", "reported"]
    assert sorted(rows[2].claims) == [0, 1]
    assert (rows[2].low, rows[2].high) == (0.38, 0.99)
    assert rows[0].value == analysis.pairs[0].hazard_ratio.value


def test_what_is_reported_of_the_figures_ratio_stands_right_below_it(analysis):
    rows = forest_rows((RATIO,), analysis)
    assert (rows[1].text, rows[1].is_paired, rows[1].label) == (
        "0.80 (0.68–0.94)", True, rows[0].label,
    )  # fmt: skip
    assert [row.is_paired for row in rows] == [False, True, False]


def test_a_claim_that_is_that_reported_value_is_shown_once_and_leads_to_the_ledger(analysis):
    claim = replace(RATIO, value="0.80", ci_low="0.68", ci_high="0.94")
    rows = forest_rows((ODD, claim), analysis)
    assert [(row.note, row.claims) for row in rows] == [("recomputed", ()), ("reported", (1,))]


def test_the_axis_holds_one_and_every_limit(analysis):
    low, high = axis_range(forest_rows((replace(RATIO, ci_high="7.1"),), None))
    assert low <= 0.38
    assert high >= 7.1
    assert axis_range(())[0] < 1 < axis_range(())[1]


def test_a_ratio_that_is_no_number_is_left_out():
    assert forest_rows((replace(RATIO, value="NR"), replace(RATIO, value="0")), None) == ()


def test_a_click_on_a_ratio_selects_its_claims(panel, session, qtbot):
    add(session, ODD, RATIO)
    panel.show_side("forest")
    assert panel.forest.rows[-1].claims == (1,)
    with qtbot.waitSignal(panel.forest.claims_chosen):
        y = theme.px(8) + theme.px(26) * (len(panel.forest.rows) - 1) + 5
        qtbot.mouseClick(panel.forest, Qt.MouseButton.LeftButton, pos=QPoint(5, y))
    assert panel.table.selected_rows() == (1,)


@pytest.mark.parametrize("key", ["text", "claims", "checks", "forest"])
def test_every_side_is_painted(panel, session, key):
    add(session, ODD, RATIO)
    panel.show_side(key)
    assert not panel.grab().isNull()


@pytest.mark.parametrize("name", ["o.html", "o.csv", "o"])
def test_the_overview_is_written_from_its_button(
    panel, session, qtbot, tmp_path, monkeypatch, name
):
    add(session, ODD, RATIO)
    chosen = (str(tmp_path / name), "")
    monkeypatch.setattr("gui.panels.paper.QFileDialog.getSaveFileName", lambda *_: chosen)
    qtbot.mouseClick(panel.export_button, Qt.MouseButton.LeftButton)
    written = tmp_path / (name if "." in name else f"{name}.html")
    qtbot.waitUntil(written.exists)
    assert "CBR" in written.read_text(encoding="utf-8-sig")
