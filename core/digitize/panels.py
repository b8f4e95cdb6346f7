"""The panels of a picture: pairs of labelled axes, and the words between them."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ..figure.ocr import Word
from .axes.labels import LabelLine, find_axis_labels, with_points
from .hints import Hints
from .page import Page
from .proposal import PixelBox
from .region import EVERYWHERE, Region
from .table.numerals import numerals

_LIKE_SIZE = 0.6
_SURE_LABELS = 3


def words_and_panels(
    page: Page, words: Sequence[Word], region: Region, hints: Hints
) -> tuple[tuple[Word, ...], list[tuple[LabelLine, LabelLine]]]:
    """Return the words looked at, in working pixels, and the axes among them."""
    inside = tuple(scaled(word, page.zoom) for word in words if region.has(word))
    panels = find_panels(page, inside, hints)
    if not panels or min(len(line.labels) for line in panels[0]) < _SURE_LABELS:
        panels = find_panels(page, inside, hints, guess=True)[:1] or panels
    if panels or region == EVERYWHERE:
        return inside, with_points(panels, inside)
    everything = tuple(scaled(word, page.zoom) for word in words)
    return everything, with_points(find_panels(page, everything, hints), everything)


def find_panels(
    page: Page, words: Sequence[Word], hints: Hints | None = None, *, guess: bool = False
) -> list[tuple[LabelLine, LabelLine]]:
    """Return the axes of each panel, best first; panels do not share labels.

    Labels within the ranges of ``hints`` come before others. With ``guess``,
    labels may have been misread by a digit.
    """
    panels: list[tuple[LabelLine, LabelLine]] = []
    candidates = find_axis_labels(numerals(words, guess=guess), page.width, page.height)
    if hints is not None:
        candidates = sorted(candidates, key=lambda axes: hints.n_outside(*map(_values, axes)))
    for x, y in candidates:
        used = {id(label.numeral) for row in panels for line in row for label in line.labels}
        own = [label for line in (x, y) for label in line.labels]
        if sum(id(label.numeral) in used for label in own) > 0:
            continue
        sure = min(len(x.labels), len(y.labels)) >= _SURE_LABELS
        if sure or not (panels or guess):
            panels.append((x, y))
    return _in_reading_order(panels)


def _values(line: LabelLine) -> list[float]:
    return [label.value for label in line.labels]


def _in_reading_order(
    panels: list[tuple[LabelLine, LabelLine]],
) -> list[tuple[LabelLine, LabelLine]]:
    """Return panels of like size in reading order, small ones and insets last."""
    if len(panels) < 2:
        return panels
    areas = [x.span * y.span for x, y in panels]
    height = max(y.span for _, y in panels)

    def place(index: int) -> tuple[bool, int, float]:
        axes = panels[index]
        small = areas[index] < _LIKE_SIZE * max(areas) or any(holds(one, axes) for one in panels)
        if small:
            return True, index, 0.0
        return False, round(axes[0].across / height), axes[0].labels[0].place

    return [panels[index] for index in sorted(range(len(panels)), key=place)]


def holds(axes: tuple[LabelLine, LabelLine], other: tuple[LabelLine, LabelLine]) -> bool:
    """Return whether the other axes lie inside these: an inset."""
    (x, y), (ox, oy) = axes, other
    if axes is other or ox.span * oy.span >= x.span * y.span:
        return False
    across, down = [label.place for label in x.labels], [label.place for label in y.labels]
    middle = np.mean([label.place for label in ox.labels])
    level = np.mean([label.place for label in oy.labels])
    return bool(
        min(across) < middle < max(across)
        and min(down) < level < x.across
        and min(across) < oy.across
        and ox.across < x.across
    )


def words_of_panel(
    words: tuple[Word, ...],
    axes: tuple[LabelLine, LabelLine],
    panels: Sequence[tuple[LabelLine, LabelLine]],
) -> tuple[Word, ...]:
    """Return the words without those in the plots of other panels: their legends and results."""
    others = [o for o in panels if o is not axes and not holds(o, axes) and not holds(axes, o)]
    plots = [
        (y.across, max(la.place for la in x.labels), min(la.place for la in y.labels), x.across)
        for x, y in others
    ]

    def is_elsewhere(word: Word) -> bool:
        return any(
            left < word.x < right and top < word.y < base - word.height
            for left, right, top, base in plots
        )

    return tuple(word for word in words if not is_elsewhere(word))


def label_box(page: Page, x: LabelLine, y: LabelLine) -> PixelBox:
    """Return the box of a panel with its labels, in figure pixels."""
    boxes = [label.numeral for line in (x, y) for label in line.labels]
    return figure_box(
        page,
        (
            min(box.x0 for box in boxes),
            min(box.y0 for box in boxes),
            max(box.x1 for box in boxes),
            max(box.y1 for box in boxes),
        ),
    )


def scaled(word: Word, zoom: float) -> Word:
    """Return the word in working pixels."""
    return replace(
        word,
        x0=word.x0 * zoom,
        y0=word.y0 * zoom,
        x1=word.x1 * zoom,
        y1=word.y1 * zoom,
        char_x=tuple(place * zoom for place in word.char_x),
    )


def figure_box(page: Page, box: tuple[float, float, float, float]) -> PixelBox:
    """Return a box of working pixels in figure pixels."""
    x, y = page.to_figure(np.array([box[0], box[2]]), np.array([box[1], box[3]]))
    return PixelBox(float(x.min()), float(y.min()), float(x.max()), float(y.max()))


def panel_box(page: Page, x: LabelLine, y: LabelLine) -> PixelBox:
    """Return the box between the outermost labels of a panel."""
    across = [label.place for label in x.labels]
    down = [label.place for label in y.labels]
    return figure_box(page, (min(across), min(down), max(across), max(max(down), x.across)))
