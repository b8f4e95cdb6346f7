"""Points of a survival curve from a text table: any common separator, decimal sign and header.

Used for tables other digitising programs export, for pasted points and by the command line.
"""

import csv
import re
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import numpy as np

from ..arrays import FloatArray, read_only
from ..errors import FileError, Finding, Place, PlaceKind, Severity
from ..numbers import clean

MAX_BYTES = 20_000_000
MAX_ROWS = 200_000
PERCENT_FROM = 1.5  # heights above this can only be percent

_TIME_NAMES = {"time", "t", "x", "x_scaled", "month", "months", "week", "weeks", "year", "years"}
_SURVIVAL_NAMES = {
    "survival",
    "surv",
    "s",
    "y",
    "y_scaled",
    "prob",
    "probability",
    "km",
    "os",
    "pfs",
}
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?%?$")

Rows = list[tuple[int, list[str]]]  # line number as the person counts, cells


@dataclass(frozen=True, slots=True, eq=False)
class PointTable:
    """Points as they stand in a table, in its order.

    Attributes
    ----------
    time : ndarray, shape (n_points,)
        In the table's unit.
    survival : ndarray, shape (n_points,)
        Fractions; percent is converted.
    findings : tuple of Finding
        What was converted or passed over.
    """

    time: FloatArray
    survival: FloatArray
    findings: tuple[Finding, ...] = ()


def load_points(path: Path) -> PointTable:
    """Read a table of points from a file; raises FileError I16 or as `read_points`."""
    return read_points(load_text(path), path.name)


def load_text(path: Path) -> str:
    """Return the text of a small file in UTF-8, UTF-16 or Windows-1252.

    Raises
    ------
    FileError
        I16 when it cannot be read or is larger than 20 MB.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _error(f"{path.name} is larger than 20 MB. Keep only the points you need.")
        data = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "it failed").lower()
        raise _error(f"Could not read {path.name}: {reason}. Check the name.", "I16") from error
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _error(f"{path.name} is not a text file. Export the points as CSV.")


def read_points(text: str, name: str) -> PointTable:
    """Read a table of points from text.

    Comma, semicolon, tab or spaces between cells; point or comma as decimal
    sign; survival as fraction or percent; with a header or without. Named
    columns are found by name, otherwise the first two columns of numbers are
    time and survival, after a leading row number if there is one.

    Raises
    ------
    FileError
        X1 no usable rows, X2 a cell that is no number, X3 columns that could
        mean two things.
    """
    rows = _split(clean_lines(text), name)
    header, rows = _take_header(rows)
    if not rows:
        raise _error(f"{name} has no rows of numbers. Two columns are needed: time and survival.")
    if len(rows) > MAX_ROWS:
        raise _error(f"{name} has {len(rows)} rows; the limit is {MAX_ROWS}. Keep the steps only.")
    first, second = _columns(header, rows, name)
    time = _column(rows, first, "time", name)
    survival = _column(rows, second, "survival", name)
    findings: tuple[Finding, ...] = ()
    if np.max(survival) > PERCENT_FROM:
        survival = survival / 100
        findings = (_finding("C6", f"{name} was read as percent: 100 = survival 1.0."),)
    if np.max(survival) > PERCENT_FROM or np.min(survival) < -PERCENT_FROM:
        worst = survival[np.argmax(np.abs(survival))]
        raise _error(f"{name} holds a survival of {worst:g}. Check which column is survival.", "X2")
    return PointTable(read_only(time), read_only(survival), findings)


def read_times(path: Path) -> FloatArray:
    """Read one column of times, such as censor marks, sorted; an empty file has none."""
    rows = _split(clean_lines(load_text(path)), path.name)
    if rows and not any(_NUMBER.match(cell) for cell in rows[0][1]):
        rows = rows[1:]
    if not rows:
        return read_only([])
    return read_only(np.sort(_column(rows, 0, "time", path.name)))


# --- splitting ----------------------------------------------------------------------------------


def clean_lines(text: str) -> list[tuple[int, str]]:
    """Return the lines that hold something, numbered from 1, with plain signs and digits."""
    lines = ((number, line) for number, line in enumerate(text.splitlines(), 1))
    kept = [(number, line) for number, line in lines if line.strip() and line.strip()[0] != "#"]
    return [(number, "\t".join(map(clean, line.split("\t")))) for number, line in kept]


def _split(lines: list[tuple[int, str]], name: str) -> Rows:
    """Part the lines into cells, decimal commas made points."""
    sample = [line for _, line in lines[1:51]] or [line for _, line in lines]
    for separator in "\t;":
        if sample and all(separator in line for line in sample):
            return [(number, _cells(line, separator)) for number, line in lines]
    has_comma = any("," in line for line in sample)
    if not has_comma or _is_decimal_comma(sample):
        return [(n, [cell.replace(",", ".") for cell in line.split()]) for n, line in lines]
    widths = {line.count(",") for line in sample}
    if widths == {3} and not any("." in line for line in sample):
        sentence = f"{name} could be read in two ways: commas part the columns or the decimals."
        raise _error(f"{sentence} Save it with semicolons between the columns.", "X3")
    return [(number, _cells(line, ",")) for number, line in lines]


def _is_decimal_comma(sample: list[str]) -> bool:
    """Tell "0,5 0,9" from "0.5, 0.9" and "0.5,0.9"."""
    pattern = re.compile(r"\"?[+-]?\d+(,\d+)?\"?(\s+\"?[+-]?\d+(,\d+)?\"?)+$")
    return all(pattern.match(line.strip()) for line in sample)


def _cells(line: str, separator: str) -> list[str]:
    try:
        cells = next(csv.reader(StringIO(line), delimiter=separator, skipinitialspace=True))
    except (csv.Error, StopIteration):
        cells = line.split(separator)
    cells = [cell.strip() for cell in cells]
    return cells if separator == "," else [cell.replace(",", ".") for cell in cells]


def _take_header(rows: Rows) -> tuple[list[str], Rows]:
    """Part off a first line that is not numbers."""
    if not rows:
        return [], []
    cells = rows[0][1]
    is_header = sum(bool(_NUMBER.match(cell)) for cell in cells) < min(2, len(cells))
    return (cells, rows[1:]) if is_header else ([], rows)


def _columns(header: list[str], rows: Rows, name: str) -> tuple[int, int]:
    """Return which columns hold time and survival."""
    names = [re.sub(r"[^a-z_]", "", cell.lower().replace(" ", "_")) for cell in header]
    times = [index for index, cell in enumerate(names) if cell in _TIME_NAMES]
    heights = [index for index, cell in enumerate(names) if cell in _SURVIVAL_NAMES]
    if times and heights:
        return times[0], heights[0]
    first = rows[0][1]
    numeric = [index for index, cell in enumerate(first) if _NUMBER.match(cell)]
    if len(numeric) < 2:
        raise _error(f"{name}, line {rows[0][0]}: two numbers are needed, time and survival.")
    if len(numeric) >= 3 and _is_row_number([row[1] for row in rows], numeric[0]):
        numeric = numeric[1:]
    return numeric[0], numeric[1]


def _is_row_number(rows: list[list[str]], column: int) -> bool:
    cells = [row[column] if column < len(row) else "" for row in rows]
    return cells in (
        [str(number) for number in range(len(rows))],
        [str(number) for number in range(1, len(rows) + 1)],
    )


def _column(rows: Rows, column: int, what: str, name: str) -> FloatArray:
    values = np.empty(len(rows))
    for index, (number, cells) in enumerate(rows):
        cell = cells[column] if column < len(cells) else ""
        if not _NUMBER.match(cell):
            shown = f"“{cell[:20]}”" if cell else "an empty cell"
            raise _error(f"{name}, line {number}: {shown} is no {what}. Correct the line.", "X2")
        values[index] = float(cell.rstrip("%"))
    if not np.all(np.isfinite(values)) or np.max(np.abs(values)) > 1e9:
        raise _error(f"{name}: a {what} is too large. Check the column.", "X2")
    return values


def _finding(code: str, message: str) -> Finding:
    return Finding(code, Severity.FIXED, message, Place(PlaceKind.FILE))


def _error(message: str, code: str = "X1") -> FileError:
    return FileError(message, code=code, place=Place(PlaceKind.FILE))
