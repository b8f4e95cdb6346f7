"""Line styles: solid, dashed, dotted, dash-dot, told by the runs of ink along a line."""

from dataclasses import dataclass

import numpy as np

from ...arrays import FloatArray, IntArray
from ..legend.entries import LegendEntry
from ..legend.samples import run_lengths
from ..page import Map
from .following import Traced

_FULL = 0.5
_FEWEST_RUNS = 6
_LONG, _SHORT = 75, 25  # percentiles; crossings and marks join some dashes, drops part some


@dataclass(frozen=True, slots=True)
class Dashes:
    """Lengths of the dashes of a line in pixels: of one kind, or long and short in turn.

    ``short`` is None where a sample is too short to tell.
    """

    long: float
    short: float | None

    def distance(self, other: "Dashes") -> float:
        """Return how unlike two patterns are: 0 alike, 1 where dashes are e times as long."""
        gap = abs(np.log(self.long / other.long))
        if self.short is not None and other.short is not None:
            gap = (gap + abs(np.log(self.short / other.short))) / 2
        return float(gap)


def line_style(traced: Traced) -> str:
    """Return the name of a curve's line style."""
    runs, gaps = path_runs(traced)
    if traced.solid or gaps.size < 4 or runs.size == 0:
        return "solid"
    if np.median(gaps) < 1.5:
        return "solid"
    long, short = np.quantile(runs, 0.8), np.quantile(runs, 0.2)
    if long > 2.5 * short and short < 2.5 * traced.width + 1:
        share = float(np.mean(runs < (long + short) / 2))
        if 0.3 < share < 0.7:
            return "dash-dot"
    return "dotted" if np.median(runs) <= 2.6 * traced.width + 0.5 else "dashed"


def dashes_along(traced: Traced) -> Dashes | None:
    """Return the pattern of a traced line, None where it is solid or has too few dashes."""
    runs, _ = path_runs(traced)
    if traced.solid or runs.size < _FEWEST_RUNS:
        return None
    long, short = np.percentile(runs[1:-1], [_LONG, _SHORT])
    return Dashes(float(long), float(short))


def dashes_of(entry: LegendEntry) -> Dashes | None:
    """Return the pattern of a legend's sample, None for a solid one.

    The dashes at its ends may be cut off: they never make the short ones.
    """
    if entry.is_solid:
        return None
    whole: FloatArray = entry.runs[1:-1]
    return Dashes(float(entry.runs.max()), float(whole.min()) if whole.size else None)


def path_runs(
    traced: Traced, low: int = 0, high: int | None = None
) -> tuple[FloatArray, FloatArray]:
    """Return the lengths of inked runs and gaps along a path, round its corners as dashes go.

    ``low`` and ``high`` are the first column looked at and the one after the last.
    """
    path, ink = traced.path, traced.ink
    part = slice(max(low - path.first, 0), None if high is None else max(high - path.first, 0))
    counts = (path.leave - path.enter + 1)[part]
    column = np.repeat(path.columns[part], counts)
    begun = np.repeat(np.cumsum(counts) - counts, counts)
    row = np.repeat(path.enter[part], counts) + np.arange(column.size) - begun
    falls = np.repeat(counts > 1, counts)
    reach = range(-int(np.ceil(traced.width / 2)), int(np.ceil(traced.width / 2)) + 1)
    across = np.max([_at(ink, row + k, column) for k in reach], axis=0)
    down = np.max([_at(ink, row, column + k) for k in reach], axis=0)
    return run_lengths(np.where(falls, down, across) > _FULL)


def _at(ink: Map, row: IntArray, column: IntArray) -> FloatArray:
    height, width = ink.shape
    return np.asarray(ink[np.clip(row, 0, height - 1), np.clip(column, 0, width - 1)])
