"""Text in a font that does not name its letters: each code is read off the page's picture."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ...figure.drawing import Drawing, Word
from .alphabet import spell

_HEIGHT = 36  # pixels of a word where it is read
_MOST_WORDS = 400
_SHORTEST_CODES = 5  # fewer different codes are no text

Pixels = NDArray[np.uint8]


def decoded_words(drawing: Drawing, pixels: Pixels, dots_per_inch: float) -> tuple[Word, ...]:
    """Return the words of a drawing with their codes read, empty where one code means two letters.

    Parameters
    ----------
    drawing : Drawing
    pixels : ndarray of uint8, shape (height, width, 3)
        The drawing as its own program shows it.
    dots_per_inch : float
        Of ``pixels``.
    """
    signs = [tuple(map(ord, word.text)) for word in drawing.words]
    if len(signs) > _MOST_WORDS or len({one for word in signs for one in word}) < _SHORTEST_CODES:
        return ()
    crops = {
        key: _cut(pixels, word, dots_per_inch / 72)
        for key, word in zip(signs, drawing.words, strict=True)
    }
    order = sorted(dict.fromkeys(signs), key=lambda key: crops[key].shape[0])
    texts, is_sure = spell(order, lambda line: _picture([crops[key] for key in line]))
    if not is_sure:
        return ()
    read = zip(drawing.words, signs, strict=True)
    return tuple(replace(word, text=texts[key]) for word, key in read if texts[key])


def _cut(pixels: Pixels, word: Word, scale: float) -> Pixels:
    """A word's piece of the page, turned upright, with a little room round it."""
    left, top, right, bottom = (edge * scale for edge in word.box)
    rows = max(int(top) - 1, 0), max(int(np.ceil(bottom)) + 1, 0)
    columns = max(int(left) - 1, 0), max(int(np.ceil(right)) + 1, 0)
    piece = pixels[
        rows[0] : max(rows[1], rows[0] + 1), columns[0] : max(columns[1], columns[0] + 1)
    ]
    if piece.size == 0:
        return np.full((1, 1, 3), 255, dtype=np.uint8)
    return np.rot90(piece, -round(word.angle / 90))


def _picture(crops: list[Pixels]) -> Pixels:
    """Pieces of the page side by side, at one scale, on one line."""
    import cv2

    highest = max(crop.shape[0] for crop in crops)
    zoom = _HEIGHT / highest
    gap = np.full((2 * _HEIGHT, _HEIGHT, 3), 255, dtype=np.uint8)
    parts = [gap]
    for crop in crops:
        size = max(round(crop.shape[1] * zoom), 1), max(round(crop.shape[0] * zoom), 1)
        drawn = cv2.resize(np.ascontiguousarray(crop), size, interpolation=cv2.INTER_CUBIC)
        part = np.full((2 * _HEIGHT, size[0], 3), 255, dtype=np.uint8)
        foot = _HEIGHT // 2 + _HEIGHT
        part[foot - size[1] : foot] = drawn
        parts += [part, gap]
    return np.ascontiguousarray(np.concatenate(parts, axis=1)[:, :, ::-1])
