"""Whom a hazard ratio or P compares: the arm, its reference, the model and the sides."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from ..claims import Claim, ClaimKind
from .arms import FROM_TO, is_control
from .counts import claim_at
from .lexicon import ENDPOINT, VERSUS, endpoint_of
from .named import ArmMention
from .names import CONTROLS
from .number import Number
from .outcomes import event_behind, risk_in
from .scene import ADJUSTED, Scene, led

_FOR_ARM: Final = re.compile(
    r"^[\s,)\]]*(?:for|with|in|favou?ring|pour|para|für)\s+(?:the\s+|le\s+|el\s+)?$", re.IGNORECASE
)
_TO: Final = re.compile(
    rf"\b(?:ratios?|HRs?)(?:\s+for\s+[a-zA-Z][\w\s-]{{2,40}}?)?\s+(?:{VERSUS}|relative\s+to)\s*(?:the\s+)?$",
    re.IGNORECASE,
)
_FOR: Final = re.compile(r"[)\]]?\s+(?:for|in\s+terms\s+of)\s+(?:the\s+)?", re.IGNORECASE)
_OPPOSING: Final = re.compile(
    rf"(?:\s+(?:arm|group|regimen|strategy|therapy|treatment))?\s*(?:\([^()]*\))?\s*(?:{VERSUS}|(?:was|is|were)\s+(?:also\s+|not\s+)?"
    r"(?:non-?\s?inferior|superior|inferior)\s+to)\s*(?:the\s+)?",
    re.IGNORECASE,
)
# "The adjusted hazard ratio for A was ..., and that for B was": of the same model
_THAT_FOR: Final = re.compile(r"\b(?:that|those)\s+(?:for|of)\b")
_AGAINST: Final = re.compile(rf"{VERSUS}\s*(?:the\s+)?$", re.IGNORECASE)
_BRACKET_LEAD: Final = re.compile(r"\s*(?:arm|group|regimen)?\s*[(\[]\s*")
# "A was superior to B (HR ...) but not to C (HR ...)"
_BETTER_THAN: Final = re.compile(
    r"\b(?:superior|inferior|better|worse|longer|shorter)\b[^.;]{0,20}?\b(?:to|than)\s+(?:[^.;]|\.(?=\d))*?\b(?:not|to|than)\s+"
    r"(?:to\s+|than\s+)?(?:the\s+)?$",
    re.IGNORECASE,
)
_FARED: Final = re.compile(
    r"\b(?:longer|shorter|higher|lower|better|worse|greater|increased|reduced)\b[^.;]{0,40}?\b(?:for|with|in|after)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_LESS: Final = re.compile(rf"^(?:no|non|not|without|stop)\b|{CONTROLS.pattern}", re.IGNORECASE)
_REGIMEN: Final = re.compile(r"(?=[^A-Z]*[A-Z][^A-Z]*[A-Z])[A-Za-z]{2,9}|[A-Z][a-z]")
_AND: Final = re.compile(r"(?:\s+(?:arms?|groups?))?\s+and\s+(?:the\s+)?")
_ALIKE: Final = re.compile(
    r"(?:\s+(?:arms?|groups?))?\s+(?:did\s+not\s+differ|(?:was|were)\s+(?:similar|comparable|alike))[^.;()\d]{0,30}[(\[]\s*"
)
_RISK_REACH: Final = 40  # characters: "for death from cardiovascular causes"
_CORRESPONDING: Final = re.compile(r"\bcorresponding\b", re.IGNORECASE)
STRATIFIED: Final = re.compile(r"\bsHR|(?<!un)(?<!un-)\bstratified", re.IGNORECASE)
SIDED: Final = re.compile(
    r"\b(?:one|1)[\s-](?:sided|tailed)|\beinseitig|\bunilat[ée]ral|片側", re.IGNORECASE
)


def pair_at(scene: Scene, at: int) -> tuple[str, str]:
    """Return arm and reference of a ratio or P at this place."""
    alike = _said_alike(scene, at)
    if alike:
        return alike
    order = scene.arms_before(at)
    named = list(dict.fromkeys(one.name for one in scene.mentions))
    if len(named) > 2 and not _closes_opposing(scene, at) and not _said(scene, at):
        own = _of_its_bracket(scene, at, named)
        if own:
            return own
    opposed = _said(scene, at) or _opposed(scene, at)
    if opposed:
        order = list(opposed)
    elif len(named) > 2 and led(scene.text):
        order = [*[name for name in named if name != named[0]], named[0]]
        before = [m.name for m in scene.mentions if m.end <= at and m.name != named[0]]
        order = [before[-1], named[0]] if before else order
    if len(order) < 2:
        known = scene.known_order()
        if len(order) == 1:
            comparator = scene.carried.comparator
            rest = [name for name in ([comparator] if comparator else known) if name != order[0]]
            order = [*order, *rest[:1]]
        else:
            order = known
    if len(order) < 2:
        return (order[0] if order else ""), ""
    arm, other = order[0], order[1]
    if not opposed and _is_said_to_differ(scene, at, arm):
        return arm, other
    if not opposed and is_control(arm, other) and scene.arms.reference != other:
        return other, arm
    is_turned = arm == scene.arms.reference
    if scene.arms.reference not in (arm, other):
        is_turned = not opposed and _is_turned(scene, at, arm, other)
    return (other, arm) if is_turned else (arm, other)


def _said(scene: Scene, at: int) -> tuple[str, str] | None:
    """Return the arms said within a ratio or right behind it."""
    return _said_within(scene, at) or _said_after(scene, at)


def _said_alike(scene: Scene, at: int) -> tuple[str, str] | None:
    """Return the arms of "whereas A and B did not differ (HR ...)" in a text of several."""
    before = [one for one in scene.mentions if one.end <= at][-2:]
    if len(before) != 2 or len(scene.arms.main) <= 2:
        return None
    joins = _AND.fullmatch(scene.text, before[0].end, before[1].start)
    alike = _ALIKE.fullmatch(scene.text, before[1].end, at)
    return (before[0].name, before[1].name) if joins and alike else None


def _is_said_to_differ(scene: Scene, at: int, arm: str) -> bool:
    """Whether the words before a ratio's bracket say how its arm fared: "shorter for A (HR"."""
    own = [one for one in scene.mentions if one.end <= at]
    if len({one.name for one in own}) != 1 or own[-1].name != arm:
        return False
    lead = _BRACKET_LEAD.fullmatch(scene.text[own[-1].end : at])
    return bool(lead and _FARED.search(scene.text[: own[-1].start]))


def _is_turned(scene: Scene, at: int, arm: str, other: str) -> bool:
    """Whether the first of two arms is what the second is compared with.

    It is part of the second ("SOC" of "A + SOC"), or values go from it to the second.
    """
    parts = re.split(r"\s*\+\s*|[\s-]+plus[\s-]+", other)
    changed = other.casefold().removesuffix(f" {arm.casefold()}")
    if changed != other.casefold() and not _LESS.search(changed):
        return True  # "reduced-dose A" after "A"
    is_more = arm != other and (other.startswith(arm) or other.endswith(arm))
    if is_more and all(map(_REGIMEN.fullmatch, (arm, other))):
        return True  # "GCS" after "GC"
    is_named = any(one.end <= at for one in scene.mentions)
    return (len(parts) > 1 and arm in parts) or (is_named and bool(FROM_TO.search(scene.text[:at])))


def _closes_opposing(scene: Scene, at: int) -> bool:
    """Whether a ratio's bracket follows at once on two arms opposed to each other."""
    pairs = [b for a, b in pairwise(scene.mentions) if _is_opposing(scene, a, b) and b.end <= at]
    return bool(pairs and _BRACKET_LEAD.fullmatch(scene.text[pairs[-1].end : at]))


def _of_its_bracket(scene: Scene, at: int, order: list[str]) -> tuple[str, str] | None:
    """Return the arm whose bracket a ratio opens, and of several the one without a ratio."""
    ratios = [one.start for one in scene.numbers if one.kind in ("ratio", "p")]
    led = {
        one.name: start
        for one in scene.mentions
        for start in ratios
        if one.end <= start and _BRACKET_LEAD.fullmatch(scene.text[one.end : start])
    }
    own = next((name for name, start in led.items() if start == at), "")
    bare = [name for name in order if name not in led]
    against = [one.name for one in scene.mentions if _AGAINST.search(scene.text[: one.start])]
    bare = [name for name in bare if name in against or is_control(name, own)] or bare
    if not own or not bare:
        return None
    named = [one for one in scene.mentions if one.end <= at]
    if named[-1].name in against and _AGAINST.search(scene.text[: named[-1].start]):
        rest = [one.name for one in named if not _AGAINST.search(scene.text[: one.start])]
        rest = [name for name in rest if name != own]
        return (rest[-1], own) if rest else None
    before = max(one.start for one in scene.mentions if one.name == own and one.end <= at)
    if len(bare) == 1 and _BETTER_THAN.search(scene.text[:before]):
        return bare[0], own
    return own, scene.arms.reference if scene.arms.reference in order else bare[0]


def _said_within(scene: Scene, at: int) -> tuple[str, str] | None:
    """Return the arms of "with A (HR versus B 0.72 ...)"."""
    end = next((one.end for one in scene.numbers if one.start == at), at)
    inside = next((one for one in scene.mentions if at < one.start < end), None)
    before = [one.name for one in scene.mentions if one.end <= at]
    if inside is None:
        return None
    pair = [one for one in scene.mentions if at < one.start < end][:2]
    between = scene.text[pair[0].end : pair[1].start] if len(pair) == 2 else ""
    if re.fullmatch(r"\s*[:/]\s*", between) or (between and _is_opposing(scene, *pair)):
        return pair[0].name, pair[1].name
    if re.search(r"\bfor\s+(?:the\s+)?$", scene.text[at : inside.start]):
        rest = [name for name in dict.fromkeys(before) if name != inside.name]
        rest = rest or [name for name in scene.known_order() if name != inside.name]
        return (inside.name, rest[0]) if len(rest) == 1 else None
    if not before or before[-1] == inside.name:
        return None
    lead = scene.text[at : inside.start]
    return (before[-1], inside.name) if re.search(rf"{VERSUS}\s*$|over\s+$", lead, re.I) else None


def _said_after(scene: Scene, at: int) -> tuple[str, str] | None:
    """Return the arms said right behind a ratio: "0.52 (...) for A versus B"."""
    end = next((one.end for one in scene.numbers if one.start == at), at)
    after = [one for one in scene.mentions if one.start >= end]
    if not after or not _FOR_ARM.match(scene.text[end : after[0].start]):
        return None
    if len(after) > 1 and _is_opposing(scene, after[0], after[1]):
        return after[0].name, after[1].name
    to = [
        one.name for one in scene.mentions if one.end <= end and _TO.search(scene.text[: one.start])
    ]
    if to and to[-1] != after[0].name:
        return after[0].name, to[-1]
    lead = [one.name for one in scene.mentions if one.end <= at]
    if lead and led(scene.text) and lead[0] != after[0].name:
        return after[0].name, lead[0]
    return None


def _is_opposing(scene: Scene, first: ArmMention, second: ArmMention) -> bool:
    return bool(_OPPOSING.fullmatch(scene.text[first.end : second.start]))


def _opposed(scene: Scene, at: int) -> tuple[str, str] | None:
    """Return the arms on both sides of the nearest "versus" before a place, else the first."""
    pairs = [(a, b) for a, b in pairwise(scene.mentions) if _is_opposing(scene, a, b)]
    before = [pair for pair in pairs if pair[1].end <= at]
    chosen = before[-1:] or pairs[:1]
    return (chosen[0][0].name, chosen[0][1].name) if chosen else None


def ratio_claim(scene: Scene, number: Number) -> Claim:
    """Return the claim of a hazard ratio."""
    arm, other = pair_at(scene, number.start)
    since = max((one.end for one in scene.numbers if one.end <= number.start), default=0)
    since = 0 if _THAT_FOR.search(scene.text[since : number.start]) else since
    words = scene.text[max(since, number.start - 140) : number.end + _words_behind(scene, number)]
    endpoint = _endpoint_behind(scene, number) or scene.endpoint_at(number.start)
    return claim_at(
        scene,
        ClaimKind.HAZARD_RATIO,
        number.start,
        number.end,
        endpoint=endpoint,
        arm=arm,
        comparator=other,
        population=scene.population_at(number.start),
        value=number.value,
        ci_low=number.low,
        ci_high=number.high,
        ci_level=number.level,
        adjusted=bool(
            ADJUSTED.search(words)
            or (scene.carried.is_adjusted and _CORRESPONDING.search(scene.text))
        ),
        stratified=bool(STRATIFIED.search(words)),
        p_operator=number.p_operator,
        p_value=number.p_value,
        p_test=number.p_test,
        one_sided=bool(SIDED.search(_around(scene, number))),
        confidence=0.95 if arm and other and endpoint else 0.7,
    )


def _endpoint_behind(scene: Scene, number: Number) -> str:
    """Return the endpoint of "0.83 for overall survival", "" where none follows at once."""
    behind = _FOR.match(scene.text, number.end)
    match = ENDPOINT.match(scene.text, behind.end()) if behind else None
    if match is None and behind:
        risk = risk_in(scene.text[number.end : behind.end() + _RISK_REACH])
        return risk or event_behind(scene.text, number.end)
    return endpoint_of(match).replace("survival", "OS") if match else ""


def _words_behind(scene: Scene, number: Number) -> int:
    """Return how far the bracket of a ratio goes on in words: "; P=0.006, adjusted model)"."""
    behind = scene.text[number.end :]
    match = re.match(r"[,;]?[^\d()\[\]]{3,60}(?=[)\]])|[)\]]?,\s+(?:after\s+)?adjust\w+", behind)
    return match.end() if match else 0


def _around(scene: Scene, number: Number) -> str:
    """Return the words that say how a P was computed: up to the next number."""
    following = [one.start for one in scene.numbers if one.start >= number.end]
    end = min([number.end + 24, *following])
    lead = re.search(r"[^(;,\d]*\d?[^(;,\d]{0,30}$", scene.text[: number.start])
    is_test = number.kind == "p" and lead is not None
    return scene.text[lead.start() if is_test and lead else number.start : end]


def test_claims(scene: Scene, number: Number) -> Iterator[Claim]:
    """Yield the claim of a P printed alone; none where nothing says what it is about."""
    arm, other = pair_at(scene, number.start)
    endpoint = scene.endpoint_at(number.start) or scene.carried.about
    if not endpoint:
        return
    yield claim_at(
        scene,
        ClaimKind.P_VALUE,
        number.start,
        number.end,
        endpoint=endpoint,
        arm=arm,
        comparator=other,
        population=scene.population_at(number.start),
        p_operator=number.p_operator,
        p_value=number.p_value,
        p_test=number.p_test,
        one_sided=bool(SIDED.search(_around(scene, number))),
        confidence=0.9 if arm and other else 0.7,
    )
