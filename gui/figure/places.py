"""Leads the eye to the place of a finding on the figure."""

from typing import TYPE_CHECKING

from core.digitize.proposal import PixelBox
from core.errors import Place, PlaceKind
from core.model.document import PixelPoint

if TYPE_CHECKING:
    from gui.figure.figure_view import FigureView


# What belongs to a plot and lies round it, in shares of its width and height: labels, table.
_LEFT, _RIGHT, _ABOVE, _BELOW = 0.3, 0.15, 0.15, 0.5
# A plot with all that fills less of the figure than this is one of a page.
_SMALL_SHARE = 0.5


def lead_to_plot(view: "FigureView", plot: PixelBox) -> None:
    """Zoom to a plot with its labels where it is a small part of what is shown."""
    size = view.canvas.figure.size
    width, height = plot.x1 - plot.x0, plot.y1 - plot.y0
    left, right = max(plot.x0 - _LEFT * width, 0), min(plot.x1 + _RIGHT * width, size.width())
    top, bottom = max(plot.y0 - _ABOVE * height, 0), min(plot.y1 + _BELOW * height, size.height())
    share = (right - left) * (bottom - top) / max(size.width() * size.height(), 1.0)
    if width > 0 and height > 0 and share < _SMALL_SHARE:
        view.canvas.show_box(PixelPoint(left, top), PixelPoint(right, bottom))


def lead_to(view: "FigureView", place: Place) -> None:
    """Show a traced point, an axis point, an arm or the figure; other places are not here."""
    if place.arm_id is not None and view.shapes.arm(place.arm_id) is not None:
        view.session.activate_arm(place.arm_id)
    if place.kind is PlaceKind.POINT and place.index is not None:
        _show_point(view, place.index)
    elif place.kind is PlaceKind.AXIS_POINT and place.index is not None:
        _show_axis_point(view, place.index)
    elif place.kind is PlaceKind.FIGURE:
        view.canvas.fit()


def _show_point(view: "FigureView", index: int) -> None:
    shape = view.shapes.arm(view.session.active_arm_id)
    if shape is not None and index < len(shape.points):
        view.session.select(frozenset({index}))
        view.flash(shape.arm.trace[index])


def _show_axis_point(view: "FigureView", index: int) -> None:
    points = view.session.shown.calibration.axis_points
    if index < len(points):
        view.select_axis_point(index)
        view.flash(points[index].at)
