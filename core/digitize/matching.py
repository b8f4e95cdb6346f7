"""Which name and which risk-table row belongs to which curve."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise, permutations

import numpy as np

from ..arrays import FloatArray
from ..curve import StepCurve
from .legend import LegendEntry
from .risk_table import Table, TableRow

_COLOUR_SCALE = 100.0
_ROW_COLOUR_SCALE = 60.0
_ORDER = 0.15
_MOST_ARMS = 6
_NO_MATCH = 1.5


@dataclass(frozen=True, eq=False)
class CurveLook:
    """What matching needs to know of a curve."""

    rgb: FloatArray
    fill: float
    steps: StepCurve
    coloured: bool
    end_row: float
    thickness: float = 1.0


def match_entries(curves: Sequence[CurveLook], entries: Sequence[LegendEntry]) -> list[int | None]:
    """Return for each curve the index of its legend entry, None where none fits."""
    cost = np.array([[_entry_cost(curve, entry) for entry in entries] for curve in curves])
    return _assign(cost, _NO_MATCH)


def _entry_cost(curve: CurveLook, entry: LegendEntry) -> float:
    cost = float(np.linalg.norm(curve.rgb - entry.rgb)) / _COLOUR_SCALE
    if not curve.coloured:
        cost += 2 * abs(curve.fill - (1.0 if entry.is_solid else entry.fill))
    return cost


def match_rows(
    curves: Sequence[CurveLook],
    names: Sequence[str],
    table: Table,
) -> tuple[list[int | None], list[float]]:
    """Return for each curve its row of the table and how sure that is (0 to 1)."""
    rows = table.rows
    cost = np.zeros((len(curves), len(rows)))
    for i, (curve, name) in enumerate(zip(curves, names, strict=True)):
        for j, row in enumerate(rows):
            cost[i, j] = _row_cost(curve, name, table, row)
            cost[i, j] += _ORDER * abs(i - j)
    chosen = _assign(cost, np.inf)
    return chosen, [_margin(cost, i, j) for i, j in enumerate(chosen)]


def _row_cost(curve: CurveLook, name: str, table: Table, row: TableRow) -> float:
    cost = 0.0
    if row.name_rgb is not None and np.ptp(row.name_rgb) > 50 and curve.coloured:
        cost += min(_hue_distance(row.name_rgb, curve.rgb) / _ROW_COLOUR_SCALE, 3.0)
    if name and row.name:
        cost += 2 * (1 - similarity(name, row.name))
    elif name:
        cost += 1.4  # as much as an unlike name: an unread name favours no one
    return cost + min(infeasibility(curve.steps, table, row), 4.0)


def similarity(one: str, other: str) -> float:
    """Return how alike two names are, 0 to 1, letter case and blanks apart."""
    a, b = (("".join(text.lower().split())) for text in (one, other))
    return SequenceMatcher(None, a, b).ratio()


def infeasibility(steps: StepCurve, table: Table, row: TableRow) -> float:
    """Return by how much a row contradicts a curve, in units of sqrt(n).

    Nobody can be at risk who had the event: n(next) <= n x S(next) / S(now).
    """
    worst = 0.0
    known = [(t, c.n) for t, c in zip(table.times, row.cells, strict=True) if c and c.n >= 0]
    for (now, n), (later, m) in pairwise(known):
        if n <= 0:
            worst = max(worst, float(m > 0) * 2)
            continue
        before, after = float(steps.before(now)), float(steps.before(later))
        most = n * min((after + 0.01) / max(before, 1e-3), 1.0)
        worst = max(worst, (m - most) / np.sqrt(max(n, 1)))
    spacing = float(np.min(np.diff(table.times))) if table.times.size > 1 else 0.0
    for time, n in known:
        if n > 0 and time > steps.end + 0.15 * spacing:
            worst = max(worst, 0.5 + 0.5 * np.sqrt(n))
    return float(worst)


def _hue_distance(one: FloatArray, other: FloatArray) -> float:
    """Return the distance of two colours, lightness counted less (thin text is paler)."""
    a, b = 255 - one, 255 - other
    a, b = a / max(a.max(), 1) * 255, b / max(b.max(), 1) * 255
    return float(np.linalg.norm(a - b)) / 2


def _assign(cost: FloatArray, limit: float) -> list[int | None]:
    """Return the cheapest assignment of rows to columns, dropping pairs beyond the limit."""
    from scipy.optimize import linear_sum_assignment

    n_curves = cost.shape[0]
    chosen: list[int | None] = [None] * n_curves
    if cost.size == 0:
        return chosen
    for i, j in zip(*linear_sum_assignment(np.minimum(cost, 50.0)), strict=True):
        if cost[i, j] <= limit:
            chosen[int(i)] = int(j)
    return chosen


def _margin(cost: FloatArray, i: int, j: int | None) -> float:
    """Return how much dearer the best exchange of two rows is, squashed to 0 to 1."""
    if j is None:
        return 0.0
    if cost.shape[1] < 2 or cost.shape[0] < 2:
        return 1.0
    gaps = []
    for other in range(cost.shape[0]):
        if other == i:
            continue
        for column in range(cost.shape[1]):
            if column != j:
                swap = cost[i, column] + cost[other, j] - cost[i, j] - cost[other, column]
                gaps.append(swap)
    return float(np.clip(0.5 + min(gaps) / 1.0, 0, 1)) if gaps else 1.0


def orders(n: int) -> list[tuple[int, ...]]:
    """Return every order of n arms (few)."""
    return list(permutations(range(min(n, _MOST_ARMS))))
