"""Draws the bundled samples in journal style and writes them as finished projects.

Run ``python -m resources.samples.draw_samples`` from the top of the repository. Two figures:

simulated-trial
    Our own simulated trial, fully traced. One mistake is planted: the third axis point of the
    time axis stands on tick 24 but says 22, which shifts the experimental arm's median.
public-data
    Survival of the women and men in the NCCTG lung cancer study (Loprinzi et al., J Clin Oncol
    1994;12:601-607), which R's survival package and lifelines bundle; nothing is planted.

Both figures are drawn here from patient data, and no published figure is copied. The patients
behind each one lie beside it as ``*-truth.csv``.
"""

import sys
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.curve import StepCurve
from core.figure.raster import figure_file
from core.files.atomic import write_file
from core.files.project import project_bytes
from core.model.document import (
    Arm,
    Axis,
    AxisPoint,
    Calibration,
    Document,
    PixelPoint,
    ReportedKind,
    ReportedValue,
)
from core.patients import PatientData, number_at_risk
from core.survival.estimates import estimate_arm, hazard_ratio, log_rank

FOLDER = Path(__file__).resolve().parent
SIZE_INCHES, DOTS_PER_INCH = (8.0, 6.0), 150  # 1200 x 900 px
HAND_PX = 0.5  # how far a careful hand is off
MERGE_PX = 2.0  # drops nearer than this are one corner to a hand
PLANTED = {"24": "22"}


@dataclass(frozen=True, slots=True)
class Trial:
    """What a figure shows: patients by arm, the reference arm first."""

    title: str
    citation: str
    endpoint: str
    endpoint_words: str
    time_unit: str
    arms: dict[str, PatientData]
    colours: tuple[str, ...]
    dashes: tuple[str, ...]
    ticks: tuple[int, ...]
    axis_points: tuple[int, ...]
    end: float
    percent: bool
    decimals: int
    seed: int
    lowest: float = 0.0  # where the survival axis starts
    label: str = ""  # printed across the top of the figure
    result_top: float = 0.80  # where the result is printed, as a fraction of the axes


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawn figure: its PNG and where data lie on it."""

    png: bytes
    to_pixels: Any  # (time, survival) -> array (n, 2)


def simulated_trial(patients_seed: int = 25, seed: int = 1) -> Trial:
    """Simulate a two-arm trial: Weibull event times, uniform accrual, some lost to follow-up."""
    random = np.random.default_rng(patients_seed)
    arms = {}
    for name, median, n in (("Control", 5.0, 206), ("Experimental", 9.0, 208)):
        event_at = random.weibull(1.1, n) * median / np.log(2) ** (1 / 1.1)
        followed = np.minimum(random.uniform(14, 26, n), random.exponential(120, n))
        in_days = np.ceil(np.minimum(event_at, followed) * 30.4375)
        arms[name] = PatientData(in_days / 30.4375, event_at <= followed)
    return Trial(
        title="Simulated trial",
        citation="Simulated for KMTrace; no real patients and no publication",
        endpoint="PFS",
        endpoint_words="Progression-free survival",
        time_unit="months",
        arms=arms,
        colours=("#777777", "#a31515"),
        dashes=("--", "-"),
        ticks=tuple(range(0, 25, 3)),
        axis_points=(0, 12, 24),
        end=26.2,
        percent=False,
        decimals=1,
        seed=seed,
    )


def public_data(seed: int = 4) -> Trial:
    """Return the survival of 228 patients with advanced lung cancer by sex."""
    from lifelines.datasets import load_lung

    table = load_lung()
    arms = {}
    for name, code in (("Men", 1), ("Women", 2)):
        rows = table[table["sex"] == code]
        arms[name] = PatientData(rows["time"].to_numpy(float), rows["status"].to_numpy(bool))
    return Trial(
        title="Advanced lung cancer, women and men",
        citation="Data: Loprinzi CL et al. J Clin Oncol 1994;12:601-607; drawn for KMTrace",
        endpoint="OS",
        endpoint_words="Overall survival",
        time_unit="days",
        arms=arms,
        colours=("#555555", "#009e73"),
        dashes=("-", "-"),
        ticks=(0, 200, 400, 600, 800, 1000),
        axis_points=(0, 400, 800, 1000),
        end=1050,
        percent=True,
        decimals=0,
        seed=seed,
    )


# --- drawing ------------------------------------------------------------------------------------


def draw(trial: Trial, sentence: str) -> Drawing:
    """Draw the curves with censor ticks, legend, result and the numbers at risk."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=SIZE_INCHES, dpi=DOTS_PER_INCH, facecolor="white")
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_axes((0.15, 0.27, 0.81, 0.66))
    scale = 100 if trial.percent else 1
    for (name, patients), colour, dash in zip(
        trial.arms.items(), trial.colours, trial.dashes, strict=True
    ):
        _draw_arm(axes, name, patients, colour, dash, scale)
    _style_axes(axes, trial, scale)
    axes.text(
        0.97, trial.result_top, sentence, transform=axes.transAxes, ha="right", va="top", fontsize=9
    )
    axes.legend(loc="upper right", frameon=False, fontsize=9, handlelength=2.6)
    if trial.label:
        figure.text(
            0.5, 0.965, trial.label, ha="center", fontsize=10, weight="bold", color="#b00020"
        )
    _draw_risk_table(figure, axes, trial)
    canvas.draw()
    pixels = np.asarray(canvas.buffer_rgba())[:, :, :3]

    def to_pixels(time: Any, survival: Any) -> NDArray[np.float64]:
        data = np.column_stack([time, np.asarray(survival) * scale])
        xy: NDArray[np.float64] = axes.transData.transform(data)
        return np.column_stack([xy[:, 0], pixels.shape[0] - xy[:, 1]])

    return Drawing(_png(pixels), to_pixels)


def _draw_arm(
    axes: Any, name: str, patients: PatientData, colour: str, dash: str, scale: int
) -> None:
    curve = product_limit(patients)
    time = np.concatenate([[0.0], curve.time, [curve.end]])
    survival = np.concatenate([[1.0], curve.survival, curve.survival[-1:]])
    axes.step(time, scale * survival, dash, where="post", color=colour, lw=1.6, label=name)
    censored = np.unique(patients.time[~patients.event])
    axes.plot(censored, scale * curve.at(censored), "|", color=colour, ms=6, mew=1.0)


def _style_axes(axes: Any, trial: Trial, scale: int) -> None:
    axes.set_xlim(0, trial.end)
    axes.set_ylim(trial.lowest * scale, (1.04 - 0.04 * trial.lowest) * scale)
    axes.set_xticks(trial.ticks)
    axes.set_yticks(np.linspace(trial.lowest * scale, scale, 6))
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_xlabel(f"Time ({trial.time_unit})", fontsize=10)
    unit = "%" if trial.percent else "probability"
    axes.set_ylabel(f"{trial.endpoint_words} ({unit})", fontsize=10)
    axes.tick_params(labelsize=9)


def _draw_risk_table(figure: Any, axes: Any, trial: Trial) -> None:
    figure.text(0.02, 0.150, "No. at risk", fontsize=9, weight="bold")
    for row, (name, patients) in enumerate(trial.arms.items()):
        height = 0.105 - 0.045 * row
        figure.text(0.02, height, name, fontsize=8)
        for tick, count in zip(trial.ticks, number_at_risk(patients, trial.ticks), strict=True):
            x = axes.transData.transform((tick, trial.lowest))[0] / (SIZE_INCHES[0] * DOTS_PER_INCH)
            figure.text(x, height, str(count), fontsize=8, ha="center")


def _png(pixels: NDArray[np.uint8]) -> bytes:
    from PIL import Image

    stream = BytesIO()
    Image.fromarray(pixels).quantize(128, dither=Image.Dither.NONE).save(
        stream, "PNG", optimize=True
    )
    return stream.getvalue()


def product_limit(patients: PatientData) -> StepCurve:
    """Return the Kaplan-Meier curve of these patients."""
    times, n_events = np.unique(patients.time[patients.event], return_counts=True)
    survival = np.cumprod(1.0 - n_events / number_at_risk(patients, times), dtype=np.float64)
    return StepCurve(times, survival, float(patients.time.max()))


# --- what the paper would print -----------------------------------------------------------------


def reported_values(trial: Trial) -> tuple[ReportedValue, ...]:
    """Return medians, hazard ratio and P as an abstract rounds them."""
    (control_name, control), (name, treated) = trial.arms.items()
    medians = [_median(patients, trial.decimals) for patients in (treated, control)]
    ratio = hazard_ratio(treated, control, conf_level=0.95)
    p_value = log_rank(treated, control).p_value
    p_text = "<0.001" if p_value < 0.001 else f"{p_value:.3f}"
    ci = f"{ratio.ci_low:.2f}-{ratio.ci_high:.2f}"
    sentence = (
        f"Median {trial.endpoint_words.lower()} was {medians[0][0]} {trial.time_unit} "
        f"(95% CI {medians[0][1]}) with {name} and {medians[1][0]} {trial.time_unit} "
        f"(95% CI {medians[1][1]}) with {control_name} (hazard ratio {ratio.value:.2f}, "
        f"95% CI {ci}; P {p_text.replace('<', '< ') if '<' in p_text else f'= {p_text}'})."
    )
    unit = trial.time_unit
    median, kinds = ReportedKind.MEDIAN, ReportedKind
    return (
        ReportedValue("r1", median, *medians[0], arm_id="b", unit=unit, sentence=sentence),
        ReportedValue("r2", median, *medians[1], arm_id="a", unit=unit, sentence=sentence),
        ReportedValue(
            "r3", kinds.HAZARD_RATIO, f"{ratio.value:.2f}", ci, arm_id="b", sentence=sentence
        ),
        ReportedValue("r4", kinds.P_VALUE, p_text, arm_id="b", sentence=sentence),
    )


def _median(patients: PatientData, decimals: int) -> tuple[str, str]:
    median = estimate_arm(patients).median
    high = f"{median.ci_high:.{decimals}f}" if np.isfinite(median.ci_high) else "NR"
    return f"{median.value:.{decimals}f}", f"{median.ci_low:.{decimals}f}-{high}"


def result_line(values: tuple[ReportedValue, ...]) -> str:
    """Return what is printed inside the figure."""
    ratio, p_value = values[2], values[3]
    sign = "" if p_value.text.startswith("<") else "="
    return f"Hazard ratio {ratio.text} (95% CI {ratio.ci})\nLog-rank P{sign}{p_value.text}"


# --- the project --------------------------------------------------------------------------------


def make_document(
    trial: Trial,
    name: str,
    *,
    planted: bool,
    values: tuple[ReportedValue, ...] | None = None,
    sentence: str | None = None,
) -> Document:
    """Return the figure calibrated, traced as a careful hand would, with all that is printed.

    ``values`` are what the document reports (None: what the patients give, rounded) and
    ``sentence`` what the figure prints of it.
    """
    values = reported_values(trial) if values is None else values
    drawing = draw(trial, result_line(values) if sentence is None else sentence)
    random = np.random.default_rng(trial.seed)
    arms = tuple(
        Arm(
            arm_id,
            arm_name,
            trace=_trace(patients, drawing, random),
            n=str(patients.n),
            n_events=str(patients.n_events),
            at_risk=tuple(map(str, number_at_risk(patients, trial.ticks))),
        )
        for arm_id, (arm_name, patients) in zip("abcd", trial.arms.items(), strict=False)
    )
    return Document(
        figure=figure_file(f"{name}.png", drawing.png),
        title=trial.title,
        citation=trial.citation,
        endpoint=trial.endpoint,
        calibration=_calibration(trial, drawing, random, planted=planted),
        arms=arms,
        reference_arm_id="a",
        risk_times=tuple(map(str, trial.ticks)),
        reported=values,
    )


def _calibration(
    trial: Trial, drawing: Drawing, random: np.random.Generator, *, planted: bool
) -> Calibration:
    scale = 100 if trial.percent else 1
    points = []
    for time in trial.axis_points:
        at = _by_hand(drawing.to_pixels([time], [0.0]), random)[0]
        value = PLANTED.get(str(time), str(time)) if planted else str(time)
        points.append(AxisPoint(Axis.TIME, at, value))
    for share in (0.0, 0.4, 1.0):
        survival = trial.lowest + share * (1 - trial.lowest)
        at = _by_hand(drawing.to_pixels([0.0], [survival]), random)[0]
        points.append(AxisPoint(Axis.SURVIVAL, at, f"{survival * scale:g}"))
    return Calibration(tuple(points), time_unit=trial.time_unit, percent=trial.percent)


def _trace(
    patients: PatientData, drawing: Drawing, random: np.random.Generator
) -> tuple[PixelPoint, ...]:
    """Return the corner at the bottom of each drop that a hand can tell apart, and the end."""
    curve = product_limit(patients)
    time, survival = np.append(curve.time, curve.end), np.append(curve.survival, curve.survival[-1])
    pixels = drawing.to_pixels(time, survival)
    is_last = np.append(np.diff(pixels[:, 0]) > MERGE_PX, True)
    start = drawing.to_pixels([0.0], [1.0])
    return _by_hand(np.vstack([start, pixels[is_last]]), random)


def _by_hand(pixels: NDArray[np.float64], random: np.random.Generator) -> tuple[PixelPoint, ...]:
    noisy = np.round(pixels + random.normal(0, HAND_PX, pixels.shape), 2)
    return tuple(PixelPoint(float(x), float(y)) for x, y in noisy)


def write_sample(trial: Trial, name: str, *, planted: bool) -> None:
    """Write the project and, beside it, the patients the figure was drawn from."""
    write_project(trial, make_document(trial, name, planted=planted), name, FOLDER)


def write_project(trial: Trial, document: Document, name: str, folder: Path) -> None:
    """Write a project and its patients into a folder."""
    write_file(folder / f"{name}.kmtrace", project_bytes(document))
    lines = ["arm,time,event"]
    for arm_name, patients in trial.arms.items():
        pairs = zip(patients.time.tolist(), patients.event.tolist(), strict=True)
        lines += [f"{arm_name},{time:.10g},{int(event)}" for time, event in pairs]
    (folder / f"{name}-truth.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> int:
    """Write both samples into the folder of this script."""
    write_sample(simulated_trial(), "simulated-trial", planted=True)
    write_sample(public_data(), "public-data", planted=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
