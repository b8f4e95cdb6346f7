"""PDF and SVG files that are broken, hostile or huge get a sentence and nothing else."""

import os
import signal
from pathlib import Path

import pytest

from core.errors import FileError
from core.figure.vector_worker import VectorFile, is_pdf, is_svg

FIGURES = Path(__file__).resolve().parents[2] / "reference" / "vector"


def _svg(body: str, head: str = "") -> bytes:
    return (
        f'<?xml version="1.0"?>{head}<svg xmlns="http://www.w3.org/2000/svg" '
        f'xmlns:xlink="http://www.w3.org/1999/xlink" width="100" height="100">{body}</svg>'
    ).encode()


def test_a_pdf_is_read_in_the_worker():
    data = (FIGURES / "r_base.pdf").read_bytes()
    with VectorFile(data, "r_base.pdf") as file:
        assert file.n_pages == 1
        drawing = file.page(0)
        assert len(drawing.strokes) == 102
        assert file.render(0, 72).shape == (432, 504, 3)


def test_a_locked_pdf_is_named_as_such():
    data = (FIGURES / "r_locked.pdf").read_bytes()
    with pytest.raises(FileError, match="locked with a password"):
        VectorFile(data, "r_locked.pdf")


@pytest.mark.parametrize("length", [20, 300, 4000])
def test_a_truncated_pdf_never_crashes(length):
    data = (FIGURES / "r_base.pdf").read_bytes()[:length]
    with pytest.raises(FileError, match=r"cut\.pdf is damaged"):
        VectorFile(data, "cut.pdf")


def test_a_page_that_is_not_there_is_refused():
    with (
        VectorFile((FIGURES / "r_base.pdf").read_bytes(), "a.pdf") as file,
        pytest.raises(FileError, match="no page 8"),
    ):
        file.page(7)


def test_the_reader_comes_back_after_it_was_killed():
    with VectorFile((FIGURES / "r_base.pdf").read_bytes(), "a.pdf") as file:
        os.kill(file._process.pid, signal.SIGKILL)
        with pytest.raises(FileError, match="stopped on page 1"):
            file.page(0)
        assert len(file.page(0).strokes) == 102


@pytest.mark.parametrize(
    ("body", "head", "says"),
    [
        ("", '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>', "other files"),
        ("<g>" * 500 + "</g>" * 500, "", "never are"),
        ("<path d='M0 0 L'", "", "not a complete SVG"),
    ],
)
def test_hostile_svgs_are_refused_in_words(body, head, says):
    with pytest.raises(FileError, match=says):
        VectorFile(_svg(body, head), "bad.svg")


def test_an_entity_bomb_is_refused():
    names = "".join(f'<!ENTITY e{k} "{f"&e{k - 1};" * 10 if k else "x" * 1000}">' for k in range(9))
    bomb = _svg("<text>&e8;</text>", f"<!DOCTYPE svg [{names}]>")
    with pytest.raises(FileError):
        VectorFile(bomb, "bomb.svg")


def test_a_use_that_draws_itself_is_cut():
    loop = '<g id="a"><use xlink:href="#a"/><line x1="0" y1="0" x2="9" y2="9" stroke="red"/></g>'
    with VectorFile(_svg(loop), "loop.svg") as file:
        assert len(file.page(0).strokes) == 1


def test_nothing_outside_the_file_is_opened():
    outside = '<image xlink:href="http://127.0.0.1:9/x.png"/><use xlink:href="other.svg#a"/>'
    line = '<line x1="0" y1="0" x2="9" y2="9" stroke="red"/><script>alert(1)</script>'
    with VectorFile(_svg(outside + line), "out.svg") as file:
        assert len(file.page(0).strokes) == 1


def test_a_pdf_of_many_pages_lists_the_first_two_thousand():
    import pypdfium2

    document = pypdfium2.PdfDocument.new()
    for _ in range(2050):
        document.new_page(100, 100)
    out = FileBuffer()
    document.save(out)
    with VectorFile(bytes(out.data), "many.pdf") as file:
        assert file.n_pages == 2000
        assert file.page(1999).strokes == ()


def test_kinds_are_told_by_content():
    assert is_pdf(b"%PDF-1.7 ...")
    assert is_svg(b'\xef\xbb\xbf<?xml version="1.0"?><svg/>')
    assert not is_svg(b"<html></html>")
    assert not is_pdf(b"\x89PNG")


class FileBuffer:
    """Takes what pypdfium2 writes."""

    def __init__(self) -> None:
        self.data = bytearray()

    def write(self, data) -> int:
        self.data.extend(bytes(data))
        return len(data)
