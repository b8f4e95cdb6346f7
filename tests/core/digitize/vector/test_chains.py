"""Pieces of line are joined where they touch before any gap between them is closed."""

import numpy as np
import pytest

from core.digitize.vector.lines import lines_in
from core.figure.drawing import Stroke

BOX = (0.0, 0.0, 300.0, 200.0)
LEVELS = np.cumsum([20.0, 9.0, 5.0, 11.0, 4.0, 8.0, 6.0, 9.0, 5.0, 7.0])
TIMES = np.cumsum([0.0, 15.0, 1.4, 22.0, 2.5, 18.0, 30.0, 1.2, 16.0, 25.0, 14.0])


def corners():
    places = [
        [(start, level), (end, level)]
        for start, end, level in zip(TIMES, TIMES[1:], LEVELS, strict=False)
    ]
    return np.array(places).reshape(-1, 2)


def read(pieces):
    strokes = tuple(
        Stroke(np.array(piece), (0, 0, 200), None, 1.0, (), group)
        for group, piece in enumerate(pieces)
    )
    return max(lines_in(strokes, BOX), key=lambda line: len(line.points))


def treads_then_drops():
    points = corners()
    return [
        *zip(points[::2], points[1::2], strict=True),
        *zip(points[1::2], points[2::2], strict=False),
    ]


@pytest.mark.parametrize("seed", range(6))
def test_pieces_in_any_order_and_direction_make_their_line(seed):
    points, chance = corners(), np.random.default_rng(seed)
    pieces = [points[k : k + 2][:: chance.choice([1, -1])] for k in range(len(points) - 1)]
    line = read([pieces[k] for k in chance.permutation(len(pieces))])
    assert len(line.sources) == len(pieces)
    assert np.abs(line.points[:, None] - points).sum(axis=2).min(axis=0).max() == 0


def test_treads_drawn_before_all_drops_make_one_line():
    pieces = treads_then_drops()
    line = read(pieces)
    assert line.sources == frozenset(range(len(pieces)))
    assert not line.hidden


def test_a_gap_between_dashes_in_which_the_line_falls_is_told():
    dashes = [[(10 * k, 20.0), (10 * k + 6, 20.0)] for k in range(6)]
    dashes += [[(10 * k, 26.0), (10 * k + 6, 26.0)] for k in range(6, 12)]
    assert read(dashes).hidden == ((58.0, 23.0),)
