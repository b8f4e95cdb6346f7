"""A copy of unsaved work, written within a second of a change and offered at the next start."""

import contextlib
import os
import secrets
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import msgspec
from platformdirs import user_state_path
from PySide6.QtCore import QLockFile, QObject, QTimer

from core.errors import FileError
from core.model.document import Document
from gui.background import Background
from gui.session import Session

DELAY_MS = 1_000
# Copies of a large figure are made less often, so that they take at most a fifth of the time.
WRITING_SHARE = 5
MOST_DELAY_MS = 30_000
KEPT_DAYS = 30


class RecoveryNote(msgspec.Struct, frozen=True):
    """What stands beside a recovery copy."""

    title: str
    path: str
    written: str


class Recovered(msgspec.Struct, frozen=True):
    """A copy that an earlier run left behind."""

    file: Path
    note: RecoveryNote

    def discard(self) -> None:
        """Delete the copy and its note."""
        _delete(self.file)


def folder() -> Path:
    """Return where recovery copies are kept."""
    return user_state_path("KMTrace", appauthor=False) / "recovery"


def left_behind() -> tuple[Recovered, ...]:
    """Return the copies of runs that ended without saving, newest first; drop those too old."""
    kept = []
    for note in folder().glob("*.json"):
        item = _read(note)
        if item is None or _is_in_use(item.file):
            continue
        if _age_days(item.file) > KEPT_DAYS:
            item.discard()
        else:
            kept.append(item)
    return tuple(sorted(kept, key=lambda item: item.note.written, reverse=True))


class Recovery(QObject):
    """Keeps one copy of the session's unsaved work and removes it when it is saved.

    The worker is its own: what others do and say is neither held up nor wiped away.
    """

    def __init__(
        self, session: Session, background: Background, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._background = session, background
        self._file = folder() / f"{os.getpid()}-{secrets.token_hex(4)}.kmtrace"
        self._lock: QLockFile | None = None
        self._timer = QTimer(self, singleShot=True, interval=DELAY_MS)
        self._timer.timeout.connect(self.write)
        session.document_changed.connect(self._on_changed)
        session.modified_changed.connect(self._on_changed)

    def write(self, then: Callable[[], None] = lambda: None) -> None:
        """Write the copy now, on the worker; ``then`` is called once it is on the disk."""
        self._timer.stop()
        document, file = self._session.document, self._file
        if document.figure is None:
            return
        note = RecoveryNote(
            document.title,
            str(self._session.path or ""),
            datetime.now().isoformat(timespec="seconds"),
        )
        if not self._hold():
            return

        def done(seconds: float) -> None:
            wished = round(1000 * WRITING_SHARE * seconds)
            self._timer.setInterval(min(max(wished, DELAY_MS), MOST_DELAY_MS))
            then()
            if not self._session.is_modified:
                self._on_changed()

        self._background.run(
            "", lambda: _write(document, file, note), done=done, failed=lambda _: None
        )

    def close(self) -> None:
        """End normally: nothing is left to recover."""
        self._timer.stop()
        # A copy under way would come after those that are removed.
        self._background.shutdown()
        self._remove()

    def _on_changed(self, _value: object = None) -> None:
        if not self._session.is_modified:
            self._timer.stop()
            self._remove()
        elif not self._timer.isActive():
            self._timer.start()

    def _hold(self) -> bool:
        """Mark the copy as belonging to a running program."""
        if self._lock is None:
            try:
                self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            except OSError:
                return False
            self._lock = QLockFile(str(_lock_path(self._file)))
            self._lock.setStaleLockTime(0)
            self._lock.tryLock(0)
        return True

    def _remove(self) -> None:
        # Also where it is held no more: one that was under way came after the project was saved.
        _delete(self._file)
        if self._lock is not None:
            self._lock.unlock()
            self._lock = None


def _write(document: Document, file: Path, note: RecoveryNote) -> float:
    """Write copy and note; return how many seconds that took."""
    from core.files.project import save_project

    started = time.monotonic()
    try:
        save_project(document, file)
        _note_path(file).write_bytes(msgspec.json.encode(note))
    except OSError as error:
        raise FileError(f"No recovery copy was written: {error.strerror}.", code="J11") from error
    return time.monotonic() - started


def _note_path(file: Path) -> Path:
    return file.with_suffix(".json")


def _lock_path(file: Path) -> Path:
    return file.with_suffix(".lock")


def _read(note_path: Path) -> Recovered | None:
    file = note_path.with_suffix(".kmtrace")
    try:
        note = msgspec.json.decode(note_path.read_bytes(), type=RecoveryNote)
    except (OSError, msgspec.MsgspecError):
        return None
    return Recovered(file, note) if file.is_file() else None


def _age_days(file: Path) -> float:
    return (time.time() - file.stat().st_mtime) / 86_400


def _is_in_use(file: Path) -> bool:
    lock = QLockFile(str(_lock_path(file)))
    lock.setStaleLockTime(0)
    if not lock.tryLock(0):
        return True
    lock.unlock()
    return False


def _delete(file: Path) -> None:
    for path in (file, _note_path(file), file.with_name(f"{file.name}.bak")):
        # One that is being written cannot be removed everywhere; it is when that is done.
        with contextlib.suppress(OSError):
            path.unlink()
