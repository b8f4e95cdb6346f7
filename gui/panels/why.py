"""The Why? panel: computed causes of one disagreement, each with what it would give."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from core.errors import PlaceKind
from core.results import Comparison, Reason
from gui import chip, theme
from gui.chip import Chip
from gui.panels.ledger_model import question
from gui.panels.widgets import GUTTER, button, icon_button, label, lie_on_surface

NO_CAUSE = "No simple cause found. Both values are shown in the report without a judgement."
SEARCHING = "Computing what could explain it…"
WIDTH = 568
_SHOW = {
    PlaceKind.AXIS_POINT: "Show tick",
    PlaceKind.POINT: "Show point",
    PlaceKind.RISK_CELL: "Go to cell",
    PlaceKind.RISK_TIME: "Go to time",
    PlaceKind.REPORTED: "Go to value",
    PlaceKind.ARM: "Show arm",
}


class WhyPanel(QWidget):
    """Shows the reasons for one row of the table.

    Signals
    -------
    place_requested(Place)
    closed()
    """

    place_requested = Signal(object)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Why?")
        lie_on_surface(self)
        self._heading = label("", "question")
        self._heading.setWordWrap(True)
        self._values = label("", "secondary")
        self._values.setWordWrap(True)
        self.close_button = icon_button("close", "Close (Esc)")
        self.close_button.clicked.connect(self.closed)
        self._list = QVBoxLayout()
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(0)
        self._shown: list[QWidget] = []
        self._lay_out()

    @property
    def heading(self) -> str:
        """The question asked."""
        return self._heading.text()

    def set_brief(self, is_brief: bool) -> None:
        """Leave out the line of values, where the row itself stands just above."""
        self._values.setVisible(not is_brief)

    def ask(self, row: Comparison, arm_name: str) -> None:
        """Show the question, before there are answers."""
        self._heading.setText(question(row, arm_name))
        made = " ".join(filter(None, (row.recomputed, row.interval, row.band)))
        reported = " ".join(filter(None, (row.reported, row.reported_interval)))
        self._values.setText(f"Reported {reported}, recomputed {made}. {row.limit}".strip())
        self._fill([label(SEARCHING, "secondary")])

    def answer(self, reasons: tuple[Reason, ...]) -> None:
        """Show the reasons; the first button is filled."""
        if not reasons:
            none = label(NO_CAUSE, "secondary")
            none.setWordWrap(True)
            self._fill([none])
            return
        rows: list[QWidget] = []
        is_first = True
        for number, reason in enumerate(reasons, 1):
            row = ReasonRow(number, reason, is_filled=is_first and reason.place is not None)
            is_first = is_first and reason.place is None
            row.place_requested.connect(self.place_requested)
            if rows:
                line = QFrame()
                line.setProperty("kind", "line")
                rows.append(line)
            rows.append(row)
        self._fill(rows)

    def rows(self) -> list["ReasonRow"]:
        """Return the reasons shown."""
        return [widget for widget in self._shown if isinstance(widget, ReasonRow)]

    def sizeHint(self) -> QSize:
        return QSize(theme.px(WIDTH), theme.px(200))

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self._heading, 1)
        top.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        inner = QWidget()
        outer = QVBoxLayout(inner)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addLayout(self._list)
        outer.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inner)
        inner.setAutoFillBackground(False)
        area.viewport().setAutoFillBackground(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(GUTTER, 8, GUTTER, 8)
        column.setSpacing(2)
        column.addLayout(top)
        column.addWidget(self._values)
        column.addSpacing(6)
        column.addWidget(area, 1)

    def _fill(self, widgets: list[QWidget]) -> None:
        for old in self._shown:
            self._list.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._shown = widgets
        for widget in widgets:
            self._list.addWidget(widget)


class ReasonRow(QWidget):
    """One cause: number, name, what it would give, two lines, one button.

    Signals
    -------
    place_requested(Place)
    """

    place_requested = Signal(object)

    def __init__(self, number: int, reason: Reason, *, is_filled: bool) -> None:
        super().__init__()
        self.setAccessibleName(f"{number}. {reason.title}: {reason.sentence}")
        self.chip = _reason_chip(reason)
        self.button = button(
            _SHOW.get(reason.place.kind, "Show") if reason.place else "",
            "filled" if is_filled else "plain",
        )
        if reason.place is None:
            # The others are not told to show: without a parent yet they would be windows.
            self.button.hide()
        self.button.clicked.connect(lambda: self.place_requested.emit(reason.place))
        sentence = label(reason.sentence, "secondary")
        sentence.setWordWrap(True)
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(label(reason.title, "strong"))
        if self.chip is not None:
            top.addWidget(self.chip)
        top.addStretch(1)
        says = QVBoxLayout()
        says.setSpacing(2)
        says.addLayout(top)
        says.addWidget(sentence)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 6, 0, 6)
        row.setSpacing(12)
        row.addWidget(label(str(number), "secondary"), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(says, 1)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)


def _reason_chip(reason: Reason) -> Chip | None:
    if not reason.would_give:
        return None
    state = "unknown" if reason.verdict is None else chip.verdict_chip(reason.verdict)[0]
    return Chip(state, f"gives {reason.would_give}")
