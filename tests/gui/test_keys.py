"""The whole keyboard table, walked on the real window with real key events."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QKeyCombination, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from core.model.document import (
    Arm,
    Axis,
    AxisPoint,
    Calibration,
    Document,
    FigureFile,
    PixelPoint,
)
from core.results import Analysis
from gui import theme
from gui.actions import ACTIONS, HELD, SPECS
from gui.app import App
from gui.figure.proposal_layer import ProposalShapes
from gui.find_command import FindCommand, ShortcutSheet
from gui.keymap import FIXED, default_keys
from gui.live_analysis import LiveAnalysis

CALIBRATION = Calibration(
    (
        AxisPoint(Axis.TIME, PixelPoint(100, 300), "0"),
        AxisPoint(Axis.TIME, PixelPoint(500, 300), "40"),
        AxisPoint(Axis.SURVIVAL, PixelPoint(100, 300), "0"),
        AxisPoint(Axis.SURVIVAL, PixelPoint(100, 100), "1"),
    )
)
TRACE = (PixelPoint(150, 120), PixelPoint(250, 180), PixelPoint(350, 240))
ARMS = tuple(Arm(id_, f"Arm {id_}", TRACE[: 3 - n]) for n, id_ in enumerate("abc"))


class Person:
    """A window with a figure, axes and three arms, used by keys alone."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.window, self.session = app.window, app.session
        self.view = app.window.panels.figure

    def press(self, keys: str) -> None:
        """Press keys written like "Ctrl+Shift+Z", where the focus is."""
        for part in keys.split():
            pressed: QKeyCombination = QKeySequence(part)[0]
            target = QApplication.focusWidget() or self.window
            QTest.keyClick(target, pressed.key(), pressed.keyboardModifiers())

    def hold(self, key: Qt.Key, *, is_down: bool) -> None:
        (QTest.keyPress if is_down else QTest.keyRelease)(self.view.canvas, key)

    @property
    def trace(self) -> tuple[PixelPoint, ...]:
        return self.session.document.arm(self.session.active_arm_id or "").trace

    @property
    def selected(self) -> set[int]:
        return set(self.session.selection)

    def select(self, index: int) -> None:
        self.session.select(frozenset({index}))


@pytest.fixture
def person(qtbot, qapp) -> Iterator[Person]:
    theme.apply(qapp, "light")
    app = App(live=LiveAnalysis(analyse=lambda document, _stop: Analysis(document)))
    qtbot.addWidget(app.window)
    app.window.resize(1300, 850)
    app.window.show()
    app.window.activateWindow()
    qtbot.waitUntil(app.window.isActiveWindow)
    view = app.window.panels.figure
    figure = FigureFile("figure.png", "", b"")
    app.session.replace_all(Document(figure, calibration=CALIBRATION, arms=ARMS))
    view.set_pixels(np.full((400, 600, 3), 255, dtype=np.uint8))
    view.set_snap(False)
    view.canvas.setFocus()
    qtbot.waitUntil(lambda: not app.live.is_stale)
    yield Person(app)
    app.session.undo_stack.mark_clean()
    app.window.close_now()
    app.close()


def calls_of(person: Person, monkeypatch: pytest.MonkeyPatch, name: str) -> list[Any]:
    """Record the calls of a dialog instead of opening it."""
    calls: list[Any] = []

    def record(*how: Any, **_named: Any) -> tuple[str, str]:
        calls.append(how)
        return "", ""

    monkeypatch.setattr(QFileDialog, name, record)
    return calls


# --- what a key does to what is shown

Check = Callable[[Person], bool]
TABLE: dict[str, Check] = {
    "V": lambda p: p.view.tool == "select",
    "T": lambda p: p.view.tool == "trace",
    "A": lambda p: p.view.tool == "auto",
    "X": lambda p: p.view.tool == "censor",
    "M": lambda p: p.view.tool == "region",
    "I": lambda p: p.view.tool == "colour",
    "1": lambda p: p.session.active_arm_id == "a",
    "2": lambda p: p.session.active_arm_id == "b",
    "3": lambda p: p.session.active_arm_id == "c",
    "9": lambda p: p.session.active_arm_id == "a",
    "Home": lambda p: p.selected == {0},
    "End": lambda p: p.selected == {2},
    "PgDown": lambda p: p.selected == {0},
    "PgUp": lambda p: p.selected == {2},
    "PgDown PgDown": lambda p: p.selected == {1},
    "End PgUp": lambda p: p.selected == {1},
    "Ctrl+A": lambda p: p.selected == {0, 1, 2},
    "Home Del": lambda p: p.trace == TRACE[1:] and p.selected == {0},
    "End Backspace": lambda p: p.trace == TRACE[:2] and p.selected == {1},
    "Home Right": lambda p: p.trace[0] == (151, 120),
    "Home Left": lambda p: p.trace[0] == (149, 120),
    "Home Up": lambda p: p.trace[0] == (150, 119),
    "Home Down": lambda p: p.trace[0] == (150, 121),
    "Home Shift+Right": lambda p: p.trace[0] == (160, 120),
    "Home Alt+Right": lambda p: p.trace[0] == (150.1, 120),
    "Home Right Ctrl+Z": lambda p: p.trace == TRACE,
    "Home Right Ctrl+Z Ctrl+Y": lambda p: p.trace[0] == (151, 120),
    "Home Right Ctrl+Z Ctrl+Shift+Z": lambda p: p.trace[0] == (151, 120),
    "Home Esc": lambda p: not p.selected,
    "T Esc": lambda p: p.view.tool == "select",
    "T Right Enter": lambda p: len(p.trace) == 4,
    "T Return": lambda p: p.session.active_arm_id == "b",
    "N": lambda p: len(p.session.document.arms) == 4,
    "O": lambda p: p.view.looks.mode == "trace",
    "S": lambda p: p.view.is_snapping,
    "L": lambda p: p.window.docks.docks["loupe"].isHidden(),
    "Alt+1": lambda p: p.window.panels.steps.current == "figure",
    "Alt+2": lambda p: p.view.tool == "axes" and p.window.panels.steps.current == "axes",
    "Alt+3": lambda p: p.view.tool == "trace" and p.window.panels.steps.current == "arms",
    "Alt+4": lambda p: p.window.results.current == "at_risk",
    "Alt+5": lambda p: p.window.panels.reported.isVisible(),
    "Alt+6": lambda p: p.window.panels.comparison.isVisible(),
    "F1": lambda p: p.window.help_card.isVisible(),
    "F1 F1": lambda p: not p.window.help_card.isVisible(),
    "F1 Esc": lambda p: not p.window.help_card.isVisible() and p.view.canvas.hasFocus(),
    "F6": lambda p: not p.view.canvas.hasFocus(),
    "F6 Shift+F6": lambda p: p.view.canvas.hasFocus(),
}


@pytest.mark.parametrize("keys", TABLE)
def test_a_key_of_the_table_does_what_the_table_says(person, keys):
    assert not TABLE[keys](person) or keys in (
        "V", "1", "9", "Alt+6", "T Esc", "Home Esc", "F1 F1", "F6 Shift+F6", "F1 Esc",
        "Home Right Ctrl+Z",
    )  # fmt: skip
    person.press(keys)
    assert TABLE[keys](person)


@pytest.mark.parametrize(
    ("keys", "factor"), [("+", 1.25), ("-", 0.8), ("Ctrl+1", None), ("+ Ctrl+0", 1.0)]
)
def test_zoom_keys(person, keys, factor):
    before = person.view.zoom
    person.press(keys)
    wanted = 1.0 if factor is None else before * factor
    assert person.view.zoom == pytest.approx(wanted)


def test_g_hides_the_guide_and_brings_it_back(person):
    shown = person.view.drawing.look.guides
    person.press("G")
    assert person.view.drawing.look.guides is not shown


def test_f2_lets_the_arm_be_named(person):
    person.press("F2")
    assert QApplication.focusWidget() is person.window.panels.arms.cards["a"].name_edit


def test_f11_fills_the_screen_and_goes_back(person):
    person.press("F11")
    assert person.window.isFullScreen()
    person.press("F11")
    assert not person.window.isFullScreen()


@pytest.mark.parametrize(("keys", "kind"), [("?", ShortcutSheet), ("Ctrl+Shift+P", FindCommand)])
def test_a_sheet_opens(person, qtbot, keys, kind):
    person.press(keys)
    (sheet,) = person.window.findChildren(kind)
    assert sheet.isVisible()
    sheet.close()


def test_the_command_finder_runs_what_is_typed_without_a_mouse(person, qtbot):
    person.press("Ctrl+Shift+P")
    (finder,) = person.window.findChildren(FindCommand)
    QTest.keyClicks(finder.line, "censor")
    QTest.keyClick(finder.line, Qt.Key.Key_Return)
    assert person.view.tool == "censor"


@pytest.mark.parametrize(
    ("keys", "dialog"),
    [
        ("Ctrl+O", "getOpenFileName"),
        ("Ctrl+S", "getSaveFileName"),
        ("Ctrl+Shift+S", "getSaveFileName"),
        ("Ctrl+E", "getSaveFileName"),
    ],
)
def test_file_keys_ask_for_a_name(person, monkeypatch, keys, dialog):
    monkeypatch.setattr("gui.export_commands.why_no_export", lambda *_, **_how: None)
    calls = calls_of(person, monkeypatch, dialog)
    person.press(keys)
    assert len(calls) == 1


def test_ctrl_n_starts_over(person):
    person.press("Ctrl+N")
    assert not person.window.is_working


def test_ctrl_v_pastes_a_figure_on_the_figure(person, qtbot):
    image = QImage(80, 60, QImage.Format.Format_RGB888)
    image.fill(Qt.GlobalColor.white)
    QGuiApplication.clipboard().setImage(image)
    with qtbot.waitSignal(person.app.commands.opened, timeout=20_000) as opened:
        person.press("Ctrl+V")
    assert opened.args[0].pixels.shape == (60, 80, 3)
    person.app.desk.proposals.cancel()


def test_holding_b_hides_the_overlay_and_holding_space_pans(person):
    look = person.view.drawing.look
    assert not look.is_blinking
    person.hold(Qt.Key.Key_B, is_down=True)
    assert person.view.drawing.look.is_blinking
    person.hold(Qt.Key.Key_B, is_down=False)
    assert not person.view.drawing.look.is_blinking
    person.hold(Qt.Key.Key_Space, is_down=True)
    assert person.view.canvas.is_space_held
    person.hold(Qt.Key.Key_Space, is_down=False)
    assert not person.view.canvas.is_space_held


def test_z_and_a_drag_zoom_to_the_box(person):
    before = person.view.zoom
    viewport = person.view.canvas.viewport()
    places = [
        person.view.canvas.to_view(PixelPoint(*at)).toPoint() for at in ((100, 100), (200, 180))
    ]
    person.hold(Qt.Key.Key_Z, is_down=True)
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=places[0])
    QTest.mouseMove(viewport, places[1])
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=places[1])
    person.hold(Qt.Key.Key_Z, is_down=False)
    assert person.view.zoom > 2 * before
    assert person.trace == TRACE


@pytest.mark.parametrize(("key", "is_accepted"), [("Return", True), ("Esc", False)])
def test_enter_accepts_and_escape_drops_a_proposal(person, key, is_accepted):
    answers: list[bool] = []
    # The strip of the window hears of it too; here there is nothing behind it.
    person.view.offer.answered.connect(answers.append)
    person.view.offer.show(ProposalShapes((), np.zeros((0, 2)), (), (), ()))
    person.press(key)
    assert answers == [is_accepted]


def test_letters_are_text_in_a_field(person):
    person.press("F2")
    field = person.window.panels.arms.cards["a"].name_edit
    QTest.keyClicks(field, "Tax mix?")
    assert field.text().endswith("Tax mix?")
    assert person.view.tool == "select"
    assert len(person.session.document.arms) == 3


def test_a_changed_key_takes_the_place_of_the_old_one(person):
    person.app.keymap.set_key("tool_trace", QKeySequence("W"))
    person.press("T")
    assert person.view.tool == "select"
    person.press("W")
    assert person.view.tool == "trace"


def test_a_changed_held_key_takes_the_place_of_the_old_one(person):
    person.app.keymap.set_key("hold_blink", QKeySequence("W"))
    person.hold(Qt.Key.Key_B, is_down=True)
    assert not person.view.drawing.look.is_blinking
    person.hold(Qt.Key.Key_B, is_down=False)
    person.hold(Qt.Key.Key_W, is_down=True)
    assert person.view.drawing.look.is_blinking
    person.hold(Qt.Key.Key_W, is_down=False)


def test_every_key_of_every_command_is_walked_here(qapp):
    """A new key in the table of actions needs its line in this file."""
    elsewhere = {
        "Ctrl+N", "Ctrl+O", "Ctrl+Shift+O", "Ctrl+S", "Ctrl+Shift+S", "Ctrl+E", "Ctrl+Q", "Ctrl+V",
        "Ctrl+Shift+P", "?", "F2", "F11", "+", "=", "-", "Ctrl+0", "Ctrl+1", "G", "Ctrl+R",
        "B", "Space", "Z",
    }  # fmt: skip
    walked = {part for keys in TABLE for part in keys.split()} | elsewhere | set(FIXED)
    names = [spec.name for spec in ACTIONS] + list(HELD)
    # Of several keys of the platform only the first: the rest stand on few keyboards.
    written = [
        keys if name in HELD or isinstance(SPECS[name].keys[0], str) else keys[:1]
        for name in names
        if (keys := default_keys(name))
    ]
    portable = QKeySequence.SequenceFormat.PortableText
    used = {key.toString(portable) for keys in written for key in keys}
    assert used <= walked, used - walked


def test_help_speaks_of_the_step_at_hand(person):
    person.press("Alt+2")
    person.press("F1")
    assert "tick" in person.window.help_card.words
    card, figure = person.window.help_card, person.view
    assert person.window.rect().contains(card.geometry())
    corner = figure.mapTo(person.window, QPointF(0, 0).toPoint())
    assert card.x() >= corner.x()


def test_a_new_arm_of_six_is_refused_by_no_key(person):
    document = person.session.document
    arms = tuple(replace(ARMS[0], id=id_, name=id_) for id_ in "abcdef")
    person.session.apply("Six arms", replace(document, arms=arms))
    person.press("6")
    assert person.session.active_arm_id == "f"
