"""Labelled passages: read the fixture file, split claims into facts, and match the two."""

import re
from dataclasses import dataclass
from pathlib import Path

from core.verify.claims import Claim, ClaimKind
from core.verify.text.reader import read_claims

FILES = sorted((Path(__file__).resolve().parents[3] / "reference").glob("passages*.txt"))
KINDS = {
    "hr": ClaimKind.HAZARD_RATIO,
    "median": ClaimKind.MEDIAN,
    "rate": ClaimKind.LANDMARK,
    "p": ClaimKind.P_VALUE,
    "n": ClaimKind.N,
    "events": ClaimKind.EVENTS,
    "fu": ClaimKind.FOLLOW_UP,
    "resp": ClaimKind.RESPONSE,
    "rmst": ClaimKind.RMST,
}
_SAME = re.compile(r"\b(?:the|arm|group|plus|therapy|treatment)\b|[+\-–\s]")
Fact = dict[str, str]


@dataclass(frozen=True)
class Passage:
    """A passage, its half, the facts in it and those that may be left out."""

    name: str
    half: str
    text: str
    facts: tuple[tuple[Fact, bool], ...]


def passages() -> list[Passage]:
    """Return the labelled passages in the order of the file."""
    found = []
    for part in (
        part
        for file in FILES
        for part in re.split(r"^@@ ", file.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    ):
        head, _, rest = part.partition("\n")
        text, _, labels = rest.partition("\n--\n")
        name, half = (word.strip() for word in head.split("|"))
        lines = [line for line in labels.splitlines() if line.strip()]
        facts = tuple((fact, line.startswith("?")) for line in lines for fact in _facts(line))
        found.append(Passage(name, half, text, facts))
    return found


def _facts(line: str) -> list[Fact]:
    """Return the facts of one line: a ratio with its P is two."""
    kind, endpoint, arms, *parts = (part.strip() for part in line.lstrip("?").split(";"))
    fact: Fact = {"kind": kind, "endpoint": endpoint}
    arm, _, other = f" {arms} ".partition(" v ")
    fact["arm"], fact["other"] = arm.strip(), other.strip()
    for part in parts:
        word, _, rest = part.partition(" ")
        if word == "ci":
            fact["low"], fact["high"] = rest.split()
        elif word in ("level", "x", "of", "pct", "pop", "p", "at"):
            fact[word] = rest
        elif word in ("adjusted", "one-sided"):
            fact[word] = "yes"
        else:
            fact["value"], fact["unit"] = word, rest
    if kind != "hr" or "p" not in fact:
        return [fact]
    test: Fact = {key: fact[key] for key in ("endpoint", "arm", "other", "p") if key in fact}
    test |= {key: fact[key] for key in ("pop", "one-sided") if key in fact}
    return [{k: v for k, v in fact.items() if k not in ("p", "one-sided")}, {"kind": "p", **test}]


def facts_of(claim: Claim) -> list[Claim]:
    """Return a claim as single facts: a ratio with its P is two."""
    if claim.kind is not ClaimKind.HAZARD_RATIO or not claim.p_value:
        return [claim]
    from dataclasses import replace

    return [
        replace(claim, p_value="", p_operator=""),
        replace(claim, kind=ClaimKind.P_VALUE, value="", ci_low="", ci_high=""),
    ]


def fits(fact: Fact, claim: Claim) -> bool:
    """Whether a claim says this fact, about the right endpoint, arms and patients."""
    counted = (ClaimKind.EVENTS, ClaimKind.RESPONSE)
    is_counted = fact["endpoint"][:1] in ("*", "!") and claim.kind in counted
    kind = KINDS[fact["kind"]]
    if claim.kind is not kind and not (is_counted and kind in counted):
        return False
    if not _of_endpoint(fact["endpoint"], claim.endpoint):
        return False
    arm_ok = fact["arm"] == "*" or _named(fact["arm"], claim.arm)
    pair = claim.kind in (ClaimKind.HAZARD_RATIO, ClaimKind.P_VALUE, ClaimKind.RMST)
    other_ok = fact["arm"] == "*" or not pair or _named(fact["other"], claim.comparator)
    if fact["kind"] == "p" and fact["arm"] != "*":  # a P is the same both ways round
        arm_ok = arm_ok or _named(fact["other"], claim.arm)
        other_ok = other_ok or _named(fact["arm"], claim.comparator)
    if not (arm_ok and other_ok) or bool(fact.get("pop")) != bool(claim.population):
        return False
    return all(_same_number(wanted, found) for wanted, found in _numbers(fact, claim))


def _of_endpoint(wanted: str, found: str) -> bool:
    """Whether an endpoint is one of those between bars, or after "!" none of them."""
    if wanted.startswith("!"):
        return found not in wanted[1:].split("|")
    return wanted == "*" or found in wanted.split("|")


def _numbers(fact: Fact, claim: Claim) -> list[tuple[str, str]]:
    time = f"{claim.time} {claim.time_unit}".strip()
    tests = [
        (fact.get("low", ""), claim.ci_low),
        (fact.get("high", ""), claim.ci_high),
        (fact.get("at", ""), time),
    ]
    if fact["kind"] == "p":
        sided = "yes" if claim.one_sided else ""
        shown = f"{claim.p_operator} {claim.p_value}"
        return [(fact["p"], shown), (fact.get("one-sided", ""), sided)]
    if claim.kind is ClaimKind.HAZARD_RATIO:
        tests.append((fact.get("adjusted", ""), "yes" if claim.adjusted else ""))
    if "low" in fact:
        tests.append((fact.get("level", "95"), f"{claim.ci_level:g}"))
    if claim.kind is ClaimKind.N:
        return [(fact["value"], claim.n)]
    if claim.kind in (ClaimKind.EVENTS, ClaimKind.RESPONSE):
        tests += [(fact.get("x", ""), claim.x)]
        tests += [(fact["of"], claim.n)] if "of" in fact else []
        shown = fact.get("pct", fact.get("value", ""))
        return [*tests, (shown, claim.value)] if shown else tests
    value = "NR" if claim.not_reached else claim.value
    return [*tests, (fact["value"], value), (fact.get("unit", ""), claim.unit)]


def _same_number(wanted: str, found: str) -> bool:
    return wanted.lstrip("0").replace(" 0.", " .") == found.lstrip("0").replace(" 0.", " .")


def _named(wanted: str, found: str) -> bool:
    return _folded(found) in [_folded(way) for way in wanted.split("|")]


def _folded(name: str) -> str:
    return _SAME.sub("", name.casefold())


@dataclass(frozen=True)
class Score:
    """What was missed and what was read without being there, of how many."""

    missed: list[tuple[str, Fact]]
    wrong: list[tuple[str, Claim]]
    n_facts: int
    n_claims: int

    @property
    def recall(self) -> float:
        return 1 - len(self.missed) / max(self.n_facts, 1)

    @property
    def precision(self) -> float:
        return 1 - len(self.wrong) / max(self.n_claims, 1)


def score(half: str) -> Score:
    """Read the passages of one half and compare with their labels."""
    missed: list[tuple[str, Fact]] = []
    wrong: list[tuple[str, Claim]] = []
    n_facts = n_claims = 0
    for passage in passages():
        if half not in (passage.half, "all"):
            continue
        left = [fact for claim in read_claims(passage.text) for fact in facts_of(claim)]
        n_claims += len(left)
        for fact, optional in sorted(passage.facts, key=lambda pair: pair[1]):
            found = next((claim for claim in left if fits(fact, claim)), None)
            if found is not None:
                left.remove(found)
            elif not optional:
                missed.append((passage.name, fact))
            n_facts += not optional
        wrong += [(passage.name, claim) for claim in left]
    return Score(missed, wrong, n_facts, n_claims)
