"""What an SVG clips away, lets end at the edge of an inner picture or covers is no part of it."""

import pytest

from core.figure.svg import read_svg

OLD = '<path d="M20 210 L90 280 H150" stroke="#f00" fill="none"/><text x="40" y="260">old</text>'
NEW = '<path d="M200 20 L290 90 H350" stroke="#00f" fill="none"/><text x="240" y="50">new</text>'
BOTH, ONE = ({(255, 0, 0), (0, 0, 255)}, {"old", "new"}), ({(0, 0, 255)}, {"new"})
UPPER = '<rect width="400" height="150"/>'


def seen(content):
    size = 'xmlns="http://www.w3.org/2000/svg" width="400" height="300"'
    drawing = read_svg(f"<svg {size}>{content}</svg>".encode(), "figure.svg")
    colours = {stroke.colour for stroke in drawing.strokes if stroke.colour}
    return colours, {word.text for word in drawing.words}


def clip(shape, units=""):
    return f'<clipPath id="c" {units}>{shape}</clipPath>'


@pytest.mark.parametrize(
    "content",
    [
        clip(UPPER) + f'<g clip-path="url(#c)">{OLD}{NEW}</g>',
        f'<g style="clip-path: url(&quot;#c&quot;)">{OLD}{NEW}</g>' + clip(UPPER),
        clip('<path d="M0 0H400V150H0z"/>') + f'<g clip-path="url(#c)"><g>{OLD}</g>{NEW}</g>',
        clip(UPPER) + f'<g clip-path="url(#c)" transform="translate(0,0)">{OLD}{NEW}</g>',
        f'<svg width="400" height="150">{OLD}{NEW}</svg>',
        f'{OLD}<rect y="160" width="400" height="140" fill="white"/>{NEW}',
    ],
)
def test_what_is_not_seen_is_not_read(content):
    assert seen(content) == ONE


@pytest.mark.parametrize(
    "content",
    [
        clip('<rect width="1" height="1"/>', 'clipPathUnits="objectBoundingBox"')
        + f'<g clip-path="url(#c)">{OLD}{NEW}</g>',
        clip(UPPER)
        + '<g transform="scale(2)" clip-path="url(#c)">'
        + f'<g transform="scale(.5)">{OLD}{NEW}</g></g>',
        f'<g clip-path="url(#none)">{OLD}{NEW}</g>',
        f'<svg width="400" height="150" overflow="visible">{OLD}{NEW}</svg>',
        f'{OLD}<rect y="160" width="400" height="140" fill="white" opacity=".4"/>{NEW}',
        f'<rect y="160" width="400" height="140" fill="white"/>{OLD}{NEW}',
        f'{OLD}<rect y="160" width="400" height="140" fill="none" stroke="none"/>{NEW}',
    ],
)
def test_what_is_seen_is_read(content):
    assert seen(content) == BOTH


def test_a_clip_is_placed_where_what_it_clips_is_placed():
    shape = clip('<rect y="200" width="100" height="100"/>')
    moved = f'<g transform="translate(0,-200)" clip-path="url(#c)">{OLD}</g>'
    assert seen(shape + moved + NEW) == BOTH


@pytest.mark.parametrize(
    "shape", ['<circle cx="50" cy="40" r="3"/>', '<rect x="47" y="37" width="6" height="6"/>']
)
def test_a_shape_in_a_mirrored_group_stands_where_it_is_drawn(shape):
    size = 'xmlns="http://www.w3.org/2000/svg" width="400" height="300"'
    group = f'<g transform="translate(0,300) scale(1,-1)">{shape}</g>'
    (stroke,) = read_svg(f"<svg {size}>{group}</svg>".encode(), "figure.svg").strokes
    assert stroke.box == pytest.approx((35.25, 192.75, 39.75, 197.25), abs=0.01)
