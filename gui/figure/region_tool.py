"""The tool that draws, moves and removes boxes on the figure; no Qt."""

from collections.abc import Callable

from core.model.document import Document, PixelPoint
from core.model.region import Region, RegionKind
from gui.figure.pointer import Pointer
from gui.figure.region_grip import dragged, grip_at
from gui.figure.tool import DRAG_THRESHOLD, NO_GESTURE, Drag, Focus, Gesture, Sink, Tool

Box = tuple[float, float, float, float]
WORDS = {RegionKind.KEEP_OUT: "keep out", RegionKind.LOOK_INSIDE: "look inside"}


class RegionTool(Tool):
    """Draws a box by dragging, or by clicking two corners, as the keyboard does.

    ``ask`` is called with every box drawn; what it is for comes back through
    `answer`. A region under the pointer is taken instead: its edges change its
    size, its inside moves it.
    """

    name = "region"

    def __init__(self, sink: Sink, focus: Focus, ask: Callable[[Box], None]) -> None:
        super().__init__(sink, focus)
        self._ask = ask
        self._corner: PixelPoint | None = None
        self._box: Box | None = None
        self._chosen: int | None = None

    @property
    def selected(self) -> int | None:
        """Which region is selected."""
        is_there = self._chosen is not None and self._chosen < len(self.sink.document.regions)
        return self._chosen if is_there else None

    @property
    def is_busy(self) -> bool:
        """Whether the button is down, or one corner of a box is set."""
        return self.is_dragging or self._corner is not None

    def hint(self) -> str:
        """Return one line about what to do next."""
        if self._corner is not None:
            return "Region: click the opposite corner. Esc gives up."
        if self.selected is not None:
            words = WORDS[self.sink.document.regions[self.selected].kind]
            return f"Region to {words}: drag it or its edges, arrows move it, Delete removes it."
        return "Region: drag a box round the figure, round text to take, or what to keep out."

    def select(self, index: int | None) -> None:
        """Select a region, or none."""
        self._chosen = index

    def hover(self, pointer: Pointer) -> None:
        """Span the box from the corner that was clicked."""
        if self._corner is not None:
            self.move(pointer)

    def press(self, pointer: Pointer) -> None:
        """Take the region under the pointer, or set the first corner."""
        super().press(pointer)
        self._box = None
        if self._corner is None and self._take(pointer):
            self.gesture = NO_GESTURE
            return
        if self._corner is None:
            self._corner, self._chosen = pointer.under, None
        self.move(pointer)

    def move(self, pointer: Pointer) -> None:
        """Drag what was taken, or span the box."""
        super().move(pointer)
        if self._corner is not None:
            self.gesture = Gesture(box=(self._corner, pointer.under))

    def release(self, pointer: Pointer) -> None:
        """Commit the drag, or ask about the box once it is more than a click."""
        super().release(pointer)
        corner = self._corner
        if corner is None:
            return
        x, y = pointer.under
        if min(abs(x - corner.x), abs(y - corner.y)) < DRAG_THRESHOLD * pointer.figure_px:
            return
        self._corner = None
        self._box = (min(corner.x, x), min(corner.y, y), max(corner.x, x), max(corner.y, y))
        self._ask(self._box)

    def answer(self, kind: RegionKind | None) -> None:
        """Keep the box that was drawn as a region; None drops it."""
        box, self._box = self._box, None
        self.gesture = NO_GESTURE
        if kind is not None and box is not None:
            after = self.sink.document.with_region(Region(kind, *box))
            self.sink.apply(f"Region to {WORDS[kind]}", after)
            self._chosen = len(after.regions) - 1

    def cancel(self) -> bool:
        """Drop the box or the drag; return whether there was one."""
        had_box = self._corner is not None or self._box is not None
        self._corner = self._box = None
        return super().cancel() or had_box

    def deselect(self) -> bool:
        """Select nothing; return whether something was selected."""
        had_region, self._chosen = self.selected is not None, None
        return super().deselect() or had_region

    def nudge(self, dx: float, dy: float) -> bool:
        """Move the selected region; False if none is."""
        index, document = self.selected, self.sink.document
        if index is None:
            return False
        after = document.with_region_replaced(index, document.regions[index].moved(dx, dy))
        self.sink.apply("Nudge region", after, merge_key=("nudge region", index, self._run))
        return True

    def delete(self) -> bool:
        """Remove the selected region; False if none is."""
        index = self.selected
        if index is None:
            return False
        self._chosen = None
        self.sink.apply("Remove region", self.sink.document.without_region(index))
        return True

    def _take(self, pointer: Pointer) -> bool:
        document = self.sink.document
        grip = grip_at(
            document.regions,
            pointer.under,
            figure_px=pointer.figure_px,
            selected=self.selected,
        )
        if grip is None:
            return False
        self._chosen = grip.index
        region, start = document.regions[grip.index], pointer.under

        def moved(at: PixelPoint) -> Document:
            changed = dragged(region, grip, at.x - start.x, at.y - start.y)
            return document.with_region_replaced(grip.index, changed)

        self._drag = Drag(
            pointer,
            "Move region" if not (grip.across or grip.down) else "Resize region",
            moved,
            start,
        )
        return True
