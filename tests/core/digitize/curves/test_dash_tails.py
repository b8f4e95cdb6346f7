"""Curves of one ink that meet keep their own dashes."""

import numpy as np

from core.digitize.curves.colours import describe
from core.digitize.curves.dash_tails import untangled_by_dashes
from core.digitize.curves.following import Traced
from core.digitize.curves.path import Path
from core.digitize.curves.scene import Layer

SHAPE = (120, 400)
MEET = 200


def level(before, after):
    """Return a path level at one row before the curves meet, and at another after."""
    rows = np.where(np.arange(SHAPE[1]) < MEET, before, after)
    enter = np.concatenate([rows[:1], rows[:-1]])
    return Path(0, np.minimum(enter, rows), np.maximum(enter, rows), 100.0, 0.5, 0.0)


def drawn(row, columns, on, off):
    ink = np.zeros(SHAPE, dtype=np.float32)
    inked = [c for c in columns if c % (on + off) < on]
    ink[row - 1 : row + 1, inked] = 1
    return ink


def test_tails_are_exchanged_where_each_goes_on_with_the_dashes_of_the_other():
    first, last = range(MEET), range(MEET, SHAPE[1])
    long = drawn(30, first, 9, 4) + drawn(80, last, 9, 4)
    short = drawn(50, first, 3, 3) + drawn(60, last, 3, 3)
    black = np.zeros(3)
    ink = describe(black, np.arange(SHAPE[1]), SHAPE[1], 900)
    layer = Layer(ink, long + short, long + short)
    # The upper curve was followed along the upper line all the way, the lower along the lower.
    upper, lower = level(30, 60), level(50, 80)
    one, other = (Traced(p, layer, long + short, 2.0, False) for p in (upper, lower))
    one, other = untangled_by_dashes([one, other])
    assert (one.path.leave[-1], other.path.leave[-1]) == (80, 60)
    again = untangled_by_dashes([one, other])
    assert [c.path.leave[-1] for c in again] == [80, 60]
