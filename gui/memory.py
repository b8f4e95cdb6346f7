"""Asks the C library to keep less memory than its threads would claim."""

import ctypes
import sys

# Parameters of mallopt(3) and what they are set to.
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8
_LARGE_BYTES = 1 << 20


def keep_small() -> bool:
    """Let all threads share one arena and give back large pieces at once; False where it cannot.

    glibc keeps an arena for every thread, and with it whatever the thread once needed: 10 to
    20 MB after the first numbers. Our threads wait for one interpreter anyway.
    """
    if sys.platform != "linux":
        return False
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):  # another C library, as on Alpine
        return False
    wanted = (
        (_M_ARENA_MAX, 1),
        (_M_TRIM_THRESHOLD, _LARGE_BYTES),
        (_M_MMAP_THRESHOLD, _LARGE_BYTES),
    )
    return all([mallopt(name, value) == 1 for name, value in wanted])
