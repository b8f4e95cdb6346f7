"""Pieces of line joined into chains: where they touch, across drops not drawn, dash by dash."""

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
Cell = tuple[int, int]

JOIN = 0.06  # points between ends that count as one place
LEVEL_GAP = 12.0  # points, the longest gap between two dashes of one level
_CORNER_GAP = (6.0, 12.0)  # points across and up, the largest gap that may hide a corner
_MOST_CHAINS = 1500  # more than this are a map or a scatter plot, not dashes
_FELL = 0.5  # points
_FEWEST_GAPS = 2  # of a line drawn dash by dash
_EVEN = 0.3  # of their usual length, by so much most gaps between dashes may differ
_SAMPLE = 30.0  # points of line to a gap in a legend's sample of it at most
_MOST_PIECES, _FEWEST_CORNERS = 30_000, 8  # of one style; then only lines drawn whole are read


@dataclass(slots=True, eq=False)
class Chain:
    """Pieces joined so far.

    ``slack`` is how far the ends of filled pieces overshoot; ``is_whole`` says
    that one stroke of the file draws a long stretch of it, corners included;
    ``ways`` and ``gaps`` are the lengths of the pieces and of what is between,
    ``hidden`` the middles of gaps in which it turns, none can tell where.
    """

    points: Points
    sources: list[int]
    slack: float
    is_whole: bool = False
    ways: list[float] = field(default_factory=list)
    gaps: list[float] = field(default_factory=list)
    hidden: list[tuple[float, float]] = field(default_factory=list)

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


def join(pieces: list[Chain]) -> list[Chain]:
    """Join pieces in the order of the file, then what is left from the left to the right."""
    if len(pieces) > _MOST_PIECES:
        return [piece for piece in pieces if len(piece.points) > _FEWEST_CORNERS]
    chains = _joined_in_order(pieces)
    if len(chains) > 1:
        chains = _joined_in_order(sorted(chains, key=_place), gaps=False)
    if len(chains) > _MOST_CHAINS:
        return chains
    return _joined_by_place(chains)


def _place(chain: Chain) -> tuple[float, float]:
    """Where a chain begins and ends across: upright ones before those that go on from there."""
    return float(chain.points[0, 0]), float(chain.points[-1, 0])


def _joined_in_order(pieces: list[Chain], *, gaps: bool = True) -> list[Chain]:
    chains: list[Chain] = []
    ends: dict[Cell, list[Chain]] = defaultdict(list)
    meetings = _meetings(pieces) if gaps else set()
    for piece in pieces:
        before = chains[-1] if chains else None
        may_gap = gaps and before is not None and not _is_met(before, piece, meetings)
        if before is None or not _extend(before, piece, gaps=may_gap):
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


def _meetings(pieces: list[Chain]) -> set[Cell]:
    """The places where ends of different pieces touch."""
    known: dict[Cell, set[bytes]] = defaultdict(set)
    for piece in pieces:
        ends = np.sort(np.round(piece.points[[0, -1]], 2), axis=0).tobytes()
        for cell in {_cell(piece.points[0]), _cell(piece.points[-1])}:
            known[cell].add(ends)
    return {cell for cell, touching in known.items() if len(touching) > 1}


def _is_met(chain: Chain, piece: Chain, meetings: set[Cell]) -> bool:
    """Whether the end of a chain, or both of a piece, go on where others touch them.

    Then no gap is to be closed there: what touches goes first.
    """
    ends = [_cell(piece.points[0]), _cell(piece.points[-1])]
    return _cell(chain.points[-1]) in meetings or all(cell in meetings for cell in ends)


def _touched(ends: dict[Cell, list[Chain]], piece: Chain) -> Chain | None:
    """Extend the chain whose end this piece touches, if there is one."""
    for end in (piece.points[0], piece.points[-1]):
        column, row = _cell(end)
        for dx in (0, 1, -1):
            for dy in (0, 1, -1):
                for chain in ends.get((column + dx, row + dy), ()):
                    if chain is not piece and _extend(chain, piece, gaps=False):
                        return chain
    return None


def _cell(point: Points) -> Cell:
    return round(float(point[0]) / JOIN), round(float(point[1]) / JOIN)


def _joined_by_place(chains: list[Chain]) -> list[Chain]:
    """Give each chain, from the left, to the one before it that it continues best."""
    waiting = sorted(chains, key=lambda chain: (chain.points[0, 0], chain.points[0, 1]))
    done: list[Chain] = []
    for piece in waiting:
        best, best_cost = None, np.inf
        for chain in done:
            cost = _cost(chain, piece)[0]
            if cost < best_cost:
                best, best_cost = chain, cost
        if best is None or not _extend(best, piece, gaps=True):
            done.append(piece)
    return done


def _extend(chain: Chain, piece: Chain, *, gaps: bool) -> bool:
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
    chain.hidden += piece.hidden + _turns_between(chain.points, points, chain.slack + piece.slack)
    chain.is_whole |= piece.is_whole
    chain.points = _with_corner(chain.points, points)
    chain.sources += piece.sources
    return True


def _cost(chain: Chain, piece: Chain) -> tuple[float, Points]:
    """Cost of continuing a chain by a piece, and the piece the way round it is followed.

    Infinite where it cannot be one line.
    """
    end, points = chain.points[-1], piece.points
    is_upright = abs(points[-1, 0] - points[0, 0]) <= JOIN
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
    if dx <= JOIN:
        return (abs(dy) if abs(dy) < 200 else np.inf), points
    if abs(dy) <= JOIN and dx <= LEVEL_GAP:
        return dx, points
    if dx <= _CORNER_GAP[0] and abs(dy) <= _CORNER_GAP[1]:
        return 10 + dx + abs(dy), points
    return np.inf, points


def _turns_back(chain: Chain, upright: Points) -> bool:
    """Whether an upright piece goes up from a line that has fallen, or down from one that rose.

    Such a piece, or one that crosses the line's end, is a mark at its end.
    """
    so_far = chain.points[-1, 1] - chain.points[0, 1]
    ahead = (upright[:, 1] - chain.points[-1, 1]) * np.sign(so_far)
    return bool(abs(so_far) > _FELL and ahead.min() < -_FELL)


def _turns_between(before: Points, after: Points, slack: float) -> list[tuple[float, float]]:
    """The middle of a gap between two treads or two drops that are not on one line."""
    end, start = before[-1], after[0]
    is_gap = bool(np.all(np.abs(start - end) > slack))
    if not is_gap or _is_level(before[-2:]) != _is_level(after[:2]):
        return []
    x, y = ((end + start) / 2).tolist()
    return [(x, y)]


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
        at = start[0] if dx <= JOIN else (start[0] + end[0]) / 2
        return np.concatenate([before[:-1], [[at, end[1]], [at, start[1]]], after[1:]])
    if not was_level and not is_level and dx > JOIN:
        at = (start[1] + end[1]) / 2  # the gap hides the tread between two drops
        return np.concatenate([before[:-1], [[end[0], at], [start[0], at]], after[1:]])
    return np.concatenate([before, after])


def _is_level(step: Points) -> bool:
    return bool(abs(step[1, 0] - step[0, 0]) >= abs(step[1, 1] - step[0, 1]))
