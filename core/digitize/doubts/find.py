"""Doubts by bookkeeping: what the reading cannot explain, and where to look."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ...arrays import BoolArray
from ..curves.reading import CurveRead
from ..legend.keys import expected_curves, inked_keys, keys_in_line
from ..proposal import ArmProposal, Doubt
from ..table.matching import INFEASIBLE, SURE_NAME, SURE_ROW, infeasibility
from .axes import axis_doubts
from .doubt import as_seen, doubt_about, extent_of_curve, whole
from .ink import ink_doubts

if TYPE_CHECKING:
    from ..pipeline import Reading

_GAPS = 0.12
_PLAINLY_SEEN = 0.6
_HIDDEN = 0.005  # of the curve's length times the whole axis
_SPECK, _SEEN_PART, _FEWEST_PARTS = 5, 0.35, 2
_SHORT = 0.25
_LONG_FALL, _SEEN_FALL = 0.06, 0.25  # of the plot's height; of the fall
_TOGETHER = 0.50
_GUIDE_INK = 0.35


def find_doubts(reading: "Reading", arms: Sequence[ArmProposal]) -> tuple[Doubt, ...]:
    """Return the numbered doubts, weightiest first; none where everything is accounted for."""
    found = [
        *axis_doubts(reading),
        *_count_doubts(reading),
        *ink_doubts(reading),
        *(d for k, curve in enumerate(reading.curves) for d in _curve_doubts(reading, k, curve)),
        *_pair_doubts(reading),
        *_name_doubts(reading, arms),
        *_table_doubts(reading, arms),
    ]
    found.sort(key=lambda doubt: -doubt.weight)
    return tuple(
        Doubt(k + 1, d.code, d.message, d.weight, d.at, d.box, d.arm) for k, d in enumerate(found)
    )


def _count_doubts(reading: "Reading") -> list[Doubt]:
    keys = inked_keys(reading.page, keys_in_line(reading.legend, reading.words))
    expected = reading.hints.n_curves or expected_curves(keys, reading.table)
    found = len(reading.curves)
    if expected is None:
        if len(reading.legend) or reading.table is not None or _are_plain(reading.curves):
            return []
        text = f"Neither legend nor risk table says how many curves there are; {found} were found."
        return [doubt_about(reading, "D5", text, 0.1, whole(reading))]
    if found == expected:
        return []
    text = f"Legend and risk table name {expected} arms, but {found} curves were found."
    return [doubt_about(reading, "D6", text, 0.5, whole(reading))]


def _are_plain(curves: Sequence[CurveRead]) -> bool:
    """Return whether these are two curves or more, each clearly seen along most of its length.

    Where one colour has two of them and another one, a curve may be missing.
    """
    seen = [curve.traced.path.own for curve in curves]
    inks = Counter(id(curve.traced.layer) for curve in curves)
    return len(seen) >= 2 and min(seen) > _PLAINLY_SEEN and len(set(inks.values())) == 1


def _curve_doubts(reading: "Reading", index: int, curve: CurveRead) -> list[Doubt]:
    path, scene = curve.traced.path, reading.scene
    doubts = []
    name = f"curve {index + 1}"
    gaps = 1 - path.own - path.hidden
    if curve.traced.solid and gaps > _GAPS:
        text = f"{100 * gaps:.0f} % of {name} shows no ink: check the stretch."
        doubts.append(doubt_about(reading, "D8", text, 0.4, extent_of_curve(reading, curve), index))
    doubts += _blank_falls(reading, index, curve)
    doubts += _hidden_doubts(reading, index, curve)
    if not curve.traced.solid:
        doubts += _broken_doubts(reading, index, curve)
    if path.length < _SHORT * (scene.shape[1] - scene.start[0]):
        text = f"The {name} ends within the first quarter of the axis: check where it ends."
        doubts.append(
            doubt_about(reading, "D11", text, 0.4, extent_of_curve(reading, curve), index)
        )
    return doubts


def _blank_falls(reading: "Reading", index: int, curve: CurveRead) -> list[Doubt]:
    """Falls over blank paper: the path may have left its line for another one's."""
    path, scene = curve.traced.path, reading.scene
    near = scene.masked
    for other in reading.curves:
        near = near | (other.traced.layer.map > _GUIDE_INK)
    doubts = []
    for k in np.flatnonzero(path.leave - path.enter > _LONG_FALL * scene.shape[0]).tolist():
        column, top, base = path.first + k, int(path.enter[k]), int(path.leave[k])
        beside = slice(max(column - 1, 0), column + 2)
        seen = near[top:base, beside].any(axis=1)
        if float(seen.mean()) >= _SEEN_FALL:
            continue
        text = f"The curve {index + 1} falls here where no line is drawn: check which line it is."
        box = (float(column) - 2, float(top), float(column) + 2, float(base))
        doubts.append(doubt_about(reading, "D8", text, 0.4, as_seen(reading, box), index))
    return doubts


def _hidden_doubts(reading: "Reading", index: int, curve: CurveRead) -> list[Doubt]:
    """Stretches behind something in which the curve falls, none knows where."""
    path = curve.traced.path
    hidden = hidden_columns(reading, curve)
    whole = path.length * abs(reading.y_fit.slope) * reading.full
    edges = np.flatnonzero(np.diff(np.concatenate([[0], hidden.astype(int), [0]])))
    doubts = []
    for start, stop in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        top, base = float(path.enter[start]), float(path.leave[stop - 1])
        # Half of length times fall is the most that a course between the ends may be off.
        if (stop - start) * (base - top) / 2 <= _HIDDEN * whole:
            continue
        box = (float(path.first + start), top, float(path.first + stop), base)
        text = (
            f"The curve {index + 1} falls by {(base - top) * path.length / whole:.2f} behind "
            "something here: check where."
        )
        doubts.append(doubt_about(reading, "D9", text, 0.3, as_seen(reading, box), index))
    return doubts


def hidden_columns(reading: "Reading", curve: CurveRead) -> BoolArray:
    """Return where along its path a curve shows no ink but something else does."""
    path, scene, half = curve.traced.path, reading.scene, curve.traced.width / 2
    behind = scene.masked.copy()
    for other in reading.curves:
        if other is not curve:
            behind |= other.traced.path.band(scene.shape, other.traced.width / 2 + 1)
    reach = int(np.ceil(half))
    rows = path.leave[:, None] + np.arange(-reach, reach + 1)
    rows, columns = np.clip(rows, 0, scene.shape[0] - 1), path.columns[:, None]
    bare = curve.traced.ink[rows, columns].max(axis=1) < _GUIDE_INK
    found = bare & behind[rows, columns].any(axis=1)
    # Specks of ink in between show no course.
    return np.convolve(found, np.ones(_SPECK), "same") > _SPECK / 2


def _broken_doubts(reading: "Reading", index: int, curve: CurveRead) -> list[Doubt]:
    """A broken line whose dashes change along the way, where nothing hides them."""
    path = curve.traced.path
    doubts = []
    rows = np.clip(path.leave, 0, reading.scene.shape[0] - 1)
    inked = curve.traced.ink[rows, path.columns] > 0.4
    seen = ~hidden_columns(reading, curve)
    parts = [
        inked[part][seen[part]].mean() if seen[part].mean() > _SEEN_PART else np.nan
        for part in np.array_split(np.arange(path.length), 6)
        if part.size
    ]
    shares = np.array(parts)
    if np.isfinite(shares).sum() < _FEWEST_PARTS:
        return []
    if np.nanmax(shares) - np.nanmin(shares) > 0.55 or np.nanmin(shares) < 0.12:
        worst = int(np.nanargmax(np.abs(shares - np.nanmedian(shares))))
        low = path.first + path.length * worst / 6
        box = (low, float(rows.min()), low + path.length / 6, float(rows.max()))
        text = f"The dashes of curve {index + 1} change here: check that it follows one line."
        doubts.append(doubt_about(reading, "D13", text, 0.3, as_seen(reading, box), index))
    return doubts


def _pair_doubts(reading: "Reading") -> list[Doubt]:
    doubts = []
    for j, one in enumerate(reading.curves):
        for k in range(j):
            other = reading.curves[k]
            low = max(one.traced.path.first, other.traced.path.first)
            n = min(
                one.traced.path.first + one.traced.path.length,
                other.traced.path.first + other.traced.path.length,
            )
            if n - low < 10:
                continue
            a = one.traced.path.leave[low - one.traced.path.first : n - one.traced.path.first]
            b = other.traced.path.leave[low - other.traced.path.first : n - other.traced.path.first]
            near = np.abs(a - b) <= max(one.traced.width, 2)
            if float(near.mean()) > _TOGETHER:
                text = (
                    f"Curves {k + 1} and {j + 1} lie on each other over "
                    f"{100 * near.mean():.0f} % of their length: check which is which."
                )
                doubts.append(
                    doubt_about(reading, "D10", text, 0.4, extent_of_curve(reading, one), j)
                )
    return doubts


def _name_doubts(reading: "Reading", arms: Sequence[ArmProposal]) -> list[Doubt]:
    """Names that could as well belong to another curve; D15 tells those of a row."""
    doubts = []
    for index, (arm, curve) in enumerate(zip(arms, reading.curves, strict=True)):
        by_row = arm.risk_row is not None and arm.risk_row.confidence < SURE_ROW
        if arm.name and arm.name_confidence < SURE_NAME and not by_row:
            text = (
                f"The legend does not tell for sure that curve {index + 1} is {arm.name}: "
                "compare it with the figure."
            )
            doubts.append(
                doubt_about(reading, "D18", text, 0.3, extent_of_curve(reading, curve), index)
            )
    return doubts


def _table_doubts(reading: "Reading", arms: Sequence[ArmProposal]) -> list[Doubt]:
    doubts: list[Doubt] = []
    table = reading.table
    if table is None:
        return doubts
    for index, (arm, curve) in enumerate(zip(arms, reading.curves, strict=True)):
        if arm.risk_row is None:
            continue
        row = reading.rows[index]
        if arm.risk_row.confidence < SURE_ROW:
            text = (
                f"Neither name, colour nor drops tell for sure which row of the risk table belongs "
                f"to curve {index + 1}: compare it with the figure."
            )
            doubts.append(
                doubt_about(reading, "D15", text, 0.3, extent_of_curve(reading, curve), index)
            )
            continue
        sure = all(cell.possible for cell in arm.risk_row.cells)
        if row is None or not sure:
            continue
        if infeasibility(curve.reading.steps(), table, table.rows[row]) > INFEASIBLE:
            text = (
                f"The numbers at risk of curve {index + 1} fall less than the curve does: "
                "the row may belong to another curve."
            )
            doubts.append(
                doubt_about(reading, "D14", text, 0.3, extent_of_curve(reading, curve), index)
            )
    return doubts
