"""From the numbers of a sentence to claims: which endpoint, which arm, which patients."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Final

from .claims import Claim, ClaimKind
from .text_counts import PEOPLE, claim_at, sizes_of
from .text_events import event_share, events_of, happened_in
from .text_lexicon import (
    ENDPOINT,
    NUMBER_WORD,
    RATES,
    UNIT,
    VERSUS,
    count,
    endpoint_of,
    is_time_to_event,
)
from .text_mentions import joined
from .text_number import Number
from .text_outcomes import clause_at
from .text_pairs import ratio_claim, test_claims
from .text_scene import Scene
from .text_times import time_claim
from .text_traits import trait_of

_COUNTED: Final = re.compile(
    rf"(?<![\w./-])(?P<x>\d+|{NUMBER_WORD})\s+(?:{PEOPLE}\s*|events\s*|deaths\s*)?"
    r"(?:(?:of|in)\s+(?:the\s+)?[^()\d]{2,24}|(?:of|in)\s+(?:the\s+)?[A-Z]+\d*\s+(?:arm|group)\s*)?[(\[]\s*$",
    re.IGNORECASE,
)
_AFTER: Final = re.compile(
    r"^[\s,)\]]*(?:(?:of\s+(?:the\s+)?|der\s+|des\s+|de\s+l[oa]s\s+)?(?:patients|Patientinnen|women|men|those|recipients|participants|pts|pacientes|Patienten)\s+)?(?:who\s+(?:were\s+)?)?"
    r"(?:in|following|with|given|taking|treated|received|assigned|allocated|randomly|for|on|among|under|by|after|receiving|bei|unter|mit|im|sous|bajo|avec|dans|con|en|chez|für|pour|para|du|del|nach|après|tras|\()\s*"
    r"(?:(?:the|patients|those|recipients|women|arms|groups|given|taking|treated|receiving|received|assigned|allocated|randomi[sz]ed|randomly|to|in|with|on|receive|who|were|addition|of|\d+|le|la|les|el|los|bras|groupe|grupo|brazo|rama|ceux|celles|recevant|que|recibieron"
    r"|de[rnms]?|del|du|los|las)\s+)*$",
    re.IGNORECASE,
)
# "7.6 months of the observation group"
_OF_GROUP: Final = re.compile(r"^\s*of\s+(?:the\s+)?$")
_GROUP: Final = re.compile(r"^\s+(?:group|arm)\b")
# What stands between the percentages of "227 patients (9.6%) and 273 patients (11.5%)".
_SHARE_LEAD: Final = re.compile(rf"\s+\d+\s+(?:{PEOPLE}\s*|events\s*|deaths\s*)?[(\[]\s*$", re.I)
# Shares of patients with an event, not of those without.
_FAILING: Final = re.compile(
    r"\b(?:incidences?|mortality|toxicit\w+|adverse|relapsed?|recurrences?|failure|discontinu\w+)\b|grade\s+\d|Mortalität"
    r"|mortalité|mortalidad|死亡率",
    re.IGNORECASE,
)
_LIST_LEAD: Final = re.compile(r"\s*(?:rates?\s+|times?\s+)?(?:were|was|:|of)?\s*")
_THAN: Final = re.compile(rf"\bthan\b|{VERSUS}", re.IGNORECASE)
_CORRESPONDING: Final = re.compile(
    r"\b(?:corresponding|respective)\b|\bfigures\b|entsprechend", re.IGNORECASE
)
_WHOLE_BEHIND: Final = re.compile(rf"[\s)\]]*(?:of\s+)?{PEOPLE}\s+(?:had\s+|have\s+)?died\b")
# "78% and 51% of patients were progression free, and 95% and 89% were alive"
_WERE: Final = re.compile(
    rf"[\s)\]]*(?:of\s+(?:the\s+)?{PEOPLE}\s*)?(?:,?\s*respectively,?\s*)?(?:were|was|remained|are|being)\s+",
    re.IGNORECASE,
)
_RESPECTIVELY: Final = re.compile(r"^[\s,)\]]*respectively,?(?=\s)")
_IN_BRACKET: Final = re.compile(r"(?:group|arm|\w)\s*[(\[]\s*$")
_ALIVE: Final = re.compile(
    r"\b(?:were|remained|was|are|étaient|waren|estaban|seguían)\s+(?:still\s+)?$"
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
    r"^\s*(?:rates?\s+)?(?:was|were|fue(?:ron)?|betrug(?:en)?|lag(?:en)?\s+bei|était|étaient|:|は)\s*(?:del?\s+)?$",
    re.IGNORECASE,
)
_SOON: Final = 44
_REST_OF_BRACKET: Final = re.compile(r"^(?:[^()\[\]]|\[[^\[\]]*\])*[)\]]")
_PER_YEARS: Final = re.compile(
    r"\s*[,(]?\s*(?:at\s+)?(?:an?\s+)?(?:incidence\s+)?(?:rate\s+of\s+)?\d[\d.]*\s+(?:events\s+)?per\s+\d[\d,]*\s+"
    r"(?:person|patient)[\s-]?(?:years|months)\)?",
    re.IGNORECASE,
)
_RESPECTIVE: Final = re.compile(
    r"respectively|bzw|beziehungsweise|respectivement|respectivamente|それぞれ"
)


def claims_of(scene: Scene) -> Iterator[Claim]:
    """Yield the claims of one sentence, without their place in the text."""
    if scene.sentence.is_row:
        return
    told: set[tuple[ClaimKind, int]] = set()
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
            yield claim


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
    arm = _own_arm(scene, number) or _arm_of_clause(scene, number)
    arm = arm or _arm_after(scene, number.end, 44) or _nearest_before(scene, number.start)
    if _IN_BRACKET.search(scene.text[: number.start]):
        arm = _nearest_before(scene, number.start) or arm
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


def _arm_of_clause(scene: Scene, number: Number) -> str:
    """Return the arm of "in the A group 97 of 902 died; in the B group 104 of 903 died"."""
    since = clause_at(scene.text, number.start)[0]
    last = max((n.end for n in scene.numbers if since <= n.end <= number.start), default=since)
    lead = [one for one in scene.mentions if last <= one.start and one.end <= number.start]
    is_opening = lead and re.search(r"\b[Ii]n\s+(?:the\s+)?$", scene.text[: lead[0].start])
    return lead[-1].name if is_opening else ""


def _with_percent_before(scene: Scene, number: Number) -> Number:
    """Give "(115 of 2762)" the percent before its arm: "4.2% of those in the A group (...)"."""
    before = [one for one in scene.numbers if one.end <= number.start]
    if not before or before[-1].kind != "percent" or before[-1].x or number.value:
        return number
    is_its = _IN_BRACKET.search(scene.text[before[-1].end : number.start])
    return replace(number, value=before[-1].value, start=before[-1].start) if is_its else number


def _arm_after(scene: Scene, at: int, reach: int) -> str:
    after = [one for one in scene.mentions if at <= one.start < at + reach]
    return after[0].name if after else ""


def _arm_soon(scene: Scene, number: Number) -> str:
    """Return the arm a few words behind a number, unless it opens the next value."""
    after = next((one for one in scene.mentions if one.start >= number.end), None)
    if after is None:
        return ""
    between = _between(scene, number, after.start)
    if len(between) > _SOON or _THAN.search(between):
        return ""
    return "" if _in_next(scene, number, between.lstrip(" )]")) else after.name


def _nearest_before(scene: Scene, at: int, since: int = 0) -> str:
    named = [one for one in scene.mentions if since <= one.start and one.end <= at]
    main = [one for one in named if one.is_main]
    chosen = main or named
    return chosen[-1].name if chosen else ""


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
    behind = _endpoint_behind(scene, last) if first.kind == "percent" else ""
    behind = behind or (_endpoint_later(scene, last) if first.kind == "percent" else "")
    endpoints = [behind or scene.endpoint_at(first.start)] * len(run)
    listed = _listed_endpoints(scene, first.start)
    times = scene.times_for(first.start, len(run)) if len(run) > 1 and not opposed else ()
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
        arms = _arms_of(scene, run, opposed=opposed, respective=respective)
    of_list = scene.population_after(last) if len(run) > 1 else ""
    is_listed = len(run) > 1 and bool(_arms_listed_after(scene, last.end, len(run)))
    for place, (number, endpoint, arm) in enumerate(zip(run, endpoints, arms, strict=True)):
        claim = (time_claim if first.kind == "time" else _percent)(
            scene, number, first, endpoint, arm
        )
        if claim is not None and times and claim.kind is ClaimKind.LANDMARK:
            claim = replace(claim, time=times[place][0], time_unit=times[place][1])
        if claim is not None and is_listed and claim.x:
            claim = replace(claim, arm=arm)
        if claim is not None:
            yield replace(claim, population=of_list) if of_list else claim


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
    is_alive = len(later) == 1 and _ALIVE.search(scene.text[: later[0].start])
    return later[0].name if is_alive else ""


def _arm_of_list(scene: Scene, run: list[Number]) -> str:
    """Return the one arm of a list of values for several times."""
    return _own_arm(scene, run[-1]) or _nearest_before(scene, run[0].start)


def _listed_endpoints(scene: Scene, at: int) -> list[str]:
    """Return endpoints named in one list before this place: "ORR and CBR of EXE were"."""
    before = [one for one in scene.endpoints if one.end <= at]
    names: list[str] = []
    for one, after in zip(reversed(before), [None, *reversed(before)], strict=False):
        if after is not None and not joined(scene.text[one.end : after.start]):
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


def _arms_of(scene: Scene, run: list[Number], *, opposed: bool, respective: bool) -> list[str]:
    first, last = run[0], run[-1]
    if len(run) > 1:
        after = _arms_listed_after(scene, last.end, len(run))
        if after:
            return after
        own = [_own_arm(scene, number) for number in run]
        if all(own) and len(set(own)) == len(own):
            return own
        before = scene.arms_before(first.start)
        if len(own) == 2 and own[1] and before and before[-1] != own[1] and not own[0]:
            return [before[-1], own[1]]
        if opposed or (respective and len(before) >= len(run)):
            known = scene.last_order(len(run))
            if len(before) == 1 and len(known) == len(run) == 2:
                before = [*before, *(name for name in known if name != before[0])]
            order = before if len(before) >= len(run) else known
            return list(order[: len(run)]) if len(order) >= len(run) else [""] * len(run)
        arm = _nearest_before(scene, first.start)
        both = before if len(before) == len(run) else scene.last_order(len(run))
        if len(both) == len(run) and not scene.is_ours(last.end):
            return list(both)
        return [_ours(scene, number, arm) for number in run]
    since = max((n.end for n in scene.numbers if n.end <= first.start), default=0)
    arm = (
        _arm_of_bracket(scene, first)
        or _own_arm(scene, first)
        or _nearest_before(scene, first.start, since)
        or _nearest_before(scene, first.start)
    )
    return [_ours(scene, first, arm)]


def _opened_by(scene: Scene, at: int) -> str:
    """Return the arm right before the bracket that opens at a place, "" for none."""
    before = [one for one in scene.mentions if one.end <= at]
    lead = scene.text[before[-1].end : at] if before else "?"
    return before[-1].name if re.fullmatch(r"\s*(?:group|arm)?\s*[(\[]\s*", lead) else ""


def _arm_of_bracket(scene: Scene, number: Number) -> str:
    """Return the arm whose bracket a value opens: "between the A (10.4 months; ...) and"."""
    before = [one for one in scene.mentions if one.end <= number.start]
    if not before or not re.search(r"\bbetween\b", scene.text[: before[-1].start]):
        return ""
    is_its = re.fullmatch(r"\s*[(\[]\s*", scene.text[before[-1].end : number.start])
    return before[-1].name if is_its else ""


def _ours(scene: Scene, number: Number, arm: str) -> str:
    """A value "in ours" belongs to this text's own arm."""
    if scene.is_ours(number.end) and arm not in scene.arms.main and scene.arms.main:
        return scene.arms.main[0]
    return arm


def _own_arm(scene: Scene, number: Number) -> str:
    """Return the arm said right after a number: "7.3 months with A"."""
    for one in scene.mentions:
        if one.start >= number.end:
            is_label = scene.text[one.end : one.end + 1] == ":"
            between = _RESPECTIVELY.sub("", _between(scene, number, one.start))
            is_of = not between.strip() and scene.text.startswith("without", one.start)
            is_of = is_of or bool(_OF_GROUP.match(between) and _GROUP.match(scene.text[one.end :]))
            is_own = bool(_AFTER.match(between) or is_of)
            if is_own and not is_label and not _in_next(scene, number, between):
                return one.name
            return ""
    return ""


def _between(scene: Scene, number: Number, end: int) -> str:
    """Return the words up to a place, without the rest of the number's bracket and its rate."""
    between = scene.text[number.end : end]
    own = scene.text[number.start : number.end]
    if own.count("(") + own.count("[") > own.count(")") + own.count("]"):
        between = _REST_OF_BRACKET.sub("", between)
    return _PER_YEARS.sub("", between)


def _in_next(scene: Scene, number: Number, between: str) -> bool:
    """Whether the arm behind a comma belongs to the next value: "in A not reached, in B 31.9"."""
    if not between.lstrip(" )]").startswith(","):
        return False
    since = max((one.end for one in scene.numbers if one.end <= number.start), default=0)
    return any(since <= one.start and one.end <= number.start for one in scene.mentions)


def _arms_listed_after(scene: Scene, at: int, how_many: int) -> list[str]:
    """Return arms listed after a list of numbers: "18.4 vs 12.1 months for A vs B"."""
    after = [one for one in scene.mentions if one.start >= at]
    if len(after) < how_many or not _AFTER.match(scene.text[at : after[0].start]):
        return []
    for one, two in pairwise(after[:how_many]):
        if not joined(
            re.sub(r"\b(?:arm|group|with|the|for)\b", "", scene.text[one.end : two.start])
        ):
            return []
    return [one.name for one in after[:how_many]]


def _percent(scene: Scene, number: Number, first: Number, endpoint: str, arm: str) -> Claim | None:
    """Return survival at a time or a response; None for a percentage of nothing named."""
    x, start = number.x, number.start
    if not x:
        counted = _COUNTED.search(scene.text[: number.start])
        if counted:
            x, start = count(counted["x"]), counted.start("x")
            arm = _nearest_before(scene, number.start, start) or _arm_soon(scene, number) or arm
    named = [one for one in scene.endpoints if one.end <= number.start]
    happened = happened_in(scene, number) if x else ""
    if happened:
        own = _opened_by(scene, number.start) if number.n else ""
        arm = own or _own_arm(scene, number) or _arm_soon(scene, number) or arm
        if not arm and _WHOLE_BEHIND.match(scene.text[number.end :]):
            arm = "total"
        number = replace(number, x=x, start=start)
        return event_share(scene, number, happened, arm)
    is_share = _AT_YEARS.search(scene.text[: number.start]) and number.n and not happened
    if is_time_to_event(endpoint) and (not x or is_share):
        since = named[-1].end if named else 0
        if _FAILING.search(scene.text[since : number.start]):
            return None
        time, unit = scene.time_for(first.start)
        is_same = scene.sentence.paragraph == scene.carried.paragraph and bool(named)
        opening = next((n for n in scene.numbers if named and n.start >= named[-1].end), first)
        is_same = is_same and bool(_RATES_ARE.match(scene.text[named[-1].end : opening.start]))
        if not time and (is_same or _CORRESPONDING.search(scene.text[: number.start])):
            time, unit = scene.carried.time
        if not time:
            return None
        return _share(
            scene, ClaimKind.LANDMARK, number, start, endpoint, arm, time=time, time_unit=unit
        )
    told = _rate_behind(scene, number) if x else ""
    endpoint = told or endpoint
    since = named[-1].end if named else 0
    if endpoint in RATES and not x and _MORTALITY.search(scene.text[since : number.start]):
        return None
    later = [one.name for one in scene.endpoints if one.start >= number.end]
    if x and endpoint not in RATES and not named and later and later[0] in RATES:
        endpoint = later[0]
    if x and endpoint not in RATES and not told:
        endpoint = trait_of(scene.text, start, number.end)
    if x and number.n and not arm and not scene.mentions and not named and endpoint:
        arm = "total"
    if not endpoint and not (x and arm):
        return None
    if not named and not x and endpoint not in RATES:
        return None
    if not named and not x and scene.sentence.paragraph != scene.carried.paragraph:
        return None
    n = number.n or next((size.n for size in scene.sizes if size.end <= first.start), "")
    arm = arm or (_arm_soon(scene, number) if x else "")
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
