"""The pane below the figure: its tabs, each with a count, and what their brackets mean."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from core.results import Analysis, CheckState
from gui import theme
from gui.chip import Chip
from gui.panels import words
from gui.panels.step_list import step_of

_NOT_PASSED = (CheckState.IMPOSSIBLE, CheckState.NOT_REPRODUCIBLE)
_TAB_SIDE = 10
LEGEND = "( ) 95 % CI: sampling   [ ] reading band of the figure"


def counts(analysis: Analysis, n_grouped: int = 0) -> dict[str, tuple[str, bool]]:
    """Return the number beside each tab and whether it counts findings.

    ``n_grouped`` findings stand under another one that explains them.
    """
    is_open = [finding for finding in analysis.findings if words.is_open(finding)]
    at_risk = sum(step_of(finding) == "at_risk" for finding in is_open)
    failed = sum(check.state in _NOT_PASSED for check in analysis.checks)
    passed = sum(check.state is CheckState.CONSISTENT for check in analysis.checks)
    n_open = len(is_open) + failed - n_grouped
    checks = (str(n_open), True) if n_open else (str(passed) if passed else "", False)
    return {"at_risk": (str(at_risk) if at_risk else "", True), "checks": checks}


class ResultsPane(QWidget):
    """Shows one of several panels under a strip of tabs.

    Signals
    -------
    current_changed(str)
        Key of the tab now shown.
    """

    current_changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("results_pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._keys: list[str] = []
        self._corners: dict[str, QWidget] = {}
        self.tabs = Tabs()
        self.tabs.currentChanged.connect(self._on_changed)
        self._stack = QStackedWidget()
        self._legend = QLabel(LEGEND)
        theme.set_role(self._legend, "secondary")
        self.badge = Chip()
        self.badge.hide()
        self._strip = QWidget()
        row = QHBoxLayout(self._strip)
        row.setContentsMargins(theme.px(6), 0, theme.px(16), 0)
        row.setSpacing(theme.px(12))
        row.addWidget(self.tabs)
        row.addStretch(1)
        row.addWidget(self._legend)
        row.addWidget(self.badge)
        self._row = row
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._strip)
        column.addWidget(self._stack, 1)
        theme.changed.connect(self._dress)
        self._is_narrow = False
        self._has_legend = True
        self._dress()

    @property
    def current(self) -> str:
        """Key of the tab shown."""
        index = self.tabs.currentIndex()
        return self._keys[index] if index >= 0 else ""

    @property
    def panel(self) -> QWidget:
        """What is shown below the strip."""
        return self._stack

    @property
    def strip_height(self) -> int:
        """Height of the strip of tabs."""
        return self._strip.height()

    def add(self, key: str, title: str, panel: QWidget, corner: QWidget | None = None) -> None:
        """Add a tab; ``corner`` stands at the end of the strip while it is shown."""
        self._keys.append(key)
        self._stack.addWidget(panel)
        if corner is not None:
            self._corners[key] = corner
            self._row.insertWidget(2, corner)
            corner.setVisible(False)
        self.tabs.addTab(title)

    def show_tab(self, key: str) -> None:
        """Bring a tab to the front."""
        self.tabs.setCurrentIndex(self._keys.index(key))

    def show_counts(self, analysis: Analysis, n_grouped: int = 0) -> None:
        """Put the number of findings, or of checks passed, beside the tabs."""
        for key, (number, is_finding) in counts(analysis, n_grouped).items():
            self.tabs.show_number(self._keys.index(key), number, is_finding)

    def show_number(self, key: str, n_findings: int) -> None:
        """Put the number of findings beside one tab, none where there are none."""
        self.tabs.show_number(self._keys.index(key), str(n_findings or ""), True)

    def show_badge(self, state: str, title: str) -> None:
        """Show the overall verdict; it is seen below 1200 px only."""
        self.badge.show_state(state, title)

    def set_legend_shown(self, is_shown: bool) -> None:
        """Say what the brackets mean only while there are brackets."""
        self._has_legend = is_shown
        self._show_corner()

    def set_narrow(self, is_narrow: bool) -> None:
        """Below 1200 px the badge takes the place of the legend."""
        self._is_narrow = is_narrow
        self._strip.setFixedHeight(theme.px(34 if is_narrow else 40))
        self.tabs.setFixedHeight(self._strip.maximumHeight() - 1)
        self.badge.setVisible(is_narrow)
        self._show_corner()

    def _on_changed(self, index: int) -> None:
        self._stack.setCurrentIndex(index)
        self._show_corner()
        self.current_changed.emit(self.current)

    def _show_corner(self) -> None:
        for key, corner in self._corners.items():
            corner.setVisible(key == self.current)
        has_brackets = self.current == "comparison" and self._has_legend
        self._legend.setVisible(has_brackets and not self._is_narrow)

    def _dress(self) -> None:
        surface, border = theme.token("surface").name(), theme.token("border").name()
        self.setStyleSheet(f"#results_pane {{ background: {surface}; }}")
        self._strip.setObjectName("results_strip")
        self._strip.setStyleSheet(
            f"#results_strip {{ background: {surface}; border-bottom: 1px solid {border}; }}"
        )


class Tabs(QTabBar):
    """Tabs of words, a small number and a line under the one shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._numbers: dict[int, tuple[str, bool]] = {}
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setAccessibleName("Results")
        self.setMouseTracking(True)
        theme.changed.connect(self.update)

    def number(self, index: int) -> tuple[str, bool]:
        """Return the number of a tab and whether it counts findings."""
        return self._numbers.get(index, ("", False))

    def show_number(self, index: int, number: str, is_finding: bool) -> None:
        """Put a number beside the words of a tab, or none."""
        if self.number(index) != (number, is_finding):
            self._numbers[index] = number, is_finding
            spoken = f"{self.tabText(index)} {number}".strip()
            self.setAccessibleTabName(index, spoken)
            # The only way to make the bar measure its tabs again.
            self.setTabText(index, self.tabText(index))
            self.updateGeometry()

    def tabSizeHint(self, index: int) -> QSize:
        width = QFontMetrics(theme.font("strong")).horizontalAdvance(self.tabText(index))
        pill = self._pill_width(self.number(index)[0])
        gap = theme.px(8) if pill else 0
        return QSize(width + gap + pill + 2 * theme.px(_TAB_SIDE), self.height_wished)

    def minimumTabSizeHint(self, index: int) -> QSize:
        return self.tabSizeHint(index)

    @property
    def height_wished(self) -> int:
        """Height of every tab."""
        return self.maximumHeight() if self.maximumHeight() < 200 else theme.px(39)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index in range(self.count()):
            self._paint_tab(painter, index)
        painter.end()

    def _paint_tab(self, painter: QPainter, index: int) -> None:
        rect = self.tabRect(index).adjusted(theme.px(_TAB_SIDE), 0, -theme.px(_TAB_SIDE), 0)
        is_shown = index == self.currentIndex()
        painter.setFont(theme.font("strong" if is_shown else "body"))
        painter.setPen(theme.token("text" if is_shown else "text2"))
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, self.tabText(index))
        self._paint_number(painter, rect, *self.number(index))
        painter.setPen(Qt.PenStyle.NoPen)
        if is_shown:
            line = QRect(rect.left(), rect.bottom() - 1, rect.width(), 2)
            painter.fillRect(line, theme.token("accent"))
        if is_shown and self.hasFocus():
            painter.setPen(QPen(theme.token("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            side = theme.px(4)
            painter.drawRoundedRect(rect.adjusted(-side, side, side, -side), side, side)

    def _paint_number(self, painter: QPainter, rect: QRect, number: str, is_finding: bool) -> None:
        if not number:
            return
        width, height = self._pill_width(number), theme.px(20)
        top = rect.center().y() - height // 2 + 1
        pill = QRect(rect.right() + 1 - width, top, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.token("differbg" if is_finding else "raised"))
        painter.drawRoundedRect(pill, height / 2, height / 2)
        painter.setPen(theme.token("differ" if is_finding else "text2"))
        painter.setFont(theme.font("pill"))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, number)

    @staticmethod
    def _pill_width(number: str) -> int:
        if not number:
            return 0
        width = QFontMetrics(theme.font("pill")).horizontalAdvance(number) + theme.px(12)
        return max(width, theme.px(20))
