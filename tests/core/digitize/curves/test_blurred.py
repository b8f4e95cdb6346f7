"""Inks of pictures whose pixels share no pure colours."""

import io

import cv2
import numpy as np
from PIL import Image

from core.digitize.axes.box import PlotBox
from core.digitize.curves.background import local_background
from core.digitize.curves.blurred import _joined, classes_of
from core.digitize.curves.colours import core_of
from core.digitize.curves.tints import crowds_of
from core.digitize.page import Page

HEIGHT, WIDTH = 200, 400


def inks(lines, paper=(247, 243, 232)):
    """Return the ink classes of level lines (row, colour) in a blurred scan kept as a JPEG."""
    rgb = np.full((HEIGHT, WIDTH, 3), paper, dtype=np.uint8)
    for row, colour in lines:
        for step in range(8):  # a staircase, whose levels lie differently on the pixels
            rgb[row + 6 * step : row + 6 * step + 2, 45 * step + 10 : 45 * step + 55] = colour
    rgb = cv2.GaussianBlur(rgb, (0, 0), 0.6)
    noise = np.random.default_rng(3).normal(0, 5, rgb.shape)
    buffer = io.BytesIO()
    Image.fromarray(np.clip(rgb + noise, 0, 255).astype(np.uint8)).save(buffer, "JPEG", quality=75)
    page = Page(np.asarray(Image.open(buffer).convert("RGB")), shape_before=(HEIGHT, WIDTH))
    nothing = np.zeros((HEIGHT, WIDTH), dtype=bool)
    box = PlotBox(0, 0, WIDTH, HEIGHT, 0.0, 0.0, 199.0, np.array(paper, dtype=float), nothing)
    background = local_background(page, box)
    return classes_of(page, box, background, core_of(page, box, background, nothing), blurred=True)


def test_a_grey_line_beside_a_black_one_is_an_ink_of_its_own():
    found = inks([(20, (40, 40, 40)), (100, (150, 150, 150))])
    assert len(found) == 2
    assert not any(ink.is_coloured for ink in found)
    assert len(inks([(20, (40, 40, 40)), (100, (40, 40, 40))])) == 1


def test_red_and_brown_are_two_inks():
    found = inks([(20, (214, 39, 40)), (100, (140, 86, 75))], paper=(255, 255, 255))
    assert sum(ink.is_coloured for ink in found) == 2


def test_one_line_thinned_on_half_of_its_way_is_one_ink():
    rng = np.random.default_rng(1)
    columns = np.repeat(np.arange(400), 3)
    colour = np.where((columns < 200)[:, None], (40.0, 18.0), (14.0, 6.0))
    tint = (colour + rng.normal(0, 1, (columns.size, 2))).astype(np.float32)
    crowd, likely = crowds_of(tint)
    assert len(likely) == 2
    joined, _ = _joined(tint, columns, crowd, likely)
    assert np.unique(joined[joined >= 0]).size == 1
    both, _ = _joined(tint, np.tile(np.arange(200), 6), *crowds_of(tint))
    assert np.unique(both[both >= 0]).size == 2
