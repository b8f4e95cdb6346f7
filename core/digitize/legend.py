"""Legend entries: a line sample beside a name, with its colour, thickness and dashes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..arrays import FloatArray
from ..figure.ocr import Word
from .page import Page
from .risk_table import word_colour

_GAP = 2.2  # text heights between sample and name
_SHORTEST = 0.7
_LONGEST = 7.0
_INK = 40.0
_WORDS_NO_NAME = re.compile(
    r"at risk|number|months|years|weeks|days|surviv|probab|hazard|p\s*[=<]|95|ratio|log-?rank"
    r"|median|time|censor|patients|proportion|events|follow|incidence|\d{4}",
    re.IGNORECASE,
)


@dataclass(frozen=True, eq=False)
class LegendEntry:
    """A name with its line sample.

    Attributes
    ----------
    name : str
    rgb : ndarray, shape (3,)
        Colour of the sample.
    fill : float
        Inked share of the sample's length: 1 solid, less for dashes.
    runs : ndarray
        Lengths of the inked runs, pixels.
    gaps : ndarray
        Lengths of the blank runs between them.
    thickness : float
        Pixels.
    box : tuple of float
        Sample box x0, y0, x1, y1 in working pixels.
    text_box : tuple of float
    """

    name: str
    rgb: FloatArray
    fill: float
    runs: FloatArray
    gaps: FloatArray
    thickness: float
    box: tuple[float, float, float, float]
    text_box: tuple[float, float, float, float]

    @property
    def is_solid(self) -> bool:
        """Return whether the sample has no gaps."""
        return self.fill > 0.9 or self.runs.size <= 1


@dataclass(frozen=True, slots=True)
class Phrase:
    """A name that may stand beside a sample, with its box."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float


def phrases(words: Sequence[Word]) -> list[Phrase]:
    """Return the names among the words; entries run together are taken apart."""
    found = []
    for word in words:
        if not word.upright or word.confidence < 0.55:
            continue
        for match in re.finditer(r"\S+(?: \S+)*", word.text):
            text = match.group()
            lead = len(text) - len(text.lstrip("-–—_=+~.·•*I|口日田一十 "))
            text = text[lead:].strip()
            if len(re.findall(r"[A-Za-z]", text)) < 1 or len(text) < 1:
                continue
            first = match.start() + lead
            whole = first == 0
            pitch = (word.x1 - word.x0) / max(len(word.text), 1)
            x0 = word.x0 if whole else word.char_x[first] - 0.7 * pitch
            last = match.end() >= len(word.text)
            x1 = word.x1 if last else word.char_x[match.end() - 1] + 0.7 * pitch
            found.append(Phrase(text, x0, word.y0, x1, word.y1))
    return found


def find_legend(
    page: Page, words: Sequence[Word], bottom: float, frame_rows: NDArray[np.bool_] | None = None
) -> list[LegendEntry]:
    """Return the legend entries above ``bottom`` (the row of the axis labels)."""
    entries = []
    background = np.median(page.rgb.reshape(-1, 3)[::97], axis=0)
    for phrase in phrases(words):
        if phrase.y1 > bottom or _WORDS_NO_NAME.search(phrase.text):
            continue
        entry = _entry(page, phrase, background)
        if entry is not None:
            entries.append(entry)
    return _aligned(entries)


def _entry(page: Page, phrase: Phrase, background: FloatArray) -> LegendEntry | None:
    for left in (True, False):
        entry = _beside(page, phrase, background, left=left)
        if entry is not None:
            return entry
    return None


def _beside(
    page: Page, phrase: Phrase, background: FloatArray, *, left: bool
) -> LegendEntry | None:
    """Look for the sample on one side of a name."""
    text = (phrase.y1 - phrase.y0) / 1.35
    middle = (phrase.y0 + phrase.y1) / 2
    y0, y1 = int(middle - 0.75 * text), int(np.ceil(middle + 0.75 * text))
    reach = int((_GAP + _LONGEST + 1.5) * text)
    if left:
        x0, x1 = int(phrase.x0 + 0.2 * text) - reach, int(phrase.x0 + 0.2 * text)
    else:
        x0, x1 = int(phrase.x1 - 0.2 * text), int(phrase.x1 - 0.2 * text) + reach
    if y0 < 0 or y1 > page.height or x1 > page.width or x1 - max(x0, 0) < text:
        x0, x1 = max(x0, 0), min(x1, page.width)
        if y0 < 0 or y1 > page.height or x1 - x0 < text:
            return None
    x0 = max(x0, 0)
    cut = page.rgb[y0:y1, x0:x1].astype(float)
    local = np.median(cut.reshape(-1, 3), axis=0)
    if np.abs(local - background).max() > 90:
        local = background
    apart = np.sqrt(((cut - local) ** 2).sum(axis=2))
    if left:
        apart, cut = apart[:, ::-1], cut[:, ::-1]
    sample = _sample(apart, text)
    if sample is None:
        return None
    row, start, stop, runs, gaps = sample
    band = slice(max(row - 2, 0), row + 3)
    inked = apart[row, start:stop] > _INK
    strong = apart[band, start:stop]
    keep = strong >= max(0.8 * np.quantile(strong, 0.97), _INK)
    rgb = np.median(cut[band, start:stop][keep], axis=0)
    thickness = _thickness(apart[:, start:stop], row)
    if thickness > 0.85 * text:
        return None
    sx0, sx1 = (x1 - stop, x1 - start) if left else (x0 + start, x0 + stop)
    return LegendEntry(
        phrase.text,
        rgb,
        float(inked.mean()),
        runs,
        gaps,
        thickness,
        (sx0, y0 + row - thickness, sx1, y0 + row + thickness + 1),
        (phrase.x0, phrase.y0, phrase.x1, phrase.y1),
    )


def _sample(
    apart: NDArray[np.float64], text: float
) -> tuple[int, int, int, FloatArray, FloatArray] | None:
    """Return the row and extent of a horizontal sample in a strip that starts at the name.

    The row with the longest inked stretch (dashes bridged) wins.
    """
    best: tuple[float, int, int, int] | None = None
    for row in range(len(apart)):
        inked = apart[row] > _INK
        extent = _extent(inked, text)
        if extent is None:
            continue
        start, stop = extent
        score = inked[start:stop].sum() - 0.15 * abs(row - len(apart) / 2)
        if best is None or score > best[0]:
            best = (score, row, start, stop)
    if best is None:
        return None
    _, row, start, stop = best
    length = stop - start
    if not _SHORTEST * text <= length <= _LONGEST * text:
        return None
    runs, gaps = run_lengths(apart[row, start:stop] > _INK)
    if runs.max() < 0.12 * text or (runs.sum() < 0.3 * length):
        return None
    ends = slice(stop + 1, stop + max(int(0.5 * text), 2))
    if (apart[row, ends] > _INK).any():
        return None
    return row, start, stop, runs, gaps


def _extent(inked: NDArray[np.bool_], text: float) -> tuple[int, int] | None:
    where = np.flatnonzero(inked)
    where = where[where >= 0.1 * text]
    if where.size == 0 or where[0] > _GAP * text:
        return None
    breaks = np.flatnonzero(np.diff(where) > max(0.75 * text, 3))
    stop = where[breaks[0]] if breaks.size else where[-1]
    return int(where[0]), int(stop) + 1


def run_lengths(inked: NDArray[np.bool_]) -> tuple[FloatArray, FloatArray]:
    """Return the lengths of inked runs and of the gaps between them."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], inked, [False]]).astype(int)))
    starts, stops = edges[::2], edges[1::2]
    return (stops - starts).astype(float), (starts[1:] - stops[:-1]).astype(float)


def _thickness(apart: NDArray[np.float64], row: int) -> float:
    """Return the thickness: the low quartile over inked columns (marks make it larger)."""
    peak = np.maximum(np.quantile(apart, 0.97), 1)
    columns = np.flatnonzero(apart[row] > 0.5 * peak)
    if columns.size == 0:
        return 1.0
    sizes = []
    for column in columns:
        low = high = row
        while low > 0 and apart[low - 1, column] > 0.3 * peak:
            low -= 1
        while high < len(apart) - 1 and apart[high + 1, column] > 0.3 * peak:
            high += 1
        sizes.append(float((apart[low : high + 1, column] / peak).clip(0, 1).sum()))
    return float(np.quantile(sizes, 0.25))


def _aligned(entries: list[LegendEntry]) -> list[LegendEntry]:
    """Keep samples that stand in one column or one row with others; a lone one is kept too."""
    if len(entries) < 2:
        return entries
    scores = []
    for one in entries:
        height = one.text_box[3] - one.text_box[1]
        column = [
            e
            for e in entries
            if abs(e.box[0] - one.box[0]) < height and abs(e.box[1] - one.box[1]) < 12 * height
        ]
        row = [e for e in entries if abs(e.box[1] - one.box[1]) < 0.5 * height]
        scores.append(max(len(column), len(row)))
    if max(scores) == 1:
        return entries
    return [entry for entry, score in zip(entries, scores, strict=True) if score > 1]


def name_colours(page: Page, entries: Sequence[LegendEntry]) -> list[FloatArray | None]:
    """Return the colour each name is printed in."""
    return [word_colour(page, entry.text_box) for entry in entries]
