"""The part of the page that is the figure: changing it keeps every point on its ink."""

from dataclasses import replace

from .document import Arm, Document, PixelPoint

Box = tuple[float, float, float, float]


def with_box(document: Document, box: Box | None) -> Document:
    """Return the document with another part of the page as its figure.

    Places are counted from the corner of the box, so every axis point, corner,
    censor mark and region moves along; the ink under each stays the same.

    Parameters
    ----------
    document : Document
        With a figure.
    box : left, top, right, bottom in pixels of the whole page, or None for the whole page
    """
    figure = document.figure
    assert figure is not None
    old, new = figure.box or (0.0, 0.0), box or (0.0, 0.0)
    dx, dy = old[0] - new[0], old[1] - new[1]
    points = tuple(
        replace(point, at=_moved(point.at, dx, dy)) for point in document.calibration.axis_points
    )
    return replace(
        document,
        figure=replace(figure, box=box),
        calibration=replace(document.calibration, axis_points=points),
        arms=tuple(_moved_arm(arm, dx, dy) for arm in document.arms),
        regions=tuple(region.moved(dx, dy) for region in document.regions),
    )


def on_page(document: Document, box: Box) -> Box:
    """Return a box of the figure shown in pixels of the whole page."""
    left, top = (0.0, 0.0) if document.figure is None else (document.figure.box or (0.0, 0.0))[:2]
    return box[0] + left, box[1] + top, box[2] + left, box[3] + top


def _moved(at: PixelPoint, dx: float, dy: float) -> PixelPoint:
    return PixelPoint(at.x + dx, at.y + dy)


def _moved_arm(arm: Arm, dx: float, dy: float) -> Arm:
    return replace(
        arm,
        trace=tuple(_moved(at, dx, dy) for at in arm.trace),
        censor_marks=tuple(_moved(at, dx, dy) for at in arm.censor_marks),
    )
