"""Words printed in a figure, read offline by rapidocr; imported only when asked for.

One engine per process, its two models are in the wheel, nothing is fetched.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError

Pixels = NDArray[np.uint8]

_BORDER = 16  # labels that touch the edge of the picture are lost without it
# Finding the lines takes 150 bytes and a microsecond a pixel: a larger page is searched smaller.
_MOST_SIDE = 2600
_N_THREADS = 1  # two take half as much processor time again, and longer where a core is busy
_TALL = 1.45  # height / width above which a box may hold text turned by 90 degrees
_SURELY_TALL = 2.6
_BATCH = 8
_lock = Lock()


@dataclass(frozen=True, slots=True)
class Word:
    """One piece of text with its box.

    Attributes
    ----------
    text : str
        As read, blanks kept.
    confidence : float
        Mean score of the characters, 0 to 1.
    x0, y0, x1, y1 : float
        Box in pixels of the picture, a few pixels wider than the ink.
    upright : bool
        False where the text runs upwards (turned by 90 degrees).
    char_x : tuple of float
        Horizontal centre of each character; along y where not upright.
    """

    text: str
    confidence: float
    x0: float
    y0: float
    x1: float
    y1: float
    upright: bool = True
    char_x: tuple[float, ...] = ()

    @property
    def height(self) -> float:
        """Return the height of the line of text, in pixels."""
        return self.y1 - self.y0 if self.upright else self.x1 - self.x0

    @property
    def x(self) -> float:
        """Return the horizontal centre."""
        return (self.x0 + self.x1) / 2

    @property
    def y(self) -> float:
        """Return the vertical centre."""
        return (self.y0 + self.y1) / 2


@dataclass(frozen=True, slots=True)
class TextLine:
    """What one crop says; ``char_place`` is each character's centre as a share of the length."""

    text: str
    confidence: float
    char_place: tuple[float, ...] = ()


def is_available() -> bool:
    """Return whether the text reader is installed."""
    from importlib.util import find_spec

    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def read_words(
    pixels: Pixels, *, should_stop: Callable[[], bool] = lambda: False
) -> tuple[Word, ...]:
    """Read every word of a picture.

    Parameters
    ----------
    pixels : ndarray of uint8, shape (height, width, 3)
        sRGB.
    should_stop : callable
        Asked between the two models; when true, an empty tuple is returned.

    Returns
    -------
    tuple of Word
        In reading order, pixel coordinates of ``pixels``.

    Raises
    ------
    InputError
        Code O1, where the text reader is not installed.
    """
    import cv2

    zoom = _zoom(pixels.shape[1])
    padded = np.pad(pixels, ((_BORDER, _BORDER), (_BORDER, _BORDER), (0, 0)), mode="edge")
    page = np.ascontiguousarray(padded[:, :, ::-1])
    if zoom > 1:
        page = cv2.resize(page, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_CUBIC)
    quads = _detect(page)
    if should_stop():
        return ()
    crops, keys = _crops(page, quads)
    lines = read_lines(crops)
    best: dict[int, tuple[TextLine, bool]] = {}
    for (index, upright), line in zip(keys, lines, strict=True):
        known = best.get(index)
        if known is None or line.confidence > known[0].confidence + (0.1 if not upright else 0.0):
            best[index] = (line, upright)
    return tuple(
        _word(quads[index], line, upright, zoom)
        for index, (line, upright) in sorted(best.items())
        if line.text.strip()
    )


def read_lines(crops: Sequence[Pixels]) -> list[TextLine]:
    """Read crops that each hold one line of upright text (BGR), in their order."""
    if not crops:
        return []
    engine = _engine()
    with _lock:
        result = engine.recognize_txt(list(crops))
    lines = []
    words = result.word_results or [None] * len(crops)
    for text, score, info in zip(result.txts, result.scores, words, strict=True):
        lines.append(TextLine(str(text), float(score), _char_places(str(text), info)))
    return lines


def _zoom(width: int) -> int:
    if width < 480:
        return 3
    return 2 if width < 900 else 1


@lru_cache(maxsize=1)
def _engine() -> Any:
    if not is_available():
        raise InputError(
            "The text reader is not installed, so labels cannot be read: "
            "install rapidocr and onnxruntime, or set the axes by hand.",
            code="O1",
        )
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.log_level": "error",
            "Global.use_cls": False,
            "Global.text_score": 0.0,
            "Global.return_word_box": True,
            "EngineConfig.onnxruntime.intra_op_num_threads": _N_THREADS,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            "Rec.rec_batch_num": _BATCH,
            "Rec.rec_img_shape": [3, 48, 72],
        }
    )


def _detect(page: Pixels) -> NDArray[np.float64]:
    """Find the lines of text; a large page is searched at a smaller size, for memory and time."""
    import cv2

    engine = _engine()
    shrink = max(1.0, max(page.shape[:2]) / _MOST_SIDE)
    if shrink > 1:
        page = cv2.resize(page, None, fx=1 / shrink, fy=1 / shrink, interpolation=cv2.INTER_AREA)
    with _lock:
        try:
            _, found = engine.detect_and_crop(page, {})
        except Exception as error:
            if type(error).__name__ != "RapidOCRError":  # "nothing found" is an exception there
                raise
            return np.empty((0, 4, 2))
    quads: NDArray[np.float64] = shrink * np.asarray(found.boxes, dtype=float)
    return quads


def _crops(page: Pixels, quads: NDArray[np.float64]) -> tuple[list[Pixels], list[tuple[int, bool]]]:
    """Cut the boxes out; a tall box is cut both ways, the better reading wins later."""
    crops, keys = [], []
    for index, quad in enumerate(quads):
        crop = _flatten(page, quad)
        ratio = crop.shape[0] / crop.shape[1]
        if ratio < _SURELY_TALL:
            crops.append(crop)
            keys.append((index, True))
        if ratio > _TALL:
            crops.append(np.ascontiguousarray(np.rot90(crop, -1)))
            keys.append((index, False))
    return crops, keys


def _flatten(page: Pixels, quad: NDArray[np.float64]) -> Pixels:
    import cv2

    width = max(np.hypot(*(quad[1] - quad[0])), np.hypot(*(quad[2] - quad[3])), 4)
    height = max(np.hypot(*(quad[3] - quad[0])), np.hypot(*(quad[2] - quad[1])), 4)
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(quad.astype(np.float32), target)
    size = (round(width), round(height))
    cut = cv2.warpPerspective(
        page, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(cut, dtype=np.uint8)


def _char_places(text: str, info: Any) -> tuple[float, ...]:
    """Return the place of every character of ``text`` (blanks between their neighbours)."""
    if info is None or not info.words or not info.line_txt_len:
        return tuple((index + 0.5) / max(len(text), 1) for index in range(len(text)))
    columns = [column for word in info.word_cols for column in word]
    letters = [index for index, char in enumerate(text) if not char.isspace()]
    if len(columns) != len(letters):
        return tuple((index + 0.5) / max(len(text), 1) for index in range(len(text)))
    places = (np.array(columns) + 0.5) / info.line_txt_len
    return tuple(np.interp(np.arange(len(text)), letters, places).tolist())


def _word(quad: NDArray[np.float64], line: TextLine, upright: bool, zoom: int) -> Word:
    box = quad / zoom - _BORDER
    (x0, y0), (x1, y1) = box.min(axis=0), box.max(axis=0)
    place = np.array(line.char_place)
    along = x0 + place * (x1 - x0) if upright else y1 - place * (y1 - y0)
    return Word(line.text, line.confidence, x0, y0, x1, y1, upright, tuple(along.tolist()))
