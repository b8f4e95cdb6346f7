"""Selecting, tracing and censoring: what press, move and release mean to each; no Qt."""

from core.model.document import PixelPoint
from gui.figure.edits import (
    MAX_ARMS,
    insertion_index,
    with_censor_mark,
    with_new_arm,
    with_traced_point,
    without_censor_mark,
)
from gui.figure.pointer import Hit, HitKind, Pointer
from gui.figure.tool import NO_GESTURE, Focus, Gesture, Sink, Tool, axis_point_drag

# While tracing or marking, a press within this many screen pixels of a point or mark takes it:
# farther away it is the next one of a crowd.
TRACE_REACH = 3.5


class SelectTool(Tool):
    """Selects, moves and inserts traced points; a box selects several."""

    name = "select"

    def hint(self) -> str:
        """Return one line about what to do next."""
        points = self.focus.points
        if len(points) == 1:
            return f"Point {min(points) + 1} selected: arrows move it, Delete removes it."
        if points:
            return f"{len(points)} points selected: arrows move them, Delete removes them."
        return "Select: click a point, drag a box round several, or click the line to insert."

    def hover(self, pointer: Pointer) -> None:
        """Show where a click on the line would put a point."""
        hit = pointer.hit
        on_line = hit.kind is HitKind.LINE and hit.arm_id == self.focus.arm_id
        self.gesture = Gesture(ghost=hit.at) if on_line else NO_GESTURE

    def press(self, pointer: Pointer) -> None:
        """Take the point, insert one on the line, or start a box."""
        super().press(pointer)
        self.gesture = NO_GESTURE
        hit = pointer.hit
        if hit.kind is HitKind.POINT:
            self._take(pointer, hit)
        elif hit.kind is HitKind.AXIS_POINT:
            self._drag = axis_point_drag(self.sink, pointer, hit.index)
        elif hit.kind is HitKind.LINE and hit.arm_id != self.focus.arm_id:
            self.focus.focus_on(hit.arm_id, frozenset())
        elif hit.kind is HitKind.LINE and hit.at is not None:
            self._insert(pointer, hit, hit.at)
        else:
            self.gesture = Gesture(box=(pointer.under, pointer.under))
            if not pointer.extend:
                self.deselect()

    def move(self, pointer: Pointer) -> None:
        """Drag what was taken, or the corner of the box."""
        super().move(pointer)
        if self.gesture.box is not None:
            self.gesture = Gesture(box=(self.gesture.box[0], pointer.under))

    def release(self, pointer: Pointer) -> None:
        """Commit the drag, or select what the box holds."""
        super().release(pointer)
        if self.gesture.box is not None:
            box, self.gesture = (self.gesture.box[0], pointer.under), NO_GESTURE
            self._select_inside(box, keep=pointer.extend)

    def _take(self, pointer: Pointer, hit: Hit) -> None:
        same_arm = hit.arm_id == self.focus.arm_id
        points = self.focus.points if same_arm else frozenset()
        if pointer.extend:
            points = points ^ {hit.index}
        elif hit.index not in points:
            points = frozenset({hit.index})
        self.focus.focus_on(hit.arm_id, points)
        if hit.index in points:
            self._drag_points(pointer, hit)

    def _insert(self, pointer: Pointer, hit: Hit, at: PixelPoint) -> None:
        arm = self.sink.document.arm(hit.arm_id or "")
        inserted = arm.with_point_inserted(hit.index, at)
        self.sink.apply("Insert point", self.sink.document.with_arm_replaced(inserted))
        self.focus.focus_on(arm.id, frozenset({hit.index}))
        taken = Hit(HitKind.POINT, hit.index, arm.id, at)
        self._drag_points(pointer, taken)

    def _select_inside(self, box: tuple[PixelPoint, PixelPoint], *, keep: bool) -> None:
        if self.arm is None:
            return
        (x1, x2), (y1, y2) = (sorted(pair) for pair in zip(*box, strict=True))
        inside = {
            index
            for index, point in enumerate(self.arm.trace)
            if x1 <= point.x <= x2 and y1 <= point.y <= y2
        }
        points = (self.focus.points | inside) if keep else frozenset(inside)
        self.focus.focus_on(self.arm.id, points)


class TraceTool(Tool):
    """Adds the corners of the active arm's curve."""

    name = "trace"

    def __init__(self, sink: Sink, focus: Focus) -> None:
        super().__init__(sink, focus)
        self._placing: tuple[str, int] | None = None

    @property
    def is_dragging(self) -> bool:
        """Whether a press has not been released yet."""
        return self._drag is not None or self._placing is not None

    def hint(self) -> str:
        """Return one line about what to do next."""
        return "Trace: click each corner where the curve drops. Enter goes to the next arm."

    def hover(self, pointer: Pointer) -> None:
        """Show the tread and the riser a click would add."""
        self.gesture = Gesture(band=self._band(pointer.at))

    def press(self, pointer: Pointer) -> None:
        """Take the point under the pointer, or place a new one."""
        super().press(pointer)
        hit = pointer.hit
        own = hit.kind is HitKind.POINT and hit.arm_id == self.focus.arm_id
        self.gesture = NO_GESTURE
        if own and hit.distance <= TRACE_REACH:
            self.focus.focus_on(hit.arm_id, frozenset({hit.index}))
            self._drag_points(pointer, hit)
        else:
            self._placing = ("", 0)
            self._preview_placing(pointer)

    def move(self, pointer: Pointer) -> None:
        """Drag the point that was taken or is being placed."""
        super().move(pointer)
        if self._placing is not None:
            self._preview_placing(pointer)

    def release(self, pointer: Pointer) -> None:
        """Commit the point; it stays selected."""
        super().release(pointer)
        if self._placing is not None:
            self._placing = None
            document = self.sink.document
            after, arm_id, index = with_traced_point(document, self.focus.arm_id, pointer.at)
            self.sink.apply("Add point", after)
            self.focus.focus_on(arm_id, frozenset({index}))

    def cancel(self) -> bool:
        """Drop the gesture; return whether there was one."""
        was_placing, self._placing = self._placing is not None, None
        return super().cancel() or was_placing

    def next_arm(self) -> None:
        """Go on with the next arm; after the last, traced one a new arm is made."""
        arms = self.sink.document.arms
        ids = [arm.id for arm in arms]
        place = ids.index(self.focus.arm_id) if self.focus.arm_id in ids else -1
        if place + 1 < len(arms):
            self.focus.focus_on(ids[place + 1], frozenset())
        elif arms and not arms[-1].trace:
            self.focus.focus_on(ids[0], frozenset())
        elif len(arms) < MAX_ARMS:
            after, arm = with_new_arm(self.sink.document)
            self.sink.apply("Add arm", after)
            self.focus.focus_on(arm.id, frozenset())
        else:
            self.focus.focus_on(ids[0], frozenset())
        self.gesture = NO_GESTURE

    def _preview_placing(self, pointer: Pointer) -> None:
        after, arm_id, index = with_traced_point(self.sink.document, self.focus.arm_id, pointer.at)
        self._placing = (arm_id, index)
        self.sink.preview(after)

    def _band(self, at: PixelPoint) -> tuple[PixelPoint, ...]:
        if self.arm is None or not self.arm.trace:
            return ()
        rising = self.sink.document.calibration.cumulative_incidence
        index = insertion_index(self.arm.trace, at, rising=rising)
        if index == 0:
            return ()
        last = self.arm.trace[index - 1]
        return (last, PixelPoint(at.x, last.y), at)


class CensorTool(Tool):
    """Adds and removes censor marks of the active arm."""

    name = "censor"

    def hint(self) -> str:
        """Return one line about what to do next."""
        if self.arm is None:
            return "Censor: trace an arm first, then click its censor marks."
        return f"Censor: click a mark of {self.arm.name} to add it, click it again to remove it."

    def press(self, pointer: Pointer) -> None:
        """Add a mark, or remove the one under the pointer."""
        super().press(pointer)
        arm, document = self.arm, self.sink.document
        if arm is None:
            return
        hit = pointer.hit
        own = hit.kind is HitKind.CENSOR_MARK and hit.arm_id == arm.id
        if own and hit.distance <= TRACE_REACH:
            after = without_censor_mark(document, arm, hit.index)
            self.sink.apply("Remove censor mark", after)
        else:
            self.sink.apply("Add censor mark", with_censor_mark(document, arm, pointer.at))
