"""Finding the page of a paper that shows the figure."""

import io
from pathlib import Path

import pypdfium2
import pytest

from core.digitize.pages import first_figure_page
from core.figure.vector_worker import VectorFile

FIGURES = Path(__file__).resolve().parents[2] / "reference" / "vector"


def paper(*names: str | None) -> bytes:
    """A PDF of these figures, an empty page for None."""
    made = pypdfium2.PdfDocument.new()
    for name in names:
        if name is None:
            made.new_page(595, 842)
        else:
            made.import_pages(pypdfium2.PdfDocument(FIGURES / name), [0])
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


@pytest.fixture
def opened():
    files = []

    def opens(*names: str | None) -> VectorFile:
        files.append(VectorFile(paper(*names), "paper.pdf"))
        return files[-1]

    yield opens
    for file in files:
        file.close()


def test_the_first_page_with_a_curve_between_axes_is_found(opened):
    pages = []
    file = opened(None, None, "r_base.pdf", "gnuplot.pdf")
    assert first_figure_page(file, progress=pages.append) == 2
    assert pages == [0, 1, 2]


def test_no_page_is_named_where_none_shows_a_curve(opened):
    assert first_figure_page(opened(None, None)) is None


def test_the_search_stops_when_asked(opened):
    pages = []
    file = opened(None, None, "r_base.pdf")
    found = first_figure_page(file, should_stop=lambda: len(pages) == 1, progress=pages.append)
    assert found is None
    assert pages == [0]
