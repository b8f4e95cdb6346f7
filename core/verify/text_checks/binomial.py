"""Confidence intervals of a proportion by the five usual methods."""

from collections.abc import Callable
from functools import lru_cache
from math import sqrt
from statistics import NormalDist
from typing import Final

Interval = tuple[float, float]


def wilson(x: int, n: int, level: float) -> Interval:
    """Score interval (Wilson 1927)."""
    z = _z(level)
    p, z2 = x / n, z * z
    centre = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = z / (1 + z2 / n) * sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    return max(centre - half, 0.0), min(centre + half, 1.0)


def wald(x: int, n: int, level: float) -> Interval:
    """Normal interval p ± z √(p (1 − p) / n), cut at 0 and 1."""
    p = x / n
    half = _z(level) * sqrt(p * (1 - p) / n)
    return max(p - half, 0.0), min(p + half, 1.0)


def agresti_coull(x: int, n: int, level: float) -> Interval:
    """Wald interval after adding z²/2 successes and failures (Agresti and Coull 1998)."""
    z2 = _z(level) ** 2
    p = (x + z2 / 2) / (n + z2)
    half = _z(level) * sqrt(p * (1 - p) / (n + z2))
    return max(p - half, 0.0), min(p + half, 1.0)


def clopper_pearson(x: int, n: int, level: float) -> Interval:
    """Exact interval (Clopper and Pearson 1934)."""
    from scipy.special import betaincinv

    tail = 0.5 - level / 200.0
    low = 0.0 if x == 0 else float(betaincinv(x, n - x + 1, tail))
    high = 1.0 if x == n else float(betaincinv(x + 1, n - x, 1 - tail))
    return low, high


def jeffreys(x: int, n: int, level: float) -> Interval:
    """Equal-tailed posterior interval of the Beta(1/2, 1/2) prior (Brown et al. 2001)."""
    from scipy.special import betaincinv

    tail = 0.5 - level / 200.0
    low = 0.0 if x == 0 else float(betaincinv(x + 0.5, n - x + 0.5, tail))
    high = 1.0 if x == n else float(betaincinv(x + 0.5, n - x + 0.5, 1 - tail))
    return low, high


METHODS: Final[dict[str, Callable[[int, int, float], Interval]]] = {
    "Wilson": wilson,
    "Clopper-Pearson": clopper_pearson,
    "Wald": wald,
    "Agresti-Coull": agresti_coull,
    "Jeffreys": jeffreys,
}


@lru_cache(maxsize=4096)
def interval(method: str, x: int, n: int, level: float) -> Interval:
    """Return the interval of x of n by this method, as fractions."""
    return METHODS[method](x, n, level)


@lru_cache(maxsize=64)
def _z(level: float) -> float:
    return NormalDist().inv_cdf(0.5 + level / 200.0)
