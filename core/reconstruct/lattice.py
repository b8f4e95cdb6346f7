"""The grain of recorded times (days, weeks, months), where the picture shows it."""

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
# Length of a day, week, month and year in days.
UNITS = (1.0, 7.0, 365.25 / 12.0, 365.25)
# Table times come every so many of one unit, recorded times in so many of another.
TABLE_STEPS = (1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 15, 18, 20, 24, 25, 30, 36, 48, 50, 60, 100, 200)
RECORDED = (1.0, 2.0, 3.0, 14.0, 28.0, 0.5, 0.25, 0.1)
USUAL = np.unique(
    [
        parts * recorded / (table * step)
        for parts in RECORDED
        for recorded in UNITS
        for table in UNITS
        for step in TABLE_STEPS
        if parts <= 3.0 or recorded == 1.0
    ]
)
# A lattice time so close to that of a number at risk, in sigmas of a time, is that time.
SAME_TIME = 0.05
# Fewest multiples of the spacing the times must span.
FEWEST_CELLS = 8.0


def lattice_of(time: FloatArray, noise: float, entries: FloatArray | None = None) -> float:
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
    entries : ndarray or None
        Times of the numbers at risk: by their distance what a day or a month is
        can be told without knowing the figure's unit.

    References
    ----------
    .. [1] Mardia KV, Jupp PE. Directional Statistics. Wiley; 2000 (Rayleigh's test).
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
    if entries is not None and entries.size > 1:
        table_step = float(entries[-1] - entries[0]) / round(
            float(entries[-1] - entries[0]) / float(np.diff(entries).min())
        )
        off = np.abs(np.log(USUAL * (table_step / spacing)))
        usual = table_step * float(USUAL[np.argmin(off)])
        if abs(usual - spacing) * times[-1] / spacing < 2.0 * noise:
            spacing = usual
    return spacing if lies_on(times, spacing, noise) else 0.0


def lies_on(time: FloatArray, spacing: float, noise: float) -> bool:
    """Return whether these times are likelier multiples of the spacing than any times.

    Times recorded on a lattice lie on it but for their normal noise; visits at intervals
    do not, nor others, which lie anywhere in a cell of it: the mean log likelihood ratio
    of the two, log(spacing / (noise * sqrt(2 pi))) less half the mean square, is positive.

    Parameters
    ----------
    time : ndarray, shape (n_times,)
        At least one.
    spacing, noise : float
        Above 0, in the unit of the times.
    """
    residual = time - np.rint(time / spacing) * spacing
    most = 2.0 * np.log(spacing / (noise * np.sqrt(2.0 * np.pi)))
    return bool(np.mean(residual**2) <= most * noise**2)


def _refined(times: FloatArray, spacing: float) -> float:
    """Return the spacing that fits the multiples these times are nearest to."""
    for _ in range(5):
        multiple = np.rint(times / spacing)
        spacing = float(multiple @ times / max(float(multiple @ multiple), 1.0))
    return spacing


def snap(time: FloatArray, spacing: float, noise: float, entries: FloatArray) -> FloatArray:
    """Return these times moved to the lattice, but for those too far from it.

    A recorded time at the time of a number at risk is that very time.

    Parameters
    ----------
    time : ndarray, shape (n_times,)
        Increasing.
    spacing : float
        Of the lattice; 0 moves nothing.
    noise : float
        Standard deviation of each time.
    entries : ndarray, shape (n_entries,)
        Times of the numbers at risk.
    """
    if spacing <= 0:
        return time
    nearest = np.rint(time / spacing) * spacing
    if entries.size:
        entry = entries[np.argmin(np.abs(nearest[:, None] - entries[None, :]), axis=1)]
        nearest = np.where(np.abs(nearest - entry) <= SAME_TIME * noise, entry, nearest)
    near = np.abs(time - nearest) <= min(4.0 * noise, 0.5 * spacing)
    return np.asarray(np.maximum.accumulate(np.where(near, nearest, time)))
