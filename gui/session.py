"""The only mutable holder: the current document, its undo stack and what is selected."""

from collections.abc import Hashable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from core.model.document import Document
from gui.history import History


class Session(QObject):
    """What the window edits.

    Signals
    -------
    document_changed(Document)
        A committed edit, an undo, a redo or another document.
    preview_changed(Document)
        What a drag would give; the committed document when it ends.
    active_arm_changed(object)
        Id of the arm that tools act on, or None.
    selection_changed(object)
        frozenset of indices of the active arm's selected traced points.
    modified_changed(bool)
    path_changed(object)
        Path of the project file, or None.
    """

    document_changed = Signal(object)
    preview_changed = Signal(object)
    active_arm_changed = Signal(object)
    selection_changed = Signal(object)
    modified_changed = Signal(bool)
    path_changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = Document()
        self._preview = self._document
        self._active_arm_id: str | None = None
        self._selection: frozenset[int] = frozenset()
        self._path: Path | None = None
        self._origin: Path | None = None
        self.undo_stack = History(self._set_document, self)
        self.undo_stack.clean_changed.connect(self._on_clean_changed)

    @property
    def document(self) -> Document:
        """The committed document."""
        return self._document

    @property
    def shown(self) -> Document:
        """The preview during a drag, else the committed document."""
        return self._preview

    @property
    def active_arm_id(self) -> str | None:
        """Id of the arm that tools act on."""
        return self._active_arm_id

    @property
    def selection(self) -> frozenset[int]:
        """Indices of the active arm's selected traced points."""
        return self._selection

    @property
    def path(self) -> Path | None:
        """The project file, or None before the first save."""
        return self._path

    @property
    def home(self) -> Path | None:
        """The project file, else the sample it was opened from: where other figures lie."""
        return self._path or self._origin

    @property
    def is_modified(self) -> bool:
        """Whether there is something to save."""
        return not self.undo_stack.is_clean()

    def apply(self, text: str, after: Document, *, merge_key: Hashable | None = None) -> None:
        """Make ``after`` the document, as one step the user can undo.

        Consecutive steps with one ``merge_key`` become a single step.
        """
        if after == self._document:
            self.preview(self._document)
            return
        self.undo_stack.push(text, self._document, after, merge_key)

    def preview(self, document: Document) -> None:
        """Show a document that is not committed; pass the committed one to end."""
        if document is self._preview:
            return
        self._preview = document
        self.preview_changed.emit(document)

    def replace_all(
        self, document: Document, path: Path | None = None, *, origin: Path | None = None
    ) -> None:
        """Start over with another document: no undo, nothing selected, unmodified.

        ``origin`` is the bundled project it comes from, which is not its file.
        """
        self.undo_stack.clear()
        self._origin = origin
        self._active_arm_id = document.arms[0].id if document.arms else None
        self._selection = frozenset()
        self._set_document(document)
        self.active_arm_changed.emit(self._active_arm_id)
        self.selection_changed.emit(self._selection)
        self.set_path(path)
        self.modified_changed.emit(False)

    def mark_modified(self) -> None:
        """Ask to be saved although nothing was edited, as after a recovery."""
        self.undo_stack.forget_clean()
        self.modified_changed.emit(True)

    def mark_saved(self, path: Path) -> None:
        """Note that the document as it is now stands in this file."""
        self.set_path(path)
        self.undo_stack.mark_clean()

    def set_path(self, path: Path | None) -> None:
        """Name the project file."""
        self._path = path
        self.path_changed.emit(path)

    def activate_arm(self, arm_id: str | None) -> None:
        """Let tools act on this arm."""
        if arm_id != self._active_arm_id:
            self._active_arm_id = arm_id
            self.select(frozenset())
            self.active_arm_changed.emit(arm_id)

    def select(self, indices: frozenset[int]) -> None:
        """Select traced points of the active arm."""
        if indices != self._selection:
            self._selection = indices
            self.selection_changed.emit(indices)

    def _on_clean_changed(self, is_clean: bool) -> None:
        self.modified_changed.emit(not is_clean)

    def _set_document(self, document: Document) -> None:
        self._document = document
        self._preview = document
        ids = [arm.id for arm in document.arms]
        if self._active_arm_id not in ids:
            self.activate_arm(ids[0] if ids else None)
        n_points = len(document.arm(self._active_arm_id).trace) if self._active_arm_id else 0
        self.select(frozenset(index for index in self._selection if index < n_points))
        self.document_changed.emit(document)
