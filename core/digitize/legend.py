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
_STEM = 0.3  # wide at most; of a letter that sticks out of its box
_INK = 40.0
_FIRST_EAST_ASIAN = "\u2e80"
_IN_BOX, _LETTER_WIDE, _LETTER_HIGH = 0.2, 0.6, 0.3  # text heights
_SAME_INK, _SAME_INK_SHARE = 100.0, 0.6
_SAME_SAMPLE_PX = 3.0
_OFF_MIDDLE = 1.0
_SAME_COLUMN = 5.0
_LONG_RUN, _LONG_GAP = 0.8, 0.5
_LEAST_RUN, _LEAST_FILL, _FEWEST_DOTS = 0.12, 0.3, 5
_LINE_WITH_MARK = re.compile(r"^(?:[-–—_=~]+(?:\w[-–—_=~]+)?|[0oOA]\s?[–—]+)(?=\s*\w)")
_PASSED_OVER = 1.5  # letters
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
    stands_alone: bool = True

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
        if not word.upright or word.confidence < 0.55 or len(word.char_x) != len(word.text):
            continue
        letters = [k for k, char in enumerate(word.text) if not _is_sample_char(word.text, k)]
        if not letters:
            continue
        x = np.array(word.char_x)[letters]
        pitch = float(np.median(np.diff(x))) if len(letters) > 1 else word.x1 - word.x0
        wide = np.flatnonzero(np.diff(x) > 4.6 * pitch).tolist()
        breaks = wide if len(letters) > 2 else []
        starts = [letters[0], *(letters[k + 1] for k in breaks)]
        stops = [*(letters[k] for k in breaks), letters[-1]]
        for start, stop in zip(starts, stops, strict=True):
            found.append(_phrase(word, start, stop, pitch))
    return [phrase for phrase in found if re.search(r"[A-Za-z]", phrase.text)]


def names_in(words: Sequence[Word]) -> list[Phrase]:
    """Return the phrases that may name an arm."""
    return [phrase for phrase in phrases(words) if not _WORDS_NO_NAME.search(phrase.text)]


def _is_sample_char(text: str, index: int) -> bool:
    """Return whether a character is blank, or a line sample read as a sign."""
    char = text[index]
    if char.isspace():
        return True
    marked = _LINE_WITH_MARK.match(text)
    if marked is not None and index < marked.end():
        return True
    if (char.isalnum() and not _is_stroke_sign(char)) or char in "()%<>≥≤/&":
        return False
    before = all(c in " -–—_=+~.·•*|" or _is_stroke_sign(c) for c in text[:index])
    apart = text[max(index - 1, 0)] == " " and text[min(index + 1, len(text) - 1)] == " "
    return before or apart


def _is_stroke_sign(char: str) -> bool:
    """Return whether the text reader saw strokes as a sign of another script."""
    return char >= _FIRST_EAST_ASIAN


def _phrase(word: Word, start: int, stop: int, pitch: float) -> Phrase:
    begins = word.char_x[start] - 0.7 * pitch
    # A sample the text reader passed over lies in the word's box, before its first letter.
    x0 = word.x0 if start == 0 and begins - word.x0 < _PASSED_OVER * pitch else begins
    x1 = word.x1 if stop == len(word.text) - 1 else word.char_x[stop] + 0.7 * pitch
    return Phrase(word.text[start : stop + 1].strip(), x0, word.y0, x1, word.y1)


def find_legend(page: Page, words: Sequence[Word], bottom: float) -> list[LegendEntry]:
    """Return the legend entries; below ``bottom`` (the axis labels) only samples left of names."""
    entries = []
    background = np.median(page.rgb.reshape(-1, 3)[::97], axis=0)
    for phrase in names_in(words):
        entry = _beside(page, phrase, background, left=True)
        if entry is None and phrase.y1 < bottom:
            entry = _beside(page, phrase, background, left=False)
        if entry is not None and (entry.stands_alone or len(entry.name) > 1):
            entries.append(entry)
    named = [one for one in entries if not any(_is_sample_of(other, one) for other in entries)]
    return _in_column(_aligned(_one_name_each(named)))


def _is_sample_of(entry: LegendEntry, one: LegendEntry) -> bool:
    """Return whether the name of ``one`` is the sample of another entry, read as letters.

    It then has that entry's name, on its right, for a sample.
    """
    x, y = (entry.box[0] + entry.box[2]) / 2, (entry.box[1] + entry.box[3]) / 2
    x0, y0, x1, y1 = one.text_box
    is_right = one.box[0] > one.text_box[0]
    return entry is not one and is_right and x0 < x < x1 and y0 < y < y1


def _one_name_each(entries: list[LegendEntry]) -> list[LegendEntry]:
    """Drop names that share a sample with a name on the usual side of its sample: titles."""
    left = [bool(entry.box[0] < entry.text_box[0]) for entry in entries]
    usual = bool(2 * sum(left) >= len(left))

    def is_title(index: int) -> bool:
        if left[index] is usual:
            return False
        x0, y0, x1, y1 = entries[index].box
        others = [e.box for e, side in zip(entries, left, strict=True) if side is usual]
        return any(min(x1, b[2]) > max(x0, b[0]) and min(y1, b[3]) > max(y0, b[1]) for b in others)

    kept = [entry for index, entry in enumerate(entries) if not is_title(index)]
    return [one for one in kept if not any(_is_nearer(other, one) for other in kept)]


def _is_nearer(other: LegendEntry, one: LegendEntry) -> bool:
    """Return whether another name on the same side stands nearer to the same sample."""
    same = max(abs(a - b) for a, b in zip(one.box, other.box, strict=True)) <= _SAME_SAMPLE_PX
    sides = [bool(entry.box[0] < entry.text_box[0]) for entry in (one, other)]
    if one is other or not same or sides[0] is not sides[1]:
        return False
    gaps = [
        max(entry.text_box[0] - entry.box[2], entry.box[0] - entry.text_box[2])
        for entry in (one, other)
    ]
    return gaps[1] < gaps[0]


def _beside(
    page: Page, phrase: Phrase, background: FloatArray, *, left: bool
) -> LegendEntry | None:
    """Look for the sample on one side of a name."""
    text = (phrase.y1 - phrase.y0) / 1.35
    middle = (phrase.y0 + phrase.y1) / 2
    y0, y1 = int(middle - 0.6 * text), int(np.ceil(middle + 0.6 * text))
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
    apart[:, _is_edge(apart)] = 0
    if left:
        apart, cut = apart[:, ::-1], cut[:, ::-1]
    apart = _without_letter(apart, text)
    sample = _sample(apart, cut, text)
    if sample is None:
        return None
    row, start, stop, runs, gaps, rgb = sample
    inked = _near_colour(apart[row], cut[row], rgb)[start:stop]
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
        _stands_alone(page, rgb, (sx0, y0 + row, sx1), text, local),
    )


def _stands_alone(
    page: Page,
    rgb: FloatArray,
    sample: tuple[float, float, float],
    text: float,
    paper: FloatArray,
) -> bool:
    """Return whether the sample is a piece of its own, not a stretch of a curve."""
    import cv2

    x0, row, x1 = sample
    left, right = max(int(x0 - 1.5 * text), 0), min(int(x1 + 1.5 * text), page.width)
    top, base = max(int(row - 2.5 * text), 0), min(int(row + 2.5 * text), page.height)
    cut = page.rgb[top:base, left:right].astype(float)
    limit = min(_SAME_INK, _SAME_INK_SHARE * float(np.linalg.norm(rgb - paper)))
    near = (np.sqrt(((cut - rgb) ** 2).sum(axis=2)) < limit).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(near, connectivity=8)
    names = labels[max(int(row) - top - 1, 0) : int(row) - top + 2, int(x0) - left : int(x1) - left]
    found = [name for name in np.unique(names) if name > 0]
    if not found:
        return True
    _x, _y, w, h, _ = (stats[found].max(axis=0)).tolist()
    return bool(w <= (x1 - x0) + 0.8 * text and h <= 2.4 * text)


def _without_letter(apart: NDArray[np.float64], text: float) -> NDArray[np.float64]:
    """Blank the pieces of the first letter in a strip that starts inside the box of the name."""
    import cv2

    inked = (apart > _INK).astype(np.uint8)
    _, names, stats, _ = cv2.connectedComponentsWithStats(inked, connectivity=8)
    is_letter = stats[:, cv2.CC_STAT_LEFT] <= _IN_BOX * text
    is_letter &= stats[:, cv2.CC_STAT_WIDTH] <= _LETTER_WIDE * text
    is_letter &= stats[:, cv2.CC_STAT_HEIGHT] >= max(_LETTER_HIGH * text, 4)
    is_letter[0] = False
    return np.where(is_letter[names], 0.0, apart)


def _is_edge(apart: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return the thin columns inked from top to bottom that stand alone: edges of a box."""
    full = np.asarray((apart > _INK).mean(axis=0) > 0.95)
    some = np.asarray((apart > _INK).any(axis=0))
    edge = np.zeros(full.shape, dtype=bool)
    starts, stops = _runs(some)
    for start, stop in zip(starts, stops, strict=True):
        if stop - start <= 5 and full[start:stop].any():
            edge[start:stop] = True
    return edge


def _runs(inked: NDArray[np.bool_]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], inked, [False]]).astype(int)))
    return edges[::2], edges[1::2]


def _sample(
    apart: NDArray[np.float64], cut: NDArray[np.float64], text: float
) -> tuple[int, int, int, FloatArray, FloatArray, FloatArray] | None:
    """Return the row and extent of a horizontal sample in a strip that starts at the name.

    The row with the most ink (dashes bridged) wins; ink of another colour than the
    longest run is not part of the sample.
    """
    best: tuple[float, int, int, int, FloatArray] | None = None
    for row in range(len(apart)):
        rgb = _run_colour(apart[row], cut[row], text)
        if rgb is None:
            continue
        inked = _near_colour(apart[row], cut[row], rgb)
        extent = _extent(inked, text)
        if extent is None or not _may_be_sample(inked, *extent, text):
            continue
        start, stop = extent
        score = apart[row, start:stop][inked[start:stop]].sum()
        score *= 1 - _OFF_MIDDLE * abs(row - len(apart) / 2) / len(apart)
        if best is None or score > best[0]:
            best = (score, row, start, stop, rgb)
    if best is None:
        return None
    _, row, start, stop, rgb = best
    inked = _near_colour(apart[row], cut[row], rgb)
    runs, gaps = run_lengths(inked[start:stop])
    return row, start, stop, runs, gaps, rgb


def _may_be_sample(inked: NDArray[np.bool_], start: int, stop: int, text: float) -> bool:
    """Return whether a stretch of a row has the length and the dashes of a sample."""
    length = stop - start
    if not _SHORTEST * text <= length <= _LONGEST * text:
        return False
    runs, gaps = run_lengths(inked[start:stop])
    sparse = runs.max() < _LEAST_RUN * text or runs.sum() < _LEAST_FILL * length
    if sparse and not _are_even(runs, gaps):
        return False
    return not inked[stop + 1 : stop + max(int(0.5 * text), 2)].any()


def _are_even(runs: FloatArray, gaps: FloatArray) -> bool:
    """Return whether these are the dots of a line: many, of one length, at one distance."""
    if runs.size < _FEWEST_DOTS:
        return False
    return bool(np.ptp(runs[1:-1]) <= 1 and np.ptp(gaps) <= 1)


def _run_colour(
    apart: NDArray[np.float64], cut: NDArray[np.float64], text: float
) -> FloatArray | None:
    """Return the colour of the longest inked run near the start of a row."""
    starts, stops = _runs(apart > _INK)
    near = starts < (_GAP + 1.5) * text
    if not near.any():
        return None
    longest = int(np.argmax((stops - starts)[near]))
    run = slice(starts[near][longest], stops[near][longest])
    strong = apart[run] >= 0.8 * np.quantile(apart[run], 0.9)
    return np.asarray(np.median(cut[run][strong], axis=0))


def _near_colour(
    apart: NDArray[np.float64], cut: NDArray[np.float64], rgb: FloatArray
) -> NDArray[np.bool_]:
    """Return the inked columns of a row that look like this colour, pure or mixed with page."""
    ink = apart > _INK
    paper = np.median(cut[~ink], axis=0) if (~ink).any() else np.full(3, 255.0)
    ray, vector = rgb - paper, cut - paper
    length = max(float(np.linalg.norm(ray)), 1.0)
    along = vector @ ray / length
    off = np.sqrt(np.maximum((vector**2).sum(axis=1) - along**2, 0))
    return np.asarray(ink & (off < np.maximum(40, 0.35 * length)) & (along < 1.35 * length + 20))


def _extent(inked: NDArray[np.bool_], text: float) -> tuple[int, int] | None:
    """Return where the sample starts and stops; the stem of a first letter is none."""
    where = np.flatnonzero(inked)
    where = where[where >= 0.1 * text]
    if where.size == 0 or where[0] > _GAP * text:
        return None
    breaks = np.flatnonzero(np.diff(where) > max(0.75 * text, 3))
    starts = where[np.append(0, breaks + 1)]
    stops = where[np.append(breaks, where.size - 1)] + 1
    if stops[0] - starts[0] > _LONG_RUN * text:
        stops[0] = _end_of_long_run(where, int(starts[0]), int(stops[0]), text)
    if starts.size > 1 and stops[0] - starts[0] < _STEM * text and starts[1] <= _GAP * text:
        starts, stops = starts[1:], stops[1:]
    return int(starts[0]), int(stops[0])


def _end_of_long_run(where: NDArray[np.intp], start: int, stop: int, text: float) -> int:
    """Return where a sample stops that begins with a long run: gaps of long dashes are short."""
    inside = where[(where >= start) & (where < stop)]
    breaks = np.flatnonzero(np.diff(inside) > 1)
    first = int(inside[breaks[0]]) + 1 if breaks.size else stop
    gap = int(inside[breaks[0] + 1]) - first if breaks.size else 0
    return first if first - start > _LONG_RUN * text and gap > _LONG_GAP * text else stop


def run_lengths(inked: NDArray[np.bool_]) -> tuple[FloatArray, FloatArray]:
    """Return the lengths of inked runs and of the gaps between them."""
    starts, stops = _runs(inked)
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


def _in_column(entries: list[LegendEntry]) -> list[LegendEntry]:
    """Drop samples that are stretches of a curve, beside the column of the others' samples."""

    def same_place(one: LegendEntry, other: LegendEntry) -> bool:
        return bool(abs(one.box[0] - other.box[0]) + abs(one.box[2] - other.box[2]) < _SAME_COLUMN)

    alone = [entry for entry in entries if entry.stands_alone]
    column = [e for e in alone if sum(same_place(e, other) for other in alone) > 1]

    def is_beside(entry: LegendEntry) -> bool:
        height = entry.text_box[3] - entry.text_box[1]
        near = [e for e in column if abs(e.text_box[0] - entry.text_box[0]) < 0.5 * height]
        return len(near) > 1 and not any(same_place(entry, e) for e in near)

    return [entry for entry in entries if entry.stands_alone or not is_beside(entry)]


def name_colours(page: Page, entries: Sequence[LegendEntry]) -> list[FloatArray | None]:
    """Return the colour each name is printed in."""
    return [word_colour(page, entry.text_box) for entry in entries]
