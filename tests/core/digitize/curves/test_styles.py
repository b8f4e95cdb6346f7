"""Broken lines are told apart by the lengths of their dashes, also where as much is blank."""

from dataclasses import replace

import numpy as np
import pytest

from core.curve import StepCurve
from core.digitize.curves.following import Traced
from core.digitize.curves.path import Path
from core.digitize.curves.styles import dashes_along, dashes_of, line_style
from core.digitize.legend.entries import LegendEntry
from core.digitize.table.matching import SURE_NAME, CurveLook, match_entries

DASHED = (9, 4)
DASH_DOT = (15, 4, 3, 4)
BLACK = np.zeros(3)


def traced(pattern):
    """Return a falling line whose dashes go on round its corners."""
    leave = 20 + 12 * (np.arange(400) // 40)
    enter = np.append(20, leave[:-1])
    ink = np.zeros((160, 410))
    inked = np.resize(np.repeat(np.arange(len(pattern)) % 2 == 0, pattern), 2000)
    at = 0
    for column, (low, high) in enumerate(zip(enter, leave, strict=True)):
        for row in range(low, high + 1):
            ink[row, column] = inked[at]
            at += 1
    path = Path(0, enter, leave, 300.0, 0.7, 0.0)
    return Traced(path, None, ink, 1.0, solid=False)


def sample(name, runs):
    box = (0.0, 0.0, 30.0, 4.0)
    return LegendEntry(name, BLACK, 0.81, np.array(runs, dtype=float), np.ones(1), 1.0, box, box)


@pytest.mark.parametrize(("pattern", "style"), [(DASHED, "dashed"), (DASH_DOT, "dash-dot")])
def test_dashes_are_measured_round_corners(pattern, style):
    line = traced(pattern)
    assert dashes_along(line).long == max(pattern)
    assert line_style(line) == style


def test_the_ends_of_a_sample_are_no_short_dashes():
    assert dashes_of(sample("x", [2, 9, 9, 5])).short == 9


def test_dashed_and_dash_dotted_lines_find_their_names():
    steps = StepCurve(np.array([1.0]), np.array([0.5]), 2.0)
    looks = [
        CurveLook(BLACK, fill, steps, False, 1.0, dashes=dashes_along(traced(pattern)))
        for fill, pattern in ((0.7, DASH_DOT), (0.75, DASHED))
    ]
    entries = [sample("dash-dotted", [4, 3, 15]), sample("dashed", [5, 9, 9])]
    assert match_entries(looks, entries)[0] == [0, 1]
    assert match_entries(looks, entries[::-1])[0] == [1, 0]


def test_thick_and_thin_lines_find_their_names():
    steps = StepCurve(np.array([1.0]), np.array([0.5]), 2.0)
    looks = [CurveLook(BLACK, 1.0, steps, False, 1.0, thickness=width) for width in (4.0, 1.3)]
    entries = [replace(sample("", [30]), fill=1.0, thickness=width) for width in (1.5, 3.5)]
    chosen, told = match_entries(looks, entries)
    assert chosen == [1, 0]
    assert min(told) >= SURE_NAME


def test_lines_drawn_alike_are_named_no_better_than_by_chance():
    steps = StepCurve(np.array([1.0]), np.array([0.5]), 2.0)
    looks = [CurveLook(BLACK, 1.0, steps, False, 1.0, thickness=2.0)] * 2
    entries = [replace(sample(name, [30]), fill=1.0, thickness=2.0) for name in ("A", "B")]
    assert match_entries(looks, entries)[1] == [0.5, 0.5]


def test_two_lines_of_one_colour_find_their_names_by_their_dashes():
    red = np.array([165.0, 15, 21])
    steps = StepCurve(np.array([1.0]), np.array([0.5]), 2.0)
    looks = [CurveLook(red, fill, steps, True, 1.0) for fill in (0.65, 1.0)]
    entries = [replace(sample("solid", [30]), rgb=red, fill=1.0)]
    entries.append(replace(sample("dashed", [7, 7, 7]), rgb=red, fill=0.7))
    chosen, sure = match_entries(looks, entries)
    assert chosen == [1, 0]
    assert min(sure) > SURE_NAME
