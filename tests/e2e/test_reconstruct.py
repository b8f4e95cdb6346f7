"""Coordinates to patients through main(): files in, files out, sentences for everything else."""

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import main
from core.patients import PatientData, number_at_risk

SHARED = Path(__file__).resolve().parents[3] / "shared"
TABLE_TIMES = [0, 6, 12, 18, 24]


def patients(seed: int, median: float, n: int) -> PatientData:
    random = np.random.default_rng(seed)
    event_at = random.exponential(median / np.log(2), n)
    followed = random.uniform(10, 30, n)
    return PatientData(np.round(np.minimum(event_at, followed), 2) + 0.01, event_at <= followed)


def write_arm(folder: Path, name: str, arm: PatientData) -> dict[str, Any]:
    """Write the exact steps of one arm; return its entry in INPUT.json."""
    times, counts = np.unique(arm.time[arm.event], return_counts=True)
    survival = np.cumprod(1 - counts / number_at_risk(arm, times))
    lines = [
        "time,survival",
        "0,1",
        *(f"{t},{s:.10f}" for t, s in zip(times, survival, strict=True)),
    ]
    (folder / f"{name}.csv").write_text("\n".join(lines))
    at_risk = [int(count) for count in number_at_risk(arm, TABLE_TIMES)]
    return {
        "name": name,
        "points": f"{name}.csv",
        "points_kind": "exact",
        "n": arm.n,
        "events": arm.n_events,
        "risk_table": {"times": TABLE_TIMES, "at_risk": at_risk},
    }


@pytest.fixture
def trial(tmp_path: Path) -> Path:
    arms = [
        write_arm(tmp_path, "Control", patients(1, 7.0, 120)),
        write_arm(tmp_path, "Drug", patients(2, 12.0, 118)),
    ]
    return write_input(tmp_path, {"time_unit": "months", "reference": "Control", "arms": arms})


def write_input(folder: Path, content: dict[str, Any]) -> Path:
    path = folder / "trial.json"
    path.write_text(json.dumps(content))
    return path


def read_arm(path: Path) -> PatientData:
    with path.open() as file:
        rows = list(csv.DictReader(file))
    time = np.array([float(row["time"]) for row in rows])
    return PatientData(time, np.array([row["status"] == "1" for row in rows]))


@pytest.mark.parametrize("method", ["guyot", "kmtrace"])
def test_patients_come_back_near_the_truth(trial: Path, tmp_path: Path, method: str) -> None:
    out = tmp_path / "out"
    status = main.main(["reconstruct", str(trial), "--out", str(out), "--method", method])
    assert status == 0
    for index, (seed, median, n) in enumerate(((1, 7.0, 120), (2, 12.0, 118))):
        true, made = patients(seed, median, n), read_arm(out / "trial" / f"arm{index}.csv")
        assert made.n == true.n
        assert abs(made.n_events - true.n_events) <= 3
        difference = number_at_risk(made, TABLE_TIMES) - number_at_risk(true, TABLE_TIMES)
        assert np.abs(difference).max() <= 4
    result = json.loads((out / "trial" / "result.json").read_text())
    assert result["reference"] == "Control"
    assert result["pairs"][0]["hazard_ratio"]["value"] < 0.9
    assert result["seconds"] >= 0


def test_draws_give_intervals_that_keep_reading_and_sampling_apart(
    trial: Path, tmp_path: Path
) -> None:
    command = ["reconstruct", str(trial), "--out", str(tmp_path / "o"), "--draws", "25"]
    assert main.main(command) == 0
    result = json.loads((tmp_path / "o" / "trial" / "result.json").read_text())
    found = result["uncertainty"]
    assert found["n_draws"] == 25
    (pair,) = found["pairs"]
    assert (pair["arm"], pair["reference"]) == ("Drug", "Control")
    ratio = pair["hazard_ratio"]
    assert ratio["value"] == pytest.approx(result["pairs"][0]["hazard_ratio"]["value"], rel=1e-5)
    assert ratio["both"][0] < ratio["sampling"][0] < ratio["reading"][0] < ratio["value"]
    assert [arm["name"] for arm in found["arms"]] == ["Control", "Drug"]
    for arm in found["arms"]:
        assert arm["median"]["reading"][0] <= arm["median"]["value"] <= arm["median"]["reading"][1]


def test_guyots_method_says_that_it_makes_no_draws(
    trial: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["reconstruct", str(trial), "--out", str(tmp_path / "o"), "--method", "guyot"]
    assert main.main([*command, "--draws", "25"]) == 0
    assert "kmtrace method only" in capsys.readouterr().err
    result = json.loads((tmp_path / "o" / "trial" / "result.json").read_text())
    assert result["uncertainty"] is None


@pytest.mark.parametrize("number", ["-1", "x", "1000000"])
def test_a_number_of_draws_that_cannot_be_is_refused(
    trial: Path, tmp_path: Path, number: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["reconstruct", str(trial), "--out", str(tmp_path / "o"), "--draws", number]
    assert main.main(command) == 2
    assert "--draws" in capsys.readouterr().err


def test_json_is_one_object_on_stdout(
    trial: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["reconstruct", str(trial), "--out", str(tmp_path / "o"), "--method", "guyot"]
    assert main.main([*command, "--json"]) == 0
    output = capsys.readouterr()
    assert json.loads(output.out)["results"][0]["method"] == "guyot"
    assert output.err == ""


def test_without_json_every_arm_and_pair_is_a_line(
    trial: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "o"
    assert main.main(["reconstruct", str(trial), "--out", str(out), "--draws", "5"]) == 0
    folder, control, drug, pair = capsys.readouterr().out.splitlines()
    assert folder == str(out / "trial")
    result = json.loads((out / "trial" / "result.json").read_text())
    for line, arm in zip((control, drug), result["arms"], strict=True):
        median = arm["estimates"]["median"]["value"]
        assert f"{arm['name']}: n {arm['estimates']['n']}, " in line
        assert f"median {median:.2f} {result['time_unit']} (" in line
    ratio = result["pairs"][0]["hazard_ratio"]["value"]
    low, high = result["uncertainty"]["pairs"][0]["hazard_ratio"]["reading"]
    assert f"Drug over Control: HR {ratio:.3f} (" in pair
    assert f"reading [{low:.3f}–{high:.3f}], log-rank P " in pair


def test_inputs_of_one_name_do_not_overwrite_each_other(trial: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    command = ["reconstruct", str(trial), str(trial), "--out", str(out), "--method", "guyot"]
    assert main.main(command) == 0
    assert {path.name for path in out.iterdir()} == {"trial", "trial-2"}


def test_one_bad_input_does_not_stop_the_others(
    trial: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["reconstruct", str(tmp_path / "gone.json"), str(trial), "--method", "guyot"]
    assert main.main([*command, "--out", str(tmp_path / "out")]) == 1
    assert "Could not read gone.json" in capsys.readouterr().err
    assert (tmp_path / "out" / "trial" / "arm1.csv").exists()


def test_an_arm_without_events_still_gives_the_other_its_numbers(
    trial: Path, tmp_path: Path
) -> None:
    content = json.loads(trial.read_text())
    (tmp_path / "flat.csv").write_text("0,1\n20,1\n")
    content["arms"][1] = {"name": "Flat", "points": "flat.csv", "n": 5}
    path = write_input(tmp_path, content)
    out = tmp_path / "out"
    assert main.main(["reconstruct", str(path), "--out", str(out), "--method", "guyot"]) == 0
    result = json.loads((out / "trial" / "result.json").read_text())
    assert read_arm(out / "trial" / "arm1.csv").n_events == 0
    assert result["pairs"][0]["hazard_ratio"] is None
    assert result["pairs"][0]["message"].endswith(".")


def change(content: dict[str, Any], place: tuple[Any, ...], value: Any) -> dict[str, Any]:
    inner: Any = content
    for part in place[:-1]:
        inner = inner[part]
    inner[place[-1]] = value
    return content


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [
        (("arms",), [], "no arms"),
        (("reference",), "Nobody", "none of the arms"),
        (("arms", 0, "points"), "gone.csv", "Could not read gone.csv"),
        (("arms", 0, "n"), "120", "Arm 1, n: it is not a whole number"),
        (("arms", 0, "n"), True, "Arm 1, n: it is not a whole number"),
        (("arms", 0, "n"), 0, "0 patients is not possible"),
        (("arms", 0, "events"), 500, "500 events in 120 patients is not possible"),
        (("arms", 0, "points_kind"), "guess", "Arm 1, points_kind"),
        (("arms", 0, "risk_table", "times"), [0, 6], "5 numbers at risk for 2 times"),
        (("arms", 0, "risk_table", "times"), [0, 6, 6, 18, 24], "must increase"),
        (("arms", 0, "risk_table", "at_risk"), [120, -1, 0, 0, 0], "negative"),
        (("arms", 0, "pixel_size"), {"time": 0, "survival": 1}, "pixel size"),
    ],
)
def test_unusable_input_is_one_sentence_and_status_2(
    trial: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    place: tuple[Any, ...],
    value: Any,
    words: str,
) -> None:
    path = write_input(tmp_path, change(json.loads(trial.read_text()), place, value))
    assert main.main(["reconstruct", str(path), "--out", str(tmp_path / "out")]) == 2
    output = capsys.readouterr()
    assert words in output.err
    assert output.err.count("\n") == 1
    assert "Traceback" not in output.err
    assert output.out == ""


@pytest.mark.parametrize(
    "points",
    [
        "2,0.9\n2,0.8\n2,0.7\n9,0.1",  # first point not (0, 1), several heights at one time
        "0,100\n5,62.5\n40,3",  # percent, past the last table time
        "0;1\n5,5;0,62\n40;0,03",  # decimal comma
        "0,1\n6,0.5\n12,0.5\n24,0",  # table times without points between, survival 0
        "\n".join(f"{t / 100},{1 - t / 4000}" for t in range(3000)),  # thousands of points
    ],
)
@pytest.mark.parametrize("table", [[120, 80, 90, 10, 0], [5, 3, 2, 1, 0], [120, 80, 20, 5, 1]])
def test_what_crashes_other_programs_gives_patients_or_a_sentence(
    trial: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], points: str, table: list[int]
) -> None:
    (tmp_path / "odd.csv").write_text(points)
    content = json.loads(trial.read_text())
    risk_table = {"times": TABLE_TIMES, "at_risk": table}
    content["arms"][1] = {"name": "Odd", "points": "odd.csv", "risk_table": risk_table}
    path = write_input(tmp_path, content)
    out = tmp_path / "out"
    status = main.main(["reconstruct", str(path), "--out", str(out), "--method", "guyot"])
    assert status == 0, capsys.readouterr().err
    assert read_arm(out / "trial" / "arm1.csv").n == table[0]


def test_clicks_of_the_corpus_give_what_the_published_program_gives(tmp_path: Path) -> None:
    corpus = SHARED / "corpus"
    if not corpus.is_dir():
        pytest.skip("the corpus is not beside the repository")
    case = "s_ph3_n150_exp"
    facts = json.loads((corpus / "cases" / case / "input.json").read_text())
    arms = [
        {
            "name": label,
            "points": str(corpus / "coords" / "click" / case / f"arm{index}.csv"),
            "n": arm["n"],
            "events": arm["events"],
            "risk_table": {"times": arm["risk_times"], "at_risk": arm["nrisk"]},
        }
        for index, (label, arm) in enumerate(zip(facts["labels"], facts["arms"], strict=True))
    ]
    path = write_input(tmp_path, {"arms": arms})
    out = tmp_path / "out"
    assert main.main(["reconstruct", str(path), "--out", str(out), "--method", "guyot"]) == 0
    for index in (0, 1):
        peer = read_arm(corpus / "peers" / "survhe_guyot" / "click" / case / f"arm{index}.csv")
        made = read_arm(out / "trial" / f"arm{index}.csv")
        assert abs(made.n - peer.n) <= 1
        assert abs(made.n_events - peer.n_events) <= 2


@pytest.mark.parametrize(
    ("content", "sentence"),
    [("{}", "“arms” is missing"), ("", "cannot be read"), ('{"arms": 3}', "Arms")],
)
def test_an_input_typed_wrong_is_compared_with_the_example(
    content: str, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "trial.json"
    path.write_text(content)
    assert main.main(["reconstruct", str(path), "--out", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert sentence in said
    assert "README" in said
    assert "outside the program" not in said
