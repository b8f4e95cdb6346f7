"""Where the traced curve can cross one half, given how well a figure can be read."""

import math
from dataclasses import dataclass

import numpy as np

from ..curve import StepCurve
from . import tolerances

HALF = 0.5
# A stretch is worth showing when it is longer than the reading and this share of its end.
SHOWN_SHARE = 0.05
# One tread must make up this share of it, else the curve slopes.
LEVEL_TREAD = 0.5


@dataclass(frozen=True, slots=True)
class Crossing:
    """The times at which the curve may cross one half; ``inf`` where it need not.

    ``low`` to ``high`` allows the height to be off by ``band``; the ``close``
    pair by twice that.
    """

    band: float
    low: float
    high: float
    close_low: float
    close_high: float

    def distance(self, time: float, *, close: bool = False) -> float:
        """Return how far a time lies outside the crossing, 0 inside it."""
        low, high = (self.close_low, self.close_high) if close else (self.low, self.high)
        if time < low:
            return low - time
        return time - high if time > high else 0.0


@dataclass(frozen=True, slots=True)
class LevelStretch:
    """A stretch where the curve lies (nearly) level at one half."""

    start: float
    end: float
    nearly: bool


def crossing(curve: StepCurve, band: float, *, is_sparse: bool = False) -> Crossing:
    """Return where a curve within ``band`` of this one can cross one half.

    Parameters
    ----------
    curve : StepCurve
    band : float
        Reading error of a height, a fraction.
    is_sparse : bool
        One traced drop holds several events, which may lie anywhere since the
        drop before: the curve can then be as low as the line between corners.
    """
    earliest = first_on_line if is_sparse else first_at_or_below
    return Crossing(
        band,
        earliest(curve, HALF + band),
        first_at_or_below(curve, HALF - band),
        earliest(curve, HALF + 2 * band),
        first_at_or_below(curve, HALF - 2 * band),
    )


def first_on_line(curve: StepCurve, level: float) -> float:
    """Return the first time the straight lines between corners are at or below a level."""
    row = int(np.searchsorted(-curve.survival, -level - tolerances.ROUNDING, side="left"))
    if row == curve.time.size:
        return math.inf
    time = np.append(0.0, curve.time)[row : row + 2]
    height = np.append(1.0, curve.survival)[row : row + 2]
    share = (height[0] - level) / (height[0] - height[1])
    return float(time[0] + min(max(share, 0.0), 1.0) * (time[1] - time[0]))


def first_at_or_below(curve: StepCurve, level: float) -> float:
    """Return the first time the curve is at or below a level, ``inf`` where never."""
    below = np.flatnonzero(curve.survival <= level + tolerances.ROUNDING)
    return float(curve.time[below[0]]) if below.size else math.inf


def level_stretch(found: Crossing, curve: StepCurve, time_error: float) -> LevelStretch | None:
    """Return the stretch over which one half cannot be told from the curve's height.

    None where the curve crosses one half steeply, or slopes across it without a
    long tread.
    """
    for low, high, nearly in (
        (found.low, found.high, False),
        (found.close_low, found.close_high, True),
    ):
        end = min(high, curve.end)
        length = end - low
        if length <= max(2 * time_error, SHOWN_SHARE * end):
            continue
        inside = curve.time[(curve.time > low) & (curve.time < end)]
        treads = np.diff(np.concatenate(([low], inside, [end])))
        if treads.max() >= LEVEL_TREAD * length:
            return LevelStretch(low, end, nearly)
    return None
