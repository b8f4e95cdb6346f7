"""Without numbers at risk: which course of censoring the curve itself speaks for.

A family of courses G(t), the share of patients not yet censored: some lost early
on, steady drop out at rate rho, everybody followed to a, then leaving evenly until
just after the end. Jump heights measure n(t)/S(t) = n * G(t), so the curve weighs
the candidates; a printed total of events weighs them much more.
"""

from dataclasses import dataclass, replace

import numpy as np

from ..arrays import FloatArray
from ..curve import ReadingKind
from .drops import Drops

STARTS = (*np.arange(0.05, 1.0, 0.1).tolist(), np.inf)
RATES = (0.0, 0.03, 0.08, 0.15, 0.3, 0.6, 1.0)
# Shares of all patients lost early on, and by which share of follow-up.
EARLY = ((0.0, 1.0), (0.15, 0.1), (0.3, 0.1), (0.15, 0.3), (0.3, 0.3))
PAST_END = 1.03
# Up to here single patients can be told from jump heights.
SMALL_ARM = 300
N_WINDOWS = 60
N_WINDOWS_CLICKS = 25
# How far a candidate may be off and still explain a jump, as a share of its height.
CANDIDATE_ERROR = 0.03
NO_CENSORING_PRIOR = -0.5
FAST_DROP_OUT_PRIOR = -0.3
# Fitted on simulated trials of many kinds, one in twenty with patients lost early.
EARLY_LOSS_PRIOR = -3.0
FLOOR = 1e-6
# Neighbouring jumps and windows do not speak independently: what counts of their likelihood.
SHARE_BY_JUMPS, SHARE_BY_SCATTER, SHARE_BY_CLICKS = 0.8, 0.5, 0.25
# How far the expected total of events may be off, in events and as a share of the printed one.
TOTAL_SIGMA, TOTAL_SHARE = 1.0, 0.02


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Members of the family and what speaks for each.

    Attributes
    ----------
    start, rate : ndarray, shape (n_candidates,)
        Share of follow-up from which all leave evenly, and of drop out until its end.
    lost, lost_by : ndarray, shape (n_candidates,)
        Share of all patients lost early on, evenly by which share of follow-up.
    log_weight : ndarray, shape (n_candidates,)
        Of one arm; arms of one trial add theirs.
    """

    start: FloatArray
    rate: FloatArray
    lost: FloatArray
    lost_by: FloatArray
    log_weight: FloatArray

    def left(self, time: FloatArray, end: float) -> FloatArray:
        """Return G of every candidate at these times, shape (n_candidates, n_times)."""
        share = np.asarray(time)[None, :] / max(end, 1e-300)
        begin = np.where(np.isfinite(self.start), self.start * PAST_END, PAST_END)[:, None]
        leaving = (PAST_END - share) / np.maximum(PAST_END - begin, 1e-9)
        evenly = np.where(share > begin, np.clip(leaving, 0.0, 1.0), 1.0)
        not_lost = 1.0 - self.lost[:, None] * np.minimum(share / self.lost_by[:, None], 1.0)
        return np.asarray(np.exp(-self.rate[:, None] * share) * evenly * not_lost)

    def only(self, member: int) -> "Candidates":
        """Return the family narrowed to one member."""
        one = slice(member, member + 1)
        return Candidates(
            self.start[one], self.rate[one], self.lost[one], self.lost_by[one], np.zeros(1)
        )


def weigh(drops: Drops, kind: ReadingKind, n: int, n_events: int | None) -> Candidates:
    """Return the family with the log weight this arm gives each member.

    A printed total ``n_events`` is compared with the sum of X * dy, which it is on the average.
    """
    family = _unweighted()
    middle = (drops.start + drops.time) / 2.0
    x = np.maximum(n * family.left(middle, drops.end), 0.5)
    fall = -np.diff(np.append(1.0, drops.level))
    if fall.size == 0:
        log_weight = np.zeros(family.start.size)
    elif n <= SMALL_ARM and kind is not ReadingKind.CLICKS:
        log_weight = SHARE_BY_JUMPS * _by_jumps(x, fall, drops, n)
    else:
        clicks = kind is ReadingKind.CLICKS
        share = SHARE_BY_CLICKS if clicks else SHARE_BY_SCATTER
        log_weight = share * _by_scatter(x, fall, drops, N_WINDOWS_CLICKS if clicks else N_WINDOWS)
    log_weight += family.log_weight
    if n_events is not None:
        off = (x @ fall - n_events) / (TOTAL_SIGMA + TOTAL_SHARE * n_events)
        log_weight -= 0.5 * off**2
    return replace(family, log_weight=log_weight)


def _unweighted() -> Candidates:
    """Return the family with what is known of its members before any curve is seen."""
    grid = [(start, rate, *early) for early in EARLY for start in STARTS for rate in RATES]
    start, rate, lost, lost_by = np.array(grid).T
    prior = np.where(np.isfinite(start), 0.0, NO_CENSORING_PRIOR)
    prior += np.where(rate > 0.5, FAST_DROP_OUT_PRIOR, 0.0)
    prior += np.where(lost > 0, EARLY_LOSS_PRIOR, 0.0)
    return Candidates(start, rate, lost, lost_by, prior)


def average_course(
    candidates: Candidates,
    log_weight: FloatArray,
    drops: Drops,
    n: int,
    n_events: int | None,
    time: FloatArray,
) -> FloatArray:
    """Return the weighted course at these times, bent so that the total of events fits."""
    weight = np.exp(log_weight - log_weight.max())
    weight /= weight.sum()
    middle = (drops.start + drops.time) / 2.0
    at_drops = weight @ candidates.left(middle, drops.end)
    at_time = weight @ candidates.left(time, drops.end)
    if n_events is None or drops.time.size == 0:
        return np.asarray(at_time)
    power = _power_for_total(at_drops, -np.diff(np.append(1.0, drops.level)), n, n_events)
    return np.asarray(at_time**power)


def _power_for_total(left: FloatArray, fall: FloatArray, n: int, n_events: int) -> float:
    """Return the exponent of G at which the expected events are the printed total."""
    if n * fall.sum() <= n_events:
        return 0.0
    low, high = 0.0, 1.0
    while n * float(fall @ left**high) > n_events and high < 64.0:
        low, high = high, 2.0 * high
    if high >= 64.0:
        return 1.0
    for _ in range(40):
        power = (low + high) / 2.0
        if n * float(fall @ left**power) > n_events:
            low = power
        else:
            high = power
    return (low + high) / 2.0


def _by_jumps(x: FloatArray, fall: FloatArray, drops: Drops, n: int) -> FloatArray:
    """Return the log likelihood of every candidate: jumps are whole numbers of 1/X."""
    penalty = 1.2 / (1.0 + 2.0 * n * drops.grain / max(drops.end, 1e-300))
    variance = 4.0 * (drops.sigma**2 + (CANDIDATE_ERROR * fall) ** 2)
    nearest = np.rint(x * fall)
    total = np.full(x.shape, FLOOR)
    for step in (-1, 0, 1):
        d = np.maximum(nearest + step, 1.0)
        off = fall - d / x
        total += np.exp(-penalty * (d - 1.0) - off**2 / variance)
    return np.asarray(np.log(total).sum(axis=1))


def _by_scatter(x: FloatArray, fall: FloatArray, drops: Drops, n_windows: int) -> FloatArray:
    """Return the log likelihood: the fewer at risk, the more uneven the curve falls."""
    edges = np.linspace(0.0, max(drops.end, 1e-300), n_windows + 1)
    cell = np.clip(np.searchsorted(edges, drops.time, side="right") - 1, 0, n_windows - 1)
    seen = np.bincount(cell, weights=fall, minlength=n_windows)
    kernel = np.array([1.0, 2.0, 3.0, 2.0, 1.0])
    mass = np.convolve(np.ones(n_windows), kernel, mode="same")
    mean = np.convolve(seen, kernel, mode="same") / mass
    count = np.bincount(cell, minlength=n_windows)
    x_of = np.ones((x.shape[0], n_windows))
    for window in np.flatnonzero(count):
        x_of[:, window] = x[:, cell == window].mean(axis=1)
    used = (count > 0) & (mean > 0)
    variance = mean[used] / x_of[:, used] + 2.0 * float(np.mean(drops.sigma)) ** 2
    off = (seen - mean)[used]
    return np.asarray((-0.5 * np.log(variance) - 0.5 * off**2 / variance).sum(axis=1))
