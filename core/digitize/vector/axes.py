"""Axes of a vector figure: tick strokes give the places, labels the values."""

import re
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ...figure.drawing import Box, Drawing, Word
from .scales import Scale, between_ends, by_labels, snapped
from .ticks import line_ends, segments_of, tick_rows

_LABEL_TOLERANCE = 2.5  # points a label's centre may be off the line through the others
_SNAP = 6.0  # points between a label's centre and the tick it names
_ALIGNED = 1.5  # points within which labels stand in one row or column
_NARROW = 0.3  # of the height of letters, by so much their boxes may differ
_LARGE_TYPE = 12.0
_MOST_LABELS = 80
_FEWEST_POINTS = 8.0  # between two labels of one axis
_MOST_GROUPS = 1000
_MOST_SCALES, _MOST_PANELS = 150, 16  # a page with more is no page of figures
_THOUSANDS = re.compile(r"^[1-9]\d{0,2}(,\d{3})+$")
_INSET = 0.5  # of a panel's area that one within it covers at most


@dataclass(frozen=True, slots=True, eq=False)
class VectorAxes:
    """Both axes of one panel, its plot box, and how survival is labelled."""

    time: Scale
    survival: Scale
    box: Box
    percent: bool

    @property
    def full(self) -> float:
        """Label of the whole: 100 on a percent axis, else 1."""
        return 100.0 if self.percent else 1.0

    def to_data(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return (time, fraction as drawn) of points, shape (n, 2)."""
        factor = 0.01 if self.percent else 1.0
        time = self.time.at(points[:, 0])
        return np.column_stack([time, factor * self.survival.at(points[:, 1])])


def number_of(text: str) -> float | None:
    """Return the number an axis label shows, None if it is no number."""
    cleaned = text.strip().rstrip("%").replace("−", "-").replace("·", ".")
    cleaned = cleaned.replace(",", "" if _THOUSANDS.match(cleaned) else ".")
    try:
        value = float(cleaned)
    except ValueError:
        return None
    return value if np.isfinite(value) and "_" not in cleaned and abs(value) < 1e6 else None


def find_axes(drawing: Drawing) -> list[VectorAxes]:
    """Return the axes of every panel, largest plot box first, like ones in reading order.

    Parameters
    ----------
    drawing : Drawing

    Returns
    -------
    list of VectorAxes
        Empty when no two linear rows of numbers meet.
    """
    numbers = _numbers(drawing.words)
    segments = segments_of(drawing.strokes)
    across = _fullest(_scales(segments, numbers, along=0))
    upward = [scale for scale in _scales(segments, numbers, along=1) if _is_survival(scale)]
    upward = _fullest(upward)
    pairs = sorted(
        (_misfit(x, y), i, j) for i, x in enumerate(across) for j, y in enumerate(upward)
    )
    kept: list[VectorAxes] = []
    for misfit, i, j in pairs:
        if np.isfinite(misfit) and len(kept) < _MOST_PANELS:
            axes = _panel(drawing, across[i], upward[j])
            if not any(_share(axes, other) and not _is_inset(axes, other) for other in kept):
                kept.append(axes)
    return sorted(kept, key=lambda axes: (-round(_area(axes.box), -3), axes.box[1], axes.box[0]))


def _fullest(scales: list[Scale]) -> list[Scale]:
    """The scales with the most labels, all there are on an ordinary page."""
    return sorted(scales, key=lambda scale: -len(scale.value))[:_MOST_SCALES]


def _numbers(words: tuple[Word, ...]) -> list[tuple[Word, float]]:
    """The words that are numbers, one with the percent sign printed behind it."""
    found = []
    for index, word in enumerate(words):
        value = number_of(word.text)
        if value is None:
            continue
        after = words[index + 1] if index + 1 < len(words) else word
        if after.text == "%" and after.angle == word.angle and _is_close(word, after):
            corners = np.array([word.box, after.box])
            low, high = corners[:, :2].min(axis=0).tolist(), corners[:, 2:].max(axis=0).tolist()
            word = replace(word, box=(low[0], low[1], high[0], high[1]))
        found.append((word, value))
    return found


def _is_close(word: Word, after: Word) -> bool:
    gap = np.abs(np.subtract(word.centre, after.centre))
    longest = max(word.box[2] - word.box[0], word.box[3] - word.box[1])
    return bool(gap.min() < 2 and gap.max() < 2.5 * longest)


def _scales(
    segments: NDArray[np.float64], numbers: list[tuple[Word, float]], along: int
) -> list[Scale]:
    """Linear rows (along 0) or columns (along 1) of numbers, snapped to ticks."""
    rows = tick_rows(segments, along)
    lines = line_ends(segments, along)
    scales = []
    for row in _aligned(numbers, along):
        place = np.array([word.centre[along] for word, _ in row])
        value = np.array([value for _, value in row])
        across = np.array([(word.box[1 - along], word.box[3 - along]) for word, _ in row])
        for inside in _linear_parts(place, value):
            labels = float(across[inside, 0].min()), float(across[inside, 1].max())
            scale = snapped(place[inside], value[inside], labels, rows)
            if not scale.is_exact:
                scale = between_ends(scale, lines)
            if scale.from_ticks:
                scale = by_labels(scale, place[inside], value[inside], along)
            scales.append(scale)
    return scales


def _aligned(numbers: list[tuple[Word, float]], along: int) -> list[list[tuple[Word, float]]]:
    """Group numbers that stand in one row or column, by any edge or the middle."""
    groups: dict[tuple[int, ...], list[tuple[Word, float]]] = {}
    low, high = (1, 3) if along == 0 else (0, 2)

    def near_edge(pair: tuple[Word, float]) -> float:
        return pair[0].box[low]

    def far_edge(pair: tuple[Word, float]) -> float:
        return pair[0].box[high]

    def middle(pair: tuple[Word, float]) -> float:
        return pair[0].centre[1 - along]

    for key in (near_edge, far_edge, middle):
        ordered = sorted(numbers, key=key)
        end = 0
        for start, (first, _) in enumerate(ordered):
            # A "1" is narrower than its digit's place, more so in larger type.
            reach = key(ordered[start]) + max(_ALIGNED, _NARROW * min(_size(first), _LARGE_TYPE))
            before = end
            while end < len(ordered) and key(ordered[end]) <= reach:
                end += 1
            if end > before:
                _keep(groups, ordered[start:end], along)
    return sorted(groups.values(), key=len, reverse=True)[:_MOST_GROUPS]


def _size(word: Word) -> float:
    """Height of the letters of a word, whichever way it runs."""
    left, top, right, bottom = word.box
    return min(right - left, bottom - top) if len(word.text) > 1 else bottom - top


def _keep(
    groups: dict[tuple[int, ...], list[tuple[Word, float]]],
    group: list[tuple[Word, float]],
    along: int,
) -> None:
    if len(group) >= 3:
        ordered = sorted(group, key=lambda pair: pair[0].centre[along])[:_MOST_LABELS]
        groups.setdefault(tuple(id(word) for word, _ in ordered), ordered)


def _linear_parts(
    place: NDArray[np.float64], value: NDArray[np.float64]
) -> list[NDArray[np.bool_]]:
    """Return which labels lie on common straight lines: one a panel, the fullest first."""
    parts = []
    left = np.ones(place.size, dtype=bool)
    while left.sum() >= 3:
        best = _linear(place, value, left)
        if best is None:
            break
        parts.append(best)
        left &= ~best
    return parts


def _linear(
    place: NDArray[np.float64], value: NDArray[np.float64], left: NDArray[np.bool_]
) -> NDArray[np.bool_] | None:
    """Return which labels lie on the best straight line, None if under three do.

    Of lines with as many labels the steepest wins: it does not reach into the next panel.
    """
    members = np.flatnonzero(left)
    places, values = place[members], value[members]
    i, j = np.triu_indices(members.size, 1)
    apart = (np.abs(places[i] - places[j]) >= _FEWEST_POINTS) & (values[i] != values[j])
    i, j = i[apart], j[apart]
    slope = (places[j] - places[i]) / (values[j] - values[i])
    drawn = places[i, None] + slope[:, None] * (values - values[i, None])
    inside = np.abs(drawn - places) < _LABEL_TOLERANCE
    count = inside.sum(axis=1)
    span = np.where(inside, places, -np.inf).max(axis=1, initial=-np.inf)
    span -= np.where(inside, places, np.inf).min(axis=1, initial=np.inf)
    for best in np.lexsort((span, -count)):
        if count[best] < 3:
            break
        if len(np.unique(values[inside[best]])) == count[best]:
            chosen = np.zeros(place.size, dtype=bool)
            chosen[members[inside[best]]] = True
            return chosen
    return None


def _is_survival(scale: Scale) -> bool:
    """Whether a column of numbers can be a survival axis: 0 to 1 or 0 to 100, upwards."""
    top, bottom = scale.value.max(), scale.value.min()
    fraction = top <= 1.25 and top - bottom >= 0.05
    percent = 1.5 < top <= 125 and top - bottom >= 4
    return bool(scale.slope < 0 and bottom >= -1e-9 and (fraction or percent))


def _misfit(time: Scale, survival: Scale) -> float:
    """How badly a row and a column fit as two axes; infinite where they cannot.

    The row lies under the column and to its right, and they nearly meet.
    """
    if time.slope <= 0 or time.value.min() < 0:
        return np.inf
    bottom, top = survival.position.max(), survival.position.min()
    left, right = time.position.min(), time.position.max()
    height, width = bottom - top, right - left
    beside = left - 0.3 * width - 20 <= survival.line <= left + 0.1 * width
    below = bottom - 0.1 * height <= time.line <= bottom + 0.4 * height + 40
    if not (beside and below and height > 20 and width > 20):
        return np.inf
    apart = abs(survival.line - left) / width + abs(time.line - bottom) / height
    n_labels = min(len(time.value), 8) + min(len(survival.value), 8)
    return float(2 * apart - 0.1 * n_labels - 0.3 * (time.from_ticks + survival.from_ticks))


def _panel(drawing: Drawing, time: Scale, survival: Scale) -> VectorAxes:
    left = float(min(time.position.min(), (0 - time.intercept) / time.slope))
    right = float(time.position.max())
    top, bottom = float(survival.position.min()), float(survival.position.max())
    width, height = right - left, bottom - top
    for stroke in drawing.strokes:
        x0, y0, x1, y1 = stroke.box
        if not right <= x1 < right + 0.35 * width or len(stroke.points) > 5:
            continue
        is_frame = abs(x0 - left) < 0.15 * width and y1 - y0 > height - 1 and y1 < time.line + 3
        is_axis_line = y1 - y0 < 0.5 and x1 - x0 > 0.8 * width and abs(y0 - bottom) < 60
        if is_frame or is_axis_line:
            right = max(right, x1)
    return VectorAxes(time, survival, (left, top, right, bottom), bool(survival.value.max() > 1.5))


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _is_inset(one: VectorAxes, other: VectorAxes) -> bool:
    """Whether one of two panels stands within the other, with ticks and labels of its own."""
    if one.time is other.time or one.survival is other.survival:
        return False
    inner, outer = sorted((one, other), key=lambda axes: _area(axes.box))
    (left, top, right, bottom), (x0, y0, x1, y1) = inner.box, outer.box
    is_within = x0 < left and right <= x1 + _SNAP and y0 - _SNAP <= top and bottom < y1
    scales = (one.time, one.survival, other.time, other.survival)
    is_small = _area(inner.box) < _INSET * _area(outer.box)
    return is_within and is_small and all(scale.from_ticks for scale in scales)


def _share(one: VectorAxes, other: VectorAxes) -> bool:
    """Whether two panels overlap by more than half of the smaller."""
    a, b = one.box, other.box
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    smaller = min(_area(a), _area(b))
    return width > 0 and height > 0 and width * height > 0.5 * smaller
