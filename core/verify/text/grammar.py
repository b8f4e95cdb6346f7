"""From the numbers of a sentence to claims: which endpoint, which arm, which patients."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Final

from ..claims import Claim, ClaimKind
from .counts import claim_at, sizes_of
from .events import events_of
from .lexicon import VERSUS, led_by, printed
from .number import Number
from .pairs import ratio_claim, test_claims
from .runs import claims_of_run, respective_endpoints, run_from
from .scene import Scene
from .shares import event_share, happened_in
from .tallies import tallies_of
from .traits import trait_of
from .whose import (
    arm_after,
    arm_of_clause,
    arms_of,
    labelled_by,
    nearest_before,
    own_arm,
)

_LATE_SHARE: Final = re.compile(r"[\s-]*(?:group|arm)?\s*[(\[](?P<value>\d+(?:\.\d+)?)\s*%[)\]]")
VALUES: Final = (ClaimKind.MEDIAN, ClaimKind.LANDMARK, ClaimKind.RESPONSE)
_JOINS: Final = re.compile(rf"[^;.\d]*?(?:\band\b|{VERSUS})[^;.\d]*", re.IGNORECASE)
_IN_BRACKET: Final = re.compile(r"(?:group|arm|\w)\s*[(\[]\s*$")


def claims_of(scene: Scene) -> Iterator[Claim]:
    """Yield the claims of one sentence, without their place in the text."""
    if scene.sentence.is_row:
        return
    told: set[tuple[ClaimKind, int]] = set()
    spans: list[tuple[int, int]] = []
    sizes, events = [*sizes_of(scene)], [*events_of(scene)]
    counted = [*sizes, *events]
    for claim in (*counted, *_of_numbers(scene)):
        is_again = claim.kind is ClaimKind.EVENTS and (claim.kind, claim.span[0]) in told
        is_share = claim.kind is ClaimKind.RESPONSE and any(
            one.span[0] <= claim.span[0] < one.span[1]
            for one in counted
            if one.kind is ClaimKind.EVENTS or one.arm != "total"
        )
        if not is_again and not is_share:
            told.add((claim.kind, claim.span[0]))
            spans.append(claim.span)
            yield claim
    yield from tallies_of(scene, spans)


def of_both(text: str, claims: list[Claim]) -> list[Claim]:
    """Return the claims, the patients said behind the second of two arms those of the first too.

    "17.1 months with A and 14.9 months with B among those with a high score".
    """
    kept = list(claims)
    for index in reversed(range(len(kept) - 1)):
        one, two = kept[index], kept[index + 1]
        same = [(c.kind, c.endpoint, c.time, c.unit) for c in (one, two)]
        is_pair = one.kind in VALUES and same[0] == same[1] and "" not in (one.arm, two.arm)
        joins = _JOINS.fullmatch(text, one.span[1], two.span[0])
        if is_pair and joins and one.arm != two.arm and two.population and not one.population:
            kept[index] = replace(one, population=two.population)
    return kept


def _of_numbers(scene: Scene) -> Iterator[Claim]:
    used: set[int] = set()
    respective = respective_endpoints(scene)
    for index, number in enumerate(scene.numbers):
        if index in used:
            continue
        if number.kind == "ratio":
            claim = ratio_claim(scene, number)
            yield replace(claim, endpoint=respective.get(number.start, claim.endpoint))
        elif number.kind == "p":
            yield from test_claims(scene, number)
        elif number.kind == "x_of_n":
            yield from _counted(scene, number)
        else:
            run = run_from(scene, index)
            used.update(range(index, index + len(run)))
            yield from claims_of_run(scene, run)


# Ratios, P, counts


def _counted(scene: Scene, number: Number) -> Iterator[Claim]:
    arm = labelled_by(scene, number.start) or own_arm(scene, number)
    arm = (
        arm
        or _of_opposed(scene, number)
        or arm_of_clause(scene, number)
        or arm_after(scene, number.end, 44)
        or nearest_before(scene, number.start)
    )
    if led_by(_IN_BRACKET, scene.text, number.start):
        arm = nearest_before(scene, number.start) or arm
    arm = arm or ("" if scene.mentions else "total")
    if not arm or (arm == "total" and not trait_of(scene.text, number.start, number.end)):
        return
    happened = happened_in(scene, number)
    number = _with_percent_behind(scene, number) if happened else number
    if happened:
        yield event_share(scene, _with_percent_before(scene, number), happened, arm)
        return
    yield claim_at(
        scene,
        ClaimKind.RESPONSE,
        number.start,
        number.end,
        endpoint=trait_of(scene.text, number.start, number.end),
        arm=arm,
        x=number.x,
        n=number.n,
        population=scene.population_at(number.start),
        confidence=0.8,
    )


def _of_opposed(scene: Scene, number: Number) -> str:
    """Return whose a count of "166 of 182 v 135 of 179" is: as the arms stand before both."""
    counts = [one for one in scene.numbers if one.kind == "x_of_n"]
    for one, two in pairwise(counts):
        is_opposed = re.fullmatch(
            rf"\s*{VERSUS}\s*", scene.text[one.end : two.start], re.IGNORECASE
        )
        if is_opposed and number in (one, two):
            arms = arms_of(scene, [one, two], opposed=True, respective=False)
            return arms[number is two]
    return ""


def _with_percent_behind(scene: Scene, number: Number) -> Number:
    """Give "152 of 404 adults in the A group (37.6%)" the percent behind its arm."""
    after = next((one for one in scene.mentions if one.start >= number.end), None)
    is_near = after and not re.search(r"[\d;.]", scene.text[number.end : after.start])
    share = _LATE_SHARE.match(scene.text, after.end) if after and is_near else None
    if share is None or number.value:
        return number
    return replace(number, value=printed(share["value"]), end=share.end())


def _with_percent_before(scene: Scene, number: Number) -> Number:
    """Give "(115 of 2762)" the percent before its arm: "4.2% of those in the A group (...)"."""
    before = [one for one in scene.numbers if one.end <= number.start]
    if not before or before[-1].kind != "percent" or before[-1].x or number.value:
        return number
    is_its = _IN_BRACKET.search(scene.text[before[-1].end : number.start])
    return replace(number, value=before[-1].value, start=before[-1].start) if is_its else number
