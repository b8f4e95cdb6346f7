"""What draws add to "Reported vs recomputed": reading bands, what is open, the chosen draw."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final

from ..model.document import Document, ReportedKind
from ..results import Chosen, Comparison, HazardRatio, LogRank, MedianEstimate, Spread, Uncertainty
from .row import blank_row
from .wording import interval, number, p_value

BY_PIXELS: Final = "Square brackets: how far 1.5 pixels and one patient move the value."
_DRAWN: Final = (
    ReportedKind.HAZARD_RATIO,
    ReportedKind.P_VALUE,
    ReportedKind.MEDIAN,
    ReportedKind.LANDMARK,
    ReportedKind.RMST,
)
_NUMBER: Final = re.compile(r"\d+(?:\.(?P<decimals>\d+))?")
SpreadAt = Callable[[str, float], Spread | None]


def is_drawn(row: Comparison) -> bool:
    """Whether draws give this row a reading band."""
    is_width = row.kind is ReportedKind.HAZARD_RATIO and row.recomputed.startswith("×")
    return row.kind in _DRAWN and bool(row.recomputed) and not row.chosen and not is_width


def with_bands(
    rows: Iterable[Comparison], found: Uncertainty, survival: SpreadAt, mean: SpreadAt
) -> tuple[Comparison, ...]:
    """Return the rows with the reading bands of the draws in place of those of the pixels."""
    return tuple(
        _with_band(row, spread, found.n_draws)
        if is_drawn(row) and (spread := _spread_of(row, found, survival, mean)) is not None
        else row
        for row in rows
    )


def _spread_of(
    row: Comparison, found: Uncertainty, survival: SpreadAt, mean: SpreadAt
) -> Spread | None:
    pair, arm = found.pair(row.arm_id, row.comparator_id), found.arm(row.arm_id)
    if row.kind is ReportedKind.HAZARD_RATIO:
        return pair.hazard_ratio if pair else None
    if row.kind is ReportedKind.P_VALUE:
        return pair.p_value if pair else None
    if row.kind is ReportedKind.MEDIAN:
        return arm.median if arm else None
    if row.arm_id is None or row.time is None:
        return None
    of = survival if row.kind is ReportedKind.LANDMARK else mean
    return of(row.arm_id, row.time)


def _with_band(row: Comparison, spread: Spread, n_draws: int) -> Comparison:
    words = (
        f"Square brackets: reading uncertainty, from {n_draws} draws of patients that agree with "
        "everything known. Round brackets: sampling uncertainty."
    )
    low, high = spread.reading_low, spread.reading_high
    if row.kind is ReportedKind.HAZARD_RATIO:
        both = interval(spread.low, spread.high, _decimals(row))
        words += f" Both together: {both}."
    if "flat at" in row.band:
        return replace(row, band_words=words)
    return replace(row, band=_band(row, low, high), band_low=low, band_high=high, band_words=words)


def _band(row: Comparison, low: float, high: float) -> str:
    if row.kind is ReportedKind.P_VALUE:
        ends = dict.fromkeys((p_value(low), p_value(high)))
        return f"[{'–'.join(ends)}]"
    if row.kind is ReportedKind.LANDMARK:
        return interval(100 * low, 100 * high, _decimals(row), "[]")
    return interval(low, high, _decimals(row), "[]")


def _decimals(row: Comparison) -> int:
    """Return how many decimals the recomputed value is shown with."""
    digits = _NUMBER.match(row.recomputed)
    least = 2 if row.kind is ReportedKind.HAZARD_RATIO else 1
    return max(len((digits["decimals"] or "") if digits else ""), least)


# What is not identified


def open_sentence(document: Document, arm_ids: Iterable[str], spread: Spread, known: str) -> str:
    """Say what a hazard ratio could be without the numbers that are not printed."""
    names = [arm.name for arm in document.arms if arm.id in set(arm_ids)]
    low, high = number(spread.reading_low, 2), number(spread.reading_high, 2)
    verb = "could be" if low != high else "is about"
    between = f"{low} to {high}" if low != high else low
    return f"Without {known} of {' and '.join(names)} the hazard ratio {verb} {between}."


# The draw chosen by what is reported


@dataclass(frozen=True, slots=True)
class ChosenNumbers:
    """What the chosen draw gives: of the pair, and of each arm by its id."""

    hazard_ratio: HazardRatio | None
    log_rank: LogRank | None
    medians: dict[str, MedianEstimate]


def with_chosen(
    rows: Iterable[Comparison], document: Document, chosen: Chosen, numbers: ChosenNumbers
) -> tuple[Comparison, ...]:
    """Return the rows with those of the chosen draw, each below the unconstrained one."""
    done: list[Comparison] = []
    told: set[tuple[ReportedKind, str | None]] = set()
    for row in rows:
        done.append(row)
        made = _chosen_of(row, chosen, numbers) if is_drawn(row) else None
        if made is not None and (row.kind, row.arm_id) not in told:
            told.add((row.kind, row.arm_id))
            done.append(made)
    return tuple(done)


def _chosen_of(row: Comparison, chosen: Chosen, numbers: ChosenNumbers) -> Comparison | None:
    is_pair = (row.arm_id, row.comparator_id) == (chosen.arm_id, chosen.reference_id)
    ratio, test = numbers.hazard_ratio, numbers.log_rank
    if is_pair and row.kind is ReportedKind.HAZARD_RATIO and ratio is not None:
        return _chosen_row(row, chosen, ratio.value, (ratio.ci_low, ratio.ci_high))
    if is_pair and row.kind is ReportedKind.P_VALUE and test is not None:
        return _chosen_row(row, chosen, test.p_value, None)
    median = numbers.medians.get(row.arm_id or "")
    if row.kind is ReportedKind.MEDIAN and median is not None:
        return _chosen_row(row, chosen, median.value, (median.ci_low, median.ci_high))
    return None


def _chosen_row(
    row: Comparison, chosen: Chosen, value: float, limits: tuple[float, float] | None
) -> Comparison:
    head, comma, rest = row.measure.partition(",")
    measure = f"{head} (chosen draw){comma}{rest}"
    made = blank_row(row.kind, measure, None, row.arm_id, row.comparator_id)
    decimals = _decimals(row)
    limit = (
        f"Chosen among the draws by the reported {chosen.used}; it confirms nothing."
        if chosen.agrees
        else f"No draw gives the reported {chosen.used}; this one comes nearest."
    )
    return replace(
        made,
        recomputed=p_value(value) if limits is None else number(value, decimals),
        interval="" if limits is None else interval(*limits, decimals),
        limit=limit,
        convention=f"The draw that agrees best with the reported {chosen.used}. The row above "
        "does not use what is reported.",
        value=value,
        chosen=True,
    )
