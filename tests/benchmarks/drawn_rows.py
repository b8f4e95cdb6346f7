"""Risk tables of every look under (or inside) the figures of ``drawn_tables``."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from drawn_tables import Look, Truth

Array = NDArray[Any]

_TITLES = {"events": "Number of events", "censored": "Number censored"}


def n_lines(look: "Look") -> int:
    """Return how many lines of text the table takes, its header not counted."""
    lines = look.n_arms * (1 + look.interleaved + look.names_above)
    return lines + (look.n_arms + 1 if look.second else 0)


def draw_table(figure: Any, axes: Any, look: "Look", truth: "Truth", ticks: Array) -> None:
    """Draw the table and put its numbers into the truth."""
    times, events = truth.at_risk, truth.censored
    at = ticks[:-1] + np.diff(ticks) / 2 if look.between else ticks
    truth.risk_times = at
    truth.at_risk = [np.array([(t >= tick).sum() for tick in at]) for t in times]
    truth.censored = [
        np.array([((t < tick) & ~e).sum() for tick in at])
        for t, e in zip(times, events, strict=True)
    ]
    happened = [
        np.array([((t < tick) & e).sum() for tick in at])
        for t, e in zip(times, events, strict=True)
    ]
    if look.table == "panel":
        _panel(figure, axes, look, truth, look.font_size * 0.9)
    elif look.table:
        _Lines(axes, look, truth).draw(happened)


class _Lines:
    """A table written line by line under or into the axes."""

    def __init__(self, axes: Any, look: "Look", truth: "Truth") -> None:
        self._axes, self._look, self._truth = axes, look, truth
        self._size = look.digits_px / 0.73 * 72 / 100 if look.digits_px else look.font_size * 0.9
        height = axes.get_position().height * look.size[1]
        self._pitch = (2.9 if look.two_lines else 1.75) * self._size * 100 / 72 / height
        self._inside = look.table == "inside"
        below = -62 * look.font_size / 10 / height
        self._top = 0.02 + self._pitch * look.n_arms if self._inside else below
        self._line = 0.5 if self._inside else 0.7

    def draw(self, happened: list[Array]) -> None:
        look, truth = self._look, self._truth
        if not self._inside:
            self._header(look.header, self._top + 0.2 * self._pitch)
        order = list(range(look.n_arms))[:: -1 if look.reverse_rows else 1]
        for k in order:
            if look.names_above:
                self._write_name(k)
                self._line += 1
            self._row(k, truth.at_risk[k], truth.censored[k] if look.brackets else None)
            if look.interleaved:
                self._row(k, happened[k], None, name="Events")
        if look.second:
            self._header(_TITLES[look.second], self._top - self._pitch * (self._line + 0.3))
            self._line += 1.2
            for k in order:
                counts = happened[k] if look.second == "events" else truth.censored[k]
                self._row(k, counts, None)

    def _header(self, text: str, y: float) -> None:
        place = self._look.header_place
        if place == "in line":
            y = self._top - self._pitch * 0.7
        if place == "rotated":
            y = self._top - self._pitch * (0.2 + self._look.n_arms / 2)
        x, align = {"left": (-0.2, "left"), "right": (1.0, "right")}.get(place, (-0.2, "left"))
        turned = {"rotation": 90, "va": "center"} if place == "rotated" else {"va": "baseline"}
        if place == "in line":
            x, align, turned = -0.25, "left", {"va": "center"}
            text = "At risk"
        self._axes.text(
            x, y, text, ha=align, transform=self._axes.transAxes, fontsize=self._size, **turned
        )

    def _row(self, k: int, counts: Array, censored: Array | None, name: str = "") -> None:
        look, axes = self._look, self._axes
        y = self._top - self._pitch * self._line
        if not look.names_above:
            self._write_name(k, name)
        last = self._truth.risk_times[-1]
        for i, (tick, n) in enumerate(zip(self._truth.risk_times, counts, strict=True)):
            if look.blank_after and n == 0 and not name:
                break
            shifted = self._inside and tick == 0
            axes.text(
                tick + 0.02 * last if shifted else tick,
                y,
                self._number(n, None if censored is None else censored[i]),
                transform=axes.get_xaxis_transform(),
                va="center",
                fontsize=self._size,
                clip_on=False,
                ha="left" if shifted else "center",
            )
        self._line += 1

    def _number(self, n: int, censored: int | None) -> str:
        look = self._look

        def written(value: int) -> str:
            return f"{value:,}".replace(",", look.separator) if look.thousands else f"{value}"

        return written(n) if censored is None else f"{written(n)} ({written(censored)})"

    def _write_name(self, k: int, name: str = "") -> None:
        look, axes = self._look, self._axes
        y = self._top - self._pitch * self._line
        if self._inside:
            return
        if look.samples:
            axes.plot(
                [-0.12, -0.06],
                [y, y],
                color=look.colours[k],
                lw=2,
                clip_on=False,
                transform=axes.transAxes,
            )
        if look.names == "none":
            return
        name = name or look.prefix + self._truth.names[k]
        x, align = (1.06, "left") if look.names == "right" else (-0.04, "right")
        if look.names_cut:
            x, align = -0.285, "left"
        if look.names_above:
            x, align = -0.03, "left"
        axes.text(
            x,
            y,
            name.replace(" ", "\n", 1) if look.two_lines else name,
            ha=align,
            va="center",
            color=look.colours[k] if look.names_coloured else "black",
            fontsize=self._size * 0.95,
            transform=axes.transAxes,
        )


def _panel(figure: Any, axes: Any, look: "Look", truth: "Truth", size: float) -> None:
    order = list(range(look.n_arms))[:: -1 if look.reverse_rows else 1][::-1]
    place = axes.get_position()
    lower = figure.add_axes((place.x0, 0.03, place.width, 0.055 * look.n_arms))
    lower.set_xlim(axes.get_xlim())
    lower.set_ylim(-0.6, look.n_arms - 0.4)
    lower.set_xticks(axes.get_xticks())
    lower.tick_params(labelbottom=False)
    lower.set_yticks(range(look.n_arms), [truth.names[k] for k in order])
    for label, k in zip(lower.get_yticklabels(), order, strict=True):
        label.set_color(look.colours[k] if look.names_coloured else "black")
    lower.grid(True, color="#dddddd", lw=0.6)
    lower.set_title("Number at risk", loc="left", fontsize=size)
    for row, k in enumerate(order):
        for tick, n in zip(truth.risk_times, truth.at_risk[k], strict=True):
            lower.text(tick, row, f"{n}", ha="center", va="center", fontsize=size)
