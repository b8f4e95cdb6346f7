"""The traced points still in use while a trace is put right, and what was said of them."""

from dataclasses import dataclass, field

import numpy as np

from ...arrays import BoolArray, FloatArray, IntArray
from ...errors import Finding, Place, PlaceKind, Severity
from ..axes.transform import AxisTransform

# What a hand misses by without meaning it.
HAND_PX = 1.5
# Rounding of the arithmetic, far below anything a picture shows.
ROUNDING_PX = 1e-3
MAX_LISTED = 6


@dataclass(slots=True)
class TracePoints:
    """The points still in use while a trace is put right; ``index`` is that in the trace."""

    index: IntArray
    time: FloatArray
    survival: FloatArray
    held: BoolArray
    transform: AxisTransform
    findings: list[Finding] = field(default_factory=list)

    @property
    def hand_time(self) -> float:
        return HAND_PX * self.transform.time_per_px

    def keep(self, rows: BoolArray | IntArray) -> None:
        """Go on with these rows only, in this order."""
        self.index, self.time, self.survival = (
            self.index[rows],
            self.time[rows],
            self.survival[rows],
        )

    def sort(self) -> None:
        """Put the points in time order, the highest first at one time."""
        self.keep(np.lexsort((-self.survival, self.time)))

    def say(self, code: str, severity: Severity, message: str, index: int | None = None) -> None:
        """Add a finding about one point of the trace, or the whole of it."""
        place = Place(PlaceKind.ARM) if index is None else Place(PlaceKind.POINT, index=int(index))
        self.findings.append(Finding(code, severity, message, place))

    def fix(self, code: str, what: str, index: IntArray) -> None:
        """Say in one sentence what was put right, and mark the points."""
        if index.size:
            self.held[index] = True
            message = f"{what}: {listed(index)}. The clicks are kept as they are."
            self.say(code, Severity.FIXED, message, index[0])


def listed(index: IntArray) -> str:
    """Return "point 3", or "points 3, 7, ... (12 in all)", counted from 1."""
    shown = ", ".join(str(number + 1) for number in index[:MAX_LISTED])
    if index.size == 1:
        return f"point {shown}"
    return f"points {shown}" if index.size <= MAX_LISTED else f"points {shown}, … ({index.size})"
