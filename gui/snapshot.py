"""Pictures of the window for the README and the demo, drawn without a person."""

import time
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QApplication

from core.causes import flags_of
from gui import theme
from gui.app import App
from gui.live_analysis import LiveAnalysis
from gui.opened import read_file
from gui.session import Session

FONTS = ("Inter", "Segoe UI", "Helvetica Neue", "Noto Sans", "DejaVu Sans")
PATIENCE_S = 60.0
CAUSES_PATIENCE_S = 10.0


def draw(project: Path, target: Path, size: tuple[int, int], scheme: str) -> None:
    """Draw the window with a project opened and its numbers ready into a PNG file.

    Raises FileError when the project cannot be opened, OSError when the picture cannot be written.
    """
    application = QApplication.instance() or QApplication(["kmtrace"])
    assert isinstance(application, QApplication)
    opened = read_file(project)
    before = application.font(), theme.wish()
    _choose_font(application)
    theme.apply(application, scheme)
    app = App(Session(), LiveAnalysis(), keeps_settings=False)
    try:
        app.window.resize(*size)
        app.commands.show_opened(opened)
        app.window.show()
        _wait_for_numbers(app)
        _wait_for_causes(app)
        if not app.window.grab().save(str(target)):
            raise OSError(f"could not write {target}")
    finally:
        app.session.undo_stack.mark_clean()
        app.window.close_now()
        _delete(app)
        application.setFont(before[0])
        theme.apply(application, before[1])


def _delete(app: App) -> None:
    """Delete the window: closed only it would stay whole, as Qt's side and ours hold each other."""
    app.window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _choose_font(application: QApplication) -> None:
    """Without a desktop there is no system font: take the best there is."""
    if QGuiApplication.platformName() != "offscreen":
        return
    present = set(QFontDatabase.families())
    font = QFont(next((name for name in FONTS if name in present), application.font().family()))
    font.setPixelSize(theme.DESIGN_FONT_PX)
    application.setFont(font)


def _wait_for_numbers(app: App) -> None:
    deadline = time.monotonic() + PATIENCE_S
    failures: list[Exception] = []
    app.live.failed.connect(failures.append)
    while not _is_done(app.live) and not failures:
        if time.monotonic() > deadline:
            break
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
        time.sleep(0.005)
    for _ in range(3):
        QCoreApplication.processEvents()


def _wait_for_causes(app: App) -> None:
    """Wait until findings with one cause stand together, where there may be such."""
    checks, latest = app.window.panels.checks, app.live.latest
    deadline = time.monotonic() + CAUSES_PATIENCE_S
    may_group = latest is not None and len(flags_of(latest)) > 1
    while may_group and not checks.n_grouped and time.monotonic() < deadline:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
        time.sleep(0.005)


def _is_done(live: LiveAnalysis) -> bool:
    return live.latest is not None and not live.is_stale and live.latest.is_refined
