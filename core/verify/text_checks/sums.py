"""T8: arms add up to the total, rows of a table to n, subgroups to the whole."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Final

from ..claims import CheckState, ClaimKind, TextCheck
from .grim import counts_of, possible_counts
from .ledger import DIGIT, Entry, Ledger, check, is_total
from .populations import arms_of, complements, totals
from .printed import is_one_slip

_MOST_WAYS: Final = 4096

# Responses that are the sum of others (RECIST), each with the names of its parts.
_COMPLETE: Final = ("complete response", "cr")
_PARTIAL: Final = ("partial response", "pr")
_LONG_STABLE: Final = ("long stable disease", "long sd", "stable disease ≥ 24 weeks")
_COMPOSITES: Final = {
    ("orr", "response rate", "objective response rate", "overall response rate"): (
        _COMPLETE,
        _PARTIAL,
    ),
    ("cbr", "clinical benefit rate", "clinical benefit"): (_COMPLETE, _PARTIAL, _LONG_STABLE),
}


def check_sums(ledger: Ledger) -> Iterator[TextCheck]:
    """T8: whatever is printed as parts and whole adds up."""
    yield from _arms(ledger)
    yield from _subgroups(ledger)
    yield from _events(ledger)
    yield from _groups(ledger)
    yield from _subtotals(ledger)
    yield from _composites(ledger)
    yield from _all_arms(ledger)


# --- sizes and events ---------------------------------------------------------------------------


def _arms(ledger: Ledger) -> Iterator[TextCheck]:
    for population in sorted({entry.population for entry in ledger.of(ClaimKind.N)}):
        arms, wholes = arms_of(ledger, population), totals(ledger, population)
        if len(arms) < 2 or not wholes or _overlap(arms):
            continue
        counts = [arm.n or 0 for arm in arms]
        whole = min(wholes, key=lambda entry: abs((entry.n or 0) - sum(counts)))
        name = f"{population or 'all patients'}: the arms"
        yield _sum("T8", name, arms, counts, whole, whole.n or 0)


def _overlap(arms: list[Entry]) -> bool:
    """Whether one arm's name contains another's: then one may be part of the other."""
    words = [set(arm.arm.replace("+", " ").split()) for arm in arms]
    pairs = ((a, b) for i, a in enumerate(words) for j, b in enumerate(words) if i != j)
    return len(arms) > 2 and any(a < b for a, b in pairs)


def _subgroups(ledger: Ledger) -> Iterator[TextCheck]:
    """Subgroups add up to everyone, or to the part of everyone that they divide."""
    for names in sorted(set(complements(ledger))):
        groups = {entry.population for entry in ledger.of(ClaimKind.N)} - set(names)
        wholes = [entry for group in sorted(groups) for entry in totals(ledger, group)]
        parts = [ledger.sizes.get(("total", name)) for name in names]
        known = [part for part in parts if part is not None]
        if not wholes or len(known) < len(names):
            continue
        counts = [part.n or 0 for part in known]
        whole = min(wholes, key=lambda entry: abs((entry.n or 0) - sum(counts)))
        if sum(counts) == whole.n or len({entry.n for entry in wholes}) == 1:
            yield _sum("T8", " and ".join(names), known, counts, whole, whole.n or 0)


def _events(ledger: Ledger) -> Iterator[TextCheck]:
    for whole in ledger.of(ClaimKind.EVENTS):
        if not is_total(whole.claim) or whole.x is None:
            continue
        arms = {
            entry.arm: entry
            for entry in reversed(ledger.of(ClaimKind.EVENTS))
            if not is_total(entry.claim)
            and entry.arm
            and entry.x is not None
            and (entry.endpoint, entry.population) == (whole.endpoint, whole.population)
        }
        sizes = arms_of(ledger, whole.population)
        if len(arms) >= 2 and (not sizes or len(arms) == len(sizes)):
            parts = list(arms.values())
            counts = [part.x or 0 for part in parts]
            yield _sum("T8", f"{whole.claim.endpoint} events", parts, counts, whole, whole.x)
    for entry in ledger.of(ClaimKind.EVENTS):
        n = ledger.size(entry)
        if entry.x is not None and n is not None and entry.x > n:
            sentence = f"{entry.name}: {entry.x} events in {n} patients."
            yield check("T8", CheckState.IMPOSSIBLE, [entry], sentence, f"{entry.x} > {n}")


def _sum(
    check_id: str, name: str, parts: list[Entry], counts: list[int], whole: Entry, aim: int
) -> TextCheck:
    total = sum(counts)
    arithmetic = f"{' + '.join(map(str, counts))} = {total}; printed {aim}"
    entries = [*parts, whole]
    if total == aim:
        return check(
            check_id, CheckState.CONSISTENT, entries, f"{name} add up to {aim}.", arithmetic
        )
    state = CheckState.IMPOSSIBLE if total > aim else CheckState.NOT_REPRODUCIBLE
    sentence = f"{name} add up to {total}, not to {aim}."
    return check(check_id, state, entries, sentence, arithmetic, _slip(counts, aim))


def _slip(counts: list[int], aim: int) -> tuple[str, str]:
    """Return the mistyped digits any one of which would make the parts add up."""
    total = sum(counts)
    pairs = [*((part, part + aim - total) for part in counts), (aim, total)]
    slips = [f"{new} instead of {old}" for old, new in pairs if is_one_slip(str(old), str(new))]
    if slips:
        return DIGIT, "; or ".join(dict.fromkeys(slips))
    return "", f"{total} instead of {aim}"


# --- rows of a table ----------------------------------------------------------------------------


def _groups(ledger: Ledger) -> Iterator[TextCheck]:
    """Rows of one group exclude each other and add up to n."""
    for (group, arm, population), rows in _rows(ledger).items():
        n = ledger.sizes.get((arm, population))
        yield from _row_sizes(group, rows, n)
        sizes = {row.n for row in rows if row.n is not None}
        aim = n.n if n is not None else (sizes.pop() if len(sizes) == 1 else None)
        if aim is None or len(rows) < 2:
            continue
        name = f"{group}, {rows[0].claim.arm}"
        ways = [_row_counts(row, aim) for row in rows]
        yield _group(name, rows, ways, aim, [*rows, *([n] if n else [])])


def _row_sizes(group: str, rows: list[Entry], arm: Entry | None) -> Iterator[TextCheck]:
    """The rows of one group have one n, and none has more patients than the arm."""
    sizes = [row.n for row in rows if row.n is not None]
    usual = max(set(sizes), key=sizes.count, default=None)
    if arm is not None and arm.n is not None and (usual is None or sizes.count(usual) == 1):
        usual = arm.n
    for row in rows:
        if row.n is None or usual is None or row.n == usual:
            continue
        state = CheckState.NOT_REPRODUCIBLE
        if arm is not None and arm.n is not None and row.n > arm.n:
            state = CheckState.IMPOSSIBLE
        slip = is_one_slip(str(row.n), str(usual))
        repair = (DIGIT if slip else "", f"{usual} instead of {row.n}")
        sentence = f"{row.name}: of {row.n}, where the other rows of {group} are of {usual}."
        entries = [row, *(other for other in rows if other.n == usual)]
        yield check("T8", state, entries, sentence, f"n = {row.n} and n = {usual}", repair)


def _rows(ledger: Ledger) -> dict[tuple[str, str, str], list[Entry]]:
    """Return the rows by group, arm and population; "A/B" rows stand for row B of A."""
    found: dict[tuple[str, str, str], list[Entry]] = defaultdict(list)
    for entry in ledger.of(ClaimKind.RESPONSE):
        group = entry.claim.group.split("/")[0].strip()
        rows = found[group, entry.arm, entry.population]
        again = any(row.endpoint == entry.endpoint for row in rows)
        if group and not again and not is_total(entry.claim) and not _has_parts(ledger, entry):
            rows.append(entry)
    return {key: rows for key, rows in found.items() if rows}


def _has_parts(ledger: Ledger, entry: Entry) -> bool:
    path = f"{entry.claim.group.split('/')[0]}/{entry.claim.endpoint}".casefold()
    return any(
        other.claim.group.casefold() == path and other.arm == entry.arm
        for other in ledger.of(ClaimKind.RESPONSE)
    )


def _row_counts(row: Entry, n: int) -> list[int]:
    if row.x is not None:
        return [row.x]
    return possible_counts(row.value, n) if row.value is not None else []


def _group(
    name: str, rows: list[Entry], ways: list[list[int]], n: int, entries: list[Entry]
) -> TextCheck:
    if not all(ways):
        missing = next(row for row, way in zip(rows, ways, strict=True) if not way)
        sentence = f"{name}: {missing.claim.endpoint} has no count, so the rows have no sum."
        return check("T8", CheckState.NOT_COMPARABLE, rows, sentence, f"n = {n}")
    least, most = sum(map(min, ways)), sum(map(max, ways))
    shown = " + ".join(str(way[0]) if len(way) == 1 else f"{way[0]}..{way[-1]}" for way in ways)
    total = str(least) if least == most else f"{least} to {most}"
    arithmetic = f"{shown} = {total}; n = {n}"
    if any(row.x is None for row in rows):
        texts = " + ".join(row.claim.value for row in rows)
        percents = sum(row.value.value for row in rows if row.value is not None)
        arithmetic = f"{texts} = {percents:g} %; as counts of {n}: {arithmetic}"
    if least <= n <= most:
        sentence = f"{name}: the rows add up to {n}."
        return check("T8", CheckState.CONSISTENT, entries, sentence, arithmetic)
    state = CheckState.IMPOSSIBLE if least > n else CheckState.NOT_REPRODUCIBLE
    sentence = f"{name}: the rows add up to {total}, not to {n}."
    return check("T8", state, entries, sentence, arithmetic, _row_repair(rows, ways, n))


def _row_repair(rows: list[Entry], ways: list[list[int]], n: int) -> tuple[str, str]:
    if any(row.x is None for row in rows):
        over = sum(map(min, ways)) - n
        if abs(over) <= 2:
            word = "one too many" if over == 1 else f"{over:+d}"
            return "", f"fits with one row changed by {-over:+d} patient ({word} in all)"
        return "", ""
    return _slip([way[0] for way in ways], n)


def _subtotals(ledger: Ledger) -> Iterator[TextCheck]:
    """Rows of group "A/B" add up to the row B."""
    parts: dict[tuple[str, str, str], list[Entry]] = defaultdict(list)
    for entry in ledger.of(ClaimKind.RESPONSE):
        _, _, row = entry.claim.group.partition("/")
        if row and entry.x is not None:
            parts[row.strip().casefold(), entry.arm, entry.population].append(entry)
    for whole in ledger.of(ClaimKind.RESPONSE):
        rows = parts.get((whole.endpoint, whole.arm, whole.population), [])
        if whole.x is not None and rows:
            counts = [row.x or 0 for row in rows]
            result = _sum("T8", f"{whole.name}: its rows", rows, counts, whole, whole.x)
            if result.state is not CheckState.CONSISTENT:
                n = ledger.size(whole)
                share = f" of {n} ({100 * sum(counts) / n:.1f} %)" if n else ""
                result = replace(
                    result,
                    state=CheckState.NOT_REPRODUCIBLE,  # rows of one patient may overlap
                    would_fit=f"{sum(counts)}{share} instead of {whole.x}",
                )
            yield result


def _composites(ledger: Ledger) -> Iterator[TextCheck]:
    for names, parts in _COMPOSITES.items():
        for whole in ledger.of(ClaimKind.RESPONSE):
            if whole.endpoint not in names or is_total(whole.claim):
                continue
            rows = [_part(ledger, whole, part) for part in parts]
            known = [row for row in rows if row is not None]
            counts, n = counts_of(ledger, whole)
            if len(known) < len(parts) or not counts or not n:
                continue
            values = [row.x or 0 for row in known]
            aim = sum(values) if sum(values) in counts else counts[0]
            yield _sum("T8", f"{whole.name}: its responses", known, values, whole, aim)


def _part(ledger: Ledger, whole: Entry, names: tuple[str, ...]) -> Entry | None:
    return next(
        (
            row
            for row in ledger.of(ClaimKind.RESPONSE)
            if row.arm == whole.arm
            and row.x is not None
            and row.endpoint in names
            and (row.population == whole.population or _same_table(row, whole))
        ),
        None,
    )


def _same_table(row: Entry, whole: Entry) -> bool:
    """Whether the whole is of part of the patients whose responses stand above it."""
    return row.population == "" and bool(row.claim.place) and row.claim.place == whole.claim.place


def _all_arms(ledger: Ledger) -> Iterator[TextCheck]:
    """A response of all patients is the sum of the arms' responses."""
    for whole in ledger.of(ClaimKind.RESPONSE):
        if not is_total(whole.claim) or whole.value is None:
            continue
        rows = {
            row.arm: row
            for row in reversed(ledger.of(ClaimKind.RESPONSE))
            if not is_total(row.claim)
            and (row.endpoint, row.population) == (whole.endpoint, whole.population)
        }
        sides = [counts_of(ledger, row) for row in rows.values()]
        n = ledger.size(whole) or sum(size or 0 for _, size in sides)
        if (
            len(rows) < 2
            or sum(size or 0 for _, size in sides) != n
            or not all(s for s, _ in sides)
        ):
            continue
        if len(list(product(*(counts for counts, _ in sides)))) > _MOST_WAYS:
            continue
        ways = {sum(way) for way in product(*(counts for counts, _ in sides))}
        shares = {count: 100 * count / n for count in sorted(ways)}
        first = next(iter(shares))
        arithmetic = (
            f"{' + '.join(str(counts[0]) for counts, _ in sides)} = {first} of {n} = "
            f"{shares[first]:.2f} %; printed {whole.value} %"
        )
        entries = [*rows.values(), whole]
        if any(whole.value.holds(share) for share in shares.values()):
            sentence = f"{whole.name}: the arms together give {whole.value.text} %."
            yield check("T8", CheckState.CONSISTENT, entries, sentence, arithmetic)
            continue
        sentence = f"{whole.name}: the arms together do not give {whole.value.text} %."
        yield check("T8", CheckState.NOT_REPRODUCIBLE, entries, sentence, arithmetic)
