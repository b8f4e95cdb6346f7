"""A save is whole or has not happened, whatever fails, and never claims otherwise."""

import contextlib
import errno
import os
import random
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.errors import FileError
from core.files import atomic
from core.files.atomic import write_file

ROOT = Path(__file__).resolve().parents[3]
OLD, NEW = b"old " * 1000, b"new " * 1200
FAULTS = (
    *(errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG, errno.EACCES),
    *(errno.EROFS, errno.ENOENT, errno.EXDEV, errno.EBUSY),
)
STEPS = ("open", "write", "fsync", "close", "replace")


@pytest.fixture
def target(tmp_path: Path) -> Path:
    path = tmp_path / "study.kmtrace"
    path.write_bytes(OLD)
    return path


def failing(original: Callable[..., Any], number: int, at_call: int) -> Callable[..., Any]:
    """Fail at one call of a system function and work at all others."""
    n_calls = 0

    def call(*args: Any, **kwargs: Any) -> Any:
        nonlocal n_calls
        n_calls += 1
        if n_calls == at_call:
            if original is os.close:
                original(*args)
            raise OSError(number, os.strerror(number))
        return original(*args, **kwargs)

    return call


def outcome_of_saving(target: Path) -> FileError | None:
    try:
        write_file(target, NEW, keep_backup=True)
    except FileError as error:
        return error
    return None


@pytest.mark.parametrize("number", FAULTS, ids=errno.errorcode.get)
@pytest.mark.parametrize("at_call", [1, 2])
@pytest.mark.parametrize("step", STEPS)
def test_a_fault_at_any_step_leaves_the_old_file_and_says_so(
    target: Path, monkeypatch: pytest.MonkeyPatch, step: str, at_call: int, number: int
) -> None:
    monkeypatch.setattr(atomic.os, step, failing(getattr(os, step), number, at_call))
    error = outcome_of_saving(target)
    if error is None:
        assert target.read_bytes() == NEW
    else:
        assert error.code == "J11"
        assert error.message.startswith("study.kmtrace was not saved: ")
        # Only the last confirmation by the disk may come after the file was replaced.
        confirmed_last = step in ("open", "fsync", "close") and at_call == 2
        assert target.read_bytes() in ({OLD, NEW} if confirmed_last else {OLD})
    monkeypatch.undo()
    assert {path.name for path in target.parent.iterdir()} <= {
        "study.kmtrace",
        "study.kmtrace.bak",
    }


def test_the_first_fault_of_each_step_is_never_passed_over(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for step in STEPS:
        with monkeypatch.context() as patch:
            patch.setattr(atomic.os, step, failing(getattr(os, step), errno.EIO, 1))
            with pytest.raises(FileError, match="the disk reported an error"):
                write_file(target, NEW, keep_backup=True)
            assert target.read_bytes() == OLD


def test_short_writes_are_continued(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(atomic.os, "write", lambda handle, data: write(handle, data[:7]))
    write_file(target, NEW)
    assert target.read_bytes() == NEW


def test_a_disk_that_stores_something_else_is_noticed(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write

    def lies(handle: int, data: bytes) -> int:
        write(handle, bytes(len(data)))
        return len(data)

    monkeypatch.setattr(atomic.os, "write", lies)
    with pytest.raises(FileError):
        write_file(target, NEW)
    assert target.read_bytes() == OLD


def test_a_disk_that_takes_nothing_does_not_hang(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(atomic.os, "write", lambda _handle, _data: 0)
    with pytest.raises(FileError):
        write_file(target, NEW)
    assert target.read_bytes() == OLD


def test_a_full_disk_is_told_with_its_numbers(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(atomic.os, "write", failing(os.write, errno.ENOSPC, 1))
    with pytest.raises(FileError, match=r"the disk is full \(2\.0 MB needed, [\d.]+ MB free\)"):
        write_file(target, bytes(2_000_000))


@pytest.mark.parametrize(
    ("name", "words"),
    [("gone/study.kmtrace", "folder"), ("x" * 300, "too long"), ("a\0b", "not allowed")],
)
def test_names_that_cannot_be_are_a_sentence(tmp_path: Path, name: str, words: str) -> None:
    with pytest.raises(FileError, match=words):
        write_file(tmp_path / name, NEW)


def test_a_folder_of_that_name_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="folder of that name"):
        write_file(tmp_path, NEW)


def test_the_previous_file_stays_as_backup(target: Path) -> None:
    write_file(target, NEW, keep_backup=True)
    assert (target.parent / "study.kmtrace.bak").read_bytes() == OLD


def test_saving_the_same_again_keeps_the_older_backup(target: Path) -> None:
    for _ in range(2):
        write_file(target, NEW, keep_backup=True)
    assert (target.parent / "study.kmtrace.bak").read_bytes() == OLD


def test_a_disk_without_links_gets_a_copy(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(atomic.os, "link", failing(os.link, errno.EPERM, 1))
    write_file(target, NEW, keep_backup=True)
    assert (target.parent / "study.kmtrace.bak").read_bytes() == OLD
    assert target.read_bytes() == NEW


def test_a_link_is_followed(target: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.kmtrace"
    link.symlink_to(target)
    write_file(link, NEW)
    assert link.is_symlink()
    assert target.read_bytes() == NEW


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_permissions_of_the_old_file_are_kept(target: Path) -> None:
    target.chmod(0o640)
    write_file(target, NEW)
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


@pytest.mark.parametrize("name", ["fig \u202eλ🙂 .kmtrace", "ends with dot.", "-rf.kmtrace"])
def test_unusual_names_just_work(tmp_path: Path, name: str) -> None:
    write_file(tmp_path / name, NEW)
    assert (tmp_path / name).read_bytes() == NEW


SAVING_FOR_EVER = """
import sys
from pathlib import Path
from core.files.atomic import write_file
path, versions = Path(sys.argv[1]), (b"A" * 300_000, b"B" * 400_000)
print("ready", flush=True)
while True:
    for version in versions:
        write_file(path, version, keep_backup=True)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")
@pytest.mark.parametrize("seed", range(4))
def test_a_kill_at_any_moment_leaves_one_whole_version(tmp_path: Path, seed: int) -> None:
    target = tmp_path / "study.kmtrace"
    target.write_bytes(b"A" * 300_000)
    moments = random.Random(seed)
    for _ in range(3):
        command = [sys.executable, "-c", SAVING_FOR_EVER, str(target)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as saver:
            assert saver.stdout is not None
            saver.stdout.readline()
            time.sleep(moments.uniform(0, 0.05))  # the moment is the point of the test
            saver.kill()
        assert target.read_bytes() in (b"A" * 300_000, b"B" * 400_000)
    with contextlib.suppress(FileNotFoundError):
        backup = (tmp_path / "study.kmtrace.bak").read_bytes()
        assert backup in (b"A" * 300_000, b"B" * 400_000)
