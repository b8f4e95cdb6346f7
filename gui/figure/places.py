"""Leads the eye to the place of a finding on the figure."""

from typing import TYPE_CHECKING

from core.errors import Place, PlaceKind

if TYPE_CHECKING:
    from gui.figure.figure_view import FigureView


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
