"""The steps to which files and the programs behind them round their coordinates."""

import numpy as np
import pytest

from core.figure import pdf
from core.figure.drawing import coordinate_grid, rounding_step
from tests.core.figure.raw_pdf import Canvas, pdf_file

RNG = np.random.default_rng(5)
PLACES = RNG.uniform(50, 500, 60)


@pytest.mark.parametrize("step", [72 / 2540, 0.05, 0.75, 0.24, 0.01])
def test_the_step_of_the_drawing_program_is_seen_behind_the_digits_of_the_file(step):
    shifted = 0.3 * step + np.rint(PLACES / step) * step
    assert rounding_step(np.round(shifted, 3 if step > 0.02 else 4)) == pytest.approx(step)


def test_places_on_no_step_have_none():
    assert rounding_step(PLACES) == 0.0


def test_a_few_places_tell_no_step():
    assert rounding_step(np.array([100.0, 150.0, 200.0, 200.0, 250.0])) == 0.0


def test_decimals_are_seen():
    assert coordinate_grid(np.round(PLACES, 2)) == 0.01
    assert coordinate_grid(PLACES) == 0.0


def test_a_form_drawn_smaller_has_finer_steps_on_the_page():
    inner = Canvas(digits=1)
    inner.line([(x, y) for x, y in zip(np.sort(PLACES), PLACES, strict=True)])
    outer = Canvas()
    outer.draw(inner, (0.1, 0, 0, 0.1, 20, 20))
    document = pdf.open_pdf(pdf_file(outer), "form.pdf")
    grid = pdf.read_page(document, 0).grid
    document.close()
    assert grid == pytest.approx(0.01)
