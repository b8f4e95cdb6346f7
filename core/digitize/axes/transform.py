"""The mapping between pixels and data, fitted to axis points by least squares.

Time and survival each change along one direction of the picture; on a tilted
scan these directions are tilted too, and on a skewed one not at right angles.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import ArrayLike

from ...arrays import FloatArray
from ...errors import Finding, InputError, Place, PlaceKind, Severity
from ...model.document import Axis, Calibration, PixelPoint
from .even_steps import evened
from .tilt import choose_shear
from .values import SAME_PLACE_PX, Ticks, is_labelled_percent, is_percent, read_ticks

# A tick whose studentised distance from the others' line exceeds this is named
# (2.5 standard deviations of a click of 1 px).
TICK_LIMIT_PX = 2.5
# Closer ticks than this make one pixel more than 1.7 % of the axis between them.
CLOSE_TICKS_PX = 60.0
CLOSE_TICKS_SHARE = 0.1
COMPETING = (
    "The axis shows 1 − survival. Where the paper allows for competing events, the curve is no "
    "Kaplan-Meier estimate, and patients, medians and ratios from it stand for something else."
)
USUAL_TIME = (1e-3, 1e5)


@dataclass(frozen=True, slots=True)
class AxisScale:
    """One axis: ``pixel = offset + px_per_unit * value`` along its direction.

    The pixel of a point (x, y) is ``x - shear * y`` for time and
    ``y - shear * x`` for survival. ``lowest`` and ``highest`` are the values of
    the outermost axis points, in the unit of the scale; ``last_step`` is from the
    last but one to the highest, 0 where no third value checks the scale.
    """

    offset: float
    px_per_unit: float
    shear: float
    lowest: float
    highest: float
    last_step: float = 0.0


@dataclass(frozen=True, slots=True)
class AxisTransform:
    """The mapping fitted to a calibration.

    Attributes
    ----------
    time, survival : AxisScale
        Survival in the label's sense (survival or cumulative incidence) but as a fraction.
    cumulative_incidence, percent : bool
        How the figure labels its survival axis.
    residuals_px : tuple of float
        Click minus fitted place along its axis, one for each of the calibration's axis points
        in their order; 0 for a point without a value.
    findings : tuple of Finding
    """

    time: AxisScale
    survival: AxisScale
    cumulative_incidence: bool
    percent: bool
    residuals_px: tuple[float, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def time_per_px(self) -> float:
        """Time units in one pixel along the time axis."""
        return 1 / abs(self.time.px_per_unit)

    @property
    def survival_per_px(self) -> float:
        """Survival, as a fraction, in one pixel along the survival axis."""
        return 1 / abs(self.survival.px_per_unit)

    def to_data(self, points: Sequence[PixelPoint] | ArrayLike) -> FloatArray:
        """Return time and survival of these pixels.

        Parameters
        ----------
        points : sequence of PixelPoint or array_like, shape (n, 2)

        Returns
        -------
        ndarray, shape (n, 2)
            Time in the axis' unit and survival as a fraction, not clipped. A pixel that is
            not finite gives a row that is not.
        """
        x, y = _columns(points)
        with np.errstate(invalid="ignore"):
            along = x - self.time.shear * y - self.time.offset
            up = y - self.survival.shear * x - self.survival.offset
        time, level = along / self.time.px_per_unit, up / self.survival.px_per_unit
        return np.column_stack((time, 1 - level if self.cumulative_incidence else level))

    def to_pixels(self, time: ArrayLike, survival: ArrayLike) -> FloatArray:
        """Return the pixels of these times and survival fractions, shape (n, 2)."""
        level = np.asarray(survival, dtype=float)
        level = 1 - level if self.cumulative_incidence else level
        along = self.time.offset + self.time.px_per_unit * np.asarray(time, dtype=float)
        up = self.survival.offset + self.survival.px_per_unit * level
        along, up = np.broadcast_arrays(np.atleast_1d(along), np.atleast_1d(up))
        x = (along + self.time.shear * up) / (1 - self.time.shear * self.survival.shear)
        return np.column_stack((x, up + self.survival.shear * x))


def fit_axes(calibration: Calibration) -> AxisTransform:
    """Fit the mapping between pixels and data to the axis points.

    Each axis takes two points or more. Values are exact, clicks are not, so the
    pixel along an axis is regressed on the value. A tilt of the axes is used
    where the clicks show one beyond their noise (see `choose_shear`).

    Raises
    ------
    InputError
        C1 same place twice, C2 same value twice or fewer than two points, C16 and C17
        impossible numbers, or what `parse_number` says of a value.
    """
    findings: list[Finding] = []
    percent = is_percent(calibration)
    ticks = {axis: read_ticks(calibration, axis, percent, findings) for axis in Axis}
    time, survival = ticks[Axis.TIME], ticks[Axis.SURVIVAL]
    shear = choose_shear(
        np.column_stack((time.x, time.y)),
        time.value,
        np.column_stack((survival.x, survival.y)),
        survival.value,
    )
    residuals = np.zeros(len(calibration.axis_points))
    time_scale = _fit_scale(time, time.x - shear.time * time.y, shear.time, residuals, findings)
    survival_scale = _fit_scale(
        survival, survival.y - shear.survival * survival.x, shear.survival, residuals, findings
    )
    findings.extend(shear.findings)
    findings.extend(_spacing_findings(time, time_scale, survival, survival_scale))
    findings.extend(_direction_findings(time_scale, survival_scale))
    findings.extend(_value_findings(calibration, percent, time_scale, survival_scale))
    return AxisTransform(
        time_scale,
        survival_scale,
        calibration.cumulative_incidence,
        percent,
        tuple(float(residual) for residual in residuals),
        tuple(findings),
    )


def _columns(points: Sequence[PixelPoint] | ArrayLike) -> tuple[FloatArray, FloatArray]:
    if isinstance(points, tuple | list):
        # Four times as fast as letting numpy look into each point of a long trace.
        points = np.fromiter(chain.from_iterable(points), dtype=float)
    array = np.asarray(points, dtype=float).reshape(-1, 2)
    return array[:, 0], array[:, 1]


def _fit_scale(
    ticks: Ticks,
    pixel: FloatArray,
    shear: float,
    residuals: FloatArray,
    findings: list[Finding],
) -> AxisScale:
    """Regress the pixel on the value, fill the residuals, name a tick that does not fit."""
    _check_places(ticks, pixel)
    centre = ticks.value.mean()
    span = float(np.ptp(ticks.value))
    unit = (ticks.value - centre) / span
    slope = float(unit @ (pixel - pixel.mean()) / (unit @ unit))
    if abs(slope) < SAME_PLACE_PX:
        message = (
            f"{ticks.names[0]} and {ticks.names[-1]} lie at one place along the "
            f"{ticks.axis.value} axis. Put them on ticks far from each other."
        )
        raise InputError(message, code="C1", place=ticks.place(-1))
    residual = pixel - pixel.mean() - slope * unit
    residuals[list(ticks.places)] = residual
    finding = _misfit(ticks, pixel, residual, 1 / ticks.value.size + unit**2 / (unit @ unit))
    if finding is not None:
        findings.append(finding)
    values = np.unique(ticks.value)
    return AxisScale(
        offset=float(pixel.mean() - slope / span * centre),
        px_per_unit=slope / span,
        shear=shear,
        lowest=float(values[0]),
        highest=float(values[-1]),
        last_step=float(values[-1] - values[-2]) if values.size > 2 else 0.0,
    )


def _check_places(ticks: Ticks, pixel: FloatArray) -> None:
    """Refuse two different values at one place of the axis."""
    order = np.argsort(pixel, kind="stable")
    close = np.diff(pixel[order]) < SAME_PLACE_PX
    different = np.diff(ticks.value[order]) != 0
    for row in np.flatnonzero(close & different):
        first, second = sorted((int(order[row]), int(order[row + 1])))
        distance = np.hypot(ticks.x[first] - ticks.x[second], ticks.y[first] - ticks.y[second])
        where = "the same place" if distance < SAME_PLACE_PX else "at one place along the axis"
        message = (
            f"{ticks.names[first]} and {ticks.names[second]} are {where}. "
            f"Put {ticks.names[second]} on another tick, far from {ticks.names[first]}."
        )
        raise InputError(message, code="C1", place=ticks.place(second))


def _misfit(
    ticks: Ticks, pixel: FloatArray, residual: FloatArray, leverage: FloatArray
) -> Finding | None:
    """Name the tick furthest from where the others put it, if it is beyond click noise."""
    freedom = 1 - leverage
    if ticks.value.size < 3 or np.all(freedom < 1e-9):
        return None
    freedom = np.maximum(freedom, 1e-9)
    studentised = np.abs(residual) / np.sqrt(freedom)
    # With three ticks all are equally suspect by their residuals; then the one is named
    # whose place says a value that makes the labels even, else that of the largest residual.
    highest = 1.0 if ticks.axis is Axis.SURVIVAL else np.inf
    evenness = np.array(
        [evened(ticks.value, pixel, row, highest=highest)[0] for row in range(ticks.value.size)]
    )
    worst = int(np.lexsort((np.abs(residual), evenness, np.round(studentised, 6)))[-1])
    if studentised[worst] <= TICK_LIMIT_PX:
        return None
    step, value = evened(ticks.value, pixel, worst, highest=highest)
    others = [label for row, label in enumerate(ticks.labels) if row != worst]
    by = " and ".join(others) if len(others) == 2 else "the other ticks"
    message = (
        f"Tick {ticks.labels[worst]} lies {abs(residual[worst]) / freedom[worst]:.0f} px from "
        f"where {by} put it. Either one tick value is wrong or the axis is not linear; "
        "check the values."
    )
    if step:
        percent = 100 if ticks.axis is Axis.SURVIVAL and is_labelled_percent(ticks) else 1
        message += f" At this place {percent * value:g} would fit."
    return Finding("C10", Severity.WARNING, message, ticks.place(worst))


def _spacing_findings(
    time: Ticks, time_scale: AxisScale, survival: Ticks, survival_scale: AxisScale
) -> list[Finding]:
    extents = [
        (scale.highest - scale.lowest) * abs(scale.px_per_unit)
        for scale in (time_scale, survival_scale)
    ]
    limit = max(CLOSE_TICKS_PX, CLOSE_TICKS_SHARE * max(extents))
    return [
        Finding(
            "C3",
            Severity.WARNING,
            f"The {ticks.axis.value} ticks are close together ({extent:.0f} px). An error of one "
            f"pixel becomes {100 / extent:.1f} % of what lies between them. "
            "Use ticks farther apart.",
            ticks.place(-1),
        )
        for ticks, extent in zip((time, survival), extents, strict=True)
        if extent < limit
    ]


def _direction_findings(time: AxisScale, survival: AxisScale) -> list[Finding]:
    findings = []
    if time.px_per_unit < 0:
        message = "Time runs from right to left with these values. Swap the time values?"
        findings.append(Finding("C4", Severity.WARNING, message, Place(PlaceKind.FIGURE)))
    if survival.px_per_unit > 0:
        message = "The survival axis grows downwards with these values. Swap the survival values?"
        findings.append(Finding("C4", Severity.WARNING, message, Place(PlaceKind.FIGURE)))
    return findings


def _value_findings(
    calibration: Calibration, percent: bool, time: AxisScale, survival: AxisScale
) -> list[Finding]:
    """Return what the values themselves give away: percent, odd ranges, odd units."""
    found: list[tuple[str, Severity, str]] = []
    if percent and calibration.percent is None:
        found.append(("C6", Severity.FIXED, "Survival is read as percent: 100 = survival 1.0."))
    if survival.highest > 1.05 or survival.lowest < -0.05:
        out = survival.highest if survival.highest > 1.05 else survival.lowest
        message = f"A survival tick says {out:.2f}. Survival lies between 0 and 1: check its value."
        found.append(("C7", Severity.WARNING, message))
    elif percent and calibration.percent is None and survival.highest <= 0.1:
        message = (
            f"The highest survival tick is read as {100 * survival.highest:g} %. "
            "Check the survival values, or choose percent or fraction."
        )
        found.append(("C7", Severity.WARNING, message))
    if survival.lowest > 1e-9 and not calibration.cumulative_incidence:
        shown = f"{100 * survival.lowest:g} %" if percent else f"{survival.lowest:g}"
        message = f"The lowest survival tick entered is {shown}, not 0. That is fine."
        found.append(("C8", Severity.NOTE, message))
    if calibration.cumulative_incidence:
        found.append(("C5", Severity.NOTE, COMPETING))
    span = time.highest - time.lowest
    if span > USUAL_TIME[1] or span < USUAL_TIME[0]:
        unit = calibration.time_unit or "time units"
        message = f"A time axis over {span:,.7g} {unit} is unusual. Is the unit right?"
        found.append(("C16", Severity.WARNING, message.replace(",", "\u202f")))
    place = Place(PlaceKind.FIGURE)
    return [Finding(code, severity, message, place) for code, severity, message in found]
