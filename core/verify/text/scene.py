"""What a sentence is about: endpoints, arms and population named in it or carried along."""

import re
from dataclasses import dataclass
from typing import Final

from ..claims import ClaimKind
from .lexicon import RATIO
from .named import ArmMention, Arms
from .number import Number, Size
from .outcomes import clause_at, event_before, opening_bracket, outcomes_in, risk_in
from .people import (
    ALL_OF_THEM,
    analysis_set,
    beside,
    group_before,
    is_everyone,
    is_whole_trial,
    labelled,
)
from .plain import Sentence

_CITED: Final = re.compile(r"(?<!\d\s)\[(\d{1,3})(?:[,-]\s*\d{1,3})*\]")
_STUDY: Final = re.compile(r"\bin\s+(?:the\s+)?(?P<name>[A-Z][\w-]*(?:\s\d)?)\s+(?:trial|study)\b")
_OURS: Final = re.compile(r"^\s*(?:months\s+)?in\s+(?:ours|our\s+(?:study|trial))\b", re.IGNORECASE)
_EARLIER: Final = re.compile(r"\b(?:prior|previous)\s+(?:treatment|therapy|\w*AI|\w+)\b", re.I)
LEAD: Final = re.compile(
    r"^\W*(?:(?:in\s+comparison|compared)\s+(?:with|to)|versus|relative\s+to|par\s+rapport\s+au?|frente\s+al?|respecto\s+al?|gegenüber|im\s+Vergleich\s+zu[mr]?|verglichen\s+mit|comparé(?:e?s)?\s+(?:aux?|à)"
    r"|(?:en\s+comparación|comparad[oa])\s+con)\s+",
    re.IGNORECASE,
)
_BRACKET: Final = re.compile(r"\s*[(\[](?:[^()\[\]]|[(\[][^()\[\]]*[)\]])*[)\]]")
ADJUSTED: Final = re.compile(
    r"\baHR|(?<!un)(?<!un-)\badjust(?:ed|ment|ing)|multivaria|ajust(?:é|ad)|adjustiert|調整",
    re.IGNORECASE,
)
_WITH_ARM: Final = re.compile(r"\s*(?:with|for|on)\s+(?:the\s+)?")
_PAIR: Final = 2
_THOSE: Final = re.compile(r"[\s)\]]*(?:in|among|for|of)\s+those\b")
_WAS: Final = re.compile(r"[\w-]+(?:\s+(?:rates?|events?))?\s+(?:also\s+)?(?:was|were)\s")
# Values that are of what the values before them were of.
CORRESPONDING: Final = re.compile(
    r"\b(?:corresponding|respective)\b|\bfigures\b|entsprechend|\b(?:at\s+the\s+)?same\s+time\b|\bthat\s+time\b",
    re.IGNORECASE,
)
_COUNTED_IN: Final = re.compile(r"\b(?:occurred|reported|observed|in|with)\b[^.]{0,20}\d")


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
    pair: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    is_adjusted: bool = False
    is_caption: bool = False
    time: tuple[str, str] = ("", "")
    times: tuple[tuple[str, str], ...] = ()
    horizon: tuple[str, str] = ("", "")
    kind: ClaimKind | None = None


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
        own = risk_in(self.text[at : at + 60]) if re.match(RATIO, self.text[at:], re.I) else ""
        others = {one.name for one in self.endpoints if one.end <= at} - {"OS"}
        opened = opening_bracket(self.text, at)
        named = event_before(self.text, opened) if opened else ""
        if named and not any(opened < one.start < at for one in self.endpoints):
            return named
        before = self._endpoints_open_at(at)
        is_new = own == "RFS" and not before and not self.carried.endpoint
        if own and (is_new or (own != "RFS" and (own == "OS" or not others))):
            return own
        if before:
            since = max(before[-1].end, clause_at(self.text, at)[0])
            return self._befell(since, at) or before[-1].name
        if len({one.name for one in self.endpoints}) == 1 and not self.carried.endpoint:
            return self.endpoints[0].name
        after = [one for one in self.endpoints if at < one.start < at + 60]
        if after and re.search(r"\b(?:for|in|of)\b", self.text[at : after[0].start]):
            return after[0].name
        return self._outcome_at(at) or self.carried.endpoint

    def _befell(self, since: int, at: int) -> str:
        """Return the event that is the subject of the words before a place: "mortality was"."""
        told = [
            name
            for place, name in sorted(outcomes_in(self.text))
            if since <= place < at and _WAS.match(self.text, place)
        ]
        return told[-1] if told else ""

    def _endpoints_open_at(self, at: int) -> list[Endpoint]:
        """Return the endpoints before a place, those in brackets closed since only if alone."""
        before = [one for one in self.endpoints if one.end <= at]
        opened = opening_bracket(self.text, at)
        free = [
            one
            for one in before
            if not opening_bracket(self.text, one.start)
            or opening_bracket(self.text, one.start) == opened
        ]
        return free or before

    def _outcome_at(self, at: int) -> str:
        """Return the event a number with no endpoint before it is about, "" for none."""
        found = sorted(outcomes_in(self.text))
        is_ratio = any(one.start == at and one.kind == "ratio" for one in self.numbers)
        if is_ratio or re.match(rf"{RATIO}|P\b", self.text[at:], re.IGNORECASE):
            since = clause_at(self.text, at)[0]
            named = [name for place, name in found if place < at]
            named = [name for place, name in found if since <= place < at] or named
            if named and named[-1] != "RFS":
                return named[-1]
        risk = risk_in(self.text)
        if risk:
            return risk
        happened = [
            name
            for place, name in found
            if place < at and _COUNTED_IN.search(self.text[place : place + 60])
        ]
        return happened[0] if happened else ""

    def arms_before(self, at: int) -> list[str]:
        """Return the distinct arms named before this place, the subject first."""
        ratios = [one for one in self.numbers if one.kind == "ratio"]
        named = [
            one
            for one in self.mentions
            if one.end <= at and not any(r.start < one.start < r.end for r in ratios)
        ]
        main = [one for one in named if one.is_main] or named
        order = list(dict.fromkeys(one.name for one in main))
        if len(order) == 1:
            order = list(dict.fromkeys(one.name for one in named))
            order = order if len(order) == 2 else [main[0].name]
        if order and LEAD.match(self.text):
            others = self.known_order() if len(order) == 1 else []
            return [*(order[1:] or [name for name in others if name != order[0]]), order[0]]
        return order

    def known_order(self) -> list[str]:
        """Return the arms of the whole text, the reference last."""
        carried = [name for name in (self.carried.subject, self.carried.comparator) if name]
        if len(carried) == 2:
            return carried
        last = list(self.carried.pair)
        return self.arms.order() or (last if len(last) == 2 else [])

    def last_order(self, how_many: int) -> list[str]:
        """Return the arms as the last values were listed, else named, else as the text does."""
        carried = [name for name in (self.carried.subject, self.carried.comparator) if name]
        if how_many > _PAIR and len(self.arms.main) == how_many:
            return sorted(self.arms.main, key=lambda name: self.arms.places.get(name, 0))
        lists = () if carried else (self.carried.listed, self.carried.pair)
        return next((list(one) for one in lists if len(one) == how_many), self.known_order())

    def population_at(self, at: int) -> str:
        """Return the population a number at this place is about, "" for everyone."""
        end = next((one.end for one in self.numbers if one.start == at), at)
        own = labelled(self.text) or beside(self.text[:at], self.text[end:], self._arm_words)
        if is_everyone(self.text[end:]):
            return ""
        arm = next((one for one in self.mentions if one.start >= end), None)
        if not own and arm and _WITH_ARM.fullmatch(self.text, end, arm.start):
            own = beside("", self.text[arm.end :], self._arm_words)
        opened = opening_bracket(self.text, at)
        before = self.text[:opened].rstrip() if opened else ""
        if any(before.endswith(m.group()) for m in ALL_OF_THEM.finditer(before)):
            return ""
        if not own and opened:  # what stands before a bracket holds for all in it
            own = beside(self.text[: opened + 1], "", self._arm_words)
        own = own or self._of_those(at, end, opened)
        if own:
            return own
        named = analysis_set(self.text, at)
        if named is not None:
            return named
        return (
            self.carried.population
            or group_before(self.text, at, self._arm_words)
            or self.study_at(at)
            or self.carried.lead_population
        )

    def _of_those(self, at: int, end: int, opened: int) -> str:
        """Return the patients said at the value before "those": "81% in fit patients on A"."""
        before = [one for one in self.numbers if one.end <= at and one.kind in ("percent", "time")]
        goes_on = before and (
            _THOSE.match(self.text, end) or (opened and _THOSE.match(self.text, before[-1].end))
        )
        return self.population_at(before[-1].start) if goes_on else ""

    def population_after(self, number: Number) -> str | None:
        """Return the patients said right behind a number, "" for all, None where none are."""
        after = self.text[number.end :]
        if is_everyone(after):
            return ""
        own = beside("", after, self._arm_words)
        bracket = _BRACKET.match(after)
        if own or bracket is None:
            return own or None
        late = beside("", after[bracket.end() :], self._arm_words)
        return None if is_whole_trial(late) else late or None

    @property
    def _arm_words(self) -> set[str]:
        main = {way for way, name in self.arms.names.items() if name in self.arms.main}
        return main if len(self.arms.main) > 1 else set(self.arms.names)

    def study_at(self, at: int) -> str:
        """Return the other study a number comes from, "" for this one."""
        if _OURS.match(self.text[at:].lstrip("%0123456789. ")):
            return ""
        since = max((one.end for one in self.numbers if one.end <= at), default=0)
        study = _STUDY.search(self.text, at, at + 60) or _STUDY.search(self.text, since, at)
        if study:
            return str(study["name"])
        cited = _CITED.search(self.text)
        is_interval = cited and any(one.start <= cited.start() < one.end for one in self.numbers)
        return f"ref. {cited[1]}" if cited and not is_interval else ""

    def is_ours(self, end: int) -> bool:
        """Whether the words after a number say it is from this study."""
        return bool(_OURS.match(self.text[end:]))

    def about_earlier_treatment(self, at: int) -> bool:
        """Whether the number speaks of a treatment before this one."""
        return bool(_EARLIER.search(self.text[:at])) and not _CITED.search(self.text)


def led(text: str) -> bool:
    """Whether a sentence begins with what it compares to: "Compared with A, ..."."""
    return bool(LEAD.match(text))
