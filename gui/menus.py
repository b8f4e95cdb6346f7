"""The menu bar, filled from the table of actions."""

from collections.abc import Iterable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QMenu, QMenuBar, QWidget

from gui.actions import Menu, specs_of


def fill_menus(bar: QMenuBar, acts: dict[str, QAction]) -> None:
    """Put every action into its menu, those of a submenu behind a line."""
    for menu in Menu:
        made: QMenu = bar.addMenu(menu.value)
        inner: dict[str, QMenu] = {}
        for spec in specs_of(menu):
            if spec.submenu and spec.submenu not in inner:
                if not inner:
                    made.addSeparator()
                inner[spec.submenu] = made.addMenu(spec.submenu)
            holder = inner.get(spec.submenu, made)
            if spec.starts_group and not holder.isEmpty():
                holder.addSeparator()
            holder.addAction(acts[spec.name])


def needing_a_figure() -> list[str]:
    """Return the names of the actions that do nothing while no figure is open."""
    return [spec.name for menu in Menu for spec in specs_of(menu) if spec.needs_figure]


def add_panel_toggles(place: QAction, docks: Iterable[QDockWidget], parent: QWidget) -> None:
    """Put a menu that shows and hides the docks before an action, wherever that is."""
    menu = QMenu("Panels", parent)
    for dock in docks:
        menu.addAction(dock.toggleViewAction())
    for holder in place.associatedObjects():
        if isinstance(holder, QMenu):
            holder.insertMenu(place, menu)
