"""Any figure file made visible: a bitmap as it is, a vector page drawn, with its lines kept."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..errors import Finding, Severity
from ..model.document import FigureFile
from .drawing import Drawing
from .raster import open_raster
from .vector_worker import VectorFile, is_pdf, is_svg

DOTS_PER_INCH = 200.0


@dataclass(frozen=True, slots=True, eq=False)
class OpenedFigure:
    """A figure ready to show and to read.

    Attributes
    ----------
    pixels : ndarray of uint8, shape (height, width, 3)
    drawing : Drawing or None
        The lines and words behind the pixels, where the file has them.
    dots_per_inch : float
        Pixels per inch of the drawing; 0 for a bitmap.
    n_pages : int
    findings : tuple of Finding
    """

    pixels: NDArray[np.uint8]
    drawing: Drawing | None = None
    dots_per_inch: float = 0.0
    n_pages: int = 1
    findings: tuple[Finding, ...] = ()


def is_vector(data: bytes) -> bool:
    """Return whether these bytes are a PDF or an SVG."""
    return is_pdf(data) or is_svg(data)


def open_figure(file: FigureFile) -> OpenedFigure:
    """Open the page of a figure file that the document names.

    Takes up to a second for a PDF: call it off the window's thread.

    Raises
    ------
    FileError
        With a sentence for the user (I, P and J5 codes of the messages).
    """
    if not is_vector(file.data):
        raster = open_raster(file.data, file.name)
        return OpenedFigure(raster.pixels, findings=raster.findings)
    with VectorFile(file.data, file.name) as opened:
        picture = opened.picture(file.page)
        if picture is not None:
            return OpenedFigure(picture, n_pages=opened.n_pages, findings=(_scan_note(picture),))
        dots = file.dots_per_inch or DOTS_PER_INCH
        pixels = opened.render(file.page, dots)
        drawing = opened.page(file.page)
        # A page too large for the wanted resolution is drawn coarser.
        dots = 72 * pixels.shape[1] / drawing.width
        return OpenedFigure(pixels, drawing, dots, opened.n_pages)


def _scan_note(picture: NDArray[np.uint8]) -> Finding:
    height, width = picture.shape[:2]
    return Finding(
        "P7",
        Severity.NOTE,
        f"This page holds only a picture ({width} × {height} pixels). It is read as a picture, "
        "in its own pixels.",
    )
