"""Figures made hard on purpose, to see whether a reading that went wrong says so.

``HARD`` maps a name to a function of a seed that returns pixels and truth: arms that
touch, little pictures saved badly, text over the curves, broken lines that cross.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from digitizing import BLACK, Array, Style, Truth, draw
from houses import NAMES, Data, House, Trial, _bare, _marks_of, _stairs, by_matplotlib
from looks import drawn

Figure = tuple[Array, Truth]


def words_over(axes: Any, truth: Truth, *, boxed: bool) -> None:
    """Lines of text written right across the curves, in boxes of their own or not."""
    rng = np.random.default_rng(int(1e6 * truth.end[0]) % 2**31)
    full = 100.0 if axes.get_ylim()[1] > 1.5 else 1.0
    texts = ("Median OS 14.2 vs 11.3 months", "HR 0.71 (95% CI 0.55-0.92)\nlog-rank P = 0.008",
             "Treatment A better", "Interim analysis, data cut-off March 2019")  # fmt: skip
    for text in rng.permutation(texts)[:3]:
        k = int(rng.integers(len(truth.time)))
        t = float(rng.uniform(0.1, 0.6)) * truth.end[k]
        level = np.append(1.0, truth.survival[k])[
            np.searchsorted(truth.time[k], 1.2 * t, side="right")
        ]
        box = {"boxstyle": "square", "fc": "white", "ec": "none"} if boxed else None
        axes.text(t, level * full, text, fontsize=float(rng.uniform(10, 15)), weight="bold",
                  va="center", bbox=box)  # fmt: skip


def strokes_over(axes: Any, truth: Truth) -> None:
    """Black lines across the curves: a landmark, brackets, arrows."""
    rng = np.random.default_rng(int(1e6 * truth.end[0]) % 2**31)
    end = max(truth.end)
    for _ in range(4):
        x, y = rng.uniform(0.05, 0.8) * end, rng.uniform(0.3, 0.95)
        axes.plot([x, x + rng.uniform(0.05, 0.2) * end], [y, y - rng.uniform(0.0, 0.15)],
                  color="black", lw=1.5)  # fmt: skip


def crossing(styles: tuple[Any, Any], width: float, figure: Any, axes: Any, data: Data) -> None:
    """Two black broken lines that cross at a shallow angle."""
    for k in range(2):
        axes.step(*_stairs(data.truth, k), where="post", color="black", lw=width, ls=styles[k],
                  label=NAMES[k])  # fmt: skip
    _bare(axes, data)
    axes.set(xlabel="Months", ylabel="Survival")
    axes.legend(loc="upper right", frameon=False, handlelength=4)


def near_colours(figure: Any, axes: Any, data: Data) -> None:
    """Four thin lines of colours hard to tell apart, with marks."""
    for k, colour in enumerate(("#4477aa", "#4466bb", "#3377bb", "#5566aa")):
        axes.step(*_stairs(data.truth, k), where="post", color=colour, lw=1, label=NAMES[k])
        axes.plot(*_marks_of(data.truth, k), "|", color=colour, ms=5, mew=0.8)
    _bare(axes, data)
    axes.set(xlabel="Months", ylabel="Survival")
    axes.legend(loc="upper right", frameon=False)


def one_black(figure: Any, axes: Any, data: Data) -> None:
    """Three solid black lines that nothing tells apart but names at their ends."""
    for k in range(3):
        x, y = _stairs(data.truth, k)
        axes.step(x, y, where="post", color="black", lw=1.2)
        axes.text(x[-1], y[-1], " " + NAMES[k], va="center")
    _bare(axes, data)
    axes.set(xlabel="Months", ylabel="Survival")


_CROSSING = Trial("crossing")
_CLOSE: dict[str, Any] = {"separation": 0.97, "n_patients": (200, 300)}
_STYLES: dict[str, Style] = {
    "touching arms": Style(**_CLOSE),
    "touching arms black": Style(colours=BLACK, lines=("-", "--"), **_CLOSE),
    "touching arms three": Style(n_arms=3, marks="", **_CLOSE),
    "touching arms circles": Style(marks="o", **_CLOSE),
    "touching arms black marks": Style(colours=BLACK, lines=("-", "--"), marks="+", **_CLOSE),
    "jpeg 300 colour": Style(downsample=300, jpeg=45),
    "jpeg 300 black": Style(downsample=300, jpeg=45, colours=BLACK, lines=("-", "--")),
    "jpeg 350 four": Style(downsample=350, jpeg=50, n_arms=4, separation=0.75),
    "jpeg 350 bands": Style(downsample=350, jpeg=50, band=True),
}
_TEXTS: dict[str, tuple[Style, Callable[..., None]]] = {
    "text over": (Style(), partial(words_over, boxed=False)),
    "text boxes over": (Style(), partial(words_over, boxed=True)),
    "text over black": (
        Style(colours=BLACK, lines=("-", "--"), marks=""), partial(words_over, boxed=False)
    ),
    "text boxes over black": (
        Style(colours=BLACK, lines=("-", "--")), partial(words_over, boxed=True)
    ),
    "strokes over black": (Style(colours=BLACK, lines=("-", "--")), strokes_over),
}  # fmt: skip
_HOUSES: dict[str, House] = {
    "dashed dashed crossing": House(partial(crossing, ((0, (6, 2)), (0, (3, 2))), 1.4), _CROSSING),
    "dashed dotted crossing": House(partial(crossing, ("--", ":"), 1.6), _CROSSING),
    "dash-dot dotted crossing small": House(
        partial(crossing, ("-.", ":"), 1.5), _CROSSING, after={"scale": 0.55, "jpeg": 60}
    ),
    "solid dashed crossing small": House(
        partial(crossing, ("-", "--"), 1.2), _CROSSING, after={"scale": 0.5, "jpeg": 60}
    ),
    "near colours": House(near_colours, Trial(n_arms=4, rate=(0.8, 1.2)), marks=True),
    "one black": House(one_black, Trial(n_arms=3)),
}

HARD: dict[str, Callable[[int], Figure]] = {
    **{name: partial(draw, style) for name, style in _STYLES.items()},
    **{name: partial(drawn, style, extra=extra) for name, (style, extra) in _TEXTS.items()},
    **{name: partial(by_matplotlib, house) for name, house in _HOUSES.items()},
}
