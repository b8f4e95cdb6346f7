"""Doubts by bookkeeping: what the reading cannot explain, and where to look."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ..arrays import BoolArray
from ..model.document import PixelPoint
from .box import Mask
from .keys import expected_curves, inked_keys, keys_in_line
from .matching import SURE_NAME, SURE_ROW, infeasibility
from .numerals import numerals, possible_values
from .proposal import ArmProposal, Doubt, PixelBox
from .reading import CurveRead

if TYPE_CHECKING:
    from .pipeline import Reading

_RESIDUAL_PX = 0.75
_UNEXPLAINED = 0.10
_GAPS = 0.12
_PLAINLY_SEEN = 0.6
_HIDDEN = 0.005  # of the curve's length times the whole axis
_SPECK, _SEEN_PART, _FEWEST_PARTS = 5, 0.35, 2
_SHORT = 0.25
_TOGETHER = 0.50
_INFEASIBLE = 0.6
_DIRECTION = 0.6
_CLEARLY_READ = 0.8
_STRAY_PX, _SURELY_FIT = 4.0, 5
_MOST_STRAY = 2
_DASH = 21  # columns over which a dotted limit counts as there
_BOTH_SIDES = 0.6
_MARK_PX = 18
_ON_CURVE = 0.3
_GUIDE_INK = 0.35
_GUIDE_SHARE = 0.1


def find_doubts(reading: "Reading", arms: Sequence[ArmProposal]) -> tuple[Doubt, ...]:
    """Return the numbered doubts, weightiest first; none where everything is accounted for."""
    found = [
        *_axis_doubts(reading),
        *_count_doubts(reading),
        *_ink_doubts(reading),
        *(d for k, curve in enumerate(reading.curves) for d in _curve_doubts(reading, k, curve)),
        *_pair_doubts(reading),
        *_name_doubts(reading, arms),
        *_table_doubts(reading, arms),
    ]
    found.sort(key=lambda doubt: -doubt.weight)
    return tuple(
        Doubt(k + 1, d.code, d.message, d.weight, d.at, d.box, d.arm) for k, d in enumerate(found)
    )


def _doubt(
    reading: "Reading",
    code: str,
    message: str,
    weight: float,
    box: tuple[float, float, float, float],
    arm: int | None = None,
) -> Doubt:
    """Return a doubt about a box of region pixels (columns, rows as in the figure)."""
    x0, y0 = reading.box.x0, reading.box.y0
    fx, fy = reading.page.to_figure(
        np.array([box[0] + x0, box[2] + x0]), np.array([box[1] + y0, box[3] + y0])
    )
    area = PixelBox(float(fx.min()), float(fy.min()), float(fx.max()), float(fy.max()))
    at = PixelPoint(float(fx.mean()), float(fy.mean()))
    return Doubt(0, code, message, weight, at, area, arm)


def _whole(reading: "Reading") -> tuple[float, float, float, float]:
    return 0.0, 0.0, float(reading.box.width), float(reading.box.height)


def _axis_doubts(reading: "Reading") -> list[Doubt]:
    doubts = []
    for name, fit, labels in (
        ("time", reading.x_fit, reading.x),
        ("survival", reading.y_fit, reading.y),
    ):
        worst = int(np.argmax(np.abs(fit.residual)))
        off = float(np.abs(fit.residual[worst])) / reading.page.zoom
        if fit.source == "labels":
            text = (
                f"No tick marks were found on the {name} axis, so it rests on the middle of "
                "its labels: check it with the loupe."
            )
            doubts.append(_doubt(reading, "D1", text, 0.2, _whole(reading)))
        elif off > _RESIDUAL_PX:
            text = (
                f"The tick {fit.value[worst]:g} of the {name} axis is {off:.1f} px off the line "
                "of the others: check its label."
            )
            doubts.append(_doubt(reading, "D2", text, 0.2, _whole(reading)))
        if len(labels.labels) < 3:
            text = f"Only two labels of the {name} axis could be read: check both."
            doubts.append(_doubt(reading, "D3", text, 0.3, _whole(reading)))
    doubts += _guessed_labels(reading) + _stray_labels(reading)
    if reading.direction_doubt > _DIRECTION:
        text = (
            "It is not clear whether the figure shows survival or cumulative incidence: "
            "check the direction."
        )
        doubts.append(_doubt(reading, "D4", text, 0.4, _whole(reading)))
    return doubts


def _guessed_labels(reading: "Reading") -> list[Doubt]:
    """Labels taken for another number than was read, so that they fit the axis."""
    doubts = []
    for name, line in (("time", reading.x), ("survival", reading.y)):
        for label in line.labels:
            n = label.numeral
            if label.value in possible_values(n.text) or label.value in n.values[:1]:
                continue
            lost_point = f"0.{n.text}" == f"{label.value:g}"
            if lost_point:
                continue
            text = (
                f"The label read as {n.text} was taken for {label.value:g} on the {name} axis, "
                "where it fits the others: check it."
            )
            low = (n.x0 - reading.box.x0, n.y0 - reading.box.y0)
            far = (n.x1 - reading.box.x0, n.y1 - reading.box.y0)
            doubts.append(_doubt(reading, "D17", text, 0.4, (*low, *far)))
    return doubts


def _stray_labels(reading: "Reading") -> list[Doubt]:
    """Numbers that stand among the labels of an axis, clearly read, and do not fit it."""
    doubts = []
    x, y = reading.x, reading.y
    used = {id(label.numeral) for line in (x, y) for label in line.labels}
    for n in numerals(reading.words):
        if id(n) in used or n.confidence < _CLEARLY_READ or 0 in n.values:
            continue
        across = abs(n.y - x.across) < 0.4 * n.height
        down = abs(n.x1 - y.across) < 0.5 * n.height
        for name, line, place, stands in (("time", x, n.x, across), ("survival", y, n.y, down)):
            # Digits so small are misread one by one; an axis that many others fit is told by them.
            if reading.page.zoom > 1 and len(line.labels) >= _SURELY_FIT:
                continue
            known = [label.numeral for label in line.labels]
            same = any(abs(k.x - n.x) + abs(k.y - n.y) < 0.5 * n.height for k in known)
            off = min(abs(line.at(value) - place) for value in n.values)
            if not stands or same or off <= max(_STRAY_PX, 0.5 * n.height):
                continue
            below = min(x.across, y.at(0.0) + n.height) - 0.5 * n.height
            if name == "survival" and n.y > below:
                continue
            if name == "time" and n.x > reading.box.x1 + n.height:
                continue  # of the panel beside
            text = (
                f"The label {n.text} of the {name} axis does not fit the others: "
                "check the values of the axis."
            )
            box = (n.x0 - reading.box.x0, n.y0 - reading.box.y0)
            far = (n.x1 - reading.box.x0, n.y1 - reading.box.y0)
            doubts.append(_doubt(reading, "D12", text, 0.4, (*box, *far)))
    return doubts[:_MOST_STRAY]


def _count_doubts(reading: "Reading") -> list[Doubt]:
    keys = inked_keys(reading.page, keys_in_line(reading.legend, reading.words))
    expected = reading.hints.n_curves or expected_curves(keys, reading.table)
    found = len(reading.curves)
    if expected is None:
        if len(reading.legend) or reading.table is not None or _are_plain(reading.curves):
            return []
        text = f"Neither legend nor risk table says how many curves there are; {found} were found."
        return [_doubt(reading, "D5", text, 0.1, _whole(reading))]
    if found == expected:
        return []
    text = f"Legend and risk table name {expected} arms, but {found} curves were found."
    return [_doubt(reading, "D6", text, 0.5, _whole(reading))]


def _are_plain(curves: Sequence[CurveRead]) -> bool:
    """Return whether these are two curves or more, each clearly seen along most of its length."""
    seen = [curve.traced.path.own for curve in curves]
    return len(seen) >= 2 and min(seen) > _PLAINLY_SEEN


def _ink_doubts(reading: "Reading") -> list[Doubt]:
    """Ink in a curve's colour that no curve or mark explains."""
    columns, rows = unexplained(reading)
    share = float(columns.mean())
    if share <= _UNEXPLAINED:
        return []
    where = np.flatnonzero(columns)
    low, high = np.quantile(where, [0.1, 0.9])
    text = (
        f"Ink in the colour of a curve is left over in {100 * share:.0f} % of the plot's width: "
        "a curve may be missing or on the wrong line there."
    )
    box = (float(low), float(rows[0]), float(high), float(rows[1]))
    return [_doubt(reading, "D7", text, min(0.3 + share, 0.8), box)]


def unexplained(reading: "Reading") -> tuple[BoolArray, tuple[float, float]]:
    """Return the columns with unexplained ink, and the rows (figure way up) it spans."""
    scene = reading.scene
    explained = scene.masked.copy()
    if reading.leaders.size:
        explained |= reading.leaders[::-1] if scene.rising else reading.leaders
    for curve, marks in zip(reading.curves, reading.marks, strict=True):
        width = curve.traced.width
        explained |= curve.traced.path.band(scene.shape, width / 2 + 2)
        reach = int(np.ceil(max(marks.height, 4) + width / 2 + 2))
        for x, y in zip(marks.x.astype(int), marks.y.astype(int), strict=True):
            rows = slice(max(y - reach, 0), y + reach + 1)
            explained[rows, max(x - reach, 0) : x + reach + 1] = True
    columns = np.zeros(scene.shape[1], dtype=bool)
    spans = [scene.shape[0] / 2]
    for layer in {id(c.traced.layer): c.traced.layer for c in reading.curves}.values():
        own = [c for c in reading.curves if c.traced.layer is layer]
        left: Mask = (layer.map > 0.5) & ~explained
        left = _without_marks(left, own, scene.shape)
        left &= ~_guides(left, scene.start)
        if _are_limits(left, own):
            continue
        width = own[0].traced.width
        per_column = left.sum(axis=0)
        columns |= per_column >= max(1.0, 0.6 * width)
        spans += np.flatnonzero(left.any(axis=1)).tolist()
    low, high = float(min(spans)), float(max(spans))
    if scene.rising:
        low, high = scene.shape[0] - high, scene.shape[0] - low
    return columns, (low, high)


def _without_marks(left: Mask, curves: Sequence[CurveRead], shape: tuple[int, int]) -> Mask:
    """Drop pieces that sit on a curve along most of their length: crowds of marks."""
    import cv2

    width = max(curve.traced.width for curve in curves)
    near = np.zeros(shape, dtype=bool)
    for curve in curves:
        near |= curve.traced.path.band(shape, curve.traced.width / 2 + 4)
    _, names, stats, _ = cv2.connectedComponentsWithStats(left.astype(np.uint8), connectivity=8)
    tall = stats[:, cv2.CC_STAT_HEIGHT] > 3 * width + _MARK_PX
    near &= left
    pieces = np.unique(names[near].astype(np.int64) * shape[1] + np.nonzero(near)[1])
    touching = np.bincount(pieces // shape[1], minlength=len(stats))
    is_mark = ~tall & (touching >= _ON_CURVE * stats[:, cv2.CC_STAT_WIDTH])
    is_mark[0] = False
    return np.asarray(left & ~is_mark[names])


def _guides(left: Mask, start: tuple[float, float]) -> Mask:
    """Return straight lines from an axis: guides at the median, or a landmark."""
    guides = np.zeros_like(left)
    height, width = left.shape
    first = int(max(start[0], 0)) + 2
    edge = slice(first, first + max(int(0.05 * width), 10))
    rows = left[:, edge].mean(axis=1) > _GUIDE_INK
    rows[: int(max(start[1], 0)) + 6] = False
    for row in np.flatnonzero(rows):
        if left[row, first:].mean() > _GUIDE_SHARE:
            guides[max(row - 2, 0) : row + 3] = True
    columns = left[int(0.85 * height) : int(0.95 * height)].mean(axis=0) > _GUIDE_INK
    for column in np.flatnonzero(columns):
        guides[:, max(column - 2, 0) : column + 3] = True
    return guides


def _are_limits(left: Mask, curves: Sequence[CurveRead]) -> bool:
    """Return whether ink is left over above and below every curve: confidence limits."""
    rows = np.arange(left.shape[0])[:, None]
    for curve in curves:
        path = curve.traced.path
        cut = left[:, path.first : path.first + path.length]
        beside = [
            cut & (rows < path.enter[None, :] - 2),
            cut & (rows > path.leave[None, :] + 2),
        ]
        seen = [np.convolve(side.any(axis=0), np.ones(_DASH), "same") > 0 for side in beside]
        if path.length < _DASH or float(np.mean(seen[0] & seen[1])) < _BOTH_SIDES:
            return False
    return bool(curves)


def _curve_doubts(reading: "Reading", index: int, curve: CurveRead) -> list[Doubt]:
    path, scene = curve.traced.path, reading.scene
    doubts = []
    name = f"curve {index + 1}"
    gaps = 1 - path.own - path.hidden
    if curve.traced.solid and gaps > _GAPS:
        text = f"{100 * gaps:.0f} % of {name} shows no ink: check the stretch."
        doubts.append(_doubt(reading, "D8", text, 0.4, _extent(reading, curve), index))
    doubts += _hidden_doubts(reading, index, curve)
    if not curve.traced.solid:
        doubts += _broken_doubts(reading, index, curve)
    if path.length < _SHORT * (scene.shape[1] - scene.start[0]):
        text = f"The {name} ends within the first quarter of the axis: check where it ends."
        doubts.append(_doubt(reading, "D11", text, 0.4, _extent(reading, curve), index))
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
        doubts.append(_doubt(reading, "D9", text, 0.3, _as_seen(reading, box), index))
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


def _as_seen(
    reading: "Reading", box: tuple[float, float, float, float]
) -> tuple[float, float, float, float]:
    """Return a box with its rows as in the figure."""
    height = reading.scene.shape[0]
    return (box[0], height - box[3], box[2], height - box[1]) if reading.scene.rising else box


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
        doubts.append(_doubt(reading, "D13", text, 0.3, _as_seen(reading, box), index))
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
                doubts.append(_doubt(reading, "D10", text, 0.4, _extent(reading, one), j))
    return doubts


def _extent(reading: "Reading", curve: CurveRead) -> tuple[float, float, float, float]:
    path, height = curve.traced.path, reading.scene.shape[0]
    low, high = float(path.enter.min()), float(path.leave.max())
    if reading.scene.rising:
        low, high = height - high, height - low
    return float(path.first), low, float(path.first + path.length), high


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
            doubts.append(_doubt(reading, "D18", text, 0.3, _extent(reading, curve), index))
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
            doubts.append(_doubt(reading, "D15", text, 0.3, _extent(reading, curve), index))
            continue
        sure = all(cell.possible for cell in arm.risk_row.cells)
        if row is None or not sure:
            continue
        if infeasibility(curve.reading.steps(), table, table.rows[row]) > _INFEASIBLE:
            text = (
                f"The numbers at risk of curve {index + 1} fall less than the curve does: "
                "the row may belong to another curve."
            )
            doubts.append(_doubt(reading, "D14", text, 0.3, _extent(reading, curve), index))
    return doubts
