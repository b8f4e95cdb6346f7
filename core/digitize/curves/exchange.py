"""Curves that meet: where they run apart, and their tails exchanged."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from ...arrays import BoolArray, FloatArray, IntArray
from .following import Traced
from .path import Path

_BESIDE = 0.6


def gaps_between(one: Path, other: Path) -> tuple[int, FloatArray]:
    """Return the first column two paths share, and how far apart they are from it on."""
    start = max(one.first, other.first)
    stop = max(min(one.first + one.length, other.first + other.length), start)
    rows = [(p.enter[start - p.first : stop - p.first], p.leave[start - p.first : stop - p.first])
            for p in (one, other)]  # fmt: skip
    (enter, leave), (enter_other, leave_other) = rows
    gap = np.maximum(enter, enter_other) - np.minimum(leave, leave_other)
    return start, np.maximum(gap, 0).astype(float)


def stretches_of(inside: BoolArray) -> list[tuple[int, int]]:
    """Return the runs of true, each as its first index and the one after its last."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], inside.astype(int), [0]])))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def turns(
    says: FloatArray,
    known: Sequence[int],
    stretches: Sequence[tuple[int, int]],
    start: int,
    gaps: FloatArray,
) -> list[int]:
    """Return the columns where curves meet between stretches that say the opposite.

    Parameters
    ----------
    says : ndarray, shape (n_stretches,)
        Positive where each curve looks like itself, negative where like the other.
    known : sequence of int
        The stretches that tell.
    stretches, start, gaps
        As of `gaps_between`.
    """
    places = []
    for before, after in pairwise(known):
        if says[before] * says[after] < 0:
            low, high = stretches[after - 1][1], stretches[after][0]
            places.append(start + low + int(np.argmin(gaps[low:high])))
    return places


def exchanged(one: Traced, other: Traced, places: Sequence[int]) -> tuple[Traced, Traced]:
    """Return two curves that change places at these columns."""
    a, b = one.path, other.path
    for column in places:
        a, b = _spliced(a, b, column), _spliced(b, a, column)
    ink = np.maximum(one.ink, other.ink)
    rest = ink.copy()
    rest[a.band((ink.shape[0], ink.shape[1]), one.width / 2 + _BESIDE)] = 0
    return replace(one, path=a, ink=ink), replace(other, path=b, ink=rest)


def _spliced(head: Path, tail: Path, column: int) -> Path:
    """Return one path up to a column and another from there on."""
    n, skip = column - head.first, column - tail.first
    enter = np.concatenate([head.enter[:n], tail.enter[skip:]])
    leave = np.concatenate([head.leave[:n], tail.leave[skip:]])
    # Where the tail begins higher by less than a line, the head ends there.
    level: IntArray = np.minimum.accumulate(enter[::-1])[::-1]
    enter = level
    leave = np.maximum(np.minimum.accumulate(leave[::-1])[::-1], enter)
    if 0 < n < enter.size:
        leave[n - 1] = max(leave[n - 1], enter[n])
    return replace(head, enter=enter, leave=leave)
