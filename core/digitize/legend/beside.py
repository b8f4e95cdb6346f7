"""Names printed beside curves: told by the line drawn to one, their colour, or nearness."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ...arrays import FloatArray, IntArray
from ...figure.ocr import Word
from ..axes.box import Mask
from ..page import length
from ..table.matching import COLOURED_NAME, CurveLook, assign, colour_cost, margin, similarity
from ..table.rows import Table, word_colour
from .entries import LegendEntry
from .phrases import is_text, tells_no_name

if TYPE_CHECKING:
    from ..pipeline import Reading

_REACH = 3.5  # text heights between a name and its curve
_REACH_IN_COLOUR, _FAR_IN_COLOUR = 8.0, 0.6  # its colour names a curve wherever it stands
_OTHER_COLOUR, _COLOURED_OF_GREY = 1.0, 1.5
_LED_ELSEWHERE = 2.0
_A_ROW_NAME, _LIKE_A_ROW = 0.3, 0.85
_LETTERS = 0.6  # of what is printed; rows of marks are read as signs
_NEXT_LINE, _SAME_EDGE = 0.5, 1.0  # text heights
_INK = 45.0
_SHORTEST, _TOUCH, _THICK = 0.8, 0.6, 0.4  # text heights
_AT_CURVE, _BEYOND = 3.0, 12  # pixels
_MOST_PIECES = 3
_SIGNS = " -–—_=:"  # pieces of a line read with the name


@dataclass(frozen=True, eq=False)
class Printed:
    """A text that may name a curve: its box in working pixels, the height of one line."""

    text: str
    box: tuple[float, float, float, float]
    height: float


def names_beside(
    reading: "Reading", looks: Sequence[CurveLook], has_entry: Sequence[bool]
) -> dict[int, tuple[str, float]]:
    """Return the names printed beside curves without legend entry, and how sure each is.

    One half stands for a name that another curve could have as well.
    """
    if all(has_entry):
        return {}
    offers = printed_names(reading.words, reading.legend, reading)
    if not offers:
        return {}
    cost = _costs(reading, looks, offers)
    cost[np.asarray(has_entry)] += 2.0  # a name that suits a named curve better is that one's
    # A curve may as well go without.
    cost = np.hstack([cost, np.ones((len(looks), len(looks)))])
    found: dict[int, tuple[str, float]] = {}
    for index, place in enumerate(assign(cost, 1.0)):
        if place is not None and place < len(offers) and not has_entry[index]:
            found[index] = (offers[place].text, margin(cost, index, place))
    return found


def without_lone_entry(reading: "Reading") -> list[LegendEntry]:
    """Return the legend, none where its one entry is a name among others beside the curves.

    The line beside it is then a guide or a stretch of a curve, no sample.
    """
    if len(reading.legend) == 1 and len(reading.curves) > 1:
        beside = printed_names(reading.words, [], reading)
        if sum(_is_row_name(one.text, reading.table) for one in beside) > 1:
            return []
    return reading.legend


def printed_names(
    words: Sequence[Word], legend: Sequence[LegendEntry], reading: "Reading"
) -> list[Printed]:
    """Return the texts in the plot that may be names, lines of one name joined."""
    taken = {entry.text_box[:2] for entry in legend}
    lines = [w for w in words if _may_name(reading, w) and (w.x0, w.y0) not in taken]
    found: list[Printed] = []
    for word in sorted(lines, key=lambda w: w.y0):
        above = next((one for one in found if _goes_on(one, word)), None)
        text, box = _without_line(word, lines), (word.x0, word.y0, word.x1, word.y1)
        if above is not None:
            found.remove(above)
            text = f"{above.text} {text}"
            a = above.box
            box = (min(a[0], box[0]), a[1], max(a[2], box[2]), box[3])
        found.append(Printed(text, box, word.height))
    return found


def _goes_on(above: Printed, word: Word) -> bool:
    """Return whether a word is the next line of a name: below it, at one edge or centre."""
    gap = (word.y0 - above.box[3]) / word.height
    x0, x1 = above.box[0], above.box[2]
    edges = (x0 - word.x0, x1 - word.x1, (x0 + x1) / 2 - word.x)
    aligned = min(abs(edge) for edge in edges) < _SAME_EDGE * word.height
    inner = bool(re.search(r"(\+|-|/|plus|with|and|&|or|versus|then)$", above.text.strip(), re.I))
    begins = bool(re.match(r"(\+|/|plus|with|and|&|or|then|\(|[a-z])", word.text.strip()))
    return abs(gap) < _NEXT_LINE and aligned and (inner or begins)


def _without_line(word: Word, others: Sequence[Word]) -> str:
    """Return a name without pieces of a line; the minus of "HIV-" beside "HIV+" is none."""
    bare = word.text.strip(_SIGNS)
    is_minus = word.text.strip() == f"{bare}-" and any(o.text == f"{bare}+" for o in others)
    return f"{bare}-" if is_minus else bare


def _may_name(reading: "Reading", word: Word) -> bool:
    box, text = reading.box, word.text
    inside = box.start < word.x < reading.page.width and box.y0 < word.y < reading.x.across
    letters = re.findall("[A-Za-z]", text)
    if not inside or not word.upright or not is_text(word) or len(letters) < 3:
        return False
    if len(letters) < _LETTERS * len(re.sub(r"[\s\d.,()%=]", "", text)):
        return False
    return not (tells_no_name(text) or re.search(r"\d\.\d|CI\b", text))


def _costs(reading: "Reading", looks: Sequence[CurveLook], offers: Sequence[Printed]) -> FloatArray:
    """Return the cost of every text as the name of every curve; 1 and more is no name."""
    cost = np.zeros((len(looks), len(offers)))
    led = _leaders(reading, offers)
    for j, one in enumerate(offers):
        gaps = np.array([_gap(reading, k, one.box) for k in range(len(looks))]) / one.height
        rgb = word_colour(reading.page, one.box)
        hues = np.array([_colour_gap(rgb, look) for look in looks])
        is_coloured = hues.max() > _OTHER_COLOUR and hues.min() < _OTHER_COLOUR / 2
        near = np.minimum(gaps / _REACH_IN_COLOUR, _FAR_IN_COLOUR) if is_coloured else gaps / _REACH
        cost[:, j] = near + hues
        if j in led:
            cost[:, j] += _LED_ELSEWHERE
            cost[led[j], j] = 0.0
        if _is_row_name(one.text, reading.table):
            cost[:, j] -= _A_ROW_NAME
    return cost


def _colour_gap(rgb: FloatArray | None, look: CurveLook) -> float:
    """Return how unlike the colours of a name and a curve are; black names may be any curve's."""
    coloured_name = rgb is not None and np.ptp(rgb) > COLOURED_NAME
    if coloured_name and not look.coloured:
        return _COLOURED_OF_GREY
    return colour_cost(rgb, look.rgb, look.coloured)


def _is_row_name(text: str, table: Table | None) -> bool:
    rows = table.rows if table is not None else ()
    return any(row.name and similarity(text, row.name) > _LIKE_A_ROW for row in rows)


def _gap(reading: "Reading", k: int, box: tuple[float, float, float, float]) -> float:
    """Return the gap between a text box and a curve."""
    x0, y0, x1, y1 = box
    path, region = reading.curves[k].traced.path, reading.box
    columns = path.columns + region.x0
    over = (columns >= x0) & (columns <= x1)
    if not over.any():
        nearest = int(np.argmin(np.abs(columns - (x0 + x1) / 2)))
        over = np.zeros(columns.size, dtype=bool)
        over[nearest] = True
    height = reading.scene.shape[0]
    low, high = path.leave[over], path.enter[over]
    if reading.scene.rising:
        low, high = height - high, height - low
    rows_low, rows_high = low + region.y0, high + region.y0
    aside = max(x0 - columns.max(), 0)
    gaps = np.maximum(y0 - rows_low, rows_high - y1)
    return float(max(gaps.min(), 0) + aside)


def _leaders(reading: "Reading", offers: Sequence[Printed]) -> dict[int, int]:
    """Return the curve that a line or arrow leads to from a text, for those that have one."""
    import cv2

    box = reading.box
    bands = _bands(reading)
    left = _ink_apart(reading, bands)
    _, names, stats, _ = cv2.connectedComponentsWithStats(left.astype(np.uint8), connectivity=8)
    size = np.hypot(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    led: dict[int, int] = {}
    reading.leaders = np.zeros(left.shape, dtype=bool)
    for j, one in enumerate(offers):
        near = _window(one, box.x0, box.y0, _TOUCH * one.height)
        pieces = [int(name) for name in np.unique(names[near]) if name > 0]
        is_line = [
            p
            for p in pieces
            if size[p] > _SHORTEST * one.height
            and stats[p, cv2.CC_STAT_AREA] < max(_THICK * one.height, 4.0) * size[p]
        ]
        lines = [_follow(names, p, one, (box.x0, box.y0), size) for p in is_line]
        ends = [(_curve_at(bands, end), parts) for end, parts in lines]
        found = {curve: parts for curve, parts in ends if curve is not None}
        if len(found) == 1:
            led[j], parts = found.popitem()
            reading.leaders |= np.isin(names, parts)
    return led


def _bands(reading: "Reading") -> list[Mask]:
    """Return what each curve covers, rows as in the figure."""
    shape, rising = reading.scene.shape, reading.scene.rising
    bands = [c.traced.path.band(shape, c.traced.width / 2 + 1.5) for c in reading.curves]
    return [band[::-1] if rising else band for band in bands]


def _ink_apart(reading: "Reading", bands: Sequence[Mask]) -> Mask:
    """Return the ink of the plot that is no curve, no text and no frame."""
    box = reading.box
    region = reading.page.rgb[box.y0 : box.y1, box.x0 : box.x1].astype(np.float32)
    left = length(region - np.float32(box.background)) > _INK
    left &= ~box.frame
    for band in bands:
        left &= ~band
    for word in reading.words:
        one = Printed(word.text, (word.x0, word.y0, word.x1, word.y1), word.height)
        left[_window(one, box.x0, box.y0, 0.0)] = False
    return np.asarray(left)


def _window(one: Printed, left: int, top: int, more: float) -> tuple[slice, slice]:
    x0, y0, x1, y1 = one.box
    rows = slice(max(int(y0 - more) - top, 0), max(int(np.ceil(y1 + more)) - top, 0))
    columns = slice(max(int(x0 - more) - left, 0), max(int(np.ceil(x1 + more)) - left, 0))
    return rows, columns


def _follow(
    names: IntArray, piece: int, one: Printed, corner: tuple[int, int], size: FloatArray
) -> tuple[tuple[float, float], list[int]]:
    """Return where a line that begins at a text ends (column, row), and the pieces it is of.

    A curve it crosses parts it.
    """
    x = (one.box[0] + one.box[2]) / 2 - corner[0]
    y = (one.box[1] + one.box[3]) / 2 - corner[1]
    begin = (x, y)
    end, parts = begin, [piece]
    for _ in range(_MOST_PIECES):
        rows, columns = np.nonzero(names == piece)
        away = np.hypot(columns - begin[0], rows - begin[1])
        near, far = int(np.argmin(away)), int(np.argmax(away))
        end = (float(columns[far]), float(rows[far]))
        way = np.array([columns[far] - columns[near], rows[far] - rows[near]], dtype=float)
        way /= max(float(np.hypot(*way)), 1.0)
        after = _piece_beyond(names, piece, end, way)
        if after is None or size[after] < _SHORTEST * one.height:
            break
        piece = after
        parts.append(piece)
    return end, parts


def _piece_beyond(
    names: IntArray, piece: int, end: tuple[float, float], way: FloatArray
) -> int | None:
    """Return the piece of ink that goes on where a line ended at a curve."""
    for step in range(2, _BEYOND):
        column, row = round(end[0] + step * way[0]), round(end[1] + step * way[1])
        if not (0 <= row < names.shape[0] and 0 <= column < names.shape[1]):
            return None
        other = int(names[row, column])
        if other not in (0, piece):
            return other
    return None


def _curve_at(bands: Sequence[Mask], end: tuple[float, float]) -> int | None:
    """Return the curve nearest the end of a line, None where none is at it."""
    reach = int(_AT_CURVE) + 4
    column, row = int(end[0]), int(end[1])
    best: tuple[float, int] | None = None
    for k, band in enumerate(bands):
        top, left = max(row - reach, 0), max(column - reach, 0)
        rows, columns = np.nonzero(band[top : row + reach + 1, left : column + reach + 1])
        if rows.size == 0:
            continue
        gap = float(np.hypot(rows + top - row, columns + left - column).min())
        if best is None or gap < best[0]:
            best = (gap, k)
    return None if best is None else best[1]
