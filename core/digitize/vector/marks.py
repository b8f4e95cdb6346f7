"""Censor marks of a vector figure: small shapes whose middle lies on a curve."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ...figure.drawing import Box, Colour, Drawing, Stroke
from .axes import VectorAxes
from .curves import VectorCurve
from .lines import crosses_in

_SIZE = (1.0, 16.0)  # points
_MOST_CORNERS = 300  # of a mark; a circle flattened has 33 to 145
_ON_TICK = 0.05  # points from the place of a tick, of a small one between two, or of a drop
# Points that two marks are apart at least, in a file that rounds and in one that does not.
_APART, _APART_EXACT = 0.005, 0.0005
_SAME_PEN = 0.2  # points
_POINT = 0.02  # points; what is smaller has no length
MARK_LETTERS = frozenset("+|×xX✕✚")
_NEAR = 0.6  # points between a mark's middle and its curve
_NEAR_LETTER = 4.0  # the same for a mark written as a letter
_CLEAR = 0.25  # by so much the better of two curves must fit
_BEYOND = 3.0  # points by which the last mark may stand beyond its curve: the gap of a dash
_SAME_TIME = 0.015  # points between a mark and a drop that only rounding parts
_LIFT = 14.0  # points by which all marks of a kind may stand off their curve
_SAME_LIFT = 0.8  # share of a kind that must stand off by one distance


@dataclass(frozen=True, slots=True)
class _Mark:
    x: float
    y: float
    colour: Colour
    shape: tuple[int, ...]


def censor_times(
    drawing: Drawing, axes: VectorAxes, curves: list[VectorCurve]
) -> list[NDArray[np.float64]]:
    """Return the censoring times marked on each curve, sorted, one array a curve.

    A shape counts when its middle lies on a curve and its kind (form, size)
    occurs on the curves rather than beside them; a mark where two curves meet
    goes to the one in its colour.

    Parameters
    ----------
    drawing : Drawing
    axes : VectorAxes
    curves : list of VectorCurve
    """
    chosen: list[list[float]] = [[] for _ in curves]
    for mark, owner in _owned(drawing, axes, curves):
        chosen[owner].append(mark.x)
    left = axes.box[0]
    times = []
    for places, curve in zip(chosen, curves, strict=True):
        distinct = _distinct(np.array(sorted(places)), _APART if drawing.grid else _APART_EXACT)
        found = np.maximum(axes.time.at(distinct[distinct > left - 0.5]), 0.0)
        times.append(_on_drops(found, curve, _SAME_TIME * abs(axes.time.slope)))
    return times


def _on_drops(times: NDArray[np.float64], curve: VectorCurve, reach: float) -> NDArray[np.float64]:
    """Take marks and drops that differ by rounding only for simultaneous."""
    drops = curve.reading.time
    nearest = drops[np.abs(times[:, None] - drops[None, :]).argmin(axis=1)]
    return np.where(np.abs(times - nearest) <= reach, nearest, times)


def mark_shapes(
    drawing: Drawing, axes: VectorAxes, curves: list[VectorCurve]
) -> list[tuple[int, ...] | None]:
    """Return the shape of the marks that most of each curve's have, None without marks."""
    shapes: list[list[tuple[int, ...]]] = [[] for _ in curves]
    for mark, owner in _owned(drawing, axes, curves):
        shapes[owner].append(mark.shape)
    return [max(set(found), key=found.count) if found else None for found in shapes]


def shapes_in(drawing: Drawing) -> list[Stroke]:
    """Return the strokes of a drawing that may be marks."""
    return _shapes(drawing.strokes)


def shape_on(shapes: list[Stroke], box: Box) -> tuple[int, ...] | None:
    """Return the shape of the mark in the middle of a legend's line, None without one.

    Parameters
    ----------
    shapes : list of Stroke
        As ``shapes_in`` returns them.
    box : left, top, right, bottom of the line, in points
    """
    left, top, right, bottom = box
    middle = ((left + right) / 2, (top + bottom) / 2)
    for stroke in shapes:
        x0, y0, x1, y1 = stroke.box
        near = abs((x0 + x1) / 2 - middle[0]) < 1 and abs((y0 + y1) / 2 - middle[1]) < 1
        if near and max(x1 - x0, y1 - y0) < right - left and not _is_level(stroke):
            return _shape_of(stroke)
    return None


def _owned(
    drawing: Drawing, axes: VectorAxes, curves: list[VectorCurve]
) -> list[tuple[_Mark, int]]:
    owned: list[tuple[_Mark, int]] = []
    drawn = frozenset[int]().union(*(curve.sources for curve in curves))
    drops = _drops(curves)
    crosses = crosses_in(drawing.strokes)
    free = tuple(
        stroke
        for index, stroke in enumerate(drawing.strokes)
        if index not in drawn and (index in crosses or not _is_on_drop(stroke, drops))
    )
    for kind in _kinds(_candidates(replace(drawing, strokes=free), axes, curves)):
        on_curve, lifted = _placed(kind, curves), _lifted(kind, curves)
        is_lifted = len(lifted) > 1.05 * len(on_curve)
        owned += lifted if is_lifted or len(on_curve) < 0.5 * len(kind) else on_curve
    return owned


def _drops(curves: list[VectorCurve]) -> dict[Colour, NDArray[np.float64]]:
    """Place, top, bottom and pen of every drop of the curves in each colour, shape (n, 4)."""
    found: dict[Colour, NDArray[np.float64]] = {}
    for curve in curves:
        start, end = curve.points[:-1], curve.points[1:]
        heights = np.sort(np.column_stack([start[:, 1], end[:, 1]]), axis=1)
        upright = np.abs(end[:, 0] - start[:, 0]) <= _ON_TICK
        pen = np.full(len(start), curve.width)
        drops = np.column_stack([start[:, 0], heights, pen])[upright]
        found[curve.colour] = np.concatenate([found.get(curve.colour, drops[:0]), drops])
    return found


def _is_on_drop(stroke: Stroke, drops: dict[Colour, NDArray[np.float64]]) -> bool:
    """Whether a shape covers a part of a drop only: a piece of the curve the file draws apart."""
    left, top, right, bottom = stroke.box
    own = drops.get(stroke.colour or stroke.fill or (0, 0, 0))
    if own is None or right - left > bottom - top or bottom - top > _SIZE[1]:
        return False
    x, high, low, pen = own.T
    near = np.abs((left + right) / 2 - x) <= _ON_TICK
    near &= (stroke.colour is None) | (np.abs(stroke.width - pen) <= _SAME_PEN)
    return bool(np.any(near & (high - _ON_TICK <= top) & (bottom <= low + _ON_TICK)))


def _is_level(stroke: Stroke) -> bool:
    return len(stroke.points) == 2 and stroke.box[3] - stroke.box[1] < 0.05


def _shape_of(stroke: Stroke) -> tuple[int, ...]:
    x0, y0, x1, y1 = stroke.box
    if max(x1 - x0, y1 - y0) < _POINT:
        return 1, round(4 * stroke.width), round(4 * stroke.width)
    return len(stroke.points), round(4 * (x1 - x0)), round(4 * (y1 - y0))


def _candidates(drawing: Drawing, axes: VectorAxes, curves: list[VectorCurve]) -> list[_Mark]:
    """Small shapes where curves are, also behind the frame and beyond the time axis."""
    corners = [axes.box] + [(*c.points.min(axis=0), *c.points.max(axis=0)) for c in curves]
    (left, top), (right, bottom) = np.min(corners, axis=0)[:2], np.max(corners, axis=0)[2:]
    box = (float(left), float(top), float(right), float(bottom))
    marks = []
    printed = np.array([w.box for w in drawing.words if w.text not in MARK_LETTERS])
    for stroke in _shapes(drawing.strokes):
        x0, y0, x1, y1 = stroke.box
        longest = max(x1 - x0, y1 - y0)
        middle = ((x0 + x1) / 2, (y0 + y1) / 2)
        if longest < _POINT:
            longest = stroke.width  # a dot: a line without length and with round ends
        elif _is_level(stroke):
            continue
        if not _SIZE[0] <= longest <= _SIZE[1] or not _within(middle, box):
            continue
        if len(stroke.points) == 2 and _is_tick(stroke.box, axes):
            continue
        if stroke.colour is None and _is_letter(stroke.box, printed):
            continue
        shape = _shape_of(stroke)
        colour = stroke.colour or stroke.fill or (0, 0, 0)
        marks.append(_Mark(*middle, colour, shape))
    for word in drawing.words:
        if word.text in MARK_LETTERS and _within(word.centre, box):
            marks.append(_Mark(*word.centre, word.colour, (-ord(word.text),)))
    return marks


def _is_letter(box: Box, words: NDArray[np.float64]) -> bool:
    """Whether a filled shape is as high as a word within whose box it lies: an outlined letter."""
    if not len(words):
        return False
    left, top, right, bottom = words.T
    inside = (left <= box[0] + 0.1) & (box[2] <= right + 0.1)
    inside &= (top <= box[1] + 0.1) & (box[3] <= bottom + 0.1)
    return bool(np.any(inside & (box[3] - box[1] > 0.4 * (bottom - top))))


def _is_tick(box: Box, axes: VectorAxes) -> bool:
    """Whether an upright stroke stands with its end on the frame, where a tick is."""
    ends = np.array([box[1], box[3]])
    frame = np.array([axes.box[1], axes.box[3], axes.time.line])
    if np.abs(ends[:, None] - frame[None, :]).min() > _POINT:
        return False
    spacing = np.diff(axes.time.position).mean() / 5
    steps = ((box[0] + box[2]) / 2 - axes.time.position[0]) / max(float(spacing), _POINT)
    return bool(box[2] - box[0] < _POINT and abs(steps - round(steps)) * spacing < _ON_TICK)


def _shapes(strokes: tuple[Stroke, ...]) -> list[Stroke]:
    """Strokes that may be marks; a cross keeps only its upright or first line.

    Several of one shape are as many marks, however near.
    """
    groups: dict[tuple[int, ...], Stroke] = {}
    for index, stroke in enumerate(strokes):
        if len(stroke.points) > _MOST_CORNERS:
            continue
        x0, y0, x1, y1 = stroke.box
        if max(x1 - x0, y1 - y0) > _SIZE[1]:
            continue
        key: tuple[int, ...] = (stroke.group, round(2 * (x0 + x1)), round(2 * (y0 + y1)))
        before = groups.get(key)
        if before is not None and _is_moved(stroke, before):
            groups[*key, index] = stroke
        elif before is None or before.box[3] - before.box[1] < y1 - y0:
            groups[key] = stroke
    return list(groups.values())


def _is_moved(stroke: Stroke, other: Stroke) -> bool:
    """Whether a line of two points is another one of its path, moved."""
    if len(stroke.points) != 2 or len(other.points) != 2:
        return False
    size, before = (np.diff(one.points, axis=0)[0] for one in (stroke, other))
    is_parallel = min(np.abs(size - before).max(), np.abs(size + before).max()) <= _POINT
    return bool(is_parallel and np.abs(np.subtract(stroke.box, other.box)).max() > _APART_EXACT)


def _within(at: tuple[float, float], box: tuple[float, float, float, float]) -> bool:
    left, top, right, bottom = box
    return left - 2 <= at[0] <= right + 2 and top - 8 <= at[1] <= bottom + 2


def _kinds(marks: list[_Mark]) -> list[list[_Mark]]:
    kinds: dict[tuple[int, ...], list[_Mark]] = {}
    for mark in marks:
        kinds.setdefault(mark.shape, []).append(mark)
    return [kind for kind in kinds.values() if len(kind) >= 1]


def _placed(kind: list[_Mark], curves: list[VectorCurve]) -> list[tuple[_Mark, int]]:
    """Marks of one kind that stand on a curve, with the curve, in the order of the file.

    Where a mark may belong to two curves the marks drawn before and after it
    tell: programs draw the marks of one curve after another, left to right.
    """
    reach = [(mark, costs) for mark in kind if (costs := _costs(mark, curves))]
    sure = [_cheapest(costs) if _is_sure(costs) else None for _, costs in reach]
    placed: list[tuple[_Mark, int]] = []
    for index, (mark, costs) in enumerate(reach):
        owner = sure[index]
        if owner is None:
            told = _told(index, [mark.x for mark, _ in reach], sure)
            known = [one for one in told if one in costs]
            owner = known[0] if len(known) == 1 else _cheapest(costs)
        placed.append((mark, owner))
    return placed


def _told(index: int, places: list[float], sure: list[int | None]) -> set[int]:
    """The curves of the nearest sure marks before and after one whose run it goes on."""
    told: set[int] = set()
    for direction, rest in ((1, range(index - 1, -1, -1)), (-1, range(index + 1, len(sure)))):
        for other in rest:
            owner = sure[other]
            if owner is not None:
                if direction * (places[index] - places[other]) > 0:
                    told.add(owner)
                break
    return told


def _cheapest(costs: dict[int, float]) -> int:
    return min(costs, key=lambda owner: costs[owner])


def _is_sure(costs: dict[int, float]) -> bool:
    """Whether one curve fits clearly better than every other."""
    ordered = sorted(costs.values())
    return len(ordered) == 1 or ordered[1] - ordered[0] > _CLEAR


def _costs(mark: _Mark, curves: list[VectorCurve]) -> dict[int, float]:
    """The curves whose line passes through the middle of a mark, and how badly each fits.

    The middle of a letter is not where its program drew it, so its colour counts more.
    """
    is_letter = mark.shape[0] < 0
    reach, other_colour = (_NEAR_LETTER, _NEAR_LETTER) if is_letter else (_NEAR, _NEAR / 2)
    costs: dict[int, float] = {}
    for index, curve in enumerate(curves):
        gap = _distance(mark.x, mark.y, curve.points)
        if gap <= reach:
            costs[index] = gap + (0.0 if mark.colour == curve.colour else other_colour)
    return costs


def _lifted(kind: list[_Mark], curves: list[VectorCurve]) -> list[tuple[_Mark, int]]:
    """Marks that all stand off their curves by one distance, as some programs draw them."""
    if len(kind) < 5:
        return []
    gaps = np.array([[_signed_gap(mark, curve) for curve in curves] for mark in kind])
    near = np.abs(gaps) <= _LIFT
    if not near.any():
        return []
    values, counts = np.unique(np.round(gaps[near], 1), return_counts=True)
    lift = float(values[np.argmax(counts)])
    foreign = np.array([[mark.colour != curve.colour for curve in curves] for mark in kind])
    off = np.where(near, np.abs(gaps - lift), np.inf) + np.where(foreign, _NEAR / 2, 0.0)
    owners = off.argmin(axis=1)
    fits = off.min(axis=1) <= 1.5 * _NEAR
    if fits.mean() < _SAME_LIFT:
        return []
    return [(mark, int(owner)) for mark, owner, fit in zip(kind, owners, fits, strict=True) if fit]


def _signed_gap(mark: _Mark, curve: VectorCurve) -> float:
    """Height of a mark's middle over the curve there, in points; infinite beyond its ends."""
    xs, ys = curve.points[:, 0], curve.points[:, 1]
    if not xs[0] - 0.5 <= mark.x <= xs[-1] + 0.5:
        return np.inf
    after = max(int(np.searchsorted(xs, mark.x + 1e-6, side="right")) - 1, 0)
    return float(ys[after] - mark.y)


def _distance(x: float, y: float, points: NDArray[np.float64]) -> float:
    """Vertical distance from a place to a staircase at that place, infinite beyond its ends."""
    xs, ys = points[:, 0], points[:, 1]
    if x < xs[0] - 0.5 or x > xs[-1] + _BEYOND:
        return np.inf
    before = max(int(np.searchsorted(xs, x + 0.05, side="right")) - 1, 0)
    first = int(np.searchsorted(xs, x - 0.05, side="left"))
    levels = ys[max(first - 1, 0) : before + 1]
    if levels.min() <= y <= levels.max():
        return 0.0
    return float(np.abs(levels - y).min())


def _distinct(places: NDArray[np.float64], apart: float) -> NDArray[np.float64]:
    """One of several marks drawn at one place."""
    if places.size == 0:
        return places
    return np.asarray(places[np.append(True, np.diff(places) > apart)])
