"""The inks of a plot: which colours may be curves, and where each of them lies."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...figure.ocr import Word
from ..axes.box import PlotBox, text_mask
from ..legend.entries import LegendEntry
from ..legend.keys import clear_keys, inked_keys, key_mask, key_window, keys_in_line
from ..legend.phrases import tells_no_name
from ..marks.symbol_names import without_rows_of
from ..marks.symbols import Symbols, find_symbols
from ..page import Map, Page
from ..region import Region
from ..table.rows import Table
from .background import local_background
from .blurred import classes_of
from .colours import InkClass, core_of, is_blurred, with_colour, with_key_colours
from .ink import maps_of


@dataclass(eq=False)
class Inks:
    """What may be curves, before any is followed.

    Attributes
    ----------
    classes, maps
        The inks, and how much of each lies at every pixel of the region searched.
    only : int or None
        The one ink that is asked for.
    text, blind : ndarray of bool
        Pixels of words and legend samples, and those to keep out of.
    blurred : bool
        Whether neighbouring pixels run into each other, as in a JPEG.
    symbols : list
        Censor marks that are shapes.
    legend, keys : list of LegendEntry
        The legend without rows of marks, and its inked samples with those curves run into.
    """

    classes: list[InkClass]
    maps: list[Map]
    only: int | None
    text: NDArray[np.bool_]
    blind: NDArray[np.bool_]
    blurred: bool
    symbols: list[Symbols | None]
    legend: list[LegendEntry]
    keys: list[LegendEntry]


def find_inks(
    page: Page,
    words: Sequence[Word],
    box: PlotBox,
    legend: list[LegendEntry],
    table: Table | None,
    region: Region,
) -> Inks:
    """Return the inks of a plot, legend samples taken out of them."""
    background = local_background(page, box)
    keys = keys_in_line(legend, words)
    text = text_mask(box, words) | key_mask(box, keys)
    if table is not None and table.inside:
        text |= _table_mask(box, table)
    blind = region.blind(page, box)
    core = core_of(page, box, background, text | box.frame | blind)
    blurred = is_blurred(core)
    classes = classes_of(page, box, background, core, blurred=blurred)
    if not blurred:
        colours = [entry.rgb for entry in legend if entry.stands_alone]
        classes = with_key_colours(classes, colours, core, box)
    classes, only = with_colour(classes, region.colour, box.width)
    classes, maps, only = maps_of(
        page, box, background, classes, text | box.frame, blurred=blurred, own=only
    )
    symbols = find_symbols(classes, maps, box.frame, text_mask(box, words), key_mask(box, legend))
    clear_keys(maps, classes, box, legend)
    legend, keys = (without_rows_of(symbols, box, one) for one in (legend, keys))
    for entry in keys:
        if not entry.name or tells_no_name(entry.name):
            for one in maps:
                one[key_window(box, entry.box)] = 0
    return Inks(classes, maps, only, text, blind, blurred, symbols, legend, inked_keys(page, keys))


def _table_mask(box: PlotBox, table: Table) -> NDArray[np.bool_]:
    mask = np.zeros((box.height, box.width), dtype=bool)
    for row in table.rows:
        for cell in row.cells:
            if cell is not None:
                rows = slice(max(int(cell.y0) - box.y0, 0), max(int(cell.y1) - box.y0, 0))
                columns = slice(max(int(cell.x0) - box.x0, 0), max(int(cell.x1) - box.x0, 0))
                mask[rows, columns] = True
    return mask
