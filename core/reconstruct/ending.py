"""The drop to 0 at the very end that one height per column cannot show."""

from dataclasses import replace

import numpy as np

from .solve import Path, Problem
from .timeline import END

# More patients than this do not all have the event at the last moment.
MOST_AT_ONCE = 3
# Leavings this share of follow-up before the end still tell how patients leave at it.
RECENT_SHARE = 0.1
# Censoring at the end of follow-up is always possible: it counts as this many leavings.
PRIOR_CENSORED = 0.5
PRIOR_EVENTS = 0.02


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
        happened = n_left == 1 and _leave_by_events(path)
    return replace(path, n_last_events=n_left) if happened else path


def _leave_by_events(path: Path) -> bool:
    line = path.line
    scale = max(RECENT_SHARE * line.end, 1e-300)
    recent = np.exp(-(line.end - line.time) / scale)
    events = float(recent @ path.n_events)
    middle = np.exp(-(line.end - line.time + line.duration / 2.0) / scale)
    middle = np.where(line.kind == END, 1.0, middle)
    censored = float(middle @ path.n_censored)
    return events + PRIOR_EVENTS > censored + PRIOR_CENSORED
