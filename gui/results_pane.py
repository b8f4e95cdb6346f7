"""The pane below the figure: five tabs, each with a count, and what their brackets mean."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSizePolicy,
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
LEGEND = "( ) 95 % CI   [ ] reading band of the figure"


def counts(analysis: Analysis) -> dict[str, tuple[str, bool]]:
    """Return the number beside each tab and whether it counts findings."""
    is_open = [finding for finding in analysis.findings if words.is_open(finding)]
    at_risk = sum(step_of(finding) == "at_risk" for finding in is_open)
    failed = sum(check.state in _NOT_PASSED for check in analysis.checks)
    passed = sum(check.state is CheckState.CONSISTENT for check in analysis.checks)
    n_open = len(is_open) + failed
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
        self._counts: dict[str, Count] = {}
        self._corners: dict[str, QWidget] = {}
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(False)
        self.tabs.setElideMode(Qt.TextElideMode.ElideNone)
        self.tabs.setAccessibleName("Results")
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

    def add(self, key: str, title: str, panel: QWidget, corner: QWidget | None = None) -> None:
        """Add a tab; ``corner`` stands at the end of the strip while it is shown."""
        self._keys.append(key)
        self._stack.addWidget(panel)
        if corner is not None:
            self._corners[key] = corner
            self._row.insertWidget(self._row.count() - 2, corner)
            corner.setVisible(False)
        index = self.tabs.addTab(title)
        count = self._counts[key] = Count()
        self.tabs.setTabButton(index, QTabBar.ButtonPosition.RightSide, count)

    def show_tab(self, key: str) -> None:
        """Bring a tab to the front."""
        self.tabs.setCurrentIndex(self._keys.index(key))

    def show_counts(self, analysis: Analysis) -> None:
        """Put the number of findings, or of checks passed, beside the tabs."""
        for key, (number, is_finding) in counts(analysis).items():
            self._show_count(key, number, is_finding)

    def _show_count(self, key: str, number: str, is_finding: bool) -> None:
        count = self._counts[key]
        if count.words == number and count.is_finding == is_finding:
            return
        count.show_words(number, is_finding)
        # The tab bar asks for the size of its buttons only when one is set.
        index = self._keys.index(key)
        self.tabs.setTabButton(index, QTabBar.ButtonPosition.RightSide, None)
        self.tabs.setTabButton(index, QTabBar.ButtonPosition.RightSide, count)

    def show_badge(self, state: str, title: str) -> None:
        """Show the overall verdict; it is seen below 1200 px only."""
        self.badge.show_state(state, title)

    def set_narrow(self, is_narrow: bool) -> None:
        """Below 1200 px the badge takes the place of the legend."""
        self._is_narrow = is_narrow
        self._strip.setFixedHeight(theme.px(34 if is_narrow else 40))
        self.badge.setVisible(is_narrow)
        self._show_corner()
        self._dress()

    def _on_changed(self, index: int) -> None:
        self._stack.setCurrentIndex(index)
        self._show_corner()
        self.current_changed.emit(self.current)

    def _show_corner(self) -> None:
        for key, corner in self._corners.items():
            corner.setVisible(key == self.current)
        self._legend.setVisible(self.current == "comparison" and not self._is_narrow)

    def _dress(self) -> None:
        surface, border = theme.token("surface").name(), theme.token("border").name()
        self.setStyleSheet(f"#results_pane {{ background: {surface}; }}")
        self._strip.setObjectName("results_strip")
        self._strip.setStyleSheet(
            f"#results_strip {{ background: {surface}; border-bottom: 1px solid {border}; }}"
        )
        padding = theme.px(8 if self._is_narrow else 11)
        self.tabs.setFont(theme.font("body"))
        self.tabs.setStyleSheet(f"QTabBar::tab {{ padding: {padding}px 0; }}")


class Count(QWidget):
    """A small number on a rounded ground; takes no room when empty."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words, self._is_finding = "", False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedSize(QSize(0, 0))
        theme.changed.connect(self.update)

    @property
    def words(self) -> str:
        """What is shown."""
        return self._words

    @property
    def is_finding(self) -> bool:
        """Whether it counts findings."""
        return self._is_finding

    def show_words(self, number: str, is_finding: bool) -> None:
        """Show another number."""
        self._words, self._is_finding = number, is_finding
        height = theme.px(20)
        width = QFontMetrics(theme.font("pill")).horizontalAdvance(number) + theme.px(12)
        gap = theme.px(8)
        self.setFixedSize(QSize(gap + max(width, height), height) if number else QSize(0, 0))
        self.setAccessibleName(number)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._words:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.token("differbg" if self._is_finding else "raised"))
        rect = self.rect().adjusted(theme.px(8), 0, 0, 0)
        painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
        painter.setPen(theme.token("differ" if self._is_finding else "text2"))
        painter.setFont(theme.font("pill"))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self._words)
        painter.end()
