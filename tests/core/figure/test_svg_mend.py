"""Structures that drawing programs put around a figure in an SVG."""

import numpy as np
import pytest

from core.figure.svg import read_svg

NAMES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
LINE = '<path d="M10 20 H50 V60" stroke="red" fill="none"/>'
POINTS = np.array([[10, 20], [50, 20], [50, 60]]) * 0.75


def strokes(content: str, size: str = 'width="200" height="100"'):
    """Return the points of every stroke, in points of the page."""
    drawing = read_svg(f"<svg {NAMES} {size}>{content}</svg>".encode(), "figure.svg")
    return [stroke.points for stroke in drawing.strokes]


@pytest.mark.parametrize(
    "hidden",
    [
        f'<g display="none">{LINE}</g>',
        f'<g style="stroke:red; display: none">{LINE}</g>',
        f'<g visibility="hidden">{LINE}</g>',
        f'<g opacity="0">{LINE}</g>',
        f"<defs>{LINE}</defs>",
        f'<symbol id="a">{LINE}</symbol>',
        f'<clipPath id="c">{LINE}</clipPath>',
    ],
)
def test_what_is_not_shown_is_not_read(hidden):
    assert len(strokes(hidden + LINE)) == 1


def test_a_symbol_is_drawn_where_it_is_used():
    content = f'<symbol id="a">{LINE}</symbol><use xlink:href="#a" x="5" y="7"/>'
    (points,) = strokes(content)
    assert points == pytest.approx(POINTS + np.array([5, 7]) * 0.75)


def test_a_symbol_with_a_view_box_fills_the_place_it_is_given():
    content = (
        f'<symbol id="a" viewBox="0 0 100 100">{LINE}</symbol>'
        '<use xlink:href="#a" width="100" height="50"/>'
    )
    (points,) = strokes(content)
    assert points == pytest.approx(POINTS / 2 + np.array([25, 0]) * 0.75)


def test_a_picture_that_lies_on_its_side_is_set_upright():
    text = "".join(f'<text x="{20 * k}" y="90">{k}0</text>' for k in range(1, 8))
    content = f'<g transform="translate(100,0) rotate(90)">{LINE}{text}</g>'
    drawing = read_svg(
        f'<svg {NAMES} width="100" height="200">{content}</svg>'.encode(), "figure.svg"
    )
    assert (drawing.width, drawing.height) == (150.0, 75.0)
    assert drawing.strokes[0].points == pytest.approx(POINTS)


def test_settings_that_only_a_browser_knows_by_a_prefix_are_passed_over():
    style = "<style>.plot .line{-webkit-transition:150ms; stroke:#00f}</style>"
    line = '<path class="line" d="M10 20 H50 V60" fill="none"/>'
    (points,) = strokes(f'{style}<g class="plot">{line}</g>')
    assert points == pytest.approx(POINTS)
