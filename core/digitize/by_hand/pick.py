"""Click a curve, or pick its colour, to trace just that one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ...arrays import FloatArray
from ...errors import InputError
from ...figure.ocr import Word
from ...model.document import Axis, Calibration, PixelPoint
from ...numbers import parse_number
from ..assemble import arm_of
from ..axes.box import Mask, PlotBox, box_between, text_mask
from ..axes.ticks import AxisFit
from ..curves.background import local_background
from ..curves.blurred import classes_of
from ..curves.colours import core_of, is_blurred, with_colour
from ..curves.following import Traced
from ..curves.ink import covered_by, line_width, maps_of
from ..curves.path import BROKEN, price_maps, run_path, start_window
from ..curves.reading import CurveRead, other_ink, to_data
from ..curves.scene import Layer, Scene, make_scene
from ..curves.steps import read_steps
from ..marks.curve_marks import marks_of
from ..marks.finder import NO_MARKS
from ..marks.symbols import find_symbols
from ..page import Page, Pixels, make_page
from ..proposal import ArmProposal, PixelBox
from ..region import Area, Colour, Region

_SEED_REACH = 4
_SEED_REWARD = 200.0
_LEAST_REWARD = 10.0
_LEAST_INK = 30.0


def trace_one(
    pixels: Pixels,
    calibration: Calibration,
    seed: PixelPoint | None,
    *,
    words: tuple[Word, ...] = (),
    keep_out: Sequence[Area] = (),
    look_inside: PixelBox | None = None,
    colour: Colour | None = None,
) -> ArmProposal:
    """Trace the curve that runs through a clicked pixel, or the one of a picked colour.

    Parameters
    ----------
    pixels : ndarray of uint8, shape (height, width, 3)
    calibration : Calibration
        Two points on each axis at least.
    seed : PixelPoint or None
        On the curve, within a few pixels; None with ``colour``, for the clearest
        curve of that colour.
    words : tuple of Word
        The figure's words in figure pixels, where known: text is then not followed.
    keep_out : sequence of PixelBox or of PixelPoint sequences
        Rectangles and polygons of figure pixels that are not read; the curve
        passes below them.
    look_inside : PixelBox, optional
        Only ink in this rectangle of figure pixels is followed.
    colour : tuple of int, optional
        sRGB, 0 to 255, of the line; without it the colour under the click.

    Returns
    -------
    ArmProposal
        With its censor marks; name and risk row are left empty.

    Raises
    ------
    InputError
        Codes C1 (axes not set), A2 (no curve from (0, 1) through this pixel or
        of this colour).
    """
    picker = CurvePicker(
        pixels, calibration, words=words, keep_out=keep_out, look_inside=look_inside
    )
    return picker.trace(seed, colour=colour)


class CurvePicker:
    """Traces one curve after another of one figure, as `trace_one` does.

    What does not depend on the click is seen once, and so is the plot once a line ink:
    a click that corrects the one before takes half the time.
    """

    def __init__(
        self,
        pixels: Pixels,
        calibration: Calibration,
        *,
        words: tuple[Word, ...] = (),
        keep_out: Sequence[Area] = (),
        look_inside: PixelBox | None = None,
    ) -> None:
        page = self._page = make_page(pixels)
        x_fit, y_fit = _fit(page, calibration, Axis.TIME), _fit(page, calibration, Axis.SURVIVAL)
        left = x_fit.at(min(float(x_fit.value.min()), 0.0)) - 3
        lowest = min(y_fit.at(min(float(y_fit.value.min()), 0.0)) + 3, float(page.height))
        box = self._box = box_between(page, x_fit, y_fit, left, lowest)
        self._x_fit, self._y_fit = x_fit, y_fit
        self._text = text_mask(box, [_scaled(word, page.zoom) for word in words])
        self._blind = Region(keep_out, look_inside).blind(page, box)
        self._rising = calibration.cumulative_incidence
        self._background = local_background(page, box)
        core = core_of(page, box, self._background, self._text | box.frame | self._blind)
        self._is_blurred = is_blurred(core)
        self._classes = classes_of(page, box, self._background, core, blurred=self._is_blurred)
        self._seen: tuple[int, Scene, Layer] | None = None

    def trace(self, seed: PixelPoint | None, *, colour: Colour | None = None) -> ArmProposal:
        """Trace the curve through a clicked pixel, or the one of a picked colour.

        Raises
        ------
        InputError
            Code A2 (no curve from (0, 1) through this pixel or of this colour).
        """
        assert seed is not None or colour is not None
        page, box = self._page, self._box
        place = _place(page, box, seed)
        scene, layer = self._scene(self._ink(place, colour))
        traced = _through(scene, layer, place)
        reading = _PickReading(page, scene, box, self._x_fit, self._y_fit)
        enlarged = page.zoom > 1
        steps = read_steps(
            traced.path,
            traced.ink,
            other_ink(scene, traced, [traced]),
            traced.width,
            blurred=scene.blurred or enlarged,
        )
        curve: CurveRead = to_data(reading, traced, steps)
        region = page.rgb[box.y0 : box.y1, box.x0 : box.x1]
        is_long = traced.path.length > 3
        marks = marks_of(scene, traced, region, enlarged=enlarged) if is_long else NO_MARKS
        return arm_of(reading, curve, marks)

    def _ink(self, place: tuple[float, float] | None, colour: Colour | None) -> Colour:
        """The picked colour as the page has it, else the one under the click."""
        if colour is not None:
            return self._page.colour(np.array(colour))
        assert place is not None
        box = self._box
        rgb = self._page.rgb[box.y0 : box.y1, box.x0 : box.x1].astype(float)
        return _colour_at(rgb, self._background.astype(float), place)

    def _scene(self, colour: Colour) -> tuple[Scene, Layer]:
        """The plot as ink maps, and the layer of the line of this colour."""
        classes, own = with_colour(self._classes, colour, self._box.width)
        assert own is not None
        is_known = classes is self._classes
        if is_known and self._seen is not None and self._seen[0] == own:
            return self._seen[1:]
        page, box, text, blind = self._page, self._box, self._text, self._blind
        hidden, blurred = text | box.frame, self._is_blurred
        found, maps, place = maps_of(
            page, box, self._background, classes, hidden, blurred=blurred, own=own
        )
        assert place is not None
        symbols = find_symbols(found, maps, box.frame | blind, text, np.zeros_like(text))
        scene = make_scene(
            box,
            found,
            maps,
            text,
            rising=self._rising,
            blurred=blurred,
            blind=blind,
            symbols=symbols,
        )
        if is_known:
            self._seen = own, scene, scene.layers[place]
        return scene, scene.layers[place]


@dataclass(frozen=True, eq=False)
class _PickReading:
    """The part of a reading that turning a path into data needs."""

    page: Page
    scene: Scene
    box: PlotBox
    x_fit: AxisFit
    y_fit: AxisFit

    @property
    def full(self) -> float:
        """Return the label of survival 1."""
        return 100.0 if max(self.y_fit.value) > 1.5 else 1.0


def _nothing() -> InputError:
    return InputError(
        "No curve from the start of the axes runs through this pixel: click on its line.",
        code="A2",
    )


def _fit(page: Page, calibration: Calibration, axis: Axis) -> AxisFit:
    points = calibration.on_axis(axis)
    if len(points) < 2:
        raise InputError(f"Set two values on the {axis.value} axis first.", code="C1")
    value = np.array([parse_number(point.value) for point in points])
    x, y = page.to_work(
        np.array([point.at.x for point in points]), np.array([point.at.y for point in points])
    )
    place = x if axis is Axis.TIME else y
    if np.ptp(value) == 0:
        raise InputError(f"The values on the {axis.value} axis are the same.", code="C1")
    slope, offset = np.polyfit(value, place, 1)
    return AxisFit(value, place, float(offset), float(slope), float("nan"), "ticks")


def _scaled(word: Word, zoom: float) -> Word:
    return replace(word, x0=word.x0 * zoom, y0=word.y0 * zoom, x1=word.x1 * zoom, y1=word.y1 * zoom)


def _place(page: Page, box: PlotBox, seed: PixelPoint | None) -> tuple[float, float] | None:
    """Return the clicked pixel in the region."""
    if seed is None:
        return None
    x, y = page.to_work(np.array([seed.x]), np.array([seed.y]))
    place = (float(x[0]) - box.x0, float(y[0]) - box.y0)
    if not (0 <= place[0] < box.width and 0 <= place[1] < box.height):
        raise _nothing()
    return place


def _colour_at(rgb: FloatArray, background: FloatArray, place: tuple[float, float]) -> Colour:
    """Return the strongest colour near the clicked pixel."""
    column, row = int(place[0]), int(place[1])
    rows = slice(max(row - _SEED_REACH, 0), row + _SEED_REACH + 1)
    columns = slice(max(column - _SEED_REACH, 0), column + _SEED_REACH + 1)
    near, under = rgb[rows, columns], background[rows, columns]
    apart = np.sqrt(((near - under) ** 2).sum(axis=2))
    if apart.max() < _LEAST_INK:
        raise _nothing()
    red, green, blue = near[np.unravel_index(int(np.argmax(apart)), apart.shape)]
    return int(red), int(green), int(blue)


def _through(scene: Scene, layer: Layer, place: tuple[float, float] | None) -> Traced:
    """Return the path through the clicked pixel, the best one without."""
    width = line_width(layer.map)
    covered: Mask = covered_by(scene.others(layer), layer.map)
    right, down, on_ink = price_maps(layer.map, covered, scene.masked, width=width, costs=BROKEN)
    bonus = 0.0
    if place is not None:
        bonus = _SEED_REWARD
        row = scene.shape[0] - place[1] if scene.rising else place[1]
        column = int(np.clip(place[0], 0, scene.shape[1] - 1))
        reach = int(np.ceil(width / 2 + _SEED_REACH))
        right[max(int(row) - reach, 0) : int(row) + reach + 1, column] -= bonus
    window = start_window(scene.start, width, scene.shape)
    path = run_path(right, down, on_ink, covered | scene.masked, *window, scene.start)
    if path is None or path.reward < max(0.5 * bonus, _LEAST_REWARD) or path.length < 4:
        raise _nothing()
    solid = path.own + path.hidden >= 0.9
    return Traced(replace(path, reward=path.reward - bonus), layer, layer.map, width, solid)
