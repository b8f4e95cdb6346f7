"""The band round a curve: what the draws leave open, and no more."""

import numpy as np
import pytest

from core.curve import ReadingKind
from core.patients import PatientData
from core.survival.ensemble import band_of_curve

N = 40


def patients(first: float, second: float) -> PatientData:
    """Return ten deaths at one time, ten at another, the rest followed for 30."""
    time = np.concatenate((np.full(10, first), np.full(10, second), np.full(20, 30.0)))
    return PatientData(time, time < 30.0)


def at(band, time: float) -> tuple[float, float]:
    row = np.searchsorted(band.time, time, side="right") - 1
    return band.low[row], band.high[row]


@pytest.fixture
def band():
    rng = np.random.default_rng(3)
    draws = [patients(*(np.array([8.0, 20.0]) + rng.normal(0, 0.2, 2))) for _ in range(60)]
    return band_of_curve(patients(8.0, 20.0), draws, kind=ReadingKind.PIXELS)


@pytest.mark.parametrize(("time", "level"), [(4, 1.0), (14, 0.75), (19, 0.75), (26, 0.5)])
def test_level_stretches_are_as_sure_as_their_height(band, time, level):
    assert at(band, time) == pytest.approx((level, level))


def test_a_drop_whose_time_is_open_is_open_there(band):
    low, high = at(band, 20.0)
    assert low <= 0.5
    assert high == pytest.approx(0.75, abs=0.13)
    assert high - low > 0.2


def test_a_band_never_rises(band):
    assert (np.diff(band.low) <= 0).all()
    assert (np.diff(band.high) <= 0).all()
