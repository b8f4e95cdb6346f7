"""From a path to patients: when each of them leaves."""

import numpy as np

from ..arrays import FloatArray, IntArray
from ..patients import PatientData
from .censoring import Marks
from .problem import Path

# So near the height of a tread a point is on it.
ON_TREAD_SIGMAS = 2.0


def write_patients(
    path: Path, n: int, marks: Marks | None, rng: np.random.Generator | None = None
) -> PatientData:
    """Give every patient of a path a time.

    The events of a drop lie at its time, those of a stretch evenly in it with
    the last at its end. The c who leave in a gap do so at its (j - 1/2)/c
    quantiles, on the visible marks where there are any. With ``rng`` both lie anywhere
    in it. Whoever is left leaves at the end, and somebody reaches it.

    Parameters
    ----------
    path : Path
    n : int
        Patients of the arm: as many are written.
    marks : Marks or None
    rng : numpy.random.Generator or None
        For draws.
    """
    event_time = _event_times(path, rng)
    censor_time = _censor_times(path, marks, rng)
    end = path.line.end
    event_time = np.append(event_time, np.full(path.n_last_events, end))
    n_left = n - event_time.size - censor_time.size
    if n_left == 0 and path.n_left == 0 and path.height[-1] > 0 and censor_time.size:
        censor_time = np.sort(censor_time)
        censor_time[-1] = end
    rest = np.full(max(n_left, 0), end)
    time = np.concatenate((event_time, censor_time, rest))
    return PatientData(time, np.arange(time.size) < event_time.size)


def _event_times(path: Path, rng: np.random.Generator | None) -> FloatArray:
    line, rows = path.line, np.flatnonzero(path.n_events)
    counts, finish = path.n_events[rows], line.finish[rows]
    # A cut, as a point on a tread, comes a while after the events; a point on a drop with them.
    is_after = line.drop[rows] < 0
    since = line.start if line.since is None else line.since
    if line.since is not None:
        is_after |= path.bend[rows] <= ON_TREAD_SIGMAS
    n_before, n_at = np.where(is_after, counts, 0), np.where(is_after, 0, counts)
    if rng is not None:
        # All but the last of a drop.
        others = np.maximum(n_at - 1, 0)
        return np.concatenate(
            (
                _anywhere(since[rows], finish, n_before, rng),
                _anywhere(line.start[rows], finish, others, rng),
                np.repeat(finish, n_at - others),
            )
        )
    before = _within(since[rows], finish, n_before, last_at_end=False)
    at = _within(line.start[rows], finish, n_at, last_at_end=True)
    return np.concatenate((before, at))


def _anywhere(
    begin: FloatArray, finish: FloatArray, counts: IntArray, rng: np.random.Generator
) -> FloatArray:
    """Draw ``counts`` times from each interval."""
    which = np.repeat(np.arange(counts.size), counts)
    time = begin[which] + rng.random(which.size) * (finish - begin)[which]
    return _inside(time, begin[which], finish[which])


def _within(
    begin: FloatArray, finish: FloatArray, counts: IntArray, *, last_at_end: bool
) -> FloatArray:
    """Spread ``counts`` times evenly over each interval."""
    which = np.repeat(np.arange(counts.size), counts)
    position = np.arange(which.size) - np.repeat(np.cumsum(counts) - counts, counts)
    offset = 1.0 if last_at_end else 0.5
    share = (position + offset) / counts[which]
    time = begin[which] + share * (finish - begin)[which]
    # The last of them at the very end: rounding may not carry it over a table time.
    if last_at_end:
        return np.asarray(np.where(share >= 1.0, finish[which], np.minimum(time, finish[which])))
    return _inside(time, begin[which], finish[which])


def _inside(time: FloatArray, begin: FloatArray, finish: FloatArray) -> FloatArray:
    """Return times kept before the station that ends their gap, however short that is."""
    return np.asarray(np.maximum(np.minimum(time, np.nextafter(finish, -np.inf)), begin))


def _censor_times(path: Path, marks: Marks | None, rng: np.random.Generator | None) -> FloatArray:
    line = path.line
    counts = path.n_censored
    begin = np.append(0.0, line.time[:-1])
    if marks is None or marks.time.size == 0:
        rows = np.flatnonzero(counts)
        if rng is not None:
            return _anywhere(begin[rows], line.time[rows], counts[rows], rng)
        return _within(begin[rows], line.time[rows], counts[rows], last_at_end=False)
    gap = np.minimum(np.searchsorted(line.time, marks.time, side="right"), line.time.size - 1)
    times = []
    for row in np.flatnonzero(counts):
        here = marks.time[gap == row]
        number = int(counts[row])
        if here.size == 0:
            gap_ends = np.array([begin[row]]), np.array([line.time[row]])
            times.append(_within(*gap_ends, np.array([number]), last_at_end=False))
        elif number <= here.size:
            chosen = np.linspace(0, here.size - 1, number).round().astype(np.intp)
            times.append(here[chosen])
        else:
            repeats = np.full(here.size, number // here.size)
            extra = np.linspace(0, here.size - 1, number % here.size).round().astype(np.intp)
            np.add.at(repeats, extra, 1)
            times.append(np.repeat(here, repeats))
    return np.concatenate(times) if times else np.zeros(0)
