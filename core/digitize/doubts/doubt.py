"""One doubt at a place of the figure, made from pixels of the region searched."""

from typing import TYPE_CHECKING

import numpy as np

from ...model.document import PixelPoint
from ..curves.reading import CurveRead
from ..proposal import Doubt, PixelBox

if TYPE_CHECKING:
    from ..pipeline import Reading


def doubt_about(
    reading: "Reading",
    code: str,
    message: str,
    weight: float,
    box: tuple[float, float, float, float],
    arm: int | None = None,
) -> Doubt:
    """Return a doubt about a box of region pixels (columns, rows as in the figure)."""
    x0, y0 = reading.box.x0, reading.box.y0
    fx, fy = reading.page.to_figure(
        np.array([box[0] + x0, box[2] + x0]), np.array([box[1] + y0, box[3] + y0])
    )
    area = PixelBox(float(fx.min()), float(fy.min()), float(fx.max()), float(fy.max()))
    at = PixelPoint(float(fx.mean()), float(fy.mean()))
    return Doubt(0, code, message, weight, at, area, arm)


def whole(reading: "Reading") -> tuple[float, float, float, float]:
    """Return the box of the whole plot, in its pixels."""
    return 0.0, 0.0, float(reading.box.width), float(reading.box.height)


def as_seen(
    reading: "Reading", box: tuple[float, float, float, float]
) -> tuple[float, float, float, float]:
    """Return a box with its rows as in the figure."""
    height = reading.scene.shape[0]
    return (box[0], height - box[3], box[2], height - box[1]) if reading.scene.rising else box


def extent_of_curve(reading: "Reading", curve: CurveRead) -> tuple[float, float, float, float]:
    """Return the box around a curve, in pixels of the plot, its rows as in the figure."""
    path, height = curve.traced.path, reading.scene.shape[0]
    low, high = float(path.enter.min()), float(path.leave.max())
    if reading.scene.rising:
        low, high = height - high, height - low
    return float(path.first), low, float(path.first + path.length), high
