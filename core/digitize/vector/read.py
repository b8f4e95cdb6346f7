"""A vector figure read whole: the same proposals as from a bitmap, with exact coordinates."""

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ...errors import InputError
from ...figure.drawing import Box, Drawing
from ...model.document import Axis, PixelPoint
from ..axes.title import TallWord, survival_title
from ..legend.sizes import sized_name
from ..proposal import (
    ArmProposal,
    AxesProposal,
    AxisReading,
    CensorMark,
    FigureProposal,
    PixelBox,
    RiskCell,
    RiskRow,
)
from .axes import VectorAxes
from .curves import VectorCurve, find_curves, slanted_lines, with_start_of
from .doubts import doubts_of, with_doubt_of_letters
from .marks import find_marks
from .names import find_names
from .printed import printed_values
from .rows import match_rows
from .scales import Scale
from .table import VectorTable, find_table
from .words import find_labelled_axes

# Read off a picture the words of a title may run into one another.
_NEXT = r"(?:\b|(?=since|from|after))"
_UNITS = (
    ("months", re.compile(rf"\bmo(nth)?s?{_NEXT}", re.I)),
    ("years", re.compile(rf"\by(ea)?rs?{_NEXT}", re.I)),
    ("weeks", re.compile(rf"\bw(ee)?ks?{_NEXT}", re.I)),
    ("days", re.compile(rf"\bdays?{_NEXT}", re.I)),
)


def read_drawing(
    drawing: Drawing, *, dots_per_inch: float, pixels: NDArray[np.uint8] | None = None
) -> list[FigureProposal]:
    """Read every panel of a vector figure.

    Parameters
    ----------
    drawing : Drawing
    dots_per_inch : float
        Of the pixels in which the proposals name places.
    pixels : ndarray of uint8, shape (height, width, 3), optional
        The drawing as its own program shows it at this resolution: labels
        drawn as outlines, or in a font without names for its letters, are
        read off it. Without it the strokes are drawn and read.

    Returns
    -------
    list of FigureProposal
        Largest panel first; those without a curve are left out.

    Raises
    ------
    InputError
        C17 where the drawing holds no axes with three labelled ticks each, T12 where it
        holds no curve on them; a page that is only a picture must be read as a bitmap.
    """
    if not drawing.strokes:
        raise InputError(
            "No axes were found: no line is drawn here, only text or pictures. Read the page as a "
            "picture, or click two ticks on each axis and type their values.",
            code="C17",
        )
    told = [word.text for word in drawing.words]
    drawing, dots_per_inch, panels = find_labelled_axes(drawing, pixels, dots_per_inch)
    is_told = told == [word.text for word in drawing.words]
    if not panels:
        raise InputError(
            "No axes were found in this drawing: none with three labelled ticks on each. "
            "Click two ticks on each axis and type their values.",
            code="C17",
        )
    found = [pair for axes in panels if (pair := _curves_on(drawing, axes))[1]]
    if not found:
        raise InputError(
            "The axes were found, but no step curve is drawn on them as lines. "
            "Trace the arms by hand, or read the page as a picture.",
            code="T12",
        )
    panels = [axes for axes, _ in found]
    scale = dots_per_inch / 72
    proposals = [_read_panel(drawing, axes, curves, panels, scale) for axes, curves in found]
    if not is_told:
        proposals = [with_doubt_of_letters(proposal) for proposal in proposals]
    boxes = tuple(proposal.plot for proposal in proposals)
    return [
        replace(proposal, panels=boxes, panel=index) for index, proposal in enumerate(proposals)
    ]


def _curves_on(drawing: Drawing, axes: VectorAxes) -> tuple[VectorAxes, list[VectorCurve]]:
    """The axes, moved to where their curves begin, with the curves."""
    curves = find_curves(drawing, axes)
    moved = with_start_of(curves, axes, drawing.strokes)
    return (axes, curves) if moved is axes else (moved, find_curves(drawing, moved))


def _read_panel(
    drawing: Drawing,
    axes: VectorAxes,
    curves: list[VectorCurve],
    panels: Sequence[VectorAxes],
    scale: float,
) -> FigureProposal:
    marks = find_marks(drawing, axes, curves)
    table = find_table(drawing, axes, panels)
    others = tuple(word for word in drawing.words if word.text not in marks.letters)
    names = find_names(replace(drawing, words=others), axes, curves, table, panels, marks.shapes)
    rows = match_rows(table, curves, names) if table is not None else [None] * len(curves)
    arms = tuple(
        arm_of(curve, times, axes, name, _risk_row(table, row, axes, scale), scale)
        for curve, times, name, row in zip(curves, marks.times, names, rows, strict=True)
    )
    slanted = slanted_lines(drawing, axes, curves)
    proposal = FigureProposal(
        axes=_axes_proposal(drawing, axes, curves, scale),
        arms=arms,
        printed=printed_values(drawing, axes, [arm.name for arm in arms], scale),
        doubts=tuple(doubts_of(axes, curves, scale, drawing.images, slanted)),
        plot=_pixels(axes.box, scale),
        risk_times=table.times if table is not None else (),
    )
    return replace(proposal, confidence=1.0 if proposal.is_certain else 0.7)


def _axes_proposal(
    drawing: Drawing, axes: VectorAxes, curves: Sequence[VectorCurve], scale: float
) -> AxesProposal:
    across = [(float(x), axes.time.line) for x in axes.time.position]
    upward = [(axes.survival.line, float(y)) for y in axes.survival.position]
    marks = (
        *_readings(Axis.TIME, axes.time, across, scale),
        *_readings(Axis.SURVIVAL, axes.survival, upward, scale),
    )
    unit, title = time_unit(drawing, axes)
    source = tuple("ticks" if s.from_ticks else "labels" for s in (axes.time, axes.survival))
    incidence = bool(curves) and all(curve.cumulative_incidence for curve in curves)
    return AxesProposal(
        marks,
        unit,
        axes.percent,
        incidence,
        (source[0], source[1]),
        title,
        _title_of_survival(drawing, axes),
    )


def _title_of_survival(drawing: Drawing, axes: VectorAxes) -> str:
    _, top, _, bottom = axes.box
    tall = [
        TallWord(word.text, *word.centre, word.box[2] - word.box[0])
        for word in drawing.words
        if abs(word.angle - 90) < 5
    ]
    return survival_title(tall, axis=axes.survival.line, top=top, bottom=bottom)


def _readings(
    axis: Axis, ticks: Scale, places: list[tuple[float, float]], scale: float
) -> list[AxisReading]:
    confidence = 1.0 if ticks.from_ticks else 0.6
    return [
        AxisReading(
            axis,
            PixelPoint(x * scale, y * scale),
            float(value),
            f"{value:g}",
            confidence,
            abs(float(residual)) * scale,
        )
        for (x, y), value, residual in zip(places, ticks.value, ticks.residual, strict=True)
    ]


def time_unit(drawing: Drawing, axes: VectorAxes) -> tuple[str, str]:
    """Return the unit named nearest below the time axis, and the line it stands on.

    Parameters
    ----------
    drawing : Drawing
    axes : VectorAxes
    """
    left, _, right, _ = axes.box
    near = [
        word
        for word in drawing.words
        if left - 40 <= word.centre[0] <= right + 40
        and axes.time.line - 2 <= word.centre[1] <= axes.time.line + 80
    ]
    for word in sorted(near, key=lambda word: word.centre[1]):
        for unit, pattern in _UNITS:
            if pattern.search(word.text):
                line = [w.text for w in near if abs(w.centre[1] - word.centre[1]) < 3]
                return unit, " ".join(line)
    return "", ""


def arm_of(
    curve: VectorCurve,
    times: NDArray[np.float64],
    axes: VectorAxes,
    name: str,
    row: RiskRow | None,
    scale: float,
) -> ArmProposal:
    """Return a curve as the proposal of an arm.

    Parameters
    ----------
    curve : VectorCurve
    times : ndarray, shape (n_marks,)
        Its censoring times.
    axes : VectorAxes
    name : str
    row : RiskRow or None
    scale : float
        Pixels of the figure to a point of the page.
    """
    reading = curve.reading
    drawn = 1 - reading.survival if curve.cumulative_incidence else reading.survival
    trace = [_place(axes, t, s, scale) for t, s in zip(reading.time, drawn, strict=True)]
    if reading.end > reading.time[-1]:
        trace.append(_place(axes, reading.end, float(drawn[-1]), scale))
    steps = reading.steps()
    heights = steps.at(times)
    heights = 1 - heights if curve.cumulative_incidence else heights
    marks = tuple(
        CensorMark(_place(axes, t, s, scale), float(t), 1.0)
        for t, s in zip(times, heights, strict=True)
    )
    n_steps = steps.time.size
    named = sized_name(name)
    return ArmProposal(
        name=named.name,
        n=named.n,
        n_events=named.n_events,
        colour=curve.colour,
        line_style=_style(curve.dash, curve.width),
        width_px=curve.width * scale,
        reading=reading,
        trace=tuple(trace),
        time_sd=np.full(n_steps, reading.time_noise),
        survival_sd=np.full(n_steps, reading.survival_noise),
        censor_marks=marks,
        risk_row=row,
    )


def _place(axes: VectorAxes, time: float, drawn: float, scale: float) -> PixelPoint:
    x = (time - axes.time.intercept) / axes.time.slope
    label = drawn * 100 if axes.percent else drawn
    y = (label - axes.survival.intercept) / axes.survival.slope
    return PixelPoint(float(x) * scale, float(y) * scale)


def _style(dash: tuple[float, ...], width: float) -> str:
    if not dash:
        return "solid"
    if len(dash) >= 4:
        return "dash-dot"
    return "dotted" if dash[0] <= 2.2 * max(width, 0.5) else "dashed"


def _risk_row(
    table: VectorTable | None, row: int | None, axes: VectorAxes, scale: float
) -> RiskRow | None:
    if table is None or row is None:
        return None
    chosen = table.rows[row]
    cells = []
    for time, count, censored in zip(table.times, chosen.at_risk, chosen.censored, strict=True):
        x = (time - axes.time.intercept) / axes.time.slope
        box = _pixels((x - 12, chosen.y - 6, x + 12, chosen.y + 6), scale)
        texts = ["" if value is None else str(value) for value in (count, censored)]
        cells.append(RiskCell(time, texts[0], texts[1], 1.0, True, box))
    return RiskRow(chosen.name, tuple(cells), 1.0)


def _pixels(box: Box, scale: float) -> PixelBox:
    left, top, right, bottom = box
    return PixelBox(left * scale, top * scale, right * scale, bottom * scale)
