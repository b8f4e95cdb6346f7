"""The list of six steps that ticks itself."""

from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from core.model.document import Document
from core.results import Analysis
from gui import images, theme
from gui.panels.step_list import KEYS, Step, StepState, steps_of
from gui.panels.widgets import GUTTER, Live, Panel, label
from gui.session import Session

_MARKS = {
    StepState.EMPTY: ("step-empty", "field"),
    StepState.PARTLY: ("step-half", "text3"),
    StepState.DONE: ("step-done", "accent"),
    StepState.PROPOSED: ("proposed", "amberline"),
    StepState.FINDING: ("warning", "differline"),
}
_COMPACT_BELOW = 210
_ROW_HEIGHT, _COMPACT_HEIGHT = 48, 28
# Heading and margins beside the rows.
_ASIDE = 52


class StepsPanel(Panel):
    """Shows how far each step is; a click asks for the step's place in the window.

    Signals
    -------
    step_requested(str)
        figure, axes, arms, at_risk, reported or check.
    """

    step_requested = Signal(str)

    def __init__(self, session: Session, live: Live, parent: QWidget | None = None) -> None:
        super().__init__(session, live, parent)
        self.setAccessibleName("Steps")
        self._current = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 12, 8, 8)
        column.setSpacing(0)
        self._heading = label("Steps", "head")
        self._heading.setContentsMargins(GUTTER - 8, 0, 0, 8)
        column.addWidget(self._heading)
        self.rows = {key: StepRow(key) for key in KEYS}
        for key, row in self.rows.items():
            row.clicked.connect(lambda _checked=False, key=key: self._on_clicked(key))
        self._area = scrolled(self.rows.values())
        column.addWidget(self._area, 1)
        session.active_arm_changed.connect(lambda _arm: self._refresh())
        self.follow()

    @property
    def current(self) -> str:
        """The step that is being worked on, as chosen or as the document suggests."""
        return self._current or self._suggested

    def set_current(self, key: str) -> None:
        """Mark the step that the window shows; empty text lets the document decide."""
        self._current = key
        self._refresh()

    def start_over(self) -> None:
        self._current = ""

    def show_document(self, document: Document) -> None:
        self._refresh()

    def show_analysis(self, analysis: Analysis) -> None:
        self._refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        whole = len(KEYS) * _ROW_HEIGHT + _ASIDE
        is_narrow = self.width() < theme.px(_COMPACT_BELOW)
        is_compact = is_narrow or self.height() < theme.px(whole)
        for row in self.rows.values():
            row.set_compact(is_compact)
        layout = self.layout()
        assert layout is not None
        layout.setContentsMargins(8, 6 if is_compact else 12, 8, 0 if is_compact else 8)
        self._heading.setContentsMargins(GUTTER - 8, 0, 0, 2 if is_compact else 8)
        super().resizeEvent(event)

    def _refresh(self) -> None:
        steps = steps_of(self.session.document, self.analysis)
        open_steps = (s.key for s in steps if s.state in (StepState.EMPTY, StepState.PARTLY))
        self._suggested = next(open_steps, "check")
        for step in steps:
            self.rows[step.key].show_step(step, step.key == self.current, self._fact(step))
        self._area.ensureWidgetVisible(self.rows[self.current], 0, 0)

    def _fact(self, step: Step) -> str:
        arm_id = self.session.active_arm_id
        is_tracing = (
            step.key == "arms" and self.current == "arms" and step.state is not StepState.FINDING
        )
        if is_tracing and arm_id is not None and self.session.document.calibration.axis_points:
            return f"tracing {self.session.document.arm(arm_id).name}"
        return step.fact

    def _on_clicked(self, key: str) -> None:
        self.set_current(key)
        self.step_requested.emit(key)


class StepRow(QAbstractButton):
    """One step: mark, number and name, one line of fact."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"step_{key}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAutoExclusive(False)
        self._step: Step | None = None
        self._is_current = False
        self._is_compact = False
        self.fact = ""

    @property
    def state(self) -> StepState | None:
        """How far the step is."""
        return self._step.state if self._step else None

    def show_step(self, step: Step, is_current: bool, fact: str) -> None:
        """Show this step."""
        self._step, self._is_current, self.fact = step, is_current, fact
        words = f"Step {step.number}, {step.name}: {fact}"
        self.setAccessibleName(words)
        self.setAccessibleDescription(f"{step.state.value}{', shown now' if is_current else ''}")
        self.setToolTip(f"{step.name}: {fact}\nAlt+{step.number}")
        self.update()

    def set_compact(self, is_compact: bool) -> None:
        """Show one line instead of two."""
        if is_compact != self._is_compact:
            self._is_compact = is_compact
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(180), theme.px(_COMPACT_HEIGHT if self._is_compact else _ROW_HEIGHT))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() == Qt.Key.Key_Down:
            self.focusNextChild()
        elif event.key() == Qt.Key.Key_Up:
            self.focusPreviousChild()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._step is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        side = theme.px(18)
        name, tone = ("step-now", "accent") if self._is_current else _MARKS[self._step.state]
        mark = images.pixmap(name, side, theme.token(tone), on=theme.token("window"))
        painter.drawPixmap(QPointF(theme.px(8), (self.height() - side) / 2), mark)
        self._paint_words(painter, theme.px(8) + side + theme.px(10))
        painter.end()

    def _paint_ground(self, painter: QPainter) -> None:
        rect = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(theme.token("accent"), 2) if self.hasFocus() else Qt.PenStyle.NoPen)
        if self._is_current:
            painter.setBrush(theme.token("accentbg"))
        elif self.underMouse():
            painter.setBrush(theme.token("raised"))
        painter.drawRoundedRect(rect, theme.px(6), theme.px(6))

    def _paint_words(self, painter: QPainter, left: int) -> None:
        assert self._step is not None
        title = f"{self._step.number}  {self._step.name}"
        width = self.width() - left - theme.px(6)
        strong = theme.font("strong")
        painter.setFont(strong)
        painter.setPen(theme.token("accent" if self._is_current else "text"))
        if self._is_compact:
            middle = Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRect(left, 0, width, self.height()), middle, title)
            return
        small = theme.font("secondary")
        line, detail = QFontMetrics(strong).height(), QFontMetrics(small).height()
        top = (self.height() - line - detail) // 2
        painter.drawText(QRect(left, top, width, line), 0, title)
        painter.setFont(small)
        painter.setPen(theme.token("text2"))
        fact = QFontMetrics(small).elidedText(self.fact, Qt.TextElideMode.ElideRight, width)
        painter.drawText(QRect(left, top + line, width, detail), 0, fact)


def scrolled(rows: Iterable[QWidget]) -> QScrollArea:
    """Return the rows one below the other, in an area that scrolls where they have no room."""
    inner = QWidget()
    column = QVBoxLayout(inner)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for row in rows:
        column.addWidget(row)
    column.addStretch(1)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inner)
    for surface in (area.viewport(), inner):
        surface.setAutoFillBackground(False)
    return area
