"""What one decoding is asked, and the path it answers with."""

from dataclasses import dataclass, replace

import numpy as np

from ..arrays import FloatArray, IntArray
from ..curve import ReadingKind
from .censoring import Expectation, Marks
from .clock import Clock
from .drops import Drops
from .family import Candidates
from .timeline import JUMP, Entries, Timeline


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


def without_entry(problem: Problem, entry: int) -> Problem:
    """Return the problem with one table entry left out."""
    return replace(problem, entries=problem.entries.without(entry))
