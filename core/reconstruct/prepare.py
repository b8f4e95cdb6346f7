"""From what was read off a curve to its drops: when, to which height, how sure.

Section numbers in this package point at the steps of the method as described
in the program's documentation: preparation, expected censorings, decoding,
writing.
"""

from dataclasses import dataclass, replace

import numpy as np

from ..arrays import BoolArray, FloatArray
from ..curve import CurveReading, ReadingKind
from .inputs import ArmInput, RiskTable
from .lattice import lattice_of, lies_on, snap
from .pool import falling

# Standard deviations: a drop in a click trace, a drop clicked at one time, points out of order.
DROP_SIGMAS = 2.5
VERTICAL_SIGMAS = 3.5
DISORDER_SIGMAS = 4.5
SAME_LINE_SIGMAS = 1.5
# Clicks that fall less than so many events are on one tread; with such a share of them they
# were made along the curve, not at the ends of its drops.
FLAT_EVENTS = 0.35
FLAT_SHARE = 0.15
# A picture's rows are rounded, and its lines have a width: more than the rounding alone.
PIXEL_SIGMA_FACTOR = 1.4
# A cell with more expected events than this is a stretch of curve, not one drop.
SEVERAL_EVENTS = 1.6
# From here on a patient may leave within a row.
CROSSING_EVENTS = 1.0
# How far below the edge of a row the fall that crosses it ends, in patients: half of one, and
# more as some have their event together; fitted on simulated trials with few events.
OVERSHOOT = 0.8
# Fewer patients than this left at a height near 0: it is 0.
NOBODY = 0.5
# A fall so many times the usual (upper quartile) one between clicks, of so few patients at most,
# is one drop.
OUTLYING = 4.0
MOST_OUTLYING = 5.0
# Share of the whole fall clicked top and bottom from which every cell is one drop.
CORNER_SHARE = 0.6
LEAST_SIGMA = 1e-9
# A click somewhere on a drop rather than on a tread, and where drops were clicked top and bottom.
ON_DROP_COST = 1.0
ON_DROP_COST_CORNERS = 5.0

# The length of a tread is told by so many before it.
LAST_TREADS = 3
# Share of readings that are drops, from which on they are steps and not pixel columns.
ALL_DROPS = 0.9


@dataclass(frozen=True, slots=True, eq=False)
class Drops:
    """The falls of one curve in time order.

    Attributes
    ----------
    time : ndarray, shape (n_drops,)
        When the last event of the drop is taken to happen.
    level : ndarray, shape (n_drops,)
        Survival after it as read, never increasing.
    sigma : ndarray, shape (n_drops,)
        Standard deviation of ``level``.
    start : ndarray, shape (n_drops,)
        Where the stretch begins in which its events may lie; ``time`` for one drop.
    is_certain : ndarray of bool, shape (n_drops,)
        At least one event happened here, however small the drop.
    end : float
        Where follow-up ends.
    grain : float
        The steps in which times come (days, weeks, pixels), an estimate.
    slack : float
        How far a drop may lie from where it was read.
    on_drop : float
        What it costs a height to lie within a drop rather than below it; 0 forbids it.
    lattice : float
        Spacing of the lattice the times were moved to, 0 where none is seen.
    hides_last_drop : bool
        Nothing follows a drop at the very end: heights of columns, or taken along the curve,
        do not show it.
    since : ndarray, shape (n_drops,), or None
        Where points lie anywhere along the curve: since when each fall may have happened.
    """

    time: FloatArray
    level: FloatArray
    sigma: FloatArray
    start: FloatArray
    is_certain: BoolArray
    end: float
    grain: float
    slack: float
    on_drop: float = 0.0
    hides_last_drop: bool = False
    lattice: float = 0.0
    since: FloatArray | None = None

    def clear_times(self) -> FloatArray:
        """Return when the falls are that stand out of the noise."""
        fall = -np.diff(np.append(1.0, self.level))
        return self.time[fall > DROP_SIGMAS * self.sigma]

    def before(self, time: FloatArray) -> FloatArray:
        """Return the survival just before these times, straight inside stretches."""
        levels = np.append(1.0, self.level)
        k = np.searchsorted(self.time, time, side="left")
        inside = np.minimum(k, self.time.size - 1) if self.time.size else k
        value = levels[k]
        if self.time.size == 0:
            return value
        begin, finish = self.start[inside], self.time[inside]
        share = (time - begin) / np.where(finish > begin, finish - begin, 1.0)
        within = (k < self.time.size) & (finish > begin) & (share > 0)
        return np.asarray(np.where(within, value + share * (levels[inside + 1] - value), value))


def prepare(arm: ArmInput, n: int, lattice: float = 0.0) -> Drops:
    """Return the drops of this arm's curve, with their noise and where follow-up ends.

    ``lattice`` is the spacing of the times of the other arms, 0 where none is seen.
    """
    reading = arm.reading
    if reading.steps().time.size == 0:
        drops = _from_steps(reading)
    elif reading.kind is ReadingKind.CLICKS and reading.time_noise > 0:
        drops = _from_clicks(reading, n, arm.risk_table, lattice)
    elif reading.kind is ReadingKind.PIXELS:
        drops = _from_pixels(reading, n, arm.risk_table, lattice)
    else:
        drops = _from_steps(reading)
    return _with_end(drops, arm)


def _from_steps(reading: CurveReading) -> Drops:
    steps = reading.steps()
    sigma = max(reading.survival_noise, LEAST_SIGMA)
    n_drops = steps.time.size
    return Drops(
        time=steps.time,
        level=steps.survival,
        sigma=np.full(n_drops, sigma),
        start=steps.time,
        is_certain=np.ones(n_drops, dtype=bool),
        end=steps.end,
        grain=_grain(steps.time, reading.time_noise),
        slack=2.0 * reading.time_noise,
    )


def _from_pixels(reading: CurveReading, n: int, table: RiskTable | None, known: float) -> Drops:
    """One entry per drop between neighbouring columns, in the middle between them."""
    time, survival = reading.time, reading.survival
    pixel_time = reading.time_noise * np.sqrt(12.0)
    entries = np.zeros(0) if table is None else table.time
    rows = np.flatnonzero(np.diff(survival) < 0) + 1
    gap = time[rows] - time[rows - 1]
    # Readings that are all drops name their times; else a drop lies before its column.
    column = 0.0 if rows.size >= ALL_DROPS * (time.size - 1) else max(pixel_time, 0.0)
    when = time[rows] - 0.5 * np.minimum(gap, column)
    when = np.maximum.accumulate(when) if when.size else when
    lattice = _lattice(when, reading.time_noise, entries, known)
    when = snap(when, lattice, pixel_time, entries)
    sigma = max(PIXEL_SIGMA_FACTOR * reading.survival_noise, LEAST_SIGMA)
    drops = Drops(
        time=when,
        level=survival[rows],
        sigma=np.full(rows.size, sigma),
        start=when,
        # A trace off a picture falls where its line is blurred, too.
        is_certain=np.zeros(rows.size, dtype=bool),
        end=max(reading.end, float(time[-1])),
        grain=max(lattice, _grain(when, pixel_time), pixel_time),
        lattice=lattice,
        slack=pixel_time,
        hides_last_drop=bool(time.size > 10 and np.all(np.diff(time[1:]) > 0)),
    )
    return _with_crossings(drops, _x_guess(reading, n, table, when), sigma)


def _lattice(time: FloatArray, noise: float, entries: FloatArray, known: float) -> float:
    """Return the spacing of these times: that of the other arms where they lie on it."""
    if known > 0 and time.size and lies_on(time, known, noise):
        return known
    return lattice_of(time, noise, entries)


def _with_crossings(drops: Drops, x: FloatArray, sigma: float) -> Drops:
    """Return the drops of pictures where a row is worth several patients, ``x`` to 1.

    There a drop of one row only shows when the curve crosses the edge between
    two rows: with the last of the events since the drop before it. How far it
    fell after the last of them hangs on how long that is ago.
    """
    row = sigma / PIXEL_SIGMA_FACTOR * np.sqrt(12.0)
    size = -np.diff(np.append(1.0, drops.level))
    is_crossing = (x * size > CROSSING_EVENTS) & (size < 1.5 * row)
    if not np.any(is_crossing):
        return drops
    before = np.append(0.0, drops.time[:-1])
    crossed = drops.level + np.maximum(0.5 * size - OVERSHOOT / np.maximum(x, 1.0), 0.0)
    level = np.where(is_crossing, crossed, drops.level)
    drops = replace(drops, level=level, start=np.where(is_crossing, before, drops.time))
    last = float(drops.time[-1])
    if not is_crossing[-1] or last >= drops.end:
        return drops
    usual = (last - drops.time[max(drops.time.size - LAST_TREADS, 0)]) / LAST_TREADS
    share = (drops.end - last) / (drops.end - last + max(usual, 1e-300))
    return replace(
        drops,
        time=np.append(drops.time, drops.end),
        level=np.append(level, max(level[-1] - share * row, 0.0)),
        sigma=np.append(drops.sigma, sigma),
        start=np.append(drops.start, last),
        is_certain=np.append(drops.is_certain, False),
    )


def _x_guess(
    reading: CurveReading, n: int, table: RiskTable | None, when: FloatArray
) -> FloatArray:
    """Return about how many X(t) = n(t) / S(t) are: by the table, else half leave by the end."""
    end = max(reading.end, float(reading.time[-1]), 1e-300)
    use = np.zeros(0, dtype=bool) if table is None else (table.time > 0) & (table.time <= end)
    if table is None or not np.any(use):
        return np.asarray(n * (1.0 - 0.5 * np.minimum(when / end, 1.0)))
    read = np.maximum(np.searchsorted(reading.time, table.time[use], side="left") - 1, 0)
    x = np.append(float(n), table.n_at_risk[use] / np.maximum(reading.survival[read], 0.05))
    return np.interp(when, np.append(0.0, table.time[use]), np.minimum.accumulate(x))


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


def _from_clicks(reading: CurveReading, n: int, table: RiskTable | None, known: float) -> Drops:
    """Sort out who was clicked when, level what rises, and tell drops from stretches."""
    time, survival = _in_order(reading)
    entries = np.zeros(0) if table is None else table.time
    noise = reading.survival_noise
    level, size = falling(survival, np.ones(survival.size))
    fall_of_clicks = -np.diff(np.append(1.0, level))
    first = np.append(True, np.diff(level) < 0)
    begin = np.flatnonzero(first)
    last_time = time[np.append(begin[1:], time.size) - 1]
    when, height, sizes = time[begin], level[begin], size[begin]
    if begin.size and (when[0] <= 0 or height[0] >= 1.0):
        when, height, sizes, last_time = when[1:], height[1:], sizes[1:], last_time
    else:
        last_time = np.append(0.0, last_time)
    previous = last_time[: when.size]
    # Of clicks one below the other on one vertical line only the lowest says where it ends.
    lowest = _lowest_of_lines(when, SAME_LINE_SIGMAS * reading.time_noise)
    when, height, sizes = when[lowest], height[lowest], sizes[lowest]
    previous = previous[lowest]
    fall = -np.diff(np.append(1.0, height))
    near = when - previous <= VERTICAL_SIGMAS * reading.time_noise
    big = fall > DROP_SIGMAS * noise
    corner = bool(fall[near & big].sum() >= CORNER_SHARE * max(fall.sum(), 1e-12))
    middle = np.where(near & big, (previous + when) / 2.0, when)
    lattice = _lattice(np.maximum(middle[big], 0.0), reading.time_noise, entries, known)
    sigma = noise / np.sqrt(sizes)
    if not corner:
        sigma = np.hypot(sigma, reading.time_noise * _slope(when, height, reading.end))
    is_drop = near | np.full(when.size, corner or lattice > 0)
    x = _x_guess(reading, n, table, when)
    is_drop |= x * fall <= SEVERAL_EVENTS
    # Who clicks closely all along leaves out no stretch of curve many times as high.
    usual = float(np.quantile(fall, 0.75, method="nearest")) if fall.size else 0.0
    is_drop |= (fall > OUTLYING * usual) & (x * fall <= MOST_OUTLYING)
    # A curve that ends at 0 falls there with its last patients, at once.
    is_drop |= height <= 0.5 * noise
    is_drop |= (height <= DROP_SIGMAS * noise) & (x * height <= NOBODY)
    middle = np.maximum.accumulate(middle) if middle.size else middle
    middle = snap(middle, lattice, reading.time_noise, entries)
    is_flat = fall_of_clicks < FLAT_EVENTS / n
    # A click on a tread at a table time is asked for, and says nothing of the others.
    is_free = ~_is_at(time, entries, SAME_LINE_SIGMAS * reading.time_noise)
    share_flat = float(np.mean(is_flat[is_free])) if is_free.any() else 0.0
    is_along = not corner and lattice == 0.0 and share_flat > FLAT_SHARE
    return Drops(
        time=middle,
        level=np.clip(height, 0.0, 1.0),
        sigma=np.maximum(sigma, LEAST_SIGMA),
        start=np.where(is_drop, middle, np.minimum(previous, middle)),
        is_certain=np.zeros(when.size, dtype=bool),
        end=max(reading.end, float(reading.time[-1])),
        grain=max(lattice, reading.time_noise),
        lattice=lattice,
        slack=3.0 * reading.time_noise,
        on_drop=ON_DROP_COST_CORNERS if corner else ON_DROP_COST,
        hides_last_drop=is_along,
        since=np.where(near, middle, np.minimum(previous, middle)) if is_along else None,
    )


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


def _grain(time: FloatArray, noise: float) -> float:
    """Return the smallest usual distance of drops, at least the noise of their times."""
    if time.size < 3:
        return noise
    spacing = np.diff(time)
    spacing = spacing[spacing > 0]
    return max(noise, float(np.quantile(spacing, 0.02))) if spacing.size else noise


def _with_end(drops: Drops, arm: ArmInput) -> Drops:
    """Let follow-up last as long as the paper or a patient in the table proves."""
    end = drops.end
    if arm.end is not None and arm.end >= end - 2.0 * drops.slack:
        end = arm.end
    if arm.risk_table is not None:
        end = _end_by_table(end, arm.risk_table, drops.slack)
    if not drops.time.size:
        return replace(drops, end=end)
    if drops.time[-1] > end + 2.0 * drops.slack:
        return replace(drops, end=float(drops.time[-1]))
    time = np.minimum(drops.time, end)
    return replace(drops, end=end, time=time, start=np.minimum(drops.start, time))


def _end_by_table(end: float, table: RiskTable, slack: float) -> float:
    """Return the end moved to where the table shows patients, or just before it shows none."""
    still_there = table.time[table.n_at_risk > 0]
    if still_there.size:
        end = max(end, float(still_there[-1]))
    nobody = table.time[table.n_at_risk <= 0]
    nobody = nobody[nobody > (still_there[-1] if still_there.size else 0.0)]
    if nobody.size and nobody[0] <= end <= nobody[0] + 2.0 * slack:
        end = float(np.nextafter(nobody[0], -np.inf))
    return end
