"""Pasted tables: cells set apart by tabs, bars or wide gaps; arms across or down."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from .claims import Claim, ClaimKind
from .text_arms import Arms
from .text_lexicon import (
    CI_WORD,
    ENDPOINT,
    NOT_REACHED,
    NUMBER,
    RATES,
    RATIO,
    SURVIVAL,
    UNIT,
    count,
    endpoint_of,
    printed,
    unit_name,
)
from .text_plain import PlainText
from .text_scene import outcomes_in

_GAP: Final = re.compile(r"\t|\s*\|\s*|[ ]{2,}")
_RULE: Final = re.compile(r"^[\s|:+=-]*$")
_SIZE: Final = re.compile(rf"\s*[(\[]?\s*[Nn]\s*=\s*(?P<n>{NUMBER})\s*[)\]]?")
_VALUE: Final = re.compile(
    rf"^(?P<operator>[<>≤≥]=?|=)?\s*(?P<value>{NUMBER}|{NOT_REACHED})\s*%?"
    rf"(?:\s*/\s*(?P<n>\d+))?\s*(?:{UNIT})?\s*(?:[(\[]\s*(?P<inner>[^()\[\]]*?)\s*%?\s*[)\]])?[*†‡§a-d]?$",
    re.IGNORECASE,
)
_BOUNDS: Final = re.compile(
    rf"^(?:{NUMBER}\s*%\s*{CI_WORD}[\s:,;]*)?(?P<low>{NUMBER}|{NOT_REACHED}|-)\s*%?(?:\s*(?:-|,|;)\s*|\s+to\s+)"
    rf"(?P<high>{NUMBER}|{NOT_REACHED}|-)$",
    re.IGNORECASE,
)
_LEVEL: Final = re.compile(rf"(?P<level>\d{{2}}(?:\.\d+)?)\s*%\s*-?{CI_WORD}", re.IGNORECASE)
_TIME: Final = re.compile(
    rf"(?<![\d.])(?P<time>\d+(?:\.\d+)?)[\s-]*(?P<unit>{UNIT})", re.IGNORECASE
)
_LABEL_UNIT: Final = re.compile(
    rf"(?:[,(;]|\s[-—]|\bin\b)\s*(?P<unit>{UNIT})(?![\w%])", re.IGNORECASE
)
_P: Final = re.compile(r"^\W*P(?:[\s-]*values?)?\W*$|log[\s-]*rank", re.IGNORECASE)
_EVENTS: Final = re.compile(r"\bevents?\b|\bdeaths?\b|\bdied\b", re.IGNORECASE)
_COUNT: Final = re.compile(
    r"^\W*(?:N|No\.?(?:\s+of\s+patients)?|Patients?|Number(?:\s+of\s+patients)?)\W*$", re.I
)
_ARM_HEAD: Final = re.compile(
    r"^(?:arms?|groups?|treatments?(?:\s+(?:arms?|groups?))?|regimens?|therapy)$", re.I
)
_RESPONSE: Final = re.compile(r"\brespon(?:se|ders)|\bbenefit\b", re.IGNORECASE)
_WHOLE: Final = re.compile(r"^(?:all|overall|total|itt|entire)\b", re.IGNORECASE)
_OTHER: Final = re.compile(
    r"\b(?:subgroup|endpoint|end\s+point|outcome|variable|measure|interaction)\b", re.I
)
_TAIL: Final = re.compile(r"\s*(?:group|arm)\s*$", re.IGNORECASE)
_FEWEST_ROWS: Final = 2


@dataclass(frozen=True, slots=True)
class _Cell:
    """The text of a cell and where it begins in the plain text and in its line."""

    text: str
    start: int
    at: int


@dataclass(frozen=True, slots=True)
class _Measure:
    """What a row or a column holds."""

    kind: ClaimKind
    endpoint: str = ""
    unit: str = ""
    time: str = ""
    time_unit: str = ""
    level: float = 95.0
    arm: str = ""


@dataclass(slots=True)
class _Table:
    """A table while it is read: its columns, and the endpoint of the section."""

    heads: list[_Cell]
    arms: dict[int, str] = field(default_factory=dict)
    measures: dict[int, _Measure] = field(default_factory=dict)
    endpoint: str = ""
    is_down: bool = False

    def column(self, cell: _Cell, index: int, *, is_spaced: bool) -> int:
        """Return the column of a cell: by its count, or by where it stands in its line."""
        if not is_spaced:
            return index
        if not cell.at:
            return 0
        places = range(1, len(self.heads))
        return min(places, key=lambda i: abs(self.heads[i].at - cell.at), default=index)


def read_tables(plain: PlainText, arms: Arms) -> tuple[list[Claim], list[tuple[int, int]]]:
    """Return the claims of every table of a text and the stretches they stand in.

    Spans count the characters of the plain text.
    """
    claims: list[Claim] = []
    taken: list[tuple[int, int]] = []
    for lines in _blocks(plain.text):
        found = [*_read(plain.text, lines, arms)]
        if found:
            claims += found
            taken.append((lines[0][0], lines[-1][1]))
    return claims, taken


def _blocks(text: str) -> Iterator[list[tuple[int, int]]]:
    """Yield stretches of lines that are set in cells."""
    block: list[tuple[int, int]] = []
    is_celled = [bool(_cells(text, *line)[1:]) for line in _lines(text)]
    lines = [*_lines(text)]
    for index, line in enumerate(lines):
        body = text[slice(*line)].strip()
        is_title = bool(body) and len(body) < 60 and any(is_celled[index + 1 : index + 2])
        if is_celled[index] or (block and is_title) or (block and _RULE.match(body) and body):
            block.append(line)
        else:
            if len(block) >= _FEWEST_ROWS:
                yield block
            block = []
    if len(block) >= _FEWEST_ROWS:
        yield block


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.split("\n"):
        yield start, start + len(line)
        start += len(line) + 1


def _cells(text: str, start: int, end: int) -> list[_Cell]:
    line = text[start:end]
    if _RULE.match(line):
        return []
    body = line
    offset = 0
    if line.lstrip().startswith("|"):
        offset = line.index("|") + 1
        body = line[offset:].rstrip().removesuffix("|")
    cells, at = [], 0
    gaps = re.compile(r"\t") if "\t" in line else _GAP
    for gap in [*gaps.finditer(body), None]:
        stop = gap.start() if gap else len(body)
        piece = body[at:stop]
        lead = len(piece) - len(piece.lstrip())
        place = offset + at + lead
        cells.append(_Cell(piece.strip(), start + place, place if piece.strip() else 0))
        at = gap.end() if gap else stop
    while cells and not cells[-1].text:
        cells.pop()
    return cells


def _read(text: str, lines: list[tuple[int, int]], arms: Arms) -> Iterator[Claim]:
    rows = [_cells(text, *line) for line in lines]
    rows = [row for row in rows if row]
    whole = text[lines[0][0] : lines[-1][1]]
    is_spaced = "\t" not in whole and "|" not in whole
    first = next((i for i, row in enumerate(rows) if len(row) > 1), None)
    if first is None:
        return
    table = _Table(rows[first])
    yield from _read_heads(table, arms)
    for row in rows[first + 1 :]:
        yield from _read_row(table, row, arms, is_spaced=is_spaced)


def _read_heads(table: _Table, arms: Arms) -> Iterator[Claim]:
    """Tell arms from measures in the head of a table; yield the sizes printed there."""
    table.is_down = bool(_ARM_HEAD.match(table.heads[0].text))
    for index, head in enumerate(table.heads[1:], 1):
        measure = None if _SIZE.search(head.text) else _measure(head.text, arms)
        if measure is not None:
            named = arms.mentions(head.text)
            arm = named[0].name if named else _arm_in(head.text)
            table.measures[index] = replace(measure, arm=arm)
        elif head.text and not table.is_down and not _OTHER.search(head.text):
            table.arms[index] = _arm_name(head.text, arms)
            yield from _size(head, table.arms[index])


def _size(cell: _Cell, arm: str) -> Iterator[Claim]:
    size = _SIZE.search(cell.text)
    if size and arm:
        start = cell.start + size.start("n")
        span = (start, start + len(size["n"]))
        yield Claim(ClaimKind.N, arm=arm, n=count(size["n"]), span=span, sentence=cell.text)


def _arm_in(head: str) -> str:
    """Return what stands behind the comma of "Events/patients, placebo"."""
    _, comma, name = head.rpartition(",")
    return _TAIL.sub("", name).strip() if comma and not re.search(r"\d|%|CI", name) else ""


def _arm_name(head: str, arms: Arms) -> str:
    bare = _TAIL.sub("", _SIZE.sub("", head).strip(" ,;:")).strip()
    named = arms.mentions(bare)
    if len(named) == 1 and named[0].end - named[0].start == len(bare):
        return named[0].name
    return bare


def _measure(label: str, arms: Arms, endpoint: str = "") -> _Measure | None:
    """Return what a label says its numbers are, None where it says nothing known."""
    match = ENDPOINT.search(label)
    name = endpoint_of(match) if match else ""
    name = "OS" if name == "survival" else name
    name = name or endpoint
    level = _LEVEL.search(label)
    rest = {"endpoint": name, "level": float(level["level"]) if level else 95.0}
    if re.search(RATIO, label, re.IGNORECASE):
        return _Measure(ClaimKind.HAZARD_RATIO, **rest)  # type: ignore[arg-type]
    if _P.search(label):
        return _Measure(ClaimKind.P_VALUE, endpoint=name)
    if _COUNT.match(label):
        return _Measure(ClaimKind.N)
    if _EVENTS.search(label):
        happened = [outcome for _, outcome in outcomes_in(label)]
        return _Measure(ClaimKind.EVENTS, endpoint=happened[0] if happened else name)
    return _survival(label, name, rest)


def _survival(label: str, name: str, rest: dict[str, object]) -> _Measure | None:
    time, unit = _TIME.search(label), _LABEL_UNIT.search(label)
    is_share = "%" in re.sub(rf"{NUMBER}\s*%\s*-?{CI_WORD}", "", label) or "rate" in label.lower()
    if name in RATES or _RESPONSE.search(label):
        return _Measure(ClaimKind.RESPONSE, endpoint=name if name in RATES else "ORR")
    if time and (is_share or name in SURVIVAL) and "median" not in label.lower():
        when = {"time": printed(time["time"]), "time_unit": unit_name(time["unit"])}
        return _Measure(ClaimKind.LANDMARK, **rest, **when)  # type: ignore[arg-type]
    if unit and (name in SURVIVAL or "median" in label.lower()):
        return _Measure(ClaimKind.MEDIAN, unit=unit_name(unit["unit"]), **rest)  # type: ignore[arg-type]
    if "median" in label.lower() and name in SURVIVAL:
        return _Measure(ClaimKind.MEDIAN, **rest)  # type: ignore[arg-type]
    return None


def _read_row(table: _Table, row: list[_Cell], arms: Arms, *, is_spaced: bool) -> Iterator[Claim]:
    label, cells = row[0], row[1:]
    if not cells:
        match = ENDPOINT.search(label.text)
        table.endpoint = endpoint_of(match).replace("survival", "OS") if match else table.endpoint
        return
    if not label.text and all(_SIZE.fullmatch(cell.text) for cell in cells if cell.text):
        yield from _late_sizes(table, row, is_spaced=is_spaced)
        return
    own = _measure(label.text, arms, table.endpoint)
    population = ""
    if own is None and not table.is_down and not ENDPOINT.search(label.text):
        population = "" if _WHOLE.match(label.text) else label.text.strip()
    match = ENDPOINT.search(label.text)
    endpoint = endpoint_of(match).replace("survival", "OS") if match else table.endpoint
    if own is not None and own.endpoint:
        endpoint = table.endpoint = own.endpoint
    found: list[Claim] = []
    for index, cell in enumerate(cells, 1):
        column = table.column(cell, index, is_spaced=is_spaced)
        measure = table.measures.get(column) or (own if column in table.arms else None)
        claim = _cell_claim(table, measure, column, label, cell, arms) if measure else None
        if claim is not None:
            if table.measures.get(column) and not claim.endpoint and claim.kind is not ClaimKind.N:
                claim = replace(claim, endpoint=endpoint)
            sentence = "  ".join(part.text for part in row)
            found.append(replace(claim, population=population, sentence=sentence))
    yield from _with_tests(found)


def _late_sizes(table: _Table, row: list[_Cell], *, is_spaced: bool) -> Iterator[Claim]:
    for index, cell in enumerate(row[1:], 1):
        column = table.column(cell, index, is_spaced=is_spaced)
        yield from _size(cell, table.arms.get(column, ""))


def _with_tests(claims: list[Claim]) -> Iterator[Claim]:
    """Give a ratio the P of its own row."""
    ratio = next((c for c in claims if c.kind is ClaimKind.HAZARD_RATIO), None)
    test = next((c for c in claims if c.kind is ClaimKind.P_VALUE), None)
    for claim in claims:
        if claim is ratio and test is not None:
            yield replace(claim, p_operator=test.p_operator, p_value=test.p_value)
        elif claim is not test or ratio is None:
            yield claim


def _cell_claim(
    table: _Table, measure: _Measure, column: int, label: _Cell, cell: _Cell, arms: Arms
) -> Claim | None:
    match = _VALUE.match(cell.text)
    if match is None:
        return None
    arm = table.arms.get(column) or measure.arm
    if table.is_down:
        arm = _arm_name(label.text, arms)
    claim = Claim(
        measure.kind,
        endpoint=measure.endpoint,
        arm=arm,
        ci_level=measure.level,
        span=(cell.start, cell.start + len(cell.text)),
        confidence=0.85,
    )
    if measure.kind in (ClaimKind.HAZARD_RATIO, ClaimKind.P_VALUE):
        claim = _of_pair(table, claim, label)
    return _filled(claim, measure, match)


def _of_pair(table: _Table, claim: Claim, label: _Cell) -> Claim:
    """Say whom a ratio or P of a row compares: the two arms of the table."""
    named = list(dict.fromkeys([*table.arms.values(), *(m.arm for m in table.measures.values())]))
    named = [name for name in named if name]
    if len(named) == 2 and not table.is_down:
        return replace(claim, arm=named[0], comparator=named[1])
    return replace(claim, arm=claim.arm if table.is_down else "", comparator="")


def _filled(claim: Claim, measure: _Measure, match: "re.Match[str]") -> Claim | None:
    value, inner = match["value"], (match["inner"] or "").strip()
    is_number = bool(re.fullmatch(NUMBER, value))
    kind = measure.kind
    if kind is ClaimKind.N:
        return replace(claim, n=count(value)) if count(value) else None
    if kind is ClaimKind.P_VALUE:
        if not is_number or inner:
            return None
        return replace(claim, p_operator=match["operator"] or "=", p_value=printed(value))
    bounds = _BOUNDS.match(inner)
    if bounds:
        claim = replace(claim, ci_low=_limit(bounds["low"]), ci_high=_limit(bounds["high"]))
    if kind in (ClaimKind.EVENTS, ClaimKind.RESPONSE) and not bounds and is_number:
        share = printed(inner) if re.fullmatch(NUMBER, inner) else ""
        if share or match["n"] or kind is ClaimKind.EVENTS:
            return replace(claim, x=count(value), n=match["n"] or "", value=share)
    if kind is ClaimKind.HAZARD_RATIO and not is_number:
        return None
    claim = replace(claim, value=printed(value)) if is_number else replace(claim, not_reached=True)
    return replace(claim, unit=measure.unit, time=measure.time, time_unit=measure.time_unit)


def _limit(text: str) -> str:
    return printed(text) if re.fullmatch(NUMBER, text) else "NR"
