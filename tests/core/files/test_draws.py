"""Draws of patients, and those chosen by the reported values, as files."""

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import resources
from core.analysis import analyse
from core.errors import InputError
from core.files.draws import write_draws
from core.files.patients import write_chosen
from core.files.project import load_project
from core.model.document import Document
from core.patients import PatientData
from core.results import Analysis, Chosen, Uncertainty


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    return analyse(load_project(resources.path("samples", "simulated-trial.kmtrace")))


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_draw_holds_every_patient_of_every_arm(analysis, tmp_path):
    n_draws = write_draws(tmp_path / "draws.csv", analysis, n_draws=3)
    rows = rows_of(tmp_path / "draws.csv")
    assert sorted({row["draw"] for row in rows}) == [str(k + 1) for k in range(n_draws)]
    for arm in analysis.arms:
        assert arm.reconstruction is not None
        name = analysis.document.arm(arm.arm_id).name
        own = [row for row in rows if row["arm"] == name and row["draw"] == "1"]
        assert len(own) == arm.reconstruction.patients.n


def test_without_patients_there_are_no_draws(tmp_path):
    with pytest.raises(InputError) as caught:
        write_draws(tmp_path / "draws.csv", Analysis(Document()))
    assert caught.value.code == "E1"
    assert not (tmp_path / "draws.csv").exists()


def test_the_chosen_patients_are_those_of_the_draw(analysis, tmp_path):
    ids = tuple(arm.arm_id for arm in analysis.arms)
    drawn = tuple(PatientData(np.array([1.0, 2.5]), np.array([True, False])) for _ in analysis.arms)
    chosen = Chosen(ids[1], ids[0], ids, drawn, True, "hazard ratio")
    found = replace(analysis, uncertainty=Uncertainty(100, (), (), chosen))
    write_chosen(tmp_path / "chosen.csv", found)
    rows = rows_of(tmp_path / "chosen.csv")
    assert [(row["time"], row["event"]) for row in rows] == [("1", "1"), ("2.5", "0")] * 2


def test_where_nothing_was_chosen_there_is_nothing_to_write(analysis, tmp_path):
    with pytest.raises(InputError) as caught:
        write_chosen(tmp_path / "chosen.csv", replace(analysis, uncertainty=None))
    assert caught.value.code == "E1"
