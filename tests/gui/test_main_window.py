from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QCoreApplication, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox

from core.errors import InputError, Place, PlaceKind
from core.model.document import Arm, PixelPoint
from core.results import Analysis, Badge
from gui import theme
from gui.app import make_window
from gui.live_analysis import LiveAnalysis
from gui.opened import read_file
from gui.settings import Settings
from gui.tool_bar import TOOLS


@pytest.fixture
def figure(tmp_path) -> Path:
    path = tmp_path / "figure.png"
    Image.new("RGB", (600, 400), "white").save(path)
    return path


@pytest.fixture
def app(qtbot, qapp):
    theme.apply(qapp, "light")
    live = LiveAnalysis(analyse=lambda document, _stop: Analysis(document, badge=Badge.NOTES))
    made = make_window(live=live)
    qtbot.addWidget(made.window)
    made.window.resize(1440, 900)
    made.window.show()
    qtbot.waitExposed(made.window)
    yield made
    made.session.undo_stack.mark_clean()
    made.window.close_now()
    made.close()


@pytest.fixture
def working(app, figure, qtbot):
    # The automatic reading has tests of its own; here it would come at any moment.
    with qtbot.waitSignal(app.live.ready):
        app.commands.show_opened(replace(read_file(figure), figure=None))
    QCoreApplication.processEvents()
    return app


def edit(app, title="edited"):
    app.session.apply("Rename", replace(app.session.document, title=title))


def with_arms(app, *names):
    arms = tuple(Arm(name.lower(), name, (PixelPoint(9, 9),)) for name in names)
    app.session.apply("Add arms", replace(app.session.document, arms=arms))


# --- start page and workspace


def test_without_a_figure_there_is_the_start_page_and_nothing_else(app):
    window = app.window
    assert window.start_page.isVisible()
    assert not window.tool_bar.isVisible()
    assert not any(dock.isVisible() for dock in window.docks.docks.values())
    assert not window.acts["tool_trace"].isEnabled()
    assert window.status_line.hint == "Everything stays on this computer."


def test_a_figure_brings_the_tools_and_the_docks(working):
    window = working.window
    assert not window.start_page.isVisible()
    assert window.tool_bar.isVisible()
    assert all(dock.isVisible() for dock in window.docks.docks.values())
    assert window.acts["tool_trace"].isEnabled()


def test_closing_the_figure_brings_the_start_page_back(working):
    working.window.acts["new"].trigger()
    assert working.window.start_page.isVisible()
    assert not working.window.tool_bar.isVisible()


def test_a_file_dropped_on_the_window_opens(app, figure, qtbot):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(figure))])
    event = QDropEvent(
        QPointF(50, 50),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    with qtbot.waitSignal(app.live.ready):
        app.window.dropEvent(event)
    assert app.window.is_working


# --- size


@pytest.mark.parametrize("size", [(1440, 900), (1200, 800), (1024, 640)])
def test_the_canvas_keeps_half_of_the_width(working, qtbot, size):
    working.window.resize(*size)
    QCoreApplication.processEvents()
    assert (working.window.width(), working.window.height()) == size
    assert working.window.panels.figure.width() >= size[0] // 2


def test_below_1200_the_points_go_behind_the_loupe_and_the_badge_to_the_tabs(working, qtbot):
    window = working.window
    docks = window.docks.docks
    assert window.tabifiedDockWidgets(docks["loupe"]) == []
    assert window.tool_bar.badge.isVisible()
    window.resize(1024, 640)
    QCoreApplication.processEvents()
    assert window.tabifiedDockWidgets(docks["loupe"]) == [docks["points"]]
    assert window.results.badge.isVisible()
    assert not window.tool_bar.badge.isVisible()
    window.resize(1440, 900)
    QCoreApplication.processEvents()
    assert window.tabifiedDockWidgets(docks["loupe"]) == []


def test_a_small_window_gives_the_figure_what_an_empty_comparison_leaves(working, qapp):
    window = working.window
    window.resize(1024, 640)
    qapp.processEvents()
    least = window.docks.docks["results"].height()
    window.results.show_tab("at_risk")
    qapp.processEvents()
    assert least < window.docks.docks["results"].height()


def test_the_tabs_stay_where_they_are_once_one_has_taken_more_room(working, qapp):
    window = working.window
    window.results.show_tab("at_risk")
    qapp.processEvents()
    top = window.results.mapTo(window, QPoint()).y()
    window.results.show_tab("comparison")
    qapp.processEvents()
    assert window.results.mapTo(window, QPoint()).y() == top


def test_no_tool_is_cut_off_at_the_smallest_size(working, qtbot):
    window = working.window
    for name in TOOLS:
        window.acts[f"tool_{name}"].setVisible(True)
    window.resize(1024, 640)
    QCoreApplication.processEvents()
    bar = window.tool_bar
    for action in bar.actions():
        widget = bar.widgetForAction(action)
        if action.isVisible() and widget is not None and widget.isVisible():
            assert widget.geometry().right() <= bar.width()
            assert widget.width() >= widget.minimumSizeHint().width()


def test_reset_layout_brings_closed_panels_back(working, qtbot):
    docks = working.window.docks.docks
    docks["arms"].close()
    docks["results"].setFloating(True)
    working.window.acts["reset_layout"].trigger()
    assert docks["arms"].isVisible()
    assert not docks["results"].isFloating()


def test_a_closed_panel_stays_closed_when_another_figure_opens(working, figure, qtbot):
    dock = working.window.docks.docks["arms"]
    dock.close()
    working.window.acts["new"].trigger()
    with qtbot.waitSignal(working.live.ready):
        working.commands.show_opened(read_file(figure))
    assert not dock.isVisible()


# --- what is shown


def test_the_title_names_the_project_and_its_changes(working, tmp_path):
    window = working.window
    assert window.windowTitle().startswith("figure")
    assert not window.isWindowModified()
    edit(working)
    assert window.windowTitle().startswith("edited")
    assert window.isWindowModified()
    working.session.mark_saved(tmp_path / "a.kmtrace")
    assert window.windowTitle().startswith("a.kmtrace")
    assert not window.isWindowModified()


def test_undo_and_redo_say_what_they_would_do(working):
    acts = working.window.acts
    assert not acts["undo"].isEnabled()
    edit(working, "x")
    assert acts["undo"].text() == "&Undo Rename"
    acts["undo"].trigger()
    assert working.session.document.title == "figure"
    assert not acts["undo"].isEnabled()
    assert acts["redo"].isEnabled()
    acts["redo"].trigger()
    assert working.session.document.title == "x"


def test_the_badge_is_shown_in_both_places(working):
    assert working.window.tool_bar.badge.text == "Consistent with notes"
    assert working.window.results.badge.state == "close"


def test_stale_numbers_are_said_to_be_updating(working, qtbot):
    line = working.window.status_line
    assert line._live.text() == "Live"
    with qtbot.waitSignal(working.live.ready):
        edit(working)
        assert line._live.text() == "Updating"
    assert line._live.text() == "Live"


def test_a_failed_analysis_is_told_and_the_window_stays(working, qtbot, monkeypatch):
    def fail(_document, _stop):
        raise RuntimeError("broken")

    monkeypatch.setattr(working.live, "_analyse", fail)
    with qtbot.waitSignal(working.live.failed):
        edit(working)
    assert "broken" in working.window.strip.message
    assert working.window.status_line._live.text() == "Not updated"


def test_a_failed_command_stands_above_the_canvas(working, tmp_path, qtbot):
    with qtbot.waitSignal(working.commands.failed):
        working.commands.open_path(tmp_path / "gone.png")
    strip = working.window.strip
    assert strip.isVisible()
    assert strip.code == "I16"


def test_an_offer_does_not_take_the_place_of_what_went_wrong(working):
    window = working.window
    window.show_failure(InputError("Not saved.", code="J11"))
    window.offer.show_note("52 corners proposed.")
    assert window.strip.isVisible()
    assert window.strip.code == "J11"
    window.offer.dismiss()
    assert window.strip.isVisible()


# --- steps, tools, places


def test_the_axes_step_takes_the_axes_tool_and_shows_the_axis_table(working):
    window = working.window
    window.acts["step_axes"].trigger()
    assert window.panels.figure.tool == "axes"
    assert window.acts["tool_axes"].isChecked()
    assert window.detail.currentWidget() is window.panels.calibration
    window.acts["step_arms"].trigger()
    assert window.panels.figure.tool == "trace"
    assert window.detail.currentWidget() is window.panels.points


@pytest.mark.parametrize(
    ("step", "tab"), [("at_risk", "at_risk"), ("reported", "comparison"), ("check", "comparison")]
)
def test_later_steps_show_their_tab(working, step, tab):
    working.window.results.show_tab("log")
    working.window.acts[f"step_{step}"].trigger()
    assert working.window.results.current == tab
    hint = working.window.status_line.hint
    assert hint.lower().startswith(step.replace("_", " "))
    assert len(hint) <= 80


def test_reported_values_take_turns_with_the_comparison(working):
    window = working.window
    assert window.panels.comparison.isVisible()
    window.acts["step_reported"].trigger()
    assert window.panels.reported.isVisible()
    assert not window.panels.comparison.isVisible()
    window.ledger.link.click()
    assert window.panels.comparison.isVisible()
    window.ledger.link.click()
    window.results.tabs.tabBarClicked.emit(0)
    assert window.panels.comparison.isVisible()


def test_a_risk_cell_leads_to_its_tab(working):
    working.window.guide.show_place(Place(PlaceKind.RISK_CELL, "a", 1))
    assert working.window.results.current == "at_risk"


def test_an_axis_point_leads_to_the_axes_tool(working):
    working.window.guide.show_place(Place(PlaceKind.AXIS_POINT, index=0))
    assert working.window.panels.figure.tool == "axes"


def test_letters_choose_tools_while_the_canvas_has_the_focus(working, qtbot):
    canvas = working.window.panels.figure.canvas
    canvas.setFocus()
    qtbot.keyClick(canvas, Qt.Key.Key_T)
    assert working.window.panels.figure.tool == "trace"
    qtbot.keyClick(canvas, Qt.Key.Key_V)
    assert working.window.panels.figure.tool == "select"


def test_digits_activate_arms(working, qtbot):
    with_arms(working, "A", "B")
    canvas = working.window.panels.figure.canvas
    canvas.setFocus()
    qtbot.keyClick(canvas, Qt.Key.Key_2)
    assert working.session.active_arm_id == "b"
    qtbot.keyClick(canvas, Qt.Key.Key_9)
    assert working.session.active_arm_id == "b"


def test_removing_the_active_arm_can_be_undone(working):
    with_arms(working, "A", "B")
    working.window.acts["remove_arm"].trigger()
    assert [arm.name for arm in working.session.document.arms] == ["B"]
    working.window.acts["undo"].trigger()
    assert [arm.name for arm in working.session.document.arms] == ["A", "B"]


def test_f6_goes_through_every_visible_panel_and_back_round(working, qtbot):
    window = working.window
    window.panels.figure.canvas.setFocus()
    seen = []
    for _ in range(8):
        window.acts["next_panel"].trigger()
        seen.append(QApplication.focusWidget())
    assert len({id(widget) for widget in seen}) >= 4
    before = QApplication.focusWidget()
    window.acts["next_panel"].trigger()
    window.acts["previous_panel"].trigger()
    assert QApplication.focusWidget() is before


def test_pasting_text_over_the_figure_says_what_to_copy(working):
    QGuiApplication.clipboard().setText("HR 0.80")
    working.window.panels.figure.canvas.setFocus()
    working.window.acts["paste"].trigger()
    assert working.window.strip.code == "I15"


# --- theme


def test_the_theme_is_chosen_remembered_and_shown(working, qapp):
    working.window.acts["scheme_dark"].trigger()
    assert theme.scheme() == "dark"
    assert Settings().scheme == "dark"
    working.window.acts["scheme_light"].trigger()
    assert theme.scheme() == "light"


def test_the_choice_to_dim_is_remembered(working):
    before = Settings().is_figure_dimmed
    working.window.acts["dim_figure"].trigger()
    assert Settings().is_figure_dimmed is not before


# --- leaving


def test_an_unchanged_window_closes_and_remembers_its_place(working):
    working.window.move(QPoint(20, 30))
    working.window.close()
    assert not working.window.isVisible()
    assert Settings().window_state().rect is not None


def test_changes_keep_the_window_until_answered(working, qtbot):
    edit(working)
    assert not working.window.close()
    assert working.window.isVisible()
    box = working.commands.question
    box.button(QMessageBox.StandardButton.Cancel).click()
    assert working.window.isVisible()
    assert Settings().window_state().rect is None
    working.window.close()
    working.commands.question.button(QMessageBox.StandardButton.Discard).click()
    qtbot.waitUntil(lambda: not working.window.isVisible())


def test_after_closing_nothing_runs(working, qtbot):
    working.window.close()
    edit(working)
    assert not working.live.is_stale
    assert not working.commands.background.is_busy


def test_an_unexpected_fault_is_said_and_the_window_stays(working, monkeypatch, capsys):
    import sys

    from gui.run import catch_faults

    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    catch_faults(working)
    try:
        raise RuntimeError("boom")
    except RuntimeError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    assert "boom" in working.window.strip.message
    assert working.window.isVisible()
    assert "RuntimeError" in capsys.readouterr().err


def test_the_message_strip_takes_nothing_from_the_figure_when_closed(working):
    figure = working.window.panels.figure
    height = figure.height()
    working.window.show_failure(InputError("Not saved."))
    QApplication.processEvents()
    assert figure.height() < height
    working.window.strip.dismiss()
    QApplication.processEvents()
    assert figure.height() == height


# --- another project


def test_nothing_of_one_project_is_left_in_the_next(working, figure, qtbot):
    app, panels = working, working.window.panels
    app.window.acts["tool_region"].trigger()
    app.window.acts["overlay_original"].trigger()
    app.window.guide.show_step("at_risk")
    panels.paper.text.setPlainText("Median survival was 12.1 months with Drug.")
    panels.paper._note.setText("9 values read")
    panels.paper.place.setText("abstract")
    panels.reported.sentence.setText("HR 0.72")
    panels.risk_table.censored.setChecked(True)
    panels.log.results.addItem("14:02 HR 0.5")
    edit(app)
    assert app.window.status_line._saved.text() == "Not saved"
    app.session.undo_stack.mark_clean()
    app.commands.show_opened(replace(read_file(figure), figure=None))
    assert panels.figure.tool == "select"
    assert panels.figure.looks.mode == "trace+curve"
    assert app.window.results.current == "comparison"
    assert panels.paper.text.toPlainText() == ""
    assert panels.paper._note.text() == ""
    assert panels.paper.place.text() == ""
    assert panels.reported.sentence.text() == ""
    assert not panels.risk_table.censored.isChecked()
    assert panels.log.results.count() == 0
    assert app.window.status_line._saved.text() == ""
    assert panels.steps.current != "at_risk"


def test_the_numbers_of_one_project_never_stand_beside_the_next(working, figure, qtbot):
    assert working.live.latest is not None
    seen = []
    working.session.document_changed.connect(lambda _: seen.append(working.live.latest))
    working.commands.show_opened(replace(read_file(figure), figure=None))
    assert seen[0] is None


def test_choosing_another_page_keeps_the_text_of_the_paper(working):
    working.window.panels.paper.text.setPlainText("kept")
    document = working.session.document
    working.session.replace_all(replace(document, title="other page"))
    assert working.window.panels.paper.text.toPlainText() == "kept"


def test_the_focus_stays_where_it_was_when_the_window_gets_narrow(working, qtbot):
    window = working.window
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.panels.points.table.setFocus()
    window.results.tabs.setFocus()
    window.resize(1024, 640)
    QCoreApplication.processEvents()
    assert QApplication.focusWidget() is window.results.tabs


def test_what_was_said_of_an_export_goes_once_there_are_new_numbers(working, qtbot):
    working.window.acts["export_patients"].trigger()
    assert "no patients to export" in working.window.strip.message
    with qtbot.waitSignal(working.live.ready):
        edit(working)
    assert not working.window.strip.isVisible()


@pytest.mark.parametrize("size", [(1366, 728), (960, 540)])
def test_steps_and_arms_lie_beside_each_other_in_a_low_window(working, qtbot, size):
    with_arms(working, "Control", "Drug")
    working.window.setMinimumSize(1, 1)
    working.window.resize(*size)
    docks = working.window.docks.docks
    steps, arms = docks["steps"], docks["arms"]
    qtbot.waitUntil(lambda: not steps.geometry().intersects(arms.geometry()))
    panel = working.window.panels.steps
    qtbot.waitUntil(lambda: panel.minimumSizeHint().height() <= steps.height())
    qtbot.waitUntil(lambda: panel.height() <= steps.height() + 1)


def test_the_step_at_risk_puts_the_keyboard_where_the_next_number_goes(working):
    with_arms(working, "Control")
    table = working.window.panels.risk_table
    working.window.guide.show_step("at_risk")
    assert working.window.focusWidget() is table.every
    document = working.session.document
    working.session.apply("times", replace(document, risk_times=("0", "6")))
    working.window.guide.show_step("at_risk")
    assert working.window.focusWidget() is table.view
    assert table.model.rows[table.view.currentIndex().row()].is_typed


@pytest.mark.parametrize("width", [1200, 1240, 1280, 1320])
def test_the_badge_is_never_pushed_off_the_tool_bar(working, qtbot, width):
    working.window.resize(width, 800)
    bar = working.window.tool_bar
    bar.show_badge("differ", "Inconsistencies found (12)")
    qtbot.waitUntil(
        lambda: bar.badge.isVisible() and bar.badge.width() >= bar.badge.sizeHint().width()
    )
    assert bar.badge.geometry().right() <= bar.width()
