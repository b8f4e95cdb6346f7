"""Fast two-arm estimates in numpy, for numbers that follow the pointer and for many draws.

Patients are collapsed to counts at the distinct event times; every statistic
is a sum over those. Equal to R's ``survival`` to rounding.
"""

from dataclasses import dataclass
from math import inf

import numpy as np

from ..arrays import BoolArray, FloatArray, IntArray
from ..errors import InputError
from ..patients import PatientData

# As R's survfit: survival this near to one half is one half (square root of the rounding unit).
LEVEL_TOLERANCE = 1.5e-8
NEWTON_TOLERANCE = 1e-12
MAX_NEWTON_STEPS = 100


@dataclass(frozen=True, slots=True, eq=False)
class KaplanMeier:
    """The product-limit estimate at its distinct event times.

    Attributes
    ----------
    time : ndarray, shape (n_times,)
        Times with an event, strictly increasing.
    n_at_risk, n_events : ndarray of int, shape (n_times,)
        Followed just before the time; events at it.
    survival : ndarray, shape (n_times,)
        Just after the time.
    log_variance : ndarray, shape (n_times,)
        Greenwood's variance of log survival; ``inf`` where survival is 0.
    last_time : float
        End of the last follow-up.
    """

    time: FloatArray
    n_at_risk: IntArray
    n_events: IntArray
    survival: FloatArray
    log_variance: FloatArray
    last_time: float


@dataclass(frozen=True, slots=True)
class MedianTime:
    """First time at one half, middle of a level stretch there, and where that ends.

    ``first`` and ``midpoint`` are ``inf`` where survival stays above one half;
    ``level_until`` is None where the curve steps across.
    """

    first: float
    midpoint: float
    level_until: float | None


@dataclass(frozen=True, slots=True, eq=False)
class TwoArmCounts:
    """Events and patients at risk in two arms at their distinct event times.

    All arrays have shape (n_times,); ``events`` and ``at_risk`` are those of the
    arm, ``reference_...`` those of the reference arm.
    """

    time: FloatArray
    events: FloatArray
    reference_events: FloatArray
    at_risk: FloatArray
    reference_at_risk: FloatArray


@dataclass(frozen=True, slots=True)
class CoxFit:
    """Log hazard ratio, its standard error, and the score test at no difference."""

    log_hr: float
    se: float
    score_chi2: float
    log_likelihood: float
    log_likelihood_null: float


@dataclass(frozen=True, slots=True)
class RankTest:
    """Weighted sum of observed minus expected events of the arm, its variance, chi-square."""

    difference: float
    variance: float
    chi2: float


def km_curve(patients: PatientData, *, reverse: bool = False) -> KaplanMeier:
    """Estimate the survival of one arm, or of its follow-up with ``reverse``.

    Reversed, a censoring is the event and an event ends observation: the
    potential follow-up ([1]_).

    References
    ----------
    .. [1] Schemper M, Smith TL. A note on quantifying follow-up in studies of
       failure time. Control Clin Trials. 1996;17:343-346.
    """
    is_event: BoolArray = ~patients.event if reverse else patients.event
    time, n_events = np.unique(patients.time[is_event], return_counts=True)
    n_at_risk = patients.n - np.searchsorted(patients.time, time, side="left")
    left = n_at_risk - n_events
    with np.errstate(divide="ignore"):
        log_variance = np.cumsum(n_events / (n_at_risk * left.astype(float)))
    return KaplanMeier(
        time=time,
        n_at_risk=n_at_risk,
        n_events=n_events,
        survival=np.cumprod(left / n_at_risk, dtype=float),
        log_variance=log_variance,
        last_time=float(patients.time[-1]) if patients.n else 0.0,
    )


def median_time(time: FloatArray, survival: FloatArray, last_time: float = inf) -> MedianTime:
    """Return where a step curve reaches one half, as R prints it for ``midpoint``.

    A curve that ends level at one half has no middle: R prints its first time.

    Parameters
    ----------
    time, survival : ndarray, shape (n_times,)
        Steps of the curve or of a confidence limit; never increasing.
    last_time : float
        Where the curve is drawn to.
    """
    reached = np.flatnonzero(survival < 0.5 + LEVEL_TOLERANCE)
    if reached.size == 0:
        return MedianTime(inf, inf, None)
    row = reached[0]
    first = float(time[row])
    if abs(survival[row] - 0.5) >= LEVEL_TOLERANCE:
        return MedianTime(first, first, None)
    below = reached[survival[reached] < 0.5 - LEVEL_TOLERANCE]
    if below.size == 0:
        return MedianTime(first, first, last_time)
    until = float(time[below[0]])
    return MedianTime(first, (first + until) / 2, until)


def count_two_arms(patients: PatientData, reference: PatientData) -> TwoArmCounts:
    """Count events and patients at risk of both arms at every event time of either."""
    own, other = patients.time[patients.event], reference.time[reference.event]
    time = np.unique(np.concatenate((own, other)))

    def events_at(events: FloatArray) -> FloatArray:
        until = np.searchsorted(events, time, side="right")
        return (until - np.searchsorted(events, time, side="left")).astype(float)

    def left_at(arm: PatientData) -> FloatArray:
        return (arm.n - np.searchsorted(arm.time, time, side="left")).astype(float)

    return TwoArmCounts(
        time, events_at(own), events_at(other), left_at(patients), left_at(reference)
    )


def cox_efron(counts: TwoArmCounts) -> CoxFit:
    """Fit the hazard ratio of the arm over the reference, tied events by Efron.

    Each of ``d`` events at one time meets the patients at risk less the share
    of those who had it before it: ``l / d`` of the events for the ``l``-th ([1]_).

    Raises
    ------
    InputError
        S2 where the likelihood has no maximum.

    References
    ----------
    .. [1] Efron B. The efficiency of Cox's likelihood function for censored
       data. J Am Stat Assoc. 1977;72:557-565.
    """
    n_tied = (counts.events + counts.reference_events).astype(np.intp)
    rows = np.repeat(np.arange(n_tied.size), n_tied)
    n_before = np.arange(rows.size) - (np.cumsum(n_tied) - n_tied)[rows]
    share = n_before / n_tied[rows]
    at_risk = counts.at_risk[rows] - share * counts.events[rows]
    reference = counts.reference_at_risk[rows] - share * counts.reference_events[rows]
    return _fit(counts, at_risk, reference, np.ones(rows.size))


def cox_breslow(counts: TwoArmCounts) -> CoxFit:
    """Fit the hazard ratio of the arm over the reference, tied events by Breslow.

    Raises
    ------
    InputError
        S2 where the likelihood has no maximum.
    """
    n_tied = counts.events + counts.reference_events
    return _fit(counts, counts.at_risk, counts.reference_at_risk, n_tied)


def log_rank_2(counts: TwoArmCounts) -> RankTest:
    """Test equal hazards with equal weight on every event; chi-square has one degree."""
    return _rank_test(counts, np.ones(counts.time.size))


def peto_peto(counts: TwoArmCounts) -> RankTest:
    """Test equal hazards weighted by pooled survival just before each event.

    The weight of R's ``survdiff(rho = 1)``.
    """
    n_events = counts.events + counts.reference_events
    survival = np.cumprod(1 - n_events / (counts.at_risk + counts.reference_at_risk))
    return _rank_test(counts, np.append(1.0, survival)[:-1])


def check_estimable(counts: TwoArmCounts) -> None:
    """Refuse a hazard ratio whose likelihood grows without end.

    It has a maximum exactly if, while both arms are followed, each has an event.

    Raises
    ------
    InputError
        S2, saying which arm has no event.
    """
    both = (counts.at_risk > 0) & (counts.reference_at_risk > 0)
    n_own, n_other = int(counts.events.sum()), int(counts.reference_events.sum())
    head = "The hazard ratio cannot be estimated."
    tail = "Medians and P are shown; the ratio would be"
    if n_own + n_other == 0:
        message = f"{head} There are no events in either arm; check the traces."
    elif n_own == 0:
        message = f"{head} {_all_events(n_other)} in the reference arm. {tail} 0."
    elif n_other == 0:
        message = f"{head} {_all_events(n_own)} in the arm compared. {tail} infinite."
    elif counts.events[both].sum() == 0 or counts.reference_events[both].sum() == 0:
        message = (
            f"{head} While both arms are followed only one of them has events. "
            "Medians are shown; check the ends of both traces."
        )
    else:
        return
    raise InputError(message, code="S2")


def _all_events(count: int) -> str:
    return "The only event is" if count == 1 else f"All {count} events are"


def _fit(
    counts: TwoArmCounts, at_risk: FloatArray, reference: FloatArray, weight: FloatArray
) -> CoxFit:
    """Maximise the partial likelihood whose terms are log(at_risk * HR + reference)."""
    check_estimable(counts)
    n_own = float(counts.events.sum())
    with np.errstate(divide="ignore"):
        log_own, log_other = np.log(at_risk), np.log(reference)

    def likelihood(beta: float) -> tuple[float, float, float]:
        share = 1 / (1 + np.exp(log_other - log_own - beta))
        value = n_own * beta - float(weight @ np.logaddexp(log_own + beta, log_other))
        return value, n_own - float(weight @ share), float(weight @ (share * (1 - share)))

    null, score, information = likelihood(0.0)
    score_chi2 = score * score / information
    beta, value = 0.0, null
    for _ in range(MAX_NEWTON_STEPS):
        step = score / information
        following = likelihood(beta + step)
        # Newton's step can only be too long: the likelihood is concave.
        while following[0] < value - abs(value) * NEWTON_TOLERANCE:
            step /= 2
            following = likelihood(beta + step)
        beta, (value, score, information) = beta + step, following
        if abs(step) < NEWTON_TOLERANCE * max(1.0, abs(beta)):
            break
    return CoxFit(beta, information**-0.5, score_chi2, value, null)


def _rank_test(counts: TwoArmCounts, weight: FloatArray) -> RankTest:
    n_events = counts.events + counts.reference_events
    n_at_risk = counts.at_risk + counts.reference_at_risk
    share = counts.at_risk / n_at_risk
    difference = float(weight @ (counts.events - n_events * share))
    # One patient left: the event is certain, its variance 0.
    spread = (n_at_risk - n_events) / np.maximum(n_at_risk - 1, 1)
    variance = float(weight**2 @ (n_events * share * (1 - share) * spread))
    return RankTest(difference, variance, difference**2 / variance if variance > 0 else 0.0)
