"""Pasted tables: cells set apart by tabs, bars or wide gaps; arms across or down."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from .claims import Claim, ClaimKind
from .text_arms import Arms, is_control
from .text_cells import (
    Measure,
    endpoint_in,
    filled,
    is_value,
    limits_of,
    measures_in,
    outcome_of,
    values_of,
)
from .text_grid import Cell, blocks, cells_of
from .text_lexicon import CI_WORD, NUMBER, VERSUS, count
from .text_plain import PlainText

_SIZE: Final = re.compile(rf"\s*[,(\[]?\s*[Nn]\s*=\s*(?P<n>{NUMBER})\s*[)\]]?")
_ARM_HEAD: Final = re.compile(
    r"^(?:(?:study\s+|treatment\s+)?arms?|groups?|treatments?(?:\s+(?:arms?|groups?))?|regimens?"
    r"|therapy|Behandlung|bras|groupe|grupo|brazo)$",
    re.I,
)
_WHOLE: Final = re.compile(r"^(?:all|overall|total|itt|entire)\b", re.IGNORECASE)
_OTHER: Final = re.compile(
    r"\b(?:subgroup|endpoint|end\s+point|outcome|variable|measure|interaction|parameter|effect|comparison|difference|estimate)\b",
    re.I,
)
_FACTORS: Final = re.compile(
    r"^(?:variables?|factors?|covariates?|characteristics?|parameters?|predictors?)$", re.I
)
_LEVELS: Final = re.compile(rf"{VERSUS}|\bper\b|\bref\b|[(]\w+/\w+[)]", re.IGNORECASE)
_TREATMENT: Final = re.compile(r"^\W*(?:treatment|arm|group|regimen|therapy|assigned)\b", re.I)
_SAYS_RATIO: Final = re.compile(r"^[as]?HR\s*[=:]?\s*\d")
_TAIL: Final = re.compile(r"\s*(?:group|arm|群)\s*$", re.IGNORECASE)
_UNITS: Final = re.compile(
    r"[\s,;-]*\b(?:no|n|number|events?|patients?|pts)\.?(?:\s*/\s*(?:n|no|patients|total)\.?)?"
    r"(?:\s*\(\s*%\s*\)|\s*,\s*%)?\s*$|\s*\(?%\)?\s*$",
    re.IGNORECASE,
)
_OUTCOMES: Final = re.compile(r"\b(?:outcomes?|end\s?points?|events?)\b", re.IGNORECASE)
_LIMITS_ROW: Final = re.compile(
    rf"^\W*(?:\d{{2}}(?:[.,]\d+)?\s*-?\s*%\s*-?\s*)?{CI_WORD}\W*$", re.IGNORECASE
)
_COUNTED: Final = re.compile(r"^\d[\d,]*\s*(?:/\s*\d[\d,]*\s*(?:\(.*\))?|\(\s*[\d.,]+\s*%?\s*\))$")
_GOING_ON: Final = re.compile(r"(?:\+|/|-|\b(?:plus|and|with|or|of|versus|vs\.?))$", re.IGNORECASE)
_NUMBERED: Final = re.compile(
    r"^(?:Supplement\w*\s+|e)?(?:Table|Tab\.|Tabelle|Tableau|Tabla|表)\s*\w{1,4}[.:]?$", re.I
)
_LONGEST_TITLE: Final = 200


@dataclass(slots=True)
class _Table:
    """A table while it is read: its columns, and the endpoint of the section."""

    heads: list[Cell]
    arms: dict[int, str] = field(default_factory=dict)
    measures: dict[int, tuple[Measure, ...]] = field(default_factory=dict)
    endpoint: str = ""
    arm_column: int = -1
    named: list[str] = field(default_factory=list)
    group: str = ""
    of_column: dict[int, str] = field(default_factory=dict)

    @property
    def is_down(self) -> bool:
        """Whether each row is an arm."""
        return self.arm_column >= 0

    def column(self, cell: Cell, index: int, *, is_spaced: bool) -> int:
        """Return the column of a cell: by its count, or by where it stands in its line."""
        if not is_spaced:
            return index
        if not cell.at:
            return 0
        return min(range(1, len(self.heads)), key=lambda i: _apart(self.heads[i], cell), default=0)


def _apart(head: Cell, cell: Cell) -> tuple[int, float]:
    """Return how far a cell stands from below a head."""
    gap = max(0, cell.at - head.stop, head.at - cell.stop)
    return gap, abs(head.at + head.stop - cell.at - cell.stop) / 2


def read_tables(plain: PlainText, arms: Arms) -> tuple[list[Claim], list[tuple[int, int]]]:
    """Return the claims of every table of a text and the stretches they stand in.

    Spans count the characters of the plain text.
    """
    claims: list[Claim] = []
    taken: list[tuple[int, int]] = []
    for lines in blocks(plain.text):
        found = [*_read(plain.text, lines, arms)]
        if found:
            claims += found
            taken.append((lines[0][0], lines[-1][1]))
    return claims, taken


def _read(text: str, lines: list[tuple[int, int]], arms: Arms) -> Iterator[Claim]:
    rows = [row for row in (cells_of(text, *line) for line in lines) if row]
    while rows and _NUMBERED.match(rows[0][0].text):
        lines, rows = lines[1:], rows[1:]
    if not rows:
        return
    whole = text[lines[0][0] : lines[-1][1]]
    is_spaced = "\t" not in whole and "|" not in whole
    first = next((i for i, row in enumerate(rows) if len(row) > 1), None)
    if first is None:
        return
    n_heads = 1
    while first + n_heads < len(rows) and _goes_on(rows[first], rows[first + n_heads]):
        n_heads += 1
    heads = rows[first : first + n_heads]
    table = _Table(max(reversed(heads), key=len))
    table.endpoint = endpoint_in(heads[0][0].text) or endpoint_in(_title(text, lines[0][0]))
    yield from _read_heads(table, heads, arms, is_spaced=is_spaced)
    body = _rejoined(rows[first + n_heads :])
    if table.is_down:
        table.named = _arms_down(table, body, arms)
    last: list[Claim] = []
    for row in body:
        if _LIMITS_ROW.match(row[0].text) and last:
            last = _limited(last, row)
            continue
        yield from last
        parted = _parted(table, row, is_spaced)
        last = [*_read_row(table, parted, arms, is_spaced=is_spaced)]
    yield from last


def _rejoined(rows: list[list[Cell]]) -> list[list[Cell]]:
    """Give a row the end of its label that stands alone in the next line, in lower case."""
    kept: list[list[Cell]] = []
    for row in rows:
        if len(row) == 1 and row[0].text[:1].islower() and kept and len(kept[-1]) > 1:
            label = kept[-1][0]
            kept[-1] = [replace(label, text=f"{label.text} {row[0].text}"), *kept[-1][1:]]
        else:
            kept.append(row)
    return kept


def _limited(claims: list[Claim], row: list[Cell]) -> list[Claim]:
    """Give the values of a row the limits of the row of intervals below it, one each."""
    limits = [limits_of(cell.text) for cell in row[1:] if cell.text]
    bare = [claim for claim in claims if not claim.ci_low and claim.kind is not ClaimKind.N]
    if len(limits) != len(bare):
        return claims
    given = dict(zip(map(id, bare), limits, strict=True))
    return [
        replace(claim, ci_low=pair[0], ci_high=pair[1]) if (pair := given.get(id(claim))) else claim
        for claim in claims
    ]


def _title(text: str, start: int) -> str:
    """Return the line that stands right above a table, where it is short."""
    above = text[max(0, start - _LONGEST_TITLE) : start].rstrip("\n").rpartition("\n")[2]
    return above if len(above) < _LONGEST_TITLE else ""


def _goes_on(head: list[Cell], row: list[Cell]) -> bool:
    """Whether a row still belongs to the head: no label and no values."""
    cells = [cell for cell in row[1:] if cell.text]
    is_under = not row[0].text and cells and len(cells) < sum(1 for c in head[1:] if c.text)
    sizes = all(_SIZE.fullmatch(cell.text) for cell in cells) and not (is_under and cells[0].at)
    is_labelled = bool(row[0].text) and bool(head[0].text)
    return (
        bool(cells) and not is_labelled and not any(is_value(c.text) for c in cells) and not sizes
    )


def _parts(heads: list[list[Cell]], table: _Table, *, is_spaced: bool) -> dict[int, list[Cell]]:
    """Return the cells of the head over each column, from the top; one may span several."""
    parts: dict[int, list[Cell]] = {}
    for row in heads:
        is_deepest = row is heads[-1]
        last: Cell | None = None
        width = max(len(table.heads), len(row))
        placed = {
            table.column(cell, i, is_spaced=is_spaced): cell
            for i, cell in enumerate(row[1:], 1)
            if cell.text
        }
        for index in range(1, width):
            cell = placed.get(index)
            spans = last is not None and not is_deepest and not is_spaced
            if cell is None and spans and index < len(table.heads) and table.heads[index].text:
                cell = last
            if cell is not None:
                parts.setdefault(index, []).append(cell)
                last = cell
    return {i: _whole(cells) for i, cells in parts.items()} if is_spaced else parts


def _whole(cells: list[Cell]) -> list[Cell]:
    """Join the lines of a head that go on: in lower case, in a bracket, behind a plus."""
    joined = [cells[0]]
    for cell in cells[1:]:
        above = next(one for one in reversed(joined) if not _SIZE.fullmatch(one.text))
        is_rest = not _SIZE.fullmatch(cell.text) and (
            cell.text[:1].islower() or cell.text[:1] in "([" or _GOING_ON.search(above.text)
        )
        is_rest = is_rest and (cell.text[:1] in "([" or not measures_in(cell.text))
        if is_rest:
            at = joined.index(above)
            joined[at] = replace(above, text=f"{above.text} {cell.text}")
        else:
            joined.append(cell)
    return joined


def _read_heads(
    table: _Table, heads: list[list[Cell]], arms: Arms, *, is_spaced: bool
) -> Iterator[Claim]:
    """Tell arms from measures in the head of a table; yield the sizes printed there."""
    parts = _parts(heads, table, is_spaced=is_spaced)
    if _ARM_HEAD.match(table.heads[0].text):
        table.arm_column = 0
    for index, cells in parts.items():
        if table.arm_column < 0 and any(_ARM_HEAD.match(cell.text) for cell in cells):
            table.arm_column = index
    sized: set[int] = set()
    for index, cells in parts.items():
        if index == table.arm_column:
            continue
        upper = next((endpoint_in(cell.text) for cell in cells if endpoint_in(cell.text)), "")
        names = []
        for cell in cells:
            if cell.text and endpoint_in(cell.text) and len(cells) > 1 and not _said(cell.text):
                table.of_column[index] = endpoint_in(cell.text)
                continue
            measures = () if _SIZE.search(cell.text) else measures_in(cell.text, upper)
            if measures:
                named = arms.mentions(cell.text)
                arm = named[0].name if named else _arm_in(cell.text)
                table.measures[index] = tuple(replace(one, arm=arm) for one in measures)
            elif cell.text and not table.is_down and not _OTHER.search(cell.text):
                names.append(cell)
        if names:
            table.arms[index] = _arm_name(names[0].text, arms)
            for cell in names:
                if cell.start not in sized:
                    sized.add(cell.start)
                    yield from _size(cell, table.arms[index])


def _said(head: str) -> bool:
    """Whether a cell of the head says more than an endpoint: a measure or a size."""
    return bool(measures_in(head) or _SIZE.search(head))


def _size(cell: Cell, arm: str) -> Iterator[Claim]:
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
    bare = _SIZE.sub("", head).strip(" ,;:")
    bare = _TAIL.sub("", _UNITS.sub("", bare).strip(" ,;:")).strip()
    named = arms.mentions(bare)
    if len(named) == 1 and named[0].end - named[0].start == len(bare):
        return named[0].name
    return bare


def _arms_down(table: _Table, rows: list[list[Cell]], arms: Arms) -> list[str]:
    cells = [row[table.arm_column].text for row in rows if len(row) > table.arm_column + 1]
    return list(dict.fromkeys(_arm_name(cell, arms) for cell in cells if cell))


def _parted(table: _Table, row: list[Cell], is_spaced: bool) -> list[Cell]:
    """Cut a first value off a label that reaches up to it: "12-month rate, % 21.2 (17.1-25.6)"."""
    label = row[0]
    edge = table.heads[1].at if len(table.heads) > 1 else 0
    if not is_spaced or len(row) >= len(table.heads) or len(label.text) <= edge - label.at:
        return row
    for gap in re.finditer(r"\s+", label.text):
        value = label.text[gap.end() :]
        if is_value(value) and gap.end() >= edge // 2:
            at = label.start - (label.start - gap.end())
            cell = Cell(value, label.start + gap.end(), at)
            return [replace(label, text=label.text[: gap.start()]), cell, *row[1:]]
    return row


def _read_row(table: _Table, row: list[Cell], arms: Arms, *, is_spaced: bool) -> Iterator[Claim]:
    label, cells = row[0], row[1:]
    if not cells:
        table.endpoint = endpoint_in(label.text) or table.endpoint
        return
    if not label.text and all(_SIZE.fullmatch(cell.text) for cell in cells if cell.text):
        yield from _late_sizes(table, row, is_spaced=is_spaced)
        return
    if _is_factor(table, label.text, arms):
        return
    own = measures_in(label.text, table.endpoint)
    outcome = "" if own else _outcome(table, label.text)
    population = _population(table, label.text, arms, is_measure=bool(own or outcome))
    endpoint = endpoint_in(label.text) or outcome or table.endpoint
    if own and own[0].endpoint and own[0].endpoint != label.text:
        endpoint = own[0].endpoint
        table.endpoint = endpoint_in(label.text) or table.endpoint
    found: list[Claim] = []
    arm = _arm_of_row(table, row, arms)
    for index, cell in enumerate(cells, 1):
        column = table.column(cell, index, is_spaced=is_spaced)
        measures = table.measures.get(column) or (own if column in table.arms else ())
        if not measures and column in table.arms and _COUNTED.match(cell.text):
            measures = (Measure(ClaimKind.EVENTS),) if _compares(table) else ()
        if not measures and _SAYS_RATIO.match(cell.text):
            measures = (Measure(ClaimKind.HAZARD_RATIO, endpoint=endpoint),)
        if measures and measures[0].is_limits:
            found = _with_limits(found, measures[0], cell)
            continue
        of_column = table.of_column.get(column, "")
        for claim in _cell_claims(table, measures, column, label, cell, arm, arms):
            if of_column:
                claim = replace(claim, endpoint=of_column)
            elif not claim.endpoint and claim.kind is not ClaimKind.N:
                claim = replace(claim, endpoint=endpoint or _only_endpoint(table))
            sentence = "  ".join(part.text for part in row)
            found.append(replace(claim, population=population, sentence=sentence))
    yield from _with_tests(found)


def _only_endpoint(table: _Table) -> str:
    """Return the one endpoint the columns of a table are about, "" for none or several."""
    named = {one.endpoint for ones in table.measures.values() for one in ones} - {""}
    return named.pop() if len(named) == 1 else ""


def _compares(table: _Table) -> bool:
    """Whether a table has a column of hazard ratios."""
    return any(
        one.kind is ClaimKind.HAZARD_RATIO and not one.is_limits
        for measures in table.measures.values()
        for one in measures
    )


def _outcome(table: _Table, label: str) -> str:
    """Return the endpoint a row's own label is in a table of outcomes, "" in any other."""
    if table.is_down or not _OUTCOMES.search(table.heads[0].text) or endpoint_in(label):
        return ""
    return outcome_of(label) or label.strip(" ,;:")


def _is_factor(table: _Table, label: str, arms: Arms) -> bool:
    """Whether a row is of a factor of the patients, not of the treatment: "Age (>65 v <65)"."""
    is_treated = bool(_TREATMENT.match(label)) or len(arms.mentions(label)) > 1
    return bool(_FACTORS.match(table.heads[0].text) and _LEVELS.search(label)) and not is_treated


def _population(table: _Table, label: str, arms: Arms, *, is_measure: bool) -> str:
    """Return the patients a row is about; the last ones named where arms stand beside them."""
    if is_measure or table.arm_column == 0 or endpoint_in(label):
        return ""
    if table.arm_column > 0 and not label:
        return table.group
    is_all = bool(_WHOLE.match(label)) or bool(_TREATMENT.match(label))
    is_all = is_all or len({one.name for one in arms.mentions(label)}) > 1
    table.group = "" if is_all else label.strip()
    return table.group


def _arm_of_row(table: _Table, row: list[Cell], arms: Arms) -> str:
    if not table.is_down or len(row) <= table.arm_column:
        return ""
    return _arm_name(row[table.arm_column].text, arms)


def _late_sizes(table: _Table, row: list[Cell], *, is_spaced: bool) -> Iterator[Claim]:
    for index, cell in enumerate(row[1:], 1):
        column = table.column(cell, index, is_spaced=is_spaced)
        yield from _size(cell, table.arms.get(column, ""))


def _with_limits(claims: list[Claim], measure: Measure, cell: Cell) -> list[Claim]:
    """Give the last value the limits of the column behind it."""
    limits = limits_of(cell.text)
    if limits is None or not claims or claims[-1].ci_low:
        return claims
    last = replace(claims[-1], ci_low=limits[0], ci_high=limits[1], ci_level=measure.level)
    return [*claims[:-1], last]


def _with_tests(claims: list[Claim]) -> Iterator[Claim]:
    """Give each ratio the P that follows it in its row."""
    given: list[Claim] = []
    for claim in claims:
        ratio = next((i for i, one in enumerate(given) if one.kind is ClaimKind.HAZARD_RATIO), None)
        last = max(
            (i for i, one in enumerate(given) if one.kind is ClaimKind.HAZARD_RATIO), default=None
        )
        if claim.kind is not ClaimKind.P_VALUE or ratio is None or last is None:
            given.append(claim)
        elif not given[last].p_value:
            given[last] = replace(
                given[last],
                p_operator=claim.p_operator,
                p_value=claim.p_value,
                one_sided=claim.one_sided,
            )
    yield from given


def _cell_claims(
    table: _Table,
    measures: tuple[Measure, ...],
    column: int,
    label: Cell,
    cell: Cell,
    arm_of_row: str,
    arms: Arms,
) -> Iterator[Claim]:
    values = values_of(cell.text, measures) if measures else []
    if len(values) == 2 and len(measures) == 1:
        measures = (*measures, Measure(ClaimKind.P_VALUE, endpoint=measures[0].endpoint))
    for measure, match in zip(measures, values, strict=False):
        claim = Claim(
            measure.kind,
            endpoint=measure.endpoint,
            arm=arm_of_row or table.arms.get(column) or measure.arm,
            ci_level=measure.level,
            span=(cell.start + match.start(), cell.start + match.end()),
            confidence=0.85,
        )
        if measure.kind in (ClaimKind.HAZARD_RATIO, ClaimKind.P_VALUE):
            of_column = table.of_column.get(column, "")
            claim = _of_pair(table, claim, label, arms, of_column)
        made = filled(claim, measure, match)
        if made is not None:
            yield made


def _of_pair(table: _Table, claim: Claim, label: Cell, arms: Arms, of_column: str) -> Claim:
    """Say whom a ratio or P of a row compares: the two arms of its label or of the table."""
    said = list(dict.fromkeys(one.name for one in arms.mentions(label.text)))
    if len(said) == 2 and re.search(VERSUS, label.text, re.IGNORECASE):
        return replace(claim, arm=said[0], comparator=said[1])
    within = [table.arms.get(i, "") for i, name in table.of_column.items() if name == of_column]
    across = (
        within
        if len(set(within)) == 2
        else [*table.arms.values(), *(m.arm for ms in table.measures.values() for m in ms)]
    )
    named = table.named if table.is_down else [*dict.fromkeys(name for name in across if name)]
    if len(named) != 2:
        return replace(claim, arm=claim.arm if table.is_down else "", comparator="")
    arm, other = named
    if (table.is_down and claim.arm == other and not is_control(other, arm)) or is_control(
        arm, other
    ):
        arm, other = other, arm
    return replace(claim, arm=arm, comparator=other)
