"""The tool that ties ticks of the figure to values; no Qt."""

from collections.abc import Callable
from dataclasses import dataclass

from core.model.document import Axis, AxisPoint, PixelPoint
from gui.figure.edits import suggested_axis, with_axis_point_moved
from gui.figure.pointer import HitKind, Pointer
from gui.figure.tool import Focus, Sink, Tool, axis_point_drag


@dataclass(frozen=True, slots=True)
class AxisQuestion:
    """A tick that waits for its value; ``index`` is the axis point being changed, if any."""

    at: PixelPoint
    axis: Axis
    value: str = ""
    index: int | None = None


class AxesTool(Tool):
    """Click a tick, type its value; drag to correct the place.

    ``ask`` is called with every question; the answer comes back through
    `answer`. ``size`` gives the width and height of the figure.
    """

    name = "axes"

    def __init__(
        self,
        sink: Sink,
        focus: Focus,
        ask: Callable[[AxisQuestion], None],
        size: Callable[[], tuple[float, float]],
    ) -> None:
        super().__init__(sink, focus)
        self._ask = ask
        self._size = size
        self._pressed: Pointer | None = None
        self.selected: int | None = None

    @property
    def is_dragging(self) -> bool:
        """Whether a press has not been released yet."""
        return self._pressed is not None

    def hint(self) -> str:
        """Return one line about what to do next."""
        calibration = self.sink.document.calibration
        for axis, name in ((Axis.TIME, "time"), (Axis.SURVIVAL, "survival")):
            if len(calibration.on_axis(axis)) < 2:
                return f"Axes: click a tick on the {name} axis, then type its value."
        if min(len(calibration.on_axis(axis)) for axis in Axis) < 3:
            return "Axes: add one more tick to check the scale, or drag a point to correct it."
        return "Axes: drag a point to correct it, click it to change its value."

    def press(self, pointer: Pointer) -> None:
        """Take an axis point, or mark a tick."""
        super().press(pointer)
        self._pressed = pointer
        if pointer.hit.kind is HitKind.AXIS_POINT:
            self.selected = pointer.hit.index
            self._drag = axis_point_drag(self.sink, pointer, pointer.hit.index)
        else:
            self.selected = None

    def release(self, pointer: Pointer) -> None:
        """Commit a drag; a click asks for the value."""
        pressed, self._pressed = self._pressed, None
        drag = self._drag
        super().release(pointer)
        if pressed is None or (drag is not None and drag.is_moving):
            return
        if drag is not None:
            self.ask_about(pressed.hit.index)
        else:
            self.ask_at(pointer.at)

    def cancel(self) -> bool:
        """Drop the gesture; return whether there was one."""
        was_pressed, self._pressed = self._pressed is not None, None
        return super().cancel() or was_pressed

    def deselect(self) -> bool:
        """Select nothing; return whether something was selected."""
        had_selected, self.selected = self.selected is not None, None
        return super().deselect() or had_selected

    def nudge(self, dx: float, dy: float) -> bool:
        """Move the selected axis point; False if none is."""
        points = self.sink.document.calibration.axis_points
        if self.selected is None or self.selected >= len(points):
            return False
        at = points[self.selected].at
        to = PixelPoint(at.x + dx, at.y + dy)
        after = with_axis_point_moved(self.sink.document, self.selected, to)
        key = ("nudge axis point", self.selected, self._run)
        self.sink.apply("Nudge axis point", after, merge_key=key)
        return True

    def delete(self) -> bool:
        """Remove the selected axis point; False if none is."""
        calibration = self.sink.document.calibration
        if self.selected is None or self.selected >= len(calibration.axis_points):
            return False
        after = self.sink.document.with_calibration(calibration.without_point(self.selected))
        self.selected = None
        self.sink.apply("Remove axis point", after)
        return True

    def ask_at(self, at: PixelPoint) -> None:
        """Ask for the value of a new tick."""
        axis = suggested_axis(self.sink.document.calibration, at, *self._size())
        self._ask(AxisQuestion(at, axis))

    def ask_about(self, index: int) -> None:
        """Ask for another value of a known axis point."""
        point = self.sink.document.calibration.axis_points[index]
        self._ask(AxisQuestion(point.at, point.axis, point.value, index))

    def answer(self, question: AxisQuestion, axes: tuple[Axis, ...], value: str) -> None:
        """Set the value; two axes are the origin they share. No value changes nothing."""
        value = value.strip()
        if not value or not axes:
            return
        calibration = self.sink.document.calibration
        points = [AxisPoint(axis, question.at, value) for axis in axes]
        if question.index is None:
            self.selected = len(calibration.axis_points)
            text = "Add axis point"
        else:
            self.selected = question.index
            calibration = calibration.with_point_replaced(question.index, points.pop(0))
            text = "Change axis value"
        for point in points:
            calibration = calibration.with_point(point)
        self.sink.apply(text, self.sink.document.with_calibration(calibration))
