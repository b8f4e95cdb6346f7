"""Percentages of a sentence: survival at a time, responses, counts of patients with their share."""

import re
from dataclasses import replace
from typing import Final

from ..claims import Claim, ClaimKind
from .counts import claim_at
from .lexicon import (
    ENDPOINT,
    NUMBER_WORD,
    RATES,
    UNIT,
    VERSUS,
    count,
    endpoint_of,
    is_time_to_event,
    led_by,
)
from .number import Number
from .outcomes import clause_at, outcomes_in
from .scene import CORRESPONDING, Scene
from .shares import event_share, happened_in
from .totals import PEOPLE
from .traits import trait_of
from .when import time_for
from .whose import (
    arm_soon,
    labelled_by,
    nearest_before,
    opened_by,
    own_arm,
)

_COUNTED: Final = re.compile(
    rf"(?<![\w./,-])(?<!\d\sof\s)(?P<x>\d{{1,3}}(?:,\d{{3}})+|\d+|{NUMBER_WORD})\s+(?:{PEOPLE}\s*|events\s*|deaths\s*)?"
    r"(?:(?:of|in)\s+(?:the\s+)?[^()\d]{2,24}|(?:of|in)\s+(?:the\s+)?[A-Z]+\d*\s+(?:arm|group)\s*)?[(\[]\s*$",
    re.IGNORECASE,
)
# "with A than with B (78 of 264 [29.5%] vs. 76 of 177 [42.9%])": of both, not of the nearest
_VERSUS_NEXT: Final = re.compile(rf"[\s)\]]*{VERSUS}\s*\d", re.IGNORECASE)
_VERSUS_BEFORE: Final = re.compile(rf"{VERSUS}\s*$", re.IGNORECASE)
# Shares of patients with an event, not of those without.
_FAILING: Final = re.compile(
    r"[≥>]\s*(?:VGPR|CR|PR)\b|\b(?:MRD|n?VGPR|minimal\s+residual|(?:tasa|taux|Rate)\s+(?:de|an)\s+(?!(?:la\s+)?(?:superv|surv|SG|SLP|OS|PFS))\w+|complete\s+remission|incidences?|mortality|toxicit\w+|adverse|relapsed?|recurrences?|failure|discontinu\w+)\b|\b(?:rate|risk|incidence|probability|estimate|proportion)s?\s+of\s+(?:\w+\s+)?death|grade\s+\d|Mortalität"
    r"|mortalité|mortalidad|死亡率",
    re.IGNORECASE,
)
_WHOLE_BEHIND: Final = re.compile(
    rf"[\s)\]]*(?:(?:of\s+)?{PEOPLE}\s+(?:had\s+|have\s+)?died\b|(?:deaths|events)\b(?!\s+in\b))"
)
# "the 1-yr OS of patients on A was 58% (49/84)"
_AT_YEARS: Final = re.compile(
    rf"\d[\s-]*{UNIT}\s+(?:PFS|OS|DFS|EFS|RFS|(?:[\w-]+\s+)?survival)\b[^.;]*$", re.IGNORECASE
)
_MORTALITY: Final = re.compile(r"\b(?:mortality|deaths?|died)\b", re.IGNORECASE)
_RATE_LEAD: Final = re.compile(
    rf"[\s)\]]*(?:(?:of\s+)?{PEOPLE}\s+)?(?:had\s+|achieved\s+|with\s+)?(?:an?\s+|confirmed\s+)?",
    re.IGNORECASE,
)
# "Overall survival rates were 94.0% and 92.1%" goes on with the time said before.
_RATES_ARE: Final = re.compile(
    r"^\s*(?:rates?\s+)?(?:(?:with|in|for|after|on)\s+[^.;,()\d]{2,60}?\s+)?(?:(?:of|des|de\s+los|der)\s+(?:the\s+)?(?:patients|pacientes|Patienten)\s+)?(?:at\s+(?:the\s+)?(?:same|that|this)\s+time(?:\s*-?\s*points?)?\s+)?(?:was|were|fue(?:ron)?|betrug(?:en)?|lag(?:en)?\s+bei|était|étaient|:|は)\s*(?:respectivement\s+|respectivamente\s+)?(?:del?\s+)?$",
    re.IGNORECASE,
)
# "(median age, 71 years; 462 women [38.5%])": who they are, not what befell them
_OF_ALL: Final = re.compile(r"\([^()]*\bage\b[^()]*$")


def percent_claim(
    scene: Scene, number: Number, first: Number, endpoint: str, arm: str
) -> Claim | None:
    """Return survival at a time or a response; None for a percentage of nothing named."""
    x, start = number.x, number.start
    if not x:
        counted = led_by(_COUNTED, scene.text, number.start)
        if counted and led_by(_OF_ALL, scene.text, counted.start("x")):
            return None
        if counted:
            x, start = count(counted["x"]), counted.start("x")
            arm = nearest_before(scene, number.start, start) or arm_soon(scene, number) or arm
    happened = happened_in(scene, number) if x else ""
    if happened:
        is_opposed = _VERSUS_NEXT.match(scene.text, number.end) or led_by(
            _VERSUS_BEFORE, scene.text, number.start
        )
        own = opened_by(scene, number.start) if number.n and not is_opposed else ""
        own = own or labelled_by(scene, start)
        arm = own or own_arm(scene, number) or arm_soon(scene, number) or arm
        if not arm and _WHOLE_BEHIND.match(scene.text[number.end :]):
            arm = "total"
        number = replace(number, x=x, start=start)
        return event_share(scene, number, happened, arm)
    is_share = led_by(_AT_YEARS, scene.text, number.start) and number.n
    if is_time_to_event(endpoint) and (not x or is_share):
        return _at_time(scene, number, first, endpoint, arm)
    return _response(scene, replace(number, x=x, start=start), number.start, endpoint, arm)


def _at_time(scene: Scene, number: Number, first: Number, endpoint: str, arm: str) -> Claim | None:
    """Return survival at the time said, or said last where rates only go on."""
    named = [one for one in scene.endpoints if one.end <= number.start]
    since = named[-1].end if named else 0
    clause = clause_at(scene.text, number.start)[0]
    befell = not scene.endpoints and any(
        clause <= place < number.start for place, _ in outcomes_in(scene.text)
    )
    if befell or _FAILING.search(scene.text[since : number.start]):
        return None
    time, unit = time_for(scene.text, first.start, scene.mentions)
    is_same = scene.sentence.paragraph == scene.carried.paragraph and bool(named)
    opening = next((n for n in scene.numbers if n.start >= since), first)
    is_same = is_same and bool(_RATES_ARE.match(scene.text[since : opening.start]))
    if not time and (is_same or CORRESPONDING.search(scene.text[: number.start])):
        time, unit = scene.carried.time
    if not time:
        return None
    kind, start = ClaimKind.LANDMARK, number.start
    return _share(scene, kind, number, start, endpoint, arm, time=time, time_unit=unit)


def _response(scene: Scene, number: Number, at: int, endpoint: str, arm: str) -> Claim | None:
    """Return a response or a count of patients; None for a percentage of nothing named."""
    x, start = number.x, number.start
    named = [one for one in scene.endpoints if one.end <= at]
    told = _rate_behind(scene, number) if x else ""
    endpoint = told or endpoint
    since = named[-1].end if named else 0
    if endpoint in RATES and not x and _MORTALITY.search(scene.text[since:at]):
        return None
    later = [one.name for one in scene.endpoints if one.start >= number.end]
    if x and endpoint not in RATES and not named and later and later[0] in RATES:
        endpoint = later[0]
    if x and endpoint not in RATES and not told:
        endpoint = trait_of(scene.text, start, number.end)
    if x and number.n and not arm and not scene.mentions and not named and endpoint:
        arm = "total"
    is_new = scene.sentence.paragraph != scene.carried.paragraph
    is_bare = not named and not x and (endpoint not in RATES or is_new)
    if is_bare or (not endpoint and not (x and arm)):
        return None
    n = number.n or next((size.n for size in scene.sizes if size.end <= at), "")
    arm = arm or (arm_soon(scene, number) if x else "")
    claimed = {one.name for one in scene.mentions if one.is_main}
    n = number.n if len(claimed) > 1 else n
    return _share(scene, ClaimKind.RESPONSE, number, start, endpoint, arm, x=x, n=n)


def _share(
    scene: Scene,
    kind: ClaimKind,
    number: Number,
    start: int,
    endpoint: str,
    arm: str,
    **fields: object,
) -> Claim:
    population = scene.population_at(number.start)
    if (
        kind is ClaimKind.RESPONSE
        and not population
        and scene.about_earlier_treatment(number.start)
    ):
        population = "earlier treatment"
    return claim_at(
        scene,
        kind,
        start,
        number.end,
        endpoint=endpoint,
        arm=arm,
        population=population,
        value=number.value,
        ci_low=number.low,
        ci_high=number.high,
        ci_level=number.level,
        confidence=0.95 if arm and endpoint else 0.7,
        **fields,
    )


def _rate_behind(scene: Scene, number: Number) -> str:
    """Return the endpoint of "2 (0.5%) complete responses", "" for none."""
    lead = _RATE_LEAD.match(scene.text, number.end)
    match = ENDPOINT.match(scene.text, lead.end()) if lead else None
    name = endpoint_of(match) if match else ""
    return name if name in RATES else ""
