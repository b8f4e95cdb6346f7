"""What the mouse does on the figure: turns places of the canvas into pointers for the tool."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, Qt

from core.model.document import PixelPoint
from gui.figure.hits import find_hit
from gui.figure.menu import figure_menu
from gui.figure.pointer import Hit, HitKind, Pointer
from gui.figure.snap import Snapper
from gui.figure.tool import NO_GESTURE, Gesture

if TYPE_CHECKING:
    from gui.figure.figure_view import FigureView

Modifier = Qt.KeyboardModifier
# Tools that act where the pointer is, not on the ink beside it.
FREE_TOOLS = ("select", "auto", "region", "colour")
FIRST_HIT = {"axes": HitKind.AXIS_POINT, "censor": HitKind.CENSOR_MARK}


class Mouse:
    """The pointer of one figure view.

    ``place`` is where it is on the canvas, None when elsewhere; ``crosshair``
    the place the keyboard chose, None while the mouse leads.
    """

    def __init__(self, view: "FigureView") -> None:
        self._view = view
        self.snapper = Snapper()
        self.crosshair: PixelPoint | None = None
        self.is_box_zoom_held = False
        self._place: QPointF | None = None
        self._modifiers = Modifier.NoModifier
        self._zoom_box: PixelPoint | None = None
        canvas = view.canvas
        canvas.pressed.connect(self._on_pressed)
        canvas.moved.connect(self._on_moved)
        canvas.released.connect(self._on_released)
        canvas.double_clicked.connect(self._on_double_clicked)
        canvas.left.connect(self._on_left)
        canvas.menu_requested.connect(self._on_menu)

    @property
    def at(self) -> PixelPoint | None:
        """Where the mouse is on the figure, None when it is elsewhere."""
        return None if self._place is None else self._view.canvas.to_figure(self._place)

    def forget(self) -> None:
        """Another figure comes: the pointer is nowhere on it until it moves."""
        self.crosshair = self._place = None

    def hover_again(self) -> None:
        """Show the cursor anew after view or content changed under it."""
        view = self._view
        self.update_shape()
        if not view.canvas.has_figure or view.active_tool.is_busy:
            return
        if self.crosshair is not None:
            self.show_crosshair()
        elif self._place is not None:
            self._follow(self._place)

    def show_crosshair(self) -> None:
        """Show the cursor where the keyboard put it."""
        if self.crosshair is not None:
            pointer = self._exact_pointer(self.crosshair)
            self._view.active_tool.hover(pointer)
            self._view.offer.hover(pointer)
            self._view.show_pointer(pointer)
            self._view.cursor_moved.emit(pointer.at)

    def click_crosshair(self) -> None:
        """Act where the keyboard put the cursor as a click would."""
        if self.crosshair is not None:
            pointer = self._exact_pointer(self.crosshair)
            with self._view.one_refresh():
                self._view.active_tool.press(pointer)
                self._view.active_tool.release(pointer)

    def update_shape(self) -> None:
        """Let the mouse pointer fit what a press would do."""
        if self._view.canvas.is_panning:
            shape = Qt.CursorShape.ClosedHandCursor
        elif self._view.canvas.is_space_held:
            shape = Qt.CursorShape.OpenHandCursor
        elif self._place is not None and self._view.tick_at(self._place) is not None:
            shape = Qt.CursorShape.PointingHandCursor
        elif self._view.tool == "select":
            shape = Qt.CursorShape.ArrowCursor
        else:
            shape = Qt.CursorShape.BlankCursor
        self._view.canvas.viewport().setCursor(shape)

    def cancel_box(self) -> bool:
        """Drop the box to zoom to; return whether there was one."""
        was_zooming, self._zoom_box = self._zoom_box is not None, None
        return was_zooming

    def _on_pressed(self, place: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        if not self._view.canvas.has_figure:
            return
        self._view.questions.submit()
        self._moved_to(place, modifiers)
        if self.is_box_zoom_held:
            self._zoom_box = self._view.canvas.to_figure(place)
            return
        tick = self._view.tick_at(place)
        if tick is not None:
            # The tool stays with the tick, so that arrows move it and Delete removes it.
            self._view.set_tool("axes")
            self._view.ask_axis_value(tick)
            return
        with self._view.one_refresh():
            pointer = self._pointer(place, modifiers)
            if not self._view.offer.take(pointer):
                self._view.active_tool.press(pointer)

    def _on_moved(self, place: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        self._moved_to(place, modifiers)
        if self._zoom_box is not None:
            box = (self._zoom_box, self._view.canvas.to_figure(place))
            self._view.show_gesture(Gesture(box=box))
        elif self._view.canvas.has_figure:
            self.update_shape()
            self._view.cursor_moved.emit(self._follow(place))

    def _on_released(self, place: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        if self._zoom_box is not None:
            start, self._zoom_box = self._zoom_box, None
            self._view.canvas.show_box(start, self._view.canvas.to_figure(place))
            self._view.refresh()
        elif self._view.canvas.has_figure:
            with self._view.one_refresh():
                self._view.active_tool.release(self._pointer(place, modifiers))

    def _on_double_clicked(self, place: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        hit = self._hit(self._view.canvas.to_figure(place))
        if hit.kind is HitKind.POINT and self._view.shapes.transform is not None:
            self._view.ask_point(hit.arm_id or "", hit.index)
        elif hit.kind is HitKind.AXIS_POINT and self._view.tool == "select":
            self._view.ask_axis_value(hit.index)
        else:
            self._on_pressed(place, modifiers)

    def _on_left(self) -> None:
        self._place = None
        if self.crosshair is None and not self._view.active_tool.is_busy:
            self._view.active_tool.gesture = NO_GESTURE
            self._view.offer.leave()
            self._view.show_gesture()
            self._view.hide_cursor()

    def _on_menu(self, place: QPointF, screen: QPoint) -> None:
        if self._view.canvas.has_figure:
            menu = figure_menu(self._view, self._pointer(place, Modifier.AltModifier))
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(screen)

    def _moved_to(self, place: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        self._place, self._modifiers, self.crosshair = place, modifiers, None

    def _follow(self, place: QPointF) -> PixelPoint:
        pointer, tool = self._pointer(place, self._modifiers), self._view.active_tool
        (tool.move if tool.is_busy else tool.hover)(pointer)
        if not tool.is_busy:
            self._view.offer.hover(pointer)
        self._view.show_pointer(pointer)
        return pointer.at

    def _pointer(self, place: QPointF, modifiers: Qt.KeyboardModifier) -> Pointer:
        at = self._view.canvas.to_figure(place)
        figure_px = 1 / self._view.zoom
        snapped_at = None
        if self._may_snap and not modifiers & Modifier.AltModifier:
            arm = self._view.active_tool.arm if self._view.tool != "axes" else None
            trace = () if arm is None else arm.trace
            colour = None if arm is None else arm.line_colour
            snapped_at = self.snapper.place(at, trace, figure_px=figure_px, colour=colour)
        return Pointer(
            at if snapped_at is None else snapped_at,
            self._hit(at),
            raw=at,
            extend=bool(modifiers & (Modifier.ShiftModifier | Modifier.ControlModifier)),
            snapped=snapped_at is not None,
            figure_px=figure_px,
        )

    def _exact_pointer(self, at: PixelPoint) -> Pointer:
        return Pointer(at, self._hit(at), figure_px=1 / self._view.zoom)

    def _hit(self, at: PixelPoint) -> Hit:
        return find_hit(
            self._view.shapes,
            at,
            arm_id=self._view.session.active_arm_id,
            figure_px=1 / self._view.zoom,
            first=FIRST_HIT.get(self._view.tool, HitKind.POINT),
        )

    @property
    def _may_snap(self) -> bool:
        return self._view.tool not in FREE_TOOLS or self._view.active_tool.is_dragging
