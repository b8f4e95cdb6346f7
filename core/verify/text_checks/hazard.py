"""T1, T2, T3: a hazard ratio against its interval, its P value and the number of events."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from math import erfc, exp, inf, log, sqrt
from statistics import NormalDist
from typing import Final

from ..claims import CheckState, ClaimKind, TextCheck
from .ledger import (
    ARMS_SWAPPED,
    CI_LEVEL,
    DIGIT,
    ONE_SIDED,
    Entry,
    Ledger,
    check,
    normal,
    population,
)
from .printed import Printed, digit_variants, read, read_p

LEVELS: Final = (90.0, 97.5, 98.0, 99.0, 99.5, 99.8, 95.0)

# Profile-likelihood and bootstrap limits are not exactly symmetric about ln HR.
_OFF_MIDDLE: Final = 0.03  # of the half-width
# Log-rank (score) and Wald z of one trial differ by this much, found by simulating trials with
# proportional hazards: a fixed part and a part of z, without and with the events of both arms.
_Z_FIXED: Final = 0.04
_Z_PART: Final = 0.07
_Z_FIXED_EVENTS: Final = 0.02
_Z_PART_EVENTS: Final = 0.025
# An interval this much wider than the events allow is asked about; in simulated trials with
# ln HR up to 1 the standard error stays within 1.12 times its least value.
_TOO_WIDE: Final = 1.10
_TOO_WIDE_PER_LOG_HR: Final = 0.12

_Repair = tuple[str, str]
_NO_REPAIR: Final[_Repair] = ("", "")


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
            0.5 * (_ln(self.low.low) + _ln(self.high.low)),
            0.5 * (_ln(self.low.high) + _ln(self.high.high)),
        )

    @property
    def half_width(self) -> float:
        """Half the width of the interval on the log scale, as printed."""
        return 0.5 * (log(self.high.value) - log(self.low.value))

    def standard_error(self, level: float | None = None) -> tuple[float, float]:
        """Smallest and largest standard error of ln HR that the limits allow."""
        z = 2.0 * quantile(self.level if level is None else level)
        narrow = (_ln(self.high.low) - _ln(self.low.high)) / z
        return max(narrow, 0.0), (_ln(self.high.high) - _ln(self.low.low)) / z

    def is_middle(self) -> bool:
        """Whether HR can be the geometric middle of its limits."""
        slack = _OFF_MIDDLE * self.half_width
        low, high = self.middle
        return self.value.meets(exp(low - slack), exp(high + slack))

    def z_range(self, level: float | None = None) -> tuple[float, float]:
        """Smallest and largest Wald |z|; the limits symmetric about ln HR where they can be."""
        z = quantile(self.level if level is None else level)
        ends = [(_ln(self.low.low), _ln(self.low.high)), (_ln(self.high.low), _ln(self.high.high))]
        centre = (_ln(self.value.low), _ln(self.value.high))
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


def _ln(value: float) -> float:
    return log(max(value, 1e-9))


def ratio_of(entry: Entry) -> Ratio | None:
    """Return the hazard ratio of a claim, None where a part is missing or not above 0."""
    if entry.value is None or entry.low is None or entry.high is None:
        return None
    ratio = Ratio(entry.value, entry.low, entry.high, entry.claim.ci_level)
    return ratio if ratio.usable else None


def p_of(ledger: Ledger, entry: Entry) -> tuple[Entry, Printed] | None:
    """Return the P printed with a hazard ratio, else the one P claim of the same comparison."""
    own = read_p(entry.claim.p_operator, entry.claim.p_value)
    if own is not None:
        return entry, own
    key = (entry.endpoint, population(entry.claim), {entry.arm, entry.comparator} - {""})
    for other in ledger.of(ClaimKind.P_VALUE):
        names = {other.arm, other.comparator} - {""}
        same = (other.endpoint, population(other.claim)) == key[:2] and names <= key[2] | {"total"}
        p = read_p(other.claim.p_operator, other.claim.p_value)
        if same and p is not None:
            return other, p
    return None


# --- T1 -----------------------------------------------------------------------------------------


def check_middle(ledger: Ledger) -> Iterator[TextCheck]:
    """T1: the hazard ratio lies in its interval and near its geometric middle."""
    for entry in ledger.of(ClaimKind.HAZARD_RATIO):
        ratio = ratio_of(entry)
        if ratio is None:
            yield from _unusable(entry)
            continue
        low, high = (exp(end) for end in ratio.middle)
        arithmetic = (
            f"√({ratio.low.text} × {ratio.high.text}) = "
            f"{sqrt(ratio.low.value * ratio.high.value):.3f}, with rounding {low:.3f} to "
            f"{high:.3f}; printed {ratio.value}"
        )
        if not ratio.value.meets(ratio.low.low, ratio.high.high):
            state = CheckState.IMPOSSIBLE
            sentence = f"{entry.name}: {ratio.value.text} lies outside its interval."
        elif ratio.is_middle():
            sentence = f"{entry.name}: {ratio.value.text} is the middle of its interval."
            yield check("T1", CheckState.CONSISTENT, [entry], sentence, arithmetic)
            continue
        else:
            state = CheckState.NOT_REPRODUCIBLE
            sentence = (
                f"{entry.name}: {ratio.value.text} is not the middle of its interval on the log "
                "scale, where hazard ratios have it."
            )
        yield check("T1", state, [entry], sentence, arithmetic, _middle_repair(ledger, entry))


def _unusable(entry: Entry) -> Iterator[TextCheck]:
    """A ratio of 0, or limits that run downwards, have no logarithm to check."""
    value, low, high = entry.value, entry.low, entry.high
    if value is None or low is None or high is None:
        return
    arithmetic = f"printed {value}, {low} to {high}"
    state = CheckState.IMPOSSIBLE
    if low.low > high.high:
        sentence = f"{entry.name}: the lower limit is above the upper one."
        yield check("T1", state, [entry], sentence, arithmetic, (DIGIT, "one limit mistyped"))
    elif not value.meets(low.low, high.high):
        fitting = (t for t in digit_variants(value.text) if _is_within(read(t), low, high))
        best = _closest(fitting, value)
        repair = (DIGIT, f"HR {best} instead of {value.text}") if best else _NO_REPAIR
        sentence = f"{entry.name}: {value.text} lies outside its interval."
        yield check("T1", state, [entry], sentence, arithmetic, repair)


def _is_within(value: Printed | None, low: Printed, high: Printed) -> bool:
    return value is not None and value.meets(low.low, high.high)


def _middle_repair(ledger: Ledger, entry: Entry) -> _Repair:
    ratio = ratio_of(entry)
    assert ratio is not None
    value = ratio.value
    turned = Printed(
        f"1/{value.text}", 1 / value.value, 1 / value.high, 1 / max(value.low, 1e-9), value.decimals
    )
    tried, found = Ratio(turned, ratio.low, ratio.high, ratio.level), p_of(ledger, entry)
    if tried.is_middle() and (found is None or p_agrees(tried, found[1])):
        return ARMS_SWAPPED, (
            f"1/{value.text} = {1 / value.value:.2f}: the ratio is of one arm over the other, "
            "its interval the other way round"
        )
    return digit_repair(ledger, entry)


def digit_repair(ledger: Ledger, entry: Entry) -> _Repair:
    """Return the one mistyped digit of HR or a limit that makes interval and P fit."""
    ratio = ratio_of(entry)
    if ratio is None:
        return _NO_REPAIR
    found = p_of(ledger, entry)
    for field, printed in (("HR", ratio.value), ("lower", ratio.low), ("upper", ratio.high)):
        best = _closest(_fitting(ledger, entry, field, found[1] if found else None), printed)
        if best is not None:
            word = field if field == "HR" else f"{field} limit"
            return DIGIT, f"{word} {best} instead of {printed.text}"
    return _NO_REPAIR


def _fitting(ledger: Ledger, entry: Entry, field: str, p: Printed | None) -> Iterator[str]:
    """Yield the texts of this field that suit the other two, P and the events."""
    ratio, share = ratio_of(entry), event_share(ledger, entry)
    assert ratio is not None
    printed = {"HR": ratio.value, "lower": ratio.low, "upper": ratio.high}
    for text in digit_variants(printed[field].text):
        changed = read(text)
        if changed is None:
            continue
        parts = {**printed, field: changed}
        tried = Ratio(parts["HR"], parts["lower"], parts["upper"], ratio.level)
        if not tried.usable or not tried.is_middle():
            continue
        suits_p = p is None or p_agrees(tried, p, share=share)
        if suits_p and width_fits(ledger, entry, tried, tried.level) is not False:
            yield text


def _closest(texts: Iterator[str], printed: Printed) -> str | None:
    numbers = [number for number in map(read, texts) if number is not None]
    best = min(numbers, key=lambda number: abs(number.value - printed.value), default=None)
    return None if best is None else best.text


# --- T2 -----------------------------------------------------------------------------------------


def p_range(
    ratio: Ratio, level: float | None = None, share: float | None = None
) -> tuple[float, float]:
    """Smallest and largest two-sided P of the Wald and of the log-rank test.

    ``share`` is the part of the events that the arm had, None where it is unknown.
    """
    low, high = ratio.z_range(level)
    if share is None:
        low = max(low - _Z_FIXED - _Z_PART * low, 0.0)
        high = high + _Z_FIXED + _Z_PART * high
    else:
        score = score_over_wald(log(ratio.value.value), share)
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
    share: float | None = None,
) -> bool:
    """Whether the printed P, times ``factor``, can come from this ratio and interval."""
    low, high = p_range(ratio, level, share)
    return p.low * factor <= high and low <= p.high * factor


def event_share(ledger: Ledger, entry: Entry) -> float | None:
    """Return the part of both arms' events that the arm had, None where it is unknown."""
    found = least_error(ledger, entry)
    if found is None or not found[1] or entry.claim.adjusted or entry.claim.stratified:
        return None
    mine, other = found[2][0].x or 0, found[2][1].x or 0
    return mine / (mine + other)


def check_p(ledger: Ledger) -> Iterator[TextCheck]:
    """T2: P agrees with the Wald P of the hazard ratio and its interval."""
    for entry in ledger.of(ClaimKind.HAZARD_RATIO, ClaimKind.P_VALUE):
        yield from _above_one(entry)
    for entry in ledger.of(ClaimKind.HAZARD_RATIO):
        ratio, found = ratio_of(entry), p_of(ledger, entry)
        if ratio is None or found is None:
            continue
        other, p = found
        share = event_share(ledger, entry)
        one_sided = entry.claim.one_sided or other.claim.one_sided
        factor = 2.0 if one_sided else 1.0
        z = log(ratio.value.value) / (ratio.half_width / quantile(ratio.level))
        low, high = p_range(ratio, share=share)
        arithmetic = (
            f"z = ln {ratio.value.text} / [(ln {ratio.high.text} − ln {ratio.low.text}) / "
            f"(2 × {quantile(ratio.level):.3f})] = {z:.2f}; two-sided P = {two_sided_p(z):.2g}, "
            f"with rounding and the difference between tests {low:.2g} to {high:.2g}; printed "
            f"P {'' if p.text[0] in '<>' else '= '}{p.text}{', one-sided' if one_sided else ''}"
        )
        if p_agrees(ratio, p, factor=factor, share=share):
            sentence = f"{entry.name}: P agrees with the interval."
            yield check("T2", CheckState.CONSISTENT, [entry, other], sentence, arithmetic)
            continue
        sentence = f"{entry.name}: P does not follow from the hazard ratio and its interval."
        state = CheckState.NOT_REPRODUCIBLE
        if _model_may_differ(entry, other):
            state = CheckState.NOT_COMPARABLE
            sentence = f"{entry.name}: P may come from another model than the interval."
        repair = _p_repair(ledger, entry, ratio, p)
        yield check("T2", state, [entry, other], sentence, arithmetic, repair)


def _above_one(entry: Entry) -> Iterator[TextCheck]:
    number = read(entry.claim.p_value)
    if number is None or 0 <= number.value <= 1:
        return
    fitting = (t for t in digit_variants(number.text) if (q := read(t)) and q.value <= 1)
    best = _closest(fitting, number)
    repair = (DIGIT, f"P {best} instead of {number.text}") if best else _NO_REPAIR
    sentence = f"{entry.name}: P = {number.text} is not a probability."
    yield check("T2", CheckState.IMPOSSIBLE, [entry], sentence, f"{number.text} > 1", repair)


def _model_may_differ(entry: Entry, other: Entry) -> bool:
    """An adjusted ratio beside the P of an unadjusted log-rank test is no contradiction."""
    models = [(item.claim.adjusted, item.claim.stratified) for item in (entry, other)]
    named = normal(entry.claim.p_test or other.claim.p_test)
    return models[0] != models[1] or (entry.claim.adjusted and "log-rank" in named)


def _p_repair(ledger: Ledger, entry: Entry, ratio: Ratio, p: Printed) -> _Repair:
    """Return the smallest change that makes P and interval agree, the likeliest first."""
    if not ratio.is_middle():
        return digit_repair(ledger, entry)
    share = event_share(ledger, entry)
    by_level = [
        level
        for level in LEVELS
        if level != ratio.level
        and p_agrees(ratio, p, level=level, share=share)
        and width_fits(ledger, entry, ratio, level) is not False
    ]
    width_is_off = width_fits(ledger, entry, ratio, ratio.level) is False
    if by_level and width_is_off:
        return CI_LEVEL, f"would agree if the interval were {by_level[0]:g} %"
    if width_is_off and (repair := digit_repair(ledger, entry)) != _NO_REPAIR:
        return repair
    if p_agrees(ratio, p, factor=2.0, share=share):
        return ONE_SIDED, f"would agree if P were one-sided (two-sided {2 * p.value:.3g})"
    if by_level and width_fits(ledger, entry, ratio, ratio.level) is None:
        return CI_LEVEL, f"would agree if the interval were {by_level[0]:g} %"
    texts = digit_variants(p.text.lstrip("<>"))
    fitting = (t for t in texts if (q := read_p("", t)) and p_agrees(ratio, q, share=share))
    best = _closest(fitting, p)
    return (DIGIT, f"P {best} instead of {p.text}") if best else digit_repair(ledger, entry)


# --- T3 -----------------------------------------------------------------------------------------


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
    return high >= bound[0] and (not bound[1] or low <= bound[0] * _widest(ratio))


def _widest(ratio: Ratio) -> float:
    return _TOO_WIDE + _TOO_WIDE_PER_LOG_HR * abs(log(ratio.value.value))


def check_width(ledger: Ledger) -> Iterator[TextCheck]:
    """T3: the interval is not narrower than the number of events allows."""
    for entry in ledger.of(ClaimKind.HAZARD_RATIO):
        ratio, found = ratio_of(entry), least_error(ledger, entry)
        if ratio is None or found is None:
            continue
        bound, both, events, formula = found
        low, high = ratio.standard_error()
        arithmetic = (
            f"SE of ln HR = (ln {ratio.high.text} − ln {ratio.low.text}) / "
            f"(2 × {quantile(ratio.level):.3f}) = {low:.3f} to {high:.3f} with rounding; "
            f"at least {formula} = {bound:.3f}"
        )
        claim = entry.claim
        if high < bound:
            state = CheckState.NOT_REPRODUCIBLE if claim.adjusted else CheckState.IMPOSSIBLE
            sentence = f"{entry.name}: the interval is narrower than the events allow."
        elif both and low > bound * _widest(ratio) and not (claim.adjusted or claim.stratified):
            state = CheckState.NOT_REPRODUCIBLE
            sentence = f"{entry.name}: the interval is wider than this many events give."
        else:
            sentence = f"{entry.name}: the width of the interval suits the events."
            yield check("T3", CheckState.CONSISTENT, [entry, *events], sentence, arithmetic)
            continue
        repair = _width_repair(ledger, entry, ratio)
        yield check("T3", state, [entry, *events], sentence, arithmetic, repair)


def _width_repair(ledger: Ledger, entry: Entry, ratio: Ratio) -> _Repair:
    if not ratio.is_middle():
        return digit_repair(ledger, entry)
    found, share = p_of(ledger, entry), event_share(ledger, entry)
    for level in LEVELS:
        agrees = found is None or p_agrees(ratio, found[1], level=level, share=share)
        if level != ratio.level and agrees and width_fits(ledger, entry, ratio, level):
            return CI_LEVEL, f"would fit if the interval were {level:g} %"
    return digit_repair(ledger, entry)
