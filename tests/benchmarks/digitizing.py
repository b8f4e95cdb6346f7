"""How well figures are read: draws Kaplan-Meier figures in many styles and scores the reading.

Run from the repository root::

    python tests/benchmarks/digitizing.py [--styles NAME ...] [--set houses] [--per-style N]

One row a style: share of figures with every curve within 0.005, 0.01 and 0.015
(mean distance from the truth over follow-up, worst arm), figures with the right
number of curves, axis error, censor marks, table cells, rows on the right curve, doubts, seconds.
"""

import argparse
import io
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from core.digitize.pipeline import read_figure  # noqa: E402
from core.digitize.proposal import FigureProposal  # noqa: E402
from core.digitize.table.matching import SURE_NAME  # noqa: E402
from core.errors import InputError  # noqa: E402

Array = NDArray[Any]
FAILED = 9.0


@dataclass(frozen=True)
class Style:
    """How a figure is drawn; the defaults are a plain colour figure."""

    size: tuple[int, int] = (900, 700)
    colours: tuple[str, ...] = ("#1f77b4", "#d62728", "#2ca02c", "#9467bd", "#ff7f0e", "#8c564b")
    lines: tuple[Any, ...] = ("-",)
    width: float = 1.5
    widths: tuple[float, ...] = ()
    font: str = "DejaVu Sans"
    font_size: float = 10.0
    n_arms: int = 2
    marks: str = "|"
    marks_arm: tuple[str, ...] = ()
    mark_size: float = 6.0
    mark_colour: str | None = None
    mark_lift: float = 0.0
    hollow: bool = False
    band: bool = False
    limits: bool = False
    grid: str | None = None
    grid_style: str = "-"
    spines: str = "half"
    ticks: str = "out"
    percent: bool = False
    incidence: bool = False
    y_low: float = 0.0
    y_high: float | None = None
    table: str = "below"
    brackets: bool = False
    names_coloured: bool = False
    legend: str = "upper right"
    legend_frame: bool = False
    labels_beside: bool = False
    text_inside: bool = False
    median_guides: bool = False
    arrow: bool = False
    face: str = "white"
    pad: float = 0.0
    jpeg: int | None = None
    downsample: int | None = None
    noise: float = 0.0
    tilt: float = 0.0
    heavy: bool = False
    origin_apart: bool = False
    n_patients: tuple[int, int] = (60, 300)
    separation: float = 0.7
    rate: float | None = None
    extra: Callable[[Any, Any], None] | None = None


@dataclass
class Truth:
    """What was drawn."""

    time: list[Array] = field(default_factory=list)
    survival: list[Array] = field(default_factory=list)
    end: list[float] = field(default_factory=list)
    censor: list[Array] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    patients: list[tuple[Array, Array]] = field(default_factory=list)
    """Times of each arm's patients, and whether they are events."""
    risk_times: Array = field(default_factory=lambda: np.empty(0))
    at_risk: list[Array] = field(default_factory=list)
    censored: list[Array] = field(default_factory=list)
    has_marks: bool = True
    has_table: bool = True
    incidence: bool = False
    axis: tuple[Array, Array] = field(default_factory=lambda: (np.empty(0), np.empty(0)))
    """Pixels of the data points (0, 1) and (last tick, lowest label)."""
    axis_data: tuple[float, float] = (0.0, 0.0)
    mark_px: float = 4.0


BLACK = ("black",) * 6
JOURNAL = ("#00468B", "#ED0000", "#42B540", "#0099B4")
STYLES: dict[str, Style] = {
    "colour": Style(),
    "colour grid": Style(grid="#cccccc", spines="full"),
    "colour bands": Style(band=True, width=1.8),
    "bands grid marks": Style(band=True, grid="#dddddd", marks="+"),
    "three arms": Style(n_arms=3, names_coloured=True),
    "four arms": Style(n_arms=4, separation=0.5, marks=""),
    "six arms": Style(n_arms=6, separation=0.45, marks="", size=(1100, 850)),
    "black solid dashed": Style(colours=BLACK, lines=("-", "--")),
    "black solid dashed no marks": Style(colours=BLACK, lines=("-", "--"), marks=""),
    "black solid dotted thick": Style(colours=BLACK, lines=("-", ":"), width=2.4, text_inside=True),
    "black solid dash-dot grid": Style(
        colours=BLACK, lines=("-", "-."), grid="#dddddd", spines="full"
    ),
    "black dashed dotted": Style(colours=BLACK, lines=("--", ":"), marks="", width=1.8),
    "black dashed dash-dot": Style(colours=BLACK, lines=("--", "-."), marks="", width=1.6),
    "black thick thin": Style(colours=BLACK, widths=(3.0, 1.0), marks=""),
    "black by marks": Style(colours=BLACK, marks_arm=("+", "o"), hollow=True, heavy=True),
    "black three styles": Style(colours=BLACK, lines=("-", "--", ":"), n_arms=3, marks=""),
    "grey black": Style(colours=("black", "#999999"), marks=""),
    "grey black ticks": Style(colours=("#222222", "#888888")),
    "circles": Style(marks="o", hollow=True, mark_size=5, width=2.2),
    "crosses": Style(marks="x", mark_size=5),
    "black ticks on thick": Style(width=3.5, mark_colour="black", mark_size=8),
    "raised ticks": Style(mark_lift=0.012, labels_beside=True, legend="", brackets=True),
    "heavy marks": Style(heavy=True, n_patients=(250, 500)),
    "percent": Style(percent=True),
    "truncated": Style(y_low=0.4, separation=0.5),
    "truncated percent": Style(y_low=50, percent=True, separation=0.5),
    "incidence": Style(incidence=True, legend="upper left"),
    "incidence percent cut": Style(
        incidence=True, percent=True, y_high=0.6, legend="upper left", lines=("-", "--")
    ),
    "sas": Style(
        font="DejaVu Serif",
        spines="full",
        marks="+",
        table="inside",
        legend="below",
        colours=("#445694", "#A23A2E", "#01665E"),
        width=1.2,
    ),
    "prism": Style(
        font="Liberation Sans",
        width=2.6,
        colours=("black", "#e41a1c"),
        font_size=12,
        ticks="out",
        labels_beside=True,
        legend="",
    ),
    "ggplot": Style(
        face="#ebebeb",
        grid="white",
        spines="none",
        pad=0.04,
        colours=("#F8766D", "#00BFC4"),
        legend="right",
        marks="+",
        width=1.6,
        font="Liberation Sans",
    ),
    "survminer dashed band": Style(
        colours=("#E7B800", "#2E9FDF"),
        lines=("-", "--"),
        band=True,
        pad=0.04,
        marks="+",
        legend="top",
        names_coloured=True,
    ),
    "survminer same colour bands": Style(
        colours=("#2E9FDF", "#2E9FDF"),
        lines=("-", "--"),
        band=True,
        pad=0.04,
        marks="",
    ),
    "stata": Style(
        face="white",
        colours=("#1A476F", "#90353B"),
        grid="#eaf2f3",
        spines="half",
        legend="below",
        legend_frame=True,
        marks="",
        width=1.4,
    ),
    "strata by style": Style(
        n_arms=4,
        colours=("#1f77b4", "#1f77b4", "#d62728", "#d62728"),
        lines=("-", "--"),
        separation=0.6,
        legend="",
        table="",
    ),
    "crude beside adjusted": Style(
        n_arms=4,
        colours=("black", "#DF536B", "black", "#DF536B"),
        lines=("-", "-", ":", ":"),
        separation=0.75,
        legend="",
        table="",
        marks="",
    ),
    "limits dotted": Style(limits=True, marks=""),
    "limits black": Style(colours=BLACK, lines=("-", "--"), limits=True, marks=""),
    "median guides": Style(median_guides=True, text_inside=True),
    "arrow and text": Style(text_inside=True, arrow=True, labels_beside=True, legend=""),
    "dashed grid": Style(grid="#999999", grid_style="--", spines="full"),
    "origin apart": Style(origin_apart=True, percent=True),
    "large 2400": Style(size=(2400, 1800), font_size=24, width=3.5, mark_size=14),
    "jpeg 400 colour": Style(downsample=400, jpeg=60),
    "jpeg 400 colour q40": Style(downsample=400, jpeg=40, marks=""),
    "jpeg 400 black": Style(downsample=400, jpeg=60, colours=BLACK, lines=("-", "--"), marks=""),
    "jpeg 600 colour bands": Style(downsample=600, jpeg=70, band=True),
    "jpeg 600 black": Style(downsample=600, jpeg=75, colours=BLACK, lines=("-", "--")),
    "noise": Style(noise=9.0, jpeg=85),
    "tilt": Style(tilt=0.9, noise=4.0),
    "tilt black": Style(tilt=-1.4, colours=BLACK, lines=("-", "--"), marks="", noise=4.0),
    "thick": Style(width=5.0, mark_size=12),
    "same hue": Style(colours=("#08306b", "#6baed6")),
}


def _arm(rng: np.random.Generator, n: int, rate: float, style: Style) -> tuple[Array, Array]:
    shape = rng.uniform(0.7, 1.5)
    event = rng.weibull(shape, n) / rate
    low, high = (0.15, 0.9) if style.heavy else (0.5, 1.2)
    censor = rng.uniform(low, high, n)
    if rng.random() < 0.5:
        censor = np.minimum(censor, rng.uniform(0.8, 1.0))
    lost = rng.random(n) < 0.1
    censor = np.where(lost, rng.uniform(0, 1, n), censor)
    censor = np.minimum(censor, 1.0)
    return np.minimum(event, censor), event <= censor


def _kaplan_meier(time: Array, event: Array) -> tuple[Array, Array]:
    order = np.argsort(time, kind="stable")
    times = np.unique(time[order][event[order]])
    at_risk = np.array([(time >= t).sum() for t in times])
    dead = np.array([((time == t) & event).sum() for t in times])
    return times, np.cumprod(1 - dead / at_risk)


def draw(style: Style, seed: int) -> tuple[Array, Truth]:
    """Return the pixels of one figure and what it shows."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    rng = np.random.default_rng(seed)
    horizon = float(rng.choice([24, 36, 48, 60, 96, 120]))
    step = horizon / float(rng.choice([4, 6, 8]))
    n_patients = rng.integers(*style.n_patients, size=style.n_arms)
    rate = rng.uniform(0.5, 1.6) if style.y_low == 0 and style.y_high is None else 0.45
    rate = style.rate or rate
    truth = Truth(incidence=style.incidence)
    # A scan is of a print, whose lines are not on whole pixels of the scan.
    finer = 3 if style.tilt else 1
    with plt.rc_context({"font.family": style.font, "font.size": style.font_size}):
        size = (style.size[0] / 100, style.size[1] / 100)
        figure = plt.figure(figsize=size, dpi=100 * finer)
        n_rows = style.n_arms if style.table == "below" else 0
        bottom = 0.16 + 0.045 * n_rows * style.font_size / 10 * 700 / style.size[1]
        if style.legend == "below":
            bottom += 0.05
        right = 0.78 if style.legend == "right" else 0.96
        axes = figure.add_axes((0.15, bottom, right - 0.15, 0.94 - bottom))
        factor = 100.0 if style.percent else 1.0
        for k in range(style.n_arms):
            time, event = _arm(rng, int(n_patients[k]), rate * style.separation**k, style)
            _draw_arm(axes, style, k, time * horizon, event, factor, truth)
        _finish(axes, figure, style, truth, horizon, step, factor, rng)
        if style.extra is not None:
            style.extra(axes, truth)
        figure.canvas.draw()
        corners = axes.transData.transform(
            [(0, factor if not style.incidence else 0), (horizon, _low(style, factor))]
        )
        pixels = np.asarray(figure.canvas.buffer_rgba())[:, :, :3].copy()
        plt.close(figure)
    corners[:, 1] = pixels.shape[0] - corners[:, 1]
    if finer > 1:
        pixels, corners = _shrunk(pixels, finer), corners / finer
    truth.axis = (corners[0], corners[1])
    truth.axis_data = (horizon, _low(style, factor))
    return _degrade(pixels, style, rng, truth), truth


def _shrunk(pixels: Array, times: int) -> Array:
    """Return the mean of each square of so many pixels."""
    height, width = (n // times for n in pixels.shape[:2])
    cut = pixels[: height * times, : width * times]
    blocks = cut.reshape(height, times, width, times, 3).mean(axis=(1, 3))
    return np.asarray(np.round(blocks).astype(np.uint8))


def _low(style: Style, factor: float) -> float:
    if style.incidence:
        return (style.y_high or 1.0) * factor
    return style.y_low


def _of(values: Sequence[Any], k: int) -> Any:
    return values[k % len(values)]


def _draw_arm(
    axes: Any, style: Style, k: int, time: Array, event: Array, factor: float, truth: Truth
) -> None:
    times, survival = _kaplan_meier(time, event)
    end = float(time.max())
    name = ("Placebo", "Treatment A", "High dose", "Low dose", "Combination", "Surgery")[k]
    shown = (1 - survival if style.incidence else survival) * factor
    first = 0.0 if style.incidence else factor
    x = np.concatenate([[0.0], times, [end]])
    y = np.concatenate([[first], shown, shown[-1:] if shown.size else [first]])
    colour, line = _of(style.colours, k), _of(style.lines, k)
    width = style.widths[k] if style.widths else style.width
    axes.step(x, y, where="post", color=colour, ls=line, lw=width, label=name)
    if style.band or style.limits:
        n_left = np.array([(time >= t).sum() for t in times])
        spread = 1.96 * np.sqrt(survival * (1 - survival) / np.maximum(n_left, 1)) * factor
        low = np.concatenate([[first], np.clip(shown - spread, 0, factor)])
        high = np.concatenate([[first], np.clip(shown + spread, 0, factor)])
        if style.band:
            axes.fill_between(x[:-1], low, high, step="post", color=colour, alpha=0.2, lw=0)
        else:
            for limit in (low, high):
                axes.step(x[:-1], limit, where="post", color=colour, ls=":", lw=0.8)
    censor = np.unique(time[~event])
    at = np.concatenate([[first], shown])[np.searchsorted(times, censor, side="right")]
    mark = style.marks_arm[k] if style.marks_arm else style.marks
    if mark and censor.size:
        axes.plot(
            censor,
            at + style.mark_lift * factor,
            ls="",
            marker=mark,
            ms=style.mark_size,
            color=style.mark_colour or colour,
            mew=1.0,
            mfc="none" if style.hollow else None,
            label="_",
        )
    truth.time.append(times)
    truth.survival.append(survival)
    truth.end.append(end)
    truth.censor.append(censor)
    truth.names.append(name)
    truth.has_marks = bool(mark)
    truth.patients.append((time, event))
    truth.at_risk.append(time)
    truth.censored.append(event)


def _finish(
    axes: Any,
    figure: Any,
    style: Style,
    truth: Truth,
    horizon: float,
    step: float,
    factor: float,
    rng: np.random.Generator,
) -> None:
    high = style.y_high * factor if style.y_high else factor * (1.0 if style.pad else 1.005)
    pad_x, pad_y = style.pad * horizon, style.pad * (high - style.y_low)
    axes.set_xlim(-pad_x, horizon + (pad_x or 0.01 * horizon))
    axes.set_ylim(style.y_low - pad_y, high + pad_y)
    ticks = np.arange(0, horizon + 1e-9, step)
    axes.set_xticks(ticks)
    share = 0.1 if (high - style.y_low) / factor < 0.65 else float(rng.choice([0.2, 0.25]))
    top = style.y_high * factor if style.y_high else factor
    values = np.arange(style.y_low, top + 1e-9, share * factor)
    if (top - style.y_low) / factor / share % 1 > 1e-6:
        values = np.linspace(style.y_low, top, 6)
    axes.set_yticks(values)
    axes.set_facecolor(style.face)
    axes.tick_params(direction=style.ticks)
    if style.grid:
        axes.set_axisbelow(True)
        axes.grid(True, color=style.grid, ls=style.grid_style, lw=0.8)
    if style.spines != "full":
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
    if style.spines == "none":
        for side in ("left", "bottom"):
            axes.spines[side].set_visible(False)
    axes.set_xlabel(rng.choice(["Time (months)", "Months since randomization", "Months"]))
    title = "Cumulative incidence" if style.incidence else "Overall survival"
    axes.set_ylabel(title + (" (%)" if style.percent else ""))
    if style.origin_apart:
        labels = axes.get_xticks()
        axes.set_xticks(labels[1:])
        axes.set_yticks([v for v in axes.get_yticks() if v > 0])
        axes.text(-0.03, -0.03, "0", transform=axes.transAxes, ha="right", va="top")
    _annotate(axes, figure, style, truth, horizon, factor)
    _table(axes, figure, style, truth, ticks)


def _annotate(
    axes: Any, figure: Any, style: Style, truth: Truth, horizon: float, factor: float
) -> None:
    places = {"upper right": "upper right", "upper left": "upper left"}
    frame = style.legend_frame
    if style.legend in places:
        axes.legend(loc=places[style.legend], frameon=frame)
    elif style.legend == "right":
        axes.legend(loc="center left", bbox_to_anchor=(1.01, 0.5), frameon=frame)
    elif style.legend == "top":
        axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncol=style.n_arms, frameon=frame)
    elif style.legend == "below":
        axes.legend(
            loc="upper center", bbox_to_anchor=(0.5, -0.12), ncol=style.n_arms, frameon=frame
        )
    if style.labels_beside:
        for k, name in enumerate(truth.names):
            t = (0.55 + 0.15 * k) * truth.end[k]
            s = np.append(1.0, truth.survival[k])[np.searchsorted(truth.time[k], t, side="right")]
            s = 1 - s if style.incidence else s
            up = (
                k
                == np.argmax(
                    truth.survival[j][-1] if truth.survival[j].size else 1
                    for j in range(len(truth.names))
                )
                if False
                else k % 2 == 1
            )
            axes.text(t, s * factor + (0.05 if up else -0.08) * factor, name)
    if style.text_inside:
        axes.text(0.55, 0.68, "HR 0.71 (95% CI, 0.55-0.92)\nP = .008", transform=axes.transAxes)
    if style.median_guides:
        axes.plot([0, 0.6 * horizon], [0.5 * factor] * 2, color="black", ls="--", lw=0.9)
        for time, survival in zip(truth.time, truth.survival, strict=True):
            below = np.flatnonzero(survival <= 0.5)
            if below.size:
                axes.plot([time[below[0]]] * 2, [0, 0.5 * factor], color="black", ls="--", lw=0.9)
    if style.arrow:
        axes.annotate(
            "interim",
            (0.3 * horizon, 0.3 * factor),
            (0.4 * horizon, 0.15 * factor),
            arrowprops={"arrowstyle": "->"},
        )


def _table(axes: Any, figure: Any, style: Style, truth: Truth, ticks: Array) -> None:
    truth.risk_times = ticks
    times, events = truth.at_risk, truth.censored
    truth.at_risk = [np.array([(t >= tick).sum() for tick in ticks]) for t in times]
    truth.censored = [
        np.array([((t < tick) & ~e).sum() for tick in ticks])
        for t, e in zip(times, events, strict=True)
    ]
    truth.has_table = style.table != ""
    if not truth.has_table:
        return
    blend = axes.get_xaxis_transform()
    pitch = 0.055 * style.font_size / 10 * 700 / style.size[1]
    below = style.table == "below"
    top = -0.2 - (0.07 if style.legend == "below" else 0) if below else 0.02 + pitch * style.n_arms
    if below:
        axes.text(-0.14, top + 0.2 * pitch, "No. at risk", transform=axes.transAxes)
    for k, name in enumerate(truth.names):
        y = top - pitch * (k + 0.6 if below else k + 0.5)
        colour = _of(style.colours, k) if style.names_coloured else "black"
        if below:
            axes.text(
                -0.03,
                y,
                name,
                transform=axes.transAxes,
                ha="right",
                color=colour,
                va="center",
                fontsize=style.font_size * 0.85,
            )
        for tick, n, c in zip(ticks, truth.at_risk[k], truth.censored[k], strict=True):
            text = f"{n} ({c})" if style.brackets else f"{n}"
            axes.text(
                tick,
                y,
                text,
                transform=blend,
                ha="center",
                va="center",
                clip_on=False,
                fontsize=style.font_size * 0.9,
            )


def _degrade(pixels: Array, style: Style, rng: np.random.Generator, truth: Truth) -> Array:
    from PIL import Image

    image = Image.fromarray(pixels)
    if style.tilt:
        width, height = image.size
        image = image.rotate(style.tilt, resample=Image.Resampling.BICUBIC, fillcolor="white")
        angle = np.radians(-style.tilt)
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        centre = np.array([width / 2, height / 2])
        truth.axis = tuple(turn @ (p - centre) + centre for p in truth.axis)
    if style.downsample:
        scale = style.downsample / image.size[0]
        size = (style.downsample, round(image.size[1] * scale))
        image = image.resize(size, Image.Resampling.LANCZOS)
        truth.axis = (truth.axis[0] * scale, truth.axis[1] * scale)
    pixels = np.asarray(image)
    if style.noise:
        noisy = pixels + rng.normal(0, style.noise, pixels.shape)
        pixels = np.clip(noisy, 0, 255).astype(np.uint8)
    if style.jpeg:
        buffer = io.BytesIO()
        Image.fromarray(pixels).save(buffer, "JPEG", quality=style.jpeg)
        pixels = np.asarray(Image.open(buffer).convert("RGB"))
    return pixels


@dataclass
class Score:
    """One figure's result."""

    area: float = FAILED
    axis_px: float = 99.0
    marks: Array = field(default_factory=lambda: np.zeros(5))
    cells: Array = field(default_factory=lambda: np.zeros(3))
    rows: Array = field(default_factory=lambda: np.zeros(2))
    names: Array = field(default_factory=lambda: np.zeros(3))
    """Right, wrong though called sure, all."""
    n_arms: int = 0
    n_drawn: int = 0
    doubts: int = 0
    pointed: bool = False
    seconds: float = 0.0
    error: str = ""


def score(proposal: FigureProposal, truth: Truth) -> Score:
    """Return how a reading compares with what was drawn."""
    from scipy.optimize import linear_sum_assignment

    result = Score(n_arms=len(proposal.arms), n_drawn=len(truth.time), doubts=len(proposal.doubts))
    result.axis_px = _axis_error(proposal, truth)
    areas = np.array(
        [[_area(arm, truth, k) for arm in proposal.arms] for k in range(len(truth.time))]
    )
    if len(proposal.arms) < len(truth.time):
        result.area = FAILED
    own, read = linear_sum_assignment(areas)
    if len(proposal.arms) >= len(truth.time):
        result.area = float(areas[own, read].max())
        worst = int(np.argmax(areas[own, read]))
        result.pointed = _points_at(proposal, int(read[worst]), truth, int(own[worst]))
    for k, index in zip(own, read, strict=True):
        arm = proposal.arms[index]
        if truth.has_marks:
            result.marks += _marks(proposal, arm, truth.censor[k], truth.mark_px + 2)
        result.names += [arm.name == truth.names[k], arm.name_confidence >= SURE_NAME, 1]
        result.names[1] -= arm.name_confidence >= SURE_NAME and arm.name == truth.names[k]
        if truth.has_table:
            result.rows[1] += 1
            result.cells[1] += truth.risk_times.size
            if arm.risk_row is not None:
                hits, silent = _cells(arm.risk_row, truth, k)
                result.cells[0] += hits
                result.cells[2] += silent
                counts = [c.n_at_risk for c in arm.risk_row.cells]
                gaps = [_row_gap(counts, truth.at_risk[j]) for j in range(len(truth.time))]
                result.rows[0] += float(gaps[k] <= min(gaps))
    return result


def _row_gap(counts: Sequence[int | None], truth: Array) -> float:
    pairs = [(c, t) for c, t in zip(counts, truth, strict=False) if c is not None]
    return float(sum(abs(c - t) for c, t in pairs)) if pairs else np.inf


def _area(arm: Any, truth: Truth, k: int) -> float:
    grid = np.linspace(0, truth.end[k], 2000)
    true = np.append(1.0, truth.survival[k])[np.searchsorted(truth.time[k], grid, side="right")]
    return float(np.abs(arm.reading.steps().at(grid) - true).mean())


def _points_at(proposal: FigureProposal, index: int, truth: Truth, k: int) -> bool:
    """Return whether a doubt about less than half of the plot lies where the reading is worst."""
    marks = [m for m in proposal.axes.marks if m.axis.value == "time"]
    per_unit = (marks[-1].at.x - marks[0].at.x) / (marks[-1].value - marks[0].value)
    grid = np.linspace(0, truth.end[k], 500)
    true = np.append(1.0, truth.survival[k])[np.searchsorted(truth.time[k], grid, side="right")]
    error = np.abs(proposal.arms[index].reading.steps().at(grid) - true)
    x = marks[0].at.x + (grid[error > 0.5 * error.max()] - marks[0].value) * per_unit
    half = 0.5 * (proposal.plot.x1 - proposal.plot.x0)
    boxes = [d.box for d in proposal.doubts if d.box and d.box.x1 - d.box.x0 <= half]
    return any(bool(np.any((x >= box.x0 - 5) & (x <= box.x1 + 5))) for box in boxes)


def _axis_error(proposal: FigureProposal, truth: Truth) -> float:
    from core.digitize.axes.transform import fit_axes

    calibration = replace(proposal.axes.calibration(), cumulative_incidence=False, percent=None)
    transform = fit_axes(calibration)
    horizon, low = truth.axis_data
    factor = 100.0 if transform.percent else 1.0
    ends = transform.to_pixels(
        np.array([0.0, horizon]),
        np.array([0.0 if truth.incidence else 1.0, low / factor]),
    )
    return float(np.abs(ends - np.array(truth.axis)).max())


def _marks(proposal: FigureProposal, arm: Any, censor: Array, apart: float) -> Array:
    """Return found, right, lone and lone-hit counts within 2 px; lone: so far from neighbours."""
    marks = [m for m in proposal.axes.marks if m.axis.value == "time"]
    per_unit = abs((marks[-1].at.x - marks[0].at.x) / (marks[-1].value - marks[0].value))
    found = np.array([mark.time for mark in arm.censor_marks]) * per_unit
    true = np.sort(censor) * per_unit
    if true.size == 0:
        return np.array([found.size, 0, 0, 0, 0])
    right = np.sum([np.abs(true - x).min() <= 2 for x in found])
    gaps = np.diff(true)
    lone = (np.append(99, gaps) > apart) & (np.append(gaps, 99) > apart)
    if found.size == 0:
        return np.array([0, 0, lone.sum(), 0, true.size])
    hit = np.array([np.abs(found - x).min() <= 2 for x in true])
    return np.array([found.size, right, lone.sum(), (hit & lone).sum(), true.size])


def _cells(row: Any, truth: Truth, k: int) -> tuple[int, int]:
    hits = silent = 0
    for tick, n in zip(truth.risk_times, truth.at_risk[k], strict=True):
        cell = next((c for c in row.cells if abs(c.time - tick) < 1e-6), None)
        if cell is not None and cell.n_at_risk == n:
            hits += 1
        elif cell is not None and cell.possible:
            silent += 1
    return hits, silent


def run(figure: tuple[Array, Truth], cache: Path | None = None) -> Score:
    """Read one figure and score it."""
    pixels, truth = figure
    words = _cached_words(pixels, cache) if cache else None
    start = time.perf_counter()
    try:
        proposal = read_figure(pixels, words=words)
    except InputError as error:
        return Score(error=error.message)
    seconds = time.perf_counter() - start
    result = score(proposal, truth)
    result.seconds = seconds
    return result


def _cached_words(pixels: Array, cache: Path) -> Any:
    import hashlib
    import pickle

    from core.digitize.page import make_page
    from core.figure.ocr import read_words

    digest = hashlib.md5(np.ascontiguousarray(pixels).tobytes()).hexdigest()
    path = cache / f"{digest}.pkl"
    if path.exists():
        return pickle.loads(path.read_bytes())
    words = read_words(make_page(pixels).straight)
    path.write_bytes(pickle.dumps(words))
    return words


def summary(name: str, scores: Sequence[Score]) -> str:
    """Return one row of the table."""
    area = np.array([s.area for s in scores])
    axis = np.array([s.axis_px for s in scores])
    marks = np.sum([s.marks for s in scores], axis=0)
    cells = np.sum([s.cells for s in scores], axis=0)
    rows = np.sum([s.rows for s in scores], axis=0)
    names = np.sum([s.names for s in scores], axis=0)
    doubted = np.array([s.doubts > 0 or bool(s.error) for s in scores])
    bad = area > 0.01
    within = " / ".join(f"{100 * np.mean(area <= limit):3.0f}" for limit in (0.005, 0.01, 0.015))
    shares = " / ".join(f"{100 * np.mean(axis <= limit):3.0f}" for limit in (0.75, 1.0))
    pointed = sum(s.pointed or bool(s.error) for s, off in zip(scores, bad, strict=True) if off)
    parts = [
        f"{name:28s}",
        within,
        f"{np.median(area):.4f}",
        f"{sum(s.n_arms == s.n_drawn and not s.error for s in scores)}/{len(scores)}",
        f"{np.median(axis):.2f} ({shares})",
        f"{100 * marks[1] / marks[0]:.0f} / {100 * marks[3] / max(marks[2], 1):.0f} / "
        f"{marks[0] / max(marks[4], 1):.2f}"
        if marks[0]
        else "-",
        f"{cells[0]:.0f}/{cells[1]:.0f} ({cells[2]:.0f} silent)" if cells[1] else "-",
        f"{rows[0]:.0f}/{rows[1]:.0f}" if rows[1] else "-",
        f"{names[0]:.0f}/{names[2]:.0f} ({names[1]:.0f})",
        f"{(doubted & bad).sum()}/{bad.sum()} ({pointed} at the place)" if bad.any() else "-",
        f"{(doubted & ~bad).sum()}/{(~bad).sum()}",
        f"{np.median([s.seconds for s in scores]):.2f}",
    ]
    return "| " + " | ".join(parts) + " |"


HEAD = (
    "| style | <= .005 / .01 / .015 % | median | number of curves right | axis px (<= .75 / 1 %) "
    "| marks P / lone R % / number | cells | rows | names (surely wrong) | doubts on bad "
    "| on good | s |"
)


def main() -> None:
    """Print the table."""
    from drawn_hard import HARD
    from drawn_symbols import SYMBOLS
    from houses import HOUSES
    from looks import LOOKS

    parser = argparse.ArgumentParser()
    parser.add_argument("--styles", nargs="*", help="parts of names; all without")
    sets = ("all", "plain", "looks", "houses", "symbols", "hard")
    parser.add_argument("--set", choices=sets, default="all")
    parser.add_argument("--per-style", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cache", type=Path, help="folder that keeps the words read")
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--save", type=Path, help="folder for the pictures")
    options = parser.parse_args()
    figures: dict[str, Callable[[int], tuple[Array, Truth]]] = {}
    if options.set in ("all", "plain"):
        figures |= {name: partial(draw, style) for name, style in STYLES.items()}
    if options.set in ("all", "looks"):
        figures |= LOOKS
    if options.set in ("all", "houses"):
        figures |= HOUSES
    if options.set in ("all", "symbols"):
        figures |= SYMBOLS
    if options.set in ("all", "hard"):
        figures |= HARD
    print(HEAD, "|" + " --- |" * 12, sep="\n")
    everything: list[Score] = []
    for name, make in figures.items():
        if options.styles and not any(key in name for key in options.styles):
            continue
        everything += _one_style(name, make, options)
    print(summary("all", everything))


def _one_style(
    name: str, make: Callable[[int], tuple[Array, Truth]], options: argparse.Namespace
) -> list[Score]:
    from PIL import Image

    scores = []
    for seed in range(options.seed, options.seed + options.per_style):
        figure = make(seed)
        if options.save:
            file = options.save / f"{name.replace(' ', '_')}-{seed}.png"
            Image.fromarray(figure[0]).save(file)
        scores.append(run(figure, options.cache))
    print(summary(name, scores), flush=True)
    if options.verbose:
        for k, one in enumerate(scores):
            print(
                f"    {options.seed + k}: {one.area:.4f} axis {one.axis_px:.2f} arms {one.n_arms} "
                f"doubts {one.doubts} {one.error}",
                flush=True,
            )
    return scores


if __name__ == "__main__":
    main()
