"""Small figures with a known truth, drawn with matplotlib, and the words on them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.figure.ocr import Word

TIME = np.array([3.0, 7.0, 12.0, 20.0, 28.0])
SURVIVAL = (np.array([0.9, 0.75, 0.6, 0.5, 0.35]), np.array([0.8, 0.55, 0.4, 0.25, 0.1]))
ENDS = (38.0, 34.0)
CENSORED = (np.array([16.0, 24.0, 33.0, 36.0]), np.array([9.0, 17.0, 31.0]))
COLOURS = ("#1f77b4", "#d62728")


@dataclass(frozen=True)
class Drawn:
    """Pixels of a figure, its words as a perfect reader would give them, and its axes."""

    pixels: NDArray[np.uint8]
    words: tuple[Word, ...]
    origin: tuple[float, float]
    far: tuple[float, float]


def draw(
    *,
    colours: tuple[str, str] = COLOURS,
    lines: tuple[str, str] = ("-", "-"),
    width: float = 1.8,
    marks: bool = False,
    incidence: bool = False,
    percent: bool = False,
    legend: bool = True,
    grid: bool = False,
    tilt: float = 0.0,
) -> Drawn:
    """Draw the two curves; 0 to 40 on the time axis, in steps of 10."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure = plt.figure(figsize=(8, 6), dpi=100)
    axes = figure.add_axes((0.12, 0.15, 0.82, 0.78))
    full = 100.0 if percent else 1.0
    for survival, end, censored, colour, line in zip(
        SURVIVAL, ENDS, CENSORED, colours, lines, strict=True
    ):
        shown = np.append(1.0, survival)
        heights = np.append(shown, shown[-1])
        heights = (1 - heights if incidence else heights) * full
        axes.step(
            np.concatenate([[0], TIME, [end]]), heights, where="post", c=colour, ls=line, lw=width
        )
        if marks:
            at = shown[np.searchsorted(TIME, censored, side="right")]
            at = (1 - at if incidence else at) * full
            axes.plot(censored, at, ls="", marker="|", ms=9, c=colour)
    axes.set(xlim=(0, 40), ylim=(0, 1.02 * full))
    axes.set_xticks([0, 10, 20, 30, 40])
    ticks = np.linspace(0, full, 6)
    axes.set_yticks(ticks, [f"{value:g}" for value in ticks])
    axes.spines[["top", "right"]].set_visible(False)
    if grid:
        axes.grid(True, color="#cccccc")
    texts = [*axes.get_xticklabels(), *axes.get_yticklabels()]
    if legend:
        handles = [
            axes.plot([], [], c=c, ls=ls, lw=width)[0] for c, ls in zip(colours, lines, strict=True)
        ]
        box = axes.legend(handles, ["Placebo", "Treated"], loc="upper right", frameon=False)
        texts += box.get_texts()
    figure.canvas.draw()
    pixels = np.asarray(figure.canvas.buffer_rgba())[:, :, :3].copy()
    height = pixels.shape[0]
    words = tuple(_word(text, height) for text in texts)
    corners = axes.transData.transform([(0, 0), (40, full)])
    plt.close(figure)
    corners[:, 1] = height - corners[:, 1]
    if tilt:
        pixels = _tilted(pixels, tilt)
    (x0, y0), (x1, y1) = corners
    return Drawn(pixels, words, (float(x0), float(y0)), (float(x1), float(y1)))


def _word(text, height: int) -> Word:  # type: ignore[no-untyped-def]
    box = text.get_window_extent()
    label = text.get_text()
    pad = 3
    x0, x1 = box.x0 - pad, box.x1 + pad
    places = x0 + (np.arange(len(label)) + 0.5) / len(label) * (x1 - x0)
    return Word(
        label,
        0.99,
        x0,
        height - box.y1 - pad,
        x1,
        height - box.y0 + pad,
        True,
        tuple(places.tolist()),
    )


def _tilted(pixels: NDArray[np.uint8], degrees: float) -> NDArray[np.uint8]:
    from PIL import Image

    image = Image.fromarray(pixels)
    return np.asarray(
        image.rotate(degrees, resample=Image.Resampling.BICUBIC, fillcolor="white")
    ).copy()


def true_survival(arm: int, time: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the drawn survival of an arm at these times."""
    return np.append(1.0, SURVIVAL[arm])[np.searchsorted(TIME, time, side="right")]
