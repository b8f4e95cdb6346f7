"""The lines of the Checks tab: findings and checks, those with one cause under one heading."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QObject, Qt

from core.errors import Finding, Place, Severity
from core.results import Analysis, Check, CheckState
from gui.panels.tables import LEFT, Index, cell_flags
from gui.panels.words import first_sentence, plural

if TYPE_CHECKING:
    from core.causes import Cause

STATE, SAYS, MORE, CODE, SHOW = range(5)
ENTRY_ROLE = int(Qt.ItemDataRole.UserRole) + 1
# weight in the list, state of the chip, word
_SEVERITIES = {
    Severity.BLOCK: (0, "warning", "Blocked"),
    Severity.WARNING: (2, "warning", "Check this"),
    Severity.FIXED: (5, "close", "Put right"),
    Severity.NOTE: (6, "close", "Note"),
}
_CHECKS = {
    CheckState.IMPOSSIBLE: (1, "differ", "Impossible"),
    CheckState.NOT_REPRODUCIBLE: (3, "differ", "Not reproducible"),
    CheckState.NOT_COMPARABLE: (4, "unknown", "Not comparable"),
    CheckState.CONSISTENT: (7, "agree", "Consistent"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list; ``detail`` is the calculation where there is one.

    ``followers`` are the lines that are gone once what this one says is put right;
    ``is_follower`` marks them where they show.
    """

    weight: int
    state: str
    word: str
    strong: str
    rest: str
    code: str
    place: Place | None
    detail: str = ""
    followers: tuple["Entry", ...] = ()
    is_open: bool = False
    is_follower: bool = False

    @property
    def subject(self) -> tuple[str, Place | None, str]:
        """What makes it the same line after the numbers have changed."""
        return self.code, self.place, self.strong if self.place is None else ""

    @property
    def more(self) -> str:
        """Say how many lines stand under this one."""
        return f"Explains {len(self.followers)} more" if self.followers else ""


def entries_of(analysis: Analysis, causes: tuple["Cause", ...] = ()) -> tuple[Entry, ...]:
    """Return findings and checks, what needs attention first, followers with their cause."""
    flags: tuple[Finding | Check, ...] = (*analysis.findings, *analysis.checks)
    plain = {id(flag): _entry(flag) for flag in flags}
    for cause in causes:
        followers = tuple(plain.pop(id(flag)) for flag in cause.follows if id(flag) in plain)
        lead = plain.get(id(cause.lead))
        if lead is not None and followers:
            weight = min(entry.weight for entry in (lead, *followers))
            detail = "  ".join(filter(None, (lead.detail, _gone(followers, cause.n_rows))))
            inside = tuple(replace(entry, is_follower=True) for entry in followers)
            plain[id(cause.lead)] = replace(lead, weight=weight, detail=detail, followers=inside)
    return tuple(sorted(plain.values(), key=lambda entry: (entry.weight, -len(entry.followers))))


def _entry(flag: Finding | Check) -> Entry:
    if isinstance(flag, Finding):
        strong, rest = first_sentence(flag.message)
        return Entry(*_SEVERITIES[flag.severity], strong, rest, flag.code, flag.place)
    says = " ".join(filter(None, (flag.sentence, flag.would_fit)))
    return Entry(*_CHECKS[flag.state], flag.title, says, flag.id, flag.place, flag.arithmetic)


def _gone(followers: tuple[Entry, ...], n_rows: int) -> str:
    """Say what putting right one thing does to the others."""
    others = plural(len(followers), "other finding")
    verb = "goes" if len(followers) == 1 else "go"
    words = f"Computed with this put right: {others} {verb}"
    if n_rows:
        differ = "differs" if n_rows == 1 else "differ"
        words += f", and {plural(n_rows, 'reported value')} {differ} no longer"
    return f"{words}."


class ChecksModel(QAbstractTableModel):
    """Rows of state, sentence, what follows from it, id, and whether there is a place to show."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._told: tuple[Entry, ...] = ()
        self._open: set[object] = set()
        self._entries: tuple[Entry, ...] = ()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What is listed, the lines of an open heading below it."""
        return self._entries

    @property
    def n_grouped(self) -> int:
        """How many lines stand under another one, seen or not."""
        return sum(len(entry.followers) for entry in self._told)

    def show_entries(self, entries: tuple[Entry, ...]) -> None:
        """List these."""
        self._told = entries
        self._renew()

    def start_over(self) -> None:
        """List nothing and forget which headings were open."""
        self._open.clear()
        self.show_entries(())

    def toggle(self, row: int, *, is_open: bool | None = None) -> int:
        """Open or close the heading of a row; return the row of that heading."""
        if not 0 <= row < len(self._entries):
            return row
        while row > 0 and self._entries[row].is_follower:
            row -= 1
        entry = self._entries[row]
        if entry.followers and is_open is not entry.is_open:
            self._open ^= {entry.subject}
            self._renew()
        return row

    def _renew(self) -> None:
        shown = tuple(self._shown())
        if shown != self._entries:
            self.beginResetModel()
            self._entries = shown
            self.endResetModel()

    def _shown(self) -> Iterator[Entry]:
        for entry in self._told:
            is_open = bool(entry.followers) and entry.subject in self._open
            yield replace(entry, is_open=is_open)
            if is_open:
                yield from entry.followers

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._entries)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else 5

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return ("State", "What and where", "", "Id", "")[section]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return LEFT
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        entry = self._entries[index.row()]
        if role == ENTRY_ROLE:
            return entry
        if role == Qt.ItemDataRole.DisplayRole:
            says = f"{entry.strong} {entry.rest}".strip()
            show = "Show" if entry.place else ""
            return (entry.word, says, entry.more, entry.code, show)[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(filter(None, (f"{entry.strong} {entry.rest}", entry.detail)))
        if role == Qt.ItemDataRole.AccessibleDescriptionRole and entry.followers:
            return "open" if entry.is_open else "closed"
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        return cell_flags(index, is_editable=False)
