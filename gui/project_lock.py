"""Which window may save a project: the first that opened it. The mark lies in the program's own
folder, never beside the user's file."""

import hashlib
from pathlib import Path

from platformdirs import user_state_path
from PySide6.QtCore import QLockFile


class ProjectLock:
    """Held by one window for one project at a time."""

    def __init__(self) -> None:
        self._lock: QLockFile | None = None
        self._path: Path | None = None

    def take(self, path: Path | None) -> bool:
        """Let go of the old project and hold this one; False if another window has it."""
        wanted = path.resolve() if path is not None else None
        if wanted is not None and wanted == self._path:
            return True
        self.release()
        if wanted is None:
            return True
        try:
            lock = QLockFile(str(_lock_path(wanted)))
        except OSError:
            # Nowhere to put the mark: rather no protection than no saving.
            return True
        lock.setStaleLockTime(0)
        if not lock.tryLock(0) and lock.error() is QLockFile.LockError.LockFailedError:
            return False
        self._lock, self._path = lock, wanted
        return True

    def release(self) -> None:
        """Let another window have it."""
        if self._lock is not None:
            self._lock.unlock()
        self._lock = self._path = None


def _lock_path(project: Path) -> Path:
    name = hashlib.sha256(str(project).encode()).hexdigest()[:24]
    folder = user_state_path("KMTrace", appauthor=False) / "open"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder / f"{name}.lock"
