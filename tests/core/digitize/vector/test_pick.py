"""A clicked line of a vector figure is taken whole, on axes set by hand."""

import numpy as np
import pytest

from core.curve import ReadingKind
from core.digitize.vector.pick import line_at
from core.figure import pdf
from core.model.document import Axis, AxisPoint, Calibration, PixelPoint
from tests.core.digitize.vector.drawn_pages import Panel, make_trial, plain_look
from tests.core.figure.raw_pdf import Canvas, pdf_file

SCALE = 2.0  # pixels to a point


def figure(look=None):
    canvas = Canvas()
    panel = Panel(canvas, make_trial(5), (90, 130, 420, 340), look or plain_look())
    panel.draw()
    document = pdf.open_pdf(pdf_file(canvas, size=(520, 400)), "figure.pdf")
    drawing = pdf.read_page(document, 0)
    document.close()
    return panel, drawing


def pixel(panel, time, survival):
    x, y = panel.place(time, survival)
    return PixelPoint(SCALE * x, SCALE * (400 - y))


def axes(panel):
    last = panel.trial.last
    points = [AxisPoint(Axis.TIME, pixel(panel, t, 0), f"{t:g}") for t in (0, last)]
    points += [AxisPoint(Axis.SURVIVAL, pixel(panel, 0, s), f"{s:g}") for s in (0, 1)]
    return Calibration(tuple(points), "months", cumulative_incidence=panel.look.incidence)


@pytest.mark.parametrize(
    "look", [plain_look(), plain_look(pen="segments"), plain_look(pen="outline")]
)
@pytest.mark.parametrize("arm", [0, 1])
def test_the_whole_path_under_the_click_is_taken(look, arm):
    panel, drawing = figure(look)
    times, levels = panel.trial.steps(arm)
    middle = len(times) // 2
    at = pixel(panel, times[middle], (levels[middle] + levels[middle - 1]) / 2)
    found = line_at(drawing, 72 * SCALE, axes(panel), PixelPoint(at.x + 1, at.y))
    assert found.reading.kind is ReadingKind.EXACT
    steps = found.reading.steps()
    assert np.abs(steps.time - times).max() < 1e-4 * panel.trial.last
    assert np.abs(steps.survival - levels).max() < 5e-5
    assert len(found.censor_marks) == panel.trial.censored(arm).size


def test_a_click_away_from_every_line_takes_nothing():
    panel, drawing = figure()
    at = pixel(panel, 0.1 * panel.trial.last, 0.1)
    assert line_at(drawing, 72 * SCALE, axes(panel), at) is None
