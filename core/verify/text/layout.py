"""What a printed page puts between the words: line numbers, footnote marks, a second column."""

import re
from collections.abc import Iterator
from typing import Final

LIGATURES: Final = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_NUMBERED: Final = re.compile(r"^[ \t]{0,6}(?P<number>\d{1,4})(?P<gap>[ \t]+(?=\S)|[ \t]*$)", re.M)
_BLANK: Final = re.compile(r"(?<= {120}) +")  # no column is wider; more only takes time
_FEWEST_NUMBERED: Final = 3
_MARKS: Final = (
    re.compile(r"(?<=[\d%)\]])(?P<mark>[*†‡§¶#‖]{1,3})"),
    re.compile(r"(?<=[a-z%)\].,;])(?<![\W_]m)(?<![ck]m)(?P<mark>[⁰¹²³⁴-⁹]+)"),
    re.compile(r"\b(?:months|weeks|years|days|patients|group|arm)(?P<mark>\d{1,2}(?:,\d{1,2})*)\b"),
    re.compile(r"(?<![\d.])\d*\.\d{1,4}(?P<mark>[abcef])(?=[\s;,.)\]]|$)"),
)
# "l6.9", "O.61", "O7": letters that a reader of pictures takes for digits
_SLIPS: Final = (
    (re.compile(r"(?<![A-Za-z0-9])[lI](?=\d+(?:[.·,]\d+)?(?![A-Za-z0-9]))"), "1"),
    (re.compile(r"(?<=\d)[lI](?=[\d.·](?:\d|\s|$))"), "1"),
    (re.compile(r"(?<![A-Za-z0-9])O(?=[.·]\d)"), "0"),
    (re.compile(r"(?<=[.·]\d)O(?=\d)|(?<=[.·])O(?=\d)"), "0"),
)
_COLUMN_GAP: Final = re.compile(r"(?<=\S)[ ]{3,}(?=\S)")
_WORD: Final = re.compile(r"[^\W\d_]{2,}")
_FEWEST_LINES: Final = 3
_FEWEST_WORDS: Final = 3


def page_marks(text: str) -> set[int]:
    """Return the places of line numbers, of footnote marks and of blanks beyond any column."""
    places: set[int] = set()
    for pattern in _MARKS:
        for match in pattern.finditer(text):
            places.update(range(*match.span("mark")))
    for match in _BLANK.finditer(text):
        places.update(range(*match.span()))
    for start, end in _line_numbers(text):
        places.update(range(start, end))
    return places


def _line_numbers(text: str) -> Iterator[tuple[int, int]]:
    """Yield the numbers that count the lines: three lines or more, each one more."""
    run: list[re.Match[str]] = []
    for match in [*_NUMBERED.finditer(text), None]:
        follows = match and run and int(match["number"]) == int(run[-1]["number"]) + 1
        if follows and match and "\n" not in text[run[-1].end() : match.start()].strip():
            run.append(match)
            continue
        if len(run) >= _FEWEST_NUMBERED:
            yield from ((one.start(), one.end()) for one in run)
        run = [match] if match else []


def misread_digits(text: str) -> dict[int, str]:
    """Return the places of letters that stand where only a digit can, and that digit."""
    return {match.start(): digit for pattern, digit in _SLIPS for match in pattern.finditer(text)}


def reading_order(text: str) -> list[int] | None:
    """Return the places of the characters column by column where two columns are mixed.

    None where the text reads line by line. Columns are three lines or more
    of words on both sides of one wide gap at one place.
    """
    lines = [*_lines(text)]
    order: list[int] = []
    is_mixed = False
    index = 0
    while index < len(lines):
        block = _two_columns(text, lines[index:])
        if block:
            is_mixed = True
            for left, _ in block:
                order += [*range(*left), left[1]]
            for _, right in block:
                order += [*range(*right), right[1]]
            order[-1:] = [lines[index + len(block) - 1][1]]
            index += len(block)
        else:
            start, end = lines[index]
            order += range(start, min(end + 1, len(text)))
            index += 1
    return [at for at in order if at < len(text)] if is_mixed else None


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.split("\n"):
        yield start, start + len(line)
        start += len(line) + 1


def _two_columns(
    text: str, lines: list[tuple[int, int]]
) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Return the halves of the lines that begin a stretch set in two columns, [] for none."""
    halves: list[tuple[tuple[int, int], tuple[int, int]]] = []
    column = -1
    for start, end in lines:
        gaps = [*_COLUMN_GAP.finditer(text, start, end)]
        if len(gaps) != 1 or "\t" in text[start:end] or "|" in text[start:end]:
            break
        place = gaps[0].end() - start
        if column >= 0 and abs(place - column) > 1:
            break
        column = place
        halves.append(((start, gaps[0].start()), (gaps[0].end(), end)))
    is_prose = all(
        sum(len(_WORD.findall(text[slice(*pair[side])])) >= _FEWEST_WORDS for pair in halves)
        >= 0.6 * len(halves)
        for side in (0, 1)
    )
    return halves if len(halves) >= _FEWEST_LINES and is_prose else []
