"""What a vector figure gives for the patients behind it, and what no figure could give.

Run from the repository root::

    python tests/benchmarks/vector_trials.py [--count N] [--looks NAME ...]

Trials of every kind of `trials.py` are drawn with a risk table as PDF and SVG,
read and reconstructed. Beside the error of the log hazard ratio stands the one
left when the true curve and the true marks are reconstructed with the same
table: what is in the first and not in the second is due to the reading. Seconds
are those of the processor, median / 95th percentile.
"""

import argparse
import io
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

from trials import Trial, any_trial, steps_of, survival_at  # noqa: E402

from core.curve import CurveReading, ReadingKind  # noqa: E402
from core.digitize.proposal import ArmProposal, FigureProposal  # noqa: E402
from core.digitize.vector.read import read_drawing  # noqa: E402
from core.errors import InputError  # noqa: E402
from core.figure import pdf, svg  # noqa: E402
from core.patients import PatientData, number_at_risk  # noqa: E402
from core.reconstruct.estimator import reconstruct_arms  # noqa: E402
from core.reconstruct.inputs import ArmInput, RiskTable  # noqa: E402
from core.survival.kernels import count_two_arms, cox_efron  # noqa: E402

NAMES = ("Placebo", "Treatment")


@dataclass(frozen=True)
class Look:
    """How a trial is drawn."""

    marks: str = ""
    lowest: float = 0.0
    incidence: bool = False
    percent: bool = False
    lines: tuple[str, str] = ("-", "-")
    colours: tuple[str, str] = ("#00468B", "#ED0000")


LOOKS = {
    "marks": Look(marks="|"),
    "plus marks, percent": Look(marks="+", percent=True, lines=("-", "--")),
    "no marks": Look(),
    "black, no marks": Look(lines=("-", "--"), colours=("black", "black")),
    "axis from .4, marks": Look(marks="|", lowest=0.4),
    "axis from .4, no marks": Look(lowest=0.4),
    "incidence, marks": Look(marks="|", incidence=True),
}


@dataclass
class Sums:
    """Over the figures of one look."""

    figures: int = 0
    read: int = 0
    levels: list[bool] = field(default_factory=list)
    times: list[bool] = field(default_factory=list)
    marks: list[bool] = field(default_factory=list)
    events: list[bool] = field(default_factory=list)
    log_hr: list[float] = field(default_factory=list)
    left_over: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)


def drawn(trial: Trial, look: Look, file_format: str) -> bytes:
    """Return the figure as matplotlib writes it with its own settings."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib.figure import Figure

    factor = 100.0 if look.percent else 1.0
    figure = Figure(figsize=(8, 6))
    axes = figure.add_axes((0.15, 0.28, 0.8, 0.66))
    for k, patients in enumerate(trial.arms):
        times, level = steps_of(patients)
        ends = np.concatenate(([0.0], times, [patients.time.max()]))
        heights = np.concatenate(([1.0], level, survival_at(patients, ends[-1:])))
        heights = (1 - heights if look.incidence else heights) * factor
        style = {"color": look.colours[k], "ls": look.lines[k], "lw": 1.5}
        axes.step(ends, heights, where="post", label=NAMES[k], **style)
        left = np.unique(patients.time[~patients.event])
        if look.marks and left.size:
            at = survival_at(patients, left)
            at = (1 - at if look.incidence else at) * factor
            axes.plot(left, at, ls="", marker=look.marks, ms=7, color=look.colours[k])
        for when in trial.risk_times:
            count = str(number_at_risk(patients, np.array([when]))[0])
            place = (when, -0.22 - 0.06 * k)
            axes.text(*place, count, transform=axes.get_xaxis_transform(), ha="center")
        axes.text(-0.14, -0.22 - 0.06 * k, NAMES[k], transform=axes.transAxes)
    axes.set_xlim(0, trial.axis_end)
    axes.set_ylim(look.lowest * factor, 1.01 * factor)
    axes.set_xticks(trial.risk_times)
    axes.set_xlabel("Months")
    axes.legend(loc="lower left" if not look.incidence else "upper left", frameon=False)
    out = io.BytesIO()
    figure.savefig(out, format=file_format)
    return out.getvalue()


def read(data: bytes, file_format: str) -> FigureProposal:
    """Read the figure without the worker."""
    if file_format == "svg":
        return read_drawing(svg.read_svg(data, "figure.svg"), dots_per_inch=200)[0]
    document = pdf.open_pdf(data, "figure.pdf")
    try:
        return read_drawing(pdf.read_page(document, 0), dots_per_inch=200)[0]
    finally:
        document.close()


def score(sums: Sums, trial: Trial, look: Look, file_format: str) -> str:
    """Add one figure; return what is wrong with it."""
    sums.figures += 1
    data = drawn(trial, look, file_format)
    start = time.process_time()
    try:
        found = read(data, file_format)
    except InputError as error:
        return error.message
    finally:
        sums.seconds.append(time.process_time() - start)
    by_name = {arm.name: arm for arm in found.arms}
    if set(by_name) != set(NAMES) or any(arm.risk_row is None for arm in found.arms):
        return f"arms {[(arm.name, arm.risk_row is not None) for arm in found.arms]}"
    sums.read += 1
    arms = [by_name[name] for name in NAMES]
    for arm, patients in zip(arms, trial.arms, strict=True):
        _score_curve(sums, arm, patients, trial, look)
    try:
        return _score_patients(sums, arms, trial, look)
    except InputError as error:
        return error.message


def _score_curve(
    sums: Sums, arm: ArmProposal, patients: PatientData, trial: Trial, look: Look
) -> None:
    steps = arm.reading.steps()
    times, level = steps_of(patients)
    for when, height in zip(steps.time, steps.survival, strict=True):
        nearest = int(np.argmin(np.abs(level - height))) if level.size else -1
        sums.levels.append(nearest >= 0 and abs(level[nearest] - height) <= 5e-5)
        late = abs(times[nearest] - when) / trial.axis_end if nearest >= 0 else 1.0
        sums.times.append(late <= 1e-4)
    if look.marks:
        left = np.unique(patients.time[~patients.event])
        marks = np.array([mark.time for mark in arm.censor_marks])
        found = np.abs(left[:, None] - marks[None, :]) <= 2e-4 * trial.axis_end
        # Those behind the frame may be found, those in sight must be.
        sums.marks += found.any(axis=1)[survival_at(patients, left) >= look.lowest].tolist()
        sums.marks += [False] * int((~found.any(axis=0)).sum())


def _score_patients(sums: Sums, arms: list[ArmProposal], trial: Trial, look: Look) -> str:
    given = [_input(arm, trial, _as_read(arm)) for arm in arms]
    perfect = [
        _input(arm, trial, _as_drawn(arm, patients, look))
        for arm, patients in zip(arms, trial.arms, strict=True)
    ]
    true = _log_hr(trial.arms)
    if not np.isfinite(true) or abs(true) > 5:
        return ""
    found = [result.patients for result in reconstruct_arms(given)]
    best = [result.patients for result in reconstruct_arms(perfect)]
    pairs = zip(found, trial.arms, strict=True)
    sums.events += [one.n_events == patients.n_events for one, patients in pairs]
    sums.log_hr.append(abs(_log_hr(found) - true))
    sums.left_over.append(abs(_log_hr(best) - true))
    if sums.log_hr[-1] > sums.left_over[-1] + 0.005 or sums.log_hr[-1] > 0.05:
        return f"log HR off {sums.log_hr[-1]:.4f}, from the true curve {sums.left_over[-1]:.4f}"
    return ""


Known = tuple[CurveReading, Any]


def _as_read(arm: ArmProposal) -> Known:
    marks = np.array([mark.time for mark in arm.censor_marks])
    return arm.reading, marks if marks.size else None


def _as_drawn(arm: ArmProposal, patients: PatientData, look: Look) -> Known:
    """The true curve as far as the axis shows it, with the noise of the file."""
    times, level = steps_of(patients)
    end = float(patients.time.max())
    if look.lowest:
        shown = level >= look.lowest
        end = float(times[~shown][0]) if not shown.all() else end
        times, level = times[shown], level[shown]
    noise = arm.reading.time_noise, arm.reading.survival_noise
    points = np.append(0.0, times), np.append(1.0, np.maximum(level, 0.0))
    reading = CurveReading(*points, ReadingKind.EXACT, *noise, end)
    left = np.unique(patients.time[~patients.event])
    return reading, left[left <= end] if look.marks and left.size else None


def _input(arm: ArmProposal, trial: Trial, known: Known) -> ArmInput:
    assert arm.risk_row is not None
    cells = [(c.time, c.n_at_risk) for c in arm.risk_row.cells if c.n_at_risk is not None]
    when, count = np.array(cells).T
    return ArmInput(known[0], risk_table=RiskTable(when, count.astype(int)), censor_time=known[1])


def _log_hr(arms: Any) -> float:
    return float(cox_efron(count_two_arms(arms[1], arms[0])).log_hr)


HEAD = (
    "| figures | read | level within 5e-5 % | time within 1e-4 % | marks % | events exact % "
    "| log HR error | of it not from the reading | s |\n|" + "---|" * 9
)


def row(name: str, sums: Sums) -> str:
    """Return one line of the table."""
    cells = [
        name,
        f"{sums.read}/{sums.figures}",
        *(_percent(values) for values in (sums.levels, sums.times, sums.marks, sums.events)),
        _errors(sums.log_hr),
        _errors(sums.left_over),
        f"{np.median(sums.seconds):.2f} / {np.percentile(sums.seconds, 95):.2f}",
    ]
    return "| " + " | ".join(cells) + " |"


def _percent(values: list[bool]) -> str:
    return f"{100 * float(np.mean(values)):.2f}" if values else "-"


def _errors(values: list[float]) -> str:
    return f"{np.median(values):.4f} / {np.percentile(values, 95):.4f}" if values else "-"


def main() -> None:
    """Draw, read, reconstruct, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--looks", nargs="*", default=list(LOOKS), choices=list(LOOKS))
    options = parser.parse_args()
    print(HEAD)
    for name in options.looks:
        sums = Sums()
        for seed in range(options.first, options.first + options.count):
            file_format = ("pdf", "svg")[seed // 2 % 2]
            fault = score(sums, any_trial(seed), LOOKS[name], file_format)
            if fault:
                print(f"  {name} {seed}.{file_format}: {fault}", file=sys.stderr)
        print(row(name, sums), flush=True)


if __name__ == "__main__":
    main()
