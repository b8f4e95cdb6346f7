"""From the start page to exported patients without a mouse."""

import csv
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeySequence, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from core.errors import InputError
from core.model.document import Axis, PixelPoint
from gui import theme
from gui.app import App

CORNERS = ((200, 140), (300, 190), (400, 230))


def draw_figure(path: Path) -> None:
    pixels = np.full((400, 600, 3), 255, dtype=np.uint8)
    pixels[299:302, 100:521] = pixels[80:302, 99:102] = 0
    level, start = 100, 100
    for x, y in CORNERS:
        pixels[level - 1 : level + 2, start : x + 2] = 0
        pixels[level - 1 : y + 2, x - 1 : x + 2] = 0
        level, start = y, x
    pixels[level - 1 : level + 2, start:480] = 0
    Image.fromarray(pixels).save(path)


class NoMouse(QObject):
    """Remembers every mouse button that was pressed."""

    def __init__(self) -> None:
        super().__init__()
        self.presses = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent) and event.type() is QEvent.Type.MouseButtonPress:
            self.presses += 1
        return False


class Keys:
    """Somebody who has only a keyboard: keys go where the focus is."""

    def __init__(self, app: App) -> None:
        self.app = app

    def press(self, *keys: str) -> None:
        for text in keys:
            pressed = QKeySequence(text)[0]
            target = QApplication.focusWidget() or self.app.window
            QTest.keyClick(target, pressed.key(), pressed.keyboardModifiers())

    def type(self, text: str) -> None:
        for letter in text:
            QTest.keyClicks(QApplication.focusWidget(), letter)

    def go_to(self, x: float, y: float) -> None:
        """Bring the crosshair to a pixel of the figure with arrows, ten at a time where far."""
        view = self.app.window.panels.figure
        self.press("Right", "Left")
        for _ in range(400):
            at = view.mouse.crosshair
            dx, dy = x - at.x, y - at.y
            if max(abs(dx), abs(dy)) < 0.5:
                return
            along, key = (dx, "Right") if abs(dx) >= abs(dy) else (dy, "Down")
            if along < 0:
                key = {"Right": "Left", "Down": "Up"}[key]
            self.press(f"Shift+{key}" if abs(along) >= 10 else key)
        raise AssertionError(f"the crosshair did not get to {x}, {y}")

    def tab_to(self, widget: QWidget) -> None:
        """Reach a field with the Tab key."""
        for _ in range(80):
            if QApplication.focusWidget() is widget:
                return
            self.press("Tab")
        raise AssertionError(f"Tab does not reach {widget.accessibleName()}")


@pytest.fixture
def keys(qtbot, qapp, monkeypatch):
    def nothing(*_args, **_how):
        raise InputError("No axis labels were found in the figure.", code="A1")

    # What can be read by itself has tests of its own; this person does all by hand.
    monkeypatch.setattr("core.digitize.propose.propose", nothing)
    theme.apply(qapp, "light")
    app = App(keeps_settings=False)
    qtbot.addWidget(app.window)
    app.window.resize(1300, 850)
    app.window.show()
    app.window.activateWindow()
    qtbot.waitUntil(app.window.isActiveWindow)
    watch = NoMouse()
    qapp.installEventFilter(watch)
    yield Keys(app)
    qapp.removeEventFilter(watch)
    app.session.undo_stack.mark_clean()
    app.window.close_now()
    app.close()
    assert watch.presses == 0


def test_a_figure_becomes_patients_without_the_mouse(keys, qtbot, tmp_path, monkeypatch):
    app, session = keys.app, keys.app.session
    draw_figure(tmp_path / "figure.png")
    target = tmp_path / "patients.csv"
    names = {"getOpenFileName": tmp_path / "figure.png", "getSaveFileName": target}
    for name, path in names.items():
        monkeypatch.setattr(QFileDialog, name, lambda *_, path=path, **_named: (str(path), ""))

    keys.press("Ctrl+O")
    qtbot.waitUntil(lambda: app.window.is_working, timeout=20_000)
    view = app.window.panels.figure
    qtbot.waitUntil(lambda: view.canvas.has_figure, timeout=20_000)

    keys.press("Alt+2")
    ticks = (((100.5, 300.5), "0", "T"), ((500.5, 300.5), "40", "T"))
    levels = (((100.5, 100.5), "100", "S"), ((100.5, 200.5), "50", "S"))
    for (x, y), value, axis in (*ticks, *levels):
        keys.go_to(x, y)
        keys.press("Return")
        keys.type(value + axis)
        keys.press("Return")
    points = session.document.calibration.axis_points
    assert [(point.axis, point.value) for point in points] == [
        (Axis.TIME, "0"), (Axis.TIME, "40"), (Axis.SURVIVAL, "100"), (Axis.SURVIVAL, "50"),
    ]  # fmt: skip
    assert all(abs(point.at.x - x) < 1 for point, ((x, _), *_) in zip(points, ticks, strict=False))

    keys.press("Alt+3")
    for x, y in CORNERS:
        keys.go_to(x + 0.5, y + 0.5)
        keys.press("Return")
    (arm,) = session.document.arms
    wanted = [PixelPoint(x + 0.5, y + 0.5) for x, y in CORNERS]
    assert np.allclose(np.array(arm.trace), np.array(wanted), atol=1)

    keys.press("F2")
    keys.type("Control")
    keys.press("Return")
    keys.press("Alt+4")
    keys.tab_to(app.window.panels.risk_table.every)
    keys.type("10")
    keys.press("Tab")
    keys.type("20")
    keys.press("Return")
    assert session.document.risk_times == ("0", "10", "20")
    keys.tab_to(app.window.panels.risk_table.view)
    for cell in ("60", "48", "33"):
        keys.type(cell)
        keys.press("Tab")
    assert session.document.arms[0].at_risk == ("60", "48", "33")

    qtbot.waitUntil(lambda: not app.live.is_stale and app.live.latest is not None, timeout=60_000)
    keys.press("Ctrl+E")
    qtbot.waitUntil(target.is_file, timeout=20_000)
    qtbot.waitUntil(lambda: not app.commands.background.is_busy)
    rows = list(csv.DictReader(target.read_text(encoding="utf-8").splitlines()))
    assert len(rows) == 60
    assert {row["arm"] for row in rows} == {"Control"}


def test_the_start_page_can_be_left_by_keys(keys, qtbot):
    page = keys.app.window.start_page
    page.setFocus(Qt.FocusReason.TabFocusReason)
    seen = set()
    for _ in range(12):
        keys.press("Tab")
        seen.add(QApplication.focusWidget())
    assert any(
        "figure" in (widget.accessibleName() or getattr(widget, "text", str)()).lower()
        for widget in seen
        if widget is not None
    )
