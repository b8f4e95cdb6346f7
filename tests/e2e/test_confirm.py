"""A real published figure through the command line: picture, clicks and printed table in."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import main
from core.files.project import save_project


def _confirm() -> ModuleType:
    path = Path(__file__).with_name("confirm.py")
    spec = importlib.util.spec_from_file_location("confirm", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


confirm = _confirm()
pytestmark = pytest.mark.skipif(
    not confirm.FOLDER.is_dir(), reason="the published figures are not beside the repository"
)


@pytest.fixture
def analysed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    project = tmp_path / "confirm.kmtrace"
    save_project(confirm.with_published_algorithm(confirm.document()), project)
    assert main.main(["analyse", str(project), "--json"]) == 0
    output = capsys.readouterr()
    assert output.err == ""
    record: dict[str, Any] = json.loads(output.out)
    return record


def row(record: dict[str, Any], kind: str, arm: str | None = None) -> dict[str, Any]:
    rows = (r for r in record["comparisons"] if r["kind"] == kind)
    found: dict[str, Any] = next(r for r in rows if arm is None or r["arm"] == arm)
    return found


def test_the_json_holds_what_the_draws_leave_open(analysed: dict[str, Any]) -> None:
    found = analysed["uncertainty"]
    assert found["n_draws"] == 100
    low, high = found["pairs"][0]["hazard_ratio"]["reading"]
    assert low < 0.80 < high
    assert row(analysed, "hazard_ratio")["band_low"] == low


def test_the_hazard_ratio_is_the_reported_one(analysed: dict[str, Any]) -> None:
    (pair,) = analysed["pairs"]
    assert abs(pair["hazard_ratio"]["value"] - 0.80) <= 0.02
    assert row(analysed, "hazard_ratio")["verdict"] == "agrees"


def test_the_log_rank_p_is_near_the_reported_one(analysed: dict[str, Any]) -> None:
    assert 0.003 <= analysed["pairs"][0]["log_rank"]["p_value"] <= 0.012


def test_a_median_on_a_level_stretch_comes_with_the_stretch(analysed: dict[str, Any]) -> None:
    median = row(analysed, "median", "Fulvestrant 500 mg")
    assert median["reported"].startswith("6.5")
    assert median["band_low"] < 6.5 < median["band_high"]
    assert "0.5" in median["limit"]
    assert median["verdict"] in ("agrees", "close")


def test_the_other_median_agrees(analysed: dict[str, Any]) -> None:
    median = row(analysed, "median", "Fulvestrant 250 mg")
    assert median["reported"].startswith("5.5")
    assert median["value"] == pytest.approx(5.5, abs=0.2)
    assert median["verdict"] == "agrees"


def test_nothing_reported_differs(analysed: dict[str, Any]) -> None:
    assert "differs" not in {r["verdict"] for r in analysed["comparisons"]}


def test_ticks_measured_on_the_picture_fit_one_scale(analysed: dict[str, Any]) -> None:
    ticks = [check for check in analysed["checks"] if "Ticks" in check["title"]]
    assert {check["state"] for check in ticks} == {"consistent"}
