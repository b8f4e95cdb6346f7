"""Clicking one curve of a figure: its marks come with it, shapes too."""

import cv2
import numpy as np

from core.digitize.by_hand import pick
from core.digitize.by_hand.pick import CurvePicker, trace_one
from core.model.document import Axis, AxisPoint, Calibration, PixelPoint

LEFT, RIGHT, TOP, BOTTOM = 60, 660, 40, 440
LEVELS = ((60, 100), (220, 180), (420, 260), (660, 260))
MARKED = (90, 130, 170, 260, 300, 350, 355, 390, 460, 500, 506, 512, 560, 610)
AXES = Calibration(
    (
        AxisPoint(Axis.TIME, PixelPoint(LEFT, BOTTOM), "0"),
        AxisPoint(Axis.TIME, PixelPoint(RIGHT, BOTTOM), "30"),
        AxisPoint(Axis.SURVIVAL, PixelPoint(LEFT, BOTTOM), "0"),
        AxisPoint(Axis.SURVIVAL, PixelPoint(LEFT, TOP), "1"),
    )
)


def figure() -> np.ndarray:
    """Return a red curve with squares, filled with white, at its censored patients."""
    red = (200, 30, 40)
    pixels = np.full((500, 720, 3), 255, np.uint8)
    cv2.line(pixels, (LEFT, TOP), (LEFT, BOTTOM), (0, 0, 0), 1)
    cv2.line(pixels, (LEFT, BOTTOM), (RIGHT, BOTTOM), (0, 0, 0), 1)
    at = (LEFT, TOP)
    for x, y in LEVELS:
        cv2.line(pixels, at, (x, at[1]), red, 2)
        cv2.line(pixels, (x, at[1]), (x, y), red, 2)
        at = (x, y)
    for x in MARKED:
        y = TOP if x < LEVELS[0][0] else next(b for (a, b) in LEVELS[::-1] if x > a)
        cv2.rectangle(pixels, (x - 5, y - 5), (x + 5, y + 5), (255, 255, 255), -1)
        cv2.rectangle(pixels, (x - 5, y - 5), (x + 5, y + 5), red, 1)
    return pixels


def test_shapes_on_a_clicked_curve_are_its_marks():
    arm = trace_one(figure(), AXES, PixelPoint(240, 180))
    found = np.sort([mark.time for mark in arm.censor_marks]) * (RIGHT - LEFT) / 30 + LEFT
    apart = np.abs(found[:, None] - np.array(MARKED) - 0.5)
    assert apart.min(axis=0).max() < 1.5  # each is found
    assert apart.min(axis=1).max() < 1.5  # and none where none is


def test_a_curve_clicked_runs_through_the_shapes_that_hide_it():
    steps = trace_one(figure(), AXES, PixelPoint(240, 180)).reading.steps()
    height = 1 - (np.array([100, 180, 260]) - TOP) / (BOTTOM - TOP)
    assert np.allclose(steps.at([3.0, 12.0, 24.0]), height, atol=0.006)


def test_a_second_click_gives_what_a_first_one_there_would():
    picker = CurvePicker(figure(), AXES)
    for at in (PixelPoint(110, 100), PixelPoint(240, 180), PixelPoint(240, 180)):
        once, again = trace_one(figure(), AXES, at), picker.trace(at)
        assert again.trace == once.trace
        assert again.censor_marks == once.censor_marks


def test_a_second_click_does_not_look_at_the_plot_again(monkeypatch):
    picker = CurvePicker(figure(), AXES)
    picker.trace(PixelPoint(240, 180))
    looked = []
    monkeypatch.setattr(pick, "make_scene", lambda *_: looked.append(1))
    picker.trace(PixelPoint(110, 100))
    assert not looked
