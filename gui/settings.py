"""What the program remembers between runs: window, theme, folders, recent projects."""

from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import msgspec
from PySide6.QtCore import QByteArray, QPoint, QRect, QSettings, QSize
from PySide6.QtGui import QGuiApplication

MAX_RECENT = 12
# Raised when docks are renamed, so that an old layout is not forced on a new window.
LAYOUT_VERSION = 1
_MIN_VISIBLE = QSize(120, 40)


class Recent(msgspec.Struct, frozen=True):
    """A project that was open before; ``badge`` is the state of its chip, "" for none."""

    path: str
    title: str
    opened: str
    badge: str = ""
    badge_words: str = ""

    @property
    def is_there(self) -> bool:
        """Whether the file still exists."""
        return Path(self.path).is_file()


class WindowState(NamedTuple):
    """Where the window stood and how its docks lay."""

    rect: QRect | None
    is_maximized: bool
    docks: QByteArray | None


class Settings:
    """Typed access to the INI file; unreadable entries count as absent."""

    def __init__(self) -> None:
        self._file = QSettings(
            QSettings.Format.IniFormat, QSettings.Scope.UserScope, "KMTrace", "KMTrace"
        )

    @property
    def scheme(self) -> str:
        """The wished theme: "light", "dark" or "system"."""
        value = str(self._file.value("view/scheme", "system"))
        return value if value in ("light", "dark") else "system"

    @scheme.setter
    def scheme(self, value: str) -> None:
        self._file.setValue("view/scheme", value)

    @property
    def is_figure_dimmed(self) -> bool:
        """Whether the figure is dimmed in the dark theme."""
        return str(self._file.value("view/dim", "true")) == "true"

    @is_figure_dimmed.setter
    def is_figure_dimmed(self, value: bool) -> None:
        self._file.setValue("view/dim", "true" if value else "false")

    @property
    def folder(self) -> Path:
        """Where file dialogs start."""
        kept = Path(str(self._file.value("files/folder", "")) or Path.home())
        return kept if kept.is_dir() else Path.home()

    @folder.setter
    def folder(self, value: Path) -> None:
        self._file.setValue("files/folder", str(value))

    @property
    def recent(self) -> tuple[Recent, ...]:
        """Projects opened before, newest first."""
        text = str(self._file.value("files/recent", "[]"))
        try:
            return msgspec.json.decode(text, type=tuple[Recent, ...])
        except msgspec.MsgspecError:
            return ()

    @property
    def keys(self) -> dict[str, list[str]]:
        """Keys that a person chose, by the name of the command, as portable texts."""
        text = str(self._file.value("keyboard/keys", "{}"))
        try:
            return msgspec.json.decode(text, type=dict[str, list[str]])
        except msgspec.MsgspecError:
            return {}

    @keys.setter
    def keys(self, value: dict[str, list[str]]) -> None:
        self._file.setValue("keyboard/keys", msgspec.json.encode(value).decode())

    def remember(self, path: Path, title: str, *, badge: str = "", badge_words: str = "") -> None:
        """Put a project first among the recent ones."""
        now = datetime.now().isoformat(timespec="seconds")
        entry = Recent(str(path), title, now, badge, badge_words)
        others = tuple(item for item in self.recent if item.path != entry.path)
        self._write_recent((entry, *others))

    def forget(self, path: str) -> None:
        """Take a project off the recent ones."""
        self._write_recent(tuple(item for item in self.recent if item.path != path))

    def window_state(self) -> WindowState:
        """Return where the window stood, moved onto a screen that exists."""
        rect = self._file.value("window/rect")
        docks = self._file.value("window/docks")
        is_current = str(self._file.value("window/layout", "")) == str(LAYOUT_VERSION)
        return WindowState(
            on_a_screen(rect) if isinstance(rect, QRect) and rect.isValid() else None,
            str(self._file.value("window/maximized", "false")) == "true",
            docks if isinstance(docks, QByteArray) and is_current else None,
        )

    def keep_window_state(self, state: WindowState) -> None:
        """Remember where the window stands."""
        self._file.setValue("window/rect", state.rect)
        self._file.setValue("window/maximized", "true" if state.is_maximized else "false")
        if state.docks is not None:
            self._file.setValue("window/docks", state.docks)
            self._file.setValue("window/layout", LAYOUT_VERSION)

    def _write_recent(self, entries: tuple[Recent, ...]) -> None:
        text = msgspec.json.encode(entries[:MAX_RECENT]).decode()
        self._file.setValue("files/recent", text)


def on_a_screen(rect: QRect) -> QRect:
    """Return the rectangle, moved and shrunk so that its title can be reached."""
    return corrected(rect, [screen.availableGeometry() for screen in QGuiApplication.screens()])


def corrected(rect: QRect, screens: list[QRect]) -> QRect:
    """Return the rectangle if a screen shows enough of its top edge, else one on the first."""
    handle = QRect(rect.topLeft(), QSize(rect.width(), _MIN_VISIBLE.height()))
    for screen in screens:
        seen = screen.intersected(handle)
        if seen.width() >= _MIN_VISIBLE.width() and seen.height() >= _MIN_VISIBLE.height():
            return rect
    home = screens[0]
    size = rect.size().boundedTo(home.size())
    spare = home.size() - size
    return QRect(home.topLeft() + QPoint(spare.width() // 2, spare.height() // 2), size)
