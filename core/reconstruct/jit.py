"""Compiling the decoder: once a machine where its folders let it, else once a start.

numba keeps compiled code beside the source or in the user's cache folder and
refuses to import where it can write to neither; then nothing is kept.
"""

from collections.abc import Callable
from typing import Any

from numba import njit


def compiled(function: Callable[..., Any], **options: bool) -> Callable[..., Any]:
    """Return the function compiled at its first call, kept for the next start where possible."""
    options = {"nogil": True, "error_model": "numpy", **options}  # type: ignore[dict-item]
    try:
        return njit(cache=True, **options)(function)  # type: ignore[no-any-return]
    except RuntimeError:
        return njit(**options)(function)  # type: ignore[no-any-return]


def part(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function compiled as a part of others: it cannot be called from Python."""
    return compiled(function, no_cpython_wrapper=True, no_cfunc_wrapper=True)
