"""The command ``digitize``: figures to curves, risk table and patients, fully automatic."""

import csv
import io
import json
import re
import sys
import time
from argparse import Namespace
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from ..analysis import analyse
from ..curve import StepCurve
from ..digitize.accept import accepted
from ..digitize.figures import FoundFigure, read_figures
from ..digitize.proposal import FigureProposal
from ..errors import FileError, InputError
from ..figure.drawing import Box
from ..figure.open import is_vector
from ..figure.raster import read_figure as read_file
from ..files.atomic import write_file
from ..files.patients import status_csv
from ..files.project import save_project
from ..model.document import Document, Engine
from ..results import Analysis
from .digitize_jobs import Job, find_paths, load_hints, make_jobs, unused_hints
from .digitize_record import proposal_record

DONE: Final = 0
PARTLY: Final = 1
_NOT_WRITTEN: Final = "J11"


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
        When the hints, the page, the box or --out cannot be used.
    """
    hints = load_hints(options.hints)
    page, box = _page_of(options.page), _box_of(options.box)
    paths = find_paths(options.figures)
    jobs = make_jobs(paths, options.out, hints, page=page, box=box)
    n_jobs = _number_of_jobs(options.jobs)
    for sentence in unused_hints(hints, paths):
        print(f"kmtrace: {sentence}", file=sys.stderr)
    _make(options.out)
    outcomes = [one for found in _run_all(jobs, n_jobs) for one in found]
    if options.json:
        record = {"figures": [_outcome_record(outcome) for outcome in outcomes]}
        print(json.dumps(record, indent=1, ensure_ascii=False))
    else:
        _print_summary(outcomes)
    return PARTLY if any(outcome.error for outcome in outcomes) else DONE


def digitize_one(job: Job) -> list[Outcome]:
    """Read the figures of one file and write their results; never raises for the file's sake.

    A file with one figure fills its folder, and so does the first panel of a
    picture with several; the others go to panel2, panel3 inside it. Of a paper
    with several figures each has a folder, p<page> or p<page>-<panel>, and the
    folder's result.json lists them. A file that cannot be read gets its reason.

    Raises
    ------
    FileError
        Code J11, where the results cannot be written.
    """
    start = time.perf_counter()
    try:
        found = list(
            read_figures(
                read_file(job.path),
                page=job.page,
                box=job.box,
                hints=job.hints,
                progress=_page_teller(job.name),
            )
        )
        return _all_written(job, found, (time.perf_counter() - start) / len(found))
    except FileError as error:
        if error.code == _NOT_WRITTEN:
            raise
        reason = error.message
    except InputError as error:
        reason = error.message
    except Exception as error:  # one figure must not cost the results of all the others
        reason = f"the program failed on it ({type(error).__name__}: {error}). Please report this."
    return [_failed(job.folder, job.name, reason, time.perf_counter() - start)]


def _all_written(job: Job, found: list[FoundFigure], seconds: float) -> list[Outcome]:
    if is_vector(found[0].file.data) and len(found) > 1:
        places = _places(found)
        record = [
            {"folder": place, "page": one.file.page + 1, "panel": one.proposal.panel + 1}
            for place, one in zip(places, found, strict=True)
        ]
        _write_json(job.folder, {"figure": job.path.name, "figures": record})
    else:
        places = ["", *(f"panel{one.proposal.panel + 1}" for one in found[1:])]
    return [
        _written(job.folder / place, f"{job.name} {place}".rstrip(), one, seconds)
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
        return _failed(folder, name, error.message, time.perf_counter() - start)
    has_patients = _write(folder, document, proposal, analysis)
    seconds = time.perf_counter() - start
    record = proposal_record(proposal)
    # Places are pixels: of the bitmap, or of the page drawn at so many to an inch (72 points).
    page = {"page": found.file.page + 1, "box": found.file.box}
    drawn = {"dots_per_inch": found.file.dots_per_inch or None}
    head = {"figure": found.file.name, **page, **drawn}
    _write_json(folder, {**head, **record, "seconds": round(seconds, 3)})
    return Outcome(
        name,
        n_curves=len(proposal.arms),
        n_doubts=len(proposal.doubts),
        confidence=proposal.confidence,
        has_patients=has_patients,
        seconds=seconds,
    )


def _failed(folder: Path, name: str, reason: str, seconds: float) -> Outcome:
    _make(folder)
    _remove_tables(folder)
    _write_json(folder, {"figure": name, "error": reason, "seconds": round(seconds, 3)})
    return Outcome(name, reason, seconds=seconds)


def _remove_tables(folder: Path) -> None:
    """Take away what an earlier run wrote: it would pass for the results of this one."""
    for path in folder.glob("*.csv"):
        if re.fullmatch(r"(arm|curve)\d+\.csv", path.name):
            path.unlink()


def _number_of_jobs(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,3}", text) or int(text) < 1:
        raise InputError(
            f"--jobs {text[:40]} is no number of figures at a time: give 1 or more.", code="A3"
        )
    return int(text)


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


def _write(folder: Path, document: Document, proposal: FigureProposal, analysis: Analysis) -> bool:
    """Write project, curves and patients; return whether every arm has patients."""
    _make(folder)
    _remove_tables(folder)
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


def _run_all(jobs: list[Job], n_jobs: int) -> Iterable[list[Outcome]]:
    if n_jobs == 1 or len(jobs) == 1:
        for number, job in enumerate(jobs, start=1):
            outcomes = digitize_one(job)
            _tell(number, len(jobs), outcomes)
            yield outcomes
        return
    done: dict[int, list[Outcome]] = {}
    with ProcessPoolExecutor(min(n_jobs, len(jobs))) as pool:
        waiting = {pool.submit(digitize_one, job): index for index, job in enumerate(jobs)}
        for future in as_completed(waiting):
            try:
                done[waiting[future]] = future.result()
            except BrokenProcessPool:
                continue
            _tell(len(done), len(jobs), done[waiting[future]])
    for index, job in enumerate(jobs):
        if index not in done:
            done[index] = _alone(job)
            _tell(len(done), len(jobs), done[index])
        yield done[index]


def _alone(job: Job) -> list[Outcome]:
    """Read in a process of its own what a dying one took with it."""
    with ProcessPoolExecutor(1) as pool:
        try:
            return pool.submit(digitize_one, job).result()
        except BrokenProcessPool:
            reason = "Reading it ended the program: it may need more memory than there is."
            return [_failed(job.folder, job.name, reason, 0.0)]


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
            # Sentences on the file itself begin with its name.
            said = outcome.error.removeprefix(f"{outcome.name} ")
            between = ": " if said == outcome.error else " "
            print(f"kmtrace: {outcome.name}{between}{said}", file=sys.stderr)
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
