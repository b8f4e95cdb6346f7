"""How censoring runs between two table times: early or late, as far as curve and total tell.

Inside a stretch between two table times the censorings are first spread as the
numbers around suggest. A tilt exp(k * place), place from -1/2 to 1/2, moves
them towards its end or its beginning. The course of X(t) = n(t) / S(t) follows, and
drops must be whole numbers of 1/X: that weighs the tilts of each stretch. A
printed total of events, the sum of X * dy, moves all stretches together.
"""

from dataclasses import dataclass

import numpy as np

from ..arrays import FloatArray, IntArray
from .timeline import JUMP, Timeline

TILTS = np.array([-10.0, -7.0, -5.0, -3.5, -2.5, -1.5, -0.75, 0.0, 0.75, 1.5, 2.5, 3.5, 5.0, 7.0])
COMMON_TILTS = np.linspace(-10.0, 10.0, 41)
# Scale of the heavy-tailed prior of a tilt.
USUAL_TILT = 1.2
# Neighbouring drops share the error of the height between them.
DROPS_SHARE = 0.6
# How well a course of X gives the total of events, in events and as a share of it.
TOTAL_SIGMA = 0.7
TOTAL_SHARE = 0.01
CANDIDATE_ERROR = 0.03
FLOOR = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """What speaks for a tilt.

    Attributes
    ----------
    n_events : int or None
        Printed total.
    tie_penalty : float
        What each further event of a drop takes from its log likelihood.
    is_fine : bool
        Whether heights tell single patients.
    """

    n_events: int | None
    tie_penalty: float
    is_fine: bool


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
        """Return expected censorings per gap, shape (n_tilts, n_stations).

        ``tilt`` is (n_tilts, 1) or (n_tilts, n_stations).
        """
        begin = np.flatnonzero(np.diff(self.block, prepend=-1))
        share = self.weight * np.exp(tilt * self._place())
        total = np.add.reduceat(share / self.height, begin, axis=1)
        return np.asarray(share * (self.lost / np.maximum(total, 1e-300))[:, self.block])

    def _place(self) -> FloatArray:
        """Return where in its stretch each gap lies, from -1/2 to 1/2."""
        end_of = np.append(np.flatnonzero(np.diff(self.block)), self.block.size - 1)
        edges = np.append(0.0, self.line.time[end_of])
        length = np.maximum(np.diff(edges), 1e-300)[self.block]
        middle = self.line.time - self.line.duration / 2.0
        return np.asarray(np.clip((middle - edges[self.block]) / length - 0.5, -0.5, 0.5))


def tilted(stretches: Stretches, n: int, evidence: Evidence) -> FloatArray:
    """Return expected censorings per gap, tilted as drops and total speak for."""
    line = stretches.line
    tilt = np.zeros((1, line.time.size))
    if evidence.is_fine:
        tilt = tilt + _tilt_by_drops(stretches, n, evidence)[stretches.block]
    if evidence.n_events is not None:
        tilt = tilt + _common_tilt(stretches, n, evidence.n_events, tilt)
    return np.asarray(stretches.expected(tilt)[0])


def _x(stretches: Stretches, n: int, expected: FloatArray) -> FloatArray:
    gone = (expected + stretches.seen) / stretches.height
    return np.asarray(np.maximum(n - np.cumsum(gone, axis=-1), 0.5))


def _log_prior(tilt: FloatArray) -> FloatArray:
    return np.asarray(-2.0 * np.log1p((tilt / USUAL_TILT) ** 2 / 3.0))


def _tilt_by_drops(stretches: Stretches, n: int, evidence: Evidence) -> FloatArray:
    """Return the mean tilt of each stretch over how well its drops are whole numbers of 1/X."""
    line = stretches.line
    rows = np.flatnonzero(line.kind == JUMP)
    n_blocks = stretches.lost.size
    log_weight = np.tile(_log_prior(TILTS)[:, None], n_blocks)
    if rows.size:
        x = _x(stretches, n, stretches.expected(TILTS[:, None]))[:, rows]
        fall, sigma = (line.before - line.level)[rows], line.sigma[rows]
        each = DROPS_SHARE * _log_likelihood(x, fall, sigma, evidence.tie_penalty)
        for row in range(TILTS.size):
            log_weight[row] += np.bincount(stretches.block[rows], each[row], n_blocks)
    weight = np.exp(log_weight - log_weight.max(axis=0))
    return np.asarray((weight * TILTS[:, None]).sum(axis=0) / weight.sum(axis=0))


def _log_likelihood(
    x: FloatArray, fall: FloatArray, sigma: FloatArray, tie_penalty: float
) -> FloatArray:
    """Return the log likelihood of each drop under each course of X."""
    variance = 4.0 * (sigma**2 + (CANDIDATE_ERROR * fall) ** 2)
    nearest = np.rint(x * fall)
    total = np.full(x.shape, FLOOR)
    for step in (-1, 0, 1):
        d = np.maximum(nearest + step, 1.0)
        off = fall - d / x
        total += np.exp(-tie_penalty * (d - 1.0) - off**2 / variance)
    return np.asarray(np.log(total))


def _common_tilt(stretches: Stretches, n: int, n_events: int, tilt: FloatArray) -> float:
    """Return the further tilt of all stretches at which the expected events near the total."""
    line = stretches.line
    fall = np.where(line.kind == JUMP, line.before - line.level, 0.0)
    x = _x(stretches, n, stretches.expected(tilt + COMMON_TILTS[:, None]))
    off = (x @ fall - n_events) / (TOTAL_SIGMA + TOTAL_SHARE * n_events)
    log_weight = _log_prior(COMMON_TILTS) - 0.5 * off**2
    return float(COMMON_TILTS[int(np.argmax(log_weight))])
