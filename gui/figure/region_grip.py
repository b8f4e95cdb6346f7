"""Where a press takes hold of a region, and what a drag of it gives; no Qt."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from core.model.document import PixelPoint
from core.model.region import Region, RegionKind

# Reach of an edge in screen pixels.
EDGE_REACH = 6.0
# No region gets thinner than this many figure pixels.
LEAST_SIDE = 3.0


@dataclass(frozen=True, slots=True)
class Grip:
    """The part of a region under the pointer.

    ``across`` is -1 for the left edge, 1 for the right one, ``down`` -1 for the
    top, 1 for the bottom; both 0 for the region as a whole.
    """

    index: int
    across: int = 0
    down: int = 0


def grip_at(
    regions: Sequence[Region], at: PixelPoint, *, figure_px: float, selected: int | None = None
) -> Grip | None:
    """Return what of the regions is under the pointer, the selected one first.

    A region to look inside is held by its edges only, so that others can be
    drawn in it.
    """
    reach = EDGE_REACH * figure_px
    for index in _order(len(regions), selected):
        across, down = _edges(regions[index], at, reach)
        if across or down:
            return Grip(index, across, down)
        if regions[index].kind is RegionKind.KEEP_OUT and holds(regions[index], at):
            return Grip(index)
    return None


def holds(region: Region, at: PixelPoint) -> bool:
    """Whether a place is inside a region."""
    return region.left <= at.x <= region.right and region.top <= at.y <= region.bottom


def dragged(region: Region, grip: Grip, dx: float, dy: float) -> Region:
    """Return the region with what was taken moved by figure pixels."""
    if not grip.across and not grip.down:
        return region.moved(dx, dy)
    left, right = _side(region.left, region.right, grip.across, dx)
    top, bottom = _side(region.top, region.bottom, grip.down, dy)
    return replace(region, left=left, top=top, right=right, bottom=bottom)


def _order(count: int, selected: int | None) -> Iterable[int]:
    newest_first = reversed(range(count))
    return sorted(newest_first, key=lambda index: index != selected)


def _edges(region: Region, at: PixelPoint, reach: float) -> tuple[int, int]:
    is_near = (
        region.left - reach <= at.x <= region.right + reach
        and region.top - reach <= at.y <= region.bottom + reach
    )
    if not is_near:
        return 0, 0
    return (
        _end(at.x, region.left, region.right, reach),
        _end(at.y, region.top, region.bottom, reach),
    )


def _end(value: float, low: float, high: float, reach: float) -> int:
    """Return which end a value is near, the nearer of both: -1, 1, or 0 for neither."""
    gaps = abs(value - low), abs(value - high)
    if min(gaps) > reach:
        return 0
    return -1 if gaps[0] <= gaps[1] else 1


def _side(low: float, high: float, end: int, by: float) -> tuple[float, float]:
    if end < 0:
        return min(low + by, high - LEAST_SIDE), high
    if end > 0:
        return low, max(high + by, low + LEAST_SIDE)
    return low, high
