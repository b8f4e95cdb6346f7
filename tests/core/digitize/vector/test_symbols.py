"""Censor marks written as signs of fonts, wherever their programs set them."""

import numpy as np
import pytest

from core.digitize.vector.ticks import tick_rows
from core.figure import pdf
from core.figure.drawing import Word
from core.figure.pdf_text import lost_marks
from tests.core.digitize.vector.test_producers import (
    BLUE,
    LAST,
    RED,
    STEPS,
    arm_in,
    axes,
    curves,
    path,
    picture,
    read,
    staircase,
    x,
    y,
)
from tests.core.figure.raw_pdf import Canvas, pdf_file

TIMES = (1.0, 3.5, 6.0, 8.5, 12.0)


def level_at(colour, time):
    return min([1.0] + [after for when, after in STEPS[colour] if when <= time])


def signs(text, colour, *, shift=0.0, times=TIMES):
    """One sign at each time, written so that its middle lies on the curve."""
    parts = []
    for time in times:
        at = x(time) + shift, y(level_at(colour, time)) + 3.6
        parts.append(
            f'<text x="{at[0]}" y="{at[1]}" font-size="10" text-anchor="middle" '
            f'fill="{colour}">{text}</text>'
        )
    return "".join(parts)


@pytest.mark.parametrize("sign", ["●", "○", "▲", "l"])
def test_a_sign_that_stands_on_its_curve_time_and_again_is_a_mark(sign):
    found = arm_in(read(picture(axes(), curves(), signs(sign, BLUE))), BLUE)
    assert [mark.time for mark in found.censor_marks] == pytest.approx(TIMES, abs=0.02)


def test_a_letter_that_stands_beside_the_curves_is_none():
    words = signs("a", BLUE).replace(' y="', ' y="-')
    found = read(picture(axes(), curves(), f'<g transform="translate(0,300)">{words}</g>'))
    assert all(not arm.censor_marks for arm in found.arms)


def test_marks_that_end_beyond_their_curves_are_all_moved_back():
    marks = "".join(
        path([(x(t) + 0.4, y(level_at(c, t)) - 4), (x(t) + 0.4, y(level_at(c, t)) + 4)], c)
        for c in STEPS
        for t in (*TIMES, LAST[c])
    )
    found = read(picture(axes(), curves(), marks))
    for colour in (BLUE, RED):
        times = [mark.time for mark in arm_in(found, colour).censor_marks]
        assert times == pytest.approx([*TIMES, LAST[colour]], abs=2e-3)


def test_last_marks_at_places_of_their_own_move_none():
    ends = {BLUE: LAST[BLUE] - 0.03, RED: LAST[RED]}  # 0.4 points before the end, and at it
    marks = "".join(
        path([(x(t), y(level_at(c, t)) - 4), (x(t), y(level_at(c, t)) + 4)], c)
        for c in STEPS
        for t in (*TIMES, ends[c])
    )
    found = arm_in(read(picture(axes(), curves(), marks)), BLUE)
    times = [mark.time for mark in found.censor_marks]
    assert times == pytest.approx([*TIMES, ends[BLUE]], abs=1e-3)


def plus_marks_of(form_scale):
    """Places of three marks in one piece of text, the first two nearly over one another."""
    canvas, outer = Canvas(), Canvas()
    canvas.do("BT /F1 9 Tf 100 200 Td [(+) 550.667 (+) -4000 (+)] TJ ET")
    outer.draw(canvas, (form_scale, 0, 0, form_scale, 0, 0))
    document = pdf.open_pdf(pdf_file(outer), "figure.pdf")
    words = pdf.read_page(document, 0).words
    document.close()
    return sorted(word.centre[0] for word in words if word.text == "+")


@pytest.mark.parametrize("scale", [0.5, 1.0, 2.0])
def test_marks_nearly_over_one_another_are_found_in_forms_of_any_size(scale):
    places = plus_marks_of(scale)
    assert len(places) == 3
    assert places[1] - places[0] == pytest.approx(0.3 * scale, abs=0.02 * scale)


def marks(places, size, pad):
    """Words of marks of a size, and the boxes of their pieces of text, a little larger."""
    words = [Word("●", (at, 10.0, at + size, 10.0 + size), 0.0) for at in places]
    texts = [((at - pad, 10 - pad, at + size + pad, 10 + size + pad), (0, 0, 0)) for at in places]
    return words, texts


def test_a_lost_mark_is_found_beside_larger_ones_in_a_legend():
    small, pieces = marks([20.0, 30.0, 41.0, 55.0], 3.2, 0.4)
    large, others = marks([100.0, 120.0], 5.4, 0.6)
    found = lost_marks(tuple(small[:3] + large), pieces + others)
    assert [word.box[0] for word in found] == pytest.approx([55.0])


def test_ticks_whose_ends_lie_on_borders_of_cells_both_ways_are_one_row():
    # 240.0 is a border of cells of 0.2 points, 244.5 one of those half a cell further on.
    places = np.linspace(80, 440, 7)
    wobble = np.array([1, -1, 1, -1, 1, -1, 1]) * 1e-9
    near = np.column_stack([places, 240.0 + wobble])
    far = np.column_stack([places, 244.5 - wobble])
    rows = tick_rows(np.stack([near, far], axis=1), 0)
    assert max(row.places.size for row in rows) == 7


def test_dashes_stretched_to_fit_each_piece_are_of_one_line():
    corners = staircase(BLUE)
    first, second = corners[:4], corners[3:]
    dashed = path(first, BLUE).replace("/>", ' stroke-dasharray="3.55 3.55"/>') + path(
        second, BLUE
    ).replace("/>", ' stroke-dasharray="3.6 3.5"/>')
    found = arm_in(read(picture(axes(), dashed, path(staircase(RED), RED))), BLUE)
    assert found.reading.steps().survival == pytest.approx([0.9, 0.7, 0.45])


def test_a_colour_of_its_own_tells_a_curve_from_a_legend_of_other_dashes():
    legend = "".join(
        path([(400, top), (430, top)], colour)
        + f'<text x="436" y="{top + 4}" font-size="10">{name}</text>'
        for colour, name, top in ((RED, "Placebo", 70), (BLUE, "Treatment", 85))
    )
    dashed = curves().replace("/>", ' stroke-dasharray="6 3"/>')
    found = read(picture(axes(), dashed, legend))
    assert arm_in(found, RED).name == "Placebo"
    assert arm_in(found, BLUE).name == "Treatment"
