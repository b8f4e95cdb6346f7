"""Every figure of a file: the panels of each page, or what one page or box of it shows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from ..errors import FileError, InputError
from ..figure.drawing import Box, Drawing
from ..figure.open import OpenedFigure, cropped, is_vector, open_figure, open_page
from ..figure.vector_worker import VectorFile
from ..model.document import FigureFile
from .hints import Hints
from .proposal import FigureProposal
from .propose import propose
from .vector.axes import find_axes
from .vector.curves import find_curves
from .vector.read import read_drawing

_LEAST_PICTURE = 100.0  # points a side: smaller pictures on a page are logos


@dataclass(frozen=True, slots=True, eq=False)
class FoundFigure:
    """One panel that was read, and the part of the file in whose pixels its places are named."""

    file: FigureFile
    proposal: FigureProposal


def read_figures(
    file: FigureFile,
    *,
    page: int | None = None,
    box: Box | None = None,
    hints: Hints | None = None,
    progress: Callable[[int, int], None] = lambda _page, _of: None,
) -> Iterator[FoundFigure]:
    """Read the figures of a file, in the order of its pages; of a picture, each panel.

    Parameters
    ----------
    file : FigureFile
    page : int or None
        The page to look at, counted from 0; None for every page.
    box : left, top, right, bottom or None
        The part of the page that is the figure: points (1/72 inch) from the
        upper left corner of a PDF or SVG as seen, pixels of a bitmap. The
        largest panel in it is read.
    hints : Hints, optional
    progress : callable
        Told each page, counted from 0, and how many there are.

    Raises
    ------
    InputError
        When nothing could be read, with the next step; P2 for a page that is
        not there, A3 where a page or box is needed or makes no sense.
    """
    if not is_vector(file.data):
        if page:
            raise InputError(f"{file.name} has one page only.", code="P2")
        yield from _in_bitmap(replace(file, box=box), hints)
        return
    with VectorFile(file.data, file.name) as vector:
        if page is None and vector.n_pages > 1:
            if box is not None:
                raise InputError(
                    f"{file.name} has {vector.n_pages} pages: name the one with --page.", code="A3"
                )
            yield from _on_all_pages(file, vector, hints, progress)
            return
        yield from _on_page(replace(file, page=page or 0), vector, box, hints)


def _in_bitmap(file: FigureFile, hints: Hints | None) -> Iterator[FoundFigure]:
    """The panels of a picture; those after the first only as far as they can be read."""
    opened = open_figure(file)
    first = _read(file, opened, hints)
    yield first
    for panel in range(1, len(first.proposal.panels)):
        try:
            proposal = propose(opened, hints=hints, panel=panel, words=first.proposal.words)
        except InputError:
            continue
        yield FoundFigure(first.file, proposal)


def _on_page(
    file: FigureFile, vector: VectorFile, box: Box | None, hints: Hints | None
) -> Iterator[FoundFigure]:
    """The panels of one page, or the figure in a box on it."""
    opened = open_page(vector, file)
    if box is not None:
        file = replace(file, box=_in_pixels(box, vector.page(file.page), opened))
        part = cropped(opened, file.box)
        if part.pixels.shape == opened.pixels.shape and part is opened:
            raise InputError(f"The box holds nothing of page {file.page + 1}.", code="A3")
        yield _read(file, part, hints)
        return
    panels = _panels(opened)
    if not panels:
        yield _read(file, opened, hints)
    for proposal in panels:
        yield FoundFigure(replace(file, dots_per_inch=opened.dots_per_inch), proposal)


def _on_all_pages(
    file: FigureFile,
    vector: VectorFile,
    hints: Hints | None,
    progress: Callable[[int, int], None],
) -> Iterator[FoundFigure]:
    """What each page draws; where no page draws a figure, what their pictures show."""
    n_found = 0
    with_picture = []
    for number in range(vector.n_pages):
        progress(number, vector.n_pages)
        try:
            drawing = vector.page(number)
        except FileError:
            continue
        if any(find_curves(drawing, axes) for axes in find_axes(drawing)):
            for found in _on_page(replace(file, page=number), vector, None, hints):
                n_found += 1
                yield found
        elif any(_is_large(image) for image in drawing.images):
            with_picture.append(number)
    if n_found:
        return
    for number in with_picture:
        progress(number, vector.n_pages)
        found_one = _in_picture(replace(file, page=number), vector, hints)
        if found_one is not None:
            n_found += 1
            yield found_one
    if not n_found:
        raise InputError(
            f"No figure was found on the {vector.n_pages} pages of {file.name}. Name its page "
            "with --page, and the part of the page with --box.",
            code="C17",
        )


def _in_picture(file: FigureFile, vector: VectorFile, hints: Hints | None) -> FoundFigure | None:
    """The figure that the picture of a page shows, if it is the only one there and is read."""
    try:
        opened = open_page(vector, file)
        return _read(file, opened, hints) if opened.drawing is None else None
    except InputError:
        return None


def _read(file: FigureFile, opened: OpenedFigure, hints: Hints | None) -> FoundFigure:
    file = replace(file, dots_per_inch=opened.dots_per_inch)
    return FoundFigure(file, propose(opened, hints=hints))


def _panels(opened: OpenedFigure) -> list[FigureProposal]:
    if opened.drawing is None:
        return []
    try:
        return read_drawing(
            opened.drawing, dots_per_inch=opened.dots_per_inch, pixels=opened.pixels
        )
    except InputError:
        return []


def _is_large(image: Box) -> bool:
    return min(image[2] - image[0], image[3] - image[1]) >= _LEAST_PICTURE


def _in_pixels(box: Box, drawing: Drawing, opened: OpenedFigure) -> Box:
    """A box in points of the page in pixels of what was opened of it."""
    if opened.drawing is not None:
        scale = opened.dots_per_inch / 72
        return box[0] * scale, box[1] * scale, box[2] * scale, box[3] * scale
    # The page's picture is shown in its own pixels: the box is counted from its corner.
    picture = max(drawing.images, key=lambda image: (image[2] - image[0]) * (image[3] - image[1]))
    height, width = opened.pixels.shape[:2]
    across = width / (picture[2] - picture[0])
    down = height / (picture[3] - picture[1])
    return (
        (box[0] - picture[0]) * across,
        (box[1] - picture[1]) * down,
        (box[2] - picture[0]) * across,
        (box[3] - picture[1]) * down,
    )
