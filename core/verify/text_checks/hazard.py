"""T1, T2, T3: a hazard ratio against its interval, its P value and the number of events."""

from collections.abc import Iterator
from math import exp, log, sqrt
from typing import Final

from ..claims import CheckState, ClaimKind, TextCheck
from ..wording import number
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
from .ratio import (
    Ratio,
    arm_events,
    least_error,
    p_agrees,
    p_range,
    quantile,
    ratio_of,
    two_sided_p,
    widest,
    width_fits,
)

LEVELS: Final = (90.0, 97.5, 98.0, 99.0, 99.5, 99.8, 95.0)

_LARGEST_BOUND: Final = 0.05
# Bounds that journals round up to, and how far below another one P may lie unasked.
_ROUND: Final = ("1", "2", "5")
_LOOSE: Final = 3.0

_Repair = tuple[str, str]
_NO_REPAIR: Final[_Repair] = ("", "")


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
    ratio, events = ratio_of(entry), arm_events(ledger, entry)
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
        suits_p = p is None or p_agrees(tried, p, events=events)
        if suits_p and width_fits(ledger, entry, tried, tried.level) is not False:
            yield text


def _closest(texts: Iterator[str], printed: Printed) -> str | None:
    numbers = [number for number in map(read, texts) if number is not None]
    best = min(numbers, key=lambda number: abs(number.value - printed.value), default=None)
    return None if best is None else best.text


# --- T2 -----------------------------------------------------------------------------------------


def check_p(ledger: Ledger) -> Iterator[TextCheck]:
    """T2: P agrees with the Wald P of the hazard ratio and its interval."""
    for entry in ledger.of(ClaimKind.HAZARD_RATIO, ClaimKind.P_VALUE):
        yield from _above_one(entry)
        yield from _odd_bound(entry)
    for entry in ledger.of(ClaimKind.HAZARD_RATIO):
        ratio, found = ratio_of(entry), p_of(ledger, entry)
        if ratio is None or found is None:
            continue
        other, p = found
        events = arm_events(ledger, entry)
        one_sided = entry.claim.one_sided or other.claim.one_sided
        factor = 2.0 if one_sided else 1.0
        low, high = p_range(ratio, events=events)
        arithmetic = f"{_wald_words(ratio, low, high)}; printed P {_p_words(p)}"
        arithmetic += ", one-sided" if one_sided else ""
        if _is_loose_bound(other, high * factor):
            sentence = f"{entry.name}: P < {other.claim.p_value} is an odd bound for so small a P."
            repair = _bound_repair(other)
            state = CheckState.NOT_REPRODUCIBLE
            yield check("T2", state, [entry, other], sentence, arithmetic, repair)
            continue
        if p_agrees(ratio, p, factor=factor, events=events):
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


def _wald_words(ratio: Ratio, low: float, high: float) -> str:
    """Return z and P of an interval, and the range of P that may be printed beside it."""
    z = log(ratio.value.value) / (ratio.half_width / quantile(ratio.level))
    return (
        f"z = ln {ratio.value.text} / [(ln {ratio.high.text} − ln {ratio.low.text}) / "
        f"(2 × {quantile(ratio.level):.3f})] = {number(z, 2)}; two-sided P = {two_sided_p(z):.2g}, "
        f"with rounding and the difference between tests {low:.2g} to {high:.2g}"
    )


def _p_words(p: Printed) -> str:
    return f"{p.text[0]} {p.text[1:]}" if p.text[0] in "<>" else f"= {p.text}"


def _above_one(entry: Entry) -> Iterator[TextCheck]:
    number = read(entry.claim.p_value)
    if number is None or 0 <= number.value <= 1:
        return
    fitting = (t for t in digit_variants(number.text) if (q := read(t)) and q.value <= 1)
    best = _closest(fitting, number)
    repair = (DIGIT, f"P {best} instead of {number.text}") if best else _NO_REPAIR
    sentence = f"{entry.name}: P = {number.text} is not a probability."
    yield check("T2", CheckState.IMPOSSIBLE, [entry], sentence, f"{number.text} > 1", repair)


def _odd_bound(entry: Entry) -> Iterator[TextCheck]:
    """An inequality with a bound of two digits, such as P < 0.071: bounds are round numbers."""
    claim = entry.claim
    digits = claim.p_value.replace(".", "").strip("0")
    number = read(claim.p_value)
    if claim.p_operator not in ("<", "<=", "≤") or number is None or not 0 < number.value < 1:
        return
    if len(digits) < 2 or digits.endswith("5"):
        return
    usual = [text for text in digit_variants(claim.p_value) if text.lstrip("0.") in ("1", "5")]
    fitting = [
        text for text in usual if (bound := read(text)) and 0 < bound.value <= _LARGEST_BOUND
    ]
    best = _closest(iter(fitting), number)
    repair = (DIGIT, f"P < {best} instead of {claim.p_value}") if best else _NO_REPAIR
    sentence = f"{entry.name}: P < {claim.p_value} is not a bound that is printed."
    shown = f"bounds are 0.05, 0.01, 0.001, 0.0001 and the like; printed < {claim.p_value}"
    yield check("T2", CheckState.NOT_REPRODUCIBLE, [entry], sentence, shown, repair)


def _is_loose_bound(entry: Entry, largest: float) -> bool:
    """Whether a bound is none of the round ones, and far above the P it should bound.

    Who prints P < 0.009 has a P just below it; round bounds hold for all smaller ones.
    """
    claim, number = entry.claim, read(entry.claim.p_value)
    digits = claim.p_value.replace(".", "").strip("0")
    is_odd = len(digits) == 1 and digits not in _ROUND
    is_bound = claim.p_operator in ("<", "<=", "≤") and number is not None
    return is_bound and is_odd and number is not None and largest < number.value / _LOOSE


def _bound_repair(entry: Entry) -> _Repair:
    """Return the round bound one digit away from an odd one."""
    text = entry.claim.p_value
    usual = [t for t in digit_variants(text) if t.replace(".", "").strip("0") in ("1", "5")]
    lowest = min((t for t in usual if (n := read(t)) and n.value > 0), key=float, default=None)
    return (DIGIT, f"P < {lowest} instead of {text}") if lowest else _NO_REPAIR


def _model_may_differ(entry: Entry, other: Entry) -> bool:
    """An adjusted ratio beside the P of an unadjusted log-rank test is no contradiction."""
    models = [(item.claim.adjusted, item.claim.stratified) for item in (entry, other)]
    named = normal(entry.claim.p_test or other.claim.p_test)
    return models[0] != models[1] or (entry.claim.adjusted and "log-rank" in named)


def _p_repair(ledger: Ledger, entry: Entry, ratio: Ratio, p: Printed) -> _Repair:
    """Return the smallest change that makes P and interval agree, the likeliest first."""
    if not ratio.is_middle():
        return digit_repair(ledger, entry)
    events = arm_events(ledger, entry)
    by_level = [
        level
        for level in LEVELS
        if level != ratio.level
        and p_agrees(ratio, p, level=level, events=events)
        and width_fits(ledger, entry, ratio, level) is not False
    ]
    width_is_off = width_fits(ledger, entry, ratio, ratio.level) is False
    if by_level and width_is_off:
        return CI_LEVEL, f"would agree if the interval were {by_level[0]:g} %"
    if width_is_off and (repair := digit_repair(ledger, entry)) != _NO_REPAIR:
        return repair
    if p_agrees(ratio, p, factor=2.0, events=events):
        return ONE_SIDED, f"would agree if P were one-sided (two-sided {2 * p.value:.3g})"
    if by_level and width_fits(ledger, entry, ratio, ratio.level) is None:
        return CI_LEVEL, f"would agree if the interval were {by_level[0]:g} %"
    texts = digit_variants(p.text.lstrip("<>"))
    fitting = (t for t in texts if (q := read_p("", t)) and p_agrees(ratio, q, events=events))
    best = _closest(fitting, p)
    return (DIGIT, f"P {best} instead of {p.text}") if best else digit_repair(ledger, entry)


# --- T3 -----------------------------------------------------------------------------------------


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
        elif both and low > bound * widest(ratio) and not (claim.adjusted or claim.stratified):
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
    found, events = p_of(ledger, entry), arm_events(ledger, entry)
    for level in LEVELS:
        agrees = found is None or p_agrees(ratio, found[1], level=level, events=events)
        if level != ratio.level and agrees and width_fits(ledger, entry, ratio, level):
            return CI_LEVEL, f"would fit if the interval were {level:g} %"
    return digit_repair(ledger, entry)
