"""The figure view with a real mouse and real keys."""

from dataclasses import replace
from threading import Event

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from core.errors import Place, PlaceKind
from core.model.document import Arm, Axis, AxisPoint, PixelPoint
from core.results import Analysis
from gui.figure.drawing import OVERLAY_MODES
from gui.figure.figure_view import FigureView
from gui.live_analysis import LiveAnalysis

Key = Qt.Key
SHIFT, ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier


def trace_of(session, arm_id="a"):
    return session.document.arm(arm_id).trace


def press_key(view, key, modifiers=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(view.canvas, key, modifiers)


# --- place --------------------------------------------------------------------------------------


@pytest.mark.parametrize("zoom", [0.5, 1.0, 7.3])
def test_the_view_box_and_the_mapping_agree(view, zoom):
    view.canvas.show_zoom(zoom)
    view.grab()
    for at in (PixelPoint(0, 0), PixelPoint(321.5, 77.25)):
        scene = view.canvas.figure.mapToScene(QPointF(*at))
        place = view.canvas.to_view(at)
        assert (scene.x(), scene.y()) == pytest.approx((place.x(), place.y()), abs=0.02)


def test_the_whole_figure_is_fitted_also_after_a_resize(view):
    view.resize(500, 300)
    corners = [view.canvas.to_view(PixelPoint(*at)) for at in ((0, 0), (600, 400))]
    assert all(view.canvas.rect().contains(corner.toPoint()) for corner in corners)


def test_the_wheel_zooms_at_the_cursor(view, hand, qtbot):
    before = view.canvas.to_view(PixelPoint(400, 100))
    with qtbot.waitSignal(view.zoom_changed):
        hand.wheel(400, 100, 3)
    after = view.canvas.to_view(PixelPoint(400, 100))
    assert view.zoom == pytest.approx(1.25**3 * 1.1, rel=0.2)
    assert (after.x(), after.y()) == pytest.approx((before.x(), before.y()))


def test_shift_and_wheel_move_sideways(view, hand):
    hand.wheel(300, 200, 5)
    before = view.canvas.mapping
    hand.wheel(300, 200, 1, modifiers=SHIFT)
    assert view.canvas.mapping.top == pytest.approx(before.top)
    assert view.canvas.mapping.left < before.left


@pytest.mark.parametrize("way", ["middle", "space"])
def test_the_middle_button_and_the_space_bar_pan(view, hand, session, way):
    view.canvas.show_zoom(3)
    at = view.canvas.to_view(PixelPoint(300, 200))
    if way == "middle":
        hand.drag((300, 200), (320, 210), button=Qt.MouseButton.MiddleButton)
    else:
        QTest.keyPress(view.canvas, Key.Key_Space)
        hand.press(300, 200)
        place = view.canvas.to_figure(at + QPointF(60, 30))
        hand.move(*place, buttons=Qt.MouseButton.LeftButton)
        hand.release(300, 200)
        QTest.keyRelease(view.canvas, Key.Key_Space)
    assert view.canvas.to_view(PixelPoint(300, 200)).x() > at.x() + 20
    assert session.undo_stack.count() == 0


def test_zoom_stays_within_limits(view, hand):
    hand.wheel(300, 200, 100)
    assert view.zoom == pytest.approx(64)
    hand.wheel(300, 200, -300)
    assert 0.1 < view.zoom < 1


def test_holding_z_zooms_to_a_box(view, hand):
    QTest.keyPress(view.canvas, Key.Key_Z)
    hand.drag((100, 100), (200, 160))
    QTest.keyRelease(view.canvas, Key.Key_Z)
    middle = view.canvas.to_figure(QPointF(view.canvas.rect().center()))
    assert middle == pytest.approx((150, 130), abs=0.5)
    assert view.zoom == pytest.approx(7, rel=0.05)


# --- tools through the mouse --------------------------------------------------------------------


def test_clicks_trace_within_a_tenth_of_a_pixel_and_bring_the_arm(view, hand, session):
    view.set_tool("trace")
    for at in ((250.5, 180.25), (150, 120), (350, 240)):
        hand.click(*at)
    (arm,) = session.document.arms
    assert arm.name == "Arm 1"
    assert np.allclose(arm.trace, [(150, 120), (250.5, 180.25), (350, 240)], atol=0.1)
    assert session.selection == {2}
    for _ in range(3):
        session.undo_stack.undo()
    assert session.document.arms == ()


def test_with_snap_a_click_beside_the_corner_lands_on_it(view, hand, session):
    view.set_snap(True)
    view.set_tool("trace")
    hand.click(252, 182)
    assert session.document.arms[0].trace[0] == pytest.approx((250.5, 180.5), abs=0.6)
    hand.click(400, 50)
    assert session.document.arms[0].trace[-1] == pytest.approx((400, 50), abs=0.1)


def test_alt_switches_snapping_off(view, hand, session):
    view.set_snap(True)
    view.set_tool("trace")
    hand.click(252, 182, modifiers=ALT)
    assert session.document.arms[0].trace[0] == pytest.approx((252, 182), abs=0.1)


def test_a_drag_previews_and_commits_once(view, hand, session, traced):
    hand.press(250, 180)
    hand.move(260, 190, buttons=Qt.MouseButton.LeftButton)
    assert session.document is traced
    assert session.shown.arm("a").trace[1] == pytest.approx((260, 190), abs=0.1)
    press_key(view, Key.Key_Escape)
    assert session.shown is traced
    hand.release(260, 190)
    assert session.undo_stack.count() == 0
    hand.drag((250, 180), (265, 190))
    assert trace_of(session)[1] == pytest.approx((265, 190), abs=0.1)
    assert session.undo_stack.count() == 1


def test_the_ghost_on_the_line_inserts(view, hand, session, traced):
    hand.click(200, 121)
    assert trace_of(session)[1] == pytest.approx((200, 120), abs=0.1)
    assert session.selection == {1}


def test_a_tick_is_clicked_and_its_value_typed(view, hand, session):
    view.set_tool("axes")
    for at, value in (((100, 300), "0"), ((500, 300), "40")):
        hand.click(*at)
        form = view.findChild(type(view.questions.axis_form))
        assert form.isVisible()
        QTest.keyClicks(form.value, value)
        QTest.keyClick(form.value, Key.Key_Return)
        assert not form.isVisible()
    points = session.document.calibration.axis_points
    assert [(point.axis, point.value) for point in points] == [(Axis.TIME, "0"), (Axis.TIME, "40")]
    assert "survival axis" in view.hint


def test_a_letter_chooses_the_axis_while_typing(view, hand, session):
    view.set_tool("axes")
    hand.click(100, 300)
    form = view.questions.axis_form
    QTest.keyClicks(form.value, "b0")
    QTest.keyClick(form.value, Key.Key_Return)
    assert [point.axis for point in session.document.calibration.axis_points] == list(Axis)


def test_a_form_stays_whole_in_the_view_when_it_complains(view, hand):
    view.set_tool("axes")
    hand.click(300, 390)
    form = view.questions.axis_form
    form.value.setText("1o")
    QTest.keyClick(form.value, Key.Key_Return)
    assert form.height() > form.value.height() * 2
    assert view.rect().contains(form.geometry())


def test_another_figure_starts_without_selection_and_cursor(view, hand, traced):
    view.select_axis_point(1)
    hand.move(300, 200)
    told = []
    view.cursor_moved.connect(told.append)
    view.set_pixels(np.full((50, 80, 3), 255, dtype=np.uint8))
    assert told[-1] is None
    assert view.mouse.at is None
    assert not any(tick.is_selected for tick in view.drawing.ticks)


def test_a_value_that_is_no_number_stays_with_a_sentence(view, hand, session):
    view.set_tool("axes")
    hand.click(100, 300)
    form = view.questions.axis_form
    form.value.setText("1o")
    QTest.keyClick(form.value, Key.Key_Return)
    assert form.isVisible()
    assert form._message.text()
    QTest.keyClick(form.value, Key.Key_Escape)
    assert not form.isVisible()
    assert session.undo_stack.count() == 0


def test_a_double_click_types_the_values_of_a_point(view, hand, session, traced):
    hand.double_click(250, 180)
    form = view.questions.point_form
    assert form.isVisible()
    assert (form.time.text(), form.survival.text()) == ("15.0", "0.600")
    form.time.setText("16")
    form.survival.setText("0,5")
    QTest.keyClick(form.survival, Key.Key_Return)
    assert trace_of(session)[1] == pytest.approx((260, 200))


def test_a_censor_mark_comes_and_goes(view, hand, session, traced):
    view.set_tool("censor")
    hand.click(300, 181)
    assert session.document.arm("a").censor_marks[0] == pytest.approx((300, 181), abs=0.1)
    hand.click(301, 180)
    assert session.document.arm("a").censor_marks == ()


# --- keys ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("modifier", "step"), [(None, 1), (SHIFT, 10), (ALT, 0.1)])
def test_arrows_nudge_the_selected_point_as_one_step(view, session, traced, modifier, step):
    session.select(frozenset({1}))
    for _ in range(20):
        press_key(view, Key.Key_Right, modifier or Qt.KeyboardModifier.NoModifier)
    assert trace_of(session)[1] == pytest.approx((250 + 20 * step, 180))
    assert session.undo_stack.count() == 1


def test_without_a_mouse_the_crosshair_places_points(view, session):
    view.set_tool("trace")
    press_key(view, Key.Key_Down, SHIFT)
    press_key(view, Key.Key_Return)
    (point,) = session.document.arms[0].trace
    middle = view.canvas.to_figure(QPointF(view.canvas.rect().center()))
    assert point == pytest.approx((middle.x, middle.y + 10))
    assert "x" in view.canvas.accessibleDescription()
    press_key(view, Key.Key_Escape)
    press_key(view, Key.Key_Right, SHIFT)
    press_key(view, Key.Key_Return)
    assert len(session.document.arms[0].trace) == 2


def test_without_a_mouse_the_crosshair_asks_for_a_tick(view, session):
    view.set_tool("axes")
    press_key(view, Key.Key_Left)
    press_key(view, Key.Key_Return)
    assert view.questions.axis_form.isVisible()


def test_enter_while_tracing_goes_to_the_next_arm(view, hand, session):
    view.set_tool("trace")
    hand.click(150, 120)
    press_key(view, Key.Key_Return)
    hand.click(160, 130)
    assert [len(arm.trace) for arm in session.document.arms] == [1, 1]


def test_escape_drops_the_gesture_then_the_selection_then_the_tool(view, hand, session, traced):
    view.set_tool("trace")
    session.select(frozenset({1}))
    hand.press(400, 260)
    press_key(view, Key.Key_Escape)
    assert (session.shown, session.selection, view.tool) == (traced, {1}, "trace")
    hand.release(400, 260)
    press_key(view, Key.Key_Escape)
    assert (session.selection, view.tool) == (frozenset(), "trace")
    press_key(view, Key.Key_Escape)
    assert view.tool == "select"


def test_page_keys_home_and_end_walk_along_the_points(view, session, traced):
    seen = []
    keys = (Key.Key_Home, Key.Key_PageDown, Key.Key_PageDown, Key.Key_PageDown, Key.Key_PageUp)
    for key in (*keys, Key.Key_End):
        press_key(view, key)
        seen.append(min(session.selection))
    assert seen == [0, 1, 2, 2, 1, 2]


def test_delete_removes_and_ctrl_a_selects_all(view, session, traced):
    view.select_all()
    assert session.selection == {0, 1, 2}
    session.select(frozenset({0}))
    view.delete_selected()
    assert trace_of(session) == traced.arm("a").trace[1:]
    assert session.selection == {0}


def test_holding_b_hides_the_overlays(view, traced):
    QTest.keyPress(view.canvas, Key.Key_B)
    hidden = view.drawing.look.trace
    QTest.keyRelease(view.canvas, Key.Key_B)
    assert (hidden, view.drawing.look.trace) == (False, True)


def test_the_focus_ring_shows_for_the_keyboard_only(view):
    view.canvas.clearFocus()
    view.canvas.setFocus(Qt.FocusReason.MouseFocusReason)
    without = view.grab().toImage().pixelColor(0, 200)
    view.canvas.clearFocus()
    view.canvas.setFocus(Qt.FocusReason.TabFocusReason)
    assert view.grab().toImage().pixelColor(0, 200) != without


# --- what shows ---------------------------------------------------------------------------------


def test_the_cursor_says_time_and_survival(view, hand, traced, qtbot):
    view.set_tool("trace")
    with qtbot.waitSignal(view.cursor_moved) as moved:
        hand.move(224, 193)
    assert moved.args[0] == pytest.approx((224, 193), abs=0.1)
    assert view._gestures.pill.text == "t 12.4   S 0.535"
    assert view.readout_at(PixelPoint(224, 193)).spoken == "t 12.4 mo, S 0.535"


def test_the_pill_stays_inside_the_canvas(view, hand):
    view.set_tool("trace")
    view.canvas.show_zoom(2)
    corner = view.canvas.to_figure(QPointF(3, 3))
    hand.move(*corner)
    pill = view._gestures.pill.sceneBoundingRect()
    assert view.canvas.rect().contains(pill.toRect())


def test_snapping_fills_the_ring_and_tells(view, hand, qtbot):
    with qtbot.waitSignal(view.snap_changed):
        view.toggle_snap()
    view.set_tool("trace")
    hand.move(252, 182)
    assert view._gestures.cursor._is_filled
    hand.move(400, 50)
    assert not view._gestures.cursor._is_filled


def test_overlay_modes_go_round(view, qtbot):
    seen = [view.looks.mode]
    for _ in OVERLAY_MODES:
        view.looks.cycle()
        seen.append(view.looks.mode)
    assert tuple(seen[:-1]) == OVERLAY_MODES
    assert seen[-1] == seen[0]


def test_only_the_figure_shows_in_the_original_mode(view, traced):
    view.looks.set_mode("original")
    with_trace = view.grab().toImage()
    view.session.replace_all(replace(traced, arms=(), calibration=traced.calibration.__class__()))
    view.looks.set_mode("original")
    assert view.grab().toImage() == with_trace


def test_the_trace_is_drawn_in_the_colour_of_its_arm(view, session, traced):
    image = view.grab().toImage()
    place = view.canvas.to_view(PixelPoint(300, 180)) + QPointF(view.canvas.pos())
    colour = image.pixelColor(place.toPoint())
    assert colour.blue() > colour.red() + 60


def test_only_the_tick_a_finding_names_is_drawn_in_doubt(view, session, traced):
    points = traced.calibration.axis_points
    wrong = AxisPoint(Axis.TIME, PixelPoint(340, 300), "28")
    guess = replace(points[3], confidence=0.5)
    calibration = replace(traced.calibration, axis_points=(*points[:3], guess, wrong))
    session.apply("Add tick", traced.with_calibration(calibration))
    states = [tick.state for tick in view.drawing.ticks]
    assert states.count("doubt") == 1
    assert states[2:4] == ["set", "proposed"]
    assert [tick.text for tick in view.drawing.ticks] == ["0", "40 mo", "0", "1", "28 mo"]


def test_after_a_form_the_focus_is_back_without_a_ring(view, hand):
    view.set_tool("axes")
    hand.click(300, 300)
    form = view.questions.axis_form
    QTest.keyClicks(form.value, "20")
    QTest.keyClick(form.value, Key.Key_Return)
    assert view.canvas.hasFocus()
    assert not view._shows_ring


def test_show_place_leads_to_a_point_and_to_an_axis_point(view, session, traced):
    view.show_place(Place(PlaceKind.POINT, "a", 2))
    assert session.selection == {2}
    centre = QPointF(view.canvas.rect().center())
    assert view.canvas.to_figure(centre) == pytest.approx(traced.arm("a").trace[2], abs=1)
    view.show_place(Place(PlaceKind.AXIS_POINT, index=3))
    assert view.tool == "axes"
    assert view.drawing.ticks[3].is_selected
    view.show_place(Place(PlaceKind.POINT, "a", 99))
    view.show_place(Place(PlaceKind.AXIS_POINT, index=99))
    view.show_place(Place(PlaceKind.ARM, "nobody"))


def test_a_menu_has_the_verbs_of_what_lies_under_the_pointer(view, hand, session, traced):
    place = view.canvas.to_view(PixelPoint(250, 180))
    view.canvas.menu_requested.emit(place, view.canvas.mapToGlobal(place.toPoint()))
    (menu,) = view.findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly)
    words = [action.text() for action in menu.actions()]
    assert {"Type values…", "Delete point", "Fit the figure"} <= set(words)
    menu.actions()[words.index("Delete point")].trigger()
    menu.close()
    assert len(trace_of(session)) == 2


def test_hints_follow_tool_and_selection(view, session, traced, qtbot):
    with qtbot.waitSignal(view.hint_changed):
        session.select(frozenset({1}))
    assert view.hint.startswith("Point 2 selected")
    view.set_tool("trace")
    assert view.hint.startswith("Trace")


def test_without_a_figure_nothing_can_be_placed(view, hand, session):
    view.set_pixels(None)
    view.set_tool("trace")
    hand.click(10, 10)
    press_key(view, Key.Key_Right)
    press_key(view, Key.Key_Return)
    assert all(not arm.trace for arm in session.document.arms)
    assert view.hint == ""


def test_the_curve_is_dimmed_only_when_new_numbers_take_long(session, qtbot):
    go = Event()
    live = LiveAnalysis(analyse=lambda document, _stop: go.wait() and Analysis(document))
    view = FigureView(session, live)
    qtbot.addWidget(view)
    live.request(session.document)
    assert not view.drawing.is_stale
    qtbot.waitUntil(lambda: view.drawing.is_stale)
    with qtbot.waitSignal(live.ready):
        go.set()
    assert not view.drawing.is_stale
    live.shutdown()


def test_a_thousand_points_are_thinned_on_screen(view, session, traced):
    from PySide6.QtCore import QSizeF

    from gui.figure.painting import thinned

    points = tuple(PixelPoint(100 + 0.4 * i, 100 + 0.2 * i) for i in range(1000))
    session.replace_all(traced.with_arm_replaced(Arm("a", "x", points)))
    screen = view.canvas.mapping.array_to_screen(view.shapes.arms[0].points)
    shown = thinned(screen, QSizeF(view.canvas.size()))
    assert 20 < len(shown) < 70
