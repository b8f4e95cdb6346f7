"""Habits of single drawing programs: what each leaves out, shifts or hides is still read."""

import re
from dataclasses import replace

import numpy as np
import pytest

from core.digitize.vector.axes import number_of
from core.digitize.vector.read import read_drawing
from core.errors import FileError
from core.figure import pdf, svg
from core.figure.drawing import Drawing, Stroke, Word
from tests.core.figure.raw_pdf import Canvas, pdf_file

LEFT, TOP, RIGHT, BOTTOM = 100.0, 50.0, 500.0, 350.0
TIMES = (0, 6, 12, 18, 24)
BLUE, RED = "#0000ff", "#ff0000"
STEPS = {BLUE: ((2, 0.9), (5, 0.7), (11, 0.45)), RED: ((1, 0.8), (7, 0.6), (15, 0.3))}
LAST = {BLUE: 22.0, RED: 20.0}


def x(time):
    return LEFT + (RIGHT - LEFT) * time / 24


def y(level):
    return BOTTOM - (BOTTOM - TOP) * level


def staircase(colour, shift=(0.0, 0.0)):
    """Corners of a curve; an arm without steps is a level line."""
    corners, level = [(0.0, 1.0)], 1.0
    for time, after in STEPS.get(colour, ()):
        corners += [(time, level), (time, after)]
        level = after
    corners.append((LAST.get(colour, 21.0), level))
    return [(x(time) + shift[0], y(level) + shift[1]) for time, level in corners]


def path(points, colour):
    d = "M" + " L".join(f"{at[0]},{at[1]}" for at in points)
    return f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="1.5"/>'


def label(text, at, anchor="middle"):
    return f'<text x="{at[0]}" y="{at[1]}" font-size="10" text-anchor="{anchor}">{text}</text>'


def axes(*, ticks=True):
    parts = [f'<path d="M{LEFT},{TOP}V{BOTTOM}H{RIGHT}" fill="none" stroke="#000"/>']
    for time in TIMES:
        # Labels of unequal width stand a little off their ticks in most files.
        parts.append(label(time, (x(time) + 0.3, BOTTOM + 20)))
        if ticks:
            parts.append(f'<path d="M{x(time)},{BOTTOM}v6" stroke="#000"/>')
    for level in (0.0, 0.25, 0.5, 0.75, 1.0):
        parts.append(label(level, (LEFT - 10, y(level) + 3.9), "end"))
        if ticks:
            parts.append(f'<path d="M{LEFT},{y(level)}h-6" stroke="#000"/>')
    parts.append(label("Months", (300, BOTTOM + 40)))
    return "".join(parts)


def picture(*parts, size='width="600" height="500" viewBox="0 0 600 500"'):
    body = "".join(parts)
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{body}</svg>'.encode()


def read(data, dots=100):
    return read_drawing(svg.read_svg(data, "figure.svg"), dots_per_inch=dots)[0]


def arm_in(proposal, colour):
    wanted = tuple(int(colour[k : k + 2], 16) for k in (1, 3, 5))
    return next(arm for arm in proposal.arms if arm.colour == wanted)


def assert_exact(proposal):
    for colour, steps in STEPS.items():
        read_steps = arm_in(proposal, colour).reading.steps()
        assert read_steps.time == pytest.approx([time for time, _ in steps], abs=24e-4)
        assert read_steps.survival == pytest.approx([level for _, level in steps], abs=5e-5)


def curves(shift=(0.0, 0.0)):
    return "".join(path(staircase(colour, shift), colour) for colour in STEPS)


def test_curves_drawn_half_a_pixel_off_their_axes_are_set_on_them():
    assert_exact(read(picture(axes(), curves((0.5, -0.5)))))


def test_the_ends_of_an_axis_line_stand_for_ticks_that_are_not_drawn():
    assert_exact(read(picture(axes(ticks=False), curves())))


def test_a_picture_in_units_of_its_own_is_read_as_others_are():
    figure = f'<g transform="scale(40)">{axes()}{curves()}</g>'
    assert_exact(read(picture(figure, size='viewBox="0 0 24000 20000"')))


def test_ticks_set_on_whole_pixels_are_put_right_by_the_ends_of_their_axis():
    def tick(time):
        return f'<path d="M{round(x(time) / 7) * 7 + 2},{BOTTOM}v6" stroke="#000"/>'

    plain = axes(ticks=False)
    upward = "".join(
        f'<path d="M{LEFT},{y(level)}h-6" stroke="#000"/>' for level in (0.0, 0.25, 0.5, 0.75, 1.0)
    )
    shift = [abs(round(x(time) / 7) * 7 + 2 - x(time)) for time in TIMES]
    assert max(shift) > 0.5  # or the ticks would be right as they are
    scale = 0.3  # a pixel of such a picture is a third of a point
    figure = plain + upward + "".join(map(tick, TIMES)) + curves()
    letters = figure.replace('font-size="10"', 'font-size="30"')
    size = f'width="{600 * scale}" height="{500 * scale}" viewBox="0 0 600 500"'
    assert_exact(read(picture(letters, size=size)))


def test_a_page_drawn_as_a_rectangle_is_not_the_frame_of_the_axes():
    page = '<rect x="60" y="20" width="530" height="470" fill="#fff" stroke="#000"/>'
    frame = f'<rect x="{LEFT}" y="{TOP}" width="400" height="300" fill="none" stroke="#000"/>'
    frame = frame.replace("/>", ' stroke-width="1.5"/>')
    assert len(read(picture(page, axes(), frame, curves())).arms) == 2


@pytest.mark.parametrize(
    ("text", "value"), [("1,000", 1000), ("12,500", 12500), ("0,250", 0.25), ("0,5", 0.5)]
)
def test_a_comma_parts_thousands_where_it_can_be_no_decimal_mark(text, value):
    assert number_of(text) == value


def test_what_only_a_script_would_show_is_read_where_nothing_else_is_drawn():
    assert_exact(read(picture(f'<g visibility="hidden">{axes()}{curves()}</g>')))


def test_what_is_hidden_beside_a_figure_is_not_read():
    green = "#00ff00"
    hidden = f'<g visibility="hidden">{path(staircase(green), green)}</g>'
    assert len(read(picture(axes(), curves(), hidden)).arms) == 2


def test_an_arm_without_an_event_is_a_level_line_at_the_top():
    green = "#00ff00"
    proposal = read(picture(axes(), curves(), path(staircase(green), green)))
    arm = arm_in(proposal, green)
    assert arm.reading.steps().time.size == 0
    assert arm.reading.end == pytest.approx(21, abs=1e-3)


def test_a_guide_at_the_top_in_the_style_of_the_frame_is_no_arm():
    guide = path([(LEFT, TOP), (RIGHT - 60, TOP)], "#000").replace("1.5", "1")
    assert len(read(picture(axes(), curves(), guide)).arms) == 2


@pytest.mark.parametrize("drawn_by", ["marker-mid", "style", "viewBox"])
def test_markers_of_a_line_are_its_censor_marks(drawn_by):
    times = (3.0, 9.0, 13.0, 19.0)
    level = np.array([1.0, 0.9, 0.7, 0.45])
    places = [(x(time), y(level[np.searchsorted((2, 5, 11), time)])) for time in times]
    points = " ".join(f"{at[0]},{at[1]}" for at in places)
    place, middle = 'refX="5" refY="5"', 5.0
    if drawn_by == "viewBox":
        place, middle = 'viewBox="0 0 20 20" refX="10" refY="10"', 10.0
    marker = (
        '<marker id="m" markerUnits="userSpaceOnUse" markerWidth="10" markerHeight="10" '
        f'{place}><path d="M{middle},{0.2 * middle}V{1.8 * middle}" stroke="{BLUE}"/></marker>'
    )
    named = 'style="marker: url(#m); stroke: none; fill: none"'
    if drawn_by == "marker-mid":
        points = f"{points.split()[0]} {points} {points.split()[-1]}"
        named = 'marker-mid="url(#m)" stroke="none" fill="none"'
    line = f'<polyline points="{points}" {named}/>'
    arm = arm_in(read(picture(axes(), curves(), marker, line)), BLUE)
    assert [mark.time for mark in arm.censor_marks] == pytest.approx(times, abs=24e-4)


def test_markers_beyond_all_measure_are_refused_with_a_sentence():
    marker = '<marker id="m"><path d="M0,0H1"/></marker>'
    points = " ".join(f"{k % 500},{k % 300}" for k in range(60_000))
    line = f'<polyline points="{points}" marker-mid="url(#m)" stroke="none" fill="none"/>'
    with pytest.raises(FileError, match="8,000 markers"):
        read(picture(axes(), curves(), marker, line))


def test_a_marker_that_draws_itself_is_drawn_once():
    again = f'<path d="M0,0H5" stroke="{BLUE}" marker-start="url(#m)"/>'
    marker = f'<marker id="m"><g>{again}</g></marker>'
    line = f'<path d="M0,0L9,9" stroke="{BLUE}" marker-start="url(#m)"/>'
    assert_exact(read(picture(axes(), curves(), marker, line)))


def test_rows_of_a_table_far_apart_belong_together_by_their_columns():
    rows = "".join(
        label(name, (20, height), "start")
        + "".join(label(n - 5 * k, (x(time), height)) for k, time in enumerate(TIMES))
        for name, n, height in (("Blue", 40, 400), ("Red", 44, 450))
    )
    legend = "".join(
        f'<path d="M400,{at}h20" stroke="{colour}" stroke-width="1.5"/>'
        + label(name, (426, at + 3), "start")
        for name, colour, at in (("Blue", BLUE, 70), ("Red", RED, 86))
    )
    proposal = read(picture(axes(), curves(), rows, legend))
    for name, n in (("Blue", 40), ("Red", 44)):
        arm = next(one for one in proposal.arms if one.name == name)
        assert [cell.n_at_risk for cell in arm.risk_row.cells] == [n - 5 * k for k in range(5)]


def test_the_bar_of_a_mark_beside_the_legend_is_no_sample_of_it():
    legend = "".join(
        f'<path d="M{left},{at}h20" stroke="{colour}" stroke-width="1.5"/>'
        + label(name, (left + 26, at + 3), "start")
        for name, colour, at, left in (
            ("Blue", BLUE, y(0.45), x(15.2)),
            ("Red", RED, y(0.38), x(15.2)),
        )
    )
    # Marks on the line of the other arm's name, nearer the plot than the samples.
    marks = "".join(
        f'<path d="M{x(time) - 4},{y(level)}h8" stroke="{RED}"/>'
        f'<path d="M{x(time)},{y(level) - 4}v8" stroke="{RED}"/>'
        for time, level in ((3, 0.8), (14.6, 0.45 + 0.15), (14.6, 0.45))
    )
    proposal = read(picture(axes(), curves(), marks, legend))
    assert [arm_in(proposal, colour).name for colour in (BLUE, RED)] == ["Blue", "Red"]


# --- PDF ----------------------------------------------------------------------------------------


def on_canvas(canvas):
    """Axes and curves in the coordinates of a PDF page 600 by 500."""
    canvas.line([(LEFT, 500 - TOP), (LEFT, 500 - BOTTOM), (RIGHT, 500 - BOTTOM)], (0.0,), 1)
    for time in TIMES:
        canvas.line([(x(time), 500 - BOTTOM), (x(time), 494 - BOTTOM)], (0.0,), 1)
        canvas.text(x(time), 480 - BOTTOM, str(time), 10, align="centre")
    for level in (0.0, 0.25, 0.5, 0.75, 1.0):
        canvas.line([(LEFT - 6, 500 - y(level)), (LEFT, 500 - y(level))], (0.0,), 1)
        canvas.text(LEFT - 10, 496 - y(level), f"{level:.2f}", 10, align="right")
    for colour, rgb in ((BLUE, (0.0, 0.0, 1.0)), (RED, (1.0, 0.0, 0.0))):
        canvas.line([(a, 500 - b) for a, b in staircase(colour)], rgb, 1.5)


def page(canvas):
    document = pdf.open_pdf(pdf_file(canvas, size=(600, 500)), "figure.pdf")
    try:
        return pdf.read_page(document, 0)
    finally:
        document.close()


def test_a_number_printed_into_its_name_is_a_number_at_risk():
    canvas = Canvas()
    on_canvas(canvas)
    for name, n, height in (("Intervention", 40, 100), ("Control", 44, 85)):
        canvas.text(x(0) - 4, height, name, 10, align="right")
        for k, time in enumerate(TIMES):
            canvas.text(x(time), height, str(n - 5 * k), 10, align="centre")
    proposal = read_drawing(page(canvas), dots_per_inch=100)[0]
    counts = sorted([cell.n_at_risk for cell in arm.risk_row.cells] for arm in proposal.arms)
    assert counts == [[40 - 5 * k for k in range(5)], [44 - 5 * k for k in range(5)]]


def test_what_every_tile_of_a_page_repeats_is_there_once():
    canvas = Canvas()
    for _ in range(4):
        on_canvas(canvas)
    drawing = page(canvas)
    assert sorted(word.text for word in drawing.words).count("24") == 1
    assert_exact(read_drawing(drawing, dots_per_inch=100)[0])


def test_dots_are_lines_without_length_and_with_round_ends():
    canvas = Canvas()
    on_canvas(canvas)
    for time, level in ((3, 0.9), (9, 0.7)):
        canvas.line([(x(time), 500 - y(level))] * 2, (0.0, 0.0, 1.0), 3.0)
    arm = arm_in(read_drawing(page(canvas), dots_per_inch=100)[0], BLUE)
    assert [mark.time for mark in arm.censor_marks] == pytest.approx([3, 9], abs=24e-4)


# --- a figure on its side -----------------------------------------------------------------------


def sentence(text, line):
    return [
        Word(word, (40.0 * k, 12.0 * line, 40.0 * k + 36, 12.0 * line + 7), 0.0)
        for k, word in enumerate(text.split())
    ]


def test_a_figure_on_its_side_on_a_page_of_text_is_set_upright():
    labels = [Word(str(k), (300, 40.0 + 30 * k, 306, 44.0 + 30 * k), 90.0) for k in range(10)]
    prose = [word for line in range(40) for word in sentence("Of 412 patients 12 % died", line)]
    prose = [word for word in prose if re.match(r"\D", word.text) or word.box[0] < 290]
    curve = Stroke(np.cumsum(np.ones((20, 2)), axis=0), (0, 0, 0), None, 1.0, (), 0)
    assert Drawing(600, 800, (curve,), tuple(prose + labels)).quarter_turns == 1
    assert Drawing(600, 800, (), tuple(prose + labels)).quarter_turns == 0


def test_a_picture_in_the_plot_and_coarse_places_are_each_worth_a_word():
    found = svg.read_svg(picture(axes(), curves()), "figure.svg")
    box = (90.0, 60.0, 200.0, 150.0)
    (plain,) = read_drawing(found, dots_per_inch=100)
    (covered,) = read_drawing(replace(found, images=(box,)), dots_per_inch=100)
    coarse = "".join(
        path([(round(at, -1), round(level, -1)) for at, level in staircase(colour)], colour)
        for colour in STEPS
    )
    (rounded,) = read_drawing(
        replace(svg.read_svg(picture(axes(), coarse), "figure.svg"), grid=5.0), dots_per_inch=100
    )
    assert not plain.doubts
    assert [doubt.code for doubt in covered.doubts] == ["I12"]
    assert "I5" in {doubt.code for doubt in rounded.doubts}


def test_a_fitted_line_is_left_out_and_said_to_be():
    fitted = [(x(time), y(np.exp(-time / 20))) for time in range(0, 23)]
    proposal = read(picture(axes(), curves(), path(fitted, "#00ff00")))
    assert len(proposal.arms) == 2
    assert [doubt.code for doubt in proposal.doubts] == ["D7"]
    at = fitted[11][0] * 100 / 96  # from pixels of the picture to dots
    assert proposal.doubts[0].at.x == pytest.approx(at, abs=1)


def test_curves_of_both_directions_on_one_axis_are_doubted():
    rising = [(at_x, TOP + BOTTOM - at_y) for at_x, at_y in staircase(RED)]
    proposal = read(picture(axes(), curves(), path(rising, "#00ff00")))
    assert [doubt.code for doubt in proposal.doubts] == ["D4"]
    assert not read(picture(axes(), curves())).doubts
