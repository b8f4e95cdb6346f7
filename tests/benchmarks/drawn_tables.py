"""Kaplan-Meier figures with every kind of censor mark and risk table, drawn with their truth."""

import io
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from drawn_rows import draw_table, n_lines
from numpy.typing import NDArray

Array = NDArray[Any]

COLOURS = ("#1f77b4", "#d62728", "#2ca02c", "#9467bd")
BLACK = ("black",) * 4
NAMES = ("Placebo", "Everolimus 10 mg", "Surgery alone", "Combination")


@dataclass(frozen=True)
class Look:
    """How a figure is drawn; what is left open is drawn at random from the seed."""

    marks: str = ""
    hollow: bool = False
    white: bool = False
    black_marks: bool = False
    lift: float = 0.0
    mark_size: tuple[float, float] = (5.0, 9.0)
    stroke: tuple[float, float] = (0.8, 1.5)
    width: tuple[float, float] = (1.0, 2.2)
    marks_arm: tuple[str, ...] = ()
    colours: Sequence[str] = COLOURS
    lines: tuple[str, ...] = ("-",)
    n_arms: int = 2
    n_patients: tuple[int, int] = (60, 250)
    heavy: bool = False
    separation: float = 0.6
    size: tuple[int, int] = (900, 700)
    downsample: float = 1.0
    jpeg: int | None = None
    fonts: tuple[str, ...] = ("DejaVu Sans", "Liberation Sans", "Nimbus Roman", "Inter")
    font_size: float = 10.0
    table: str = ""
    brackets: bool = False
    header: str = "No. at risk"
    names: str = "left"
    names_coloured: bool = False
    two_lines: bool = False
    thousands: bool = False
    between: bool = False
    reverse_rows: bool = False
    legend: bool = True
    samples: bool = False
    digits_px: float = 0.0
    percent: bool = False
    header_place: str = "left"  # or "right", "in line", "rotated"
    prefix: str = ""
    second: str = ""  # a further table: "events", "censored"
    interleaved: bool = False
    names_above: bool = False
    names_cut: bool = False
    blank_after: bool = False
    separator: str = ","


@dataclass
class Truth:
    """What was drawn."""

    time: list[Array] = field(default_factory=list)
    survival: list[Array] = field(default_factory=list)
    end: list[float] = field(default_factory=list)
    censor: list[Array] = field(default_factory=list)
    mark_px: float = 0.0
    px_per_unit: float = 1.0
    risk_times: Array = field(default_factory=lambda: np.empty(0))
    at_risk: list[Array] = field(default_factory=list)
    censored: list[Array] = field(default_factory=list)
    names: tuple[str, ...] = ()


MARKS: dict[str, Look] = {
    "ticks": Look(marks="|"),
    "ticks above only": Look(marks="2"),
    "ticks below only": Look(marks="3"),
    "ticks lifted": Look(marks="2", lift=0.012),
    "half ticks, short": Look(marks="2", mark_size=(3.5, 5.0), stroke=(0.8, 1.1)),
    "ticks black on colour": Look(marks="|", black_marks=True, width=(1.5, 3.0)),
    "ticks black inside thick": Look(
        marks="|", black_marks=True, width=(3.5, 5.0), mark_size=(3.5, 5.0)
    ),
    "plus": Look(marks="+"),
    "plus black on colour": Look(marks="+", black_marks=True),
    "crosses": Look(marks="x", mark_size=(4.0, 7.0)),
    "circles open": Look(marks="o", hollow=True, mark_size=(4.0, 6.5)),
    "circles filled white": Look(marks="o", white=True, mark_size=(4.0, 6.5)),
    "circles filled": Look(marks="o", mark_size=(4.0, 6.0)),
    "circles black": Look(marks="o", hollow=True, black_marks=True, mark_size=(4.0, 6.5)),
    "squares": Look(marks="s", hollow=True, mark_size=(4.0, 6.0)),
    "triangles": Look(marks="^", mark_size=(4.0, 6.5)),
    "diamonds": Look(marks="D", mark_size=(3.5, 5.0)),
    "ticks, black dashed": Look(marks="|", colours=BLACK, lines=("-", "--")),
    "plus, black dashed": Look(marks="+", colours=BLACK, lines=("-", "--")),
    "circles, black dashed": Look(
        marks="o", hollow=True, colours=BLACK, lines=("-", "--"), mark_size=(4.0, 6.5)
    ),
    "cross and circle, black": Look(
        marks_arm=("x", "o"),
        hollow=True,
        colours=BLACK,
        lines=("-", "--"),
        mark_size=(4.0, 6.5),
    ),
    "ticks dense": Look(marks="|", heavy=True, n_patients=(250, 500)),
    "ticks above dense": Look(marks="2", heavy=True, n_patients=(250, 500)),
    "plus dense": Look(marks="+", heavy=True, n_patients=(200, 400)),
    "crosses dense": Look(marks="x", heavy=True, n_patients=(200, 400), mark_size=(4.0, 7.0)),
    "circles dense": Look(
        marks="o", hollow=True, heavy=True, n_patients=(200, 400), mark_size=(4.0, 6.5)
    ),
    "ticks large": Look(
        marks="|",
        size=(1800, 1400),
        font_size=20,
        mark_size=(10, 16),
        width=(2, 5),
        stroke=(1.6, 3),
    ),
    "ticks jpeg 500": Look(marks="|", downsample=0.55, jpeg=75),
    "plus jpeg 500": Look(marks="+", downsample=0.55, jpeg=75),
    "circles jpeg 500": Look(marks="o", hollow=True, downsample=0.55, jpeg=80, mark_size=(5, 7)),
    "no marks": Look(),
    "no marks, black dashed": Look(colours=BLACK, lines=("-", "--")),
}
TABLES: dict[str, Look] = {
    "below": Look(table="below"),
    "below, black": Look(table="below", colours=BLACK, lines=("-", "--")),
    "brackets": Look(table="below", brackets=True, header="Number at risk (censored)"),
    "brackets, three arms": Look(table="below", brackets=True, n_arms=3),
    "names coloured": Look(table="below", names_coloured=True, n_arms=3, legend=False),
    "names right": Look(table="below", names="right"),
    "names none": Look(table="below", names="none", header="Number at risk"),
    "names none, reversed": Look(
        table="below", names="none", header="Number at risk", reverse_rows=True
    ),
    "samples for names": Look(table="below", names="none", samples=True, n_arms=3),
    "reversed order": Look(table="below", reverse_rows=True, n_arms=3),
    "reversed, no legend": Look(
        table="below", reverse_rows=True, legend=False, colours=BLACK, lines=("-", "--")
    ),
    "two-line names": Look(table="below", two_lines=True),
    "thousands": Look(table="below", thousands=True, n_patients=(1500, 6000)),
    "thousands, brackets": Look(
        table="below", thousands=True, brackets=True, n_patients=(1500, 6000)
    ),
    "inside": Look(table="inside", n_arms=3),
    "inside, brackets": Look(table="inside", brackets=True, font_size=9),
    "between ticks": Look(table="below", between=True),
    "second panel, grid": Look(table="panel", names_coloured=True),
    "four arms": Look(table="below", n_arms=4),
    "small digits 8 px": Look(table="below", digits_px=8.0),
    "small digits 6 px": Look(table="below", digits_px=6.0),
    "small digits 5 px": Look(table="below", digits_px=5.0),
    "5 px, jpeg": Look(table="below", digits_px=5.0, jpeg=75),
    "8 px, brackets, jpeg": Look(table="below", digits_px=8.0, brackets=True, jpeg=80),
    "header right": Look(table="below", header_place="right"),
    "header in line": Look(table="below", header_place="in line"),
    "header rotated": Look(table="below", header_place="rotated", names_coloured=True),
    "names of strata": Look(table="below", prefix="treatment=", names_coloured=True),
    "names above rows": Look(table="below", names_above=True),
    "names cut off": Look(table="below", names_cut=True),
    "events below": Look(table="below", second="events"),
    "censored below, swapped": Look(table="below", second="censored", reverse_rows=True),
    "events between rows": Look(table="below", interleaved=True, n_arms=3),
    "thousands, blank": Look(table="below", thousands=True, separator=" ", n_patients=(1500, 6000)),
    "empty after the end": Look(table="below", blank_after=True, n_patients=(30, 60)),
}


def trial(rng: np.random.Generator, n: int, rate: float, *, heavy: bool) -> tuple[Array, Array]:
    """Return times in 0..1 and events of one arm."""
    event = rng.weibull(rng.uniform(0.7, 1.5), n) / rate
    low, high = (0.15, 0.9) if heavy else (0.45, 1.15)
    censor = np.where(rng.random(n) < 0.1, rng.uniform(0, 1, n), rng.uniform(low, high, n))
    censor = np.minimum(censor, 1.0)
    return np.minimum(event, censor), event <= censor


def kaplan_meier(time: Array, event: Array) -> tuple[Array, Array]:
    """Return event times and survival just after them."""
    times, dead = np.unique(time[event], return_counts=True)
    at_risk = time.size - np.searchsorted(np.sort(time), times, side="left")
    return times, np.cumprod(1 - dead / at_risk)


def draw(look: Look, seed: int) -> tuple[Array, Truth]:
    """Return the pixels of one figure and what it shows."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    rng = np.random.default_rng(seed)
    horizon = float(rng.choice([24, 36, 48, 60, 96]))
    ticks = np.arange(0, horizon + 1e-9, horizon / float(rng.choice([4, 6, 8])))
    font = str(rng.choice(look.fonts))
    truth = Truth(names=NAMES[: look.n_arms])
    with plt.rc_context({"font.family": font, "font.size": look.font_size}):
        figure = plt.figure(figsize=(look.size[0] / 100, look.size[1] / 100), dpi=100)
        bottom = 0.16 + 0.055 * n_lines(look) * (look.table in ("below", "panel"))
        bottom += 0.05 * look.n_arms * look.two_lines
        right = 0.82 if look.names == "right" else 0.95
        axes = figure.add_axes(
            (0.2 if look.table else 0.12, bottom, 0.75 if right > 0.9 else 0.62, 0.95 - bottom)
        )
        size = rng.uniform(*look.mark_size)
        stroke = rng.uniform(*look.stroke)
        width = rng.uniform(*look.width)
        truth.mark_px = (stroke if look.marks in ("|", "2", "3") else size) * 100 / 72
        truth.mark_px *= look.downsample
        _draw_arms(axes, look, truth, rng, horizon, size, stroke, width)
        _dress(axes, look, rng, horizon, ticks)
        draw_table(figure, axes, look, truth, ticks)
        figure.canvas.draw()
        ends = axes.transData.transform([(0, 0), (1, 0)])
        truth.px_per_unit = float(ends[1, 0] - ends[0, 0]) * look.downsample
        pixels = np.asarray(figure.canvas.buffer_rgba())[:, :, :3].copy()
        plt.close(figure)
    return _degraded(pixels, look), truth


def _draw_arms(
    axes: Any,
    look: Look,
    truth: Truth,
    rng: Any,
    horizon: float,
    size: float,
    stroke: float,
    width: float,
) -> None:
    full = 100.0 if look.percent else 1.0
    rate = rng.uniform(0.6, 1.4)
    for k in range(look.n_arms):
        n = int(rng.integers(*look.n_patients))
        time, event = trial(rng, n, rate * look.separation**k, heavy=look.heavy)
        time = time * horizon
        times, survival = kaplan_meier(time, event)
        end = float(time.max())
        x = np.concatenate([[0.0], times, [end]])
        y = np.concatenate([[1.0], survival, [survival[-1] if survival.size else 1.0]]) * full
        colour, line = look.colours[k], look.lines[k % len(look.lines)]
        axes.step(x, y, where="post", color=colour, ls=line, lw=width, label=NAMES[k])
        censor = np.unique(time[~event])
        marker = look.marks_arm[k] if look.marks_arm else look.marks
        if marker:
            at = np.append(1.0, survival)[np.searchsorted(times, censor, side="right")] * full
            ink = "black" if look.black_marks else colour
            face = "white" if look.white else ("none" if look.hollow else ink)
            kind = {"2": 2, "3": 3}.get(marker, marker)
            axes.plot(
                censor,
                at + look.lift * full,
                ls="",
                marker=kind,
                ms=size,
                mew=stroke,
                mec=ink,
                mfc=face,
                color=ink,
                zorder=3,
            )
        truth.time.append(times)
        truth.survival.append(survival)
        truth.end.append(end)
        truth.censor.append(censor)
        truth.at_risk.append(time)
        truth.censored.append(event)


def _dress(axes: Any, look: Look, rng: Any, horizon: float, ticks: Array) -> None:
    full = 100.0 if look.percent else 1.0
    margin = 0.05 * horizon if look.table == "panel" else 0.0
    axes.set_xlim(-margin, 1.01 * horizon + margin)
    axes.set_ylim(-0.02 * full if rng.random() < 0.3 else 0, 1.02 * full)
    axes.set_xticks(ticks)
    axes.set_yticks(np.linspace(0, full, 6))
    if rng.random() < 0.6:
        axes.spines[["top", "right"]].set_visible(False)
    if rng.random() < 0.25:
        axes.set_axisbelow(True)
        axes.grid(True, color="#dddddd", lw=0.8)
    axes.set_xlabel(str(rng.choice(["Time (months)", "Months since randomization", "Months"])))
    axes.set_ylabel("Overall survival" + (" (%)" if look.percent else ""))
    if look.legend:
        handles, labels = axes.get_legend_handles_labels()
        axes.legend(handles, labels, loc="upper right", frameon=bool(rng.random() < 0.3))


def _degraded(pixels: Array, look: Look) -> Array:
    from PIL import Image

    image = Image.fromarray(pixels)
    if look.downsample != 1.0:
        wide, high = image.size
        size = (round(wide * look.downsample), round(high * look.downsample))
        image = image.resize(size, Image.Resampling.LANCZOS)
    if look.jpeg:
        buffer = io.BytesIO()
        image.save(buffer, "JPEG", quality=look.jpeg)
        image = Image.open(buffer).convert("RGB")
    return np.asarray(image).copy()


R_STYLES: dict[str, str] = {
    "R plus": "mark.time=TRUE, col=c('blue','red'), lwd=1.5",
    "R ticks": "mark.time=TRUE, mark='|', col=c('black','red'), lwd=2",
    "R circles": "mark.time=TRUE, mark=1, col=c('darkgreen','orange'), lwd=1.5, cex=0.8",
    "R crosses, black": "mark.time=TRUE, mark=4, lty=1:2, cex=0.7",
    "R plus, black": "mark.time=TRUE, lty=1:2, lwd=2",
}
_R_SCRIPT = """
suppressMessages(library(survival))
d <- read.csv("{data}")
png("{out}", width=900, height=700, res=100)
par(mar=c(8,7,2,2))
f <- survfit(Surv(time,event)~arm, d)
plot(f, {options}, xlab="Months", ylab="Survival", xaxt="n", las=1)
axis(1, at=seq(0,{horizon},{step}))
legend("topright", c("{a}","{b}"), col={colours}, lty={lty}, bty="n")
s <- summary(f, times=seq(0,{horizon},{step}), extend=TRUE)
for (k in 1:2) {{
  at <- s$n.risk[as.integer(s$strata)==k]
  mtext(at, side=1, line=4+k, at=seq(0,{horizon},{step}), cex=0.9)
}}
cat(diff(grconvertX(c(0,1), "user", "device")))
invisible(dev.off())
"""


def draw_in_r(name: str, seed: int) -> tuple[Array, Truth]:
    """Return a figure drawn by ``plot.survfit``."""
    from PIL import Image

    rng = np.random.default_rng(seed)
    horizon, step = 48.0, 12.0
    truth = Truth(names=NAMES[:2])
    rows = ["time,event,arm"]
    for k in (0, 1):
        n = int(rng.integers(60, 250))
        time, event = trial(rng, n, rng.uniform(0.6, 1.4) * 0.6**k, heavy=False)
        time = np.maximum(time * horizon, 0.01)
        rows += [f"{t:.6f},{int(e)},{k}" for t, e in zip(time, event, strict=True)]
        times, survival = kaplan_meier(time, event)
        truth.time.append(times)
        truth.survival.append(survival)
        truth.end.append(float(time.max()))
        truth.censor.append(np.unique(time[~event]))
        truth.risk_times = np.arange(0, horizon + 1, step)
        truth.at_risk.append(np.array([(time >= t).sum() for t in truth.risk_times]))
        truth.censored.append(np.array([((time < t) & ~event).sum() for t in truth.risk_times]))
    options = R_STYLES[name]
    with tempfile.TemporaryDirectory() as folder:
        data, out = Path(folder) / "d.csv", Path(folder) / "f.png"
        data.write_text("\n".join(rows))
        colours = (
            options[options.index("col=") + 4 :].split(")")[0] + ")" if "col=" in options else "1"
        )
        script = _R_SCRIPT.format(
            data=data,
            out=out,
            options=options,
            horizon=horizon,
            step=step,
            a=NAMES[0],
            b=NAMES[1],
            colours=colours,
            lty="1:2" if "lty" in options else "1",
        )
        answer = subprocess.run(
            ["Rscript", "-e", script], capture_output=True, text=True, check=True
        )
        truth.px_per_unit = float(answer.stdout.strip().split()[-1])
        pixels = np.asarray(Image.open(out).convert("RGB")).copy()
    truth.mark_px = 2.0 if "mark='|'" in options else 7.5
    return pixels, truth
