"""Which lines of a vector figure are survival curves, and their exact steps."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ...curve import CurveReading, ReadingKind
from ...figure.drawing import Box, Colour, Drawing, Stroke, rounding_step
from .axes import VectorAxes
from .lines import Line, drawn_line, lines_in
from .staircase import LEVEL, is_staircase, straightened

_SAMPLE = 60.0  # points, the longest line a legend shows beside a name
_PAST = 0.06  # of the axis a level arm may go on beyond its last tick
_FEWEST_OF_LIMIT = 8  # corners; a line with fewer is no limit told by its style
_SAME_DROP = 0.002  # points between pieces of one drop
_SHORTEST = 0.08  # of the axis, how far a curve goes at least
_SAME_WIDTH = 0.11  # points the widths of two curves may differ
_SAME_DASH = 0.6  # points that the dashes or gaps of lines of one style may differ
_OFF = (0.06, 0.8)  # points by which curves may begin off the corner of their axes
_LATE = 0.003  # a curve that starts so far below 1 starts after its first drop
_PAGE_EDGE = 1.5  # points from the edge of the page where a file may cut its lines
# Figures pass through programs that round to hundredths of a point before one writes more
# digits. Taking exact ones for so coarse costs no patient; the reverse does.
_LEAST_STEP = 0.01


@dataclass(frozen=True, slots=True, eq=False)
class VectorCurve:
    """A survival curve as the file draws it.

    ``points`` are in points on the page, ``reading`` in data units with
    cumulative incidence already turned into survival, ``sources`` the places
    in the drawing of the strokes it is made of, ``hidden`` the gaps between
    dashes in which it falls, ``lean`` how far its treads and drops are off
    level and upright, in points.
    """

    points: NDArray[np.float64]
    colour: Colour
    width: float
    dash: tuple[float, ...]
    reading: CurveReading
    cumulative_incidence: bool
    sources: frozenset[int] = frozenset()
    hidden: tuple[tuple[float, float], ...] = ()
    lean: float = 0.0


def find_curves(drawing: Drawing, axes: VectorAxes) -> list[VectorCurve]:
    """Return the survival curves inside one pair of axes, in drawing order.

    A curve is a staircase that starts at time 0 and never turns back; limits
    drawn on both sides of another curve of the same colour are left out. Where
    the axis is cut off, the file often draws on behind the frame: that is read.

    Parameters
    ----------
    drawing : Drawing
    axes : VectorAxes
    """
    found = [_straight(line) for line in _once(lines_on(drawing, axes))]
    drawn = [line for line in found if len(line.points) >= _FEWEST_OF_LIMIT]
    lines = [line for line in found if line.lean or is_staircase(line.points)]
    curves = []
    for line in lines:
        curve = _as_curve(line, axes, drawing.grid)
        if curve is not None and not _is_limit(line, lines, drawn):
            curves.append(curve)
    curves = _without_copies(curves)
    curves += _level_curves(found, curves, drawing, axes)
    return sorted(curves, key=lambda curve: min(curve.sources, default=0))


def slanted_lines(drawing: Drawing, axes: VectorAxes, curves: list[VectorCurve]) -> list[Line]:
    """Return the lines that begin and fall as curves do, but not in steps: fitted models.

    Parameters
    ----------
    drawing : Drawing
    axes : VectorAxes
    curves : list of VectorCurve
        What `find_curves` found there.
    """
    known = frozenset[int]().union(*(curve.sources for curve in curves))
    lines = (_straight(line) for line in _once(lines_on(drawing, axes)))
    return [
        line
        for line in lines
        if not (line.lean or line.sources & known or is_staircase(line.points))
        and _as_curve(line, axes, drawing.grid) is not None
    ]


def _straight(line: Line) -> Line:
    """A line with its treads and drops set straight where they all lean."""
    found = None if is_staircase(line.points) else straightened(line.points)
    return line if found is None else replace(line, points=found[0], lean=found[1])


def _level_curves(
    lines: list[Line], curves: list[VectorCurve], drawing: Drawing, axes: VectorAxes
) -> list[VectorCurve]:
    """The arms without an event: level lines from the corner, as thick as a curve found.

    Nothing else long is drawn in their style, as a frame or a grid would be.
    """
    whole = _whole_strokes(drawing.strokes)
    found: list[VectorCurve] = []
    for line in [*lines, *(line for line in whole if _is_on_box(line, axes))]:
        known = frozenset[int]().union(*(curve.sources for curve in (*curves, *found)))
        is_level = np.ptp(line.points[:, 1]) <= LEVEL and _is_long(line, axes)
        twins = [curve for curve in curves if abs(curve.width - line.width) < _SAME_WIDTH]
        if not is_level or not twins or line.sources & known or _has_kin(line, whole):
            continue
        incidence = twins[0].cumulative_incidence
        off = np.abs(axes.to_data(line.points)[0] - (0.0, 0.0 if incidence else 1.0))
        reach = np.array([abs(axes.time.slope), _survival_per_point(axes)])
        if np.all(off <= reach * _OFF[1]):
            curve = curve_of(line, axes, drawing.grid, cumulative_incidence=incidence)
            found += [curve] if curve is not None else []
    return found


def _whole_strokes(strokes: tuple[Stroke, ...]) -> list[Line]:
    """The lines that one stroke draws each, longer than the sample in a legend."""
    found = []
    for index, stroke in enumerate(strokes):
        left, top, right, bottom = stroke.box
        drawn = drawn_line(stroke) if max(right - left, bottom - top) > _SAMPLE else None
        if drawn is not None:
            points, colour, width = drawn
            points = points[::-1] if points[-1, 0] < points[0, 0] else points
            style = colour, round(width, 1), stroke.dash
            found.append(Line(points, *style, frozenset({index})))
    return found


def _is_on_box(line: Line, axes: VectorAxes) -> bool:
    """Whether a line runs along the top or the foot of the plot box, as a frame does."""
    left, top, right, bottom = axes.box
    x, y = line.points.T
    reach = abs(_OFF[1])
    is_edge = min(np.abs(y - top).max(), np.abs(y - bottom).max()) <= reach
    return bool(is_edge and abs(x[0] - left) <= reach and x[-1] <= right + _PAST * (right - left))


def _has_kin(line: Line, whole: list[Line]) -> bool:
    """Whether other long lines are drawn in a line's style."""
    style = line.colour, line.width, line.dash
    return any(
        (other.colour, other.width, other.dash) == style and not other.sources & line.sources
        for other in whole
    )


def _is_long(line: Line, axes: VectorAxes) -> bool:
    return bool(np.ptp(line.points[:, 0]) > _SHORTEST * (axes.box[2] - axes.box[0]))


def _once(lines: list[Line]) -> list[Line]:
    """Leave out what the file draws again just so: a page cut into tiles draws all in each."""
    kept = {(line.colour, line.width, line.dash, line.points.tobytes()): line for line in lines}
    return list(kept.values())


def with_start_of(
    curves: list[VectorCurve], axes: VectorAxes, strokes: tuple[Stroke, ...]
) -> VectorAxes:
    """Return the axes moved to where the curves begin: at time 0 with everyone alive.

    Some programs draw their ticks on whole pixels and their curves between them.
    Curves that all begin at one place less than a pixel off it tell so. Those
    made of filled shapes begin half their width early and tell nothing.

    Parameters
    ----------
    curves : list of VectorCurve
    axes : VectorAxes
    strokes : tuple of Stroke
        Of the drawing.
    """
    sources = [strokes[index] for curve in curves for index in curve.sources]
    if len(curves) < 2 or any(one.colour is None or one.closed for one in sources):
        return axes
    starts = np.array([curve.points[0] for curve in curves])
    if np.ptp(starts, axis=0).max() > LEVEL:
        return axes
    one = 0.0 if curves[0].cumulative_incidence else axes.full
    zero = [-axes.time.intercept / axes.time.slope]
    zero.append((one - axes.survival.intercept) / axes.survival.slope)
    off = starts[0] - zero
    across, upward = np.where((np.abs(off) >= _OFF[0]) & (np.abs(off) <= _OFF[1]), off, 0.0)
    if not (across or upward):
        return axes
    return replace(
        axes,
        time=axes.time.shifted(float(across)),
        survival=axes.survival.shifted(float(upward)),
    )


def lines_on(drawing: Drawing, axes: VectorAxes) -> list[Line]:
    """Return the connected lines on one pair of axes, as far as the page shows their levels.

    A file that cuts a drop at the edge of its page does not tell where it ends.

    Parameters
    ----------
    drawing : Drawing
    axes : VectorAxes
    """
    lines = []
    for line in lines_in(drawing.strokes, whole_box(axes)):
        y = line.points[:, 1]
        shown = np.minimum(np.abs(y), np.abs(y - drawing.height)) > _PAGE_EDGE
        n_shown = len(y) - int(np.argmax(shown[::-1]))
        lines.append(replace(line, points=line.points[:n_shown]) if shown.any() else line)
    return lines


def whole_box(axes: VectorAxes) -> Box:
    """Return the plot box as far as survival can go: a truncated axis hides part of it."""
    left, top, right, bottom = axes.box
    ends = [(label - axes.survival.intercept) / axes.survival.slope for label in (0.0, axes.full)]
    return left, min(top, *ends), right, max(bottom, *ends)


def _as_curve(line: Line, axes: VectorAxes, grid: float) -> VectorCurve | None:
    left, _, right, _ = axes.box
    points = line.points
    span = points[-1, 0] - points[0, 0]
    if span < _SHORTEST * (right - left) or len(points) < 3:
        return None
    drawn = axes.to_data(points)
    start_time, start = drawn[0]
    scale = abs(axes.time.slope)
    if abs(start_time) > max(0.03 * scale * (right - left), 3 * scale):
        return None
    rise = points[-1, 1] < points[0, 1] - 1
    incidence = bool(rise and abs(start) < 0.02)
    if not incidence and abs(start - 1) > 0.02:
        return None
    return curve_of(line, axes, grid, cumulative_incidence=incidence)


def curve_of(
    line: Line, axes: VectorAxes, grid: float, *, cumulative_incidence: bool
) -> VectorCurve | None:
    """Return a line as a survival curve on these axes, None where its survival would rise.

    Parameters
    ----------
    line : Line
    axes : VectorAxes
    grid : float
        To which the file rounds coordinates at least, in points.
    cumulative_incidence : bool
        Whether the axis shows 1 - S.
    """
    drawn = axes.to_data(line.points)
    survival = 1 - drawn[:, 1] if cumulative_incidence else drawn[:, 1]
    if np.any(np.diff(survival) > LEVEL * _survival_per_point(axes) * 3 + 1e-9):
        return None
    steps = [max(grid, rounding_step(line.points[:, along])) for along in (0, 1)]
    reading = _reading(drawn[:, 0], survival, axes, (steps[0], steps[1]), line.lean)
    style = line.colour, line.width, line.dash
    own = line.sources, line.hidden, line.lean
    return VectorCurve(line.points, *style, reading, cumulative_incidence, *own)


def _survival_per_point(axes: VectorAxes) -> float:
    return abs(axes.survival.slope) * (0.01 if axes.percent else 1.0)


def _reading(
    time: NDArray[np.float64],
    survival: NDArray[np.float64],
    axes: VectorAxes,
    steps: tuple[float, float],
    lean: float,
) -> CurveReading:
    """Drop times and the level after each, with the noise of the file's coordinates.

    ``steps`` are what across and upward coordinates are rounded to, in points,
    ``lean`` how far the line's pieces are off level and upright.
    """
    per_point = _survival_per_point(axes)
    tolerance = max(LEVEL, 0.6 * steps[1]) * per_point
    same = _SAME_DROP * abs(axes.time.slope)
    is_late = axes.survival.from_ticks and 1 - survival[0] > _LATE
    level = 1.0 if is_late else survival[0]
    times, levels = [0.0], [1.0]
    for index in range(not is_late, len(time)):
        if survival[index] < level - tolerance:
            level = float(survival[index])
            if time[index] - times[-1] <= same and len(times) > 1:
                levels[-1] = level
            else:
                times.append(max(float(time[index]), 0.0))
                levels.append(level)
    doubts = axes.time.doubt, axes.survival.doubt
    noise = [
        float(np.hypot(np.hypot(0.4 * max(step, _LEAST_STEP), doubt), lean))
        for step, doubt in zip(steps, doubts, strict=True)
    ]
    return CurveReading(
        np.maximum.accumulate(times),
        np.minimum.accumulate(np.clip(levels, 0.0, 1.0)),
        ReadingKind.EXACT,
        noise[0] * abs(axes.time.slope),
        noise[1] * per_point,
        max(float(time[-1]), times[-1]),
    )


def _without_copies(curves: list[VectorCurve]) -> list[VectorCurve]:
    """Drop a curve drawn a second time over itself, keeping the last, which is on top."""
    kept: list[VectorCurve] = []
    for curve in curves:
        kept = [other for other in kept if not _same(curve, other)]
        kept.append(curve)
    return kept


def _same(one: VectorCurve, other: VectorCurve) -> bool:
    end = min(one.reading.end, other.reading.end)
    if abs(one.reading.end - other.reading.end) > 0.02 * max(one.reading.end, other.reading.end):
        return False
    at = np.linspace(0, end, 200)
    return bool(np.abs(one.reading.steps().at(at) - other.reading.steps().at(at)).max() < 1e-3)


def _is_limit(line: Line, lines: list[Line], drawn: list[Line]) -> bool:
    """Whether a line is a confidence limit: some line of its colour has one on either side.

    Limits in a style of their own are told by it; they need not be staircases.
    """
    for other in drawn:
        if other.colour == line.colour and _style(other) != _style(line) and _long(other, line):
            pair = [
                one for one in drawn if one.colour == line.colour and _style(one) == _style(line)
            ]
            if _has_both_sides(other, pair) and _has_no_crossing(other, line):
                return True
    alike = [other for other in lines if other.colour == line.colour and _alike(other, line)]
    family = [other for other in alike if _long(other, line)]
    if len(family) < 3:
        return False
    styled = [one for one in drawn if one.colour == line.colour and _style(one) != _style(line)]
    if any(_has_both_sides(line, [o for o in styled if _style(o) == _style(s)]) for s in styled):
        return False
    middles = [other for other in family if _has_both_sides(other, family)]
    return bool(middles) and not any(other is line for other in middles)


def _style(line: Line) -> tuple[float, tuple[float, ...]]:
    return line.width, line.dash


def _alike(one: Line, other: Line) -> bool:
    """Whether two lines are of one style; measured dashes are not quite as long as one another."""
    if abs(one.width - other.width) > _SAME_WIDTH or len(one.dash) != len(other.dash):
        return False
    pairs = zip(one.dash, other.dash, strict=True)
    return all(abs(first - second) <= _SAME_DASH for first, second in pairs)


def _has_no_crossing(line: Line, other: Line) -> bool:
    end = min(line.points[-1, 0], other.points[-1, 0])
    at = np.linspace(line.points[0, 0], end, 100)[5:]
    gap = _heights(other, at) - _heights(line, at)
    return bool(np.all(gap <= LEVEL) or np.all(gap >= -LEVEL))


def _long(line: Line, other: Line) -> bool:
    spans = [one.points[-1, 0] - one.points[0, 0] for one in (line, other)]
    return bool(spans[0] > 0.3 * spans[1] and abs(line.points[0, 0] - other.points[0, 0]) < 2)


def _has_both_sides(line: Line, family: list[Line]) -> bool:
    above = below = False
    for other in family:
        if other is line:
            continue
        end = min(line.points[-1, 0], other.points[-1, 0])
        at = np.linspace(line.points[0, 0], end, 100)[5:]
        gap = _heights(other, at) - _heights(line, at)
        above = above or bool(np.all(gap <= LEVEL) and gap.min() < -1)
        below = below or bool(np.all(gap >= -LEVEL) and gap.max() > 1)
    return above and below


def _heights(line: Line, at: NDArray[np.float64]) -> NDArray[np.float64]:
    """Height of a staircase just after each place, in points from the top."""
    after = np.searchsorted(line.points[:, 0], at, side="right") - 1
    return np.asarray(line.points[np.maximum(after, 0), 1])
