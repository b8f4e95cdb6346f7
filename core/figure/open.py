"""Any figure file made visible: a bitmap as it is, a vector page drawn, with its lines kept."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..errors import Finding, Severity
from ..model.document import FigureFile
from .drawing import Box, Drawing
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
    """Open the page of a figure file that the document names, cut to its box if it has one.

    Takes up to a second for a PDF: call it off the window's thread.

    Raises
    ------
    FileError
        With a sentence for the user (I, P and J5 codes of the messages).
    """
    return cropped(_open_page(file), file.box)


def cropped(opened: OpenedFigure, box: Box | None) -> OpenedFigure:
    """Return the part of a page inside a box, places counted from the corner of the box.

    Parameters
    ----------
    opened : OpenedFigure
        The whole page.
    box : left, top, right, bottom in its pixels, or None
        `whole_pixels` has made it fit; a box that holds no pixel is the whole page.
    """
    height, width = opened.pixels.shape[:2]
    kept = None if box is None else whole_pixels(box, width, height)
    if kept is None:
        return opened
    left, top, right, bottom = (int(edge) for edge in kept)
    pixels = np.ascontiguousarray(opened.pixels[top:bottom, left:right])
    drawing = opened.drawing
    if drawing is not None:
        points = 72 / opened.dots_per_inch
        drawing = drawing.cropped((left * points, top * points, right * points, bottom * points))
    return replace(opened, pixels=pixels, drawing=drawing)


def whole_pixels(box: Box, width: int, height: int) -> Box | None:
    """Return the whole pixels that a box touches; None where it holds none of the picture.

    Parameters
    ----------
    box : left, top, right, bottom, in any order of corners
    width, height : int
        Of the picture.
    """
    left, right = sorted((box[0], box[2]))
    top, bottom = sorted((box[1], box[3]))
    left, top = max(np.floor(left), 0.0), max(np.floor(top), 0.0)
    right, bottom = min(np.ceil(right), float(width)), min(np.ceil(bottom), float(height))
    if not (left < right and top < bottom):
        return None
    return float(left), float(top), float(right), float(bottom)


def _open_page(file: FigureFile) -> OpenedFigure:
    if not is_vector(file.data):
        raster = open_raster(file.data, file.name)
        return OpenedFigure(raster.pixels, findings=raster.findings)
    with VectorFile(file.data, file.name) as opened:
        return open_page(opened, file)


def open_page(vector: VectorFile, file: FigureFile) -> OpenedFigure:
    """Return the whole page that a figure file names out of the file opened already.

    A page that holds only a picture is that picture in its own pixels.

    Raises
    ------
    FileError
        With a sentence for the user (P codes).
    """
    dots = file.dots_per_inch or DOTS_PER_INCH
    with vector.within():
        picture = vector.picture(file.page)
        if picture is not None:
            return OpenedFigure(picture, n_pages=vector.n_pages, findings=(_scan_note(picture),))
        pixels = vector.render(file.page, dots)
        drawing = vector.page(file.page)
    # A page too large for the wanted resolution is drawn coarser.
    dots = 72 * pixels.shape[1] / drawing.width
    return OpenedFigure(pixels, drawing, dots, vector.n_pages)


def _scan_note(picture: NDArray[np.uint8]) -> Finding:
    height, width = picture.shape[:2]
    return Finding(
        "P7",
        Severity.NOTE,
        f"This page holds only a picture ({width} × {height} pixels). It is read as a picture, "
        "in its own pixels.",
    )
