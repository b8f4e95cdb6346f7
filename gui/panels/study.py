"""The other figures of a study: which projects hold them, read and analysed in the background."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QPushButton, QWidget

from core.errors import FileError, InputError
from core.files.beside import load_beside, name_beside
from core.model.document import Document
from core.results import Analysis
from gui.panels.widgets import Live, button
from gui.session import Session

FILTER = "KMTrace projects (*.kmtrace)"
_Loaded = tuple[tuple[Analysis, ...], str]


class OtherFigures(QObject):
    """Keeps the analyses of the projects that the document names beside itself.

    Signals
    -------
    changed()
        Other analyses are there.
    noted(str)
        A project could not be had, in a sentence; empty when all could.
    """

    changed = Signal()
    noted = Signal(str)

    def __init__(self, session: Session, live: Live, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._live, self._window = session, live, parent
        self._loaded: tuple[tuple[str, ...], Path | None] = ((), None)
        self.analyses: tuple[Analysis, ...] = ()
        self.button: QPushButton = button("Other figures", "flat")
        self.button.setToolTip("Projects in this folder with other figures of the study")
        self._menu = QMenu(self.button)
        self._menu.aboutToShow.connect(self._fill)
        self.button.setMenu(self._menu)
        session.path_changed.connect(lambda _path: self.follow())

    def follow(self) -> None:
        """Read what the document names, where that or its place has changed."""
        document, path = self._session.document, self._session.home
        wanted = (document.beside, path if document.beside else None)
        if wanted == self._loaded:
            return
        self._loaded = wanted
        n = len(document.beside)
        self.button.setText(f"Other figures {n}" if n else "Other figures")
        if n:
            self._live.ask("study", partial(_load, document, path), self._on_loaded)
        else:
            self._live.forget("study")
            self._on_loaded(((), ""))

    def choose(self) -> None:
        """Ask for projects and name them beside this one."""
        path = self._session.path
        folder = "" if path is None else str(path.parent)
        chosen, _ = QFileDialog.getOpenFileNames(
            self._window, "Other figures of this study", folder, FILTER
        )
        try:
            names = [name_beside(path, Path(name)) for name in chosen]
        except InputError as error:
            self.noted.emit(error.message)
            return
        document = self._session.document
        new = tuple(name for name in dict.fromkeys(names) if name not in document.beside)
        if new:
            after = replace(document, beside=(*document.beside, *new))
            self._session.apply("Name another figure of the study", after)

    def remove(self, name: str) -> None:
        """Name a project no longer."""
        document = self._session.document
        kept = tuple(other for other in document.beside if other != name)
        self._session.apply("Remove another figure of the study", replace(document, beside=kept))

    def _fill(self) -> None:
        self._menu.clear()
        self._menu.addAction("Add…", self.choose)
        names = self._session.document.beside
        if names:
            self._menu.addSeparator()
        for name in names:
            self._menu.addAction(f"Remove {name}", partial(self.remove, name))

    def _on_loaded(self, loaded: _Loaded) -> None:
        self.analyses, note = loaded
        self.noted.emit(note)
        self.changed.emit()


def _load(document: Document, path: Path | None, should_stop: Callable[[], bool]) -> _Loaded:
    """Return the analyses that can be had, and what is to be said of the others."""
    from core.analysis import Stopped, analyse

    found: list[Analysis] = []
    failed = ""
    for _, other in load_beside(document, path):
        if isinstance(other, FileError):
            failed = failed or other.message
            continue
        try:
            found.append(analyse(other, should_stop))
        except Stopped:
            break
    return tuple(found), failed
