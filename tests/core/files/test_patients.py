"""Exports read back to what was computed, on any machine, and never as a formula."""

import csv
from dataclasses import replace
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from core.curve import CurveReading, ReadingKind
from core.errors import InputError
from core.files.patients import (
    COMPARISON_COLUMNS,
    about_patients,
    comparison_csv,
    patients_csv,
    status_csv,
    write_comparison,
    write_patients,
)
from core.model.document import Arm, Calibration, Document, ReportedKind
from core.patients import PatientData
from core.reconstruct.inputs import ArmInput, FitQuality, Reconstruction, RiskTable
from core.results import Analysis, ArmResult, Comparison, Verdict

FIT = FitQuality(0.0, 0.0, 0.0, np.array([], dtype=np.intp), None)
NONE = np.array([])


def arm_result(arm_id: str, patients: PatientData | None) -> ArmResult:
    held = np.array([], dtype=bool)
    reconstruction = None if patients is None else Reconstruction(patients, "Guyot 2012", FIT)
    return ArmResult(arm_id, NONE, NONE, held, reconstruction=reconstruction)


def analysis_of(*arms: tuple[str, PatientData | None]) -> Analysis:
    document = Document(arms=tuple(Arm(str(k), name) for k, (name, _) in enumerate(arms)))
    results = tuple(arm_result(str(k), patients) for k, (_, patients) in enumerate(arms))
    return Analysis(document, results)


def comparison(**changes: object) -> Comparison:
    values: dict[str, object] = dict.fromkeys(
        ("measure", "reported", "reported_interval", "recomputed", "interval", "band"), ""
    )
    values |= dict.fromkeys(("difference", "limit", "arithmetic", "convention"), "")
    values |= {"kind": ReportedKind.MEDIAN, "arm_id": "0", "comparator_id": None}
    values |= {"reported_id": None, "verdict": None, **changes}
    return Comparison(**values)  # type: ignore[arg-type]


def rows(text: str, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(StringIO(text), delimiter=delimiter))


TWO = PatientData(np.array([2.5, 1.0, 2.5]), np.array([False, True, True]))


def test_each_patient_is_a_row_events_before_censorings() -> None:
    text = patients_csv(analysis_of(("Drug", TWO)))
    assert rows(text) == [
        ["arm", "time", "event"],
        ["Drug", "1", "1"],
        ["Drug", "2.5", "1"],
        ["Drug", "2.5", "0"],
    ]


def test_an_arm_without_patients_is_left_out() -> None:
    text = patients_csv(analysis_of(("Drug", None), ("Control", TWO)))
    assert {row[0] for row in rows(text)[1:]} == {"Control"}


def test_nothing_to_export_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "patients.csv"
    with pytest.raises(InputError, match="no patients to export yet"):
        write_patients(path, analysis_of(("Drug", None)))
    assert not path.exists()


@pytest.mark.parametrize(
    "name", ["=cmd|' /C calc'!A0", "+1", "-2", "@SUM(A1)", "\t=1", "＝1", "−3"]
)
def test_a_name_that_looks_like_a_formula_is_text(name: str) -> None:
    text = patients_csv(analysis_of((name, TWO)))
    assert rows(text)[1][0] == f"'{name}"


@pytest.mark.parametrize("name", ['a,"b"', "two\nlines", "λ; 5 mg"])
def test_a_name_with_separators_reads_back(name: str) -> None:
    assert rows(patients_csv(analysis_of((name, TWO))))[1][0] == name


def test_the_choice_of_decimal_comma_changes_both_signs() -> None:
    text = patients_csv(analysis_of(("Drug", TWO)), decimal_comma=True)
    assert rows(text, ";")[2] == ["Drug", "2,5", "1"]


TIMES = st.lists(st.floats(0, 1e6), min_size=1, max_size=20)


@given(TIMES, st.randoms(use_true_random=False))
def test_times_read_back_to_the_last_digit(times: list[float], random: object) -> None:
    event = np.arange(len(times)) % 2 == 0
    patients = PatientData(np.array(times), event)
    read = np.array(rows(status_csv(patients))[1:], dtype=float)
    assert_array_equal(read[:, 1] == 1, patients.event)
    np.testing.assert_allclose(read[:, 0], patients.time, rtol=0, atol=1e-12)


def test_no_time_is_written_with_an_exponent() -> None:
    text = status_csv(PatientData(np.array([1e-7, 3e-5, 123456789.0]), np.array([True] * 3)))
    assert "e" not in text.split("\n", 1)[1]


def test_the_comparison_keeps_words_and_makes_signs_readable(tmp_path: Path) -> None:
    line = comparison(
        measure="Median survival", reported="6.5", difference="\u22120.33", verdict=Verdict.AGREES
    )
    analysis = analysis_of(("Drug", TWO))
    analysis = Analysis(analysis.document, analysis.arms, comparisons=(line,))
    header, row = rows(comparison_csv(analysis))
    assert tuple(header) == COMPARISON_COLUMNS
    named = dict(zip(header, row, strict=True))
    assert named["difference"] == "-0.33"
    assert named["arm"] == "Drug"
    assert named["verdict"] == "agrees"
    write_comparison(tmp_path / "c.csv", analysis)
    assert (tmp_path / "c.csv").read_text("utf-8") == comparison_csv(analysis)


# Digits


def read_arm(times, noise, table=()):
    """An analysis of one arm whose drops are known to within ``noise``."""
    times = np.array(times)
    reading = CurveReading(
        np.array([0.0, times.max()]),
        np.array([1.0, 0.5]),
        ReadingKind.PIXELS,
        noise,
        0.001,
        float(times.max()),
    )
    risk = RiskTable(np.array(table), np.arange(len(table), 0, -1)) if len(table) else None
    entered = ArmInput(reading, n=times.size, risk_table=risk)
    made = arm_result("0", PatientData(times, np.ones(times.size, dtype=bool)))
    analysis = analysis_of(("Drug", TWO))
    return replace(analysis, arms=(replace(made, arm_input=entered),))


def written(analysis):
    return [row[1] for row in rows(patients_csv(analysis))[1:]]


def test_times_are_written_to_a_tenth_of_their_noise() -> None:
    assert written(read_arm([1.234567, 4.7654321], noise=0.05)) == ["1.235", "4.765"]
    assert written(read_arm([1.234567, 4.7654321], noise=2.0)) == ["1.2", "4.8"]


def test_times_that_would_meet_keep_the_digits_that_part_them() -> None:
    assert written(read_arm([2.0001, 2.0002, 5.55555], noise=0.5)) == ["2.0001", "2.0002", "5.56"]


def test_nobody_is_moved_across_a_time_of_the_table() -> None:
    just_before = np.nextafter(6.0, 0.0)
    text, other = written(read_arm([5.99999, 8.123], noise=0.5, table=[0.0, 6.0]))
    assert (text, other) == ("5.99999", "8.12")
    (text, _) = written(read_arm([just_before, 8.0], noise=0.5, table=[0.0, 6.0]))
    assert float(text) == just_before


def test_equal_times_stay_equal() -> None:
    assert written(read_arm([3.14159, 3.14159, 7.0], noise=0.5)) == ["3.14", "3.14", "7"]


def test_words_beside_the_patients_tell_columns_unit_and_numbers() -> None:
    analysis = analysis_of(("Drug", TWO), ("Control", None))
    calibrated = replace(analysis.document, calibration=Calibration(time_unit="weeks"))
    words = about_patients(replace(analysis, document=calibrated))
    assert "time in weeks" in words
    assert "Drug: 3 patients, 2 events" in words
    assert "Control" not in words
