"""The bundled samples through main(): what they show, write and teach."""

import csv
import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import main
import resources
from core import VERSION
from core.analysis import analyse
from core.cli.commands import without_planted_mistake
from core.figure.raster import open_raster
from core.files.project import load_project, project_bytes
from core.model.document import Document
from core.patients import PatientData
from core.results import Analysis, Badge, Verdict
from core.survival.estimates import hazard_ratio

SAMPLES = ("simulated-trial", "public-data")


def sample(name: str) -> Document:
    return load_project(resources.path("samples", f"{name}.kmtrace"))


def truth(name: str) -> dict[str, PatientData]:
    """Return the patients the figure was drawn from."""
    with resources.path("samples", f"{name}-truth.csv").open() as file:
        rows = list(csv.DictReader(file))
    return {
        arm: PatientData(
            np.array([float(row["time"]) for row in rows if row["arm"] == arm]),
            np.array([row["event"] == "1" for row in rows if row["arm"] == arm]),
        )
        for arm in dict.fromkeys(row["arm"] for row in rows)
    }


def verdicts(analysis: Analysis) -> dict[str, Verdict | None]:
    return {row.measure: row.verdict for row in analysis.comparisons}


@pytest.fixture
def demo(tmp_path: Path, capsys: pytest.CaptureFixture[str], qapp: Any) -> tuple[Path, str, str]:
    out = tmp_path / "out"
    status = main.main(["demo", "--out", str(out)])
    output = capsys.readouterr()
    assert status == 0, output.err
    return out, output.out, output.err


def test_the_demo_prints_reported_beside_recomputed(demo: tuple[Path, str, str]) -> None:
    _, printed, complaints = demo
    assert complaints == ""
    lines = [line for line in printed.splitlines() if line.startswith("Median Experimental")]
    assert ["DIFFERS" in line for line in lines] == [True, False]
    assert "tick 24 of the time axis says 22" in printed


def test_the_demo_writes_all_it_promises(demo: tuple[Path, str, str]) -> None:
    out, _, _ = demo
    names = {path.name for path in out.iterdir()}
    assert names == {
        "simulated-trial.kmtrace",
        "patients.csv",
        "comparison.csv",
        "report.html",
        "screenshot.png",
    }
    assert load_project(out / "simulated-trial.kmtrace") == sample("simulated-trial")
    rows = list(csv.DictReader((out / "patients.csv").read_text("utf-8").splitlines()))
    assert {row["arm"] for row in rows} == {"Control", "Experimental"}
    assert len(rows) == sum(patients.n for patients in truth("simulated-trial").values())
    report = (out / "report.html").read_text("utf-8")
    assert "Median Experimental" in report
    assert "http" not in report.replace("http-equiv", "")


def test_the_screenshot_shows_a_window(demo: tuple[Path, str, str]) -> None:
    pixels = open_raster((demo[0] / "screenshot.png").read_bytes(), "screenshot.png").pixels
    assert pixels.shape[:2] == (900, 1440)
    assert len(np.unique(pixels.reshape(-1, 3), axis=0)) > 100


def test_a_second_demo_may_write_over_the_first(demo: tuple[Path, str, str]) -> None:
    assert main.main(["demo", "--out", str(demo[0]), "--json"]) == 0


# --- the samples --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_is_small_and_saves_as_it_is(name: str) -> None:
    path = resources.path("samples", f"{name}.kmtrace")
    data = path.read_bytes()
    assert len(data) < 100_000
    assert project_bytes(sample(name)) == data


@pytest.mark.parametrize("name", SAMPLES)
def test_points_of_a_sample_lie_on_its_drawn_curves(name: str) -> None:
    document = sample(name)
    assert document.figure is not None
    pixels = open_raster(document.figure.data, name).pixels
    is_ink = pixels.min(axis=2) < 235
    for arm in document.arms:
        near = [
            is_ink[int(point.y) - 3 : int(point.y) + 4, int(point.x) - 3 : int(point.x) + 4].any()
            for point in arm.trace
        ]
        assert np.mean(near) == 1.0


def test_one_planted_mistake_makes_one_value_differ() -> None:
    analysis = analyse(sample("simulated-trial"))
    differing = [name for name, verdict in verdicts(analysis).items() if verdict is Verdict.DIFFERS]
    assert differing == ["Median Experimental, mo"]
    assert analysis.badge is Badge.INCONSISTENT


def test_putting_the_tick_right_settles_everything() -> None:
    analysis = analyse(without_planted_mistake(sample("simulated-trial")))
    assert set(verdicts(analysis).values()) == {Verdict.AGREES}


def test_what_the_samples_report_is_true() -> None:
    for name in SAMPLES:
        document, patients = sample(name), list(truth(name).values())
        ratio = hazard_ratio(patients[1], patients[0], conf_level=0.95)
        assert document.reported[2].text == f"{ratio.value:.2f}"


def test_the_public_data_are_those_everybody_has() -> None:
    """Published results of the NCCTG lung data: medians 270 and 426 days, hazard ratio 0.588."""
    document = sample("public-data")
    assert [value.text for value in document.reported[:3]] == ["426", "270", "0.59"]
    arms = truth("public-data")
    assert {name: (arm.n, arm.n_events) for name, arm in arms.items()} == {
        "Men": (138, 112),
        "Women": (90, 53),
    }


def test_the_public_sample_agrees_with_its_truth() -> None:
    analysis = analyse(sample("public-data"))
    assert set(verdicts(analysis).values()) == {Verdict.AGREES}


def test_analyse_prints_one_json_object(capsys: pytest.CaptureFixture[str]) -> None:
    path = resources.path("samples", "public-data.kmtrace")
    assert main.main(["analyse", str(path), "--json"]) == 0
    output = capsys.readouterr()
    record = json.loads(output.out)
    assert record["time_unit"] == "days"
    assert {arm["name"] for arm in record["arms"]} == {"Men", "Women"}
    assert output.err == ""


def test_what_one_mistake_causes_stands_below_it(capsys: pytest.CaptureFixture[str]) -> None:
    path = resources.path("samples", "simulated-trial.kmtrace")
    assert main.main(["analyse", str(path), "--draws", "0"]) == 0
    lines = capsys.readouterr().out.split("To look at:")[1].strip().splitlines()
    (head,) = [line for line in lines if "these go too" in line]
    below = lines[lines.index(head) + 1 :]
    assert "24 would fit" in lines[lines.index(head) - 1]
    assert f"({len(below)})" in head
    assert all(line.startswith("      ") for line in below)


def test_a_report_escapes_what_people_type(tmp_path: Path) -> None:
    from dataclasses import replace

    from core.files.report import report_html

    document = sample("public-data")
    arms = (replace(document.arms[0], name="<script>alert(1)</script>"), *document.arms[1:])
    page = report_html(analyse(replace(document, arms=arms, title="a < b & c")), date(2026, 2, 3))
    assert "<script" not in page
    assert "a &lt; b &amp; c" in page
    assert f"KMTrace {VERSION} on 2026-02-03" in page
    assert "not the patients of the trial" in page


def test_the_version_is_that_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    with Path(main.__file__).with_name("pyproject.toml").open("rb") as file:
        assert tomllib.load(file)["project"]["version"] == VERSION
    assert main.main(["--version"]) == 0
    assert VERSION in capsys.readouterr().out
