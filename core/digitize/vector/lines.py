"""Connected lines out of what a file draws piece by piece."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from ...figure.drawing import Box, Colour, Stroke
from .chains import JOIN, LEVEL_GAP, Chain, join
from .outlines import line_of_shape, sharpened
from .rounded import squared

Points = NDArray[np.float64]

_WHOLE = 0.15  # a chain wider than this share of the box is a line by itself, not a dash
_NEAR = 30.0  # points from the box within which strokes can be part of a line in it
_EDGE = 0.6  # points from the edge of the box that still are on it
_CROSS_CELL = np.array([0.1, 0.1, 0.4])  # points the middles and lengths of its lines may differ
_FLAT = 0.3  # an outlined rectangle lower than this share of its length draws a line
_THIN_BOX = 1.0  # points; one lower than this always does

_LETTER, _PEN = 15.0, 3.0  # points; a round shape larger or thinner may be a line
_LONG = 3.0  # widths of the pen a filled piece is long that tells its width
_SAME_PEN = 0.03  # points
_STRETCHED = 0.06  # of its length, by so much dashes of one style may differ


Drawn = tuple[Points, Colour, float]
Dash = tuple[float, ...]
Style = tuple[Colour, float, Dash]


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A connected line in one style, points ordered from left to right.

    ``sources`` are the places in the drawing of the strokes it is made of,
    ``hidden`` the places of gaps in which it turns, none can tell just where,
    ``lean`` how far pieces set straight were off level and upright, in points.
    """

    points: Points
    colour: Colour
    width: float
    dash: tuple[float, ...]
    sources: frozenset[int] = frozenset()
    hidden: tuple[tuple[float, float], ...] = ()
    lean: float = 0.0


def lines_in(strokes: tuple[Stroke, ...], box: Box) -> list[Line]:
    """Return the connected lines that run inside a plot box.

    Pieces of one colour, width and dash are joined where they touch, where a
    drop between two level pieces is not drawn, and where level pieces are the
    dashes of one line. What follows in the file is tried first: programs draw
    a line from one end to the other.

    Parameters
    ----------
    strokes : tuple of Stroke
    box : left, top, right, bottom in points
    """
    places = [index for index, stroke in enumerate(strokes) if _is_near(stroke.box, box)]
    styles = _pieces_by_style(tuple(strokes[index] for index in places), box)
    found = []
    for (colour, width, dash), pieces in styles.items():
        for chain in join(pieces):
            sources = frozenset(places[index] for index in chain.sources)
            style = colour, width, dash or chain.dash
            found.append(Line(chain.points, *style, sources, tuple(chain.hidden)))
    return found


def _is_near(one: Box, other: Box) -> bool:
    across = one[0] <= other[2] + _NEAR and one[2] >= other[0] - _NEAR
    return across and one[1] <= other[3] + _NEAR and one[3] >= other[1] - _NEAR


def _pieces_by_style(strokes: tuple[Stroke, ...], box: Box) -> dict[Style, list[Chain]]:
    """What strokes draw inside a box, in the order of the file, by colour, pen and dash."""
    styles: dict[Style, list[Chain]] = defaultdict(list)
    crosses = crosses_in(strokes)
    drawn = [None if index in crosses else drawn_line(one) for index, one in enumerate(strokes)]
    pens = _pens(strokes, drawn)
    dashes: dict[tuple[Colour, float], list[Dash]] = defaultdict(list)
    for index, (stroke, own) in enumerate(zip(strokes, drawn, strict=True)):
        line = _with_pen(stroke, own, pens)
        if line is None:
            continue
        points, colour, width = line
        shown = _shown(_left_to_right(points), box)
        if len(shown) > 1 and not _is_furniture(shown, box):
            is_filled = stroke.colour is None or is_thin_box(stroke)
            rounded = round(2 * width) / 2 if is_filled else round(width, 1)
            slack = JOIN + (width / 2 if is_filled else 0.0)
            is_whole = len(shown) > 2 and np.ptp(shown[:, 0]) > _WHOLE * (box[2] - box[0])
            piece = Chain(shown, [index], slack, bool(is_whole))
            dash = _known_dash(stroke.dash, dashes[colour, rounded])
            styles[colour, rounded, dash].append(piece)
    return styles


def _known_dash(dash: Dash, known: list[Dash]) -> Dash:
    """A dash as first met: some programs stretch it so that each piece ends with a dash."""
    for other in known:
        same = len(other) == len(dash) and all(
            abs(one - two) <= _STRETCHED * max(one, two)
            for one, two in zip(dash, other, strict=True)
        )
        if same:
            return other
    known.append(dash)
    return dash


def _pens(strokes: tuple[Stroke, ...], drawn: list[Drawn | None]) -> dict[Colour, float]:
    """The width of the pen most of whose way is filled in each colour."""
    ways: dict[Colour, dict[float, float]] = defaultdict(lambda: defaultdict(float))
    for stroke, line in zip(strokes, drawn, strict=True):
        if stroke.colour is None and line is not None:
            points, colour, width = line
            way = float(np.abs(np.diff(points, axis=0)).sum())
            if way > _LONG * width:
                ways[colour][round(width, 2)] += way
    return {colour: max(of, key=lambda width: of[width]) for colour, of in ways.items()}


def _with_pen(stroke: Stroke, line: Drawn | None, pens: dict[Colour, float]) -> Drawn | None:
    """A filled shape as wide as the pen is a piece of its way, however short that is."""
    pen = pens.get(stroke.fill) if stroke.fill is not None else None
    is_plain = stroke.curved or len(stroke.points) in {4, 5}
    if stroke.colour is not None or stroke.fill is None or pen is None or not is_plain:
        return line
    left, top, right, bottom = stroke.box
    sides = right - left, bottom - top
    is_upright, is_level = (abs(side - pen) <= _SAME_PEN for side in sides)
    if is_upright == is_level or (line is None and max(sides) > _LONG * pen):
        return line
    x, y = (left + right) / 2, (top + bottom) / 2
    cap = pen / 2 if stroke.curved else 0.0
    ends = [(x, top + cap), (x, bottom - cap)]
    ends = ends if is_upright else [(left + cap, y), (right - cap, y)]
    return np.array(ends), stroke.fill, pen


def drawn_line(stroke: Stroke) -> Drawn | None:
    """Return points, colour and width of a stroke's line, or of the thin shape it fills."""
    if stroke.curved:
        return _drawn_round(stroke)
    if stroke.colour is not None:
        if is_thin_box(stroke):
            middle = line_of_shape(stroke.points)
            assert middle is not None
            return middle[0], stroke.colour, middle[1] + stroke.width
        is_outline = stroke.closed and stroke.fill is not None
        return None if is_outline else (stroke.points, stroke.colour, stroke.width)
    if stroke.fill is None:
        return None
    middle = line_of_shape(stroke.points)
    return None if middle is None else (middle[0], stroke.fill, middle[1])


def _drawn_round(stroke: Stroke) -> Drawn | None:
    """The line of a stroke with round corners, or of what a pen with round ends has filled."""
    left, top, right, bottom = stroke.box
    if stroke.colour is None and stroke.fill is not None:
        is_long = max(right - left, bottom - top) > _LETTER
        is_line = is_long or min(right - left, bottom - top) <= _PEN
        shape = squared(stroke.points) if is_line else None
        middle = line_of_shape(shape) if shape is not None else None
        return None if middle is None else (middle[0], stroke.fill, middle[1])
    corners = None if stroke.closed else sharpened(stroke.points)
    return None if corners is None or not stroke.colour else (corners, stroke.colour, stroke.width)


def is_thin_box(stroke: Stroke) -> bool:
    """Whether a stroke goes round a rectangle so thin that it is seen as a line."""
    if stroke.colour is None or not stroke.closed or len(stroke.points) not in {4, 5}:
        return False
    middle = line_of_shape(stroke.points)
    return middle is not None and (
        middle[1] <= _THIN_BOX or middle[1] < _FLAT * float(np.ptp(middle[0], axis=0).max())
    )


def crosses_in(strokes: tuple[Stroke, ...]) -> set[int]:
    """Return the places of short strokes that cross in their middles: marks, no lines.

    One is level, one upright, both as long. A dash may by chance have its
    middle on a censor mark.

    Parameters
    ----------
    strokes : tuple of Stroke
    """
    places = [index for index, stroke in enumerate(strokes) if len(stroke.points) == 2]
    if not places:
        return set()
    members = np.array(places)
    ends = np.array([strokes[index].points for index in places])
    sides = np.abs(ends[:, 1] - ends[:, 0])
    length = sides.max(axis=1)
    is_short = (length >= 1.0) & (length <= LEVEL_GAP) & (sides.min(axis=1) <= JOIN)
    members, sides = members[is_short], sides[is_short]
    place = np.column_stack([ends[is_short].mean(axis=1), length[is_short]])
    is_level = sides[:, 0] > sides[:, 1]
    found: set[int] = set()
    for shift in product((0.0, 0.5), repeat=3):
        # Again, so that places on a border between two cells are together once.
        cells = np.floor(place / _CROSS_CELL + shift).astype(np.int64)
        _, cell = np.unique(cells, axis=0, return_inverse=True)
        n_level = np.bincount(cell.ravel(), weights=is_level)
        n_all = np.bincount(cell.ravel())
        crossed = (n_level > 0) & (n_level < n_all)
        found.update(members[crossed[cell.ravel()]].tolist())
    return found


def _shown(points: Points, box: Box) -> Points:
    """The part of a line from its first point to where it leaves the plot box for good.

    What a file draws above or below is hidden by the page's clip and not read.
    A curve that runs on beyond the end of the time axis is read on.
    """
    left, top, right, bottom = box
    slack = 0.03 * max(right - left, bottom - top)
    x, y = points[:, 0], points[:, 1]
    inside = (x >= left - slack) & (y >= top - slack) & (y <= bottom + slack)
    if not inside[0] or x[0] > right + slack:
        return points[:0]
    if inside.all():
        return points
    if len(points) < 4:
        return points[:0]
    first_out = int(np.argmin(inside))
    kept = points[:first_out]
    is_drop = abs(points[first_out, 0] - kept[-1, 0]) <= JOIN
    return kept if is_drop else points[:0]


def _is_furniture(points: Points, box: Box) -> bool:
    """Whether a line is an axis, a tick outside it, a frame or a line of the grid."""
    left, top, right, bottom = box
    across, upward = np.ptp(points, axis=0)
    x, y = points[:, 0], points[:, 1]
    if across > upward and x.min() < left - _EDGE and x.max() <= left + _EDGE:
        return True
    if upward > across and y.max() > bottom + _EDGE and y.min() >= bottom - _EDGE:
        return True
    steps = np.abs(np.diff(points, axis=0))
    tall = steps[:, 1] > 0.9 * (bottom - top)
    at = points[:-1, 0][tall]
    if np.any((np.abs(at - left) < 6) | (np.abs(at - right) < 6)):
        return True
    level = (steps[:, 0] > 0.93 * (right - left)) & (steps[:, 1] < 0.05)
    return bool(level.any() or (len(points) == 2 and tall.any()))


def _left_to_right(points: Points) -> Points:
    return points[::-1] if points[-1, 0] < points[0, 0] else points
