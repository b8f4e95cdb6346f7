"""Reported values as a table model: every field of a value can be typed or chosen."""

from collections.abc import Callable
from dataclasses import replace
from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QObject, Qt, Signal

from core.errors import Finding, PlaceKind
from core.model.document import Document, Model, ReportedKind, ReportedValue
from gui import theme
from gui.panels.tables import LEFT, Index, cell_flags
from gui.panels.words import KIND_NAMES, marked

CHOICES_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_PAIRS = (ReportedKind.HAZARD_RATIO, ReportedKind.P_VALUE)
_WITH_TIME = (ReportedKind.LANDMARK, ReportedKind.RMST)
_WITH_UNIT = (
    ReportedKind.MEDIAN,
    ReportedKind.LANDMARK,
    ReportedKind.RMST,
    ReportedKind.FOLLOW_UP,
)
_UNITS = ("", "months", "years", "weeks", "days")


class Column(IntEnum):
    """The columns, in order."""

    KIND = 0
    ARM = 1
    VERSUS = 2
    VALUE = 3
    INTERVAL = 4
    LEVEL = 5
    MODEL = 6
    TIME = 7
    UNIT = 8
    SIDES = 9


HEADS = {
    Column.KIND: "Measure",
    Column.ARM: "Arm",
    Column.VERSUS: "Versus",
    Column.VALUE: "Value",
    Column.INTERVAL: "Interval",
    Column.LEVEL: "Level, %",
    Column.MODEL: "Model",
    Column.TIME: "At time",
    Column.UNIT: "Unit",
    Column.SIDES: "Sides",
}
_TEXT_FIELDS = {
    Column.VALUE: "text",
    Column.INTERVAL: "ci",
    Column.LEVEL: "conf_level",
    Column.TIME: "time",
    Column.UNIT: "unit",
}
# What a column means nothing for is left empty and cannot be typed in.
_USED_BY: dict[Column, tuple[ReportedKind, ...]] = {
    Column.VERSUS: _PAIRS,
    Column.MODEL: _PAIRS,
    Column.SIDES: (ReportedKind.P_VALUE,),
    Column.TIME: _WITH_TIME,
    Column.UNIT: _WITH_UNIT,
}
Choices = tuple[tuple[str, object], ...]


class ReportedModel(QAbstractTableModel):
    """One row a reported value.

    Signals
    -------
    value_edited(ReportedValue)
    """

    value_edited = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = Document()
        self._findings: dict[str, Finding] = {}

    @property
    def values(self) -> tuple[ReportedValue, ...]:
        """The values shown."""
        return self._document.reported

    def show_values(self, document: Document, findings: tuple[Finding, ...]) -> None:
        """Show the reported values of a document, and what was found about them."""
        by_key = {
            f.place.key: f for f in findings if f.place and f.place.kind is PlaceKind.REPORTED
        }
        same_ids = [v.id for v in document.reported] == [v.id for v in self.values]
        if not same_ids:
            self.beginResetModel()
        self._document = document
        self._findings = {key: finding for key, finding in by_key.items() if key is not None}
        if not same_ids:
            self.endResetModel()
        elif self.values:
            last = self.index(len(self.values) - 1, len(HEADS) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.values)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(HEADS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADS[Column(section)]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return LEFT
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        value, column = self.values[index.row()], Column(index.column())
        finding = self._findings.get(value.id)
        if role == Qt.ItemDataRole.DisplayRole:
            words = self._text(value, column)
            return marked(words, value.doubt) if column is Column.KIND else words
        if role == Qt.ItemDataRole.EditRole:
            return self._field(value, column)
        if role == CHOICES_ROLE:
            return self._choices(column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return LEFT
        if role == Qt.ItemDataRole.ForegroundRole:
            quiet = column not in (Column.KIND, Column.VALUE)
            ink = "text2" if quiet else "text"
            return theme.token("differ" if finding else "amber" if value.proposed else ink)
        if role == Qt.ItemDataRole.BackgroundRole and (finding or value.proposed):
            return theme.token("differbg" if finding else "amberbg")
        if role == Qt.ItemDataRole.FontRole and column is Column.VALUE:
            return theme.font("strong")
        if role == Qt.ItemDataRole.ToolTipRole:
            return finding.message if finding else value.doubt or value.sentence or None
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        is_used = _is_used(self.values[index.row()], Column(index.column()))
        return cell_flags(index, is_editable=is_used)

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        old, column = self.values[index.row()], Column(index.column())
        if role != Qt.ItemDataRole.EditRole or value == self._field(old, column):
            return False
        self.value_edited.emit(_edited(old, column, value).accepted())
        return True

    def _text(self, value: ReportedValue, column: Column) -> str:
        if not _is_used(value, column):
            return ""
        if column in _TEXT_FIELDS:
            if column is Column.LEVEL and not value.ci:
                return ""
            return str(getattr(value, _TEXT_FIELDS[column]))
        field = self._field(value, column)
        if field is None and column in (Column.ARM, Column.VERSUS):
            return self._unnamed(value, column)
        named = (name for name, key in self._choices(column) if key == field)
        return next(named, "?")

    def _unnamed(self, value: ReportedValue, column: Column) -> str:
        """Return what stands where no arm is chosen: nothing is compared with itself."""
        reference, n_arms = self._document.reference_arm, len(self._document.arms)
        if column is Column.VERSUS:
            is_other = reference is not None and reference.id != value.arm_id and n_arms > 1
            return reference.name if is_other and reference else "not chosen"
        if value.kind not in _PAIRS:
            return "whole trial"
        return "all arms" if value.kind is ReportedKind.P_VALUE and n_arms > 2 else "not chosen"

    def _field(self, value: ReportedValue, column: Column) -> object:
        readers: dict[Column, Callable[[], object]] = {
            Column.KIND: lambda: value.kind,
            Column.ARM: lambda: value.arm_id,
            Column.VERSUS: lambda: value.comparator_id,
            Column.MODEL: lambda: value.model,
            Column.SIDES: lambda: value.one_sided,
        }
        if column in readers:
            return readers[column]()
        return getattr(value, _TEXT_FIELDS[column])

    def _choices(self, column: Column) -> Choices:
        arms = tuple((arm.name, arm.id) for arm in self._document.arms)
        reference = self._document.reference_arm
        choices: dict[Column, Choices] = {
            Column.KIND: tuple((name, kind) for kind, name in KIND_NAMES.items()),
            Column.ARM: (("whole trial", None), *arms),
            Column.VERSUS: ((reference.name if reference else "reference", None), *arms),
            Column.MODEL: tuple((model.value, model) for model in Model),
            Column.SIDES: (("two-sided", False), ("one-sided", True)),
            Column.UNIT: tuple((unit or "as the axis", unit) for unit in _UNITS),
        }
        return choices.get(column, ())


def _is_used(value: ReportedValue, column: Column) -> bool:
    return column not in _USED_BY or value.kind in _USED_BY[column]


def _edited(old: ReportedValue, column: Column, value: object) -> ReportedValue:
    if column is Column.KIND:
        assert isinstance(value, ReportedKind)
        return replace(old, kind=value)
    if column in (Column.ARM, Column.VERSUS):
        arm_id = None if value is None else str(value)
        is_arm = column is Column.ARM
        return replace(old, arm_id=arm_id) if is_arm else replace(old, comparator_id=arm_id)
    if column is Column.MODEL:
        assert isinstance(value, Model)
        return replace(old, model=value)
    if column is Column.SIDES:
        return replace(old, one_sided=bool(value))
    text: dict[str, str] = {_TEXT_FIELDS[column]: str(value).strip()}
    return replace(old, **text)  # type: ignore[arg-type]
