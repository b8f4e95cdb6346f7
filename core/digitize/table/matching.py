"""Which name and which risk-table row belongs to which curve."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise, permutations

import numpy as np

from ...arrays import FloatArray
from ...curve import StepCurve
from ..curves.styles import Dashes, dashes_of
from ..legend.entries import LegendEntry
from .rows import Table, TableRow

_COLOUR_SCALE = 100.0
_ROW_COLOUR_SCALE, COLOURED_NAME = 60.0, 50.0
_ORDER = 0.15
_PATTERN = 0.6
_THICKNESS = 0.5
_THIN_SAMPLE, _THIN_PALER, _GREY = 2.5, 0.5, 20.0  # thin black lines look grey
_PAPER, _PALEST, _PALER = 255.0, 0.4, 0.5  # a thin line's sample is mixed with the page
_IN_COLOUR = 0.5  # of what tells black lines apart; colours tell more
SURE_NAME, SURE_ROW = 0.65, 0.75
_NO_MATCH = 1.5
# A row so far above what a curve leaves at risk contradicts it; how sure rows are then that
# would fit exchanged, whatever their names say.
INFEASIBLE = 0.6
_EXCHANGED = 0.5
_DROPS = 4.0
_NOT_THE_SAME = 0.6
_CLEAR_DROP = 0.25  # events; beyond this a height fits any number
_LEAST_DROPS, _MANY_DROPS = 3, 12
_MOST_BADNESS = 3.0
_FORBIDDEN = 1e4


@dataclass(frozen=True, eq=False)
class CurveLook:
    """What matching needs to know of a curve."""

    rgb: FloatArray
    fill: float
    steps: StepCurve
    coloured: bool
    end_row: float
    thickness: float = 1.0
    noise: float = 0.002
    dashes: Dashes | None = None


def match_entries(
    curves: Sequence[CurveLook], entries: Sequence[LegendEntry], unlike: FloatArray | None = None
) -> tuple[list[int | None], list[float]]:
    """Return for each curve the index of its legend entry, None where none fits, and how sure.

    One half stands for entries that another curve fits as well. ``unlike`` of shape
    (n_curves, n_entries) is what else tells them apart.
    """
    cost = np.array([[_entry_cost(curve, entry) for entry in entries] for curve in curves])
    if unlike is not None and cost.size:
        # What every entry costs a curve tells nothing.
        cost = cost + unlike - unlike.min(axis=1, keepdims=True)
    chosen = assign(cost, _NO_MATCH)
    sure = [margin(cost, i, j) for i, j in enumerate(chosen)]
    if len(entries) == 1 and len(curves) > 1 and max(sure) < SURE_NAME:
        # A lone sample that might be of any curve is a stretch of something else beside a name.
        return [None] * len(curves), [0.0] * len(curves)
    return chosen, sure


def _entry_cost(curve: CurveLook, entry: LegendEntry) -> float:
    cost = _sample_distance(curve, entry) / _COLOUR_SCALE
    if not curve.coloured and entry.thickness < _THIN_SAMPLE and np.ptp(entry.rgb) < _GREY:
        cost *= _THIN_PALER
    weight = _IN_COLOUR if curve.coloured else 1.0
    cost += 2 * weight * abs(curve.fill - (1.0 if entry.is_solid else entry.fill))
    if not curve.coloured:
        cost += _THICKNESS * min(
            abs(float(np.log(max(curve.thickness, 0.5) / max(entry.thickness, 0.5)))), 1.0
        )
    sample = dashes_of(entry)
    if curve.dashes is not None and sample is not None:
        cost += _PATTERN * weight * min(curve.dashes.distance(sample), 1.0)
    return cost


def _sample_distance(curve: CurveLook, entry: LegendEntry) -> float:
    """Return how unlike the colours of curve and sample are; a thin sample may be paler."""
    apart = float(np.linalg.norm(curve.rgb - entry.rgb))
    if not curve.coloured or entry.thickness >= _THIN_SAMPLE:
        return apart
    ink, sample = _PAPER - curve.rgb, _PAPER - entry.rgb
    strength = float(np.clip(sample @ ink / max(float(ink @ ink), 1.0), _PALEST, 1))
    off = float(np.linalg.norm(sample - strength * ink))
    return min(apart, off + _PALER * (1 - strength) * float(np.linalg.norm(ink)))


def match_rows(
    curves: Sequence[CurveLook],
    names: Sequence[str],
    table: Table,
    places: Sequence[int | None] = (),
) -> tuple[list[int | None], list[float]]:
    """Return for each curve its row of the table and how sure that is (0 to 1).

    Parameters
    ----------
    curves : sequence of CurveLook
    names : sequence of str
        Of the curves, "" where unknown.
    table : Table
    places : sequence of int or None
        Where each curve's name stands in the legend; rows mostly keep that order.
    """
    rows = table.rows
    cost = _drop_costs(curves, table)
    for i, (curve, name) in enumerate(zip(curves, names, strict=True)):
        same = [bool(name) and similarity(name, row.name) == 1 for row in rows]
        place = places[i] if i < len(places) else None
        for j, row in enumerate(rows):
            cost[i, j] += _row_cost(curve, name, table, row)
            if any(same) and not same[j]:
                cost[i, j] += _NOT_THE_SAME
            if place is not None:
                cost[i, j] += _ORDER * abs(place - j)
    chosen = assign(cost, np.inf)
    sure = [margin(cost, i, j) for i, j in enumerate(chosen)]
    for i, k in _better_exchanged(curves, table, chosen):
        sure[i], sure[k] = (min(sure[index], _EXCHANGED) for index in (i, k))
    return chosen, sure


def _better_exchanged(
    curves: Sequence[CurveLook], table: Table, rows: Sequence[int | None]
) -> Iterator[tuple[int, int]]:
    """Yield pairs of curves, one of which its row contradicts and neither the other's row."""
    unfit = np.array(
        [
            [infeasibility(curve.steps, table, row) > INFEASIBLE for row in table.rows]
            for curve in curves
        ]
    )
    for i, k in permutations(range(len(curves)), 2):
        one, other = rows[i], rows[k]
        if one is None or other is None or not unfit[i, one]:
            continue
        if not unfit[i, other] and not unfit[k, one]:
            yield i, k


def _row_cost(curve: CurveLook, name: str, table: Table, row: TableRow) -> float:
    cost = colour_cost(row.name_rgb, curve.rgb, curve.coloured)
    if name and row.name:
        cost += 2 * (1 - similarity(name, row.name))
    elif name:
        cost += 1.4  # as much as an unlike name: an unread name favours no one
    return cost + min(infeasibility(curve.steps, table, row), 4.0)


def colour_cost(printed: FloatArray | None, curve: FloatArray, coloured: bool) -> float:
    """Return how unlike a coloured name and a coloured curve are, 0 to 3; others tell nothing."""
    if printed is None or np.ptp(printed) <= COLOURED_NAME or not coloured:
        return 0.0
    return min(_hue_distance(printed, curve) / _ROW_COLOUR_SCALE, 3.0)


def _drop_costs(curves: Sequence[CurveLook], table: Table) -> FloatArray:
    """Return the cost of each row for each curve by the drops; none where one row has no say."""
    cost = np.zeros((len(curves), len(table.rows)))
    for i, curve in enumerate(curves):
        told = [drop_misfit(curve.steps, curve.noise, table, row) for row in table.rows]
        known = [value for value in told if value is not None]
        if len(known) == len(told):
            cost[i] = _DROPS * np.array(known)
    return cost


def drop_misfit(steps: StepCurve, noise: float, table: Table, row: TableRow) -> float | None:
    """Return how badly the heights of the drops fit the numbers at risk, 0 to 1.

    A drop by the share q with n at risk is n q events, a whole number and not
    none. The mean over the drops whose height is known well enough, less what a
    wrong row would give by chance, weighed by how many drops there are; None
    where too few drops are clear enough to tell.

    Parameters
    ----------
    steps : StepCurve
    noise : float
        Standard deviation of one height.
    table : Table
    row : TableRow
    """
    known = [(t, c.n) for t, c in zip(table.times, row.cells, strict=True) if c and c.n > 0]
    if len(known) < 2 or steps.time.size == 0:
        return None
    times, counts = np.array(known, dtype=float).T
    before = np.append(1.0, steps.survival[:-1])
    inside = (steps.time <= times[-1]) & (before > 0.02)
    if not inside.any():
        return None
    n = np.exp(np.interp(steps.time[inside], times, np.log(counts)))
    events = n * (1 - steps.survival[inside] / before[inside])
    spread = np.hypot(1.41 * noise * n / before[inside], 0.03 * events + 0.02)
    off = events - np.maximum(np.round(events), 1)
    clear = spread < _CLEAR_DROP
    if clear.sum() < _LEAST_DROPS:
        return None
    badness = np.minimum((off[clear] / spread[clear]) ** 2 / 2, _MOST_BADNESS)
    weight = min(int(clear.sum()) / _MANY_DROPS, 1.0)
    return float(badness.mean() / _MOST_BADNESS * weight)


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


def assign(cost: FloatArray, limit: float) -> list[int | None]:
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


def margin(cost: FloatArray, i: int, j: int | None) -> float:
    """Return how much dearer all gets with another row for this curve, squashed to 0 to 1."""
    from scipy.optimize import linear_sum_assignment

    if j is None:
        return 0.0
    if cost.shape[1] < 2:
        others = np.delete(cost[:, j], i)
        dearer = float(others.min() - cost[i, j]) if others.size else 1.0
        return float(np.clip(0.5 + dearer, 0, 1))
    usual = np.minimum(cost, 50.0)
    other = usual.copy()
    other[i, j] = _FORBIDDEN
    best, second = (float(c[linear_sum_assignment(c)].sum()) for c in (usual, other))
    if cost.shape[0] < 2:
        second = float(np.delete(cost[0], j).min())
    return float(np.clip(0.5 + (second - best), 0, 1))
