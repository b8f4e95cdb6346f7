"""The command ``digitize`` on a paper: a folder for each figure, one sentence for what fails."""

import json

import pytest

from main import main
from tests.core.digitize.vector.drawn_pages import Panel, journal_page, make_trial, plain_look
from tests.core.figure.raw_pdf import Canvas, pdf_file


@pytest.fixture
def paper(tmp_path):
    path = tmp_path / "paper.pdf"
    trials = [make_trial(0), make_trial(1)]
    page = journal_page(trials, (plain_look(), plain_look(labels="percent")))
    path.write_bytes(pdf_file(page))
    return path


def test_each_figure_of_a_page_has_its_folder_and_the_paper_lists_them(paper, tmp_path):
    out = tmp_path / "out"
    before = paper.read_bytes()
    assert main(["digitize", str(paper), "--out", str(out)]) == 0
    listed = json.loads((out / "paper" / "result.json").read_text())["figures"]
    assert [entry["folder"] for entry in listed] == ["p1-1", "p1-2"]
    for entry in listed:
        folder = out / "paper" / entry["folder"]
        assert {"arm0.csv", "arm1.csv", "curve0.csv", "project.kmtrace", "result.json"} <= {
            path.name for path in folder.iterdir()
        }
    assert paper.read_bytes() == before


def test_one_figure_fills_the_folder_of_its_file(tmp_path):
    canvas = Canvas()
    Panel(canvas, make_trial(3), (90, 130, 420, 340)).draw()
    path = tmp_path / "figure.pdf"
    path.write_bytes(pdf_file(canvas, size=(520, 400)))
    assert main(["digitize", str(path), "--page", "1", "--out", str(tmp_path / "out")]) == 0
    result = json.loads((tmp_path / "out" / "figure" / "result.json").read_text())
    assert result["page"] == 1
    origin = next(p for p in result["axes"]["points"] if p["axis"] == "time" and p["value"] == 0)
    assert origin["x"] * 72 / result["dots_per_inch"] == pytest.approx(90, abs=0.01)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--page", "0"], "is no page"),
        (["--page", "two"], "is no page"),
        (["--box", "1,2,3"], "is no box"),
        (["--box", "9,9,1,1"], "is no box"),
        (["--box", "nan,0,1,1"], "is no box"),
    ],
)
def test_a_page_or_box_that_makes_no_sense_is_refused_in_one_sentence(
    options, says, paper, tmp_path, capsys
):
    assert main(["digitize", str(paper), *options, "--out", str(tmp_path / "out")]) == 2
    message = capsys.readouterr().err
    assert says in message
    assert len(message.strip().splitlines()) == 1


def test_a_file_that_cannot_be_read_leaves_its_reason_and_the_rest_goes_on(paper, tmp_path, capsys):
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7 and nothing more")
    out = tmp_path / "out"
    assert main(["digitize", str(broken), str(paper), "--out", str(out)]) == 1
    assert "damaged" in json.loads((out / "broken" / "result.json").read_text())["error"]
    assert (out / "paper" / "p1-2" / "arm1.csv").exists()
    assert "broken.pdf is damaged" in capsys.readouterr().err
