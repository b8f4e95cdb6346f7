"""From a sentence to its scene, and from a scene to what it leaves standing for the next."""

import re
from dataclasses import replace
from typing import Final

from .lexicon import CI_WORD, ENDPOINT, RESTRICTED, UNIT, VERSUS, endpoint_of
from .mentions import numbers, sizes
from .named import ArmMention, Arms
from .number import Number, interval_after
from .outcomes import outcomes_in
from .people import labelled
from .plain import Sentence
from .scene import ADJUSTED, LEAD, Carried, Endpoint, Scene
from .when import horizon

_LED: Final = re.compile(r"^In\s+the\s+(?:treatment|per|as|safety|pre|post)", re.IGNORECASE)
_RATE_OF: Final = re.compile(r"\s+(?:probabilit\w+|estimates?)\b|(?<=rates)|(?<=rate)")
_BARE_LEAD: Final = re.compile(r"(?:\)\s+and|,\s+and|\d[\s-](?:year|yr|month|mo))\s+$")
_BARE_END: Final = re.compile(r"\s*(?:[(,:]|rates?\b|was\b|were\b)")
_SET_REACH: Final = 60
_TO_ARM: Final = re.compile(
    r"^\s*(?:of\s+(?:the\s+)?(?:patients|participants|women|men|those)\s+)?(?:with|for|in|among|on|receiving)\s+(?:the\s+)?$"
    r"|^\s*(?:en\s+el|dans\s+le|im|in\s+der|con|avec|sous|unter|mit)\s+(?:(?:grupo|brazo|groupe|bras)\s+)?(?:de\s+|du\s+)?(?:l[ea]\s+|el\s+)?$",
    re.IGNORECASE,
)
_ARM_WORD: Final = re.compile(r"(?:\s*|-)(?:arm|group|gruppe)?", re.IGNORECASE)
_CAPTION: Final = re.compile(
    r"^\W*(?:Supplementary\s+)?(?:Fig(?:ur[ea])?|Tab(?:le|elle|leau|la)?|Abb(?:ildung)?|Panel)\b|\bshows\b|\bshown\b",
    re.IGNORECASE,
)
_LABEL: Final = re.compile(r"^\W*(?:(?:Primary|Secondary)?\s*Outcome(?:\s+Measure)?[\s:]*)?$", re.I)
_CAPTION_HEAD: Final = re.compile(r"^\W*(?:Supplementary\s+)?(?:Fig|Abb)", re.IGNORECASE)
_SPREAD_BRACKET: Final = re.compile(r"[(\[,]\s*(?:IQR|interquartile|range)\b", re.IGNORECASE)
# A stated interval of a time, not of a ratio.
_CI_BRACKET: Final = re.compile(
    rf"(?:{UNIT}|reached)\s*[(\[]\s*(?:\d\d(?:\.\d+)?\s*%\s*)?C[rI]+\b", re.IGNORECASE
)


def make_scene(sentence: Sentence, arms: Arms, carried: Carried) -> Scene:
    """Find everything named in a sentence."""
    text = sentence.text
    if sentence.paragraph != carried.paragraph:
        carried.lead_population = ""
    endpoints = [
        Endpoint(endpoint_of(match), match.start(), match.end())
        for match in ENDPOINT.finditer(text)
    ]
    mentions = [
        one
        for one in arms.mentions(text)
        if not any(e.start < one.start and one.end <= e.end for e in endpoints)
    ]
    found = [
        number
        for number in numbers(text)
        if not any(one.start <= number.start < one.end for one in mentions)
    ]
    found = _with_stated_levels(found, text)
    if _SPREAD_BRACKET.search(text) and not _CI_BRACKET.search(text):
        found = [_without_spread(number, text) for number in found]
    return Scene(
        sentence=sentence,
        arms=arms,
        carried=carried,
        endpoints=_of_caption(_spelt_once(endpoints, text), endpoints, carried, sentence),
        mentions=mentions,
        numbers=[_with_late_interval(number, mentions, text) for number in found],
        sizes=sizes(text),
    )


def _with_stated_levels(found: list[Number], text: str) -> list[Number]:
    """Give a bare interval the level that the one before it of its kind states."""
    stated: dict[str, float] = {}
    kept = []
    for number in found:
        says = re.search(CI_WORD, text[number.start : number.end], re.IGNORECASE)
        if number.low and says:
            stated[number.kind] = number.level
        elif number.low:
            number = replace(number, level=stated.get(number.kind, number.level))
        kept.append(number)
    return kept


def _without_spread(number: Number, text: str) -> Number:
    """Take a bare bracket for what the sentence calls its brackets: an IQR is no interval."""
    if number.kind != "time" or not number.low:
        return number
    before = _SPREAD_BRACKET.search(text[: number.end])
    return replace(number, low="", high="") if before else number


def _with_late_interval(number: Number, mentions: list[ArmMention], text: str) -> Number:
    """Give a number the interval behind its arm: "not reached in the A arm (95% CI 24.1-NE)"."""
    if number.kind not in ("time", "percent") or number.low:
        return number
    arm = next((one for one in mentions if one.start >= number.end), None)
    if arm is None or not _TO_ARM.match(text[number.end : arm.start]):
        return number
    at = arm.end + _ARM_WORD.match(text[arm.end :]).end()  # type: ignore[union-attr]
    low, high, level, end = interval_after(text, at)
    return replace(number, low=low, high=high, level=level) if end > at else number


def _spelt_once(endpoints: list[Endpoint], text: str) -> list[Endpoint]:
    """Take "progression-free survival (PFS)" as one endpoint; drop a bare "survival"."""
    kept: list[Endpoint] = []
    for one in endpoints:
        if kept and one.start - kept[-1].end <= 2 and "(" in text[kept[-1].end : one.start]:
            kept[-1] = Endpoint(one.name, kept[-1].start, one.end)
        elif (
            one.name != "survival"
            or len({e.name for e in endpoints}) == 1
            or (one is endpoints[0] and _RATE_OF.match(text, one.end))
            or _is_overall(one, endpoints, text)
        ):
            kept.append(one)
    return [replace(one, name="OS") if one.name == "survival" else one for one in kept]


def _is_overall(bare: Endpoint, endpoints: list[Endpoint], text: str) -> bool:
    """Whether a bare "survival" is that of all: "longer RFS (...) and survival (5-year"."""
    named = any(one.name == "OS" for one in endpoints)
    lead = _BARE_LEAD.search(text[: bare.start])
    return not named and bool(lead) and bool(_BARE_END.match(text, bare.end))


def _of_caption(
    kept: list[Endpoint], found: list[Endpoint], carried: Carried, sentence: Sentence
) -> list[Endpoint]:
    """Take a bare "survival" below the head of a caption for the survival the head names."""
    is_bare = {one.name for one in found} == {"survival"}
    if not (is_bare and carried.is_caption and carried.paragraph == sentence.paragraph):
        return kept
    name = carried.endpoint if carried.endpoint.endswith(("FS", "survival")) else "OS"
    return [replace(one, name=name) for one in kept]


def carry(scene: Scene) -> None:
    """Leave standing what the next sentences may lean on."""
    carried, sentence = scene.carried, scene.sentence
    if _LED.match(scene.text):
        carried.lead_population = scene.population_at(_SET_REACH)
    if sentence.is_heading:
        about = {one.name for one in scene.endpoints}
        carried.endpoint = about.pop() if len(about) == 1 else ""
        carried.subject = carried.comparator = carried.population = ""
    elif scene.endpoints and (
        scene.numbers
        or scene.sizes
        or _CAPTION.search(scene.text)
        or _LABEL.search(scene.text[: scene.endpoints[0].start])
    ):
        carried.endpoint = scene.endpoints[-1].name
    elif not scene.endpoints:
        ratio = next((one for one in reversed(scene.numbers) if one.kind == "ratio"), None)
        named = [name for _, name in outcomes_in(scene.text) if name == "primary outcome"]
        told = scene.endpoint_at(ratio.start) if ratio else "".join(named[:1])
        carried.endpoint = told or carried.endpoint
    if RESTRICTED.search(scene.text):
        until = horizon(scene.text)[:2]
        carried.horizon = until if until[0] else carried.horizon
    is_same = carried.is_caption and carried.paragraph == sentence.paragraph
    carried.is_caption = is_same or bool(_CAPTION_HEAD.match(scene.text))
    carried.is_adjusted = bool(ADJUSTED.search(scene.text))
    if scene.numbers or any(char.isdigit() for char in scene.text):
        order = scene.arms_before(len(scene.text))
        carried.pair = tuple(order) if len(order) >= 2 else carried.pair
    carried.population = labelled(scene.text) or carried.population
    if sentence.text.endswith(":") and re.search(VERSUS, sentence.text, re.IGNORECASE):
        lead = LEAD.match(sentence.text)
        names = [one.name for one in scene.mentions]
        if lead and names:
            carried.comparator = names[0]
            carried.subject = names[1] if len(names) > 1 else ""
