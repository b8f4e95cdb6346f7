"""Arms' names with patients and events printed behind them: "Placebo (n = 376, 120 events)"."""

import re
from dataclasses import dataclass, field

_COUNT = r"(\d{1,3}(?:[, ]\d{3})+|\d+)"
# Letters and signs as text readers give them.
_SIGN = r"\s*[=:＝]\s*"
_EVENTS = rf"(?:events?{_SIGN}{_COUNT}|{_COUNT}\s+events?)"
_PEOPLE = r"\s+(?:patients|pts\.?|subjects|participants)"
# The n of "region=1" is the end of a word, and the 3 of "Grade 3 patients" is no number of them:
# the letter stands by itself, and a number of people does behind a sign or has three digits.
_SIZE = re.compile(
    rf"(?:[\s,;:]*[(\[（]?\s*(?<![^\W\d_])n{_SIGN}{_COUNT}"
    rf"|\s*[,;:(\[（]\s*{_COUNT}{_PEOPLE}"
    rf"|\s+(?=\d[\d, ]*\d[, ]?\d){_COUNT}{_PEOPLE})"
    rf"(?:\s*[,;:]\s*{_EVENTS})?\s*[)\]）]?\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class SizedName:
    """A name without what is printed behind it; None for what is not printed."""

    name: str
    n: int | None = None
    n_events: int | None = None


def sized_name(text: str) -> SizedName:
    """Return a name as printed taken apart; whole where nothing but a size is printed."""
    found = _SIZE.search(text)
    if found is None or not text[: found.start()].strip():
        return SizedName(text)
    *sizes, event_sign, events = found.groups()
    n = next(filter(None, sizes))
    events = event_sign or events
    return SizedName(text[: found.start()].rstrip(" ,;:"), _count(n), _count(events))


def _count(text: str | None) -> int | None:
    return None if text is None else int(re.sub(r"\D", "", text))


@dataclass(frozen=True, slots=True)
class Sizes:
    """What is printed behind the names of arms, kept while the names go without it."""

    known: dict[str, SizedName] = field(default_factory=dict)

    def taken_off(self, text: str) -> str:
        """Return a name without its size, which is kept; none where the name has two."""
        found = sized_name(text)
        if found.n is not None:
            same = self.known.setdefault(found.name, found) == found
            self.known[found.name] = found if same else SizedName(found.name)
        return found.name

    def of(self, name: str) -> SizedName:
        """Return what was printed behind a name."""
        return self.known.get(name, SizedName(name))
