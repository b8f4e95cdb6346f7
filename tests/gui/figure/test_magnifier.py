"""The loupe follows cursor and selected point."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from core.errors import Place, PlaceKind
from core.model.document import PixelPoint
from gui.figure.magnifier import Magnifier


@pytest.fixture
def loupe(session, view, qtbot) -> Magnifier:
    loupe = Magnifier(session, view)
    qtbot.addWidget(loupe)
    loupe.resize(264, 250)
    loupe.show()
    return loupe


def test_the_loupe_follows_the_cursor_and_reads_it(loupe, view, hand, traced):
    view.set_tool("trace")
    hand.move(224, 193)
    assert loupe.place == pytest.approx((224, 193), abs=0.1)
    assert loupe.text == "t 12.4 mo, S 0.535"


def test_another_figure_shows_nothing_until_it_is_pointed_at(loupe, view, hand, traced):
    hand.move(224, 193)
    view.set_pixels(np.full((50, 80, 3), 255, dtype=np.uint8))
    assert loupe.place is None
    assert loupe.text == ""


def test_the_middle_shows_the_pixel_under_the_cursor(loupe, view, hand):
    hand.move(300, 180)
    image = loupe._glass.grab().toImage()
    beside = image.width() // 2 + 7, image.height() // 2 + 7
    assert image.pixelColor(*beside).lightness() < 40
    hand.move(300, 50)
    image = loupe._glass.grab().toImage()
    assert image.pixelColor(*beside).lightness() > 240


def test_a_nudged_point_is_shown_though_the_mouse_is_elsewhere(loupe, view, hand, session, traced):
    session.select(frozenset({1}))
    hand.move(30, 30)
    QTest.keyClick(view.canvas, Qt.Key.Key_Right)
    assert loupe.place == PixelPoint(251, 180)


def test_before_anything_is_pointed_at_the_loupe_says_how_to_fill_it(loupe):
    assert loupe.place is None
    empty = loupe._glass.grab().toImage()
    tones = {empty.pixelColor(x, y).lightness() for x in range(40, 190) for y in range(60, 100)}
    assert min(tones) < max(tones) - 40


def test_values_follow_when_a_tick_gets_another_value(loupe, view, hand, session, traced):
    hand.move(300, 200)
    before = loupe.text
    calibration = session.document.calibration
    points = list(calibration.axis_points)
    points[1] = replace(points[1], value="80")
    changed = replace(calibration, axis_points=tuple(points))
    session.apply("Change a tick", replace(session.document, calibration=changed))
    assert before == "t 20.0 mo, S 0.500"
    assert loupe.text == "t 40.0 mo, S 0.500"


def test_what_is_shown_from_elsewhere_is_enlarged_too(loupe, view, session, traced):
    view.show_place(Place(PlaceKind.AXIS_POINT, index=1))
    assert loupe.place == session.document.calibration.axis_points[1].at


def test_the_loupe_always_shows_more_than_the_canvas(loupe, view):
    assert loupe._glass.zoom == 6
    view.canvas.show_zoom(10)
    assert loupe._glass.zoom == 20
    assert loupe._title.text() == "Loupe 20×"


def test_the_snap_button_says_and_switches(loupe, view):
    assert loupe._snap.text() == "Snap off"
    loupe._snap.click()
    assert view.is_snapping
    assert loupe._snap.text() == "Snap on"


def test_at_the_edge_of_the_figure_nothing_breaks(loupe, view, hand):
    for at in ((0, 0), (600, 400), (-40, -40)):
        hand.move(*at)
        loupe.grab()
