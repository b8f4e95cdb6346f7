"""A vector figure in one form, whatever file it came from: strokes and words.

Coordinates are points (1/72 inch) as seen on screen: origin top left, x to the
right, y down, page rotation applied.
"""

import re
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

POINTS_PER_CSS_PIXEL = 0.75
_FARTHEST = 1e6  # points from the corner; 350 m

_FEWEST_CORNERS = 12  # of a line that may be a curve
_FEWEST_LABELS, _MOST_AGREE = 8, 0.8
_MOST_WORDS = 4000  # of a page that is looked at word by word
_NUMBER = re.compile(r"^[\d.,·]+%?$")
_MILLIMETRE = 72 / 25.4
# Pixels at 72, 96, 300, 600 and 1200 to the inch, tenths of a millimetre, of a point and of a
# pixel, thousandths of an inch, twips, hundredths of all these, thousandths; in points.
_UNIT_STEPS = (
    *(1.0, 0.1 * _MILLIMETRE, 0.75, 0.24, 0.12, 0.1, 0.075, 0.072, 0.06, 0.05),
    *(0.01 * _MILLIMETRE, 0.01, 0.0075, 0.001 * _MILLIMETRE, 0.001, 0.00075),
)
_OFF_STEP = 0.06  # of a step, what writing the number and reading it may be off
_FEWEST_PLACES = 8  # fewer different places lie on any step by chance

_BEZIER_T = np.arange(1, 9)[:, None] / 8
_BEZIER = np.hstack(
    [
        (1 - _BEZIER_T) ** 3,
        3 * (1 - _BEZIER_T) ** 2 * _BEZIER_T,
        3 * (1 - _BEZIER_T) * _BEZIER_T**2,
        _BEZIER_T**3,
    ]
)

# Signs of symbol fonts that programs print as censor marks.
MARK_SYMBOLS = frozenset("●○❍■□❑◆◇▲△▼▽✕✖✚✱★☆")

Colour = tuple[int, int, int]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Stroke:
    """One connected line of a drawing, curves flattened.

    Attributes
    ----------
    points : ndarray, shape (n_points, 2)
        Corners in drawing order, in points.
    colour : tuple of int or None
        sRGB of the line, None where it is only filled.
    fill : tuple of int or None
        sRGB of the inside, None where it is only stroked.
    width : float
        Line width in points.
    dash : tuple of float
        Lengths of dashes and gaps in points; empty is solid.
    group : int
        Strokes that the file draws as one path share a number.
    closed, curved : bool
        Whether the line returns to its start, and whether it was drawn with Bezier curves.
    """

    points: NDArray[np.float64]
    colour: Colour | None
    fill: Colour | None
    width: float
    dash: tuple[float, ...]
    group: int
    closed: bool = False
    curved: bool = False
    _box: Box | None = field(default=None, init=False, repr=False)

    @property
    def box(self) -> Box:
        """Bounding box: left, top, right, bottom; worked out once."""
        if self._box is None:
            low, high = self.points.min(axis=0).tolist(), self.points.max(axis=0).tolist()
            object.__setattr__(self, "_box", (low[0], low[1], high[0], high[1]))
        assert self._box is not None
        return self._box


@dataclass(frozen=True, slots=True)
class Word:
    """Characters that belong together, with where and how they stand.

    ``box`` is left, top, right, bottom in points; ``angle`` is in degrees
    anticlockwise as read: 0 upright, 90 for an axis title read from below.
    """

    text: str
    box: Box
    angle: float
    colour: Colour = (0, 0, 0)

    @property
    def centre(self) -> tuple[float, float]:
        """Middle of the box."""
        left, top, right, bottom = self.box
        return (left + right) / 2, (top + bottom) / 2


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """The strokes and words of one page or picture.

    ``images`` are the boxes of pictures placed on the page; ``grid`` is the
    step to which the file rounds coordinates, in points (0 if none is seen).
    """

    width: float
    height: float
    strokes: tuple[Stroke, ...]
    words: tuple[Word, ...]
    images: tuple[Box, ...] = ()
    grid: float = 0.0

    @property
    def quarter_turns(self) -> int:
        """Clockwise quarter turns that would set most of the words upright, 0 to 3.

        A page whose figure lies on its side has most words running up or down;
        one axis title that does so is outvoted by the tick labels. On a page of
        text the labels of a figure on its side tell.
        """
        aside = self._turns_of_figure()
        if aside:
            return aside
        letters = [0, 0, 0, 0]
        for word in self.words:
            letters[round(word.angle / 90) % 4] += len(word.text)
        most = max(range(4), key=lambda turn: letters[turn])
        return most if letters[most] > 0.6 * sum(letters) else 0

    def _turns_of_figure(self) -> int:
        """Turns that set the numbers in no sentence upright, 0 where they do not agree."""
        has_curve = any(len(stroke.points) >= _FEWEST_CORNERS for stroke in self.strokes)
        if not has_curve or len(self.words) > _MOST_WORDS:
            return 0
        words = np.array([word.box for word in self.words]).reshape(-1, 4)
        turns = []
        for word in self.words:
            left, top, right, bottom = word.box
            if not _NUMBER.match(word.text):
                continue
            turn = round(word.angle / 90) % 4
            blank = 1.2 * min(right - left, bottom - top)
            x, y = (0.0, blank) if turn % 2 else (blank, 0.0)
            if _are_over(words, (left - x, top - y, right + x, bottom + y)).sum() == 1:
                turns.append(turn)  # in a sentence there would be others
        most = max(set(turns), key=turns.count) if turns else 0
        agree = turns.count(most) >= max(_FEWEST_LABELS, _MOST_AGREE * len(turns))
        return most if agree else 0

    def turned(self, quarter_turns: int) -> "Drawing":
        """Return the drawing turned clockwise by so many quarters."""
        drawing = self
        for _ in range(quarter_turns % 4):
            drawing = drawing._turned_once()
        return drawing

    def _turned_once(self) -> "Drawing":
        height = self.height
        strokes = tuple(
            replace(s, points=np.column_stack([height - s.points[:, 1], s.points[:, 0]]))
            for s in self.strokes
        )
        words = tuple(
            replace(w, box=_turned_box(w.box, height), angle=(w.angle - 90) % 360)
            for w in self.words
        )
        images = tuple(_turned_box(image, height) for image in self.images)
        return Drawing(height, self.width, strokes, words, images, self.grid)

    def scaled(self, factor: float) -> "Drawing":
        """Return the drawing with all its lengths multiplied."""
        strokes = tuple(
            replace(
                s,
                points=s.points * factor,
                width=s.width * factor,
                dash=tuple(length * factor for length in s.dash),
            )
            for s in self.strokes
        )
        words = tuple(replace(w, box=_scaled_box(w.box, factor)) for w in self.words)
        images = tuple(_scaled_box(image, factor) for image in self.images)
        size = self.width * factor, self.height * factor
        return Drawing(*size, strokes, words, images, self.grid * factor)

    def inside(self, box: Box) -> "Drawing":
        """Return what lies inside a box, with the same coordinates."""
        left, top, right, bottom = box
        strokes = tuple(s for s in self.strokes if _overlaps(s.box, box))
        words = tuple(
            w for w in self.words if left <= w.centre[0] <= right and top <= w.centre[1] <= bottom
        )
        images = tuple(image for image in self.images if _overlaps(image, box))
        return Drawing(self.width, self.height, strokes, words, images, self.grid)

    def cropped(self, box: Box) -> "Drawing":
        """Return what lies inside a box as a drawing of its own, its corner the origin."""
        left, top, right, bottom = box
        found, corner = self.inside(box), np.array([left, top])
        strokes = tuple(replace(s, points=s.points - corner) for s in found.strokes)
        words = tuple(replace(w, box=_shifted_box(w.box, left, top)) for w in found.words)
        images = tuple(_shifted_box(image, left, top) for image in found.images)
        return Drawing(right - left, bottom - top, strokes, words, images, self.grid)


def coordinate_grid(values: NDArray[np.float64]) -> float:
    """Return the decimal step all these coordinates are rounded to, 0 if there is none.

    Parameters
    ----------
    values : ndarray, shape (n,)
        Coordinates as the file writes them, before any transformation.
    """
    if values.size == 0:
        return 0.0
    for step in (1.0, 0.1, 0.01, 0.001, 0.0001):
        if np.all(np.abs(values / step - np.rint(values / step)) * step < step * 2e-2):
            return step
    return 0.0


def rounding_step(values: NDArray[np.float64]) -> float:
    """Return the step of a program's own unit all these coordinates lie on, 0 if there is none.

    A file may write hundredths of a point and its drawing program still have
    rounded to hundredths of a millimetre before.

    Parameters
    ----------
    values : ndarray, shape (n,)
        One coordinate of the corners of a line, in points of the page.
    """
    away = values - values.min() if values.size else values
    for step in _UNIT_STEPS:
        places = away / step
        if np.unique(np.rint(places)).size < _FEWEST_PLACES:
            return 0.0
        if np.abs(places - np.rint(places)).max() <= _OFF_STEP:
            return step
    return 0.0


def is_drawable(points: NDArray[np.float64]) -> bool:
    """Return whether all these coordinates are numbers that a page can hold."""
    return bool(np.all(np.abs(points) <= _FARTHEST))


def bezier_points(
    start: tuple[float, float],
    one: tuple[float, float],
    two: tuple[float, float],
    end: tuple[float, float],
) -> list[tuple[float, float]]:
    """Return eight points of a cubic Bezier curve after its start, evenly in its parameter."""
    corners = np.array([start, one, two, end])
    return [(x, y) for x, y in (_BEZIER @ corners).tolist()]


def is_straight(
    start: tuple[float, float],
    one: tuple[float, float],
    two: tuple[float, float],
    end: tuple[float, float],
) -> bool:
    """Return whether a cubic Bezier curve is a straight line written as a curve."""
    across, down = end[0] - start[0], end[1] - start[1]
    length = float(np.hypot(across, down))
    far = 1e-3 * length + 1e-6
    for x, y in (one, two):
        away = abs((x - start[0]) * down - (y - start[1]) * across) / max(length, 1e-12)
        along = ((x - start[0]) * across + (y - start[1]) * down) / max(length, 1e-12)
        if away > far or not -far <= along <= length + far:
            return False
    return length > 0


def _turned_box(box: Box, height: float) -> Box:
    left, top, right, bottom = box
    return height - bottom, left, height - top, right


def _shifted_box(box: Box, left: float, top: float) -> Box:
    return box[0] - left, box[1] - top, box[2] - left, box[3] - top


def _scaled_box(box: Box, factor: float) -> Box:
    return box[0] * factor, box[1] * factor, box[2] * factor, box[3] * factor


def _are_over(boxes: NDArray[np.float64], box: Box) -> NDArray[np.bool_]:
    """Which of the boxes, shape (n, 4), overlap one."""
    left, top, right, bottom = boxes.T
    return np.asarray((left <= box[2]) & (right >= box[0]) & (top <= box[3]) & (bottom >= box[1]))


def _overlaps(one: Box, other: Box) -> bool:
    return one[0] <= other[2] and one[2] >= other[0] and one[1] <= other[3] and one[3] >= other[1]
