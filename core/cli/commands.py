"""The commands ``analyse`` and ``demo``, and what all commands share.

Each command takes parsed options and returns a status:
0 done; 1 done but something could not be done, named on standard error; 2 unusable input.
"""

import json
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..analysis import analyse
from ..causes import Flag, causes_of, flags_of
from ..errors import Finding, InputError, Severity
from ..files.patients import write_comparison, write_patients
from ..files.project import figure_findings, load_project, save_project
from ..files.records import analysis_record, finding_record
from ..files.report import write_report
from ..ink import with_figure_seen
from ..model.document import Document
from ..refine import refine
from ..results import Analysis, Verdict

DONE, PARTLY, UNUSABLE = 0, 1, 2

_MARKS = {
    Verdict.AGREES: "agrees",
    Verdict.CLOSE: "close",
    Verdict.DIFFERS: "DIFFERS",
    Verdict.NOT_COMPARABLE: "not comparable",
    None: "",
}
Screenshot = Callable[[Path, Path], None]


def complain(message: str) -> None:
    """Say one sentence on standard error."""
    print(f"kmtrace: {message}", file=sys.stderr)


# --- analyse ------------------------------------------------------------------------------------


def run_analyse(options: Namespace) -> int:
    """Recompute a project; print the comparison and the checks."""
    document = load_project(options.project)
    refined = refine(analyse(document), n_draws=options.draws, patience_s=None)
    analysis = with_figure_seen(refined)
    extra = figure_findings(document)
    if options.json:
        record = analysis_record(analysis)
        record["findings"] += [finding_record(finding) for finding in extra]
        print_json(record)
    else:
        print_analysis(analysis, extra)
    return _complain_of_gaps(analysis)


def print_analysis(analysis: Analysis, extra: tuple[Finding, ...] = ()) -> None:
    """Print reported beside recomputed, then what the checks found."""
    document = analysis.document
    title = " · ".join(filter(None, (document.title, document.endpoint)))
    print(title or "Untitled figure")
    print(f"{analysis.badge.value}. {analysis.badge_sentence}".strip())
    if analysis.comparisons:
        print()
        _print_table(analysis)
    heavy = (Severity.WARNING, Severity.BLOCK)
    lines = [*_grouped(analysis), *(_line(one) for one in extra if one.severity in heavy)]
    if lines:
        print("\nTo look at:")
        print("\n".join(f"  {line}" for line in lines))


def _grouped(analysis: Analysis) -> Iterator[str]:
    """Yield what is to look at, what one cause explains below that cause."""
    causes = causes_of(analysis)
    told: list[Flag] = []
    for cause in causes:
        yield _line(cause.lead)
        yield f"    Put right, these go too ({len(cause.follows)}):"
        yield from (f"      {_line(flag)}" for flag in cause.follows)
        told += [cause.lead, *cause.follows]
    yield from (_line(flag) for flag in flags_of(analysis) if flag not in told)


def _line(flag: Flag) -> str:
    if isinstance(flag, Finding):
        return f"{flag.code}  {flag.message}"
    return f"{flag.id}  {flag.title}. {flag.sentence}"


def _print_table(analysis: Analysis) -> None:
    rows = [("", "reported", "recomputed", "difference", "")]
    for row in analysis.comparisons:
        reported = " ".join(filter(None, (row.reported, row.reported_interval)))
        recomputed = " ".join(filter(None, (row.recomputed, row.interval, row.band)))
        rows.append((row.measure, reported, recomputed, row.difference, _MARKS[row.verdict]))
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    for cells in rows:
        line = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
        print("  ".join(line).rstrip())


def _complain_of_gaps(analysis: Analysis) -> int:
    """Name the arms without numbers; a document without arms has nothing to compute."""
    document = analysis.document
    names = {arm.id: arm.name for arm in document.arms}
    gaps = [arm for arm in analysis.arms if arm.reconstruction is None]
    for arm in gaps:
        complain(f"{names[arm.arm_id]}: {arm.message}")
    if not document.arms:
        complain("The project has no arms yet. Open it in the window and trace a curve.")
    return PARTLY if gaps or not document.arms else DONE


# --- demo ---------------------------------------------------------------------------------------


def run_demo(options: Namespace, sample: Path, screenshot: Screenshot) -> int:
    """Take the bundled sample through the whole chain and write everything it gives."""
    out = make_folder(options.out)
    document = load_project(sample)
    analysis = refine(analyse(document))
    mended = refine(analyse(without_planted_mistake(document)))
    project = out / sample.name
    save_project(document, project)
    write_patients(out / "patients.csv", analysis)
    write_comparison(out / "comparison.csv", analysis)
    write_report(out / "report.html", analysis)
    if options.json:
        print_json({"as_bundled": analysis_record(analysis), "mended": analysis_record(mended)})
    else:
        print_analysis(analysis)
        print("\nThe sample has one planted mistake: tick 24 of the time axis says 22.")
        print("With it put right:\n")
        print_analysis(mended)
        print(f"\nProject, patients, comparison and report are in {out}.")
    try:
        screenshot(project, out / "screenshot.png")
    except (InputError, ImportError, OSError) as error:
        complain(f"No picture of the window was drawn: {error}")
        return PARTLY
    return DONE


def without_planted_mistake(document: Document) -> Document:
    """Return the sample with the third axis point saying what is printed at its tick."""
    calibration = document.calibration
    point = replace(calibration.axis_points[2], value="24")
    return document.with_calibration(calibration.with_point_replaced(2, point))


# --- shared -------------------------------------------------------------------------------------


def make_folder(path: Path) -> Path:
    """Return this folder, made where it is missing; InputError J11 where it cannot be."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = (error.strerror or "it failed").lower()
        message = f"Could not make the folder {path}: {reason}. Choose another with --out."
        raise InputError(message, code="J11") from error
    return path


def print_json(record: dict[str, Any]) -> None:
    """Print one JSON object and nothing else on standard output."""
    print(json.dumps(record, indent=1, ensure_ascii=False, allow_nan=False))
