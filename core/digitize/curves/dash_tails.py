"""Curves of one ink told apart by their dashes: which goes on as which where they meet."""

from collections.abc import Sequence

import numpy as np

from ...arrays import FloatArray
from .exchange import exchanged, gaps_between, stretches_of, turns
from .following import Traced
from .styles import path_runs

_APART_PX = 1.0
_FEWEST = 4  # dashes of each curve in a stretch that tells anything
_CLEAR = 0.45  # log of how much longer the dashes of one are
_LONGEST = 12.0  # widths of the line; longer ones are dashes run together


def untangled_by_dashes(everyone: Sequence[Traced]) -> list[Traced]:
    """Return the curves, their tails exchanged where each goes on with the dashes of the other.

    Parameters
    ----------
    everyone : sequence of Traced
        Broken ones of one layer may take each other's ways where they meet. A solid one
        may be a broken line below a crowd of marks, whose dashes tell nothing.
    """
    curves = list(everyone)
    for i in range(len(curves)):
        for j in range(i + 1, len(curves)):
            if curves[i].layer is not curves[j].layer or curves[i].solid or curves[j].solid:
                continue
            places = _crossings(curves[i], curves[j])
            if places:
                curves[i], curves[j] = exchanged(curves[i], curves[j], places)
    return curves


def _crossings(one: Traced, other: Traced) -> list[int]:
    """Return the columns from which on each of two curves has the other's dashes."""
    start, gaps = gaps_between(one.path, other.path)
    stretches = stretches_of(gaps > max(one.width, other.width) + _APART_PX)
    says = np.zeros(len(stretches))
    for k, (low, high) in enumerate(stretches):
        lengths = [_dash(traced, start + low, start + high) for traced in (one, other)]
        if min(lengths) > 0:
            says[k] = np.log(lengths[0] / lengths[1])
    known = np.flatnonzero(np.abs(says) > _CLEAR).tolist()
    return turns(says, known, stretches, start, gaps)


def _dash(traced: Traced, low: int, high: int) -> float:
    """Return the length of dash that half the ink of a stretch lies in, 0 where too few are seen.

    Of all ink, not of all dashes: ticks in the gaps are many, but short.
    """
    runs, _ = path_runs(traced, low, high)
    if runs.size < _FEWEST:
        return 0.0
    order: FloatArray = np.sort(runs)
    half = order[np.searchsorted(np.cumsum(order), order.sum() / 2)]
    return float(min(half, _LONGEST * traced.width))
