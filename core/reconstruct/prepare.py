"""From what was read off a curve to its drops: when, to which height, how sure.

The first of the method's four steps: preparation (here), expected censorings
(`expect`), decoding (`solve`, `total`), writing patients (`write`).
"""

from dataclasses import replace

import numpy as np

from ..arrays import FloatArray
from ..curve import CurveReading, ReadingKind
from .clicks import from_clicks
from .drops import LEAST_SIGMA, Drops, spacing_of, x_guess
from .inputs import ArmInput, RiskTable
from .lattice import snap

# A picture's rows are rounded, and its lines have a width: more than the rounding alone.
PIXEL_SIGMA_FACTOR = 1.4
# From here on a patient may leave within a row.
CROSSING_EVENTS = 1.0
# How far below the edge of a row the fall that crosses it ends, in patients: half of one, and
# more as some have their event together; fitted on simulated trials with few events.
OVERSHOOT = 0.65
# The length of a tread is told by so many before it.
LAST_TREADS = 3
# So far above 0 a curve is that is read as 0 while patients are still counted.
LOWEST_SIGMAS = 0.5
# Share of readings that are drops, from which on they are steps and not pixel columns.
ALL_DROPS = 0.9


def prepare(arm: ArmInput, n: int, lattice: float = 0.0) -> Drops:
    """Return the drops of this arm's curve, with their noise and where follow-up ends.

    Parameters
    ----------
    arm : ArmInput
        With times as its clock counts them.
    n : int
        Patients at time 0.
    lattice : float
        Spacing of the recorded times of the other arms, 0 where none is seen.
    """
    reading = arm.reading
    if reading.steps().time.size == 0:
        drops = _from_steps(reading)
    elif reading.kind is ReadingKind.CLICKS and reading.time_noise > 0:
        drops = from_clicks(reading, n, arm.risk_table, lattice)
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
    # Readings that are all drops name their times, and show the one that ends the curve.
    are_drops = rows.size >= ALL_DROPS * (time.size - 1)
    column = 0.0 if are_drops else max(pixel_time, 0.0)
    when = time[rows] - 0.5 * np.minimum(gap, column)
    when = np.maximum.accumulate(when) if when.size else when
    lattice = spacing_of(when, reading.time_noise, entries, known)
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
        hides_last_drop=not are_drops and bool(time.size > 10 and np.all(np.diff(time[1:]) > 0)),
    )
    return _with_crossings(drops, x_guess(reading, n, table, when), sigma)


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
    start = np.where(is_crossing, before, drops.time)
    drops = replace(drops, level=level, start=start, expected=x * size)
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
        expected=np.append(x * size, np.inf),
    )


def _grain(time: FloatArray, noise: float) -> float:
    """Return the smallest usual distance of drops, at least the noise of their times."""
    if time.size < 3:
        return noise
    spacing = np.diff(time)
    spacing = spacing[spacing > 0]
    return max(noise, float(np.quantile(spacing, 0.02))) if spacing.size else noise


def _with_end(drops: Drops, arm: ArmInput) -> Drops:
    """Let follow-up last as long as the paper or a patient in the table proves."""
    end = _on_lattice(drops.end, drops)
    if arm.end is not None and arm.end >= end - 2.0 * drops.slack:
        end = arm.end
    if arm.risk_table is not None:
        end = _end_by_table(end, arm.risk_table, drops.slack)
        drops = _above_zero(drops, arm.risk_table)
    if not drops.time.size:
        return replace(drops, end=end)
    if drops.time[-1] > end + 2.0 * drops.slack:
        return replace(drops, end=float(drops.time[-1]))
    time = np.minimum(drops.time, end)
    return replace(drops, end=end, time=time, start=np.minimum(drops.start, time))


def _on_lattice(end: float, drops: Drops) -> float:
    """Return the end at the recorded time beside it, where times are seen to be recorded so.

    Else who is followed to the last recorded time is no more there at that very time,
    when patients of the other arm have their event.
    """
    if drops.lattice <= 0:
        return end
    recorded = round(end / drops.lattice) * drops.lattice
    return recorded if abs(recorded - end) <= drops.slack else end


def _above_zero(drops: Drops, table: RiskTable) -> Drops:
    """Return the drops with none to 0 while patients are still counted, however low they are.

    A curve lower than half a row, or than a hand can tell, is read as 0.
    """
    counted = table.time[table.n_at_risk > 0]
    is_above = drops.time < (counted[-1] if counted.size else 0.0)
    lowest = np.where(is_above, LOWEST_SIGMAS * drops.sigma, 0.0)
    return replace(drops, level=np.maximum(drops.level, lowest))


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
