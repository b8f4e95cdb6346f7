"""Where a reading looks: areas kept out, one rectangle to look inside, one colour to follow."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..figure.ocr import Word
from ..model.document import PixelPoint
from .axes.box import Mask, PlotBox
from .page import Page
from .proposal import PixelBox

Area = PixelBox | Sequence[PixelPoint]
Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Region:
    """Where to look, all in pixels of the figure; the default is everywhere.

    Attributes
    ----------
    keep_out : sequence of PixelBox or of corner points
        Rectangles and polygons whose ink is not read; a curve may pass below them.
    look_inside : PixelBox or None
        Only ink in here is followed. Axis labels are taken from here too, where
        it holds those of both axes.
    colour : tuple of int or None
        sRGB of the line to follow; other ink only hides it.
    """

    keep_out: Sequence[Area] = ()
    look_inside: PixelBox | None = None
    colour: Colour | None = None

    def blind(self, page: Page, box: PlotBox) -> Mask:
        """Return the pixels of a plot region that are not looked at, shape (height, width)."""
        blind = np.zeros((box.height, box.width), dtype=np.uint8)
        if self.look_inside is not None:
            blind[:] = 1
            _fill(blind, page, box, self.look_inside, 0)
        for area in self.keep_out:
            _fill(blind, page, box, area, 1)
        return np.asarray(blind > 0)

    def has(self, word: Word) -> bool:
        """Return whether the middle of a word (figure pixels) is looked at."""
        x, y = (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2
        inside = self.look_inside
        if inside is not None and not (inside.x0 <= x <= inside.x1 and inside.y0 <= y <= inside.y1):
            return False
        return not any(_holds(area, x, y) for area in self.keep_out)


EVERYWHERE = Region()


def corners(area: Area) -> list[tuple[float, float]]:
    """Return the corner points of a rectangle or polygon."""
    if isinstance(area, PixelBox):
        return [(area.x0, area.y0), (area.x1, area.y0), (area.x1, area.y1), (area.x0, area.y1)]
    return [(point.x, point.y) for point in area]


def _fill(mask: NDArray[np.uint8], page: Page, box: PlotBox, area: Area, value: int) -> None:
    import cv2

    points = np.array(corners(area), dtype=float)
    if len(points) < 3:
        return
    x, y = page.to_work(points[:, 0], points[:, 1])
    places = np.column_stack([x - box.x0 - 0.5, y - box.y0 - 0.5])
    cv2.fillPoly(mask, [np.round(places).astype(np.int32)], value)


def _holds(area: Area, x: float, y: float) -> bool:
    """Return whether a polygon holds a point (even-odd rule)."""
    points = corners(area)
    inside = False
    for (ax, ay), (bx, by) in zip(points, [*points[1:], *points[:1]], strict=True):
        if (ay > y) != (by > y) and x < ax + (y - ay) / (by - ay) * (bx - ax):
            inside = not inside
    return inside
