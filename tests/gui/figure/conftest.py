"""A figure view on a drawn figure, and a hand that uses mouse and keys."""

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from core.model.document import (
    Arm,
    Axis,
    AxisPoint,
    Calibration,
    Document,
    PixelPoint,
)
from core.results import Analysis
from gui.figure.figure_view import FigureView
from gui.live_analysis import LiveAnalysis
from gui.session import Session

LEFT, MIDDLE, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton, Qt.MouseButton.NoButton
PLAIN = Qt.KeyboardModifier.NoModifier

CALIBRATION = Calibration(
    (
        AxisPoint(Axis.TIME, PixelPoint(100, 300), "0"),
        AxisPoint(Axis.TIME, PixelPoint(500, 300), "40"),
        AxisPoint(Axis.SURVIVAL, PixelPoint(100, 300), "0"),
        AxisPoint(Axis.SURVIVAL, PixelPoint(100, 100), "1"),
    ),
    time_unit="months",
)
TRACE = (PixelPoint(150, 120), PixelPoint(250, 180), PixelPoint(350, 240))


def step_figure() -> np.ndarray:
    """A black curve with corners at `TRACE`, 3 px thick, centred on half pixels."""
    pixels = np.full((400, 600, 3), 255, dtype=np.uint8)
    pixels[298:302, 100:520] = 0
    pixels[80:302, 98:102] = 0
    level, start = 100, 100
    for x, y in TRACE:
        pixels[level - 1 : level + 2, start : int(x) + 2] = 0
        pixels[level - 1 : int(y) + 2, int(x) - 1 : int(x) + 2] = 0
        level, start = int(y), int(x)
    pixels[level - 1 : level + 2, start:480] = 0
    return pixels


class Hand:
    """Real mouse events on the viewport, places in figure pixels."""

    def __init__(self, view: FigureView) -> None:
        self.view = view

    def move(self, x, y, *, modifiers=PLAIN, buttons=NONE):
        self._send(QEvent.Type.MouseMove, (x, y), NONE, buttons, modifiers)

    def press(self, x, y, *, button=LEFT, modifiers=PLAIN):
        self._send(QEvent.Type.MouseButtonPress, (x, y), button, button, modifiers)

    def release(self, x, y, *, button=LEFT, modifiers=PLAIN):
        self._send(QEvent.Type.MouseButtonRelease, (x, y), button, NONE, modifiers)

    def click(self, x, y, *, modifiers=PLAIN):
        self.move(x, y, modifiers=modifiers)
        self.press(x, y, modifiers=modifiers)
        self.release(x, y, modifiers=modifiers)

    def double_click(self, x, y):
        self.click(x, y)
        self._send(QEvent.Type.MouseButtonDblClick, (x, y), LEFT, LEFT, PLAIN)
        self.release(x, y)

    def drag(self, start, end, *, button=LEFT, modifiers=PLAIN):
        self.press(*start, button=button, modifiers=modifiers)
        middle = [(a + b) / 2 for a, b in zip(start, end, strict=True)]
        for place in (middle, end):
            self.move(*place, buttons=button, modifiers=modifiers)
        self.release(*end, button=button, modifiers=modifiers)

    def wheel(self, x, y, notches, *, modifiers=PLAIN):
        place = self.view.canvas.to_view(PixelPoint(x, y))
        event = QWheelEvent(
            place,
            self.view.canvas.viewport().mapToGlobal(place),
            QPointF(0, 0).toPoint(),
            QPointF(0, 120 * notches).toPoint(),
            NONE,
            modifiers,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(self.view.canvas.viewport(), event)

    def _send(self, kind, at, button, buttons, modifiers):
        viewport = self.view.canvas.viewport()
        place = self.view.canvas.to_view(PixelPoint(*at))
        event = QMouseEvent(kind, place, viewport.mapToGlobal(place), button, buttons, modifiers)
        QApplication.sendEvent(viewport, event)


@pytest.fixture
def session() -> Session:
    return Session()


@pytest.fixture
def live() -> Iterator[LiveAnalysis]:
    live = LiveAnalysis(analyse=lambda document, _stop: Analysis(document))
    yield live
    live.shutdown()


@pytest.fixture
def view(session, live, qtbot) -> FigureView:
    """A view of the drawn figure at 1:1 without anything entered; snapping is off."""
    view = FigureView(session, live)
    qtbot.addWidget(view)
    view.resize(704, 504)
    view.show()
    qtbot.waitExposed(view)
    view.set_pixels(step_figure())
    view.set_snap(False)
    view.canvas.setFocus()
    return view


@pytest.fixture
def hand(view) -> Hand:
    return Hand(view)


@pytest.fixture
def traced(session) -> Document:
    """The session with axes and one traced arm."""
    document = Document(calibration=CALIBRATION, arms=(Arm("a", "Control", TRACE),))
    session.replace_all(document)
    return document
