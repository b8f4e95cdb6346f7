"""Samples of the legend: where they lie, which curves run into them, how many arms they tell."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ...figure.ocr import Word
from ..axes.box import PlotBox
from ..curves.colours import InkClass
from ..page import Map, Page
from ..table.rows import Table
from .entries import LegendEntry
from .phrases import tells_no_name

_KEY_DARKER, _KEY_INKED = 0.25, 0.3
_KEY_COLOUR = 60.0


def expected_curves(legend: Sequence[LegendEntry], table: Table | None) -> int | None:
    """Return how many arms legend and risk table name; a single legend entry says nothing."""
    n_keys = len([e for e in legend if e.stands_alone and not tells_no_name(e.name)])
    n_rows = len(table.rows) if table is not None else 0
    if n_rows:
        return max(n_rows, n_keys if n_keys <= n_rows + 1 else n_rows)
    return n_keys if n_keys >= 2 else None


def inked_keys(page: Page, keys: Sequence[LegendEntry]) -> list[LegendEntry]:
    """Return the legend entries without those whose place in the column of samples is blank."""
    return [entry for entry in keys if entry.name or _has_ink(page, entry.box)]


def _has_ink(page: Page, box: tuple[float, float, float, float]) -> bool:
    x0, y0, x1, y1 = (max(round(value), 0) for value in box)
    cut = page.dark[max(y0 - 1, 0) : y1 + 2, x0 : x1 + 1]
    if cut.size == 0:
        return False
    inked = (cut > float(np.median(page.dark)) + _KEY_DARKER).any(axis=0)
    return float(inked.mean()) > _KEY_INKED


def keys_in_line(legend: Sequence[LegendEntry], words: Sequence[Word]) -> list[LegendEntry]:
    """Return the legend with the samples that curves run into, where others show their place.

    Two samples of one column tell where those of further names stand.
    """
    alone = [entry for entry in legend if entry.stands_alone]
    found = list(alone)
    for one in alone:
        height = one.text_box[3] - one.text_box[1]
        slack = max(4.0, 0.4 * height)
        column = [
            e for e in alone if abs(e.box[0] - one.box[0]) + abs(e.box[2] - one.box[2]) < slack
        ]
        if len(column) < 2:
            continue
        for word in words:
            known = any(
                abs(word.y - (e.text_box[1] + e.text_box[3]) / 2) < 0.5 * height for e in found
            )
            levels = [(e.text_box[1] + e.text_box[3]) / 2 for e in column]
            near = min(levels) - 2 * height < word.y < max(levels) + 2 * height
            beside = abs(word.x0 - one.text_box[0]) <= 0.4 * height
            with_sample = (
                one.box[0] - slack <= word.x0 <= one.text_box[0]
                and word.x1 > one.text_box[0] + 1.5 * height
                and not _is_printed_left_of(word, one.text_box[0] - 0.3 * height)
            )
            if known or not near or not (beside or with_sample):
                continue
            lift = word.y - (one.text_box[1] + one.text_box[3]) / 2
            x0, y0, x1, y1 = one.box
            text = (word.x0, word.y0, word.x1, word.y1)
            name = word.text if tells_no_name(word.text) else ""  # such as a censored patient
            found.append(replace(one, name=name, box=(x0, y0 + lift, x1, y1 + lift), text_box=text))
    return found


def _is_printed_left_of(word: Word, x: float) -> bool:
    """Return whether letters stand left of a column of names: a title, no name with a sample."""
    letters = [at for at, char in zip(word.char_x, word.text, strict=False) if char.isalnum()]
    return len(letters) > 1 and letters[1] < x


def clear_keys(
    maps: Sequence[Map], classes: Sequence[InkClass], box: PlotBox, legend: Sequence[LegendEntry]
) -> None:
    """Take each legend sample out of the ink of its own colour."""
    for entry in legend:
        gaps = [float(np.linalg.norm(ink.rgb - entry.rgb)) for ink in classes]
        if entry.stands_alone and gaps and min(gaps) <= _KEY_COLOUR:
            maps[int(np.argmin(gaps))][key_window(box, entry.box)] = 0


def key_window(box: PlotBox, key: tuple[float, float, float, float]) -> tuple[slice, slice]:
    """Return rows and columns of a sample in the region searched."""
    x0, y0, x1, y1 = key
    return (
        slice(max(int(y0) - 2 - box.y0, 0), max(int(y1) + 3 - box.y0, 0)),
        slice(max(int(x0) - 3 - box.x0, 0), max(int(x1) + 4 - box.x0, 0)),
    )


def key_mask(box: PlotBox, legend: Sequence[LegendEntry]) -> NDArray[np.bool_]:
    """Return the pixels of the legend samples."""
    mask = np.zeros((box.height, box.width), dtype=bool)
    for entry in legend:
        if not entry.stands_alone:
            continue
        x0, _, x1, _ = entry.box
        half = 0.55 * (entry.text_box[3] - entry.text_box[1])
        row = (entry.box[1] + entry.box[3]) / 2
        rows = slice(max(int(row - half) - box.y0, 0), max(int(row + half) + 1 - box.y0, 0))
        columns = slice(max(int(x0) - 3 - box.x0, 0), max(int(x1) + 3 - box.x0, 0))
        mask[rows, columns] = True
    return mask
