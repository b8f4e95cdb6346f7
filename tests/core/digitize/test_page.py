"""Photographs and photocopies are evened out, drawn figures stay as they are."""

import numpy as np

from core.digitize.page import cleaned


def drawn():
    rgb = np.full((300, 400, 3), 255, dtype=np.uint8)
    rgb[150:153, 40:380] = (200, 30, 30)
    rgb[40:260, 40:42] = 0
    return rgb


def test_a_drawn_figure_is_not_touched():
    assert np.array_equal(cleaned(drawn()), drawn())


def test_a_grey_plot_on_a_white_page_is_not_taken_for_uneven_light():
    rgb = drawn()
    rgb[40:260, 40:380][rgb[40:260, 40:380].min(axis=2) == 255] = 225
    assert np.array_equal(cleaned(rgb), rgb)


def test_light_that_falls_off_is_evened():
    light = np.linspace(1.0, 0.6, 400)[None, :, None] * np.linspace(1, 0.9, 300)[:, None, None]
    even = cleaned(np.round(drawn() * light).astype(np.uint8)).astype(int)
    paper = even[10:30, ::8].mean(axis=(0, 2))
    assert np.ptp(paper) < 12


def test_coarse_grain_is_smoothed():
    grain = np.random.default_rng(1).normal(0, 30, (300, 400, 1))
    rough = np.clip(drawn() + grain, 0, 255).astype(np.uint8)
    assert cleaned(rough)[200:].astype(float).std() < 0.7 * rough[200:].astype(float).std()
