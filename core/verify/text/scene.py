"""What a sentence is about: endpoints, arms and population named in it or carried along."""

import re
from dataclasses import dataclass, replace
from typing import Final

from .lexicon import (
    CI_WORD,
    ENDPOINT,
    RATIO,
    UNIT,
    VERSUS,
    endpoint_of,
    led_by,
    printed,
    unit_name,
)
from .mentions import numbers, sizes
from .named import ArmMention, Arms
from .number import Number, Size, interval_after
from .outcomes import clause_at, opening_bracket, outcomes_in, risk_in
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
_LED: Final = re.compile(r"^In\s+the\s+(?:treatment|per|as|safety|pre|post)", re.IGNORECASE)
_SET_REACH: Final = 60
_EARLIER: Final = re.compile(r"\b(?:prior|previous)\s+(?:treatment|therapy|\w*AI|\w+)\b", re.I)
_SPELT_TIMES: Final = {
    word: number
    for words in (
        "one two three four five six seven eight nine ten twelve",
        "ein zwei drei vier fünf sechs sieben acht neun zehn zwölf",
        "un deux trois quatre cinq six sept huit neuf dix douze",
        "un dos tres cuatro cinco seis siete ocho nueve diez doce",
    )
    for word, number in zip(words.split(), (*range(1, 11), 12), strict=True)
}
_WHEN: Final = re.compile(
    rf"(?<![A-Za-z0-9_.])(?<!\d,)(?P<time>\d+(?:[.,]\d+)?|{'|'.join(_SPELT_TIMES)})"
    rf"(?:[\s-]+|(?<=\d))(?P<unit>{UNIT})",
    re.IGNORECASE,
)
_AT_DAY: Final = re.compile(
    r"\b(?:at|by|on|to|through)\s+(?P<unit>day|week|month|year)\s+(?P<time>\d+)(?![\d.%])",
    re.IGNORECASE,
)
_LEAD: Final = re.compile(
    r"^\W*(?:compared\s+(?:with|to)|versus|relative\s+to|par\s+rapport\s+au?|im\s+Vergleich\s+zu[mr]?|verglichen\s+mit|comparé(?:e?s)?\s+(?:aux?|à)"
    r"|(?:en\s+comparación|comparad[oa])\s+con)\s+",
    re.IGNORECASE,
)
_HORIZON: Final = re.compile(
    rf"(?:\b(?:at|to|through|until|over|within)\s+(?:the\s+first\s+)?|\()?(?<![\d.])(?P<time>\d+(?:\.\d+)?)"
    rf"(?:\s|(?P<hyphen>-))(?P<unit>{UNIT})(?(hyphen)\s+(?:restricted|RMST)|)(?<=\w)",
    re.IGNORECASE,
)
_TO_ARM: Final = re.compile(
    r"^\s*(?:of\s+(?:the\s+)?(?:patients|participants|women|men|those)\s+)?(?:with|for|in|among|on|receiving)\s+(?:the\s+)?$"
    r"|^\s*(?:en\s+el|dans\s+le|im|in\s+der|con|avec|sous|unter|mit)\s+(?:(?:grupo|brazo|groupe|bras)\s+)?(?:de\s+|du\s+)?(?:l[ea]\s+|el\s+)?$",
    re.IGNORECASE,
)
_BRACKET: Final = re.compile(r"\s*[(\[](?:[^()\[\]]|[(\[][^()\[\]]*[)\]])*[)\]]")
_ARM_WORD: Final = re.compile(r"(?:\s*|-)(?:arm|group|gruppe)?", re.IGNORECASE)
_TIME_LIST: Final = re.compile(
    rf"(?P<times>(?:\d+|{'|'.join(_SPELT_TIMES)})(?:\.\d+)?(?:\s*-\s*(?:year|month|week|day|yr|mo)s?)?(?:\s*-)?(?:\s*,\s*\d+(?:\.\d+)?(?:\s*-)?)*\s*,?\s*(?:and|&|und|et|y)\s+"
    rf"\d+(?:\.\d+)?)[\s-]*(?P<unit>{UNIT})",
    re.IGNORECASE,
)
_SPELT_OR_DIGITS: Final = re.compile(
    rf"\d+(?:\.\d+)?|\b(?:{'|'.join(_SPELT_TIMES)})\b", re.IGNORECASE
)
ADJUSTED: Final = re.compile(
    r"\baHR|(?<!un)(?<!un-)\badjust(?:ed|ment|ing)|multivaria|ajust(?:é|ad)|adjustiert|調整",
    re.IGNORECASE,
)
_CAPTION: Final = re.compile(
    r"^\W*(?:Supplementary\s+)?(?:Fig(?:ur[ea])?|Tab(?:le|elle|leau|la)?|Abb(?:ildung)?|Panel)\b|\bshows\b|\bshown\b",
    re.IGNORECASE,
)
_CAPTION_HEAD: Final = re.compile(r"^\W*(?:Supplementary\s+)?(?:Fig|Abb)", re.IGNORECASE)
# With a fraction it is a value more often than the time of one.
_AT_LEAD: Final = re.compile(r"\b(?:at|after|by|nach|à|a\s+los)\s+$", re.IGNORECASE)
# A time that is a value itself: "the figures were 13.9 months and 57%".
_GIVEN: Final = re.compile(r"\b(?:was|were|is|vs\.?|v|versus)\s*$", re.IGNORECASE)
_SPREAD_BRACKET: Final = re.compile(r"[(\[,]\s*(?:IQR|interquartile|range)\b", re.IGNORECASE)
# A stated interval of a time, not of a ratio.
_CI_BRACKET: Final = re.compile(
    rf"(?:{UNIT}|reached)\s*[(\[]\s*(?:\d\d(?:\.\d+)?\s*%\s*)?C[rI]+\b", re.IGNORECASE
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
        before = self._endpoints_open_at(at)
        is_new = own == "RFS" and not before and not self.carried.endpoint
        if own and (is_new or (own != "RFS" and (own == "OS" or not others))):
            return own
        if before:
            return before[-1].name
        if len({one.name for one in self.endpoints}) == 1 and not self.carried.endpoint:
            return self.endpoints[0].name
        after = [one for one in self.endpoints if at < one.start < at + 60]
        if after and re.search(r"\b(?:for|in|of)\b", self.text[at : after[0].start]):
            return after[0].name
        return self._outcome_at(at) or self.carried.endpoint

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
        if order and _LEAD.match(self.text):
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
        lists = () if carried else (self.carried.listed, self.carried.pair)
        return next((list(one) for one in lists if len(one) == how_many), self.known_order())

    def population_at(self, at: int) -> str:
        """Return the population a number at this place is about, "" for everyone."""
        end = next((one.end for one in self.numbers if one.start == at), at)
        own = labelled(self.text) or beside(self.text[:at], self.text[end:], self._arm_words)
        if is_everyone(self.text[end:]):
            return ""
        opened = opening_bracket(self.text, at)
        before = self.text[:opened].rstrip() if opened else ""
        if any(before.endswith(m.group()) for m in ALL_OF_THEM.finditer(before)):
            return ""
        if not own and opened:  # what stands before a bracket holds for all in it
            own = beside(self.text[: opened + 1], "", self._arm_words)
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

    def horizon(self) -> tuple[str, str, tuple[int, int]]:
        """Return the time restricted means go up to, and where it stands."""
        match = _HORIZON.search(self.text)
        if match is None:
            return "", "", (-1, -1)
        return printed(match["time"]), unit_name(match["unit"]), match.span()

    def times_for(self, at: int, how_many: int) -> tuple[tuple[str, str], ...]:
        """Return the times a list of as many percentages is for: "at 2 and 4 years"."""
        for match in reversed(list(_TIME_LIST.finditer(self.text, 0, at))):
            times = _SPELT_OR_DIGITS.findall(match["times"])
            if len(times) == how_many and not _WHEN.search(self.text, match.end(), at):
                return tuple((_digits(time), unit_name(match["unit"])) for time in times)
        return ()

    def time_for(self, at: int) -> tuple[str, str]:
        """Return the time a survival percentage belongs to."""
        before = [
            match
            for match in _WHEN.finditer(self.text, 0, at)
            if not led_by(_GIVEN, self.text, match.start())
            and (
                "." not in match["time"]
                or led_by(_AT_LEAD, self.text, match.start())
                or "-" in match.group()
            )
            and not any(one.start <= match.start() < one.end for one in self.mentions)
            and not re.search(
                r"(?:follow|m[ée]dian|recul|suivi|seguimiento|beobachtung|observation)[^\d,;]*$",
                self.text[: match.start()],
            )
        ]
        if before:
            return _digits(before[-1]["time"]), unit_name(before[-1]["unit"])
        day = list(_AT_DAY.finditer(self.text, 0, at))
        if day:
            return printed(day[-1]["time"]), unit_name(day[-1]["unit"])
        after = re.search(
            rf"\b(?:at|after|nach|à|a)\s+(?:the\s+)?(?P<time>\d+(?:[.,]\d+)?|{'|'.join(_SPELT_TIMES)})[\s-]*(?P<unit>{UNIT})",
            self.text[at:],
            re.IGNORECASE,
        )
        if after is None:
            return "", ""
        return _digits(after["time"]), unit_name(after["unit"])


def _digits(time: str) -> str:
    return str(_SPELT_TIMES.get(time.casefold(), "")) or printed(time)


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
        elif one.name != "survival" or len({e.name for e in endpoints}) == 1:
            kept.append(one)
    return [replace(one, name="OS") if one.name == "survival" else one for one in kept]


def _of_caption(
    kept: list[Endpoint], found: list[Endpoint], carried: Carried, sentence: Sentence
) -> list[Endpoint]:
    """Take a bare "survival" below the head of a caption for the survival the head names."""
    is_bare = {one.name for one in found} == {"survival"}
    if not (is_bare and carried.is_caption and carried.paragraph == sentence.paragraph):
        return kept
    name = carried.endpoint if carried.endpoint.endswith(("FS", "survival")) else "OS"
    return [replace(one, name=name) for one in kept]


def led(text: str) -> bool:
    """Whether a sentence begins with what it compares to: "Compared with A, ..."."""
    return bool(_LEAD.match(text))


def carry(scene: Scene) -> None:
    """Leave standing what the next sentences may lean on."""
    carried, sentence = scene.carried, scene.sentence
    if _LED.match(scene.text):
        carried.lead_population = scene.population_at(_SET_REACH)
    if sentence.is_heading:
        about = {one.name for one in scene.endpoints}
        carried.endpoint = about.pop() if len(about) == 1 else ""
        carried.subject = carried.comparator = carried.population = ""
    elif scene.endpoints and (scene.numbers or scene.sizes or _CAPTION.search(scene.text)):
        carried.endpoint = scene.endpoints[-1].name
    elif not scene.endpoints:
        ratio = next((one for one in reversed(scene.numbers) if one.kind == "ratio"), None)
        named = [name for _, name in outcomes_in(scene.text) if name == "primary outcome"]
        told = scene.endpoint_at(ratio.start) if ratio else "".join(named[:1])
        carried.endpoint = told or carried.endpoint
    is_same = carried.is_caption and carried.paragraph == sentence.paragraph
    carried.is_caption = is_same or bool(_CAPTION_HEAD.match(scene.text))
    carried.is_adjusted = bool(ADJUSTED.search(scene.text))
    if scene.numbers or any(char.isdigit() for char in scene.text):
        order = scene.arms_before(len(scene.text))
        carried.pair = tuple(order) if len(order) >= 2 else carried.pair
    carried.population = labelled(scene.text) or carried.population
    if sentence.text.endswith(":") and re.search(VERSUS, sentence.text, re.IGNORECASE):
        lead = _LEAD.match(sentence.text)
        names = [one.name for one in scene.mentions]
        if lead and names:
            carried.comparator = names[0]
            carried.subject = names[1] if len(names) > 1 else ""
