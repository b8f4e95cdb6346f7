"""T12, T13: the same number printed twice, in other units or with another value."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from typing import Final

from ..claims import CheckState, Claim, ClaimKind, TextCheck
from .ledger import (
    ARMS_SWAPPED,
    DIGIT,
    DUPLICATE,
    TIME_UNIT,
    Entry,
    Ledger,
    check,
    days_per,
    is_total,
    normal,
    unit_name,
)
from .printed import Printed, is_one_slip, read, read_p
from .ratio import ratio_of

_TIMES: Final = (ClaimKind.MEDIAN, ClaimKind.FOLLOW_UP)
# Days of a month as calendars and programs have them: 365/12, 365.25/12, 30.44, 30.5.
_MONTHS: Final = (30.4, 30.5)
_OTHER_MONTHS: Final = ((30.0, "30-day months"), (28.0, "4-week months"))
_FIELDS: Final = (
    ("value", "value"),
    ("ci_low", "lower limit"),
    ("ci_high", "upper limit"),
    ("x", "x"),
    ("n", "n"),
)
_Key = tuple[object, ...]


def _key(entry: Entry) -> _Key:
    claim = entry.claim
    arm = "total" if is_total(claim) else entry.arm
    endpoint = "" if claim.kind is ClaimKind.N else entry.endpoint
    time = read(claim.time)
    days = round(time.value * days_per(claim.time_unit), 3) if time else claim.time
    model = (claim.adjusted, claim.stratified)
    group = normal(claim.group)
    arms = (arm, entry.comparator)
    if claim.kind is ClaimKind.HAZARD_RATIO:
        arms = (min(arms), max(arms))  # the same comparison, whichever arm is the reference
    return (claim.kind, endpoint, arms, entry.population, days, model, group)


def _repeated(ledger: Ledger) -> dict[_Key, list[Entry]]:
    found: dict[_Key, list[Entry]] = defaultdict(list)
    for entry in ledger.entries:
        if entry.arm or entry.claim.kind not in (ClaimKind.N, ClaimKind.RESPONSE):
            found[_key(entry)].append(entry)
    return {key: entries for key, entries in found.items() if len(entries) > 1}


# --- T12 ----------------------------------------------------------------------------------------


def check_units(ledger: Ledger) -> Iterator[TextCheck]:
    """T12: one time in two units is the same time."""
    for entries in _repeated(ledger).values():
        timed = [entry for entry in entries if entry.claim.kind in _TIMES and entry.value]
        for first, second in combinations(timed, 2):
            sizes = [days_per(entry.claim.unit) for entry in (first, second)]
            if unit_name(first.claim.unit) != unit_name(second.claim.unit):
                finer_first = (first, second) if sizes[0] < sizes[1] else (second, first)
                yield _converted(*finer_first)
    yield from _mixed_units(ledger)


def _converted(first: Entry, second: Entry) -> TextCheck:
    one, other = first.value, second.value
    assert one is not None
    assert other is not None
    units = (unit_name(first.claim.unit), unit_name(second.claim.unit))
    texts = [f"{entry.claim.value} {entry.claim.unit}" for entry in (first, second)]
    factor = _days(units[0], 30.4375) / _days(units[1], 30.4375)
    places = max(other.decimals, 0) + 2
    arithmetic = (
        f"{texts[0]} = {one.value * factor:.{places}f} {second.claim.unit}, with rounding "
        f"{one.low * factor:.{places}f} to {one.high * factor:.{places}f}; printed {other}"
    )
    if any(_same_time(one, other, units, month) for month in _MONTHS):
        sentence = f"{first.name}: {texts[0]} and {texts[1]} are the same time."
        return check("T12", CheckState.CONSISTENT, [first, second], sentence, arithmetic)
    sentence = f"{first.name}: {texts[0]} and {texts[1]} are not the same time."
    repair = _unit_repair(first, second)
    state = CheckState.NOT_REPRODUCIBLE
    return check("T12", state, [first, second], sentence, arithmetic, repair)


def _days(unit: str, month: float) -> float:
    return {"day": 1.0, "week": 7.0, "month": month, "year": 12 * month}.get(unit, 1.0)


def _same_time(one: Printed, other: Printed, units: tuple[str, str], month: float) -> bool:
    factor = _days(units[0], month) / _days(units[1], month)
    return other.meets(one.low * factor, one.high * factor)


def _unit_repair(first: Entry, second: Entry) -> tuple[str, str]:
    one, other = first.value, second.value
    assert one is not None
    assert other is not None
    units = (unit_name(first.claim.unit), unit_name(second.claim.unit))
    if one.meets(other.low, other.high):
        return TIME_UNIT, f"{one.text} {first.claim.unit} or {second.claim.unit} in both places"
    back = _days(units[1], 30.4375) / _days(units[0], 30.4375)
    exact = f"{other.text} {second.claim.unit} are {other.value * back:.1f} {first.claim.unit}"
    for days, name in _OTHER_MONTHS:
        if _same_time(one, other, units, days):
            return "months of another length", f"{name}; {exact}"
    return "", exact


def _mixed_units(ledger: Ledger) -> Iterator[TextCheck]:
    """The arms of one comparison in two units, nearer to each other in one unit."""
    by_measure: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in ledger.of(ClaimKind.MEDIAN):
        if entry.value is not None and entry.arm and unit_name(entry.claim.unit):
            by_measure[entry.endpoint, entry.population].append(entry)
    for entries in by_measure.values():
        units = [unit_name(entry.claim.unit) for entry in entries]
        usual = max(set(units), key=units.count)
        for entry, unit in zip(entries, units, strict=True):
            if unit != usual and units.count(unit) < units.count(usual):
                yield from _odd_unit(entry, entries, usual)


def _odd_unit(entry: Entry, entries: list[Entry], usual: str) -> Iterator[TextCheck]:
    same = [o for o in entries if o is not entry and unit_name(o.claim.unit) == usual]
    others = [o.value.value for o in same if o.value]
    if entry.value is None or not others or any(_key(o) == _key(entry) for o in same):
        return
    factor = days_per(entry.claim.unit) / days_per(usual)
    typical = sorted(others)[len(others) // 2]
    as_printed, relabelled = entry.value.value * factor, entry.value.value
    if abs(relabelled - typical) >= abs(as_printed - typical):
        return
    arithmetic = (
        f"{entry.claim.value} {entry.claim.unit} = {as_printed:.1f} {usual}s beside "
        f"{', '.join(f'{value:g}' for value in others)} {usual}s"
    )
    sentence = f"{entry.name}: {entry.claim.unit}, where the others are in {usual}s."
    repair = (TIME_UNIT, f"{entry.claim.value} {usual}s would be like the others")
    yield check("T12", CheckState.NOT_REPRODUCIBLE, [entry, *same], sentence, arithmetic, repair)


# --- T13 ----------------------------------------------------------------------------------------


def check_repeats(ledger: Ledger) -> Iterator[TextCheck]:
    """T13: a number printed twice has one value; two endpoints have two results."""
    for entries in _repeated(ledger).values():
        yield from _same_number(ledger, entries)
    yield from _same_p(ledger)
    yield from _same_result(ledger)


def _same_number(ledger: Ledger, entries: list[Entry]) -> Iterator[TextCheck]:
    clusters: list[list[Entry]] = []
    for entry in entries:
        agreeing = next((c for c in clusters if not _differing(c[0], entry)), None)
        if agreeing is None:
            clusters.append([entry])
        else:
            agreeing.append(entry)
    for one, other in combinations(clusters, 2):
        if not _in_other_unit(one[0], other[0]):
            yield _different(ledger, one, other)
    if len(clusters) == 1:
        claim = entries[0].claim
        sentence = f"{entries[0].name}: printed {_times(len(entries))} with one value."
        texts = " and ".join(
            entry.claim.value or entry.claim.n or entry.claim.x or claim.p_value
            for entry in entries
        )
        yield check("T13", CheckState.CONSISTENT, entries, sentence, texts)


def _times(count: int) -> str:
    return {2: "twice"}.get(count, f"{count} times")


def _differing(first: Entry, second: Entry) -> list[tuple[str, str]]:
    if _is_turned(first, second):
        return _differing_turned(first, second)
    if _in_other_unit(first, second):
        return [("value", "value")]
    return [pair for pair in _FIELDS if _differ(first, second, pair[0])]


def _is_turned(first: Entry, second: Entry) -> bool:
    """Whether one ratio has the other's reference as its arm."""
    is_ratio = first.claim.kind is ClaimKind.HAZARD_RATIO and first.arm != first.comparator
    return is_ratio and (first.arm, first.comparator) == (second.comparator, second.arm)


def _differing_turned(first: Entry, second: Entry) -> list[tuple[str, str]]:
    one, other = first.value, second.value
    if one is None or other is None or one.low <= 0 or other.low <= 0:
        return []
    return [] if other.meets(1 / one.high, 1 / one.low) else [("value", "value")]


def _in_other_unit(first: Entry, second: Entry) -> bool:
    units = [unit_name(entry.claim.unit) for entry in (first, second)]
    return first.claim.kind in _TIMES and units[0] != units[1]


def _differ(first: Entry, second: Entry, field: str) -> bool:
    if field.startswith("ci_") and first.claim.ci_level != second.claim.ci_level:
        return False
    texts = [getattr(entry.claim, field) for entry in (first, second)]
    one, other = read(texts[0]), read(texts[1])
    return one is not None and other is not None and not one.is_same_print(other)


def _different(ledger: Ledger, one_side: list[Entry], other_side: list[Entry]) -> TextCheck:
    first, second = one_side[0], other_side[0]
    differing = _differing(first, second)
    pairs = [
        (word, getattr(first.claim, field), getattr(second.claim, field))
        for field, word in differing
    ]
    places = [entry.claim.place or f"printing {i}" for i, entry in enumerate((first, second), 1)]
    arithmetic = "; ".join(
        f"{word} {_exact(word, one)} ({places[0]}), {_exact(word, other)} ({places[1]})"
        for word, one, other in pairs
    )
    sentence = (
        f"{first.name}: printed twice with different values, {pairs[0][1]} and {pairs[0][2]}."
    )
    if _is_turned(first, second):
        sentence = f"{first.name}: {pairs[0][1]}, and {pairs[0][2]} with the arms exchanged."
    cause, would_fit = _repeat_repair(ledger, first, second, pairs, differing[0][0])
    check_id = "T12" if cause == TIME_UNIT else "T13"
    state = CheckState.NOT_REPRODUCIBLE
    entries = [*one_side, *other_side]
    return check(check_id, state, entries, sentence, arithmetic, (cause, would_fit))


def _exact(word: str, text: str) -> str:
    """Return a number with what its rounding allows; a count is exact."""
    number = read(text)
    return str(number) if number is not None and word not in ("x", "n") else text


def _repeat_repair(
    ledger: Ledger, first: Entry, second: Entry, pairs: list[tuple[str, str, str]], field: str
) -> tuple[str, str]:
    other_arm = _exchanged(ledger, first, second, field)
    if other_arm is not None:
        arm = other_arm.claim.arm or other_arm.name
        return ARMS_SWAPPED, f"fits with the values of {first.claim.arm} and {arm} exchanged"
    _, one, other = pairs[0]
    left, right = read(one), read(other)
    assert left is not None
    assert right is not None
    if _is_turned(first, second):
        arms = f"{first.claim.arm} over {first.claim.comparator}"
        return ARMS_SWAPPED, f"1/{other} = {1 / right.value:.2f}, not {one}: both {arms}?"
    is_ratio = first.claim.kind is ClaimKind.HAZARD_RATIO and left.value > 0
    if is_ratio and right.meets(1 / left.high, 1 / max(left.low, 1e-9)):
        return ARMS_SWAPPED, f"1/{one} = {1 / left.value:.2f}: the arms are exchanged"
    if len(pairs) == 1 and is_one_slip(one, other):
        return DIGIT, f"{one} or {other} in both places"
    if first.claim.kind in _TIMES and min(left.value, right.value) > 0:
        for unit, factor in (("weeks", 30.4375 / 7), ("days", 30.4375), ("years", 1 / 12)):
            for f in (factor, 1 / factor):
                if right.meets(left.low * f, left.high * f):
                    return TIME_UNIT, f"{one} and {other} are one time if one is in {unit}"
    return "", f"{one} or {other} in both places, or two sets of patients"


def _exchanged(ledger: Ledger, first: Entry, second: Entry, field: str) -> Entry | None:
    """Return the other arm whose number stands where this arm's should.

    Of two printings one is right: there the other arm has what the second
    printing gives this arm, and the second printing gives that arm this one's.
    """
    others = [o for o in ledger.of(first.claim.kind) if _is_other_arm(o, first)]
    for right, exchanged in ((first, second), (second, first)):
        mine, wanted = _number(right, field), _number(exchanged, field)
        for other in others:
            theirs = _number(other, field)
            beside = other.claim.place == right.claim.place
            if not beside or mine is None or wanted is None or theirs is None:
                continue
            there = [
                _number(o, field)
                for o in others
                if o.arm == other.arm and o.claim.place == exchanged.claim.place and o is not other
            ]
            is_theirs = wanted.is_same_print(theirs) and not mine.is_same_print(theirs)
            if is_theirs and all(n is None or n.is_same_print(mine) for n in there):
                return other
    return None


def _number(entry: Entry, field: str) -> Printed | None:
    return read(getattr(entry.claim, field))


def _is_other_arm(other: Entry, entry: Entry) -> bool:
    keys = [list(_key(item)) for item in (other, entry)]
    arms = [key.pop(2) for key in keys]  # see _key
    return arms[0] != arms[1] and keys[0] == keys[1]


def _same_p(ledger: Ledger) -> Iterator[TextCheck]:
    """The P of one comparison, wherever it stands."""
    found: dict[_Key, list[tuple[Entry, Printed]]] = defaultdict(list)
    for entry in ledger.of(ClaimKind.P_VALUE, ClaimKind.HAZARD_RATIO):
        p = read_p(entry.claim.p_operator, entry.claim.p_value)
        if p is not None:
            arms = frozenset({entry.arm, entry.comparator} - {"", "total"})
            claim = entry.claim
            model = (claim.adjusted, claim.stratified, claim.one_sided, normal(claim.p_test))
            found[entry.endpoint, entry.population, arms, model, normal(claim.group)].append(
                (entry, p)
            )
    for prints in found.values():
        for (first, one), (second, other) in combinations(prints, 2):
            if _same_probability(one, other):
                continue
            arithmetic = f"P {one} ({first.claim.place}), P {other} ({second.claim.place})"
            sentence = f"{first.name}: P printed twice, {one.text} and {other.text}."
            repair = ("", "")
            if is_one_slip(one.text, other.text):
                repair = (DIGIT, f"{one.text} or {other.text} in both places")
            elif one.meets(2 * other.low, 2 * other.high) or other.meets(2 * one.low, 2 * one.high):
                repair = ("one-sided P", "one is half the other")
            entries = [first, second]
            state = CheckState.NOT_REPRODUCIBLE
            yield check("T13", state, entries, sentence, arithmetic, repair)
            break


def _same_probability(one: Printed, other: Printed) -> bool:
    """Two inequalities agree unless one bound is a slip of the other and no usual one."""
    signs = [p.text[:1] if p.text[:1] in "<>" else "=" for p in (one, other)]
    if signs == ["=", "="]:
        return one.is_same_print(other)
    if signs[0] != signs[1]:
        return one.meets(other.low, other.high)
    unusual = any(p.text.lstrip("<>0.") not in ("1", "5") for p in (one, other))
    return not (unusual and is_one_slip(one.text, other.text))


def _same_result(ledger: Ledger) -> Iterator[TextCheck]:
    """The same ratio with the same limits for two endpoints or two populations."""
    once = {(_about(e), _texts(e.claim)): e for e in reversed(ledger.of(ClaimKind.HAZARD_RATIO))}
    ratios = [entry for entry in reversed(once.values()) if ratio_of(entry) is not None]
    for first, second in combinations(ratios, 2):
        if _texts(first.claim) != _texts(second.claim) or _about(first) == _about(second):
            continue
        if (first.arm, first.comparator) == (second.comparator, second.arm):
            continue
        claim = first.claim
        result = f"{claim.value} ({claim.ci_low} to {claim.ci_high})"
        sentence = f"{first.name} and {second.name}: the same result {result}."
        arithmetic = f"{first.name}: {result}; {second.name}: {result}"
        would_fit = "one of the two copied from the other, or a coincidence"
        state = CheckState.NOT_REPRODUCIBLE
        yield check("T13", state, [first, second], sentence, arithmetic, (DUPLICATE, would_fit))


def _texts(claim: Claim) -> tuple[str, ...]:
    return tuple(f"{read(text).value:g}" if read(text) else text for text in _three(claim))  # type: ignore[union-attr]


def _three(claim: Claim) -> tuple[str, str, str]:
    return claim.value, claim.ci_low, claim.ci_high


def _about(entry: Entry) -> tuple[str, str]:
    return entry.endpoint, entry.population
