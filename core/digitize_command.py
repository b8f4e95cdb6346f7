"""The command ``digitize``: figures to curves, risk table and patients, fully automatic."""

import csv
import io
import json
import sys
import time
from argparse import Namespace
from collections.abc import Iterable, Mapping
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from .analysis import analyse
from .curve import StepCurve
from .digitize.accept import accepted
from .digitize.hints import Hints, hints_from
from .digitize.proposal import ArmProposal, Doubt, FigureProposal, PixelBox, RiskRow
from .digitize.propose import propose
from .errors import FileError, InputError
from .figure.open import open_figure
from .figure.raster import read_figure as read_file
from .files.atomic import write_file
from .files.patients import status_csv
from .files.project import save_project
from .model.document import Document, Engine
from .results import Analysis

DONE: Final = 0
PARTLY: Final = 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one figure: a row of the summary table."""

    name: str
    error: str = ""
    n_curves: int = 0
    n_doubts: int = 0
    confidence: float = 0.0
    has_patients: bool = False
    seconds: float = 0.0


def run_digitize(options: Namespace) -> int:
    """Read every figure; report and skip those that cannot be read.

    Raises
    ------
    InputError
        When the hints cannot be used.
    """
    hints = _load_hints(options.hints)
    folders = _folders(options.figures, options.out)
    jobs = [(path, folder, _hints_of(hints, path)) for path, folder in folders.items()]
    outcomes = list(_run_all(jobs, max(options.jobs, 1)))
    if options.json:
        print(json.dumps([_outcome_record(outcome) for outcome in outcomes], indent=1))
    else:
        _print_summary(outcomes)
    return PARTLY if any(outcome.error for outcome in outcomes) else DONE


def digitize_one(path: Path, folder: Path, hints: Hints) -> Outcome:
    """Read one figure and write its results; a figure that cannot be read gets its reason."""
    start = time.perf_counter()
    try:
        figure = read_file(path)
        opened = open_figure(figure)
        figure = replace(figure, dots_per_inch=opened.dots_per_inch)
        proposal = propose(opened, hints=hints)
        document = accepted(Document(figure=figure), proposal)
        document = replace(document, settings=replace(document.settings, engine=Engine.KMTRACE))
        analysis = analyse(document)
    except InputError as error:
        seconds = time.perf_counter() - start
        _write_json(folder, {"figure": path.name, "error": error.message, "seconds": seconds})
        return Outcome(path.name, error.message, seconds=seconds)
    has_patients = _write(folder, document, proposal, analysis)
    seconds = time.perf_counter() - start
    record = proposal_record(proposal)
    _write_json(folder, {"figure": path.name, **record, "seconds": round(seconds, 3)})
    return Outcome(
        path.name,
        n_curves=len(proposal.arms),
        n_doubts=len(proposal.doubts),
        confidence=proposal.confidence,
        has_patients=has_patients,
        seconds=seconds,
    )


def proposal_record(proposal: FigureProposal) -> dict[str, Any]:
    """Return a proposal as JSON takes it."""
    axes = proposal.axes
    return {
        "axes": {
            "points": [
                {
                    "axis": mark.axis.value,
                    "x": round(mark.at.x, 3),
                    "y": round(mark.at.y, 3),
                    "value": mark.value,
                    "confidence": round(mark.confidence, 3),
                    "residual_px": round(mark.residual_px, 3),
                }
                for mark in axes.marks
            ],
            "time_unit": axes.time_unit,
            "percent": axes.percent,
            "cumulative_incidence": axes.cumulative_incidence,
            "source": list(axes.source),
        },
        "arms": [_arm_record(arm) for arm in proposal.arms],
        "risk_times": list(proposal.risk_times),
        "printed": [
            {"kind": value.kind.value, "text": value.text, "ci": value.ci, "unit": value.unit}
            for value in proposal.printed
        ],
        "n_panels": len(proposal.panels),
        "confidence": round(proposal.confidence, 3),
        "doubts": [_doubt_record(doubt) for doubt in proposal.doubts],
        "stages": {name: round(seconds, 3) for name, seconds in proposal.seconds},
    }


def _arm_record(arm: ArmProposal) -> dict[str, Any]:
    return {
        "name": arm.name,
        "colour": "#{:02x}{:02x}{:02x}".format(*arm.colour),
        "line_style": arm.line_style,
        "confidence": round(arm.confidence, 3),
        "noise": {
            "time": arm.reading.time_noise,
            "survival": arm.reading.survival_noise,
        },
        "end": arm.reading.end,
        "censor_marks": [
            {"time": mark.time, "confidence": mark.confidence} for mark in arm.censor_marks
        ],
        "risk_row": None if arm.risk_row is None else _row_record(arm.risk_row),
    }


def _row_record(row: RiskRow) -> dict[str, Any]:
    return {
        "name": row.name,
        "confidence": round(row.confidence, 3),
        "cells": [
            {
                "time": cell.time,
                "n": cell.n_at_risk,
                "censored": int(cell.censored) if cell.censored else None,
                "confidence": round(cell.confidence, 3),
                "possible": cell.possible,
                "box": _box_record(cell.box),
            }
            for cell in row.cells
        ],
    }


def _doubt_record(doubt: Doubt) -> dict[str, Any]:
    return {
        "number": doubt.number,
        "code": doubt.code,
        "message": doubt.message,
        "weight": doubt.weight,
        "arm": doubt.arm,
        "box": None if doubt.box is None else _box_record(doubt.box),
    }


def _box_record(box: PixelBox) -> list[float]:
    return [round(value, 1) for value in (box.x0, box.y0, box.x1, box.y1)]


def _write(folder: Path, document: Document, proposal: FigureProposal, analysis: Analysis) -> bool:
    """Write project, curves and patients; return whether every arm has patients."""
    _make(folder)
    save_project(document, folder / "project.kmtrace")
    for k, arm in enumerate(proposal.arms):
        write_file(folder / f"curve{k}.csv", _curve_csv(arm.reading.steps()).encode())
    complete = True
    for k, document_arm in enumerate(document.arms):
        result = analysis.arm(document_arm.id)
        if result is None or result.reconstruction is None:
            complete = False
            continue
        write_file(folder / f"arm{k}.csv", status_csv(result.reconstruction.patients).encode())
    return complete


def _curve_csv(steps: StepCurve) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["time", "survival"])
    writer.writerow([0, 1])
    writer.writerows(zip(steps.time.tolist(), steps.survival.tolist(), strict=True))
    last = float(steps.survival[-1]) if steps.survival.size else 1.0
    if not steps.time.size or steps.end > steps.time[-1]:
        writer.writerow([steps.end, last])
    return text.getvalue()


def _write_json(folder: Path, record: Mapping[str, Any]) -> None:
    _make(folder)
    text = json.dumps(record, indent=1, ensure_ascii=False, allow_nan=False)
    write_file(folder / "result.json", text.encode() + b"\n")


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = (error.strerror or "it failed").lower()
        raise FileError(
            f"Could not make the folder {folder.name}: {reason}.", code="J11"
        ) from error


def _load_hints(path: Path | None) -> Mapping[str, Any]:
    if path is None:
        return {}
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise FileError(f"{path.name} cannot be read as JSON: {error}.", code="A3") from error
    if not isinstance(values, dict):
        raise FileError(f"{path.name} must hold one JSON object.", code="A3")
    return values


def _hints_of(hints: Mapping[str, Any], path: Path) -> Hints:
    """Return the hints of one figure: under its name or stem, else those for all."""
    own = hints.get(path.name, hints.get(path.stem))
    return hints_from(own if isinstance(own, dict) else hints)


def _folders(figures: Iterable[Path], out: Path) -> dict[Path, Path]:
    """Return a folder for each figure: its stem, or its name where two share a stem."""
    paths = list(dict.fromkeys(figures))
    stems = [path.stem for path in paths]
    taken: set[str] = set()
    folders = {}
    for path in paths:
        name = path.stem if stems.count(path.stem) == 1 else path.name
        number = 2
        while name in taken:
            name, number = f"{path.name}-{number}", number + 1
        taken.add(name)
        folders[path] = out / name
    return folders


def _run_all(jobs: list[tuple[Path, Path, Hints]], n_jobs: int) -> Iterable[Outcome]:
    if n_jobs == 1 or len(jobs) == 1:
        for number, job in enumerate(jobs, start=1):
            outcome = digitize_one(*job)
            _tell(number, len(jobs), outcome)
            yield outcome
        return
    with ProcessPoolExecutor(min(n_jobs, len(jobs))) as pool:
        waiting: dict[Future[Outcome], int] = {
            pool.submit(digitize_one, *job): index for index, job in enumerate(jobs)
        }
        done: dict[int, Outcome] = {}
        for number, future in enumerate(as_completed(waiting), start=1):
            outcome = future.result()
            done[waiting[future]] = outcome
            _tell(number, len(jobs), outcome)
    yield from (done[index] for index in range(len(jobs)))


def _tell(number: int, total: int, outcome: Outcome) -> None:
    """Say on a terminal how far it is, and everywhere what could not be read."""
    if outcome.error:
        print(f"kmtrace: {outcome.name}: {outcome.error}", file=sys.stderr)
    elif sys.stderr.isatty():
        print(f"{number}/{total} {outcome.name}", file=sys.stderr)


def _outcome_record(outcome: Outcome) -> dict[str, Any]:
    return {
        "figure": outcome.name,
        "error": outcome.error or None,
        "curves": outcome.n_curves,
        "doubts": outcome.n_doubts,
        "confidence": round(outcome.confidence, 3),
        "patients": outcome.has_patients,
        "seconds": round(outcome.seconds, 3),
    }


def _print_summary(outcomes: list[Outcome]) -> None:
    width = max(len("figure"), *(len(outcome.name) for outcome in outcomes))
    print(f"{'figure':{width}}  curves  doubts  patients  seconds")
    for outcome in outcomes:
        if outcome.error:
            print(f"{outcome.name:{width}}  not read: {outcome.error}")
            continue
        patients = "yes" if outcome.has_patients else "no"
        print(
            f"{outcome.name:{width}}  {outcome.n_curves:6d}  {outcome.n_doubts:6d}"
            f"  {patients:>8}  {outcome.seconds:7.1f}"
        )
