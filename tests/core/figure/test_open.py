"""Opening a figure cut to the box that a person drew round it."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.digitize.vector.read import read_drawing
from core.figure.open import OpenedFigure, cropped, open_figure, whole_pixels
from core.figure.raster import figure_file
from core.model.document import FigureFile

FIGURES = Path(__file__).resolve().parents[2] / "reference" / "vector"


def picture() -> FigureFile:
    """A picture of 40 x 30 pixels, each of its own colour."""
    y, x = np.mgrid[:30, :40].astype(np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(np.dstack([x, y, x + y])).save(buffer, "png")
    return figure_file("figure.png", buffer.getvalue())


def with_box(file: FigureFile, box) -> FigureFile:
    return FigureFile(file.name, file.sha256, file.data, box=box)


def test_a_box_shows_its_pixels_only():
    whole = open_figure(picture()).pixels
    part = open_figure(with_box(picture(), (5.0, 10.0, 25.0, 28.0))).pixels
    assert part.shape == (18, 20, 3)
    assert np.array_equal(part, whole[10:28, 5:25])


@pytest.mark.parametrize(
    ("box", "expected"),
    [
        ((5.2, 3.7, 9.1, 8.0), (5, 3, 10, 8)),
        ((9.1, 8.0, 5.2, 3.7), (5, 3, 10, 8)),
        ((-4, -4, 60, 60), (0, 0, 40, 30)),
        ((50, 5, 60, 9), None),
        ((5, 5, 5, 9), None),
    ],
)
def test_a_box_becomes_whole_pixels_of_the_picture(box, expected):
    assert whole_pixels(box, 40, 30) == expected


def test_a_box_beside_the_picture_is_the_whole_picture():
    assert open_figure(with_box(picture(), (90.0, 90.0, 99.0, 99.0))).pixels.shape == (30, 40, 3)


def test_a_cut_drawing_says_the_same_with_every_place_moved_by_the_corner():
    file = figure_file("gnuplot.svg", (FIGURES / "gnuplot.svg").read_bytes())
    whole = open_figure(file)
    height, width = whole.pixels.shape[:2]
    part = cropped(whole, (20.0, 10.0, width - 5.0, height - 5.0))
    assert part.drawing is not None
    before, after = _read(whole), _read(part)
    assert len(after.arms) == len(before.arms) > 0
    for old, new in zip(before.arms, after.arms, strict=True):
        assert np.allclose(np.array(old.trace) - np.array(new.trace), (20, 10), atol=1e-6)
        assert np.allclose(old.reading.survival, new.reading.survival, atol=1e-9)


def _read(opened: OpenedFigure):
    return read_drawing(opened.drawing, dots_per_inch=opened.dots_per_inch)[0]
