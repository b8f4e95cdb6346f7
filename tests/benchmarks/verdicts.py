"""Verdicts on true reports of known cases: python tests/benchmarks/verdicts.py CORPUS.

Every "differs" on a true report is a false alarm. Coordinates are drawn onto a
figure of 800 x 600 pixels and read back as clicks.
"""

import csv
import json
import os
import sys
from collections import Counter
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from core.analysis import analyse
from core.model.document import (
    Arm,
    Axis,
    AxisPoint,
    Calibration,
    Document,
    Engine,
    PixelPoint,
    ReportedKind,
    ReportedValue,
    Settings,
)
from core.results import CheckState, Verdict


def make_document(corpus: Path, case: dict, track: str, engine: Engine, *, total: bool) -> Document:
    """Return one case as a document, its report as printed."""
    last = case["xmax"]

    def pixel(time: float, survival: float) -> PixelPoint:
        return PixelPoint(80 + 620 * time / last, 60 + 430 * (1 - survival))

    axes = [AxisPoint(Axis.TIME, pixel(last * k / 2, 0), f"{last * k / 2:g}") for k in range(3)]
    axes += [AxisPoint(Axis.SURVIVAL, pixel(0, s), f"{s:g}") for s in (0, 0.5, 1)]
    arms = []
    for index, arm in enumerate(case["arms"]):
        path = corpus / "coords" / track / case["case"] / f"arm{index}.csv"
        with path.open(encoding="utf-8") as file:
            rows = [(float(row["time"]), float(row["surv"])) for row in csv.DictReader(file)]
        trace = tuple(pixel(time, survival) for time, survival in rows)
        cells = tuple(str(n) for n in arm.get("nrisk") or ())
        events = str(arm["events"]) if total else ""
        arms.append(
            Arm(str(index), f"Arm {index}", trace, n=str(arm["n"]), n_events=events, at_risk=cells)
        )
    times = case["arms"][0].get("risk_times") or ()
    return Document(
        calibration=Calibration(tuple(axes), time_unit=case["unit"]),
        arms=tuple(arms),
        risk_times=tuple(f"{time:g}" for time in times),
        reported=tuple(reported_values(case["reported"])),
        settings=Settings(engine=engine),
    )


def reported_values(report: dict) -> list[ReportedValue]:
    """Return what a case reports."""
    values = []
    if report.get("hr"):
        ci = f"{report['hr_lo']:.2f}-{report['hr_hi']:.2f}"
        ratio = f"{report['hr']:.2f}"
        values.append(ReportedValue("hr", ReportedKind.HAZARD_RATIO, ratio, ci=ci, arm_id="1"))
    p = report.get("logrank_p")
    if p is not None:
        values.append(ReportedValue("p", ReportedKind.P_VALUE, str(p), arm_id="1"))
    for index, median in enumerate(report.get("medians", [])):
        text = f"{median['est']:.1f}" if median["est"] is not None else "NR"
        values.append(ReportedValue(f"m{index}", ReportedKind.MEDIAN, text, arm_id=str(index)))
    return values


def measure(corpus: Path, track: str, engine: Engine, *, total: bool) -> None:
    """Print how often each verdict falls and which true values differ."""
    verdicts: dict[str, Counter[Verdict]] = {}
    differing, failing, n_checks = [], Counter(), 0
    for path in sorted(corpus.glob("cases/*/input.json")):
        case = json.loads(path.read_text(encoding="utf-8"))
        if not (corpus / "coords" / track / case["case"]).exists():
            continue
        analysis = analyse(make_document(corpus, case, track, engine, total=total))
        for row in analysis.comparisons:
            if row.verdict is None:
                continue
            kind = "width" if row.measure.startswith("Width") else row.kind.value
            verdicts.setdefault(kind, Counter())[row.verdict] += 1
            if row.verdict is Verdict.DIFFERS:
                text = f"{case['case']}: {row.measure}: {row.reported} v {row.recomputed}"
                differing.append(f"{text} {row.band} {row.arithmetic}")
        n_checks += len(analysis.checks)
        bad = (CheckState.NOT_REPRODUCIBLE, CheckState.IMPOSSIBLE)
        failing.update(
            f"{c.id} {c.title.split(' of ')[0]}" for c in analysis.checks if c.state in bad
        )
    print(f"{track}, {engine.value}, {'with' if total else 'without'} totals")
    for kind, counts in verdicts.items():
        print(f"  {kind:13}", ", ".join(f"{v.value} {n}" for v, n in counts.items()))
    print("  false alarms:", *(differing or ["none"]), sep="\n    ")
    print(f"  failing checks of {n_checks}:", dict(failing))


if __name__ == "__main__":
    for name in ("click", "pixel"):
        for which in Engine:
            for with_total in (False, True):
                measure(Path(sys.argv[1]), name, which, total=with_total)
