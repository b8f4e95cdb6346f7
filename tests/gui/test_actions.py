from collections import defaultdict

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow

import resources
from gui.actions import ACTIONS, SPECS, bind_canvas, keys_of, make_actions, plain_words
from gui.find_command import FindCommand, ShortcutSheet
from gui.keymap import KeyMap
from gui.settings import Settings


@pytest.fixture
def window(qtbot):
    made = QMainWindow()
    qtbot.addWidget(made)
    return made


def test_no_two_actions_share_a_key(qapp):
    owners = defaultdict(list)
    for spec in ACTIONS:
        for key in keys_of(spec):
            owners[key.toString()].append(spec.name)
    assert {key: names for key, names in owners.items() if len(names) > 1} == {}


def test_no_two_words_of_a_menu_share_a_mnemonic():
    for menu, submenu in {(spec.menu, spec.submenu) for spec in ACTIONS}:
        letters = [
            spec.words[spec.words.index("&") + 1].lower()
            for spec in ACTIONS
            if (spec.menu, spec.submenu) == (menu, submenu) and "&" in spec.words
        ]
        assert len(letters) == len(set(letters)), (menu, letters)


def test_every_name_is_used_once_and_every_icon_is_drawn():
    assert len(SPECS) == len(ACTIONS)
    missing = [
        spec.icon
        for spec in ACTIONS
        if spec.icon and not resources.path("icons", f"{spec.icon}.svg").is_file()
    ]
    assert missing == []


def test_no_key_needs_control_and_alt_together(qapp):
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    for spec in ACTIONS:
        for key in keys_of(spec):
            assert key[0].keyboardModifiers() & both != both, spec.name


def test_letters_act_on_the_canvas_only():
    for spec in ACTIONS:
        letters = [key for key in spec.keys if isinstance(key, str) and len(key) == 1]
        if letters and letters != ["?"]:
            assert spec.on_canvas, spec.name


def test_canvas_keys_are_bound_to_the_canvas_and_to_nothing_else(window):
    canvas = QMainWindow(window)
    actions = make_actions(window)
    bind_canvas(actions, canvas)
    bound = {action.objectName() for action in canvas.actions()}
    assert bound == {spec.name for spec in ACTIONS if spec.on_canvas}
    contexts = {action.shortcutContext() for action in canvas.actions()}
    assert contexts == {Qt.ShortcutContext.WidgetWithChildrenShortcut}


def test_tools_exclude_each_other(window):
    actions = make_actions(window)
    actions["tool_select"].setChecked(True)
    actions["tool_trace"].setChecked(True)
    assert not actions["tool_select"].isChecked()


def test_a_tip_names_the_key_and_what_to_do(window):
    assert make_actions(window)["tool_trace"].toolTip() == (
        "Trace (T)\nClick each corner where the curve drops"
    )


@pytest.fixture
def finder(window, qtbot):
    actions = make_actions(window)
    made = FindCommand(actions)
    qtbot.addWidget(made)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    return made, actions


def listed(finder):
    return [finder.found.item(row).data(256) for row in range(finder.found.count())]


def test_commands_are_found_by_any_of_their_words_in_any_order(finder):
    made, _actions = finder
    made.line.setText("as save")
    assert listed(made) == ["save_as"]
    made.line.setText("theme dark")
    assert set(listed(made)) == {"scheme_dark", "dim_figure"}


def test_what_cannot_be_done_now_is_not_found(finder):
    made, actions = finder
    actions["redo"].setEnabled(False)
    made.line.setText("redo")
    assert listed(made) == []


def test_enter_runs_the_marked_command(finder, qtbot):
    made, actions = finder
    ran = []
    actions["save_as"].triggered.connect(lambda: ran.append("save_as"))
    made.line.setText("save")
    assert listed(made) == ["save", "save_as"]
    qtbot.keyClick(made.line, Qt.Key.Key_Down)
    qtbot.keyClick(made.line, Qt.Key.Key_Return)
    assert ran == ["save_as"]


def test_the_sheet_lists_every_action_that_has_a_key(window, qtbot):
    from PySide6.QtWidgets import QLabel

    sheet = ShortcutSheet(KeyMap(make_actions(window), Settings()))
    sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(sheet)
    words = {label.text() for label in sheet.findChildren(QLabel)}
    assert {plain_words(spec.words) for spec in ACTIONS if spec.keys} <= words
