"""The JSON file that describes a trial by coordinates, and what is written back for it."""

import json
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from ..curve import ReadingKind
from ..errors import FileError, Finding, Place, PlaceKind
from ..reconstruct.inputs import ArmInput, Reconstruction, RiskTable
from ..reconstruct.points import reading_of_points
from .atomic import write_file
from .checked_json import CHANGED_OUTSIDE, parse, to_type
from .patients import status_csv
from .points import load_points, load_text, read_times

_COMPARE = "Compare it with the INPUT.json of the README."


class _PixelSize(msgspec.Struct, frozen=True):
    time: float
    survival: float


class _Table(msgspec.Struct, frozen=True):
    times: tuple[float, ...]
    at_risk: tuple[int | None, ...]
    censored: tuple[int | None, ...] | None = None


class ArmFiles(msgspec.Struct, frozen=True):
    """One arm as INPUT.json describes it; file names are relative to it."""

    points: str
    name: str = ""
    points_kind: ReadingKind = ReadingKind.CLICKS
    pixel_size: _PixelSize | None = None
    n: int | None = None
    events: int | None = None
    end: float | None = None
    risk_table: _Table | None = None
    censor_marks: str | None = None


class Trial(msgspec.Struct, frozen=True):
    """What INPUT.json holds."""

    arms: tuple[ArmFiles, ...]
    time_unit: str = ""
    reference: str | None = None

    @property
    def reference_index(self) -> int:
        """Index of the denominator of hazard ratios: the arm named, else the first."""
        names = [arm.name for arm in self.arms]
        return names.index(self.reference) if self.reference in names else 0


def load_trial(path: Path) -> Trial:
    """Read INPUT.json.

    Raises
    ------
    FileError
        I16 not readable, J5 or J6 not what it should hold, X4 no arms or a
        reference that is no arm.
    """
    data = load_text(path).encode("utf-8", "replace")
    try:
        trial = to_type(parse(data), Trial)
    except FileError as error:  # typed by a person, and never a project
        said = error.message.removesuffix(CHANGED_OUTSIDE).rstrip()
        raise FileError(f"{said} {_COMPARE}", code=error.code, place=error.place) from error
    names = [arm.name for arm in trial.arms]
    if not trial.arms:
        raise _error(f"{path.name} has no arms. List at least one under “arms”.")
    if trial.reference is not None and trial.reference not in names:
        raise _error(
            f"{path.name}: the reference “{trial.reference[:40]}” is none of the arms "
            f"({', '.join(names)[:200]}). Use the name of an arm."
        )
    return trial


def load_arm(arm: ArmFiles, folder: Path) -> tuple[ArmInput, tuple[Finding, ...]]:
    """Read the files of one arm.

    Raises
    ------
    FileError
        As `load_points`, and R5, R6, R15 for tables and totals that cannot be.
    """
    points = load_points(folder / arm.points)
    if arm.n is not None and arm.n < 1:
        raise _error(f"{arm.name}: an arm of {arm.n} patients is not possible.", "R15")
    if arm.events is not None and not 0 <= arm.events <= (arm.n or arm.events):
        sentence = f"{arm.name}: {arm.events} events in {arm.n} patients is not possible."
        raise _error(f"{sentence} Correct one of them.", "R15")
    size = arm.pixel_size
    if size is not None and not (size.time > 0 and size.survival > 0):
        raise _error(f"{arm.name}: the pixel size must be above 0.", "X4")
    reading = reading_of_points(
        points.time,
        points.survival,
        arm.points_kind,
        pixel_time=size.time if size else None,
        pixel_survival=size.survival if size else None,
    )
    table = _risk_table(arm) if arm.risk_table else None
    marks = read_times(folder / arm.censor_marks) if arm.censor_marks else None
    return ArmInput(reading, arm.n, table, arm.events, arm.end, marks), points.findings


def write_result(
    folder: Path, reconstructions: list[Reconstruction | None], record: dict[str, Any]
) -> None:
    """Write arm<k>.csv for each arm that worked and result.json; raises FileError J11."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = (error.strerror or "it failed").lower()
        raise _error(f"Could not make the folder {folder.name}: {reason}.", "J11") from error
    for index, reconstruction in enumerate(reconstructions):
        if reconstruction is not None:
            text = status_csv(reconstruction.patients)
            write_file(folder / f"arm{index}.csv", text.encode())
    text = json.dumps(record, indent=1, ensure_ascii=False, allow_nan=False)
    write_file(folder / "result.json", text.encode() + b"\n")


def _risk_table(arm: ArmFiles) -> RiskTable | None:
    table = arm.risk_table
    assert table is not None
    lengths = {len(table.times), len(table.at_risk)}
    lengths |= {len(table.censored)} if table.censored is not None else set()
    if len(lengths) > 1:
        sentence = f"{arm.name}: {len(table.at_risk)} numbers at risk for {len(table.times)} times."
        raise _error(f"{sentence} Use null for a missing one.", "R6")
    if any(later <= earlier for earlier, later in zip(table.times, table.times[1:], strict=False)):
        raise _error(f"{arm.name}: the times of the risk table must increase.", "R5")
    if any(count is not None and count < 0 for count in table.at_risk):
        raise _error(f"{arm.name}: a number at risk is negative.", "R2")
    kept = [index for index, count in enumerate(table.at_risk) if count is not None]
    if not kept:
        return None
    at_risk = np.array([table.at_risk[index] for index in kept], dtype=np.intp)
    censored = None
    if table.censored is not None and all(table.censored[index] is not None for index in kept):
        censored = np.array([table.censored[index] for index in kept], dtype=np.intp)
    return RiskTable(np.array([table.times[index] for index in kept]), at_risk, censored)


def _error(message: str, code: str = "X4") -> FileError:
    return FileError(message, code=code, place=Place(PlaceKind.FILE))
