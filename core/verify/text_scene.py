"""What a sentence is about: endpoints, arms and population named in it or carried along."""

import re
from dataclasses import dataclass
from typing import Final

from .text_arms import ArmMention, Arms
from .text_lexicon import ENDPOINT, UNIT, VERSUS, endpoint_of, printed, unit_name
from .text_mentions import Number, Size, numbers, sizes
from .text_plain import Sentence

_CITED: Final = re.compile(r"\[(\d{1,3})(?:[,-]\s*\d{1,3})*\]")
_STUDY: Final = re.compile(r"\bin\s+(?:the\s+)?(?P<name>[A-Z][\w-]*(?:\s\d)?)\s+(?:trial|study)\b")
_OURS: Final = re.compile(r"^\s*(?:months\s+)?in\s+(?:ours|our\s+(?:study|trial))\b", re.IGNORECASE)
_SET: Final = re.compile(
    r"\b(?P<set>treatment[\s-]?received|per[\s-]protocol|as[\s-]treated|safety|intention[\s-]to[\s-]treat"
    r"|ITT|premenopausal|postmenopausal)\b(?=[\w\s-]*(?:cohort|population|patients|samples?|analys[ei]s|set|subgroup|women|:))",
    re.IGNORECASE,
)
_LED: Final = re.compile(r"^In\s+the\s+(?:treatment|per|as|safety|pre|post)", re.IGNORECASE)
_SET_REACH: Final = 60
_SUBGROUP: Final = re.compile(
    r"\b[Ii]n\s+(?:the\s+)?(?:subgroup\s+of\s+)?(?P<name>[A-Z0-9][\w-]*(?:\s[\w-]+){0,2}?)\s+"
    r"(?:subgroup|population|subset|cohort)\b"
)
_LABELLED: Final = re.compile(r"^[\s•*]*(?P<name>[A-Z][a-z]+[\w-]*)\s+(?:patients|women|men)\s*:")
_EARLIER: Final = re.compile(r"\b(?:prior|previous)\s+(?:treatment|therapy|\w*AI|\w+)\b", re.I)
_WHEN: Final = re.compile(
    rf"(?<![\w.,])(?P<time>\d+(?:[.,]\d+)?)[\s-]*(?P<unit>{UNIT})", re.IGNORECASE
)
_LEAD: Final = re.compile(r"^\W*(?:compared\s+(?:with|to)|versus|relative\s+to)\s+", re.IGNORECASE)
_ENTIRE: Final = {"ITT", "INTENTION TO TREAT"}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An endpoint where it stands in a sentence."""

    name: str
    start: int
    end: int


@dataclass(slots=True)
class Carried:
    """What earlier sentences leave standing for the next ones."""

    endpoint: str = ""
    comparator: str = ""
    subject: str = ""
    population: str = ""
    paragraph: int = -1
    lead_population: str = ""
    about: str = ""


@dataclass(slots=True)
class Scene:
    """One sentence with everything named in it."""

    sentence: Sentence
    arms: Arms
    carried: Carried
    endpoints: list[Endpoint]
    mentions: list[ArmMention]
    numbers: list[Number]
    sizes: list[Size]

    @property
    def text(self) -> str:
        """The sentence."""
        return self.sentence.text

    def endpoint_at(self, at: int) -> str:
        """Return the endpoint a number at this place is about."""
        before = [one for one in self.endpoints if one.end <= at]
        if before:
            return before[-1].name
        after = [one for one in self.endpoints if at < one.start < at + 60]
        if after and re.search(r"\b(?:for|in|of)\b", self.text[at : after[0].start]):
            return after[0].name
        risk = re.search(r"\bfor\s+(?P<what>death|progression|recurrence|relapse)", self.text)
        if risk:
            return {"death": "OS", "progression": "PFS"}.get(risk["what"].lower(), "RFS")
        return self.carried.endpoint

    def arms_before(self, at: int) -> list[str]:
        """Return the distinct arms named before this place, the subject first."""
        named = [one for one in self.mentions if one.end <= at]
        main = [one for one in named if one.is_main] or named
        order = list(dict.fromkeys(one.name for one in main))
        if len(order) == 1:
            order = list(dict.fromkeys(one.name for one in named))
            order = order if len(order) == 2 else [main[0].name]
        if len(order) >= 2 and _LEAD.match(self.text):
            return order[1:] + order[:1]
        return order

    def known_order(self) -> list[str]:
        """Return the arms of the whole text, the reference last."""
        carried = [name for name in (self.carried.subject, self.carried.comparator) if name]
        if len(carried) == 2:
            return carried
        main = self.arms.main[:2] if len(self.arms.main) == 2 else []
        if main and self.arms.reference == main[0]:
            return main[::-1]
        return main

    def population_at(self, at: int) -> str:
        """Return the population a number at this place is about, "" for everyone."""
        label = _LABELLED.match(self.text)
        if label:
            return label["name"].lower()
        sets = [match for match in _SET.finditer(self.text) if match.start() <= at]
        if sets:
            name = re.sub(r"[\s-]+", " ", sets[-1]["set"]).strip()
            return "" if name.upper() in _ENTIRE else name.lower().replace(" ", "-")
        if self.carried.population:
            return self.carried.population
        subgroup = [m for m in _SUBGROUP.finditer(self.text) if m.start() <= at]
        if subgroup:
            return str(subgroup[-1]["name"])
        return self.study_at(at) or self.carried.lead_population

    def study_at(self, at: int) -> str:
        """Return the other study a number comes from, "" for this one."""
        if _OURS.match(self.text[at:].lstrip("%0123456789. ")):
            return ""
        since = max((one.end for one in self.numbers if one.end <= at), default=0)
        study = _STUDY.search(self.text, at, at + 60) or _STUDY.search(self.text, since, at)
        if study:
            return str(study["name"])
        cited = _CITED.search(self.text)
        return f"ref. {cited[1]}" if cited else ""

    def is_ours(self, end: int) -> bool:
        """Whether the words after a number say it is from this study."""
        return bool(_OURS.match(self.text[end:]))

    def about_earlier_treatment(self, at: int) -> bool:
        """Whether the number speaks of a treatment before this one."""
        return bool(_EARLIER.search(self.text[:at])) and not _CITED.search(self.text)

    def time_for(self, at: int) -> tuple[str, str]:
        """Return the time a survival percentage belongs to."""
        before = [
            match
            for match in _WHEN.finditer(self.text, 0, at)
            if not re.search(
                r"follow|median", self.text[max(0, match.start() - 30) : match.start()]
            )
        ]
        if before:
            return printed(before[-1]["time"]), unit_name(before[-1]["unit"])
        after = re.search(
            rf"\b(?:at|nach|à|a)\s+(?P<time>\d+(?:[.,]\d+)?)[\s-]*(?P<unit>{UNIT})",
            self.text[at:],
            re.IGNORECASE,
        )
        if after is None:
            return "", ""
        return printed(after["time"]), unit_name(after["unit"])


def make_scene(sentence: Sentence, arms: Arms, carried: Carried) -> Scene:
    """Find everything named in a sentence."""
    text = sentence.text
    if sentence.paragraph != carried.paragraph:
        carried.lead_population = ""
    endpoints = [
        Endpoint(endpoint_of(match), match.start(), match.end())
        for match in ENDPOINT.finditer(text)
    ]
    mentions = arms.mentions(text)
    found = [
        number
        for number in numbers(text)
        if not any(one.start <= number.start < one.end for one in mentions)
    ]
    return Scene(
        sentence=sentence,
        arms=arms,
        carried=carried,
        endpoints=_spelt_once(endpoints, text),
        mentions=mentions,
        numbers=found,
        sizes=sizes(text),
    )


def _spelt_once(endpoints: list[Endpoint], text: str) -> list[Endpoint]:
    """Take "progression-free survival (PFS)" as one endpoint; drop a bare "survival"."""
    kept: list[Endpoint] = []
    for one in endpoints:
        if kept and one.start - kept[-1].end <= 2 and "(" in text[kept[-1].end : one.start]:
            kept[-1] = Endpoint(one.name, kept[-1].start, one.end)
        elif one.name != "survival" or len({e.name for e in endpoints}) == 1:
            kept.append(one)
    return kept


def carry(scene: Scene) -> None:
    """Leave standing what the next sentences may lean on."""
    carried, sentence = scene.carried, scene.sentence
    if _LED.match(scene.text):
        carried.lead_population = scene.population_at(_SET_REACH)
    if sentence.is_heading:
        about = {one.name for one in scene.endpoints}
        carried.endpoint = about.pop() if len(about) == 1 else ""
        carried.subject = carried.comparator = carried.population = ""
    elif scene.endpoints and scene.numbers:
        carried.endpoint = scene.endpoints[-1].name
    label = _LABELLED.match(scene.text)
    if label:
        carried.population = label["name"].lower()
    if sentence.text.endswith(":") and re.search(VERSUS, sentence.text, re.IGNORECASE):
        lead = _LEAD.match(sentence.text)
        names = [one.name for one in scene.mentions]
        if lead and names:
            carried.comparator = names[0]
            carried.subject = names[1] if len(names) > 1 else ""
