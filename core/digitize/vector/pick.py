"""Click a line of a vector figure: the whole path is taken, on axes that are set already."""

import numpy as np
from numpy.typing import NDArray

from ...figure.drawing import Drawing
from ...model.document import Axis, Calibration, PixelPoint
from ...numbers import parse_number
from ..axes.transform import fit_axes
from ..proposal import ArmProposal
from .axes import VectorAxes
from .curves import VectorCurve, curve_of, lines_on
from .lines import Line
from .marks import find_marks
from .read import arm_of
from .scales import Scale
from .staircase import is_staircase

_REACH_PX = 9.0  # pixels between a click and the line it means at most


def line_at(
    drawing: Drawing, dots_per_inch: float, calibration: Calibration, at: PixelPoint
) -> ArmProposal | None:
    """Return the curve whose line runs through a clicked place, with its censor marks.

    Parameters
    ----------
    drawing : Drawing
    dots_per_inch : float
        Of the pixels in which ``calibration`` and ``at`` are given.
    calibration : Calibration
        Two points on each axis at least.
    at : PixelPoint

    Returns
    -------
    ArmProposal or None
        Name and risk row empty; None where no falling staircase is within reach.

    Raises
    ------
    CalibrationError
        When the axes are not set.
    """
    scale = dots_per_inch / 72
    axes = _axes_of(calibration, scale)
    place = np.array([at.x, at.y]) / scale
    lines = [line for line in lines_on(drawing, axes) if _may_be_curve(line)]
    curves = [
        (_gap(line.points, place), curve)
        for line in lines
        if (curve := _curve(line, axes, drawing.grid, calibration.cumulative_incidence))
    ]
    if not curves:
        return None
    gap, curve = min(curves, key=lambda found: found[0])
    if gap > _REACH_PX / scale:
        return None
    others = [other for _, other in curves]
    times = find_marks(drawing, axes, others).times[others.index(curve)]
    return arm_of(curve, times, axes, "", None, scale)


def _curve(line: Line, axes: VectorAxes, grid: float, incidence: bool) -> VectorCurve | None:
    return curve_of(line, axes, grid, cumulative_incidence=incidence)


def _may_be_curve(line: Line) -> bool:
    return len(line.points) > 2 and is_staircase(line.points)


def _axes_of(calibration: Calibration, scale: float) -> VectorAxes:
    """The axes a person set, in points of the page."""
    transform = fit_axes(calibration)
    time = _scale_of(calibration, Axis.TIME, scale)
    survival = _scale_of(calibration, Axis.SURVIVAL, scale)
    full = 100.0 if transform.percent else 1.0
    left, right = sorted((_place_of(time, 0.0), float(time.position.max())))
    ends = _place_of(survival, 0.0), _place_of(survival, full)
    return VectorAxes(time, survival, (left, min(ends), right, max(ends)), transform.percent)


def _scale_of(calibration: Calibration, axis: Axis, scale: float) -> Scale:
    points = calibration.on_axis(axis)
    value = np.array([parse_number(point.value) for point in points])
    places = np.array([(point.at.x, point.at.y) for point in points]) / scale
    along = 0 if axis is Axis.TIME else 1
    slope, intercept = np.polyfit(places[:, along], value, 1)
    residual = (intercept + slope * places[:, along] - value) / slope
    line = float(places[:, 1 - along].mean())
    return Scale(places[:, along], value, float(intercept), float(slope), residual, True, line)


def _place_of(scale: Scale, value: float) -> float:
    return (value - scale.intercept) / scale.slope


def _gap(points: NDArray[np.float64], at: NDArray[np.float64]) -> float:
    """Shortest distance from a place to a line, in points."""
    start, step = points[:-1], np.diff(points, axis=0)
    length = np.maximum((step**2).sum(axis=1), 1e-12)
    share = np.clip(((at - start) * step).sum(axis=1) / length, 0, 1)
    return float(np.hypot(*(start + share[:, None] * step - at).T).min())
