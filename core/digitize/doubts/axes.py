"""Doubts about the axes: ticks off their line, labels guessed or stray, the direction."""

from typing import TYPE_CHECKING

import numpy as np

from ..axes.labels import Label
from ..proposal import Doubt
from ..table.numerals import numerals, possible_values
from .doubt import doubt_about, whole

if TYPE_CHECKING:
    from ..pipeline import Reading

_RESIDUAL_PX = 0.75
_DIRECTION = 0.6
_CLEARLY_READ = 0.8
_STRAY_PX, _SURELY_FIT = 4.0, 5
_MOST_STRAY = 2


def axis_doubts(reading: "Reading") -> list[Doubt]:
    """Return doubts about the places and values of both axes."""
    doubts = []
    for name, fit, labels in (
        ("time", reading.x_fit, reading.x),
        ("survival", reading.y_fit, reading.y),
    ):
        worst = int(np.argmax(np.abs(fit.residual)))
        off = float(np.abs(fit.residual[worst])) / reading.page.zoom
        if fit.source == "labels":
            text = (
                f"No tick marks were found on the {name} axis, so it rests on the middle of "
                "its labels: check it with the loupe."
            )
            doubts.append(doubt_about(reading, "D1", text, 0.2, whole(reading)))
        elif off > _RESIDUAL_PX:
            text = (
                f"The tick {fit.value[worst]:g} of the {name} axis is {off:.1f} px off the line "
                "of the others: check its label."
            )
            doubts.append(doubt_about(reading, "D2", text, 0.2, whole(reading)))
        if len(labels.labels) < 3:
            text = f"Only two labels of the {name} axis could be read: check both."
            doubts.append(doubt_about(reading, "D3", text, 0.3, whole(reading)))
    doubts += _guessed_labels(reading) + _stray_labels(reading)
    if reading.direction_doubt > _DIRECTION:
        text = (
            "It is not clear whether the figure shows survival or cumulative incidence: "
            "check the direction."
        )
        doubts.append(doubt_about(reading, "D4", text, 0.4, whole(reading)))
    return doubts


def _guessed_labels(reading: "Reading") -> list[Doubt]:
    """Labels taken for another number than was read, so that they fit the axis."""
    doubts = []
    for name, line in (("time", reading.x), ("survival", reading.y)):
        # One label as printed tells the scale of those whose points were not read.
        has_points = any(label.value and not _lost_its_point(label) for label in line.labels)
        for label in line.labels:
            n = label.numeral
            if label.value in possible_values(n.text) or label.value in n.values[:1]:
                continue
            if has_points and _lost_its_point(label):
                continue
            text = (
                f"The label read as {n.text} was taken for {label.value:g} on the {name} axis, "
                "where it fits the others: check it."
            )
            low = (n.x0 - reading.box.x0, n.y0 - reading.box.y0)
            far = (n.x1 - reading.box.x0, n.y1 - reading.box.y0)
            doubts.append(doubt_about(reading, "D17", text, 0.4, (*low, *far)))
    return doubts


def _lost_its_point(label: Label) -> bool:
    return f"0.{label.numeral.text}" == f"{label.value:g}"


def _stray_labels(reading: "Reading") -> list[Doubt]:
    """Numbers that stand among the labels of an axis, clearly read, and do not fit it."""
    doubts = []
    x, y = reading.x, reading.y
    used = {id(label.numeral) for line in (x, y) for label in line.labels}
    for n in numerals(reading.words):
        if id(n) in used or n.confidence < _CLEARLY_READ or 0 in n.values:
            continue
        across = abs(n.y - x.across) < 0.4 * n.height
        down = abs(n.x1 - y.across) < 0.5 * n.height
        for name, line, place, stands in (("time", x, n.x, across), ("survival", y, n.y, down)):
            # Digits so small are misread one by one; an axis that many others fit is told by them.
            if reading.page.zoom > 1 and len(line.labels) >= _SURELY_FIT:
                continue
            known = [label.numeral for label in line.labels]
            same = any(abs(k.x - n.x) + abs(k.y - n.y) < 0.5 * n.height for k in known)
            off = min(abs(line.at(value) - place) for value in n.values)
            if not stands or same or off <= max(_STRAY_PX, 0.5 * n.height):
                continue
            below = min(x.across, y.at(0.0) + n.height) - 0.5 * n.height
            if name == "survival" and n.y > below:
                continue
            if name == "time" and n.x > reading.box.x1 + n.height:
                continue  # of the panel beside
            text = (
                f"The label {n.text} of the {name} axis does not fit the others: "
                "check the values of the axis."
            )
            box = (n.x0 - reading.box.x0, n.y0 - reading.box.y0)
            far = (n.x1 - reading.box.x0, n.y1 - reading.box.y0)
            doubts.append(doubt_about(reading, "D12", text, 0.4, (*box, *far)))
    return doubts[:_MOST_STRAY]
