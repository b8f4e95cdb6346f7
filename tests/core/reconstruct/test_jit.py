"""The decoder is usable where nothing can be written, and compiles once where it can."""

import os
import subprocess
import sys
from pathlib import Path

from core.reconstruct.jit import TOGETHER, version_of

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = """
from numba.core import caching
for locator in caching.CacheImpl._locator_classes:
    locator.from_function = classmethod(lambda cls, function, file: None)
from core.reconstruct.jit import compiled
print(compiled(lambda a: a + 1)(1))
"""


def test_without_a_folder_to_write_to_nothing_is_kept_but_it_runs():
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env=os.environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == "2", done.stderr


def test_a_change_in_one_file_is_a_new_version_of_all_compiled_with_it(tmp_path):
    before, after = tmp_path / "before", tmp_path / "after"
    for folder in (before, after):
        folder.mkdir()
        for name in TOGETHER:
            (folder / name).write_text("FAR = 12.0")
    assert version_of(before) == version_of(after)
    version_of.cache_clear()
    (after / TOGETHER[1]).write_text("FAR = 13.0")
    assert version_of(before) != version_of(after)


def test_every_file_compiled_together_is_there():
    folder = ROOT / "core" / "reconstruct"
    assert all((folder / name).is_file() for name in TOGETHER)
