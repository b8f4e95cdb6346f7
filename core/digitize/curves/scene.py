"""What the tracking works on: ink maps of one plot region, running downwards from (0, 1)."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from ...arrays import FloatArray
from ..axes.box import Mask, PlotBox
from ..marks.symbols import Symbols
from ..page import Map
from .colours import InkClass

# Ink this pure on an axis or grid line is a coloured curve drawn over it.
_OVER_GRID = 0.5
# Paler tints are met in the blurred edge of a black line as well.
_CLEAR_CHROMA = 20.0


@dataclass(frozen=True, eq=False)
class Layer:
    """One ink class with its map; ``raw`` still holds frame and text.

    Of marks that are shapes only the line through them is left in both.
    """

    ink: InkClass
    map: Map
    raw: Map
    symbols: Symbols | None = None


@dataclass(frozen=True, eq=False)
class Scene:
    """Ink layers and masks of a plot region.

    Attributes
    ----------
    layers : tuple of Layer
    frame, text : ndarray of bool, shape (height, width)
        Axis lines and grid; words and legend keys.
    start : tuple of float
        Column and row of (0, 1) in the region.
    rising : bool
        The figure shows 1 - S; the rows are turned upside down.
    paper : ndarray, shape (3,)
        Colour of the plot.
    """

    layers: tuple[Layer, ...]
    frame: Mask
    text: Mask
    start: tuple[float, float]
    rising: bool = False
    blurred: bool = False
    paper: FloatArray = field(default_factory=lambda: np.full(3, 255.0))

    @property
    def shape(self) -> tuple[int, int]:
        """Return height and width."""
        return self.frame.shape[0], self.frame.shape[1]

    @property
    def masked(self) -> Mask:
        """Return the pixels that are frame or text, or lay below a shape."""
        masked = self.frame | self.text
        for layer in self.layers:
            if layer.symbols is not None:
                masked = masked | layer.symbols.erased
        return np.asarray(masked)

    def others(self, layer: Layer) -> list[Map]:
        """Return the maps of all other layers."""
        return [other.map for other in self.layers if other is not layer]


def make_scene(
    box: PlotBox,
    classes: Sequence[InkClass],
    maps: Sequence[Map],
    text: Mask,
    *,
    rising: bool,
    blurred: bool,
    blind: Mask | None = None,
    symbols: Sequence[Symbols | None] = (),
) -> Scene:
    """Return the scene of one direction; no ink is seen in ``blind``, paths may cross it."""
    symbols = symbols or [None] * len(maps)
    maps = [raw if one is None else one.bare for raw, one in zip(maps, symbols, strict=True)]
    start = (box.start - box.x0, (box.zero if rising else box.one) - box.y0)
    frame = box.frame
    if blind is not None:
        text = text | blind
        maps = [np.where(blind, np.float32(0), raw) for raw in maps]
    layers = []
    for ink, raw, one in zip(classes, maps, symbols, strict=True):
        own = raw.copy()
        clear = ink.tinted or ink.chroma > _CLEAR_CHROMA
        own[frame & (raw < _OVER_GRID) if clear else frame] = 0
        if not ink.is_coloured:
            own[text] = 0
        layers.append(Layer(ink, own, raw, one))
    scene = Scene(tuple(layers), frame, text, start, False, blurred, box.background)
    return flipped(scene, start) if rising else scene


def flipped(scene: Scene, start: tuple[float, float]) -> Scene:
    """Return the scene upside down, so that rising curves fall."""

    def turn(values: Map) -> Map:
        return np.ascontiguousarray(values[::-1])

    layers = tuple(
        replace(
            la,
            map=turn(la.map),
            raw=turn(la.raw),
            symbols=None if la.symbols is None else la.symbols.flipped(),
        )
        for la in scene.layers
    )
    height = scene.shape[0]
    return replace(
        scene,
        layers=layers,
        frame=np.ascontiguousarray(scene.frame[::-1]),
        text=np.ascontiguousarray(scene.text[::-1]),
        start=(start[0], height - start[1]),
        rising=not scene.rising,
    )
