"""Doubtful cells of the risk table read once more, each from its own enlarged crop."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from ...figure.ocr import TextLine, Word, read_lines
from ..page import Page, Pixels
from .counts import Cell, with_thousands, without_label, word_cells
from .rows import Table, TableRow

_SURE = 0.9
_SMALL_DIGITS = 7.5  # figure pixels; lower ones are all read again
_TINY_DIGITS = 5.6  # lower ones are never sure: a 6 and an 8 may look the same
_UNSURE = 0.89
_TARGET = 48.0
_HALF_COLUMN = 0.46
_KEEP_BONUS = 0.05

Reader = Callable[[Sequence[Pixels]], list[TextLine]]


def read_once(crops: Sequence[Pixels]) -> list[TextLine]:
    """Read crops of one line each; those of a figure read again are remembered."""
    return list(_remembered(tuple((crop.shape, crop.tobytes()) for crop in crops)))


@lru_cache(maxsize=8)
def _remembered(crops: tuple[tuple[tuple[int, ...], bytes], ...]) -> tuple[TextLine, ...]:
    return tuple(
        read_lines([np.frombuffer(held, dtype=np.uint8).reshape(shape) for shape, held in crops])
    )


def reread_cells(page: Page, table: Table, reader: Reader = read_once) -> Table:
    """Return the table with missing, unsure and impossible cells read from their own crops.

    Parameters
    ----------
    page : Page
    table : Table
        In working pixels.
    reader : callable
        Reads crops of one line each.
    """
    heights = [digit_height(page, row) for row in table.rows]
    wanted = [(i, k) for i, row in enumerate(table.rows) for k in _doubtful(row, heights[i])]
    if not wanted:
        return table
    crops = [_crop(page, table, table.rows[i], k) for i, k in wanted]
    lines = reader(crops)
    rows = [list(row.cells) for row in table.rows]
    for (i, k), line in zip(wanted, lines, strict=True):
        found = _as_cell(table, table.rows[i], k, line)
        if found is not None:
            rows[i][k] = _better(rows[i], k, found)
    return replace(
        table,
        rows=tuple(
            replace(row, cells=_settled(cells, height))
            for row, cells, height in zip(table.rows, rows, heights, strict=True)
        ),
    )


def digit_height(page: Page, row: TableRow) -> float:
    """Return how high the digits of a row are, in figure pixels."""
    heights = []
    for cell in row.cells:
        if cell is None:
            continue
        rows = slice(max(int(cell.y0) - 1, 0), int(np.ceil(cell.y1)) + 1)
        cut = page.dark[rows, max(int(cell.x0), 0) : int(np.ceil(cell.x1))]
        if cut.size == 0:
            continue
        profile = cut.max(axis=1)
        inked = profile > (profile.min() + profile.max()) / 2
        if inked.any():
            heights.append(int(np.ptp(np.flatnonzero(inked))) + 1)
    return float(np.median(heights)) / page.zoom if heights else row.height / page.zoom


def _settled(cells: Sequence[Cell | None], height: float) -> tuple[Cell | None, ...]:
    """Leave out unsure counts that contradict surer ones; those of tiny digits are never sure."""
    if height < _TINY_DIGITS:
        cells = [cell and replace(cell, confidence=min(cell.confidence, _UNSURE)) for cell in cells]
    cells = without_label(cells)
    fits = set(_falling([cell for cell in cells if cell is not None and cell.n >= 0]))
    return tuple(
        None if cell is not None and cell.confidence < _SURE and cell.n not in fits else cell
        for cell in cells
    )


def _falling(cells: Sequence[Cell]) -> list[int]:
    """Return the counts of the likeliest choice of cells whose counts never rise."""
    best: list[tuple[float, list[int]]] = []
    for cell in cells:
        before = max((choice for choice in best if choice[1][-1] >= cell.n), default=(0.0, []))
        best.append((before[0] + cell.confidence, [*before[1], cell.n]))
    return max(best, default=(0.0, []))[1]


def _doubtful(row: TableRow, height: float) -> list[int]:
    """Return the columns whose cells are missing, unsure, out of order or small."""
    if height < _SMALL_DIGITS:
        return list(range(len(row.cells)))
    counts = [cell.n if cell is not None else -1 for cell in row.cells]
    return [
        k
        for k, cell in enumerate(row.cells)
        if cell is None or cell.confidence < _SURE or not _in_order(counts, k)
    ]


def _in_order(counts: Sequence[int], k: int) -> bool:
    before = [n for n in counts[:k] if n >= 0]
    after = [n for n in counts[k + 1 :] if n >= 0]
    if counts[k] < 0:
        return False
    return not (before and counts[k] > before[-1]) and not (after and counts[k] < after[0])


def _crop(page: Page, table: Table, row: TableRow, k: int) -> Pixels:
    import cv2

    cell = row.cells[k]
    spacing = float(np.min(np.diff(table.columns)))
    x = float(table.columns[k]) if cell is None else cell.x
    half = _HALF_COLUMN * spacing
    if cell is not None:
        half = min(half, 0.5 * (cell.x1 - cell.x0) + 0.35 * row.height)
    y0, y1 = row.y - 0.55 * row.height, row.y + 0.55 * row.height
    top, base = max(int(y0), 0), min(int(np.ceil(y1)), page.height)
    low, high = max(int(x - half), 0), min(int(np.ceil(x + half)), page.width)
    cut = page.rgb[top : max(base, top + 2), low : max(high, low + 2), ::-1]
    zoom = max(_TARGET / max(cut.shape[0], 1), 1.0)
    cut = cv2.resize(
        np.ascontiguousarray(cut), None, fx=zoom, fy=zoom, interpolation=cv2.INTER_CUBIC
    )
    return np.asarray(cut, dtype=np.uint8)


def _as_cell(table: Table, row: TableRow, k: int, line: TextLine) -> Cell | None:
    x, half = float(table.columns[k]), row.height
    word = Word(
        line.text.strip(),
        line.confidence,
        x - half,
        row.y - row.height / 2,
        x + half,
        row.y + row.height / 2,
        True,
        tuple(np.linspace(x - half, x + half, len(line.text.strip())).tolist()),
    )
    cells = [cell for cell in with_thousands(word_cells(word)) if cell.n >= 0]
    if len(cells) != 1 or line.confidence < 0.5:
        return None
    return replace(cells[0], x=x, x0=word.x0, x1=word.x1)


def _better(cells: Sequence[Cell | None], k: int, found: Cell) -> Cell:
    """Return the surer reading; two that disagree are never sure."""
    known = cells[k]
    counts = [cell.n if cell is not None else -1 for cell in cells]
    if known is None or known.n < 0:
        return replace(found, confidence=min(found.confidence, _UNSURE))
    if (known.n, known.censored) == (found.n, found.censored):
        return replace(known, confidence=max(known.confidence, found.confidence))
    with_found = [*counts[:k], found.n, *counts[k + 1 :]]
    score_known = known.confidence + _KEEP_BONUS + (0.5 if _in_order(counts, k) else 0)
    score_found = found.confidence + (0.5 if _in_order(with_found, k) else 0)
    chosen = (
        known
        if score_known >= score_found
        else replace(found, x0=known.x0, x1=known.x1, y0=known.y0, y1=known.y1)
    )
    return replace(chosen, confidence=min(chosen.confidence, 0.8))
