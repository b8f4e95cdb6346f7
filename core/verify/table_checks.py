"""Checks of an arm's row of the risk table: it falls, the curve allows it, it is given back."""

import math
from collections.abc import Iterator
from typing import Final

import numpy as np

from ..errors import InputError, Place, PlaceKind
from ..numbers import parse_number
from ..patients import number_at_risk
from ..results import ArmResult, Check, CheckState
from . import tolerances
from .evidence import Evidence
from .tolerances import READING_PX
from .wording import number

CONSISTENT: Final = CheckState.CONSISTENT
NOT_REPRODUCIBLE: Final = CheckState.NOT_REPRODUCIBLE

RISK_MISS: Final = 2  # patients a reconstructed number at risk may be off,
RISK_MISS_SHARE: Final = 0.03  # or this share of it
COARSE_SHARE: Final = 0.02  # of a number at risk, for a curve read at few points


def table_checks(evidence: Evidence, arm: ArmResult, name: str, unit: str) -> Iterator[Check]:
    """Yield the checks of the numbers at risk of one arm, called ``name``, times in ``unit``."""
    yield from _falling_check(evidence, arm, name)
    yield from _feasible_check(evidence, arm, name, unit)
    yield from _given_back_check(evidence, arm, name, unit)


def _falling_check(evidence: Evidence, arm: ArmResult, name: str) -> Iterator[Check]:
    """Numbers at risk start at the arm's size and never rise."""
    table = arm.arm_input.risk_table if arm.arm_input else None
    if table is None or arm.arm_input is None or arm.arm_input.n is None:
        return
    title = f"Numbers at risk of {name} fall"
    counts = [int(count) for count in table.n_at_risk]
    rises = [row for row in range(1, len(counts)) if counts[row] > counts[row - 1]]
    listed = " ≥ ".join(map(str, counts))
    if table.time[0] > 0 or counts[0] == arm.arm_input.n:
        start = f"n = {arm.arm_input.n}"
        if not rises:
            yield Check("F3", CONSISTENT, title, "They never rise.", f"{start}; {listed}.")
            return
    place = _cell(evidence, arm, float(table.time[rises[0]] if rises else table.time[0]))
    what = (
        f"They rise from {counts[rises[0] - 1]} to {counts[rises[0]]} at "
        f"{number(table.time[rises[0]])}. Retype the cell, or check that rows are not mixed up."
        if rises
        else f"The row starts with {counts[0]}, the arm has {arm.arm_input.n} patients."
    )
    arithmetic = f"n = {arm.arm_input.n}; " + ", ".join(map(str, counts)) + "."
    yield Check("F3", NOT_REPRODUCIBLE, title, what, arithmetic, place)


def _feasible_check(evidence: Evidence, arm: ArmResult, name: str, unit: str) -> Iterator[Check]:
    """(iii) n(next) <= n S(next)/S + 1: nobody comes back."""
    table = arm.arm_input.risk_table if arm.arm_input else None
    if table is None or table.time.size < 2 or arm.traced is None:
        return
    title = f"At risk against the curve of {name}"
    slack = READING_PX * evidence.survival_per_px
    shift = READING_PX * evidence.time_per_px
    before = arm.traced.at(table.time + shift)
    early = arm.traced.before(np.maximum(table.time - shift, 0.0))
    used = table.time <= arm.traced.end + shift
    worst, line = 0.0, "Every number at risk is within what the curve allows."
    index, arithmetic = None, ""
    for row in range(table.time.size - 1):
        if not used[row + 1] or before[row] <= slack:
            continue
        n, after = int(table.n_at_risk[row]), int(table.n_at_risk[row + 1])
        ratio = min((early[row + 1] + slack) / max(before[row] - slack, 1e-9), 1.0)
        excess = after - (n * ratio + 1 + COARSE_SHARE * after)
        if excess > max(worst, tolerances.ROUNDING):
            worst, index = excess, row + 1
            times = f"{number(table.time[row])} and {number(table.time[row + 1])}"
            line = (
                f"Between {times}{f' {unit}' if unit else ''} the table of {name} keeps "
                f"{math.ceil(excess)} more patient{'s' * (math.ceil(excess) != 1)} than the curve "
                "allows. Check these two cells and the curve between them."
            )
            most = n * ratio + 1
            arithmetic = f"{after} > {n} × {ratio:.4f} + 1 = {most:.1f} by more than 2 %."
    place = None if index is None else _cell(evidence, arm, float(table.time[index]))
    state = CONSISTENT if index is None else NOT_REPRODUCIBLE
    rule = arithmetic or "n(next) ≤ n × S(next)/S + 1 in every interval, 1.5 px allowed."
    yield Check("F4", state, title, line, rule, place)


def _given_back_check(evidence: Evidence, arm: ArmResult, name: str, unit: str) -> Iterator[Check]:
    """(iv) Reconstructed numbers at risk against the printed ones."""
    table = arm.arm_input.risk_table if arm.arm_input else None
    if table is None or arm.reconstruction is None:
        return
    title = f"At risk of {name} given back"
    counts_leavers = evidence.document.settings.has_leavers_at_risk
    rebuilt = number_at_risk(arm.reconstruction.patients, table.time, counts_leavers=counts_leavers)
    off = rebuilt - table.n_at_risk
    allowed = np.maximum(RISK_MISS, RISK_MISS_SHARE * table.n_at_risk)
    worst = int(np.argmax(np.abs(off) / allowed))
    listed = ", ".join(
        f"{number(t)}: {n} ({m})"
        for t, n, m in zip(table.time, table.n_at_risk, rebuilt, strict=True)
    )
    arithmetic = f"Printed (reconstructed) at {listed}; limit max({RISK_MISS}, 3 %)."
    place = Place(PlaceKind.ARM, arm.arm_id)
    if abs(off[worst]) <= allowed[worst]:
        most = int(np.abs(off).max())
        sentence = (
            "Every number at risk is given back."
            if not most
            else f"Numbers at risk are given back within {most} patient{'s' * (most != 1)}."
        )
        yield Check("F8", CONSISTENT, title, sentence, arithmetic, place)
        return
    after = f" {unit}" if unit else ""
    sentence = (
        f"At {number(table.time[worst])}{after} the table of {name} says "
        f"{table.n_at_risk[worst]}, the reconstruction gives {rebuilt[worst]}. Check that cell "
        "and the curve around it."
    )
    yield Check("F8", NOT_REPRODUCIBLE, title, sentence, arithmetic, place)


def end_check(evidence: Evidence, arm: ArmResult, name: str, unit: str) -> Iterator[Check]:
    """(viii) The end of the curve against the last number at risk."""
    table = arm.arm_input.risk_table if arm.arm_input else None
    if table is None or arm.traced is None:
        return
    followed = np.flatnonzero(table.n_at_risk > 0)
    if not followed.size:
        return
    last = float(table.time[followed[-1]])
    n_last = int(table.n_at_risk[followed[-1]])
    after = f" {unit}" if unit else ""
    title = f"End of the curve of {name}"
    allowed = max(2 * READING_PX * evidence.time_per_px, tolerances.END_SHARE * last)
    arithmetic = (
        f"Trace to {number(arm.traced.end, 2)}; last number above 0: {n_last} at {number(last)}; "
        f"limit {number(allowed, 2)} before it."
    )
    place = Place(PlaceKind.ARM, arm.arm_id)
    alive = float(arm.traced.at(arm.traced.end)) > READING_PX * evidence.survival_per_px
    if arm.traced.end >= last - allowed or not alive:
        sentence = f"The curve reaches the last number at risk ({number(last)}{after})."
        yield Check("F9", CONSISTENT, title, sentence, arithmetic, place)
        return
    sentence = (
        f"The curve ends at {number(arm.traced.end, 1)}{after}; {n_last} "
        f"patient{'s are' if n_last != 1 else ' is'} listed at {number(last)}. "
        "Trace it to its end, or check the table times."
    )
    yield Check("F9", NOT_REPRODUCIBLE, title, sentence, arithmetic, place)


def _cell(evidence: Evidence, arm: ArmResult, time: float) -> Place:
    """Return the document's risk-table cell of a table time."""
    for column, text in enumerate(evidence.document.risk_times):
        try:
            if text.strip() and parse_number(text) == time:
                return Place(PlaceKind.RISK_CELL, arm.arm_id, column)
        except InputError:
            continue
    return Place(PlaceKind.ARM, arm.arm_id)
