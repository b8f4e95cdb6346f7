"""What every test runs under: no screen, no network, no files of the user, nothing left behind.

A test fails when it opens a modal dialog, leaves a thread, a process, a running timer or a
visible window, or causes a Python or Qt warning. ``--headed`` shows the windows.
"""

import gc
import multiprocessing
import os
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
if "--headed" not in sys.argv:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ.setdefault("MPLBACKEND", "Agg")

PATIENCE_S = 3.0
QT_FIXTURES = frozenset({"qtbot", "qapp", "qtmodeltester", "session"})
XDG_FOLDERS = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")
# Noise of other people's libraries, never of ours.
WARNING_FILTERS = (
    "error",
    "ignore::DeprecationWarning:(lifelines|pandas|autograd|formulaic|matplotlib|dateutil).*",
    "ignore::FutureWarning:(lifelines|pandas|autograd|formulaic).*",
    "ignore::PendingDeprecationWarning:(lifelines|pandas|autograd|formulaic|matplotlib).*",
    "ignore:builtin type .* has no __module__ attribute:DeprecationWarning",
)
# The offscreen platform says these about every window; they mean nothing there.
QT_NOISE = (
    "This plugin does not support propagateSizeHints",
    "This plugin does not support raise",
    "This plugin does not support grabbing the keyboard",
    "Mouse event .* not accepted by receiving widget",
    "QSocketNotifier: Can only be used with threads started with QThread",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--headed", action="store_true", help="show the windows while testing")


def pytest_configure(config: pytest.Config) -> None:
    for line in WARNING_FILTERS:
        config.addinivalue_line("filterwarnings", line)
    _configure_hypothesis()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("qt_log_level_fail") is None:
            item.add_marker(pytest.mark.qt_log_level_fail("WARNING"))
        item.add_marker(pytest.mark.qt_log_ignore(*QT_NOISE, extend=True))


def _configure_hypothesis() -> None:
    from hypothesis import HealthCheck, settings

    settings.register_profile(
        "kmtrace", deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
    )
    settings.load_profile("kmtrace")


# --- no network ---------------------------------------------------------------------------------


def _blocked(*_args: Any, **_kwargs: Any) -> Any:
    raise OSError("tests must not use the network")


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    connect = socket.socket.connect
    local = getattr(socket, "AF_UNIX", None)

    def connect_locally(self: socket.socket, address: Any) -> None:
        """Sockets between processes of one machine stay; the network does not."""
        if self.family != local and address[0] not in ("127.0.0.1", "::1"):
            _blocked()
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect_locally)
        patch.setattr(socket.socket, "connect_ex", _blocked)
        patch.setattr(socket, "getaddrinfo", _blocked)
        yield


# --- no files of the user -----------------------------------------------------------------------


@pytest.fixture(scope="session")
def _private_home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="kmtrace-tests-", ignore_cleanup_errors=True) as home:
        yield Path(home)


@pytest.fixture(autouse=True)
def _private_folders(
    _private_home: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Give each test its own settings and standard folders; the cache lasts the session."""
    root = _private_home / f"{abs(hash(request.node.nodeid)):x}"
    for name in XDG_FOLDERS:
        folder = _private_home if name == "XDG_CACHE_HOME" else root
        monkeypatch.setenv(name, str(folder / name.lower()))
    if _uses_qt(request):
        _point_settings_at(root)


def _point_settings_at(folder: Path) -> None:
    from PySide6.QtCore import QSettings, QStandardPaths

    # On Linux the test mode would ignore the XDG folders set above.
    QStandardPaths.setTestModeEnabled(sys.platform != "linux")
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    for file_format in (QSettings.Format.IniFormat, QSettings.Format.NativeFormat):
        QSettings.setPath(file_format, QSettings.Scope.UserScope, str(folder / "settings"))


# --- no modal dialog ----------------------------------------------------------------------------

MODAL_CALLS = {
    "QDialog": ("exec",),
    "QMessageBox": ("exec", "about", "aboutQt", "critical", "information", "question", "warning"),
    "QMenu": ("exec",),
    "QFileDialog": (
        "exec",
        "getExistingDirectory",
        "getOpenFileName",
        "getOpenFileNames",
        "getSaveFileName",
    ),
    "QInputDialog": ("exec", "getDouble", "getInt", "getItem", "getMultiLineText", "getText"),
    "QColorDialog": ("exec", "getColor"),
    "QFontDialog": ("exec", "getFont"),
}


@pytest.fixture(scope="session")
def _modal_calls() -> Iterator[list[str]]:
    """Replace everything that would wait for a person; a test may patch over it."""
    from PySide6 import QtWidgets

    calls: list[str] = []

    def refusal(name: str) -> Any:
        def refuse(*_args: Any, **_kwargs: Any) -> Any:
            calls.append(name)
            raise AssertionError(f"{name} waits for a person: a test must never get there")

        return refuse

    with pytest.MonkeyPatch.context() as patch:
        for class_name, methods in MODAL_CALLS.items():
            for method in methods:
                call = refusal(f"{class_name}.{method}")
                # A plain function where Qt has a method, a static one where it has none.
                value = call if method == "exec" else staticmethod(call)
                patch.setattr(getattr(QtWidgets, class_name), method, value)
        yield calls


# --- nothing left behind ------------------------------------------------------------------------


def _uses_qt(request: pytest.FixtureRequest) -> bool:
    names = getattr(request.node, "fixturenames", ())
    return "gui" in request.node.path.parts or not QT_FIXTURES.isdisjoint(names)


@pytest.fixture(autouse=True)
def _leaves_no_thread() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    left: list[threading.Thread] = []
    deadline = time.monotonic() + PATIENCE_S
    while True:
        left = [thread for thread in threading.enumerate() if thread not in before]
        if not left or time.monotonic() > deadline:
            break
        left[0].join(0.05)
    assert not left, f"threads left running: {[thread.name for thread in left]}"


@pytest.fixture(autouse=True)
def _leaves_no_process() -> Iterator[None]:
    before = set(multiprocessing.active_children())
    yield
    left = [child for child in multiprocessing.active_children() if child not in before]
    for child in left:
        child.join(PATIENCE_S)
    left = [child for child in left if child.is_alive()]
    for child in left:
        child.kill()
    assert not left, f"processes left running: {[child.name for child in left]}"


@pytest.fixture(autouse=True)
def _leaves_qt_clean(request: pytest.FixtureRequest) -> Iterator[None]:
    if not _uses_qt(request):
        yield
        return
    request.getfixturevalue("qapp")
    calls: list[str] = request.getfixturevalue("_modal_calls")
    _turn_off_mouse_limit()
    calls.clear()
    gc.freeze()  # what was there before need not be searched afterwards
    try:
        yield
        _delete_later()
        windows = _close_visible_windows()
        timers = _timers_left()
    finally:
        gc.unfreeze()
    assert not calls, f"modal dialogs opened: {calls}"
    assert not windows, f"windows left visible: {windows}"
    assert not timers, f"timers left running: {timers}"


def _turn_off_mouse_limit() -> None:
    """Let every mouse move count: pyqtgraph drops those closer than 10 ms."""
    import pyqtgraph

    pyqtgraph.setConfigOptions(mouseRateLimit=0)


def _delete_later() -> None:
    from PySide6.QtCore import QCoreApplication, QEvent

    QCoreApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _close_visible_windows() -> list[str]:
    from PySide6.QtWidgets import QApplication

    visible = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
    names = [f"{type(widget).__name__} {widget.objectName()!r}" for widget in visible]
    for widget in visible:
        widget.hide()
        widget.deleteLater()
    if visible:
        _delete_later()
    return names


def _running_timers() -> list[Any]:
    """Return the running timers made since the test began."""
    import shiboken6
    from PySide6.QtCore import QTimer

    return [
        thing
        for thing in gc.get_objects()
        if issubclass(type(thing), QTimer) and shiboken6.isValid(thing) and thing.isActive()
    ]


def _timers_left() -> list[str]:
    """Describe timers that still run once single shots had time to fire."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        timers = _running_timers()
        waiting = any(timer.isSingleShot() for timer in timers)
        if not timers or not waiting or time.monotonic() > deadline:
            break
        time.sleep(0.01)
        _delete_later()
    for timer in timers:
        timer.stop()
    return [f"{timer.objectName() or 'QTimer'} every {timer.interval()} ms" for timer in timers]
