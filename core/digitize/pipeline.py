"""The whole automatic reading of one bitmap figure, stage by stage."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from time import perf_counter

import numpy as np

from ..errors import InputError
from ..figure.ocr import Word, is_available, read_words
from .assemble import arm_proposals, axes_proposal
from .axes.box import Mask, PlotBox, find_box
from .axes.labels import LabelLine
from .axes.ticks import AxisFit, fit_ticks
from .curves.following import Traced
from .curves.inks import Inks, find_inks
from .curves.reading import CurveRead, read_curves
from .curves.scene import Scene, make_scene
from .curves.tracing import trace_curves
from .doubts.find import find_doubts
from .hints import Hints
from .legend.entries import LegendEntry, find_legend
from .legend.keys import expected_curves
from .marks.finder import Marks
from .page import Page, Pixels, make_page
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
from .region import Area, Colour, Region
from .table.cells import reread_cells
from .table.rows import Table, find_table

_RISING_WORDS = ("incidence", "cumulative", "event rate", "failure", "recurrence rate")
_RISING_BONUS = 1.15


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
    leaders: Mask = field(default_factory=lambda: np.zeros((0, 0), dtype=bool))
    """Lines drawn from names to curves, rows as in the figure; empty where none was looked for."""

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
    inks = find_inks(page, words, box, legend, table, region)
    clock.done("ink", 0.75)
    scene, traced, doubt = _trace(inks, words, hints, box, y_fit, table, clock)
    if not traced:
        raise InputError(
            "The axes were found, but no curve between them: trace the curve by hand.", code="A2"
        )
    reading = Reading(
        page, words, hints, x, y, x_fit, y_fit, box, inks.legend, table, scene, traced, doubt
    )
    read_curves(reading)
    clock.done("steps", 0.95)
    return reading


def _trace(
    inks: Inks,
    words: Sequence[Word],
    hints: Hints,
    box: PlotBox,
    y_fit: AxisFit,
    table: Table | None,
    clock: _Clock,
) -> tuple[Scene, list[Traced], float]:
    """Return the scene, the curves in the direction that collects more, its rival's share."""
    expected = hints.n_curves or expected_curves(inks.keys, table)
    widths = tuple(entry.thickness for entry in inks.legend if entry.stands_alone)
    rising_bonus = _RISING_BONUS if _says_rising(words) else 1.0
    likely = _directions(hints, y_fit)
    # Labels at the end of the axis may not have been read: where nothing is found, turn round.
    is_told = hints.cumulative_incidence is not None
    unlikely = [] if is_told else [way for way in (False, True) if way not in likely]
    found: list[tuple[float, Scene, list[Traced]]] = []
    for rising in likely + unlikely:
        if rising in unlikely and any(curves for _, _, curves in found):
            break
        scene = _scene(inks, box, rising=rising)
        traced = trace_curves(
            scene,
            n_expected=None if inks.only is not None else expected,
            key_widths=widths,
            only=inks.only,
            counted=hints.n_curves is not None or table is not None,
            should_stop=clock.should_stop,
        )
        total = sum(one.reward for one in traced) * (rising_bonus if rising else 1.0)
        found.append((total, scene, traced))
    clock.done("paths", 0.85)
    found.sort(key=lambda item: -item[0])
    best = found[0]
    rival = found[1][0] / max(best[0], 1e-9) if len(found) > 1 else 0.0
    return best[1], best[2], rival


def _scene(inks: Inks, box: PlotBox, *, rising: bool) -> Scene:
    return make_scene(
        box,
        inks.classes,
        inks.maps,
        inks.text,
        rising=rising,
        blurred=inks.blurred,
        blind=inks.blind,
        symbols=inks.symbols,
    )


def _says_rising(words: Sequence[Word]) -> bool:
    """Return whether a word of the figure names a curve that rises."""
    return any(key in word.text.lower() for word in words for key in _RISING_WORDS)


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
