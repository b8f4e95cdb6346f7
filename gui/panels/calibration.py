"""The axis points as typed, how well they fit, and how the axes are labelled."""

from dataclasses import replace

from PySide6.QtCore import QAbstractTableModel, QObject, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from core.digitize.axes.transform import AxisTransform, fit_axes
from core.errors import Finding, InputError, Place, PlaceKind
from core.model.document import Axis, AxisPoint, Calibration, Document
from core.numbers import parse_number
from core.results import Analysis
from gui import theme
from gui.axes import transform_of
from gui.panels.step_list import step_of
from gui.panels.tables import LEFT, RIGHT, Index, RowDelegate, RowTable, cell_flags
from gui.panels.widgets import GUTTER, Live, MessageStrip, Panel, label, pill_button
from gui.panels.words import fixed, is_open
from gui.session import Session

EMPTY = "No ticks yet. Click a tick on the time axis, then type its value."
UNITS = ("months", "years", "weeks", "days")
AXIS, VALUE, PIXEL, RESIDUAL = range(4)
# In a lower dock the message says its first sentence only, so that the table keeps some rows;
# in a still lower one the tinted row and its tooltip say it.
_BRIEF_BELOW, _SILENT_BELOW = 340, 230
# Of the fit: a tick that lies elsewhere than the others put it.
MISFIT = "C10"


class AxisPointsModel(QAbstractTableModel):
    """Rows of axis, value, pixel, residual.

    Signals
    -------
    value_typed(int, str)
    """

    value_typed = Signal(int, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._points: tuple[AxisPoint, ...] = ()
        self._residuals: tuple[float, ...] = ()
        self._findings: dict[int, Finding] = {}

    def show_points(
        self,
        points: tuple[AxisPoint, ...],
        residuals: tuple[float, ...],
        findings: dict[int, Finding],
    ) -> None:
        """Show axis points with residuals in pixels (none where the axes do not fit yet)."""
        self.beginResetModel()
        self._points, self._residuals, self._findings = points, residuals, findings
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._points)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else 4

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return ("Axis", "Value", "Pixel", "Off, px")[section]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return LEFT if section == AXIS else RIGHT
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        finding, is_proposed = self._findings.get(row), self._points[row].confidence is not None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self._text(row, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return LEFT if column == AXIS else RIGHT
        if role == Qt.ItemDataRole.FontRole:
            return theme.font("strong" if column == VALUE else "secondary")
        if role == Qt.ItemDataRole.ForegroundRole:
            ink = "text" if column == VALUE else "text2"
            return theme.token("differ" if finding else "amber" if is_proposed else ink)
        if role == Qt.ItemDataRole.BackgroundRole and (finding or is_proposed):
            return theme.token("differbg" if finding else "amberbg")
        if role == Qt.ItemDataRole.ToolTipRole:
            if finding:
                return finding.message
            return "Proposed: Enter accepts, or type the value" if is_proposed else None
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        return cell_flags(index, is_editable=index.column() == VALUE)

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or str(value) == self._points[index.row()].value:
            return False
        self.value_typed.emit(index.row(), str(value).strip())
        return True

    def _text(self, row: int, column: int) -> str:
        point = self._points[row]
        if column == AXIS:
            name = "time" if point.axis is Axis.TIME else "S"
            return f"≠ {name}" if row in self._findings else name
        if column == VALUE:
            return point.value
        if column == PIXEL:
            return fixed(point.at.x if point.axis is Axis.TIME else point.at.y, 1)
        return fixed(self._residuals[row], 1) if row < len(self._residuals) else "–"


def residuals_shown(calibration: Calibration, fitted: AxisTransform) -> tuple[float, ...]:
    """Return how far each axis point is off, in pixels along its axis.

    Where the fit names a tick, the others are measured among themselves and that one
    against them: one wrong value would else seem to move them all.
    """
    place = next((f.place for f in fitted.findings if f.code == MISFIT), None)
    if place is None or place.index is None:
        return fitted.residuals_px
    try:
        others = fit_axes(calibration.without_point(place.index))
    except InputError:
        return fitted.residuals_px
    off = list(others.residuals_px)
    point = calibration.axis_points[place.index]
    off.insert(place.index, _off_px(point, others, is_percent=fitted.percent))
    return tuple(off)


def _off_px(point: AxisPoint, fitted: AxisTransform, *, is_percent: bool) -> float:
    value, (x, y) = parse_number(point.value), point.at
    if point.axis is Axis.TIME:
        scale, along = fitted.time, x - fitted.time.shear * y
    else:
        scale, along = fitted.survival, y - fitted.survival.shear * x
        value = value / 100 if is_percent else value
    return along - scale.offset - scale.px_per_unit * value


class CalibrationPanel(Panel):
    """Edits axis values, unit and kind of axis; says what does not fit beside it."""

    def __init__(self, session: Session, live: Live, parent: QWidget | None = None) -> None:
        super().__init__(session, live, parent)
        self.setAccessibleName("Axes")
        self.unit = QComboBox()
        self.unit.setEditable(True)
        self.unit.addItems(UNITS)
        self.unit.setAccessibleName("Time unit")
        self.unit.setToolTip("Time unit of the axis")
        self.percent = pill_button("%", "The survival axis is labelled 0 to 100")
        self.incidence = pill_button("1 − S", "The figure shows the proportion with the event")
        self.model = AxisPointsModel(self)
        self.table = RowTable("Axis points")
        self.table.lie_flat()
        self.table.setModel(self.model)
        self.table.setItemDelegate(RowDelegate(self.table))
        self.table.set_widths(0, 52, 56, 66)
        self.message = MessageStrip(is_narrow=True)
        self._empty = label(EMPTY, "secondary")
        self._empty.setWordWrap(True)
        self._shown: tuple[Calibration, tuple[Finding, ...]] | None = None
        self._is_percent = False
        self._lay_out()
        self._connect()
        self.follow()

    def show_document(self, document: Document) -> None:
        self._refresh()

    def show_analysis(self, analysis: Analysis) -> None:
        self._refresh()

    def show_theme(self) -> None:
        self._shown = None
        self._refresh()

    def delete_selected(self) -> None:
        """Remove the axis point of the current row."""
        row = self.table.currentIndex().row()
        if row >= 0:
            calibration = self.session.document.calibration
            value = calibration.axis_points[row].value
            self._apply(f"Delete tick {value}".strip(), calibration.without_point(row))

    def accept_proposed(self) -> None:
        """Accept every proposed axis point."""
        calibration = self.session.document.calibration
        points = tuple(replace(point, confidence=None) for point in calibration.axis_points)
        self._apply("Accept ticks", replace(calibration, axis_points=points))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.message.set_brief(self.height() < theme.px(_BRIEF_BELOW))
        self._show_message(self._shown[1] if self._shown else ())
        super().resizeEvent(event)

    def _lay_out(self) -> None:
        chips = QHBoxLayout()
        chips.setContentsMargins(GUTTER, 0, GUTTER, 8)
        chips.setSpacing(8)
        chips.addWidget(self.unit, 1)
        chips.addWidget(self.percent)
        chips.addWidget(self.incidence)
        heading = label("Axes", "head")
        heading.setContentsMargins(GUTTER, 8, GUTTER, 4)
        self._empty.setContentsMargins(GUTTER, 0, GUTTER, 8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(heading)
        column.addLayout(chips)
        column.addWidget(self._empty)
        column.addWidget(self.table, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(8, 4, 8, 4)
        foot.addWidget(self.message)
        column.addLayout(foot)
        column.addStretch()

    def _connect(self) -> None:
        self.unit.textActivated.connect(self._on_unit)
        edit = self.unit.lineEdit()
        assert edit is not None
        edit.setPlaceholderText("time unit")
        edit.editingFinished.connect(lambda: self._on_unit(self.unit.currentText()))
        self.percent.clicked.connect(self._on_percent)
        self.incidence.clicked.connect(self._on_incidence)
        self.model.value_typed.connect(self._on_value)
        self.table.delete_pressed.connect(self.delete_selected)
        self.table.enter_pressed.connect(self.accept_proposed)
        self.table.clicked.connect(lambda index: self._show_place(index.row()))

    def _apply(self, text: str, calibration: Calibration) -> None:
        self.session.apply(text, self.session.document.with_calibration(calibration))

    def _on_unit(self, text: str) -> None:
        calibration = self.session.document.calibration
        self._apply("Set time unit", replace(calibration, time_unit=text.strip()))

    def _on_percent(self) -> None:
        calibration = self.session.document.calibration
        self._apply("Set percent axis", replace(calibration, percent=not self._is_percent))

    def _on_incidence(self) -> None:
        calibration = self.session.document.calibration
        turned = not calibration.cumulative_incidence
        self._apply("Set kind of curve", replace(calibration, cumulative_incidence=turned))

    def _on_value(self, row: int, text: str) -> None:
        calibration = self.session.document.calibration
        point = replace(calibration.axis_points[row], value=text, confidence=None)
        self._apply(f"Type tick {text}", calibration.with_point_replaced(row, point))

    def _show_place(self, row: int) -> None:
        self.place_requested.emit(Place(PlaceKind.AXIS_POINT, index=row))

    def _refresh(self) -> None:
        calibration = self.session.document.calibration
        findings = self.analysis.findings if self.analysis else ()
        findings = tuple(f for f in findings if step_of(f) == "axes" and is_open(f))
        if self._shown == (calibration, findings):
            return
        self._shown = (calibration, findings)
        residuals = self._fit(calibration)
        by_row = {f.place.index: f for f in findings if f.place and f.place.index is not None}
        row = self.table.currentIndex().row()
        self.model.show_points(calibration.axis_points, residuals, by_row)
        if 0 <= row < self.model.rowCount():
            self.table.setCurrentIndex(self.model.index(row, VALUE))
        self._show_chips(calibration)
        self._show_message(findings)
        self._empty.setVisible(not calibration.axis_points)
        self.table.setVisible(bool(calibration.axis_points))

    def _fit(self, calibration: Calibration) -> tuple[float, ...]:
        """Residuals of the axis points; also settles whether survival is in percent."""
        self._is_percent = bool(calibration.percent)
        fitted = transform_of(calibration)
        if fitted is None:
            return ()
        self._is_percent = fitted.percent
        return residuals_shown(calibration, fitted)

    def _show_chips(self, calibration: Calibration) -> None:
        if self.unit.currentText() != calibration.time_unit:
            self.unit.setCurrentText(calibration.time_unit)
        self.percent.setChecked(self._is_percent)
        self.incidence.setChecked(calibration.cumulative_incidence)

    def _show_message(self, findings: tuple[Finding, ...]) -> None:
        has_room = self.height() >= theme.px(_SILENT_BELOW)
        finding = findings[0] if findings and has_room else None
        place = finding.place if finding else None
        verbs = {"Show": lambda: self.place_requested.emit(place)} if place else {}
        self.message.show_finding(finding, verbs)
