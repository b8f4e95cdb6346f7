"""Which paths through the ink of a plot are taken for curves."""

from itertools import pairwise

import numpy as np

from core.digitize.curves.colours import describe
from core.digitize.curves.scene import Layer, Scene
from core.digitize.curves.tracing import trace_curves

SHAPE = (200, 400)
START = (5.0, 11.0)
BLUE, BROWN, ORANGE = (31, 119, 180), (140, 86, 75), (255, 127, 14)
BLACK, GREY = (0, 0, 0), (90, 90, 90)


def line(*corners, strength=1.0, thick=2):
    """Return the ink of a staircase through these (column, row) corners, from the start on."""
    ink = np.zeros(SHAPE, dtype=np.float32)
    x, y = 5, 10
    for to_x, to_y in corners:
        ink[y : y + thick, x:to_x] = strength
        ink[y : to_y + thick, to_x - thick : to_x] = strength
        x, y = to_x, to_y
    return ink


def layer(rgb, ink):
    columns = np.flatnonzero(ink.any(axis=0))
    pure = np.array(rgb, dtype=float)
    return Layer(describe(pure, columns, SHAPE[1], int((ink > 0.5).sum())), ink, ink)


def scene(*layers):
    nothing = np.zeros(SHAPE, dtype=bool)
    return Scene(layers, nothing, nothing, START)


HIGH = line((100, 40), (390, 40))
LOW = line((60, 90), (200, 150), (390, 150))


def test_the_pale_edge_of_a_black_line_is_no_curve():
    edge = np.roll(HIGH, 1, axis=0) * 0.7
    black = np.maximum(HIGH, LOW)
    found = trace_curves(scene(layer(BLACK, black), layer(GREY, edge)), n_expected=None)
    assert len(found) == 2


def test_a_line_at_the_median_is_no_curve():
    guide = np.zeros(SHAPE, dtype=np.float32)
    for x in range(5, 300, 10):
        guide[110:112, x : x + 6] = 1
    found = trace_curves(scene(layer(BLUE, HIGH), layer(BLACK, guide)), n_expected=2)
    assert len(found) == 1


def test_the_edge_of_a_band_is_no_curve_where_the_legend_names_two():
    pale = line((80, 60), (390, 60))
    layers = (layer(BLUE, HIGH), layer(ORANGE, LOW), layer((217, 187, 159), pale))
    assert len(trace_curves(scene(*layers), n_expected=2)) == 2


def test_a_curve_below_another_is_kept_where_the_legend_names_it():
    top = line((330, 60), (390, 60))
    below = np.zeros(SHAPE, dtype=np.float32)
    below[10:12, 330:390] = 1
    layers = (layer(BROWN, top), layer(ORANGE, below))
    assert len(trace_curves(scene(*layers), n_expected=2)) == 2
    assert len(trace_curves(scene(*layers), n_expected=None)) == 1


def test_a_line_whose_dashes_begin_anew_at_each_corner_is_followed_to_its_end():
    ink = line((150, 60), (180, 80), (390, 80))
    ink[80:82, 190:390:12] = ink[80:82, 191:390:12] = ink[80:82, 192:390:12] = 0
    ink[80:82, 193:390:12] = ink[80:82, 194:390:12] = 0
    ink[60:62, 120:123] = 0
    ink[10:12, 50:53] = ink[10:12, 90:93] = 0
    (found,) = trace_curves(scene(layer(BLACK, ink)), n_expected=None)
    assert found.path.first + found.path.length >= 385


def dashed(ink, on=7, off=4):
    return ink * (np.arange(SHAPE[1]) % (on + off) < on)[None, :]


def test_a_dotted_line_of_a_colour_of_its_own_is_a_curve_more_than_the_legend_names():
    dots = dashed(line((60, 30), (150, 60), (270, 70), (390, 80)), on=3, off=2)
    layers = (layer(BLUE, HIGH), layer(ORANGE, LOW), layer((0, 150, 90), dots))
    assert len(trace_curves(scene(*layers), n_expected=2)) == 3


def test_two_colours_may_each_have_a_solid_and_a_dashed_line():
    second = dashed(line((60, 20), (150, 30), (270, 60), (390, 70)))
    fourth = dashed(line((40, 50), (150, 110), (270, 120), (390, 130)))
    layers = (layer(BLUE, np.maximum(HIGH, second)), layer(ORANGE, np.maximum(LOW, fourth)))
    assert len(trace_curves(scene(*layers), n_expected=4)) == 4


def test_a_thick_and_a_thin_black_line_keep_their_own_thickness():
    thick = line((100, 60), (390, 60), thick=5)
    found = trace_curves(scene(layer(BLACK, np.maximum(thick, LOW))), n_expected=2)
    assert sorted(round(one.width) for one in found) == [2, 5]


def test_ticks_left_of_a_traced_line_draw_no_second_path_to_them():
    ticks = np.zeros(SHAPE, dtype=np.float32)
    for x in range(210, 390, 4):
        ticks[141:162, x : x + 2] = 1
    broken = dashed(line((60, 20), (150, 70), (270, 100), (390, 120)))
    broken[:, 300:] = 0
    black = np.maximum(np.maximum(LOW, ticks), broken)
    found = trace_curves(scene(layer(BLACK, black)), n_expected=2)
    assert sorted(round(int(one.path.leave[-1]), -1) for one in found) == [100, 150]


def test_a_line_of_sparse_dots_is_found_where_a_curve_is_missing():
    dots = dashed(line((60, 30), (150, 60), (270, 100), (390, 130)), on=1, off=6)
    dots[:, 269] = 0
    black = scene(layer(BLACK, np.maximum(HIGH, dots)))
    assert len(trace_curves(black, n_expected=2)) == 2
    assert len(trace_curves(scene(layer(BLACK, HIGH)), n_expected=2)) == 1


def test_a_coloured_line_is_followed_past_falls_whose_dashes_show_little():
    ink = dashed(line((60, 40), (200, 150), (300, 160), (390, 185)), on=6, off=7)
    falls = np.arange(SHAPE[0]) % 13 < 6
    for column, top, base in ((58, 12, 40), (198, 42, 150), (298, 152, 160)):
        ink[top:base, column : column + 2] = falls[top:base, None]
    found = trace_curves(scene(layer(BLUE, ink), layer(ORANGE, HIGH)), n_expected=2)
    broken = next(one for one in found if one.layer.ink.rgb[2] > 100)
    assert broken.path.leave[-1] > 155


def test_a_plain_black_curve_counts_beside_two_coloured_ones_where_nothing_names_them():
    black = line((130, 30), (390, 60))
    marks = np.zeros(SHAPE, dtype=np.float32)
    marks[84:97, 100:380:40] = 1
    coloured = layer(BLUE, HIGH), layer(ORANGE, LOW)
    assert len(trace_curves(scene(*coloured, layer(BLACK, black)), n_expected=None)) == 3
    assert len(trace_curves(scene(*coloured, layer(BLACK, marks)), n_expected=None)) == 2


def test_a_dashed_line_beside_the_solid_one_of_each_colour_is_a_curve_unless_a_table_counts():
    second = dashed(line((60, 20), (150, 30), (270, 60), (390, 70)))
    fourth = dashed(line((40, 50), (150, 110), (270, 120), (390, 130)))
    layers = (layer(BLUE, np.maximum(HIGH, second)), layer(ORANGE, np.maximum(LOW, fourth)))
    assert len(trace_curves(scene(*layers), n_expected=2)) == 4
    assert len(trace_curves(scene(*layers), n_expected=2, counted=True)) == 2


def test_dashed_lines_on_both_sides_of_a_curve_are_its_limits():
    above = dashed(line((60, 20), (150, 70), (390, 100)))
    below = dashed(line((60, 120), (150, 170), (390, 185)))
    limits = np.maximum(above, below)
    layers = (layer(BLUE, np.maximum(LOW, limits)), layer(ORANGE, HIGH))
    assert len(trace_curves(scene(*layers), n_expected=None)) == 2


def test_a_pale_curve_of_a_hue_of_its_own_counts_before_a_second_dark_one():
    pale = line((80, 30), (300, 60), (390, 60))
    residue = line((60, 95), (200, 160), (390, 160), strength=0.6)
    layers = (layer(BLACK, np.maximum(LOW, residue)), layer((124, 181, 236), pale))
    found = trace_curves(scene(*layers), n_expected=2)
    assert {tuple(one.layer.ink.rgb.astype(int)) for one in found} == {BLACK, (124, 181, 236)}


def test_a_broken_colour_that_is_hardly_seen_does_not_hide_a_grey_curve():
    dots = dashed(line((60, 100), (200, 160), (390, 160)), on=3, off=4)
    layers = (layer(BROWN, HIGH), layer(ORANGE, dots), layer(GREY, LOW))
    found = trace_curves(scene(*layers), n_expected=2)
    assert any(one.layer.ink.rgb[0] == GREY[0] for one in found)


def test_a_path_along_the_edge_of_a_line_is_no_curve_beyond_those_expected():
    edge = np.roll(LOW, 2, axis=0) * np.float32(0.9)
    layers = (layer((54, 54, 54), LOW), layer((121, 121, 121), np.maximum(HIGH, edge)))
    assert len(trace_curves(scene(*layers), n_expected=2)) == 2


def test_a_dotted_line_is_followed_down_its_steep_end():
    corners = [(250, 20), *((250 + 20 * k, 20 + 25 * k) for k in range(1, 7)), (388, 170)]
    dots = dashed(line(*corners), on=2, off=4)
    falls = np.arange(SHAPE[0]) % 6 < 2
    for (_, top), (column, base) in pairwise([(5, 10), *corners]):
        dots[top + 2 : base, column - 2 : column] = falls[top + 2 : base, None]
    found = trace_curves(scene(layer(BLACK, np.maximum(LOW, dots))), n_expected=2)
    assert sorted(int(one.path.leave[-1]) // 10 for one in found) == [15, 17]


def test_a_dashed_line_close_to_its_solid_one_counts_where_another_colour_has_two():
    second = dashed(line((60, 20), (150, 30), (270, 60), (390, 70)))
    close = np.minimum(dashed(line((40, 80), (200, 145), (300, 155), (390, 165))), 1 - LOW)
    layers = (layer(BLUE, np.maximum(HIGH, second)), layer(ORANGE, np.maximum(LOW, close)))
    assert len(trace_curves(scene(*layers), n_expected=None)) == 4
    assert len(trace_curves(scene(layer(BLUE, HIGH), layers[1]), n_expected=None)) == 2
