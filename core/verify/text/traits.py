"""What a count of patients is about where no endpoint says it: "had visceral metastases"."""

import re
from typing import Final

_WORDS: Final = r"[a-z][a-z-]+(?:\s[a-z][a-z-]+){0,2}"
_WITH: Final = re.compile(rf"(?<!treated )\b(?:with|of)\s+(?P<what>{_WORDS})\s*[(\[]?\s*$")
_VERB: Final = re.compile(
    r"\b(?:(?:had|have|has|with)\s+(?!been)|(?P<verb>withdrew|discontinued|died|progressed|stopped|"
    r"developed|experienced|relapsed|responded)\b|(?:was|were|are|is)\s+)"
    rf"(?P<what>{_WORDS})?",
)
_STOP: Final = re.compile(
    r"\b(?:after|because|such|which|who|due|at|by|in|during|from|before|and|or|as|to|for|of|the|a|an|"
    r"than|with|until)\b.*"
)
_PEOPLE: Final = re.compile(r"^(?:patients?|women|men|cases|arm|group|subjects?)\b")


def trait_of(text: str, start: int, end: int) -> str:
    """Return in a few words of the text what a count at this place counts, "" if unsaid.

    The words right before its bracket, else those of the next verb, else those
    before an earlier bracket of the sentence.
    """
    before = _WITH.search(text[:start])
    if before and not _PEOPLE.match(before["what"]):
        return _short(before["what"])
    for match in _VERB.finditer(text, end):
        what = " ".join(part for part in (match["verb"], match["what"]) if part)
        if _short(what):
            return _short(what)
    for bracket in reversed(list(re.finditer(r"[(\[]", text[:start]))):
        earlier = _WITH.search(text[: bracket.start()])
        if earlier and not _PEOPLE.match(earlier["what"]):
            return _short(earlier["what"])
    return ""


def _short(words: str) -> str:
    return _STOP.sub("", words).strip()
