"""Words of a vector figure where the file does not tell them: drawn as outlines, or in codes."""

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ...figure.drawing import Box, Drawing, Word
from .axes import VectorAxes, find_axes, number_of
from .decoded import decoded_words
from .owners import MARK_LETTERS
from .spelled import spelled_words

_OCR_DOTS = 200.0
_FEWEST_NUMBERS = 6  # three labels an axis
_USUAL_DIGITS, _DIGITS = 6.0, (2.5, 24.0)  # points, how high digits are in figures
_PLAIN, _CODED = 0.85, 0.7  # shares of a page's signs that figures print, of any script
_FEWEST_CORNERS, _SIDES = 8, (50.0, 20.0)  # of a line that may be a curve, and its points
_BESIDE, _ROUNDS = 20.0, 3  # points between curves and axes at most; and so on from these
# Points left of, above, right of and below axes that their labels and tables take.
_ROOM = (-150.0, -60.0, 60.0, 160.0)

Pixels = NDArray[np.uint8]


def find_labelled_axes(
    drawing: Drawing, pixels: Pixels | None, dots_per_inch: float
) -> tuple[Drawing, float, list[VectorAxes]]:
    """Return the drawing with the words that label axes, its resolution, and the axes.

    Words the file prints come first, unless they are in a code of its own;
    then those spelled from outlines, then those read off the picture.

    Parameters
    ----------
    drawing : Drawing
    pixels : ndarray of uint8, shape (height, width, 3), or None
        The drawing as its own program shows it.
    dots_per_inch : float
        Of the pixels in which places are named.
    """
    panels: list[VectorAxes] = []
    told, dots = drawing, dots_per_inch
    if _has_numbers(drawing):
        told, dots = _at_usual_size(drawing, dots_per_inch)
        panels = find_axes(told)
    is_coded = pixels is not None and _plain_share(drawing, any_script=True) < _CODED
    is_odd = pixels is not None and _plain_share(drawing, any_script=False) < _PLAIN
    if (panels and not is_coded) or (_has_numbers(drawing) and not is_odd):
        return told, dots, panels
    read = _with_words_read(drawing, pixels, dots_per_inch)
    return read if read[2] or not panels else (told, dots, panels)


def _with_words_read(
    drawing: Drawing, pixels: Pixels | None, dots_per_inch: float
) -> tuple[Drawing, float, list[VectorAxes]]:
    """The drawing with words spelled from their outlines, else read off its picture; its axes."""
    area = _area_of_curves(drawing)
    readers: list[Callable[[], tuple[Word, ...]]] = [lambda: spelled_words(drawing.inside(area))]
    if pixels is not None and drawing.words:
        near = drawing.inside(area)
        readers.append(lambda: decoded_words(near, pixels, dots_per_inch))
    readers.append(lambda: _words_in_picture(drawing, pixels, dots_per_inch, area))
    found, dots = drawing, dots_per_inch
    for reader in readers:
        found = replace(drawing, words=reader())
        if _has_numbers(found):
            found, dots = _at_usual_size(found, dots_per_inch)
            panels = find_axes(found)
            if panels:
                return found, dots, panels
    return found, dots, []


def _area_of_curves(drawing: Drawing) -> Box:
    """The part of a page that holds what may be curves and their axes, with room for labels.

    The running text round a figure need not be read.
    """
    boxes = np.array([stroke.box for stroke in drawing.strokes]).reshape(-1, 4)
    sizes = boxes[:, 2:] - boxes[:, :2]
    n_corners = np.array([len(stroke.points) for stroke in drawing.strokes])
    is_round = np.array([stroke.curved for stroke in drawing.strokes], dtype=bool)
    is_curve = (n_corners >= _FEWEST_CORNERS) & ~is_round & np.all(sizes > _SIDES, axis=1)
    if not is_curve.any():
        return 0.0, 0.0, drawing.width, drawing.height
    is_long = ~is_round & (sizes.max(axis=1, initial=0.0) > _SIDES[0])
    area = np.append(boxes[is_curve, :2].min(axis=0), boxes[is_curve, 2:].max(axis=0))
    for _ in range(_ROUNDS):
        reach = area + np.array([-_BESIDE, -_BESIDE, _BESIDE, _BESIDE])
        near = np.all((boxes[:, :2] <= reach[2:]) & (boxes[:, 2:] >= reach[:2]), axis=1) & is_long
        area[:2] = np.minimum(area[:2], boxes[near, :2].min(axis=0, initial=np.inf))
        area[2:] = np.maximum(area[2:], boxes[near, 2:].max(axis=0, initial=-np.inf))
    left, top, right, bottom = (area + np.array(_ROOM)).tolist()
    return max(left, 0.0), max(top, 0.0), min(right, drawing.width), min(bottom, drawing.height)


def _at_usual_size(drawing: Drawing, dots_per_inch: float) -> tuple[Drawing, float]:
    """The drawing with digits as high as figures have them, and its new resolution.

    Some files give no size, some are posters: what is close together is told by
    the size of the print.
    """
    heights = [
        word.box[3] - word.box[1]
        for word in drawing.words
        if word.angle == 0 and number_of(word.text) is not None
    ]
    height = float(np.median(heights)) if len(heights) >= _FEWEST_NUMBERS else 0.0
    if height <= 0 or _DIGITS[0] <= height <= _DIGITS[1]:
        return drawing, dots_per_inch
    factor = _USUAL_DIGITS / height
    return drawing.scaled(factor), dots_per_inch / factor


def _words_in_picture(
    drawing: Drawing, pixels: Pixels | None, dots_per_inch: float, area: Box
) -> tuple[Word, ...]:
    """The words read off the picture of a part of a drawing; without a picture it is drawn."""
    from ...figure.draw import render_drawing
    from ...figure.ocr import read_words

    if pixels is None:
        pixels, dots_per_inch = render_drawing(drawing, _OCR_DOTS), _OCR_DOTS
    scale = 72 / dots_per_inch
    left, top, right, bottom = (round(edge / scale) for edge in area)
    words: list[Word] = []
    for word in read_words(np.ascontiguousarray(pixels[top:bottom, left:right])):
        across, upward = np.array([word.x0, word.x1]) + left, np.array([word.y0, word.y1]) + top
        box = (*(scale * v for v in (across[0], upward[0])), scale * across[1], scale * upward[1])
        if word.text.strip() not in MARK_LETTERS:  # marks taken for letters are shapes as well
            words.extend(_split(Word(word.text, box, 0.0 if word.upright else 90.0)))
    return tuple(words)


def _split(word: Word) -> list[Word]:
    """The words of a line of text, each with its share of the box."""
    left, top, right, bottom = word.box
    if word.angle:
        return [word]
    share = (right - left) / max(len(word.text), 1)
    return [
        replace(
            word,
            text=piece.group(),
            box=(left + share * piece.start(), top, left + share * piece.end(), bottom),
        )
        for piece in re.finditer(r"\S+", word.text)
    ]


def _plain_share(drawing: Drawing, *, any_script: bool) -> float:
    """Share of the signs of all words that figures print; codes of a font are others."""
    text = "".join(word.text for word in drawing.words if word.text not in MARK_LETTERS)
    is_plain = [
        (any_script or sign.isascii()) and (sign.isalnum() or sign in ".,%()-+=<>:/")
        for sign in text
    ]
    return sum(is_plain) / len(text) if text else 0.0


def _has_numbers(drawing: Drawing) -> bool:
    n_numbers = sum(any(char.isdigit() for char in word.text) for word in drawing.words)
    return n_numbers >= _FEWEST_NUMBERS
