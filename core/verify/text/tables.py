"""Pasted tables: cells set apart by tabs, bars or wide gaps; arms across or down."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from ..claims import Claim, ClaimKind
from .arms import is_control
from .cells import (
    Measure,
    endpoint_in,
    filled,
    is_value,
    limits_of,
    measures_in,
    outcome_of,
    values_of,
)
from .grid import Cell, blocks, cells_of
from .heads import SIZE, Table, arm_name, goes_on, read_heads, size_claims
from .lexicon import CI_WORD, VERSUS
from .named import Arms
from .plain import PlainText

_WHOLE: Final = re.compile(r"^(?:all|overall|total|itt|entire)\b", re.IGNORECASE)
_FACTORS: Final = re.compile(
    r"^(?:variables?|factors?|covariates?|characteristics?|parameters?|predictors?)$", re.I
)
_LEVELS: Final = re.compile(rf"{VERSUS}|\bper\b|\bref\b|[(]\w+/\w+[)]", re.IGNORECASE)
_TREATMENT: Final = re.compile(r"^\W*(?:treatment|arm|group|regimen|therapy|assigned)\b", re.I)
_SAYS_RATIO: Final = re.compile(r"^[as]?HR\s*[=:]?\s*\d")
_OUTCOMES: Final = re.compile(r"\b(?:outcomes?|end\s?points?|events?)\b", re.IGNORECASE)
_LIMITS_ROW: Final = re.compile(
    rf"^\W*(?:\d{{2}}(?:[.,]\d+)?\s*-?\s*%\s*-?\s*)?{CI_WORD}\W*$", re.IGNORECASE
)
_COUNTED: Final = re.compile(r"^\d[\d,]*\s*(?:/\s*\d[\d,]*\s*(?:\(.*\))?|\(\s*[\d.,]+\s*%?\s*\))$")
_NUMBERED: Final = re.compile(
    r"^(?:Supplement\w*\s+|e)?(?:Table|Tab\.|Tabelle|Tableau|Tabla|表)\s*\w{1,4}[.:]?$", re.I
)
_LONGEST_TITLE: Final = 200


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
    while first + n_heads < len(rows) and goes_on(rows[first], rows[first + n_heads]):
        n_heads += 1
    heads = rows[first : first + n_heads]
    table = Table(max(reversed(heads), key=len))
    table.endpoint = endpoint_in(heads[0][0].text) or endpoint_in(_title(text, lines[0][0]))
    yield from read_heads(table, heads, arms, is_spaced=is_spaced)
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


def _arms_down(table: Table, rows: list[list[Cell]], arms: Arms) -> list[str]:
    cells = [row[table.arm_column].text for row in rows if len(row) > table.arm_column + 1]
    return list(dict.fromkeys(arm_name(cell, arms) for cell in cells if cell))


def _parted(table: Table, row: list[Cell], is_spaced: bool) -> list[Cell]:
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


def _read_row(table: Table, row: list[Cell], arms: Arms, *, is_spaced: bool) -> Iterator[Claim]:
    label, cells = row[0], row[1:]
    if not cells:
        table.endpoint = endpoint_in(label.text) or table.endpoint
        return
    if not label.text and all(SIZE.fullmatch(cell.text) for cell in cells if cell.text):
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


def _only_endpoint(table: Table) -> str:
    """Return the one endpoint the columns of a table are about, "" for none or several."""
    named = {one.endpoint for ones in table.measures.values() for one in ones} - {""}
    return named.pop() if len(named) == 1 else ""


def _compares(table: Table) -> bool:
    """Whether a table has a column of hazard ratios."""
    return any(
        one.kind is ClaimKind.HAZARD_RATIO and not one.is_limits
        for measures in table.measures.values()
        for one in measures
    )


def _outcome(table: Table, label: str) -> str:
    """Return the endpoint a row's own label is in a table of outcomes, "" in any other."""
    if table.is_down or not _OUTCOMES.search(table.heads[0].text) or endpoint_in(label):
        return ""
    return outcome_of(label) or label.strip(" ,;:")


def _is_factor(table: Table, label: str, arms: Arms) -> bool:
    """Whether a row is of a factor of the patients, not of the treatment: "Age (>65 v <65)"."""
    is_treated = bool(_TREATMENT.match(label)) or len(arms.mentions(label)) > 1
    return bool(_FACTORS.match(table.heads[0].text) and _LEVELS.search(label)) and not is_treated


def _population(table: Table, label: str, arms: Arms, *, is_measure: bool) -> str:
    """Return the patients a row is about; the last ones named where arms stand beside them."""
    if is_measure or table.arm_column == 0 or endpoint_in(label):
        return ""
    if table.arm_column > 0 and not label:
        return table.group
    is_all = bool(_WHOLE.match(label)) or bool(_TREATMENT.match(label))
    is_all = is_all or len({one.name for one in arms.mentions(label)}) > 1
    table.group = "" if is_all else label.strip()
    return table.group


def _arm_of_row(table: Table, row: list[Cell], arms: Arms) -> str:
    if not table.is_down or len(row) <= table.arm_column:
        return ""
    return arm_name(row[table.arm_column].text, arms)


def _late_sizes(table: Table, row: list[Cell], *, is_spaced: bool) -> Iterator[Claim]:
    for index, cell in enumerate(row[1:], 1):
        column = table.column(cell, index, is_spaced=is_spaced)
        yield from size_claims(cell, table.arms.get(column, ""))


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
    table: Table,
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


def _of_pair(table: Table, claim: Claim, label: Cell, arms: Arms, of_column: str) -> Claim:
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
