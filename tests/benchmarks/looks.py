"""Figures that look unlike the plain ones: journals' house styles, other renderers, scans.

``LOOKS`` maps a name to a function of a seed that returns pixels and truth. Those
drawn by R (its survival package, ggplot2) or gnuplot are there where the programs are.
"""

import io
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from digitizing import BLACK, JOURNAL, Array, Style, Truth, _arm, _kaplan_meier, draw

Figure = tuple[Array, Truth]
Look = Callable[[int], Figure]
LANCET = ("#00468B", "#ED0000", "#42B540")
NEJM = ("#0072B5", "#BC3C29", "#E18727")
PLAIN = ("#1f77b4", "#d62728")
_SANS = "Liberation Sans"


def drawn(
    style: Style, seed: int, *, extra: Callable[..., None] | None = None, **after: Any
) -> Figure:
    """Draw with matplotlib, change the axes by ``extra``, then the pixels."""
    if extra is not None:
        style = Style(**{**style.__dict__, "extra": extra})
    pixels, truth = draw(style, seed)
    return changed(pixels, truth, seed, **after)


def changed(
    pixels: Array,
    truth: Truth,
    seed: int = 0,
    *,
    scale: float = 1.0,
    how: str = "bilinear",
    dark: bool = False,
    grey: bool = False,
    blur: float = 0.0,
    noise: float = 0.0,
    paper: float = 0.0,
    jpeg: int | None = None,
) -> Figure:
    """Return a figure as it comes out of screenshots, scanners and bad savings."""
    from PIL import Image, ImageFilter

    image = Image.fromarray(pixels)
    if scale != 1:
        size = (round(image.width * scale), round(image.height * scale))
        image = image.resize(size, getattr(Image.Resampling, how.upper()))
        truth.axis = (truth.axis[0] * scale, truth.axis[1] * scale)
    if grey:
        image = image.convert("L").convert("RGB")
    if blur:
        image = image.filter(ImageFilter.GaussianBlur(blur))
    values = np.asarray(image).astype(float)
    if dark:
        values = 255 - values
    if paper:
        values = values * (1 - paper * np.linspace(0.3, 1, values.shape[1])[None, :, None])
    if noise:
        values = values + np.random.default_rng(seed).normal(0, noise, values.shape[:2])[..., None]
    pixels = np.clip(values, 0, 255).astype(np.uint8)
    if jpeg:
        buffer = io.BytesIO()
        Image.fromarray(pixels).save(buffer, "JPEG", quality=jpeg)
        pixels = np.asarray(Image.open(buffer).convert("RGB"))
    return pixels, truth


def stata(axes: Any, truth: Truth) -> None:
    """Light blue page, grid lines across, values of the survival axis turned."""
    axes.figure.set_facecolor("#eaf2f3")
    axes.xaxis.grid(False)
    for label in axes.get_yticklabels():
        label.set_rotation(90)
        label.set_va("center")


def prism(axes: Any, truth: Truth) -> None:
    """Thick axes with long outward ticks, bold labels."""
    axes.tick_params(width=2.2, length=8, labelsize=13)
    for side in ("left", "bottom"):
        axes.spines[side].set_linewidth(2.2)
    for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        label.set_fontweight("bold")


def leaders(axes: Any, truth: Truth) -> None:
    """Names beside the curves with a line to each, a box with the result."""
    factor = 100.0 if axes.get_ylim()[1] > 1.5 else 1.0
    for k, name in enumerate(truth.names):
        t = (0.35 + 0.3 * k) * truth.end[k]
        s = np.append(1.0, truth.survival[k])[np.searchsorted(truth.time[k], t, side="right")]
        up = 0.16 if k else -0.16
        place = (t + 0.05 * truth.end[k], min(max(s + up, 0.05), 0.95) * factor)
        axes.annotate(
            name, (t, s * factor), place, arrowprops={"arrowstyle": "-", "lw": 0.8}, fontsize=10
        )
    box = {"boxstyle": "square", "fc": "white", "ec": "black", "lw": 0.8}
    text = "Hazard ratio for death, 0.71\n(95% CI, 0.55–0.92)\nP=0.008"
    axes.text(0.62, 0.74, text, transform=axes.transAxes, bbox=box, fontsize=9)


def shaded(axes: Any, truth: Truth) -> None:
    """A shaded stretch of follow-up, with words in it."""
    end = max(truth.end)
    axes.axvspan(0.5 * end, 0.75 * end, color="#dfe8f2", lw=0)
    axes.text(0.52 * end, 0.06 * axes.get_ylim()[1], "Interim")
    axes.axhline(0.5 * axes.get_ylim()[1] / 1.005, color="#777777", ls="--", lw=0.9)


def guides(axes: Any, truth: Truth) -> None:
    """Landmark lines straight down with the survival written beside."""
    end = max(truth.end)
    top = axes.get_ylim()[1] / 1.005
    for share in (1 / 3, 2 / 3):
        axes.axvline(share * end, color="#666666", ls=":", lw=1.2)
        axes.text(share * end * 1.01, 0.9 * top, "62.1%\n48.0%", fontsize=9)
    axes.plot([0, 0.55 * end], [0.5 * top] * 2, color="black", ls="--", lw=1.0)


def inset(axes: Any, truth: Truth) -> None:
    """The same curves with the upper part of the axis enlarged, in the plot."""
    small = axes.inset_axes((0.32, 0.42, 0.64, 0.5))
    for line in axes.get_lines():
        if line.get_linestyle() != "None":
            small.plot(*line.get_data(), color=line.get_color(), lw=1.2, drawstyle="steps-post")
    full = axes.get_ylim()[1] / 1.005
    small.set(xlim=axes.get_xlim(), ylim=(0, 0.3 * full))
    small.set_xticks(axes.get_xticks()[::2])
    small.set_yticks([0, 0.1 * full, 0.2 * full, 0.3 * full])
    small.tick_params(labelsize=8)


def broken(axes: Any, truth: Truth) -> None:
    """A survival axis cut low, with 0 and two slashes below the cut."""
    axes.text(-0.02, -0.035, "0", transform=axes.transAxes, ha="right", va="center")
    for y in (0.02, 0.035):
        axes.plot([-0.012, 0.012], [y - 0.01, y + 0.01], transform=axes.transAxes, c="k", lw=1,
                  clip_on=False)  # fmt: skip


def relabelled(form: str, axes: Any, truth: Truth) -> None:
    """Other ways to print the values of the survival axis."""
    from matplotlib.ticker import FuncFormatter

    forms: dict[str, Callable[[float, int], str]] = {
        "mid dot": lambda v, _: _decimal(v).replace(".", "\u00b7"),
        "bare": lambda v, _: f"{v:.2f}".replace("0.", "."),
        "sign": lambda v, _: f"{v:.0f}%",
        "comma": lambda v, _: _decimal(v).replace(".", ","),
    }
    axes.yaxis.set_major_formatter(FuncFormatter(forms[form]))


def _decimal(value: float) -> str:
    return f"{value:.1f}" if round(value, 1) == round(value, 4) else f"{value:.2f}"


def minor(axes: Any, truth: Truth) -> None:
    """Small ticks between the labelled ones."""
    axes.minorticks_on()


def crisp(axes: Any, truth: Truth) -> None:
    """No smoothing of any edge."""
    for line in axes.get_lines():
        line.set_antialiased(False)


def two_panels(seed: int, *, side_by_side: bool = True) -> Figure:
    """Return two figures in one picture; the truth is that of the first."""
    size = (640, 560)
    first, truth = draw(Style(size=size, font_size=9, colours=NEJM), seed)
    second, _ = draw(Style(size=size, font_size=9, colours=NEJM, separation=0.5), seed + 500)
    return np.concatenate([first, second], axis=1 if side_by_side else 0), truth


PALETTES = (
    PLAIN, NEJM, LANCET, ("#E64B35", "#4DBBD5", "#00A087"), ("#374E55", "#DF8F44", "#00A1D5"),
    ("black", "#d62728", "#1f77b4"), ("#555555", "#e69f00", "#56b4e9"), ("#7b3294", "#008837"),
    ("navy", "maroon", "teal"), ("#1b9e77", "#d95f02", "#7570b3"),
)  # fmt: skip


def mixed(seed: int, *, black: bool = False) -> Figure:
    """Draw a figure whose every property is drawn by lot."""
    rng = np.random.default_rng(seed + 9000)

    def pick(*options: Any) -> Any:
        return options[int(rng.integers(len(options)))]

    incidence = bool(rng.random() < 0.2)
    percent = bool(rng.random() < 0.4)
    width = int(rng.integers(560, 1500))
    font = float(rng.uniform(8, 14)) * min(max(width / 900, 0.8), 1.4)
    looks: dict[str, Any] = {
        "size": (width, int(width * rng.uniform(0.62, 0.95))),
        "colours": BLACK if black else pick(*PALETTES),
        "lines": pick(("-", "--"), ("-", ":"), ("-", "-."), ("--", "-")) if black else ("-",),
        "width": float(rng.uniform(1.0, 3.2)),
        "font": pick("DejaVu Sans", _SANS, "Liberation Serif", "Inter", "Nimbus Sans", "P052"),
        "font_size": font,
        "n_arms": 2 if black else pick(2, 2, 2, 3),
        "marks": pick("", "|", "|", "+", "x", "o"),
        "mark_size": float(rng.uniform(4, 9)),
        "hollow": bool(rng.random() < 0.5),
        "band": bool(rng.random() < 0.2) and not black,
        "grid": pick(None, None, None, "#dddddd", "#bbbbbb"),
        "grid_style": pick("-", "-", ":", "--"),
        "spines": pick("half", "half", "full"),
        "ticks": pick("out", "out", "in"),
        "percent": percent,
        "incidence": incidence,
        "y_low": 0.0 if incidence or rng.random() < 0.8 else (40.0 if percent else 0.4),
        "table": pick("below", "below", ""),
        "brackets": bool(rng.random() < 0.15),
        "names_coloured": bool(rng.random() < 0.3),
        "legend": pick("upper left" if incidence else "upper right", "right", "below", "top"),
        "legend_frame": bool(rng.random() < 0.3),
        "text_inside": bool(rng.random() < 0.3),
        "median_guides": bool(rng.random() < 0.2) and not incidence,
        "pad": pick(0.0, 0.0, 0.03),
        "face": pick("white", "white", "white", "#f2f2f2"),
        "separation": float(rng.uniform(0.5, 0.95)),
        "n_patients": (40, 400),
    }
    extra = pick(None, None, None, minor, shaded if not incidence else None)
    after = pick({}, {}, {}, {"jpeg": 75}, {"scale": 1.25}, {"noise": 5.0}, {"blur": 0.5})
    return drawn(Style(**looks), seed, extra=extra, **after)


R_LOOKS: dict[str, str] = {
    "R base": """
plot(fit, col=c("#CC3311","#0077BB"), lwd=2, mark.time=TRUE, xlab="Months",
     ylab="Overall survival", bty="l", las=1, xaxt="n"); axis(1, at=ticks)
legend("topright", c("Placebo","Treatment A"), col=c("#CC3311","#0077BB"), lwd=2, bty="n")
""",
    "R base black boxed": """
plot(fit, lty=1:2, mark.time=TRUE, mark="+", xlab="Months from randomization",
     ylab="Proportion surviving", xaxt="n"); axis(1, at=ticks)
legend("bottomleft", c("Placebo","Treatment A"), lty=1:2)
""",
    "R base limits": """
plot(fit, col=c("black","red"), conf.int=TRUE, lwd=2, xlab="Time", ylab="Survival",
     xaxt="n", las=1); axis(1, at=ticks)
legend("topright", c("Placebo","Treatment A"), col=c("black","red"), lwd=2)
""",
    "R base incidence percent": """
plot(fit, fun="event", col=c("darkgreen","orange"), lwd=3, yscale=100, mark.time=FALSE,
     xlab="Years", ylab="Cumulative incidence (%)", ylim=c(0,1), las=1, bty="n", xaxt="n",
     yaxt="n"); axis(1, at=ticks); axis(2, at=seq(0,1,.2), labels=seq(0,100,20), las=1)
legend("topleft", c("Placebo","Treatment A"), col=c("darkgreen","orange"), lwd=3, bty="n")
""",
    "R base at risk": """
par(mar=c(9,8,2,2))
plot(fit, col=c("navy","firebrick"), lwd=2.5, mark.time=TRUE, xaxs="i", yaxs="i",
     xlab="", ylab="Survival probability", las=1, bty="l", xaxt="n"); axis(1, at=ticks)
mtext("Months", 1, 2.2)
mtext("Number at risk", 1, 3.8, at=0, adj=0.3, font=2)
for (k in 1:2) { mtext(c("Placebo","Treatment A")[k], 1, 4+k, at=-0.03*H, adj=1)
  mtext(sapply(ticks, function(t) sum(d$time[d$arm==k]>=t)), 1, 4+k, at=ticks) }
legend("topright", c("Placebo","Treatment A"), col=c("navy","firebrick"), lwd=2.5, bty="n")
""",
    "R grid dotted": """
plot(fit, col=c("#E69F00","#56B4E9"), lwd=2, mark.time=TRUE, pch=3, xlab="Months",
     ylab="Event-free survival", las=1, xaxt="n"); axis(1, at=ticks); grid()
legend("topright", c("Placebo","Treatment A"), col=c("#E69F00","#56B4E9"), lwd=2, bg="white")
""",
    "R two dashes": """
plot(fit, lty=c(2,3), lwd=2, mark.time=FALSE, xlab="Months", ylab="Survival", las=1,
     xaxt="n", bty="l"); axis(1, at=ticks)
legend("topright", c("Placebo","Treatment A"), lty=c(2,3), lwd=2, bty="n")
""",
}

GGPLOT_LOOKS: dict[str, tuple[str, bool]] = {
    "ggplot grey": ("theme_grey(base_size=12)", False),
    "ggplot grey bands": ("theme_grey(base_size=12)", True),
    "ggplot bw legend right": ("theme_bw(base_size=12) + theme(legend.position='right')", False),
    "survminer classic table": (
        "theme_classic(base_size=13) + theme(legend.position='top')",
        True,
    ),
}

_R_HEAD = """
library(survival); d <- read.csv("DATA"); H <- HORIZON; ticks <- seq(0, H, STEP)
fit <- survfit(Surv(time, event) ~ arm, data=d)
png("OUT", width=WIDTH, height=HEIGHT, res=RES, type="cairo")
"""
_R_TAIL = """
cat(grconvertX(c(0, H), "user", "device"), grconvertY(c(1, 0), "user", "device"), "\\n")
invisible(dev.off())
"""
_GG_BODY = """
suppressMessages(library(ggplot2)); suppressMessages(library(grid))
s <- summary(fit, times=sort(unique(c(0, d$time))), extend=TRUE, censored=TRUE)
g <- data.frame(time=s$time, surv=s$surv, low=s$lower, high=s$upper,
  arm=factor(as.character(s$strata), labels=c("Placebo","Treatment A")))
last <- tapply(d$time, d$arm, max); keep <- g$time <= last[as.integer(g$arm)] + 1e-9; g <- g[keep,]
stairs <- do.call(rbind, lapply(split(g, g$arm), function(a) { n <- nrow(a)
  i <- rep(seq_len(n), each=2)[-1]; j <- rep(seq_len(n), each=2)[-2*n]
  data.frame(time=a$time[i], low=a$low[j], high=a$high[j], arm=a$arm[1]) }))
cens <- d[d$event==0,]; cens$arm <- factor(cens$arm, labels=c("Placebo","Treatment A"))
cens$surv <- mapply(function(t,a) { x <- g[g$arm==a & g$time<=t,]; x$surv[which.max(x$time)] },
  cens$time, cens$arm)
p <- ggplot(g, aes(time, surv, colour=arm))
if (BANDS) p <- p + geom_ribbon(data=stairs, aes(x=time, ymin=low, ymax=high, fill=arm), alpha=.3,
  colour=NA, inherit.aes=FALSE)
p <- p + geom_step(linewidth=.9) + geom_point(data=cens, shape=3, size=2.6) +
  scale_x_continuous(breaks=ticks) + scale_y_continuous(breaks=seq(0,1,.25)) +
  coord_cartesian(xlim=c(0,H), ylim=c(0,1)) +
  labs(x="Time in months", y="Survival probability", colour="Strata", fill="Strata") + THEME
if (TABLE) {
  n <- expand.grid(time=ticks, arm=levels(g$arm))
  n$n <- mapply(function(t,a) sum(d$time[d$arm==match(a,levels(g$arm))] >= t), n$time, n$arm)
  q <- ggplot(n, aes(time, arm, label=n, colour=arm)) + geom_text(size=4, show.legend=FALSE) +
    scale_x_continuous(breaks=ticks) + coord_cartesian(xlim=c(0,H)) +
    scale_y_discrete(limits=rev(levels(g$arm))) + labs(x="Time in months", y=NULL,
      title="Number at risk") + theme_classic(base_size=12) +
    theme(axis.text.y=element_text(colour=scales::hue_pal()(2)[2:1]))
  gp <- ggplotGrob(p); gq <- ggplotGrob(q); gp$widths <- unit.pmax(gp$widths, gq$widths)
  gq$widths <- gp$widths
  grid.newpage(); pushViewport(viewport(layout=grid.layout(2,1,heights=c(.74,.26))))
  pushViewport(viewport(layout.pos.row=1)); grid.draw(gp); upViewport()
  pushViewport(viewport(layout.pos.row=2)); grid.draw(gq); upViewport()
} else { gp <- ggplotGrob(p); grid.newpage(); grid.draw(gp) }
grid.force(); name <- grep("panel.*", grid.ls(viewports=TRUE, print=FALSE)$name, value=TRUE)
name <- grep("^panel", name, value=TRUE)[1]
seekViewport(name); w <- function(u,v) deviceLoc(unit(u,"npc"), unit(v,"npc"))
e <- .05/1.1; a <- w(e,1-e); b <- w(1-e,e)
px <- function(u) convertUnit(u,"inches",valueOnly=TRUE)*RES
cat(px(a$x), px(b$x), HEIGHT-px(a$y), HEIGHT-px(b$y), "\\n")
invisible(dev.off())
"""


def _trial(seed: int, style: Style) -> tuple[Truth, list[Array], list[Array], float, float]:
    rng = np.random.default_rng(seed)
    horizon = float(rng.choice([24, 36, 48, 60]))
    step = horizon / float(rng.choice([4, 6]))
    rate = rng.uniform(0.5, 1.6)
    truth, times, events = Truth(), [], []
    for k in range(2):
        time, event = _arm(rng, int(rng.integers(60, 300)), rate * 0.7**k, style)
        time = np.round(np.maximum(time, 1e-4) * horizon, 4)
        where, survival = _kaplan_meier(time, event)
        truth.time.append(where)
        truth.survival.append(survival)
        truth.end.append(float(time.max()))
        truth.censor.append(np.unique(time[~event]))
        times.append(time)
        events.append(event)
    truth.names = ["Placebo", "Treatment A"]
    truth.risk_times = np.arange(0, horizon + 1e-9, step)
    truth.at_risk = [np.array([(t >= at).sum() for at in truth.risk_times]) for t in times]
    return truth, times, events, horizon, step


def by_r(name: str, seed: int) -> Figure:
    """Draw with R: base graphics, or ggplot2 where the name says so."""
    truth, times, events, horizon, step = _trial(seed, Style())
    gg = name in GGPLOT_LOOKS
    width, height, res = (900, 700, 110) if not gg else (1000, 760, 120)
    truth.incidence = "incidence" in name
    truth.has_table = "risk" in name or "table" in name
    truth.has_marks = "mark.time=TRUE" in R_LOOKS.get(name, "mark.time=TRUE")
    body = R_LOOKS[name] if not gg else _GG_BODY
    with tempfile.TemporaryDirectory() as folder:
        data, out, script = (Path(folder) / n for n in ("d.csv", "o.png", "s.R"))
        rows = [
            f"{t:.4f},{int(e)},{k + 1}"
            for k in range(2)
            for t, e in zip(times[k], events[k], strict=True)
        ]
        data.write_text("time,event,arm\n" + "\n".join(rows))
        text = _R_HEAD + body + ("" if gg else _R_TAIL)
        known = {"DATA": data, "OUT": out, "HORIZON": horizon, "STEP": step, "WIDTH": width,
                 "HEIGHT": height, "RES": res}  # fmt: skip
        if gg:
            theme, bands = GGPLOT_LOOKS[name]
            known |= {"THEME": theme, "BANDS": str(bands).upper()}
            known["TABLE"] = str(truth.has_table).upper()
        for key, value in known.items():
            text = text.replace(key, str(value))
        script.write_text(text)
        done = subprocess.run(
            ["Rscript", str(script)], capture_output=True, text=True, check=True, timeout=120
        )
        x0, x1, y0, y1 = (float(v) for v in done.stdout.split("\n")[-2].split())
        pixels = _load(out)
    if truth.incidence:
        y0, y1 = y1, y0
    truth.axis = (np.array([x0, y0]), np.array([x1, y1]))
    truth.axis_data = (horizon, (100.0 if "percent" in name else 1.0) if truth.incidence else 0.0)
    return pixels, truth


GNUPLOT_LOOKS: dict[str, str] = {
    "gnuplot": 'c1="#9400d3"; c2="#009e73"; d1=1; d2=1; w=2',
    "gnuplot black": 'c1="black"; c2="black"; d1=1; d2=2; w=1.5',
    "gnuplot grid dots": 'set grid; c1="#e51e10"; c2="#0060ad"; d1=1; d2=1; w=1.5',
}


def by_gnuplot(name: str, seed: int) -> Figure:
    """Draw with gnuplot: mirrored inward ticks and a box round the plot."""
    truth, _times, _events, horizon, step = _trial(seed, Style())
    truth.has_table = truth.has_marks = False
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "o.png"
        plots = []
        for k in range(2):
            x = np.concatenate([[0.0], truth.time[k], [truth.end[k]]])
            y = np.concatenate([[1.0], truth.survival[k], truth.survival[k][-1:]])
            np.savetxt(Path(folder) / f"{k}.dat", np.column_stack([x, y]))
            plots.append(
                f'"{folder}/{k}.dat" with steps lc rgb c{k + 1} dt d{k + 1} lw w '
                f'title "{truth.names[k]}"'
            )
        script = f"""
set terminal pngcairo size 900,675 font "Sans,12"; set output "{out}"
{GNUPLOT_LOOKS[name]}
set xrange [0:{horizon}]; set yrange [0:1]; set xtics {step}; set ytics 0.2
set xlabel "Time (months)"; set ylabel "Survival"
plot {", ".join(plots)}
print GPVAL_TERM_XMIN, GPVAL_TERM_XMAX, GPVAL_TERM_YMIN, GPVAL_TERM_YMAX
"""
        done = subprocess.run(
            ["gnuplot"], input=script, capture_output=True, text=True, check=True, timeout=60
        )
        x0, x1, y0, y1 = (float(v) for v in done.stderr.split()[-4:])
        pixels = _load(out)
    base = pixels.shape[0] - 0.5
    truth.axis = (np.array([x0 + 0.5, base - y1]), np.array([x1 + 0.5, base - y0]))
    truth.axis_data = (horizon, 0.0)
    return pixels, truth


def _load(path: Path) -> Array:
    from PIL import Image

    return np.asarray(Image.open(path).convert("RGB")).copy()


_SMALL = Style(size=(900, 700), n_patients=(60, 200))
LOOKS: dict[str, Look] = {
    "mixed by lot": mixed,
    "mixed by lot black": partial(mixed, black=True),
    "stata blue": partial(
        drawn,
        Style(
            colours=("#1A476F", "#90353B"), grid="#eaf2f3", legend="below", legend_frame=True,
            marks="", width=1.4, table="",
        ),
        extra=stata,
    ),
    "sas inset table": partial(
        drawn,
        Style(
            font="Liberation Sans", spines="full", marks="+", table="inside", legend="below",
            legend_frame=True, colours=("#445694", "#A23A2E"), width=1.2, y_low=0.0,
        ),
        extra=minor,
    ),
    "prism thick": partial(
        drawn,
        Style(
            font=_SANS, width=2.6, colours=("black", "#FF0000"), percent=True, marks="|",
            mark_size=10, legend="right", table="",
        ),
        extra=prism,
    ),
    "prism black": partial(
        drawn,
        Style(
            font=_SANS, width=2.2, colours=BLACK, lines=("-", ":"), percent=True, marks="",
            table="",
        ),
        extra=prism,
    ),
    "nejm leaders": partial(
        drawn, Style(font=_SANS, colours=NEJM, width=2.2, legend="", percent=True), extra=leaders
    ),
    "nejm inset": partial(
        drawn,
        Style(font=_SANS, colours=NEJM, width=2.0, marks="", legend="below", percent=True,
              incidence=True, rate=0.25),
        extra=inset,
    ),
    "lancet shaded": partial(
        drawn, Style(font="Liberation Serif", colours=LANCET, width=1.8), extra=shaded
    ),
    "lancet mid dot": partial(
        drawn,
        Style(font="Liberation Serif", font_size=12, colours=LANCET, brackets=True),
        extra=partial(relabelled, "mid dot"),
    ),
    "jama bare values": partial(
        drawn, Style(font=_SANS, colours=JOURNAL), extra=partial(relabelled, "bare")
    ),
    "percent sign": partial(
        drawn, Style(font=_SANS, percent=True), extra=partial(relabelled, "sign")
    ),
    "decimal comma": partial(drawn, Style(font=_SANS), extra=partial(relabelled, "comma")),
    "jco landmark lines": partial(
        drawn, Style(font=_SANS, colours=JOURNAL, width=2.0), extra=guides
    ),
    "landmark black": partial(
        drawn, Style(font=_SANS, colours=BLACK, lines=("-", "--"), marks=""), extra=guides
    ),
    "minor ticks": partial(drawn, Style(spines="full", ticks="in"), extra=minor),
    "broken axis": partial(drawn, Style(y_low=0.4, separation=0.5), extra=broken),
    "crisp edges": partial(drawn, Style(), extra=crisp),
    "dark background": partial(drawn, Style(colours=("#a56a00", "#004f9d")), dark=True),
    "two panels": two_panels,
    "two panels stacked": partial(two_panels, side_by_side=False),
    "screenshot 1.25": partial(drawn, Style(size=(800, 620)), scale=1.25),
    "screenshot 1.5 bands": partial(drawn, Style(size=(800, 620), band=True), scale=1.5),
    "screenshot 0.8": partial(drawn, Style(), scale=0.8),
    "tiny 300": partial(drawn, Style(marks="", table="", n_patients=(40, 90)), scale=1 / 3),
    "huge 4000": partial(
        drawn, Style(size=(4000, 3000), font_size=40, width=6, mark_size=24, table="")
    ),
    "tall": partial(drawn, Style(size=(620, 1000))),
    "flat": partial(drawn, Style(size=(1300, 520), table="")),
    "scan grey tilt": partial(
        drawn, Style(tilt=0.6, colours=BLACK, lines=("-", "--"), marks=""), grey=True, blur=0.8,
        noise=8, paper=0.12,
    ),
    "scan colour tilt": partial(
        drawn, Style(tilt=-1.2), blur=0.7, noise=6, paper=0.1, jpeg=70
    ),
    "jpeg q30 700": partial(drawn, Style(size=(700, 560)), jpeg=30),
    "jpeg q50 500": partial(drawn, Style(), scale=500 / 900, how="lanczos", jpeg=50),
    "jpeg q50 500 black": partial(
        drawn, Style(colours=BLACK, lines=("-", "--"), marks=""), scale=500 / 900,
        how="lanczos", jpeg=50,
    ),
    "three black styles marks": partial(
        drawn, Style(colours=BLACK, lines=("-", "--", ":"), n_arms=3, width=1.8)
    ),
    "yellow and light": partial(drawn, Style(colours=("#E7B800", "#9fd3f5"), width=2)),
    "close arms": partial(drawn, Style(separation=0.93)),
    "close arms black": partial(
        drawn, Style(separation=0.93, colours=BLACK, lines=("-", "--"), marks="")
    ),
    "few patients": partial(drawn, Style(n_patients=(12, 30))),
    "many patients": partial(drawn, Style(n_patients=(1500, 4000), marks="")),
    "two hues dashed": partial(
        drawn, Style(colours=("#08519c", "#08519c", "#a50f15", "#a50f15"), lines=("-", "--"),
                     n_arms=4, marks="", separation=0.55, width=2),
    ),
    "five colours dashed": partial(
        drawn, Style(colours=("#332288", "#117733", "#DDCC77", "#CC6677", "#AA4499"),
                     lines=("-", "--", ":", "-.", "-"), n_arms=5, marks="", separation=0.6,
                     width=2),
    ),
    "thick thin ticks": partial(drawn, Style(colours=BLACK, widths=(3.2, 1.2))),
    "photocopy": partial(
        drawn, Style(size=(1150, 860), font_size=13, width=2.2, tilt=0.8, colours=BLACK,
                     lines=("-", ":"), marks=""), grey=True, blur=0.5, noise=30,
    ),
    "photograph": partial(
        drawn, Style(size=(1100, 820), font_size=12, width=2.4, tilt=-0.5), blur=1.0, noise=6,
        paper=0.4, jpeg=70,
    ),
}  # fmt: skip
if shutil.which("Rscript"):
    LOOKS |= {name: partial(by_r, name) for name in (*R_LOOKS, *GGPLOT_LOOKS)}
if shutil.which("gnuplot"):
    LOOKS |= {name: partial(by_gnuplot, name) for name in GNUPLOT_LOOKS}
