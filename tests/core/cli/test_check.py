"""``main.py check``: claims and checks of a text, for people and as JSON."""

import io
import json
import sys
from dataclasses import replace
from types import SimpleNamespace

import pytest

from core.files.project import load_project, save_project
from core.model.document import PixelPoint
from core.verify.text.doubts import SURE, TOLD_TWICE
from main import main
from resources import path
from tests.core.figure.raw_pdf import Canvas, pdf_file

ABSTRACT = (
    "Patients were randomly assigned to toremifene (n = 46) or exemestane (n = 45). The median PFS "
    "in toremifene was 7.3 months and that in exemestane was 3.7 months (hazard ratio 0.61; 95% CI "
    "0.38-0.99; P = 0.045). The response rate was 10.8% (5/46) with toremifene."
)


TWICE = (
    "Median OS was 18.4 months with Drug and 12.1 months with Control. OS at 2 years was 61% with "
    "Control. OS at 2 years was 72% with Control."
)


@pytest.fixture
def abstract(tmp_path):
    path = tmp_path / "abstract.txt"
    path.write_text(ABSTRACT, encoding="utf-8")
    return path


def test_claims_and_checks_as_json(abstract, capsys):
    assert main(["check", str(abstract), "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert set(record) == {"claims", "checks"}
    ratio = next(claim for claim in record["claims"] if claim["kind"] == "hazard_ratio")
    assert ratio["value"] == "0.61"
    assert (ratio["ci_low"], ratio["ci_high"], ratio["ci_level"]) == ("0.38", "0.99", 95)
    assert (ratio["p_operator"], ratio["p_value"]) == ("=", "0.045")
    assert (ratio["arm"], ratio["comparator"], ratio["endpoint"]) == (
        "toremifene",
        "exemestane",
        "PFS",
    )
    assert ratio["adjusted"] is False
    assert "time" not in ratio
    start, end = ratio["span"]
    assert "0.61" in ABSTRACT[start:end]
    states = {"impossible", "not_reproducible", "consistent", "not_comparable"}
    for check in record["checks"]:
        assert check["state"] in states
        assert all(0 <= index < len(record["claims"]) for index in check["claims"])
        assert check["arithmetic"]


def test_doubtful_values_are_marked_and_say_why(tmp_path, capsys):
    path = tmp_path / "twice.txt"
    path.write_text(TWICE, "utf-8")
    assert main(["check", str(path)]) == 0
    head, *lines = capsys.readouterr().out.splitlines()
    assert head == "4 reported values, 2 doubtful (?)"
    assert [line for line in lines if "?" in line] == [lines[2], lines[4]]
    assert lines[3].strip() == TOLD_TWICE
    assert main(["check", str(path), "--json"]) == 0
    claims = json.loads(capsys.readouterr().out)["claims"]
    assert [one.get("doubt") for one in claims] == [None, None, TOLD_TWICE, TOLD_TWICE]
    assert [one["confidence"] < SURE for one in claims] == [False, False, True, True]


def test_what_is_sure_bears_no_mark(abstract, capsys):
    assert main(["check", str(abstract)]) == 0
    assert "?" not in capsys.readouterr().out


def test_a_percentage_that_no_count_gives_is_flagged(abstract, capsys):
    assert main(["check", str(abstract)]) == 0
    printed = capsys.readouterr().out
    assert "to look at" in printed
    assert "10.8" in printed.split("to look at")[1]


def test_all_shows_the_checks_that_hold_too(abstract, capsys):
    assert main(["check", str(abstract)]) == 0
    short = capsys.readouterr().out
    assert "--all" in short
    assert "consistent: " not in short
    assert main(["check", str(abstract), "--all"]) == 0
    whole = capsys.readouterr().out
    assert "T1   consistent: " in whole
    assert "--all" not in whole


def test_standard_input(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(ABSTRACT.encode())))
    assert main(["check", "-", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["claims"]


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"", "no reported value"), (b"PK\0\1", "not a text"), (b"x" * 1_000_001, "longer than")],
    ids=["empty", "binary", "too long"],
)
def test_unusable_text_is_one_sentence(tmp_path, capsys, data, words):
    file = tmp_path / "text.txt"
    file.write_bytes(data)
    assert main(["check", str(file)]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert words in captured.err
    assert captured.err.count("\n") == 1


def test_a_lone_project_without_claims_is_told_of_the_command_for_it(capsys):
    assert main(["check", str(path("samples", "simulated-trial.kmtrace"))]) == 2
    assert "use analyse" in capsys.readouterr().err


def test_a_missing_file_is_one_sentence(tmp_path, capsys):
    assert main(["check", str(tmp_path / "none.txt")]) == 2
    assert "Could not read" in capsys.readouterr().err


def test_figures_of_one_trial_are_checked_against_each_other(capsys):
    figures = [str(path("studies", f"toremifene-{name}.kmtrace")) for name in ("pfs", "os")]
    assert main(["check", *figures, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["figures"]
    assert {check["id"] for check in found} == {"F10", "F11", "F12"}
    assert {check["state"] for check in found} == {"consistent"}


def test_a_pdf_is_read_for_its_words(tmp_path, capsys):
    page = Canvas()
    page.text(40, 700, "The hazard ratio for overall survival was 0.71 (95% CI, 0.55 to 0.92).", 9)
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(pdf_file(page))
    assert main(["check", str(paper)]) == 0
    assert "0.71" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["check", "analyse"])
def test_a_click_beside_every_line_is_told_without_a_window(command, abstract, tmp_path, capsys):
    sample = load_project(path("samples", "simulated-trial.kmtrace"))
    arm = sample.arms[0]
    astray = (*arm.trace[:-1], PixelPoint(arm.trace[-2].x + 2.0, arm.trace[-2].y - 40.0))
    changed = tmp_path / "changed.kmtrace"
    save_project(sample.with_arm_replaced(replace(arm, trace=astray)), changed)
    words = ["check", str(abstract)] if command == "check" else ["analyse", "--draws", "0"]
    codes = []
    for project in (changed, path("samples", "simulated-trial.kmtrace")):
        assert main([*words, str(project), "--json"]) == 0
        findings = json.loads(capsys.readouterr().out)["findings"]
        codes.append([finding["code"] for finding in findings])
    assert "T17" in codes[0]
    assert "T17" not in codes[1]
