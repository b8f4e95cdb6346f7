"""Which row of a number-at-risk table belongs to which curve of a vector figure."""

import re
from collections.abc import Callable

import numpy as np

from .curves import VectorCurve
from .table import VectorTable


def match_rows(table: VectorTable, curves: list[VectorCurve], names: list[str]) -> list[int | None]:
    """Return the table row of each curve: by name, then colour, then what the curve allows.

    Parameters
    ----------
    table : VectorTable
    curves : list of VectorCurve
    names : list of str
        As found by `find_names`.
    """
    free = list(range(len(table.rows)))
    rows: list[int | None] = [None] * len(curves)
    keys = [_equal_name(table, names), _same_name(table, names), _same_colour(table, curves)]
    for same in keys:
        for index in range(len(curves)):
            fits = [row for row in free if same(index, row)]
            if rows[index] is None and len(fits) == 1:
                rows[index] = fits[0]
                free.remove(fits[0])
    for index in [i for i, row in enumerate(rows) if row is None]:
        if free:
            best = min(free, key=lambda row: _misfit(table, row, curves[index]))
            rows[index] = best
            free.remove(best)
    return rows


def _equal_name(table: VectorTable, names: list[str]) -> Callable[[int, int], bool]:
    def same(index: int, row: int) -> bool:
        return bool(names[index]) and plain(names[index]) == plain(table.rows[row].name)

    return same


def _same_name(table: VectorTable, names: list[str]) -> Callable[[int, int], bool]:
    def same(index: int, row: int) -> bool:
        one, other = plain(names[index]), plain(table.rows[row].name)
        return bool(one) and bool(other) and (one in other or other in one)

    return same


def _same_colour(table: VectorTable, curves: list[VectorCurve]) -> Callable[[int, int], bool]:
    def same(index: int, row: int) -> bool:
        return max(table.rows[row].colour) > 40 and table.rows[row].colour == curves[index].colour

    return same


def plain(name: str) -> str:
    """Return the letters and digits of a name, to compare names as printed."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _misfit(table: VectorTable, row: int, curve: VectorCurve) -> float:
    """How far numbers at risk exceed what a curve allows: n falls at least as survival does."""
    cells = [(t, n) for t, n in zip(table.times, table.rows[row].at_risk, strict=True) if n]
    if not cells:
        return np.inf
    steps = curve.reading.steps()
    start = cells[0][1]
    excess = [max(n - start * float(steps.before(t)), 0.0) / start for t, n in cells]
    return float(sum(excess))
