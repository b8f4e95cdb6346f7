"""Places of a vector figure that a person should look at."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ...figure.drawing import Box
from ...figure.seen import shared
from ...model.document import PixelPoint
from ..proposal import Doubt, FigureProposal
from .axes import VectorAxes
from .curves import VectorCurve
from .lines import Line
from .names import drawn_alike

_COARSE = 7e-5, 1.5e-4  # of survival, and of the time axis; coarser places are worth a word
_IN_PLOT = 0.01  # of the plot that a picture covers to be worth one
_PAST_LAST_TICK = 0.06  # of the axis; curves may be seen so far beyond its last tick

Message = tuple[str, str, tuple[float, float]]  # code, sentence, place in points


def doubts_of(
    axes: VectorAxes,
    curves: Sequence[VectorCurve],
    scale: float,
    images: Sequence[Box] = (),
    slanted: Sequence[Line] = (),
) -> list[Doubt]:
    """Return what is not sure of one panel, in the order of axes, then curves.

    Labels without ticks, pictures in the plot, coarse places, lines left out, curves
    of both directions, curves drawn alike, drops in gaps between dashes, and curves
    drawn on behind the frame.

    Parameters
    ----------
    axes : VectorAxes
    curves : sequence of VectorCurve
    scale : float
        Pixels of the figure to a point of the page.
    images : sequence of box, optional
        Of the pictures placed on the page, in points.
    slanted : sequence of Line, optional
        Lines left out because they are not drawn in steps.
    """
    messages = [*_of_axes(axes), *_of_images(axes.box, images), *_of_coarse(axes, curves)]
    messages += [*_of_slanted(slanted), *_of_directions(curves)]
    messages += [*_of_twins(curves), *_of_gaps(curves), *_of_ends(curves, axes.box)]
    return [
        Doubt(number, code, message, 0.5, PixelPoint(x * scale, y * scale))
        for number, (code, message, (x, y)) in enumerate(messages, start=1)
    ]


def with_doubt_of_letters(proposal: FigureProposal) -> FigureProposal:
    """Return a proposal that says its words were read off their shapes, not told by the file."""
    message = (
        "The letters of this figure are drawn as shapes or in codes of its own; they were read off "
        "the picture. Check the values of the axes and the numbers at risk."
    )
    corner = PixelPoint(proposal.plot.x0, proposal.plot.y1)
    doubt = Doubt(len(proposal.doubts) + 1, "R12", message, 0.6, corner)
    return replace(proposal, doubts=(*proposal.doubts, doubt), confidence=0.7)


def _of_axes(axes: VectorAxes) -> list[Message]:
    found: list[Message] = []
    for axis, ticks in (("time", axes.time), ("survival", axes.survival)):
        if ticks.from_ticks:
            continue
        first, line = float(ticks.position[0]), ticks.line
        sentence = (
            f"The {axis} axis has no tick strokes; its labels gave the scale. "
            "Check one value against the figure."
        )
        found.append(("C10", sentence, (first, line) if axis == "time" else (line, first)))
    return found


def _of_images(box: Box, images: Sequence[Box]) -> list[Message]:
    sentence = (
        "A picture is placed in this plot. What it shows there, such as bands or marks, was not "
        "read. Compare the marks with the figure."
    )
    area = (box[2] - box[0]) * (box[3] - box[1])
    for image in images:
        left, top, right, bottom = shared(box, image)
        if right > left and bottom > top and (right - left) * (bottom - top) > _IN_PLOT * area:
            return [("I12", sentence, ((left + right) / 2, (top + bottom) / 2))]
    return []


def _of_coarse(axes: VectorAxes, curves: Sequence[VectorCurve]) -> list[Message]:
    """How far the places of the file may be off, where that is more than it seems."""
    if not (axes.time.from_ticks and axes.survival.from_ticks):
        return []  # that doubt says it all
    width = abs(axes.time.slope) * (axes.box[2] - axes.box[0])
    for curve in curves:
        level, time = curve.reading.survival_noise, curve.reading.time_noise
        if level > _COARSE[0] or time > _COARSE[1] * width:
            x, y = curve.points[0].tolist()
            sentence = (
                "The file draws this plot on coarse places: survival is read to about "
                f"{level:.1g}, times to {time:.1g}. That is allowed for; small drops may be missed."
            )
            return [("I5", sentence, (x, y))]
    return []


def _of_slanted(lines: Sequence[Line]) -> list[Message]:
    sentence = (
        "This line is drawn with slanted pieces and not in steps, so it is no Kaplan-Meier curve "
        "and was left out. Trace it by hand if it is one."
    )
    return [("D7", sentence, _middle(line.points)) for line in lines]


def _of_directions(curves: Sequence[VectorCurve]) -> list[Message]:
    """Falling and rising curves on one axis: states of one process, or two endpoints."""
    rising = [curve.cumulative_incidence for curve in curves]
    if all(rising) or not any(rising):
        return []
    odd = rising.index(sum(rising) * 2 < len(rising))
    sentence = (
        "Some curves here fall from 1 and others rise from 0, and the axis can mean only one of "
        "these. Delete the curves of the other kind."
    )
    return [("D4", sentence, _middle(curves[odd].points))]


def _middle(points: NDArray[np.float64]) -> tuple[float, float]:
    x, y = points[len(points) // 2].tolist()
    return x, y


def _of_twins(curves: Sequence[VectorCurve]) -> list[Message]:
    sentence = (
        "Two curves are drawn alike here. Check which name and which row of the table "
        "belong to each."
    )
    found: list[Message] = []
    for index, curve in enumerate(curves):
        if any(drawn_alike(curve, other) for other in curves[:index]):
            found.append(("I13", sentence, _middle(curve.points)))
    return found


def _of_gaps(curves: Sequence[VectorCurve]) -> list[Message]:
    found: list[Message] = []
    for curve in curves:
        if curve.hidden:
            n_gaps = len(curve.hidden)
            sentence = (
                f"This curve is drawn dash by dash and falls in {n_gaps} of the gaps. Where in a "
                "gap, and in how many drops, is a guess: check those that matter."
            )
            found.append(("D9", sentence, curve.hidden[0]))
    return found


def _of_ends(curves: Sequence[VectorCurve], box: Box) -> list[Message]:
    sentence = (
        "The file draws this curve on beyond the axes, behind the frame. That part was "
        "read too; delete its points to use only what is seen."
    )
    found: list[Message] = []
    for curve in curves:
        hidden = curve.points[_is_hidden(curve.points, box)]
        if hidden.size:
            x, y = hidden[0].tolist()
            found.append(("T9", sentence, (min(x, box[2]), min(y, box[3] + 1))))
    return found


def _is_hidden(points: NDArray[np.float64], box: Box) -> NDArray[np.bool_]:
    """Which points lie below the axis, or further right than an axis without a frame may go on."""
    left, _, right, bottom = box
    beyond = points[:, 0] > right + _PAST_LAST_TICK * (right - left)
    return np.asarray((points[:, 1] > bottom + 1) | beyond)
