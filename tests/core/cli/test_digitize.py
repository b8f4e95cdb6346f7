"""The command ``digitize`` on pictures: what it writes, reports and skips."""

import csv
import json
from pathlib import Path

import pytest
from PIL import Image

from core.files.project import load_project
from main import main
from tests.core.digitize.drawn import SURVIVAL, TIME, draw


@pytest.fixture(scope="module")
def figures(tmp_path_factory) -> Path:
    """A folder with a figure, a picture that is none and a file that is no picture."""
    folder = tmp_path_factory.mktemp("fig ures") / "päper [1]"
    folder.mkdir()
    Image.fromarray(draw(marks=True).pixels).save(folder / "a figure.png")
    Image.new("RGB", (300, 200), "white").save(folder / "blank.png")
    (folder / "broken.png").write_bytes(b"no picture at all")
    return folder


@pytest.fixture(scope="module")
def run(figures, tmp_path_factory):
    """The whole folder read two at a time, after an earlier run had left files."""
    out = tmp_path_factory.mktemp("out")
    for stem in ("a figure", "blank"):
        (out / stem).mkdir()
        (out / stem / "curve7.csv").write_text("left over")
        (out / stem / "notes.csv").write_text("a person's")
    status = main(["digitize", str(figures), "--out", str(out), "--jobs", "2"])
    return status, out


def rows(path: Path) -> list[list[str]]:
    return list(csv.reader(path.read_text().splitlines()))


def result(out: Path, stem: str) -> dict:
    return json.loads((out / stem / "result.json").read_text(encoding="utf-8"))


def test_figures_that_cannot_be_read_are_skipped_and_make_the_status_1(run):
    status, out = run
    assert status == 1
    assert "axis labels" in result(out, "blank")["error"]
    assert "broken.png" in result(out, "broken")["error"]
    assert "error" not in result(out, "a figure")


def test_curves_are_written_with_the_steps_that_were_read(run):
    _, out = run
    head, *steps = rows(out / "a figure" / "curve0.csv")
    assert head == ["time", "survival"]
    assert steps[0] == ["0", "1"]
    assert len(steps) == len(TIME) + 2  # the start, the drops, the end
    for (time, survival), true_time, true in zip(steps[1:], TIME, SURVIVAL[0], strict=False):
        assert float(time) == pytest.approx(true_time, abs=0.1)
        assert float(survival) == pytest.approx(true, abs=0.005)


def test_the_result_holds_axes_arms_confidence_doubts_and_seconds(run):
    _, out = run
    record = result(out, "a figure")
    assert {"axes", "arms", "confidence", "doubts", "seconds"} <= record.keys()
    assert {"points", "time_unit", "percent", "cumulative_incidence"} <= record["axes"].keys()
    values = [point["value"] for point in record["axes"]["points"] if point["axis"] == "time"]
    assert values == [0, 10, 20, 30, 40]
    for arm, name in zip(record["arms"], ("Placebo", "Treated"), strict=True):
        assert arm["name"] == name
        assert arm["line_style"] == "solid"
        assert arm["censor_marks"]
        assert arm["risk_row"] is None


def test_without_any_number_of_patients_no_patients_are_made_up(run):
    _, out = run
    assert not list((out / "a figure").glob("arm*.csv"))


def test_the_project_opens_with_the_arms_that_were_read(run):
    _, out = run
    document = load_project(out / "a figure" / "project.kmtrace")
    assert [arm.name for arm in document.arms] == ["Placebo", "Treated"]


@pytest.mark.parametrize("stem", ["a figure", "blank"])
def test_tables_of_an_earlier_run_do_not_stay_beside_new_results(run, stem):
    _, out = run
    assert not (out / stem / "curve7.csv").exists()
    assert (out / stem / "notes.csv").read_text() == "a person's"


def test_the_summary_has_a_row_for_each_figure_in_order(figures, tmp_path, capsys):
    arguments = [str(figures / name) for name in ("broken.png", "gone.png")]
    assert main(["digitize", *arguments, "--out", str(tmp_path / "out")]) == 1
    shown = capsys.readouterr()
    _, broken, gone = shown.out.splitlines()
    assert broken.startswith("broken.png")
    assert gone.startswith("gone.png")
    assert "not read: " in broken
    assert "not read: " in gone
    assert len(shown.err.splitlines()) == 2


def test_json_is_one_object_and_nothing_else(figures, tmp_path, capsys):
    path = str(figures / "broken.png")
    assert main(["digitize", path, "--out", str(tmp_path / "out"), "--json"]) == 1
    (outcome,) = json.loads(capsys.readouterr().out)["figures"]
    assert outcome["figure"] == "broken.png"
    assert outcome["error"]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--jobs", "0"], "--jobs 0"),
        (["--jobs", "two"], "--jobs two"),
        (["--jobs", "-3"], "jobs"),
        (["--hints", "gone.json"], "gone.json"),
        (["--hints", "hints.json"], "n_curves"),
    ],
)
def test_an_unusable_option_is_one_sentence_before_anything_is_read(
    options, says, figures, tmp_path, capsys, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    Path("hints.json").write_text('{"n_curves": "two"}')
    assert main(["digitize", str(figures / "a figure.png"), *options, "--out", "out"]) == 2
    assert not Path("out").exists()
    (line,) = capsys.readouterr().err.splitlines()
    assert says in line


def test_a_place_where_nothing_can_be_written_is_said_at_once(figures, tmp_path, capsys):
    taken = tmp_path / "taken"
    taken.write_text("a file")
    assert main(["digitize", str(figures / "a figure.png"), "--out", str(taken)]) == 2
    assert "taken" in capsys.readouterr().err


def test_a_fault_of_the_program_costs_one_figure_only(figures, tmp_path, capsys, monkeypatch):
    from core.cli import digitize as digitize_command

    def fail(file, **_):
        raise ZeroDivisionError("by nought")

    monkeypatch.setattr(digitize_command, "read_figures", fail)
    out = tmp_path / "out"
    paths = [str(figures / name) for name in ("a figure.png", "blank.png")]
    assert main(["digitize", *paths, "--out", str(out)]) == 1
    for stem in ("a figure", "blank"):
        assert "ZeroDivisionError: by nought" in result(out, stem)["error"]
