"""Edits of a document that need to know the figure's geometry; no Qt."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from core.arrays import FloatArray
from core.model.document import Arm, Axis, Calibration, Document, PixelPoint

MAX_ARMS = 6
# Two clicks closer than this sideways are the top and the bottom of one drop.
SAME_DROP_PX = 1.0


def insertion_index(
    trace: Sequence[PixelPoint] | FloatArray, at: PixelPoint, *, rising: bool = False
) -> int:
    """Return where a new point belongs so that the trace stays in order of time.

    On one vertical line the point further along the curve comes later: the
    lower one, or the upper one where the figure is ``rising`` (1 - S).
    """
    x, y = np.asarray(trace, dtype=float).reshape(-1, 2).T
    is_further = at.y <= y if rising else at.y >= y
    is_before = np.where(np.abs(x - at.x) <= SAME_DROP_PX, is_further, x < at.x)
    before = np.flatnonzero(is_before)
    return int(before[-1]) + 1 if before.size else 0


def next_arm_name(document: Document) -> str:
    """Return "Arm 1", "Arm 2", ...: the first that no arm has."""
    taken = {arm.name for arm in document.arms}
    numbers = range(1, len(taken) + 2)
    return next(name for name in (f"Arm {number}" for number in numbers) if name not in taken)


def with_new_arm(document: Document) -> tuple[Document, Arm]:
    """Return the document with one more empty arm, and that arm."""
    arm = Arm(document.new_arm_id(), next_arm_name(document))
    return document.with_arm(arm), arm


def with_traced_point(
    document: Document, arm_id: str | None, at: PixelPoint
) -> tuple[Document, str, int]:
    """Return the document with one more corner, its arm's id and its index.

    Without an arm the first one is made on the way.
    """
    if arm_id is None:
        document, arm = with_new_arm(document)
    else:
        arm = document.arm(arm_id)
    rising = document.calibration.cumulative_incidence
    index = insertion_index(arm.trace, at, rising=rising)
    after = document.with_arm_replaced(arm.with_point_inserted(index, at))
    return after, arm.id, index


def with_censor_mark(document: Document, arm: Arm, at: PixelPoint) -> Document:
    """Return the document with one more censor mark, kept in order of time."""
    index = bisect_right([mark.x for mark in arm.censor_marks], at.x)
    marks = (*arm.censor_marks[:index], at, *arm.censor_marks[index:])
    return document.with_arm_replaced(replace(arm, censor_marks=marks))


def without_censor_mark(document: Document, arm: Arm, index: int) -> Document:
    """Return the document without one censor mark."""
    marks = arm.censor_marks[:index] + arm.censor_marks[index + 1 :]
    return document.with_arm_replaced(replace(arm, censor_marks=marks))


def with_axis_point_moved(document: Document, index: int, to: PixelPoint) -> Document:
    """Return the document with one axis point somewhere else; moving accepts a proposal."""
    calibration = document.calibration
    point = replace(calibration.axis_points[index], at=to, confidence=None)
    return document.with_calibration(calibration.with_point_replaced(index, point))


def suggested_axis(calibration: Calibration, at: PixelPoint, width: float, height: float) -> Axis:
    """Guess which axis a click belongs to.

    The axis whose known points lie in line with the click; while there are
    none, survival where the left edge is clearly nearer than the bottom.
    """
    time_gap = _gap([point.at.y for point in calibration.on_axis(Axis.TIME)], at.y, height)
    survival_gap = _gap([point.at.x for point in calibration.on_axis(Axis.SURVIVAL)], at.x, width)
    if time_gap is not None and survival_gap is not None:
        if max(time_gap, survival_gap) > _IN_LINE:
            return Axis.TIME if time_gap <= survival_gap else Axis.SURVIVAL
        return _emptier_axis(calibration)
    if time_gap is not None:
        return Axis.TIME if time_gap <= _IN_LINE else Axis.SURVIVAL
    if survival_gap is not None:
        return Axis.SURVIVAL if survival_gap <= _IN_LINE else Axis.TIME
    to_left, to_bottom = at.x / max(width, 1.0), 1.0 - at.y / max(height, 1.0)
    return Axis.TIME if to_bottom <= to_left + _CLEARLY else Axis.SURVIVAL


# How much nearer the left edge must be, as a share of the figure: a table may stand below the
# axes, and the time axis is what is asked for first.
_CLEARLY = 0.4
# A click this close to the line of an axis, as a share of the figure, lies on it.
_IN_LINE = 0.02


def _gap(line: list[float], value: float, size: float) -> float | None:
    if not line:
        return None
    return min(abs(known - value) for known in line) / max(size, 1.0)


def _emptier_axis(calibration: Calibration) -> Axis:
    n_time = len(calibration.on_axis(Axis.TIME))
    return Axis.TIME if n_time <= len(calibration.on_axis(Axis.SURVIVAL)) else Axis.SURVIVAL
