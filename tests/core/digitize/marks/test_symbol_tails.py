"""Two curves of one ink that meet and part again: the shapes on them tell which is which."""

import numpy as np
import pytest

from core.digitize.curves.colours import describe
from core.digitize.curves.following import Traced
from core.digitize.curves.path import Path
from core.digitize.curves.scene import Layer
from core.digitize.marks.symbol_kinds import Kind
from core.digitize.marks.symbol_tails import untangled
from core.digitize.marks.symbols import Symbols

HEIGHT, WIDTH, MEET = 120, 300, 150
BLACK = describe(np.zeros(3), np.arange(WIDTH), WIDTH, 1000)
SQUARE, CIRCLE = 0, 1


def kind() -> Kind:
    picture = np.ones((9, 9), np.float32)
    blank = np.zeros_like(picture)
    return Kind("full", picture, picture > 0, blank, 4.5, 2.0, 1.0, 0.0, np.empty(0, np.intp))


def path(before: int, after: int) -> Path:
    """Return a curve that is level but for a drop where both meet."""
    leave = np.where(np.arange(WIDTH) < MEET - 5, before, 60)
    leave = np.where(np.arange(WIDTH) < MEET + 5, leave, after)
    return Path(0, np.concatenate([[before], leave[:-1]]), leave, 300.0, 1.0, 0.0)


def curves(which: list[int]) -> list[Traced]:
    """Return the higher curve and the lower, with two shapes before they meet and two after.

    The first four shapes stand on the higher one.
    """
    x = np.array([30, 60, 200, 230, 40, 70, 210, 240]) + 0.5
    y = np.array([40, 40, 80, 80, 55, 55, 100, 100]) + 0.5
    blank = np.zeros((HEIGHT, WIDTH), np.float32)
    sure = np.ones(x.size)
    nowhere = blank > 0
    symbols = Symbols((kind(), kind()), np.array(which), x, y, sure, nowhere, blank, nowhere)
    layer = Layer(BLACK, blank, blank, symbols)
    return [Traced(one, layer, blank, 2.0, True) for one in (path(40, 80), path(55, 100))]


def levels(traced: list[Traced]) -> list[tuple[int, int]]:
    return [(int(one.path.leave[10]), int(one.path.leave[-1])) for one in traced]


def test_a_curve_goes_on_where_its_shapes_do():
    changed = [SQUARE, SQUARE, CIRCLE, CIRCLE, CIRCLE, CIRCLE, SQUARE, SQUARE]
    assert levels(untangled(curves(changed))) == [(40, 100), (55, 80)]


def test_exchanged_curves_never_rise():
    changed = [SQUARE, SQUARE, CIRCLE, CIRCLE, CIRCLE, CIRCLE, SQUARE, SQUARE]
    for one in untangled(curves(changed)):
        assert np.all(one.path.leave >= one.path.enter)
        assert np.all(np.diff(one.path.leave) >= 0)


@pytest.mark.parametrize(
    "which",
    [
        [SQUARE, SQUARE, SQUARE, SQUARE, CIRCLE, CIRCLE, CIRCLE, CIRCLE],
        [SQUARE] * 8,
        [SQUARE, CIRCLE, SQUARE, CIRCLE, CIRCLE, SQUARE, CIRCLE, SQUARE],
    ],
)
def test_shapes_that_fit_or_say_nothing_leave_curves_as_they_are(which):
    assert levels(untangled(curves(which))) == [(40, 80), (55, 100)]
