"""The pages of a PDF: their thumbnails."""

import hashlib
from pathlib import Path

from core.model.document import FigureFile
from gui.pages import Pages

PDF = Path(__file__).parents[1] / "reference" / "vector" / "r_base.pdf"


def test_a_page_wished_for_while_the_file_before_closes_is_drawn(qtbot):
    data = PDF.read_bytes()
    pages = Pages()
    with qtbot.waitSignal(pages.drawn, timeout=20_000) as drawn:
        pages.open(FigureFile("paper.pdf", hashlib.sha256(data).hexdigest(), data))
        pages.want(0)
    assert drawn.args[0] == 0
    assert drawn.args[1].shape[2] == 3
    pages.shutdown()
