"""Number-at-risk table of a vector figure, out of its words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ...figure.drawing import Box, Colour, Drawing, Word
from .axes import VectorAxes
from .scales import Scale

_COUNT = re.compile(r"^\d{1,3}(?:[,\u2009\u202f ]?\d{3})*$")
_BRACKET = re.compile(r"^[(\[](\d+)[)\]]$")
_BOTH = re.compile(r"^(\d+)[(\[](\d+)[)\]]$")
_NAME_AND_COUNT = re.compile(r"^(.*[^\W\d])(\d{1,4})$")
_HEADER = re.compile(r"at\s*risk|\bno\.|number|patients|subjects|censored", re.I)
_ROW_GAP = 5.0  # line heights between rows of one table at most
_ALIKE_GAP = 10.0  # the same where both rows fill the same columns
_FIRST_GAP = 14.0  # line heights between the axis and the first row at most

Columns = dict[float, tuple[int, int | None]]


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


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """A line of words with the numbers in it that stand under values of the axis."""

    columns: Columns
    line: list[Word]
    above: list[Word]

    @property
    def y(self) -> float:
        return _y(self.line[0])

    @property
    def height(self) -> float:
        return max(word.box[3] - word.box[1] for word in self.line)

    def start(self, axes: VectorAxes) -> float:
        """Where a table with this as its first row begins: at its heading, else at the axis."""
        is_headed = _HEADER.search(" ".join(word.text for word in self.above)) is not None
        return max(axes.time.line, _y(self.above[0])) if is_headed else axes.time.line


def find_table(
    drawing: Drawing, axes: VectorAxes, others: Sequence[VectorAxes] = ()
) -> VectorTable | None:
    """Return the number-at-risk table that stands with these axes, None if there is none.

    Rows are lines of whole numbers, outside the tick labels, whose columns
    stand at values of the time axis with no letters between them. They follow
    one another below the axis, or stand inside the plot.

    Parameters
    ----------
    drawing : Drawing
    axes : VectorAxes
    others : sequence of VectorAxes
        The other panels of the page, whose words are left out.
    """
    domain = _domain(drawing, axes, others)
    words = tuple(word for word in drawing.words if _is_in(word, domain))
    lines = lines_of_words(words)
    rows: list[_Found] = []
    for index, line in enumerate(lines):
        above = lines[index - 1] if index else []
        line, columns = _read_line(_up_to_next_panel(line, axes), axes)
        if columns is not None and not _is_tick_labels(line, columns, axes.time):
            rows.append(_Found(columns, line, above))
    kept = _together(rows, axes)
    if not kept:
        return None
    times = sorted({time for row in kept for time in row.columns})
    return VectorTable(tuple(times), tuple(_as_row(row, times) for row in kept))


def _up_to_next_panel(line: list[Word], axes: VectorAxes) -> list[Word]:
    """A line without what follows a word beyond the axes: rows of a panel beside them begin so."""
    right = axes.box[2]
    beyond = [any(char.isalpha() for char in w.text) and w.box[0] > right for w in line]
    return line[: beyond.index(True)] if True in beyond and not beyond[0] else line


def _read_line(line: list[Word], axes: VectorAxes) -> tuple[list[Word], Columns | None]:
    """A line and its columns; a number printed into the end of the row's name is one of them."""
    columns = _columns(line, axes)
    parted = _parted(line)
    if columns is None or parted is None:
        return line, columns
    more = _columns(parted, axes)
    if more is None or len(more) <= len(columns):
        return line, columns
    counts = [more[time][0] for time in sorted(more)]
    return (parted, more) if counts[0] >= counts[1] else (line, columns)


def _parted(line: list[Word]) -> list[Word] | None:
    """The line with a name such as "Control120" as two words, None where there is none."""
    numbers = [word for word in line if _COUNT.match(word.text)]
    for index, word in enumerate(line):
        found = _NAME_AND_COUNT.match(word.text)
        if found is None or len(numbers) < 2:
            continue
        digit = float(np.median([(w.box[2] - w.box[0]) / len(w.text) for w in numbers]))
        left, top, right, bottom = word.box
        middle = right - digit * len(found.group(2))
        name = replace(word, text=found.group(1), box=(left, top, middle, bottom))
        count = replace(word, text=found.group(2), box=(middle, top, right, bottom))
        return [*line[:index], name, count, *line[index + 1 :]]
    return None


def _domain(drawing: Drawing, axes: VectorAxes, others: Sequence[VectorAxes]) -> Box:
    """Where the words of this panel may stand: up to the panels beside and below it."""
    left, top, right, bottom = axes.box
    spacing = _spacing(axes.time) / abs(axes.time.slope)
    domain = [0.0, top - 1, right + 0.7 * spacing, drawing.height]
    for other in others:
        x0, y0, x1, _ = other.box
        if other is axes:
            continue
        if y0 > bottom and x0 < right and x1 > left:
            domain[3] = min(domain[3], y0 - 3)
        elif x1 < left:
            own = _spacing(other.time) / abs(other.time.slope)
            domain[0] = max(domain[0], min(x1 + 0.25 * own, left - 10))
    return domain[0], domain[1], domain[2], domain[3]


def _is_in(word: Word, box: Box) -> bool:
    x, y = word.centre
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _together(rows: list[_Found], axes: VectorAxes) -> list[_Found]:
    """The rows of the table among those that look like one: full, and near one another."""
    best = max((len(row.columns) for row in rows), default=0)
    rows = [row for row in rows if len(row.columns) >= max(2, 0.4 * best)]
    below = [row for row in rows if row.y > axes.time.line]
    inside = [row for row in rows if row.y <= axes.time.line]
    for group in (below, inside):
        kept: list[_Found] = []
        for row in group:
            last, gap = (kept[-1].y, _ROW_GAP) if kept else (row.start(axes), _FIRST_GAP)
            if group is inside and not kept:
                last = row.y
            is_alike = bool(kept) and kept[-1].columns.keys() == row.columns.keys()
            if row.y - last > (_ALIKE_GAP if is_alike else gap) * row.height:
                if kept:
                    break
                continue
            kept.append(row)
        if kept:
            return kept
    return []


def lines_of_words(words: tuple[Word, ...]) -> list[list[Word]]:
    """Return upright words that stand on one line, left to right, top line first."""
    upright = sorted((word for word in words if min(word.angle, 360 - word.angle) < 5), key=_y)
    lines: list[list[Word]] = []
    for word in upright:
        height = word.box[3] - word.box[1]
        # Signs without a foot on the line, such as a dash, come first of it.
        standing = [other for other in lines[-1] if other.text.strip("-−–—.")] if lines else []
        reach = max(0.35 * height, 1.2) if standing else 0.6 * height
        if lines and _y(word) - _y((standing or lines[-1])[0]) <= reach:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda word: word.box[0]) for line in lines]


def _y(word: Word) -> float:
    return word.box[3] if not _BRACKET.match(word.text) else word.box[3] - 1


@dataclass(frozen=True, slots=True)
class _Cell:
    """A number of the table, with the one in brackets after it, and both their boxes."""

    count: int
    censored: int | None
    number: Box
    whole: Box


def _columns(line: list[Word], axes: VectorAxes) -> Columns | None:
    """Columns of a line of words: time -> (number, censored), None if it is no table row.

    Numbers are centred on their tick, alone or with what is in brackets, or
    stand to the right or left of it: the manner is taken that fits best, on
    labelled times before times between them.
    """
    spacing = _spacing(axes.time)
    start = axes.box[0] - 0.45 * spacing / abs(axes.time.slope)
    cells = [cell for cell in _cells(line) if cell.whole[2] >= start]
    counts = [cell.count for cell in cells]
    n_rises = sum(after > before for before, after in pairwise(counts))
    if len(cells) < 2 or n_rises > 0.4 * len(counts):
        return None
    for step in (spacing, spacing / 2, spacing / 4):
        fits = [fit for places in _manners(cells) if (fit := _on_times(places, axes.time, step))]
        if fits:
            _, times = min(fits, key=lambda fit: fit[0])
            return {
                when: (cell.count, cell.censored)
                for when, cell in zip(times, cells, strict=True)
                if when is not None
            }
    return None


def _cells(line: list[Word]) -> list[_Cell]:
    """The numbers after the last letters in a line: what is before them is a name."""
    cells: list[_Cell] = []
    for word in line:
        both, bracket = _BOTH.match(word.text), _BRACKET.match(word.text)
        if bracket and cells and cells[-1].censored is None:
            last = cells.pop()
            whole = (last.whole[0], last.whole[1], word.box[2], word.box[3])
            cells.append(_Cell(last.count, int(bracket.group(1)), last.number, whole))
        elif both:
            left, top, right, bottom = word.box
            share = len(both.group(1)) / len(word.text)
            number = (left, top, left + share * (right - left), bottom)
            cells.append(_Cell(int(both.group(1)), int(both.group(2)), number, word.box))
        elif _COUNT.match(word.text):
            cells.append(_Cell(int(re.sub(r"\D", "", word.text)), None, word.box, word.box))
        elif any(char.isalpha() for char in word.text):
            if len(cells) > 2:
                # Letters between numbers: a sentence.
                return []
            cells = []
    return cells


def _manners(cells: list[_Cell]) -> list[NDArray[np.float64]]:
    """Where the ticks of the cells would be, for each manner of aligning them."""
    number = np.array([cell.number for cell in cells])
    whole = np.array([cell.whole for cell in cells])
    centre = (number[:, 0] + number[:, 2]) / 2
    half = np.median(number[:, 2] - number[:, 0]) / 2
    return [
        centre,
        (whole[:, 0] + whole[:, 2]) / 2,
        number[:, 0],
        number[:, 2],
        number[:, 0] + half,
        number[:, 2] - half,
    ]


def _on_times(
    places: NDArray[np.float64], time: Scale, step: float
) -> tuple[float, list[float | None]] | None:
    """Mean distance of places from multiples of a step, and those; None where they do not fit."""
    reading = time.at(places)
    nearest = np.rint(reading / step) * step
    off = np.abs(reading - nearest)
    near = (off <= 0.3 * step) & (nearest >= -1e-9)
    if near.mean() < 0.8 or len(np.unique(nearest[near])) < near.sum():
        return None
    # Adding zero turns a negative zero into the ordinary one.
    times = [
        round(max(float(t), 0.0), 6) + 0.0 if fit else None
        for t, fit in zip(nearest, near, strict=True)
    ]
    return float(off[near].mean()) + step * (1 - near.mean()), times


def _spacing(time: Scale) -> float:
    return float(np.min(np.diff(np.unique(time.value))))


def _is_tick_labels(line: list[Word], columns: Columns, time: Scale) -> bool:
    """Whether the numbers are the axis values themselves."""
    same = [abs(count - when) < 1e-6 for when, (count, _) in columns.items()]
    return sum(same) > 0.6 * len(same)


def _as_row(row: _Found, times: list[float]) -> VectorRow:
    names = _name_words(row)
    name = " ".join(word.text for word in names)
    colour = names[0].colour if names else row.line[-1].colour
    at_risk = tuple(row.columns[time][0] if time in row.columns else None for time in times)
    censored = tuple(row.columns[time][1] if time in row.columns else None for time in times)
    return VectorRow(name, at_risk, censored, colour, row.line[0].centre[1])


def _name_words(row: _Found) -> list[Word]:
    """The words that name a row: left of its numbers, else on the line above."""
    n_numbers = len(row.columns)
    numbers = [word for word in row.line if _COUNT.match(word.text) or _BOTH.match(word.text)]
    first = numbers[-n_numbers].box[0] if len(numbers) >= n_numbers else numbers[0].box[0]
    names = _nearest_run([word for word in row.line if word.centre[0] < first])
    if any(any(char.isalpha() for char in word.text) for word in names):
        return names
    if not row.above or not 0 < row.y - _y(row.above[0]) <= 2.6 * row.height:
        return []
    above = [word for word in row.above if not _COUNT.match(word.text)]
    is_name = len(above) >= 0.5 * len(row.above) and any(c.isalpha() for c in above[0].text)
    text = " ".join(word.text for word in row.above)
    return _first_run(row.above) if is_name and not _HEADER.search(text) else []


def _nearest_run(words: list[Word]) -> list[Word]:
    """The words at the right end that follow one another like a phrase."""
    run: list[Word] = []
    for word in reversed(words):
        if run and run[-1].box[0] - word.box[2] > _phrase_gap(word):
            break
        run.append(word)
    return run[::-1]


def _first_run(words: list[Word]) -> list[Word]:
    """The words at the left end that follow one another like a phrase."""
    run = words[:1]
    for word in words[1:]:
        if word.box[0] - run[-1].box[2] > _phrase_gap(word):
            break
        run.append(word)
    return run


def _phrase_gap(word: Word) -> float:
    return 1.4 * (word.box[3] - word.box[1])
