"""The report's figure: the published picture and, over it, what the patients draw."""

import re
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

import resources
from core.analysis import analyse
from core.figure.raster import figure_file
from core.files.project import load_project
from core.files.report import report_html
from core.patients import PatientData
from core.stages import transform_of
from core.survival.kernels import km_curve

MADE = date(2026, 2, 3)


@pytest.fixture(scope="module")
def analysis():
    return analyse(load_project(resources.path("samples", "public-data.kmtrace")))


def test_each_arm_is_drawn_in_the_figures_pixels_where_its_patients_put_it(analysis):
    page = report_html(analysis, MADE)
    lines = re.findall(r'<path d="M([^"]*)"', page)
    assert len(lines) == len(analysis.document.arms)
    transform = transform_of(analysis.document.calibration)
    for line, arm in zip(lines, analysis.arms, strict=True):
        points = np.array([point.split(",") for point in line.split()], dtype=float)
        time, survival = transform.to_data(points).T
        patients: PatientData = arm.reconstruction.patients
        assert (time[0], survival[0]) == pytest.approx((0, 1), abs=1e-3 * patients.time[-1])
        assert time[-1] == pytest.approx(patients.time[-1], rel=1e-3)
        assert np.all(np.diff(survival) <= 1e-3)
        middle = km_curve(patients).time[patients.n_events // 4]
        level = survival[np.searchsorted(time, middle + 0.2 * transform.time_per_px) - 1]
        assert level == pytest.approx((patients.time > middle).mean(), abs=0.05)


def test_a_vector_figure_is_shown_as_a_picture(analysis):
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="80" height="60"><path d="M0 0H9"/></svg>'
    document = replace(analysis.document, figure=figure_file("drawn.svg", svg))
    page = report_html(replace(analysis, document=document), MADE)
    assert 'src="data:image/png;base64,' in page
    assert "drawn.svg, SHA-256 " in page


def test_a_figure_that_cannot_be_opened_is_named_with_the_reason(analysis):
    document = replace(analysis.document, figure=figure_file("broken.png", b"\x89PNG not really"))
    page = report_html(replace(analysis, document=document), MADE)
    assert "broken.png, SHA-256 " in page
    assert "<img" not in page
    assert "<h2>Reconstructed patients</h2>" in page
