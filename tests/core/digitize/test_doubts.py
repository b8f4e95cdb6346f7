"""What a reading doubts, and what it need not doubt."""

from dataclasses import replace

import numpy as np
from drawn import draw

from core.digitize.pipeline import read_figure
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
