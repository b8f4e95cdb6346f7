"""Reading a figure or a project into a document with pixels; for the worker, knows no window."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QImageWriter

from core.errors import FileError, Finding
from core.model.document import Document

PROJECT_SUFFIX = ".kmtrace"
PASTED_NAME = "Pasted figure.png"

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """A file as read by the worker: the new document and what to show of it."""

    document: Document
    pixels: Pixels | None
    findings: tuple[Finding, ...] = ()
    path: Path | None = None
    is_unsaved: bool = False


def read_file(path: Path) -> Opened:
    """Read a figure or a project; FileError when neither can be made of it."""
    from core.figure.raster import open_raster, read_figure
    from core.files.project import figure_findings, load_project

    if path.suffix.lower() == PROJECT_SUFFIX:
        document = load_project(path)
        if document.figure is None:
            return Opened(document, None, path=path)
        raster = open_raster(document.figure.data, document.figure.name)
        return Opened(document, raster.pixels, figure_findings(document), path)
    figure = read_figure(path)
    raster = open_raster(figure.data, figure.name)
    document = Document(figure=figure, title=path.stem)
    return Opened(document, raster.pixels, raster.findings)


def read_image(image: QImage) -> Opened:
    """Make a document of a picture from the clipboard, kept as PNG."""
    from core.figure.raster import figure_file, open_raster

    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if image.isNull() or not QImageWriter(buffer, QByteArray(b"png")).write(image):
        raise FileError(
            "The picture on the clipboard cannot be read. Take a screenshot of the figure.",
            code="I15",
        )
    figure = figure_file(PASTED_NAME, bytes(data.data()))
    raster = open_raster(figure.data, figure.name)
    document = Document(figure=figure, title="Pasted figure")
    return Opened(document, raster.pixels, raster.findings)
