"""Words of a PDF on their way into the Paper tab."""

import pytest

from core.figure.open import open_figure
from core.model.document import FigureFile
from gui.page_text import NO_TEXT, NO_WORDS, PageText, can_take_all
from tests.core.figure.raw_pdf import Canvas, pdf_file

SENTENCE = "Median survival was 11.2 months with drug A."
TURNED = "Median follow-up was 30 months."


def paper(*sentences: str) -> FigureFile:
    pages = []
    for sentence in sentences:
        page = Canvas()
        page.text(40, 700, sentence, 9)
        pages.append(page)
    return FigureFile("paper.pdf", "", pdf_file(*pages))


@pytest.fixture
def source(qapp):
    made = PageText()
    yield made
    made.shutdown()


def test_a_box_gives_its_words_and_their_page(source, qtbot):
    file = paper(SENTENCE, TURNED)
    opened = open_figure(file)
    height, width = opened.pixels.shape[:2]
    with qtbot.waitSignal(source.taken) as taken:
        source.take_box(file, opened, (0, 0, width, height / 4))
    assert taken.args == [SENTENCE, "page 1"]
    with qtbot.waitSignal(source.noted) as noted:
        source.take_box(file, opened, (0, height / 2, width, height))
    assert noted.args == [NO_WORDS]


def test_all_pages_are_taken_in_order(source, qtbot):
    with qtbot.waitSignal(source.taken, timeout=30_000) as taken:
        source.take_all(paper(SENTENCE, TURNED))
    assert taken.args == [f"{SENTENCE}\n\n{TURNED}", ""]


def test_pages_without_words_are_said_to_have_none(source, qtbot):
    with qtbot.waitSignal(
        source.noted, check_params_cb=lambda words: words == NO_TEXT, timeout=30_000
    ):
        source.take_all(paper(""))


def test_a_damaged_file_fails_in_a_sentence(source, qtbot):
    with qtbot.waitSignal(source.failed, timeout=30_000) as failed:
        source.take_all(FigureFile("paper.pdf", "", b"%PDF-1.4 nothing"))
    assert "paper.pdf" in failed.args[0].message


def test_only_a_pdf_has_text_to_take():
    assert can_take_all(paper(SENTENCE))
    assert not can_take_all(FigureFile("figure.png", "", b"\x89PNG"))
    assert not can_take_all(None)
