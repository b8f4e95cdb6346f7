"""From the numbers of a sentence to claims: which endpoint, which arm, which patients."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from ..claims import Claim, ClaimKind
from .counts import claim_at, sizes_of
from .events import events_of
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
from .mentions import joined
from .number import Number
from .outcomes import clause_at, outcomes_in
from .pairs import ratio_claim, test_claims
from .scene import CORRESPONDING, Scene
from .shares import event_share, happened_in
from .tallies import tallies_of
from .times import time_claim
from .totals import PEOPLE
from .traits import trait_of
from .when import time_for, times_for
from .whose import (
    arm_after,
    arm_of_clause,
    arm_soon,
    arms_listed_after,
    arms_of,
    labelled_by,
    nearest_before,
    opened_by,
    opposed_arm,
    own_arm,
)

_COUNTED: Final = re.compile(
    rf"(?<![\w./,-])(?<!\d\sof\s)(?P<x>\d{{1,3}}(?:,\d{{3}})+|\d+|{NUMBER_WORD})\s+(?:{PEOPLE}\s*|events\s*|deaths\s*)?"
    r"(?:(?:of|in)\s+(?:the\s+)?[^()\d]{2,24}|(?:of|in)\s+(?:the\s+)?[A-Z]+\d*\s+(?:arm|group)\s*)?[(\[]\s*$",
    re.IGNORECASE,
)
# What stands between the percentages of "227 patients (9.6%) and 273 patients (11.5%)".
_SHARE_LEAD: Final = re.compile(rf"\s+\d+\s+(?:{PEOPLE}\s*|events\s*|deaths\s*)?[(\[]\s*$", re.I)
# Shares of patients with an event, not of those without.
_FAILING: Final = re.compile(
    r"[≥>]\s*(?:VGPR|CR|PR)\b|\b(?:MRD|n?VGPR|minimal\s+residual|(?:tasa|taux|Rate)\s+(?:de|an)\s+(?!(?:la\s+)?(?:superv|surv|SG|SLP|OS|PFS))\w+|complete\s+remission|incidences?|mortality|toxicit\w+|adverse|relapsed?|recurrences?|failure|discontinu\w+)\b|\b(?:rate|risk|incidence|probability|estimate|proportion)s?\s+of\s+(?:\w+\s+)?death|grade\s+\d|Mortalität"
    r"|mortalité|mortalidad|死亡率",
    re.IGNORECASE,
)
_RATE: Final = re.compile(r"^\s*rates?\b")
_LIST_LEAD: Final = re.compile(r"\s*(?:rates?\s+|times?\s+)?(?:were|was|:|of)?\s*")
_WHOLE_BEHIND: Final = re.compile(
    rf"[\s)\]]*(?:(?:of\s+)?{PEOPLE}\s+(?:had\s+|have\s+)?died\b|(?:deaths|events)\b(?!\s+in\b))"
)
# "78% and 51% of patients were progression free, and 95% and 89% were alive"
_WERE: Final = re.compile(
    rf"[\s)\]]*(?:of\s+(?:the\s+)?{PEOPLE}\s*)?(?:,?\s*respectively,?\s*)?(?:were|was|remained|are|being)\s+",
    re.IGNORECASE,
)
_IN_BRACKET: Final = re.compile(r"(?:group|arm|\w)\s*[(\[]\s*$")
_ALIVE: Final = re.compile(
    r"\b(?:were|remained|was|are|étaient|waren|estaban|seguían)\s+(?:still\s+)?$"
)
_ALIVE_ABROAD: Final = re.compile(r"am\s+Leben|en\s+vie|viv[oa]s?\b", re.IGNORECASE)
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
# "78% for the others receiving B" is hardly A's, whatever the rules say
_LEADS_ON: Final = re.compile(
    r"[\s)\]]*(?:for|in|with|among|of|on|under|after|receiving|unter|bei|mit|sous|avec|con|en|dans)\s[^.;,\d]{0,60}$",
    re.I,
)
_UNSURE: Final = 0.6
# "(median age, 71 years; 462 women [38.5%])": who they are, not what befell them
_OF_ALL: Final = re.compile(r"\([^()]*\bage\b[^()]*$")
_RESPECTIVE: Final = re.compile(
    r"respectively|bzw|beziehungsweise|respectivement|respectivamente|それぞれ"
)


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


def _of_numbers(scene: Scene) -> Iterator[Claim]:
    used: set[int] = set()
    for index, number in enumerate(scene.numbers):
        if index in used:
            continue
        if number.kind == "ratio":
            yield ratio_claim(scene, number)
        elif number.kind == "p":
            yield from test_claims(scene, number)
        elif number.kind == "x_of_n":
            yield from _counted(scene, number)
        else:
            run = _run_from(scene, index)
            used.update(range(index, index + len(run)))
            yield from _run(scene, run)


# Ratios, P, counts


def _counted(scene: Scene, number: Number) -> Iterator[Claim]:
    arm = labelled_by(scene, number.start) or own_arm(scene, number)
    arm = (
        arm
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


def _with_percent_before(scene: Scene, number: Number) -> Number:
    """Give "(115 of 2762)" the percent before its arm: "4.2% of those in the A group (...)"."""
    before = [one for one in scene.numbers if one.end <= number.start]
    if not before or before[-1].kind != "percent" or before[-1].x or number.value:
        return number
    is_its = _IN_BRACKET.search(scene.text[before[-1].end : number.start])
    return replace(number, value=before[-1].value, start=before[-1].start) if is_its else number


# Percentages and times, alone or in lists


def _run_from(scene: Scene, index: int) -> list[Number]:
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


def _run(scene: Scene, run: list[Number]) -> Iterator[Claim]:
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
    if times and first.kind == "percent":
        arms = [_arm_of_list(scene, run)] * len(run)
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
        claim = (time_claim if first.kind == "time" else _percent)(
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
    return replace(claim, confidence=min(claim.confidence, _UNSURE))


def _endpoint_behind(scene: Scene, number: Number) -> str:
    """Return the endpoint of "78% and 51% of patients were progression free", "" for none."""
    were = _WERE.match(scene.text, number.end)
    match = ENDPOINT.match(scene.text, were.end()) if were else None
    return endpoint_of(match).replace("survival", "OS") if match else ""


def _rate_behind(scene: Scene, number: Number) -> str:
    """Return the endpoint of "2 (0.5%) complete responses", "" for none."""
    lead = _RATE_LEAD.match(scene.text, number.end)
    match = ENDPOINT.match(scene.text, lead.end()) if lead else None
    name = endpoint_of(match) if match else ""
    return name if name in RATES else ""


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


def _percent(scene: Scene, number: Number, first: Number, endpoint: str, arm: str) -> Claim | None:
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
        own = opened_by(scene, number.start) if number.n else ""
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
