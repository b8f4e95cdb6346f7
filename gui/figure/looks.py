"""Which overlays show over the figure: chosen from a list, hidden while a key is held."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from gui.figure.drawing import OVERLAY_MODES, Look
from gui.figure.scenery import Scenery


class Looks(QObject):
    """What a person wants to see of a scenery.

    Signals
    -------
    mode_changed(str)
        Another overlay was chosen.
    changed()
        Something has to be drawn anew.
    """

    mode_changed = Signal(str)
    changed = Signal()

    def __init__(self, scenery: Scenery, parent: QObject) -> None:
        super().__init__(parent)
        self._scenery = scenery

    @property
    def mode(self) -> str:
        """Which overlays show."""
        return self._scenery.look.mode

    def set_mode(self, mode: str) -> None:
        """Choose what shows: trace+curve, trace, curve or original."""
        if mode in OVERLAY_MODES and mode != self.mode:
            self._scenery.look = replace(self._scenery.look, mode=mode)
            self.mode_changed.emit(mode)
            self.changed.emit()

    def start_over(self) -> None:
        """Go back to the overlays a project begins with."""
        self.set_mode(Look().mode)

    def cycle(self) -> None:
        """Go on to the next overlay mode."""
        place = OVERLAY_MODES.index(self.mode)
        self.set_mode(OVERLAY_MODES[(place + 1) % len(OVERLAY_MODES)])

    def set_blink(self, is_on: bool) -> None:
        """Hide the overlays while on."""
        if is_on != self._scenery.look.is_blinking:
            self._scenery.look = replace(self._scenery.look, is_blinking=is_on)
            self.changed.emit()

    def toggle_guides(self) -> None:
        """Show the guide to the median, or hide it."""
        self._scenery.guides = not self._scenery.guides
        self.changed.emit()
