"""The values of the ticks: clicked to be changed, and never over what the figure prints."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtTest import QTest

from core.model.document import PixelPoint
from gui.figure.mapping import Mapping
from gui.figure.tick_pills import TickPills, with_room


@pytest.fixture
def calibrated(view, session, traced):
    return view


def pill(view, index):
    drawing, canvas = view.drawing, view.canvas
    rects = view._scenery.pills.rects(drawing.ticks, canvas.mapping, QSizeF(canvas.size()))
    return rects[index]


def at_pill(view, index):
    return view.canvas.to_figure(pill(view, index).center())


@pytest.mark.parametrize("tool", ["select", "axes"])
def test_a_click_on_a_pill_asks_for_the_value_of_its_tick(calibrated, hand, session, tool):
    calibrated.set_tool(tool)
    hand.click(*at_pill(calibrated, 1))
    form = calibrated.questions.axis_form
    assert form.isVisible()
    assert form.value.text() == "40"
    form.value.setText("42")
    QTest.keyClick(form.value, Qt.Key.Key_Return)
    assert session.document.calibration.axis_points[1].value == "42"
    assert calibrated.tool == "axes"


def test_after_a_value_was_changed_by_its_pill_the_arrows_move_the_tick(calibrated, hand, session):
    before = session.document.calibration.axis_points[1].at
    hand.click(*at_pill(calibrated, 1))
    QTest.keyClick(calibrated.questions.axis_form.value, Qt.Key.Key_Return)
    QTest.keyClick(calibrated.canvas, Qt.Key.Key_Right)
    assert session.document.calibration.axis_points[1].at == (before.x + 1, before.y)


def test_while_tracing_a_pill_is_in_nobodys_way(calibrated, hand, session):
    n_points = len(session.document.arms[0].trace)
    calibrated.set_tool("trace")
    hand.click(*at_pill(calibrated, 1))
    assert not calibrated.questions.axis_form.isVisible()
    assert len(session.document.arms[0].trace) == n_points + 1


def test_a_pill_leaves_a_title_above_the_plot_to_be_read(calibrated):
    free = pill(calibrated, 1)
    pixels = calibrated.mouse.snapper.pixels.copy()
    foot = calibrated.canvas.to_figure(QPointF(free.left(), free.bottom()))
    pixels[int(foot.y) - 8 : int(foot.y) - 2, 300:560] = 0
    calibrated.set_pixels(pixels)
    moved = pill(calibrated, 1)
    assert moved.bottom() <= free.bottom() - 4
    start = calibrated.canvas.to_figure(moved.topLeft())
    end = calibrated.canvas.to_figure(moved.bottomRight())
    under = pixels[int(start.y) : int(end.y) + 1, int(start.x) : int(end.x) + 1]
    assert under.min() == 255


def test_where_everything_is_printed_over_a_pill_stays(calibrated):
    ticks, close = calibrated.drawing.ticks, Mapping(zoom=3, left=400, top=90)
    plain, crowded = TickPills(), TickPills()
    crowded.set_pixels(np.zeros_like(calibrated.mouse.snapper.pixels))
    rects = [pills.rects(ticks, close, QSizeF(600, 400)) for pills in (plain, crowded)]
    assert rects[0] == rects[1]


def test_places_are_worked_out_once_for_a_view(calibrated, monkeypatch):
    calls = []
    monkeypatch.setattr(TickPills, "_placed", lambda self, *args: calls.append(args) or {})
    for _ in range(3):
        calibrated._scenery.pills.rects(
            calibrated.drawing.ticks, calibrated.canvas.mapping, QSizeF(111, 99)
        )
    assert len(calls) == 1


def test_pills_do_not_lie_on_each_other():
    rects = [QRectF(0, 0, 10, 10), QRectF(5, 5, 10, 10), QRectF(20, 0, 10, 10)]
    assert with_room(rects) == [0, 2]


def test_a_capital_letter_chooses_the_axis_too(view, hand, session):
    view.set_tool("axes")
    hand.click(100, 300)
    form = view.questions.axis_form
    QTest.keyClick(form.value, Qt.Key.Key_S, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClicks(form.value, "0")
    assert form.value.text() == "0"
    QTest.keyClick(form.value, Qt.Key.Key_Return)
    assert session.document.calibration.axis_points[0].axis.value == "survival"


def test_with_keys_alone_the_arrows_go_on_to_the_next_tick(view, session):
    view.set_tool("axes")

    def press(key, how=Qt.KeyboardModifier.NoModifier):
        QTest.keyClick(view.canvas, key, how)

    press(Qt.Key.Key_Left)
    for value in ("0", "40"):
        press(Qt.Key.Key_Return)
        form = view.questions.axis_form
        QTest.keyClicks(form.value, value)
        QTest.keyClick(form.value, Qt.Key.Key_Return)
        for _ in range(3):
            press(Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    first, second = session.document.calibration.axis_points
    assert second.at == PixelPoint(first.at.x + 30, first.at.y)


def test_page_keys_walk_along_the_ticks_and_arrows_then_move_one(calibrated, session):
    calibrated.set_tool("axes")
    before = session.document.calibration.axis_points
    for key in (Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_PageDown, Qt.Key.Key_Up):
        QTest.keyClick(calibrated.canvas, key)
    after = session.document.calibration.axis_points
    assert after[1].at == (before[1].at.x, before[1].at.y - 1)
    assert [old == new for old, new in zip(before, after, strict=True)].count(False) == 1
