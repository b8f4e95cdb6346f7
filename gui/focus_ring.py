"""F6 and Shift+F6: the focus goes round the panels."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def move_focus(focus: QWidget | None, panels: Sequence[QWidget], step: int) -> None:
    """Give the focus to the next visible panel that takes it, or with -1 to the one before."""
    ring = [panel for panel in panels if panel.isVisible()]
    holds = [focus is not None and (panel is focus or panel.isAncestorOf(focus)) for panel in ring]
    start = holds.index(True) if True in holds else -1
    for offset in range(1, len(ring) + 1):
        target = _first_focus(ring[(start + step * offset) % len(ring)])
        if target is not None:
            target.setFocus(Qt.FocusReason.TabFocusReason)
            return


def _first_focus(panel: QWidget) -> QWidget | None:
    """Return what takes the focus for a panel: itself or its first focusable part."""
    parts = (panel, *panel.findChildren(QWidget))
    for part in parts:
        if part.isVisible() and part.isEnabled() and part.focusPolicy() & Qt.FocusPolicy.TabFocus:
            return part
    return None
