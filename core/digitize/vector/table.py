"""Number-at-risk table and legend of a vector figure, out of its words."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ...figure.drawing import Colour, Drawing, Word
from .axes import Scale, VectorAxes
from .curves import VectorCurve
from .marks import mark_shapes, shape_on

_COUNT = re.compile(r"^\d{1,3}(?:[,\u2009\u202f ]?\d{3})*$")
_BRACKET = re.compile(r"^[(\[](\d+)[)\]]$")
_BOTH = re.compile(r"^(\d+)[(\[](\d+)[)\]]$")


@dataclass(frozen=True, slots=True)
class VectorRow:
    """One row of a number-at-risk table: its name, and a number or None per column.

    ``colour`` is that of the name, or of the numbers where there is no name.
    """

    name: str
    at_risk: tuple[int | None, ...]
    censored: tuple[int | None, ...]
    colour: Colour
    y: float


@dataclass(frozen=True, slots=True)
class VectorTable:
    """The table's times and rows, top to bottom."""

    times: tuple[float, ...]
    rows: tuple[VectorRow, ...]


def find_table(drawing: Drawing, axes: VectorAxes) -> VectorTable | None:
    """Return the number-at-risk table that stands with these axes, None if there is none.

    Rows are lines of whole numbers, outside the tick labels, whose columns
    stand at values of the time axis.

    Parameters
    ----------
    drawing : Drawing
    axes : VectorAxes
    """
    rows = []
    for line in _lines_of_words(drawing.words):
        row = _row(line, axes)
        if row is not None:
            rows.append(row)
    rows = [row for row in rows if not _is_tick_labels(row[1], row[0], axes.time)]
    if not rows:
        return None
    times = sorted({time for columns, _, _ in rows for time in columns})
    best = max(len(columns) for columns, _, _ in rows)
    kept = [row for row in rows if len(row[0]) >= max(2, 0.4 * best)]
    if not kept:
        return None
    table = [_as_row(columns, line, times) for columns, line, _ in kept]
    return VectorTable(tuple(times), tuple(table))


def _lines_of_words(words: tuple[Word, ...]) -> list[list[Word]]:
    """Upright words that stand on one line, left to right."""
    upright = sorted((word for word in words if min(word.angle, 360 - word.angle) < 5), key=_y)
    lines: list[list[Word]] = []
    for word in upright:
        height = word.box[3] - word.box[1]
        if lines and abs(_y(lines[-1][0]) - _y(word)) <= max(0.35 * height, 1.2):
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda word: word.box[0]) for line in lines]


def _y(word: Word) -> float:
    return word.box[3] if not _BRACKET.match(word.text) else word.box[3] - 1


def _row(
    line: list[Word], axes: VectorAxes
) -> tuple[dict[float, tuple[int, int | None]], list[Word], float] | None:
    """Columns of a line of words: time -> (number, censored), None if it is no table row."""
    spacing = _spacing(axes.time)
    columns: dict[float, tuple[int, int | None]] = {}
    last: float | None = None
    n_strays = 0
    for word in line:
        both = _BOTH.match(word.text)
        bracket = _BRACKET.match(word.text)
        if bracket and last is not None and columns[last][1] is None:
            columns[last] = (columns[last][0], int(bracket.group(1)))
            continue
        if not both and not _COUNT.match(word.text):
            continue
        time = _column_time(word, axes.time, spacing)
        if time is None:
            n_strays += word.centre[0] > axes.box[0]
            continue
        count = int(both.group(1)) if both else int(re.sub(r"\D", "", word.text))
        columns[time] = (count, int(both.group(2)) if both else None)
        last = time
    if len(columns) < 2 or n_strays > 0.3 * len(columns):
        return None
    return columns, line, _y(line[0])


def _spacing(time: Scale) -> float:
    return float(np.min(np.diff(np.unique(time.value))))


def _column_time(word: Word, time: Scale, spacing: float) -> float | None:
    """The axis value a number stands under: a tick, or a round fraction of the spacing."""
    steps = [spacing, spacing / 2, spacing / 4]
    reading = float(time.at(np.array([word.centre[0]]))[0])
    reach = 0.55 * (word.box[2] - word.box[0]) * abs(time.slope) + 0.08 * spacing
    for step in steps:
        nearest = round(reading / step) * step
        if abs(reading - nearest) <= min(reach, 0.3 * step) and nearest >= -1e-9:
            return max(round(nearest, 6), 0.0)
    return None


def _is_tick_labels(
    line: list[Word], columns: dict[float, tuple[int, int | None]], time: Scale
) -> bool:
    """Whether the numbers are the axis values themselves."""
    same = [abs(count - when) < 1e-6 for when, (count, _) in columns.items()]
    return sum(same) > 0.6 * len(same)


def _as_row(
    columns: dict[float, tuple[int, int | None]], line: list[Word], times: list[float]
) -> VectorRow:
    first = min(word.box[0] for word in line if _COUNT.match(word.text) or _BOTH.match(word.text))
    names = [word for word in line if word.box[2] <= first + 0.5]
    name = " ".join(word.text for word in names)
    colour = names[0].colour if names else line[-1].colour
    at_risk = tuple(columns[time][0] if time in columns else None for time in times)
    censored = tuple(columns[time][1] if time in columns else None for time in times)
    return VectorRow(name, at_risk, censored, colour, line[0].centre[1])


def find_names(
    drawing: Drawing, axes: VectorAxes, curves: list[VectorCurve], table: VectorTable | None
) -> list[str]:
    """Return a name per curve from the legend, the table or labels at the curves.

    Parameters
    ----------
    drawing, axes, curves
    table : VectorTable or None

    Returns
    -------
    list of str
        "" where nothing is found.
    """
    names = []
    marks = mark_shapes(drawing, axes, curves)
    for curve, mark in zip(curves, marks, strict=True):
        is_alone = sum(drawn_alike(curve, other) for other in curves) == 1
        names.append(_legend_name(drawing, axes, curve, None if is_alone else mark))
    if all(names) and len(set(names)) == len(names):
        return names
    by_colour = [_coloured_name(drawing, axes, curve, curves) for curve in curves]
    names = [name or other for name, other in zip(names, by_colour, strict=True)]
    if table is not None and not all(names) and len(table.rows) == len(curves):
        names = [name or row.name for name, row in zip(names, table.rows, strict=True)]
    return names


def _legend_name(
    drawing: Drawing, axes: VectorAxes, curve: VectorCurve, mark: tuple[int, ...] | None
) -> str:
    """The words beside a short level sample in the curve's style, right of it or left.

    Where several curves share a style, ``mark`` is the one the sample must bear.
    """
    for stroke in drawing.strokes:
        x0, y0, x1, y1 = stroke.box
        alike = stroke.colour == curve.colour and stroke.dash == curve.dash
        is_sample = y1 - y0 < 0.05 and 5 <= x1 - x0 <= 60 and len(stroke.points) <= 3
        is_sample = is_sample and x0 > axes.box[0] - 1
        if not (alike and is_sample and abs(stroke.width - curve.width) < 0.8):
            continue
        if mark is not None and shape_on(drawing, stroke.box) != mark:
            continue
        line = [word for word in drawing.words if _beside(word, (y0 + y1) / 2)]
        words = _reading_on(line, x1, 1) or _reading_on(line, x0, -1)
        if words:
            return " ".join(words)
    return ""


def drawn_alike(one: VectorCurve, other: VectorCurve) -> bool:
    """Whether two curves have one colour, dash and width."""
    same_line = one.dash == other.dash and abs(one.width - other.width) < 0.3
    return one.colour == other.colour and same_line


def _beside(word: Word, y: float) -> bool:
    return word.box[1] - 2 <= y <= word.box[3] + 2 and word.text not in {"+", "|"}


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


def _coloured_name(
    drawing: Drawing, axes: VectorAxes, curve: VectorCurve, curves: list[VectorCurve]
) -> str:
    """Words inside the box in a colour that only this curve has."""
    if sum(other.colour == curve.colour for other in curves) > 1 or max(curve.colour) < 40:
        return ""
    left, top, right, bottom = axes.box
    words = [
        word
        for word in drawing.words
        if word.colour == curve.colour
        and left <= word.centre[0] <= right + 60
        and top <= word.centre[1] <= bottom
        and any(char.isalpha() for char in word.text)
    ]
    return " ".join(word.text for word in sorted(words, key=lambda w: (round(w.box[1]), w.box[0])))


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
    keys = [_same_name(table, names), _same_colour(table, curves)]
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


def _same_name(table: VectorTable, names: list[str]) -> Callable[[int, int], bool]:
    def same(index: int, row: int) -> bool:
        one, other = _plain(names[index]), _plain(table.rows[row].name)
        return bool(one) and bool(other) and (one == other or one in other or other in one)

    return same


def _same_colour(table: VectorTable, curves: list[VectorCurve]) -> Callable[[int, int], bool]:
    def same(index: int, row: int) -> bool:
        return max(table.rows[row].colour) > 40 and table.rows[row].colour == curves[index].colour

    return same


def _plain(name: str) -> str:
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
