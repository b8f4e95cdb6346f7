"""What lies under the pointer; no Qt."""

from collections.abc import Iterable

import numpy as np

from core.arrays import FloatArray
from core.model.document import PixelPoint
from gui.figure.edits import insertion_index
from gui.figure.pointer import NO_HIT, Hit, HitKind
from gui.figure.shapes import ArmShape, Shapes, as_array, nearest_on_path

# Reach of each kind in screen pixels.
POINT_REACH = 8.0
LINE_REACH = 5.0
MARK_REACH = 7.0


def find_hit(
    shapes: Shapes,
    at: PixelPoint,
    *,
    arm_id: str | None,
    figure_px: float,
    first: HitKind = HitKind.POINT,
) -> Hit:
    """Return what is under the pointer.

    Kind ``first`` goes before all others, the active arm before the other
    arms. ``figure_px`` is how many figure pixels one screen pixel covers.
    """
    active = [shape for shape in shapes.arms if shape.arm.id == arm_id]
    others = [shape for shape in shapes.arms if shape.arm.id != arm_id]
    hits = [
        *_point_hits(active, at, figure_px),
        *_axis_hits(shapes, at, figure_px),
        *_mark_hits(active, at, figure_px),
        *_line_hits(shapes, active, at, figure_px),
        *_point_hits(others, at, figure_px),
        *_line_hits(shapes, others, at, figure_px),
    ]
    hits.sort(key=lambda hit: hit.kind is not first)
    return hits[0] if hits else NO_HIT


def _point_hits(arms: list[ArmShape], at: PixelPoint, figure_px: float) -> Iterable[Hit]:
    for shape in arms:
        yield from _nearest(HitKind.POINT, shape.points, at, POINT_REACH, figure_px, shape.arm.id)


def _mark_hits(arms: list[ArmShape], at: PixelPoint, figure_px: float) -> Iterable[Hit]:
    for shape in arms:
        yield from _nearest(
            HitKind.CENSOR_MARK, shape.marks, at, MARK_REACH, figure_px, shape.arm.id
        )


def _axis_hits(shapes: Shapes, at: PixelPoint, figure_px: float) -> Iterable[Hit]:
    points = as_array([point.at for point in shapes.document.calibration.axis_points])
    return _nearest(HitKind.AXIS_POINT, points, at, POINT_REACH, figure_px, None)


def _line_hits(
    shapes: Shapes, arms: list[ArmShape], at: PixelPoint, figure_px: float
) -> Iterable[Hit]:
    rising = shapes.document.calibration.cumulative_incidence
    for shape in arms:
        foot, distance = nearest_on_path(shape.path, at)
        if distance <= LINE_REACH * figure_px:
            index = insertion_index(shape.points, foot, rising=rising)
            yield Hit(HitKind.LINE, index, shape.arm.id, foot, distance / figure_px)


def _nearest(
    kind: HitKind,
    places: FloatArray,
    at: PixelPoint,
    reach: float,
    figure_px: float,
    arm_id: str | None,
) -> list[Hit]:
    if not len(places):
        return []
    distance = np.hypot(places[:, 0] - at.x, places[:, 1] - at.y)
    best = int(np.argmin(distance))
    if distance[best] > reach * figure_px:
        return []
    place = PixelPoint(float(places[best, 0]), float(places[best, 1]))
    return [Hit(kind, best, arm_id, place, float(distance[best]) / figure_px)]
