"""Steps drawn quickly look as a pen draws them."""

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from gui.figure import steps

INK = QColor("#14489A")


def painted(screen, many, monkeypatch):
    monkeypatch.setattr(steps, "MANY_VERTICES", many)
    image = QImage(300, 200, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    steps.paint_steps(painter, screen, INK, 2.0)
    painter.end()
    return np.frombuffer(image.constBits(), np.uint8).reshape(200, 300, 4)[..., :3].astype(int)


@pytest.mark.parametrize("jitter", [0.0, 3.0])
@pytest.mark.parametrize("rising", [False, True])
def test_the_ribbon_is_what_the_pen_draws(qapp, jitter, rising, monkeypatch):
    rng = np.random.default_rng(4)
    across = np.sort(rng.uniform(10, 290, 60))
    height = 180 * np.exp(-across / 150) + rng.normal(0, jitter, 60)
    down = height if rising else 190 - height
    screen = np.column_stack((np.repeat(across, 2)[1:], np.repeat(down, 2)[:-1]))
    quick, pen = painted(screen, 2, monkeypatch), painted(screen, 10**9, monkeypatch)
    n_ink = np.count_nonzero((pen < 200).any(axis=2))
    # Ends and turns are square in place of flat.
    assert np.count_nonzero(np.abs(quick - pen).max(axis=2) > 100) < 0.03 * n_ink


def test_no_pixel_of_a_curve_that_turns_back_cancels_out(qapp, monkeypatch):
    screen = np.array([(10.0, 50.0), (60, 50), (60, 90), (61, 90), (61, 60), (120, 60)])
    quick = painted(screen, 2, monkeypatch)
    for x, y in screen[1:-1].astype(int):
        assert (quick[y, x] < 200).any()
