"""T10: the numbers of one curve against each other: it falls, and its median is where it is half.

Rates fall with time, overall survival is never below a survival that death ends too,
survival at a time before the median is above one half, a rate lies where some usual
transform puts the middle of its interval, a median well inside its own, and neither
stands beyond the longest follow-up.
"""

from collections.abc import Callable, Iterator
from itertools import combinations
from math import exp, inf, log, sqrt
from typing import Final

from ..claims import CheckState, ClaimKind, TextCheck
from ..text.lexicon import is_time_to_event
from .ledger import (
    ARMS_SWAPPED,
    DIGIT,
    TIME_UNIT,
    WITH_DEATH,
    Entry,
    Ledger,
    check,
    days_per,
    is_total,
    unit_name,
)
from .printed import Printed, digit_variants, read
from .ratio import quantile

# Weibull shapes of published curves; between a rate and the median they bound the curve.
SHAPES: Final = (0.7, 1.7)
# How far, in standard errors of a count of events between the two, a median may lie from where
# its rates put it: found by simulation (tests/benchmarks/text_checks.py).
_FAR: Final = 2.8
# Rates far above one half say little about the median.
_HIGHEST: Final = 70.0
_LOWEST: Final = 2.0
# Of the half-width of an interval: how far its rate strays from the middle through rounding
# and ties.
_OFF_MIDDLE: Final = 0.08
# Percentage points: who is censored differs between the two, so one may lie a little above.
_CENSORED_ALIKE: Final = 2.0
# The same of medians, as a factor.
_CENSORED_APART: Final = 1.05
# Of the events between both limits of a median half come before it, give or take so many
# standard errors, and a trace for interpolating; on the log scale of time the middle is a little
# late. Found by simulation (tests/benchmarks/text_checks.py).
_FAR_FROM_HALF: Final = 3.0
_INTERPOLATED: Final = 0.03
_HALF_WAY: Final = 0.53

_TRANSFORMS: Final[tuple[tuple[Callable[[float], float], Callable[[float], float]], ...]] = (
    (lambda s: s, lambda y: y),
    (log, exp),
    (lambda s: log(-log(s)), lambda y: exp(-exp(y))),
    (lambda s: log(s / (1 - s)), lambda y: 1 / (1 + exp(-y))),
)


def check_curves(ledger: Ledger) -> Iterator[TextCheck]:
    """T10: rates and medians of one arm and endpoint fit one falling curve."""
    rates = [e for e in ledger.of(ClaimKind.LANDMARK) if _days(e) and _inside(e.value)]
    for entry in rates:
        yield from _middle(ledger, entry)
        yield from _followed(ledger, entry, _days(entry))
    for first, second in combinations(rates, 2):
        if _who(first) == _who(second) and first.endpoint == second.endpoint:
            yield from _falling(first, second)
        elif _who(first) == _who(second) and "os" in (first.endpoint, second.endpoint):
            yield from _above(first, second)
    medians = [e for e in ledger.of(ClaimKind.MEDIAN) if e.value is not None]
    for first, second in combinations(medians, 2):
        yield from _later(first, second)
    for median in medians:
        if median.value is None or not unit_name(median.claim.unit):
            continue
        yield from _median_inside(ledger, median)
        yield from _followed(ledger, median, median.value.low * days_per(median.claim.unit))
        for rate in rates:
            if _who(rate) == _who(median) and rate.endpoint == median.endpoint:
                yield from _half(ledger, median, rate)


def _who(entry: Entry) -> tuple[str, str]:
    return entry.arm, entry.population


def _inside(value: Printed | None) -> bool:
    return value is not None and 0 < value.value < 100


def _days(entry: Entry) -> float:
    """Return the time of a rate in days, 0 where it is unknown."""
    time = read(entry.claim.time)
    if time is None or not unit_name(entry.claim.time_unit):
        return 0.0
    return time.value * days_per(entry.claim.time_unit)


# --- two rates ----------------------------------------------------------------------------------


def _falling(first: Entry, second: Entry) -> Iterator[TextCheck]:
    early, late = sorted((first, second), key=_days)
    assert early.value is not None
    assert late.value is not None
    if _days(early) == _days(late) or late.value.low <= early.value.high + 1e-9:
        return
    arithmetic = f"{_at(early)}, {_at(late)}"
    sentence = f"{early.name}: survival rises from {_at(early)} to {_at(late)}."
    repair = _either(_digit(late, 0.0, early.value.high), _digit(early, late.value.low, 100.0))
    yield check("T10", CheckState.IMPOSSIBLE, [early, late], sentence, arithmetic, repair)


def _above(first: Entry, second: Entry) -> Iterator[TextCheck]:
    whole, part = _ordered(first, second)
    if part is None or _days(whole) != _days(part):
        return
    assert whole.value is not None
    assert part.value is not None
    if part.value.low <= whole.value.high + _CENSORED_ALIKE:
        return
    arithmetic = f"{_at(whole)} ({whole.claim.endpoint}), {_at(part)} ({part.claim.endpoint})"
    sentence = f"{part.name}: above the overall survival of the same patients at that time."
    repair = _either(_digit(part, 0.0, whole.value.high), _digit(whole, part.value.low, 100.0))
    state = CheckState.NOT_REPRODUCIBLE
    yield check("T10", state, [whole, part], sentence, arithmetic, repair)


def _ordered(first: Entry, second: Entry) -> tuple[Entry, Entry | None]:
    """Return the one of overall survival, then the other where death ends it too."""
    whole, part = (first, second) if first.endpoint == "os" else (second, first)
    return whole, part if part.endpoint in WITH_DEATH and whole.endpoint == "os" else None


def _later(first: Entry, second: Entry) -> Iterator[TextCheck]:
    """A median of a survival that death ends too is not later than that of overall survival."""
    whole, part = _ordered(first, second)
    if part is None or _who(first) != _who(second) or not unit_name(whole.claim.unit):
        return
    assert whole.value is not None
    assert part.value is not None
    unit = days_per(part.claim.unit) / days_per(whole.claim.unit)
    most = whole.value.high * _CENSORED_APART / unit
    if not unit_name(part.claim.unit) or part.value.low <= most:
        return
    shown = [f"{e.claim.value} {e.claim.unit} ({e.claim.endpoint})" for e in (whole, part)]
    sentence = f"{part.name}: the median is later than that of overall survival."
    least = part.value.low * unit / _CENSORED_APART
    repair = _either(_digit(part, 0.0, most), _digit(whole, least, inf))
    if part.claim.unit != whole.claim.unit:
        repair = TIME_UNIT, "fits with both medians in one unit"
    state = CheckState.NOT_REPRODUCIBLE
    yield check("T10", state, [whole, part], sentence, ", ".join(shown), repair)


def _at(entry: Entry) -> str:
    claim = entry.claim
    return f"{claim.value} % at {claim.time} {claim.time_unit}"


def _digit(entry: Entry, low: float, high: float) -> tuple[str, str]:
    """Return the one digit that brings a value between these bounds, ("", "") for none."""
    assert entry.value is not None
    near = [
        (abs(number.value - entry.value.value), text)
        for text in digit_variants(entry.value.text)
        if (number := read(text)) is not None and number.meets(low, high)
    ]
    return (DIGIT, f"{min(near)[1]} instead of {entry.value.text}") if near else ("", "")


def _either(first: tuple[str, str], second: tuple[str, str]) -> tuple[str, str]:
    return first if first[0] else second


# --- the follow-up ------------------------------------------------------------------------------


def _followed(ledger: Ledger, entry: Entry, days: float) -> Iterator[TextCheck]:
    """Ask about a median, or the time of a rate, later than anyone of the arm was followed."""
    last = next((end for end in map(_last_day, _follow_ups(ledger, entry)) if end), None)
    if last is None or not is_time_to_event(entry.claim.endpoint):
        return
    end, follow_up = last
    if days <= end:
        return
    claim = entry.claim
    is_median = claim.kind is ClaimKind.MEDIAN
    told = f"{claim.value} {claim.unit}" if is_median else f"{claim.time} {claim.time_unit}"
    longest = f"{follow_up.claim.range_high} {follow_up.claim.unit}"
    unit = claim.unit if is_median else claim.time_unit
    arithmetic = f"longest follow-up {longest} = {end / days_per(unit):.1f} {unit}; printed {told}"
    sentence = f"{entry.name}: {told} is later than the longest follow-up, {longest}."
    state = CheckState.NOT_REPRODUCIBLE
    yield check("T10", state, [entry, follow_up], sentence, arithmetic)


def _follow_ups(ledger: Ledger, entry: Entry) -> list[Entry]:
    """Return the follow-ups of the arm, else those of all arms."""
    found = [e for e in ledger.of(ClaimKind.FOLLOW_UP) if e.population == entry.population]
    return [e for e in found if e.arm == entry.arm] or [e for e in found if is_total(e.claim)]


def _last_day(entry: Entry) -> tuple[float, Entry] | None:
    """Return the last day of a follow-up whose range is printed, with its claim."""
    high = read(entry.claim.range_high)
    if high is None or not unit_name(entry.claim.unit):
        return None
    return high.high * days_per(entry.claim.unit), entry


# --- a rate and its interval --------------------------------------------------------------------


def _middle(ledger: Ledger, entry: Entry) -> Iterator[TextCheck]:
    """A rate lies between the middles of its interval under the usual transforms."""
    value, middles = entry.value, _middles(entry)
    if value is None or not middles:
        return
    least, most = _reach(entry, middles)
    arithmetic = (
        f"middle of {entry.claim.ci_low} to {entry.claim.ci_high} between {min(middles):.1f} and "
        f"{max(middles):.1f} on the plain, log, log-log and logit scales; printed {value}"
    )
    if value.meets(least, most):
        sentence = f"{entry.name}: {value.text} % is the middle of its interval."
        yield check("T10", CheckState.CONSISTENT, [entry], sentence, arithmetic)
        return
    sentence = f"{entry.name}: {value.text} % is the middle of its interval on no usual scale."
    repair = _either(_exchange(ledger, entry), _digit(entry, least, most))
    state = CheckState.NOT_REPRODUCIBLE
    yield check("T10", state, [entry], sentence, arithmetic, repair)


def _middles(entry: Entry) -> list[float]:
    """Return the middles of an interval on the usual scales, in percent; [] where it has none."""
    low, high = entry.low, entry.high
    if low is None or high is None or not 0 < low.low < low.high < high.low < high.high < 100:
        return []
    return [
        100 * back(0.5 * (there(a / 100) + there(b / 100)))
        for there, back in _TRANSFORMS
        for a, b in ((low.low, high.low), (low.high, high.high))
    ]


def _reach(entry: Entry, middles: list[float]) -> tuple[float, float]:
    assert entry.low is not None
    assert entry.high is not None
    slack = _OFF_MIDDLE * 0.5 * (entry.high.value - entry.low.value)
    return min(middles) - slack, max(middles) + slack


def _exchange(ledger: Ledger, entry: Entry) -> tuple[str, str]:
    """Return the other arm whose rate suits this interval while this rate suits the other's."""
    for other in ledger.of(ClaimKind.LANDMARK):
        if other.claim.place != entry.claim.place or not _is_other_arm(other, entry):
            continue
        pairs = ((entry, other.value), (other, entry.value))
        if all(
            value and (m := _middles(one)) and value.meets(*_reach(one, m)) for one, value in pairs
        ):
            return ARMS_SWAPPED, (
                f"fits with {entry.claim.value} and {other.claim.value} ({other.claim.arm}) "
                "exchanged"
            )
    return "", ""


# --- a median and its interval ------------------------------------------------------------------


def _median_inside(ledger: Ledger, median: Entry) -> Iterator[TextCheck]:
    """A median lies about as many events after its lower limit as before its upper one."""
    value, low, high, events = median.value, median.low, median.high, _informative(ledger, median)
    assert value is not None
    if events is None or low is None or high is None or not 0 < low.low < low.high < high.low:
        return
    slack = _INTERPOLATED + _FAR_FROM_HALF * _place_error(events, median.claim.ci_level)
    least, most = (
        low.value * (high.value / low.value) ** share
        for share in (_HALF_WAY - slack, _HALF_WAY + slack)
    )
    if value.meets(least, most) or not value.meets(low.low, high.high):
        return  # T10 asks about a median outside its limits in any case
    arithmetic = (
        f"limits {low.text} and {high.text}; of the events between them about as many come before "
        f"the median as after it: with {events} events chance allows {least:.1f} to {most:.1f}; "
        f"printed {value}"
    )
    sentence = (
        f"{median.name}: {value.text} {median.claim.unit} lies too near one limit of its interval."
    )
    state = CheckState.NOT_REPRODUCIBLE
    yield check("T10", state, [median], sentence, arithmetic, _digit(median, least, most))


def _informative(ledger: Ledger, median: Entry) -> int | None:
    """Return the events of an arm, which are fewer than its patients, else the patients."""
    events = ledger.events(median.endpoint, median.arm, median.population)
    return events.x if events is not None else ledger.size(median)


def _place_error(events: int, level: float) -> float:
    """Return the standard error of the median's place between its limits, as a share.

    The limits are where survival is z standard errors from one half (Brookmeyer and Crowley,
    Biometrics 1982;38:29-41): z √n of n patients have their event between them. Of k events
    half, give or take √k / 2, come before the median.
    """
    return 0.5 / sqrt(quantile(level) * sqrt(events))


# --- the median and a rate ----------------------------------------------------------------------


def _half(ledger: Ledger, median: Entry, rate: Entry) -> Iterator[TextCheck]:
    """The curve is at one half at its median, and at its rate at the rate's time."""
    assert median.value is not None
    assert rate.value is not None
    unit = days_per(median.claim.unit)
    low, high = median.value.low * unit, median.value.high * unit
    bounds = _median_bounds(ledger, rate)
    shown = f"{_at(rate)}; median {median.value.text} {median.claim.unit}"
    entries = [median, rate]
    if bounds is None:
        return
    least, most = bounds
    if low <= most and least <= high:
        sentence = (
            f"{median.name}: the median suits the rate at {rate.claim.time} {rate.claim.time_unit}."
        )
        yield check("T10", CheckState.CONSISTENT, entries, sentence, shown)
        return
    ends = (
        f"at {least / unit:.1f} to {most / unit:.1f}" if most < inf else f"after {least / unit:.1f}"
    )
    arithmetic = f"{shown}; a curve through that rate reaches one half {ends} {median.claim.unit}"
    sentence = (
        f"{median.name}: the curve cannot be at {rate.value.text} % at {rate.claim.time} "
        f"{rate.claim.time_unit} with this median."
    )
    repair = _half_repair(ledger, median, rate, bounds)
    yield check("T10", CheckState.NOT_REPRODUCIBLE, entries, sentence, arithmetic, repair)


def _median_bounds(ledger: Ledger, rate: Entry) -> tuple[float, float] | None:
    """Return the earliest and latest median, in days, of a curve through a rate."""
    assert rate.value is not None
    time, n = _days(rate), ledger.size(rate)
    value = rate.value
    is_above, is_below = value.low > 50.0, value.high < 50.0
    if not _LOWEST <= value.value <= _HIGHEST or not n:
        return (time, inf) if is_above else (0.0, time) if is_below else None
    ends = []
    for survival in (value.low / 100, value.high / 100):
        ends += [time * (log(2) / -log(survival)) ** (1 / shape) for shape in SHAPES]
    between = max(n * abs(value.value / 100 - 0.5), 1.0)
    least, most = min(ends), max(ends)
    spread = max(most - time, time - least, 0.0) / sqrt(between) + 5 * time / n
    least, most = least - _FAR * spread, most + _FAR * spread
    return (max(least, time) if is_above else least, min(most, time) if is_below else most)


def _half_repair(
    ledger: Ledger, median: Entry, rate: Entry, bounds: tuple[float, float]
) -> tuple[str, str]:
    """Return the unit, the arm or the one digit that would make the two fit."""
    assert median.value is not None
    for unit in ("weeks", "months", "days", "years"):
        days = days_per(unit)
        if unit_name(unit) != unit_name(median.claim.unit) and median.value.meets(
            bounds[0] / days, bounds[1] / days
        ):
            return TIME_UNIT, f"fits if the median is in {unit}"
    unit_days = days_per(median.claim.unit)
    for other in ledger.of(ClaimKind.LANDMARK):
        if _is_other_arm(other, rate) and (there := _median_bounds(ledger, other)) is not None:
            fits = median.value.meets(there[0] / unit_days, there[1] / unit_days)
            if fits and other.value is not None and rate.value is not None:
                return ARMS_SWAPPED, (
                    f"fits with the rates {rate.value.text} and {other.value.text} exchanged"
                )
    found = _digit(median, bounds[0] / unit_days, bounds[1] / unit_days)
    return found


def _is_other_arm(other: Entry, rate: Entry) -> bool:
    same = (other.endpoint, other.population, other.claim.time) == (
        rate.endpoint,
        rate.population,
        rate.claim.time,
    )
    return same and other.arm != rate.arm and other.value is not None
