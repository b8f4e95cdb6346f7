"""Whether the axes of a picture are tilted, told from clicked axis points.

Clicks carry noise, and a person may click a tick value away from the axis line
(on a grid line, at a label), so a tilt is believed only as far as it is shown.
"""

from dataclasses import dataclass
from math import atan, degrees, hypot, isfinite, tan

import numpy as np

from ...arrays import FloatArray
from ...errors import Finding, Place, PlaceKind, Severity

# Standard deviation of one click across the axis, in pixels.
CLICK_NOISE_PX = 1.0
# A tilt counts from this many standard errors on.
SIGNIFICANT = 2.5
# Points further than this from a line through them were not clicked on one line.
OFF_LINE_PX = 2.0
# Scans are rarely laid further askew; a larger tilt of one axis is a click elsewhere.
IMPLAUSIBLE_DEG = 10.0
# A tilt shared by both axes is believed further: two clicks elsewhere do not agree.
IMPLAUSIBLE_SHARED_DEG = 30.0
# Two points alone that disagree with the other axis by less than this were more
# likely clicked beside the axis than taken from a skewed picture.
UNCONFIRMED_DEG = 2.0


@dataclass(frozen=True, slots=True)
class Shear:
    """Pixels along one axis for a pixel along the other.

    ``time`` is the change of x for a step in y along the survival axis,
    ``survival`` the change of y for a step in x along the time axis.
    """

    time: float
    survival: float
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class _Tilt:
    """Turn of one axis, clockwise in radians, with its standard error."""

    angle: float
    se: float
    n_points: int

    @property
    def is_significant(self) -> bool:
        return abs(self.angle) > SIGNIFICANT * self.se

    @property
    def is_implausible(self) -> bool:
        return abs(degrees(self.angle)) > IMPLAUSIBLE_DEG


def choose_shear(
    time_at: FloatArray, time_value: FloatArray, survival_at: FloatArray, survival_value: FloatArray
) -> Shear:
    """Return how far each axis leans, 0 where the clicks do not show it.

    Both axes turned alike are a tilted scan. Axes that disagree are a skewed
    picture if each tilt is evident, else the picture counts as upright.

    Parameters
    ----------
    time_at, survival_at : ndarray, shape (n, 2)
        Clicked pixels (x, y) of each axis.
    time_value, survival_value : ndarray, shape (n,)
        Their values; at least two differ.
    """
    across = _axis_tilt(time_at[:, 0], time_at[:, 1], time_value)
    up = _axis_tilt(-survival_at[:, 1], survival_at[:, 0], survival_value)
    if across is not None and up is not None and _agree(across, up):
        return _shared(across, up)
    return _separate(across, up)


def _axis_tilt(along: FloatArray, across: FloatArray, value: FloatArray) -> _Tilt | None:
    """Return the tilt of the line the points lie on; None if they lie on none.

    The places are regressed on the exact values, so noise along the axis does
    not weaken the slope.
    """
    unit = value - value.mean()
    unit = unit / np.abs(unit).max()
    weight = float(unit @ unit)
    run = float(unit @ along) / weight
    rise = float(unit @ across) / weight
    residual = across - across.mean() - rise * unit
    off_line = float(np.sqrt(residual @ residual / max(value.size - 2, 1)))
    if run == 0 or off_line > OFF_LINE_PX:
        return None
    angle, se = atan(rise / run), CLICK_NOISE_PX / (abs(run) * weight**0.5)
    return _Tilt(angle, se, int(value.size)) if isfinite(angle + se) else None


def _agree(across: _Tilt, up: _Tilt) -> bool:
    apart = abs(across.angle - up.angle)
    pooled_large = abs(degrees(across.angle + up.angle)) / 2 <= IMPLAUSIBLE_SHARED_DEG
    return pooled_large and apart <= SIGNIFICANT * hypot(across.se, up.se)


def _shared(across: _Tilt, up: _Tilt) -> Shear:
    """Return one turn for both axes, weighted by precision."""
    weights = 1 / across.se**2, 1 / up.se**2
    angle = (weights[0] * across.angle + weights[1] * up.angle) / sum(weights)
    pooled = _Tilt(angle, sum(weights) ** -0.5, across.n_points + up.n_points)
    return _leaning(pooled.angle, pooled.angle) if pooled.is_significant else Shear(0.0, 0.0)


def _separate(across: _Tilt | None, up: _Tilt | None) -> Shear:
    """Return the lean of axes that do not agree, each believed as far as it is evident."""
    turns = [_believed(tilt, other) for tilt, other in ((across, up), (up, across))]
    evident = next((turn for turn in turns if turn), 0.0)
    for index, tilt in enumerate((across, up)):
        # An axis whose clicks lie on no line tells nothing; a scan turns as a whole.
        if tilt is None or tilt.is_implausible:
            turns[index] = evident
    shear = _leaning(*turns)
    away = [
        name
        for name, tilt, turn in (("time", across, turns[0]), ("survival", up, turns[1]))
        if tilt is not None and tilt.is_significant and abs(tilt.angle - turn) > tilt.se
    ]
    if not away:
        return shear
    tilt = next(tilt for tilt, name in ((across, "time"), (up, "survival")) if name == away[0])
    assert tilt is not None
    taken = "upright" if turns == [0.0, 0.0] else "tilted as the other axis shows"
    message = (
        f"The {away[0]} axis points lie on a line tilted by {abs(degrees(tilt.angle)):.1f}°, which "
        f"the other axis does not share. The picture is taken as {taken}; check the grid overlay."
    )
    note = Finding("C11", Severity.NOTE, message, Place(PlaceKind.FIGURE))
    return Shear(shear.time, shear.survival, (*shear.findings, note))


def _believed(tilt: _Tilt | None, other: _Tilt | None) -> float:
    if tilt is None or not tilt.is_significant or tilt.is_implausible:
        return 0.0
    is_alone = tilt.n_points < 3
    if is_alone and (other is None or other.is_implausible):
        return 0.0
    if is_alone and abs(degrees(tilt.angle)) < UNCONFIRMED_DEG:
        return 0.0
    return tilt.angle


def _leaning(across: float, up: float) -> Shear:
    """Return the shear of axes turned by these angles, and say what was corrected."""
    place = Place(PlaceKind.FIGURE)
    apart = abs(degrees(across - up))
    if across == up == 0:
        return Shear(0.0, 0.0)
    if apart < 0.05:
        message = (
            f"The axes are tilted by {abs(degrees(across)):.1f}°. Values are corrected for it."
        )
        finding = Finding("I9", Severity.WARNING, message, place)
    else:
        message = (
            f"The axes meet at {90 - apart:.1f}°. The picture may be skewed; values are corrected "
            "for it. Check the grid overlay."
        )
        finding = Finding("C11", Severity.WARNING, message, place)
    return Shear(-tan(up), tan(across), (finding,))
