"""T5: a printed percent against the whole number of patients it must come from."""

from collections.abc import Iterator
from math import ceil, floor
from typing import Final

from ..claims import CheckState, ClaimKind, TextCheck
from .ledger import (
    ARMS_SWAPPED,
    CUT_OFF,
    DIGIT,
    OTHER_N,
    PADDED,
    Entry,
    Ledger,
    check,
)
from .printed import Printed, digit_variants, read, read_count

_NEIGHBOURS: Final = 3
_MOST_OFFERED: Final = 3
_Repair = tuple[str, str]


def possible_counts(percent: Printed, n: int) -> list[int]:
    """Return every whole x whose share of n would be printed as this percent."""
    first = ceil(percent.low * n / 100 - 1e-9)
    last = floor(percent.high * n / 100 + 1e-9)
    return list(range(max(first, 0), min(last, n) + 1))


def counts_of(ledger: Ledger, entry: Entry) -> tuple[list[int], int | None]:
    """Return the x that a response may mean, and its n; the x nearest where none fits."""
    n = ledger.size(entry)
    if entry.x is not None:
        return [entry.x], n
    if entry.value is None or n is None:
        return [], n
    found = possible_counts(entry.value, n)
    if found or not 0 <= entry.value.value <= 100:
        return found, n
    share = entry.value.value * n / 100
    return sorted({floor(share), ceil(share)}, key=lambda x: abs(x - share)), n


def fits(value: Printed, x: int | None, n: int) -> bool:
    """Whether x of n, or some x of n, is printed as this percent."""
    return value.holds(100 * x / n) if x is not None and n > 0 else bool(possible_counts(value, n))


def check_percent(ledger: Ledger) -> Iterator[TextCheck]:
    """T5: some whole number of the n patients gives the printed percent."""
    for entry in ledger.of(ClaimKind.RESPONSE):
        n = ledger.size(entry)
        if entry.value is None or not n or (entry.x is not None and entry.x > n):
            if entry.x is not None and n and entry.x > n:
                yield _more_than_all(entry, n)
            continue
        yield _percent(ledger, entry, n)


def _more_than_all(entry: Entry, n: int) -> TextCheck:
    sentence = f"{entry.name}: {entry.x} of {n} are more than there are."
    state = CheckState.IMPOSSIBLE
    return check("T5", state, [entry], sentence, f"{entry.x} > {n}", (DIGIT, "another x or n"))


def _percent(ledger: Ledger, entry: Entry, n: int) -> TextCheck:
    value = entry.value
    assert value is not None
    arithmetic = _arithmetic(value, entry.x, n)
    if fits(value, entry.x, n):
        sentence = f"{entry.name}: {value.text} % can be printed for {n} patients."
        return check("T5", CheckState.CONSISTENT, [entry], sentence, arithmetic)
    state = CheckState.IMPOSSIBLE
    if entry.n is None:
        state = CheckState.NOT_REPRODUCIBLE  # the n is the arm's, not printed with the percent
    what = f"{entry.x} of {n}" if entry.x is not None else f"no whole number of {n}"
    verb = "is not" if entry.x is not None else "is"
    sentence = f"{entry.name}: {what} {verb} {value.text} %."
    repairs = list(_repairs(ledger, entry, n))
    cause = repairs[0][0] if repairs else ""
    would_fit = "; or ".join(dict.fromkeys(text for _, text in repairs[:_MOST_OFFERED]))
    partners = [swap for swap in _partners(ledger, entry) if cause == ARMS_SWAPPED]
    return check("T5", state, [entry, *partners], sentence, arithmetic, (cause, would_fit))


def _arithmetic(value: Printed, x: int | None, n: int) -> str:
    places = max(value.decimals, 0) + 2
    if x is not None:
        return f"{x}/{n} = {100 * x / n:.{places}f} %; printed {value} %"
    near = possible_counts(value, n) or [
        floor(value.value * n / 100),
        floor(value.value * n / 100) + 1,
    ]
    shown = near if len(near) <= 3 else [near[0], near[-1]]
    shares = ", ".join(f"{count}/{n} = {100 * count / n:.{places}f} %" for count in shown)
    return f"{shares}; printed {value} %"


# --- what would fit -----------------------------------------------------------------------------


def _repairs(ledger: Ledger, entry: Entry, n: int) -> Iterator[_Repair]:
    """Yield changes that make it fit, the likeliest first."""
    yield from _swaps(ledger, entry, n)
    if entry.x is not None:
        yield from _printed_size(ledger, entry)
    yield from _padded(entry, n)
    if entry.x is not None:
        yield from _digits(ledger, entry, n)
    yield from _other_sizes(ledger, entry, n)
    yield from _cut_off(entry, n)
    if entry.x is None:
        yield from _digits(ledger, entry, n)


def _partners(ledger: Ledger, entry: Entry) -> list[Entry]:
    return [
        other
        for other in ledger.of(ClaimKind.RESPONSE)
        if other.index != entry.index
        and (other.endpoint, other.population, other.claim.group, other.claim.place)
        == (entry.endpoint, entry.population, entry.claim.group, entry.claim.place)
        and other.arm != entry.arm
        and other.value is not None
    ]


def _swaps(ledger: Ledger, entry: Entry, n: int) -> Iterator[_Repair]:
    """Both fail as printed, both fit with the two percents exchanged."""
    mine = entry.value
    assert mine is not None
    for other in _partners(ledger, entry):
        size, theirs = ledger.size(other), other.value
        if not size or theirs is None or fits(theirs, other.x, size):
            continue
        if fits(mine, other.x, size) and fits(theirs, entry.x, n):
            yield (
                ARMS_SWAPPED,
                f"fits with the two arms exchanged: {_count(mine, other.x, size)} = {mine.text} % "
                f"and {_count(theirs, entry.x, n)} = {theirs.text} %",
            )


def _count(value: Printed, x: int | None, n: int) -> str:
    return f"{x if x is not None else possible_counts(value, n)[0]}/{n}"


def _padded(entry: Entry, n: int) -> Iterator[_Repair]:
    value = entry.value
    assert value is not None
    whole = read(value.text.split(".")[0]) if value.text.endswith(".0") else None
    if whole is not None and fits(whole, entry.x, n):
        x = entry.x if entry.x is not None else possible_counts(whole, n)[0]
        yield PADDED, f"{x}/{n} = {100 * x / n:.2f} %, known as {whole.text} % only"


def _printed_size(ledger: Ledger, entry: Entry) -> Iterator[_Repair]:
    """The arm's own n where the claim prints a different one."""
    own = ledger.sizes.get((entry.arm, entry.population))
    if own is None or own.n in (None, entry.n) or entry.n is None or entry.value is None:
        return
    if fits(entry.value, entry.x, own.n or 0):
        yield DIGIT, _with_size(ledger, entry, own.n or 0, entry.n)


def _other_sizes(ledger: Ledger, entry: Entry, n: int) -> Iterator[_Repair]:
    value = entry.value
    assert value is not None
    for size in ledger.arm_counts.get(entry.arm, ()):
        if size != n and fits(value, entry.x, size):
            yield OTHER_N, _with_size(ledger, entry, size, n)
    for step in range(1, _NEIGHBOURS + 1):
        for size in (n + step, n - step):
            if size > 0 and fits(value, entry.x, size):
                yield OTHER_N, _with_size(ledger, entry, size, n)


def _with_size(ledger: Ledger, entry: Entry, size: int, n: int) -> str:
    """Return the words for another n; the same for the same n, however it was found."""
    assert entry.value is not None
    known = size in ledger.arm_counts.get(entry.arm, ())
    where = f"; {size} is printed for this arm" if known else ""
    return f"fits n = {size} instead of {n} ({_count(entry.value, entry.x, size)}{where})"


def _cut_off(entry: Entry, n: int) -> Iterator[_Repair]:
    value = entry.value
    assert value is not None
    unit = 10.0**-value.decimals
    first = floor(value.value * n / 100)
    for x in (entry.x,) if entry.x is not None else range(first, first + 2):
        if value.value - 1e-9 <= 100 * x / n < value.value + unit - 1e-9:
            rounded = f"{100 * x / n:.{max(value.decimals, 0)}f}"
            yield (
                CUT_OFF,
                f"{x}/{n} = {100 * x / n:.{value.decimals + 2}f} % rounds to {rounded}; "
                f"{value.text} is cut off",
            )


def _digits(ledger: Ledger, entry: Entry, n: int) -> Iterator[_Repair]:
    value = entry.value
    assert value is not None
    tried = [(text, read(text)) for text in digit_variants(value.text)]
    fitting = [
        (number.value, text)
        for text, number in tried
        if number is not None and number.value <= 100 and fits(number, entry.x, n)
    ]
    if fitting and (entry.x is not None):
        best = min(fitting, key=lambda pair: abs(pair[0] - value.value))[1]
        yield DIGIT, f"{best} % instead of {value.text} %"
    if entry.x is None:
        return
    for text in digit_variants(str(entry.x)):
        x = read_count(text)
        if x is not None and x <= n and fits(value, x, n):
            yield DIGIT, f"{x} of {n} instead of {entry.x}"
    if entry.n is not None:
        for text in digit_variants(str(entry.n)):
            size = read_count(text)
            if size and size >= entry.x and fits(value, entry.x, size):
                yield DIGIT, _with_size(ledger, entry, size, entry.n)
