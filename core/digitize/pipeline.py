"""The whole automatic reading of one bitmap figure, stage by stage."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from time import perf_counter

import numpy as np

from ..errors import InputError
from ..figure.ocr import Word, is_available, read_words
from .assemble import arm_proposals, axes_proposal
from .axis_labels import LabelLine
from .box import PlotBox, find_box, text_mask
from .cells import reread_cells
from .colours import (
    InkClass,
    core_of,
    find_classes,
    is_blurred,
    local_background,
    with_colour,
    with_key_colours,
)
from .doubts import find_doubts
from .hints import Hints
from .ink import maps_of
from .legend import LegendEntry, find_legend
from .marks import Marks
from .page import Map, Page, Pixels, make_page
from .panels import (
    figure_box,
    holds,
    label_box,
    panel_box,
    scaled,
    words_and_panels,
    words_of_panel,
)
from .printed import find_printed
from .proposal import FigureProposal, PixelBox
from .reading import CurveRead, read_curves
from .region import Area, Colour, Region
from .risk_table import Table, find_table
from .scene import Scene, make_scene
from .symbol_names import without_rows_of
from .symbols import find_symbols
from .ticks import AxisFit, fit_ticks
from .tracing import Traced, trace_curves

_RISING_WORDS = ("incidence", "cumulative", "event rate", "failure", "recurrence rate")
_RISING_BONUS = 1.15
_KEY_DARKER, _KEY_INKED = 0.25, 0.3
_KEY_COLOUR = 60.0


class Stopped(Exception):
    """The reading was asked to stop."""


@dataclass(eq=False)
class Reading:
    """What has been found so far; later stages use what earlier ones left."""

    page: Page
    words: tuple[Word, ...]
    hints: Hints
    x: LabelLine
    y: LabelLine
    x_fit: AxisFit
    y_fit: AxisFit
    box: PlotBox
    legend: list[LegendEntry]
    table: Table | None
    scene: Scene
    traced: list[Traced]
    direction_doubt: float = 0.0
    curves: list[CurveRead] = field(default_factory=list)
    marks: list[Marks] = field(default_factory=list)
    rows: list[int | None] = field(default_factory=list)

    @property
    def full(self) -> float:
        """Return the label of survival 1: 1 or 100."""
        return 100.0 if max(self.y_fit.value) > 1.5 else 1.0


@dataclass
class _Clock:
    """Times stages, reports progress, and stops where asked."""

    should_stop: Callable[[], bool]
    progress: Callable[[float, str], None] | None
    seconds: list[tuple[str, float]] = field(default_factory=list)
    last: float = field(default_factory=perf_counter)

    def done(self, stage: str, share: float) -> None:
        now = perf_counter()
        self.seconds.append((stage, now - self.last))
        self.last = now
        if self.progress is not None:
            self.progress(share, stage)
        if self.should_stop():
            raise Stopped(stage)


def read_figure(
    pixels: Pixels,
    *,
    hints: Hints | None = None,
    words: Sequence[Word] | None = None,
    panel: int = 0,
    keep_out: Sequence[Area] = (),
    look_inside: PixelBox | None = None,
    colour: Colour | None = None,
    should_stop: Callable[[], bool] = lambda: False,
    progress: Callable[[float, str], None] | None = None,
) -> FigureProposal:
    """Read axes, curves, censor marks, risk table and names off a figure.

    Parameters
    ----------
    pixels : ndarray of uint8, shape (height, width, 3)
        sRGB on white.
    hints : Hints, optional
        What a person already knows; none is needed.
    words : sequence of Word, optional
        The figure's words from an earlier reading (``FigureProposal.words``),
        which saves reading them again.
    panel : int
        Which panel, where the picture holds several.
    keep_out : sequence of PixelBox or of PixelPoint sequences
        Rectangles and polygons (at least three corners) in figure pixels that
        are not read; curves pass below them.
    look_inside : PixelBox, optional
        Only ink in this rectangle of figure pixels is followed. Axes, names
        and table are taken from it too, where it holds the labels of both axes.
    colour : tuple of int, optional
        sRGB, 0 to 255: follow lines of this colour only.
    should_stop : callable
        Asked between stages.
    progress : callable
        Told the share done (0 to 1) and the stage.

    Returns
    -------
    FigureProposal

    Raises
    ------
    InputError
        Codes A1 (no axes found), A2 (no curve found), O1 (no text reader).
    Stopped
        When ``should_stop`` turned true.
    """
    clock = _Clock(should_stop, progress)
    hints = hints or Hints()
    page = make_page(pixels)
    clock.done("page", 0.05)
    if words is None:
        words = read_words(page.straight, should_stop=should_stop)
    clock.done("words", 0.55)
    if colour is not None:
        colour = page.colour(np.array(colour))
    region = Region(keep_out, look_inside, colour)
    work, panels = words_and_panels(page, words, region, hints)
    if not panels:
        raise InputError(
            "No axis labels were found in the figure: click two values on each axis to set it up.",
            code="A1",
        )
    axes = panels[min(panel, len(panels) - 1)]
    work = words_of_panel(work, axes, panels)
    insets = [label_box(page, *other) for other in panels if holds(axes, other)]
    region = replace(region, keep_out=(*keep_out, *insets))
    reading = _read_panel(page, work, hints, axes, region, clock)
    return replace(_proposal(reading, panels, panel, clock), words=tuple(words))


def _read_panel(
    page: Page,
    words: tuple[Word, ...],
    hints: Hints,
    axes: tuple[LabelLine, LabelLine],
    region: Region,
    clock: _Clock,
) -> Reading:
    x, y = axes
    x_fit = fit_ticks(page, x, y, horizontal=True).unsnapped(page)
    y_fit = fit_ticks(page, y, x, horizontal=False).unsnapped(page)
    box = find_box(page, x_fit, y_fit, x, y)
    clock.done("axes", 0.6)
    label_row = x.across - 0.6 * x.labels[0].numeral.height
    legend = find_legend(page, words, label_row)
    table = find_table(page, words, x, x_fit, label_row, box.start)
    if table is not None and is_available():
        table = reread_cells(page, table)
    clock.done("table", 0.65)
    scene, traced, doubt, legend = _trace(
        page, words, hints, box, y_fit, legend, table, region, clock
    )
    if not traced:
        raise InputError(
            "The axes were found, but no curve between them: trace the curve by hand.", code="A2"
        )
    reading = Reading(
        page, words, hints, x, y, x_fit, y_fit, box, legend, table, scene, traced, doubt
    )
    read_curves(reading)
    clock.done("steps", 0.95)
    return reading


def _trace(
    page: Page,
    words: tuple[Word, ...],
    hints: Hints,
    box: PlotBox,
    y_fit: AxisFit,
    legend: list[LegendEntry],
    table: Table | None,
    region: Region,
    clock: _Clock,
) -> tuple[Scene, list[Traced], float, list[LegendEntry]]:
    """Return the scene and the curves in the direction that collects more, and the legend."""
    background = local_background(page, box)
    keys = keys_in_line(legend, words)
    text = text_mask(box, words) | key_mask(box, keys)
    if table is not None and table.inside:
        text |= _table_mask(box, table)
    blind = region.blind(page, box)
    hidden = text | box.frame | blind
    core = core_of(page, box, background, hidden)
    blurred = is_blurred(core)
    classes = find_classes(page, box, background, core, blurred=blurred)
    if not blurred:
        colours = [entry.rgb for entry in legend if entry.stands_alone]
        classes = with_key_colours(classes, colours, core, box.width)
    classes, only = with_colour(classes, region.colour, box.width)
    classes, maps, only = maps_of(
        page, box, background, classes, text | box.frame, blurred=blurred, own=only
    )
    symbols = find_symbols(classes, maps, box.frame, text_mask(box, words), key_mask(box, legend))
    _clear_keys(maps, classes, box, legend)
    legend, keys = (without_rows_of(symbols, box, one) for one in (legend, keys))
    for entry in keys:
        if not entry.name:
            for one in maps:
                one[_key_window(box, entry.box)] = 0
    clock.done("ink", 0.75)
    expected = hints.n_curves or expected_curves(inked_keys(page, keys), table)
    n_expected = None if only is not None else expected
    widths = tuple(entry.thickness for entry in legend if entry.stands_alone)
    rising_bonus = _RISING_BONUS if _says_rising(words) else 1.0
    likely = _directions(hints, y_fit)
    # Labels at the end of the axis may not have been read: where nothing is found, turn round.
    is_told = hints.cumulative_incidence is not None
    unlikely = [] if is_told else [way for way in (False, True) if way not in likely]
    found: list[tuple[float, Scene, list[Traced]]] = []
    for rising in likely + unlikely:
        if rising in unlikely and any(curves for _, _, curves in found):
            break
        scene = make_scene(
            box,
            classes,
            maps,
            text,
            rising=rising,
            blurred=blurred,
            blind=blind,
            symbols=symbols,
        )
        traced = trace_curves(
            scene,
            n_expected=n_expected,
            key_widths=widths,
            only=only,
            should_stop=clock.should_stop,
        )
        total = sum(one.reward for one in traced) * (rising_bonus if rising else 1.0)
        found.append((total, scene, traced))
    clock.done("paths", 0.85)
    found.sort(key=lambda item: -item[0])
    best = found[0]
    rival = found[1][0] / max(best[0], 1e-9) if len(found) > 1 else 0.0
    return best[1], best[2], rival, legend


def _says_rising(words: Sequence[Word]) -> bool:
    """Return whether a word of the figure names a curve that rises."""
    return any(key in word.text.lower() for word in words for key in _RISING_WORDS)


def expected_curves(legend: Sequence[LegendEntry], table: Table | None) -> int | None:
    """Return how many arms legend and risk table name; a single legend entry says nothing."""
    n_keys = len([entry for entry in legend if entry.stands_alone])
    n_rows = len(table.rows) if table is not None else 0
    if n_rows:
        return max(n_rows, n_keys if n_keys <= n_rows + 1 else n_rows)
    return n_keys if n_keys >= 2 else None


def inked_keys(page: Page, keys: Sequence[LegendEntry]) -> list[LegendEntry]:
    """Return the legend entries without those whose place in the column of samples is blank."""
    return [entry for entry in keys if entry.name or _has_ink(page, entry.box)]


def _has_ink(page: Page, box: tuple[float, float, float, float]) -> bool:
    x0, y0, x1, y1 = (max(round(value), 0) for value in box)
    cut = page.dark[max(y0 - 1, 0) : y1 + 2, x0 : x1 + 1]
    if cut.size == 0:
        return False
    inked = (cut > float(np.median(page.dark)) + _KEY_DARKER).any(axis=0)
    return float(inked.mean()) > _KEY_INKED


def _clear_keys(
    maps: Sequence[Map], classes: Sequence[InkClass], box: PlotBox, legend: Sequence[LegendEntry]
) -> None:
    """Take each legend sample out of the ink of its own colour."""
    for entry in legend:
        gaps = [float(np.linalg.norm(ink.rgb - entry.rgb)) for ink in classes]
        if entry.stands_alone and gaps and min(gaps) <= _KEY_COLOUR:
            maps[int(np.argmin(gaps))][_key_window(box, entry.box)] = 0


def _key_window(box: PlotBox, key: tuple[float, float, float, float]) -> tuple[slice, slice]:
    x0, y0, x1, y1 = key
    return (
        slice(max(int(y0) - 2 - box.y0, 0), max(int(y1) + 3 - box.y0, 0)),
        slice(max(int(x0) - 3 - box.x0, 0), max(int(x1) + 4 - box.x0, 0)),
    )


def keys_in_line(legend: Sequence[LegendEntry], words: Sequence[Word]) -> list[LegendEntry]:
    """Return the legend with the samples that curves run into, where others show their place.

    Two samples of one column tell where those of further names stand.
    """
    alone = [entry for entry in legend if entry.stands_alone]
    found = list(alone)
    for one in alone:
        height = one.text_box[3] - one.text_box[1]
        slack = max(4.0, 0.4 * height)
        column = [
            e for e in alone if abs(e.box[0] - one.box[0]) + abs(e.box[2] - one.box[2]) < slack
        ]
        if len(column) < 2:
            continue
        for word in words:
            known = any(
                abs(word.y - (e.text_box[1] + e.text_box[3]) / 2) < 0.5 * height for e in found
            )
            levels = [(e.text_box[1] + e.text_box[3]) / 2 for e in column]
            near = min(levels) - 2 * height < word.y < max(levels) + 2 * height
            beside = abs(word.x0 - one.text_box[0]) <= 0.4 * height
            with_sample = (
                one.box[0] - slack <= word.x0 <= one.text_box[0]
                and word.x1 > one.text_box[0] + 1.5 * height
            )
            if known or not near or not (beside or with_sample):
                continue
            lift = word.y - (one.text_box[1] + one.text_box[3]) / 2
            x0, y0, x1, y1 = one.box
            text = (word.x0, word.y0, word.x1, word.y1)
            found.append(replace(one, name="", box=(x0, y0 + lift, x1, y1 + lift), text_box=text))
    return found


def key_mask(
    box: PlotBox, legend: Sequence[LegendEntry]
) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    """Return the pixels of the legend samples."""
    mask = np.zeros((box.height, box.width), dtype=bool)
    for entry in legend:
        if not entry.stands_alone:
            continue
        x0, _, x1, _ = entry.box
        half = 0.55 * (entry.text_box[3] - entry.text_box[1])
        row = (entry.box[1] + entry.box[3]) / 2
        rows = slice(max(int(row - half) - box.y0, 0), max(int(row + half) + 1 - box.y0, 0))
        columns = slice(max(int(x0) - 3 - box.x0, 0), max(int(x1) + 3 - box.x0, 0))
        mask[rows, columns] = True
    return mask


def _table_mask(box: PlotBox, table: Table) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    mask = np.zeros((box.height, box.width), dtype=bool)
    for row in table.rows:
        for cell in row.cells:
            if cell is not None:
                rows = slice(max(int(cell.y0) - box.y0, 0), max(int(cell.y1) - box.y0, 0))
                columns = slice(max(int(cell.x0) - box.x0, 0), max(int(cell.x1) - box.x0, 0))
                mask[rows, columns] = True
    return mask


def _directions(hints: Hints, y_fit: AxisFit) -> list[bool]:
    """Return the directions to try: falling where 1 is on the axis, rising where 0 is."""
    if hints.cumulative_incidence is not None:
        return [hints.cumulative_incidence]
    full = 100.0 if max(y_fit.value) > 1.5 else 1.0
    step = float(np.min(np.diff(np.sort(y_fit.value))))
    falling = max(y_fit.value) >= full - 1.01 * step
    rising = min(y_fit.value) <= 1.01 * step
    return [way for way, possible in ((False, falling), (True, rising)) if possible] or [False]


def _proposal(
    reading: Reading,
    panels: Sequence[tuple[LabelLine, LabelLine]],
    panel: int,
    clock: _Clock,
) -> FigureProposal:
    page, box = reading.page, reading.box
    arms, times = arm_proposals(reading)
    doubts = find_doubts(reading, arms)
    words = [scaled(word, 1 / page.zoom) for word in reading.words]
    clock.done("proposal", 1.0)
    confidence = float(np.clip(1 - sum(doubt.weight for doubt in doubts), 0, 1))
    return FigureProposal(
        axes=axes_proposal(reading),
        arms=arms,
        printed=tuple(find_printed(words, [arm.name for arm in arms])),
        doubts=doubts,
        confidence=confidence,
        plot=figure_box(page, (box.x0, box.y0, box.x1, box.y1)),
        panels=tuple(panel_box(page, x, y) for x, y in panels),
        panel=panel,
        risk_times=times,
        seconds=tuple(clock.seconds),
    )
