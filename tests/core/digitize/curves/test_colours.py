"""Which colours of a plot are inks of their own."""

import numpy as np

from core.digitize.axes.box import PlotBox
from core.digitize.curves.background import local_background
from core.digitize.curves.colours import core_of, find_classes, with_key_colours
from core.digitize.page import Page

WHITE = 255.0
NOTHING = np.zeros((200, 400), dtype=bool)
BOX = PlotBox(0, 0, 400, 200, 0.0, 0.0, 200.0, np.full(3, WHITE), NOTHING)


def classes_of(paint):
    """Return the ink classes of a white page of 200 by 400 pixels, painted on."""
    rgb = np.full((200, 400, 3), WHITE)
    paint(rgb)
    page = Page(np.round(rgb).astype(np.uint8), shape_before=(200, 400))
    background = local_background(page, BOX)
    core = core_of(page, BOX, background, BOX.frame)
    return find_classes(page, BOX, background, core), core


def test_a_thin_black_line_between_two_rows_is_no_grey_line():
    def paint(rgb):
        for k, x in enumerate(range(0, 400, 20)):
            y = 20 + 6 * k
            if k % 2:
                rgb[y : y + 2, x : x + 20] = 0.25 * WHITE
            else:
                rgb[y, x : x + 20] = 0
                rgb[y + 1, x : x + 20] = 0.5 * WHITE

    found, _ = classes_of(paint)
    assert [round(float(ink.rgb.mean())) for ink in found] == [0]


def test_a_grey_line_beside_a_black_one_is_an_ink_of_its_own():
    def paint(rgb):
        rgb[50:53] = 0
        rgb[120:123] = 140

    found, _ = classes_of(paint)
    assert sorted(round(float(ink.rgb.mean())) for ink in found) == [0, 140]


def test_where_two_colours_touch_their_mixture_is_no_ink():
    blue, orange = np.array([0.0, 114, 178]), np.array([213.0, 94, 0])

    def paint(rgb):
        rgb[50:53] = blue
        rgb[53:56, 200:] = orange
        rgb[120:123, :200] = orange
        rgb[52:54, 200:260] = 0.6 * blue + 0.4 * orange

    found, _ = classes_of(paint)
    assert len(found) == 2


def test_two_colours_of_one_direction_are_told_apart_by_the_legend():
    orange, vermilion = np.array([230.0, 159, 0]), np.array([213.0, 94, 0])

    def paint(rgb):
        rgb[50:53] = orange
        rgb[120:123] = vermilion

    found, core = classes_of(paint)
    assert len(with_key_colours(found, [orange, vermilion], core, BOX)) == 2
    blue = np.array([0.0, 0, 255])
    assert len(with_key_colours(found, [blue], core, BOX)) == len(found)


def test_a_sample_drawn_between_two_rows_is_the_colour_of_its_curve():
    red, black = np.array([255.0, 20, 20]), np.array([10.0, 10, 10])
    pale = np.array([255.0, 135, 135])  # the same thin line, shared by two rows of pixels

    def paint(rgb):
        rgb[50, :] = red
        rgb[70:72, 100:300] = pale
        rgb[120] = black

    found, core = classes_of(paint)
    assert len(found) == 2
    assert len(with_key_colours(found, [black, pale], core, BOX)) == 2
    assert len(with_key_colours(found, [black, red, pale], core, BOX)) == 3
