"""Figures whose censor marks are shapes: hollow, filled with white, full; arms told apart by them.

``SYMBOLS`` maps a name to a function of a seed that returns pixels and truth. Shapes,
sizes (5 to 13 px), strokes and lines are drawn by lot.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
from digitizing import Array, Truth
from houses import NAMES, Data, RLook, Trial, _bare, _marks_of, _stairs, by_r, make_trial
from looks import PALETTES, changed

Figure = tuple[Array, Truth]
_SHAPES = ("o", "s", "^", "D")


@dataclass(frozen=True)
class Look:
    """What figures of one kind share.

    ``faces`` are those of the arms in turn: "white", "none" or "full"; ``keys`` the samples
    of the legend: "line" (line and symbol), "symbol", "" (no legend).
    """

    faces: tuple[str, ...] = ("white",)
    black: bool = False
    one_shape: bool = True
    keys: str = "line"
    n_arms: int = 2
    n_patients: tuple[int, int] = (60, 250)
    mark_px: tuple[float, float] = (5.0, 13.0)
    line: tuple[float, float] = (0.8, 2.2)
    dashed: bool = False
    after: dict[str, Any] = field(default_factory=dict)


def by_symbols(look: Look, seed: int) -> Figure:
    """Draw with matplotlib."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    rng = np.random.default_rng(seed + 70_000)
    data = make_trial(Trial(n_arms=look.n_arms, n_patients=look.n_patients), seed)
    truth = data.truth
    truth.has_marks = True
    size = float(rng.uniform(*look.mark_px))
    font = str(rng.choice(["DejaVu Sans", "Liberation Sans", "Liberation Serif"]))
    with plt.rc_context({"font.family": font, "font.size": float(rng.uniform(9, 12))}):
        wide = float(rng.integers(700, 1150))
        figure, axes = plt.subplots(figsize=(wide / 100, 0.76 * wide / 100), dpi=100)
        _draw_arms(axes, look, data, rng, size)
        full = bool(rng.random() < 0.3)
        _bare(axes, data, 1.0, 0.0, float(rng.choice([0.2, 0.25])))
        axes.spines[["top", "right"]].set_visible(full)
        axes.set(xlabel="Months", ylabel="Overall survival")
        if look.keys:
            axes.legend(loc="upper right", frameon=bool(rng.random() < 0.4))
        figure.canvas.draw()
        corners = axes.transData.transform([(0, 1), (data.horizon, 0)])
        pixels = np.asarray(figure.canvas.buffer_rgba())[:, :, :3].copy()
        plt.close(figure)
    corners[:, 1] = pixels.shape[0] - corners[:, 1]
    truth.axis, truth.axis_data = (corners[0], corners[1]), (data.horizon, 0.0)
    truth.mark_px = size * look.after.get("scale", 1.0)
    return changed(pixels, truth, seed, **look.after)


def _draw_arms(axes: Any, look: Look, data: Data, rng: np.random.Generator, size: float) -> None:
    points = size * 72 / 100
    width, edge = float(rng.uniform(*look.line)), float(rng.uniform(0.8, 1.5))
    shapes = list(rng.permutation(_SHAPES))
    palettes = [p for p in PALETTES if "black" not in p and len(p) >= look.n_arms]
    palette = palettes[int(rng.integers(len(palettes)))]
    order = rng.permutation(len(look.faces)) if look.black else np.arange(len(look.faces))
    for k in range(look.n_arms):
        colour = "black" if look.black else palette[k]
        face = look.faces[order[k % len(order)]]
        mark = {
            "marker": str(shapes[0 if look.one_shape else k]),
            "ms": points,
            "mew": edge,
            "mec": colour,
            "mfc": {"full": colour}.get(face, face),
        }
        line: dict[str, Any] = {"color": colour, "lw": width, "ls": ("-", "--")[look.dashed * k]}
        axes.step(*_stairs(data.truth, k), where="post", **line)
        axes.plot(*_marks_of(data.truth, k), ls="", **mark)
        key = line if look.keys == "line" else {"ls": "", "color": colour}
        axes.plot([], [], label=NAMES[k], **key, **mark)


_LOOKS: dict[str, Look] = {
    "white shapes": Look(),
    "white shapes large": Look(mark_px=(9.0, 13.0)),
    "white shapes three arms": Look(n_arms=3),
    "white shapes small picture": Look(after={"scale": 0.6, "how": "lanczos", "jpeg": 80}),
    "white shapes black dashed": Look(black=True, dashed=True),
    "hollow shapes": Look(faces=("none",)),
    "full shapes": Look(faces=("full",)),
    "full shapes three arms": Look(faces=("full",), n_arms=3, one_shape=False),
    "white and full shapes": Look(faces=("white", "full")),
    "white shapes dense": Look(n_patients=(250, 450)),
    "full shapes dense": Look(faces=("full",), n_patients=(250, 450)),
    "black by shape": Look(black=True, one_shape=False, line=(0.8, 1.6)),
    "black by shape, hollow": Look(faces=("none",), black=True, one_shape=False, line=(0.8, 1.6)),
    "black by fill": Look(faces=("white", "full"), black=True, line=(0.8, 1.6)),
    "black symbol keys": Look(
        faces=("white", "full"), black=True, one_shape=False, keys="symbol", line=(0.8, 1.6)
    ),
    "black three shapes": Look(
        faces=("white", "full", "none"), black=True, one_shape=False, n_arms=3, line=(0.8, 1.6)
    ),
    "coloured symbol keys": Look(faces=("white", "full"), keys="symbol"),
}

_BASE = """
par(mar=c(5,5,2,2))
plot(fit, col=COLS, lwd=LWD, mark.time=TRUE, mark=MARKS, cex=CEX, xlab="Months",
     ylab="Survival", las=1, bty="l", xaxt="n"); axis(1, at=ticks)
legend("topright", NAMES, col=COLS, lwd=KEY, pch=MARKS, bty="n")
"""
_GG = """
p <- p + geom_step(linewidth=.6) + POINTS + scale_x_continuous(breaks=ticks) +
  scale_y_continuous(breaks=seq(0,1,.25)) + coord_cartesian(xlim=c(0,H), ylim=c(0,1)) +
  labs(x="Months", y="Survival probability", colour=NULL, shape=NULL) + THEME
"""


def _base(columns: str, marks: str, *, width: str = "1.5", size: str = "0.9", key: str = "1.5",
          n_arms: int = 2) -> RLook:  # fmt: skip
    body = _BASE
    for name, value in (("COLS", columns), ("LWD", width), ("MARKS", marks), ("CEX", size),
                        ("KEY", key)):  # fmt: skip
        body = body.replace(name, value)
    return RLook(body, Trial(n_arms=n_arms, n_patients=(60, 250)))


def _gg(points: str, theme: str) -> RLook:
    body = _GG.replace("POINTS", points).replace("THEME", theme)
    return RLook(body, Trial(n_patients=(60, 250)), gg=True)


_BLACK = "scale_colour_manual(values=c('black','black'))"
_CLASSIC = "theme_classic(base_size=13) + theme(legend.position='right')"
_R: dict[str, RLook] = {
    "R pch circles": _base("c('#CC3311','#0077BB')", "c(1,1)"),
    "R pch squares triangles": _base("c('#117733','#AA4499')", "c(0,2)", size="1.1"),
    "R pch diamonds full": _base("c('navy','orange')", "c(5,18)", size="1.2"),
    "R black by pch": _base("c('black','black')", "c(1,17)", width="1", key="1"),
    "R black pch keys": _base("c('black','black')", "c(16,0)", width="1", key="NA"),
    "R black three pch": _base("rep('black',3)", "c(1,2,15)", width="1", key="1", n_arms=3),
    "ggplot shape 1": _gg("geom_point(data=cens, shape=1, size=2.4)", _CLASSIC),
    "ggplot shape 2": _gg("geom_point(data=cens, shape=2, size=2.2)", "theme_bw(base_size=12)"),
    "ggplot shape 0 5": _gg(
        "geom_point(data=cens, aes(shape=arm), size=2.2) + scale_shape_manual(values=c(0,5))",
        _CLASSIC,
    ),
    "ggplot shape 21 white": _gg(
        "geom_point(data=cens, shape=21, fill='white', size=2.4)", "theme_bw(base_size=12)"
    ),
    "ggplot grey theme 22 white": _gg(
        "geom_point(data=cens, shape=22, fill='white', size=2)", "theme_grey(base_size=12)"
    ),
    "ggplot full 16 17": _gg("geom_point(data=cens, aes(shape=arm), size=2.2)", _CLASSIC),
    "ggplot black by shape": _gg(
        "geom_point(data=cens, aes(shape=arm), size=2.2) + scale_shape_manual(values=c(1,17)) + "
        + _BLACK,
        _CLASSIC,
    ),
}


def in_r(look: RLook, seed: int) -> Figure:
    """Draw with R; the marks are some 8 px wide."""
    pixels, truth = by_r(look, seed)
    truth.mark_px = 9.0
    return pixels, truth


SYMBOLS: dict[str, Callable[[int], Figure]] = {
    name: partial(by_symbols, look) for name, look in _LOOKS.items()
}
if shutil.which("Rscript"):
    SYMBOLS |= {name: partial(in_r, look) for name, look in _R.items()}
