"""What the first reading of a process would wait for, done beforehand on a small drawing."""

import contextlib
from collections.abc import Callable
from threading import Thread

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError
from ..figure.ocr import Word, read_words
from ..figure.open import OpenedFigure

LEFT, RIGHT, TOP, BOTTOM = 60, 460, 30, 290
_LETTER, _LINE = 8, 16  # size of the default font, pixels
_LOOK_S = 0.05


def warm_up(should_stop: Callable[[], bool] = lambda: False) -> None:
    """Import, load and compile what reading a picture needs, by reading one.

    One thread looks for text while another follows curves: finding text leaves the
    interpreter to others, so two processors share the work.

    Parameters
    ----------
    should_stop : callable
        Asked now and then; when true, what is under way goes on while this returns.
    """
    # Neither takes two threads that import it at once.
    import cv2  # noqa: F401
    from PIL import Image  # noqa: F401

    curves = Thread(target=_read_curves, name="start-of-curves", daemon=True)
    curves.start()
    if not should_stop():
        with contextlib.suppress(InputError):
            read_words(small_figure(), should_stop=should_stop)
    while curves.is_alive() and not should_stop():
        curves.join(_LOOK_S)


def _read_curves() -> None:
    from .propose import propose

    with contextlib.suppress(InputError):
        propose(OpenedFigure(small_figure()), words=small_words())


def small_figure() -> NDArray[np.uint8]:
    """Return two curves on labelled axes over a number at risk, uint8 of shape (360, 500, 3)."""
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("RGB", (500, 360), "white")
    pen, font = ImageDraw.Draw(image), ImageFont.load_default(14)
    pen.line([(LEFT, TOP), (LEFT, BOTTOM), (RIGHT, BOTTOM)], "black", 2)
    for k, (x, y) in enumerate(_ticks()):
        pen.line([(x, BOTTOM), (x, BOTTOM + 6)], "black", 2)
        pen.line([(LEFT - 6, y), (LEFT, y)], "black", 2)
        pen.text((x - 8, BOTTOM + 44), str(80 - 17 * k), "black", font)
    for words, x, y in _labels():
        pen.text((x, y), words, "black", font)
    for colour, drop in (("#C03030", 9), ("#3050C0", 6)):
        at = [(LEFT, TOP)]
        for x in range(LEFT + 20, RIGHT, 20):
            at += [(x, at[-1][1]), (x, at[-1][1] + drop)]
        pen.line(at, colour, 2)
    return np.asarray(image, dtype=np.uint8)


def small_words() -> tuple[Word, ...]:
    """Return the values printed along the axes of `small_figure`, where they are."""
    return tuple(_word(words, x, y) for words, x, y in _labels())


def _word(words: str, left: int, top: int) -> Word:
    right = left + _LETTER * len(words)
    places = tuple(left + _LETTER * (k + 0.5) for k in range(len(words)))
    return Word(words, 1.0, left, top, right, top + _LINE, char_x=places)


def _ticks() -> list[tuple[int, int]]:
    return [(LEFT + k * (RIGHT - LEFT) // 4, BOTTOM - k * (BOTTOM - TOP) // 4) for k in range(5)]


def _labels() -> list[tuple[str, int, int]]:
    """Return each value with the left and the top of its text."""
    below = [(str(6 * k), x - 6, BOTTOM + 10) for k, (x, _) in enumerate(_ticks())]
    beside = [(f"{k / 4:.2f}", LEFT - 42, y - 9) for k, (_, y) in enumerate(_ticks())]
    return below + beside
