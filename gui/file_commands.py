"""Opening, pasting, saving and exporting: what the File menu does. Files are read and written
on a worker; the document changes only when everything worked."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from core.errors import FileError, InputError, Severity
from core.model.document import Document
from core.results import Analysis
from gui import recent
from gui.background import Background
from gui.errors import Verb, as_input_error
from gui.export_commands import ExportCommands
from gui.live_analysis import LiveAnalysis
from gui.opened import (
    PROJECT_SUFFIX,
    Opened,
    Pixels,
    backup_of,
    read_backup,
    read_file,
    read_image,
)
from gui.project_lock import ProjectLock
from gui.session import Session
from gui.settings import Settings

FIGURE_FILTER = (
    "Figures and projects (*.png *.jpg *.jpeg *.tif *.tiff *.bmp *.gif *.webp *.pdf *.svg"
    " *.kmtrace)"
    ";;All files (*)"
)
PROJECT_FILTER = "KMTrace projects (*.kmtrace);;All files (*)"

ALREADY_OPEN = "Already open in another window. Opened read-only; Save asks for another name."

Then = Callable[[], None]


class FileCommands(QObject):
    """Does what the File menu says, for one window.

    Signals
    -------
    failed(InputError, tuple of Verb)
        Something did not work; the document is as before.
    noted(str)
        Something was done that the person should know.
    opened(Opened)
        What was read and becomes the document next.
    figure_opened(OpenedFigure)
        A figure on which nothing has been set or traced yet.
    saved(datetime)
    """

    failed = Signal(object, object)
    noted = Signal(str)
    opened = Signal(object)
    figure_opened = Signal(object)
    saved = Signal(object)

    def __init__(
        self, session: Session, live: LiveAnalysis, settings: Settings, window: QWidget
    ) -> None:
        super().__init__(window)
        self._session, self._live, self._settings = session, live, settings
        self._window = window
        self._disk: tuple[int, int] | None = None
        self._pixels: Pixels | None = None
        self._lock = ProjectLock()
        self._is_read_only = False
        self.background = Background(self)
        self._exports = ExportCommands(live, settings, self.background, window)
        self._exports.noted.connect(self.noted)
        self._exports.failed.connect(self._fail)
        self.question: QMessageBox | None = None

    # --- opening

    def new(self) -> None:
        """Start over with nothing open."""
        self.leave(lambda: self.show_opened(Opened(Document(), None)))

    def choose_figure(self) -> None:
        """Ask for a figure and open it."""
        self._choose("Open figure", FIGURE_FILTER)

    def choose_project(self) -> None:
        """Ask for a project and open it."""
        self._choose("Open project", PROJECT_FILTER)

    def open_path(self, path: Path) -> None:
        """Open a figure or a project, whichever it is."""
        self._open(
            f"Opening {path.name}",
            lambda: read_file(path),
            failed=lambda error: self._fail_to_open(path, error),
        )

    def open_backup(self, path: Path) -> None:
        """Open the previous version of a project, unsaved and without a file of its own."""

        def work() -> Opened:
            return replace(read_backup(path), path=None, is_unsaved=True)

        self._open(f"Opening {backup_of(path).name}", work)

    def open_sample(self, path: Path) -> None:
        """Open a sample as a new project that has no file yet."""
        self._open("Opening the sample", lambda: replace(read_file(path), path=None, origin=path))

    def open_recovered(self, path: Path, done: Then) -> None:
        """Open a recovered copy, unsaved and without a file of its own."""

        def work() -> Opened:
            return replace(read_file(path), path=None, is_unsaved=True)

        self._open("Opening the recovered copy", work, done)

    def paste(self) -> None:
        """Open the figure on the clipboard."""
        self.open_mime(QGuiApplication.clipboard().mimeData())

    def open_mime(self, mime: QMimeData) -> None:
        """Open what was pasted or dropped: a file or a picture."""
        paths = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
        if paths:
            self.open_path(paths[0])
        elif mime.hasImage():
            image = QImage(mime.imageData())
            self._open("Reading the picture", lambda: read_image(image))
        else:
            self.failed.emit(_no_picture(mime), ())

    # --- saving

    def save(self, then: Then | None = None) -> None:
        """Save under the name it has, asking for one where it has none."""
        path = self._session.path
        if path is None or self._is_read_only:
            self.save_as(then)
        elif self._disk is not None and _signature(path) not in (None, self._disk):
            self._ask_replace(path, then)
        else:
            self._write(path, then)

    def save_as(self, then: Then | None = None) -> None:
        """Ask for a name and save under it."""
        start = self._session.path or self._settings.folder / _file_name(self._session.document)
        chosen, _ = QFileDialog.getSaveFileName(
            self._window, "Save project", str(start), PROJECT_FILTER
        )
        if chosen:
            path = Path(chosen)
            path = path if path.suffix else path.with_suffix(PROJECT_SUFFIX)
            self._settings.folder = path.parent
            if self._is_read_only and path == self._session.path:
                self.failed.emit(_open_elsewhere(path), ())
            else:
                self._write(path, then)

    def export_patients(self) -> None:
        """Ask for a name and write the reconstructed patients as CSV."""
        self._exports.patients(self._stem)

    def export_report(self) -> None:
        """Ask for a name and write the report as one page."""
        self._exports.report(self._stem)

    def export_draws(self) -> None:
        """Ask for a name and write the draws of patients as CSV."""
        self._exports.draws(self._stem)

    @property
    def _stem(self) -> str:
        return _file_name(self._session.document, "")

    def leave(self, then: Then) -> None:
        """Go on with ``then`` once nothing unsaved is lost; cancelling changes nothing."""
        if not self._session.is_modified:
            then()
            return
        name = self._session.path.name if self._session.path else self._session.document.title
        box = self._question(
            f"Save the changes to {name or 'this project'}?",
            "What is not saved is lost when you go on.",
        )
        buttons = QMessageBox.StandardButton
        box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
        box.button(buttons.Discard).setText("Do not save")
        box.setDefaultButton(buttons.Save)
        box.setEscapeButton(buttons.Cancel)
        answers: dict[int, Then] = {
            int(buttons.Save): lambda: self.save(then),
            int(buttons.Discard): then,
        }
        self._ask(box, answers)

    def shutdown(self) -> None:
        """Finish what is being written and stop the worker."""
        self.background.shutdown()
        self._lock.release()

    # --- how

    def _choose(self, title: str, name_filter: str) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self._window, title, str(self._settings.folder), name_filter
        )
        if chosen:
            self._settings.folder = Path(chosen).parent
            self.open_path(Path(chosen))

    def _open(
        self,
        words: str,
        work: Callable[[], Opened],
        done: Then | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        def start() -> None:
            before = self._session.document

            def deliver(opened: Opened) -> None:
                def show() -> None:
                    self.show_opened(opened)
                    if done is not None:
                        done()

                # What was edited while the file was read is not thrown away unasked.
                if self._session.document is before:
                    show()
                else:
                    self.leave(show)

            self.background.run(words, work, done=deliver, failed=failed or self._fail)

        self.leave(start)

    def _fail_to_open(self, path: Path, error: Exception) -> None:
        """Say what is wrong with a project, with a way to its previous version if there is one."""
        known = as_input_error(error)
        has_backup = path.suffix.lower() == PROJECT_SUFFIX and backup_of(path).is_file()
        verbs = (Verb("Open backup", lambda: self.open_backup(path)),) if has_backup else ()
        self.failed.emit(known, verbs)

    def show_opened(self, opened: Opened) -> None:
        """Make what was read the document; what was open before is gone."""
        self._pixels = opened.pixels
        self._disk = _signature(opened.path) if opened.path else None
        self.opened.emit(opened)
        self._session.replace_all(opened.document, opened.path, origin=opened.origin)
        if opened.is_unsaved:
            self._session.mark_modified()
        self._is_read_only = not self._lock.take(opened.path)
        if opened.path is not None:
            self._remember(opened.path, opened.document, None)
        if self._is_read_only:
            self.noted.emit(ALREADY_OPEN)
        is_new = not opened.document.calibration.axis_points and not opened.document.arms
        if opened.figure is not None and is_new:
            self.figure_opened.emit(opened.figure)
        for finding in opened.findings:
            if finding.severity is Severity.WARNING:
                self.failed.emit(InputError(finding.message, code=finding.code), ())
            else:
                self.noted.emit(finding.message)

    def _write(self, path: Path, then: Then | None) -> None:
        from core.files.project import save_project

        document = self._session.document

        def done(_: None) -> None:
            self._disk = _signature(path)
            self._is_read_only = not self._lock.take(path)
            if self._session.document is document:
                self._session.mark_saved(path)
            else:
                self._session.set_path(path)
            latest = self._live.latest
            is_current = latest is not None and latest.document == document
            self._remember(path, document, latest if is_current else None)
            self.saved.emit(datetime.now())
            if then is not None:
                then()

        def failed(error: Exception) -> None:
            verbs = (
                Verb("Save elsewhere…", lambda: self.save_as(then)),
                Verb("Try again", lambda: self._write(path, then)),
            )
            self.failed.emit(as_input_error(error), verbs)

        self.background.run(
            f"Saving {path.name}", lambda: save_project(document, path), done=done, failed=failed
        )

    def _remember(self, path: Path, document: Document, analysis: Analysis | None) -> None:
        title = document.title or path.stem
        if analysis is None:
            known = next((e for e in self._settings.recent if e.path == str(path)), None)
            state, words = (known.badge, known.badge_words) if known else ("", "")
        else:
            state, words = recent.badge(analysis)
        self._settings.remember(path, title, badge=state, badge_words=words)
        pixels = self._pixels
        if pixels is not None:
            self.background.run(
                "",
                lambda: recent.write_thumbnail(path, pixels),
                done=lambda _: None,
                failed=lambda _: None,
            )

    def _fail(self, error: Exception) -> None:
        self.failed.emit(as_input_error(error), ())

    def _ask_replace(self, path: Path, then: Then | None) -> None:
        box = self._question(
            f"{path.name} was changed by another program.",
            "Replacing it drops what that program wrote.",
        )
        roles = QMessageBox.ButtonRole
        copy = box.addButton("Save as copy…", roles.AcceptRole)
        replacing = box.addButton("Replace it", roles.DestructiveRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(copy)
        box.finished.connect(lambda _: self._end_question())
        copy.clicked.connect(lambda: QTimer.singleShot(0, self, lambda: self.save_as(then)))
        replacing.clicked.connect(
            lambda: QTimer.singleShot(0, self, lambda: self._write(path, then))
        )
        box.open()

    def _question(self, title: str, detail: str) -> QMessageBox:
        box = QMessageBox(self._window)
        box.setWindowTitle("KMTrace")
        box.setIcon(QMessageBox.Icon.NoIcon)
        box.setText(f"<b>{title}</b>")
        box.setInformativeText(detail)
        self.question = box
        return box

    def _ask(self, box: QMessageBox, answers: dict[int, Then]) -> None:
        def answered(result: int) -> None:
            self._end_question()
            if result in answers:
                QTimer.singleShot(0, self, answers[result])

        box.finished.connect(answered)
        box.open()

    def _end_question(self) -> None:
        if self.question is not None:
            self.question.deleteLater()
            self.question = None


def _no_picture(mime: QMimeData) -> FileError:
    if mime.hasText() and mime.text().strip():
        message = (
            "The clipboard holds text, not a picture. Copy the figure itself, "
            "or take a screenshot of it."
        )
    else:
        message = "The clipboard is empty. Copy the figure, or take a screenshot of it."
    return FileError(message, code="I15")


def _open_elsewhere(path: Path) -> FileError:
    return FileError(
        f"{path.name} is open in another window. Choose another name, or close it there.",
        code="J10",
    )


def _signature(path: Path) -> tuple[int, int] | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size


def _file_name(document: Document, suffix: str = PROJECT_SUFFIX) -> str:
    kept = "".join(c if c.isalnum() or c in " -_()" else "-" for c in document.title).strip(" .-")
    return (kept[:120] or "figure") + suffix
