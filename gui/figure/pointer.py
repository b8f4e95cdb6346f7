"""Where the pointer is on the figure and what lies under it; no Qt."""

from dataclasses import dataclass
from enum import Enum

from core.model.document import PixelPoint


class HitKind(Enum):
    """What can lie under the pointer."""

    NOTHING = "nothing"
    POINT = "point"
    LINE = "line"
    AXIS_POINT = "axis_point"
    CENSOR_MARK = "censor_mark"


@dataclass(frozen=True, slots=True)
class Hit:
    """The nearest thing within reach.

    ``index`` is the traced point, axis point or censor mark; for a line the
    place in the trace where a new point would go. ``at`` is the thing's own
    place, ``distance`` is in screen pixels.
    """

    kind: HitKind = HitKind.NOTHING
    index: int = -1
    arm_id: str | None = None
    at: PixelPoint | None = None
    distance: float = 0.0


NO_HIT = Hit()


@dataclass(frozen=True, slots=True)
class Pointer:
    """One pointer event on the figure.

    ``at`` is the place a point would get, snapped where snapping is on;
    ``raw`` is where the pointer really is (None: the same). ``figure_px`` is
    how many figure pixels one screen pixel covers.
    """

    at: PixelPoint
    hit: Hit = NO_HIT
    raw: PixelPoint | None = None
    extend: bool = False
    snapped: bool = False
    figure_px: float = 1.0

    @property
    def under(self) -> PixelPoint:
        """Where the pointer really is."""
        return self.at if self.raw is None else self.raw
