"""How well censor marks and risk tables are read off bitmaps, style by style.

Run from the repository root::

    python tests/benchmarks/marks_and_tables.py [--styles NAME ...] [--per-style N] [--cache DIR]

Marks: precision (a mark within 2 px of a true one of that arm), recall of marks
that touch no other of their arm, marks found per true mark in touching runs.
Tables: cells right, wrong cells not flagged, rows on the right curve, swapped
rows not flagged.
"""

import argparse
import pickle
import shutil
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import md5
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

from drawn_tables import MARKS, R_STYLES, TABLES, Array, Truth, draw, draw_in_r  # noqa: E402

from core.digitize.pipeline import read_figure  # noqa: E402
from core.digitize.proposal import ArmProposal, FigureProposal, RiskRow  # noqa: E402
from core.errors import InputError  # noqa: E402

_NEAR_PX = 2.0
_SURE_ROW = 0.75


@dataclass
class Score:
    """One figure's result; counts add up over figures.

    ``marks``: found, right, lone, lone found, in runs, found in runs.
    ``cells``: right, all, wrong without a flag. ``rows``: right, all, wrong without a flag.
    """

    marks: Array = field(default_factory=lambda: np.zeros(6))
    cells: Array = field(default_factory=lambda: np.zeros(3))
    rows: Array = field(default_factory=lambda: np.zeros(3))
    area: float = 9.0
    seconds: float = 0.0
    error: str = ""


def score(proposal: FigureProposal, truth: Truth, *, marks: bool, table: bool) -> Score:
    """Return how a reading compares with what was drawn."""
    from scipy.optimize import linear_sum_assignment

    result = Score()
    areas = np.array([[_area(a, truth, k) for a in proposal.arms] for k in range(len(truth.time))])
    own, read = linear_sum_assignment(areas)
    result.area = float(areas[own, read].max()) if len(own) == len(truth.time) else 9.0
    for k, index in zip(own, read, strict=True):
        arm = proposal.arms[index]
        if marks:
            result.marks += _mark_score(arm, truth, k)
        if table:
            result.cells += _cell_score(arm.risk_row, truth, k)
            result.rows += _row_score(proposal, index, truth, k)
    if table:
        missing = len(truth.time) - len(own)
        result.cells[1] += missing * truth.risk_times.size
        result.rows[1] += missing
    return result


def _area(arm: ArmProposal, truth: Truth, k: int) -> float:
    grid = np.linspace(0, truth.end[k], 2000)
    true = np.append(1.0, truth.survival[k])[np.searchsorted(truth.time[k], grid, side="right")]
    return float(np.abs(arm.reading.steps().at(grid) - true).mean())


def _mark_score(arm: ArmProposal, truth: Truth, k: int) -> Array:
    found = np.sort([mark.time for mark in arm.censor_marks]) * truth.px_per_unit
    true = np.sort(truth.censor[k]) * truth.px_per_unit
    gaps = np.diff(true)
    apart = truth.mark_px + 2
    lone = (np.append(99, gaps) > apart) & (np.append(gaps, 99) > apart)
    if found.size == 0 or true.size == 0:
        return np.array([found.size, 0, lone.sum(), 0, (~lone).sum(), 0])
    distance = np.abs(true[:, None] - found[None, :])
    right = distance.min(axis=0) <= _NEAR_PX
    hit = distance.min(axis=1) <= _NEAR_PX
    in_runs = ~lone[np.argmin(distance, axis=0)] & (distance.min(axis=0) <= apart)
    return np.array(
        [found.size, right.sum(), lone.sum(), (hit & lone).sum(), (~lone).sum(), in_runs.sum()]
    )


def _cell_score(row: RiskRow | None, truth: Truth, k: int) -> Array:
    right = silent = 0
    cells = row.cells if row is not None else ()
    for at, n in zip(truth.risk_times, truth.at_risk[k], strict=True):
        near = [c for c in cells if abs(c.time - at) < 0.02 * truth.risk_times[-1]]
        if near and near[0].n_at_risk == n:
            right += 1
        elif near and near[0].possible:
            silent += 1
    return np.array([right, truth.risk_times.size, silent])


def _row_score(proposal: FigureProposal, index: int, truth: Truth, k: int) -> Array:
    row = proposal.arms[index].risk_row
    if row is None:
        return np.array([0, 1, 0])
    counts = {cell.time: cell.n_at_risk for cell in row.cells}
    gaps = [
        sum(
            abs(n - m)
            for time, n in counts.items()
            for at, m in zip(truth.risk_times, truth.at_risk[j], strict=True)
            if n is not None and abs(time - at) < 0.02 * truth.risk_times[-1]
        )
        for j in range(len(truth.time))
    ]
    right = gaps[k] <= min(gaps)
    told = row.confidence < _SURE_ROW or any(
        doubt.code in ("D6", "D7", "D10", "D14", "D15") and doubt.arm in (index, None)
        for doubt in proposal.doubts
    )
    return np.array([float(right), 1, float(not right and not told)])


def run(name: str, seed: int, cache: Path | None = None) -> Score:
    """Draw one figure, read it and score it."""
    if name in R_STYLES:
        pixels, truth = draw_in_r(name, seed)
    else:
        pixels, truth = draw((MARKS | TABLES)[name], seed)
    words = _cached_words(pixels, cache) if cache else None
    start = time.perf_counter()
    try:
        proposal = read_figure(pixels, words=words)
    except InputError as error:
        return Score(error=error.message)
    seconds = time.perf_counter() - start
    table = name in TABLES or name in R_STYLES
    result = score(proposal, truth, marks=name in MARKS or name in R_STYLES, table=table)
    result.seconds = seconds
    return result


def _cached_words(pixels: Array, cache: Path) -> Any:
    from core.digitize.page import make_page
    from core.figure.ocr import read_words

    path = cache / f"{md5(np.ascontiguousarray(pixels).tobytes()).hexdigest()}.pkl"
    if path.exists():
        return pickle.loads(path.read_bytes())
    words = read_words(make_page(pixels).straight)
    path.write_bytes(pickle.dumps(words))
    return words


def summary(name: str, scores: Sequence[Score]) -> str:
    """Return one row of the table."""
    marks = np.sum([s.marks for s in scores], axis=0)
    cells = np.sum([s.cells for s in scores], axis=0)
    rows = np.sum([s.rows for s in scores], axis=0)
    good = np.mean([s.area < 0.01 for s in scores])
    parts = [
        f"{name:26s}",
        f"{100 * good:3.0f}",
        f"{100 * marks[1] / marks[0]:.0f}" if marks[0] else "-",
        f"{100 * marks[3] / marks[2]:.0f}" if marks[2] else "-",
        f"{marks[5] / marks[4]:.2f}" if marks[4] else "-",
        f"{marks[2]:.0f} + {marks[4]:.0f}" if marks[2] + marks[4] else f"{marks[0]:.0f} false",
        f"{100 * cells[0] / cells[1]:.1f} of {cells[1]:.0f}" if cells[1] else "-",
        f"{cells[2]:.0f}" if cells[1] else "-",
        f"{rows[0]:.0f}/{rows[1]:.0f} ({rows[2]:.0f})" if rows[1] else "-",
        f"{np.median([s.seconds for s in scores]):.2f}",
    ]
    return "| " + " | ".join(parts) + " |"


HEAD = (
    "| style | curves <= .01 % | precision | lone recall | run count | lone + in runs "
    "| cells % | silent | rows (silent) | s |"
)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--styles", nargs="*")
    parser.add_argument("--per-style", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--kind", choices=["marks", "tables", "r"])
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    kinds: dict[str, dict[str, Any]] = {
        "marks": MARKS,
        "tables": TABLES,
        "r": R_STYLES if shutil.which("Rscript") else {},
    }
    print(HEAD, "|" + " --- |" * 10, sep="\n")
    for kind, styles in kinds.items():
        everything: list[Score] = []
        for name in styles:
            if options.kind and kind != options.kind:
                continue
            if options.styles and not any(key in name for key in options.styles):
                continue
            seeds = range(options.seed, options.seed + options.per_style)
            scores = [run(name, seed, options.cache) for seed in seeds]
            everything += scores
            print(summary(name, scores), flush=True)
            for seed, one in zip(seeds, scores, strict=True):
                if options.verbose or one.error:
                    print(
                        f"    {seed}: area {one.area:.4f} marks {one.marks.astype(int).tolist()} "
                        f"cells {one.cells.astype(int).tolist()} "
                        f"rows {one.rows.astype(int).tolist()} {one.error}"
                    )
        if everything:
            print(summary(f"all {kind}", everything))


if __name__ == "__main__":
    main()
