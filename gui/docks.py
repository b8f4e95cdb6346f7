"""The docks round the figure: where they lie, how wide they are, what changes below 1200 px."""

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabWidget, QWidget

from gui import theme
from gui.settings import LAYOUT_VERSION

NARROW_BELOW = 1200
_AREAS = Qt.DockWidgetArea
_LEFT_WIDTH, _RIGHT_WIDTH, _RESULTS_HEIGHT = (232, 188), (264, 232), (240, 186)
_TALL_HEIGHT = (310, 230)
# As far as the rows of a table may push the figure up.
_MOST_HEIGHT = (300, 204)
_MOST_SHARE = 0.33
# As far as a table with few rows leaves its room to the figure in a small window.
_LEAST_HEIGHT = 112
# In a lower window every step has one line and the loupe is smaller.
SHORT_BELOW = 820
_STEPS_HEIGHT, _SHORT_STEPS = 340, 216
_LOUPE_HEIGHT, _SHORT_LOUPE = 250, 160
_TITLES = {
    "steps": "Steps",
    "arms": "Arms",
    "loupe": "Loupe",
    "points": "Points",
    "results": "Results",
}
_AREA_OF = {
    "steps": _AREAS.LeftDockWidgetArea,
    "arms": _AREAS.LeftDockWidgetArea,
    "loupe": _AREAS.RightDockWidgetArea,
    "points": _AREAS.RightDockWidgetArea,
    "results": _AREAS.BottomDockWidgetArea,
}


class Docks:
    """Owns the dock widgets of one window."""

    def __init__(self, window: QMainWindow, panels: dict[str, QWidget]) -> None:
        self._window = window
        self._is_narrow = False
        self._are_shown = False
        self._closed: set[str] = set()
        window.setDockNestingEnabled(True)
        window.setTabPosition(_AREAS.RightDockWidgetArea, QTabWidget.TabPosition.North)
        for corner in (Qt.Corner.BottomLeftCorner, Qt.Corner.BottomRightCorner):
            window.setCorner(corner, _AREAS.BottomDockWidgetArea)
        self.docks = {key: self._make(key, panels[key]) for key in _TITLES}
        self.set_movable(False)

    def show(self) -> None:
        """Show every dock that was not closed."""
        self._are_shown = True
        for key, dock in self.docks.items():
            dock.setVisible(key not in self._closed)

    def hide(self) -> None:
        """Hide all docks, remembering which were closed before."""
        if self._are_shown:
            self._closed = {key for key, dock in self.docks.items() if dock.isHidden()}
        self._are_shown = False
        for dock in self.docks.values():
            dock.hide()

    def raise_(self, key: str) -> None:
        """Bring a dock to the front, opening it again where it was closed."""
        self._closed.discard(key)
        if self._are_shown:
            self.docks[key].show()
            self.docks[key].raise_()

    def reset(self) -> None:
        """Put every dock back to its place and size."""
        self._closed.clear()
        for key, dock in self.docks.items():
            dock.setFloating(False)
            self._window.removeDockWidget(dock)
            self._window.addDockWidget(_AREA_OF[key], dock)
            dock.setVisible(self._are_shown)
        left, right = self.docks["steps"], self.docks["loupe"]
        self._window.splitDockWidget(left, self.docks["arms"], Qt.Orientation.Vertical)
        if self._is_narrow:
            self._window.tabifyDockWidget(right, self.docks["points"])
            right.raise_()
        else:
            self._window.splitDockWidget(right, self.docks["points"], Qt.Orientation.Vertical)
        self.resize()

    def set_narrow(self, is_narrow: bool) -> None:
        """Below 1200 px: points behind the loupe, everything slimmer."""
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            self.reset()

    def set_movable(self, is_movable: bool) -> None:
        """Give the docks title bars to drag, or take them away."""
        for dock in self.docks.values():
            old = dock.titleBarWidget()
            dock.setTitleBarWidget(None if is_movable else _NoTitle())  # type: ignore[arg-type]
            if old is not None:
                old.deleteLater()

    def resize(self, *, is_tall: bool = False, wished: int = 0) -> None:
        """Give every dock its width and height for this size of window."""
        small = int(self._is_narrow)
        docks, horizontal = self.docks, Qt.Orientation.Horizontal
        widths = [theme.px(_LEFT_WIDTH[small]), theme.px(_RIGHT_WIDTH[small])]
        self._window.resizeDocks([docks["steps"], docks["loupe"]], widths, horizontal)
        self.resize_results(is_tall=is_tall, wished=wished)
        is_short = self._window.height() < theme.px(SHORT_BELOW)
        # A lower window takes the facts below the names away, a higher one never does.
        least = 0 if small or is_short else theme.px(_STEPS_HEIGHT)
        docks["steps"].widget().setMinimumHeight(least)
        vertical = Qt.Orientation.Vertical
        room = max(self._window.height() - theme.px(320), 200)
        steps = theme.px(_SHORT_STEPS if small or is_short else _STEPS_HEIGHT)
        self._window.resizeDocks(
            [docks["steps"], docks["arms"]], [steps, max(room - steps, 80)], vertical
        )
        if not small:
            loupe = theme.px(_SHORT_LOUPE if is_short else _LOUPE_HEIGHT)
            self._window.resizeDocks(
                [docks["loupe"], docks["points"]], [loupe, max(room - loupe, 80)], vertical
            )

    def resize_results(self, *, is_tall: bool, wished: int = 0) -> None:
        """Give the results the height their tab asks for, up to ``wished`` where that is more."""
        height = theme.px((_TALL_HEIGHT if is_tall else _RESULTS_HEIGHT)[int(self._is_narrow)])
        most = max(
            theme.px(_MOST_HEIGHT[int(self._is_narrow)]), int(_MOST_SHARE * self._window.height())
        )
        vertical = Qt.Orientation.Vertical
        if self._is_narrow and wished and not is_tall:
            height = theme.px(_LEAST_HEIGHT)
        height = max(height, min(wished, most))
        self._window.resizeDocks([self.docks["results"]], [height], vertical)

    def state(self) -> QByteArray:
        """Return how the docks lie."""
        return self._window.saveState(LAYOUT_VERSION)

    def restore(self, state: QByteArray) -> bool:
        """Lay the docks as they were; False where that does not fit this program."""
        return self._window.restoreState(state, LAYOUT_VERSION)

    def _make(self, key: str, panel: QWidget) -> QDockWidget:
        dock = QDockWidget(_TITLES[key], self._window)
        dock.setObjectName(f"dock_{key}")
        dock.setWidget(panel)
        dock.hide()
        return dock


class _NoTitle(QWidget):
    """A title bar without height."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(0)
