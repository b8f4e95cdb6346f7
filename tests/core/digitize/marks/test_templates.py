"""The pictures that marks are compared with."""

import numpy as np
import pytest

from core.digitize.marks.templates import PHASES, Extents, bank

BOTH = Extents(up=(4.0,), down=(4.0,))


def test_a_picture_moved_by_half_a_pixel_keeps_its_ink_and_lies_half_a_pixel_on():
    plus = next(shape for shape in bank(BOTH, 9, 0.0) if shape.name == "plus")
    right, down = PHASES[0], PHASES[3]
    first, moved = plus.pictures[0], plus.pictures[3]
    assert (right, down) == ((0.0, 0.0), (0.5, 0.5))
    assert moved.sum() == pytest.approx(first.sum())
    middle = np.arange(first.shape[0])
    for axis in (0, 1):
        before = (first.sum(axis=1 - axis) * middle).sum() / first.sum()
        after = (moved.sum(axis=1 - axis) * middle).sum() / moved.sum()
        assert after - before == pytest.approx(0.5, abs=1e-4)


def test_ink_is_the_share_of_each_pixel_that_a_shape_covers():
    disc = next(shape for shape in bank(BOTH, 9, 0.0) if shape.name == "disc")
    ink = disc.pictures[0]
    assert ink.min() == 0
    assert ink.max() == 1
    assert ink.sum() == pytest.approx(np.pi * disc.half_width**2, rel=0.05)
