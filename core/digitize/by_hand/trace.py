"""From traced points to what a reconstruction reads: in time order, never rising, from (0, 1).

A click is the corner at the bottom of a drop; the tread before it is implied.
The raw clicks stay as given, every change made to use them is said.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...arrays import BoolArray, FloatArray, IntArray
from ...curve import CurveReading, ReadingKind
from ...errors import Finding, Severity
from ...model.document import PixelPoint
from ..axes.transform import AxisTransform
from .trace_points import HAND_PX, MAX_LISTED, ROUNDING_PX, TracePoints, listed

# A height outside 0 to 1 by less than this is clipped as noise.
CLIP_PX = 1.0
# Further outside than this a point belongs elsewhere and is not used.
STRAY_PX = 3.0
# One reading's standard deviation in pixels; an automatic one is off by rounding alone.
NOISE_PX = {ReadingKind.EXACT: 0.0, ReadingKind.PIXELS: 12**-0.5, ReadingKind.CLICKS: 1.0}
# A first point this near to (0, 1) is meant to be there.
START_PX = {ReadingKind.EXACT: 0.01, ReadingKind.PIXELS: 0.5, ReadingKind.CLICKS: HAND_PX}
# Along a dense curve a hand strays from the latest of many clicks by more than from one; a point
# this many times as far back still belongs where it was clicked if the curve falls there.
STEEP = 2.0
# A first click below this survival is more likely a late start than a first drop.
LATE_START = 0.9
# The axis may be used this share of its span beyond the last axis point.
BEYOND_SHARE = 0.1
FEW_POINTS = 3
# This many points rising above one point make that point the suspect.
LOW_POINT_RISERS = 3


@dataclass(frozen=True, slots=True, eq=False)
class TracedCurve:
    """What was read off one trace.

    Attributes
    ----------
    reading : CurveReading
        Ready to reconstruct; only (0, 1) where there are no usable points.
    time, survival : ndarray, shape (n_points,)
        Each traced point in data units, in trace order, before any change.
    held : ndarray of bool, shape (n_points,)
        Points that enter the reading elsewhere than clicked (levelled, put in order, clipped)
        or not at all.
    findings : tuple of Finding
        Places name the point's index in the trace; the arm is the caller's.
    """

    reading: CurveReading
    time: FloatArray
    survival: FloatArray
    held: BoolArray
    findings: tuple[Finding, ...] = ()


def read_trace(
    trace: Sequence[PixelPoint],
    transform: AxisTransform,
    *,
    level_rising: bool = True,
    kind: ReadingKind = ReadingKind.CLICKS,
    noise_px: float | None = None,
) -> TracedCurve:
    """Turn traced points into a reading that starts at (0, 1) and never rises.

    Several heights at one time are kept: the top and the bottom of a drop.
    Never raises: what cannot be used is left out and named.

    Parameters
    ----------
    trace : sequence of PixelPoint
        In the order clicked.
    transform : AxisTransform
    level_rising : bool
        Hold a point that rises at the level before it; else leave it out.
    kind : ReadingKind
        Decides the noise: 1 px for clicks, rounding for pixels, none for exact.
    noise_px : float or None
        Standard deviation of one point where it is known better than by its kind.
    """
    data = transform.to_data(trace)
    time, survival = data[:, 0], data[:, 1]
    held = np.zeros(time.size, dtype=bool)
    # Twelve decimals: equal pixels are equal heights on a tilted scan too.
    points = TracePoints(np.arange(time.size), time, np.round(survival, 12), held, transform)
    _leave_out_impossible(points)
    raw_time = raw_survival = None
    if not _climbs_from_zero(points):
        _bring_inside(points)
        raw_time, raw_survival = points.time.copy(), points.survival.copy()
        _put_in_time_order(points)
        _merge_duplicates(points)
        _hold_level(points, level_rising)
        _look_at_ends(points, is_by_hand=kind is ReadingKind.CLICKS)
    _look_at_number(points)
    start_time, start_survival = _from_start(points, START_PX[kind])
    noise = NOISE_PX[kind] if noise_px is None else noise_px
    reading = CurveReading(
        time=start_time,
        survival=start_survival,
        kind=kind,
        time_noise=noise * transform.time_per_px,
        survival_noise=noise * transform.survival_per_px,
        end=float(start_time[-1]),
        raw_time=raw_time if level_rising else None,
        raw_survival=raw_survival if level_rising else None,
    )
    return TracedCurve(reading, time, survival, held, tuple(points.findings))


def _leave_out_impossible(points: TracePoints) -> None:
    usable = np.isfinite(points.time) & np.isfinite(points.survival)
    if np.all(usable):
        return
    lost = points.index[~usable]
    points.held[lost] = True
    message = f"Without a place on the figure, not used: {listed(lost)}. Delete and click again."
    points.say("T5", Severity.WARNING, message, lost[0])
    points.keep(usable)


def _climbs_from_zero(points: TracePoints) -> bool:
    """Say so where the curve climbs from 0, as the cumulative incidence does; read nothing."""
    if points.index.size < FEW_POINTS:
        return False
    level = points.survival[np.argsort(points.time, kind="stable")]
    climb = max(0.1, STRAY_PX * points.transform.survival_per_px)
    if level[0] > 0.2 or level[-1] < level[0] + climb or level.max() > level[-1] + climb:
        return False
    message = (
        f"The curve rises from {level[0]:.2f} to {level[-1]:.2f}. If the figure shows the "
        "proportion with event (1 − S), say so in the calibration; nothing is read until then."
    )
    points.say("C5", Severity.WARNING, message)
    points.held[points.index] = True
    points.keep(np.zeros(points.index.size, dtype=bool))
    return True


def _bring_inside(points: TracePoints) -> None:
    """Clip what lies just outside 0 to 1 or before time 0, leave out what lies far outside."""
    transform = points.transform
    above = (points.survival - 1) / transform.survival_per_px
    below = -points.survival / transform.survival_per_px
    before = -points.time / transform.time_per_px
    outside = np.maximum(above, below)
    is_noise = (outside <= CLIP_PX) & (before <= HAND_PX)
    moved = np.maximum(outside, before) > ROUNDING_PX
    points.fix("T5", "Set onto the axis, at most 1.5 px away", points.index[moved & is_noise])
    points.held[points.index[moved]] = True
    _say_above(points, above)
    for row in np.flatnonzero(below > CLIP_PX)[:MAX_LISTED]:
        index = points.index[row]
        message = (
            f"Point {index + 1} lies {below[row]:.0f} px below survival 0 "
            f"{_outcome(below[row])}: the survival calibration or this point is off."
        )
        points.say("T5", Severity.WARNING, message, index)
    early = points.index[before > HAND_PX]
    if early.size:
        message = f"Before time 0, used at time 0: {listed(early)}. Check the time calibration."
        points.say("T9", Severity.WARNING, message, early[0])
    points.survival = np.clip(points.survival, 0.0, 1.0)
    points.time = np.maximum(points.time, 0.0)
    points.keep(outside <= STRAY_PX)


def _outcome(distance_px: float) -> str:
    return "and is not used" if distance_px > STRAY_PX else "and is used at the limit"


def _say_above(points: TracePoints, above: FloatArray) -> None:
    high = above > CLIP_PX
    if not np.any(high):
        return
    first = int(np.flatnonzero(high)[0])
    index, survival = points.index[first], points.survival[first]
    if np.count_nonzero(high) > MAX_LISTED or (first == 0 and above[0] > STRAY_PX):
        message = (
            f"The curve starts at S = {survival:.2f} with this calibration. Survival cannot "
            "exceed 1: check the survival values of the axis."
        )
        points.say("C7", Severity.WARNING, message, index)
        return
    for row in np.flatnonzero(high):
        message = (
            f"Point {points.index[row] + 1} lies {above[row]:.0f} px above survival 1 "
            f"{_outcome(above[row])}: the survival calibration or this point is off."
        )
        points.say("T5", Severity.WARNING, message, points.index[row])


def _put_in_time_order(points: TracePoints) -> None:
    """Sort by time; a drop clicked top first stays a drop though its bottom is a pixel earlier."""
    if points.index.size < 2:
        return
    latest = np.maximum.accumulate(points.time)[:-1]
    back = np.append(0.0, latest - points.time[1:])
    falls = np.append(True, np.diff(points.survival) <= points.transform.survival_per_px)
    is_hand = (back <= points.hand_time) | (falls & (back <= STEEP * points.hand_time))
    moved = back[is_hand].max(initial=0.0) / points.transform.time_per_px
    points.fix(
        "T3",
        f"Put in time order, at most {HAND_PX * (STEEP if moved > HAND_PX else 1):g} px",
        points.index[(back > ROUNDING_PX * points.transform.time_per_px) & is_hand],
    )
    far_back = points.index[~is_hand]
    points.held[far_back] = True
    for index in far_back if far_back.size <= MAX_LISTED else far_back[:0]:
        message = (
            f"Point {index + 1} goes back in time and was put in time order. "
            "Check that it belongs to this arm."
        )
        points.say("T3", Severity.WARNING, message, index)
    if far_back.size > MAX_LISTED:
        message = f"Back in time, put in time order: {listed(far_back)}. Check these points."
        points.say("T3", Severity.WARNING, message, far_back[0])
    points.sort()
    if np.any(back > 0):
        _join_drops(points)


def _join_drops(points: TracePoints) -> None:
    """Move the top of a drop to the time of its bottom where the hand put it just after."""
    for _ in range(MAX_LISTED):
        top = (
            (np.diff(points.survival) > 0)
            & (np.diff(points.time) <= points.hand_time)
            & (np.diff(points.index) < 0)
        )
        rows = np.flatnonzero(top)
        if rows.size == 0:
            return
        points.held[points.index[rows + 1]] = True
        points.time[rows + 1] = points.time[rows]
        points.sort()


def _merge_duplicates(points: TracePoints) -> None:
    close_time = np.diff(points.time) < ROUNDING_PX * points.transform.time_per_px
    close_level = np.abs(np.diff(points.survival)) < ROUNDING_PX * points.transform.survival_per_px
    repeated = np.append(False, close_time & close_level)
    count = int(np.count_nonzero(repeated))
    if count:
        noun = "One duplicate" if count == 1 else f"{count} duplicates"
        points.fix("T6", f"{noun} merged", np.sort(points.index[repeated]))
        points.keep(~repeated)


def _hold_level(points: TracePoints, level_rising: bool) -> None:
    """Keep the curve from rising: level each rise, or leave the point out."""
    lowest = np.minimum.accumulate(np.append(1.0, points.survival))[:-1]
    rise_px = (points.survival - lowest) / points.transform.survival_per_px
    rising = rise_px > ROUNDING_PX
    limit = HAND_PX if level_rising else ROUNDING_PX
    points.fix(
        "T1",
        "Levelled with the step before, at most 1.5 px",
        np.sort(points.index[rising & (rise_px <= limit)]),
    )
    _say_rises(points, lowest, rise_px > limit, "levelled" if level_rising else "left out")
    points.held[points.index[rising]] = True
    points.survival = np.minimum(points.survival, lowest)
    if not level_rising:
        points.keep(~rising)


def _say_rises(points: TracePoints, lowest: FloatArray, rising: BoolArray, done: str) -> None:
    """Name each point that rises, or the low point that makes several others rise."""
    falls = points.survival < lowest
    source = np.maximum.accumulate(np.where(falls, np.arange(falls.size), -1))
    n_said = 0
    for low in np.unique(source[rising]):
        rows = np.flatnonzero(rising & (source == low))
        if n_said + rows.size > MAX_LISTED or (low >= 0 and rows.size >= LOW_POINT_RISERS):
            _say_low_point(points, low, rows, done)
            n_said += 1
        else:
            for row in rows:
                _say_rise(points, lowest, int(row), done)
            n_said += rows.size
        if n_said >= MAX_LISTED:
            risers = points.index[rising & (source > low)]
            if risers.size:
                message = f"More points go up and were {done}: {listed(np.sort(risers))}."
                points.say("T2", Severity.WARNING, f"{message} Check them.", int(risers.min()))
            break


def _say_rise(points: TracePoints, lowest: FloatArray, row: int, done: str) -> None:
    index = points.index[row]
    message = (
        f"Point {index + 1} goes up ({lowest[row]:.3f} → {points.survival[row]:.3f}) and was "
        f"{done}. A survival curve cannot rise: move or remove it."
    )
    points.say("T2", Severity.WARNING, message, index)


def _say_low_point(points: TracePoints, low: int, rows: IntArray, done: str) -> None:
    index = points.index[max(low, 0)]
    message = (
        f"Point {index + 1} at {points.survival[max(low, 0)]:.3f} lies below {rows.size} points "
        f"after it, which were {done}. A survival curve cannot rise: move or remove this point."
    )
    points.say("T2", Severity.WARNING, message, index)


def _look_at_ends(points: TracePoints, *, is_by_hand: bool) -> None:
    if points.index.size == 0:
        return
    time, survival = points.time[0], points.survival[0]
    # A hand that clicks so near the start means the start; a reading means an early drop.
    is_at_start = is_by_hand and time <= STRAY_PX * points.transform.time_per_px
    is_low = 1 - survival > STRAY_PX * points.transform.survival_per_px
    if survival < LATE_START or (is_at_start and is_low):
        message = (
            f"The first point is at time {time:.3g}, survival {survival:.2f}. The curve was "
            "started at time 0, survival 1; check that no drop before it is missing."
        )
        points.say("T4", Severity.WARNING, message, points.index[0])
    scale = points.transform.time
    # A scale that several ticks agree on carries to where its next tick would be.
    reach = max(BEYOND_SHARE * (scale.highest - scale.lowest), scale.last_step)
    limit = scale.highest + reach
    beyond = points.index[points.time > limit]
    if beyond.size:
        message = (
            f"Beyond the last axis point ({scale.highest:g}): {listed(np.sort(beyond))}. "
            "The time there is extrapolated; click a later tick of the time axis."
        )
        points.say("T9", Severity.WARNING, message, int(beyond.min()))


def _look_at_number(points: TracePoints) -> None:
    if points.held.size == 0:
        message = "No points yet. Press T and click each corner where the curve drops."
        points.say("T7", Severity.NOTE, message)
    elif points.held.size <= FEW_POINTS:
        number = points.held.size
        shown = "One point describes one step" if number == 1 else f"{number} points describe at "
        shown += "" if number == 1 else f"most {number} steps"
        message = f"{shown}. Add the steps in between, or use Auto-trace."
        points.say("T7", Severity.WARNING, message)


def _from_start(points: TracePoints, near_px: float) -> tuple[FloatArray, FloatArray]:
    """Return times and heights with (0, 1) first; a first point that near is taken as it."""
    time, survival = np.append(0.0, points.time), np.append(1.0, points.survival)
    if points.index.size:
        is_near_time = time[1] <= near_px * points.transform.time_per_px
        is_near_level = 1 - survival[1] <= near_px * points.transform.survival_per_px
        if is_near_time and is_near_level:
            time, survival = np.delete(time, 1), np.delete(survival, 1)
    return time, survival
