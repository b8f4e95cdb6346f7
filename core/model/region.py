"""Parts of the figure that a person marked for the automatic reading."""

from dataclasses import dataclass, replace
from enum import Enum


class RegionKind(Enum):
    """What a region is for."""

    KEEP_OUT = "keep_out"
    LOOK_INSIDE = "look_inside"


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle of the figure, in its pixels.

    Ink in a KEEP_OUT region is not read; where there is a LOOK_INSIDE region, no
    other ink is.
    """

    kind: RegionKind
    left: float
    top: float
    right: float
    bottom: float

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        return self.left, self.top, self.right, self.bottom

    def moved(self, dx: float, dy: float) -> "Region":
        """Return this region somewhere else."""
        return replace(
            self,
            left=self.left + dx,
            top=self.top + dy,
            right=self.right + dx,
            bottom=self.bottom + dy,
        )
