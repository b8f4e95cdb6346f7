"""Whatever the manner a file draws a figure in, what it shows is read exactly."""

import numpy as np
import pytest

from core.digitize.vector.lines import lines_in
from core.digitize.vector.read import read_drawing
from core.figure import pdf, svg
from core.figure.drawing import Stroke
from tests.core.digitize.vector.drawn_pages import (
    Panel,
    journal_page,
    make_trial,
    plain_look,
    random_look,
)
from tests.core.figure.raw_pdf import Canvas, pdf_file
from tests.core.figure.raw_svg import SvgCanvas

CMYK = ((0.9, 0.6, 0.0, 0.1), (0.0, 0.8, 0.9, 0.0))
GREYS = ((0.0,), (0.5,))
BLACKS = ((0.0,), (0.0,))
DASHED = ((), (4.0, 2.0))


def read(data: bytes):
    document = pdf.open_pdf(data, "figure.pdf")
    try:
        return read_drawing(pdf.read_page(document, 0), dots_per_inch=72)
    finally:
        document.close()


def drawn(look, seed=11, *, digits=3):
    canvas = Canvas(digits=digits)
    Panel(canvas, make_trial(seed), (90, 130, 420, 340), look).draw()
    return canvas


def check(proposal, trial, look, *, exact=True):
    """Every drop, mark, name and number at risk of both arms."""
    assert len(proposal.arms) == 2
    assert proposal.axes.cumulative_incidence == look.incidence
    for k, name in enumerate(trial.names):
        arm = next(one for one in proposal.arms if one.name == name)
        times, levels = trial.steps(k)
        steps = arm.reading.steps()
        if exact:
            assert steps.time.shape == times.shape
            assert np.abs(steps.time - times).max() <= 1e-4 * trial.last
            assert np.abs(steps.survival - levels).max() <= 5e-5
        expected = trial.censored(k) if look.marks != "none" else np.empty(0)
        assert len(arm.censor_marks) == expected.size
        if look.table != "none":
            grid = np.arange(0, trial.last + 0.1, trial.step)
            counts = [cell.n_at_risk for cell in arm.risk_row.cells]
            assert counts == [trial.at_risk(k, when) for when in grid]


LOOKS = {
    "one path": plain_look(),
    "segments": plain_look(pen="segments"),
    "segments of one path": plain_look(pen="moves"),
    "straight curves": plain_look(pen="bezier"),
    "filled rectangles": plain_look(pen="rectangles"),
    "filled outline": plain_look(pen="outline"),
    "segments in grey": plain_look(pen="segments", colours=GREYS),
    "CMYK": plain_look(colours=CMYK),
    "CMYK rectangles": plain_look(pen="rectangles", colours=CMYK),
    "grey": plain_look(colours=GREYS),
    "black, dashed by the pen": plain_look(colours=BLACKS, dashes=DASHED),
    "clipped": plain_look(clip=True),
    "clipped segments": plain_look(clip=True, pen="segments"),
    "bands and grid": plain_look(band=True, grid=True, frame=True),
    "median guide": plain_look(guide=True),
    "incidence": plain_look(incidence=True),
    "axes and ticks as one path": plain_look(ticks="path"),
    "axes and ticks as one line": plain_look(ticks="polyline"),
    "ticks inside": plain_look(ticks="inside"),
    "ticks as rectangles": plain_look(ticks="rectangles"),
    "grid without ticks": plain_look(ticks="none", grid=True),
    "percent": plain_look(labels="percent"),
    "percent signs": plain_look(labels="sign"),
    "raised points": plain_look(labels="dot"),
    "points without zero": plain_look(labels="bare"),
    "plus marks": plain_look(marks="plus"),
    "circles": plain_look(marks="circles"),
    "diamonds": plain_look(marks="diamonds"),
    "letters as marks": plain_look(marks="glyph"),
    "no marks": plain_look(marks="none"),
    "legend right": plain_look(legend="right"),
    "legend below": plain_look(legend="below"),
    "names at the curves": plain_look(legend="direct"),
    "names above the rows": plain_look(table="above"),
    "censored in brackets": plain_look(table="brackets"),
    "no table": plain_look(table="none"),
    "no legend": plain_look(legend="none"),
}


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS.keys())
def test_each_manner_is_read_exactly(look):
    found = read(pdf_file(drawn(look), size=(520, 400)))
    check(found[0], make_trial(11), look)


@pytest.mark.parametrize("maker", ["plain", "illustrator", "d3"])
@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS.keys())
def test_each_manner_is_read_exactly_from_svg(look, maker):
    canvas = SvgCanvas(520, 400, maker)
    Panel(canvas, make_trial(11), (90, 130, 420, 340), look).draw()
    found = read_drawing(svg.read_svg(canvas.file(), "figure.svg"), dots_per_inch=72)
    check(found[0], make_trial(11), look)


@pytest.mark.parametrize("pen", ["path", "segments", "outline"])
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_rotated_page_with_the_figure_in_nested_forms(pen, turn):
    look = plain_look(pen=pen)
    inner, outer = Canvas(), Canvas()
    inner.draw(drawn(look), (2.0, 0, 0, 2.0, 10, 20))
    outer.draw(inner, (0.4, 0, 0, 0.4, 15, 5))
    check(read(pdf_file(outer, size=(500, 400), rotate=turn))[0], make_trial(11), look)


def test_treads_without_drops_between_them():
    """The last drop is not in the file where no tread follows it."""
    look = plain_look(pen="treads")
    found = read(pdf_file(drawn(look), size=(520, 400)))[0]
    trial = make_trial(11)
    for k, name in enumerate(trial.names):
        steps = next(arm for arm in found.arms if arm.name == name).reading.steps()
        times, levels = trial.steps(k)
        n = steps.time.size
        assert n >= times.size - 1
        assert np.abs(steps.time - times[:n]).max() <= 1e-4 * trial.last
        assert np.abs(steps.survival - levels[:n]).max() <= 5e-5


@pytest.mark.parametrize("colours", [GREYS, CMYK, BLACKS])
def test_dashes_drawn_one_by_one_are_one_curve(colours):
    """A gap of 2 points may hide a corner, so heights and times are good to that only."""
    look = plain_look(pen="dashes", colours=colours, legend="none", table="none", marks="none")
    found = read(pdf_file(drawn(look), size=(520, 400)))[0]
    trial = make_trial(11)
    assert len(found.arms) == 2
    for k in (0, 1):
        times, levels = trial.steps(k)
        at = np.linspace(0, times[-1], 500)
        true = np.append(1.0, levels)[np.searchsorted(times, at, side="right")]
        gaps = [np.abs(arm.reading.steps().at(at) - true) for arm in found.arms]
        assert min(gap.mean() for gap in gaps) < 2e-3


def test_labels_alone_give_a_scale_with_a_doubt():
    look = plain_look(ticks="none")
    found = read(pdf_file(drawn(look), size=(520, 400)))[0]
    assert {doubt.code for doubt in found.doubts} == {"C10"}
    check(found, make_trial(11), look, exact=False)


def test_two_panels_beside_each_other_keep_their_own_words():
    looks = (plain_look(), plain_look(labels="percent", colours=CMYK))
    trials = [make_trial(21), make_trial(22)]
    found = read(pdf_file(journal_page(trials, looks, side_by_side=True)))
    assert len(found) == 2
    for proposal, trial, look in zip(found, trials, looks, strict=True):
        check(proposal, trial, look)


def test_a_legend_in_the_panel_beside_does_not_name_curves_labelled_in_their_colour():
    trials = [make_trial(8), make_trial(9)]
    looks = (
        plain_look(legend="direct", table="none", colours=CMYK),
        plain_look(legend="inside", table="none", colours=CMYK),
    )
    found = read(pdf_file(journal_page(trials, looks, side_by_side=True)))
    for proposal, trial, look in zip(found, trials, looks, strict=True):
        check(proposal, trial, look)


def test_a_dash_with_its_middle_on_a_mark_stays_a_dash():
    dashes = [np.array([[x, 30.0], [x + 4.0, 30.0]]) for x in (12.0, 20.0, 28.0, 36.0)]
    mark = np.array([[22.0, 25.0], [22.0, 35.0]])
    strokes = tuple(
        Stroke(points, (0, 0, 0), None, 0.5, (), group)
        for group, points in enumerate([*dashes, mark])
    )
    lines = lines_in(strokes, (10.0, 10.0, 60.0, 60.0))
    longest = max(lines, key=lambda line: np.ptp(line.points[:, 0]))
    assert longest.sources == {0, 1, 2, 3}


def test_outer_arms_in_dashes_of_their_own_are_no_limits():
    styles = ((), (4.0, 2.0), (1.0, 2.0), (6.0, 2.0, 1.0, 2.0))
    canvas = drawn(plain_look(marks="none"))
    for k, dash in enumerate(styles):
        steps = [(90 + 20 * i, 340 - (8 + 3 * k) * j) for i in range(11) for j in (i, i + 1)]
        canvas.line(steps, (0.0,), 1.3, dash)
    proposal = read(pdf_file(canvas))[0]
    assert sum(arm.colour == (0, 0, 0) for arm in proposal.arms) == 4


def test_marks_of_one_path_are_as_many_however_near():
    look = plain_look(marks="none")
    canvas = drawn(look)
    places = [150.0, 150.1, 150.2, 240.0]
    canvas.line([(90, 340), (100, 340), (100, 300), (250, 300)], (0.1, 0.6, 0.2), 1.0)
    bars = [[(x, 297.0), (x, 303.0)] for x in places]
    canvas.paths(bars, (0.1, 0.6, 0.2), 0.6)
    proposal = read(pdf_file(canvas))[0]
    assert sorted(len(arm.censor_marks) for arm in proposal.arms) == [0, 0, 4]


def test_like_panels_come_in_reading_order():
    trials = [make_trial(31), make_trial(31)]
    for beside in (False, True):
        page = journal_page(trials, (plain_look(), plain_look()), side_by_side=beside)
        boxes = [proposal.plot for proposal in read(pdf_file(page))]
        assert (boxes[0].x0 < boxes[1].x0) if beside else (boxes[0].y0 < boxes[1].y0)


@pytest.mark.parametrize("seed", range(12))
def test_manners_drawn_by_lot_give_both_curves(seed):
    look, trial = random_look(seed), make_trial(seed)
    found = read(pdf_file(drawn(look, seed), size=(520, 400)))[0]
    assert len(found.arms) == 2
    for k in (0, 1):
        times, levels = trial.steps(k)
        at = np.linspace(0, times[-1], 500)[:-10]
        true = np.append(1.0, levels)[np.searchsorted(times, at, side="right")]
        gaps = [np.abs(arm.reading.steps().at(at) - true).mean() for arm in found.arms]
        assert min(gaps) < 4e-3
