"""The plot region, its frame and grid lines, and what text hides."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...figure.ocr import Word
from ..page import Map, Page, largest, length
from .labels import LabelLine
from .ticks import AxisFit

Mask = NDArray[np.bool_]

_COLUMN_LINE = 0.93
_LINE_INK = 0.15
_ROW_LINE_ENDS = 0.85
_ROW_LINE = 0.97
_GRID_SEGMENTS = 10
_COLOURFUL = 60.0  # levels between the strongest and the weakest channel
_TINTED, _TINTED_SHARE = 25.0, 0.3  # the same of a paler line, and as a share of its strength
_THICKEST, _THICKEST_SHARE = 14, 0.012
_MARGIN = 8
_BESIDE_LABELS = 16.0
_MOST_UNREAD = 3.2  # spacings of labels
_FIRST_EAST_ASIAN = "\u2e80"
_NARROWEST = 0.15  # width of a letter, in heights of its line


@dataclass(frozen=True, eq=False)
class PlotBox:
    """Where the curves may lie, in working pixels, and what in there is no curve.

    Attributes
    ----------
    x0, y0, x1, y1 : int
        Region that is searched.
    start : float
        Column of the start of follow-up.
    one, zero : float
        Rows of survival 1 and 0 (or of incidence 0 and 1), maybe outside.
    background : ndarray, shape (3,)
        Colour of the plot.
    frame : ndarray of bool, shape (y1 - y0, x1 - x0)
        Axis lines, frame and grid lines.
    start_value : float
        Time at ``start``: 0, but where the axis begins later.
    """

    x0: int
    y0: int
    x1: int
    y1: int
    start: float
    one: float
    zero: float
    background: NDArray[np.float64]
    frame: Mask
    start_value: float = 0.0

    @property
    def width(self) -> int:
        """Return the columns of the region."""
        return self.x1 - self.x0

    @property
    def height(self) -> int:
        """Return the rows of the region."""
        return self.y1 - self.y0


def find_box(page: Page, x_fit: AxisFit, y_fit: AxisFit, x: LabelLine, y: LabelLine) -> PlotBox:
    """Return the plot region between these axes."""
    left = y.across - 0.2 * y.labels[0].numeral.height
    lowest = x.across - 0.4 * x.labels[0].numeral.height
    return box_between(page, x_fit, y_fit, left, lowest)


def box_between(
    page: Page, x_fit: AxisFit, y_fit: AxisFit, left_limit: float, lowest: float
) -> PlotBox:
    """Return the plot region right of ``left_limit`` and above ``lowest`` (working pixels)."""
    full = 100.0 if max(y_fit.value) > 1.5 else 1.0
    one, zero = y_fit.at(full), y_fit.at(0.0)
    start, start_value = x_fit.at(0.0), 0.0
    top_label = y_fit.at(max(y_fit.value))
    lines = _dark_columns(page, int(max(top_label, 0)), int(min(zero, lowest, page.height)))
    if start < left_limit - _BESIDE_LABELS:
        start = _first_line(lines, left_limit, x_fit)
        start_value = max(x_fit.value_at(start), 0.0)
    bottom = _bottom(page, zero, lowest, start, x_fit, y_fit)
    right = max(_right_end(page, lines, x_fit, start), _line_end(page, bottom, x_fit))
    axis = [c for c in lines if left_limit <= c <= start + 3]
    x0 = int(max(min([start, *axis]) - _MARGIN, 0))
    x1 = int(min(right + 1, page.width))
    top = one if one > 0 else _line_top(page, axis, top_label, y_fit)
    y0 = int(max(min(top, top_label) - _MARGIN, 0))
    y1 = int(min(bottom + _MARGIN, page.height))
    region = page.rgb[y0:y1, x0:x1].astype(np.float32)
    background = _background(region)
    frame = _frame(region, background, one - y0, bottom - y0, x_fit, x0)
    return PlotBox(x0, y0, x1, y1, start, one, zero, background, frame, start_value)


def text_mask(box: PlotBox, words: Sequence[Word]) -> Mask:
    """Return the pixels of the region that lie in words of three letters or more."""
    mask = np.zeros((box.height, box.width), dtype=bool)
    for word in words:
        if is_prose(word):
            x0, x1 = _extent_of_letters(word)
            mask[_window(box, x0, word.y0, x1, word.y1)] = True
    return mask


def _extent_of_letters(word: Word) -> tuple[float, float]:
    """Return where the letters begin and end; strokes of a curve may be read as signs beside."""
    letters = [k for k, char in enumerate(word.text) if char < _FIRST_EAST_ASIAN]
    if not word.upright or len(word.char_x) != len(word.text) or not letters:
        return word.x0, word.x1
    pitch = (word.x1 - word.x0) / max(len(word.text), 1)
    first, last = letters[0], letters[-1]
    x0 = word.x0 if first == 0 else word.char_x[first] - 0.6 * pitch
    x1 = word.x1 if last == len(word.text) - 1 else word.char_x[last] + 0.6 * pitch
    return x0, x1


def is_prose(word: Word) -> bool:
    """Return whether a word is text rather than a misread row of marks."""
    letters = [char for char in word.text if char.isalnum() and char < _FIRST_EAST_ASIAN]
    if len(letters) < 3 or word.confidence < 0.6 or _is_slanted(word):
        return False
    return len(set(letters)) > 1 + len(letters) // 6


def _is_slanted(word: Word) -> bool:
    """Return whether a box is far too high for its letters: a watermark across the plot."""
    length = word.x1 - word.x0 if word.upright else word.y1 - word.y0
    return length < _NARROWEST * len(word.text) * word.height


def _window(box: PlotBox, x0: float, y0: float, x1: float, y1: float) -> tuple[slice, slice]:
    rows = slice(max(int(y0) - box.y0, 0), max(int(np.ceil(y1)) - box.y0, 0))
    columns = slice(max(int(x0) - box.x0, 0), max(int(np.ceil(x1)) - box.x0, 0))
    return rows, columns


def _dark_columns(page: Page, top: int, bottom: int) -> list[int]:
    """Return the columns that are inked over nearly the whole height of the plot."""
    if bottom - top < 20:
        return []
    cut = page.dark[top:bottom]
    base = np.median(cut)
    share = np.mean(cut > base + _LINE_INK, axis=0)
    return [int(column) for column in np.flatnonzero(share >= _COLUMN_LINE)]


def _first_line(lines: list[int], left_limit: float, x_fit: AxisFit) -> float:
    places = np.sort(x_fit.place)
    first, spacing = float(places[0]), float(np.min(np.diff(places)))
    near = [c for c in lines if left_limit <= c <= first + 0.6 * spacing]
    return float(near[0] + 0.5) if near else float(first)


def _bottom(
    page: Page, zero: float, lowest: float, start: float, x_fit: AxisFit, y_fit: AxisFit
) -> float:
    """Return the row of the time axis: survival 0, else the lowest long line above the labels."""
    if zero <= lowest + 2:
        return zero
    low, high = int(max(start, 0)), int(min(x_fit.place.max(), page.width))
    cut = page.dark[: int(lowest), low:high]
    share = np.mean(cut > np.median(cut) + _LINE_INK, axis=1)
    rows = np.flatnonzero(share >= _ROW_LINE_ENDS)
    rows = rows[rows >= float(y_fit.place.max()) - _MARGIN]
    return float(rows[-1] + 0.5) if rows.size else lowest - 4


def _line_top(page: Page, axis: list[int], top_label: float, y_fit: AxisFit) -> float:
    """Return the row the survival axis reaches up to beyond its last label.

    That is the end of its line; the place of the next label where no line is drawn.
    """
    spacing = float(np.min(np.diff(np.sort(y_fit.place))))
    if not axis:
        return max(top_label - spacing, 0.0)
    highest = max(top_label - _MOST_UNREAD * spacing, 0.0)
    cut = page.dark[int(highest) : int(top_label), axis].max(axis=1)[::-1]
    blank = np.flatnonzero(cut < float(np.median(page.dark)) + _LINE_INK)
    return float(int(top_label) - blank[0]) if blank.size else highest


def _right_end(page: Page, lines: list[int], x_fit: AxisFit, start: float) -> float:
    last = float(x_fit.place.max())
    gaps = np.diff(np.sort(x_fit.place))
    spacing = float(np.min(gaps)) if gaps.size else 0.1 * (last - start)
    near = [c for c in lines if last - 0.3 * spacing <= c <= last + 1.3 * spacing]
    off_grid = [c for c in near if abs((c + 0.5 - last + spacing / 2) % spacing - spacing / 2) > 3]
    if near:
        return float((off_grid or near[-1:])[0] + 3)
    return min(last + spacing, page.width - 1)


def _line_end(page: Page, bottom: float, x_fit: AxisFit) -> float:
    """Return where the line of the time axis ends; labels at its end may not have been read."""
    places = np.sort(x_fit.place)
    last, spacing = int(places[-1]), float(np.min(np.diff(places)))
    top = max(int(bottom) - 2, 0)
    most = int(min(last + _MOST_UNREAD * spacing, page.width - 1))
    if most - last < 2:
        return 0.0
    cut = page.dark[top : int(bottom) + 3, last:most]
    if cut.size == 0:
        return 0.0
    paper = float(np.median(page.dark[max(top - 20, 0) : top + 1, last:most]))
    lengths = [int(np.argmin(np.append(row, False))) for row in cut > paper + 0.25]
    return float(last + max(lengths)) if max(lengths) > spacing else 0.0


def _background(region: Map) -> NDArray[np.float64]:
    flat = region[::2, ::2].reshape(-1, 3).astype(float)
    centre = np.median(np.ascontiguousarray(flat.T), axis=1)
    near = largest(flat - centre) <= 14
    return np.asarray(flat[near].mean(axis=0)) if near.any() else np.asarray(centre)


def _frame(
    region: Map,
    background: NDArray[np.float64],
    one: float,
    bottom: float,
    x_fit: AxisFit,
    x0: int,
) -> Mask:
    """Return axis lines, frame and grid: rows and columns inked from end to end."""
    inked = length(region - background.astype(np.float32)) > 22
    low = max(int(x_fit.place.min()) - x0, 0)
    high = min(int(x_fit.place.max()) - x0, inked.shape[1])
    top = max(int(one) + 2, 0)
    base = min(int(bottom) - 2, inked.shape[0])
    row_share = inked[:, low:high].mean(axis=1)
    column_share = inked[top:base].mean(axis=0)
    rows = row_share >= _ROW_LINE
    for place in (one, bottom):
        near = slice(max(int(place) - 4, 0), max(int(place) + 6, 0))
        rows[near] |= row_share[near] >= _ROW_LINE_ENDS
    rows |= _everywhere(inked[:, low:high], row_share)
    columns = column_share >= _COLUMN_LINE
    columns |= _everywhere(inked[top:base].T, column_share)
    for row in np.flatnonzero(row_share > 0.5):
        line = background - region[row, low:high][inked[row, low:high]]
        if _is_colourful(line, at_top=bool(abs(row + 0.5 - one) < 6)):
            rows[max(row - 2, 0) : row + 3] = False
    rows, columns = _thin(rows), _thin(columns)
    frame = np.zeros(inked.shape, dtype=bool)
    frame[_fringe(rows, row_share)] = True
    frame[:, _fringe(columns, column_share)] = True
    return frame


def _is_colourful(ink: NDArray[np.float64], *, at_top: bool) -> bool:
    """Return whether a line is coloured: a curve along the axis, not the axis.

    Along survival 1 curves are likelier than axes, so a tint is enough there.
    """
    if not len(ink):
        return False
    levels = np.median(ink, axis=0)
    spread = float(np.ptp(levels))
    tinted = spread > max(_TINTED, _TINTED_SHARE * float(np.abs(levels).max()))
    return spread > _COLOURFUL or (at_top and tinted)


def _everywhere(inked: Mask, share: NDArray[np.float64]) -> Mask:
    """Return the lines with some ink in nearly every tenth of their length (broken grid lines)."""
    pieces = np.array_split(inked, _GRID_SEGMENTS, axis=1)
    filled = np.array([piece.mean(axis=1) > 0.2 for piece in pieces])
    return np.asarray((filled.sum(axis=0) >= _GRID_SEGMENTS) & (share > 0.3))


def _thin(lines: Mask) -> Mask:
    """Return the lines without runs too thick for a line: shaded stretches of the plot."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], lines.astype(np.int8), [0]])))
    limit = max(_THICKEST, _THICKEST_SHARE * lines.size)
    thin = lines.copy()
    for start, stop in zip(edges[::2], edges[1::2], strict=True):
        thin[start:stop] = stop - start <= limit
    return thin


def _fringe(lines: Mask, share: NDArray[np.float64]) -> Mask:
    """Add the blurred neighbours of each line."""
    beside = np.zeros_like(lines)
    beside[1:] |= lines[:-1]
    beside[:-1] |= lines[1:]
    return np.asarray(lines | (beside & (share > 0.5)))
