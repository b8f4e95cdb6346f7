"""Keys that a person changes: what they may be, whose they were, what is remembered."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QLabel, QMainWindow

from gui.actions import HELD, SPECS, make_actions
from gui.find_command import ShortcutSheet
from gui.key_settings import KeySettings
from gui.keymap import FIXED, KeyMap, default_keys
from gui.settings import Settings


@pytest.fixture
def window(qtbot):
    made = QMainWindow()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def actions(window):
    return make_actions(window)


@pytest.fixture
def keymap(actions):
    return KeyMap(actions, Settings())


def key(text: str) -> QKeySequence:
    return QKeySequence(text)


def test_a_changed_key_acts_at_once_and_is_there_next_time(keymap, actions, window):
    keymap.set_key("tool_trace", key("W"))
    assert actions["tool_trace"].shortcuts() == [key("W")]
    assert "(W)" in actions["tool_trace"].toolTip()
    again = make_actions(window)
    KeyMap(again, Settings())
    assert again["tool_trace"].shortcuts() == [key("W")]
    assert again["tool_auto"].shortcuts() == default_keys("tool_auto")


def test_a_key_belongs_to_one_command(keymap, actions):
    assert keymap.owner(key("A"), but="tool_trace") == "tool_auto"
    keymap.set_key("tool_trace", key("A"))
    assert actions["tool_auto"].shortcuts() == []
    assert keymap.owner(key("A")) == "tool_trace"


def test_of_several_keys_only_the_one_taken_goes(keymap, actions):
    keymap.set_key("tool_trace", key("Backspace"))
    assert actions["delete"].shortcuts() == [key("Del")]


def test_reset_gives_the_keys_of_the_table_back_with_one_owner_each(keymap, actions):
    keymap.set_key("tool_trace", key("A"))
    keymap.reset("tool_auto")
    assert actions["tool_auto"].shortcuts() == [key("A")]
    assert actions["tool_trace"].shortcuts() == []
    keymap.reset()
    assert not any(keymap.is_changed(name) for name in (*SPECS, *HELD))
    assert Settings().keys == {}


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("save", "W", "typed into fields"),
        ("save", "Shift+W", "typed into fields"),
        ("save", "Ctrl+Alt+W", "many keyboards"),
        ("tool_trace", "3", "Activate arm 3"),
        ("tool_trace", "Left", "Move left"),
        ("hold_blink", "Ctrl+W", "stands alone"),
        ("save", "Ctrl+K, Ctrl+W", "One key at a time"),
    ],
)
def test_a_key_that_cannot_work_is_refused_in_a_sentence(keymap, name, text, words):
    assert words in keymap.refusal(name, key(text))


@pytest.mark.parametrize(
    ("name", "text"),
    [("save", "F9"), ("save", "Ctrl+W"), ("tool_trace", "W"), ("hold_blink", "W")],
)
def test_a_key_that_can_work_is_not_refused(keymap, name, text):
    assert keymap.refusal(name, key(text)) == ""


def test_no_command_starts_out_with_a_key_that_is_not_its_own(keymap):
    for name in (*SPECS, *HELD):
        for own in keymap.keys(name):
            assert keymap.owner(own, but=name) is None, (name, own.toString())
            assert own.toString(QKeySequence.SequenceFormat.PortableText) not in FIXED


def test_settings_that_cannot_be_read_leave_the_keys_of_the_table(actions):
    settings = Settings()
    settings._file.setValue("keyboard/keys", "{broken")
    assert KeyMap(actions, settings).keys("tool_trace") == default_keys("tool_trace")


def test_names_of_another_version_are_passed_over(actions):
    settings = Settings()
    settings.keys = {"no_such_command": ["W"]}
    assert KeyMap(actions, settings).owner(key("W")) is None


def test_a_held_key_can_be_moved(keymap):
    keymap.set_key("hold_blink", key("W"))
    assert keymap.held()[Qt.Key.Key_W] == "hold_blink"
    assert Qt.Key.Key_B not in keymap.held()


@pytest.fixture
def sheet(keymap, qtbot):
    made = KeySettings(keymap)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    return made


def test_the_sheet_names_who_has_the_key_before_it_is_taken(sheet, keymap, qtbot):
    sheet.choose("tool_trace")
    qtbot.keyClick(sheet.edit, Qt.Key.Key_A)
    assert sheet.words.text() == "A belongs to: Auto. Take it?"
    assert keymap.owner(key("A")) == "tool_auto"
    sheet.take.click()
    assert keymap.owner(key("A")) == "tool_trace"


def test_the_sheet_refuses_and_says_why(sheet, keymap, qtbot):
    sheet.choose("save")
    qtbot.keyClick(sheet.edit, Qt.Key.Key_W)
    assert not sheet.take.isEnabled()
    assert "typed into fields" in sheet.words.text()


def test_the_sheet_takes_a_key_away_and_resets(sheet, keymap):
    sheet.choose("tool_trace")
    sheet.none.click()
    assert keymap.keys("tool_trace") == []
    sheet.reset.click()
    assert keymap.keys("tool_trace") == default_keys("tool_trace")


def test_commands_are_found_by_name_and_by_key(sheet):
    sheet.search.setText("ctrl+e")
    shown = [row for row in range(sheet.table.rowCount()) if not sheet.table.isRowHidden(row)]
    assert [sheet.table.item(row, 1).text() for row in shown] == ["Export patients as CSV"]


def test_the_shortcut_sheet_shows_the_keys_as_they_are(keymap, qtbot):
    keymap.set_key("tool_trace", key("W"))
    made = ShortcutSheet(keymap)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    assert "W" in {label.text() for label in made.findChildren(QLabel)}
