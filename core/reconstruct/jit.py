"""Compiling the decoder: once a machine where its folders let it, else once a start.

numba keeps compiled code beside the source or in the user's cache folder and
refuses to import where it can write to neither; then nothing is kept. It looks
for changes in the file of a function only, not in what the function calls from
other files: so all of them are in the name under which code is kept.
"""

from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from numba import njit

# The files whose functions are compiled into one another.
TOGETHER = ("columns.py", "costs.py", "moves.py", "decoder.py")


def compiled(function: Callable[..., Any], **options: bool) -> Callable[..., Any]:
    """Return the function compiled at its first call, kept for the next start where possible."""
    function.__qualname__ += "_" + version_of(Path(__file__).parent)
    options = {"nogil": True, "error_model": "numpy", **options}  # type: ignore[dict-item]
    try:
        return njit(cache=True, **options)(function)  # type: ignore[no-any-return]
    except RuntimeError:
        return njit(**options)(function)  # type: ignore[no-any-return]


def part(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function compiled as a part of others: it cannot be called from Python."""
    return compiled(function, no_cpython_wrapper=True, no_cfunc_wrapper=True)


@cache
def version_of(folder: Path) -> str:
    """Return a short digest of the files compiled together; of none where they are not there."""
    present = [folder / name for name in TOGETHER if (folder / name).is_file()]
    return sha256(b"".join(path.read_bytes() for path in present)).hexdigest()[:8]
