"""The numbers at risk as a spreadsheet, with what was rebuilt below and findings in place."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.errors import Finding, InputError, Place, PlaceKind
from core.model.document import Axis, Document
from core.numbers import parse_number
from core.results import Analysis
from core.verify.wording import short_unit
from gui import theme
from gui.panels.risk_model import FINDING_ROLE, RiskTableModel, RowKind
from gui.panels.risk_paste import PastedTable, parse_block, times_every, with_pasted
from gui.panels.risk_view import RiskTableView
from gui.panels.step_list import step_of
from gui.panels.widgets import (
    GUTTER,
    CommitEdit,
    Live,
    MessageStrip,
    Panel,
    button,
    label,
    lie_on_surface,
    pill_button,
)
from gui.panels.words import is_open
from gui.session import Session

EMPTY = (
    "No numbers at risk yet. Set the times above, then type the rows, or paste the table "
    "with Ctrl+V."
)
Verbs = Mapping[str, Callable[[], object]]


class RiskTablePanel(Panel):
    """Types, pastes and checks the printed numbers at risk.

    ``tools`` holds the times and the paste button; a window may place it elsewhere.
    """

    def __init__(self, session: Session, live: Live, parent: QWidget | None = None) -> None:
        super().__init__(session, live, parent)
        self.setAccessibleName("At risk")
        lie_on_surface(self)
        self.model = RiskTableModel(self)
        self.view = RiskTableView()
        self.view.setModel(self.model)
        self.message = MessageStrip()
        self.every = _time_edit("Times every")
        self.up_to = _time_edit("Times up to")
        self.censored = pill_button("(censored)", "A row for the cumulative number censored")
        self.paste_button = button("Paste", icon="paste")
        self.paste_button.setToolTip("Paste a row or the whole table (Ctrl+V)")
        self.tools = QWidget()
        self._unit = label("", "secondary")
        self._empty = label(EMPTY, "secondary")
        self._notice: tuple[Document, str, Verbs] | None = None
        self._lay_out()
        self._connect()
        self.follow()

    def start_over(self) -> None:
        self._notice = None
        self.message.hide()
        self.view.setCurrentIndex(QModelIndex())
        self.censored.setChecked(False)

    def show_document(self, document: Document) -> None:
        has_brackets = any(arm.censored for arm in document.arms)
        if has_brackets:
            self.censored.setChecked(True)
        self.censored.setEnabled(not has_brackets)
        self.model.show_document(document, with_censored=self.censored.isChecked())
        self._show_results()
        self.view.lay_out()
        self._show_times(document)
        is_empty = not document.risk_times and not any(arm.at_risk for arm in document.arms)
        self._empty.setVisible(is_empty)

    def show_analysis(self, analysis: Analysis) -> None:
        self._show_results()

    def show_stale(self) -> None:
        self.model.show_analysis(self.analysis, self.is_stale)

    def show_theme(self) -> None:
        self.view.viewport().update()
        self.view.verticalHeader().viewport().update()

    def paste(self, text: str) -> None:
        """Take over a row or a block, from the current cell on."""
        try:
            table = parse_block(text)
        except InputError as error:
            self._tell(error.message)
            return
        if not table.rows and not table.times:
            self._tell("The clipboard holds no numbers. Copy a row of the table, then paste again.")
            return
        before = self.session.document
        left_out = self._apply_pasted(before, table)
        if left_out:
            self._tell(left_out)
        elif table.has_brackets:
            self._tell(
                "Numbers in brackets went to the censored row. If they are events, leave them out.",
                {"Leave them out": lambda: self._paste_again(before, table.without_brackets())},
            )

    def fill_times(self) -> None:
        """Set the times from the two fields, once both hold a number."""
        fields = (self.every.text().strip(), self.up_to.text().strip())
        if not all(fields):
            return
        try:
            times = times_every(*(parse_number(text) for text in fields))
        except InputError as error:
            self._tell(error.message)
            return
        if not times:
            self._tell("Times need a step above 0. Type for example every 6 up to 36.")
            return
        document = replace(self.session.document, risk_times=times)
        self.session.apply(f"Set times every {fields[0]}", document)

    def clear_selected(self) -> None:
        """Empty the selected cells, as one step."""
        rows = self.model.rows
        cells = {
            (index.row(), index.column()): ""
            for index in self.view.selectedIndexes()
            if rows[index.row()].is_typed
        }
        self.session.apply("Clear cells", self.model.with_cells(cells))

    def show_place(self, place: Place) -> None:
        """Go to a cell; the first one of the row where the place names no column."""
        index = self.model.index(self.model.row_of(place), place.index or 0)
        if index.isValid():
            self.view.setCurrentIndex(index)
            self.view.scrollTo(index)
            self.view.setFocus()

    def focus_next(self) -> None:
        """Give the focus to what is typed next: the times where there are none, else the rows."""
        field = self.view if self.session.document.risk_times else self.every
        field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self.tools)
        row.setContentsMargins(GUTTER, 4, GUTTER, 4)
        row.setSpacing(8)
        parts = (label("Times every", "secondary"), self.every, label("up to", "secondary"))
        for part in (*parts, self.up_to, self._unit):
            row.addWidget(part)
        row.addSpacing(16)
        row.addWidget(self.censored)
        row.addStretch(1)
        row.addWidget(self.paste_button)
        self._empty.setContentsMargins(GUTTER, 8, GUTTER, 8)
        foot = QVBoxLayout()
        foot.setContentsMargins(GUTTER, 4, GUTTER, 8)
        foot.addWidget(self.message)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tools)
        column.addWidget(self._empty)
        column.addWidget(self.view, 1)
        column.addLayout(foot)

    def _connect(self) -> None:
        self.every.committed.connect(lambda _text: self.fill_times())
        self.up_to.committed.connect(lambda _text: self.fill_times())
        self.paste_button.clicked.connect(lambda: self.paste(QGuiApplication.clipboard().text()))
        self.censored.toggled.connect(lambda _on: self.show_document(self.session.document))
        self.model.cells_typed.connect(self._on_typed)
        self.view.paste_requested.connect(self.paste)
        self.view.clear_requested.connect(self.clear_selected)
        self.view.selectionModel().currentChanged.connect(self._on_current_changed)
        self.view.clicked.connect(lambda _index: self._activate_arm_of_current())

    def _on_typed(self, cells: dict[tuple[int, int], str]) -> None:
        is_time = all(self.model.rows[row].kind is RowKind.TIMES for row, _ in cells)
        words = "Type a time" if is_time else "Type a number at risk"
        self.session.apply(words, self.model.with_cells(cells))

    def _apply_pasted(self, before: Document, table: PastedTable) -> str:
        current = self.view.currentIndex()
        row = self.model.rows[current.row()] if current.isValid() else None
        column = max(0, current.column())
        arm_id = row.arm_id if row and row.arm_id else None
        after, left_out = with_pasted(before, table, arm_id=arm_id, column=column)
        self.session.apply("Paste numbers at risk", after)
        return left_out

    def _paste_again(self, before: Document, table: PastedTable) -> None:
        self.session.undo_stack.undo()
        if self.session.document == before:
            self._apply_pasted(before, table)
        self._show_message()

    def _tell(self, message: str, verbs: Verbs | None = None) -> None:
        """Say something about the document as it is now; gone with the next edit."""
        self._notice = (self.session.document, message, verbs or {})
        self._show_message()

    def _show_times(self, document: Document) -> None:
        self._unit.setText(short_unit(document.calibration.time_unit))
        times = document.risk_times
        self.every.show_text(_step_of(times))
        self.up_to.show_text(times[-1] if times else _last_tick(document))

    def _show_results(self) -> None:
        self.model.show_analysis(self.analysis, self.is_stale)
        self._show_message()

    def _on_current_changed(self, _now: QModelIndex, _before: QModelIndex) -> None:
        self._show_message()

    def _activate_arm_of_current(self) -> None:
        arm_id = self.model.rows[self.view.currentIndex().row()].arm_id
        if arm_id:
            self.session.activate_arm(arm_id)

    def _show_message(self) -> None:
        if self._notice is not None and self._notice[0] is self.session.document:
            self.message.show_message(self._notice[1], self._notice[2])
            return
        self._notice = None
        finding = self._finding_to_show()
        place = finding.place if finding else None
        verbs: dict[str, Callable[[], object]] = {}
        if place is not None and place.kind in (PlaceKind.RISK_CELL, PlaceKind.RISK_TIME):
            verbs["Go to cell"] = lambda: self.show_place(place)
        if place is not None:
            verbs["Show on figure"] = lambda: self.place_requested.emit(place)
        self.message.show_finding(finding, verbs)

    def _finding_to_show(self) -> Finding | None:
        """That of the current cell, else the heaviest."""
        here = self.view.currentIndex().data(FINDING_ROLE)
        if isinstance(here, Finding):
            return here
        findings = self.analysis.findings if self.analysis else ()
        found = (f for f in findings if is_open(f) and step_of(f) == "at_risk")
        return next(found, None)


def _time_edit(name: str) -> CommitEdit:
    edit = CommitEdit()
    edit.setFixedWidth(theme.px(52))
    edit.setAlignment(Qt.AlignmentFlag.AlignRight)
    edit.setAccessibleName(name)
    return edit


def _step_of(times: tuple[str, ...]) -> str:
    """The step between times where it is one, as text."""
    try:
        values = [parse_number(time) for time in times]
    except InputError:
        return ""
    if len(values) < 2 or times_every(values[1] - values[0], values[-1]) != tuple(
        f"{value:.10g}" for value in values
    ):
        return ""
    return f"{values[1] - values[0]:.10g}"


def _last_tick(document: Document) -> str:
    points = document.calibration.on_axis(Axis.TIME)
    try:
        return max((point.value for point in points), key=parse_number, default="")
    except InputError:
        return ""
