"""P values of x1 of n1 against x0 of n0 by the tests that papers use."""

from collections.abc import Callable
from functools import lru_cache
from math import erfc, log, sqrt
from typing import Final

import numpy as np

from ...arrays import FloatArray

Table = tuple[int, int, int, int]

# Enumerating every table twice over a grid of nuisance values: above this many it takes too long.
_LARGEST_EXACT: Final = 40_000
_N_NUISANCE: Final = 400
_TIE: Final = 1e-7  # relative; how R and scipy call two table probabilities equal


def pearson(table: Table) -> float:
    """Chi-squared without correction."""
    return _chi2_p(_chi2(table))


def yates(table: Table) -> float:
    """Chi-squared with the continuity correction, as R's chisq.test."""
    return _chi2_p(_chi2(table, correct=True))


def n_minus_1(table: Table) -> float:
    """The (N − 1) chi-squared (Campbell 2007)."""
    total = table[1] + table[3]
    return _chi2_p(_chi2(table) * (total - 1) / total)


def likelihood_ratio(table: Table) -> float:
    """G: the likelihood-ratio chi-squared."""
    cells, expected = _cells(table)
    pairs = zip(cells, expected, strict=True)
    return _chi2_p(2 * sum(o * log(o / e) for o, e in pairs if o > 0))


def fisher(table: Table) -> float:
    """Fisher's exact test, two-sided by the probabilities of the tables."""
    probabilities, observed = _hypergeometric(table)
    return min(1.0, float(probabilities[probabilities <= observed * (1 + _TIE)].sum()))


def fisher_mid_p(table: Table) -> float:
    """Fisher's exact test, the observed probability counted half."""
    probabilities, observed = _hypergeometric(table)
    return fisher(table) - 0.5 * float(
        probabilities[np.isclose(probabilities, observed, rtol=_TIE)].sum()
    )


def fisher_one_sided(table: Table) -> float:
    """The smaller tail of Fisher's exact test."""
    lower, upper = _fisher_tails(*table)
    return min(lower, upper)


def barnard(table: Table) -> float:
    """Barnard's test with the pooled z statistic, the largest P over the nuisance rate."""
    _, n1, _, n0 = table
    x1, x0 = np.meshgrid(np.arange(n1 + 1), np.arange(n0 + 1), indexing="ij")
    pooled = (x1 + x0) / (n1 + n0)
    variance = pooled * (1 - pooled) * (1 / n1 + 1 / n0)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.abs(np.where(variance > 0, (x1 / n1 - x0 / n0) / np.sqrt(variance), 0.0))
    return _largest_p(z >= z[table[0], table[2]] - 1e-9, n1, n0)


def boschloo(table: Table) -> float:
    """Boschloo's test: twice the smaller one-sided P, as scipy has it."""
    x1, n1, x0, n0 = table
    lower, upper = _all_fisher_tails(n1, n0)
    sides = [_largest_p(tail <= tail[x1, x0] * (1 + 1e-9), n1, n0) for tail in (lower, upper)]
    return min(1.0, 2 * min(sides))


TESTS: Final[dict[str, Callable[[Table], float]]] = {
    "Pearson chi-squared": pearson,
    "Fisher": fisher,
    "Yates chi-squared": yates,
    "likelihood ratio": likelihood_ratio,
    "N-1 chi-squared": n_minus_1,
    "Fisher mid-P": fisher_mid_p,
    "Barnard": barnard,
    "Boschloo": boschloo,
}
ONE_SIDED_TESTS: Final[dict[str, Callable[[Table], float]]] = {
    "one-sided Pearson chi-squared": lambda table: 0.5 * pearson(table),
    "one-sided Fisher": fisher_one_sided,
}


@lru_cache(maxsize=4096)
def p_value(test: str, table: Table) -> float | None:
    """Return the P of a test; None where an exact test would take too long."""
    if test in ("Barnard", "Boschloo") and (table[1] + 1) * (table[3] + 1) > _LARGEST_EXACT:
        return None
    return {**TESTS, **ONE_SIDED_TESTS}[test](table)


def _cells(table: Table) -> tuple[list[float], list[float]]:
    x1, n1, x0, n0 = table
    cells = [x1, n1 - x1, x0, n0 - x0]
    successes, total = x1 + x0, n1 + n0
    expected = [size * part / total for size in (n1, n0) for part in (successes, total - successes)]
    return [float(cell) for cell in cells], expected


def _chi2(table: Table, *, correct: bool = False) -> float:
    cells, expected = _cells(table)
    if min(expected) <= 0:
        return 0.0
    shift = min(0.5, abs(cells[0] - expected[0])) if correct else 0.0
    return sum((abs(o - e) - shift) ** 2 / e for o, e in zip(cells, expected, strict=True))


def _chi2_p(chi2: float) -> float:
    return erfc(sqrt(max(chi2, 0.0) / 2))


def _hypergeometric(table: Table) -> tuple[FloatArray, float]:
    x1, n1, x0, n0 = table
    first = max(0, x1 + x0 - n0)
    counts = np.arange(first, min(n1, x1 + x0) + 1)
    logs = _log_choose(n1)[counts] + _log_choose(n0)[x1 + x0 - counts]
    weights = np.exp(logs - logs.max())
    probabilities = weights / weights.sum()
    return probabilities, float(probabilities[x1 - first])


def _fisher_tails(x1: int, n1: int, x0: int, n0: int) -> tuple[float, float]:
    probabilities, _ = _hypergeometric((x1, n1, x0, n0))
    place = x1 - max(0, x1 + x0 - n0)
    return float(probabilities[: place + 1].sum()), float(probabilities[place:].sum())


@lru_cache(maxsize=16)
def _all_fisher_tails(n1: int, n0: int) -> tuple[FloatArray, FloatArray]:
    """Return both one-sided P of every table with these arm sizes."""
    lower = np.empty((n1 + 1, n0 + 1))
    upper = np.empty_like(lower)
    for successes in range(n1 + n0 + 1):
        first, last = max(0, successes - n0), min(n1, successes)
        probabilities, _ = _hypergeometric((first, n1, successes - first, n0))
        x1 = np.arange(first, last + 1)
        lower[x1, successes - x1] = np.cumsum(probabilities)
        upper[x1, successes - x1] = np.cumsum(probabilities[::-1])[::-1]
    return lower, upper


def _largest_p(
    extreme: "np.ndarray[tuple[int, int], np.dtype[np.bool_]]", n1: int, n0: int
) -> float:
    """Return the largest probability of these tables over the common rate."""
    rates = (np.arange(_N_NUISANCE) + 0.5) / _N_NUISANCE
    best = 0.0
    for width in (1 / _N_NUISANCE, 1 / _N_NUISANCE**2):
        p = np.einsum("gi,gi->g", _binomial(n1, rates) @ extreme, _binomial(n0, rates))
        top = int(np.argmax(p))
        best = max(best, float(p[top]))
        centre = rates[top]
        rates = np.clip(np.linspace(centre - width, centre + width, 41), 1e-9, 1 - 1e-9)
    return min(best, 1.0)


def _binomial(n: int, rates: FloatArray) -> FloatArray:
    """Return the binomial probabilities, shape (n_rates, n + 1)."""
    counts = np.arange(n + 1)
    logs = _log_choose(n) + np.outer(np.log(rates), counts) + np.outer(np.log1p(-rates), n - counts)
    result: FloatArray = np.exp(logs)
    return result


@lru_cache(maxsize=256)
def _log_choose(n: int) -> FloatArray:
    from scipy.special import gammaln

    counts = np.arange(n + 1)
    result: FloatArray = gammaln(n + 1) - gammaln(counts + 1) - gammaln(n - counts + 1)
    return result
