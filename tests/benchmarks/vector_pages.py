"""How exactly figures drawn in every manner are read, alone and on journal pages.

Run from the repository root::

    python tests/benchmarks/vector_pages.py [--first N] [--count N] [--keep DIR]

Each page is drawn operator by operator with lines, ticks, marks, legend and
table in manners drawn by lot (`tests/core/digitize/vector/drawn_pages.py`).
One line a fault; the last line sums up: panels found, arms with every drop at
its place, censor marks, rows of the table, names, seconds a page.
"""

import argparse
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from core.digitize.proposal import ArmProposal, FigureProposal  # noqa: E402
from core.digitize.vector.read import read_drawing  # noqa: E402
from core.errors import InputError  # noqa: E402
from core.figure import pdf  # noqa: E402
from tests.core.digitize.vector.drawn_pages import (  # noqa: E402
    Look,
    Panel,
    Trial,
    journal_page,
    make_trial,
    random_look,
)
from tests.core.figure.raw_pdf import Canvas, pdf_file  # noqa: E402


def drawn(seed: int) -> tuple[bytes, list[tuple[Trial, Look]]]:
    """Return a page and what it shows: a figure alone, or two on a journal page."""
    kind = ("alone", "stacked", "beside", "form")[seed % 4]
    trials = [make_trial(2 * seed + k) for k in (0, 1)]
    looks = [random_look(2 * seed + k) for k in (0, 1)]
    if kind in {"stacked", "beside"}:
        canvas = journal_page(trials, looks, seed, side_by_side=kind == "beside")
        return pdf_file(canvas), list(zip(trials, looks, strict=True))
    canvas = Canvas(digits=2 + seed % 2)
    Panel(canvas, trials[0], (90, 130, 420, 340), looks[0]).draw()
    shown = [(trials[0], looks[0])]
    if kind == "form":
        outer = Canvas()
        outer.draw(canvas, (0.8, 0, 0, 0.8, 20, 10))
        return pdf_file(outer, size=(500, 400), rotate=90 * (seed // 4 % 4)), shown
    return pdf_file(canvas, size=(520, 400)), shown


def read(data: bytes) -> list[FigureProposal]:
    """Read a page without the worker."""
    document = pdf.open_pdf(data, "page.pdf")
    try:
        return read_drawing(pdf.read_page(document, 0), dots_per_inch=72)
    finally:
        document.close()


def faults_of(found: FigureProposal, trial: Trial, look: Look) -> list[str]:
    """Compare one panel with its trial."""
    faults = []
    if len(found.arms) != 2:
        faults.append(f"{len(found.arms)} arms")
    if found.axes.time_unit != "months":
        faults.append("unit")
    for arm in (0, 1):
        times, levels = trial.steps(arm)
        best = _nearest(found.arms, times, levels)
        if best is None:
            faults.append(f"arm {arm} missing")
            continue
        faults += [f"arm {arm} {fault}" for fault in _arm_faults(best, trial, arm, look)]
    return faults


def _nearest(arms: tuple[ArmProposal, ...], times: Any, levels: Any) -> ArmProposal | None:
    at = np.linspace(0, times[-1], 400)
    true = np.append(1.0, levels)[np.searchsorted(times, at, side="right")]
    gaps = [np.abs(arm.reading.steps().at(at) - true).mean() for arm in arms]
    return arms[int(np.argmin(gaps))] if gaps and min(gaps) < 0.02 else None


def _arm_faults(found: ArmProposal, trial: Trial, arm: int, look: Look) -> list[str]:
    times, levels = trial.steps(arm)
    steps, faults = found.reading.steps(), []
    if look.pen == "treads" and times[-1] == trial.time[arm].max():
        times, levels = times[:-1], levels[:-1]  # no tread follows the last drop
    # Without ticks or grid the labels give the scale; the gaps between dashes hide corners.
    is_coarse = (look.ticks == "none" and not look.grid) or look.pen == "dashes"
    if steps.time.shape != times.shape and look.pen == "dashes":
        if abs(steps.time.size - times.size) > 0.2 * times.size:
            faults.append(f"drops {steps.time.size} of {times.size}")
    elif steps.time.shape != times.shape:
        faults.append(f"drops {steps.time.size} of {times.size}")
    else:
        late = np.abs(steps.time - times).max() / trial.last
        off = np.abs(steps.survival - levels).max()
        if late > (3e-3 if is_coarse else 1e-4):
            faults.append(f"times off {late:.1e}")
        if off > (2e-2 if is_coarse else 1e-4):
            faults.append(f"levels off {off:.1e}")
    true = trial.censored(arm) if look.marks != "none" else np.empty(0)
    marks = np.array([mark.time for mark in found.censor_marks])
    if marks.shape != true.shape:
        faults.append(f"marks {marks.size} of {true.size}")
    elif true.size and np.abs(marks - true).max() > (3e-3 if is_coarse else 3e-4) * trial.last:
        faults.append(f"marks off {np.abs(marks - true).max() / trial.last:.1e}")
    cells = [] if found.risk_row is None else [cell.n_at_risk for cell in found.risk_row.cells]
    grid = np.arange(0, trial.last + 0.01, trial.step)
    expected = [] if look.table == "none" else [trial.at_risk(arm, when) for when in grid]
    if cells != expected:
        faults.append(f"table {cells} not {expected}")
    if found.name != trial.names[arm] and (look.legend != "none" or look.table != "none"):
        faults.append(f"name {found.name!r}")
    return faults


def main() -> None:
    """Draw, read, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--keep", type=Path, help="folder for the pages with faults")
    options = parser.parse_args()
    counts: Counter[str] = Counter()
    seconds = []
    for seed in range(options.first, options.first + options.count):
        data, shown = drawn(seed)
        start = time.perf_counter()
        try:
            panels = read(data)
        except InputError as error:
            panels = []
            print(f"{seed}: {error.message}")
        seconds.append(time.perf_counter() - start)
        faults = _page_faults(panels, shown, counts)
        for fault in faults:
            print(f"{seed}: {fault}")
        if faults and options.keep:
            options.keep.mkdir(exist_ok=True)
            (options.keep / f"{seed}.pdf").write_bytes(data)
    total = counts.pop("panels")
    print(f"{total} panels, {total - counts.pop('faulty', 0)} without any fault")
    print(dict(counts), f"median {np.median(seconds):.2f} s, longest {max(seconds):.2f} s a page")


def _page_faults(
    panels: list[FigureProposal], shown: list[tuple[Trial, Look]], counts: Counter[str]
) -> list[str]:
    """Give each trial the panel that fits it best."""
    faults = []
    if len(panels) != len(shown):
        faults.append(f"{len(panels)} panels found of {len(shown)}")
    for trial, look in shown:
        counts["panels"] += 1
        tried = [faults_of(panel, trial, look) for panel in panels] or [["not found"]]
        best = min(tried, key=lambda found: (sum("missing" in f for f in found), len(found)))
        counts["faulty"] += bool(best)
        for fault in best:
            counts[fault.removeprefix("arm 0 ").removeprefix("arm 1 ").split()[0]] += 1
        if best:
            faults.append(f"{'; '.join(best)} | {look}")
    return faults


if __name__ == "__main__":
    main()
