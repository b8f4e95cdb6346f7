"""Legend entries: a line sample beside a name, with its colour, thickness and dashes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...arrays import FloatArray
from ...figure.ocr import Word
from ..page import Page
from .phrases import Phrase, names_in
from .samples import REACH, find_sample, is_edge, near_colour, thickness_of, without_letter

_SAME_INK, _SAME_INK_SHARE = 100.0, 0.6
_SAME_SAMPLE_PX = 3.0
_SAME_COLUMN = 5.0
_COLOURED = 50.0
_AROUND = 4.0  # text heights
_NEAR_PAGE, _NO_BAND = 12.0, 90.0  # levels
_LEAST_APART = 30.0  # levels from the page: paper between bands is no sample


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


def find_legend(page: Page, words: Sequence[Word], bottom: float) -> list[LegendEntry]:
    """Return the legend entries; below ``bottom`` (the axis labels) only samples left of names."""
    background = np.median(page.rgb.reshape(-1, 3)[::97], axis=0)
    pairs = []
    names = names_in(words)
    for phrase in names:
        left = _between_names(page, phrase, names, background, left=True)
        right = None
        if phrase.y1 < bottom:
            right = _between_names(page, phrase, names, background, left=False)
        pairs.append((left, right))
    entries = [e for e in _sides(pairs) if e.stands_alone or len(e.name) > 1]
    named = [one for one in entries if not any(_is_sample_of(other, one) for other in entries)]
    kept = _in_column(_aligned(_one_name_each(named)))
    alone = [entry for entry in kept if entry.stands_alone]
    # A stretch of a black curve beside a name is told by nearness, not by its look.
    return [
        entry
        for entry in kept
        if entry.stands_alone
        or np.ptp(entry.rgb) > _COLOURED
        or any(_same_place(entry, other) for other in alone)
    ]


def _sides(pairs: Sequence[tuple[LegendEntry | None, LegendEntry | None]]) -> list[LegendEntry]:
    """Return the sample of each name: on the left, unless those on the right stand in a column."""
    rights = [right for _, right in pairs if right is not None]
    lefts = [left for left, _ in pairs if left is not None]

    def in_column(entry: LegendEntry, others: Sequence[LegendEntry]) -> tuple[bool, bool]:
        mates = [o for o in others if o is not entry and o.stands_alone and _same_place(entry, o)]
        return entry.stands_alone and bool(mates), entry.stands_alone

    found = []
    for left, right in pairs:
        if left is None or right is None:
            found.append(left or right)
        else:
            better = in_column(right, rights) > in_column(left, lefts)
            found.append(right if better else left)
    return [entry for entry in found if entry is not None]


def _same_place(one: LegendEntry, other: LegendEntry) -> bool:
    """Return whether two samples begin and end in the same columns."""
    return bool(abs(one.box[0] - other.box[0]) + abs(one.box[2] - other.box[2]) < _SAME_COLUMN)


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


def _between_names(
    page: Page, phrase: Phrase, names: Sequence[Phrase], background: FloatArray, *, left: bool
) -> LegendEntry | None:
    """Look for the sample on one side of a name, in a legend of one row short of the next name."""
    found = _beside(page, phrase, background, left=left)
    middle = (phrase.y0 + phrase.y1) / 2
    line = [one for one in names if one.y0 < middle < one.y1]
    before = max((one.x1 for one in line if one.x1 < phrase.x0), default=-np.inf)
    after = min((one.x0 for one in line if one.x0 > phrase.x1), default=np.inf)
    if not np.isfinite(before if left else after):
        return found
    if found is not None and found.box[0] > before and found.box[2] < after:
        return found
    again = _beside(page, phrase, background, left=left, limits=(before, after))
    if again is not None or found is None:
        return again
    x = (found.box[0] + found.box[2]) / 2
    return None if any(one.x0 < x < one.x1 for one in line) else found


def _beside(
    page: Page,
    phrase: Phrase,
    background: FloatArray,
    *,
    left: bool,
    limits: tuple[float, float] = (-np.inf, np.inf),
) -> LegendEntry | None:
    """Look for the sample on one side of a name, within these columns."""
    text = (phrase.y1 - phrase.y0) / 1.35
    middle = (phrase.y0 + phrase.y1) / 2
    y0, y1 = int(middle - 0.6 * text), int(np.ceil(middle + 0.6 * text))
    reach = int(REACH * text)
    edge = int(phrase.x0 + 0.2 * text) if left else int(phrase.x1 - 0.2 * text)
    x0, x1 = (edge - reach, edge) if left else (edge, edge + reach)
    x0, x1 = int(np.ceil(max(x0, 0, limits[0]))), int(min(x1, page.width, limits[1]))
    if y0 < 0 or y1 > page.height or x1 - x0 < text:
        return None
    cut = page.rgb[y0:y1, x0:x1].astype(float)
    local = _paper(cut, background, int(_AROUND * text), left=left)
    apart = np.sqrt(((cut - local) ** 2).sum(axis=2))
    apart[:, is_edge(apart)] = 0
    if left:
        apart, cut = apart[:, ::-1], cut[:, ::-1]
    apart = without_letter(apart, text)
    sample = find_sample(apart, cut, text)
    if sample is None:
        return None
    row, start, stop, runs, gaps, rgb = sample
    inked = near_colour(apart[row], cut[row], rgb)[start:stop]
    thickness = thickness_of(apart[:, start:stop], row)
    if thickness > 0.85 * text or np.abs(rgb - background).max() < _LEAST_APART:
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


def _paper(cut: FloatArray, background: FloatArray, near: int, *, left: bool) -> FloatArray:
    """Return the colour a sample is drawn on: the page, or a band that fills all of the strip.

    Away from the name a band of the plot may begin, beside it may lie a tile of the key.
    """
    around = cut[:, -near:] if left else cut[:, :near]
    usual = [np.median(part.reshape(-1, 3), axis=0) for part in (around, cut)]
    is_page = [np.abs(one - background).max() < _NEAR_PAGE for one in usual]
    far = np.abs(usual[0] - background).max() > _NO_BAND
    return background if any(is_page) or far else np.asarray(usual[0])


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
    alone = [entry for entry in entries if entry.stands_alone]
    column = [e for e in alone if sum(_same_place(e, other) for other in alone) > 1]

    def is_beside(entry: LegendEntry) -> bool:
        height = entry.text_box[3] - entry.text_box[1]
        near = [e for e in column if abs(e.text_box[0] - entry.text_box[0]) < 0.5 * height]
        return len(near) > 1 and not any(_same_place(entry, e) for e in near)

    return [entry for entry in entries if entry.stands_alone or not is_beside(entry)]
