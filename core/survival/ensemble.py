"""From many draws of patients to intervals that keep reading and sampling apart.

Reading uncertainty is how far the figure leaves a number open; sampling
uncertainty is what the trial's size leaves open. More pixels shrink the
first, only more patients the second.
"""

from collections.abc import Callable, Sequence
from math import erfc, hypot, inf, isfinite, sqrt
from statistics import NormalDist

import numpy as np

from ..arrays import FloatArray
from ..curve import ReadingKind
from ..errors import InputError
from ..model.document import IntervalKind
from ..patients import PatientData
from ..results import CurveBand, Spread
from .estimates import estimate_arm, landmark, restricted_mean
from .kernels import count_two_arms, cox_efron, km_curve, log_rank_2, median_time

Draws = Sequence[tuple[PatientData, ...]]
# Draws spread less than errors do; fitted on simulated trials of each kind of reading.
WIDENING = {ReadingKind.EXACT: 1.25, ReadingKind.PIXELS: 1.4, ReadingKind.CLICKS: 1.7}
# Times at which a curve's band is told, evenly over follow-up: one to two pixels of a screen.
BAND_TIMES = 600
# What rounding alone leaves open of a log hazard ratio or a survival fraction.
LEAST_SPREAD = 0.0005


def spread_of_hazard_ratio(
    best: tuple[PatientData, ...],
    draws: Draws,
    arm: int,
    reference: int,
    *,
    kind: ReadingKind,
    conf_level: float = 0.95,
) -> Spread:
    """Return the hazard ratio of one arm over another with its two uncertainties.

    Raises
    ------
    InputError
        S2 where the reconstruction has no hazard ratio.
    """
    fit = cox_efron(count_two_arms(best[arm], best[reference]))
    values = _over(draws, lambda draw: _log_hr(draw, arm, reference))
    log = _normal_spread(fit.log_hr, fit.se, values, kind, conf_level)
    numbers = (
        *(log.value, log.mean, log.reading_low, log.reading_high),
        *(log.sampling_low, log.sampling_high, log.low, log.high),
    )
    return Spread(*(float(np.exp(number)) for number in numbers))


def spread_of_p_value(
    best: tuple[PatientData, ...],
    draws: Draws,
    arm: int,
    reference: int,
    *,
    kind: ReadingKind,
    conf_level: float = 0.95,
) -> Spread:
    """Return the log-rank P value and what the figure leaves open of it."""
    z = _log_rank_z(best, arm, reference)
    values = _over(draws, lambda draw: _log_rank_z(draw, arm, reference))
    on_z = _normal_spread(z, 0.0, values, kind, conf_level)
    ends = (_p_of(on_z.reading_low), _p_of(on_z.reading_high))
    high = 1.0 if on_z.reading_low < 0 < on_z.reading_high else max(ends)
    p = _p_of(z)
    return Spread(p, _p_of(on_z.mean), min(ends), high, p, p, min(ends), high)


def spread_of_survival(
    best: tuple[PatientData, ...],
    draws: Draws,
    arm: int,
    time: float,
    *,
    kind: ReadingKind,
    conf_level: float = 0.95,
) -> Spread:
    """Return the survival at a landmark time with its two uncertainties.

    Raises
    ------
    InputError
        S3 or S4 where the reconstruction does not reach that time.
    """
    estimate = landmark(best[arm], time, conf_level=conf_level, interval_kind=IntervalKind.LOG_LOG)
    values = _over(draws, lambda draw: _survival_at(draw[arm], time))
    reading = _normal_spread(estimate.survival, 0.0, values, kind, conf_level)
    half = (reading.reading_high - reading.reading_low) / 2.0
    return Spread(
        estimate.survival,
        reading.mean,
        max(reading.reading_low, 0.0),
        min(reading.reading_high, 1.0),
        estimate.ci_low,
        estimate.ci_high,
        max(estimate.survival - sqrt((estimate.survival - estimate.ci_low) ** 2 + half**2), 0.0),
        min(estimate.survival + sqrt((estimate.ci_high - estimate.survival) ** 2 + half**2), 1.0),
    )


def spread_of_restricted_mean(
    best: tuple[PatientData, ...],
    draws: Draws,
    arm: int,
    horizon: float,
    *,
    kind: ReadingKind,
    conf_level: float = 0.95,
) -> Spread:
    """Return the restricted mean survival time with its two uncertainties.

    Raises
    ------
    InputError
        S4 where the reconstruction does not reach the horizon.
    """
    estimate = restricted_mean(best[arm], horizon)
    values = _over(draws, lambda draw: restricted_mean(draw[arm], horizon).value)
    return _normal_spread(estimate.value, estimate.se, values, kind, conf_level)


def spread_of_median(
    best: tuple[PatientData, ...],
    draws: Draws,
    arm: int,
    *,
    kind: ReadingKind,
    conf_level: float = 0.95,
) -> Spread:
    """Return the median survival with its two uncertainties; ``inf`` is not reached.

    Reading goes by the draws' ranks, sampling by the log-log limits of the
    survival curve; both together add their widths as squares, side by side.
    """
    estimate = estimate_arm(best[arm], conf_level=conf_level).median
    sampling = (estimate.ci_low, estimate.ci_high)
    value = _median(best[arm])
    values = np.sort(_over(draws, lambda draw: _median(draw[arm])))
    if values.size == 0:
        return Spread(value, value, value, value, *sampling, *sampling)
    tail = (1.0 - conf_level) / 2.0
    low = float(np.quantile(values, tail, method="lower"))
    high = float(np.quantile(values, 1.0 - tail, method="higher"))
    widening = WIDENING[kind]
    if isfinite(value):
        low = value - widening * max(value - low, 0.0)
        high = value + widening * max(high - value, 0.0) if isfinite(high) else inf
    reached = values[np.isfinite(values)]
    mean = float(reached.mean()) if reached.size == values.size else inf
    low = max(low, 0.0)
    both = _joined(value, (low, high), sampling)
    return Spread(value, mean, low, high, *sampling, *both)


def _joined(
    value: float, reading: tuple[float, float], sampling: tuple[float, float]
) -> tuple[float, float]:
    """Return the interval of two independent errors; a side that one leaves open stays open."""
    (low, high), (s_low, s_high) = reading, sampling
    if not isfinite(value):
        return min(low, s_low), inf
    below = hypot(value - low, value - s_low)
    above = hypot(high - value, s_high - value) if isfinite(high + s_high) else inf
    return max(value - below, 0.0), value + above


def _normal_spread(
    value: float, se: float, values: FloatArray, kind: ReadingKind, conf_level: float
) -> Spread:
    z = NormalDist().inv_cdf((1.0 + conf_level) / 2.0)
    mean = float(values.mean()) if values.size else value
    sd = float(values.std()) if values.size else 0.0
    reading = WIDENING[kind] * sqrt(sd**2 + LEAST_SPREAD**2)
    both = sqrt(reading**2 + se**2)
    return Spread(
        value,
        mean,
        value - z * reading,
        value + z * reading,
        value - z * se,
        value + z * se,
        value - z * both,
        value + z * both,
    )


def _over(draws: Draws, of: Callable[[tuple[PatientData, ...]], float]) -> FloatArray:
    """Return the numbers of all draws that have one."""
    values = []
    for draw in draws:
        try:
            values.append(of(draw))
        except InputError:
            continue
    return np.array(values, dtype=float)


def _log_hr(draw: tuple[PatientData, ...], arm: int, reference: int) -> float:
    return cox_efron(count_two_arms(draw[arm], draw[reference])).log_hr


def _log_rank_z(draw: tuple[PatientData, ...], arm: int, reference: int) -> float:
    test = log_rank_2(count_two_arms(draw[arm], draw[reference]))
    return test.difference / sqrt(test.variance) if test.variance > 0 else 0.0


def _p_of(z: float) -> float:
    return erfc(abs(z) / sqrt(2.0))


def _survival_at(patients: PatientData, time: float) -> float:
    curve = km_curve(patients)
    row = int(np.searchsorted(curve.time, time, side="right"))
    return float(np.append(1.0, curve.survival)[row])


def _median(patients: PatientData) -> float:
    curve = km_curve(patients)
    return median_time(curve.time, curve.survival, curve.last_time).first


def band_of_curve(
    best: PatientData, draws: Sequence[PatientData], *, kind: ReadingKind, conf_level: float = 0.95
) -> CurveBand:
    """Return how far the draws' survival curves scatter round that of the reconstruction.

    Holds from each of its times to the next: the event times of the reconstruction, 0 before
    the first, and many between them. A drop may come earlier or later in a draw; were the
    draws looked at only where the reconstruction drops, half of them would still be above it
    and the level stretch that follows would look as uncertain as the moment of the drop.
    """
    curve = km_curve(best)
    even = np.linspace(0.0, curve.last_time, BAND_TIMES)
    time = np.union1d(np.append(0.0, curve.time), even)
    value = _heights(best, time)
    heights = np.array([_heights(patients, time) for patients in draws])
    tail = (1.0 - conf_level) / 2.0
    low, high = np.quantile(heights, (tail, 1.0 - tail), axis=0)
    widening = WIDENING[kind]
    low = np.clip(value - widening * np.maximum(value - low, 0.0), 0.0, 1.0)
    high = np.clip(value + widening * np.maximum(high - value, 0.0), 0.0, 1.0)
    high = np.minimum.accumulate(high)
    low = np.maximum.accumulate(low[::-1])[::-1]
    return CurveBand(time, np.minimum(low, value), np.maximum(high, value))


def _heights(patients: PatientData, time: FloatArray) -> FloatArray:
    curve = km_curve(patients)
    row = np.searchsorted(curve.time, time, side="right")
    return np.asarray(np.append(1.0, curve.survival)[row])
