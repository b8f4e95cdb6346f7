"""Whose a value is: the arm said behind it, before it, around its bracket or in a list."""

import re
from itertools import pairwise
from typing import Final

from .arms import is_control
from .lexicon import VERSUS, led_by
from .mentions import joined
from .number import Number
from .outcomes import clause_at
from .scene import Scene

_AFTER: Final = re.compile(
    r"^[\s,)\]]*(?:der\s+(?=mit\b))?(?:(?:of\s+(?:the\s+)?|der\s+|des\s+|de\s+l[oa]s\s+)?(?:patients|people|adults|children|Patientinnen|women|men|those|recipients|participants|pts|pacientes|Patienten)\s+)?(?:(?:who|that|which)\s+(?:were\s+|had\s+(?:\w+ly\s+)?been\s+)?)?"
    r"(?:in|following|with|given|taking|took|underwent|treated|received|assigned|allocated|randomly|for|on|among|under|by|after|receiving|bei|unter|mit|im|sous|bajo|avec|dans|con|en|traité(?:e?s)?|tratad[oa]s|de(?=\s+(?:quienes|l[oa]s\s+que|ceux|celles)\b)|chez|für|pour|para|du|del|nach|après|tras|\()\s*"
    r"(?:(?:[\w+]+-[\w+-]+(?=\s+(?:patients|women|men|participants)\b)|the|patients|those|recipients|women|arms|groups|group|people|children|adults|that|which|continue|undergo|underwent|originally|had|been|adjuvant|neoadjuvant|maintenance|oral|intravenous|given|taking|took|treated|receiving|received|assigned|allocated|randomi[sz]ed|randomly|to|in|with|on|receive|who|were|addition|of|\d+|le|la|les|el|los|bras|groupe|grupo|brazo|rama|ceux|celles|recevant|que|quienes|recibieron|tratad[oa]s|traité(?:e?s)?|par|asignad[oa]s?|a|behandelten|Zusatz|Zugabe|Hinzunahme|von|pacientes|Patienten|participants|pts|took|qui|ont|ayant|reçu|con|avec|mit|par"
    r"|de[rnms]?|del|du|los|las)\s+)*(?:l')?$",
    re.IGNORECASE,
)
# "7.6 months of the observation group"
_OF_GROUP: Final = re.compile(r"^\s*of\s+(?:the\s+)?$")
# "31.4 months, A; 28.0 months, B"
_CALLED: Final = re.compile(r"[\s-]*(?:group|arm|cohort)[)]")
_CLOSES: Final = re.compile(r"\s*(?:[;.)]|$)")
_GROUP: Final = re.compile(r"^\s+(?:group|arm)\b")
_THAN: Final = re.compile(rf"\bthan\b|{VERSUS}", re.IGNORECASE)
_RESPECTIVELY: Final = re.compile(r"^[\s,)\]]*respectively,?(?=\s)")
_AGAINST: Final = re.compile(rf"{VERSUS}\s*$", re.IGNORECASE)
_SOON: Final = 44
_LABEL_END: Final = re.compile(r"(?:[\s-]*(?:group|arm|Gruppe|Arm))?\s*(?:[:=]|\bbei)?\s*")
_NO_LABEL: Final = re.compile(r"\b(?:with|than|to|for|in|over|by)\s+(?:the\s+)?$", re.IGNORECASE)
_GONE_TO: Final = re.compile(r"\b(?:from|von)\s+\d[\d.,]*[^;.\d]{0,30}?\b(?:to|auf)\s+$")
_FROM: Final = re.compile(r"\b(?:from|von)\s+$")
_ON_TO: Final = re.compile(r"[^;.\d]{0,30}?\b(?:to|auf)\s+\d")
_REST_OF_BRACKET: Final = re.compile(r"^(?:[^()\[\]]|\[[^\[\]]*\])*[)\]]")
_PER_YEARS: Final = re.compile(
    r"\s*[,(]?\s*(?:at\s+)?(?:an?\s+)?(?:incidence\s+)?(?:rate\s+of\s+)?\d[\d.]*\s+(?:events\s+)?per\s+\d[\d,]*\s+"
    r"(?:person|patient)[\s-]?(?:years|months)\)?",
    re.IGNORECASE,
)


def arms_of(scene: Scene, run: list[Number], *, opposed: bool, respective: bool) -> list[str]:
    first, last = run[0], run[-1]
    if len(run) > 1:
        after = arms_listed_after(scene, last.end, len(run))
        if after:
            return after
        own = [own_arm(scene, number) for number in run]
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
        arm = nearest_before(scene, first.start)
        both = before if len(before) == len(run) else scene.last_order(len(run))
        if len(both) == len(run) and not scene.is_ours(last.end):
            return list(both)
        return [_ours(scene, number, arm) for number in run]
    since = max((n.end for n in scene.numbers if n.end <= first.start), default=0)
    gone = _gone(scene, first)
    if gone:
        return [gone]
    arm = (
        _arm_of_bracket(scene, first)
        or own_arm(scene, first)
        or opposed_arm(scene, first.start)
        or nearest_before(scene, first.start, since)
        or nearest_before(scene, first.start)
    )
    return [_ours(scene, first, arm)]


def _gone(scene: Scene, number: Number) -> str:
    """Return whose a value of "from 12.0 to 14.7 weeks" is: it goes from that of the reference."""
    is_last = led_by(_GONE_TO, scene.text, number.start)
    is_first = led_by(_FROM, scene.text, number.start) and _ON_TO.match(scene.text, number.end)
    order = scene.arms.order() if is_first or is_last else []
    if not order or own_arm(scene, number):
        return ""
    is_last_reference = not scene.arms.reference and is_control(order[1], order[0])
    if scene.arms.reference != order[1] and not is_last_reference:
        return ""
    return order[0] if is_last else order[1]


def _apposed(scene: Scene, number: Number) -> str:
    """Return the arm of "81% of those who had surgery with HIPEC (surgery-plus-HIPEC group)"."""
    following = [one.start for one in scene.numbers if one.start >= number.end]
    end = min([*following, len(scene.text)])
    for one in scene.mentions:
        if number.end <= one.start < end:
            lead = re.search(r"[\w)]\s+[(](?:the\s+)?$", scene.text[number.end : one.start])
            if lead and _CALLED.match(scene.text, one.end):
                return one.name
    return ""


def opposed_arm(scene: Scene, at: int) -> str:
    """Return the other of two arms for a value that "versus" sets against one before it."""
    if not led_by(_AGAINST, scene.text, at):
        return ""
    named = nearest_before(scene, at)
    rest = [name for name in scene.known_order() if name != named]
    return rest[0] if named and len(rest) == 1 else ""


def own_arm(scene: Scene, number: Number) -> str:
    """Return the arm said right after a number: "7.3 months with A"."""
    apposed = _apposed(scene, number)
    if apposed:
        return apposed
    for one in scene.mentions:
        if one.start >= number.end:
            is_label = scene.text[one.end : one.end + 1] == ":"
            between = _RESPECTIVELY.sub("", _between(scene, number, one.start))
            is_of = not between.strip() and scene.text.startswith("without", one.start)
            is_of = is_of or bool(_OF_GROUP.match(between) and _GROUP.match(scene.text[one.end :]))
            is_listed = between.strip() in (",", ";") and _CLOSES.match(scene.text, one.end)
            is_own = bool(_AFTER.match(between) or is_of or is_listed)
            if is_listed:
                return one.name
            if is_own and not is_label and not _in_next(scene, number, between):
                return one.name
            return ""
    return ""


def arm_soon(scene: Scene, number: Number) -> str:
    """Return the arm a few words behind a number, unless it opens the next value."""
    after = next((one for one in scene.mentions if one.start >= number.end), None)
    if after is None:
        return ""
    between = _between(scene, number, after.start)
    if len(between) > _SOON or _THAN.search(between):
        return ""
    return "" if _in_next(scene, number, between.lstrip(" )]")) else after.name


def opened_by(scene: Scene, at: int) -> str:
    """Return the arm right before the bracket that opens at a place, "" for none."""
    before = [one for one in scene.mentions if one.end <= at]
    lead = scene.text[before[-1].end : at] if before else "?"
    return before[-1].name if re.fullmatch(r"\s*(?:group|arm)?\s*[(\[]\s*", lead) else ""


def labelled_by(scene: Scene, at: int) -> str:
    """Return the arm whose label stands at once before a number: "A 201/356", "" for none."""
    before = [one for one in scene.mentions if one.end <= at]
    lead = scene.text[before[-1].end : at] if before else "?"
    if ":" in lead and _NO_LABEL.search(scene.text[: before[-1].start]):
        return ""
    return before[-1].name if _LABEL_END.fullmatch(lead) else ""


def arm_of_clause(scene: Scene, number: Number) -> str:
    """Return the arm of "in the A group 97 of 902 died; in the B group 104 of 903 died"."""
    since = clause_at(scene.text, number.start)[0]
    last = max((n.end for n in scene.numbers if since <= n.end <= number.start), default=since)
    lead = [one for one in scene.mentions if last <= one.start and one.end <= number.start]
    is_opening = lead and re.search(r"\b[Ii]n\s+(?:the\s+)?$", scene.text[: lead[0].start])
    return lead[-1].name if is_opening else ""


def arm_after(scene: Scene, at: int, reach: int) -> str:
    after = [one for one in scene.mentions if at <= one.start < at + reach]
    return after[0].name if after else ""


def nearest_before(scene: Scene, at: int, since: int = 0) -> str:
    named = [one for one in scene.mentions if since <= one.start and one.end <= at]
    main = [one for one in named if one.is_main]
    chosen = main or named
    return chosen[-1].name if chosen else ""


def arms_listed_after(scene: Scene, at: int, how_many: int) -> list[str]:
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


def _ours(scene: Scene, number: Number, arm: str) -> str:
    """A value "in ours" belongs to this text's own arm."""
    if scene.is_ours(number.end) and arm not in scene.arms.main and scene.arms.main:
        return scene.arms.main[0]
    return arm


def _arm_of_bracket(scene: Scene, number: Number) -> str:
    """Return the arm whose bracket a value opens: "between the A (10.4 months; ...) and"."""
    before = [one for one in scene.mentions if one.end <= number.start]
    if not before or not re.search(r"\bbetween\b", scene.text[: before[-1].start]):
        return ""
    is_its = re.fullmatch(r"\s*[(\[]\s*", scene.text[before[-1].end : number.start])
    return before[-1].name if is_its else ""


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
