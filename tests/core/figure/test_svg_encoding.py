"""An SVG is read in whatever encoding its file is written, or refused with a sentence."""

import pytest

from core.errors import FileError
from core.figure import svg
from core.figure.vector_worker import is_svg

BODY = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="90">'
    '<path d="M0 0L9 9" stroke="red"/><text x="9" y="40">Überleben</text></svg>'
)


@pytest.mark.parametrize(
    ("named", "codec"),
    [
        ("UTF-16", "utf-16"),
        ("UTF-16", "utf-16-be"),
        ("UTF-16LE", "utf-16-le"),
        ("UTF-32", "utf-32"),
        ("windows-1252", "cp1252"),
        ("ISO-8859-1", "latin-1"),
        ("ISO-8859-15", "iso8859-15"),
        ("utf-8", "utf-8-sig"),
    ],
)
def test_every_usual_encoding_is_read(named, codec):
    data = f'<?xml version="1.0" encoding="{named}"?>{BODY}'.encode(codec)
    assert is_svg(data)
    drawing = svg.read_svg(data, "figure.svg")
    assert [word.text for word in drawing.words] == ["Überleben"]
    assert len(drawing.strokes) == 1


@pytest.mark.parametrize("named", ["base64", "klingon", "utf-16", "ascii-armour", "zip"])
def test_letters_that_are_not_in_the_encoding_named_are_told(named):
    data = f'<?xml version="1.0" encoding="{named}"?>{BODY}'.encode() + b"\n"
    with pytest.raises(FileError, match=r"figure\.svg"):
        svg.read_svg(data + b" " * (len(data) % 2 == 0), "figure.svg")
