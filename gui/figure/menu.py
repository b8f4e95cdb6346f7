"""The context menu of the figure: the verbs of what lies under the pointer, then the view's."""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from core.model.region import RegionKind
from gui.figure.edits import with_censor_mark, without_censor_mark
from gui.figure.pointer import Hit, HitKind, Pointer
from gui.figure.region_grip import grip_at

if TYPE_CHECKING:
    from gui.figure.figure_view import FigureView

OVERLAY_WORDS = {
    "trace+curve": "Trace + curve",
    "trace": "Trace only",
    "curve": "Curve only",
    "original": "Figure only",
}
TOOL_WORDS = {
    "select": "Select",
    "axes": "Axes",
    "trace": "Trace",
    "auto": "Auto",
    "censor": "Censor",
    "region": "Region",
    "colour": "Colour",
}


def figure_menu(view: "FigureView", pointer: Pointer) -> QMenu:
    """Return the menu for this place."""
    menu = QMenu(view)
    _add_verbs(menu, view, pointer)
    menu.addSeparator()
    for name, words in TOOL_WORDS.items():
        tool = menu.addAction(words, partial(view.set_tool, name))
        tool.setCheckable(True)
        tool.setChecked(view.tool == name)
    menu.addSeparator()
    overlays = menu.addMenu("Overlay")
    for mode, words in OVERLAY_WORDS.items():
        overlay = overlays.addAction(words, partial(view.looks.set_mode, mode))
        overlay.setCheckable(True)
        overlay.setChecked(view.looks.mode == mode)
    snap = menu.addAction("Snap", view.toggle_snap)
    snap.setCheckable(True)
    snap.setChecked(view.is_snapping)
    menu.addAction("Fit the figure", view.canvas.fit)
    menu.addAction("100 %", view.canvas.actual_size)
    return menu


def _add_verbs(menu: QMenu, view: "FigureView", pointer: Pointer) -> None:
    hit = pointer.hit
    arm_id = hit.arm_id or ""
    grip = grip_at(view.session.document.regions, pointer.under, figure_px=pointer.figure_px)
    if grip is not None:
        _add_region_verbs(menu, view, grip.index)
    if hit.kind is HitKind.POINT:
        menu.addAction("Type values…", lambda: view.ask_point(arm_id, hit.index))
        menu.addAction("Delete point", lambda: _delete_point(view, arm_id, hit.index))
    elif hit.kind is HitKind.LINE and hit.at is not None:
        menu.addAction("Insert point here", lambda: _insert_point(view, hit))
    elif hit.kind is HitKind.AXIS_POINT:
        menu.addAction("Change value…", lambda: view.ask_axis_value(hit.index))
        menu.addAction("Remove axis point", lambda: _remove_axis_point(view, hit.index))
    elif hit.kind is HitKind.CENSOR_MARK:
        menu.addAction("Remove censor mark", lambda: _remove_mark(view, arm_id, hit.index))
    else:
        menu.addAction("Set axis value here…", lambda: view.ask_axis_at(pointer.under))
        add = menu.addAction("Add censor mark here", lambda: _add_mark(view, pointer))
        add.setEnabled(view.session.active_arm_id is not None)


def _add_region_verbs(menu: QMenu, view: "FigureView", index: int) -> None:
    document = view.session.document
    region = document.regions[index]
    for kind, words in (
        (RegionKind.KEEP_OUT, "Keep this region out of the reading"),
        (RegionKind.LOOK_INSIDE, "Look only inside this region"),
    ):
        if kind is not region.kind:
            after = document.without_region(index).with_region(replace(region, kind=kind))
            menu.addAction(words, partial(view.session.apply, "Change region", after))
    menu.addAction(
        "Remove region",
        partial(view.session.apply, "Remove region", document.without_region(index)),
    )
    menu.addSeparator()


def _remove_mark(view: "FigureView", arm_id: str, index: int) -> None:
    document = view.session.document
    after = without_censor_mark(document, document.arm(arm_id), index)
    view.session.apply("Remove censor mark", after)


def _add_mark(view: "FigureView", pointer: Pointer) -> None:
    document = view.session.document
    if view.session.active_arm_id is not None:
        arm = document.arm(view.session.active_arm_id)
        view.session.apply("Add censor mark", with_censor_mark(document, arm, pointer.under))


def _delete_point(view: "FigureView", arm_id: str, index: int) -> None:
    document = view.session.document
    arm = document.arm(arm_id).without_points(frozenset({index}))
    view.session.apply("Delete point", document.with_arm_replaced(arm))


def _insert_point(view: "FigureView", hit: Hit) -> None:
    if hit.at is not None and hit.arm_id is not None:
        document = view.session.document
        arm = document.arm(hit.arm_id).with_point_inserted(hit.index, hit.at)
        view.session.apply("Insert point", document.with_arm_replaced(arm))
        view.session.activate_arm(arm.id)
        view.session.select(frozenset({hit.index}))


def _remove_axis_point(view: "FigureView", index: int) -> None:
    document = view.session.document
    after = document.calibration.without_point(index)
    view.session.apply("Remove axis point", document.with_calibration(after))
