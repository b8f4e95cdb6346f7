"""Habits of further drawing programs: simplified paths, hidden arms, rounded corners."""

from itertools import pairwise

import numpy as np
import pytest

from core.digitize.vector.lines import crosses_in
from core.digitize.vector.read import read_drawing
from core.digitize.vector.staircase import is_staircase
from core.figure import pdf, svg
from core.figure.drawing import Stroke
from tests.core.digitize.vector.test_producers import (
    BLUE,
    BOTTOM,
    LEFT,
    RED,
    RIGHT,
    STEPS,
    TIMES,
    TOP,
    arm_in,
    assert_exact,
    axes,
    curves,
    label,
    on_canvas,
    path,
    picture,
    read,
    staircase,
    x,
    y,
)
from tests.core.figure.raw_pdf import Canvas, pdf_file
from tests.core.figure.test_hostile import one_page, stream

GREEN, ORANGE = "#00aa00", "#ff8800"


def test_a_curve_whose_small_steps_a_program_has_merged_is_still_a_staircase():
    leaning = [(0, 0), (60, 0), (60.1, 9), (120, 9), (120, 20), (200, 20)]
    assert is_staircase(np.array(leaning, dtype=float))


def test_a_smooth_curve_of_many_points_is_no_staircase():
    across = np.arange(0, 400, 0.5)
    assert not is_staircase(np.column_stack([across, 0.2 * across]))


def test_arms_without_an_event_are_found_under_the_top_of_the_frame():
    frame = f'<rect x="{LEFT}" y="{TOP}" width="{RIGHT - LEFT}" height="{BOTTOM - TOP}" '
    level = "".join(path([(LEFT, TOP), (x(24), TOP)], colour) for colour in (GREEN, ORANGE))
    found = read(picture(axes(), frame + 'fill="none" stroke="#000"/>', curves(), level))
    assert [arm.colour for arm in found.arms[2:]] == [(0, 170, 0), (255, 136, 0)]
    assert all(arm.reading.steps().time.size == 0 for arm in found.arms[2:])


@pytest.mark.parametrize("colour", [BLUE, RED])
def test_a_grid_line_at_the_top_is_no_arm(colour):
    grid = "".join(path([(LEFT, y), (RIGHT, y)], "#dddddd") for y in (TOP, 200.0, BOTTOM))
    found = read(picture(axes(), grid, curves()))
    assert len(found.arms) == 2
    assert arm_in(found, colour).reading.steps().time.size == 3


def rounded(points, radius=0.4):
    """A path along a staircase whose corners are small arcs."""
    corners = np.array(points)
    d = "M{} {}".format(*corners[0])
    for before, corner, after in zip(corners, corners[1:], corners[2:], strict=False):
        ends = [
            corner + radius * (end - corner) / np.abs(end - corner).sum() for end in (before, after)
        ]
        d += "L{} {}Q{} {} {} {}".format(*ends[0], *corner, *ends[1])
    return d + "L{} {}".format(*corners[-1])


def test_round_corners_are_drawn_on_to_where_their_sides_meet():
    drawn = "".join(
        f'<path d="{rounded(staircase(colour))}" fill="none" stroke="{colour}"/>'
        for colour in STEPS
    )
    assert_exact(read(picture(axes(), drawn)))


def test_places_given_as_shares_of_the_picture_are_those_they_stand_for():
    lines = (
        '<line x1="25%" y1="10%" x2="50%" y2="100%" stroke="#000"/><text x="50%" y="20%">6</text>'
    )
    drawn = svg.read_svg(picture(lines, size='width="600" height="500"'), "figure.svg")
    assert drawn.strokes[0].points.tolist() == [[112.5, 37.5], [225.0, 375.0]]
    assert drawn.words[0].box[0] == pytest.approx(225.0)


def pixel(value):
    return round(value) + 0.5


def test_labels_between_pixels_give_the_scale_of_ticks_on_pixels():
    wide = 397.3  # so that no tick but the first is where it should be
    parts = [f'<path d="M{LEFT},{TOP}V{BOTTOM}H{LEFT + 420}" fill="none" stroke="#000"/>']
    for k, time in enumerate(TIMES):
        at = LEFT + wide * k / 4
        parts += [
            label(time, (at, BOTTOM + 20)),
            path([(pixel(at), BOTTOM), (pixel(at), BOTTOM + 6)], "#000"),
        ]
    for level in (0.0, 0.25, 0.5, 0.75, 1.0):
        parts += [
            label(level, (90, y(level) + 3.9), "end"),
            path([(LEFT, y(level)), (94, y(level))], "#000"),
        ]
    for colour in STEPS:
        shown = [(LEFT + (across - LEFT) * wide / 400, down) for across, down in staircase(colour)]
        parts.append(path(shown, colour))
    assert_exact(read(picture(*parts)))


def test_drops_that_a_file_draws_by_themselves_are_no_marks():
    treads, drops = [], []
    for colour in STEPS:
        points = staircase(colour)
        for start, end in pairwise(points):
            (drops if start[0] == end[0] else treads).append(path([start, end], colour))
        again = [point for point in points if point[0] == points[1][0]]
        drops.append(path([again[0], (again[0][0], again[0][1] + 9)], colour))
    found = read(picture(axes(), *treads, *drops))
    assert all(not arm.censor_marks for arm in found.arms)


def test_a_panel_within_a_panel_leaves_the_large_one_first():
    inset = []
    for k, time in enumerate((0, 2, 4)):
        at = 350 + 50 * k
        inset += [label(time, (at, 190)), path([(at, 175), (at, 179)], "#000")]
    for k, level in enumerate((1.0, 0.9, 0.8)):
        at = 75 + 50 * k
        inset += [label(level, (342, at + 3.9), "end"), path([(350, at), (346, at)], "#000")]
    zoom = path([(350, 75), (400, 75), (400, 125), (440, 125)], "#008800")
    data = picture(axes(), curves(), *inset, zoom)
    found = read_drawing(svg.read_svg(data, "figure.svg"), dots_per_inch=100)
    assert len(found) == 2
    assert_exact(found[0])


def marks_of(text):
    """Where the marks of a page stand that writes them by this operator, in points."""
    canvas = Canvas()
    on_canvas(canvas)
    canvas.do("BT /F1 9 Tf 100 200 Td", text, "TJ ET")
    document = pdf.open_pdf(pdf_file(canvas), "figure.pdf")
    words = pdf.read_page(document, 0).words
    document.close()
    return sorted(word.centre[0] for word in words if word.text == "+")


def test_marks_nearly_over_one_another_in_one_piece_of_text_are_each_found():
    # A plus is 0.584 of its size wide; 9 points high the next begins 0.3 points on, then 40.
    far = marks_of("[(+) -4000 (+)]")
    near = marks_of("[(+) 550.667 (+) -4000 (+)]")
    assert len(far) == 2
    assert len(near) == 3
    assert near[1] - near[0] == pytest.approx(0.3, abs=0.02)


def test_the_bars_of_a_cross_that_rounding_parts_both_ways_are_a_cross():
    bars = [[(155.28, 88.75), (162.92, 88.75)], [(159.1, 92.56), (159.1, 84.93)]]
    strokes = [Stroke(np.array(bar), (0, 0, 0), None, 0.75, (), k) for k, bar in enumerate(bars)]
    assert crosses_in(tuple(strokes)) == {0, 1}


def test_a_tick_that_ends_on_the_tread_below_a_drop_is_lifted_off_its_curve():
    ticks = [path([(x(time), y(level)), (x(time), y(level) - 6)], "#000") for time, level in UP]
    found = arm_in(read(picture(axes(), curves(), *ticks)), BLUE)
    assert [mark.time for mark in found.censor_marks] == pytest.approx([t for t, _ in UP])


UP = ((1.0, 1.0), (3.0, 0.9), (7.0, 0.7), (9.0, 0.7), (14.0, 0.45), (17.0, 0.45), (22.0, 0.45))


def test_a_tick_across_the_end_of_a_line_in_pieces_is_a_mark():
    pieces = [path([start, end], BLUE) for start, end in pairwise(staircase(BLUE))]
    end = x(22)
    tick = path([(end, y(0.45) - 4), (end, y(0.45) + 4)], BLUE)
    found = arm_in(read(picture(axes(), *pieces, tick, path(staircase(RED), RED))), BLUE)
    assert found.reading.steps().survival == pytest.approx([0.9, 0.7, 0.45])
    assert [mark.time for mark in found.censor_marks] == pytest.approx([22.0])


def test_a_drop_drawn_in_pieces_that_rounding_parts_is_one_drop():
    corners = staircase(BLUE)
    first = corners[1]
    corners[2:2] = [(first[0] + 1e-6, first[1] + 10), (first[0] + 2e-6, first[1] + 12)]
    found = arm_in(read(picture(axes(), path(corners, BLUE), path(staircase(RED), RED))), BLUE)
    assert found.reading.steps().time.size == 3


def test_a_rule_for_two_classes_at_once_styles_what_has_both():
    style = (
        "<style>.km.a{stroke:#0000ff}.km{fill:none;stroke-width:1.5px}.b{stroke:#ff0000}</style>"
    )
    line = '<path class="km {}" d="{}"/>'
    shapes = [
        line.format(name, "M" + "L".join(f"{across},{down}" for across, down in staircase(colour)))
        for name, colour in (("a", BLUE), ("b", RED))
    ]
    assert_exact(read(picture(style, axes(), *shapes)))


def words_of(operators):
    canvas = Canvas()
    on_canvas(canvas)
    canvas.do(operators)
    document = pdf.open_pdf(pdf_file(canvas), "figure.pdf")
    words = pdf.read_page(document, 0).words
    document.close()
    return {word.text for word in words}


@pytest.mark.parametrize("apart", [-100, 150])
def test_digits_of_one_piece_of_text_belong_together_however_wide_its_letters(apart):
    assert "611" in words_of(f"BT /F1 9 Tf 300 300 Td [(6) {apart} (1) {apart} (1)] TJ ET")


@pytest.mark.parametrize(("colour", "expected"), [("", {"LowHigh"}), ("0 g", {"Low", "High"})])
def test_names_in_two_colours_are_two_however_near(colour, expected):
    first = "BT /F1 9 Tf 1 0 0 rg 300 300 Td (Low) Tj ET"
    words = words_of(f"{first} BT {colour} /F1 9 Tf 317 299 Td (High) Tj ET")
    assert {word for word in words if word.startswith(("Low", "High"))} == expected


def test_letters_placed_one_by_one_in_a_drawn_font_are_one_number():
    box = "500 0 d0 50 0 400 700 re f"
    point = "250 0 d0 80 0 90 90 re f"
    font = (
        "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 500 700] /FontMatrix [.001 0 0 .001 0 0] "
        "/CharProcs << /zero 2 0 R /period 3 0 R >> /FirstChar 46 /LastChar 48 "
        "/Widths [100 0 100] /Resources << >> "
        "/Encoding << /Type /Encoding /Differences [46 /period 48 /zero] >> >>"
    )
    text = b"BT /T 10 Tf 20 20 Td (0) Tj 5 0 Td (.) Tj 2.5 0 Td (0) Tj ET"
    data = one_page(
        stream(text),
        objects=(stream(box.encode()), stream(point.encode()), font.encode()),
        extra="/Resources << /Font << /T 4 0 R >> >>",
    )
    document = pdf.open_pdf(data, "figure.pdf")
    assert [word.text for word in pdf.read_page(document, 0).words] == ["0.0"]
    document.close()


def test_marks_that_a_file_holds_apart_are_two_however_near():
    times = (3.0, 3.0002, 8.0)
    ticks = [
        path([(x(time), y(level) - 4.3333337), (x(time), y(level) + 4.3333337)], BLUE)
        for time, level in zip(times, (0.9, 0.9, 0.7), strict=True)
    ]
    found = arm_in(read(picture(axes(), curves((0.00001234, 0.0)), *ticks)), BLUE)
    assert len(found.censor_marks) == 3
