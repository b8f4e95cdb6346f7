"""Times of a sentence: medians, follow-up, restricted means."""

import re
from typing import Final

from ..claims import Claim, ClaimKind
from .counts import claim_at
from .lexicon import FOLLOW_UP, MEDIAN, RESTRICTED, VERSUS, is_time_to_event, led_by
from .mentions import DIFFERENCE
from .number import Number
from .pairs import pair_at
from .scene import CORRESPONDING, Scene
from .when import horizon
from .whose import own_arm

_NOT_SURVIVAL: Final = re.compile(
    r"\b(?:age|aged|duration\s+of\s+(?:treatment|exposure|prior|previous)|BMI|dose|since|means?|(?<!confidence\s)interval|(?:length\s+of\s+)?stay|hospitali[sz]ation|ventilation|séjour|estancia|Aufenthalt|Beatmung|intubation|operati(?:ve|ng|on)\s+time|recovery)\b",
    re.IGNORECASE,
)
_OF_WHAT: Final = re.compile(
    r"\s*(?:for|of)\s+(?:\w+[\s-])*?(?:survival|(?:P|O|D|E|R)FS|OS)\b", re.IGNORECASE
)
_MEDIAN_OF: Final = re.compile(
    r"\b(?:after|over|at|during|with|followed(?:\s+up)?\s+for)\s+a\s+median(?:\s+of)?"
    r"\s*$",
    re.IGNORECASE,
)
# "progression-free survival was prolonged, with a median of 8.5 months"
_WITH_MEDIAN: Final = re.compile(
    r"(?:surviv|\b(?:PFS|OS|DFS|EFS|RFS))[^;]*\bwith\s+a\s+median\s+of\s*$", re.IGNORECASE
)
_OF_FOLLOW_UP: Final = re.compile(
    r"^['’]?\s+(?:of\s+)?(?:median\s+)?(?:follow[\s-]*up\b|de\s+(?:mediana\s+de\s+)?seguimiento|de\s+suivi|(?:Nach)?[Bb]eobachtung)",
    re.IGNORECASE,
)
# "at 12 months", "within 90 days": when, no value
_AT: Final = re.compile(
    r"(?<!estimated )\b(?:at|by|within|until|through|before)\s+(?:the\s+)?$"
    r"|(?<!lived )(?<!survived )\bfor\s+$",
    re.IGNORECASE,
)
_AT_FOREIGN: Final = re.compile(
    r"\b(?:durante|pendant|während)\s+$|(?<!rapport )(?<!comparé )(?<!comparée )\b(?:à|nach)\s+$"
    r"|(?<!frente )(?<!respecto )(?<!comparación )\ba\s+(?:los\s+)?$",
    re.IGNORECASE,
)
_WHEN_BEHIND: Final = re.compile(
    r"時点|の生存率|(?:全生存|無(?:増悪|再発|病|イベント)生存|生存)(?:率|割合)|(?:OS|[PDRE]FS)(?=[率割はがの])"
)
# "(4.6 mo with A vs 5.3 mo with B; HR ...)"
_VERSUS_NEXT: Final = re.compile(
    rf"(?:\s+(?:with|for|in|on|after)\s+(?:the\s+)?[\w+/ -]{{1,40}}?)?\s*{VERSUS}\s*[\d.]",
    re.IGNORECASE,
)
_DIRECT: Final = re.compile(
    r"^[\s(,:\[]*(?:values?|times?|durations?|estimates?)?\s*(?:was|were|is|of)?[\s(]*$"
    r"|^\s+(?:was|were|did)\s[^.;:()\d]{3,50}:\s*$"
)


def time_claim(
    scene: Scene, number: Number, first: Number, endpoint: str, arm: str
) -> Claim | None:
    """Return a median, a follow-up or a restricted mean; None for any other time."""
    before = scene.text[: first.start]
    if _is_when(scene, number, before):
        return None
    medians = list(MEDIAN.finditer(before))
    if RESTRICTED.search(before) and not medians:
        return _restricted(scene, number, endpoint, arm)
    gain = led_by(DIFFERENCE, before, len(before))
    if gain and not any(e.start <= gain.start() < e.end for e in scene.endpoints):
        return None
    is_over = led_by(_MEDIAN_OF, before, len(before)) and not _WITH_MEDIAN.search(before)
    if _OF_FOLLOW_UP.match(scene.text[number.end :]) or is_over:
        return _follow_up(scene, number, "total")
    if medians and _is_follow_up(scene, before, medians[-1]):
        is_of_arm = own_arm(scene, number) or (len(scene.mentions) > 1 and number is not first)
        return (
            None
            if number.not_reached
            else _follow_up(scene, number, arm if arm and is_of_arm else "total")
        )
    endpoint = endpoint or (scene.carried.about if medians else "")
    lead = before[medians[-1].end() :] if medians else ""
    if number.not_reached and FOLLOW_UP.search(lead):
        return None
    goes_on = scene.carried.kind is ClaimKind.MEDIAN and CORRESPONDING.search(before)
    is_said = bool(medians or goes_on)
    if not _is_median(scene, number, first, endpoint, lead, is_said=is_said):
        return None
    return _median(scene, number, endpoint, arm)


def _median(scene: Scene, number: Number, endpoint: str, arm: str) -> Claim:
    return claim_at(
        scene,
        ClaimKind.MEDIAN,
        number.start,
        number.end,
        endpoint=endpoint,
        arm=arm,
        population=scene.population_at(number.start),
        value=number.value,
        unit=number.unit,
        ci_low=number.low,
        ci_high=number.high,
        ci_level=number.level,
        not_reached=number.not_reached,
        confidence=0.95 if arm and endpoint else 0.7,
    )


def _is_when(scene: Scene, number: Number, before: str) -> bool:
    """Whether a time says when something was so: "at 12 months"."""
    is_whole = "." not in number.value and not number.low
    leads = (_AT, _AT_FOREIGN) if is_whole else (_AT,)
    at = any(led_by(lead, before, len(before)) for lead in leads)
    return not number.not_reached and bool(at or _WHEN_BEHIND.match(scene.text, number.end))


def _is_follow_up(scene: Scene, before: str, median: "re.Match[str]") -> bool:
    """Whether the last median before a time is one of follow-up, and no endpoint came since."""
    at = median.end()
    followed = FOLLOW_UP.search(before, at)
    if followed is None:
        at = median.start()
        followed = FOLLOW_UP.search(before, max(0, at - 16), median.end())
    if followed is None:
        return False
    if _OF_WHAT.match(before[followed.end() :]):
        return True
    own = [one for one in scene.endpoints if one.end <= len(before)]
    return not any(one.start > followed.end() for one in own)


def _follow_up(scene: Scene, number: Number, arm: str) -> Claim:
    return claim_at(
        scene,
        ClaimKind.FOLLOW_UP,
        number.start,
        number.end,
        arm=arm,
        value=number.value,
        unit=number.unit,
    )


def _is_median(
    scene: Scene, number: Number, first: Number, endpoint: str, lead: str, *, is_said: bool
) -> bool:
    """Whether a time is a median: said so, right behind an endpoint, or opposed to another."""
    own = [one for one in scene.endpoints if one.end <= first.start]
    bare = not own and is_said and bool(_DIRECT.match(lead)) and number.unit != "years"
    if re.search(r"\bmean\b[^.;]{0,40}$", scene.text[: first.start]) and not is_said:
        return False
    if (not bare and not is_time_to_event(endpoint)) or _NOT_SURVIVAL.search(_unnamed(scene, lead)):
        return False
    if is_said:
        return True
    versus = _VERSUS_NEXT.match(scene.text, first.end)
    direct = bool(own) and _is_direct(scene, own[-1].end, first)
    is_second = _is_opposed_before(scene, first) if own else False
    return not number.not_reached and (direct or bool(own and (versus or is_second)))


def _unnamed(scene: Scene, lead: str) -> str:
    """Return words without the names of arms: "low-dose dexamethasone" is no dose."""
    for name in {scene.text[one.start : one.end] for one in scene.mentions}:
        lead = lead.replace(name, "")
    return lead


def _is_opposed_before(scene: Scene, number: Number) -> bool:
    """Whether "vs" sets a time against the one before it: "4.6 mo with A vs 5.3 mo"."""
    before = [one for one in scene.numbers if one.kind == "time" and one.end <= number.start]
    between = scene.text[before[-1].end : number.start + 1] if before else ""
    return bool(_VERSUS_NEXT.fullmatch(between))


def _is_direct(scene: Scene, at: int, number: Number) -> bool:
    """Whether a time, or one before it in its row, follows at once on its endpoint's end."""
    if scene.text[:at].endswith("期間"):
        return True
    row = [one for one in scene.numbers if one.kind == "time" and at <= one.start <= number.start]
    return bool(row) and bool(_DIRECT.match(scene.text[at : row[0].start]))


def _restricted(scene: Scene, number: Number, endpoint: str, arm: str) -> Claim | None:
    """Return a restricted mean of an arm or the difference of two; None for its horizon."""
    time, unit, span = horizon(scene.text)
    time, unit = (time, unit) if time else scene.carried.horizon
    if number.start < span[1] and number.end > span[0]:
        return None
    other = ""
    if DIFFERENCE.search(scene.text[: number.start]):
        arm, other = pair_at(scene, number.start)
    return claim_at(
        scene,
        ClaimKind.RMST,
        number.start,
        number.end,
        endpoint=endpoint,
        arm=arm,
        comparator=other,
        population=scene.population_at(number.start),
        value=number.value,
        unit=number.unit,
        ci_low=number.low,
        ci_high=number.high,
        ci_level=number.level,
        time=time,
        time_unit=unit,
        confidence=0.9 if arm else 0.7,
    )
