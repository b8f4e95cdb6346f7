"""T4, T11: a hazard ratio against the medians and landmark survival of the same arms."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import exp, hypot, log, sqrt
from typing import Final

from ..claims import CheckState, ClaimKind, TextCheck
from .ledger import (
    ARMS_SWAPPED,
    DIGIT,
    MODEL,
    TIME_UNIT,
    Entry,
    Ledger,
    check,
    days_per,
    is_total,
    unit_name,
)
from .one_curve import SHAPES
from .printed import Printed, digit_variants, read
from .ratio import Ratio, quantile, ratio_of

# How far, in standard errors of the difference, an estimate from medians, events or one
# landmark strays from Cox's in trials with proportional hazards: found by simulation
# (tests/benchmarks/text_checks.py). Without printed limits the standard error of ln HR stands in.
_FAR_OPPOSITE: Final = 2.9
_FAR_OPPOSITE_ROUGH: Final = 2.6
_FAR_OPPOSITE_LATE: Final = 1.645
_LATE: Final = 0.9  # of the median follow-up
_FAR: Final = 3.6
_FAR_ROUGH: Final = 3.2
_FAR_MEDIANS: Final = 2.4
# An efficient estimate and another one of the same data differ by the root of the difference
# of their variances (Hausman 1978); never by less than this part of the efficient error.
_LEAST_APART: Final = 0.3
# What no standard error of ln HR knows: hazards are never quite proportional, and the arms never
# followed quite alike. On reports simulated without either, a tenth keeps flags at 2 in 100.
UNMODELLED: Final = 0.1
# Shares of patients with the event are a crude estimate: not of arms nearly all of whose patients
# had it, and off by a part of its own size.
_MOST_WITH_EVENT: Final = 0.9
_OFF_BY: Final = 0.15
# Without an interval the standard error is unknown; only gross contradictions are asked about.
_ERROR_UNKNOWN: Final = 0.35


@dataclass(frozen=True, slots=True)
class Implied:
    """ln HR that a pair of medians or rates implies, smallest and largest, and how."""

    low: float
    high: float
    pair: tuple[Entry, Entry]
    formula: str
    is_median: bool
    error: float = 0.0  # its own standard error, 0 where the printed limits have to tell it
    part: float = 1.0  # of the events of both arms, those by the time of two rates


def check_direction(ledger: Ledger) -> Iterator[TextCheck]:
    """T4: the arm with the lower hazard has the longer median and the higher survival."""
    for entry in ledger.of(ClaimKind.HAZARD_RATIO):
        if entry.value is None or entry.value.low <= 0 or not entry.arm or not entry.comparator:
            continue
        for implied in implied_ratios(ledger, entry):
            yield _direction(entry, implied, _limit(ledger, entry, implied))


def _limit(ledger: Ledger, entry: Entry, implied: Implied) -> float:
    """How many errors on the other side of 1 an estimate may lie."""
    if is_exact(entry, implied):
        return _FAR_OPPOSITE
    return _FAR_OPPOSITE_LATE if _is_late(ledger, implied) else _FAR_OPPOSITE_ROUGH


def is_exact(entry: Entry, implied: Implied) -> bool:
    """Whether the limits of both rates and of the ratio say how far apart they may be."""
    return not implied.is_median and pair_error(implied) > 0 and ratio_of(entry) is not None


def _is_late(ledger: Ledger, implied: Implied) -> bool:
    """Whether these are rates near the end of the median follow-up."""
    claim = implied.pair[0].claim
    time = read(claim.time)
    if implied.is_median or time is None:
        return False
    days = time.value * days_per(claim.time_unit)
    followed = [e for e in ledger.of(ClaimKind.FOLLOW_UP) if e.value and is_total(e.claim)]
    return any(
        e.value is not None and days >= _LATE * e.value.value * days_per(e.claim.unit)
        for e in followed
    )


def _direction(entry: Entry, implied: Implied, limit: float) -> TextCheck:
    value = entry.value
    assert value is not None
    first, second = implied.pair
    arithmetic = (
        f"HR {value.text} puts {entry.claim.arm} {'below' if value.value < 1 else 'above'} "
        f"{entry.claim.comparator} in hazard; {implied.formula}"
    )
    entries = [entry, first, second]
    opposite = (value.high < 1 and implied.low > 0) or (value.low > 1 and implied.high < 0)
    if not opposite:
        sentence = f"{entry.name}: {_word(implied)} point the same way as the hazard ratio."
        return check("T4", CheckState.CONSISTENT, entries, sentence, arithmetic)
    distance, error = _distance(entry, implied)
    arithmetic += f"; {distance:.1f} standard errors ({error:.2f}) apart at least"
    sentence = f"{entry.name}: {_word(implied)} point the opposite way to the hazard ratio"
    if distance > limit:
        if entry.claim.adjusted:
            sentence += "; an adjusted ratio can do that, a note in the paper should say so"
        repair = _direction_repair(entry, implied)
        return check("T4", CheckState.NOT_REPRODUCIBLE, entries, sentence + ".", arithmetic, repair)
    sentence += ", by no more than chance allows."
    state = CheckState.NOT_COMPARABLE if entry.claim.adjusted else CheckState.CONSISTENT
    return check("T4", state, entries, sentence, arithmetic)


def _direction_repair(entry: Entry, implied: Implied) -> tuple[str, str]:
    if entry.claim.adjusted:
        first, second = implied.pair
        if implied.is_median or not (first.value and second.value):
            return MODEL, "adjusting for the covariates would have to turn the difference round"
        return MODEL, (
            f"the direction fits if the rates {first.value.text} and {second.value.text} are "
            "exchanged, or if adjusting for the covariates turns the difference round"
        )
    unit = _unit_repair(entry, implied)
    if unit:
        return TIME_UNIT, unit
    value = entry.value
    assert value is not None
    return ARMS_SWAPPED, (
        f"1/{value.text} = {1 / value.value:.2f} would agree: is {entry.claim.arm} the reference, "
        f"or are the two {_word(implied)} exchanged?"
    )


def check_landmarks(ledger: Ledger) -> Iterator[TextCheck]:
    """T11: ln S1 / ln S0 against the hazard ratio, and the ratio of medians, under PH."""
    for entry in ledger.of(ClaimKind.HAZARD_RATIO):
        if entry.value is None or entry.value.low <= 0 or not entry.arm or not entry.comparator:
            continue
        for implied in implied_ratios(ledger, entry):
            yield from _landmark(entry, implied)


def _landmark(entry: Entry, implied: Implied) -> Iterator[TextCheck]:
    value = entry.value
    assert value is not None
    distance, error = _distance(entry, implied)
    arithmetic = (
        f"{implied.formula}; {_implied_words(implied)}; printed {value.text}, standard error of "
        f"the difference on the log scale {error:.2f}: {distance:.1f} standard errors apart at "
        "least"
    )
    entries = [entry, *implied.pair]
    rough = _FAR_MEDIANS if implied.is_median else _FAR_ROUGH
    if distance <= (_FAR if is_exact(entry, implied) else rough):
        if entry.claim.adjusted and not implied.is_median and distance > 1:
            sentence = (
                f"{entry.name}: an adjusted ratio; the {_word(implied)} alone would give "
                f"{exp(0.5 * (implied.low + implied.high)):.2f}."
            )
            yield check("T11", CheckState.NOT_COMPARABLE, entries, sentence, arithmetic)
            return
        sentence = f"{entry.name}: the {_word(implied)} suit the hazard ratio."
        yield check("T11", CheckState.CONSISTENT, entries, sentence, arithmetic)
        return
    terms = "for curves of usual shapes" if implied.is_median else "if hazards are proportional"
    sentence = f"{entry.name}: {value.text} is far from what the {_word(implied)} imply {terms}."
    if entry.claim.adjusted:
        yield check("T11", CheckState.NOT_COMPARABLE, entries, sentence, arithmetic)
        return
    repair = _far_repair(entry, implied)
    yield check("T11", CheckState.NOT_REPRODUCIBLE, entries, sentence, arithmetic, repair)


def _implied_words(implied: Implied) -> str:
    """Return the ratio that medians or rates imply, and on what terms."""
    middle = exp(0.5 * (implied.low + implied.high))
    if not implied.is_median:
        low, high = exp(implied.low), exp(implied.high)
        return (
            f"under proportional hazards HR = {middle:.3f}, with rounding {low:.3f} to {high:.3f}"
        )
    low, high = (exp(end) for end in _reach(implied))
    return (
        f"HR = {middle:.2f} if hazards are constant, {low:.2f} to {high:.2f} for Weibull shapes "
        f"from {SHAPES[0]} to {SHAPES[1]}"
    )


def _reach(implied: Implied) -> tuple[float, float]:
    """Return ln HR at least and at most: of two medians it is their log ratio times the shape."""
    if not implied.is_median:
        return implied.low, implied.high
    ends = [end * shape for end in (implied.low, implied.high) for shape in SHAPES]
    return min(ends), max(ends)


def _unit_repair(entry: Entry, implied: Implied) -> str:
    """Return the unit that makes two medians suit the ratio, "" where none does."""
    units = [unit_name(item.claim.unit) for item in implied.pair]
    values = [item.value for item in implied.pair]
    if not implied.is_median or units[0] == units[1] or values[0] is None or values[1] is None:
        return ""
    bounds = (log(values[1].low / values[0].high), log(values[1].high / values[0].low))
    tried = Implied(*bounds, implied.pair, "", is_median=True)
    fits = _distance(entry, tried)[0] < _FAR_OPPOSITE
    return f"fits with both medians in {units[0]}s or {units[1]}s" if fits else ""


def _far_repair(entry: Entry, implied: Implied) -> tuple[str, str]:
    unit = _unit_repair(entry, implied)
    if unit:
        return TIME_UNIT, unit
    for item in implied.pair:
        for text in digit_variants(item.value.text if item.value else ""):
            tried = _with_value(entry, implied, item, text)
            if tried is not None and _distance(entry, tried)[0] < 0.5:
                return DIGIT, f"{item.name}: {text} instead of {item.claim.value}"
    return "", ""


def _with_value(entry: Entry, implied: Implied, item: Entry, text: str) -> Implied | None:
    number = read(text)
    if number is None:
        return None
    values = [number if other is item else other.value for other in implied.pair]
    if values[0] is None or values[1] is None:
        return None
    bounds = _bounds(values[0], values[1], implied)
    return None if bounds is None else Implied(*bounds, implied.pair, "", implied.is_median)


def implied_ratios(ledger: Ledger, entry: Entry) -> Iterator[Implied]:
    """Yield ln HR implied by each pair of medians and of rates at one time."""
    mine = _of_arm(ledger, entry, entry.arm)
    theirs = _of_arm(ledger, entry, entry.comparator)
    for first in mine:
        second = next((other for other in theirs if _same_measure(first, other)), None)
        if second is None or first.value is None or second.value is None:
            continue
        is_median = first.claim.kind is ClaimKind.MEDIAN
        draft = Implied(0.0, 0.0, (first, second), "", is_median)
        bounds = _bounds(first.value, second.value, draft)
        if bounds is not None:
            formula, part = _formula(first, second), _part_by_then(ledger, first, second)
            yield Implied(*bounds, (first, second), formula, is_median, part=part)


def _part_by_then(ledger: Ledger, *rates: Entry) -> float:
    """Return how many of the events had come by the time of rates, 1 where nothing tells it."""
    by_then = total = 0.0
    for rate in rates:
        size = ledger.sizes.get((rate.arm, rate.population))
        events = ledger.events(rate.endpoint, rate.arm, rate.population)
        if rate.claim.kind is ClaimKind.MEDIAN or not (size and size.n and events and events.x):
            return 1.0
        by_then += size.n * (1 - rate.value.value / 100) if rate.value else 0.0
        total += events.x
    return min(max(by_then, 1.0) / total, 1.0)


def implied_by_events(ledger: Ledger, entry: Entry) -> Implied | None:
    """Return ln HR implied by the share of patients with the event, of arms followed alike."""
    arms = (entry.arm, entry.comparator)
    events = [ledger.events(entry.endpoint, name, entry.population) for name in arms]
    sizes = [ledger.sizes.get((name, entry.population)) for name in arms]
    if None in events or None in sizes:
        return None
    pair = (events[0], events[1])
    counts = [(e.x or 0, s.n or 0) for e, s in zip(events, sizes, strict=True) if e and s]
    if not all(0 < x < _MOST_WITH_EVENT * n for x, n in counts) or not (pair[0] and pair[1]):
        return None
    hazards = [-log(1 - x / n) for x, n in counts]
    value = log(hazards[0] / hazards[1])
    error = sqrt(sum(x / (n * (n - x)) / h**2 for (x, n), h in zip(counts, hazards, strict=True)))
    formula = " v ".join(f"{x} of {n}" for x, n in counts) + " with the event"
    slack = _OFF_BY * abs(value)
    return Implied(value - slack, value + slack, (pair[0], pair[1]), formula, False, error)


def _of_arm(ledger: Ledger, entry: Entry, arm: str) -> list[Entry]:
    wanted = (arm, entry.endpoint, entry.population)
    return [
        item
        for item in ledger.of(ClaimKind.MEDIAN, ClaimKind.LANDMARK)
        if (item.arm, item.endpoint, item.population) == wanted and item.value is not None
    ]


def _same_measure(first: Entry, second: Entry) -> bool:
    one, other = first.claim, second.claim
    if one.kind is not other.kind:
        return False
    if one.kind is ClaimKind.MEDIAN:
        return one.place == other.place or not (one.place and other.place)
    times = [read(claim.time) for claim in (one, other)]
    if times[0] is None or times[1] is None:
        return one.time == other.time
    days = [t.value * days_per(c.time_unit) for t, c in zip(times, (one, other), strict=True) if t]
    return abs(days[0] - days[1]) < 1e-6 * max(days)


def _bounds(first: Printed, second: Printed, pair: Implied) -> tuple[float, float] | None:
    """Smallest and largest ln HR of two medians (exponential) or two rates in percent."""
    if pair.is_median:
        units = [days_per(item.claim.unit) for item in pair.pair]
        ends = [(n.low * u, n.high * u) for n, u in zip((first, second), units, strict=True)]
        if min(ends[0][0], ends[1][0]) <= 0:
            return None
        return log(ends[1][0] / ends[0][1]), log(ends[1][1] / ends[0][0])
    hazards = []
    for rate in (first, second):
        if not 0 < rate.low < rate.high < 100:
            return None
        hazards.append((-log(rate.high / 100), -log(rate.low / 100)))
    return log(hazards[0][0] / hazards[1][1]), log(hazards[0][1] / hazards[1][0])


def _formula(first: Entry, second: Entry) -> str:
    one, other = first.claim, second.claim
    if one.kind is ClaimKind.MEDIAN:
        return f"medians {one.value} {one.unit} v {other.value} {other.unit}"
    assert first.value is not None
    assert second.value is not None
    hazards = [-log(entry.value.value / 100) for entry in (first, second) if entry.value]
    return (
        f"survival {one.value} % v {other.value} % at {one.time} {one.time_unit}: "
        f"ln {first.value.value / 100:.3f} / ln {second.value.value / 100:.3f} = "
        f"{hazards[0] / hazards[1]:.2f}"
    )


def _distance(entry: Entry, implied: Implied) -> tuple[float, float]:
    """Return the least distance between printed and implied ln HR in standard errors, and one."""
    assert entry.value is not None
    low, high = log(entry.value.low), log(entry.value.high)
    least, most = _reach(implied)
    gap = max(least - high, low - most, 0.0)
    ratio = ratio_of(entry)
    error = _ERROR_UNKNOWN if ratio is None else _error(ratio)
    other = pair_error(implied)
    if is_exact(entry, implied):
        error = hypot(beyond_shared(other, error), UNMODELLED)
        return gap / error, error
    error = max(error_by_then(implied, error), other)
    return gap / error, error


def error_by_then(implied: Implied, error: float) -> float:
    """Return the error of a ratio at the time of two rates, from that of all its events."""
    return error / sqrt(implied.part)


def beyond_shared(own: float, error: float) -> float:
    """Return the standard error of the difference of an estimate and an efficient one.

    Both are of the same patients: the variance of their difference is the difference of
    their variances (Hausman, Econometrica 1978;46:1251-1271).
    """
    return max(sqrt(max(own**2 - error**2, 0.0)), _LEAST_APART * error)


def _error(ratio: Ratio) -> float:
    return ratio.half_width / quantile(ratio.level)


def pair_error(implied: Implied) -> float:
    """Standard error of the implied ln HR from the printed intervals of both values, else 0."""
    if implied.error:
        return implied.error
    total = 0.0
    for item in implied.pair:
        if item.value is None or item.low is None or item.high is None:
            return 0.0
        ends = [item.low.value, item.high.value]
        if not implied.is_median:
            if not 0 < ends[0] < ends[1] < 100:
                return 0.0
            ends = [-log(end / 100) for end in reversed(ends)]
        if min(ends) <= 0 or ends[1] <= ends[0]:
            return 0.0
        total += (log(ends[1] / ends[0]) / (2 * quantile(item.claim.ci_level))) ** 2
    return sqrt(total)


def _word(implied: Implied) -> str:
    return "medians" if implied.is_median else "rates"
