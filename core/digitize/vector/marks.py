"""Censor marks of a vector figure: small shapes whose middle lies on a curve."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ...figure.drawing import Box, Colour, Drawing, Stroke, Word
from ...figure.seen import is_seen
from .axes import VectorAxes
from .curves import VectorCurve
from .lines import crosses_in
from .owners import MARK_LETTERS, Mark, Owned, owned_marks

_SIZE = (1.0, 16.0)  # points
_MOST_CORNERS = 300  # of a mark; a circle flattened has 33 to 145
_ON_TICK = 0.05  # points from the place of a tick, of a small one between two, or of a drop
# Points that two marks are apart at least, in a file that rounds and in one that does not.
_APART, _APART_EXACT = 0.005, 0.0005
_SAME_PEN = 0.2  # points
_POINT = 0.02  # points; what is smaller has no length
_SHIFT = (0.04, 0.6)  # points by which all marks of a shape may stand beside their places
_SAME_TIME = 0.015  # points between a mark and a drop that only rounding parts


@dataclass(frozen=True, slots=True, eq=False)
class CurveMarks:
    """The censor marks of all curves of one panel.

    ``times`` are sorted, one array a curve; ``shapes`` the shape of the marks that
    most of each curve's have, None without marks; ``letters`` the signs that marks
    are written as.
    """

    times: list[NDArray[np.float64]]
    shapes: list[tuple[int, ...] | None]
    letters: frozenset[str]


def find_marks(drawing: Drawing, axes: VectorAxes, curves: list[VectorCurve]) -> CurveMarks:
    """Return the censor marks of each curve.

    A shape counts when its middle lies on a curve and its kind (form, size)
    occurs on the curves rather than beside them; a mark where two curves meet
    goes to the one in its colour.

    Parameters
    ----------
    drawing : Drawing
    axes : VectorAxes
    curves : list of VectorCurve
    """
    owned = _owned(drawing, axes, curves)
    shapes: list[list[tuple[int, ...]]] = [[] for _ in curves]
    for mark, owner in owned:
        shapes[owner].append(mark.shape)
    most = [max(set(found), key=found.count) if found else None for found in shapes]
    letters = {chr(-mark.shape[0]) for mark, _ in owned if mark.shape[0] < 0}
    return CurveMarks(_times_of(owned, drawing, axes, curves), most, frozenset(letters))


def _times_of(
    owned: list[Owned], drawing: Drawing, axes: VectorAxes, curves: list[VectorCurve]
) -> list[NDArray[np.float64]]:
    chosen: list[list[float]] = [[] for _ in curves]
    shifts = _shifts(owned, curves, drawing.strokes)
    for mark, owner in owned:
        chosen[owner].append(mark.x - shifts.get(mark.shape, 0.0))
    left = axes.box[0]
    reach = _SAME_TIME + (_SHIFT[0] / 2 if shifts else 0.0)
    times = []
    for places, curve in zip(chosen, curves, strict=True):
        distinct = _distinct(np.array(sorted(places)), _APART if drawing.grid else _APART_EXACT)
        found = np.maximum(axes.time.at(distinct[distinct > left - 0.5]), 0.0)
        times.append(_on_drops(found, curve, reach * abs(axes.time.slope)))
    return times


def _shifts(
    owned: list[Owned], curves: list[VectorCurve], strokes: tuple[Stroke, ...]
) -> dict[tuple[int, ...], float]:
    """How far marks of a shape stand right of their places, told by the last mark of each curve.

    Letters are not drawn in the middle of their advance. No patient is followed
    beyond the end of a curve, and the last one often leaves there. Pieces and
    filled shapes do not tell the end of their line.
    """
    last: dict[tuple[int, ...], dict[int, float]] = {}
    for mark, owner in owned:
        sources = [strokes[index] for index in curves[owner].sources]
        if len(sources) == 1 and sources[0].colour is not None:
            places = last.setdefault(mark.shape, {})
            places[owner] = max(places.get(owner, -np.inf), mark.x)
    shifts = {}
    for shape, places in last.items():
        off = [x - float(curves[owner].points[-1, 0]) for owner, x in places.items()]
        near = [by for by in off if abs(by) <= _SHIFT[1]]
        is_told = len(near) > 1 or any(by > 0 for by in near)
        if is_told and np.ptp(near) <= _SHIFT[0] and abs(np.mean(near)) > _SHIFT[0]:
            shifts[shape] = float(np.mean(near))
    return shifts


def _on_drops(times: NDArray[np.float64], curve: VectorCurve, reach: float) -> NDArray[np.float64]:
    """Take marks and drops that differ by rounding only for simultaneous."""
    drops = curve.reading.time
    nearest = drops[np.abs(times[:, None] - drops[None, :]).argmin(axis=1)]
    return np.where(np.abs(times - nearest) <= reach, nearest, times)


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


def _owned(drawing: Drawing, axes: VectorAxes, curves: list[VectorCurve]) -> list[Owned]:
    drawn = frozenset[int]().union(*(curve.sources for curve in curves))
    drops = _drops(curves)
    pens = {curve.colour: curve.width for curve in curves}
    left, top, right, bottom = _area(axes, curves)
    reach = (left - _SIZE[1], top - _SIZE[1], right + _SIZE[1], bottom + _SIZE[1])
    near = [
        stroke
        for index, stroke in enumerate(drawing.strokes)
        if index not in drawn and is_seen(stroke.box, reach) and not _is_pen(stroke, pens)
    ]
    crosses = crosses_in(tuple(near))
    free = tuple(
        stroke
        for index, stroke in enumerate(near)
        if index in crosses or not _is_on_drop(stroke, drops)
    )
    return owned_marks(_candidates(replace(drawing, strokes=free), axes, curves), curves)


def _is_pen(stroke: Stroke, pens: dict[Colour, float]) -> bool:
    """Whether a filled shape is no larger than the pen of its curve: the end or joint of a line."""
    if stroke.colour is not None or stroke.fill is None:
        return False
    left, top, right, bottom = stroke.box
    return max(right - left, bottom - top) <= pens.get(stroke.fill, 0.0) + _POINT


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


def _area(axes: VectorAxes, curves: list[VectorCurve]) -> Box:
    """The box round a plot and its curves."""
    corners = [axes.box] + [(*c.points.min(axis=0), *c.points.max(axis=0)) for c in curves]
    (left, top), (right, bottom) = np.min(corners, axis=0)[:2], np.max(corners, axis=0)[2:]
    return float(left), float(top), float(right), float(bottom)


def _candidates(drawing: Drawing, axes: VectorAxes, curves: list[VectorCurve]) -> list[Mark]:
    """Small shapes where curves are, also behind the frame and beyond the time axis."""
    box = _area(axes, curves)
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
        marks.append(Mark(*middle, colour, shape))
    for word in drawing.words:
        if _is_sign(word) and _within(word.centre, box):
            marks.append(Mark(*word.centre, word.colour, (-ord(word.text),)))
    return marks


def _is_sign(word: Word) -> bool:
    """Whether a word may be a mark: a letter also stands for a sign of a font of symbols."""
    return len(word.text) == 1 and (word.text in MARK_LETTERS or not word.text.isdecimal())


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


def _distinct(places: NDArray[np.float64], apart: float) -> NDArray[np.float64]:
    """One of several marks drawn at one place."""
    if places.size == 0:
        return places
    return np.asarray(places[np.append(True, np.diff(places) > apart)])
