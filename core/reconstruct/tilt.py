"""How censoring runs between two table times: early or late, as far as a total of events tells.

Inside a stretch between two table times the censorings are first spread as the
numbers around suggest. A tilt exp(k * place), place from -1/2 to 1/2, moves
them towards its end or its beginning. The course of X(t) = n(t) / S(t) follows, and
with it the total of events, the sum of X * dy: a printed one tilts all stretches together.
"""

from dataclasses import dataclass

import numpy as np

from ..arrays import FloatArray, IntArray
from .timeline import JUMP, Timeline

TILTS = np.linspace(-10.0, 10.0, 41)
# Scale of the heavy-tailed prior of a tilt.
USUAL_TILT = 1.2
# How well a course of X gives the total of events, in events and as a share of it.
TOTAL_SIGMA = 0.7
TOTAL_SHARE = 0.01


@dataclass(frozen=True, slots=True, eq=False)
class Stretches:
    """The gaps of a timeline with what leaves in each stretch between table times.

    Attributes
    ----------
    block : ndarray of int, shape (n_stations,)
        Which stretch, from 0.
    weight, height : ndarray, shape (n_stations,)
        Share of the stretch's censorings before any tilt; survival in the gap.
    lost : ndarray, shape (n_blocks,)
        By how much X falls by these censorings.
    seen : ndarray, shape (n_stations,)
        Censorings known besides.
    """

    line: Timeline
    block: IntArray
    weight: FloatArray
    height: FloatArray
    lost: FloatArray
    seen: FloatArray

    def expected(self, tilt: FloatArray) -> FloatArray:
        """Return expected censorings per gap under each tilt, shape (n_tilts, n_stations)."""
        begin = np.flatnonzero(np.diff(self.block, prepend=-1))
        share = self.weight * np.exp(tilt[:, None] * self._place())
        total = np.add.reduceat(share / self.height, begin, axis=1)
        return np.asarray(share * (self.lost / np.maximum(total, 1e-300))[:, self.block])

    def _place(self) -> FloatArray:
        """Return where in its stretch each gap lies, from -1/2 to 1/2."""
        end_of = np.append(np.flatnonzero(np.diff(self.block)), self.block.size - 1)
        edges = np.append(0.0, self.line.time[end_of])
        length = np.maximum(np.diff(edges), 1e-300)[self.block]
        middle = self.line.time - self.line.duration / 2.0
        return np.asarray(np.clip((middle - edges[self.block]) / length - 0.5, -0.5, 0.5))


def tilted(stretches: Stretches, n: int, n_events: int | None) -> FloatArray:
    """Return expected censorings per gap, tilted as the printed total of events speaks for.

    Parameters
    ----------
    stretches : Stretches
    n : int
        Patients at time 0.
    n_events : int or None
        Printed total; None leaves the stretches untilted.

    Returns
    -------
    ndarray, shape (n_stations,)
    """
    if n_events is None:
        return np.asarray(stretches.expected(np.zeros(1))[0])
    line = stretches.line
    fall = np.where(line.kind == JUMP, line.before - line.level, 0.0)
    expected = stretches.expected(TILTS)
    gone = (expected + stretches.seen) / stretches.height
    x = np.maximum(n - np.cumsum(gone, axis=1), 0.5)
    off = (x @ fall - n_events) / (TOTAL_SIGMA + TOTAL_SHARE * n_events)
    log_prior = -2.0 * np.log1p((TILTS / USUAL_TILT) ** 2 / 3.0)
    return np.asarray(expected[int(np.argmax(log_prior - 0.5 * off**2))])
