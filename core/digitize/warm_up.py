"""What the first reading of a process would wait for, done beforehand on a small drawing."""

import contextlib

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError
from ..figure.open import OpenedFigure

LEFT, RIGHT, TOP, BOTTOM = 60, 460, 30, 290


def warm_up() -> None:
    """Import, load and compile what reading a picture needs, by reading one."""
    from .propose import propose

    with contextlib.suppress(InputError):
        propose(OpenedFigure(small_figure()))


def small_figure() -> NDArray[np.uint8]:
    """Return two curves on labelled axes over a number at risk, uint8 of shape (360, 500, 3)."""
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("RGB", (500, 360), "white")
    pen, font = ImageDraw.Draw(image), ImageFont.load_default(14)
    pen.line([(LEFT, TOP), (LEFT, BOTTOM), (RIGHT, BOTTOM)], "black", 2)
    for k in range(5):
        x, y = LEFT + k * (RIGHT - LEFT) // 4, BOTTOM - k * (BOTTOM - TOP) // 4
        pen.line([(x, BOTTOM), (x, BOTTOM + 6)], "black", 2)
        pen.line([(LEFT - 6, y), (LEFT, y)], "black", 2)
        pen.text((x - 6, BOTTOM + 10), str(6 * k), "black", font)
        pen.text((LEFT - 42, y - 9), f"{k / 4:.2f}", "black", font)
        pen.text((x - 8, BOTTOM + 44), str(80 - 17 * k), "black", font)
    for colour, drop in (("#C03030", 9), ("#3050C0", 6)):
        at = [(LEFT, TOP)]
        for x in range(LEFT + 20, RIGHT, 20):
            at += [(x, at[-1][1]), (x, at[-1][1] + drop)]
        pen.line(at, colour, 2)
    return np.asarray(image, dtype=np.uint8)
