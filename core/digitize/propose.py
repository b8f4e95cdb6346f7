"""Any opened figure read automatically: its lines where the file has them, else its pixels."""

from collections.abc import Callable, Sequence

from ..errors import InputError
from ..figure.ocr import Word
from ..figure.open import OpenedFigure
from .hints import Hints
from .pipeline import read_figure
from .proposal import FigureProposal, PixelBox
from .region import Area, Colour
from .vector.read import read_drawing


def propose(
    opened: OpenedFigure,
    *,
    hints: Hints | None = None,
    panel: int = 0,
    words: Sequence[Word] | None = None,
    keep_out: Sequence[Area] = (),
    look_inside: PixelBox | None = None,
    colour: Colour | None = None,
    should_stop: Callable[[], bool] = lambda: False,
    progress: Callable[[float, str], None] | None = None,
) -> FigureProposal:
    """Return what the figure says, every place in pixels of ``opened.pixels``.

    A vector page whose lines cannot be told apart is read from its pixels, and so
    is one of which only a region or a colour is asked for.

    Parameters
    ----------
    opened : OpenedFigure
    hints : Hints, optional
    panel : int
        Which panel, where the figure holds several; the largest is 0.
    words : sequence of Word, optional
        As an earlier proposal returned them.
    keep_out, look_inside, colour
        What to leave out and where to look, as for ``read_figure``.
    should_stop : callable
        Asked between stages of the bitmap reading.
    progress : callable
        Told the share done (0 to 1) and the stage.

    Raises
    ------
    InputError
        With the next step, when neither lines nor pixels could be read.
    core.digitize.pipeline.Stopped
        When ``should_stop`` turned true.
    """
    limited = bool(keep_out) or look_inside is not None or colour is not None
    if opened.drawing is not None and not limited:
        try:
            panels = read_drawing(
                opened.drawing, dots_per_inch=opened.dots_per_inch, pixels=opened.pixels
            )
            return panels[min(panel, len(panels) - 1)]
        except InputError:
            pass
    return read_figure(
        opened.pixels,
        hints=hints,
        words=words,
        panel=panel,
        keep_out=keep_out,
        look_inside=look_inside,
        colour=colour,
        should_stop=should_stop,
        progress=progress,
    )
