"""The grain of recorded times (days, weeks, months), where the picture shows it."""

import math

import numpy as np

from ..arrays import FloatArray

# Share of the coherence the noise allows from which a lattice is believed.
COHERENCE = 0.75
# A lattice finer than so many standard deviations of a time cannot be seen.
FINEST_SIGMAS = 6.3
# Evidence needed beyond the number of spacings tried.
MARGIN = 4.0
FEWEST_TIMES = 7
# Enough of them to tell.
MOST_TIMES = 80
# Of the width of a peak.
FREQUENCY_STEP = 0.2
# Times recorded on a lattice lie on it but for their noise; visits at intervals do not.
MOST_RESIDUAL = 1.4
# Units times are recorded in, in one another.
MONTH, YEAR = 365.25 / 12.0, 365.25
USUAL = (
    *(1.0, 0.5, 0.25, 0.1, 2.0, 3.0, 7.0, 14.0, 28.0, MONTH, YEAR),
    *(1 / MONTH, 7 / MONTH, 14 / MONTH, 28 / MONTH, 1 / 7, MONTH / 7),
    *(1 / YEAR, 7 / YEAR, 14 / YEAR, 28 / YEAR, 1 / 12, 1 / 6),
)
# Fewest multiples of the spacing the times must span.
FEWEST_CELLS = 8.0


def lattice_of(time: FloatArray, noise: float) -> float:
    """Return the spacing whose multiples these noisy times are, 0 where none is seen.

    The coarsest spacing at which the phases of the times agree around 0, as
    well as their noise lets them and far better than chance would over all
    spacings tried (Rayleigh's test).

    Parameters
    ----------
    time : ndarray, shape (n_times,)
        Increasing.
    noise : float
        Standard deviation of each time.
    """
    times = np.unique(time)
    if times.size < FEWEST_TIMES or noise <= 0:
        return 0.0
    lowest = FEWEST_CELLS / float(times[-1])
    highest = 1.0 / (FINEST_SIGMAS * noise)
    if highest <= lowest:
        return 0.0
    frequency = np.arange(lowest, highest, FREQUENCY_STEP / float(times[-1]))
    tried = times[np.linspace(0, times.size - 1, min(times.size, MOST_TIMES)).astype(np.intp)]
    mean_phase = np.cos(2.0 * np.pi * np.outer(frequency, tried)).mean(axis=1)
    possible = np.exp(-2.0 * (np.pi * frequency * noise) ** 2)
    needed = np.sqrt((np.log(frequency.size) + MARGIN) / tried.size)
    hits = np.flatnonzero(mean_phase >= np.maximum(COHERENCE * possible, needed))
    if hits.size == 0:
        return 0.0
    first = hits[0]
    while first + 1 < frequency.size and mean_phase[first + 1] > mean_phase[first]:
        first += 1
    spacing = _refined(times, 1.0 / float(frequency[first]))
    usual = min(USUAL, key=lambda unit: abs(math.log(unit / spacing)))
    if abs(usual - spacing) * times[-1] / spacing < 2.0 * noise:
        spacing = usual
    residual = times - np.rint(times / spacing) * spacing
    if np.sqrt(np.mean(residual**2)) > MOST_RESIDUAL * noise:
        return 0.0
    return spacing


def _refined(times: FloatArray, spacing: float) -> float:
    """Return the spacing that fits the multiples these times are nearest to."""
    for _ in range(5):
        multiple = np.rint(times / spacing)
        spacing = float(multiple @ times / max(float(multiple @ multiple), 1.0))
    return spacing


def snap(time: FloatArray, spacing: float, noise: float) -> FloatArray:
    """Return these times moved to the lattice, but for those too far from it."""
    if spacing <= 0:
        return time
    nearest = np.rint(time / spacing) * spacing
    near = np.abs(time - nearest) <= min(4.0 * noise, 0.5 * spacing)
    return np.asarray(np.maximum.accumulate(np.where(near, nearest, time)))
