"""Connected lines out of what a file draws piece by piece."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import product

import numpy as np
from numpy.typing import NDArray

from ...figure.drawing import Box, Colour, Stroke
from .outlines import line_of_shape, sharpened

Points = NDArray[np.float64]

_JOIN = 0.06  # points between ends that count as one place
_WHOLE = 0.15  # a chain wider than this share of the box is a line by itself, not a dash
_LEVEL_GAP = 12.0  # points, the longest gap between two dashes of one level
_CORNER_GAP = (6.0, 12.0)  # points across and up, the largest gap that may hide a corner
_EDGE = 0.6  # points from the edge of the box that still are on it
_CROSS_CELL = np.array([0.1, 0.1, 0.4])  # points the middles and lengths of its lines may differ
_FLAT = 0.3  # an outlined rectangle lower than this share of its length draws a line
_THIN_BOX = 1.0  # points; one lower than this always does
_MOST_CHAINS = 1500  # more than this are a map or a scatter plot, not dashes

_LONG = 3.0  # widths of the pen a filled piece is long that tells its width
_FELL = 0.5  # points
_SAME_PEN = 0.03  # points
_FEWEST_GAPS = 2  # of a line drawn dash by dash
_EVEN = 0.3  # of their usual length, by so much most gaps between dashes may differ
_SAMPLE = 30.0  # points of line to a gap in a legend's sample of it at most

_MOST_PIECES, _FEWEST_CORNERS = 30_000, 8  # of one style; then only lines drawn whole are read

Drawn = tuple[Points, Colour, float]
Style = tuple[Colour, float, tuple[float, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A connected line in one style, points ordered from left to right.

    ``sources`` are the places in the drawing of the strokes it is made of,
    ``joined`` whether gaps between them were closed.
    """

    points: Points
    colour: Colour
    width: float
    dash: tuple[float, ...]
    sources: frozenset[int] = frozenset()
    joined: bool = False


@dataclass(slots=True, eq=False)
class _Chain:
    """Pieces joined so far.

    ``slack`` is how far the ends of filled pieces overshoot; ``is_whole`` says
    that one stroke of the file draws a long stretch of it, corners included;
    ``ways`` and ``gaps`` are the lengths of the pieces and of what is between.
    """

    points: Points
    sources: list[int]
    slack: float
    is_whole: bool = False
    ways: list[float] = field(default_factory=list)
    gaps: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ways.append(float(np.abs(np.diff(self.points, axis=0)).sum()))

    @property
    def dash(self) -> tuple[float, ...]:
        """The dash and gap of a line drawn dash by dash, empty where it is none."""
        is_sample = sum(self.ways) <= _SAMPLE * len(self.gaps)
        spread = np.ptp(np.quantile(self.gaps, (0.25, 0.75))) if self.gaps else np.inf
        is_even = spread <= _EVEN * np.median(self.gaps or [0.0])
        if not is_even or not (len(self.gaps) >= _FEWEST_GAPS or is_sample):
            return ()
        dash = (float(np.median(self.ways)), float(np.median(self.gaps)))
        return round(2 * dash[0]) / 2, round(2 * dash[1]) / 2


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
    styles: dict[Style, list[_Chain]] = defaultdict(list)
    crosses = crosses_in(strokes)
    drawn = [None if index in crosses else drawn_line(one) for index, one in enumerate(strokes)]
    pens = _pens(strokes, drawn)
    for index, (stroke, line) in enumerate(zip(strokes, drawn, strict=True)):
        if line is None:
            continue
        points, colour, width = _with_pen(stroke, line, pens)
        shown = _shown(_left_to_right(points), box)
        if len(shown) > 1 and not _is_furniture(shown, box):
            is_filled = stroke.colour is None or is_thin_box(stroke)
            rounded = round(2 * width) / 2 if is_filled else round(width, 1)
            slack = _JOIN + (width / 2 if is_filled else 0.0)
            is_whole = len(shown) > 2 and np.ptp(shown[:, 0]) > _WHOLE * (box[2] - box[0])
            piece = _Chain(shown, [index], slack, bool(is_whole))
            styles[colour, rounded, stroke.dash].append(piece)
    found = []
    for (colour, width, dash), pieces in styles.items():
        for chain in _join(pieces):
            sources = frozenset(chain.sources)
            style = colour, width, dash or chain.dash
            found.append(Line(chain.points, *style, sources, bool(chain.gaps)))
    return found


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


def _with_pen(stroke: Stroke, line: Drawn, pens: dict[Colour, float]) -> Drawn:
    """A filled rectangle as wide as the pen is a piece of its way, however short that is."""
    _, colour, _ = line
    pen = pens.get(colour)
    if stroke.colour is not None or pen is None or len(stroke.points) not in {4, 5}:
        return line
    left, top, right, bottom = stroke.box
    is_upright, is_level = (abs(side - pen) <= _SAME_PEN for side in (right - left, bottom - top))
    if is_upright == is_level:
        return line
    x, y = (left + right) / 2, (top + bottom) / 2
    ends = [(x, top), (x, bottom)] if is_upright else [(left, y), (right, y)]
    return np.array(ends), colour, pen


def drawn_line(stroke: Stroke) -> Drawn | None:
    """Return points, colour and width of a stroke's line, or of the thin shape it fills."""
    if stroke.curved:
        corners = None if stroke.colour is None or stroke.closed else sharpened(stroke.points)
        return (
            None if corners is None or not stroke.colour else (corners, stroke.colour, stroke.width)
        )
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
    is_short = (length >= 1.0) & (length <= _LEVEL_GAP) & (sides.min(axis=1) <= _JOIN)
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
    is_drop = abs(points[first_out, 0] - kept[-1, 0]) <= _JOIN
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


# --- joining ------------------------------------------------------------------------------------


def _join(pieces: list[_Chain]) -> list[_Chain]:
    """Join pieces in the order of the file, then what is left from the left to the right."""
    if len(pieces) > _MOST_PIECES:
        return [piece for piece in pieces if len(piece.points) > _FEWEST_CORNERS]
    chains = _joined_in_order(pieces)
    if len(chains) > _MOST_CHAINS:
        return chains
    return _joined_by_place(chains)


def _joined_in_order(pieces: Iterable[_Chain]) -> list[_Chain]:
    chains: list[_Chain] = []
    ends: dict[tuple[int, int], list[_Chain]] = defaultdict(list)
    for piece in pieces:
        before = chains[-1] if chains else None
        if before is None or not _extend(before, piece, gaps=True):
            before = _touched(ends, piece)
            if before is None:
                chains.append(piece)
                before = piece
            else:
                # What follows in the file most likely goes on here.
                chains.remove(before)
                chains.append(before)
        ends[_cell(before.points[-1])].append(before)
    return chains


def _touched(ends: dict[tuple[int, int], list[_Chain]], piece: _Chain) -> _Chain | None:
    """Extend the chain whose end this piece touches, if there is one."""
    for end in (piece.points[0], piece.points[-1]):
        column, row = _cell(end)
        for dx in (0, 1, -1):
            for dy in (0, 1, -1):
                for chain in ends.get((column + dx, row + dy), ()):
                    if chain is not piece and _extend(chain, piece, gaps=False):
                        return chain
    return None


def _cell(point: Points) -> tuple[int, int]:
    return round(float(point[0]) / _JOIN), round(float(point[1]) / _JOIN)


def _joined_by_place(chains: list[_Chain]) -> list[_Chain]:
    """Give each chain, from the left, to the one before it that it continues best."""
    waiting = sorted(chains, key=lambda chain: (chain.points[0, 0], chain.points[0, 1]))
    done: list[_Chain] = []
    for piece in waiting:
        best, best_cost = None, np.inf
        for chain in done:
            cost = _cost(chain, piece)[0]
            if cost < best_cost:
                best, best_cost = chain, cost
        if best is None or not _extend(best, piece, gaps=True):
            done.append(piece)
    return done


def _extend(chain: _Chain, piece: _Chain, *, gaps: bool) -> bool:
    """Put a piece at the end of a chain where it continues it; False where it cannot."""
    cost, points = _cost(chain, piece)
    is_gap = cost > chain.slack + piece.slack
    if not np.isfinite(cost) or (is_gap and not gaps):
        return False
    gap = float(np.abs(points[0] - chain.points[-1]).sum())
    if is_gap and points[0, 0] - chain.points[-1, 0] > chain.slack + piece.slack:
        chain.gaps.append(gap)
        chain.ways += piece.ways
    else:
        chain.ways[-1] += piece.ways[0]
        chain.ways += piece.ways[1:]
    chain.gaps += piece.gaps
    chain.is_whole |= piece.is_whole
    chain.points = _with_corner(chain.points, points)
    chain.sources += piece.sources
    return True


def _cost(chain: _Chain, piece: _Chain) -> tuple[float, Points]:
    """Cost of continuing a chain by a piece, and the piece the way round it is followed.

    Infinite where it cannot be one line.
    """
    end, points = chain.points[-1], piece.points
    is_upright = abs(points[-1, 0] - points[0, 0]) <= _JOIN
    if is_upright and abs(points[-1, 1] - end[1]) < abs(points[0, 1] - end[1]):
        points = points[::-1]
    if is_upright and _turns_back(chain, points):
        return np.inf, points
    dx, dy = (float(v) for v in points[0] - end)
    slack = chain.slack + piece.slack
    if abs(dx) <= slack and abs(dy) <= slack:
        return max(abs(dx), abs(dy)), points
    if dx < -min(chain.slack, piece.slack) or chain.is_whole or piece.is_whole:
        return np.inf, points
    if dx <= _JOIN:
        return (abs(dy) if abs(dy) < 200 else np.inf), points
    if abs(dy) <= _JOIN and dx <= _LEVEL_GAP:
        return dx, points
    if dx <= _CORNER_GAP[0] and abs(dy) <= _CORNER_GAP[1]:
        return 10 + dx + abs(dy), points
    return np.inf, points


def _turns_back(chain: _Chain, upright: Points) -> bool:
    """Whether an upright piece goes up from a line that has fallen, or down from one that rose.

    Such a piece, or one that crosses the line's end, is a mark at its end.
    """
    so_far = chain.points[-1, 1] - chain.points[0, 1]
    ahead = (upright[:, 1] - chain.points[-1, 1]) * np.sign(so_far)
    return bool(abs(so_far) > _FELL and ahead.min() < -_FELL)


def _with_corner(before: Points, after: Points) -> Points:
    """Two parts of a staircase as one, with the corner that a gap or an overlap hides."""
    end, start = before[-1], after[0]
    dx, dy = np.abs(start - end)
    if dx == 0 and dy == 0:
        return np.concatenate([before, after[1:]])
    was_level, is_level = _is_level(before[-2:]), _is_level(after[:2])
    if was_level and not is_level:
        corner = np.array([[start[0], end[1]]])
        return np.concatenate([before[:-1], corner, after[1:]])
    if not was_level and is_level:
        corner = np.array([[end[0], start[1]]])
        return np.concatenate([before[:-1], corner, after[1:]])
    if was_level and dy > 0:
        at = start[0] if dx <= _JOIN else (start[0] + end[0]) / 2
        return np.concatenate([before[:-1], [[at, end[1]], [at, start[1]]], after[1:]])
    if not was_level and not is_level and dx > _JOIN:
        at = (start[1] + end[1]) / 2  # the gap hides the tread between two drops
        return np.concatenate([before[:-1], [[end[0], at], [start[0], at]], after[1:]])
    return np.concatenate([before, after])


def _is_level(step: Points) -> bool:
    return bool(abs(step[1, 0] - step[0, 0]) >= abs(step[1, 1] - step[0, 1]))
