"""Which page of a vector file shows a survival figure, by its lines and labels alone."""

from collections.abc import Callable

from ..errors import FileError
from ..figure.vector_worker import VectorFile
from .vector.axes import find_axes
from .vector.curves import find_curves


def first_figure_page(
    file: VectorFile,
    *,
    should_stop: Callable[[], bool] = lambda: False,
    progress: Callable[[int], None] = lambda _page: None,
) -> int | None:
    """Return the first page that draws a step curve between labelled axes.

    Takes a few milliseconds a page. Pages that hold only pictures are not
    looked into, a page that cannot be read is passed over.

    Parameters
    ----------
    file : VectorFile
    should_stop : callable
        Asked before each page.
    progress : callable
        Told each page, counted from 0, before it is looked at.

    Returns
    -------
    int or None
        Counted from 0; None where no page does, or it was stopped.
    """
    for number in range(file.n_pages):
        if should_stop():
            return None
        progress(number)
        try:
            drawing = file.page(number)
        except FileError:
            continue
        if any(find_curves(drawing, axes) for axes in find_axes(drawing)):
            return number
    return None
