"""Undo and redo of whole documents.

Not QUndoStack: it owns commands written in Python, and when the garbage
collector takes session and stack together the stack deletes commands that are
gone already, which ends the program (PySide6 6.11). Documents are immutable, so
a list of them is all that undo needs.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from core.model.document import Document

LIMIT = 1000


@dataclass(frozen=True, slots=True)
class _Step:
    text: str
    before: Document
    after: Document
    merge_key: Hashable | None


class History(QObject):
    """The steps done and undone.

    Signals
    -------
    can_undo_changed, can_redo_changed, clean_changed(bool)
    undo_text_changed, redo_text_changed(str)
    index_changed(int)
        A step was pushed, merged, undone or redone.
    """

    can_undo_changed = Signal(bool)
    can_redo_changed = Signal(bool)
    clean_changed = Signal(bool)
    undo_text_changed = Signal(str)
    redo_text_changed = Signal(str)
    index_changed = Signal(int)

    def __init__(self, show: Callable[[Document], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._show = show
        self._steps: list[_Step] = []
        self._index = 0
        self._clean: int | None = 0
        self._told: tuple[object, ...] = (False, False, "", "", True)

    def push(
        self, text: str, before: Document, after: Document, merge_key: Hashable | None = None
    ) -> None:
        """Do a step; one with the merge key of the last becomes part of it."""
        del self._steps[self._index :]
        if self._clean is not None and self._clean > self._index:
            self._clean = None
        last = self._steps[-1] if self._steps else None
        merges = (
            last is not None
            and merge_key is not None
            and last.merge_key == merge_key
            and self._clean != self._index
        )
        if last is not None and merges:
            self._merge(last, after)
        else:
            self._steps.append(_Step(text, before, after, merge_key))
            self._index += 1
            self._forget_oldest()
        self._show(after)
        self._tell()

    def undo(self) -> None:
        """Take the last step back."""
        self.set_index(self._index - 1)

    def redo(self) -> None:
        """Do the step undone last again."""
        self.set_index(self._index + 1)

    def set_index(self, index: int) -> None:
        """Go to the state after so many steps."""
        index = min(max(index, 0), len(self._steps))
        if index == self._index:
            return
        target = self._steps[index].before if index < self._index else self._steps[index - 1].after
        self._index = index
        self._show(target)
        self._tell()

    def clear(self) -> None:
        """Forget every step; what is shown counts as saved."""
        self._steps.clear()
        self._index, self._clean = 0, 0
        self._tell()

    def index(self) -> int:
        """Number of steps done."""
        return self._index

    def count(self) -> int:
        """Number of steps done and undone."""
        return len(self._steps)

    def text(self, index: int) -> str:
        """Words of a step."""
        return self._steps[index].text

    def undo_text(self) -> str:
        """Words of the step that undo takes back; empty where there is none."""
        return self._steps[self._index - 1].text if self._index else ""

    def redo_text(self) -> str:
        """Words of the step that redo does; empty where there is none."""
        return self._steps[self._index].text if self._index < len(self._steps) else ""

    def can_undo(self) -> bool:
        """Whether a step can be taken back."""
        return self._index > 0

    def can_redo(self) -> bool:
        """Whether a step can be done again."""
        return self._index < len(self._steps)

    def is_clean(self) -> bool:
        """Whether what is shown is what was saved."""
        return self._clean == self._index

    def mark_clean(self) -> None:
        """Note that what is shown was saved."""
        self._clean = self._index
        self._tell()

    def forget_clean(self) -> None:
        """Note that nothing shown so far was saved."""
        self._clean = None
        self._tell()

    def _merge(self, last: _Step, after: Document) -> None:
        if after == last.before:
            self._steps.pop()
            self._index -= 1
        else:
            self._steps[-1] = replace(last, after=after)

    def _forget_oldest(self) -> None:
        if len(self._steps) > LIMIT:
            del self._steps[0]
            self._index -= 1
            if self._clean is not None:
                self._clean = self._clean - 1 if self._clean > 0 else None

    def _tell(self) -> None:
        """Emit what changed since the last time, then where we are."""
        now = (
            self.can_undo(),
            self.can_redo(),
            self.undo_text(),
            self.redo_text(),
            self.is_clean(),
        )
        told, self._told = self._told, now
        signals = (
            self.can_undo_changed,
            self.can_redo_changed,
            self.undo_text_changed,
            self.redo_text_changed,
            self.clean_changed,
        )
        for signal, value, before in zip(signals, now, told, strict=True):
            if value != before:
                signal.emit(value)
        self.index_changed.emit(self._index)
