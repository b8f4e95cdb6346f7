"""Measures the reconstructions on simulated trials, and on the stored corpus where it is present.

    python tests/benchmarks/reconstruction.py [--trials 80] [--seed 1]
        [--quality exact pixel click staircase] [--info R RD ...] [--draws 40]
        [--no-corpus] [--speed] [--audit]

Prints markdown: per quality and information (N size, R table, D events, M marks) the error of
the log hazard ratio and the area between the curves, median / 95th percentile / largest, and
how often they are worse than those of Guyot and of Guyot+ (with plateau points at the table
times), beside the share in which two independent normal errors of these medians would be.
"""

import argparse
import csv
import json
import sys
import time
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

import numpy as np  # noqa: E402
from measures import log_hr, measure, summary  # noqa: E402
from trials import any_trial, arm_input, make_trial  # noqa: E402

from core.curve import ReadingKind  # noqa: E402
from core.patients import PatientData  # noqa: E402
from core.reconstruct.audit import audit_table, check_rows, check_shift, find_suspect  # noqa: E402
from core.reconstruct.draws import draw_patients  # noqa: E402
from core.reconstruct.estimator import reconstruct_arms, warm_up  # noqa: E402
from core.reconstruct.guyot import reconstruct_guyot  # noqa: E402
from core.reconstruct.inputs import ArmInput, RiskTable  # noqa: E402
from core.reconstruct.points import reading_of_points  # noqa: E402
from core.survival.ensemble import WIDENING  # noqa: E402

CORPUS = ROOT.parent / "shared" / "corpus"
KINDS = {
    "exact": ReadingKind.EXACT,
    "pixel": ReadingKind.PIXELS,
    "click": ReadingKind.CLICKS,
    "staircase": ReadingKind.CLICKS,
}
# Coordinates the stored corpus has.
STORED = ("exact", "pixel", "click")
INFOS = ("R", "RD", "RM", "RDM", "N", "ND", "NM")


def by_guyot(arms, *, plateau):
    return [reconstruct_guyot(arm, plateau_at_table_times=plateau) for arm in arms]


METHODS = {
    "Guyot": lambda arms: by_guyot(arms, plateau=False),
    "Guyot+": lambda arms: by_guyot(arms, plateau=True),
    "KMTrace": reconstruct_arms,
}


def simulated(quality, info, seeds):
    for seed in seeds:
        trial = any_trial(seed)
        yield str(seed), [arm_input(trial, arm, quality, info, seed) for arm in (0, 1)], trial.arms


def columns(path):
    with path.open(newline="") as file:
        rows = list(csv.reader(file))[1:]
    return np.array(rows, dtype=float).T if rows else np.zeros((2, 0))


def stored(quality, info):
    for folder in sorted((CORPUS / "cases").iterdir()):
        given = json.loads((folder / "input.json").read_text())
        arms = [corpus_arm(folder.name, given, arm, quality, info) for arm in (0, 1)]
        yield folder.name, arms, true_arms(folder)


def corpus_arm(case, given, arm, quality, info):
    known = given["arms"][arm]
    pixel = (
        {} if quality == "exact" else {"pixel_time": given["xmax"] / 620, "pixel_survival": 1 / 430}
    )
    points = columns(CORPUS / "coords" / quality / case / f"arm{arm}.csv")
    reading = reading_of_points(points[0], points[1], KINDS[quality], **pixel)
    marks = columns(CORPUS / "coords" / quality / case / f"ticks{arm}.csv")
    table = RiskTable(np.array(known["risk_times"]), np.array(known["nrisk"]))
    return ArmInput(
        reading,
        n=known["n"],
        risk_table=table if "R" in info else None,
        n_events=known["events"] if "D" in info else None,
        end=known["last_time"],
        censor_time=marks[0] if "M" in info else None,
    )


def true_arms(folder):
    with (folder / "ipd.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple(arm_of([row for row in rows if float(row["arm"]) == arm]) for arm in (0, 1))


def arm_of(rows):
    time_ = np.array([float(row["time"]) for row in rows])
    return PatientData(time_, np.array([float(row["status"]) == 1 for row in rows]))


def run(cases, method):
    rows = []
    for name, arms, truth in cases:
        start = time.process_time()
        results = METHODS[method](arms)
        seconds = (time.process_time() - start) / len(arms)
        row = measure(truth, [result.patients for result in results])
        differences = [result.fit.risk_table_difference for result in results]
        row["table_met"] = all(not np.any(one) for one in differences)
        codes = [{finding.code for finding in result.findings} for result in results]
        row["contradicted"] = np.mean(["R15" in found for found in codes])
        row["case"], row["ms"] = name, 1000 * seconds
        rows.append(row)
    return rows


def worse_than(rows, other):
    """Return how many in a hundred are worse in log HR, would be by chance, and are by .02."""
    pairs = [
        (row["log_hr"], known["log_hr"])
        for row, known in zip(rows, other, strict=True)
        if np.isfinite(row["log_hr"]) and np.isfinite(known["log_hr"])
    ]
    mine, theirs = np.array(pairs).T
    # Of two independent normal errors the one with the smaller spread is the larger so often.
    chance = np.arctan2(np.median(mine), np.median(theirs)) * 2 / np.pi
    more = mine - theirs
    return f"{100 * np.mean(more > 1e-4):.0f}, {100 * chance:.0f}, {np.sum(more > 0.02)}"


def larger_area(rows, other):
    """Return how many cases have a larger area than the other's, and by how much at most."""
    more = np.array([row["area"] - known["area"] for row, known in zip(rows, other, strict=True)])
    return f"{np.sum(more > 1e-6)}, {1000 * max(more.max(), 0):.2f}"


def print_row(where, quality, info, method, rows, others=None):
    exact = 100 * np.mean([row["events"] == 0 for row in rows])
    named = 100 * np.mean([row["contradicted"] for row in rows])
    met = 100 * np.mean([row["table_met"] for row in rows])
    ms = np.percentile([row["ms"] for row in rows], [50, 95])
    beside = " | "
    if others is not None:
        plain, plus = others
        beside = f"{larger_area(rows, plain)} | {worse_than(rows, plus)}"
    print(
        f"| {where} | {quality} | {info} | {method} | {summary([row['log_hr'] for row in rows])} "
        f"| {summary([1000 * row['area'] for row in rows], 2)} "
        f"| {exact:.0f}, {named:.1f} | {met:.0f} "
        f"| {ms[0]:.1f} / {ms[1]:.1f} | {beside} |",
        flush=True,
    )


def print_peers(quality):
    """Print the rows of the published programs on the same coordinates."""
    for peer in sorted((CORPUS / "peers").iterdir()):
        rows = []
        for folder in sorted((CORPUS / "cases").iterdir()):
            paths = [peer / quality / folder.name / f"arm{arm}.csv" for arm in (0, 1)]
            if not all(path.exists() for path in paths):
                continue
            rebuilt = []
            for path in paths:
                values = columns(path)
                rebuilt.append(PatientData(np.maximum(values[0], 0), values[1] == 1))
            rows.append({**measure(true_arms(folder), rebuilt), "table_met": False, "ms": np.nan})
            rows[-1]["contradicted"] = np.nan
        info = "RD" if peer.name.endswith("events") else "R"
        print_row("corpus", quality, info, f"{peer.name} ({len(rows)} solved)", rows)


def print_accuracy(options):
    print("| trials | coordinates | known | method | abs log HR error | area x 1000 ", end="")
    print("| events exact in % of trials, total called contradictory in % of arms ", end="")
    print("| table met % | ms an arm | area above Guyot's: cases, most x 1000 ", end="")
    print("| worse than Guyot+ %, by chance %, by .02 |\n" + "| --- " * 11 + "|")
    seeds = range(options.seed * 1000, options.seed * 1000 + options.trials)
    for quality in options.quality:
        stored_too = CORPUS.is_dir() and quality in STORED
        for info in options.info:
            print_cell("own", quality, info, list(simulated(quality, info, seeds)))
            if stored_too and options.corpus:
                print_cell("corpus", quality, info, list(stored(quality, info)))
        if stored_too and options.corpus:
            print_peers(quality)


def print_cell(where, quality, info, cases):
    """Print every method's row of one cell; Guyot's algorithm cannot use marks."""
    others = {method: run(cases, method) for method in ("Guyot", "Guyot+")}
    if "M" not in info:
        for method, rows in others.items():
            print_row(where, quality, info, method, rows)
    print_row(where, quality, info, "KMTrace", run(cases, "KMTrace"), others.values())


def print_coverage(options):
    """Print how often the intervals of the log hazard ratio from draws hold the truth."""
    print("\n| coordinates | known | estimate | mean of draws | covered % of nominal 95, 50 ")
    print("| seconds for 100 draws |\n" + "| --- " * 6 + "|")
    seeds = range(options.seed * 1000 + 500, options.seed * 1000 + 500 + options.trials)
    for quality in options.quality:
        for info in options.info:
            rows = [
                draw_row(*case, quality, options.draws) for case in simulated(quality, info, seeds)
            ]
            error, mean, spread, seconds = np.array([row for row in rows if np.isfinite(row[0])]).T
            covered = [100 * np.mean(np.abs(error) <= z * spread) for z in (1.96, 0.674)]
            print(
                f"| {quality} | {info} | {summary(np.abs(error))} | {summary(np.abs(mean))} "
                f"| {covered[0]:.0f}, {covered[1]:.0f} | {np.median(seconds):.2f} |",
                flush=True,
            )


def draw_row(name, arms, truth, quality, n_draws):
    true = log_hr(truth)
    estimate = log_hr([result.patients for result in reconstruct_arms(arms)])
    start = time.process_time()
    draws = draw_patients(arms, n_draws, seed=int(name))
    seconds = (time.process_time() - start) * 100 / n_draws
    values = np.array([log_hr(draw) for draw in draws])
    spread = WIDENING[KINDS[quality]] * np.hypot(np.nanstd(values), 0.0005)
    return estimate - true, np.nanmean(values) - true, spread, seconds


def print_audit(options):
    """Print how often planted mistakes of a table are noticed, and right tables suspected."""
    print("\n| coordinates | mistyped | rows exchanged | shifted | falsely: cell, rows, shift |")
    print("| --- " * 5 + "|")
    for quality in options.quality:
        found = np.zeros(6, dtype=int)
        for seed in range(options.seed * 1000 + 800, options.seed * 1000 + 800 + options.trials):
            found += audited(seed, quality)
        known = [f"{count} of {options.trials}" for count in found[:3]]
        print(f"| {quality} | {' | '.join(known)} | {', '.join(map(str, found[3:]))} |", flush=True)


def audited(seed, quality):
    """Return whether mistyped cell, exchanged rows and shifted row are found, then the false."""
    trial, rng = any_trial(seed), np.random.default_rng(seed)
    arms = [arm_input(trial, arm, quality, "R", seed) for arm in (0, 1)]
    table = arms[0].risk_table
    number = table.n_at_risk
    column = int(rng.choice(np.flatnonzero(number[1:] > 0) + 1)) if number[1] > 0 else 1
    error = max(round(number[0] * rng.uniform(0.08, 0.2)), 1)
    wrong = number[column] + error * (1 if rng.random() < 0.5 else -1)
    mistyped = number.copy()
    mistyped[column] = wrong if 0 <= wrong <= number[0] else 2 * number[column] - wrong
    suspect = find_suspect(with_numbers(arms[0], np.clip(mistyped, 0, number[0])))
    rows = [
        replace(arms[arm], risk_table=arms[1 - arm].risk_table, n=arms[1 - arm].n) for arm in (0, 1)
    ]
    shifted = with_numbers(arms[0], [number[0], *number[2:], 0])
    return np.array(
        [
            suspect is not None and suspect.column == column,
            bool(check_rows(rows)),
            bool(check_shift(shifted)),
            bool(audit_table(arms[0])),
            bool(check_rows(arms)),
            bool(check_shift(arms[0])),
        ]
    )


def with_numbers(arm, numbers):
    return replace(arm, risk_table=RiskTable(arm.risk_table.time, np.asarray(numbers)))


def print_speed():
    print("\n| n | coordinates | known | ms an arm, median / 95th percentile |")
    print("| --- " * 4 + "|")
    for n in (500, 4000):
        for quality in KINDS:
            for info in ("R", "RD"):
                seconds = []
                for seed in range(20 if n == 500 else 5):
                    trial = make_trial(seed, n, "day")
                    arms = [arm_input(trial, arm, quality, info, seed) for arm in (0, 1)]
                    start = time.process_time()
                    reconstruct_arms(arms)
                    seconds.append((time.process_time() - start) / 2)
                ms = 1000 * np.percentile(seconds, [50, 95])
                print(f"| {n} | {quality} | {info} | {ms[0]:.1f} / {ms[1]:.1f} |", flush=True)


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--trials", type=int, default=80)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quality", nargs="*", default=list(KINDS), choices=list(KINDS))
    parser.add_argument("--info", nargs="*", default=list(INFOS))
    parser.add_argument("--draws", type=int, default=0)
    parser.add_argument("--no-corpus", dest="corpus", action="store_false")
    parser.add_argument("--speed", action="store_true")
    parser.add_argument("--audit", action="store_true")
    options = parser.parse_args(arguments)
    warm_up()
    print_accuracy(options)
    if options.draws:
        print_coverage(options)
    if options.audit:
        print_audit(options)
    if options.speed:
        print_speed()


if __name__ == "__main__":
    main()
