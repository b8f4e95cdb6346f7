"""PDF and SVG files built to do harm: one sentence each, and the reader is there again."""

import os
import signal
import socket
import sys
import zlib
from pathlib import Path

import pytest

from core.errors import FileError
from core.figure import vector_worker
from core.figure.vector_worker import VectorFile
from tests.core.figure.raw_pdf import Canvas, Writer, pdf_file

ONE_LINE = b"0 0 m 9 9 l S"


def stream(data: bytes, head: str = "") -> bytes:
    return f"<< {head} /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"


def one_page(content: bytes, *, box: str = "0 0 200 100", objects=(), extra: str = "") -> bytes:
    """A PDF of one page; ``objects`` are numbered from 2."""
    writer = Writer()
    tree = writer.add(b"")
    for body in objects:
        writer.add(body)
    number = writer.add(content)
    page = f"<< /Type /Page /Parent {tree} 0 R /MediaBox [{box}] /Contents {number} 0 R {extra} >>"
    kid = writer.add(page.encode())
    writer.objects[tree - 1] = f"<< /Type /Pages /Kids [{kid} 0 R] /Count 1 >>".encode()
    return writer.file(writer.add(f"<< /Type /Catalog /Pages {tree} 0 R >>".encode()))


def svg(body: str, head: str = "", size: str = 'width="100" height="100"') -> bytes:
    return (
        f'<?xml version="1.0"?>{head}<svg xmlns="http://www.w3.org/2000/svg" '
        f'xmlns:xlink="http://www.w3.org/1999/xlink" {size}>{body}</svg>'
    ).encode()


def nested_forms(depth: int) -> bytes:
    """Forms that each draw the one before twice: 2 to the power of ``depth`` lines."""
    head = "/Type /XObject /Subtype /Form /BBox [0 0 99 99]"
    objects = [stream(ONE_LINE, head)]
    for k in range(depth):
        resources = f"/Resources << /XObject << /A {k + 2} 0 R >> >>"
        objects.append(stream(b"/A Do /A Do", f"{head} {resources}"))
    extra = f"/Resources << /XObject << /A {depth + 2} 0 R >> >>"
    return one_page(stream(b"/A Do"), objects=objects, extra=extra)


# --- sizes --------------------------------------------------------------------------------------


def test_a_page_of_70_metres_is_drawn_within_the_limit_of_pixels():
    with VectorFile(one_page(stream(ONE_LINE), box="0 0 200000 200000"), "huge.pdf") as file:
        assert file.page().width == 200_000
        height, width = file.render(0, 200).shape[:2]
        assert height * width <= 50.1e6


@pytest.mark.parametrize("box", ["0 0 1e30 1e30", "0 0 0 0", "9 9 -9", "700 700 0 0"])
def test_a_nonsense_page_box_is_replaced(box):
    with VectorFile(one_page(stream(ONE_LINE), box=box), "box.pdf") as file:
        drawing = file.page()
        assert 0 < drawing.width <= 1000
        assert len(drawing.strokes) == 1


def test_coordinates_beyond_any_page_are_left_out():
    far = b"0 0 m 1e38 9e38 l S 0 0 m 5 5 l S 1e30 0 0 1e30 0 0 cm 1 1 m 1e30 5 l S"
    with VectorFile(one_page(stream(far)), "far.pdf") as file:
        assert len(file.page().strokes) == 1


def test_svg_coordinates_that_are_no_numbers_are_left_out():
    lines = '<path d="M0 0 L1e999 9" stroke="red"/><path d="M0 0 L1e300 9" stroke="red"/>'
    good = '<path d="M0 0 L9 9" stroke="red"/>'
    with VectorFile(svg(lines + good), "inf.svg") as file:
        assert len(file.page().strokes) == 1
        assert file.render(0, 72).shape == (75, 75, 3)


@pytest.mark.parametrize("size", ['width="1e17" height="1e-7"', 'width="-5" height="nan"'])
def test_an_svg_of_absurd_size_is_as_large_as_its_lines(size):
    with VectorFile(svg('<path d="M0 0 L40 20" stroke="red"/>', size=size), "size.svg") as file:
        assert file.page().width == pytest.approx(30)
        assert max(file.render(0, 100).shape) < 100


# --- bombs --------------------------------------------------------------------------------------


def test_a_stream_that_unpacks_to_a_hundred_megabytes_does_no_harm():
    packer = zlib.compressobj(9)
    once = b"".join(packer.compress(b" " * 1_000_000) for _ in range(100)) + packer.flush()
    packed = stream(zlib.compress(once), "/Filter [/FlateDecode /FlateDecode]")
    with VectorFile(one_page(packed), "bomb.pdf") as file:
        assert file.page().strokes == ()


def test_forms_without_end_stop_at_the_time_limit_and_the_reader_returns(monkeypatch):
    monkeypatch.setattr(vector_worker, "PAGE_SECONDS", 1.0)
    with VectorFile(nested_forms(60), "forms.pdf") as file:
        with pytest.raises(FileError, match="stopped on page 1") as caught:
            file.page()
        assert caught.value.code == "P6"


def test_a_form_that_draws_itself_ends():
    head = "/Type /XObject /Subtype /Form /BBox [0 0 99 99]"
    own = "/Resources << /XObject << /A 2 0 R >> >>"
    loop = stream(ONE_LINE + b" /A Do", f"{head} {own}")
    with VectorFile(one_page(stream(b"/A Do"), objects=[loop], extra=own), "loop.pdf") as file:
        assert 1 <= len(file.page().strokes) <= 40


def test_uses_that_multiply_are_counted_before_they_are_drawn():
    levels = "".join(
        f'<g id="a{k}">' + f'<use xlink:href="#a{k - 1}"/>' * 10 + "</g>" for k in range(1, 12)
    )
    line = '<g id="a0"><line x1="0" y1="0" x2="9" y2="9" stroke="red"/></g>'
    with pytest.raises(FileError, match="repeat one another"):
        VectorFile(svg(line + levels), "use.svg")


def test_uses_in_a_ring_are_cut():
    ring = "".join(
        f'<g id="r{k}"><use xlink:href="#r{(k + 1) % 5}"/><path d="M0 0 L9 {k}" stroke="red"/></g>'
        for k in range(5)
    )
    with VectorFile(svg(ring), "ring.svg") as file:
        assert 5 <= len(file.page().strokes) <= 15


def test_an_entity_bomb_behind_a_long_comment_is_refused():
    names = "".join(f'<!ENTITY e{k} "{f"&e{k - 1};" * 10 if k else "x" * 1000}">' for k in range(9))
    head = f"<!--{'x' * 30_000}--><!DOCTYPE svg [{names}]>"
    with pytest.raises(FileError, match="not a complete SVG"):
        VectorFile(svg("<text>&e8;</text>", head), "late.svg")


def test_an_outside_entity_behind_a_long_comment_is_refused():
    head = f'<!--{"x" * 30_000}--><!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    with pytest.raises(FileError, match="other files"):
        VectorFile(svg("<text>&a;</text>", head), "late.svg")


def test_more_lines_than_a_figure_has_are_refused():
    with pytest.raises(FileError, match="far more lines"):
        VectorFile(svg(f'<path d="{"M0 0 L1 1 " * 450_000}" stroke="red"/>'), "d.svg")


def test_a_tree_of_pages_that_holds_itself_is_damaged():
    writer = Writer()
    writer.add(b"<< /Type /Pages /Kids [1 0 R 1 0 R] /Count 2000000000 >>")
    data = writer.file(writer.add(b"<< /Type /Catalog /Pages 1 0 R >>"))
    with pytest.raises(FileError, match="damaged"):
        VectorFile(data, "tree.pdf")


# --- references and scripts ---------------------------------------------------------------------


def test_nothing_is_fetched_over_the_network():
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        url = f"http://127.0.0.1:{server.getsockname()[1]}/x"
        picture = (
            f'<style>@import url("{url}.css"); .a {{ fill: url({url}#b) }}</style>'
            f'<image xlink:href="{url}.png"/><use xlink:href="{url}.svg#a"/>'
            f'<path class="a" d="M0 0 L9 9 L9 0" stroke="red"/>'
        )
        with VectorFile(svg(picture), "out.svg") as file:
            assert len(file.page().strokes) == 1
            file.render()
        action = f"/AA << /O << /S /URI /URI ({url}) >> >>"
        launch = f"<< /S /JavaScript /JS (app.launchURL\\('{url}'\\)) >>"
        script = f"/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A {launch} >>]"
        outside = stream(b"", f"/F << /FS /URL /F ({url}) >>")
        for content in (stream(ONE_LINE), outside):
            with VectorFile(one_page(content, extra=f"{action} {script}"), "out.pdf") as file:
                file.page()
                file.render()
        with pytest.raises(TimeoutError):
            server.accept()


def test_the_file_on_disk_is_never_written(tmp_path: Path):
    path = tmp_path / "forms.pdf"
    path.write_bytes(nested_forms(3))
    before = path.read_bytes(), path.stat().st_mtime_ns
    with VectorFile(path.read_bytes(), path.name) as file:
        assert len(file.page().strokes) == 8
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    assert list(tmp_path.iterdir()) == [path]


# --- the worker ---------------------------------------------------------------------------------


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="no such signal on this system")
def test_a_reader_that_hangs_is_ended_and_started_again(monkeypatch):
    canvas = Canvas()
    canvas.line([(0, 0), (50, 50)])
    with VectorFile(pdf_file(canvas), "page.pdf") as file:
        old = file._process.pid
        os.kill(old, signal.SIGSTOP)
        with monkeypatch.context() as patch:
            patch.setattr(vector_worker, "PAGE_SECONDS", 0.1)
            with pytest.raises(FileError, match="stopped on page 1"):
                file.page()
        assert len(file.page().strokes) == 1
        assert file._process.pid != old


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="no such signal on this system")
def test_all_that_is_asked_of_one_page_shares_its_time():
    canvas = Canvas()
    canvas.line([(0, 0), (50, 50)])
    with VectorFile(pdf_file(canvas), "page.pdf") as file:
        with file.within(30.0), file.within(0.0):
            os.kill(file._process.pid, signal.SIGSTOP)
            with pytest.raises(FileError, match="stopped on page 1"):
                file.render()
        assert len(file.page().strokes) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="limits are shown in /proc on Linux only")
def test_the_reader_may_not_take_more_memory_than_its_limit():
    with VectorFile(svg('<path d="M0 0 L9 9" stroke="red"/>'), "a.svg") as file:
        limits = Path(f"/proc/{file._process.pid}/limits").read_text()
    line = next(row for row in limits.splitlines() if row.startswith("Max address space"))
    assert line.split()[3] == str(vector_worker.MEMORY_LIMIT_BYTES)


def test_what_the_reader_cannot_take_is_told_in_a_sentence():
    arc = '<path d="M0 0 A 0 0 nan 0 1 5 5" stroke="red" transform="matrix(nan 1 1 1 1 1)"/>'
    with pytest.raises(FileError) as caught:
        VectorFile(svg(arc), "arc.svg")
    assert caught.value.message.endswith(".")
    assert "Traceback" not in caught.value.message


def test_a_damaged_page_is_named():
    good = pdf_file(Canvas(), Canvas())
    bad = good.replace(b"/Type /Page /Parent", b"/Type /Pane /Parent", 1)
    with VectorFile(bad, "two.pdf") as file, pytest.raises(FileError, match="Page 1 is damaged"):
        file.page(0)


@pytest.mark.parametrize("size", ["1e300", "1e30", "nan", "99999999999", "1e-300"])
def test_words_of_absurd_size_are_left_out(size):
    data = svg(f'<text x="5" y="9" font-size="{size}">7</text><path d="M0 0 9 9" stroke="red"/>')
    with VectorFile(data, "words.svg") as file:
        assert file.render().shape[2] == 3
        assert len(file.page().strokes) == 1


def test_an_svg_that_is_not_shown_at_all_is_told():
    data = b'<svg xmlns="http://www.w3.org/2000/svg" display="none"><path d="M0 0 9 9"/></svg>'
    with pytest.raises(FileError) as caught:
        VectorFile(data, "hidden.svg")
    assert "hidden.svg" in caught.value.message
