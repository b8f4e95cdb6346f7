"""Figure pixels to screen pixels, and how far the view may go; no Qt."""

from dataclasses import dataclass

import numpy as np

from core.arrays import FloatArray
from core.model.document import PixelPoint

MAX_ZOOM = 64.0
FIT_MARGIN = 16.0
# The smallest zoom, as a share of the zoom that fits the figure.
MIN_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class Mapping:
    """A view of the figure: ``zoom`` screen pixels to a figure pixel, ``left`` and ``top``
    the figure pixel in the corner of the view."""

    zoom: float = 1.0
    left: float = 0.0
    top: float = 0.0

    def to_figure(self, x: float, y: float) -> PixelPoint:
        """Return the figure pixel at a place of the screen."""
        return PixelPoint(self.left + x / self.zoom, self.top + y / self.zoom)

    def to_screen(self, at: PixelPoint) -> tuple[float, float]:
        """Return the place on the screen of a figure pixel."""
        return (at.x - self.left) * self.zoom, (at.y - self.top) * self.zoom

    def array_to_screen(self, points: FloatArray) -> FloatArray:
        """Return the places on the screen of figure pixels, shape (n, 2)."""
        moved: FloatArray = points - np.array([self.left, self.top])
        return moved * self.zoom

    def zoomed(self, factor: float, x: float, y: float) -> "Mapping":
        """Return the view after zooming, with what is at (x, y) staying there."""
        at = self.to_figure(x, y)
        zoom = self.zoom * factor
        return Mapping(zoom, at.x - x / zoom, at.y - y / zoom)

    def moved(self, dx: float, dy: float) -> "Mapping":
        """Return the view after dragging the figure by screen pixels."""
        return Mapping(self.zoom, self.left - dx / self.zoom, self.top - dy / self.zoom)


@dataclass(frozen=True, slots=True)
class Frame:
    """Sizes of the figure in its pixels and of the view in screen pixels."""

    figure_width: float
    figure_height: float
    view_width: float
    view_height: float

    def fitted(self) -> Mapping:
        """Return the view that shows the whole figure in the middle."""
        zoom = self._fit_zoom()
        left = self.figure_width / 2 - self.view_width / zoom / 2
        top = self.figure_height / 2 - self.view_height / zoom / 2
        return Mapping(zoom, left, top)

    def centred(self, at: PixelPoint, zoom: float) -> Mapping:
        """Return the view with a figure pixel in the middle."""
        half_width, half_height = self.view_width / zoom / 2, self.view_height / zoom / 2
        return self.limited(Mapping(zoom, at.x - half_width, at.y - half_height))

    def zoomed(self, mapping: Mapping, factor: float, x: float, y: float) -> Mapping:
        """Return the view zoomed at (x, y), as far as it may go."""
        zoom = self._limited_zoom(mapping.zoom * factor)
        return self.limited(mapping.zoomed(zoom / mapping.zoom, x, y))

    def limited(self, mapping: Mapping) -> Mapping:
        """Return the nearest view that still shows figure in its middle."""
        zoom = self._limited_zoom(mapping.zoom)
        middle = mapping.to_figure(self.view_width / 2, self.view_height / 2)
        x = min(max(middle.x, 0.0), self.figure_width)
        y = min(max(middle.y, 0.0), self.figure_height)
        left, top = x - self.view_width / zoom / 2, y - self.view_height / zoom / 2
        return Mapping(zoom, left, top)

    def _limited_zoom(self, zoom: float) -> float:
        return min(max(zoom, self._fit_zoom() * MIN_SHARE), MAX_ZOOM)

    def _fit_zoom(self) -> float:
        width = max(self.view_width - 2 * FIT_MARGIN, 1.0)
        height = max(self.view_height - 2 * FIT_MARGIN, 1.0)
        zoom = min(width / max(self.figure_width, 1.0), height / max(self.figure_height, 1.0))
        return min(zoom, MAX_ZOOM)
