"""False alarms from picture to verdict: python tests/benchmarks/chain_verdicts.py [--every 2].

Draws figures as `chain.py`, reads them without a hand, types what the simulated patients
report, rounded as journals print it, and counts verdicts and flags. What is typed is true, so
each "differs" is a false alarm; a flag is one unless the machine misread a number at risk, a
row or a curve. All are printed one by one.
"""

import argparse
import itertools
import math
from collections import Counter
from dataclasses import replace

from chain import chosen
from digitizing import Style, Truth, draw
from measures import area

from core.analysis import analyse
from core.digitize.accept import accepted
from core.digitize.pipeline import read_figure
from core.errors import InputError, Severity
from core.model.document import Document, ReportedKind, ReportedValue
from core.patients import PatientData
from core.refine import refine
from core.results import Analysis, Verdict
from core.survival.estimates import estimate_arm, hazard_ratio, landmark, log_rank

Count = Counter[tuple[str, str]]


def main() -> None:
    """Print what differs and what is flagged, then the verdicts by kind."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--styles", nargs="*", default=("",), help="parts of names")
    parser.add_argument("--seed", type=int, default=9900)
    parser.add_argument("--every", type=int, default=1, help="take every so manieth style")
    options = parser.parse_args()
    verdicts, flags, n_figures = Count(), Counter[str](), 0
    for place, (name, style) in enumerate(chosen(options.styles)):
        if place % options.every:
            continue
        analysis = reported_truly(style, options.seed + 97 * place)
        if analysis is None:
            print(f"{name}: not read")
            continue
        n_figures += 1
        tally(name, analysis, verdicts, flags)
    print(f"\n{n_figures} figures. Flags: {dict(flags) or 'none'}")
    for (kind, verdict), number in sorted(verdicts.items()):
        print(f"| {kind} | {verdict} | {number} |")


def reported_truly(style: Style, seed: int) -> Analysis | None:
    """Return the analysis of a figure beside its true report; None where it is not read."""
    pixels, truth = draw(style, seed)
    try:
        document = accepted(Document(), read_figure(pixels))
        analysis = analyse(document)
    except InputError:
        return None
    made = [result.reconstruction for arm in document.arms if (result := analysis.arm(arm.id))]
    true = [PatientData(*arm) for arm in truth.patients]
    if len(made) != len(true) or None in made:
        return None
    # Names are another question: the curves say who is who.
    order = min(
        itertools.permutations(range(len(true))),
        key=lambda order: sum(
            area(one, made[k].patients) for one, k in zip(true, order, strict=True)
        ),
    )
    values = true_report(true, truth, [document.arms[k].id for k in order])
    return refine(analyse(replace(document, reported=values)), n_draws=50, patience_s=None)


def true_report(true: list[PatientData], truth: Truth, ids: list[str]) -> tuple[ReportedValue, ...]:
    """Return what journals print of two arms: ratio, P, medians, rates and events."""
    ratio, p = hazard_ratio(true[1], true[0]), log_rank(true[1], true[0]).p_value
    pair = {"arm_id": ids[1], "comparator_id": ids[0]}
    limits = f"{ratio.ci_low:.2f}-{ratio.ci_high:.2f}"
    text = "<0.001" if p < 0.001 else f"{p:.3f}" if p < 0.1 else f"{p:.2f}"
    values = [
        ReportedValue("hr", ReportedKind.HAZARD_RATIO, f"{ratio.value:.2f}", ci=limits, **pair),
        ReportedValue("p", ReportedKind.P_VALUE, text, **pair),
    ]
    middle = float(truth.risk_times[truth.risk_times.size // 2])
    for one, arm in zip(true, ids, strict=True):
        median = estimate_arm(one).median.value
        text = "NR" if math.isinf(median) else f"{median:.1f}"
        values.append(ReportedValue(f"m{arm}", ReportedKind.MEDIAN, text, arm_id=arm))
        rate = f"{100 * landmark(one, middle).survival:.1f}%"
        at = f"{middle:g}"
        values.append(ReportedValue(f"l{arm}", ReportedKind.LANDMARK, rate, time=at, arm_id=arm))
        events = str(one.n_events)
        values.append(ReportedValue(f"e{arm}", ReportedKind.N_EVENTS, events, arm_id=arm))
    return tuple(values)


def tally(name: str, analysis: Analysis, verdicts: Count, flags: Counter[str]) -> None:
    """Count one figure's verdicts and flags, and print what is a false alarm."""
    for row in analysis.comparisons:
        if row.verdict is None:
            continue
        kind = "width" if row.measure.startswith("Width") else row.kind.value
        verdicts[kind, row.verdict.value] += 1
        if row.verdict is Verdict.DIFFERS:
            print(f"{name}: {row.measure}: {row.reported} v {row.recomputed} {row.band}")
    for check in analysis.checks:
        if check.state.is_flag:
            flags[check.id] += 1
            print(f"{name}: {check.id} {check.title}: {check.sentence}")
    for finding in analysis.findings:
        if finding.severity in (Severity.WARNING, Severity.BLOCK):
            flags[finding.code] += 1
            print(f"{name}: {finding.code} {finding.message}")


if __name__ == "__main__":
    main()
