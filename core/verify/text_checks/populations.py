"""Which populations and arms are the parts of which whole, found by names and by arithmetic."""

from collections.abc import Iterator
from itertools import combinations
from typing import Final

from ..claims import ClaimKind
from .ledger import Entry, Ledger, is_total

# Names that between them make up everyone.
_COMPLEMENTS: Final = (
    ("premenopausal", "postmenopausal"),
    ("men", "women"),
    ("male", "female"),
    ("positive", "negative"),
    ("visceral", "non-visceral"),
    ("young", "old"),
)
_MOST_POPULATIONS: Final = 6


def totals(ledger: Ledger, population: str) -> list[Entry]:
    """Return every n printed for all arms of this population."""
    return [
        entry
        for entry in ledger.of(ClaimKind.N)
        if is_total(entry.claim) and entry.population == population and entry.n is not None
    ]


def arms_of(ledger: Ledger, population: str) -> list[Entry]:
    """Return the size of each arm of this population, each arm once."""
    return [
        entry
        for (arm, group), entry in ledger.sizes.items()
        if group == population and arm not in ("total", "")
    ]


def complements(ledger: Ledger) -> Iterator[tuple[str, ...]]:
    """Yield sets of populations that by their names make up everyone."""
    names = sorted({entry.population for entry in ledger.entries} - {""})
    for words in _COMPLEMENTS:
        found = [
            next((n for n in names if n.split() and n.split()[0] == word), "") for word in words
        ]
        found = [name for name in found if name]
        if len(found) == len(words):
            yield tuple(sorted(found))
    for name in names:
        if name.startswith("non-") and name.removeprefix("non-") in names:
            yield tuple(sorted((name.removeprefix("non-"), name)))


def partitions(ledger: Ledger) -> list[tuple[str, ...]]:
    """Return the sets of populations that make up everyone: by name, or because n adds up."""
    found = set(complements(ledger))
    sizes = {
        group: entry.n
        for (arm, group), entry in ledger.sizes.items()
        if arm == "total" and group and entry.n
    }
    wholes = {e.n for e in ledger.of(ClaimKind.N) if is_total(e.claim) and e.n is not None}
    names = sorted(sizes)[:_MOST_POPULATIONS]
    for size in (2, 3, 4):
        for chosen in combinations(names, size):
            if sum(sizes[name] or 0 for name in chosen) in wholes:
                found.add(chosen)
    return sorted(found)


def is_part_of_arm(part: str, whole: str, wholes: set[str]) -> bool:
    """Whether an arm of a subgroup belongs to an arm of the whole, by the words of its name.

    "OFS + AI" belongs to "AI", "SERM alone" to "SERM"; a name with the words of
    two arms belongs to neither.
    """
    if part == whole:
        return True
    words = set(part.replace("+", " ").split())
    held = [name for name in wholes if set(name.split()) <= words]
    return held == [whole]
