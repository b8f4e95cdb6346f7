"""Kills a program that saves without pause, at random moments; counts files left damaged.

Run ``python tests/benchmarks/saving.py [KILLS]`` from the top of the repository.
"""

import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VERSIONS = (b"A" * 300_000, b"B" * 400_000)
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


def main() -> int:
    n_kills = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    moments, n_damaged = random.Random(0), 0
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "study.kmtrace"
        target.write_bytes(VERSIONS[0])
        for _ in range(n_kills):
            command = [sys.executable, "-c", SAVING_FOR_EVER, str(target)]
            with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as saver:
                assert saver.stdout is not None
                saver.stdout.readline()
                time.sleep(moments.uniform(0, 0.03))
                saver.kill()
            n_damaged += target.read_bytes() not in VERSIONS
    print(f"{n_kills} kills during a save, {n_damaged} files damaged")
    return int(n_damaged > 0)


if __name__ == "__main__":
    sys.exit(main())
