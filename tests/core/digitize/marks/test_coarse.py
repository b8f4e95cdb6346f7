"""Curves and ink in pixels twice as large."""

import numpy as np
import pytest

from core.digitize.curves.path import Path
from core.digitize.marks.coarse import halved_map, halved_path


@pytest.mark.parametrize("first", [6, 7])
@pytest.mark.parametrize("length", [9, 10])
def test_a_path_of_larger_pixels_passes_through_each_pixel_that_it_passed(first, length):
    leave = np.sort(np.random.default_rng(3).integers(4, 60, length))
    path = Path(first, np.append(leave[:1], leave[:-1]), leave, 1.0, 1.0, 0.0)
    half = halved_path(path)

    def passed(one):
        columns = zip(one.columns, one.enter, one.leave, strict=True)
        return {(column, row) for column, a, b in columns for row in range(a, b + 1)}

    assert passed(half) == {(column // 2, row // 2) for column, row in passed(path)}


def test_ink_of_larger_pixels_is_the_mean_of_theirs_and_the_last_odd_row_is_kept():
    ink = np.arange(15, dtype=np.float32).reshape(5, 3)
    half = halved_map(ink)
    assert half.shape == (3, 2)
    assert half[0, 0] == (0 + 1 + 3 + 4) / 4
    assert half[2, 1] == ink[4, 2]
