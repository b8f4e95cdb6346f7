"""What the forest plot shows: hazard ratios of the ledger and those of the figure."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ..errors import InputError
from ..model.claims import Claim, ClaimKind
from ..model.document import ReportedKind
from ..numbers import parse_number
from ..results import Analysis
from . import claim_words
from .reported import Reported, read_reported

_TICKS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0)


@dataclass(frozen=True, slots=True)
class ForestRow:
    """One hazard ratio; limits are None where none are known.

    ``claims`` are places in the ledger, empty for what the figure gives; ``arm``
    is then the index of the arm whose colour it has. ``is_paired`` marks what is reported
    of the ratio above it.
    """

    label: str
    note: str
    text: str
    value: float
    low: float | None
    high: float | None
    claims: tuple[int, ...] = ()
    arm: int | None = None
    is_paired: bool = False


AXIS_TITLE = "Hazard ratio (logarithmic); below 1 favours the arm named first"


def forest_rows(
    claims: Sequence[Claim], analysis: Analysis | None, others: Sequence[Analysis] = ()
) -> tuple[ForestRow, ...]:
    """Return each ratio of the figures with what is reported of it below, then the others once."""
    left = list(_reported(claims))
    rows: list[ForestRow] = []
    for one in (analysis, *others):
        rows += _paired(one, left)
    return (*rows, *left)


def axis_range(rows: Sequence[ForestRow]) -> tuple[float, float]:
    """Return the ends of a logarithmic axis that holds 1 and all limits."""
    values = [1.0]
    for row in rows:
        values += [v for v in (row.value, row.low, row.high) if v is not None and v > 0]
    low = max((tick for tick in _TICKS if tick <= min(values)), default=_TICKS[0])
    high = min((tick for tick in _TICKS if tick >= max(values)), default=_TICKS[-1])
    return min(low, 0.5), max(high, 2.0)


def ticks_between(low: float, high: float) -> tuple[float, ...]:
    """Return the ticks of an axis with these ends."""
    return tuple(tick for tick in _TICKS if low <= tick <= high)


def _paired(analysis: Analysis | None, left: list[ForestRow]) -> Iterator[ForestRow]:
    """Yield what a figure gives, each with what is reported of it; that leaves ``left``."""
    if analysis is None:
        return
    values, _ = read_reported(analysis.document)
    ratios = [one for one in values if one.source.kind is ReportedKind.HAZARD_RATIO and one.value]
    for row, ids in _recomputed(analysis):
        yield row
        for one in ratios:
            reference = analysis.document.reference_arm
            other = one.source.comparator_id or (reference.id if reference else None)
            if one.source.proposed or (one.source.arm_id, other) != ids:
                continue
            known = next((claimed for claimed in left if _is_same(claimed, one)), None)
            if known is not None:
                left.remove(known)
            made = known or _of_reported(row, one)
            yield replace(made, label=row.label, is_paired=True)


def _is_same(row: ForestRow, reported: Reported) -> bool:
    """Whether a ratio of the ledger is this reported value."""
    if reported.value is None or row.value != reported.value.value:
        return False
    limits = (row.low, reported.low), (row.high, reported.high)
    return all(mine is None or theirs is None or mine == theirs.value for mine, theirs in limits)


def _of_reported(row: ForestRow, reported: Reported) -> ForestRow:
    assert reported.value is not None
    limits = [limit.value if limit is not None else None for limit in (reported.low, reported.high)]
    source = reported.source
    text = f"{source.text.strip()} ({source.ci.strip()})" if source.ci.strip() else source.text
    return ForestRow(row.label, "reported", text, reported.value.value, limits[0], limits[1])


def _recomputed(analysis: Analysis) -> list[tuple[ForestRow, tuple[str, str]]]:
    """Return a row for each pair of arms, with the ids of the two."""
    rows: list[tuple[ForestRow, tuple[str, str]]] = []
    names = {arm.id: (index, arm.name) for index, arm in enumerate(analysis.document.arms)}
    for pair in analysis.pairs:
        ratio = pair.hazard_ratio
        if ratio is None or not {pair.arm_id, pair.reference_id} <= set(names):
            continue
        index, name = names[pair.arm_id]
        label = f"{analysis.document.endpoint} {name} v {names[pair.reference_id][1]}".strip()
        text = f"{ratio.value:.2f} ({ratio.ci_low:.2f}–{ratio.ci_high:.2f})"
        limits = ratio.ci_low, ratio.ci_high
        row = ForestRow(label, "recomputed", text, ratio.value, *limits, arm=index)
        rows.append((row, (pair.arm_id, pair.reference_id)))
    return rows


def _reported(claims: Sequence[Claim]) -> list[ForestRow]:
    """Return every ratio once, with all its places; a print without limits joins one with."""
    found: dict[tuple[str, ...], ForestRow] = {}
    ratios = [(i, claim) for i, claim in enumerate(claims) if claim.kind is ClaimKind.HAZARD_RATIO]
    for index, claim in sorted(ratios, key=lambda pair: not pair[1].ci_low):
        value = _positive(claim.value)
        if value is None:
            continue
        about = (claim.endpoint, claim.arm, claim.comparator, claim.population, claim.value)
        same = (key for key in found if key[:5] == about and not claim.ci_low)
        key = next(same, (*about, claim.ci_low, claim.ci_high))
        row = found.get(key) or _row(claim, value)
        found[key] = replace(row, claims=(*row.claims, index))
    return sorted(found.values(), key=lambda row: min(row.claims))


def _row(claim: Claim, value: float) -> ForestRow:
    label = f"{claim.endpoint} {claim_words.about(claim)}".strip() or "Hazard ratio"
    model = "adjusted" if claim.adjusted else "stratified" if claim.stratified else "reported"
    limits = claim_words.interval(claim)
    text = f"{claim.value} ({limits})" if limits else claim.value
    return ForestRow(label, model, text, value, _positive(claim.ci_low), _positive(claim.ci_high))


def _positive(text: str) -> float | None:
    try:
        value = parse_number(text) if text.strip() else 0.0
    except InputError:
        return None
    return value if value > 0 and math.isfinite(value) else None
