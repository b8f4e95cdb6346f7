"""Reported vs recomputed, with the Why? panel beside or below it."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtGui import QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QStackedLayout, QVBoxLayout, QWidget

from core.model.document import Document
from core.results import Analysis, Comparison, Reason
from gui import theme
from gui.panels.ledger_model import (
    ROW_ROLE,
    LedgerModel,
    awaits_draws,
    can_ask_why,
    reported_of,
    with_typed,
)
from gui.panels.ledger_view import LedgerView
from gui.panels.why import WIDTH, WhyPanel
from gui.panels.widgets import GUTTER, ElidedLabel, Live, Panel, label, lie_on_surface
from gui.panels.words import OFFERED
from gui.session import Session

EMPTY = "Nothing to compare yet. Trace an arm (step 3), then type what the paper reports beside it."
WAITING = "Computing…"
_BESIDE = 1200
Explain = Callable[[Analysis, Comparison, Callable[[], bool]], tuple[Reason, ...]]
TOPIC = "why"


def explain_row(
    analysis: Analysis, row: Comparison, should_stop: Callable[[], bool]
) -> tuple[Reason, ...]:
    """Compute the causes of a disagreement; for the worker, it takes a while."""
    from core.analysis import explain

    return explain(analysis, row, should_stop)


class ComparisonPanel(Panel):
    """The ledger; reported values are typed in place, disagreements explained on demand."""

    def __init__(
        self,
        session: Session,
        live: Live,
        parent: QWidget | None = None,
        *,
        explain: Explain = explain_row,
    ) -> None:
        super().__init__(session, live, parent)
        self.setAccessibleName("Reported vs recomputed")
        lie_on_surface(self)
        self._explain = explain
        self._asked: Comparison | None = None
        self._question = 0
        self.model = LedgerModel(self)
        self.view = LedgerView()
        self.view.setModel(self.model)
        self.why = WhyPanel()
        self._line = QFrame()
        self._basis = ElidedLabel("secondary")
        self._lay_out()
        self.model.reported_typed.connect(self._on_typed)
        self.view.selectionModel().currentChanged.connect(self._show_basis)
        self.view.why_requested.connect(self.ask_why)
        self.view.accept_requested.connect(self._on_accepted)
        self.why.place_requested.connect(self.place_requested)
        self.why.closed.connect(self.close_why)
        self.follow()

    @property
    def height_wished(self) -> int:
        """Height at which every row is seen whole with the line below that explains one."""
        line = QFontMetrics(self._basis.font()).height()
        margins = self._basis.contentsMargins()
        return self.view.height_wished + line + margins.top() + margins.bottom()

    def ask_why(self, row: int) -> None:
        """Open the Why? panel for a row; a second time closes it."""
        comparison = self.model.rows[row]
        if self._asked == comparison:
            self.close_why()
            return
        self._ask(comparison)

    def close_why(self) -> None:
        """Close the Why? panel."""
        self._asked = None
        self._question += 1
        self.live.forget(TOPIC)
        self._show_why(False)

    def start_over(self) -> None:
        self.close_why()
        self.view.setCurrentIndex(QModelIndex())

    def show_document(self, document: Document) -> None:
        self._show_rows()

    def show_analysis(self, analysis: Analysis) -> None:
        self._show_rows()
        if self._asked is not None:
            asked = _same(self._asked, self.model.rows)
            if asked is None or not can_ask_why(asked):
                self.close_why()
            elif analysis.is_refined and _is_told(self._asked, asked):
                self._asked = asked  # the same numbers with more beside them
                self._show_why(True)
            else:
                self._ask(asked)

    def show_stale(self) -> None:
        self.view.is_stale = self.is_stale
        self.view.viewport().update()

    def show_theme(self) -> None:
        self.view.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        ways = QBoxLayout.Direction
        is_beside = self.width() >= theme.px(_BESIDE)
        self._box.setDirection(ways.LeftToRight if is_beside else ways.TopToBottom)
        self.why.setMaximumWidth(theme.px(WIDTH) if is_beside else 16777215)
        self.why.setMinimumWidth(theme.px(WIDTH) if is_beside else 0)
        self._line.setFixedSize(16777215, 1)
        self._line.setMinimumSize(1, 1)
        if is_beside:
            self._line.setMaximumSize(1, 16777215)
        self.view.set_dense(not is_beside)
        self.why.set_brief(not is_beside)
        super().resizeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._asked is not None:
            self.close_why()
            self.view.setFocus()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        self._empty = label(EMPTY, "secondary")
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._empty.setContentsMargins(GUTTER, 12, GUTTER, 12)
        self._line.setStyleSheet("background: palette(mid); border: none;")
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.view)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(holder, 1)
        column.addWidget(self._basis)
        self._basis.setContentsMargins(GUTTER, 4, GUTTER, 6)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self._box.addWidget(left, 1)
        self._box.addWidget(self._line)
        self._box.addWidget(self.why, 1)
        self._show_why(False)

    def _show_rows(self) -> None:
        rows = self.analysis.comparisons if self.analysis else ()
        is_drawing = self.analysis is not None and awaits_draws(self.analysis)
        self.model.show_rows(rows, self.session.document, is_drawing=is_drawing)
        is_waiting = self.analysis is None and any(a.trace for a in self.session.document.arms)
        self._empty.setText(WAITING if is_waiting else OFFERED if self.is_offered else EMPTY)
        self._stack.setCurrentIndex(1 if rows else 0)
        self._show_basis(self.view.currentIndex())

    def _show_basis(self, current: QModelIndex, _before: QModelIndex | None = None) -> None:
        """Say below the table how the current row was computed and judged."""
        row = current.data(ROW_ROLE)
        parts = (row.convention, row.band_words, row.arithmetic) if row is not None else ()
        words = "  ".join(filter(None, parts))
        self._basis.setText(words)
        self._basis.setToolTip(words)
        self._basis.setVisible(bool(words))
        if words:
            # The line takes room from the table: the row it speaks of stays in sight.
            QTimer.singleShot(0, self.view, self._keep_in_sight)

    def _keep_in_sight(self) -> None:
        current = self.view.currentIndex()
        if current.isValid():
            self.view.scrollTo(current)

    def _show_why(self, is_shown: bool) -> None:
        self.why.setVisible(is_shown)
        self._line.setVisible(is_shown)
        asked = self._asked
        self.view.asked_row = self.model.rows.index(asked) if is_shown and asked else -1
        if is_shown:
            self.view.scrollTo(self.model.index(self.view.asked_row, 0))
        self.view.viewport().update()

    def _ask(self, row: Comparison) -> None:
        analysis = self.analysis
        if analysis is None:
            return
        self._asked = row
        self._question += 1
        number = self._question
        names = {arm.id: arm.name for arm in analysis.document.arms}
        self.why.ask(row, names.get(row.arm_id or "", ""))
        self._show_why(True)
        self.live.ask(
            TOPIC,
            lambda should_stop: self._explain(analysis, row, should_stop),
            lambda reasons: self._on_answered(number, reasons),
        )

    def _on_answered(self, number: int, reasons: tuple[Reason, ...]) -> None:
        if number == self._question:
            self.why.answer(reasons)

    def _on_typed(self, row: int, text: str) -> None:
        comparison = self.model.rows[row]
        after = with_typed(self.session.document, comparison, text)
        self.session.apply(f"Type reported {comparison.measure}", after)

    def _on_accepted(self, row: int) -> None:
        document = self.session.document
        value = reported_of(document, self.model.rows[row])
        if value is not None:
            after = document.with_reported(value.accepted())
            self.session.apply("Accept reported value", after)


def _is_told(before: Comparison, now: Comparison) -> bool:
    """Whether a row says what it said before, apart from its reading band."""
    return (before.recomputed, before.reported, before.verdict) == (
        now.recomputed,
        now.reported,
        now.verdict,
    )


def _same(asked: Comparison, rows: tuple[Comparison, ...]) -> Comparison | None:
    """The row that is about the same thing as one of an earlier analysis."""

    def subject(row: Comparison) -> tuple[object, ...]:
        return (row.kind, row.measure, row.arm_id, row.comparator_id, row.reported_id)

    return next((row for row in rows if subject(row) == subject(asked)), None)
