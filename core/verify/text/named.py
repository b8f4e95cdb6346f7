"""The arms of a text under all their names, and where a stretch of text names them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from .lexicon import DRUG
from .merge import folded, way_of
from .roles import enumerated

_COMBINED: Final = re.compile(
    rf"combination\s+(?:treatment\s+|therapy\s+)?(?:of\s+|with\s+)?(?P<name>{DRUG})"
    rf"(?:,[^,.]*,)?\s+(?:and|plus|with|\+)\s+(?P<other>{DRUG})",
    re.IGNORECASE,
)
# What stands beside a name that is no arm here: earlier treatment, a class of patients.
_EARLIER: Final = re.compile(
    r"\b(?:after|prior|previous|preceding|failed|failure of|following|resistant to|like|such as|"
    r"as an?|as the|anti-)\s*(?:the\s+)?$",
    re.IGNORECASE,
)
# "crossed over from A to B"
_CROSSED: Final = re.compile(
    r"\b(?:cross(?:ed|ing|es)?|switch(?:ed|ing)?)(?:[\s-]?over)?\b[^.;,()\d]{0,40}?\b(?:from|to)\s+(?:the\s+)?$"
    r"|\bcross-?over\s+(?:from|to)\s+(?:the\s+)?(?:[\w-]+\s+to\s+)?$",
    re.IGNORECASE,
)
_CROSSED_REACH: Final = 80
_DASHES: Final = re.compile(r"[\s-]+")
_LETTER_LEAD: Final = re.compile(
    r"(?:\b(?:with|versus|vs\.?|v|and|or|to|than|for|in|receive)|[,;:(])\s*$", re.IGNORECASE
)
_BARE_WITHOUT: Final = re.compile(r"\bwithout(?=\s*(?:[(\[;,.]|$))")
_WITH: Final = re.compile(r"\bwith\s+(?:the\s+)?$")
_ORDINALS: Final = ("former", "latter")
_ORDINAL: Final = re.compile(r"\b[Tt]he\s+(?P<which>former|latter)(?:\s+(?:group|arm))?\b")
_VALUE_AFTER: Final = re.compile(
    r"[%)\]]\s+(?:after|following)\s+(?:the\s+)?$|\b(?:reached|months|weeks|years)\s+(?:after|following)\s+$"
)
_LATER: Final = re.compile(
    r"^[\s-]*(?:failure|resistan\w+|refractory|pre-?treated|sensitive|intoleran\w+|eligible|na[iï]ve|study|trial)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class ArmMention:
    """A name of an arm where it stands; ``is_main`` if the text gives it a size or calls it arm."""

    name: str
    start: int
    end: int
    is_main: bool


@dataclass(slots=True)
class Arms:
    """The arms of a text.

    Attributes
    ----------
    names : dict
        Each way of writing an arm (folded) and the name it goes by.
    main : list of str
        Arms with a size or the word arm, in the order met.
    reference : str
        The arm the text calls the reference, "" where it does not.
    led_by : str
        The arm a text begins a comparison with: "Compared with X, ...".
    places : dict
        Where each arm is named first.
    guessed : set of str
        Arms that only their place beside values tells.
    """

    names: dict[str, str] = field(default_factory=dict)
    main: list[str] = field(default_factory=list)
    reference: str = ""
    led_by: str = ""
    places: dict[str, int] = field(default_factory=dict)
    guessed: set[str] = field(default_factory=set)
    _pattern: "re.Pattern[str] | None" = None

    def mentions(self, text: str) -> list[ArmMention]:
        """Return every arm named in a stretch of text, in order, the longest name first."""
        found = [*self._combined(text)]
        found += [ArmMention(name, start, end, True) for name, start, end in enumerated(text)]
        found += self._ordinals(text)
        if self._pattern is None:
            return found
        for match in self._pattern.finditer(text):
            if any(one.start < match.end() and match.start() < one.end for one in found):
                continue
            before, after = text[max(0, match.start() - 24) : match.start()], text[match.end() :]
            is_earlier = _EARLIER.search(before) and not _VALUE_AFTER.search(before)
            lead = text[max(0, match.start() - _CROSSED_REACH) : match.start()]
            if is_earlier or _LATER.match(after) or _CROSSED.search(lead):
                continue
            if len(match.group()) == 1 and not (
                match.group().isupper() and (_LETTER_LEAD.search(before) or after[:2] == " (")
            ):
                continue
            name = self.names.get(folded(match.group())) or self._dashed(match.group())
            found.append(ArmMention(name, match.start(), match.end(), name in self.main))
        found += self._without(text, found)
        return sorted(found, key=lambda one: one.start)

    def _without(self, text: str, found: list[ArmMention]) -> list[ArmMention]:
        """Return the other arm where "with A" is followed by a bare "without"."""
        bare = []
        for match in _BARE_WITHOUT.finditer(text):
            lead = [one for one in found if one.end <= match.start()]
            own = max(lead, key=lambda one: one.start, default=None)
            if own is None or not _WITH.search(text[: own.start]):
                continue
            others = [name for name in self.order() if name != own.name]
            name = others[0] if len(others) == 1 else f"without {own.name}"
            bare.append(ArmMention(name, match.start(), match.end(), True))
        return bare

    def _dashed(self, written: str) -> str:
        """Return the name of "400 mg" written "400-mg" elsewhere, or the other way round."""
        bare = _DASHES.sub(" ", folded(written))
        ways = self.names.items()
        return next((name for way, name in ways if _DASHES.sub(" ", way) == bare), written)

    def _combined(self, text: str) -> Iterator[ArmMention]:
        for match in _COMBINED.finditer(text):
            name = f"{match['name'].lower()} + {match['other'].lower()}"
            yield ArmMention(name, match.start(), match.end(), True)

    def _ordinals(self, text: str) -> Iterator[ArmMention]:
        """Yield "the former" and "the latter" of two arms."""
        order = self.order() if _ORDINAL.search(text) else []
        for match in _ORDINAL.finditer(text) if len(order) == len(_ORDINALS) else ():
            name = order[_ORDINALS.index(match["which"].lower())]
            yield ArmMention(name, match.start("which"), match.end(), True)

    def order(self) -> list[str]:
        """Return the two arms of a text that has two as it names them, else nothing.

        One that is called the reference, or that a comparison begins with, is last.
        """
        main = self.main
        if len(main) > 2:  # "A" may be short for "A alone"
            main = [name for name in main if f"{name} alone" not in main]
        names = main if len(main) == 2 else list(dict.fromkeys(self.names.values()))
        if len(main) > 2 or len(names) != 2:
            return []
        first, second = sorted(names, key=lambda name: self.places.get(name, 0))
        is_turned = first in (self.reference, self.led_by)
        return [second, first] if is_turned and self.reference != second else [first, second]

    def add(self, written: str, name: str = "", *, main: bool = False) -> None:
        """Enter a way of writing an arm."""
        name = name or tidy(written)
        known = self.names.get(folded(written))
        if known is None:
            self.names[folded(written)] = name
        else:
            name = known
        if main and name not in self.main:
            self.main.append(name)

    def close(self) -> None:
        """Make ready to find mentions."""
        ways = sorted(self.names, key=len, reverse=True)
        if ways:
            joined = "|".join(map(way_of, ways))
            self._pattern = re.compile(
                rf"(?<![A-Za-zÀ-ÿ0-9-])(?:{joined})(?:(?<=群)|(?![A-Za-zÀ-ÿ0-9]))", re.IGNORECASE
            )


def tidy(name: str) -> str:
    """Return a name with single spaces."""
    return re.sub(r"\s+", " ", name.strip())
