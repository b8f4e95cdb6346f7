"""When numbers are shown as stale: not for the moment that most edits take."""

from PySide6.QtCore import QObject, QTimer, Signal

from gui.live_analysis import LiveAnalysis

PATIENCE_MS = 300


class Staleness(QObject):
    """Follows a `LiveAnalysis`, with patience, so that no edit makes the curve flicker.

    Signals
    -------
    changed()
        `is_shown` changed.
    """

    changed = Signal()

    def __init__(self, live: LiveAnalysis, parent: QObject) -> None:
        super().__init__(parent)
        self.is_shown = False
        self._timer = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._timer.timeout.connect(lambda: self._show(True))
        live.stale_changed.connect(self._on_stale_changed)

    def _on_stale_changed(self, is_stale: bool) -> None:
        if is_stale:
            self._timer.start()
        else:
            self._timer.stop()
            self._show(False)

    def _show(self, is_shown: bool) -> None:
        if is_shown != self.is_shown:
            self.is_shown = is_shown
            self.changed.emit()
