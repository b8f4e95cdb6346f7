"""Names of the curves of a vector figure: legend, labels at the curves, table."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ...figure.drawing import Box, Colour, Drawing, Stroke, Word
from ...figure.seen import is_seen
from .axes import VectorAxes, number_of
from .curves import VectorCurve
from .lines import Line, crosses_in, lines_in
from .marks import shape_on, shapes_in
from .rows import plain
from .table import VectorTable, lines_of_words

_SAMPLE = (5.0, 60.0)  # points a legend's sample is long
_MARGIN = 0.8  # a legend stands at most so many plot widths or heights outside the plot
_SAME_DASH = 0.1  # of the longest dash in line widths
_NEAR_CURVE = 30.0  # points between a curve and its label at most


def find_names(
    drawing: Drawing,
    axes: VectorAxes,
    curves: list[VectorCurve],
    table: VectorTable | None,
    others: Sequence[VectorAxes] = (),
    marks: Sequence[tuple[int, ...] | None] = (),
) -> list[str]:
    """Return a name per curve from the legend, the table or labels at the curves.

    Parameters
    ----------
    drawing, axes, curves
    table : VectorTable or None
    others : sequence of VectorAxes
        The other panels of the page.
    marks : sequence of (tuple of int or None), optional
        The shape of each curve's censor marks, as `find_marks` tells it.

    Returns
    -------
    list of str
        "" where nothing is found.
    """
    shapes = shapes_in(drawing.inside(_reach_of(axes)))
    samples = _samples(drawing, axes, curves, others)
    words = [word for word in drawing.words if min(word.angle, 360 - word.angle) < 5]
    keys = [
        None if sum(drawn_alike(curve, other) for other in curves) == 1 else mark
        for curve, mark in zip(curves, marks or [None] * len(curves), strict=True)
    ]

    def legend(samples: list[Line]) -> list[str]:
        return [
            _legend_name(shapes, words, _samples_for(curve, curves, samples), curve, key)
            for curve, key in zip(curves, keys, strict=True)
        ]

    own, foreign = samples
    names = legend(own)
    if all(names) and len(set(names)) == len(names):
        return names
    names = ["" if names.count(name) > 1 else name for name in names]
    names = _filled(names, _coloured_names(drawing, axes, curves, names))
    if table is not None:
        names = _by_table(names, drawing, axes, curves, table)
    # A legend in another panel may serve this one too.
    return names if all(names) else _filled(names, legend(foreign))


def _filled(names: list[str], others: list[str]) -> list[str]:
    """Take other names where there is none, if they are no name already."""
    return [
        name or (other if other not in names and others.count(other) == 1 else "")
        for name, other in zip(names, others, strict=True)
    ]


def _by_table(
    names: list[str],
    drawing: Drawing,
    axes: VectorAxes,
    curves: list[VectorCurve],
    table: VectorTable,
) -> list[str]:
    """Fill in the names of the table's rows: labels beside the curves, then what is left over."""
    if not all(names):
        names = _labelled(names, drawing, axes, curves, table)
    if not all(names) and len(table.rows) == len(curves):
        taken = {plain(name) for name in names}
        rest = [row.name for row in table.rows if plain(row.name) not in taken]
        if len(rest) == sum(not name for name in names):
            fill = iter(rest)
            names = [name or next(fill) for name in names]
    return names


def drawn_alike(one: VectorCurve, other: VectorCurve) -> bool:
    """Whether two curves have one colour, dash and width."""
    same_line = one.dash == other.dash and abs(one.width - other.width) < 0.3
    return one.colour == other.colour and same_line


# --- legend -------------------------------------------------------------------------------------


def _samples(
    drawing: Drawing,
    axes: VectorAxes,
    curves: list[VectorCurve],
    others: Sequence[VectorAxes],
) -> tuple[list[Line], list[Line]]:
    """Short level lines near the panel that are no part of its curves, nearest first.

    Second come those that lie in another panel.
    """
    near = _reach_of(axes)
    drawn = frozenset[int]().union(*(curve.sources for curve in curves))
    colours = {curve.colour for curve in curves}
    free = tuple(
        stroke
        for index, stroke in enumerate(drawing.strokes)
        if (stroke.colour in colours or stroke.fill in colours)
        and index not in drawn
        and is_seen(stroke.box, near)
    )
    crosses = crosses_in(free)
    strokes = tuple(
        stroke
        for index, stroke in enumerate(free)
        if index not in crosses and _is_sample_part(stroke.box, near)
    )
    found = []
    for line in lines_in(strokes, (near[0] - 500, near[1] - 500, near[2] + 500, near[3] + 500)):
        length, rise = np.ptp(line.points, axis=0)
        if _SAMPLE[0] <= length <= _SAMPLE[1] and rise < 0.05:
            found.append(line)
    foreign = [other.box for other in others if other is not axes]
    found.sort(key=lambda line: _distance(line, axes.box))
    inside = [line for line in found if _is_in_any(line, foreign)]
    return [line for line in found if line not in inside], inside


def _reach_of(axes: VectorAxes) -> Box:
    """Where the legend of a plot may stand."""
    left, top, right, bottom = axes.box
    width, height = right - left, bottom - top
    return left - 20, top - _MARGIN * height, right + _MARGIN * width, bottom + _MARGIN * height


def _samples_for(curve: VectorCurve, curves: list[VectorCurve], samples: list[Line]) -> list[Line]:
    """The samples, and behind them those of a colour no other curve has, whatever their dashes."""
    if sum(curve.colour == other.colour for other in curves) > 1:
        return samples
    own = [line for line in samples if line.colour == curve.colour]
    return samples + [replace(line, dash=curve.dash) for line in own]


def _is_sample_part(box: Box, near: Box) -> bool:
    inside = near[0] <= box[0] and near[1] <= box[1] and box[2] <= near[2] and box[3] <= near[3]
    return inside and box[2] - box[0] <= _SAMPLE[1] and box[3] - box[1] < _SAMPLE[0]


def _is_in_any(line: Line, boxes: list[Box]) -> bool:
    x, y = line.points.mean(axis=0)
    return any(b[0] <= x <= b[2] and b[1] <= y <= b[3] for b in boxes)


def _distance(line: Line, box: Box) -> float:
    """How far a line is from a plot box."""
    x, y = line.points.mean(axis=0)
    across = max(box[0] - x, x - box[2], 0.0)
    return float(np.hypot(across, max(box[1] - y, y - box[3], 0.0)))


def _legend_name(
    shapes: list[Stroke],
    words: list[Word],
    samples: list[Line],
    curve: VectorCurve,
    mark: tuple[int, ...] | None,
) -> str:
    """The words beside a short level sample in the curve's style, right of it or left.

    Where several curves share a style, ``mark`` is the one the sample must bear.
    """
    for line in samples:
        alike = line.colour == curve.colour and _same_dash(line, curve)
        if not alike or abs(line.width - curve.width) >= 0.8:
            continue
        (x0, y), x1 = line.points[0], line.points[-1, 0]
        if mark is not None and shape_on(shapes, (x0, y, x1, y)) != mark:
            continue
        beside = [word for word in words if _is_beside(word, float(y))]
        for run in (_reading_on(beside, float(x1), 1), _reading_on(beside, float(x0), -1)):
            if _is_name(run):
                return " ".join(run)
    return ""


def _same_dash(line: Line, curve: VectorCurve) -> bool:
    """Whether two lines have one dash, in points or, as some programs draw it, in widths."""
    if line.dash == curve.dash or len(line.dash) != len(curve.dash):
        return line.dash == curve.dash
    if min(line.width, curve.width) <= 0:
        return False
    shares = np.array(line.dash) / line.width, np.array(curve.dash) / curve.width
    return bool(np.abs(shares[0] - shares[1]).max() < _SAME_DASH * shares[1].max())


def _is_beside(word: Word, y: float) -> bool:
    return word.box[1] - 2 <= y <= word.box[3] + 2 and word.text not in {"+", "|"}


def _is_name(run: list[str]) -> bool:
    return bool(run) and not all(number_of(text) is not None for text in run)


def _reading_on(line: list[Word], x: float, direction: int) -> list[str]:
    """Words that follow one another from a place to the right (1) or the left (-1)."""
    near, far = (0, 2) if direction > 0 else (2, 0)
    ahead = [word for word in line if direction * (word.box[near] - x) >= -1]
    chosen: list[str] = []
    reach, end = 30.0, x
    for word in sorted(ahead, key=lambda word: direction * word.box[near]):
        if direction * (word.box[near] - end) > reach:
            break
        chosen.append(word.text)
        reach, end = 1.2 * (word.box[3] - word.box[1]), word.box[far]
    return chosen[::direction]


# --- labels at the curves -----------------------------------------------------------------------


def _labelled(
    names: list[str],
    drawing: Drawing,
    axes: VectorAxes,
    curves: list[VectorCurve],
    table: VectorTable,
) -> list[str]:
    """Give curves the names of table rows that are printed beside them in the plot."""
    pairs = []
    for row in table.rows:
        for phrase in _phrases_inside(drawing, axes):
            if plain(phrase.text) == plain(row.name) != "":
                for index, curve in enumerate(curves):
                    pairs.append((_gap(phrase.box, curve), index, row.name))
    result = list(names)
    for gap, index, name in sorted(pairs):
        if gap <= _NEAR_CURVE and not result[index] and name not in result:
            result[index] = name
    return result


def _coloured_names(
    drawing: Drawing, axes: VectorAxes, curves: list[VectorCurve], names: list[str]
) -> list[str]:
    """Phrases in the plot in the colour of one curve each, "" where there is none.

    Black says nothing unless the labels of the other curves are in theirs.
    """
    phrases = [one for one in _phrases_inside(drawing, axes) if one.text not in names]
    found = []
    for curve in curves:
        is_alone = sum(other.colour == curve.colour for other in curves) == 1
        others = {other.colour for other in curves} - {curve.colour}
        is_telling = max(curve.colour) >= 40 or any(one.colour in others for one in phrases)
        own = [one for one in phrases if one.colour == curve.colour and is_alone and is_telling]
        if max(curve.colour) < 40:
            top = axes.box[1]
            own = [o for o in own if _gap(o.box, curve) <= _NEAR_CURVE / 2 and o.box[1] > top]
        own.sort(key=lambda one: _gap(one.box, curve))
        block = [one for one in own if _is_next_line(one, own[0])]
        block.sort(key=lambda one: (one.box[1], one.box[0]))
        found.append(" ".join(one.text for one in block))
    return found


def _is_next_line(one: "_Phrase", first: "_Phrase") -> bool:
    """Whether a phrase belongs to the same block of text as another."""
    height = first.box[3] - first.box[1]
    apart = max(one.box[1] - first.box[3], first.box[1] - one.box[3])
    return apart <= 0.9 * height and one.box[0] < first.box[2] and one.box[2] > first.box[0]


@dataclass(frozen=True, slots=True)
class _Phrase:
    text: str
    box: Box
    colour: Colour


def _phrases_inside(drawing: Drawing, axes: VectorAxes) -> list[_Phrase]:
    """The phrases with letters that stand in the plot or just beside it."""
    left, top, right, bottom = axes.box
    inside = tuple(
        word
        for word in drawing.words
        if left <= word.centre[0] <= right + 80 and top - 12 <= word.centre[1] <= bottom
    )
    phrases = [phrase for line in lines_of_words(inside) for phrase in _phrases(line)]
    return [phrase for phrase in phrases if any(char.isalpha() for char in phrase.text)]


def _phrases(line: list[Word]) -> list[_Phrase]:
    """Split a line of words where the gaps are wide or the colour changes."""
    runs: list[list[Word]] = []
    for word in line:
        height = word.box[3] - word.box[1]
        last = runs[-1][-1] if runs else None
        if last and word.box[0] - last.box[2] <= 1.2 * height and word.colour == last.colour:
            runs[-1].append(word)
        else:
            runs.append([word])
    found = []
    for run in runs:
        corners = np.array([word.box for word in run])
        low, high = corners[:, :2].min(axis=0), corners[:, 2:].max(axis=0)
        box = (float(low[0]), float(low[1]), float(high[0]), float(high[1]))
        found.append(_Phrase(" ".join(word.text for word in run), box, run[0].colour))
    return found


def _gap(box: Box, curve: VectorCurve) -> float:
    """Shortest distance between a box and the corners and treads of a curve."""
    points = curve.points
    steps = np.maximum(np.abs(np.diff(points, axis=0)).max(axis=1) / 4, 1).astype(int)
    dense = [
        points[k] + (points[k + 1] - points[k]) * np.linspace(0, 1, min(n, 200) + 1)[:, None]
        for k, n in enumerate(steps)
    ]
    x, y = np.concatenate(dense).T
    across = np.maximum(np.maximum(box[0] - x, x - box[2]), 0)
    return float(np.hypot(across, np.maximum(np.maximum(box[1] - y, y - box[3]), 0)).min())
