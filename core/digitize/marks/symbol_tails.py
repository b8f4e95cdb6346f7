"""Curves of one ink told apart by the shapes on them: which goes on as which where they meet."""

from collections.abc import Sequence

import numpy as np

from ...arrays import FloatArray
from ..curves.exchange import exchanged, gaps_between, stretches_of, turns
from ..curves.following import Traced
from .symbol_marks import owners_of

_TOUCH_PX = 1.0
_FEWEST, _CLEAR, _PURE = 3, 2, 0.75


def untangled(everyone: Sequence[Traced]) -> list[Traced]:
    """Return the curves, their tails exchanged where each goes on with the shapes of the other.

    Parameters
    ----------
    everyone : sequence of Traced
        Those that share their ink share its shapes.
    """
    curves = list(everyone)
    for i in range(len(curves)):
        for j in range(i + 1, len(curves)):
            one, other = curves[i].layer.symbols, curves[j].layer.symbols
            if one is None or other is None or one.x is not other.x or len(one.kinds) < 2:
                continue
            places = _crossings(curves[i], curves[j], curves)
            if places:
                curves[i], curves[j] = exchanged(curves[i], curves[j], places)
    return curves


def _crossings(one: Traced, other: Traced, everyone: Sequence[Traced]) -> list[int]:
    """Return the columns from which on each of two curves carries the other's shapes."""
    symbols = one.layer.symbols
    assert symbols is not None
    owners = owners_of(everyone)
    own = [next(w for w, t in zip(owners, everyone, strict=True) if t is c) for c in (one, other)]
    counts = [np.bincount(symbols.which[w], minlength=len(symbols.kinds)) for w in own]
    first, second = np.argsort(-(counts[0] + counts[1]), kind="stable")[:2].tolist()
    if (counts[0] + counts[1])[second] < _FEWEST:
        return []
    start, gaps = gaps_between(one.path, other.path)
    apart = gaps > max(one.width, other.width) + _TOUCH_PX
    stretches = stretches_of(apart)
    if len(stretches) < 2:
        return []
    says = np.zeros(len(stretches))
    for sign, which in ((1, own[0]), (-1, own[1])):
        column = np.floor(symbols.x[which]).astype(np.intp) - start
        kind = symbols.which[which]
        value = sign * ((kind == first).astype(float) - (kind == second))
        for k, (low, high) in enumerate(stretches):
            says[k] += value[(column >= low) & (column < high)].sum()
    return _changes(says, stretches, start, gaps)


def _changes(
    says: FloatArray, stretches: list[tuple[int, int]], start: int, gaps: FloatArray
) -> list[int]:
    """Return where what stretches say of whose shapes are whose turns round."""
    known = np.flatnonzero(np.abs(says) >= _CLEAR).tolist()
    if np.abs(says[known]).sum() < _PURE * np.abs(says).sum():
        return []
    return turns(says, known, stretches, start, gaps)
