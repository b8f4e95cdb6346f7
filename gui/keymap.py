"""Which keys act: those of the table of actions, and what a person changed.

Only what differs from the table is kept, so that a later version's keys come
through. A key belongs to one command at a time.
"""

from collections.abc import Mapping

from PySide6.QtCore import QKeyCombination, QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence

from gui.actions import HELD, SPECS, Held, keys_of, plain_words, tip_of
from gui.settings import Settings

_NATIVE = QKeySequence.SequenceFormat.NativeText
_PORTABLE = QKeySequence.SequenceFormat.PortableText
# Keys of the figure that are not in the table: what they do cannot be moved.
FIXED: dict[str, str] = {
    **{str(number): f"Activate arm {number}" for number in range(1, 10)},
    "Left": "Move left",
    "Right": "Move right",
    "Up": "Move up",
    "Down": "Move down",
    "Return": "Place or accept",
    "Enter": "Place or accept",
    "Esc": "Cancel",
    "PgUp": "Previous point",
    "PgDown": "Next point",
    "Home": "First point",
    "End": "Last point",
    "Tab": "Next field",
    "Shift+Tab": "Previous field",
}
_CHORD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


class KeyMap(QObject):
    """The keys of every command; keeps actions and settings in step.

    Signals
    -------
    changed()
        Some command has other keys now.
    """

    changed = Signal()

    def __init__(
        self, actions: Mapping[str, QAction], settings: Settings, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._actions, self._settings = actions, settings
        self._own = {
            name: [QKeySequence(text, _PORTABLE) for text in texts]
            for name, texts in settings.keys.items()
            if name in SPECS or name in HELD
        }
        for name in self._own:
            self._show(name)

    def keys(self, name: str) -> list[QKeySequence]:
        """Return the keys of a command, the first being the one it is shown with."""
        return self._own[name] if name in self._own else default_keys(name)

    def text(self, name: str) -> str:
        """Return the keys of a command as they are written on this platform."""
        return ", ".join(key.toString(_NATIVE) for key in self.keys(name)[:2])

    def held(self) -> dict[Qt.Key, str]:
        """Return what the keys do that act while they are held."""
        return {_pressed(key).key(): name for name in HELD for key in self.keys(name)}

    def is_changed(self, name: str) -> bool:
        """Whether a person chose the keys of a command."""
        return name in self._own

    def owner(self, key: QKeySequence, *, but: str = "") -> str | None:
        """Return the other command that has this key, None where it is free."""
        others = (name for name in (*SPECS, *HELD) if name != but)
        return next((name for name in others if key in self.keys(name)), None)

    def refusal(self, name: str, key: QKeySequence) -> str:
        """Return why a command cannot have this key, whoever has it now; empty if it can."""
        written = key.toString(_NATIVE)
        if key.count() > 1:
            return "One key at a time, with Ctrl, Alt or Shift where wanted."
        if key.toString(_PORTABLE) in FIXED:
            words = FIXED[key.toString(_PORTABLE)]
            return f"{written} always stands for: {words}. Choose another key."
        pressed = _pressed(key)
        if pressed.keyboardModifiers() & _CHORD == _CHORD:
            return "Ctrl and Alt together write letters on many keyboards. Choose another key."
        is_plain = not pressed.keyboardModifiers() & ~Qt.KeyboardModifier.ShiftModifier
        if name in HELD and pressed.keyboardModifiers():
            return "A key that is held stands alone. Choose one without Ctrl, Alt or Shift."
        if is_plain and _types_text(pressed.key()) and name in SPECS and not SPECS[name].on_canvas:
            return f"{written} is typed into fields. Add Ctrl or Alt, or choose a function key."
        return ""

    def set_key(self, name: str, key: QKeySequence | None) -> None:
        """Give a command this one key, taken from whoever has it; None leaves it without."""
        if key is not None:
            taken = self.owner(key, but=name)
            if taken is not None:
                self._own[taken] = [own for own in self.keys(taken) if own != key]
                self._show(taken)
        self._own[name] = [] if key is None else [key]
        self._show(name)
        self._keep()

    def reset(self, name: str | None = None) -> None:
        """Give a command the keys of the table again, or all commands; a key has one owner."""
        names = list(self._own) if name is None else [name]
        for each in names:
            self._own.pop(each, None)
        for each in names:
            for key in self.keys(each):
                taken = self.owner(key, but=each)
                if taken is not None:
                    self._own[taken] = [own for own in self.keys(taken) if own != key]
                    self._show(taken)
            self._show(each)
        self._keep()

    def _show(self, name: str) -> None:
        action = self._actions.get(name)
        if action is not None:
            action.setShortcuts(self.keys(name))
            action.setToolTip(tip_of(SPECS[name], self.keys(name)))

    def _keep(self) -> None:
        self._own = {name: keys for name, keys in self._own.items() if keys != default_keys(name)}
        self._settings.keys = {
            name: [key.toString(_PORTABLE) for key in keys] for name, keys in self._own.items()
        }
        self.changed.emit()


def default_keys(name: str) -> list[QKeySequence]:
    """Return the keys that the table gives a command."""
    return [QKeySequence(HELD[name].key)] if name in HELD else keys_of(SPECS[name])


def title_of(name: str) -> str:
    """Return the words of a command."""
    return HELD[name].words if name in HELD else plain_words(SPECS[name].words)


def menu_of(name: str) -> str:
    """Return the menu a command is found in."""
    return Held.PLACE if name in HELD else plain_words(SPECS[name].menu.value)


def _pressed(key: QKeySequence) -> QKeyCombination:
    """Return the one key of a sequence with its modifiers."""
    pressed: QKeyCombination = key[0]  # type: ignore[index]
    return pressed


def _types_text(key: Qt.Key) -> bool:
    """Whether a key alone writes something into a field."""
    return key < Qt.Key.Key_Escape or key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete)
