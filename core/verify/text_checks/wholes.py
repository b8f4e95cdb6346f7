"""T9, T10: a whole lies between its parts, a value inside its interval and range."""

from collections.abc import Iterator
from typing import Final

from ..claims import CheckState, ClaimKind, TextCheck
from .ledger import ARMS_SWAPPED, DIGIT, Entry, Ledger, check, days_per, is_total
from .populations import is_part_of_arm, partitions
from .printed import Printed, digit_variants, read

_MEASURES: Final = (
    ClaimKind.LANDMARK,
    ClaimKind.RESPONSE,
    ClaimKind.MEDIAN,
    ClaimKind.FOLLOW_UP,
)


# --- T9 -----------------------------------------------------------------------------------------


def check_wholes(ledger: Ledger) -> Iterator[TextCheck]:
    """T9: what is reported of a whole lies between what is reported of its parts."""
    for whole in ledger.of(*_MEASURES):
        if whole.value is None or whole.population:
            continue
        for names in partitions(ledger):
            parts = _parts(ledger, whole, names)
            if {part.population for part in parts} == set(names) and len(parts) >= 2:
                yield _between(ledger, whole, parts)
        if is_total(whole.claim):
            arms = _arms(ledger, whole)
            if len(arms) >= 2:
                yield _between(ledger, whole, arms)
                yield from _range(whole, arms)


def _parts(ledger: Ledger, whole: Entry, names: tuple[str, ...]) -> list[Entry]:
    """Return the same measure in each population of a partition, in the arms of this arm."""
    wholes = {entry.arm for entry in ledger.of(*_MEASURES) if not entry.population}
    return [
        entry
        for entry in ledger.of(whole.claim.kind)
        if entry.population in names
        and entry.value is not None
        and _same_measure(entry, whole)
        and is_part_of_arm(entry.arm, whole.arm, wholes)
    ]


def _same_measure(entry: Entry, whole: Entry) -> bool:
    one, other = entry.claim, whole.claim
    same_time = (one.time, one.time_unit) == (other.time, other.time_unit)
    return entry.endpoint == whole.endpoint and same_time and one.group == other.group


def _arms(ledger: Ledger, whole: Entry) -> list[Entry]:
    found = {
        entry.arm: entry
        for entry in reversed(ledger.of(whole.claim.kind))
        if entry.value is not None
        and entry.arm
        and not is_total(entry.claim)
        and entry.population == whole.population
        and _same_measure(entry, whole)
    }
    return list(found.values())


def _between(ledger: Ledger, whole: Entry, parts: list[Entry]) -> TextCheck:
    unit = "%" if whole.claim.kind in (ClaimKind.LANDMARK, ClaimKind.RESPONSE) else whole.claim.unit
    scaled = [_scaled(part, whole) for part in parts]
    low, high = min(part.low for part in scaled), max(part.high for part in scaled)
    value = whole.value
    assert value is not None
    listed = ", ".join(f"{part.name} {part.claim.value}" for part in parts)
    arithmetic = (
        f"parts: {listed}; the whole must lie in [{low:g}, {high:g}] {unit}; printed {value}"
        + _weighted(ledger, parts, scaled, unit)
    )
    entries = [whole, *parts]
    if value.meets(low, high):
        sentence = f"{whole.name}: {value.text} {unit} lies between its parts."
        return check("T9", CheckState.CONSISTENT, entries, sentence, arithmetic)
    side = "below" if value.high < low else "above"
    sentence = f"{whole.name}: {value.text} {unit} is {side} every part that makes it up."
    state = CheckState.NOT_REPRODUCIBLE
    if whole.claim.kind is ClaimKind.RESPONSE:
        state = CheckState.IMPOSSIBLE
    else:
        arithmetic += "; only censoring that differs strongly between the parts could do this"
    would_fit = f"a value from {low:g} to {high:g} {unit} would fit"
    return check("T9", state, entries, sentence, arithmetic, _slip(value, low, high, would_fit))


def _scaled(part: Entry, whole: Entry) -> Printed:
    assert part.value is not None
    if whole.claim.kind in (ClaimKind.MEDIAN, ClaimKind.FOLLOW_UP):
        return part.value.times(days_per(part.claim.unit) / days_per(whole.claim.unit))
    return part.value


def _weighted(ledger: Ledger, parts: list[Entry], scaled: list[Printed], unit: str) -> str:
    sizes = [ledger.size(part) for part in parts]
    known = [size for size in sizes if size]
    if unit != "%" or len(known) < len(parts):
        return ""
    mean = sum(n * part.value for n, part in zip(known, scaled, strict=True)) / sum(known)
    terms = " + ".join(f"{n} × {part.text}" for n, part in zip(known, scaled, strict=True))
    return f"; weighted by n: ({terms}) / {sum(known)} = {mean:.1f} %"


def _slip(value: Printed, low: float, high: float, would_fit: str) -> tuple[str, str]:
    for text in digit_variants(value.text):
        number = read(text)
        if number is not None and low <= number.value <= high:
            return DIGIT, f"{would_fit} ({text} by one digit)"
    return "", would_fit


def _range(whole: Entry, arms: list[Entry]) -> Iterator[TextCheck]:
    """The range of all patients runs from the smallest to the largest of the arms."""
    ranges = [_range_of(entry) for entry in (whole, *arms)]
    units = {entry.claim.unit for entry in (whole, *arms)}
    known = [pair for pair in ranges if pair is not None]
    if len(known) < len(ranges) or len(units) > 1:
        return
    (low, high), parts = known[0], known[1:]
    least, most = min(parts, key=lambda p: p[0].value)[0], max(parts, key=lambda p: p[1].value)[1]
    arithmetic = f"arms from {least.text} to {most.text}; printed {low.text} to {high.text}"
    entries = [whole, *arms]
    if low.meets(least.low, least.high) and high.meets(most.low, most.high):
        sentence = f"{whole.name}: its range is that of the arms together."
        yield check("T9", CheckState.CONSISTENT, entries, sentence, arithmetic)
        return
    sentence = f"{whole.name}: its range is not that of the arms together."
    would_fit = f"{least.text} to {most.text}"
    state = CheckState.NOT_REPRODUCIBLE
    yield check("T9", state, entries, sentence, arithmetic, ("", would_fit))


def _range_of(entry: Entry) -> tuple[Printed, Printed] | None:
    low, high = read(entry.claim.range_low), read(entry.claim.range_high)
    return None if low is None or high is None else (low, high)


# --- T10 ----------------------------------------------------------------------------------------


def check_inside(ledger: Ledger) -> Iterator[TextCheck]:
    """T10: medians and rates lie inside their interval and their range."""
    for entry in ledger.of(*_MEASURES):
        if entry.value is None:
            continue
        others = [other for other in ledger.of(entry.claim.kind) if _is_partner(other, entry)]
        yield from _inside(entry, others, "interval")
        yield from _inside(entry, others, "range")


def _is_partner(other: Entry, entry: Entry) -> bool:
    """Whether this is the same measure of another arm at the same place."""
    same = (other.population, other.claim.place) == (entry.population, entry.claim.place)
    return same and other.arm != entry.arm and _same_measure(other, entry)


def _limits(entry: Entry, word: str) -> tuple[Printed | None, Printed | None]:
    if word == "interval":
        return entry.low, entry.high
    return read(entry.claim.range_low), read(entry.claim.range_high)


def _inside(entry: Entry, others: list[Entry], word: str) -> Iterator[TextCheck]:
    low, high = _limits(entry, word)
    value = entry.value
    assert value is not None
    if low is None and high is None:
        return
    shown = f"from {low.text}" if low is not None else ""
    shown += f"{' ' if shown else 'up '}to {high.text}" if high is not None else " with no end"
    arithmetic = f"printed {value}; {word} {shown}"
    below = low is not None and value.high < low.low - 1e-9
    above = high is not None and value.low > high.high + 1e-9
    crossed = low is not None and high is not None and low.low > high.high
    if not (below or above or crossed):
        sentence = f"{entry.name}: {value.text} lies inside its {word}."
        yield check("T10", CheckState.CONSISTENT, [entry], sentence, arithmetic)
        return
    sentence = f"{entry.name}: {value.text} lies outside its {word} {shown}."
    if crossed:
        sentence = f"{entry.name}: its {word} {shown} runs downwards."
    repair = _exchange(entry, others, word)
    if not repair[0]:
        repair = _inside_repair(value, low, high, below=below)
    yield check("T10", CheckState.IMPOSSIBLE, [entry], sentence, arithmetic, repair)


def _exchange(entry: Entry, others: list[Entry], word: str) -> tuple[str, str]:
    """Return the other arm whose value lies in this interval, and this value in that arm's."""
    for other in others:
        fits = _lies_in(other.value, _limits(entry, word))
        if fits and _lies_in(entry.value, _limits(other, word)):
            return ARMS_SWAPPED, (
                f"fits with {entry.claim.value} and {other.claim.value} "
                f"({other.claim.arm}) exchanged"
            )
    return "", ""


def _lies_in(value: Printed | None, limits: tuple[Printed | None, Printed | None]) -> bool:
    low, high = limits
    if value is None or low is None or high is None:
        return False
    return value.meets(low.low, high.high)


def _inside_repair(
    value: Printed, low: Printed | None, high: Printed | None, *, below: bool
) -> tuple[str, str]:
    """Return the one digit that puts the value inside: of the limit passed, else of the value."""
    passed, other = (low, high) if below else (high, low)
    if passed is None:
        return "", ""
    options = []
    for text in digit_variants(passed.text):
        number = read(text)
        if number is None or (other is not None and (number.value < other.value) != below):
            continue
        if (number.low <= value.high) if below else (number.high >= value.low):
            options.append((abs(number.value - passed.value), text))
    limit = f"limit {min(options)[1]} instead of {passed.text}" if options else ""
    first = low.low if low is not None else float("-inf")
    last = high.high if high is not None else float("inf")
    tried = [(text, read(text)) for text in digit_variants(value.text)]
    inside = [(abs(n.value - value.value), text) for text, n in tried if n and n.meets(first, last)]
    own = f"{min(inside)[1]} instead of {value.text}" if inside else ""
    found = "; or ".join(text for text in (limit, own) if text)
    return (DIGIT, found) if found else ("", "")
