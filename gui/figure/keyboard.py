"""What keys do on the figure: a crosshair without a mouse, nudges, holds."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent

from core.model.document import PixelPoint

if TYPE_CHECKING:
    from gui.figure.figure_view import FigureView

Key = Qt.Key
ARROWS = {
    Key.Key_Left: (-1.0, 0.0),
    Key.Key_Right: (1.0, 0.0),
    Key.Key_Up: (0.0, -1.0),
    Key.Key_Down: (0.0, 1.0),
}
STEPS = {
    Qt.KeyboardModifier.NoModifier: 1.0,
    Qt.KeyboardModifier.ShiftModifier: 10.0,
    Qt.KeyboardModifier.AltModifier: 0.1,
}
# Tools that place something where the crosshair is: the arrows then go on to the next place.
PLACING = ("axes", "trace", "censor")
# What held keys do, until other keys are chosen.
HELD = {Key.Key_B: "hold_blink", Key.Key_Space: "hold_pan", Key.Key_Z: "hold_box"}


class Keyboard:
    """Keys of one figure view."""

    def __init__(self, view: "FigureView") -> None:
        self._view = view
        self.holds: dict[Qt.Key, str] = dict(HELD)
        self._held: set[Qt.Key] = set()
        # Where the crosshair was before the keys went to what is selected.
        self._left_at: PixelPoint | None = None
        self._actions: dict[Qt.Key, Callable[[], None]] = {
            Key.Key_Return: self._enter,
            Key.Key_Enter: self._enter,
            Key.Key_Escape: self._escape,
            Key.Key_PageDown: lambda: self._go_on(1),
            Key.Key_PageUp: lambda: self._go_on(-1),
            Key.Key_Home: lambda: self._select(0),
            Key.Key_End: lambda: self._select(-1),
        }

    def wants(self, event: QKeyEvent) -> bool:
        """Whether the figure takes this key before any shortcut of the window."""
        if _modifiers(event) not in STEPS:
            return False
        key = Key(event.key())
        return key in self._actions or key in ARROWS or key in self.holds

    def press(self, event: QKeyEvent) -> bool:
        """Do what the key stands for; False if it stands for nothing."""
        if not self.wants(event):
            return False
        key, modifiers = Key(event.key()), _modifiers(event)
        if key in ARROWS:
            dx, dy = ARROWS[key]
            self._move_by(dx * STEPS[modifiers], dy * STEPS[modifiers])
        elif key in self.holds:
            if not event.isAutoRepeat():
                self._hold(key, is_down=True)
        else:
            self._actions[key]()
        return True

    def release(self, event: QKeyEvent) -> bool:
        """End what was held; False if it was not ours."""
        key = Key(event.key())
        if key not in self._held or event.isAutoRepeat():
            return False
        self._hold(key, is_down=False)
        return True

    def let_go(self) -> None:
        """End everything held, as when the focus goes elsewhere."""
        for key in tuple(self._held):
            self._hold(key, is_down=False)

    def _hold(self, key: Qt.Key, *, is_down: bool) -> None:
        (self._held.add if is_down else self._held.discard)(key)
        held = {self.holds.get(down) for down in self._held}
        self._view.looks.set_blink("hold_blink" in held)
        self._view.canvas.is_space_held = "hold_pan" in held
        self._view.mouse.is_box_zoom_held = "hold_box" in held
        self._view.mouse.update_shape()

    def _move_by(self, dx: float, dy: float) -> None:
        view = self._view
        leads = view.mouse.crosshair is not None and view.tool in PLACING
        if not leads and view.active_tool.nudge(dx, dy):
            view.refresh()
            return
        if not view.canvas.has_figure:
            return
        start = view.mouse.crosshair or view.mouse.at or self._left_at
        if start is None:
            start = view.canvas.to_figure(QPointF(view.canvas.rect().center()))
        size = view.canvas.figure.size
        x = min(max(start.x + dx, 0.0), size.width())
        y = min(max(start.y + dy, 0.0), size.height())
        self._put_crosshair(PixelPoint(x, y))

    def _put_crosshair(self, at: PixelPoint) -> None:
        view = self._view
        view.mouse.crosshair = at
        if not view.canvas.rect().contains(view.canvas.to_view(at).toPoint()):
            view.canvas.centre_on(at)
        view.mouse.show_crosshair()
        view.canvas.setAccessibleDescription(view.readout_at(at).spoken)

    def _leave_crosshair(self) -> None:
        """Let the arrows move what is selected from here on."""
        mouse = self._view.mouse
        if mouse.crosshair is not None:
            self._left_at, mouse.crosshair = mouse.crosshair, None
            self._view.hide_cursor()

    def _go_on(self, step: int) -> None:
        if self._view.offer.show_doubt(step):
            return
        if self._view.tool == "axes":
            self._select_tick(step)
        else:
            chosen = self._view.session.selection
            at_end = 0 if step > 0 else -1
            self._select(max(min(chosen) + step, 0) if chosen else at_end)

    def _select(self, index: int) -> None:
        """Select a point of the active arm; -1 and any beyond the end are the last."""
        session = self._view.session
        shape = self._view.shapes.arm(session.active_arm_id)
        if shape is not None and shape.arm.trace:
            self._leave_crosshair()
            count = len(shape.arm.trace)
            index = min(index, count - 1) % count
            session.select(frozenset({index}))
            self._view.bring_into_view(shape.arm.trace[index])

    def _select_tick(self, step: int) -> None:
        """Select the next axis point, or the one before."""
        view = self._view
        points = view.session.document.calibration.axis_points
        if points:
            self._leave_crosshair()
            now = view.selected_tick
            index = (now + step if now is not None else min(step, 0)) % len(points)
            view.select_axis_point(index)
            view.bring_into_view(points[index].at)

    def _enter(self) -> None:
        if self._view.offer.takes_keys:
            self._view.offer.answered.emit(True)
        elif self._view.mouse.crosshair is not None:
            self._view.mouse.click_crosshair()
        elif self._view.tool == "trace":
            self._view.next_arm()

    def _escape(self) -> None:
        view = self._view
        if view.offer.takes_keys:
            view.offer.answered.emit(False)
        elif view.cancel_gesture() or view.active_tool.deselect():
            view.refresh()
        elif view.mouse.crosshair is not None:
            view.mouse.crosshair = None
            view.hide_cursor()
        else:
            view.set_tool("select")


def _modifiers(event: QKeyEvent) -> Qt.KeyboardModifier:
    return event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
