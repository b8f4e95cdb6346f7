"""What in a plot is axis, grid or shading rather than curve."""

import numpy as np
from drawn import ENDS, draw, true_survival

from core.digitize.axes.box import is_prose
from core.digitize.pipeline import read_figure
from core.figure.ocr import Word


def test_curves_go_on_through_a_shaded_stretch_of_the_plot():
    drawn = draw(colours=("black", "black"), lines=("-", "--"))
    pixels = drawn.pixels.copy()
    shade = pixels[60:510, 300:480]
    shade[shade.min(axis=2) > 200] = (223, 232, 242)
    proposal = read_figure(pixels, words=drawn.words)
    for arm in (0, 1):
        grid = np.linspace(0, ENDS[arm], 1000)
        read = proposal.arms[arm].reading.steps().at(grid)
        assert np.abs(read - true_survival(arm, grid)).mean() < 0.005


def test_a_watermark_across_the_plot_hides_no_curve():
    assert not is_prose(Word("ACCEPTED MANUSCRIPT", 0.99, 100, 80, 700, 480))
    assert is_prose(Word("ACCEPTED MANUSCRIPT", 0.99, 100, 80, 300, 100))


def test_a_grey_line_as_thick_as_a_black_one_is_found_beside_it():
    drawn = draw(colours=("black", "#7a7a7a"), lines=("-", "--"), width=2.8)
    assert len(read_figure(drawn.pixels, words=drawn.words).arms) == 2
