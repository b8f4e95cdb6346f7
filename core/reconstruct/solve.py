"""Composes one decoding: the problem of an arm, hypotheses, jumps beside a table time."""

from dataclasses import dataclass, replace
from threading import Thread

import numpy as np

from ..arrays import FloatArray, IntArray
from ..curve import ReadingKind
from .censoring import (
    SHORT_BLOCK,
    Expectation,
    Marks,
    expect_by_family,
    expect_by_marks,
    expect_by_table,
    log_odds_of_common_end,
)
from .clock import Clock
from .family import Candidates, average_course
from .prepare import Drops
from .tilt import Evidence
from .timeline import JUMP, TABLE, Entries, Timeline, lay_out

PRUNE = 25.0
PRUNE_SMALL = 70.0
PRUNE_FAST = 10.0
# Before a number at risk is taken to be missed.
PRUNE_NUMBERS = 150.0
SMALL_ARM = 60
CLASSES_UP_TO = 400
N_CLASSES = 5
# Events tried beyond the number the heights ask for.
MOST_REACH = 1.0
# A path that falls past a click within a drop stays so near what is read after it.
FARTHEST_SIGMAS = 3.5
# How far the number at risk strays from the expected course: patients squared, and a share
# of what its scatter between two table times is if each leaves by chance, squared again.
STRAY = 0.3
STRAY_SHARE = 0.1
TRACK_WITH_MARKS = 0.02
# How closely a path keeps to that where none that does meets a total.
FREELY = 0.01
MOST_TIE_COST = 5.0
SLOPE_REACH = 3
MISS_SCORE = 10.0
# Up to here the drops of a picture tell how many are at risk.
SMALL_FOR_TILT = 1000
TIE_PENALTY = 1.2
# A drop is moved across a table time at most in this many rounds.
MOVE_ROUNDS = 3
MOST_MOVES = 8
# A path so many standard deviations off so few stations beside a table time is strained by it.
STRAINED = 3.0
STRAIN_REACH = 3
MOVE_GAIN = 3.0


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """Everything that decides the path of one arm; its times are counted by ``clock``.

    ``is_rounded`` says that heights are those of rows, hardly farther off than half of one.
    """

    n: int
    kind: ReadingKind
    drops: Drops
    entries: Entries
    n_events: int | None = None
    marks: Marks | None = None
    family: Candidates | None = None
    counts_leavers: bool = True
    clock: Clock | None = None
    is_rounded: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Path:
    """A whole-number course of an arm along its timeline.

    Attributes
    ----------
    n_start : int
        Patients at time 0.
    n_censored, n_events : ndarray of int, shape (n_stations,)
        Leaving in the gap before each station and at it.
    height : ndarray, shape (n_stations,)
        Survival of the path after each station.
    missed : ndarray of int, shape (n_stations,)
        Patients too few at a table station.
    score : float
        Lower is more plausible; comparable between hypotheses on one arm.
    n_last_events : int
        Events at the very end, where the reading cannot show a drop to 0.
    none_before_end : bool
        After the last table time nobody was taken to leave before the end.
    log_odds_of_none : float
        Of that, where it is not certain.
    """

    n_start: int
    line: Timeline
    expectation: Expectation
    n_censored: IntArray
    n_events: IntArray
    height: FloatArray
    missed: IntArray
    score: float
    n_last_events: int = 0
    none_before_end: bool = False
    log_odds_of_none: float = -np.inf

    @property
    def total(self) -> int:
        """Number of events of the path."""
        return int(self.n_events.sum()) + self.n_last_events

    @property
    def n_left(self) -> int:
        """Number of patients who reach the end without an event before it."""
        return self.n_start - int(self.n_events.sum() + self.n_censored.sum())

    @property
    def bend(self) -> FloatArray:
        """Distance of the path from the height read after each drop, in its sigmas."""
        off = np.where(self.line.kind == JUMP, self.height - self.line.level, 0.0)
        return np.asarray(np.abs(off) / self.line.sigma)


def solve(problem: Problem, *, at_once: bool = False) -> Path:
    """Return the most plausible path, drops beside a table time on either side of it.

    ``at_once`` leaves each drop on the side on which it was read: many times faster
    for a large arm whose curve does not fit its table.
    """
    best = _best_hypothesis(problem, {})
    if at_once:
        return best
    moved: dict[int, float] = {}
    for _ in range(MOVE_ROUNDS):
        attempts = [
            (_best_hypothesis(problem, {**moved, **move}), move) for move in _moves(problem, best)
        ]
        if not attempts:
            break
        attempt, move = min(attempts, key=lambda one: one[0].score)
        if attempt.score >= best.score - MOVE_GAIN:
            break
        best, moved = attempt, {**moved, **move}
    return best


@dataclass(frozen=True, slots=True, eq=False)
class Sought:
    """Events a decoding must have.

    Attributes
    ----------
    total : int
        Of the whole arm, -1 where it is not known.
    so_far : ndarray of int, shape (n_stations,)
        Up to each table station, -1 where that is not known.
    shifts : ndarray of int, shape (n_stations,)
        Roughly expected at each jump.
    reach : int
        How many more or fewer than ``shifts`` a path may have so far.
    most_last : int
        That may lie at the very end unseen.
    last_cost : float
        What each of them costs.
    """

    total: int
    so_far: IntArray
    shifts: IntArray
    reach: int
    most_last: int = 0
    last_cost: float = 0.0


def run(
    problem: Problem,
    line: Timeline,
    expectation: Expectation,
    *,
    price: float = 0.0,
    limit: FloatArray | float = np.inf,
    freely: bool = False,
    sought: Sought | None = None,
    fast: bool = False,
) -> Path:
    """Decode one timeline under one expectation.

    ``price`` is added for every event, ``limit`` is how many standard
    deviations a path may lie from each height. ``freely`` lets it stray from the
    expected number at risk and pass cut stretches at any height. ``fast`` keeps
    one path per number at risk and drops the less plausible early.
    """
    from .decoder import EVENTS, LIMIT, TRACK_WEIGHT

    stations = _stations(problem, line, expectation, price, limit)
    if freely:
        stations[:, TRACK_WEIGHT] *= FREELY
    if price or sought is not None:
        is_cut = (line.drop < 0) & (line.kind == JUMP)
        of_cuts = np.inf if freely else np.minimum(limit, _limit_of_cuts(line, limit))
        stations[:, LIMIT] = np.where(is_cut, of_cuts, limit)
    if sought is not None:
        stations[:, EVENTS] = sought.so_far
    n_censored, n_events, missed, n_last, cost = _decoded(
        problem, line, stations, sought, fast=fast
    )
    score = float(cost) - price * float(np.sum(n_events))
    score += MISS_SCORE * float(np.sum(missed > 0))
    height = _heights(problem.n, n_censored, n_events)
    return Path(
        problem.n, line, expectation, n_censored, n_events, height, missed, score, int(n_last)
    )


def _decoded(
    problem: Problem, line: Timeline, stations: FloatArray, sought: Sought | None, *, fast: bool
) -> tuple[IntArray, IntArray, IntArray, int, float]:
    """Return what the decoder finds, with more paths kept where a number at risk is missed."""
    from .decoder import decode

    small = problem.n <= SMALL_ARM and problem.kind is not ReadingKind.EXACT
    prune = PRUNE_SMALL if small else PRUNE_FAST if fast else PRUNE
    shifts, total, most_last, last_cost = np.zeros(0, dtype=np.int64), -1, 0, 0.0
    classes = 1 if fast else n_classes(problem)
    if sought is not None:
        shifts, total = sought.shifts, sought.total
        most_last, last_cost = sought.most_last, sought.last_cost
        classes, prune = 2 * sought.reach + 1, PRUNE_FAST
    known = (problem.n, line.kind.astype(np.int64), stations, shifts)
    found: tuple[IntArray, IntArray, IntArray, int, float]
    found = decode(*known, prune, classes, total, most_last, last_cost)
    if np.any(found[2]) and prune < PRUNE_NUMBERS and not fast:
        wider = decode(*known, PRUNE_NUMBERS, classes, total, most_last, last_cost)
        found = min((found, wider), key=lambda one: int(np.abs(one[2]).sum()))
    return found


def _heights(n: int, n_censored: IntArray, n_events: IntArray) -> FloatArray:
    """Return the product-limit estimate after each station."""
    before = n - np.cumsum(n_censored + n_events) + n_events
    return np.asarray(np.cumprod(1.0 - n_events / np.maximum(before, 1)), dtype=np.float64)


def _stations(
    problem: Problem,
    line: Timeline,
    expectation: Expectation,
    price: float,
    limit: FloatArray | float,
) -> FloatArray:
    """Return the decoder's table of stations."""
    from . import decoder as d

    stations = np.zeros((line.time.size, d.N_COLUMNS))
    stations[:, d.LEVEL] = line.level
    stations[:, d.SIGMA] = line.sigma
    stations[:, d.MIN_EVENTS] = line.min_events
    stations[:, d.TIE_COST] = tie_cost(problem, line, expectation.x)
    stations[:, d.TRACK_WEIGHT] = _track_weight(problem, line, expectation)
    stations[:, d.TRACK_AT] = expectation.x * line.level
    stations[:, d.EXPECTED] = expectation.expected
    stations[:, d.SPREAD] = expectation.spread
    stations[:, d.VISIBLE] = expectation.visible
    stations[:, d.NUMBER] = line.number
    noise_events = np.ceil(line.sigma * expectation.x)
    is_cut = (line.drop < 0) & (line.kind == JUMP)
    on_drop = np.where(line.start < line.time, -1.0, 1.0) * problem.drops.on_drop
    stations[:, d.ON_DROP] = np.where(is_cut, 0.0, on_drop)
    usual = np.clip(noise_events, 1, MOST_REACH)
    stations[:, d.REACH] = np.where(is_cut, np.clip(3.0 * noise_events, 1, 60), usual)
    stations[:, d.LIMIT] = limit
    stations[:, d.PRICE] = price
    stations[:, d.EVENTS] = -1.0
    stations[:, d.AHEAD] = np.maximum.accumulate(np.maximum(line.number, 0)[::-1])[::-1]
    stations[:, d.IS_ROUNDED] = problem.is_rounded
    stations[:, d.LOWEST] = _lowest(line, np.minimum(limit, FARTHEST_SIGMAS))
    return stations


def _lowest(line: Timeline, limit: FloatArray | float) -> FloatArray:
    """Return below which height a path cannot be for what is read later: curves never rise."""
    rows = (line.kind == JUMP) & (line.drop >= 0)
    least = np.where(rows, line.level - limit * line.sigma, -np.inf)
    later = np.append(least[1:], -np.inf)
    return np.asarray(np.maximum.accumulate(later[::-1])[::-1])


def _limit_of_cuts(line: Timeline, limit: FloatArray | float) -> FloatArray:
    """Return how far a path may lie where a stretch was cut: not below what follows it."""
    rows = np.flatnonzero(line.kind == JUMP)
    allowed = np.full(line.kind.size, np.inf)
    if rows.size:
        after = np.append(rows[1:], rows[-1])
        room = line.level[rows] - line.level[after]
        room += (np.minimum(limit, FARTHEST_SIGMAS) * line.sigma)[after]
        allowed[rows] = room / line.sigma[rows]
    return allowed


def n_classes(problem: Problem) -> int:
    """Return how many paths at different heights are kept apart per number at risk.

    Where one patient is worth more than the noise, a path that is cheapest so
    far may lie too high or low for what follows.
    """
    is_noisy = problem.kind is not ReadingKind.EXACT
    return N_CLASSES if is_noisy and problem.n <= CLASSES_UP_TO else 1


def tie_cost(problem: Problem, line: Timeline, x: FloatArray) -> FloatArray:
    """Return what a second event in one time grain costs: much where events are sparse."""
    rows = np.flatnonzero(line.kind == JUMP)
    cost = np.zeros(line.time.size)
    if rows.size == 0:
        return cost
    position = np.arange(rows.size)
    early = np.maximum(position - SLOPE_REACH, 0)
    late = np.minimum(position + SLOPE_REACH, rows.size - 1)
    time, level = line.time[rows], line.level[rows]
    began = np.append(0.0, time)[early]
    height = np.append(1.0, level)[early]
    length = np.maximum(time[late] - began, 1e-300)
    fall = np.maximum(height - level[late], 0.0)
    grain = np.maximum(problem.drops.grain, line.time[rows] - line.start[rows])
    expected = np.maximum(x[rows] * fall / length * grain, 1e-9)
    cost[rows] = np.clip(np.log(2.0 / expected), 0.0, MOST_TIE_COST)
    return cost


def _track_weight(problem: Problem, line: Timeline, expectation: Expectation) -> FloatArray | float:
    """Return what a patient squared off the expected number at risk costs at each station.

    Little in the middle between two table times, where it is known least.
    """
    if problem.kind is ReadingKind.EXACT:
        return 0.0
    if problem.marks is not None:
        return TRACK_WITH_MARKS
    block = np.cumsum(line.kind == TABLE) - (line.kind == TABLE)
    per_block = np.bincount(block, weights=expectation.expected)
    begun = np.append(0.0, np.cumsum(per_block))[:-1]
    gone = np.cumsum(expectation.expected) - begun[block]
    share = np.clip(gone / np.maximum(per_block[block], 1e-9), 0.0, 1.0)
    scatter = per_block[block] * share * (1.0 - share)
    return np.asarray(1.0 / (STRAY + scatter + STRAY_SHARE * scatter**2))


def _best_hypothesis(problem: Problem, moved: dict[int, float]) -> Path:
    line = lay_out(
        problem.drops,
        problem.entries,
        problem.n,
        counts_leavers=problem.counts_leavers,
        moved=moved,
    )
    if problem.entries.time.size == 0:
        return run(problem, line, expect(problem, line))
    last = float(problem.entries.time[-1])
    if line.end - last < SHORT_BLOCK * problem.drops.grain and problem.marks is None:
        path = run(problem, line, expect(problem, line, none_before_end=True))
        return replace(path, none_before_end=True, log_odds_of_none=np.inf)
    first, second = _both_hypotheses(problem, line)
    log_odds = log_odds_of_common_end(line, problem.n, first.score - second.score)
    return replace(second if log_odds > 0 else first, log_odds_of_none=log_odds)


def _both_hypotheses(problem: Problem, line: Timeline) -> tuple[Path, Path]:
    """Decode with patients leaving before the end and without, side by side.

    The decoder lets go of the interpreter, so a second core halves the time.
    """
    found: list[Path] = []

    def drain() -> None:
        found.append(run(problem, line, expect(problem, line)))

    helper = Thread(target=drain, name="second hypothesis")
    helper.start()
    second = run(problem, line, expect(problem, line, none_before_end=True))
    helper.join()
    first = found[0] if found else run(problem, line, expect(problem, line))
    return first, replace(second, none_before_end=True)


def expect(problem: Problem, line: Timeline, *, none_before_end: bool = False) -> Expectation:
    """Return the censorings expected from the best source there is: table, marks, the family."""
    if problem.entries.time.size:
        return expect_by_table(
            line,
            problem.n,
            problem.marks,
            problem.entries,
            evidence=_evidence(problem),
            none_before_end=none_before_end,
        )
    if problem.marks is not None:
        return expect_by_marks(line, problem.n, problem.marks, _hidden_factor(problem, line))
    assert problem.family is not None, "without table and marks the family is weighed"
    left = average_course(
        problem.family,
        problem.family.log_weight,
        problem.drops,
        problem.n,
        problem.n_events,
        line.time,
    )
    return expect_by_family(line, problem.n, left)


def _evidence(problem: Problem) -> Evidence:
    drops = problem.drops
    per_grain = problem.n * drops.grain / max(drops.end, 1e-300)
    is_fine = problem.kind is ReadingKind.PIXELS and problem.n <= SMALL_FOR_TILT
    return Evidence(problem.n_events, TIE_PENALTY / (1.0 + 2.0 * per_grain), is_fine)


def _hidden_factor(problem: Problem, line: Timeline) -> float:
    """Return how many times the crowding's hidden patients fit the printed total of events."""
    assert problem.marks is not None
    if problem.n_events is None:
        return 1.0
    fall = np.where(line.kind == JUMP, line.before - line.level, 0.0)
    low, high = 0.0, 1.0
    for _ in range(8):
        if _expected_events(problem, line, fall, high) <= problem.n_events:
            break
        low, high = high, 2.0 * high
    for _ in range(30):
        factor = (low + high) / 2.0
        if _expected_events(problem, line, fall, factor) > problem.n_events:
            low = factor
        else:
            high = factor
    return (low + high) / 2.0


def _expected_events(problem: Problem, line: Timeline, fall: FloatArray, factor: float) -> float:
    assert problem.marks is not None
    return float(expect_by_marks(line, problem.n, problem.marks, factor).x @ fall)


def _moves(problem: Problem, path: Path) -> list[dict[int, float]]:
    """Return which drops beside a table time may lie on its other side, and where.

    Only beside numbers the path misses or for which it leaves the trace.
    """
    line, slack, found = path.line, problem.drops.slack, []
    is_drop = (line.kind == JUMP) & (line.drop >= 0)
    strain = np.where(is_drop, path.bend, 0.0)
    for station in np.flatnonzero(line.kind == TABLE):
        around = slice(max(station - STRAIN_REACH, 0), station + STRAIN_REACH + 1)
        if not path.missed[station] and strain[around].max(initial=0.0) <= STRAINED:
            continue
        at = float(line.time[station])
        near = is_drop & (np.abs(line.time - at) <= slack)
        before, after = np.flatnonzero(near[:station]), np.flatnonzero(near[station:]) + station
        for rows, to in ((before[::-1], np.inf), (after, -np.inf)):
            for count in {1, rows.size} if rows.size else ():
                drops = line.drop[rows[:count]].tolist()
                found.append(dict.fromkeys(drops, float(np.nextafter(at, to))))
    return found[:MOST_MOVES]


def without_entry(problem: Problem, entry: int) -> Problem:
    """Return the problem with one table entry left out."""
    return replace(problem, entries=problem.entries.without(entry))
