"""Regions of the figure: drawn, asked about, taken, moved, removed, with a real mouse and keys."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.model.document import Document, FigureFile, PixelPoint
from core.model.region import Region, RegionKind
from gui.figure.menu import figure_menu
from gui.figure.pointer import Pointer
from gui.figure.region_grip import Grip, dragged, grip_at

OUT = Region(RegionKind.KEEP_OUT, 100, 100, 200, 180)
INSIDE = Region(RegionKind.LOOK_INSIDE, 50, 50, 400, 300)
Key = Qt.Key


@pytest.fixture
def region_view(view):
    view.set_tool("region")
    return view


def answer(view, key) -> None:
    QTest.keyClick(QApplication.focusWidget() or view.questions.region_form, key)


# --- what is taken


def test_a_region_to_look_inside_is_held_by_its_edges_so_that_others_can_be_drawn_in_it():
    assert grip_at((INSIDE,), PixelPoint(225, 170), figure_px=1) is None
    assert grip_at((INSIDE,), PixelPoint(52, 170), figure_px=1) == Grip(0, -1, 0)
    assert grip_at((INSIDE,), PixelPoint(398, 301), figure_px=1) == Grip(0, 1, 1)
    assert grip_at((INSIDE, OUT), PixelPoint(150, 140), figure_px=1) == Grip(1)


def test_the_reach_of_an_edge_counts_in_screen_pixels():
    beside = PixelPoint(40, 170)
    assert grip_at((INSIDE,), beside, figure_px=1) is None
    assert grip_at((INSIDE,), beside, figure_px=2) == Grip(0, -1, 0)


def test_of_two_regions_the_selected_one_is_taken():
    twin = replace(OUT, right=220)
    assert grip_at((OUT, twin), PixelPoint(150, 140), figure_px=1) == Grip(1)
    assert grip_at((OUT, twin), PixelPoint(150, 140), figure_px=1, selected=0) == Grip(0)


@pytest.mark.parametrize(
    ("grip", "box"),
    [
        (Grip(0), (110, 95, 210, 175)),
        (Grip(0, -1, 0), (110, 100, 200, 180)),
        (Grip(0, 1, 1), (100, 100, 210, 175)),
    ],
)
def test_the_inside_moves_a_region_and_the_edges_change_its_size(grip, box):
    assert dragged(OUT, grip, 10, -5).box == box


def test_no_edge_passes_the_opposite_one():
    assert dragged(OUT, Grip(0, -1, 0), 500, 0).left < OUT.right
    assert dragged(OUT, Grip(0, 0, 1), 0, -500).bottom > OUT.top


# --- on the figure


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        (Key.Key_K, RegionKind.KEEP_OUT),
        (Key.Key_L, RegionKind.LOOK_INSIDE),
        (Key.Key_Return, RegionKind.KEEP_OUT),
    ],
)
def test_a_box_is_kept_as_what_it_is_said_to_be_in_one_step(region_view, session, hand, key, kind):
    hand.drag((100, 100), (200, 180))
    assert session.document.regions == ()
    assert region_view.questions.region_form.isVisible()
    answer(region_view, key)
    (region,) = session.document.regions
    assert (region.kind, region.box) == (kind, pytest.approx((100, 100, 200, 180), abs=1))
    assert region_view.drawing.regions == (region,)
    assert region_view.canvas.hasFocus()
    session.undo_stack.undo()
    assert session.document.regions == ()


def test_a_box_that_is_the_figure_is_told_and_no_region(region_view, session, hand, qtbot):
    with qtbot.waitSignal(region_view.region_drawn) as told:
        hand.drag((100, 100), (200, 180))
        answer(region_view, Key.Key_F)
    assert told.args[0] == pytest.approx((100, 100, 200, 180), abs=1)
    assert session.document.regions == ()


def test_on_a_whole_page_enter_says_that_the_box_is_the_figure(region_view, session, hand, qtbot):
    page = FigureFile("page.pdf", "", b"", dots_per_inch=200.0)
    session.replace_all(Document(figure=page))
    with qtbot.waitSignal(region_view.region_drawn):
        hand.drag((100, 100), (200, 180))
        answer(region_view, Key.Key_Return)


def test_the_text_in_a_box_is_asked_for_on_a_page_with_words_only(
    region_view, session, hand, qtbot
):
    with qtbot.assertNotEmitted(region_view.text_drawn):
        hand.drag((100, 100), (200, 180))
        answer(region_view, Key.Key_T)
    answer(region_view, Key.Key_Escape)
    region_view.set_has_words(True)
    with qtbot.waitSignal(region_view.text_drawn) as told:
        hand.drag((100, 100), (200, 180))
        answer(region_view, Key.Key_T)
    assert told.args[0] == pytest.approx((100, 100, 200, 180), abs=1)
    assert session.document.regions == ()


@pytest.mark.parametrize("way", ["escape", "elsewhere", "tool"])
def test_a_box_that_is_not_answered_is_dropped(region_view, session, hand, way):
    hand.drag((100, 100), (200, 180))
    if way == "escape":
        answer(region_view, Key.Key_Escape)
    elif way == "elsewhere":
        hand.click(400, 300)
    else:
        region_view.set_tool("select")
    assert session.document.regions == ()
    assert not region_view.questions.region_form.isVisible()


def test_two_clicks_draw_a_box_as_the_keyboard_does(region_view, session, hand):
    hand.click(100, 100)
    hand.move(160, 150)
    assert region_view.gesture.box is not None
    hand.click(200, 180)
    answer(region_view, Key.Key_K)
    assert len(session.document.regions) == 1


@pytest.fixture
def with_region(region_view, session):
    session.replace_all(Document(regions=(INSIDE, OUT)))
    return region_view


def test_a_region_is_dragged_nudged_and_removed_each_as_one_step(with_region, session, hand):
    hand.drag((150, 140), (170, 150))
    assert session.document.regions[1].box == pytest.approx((120, 110, 220, 190), abs=1)
    QTest.keyClick(with_region.canvas, Key.Key_Right)
    QTest.keyClick(with_region.canvas, Key.Key_Right)
    assert session.document.regions[1].left == pytest.approx(122, abs=1)
    with_region.delete_selected()
    assert session.document.regions == (INSIDE,)
    for _ in range(3):
        session.undo_stack.undo()
    assert session.document.regions == (INSIDE, OUT)


def test_a_drag_previews_and_escape_puts_the_region_back(with_region, session, hand):
    hand.press(150, 140)
    hand.move(190, 150, buttons=Qt.MouseButton.LeftButton)
    assert session.shown.regions[1] != OUT
    QTest.keyClick(with_region.canvas, Key.Key_Escape)
    assert session.shown.regions == (INSIDE, OUT)


def test_the_menu_changes_and_removes_the_region_under_the_pointer(with_region, session, qtbot):
    menu = figure_menu(with_region, Pointer(PixelPoint(150, 140)))
    qtbot.addWidget(menu)
    actions = {action.text(): action for action in menu.actions()}
    actions["Look only inside this region"].trigger()
    assert [region.kind for region in session.document.regions] == [RegionKind.LOOK_INSIDE]
    session.undo_stack.undo()
    actions["Remove region"].trigger()
    assert session.document.regions == (INSIDE,)


def test_regions_are_painted_while_the_figure_shows_overlays(with_region):
    shown = with_region.canvas.grab().toImage()
    with_region.looks.set_mode("original")
    hidden = with_region.canvas.grab().toImage()
    edge = with_region.canvas.to_view(PixelPoint(100, 140)).toPoint()
    assert shown.pixelColor(edge) != hidden.pixelColor(edge)
