"""Tick marks beside axis labels."""

import numpy as np

from core.digitize.axes.labels import Label, LabelLine
from core.digitize.axes.ticks import fit_ticks
from core.digitize.page import Page
from core.digitize.table.numerals import Numeral

ROWS = (50.0, 150.0, 250.0, 350.0)
VALUES = (1.0, 0.75, 0.5, 0.25)


def label_line(places, across, boxes):
    labels = tuple(
        Label(v, p, Numeral((v,), f"{v:g}", 0.99, *box))
        for v, p, box in zip(VALUES, places, boxes, strict=True)
    )
    slope, offset = np.polyfit(VALUES, places, 1)
    return LabelLine(labels, float(offset), float(slope), across)


def panel(shift=1):
    """Return a grey panel right of 75 with short ticks that end at it, and the labels' boxes."""
    rgb = np.full((420, 500, 3), 255, dtype=np.uint8)
    rgb[30:380, 75:] = 235
    for row in ROWS:
        top = int(row) + shift
        for x in (35, 45, 55):
            rgb[int(row) - 6 : int(row) + 6, x : x + 7] = 80
        rgb[top - 1 : top + 1, 69:75] = 50
    return Page(rgb, shape_before=(420, 500))


def test_ticks_inside_the_boxes_of_the_labels_are_found():
    y = label_line(ROWS, 78.0, [(30, row - 10, 78, row + 10) for row in ROWS])
    x = label_line(
        (100, 200, 300, 400), 400.0, [(p - 8, 390, p + 8, 410) for p in range(100, 500, 100)]
    )
    fit = fit_ticks(panel(shift=2), y, x, horizontal=False)
    assert fit.source == "ticks"
    assert np.allclose(np.sort(fit.place), np.array(ROWS) + 2, atol=0.05)


def test_dark_spots_off_the_middle_of_every_label_are_no_ticks():
    rgb = np.full((420, 500, 3), 255, dtype=np.uint8)
    for row in ROWS:
        for x in (35, 45, 55):
            rgb[int(row) - 6 : int(row) + 6, x : x + 7] = 80
        rgb[int(row) + 4 : int(row) + 6, 63:68] = 200  # the faint ring of a percent sign
    y = label_line(ROWS, 78.0, [(30, row - 10, 70, row + 10) for row in ROWS])
    x = label_line(
        (100, 200, 300, 400), 400.0, [(p - 8, 390, p + 8, 410) for p in range(100, 500, 100)]
    )
    fit = fit_ticks(Page(rgb, shape_before=(420, 500)), y, x, horizontal=False)
    assert fit.source == "labels"
