"""What a page clips away, covers or draws beside its edges is no part of it."""

import pytest

from core.figure import pdf
from tests.core.figure.test_hostile import one_page, stream

TEXT = "/Resources << /Font << /F 2 0 R >> /ExtGState << /Half << /ca .5 >> >> >>"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
OLD = "1 0 0 RG 20 20 m 90 90 l 150 90 l S BT /F 9 Tf 40 40 Td (old) Tj ET"
NEW = "0 0 1 RG 200 20 m 290 90 l 350 90 l S BT /F 9 Tf 240 40 Td (new) Tj ET"


def seen(content, *, box="0 0 400 300", extra=""):
    data = one_page(stream(content.encode()), box=box, objects=(FONT,), extra=TEXT + extra)
    document = pdf.open_pdf(data, "page.pdf")
    try:
        drawing = pdf.page_as_filed(document, 0)
    finally:
        document.close()
    colours = {stroke.colour for stroke in drawing.strokes if stroke.colour}
    return colours, {word.text for word in drawing.words}


BOTH, ONE = ({(255, 0, 0), (0, 0, 255)}, {"old", "new"}), ({(0, 0, 255)}, {"new"})


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (f"{OLD} {NEW}", BOTH),
        (f"q 195 0 200 300 re W n {OLD} {NEW} Q", ONE),
        (f"q 10 0 380 300 re W n {OLD} {NEW} Q", BOTH),
        (f"{OLD} 1 g 10 10 170 150 re f 0 g {NEW}", ONE),
        (f"1 g 10 10 170 150 re f 0 g {OLD} {NEW}", BOTH),
        (f"{OLD} /Half gs 1 g 10 10 170 150 re f 0 g {NEW}", BOTH),
        (f"{OLD} 1 g 10 10 170 60 re f 0 g {NEW}", BOTH),
        (f"{OLD} q 300 10 10 10 re W n 1 g 10 10 370 250 re f Q 0 g {NEW}", BOTH),
        (f"{NEW} q 1 0 0 1 -300 0 cm {OLD} Q", ONE),
    ],
    ids=[
        "all", "clipped", "within a clip", "covered", "on a ground", "under a veil",
        "behind a legend", "by a clipped cover", "beside the page",
    ],
)  # fmt: skip
def test_only_what_the_page_shows_is_read(content, expected):
    assert seen(content) == expected


def test_what_lies_beyond_the_cropped_edge_is_not_read():
    assert seen(f"{OLD} {NEW}", extra=" /CropBox [195 0 400 300]") == ONE


def test_pieces_of_a_curve_below_a_cut_off_axis_are_read_on():
    pieces = "0 0 1 RG 200 60 m 200 20 l S 200 20 m 240 20 l S"
    data = one_page(stream(f"q 190 50 200 100 re W n {pieces} Q".encode()), box="0 0 400 300")
    document = pdf.open_pdf(data, "page.pdf")
    assert len(pdf.page_as_filed(document, 0).strokes) == 2
    document.close()
