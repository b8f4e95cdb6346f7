"""Every action of the window: name, menu, words, keys. What they do is wired elsewhere."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QWidget

from gui import images

Key = str | QKeySequence.StandardKey
_Keys = QKeySequence.StandardKey


class Menu(Enum):
    """The menus, in the order of the bar."""

    FILE = "&File"
    EDIT = "&Edit"
    VIEW = "&View"
    FIGURE = "F&igure"
    ARMS = "&Arms"
    CHECK = "&Check"
    HELP = "&Help"


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One action. ``on_canvas``: its keys act only while the figure has the focus.

    ``group`` makes checkable actions exclude each other. ``starts_group`` puts a line
    above it in the menu. ``needs_figure``: greyed while no figure is open. ``submenu``:
    the menu inside the menu it stands in, none where empty.
    """

    name: str
    menu: Menu
    words: str
    keys: tuple[Key, ...] = ()
    tip: str = ""
    icon: str = ""
    checkable: bool = False
    group: str = ""
    on_canvas: bool = False
    starts_group: bool = False
    needs_figure: bool = False
    submenu: str = ""


def _file(name: str, words: str, *keys: Key, icon: str = "", line: bool = False) -> ActionSpec:
    return ActionSpec(name, Menu.FILE, words, keys, icon=icon, starts_group=line)


def _tool(name: str, words: str, key: str, tip: str) -> ActionSpec:
    keys = (key,) if key else ()
    return ActionSpec(
        f"tool_{name}",
        Menu.FIGURE,
        words,
        keys,
        tip,
        name,
        checkable=True,
        group="tools",
        on_canvas=True,
        needs_figure=True,
    )


def _view(
    name: str, words: str, *keys: Key, icon: str = "", line: bool = False, checkable: bool = False
) -> ActionSpec:
    return ActionSpec(
        name, Menu.VIEW, words, keys, "", icon, checkable, starts_group=line, needs_figure=True
    )


def _canvas(
    name: str, menu: Menu, words: str, *keys: Key, tip: str = "", line: bool = False
) -> ActionSpec:
    return ActionSpec(
        name, menu, words, keys, tip, on_canvas=True, starts_group=line, needs_figure=True
    )


def _overlay(mode: str, words: str) -> ActionSpec:
    return ActionSpec(
        f"overlay_{mode}",
        Menu.FIGURE,
        words,
        checkable=True,
        group="overlay",
        starts_group=mode == "trace+curve",
        needs_figure=True,
    )


def _step(number: int, key: str, words: str) -> ActionSpec:
    return ActionSpec(
        f"step_{key}",
        Menu.CHECK,
        f"Step {number}: {words}",
        (f"Alt+{number}",),
        starts_group=number == 1,
        needs_figure=True,
    )


def _choice(
    name: str, words: str, tip: str = "", *, group: str = "", line: bool = False
) -> ActionSpec:
    return ActionSpec(
        name,
        Menu.CHECK,
        words,
        tip=tip,
        checkable=True,
        group=group,
        starts_group=line,
        needs_figure=True,
        submenu="&Reconstruction" if group == "engine" or not group else "&Conventions",
    )


def _scheme(name: str, words: str) -> ActionSpec:
    return ActionSpec(
        f"scheme_{name}",
        Menu.VIEW,
        words,
        checkable=True,
        group="scheme",
        starts_group=name == "system",
    )


ACTIONS = (
    _file("new", "&New", _Keys.New),
    _file("open_figure", "&Open figure or PDF…", _Keys.Open, icon="figure"),
    _file("open_project", "Open &project…", "Ctrl+Shift+O", icon="folder"),
    _file("open_sample", "Try the sa&mple", icon="play"),
    _file("save", "&Save", _Keys.Save, icon="save", line=True),
    _file("save_as", "Save &as…", "Ctrl+Shift+S"),
    _file("export_patients", "&Export patients as CSV…", "Ctrl+E", icon="export", line=True),
    _file("export_report", "Export &report…", icon="report"),
    _file("export_draws", "Export &draws of patients…"),
    _file("quit", "&Quit", "Ctrl+Q", line=True),
    ActionSpec("undo", Menu.EDIT, "&Undo", (_Keys.Undo,), icon="undo"),
    ActionSpec("redo", Menu.EDIT, "&Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), icon="redo"),
    ActionSpec(
        "paste", Menu.EDIT, "&Paste figure", (_Keys.Paste,), "", "paste", starts_group=True
    ),
    _canvas("delete", Menu.EDIT, "&Delete points", "Del", "Backspace"),
    _canvas("select_all", Menu.EDIT, "Select &all points of the arm", _Keys.SelectAll),
    ActionSpec(
        "find_command", Menu.EDIT, "&Find a command…", ("Ctrl+Shift+P",), "", "search",
        starts_group=True,
    ),
    ActionSpec("key_settings", Menu.EDIT, "Settings: &keyboard…", starts_group=True),
    _canvas("zoom_in", Menu.VIEW, "Zoom &in", "+", "="),
    _canvas("zoom_out", Menu.VIEW, "Zoom &out", "-"),
    _view("fit", "&Fit the figure", "Ctrl+0", icon="fit"),
    _view("actual_size", "&100 %", "Ctrl+1"),
    ActionSpec(
        "dim_figure", Menu.VIEW, "&Dim figure in the dark theme", checkable=True, starts_group=True
    ),
    _scheme("system", "Theme of the s&ystem"),
    _scheme("light", "&Light theme"),
    _scheme("dark", "Dar&k theme"),
    _canvas("show_loupe", Menu.VIEW, "Loup&e", "L", line=True),
    _view("move_panels", "&Move panels", checkable=True),
    _view("reset_layout", "&Reset layout"),
    _view("next_panel", "&Next panel", "F6", line=True),
    _view("previous_panel", "&Previous panel", "Shift+F6"),
    ActionSpec("full_screen", Menu.VIEW, "F&ull screen", (_Keys.FullScreen, "F11"), checkable=True),
    _tool("select", "&Select", "V", "Pick, move and remove points"),
    _tool("axes", "A&xes", "", "Click a tick, then type its value"),
    _tool("trace", "&Trace", "T", "Click each corner where the curve drops"),
    _tool("auto", "&Auto", "A", "Click a curve to follow it"),
    _tool("censor", "&Censor", "X", "Click each censoring mark"),
    _tool("region", "&Region", "M", "Drag a box round the figure"),
    _tool("colour", "C&olour", "I", "Pick the colour of a curve"),
    ActionSpec(
        "read_figure", Menu.FIGURE, "Read the &figure", ("Ctrl+R",), "", "auto",
        starts_group=True, needs_figure=True,
    ),
    ActionSpec("read_panel", Menu.FIGURE, "Read the next &panel", needs_figure=True),
    ActionSpec("choose_page", Menu.FIGURE, "Pag&e…", icon="page", needs_figure=True),
    ActionSpec("whole_page", Menu.FIGURE, "&Whole page", needs_figure=True),
    ActionSpec("take_text", Menu.FIGURE, "Take the text of the P&DF", needs_figure=True),
    _overlay("trace+curve", "Trace + curve"),
    _overlay("trace", "Trace only"),
    _overlay("curve", "Curve only"),
    _overlay("original", "Figure only"),
    _canvas("cycle_overlay", Menu.FIGURE, "Next o&verlay", "O", line=True),
    _canvas("toggle_snap", Menu.FIGURE, "S&nap to the ink", "S"),
    _canvas("toggle_guides", Menu.FIGURE, "&Guide to the median", "G"),
    _canvas("new_arm", Menu.ARMS, "&New arm", "N"),
    ActionSpec("rename_arm", Menu.ARMS, "&Rename arm", ("F2",), icon="rename", needs_figure=True),
    ActionSpec(
        "remove_arm", Menu.ARMS, "Re&move arm", icon="delete", starts_group=True, needs_figure=True
    ),
    _step(1, "figure", "figure"),
    _step(2, "axes", "axes"),
    _step(3, "arms", "arms"),
    _step(4, "at_risk", "numbers at risk"),
    _step(5, "reported", "reported values"),
    _step(6, "check", "check"),
    _choice("engine_kmtrace", "Reconstruct by &KMTrace",
            "All that is known of an arm, met together", group="engine", line=True),
    _choice("engine_guyot", "Reconstruct by &Guyot 2012", "The published algorithm",
            group="engine"),
    _choice("engine_plateau", "Reconstruct by Guyot with &plateau points",
            "A point of the curve added at each table time", group="engine"),
    _choice("use_total_events", "Use total &events", "The totals typed with the arms", line=True),
    _choice("counts_leavers", "At risk counts who &leaves then",
            "Off: a number at risk counts only those followed beyond its time"),
    _choice("choose_by_reported", "&Choose a draw by the reported HR, CI and P",
            "Shown below the result that does not use them", line=True),
    _choice("interval_log_log", "Limits of the curve: &log-log", group="interval"),
    _choice("interval_log", "Limits of the curve: lo&g", group="interval"),
    _choice("median_first", "Median: &first time at one half", group="median", line=True),
    _choice("median_midpoint", "Median: &middle of a level stretch", group="median"),
    ActionSpec("help", Menu.HELP, "&Help for this step", ("F1",), icon="help"),
    ActionSpec("shortcuts", Menu.HELP, "&Keyboard shortcuts", ("?",), icon="help"),
    ActionSpec("sample_again", Menu.HELP, "Start the &sample again"),
    ActionSpec("about", Menu.HELP, "&About KMTrace", starts_group=True),
)  # fmt: skip

SPECS = {spec.name: spec for spec in ACTIONS}


@dataclass(frozen=True, slots=True)
class Held:
    """A key of the figure that acts while it is held."""

    PLACE: ClassVar[str] = "On the figure"
    words: str
    key: str


HELD = {
    "hold_blink": Held("Hide the overlay while held", "B"),
    "hold_pan": Held("Move the figure while held", "Space"),
    "hold_box": Held("Zoom to a box while held", "Z"),
}


def make_actions(parent: QWidget) -> dict[str, QAction]:
    """Return a QAction for every line of the table, owned by ``parent``.

    Keys marked ``on_canvas`` do nothing until `bind_canvas` names the canvas.
    """
    groups: dict[str, QActionGroup] = {}
    made: dict[str, QAction] = {}
    for spec in ACTIONS:
        action = made[spec.name] = _make(spec, parent)
        if spec.group:
            group = groups.setdefault(spec.group, QActionGroup(parent))
            group.addAction(action)
    return made


def bind_canvas(actions: dict[str, QAction], canvas: QWidget) -> None:
    """Let the letters act while the canvas or something inside it has the focus."""
    for spec in ACTIONS:
        if spec.on_canvas:
            actions[spec.name].setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            canvas.addAction(actions[spec.name])


def keys_of(spec: ActionSpec) -> list[QKeySequence]:
    """Return the key sequences of an action on this platform."""
    made: list[QKeySequence] = []
    for key in spec.keys:
        if isinstance(key, str):
            made.append(QKeySequence(key))
        else:
            made.extend(QKeySequence.keyBindings(key))
    return [sequence for index, sequence in enumerate(made) if sequence not in made[:index]]


def plain_words(words: str) -> str:
    """Return the words of an action without its mnemonic mark and dots."""
    return words.replace("&", "").rstrip("…")


def specs_of(menu: Menu) -> Iterable[ActionSpec]:
    """Return the lines of one menu, in order."""
    return (spec for spec in ACTIONS if spec.menu is menu)


def _make(spec: ActionSpec, parent: QWidget) -> QAction:
    action = QAction(spec.words, parent)
    action.setObjectName(spec.name)
    action.setCheckable(spec.checkable)
    keys = keys_of(spec)
    action.setShortcuts(keys)
    if spec.on_canvas:
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
    if spec.icon:
        action.setIcon(images.icon(spec.icon))
    action.setToolTip(tip_of(spec, keys))
    return action


def tip_of(spec: ActionSpec, keys: list[QKeySequence]) -> str:
    """Return what a button of this action says: words, key, one line."""
    name = plain_words(spec.words)
    if keys:
        name += f" ({keys[0].toString(QKeySequence.SequenceFormat.NativeText)})"
    return f"{name}\n{spec.tip}" if spec.tip else name
