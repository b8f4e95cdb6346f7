"""What a text says about its own reading: which claims are doubtful, and why in a sentence.

Values that cannot both be of one arm are doubtful, and so is what lacks an arm or an endpoint.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from ..claims import Claim, ClaimKind

DOUBTED: Final = 0.6
SURE: Final = 0.75  # what is less sure is to look doubtful where it is shown
TOLD_TWICE: Final = "Another value of the text contradicts it."
TURNED: Final = "Another ratio of the text has its arms the other way round."
NO_ENDPOINT: Final = "The text does not say of which endpoint it is."
NO_ARM: Final = "The text does not say of which arm it is."
NO_PAIR: Final = "The text does not say which two arms it compares."
BY_PLACE: Final = "Only its place in the text tells that the name is of an arm."
UNCLEAR: Final = "The words around it can be read in more than one way."
_PAIRED: Final = (ClaimKind.HAZARD_RATIO, ClaimKind.P_VALUE)
_OF_ENDPOINT: Final = (ClaimKind.MEDIAN, ClaimKind.LANDMARK, *_PAIRED)
_VALUES: Final = (ClaimKind.MEDIAN, ClaimKind.LANDMARK, ClaimKind.HAZARD_RATIO, ClaimKind.N)


def doubted(claims: Sequence[Claim]) -> list[Claim]:
    """Return the claims, less sure of those that contradict each other, with their doubts.

    Two values of one arm for one endpoint, time and population, or two ratios
    of the same arms in opposite orders, mean that one of them is read wrongly
    (or that the text has two analyses, which a person must tell apart).

    Parameters
    ----------
    claims : sequence of Claim
        Of one text.

    Returns
    -------
    list of Claim
        In the order given; those less sure than `SURE` say why in ``doubt``.
    """
    why = dict.fromkeys(_turned(claims), TURNED) | dict.fromkeys(_told_twice(claims), TOLD_TWICE)
    return [
        replace(one, confidence=min(one.confidence, DOUBTED), doubt=why[index])
        if index in why
        else replace(one, doubt=_doubt(one))
        for index, one in enumerate(claims)
    ]


def _doubt(claim: Claim) -> str:
    """Return what a claim lacks or was read with, "" where it is sure."""
    if claim.confidence >= SURE:
        return ""
    if claim.doubt:
        return claim.doubt
    if claim.kind in _OF_ENDPOINT and not claim.endpoint:
        return NO_ENDPOINT
    if claim.kind in _PAIRED and not (claim.arm and claim.comparator):
        return NO_PAIR
    return UNCLEAR if claim.arm else NO_ARM


def _told_twice(claims: Sequence[Claim]) -> set[int]:
    """Return the places of claims about one thing whose values differ."""
    told: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for index, one in enumerate(claims):
        if one.kind in _VALUES and one.arm and one.arm != "total":
            about = (one.kind, one.endpoint, one.arm, one.comparator, one.population)
            told[(*about, one.time, one.time_unit, one.adjusted, one.stratified)].append(index)
    return {
        index
        for places in told.values()
        if not all(_agree(claims[places[0]], claims[place]) for place in places)
        for index in places
    }


def _agree(one: Claim, other: Claim) -> bool:
    """Whether two values are one within the rounding of the coarser."""
    if one.kind is ClaimKind.N:
        return one.n == other.n
    if one.not_reached or other.not_reached or one.unit != other.unit:
        return one.not_reached == other.not_reached
    decimals = min(len(claim.value.partition(".")[2]) for claim in (one, other))
    return abs(float(one.value) - float(other.value)) <= 0.5000001 * 10.0**-decimals


def _turned(claims: Sequence[Claim]) -> set[int]:
    """Return the places of ratios whose arms stand in the rarer of two orders."""
    pairs = [
        (one.arm, one.comparator) if one.kind is ClaimKind.HAZARD_RATIO and one.comparator else None
        for one in claims
    ]
    orders = Counter(pair for pair in pairs if pair)
    return {
        index for index, pair in enumerate(pairs) if pair and orders[pair[::-1]] >= orders[pair]
    }
