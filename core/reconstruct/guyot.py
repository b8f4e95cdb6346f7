"""Guyot's algorithm as published, with every one of its ambiguities decided in one place.

Guyot P, Ades AE, Ouwens MJNM, Welton NJ. Enhanced secondary analysis of
survival data. BMC Med Res Methodol 2012;12:9. The points where the published
program leaves a choice or fails are numbered; a finding with code ``G`` and
that number says when one of them touched a result:

1  halves round to even; 2  censoring times on a cell's edge belong to the
earlier cell, with a relative fuzz of 1e-7; 3  a printed number belongs to the
first point at or after its time (`plateau_at_table_times` puts one there);
4  a last interval of one point gets no censoring before it; 5  at most 500
rounds per interval, keeping the smallest mismatch; 6  a printed number the
curve cannot reach is lowered; 7  a total of events only moves the last
interval; 8  without a table nobody is censored before the end; 9  nothing
happens once nobody is left or survival is 0; 10  more leavers than patients
in the last interval: the censorings give way; 12  a table time without points
up to the next is left out; 13  never more patients than the arm had.
"""

import numpy as np

from ..arrays import FloatArray
from ..curve import CurveReading
from ..errors import InputError, Place, PlaceKind
from ..patients import PatientData
from .fit import fit_quality
from .guyot_work import MAX_ROUNDS, Work, findings_of
from .inputs import ArmInput, Reconstruction

METHOD = "Guyot 2012"
EDGE_FUZZ = 1e-7


def reconstruct_guyot(
    arm: ArmInput, *, plateau_at_table_times: bool, use_total_events: bool = True
) -> Reconstruction:
    """Reconstruct the patients of one arm by the published algorithm.

    Cumulative censored counts, censor marks and the reading noise are not part
    of the published algorithm and are not used. A table number is taken to
    count patients with time >= its time. Places in the findings count the
    entries of ``arm.risk_table`` from 0 and carry no arm id.

    Parameters
    ----------
    arm : ArmInput
    plateau_at_table_times : bool
        Add a point at the height of the curve at each table time first (decision 3).
    use_total_events : bool
        Adjust the last interval to ``arm.n_events`` where that is given.

    Raises
    ------
    InputError
        When neither an arm size nor a number at time 0 is known, or it is 0.

    References
    ----------
    Guyot P et al. BMC Med Res Methodol 2012;12:9, and its supplementary program.
    """
    table_time, table_n, table_index = _table_from_zero(arm)
    reading = arm.reading
    time, survival = reading.time, reading.survival
    if plateau_at_table_times:
        time, survival = _with_plateau_points(reading, table_time)
    work = Work(time.tolist(), survival.tolist(), *_intervals(time, table_time, table_n))
    for interval in range(len(work.first) - 1):
        _fit_interval(work, interval)
    total = arm.n_events if use_total_events else None
    _fit_last_interval(work, total)
    patients = _write_patients(work)
    findings = findings_of(work, arm, table_time, table_index, patients, total)
    return Reconstruction(patients, METHOD, fit_quality(patients, arm), findings)


def _table_from_zero(arm: ArmInput) -> tuple[list[float], list[int], list[int | None]]:
    """Return table times, numbers and original columns, beginning with the arm size at 0."""
    times: list[float] = []
    numbers: list[int] = []
    columns: list[int | None] = []
    if arm.risk_table is not None:
        times = arm.risk_table.time.tolist()
        numbers = arm.risk_table.n_at_risk.tolist()
        columns = list(range(len(times)))
    if not times or times[0] > 0:
        if arm.n is None:
            raise InputError(
                "The number of patients at time 0 is missing: type the arm size n, "
                "or the numbers at risk beginning at time 0.",
                code="R3",
                place=Place(PlaceKind.ARM),
            )
        times, numbers, columns = [0.0, *times], [arm.n, *numbers], [None, *columns]
    if numbers[0] < 1:
        raise InputError(
            "An arm of no patients cannot be reconstructed: type the arm size n.",
            code="R17",
            place=Place(PlaceKind.ARM),
        )
    return times, numbers, columns


def _with_plateau_points(
    reading: CurveReading, table_time: list[float]
) -> tuple[FloatArray, FloatArray]:
    """Insert the height just before each table time the curve reaches, at that time."""
    end = max(reading.end, float(reading.time[-1]))
    extra = np.array([at for at in table_time if 0 < at <= end])
    where = np.searchsorted(reading.time, extra, side="left")
    time = np.insert(reading.time, where, extra)
    return time, np.insert(reading.survival, where, reading.survival[where - 1])


def _intervals(
    time: FloatArray, table_time: list[float], table_n: list[int]
) -> tuple[list[int], list[int], list[int]]:
    """Return first points, numbers and columns of the intervals that hold a point."""
    starts = np.searchsorted(time, table_time, side="left")
    ends = np.append(starts[1:], time.size)
    kept = np.flatnonzero(ends > starts)
    return starts[kept].tolist(), [table_n[column] for column in kept], kept.tolist()


def _fit_interval(work: Work, interval: int) -> None:
    """Censor so that the number at the next table time is met, or lower that number."""
    first, end = work.first[interval], work.first[interval + 1]
    target = work.n_table[interval + 1]
    height = work.survival[first]
    kept = work.survival[end] / height if height > 0 else 0.0
    n_censored = round(work.n_table[interval] * kept - target)
    best: tuple[int, int] | None = None
    for _ in range(MAX_ROUNDS):
        n_censored = max(n_censored, 0)
        _run_interval(work, interval, end, n_censored)
        mismatch = work.at_risk[end] - target
        if best is None or abs(mismatch) < best[0]:
            best = (abs(mismatch), n_censored)
        n_censored += mismatch
        if mismatch == 0 or (mismatch < 0 and n_censored <= 0):
            break
    else:
        work.unfinished.append(interval)
        n_censored = best[1] if best else 0
        _run_interval(work, interval, end, n_censored)
    work.n_censored[interval] = n_censored
    work.n_table[interval + 1] = min(target, work.at_risk[end])


def _run_interval(work: Work, interval: int, end: int, n_censored: int) -> None:
    """Spread the censorings evenly, then read the events off the heights."""
    first = work.first[interval]
    edges = work.time[first : end + 1]
    work.censored[first:end] = _count_in_cells(edges, n_censored)
    work.at_risk[first] = work.n_table[interval]
    anchor = _run_points(work, range(first, end), work.anchor[interval])
    work.anchor[interval + 1] = anchor


def _run_points(work: Work, points: range, anchor: int, *, is_last: bool = False) -> int:
    """Apply the published recurrence to these points; return the last one with events."""
    survival, fitted, at_risk = work.survival, work.fitted, work.at_risk
    events, censored = work.events, work.censored
    level, n_left = fitted[anchor], at_risk[points.start]
    for point in points:
        n_events = 0
        if point > 0 and n_left != 0 and level > 0:
            n_events = round(n_left * (1.0 - survival[point] / level))
            if n_events:
                level *= 1.0 - n_events / n_left
                anchor = point
        events[point] = n_events
        fitted[point] = level
        remaining = n_left - n_events - censored[point]
        if remaining < 0:
            work.negative = True
            if is_last:
                censored[point], remaining = n_left - n_events, 0
        at_risk[point + 1] = n_left = remaining
    return anchor


def _count_in_cells(edges: list[float], n_censored: int) -> list[int]:
    """Count evenly spaced censoring times in the cells between these edges."""
    n_cells = len(edges) - 1
    if n_censored <= 0 or n_cells == 0:
        return [0] * n_cells
    bounds = np.asarray(edges)
    step = (bounds[-1] - bounds[0]) / (n_censored + 1)
    times = bounds[0] + np.arange(1, n_censored + 1) * step
    upper = bounds[1:] + EDGE_FUZZ * np.median(np.diff(bounds))
    cells = np.minimum(np.searchsorted(upper, times, side="left"), n_cells - 1)
    counts: list[int] = np.bincount(cells, minlength=n_cells).tolist()
    return counts


def _fit_last_interval(work: Work, total: int | None) -> None:
    """Censor at the rate so far; with a total of events adjust to that."""
    last = len(work.first) - 1
    n_censored = _carried_on_censoring(work)
    before = sum(work.events[: work.first[last]])
    if total is not None and last > 0 and before >= total:
        zeros = [0] * (len(work.time) - work.first[last])
        work.events[work.first[last] :] = zeros
        work.censored[work.first[last] :] = zeros
        return
    _run_last(work, n_censored)
    if total is not None:
        _adjust_to_total(work, n_censored, total)


def _carried_on_censoring(work: Work) -> int:
    """Return the censorings of the last interval at the rate of all before it."""
    last = len(work.first) - 1
    if last == 0:
        return 0
    time, first = work.time, work.first
    so_far = time[first[last] - 1] - time[0]
    if so_far <= 0:
        return 0
    rate = sum(work.n_censored[:last]) / so_far
    return max(0, min(round(rate * (time[-1] - time[first[last]])), work.n_table[last]))


def _run_last(work: Work, n_censored: int) -> None:
    first, end = work.first[-1], len(work.time) - 1
    work.censored[first:end] = _count_in_cells(work.time[first:], n_censored)
    work.at_risk[first] = work.n_table[-1]
    _run_points(work, range(first, end + 1), work.anchor[-1], is_last=True)


def _adjust_to_total(work: Work, n_censored: int, total: int) -> None:
    best = (abs(sum(work.events) - total), n_censored)
    for _ in range(MAX_ROUNDS):
        surplus = sum(work.events) - total
        if surplus == 0 or (surplus < 0 and n_censored <= 0):
            return
        n_censored = max(n_censored + surplus, 0)
        if n_censored > 10 * work.n_arm:
            break
        _run_last(work, n_censored)
        best = min(best, (abs(sum(work.events) - total), n_censored))
    work.unfinished.append(len(work.first) - 1)
    _run_last(work, best[1])


def _write_patients(work: Work) -> PatientData:
    """Put events on points, censorings midway between points, everyone left at the end."""
    time = np.asarray(work.time)
    events = np.maximum(np.array(work.events, dtype=np.intp), 0)
    censored = np.maximum(np.array(work.censored[:-1], dtype=np.intp), 0)
    event_time = np.repeat(time, events)
    work.n_events_cut = max(event_time.size - work.n_arm, 0)
    event_time = event_time[: work.n_arm]
    room = work.n_arm - event_time.size
    censor_time = np.repeat((time[:-1] + time[1:]) / 2.0, censored)
    work.n_censored_cut = max(censor_time.size - room, 0)
    censor_time = censor_time[:room]
    n_left = room - censor_time.size
    all_times = np.concatenate((event_time, censor_time, np.full(n_left, time[-1])))
    is_event = np.arange(all_times.size) < event_time.size
    return PatientData(all_times, is_event)
