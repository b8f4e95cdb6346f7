"""Every figure of a file is found: on each page, on one page, in a box."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.digitize.figures import read_figures
from core.errors import InputError
from core.figure.open import open_figure
from core.figure.raster import figure_file
from tests.core.digitize.vector.drawn_pages import journal_page, make_trial, plain_look, prose
from tests.core.figure.raw_pdf import Canvas, pdf_file

LOOKS = (
    plain_look(),
    plain_look(colours=((0.0,), (0.5,)), legend="below", table="above", labels="percent"),
)


def paper() -> bytes:
    """A page of text, then pages with two panels each, one above and beside the other."""
    text = Canvas()
    prose(text, 54, 740, 60, 240)
    prose(text, 318, 740, 60, 240, 1)
    trials = [make_trial(seed) for seed in range(4)]
    return pdf_file(
        text,
        journal_page(trials[:2], LOOKS),
        journal_page(trials[2:], LOOKS, side_by_side=True),
    )


def test_every_panel_of_every_page_is_read_with_its_own_names_and_table():
    found = list(read_figures(figure_file("paper.pdf", paper())))
    assert [(one.file.page, one.proposal.panel) for one in found] == [
        (1, 0),
        (1, 1),
        (2, 0),
        (2, 1),
    ]
    for seed, one in enumerate(found):
        trial = make_trial(seed)
        for arm, name in enumerate(trial.names):
            read = next(a for a in one.proposal.arms if a.name == name)
            assert np.allclose(read.reading.steps().time, trial.steps(arm)[0], atol=1e-3)
            counts = [cell.n_at_risk for cell in read.risk_row.cells]
            grid = np.arange(0, trial.last + 0.1, trial.step)
            assert counts == [trial.at_risk(arm, when) for when in grid]


def test_a_page_gives_its_own_figures_only():
    found = list(read_figures(figure_file("paper.pdf", paper()), page=2))
    assert [one.file.page for one in found] == [2, 2]


def test_a_box_in_points_of_the_page_gives_the_figure_in_it():
    found = list(
        read_figures(figure_file("paper.pdf", paper()), page=1, box=(54.0, 295.0, 500.0, 570.0))
    )
    assert len(found) == 1
    trial = make_trial(1)
    assert {arm.name for arm in found[0].proposal.arms} == set(trial.names)
    # Its places are in pixels of the box, as the document keeps them.
    assert open_figure(found[0].file).pixels.shape[1] >= found[0].proposal.plot.x1


def test_a_box_of_several_pages_asks_for_the_page():
    with pytest.raises(InputError, match="name the one with --page"):
        list(read_figures(figure_file("paper.pdf", paper()), box=(0.0, 0.0, 9.0, 9.0)))


def test_pages_without_a_figure_say_what_to_do():
    text = Canvas()
    prose(text, 54, 740, 60, 240)
    with pytest.raises(InputError, match="Name its page"):
        list(read_figures(figure_file("text.pdf", pdf_file(text, text))))


def test_a_page_that_is_not_there_is_refused():
    with pytest.raises(InputError, match="no page 9"):
        list(read_figures(figure_file("paper.pdf", paper()), page=8))


def scan(pixels: np.ndarray) -> bytes:
    """A PDF whose one page holds a picture and nothing else."""
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "pdf", resolution=110.0)
    return out.getvalue()


def test_a_page_that_holds_only_a_picture_shows_its_very_pixels():
    pixels = np.random.default_rng(1).integers(0, 255, (61, 83), dtype=np.uint8)
    picture = Image.fromarray(pixels).convert("1")
    grey = np.asarray(picture.convert("RGB"))
    out = io.BytesIO()
    picture.save(out, "pdf", resolution=110.0)
    opened = open_figure(figure_file("scan.pdf", out.getvalue()))
    assert opened.drawing is None
    assert opened.dots_per_inch == 0
    assert np.array_equal(opened.pixels, grey)


def test_a_box_on_a_scan_is_counted_in_points_of_its_page():
    from core.digitize import figures

    seen = []

    def propose(opened, **_):
        seen.append(opened.pixels.shape)
        raise InputError("Nothing here.")

    original, figures.propose = figures.propose, propose
    try:
        data = scan(np.full((220, 330, 3), 200, np.uint8))
        with pytest.raises(InputError, match="Nothing here"):
            list(read_figures(figure_file("scan.pdf", data), box=(0.0, 0.0, 72.0, 36.0)))
    finally:
        figures.propose = original
    # 110 dots an inch: one inch across, half an inch down.
    assert seen == [(55, 110, 3)]


def test_a_bitmap_has_one_page(tmp_path: Path):
    out = io.BytesIO()
    Image.new("RGB", (40, 30)).save(out, "png")
    with pytest.raises(InputError, match="one page only"):
        list(read_figures(figure_file("a.png", out.getvalue()), page=1))
