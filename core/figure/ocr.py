"""Words printed in a figure, read offline by rapidocr; imported only when asked for.

One engine per process, its two models are in the wheel, nothing is fetched.
"""

import ctypes
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
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
_TALL = 1.2  # height / width above which a box may hold text turned by 90 degrees
_SURELY_TALL = 2.6
# One upright character may stand in a tall box: what is read turned has to be this much surer.
# Two do not, and what is read turned is taken even if it is less sure by as much as the second.
_BETTER_TURNED, _WORSE_TURNED = 0.1, 0.3
# A number torn at its point: how long, in half heights of its letters, and how sure its reading.
_LONGEST_TORN, _SURELY_ONE = 6.0, 0.8
_FRACTION = re.compile(r"\d?\.\d+")
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


_Read = tuple[TextLine, bool]  # a line, and whether it stands upright


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

    _give_memory_back()
    zoom = _zoom(pixels.shape[1])
    padded = np.pad(pixels, ((_BORDER, _BORDER), (_BORDER, _BORDER), (0, 0)), mode="edge")
    page = np.ascontiguousarray(padded[:, :, ::-1])
    if zoom > 1:
        page = cv2.resize(page, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_CUBIC)
    quads = _detect(page)
    if should_stop():
        return ()
    best = _read_boxes(page, quads)
    quads, best = _mended(page, quads, best)
    found = tuple(
        _word(quads[index], line, upright, zoom)
        for index, (line, upright) in sorted(best.items())
        if line.text.strip()
    )
    _give_memory_back()
    return found


def _give_memory_back() -> None:
    """Hand freed memory back to the system: glibc keeps hundreds of megabytes of every figure."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL("libc.so.6").malloc_trim(0)


def _read_boxes(page: Pixels, quads: NDArray[np.float64]) -> dict[int, _Read]:
    """Return what each box says and whether that stands upright."""
    crops, keys = _crops(page, quads)
    best: dict[int, _Read] = {}
    for (index, upright), line in zip(keys, read_lines(crops), strict=True):
        known = best.get(index)
        if known is None or _is_turned(known[0], line):
            best[index] = (line, upright)
    return best


def _mended(
    page: Pixels, quads: NDArray[np.float64], best: dict[int, _Read]
) -> tuple[NDArray[np.float64], dict[int, _Read]]:
    """Return boxes and readings, pieces of numbers that run upwards put together."""
    pairs = _torn(quads, best)
    if not pairs:
        return quads, best
    whole = np.concatenate([_around(quads[list(pair)]) for pair in pairs])
    mended = dict(best)
    for place, (line, upright) in _read_boxes(page, whole).items():
        if not upright and _FRACTION.fullmatch(line.text) and line.confidence > _SURELY_ONE:
            for index in pairs[place]:
                mended.pop(index, None)
            mended[len(quads) + place] = line, upright
    return np.concatenate([quads, whole]), mended


def _is_turned(upright: TextLine, turned: TextLine) -> bool:
    """Return whether the text of a tall box runs upwards, by what either reading says."""
    n_characters = sum(char.isalnum() for char in upright.text)
    margin = _BETTER_TURNED if n_characters < 2 else -_WORSE_TURNED
    return turned.confidence > upright.confidence + margin


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


def _torn(quads: NDArray[np.float64], best: Mapping[int, _Read]) -> list[tuple[int, int]]:
    """Return the pairs of boxes that may be one number running upwards, torn at its point.

    Only below or above numbers that do run upwards.
    """
    x0, y0 = quads[:, :, 0].min(axis=1), quads[:, :, 1].min(axis=1)
    x1, y1 = quads[:, :, 0].max(axis=1), quads[:, :, 1].max(axis=1)
    turned = [k for k, (line, up) in best.items() if not up and _FRACTION.fullmatch(line.text)]
    if not turned:
        return []
    middle, half = np.median((x0 + x1)[turned] / 2), np.median((x1 - x0)[turned] / 2)
    beside = np.abs((x0 + x1) / 2 - middle) < half
    pieces = [k for k in best if beside[k] and k not in turned]
    pieces.sort(key=lambda k: float(y0[k]))
    return [
        (above, below)
        for above, below in pairwise(pieces)
        if abs(y0[below] - y1[above]) < half and y1[below] - y0[above] < _LONGEST_TORN * half
    ]


def _around(quads: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the upright box around several, as an array of one."""
    (x0, y0), (x1, y1) = quads.min(axis=(0, 1)), quads.max(axis=(0, 1))
    return np.array([[(x0, y0), (x1, y0), (x1, y1), (x0, y1)]])


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
