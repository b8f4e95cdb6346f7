"""From traced paths to curves in data units with their noise, and the marks on them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from ...arrays import FloatArray
from ...curve import CurveReading, ReadingKind
from ..axes.box import PlotBox
from ..axes.ticks import AxisFit
from ..marks.curve_marks import marks_of_all
from ..marks.symbol_tails import untangled
from ..page import Map, Page, strongest
from .dash_tails import untangled_by_dashes
from .following import Traced
from .scene import Scene
from .snapping import snap_shift
from .steps import Steps, read_steps, with_last_drop

if TYPE_CHECKING:
    from ..pipeline import Reading

_START_PX = 2.0
_AXIS_PX = {"ticks": 0.2, "grid": 0.4, "labels": 1.0}
_FEWEST = 8  # patients; a largest cell below this is a misreading
_MOST_SD = 1.0  # pixels; the path itself keeps within the line


@dataclass(frozen=True, eq=False)
class CurveRead:
    """One curve in data units.

    Attributes
    ----------
    traced : Traced
    steps : Steps
        Pixels of the region, rows as in the figure (not turned).
    reading : CurveReading
    x, y : ndarray, shape (n_steps,)
        Working pixels of the corner at the bottom of each drop.
    end_x : float
        Working pixel where the curve ends.
    time_sd, survival_sd : ndarray, shape (n_steps,)
    """

    traced: Traced
    steps: Steps
    reading: CurveReading
    x: FloatArray
    y: FloatArray
    end_x: float
    time_sd: FloatArray
    survival_sd: FloatArray


def read_curves(reading: "Reading") -> None:
    """Fill in the curves and their marks, ordered by height (best survival last to leave)."""
    scene = reading.scene
    reading.traced = untangled_by_dashes(untangled(reading.traced))
    for traced in reading.traced:
        others = other_ink(scene, traced, reading.traced)
        steps = read_steps(
            traced.path,
            traced.ink,
            others,
            traced.width,
            blurred=_is_blurred(reading),
            least_step=least_step(reading),
        )
        box = reading.box
        zero = box.height - (box.one - box.y0) if scene.rising else box.zero - box.y0
        steps = with_last_drop(steps, traced.path, traced.ink, traced.width, zero)
        reading.curves.append(to_data(reading, traced, steps))
    rgb = reading.page.rgb[box.y0 : box.y1, box.x0 : box.x1]
    enlarged = reading.page.zoom > 1
    reading.marks.extend(marks_of_all(scene, reading.traced, rgb, enlarged=enlarged))


def least_step(reading: "Reading") -> float:
    """Return the pixels of the smallest possible drop: one event with every patient at risk."""
    if reading.table is None:
        return 0.0
    cells = [cell for row in reading.table.rows for cell in row.cells if cell is not None]
    most = max((cell.n for cell in cells), default=0)
    return abs(reading.y_fit.slope) * reading.full / most if most >= _FEWEST else 0.0


def other_ink(scene: Scene, traced: Traced, everyone: list[Traced]) -> Map:
    """Return the strongest ink that is not this curve's, where it may disturb the heights."""
    layers = [layer.map for layer in scene.layers if layer is not traced.layer]
    most = strongest(layers) if layers else np.zeros(scene.shape, dtype=np.float32)
    return np.asarray(most, dtype=np.float32)


def _is_blurred(reading: "Reading") -> bool:
    return reading.scene.blurred or reading.page.zoom > 1


class Frame(Protocol):
    """What turning a path into data needs to know."""

    @property
    def page(self) -> Page: ...
    @property
    def scene(self) -> Scene: ...
    @property
    def box(self) -> PlotBox: ...
    @property
    def x_fit(self) -> AxisFit: ...
    @property
    def y_fit(self) -> AxisFit: ...
    @property
    def full(self) -> float: ...


def to_data(reading: Frame, traced: Traced, steps: Steps) -> CurveRead:
    """Return the curve in data units; the first height within 2 px of 1 becomes 1."""
    box, x_fit, y_fit, scene = reading.box, reading.x_fit, reading.y_fit, reading.scene
    rows = steps.height
    if scene.rising:
        rows = box.height - rows
    y = rows + box.y0
    x = steps.left + box.x0
    if not reading.page.turn:
        zoom = reading.page.zoom
        seen = ~steps.hidden & (steps.sd < 0.5)
        y = y - snap_shift(y[seen], zoom)
        x = x - snap_shift(x[steps.drop_sd < 0.5], zoom, 0.12)
    survival = np.array([y_fit.value_at(row) for row in y]) / reading.full
    if scene.rising:
        survival = 1 - survival
    time = np.array([x_fit.value_at(column) for column in x])
    start = reading.box.start_value
    per_px = abs(1 / (y_fit.slope * reading.full))
    time = np.maximum(time, start)
    survival = np.minimum.accumulate(np.clip(survival, 0, 1))
    if survival[0] >= 1 - _START_PX * per_px:
        survival[0] = 1.0
    time[0] = start
    end_x = float(steps.right[-1] + box.x0)
    end = max(x_fit.value_at(end_x), float(time[-1]))
    keep = np.diff(np.append(1.0, survival)) < 0
    height_sd = np.hypot(np.minimum(steps.sd, _MOST_SD), _AXIS_PX[y_fit.source]) * per_px
    time_sd = np.hypot(steps.drop_sd, _AXIS_PX[x_fit.source]) / abs(x_fit.slope)
    curve = CurveReading(
        np.append(0.0, time[keep]),
        np.append(1.0, survival[keep]),
        ReadingKind.PIXELS,
        float(np.median(time_sd[keep])) if keep.any() else float(0.5 / abs(x_fit.slope)),
        float(np.median(height_sd)),
        float(max(end, 0.0)),
    )
    return CurveRead(traced, steps, curve, x[keep], y[keep], end_x, time_sd[keep], height_sd[keep])
