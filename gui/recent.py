"""Thumbnails and badges of recent projects."""

import hashlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from platformdirs import user_cache_path
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage

from core.results import Analysis, Badge, Verdict
from gui.chip import badge_state

_THUMBNAIL = QSize(480, 260)


def badge(analysis: Analysis) -> tuple[str, str]:
    """Return the state and the words of the overall badge's chip."""
    words = analysis.badge.value
    if analysis.badge is Badge.INCONSISTENT:
        n_differ = sum(row.verdict is Verdict.DIFFERS for row in analysis.comparisons)
        words = f"{words} ({n_differ})" if n_differ else words
    return badge_state(analysis.badge), words


def thumbnail_path(project: Path) -> Path:
    """Return where the thumbnail of a project is kept."""
    name = hashlib.sha256(str(project).encode()).hexdigest()[:24]
    return user_cache_path("KMTrace", appauthor=False) / "thumbnails" / f"{name}.png"


def write_thumbnail(project: Path, pixels: NDArray[np.uint8]) -> None:
    """Keep a small picture of the figure beside the program's own files."""
    small = as_image(pixels).scaled(
        _THUMBNAIL,
        Qt.AspectRatioMode.KeepAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
    target = thumbnail_path(project)
    target.parent.mkdir(parents=True, exist_ok=True)
    small.save(str(target))


def as_image(pixels: NDArray[np.uint8]) -> QImage:
    """Return the pixels (height, width, 3) as an image of their own."""
    height, width = pixels.shape[:2]
    rows = np.ascontiguousarray(pixels)
    return QImage(rows.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()
