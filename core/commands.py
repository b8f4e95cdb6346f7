"""The command line without the window: each command takes parsed options and returns a status.

0 done; 1 done but something could not be done, named on standard error; 2 unusable input.
"""

import json
import sys
import time
from argparse import Namespace
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from .analysis import analyse
from .errors import Finding, InputError, Severity
from .files.names import clean_file_name
from .files.patients import write_comparison, write_patients
from .files.project import figure_findings, load_project, save_project
from .files.reconstruct_input import ArmFiles, Trial, load_arm, load_trial, write_result
from .files.records import (
    analysis_record,
    estimates_record,
    finding_record,
    fit_record,
    hazard_ratio_record,
    log_rank_record,
    uncertainty_record,
)
from .files.report import write_report
from .model.document import Document, Settings
from .reconstruct.inputs import ArmInput, Reconstruction
from .refine import refine
from .results import Analysis, CheckState, Uncertainty, Verdict
from .spreads import Spreads, draws_of

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
    analysis = refine(analyse(document), n_draws=options.draws, patience_s=None)
    extra = figure_findings(document)
    if options.json:
        record = analysis_record(analysis)
        record["findings"] += [finding_record(finding) for finding in extra]
        _print_json(record)
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
    problems = [
        f"{check.id}  {check.sentence}"
        for check in analysis.checks
        if check.state not in (CheckState.CONSISTENT, CheckState.NOT_COMPARABLE)
    ]
    heavy = (Severity.WARNING, Severity.BLOCK)
    problems += [
        f"{finding.code}  {finding.message}"
        for finding in (*extra, *analysis.findings)
        if finding.severity in heavy
    ]
    if problems:
        print("\nTo look at:")
        print("\n".join(f"  {line}" for line in problems))


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
        _print_json({"as_bundled": analysis_record(analysis), "mended": analysis_record(mended)})
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


# --- reconstruct --------------------------------------------------------------------------------


def run_reconstruct(options: Namespace) -> int:
    """Turn coordinates into patients, one folder an input."""
    if options.draws and options.method != "kmtrace":
        complain("Draws are made by the kmtrace method only; none are made here.")
    names = _result_names(options.inputs)
    results: list[dict[str, Any]] = []
    n_failed = n_gaps = 0
    for number, (path, name) in enumerate(zip(options.inputs, names, strict=True), 1):
        _show_progress(number, len(names), path)
        try:
            record = _reconstruct_one(path, options.out / name, options)
        except InputError as error:
            complain(f"{path}: {error.message}")
            n_failed += 1
            results.append({"input": str(path), "error": error.message})
            continue
        n_gaps += any(arm["error"] for arm in record["arms"])
        results.append({"input": str(path), **record})
    if options.json:
        _print_json({"results": results})
    if n_failed == len(names):
        return UNUSABLE
    return PARTLY if n_failed or n_gaps else DONE


def _result_names(paths: list[Path]) -> list[str]:
    """Return a folder name for each input; inputs of one name get numbers."""
    names: list[str] = []
    for path in paths:
        stem = clean_file_name(path.stem)
        name, number = stem, 2
        while name in names:
            name, number = f"{stem}-{number}", number + 1
        names.append(name)
    return names


def _reconstruct_one(path: Path, folder: Path, options: Namespace) -> dict[str, Any]:
    started = time.perf_counter()
    trial = load_trial(path)
    loaded = [load_arm(arm, path.parent) for arm in trial.arms]
    arms = [arm for arm, _ in loaded]
    outcomes = _reconstructions(arms, options)
    made = [outcome if isinstance(outcome, Reconstruction) else None for outcome in outcomes]
    record = {
        "method": options.method,
        "time_unit": trial.time_unit,
        "reference": trial.arms[trial.reference_index].name,
        "arms": [
            _arm_record(arm, outcome, findings)
            for arm, outcome, (_, findings) in zip(trial.arms, outcomes, loaded, strict=True)
        ],
        "pairs": _pair_records(trial, made),
        "uncertainty": _uncertainty_record(trial, arms, made, options),
        "seconds": round(time.perf_counter() - started, 3),
    }
    write_result(folder, made, record)
    for arm, outcome in zip(trial.arms, outcomes, strict=True):
        if isinstance(outcome, InputError):
            complain(f"{path}, {arm.name}: {outcome.message}")
    return record


def _reconstructions(arms: list[ArmInput], options: Namespace) -> list[Reconstruction | InputError]:
    """Reconstruct each arm, or say why not; one arm's trouble leaves the others alone."""
    if options.method == "kmtrace":
        from .reconstruct.estimator import reconstruct_arms, reconstruct_kmtrace

        try:
            return list(reconstruct_arms(arms))
        except InputError:
            return [_or_error(reconstruct_kmtrace, arm) for arm in arms]
    from .reconstruct.guyot import reconstruct_guyot

    plateau: bool = options.plateau
    return [
        _or_error(lambda arm: reconstruct_guyot(arm, plateau_at_table_times=plateau), arm)
        for arm in arms
    ]


def _or_error(
    method: Callable[[ArmInput], Reconstruction], arm: ArmInput
) -> Reconstruction | InputError:
    try:
        return method(arm)
    except InputError as error:
        return error


def _arm_record(
    arm: ArmFiles, outcome: Reconstruction | InputError, findings: tuple[Finding, ...]
) -> dict[str, Any]:
    from .survival.estimates import estimate_arm

    record: dict[str, Any] = {"name": arm.name, "error": None}
    if isinstance(outcome, InputError):
        return {**record, "error": outcome.message}
    estimates = estimate_arm(outcome.patients)
    findings = (*findings, *outcome.findings)
    return {
        **record,
        "estimates": estimates_record(estimates),
        "fit": fit_record(outcome.fit),
        "findings": [finding_record(finding) for finding in findings],
    }


def _pair_records(trial: Trial, made: list[Reconstruction | None]) -> list[dict[str, Any]]:
    """Return hazard ratio and log-rank test of every arm against the reference arm."""
    from .survival.estimates import hazard_ratio, log_rank

    records = []
    reference = made[trial.reference_index]
    for index, reconstruction in enumerate(made):
        if index == trial.reference_index or reconstruction is None or reference is None:
            continue
        pair = (reconstruction.patients, reference.patients)
        record: dict[str, Any] = {"arm": trial.arms[index].name, "message": ""}
        try:
            record["hazard_ratio"] = hazard_ratio_record(hazard_ratio(*pair))
        except InputError as error:
            record |= {"hazard_ratio": None, "message": error.message}
        try:
            record["log_rank"] = log_rank_record(log_rank(*pair))
        except InputError as error:
            record |= {"log_rank": None, "message": error.message}
        records.append(record)
    return records


def _uncertainty_record(
    trial: Trial, arms: list[ArmInput], made: list[Reconstruction | None], options: Namespace
) -> dict[str, Any] | None:
    """Return the intervals from draws of the arms that could be reconstructed."""
    if options.draws == 0 or options.method != "kmtrace":
        return None
    kept = [index for index, reconstruction in enumerate(made) if reconstruction is not None]
    if not kept:
        return None
    known = tuple(arms[index] for index in kept)
    draws = draws_of(known, Settings(), options.draws, lambda: False, patience_s=None)
    ids = tuple(str(index) for index in kept)
    best = tuple(one.patients for one in made if one is not None)
    spreads = Spreads(ids, tuple(arm.reading.kind for arm in known), best, draws)
    pairs = [spreads.pair(one, str(trial.reference_index)) for one in ids]
    found = Uncertainty(
        len(draws),
        tuple(pair for pair in pairs if pair and pair.arm_id != pair.reference_id),
        tuple(arm for one in ids if (arm := spreads.arm(one))),
    )
    return uncertainty_record(found, {str(i): arm.name for i, arm in enumerate(trial.arms)})


def _show_progress(number: int, total: int, path: Path) -> None:
    if sys.stderr.isatty() and total > 1:
        print(f"{number} of {total}: {path}", file=sys.stderr)


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


def _print_json(record: dict[str, Any]) -> None:
    print(json.dumps(record, indent=1, ensure_ascii=False, allow_nan=False))
