"""What is drawn over the figure, as values: made from document and analysis; no Qt."""

from dataclasses import dataclass

import numpy as np

from core.arrays import FloatArray
from core.digitize.axes.transform import AxisTransform
from core.errors import PlaceKind
from core.model.document import Axis, AxisPoint, Calibration, PixelPoint
from core.model.region import Region
from core.results import Analysis, ArmResult, ArmSpread
from core.verify.wording import median_words
from gui.figure.shapes import ArmShape, Shapes, band_outline, curve_path, drawn_outline

OVERLAY_MODES = ("trace+curve", "trace", "curve", "original")
# The finding of a tick that does not lie where the others put it.
MISFIT = "C10"
TIME_UNITS = {"months": "mo", "month": "mo", "weeks": "wk", "week": "wk", "years": "yr"}
TIME_UNITS |= {"year": "yr", "days": "d", "day": "d"}


# The reconstructed curve and the reading band of an arm, in figure pixels.
_Paths = tuple[FloatArray | None, FloatArray | None]


@dataclass(frozen=True, slots=True, eq=False)
class ArmDrawing:
    """One arm; ``style_index`` is its place in the document."""

    style_index: int
    shape: ArmShape
    core: FloatArray | None = None
    band: FloatArray | None = None
    selected: frozenset[int] = frozenset()
    doubtful: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class TickDrawing:
    """An axis point with a hairline to its far end; state is set, proposed or doubt."""

    axis: Axis
    at: PixelPoint
    far: PixelPoint
    text: str
    state: str = "set"
    is_selected: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class GuideDrawing:
    """A dashed line to the median, shape (3, 2), and its words."""

    path: FloatArray
    text: str


@dataclass(frozen=True, slots=True)
class Look:
    """What the person chose to see, and the size of the figure in its pixels."""

    mode: str = "trace+curve"
    is_blinking: bool = False
    guides: bool = True
    selected_axis_point: int | None = None
    selected_region: int | None = None
    width: float = 0.0
    height: float = 0.0

    @property
    def shows_axes(self) -> bool:
        """Whether axis points and guides show."""
        return not self.is_blinking and self.mode != "original"

    @property
    def trace(self) -> bool:
        """Whether the traces show."""
        return not self.is_blinking and self.mode in ("trace+curve", "trace")

    @property
    def curve(self) -> bool:
        """Whether the reconstructed curves show."""
        return not self.is_blinking and self.mode in ("trace+curve", "curve")


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """Everything drawn over the figure, in figure pixels."""

    arms: tuple[ArmDrawing, ...] = ()
    ticks: tuple[TickDrawing, ...] = ()
    guides: tuple[GuideDrawing, ...] = ()
    regions: tuple[Region, ...] = ()
    look: Look = Look()
    is_stale: bool = False

    @property
    def under(self) -> tuple[object, ...]:
        """What decides how everything under the active arm looks."""
        parts = [(arm.style_index, arm.shape, arm.core, arm.band) for arm in self.arms[:-1]]
        is_stale = self.is_stale and any(arm.core is not None for arm in self.arms[:-1])
        ids = (id(part) for row in parts for part in row)
        doubtful = (arm.doubtful for arm in self.arms[:-1])
        return (*ids, *doubtful, self.ticks, self.regions, self.look, is_stale)


class Overlays:
    """Makes drawings; what comes from an arm's result is computed once for each."""

    def __init__(self) -> None:
        self._made: dict[str, tuple[tuple[object, ...], _Paths]] = {}

    def drawing(
        self,
        shapes: Shapes,
        analysis: Analysis | None,
        look: Look,
        *,
        active_id: str | None,
        selected: frozenset[int],
        is_stale: bool,
    ) -> Drawing:
        """Return everything to draw, the active arm last so that it lies on top."""
        arms = []
        for index, shape in enumerate(shapes.arms):
            result = None if analysis is None else analysis.arm(shape.arm.id)
            open_ = analysis.uncertainty if analysis else None
            spread = open_.arm(shape.arm.id) if open_ else None
            core, band = self._paths(shape.arm.id, result, spread, shapes.transform)
            own = selected if shape.arm.id == active_id else frozenset()
            arms.append(ArmDrawing(index, shape, core, band, own, _doubtful_points(shape, result)))
        return Drawing(
            arms=tuple(sorted(arms, key=lambda arm: arm.shape.arm.id == active_id)),
            ticks=tick_drawings(shapes.document.calibration, shapes.transform, look),
            guides=median_guides(shapes, analysis, active_id) if look.guides else (),
            regions=shapes.document.regions,
            look=look,
            is_stale=is_stale,
        )

    def _paths(
        self,
        arm_id: str,
        result: ArmResult | None,
        spread: ArmSpread | None,
        transform: AxisTransform | None,
    ) -> _Paths:
        if result is None or transform is None:
            return None, None
        source = (result.estimates, result.reading, result.reconstruction, transform, spread)
        known, paths = self._made.get(arm_id, ((), (None, None)))
        if len(known) != len(source) or any(
            old is not new for old, new in zip(known, source, strict=True)
        ):
            paths = _computed(result, spread, transform)
            self._made[arm_id] = (source, paths)
        return paths


def tick_drawings(
    calibration: Calibration, transform: AxisTransform | None, look: Look
) -> tuple[TickDrawing, ...]:
    """Return every axis point with its far end."""
    corner = _far_corner(calibration, transform)
    doubtful = _doubtful_ticks(transform)
    ticks = []
    for index, point in enumerate(calibration.axis_points):
        settled = "set" if point.confidence is None else "proposed"
        state = "doubt" if index in doubtful else settled
        far = _far_end(point, transform, corner, look)
        text = tick_text(point, calibration.time_unit)
        ticks.append(
            TickDrawing(point.axis, point.at, far, text, state, index == look.selected_axis_point)
        )
    return tuple(ticks)


def median_guides(
    shapes: Shapes, analysis: Analysis | None, active_id: str | None
) -> tuple[GuideDrawing, ...]:
    """Return the guide to the active arm's median, if it is reached."""
    result = None if analysis is None or active_id is None else analysis.arm(active_id)
    if result is None or result.estimates is None or shapes.transform is None:
        return ()
    median = result.estimates.median
    if not np.isfinite(median.value):
        return ()
    on_axis = [point.at for point in shapes.document.calibration.on_axis(Axis.TIME)]
    foot = float(shapes.transform.to_data(on_axis)[:, 1].mean())
    path = shapes.transform.to_pixels([0.0, median.value, median.value], [0.5, 0.5, foot])
    assert analysis is not None
    return (GuideDrawing(path, f"median {median_words(analysis, result.arm_id)}"),)


def tick_text(point: AxisPoint, time_unit: str) -> str:
    """Return what the pill of an axis point says: the value as typed, with its unit."""
    value = point.value.strip() or "?"
    if point.axis is Axis.SURVIVAL or not value.strip("0.,"):
        return value
    return f"{value} {unit_text(time_unit)}".rstrip()


def unit_text(time_unit: str) -> str:
    """Return a time unit as short as it is printed beside numbers."""
    return TIME_UNITS.get(time_unit.strip().lower(), time_unit.strip())


def _computed(result: ArmResult, spread: ArmSpread | None, transform: AxisTransform) -> _Paths:
    """Return curve and band: that of the draws once there is one, else one of the reading."""
    curve = None if result.estimates is None else result.estimates.curve
    core = None if curve is None else curve_path(curve, transform)
    if spread is not None and spread.band is not None and curve is not None:
        return core, drawn_outline(spread.band, curve.end, transform)
    return core, band_outline(result, transform)


def _doubtful_points(shape: ArmShape, result: ArmResult | None) -> tuple[int, ...]:
    """Return the points off the ink, none while the result is for another trace."""
    is_new = result is not None and result.time.size == len(shape.arm.trace)
    return result.off_ink if result is not None and is_new else ()


def _doubtful_ticks(transform: AxisTransform | None) -> set[int]:
    """Return the axis points that a finding of the fit names."""
    findings = () if transform is None else transform.findings
    places = [finding.place for finding in findings if finding.code == MISFIT]
    is_tick = PlaceKind.AXIS_POINT
    return {p.index for p in places if p and p.kind is is_tick and p.index is not None}


def _far_corner(
    calibration: Calibration, transform: AxisTransform | None
) -> tuple[float, float] | None:
    """Return the last time and the survival at the upper end of the axes."""
    if transform is None:
        return None
    points = calibration.axis_points
    data = transform.to_data([point.at for point in points])
    of_time = [point.axis is Axis.TIME for point in points]
    tops = [(point.at.y, row) for row, point in enumerate(points) if not of_time[row]]
    return float(data[of_time, 0].max()), float(data[min(tops)[1], 1])


def _far_end(
    point: AxisPoint,
    transform: AxisTransform | None,
    corner: tuple[float, float] | None,
    look: Look,
) -> PixelPoint:
    if transform is None or corner is None:
        is_time = point.axis is Axis.TIME
        return PixelPoint(point.at.x, 0.0) if is_time else PixelPoint(look.width, point.at.y)
    time, survival = transform.to_data([point.at])[0]
    if point.axis is Axis.TIME:
        survival = corner[1]
    else:
        time = corner[0]
    x, y = transform.to_pixels(time, survival)[0]
    return PixelPoint(float(x), float(y))
