"""Runs the program: the application, its window, and what happens to an unexpected fault."""

import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from gui import images, recovery, theme
from gui.app import App
from gui.errors import as_input_error
from gui.memory import keep_small
from gui.settings import Settings

FIRST_PAINT_MS = 50


def run(argv: Sequence[str]) -> int:
    """Show the window, with the file named in ``argv`` opened; return the exit status."""
    keep_small()
    application = _application(argv)
    theme.apply(application, Settings().scheme)
    app = App(builds_later=True)
    catch_faults(app)
    application.aboutToQuit.connect(app.close)
    app.window.show()
    app.window.start_page.offer_recovered(recovery.left_behind())
    files = [argument for argument in argv[1:] if not argument.startswith("-")]
    if files:
        app.commands.open_path(Path(files[0]))
    # What costs time to import waits until the window has been painted.
    QTimer.singleShot(FIRST_PAINT_MS, app.window, lambda: _prepare(app))
    return int(application.exec())


def _prepare(app: App) -> None:
    """Get ready for the first figure while the person looks at the start page."""
    # First of all: it takes the longest, on a processor that is free.
    app.reader().warm_up()
    app.window.build()
    app.live.warm_up()


def _application(argv: Sequence[str]) -> QApplication:
    present = QApplication.instance()
    if isinstance(present, QApplication):
        return present
    application = QApplication(list(argv))
    application.setApplicationName("KMTrace")
    application.setOrganizationName("KMTrace")
    application.setDesktopFileName("kmtrace")
    application.setWindowIcon(images.app_icon())
    return application


def catch_faults(app: App) -> None:
    """Show an unexpected fault as a sentence and keep the window."""

    def show(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        traceback.print_exception(kind, error, trace)
        if isinstance(error, Exception):
            app.window.show_failure(as_input_error(error))

    sys.excepthook = show
