"""What was done and what it gave: the undo list with times, and each analysis in one line."""

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from core.model.document import Document
from core.results import Analysis
from core.verify.wording import median_words, p_value, reconstruction_words
from gui import theme
from gui.panels.widgets import GUTTER, Live, Panel, label, lie_on_surface
from gui.panels.words import fixed
from gui.session import Session

START = "Opened"
_KEPT = 500


def results_line(analysis: Analysis) -> str:
    """Return the results of an analysis in one line; empty where there are none."""
    names = {arm.id: arm.name for arm in analysis.document.arms}
    parts = []
    for pair in analysis.pairs:
        ratio = pair.hazard_ratio
        if ratio is not None:
            limits = f"({fixed(ratio.ci_low, 2)}–{fixed(ratio.ci_high, 2)})"
            parts.append(f"HR {names[pair.arm_id]} {fixed(ratio.value, 2)} {limits}")
        if pair.log_rank is not None:
            parts.append(f"P {p_value(pair.log_rank.p_value)}")
    for arm in analysis.arms:
        if arm.estimates is not None:
            parts.append(f"median {names[arm.arm_id]} {median_words(analysis, arm.arm_id)}")
    return (
        f"{reconstruction_words(analysis.document.settings)}: {', '.join(parts)}" if parts else ""
    )


class LogPanel(Panel):
    """Two lists: edits, of which any can be gone back to, and results over time."""

    def __init__(self, session: Session, live: Live, parent: QWidget | None = None) -> None:
        super().__init__(session, live, parent)
        self.setAccessibleName("Log")
        lie_on_surface(self)
        self.edits = _list("Edits; Enter goes back to one")
        self.results = _list("Results of each analysis")
        self._times: list[str] = [_now()]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(_titled("Edits", self.edits), 2)
        row.addLayout(_titled("Results", self.results), 3)
        self.edits.itemActivated.connect(self._go_to)
        session.undo_stack.index_changed.connect(self._note_time)
        self.follow()

    def start_over(self) -> None:
        self.results.clear()

    def show_document(self, document: Document) -> None:
        if self.session.undo_stack.count() == 0:
            self._times = [_now()]
            self._show_edits()

    def show_analysis(self, analysis: Analysis) -> None:
        line = results_line(analysis)
        last = self.results.item(self.results.count() - 1)
        if not line or (last is not None and last.data(Qt.ItemDataRole.UserRole) == line):
            return
        item = QListWidgetItem(f"{_now()}   {line}")
        item.setData(Qt.ItemDataRole.UserRole, line)
        item.setToolTip(line)
        self.results.addItem(item)
        if self.results.count() > _KEPT:
            self.results.takeItem(0)
        self.results.scrollToBottom()

    def show_theme(self) -> None:
        self._show_edits()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_edits()

    def _note_time(self, _index: int) -> None:
        """Keep the time of a new edit; it replaces those of edits that were undone."""
        stack = self.session.undo_stack
        n_texts = stack.count() + 1
        if len(self._times) >= n_texts and stack.index() == stack.count():
            self._times = self._times[: n_texts - 1]
        while len(self._times) < n_texts:
            self._times.append(_now())
        self._show_edits()

    def _show_edits(self) -> None:
        if not self.isVisible():
            return
        stack = self.session.undo_stack
        texts = [START, *(stack.text(index) for index in range(stack.count()))]
        self.edits.clear()
        for index, (time, text) in enumerate(zip(self._times, texts, strict=False)):
            item = QListWidgetItem(f"{time}   {text}")
            font = QFont(theme.font("body"))
            if index == stack.index():
                font.setWeight(QFont.Weight.DemiBold)
            if index > stack.index():
                item.setForeground(theme.token("text3"))
                item.setToolTip("Undone")
            item.setFont(font)
            self.edits.addItem(item)
        self.edits.setCurrentRow(stack.index())

    def _go_to(self, item: QListWidgetItem) -> None:
        self.session.undo_stack.set_index(self.edits.row(item))


def _now() -> str:
    return datetime.now().strftime("%H:%M:%S")


def _list(name: str) -> QListWidget:
    made = QListWidget()
    made.setAccessibleName(name)
    made.setUniformItemSizes(True)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setFont(theme.font("body"))
    edge = theme.px(GUTTER - 6)
    made.setStyleSheet(
        f"QListWidget {{ padding: 0 {edge}px; }} QListWidget::item {{ padding: 3px 6px; }}"
    )
    return made


def _titled(title: str, widget: QWidget) -> QVBoxLayout:
    head = label(title, "head")
    head.setContentsMargins(GUTTER, 6, GUTTER, 4)
    column = QVBoxLayout()
    column.setSpacing(0)
    column.addWidget(head)
    column.addWidget(widget, 1)
    return column
