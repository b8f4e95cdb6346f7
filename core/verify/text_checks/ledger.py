"""The claims of one report, indexed for the checks: who is compared with whom."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from ..claims import CheckState, Claim, ClaimKind, TextCheck
from .printed import Printed, read, read_count

# Causes, as the report names them; the order is the plausibility when two explain the same claims.
ARMS_SWAPPED: Final = "arms swapped"
TIME_UNIT: Final = "weeks for months"
ONE_SIDED: Final = "one-sided P"
CI_LEVEL: Final = "another confidence level"
CUT_OFF: Final = "cut off instead of rounded"
OTHER_TEST: Final = "another test than named"
OTHER_N: Final = "another n"
DIGIT: Final = "mistyped digit"
PADDED: Final = "whole percent printed with a decimal"
DUPLICATE: Final = "same result for two endpoints"
MODEL: Final = "adjusted model"

TOTAL: Final = frozenset({"total", "all", "all patients", "overall", "both arms", "whole trial"})
_EVERYONE: Final = frozenset(
    {"", "itt", "intention-to-treat", "intention to treat", "all patients", "overall", "total"}
)
# Endpoints that death ends too: their curve does not lie above overall survival.
WITH_DEATH: Final = frozenset({"pfs", "dfs", "efs", "rfs", "idfs", "ffs", "lrfs", "dmfs", "drfs"})
_DAYS: Final = {
    "day": 1.0,
    "week": 7.0,
    "month": 30.4375,
    "year": 365.25,
}


def normal(text: str) -> str:
    """Return a name for comparing: lower case, single spaces."""
    return " ".join(text.casefold().split())


def population(claim: Claim) -> str:
    """Return the claim's population; "" is everyone, however it is named."""
    name = normal(claim.population).removesuffix(" population").removesuffix(" cohort")
    return "" if name in _EVERYONE else name


def is_total(claim: Claim) -> bool:
    """Whether the claim is about all arms together."""
    return normal(claim.arm) in TOTAL


def unit_name(text: str) -> str:
    """Return "day", "week", "month", "year" or "" for a printed time unit."""
    word = normal(text).rstrip(".").rstrip("s")
    short = {"d": "day", "wk": "week", "w": "week", "mo": "month", "mth": "month", "m": "month"}
    short |= {"yr": "year", "y": "year"}
    word = short.get(word, word)
    return word if word in _DAYS else ""


def days_per(unit: str) -> float:
    """Return the days of this unit, 1 where it is unknown."""
    return _DAYS.get(unit_name(unit), 1.0)


@dataclass(frozen=True, slots=True)
class Entry:
    """A claim with its index, its numbers read and its names made comparable."""

    index: int
    claim: Claim
    value: Printed | None
    low: Printed | None
    high: Printed | None
    x: int | None
    n: int | None
    arm: str
    comparator: str
    endpoint: str
    population: str  # "" is everyone

    @property
    def name(self) -> str:
        """Return the claim in words: endpoint, arm, population, place."""
        claim = self.claim
        words = [claim.endpoint or claim.kind.value.replace("_", " "), claim.arm]
        if claim.comparator:
            words.append(f"v {claim.comparator}")
        where = ", ".join(part for part in (claim.population, claim.place) if part)
        return " ".join(word for word in words if word) + (f" ({where})" if where else "")


class Ledger:
    """All claims of a report."""

    def __init__(self, claims: Sequence[Claim]) -> None:
        self.entries = tuple(_entry(index, claim) for index, claim in enumerate(claims))
        self._by_kinds: dict[tuple[ClaimKind, ...], tuple[Entry, ...]] = {}

    def of(self, *kinds: ClaimKind) -> tuple[Entry, ...]:
        """Return the entries of these kinds, in order."""
        if kinds not in self._by_kinds:
            found = tuple(entry for entry in self.entries if entry.claim.kind in kinds)
            self._by_kinds[kinds] = found
        return self._by_kinds[kinds]

    @cached_property
    def sizes(self) -> dict[tuple[str, str], Entry]:
        """Arm sizes by (arm, population); "total" for all arms, the first one printed."""
        found: dict[tuple[str, str], Entry] = {}
        for entry in self.of(ClaimKind.N):
            arm = "total" if is_total(entry.claim) else entry.arm
            if entry.n is not None:
                found.setdefault((arm, entry.population), entry)
        return found

    @cached_property
    def arm_counts(self) -> dict[str, tuple[int, ...]]:
        """Every n printed for an arm, whatever the population."""
        counts: dict[str, list[int]] = defaultdict(list)
        for (arm, _), entry in self.sizes.items():
            if entry.n is not None and entry.n not in counts[arm]:
                counts[arm].append(entry.n)
        return {arm: tuple(values) for arm, values in counts.items()}

    def size(self, entry: Entry) -> int | None:
        """Return the n printed with a claim, else that of its arm and population."""
        if entry.n is not None:
            return entry.n
        arm = "total" if is_total(entry.claim) else entry.arm
        found = self.sizes.get((arm, entry.population))
        return None if found is None else found.n

    def events(self, endpoint: str, arm: str, population: str) -> Entry | None:
        """Return the number of events of an arm at an endpoint."""
        for entry in self.of(ClaimKind.EVENTS):
            is_it = (entry.endpoint, entry.population) == (endpoint, population)
            named = "total" if is_total(entry.claim) else entry.arm
            if is_it and named == arm and entry.x is not None:
                return entry
        return None


def _entry(index: int, claim: Claim) -> Entry:
    return Entry(
        index,
        claim,
        None if claim.not_reached else read(claim.value),
        read(claim.ci_low),
        read(claim.ci_high),
        read_count(claim.x),
        read_count(claim.n),
        normal(claim.arm),
        normal(claim.comparator),
        normal(claim.endpoint),
        population(claim),
    )


def check(
    check_id: str,
    state: CheckState,
    entries: Iterable[Entry],
    sentence: str,
    arithmetic: str,
    repair: tuple[str, str] = ("", ""),
) -> TextCheck:
    """Return the check of these entries; ``repair`` is (cause, what would fit)."""
    indices = tuple(dict.fromkeys(entry.index for entry in entries))
    cause, would_fit = repair
    return TextCheck(check_id, state, indices, sentence, arithmetic, would_fit, cause)
