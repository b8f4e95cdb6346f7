"""The tool that picks the colour of a printed line for the active arm; no Qt."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from core.model.document import PixelPoint
from gui.figure.edits import with_new_arm
from gui.figure.pointer import Pointer
from gui.figure.snap import Pixels, is_ink
from gui.figure.tool import Focus, Sink, Tool

Colour = tuple[int, int, int]

# How far from the pointer ink is looked for, in screen pixels.
REACH = 6.0
# A line's middle is at most this many figure pixels from its rim.
RIM_PX = 3
# Cosine between two inks, counted from white paper, from which they are one ink.
ALIKE = 0.98


class ColourTool(Tool):
    """Click a curve: its colour becomes that of the active arm, and the curve is followed.

    ``pixels`` gives the figure, ``picked`` is told where a colour was picked.
    """

    name = "colour"

    def __init__(
        self,
        sink: Sink,
        focus: Focus,
        pixels: Callable[[], Pixels | None],
        picked: Callable[[Colour | None, PixelPoint], None],
    ) -> None:
        super().__init__(sink, focus)
        self._pixels = pixels
        self._picked = picked
        self.colour: Colour | None = None

    def hint(self) -> str:
        """Return one line about what to do next."""
        name = "a new arm" if self.arm is None else self.arm.name
        return f"Colour: click the curve of {name}; the curve of that colour is then followed."

    def hover(self, pointer: Pointer) -> None:
        """Look at the ink under the pointer."""
        self.colour = self._colour_at(pointer)

    def release(self, pointer: Pointer) -> None:
        """Give the colour under the pointer to the active arm."""
        super().release(pointer)
        self.colour = self._colour_at(pointer)
        if self.colour is not None:
            document, arm = self.sink.document, self.arm
            if arm is None:
                document, arm = with_new_arm(document)
            after = document.with_arm_replaced(replace(arm, line_colour=self.colour))
            self.sink.apply(f"Pick the colour of {arm.name}", after)
            self.focus.focus_on(arm.id, frozenset())
        self._picked(self.colour, pointer.under)

    def _colour_at(self, pointer: Pointer) -> Colour | None:
        pixels = self._pixels()
        reach = REACH * pointer.figure_px
        return None if pixels is None else ink_colour(pixels, pointer.under, reach)


def ink_colour(pixels: Pixels, at: PixelPoint, reach: float) -> Colour | None:
    """Return the sRGB of the ink nearest to a place, None where there is none within reach.

    The rim of a line is mixed with the paper, so of the ink beside the nearest
    pixel that could be the same ink with less paper the deepest counts.
    """
    radius = int(np.ceil(reach)) + RIM_PX
    left, top = max(int(at.x) - radius, 0), max(int(at.y) - radius, 0)
    window = pixels[top : int(at.y) + radius + 1, left : int(at.x) + radius + 1]
    rows, columns = np.nonzero(is_ink(window)) if window.size else (np.empty(0), np.empty(0))
    if not len(rows):
        return None
    gaps = np.hypot(columns + left + 0.5 - at.x, rows + top + 0.5 - at.y)
    nearest = int(np.argmin(gaps))
    if gaps[nearest] > max(reach, 1.0):
        return None
    near = np.maximum(abs(rows - rows[nearest]), abs(columns - columns[nearest])) <= RIM_PX
    depths = 255.0 - window[rows[near], columns[near]]
    own = 255.0 - window[rows[nearest], columns[nearest]]
    size = np.linalg.norm(depths, axis=1)
    alike = depths @ own >= ALIKE * size * np.linalg.norm(own)
    deepest = depths[alike][int(np.argmax(size[alike]))]
    red, green, blue = (int(255 - depth) for depth in deepest)
    return red, green, blue
