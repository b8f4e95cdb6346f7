"""Names printed in the plot go to the curve they point at, are coloured like, or stand by."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from drawn import draw

from core.digitize.legend.beside import printed_names, without_lone_entry
from core.digitize.pipeline import read_figure
from core.digitize.table.matching import SURE_NAME
from core.figure.ocr import Word

BLUE, RED = (31, 119, 180), (214, 39, 40)


@pytest.fixture(scope="module")
def bare():
    return draw(legend=False)


def named(drawn, labels, colours=(), leaders=()):
    """Read the figure with names at places of the data, and lines drawn to others."""
    from PIL import Image, ImageDraw

    image = Image.fromarray(drawn.pixels)
    pen = ImageDraw.Draw(image)
    (x0, y0), (x1, y1) = drawn.origin, drawn.far

    def at(time, survival):
        return x0 + (x1 - x0) * time / 40, y0 + (y1 - y0) * survival

    words = list(drawn.words)
    for k, (text, time, survival) in enumerate(labels):
        x, y = at(time, survival)
        colour = colours[k] if colours else (0, 0, 0)
        for step in range(0, 60, 4):  # strokes in place of letters
            pen.line([(x + step, y - 5), (x + step, y + 5)], fill=colour)
        places = tuple(np.linspace(x, x + 60, len(text)).tolist())
        words.append(Word(text, 0.99, x - 2, y - 8, x + 62, y + 8, True, places))
    for start, end in leaders:
        pen.line([at(*start), at(*end)], fill=(60, 60, 60))
    return read_figure(np.asarray(image), words=words)


def upper_and_lower(proposal):
    arms = sorted(proposal.arms, key=lambda arm: -float(arm.reading.steps().at(25.0)))
    return [arm.name for arm in arms]


def test_a_line_drawn_to_a_curve_names_it_though_the_name_stands_by_the_other(bare):
    # Both names stand above the upper curve; one line crosses it on its way down.
    labels = [("Placebo", 24.0, 0.8), ("Treated", 10.0, 0.87)]
    leaders = [((24.5, 0.775), (22.0, 0.26)), ((10.0, 0.845), (9.0, 0.755))]
    proposal = named(bare, labels, leaders=leaders)
    assert upper_and_lower(proposal) == ["Treated", "Placebo"]


def test_a_name_printed_in_a_curves_colour_is_that_curves(bare):
    labels = [("Placebo", 22.0, 0.57), ("Treated", 30.0, 0.12)]
    assert upper_and_lower(named(bare, labels, colours=[RED, BLUE])) == ["Treated", "Placebo"]


def test_a_name_midway_between_two_curves_is_not_sure(bare):
    proposal = named(bare, [("Placebo", 14.0, 0.5)])
    sure = [arm.name_confidence for arm in proposal.arms if arm.name]
    assert all(one < SURE_NAME for one in sure)


def test_a_name_in_colour_is_not_that_of_a_grey_curve():
    drawn = draw(legend=False, colours=("#1f77b4", "#555555"))
    proposal = named(drawn, [("Placebo", 22.0, 0.12)], colours=[BLUE])
    assert upper_and_lower(proposal) == ["Placebo", ""]


def test_a_name_written_over_its_curve_is_that_curves(bare):
    labels = [("Placebo", 14.0, 0.4), ("Treated", 14.0, 0.66)]
    assert upper_and_lower(named(bare, labels)) == ["Treated", "Placebo"]


def test_lines_of_one_name_are_joined(bare):
    drawn = replace(bare, words=bare.words)
    labels = [("Treated with", 22.0, 0.66), ("and more", 22.0, 0.625), ("Placebo", 22.0, 0.16)]
    assert upper_and_lower(named(drawn, labels)) == ["Treated with and more", "Placebo"]


def test_a_lone_sample_beside_one_of_several_names_in_the_plot_is_no_legend():
    words = [Word(text, 0.99, 60, y, 120, y + 12) for text, y in (("Placebo", 40), ("Treated", 80))]

    def legend_left(words):
        table = SimpleNamespace(rows=[SimpleNamespace(name=word.text) for word in words])
        entry = SimpleNamespace(name="Placebo", text_box=(60, 40, 120, 52))
        reading = SimpleNamespace(
            legend=[entry],
            curves=[None, None],
            words=words,
            table=table,
            box=SimpleNamespace(start=20, y0=10),
            page=SimpleNamespace(width=300),
            x=SimpleNamespace(across=200),
        )
        return without_lone_entry(reading)

    assert legend_left(words) == []
    assert len(legend_left(words[:1])) == 1


def empty_plot():
    box, axis = SimpleNamespace(start=20, y0=10), SimpleNamespace(across=200)
    return SimpleNamespace(box=box, page=SimpleNamespace(width=300), x=axis)


def test_marks_read_as_letters_with_doubt_are_no_names_in_the_plot():
    texts = (("HHIJU", 0.7, 40), ("HIV+", 0.97, 80), ("Treated", 0.7, 120))
    words = [Word(text, sure, 60, y, 120, y + 12) for text, sure, y in texts]
    assert [one.text for one in printed_names(words, [], empty_plot())] == ["HIV+", "Treated"]


def test_a_minus_is_part_of_a_name_only_beside_its_plus():
    texts = (("HIV-", 40), ("Placebo-", 80), ("HIV+", 120))
    words = [Word(text, 0.97, 60, y, 120, y + 12) for text, y in texts]
    assert [one.text for one in printed_names(words, [], empty_plot())] == [
        "HIV-",
        "Placebo",
        "HIV+",
    ]
