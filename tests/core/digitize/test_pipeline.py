"""Reading whole figures: drawn here with a known truth, and the real ones where present."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from drawn import CENSORED, ENDS, Drawn, draw, true_survival

from core.curve import ReadingKind
from core.digitize.axes.transform import fit_axes
from core.digitize.by_hand.pick import trace_one
from core.digitize.hints import Hints
from core.digitize.pipeline import Stopped, read_figure
from core.digitize.proposal import FigureProposal
from core.errors import InputError
from core.figure.ocr import Word
from core.model.document import Axis, PixelPoint

REAL = Path(__file__).resolve().parents[4] / "shared" / "figures"
STYLES = {
    "colour": {},
    "colour with marks and grid": {"marks": True, "grid": True},
    "black solid and dashed": {"colours": ("black", "black"), "lines": ("-", "--")},
    "black and grey": {"colours": ("black", "#999999")},
    "one colour, solid and dashed": {"colours": ("#1f77b4", "#1f77b4"), "lines": ("-", "--")},
    "incidence": {"incidence": True},
    "percent": {"percent": True},
    "thick": {"width": 4.0},
}


def read(drawn: Drawn, **options) -> FigureProposal:
    return read_figure(drawn.pixels, words=drawn.words, **options)


def area(proposal: FigureProposal, arm: int, shown: int) -> float:
    grid = np.linspace(0, ENDS[arm], 2000)
    curve = proposal.arms[shown].reading.steps()
    return float(np.abs(curve.at(grid) - true_survival(arm, grid)).mean())


@pytest.mark.parametrize("style", STYLES, ids=list(STYLES))
def test_every_curve_lies_within_half_a_percent_of_the_truth(style):
    proposal = read(draw(**STYLES[style]))
    assert len(proposal.arms) == 2
    assert max(area(proposal, k, k) for k in (0, 1)) < 0.005


@pytest.mark.parametrize("percent", [False, True])
def test_axes_are_within_a_pixel_of_where_they_were_drawn(percent):
    drawn = draw(percent=percent)
    proposal = read(drawn)
    transform = fit_axes(proposal.axes.calibration())
    ends = transform.to_pixels(np.array([0.0, 40.0]), np.array([0.0, 1.0]))
    assert np.abs(ends - np.array([drawn.origin, drawn.far])).max() < 1.0
    assert proposal.axes.percent is percent


def test_legend_names_go_to_the_curves_of_their_style():
    proposal = read(draw(colours=("black", "black"), lines=("-", "--")))
    assert [arm.name for arm in proposal.arms] == ["Placebo", "Treated"]
    assert [arm.line_style for arm in proposal.arms] == ["solid", "dashed"]


def test_the_size_printed_behind_a_name_is_no_part_of_it():
    drawn = draw()
    short = next(word for word in drawn.words if word.text == "Placebo")
    text = "Placebo (n = 41)"
    places = tuple(np.linspace(short.x0, short.x1, len(text)).tolist())
    sized = replace(short, text=text, char_x=places)
    words = tuple(sized if word is short else word for word in drawn.words)
    arms = read(replace(drawn, words=words)).arms
    assert [(arm.name, arm.n) for arm in arms] == [("Placebo", 41), ("Treated", None)]


def test_rising_curves_are_taken_as_incidence():
    assert read(draw(incidence=True)).axes.cumulative_incidence
    assert not read(draw()).axes.cumulative_incidence


def test_rising_curves_are_followed_above_the_last_label():
    drawn = draw(incidence=True)
    cut = int(min(drawn.origin[1], drawn.far[1])) + 4  # the axis ends below 1, its labels at .4
    low = max(word.y for word in drawn.words) - 5
    kept = [w for w in drawn.words if w.text not in ("0.6", "0.8", "1") or w.y > low]
    words = tuple(replace(w, y0=w.y0 - cut, y1=w.y1 - cut) for w in kept)
    proposal = read(replace(drawn, pixels=drawn.pixels[cut:], words=words))
    assert max(min(area(proposal, arm, shown) for shown in (0, 1)) for arm in (0, 1)) < 0.005


def test_lone_censor_marks_are_found_where_they_are():
    proposal = read(draw(marks=True))
    for arm, true in zip(proposal.arms, CENSORED, strict=True):
        times = [mark.time for mark in arm.censor_marks]
        assert np.allclose(times, true, atol=0.15)


def test_no_marks_are_seen_where_none_are_drawn():
    assert not any(arm.censor_marks for arm in read(draw()).arms)


def test_a_clean_figure_leaves_no_doubt():
    assert read(draw()).is_certain


def test_readings_are_pixels_with_their_noise():
    for arm in read(draw()).arms:
        assert arm.reading.kind is ReadingKind.PIXELS
        assert 0 < arm.reading.survival_noise < 0.01
        start_and_end = 2
        assert len(arm.trace) == arm.reading.steps().time.size + start_and_end


def test_a_tilted_scan_reads_as_the_straight_one():
    straight, tilted = read(draw()), read_figure(draw(tilt=0.8).pixels, words=draw().words)
    grid = np.linspace(0, 34, 500)
    for one, other in zip(straight.arms, tilted.arms, strict=True):
        gap = np.abs(one.reading.steps().at(grid) - other.reading.steps().at(grid))
        assert gap.mean() < 0.01


def test_a_line_of_text_cut_by_the_end_of_the_picture_is_no_risk_table():
    drawn = draw()
    height = drawn.pixels.shape[0]
    at = np.interp([0, 10, 20, 30, 40], [0, 40], [drawn.origin[0], drawn.far[0]])

    def row(y):
        texts = zip(("41", "31", "21", "11", "1"), at, strict=True)
        return tuple(
            Word(t, 0.99, x - 9, y - 8, x + 9, y + 8, True, (x,) * len(t)) for t, x in texts
        )

    def rows_of(y):
        arms = replace(drawn, words=drawn.words + row(y))
        return [arm.risk_row is not None for arm in read(arms).arms]

    assert any(rows_of(height - 30))
    assert not any(rows_of(height + 1))


def test_a_figure_without_labels_is_refused_with_a_reason():
    with pytest.raises(InputError, match="axis labels") as caught:
        read_figure(draw().pixels, words=())
    assert caught.value.code == "A1"


def test_an_empty_plot_is_refused_with_a_reason():
    drawn = draw(colours=("white", "white"), legend=False)
    with pytest.raises(InputError, match="no curve"):
        read(drawn)


def test_reading_stops_when_asked():
    with pytest.raises(Stopped):
        read(draw(), should_stop=lambda: True)


def test_of_two_rows_of_labels_the_one_within_the_given_range_is_taken():
    drawn = draw()
    months = [word for word in drawn.words if word.text in ("0", "10", "20", "30", "40")]
    lower = max(word.y0 for word in months)
    days = [
        replace(word, text=f"{30 * int(word.text)}", y0=word.y0 + 30, y1=word.y1 + 30)
        for word in months
        if word.y0 > lower - 5
    ]
    last = {}
    for known in (None, (0.0, 40.0), (0.0, 1200.0)):
        proposal = read_figure(
            drawn.pixels, words=(*drawn.words, *days), hints=Hints(x_range=known)
        )
        marks = proposal.axes.marks
        last[known] = max(mark.value for mark in marks if mark.axis is Axis.TIME)
    assert last == {None: 40, (0.0, 40.0): 40, (0.0, 1200.0): 1200}


def test_progress_rises_to_the_end():
    shares = []
    read(draw(), progress=lambda share, stage: shares.append(share))
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_labels_given_as_hints_name_the_arms():
    proposal = read(draw(legend=False), hints=Hints(labels=("A", "B"), n_curves=2))
    assert sorted(arm.name for arm in proposal.arms) == ["A", "B"]


def test_a_click_on_a_curve_traces_just_that_one():
    drawn = draw()
    calibration = read(drawn).axes.calibration()
    place = fit_axes(calibration).to_pixels(np.array([15.0]), np.array([0.4]))[0]
    arm = trace_one(drawn.pixels, calibration, PixelPoint(*place), words=drawn.words)
    grid = np.linspace(0, ENDS[1], 1000)
    assert np.abs(arm.reading.steps().at(grid) - true_survival(1, grid)).mean() < 0.005


def test_a_click_on_paper_is_refused():
    drawn = draw()
    calibration = read(drawn).axes.calibration()
    place = fit_axes(calibration).to_pixels(np.array([15.0]), np.array([0.1]))[0]
    with pytest.raises(InputError, match="click on its line"):
        trace_one(drawn.pixels, calibration, PixelPoint(*place))


@pytest.mark.skipif(not REAL.exists(), reason="the shared figures are not here")
@pytest.mark.parametrize("folder", ["confirm_pfs", "keynote062_cps10_os"])
def test_real_figures_give_their_table_and_medians_without_a_hint(folder):
    pytest.importorskip("rapidocr")
    from core.figure.raster import open_raster

    facts = json.loads((REAL / folder / "facts.json").read_text())
    path = REAL / folder / "figure.png"
    proposal = read_figure(open_raster(path.read_bytes(), path.name).pixels)
    assert len(proposal.arms) == 2
    for arm, fact in zip(proposal.arms, facts["arms"], strict=True):
        assert [cell.n_at_risk for cell in arm.risk_row.cells] == fact["risk_table"]
        steps = arm.reading.steps()
        median = steps.time[steps.survival <= 0.5][0]
        assert abs(median - facts["reported"]["median_months"][fact["name"]]) < 0.3
    printed = {value.kind.value: value.text for value in proposal.printed}
    assert float(printed["hazard_ratio"]) == facts["reported"]["hazard_ratio"]["value"]
