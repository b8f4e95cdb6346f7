"""Reading a figure or a project into a document with pixels; for the worker, knows no window."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QImageWriter

from core.errors import FileError, Finding
from core.files.atomic import BACKUP_SUFFIX
from core.model.document import Document, FigureFile

if TYPE_CHECKING:
    from core.figure.open import OpenedFigure

PROJECT_SUFFIX = ".kmtrace"
PASTED_NAME = "Pasted figure.png"

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """A file as read by the worker: the new document and what to show of it.

    ``figure`` holds the lines behind the pixels too, where the file has them; ``origin`` is
    the sample that a document without a file of its own comes from.
    """

    document: Document
    pixels: Pixels | None
    findings: tuple[Finding, ...] = ()
    path: Path | None = None
    is_unsaved: bool = False
    figure: "OpenedFigure | None" = None
    origin: Path | None = None


def read_file(path: Path) -> Opened:
    """Read a figure or a project; FileError when neither can be made of it."""
    from core.figure.open import open_figure
    from core.figure.raster import read_figure
    from core.files.project import figure_findings, load_project

    if path.suffix.lower() == PROJECT_SUFFIX or _is_backup(path):
        document = load_project(path)
        if document.figure is None:
            return Opened(document, None, path=path)
        shown = open_figure(document.figure)
        return Opened(document, shown.pixels, figure_findings(document), path, figure=shown)
    return open_page(read_figure(path), path.stem)


def backup_of(path: Path) -> Path:
    """Return where the previous version of a project lies."""
    return path.with_name(path.name + BACKUP_SUFFIX)


def read_backup(path: Path) -> Opened:
    """Read the previous version of a project."""
    return read_file(backup_of(path))


def _is_backup(path: Path) -> bool:
    return path.name.lower().endswith(PROJECT_SUFFIX + BACKUP_SUFFIX)


def open_page(figure: FigureFile, title: str) -> Opened:
    """Make a document of a figure file, one page of it where it has several."""
    from core.figure.open import open_figure

    shown = open_figure(figure)
    figure = replace(figure, dots_per_inch=shown.dots_per_inch)
    document = Document(figure=figure, title=title)
    return Opened(document, shown.pixels, shown.findings, figure=shown)


def read_image(image: QImage) -> Opened:
    """Make a document of a picture from the clipboard, kept as PNG."""
    from core.figure.raster import figure_file

    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if image.isNull() or not QImageWriter(buffer, QByteArray(b"png")).write(image):
        raise FileError(
            "The picture on the clipboard cannot be read. Take a screenshot of the figure.",
            code="I15",
        )
    return open_page(figure_file(PASTED_NAME, bytes(data.data())), "Pasted figure")
