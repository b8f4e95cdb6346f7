"""The command ``reconstruct``: coordinates to patients, one folder an input."""

import sys
import time
from argparse import Namespace
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ..errors import Finding, InputError, Severity
from ..files.names import clean_file_name
from ..files.reconstruct_input import ArmFiles, Trial, load_arm, load_trial, write_result
from ..files.records import (
    estimates_record,
    finding_record,
    fit_record,
    hazard_ratio_record,
    log_rank_record,
    uncertainty_record,
)
from ..model.document import Settings
from ..reconstruct.inputs import ArmInput, Reconstruction
from ..results import Uncertainty
from ..spreads import Spreads, draws_of
from ..verify.wording import NOT_REACHED, interval, number, p_value
from .commands import DONE, PARTLY, UNUSABLE, complain, print_json

_SERIOUS = (Severity.WARNING.value, Severity.BLOCK.value)
_INFINITE = float("inf")


def run_reconstruct(options: Namespace) -> int:
    """Turn coordinates into patients, one folder an input."""
    if options.draws and options.method != "kmtrace":
        complain("Draws are made by the kmtrace method only; none are made here.")
    names = _result_names(options.inputs)
    results: list[dict[str, Any]] = []
    n_failed = n_gaps = 0
    for place, (path, name) in enumerate(zip(options.inputs, names, strict=True), 1):
        _show_progress(place, len(names), path)
        try:
            record = _reconstruct_one(path, options.out / name, options)
        except InputError as error:
            complain(f"{path}: {error.message}")
            n_failed += 1
            results.append({"input": str(path), "error": error.message})
            continue
        n_gaps += any(arm["error"] for arm in record["arms"])
        results.append({"input": str(path), **record})
        if not options.json:
            _print_result(record, options.out / name)
    if options.json:
        print_json({"results": results})
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
        from ..reconstruct.estimator import reconstruct_arms, reconstruct_kmtrace

        try:
            return list(reconstruct_arms(arms))
        except InputError:
            return [_or_error(reconstruct_kmtrace, arm) for arm in arms]
    from ..reconstruct.guyot import reconstruct_guyot

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
    from ..survival.estimates import estimate_arm

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
    from ..survival.estimates import hazard_ratio, log_rank

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


def _print_result(record: Mapping[str, Any], folder: Path) -> None:
    """Print what was reconstructed: a line an arm, a line a pair, and what is to look at."""
    print(folder)
    unit = record["time_unit"]
    for arm in record["arms"]:
        if arm["error"] is None:
            print(f"  {arm['name']}: {_arm_words(arm['estimates'], unit)}")
            serious = (one for one in arm["findings"] if one["severity"] in _SERIOUS)
            for finding in serious:
                print(f"    {finding['code']}  {finding['message']}")
    spreads = {pair["arm"]: pair for pair in (record["uncertainty"] or {}).get("pairs", ())}
    for pair in record["pairs"]:
        words = _pair_words(pair, spreads.get(pair["arm"]))
        print(f"  {pair['arm']} over {record['reference']}: {words}")


def _arm_words(estimates: Mapping[str, Any], unit: str) -> str:
    median = estimates["median"]
    words = NOT_REACHED
    if median["reached"]:
        low, high = (_INFINITE if one is None else one for one in _limits(median))
        words = f"{number(median['value'], 2)} {unit} {interval(low, high, 2)}"
    return f"n {estimates['n']}, {estimates['n_events']} events, median {words}"


def _pair_words(pair: Mapping[str, Any], spread: Mapping[str, Any] | None) -> str:
    ratio, test = pair["hazard_ratio"], pair["log_rank"]
    words = []
    if ratio is not None and all(one is not None for one in (ratio["value"], *_limits(ratio))):
        words.append(f"HR {number(ratio['value'], 3)} {interval(*_limits(ratio), 3)}")
        reading = spread["hazard_ratio"]["reading"] if spread and spread["hazard_ratio"] else None
        if reading and None not in reading:
            words.append(f"reading {interval(reading[0], reading[1], 3, '[]')}")
    if test is not None and test["p_value"] is not None:
        words.append(f"log-rank P {p_value(test['p_value'])}")
    return ", ".join(words) or pair["message"]


def _limits(record: Mapping[str, Any]) -> tuple[Any, Any]:
    return record["ci_low"], record["ci_high"]


def _show_progress(place: int, total: int, path: Path) -> None:
    if sys.stderr.isatty() and total > 1:
        print(f"{place} of {total}: {path}", file=sys.stderr)
