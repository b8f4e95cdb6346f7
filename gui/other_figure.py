"""Another figure comes in the place of the one that was read: what no longer holds goes with it."""

from dataclasses import replace

from core.digitize.proposal import PixelBox
from core.model.document import Calibration, Document, FigureFile

# Corners may lie this share of its height and width outside their plot.
_SLACK = 0.1
PUT_ASIDE = (
    "What was read before is put aside. Undo (Ctrl+Z) brings it back; to keep both, save each "
    "as a project."
)


def on_other_figure(document: Document, file: FigureFile | None) -> Document:
    """Return the document with another figure; nothing read off the old one is kept.

    Reported values stay, but for the arms they were said of.
    """
    return replace(
        document,
        figure=file,
        calibration=Calibration(),
        arms=(),
        regions=(),
        risk_times=(),
        reference_arm_id=None,
        endpoint="",
        reported=tuple(replace(v, arm_id=None, comparator_id=None) for v in document.reported),
    )


def is_of_other_plot(document: Document, plot: PixelBox) -> bool:
    """Whether most of what is traced lies outside this plot: on another panel of the picture."""
    corners = [at for arm in document.arms for at in arm.trace]
    dx, dy = _SLACK * (plot.x1 - plot.x0), _SLACK * (plot.y1 - plot.y0)
    inside = sum(
        plot.x0 - dx <= at.x <= plot.x1 + dx and plot.y0 - dy <= at.y <= plot.y1 + dy
        for at in corners
    )
    return plot.x1 > plot.x0 and 2 * inside < len(corners)
