"""The decoder is usable where nothing can be written, and compiles once where it can."""

import os
import subprocess
import sys
from pathlib import Path

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
