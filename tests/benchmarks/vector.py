"""How exactly vector figures are read: the styles of the bitmap benchmark as PDF and SVG.

Run from the repository root::

    python tests/benchmarks/vector.py [--styles NAME ...] [--per-style N] [--format pdf|svg]

One row a style: drops in the file of the true ones (a renderer merges some),
drops read at the true level and time (share of the axis), censor marks found
and right, arms with every event recovered from the risk table, error of the log
hazard ratio (median / 95th percentile), seconds of the processor a page. Files
of ../shared/corpus are added where they are there.
"""

import argparse
import io
import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

import digitizing  # noqa: E402
from digitizing import STYLES, Style, Truth  # noqa: E402

from core.analysis import analyse  # noqa: E402
from core.digitize.accept import accepted  # noqa: E402
from core.digitize.proposal import FigureProposal  # noqa: E402
from core.digitize.vector.read import read_drawing  # noqa: E402
from core.errors import InputError  # noqa: E402
from core.figure import pdf, svg  # noqa: E402
from core.model.document import Document  # noqa: E402
from core.patients import PatientData  # noqa: E402
from core.survival.kernels import count_two_arms, cox_efron  # noqa: E402

DOTS = 200.0
CORPUS = ROOT.parent / "shared" / "corpus"
RASTER_ONLY = ("jpeg", "noise", "tilt", "large")


@dataclass
class Score:
    """Sums over the figures of one style."""

    n_figures: int = 0
    n_read: int = 0
    arms: int = 0
    drops_true: int = 0
    drops: int = 0
    levels_right: int = 0
    times_right: int = 0
    worst_survival: float = 0.0
    marks: int = 0
    marks_found: int = 0
    marks_hit: int = 0
    marks_right: int = 0
    with_table: int = 0
    events_exact: int = 0
    log_hr: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)


@contextmanager
def _kept_as(file_format: str) -> Iterator[list[bytes]]:
    """Keep what pyplot closes as a file of this format."""
    import matplotlib.pyplot as plt

    kept: list[bytes] = []
    close = plt.close

    def keep(figure: Any) -> None:
        out = io.BytesIO()
        figure.savefig(out, format=file_format)
        kept.append(out.getvalue())
        close(figure)

    plt.close = keep
    try:
        yield kept
    finally:
        plt.close = close


def drawn(style: Style, seed: int, file_format: str) -> tuple[bytes, Truth]:
    """Return a figure of the bitmap benchmark as a vector file, and what it shows."""
    patients: list[tuple[Any, Any]] = []
    draw_arm = digitizing._draw_arm

    def remember(axes: Any, style: Style, k: int, when: Any, event: Any, *rest: Any) -> None:
        patients.append((when, event))
        draw_arm(axes, style, k, when, event, *rest)

    digitizing._draw_arm = remember
    try:
        with _kept_as(file_format) as kept:
            _, truth = digitizing.draw(style, seed)
    finally:
        digitizing._draw_arm = draw_arm
    truth.at_risk = [when for when, _ in patients]
    truth.censored = [event for _, event in patients]
    return kept[0], truth


def read(data: bytes, name: str) -> FigureProposal:
    """Read one page without the worker process, to time the reading alone."""
    if name.endswith("svg"):
        return read_drawing(svg.read_svg(data, name), dots_per_inch=DOTS)[0]
    document = pdf.open_pdf(data, name)
    try:
        return read_drawing(pdf.read_page(document, 0), dots_per_inch=DOTS)[0]
    finally:
        document.close()


def score_figure(score: Score, data: bytes, name: str, truth: Truth) -> None:
    """Add one figure."""
    score.n_figures += 1
    start = time.process_time()
    try:
        proposal = read(data, name)
    except InputError as error:
        print(f"  {name}: {error.message}", file=sys.stderr)
        return
    finally:
        score.seconds.append(time.process_time() - start)
    score.n_read += 1
    order = _matched(proposal, truth)
    for k, arm_index in enumerate(order):
        score.arms += 1
        if arm_index is not None:
            _score_arm(score, proposal, arm_index, truth, k)
    if truth.at_risk and None not in order:
        _score_patients(score, proposal, order, truth)


def _matched(proposal: FigureProposal, truth: Truth) -> list[int | None]:
    """For each true arm the read arm nearest to it."""
    found: list[int | None] = []
    for k in range(len(truth.time)):
        at = np.linspace(0, truth.end[k], 500)
        true = np.append(1.0, truth.survival[k])[np.searchsorted(truth.time[k], at, side="right")]
        gaps = [np.abs(arm.reading.steps().at(at) - true).mean() for arm in proposal.arms]
        best = int(np.argmin(gaps)) if gaps else None
        found.append(best if best is not None and gaps[best] < 0.01 else None)
    return found


def _score_arm(score: Score, proposal: FigureProposal, index: int, truth: Truth, k: int) -> None:
    """Compare each drop read with the true drop to its level.

    A renderer merges drops that fall on one pixel of its canvas: such a drop is
    read at the place of one and the level of the last, and the others are not
    in the file.
    """
    arm = proposal.arms[index]
    steps = arm.reading.steps()
    score.drops_true += int((truth.survival[k] >= _lowest_shown(proposal)).sum())
    if truth.survival[k].size == 0:
        score.drops += steps.time.size
        return
    for when, level in zip(steps.time, steps.survival, strict=True):
        nearest = int(np.argmin(np.abs(truth.survival[k] - level)))
        off = abs(truth.survival[k][nearest] - level)
        late = abs(truth.time[k][nearest] - when) / truth.axis_data[0]
        score.drops += 1
        score.levels_right += off <= 5e-5
        score.times_right += late <= 1e-4
        score.worst_survival = max(score.worst_survival, float(off))
    if truth.has_marks:
        found = np.array([mark.time for mark in arm.censor_marks])
        true = truth.censor[k]
        score.marks += true.size
        score.marks_found += found.size
        if found.size and true.size:
            gaps = np.abs(true[:, None] - found[None, :]) / truth.axis_data[0]
            score.marks_hit += int((gaps.min(axis=1) <= 2e-4).sum())
            score.marks_right += int((gaps.min(axis=0) <= 2e-4).sum())


def _lowest_shown(proposal: FigureProposal) -> float:
    values = [mark.value for mark in proposal.axes.marks if mark.axis.value == "survival"]
    factor = 0.01 if proposal.axes.percent else 1.0
    if proposal.axes.cumulative_incidence:
        return 1 - factor * max(values)
    return factor * min(values)


def _score_patients(
    score: Score, proposal: FigureProposal, order: list[int | None], truth: Truth
) -> None:
    if any(arm.risk_row is None for arm in proposal.arms):
        return
    analysis = analyse(accepted(Document(), proposal))
    patients = [arm.reconstruction for arm in analysis.arms]
    if any(found is None for found in patients):
        return
    true = [PatientData(t, e) for t, e in zip(truth.at_risk, truth.censored, strict=True)]
    for k, index in enumerate(order):
        assert index is not None
        score.with_table += 1
        found = patients[index]
        assert found is not None
        score.events_exact += found.patients.n_events == true[k].n_events
    if len(true) == 2:
        ours = [patients[i].patients for i in order if i is not None and patients[i] is not None]
        estimates = [cox_efron(count_two_arms(pair[1], pair[0])).log_hr for pair in (ours, true)]
        score.log_hr.append(abs(estimates[0] - estimates[1]))


def row(name: str, score: Score) -> str:
    """Return one line of the table."""
    hr = np.array(score.log_hr)
    errors = f"{np.median(hr):.4f} / {np.percentile(hr, 95):.4f}" if hr.size else "-"
    cells = [
        name,
        f"{score.n_read}/{score.n_figures}",
        _percent(score.drops, score.drops_true),
        _percent(score.levels_right, score.drops),
        _percent(score.times_right, score.drops),
        f"{score.worst_survival:.0e}",
        f"{_percent(score.marks_hit, score.marks)} / "
        f"{_percent(score.marks_right, score.marks_found)}",
        _percent(score.events_exact, score.with_table),
        errors,
        f"{np.median(score.seconds):.2f}",
    ]
    return "| " + " | ".join(cells) + " |"


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}" if whole else "-"


HEAD = (
    "| style | read | drops in file % | level within 5e-5 % | time within 1e-4 % | worst S "
    "| marks found / right % | events exact % | log HR error | s |\n|" + "---|" * 10
)


def corpus_truth(case: str) -> Truth:
    """What a corpus case shows."""
    table = np.genfromtxt(
        CORPUS / "cases" / case / "ipd.csv", delimiter=",", names=True, dtype=None, encoding="utf-8"
    )
    given = json.loads((CORPUS / "cases" / case / "input.json").read_text())
    truth = Truth(has_marks=False, axis_data=(float(given["xmax"]), 0.0))
    for k in (0, 1):
        rows = table[table["arm"] == k]
        when, event = rows["time"].astype(float), rows["status"] == 1
        times = np.unique(when[event])
        at_risk = np.array([(when >= t).sum() for t in times])
        dead = np.array([((when == t) & event).sum() for t in times])
        truth.time.append(times)
        truth.survival.append(np.cumprod(1 - dead / at_risk))
        truth.end.append(float(when.max()))
        truth.censor.append(np.unique(when[~event]))
        truth.at_risk.append(when)
        truth.censored.append(event)
    return truth


def main() -> None:
    """Draw, read, score, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    names = [name for name in STYLES if not name.startswith(RASTER_ONLY)]
    parser.add_argument("--styles", nargs="*", default=names, choices=names, metavar="NAME")
    parser.add_argument("--per-style", type=int, default=6)
    parser.add_argument("--format", nargs="*", default=["pdf", "svg"], choices=["pdf", "svg"])
    options = parser.parse_args()
    print(HEAD)
    total = Score()
    for name in options.styles:
        score = Score()
        style: Style = STYLES[name]
        for file_format in options.format:
            for seed in range(options.per_style):
                kept, truth = drawn(style, 7000 + seed, file_format)
                score_figure(score, kept, f"{name} {seed}.{file_format}", truth)
        print(row(name, score), flush=True)
        _add(total, score)
    print(row("all", total))
    if CORPUS.is_dir():
        score = Score()
        for path in sorted((CORPUS / "figures").glob("*.[ps][dv][fg]")):
            score_figure(
                score, path.read_bytes(), path.name, corpus_truth(path.name.split("__")[0])
            )
        print(row("corpus", score))


def _add(total: Score, score: Score) -> None:
    for name, value in vars(score).items():
        if name.startswith("worst"):
            setattr(total, name, max(getattr(total, name), value))
        else:
            setattr(total, name, getattr(total, name) + value)


if __name__ == "__main__":
    main()
