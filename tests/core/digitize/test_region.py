"""Areas kept out, a rectangle to look inside, and a picked colour."""

import numpy as np
import pytest
from drawn import ENDS, Drawn, draw, true_survival

from core.digitize.axes.transform import fit_axes
from core.digitize.by_hand.pick import trace_one
from core.digitize.pipeline import read_figure
from core.digitize.proposal import ArmProposal, PixelBox
from core.errors import InputError
from core.model.document import PixelPoint

BLUE, RED = (31, 119, 180), (214, 39, 40)


def area(arm: ArmProposal, truth: int, *, to: float | None = None) -> float:
    grid = np.linspace(0, to or ENDS[truth], 1000)
    return float(np.abs(arm.reading.steps().at(grid) - true_survival(truth, grid)).mean())


def place(drawn: Drawn, time: float, survival: float) -> PixelPoint:
    (x0, y0), (x1, y1) = drawn.origin, drawn.far
    return PixelPoint(x0 + (x1 - x0) * time / 40, y0 + (y1 - y0) * survival)


def box(drawn: Drawn, times: tuple[float, float], heights: tuple[float, float]) -> PixelBox:
    a, b = place(drawn, times[0], heights[1]), place(drawn, times[1], heights[0])
    return PixelBox(a.x, a.y, b.x, b.y)


def astray(drawn: Drawn) -> Drawn:
    """Draw the upper curve's tread from 12 to 20 on to the end of the axis."""
    pixels = drawn.pixels.copy()
    tread = box(drawn, (20.1, 40), (0.597, 0.603))
    pixels[round(tread.y0) : round(tread.y1) + 1, int(tread.x0) : int(tread.x1)] = BLUE
    return Drawn(pixels, drawn.words, drawn.origin, drawn.far)


def test_ink_in_an_area_kept_out_is_not_followed():
    drawn = astray(draw())
    out = box(drawn, (20.5, 40), (0.56, 0.64))
    plain = read_figure(drawn.pixels, words=drawn.words)
    kept = read_figure(drawn.pixels, words=drawn.words, keep_out=[out])
    assert area(plain.arms[0], 0) > 0.01
    assert area(kept.arms[0], 0) < 0.005


def test_a_polygon_keeps_out_as_the_rectangle_it_draws():
    drawn = astray(draw())
    out = box(drawn, (20.5, 40), (0.56, 0.64))
    corners = [(out.x0, out.y0), (out.x1, out.y0), (out.x1, out.y1), (out.x0, out.y1)]
    polygon = [PixelPoint(x, y) for x, y in corners]
    one = read_figure(drawn.pixels, words=drawn.words, keep_out=[out])
    other = read_figure(drawn.pixels, words=drawn.words, keep_out=[polygon])
    assert one.arms[0].trace == other.arms[0].trace


def test_only_ink_in_the_rectangle_is_followed():
    drawn = draw()
    inside = box(drawn, (-1, 15), (-0.02, 1.02))
    proposal = read_figure(drawn.pixels, words=drawn.words, look_inside=inside)
    assert len(proposal.arms) == 2
    for k, arm in enumerate(proposal.arms):
        assert arm.reading.end == pytest.approx(15, abs=0.5)
        assert area(arm, k, to=14.5) < 0.005


def test_axes_come_from_the_whole_picture_where_the_rectangle_has_none():
    drawn = draw()
    plain = read_figure(drawn.pixels, words=drawn.words)
    inside = box(drawn, (-0.2, 15), (0.01, 1.02))
    limited = read_figure(drawn.pixels, words=drawn.words, look_inside=inside)
    assert limited.axes.marks == plain.axes.marks


def test_words_are_handed_on_whole_whatever_the_region():
    drawn = draw()
    inside = box(drawn, (-1, 15), (-0.02, 1.02))
    assert read_figure(drawn.pixels, words=drawn.words, look_inside=inside).words == drawn.words


@pytest.mark.parametrize(("colour", "arm"), [(BLUE, 0), (RED, 1)])
def test_a_picked_colour_gives_its_curve_alone(colour, arm):
    drawn = draw(marks=True, grid=True)
    proposal = read_figure(drawn.pixels, words=drawn.words, colour=colour)
    assert len(proposal.arms) == 1
    assert area(proposal.arms[0], arm) < 0.005


@pytest.mark.parametrize(("colour", "arm"), [(BLUE, 0), (RED, 1)])
def test_one_curve_is_traced_by_its_colour_without_a_click(colour, arm):
    drawn = draw()
    calibration = read_figure(drawn.pixels, words=drawn.words).axes.calibration()
    traced = trace_one(drawn.pixels, calibration, None, words=drawn.words, colour=colour)
    assert area(traced, arm) < 0.005


def test_a_colour_that_is_nowhere_is_refused():
    drawn = draw()
    calibration = read_figure(drawn.pixels, words=drawn.words).axes.calibration()
    with pytest.raises(InputError, match="No curve") as caught:
        trace_one(drawn.pixels, calibration, None, words=drawn.words, colour=(0, 200, 0))
    assert caught.value.code == "A2"


def test_a_clicked_curve_leaves_out_an_area_kept_out():
    drawn = astray(draw())
    calibration = read_figure(draw().pixels, words=drawn.words).axes.calibration()
    at = fit_axes(calibration).to_pixels(np.array([9.0]), np.array([0.75]))[0]
    out = [box(drawn, (20.5, 40), (0.56, 0.64))]
    arm = trace_one(drawn.pixels, calibration, PixelPoint(*at), words=drawn.words, keep_out=out)
    assert area(arm, 0) < 0.005
