"""How many patients are expected to leave without an event between two stations.

Everything rests on X(t) = n(t) / S(t): an event leaves it as it is, a
censoring at u lowers it by 1 / S(u). Table numbers give X at their times, a
drop of height dy with d events has X = d / dy, and the total of events is the
sum of X * dy.
"""

from dataclasses import dataclass

import numpy as np

from ..arrays import FloatArray, IntArray
from ..curve import ReadingKind
from .drops import Drops
from .lattice import snap
from .pool import falling
from .tilt import Stretches, tilted
from .timeline import JUMP, TABLE, Entries, Timeline

# How many patients a mark among others may stand for.
CROWD_MARKS = 12.0
CROWD_WIDTHS = 6.0
MOST_CROWDED = 0.93
# Log odds that after the last table time nobody leaves before the end, where patients left as
# fast before as they would have to now; per log of how much slower they did; and per score by
# which the drops speak for it. Fitted on simulated trials of many kinds.
COMMON_END, COMMON_END_PER_RATE, COMMON_END_PER_SCORE = -3.0, 1.7, 0.1
# So many more may have been about to leave in every stretch; the least share of the rate.
UNSEEN_LEAVERS, LEAST_RATE = 2.0, 0.01
SCORES_USED = (-10.0, 40.0)
# A block shorter than so many time grains holds no censorings before the end.
SHORT_BLOCK = 1.5
LEAST_SURVIVAL = 1e-3
# Of the censorings in a gap: variance beyond chance, how far their rate may be off, and the least
# spread where nobody should leave.
GAP_DOUBT = 0.3
RATE_DOUBT = 0.3
LEAST_SPREAD = 0.2
# Variance of the censorings in a gap beyond its marks, and where marks may lie in the next gap.
MARK_DOUBT = 0.05
MARK_DOUBT_CLICKS = 0.3


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """Visible censor marks before the end and how many patients each may hide.

    Attributes
    ----------
    time : ndarray, shape (n_marks,)
    hidden : ndarray, shape (n_marks,)
        Expected further patients under each mark, from how crowded they are.
    one_at_end : bool
        Whether the end of the curve bears a mark.
    doubt : float
        Variance of the censorings in a gap beyond its marks.
    """

    time: FloatArray
    hidden: FloatArray
    one_at_end: bool = True
    doubt: float = MARK_DOUBT


@dataclass(frozen=True, slots=True, eq=False)
class Expectation:
    """Per gap: expected and visible censorings, their spread; per station the X there."""

    expected: FloatArray
    visible: FloatArray
    spread: FloatArray
    x: FloatArray


def read_marks(
    times: FloatArray | None, drops: Drops, kind: ReadingKind, entries: FloatArray
) -> Marks | None:
    """Return the marks in order with what crowding suggests they hide; None without marks.

    On the lattice of the drops where they have one, so that who leaves at the
    time of an event or of a number at risk (``entries``) does so after it.
    """
    if times is None:
        return None
    time = np.sort(np.asarray(times, dtype=float))
    time = snap(time, drops.lattice, drops.slack, entries)
    near_end = bool(time.size) and float(time[-1]) >= drops.end - 2.0 * drops.slack - 1e-9
    time = time[(time >= 0) & (time < drops.end - drops.slack / 3.0)]
    if time.size == 0:
        return Marks(time, np.zeros(0), near_end)
    width = drops.slack
    if kind is ReadingKind.EXACT or width <= 0:
        spacing = np.diff(time)
        spacing = spacing[spacing > 0]
        width = float(np.quantile(spacing, 0.02)) if spacing.size else 0.0
    reach = CROWD_WIDTHS * width
    near = np.searchsorted(time, time + reach, "right") - np.searchsorted(time, time - reach)
    share = np.minimum(near / CROWD_MARKS, MOST_CROWDED)
    if kind is ReadingKind.EXACT:
        return Marks(time, np.minimum(share / 2.0, 0.5), near_end)
    doubt = MARK_DOUBT_CLICKS if kind is ReadingKind.CLICKS else MARK_DOUBT
    return Marks(time, -np.log1p(-share) / share - 1.0, near_end, doubt)


def x_at_entries(line: Timeline, n: int) -> FloatArray:
    """Return X at time 0 and at each table station, never increasing.

    Heights near 0 say little about X, so they weigh little.
    """
    rows = line.kind == TABLE
    height = np.maximum(line.before[rows], LEAST_SURVIVAL)
    x = np.append(float(n), line.number[rows] / height)
    weights = np.append(1e6, np.maximum(height**2, 1e-6))
    return np.minimum(falling(x, weights)[0], float(n))


def expect_by_table(
    line: Timeline,
    n: int,
    marks: Marks | None,
    entries: Entries,
    *,
    n_events: int | None = None,
    none_before_end: bool = False,
) -> Expectation:
    """Return expected censorings where a table (or marks) says how many leave.

    Between two numbers at risk X falls by what is known; what visible marks do not
    explain of that is spread over the gaps, under a total of events as that speaks for.

    Parameters
    ----------
    line : Timeline
    n : int
        Patients at time 0.
    marks : Marks or None
    entries : Entries
        The numbers at risk, with censored counts where those are printed.
    n_events : int or None
        Printed total.
    none_before_end : bool
        After the last number at risk nobody leaves before the end.
    """
    x_known = x_at_entries(line, n)
    block = np.cumsum(line.kind == TABLE) - (line.kind == TABLE)
    n_blocks = x_known.size
    height = np.maximum(line.before, LEAST_SURVIVAL)
    drained, lasts = _drain(line, x_known, block)
    lost = np.append(-np.diff(x_known), drained)
    left_in = np.append(np.ones(n_blocks - 1, dtype=bool), lasts and not none_before_end)
    lost = np.where(left_in, lost, 0.0)
    visible = np.zeros(line.time.size)
    if marks is None:
        weight = _smooth_weights(line, block, lost * _mean_height(height, block, n_blocks))
    else:
        visible, weight = _mark_weights(line, marks)
        weight = _never_empty(weight, line.duration, block)
        lost = np.maximum(lost - np.bincount(block, visible / height, n_blocks), 0.0)
        visible = np.where(left_in[block], visible, 0.0)
    weight = _never_empty(weight, np.zeros(block.size), block)
    hidden = tilted(Stretches(line, block, weight, height, lost, visible), n, n_events)
    expected = visible + hidden
    if entries.n_censored is not None:
        printed = np.diff(np.append(0, entries.n_censored))
        for number in range(n_blocks - 1):
            _scale_to(expected, visible, np.flatnonzero(block == number), float(printed[number]))
    if marks is not None and none_before_end:
        expected[block == n_blocks - 1] = visible[block == n_blocks - 1]
    return _finish(line, n, expected, visible, marks, none_before_end, block)


def expect_by_family(line: Timeline, n: int, left: FloatArray) -> Expectation:
    """Return expected censorings where the share still followed at each station is ``left``."""
    height = np.maximum(line.before, LEAST_SURVIVAL)
    gone = -np.diff(np.append(1.0, left)) * n
    expected = np.maximum(gone, 0.0) * height
    block = np.zeros(line.time.size, dtype=np.intp)
    return _finish(line, n, expected, np.zeros(line.time.size), None, False, block)


def expect_by_marks(line: Timeline, n: int, marks: Marks, factor: float) -> Expectation:
    """Return expected censorings from the marks alone, the hidden ones times ``factor``."""
    visible, hidden = _mark_weights(line, marks)
    block = np.zeros(line.time.size, dtype=np.intp)
    return _finish(line, n, visible + factor * hidden, visible, marks, False, block)


def log_odds_of_common_end(line: Timeline, n: int, gain: float) -> float:
    """Return the log odds that after the last table time all stay to the end.

    ``gain`` is by how much that scores better than that they leave evenly by then.
    Where few left before, many would not leave soon after: all are followed equally long.
    """
    x_known = x_at_entries(line, n)
    times = np.append(0.0, line.time[line.kind == TABLE])
    length = line.end - float(times[-1])
    lost = UNSEEN_LEAVERS - np.diff(x_known)
    fastest = float(np.max(lost / np.maximum(np.diff(times), 1e-300), initial=0.0))
    ratio = max(fastest * length / max(float(x_known[-1]), 1e-300), LEAST_RATE)
    drops = COMMON_END_PER_SCORE * float(np.clip(gain, *SCORES_USED))
    return COMMON_END - COMMON_END_PER_RATE * float(np.log(ratio)) + drops


def _drain(line: Timeline, x_known: FloatArray, block: IntArray) -> tuple[float, bool]:
    """Return the X lost by the end if those left leave evenly, and whether there is time for it."""
    rows = np.flatnonzero(line.kind == TABLE)
    last_time = float(line.time[rows[-1]]) if rows.size else 0.0
    n_left = int(line.number[rows[-1]]) if rows.size else 0
    length = line.end - last_time
    if length <= 0 or n_left <= 0:
        return 0.0, length > 0 and rows.size == 0
    return float(x_known[-1]) * length / (length + length / n_left), True


def _mean_height(height: FloatArray, block: IntArray, n_blocks: int) -> FloatArray:
    total = np.bincount(block, weights=height, minlength=n_blocks)
    count = np.bincount(block, minlength=n_blocks)
    return np.asarray(total / np.maximum(count, 1))


def _smooth_weights(line: Timeline, block: IntArray, per_block: FloatArray) -> FloatArray:
    """Return the share of each gap: its length times a density straight between blocks' middles."""
    edges = np.concatenate(([0.0], line.time[line.kind == TABLE], [line.end]))
    length = np.maximum(np.diff(edges), 1e-300)
    density = per_block / length
    middle = (edges[1:] + edges[:-1]) / 2.0
    gap_middle = line.time - line.duration / 2.0
    smooth = np.interp(gap_middle, middle, density) if middle.size > 1 else density[block]
    return np.asarray(np.maximum(smooth, 0.05 * density[block]) * line.duration)


def _never_empty(weight: FloatArray, otherwise: FloatArray, block: IntArray) -> FloatArray:
    """Return weights with others where a block has none, the last gap's where it has none still."""
    weight = np.where(np.bincount(block, weight)[block] > 0, weight, otherwise)
    is_last = np.append(np.diff(block) > 0, True)
    return np.where(is_last & (np.bincount(block, weight)[block] <= 0), 1.0, weight)


def _mark_weights(line: Timeline, marks: Marks) -> tuple[FloatArray, FloatArray]:
    """Return visible marks and expected hidden patients per gap."""
    gap = np.searchsorted(line.time, marks.time, side="right")
    gap = np.minimum(gap, line.time.size - 1)
    visible = np.bincount(gap, minlength=line.time.size).astype(float)
    hidden = np.bincount(gap, weights=marks.hidden, minlength=line.time.size)
    return visible, hidden.astype(float)


def _scale_to(expected: FloatArray, visible: FloatArray, rows: IntArray, total: float) -> None:
    """Make the expected censorings of a block add up to the printed number."""
    hidden = expected[rows] - visible[rows]
    surplus = max(total - float(visible[rows].sum()), 0.0)
    if hidden.sum() > 0:
        expected[rows] = visible[rows] + hidden * surplus / hidden.sum()


def _finish(
    line: Timeline,
    n: int,
    expected: FloatArray,
    visible: FloatArray,
    marks: Marks | None,
    none_before_end: bool,
    block: IntArray,
) -> Expectation:
    """Add the spread of each gap's censorings and X after it."""
    hidden = np.maximum(expected - visible, 0.0)
    spread = _spread_of(hidden, marks)
    if none_before_end:
        spread = np.where((block == block[-1]) & (visible == 0), LEAST_SPREAD, spread)
    # Nobody leaves in no time, except that a table number may need it.
    spread = np.where((line.duration <= 0) & (line.kind == JUMP), 0.0, spread)
    height = np.maximum(line.before, LEAST_SURVIVAL)
    x = n - np.cumsum(expected / height)
    x = np.maximum(x, 0.0)
    return Expectation(hidden, visible, spread, x)


def _spread_of(hidden: FloatArray, marks: Marks | None) -> FloatArray:
    """Return the standard deviation of the censorings in each gap.

    Patients leave by chance (a Poisson variance), and at a rate that is itself only guessed.
    """
    doubt = GAP_DOUBT if marks is None else marks.doubt
    return np.asarray(np.sqrt(hidden + doubt + (RATE_DOUBT * hidden) ** 2))


def respread(
    line: Timeline, known: Expectation, hidden: FloatArray, n: int, marks: Marks | None
) -> Expectation:
    """Return an expectation with other hidden censorings and all that follows from them."""
    spread = np.maximum(_spread_of(hidden, marks), LEAST_SPREAD)
    spread = np.where(known.spread <= 0.0, 0.0, spread)
    height = np.maximum(line.before, LEAST_SURVIVAL)
    x = np.maximum(n - np.cumsum((hidden + known.visible) / height), 0.0)
    return Expectation(hidden, known.visible, spread, x)
