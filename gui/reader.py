"""The automatic reading as work for another thread: what goes in, what comes out."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.digitize.proposal import ArmProposal, AxesProposal, AxisReading, FigureProposal, PixelBox
from core.figure.ocr import Word
from core.figure.open import OpenedFigure
from core.model.document import Calibration, PixelPoint
from core.model.region import Region, RegionKind

if TYPE_CHECKING:
    from core.digitize.by_hand.pick import CurvePicker

Colour = tuple[int, int, int]
Pixels = NDArray[np.uint8]
# Told the share done (0 to 1) and the stage.
Progress = Callable[[float, str], None]
# Bytes of pixels of a figure that is remembered between clicks: larger ones cost too much memory.
_LARGEST_KEPT = 12_000_000


@dataclass(frozen=True, eq=False)
class ReadingJob:
    """A figure to read: which panel, where to look, the words if they are known."""

    opened: OpenedFigure
    regions: tuple[Region, ...] = ()
    panel: int = 0
    words: tuple[Word, ...] | None = None


@dataclass(frozen=True, eq=False)
class FollowingJob:
    """One curve to follow: through a place, of a colour, or both."""

    pixels: Pixels
    calibration: Calibration
    at: PixelPoint
    colour: Colour | None = None
    regions: tuple[Region, ...] = ()
    words: tuple[Word, ...] = ()
    opened: OpenedFigure | None = None


def read(
    job: ReadingJob, should_stop: Callable[[], bool], progress: Progress
) -> FigureProposal | None:
    """Return what the figure says, None where the reading was stopped."""
    from core.digitize.pipeline import Stopped
    from core.digitize.propose import propose

    if should_stop():
        return None
    keep_out, look_inside = where_to_look(job.regions)
    try:
        return propose(
            job.opened,
            panel=job.panel,
            words=job.words,
            keep_out=keep_out,
            look_inside=look_inside,
            should_stop=should_stop,
            progress=progress,
        )
    except Stopped:
        return None


class Follower:
    """Follows curves; what it saw of the last figure serves the next click on it."""

    def __init__(self) -> None:
        self._seen: tuple[FollowingJob, CurvePicker] | None = None

    def forget(self) -> None:
        """Let go of the figure."""
        self._seen = None

    def follow(self, job: FollowingJob) -> FigureProposal:
        """Return the one curve asked for, with the axes it was read on."""
        axes = _axes_of(job.calibration)
        arm = _drawn_line(job)
        if arm is None:
            arm = self._picker(job).trace(job.at, colour=job.colour)
        return FigureProposal(axes, (arm,))

    def _picker(self, job: FollowingJob) -> "CurvePicker":
        from core.digitize.by_hand.pick import CurvePicker

        seen = self._seen  # the window may forget it meanwhile
        if seen is not None and _is_same_plot(seen[0], job):
            return seen[1]
        keep_out, look_inside = where_to_look(job.regions)
        picker = CurvePicker(
            job.pixels,
            job.calibration,
            words=job.words,
            keep_out=keep_out,
            look_inside=look_inside,
        )
        self._seen = (job, picker) if job.pixels.size <= _LARGEST_KEPT else None
        return picker


def _is_same_plot(one: FollowingJob, other: FollowingJob) -> bool:
    return one.pixels is other.pixels and (one.calibration, one.regions, one.words) == (
        other.calibration,
        other.regions,
        other.words,
    )


def _axes_of(calibration: Calibration) -> AxesProposal:
    from core.digitize.axes.transform import fit_axes
    from core.numbers import parse_number

    transform = fit_axes(calibration)
    marks = tuple(
        AxisReading(point.axis, point.at, parse_number(point.value), point.value, 1.0, residual)
        for point, residual in zip(calibration.axis_points, transform.residuals_px, strict=True)
    )
    kind = ("ticks", "ticks")
    unit, rises = calibration.time_unit, calibration.cumulative_incidence
    return AxesProposal(marks, unit, transform.percent, rises, kind)


def _drawn_line(job: FollowingJob) -> ArmProposal | None:
    """The line of a vector figure that was clicked, whole and exact."""
    from core.digitize.vector.pick import line_at

    opened = job.opened
    if opened is None or opened.drawing is None:
        return None
    return line_at(opened.drawing, opened.dots_per_inch, job.calibration, job.at)


def where_to_look(regions: tuple[Region, ...]) -> tuple[tuple[PixelBox, ...], PixelBox | None]:
    """Return what to keep out and where to look inside, as the reading takes them."""
    boxes = [(region.kind, PixelBox(*region.box)) for region in regions]
    keep_out = tuple(box for kind, box in boxes if kind is RegionKind.KEEP_OUT)
    inside = [box for kind, box in boxes if kind is RegionKind.LOOK_INSIDE]
    return keep_out, inside[-1] if inside else None
