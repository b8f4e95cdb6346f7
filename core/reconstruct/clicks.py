"""From clicks to drops: who was clicked when, what is one drop and what a stretch of curve."""

from dataclasses import dataclass

import numpy as np

from ..arrays import BoolArray, FloatArray
from ..curve import CurveReading
from .drops import DROP_SIGMAS, LEAST_SIGMA, SEVERAL_EVENTS, Drops, spacing_of, x_guess
from .inputs import RiskTable
from .lattice import snap
from .pool import falling

# Standard deviations: a drop clicked at one time, points out of order, points on one line.
VERTICAL_SIGMAS = 3.5
DISORDER_SIGMAS = 4.5
SAME_LINE_SIGMAS = 1.5
# Clicks that fall less than so many events are on one tread; with such a share of them they
# were made along the curve, not at the ends of its drops.
FLAT_EVENTS = 0.35
FLAT_SHARE = 0.15
# Where an event is no higher than so many times the noise, a flat is no tread.
TREAD_SIGMAS = 2.0
# Clicks so evenly spaced (scatter over mean of their distances on the figure) were made along
# the curve too, where it falls by more than so many events between them: rarer events show treads.
EVEN_SCATTER = 0.45
# The events between them scatter more then; between the ends of chosen drops they scatter less.
EVEN_SHARE = 0.75
EVEN_EVENTS = 1.2
FEWEST_EVEN = 10
# Fewer patients than this left at a height near 0: it is 0.
NOBODY = 0.5
# A fall so many times the usual (upper quartile) one between clicks, of so few patients at most,
# is one drop.
OUTLYING = 4.0
MOST_OUTLYING = 5.0
# Share of the whole fall clicked top and bottom from which every cell is one drop; so many
# clicks are tops then, no lower than the bottom before. Feet close together have none.
CORNER_SHARE = 0.6
TOPS_SHARE = 0.3
# A click somewhere on a drop rather than on a tread, and where drops were clicked top and bottom.
ON_DROP_COST = 1.0
ON_DROP_COST_CORNERS = 5.0


@dataclass(frozen=True, slots=True, eq=False)
class Falls:
    """Clicks that lie lower than all before them.

    Attributes
    ----------
    when, height, n_clicks : ndarray, shape (n_falls,)
        Time of the first click at each height, the height, and how many clicks it is the mean of.
    previous : ndarray, shape (n_falls,)
        Time of the last click above it.
    latest : ndarray, shape (n_falls,)
        Time of the last click at its height.
    """

    when: FloatArray
    height: FloatArray
    n_clicks: FloatArray
    previous: FloatArray
    latest: FloatArray

    @property
    def size(self) -> FloatArray:
        """How far the curve falls to each height."""
        return np.asarray(-np.diff(np.append(1.0, self.height)))


def from_clicks(reading: CurveReading, n: int, table: RiskTable | None, known: float) -> Drops:
    """Return the drops of a curve read by clicks; ``known`` as the lattice of `prepare`."""
    time, survival = _in_order(reading)
    level, n_clicks = falling(survival, np.ones(survival.size))
    falls = _falls_of(time, level, n_clicks, SAME_LINE_SIGMAS * reading.time_noise)
    entries = np.zeros(0) if table is None else table.time
    noise, when, fall = reading.survival_noise, falls.when, falls.size
    near = when - falls.previous <= VERTICAL_SIGMAS * reading.time_noise
    big = fall > DROP_SIGMAS * noise
    corner = _are_corners(fall, near & big, survival, noise)
    middle = np.where(near & big, (falls.previous + when) / 2.0, when)
    lattice = spacing_of(np.maximum(middle[big], 0.0), reading.time_noise, entries, known)
    x = x_guess(reading, n, table, when)
    one = near | corner | _is_one_drop(falls, x, noise, lattice)
    middle = np.maximum.accumulate(middle) if middle.size else middle
    middle = snap(middle, lattice, reading.time_noise, entries)
    along = not corner and lattice == 0.0
    along = along and (_on_treads(time, level, n, entries, reading) or _is_even(reading, x * fall))
    before = np.minimum(falls.previous, middle)
    return Drops(
        time=middle,
        level=np.clip(falls.height, 0.0, 1.0),
        sigma=_sigma_of(falls, reading, corner=corner),
        start=np.where(one, middle, before),
        is_certain=np.zeros(when.size, dtype=bool),
        end=max(reading.end, float(reading.time[-1])),
        grain=max(lattice, reading.time_noise),
        lattice=lattice,
        slack=3.0 * reading.time_noise,
        on_drop=ON_DROP_COST_CORNERS if corner else ON_DROP_COST,
        hides_last_drop=along,
        since=np.where(near, middle, before) if along else None,
        expected=x * fall,
        # On a drop hands click one time; who is as low a while later saw a tread.
        is_tread=falls.latest - when > VERTICAL_SIGMAS * reading.time_noise,
    )


def _falls_of(time: FloatArray, level: FloatArray, n_clicks: FloatArray, reach: float) -> Falls:
    """Return the falls between clicks; one for clicks one below the other on one line.

    Of those only the lowest says where the drop ends.
    """
    begin = np.flatnonzero(np.append(True, np.diff(level) < 0))
    latest = time[np.append(begin[1:], time.size) - 1]
    previous = np.append(0.0, latest[:-1])
    if begin.size and (time[begin[0]] <= 0 or level[begin[0]] >= 1.0):
        begin, latest, previous = begin[1:], latest[1:], previous[1:]
    lowest = _lowest_of_lines(time[begin], reach)
    rows = begin[lowest]
    return Falls(time[rows], level[rows], n_clicks[rows], previous[lowest], latest[lowest])


def _are_corners(fall: FloatArray, is_line: BoolArray, survival: FloatArray, noise: float) -> bool:
    """Return whether drops were clicked top and bottom, by the falls along vertical lines."""
    is_steep = fall[is_line].sum() >= CORNER_SHARE * max(fall.sum(), 1e-12)
    tops = np.diff(np.append(1.0, survival)) >= -DROP_SIGMAS * noise
    return bool(is_steep and np.mean(tops) >= TOPS_SHARE)


def _sigma_of(falls: Falls, reading: CurveReading, *, corner: bool) -> FloatArray:
    """Return the noise of each height; on a slope a slip in time moves it, too."""
    sigma = reading.survival_noise / np.sqrt(falls.n_clicks)
    if not corner:
        slope = _slope(falls.when, falls.height, reading.end)
        sigma = np.hypot(sigma, reading.time_noise * slope)
    # A height is a fraction: its noise is no more than that.
    return np.asarray(np.clip(sigma, LEAST_SIGMA, 1.0))


def _is_one_drop(falls: Falls, x: FloatArray, noise: float, lattice: float) -> BoolArray:
    """Return which falls are one drop, by how many patients they are and how many are left."""
    fall, height = falls.size, falls.height
    one = x * fall <= SEVERAL_EVENTS
    # Who clicks closely all along, or every single drop, leaves out no stretch many times as high.
    usual = float(np.quantile(fall, 0.75, method="nearest")) if fall.size else 0.0
    each = fall.size > 0 and float(np.quantile(x * fall, 0.75, method="nearest")) <= SEVERAL_EVENTS
    one |= (fall > OUTLYING * usual) & (each | (x * fall <= MOST_OUTLYING))
    # A curve that ends at 0 falls there with its last patients, at once.
    one |= height <= 0.5 * noise
    one |= (height <= DROP_SIGMAS * noise) & (x * height <= NOBODY)
    if lattice > 0:
        # Recorded times passed over had their events too, where there are enough for all.
        passed = np.rint((falls.when - falls.previous) / lattice)
        one |= (passed <= 1) | (x * fall <= SEVERAL_EVENTS * passed)
    return np.asarray(one)


def _on_treads(
    time: FloatArray, level: FloatArray, n: int, entries: FloatArray, reading: CurveReading
) -> bool:
    """Return whether many clicks lie on the tread of the one before: not at the ends of drops.

    A click on a tread at a table time is asked for, and says nothing of the others.
    """
    if n * TREAD_SIGMAS * reading.survival_noise > 1.0:
        return False
    is_flat = -np.diff(np.append(1.0, level)) < FLAT_EVENTS / n
    is_free = ~_is_at(time, entries, SAME_LINE_SIGMAS * reading.time_noise)
    return bool(is_free.any()) and float(np.mean(is_flat[is_free])) > FLAT_SHARE


def _is_even(reading: CurveReading, events: FloatArray) -> bool:
    """Return whether clicks lie at even distances on the figure, several events between them."""
    time, survival = reading.raw_time, reading.raw_survival
    if time is None or survival is None or time.size < FEWEST_EVEN or events.size == 0:
        return False
    order = np.argsort(time, kind="stable")
    across = np.diff(time[order]) / reading.time_noise
    down = np.diff(survival[order]) / reading.survival_noise
    distance = np.hypot(across, down)
    scatter = distance.std() / distance.mean()
    is_even = scatter <= min(EVEN_SCATTER, EVEN_SHARE * events.std() / max(events.mean(), 1e-300))
    return bool(is_even and events.mean() > EVEN_EVENTS)


def _lowest_of_lines(when: FloatArray, reach: float) -> BoolArray:
    """Return which clicks are the last within reach of the first of their line.

    Clicks that each lie near the one before, but go on further, are a dense curve and
    no line: the reach is counted from where a line begins.
    """
    lowest = np.ones(when.size, dtype=bool)
    first = 0
    for row in range(1, when.size):
        if when[row] - when[first] <= reach:
            lowest[row - 1] = False
        else:
            first = row
    return lowest


def _is_at(time: FloatArray, places: FloatArray, reach: float) -> BoolArray:
    """Return which times lie so close to one of these places."""
    if places.size == 0:
        return np.zeros(time.size, dtype=bool)
    return np.asarray(np.abs(time[:, None] - places).min(axis=1) <= reach)


def _slope(time: FloatArray, level: FloatArray, end: float) -> FloatArray:
    """Return how fast the curve falls around each of these points."""
    k = np.arange(time.size)
    early, late = np.maximum(k - 1, 0), np.minimum(k + 2, time.size)
    times, levels = np.append(0.0, time), np.append(1.0, level)
    length = np.maximum(times[late] - times[early], 1e-3 * max(end, 1e-300))
    return np.asarray((levels[early] - levels[late]) / length)


def _in_order(reading: CurveReading) -> tuple[FloatArray, FloatArray]:
    """Return the clicks in time order, a drop clicked top first kept in that order."""
    if reading.raw_time is None or reading.raw_survival is None:
        return reading.time, reading.survival
    time, survival = reading.raw_time, reading.raw_survival
    back = np.maximum.accumulate(time) - time
    if back.size and back.max() <= DISORDER_SIGMAS * reading.time_noise:
        rising, _ = falling(-time, np.ones(time.size))
        return np.maximum(-rising, 0.0), survival
    order = np.argsort(time, kind="stable")
    time, survival = time[order], survival[order].copy()
    for i in range(time.size - 1):
        rise = survival[i + 1] - survival[i]
        close = time[i + 1] - time[i] <= VERTICAL_SIGMAS * reading.time_noise
        if close and rise > DROP_SIGMAS * reading.survival_noise:
            survival[i], survival[i + 1] = survival[i + 1], survival[i]
    return np.maximum(time, 0.0), survival
