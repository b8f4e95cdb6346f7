"""What a path pays in a gap and at a drop; compiled with numba (see `decoder`)."""

import numpy as np

from .columns import (
    EXPECTED,
    IS_ROUNDED,
    LEVEL,
    LIMIT,
    LOWEST,
    ON_DROP,
    PRICE,
    SIGMA,
    SPREAD,
    TIE_COST,
    VISIBLE,
)
from .jit import part

# Residuals beyond this half square cost only logarithmically more.
FAR = 12.0
# Heights rounded to rows cost little within half a row and much beyond: from about so many sigmas.
EDGE_OF_ROW = 1.2
# A visible censor mark nobody stands on.
UNUSED_MARK = 4.0


@part
def gap_cost(n_censored, row):  # type: ignore[no-untyped-def]
    """Return what censorings in a gap cost: heavy tails, since many may leave at once."""
    z = (n_censored - row[VISIBLE] - row[EXPECTED]) / row[SPREAD]
    cost = 2.0 * np.log(1.0 + z * z / 3.0)
    if n_censored < row[VISIBLE]:
        cost += UNUSED_MARK * (row[VISIBLE] - n_censored)
    return cost


@part
def drop_cost(before, after, out, residual, row):  # type: ignore[no-untyped-def]
    """Return what a drop of ``out`` events costs against the height read."""
    half = 0.5 * residual * residual
    if row[IS_ROUNDED] > 0.0:
        half = 0.5 * half + 0.5 * (residual / EDGE_OF_ROW) ** 4
    cost = half if half <= FAR else FAR + FAR * np.log(half / FAR)
    if abs(residual) > row[LIMIT]:
        cost = np.inf
    kind = row[ON_DROP]
    if kind != 0.0 and after < row[LEVEL] < before and after >= row[LOWEST]:
        # In a stretch only the last event is at the height's time.
        top = before if kind > 0.0 else after + (before - after) / max(out, 1)
        if row[LEVEL] < top:
            cost = min(cost, abs(kind) + np.log(1.0 + (top - after) / row[SIGMA]))
    if out > 1:
        cost += row[TIE_COST] * (out - 1)
    return cost + row[PRICE] * out
