"""Which name belongs to which curve by the shape that both legend and curve show."""

from collections.abc import Sequence

import numpy as np

from ...arrays import FloatArray
from ...figure.ocr import Word
from ..axes.box import PlotBox
from ..legend.entries import LegendEntry
from ..legend.phrases import names_in
from ..page import Map, Page
from .finder import Marks
from .symbol_kinds import Kind
from .symbols import Symbols

_WEIGHT, _MOST_UNLIKE = 3.0, 1.0
_FEWEST = 2
_SHIFT = 3  # pixels by which a sample's middle may be off
_LIKE = 0.45
_REACH, _INSIDE = 3.5, 0.5  # text heights before a name, and into its box
_SAME_COLUMN_PX = 4.0
_MINOR = 0.25  # share of a curve's marks below which a kind says nothing of it


def shape_costs(page: Page, marks: Sequence[Marks], legend: Sequence[LegendEntry]) -> FloatArray:
    """Return how unlike the marks of each curve the sample of each entry is; 0 where unknown.

    Parameters
    ----------
    page : Page
    marks : sequence of Marks
        Of each curve.
    legend : sequence of LegendEntry

    Returns
    -------
    ndarray, shape (n_curves, n_entries)
    """
    cost = np.zeros((len(marks), len(legend)))
    shares = [_shares(one) for one in marks]
    if sum(bool(own) for own in shares) < _FEWEST:
        return cost
    for j, entry in enumerate(legend):
        middle = (entry.box[0] + entry.box[2]) / 2, (entry.box[1] + entry.box[3]) / 2
        for i, own in enumerate(shares):
            unlike = [share * _unlike(page, kind, middle)[0] for kind, share in own]
            cost[i, j] = _WEIGHT * sum(unlike) if own else _WEIGHT * _MOST_UNLIKE / 2
    return cost


def shape_entries(
    page: Page, words: Sequence[Word], marks: Sequence[Marks], bottom: float
) -> list[LegendEntry]:
    """Return the names with nothing but a shape for a sample; none where fewer than two are.

    Parameters
    ----------
    page : Page
    words : sequence of Word
    marks : sequence of Marks
        Of each curve.
    bottom : float
        Row of the axis labels, above which a legend stands.
    """
    kinds = [kind for one in marks for kind, _ in _shares(one)]
    found: list[LegendEntry] = []
    for phrase in names_in(words) if kinds else []:
        text = (phrase.y1 - phrase.y0) / 1.35
        if phrase.y1 >= bottom:
            continue
        row, best = (phrase.y0 + phrase.y1) / 2, (_LIKE, 0.0)
        for column in np.arange(phrase.x0 - _REACH * text, phrase.x0 + _INSIDE * text, 2 * _SHIFT):
            for kind in kinds:
                best = min(best, _unlike(page, kind, (float(column), row)))
        if best[0] < _LIKE:
            x, half = best[1], 0.4 * text
            box = (x - half, row - half, x + half, row + half)
            text_box = (phrase.x0, phrase.y0, phrase.x1, phrase.y1)
            empty = np.empty(0)
            rgb = _ink_colour(page, box)
            found.append(LegendEntry(phrase.text, rgb, 1.0, empty, empty, 1.0, box, text_box))
    middles = [(one.box[0] + one.box[2]) / 2 for one in found]
    kept = [
        one
        for one, x in zip(found, middles, strict=True)
        if sum(abs(x - other) <= _SAME_COLUMN_PX for other in middles) >= _FEWEST
    ]
    return kept


def without_rows_of(
    symbols: Sequence[Symbols | None], box: PlotBox, legend: Sequence[LegendEntry]
) -> list[LegendEntry]:
    """Return the entries whose names are not rows of marks that were read as letters."""

    def is_row(entry: LegendEntry) -> bool:
        x0, y0, x1, y1 = entry.text_box
        for one in symbols:
            if one is None:
                continue
            x, y = one.x + box.x0, one.y + box.y0
            if np.count_nonzero((x > x0) & (x < x1) & (y > y0) & (y < y1)) >= _FEWEST:
                return True
        return False

    return [entry for entry in legend if not is_row(entry)]


def _ink_colour(page: Page, box: tuple[float, float, float, float]) -> FloatArray:
    """Return the colour in a box that is farthest from its paper."""
    x0, y0, x1, y1 = (max(int(value), 0) for value in box)
    near = page.rgb[y0 : y1 + 1, x0 : x1 + 1].reshape(-1, 3).astype(float)
    paper = np.quantile(near, 0.9, axis=0)
    return np.asarray(near[int(np.argmax(((near - paper) ** 2).sum(axis=1)))])


def _shares(marks: Marks) -> list[tuple[Kind, float]]:
    """Return the kinds of a curve's marks with their shares."""
    kinds = {id(kind): kind for kind in marks.kinds}
    counts = [(kind, sum(k is kind for k in marks.kinds)) for kind in kinds.values()]
    counts = [(kind, n) for kind, n in counts if n >= _MINOR * len(marks.kinds)]
    total = sum(n for _, n in counts)
    return [(kind, n / total) for kind, n in counts]


def _unlike(page: Page, kind: Kind, middle: tuple[float, float]) -> tuple[float, float]:
    """Return how unlike a kind the ink around a place is, 0 to 1, and the best middle column."""
    high, wide = kind.picture.shape
    top, left = round(middle[1] - kind.anchor) - _SHIFT, round(middle[0] - wide / 2) - _SHIFT
    if min(top, left) < 0 or top + high + 2 * _SHIFT > page.height:
        return _MOST_UNLIKE, middle[0]
    near = page.rgb[top : top + high + 2 * _SHIFT, left : left + wide + 2 * _SHIFT].astype(float)
    if near.shape[1] < wide + 2 * _SHIFT:
        return _MOST_UNLIKE, middle[0]
    ink = _inked(near)
    off = np.abs(np.arange(high) + 0.5 - kind.anchor) > kind.line / 2 + 0.6
    expected = kind.picture[off]
    best = (_MOST_UNLIKE, middle[0])
    for down in range(2 * _SHIFT + 1):
        for right in range(2 * _SHIFT + 1):
            seen = ink[down : down + high, right : right + wide][off]
            apart = float(np.abs(seen - expected).sum() / max(float(expected.sum()), 1.0))
            best = min(best, (apart, left + right + wide / 2))
    return best


def _inked(rgb: FloatArray) -> Map:
    """Return how far each pixel is from the lightest around to the farthest from it."""
    paper = np.quantile(rgb.reshape(-1, 3), 0.9, axis=0)
    apart = np.sqrt(((rgb - paper) ** 2).sum(axis=2))
    most = float(np.quantile(apart, 0.97))
    return np.asarray(np.minimum(apart / max(most, 60.0), 1), dtype=np.float32)
