"""What all tools share, and what they see of the window; no Qt.

A tool reads and replaces the document through a `Sink` and says which points
are selected through a `Focus`. A drag previews, its release commits one step,
cancelling restores.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from itertools import count
from typing import ClassVar, Protocol

from core.model.document import Arm, Document, PixelPoint
from gui.figure.edits import with_axis_point_moved
from gui.figure.pointer import Hit, Pointer

# A press becomes a drag after this many screen pixels, so that a click never moves anything.
DRAG_THRESHOLD = 3.0


class Sink(Protocol):
    """Where edits go; a `Session` is one."""

    @property
    def document(self) -> Document:
        """The committed document."""

    def preview(self, document: Document) -> None:
        """Show a document that is not committed."""

    def apply(self, text: str, after: Document, *, merge_key: Hashable | None = None) -> None:
        """Make a document the current one, as one step to undo."""


class Focus(Protocol):
    """Which arm tools act on and which of its points are selected."""

    @property
    def arm_id(self) -> str | None:
        """Id of the active arm."""

    @property
    def points(self) -> frozenset[int]:
        """Indices of the selected traced points."""

    def focus_on(self, arm_id: str | None, points: frozenset[int]) -> None:
        """Make an arm active and select these of its points."""


@dataclass(frozen=True, slots=True)
class Gesture:
    """What the tool asks to be drawn besides the document."""

    band: tuple[PixelPoint, ...] = ()
    box: tuple[PixelPoint, PixelPoint] | None = None
    ghost: PixelPoint | None = None


NO_GESTURE = Gesture()


class Drag:
    """A press that may turn into a drag: a document for every place."""

    def __init__(
        self, press: Pointer, text: str, moved: Callable[[PixelPoint], Document], grip: PixelPoint
    ) -> None:
        self.text = text
        self.is_moving = False
        self._press = press.under
        self._moved = moved
        self._grip = (grip.x - press.under.x, grip.y - press.under.y)

    def at(self, pointer: Pointer) -> Document | None:
        """Return the document for this place, None while it is only a click."""
        dx, dy = pointer.under.x - self._press.x, pointer.under.y - self._press.y
        if not self.is_moving and max(abs(dx), abs(dy)) < DRAG_THRESHOLD * pointer.figure_px:
            return None
        self.is_moving = True
        if pointer.snapped:
            return self._moved(pointer.at)
        at = PixelPoint(pointer.under.x + self._grip[0], pointer.under.y + self._grip[1])
        return self._moved(at)


class Tool:
    """What all tools share: dragging, nudging, deleting, cancelling."""

    name: ClassVar[str] = ""

    def __init__(self, sink: Sink, focus: Focus) -> None:
        self.sink = sink
        self.focus = focus
        self.gesture = NO_GESTURE
        self._drag: Drag | None = None
        self._runs = count()
        self._run = next(self._runs)

    @property
    def arm(self) -> Arm | None:
        """The active arm of the committed document."""
        arms = self.sink.document.arms
        return next((arm for arm in arms if arm.id == self.focus.arm_id), None)

    @property
    def is_dragging(self) -> bool:
        """Whether a press has not been released yet."""
        return self._drag is not None

    @property
    def is_busy(self) -> bool:
        """Whether the button is down: a drag or a box."""
        return self.is_dragging or self.gesture.box is not None

    def hint(self) -> str:
        """Return one line about what to do next."""
        return ""

    def hover(self, pointer: Pointer) -> None:
        """Follow the pointer while no button is down."""

    def press(self, pointer: Pointer) -> None:
        """Start a gesture."""
        self._run = next(self._runs)

    def move(self, pointer: Pointer) -> None:
        """Follow the pointer while the button is down."""
        if self._drag is not None:
            after = self._drag.at(pointer)
            if after is not None:
                self.sink.preview(after)

    def release(self, pointer: Pointer) -> None:
        """End the gesture and commit it."""
        if self._drag is not None:
            drag, self._drag = self._drag, None
            after = drag.at(pointer)
            if after is not None:
                self.sink.apply(drag.text, after)

    def cancel(self) -> bool:
        """Drop the gesture; return whether there was one."""
        was_busy = self.is_busy
        self._drag = None
        self.gesture = NO_GESTURE
        self.sink.preview(self.sink.document)
        return was_busy

    def deselect(self) -> bool:
        """Select nothing; return whether something was selected."""
        had_points = bool(self.focus.points)
        self.focus.focus_on(self.focus.arm_id, frozenset())
        return had_points

    def nudge(self, dx: float, dy: float) -> bool:
        """Move what is selected by figure pixels; False if nothing is."""
        arm, points = self.arm, self.focus.points
        if arm is None or not points:
            return False
        after = self.sink.document.with_arm_replaced(arm.with_points_moved(points, dx, dy))
        key = ("nudge", arm.id, points, self._run)
        self.sink.apply(_counted("Nudge {}", points), after, merge_key=key)
        return True

    def delete(self) -> bool:
        """Remove what is selected and select its neighbour; False if nothing is."""
        arm, points = self.arm, self.focus.points
        if arm is None or not points:
            return False
        after = arm.without_points(points)
        self.sink.apply(_counted("Delete {}", points), self.sink.document.with_arm_replaced(after))
        neighbour = min(min(points), len(after.trace) - 1)
        self.focus.focus_on(arm.id, frozenset({neighbour} if neighbour >= 0 else ()))
        return True

    def _drag_points(self, pointer: Pointer, hit: Hit) -> None:
        arm = self.sink.document.arm(hit.arm_id or "")
        points = self.focus.points
        grip = arm.trace[hit.index]

        def moved(at: PixelPoint) -> Document:
            shifted = arm.with_points_moved(points, at.x - grip.x, at.y - grip.y)
            return self.sink.document.with_arm_replaced(shifted)

        self._drag = Drag(pointer, _counted("Move {}", points), moved, grip)


def axis_point_drag(sink: Sink, pointer: Pointer, index: int) -> Drag:
    """Return the drag of one axis point."""
    grip = sink.document.calibration.axis_points[index].at

    def moved(at: PixelPoint) -> Document:
        return with_axis_point_moved(sink.document, index, at)

    return Drag(pointer, "Move axis point", moved, grip)


def _counted(pattern: str, points: frozenset[int]) -> str:
    return pattern.format("point" if len(points) == 1 else f"{len(points)} points")
