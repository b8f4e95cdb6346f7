"""The tool that draws a box round the figure; no Qt."""

from collections.abc import Callable

from core.model.document import PixelPoint
from gui.figure.pointer import Pointer
from gui.figure.tools import DRAG_THRESHOLD, NO_GESTURE, Focus, Gesture, Sink, Tool

Box = tuple[float, float, float, float]


class RegionTool(Tool):
    """Draws a box by dragging, or by clicking two corners, as the keyboard does."""

    name = "region"

    def __init__(self, sink: Sink, focus: Focus, drawn: Callable[[Box], None]) -> None:
        super().__init__(sink, focus)
        self._drawn = drawn
        self._corner: PixelPoint | None = None

    def hint(self) -> str:
        """Return one line about what to do next."""
        if self._corner is not None:
            return "Region: click the opposite corner. Esc gives up."
        return "Region: drag a box round the figure with its labels and risk table."

    def hover(self, pointer: Pointer) -> None:
        """Span the box from the corner that was clicked."""
        self.move(pointer)

    def press(self, pointer: Pointer) -> None:
        """Set the first corner."""
        super().press(pointer)
        if self._corner is None:
            self._corner = pointer.under
        self.move(pointer)

    def move(self, pointer: Pointer) -> None:
        """Span the box."""
        if self._corner is not None:
            self.gesture = Gesture(box=(self._corner, pointer.under))

    def release(self, pointer: Pointer) -> None:
        """Hand the box over once it is more than a click."""
        corner = self._corner
        if corner is None:
            return
        x, y = pointer.under
        if min(abs(x - corner.x), abs(y - corner.y)) < DRAG_THRESHOLD * pointer.figure_px:
            return
        self.cancel()
        self._drawn((min(corner.x, x), min(corner.y, y), max(corner.x, x), max(corner.y, y)))

    def cancel(self) -> bool:
        """Drop the box; return whether there was one."""
        had_corner, self._corner = self._corner is not None, None
        self.gesture = NO_GESTURE
        return super().cancel() or had_corner
