"""Doubts by bookkeeping: what the reading cannot explain, and where."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ..model.document import PixelPoint
from .proposal import ArmProposal, Doubt, PixelBox

if TYPE_CHECKING:
    from .pipeline import Reading

_RESIDUAL_PX = 0.6


def find_doubts(reading: "Reading", arms: Sequence[ArmProposal]) -> tuple[Doubt, ...]:
    """Return the numbered doubts, weightiest first."""
    found = [*_axis_doubts(reading)]
    found.sort(key=lambda doubt: -doubt.weight)
    return tuple(
        Doubt(k + 1, d.code, d.message, d.weight, d.at, d.box, d.arm) for k, d in enumerate(found)
    )


def _axis_doubts(reading: "Reading") -> list[Doubt]:
    doubts = []
    for name, fit in (("time", reading.x_fit), ("survival", reading.y_fit)):
        if fit.source == "labels":
            doubts.append(
                Doubt(
                    0,
                    "D1",
                    f"No tick marks were found on the {name} axis, so it rests on the middle of "
                    "its labels: check it with the loupe.",
                    0.3,
                    _at(reading, reading.box.start, reading.box.zero),
                )
            )
        elif np.max(np.abs(fit.residual)) / reading.page.zoom > _RESIDUAL_PX:
            worst = int(np.argmax(np.abs(fit.residual)))
            doubts.append(
                Doubt(
                    0,
                    "D2",
                    f"The tick {fit.value[worst]:g} of the {name} axis is off the line of the "
                    "others: check its label.",
                    0.2,
                    _at(reading, reading.box.start, reading.box.zero),
                )
            )
    return doubts


def _at(reading: "Reading", x: float, y: float) -> PixelPoint:
    fx, fy = reading.page.to_figure(np.array([x]), np.array([y]))
    return PixelPoint(float(fx[0]), float(fy[0]))


def stretch(reading: "Reading", x0: float, x1: float, y0: float, y1: float) -> PixelBox:
    """Return a box of working pixels in figure pixels."""
    fx, fy = reading.page.to_figure(np.array([x0, x1]), np.array([y0, y1]))
    return PixelBox(float(fx.min()), float(fy.min()), float(fx.max()), float(fy.max()))
