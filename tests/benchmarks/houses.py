"""Figures as statistics programs and journals' house styles draw them, of trials of many shapes.

``HOUSES`` maps a name to a function of a seed that returns pixels and truth. Those
drawn by R (its survival package, ggplot2) or gnuplot are there where the programs are.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from digitizing import Array, Truth, _kaplan_meier
from looks import changed

Figure = tuple[Array, Truth]


@dataclass(frozen=True)
class Trial:
    """What kind of trial is drawn: ``shape`` names how the arms differ."""

    shape: str = "proportional"
    n_arms: int = 2
    n_patients: tuple[int, int] = (60, 300)
    rate: tuple[float, float] = (0.5, 1.6)
    follow_up: float = 1.0
    horizons: tuple[float, ...] = (24, 36, 48, 60)
    n_ticks: tuple[int, ...] = (4, 6)


@dataclass
class Data:
    """Patients of one trial, in data units, and what their figure shows."""

    time: list[Array]
    event: list[Array]
    horizon: float
    step: float
    truth: Truth = field(default_factory=Truth)

    @property
    def ticks(self) -> Array:
        """Return the labelled times."""
        return np.arange(0, self.horizon + 1e-9, self.step)


NAMES = ("Placebo", "Treatment A", "High dose", "Low dose")


def make_trial(trial: Trial, seed: int) -> Data:
    """Return patients by lot, and the truth about them."""
    rng = np.random.default_rng(seed + 40_000)
    horizon = float(rng.choice(trial.horizons))
    step = horizon / float(rng.choice(trial.n_ticks))
    rate = rng.uniform(*trial.rate)
    data = Data([], [], horizon, step)
    for k in range(trial.n_arms):
        n = int(rng.integers(*trial.n_patients))
        event = _event_times(rng, trial.shape, n, rate, k)
        censor = rng.uniform(0.45, 1.15, n)
        lost = rng.random(n) < 0.1
        censor = np.minimum(np.where(lost, rng.uniform(0, 1, n), censor), 1.0) * trial.follow_up
        time = np.round(np.maximum(np.minimum(event, censor), 1e-4) * horizon, 4)
        data.time.append(time)
        data.event.append(event <= censor)
    _tell(data, data.truth, trial.n_arms)
    return data


def _event_times(rng: np.random.Generator, shape: str, n: int, rate: float, k: int) -> Array:
    unit = rng.exponential(1, n)
    if shape == "crossing":
        return np.asarray((unit / rate) ** ((1.0, 0.55)[k % 2]))
    if shape == "late":
        slow = rate * (1.0, 0.35)[k % 2]
        early = 0.3 * rate
        return np.asarray(np.where(unit < early, unit / rate, 0.3 + (unit - early) / slow))
    if shape == "cured":
        spared = rng.random(n) < (0.25, 0.45, 0.6)[k % 3]
        return np.asarray(np.where(spared, 99.0, unit / (3 * rate)))
    return np.asarray(unit / (rate * 0.7**k))


def _tell(data: Data, truth: Truth, n_arms: int) -> None:
    for time, event in zip(data.time, data.event, strict=True):
        where, survival = _kaplan_meier(time, event)
        truth.time.append(where)
        truth.survival.append(survival)
        truth.end.append(float(time.max()))
        truth.censor.append(np.unique(time[~event]))
    truth.names = list(NAMES[:n_arms])
    truth.risk_times = data.ticks
    truth.at_risk = [np.array([(t >= at).sum() for at in data.ticks]) for t in data.time]
    truth.has_table = truth.has_marks = False


# ---------------------------------------------------------------- R

_R_HEAD = """
suppressMessages(library(survival)); d <- read.csv("DATA"); H <- HORIZON
ticks <- seq(0, H, STEP); NAMES <- c("Placebo","Treatment A","High dose","Low dose")[1:ARMS]
fit <- survfit(Surv(time, event) ~ arm, data=d)
risk <- function(k) sapply(ticks, function(t) sum(d$time[d$arm==k] >= t))
png("OUT", width=WIDTH, height=HEIGHT, res=RES, type="cairo", family="FAMILY")
"""
_R_TAIL = """
cat(grconvertX(c(0, H), "user", "device"), grconvertY(c(TOP, LOW), "user", "device"), "\\n")
invisible(dev.off())
"""
_GG_HEAD = """
suppressMessages({library(ggplot2); library(grid); library(scales)})
s <- summary(fit, times=sort(unique(c(0, d$time))), extend=TRUE, censored=TRUE)
g <- data.frame(time=s$time, surv=s$surv, low=s$lower, high=s$upper,
  arm=factor(as.character(s$strata), labels=NAMES))
last <- tapply(d$time, d$arm, max); g <- g[g$time <= last[as.integer(g$arm)] + 1e-9,]
stairs <- do.call(rbind, lapply(split(g, g$arm), function(a) { n <- nrow(a)
  i <- rep(seq_len(n), each=2)[-1]; j <- rep(seq_len(n), each=2)[-2*n]
  data.frame(time=a$time[i], low=a$low[j], high=a$high[j], arm=a$arm[1]) }))
cens <- d[d$event==0,]; cens$arm <- factor(cens$arm, labels=NAMES)
cens$surv <- mapply(function(t,a) { x <- g[g$arm==a & g$time<=t,]; x$surv[which.max(x$time)] },
  cens$time, cens$arm)
med <- summary(fit)$table[,"median"]
ribbon <- function(a) geom_ribbon(data=stairs, aes(x=time, ymin=low, ymax=high, fill=arm), alpha=a,
  colour=NA, inherit.aes=FALSE, show.legend=TRUE)
p <- ggplot(g, aes(time, surv, colour=arm))
"""
_GG_TAIL = """
built <- ggplot_build(p)$layout$panel_params[[1]]; xr <- built$x.range; yr <- built$y.range
gp <- ggplotGrob(p)
if (TABLE) {
  n <- expand.grid(time=ticks, arm=levels(g$arm))
  n$n <- mapply(function(t,a) sum(d$time[d$arm==match(a,levels(g$arm))] >= t), n$time, n$arm)
  q <- ggplot(n, aes(time, arm, label=n)) + geom_text(size=3.6) +
    scale_x_continuous(breaks=ticks) + coord_cartesian(xlim=c(0,H)) +
    scale_y_discrete(limits=rev(levels(g$arm))) + labs(x=NULL, y=NULL, title="No. at risk") +
    theme_void(base_size=11) + theme(axis.text.y=element_text(hjust=1))
  gq <- ggplotGrob(q); gp$widths <- unit.pmax(gp$widths, gq$widths); gq$widths <- gp$widths
  grid.newpage(); pushViewport(viewport(layout=grid.layout(2,1,heights=c(.78,.22))))
  pushViewport(viewport(layout.pos.row=1)); grid.draw(gp); upViewport()
  pushViewport(viewport(layout.pos.row=2)); grid.draw(gq); upViewport()
} else { grid.newpage(); grid.draw(gp) }
grid.force(); name <- grep("^panel", grid.ls(viewports=TRUE, print=FALSE)$name, value=TRUE)[1]
seekViewport(name)
at <- function(x, y) { here <- deviceLoc(unit((x-xr[1])/diff(xr), "npc"),
  unit((y-yr[1])/diff(yr), "npc")); c(convertUnit(here$x, "inches", valueOnly=TRUE),
  convertUnit(here$y, "inches", valueOnly=TRUE)) * RES }
a <- at(0, TOP); b <- at(H, LOW)
cat(a[1], b[1], HEIGHT - a[2], HEIGHT - b[2], "\\n")
invisible(dev.off())
"""


@dataclass(frozen=True)
class RLook:
    """One look drawn by R: what to run, and what its figure has."""

    body: str
    trial: Trial = Trial()
    gg: bool = False
    size: tuple[int, int] = (900, 700)
    res: int = 110
    family: str = "sans"
    low: float = 0.0
    table: bool = False
    marks: bool = True
    percent: bool = False
    after: dict[str, Any] = field(default_factory=dict)


def by_r(look: RLook, seed: int) -> Figure:
    """Draw with R."""
    data = make_trial(look.trial, seed)
    truth = data.truth
    truth.has_table, truth.has_marks = look.table, look.marks
    width, height = look.size
    body = _GG_HEAD + look.body + _GG_TAIL if look.gg else look.body + _R_TAIL
    with tempfile.TemporaryDirectory() as folder:
        csv, out, script = (Path(folder) / n for n in ("d.csv", "o.png", "s.R"))
        rows = [
            f"{t:.4f},{int(e)},{k + 1}"
            for k in range(look.trial.n_arms)
            for t, e in zip(data.time[k], data.event[k], strict=True)
        ]
        csv.write_text("time,event,arm\n" + "\n".join(rows))
        known = {"DATA": csv, "OUT": out, "HORIZON": data.horizon, "STEP": data.step,
                 "WIDTH": width, "HEIGHT": height, "RES": look.res, "FAMILY": look.family,
                 "ARMS": look.trial.n_arms, "TOP": 1, "LOW": look.low,
                 "TABLE": str(look.table).upper()}  # fmt: skip
        text = _R_HEAD + body
        for key, value in known.items():
            text = text.replace(key, str(value))
        script.write_text(text)
        done = subprocess.run(
            ["Rscript", str(script)], capture_output=True, text=True, timeout=120, check=False
        )
        if done.returncode:
            raise RuntimeError(done.stderr)
        x0, x1, y0, y1 = (float(v) for v in done.stdout.split("\n")[-2].split())
        pixels = _load(out)
    truth.axis = (np.array([x0, y0]), np.array([x1, y1]))
    truth.axis_data = (data.horizon, look.low * (100.0 if look.percent else 1.0))
    return changed(pixels, truth, seed, **look.after)


def _load(path: Path) -> Array:
    from PIL import Image

    return np.asarray(Image.open(path).convert("RGB")).copy()


_R: dict[str, RLook] = {
    "survminer median lines": RLook(
        """
m <- data.frame(x=med[!is.na(med)])
p <- p + geom_step(aes(linetype=arm), linewidth=.8) + ribbon(.25) +
  geom_point(data=cens, shape=3, size=3.2, show.legend=FALSE) +
  geom_segment(data=data.frame(x=0, xend=max(c(m$x,0))), aes(x=x, xend=xend, y=.5, yend=.5),
    linetype="dashed", colour="black", linewidth=.5, inherit.aes=FALSE) +
  geom_segment(data=m, aes(x=x, xend=x, y=0, yend=.5), linetype="dashed", colour="black",
    linewidth=.5, inherit.aes=FALSE) +
  annotate("text", x=.12*H, y=.1, label="p = 0.0023", size=5) +
  scale_x_continuous(breaks=ticks) +
  scale_y_continuous(breaks=seq(0,1,.25), labels=c("0%","25%","50%","75%","100%")) +
  coord_cartesian(xlim=c(0,H), ylim=c(0,1)) +
  labs(x="Time", y="Survival probability", colour="Strata", fill="Strata", linetype="Strata") +
  theme_classic(base_size=15) + theme(legend.position="top")
""",
        gg=True, percent=True,
    ),
    "ggplot minimal days": RLook(
        """
p <- p + geom_step(linewidth=1) + geom_point(data=cens, shape=124, size=3, show.legend=FALSE) +
  scale_x_continuous(breaks=ticks) + scale_y_continuous(limits=c(0,1), breaks=seq(0,1,.2)) +
  scale_colour_brewer(palette="Dark2") + labs(x="Days", y="Survival", colour=NULL) +
  theme_minimal(base_size=13) + theme(legend.position=c(.85,.85))
""",
        Trial(n_arms=3, horizons=(1000, 1460, 1825, 2000), n_ticks=(5, 4)), gg=True,
    ),
    "ggplot bw legend inside": RLook(
        """
p <- p + geom_step(linewidth=.7) + geom_point(data=cens, shape=3, size=1.8) +
  scale_x_continuous(breaks=ticks) + scale_y_continuous(limits=c(0,1), labels=percent) +
  scale_colour_manual(values=c("#00468B","#ED0000")) +
  labs(x="Years since surgery", y="Overall survival", colour=NULL) + theme_bw(base_size=12) +
  theme(legend.position=c(.2,.18), legend.background=element_rect(colour="black", linewidth=.3))
""",
        Trial(horizons=(5, 10), n_ticks=(5,)), gg=True, percent=True,
    ),
    "ggplot classic bands four": RLook(
        """
p <- p + ribbon(.15) + geom_step(linewidth=.6) + scale_x_continuous(breaks=ticks, expand=c(0,0)) +
  scale_y_continuous(limits=c(0,1.0), expand=c(0,0), breaks=seq(0,1,.1)) +
  scale_colour_viridis_d(end=.85) + scale_fill_viridis_d(end=.85) +
  labs(x="Months", y="Progression-free survival", colour="Group", fill="Group") +
  theme_classic(base_size=12) + theme(legend.position="bottom", plot.margin=margin(12,20,5,5))
""",
        Trial(n_arms=4, rate=(0.8, 1.6)), gg=True, marks=False,
    ),
    "ggsurvfit": RLook(
        """
p <- p + ribbon(.2) + geom_step(linewidth=.6) + scale_x_continuous(breaks=ticks) +
  scale_y_continuous(limits=c(0,1), labels=percent, breaks=seq(0,1,.2)) +
  labs(x="Time", y="Survival Probability", colour=NULL, fill=NULL) + theme_bw(base_size=11) +
  theme(legend.position="bottom", panel.grid.minor=element_blank())
""",
        gg=True, percent=True, marks=False, table=True, size=(960, 760),
    ),
    "ggplot cut half": RLook(
        """
p <- p + geom_step(linewidth=.9) + geom_point(data=cens, shape=124, size=2.4, show.legend=FALSE) +
  scale_x_continuous(breaks=ticks) + scale_y_continuous(breaks=seq(.5,1,.1)) +
  coord_cartesian(xlim=c(0,H), ylim=c(.5,1), expand=FALSE) +
  scale_colour_manual(values=c("#BC3C29","#0072B5")) +
  labs(x="Months after randomisation", y="Disease-free survival", colour=NULL) +
  theme_classic(base_size=13) + theme(legend.position=c(.25,.2), plot.margin=margin(12,20,5,5))
""",
        Trial("late", rate=(0.25, 0.55), n_patients=(200, 500)), gg=True, low=0.5,
    ),
    "R high survival": RLook(
        """
par(mar=c(5,5,3,2), mgp=c(3,.8,0))
plot(fit, col=c("#1b9e77","#d95f02"), lwd=2, mark.time=TRUE, xlab="Years", las=1, xaxt="n",
     ylab="Freedom from event", bty="l", ylim=c(0,1)); axis(1, at=ticks)
legend("bottomleft", NAMES, col=c("#1b9e77","#d95f02"), lwd=2, bty="n", inset=.04)
text(.7*H, .3, "Log-rank P = 0.21")
""",
        Trial(rate=(0.06, 0.11), n_patients=(150, 400), horizons=(5, 10), n_ticks=(5,)),
    ),
    "R high survival cut": RLook(
        """
plot(fit, col=c("black","red"), lwd=2, mark.time=FALSE, xlab="Months", las=1, xaxt="n",
     ylab="Freedom from event", bty="l", ylim=c(.8,1)); axis(1, at=ticks)
legend("bottomleft", NAMES, col=c("black","red"), lwd=2, bty="n")
""",
        Trial(rate=(0.06, 0.15), n_patients=(150, 400)), low=0.8, marks=False,
    ),
    "R ends early": RLook(
        """
plot(fit, col=c("blue","darkorange"), lwd=1.5, mark.time=TRUE, xlim=c(0,H), xlab="Months", las=1,
     ylab="Survival", xaxt="n", xaxs="i", yaxs="i", ylim=c(0,1.02)); axis(1, at=ticks)
legend("topright", NAMES, col=c("blue","darkorange"), lwd=1.5, cex=.9)
""",
        Trial(follow_up=0.6, rate=(0.8, 2.0)),
    ),
    "R crossing": RLook(
        """
plot(fit, col=c("#7b3294","#008837"), lwd=2.4, mark.time=TRUE, pch=3, xlab="Months", las=1,
     ylab="Overall survival", xaxt="n", bty="n"); axis(1, at=ticks)
legend("topright", NAMES, col=c("#7b3294","#008837"), lwd=2.4, bty="n")
abline(h=.5, lty=3, col="grey40")
""",
        Trial("crossing"),
    ),
    "R crossing black": RLook(
        """
plot(fit, lty=c(1,2), lwd=1.6, mark.time=TRUE, xlab="Months", las=1,
     ylab="Overall survival", xaxt="n", bty="l"); axis(1, at=ticks)
legend("topright", NAMES, lty=c(1,2), lwd=1.6, bty="n")
""",
        Trial("crossing"), family="serif",
    ),
    "R prodlim": RLook(
        """
par(mar=c(9,7,2,2)); cols <- c("#000000","#E69F00")
plot(NA, xlim=c(0,H), ylim=c(0,1), xlab="", ylab="Survival probability", axes=FALSE)
for (k in 1:2) { f <- survfit(Surv(time,event)~1, data=d[d$arm==k,]); x <- c(0,f$time)
  lo <- c(1,f$lower); hi <- c(1,f$upper); lo[is.na(lo)] <- 0; hi[is.na(hi)] <- 1; n <- length(x)
  i <- rep(1:n, each=2)[-1]; j <- rep(1:n, each=2)[-2*n]
  polygon(c(x[i], rev(x[i])), c(lo[j], rev(hi[j])), border=NA, col=adjustcolor(cols[k], .2)) }
lines(fit, col=cols, lwd=3, mark.time=FALSE)
axis(1, at=ticks); axis(2, at=seq(0,1,.25), labels=paste0(seq(0,100,25)," %"), las=2)
mtext("Time", 1, 2.4); mtext("Subjects at risk:", 1, 4, at=0, adj=1, cex=.9)
for (k in 1:2) { mtext(NAMES[k], 1, 4.2+k, at=-.06*H, adj=1, col=cols[k], cex=.9)
  mtext(risk(k), 1, 4.2+k, at=ticks, col=cols[k], cex=.9) }
legend("topright", NAMES, col=cols, lwd=3, bty="n")
""",
        percent=True, table=True, marks=False,
    ),
    "R rms labelled": RLook(
        """
plot(fit, lty=c(1,3), lwd=c(1,2), mark.time=FALSE, xlab="Years", ylab="Probability", las=1,
     xaxt="n", tck=.015, xlim=c(0,H*1.02)); axis(1, at=ticks, tck=.015)
f <- summary(fit, times=.8*H, extend=TRUE)$surv
text(.8*H, f + c(-.05,.05)*ifelse(f[1]<f[2],1,-1), NAMES, cex=.9)
""",
        Trial(horizons=(3, 6), n_ticks=(3, 6)), marks=False,
    ),
    "R three lty": RLook(
        """
plot(fit, lty=1:3, lwd=2, mark.time=FALSE, xlab="Months", ylab="Survival", las=1, xaxt="n")
axis(1, at=ticks); legend("topright", NAMES, lty=1:3, lwd=2)
""",
        Trial(n_arms=3), marks=False, size=(1000, 800), res=120,
    ),
    "R grey levels": RLook(
        """
plot(fit, col=c("black","grey55"), lwd=2, mark.time=TRUE, xlab="Months", ylab="Survival", las=1,
     xaxt="n", bty="l"); axis(1, at=ticks)
legend("topright", NAMES, col=c("black","grey55"), lwd=2, bty="n")
""",
    ),
    "R phone picture": RLook(
        """
par(mar=c(5,5,3,2)); plot(fit, col=c("#CC3311","#0077BB"), lwd=2.5, mark.time=TRUE,
     xlab="Months", ylab="Overall survival", bty="l", las=1, xaxt="n"); axis(1, at=ticks)
legend("topright", NAMES, col=c("#CC3311","#0077BB"), lwd=2.5, bty="n")
title("A  Overall survival", adj=0)
""",
        size=(1200, 940), res=140, after={"scale": 0.55, "how": "bicubic", "blur": 0.5, "jpeg": 60},
    ),
    "R copied smaller": RLook(
        """
plot(fit, lty=1:2, lwd=2, mark.time=FALSE, xlab="Months", ylab="Overall survival", bty="l",
     las=1, xaxt="n"); axis(1, at=ticks); legend("topright", NAMES, lty=1:2, lwd=2, bty="n")
""",
        size=(1200, 940), res=140, marks=False,
        after={"scale": 0.5, "how": "bicubic", "jpeg": 70},
    ),
}  # fmt: skip


# ---------------------------------------------------------------- gnuplot

_GNUPLOT: dict[str, tuple[str, Trial]] = {
    "gnuplot serif thick": (
        'set border 3 lw 2; set tics nomirror out; set key bottom left; T="Times,16"; '
        'c1="#1b4f9c"; c2="#c0392b"; d1=1; d2=1; w=3',
        Trial(),
    ),
    "gnuplot two dashes": (
        'set border 3; set tics nomirror; T="Helvetica,13"; c1="black"; c2="black"; '
        "d1=2; d2=4; w=2",
        Trial(),
    ),
    "gnuplot days": (
        'set grid ytics lc rgb "#dddddd" lt 1; set key outside right; T="Sans,11"; c1="#4d4d4d"; '
        'c2="#e08214"; d1=1; d2=1; w=2',
        Trial("late", horizons=(730, 1460, 1800), n_ticks=(4, 6)),
    ),
}


def by_gnuplot(name: str, seed: int) -> Figure:
    """Draw with gnuplot."""
    setup, trial = _GNUPLOT[name]
    data = make_trial(trial, seed)
    truth = data.truth
    with tempfile.TemporaryDirectory() as folder:
        out, plots = Path(folder) / "o.png", []
        for k in range(2):
            x = np.concatenate([[0.0], truth.time[k], [truth.end[k]]])
            y = np.concatenate([[1.0], truth.survival[k], truth.survival[k][-1:]])
            np.savetxt(Path(folder) / f"{k}.dat", np.column_stack([x, y]))
            plots.append(
                f'"{folder}/{k}.dat" with steps lc rgb c{k + 1} dt d{k + 1} lw w '
                f'title "{truth.names[k]}"'
            )
        script = f"""
{setup}
set terminal pngcairo size 960,720 font T; set output "{out}"
set xrange [0:{data.horizon}]; set yrange [0:1]; set xtics {data.step}; set ytics 0.25
set xlabel "Time"; set ylabel "Survival probability"
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
    truth.axis_data = (data.horizon, 0.0)
    return pixels, truth


# ---------------------------------------------------------------- matplotlib

Dress = Callable[[Any, Any, Data], None]


@dataclass(frozen=True)
class House:
    """One look drawn by matplotlib: ``dress`` draws all of it and names the axis range."""

    dress: Dress
    trial: Trial = Trial()
    size: tuple[int, int] = (900, 700)
    font: str = "Liberation Sans"
    font_size: float = 10.0
    y: tuple[float, float] = (1.0, 0.0)
    table: bool = False
    marks: bool = False
    after: dict[str, Any] = field(default_factory=dict)


def by_matplotlib(house: House, seed: int) -> Figure:
    """Draw with matplotlib."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    data = make_trial(house.trial, seed)
    truth = data.truth
    truth.has_table, truth.has_marks = house.table, house.marks
    with plt.rc_context({"font.family": house.font, "font.size": house.font_size}):
        size = (house.size[0] / 100, house.size[1] / 100)
        figure, axes = plt.subplots(figsize=size, dpi=100)
        house.dress(figure, axes, data)
        figure.canvas.draw()
        ends = [(0, house.y[0]), (data.horizon, house.y[1])]
        corners = axes.transData.transform(ends)
        pixels = np.asarray(figure.canvas.buffer_rgba())[:, :, :3].copy()
        plt.close(figure)
    corners[:, 1] = pixels.shape[0] - corners[:, 1]
    truth.axis = (corners[0], corners[1])
    truth.axis_data = (data.horizon, house.y[1])
    return changed(pixels, truth, seed, **house.after)


def _stairs(truth: Truth, k: int, factor: float = 1.0) -> tuple[Array, Array]:
    x = np.concatenate([[0.0], truth.time[k], [truth.end[k]]])
    y = np.concatenate([[1.0], truth.survival[k], truth.survival[k][-1:]]) * factor
    return x, y


def _marks_of(truth: Truth, k: int, factor: float = 1.0) -> tuple[Array, Array]:
    at = truth.censor[k]
    where = np.searchsorted(truth.time[k], at, side="right")
    return at, np.append(1.0, truth.survival[k])[where] * factor


def _limits(data: Data, k: int) -> tuple[Array, Array]:
    survival = np.append(1.0, data.truth.survival[k])
    n_left = np.array([(data.time[k] >= t).sum() for t in np.append(0, data.truth.time[k])])
    spread = 1.96 * np.sqrt(survival * (1 - survival) / np.maximum(n_left, 1))
    return np.clip(survival - spread, 0, 1), np.clip(survival + spread, 0, 1)


def _bare(axes: Any, data: Data, top: float = 1.0, low: float = 0.0, step: float = 0.2) -> None:
    axes.set(xlim=(0, data.horizon * 1.01), ylim=(low, top * 1.005))
    axes.set_xticks(data.ticks)
    axes.set_yticks(np.arange(low, top + 1e-9, step))
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def lifelines_look(figure: Any, axes: Any, data: Data) -> None:
    """The plot of the Python package, with its own three-part table."""
    from lifelines import KaplanMeierFitter
    from lifelines.plotting import add_at_risk_counts

    fitters = []
    for k, name in enumerate(data.truth.names):
        fitter = KaplanMeierFitter(label=name).fit(data.time[k], data.event[k])
        fitter.plot_survival_function(ax=axes, show_censors=True, censor_styles={"ms": 5})
        fitters.append(fitter)
    axes.set_xticks(data.ticks)
    axes.set(ylim=(-0.02, 1.05), xlabel="timeline", ylabel="Survival")
    add_at_risk_counts(*fitters, ax=axes, rows_to_show=["At risk"])
    figure.tight_layout()


def spss(figure: Any, axes: Any, data: Data) -> None:
    """Grey plot in a black frame, decimals on the time axis, marks in the legend."""
    truth = data.truth
    for k, colour in enumerate(("#2E5FA1", "#2E9A47")):
        axes.step(*_stairs(truth, k), where="post", color=colour, lw=1.2, label=NAMES[k])
    for k, colour in enumerate(("#2E5FA1", "#2E9A47")):
        axes.plot(*_marks_of(truth, k), "+", color=colour, ms=8, label=f"{NAMES[k]}-censored")
    axes.set_facecolor("#F0F0F0")
    axes.set(xlim=(-0.02 * data.horizon, 1.03 * data.horizon), ylim=(-0.03, 1.04))
    axes.set_xticks(data.ticks, [f"{t:.2f}".replace("0.00", ".00") if t == 0 else f"{t:.2f}"
                                 for t in data.ticks])  # fmt: skip
    axes.set_yticks(np.arange(0, 1.01, 0.2))
    axes.set_xlabel("Time", fontweight="bold")
    axes.set_ylabel("Cum Survival", fontweight="bold")
    axes.set_title("Survival Functions", fontweight="bold")
    axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1), frameon=False, title="arm")
    figure.subplots_adjust(right=0.72)


def sas_lifetest(figure: Any, axes: Any, data: Data) -> None:
    """Titles, a frame, a table inside the plot, bands of a confidence region, a boxed legend."""
    truth = data.truth
    for k, colour in enumerate(("#445694", "#A23A2E")):
        x, y = _stairs(truth, k)
        low, high = _limits(data, k)
        axes.fill_between(x[:-1], low, high, step="post", color=colour, alpha=0.25, lw=0)
        axes.step(x, y, where="post", color=colour, lw=1.3, label=NAMES[k])
        axes.plot(*_marks_of(truth, k), "+", color=colour, ms=7, mew=1)
        for tick, n in zip(data.ticks, truth.at_risk[k], strict=True):
            axes.text(tick, -0.1 - 0.06 * k, f"{n}", color=colour, ha="center", va="center",
                      fontsize=9)  # fmt: skip
        axes.text(-0.06 * data.horizon, -0.1 - 0.06 * k, f"{k + 1}", color=colour, va="center")
    axes.axhline(-0.05, color="#c0c0c0", lw=1)
    axes.set(xlim=(-0.03 * data.horizon, 1.03 * data.horizon), ylim=(-0.2, 1.03))
    axes.set_xticks(data.ticks)
    axes.set_yticks(np.arange(0, 1.01, 0.2))
    axes.set(xlabel="Months", ylabel="Survival Probability")
    axes.set_title("With Number of Subjects at Risk", fontsize=9)
    figure.suptitle("Product-Limit Survival Estimates", fontweight="bold", fontsize=12)
    axes.text(0.97, 0.95, "Logrank p=0.0123", transform=axes.transAxes, ha="right", fontsize=9)
    figure.legend(*axes.get_legend_handles_labels(), loc="lower center", ncols=2, title="arm")
    figure.subplots_adjust(bottom=0.2)


def stata_mono(figure: Any, axes: Any, data: Data) -> None:
    """Title above, grid lines across, values turned, boxed legend of two columns."""
    for k, (line, colour) in enumerate((("-", "black"), ((0, (6, 3)), "#606060"))):
        axes.step(*_stairs(data.truth, k), where="post", color=colour, ls=line, lw=1.6,
                  label=f"arm = {NAMES[k]}")  # fmt: skip
    _bare(axes, data, step=0.25)
    axes.set(xlim=(-0.02 * data.horizon, data.horizon * 1.03), ylim=(-0.03, 1.03))
    axes.yaxis.grid(True, color="#d9d9d9", lw=1)
    axes.set_axisbelow(True)
    axes.set_yticks(np.arange(0, 1.01, 0.25), ["0.00", "0.25", "0.50", "0.75", "1.00"], rotation=90,
                    va="center")  # fmt: skip
    axes.set_xlabel("analysis time")
    axes.set_title("Kaplan–Meier survival estimates")
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.12), ncol=2, fancybox=False,
                edgecolor="black")  # fmt: skip
    figure.subplots_adjust(bottom=0.2)


def jama(figure: Any, axes: Any, data: Data) -> None:
    """A lettered title, shaded limits, percent, table with the number of censored patients."""
    truth = data.truth
    for k, colour in enumerate(("#2c6fa6", "#e08a1e")):
        x, y = _stairs(truth, k, 100)
        low, high = _limits(data, k)
        axes.fill_between(x[:-1], 100 * low, 100 * high, step="post", color=colour, alpha=0.15,
                          lw=0)  # fmt: skip
        axes.step(x, y, where="post", color=colour, lw=1.6)
        at = 0.75 * truth.end[k]
        level = 100 * np.append(1, truth.survival[k])[np.searchsorted(truth.time[k], at)]
        axes.text(at, level + 6, NAMES[k], color=colour, ha="center")
        axes.text(-0.03, -0.25 - 0.05 * k, NAMES[k], transform=axes.transAxes, ha="right")
        for tick, n in zip(data.ticks, truth.at_risk[k], strict=True):
            axes.text(tick, -0.25 - 0.05 * k, f"{n}", transform=axes.get_xaxis_transform(),
                      ha="center")  # fmt: skip
    _bare(axes, data, 100, 0, 20)
    axes.text(-0.15, 1.06, "A", transform=axes.transAxes, fontweight="bold", fontsize=13,
              bbox={"fc": "#c8d6e5", "ec": "none"})  # fmt: skip
    axes.text(-0.1, 1.06, "Overall survival", transform=axes.transAxes, fontweight="bold")
    axes.text(-0.15, -0.2, "No. at risk", transform=axes.transAxes)
    axes.text(0.04, 0.08, "HR, 0.74 (95% CI, 0.58-0.94); P = .01", transform=axes.transAxes)
    axes.set(xlabel="Time since randomization, mo", ylabel="Patients alive, %")
    figure.subplots_adjust(left=0.17, bottom=0.28)


def oncology_box(figure: Any, axes: Any, data: Data) -> None:
    """A table of events and medians in the plot, guides to the medians with their values."""
    truth = data.truth
    colours = ("#d1495b", "#00798c", "#edae49")
    for k in range(len(truth.time)):
        axes.step(*_stairs(truth, k), where="post", color=colours[k], lw=2.0)
        axes.plot(*_marks_of(truth, k), "|", color=colours[k], ms=8, mew=1.2)
        row = 0.93 - 0.055 * k
        axes.plot([0.42, 0.47], [row, row], color=colours[k], lw=2, transform=axes.transAxes)
        words = (NAMES[k], f"{int(data.event[k].sum())}/{data.event[k].size}", "14.2 (11.9–17.0)")
        for x, word in zip((0.49, 0.66, 0.8), words, strict=True):
            axes.text(x, row, word, transform=axes.transAxes, va="center", fontsize=9)
        below = np.flatnonzero(truth.survival[k] <= 0.5)
        if below.size:
            at = truth.time[k][below[0]]
            axes.plot([at, at], [0, 0.5], color=colours[k], ls=":", lw=1)
    for x, word in ((0.64, "Events/n"), (0.8, "Median (95% CI)")):
        axes.text(x, 0.985, word, transform=axes.transAxes, va="center", fontsize=9)
    axes.plot([0, 0.7 * data.horizon], [0.5, 0.5], color="#888888", ls=":", lw=1)
    _bare(axes, data, step=0.1)
    axes.set(xlabel="Months", ylabel="Probability of progression-free survival")


def medcalc(figure: Any, axes: Any, data: Data) -> None:
    """Percent, a grey frame, thin lines of three styles in dark colours."""
    styles = (("#102c8c", "-"), ("#a81c1c", "--"), ("#1c7a1c", (0, (2, 2))))
    for k in range(len(data.truth.time)):
        axes.step(*_stairs(data.truth, k, 100), where="post", color=styles[k][0], ls=styles[k][1],
                  lw=1, label=NAMES[k])  # fmt: skip
        axes.plot(*_marks_of(data.truth, k, 100), "|", color=styles[k][0], ms=5, mew=0.8)
    _bare(axes, data, 100, 0, 20)
    for side in axes.spines.values():
        side.set(visible=True, color="#808080")
    axes.tick_params(direction="in", top=True, right=True, color="#808080")
    axes.set(xlabel="Time", ylabel="Survival probability (%)")
    axes.legend(loc="center left", bbox_to_anchor=(1.01, 0.5), fancybox=False, edgecolor="#808080")
    figure.subplots_adjust(right=0.76)


def by_symbols(figure: Any, axes: Any, data: Data) -> None:
    """Black lines told apart by filled and open symbols at the censored patients."""
    for k, (mark, face) in enumerate((("o", "black"), ("s", "white"))):
        axes.step(*_stairs(data.truth, k), where="post", color="black", lw=1)
        axes.plot(*_marks_of(data.truth, k), mark, color="black", mfc=face, ms=5, mew=0.9,
                  label=NAMES[k])  # fmt: skip
    _bare(axes, data)
    axes.set(xlabel="Months", ylabel="Survival")
    axes.legend(loc="upper right", frameon=False)


def two_dashes(figure: Any, axes: Any, data: Data) -> None:
    """Two broken black lines."""
    for k, dashes in enumerate(((0, (7, 3)), (0, (1.5, 1.5)))):
        axes.step(*_stairs(data.truth, k), where="post", color="black", lw=1.6, ls=dashes,
                  label=NAMES[k])  # fmt: skip
    _bare(axes, data)
    axes.set(xlabel="Months", ylabel="Survival")
    axes.legend(loc="upper right", frameon=False, handlelength=4)


def cure(figure: Any, axes: Any, data: Data) -> None:
    """Three arms that level off, dark theme colours on cream paper, heavy marks."""
    for k, colour in enumerate(("#264653", "#e76f51", "#2a9d8f")):
        axes.step(*_stairs(data.truth, k), where="post", color=colour, lw=1.8, label=NAMES[k])
        axes.plot(*_marks_of(data.truth, k), "|", color=colour, ms=9, mew=1)
    figure.set_facecolor("#fffaf0")
    axes.set_facecolor("#fffaf0")
    _bare(axes, data)
    axes.set(xlabel="Years", ylabel="Relapse-free survival")
    axes.legend(loc="lower left", frameon=False)


def old_paper(figure: Any, axes: Any, data: Data) -> None:
    """A typewriter-like figure of an old journal: names beside the lines, thin axes."""
    truth = data.truth
    for k, line in enumerate(("-", (0, (5, 4)))):
        x, y = _stairs(truth, k, 100)
        axes.step(x, y, where="post", color="black", ls=line, lw=1.1)
        level = 100 * np.append(1, truth.survival[k])[np.searchsorted(truth.time[k], 0.5 * x[-1])]
        axes.text(0.52 * x[-1], level + (6 if k else -10), f"{NAMES[k]} (n={data.time[k].size})")
    _bare(axes, data, 100, 0, 10)
    axes.set(xlabel="MONTHS", ylabel="% SURVIVING")


_MATPLOTLIB: dict[str, House] = {
    "lifelines": House(lifelines_look, marks=True, font="DejaVu Sans"),
    "spss": House(spss, marks=True, size=(950, 640)),
    "sas lifetest": House(sas_lifetest, marks=True, size=(640, 480), font_size=9),
    "stata mono": House(stata_mono, size=(800, 580)),
    "jama lettered": House(jama, table=True, y=(100.0, 0.0), size=(1000, 800)),
    "oncology box": House(oncology_box, marks=True, size=(1100, 800)),
    "oncology box three": House(oncology_box, Trial(n_arms=3), marks=True, size=(1100, 800)),
    "medcalc": House(medcalc, Trial(n_arms=3), marks=True, y=(100.0, 0.0)),
    "black symbols": House(by_symbols, marks=True),
    "two dashes late": House(two_dashes, Trial("late")),
    "cured three": House(cure, Trial("cured", n_arms=3), marks=True),
    "old paper scan": House(
        old_paper, y=(100.0, 0.0), font="Liberation Mono",
        after={"grey": True, "blur": 0.7, "noise": 6, "paper": 0.1},
    ),
    "old paper jpeg": House(
        old_paper, y=(100.0, 0.0), font="Liberation Serif", size=(760, 600), after={"jpeg": 50},
    ),
    "small web picture": House(oncology_box, marks=True, size=(1100, 800),
                               after={"scale": 0.5, "how": "lanczos", "jpeg": 80}),
}  # fmt: skip

HOUSES: dict[str, Callable[[int], Figure]] = {
    name: partial(by_matplotlib, house) for name, house in _MATPLOTLIB.items()
}
if shutil.which("Rscript"):
    HOUSES |= {name: partial(by_r, look) for name, look in _R.items()}
if shutil.which("gnuplot"):
    HOUSES |= {name: partial(by_gnuplot, name) for name in _GNUPLOT}
