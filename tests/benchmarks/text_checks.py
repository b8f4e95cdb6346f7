"""How often the checks of printed numbers are wrong, and what they catch.

Run ``python tests/benchmarks/text_checks.py [n_reports]``. Reports are generated from
simulated patients with ordinary rounding; then one mistake at a time is planted. "caught"
means a flag on a claim the mistake touches, "named" that its first flag names the cause.
Each report prints its results twice, in the abstract and in the results, as papers do;
"printed once" repeats the same without the abstract. There "decidable" is the share of
mistakes that the numbers left can tell from a right report (`decidable`), then how many of
those are caught.
"""

import os
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter

os.environ.setdefault("OMP_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

import numpy as np
from decidable import is_decidable
from odd_reports import simulate_odd_report
from text_reports import (
    ARM,
    Report,
    hazard_claim,
    only_results,
    simulate_report,
)

from core.verify.claims import CheckState, Claim, ClaimKind, TextCheck
from core.verify.text_checks import check_claims, is_flag
from core.verify.text_checks.ledger import (
    ARMS_SWAPPED,
    CI_LEVEL,
    DIGIT,
    ONE_SIDED,
    TIME_UNIT,
)
from core.verify.text_checks.printed import read

N_REPORTS = 2000
Planted = tuple[list[Claim], set[int]]
Plant = Callable[[Report, np.random.Generator], Planted | None]


def _choose(
    report: Report, random: np.random.Generator, wanted: Callable[[Claim], bool]
) -> int | None:
    found = [index for index, claim in enumerate(report.claims) if wanted(claim)]
    return int(random.choice(found)) if found else None


def _changed(report: Report, index: int, **fields: str) -> Planted:
    claims = list(report.claims)
    claims[index] = replace(claims[index], **fields)  # type: ignore[arg-type]
    return claims, {index}


def mistype(text: str, random: np.random.Generator) -> str:
    """Return the text with one digit another one."""
    places = [place for place, char in enumerate(text) if char.isdigit()]
    place = int(random.choice(places))
    digit = str(random.choice([d for d in "0123456789" if d != text[place]]))
    return text[:place] + digit + text[place + 1 :]


def _digit_in(field: str, *kinds: ClaimKind) -> Plant:
    def plant(report: Report, random: np.random.Generator) -> Planted | None:
        def has(claim: Claim) -> bool:
            return claim.kind in kinds and bool(getattr(claim, field)) and claim.endpoint != "age"

        index = _choose(report, random, has)
        if index is None:
            return None
        old = getattr(report.claims[index], field)
        new = mistype(old, random)
        return _changed(report, index, **{field: new}) if read(new) != read(old) else None

    return plant


def _digit_in_limit(report: Report, random: np.random.Generator) -> Planted | None:
    field = str(random.choice(["ci_low", "ci_high"]))
    return _digit_in(field, ClaimKind.HAZARD_RATIO)(report, random)


def _arms_of_ratio_swapped(report: Report, random: np.random.Generator) -> Planted | None:
    index = _choose(report, random, lambda claim: claim.kind is ClaimKind.HAZARD_RATIO)
    if index is None or report.claims[index].value == "1.00":
        return None
    claim = report.claims[index]
    return _changed(report, index, arm=claim.comparator, comparator=claim.arm)


def _weeks_for_months(report: Report, random: np.random.Generator) -> Planted | None:
    index = _choose(
        report, random, lambda claim: claim.kind is ClaimKind.MEDIAN and claim.unit == "months"
    )
    if index is None or report.claims[index].not_reached:
        return None
    return _changed(report, index, unit="weeks")


def _all_ratios(
    report: Report, random: np.random.Generator, make: Callable[[str], Claim | None]
) -> Planted | None:
    """Change a hazard ratio wherever it is printed: a mistake of the analysis."""
    if not report.exact:
        return None
    endpoint = str(random.choice(list(report.exact)))
    new = make(endpoint)
    places = [
        index
        for index, claim in enumerate(report.claims)
        if claim.kind is ClaimKind.HAZARD_RATIO and claim.endpoint == endpoint
    ]
    if (
        new is None
        or not places
        or replace(new, place="") == replace(report.claims[places[0]], place="")
    ):
        return None
    claims = list(report.claims)
    for index in places:
        claims[index] = replace(new, place=claims[index].place)
    return claims, set(places)


def _one_sided(report: Report, random: np.random.Generator) -> Planted | None:
    def make(endpoint: str) -> Claim | None:
        log_hr, error, p = report.exact[endpoint]
        return hazard_claim(endpoint, log_hr, error, p / 2) if p > 0.002 else None

    return _all_ratios(report, random, make)


def _wrong_level(report: Report, random: np.random.Generator) -> Planted | None:
    level = float(random.choice([90.0, 99.0]))
    return _all_ratios(
        report, random, lambda endpoint: hazard_claim(endpoint, *report.exact[endpoint], level)
    )


def _rates_swapped(report: Report, random: np.random.Generator) -> Planted | None:
    def has(claim: Claim) -> bool:
        kinds = (ClaimKind.LANDMARK, ClaimKind.RESPONSE)
        return claim.kind in kinds and claim.arm == ARM and not claim.group

    index = _choose(report, random, has)
    if index is None:
        return None
    claim, claims = report.claims[index], list(report.claims)
    for other, theirs in enumerate(claims):
        same = (theirs.kind, theirs.endpoint, theirs.time, theirs.place) == (
            claim.kind,
            claim.endpoint,
            claim.time,
            claim.place,
        )
        if same and theirs.arm != claim.arm and theirs.value != claim.value:
            claims[index] = replace(claim, value=theirs.value)
            claims[other] = replace(theirs, value=claim.value)
            return claims, {index, other}
    return None


PLANTS: dict[str, tuple[Plant, str]] = {
    "arms of a hazard ratio swapped": (_arms_of_ratio_swapped, ARMS_SWAPPED),
    "two arms' rates swapped": (_rates_swapped, ARMS_SWAPPED),
    "weeks for months": (_weeks_for_months, TIME_UNIT),
    "one-sided P": (_one_sided, ONE_SIDED),
    "wrong confidence level": (_wrong_level, CI_LEVEL),
    "digit in HR": (_digit_in("value", ClaimKind.HAZARD_RATIO), DIGIT),
    "digit in its interval": (_digit_in_limit, DIGIT),
    "digit in P": (_digit_in("p_value", ClaimKind.HAZARD_RATIO, ClaimKind.P_VALUE), DIGIT),
    "digit in n": (_digit_in("n", ClaimKind.N, ClaimKind.RESPONSE), DIGIT),
    "digit in percent": (_digit_in("value", ClaimKind.RESPONSE), DIGIT),
    "digit in median": (_digit_in("value", ClaimKind.MEDIAN), DIGIT),
}


def false_alarms(n_reports: int, simulate: Callable[[np.random.Generator], Report]) -> None:
    """Print how many reports without a mistake are flagged, and how long checking takes."""
    random = np.random.default_rng(20)
    states: Counter[CheckState] = Counter()
    by_check: Counter[tuple[str, str]] = Counter()
    seconds, shown = [], 0
    for _ in range(n_reports):
        report = simulate(random)
        start = perf_counter()
        checks = check_claims(report.claims)
        seconds.append(perf_counter() - start)
        flags = [check for check in checks if is_flag(check)]
        states.update({check.state for check in flags})
        by_check.update({(check.id, check.state.value) for check in flags})
        if "-v" in sys.argv and shown < 25:
            for check in flags:
                shown += 1
                print(f"  {check.id} {check.sentence}\n     {check.arithmetic}")
    impossible, other = states[CheckState.IMPOSSIBLE], states[CheckState.NOT_REPRODUCIBLE]
    print(f"{n_reports} reports without a mistake: impossible {impossible}, ", end="")
    print(f"not reproducible {other} ({100 * other / n_reports:.2f} %)")
    for (check_id, state), count in sorted(by_check.items()):
        print(f"  {check_id} {state}: {count}")
    high = 1000 * float(np.quantile(seconds, 0.95))
    print(f"one report: median {1000 * np.median(seconds):.1f} ms, 95th percentile {high:.1f} ms")


@dataclass
class Score:
    """What became of the mistakes of one kind, in counts."""

    planted: int = 0
    caught: int = 0
    named: int = 0
    decidable: int = 0
    caught_decidable: int = 0

    def __str__(self) -> str:
        return f"{self.caught / self.planted:7.1%} {self.named / self.planted:7.1%}"


def planted(name: str, n_reports: int, *, once: bool, seed: int = 21) -> Score:
    """Plant one mistake in each report and count what is caught, named and decidable."""
    plant, cause = PLANTS[name]
    random = np.random.default_rng(seed)
    score, n_shown = Score(), 0
    for _ in range(n_reports):
        report = simulate_report(random)
        if once:
            report = only_results(report)
        result = plant(report, random)
        if result is None:
            continue
        claims, touched = result
        before = {_what(check) for check in check_claims(report.claims) if is_flag(check)}
        flags = [check for check in check_claims(claims) if is_flag(check)]
        new = [check for check in flags if _what(check) not in before]
        hits = [check for check in new if touched & set(check.claims)]
        decidable = once and is_decidable(report.claims, claims, touched)
        score.planted += 1
        score.caught += bool(hits)
        score.named += bool(new) and new[0].cause == cause and bool(touched & set(new[0].claims))
        score.decidable += decidable
        score.caught_decidable += decidable and bool(hits)
        if "-v" in sys.argv and not (n_shown > 12 or (hits and new[0].cause == cause)):
            n_shown += 1
            print("  decidable" if decidable else "  undecidable")
            _show(name, report, claims, touched, hits)
    return score


def _show(
    name: str, report: Report, claims: list[Claim], touched: set[int], hits: list[TextCheck]
) -> None:
    for index in sorted(touched)[:1]:
        old, new = report.claims[index], claims[index]
        fields = [f for f in old.__dataclass_fields__ if getattr(old, f) != getattr(new, f)]
        changes = {field: (getattr(old, field), getattr(new, field)) for field in fields}
        kind = f"{old.kind.value} {old.endpoint} {old.arm} {old.place}"
        print(
            f"  -- {name} | {kind} {old.value} {old.ci_low} {old.ci_high} {old.p_value} {changes}"
        )
    for check in hits[:2] or []:
        print(f"      {check.id} {check.cause} | {check.arithmetic} | {check.would_fit}")


def _what(check: TextCheck) -> tuple[str, str]:
    return check.id, check.arithmetic


def main() -> int:
    """Print the two tables."""
    numbers = [int(text) for text in sys.argv[1:] if text.isdigit()]
    n_reports = numbers[0] if numbers else N_REPORTS
    false_alarms(n_reports, simulate_report)
    print("\nhazards that are not proportional, limits, units and levels of other kinds:")
    false_alarms(n_reports // 2, simulate_odd_report)
    head = "printed once: caught, named, decidable, caught of these"
    print(f"\n{'planted':32} {'caught':>7} {'named':>7} {'n':>6}   {head}")
    for name in PLANTS:
        twice = planted(name, n_reports // 4, once=False)
        single = planted(name, n_reports // 4, once=True)
        share = single.decidable / single.planted
        of_these = single.caught_decidable / max(single.decidable, 1)
        print(f"{name:32} {twice} {twice.planted:6}   {single} {share:7.1%} {of_these:7.1%}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
