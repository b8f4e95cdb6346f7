"""Texts of SVG files in the pieces that drawing programs write them in."""

import pytest

from core.figure.svg import read_svg

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300">'


def words(text: str) -> list[tuple[str, float, float]]:
    """Return each word with the middle and the foot of its box, in CSS pixels."""
    found = read_svg(f"{HEAD}{text}</svg>".encode(), "text.svg").words
    return [(w.text, w.centre[0] / 0.75, w.box[3] / 0.75) for w in found]


def test_letters_placed_one_by_one_are_put_together():
    found = words('<text font-size="10"><tspan x="20 25.6 28.4 34" y="50">1.00</tspan></text>')
    assert [text for text, _, _ in found] == ["1.00"]
    assert found[0][1] == pytest.approx(29.8, abs=1)


def test_a_wide_gap_between_placed_letters_parts_words():
    found = words('<text font-size="10" y="50" x="20 25.6 100 105.6">1236</text>')
    assert [text for text, _, _ in found] == ["12", "36"]


def test_every_line_of_a_text_stands_at_its_own_height():
    tick = '<tspan x="0" y="{}">{}</tspan>'
    pieces = "\n".join(tick.format(-50 * k, k) for k in range(3))
    found = words(f'<text transform="translate(30,200)" font-size="10">\n{pieces}\n</text>')
    assert [(text, foot) for text, _, foot in found] == [("0", 200.0), ("1", 150.0), ("2", 100.0)]


def test_a_change_of_type_within_a_line_parts_nothing():
    found = words('<text x="20" y="50">HR 0.71, <tspan font-style="italic">P</tspan> = .03</text>')
    assert [text for text, _, _ in found] == ["HR", "0.71,", "P", "=", ".03"]


def test_pieces_keep_colour_and_anchor_of_the_text_they_stand_in():
    text = (
        '<text style="fill:#ff0000;text-anchor:middle" font-size="10">'
        '<tspan x="100" y="20">Months</tspan><tspan x="100" y="40">Years</tspan></text>'
    )
    drawing = read_svg(f"{HEAD}{text}</svg>".encode(), "text.svg")
    assert [word.colour for word in drawing.words] == [(255, 0, 0)] * 2
    assert [word.centre[0] for word in drawing.words] == pytest.approx([75, 75])


def test_more_letters_than_a_figure_has_are_left_as_they_are():
    places = " ".join(["1"] * 30_000)
    found = words(f'<text x="{places}" y="50">{"8" * 30_000}</text>')
    assert len(found) <= 1


def test_each_line_of_a_text_in_outlines_has_the_words_its_comment_says():
    lines = "".join(
        f'<!-- {text} --><g transform="translate(20 {top})">'
        f'<path d="M0 0h{8 * len(text)}v9h-{8 * len(text)}z"/></g>'
        for text, top in (("At risk", 10), ("99", 30), ("86", 50))
    )
    names = 'xmlns="http://www.w3.org/2000/svg"'
    data = f'<svg {names} width="200" height="100"><g id="text_1">{lines}</g></svg>'
    words = {word.text: word.box for word in read_svg(data.encode(), "figure.svg").words}
    assert set(words) == {"At", "risk", "99", "86"}
    assert words["99"][1] == pytest.approx(22.5)
    assert words["86"][1] == pytest.approx(37.5)
