"""How many marks a run of touching ones holds: the expected number of marks at an even rate."""

import numpy as np
import pytest

from core.digitize.marks.crowds import Row, _expected, with_more


def simulated(rate: float, size: float, rng: np.random.Generator) -> list[tuple[float, int]]:
    """Return the length and number of the runs that marks of this size make."""
    times = np.cumsum(rng.exponential(1 / rate, 40_000))
    edges = np.flatnonzero(np.diff(times) > size)
    first, last = np.append(0, edges + 1), np.append(edges, times.size - 1)
    return list(zip(times[last] - times[first], last - first + 1, strict=True))


@pytest.mark.parametrize("rate", [0.1, 0.3, 0.6])
def test_runs_hold_as_many_marks_as_expected_from_their_length(rate):
    runs = simulated(rate, 3.0, np.random.default_rng(1))
    for low, high in ((1.0, 2.5), (4.0, 6.0)):
        own = [(length, n) for length, n in runs if low <= length < high]
        expected = np.mean([_expected(length, 1, rate, 3.0, 0.2) for length, _ in own[:300]])
        assert expected == pytest.approx(np.mean([n for _, n in own]), rel=0.08)


def test_marks_that_were_seen_are_never_taken_away():
    assert _expected(2.0, 6, 0.05, 3.0, 0.2) >= 6


def test_a_length_within_the_noise_is_one_mark():
    assert _expected(0.1, 1, 0.1, 3.0, 0.3) == pytest.approx(1.0, abs=0.15)


def test_a_run_of_more_marks_than_are_reckoned_with_counts_those_seen():
    assert _expected(400.0, 150, 0.3, 3.0, 0.3) == 150


@pytest.mark.parametrize("rate", [0.05, 0.12, 0.2])
def test_wide_marks_that_hide_each_other_are_counted_by_the_gaps_left_in_their_rows(rate):
    true, told = 0, 0
    for seed in range(6):
        rng = np.random.default_rng(seed)
        centres = np.sort(rng.uniform(40, 560, rng.poisson(520 * rate)))
        rows = []
        for extent in (4.0, 8.0, 11.0):
            cover = (np.abs(np.arange(600)[:, None] - centres) < extent / 2).any(axis=1)
            rows.append(Row(np.ones(600), cover.astype(float), extent))
        seen = centres[np.append(True, np.diff(centres) > 4)]
        x, sure = with_more(seen, np.ones(seen.size), rows, 5.5)
        assert np.isin(seen, x).all()
        assert x.shape == sure.shape
        true, told = true + centres.size, told + x.size
    assert told == pytest.approx(true, rel=0.2)
