"""The document as shapes on the figure: arrays in figure pixels; no Qt."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.arrays import FloatArray
from core.curve import StepCurve
from core.digitize.axes.transform import AxisTransform
from core.model.document import Arm, Calibration, Document, PixelPoint
from core.patients import number_at_risk
from core.results import ArmResult, CurveBand
from gui.axes import transform_of

# Half width of the reading band: one pixel either way, and one patient.
READING_PX = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class ArmShape:
    """One arm in figure pixels, arrays of shape (n, 2).

    ``points`` are the corners as clicked, ``path`` the steps through them,
    ``marks`` the censor marks.
    """

    arm: Arm
    points: FloatArray
    path: FloatArray
    marks: FloatArray


class Shapes:
    """Shapes of the document shown, kept while their arm and the axes stay the same."""

    def __init__(self) -> None:
        self.document = Document()
        self.transform: AxisTransform | None = None
        self.arms: tuple[ArmShape, ...] = ()
        self._calibration = Calibration()

    def show(self, document: Document) -> None:
        """Follow the document; untouched arms keep their arrays."""
        same_axes = document.calibration == self._calibration
        if not same_axes:
            self._calibration = document.calibration
            self.transform = transform_of(document.calibration)
        old = {shape.arm.id: shape for shape in self.arms} if same_axes else {}
        self.arms = tuple(
            old[arm.id]
            if arm.id in old and old[arm.id].arm is arm
            else arm_shape(arm, self.transform)
            for arm in document.arms
        )
        self.document = document

    def arm(self, arm_id: str | None) -> ArmShape | None:
        """Return the shape of this arm, None if there is none."""
        return next((shape for shape in self.arms if shape.arm.id == arm_id), None)


def arm_shape(arm: Arm, transform: AxisTransform | None) -> ArmShape:
    """Return an arm in figure pixels."""
    points = as_array(arm.trace)
    return ArmShape(arm, points, trace_path(points, transform), as_array(arm.censor_marks))


def as_array(points: Sequence[PixelPoint]) -> FloatArray:
    """Return pixel points as an array of shape (n, 2)."""
    return np.array(points, dtype=float).reshape(-1, 2)


def trace_path(points: FloatArray, transform: AxisTransform | None) -> FloatArray:
    """Return the steps through corners at the bottom of drops, shape (m, 2).

    With known axes the path starts at time 0 and survival 1 and its treads
    follow a tilted time axis.
    """
    if not len(points):
        return points
    ordered = points[np.argsort(points[:, 0], kind="stable")]
    if transform is None:
        ends = np.column_stack((ordered[1:, 0], ordered[:-1, 1]))
        return _interleaved(ordered[:1], ends, ordered[1:])
    data = transform.to_data(ordered)
    before = np.append(1.0, data[:-1, 1])
    ends = transform.to_pixels(data[:, 0], before)
    return _interleaved(transform.to_pixels(0.0, 1.0), ends, ordered)


def curve_path(curve: StepCurve, transform: AxisTransform) -> FloatArray:
    """Return a step curve in figure pixels, from time 0 to its end, shape (m, 2)."""
    time, survival = step_vertices(curve)
    return transform.to_pixels(time, survival)


def step_vertices(curve: StepCurve) -> tuple[FloatArray, FloatArray]:
    """Return the corners of a step curve: times and heights, each shape (2 n + 2,)."""
    time = np.concatenate(([0.0], np.repeat(curve.time, 2), [curve.end]))
    survival = np.repeat(np.append(1.0, curve.survival), 2)
    return time, survival


def band_outline(result: ArmResult, transform: AxisTransform) -> FloatArray | None:
    """Return the outline of the reading band, shape (m, 2): one pixel and one patient."""
    if result.traced is None or not result.traced.time.size:
        return None
    time, survival = step_vertices(result.traced)
    half = np.full(time.size, READING_PX * transform.survival_per_px)
    if result.reconstruction is not None:
        n_left = np.maximum(number_at_risk(result.reconstruction.patients, time), 1)
        half = half + survival / n_left
    across = READING_PX * transform.time_per_px
    upper = transform.to_pixels(time + across, np.minimum(survival + half, 1.0))
    lower = transform.to_pixels(time - across, np.maximum(survival - half, 0.0))
    return np.concatenate((upper, lower[::-1]))


def drawn_outline(band: CurveBand, end: float, transform: AxisTransform) -> FloatArray:
    """Return the outline of what the draws leave open of a curve, shape (m, 2)."""
    time = np.append(np.repeat(band.time, 2)[1:], end)
    upper = transform.to_pixels(time, np.repeat(band.high, 2))
    lower = transform.to_pixels(time, np.repeat(band.low, 2))
    return np.concatenate((upper, lower[::-1]))


def nearest_on_path(path: FloatArray, at: PixelPoint) -> tuple[PixelPoint, float]:
    """Return the place on a path nearest to a point and its distance in figure pixels."""
    if len(path) < 2:
        return at, float("inf")
    start, along = path[:-1], np.diff(path, axis=0)
    to = np.array(at) - start
    length = np.maximum((along**2).sum(axis=1), 1e-12)
    share = np.clip((to * along).sum(axis=1) / length, 0.0, 1.0)
    foot = start + share[:, None] * along
    distance = np.hypot(*(foot - at).T)
    best = int(np.argmin(distance))
    return PixelPoint(float(foot[best, 0]), float(foot[best, 1])), float(distance[best])


def _interleaved(first: FloatArray, ends: FloatArray, corners: FloatArray) -> FloatArray:
    steps = np.empty((2 * len(ends), 2))
    steps[0::2] = ends
    steps[1::2] = corners
    return np.concatenate((first, steps))
