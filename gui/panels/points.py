"""The traced points of the active arm in data units."""

import numpy as np
from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelection,
    QItemSelectionModel,
    QObject,
    Qt,
    Signal,
)
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from core.arrays import BoolArray, FloatArray
from core.digitize.axes.transform import AxisTransform
from core.errors import Finding, InputError, Place, PlaceKind
from core.model.document import Arm, Calibration, Document, PixelPoint
from core.numbers import parse_number
from core.results import Analysis
from core.verify.wording import short_unit
from gui import theme
from gui.axes import transform_of
from gui.panels.tables import (
    LEFT,
    RIGHT,
    Index,
    RowDelegate,
    RowTable,
    bottom_right,
    cell_flags,
    top_left,
)
from gui.panels.widgets import GUTTER, ElidedLabel, Live, MessageStrip, Panel, label
from gui.panels.words import OFFERED, fixed
from gui.session import Session

EMPTY = (
    "No points yet. Press T and click each corner where the curve drops, or A and click the curve."
)
NO_AXES = "Times and survival show once the axes are set (step 2)."
_NOTES = {"T2": "rises", "T3": "goes back", "T9": "beyond tick", "T4": "not at 1"}
OFF_INK = "off the line"
OFF_INK_TIP = "Nothing is drawn at this place of the figure. Move or delete the point."
NUMBER, TIME, SURVIVAL, NOTE = range(4)


class PointsModel(QAbstractTableModel):
    """Rows of #, t, S and a note.

    Signals
    -------
    value_typed(int, int, str)
        Row, column and text of an edit.
    """

    value_typed = Signal(int, int, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._values: FloatArray = np.zeros((0, 2))
        self._n = 0
        self._notes: dict[int, str] = {}
        self._tips: dict[int, str] = {}
        self._unit = ""

    def show_points(self, n: int, values: FloatArray | None, unit: str) -> None:
        """Show ``n`` points with their values, shape (n, 2), or without."""
        unit = short_unit(unit)
        values = np.full((n, 2), np.nan) if values is None else values
        if n != self._n:
            self.beginResetModel()
            self._n, self._values, self._unit = n, values, unit
            self.endResetModel()
        elif n and not np.array_equal(values, self._values, equal_nan=True):
            self._values = values
            self.dataChanged.emit(top_left(self), bottom_right(self))
        if unit != self._unit:
            self._unit = unit
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, TIME, TIME)

    def show_notes(self, notes: dict[int, str], tips: dict[int, str]) -> None:
        """Show words beside points, by row."""
        if (notes, tips) != (self._notes, self._tips):
            self._notes, self._tips = notes, tips
            if self._n:
                self.dataChanged.emit(self.index(0, NOTE), bottom_right(self))

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else self._n

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else 4

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return LEFT if section == NOTE else RIGHT
        if role == Qt.ItemDataRole.DisplayRole:
            return ("#", f"t, {self._unit}" if self._unit else "t", "S", "Note")[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self._text(row, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return LEFT if column == NOTE else RIGHT
        if role == Qt.ItemDataRole.ForegroundRole:
            doubt = row in self._tips and column == NOTE
            return theme.token("differ" if doubt else "text2" if column in (0, NOTE) else "text")
        if role == Qt.ItemDataRole.FontRole:
            return theme.font("secondary" if column in (NUMBER, NOTE) else "body")
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tips.get(row)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        has_values = self._n > 0 and not np.isnan(self._values[0, 0])
        return cell_flags(index, is_editable=has_values and index.column() in (TIME, SURVIVAL))

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or str(value) == self._text(
            index.row(), index.column()
        ):
            return False
        self.value_typed.emit(index.row(), index.column(), str(value))
        return True

    def _text(self, row: int, column: int) -> str:
        if column == NUMBER:
            return str(row + 1)
        if column == NOTE:
            return self._notes.get(row, "")
        value = float(self._values[row, column - TIME])
        return "–" if np.isnan(value) else fixed(value, 2 if column == TIME else 3)


class PointsPanel(Panel):
    """Lists the active arm's points; selection follows the figure and leads it."""

    def __init__(self, session: Session, live: Live, parent: QWidget | None = None) -> None:
        super().__init__(session, live, parent)
        self.setAccessibleName("Points")
        self.model = PointsModel(self)
        self.table = RowTable("Traced points of the active arm")
        self.table.lie_flat()
        self.table.setModel(self.model)
        self.table.setItemDelegate(RowDelegate(self.table))
        self.table.set_widths(52, 64, 56, 0)
        self.table.delete_pressed.connect(self.delete_selected)
        self.message = MessageStrip(is_narrow=True)
        self._title, self._count = ElidedLabel("head"), label("", "secondary")
        self._empty = label(EMPTY, "secondary")
        self._transform: tuple[Calibration, AxisTransform | None] | None = None
        self._is_following = False
        self._lay_out()
        self.model.value_typed.connect(self._on_value_typed)
        self.table.selectionModel().selectionChanged.connect(self._on_table_selection)
        session.selection_changed.connect(lambda _selected: self._show_selection())
        session.active_arm_changed.connect(lambda _arm: self._refresh())
        session.preview_changed.connect(lambda _document: self._refresh())
        self.follow()

    def show_document(self, document: Document) -> None:
        self.message.hide()
        self._refresh()

    def show_analysis(self, analysis: Analysis) -> None:
        self._show_notes()

    def delete_selected(self) -> None:
        """Remove the selected points and select the neighbour."""
        arm, selected = self._arm(), self.session.selection
        if arm is None or not selected:
            return
        n_left = len(arm.trace) - len(selected)
        words = "Delete point" if len(selected) == 1 else f"Delete {len(selected)} points"
        document = self.session.document.with_arm_replaced(arm.without_points(selected))
        self.session.apply(words, document)
        self.session.select(frozenset({min(min(selected), n_left - 1)} if n_left else ()))

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(GUTTER, 8, GUTTER, 4)
        top.addWidget(self._title, 1)
        top.addWidget(self._count)
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._empty.setContentsMargins(GUTTER, 4, GUTTER, 0)
        self._stack = QStackedLayout()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addLayout(self._stack, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(8, 4, 8, 4)
        foot.addWidget(self.message)
        column.addLayout(foot)

    def _arm(self) -> Arm | None:
        arm_id = self.session.active_arm_id
        arms = self.session.shown.arms
        return next((arm for arm in arms if arm.id == arm_id), None)

    def _axes(self) -> AxisTransform | None:
        calibration = self.session.shown.calibration
        if self._transform is None or self._transform[0] != calibration:
            self._transform = (calibration, transform_of(calibration))
        return self._transform[1]

    def _refresh(self) -> None:
        arm = self._arm()
        trace = arm.trace if arm else ()
        axes = self._axes() if trace else None
        values = axes.to_data(trace) if axes else None
        unit = self.session.shown.calibration.time_unit
        self._is_following = True
        self.model.show_points(len(trace), values, unit)
        self._is_following = False
        self._title.setText(f"Points, {arm.name}" if arm else "Points")
        self._title.setToolTip(arm.name if arm else "")
        self._empty.setText(NO_AXES if trace else OFFERED if self.is_offered else EMPTY)
        self._stack.setCurrentIndex(1 if values is not None else 0)
        self._show_selection()
        self._show_notes()

    def _show_selection(self) -> None:
        selected, n = self.session.selection, self.model.rowCount()
        one = f"{min(selected) + 1} of {n}" if len(selected) == 1 else f"{len(selected)} of {n}"
        self._count.setText(one if selected else str(n) if n else "")
        rows = {index.row() for index in self.table.selectionModel().selectedRows()}
        if rows == selected or self._is_following:
            return
        self._is_following = True
        self._select_rows(sorted(row for row in selected if row < n))
        self._is_following = False

    def _select_rows(self, rows: list[int]) -> None:
        wanted = QItemSelection()
        for row in rows:
            wanted.select(self.model.index(row, 0), self.model.index(row, NOTE))
        flags = QItemSelectionModel.SelectionFlag
        self.table.selectionModel().select(wanted, flags.ClearAndSelect)
        if rows:
            last = self.model.index(rows[-1], TIME)
            self.table.selectionModel().setCurrentIndex(last, flags.NoUpdate)
            self.table.scrollTo(last)

    def _on_table_selection(self, _added: QItemSelection, _removed: QItemSelection) -> None:
        if not self._is_following:
            rows = self.table.selectionModel().selectedRows()
            self._is_following = True
            self.session.select(frozenset(index.row() for index in rows))
            self._is_following = False
            self._show_selection()

    def _on_value_typed(self, row: int, column: int, text: str) -> None:
        arm, axes = self._arm(), self._axes()
        if arm is None or axes is None:
            return
        try:
            to = _typed_point(arm.trace[row], axes, column, text)
        except InputError as error:
            self.message.show_finding(error.as_finding(), {"Close": self.message.hide})
            return
        document = self.session.document.with_arm_replaced(arm.with_point_moved(row, to))
        self.session.apply(
            f"Type {'time' if column == TIME else 'survival'} of point {row + 1}", document
        )

    def _show_notes(self) -> None:
        arm_id = self.session.active_arm_id
        result = self.analysis.arm(arm_id) if self.analysis and arm_id else None
        notes, tips = ({}, {}) if result is None else point_notes(result.held, result.survival)
        for finding in result.findings if result else ():
            index = _point_of(finding)
            if index is not None:
                notes[index] = _NOTES.get(finding.code, "doubtful")
                tips[index] = finding.message
        for index in result.off_ink if result else ():
            notes[index] = OFF_INK
            tips.setdefault(index, OFF_INK_TIP)
        self.model.show_notes(notes, tips)


def point_notes(held: BoolArray, survival: FloatArray) -> tuple[dict[int, str], dict[int, str]]:
    """Return the notes of points that were levelled or cross one half, and no tips."""
    notes = {int(index): "levelled" for index in np.flatnonzero(held)}
    below = np.flatnonzero(survival <= 0.5)
    if below.size and below[0] > 0:
        notes[int(below[0])] = "crosses 0.5"
    return notes, {}


def _point_of(finding: Finding) -> int | None:
    place: Place | None = finding.place
    return place.index if place is not None and place.kind is PlaceKind.POINT else None


def _typed_point(at: PixelPoint, axes: AxisTransform, column: int, text: str) -> PixelPoint:
    """The pixel of a point one of whose values was typed."""
    value = parse_number(text)
    time, survival = axes.to_data([at])[0]
    if column == TIME:
        time = value
    else:
        survival = value / 100.0 if axes.percent and value > 1.5 else value
    x, y = axes.to_pixels([time], [survival])[0]
    return PixelPoint(float(x), float(y))
