"""The number-at-risk table: rows of counts under (or inside) the plot, by column of time."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...arrays import FloatArray
from ...figure.ocr import Word
from ..axes.labels import LabelLine
from ..axes.ticks import AxisFit
from ..page import Page
from .counts import Cell, with_thousands, without_label, word_cells

_COLUMN_SHARE = 0.42
_LEAST_COLUMNS = 0.34
_FALLING = 0.6
_LEAST_STACKS = 3
_UNDER_TICK = 0.12  # of the ticks' distance
_MOVED = 0.4
_PARTS = (2, 3, 4, 6)
_SAMPLE_REACH = 12.0
_CUT = 0.2
_COLOURED, _COUNTS_LOOKED_AT = 50.0, 3


@dataclass(frozen=True, eq=False)
class TableRow:
    """One row: a cell or None for every column, its name and the colour of its name."""

    cells: tuple[Cell | None, ...]
    name: str
    y: float
    height: float
    name_box: tuple[float, float, float, float] | None = None
    name_rgb: FloatArray | None = None


@dataclass(frozen=True, eq=False)
class Table:
    """A risk table: times and columns in working pixels, rows from top to bottom."""

    times: FloatArray
    columns: FloatArray
    rows: tuple[TableRow, ...]
    inside: bool = False


def find_table(
    page: Page, words: Sequence[Word], x: LabelLine, x_fit: AxisFit, axis_row: float, start: float
) -> Table | None:
    """Return the risk table below the time axis, else one inside the plot, else None.

    Parameters
    ----------
    words : sequence of Word
        In working pixels.
    x, x_fit : LabelLine, AxisFit
        The time axis: as labelled and as fitted.
    axis_row : float
        Row of the time axis line.
    start : float
        Column of the start of follow-up.
    """
    times = _times(x, x_fit)
    columns = np.array([x_fit.at(float(time)) for time in times])
    text = float(np.median([label.numeral.height for label in x.labels]))
    whole = [word for word in words if not _is_cut(word, page.rgb.shape[0])]
    cells = with_thousands([cell for word in whole for cell in word_cells(word)])
    below = [c for c in cells if c.y > x.across + 0.7 * text]
    own = own_times(below, times, x_fit)
    if own.size:
        at = np.array([x_fit.at(float(time)) for time in own])
        table = _from_cells(page, words, below, own, at, inside=False)
        if table is not None:
            return table
    table = _from_cells(page, words, below, times, columns, inside=False)
    if table is not None:
        return table
    inside = [c for c in cells if c.y < axis_row and c.x > start - 0.5 * (columns[1] - columns[0])]
    return _from_cells(page, words, inside, times, columns, inside=True)


def _is_cut(word: Word, height: int) -> bool:
    """Return whether the picture ends within a line of text: halves of letters look like ones."""
    return word.y > height - _CUT * word.height


def _times(x: LabelLine, x_fit: AxisFit) -> FloatArray:
    """Return the labelled times, filled up to an even grid from 0 where they allow."""
    values = np.unique([label.value for label in x.labels]) + 0.0  # no -0
    step = float(np.min(np.diff(values)))
    first = 0.0 if x_fit.at(0.0) > 0 and values[0] <= 2 * step + 1e-9 else float(values[0])
    grid = first + step * np.arange(round((values[-1] - first) / step) + 1)
    even = np.allclose(np.round((values - first) / step), (values - first) / step, atol=0.02)
    return np.asarray(grid if even and grid.size < 60 else values, dtype=float)


def own_times(cells: list[Cell], times: FloatArray, x_fit: AxisFit) -> FloatArray:
    """Return the times of a table whose columns do not stand under the labelled ticks.

    They are multiples of a part of the ticks' distance (a half to a sixth). Empty
    where the columns stand under the ticks, all perhaps moved alike, or nowhere regular.
    """
    spacing = float(np.min(np.diff(times)))
    columns = _stacks(cells)
    at = np.array([(x_fit.value_at(x) - times[0]) / spacing for x in columns])
    inside = (at > -0.3) & (at < (times[-1] - times[0]) / spacing + 0.3)
    at = at[inside]
    if at.size < _LEAST_STACKS:
        return np.empty(0)
    moved = at - np.round(at)
    if np.mean(np.abs(moved - np.median(moved)) < _UNDER_TICK) >= 0.8 and (
        abs(np.median(moved)) < _MOVED
    ):
        return np.empty(0)
    for part in _PARTS:
        near = np.round(at * part) / part
        if np.mean(np.abs(at - near) < _UNDER_TICK / part) >= 0.9:
            return np.asarray(times[0] + np.unique(near) * spacing)
    return np.empty(0)


def _stacks(cells: list[Cell]) -> FloatArray:
    """Return the centres of columns in which counts of two rows or more stand."""
    lines = [line for line in _lines(cells) if len(line) >= 3]
    if len(lines) < 2:
        return np.array([cell.x for line in lines for cell in line])
    found: list[float] = []
    for cell in lines[0]:
        reach = 0.5 * (cell.x1 - cell.x0)
        others = [o.x for line in lines[1:] for o in line if abs(o.x - cell.x) < reach]
        if others:
            found.append(float(np.mean([cell.x, *others])))
    return np.array(found)


def _from_cells(
    page: Page,
    words: Sequence[Word],
    cells: list[Cell],
    times: FloatArray,
    columns: FloatArray,
    *,
    inside: bool,
) -> Table | None:
    if len(cells) < 2 or columns.size < 2:
        return None
    spacing = float(np.min(np.diff(columns)))
    rows = []
    for group in _lines(cells):
        placed = _placed(group, columns, spacing)
        if _is_row(placed, times, inside=inside):
            rows.append(_row(page, words, placed, columns, spacing))
    rows = _one_table(rows)
    if not rows or (inside and len(rows) > 6):
        return None
    return Table(times, columns, tuple(rows), inside)


def _lines(cells: list[Cell]) -> list[list[Cell]]:
    """Group cells that stand on one line of text."""
    groups: list[list[Cell]] = []
    for cell in sorted(cells, key=lambda c: c.y):
        near = [
            g
            for g in groups
            if abs(np.median([c.y for c in g]) - cell.y) < 0.5 * (cell.y1 - cell.y0)
        ]
        if near:
            near[-1].append(cell)
        else:
            groups.append([cell])
    return groups


def _placed(group: list[Cell], columns: FloatArray, spacing: float) -> list[Cell | None]:
    """Put each cell into its nearest column; all shifted alike where they are not centred."""
    x = np.array([cell.x for cell in group])
    gaps = x[:, None] - columns[None, :]
    nearest = np.argmin(np.abs(gaps), axis=1)
    off = gaps[np.arange(x.size), nearest]
    near = np.abs(off) < _COLUMN_SHARE * spacing
    placed: list[Cell | None] = [None] * columns.size
    for cell, column, fits, gap in zip(group, nearest, near, off, strict=True):
        known = placed[int(column)]
        if not fits or (known is not None and abs(known.x - columns[int(column)]) < abs(gap)):
            continue
        placed[int(column)] = cell
    return placed


def _is_row(placed: list[Cell | None], times: FloatArray, *, inside: bool) -> bool:
    where = [k for k, cell in enumerate(placed) if cell is not None and cell.n >= 0]
    share = 0.6 if inside else _LEAST_COLUMNS
    if len(where) < max(2 if not inside else 3, share * times.size):
        return False
    counts = np.array([placed[k].n for k in where])  # type: ignore[union-attr]
    if np.allclose(counts, times[where]) or (counts[0] == 0 and np.any(counts > 0)):
        return False
    return bool(np.mean(np.diff(counts) <= 0) >= _FALLING) and bool(counts.max() > 0)


def _row(
    page: Page,
    words: Sequence[Word],
    placed: list[Cell | None],
    columns: FloatArray,
    spacing: float,
) -> TableRow:
    placed = without_label(placed)
    known = [cell for cell in placed if cell is not None]
    y = float(np.median([cell.y for cell in known]))
    height = float(np.median([cell.y1 - cell.y0 for cell in known]))
    first = min(cell.x0 for cell in known)
    right = first + 1 if placed[0] is not None else min(first, columns[0] - 0.2 * spacing)
    name, box = row_name(words, y, height, right)
    rgb = word_colour(page, box) if box is not None else sample_colour(page, y, height, first)
    if rgb is None or np.ptp(rgb) <= _COLOURED:
        rgb = _colour_of_counts(page, known, rgb)
    return TableRow(tuple(placed), name, y, height, box, rgb)


def _colour_of_counts(
    page: Page, cells: Sequence[Cell], other: FloatArray | None
) -> FloatArray | None:
    """Return the colour the counts of a row are printed in, ``other`` where they are black."""
    wide = sorted(cells[1:], key=lambda cell: cell.x0 - cell.x1)[:_COUNTS_LOOKED_AT]
    found = [word_colour(page, (cell.x0, cell.y0, cell.x1, cell.y1)) for cell in wide]
    inks = [rgb for rgb in found if rgb is not None]
    if not inks:
        return other
    rgb = np.asarray(np.median(inks, axis=0))
    return rgb if np.ptp(rgb) > _COLOURED else other


def row_name(
    words: Sequence[Word], y: float, height: float, right: float
) -> tuple[str, tuple[float, float, float, float] | None]:
    """Return the text left of the first count on a row, with its box."""
    parts = []
    for word in words:
        if not word.upright or abs(word.y - y) > 0.6 * height or word.x0 >= right:
            continue
        text, x1 = _left_of(word, right)
        if re.search(r"[A-Za-z]", text):
            parts.append((word.x0, word.y0, x1, word.y1, text))
    if not parts:
        return "", None
    parts.sort()
    name = " ".join(part[4].strip() for part in parts).strip(" :-–—=")
    box = (
        min(p[0] for p in parts),
        min(p[1] for p in parts),
        max(p[2] for p in parts),
        max(p[3] for p in parts),
    )
    return name, box


def _left_of(word: Word, right: float) -> tuple[str, float]:
    """Cut the counts off the end of a name the reader ran into them."""
    if word.x1 <= right or not word.char_x:
        return word.text, word.x1
    keep = [k for k, x in enumerate(word.char_x) if x < right]
    text = word.text[: keep[-1] + 1] if keep else ""
    merged = re.match(r"(.*[A-Za-z)\]%+])\s*[\d,]+(?:\s*\(\d+\))?\s*$", word.text)
    if merged and abs(len(merged[1]) - len(text.rstrip())) <= 3:
        text = merged[1]
    return text, right


def word_colour(page: Page, box: tuple[float, float, float, float]) -> FloatArray | None:
    """Return the colour of the ink in a box: the median of what stands out most."""
    x0, y0, x1, y1 = (round(value) for value in box)
    cut = page.rgb[max(y0, 0) : y1, max(x0, 0) : x1].reshape(-1, 3).astype(float)
    if cut.shape[0] < 10:
        return None
    apart = np.abs(cut - np.median(cut, axis=0)).sum(axis=1)
    strong = apart >= max(np.quantile(apart, 0.9), 60)
    return np.asarray(np.median(cut[strong], axis=0)) if strong.any() else None


def sample_colour(page: Page, y: float, height: float, right: float) -> FloatArray | None:
    """Return the colour of a line sample that stands for a row's name, None without one."""
    low = max(int(right - _SAMPLE_REACH * height), 0)
    rows = slice(max(int(y - 0.3 * height), 0), int(np.ceil(y + 0.3 * height)))
    cut = page.rgb[rows, low : max(int(right - 0.2 * height), low)].astype(float)
    if cut.size == 0:
        return None
    ink = np.abs(cut - np.median(page.rgb[::31, ::31].reshape(-1, 3), axis=0)).max(axis=2) > 60
    row = int(np.argmax(ink.sum(axis=1)))
    inked = ink[row]
    if inked.sum() < 0.8 * height or ink.sum() > 0.6 * ink.size:
        return None
    return np.asarray(np.median(cut[row][inked], axis=0))


def _one_table(rows: list[TableRow]) -> list[TableRow]:
    """Keep rows that stand together: drop what is far below the first block."""
    rows = sorted(rows, key=lambda row: row.y)
    kept: list[TableRow] = []
    for row in rows:
        if kept and row.y - kept[-1].y > 6.0 * max(row.height, kept[-1].height):
            break
        kept.append(row)
    return kept
