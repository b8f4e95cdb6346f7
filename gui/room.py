"""How much room docks and results get: by the window, the tab shown and the rows in it."""

from PySide6.QtCore import QByteArray, QObject, Qt, QTimer
from PySide6.QtWidgets import QMainWindow, QWidget

from gui import theme
from gui.docks import NARROW_BELOW, SHORT_BELOW, Docks
from gui.panels.comparison import ComparisonPanel
from gui.results_pane import ResultsPane
from gui.tool_bar import ToolBar

_TALL_TABS = ("at_risk", "paper", "curve")


class Room(QObject):
    """Shares the window out; decides nothing about what is in it."""

    def __init__(
        self,
        window: QMainWindow,
        centre: QWidget,
        docks: Docks,
        tool_bar: ToolBar,
        results: ResultsPane,
        comparison: ComparisonPanel,
    ) -> None:
        super().__init__(window)
        self._window, self._centre, self._docks = window, centre, docks
        self._tool_bar, self._results, self._comparison = tool_bar, results, comparison
        self._is_narrow: bool | None = None
        self._is_short: bool | None = None
        self._is_working = False
        self._fitted_to = 0

    def show_docks(self, kept: QByteArray | None) -> None:
        """Show the docks as they lay, else as they lie at first."""
        self._docks.show()
        self.share_out(is_working=True)
        if kept is None or not self._docks.restore(kept):
            # Sizes count only once the docks have been laid out.
            self._size_docks()
            QTimer.singleShot(0, self, self._size_docks)

    def share_out(self, *, is_working: bool) -> None:
        """Follow the size of the window."""
        self._is_working = is_working
        is_narrow = self._window.width() < theme.px(NARROW_BELOW)
        self._centre.setMinimumWidth(self._window.width() // 2 if is_working else 0)
        is_short = self._window.height() < theme.px(SHORT_BELOW)
        if is_narrow == self._is_narrow:
            if is_short != self._is_short:
                self._is_short = is_short
                self._size_docks()
            return
        self._is_narrow, self._is_short = is_narrow, is_short
        focus = self._window.focusWidget()
        self._tool_bar.set_narrow(is_narrow)
        self._results.set_narrow(is_narrow)
        self._docks.set_narrow(is_narrow)
        self._size_docks()
        # Docks that are put elsewhere hide for a moment, and hand the focus on.
        if focus is not None and focus.isVisible():
            focus.setFocus(Qt.FocusReason.OtherFocusReason)

    def start_over(self) -> None:
        """Another project comes: its rows may ask for more room, or leave the figure more."""
        self._fitted_to = 0
        if self._is_narrow:
            # Once the new document is there.
            QTimer.singleShot(0, self, self._size_docks)

    def follow_tab(self, key: str) -> None:
        """Give the tab shown the height it asks for."""
        is_tall = key in _TALL_TABS
        # Where there is room the tabs stay under the pointer once they have moved up.
        if is_tall or self._is_narrow:
            self._docks.resize_results(is_tall=is_tall, wished=self._height_wished)

    def fit_rows(self) -> None:
        """Make room once when the comparison has got more rows."""
        wished = self._height_wished
        if wished > self._fitted_to and self._is_working:
            self._docks.resize_results(is_tall=False, wished=wished)
        self._fitted_to = max(wished, self._fitted_to)

    @property
    def _height_wished(self) -> int:
        """Height at which the rows of the comparison are seen whole; 0 on other tabs."""
        if self._results.current != "comparison":
            return 0
        return self._results.strip_height + self._comparison.height_wished + theme.px(2)

    def _size_docks(self) -> None:
        is_tall = self._results.current in _TALL_TABS
        self._docks.resize(is_tall=is_tall, wished=self._height_wished)
