"""Which numerals label the axes: rows and columns of numerals whose values grow in a line."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from ...arrays import FloatArray, IntArray
from ...figure.ocr import Word
from ..table.numerals import Numeral

_X_SPAN = 0.2
_Y_SPAN = 0.12
_MOST_BEFORE = 1  # labels of a time axis left of the survival axis
_Y_LARGEST = 101.0
_MOST_IN_GROUP = 40
_MOST_LINES = 4  # axes of several panels may stand in one row or column
_SURE_STEPS = 4
_PERCENT_AS_96 = re.compile(r"\d{1,3}96")
_OF_SURVIVAL = re.compile(r"surviv|free|alive|probab|proportion|fraction", re.IGNORECASE)
_OF_PERCENT = re.compile(r"%|per ?cent|incidence", re.IGNORECASE)
_LITERAL = 0.4  # what a reading as printed counts more than one that repairs it


@dataclass(frozen=True, slots=True)
class Label:
    """A numeral taken as an axis label, with the value it stands for."""

    value: float
    place: float
    numeral: Numeral


@dataclass(frozen=True, slots=True)
class LabelLine:
    """Labels of one axis and the line through them: pixel = offset + slope * value."""

    labels: tuple[Label, ...]
    offset: float
    slope: float
    across: float

    @property
    def span(self) -> float:
        """Return the pixels between the first and the last label."""
        places = [label.place for label in self.labels]
        return max(places) - min(places)

    @property
    def spacing(self) -> float:
        """Return the smallest gap between labels, in pixels."""
        places = np.sort([label.place for label in self.labels])
        return float(np.min(np.diff(places)))

    def at(self, value: float) -> float:
        """Return the pixel of a value."""
        return self.offset + self.slope * value


def find_axis_labels(
    found: Sequence[Numeral], width: int, height: int
) -> list[tuple[LabelLine, LabelLine]]:
    """Return pairs of a time axis and a survival axis, likeliest first.

    Parameters
    ----------
    found : sequence of Numeral
        In working pixels.
    width, height : int
        Size of the picture.
    """
    rows = [line for group in _rows(found) for line in _x_lines(group, width)]
    columns = [line for group in _columns(found) for line in _y_lines(group, height)]
    scored = [
        (_pair_score(row, column, width, height), index, row, column)
        for index, (row, column) in enumerate((r, c) for r in rows for c in columns)
        if _belongs(row, column)
    ]
    scored.sort(key=lambda item: (-item[0], item[1]))
    return [(row, column) for _, _, row, column in scored]


def fit_line(
    numerals: Sequence[Numeral],
    places: Sequence[float],
    tolerance: float,
    *,
    rising: bool,
    readings: Callable[[Numeral], Sequence[float]] = lambda numeral: numeral.values,
) -> LabelLine | None:
    """Return the line value -> place that most numerals agree with.

    A numeral may be read in several ways (``readings``, the literal one first)
    and counts once. None where fewer than two agree.
    """
    options = [
        (i, v, k == 0)
        for i, numeral in enumerate(numerals)
        for k, v in enumerate(readings(numeral))
    ]
    index = np.array([i for i, _, _ in options])
    value = np.array([v for _, v, _ in options])
    literal = np.array([first for _, _, first in options])
    place = np.asarray(places, dtype=float)[index]
    best: tuple[float, float, float] | None = None
    for a, b in combinations(range(len(options)), 2):
        if index[a] == index[b] or value[a] == value[b]:
            continue
        slope = (place[b] - place[a]) / (value[b] - value[a])
        if slope == 0 or bool(slope > 0) is not rising:
            continue
        near = np.abs(place[a] + slope * (value - value[a]) - place) <= tolerance
        n_near = len(set(index[near].tolist()))
        error = float(np.abs(place[a] + slope * (value - value[a]) - place)[near].sum())
        score = n_near + _LITERAL * literal[near].sum() - 0.01 * error / tolerance
        if best is None or score > best[0]:
            best = (score, slope, place[a] - slope * value[a])
    if best is None:
        return None
    return _refit(numerals, index, value, place, best[1:], tolerance)


def _refit(
    numerals: Sequence[Numeral],
    index: IntArray,
    value: FloatArray,
    place: FloatArray,
    start: tuple[float, float],
    tolerance: float,
) -> LabelLine | None:
    slope, offset = start
    error = np.abs(offset + slope * value - place)
    chosen: dict[int, int] = {}
    roundness = np.array([len(f"{v:g}") for v in value])
    for option in np.lexsort((error, roundness)):
        if error[option] <= tolerance:
            chosen.setdefault(int(index[option]), int(option))
    keep = np.array(sorted(chosen.values()))
    if keep.size < 2 or np.ptp(value[keep]) == 0:
        return None
    slope, offset = np.polyfit(value[keep], place[keep], 1)
    labels = tuple(Label(float(value[k]), float(place[k]), numerals[int(index[k])]) for k in keep)
    return LabelLine(labels, float(offset), float(slope), 0.0)


def _rows(found: Sequence[Numeral]) -> list[list[Numeral]]:
    groups: list[list[Numeral]] = []
    upright = [numeral for numeral in found if numeral.upright]
    for seed in upright:
        group = [n for n in upright if abs(n.y - seed.y) < 0.55 * min(n.height, seed.height)]
        if len(group) >= 2 and group not in groups:
            groups.append(group)
    return groups


def _columns(found: Sequence[Numeral]) -> list[list[Numeral]]:
    groups: list[list[Numeral]] = []
    for upright in (True, False):
        same = [numeral for numeral in found if numeral.upright is upright]
        for seed in same:
            right = [n for n in same if abs(n.x1 - seed.x1) < 0.9 * seed.height]
            centre = [n for n in same if abs(n.x - seed.x) < 0.9 * seed.height]
            groups.extend(g for g in (right, centre) if len(g) >= 2 and g not in groups)
    return groups


def _x_lines(group: list[Numeral], width: int) -> list[LabelLine]:
    group = sorted(group, key=lambda numeral: -numeral.confidence)[:_MOST_IN_GROUP]
    height = float(np.median([numeral.height for numeral in group]))
    tolerance = max(2.5, 0.3 * height)
    # As many panels may stand side by side as axes begin.
    n_zeros = min(sum(numeral.values[0] == 0 for numeral in group), _MOST_LINES)
    found: list[LabelLine] = []
    for line in _lines(group, [n.x for n in group], tolerance, rising=True):
        if line.span < _X_SPAN * width / max(1 + len(found), n_zeros) or min(_values(line)) < -1e-9:
            continue
        across = float(np.median([label.numeral.y for label in line.labels]))
        found.append(LabelLine(line.labels, line.offset, line.slope, across))
    return found


def _lines(
    group: list[Numeral], places: list[float], tolerance: float, *, rising: bool
) -> list[LabelLine]:
    """Return the line most numerals agree with, then those of the rest: further panels."""
    lines: list[LabelLine] = []
    while len(lines) < _MOST_LINES and len(group) >= (2 if not lines else 3):
        readings = (lambda n: n.values) if rising else _ways_to_read(group)
        line = fit_line(group, places, tolerance, rising=rising, readings=readings)
        if line is None or (lines and len(line.labels) < 3):
            break
        lines.append(line)
        used = {id(label.numeral) for label in line.labels}
        kept = [k for k, numeral in enumerate(group) if id(numeral) not in used]
        group, places = [group[k] for k in kept], [places[k] for k in kept]
    return lines


def _y_lines(group: list[Numeral], height: int) -> list[LabelLine]:
    group = [n for n in _with_percent_signs(group) if min(n.values) <= _Y_LARGEST]
    if len(group) < 2:
        return []
    text = float(np.median([numeral.height for numeral in group]))
    found: list[LabelLine] = []
    for line in _lines(group, [n.y for n in group], max(2.0, 0.25 * text), rising=False):
        if line.span < _Y_SPAN * height or max(_values(line)) > _Y_LARGEST:
            continue
        across = float(np.median([label.numeral.x1 for label in line.labels]))
        found.append(LabelLine(line.labels, line.offset, line.slope, across))
    return found


def _with_percent_signs(group: list[Numeral]) -> list[Numeral]:
    """Return numerals with their percent signs where these were read as 96."""
    signs = [bool(_PERCENT_AS_96.fullmatch(numeral.text)) for numeral in group]
    if sum(signs) < max(_SURE_STEPS, 0.5 * len(group)):
        return group
    return [
        replace(n, text=f"{n.text[:-2]}%", values=(float(n.text[:-2]),)) if is_sign else n
        for n, is_sign in zip(group, signs, strict=True)
    ]


def _ways_to_read(group: Sequence[Numeral]) -> Callable[[Numeral], tuple[float, ...]]:
    """Return how numerals are read: bare digits as shares first where others begin with a point."""
    if not any(re.match(r"[.,]\d", numeral.text.strip()) for numeral in group):
        return _with_lost_point
    return lambda numeral: tuple(
        sorted(_with_lost_point(numeral), key=lambda v: not (v < 1 or numeral.text == "1"))
    )


def _with_lost_point(numeral: Numeral) -> tuple[float, ...]:
    """Return a numeral's values, and the share it is where its leading point was not read."""
    if re.fullmatch(r"\d{1,2}", numeral.text) and numeral.values[0] > 0:
        return (*numeral.values, float(f"0.{numeral.text}"))
    return numeral.values


def with_points(
    panels: Sequence[tuple[LabelLine, LabelLine]], words: Sequence[Word]
) -> list[tuple[LabelLine, LabelLine]]:
    """Return axes whose survival labels have back the leading points that were not read.

    Labels "2", "4", "6", "8" one step below an unread ten beside a title that speaks of
    survival and of no percent are .2, .4, .6, .8.
    """
    titles = [word.text for word in words if not word.upright]
    if not any(map(_OF_SURVIVAL.search, titles)) or any(map(_OF_PERCENT.search, titles)):
        return list(panels)
    return [(x, _tenths(y) if _lost_points(y) else y) for x, y in panels]


def _lost_points(line: LabelLine) -> bool:
    values = np.sort(_values(line))
    whole = all(re.fullmatch(r"\d", label.numeral.text.strip()) for label in line.labels)
    if not whole or values.size < _SURE_STEPS or line.at(10.0) < 0:
        return False
    step = float(np.min(np.diff(values)))
    return bool(1 < values[-1] < 10 <= values[-1] + step)


def _tenths(line: LabelLine) -> LabelLine:
    labels = tuple(replace(label, value=label.value / 10) for label in line.labels)
    return replace(line, labels=labels, slope=10 * line.slope)


def _values(line: LabelLine) -> list[float]:
    return [label.value for label in line.labels]


def _belongs(row: LabelLine, column: LabelLine) -> bool:
    """Return whether the row lies below the column's lowest part and right of it."""
    lowest = max(label.place for label in column.labels)
    text = row.labels[0].numeral.height
    rightmost = max(label.place for label in row.labels)
    n_before = sum(label.place < column.across - text for label in row.labels)
    shared = {id(label.numeral) for label in row.labels} & {
        id(label.numeral) for label in column.labels
    }
    # A column of counts in the middle of a table is no axis.
    beside = rightmost > column.across and n_before <= _MOST_BEFORE
    return row.across > lowest - 0.6 * text and beside and len(shared) <= 1


def _pair_score(row: LabelLine, column: LabelLine, width: int, height: int) -> float:
    lowest = max(label.place for label in column.labels)
    leftmost = min(label.place for label in row.labels)
    v_gap = max(0.0, row.across - lowest) / height
    h_gap = abs(leftmost - column.across) / width
    score = float(min(len(row.labels), 10) + min(len(column.labels), 10))
    score += 3 * (row.span / width + column.span / height) - 4 * v_gap - 2 * h_gap
    if len(row.labels) < 3:
        score -= 2
    if len(column.labels) < 3:
        score -= 2
    top = max(_values(column))
    if abs(top - 1) < 1e-6 or abs(top - 100) < 1e-6:
        score += 1.5
    return score
