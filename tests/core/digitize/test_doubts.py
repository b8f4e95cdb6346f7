"""What a reading doubts, and what it need not doubt."""

from dataclasses import replace

import numpy as np
import pytest
from drawn import draw

from core.digitize.pipeline import read_figure
from core.digitize.proposal import PixelBox
from core.figure.ocr import Word


def test_two_clear_curves_need_no_legend_to_be_certain():
    drawn = draw(legend=False)
    assert read_figure(drawn.pixels, words=drawn.words).is_certain


def test_row_names_below_the_axis_are_no_stray_labels():
    drawn = draw()
    zero = next(word for word in drawn.words if word.text == "0" and word.x1 < drawn.origin[0])
    names = [
        Word(name, 0.99, zero.x0, zero.y0 + drop, zero.x1, zero.y1 + drop, True, zero.char_x)
        for name, drop in (("1", 24), ("2", 44))
    ]
    below = drawn.origin[1] + 4
    words = [
        replace(word, y0=word.y0 + 50, y1=word.y1 + 50) if word.y0 > below else word
        for word in drawn.words
    ]
    proposal = read_figure(drawn.pixels, words=(*words, *names))
    assert not [doubt for doubt in proposal.doubts if doubt.code == "D12"]


def test_labels_of_a_panel_beside_are_no_stray_labels():
    drawn = draw()
    last = next(word for word in drawn.words if word.text == "40")
    beside = [replace(last, text=text, x0=last.x0 + dx, x1=last.x1 + dx, char_x=())
              for text, dx in (("10", 350), ("20", 500))]  # fmt: skip
    wide = np.full((600, 600, 3), 255, dtype=np.uint8)
    pixels = np.concatenate([drawn.pixels, wide], axis=1)
    proposal = read_figure(pixels, words=(*drawn.words, *beside))
    assert not [doubt for doubt in proposal.doubts if doubt.code == "D12"]


def test_a_fall_behind_something_is_doubted_where_it_is():
    drawn = draw()
    (x0, _), (x1, _) = drawn.origin, drawn.far
    at = [x0 + time / 40 * (x1 - x0) for time in (11.0, 22.0)]
    behind = PixelBox(at[0], 0, at[1], drawn.origin[1] - 20)
    doubts = read_figure(drawn.pixels, words=drawn.words, keep_out=[behind]).doubts
    places = [doubt.box for doubt in doubts if doubt.code == "D9"]
    assert places
    for box in places:
        assert box.x0 == pytest.approx(at[0], abs=8)
        assert box.x1 == pytest.approx(at[1], abs=8)


def test_dashes_that_the_other_curve_hides_have_not_changed():
    drawn = draw(colours=("black", "black"), lines=("-", "--"))
    proposal = read_figure(drawn.pixels, words=drawn.words)
    assert not [doubt for doubt in proposal.doubts if doubt.code in ("D9", "D13")]


def test_a_fall_where_no_line_is_drawn_is_doubted():
    drawn = draw()
    (x0, y0), (x1, y1) = drawn.origin, drawn.far
    column = round(x0 + 7 / 40 * (x1 - x0))
    top, base = (round(y0 + share * (y1 - y0)) for share in (0.8, 0.55))
    pixels = drawn.pixels.copy()
    pixels[top + 5 : base - 5, column - 4 : column + 5] = 255
    before, after = (
        [d for d in read_figure(p, words=drawn.words).doubts if "no line is drawn" in d.message]
        for p in (drawn.pixels, pixels)
    )
    assert not before
    assert [doubt.code for doubt in after] == ["D8"]
    assert abs(after[0].at.x - column) < 5
