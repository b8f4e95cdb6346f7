"""Lists of values in a sentence: one after another for arms, endpoints or times."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Final

from ..claims import Claim, ClaimKind
from .doubts import DOUBTED, UNCLEAR
from .lexicon import (
    ENDPOINT,
    VERSUS,
    endpoint_of,
)
from .mentions import joined
from .number import Number
from .outcomes import clause_at
from .percents import percent_claim
from .scene import CORRESPONDING, Scene
from .times import time_claim
from .totals import PEOPLE
from .when import times_for
from .whose import (
    arms_listed_after,
    arms_of,
    nearest_before,
    opposed_arm,
    own_arm,
)

# What stands between the percentages of "227 patients (9.6%) and 273 patients (11.5%)".
_SHARE_LEAD: Final = re.compile(rf"\s+\d+\s+(?:{PEOPLE}\s*|events\s*|deaths\s*)?[(\[]\s*$", re.I)
_RATE: Final = re.compile(r"^\s*rates?\b")
_LIST_LEAD: Final = re.compile(r"\s*(?:rates?\s+|times?\s+)?(?:were|was|:|of)?\s*")
# "78% and 51% of patients were progression free, and 95% and 89% were alive"
_WERE: Final = re.compile(
    rf"[\s)\]]*(?:of\s+(?:the\s+)?{PEOPLE}\s*)?(?:,?\s*respectively,?\s*)?(?:were|was|remained|are|being)\s+",
    re.IGNORECASE,
)
_ALIVE: Final = re.compile(
    r"\b(?:were|remained|was|are|étaient|waren|estaban|seguían)\s+(?:still\s+)?$"
)
_ALIVE_ABROAD: Final = re.compile(r"am\s+Leben|en\s+vie|viv[oa]s?\b", re.IGNORECASE)
# "78% for the others receiving B" is hardly A's, whatever the rules say
_LEADS_ON: Final = re.compile(
    r"[\s)\]]*(?:for|in|with|among|of|on|under|after|receiving|unter|bei|mit|sous|avec|con|en|dans)\s[^.;,\d]{0,60}$",
    re.I,
)
_FEWEST_PARTED: Final = 4
_PAIR: Final = 2
_RESPECTIVE: Final = re.compile(
    r"respectively|bzw|beziehungsweise|respectivement|respectivamente|それぞれ"
)


# Percentages and times, alone or in lists


def run_from(scene: Scene, index: int) -> list[Number]:
    """Return the list of numbers that begins here."""
    run = [scene.numbers[index]]
    for number in scene.numbers[index + 1 :]:
        between = scene.text[run[-1].end : number.start]
        between = re.sub(r"^\s*in\s+[A-Z][\w-]*(?:\s\d)?\s+trial", "", between)
        between = _SHARE_LEAD.sub(" ", between.lstrip(" )]"))
        if number.kind != run[0].kind or not joined(between):
            break
        run.append(number)
    return run


def claims_of_run(scene: Scene, run: list[Number]) -> Iterator[Claim]:
    """Yield the claims of a list of values, of each half where "versus" parts two lists."""
    middle = len(run) // 2
    gaps = [scene.text[one.end : two.start] for one, two in pairwise(run)]
    parted = [bool(re.search(VERSUS, gap, re.IGNORECASE)) for gap in gaps]
    if (
        len(run) < _FEWEST_PARTED
        or len(run) % 2
        or parted.count(True) != 1
        or not parted[middle - 1]
    ):
        yield from _claims(scene, run, "")
        return
    halves = (run[:middle], run[middle:])
    own = [own_arm(scene, half[-1]) for half in halves]
    order = own if all(own) else scene.last_order(len(halves))
    for half, arm in zip(halves, order or ["", ""], strict=True):
        yield from _claims(scene, half, arm)


def respective_endpoints(scene: Scene) -> dict[int, str]:
    """Return the endpoints of ratios listed like them: "for A and B were 0.28 and 0.61"."""
    found: dict[int, str] = {}
    ratios = [one for one in scene.numbers if one.kind == "ratio"]
    for first, last in pairwise(ratios):
        between = re.sub(r"^[\s)\]]+|[(\[]$", "", scene.text[first.end : last.start])
        listed = _listed_endpoints(scene, first.start)
        is_list = len(listed) == _PAIR and len(set(listed)) == _PAIR
        if is_list and joined(between) and _RESPECTIVE.search(scene.text[last.end : last.end + 30]):
            found |= {first.start: listed[0], last.start: listed[1]}
    return found


def _claims(scene: Scene, run: list[Number], of_all: str) -> Iterator[Claim]:
    """Yield the claims of one list, of an arm where ``of_all`` says so."""
    text, first, last = scene.text, run[0], run[-1]
    opposed = len(run) > 1 and bool(re.search(VERSUS, text[first.end : last.start], re.IGNORECASE))
    respective = bool(_RESPECTIVE.search(text[max(0, first.start - 12) : last.end + 30]))
    clause = text[clause_at(text, first.start)[0] : first.start]
    respective = respective or bool(CORRESPONDING.search(clause))
    behind = _endpoint_behind(scene, last) if first.kind == "percent" else ""
    behind = behind or (_endpoint_later(scene, last) if first.kind == "percent" else "")
    endpoints = [behind or scene.endpoint_at(first.start)] * len(run)
    listed = _listed_endpoints(scene, first.start)
    times = times_for(scene.text, first.start, len(run)) if len(run) > 1 and not opposed else ()
    if not times and len(run) == len(scene.carried.times) > 1 and (of_all or len(run) > _PAIR):
        times = scene.carried.times
    if times and first.kind == "percent":
        arms = [of_all or _arm_of_list(scene, run)] * len(run)
    elif (
        (respective or _is_of_list(scene, first.start))
        and not opposed
        and len(listed) == len(run) > 1
    ):
        endpoints = listed
        arms = [_arm_of_list(scene, run)] * len(run)
    else:
        arms = arms_of(scene, run, opposed=opposed, respective=respective)
    of_list = scene.population_after(last) if len(run) > 1 else None
    is_listed = len(run) > 1 and bool(arms_listed_after(scene, last.end, len(run)))
    for place, (number, endpoint, arm) in enumerate(zip(run, endpoints, arms, strict=True)):
        claim = (time_claim if first.kind == "time" else percent_claim)(
            scene, number, first, endpoint, arm
        )
        if claim is not None and times and claim.kind is ClaimKind.LANDMARK:
            claim = replace(claim, time=times[place][0], time_unit=times[place][1])
        if claim is not None and is_listed and claim.x:
            claim = replace(claim, arm=arm)
        if claim is not None:
            claim = _less_sure(scene, claim, number)
            yield claim if of_list is None else replace(claim, population=of_list)


def _less_sure(scene: Scene, claim: Claim, number: Number) -> Claim:
    """Be less sure of a value's arm where words behind the value lead to another one."""
    after = next((one for one in scene.mentions if one.start >= number.end), None)
    if not claim.arm or claim.arm == "total" or after is None or after.name == claim.arm:
        return claim
    is_next = any(number.end <= one.start < after.start for one in scene.numbers)
    if is_next or not _LEADS_ON.match(scene.text[number.end : after.start]):
        return claim
    return replace(claim, confidence=min(claim.confidence, DOUBTED), doubt=UNCLEAR)


def _endpoint_behind(scene: Scene, number: Number) -> str:
    """Return the endpoint of "78% and 51% of patients were progression free", "" for none."""
    were = _WERE.match(scene.text, number.end)
    match = ENDPOINT.match(scene.text, were.end()) if were else None
    return endpoint_of(match).replace("survival", "OS") if match else ""


def _endpoint_later(scene: Scene, number: Number) -> str:
    """Return OS for "At 2 years, 46% in the A group and 34% in the B group were alive"."""
    if any(one.start < number.start for one in scene.endpoints) or number.x:
        return ""
    later = [one for one in scene.endpoints if one.start >= number.end]
    is_alive = len(later) == 1 and (
        _ALIVE.search(scene.text[: later[0].start])
        or _ALIVE_ABROAD.match(scene.text, later[0].start)
    )
    return later[0].name if is_alive else ""


def _arm_of_list(scene: Scene, run: list[Number]) -> str:
    """Return the one arm of a list of values for several times."""
    at = run[0].start
    return own_arm(scene, run[-1]) or opposed_arm(scene, at) or nearest_before(scene, at)


def _listed_endpoints(scene: Scene, at: int) -> list[str]:
    """Return endpoints named in one list before this place: "ORR and CBR of EXE were"."""
    before = [one for one in scene.endpoints if one.end <= at]
    names: list[str] = []
    for one, after in zip(reversed(before), [None, *reversed(before)], strict=False):
        if after is not None and not joined(_RATE.sub("", scene.text[one.end : after.start])):
            break
        names.insert(0, one.name)
    return names


def _is_of_list(scene: Scene, at: int) -> bool:
    """Whether values follow at once on endpoints listed by comma: "PFS, OS and DOR were"."""
    before = [one for one in scene.endpoints if one.end <= at]
    first = [one for one in scene.numbers if before and one.start >= before[-1].end]
    kinds = {one.kind for one in scene.numbers if before and before[-1].end <= one.start <= at}
    lead = scene.text[before[-1].end : first[0].start] if first else "?"
    return kinds <= {"time", "percent"} and bool(_LIST_LEAD.fullmatch(lead))
