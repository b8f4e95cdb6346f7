"""The most plausible path: hypotheses about the end, drops beside a table time."""

from dataclasses import replace
from threading import Thread

import numpy as np

from .censoring import SHORT_BLOCK, log_odds_of_common_end
from .expect import expect
from .problem import Path, Problem
from .run import run
from .timeline import JUMP, TABLE, Move, Timeline, lay_out

# A drop is moved across a table time at most in this many rounds.
MOVE_ROUNDS = 3
MOST_MOVES = 12
# A path so many standard deviations off between two table times may be strained by either.
STRAINED = 3.0
MOVE_GAIN = 3.0


def solve(problem: Problem, *, at_once: bool = False) -> Path:
    """Return the most plausible path, drops beside a table time on either side of it.

    Totals of events are met afterwards (`meet_totals`).

    Parameters
    ----------
    problem : Problem
    at_once : bool
        Leave each drop on the side on which it was read: many times faster for a
        large arm whose curve does not fit its table.
    """
    best = _best_hypothesis(problem, {})
    if at_once:
        return best
    moved: dict[int, Move] = {}
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


def _best_hypothesis(problem: Problem, moved: dict[int, Move]) -> Path:
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


def _moves(problem: Problem, path: Path) -> list[dict[int, Move]]:
    """Return which drops beside a table time may lie on its other side, and where.

    Only beside numbers the path misses or for which it leaves the trace. Of a stretch
    either the end moves, most of its events staying where they were, or all of it.
    """
    line, slack, found = path.line, problem.drops.slack, []
    is_drop = (line.kind == JUMP) & (line.drop >= 0)
    strain = np.where(is_drop, path.bend, 0.0)
    since = line.start if line.since is None else np.minimum(line.start, line.since)
    tables = np.flatnonzero(line.kind == TABLE)
    ends = np.concatenate(([0], tables, [line.kind.size]))
    for station, before, after in zip(tables, ends, ends[2:], strict=False):
        # A patient too many may not strain the path before many drops later.
        if not path.missed[station] and strain[before:after].max(initial=0.0) <= STRAINED:
            continue
        at = float(line.time[station])
        near = is_drop & (np.abs(line.finish - at) <= slack)
        early, late = np.flatnonzero(near[:station]), np.flatnonzero(near[station:]) + station
        for rows, to in ((early[::-1], np.inf), (late, -np.inf)):
            for count in {1, rows.size} if rows.size else ():
                moving, beside = rows[:count], float(np.nextafter(at, to))
                is_stretch = bool(np.any(since[moving] < line.finish[moving]))
                for whole in (False, True) if is_stretch else (True,):
                    drops = line.drop[moving].tolist()
                    found.append(dict.fromkeys(drops, Move(beside, whole)))
    return found[:MOST_MOVES]
