"""Tables other programs read: the reconstructed patients and the comparison, as CSV.

Numbers have a point and no grouping, whatever the machine is set to. Text cells that a
spreadsheet would take for a formula get an apostrophe in front.
"""

import csv
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from pathlib import Path

import numpy as np

from ..errors import InputError
from ..model.document import Document
from ..patients import PatientData
from ..results import Analysis
from ..verify.wording import reconstruction_words
from .atomic import write_file

# Beyond it a time is written whole.
MOST_DECIMALS = 10
PATIENT_COLUMNS = ("arm", "time", "event")
COMPARISON_COLUMNS = (
    *("measure", "arm", "reported", "reported_interval", "recomputed", "interval", "band"),
    *("difference", "verdict", "limit", "convention"),
)

_FORMULA = re.compile(r"^\s*[=+\-@\t\r＝＋－﹣−＠]")
_NUMBER = re.compile(r"^-?\d+(\.\d+)?$")


def write_patients(path: Path, analysis: Analysis, *, decimal_comma: bool = False) -> None:
    """Write one row a patient: arm, time in the figure's unit, event 1 or 0.

    Times have the digits that the figure can tell apart, and as many more as it takes that no
    two of them change their order among each other or the times of the table: hazard ratio and
    P read back as they were. With ``decimal_comma`` numbers have a comma and cells are parted
    by semicolons.

    Raises
    ------
    InputError
        E1 when no arm has patients yet.
    FileError
        J11 when it cannot be written.
    """
    write_file(path, patients_csv(analysis, decimal_comma=decimal_comma).encode())


def write_chosen(path: Path, analysis: Analysis) -> None:
    """Write the draw that agrees best with what is reported, as `write_patients` does.

    Raises
    ------
    InputError
        E1 when no draw was chosen.
    FileError
        J11 when it cannot be written.
    """
    found = None if analysis.uncertainty is None else analysis.uncertainty.chosen
    if found is None:
        raise InputError(
            "No draw was chosen by the reported values. Switch that on under Check, "
            "Reconstruction, and report a hazard ratio or P value.",
            code="E1",
        )
    written = rounded_times(analysis, found.patients)
    rows = [
        (safe_text(_arm_name(analysis.document, arm_id)), *cells)
        for arm_id, patients in zip(found.arm_ids, found.patients, strict=True)
        for cells in patient_cells(patients, written)
    ]
    write_file(path, csv_of(PATIENT_COLUMNS, rows).encode())


def write_comparison(path: Path, analysis: Analysis, *, decimal_comma: bool = False) -> None:
    """Write the table "Reported vs recomputed", one row a line of it; raises J11."""
    write_file(path, comparison_csv(analysis, decimal_comma=decimal_comma).encode())


def patients_csv(analysis: Analysis, *, decimal_comma: bool = False) -> str:
    """Return the patients of every reconstructed arm, in the order of the arms."""
    made = [
        (_arm_name(analysis.document, arm.arm_id), arm.reconstruction.patients)
        for arm in analysis.arms
        if arm.reconstruction is not None
    ]
    written = rounded_times(analysis, [patients for _, patients in made])
    rows = [
        (safe_text(name), *cells)
        for name, patients in made
        for cells in patient_cells(patients, written)
    ]
    if not rows:
        raise InputError(
            "There are no patients to export yet: no arm is reconstructed. "
            "Calibrate the axes, trace an arm and give its numbers at risk.",
            code="E1",
        )
    return csv_of(PATIENT_COLUMNS, rows, decimal_comma=decimal_comma)


def comparison_csv(analysis: Analysis, *, decimal_comma: bool = False) -> str:
    """Return the comparison with the words and numbers shown on screen."""
    rows = [
        (
            row.measure,
            _arm_name(analysis.document, row.arm_id),
            row.reported,
            row.reported_interval,
            row.recomputed,
            row.interval,
            row.band,
            row.difference,
            row.verdict.value if row.verdict else "",
            row.limit,
            row.convention,
        )
        for row in analysis.comparisons
    ]
    cells = [tuple(map(_number_or_text, row)) for row in rows]
    return csv_of(COMPARISON_COLUMNS, cells, decimal_comma=decimal_comma)


def status_csv(patients: PatientData) -> str:
    """Return one arm as columns time,status (1 event, 0 censored)."""
    return csv_of(("time", "status"), patient_cells(patients))


def patient_cells(
    patients: PatientData, written: Mapping[float, float] | None = None
) -> list[tuple[str, str]]:
    """Return time and event (1 or 0) of every patient as cells, times exact unless ``written``."""
    known = written or {}
    pairs = zip(patients.time.tolist(), patients.event.tolist(), strict=True)
    return [(_number(known.get(time, time)), "1" if event else "0") for time, event in pairs]


def rounded_times(analysis: Analysis, patients: Sequence[PatientData]) -> dict[float, float]:
    """Return for each time of these patients the one to write; empty where nobody can say.

    A tenth of the noise of a drop's time is kept. A time that would then meet another one,
    or a time of the table, keeps as many digits more as part them: all orders stay.
    """
    inputs = [arm.arm_input for arm in analysis.arms if arm.arm_input is not None]
    noise = min((known.reading.time_noise for known in inputs), default=0.0)
    if not patients or noise <= 0:
        return {}
    tables = [known.risk_table.time for known in inputs if known.risk_table is not None]
    times = np.unique(np.concatenate([*(one.time for one in patients), *tables]))
    first = max(math.ceil(-math.log10(noise / 10)), 0)
    written = np.round(times, first)
    for decimals in range(first + 1, MOST_DECIMALS + 1):
        meets = np.flatnonzero(np.diff(written) <= 0)
        both = np.union1d(meets, meets + 1)
        written[both] = np.round(times[both], decimals) if decimals < MOST_DECIMALS else times[both]
    if np.any(np.diff(written) <= 0):
        return {}
    return dict(zip(times.tolist(), written.tolist(), strict=True))


def about_patients(analysis: Analysis) -> str:
    """Return what has to be known to use exported patients: columns, unit, how they were made."""
    document = analysis.document
    unit = document.calibration.time_unit.strip() or "the unit of the figure's time axis"
    source = document.citation.strip() or document.title.strip() or "a published figure"
    arms = [
        f"{_arm_name(document, arm.arm_id)}: {arm.reconstruction.patients.time.size} patients, "
        f"{arm.reconstruction.patients.n_events} events"
        for arm in analysis.arms
        if arm.reconstruction is not None
    ]
    lines = (
        f"Patients reconstructed from {source}; no person's record is among them.",
        f"Columns: arm; time in {unit}; event (1 event, 0 censored).",
        "Times are rounded to what the figure can tell apart, never so that two change order.",
        f"Method: {reconstruction_words(document.settings)}, without the reported values.",
        *arms,
    )
    return "\n".join(lines) + "\n"


def write_about(path: Path, analysis: Analysis) -> None:
    """Write `about_patients` as a text file; raises J11."""
    write_file(path, about_patients(analysis).encode())


def _number(value: float) -> str:
    """Return the shortest text that reads back as this number, without an exponent's E."""
    text = repr(value)
    if "e" in text:
        text = f"{value:.12f}".rstrip("0")
    return text.removesuffix(".0").removesuffix(".") or "0"


def safe_text(text: str) -> str:
    """Return a text cell that no spreadsheet takes for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def _number_or_text(text: str) -> str:
    """Leave a number a number, with the sign that programs read; guard the rest."""
    plain = text.replace("\u2212", "-", 1) if text.startswith("\u2212") else text
    return plain if _NUMBER.match(plain) else safe_text(text)


def _arm_name(document: Document, arm_id: str | None) -> str:
    return next((arm.name for arm in document.arms if arm.id == arm_id), "")


def csv_of(
    columns: Sequence[str], rows: Iterable[Sequence[str]], *, decimal_comma: bool = False
) -> str:
    """Return a table as text; cells are written as they are."""
    stream = StringIO()
    writer = csv.writer(stream, delimiter=";" if decimal_comma else ",", lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        if decimal_comma:
            row = [cell.replace(".", ",") if _NUMBER.match(cell) else cell for cell in row]
        writer.writerow(row)
    return stream.getvalue()
