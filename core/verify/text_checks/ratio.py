"""A hazard ratio with its interval: what its rounding, its P and its events allow."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from math import erfc, exp, inf, log, sqrt
from statistics import NormalDist
from typing import Final

from .ledger import Entry, Ledger
from .printed import Printed

# Beyond rounding, limits are symmetric about ln HR but for a trace (profile likelihood).
_OFF_MIDDLE: Final = 0.01  # of the half-width
# Log-rank (score) and Wald z of one trial differ by this much, found by simulating trials with
# proportional hazards: a fixed part and a part of z, without and with the events of both arms.
_Z_FIXED: Final = 0.04
_Z_PART: Final = 0.07
_Z_FIXED_EVENTS: Final = 0.012
_Z_PART_EVENTS: Final = 0.01
# An interval this much wider than the events allow is asked about; in simulated trials with
# ln HR up to 1 the standard error stays within 1.12 times its least value.
_TOO_WIDE: Final = 1.10
_TOO_WIDE_PER_LOG_HR: Final = 0.12


@lru_cache(maxsize=64)
def quantile(level: float) -> float:
    """Return the two-sided normal quantile of a confidence level in percent."""
    return NormalDist().inv_cdf(0.5 + level / 200.0)


def two_sided_p(z: float) -> float:
    """Return the two-sided P of a normal z."""
    return erfc(abs(z) / sqrt(2.0))


@dataclass(frozen=True, slots=True)
class Ratio:
    """A hazard ratio with both limits, each an interval of what it may have been."""

    value: Printed
    low: Printed
    high: Printed
    level: float

    @property
    def usable(self) -> bool:
        """Whether logarithms of all three can be taken."""
        return self.value.value > 0 and self.low.value > 0 and self.high.value > self.low.value

    @property
    def middle(self) -> tuple[float, float]:
        """Smallest and largest ln of the geometric middle of the limits."""
        return (
            0.5 * (ln(self.low.low) + ln(self.high.low)),
            0.5 * (ln(self.low.high) + ln(self.high.high)),
        )

    @property
    def half_width(self) -> float:
        """Half the width of the interval on the log scale, as printed."""
        return 0.5 * (log(self.high.value) - log(self.low.value))

    def standard_error(self, level: float | None = None) -> tuple[float, float]:
        """Smallest and largest standard error of ln HR that the limits allow."""
        z = 2.0 * quantile(self.level if level is None else level)
        narrow = (ln(self.high.low) - ln(self.low.high)) / z
        return max(narrow, 0.0), (ln(self.high.high) - ln(self.low.low)) / z

    def is_middle(self) -> bool:
        """Whether HR can be the geometric middle of its limits."""
        slack = _OFF_MIDDLE * self.half_width
        low, high = self.middle
        return self.value.meets(exp(low - slack), exp(high + slack))

    def z_range(self, level: float | None = None) -> tuple[float, float]:
        """Smallest and largest Wald |z|; the limits symmetric about ln HR where they can be."""
        z = quantile(self.level if level is None else level)
        ends = [(ln(self.low.low), ln(self.low.high)), (ln(self.high.low), ln(self.high.high))]
        centre = (ln(self.value.low), ln(self.value.high))
        corners = [pair for pair in _corners(ends, centre) if pair[1] > pair[0]]
        if not corners:
            corners = [(low, high) for low, high in product(*ends) if high > low]
            scores = [2 * z * c / (high - low) for low, high in corners for c in centre]
        else:
            scores = [z * (low + high) / (high - low) for low, high in corners]
        if not scores or min(scores) <= 0.0 <= max(scores):
            return 0.0, max(map(abs, scores), default=inf)
        return min(map(abs, scores)), max(map(abs, scores))


def _corners(
    ends: list[tuple[float, float]], centre: tuple[float, float]
) -> Iterator[tuple[float, float]]:
    """Corners of the region where both limits are as printed and their middle is ln HR."""
    (a, b), (c, d) = ends
    for low, high in product((a, b), (c, d)):
        if centre[0] <= 0.5 * (low + high) <= centre[1]:
            yield low, high
    for total in (2 * centre[0], 2 * centre[1]):
        yield from ((low, total - low) for low in (a, b) if c <= total - low <= d)
        yield from ((total - high, high) for high in (c, d) if a <= total - high <= b)


def ln(value: float) -> float:
    """Return the logarithm, finite where a rounded value may be 0."""
    return log(max(value, 1e-9))


@dataclass(frozen=True, slots=True)
class ArmEvents:
    """The part of both arms' events that the arm had, and the least standard error of ln HR."""

    share: float
    least_error: float


def ratio_of(entry: Entry) -> Ratio | None:
    """Return the hazard ratio of a claim, None where a part is missing or not above 0."""
    if entry.value is None or entry.low is None or entry.high is None:
        return None
    ratio = Ratio(entry.value, entry.low, entry.high, entry.claim.ci_level)
    return ratio if ratio.usable else None


def p_range(
    ratio: Ratio, level: float | None = None, events: ArmEvents | None = None
) -> tuple[float, float]:
    """Smallest and largest two-sided P of the Wald and of the log-rank test.

    With the events of both arms the standard error has a least value, and the two
    tests are compared for their shares.
    """
    low, high = ratio.z_range(level)
    if events is None:
        low = max(low - _Z_FIXED - _Z_PART * low, 0.0)
        high = high + _Z_FIXED + _Z_PART * high
    else:
        largest = max(abs(ln(ratio.value.low)), abs(ln(ratio.value.high)))
        high = max(low, min(high, largest / events.least_error))
        score = score_over_wald(log(ratio.value.value), events.share)
        low = low * min(1.0, score) * (1 - _Z_PART_EVENTS) - _Z_FIXED_EVENTS
        high = high * max(1.0, score) * (1 + _Z_PART_EVENTS) + _Z_FIXED_EVENTS
    return two_sided_p(high), two_sided_p(max(low, 0.0))


def score_over_wald(log_hr: float, share: float) -> float:
    """Return z of the score test over z of Wald's, for one risk set that never changes.

    With the share q of the events under ln HR, the share under no difference is
    p = q e^-b / (q e^-b + 1 - q); the score is (q - p) / √(p (1 - p)) and Wald's z is
    b √(q (1 - q)), both times √events.
    """
    if abs(log_hr) < 1e-6 or not 0 < share < 1:
        return 1.0
    weight = share * exp(-log_hr)
    null = weight / (weight + 1 - share)
    score = (share - null) / sqrt(null * (1 - null))
    return score / (log_hr * sqrt(share * (1 - share)))


def p_agrees(
    ratio: Ratio,
    p: Printed,
    *,
    level: float | None = None,
    factor: float = 1.0,
    events: ArmEvents | None = None,
) -> bool:
    """Whether the printed P, times ``factor``, can come from this ratio and interval."""
    low, high = p_range(ratio, level, events)
    return p.low * factor <= high and low <= p.high * factor


def arm_events(ledger: Ledger, entry: Entry) -> ArmEvents | None:
    """Return what the events of both arms say of an unadjusted ratio, None where unknown."""
    found = least_error(ledger, entry)
    if found is None or not found[1] or entry.claim.adjusted or entry.claim.stratified:
        return None
    mine, other = found[2][0].x or 0, found[2][1].x or 0
    return ArmEvents(mine / (mine + other), found[0])


def least_error(ledger: Ledger, entry: Entry) -> tuple[float, bool, list[Entry], str] | None:
    """Return the smallest standard error of ln HR that the events allow.

    The information of Cox's partial likelihood is the sum of p (1 - p) over the
    events, with p summing to the events of one arm: at most d1 d0 / (d1 + d0).

    Returns
    -------
    (bound, whether both arms' events are known, the entries, the formula), or None.
    """
    arms = [
        ledger.events(entry.endpoint, name, entry.population)
        for name in (entry.arm, entry.comparator)
        if name
    ]
    both = [arm for arm in arms if arm is not None and arm.x]
    if len(both) == 2:
        d1, d0 = both[0].x or 0, both[1].x or 0
        formula = f"√(1/{d1} + 1/{d0})"
        return sqrt(1 / d1 + 1 / d0), True, both, formula
    total = ledger.events(entry.endpoint, "total", entry.population)
    if total is None or not total.x:
        return None
    return sqrt(4 / total.x), False, [total], f"√(4/{total.x})"


def width_fits(ledger: Ledger, entry: Entry, ratio: Ratio, level: float) -> bool | None:
    """Whether the width of the interval suits the events at this level; None if unknown."""
    bound = least_error(ledger, entry)
    if bound is None:
        return None
    low, high = ratio.standard_error(level)
    return high >= bound[0] and (not bound[1] or low <= bound[0] * widest(ratio))


def widest(ratio: Ratio) -> float:
    """Return how many times its least value the standard error may be."""
    return _TOO_WIDE + _TOO_WIDE_PER_LOG_HR * abs(log(ratio.value.value))
