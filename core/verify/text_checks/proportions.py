"""T6, T7: the intervals of proportions and the P values between two of them."""

from collections import Counter
from collections.abc import Iterator
from itertools import combinations, product
from typing import Final

from ..claims import CheckState, ClaimKind, TextCheck
from .binomial import METHODS, interval
from .grim import counts_of
from .ledger import (
    ARMS_SWAPPED,
    CI_LEVEL,
    DIGIT,
    ONE_SIDED,
    OTHER_TEST,
    Entry,
    Ledger,
    check,
    is_total,
    normal,
)
from .printed import Printed, digit_variants, read, read_p
from .two_by_two import ONE_SIDED_TESTS, TESTS, Table, p_value

_MOST_TABLES: Final = 9
_OTHER_LEVELS: Final = (90.0, 99.0, 97.5, 98.0)
_QUICK_TESTS: Final = tuple(test for test in TESTS if test not in ("Barnard", "Boschloo"))
_Repair = tuple[str, str]

# What methods sections call them -> our name.
_NAMES: Final = (
    ("boschloo", "Boschloo"),
    ("barnard", "Barnard"),
    ("mid-p", "Fisher mid-P"),
    ("mid p", "Fisher mid-P"),
    ("fisher", "Fisher"),
    ("yates", "Yates chi-squared"),
    ("continuity", "Yates chi-squared"),
    ("likelihood", "likelihood ratio"),
    ("n-1", "N-1 chi-squared"),
    ("pearson", "Pearson chi-squared"),
)


# --- T6 -----------------------------------------------------------------------------------------


def check_intervals(ledger: Ledger) -> Iterator[TextCheck]:
    """T6: which method gives the printed interval; equal x of n, equal interval."""
    rows = [
        (entry, *counts_of(ledger, entry))
        for entry in ledger.of(ClaimKind.RESPONSE)
        if entry.low is not None and entry.high is not None
    ]
    known = [(entry, counts, n) for entry, counts, n in rows if counts and n and max(counts) <= n]
    methods = {entry.index: _methods(entry, counts, n) for entry, counts, n in known}
    usual = Counter(method for found in methods.values() for method in found)
    for entry, counts, n in known:
        if len(counts) <= _MOST_TABLES and not entry.claim.adjusted:
            yield _interval(ledger, entry, counts, n, methods[entry.index], usual)
    for (first, one, n), (second, other, size) in combinations(known, 2):
        if one == other and n == size and len(one) == 1:
            yield from _same_counts(first, second, one[0], n, methods)


def _methods(entry: Entry, counts: list[int], n: int, level: float | None = None) -> list[str]:
    """Return the methods that give both limits for one of these counts."""
    asked = entry.claim.ci_level if level is None else level
    valid = [x for x in counts if 0 <= x <= n]
    return [m for m in METHODS if any(_reproduces(entry, m, x, n, asked) for x in valid)]


def _reproduces(entry: Entry, method: str, x: int, n: int, level: float) -> bool:
    low, high = interval(method, x, n, level)
    assert entry.low is not None
    assert entry.high is not None
    return entry.low.holds(100 * low) and entry.high.holds(100 * high)


def _interval(
    ledger: Ledger,
    entry: Entry,
    counts: list[int],
    n: int,
    methods: list[str],
    usual: Counter[str],
) -> TextCheck:
    x = counts[0]
    ranked = sorted(METHODS, key=lambda method: -usual[method])
    shown = methods or ranked
    limits = ", ".join(
        f"{method} {100 * low:.2f} to {100 * high:.2f}"
        for method in shown
        for low, high in [interval(method, min(x, n), n, entry.claim.ci_level)]
    )
    printed = f"{entry.claim.ci_low} to {entry.claim.ci_high}"
    arithmetic = f"{x} of {n} at {entry.claim.ci_level:g} %: {limits}; printed {printed}"
    if methods:
        sentence = f"{entry.name}: the interval is that of the {methods[0]} method."
        return check("T6", CheckState.CONSISTENT, [entry], sentence, arithmetic)
    sentence = f"{entry.name}: no usual method gives the interval {printed} for {x} of {n}."
    repair = _interval_repair(ledger, entry, counts, n, ranked)
    return check("T6", CheckState.NOT_REPRODUCIBLE, [entry], sentence, arithmetic, repair)


def _interval_repair(
    ledger: Ledger, entry: Entry, counts: list[int], n: int, ranked: list[str]
) -> _Repair:
    for level in _OTHER_LEVELS:
        if _methods(entry, counts, n, level):
            return CI_LEVEL, f"fits as an interval of {level:g} %"
    for other in ledger.of(ClaimKind.RESPONSE):
        theirs, size = counts_of(ledger, other)
        different = (other.x or theirs, size) != (entry.x or counts, n)
        if different and theirs and size and _methods(entry, theirs[:1], size):
            same = other.endpoint == entry.endpoint and other.arm != entry.arm
            return ARMS_SWAPPED if same else "rows swapped", (
                f"is the interval of {theirs[0]} of {size} ({other.name})"
            )
    for method, x in product(ranked, counts):
        low, high = interval(method, x, n, entry.claim.ci_level)
        text = _one_limit(entry, 100 * low, 100 * high)
        if text:
            return DIGIT, f"{text} ({method})"
    best = interval(ranked[0], counts[0], n, entry.claim.ci_level)
    return "", f"{ranked[0]} gives {100 * best[0]:.1f} to {100 * best[1]:.1f}"


def _one_limit(entry: Entry, low: float, high: float) -> str:
    """Return the one mistyped digit that makes these the limits, "" where there is none."""
    assert entry.low is not None
    assert entry.high is not None
    for printed, aim, fixed, other in (
        (entry.low, low, entry.high, high),
        (entry.high, high, entry.low, low),
    ):
        if not fixed.holds(other):
            continue
        for text in digit_variants(printed.text):
            number = read(text)
            if number is not None and number.holds(aim):
                return f"limit {text} instead of {printed.text}"
    return ""


def _same_counts(
    first: Entry, second: Entry, x: int, n: int, methods: dict[int, list[str]]
) -> Iterator[TextCheck]:
    if first.claim.ci_level != second.claim.ci_level:
        return
    pairs = [(first.low, second.low), (first.high, second.high)]
    if all(a is not None and b is not None and a.meets(b.low, b.high) for a, b in pairs):
        return
    texts = [f"{entry.claim.ci_low} to {entry.claim.ci_high}" for entry in (first, second)]
    by = [methods[entry.index] for entry in (first, second)]
    arithmetic = (
        f"both are {x} of {n}; {first.name}: {texts[0]} ({by[0][0] if by[0] else 'no method'}); "
        f"{second.name}: {texts[1]} ({by[1][0] if by[1] else 'no method'})"
    )
    sentence = f"{x} of {n} has two different intervals: {texts[0]} and {texts[1]}."
    would_fit = ""
    if bool(by[0]) != bool(by[1]):
        would_fit = f"{texts[0] if by[0] else texts[1]} in both rows"
    entries = [first, second]
    yield check("T6", CheckState.NOT_REPRODUCIBLE, entries, sentence, arithmetic, ("", would_fit))


# --- T7 -----------------------------------------------------------------------------------------


def check_two_proportions(ledger: Ledger) -> Iterator[TextCheck]:
    """T7: which test of two proportions gives the printed P, and is it the one named."""
    cases = list(_cases(ledger))
    reproduced = {entry.index: _tests(tables, p, _QUICK_TESTS) for entry, _, tables, p in cases}
    usual = Counter(test for tests in reproduced.values() for test in tests)
    for entry, arms, tables, p in cases:
        tests = reproduced[entry.index] or _tests(tables, p, ("Barnard", "Boschloo"))
        ranked = sorted(tests, key=lambda test: -usual[test])
        yield _proportions(entry, arms, tables, p, ranked, len(cases))


def _cases(
    ledger: Ledger,
) -> Iterator[tuple[Entry, tuple[Entry, Entry], list[Table], Printed]]:
    for entry in ledger.of(ClaimKind.P_VALUE):
        p = read_p(entry.claim.p_operator, entry.claim.p_value)
        named = normal(entry.claim.p_test)
        if p is None or "log-rank" in named or "cox" in named or entry.claim.adjusted:
            continue
        arms = _two_arms(ledger, entry)
        if arms is None:
            continue
        sides = [counts_of(ledger, arm) for arm in arms]
        (first, n1), (second, n0) = sides
        if not n1 or not n0 or not first or not second:
            continue
        pairs = [(a, b) for a in first for b in second if a <= n1 and b <= n0]
        tables = [(a, n1, b, n0) for a, b in pairs]
        if 0 < len(tables) <= _MOST_TABLES:
            yield entry, arms, tables, p


def _two_arms(ledger: Ledger, entry: Entry) -> tuple[Entry, Entry] | None:
    """Return the two responses a P compares: same endpoint and population, its two arms."""
    rows = [
        row
        for row in ledger.of(ClaimKind.RESPONSE)
        if (row.endpoint, row.population) == (entry.endpoint, entry.population)
        and not is_total(row.claim)
        and row.arm
    ]
    by_arm: dict[str, Entry] = {}
    for row in rows:
        known = by_arm.get(row.arm)
        same_place = row.claim.place == entry.claim.place
        nearer = known is not None and same_place and known.claim.place != entry.claim.place
        fuller = known is not None and known.x is None and row.x is not None
        if (
            known is None
            or nearer
            or (fuller and (same_place or known.claim.place != entry.claim.place))
        ):
            by_arm[row.arm] = row
    names = [name for name in (entry.arm, entry.comparator) if name and name in by_arm]
    if len(names) == 2:
        return by_arm[names[0]], by_arm[names[1]]
    if len(by_arm) != 2:
        return None
    first, second = by_arm.values()
    return first, second


def _tests(tables: list[Table], p: Printed, tests: tuple[str, ...]) -> list[str]:
    found = []
    for test in tests:
        values = [p_value(test, table) for table in tables]
        if any(value is not None and p.holds(value) for value in values):
            found.append(test)
    return found


def _proportions(
    entry: Entry,
    arms: tuple[Entry, Entry],
    tables: list[Table],
    p: Printed,
    tests: list[str],
    n_cases: int,
) -> TextCheck:
    table = tables[0]
    entries = [entry, *arms]
    values = ", ".join(f"{test} {p_value(test, table):.3g}" for test in _QUICK_TESTS)
    arithmetic = f"{table[0]}/{table[1]} v {table[2]}/{table[3]}: {values}; printed P {p}"
    named = named_test(entry.claim.p_test)
    if named in tests or (tests and not named):
        test = named or tests[0]
        sentence = f"{entry.name}: P is that of the {test} test."
        return check("T7", CheckState.CONSISTENT, entries, sentence, arithmetic)
    state = CheckState.NOT_REPRODUCIBLE
    if tests:
        sentence = f"{entry.name}: P is not that of the test named ({entry.claim.p_test})."
        repair = (OTHER_TEST, f"fits the {tests[0]} test")
        if len(tests) > 1:
            repair = (OTHER_TEST, f"{repair[1]} (also {', '.join(tests[1:])})")
        return check("T7", state, entries, sentence, arithmetic, repair)
    sentence = f"{entry.name}: no usual test of two proportions gives this P."
    x1, n1, x0, n0 = table
    counted = [(arms[0], x1, n1), (arms[1], x0, n0)]
    is_doubtful = any(arm.value and not arm.value.holds(100 * x / n) for arm, x, n in counted)
    repair = ("", "") if is_doubtful else _p_repair(tables, p, named)  # T5 says what is wrong
    return check("T7", state, entries, sentence, arithmetic, repair)


def named_test(text: str) -> str:
    """Return our name of the test that a paper names, "" where it names none of ours.

    A bare "chi-squared" may be with or without correction and is left open.
    """
    words = normal(text)
    return next((name for word, name in _NAMES if word in words), "")


def _p_repair(tables: list[Table], p: Printed, named: str) -> _Repair:
    for test in ONE_SIDED_TESTS:
        if _tests(tables, p, (test,)):
            return ONE_SIDED, f"would agree if P were one-sided ({test.removeprefix('one-sided ')})"
    order = [named, *_QUICK_TESTS] if named in _QUICK_TESTS else list(_QUICK_TESTS)
    for test in order:
        for text in digit_variants(p.text.lstrip("<>")):
            tried = read_p("", text)
            if tried is not None and _tests(tables, tried, (test,)):
                return DIGIT, f"P {text} instead of {p.text} ({test})"
    return "", ""
