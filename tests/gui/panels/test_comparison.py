from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QLineEdit, QWidget

from core.errors import Place, PlaceKind
from core.model.document import Document, ReportedKind
from core.results import Reason, Verdict
from gui import theme
from gui.panels.comparison import ComparisonPanel
from gui.panels.ledger_columns import (
    extra_at,
    in_two_lines,
    measure_that_fits,
    shorter_pairs,
    value_font,
)
from gui.panels.ledger_model import (
    AGREEMENT,
    DIFFERENCE,
    LIMIT,
    MEASURE,
    RECOMPUTED,
    REPORTED,
    LedgerModel,
    asked_first,
    can_ask_why,
    question,
    split_typed,
)
from gui.panels.ledger_view import LedgerView
from gui.panels.why import NO_CAUSE

RATIO, P, MEDIAN_A, MEDIAN_B, PATIENTS = range(5)
TICK = Place(PlaceKind.AXIS_POINT, index=1)
REASONS = (
    Reason("Unit", "Both medians equal reported ÷ 4.35 (weeks)."),
    Reason("Axis", "Both medians are 17 % longer than reported.", "5.6", Verdict.AGREES, TICK),
    Reason("Your trace", "It would take 11 px.", "6.4", Verdict.DIFFERS, TICK),
)


class Explainer:
    """Answers Why? with what it was given and keeps what it was asked."""

    def __init__(self, reasons=REASONS):
        self.reasons = reasons
        self.asked = []

    def __call__(self, analysis, row, should_stop):
        self.asked.append(row)
        return self.reasons


class ShownWindows(QObject):
    """Notes every window that is shown."""

    def __init__(self):
        super().__init__()
        self.names = []

    def eventFilter(self, watched, event):
        is_window = isinstance(watched, QWidget) and watched.isWindow()
        if is_window and event.type() is QEvent.Type.Show:
            self.names.append(type(watched).__name__)
        return False


@pytest.fixture
def explainer():
    return Explainer()


@pytest.fixture
def panel(session, live, explainer, qtbot):
    made = ComparisonPanel(session, live, explain=explainer)
    qtbot.addWidget(made)
    made.resize(1440, 240)
    made.show()
    return made


def cell(panel, row, column):
    return panel.model.index(row, column).data()


def type_into_row(panel, qtbot, row, text, column=MEASURE):
    panel.view.setFocus()
    panel.view.setCurrentIndex(panel.model.index(row, column))
    qtbot.keyClicks(panel.view, text[0])
    editor = panel.view.viewport().findChild(QLineEdit)
    qtbot.keyClicks(editor, text[1:])
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: panel.view.state() == panel.view.State.NoState)


def test_the_model_keeps_the_rules_of_qt(panel, qtmodeltester):
    qtmodeltester.check(panel.model)


def test_a_row_shows_reported_recomputed_difference_and_verdict(panel):
    columns = (MEASURE, REPORTED, RECOMPUTED, DIFFERENCE, AGREEMENT, LIMIT)
    assert [cell(panel, RATIO, column) for column in columns] == [
        "Hazard ratio, Active v Control",
        "0.80 (0.68–0.94)",
        "0.79 (0.67–0.93)",
        "−1.2 %",
        "Agrees",
        "within 2.1 %",
    ]


def test_the_convention_is_in_the_tooltip(panel):
    tip = panel.model.index(RATIO, RECOMPUTED).data(Qt.ItemDataRole.ToolTipRole)
    assert tip == "unstratified, Efron ties"


def test_typing_beside_a_recomputed_value_reports_it(panel, session, qtbot):
    type_into_row(panel, qtbot, PATIENTS, "310")
    (value,) = [v for v in session.document.reported if v.kind is ReportedKind.N]
    assert (value.text, value.arm_id, value.proposed) == ("310", "a", False)
    assert session.undo_stack.count() == 1


def test_a_value_is_typed_with_its_interval(panel, session, qtbot):
    type_into_row(panel, qtbot, RATIO, "0,81 (0,69-0,95)", column=RECOMPUTED)
    value = session.document.reported[0]
    assert (value.text, value.ci) == ("0,81", "0,69-0,95")


def test_delete_takes_the_reported_value_away(panel, session, qtbot):
    panel.view.setFocus()
    panel.view.setCurrentIndex(panel.model.index(P, MEASURE))
    qtbot.keyClick(panel.view, Qt.Key.Key_Delete)
    assert [value.id for value in session.document.reported] == ["r1", "r3", "r4"]


def test_a_second_row_on_the_same_value_is_not_typed_in(panel, live, analysis):
    twin = replace(analysis.comparisons[RATIO], measure="Width of HR interval")
    live.deliver(replace(analysis, comparisons=(analysis.comparisons[RATIO], twin)))
    assert panel.model.is_editable(0)
    assert not panel.model.is_editable(1)


def test_a_doubtful_proposal_bears_a_question_mark_and_says_why(panel, live, analysis):
    doubt = {"proposed": True, "doubt": "Another value of the text contradicts it."}
    rows = (replace(analysis.comparisons[0], **doubt), *analysis.comparisons[1:])
    live.deliver(replace(analysis, comparisons=rows))
    index = panel.model.index(RATIO, REPORTED)
    assert index.data().startswith("? ")
    assert index.data(Qt.ItemDataRole.ToolTipRole).startswith(doubt["doubt"])
    assert not panel.model.index(P, REPORTED).data().startswith("?")


def test_enter_accepts_a_proposed_value(panel, session, live, analysis, qtbot):
    guess = replace(session.document.reported[0], proposed=True)
    session.apply("Propose", session.document.with_reported(guess))
    rows = (replace(analysis.comparisons[0], proposed=True), *analysis.comparisons[1:])
    live.deliver(replace(analysis, comparisons=rows))
    panel.view.setFocus()
    panel.view.setCurrentIndex(panel.model.index(RATIO, REPORTED))
    qtbot.keyClick(panel.view, Qt.Key.Key_Return)
    assert not session.document.reported[0].proposed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.72", ("0.72", "")),
        ("0.72 (0.58–0.89)", ("0.72", "0.58–0.89")),
        ("0.72 [0.58, 0.89]", ("0.72", "0.58, 0.89")),
        ("0.72 (95% CI 0.58-0.89)", ("0.72", "95% CI 0.58-0.89")),
        ("0.72, 0.58 to 0.89", ("0.72", "0.58 to 0.89")),
        ("0,72 0,58–0,89", ("0,72", "0,58–0,89")),
        ("<0.001", ("<0.001", "")),
        ("not reached", ("not reached", "")),
        ("18.4 months", ("18.4 months", "")),
        ("", ("", "")),
    ],
)
def test_what_is_typed_splits_into_value_and_interval(text, expected):
    assert split_typed(text) == expected


def test_why_is_offered_where_values_do_not_agree_or_the_curve_is_level(panel):
    assert [can_ask_why(row) for row in panel.model.rows] == [False, False, True, True, False]


def test_a_click_on_why_explains_the_row(panel, explainer, qtbot):
    at = panel.view.why_rect(MEDIAN_B).center()
    qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert panel.why.isVisible()
    assert panel.why.heading == "Why does the Control median differ?"
    assert [row.measure for row in explainer.asked] == ["Median Control, mo"]
    assert [row.chip.text for row in panel.why.rows() if row.chip] == ["gives 5.6", "gives 6.4"]


def test_only_the_first_button_is_filled_and_leads_to_the_place(panel, qtbot):
    panel.ask_why(MEDIAN_B)
    kinds = [r.button.property("kind") for r in panel.why.rows() if not r.button.isHidden()]
    assert kinds == ["filled", "plain"]
    with qtbot.waitSignal(panel.place_requested) as asked:
        qtbot.mouseClick(panel.why.rows()[1].button, Qt.MouseButton.LeftButton)
    assert asked.args == [TICK]


def test_an_answer_opens_no_window(panel, qapp):
    """A button told to show before it has its place would be a window for a moment."""
    spy = ShownWindows()
    qapp.installEventFilter(spy)
    try:
        panel.ask_why(MEDIAN_B)
        qapp.processEvents()
    finally:
        qapp.removeEventFilter(spy)
    assert len(panel.why.rows()) == len(REASONS)
    assert spy.names == []


def test_without_a_cause_it_says_so(panel, explainer):
    explainer.reasons = ()
    panel.ask_why(MEDIAN_B)
    assert panel.why.rows() == []
    assert [w.text() for w in panel.why._shown] == [NO_CAUSE]


def test_an_answer_that_comes_after_closing_is_dropped(panel, live, monkeypatch):
    waiting = []
    monkeypatch.setattr(live, "ask", lambda topic, work, on_done: waiting.append(on_done))
    panel.ask_why(MEDIAN_B)
    panel.close_why()
    waiting[0](REASONS)
    assert panel.why.isHidden()
    assert panel.why.rows() == []


def test_asking_again_or_escape_closes_the_panel(panel, qtbot):
    panel.ask_why(MEDIAN_B)
    panel.ask_why(MEDIAN_B)
    assert panel.why.isHidden()
    panel.ask_why(MEDIAN_B)
    qtbot.keyClick(panel, Qt.Key.Key_Escape)
    assert panel.why.isHidden()


def test_new_results_ask_again_and_agreement_closes(panel, live, analysis, explainer):
    panel.ask_why(MEDIAN_B)
    rows = list(analysis.comparisons)
    rows[MEDIAN_B] = replace(rows[MEDIAN_B], recomputed="6.4")
    live.deliver(replace(analysis, comparisons=tuple(rows)))
    assert explainer.asked[-1].recomputed == "6.4"
    rows[MEDIAN_B] = replace(rows[MEDIAN_B], verdict=Verdict.AGREES)
    live.deliver(replace(analysis, comparisons=tuple(rows)))
    assert panel.why.isHidden()


def test_questions_name_the_measure_and_its_arm(analysis):
    rows = analysis.comparisons
    differs = replace(rows[RATIO], verdict=Verdict.DIFFERS)
    assert question(differs, "Active") == "Why does the hazard ratio differ?"
    assert question(replace(rows[P], verdict=Verdict.DIFFERS), "") == "Why does the P differ?"
    assert question(rows[MEDIAN_A], "Active") == "Why is the Active median only close?"


def test_old_numbers_stay_and_dim_while_stale(panel, live):
    live.stale_changed.emit(True)
    assert cell(panel, RATIO, RECOMPUTED) == "0.79 (0.67–0.93)"
    assert panel.view.is_stale


def test_an_empty_document_says_what_to_do(empty_session, live, qtbot):
    live.latest = None
    empty_session.replace_all(Document())
    panel = ComparisonPanel(empty_session, live)
    qtbot.addWidget(panel)
    panel.show()
    assert panel._empty.isVisible()


@pytest.mark.parametrize(
    ("measure", "shortened"),
    [
        (
            "Hazard ratio, Fulvestrant 500 mg v Fulvestrant 250 mg",
            "Hazard ratio, 500 mg v 250 mg",
        ),
        ("Hazard ratio, Drug v Control", "Hazard ratio, Drug v Control"),
    ],
)
def test_a_pair_is_named_by_the_words_in_which_its_arms_differ(measure, shortened):
    assert shorter_pairs(measure)[0] == shortened


def test_where_the_limits_have_no_room_the_last_column_is_named_for_its_link(qtbot):
    model, view = LedgerModel(), LedgerView()
    qtbot.addWidget(view)
    view.setModel(model)
    heads = []
    for width in (1440, 1024):
        view.resize(theme.px(width), 200)
        view.show()
        heads.append(model.headerData(LIMIT, Qt.Orientation.Horizontal))
    assert heads == ["Limit and reason", "Why"]


@pytest.mark.parametrize("width", [1000, 1100, 1440])
def test_an_interval_is_never_cut_off_beside_its_value(panel, live, analysis, qtbot, width):
    interval = "(0.6812–0.9421)"
    ratio = replace(analysis.comparisons[RATIO], reported="0.80", reported_interval=interval)
    live.latest = replace(analysis, comparisons=(ratio,))
    panel.show_analysis(live.latest)
    panel.view.resize(theme.px(width), 200)
    panel.view.show()
    interval_at = extra_at(QFontMetrics(value_font(500)), "0.80")
    needed = interval_at + QFontMetrics(theme.font("body")).horizontalAdvance(interval)
    assert panel.view.columnWidth(REPORTED) >= needed


def test_a_measure_without_room_keeps_what_tells_its_arms_apart_or_leaves_them_out(analysis):
    ratio = analysis.comparisons[RATIO]
    pair = replace(ratio, measure="Width of HR interval, Alphastatin 500 mg v Betalol alone")
    assert measure_that_fits(pair, 150, "body").startswith("Width of HR")
    assert " v " not in measure_that_fits(pair, 150, "body")
    median = replace(ratio, measure="Median Alphastatin 500 mg, mo", comparator_id=None)
    assert measure_that_fits(median, 120, "body").endswith("mg, mo")


def test_a_shortened_pair_never_begins_with_a_sign():
    words = shorter_pairs("Hazard ratio, SERM + OFS v SERM alone")
    assert words[-1] == "HR, SERM + OFS v SERM alone"
    assert shorter_pairs("Hazard ratio, X 500 mg v X 250 mg")[-1] == "HR, 500 mg v 250 mg"


def test_pairs_nobody_asked_for_stand_last(session, analysis):
    ratio = analysis.comparisons[RATIO]
    others = [replace(ratio, arm_id="c", comparator_id="a", reported_id=None)]
    named = replace(ratio, arm_id="c", comparator_id="a", reported_id="r9")
    rows = (*others, named, *analysis.comparisons)
    ordered = asked_first(rows, session.document)
    assert ordered[-1] is others[0]
    assert ordered[:-1] == rows[1:]


def test_room_for_the_line_below_is_asked_for_with_the_rows(panel):
    panel.view.setCurrentIndex(panel.model.index(P, MEASURE))
    assert panel._basis.isVisible()
    assert panel.height_wished >= panel.view.height_wished + panel._basis.sizeHint().height()


def test_a_limit_too_long_for_a_line_takes_a_second_where_the_row_has_room(qapp):
    metrics = QFontMetrics(theme.font("secondary"))
    words = "Agrees where the curve crosses one half within 0.2 months of the reported value."
    width = metrics.horizontalAdvance(words) * 2 // 3
    tall, low = QSize(width, 2 * metrics.height()), QSize(width, metrics.height())
    assert in_two_lines(words, metrics, tall).split() == words.split()
    assert all(
        metrics.horizontalAdvance(x) <= width
        for x in in_two_lines(words, metrics, tall).split("\n")
    )
    assert in_two_lines(words, metrics, low).endswith("…")
    assert in_two_lines("Agrees.", metrics, tall) == "Agrees."
