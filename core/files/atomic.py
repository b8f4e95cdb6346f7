"""Writing a file whole or not at all.

The bytes go to a new file in the same folder, are forced to the disk, read back and compared,
and only then take the place of the old file. Whatever fails, the old file is still there.
"""

import errno
import os
import secrets
import shutil
import stat
import sys
import time
from pathlib import Path

from ..errors import FileError, Place, PlaceKind

RETRY_S = 2.0  # how long a virus scanner or a sync client may hold a file on Windows
BACKUP_SUFFIX = ".bak"

_CHUNK = 1 << 20
_FULL = (errno.ENOSPC, errno.EDQUOT)
_REASONS = {
    errno.EFBIG: "the file is larger than this disk allows",
    errno.EACCES: "this folder or file may not be changed",
    errno.EPERM: "this folder or file may not be changed",
    errno.EROFS: "this disk is read-only",
    errno.ENOENT: "the folder is no longer there",
    errno.ENOTDIR: "the folder is no longer there",
    errno.EISDIR: "there is a folder of that name",
    errno.EIO: "the disk reported an error",
    errno.EBUSY: "another program is using the file",
    errno.ENAMETOOLONG: "the name is too long",
    errno.EINVAL: "the name is not allowed here",
}


def write_file(path: Path, data: bytes, *, keep_backup: bool = False) -> None:
    """Put these bytes under this name, or leave everything as it was.

    Links are followed. With ``keep_backup`` the replaced file stays beside the
    new one under its name with ``.bak``. A file that already holds exactly
    these bytes is left alone, and so is its backup.

    Raises
    ------
    FileError
        J11, with the reason in words. The old file is unchanged, except where
        only its last confirmation by the disk failed.
    """
    try:
        target = Path(os.path.realpath(path))
        if _holds(target, data):
            return
        temporary = target.with_name(f".{target.name[:80]}.{secrets.token_hex(4)}.tmp")
        try:
            _write_verified(temporary, data, mode=_mode_of(target))
            if keep_backup and target.exists():
                _back_up(target)
            _replace(temporary, target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        _sync_folder(target.parent)
    except (OSError, ValueError) as error:  # ValueError: a name with a null character
        raise _not_saved(path, error, len(data)) from error


def _holds(target: Path, data: bytes) -> bool:
    try:
        return target.stat().st_size == len(data) and target.read_bytes() == data
    except OSError:
        return False  # absent or unreadable: writing will tell


def _mode_of(target: Path) -> int:
    """Return the permissions the new file should have: those of the old one."""
    try:
        return stat.S_IMODE(target.stat().st_mode)
    except OSError:
        return 0o666  # the system takes off what the user's mask forbids


def _write_verified(path: Path, data: bytes, *, mode: int) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    handle = os.open(path, flags, mode)
    try:
        view = memoryview(data)
        while view:
            n_written = os.write(handle, view[:_CHUNK])
            if n_written <= 0:
                raise OSError(errno.EIO, "nothing was written")
            view = view[n_written:]
        os.fsync(handle)
    finally:
        os.close(handle)
    if path.read_bytes() != data:
        raise OSError(errno.EIO, "what was read back differs")


def _back_up(target: Path) -> None:
    """Keep the old file as a second name of the same bytes, or as a copy where links fail."""
    backup = target.with_name(target.name + BACKUP_SUFFIX)
    temporary = target.with_name(f".{target.name[:80]}.{secrets.token_hex(4)}.bak.tmp")
    try:
        try:
            os.link(target, temporary)
        except OSError:
            shutil.copy2(target, temporary)
        _replace(temporary, backup)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _replace(source: Path, target: Path) -> None:
    deadline = time.monotonic() + RETRY_S
    pause_s = 0.02
    while True:
        try:
            os.replace(source, target)
        except PermissionError:
            if sys.platform != "win32" or time.monotonic() > deadline:
                raise
            time.sleep(pause_s)
            pause_s *= 2
        else:
            return


def _sync_folder(folder: Path) -> None:
    """Make the new name survive a power cut, where folders can be forced to the disk."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno in (errno.EIO, *_FULL):
            raise  # others mean that this kind of disk has no such call
    finally:
        os.close(handle)


def _not_saved(path: Path, error: OSError | ValueError, n_bytes: int) -> FileError:
    number = error.errno if isinstance(error, OSError) else errno.EINVAL
    if number in _FULL:
        reason = f"the disk is full ({_megabytes(n_bytes)} needed{_free(path)})"
    elif isinstance(error, PermissionError) and sys.platform == "win32":
        reason = "another program is using the file, or it may not be changed"
    else:
        text = error.strerror if isinstance(error, OSError) else str(error)
        reason = _REASONS.get(number or 0, (text or "the system refused").lower())
    return FileError(
        f"{path.name} was not saved: {reason}. Save it elsewhere or under another name.",
        code="J11",
        place=Place(PlaceKind.FILE),
    )


def _free(path: Path) -> str:
    try:
        return f", {_megabytes(shutil.disk_usage(path.parent).free)} free"
    except OSError:
        return ""


def _megabytes(n_bytes: int) -> str:
    return f"{n_bytes / 1e6:.1f} MB"
