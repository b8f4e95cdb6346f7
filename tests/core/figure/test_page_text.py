"""The words of a page as text: lines, columns, tables, boxes."""

import pytest

from core.errors import FileError
from core.figure.page_text import text_of_pages, text_within
from core.figure.vector_worker import VectorFile
from core.model.document import FigureFile
from tests.core.figure.raw_pdf import Canvas, pdf_file

LEFT = ("Median survival was 11.2 months", "with drug A and 8.4 months with", "placebo (P = 0.03).")
RIGHT = ("The hazard ratio was 0.71", "(95% CI, 0.55 to 0.92).")


@pytest.fixture(scope="module")
def drawing():
    page = Canvas()
    for column, lines in ((40, LEFT), (320, RIGHT)):
        for row, line in enumerate(lines):
            page.text(column, 700 - 11 * row, line, 9)
    for row, cells in enumerate((("Arm", "n", "events"), ("Drug A", "120", "83"))):
        for column, cell in zip((40, 140, 200), cells, strict=True):
            page.text(column, 600 - 14 * row, cell, 9)
    data = pdf_file(page)
    with VectorFile(data, "paper.pdf") as file:
        yield data, file.page(0)


def test_a_column_is_read_before_the_next(drawing):
    paragraphs = text_within(drawing[1]).split("\n\n")
    assert paragraphs[0].split("\n") == list(LEFT)
    assert paragraphs[1].split("\n") == list(RIGHT)


def test_cells_of_a_table_are_parted_by_tabs(drawing):
    last = text_within(drawing[1]).split("\n\n")[-1]
    assert last.split("\n")[-1] == "Drug A\t120\t83"


def test_a_box_takes_the_words_whose_middle_it_holds(drawing):
    _, page = drawing
    top = page.height - 712
    assert text_within(page, (300, top, 560, top + 30)) == "\n".join(RIGHT)
    assert text_within(page, (0, 0, 20, 20)) == ""


def test_all_pages_up_to_a_length(drawing):
    data, page = drawing
    file = FigureFile("paper.pdf", "", data)
    assert text_of_pages(file, 10_000) == text_within(page)
    assert text_of_pages(file, 10_000, should_stop=lambda: True) == ""
    with pytest.raises(FileError):
        text_of_pages(FigureFile("paper.pdf", "", b"%PDF-1.4 nothing"), 100)
