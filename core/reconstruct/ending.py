"""The drop to 0 at the very end that one height per column cannot show."""

from dataclasses import replace

import numpy as np

from ..arrays import IntArray
from .problem import Path, Problem

# More patients than this do not all have the event at the last moment.
MOST_AT_ONCE = 3
# Each leaving before the end tells so much less of how patients leave at it than the next one,
# and the longer patients are followed the more are censored; fitted with the priors on
# simulated trials of many kinds.
FADING = 0.8
PRIOR_EVENTS = 0.1
PRIOR_CENSORED = 0.3
MORE_CENSORED = 2.3
# Odds of an event at the very end where it bears a mark, and over that where marks leave it bare.
MARKED_ODDS = 0.1
LEAST_ODDS = 1e-4
# How many drops before the end tell how many events its last moment hides.
LATE_DROPS = 8


def with_last_events(problem: Problem, path: Path) -> Path:
    """Return the path with the last patients' events at the end, where that is likelier.

    With a printed total of events that decides; with censor marks whether the
    end bears one; otherwise whether the patients before them left by events.
    """
    n_left = path.n_left
    if not problem.drops.hides_last_drop or not 0 < n_left <= MOST_AT_ONCE:
        return path
    if path.height[-1] <= 0:
        return path
    if problem.n_events is not None:
        happened = path.total + n_left <= problem.n_events
    elif problem.marks is not None and problem.marks.time.size:
        happened = not problem.marks.one_at_end
    else:
        happened = chance_of_last_event(problem, path) > 0.5
    return replace(path, n_last_events=n_left) if happened else path


def chance_of_last_event(problem: Problem, path: Path) -> float:
    """Return the probability that the last patient left by an event the reading cannot show.

    From how the patients before left, the latest weighing most. 0 where the reading
    would show it, where several are left, or where totals or marks decide.
    """
    if problem.n_events is not None or (problem.marks is not None and problem.marks.time.size):
        return 0.0
    if not problem.drops.hides_last_drop or path.n_left != 1 or path.height[-1] <= 0:
        return 0.0
    odds = _odds_of_event(path)
    return odds / (1.0 + odds)


def hidden_at_end(problem: Problem, path: Path) -> float:
    """Return how many events to expect in the last moment, which the reading cannot show."""
    rows = np.flatnonzero(path.n_events)[-LATE_DROPS:]
    if rows.size == 0:
        return 0.0
    length = path.line.end - float(path.line.time[rows[0]])
    moment = max(problem.drops.lattice, problem.drops.slack)
    return min(
        float(path.n_events[rows].sum()) * moment / max(length, moment, 1e-300), float(rows.size)
    )


def cost_of_last_event(problem: Problem, path: Path) -> float:
    """Return the log odds against an event at the very end of this path, at least 0.

    Of one patient left by how those before left; of several by how often events are late.
    """
    odds = _odds_of_event(path) if path.n_left == 1 else hidden_at_end(problem, path)
    if problem.marks is not None and problem.marks.time.size and path.n_left == 1:
        odds = odds * MARKED_ODDS if problem.marks.one_at_end else odds / MARKED_ODDS
    return max(-float(np.log(max(odds, LEAST_ODDS))), 0.0)


def _odds_of_event(path: Path) -> float:
    """Return the odds that who leaves next does so by an event, from who left before."""
    n_stations = path.line.kind.size
    order = np.repeat(np.tile([0, 1], n_stations), _leavers(path))
    weight = FADING ** np.arange(order.size)[::-1]
    events = float(weight @ order)
    censored = float(weight.sum()) - events
    return (events + PRIOR_EVENTS) / (MORE_CENSORED * (censored + PRIOR_CENSORED))


def _leavers(path: Path) -> IntArray:
    """Return in time order how many leave in each gap and at the station after it."""
    return np.column_stack((path.n_censored, path.n_events)).ravel()
