"""Pasted text made plain, every character still knowing where it came from, cut into sentences."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ...numbers import plain_characters
from .layout import LIGATURES, misread_digits, page_marks, reading_order

# Words whose hyphen at the end of a line belongs to them.
_HYPHENATED: Final = re.compile(
    r"\b(?:treatment|intention|non|well|long|high|low|follow|progression|disease|event|relapse|"
    r"recurrence|metastasis|double|open|placebo|one|two|log|hazard|age|dose|time|\d+|"
    r"premenopausal|hormone|estrogen|receptor|ligand|life|first|second|third|third-line)$",
    re.IGNORECASE,
)
_KEPT: Final = (
    frozenset(map(chr, range(32, 39)))
    | frozenset(map(chr, range(40, 96)))
    | {*"abcdefghijklmnopqrstuvwxyz{|}~\n\t"}
)
_ODD: Final = re.compile(rf"[^{re.escape(''.join(sorted(_KEPT)))}]")
_WIDE: Final = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5E)} | {
    "〔": "[",
    "〕": "]",
    "∼": "~",
    **LIGATURES,
}
_WITH: Final = re.compile(r"(?<![\w/])w(?P<stroke>/)(?P<out>o)?(?=[\s.,;)])")
_BLANKS: Final = str.maketrans("\n\t", "  ")
_BREAK: Final = re.compile(r"(?<=[A-Za-zà-ÿﬀ-ﬄ0-9])-[ \t]*\n\s*(?=[a-zà-ÿﬀ-ﬄ])")
_FRACTION_BREAK: Final = re.compile(r"(?<=[0-9]/)[ \t]*\n[ \t]*(?=[0-9])")
_THOUSANDS: Final = re.compile(
    r"(?<![\d.,])\d{1,3}(?P<space>[\u2009\u202f\u00a0](?=\d{3}(?!\d))|[ ](?=\d{3}\s[(\[]\d)"
    r"|(?<!\d )(?<![A-Za-z] \d)(?<!\d \d\d)(?<!\d \d{3})[ ]"
    r"(?=\d{3} (?:received|were|was|had|in|of|on|with|did|underwent)\b)"
    r"|[ ](?=\d{3}\s+(?:[a-z-]+\s+){0,2}(?:patients|participants|veterans|women|men|people"
    r"|adults|Patient|patientes|pacientes))"
    r"|[ ](?<=[nN]=\d\d[ ])(?=\d{3}\))|[ ](?<=[nN]=\d[ ])(?=\d{3}\))"
    r"|[ ](?<=[nN]=\d{3}[ ])(?=\d{3}\)))"
)
_DOTTED: Final = re.compile(  # "1.240 pacientes"
    r"(?<![\d.,])\d{1,3}(?P<dot>\.)(?=\d{3}\s+(?:pacientes|Patient|Frauen|Männer|mujeres|hombres|malades|sujetos|Teilnehm))"
)
_PARAGRAPH: Final = re.compile(r"\n[ \t]*\n+[ \t]*(?=(\S))|\n[ \t]*(?=([•●▪‣*] ))")
# Words that make even a few of them with numbers a report and no row of a table.
_SAYS: Final = re.compile(r"\b(?:HR|hazard|median\s+[\d.]|P\s*[=<])", re.IGNORECASE)
_LONGEST: Final = 2000  # characters of a sentence; more takes time and says nothing
_BULLET: Final = re.compile(r"^\s*[•●▪‣–*]\s+")
_END: Final = re.compile(
    r"(?<=[.!?;])\s+(?=[A-ZÀ-ÖØ-Þ\"“(\[•])|(?<=[。！？])|(?<=[ぁ-ん]\.)(?=[ぁ-ヿ一-龥\d])|(?<=[.!?])(?=[A-Z][a-z])"
    r"|(?<=[a-zà-ÿ]{3}\.)\s+(?=\d)|(?<=[)\]%]\.)\s+(?=\d)"
)
_ABBREVIATED: Final = re.compile(
    r"(?:\bvs|\bal|\bFigs?|\be\.g|\bi\.e|\bNo|\bapprox|\bcf|\bca|\bDr|\bProf|\bSt|\bTab|\bRef"
    r"|\bbzw|\bz\.B|\bInc|\bLtd|^\s*Fig(?:ure)?\.?\s*\d+\w?)\.$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence in plain characters.

    Attributes
    ----------
    text : str
    start : int
        Its first character in the plain text.
    paragraph : int
        Sentences of one paragraph share a number.
    is_bullet, is_heading, is_row : bool
        A list item, a line that only names what follows, a row of a table.
    """

    text: str
    start: int
    paragraph: int
    is_bullet: bool = False
    is_heading: bool = False
    is_row: bool = False


@dataclass(frozen=True, slots=True)
class PlainText:
    """A text with plain spaces, dashes and digits; ``origin`` leads back to the original."""

    text: str
    origin: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where this stretch stands in the original, past-last end."""
        if not self.origin or start >= end:
            return 0, 0
        first, last = self.origin[start], self.origin[end - 1]
        return min(first, last), max(first, last) + 1


def make_plain(text: str) -> PlainText:
    """Return the text with words broken over lines joined and odd characters replaced."""
    order = reading_order(text)
    if order is not None:
        text = "".join(text[at] for at in order)
    dropped = _dropped(text)
    slips = misread_digits(text) | _spelt_out(text)
    chars: list[str] = []
    origin: list[int] = []
    odd = {match.start() for match in _ODD.finditer(text)} | dropped | slips.keys()
    at = 0
    for index in (*sorted(odd), len(text)):
        chars.append(text[at:index])
        origin.extend(range(at, index))
        at = index + 1
        if index in dropped or index == len(text):
            continue
        char = slips.get(index, text[index])
        is_plain = char in _KEPT or len(char) > 1
        plain = char if is_plain else plain_characters(_WIDE.get(char, char))
        chars.append(plain)
        origin.extend([index] * len(plain))
    if order is not None:
        origin = [order[index] for index in origin]
    return PlainText("".join(chars), tuple(origin))


def _spelt_out(text: str) -> dict[int, str]:
    """Return what the strokes of "w/" and "w/o" stand for."""
    places: dict[int, str] = {}
    for match in _WITH.finditer(text):
        places[match.start("stroke")] = "ith"
        if match["out"]:
            places[match.start("out")] = "out"
    return places


def _dropped(text: str) -> set[int]:
    """Return the characters to drop: marks of the page, line breaks inside a word."""
    dropped = page_marks(text)
    for match in _BREAK.finditer(text):
        start = match.start()
        word = text[max(0, start - 24) : start]
        first = start + 1 if _HYPHENATED.search(word) else start
        dropped.update(range(first, match.end()))
    for match in _THOUSANDS.finditer(text):
        dropped.add(match.start("space"))
    for match in _DOTTED.finditer(text):
        dropped.add(match.start("dot"))
    for match in _FRACTION_BREAK.finditer(text):
        dropped.update(range(match.start(), match.end()))
    return dropped


def without(plain: PlainText, taken: list[tuple[int, int]]) -> PlainText:
    """Return the text with these stretches blank, each the end of a paragraph."""
    text = plain.text
    for start, end in taken:
        text = text[:start] + "\n" * (end - start) + text[end:]
    return PlainText(text, plain.origin)


def sentences(plain: PlainText) -> tuple[Sentence, ...]:
    """Cut a plain text into sentences, headings, list items and table rows."""
    found: list[Sentence] = []
    for number, (start, end) in enumerate(_paragraphs(plain.text)):
        found.extend(_cut(plain.text, start, end, number))
    return tuple(found)


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Yield paragraphs; one that goes on in lower case was only broken by the page."""
    start = 0
    for match in _PARAGRAPH.finditer(text):
        before = text[start : match.start()].rstrip()
        goes_on = match.group(1) is not None and match.group(1).islower()
        if goes_on and before and before[-1] not in ".!?:":
            continue
        if before:
            yield start, match.start()
        start = match.end()
    if text[start:].strip():
        yield start, len(text)


def _cut(text: str, start: int, end: int, number: int) -> Iterator[Sentence]:
    body = text[start:end].translate(_BLANKS)
    bullet = _BULLET.match(body)
    words = re.findall(r"[^\W\d_]{2,}", body)
    ends = body.rstrip()[-1:] in (".", "!", "?", ":", ";", "。")
    short = len(body) < 90 and not ends and not bullet
    is_row = short and bool(re.search(r"\d", body)) and len(words) < 8 and not _SAYS.search(body)
    is_heading = short and not re.search(r"\d", body) and 0 < len(words) < 14
    at = 0
    for stop in _short_enough(body, [*_stops(body), len(body)]):
        piece = body[at:stop]
        if piece.strip():
            lead = len(piece) - len(piece.lstrip())
            yield Sentence(
                piece.strip(), start + at + lead, number, bool(bullet), is_heading, is_row
            )
        at = stop


def _short_enough(body: str, stops: list[int]) -> Iterator[int]:
    """Yield the ends of sentences, further ones where there is none for very long."""
    at = 0
    for stop in stops:
        while stop - at > _LONGEST:
            at = body.rfind(" ", at + 1, at + _LONGEST) + 1 or at + _LONGEST
            yield at
        at = stop
        yield stop


def _stops(body: str) -> Iterator[int]:
    for match in _END.finditer(body):
        if body[: match.start()].endswith(";"):
            continue
        if not _ABBREVIATED.search(body[: match.start()][-12:]):
            yield match.end()
