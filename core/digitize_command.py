"""The command ``digitize``: figures to curves, risk table and patients, fully automatic."""

import csv
import io
import json
import re
import sys
import time
from argparse import Namespace
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from .analysis import analyse
from .curve import StepCurve
from .digitize.accept import accepted
from .digitize.figures import FoundFigure, read_figures
from .digitize.hints import Hints, hints_from
from .digitize.proposal import ArmProposal, Doubt, FigureProposal, PixelBox, RiskRow
from .errors import FileError, InputError
from .figure.drawing import Box
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


@dataclass(frozen=True, slots=True)
class Job:
    """One file to read, and where its results go; ``page`` is counted from 0."""

    path: Path
    folder: Path
    hints: Hints
    page: int | None = None
    box: Box | None = None


def run_digitize(options: Namespace) -> int:
    """Read every figure; report and skip those that cannot be read.

    Raises
    ------
    InputError
        When the hints, the page or the box cannot be used.
    """
    hints = _load_hints(options.hints)
    page, box = _page_of(options.page), _box_of(options.box)
    folders = _folders(options.figures, options.out)
    jobs = [
        Job(path, folder, _hints_of(hints, path), page, box) for path, folder in folders.items()
    ]
    outcomes = [one for found in _run_all(jobs, max(options.jobs, 1)) for one in found]
    if options.json:
        print(json.dumps([_outcome_record(outcome) for outcome in outcomes], indent=1))
    else:
        _print_summary(outcomes)
    return PARTLY if any(outcome.error for outcome in outcomes) else DONE


def digitize_one(job: Job) -> list[Outcome]:
    """Read the figures of one file and write their results.

    A file with one figure fills its folder. With several each has a folder
    inside it, p<page> or p<page>-<panel>, and the folder's result.json lists
    them. A file that cannot be read gets its reason.
    """
    start = time.perf_counter()
    name = job.path.name
    try:
        progress = _page_teller(name)
        found = list(
            read_figures(
                read_file(job.path), page=job.page, box=job.box, hints=job.hints, progress=progress
            )
        )
    except InputError as error:
        return [_failed(job.folder, name, error, time.perf_counter() - start)]
    seconds = (time.perf_counter() - start) / len(found)
    if len(found) == 1:
        return [_written(job.folder, name, found[0], seconds)]
    places = _places(found)
    record = [
        {"folder": place, "page": one.file.page + 1, "panel": one.proposal.panel + 1}
        for place, one in zip(places, found, strict=True)
    ]
    _write_json(job.folder, {"figure": name, "figures": record})
    return [
        _written(job.folder / place, f"{name} {place}", one, seconds)
        for place, one in zip(places, found, strict=True)
    ]


def _places(found: list[FoundFigure]) -> list[str]:
    """Return a folder name for each figure: its page, and its panel where the page has more."""
    pages = [one.file.page + 1 for one in found]
    return [
        f"p{page}" if pages.count(page) == 1 else f"p{page}-{one.proposal.panel + 1}"
        for page, one in zip(pages, found, strict=True)
    ]


def _written(folder: Path, name: str, found: FoundFigure, seconds: float) -> Outcome:
    """Write what one figure says; ``name`` stands in the summary, ``seconds`` is its reading."""
    start = time.perf_counter() - seconds
    proposal = found.proposal
    try:
        document = accepted(Document(figure=found.file), proposal)
        document = replace(document, settings=replace(document.settings, engine=Engine.KMTRACE))
        analysis = analyse(document)
    except InputError as error:
        return _failed(folder, name, error, time.perf_counter() - start)
    has_patients = _write(folder, document, proposal, analysis)
    seconds = time.perf_counter() - start
    record = proposal_record(proposal)
    page = {"page": found.file.page + 1, "box": found.file.box}
    head = {"figure": found.file.name, **page}
    _write_json(folder, {**head, **record, "seconds": round(seconds, 3)})
    return Outcome(
        name,
        n_curves=len(proposal.arms),
        n_doubts=len(proposal.doubts),
        confidence=proposal.confidence,
        has_patients=has_patients,
        seconds=seconds,
    )


def _failed(folder: Path, name: str, error: InputError, seconds: float) -> Outcome:
    _write_json(folder, {"figure": name, "error": error.message, "seconds": seconds})
    return Outcome(name, error.message, seconds=seconds)


def _page_of(text: str | None) -> int | None:
    if text is None:
        return None
    if not re.fullmatch(r"[0-9]{1,5}", text) or int(text) < 1:
        raise InputError(
            f"--page {text[:40]} is no page: give its number, counted from 1.", code="A3"
        )
    return int(text) - 1


def _box_of(text: str | None) -> Box | None:
    if text is None:
        return None
    try:
        x0, y0, x1, y1 = (float(part) for part in text.split(","))
    except ValueError:
        x0 = y0 = x1 = y1 = float("nan")
    if not (np.isfinite([x0, y0, x1, y1]).all() and x0 < x1 and y0 < y1):
        raise InputError(
            f"--box {text[:80]} is no box: give left,top,right,bottom in points of the page "
            "(pixels of a bitmap) from its upper left corner.",
            code="A3",
        )
    return x0, y0, x1, y1


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


def _run_all(jobs: list[Job], n_jobs: int) -> Iterable[list[Outcome]]:
    if n_jobs == 1 or len(jobs) == 1:
        for number, job in enumerate(jobs, start=1):
            outcomes = digitize_one(job)
            _tell(number, len(jobs), outcomes)
            yield outcomes
        return
    with ProcessPoolExecutor(min(n_jobs, len(jobs))) as pool:
        waiting: dict[Future[list[Outcome]], int] = {
            pool.submit(digitize_one, job): index for index, job in enumerate(jobs)
        }
        done: dict[int, list[Outcome]] = {}
        for number, future in enumerate(as_completed(waiting), start=1):
            outcomes = future.result()
            done[waiting[future]] = outcomes
            _tell(number, len(jobs), outcomes)
    yield from (done[index] for index in range(len(jobs)))


def _page_teller(name: str) -> Callable[[int, int], None]:
    """Say on a terminal which page is looked at."""

    def tell(page: int, of: int) -> None:
        if sys.stderr.isatty():
            print(f"{name}: page {page + 1} of {of}", end="\r", file=sys.stderr)

    return tell


def _tell(number: int, total: int, outcomes: list[Outcome]) -> None:
    """Say on a terminal how far it is, and everywhere what could not be read."""
    for outcome in outcomes:
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
